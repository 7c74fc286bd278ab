//! The conjuncts of a PROPERTY, as TLC splits it.
//!
//! In: the definition of a property. Out: one whose conjuncts show their form: calls with arguments are replaced by what they mean, and LET
//! and `\A` over constant sets are moved into each conjunct, below its `[]`. So `[]P` and `[][A]_v` are found wherever they stand, and
//! are checked as the search goes (`SpecProcessor.java`, `processConfigProps`).
//!
//! ```text
//! Both(a, b) == a /\\ b            Both([]P, [][A]_v)                []P /\\ [][A]_v
//!                                  \A p \in S : [][A(p)]_v /\\ []Q    [](\A p \in S : [A(p)]_v) /\\ [](\A p \in S : Q)
//! ```
//!
//! A `\A` over an empty set says nothing: TLC refuses such a property, however deep in the conjunction it stands. Whether a set is empty
//! is for a later stage to evaluate: [`Model::ranges`](crate::ir::Model::ranges).

use super::calls::level_of;
use super::{Lowering, roles::synthetic};
use crate::ir::copy::{Becomes, copy, distinct, inline};
use crate::ir::visit::{slots, subtree};
use crate::ir::{Arg, Bind, Builtin, Def, DefId, ExprId, ExprKind, Level, Named, Quantifier, Slot};
use rustc_hash::FxHashSet;
use std::sync::Arc;

/// How deep calls are followed: what the configuration replaces may call itself.
const DEPTH: usize = 50;

/// What stands around a conjunct.
#[derive(Clone)]
pub(super) enum Around {
    Let(Slot, ExprId),
    ForAll(Vec<Bind>),
    /// A condition: only where it holds is the rest evaluated. No conjunct of a property has one around it.
    If(ExprId),
}

/// The property's definition, or one whose conjuncts show their form.
pub(super) fn property(l: &mut Lowering<'_>, name: &Arc<str>, def: DefId) -> DefId {
    // the reference has its value before it takes anything apart
    if l.model.def(def).level == Level::Constant {
        return def;
    }
    shown(l, name, def, DEPTH)
}

fn shown(l: &mut Lowering<'_>, name: &Arc<str>, def: DefId, depth: usize) -> DefId {
    let callee = l.model.def(def).clone();
    let mut split = Split { l, name, home: def, slots: callee.slots.clone() };
    let body = split.conjunct(callee.body, &[], depth);
    let slots = split.slots;
    match body {
        None => def,
        Some(body) => {
            l.model.defs.push(Def { body, slots, local: true, ..callee });
            DefId(l.model.defs.len() as u32 - 1)
        }
    }
}

pub(super) struct Split<'l, 'a> {
    pub(super) l: &'l mut Lowering<'a>,
    /// The property's.
    pub(super) name: &'l Arc<str>,
    /// The definition that is taken apart.
    pub(super) home: DefId,
    /// Of the new definition's frame.
    pub(super) slots: Vec<Arc<str>>,
}

impl Split<'_, '_> {
    /// The conjunct in its new form; `None` if it stays as it is.
    fn conjunct(&mut self, e: ExprId, around: &[Around], depth: usize) -> Option<ExprId> {
        let expr = self.l.model.expr(e).clone();
        if let ExprKind::Local(slot) = expr.kind
            && let Some((i, value)) = bound_by_let(around, slot)
        {
            let around = &around[..i];
            return Some(self.conjunct(value, around, depth).unwrap_or_else(|| self.wrapped(value, around)));
        }
        if depth == 0 || level_of(&self.l.model, e) <= Level::Action {
            self.ranges_in(e, around);
            return (!around.is_empty()).then(|| self.wrapped(e, around));
        }
        match expr.kind {
            ExprKind::And(items) => {
                let found: Vec<Option<ExprId>> = items.iter().map(|i| self.conjunct(*i, around, depth)).collect();
                if found.iter().all(Option::is_none) {
                    return None;
                }
                let items = items.into_iter().zip(found).map(|(old, new)| new.unwrap_or(old)).collect();
                Some(self.l.push(ExprKind::And(items), expr.span))
            }
            ExprKind::Call { def, args } if args.is_empty() && around.is_empty() => {
                let new = shown(self.l, self.name, def, depth - 1);
                (new != def).then(|| self.l.push(ExprKind::Call { def: new, args }, expr.span))
            }
            ExprKind::Call { def, args } => {
                let body = self.inlined(def, &args);
                Some(self.in_form(body, around, depth - 1))
            }
            ExprKind::Quant { quantifier: Quantifier::Forall, binds, body } if self.are_constant(&binds, around) => {
                self.note_ranges(&binds, around);
                let around = [around, &[Around::ForAll(binds)]].concat();
                Some(self.in_form(body, &around, depth))
            }
            ExprKind::Let { slot, value, body } => {
                let around = [around, &[Around::Let(slot, value)]].concat();
                Some(self.in_form(body, &around, depth))
            }
            ExprKind::Always(inner) if !around.is_empty() => {
                let moved = self.wrapped(inner, around);
                let is_box = matches!(self.l.model.expr(inner).kind, ExprKind::BoxAction { .. });
                if is_box || level_of(&self.l.model, moved) <= Level::State {
                    Some(self.l.push(ExprKind::Always(moved), expr.span))
                } else {
                    Some(self.wrapped(e, around))
                }
            }
            // no conjunction that the reference takes apart
            _ if around.is_empty() => None,
            _ => Some(self.wrapped(e, around)),
        }
    }

