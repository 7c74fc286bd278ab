//! Predicates that must be true somewhere for a formula to be tested at all.
//!
//! In: the model, its invariants, properties and next-state action known. Out: [`Model::arms`](crate::ir::Model::arms), predicates of states
//! or of steps: that the left side of an implication is true where the implication is evaluated; that a set which `\A` ranges over has an
//! element; that an action which stands below a conjunction, IF or CASE, or is called at several places, has a step. If one never is, the formula that it
//! belongs to was never tested, and its name is reported.
//!
//! ```text
//! Inv == \A p \in Procs : pc[p] = "cs" => owner = p        \E p \in Procs : pc[p] = "cs"
//! Inv == a => (b => c)                                     a;  a /\ b
//! Inv == IF a THEN (b => c) ELSE d                         a /\ b
//! Inv == \A m \in msgs : m.to = 1                          msgs # {}
//! P == [][x' = 9 => x = 8]_x                               ~UNCHANGED x /\ x' = 9
//! Live == (x = 1) ~> (x = 2)                               x = 1
//! Next == (A \/ B) /\ n' = n + 1                           A;  B
//! ```
//!
//! A condition of IF or CASE that is never true, and a disjunct of `\/` without an implication, is not reported.

use super::Lowering;
use super::calls::level_of;
use super::conjuncts::{Around, Split, bound_by_let};
use super::roles::synthetic;
use crate::ir::{Arg, Bind, Builtin, DefId, ExprId, ExprKind, Level, Named, Quantifier};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// How deep definitions are opened.
const DEPTH: usize = 8;

/// The maximal number of expressions looked at. Arms beyond it are not reported.
const MOST: usize = 4000;

impl Lowering<'_> {
    pub(super) fn arms(&mut self) {
        let invariants = self.model.invariants.iter().map(|n| ("invariant", n.clone()));
        let properties = self.model.properties.iter().map(|n| ("property", n.clone()));
        let all: Vec<(&str, Named)> = invariants.chain(properties).collect();
        let mut left = MOST;
        for (what, n) in all {
            let name = format!("{what} {}", n.name).into();
            self.arms_of(&name, n.def, DEPTH, &mut left);
        }
        let Some(next) = self.model.next else { return };
        let mut sites = Sites::default();
        sites.count(self, self.model.def(next).body, DEPTH);
        sites.actions_of(self, next, DEPTH, &mut left);
    }

    fn arms_of(&mut self, name: &Arc<str>, def: DefId, depth: usize, left: &mut usize) {
        let d = self.model.def(def);
        let (body, slots) = (d.body, d.slots.clone());
        let mut split = Split { l: self, name, home: def, slots };
        split.arms(body, &[], depth, left);
    }
}

fn with(around: &[Around], more: Around) -> Vec<Around> {
    [around, &[more]].concat()
}

impl Split<'_, '_> {
    fn arms(&mut self, e: ExprId, around: &[Around], depth: usize, left: &mut usize) {
        let Some(rest) = left.checked_sub(1) else { return };
        *left = rest;
        let expr = self.l.model.expr(e).clone();
        match expr.kind {
            ExprKind::And(items) => items.iter().for_each(|i| self.arms(*i, around, depth, left)),
            ExprKind::Or(items) => {
                let mut around = around.to_vec();
                for i in items {
                    self.arms(i, &around, depth, left);
                    around.extend(self.condition(i, false));
                }
            }
            // what stands around holds in one state, the rest in another
            ExprKind::Always(inner) => {
                let around: Vec<Around> = around.iter().filter(|a| !matches!(a, Around::If(_))).cloned().collect();
                self.arms(inner, &around, depth, left);
            }
            ExprKind::BoxAction { action, subscript } => {
                let unchanged = self.l.push(ExprKind::Unchanged(subscript), expr.span);
                let changed = self.l.push(ExprKind::Not(unchanged), expr.span);
                self.arms(action, &with(around, Around::If(changed)), depth, left);
            }
            ExprKind::LeadsTo(a, _) => self.arm(a, around),
            ExprKind::Implies(a, b) => {
                self.arm(a, around);
                let mut around = around.to_vec();
                around.extend(self.condition(a, true));
                self.arms(b, &around, depth, left);
            }
            ExprKind::If { condition, then, otherwise } => {
                for (branch, holds) in [(then, true), (otherwise, false)] {
                    let mut around = around.to_vec();
                    around.extend(self.condition(condition, holds));
                    self.arms(branch, &around, depth, left);
                }
            }
            ExprKind::Case { arms, otherwise } => {
                let mut around = around.to_vec();
                for (condition, then) in arms {
                    let mut here = around.clone();
                    here.extend(self.condition(condition, true));
                    self.arms(then, &here, depth, left);
                    around.extend(self.condition(condition, false));
                }
                if let Some(otherwise) = otherwise {
                    self.arms(otherwise, &around, depth, left);
                }
            }
            ExprKind::Quant { quantifier, binds, body } => {
                let before = self.l.model.arms.len();
                self.arms(body, &with(around, Around::ForAll(binds.clone())), depth, left);
                if quantifier == Quantifier::Forall && self.l.model.arms.len() == before {
                    self.ranges(&binds, around);
                }
            }
            ExprKind::Let { slot, value, body } => {
                self.arms(body, &with(around, Around::Let(slot, value)), depth, left);
            }
            ExprKind::Local(slot) if depth > 0 => {
                if let Some((_, value)) = bound_by_let(around, slot) {
                    self.arms(value, around, depth - 1, left);
                }
            }
            ExprKind::Call { def, args } if depth > 0 => {
                if args.is_empty() && around.is_empty() {
                    self.l.arms_of(self.name, def, depth - 1, left);
                    return;
                }
                let body = self.inlined_within(def, &args, left);
                self.arms(body, around, depth - 1, left);
            }
            // no implication, or one that something else may decide
            _ => {}
        }
    }

