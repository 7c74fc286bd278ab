//! Replaced definitions: where the replacement counts, and where the original does.
//!
//! A name of the root module stands for one definition. INSTANCE makes further ones out of the same text, and TLC tells them apart
//! (`SpecProcessor.java`): the text of the instantiated module refers to its own definition, `I!Op` to the one that the instance made.
//! Here both are one copy, so the place of a call decides which of the two it means.
//!
//! ```text
//! EXTENDS B                       CONSTANT Start <- MyStart
//! I == INSTANCE B                 holds of Start wherever the text of B or of the root module says it, inside I!Init, too;
//!                                 I!Start stays as it is
//! ```
//!
//! Inside an instance, what stands for a variable of the module would stand for it in the replacement, too. A replacement that
//! mentions a variable or a constant is refused there, unless each stands for itself.

use super::Lowering;
use super::constants::rename;
use crate::diag::{Code, Diagnostic};
use crate::ir::{DefId, ExprKind, Level, visit};
use crate::source::Span;
use rustc_hash::FxHashSet;
use std::ops::Range;
use std::sync::Arc;

/// What a definition is replaced by.
#[derive(Clone)]
pub(super) enum By {
    /// A value, or an operator of a standard module.
    Plain(ExprKind),
    /// Another definition, all parameters passed on.
    Def(DefId),
}

impl Lowering<'_> {
    /// Replaces what a name of the root module stands for.
    pub(super) fn override_name(&mut self, def: DefId, by: &By, span: Span) {
        match self.home(def).map(|h| h.0) {
            // made by an instance: its own text means the original
            Some(inside) => {
                let callers = self.callers(&inside, def);
                if !callers.is_empty() {
                    let original = self.another(def);
                    self.rename_in(&callers, def, original);
                }
                self.override_body(def, by, span);
            }
            None => {
                let copies = self.copies(def);
                self.override_body(def, by, span);
                for (copy, inside, substituted) in copies {
                    let callers = self.callers(&inside, copy);
                    if callers.is_empty() {
                        continue;
                    }
                    let replaced = self.another(copy);
                    self.override_body(replaced, by, span);
                    self.rename_in(&callers, copy, replaced);
                    self.refuse_substituted(replaced, by, &substituted, span);
                }
            }
        }
    }

    /// Replaces a definition wherever it is named.
    pub(super) fn override_everywhere(&mut self, def: DefId, by: &By, span: Span) {
        let substituted = self.home(def).map_or_else(Vec::new, |(_, names)| names);
        self.override_body(def, by, span);
        self.refuse_substituted(def, by, &substituted, span);
    }

    fn override_body(&mut self, def: DefId, by: &By, span: Span) {
        // what mentions it may be of a lower level now
        let lower = |kind: &ExprKind| matches!(kind, ExprKind::Const(_) | ExprKind::Builtin { .. });
        self.raised |= self.model.def(def).level > Level::Constant
            && match by {
                By::Plain(kind) => lower(kind),
                By::Def(with) => self.model.def(*with).level < self.model.def(def).level,
            };
        match by {
            By::Plain(kind) => {
                self.replace(def, kind.clone(), span);
                if let ExprKind::Const(_) = kind {
                    self.values.insert(def);
                }
            }
            By::Def(with) => {
                let kind = self.forward(def, crate::resolve::Meaning::Def(*with));
                self.replace(def, kind, span);
            }
        }
    }

    /// The innermost instance that made a definition, and the constants and variables that do not stand for themselves there.
    fn home(&self, def: DefId) -> Option<(Range<usize>, Vec<Arc<str>>)> {
        let all = self.module.instanced.iter().filter(|i| i.defs.contains(&def.index()));
        all.min_by_key(|i| i.defs.len()).map(|i| (i.defs.clone(), i.substituted.clone()))
    }

    /// What instances made out of the same text.
    fn copies(&self, def: DefId) -> Vec<(DefId, Range<usize>, Vec<Arc<str>>)> {
        let d = self.model.def(def);
        let mut found = Vec::new();
        for (i, other) in self.module.defs.iter().enumerate() {
            let same = other.named_at == d.named_at && other.module == d.module && !other.local && !d.named_at.is_none();
            if same && let Some((inside, substituted)) = self.home(DefId(i as u32)) {
                found.push((DefId(i as u32), inside, substituted));
            }
        }
        found
    }

    /// The definitions in the range that name this one.
    fn callers(&self, range: &Range<usize>, def: DefId) -> Vec<DefId> {
        let names = |i: &usize| {
            let mut found = false;
            for id in visit::subtree(&self.model.exprs, self.model.defs[*i].body) {
                visit::defs(&self.model.expr(id).kind, &mut |d| found |= d == def);
            }
            found
        };
        range.clone().filter(names).map(|i| DefId(i as u32)).collect()
    }

    fn rename_in(&mut self, callers: &[DefId], from: DefId, to: DefId) {
        for c in callers {
            for id in visit::subtree(&self.model.exprs, self.model.def(*c).body) {
                rename(&mut self.model.exprs[id.index()].kind, from, to);
            }
        }
    }

    /// The same definition once more.
    fn another(&mut self, def: DefId) -> DefId {
        let copy = self.model.def(def).clone();
        self.model.defs.push(copy);
        DefId(self.model.defs.len() as u32 - 1)
    }

    /// If it is used, it means something else than the reference checker takes it for.
    fn refuse_substituted(&mut self, def: DefId, by: &By, substituted: &[Arc<str>], span: Span) {
        let By::Def(with) = by else { return };
        if substituted.is_empty() || !self.depends(*with, substituted) {
            return;
        }
        let (name, with) = (self.model.def(def).name.clone(), self.model.def(*with).name.clone());
        let d = Diagnostic::error(
            Code::UNSUPPORTED,
            format!("`{name}` is replaced by `{with}`, which mentions what this instance substitutes for"),
        );
        let d = if span.is_none() { d } else { d.at(span, "replaced here") };
        self.if_used
            .push((def, d.help("define the replacement in the module that is instantiated, or instantiate it without WITH")));
    }

    /// Does a definition mention a variable, or a constant with one of these names?
    fn depends(&self, def: DefId, names: &[Arc<str>]) -> bool {
        let (mut open, mut seen) = (vec![def], FxHashSet::default());
        while let Some(d) = open.pop() {
            if !seen.insert(d) {
                continue;
            }
            if self.module.constants.iter().any(|c| c.def == d && names.contains(&self.model.def(d).name)) {
                return true;
            }
            for id in visit::subtree(&self.model.exprs, self.model.def(d).body) {
                let kind = &self.model.expr(id).kind;
                if matches!(kind, ExprKind::Var(_) | ExprKind::Primed(_)) {
                    return true;
                }
                visit::defs(kind, &mut |m| open.push(m));
            }
        }
        false
    }
}