    /// A predicate is not taken apart; but what it quantifies over may be empty, too.
    fn ranges_in(&mut self, e: ExprId, around: &[Around]) {
        match self.l.model.expr(e).kind.clone() {
            ExprKind::And(items) => items.iter().for_each(|i| self.ranges_in(*i, around)),
            ExprKind::Quant { quantifier: Quantifier::Forall, binds, body } if self.are_constant(&binds, around) => {
                self.note_ranges(&binds, around);
                self.ranges_in(body, &[around, &[Around::ForAll(binds)]].concat());
            }
            _ => {}
        }
    }

    /// The body of a definition for one call.
    pub(super) fn inlined(&mut self, def: DefId, args: &[Arg]) -> ExprId {
        let callee = self.l.model.def(def).clone();
        let exprs = &mut self.l.model.exprs;
        let body = inline(exprs, &callee, args, &mut self.slots);
        distinct(exprs, body, &mut self.slots);
        body
    }

    fn in_form(&mut self, e: ExprId, around: &[Around], depth: usize) -> ExprId {
        self.conjunct(e, around, depth).unwrap_or(e)
    }

    /// Do the sets have the same value in every state?
    pub(super) fn are_constant(&self, binds: &[Bind], around: &[Around]) -> bool {
        let model = &self.l.model;
        binds.iter().all(|b| {
            let mut constant = level_of(model, b.set) == Level::Constant;
            for s in mentioned(model, b.set) {
                // a LET on the way may stand for what changes
                constant &= bound_by_let(around, s).is_none_or(|(_, value)| level_of(model, value) == Level::Constant);
            }
            constant
        })
    }

    /// Whether one of the sets is empty, for some choice from the sets around: a property says nothing then.
    fn note_ranges(&mut self, binds: &[Bind], around: &[Around]) {
        let mut empty = Vec::new();
        let span = self.l.model.expr(binds[0].set).span;
        for b in binds {
            let none = self.l.push(ExprKind::SetEnum(Vec::new()), span);
            empty.push(self.l.push(ExprKind::Builtin { op: Builtin::Eq, args: vec![b.set, none] }, span));
        }
        let some = self.l.push(ExprKind::Or(empty), span);
        let body = self.around(some, around, Quantifier::Exists);
        if level_of(&self.l.model, body) > Level::Constant {
            return;
        }
        let def = synthetic(self.l, self.name, self.home, body);
        self.l.model.defs[def.index()].slots = self.slots.clone();
        self.l.model.ranges.push(Named { name: self.name.clone(), def });
    }

    /// A copy of the expression below what stands around.
    fn wrapped(&mut self, e: ExprId, around: &[Around]) -> ExprId {
        self.around(e, around, Quantifier::Forall)
    }

    /// A copy of the expression, for all that stands around or for some of it.
    pub(super) fn around(&mut self, e: ExprId, around: &[Around], quantifier: Quantifier) -> ExprId {
        let span = self.l.model.expr(e).span;
        let mut whole = e;
        for a in around.iter().rev() {
            whole = match a {
                // one that is not used may be of a higher level
                Around::Let(slot, _) if !mentioned(&self.l.model, whole).contains(slot) => whole,
                Around::Let(slot, value) => self.l.push(ExprKind::Let { slot: *slot, value: *value, body: whole }, span),
                Around::ForAll(binds) => self.l.push(ExprKind::Quant { quantifier, binds: binds.clone(), body: whole }, span),
                Around::If(condition) if quantifier == Quantifier::Exists => {
                    self.l.push(ExprKind::And(vec![*condition, whole]), span)
                }
                Around::If(condition) => self.l.push(ExprKind::Implies(*condition, whole), span),
            };
        }
        // each conjunct has slots of its own for what stands around it
        let mut becomes: Vec<Becomes> = (0..self.slots.len() as u32).map(|i| Becomes::Slot(Slot(i))).collect();
        let mut own: Vec<Slot> = mentioned(&self.l.model, whole).into_iter().collect();
        own.sort();
        for s in own {
            becomes[s.index()] = Becomes::Slot(Slot(self.slots.len() as u32));
            self.slots.push(self.slots[s.index()].clone());
        }
        copy(&mut self.l.model.exprs, whole, &becomes)
    }
}

/// All slots in an expression, those that it binds included.
fn mentioned(model: &crate::ir::Model, e: ExprId) -> FxHashSet<Slot> {
    let mut found = FxHashSet::default();
    for id in subtree(&model.exprs, e) {
        slots(&model.expr(id).kind, &mut |s| {
            found.insert(s);
        });
    }
    found
}

/// The value of a LET around, and where it stands.
pub(super) fn bound_by_let(around: &[Around], slot: Slot) -> Option<(usize, ExprId)> {
    around.iter().enumerate().find_map(|(i, a)| match a {
        Around::Let(s, value) if *s == slot => Some((i, *value)),
        Around::Let(..) | Around::ForAll(_) | Around::If(_) => None,
    })
}