    /// The body of a definition for one call; its size counts.
    fn inlined_within(&mut self, def: DefId, args: &[Arg], left: &mut usize) -> ExprId {
        let before = self.l.model.exprs.len();
        let body = self.inlined(def, args);
        *left = left.saturating_sub((self.l.model.exprs.len() - before) / 16);
        body
    }

    /// That a condition holds, or does not; nothing of what is temporal.
    fn condition(&mut self, e: ExprId, holds: bool) -> Option<Around> {
        if level_of(&self.l.model, e) > Level::Action {
            return None;
        }
        let span = self.l.model.expr(e).span;
        Some(Around::If(if holds { e } else { self.l.push(ExprKind::Not(e), span) }))
    }

    fn arm(&mut self, a: ExprId, around: &[Around]) {
        let is_guarded = around.iter().any(|a| matches!(a, Around::If(_)));
        let where_ = if is_guarded { " where it is evaluated" } else { "" };
        let never = format!("the left side of an implication in {} was never true{where_}", self.name);
        self.goal(never, a, a, around);
    }

    /// That the sets have elements.
    fn ranges(&mut self, binds: &[Bind], around: &[Around]) {
        let first = binds[0].set;
        let span = self.l.model.expr(first).span;
        let mut all = Vec::new();
        for b in binds {
            let none = self.l.push(ExprKind::SetEnum(Vec::new()), span);
            all.push(self.l.push(ExprKind::Builtin { op: Builtin::Ne, args: vec![b.set, none] }, span));
        }
        let all = if all.len() == 1 { all[0] } else { self.l.push(ExprKind::And(all), span) };
        self.goal(format!("a set that \\A ranges over in {} was always empty", self.name), all, first, around);
    }

    fn goal(&mut self, never: String, e: ExprId, place: ExprId, around: &[Around]) {
        let body = self.around(e, around, Quantifier::Exists);
        let level = level_of(&self.l.model, body);
        if level > Level::Action {
            return;
        }
        let def = synthetic(self.l, "goal", self.home, body);
        let place = self.l.model.expr(place).span;
        let d = &mut self.l.model.defs[def.index()];
        (d.slots, d.span) = (self.slots.clone(), place);
        let goal = Named { name: never.into(), def };
        if level == Level::Constant { self.l.model.constant_arms.push(goal) } else { self.l.model.arms.push(goal) }
    }
}

/// The calls in the next-state action that steps may be named after.
#[derive(Default)]
struct Sites {
    calls: FxHashMap<DefId, FxHashSet<ExprId>>,
}

impl Sites {
    /// Counts them as far as steps get their names (`Tool.java`, `getActions`).
    fn count(&mut self, l: &Lowering<'_>, e: ExprId, depth: usize) {
        match &l.model.expr(e).kind {
            ExprKind::Or(items) => items.iter().for_each(|i| self.count(l, *i, depth)),
            ExprKind::Let { body, .. } | ExprKind::Quant { quantifier: Quantifier::Exists, body, .. } => {
                self.count(l, *body, depth);
            }
            ExprKind::Call { def, .. } if depth > 0 => {
                let is_new = self.calls.entry(*def).or_default().insert(e);
                if is_new {
                    self.count(l, l.model.def(*def).body, depth - 1);
                }
            }
            // everything else ends the descent
            _ => {}
        }
    }

