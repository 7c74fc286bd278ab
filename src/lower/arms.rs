//! What must be true somewhere for an implication to say anything.
//!
//! In: the model, its invariants and properties known. Out: a predicate for each implication of which nothing but its right side could be
//! wrong: that its left side is true ([`Model::arms`](crate::ir::Model::arms)). If it never is, the implication was never put to the test.
//!
//! ```text
//! Inv == \\A p \\in Procs : pc[p] = "cs" => owner = p        \\E p \\in Procs : pc[p] = "cs"
//! Live == (x = 1) ~> (x = 2)                               x = 1
//! ```

use super::Lowering;
use super::calls::level_of;
use super::conjuncts::{Around, Split};
use super::roles::synthetic;
use crate::ir::{DefId, ExprId, ExprKind, Level, Named, Quantifier};
use std::sync::Arc;

/// How deep definitions are opened.
const DEPTH: usize = 8;

impl Lowering<'_> {
    pub(super) fn arms(&mut self) {
        let invariants = self.model.invariants.iter().map(|n| ("invariant", n.clone()));
        let properties = self.model.properties.iter().map(|n| ("property", n.clone()));
        let all: Vec<(&str, Named)> = invariants.chain(properties).collect();
        for (what, n) in all {
            let name = format!("{what} {}", n.name).into();
            self.arms_of(&name, n.def, DEPTH);
        }
    }

    fn arms_of(&mut self, name: &Arc<str>, def: DefId, depth: usize) {
        let d = self.model.def(def);
        let (body, slots) = (d.body, d.slots.clone());
        let mut split = Split { l: self, name, home: def, slots };
        split.arms(body, &[], depth);
    }
}

impl Split<'_, '_> {
    fn arms(&mut self, e: ExprId, around: &[Around], depth: usize) {
        let expr = self.l.model.expr(e).clone();
        match expr.kind {
            ExprKind::And(items) => items.iter().for_each(|i| self.arms(*i, around, depth)),
            ExprKind::Always(inner) => self.arms(inner, around, depth),
            ExprKind::Implies(left, _) | ExprKind::LeadsTo(left, _) => self.arm(left, around),
            ExprKind::Quant { quantifier: Quantifier::Forall, binds, body } => {
                self.arms(body, &[around, &[Around::ForAll(binds)]].concat(), depth);
            }
            ExprKind::Let { slot, value, body } => {
                self.arms(body, &[around, &[Around::Let(slot, value)]].concat(), depth);
            }
            ExprKind::Call { def, args } if depth > 0 => {
                if args.is_empty() && around.is_empty() {
                    self.l.arms_of(self.name, def, depth - 1);
                    return;
                }
                let body = self.inlined(def, &args);
                self.arms(body, around, depth - 1);
            }
            // no implication, or one that something else may decide
            _ => {}
        }
    }

    fn arm(&mut self, left: ExprId, around: &[Around]) {
        let body = self.around(left, around, Quantifier::Exists);
        let mentions = |l: &Lowering<'_>, e| level_of(&l.model, e) == Level::State;
        if !mentions(self.l, body) {
            return;
        }
        let def = synthetic(self.l, "left side", self.home, body);
        let place = self.l.model.expr(left).span;
        let d = &mut self.l.model.defs[def.index()];
        (d.slots, d.span) = (self.slots.clone(), place);
        self.l.model.arms.push(Named { name: self.name.clone(), def });
    }
}
