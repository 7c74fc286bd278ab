//! `--const-init NAME`: constants that the search chooses.
//!
//! In: the model, in which some constants have no value, and the name of a predicate over them. Out: each of these constants
//! is a variable that no step changes ([`Model::rigid`](crate::ir::Model::rigid)), and the initial predicate begins with
//! the given one. An ASSUME that mentions such a constant restricts the choice.
//!
//! ```text
//! CONSTANT N   ASSUME N > 2   ConstInit == N \in 1..5      Init becomes  ConstInit /\ N > 2 /\ Init
//! ```

use super::Lowering;
use super::config::Word;
use super::roles::synthetic;
use crate::ir::{ExprKind, Level, Named, Var, VarId};
use crate::source::Span;
use rustc_hash::FxHashSet;

impl Lowering<'_> {
    /// The constants without a value become variables, if there is a predicate to choose them by.
    pub(super) fn chosen_constants(&mut self, given: &mut FxHashSet<crate::ir::DefId>) {
        if self.overrides.const_init.is_none() {
            return;
        }
        let open: Vec<_> = self.module.constants.iter().filter(|c| c.arity == 0 && !given.contains(&c.def)).cloned().collect();
        if open.is_empty() {
            return;
        }
        // The numbers of stand-ins follow those of the variables.
        let (first, more) = (self.model.vars.len() as u32, open.len() as u32);
        let moved = |v: &mut VarId| v.0 += if v.0 >= first { more } else { 0 };
        for e in &mut self.model.exprs {
            if let ExprKind::Var(v) | ExprKind::Primed(v) = &mut e.kind {
                moved(v);
            } else if let ExprKind::EnabledIn { stand_ins, .. } = &mut e.kind {
                stand_ins.iter_mut().for_each(|(v, _)| moved(v));
            }
        }
        for c in open {
            let v = VarId(self.model.vars.len() as u32);
            self.model.vars.push(Var { name: c.name.clone(), span: c.span });
            self.model.rigid.push(v);
            self.replace(c.def, ExprKind::Var(v), c.span);
            given.insert(c.def);
        }
        // A constant primed is itself.
        let constants: FxHashSet<_> = self.module.constants.iter().map(|c| c.def).collect();
        for i in 0..self.model.exprs.len() {
            if let ExprKind::Prime(inner) = self.model.exprs[i].kind
                && let ExprKind::Call { def, .. } = &self.model.expr(inner).kind
                && constants.contains(def)
            {
                self.model.exprs[i].kind = self.model.expr(inner).kind.clone();
            }
        }
        self.raised = true;
    }

    /// The predicate comes before the initial one.
    pub(super) fn choose_constants(&mut self) {
        let Some(name) = &self.overrides.const_init else { return };
        let word = Word { text: name.as_str().into(), span: Span::NONE };
        let Some(choice) = self.named(&word, "predicate over the constants", Level::State) else { return };
        let assumes = std::mem::take(&mut self.model.assumes);
        let (about, assumes): (Vec<Named>, Vec<Named>) =
            assumes.into_iter().partition(|a| self.model.def(a.def).level > Level::Constant);
        self.model.assumes = assumes;
        let Some(init) = self.model.init else { return };
        let mut items = Vec::new();
        for def in [choice.def].into_iter().chain(about.iter().map(|a| a.def)).chain([init]) {
            let span = self.model.def(def).span;
            items.push(self.push(ExprKind::Call { def, args: Vec::new() }, span));
        }
        let span = self.model.def(init).span;
        let body = self.push(ExprKind::And(items), span);
        let def = synthetic(self, "Init", init, body);
        self.model.defs[def.index()].slots.clear();
        self.model.init = Some(def);
    }
}