    fn actions_of(&self, l: &mut Lowering<'_>, def: DefId, depth: usize, left: &mut usize) {
        let d = l.model.def(def);
        let (body, slots, name) = (d.body, d.slots.clone(), d.name.clone());
        let mut split = Split { l, name: &name, home: def, slots };
        self.actions(&mut split, body, &[], (depth, ArmPosition::Named), left);
    }

    /// The actions that the coverage does not tell: those below what ends the descent, and calls of the same action at several places.
    fn actions(
        &self,
        s: &mut Split<'_, '_>,
        e: ExprId,
        around: &[Around],
        (depth, place): (usize, ArmPosition),
        left: &mut usize,
    ) {
        let Some(rest) = left.checked_sub(1) else { return };
        *left = rest;
        if level_of(&s.l.model, e) != Level::Action {
            return;
        }
        let below = if place == ArmPosition::Named { ArmPosition::Named } else { ArmPosition::Alternative };
        match s.l.model.expr(e).kind.clone() {
            ExprKind::Or(items) => items.iter().for_each(|i| self.actions(s, *i, around, (depth, below), left)),
            ExprKind::And(items) => {
                let place = if place == ArmPosition::Named { ArmPosition::Conjunct } else { place };
                items.iter().for_each(|i| self.actions(s, *i, around, (depth, place), left));
            }
            ExprKind::If { condition, then, otherwise } => {
                for (branch, holds) in [(then, true), (otherwise, false)] {
                    let mut around = around.to_vec();
                    around.extend(s.condition(condition, holds));
                    self.actions(s, branch, &around, (depth, ArmPosition::Alternative), left);
                }
            }
            ExprKind::Case { arms, otherwise } => {
                for (condition, then) in arms {
                    let mut around = around.to_vec();
                    around.extend(s.condition(condition, true));
                    self.actions(s, then, &around, (depth, ArmPosition::Alternative), left);
                }
                if let Some(otherwise) = otherwise {
                    self.actions(s, otherwise, around, (depth, ArmPosition::Alternative), left);
                }
            }
            ExprKind::Let { slot, value, body } => {
                self.actions(s, body, &with(around, Around::Let(slot, value)), (depth, place), left);
            }
            ExprKind::Quant { quantifier: Quantifier::Exists, binds, body } => {
                let is_end = place == ArmPosition::Named && !s.are_constant(&binds, around);
                let place = if is_end { ArmPosition::Alternative } else { place };
                self.actions(s, body, &with(around, Around::ForAll(binds)), (depth, place), left);
            }
            ExprKind::Call { def, args } if depth > 0 => {
                let callee = s.l.model.def(def);
                let (name, own, is_junction) = (callee.name.clone(), !callee.local, is_or(s.l, callee.body));
                let is_repeated = place == ArmPosition::Named && self.calls.get(&def).is_some_and(|calls| calls.len() > 1);
                if own && is_repeated && args.iter().any(|a| matches!(a, Arg::Expr(_))) {
                    s.goal(format!("action {name} was never taken as it is called here"), e, e, around);
                } else if own && place == ArmPosition::Alternative && !is_junction {
                    s.goal(format!("action {name} was never taken"), e, e, around);
                }
                let changing = |a: &Arg| matches!(a, Arg::Expr(a) if level_of(&s.l.model, *a) > Level::Constant);
                let is_end = if place == ArmPosition::Named { args.iter().any(changing) } else { !is_junction };
                let place = if is_end { ArmPosition::Conjunct } else { place };
                if args.is_empty() && around.is_empty() && place == ArmPosition::Named {
                    self.actions_of(s.l, def, depth - 1, left);
                    return;
                }
                let body = s.inlined_within(def, &args, left);
                self.actions(s, body, around, (depth - 1, place), left);
            }
            // no action with a name
            _ => {}
        }
    }
}

fn is_or(l: &Lowering<'_>, e: ExprId) -> bool {
    matches!(l.model.expr(e).kind, ExprKind::Or(_))
}

/// Where a part of the next-state action stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ArmPosition {
    /// Where a call gives its name to the steps.
    Named,
    /// Below a conjunction: it has a step where the whole has one.
    Conjunct,
    /// One of several ways to take a step that has another name.
    Alternative,
}
