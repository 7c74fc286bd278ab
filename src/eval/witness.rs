//! Witnesses from elsewhere, for sets that an action chooses from and that are too large to go through.
//!
//! In: values that a solver or a search has chosen. Out: a walk that, of such a set, tries those that are members of it. What it finds
//! is a step, as by any other walk; that it finds nothing says nothing. The replay of what a solver found is the use of it.

use super::fail::{Abort, R};
use super::lazy::{SetKind, Val};
use super::machine::Machine;
use crate::ir::{Bind, ExprId};
use crate::value::Value;
use std::rc::Rc;

/// The largest set that is gone through all the same.
const MOST: u64 = 4096;

impl<'m> Machine<'m> {
    /// As [`Machine::each`], for the elements that an action may choose.
    pub(super) fn each_choice(&mut self, at: ExprId, set: &Val, f: &mut dyn FnMut(&mut Self, Value) -> R<bool>) -> R<bool> {
        let Some(witnesses) = self.witnesses.clone().filter(|_| self.size(set) > MOST && is_choosable(set)) else {
            return self.each(at, set, f);
        };
        for x in witnesses.iter() {
            match self.member(at, &Val::V(x.clone()), set) {
                Ok(true) => {}
                // of another kind
                Ok(false) | Err(Abort::Error(_)) => continue,
                Err(Abort::Stop) => return Err(Abort::Stop),
            }
            if !f(self, x.clone())? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// As [`Machine::each_binding`], likewise.
    pub(super) fn each_row_of_choices(
        &mut self,
        at: ExprId,
        bound: &[(&'m Bind, Val)],
        base: usize,
        f: &mut dyn FnMut(&mut Self) -> R<bool>,
    ) -> R<bool> {
        let Some(((bind, set), rest)) = bound.split_first() else { return f(self) };
        self.each_choice(bind.set, set, &mut |m, x| {
            m.bind(at, &bind.pattern, x, base)?;
            m.each_row_of_choices(at, rest, base, f)
        })
    }

    /// From now on witnesses are tried.
    pub(super) fn try_witnesses(&mut self, values: Vec<Value>) {
        self.witnesses = Some(Rc::new(values));
    }

    /// About how many elements a set has, at most.
    fn size(&self, set: &Val) -> u64 {
        match set {
            Val::V(Value::Set(elements)) => elements.len() as u64,
            Val::Range(a, b) => {
                if a > b {
                    0
                } else {
                    b.abs_diff(*a).saturating_add(1)
                }
            }
            Val::V(_) | Val::Fun(_) => 0,
            Val::Set(s) => match &s.kind {
                SetKind::Nat | SetKind::Int | SetKind::Real | SetKind::Strings | SetKind::Any | SetKind::Seq(_) => u64::MAX,
                SetKind::Between(low, high) => u64::try_from(high - low).unwrap_or(if low > high { 0 } else { u64::MAX }),
                SetKind::Powerset(s) => 2u64.saturating_pow(self.size(s).min(64) as u32),
                SetKind::Functions(a, b) => self.size(b).saturating_pow(self.size(a).min(64) as u32),
                SetKind::Records(f) => f.iter().fold(1, |n, (_, s)| n.saturating_mul(self.size(s))),
                SetKind::Cross(f) => f.iter().fold(1, |n, s| n.saturating_mul(self.size(s))),
                SetKind::Union(a, b) => self.size(a).saturating_add(self.size(b)),
                SetKind::Intersect(a, b) => self.size(a).min(self.size(b)),
                SetKind::Minus(s, _) | SetKind::Filter { set: s, .. } => self.size(s),
                SetKind::BigUnion(sets) => sets.iter().fold(0, |n, s| n.saturating_add(self.size(s))),
                SetKind::Listed(items) => items.len() as u64,
                SetKind::UnionOf(_) => 0,
            },
        }
    }
}

/// Whether a choice from the set is possible without enumerating it: not from the subsets of Nat, for example.
fn is_choosable(set: &Val) -> bool {
    match set {
        Val::V(_) | Val::Range(..) | Val::Fun(_) => true,
        Val::Set(s) => match &s.kind {
            SetKind::Nat | SetKind::Int | SetKind::Between(..) => true,
            SetKind::Real | SetKind::Strings | SetKind::Any | SetKind::Seq(_) => false,
            SetKind::Powerset(s) => !is_infinite(s),
            SetKind::Functions(a, b) => !is_infinite(a) && is_choosable(b),
            SetKind::Records(f) => f.iter().all(|(_, s)| is_choosable(s)),
            SetKind::Cross(f) => f.iter().all(is_choosable),
            SetKind::Union(a, b) => is_choosable(a) && is_choosable(b),
            SetKind::Intersect(a, b) => is_choosable(a) || is_choosable(b),
            SetKind::Minus(s, _) | SetKind::Filter { set: s, .. } => is_choosable(s),
            SetKind::BigUnion(sets) => sets.iter().all(is_choosable),
            SetKind::Listed(_) | SetKind::UnionOf(_) => true,
        },
    }
}

/// Surely infinite.
fn is_infinite(set: &Val) -> bool {
    match set {
        Val::V(_) | Val::Range(..) | Val::Fun(_) => false,
        Val::Set(s) => match &s.kind {
            SetKind::Nat | SetKind::Int | SetKind::Real | SetKind::Strings | SetKind::Any | SetKind::Seq(_) => true,
            SetKind::Minus(s, _) | SetKind::Filter { set: s, .. } => is_infinite(s),
            SetKind::Union(a, b) => is_infinite(a) || is_infinite(b),
            SetKind::Intersect(a, b) => is_infinite(a) && is_infinite(b),
            SetKind::Between(..)
            | SetKind::Powerset(_)
            | SetKind::Functions(..)
            | SetKind::Records(_)
            | SetKind::Cross(_)
            | SetKind::BigUnion(_)
            | SetKind::Listed(_)
            | SetKind::UnionOf(_) => false,
        },
    }
}
