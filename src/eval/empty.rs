//! Whether a set has elements, and whether it has finitely many: told from what it is made of.
//!
//! A product with an empty factor is empty for any other factors, and so is `[S -> {}]` for an S that is not;
//! `[{} -> T]` has one element for any T. The reference enumerates, so that it refuses some of these, and compares factor by
//! factor, so that it tells some that are equal apart; here the answer is what set theory says.

use super::error::ErrorKind;
use super::fail::R;
use super::lazy::{LazySet, SetKind, Val};
use super::machine::Machine;
use crate::ir::ExprId;
use crate::value::Value;

impl<'m> Machine<'m> {
    /// Has the set no element? A filter and the like are gone through to their first one.
    pub fn is_empty(&mut self, at: ExprId, set: &Val) -> R<bool> {
        match set {
            Val::V(Value::Set(elements)) => Ok(elements.is_empty()),
            Val::Range(low, high) => Ok(low > high),
            Val::Set(s) => self.is_empty_lazy(at, s, set),
            Val::V(_) | Val::Fun(_) => {
                let text = self.describe(set);
                self.fail(at, ErrorKind::Type, format!("a set is needed here, not {text}"))
            }
        }
    }

    fn is_empty_lazy(&mut self, at: ExprId, set: &LazySet, as_val: &Val) -> R<bool> {
        if let Some(elements) = set.elements.get() {
            return Ok(elements.is_empty());
        }
        match &set.kind {
            SetKind::Nat | SetKind::Int | SetKind::Real | SetKind::Strings | SetKind::Any | SetKind::Seq(_) => Ok(false),
            SetKind::Between(low, high) => Ok(low > high),
            SetKind::Powerset(_) => Ok(false),
            SetKind::Functions(domain, range) => Ok(self.is_empty(at, range)? && !self.is_empty(at, domain)?),
            SetKind::Records(fields) => self.any_empty(at, fields.iter().map(|f| &f.1)),
            SetKind::Cross(factors) => self.any_empty(at, factors.iter()),
            SetKind::Union(a, b) => Ok(self.is_empty(at, a)? && self.is_empty(at, b)?),
            SetKind::BigUnion(sets) => {
                for s in sets {
                    if !self.is_empty(at, s)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            SetKind::Listed(items) => Ok(items.is_empty()),
            SetKind::UnionOf(_) | SetKind::Intersect(..) | SetKind::Minus(..) | SetKind::Filter { .. } => {
                self.each(at, as_val, &mut |_, _| Ok(false))
            }
        }
    }

    pub fn any_empty<'v>(&mut self, at: ExprId, factors: impl Iterator<Item = &'v Val>) -> R<bool> {
        for f in factors {
            if self.is_empty(at, f)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// IsFiniteSet; an error where that cannot be told, as of `Nat \ S`.
    pub fn is_finite_set(&mut self, at: ExprId, set: &Val) -> R<bool> {
        if self.is_finite(set) {
            return Ok(true);
        }
        let Val::Set(s) = set else { return Ok(true) };
        match &s.kind {
            SetKind::Nat | SetKind::Int | SetKind::Real | SetKind::Strings | SetKind::Any => Ok(false),
            SetKind::Between(..) => Ok(true),
            SetKind::Seq(of) => self.is_empty(at, of),
            SetKind::Powerset(of) => self.is_finite_set(at, of),
            SetKind::Functions(domain, range) => {
                if self.is_empty(at, domain)? || self.is_empty(at, range)? {
                    return Ok(true);
                }
                if !self.is_finite_set(at, range)? {
                    return Ok(false);
                }
                Ok(self.is_finite_set(at, domain)? || self.elements(at, range)?.len() == 1)
            }
            SetKind::Records(fields) => self.is_finite_product(at, || fields.iter().map(|f| &f.1)),
            SetKind::Cross(factors) => self.is_finite_product(at, || factors.iter()),
            SetKind::Union(a, b) => Ok(self.is_finite_set(at, a)? && self.is_finite_set(at, b)?),
            SetKind::BigUnion(sets) => {
                for s in sets {
                    if !self.is_finite_set(at, s)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            SetKind::UnionOf(sets) => {
                let mut finite = true;
                self.each_val(at, sets, &mut |m, s| {
                    finite = m.is_finite_set(at, &s)?;
                    Ok(finite)
                })?;
                Ok(finite)
            }
            // an enumerated set, for any elements
            SetKind::Listed(_) => Ok(true),
            SetKind::Intersect(a, b) => {
                if self.is_finite_set(at, a)? || self.is_finite_set(at, b)? {
                    return Ok(true);
                }
                self.finiteness_unknown(at, s)
            }
            SetKind::Minus(a, b) => {
                if self.is_finite_set(at, a)? {
                    return Ok(true);
                }
                if self.is_finite_set(at, b)? {
                    return Ok(false);
                }
                self.finiteness_unknown(at, s)
            }
            SetKind::Filter { set: of, .. } => {
                if self.is_finite_set(at, of)? {
                    return Ok(true);
                }
                self.finiteness_unknown(at, s)
            }
        }
    }

    fn is_finite_product<'v, I: Iterator<Item = &'v Val>>(&mut self, at: ExprId, factors: impl Fn() -> I) -> R<bool> {
        if self.any_empty(at, factors())? {
            return Ok(true);
        }
        for f in factors() {
            if !self.is_finite_set(at, f)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn finiteness_unknown<T>(&mut self, at: ExprId, set: &LazySet) -> R<T> {
        let text = self.set_text(set);
        self.fail(at, ErrorKind::NotEnumerable, format!("whether {text} is finite cannot be told"))
    }
}
