//! What is written out with parts that cannot be enumerated: `<<1, Nat>>`, `[a |-> Nat]`, `{Nat, Int}`.
//!
//! In: the components of a tuple, a record or a set. Out: [`FunKind::Parts`] or [`SetKind::Listed`], whose components are
//! evaluated but not enumerated, so that `<<1, Nat>>[1]` and `\E S \in {Nat, Int} : -1 \in S` have a value. Who asks for
//! the whole gets the error that enumerating the component gives, at the component.

use super::error::ErrorKind;
use super::fail::{Abort, R};
use super::lazy::{Cell, FunKind, SetKind, Val};
use super::machine::Machine;
use crate::ir::{ExprId, Pattern};
use crate::value::Value;

/// A value that is not enumerable, and the error that says so.
pub(crate) type Refusal = (Val, Abort);

impl<'m> Machine<'m> {
    /// A component, enumerated if that is possible.
    #[inline]
    pub fn part_value(&mut self, e: ExprId, base: usize) -> R<Result<Value, Refusal>> {
        match self.eval(e, base)? {
            Val::V(v) => Ok(Ok(v)),
            lazy => match self.force(e, &lazy) {
                Ok(v) => Ok(Ok(v)),
                Err(Abort::Error(p)) if p.error.kind == ErrorKind::NotEnumerable => Ok(Err((lazy, Abort::Error(p)))),
                Err(other) => Err(other),
            },
        }
    }

    /// A tuple or record of which the components before `at` are `done` and that at `at` is not enumerable.
    pub fn in_parts(&mut self, keys: Vec<(Value, ExprId)>, at: usize, done: Vec<Value>, lazy: Val, base: usize) -> R<Val> {
        let mut vals: Vec<Val> = done.into_iter().map(Val::V).collect();
        vals.push(lazy);
        for (_, e) in &keys[at + 1..] {
            vals.push(match self.part_value(*e, base)? {
                Ok(v) => Val::V(v),
                Err((lazy, _)) => lazy,
            });
        }
        Ok(FunKind::Parts(keys.into_iter().zip(vals).map(|((k, e), v)| (k, v, e)).collect()).val())
    }

    /// The same of a set. TLC puts its elements in order, so they must be one, or infinite sets known by name and sets of such.
    pub fn listed(&mut self, items: &[ExprId], at: usize, done: Vec<Value>, refusal: Refusal, base: usize) -> R<Val> {
        let (lazy, error) = refusal;
        if !done.is_empty() || (items.len() > 1 && !ordered(&lazy)) {
            return Err(error);
        }
        let mut vals = vec![(lazy, items[at])];
        for e in &items[at + 1..] {
            match self.part_value(*e, base)? {
                Err((lazy, _)) if ordered(&lazy) => vals.push((lazy, *e)),
                Ok(_) | Err(_) => return Err(error),
            }
        }
        Ok(SetKind::Listed(vals).val())
    }

    /// As [`Machine::each`], the elements of a listed set in any order and not enumerated.
    pub fn each_val(&mut self, at: ExprId, set: &Val, f: &mut dyn FnMut(&mut Self, Val) -> R<bool>) -> R<bool> {
        if let Val::Set(s) = set
            && let SetKind::Listed(items) = &s.kind
        {
            for (x, _) in items {
                if !f(self, x.clone())? {
                    return Ok(false);
                }
            }
            return Ok(true);
        }
        self.each(at, set, &mut |m, x| f(m, Val::V(x)))
    }

    /// Binds what may be lazy.
    #[inline]
    pub fn bind_val(&mut self, at: ExprId, pattern: &Pattern, x: Val, base: usize) -> R<()> {
        match (pattern, x) {
            (_, Val::V(v)) => self.bind(at, pattern, v, base),
            (Pattern::One(s), x) => {
                self.stack[base + s.index()] = Cell::Val(x);
                Ok(())
            }
            (Pattern::Tuple(_), x) => {
                let v = self.force(at, &x)?;
                self.bind(at, pattern, v, base)
            }
        }
    }

    /// CHOOSE from a listed set: the element with the property, if it is the only one, for no order is known here.
    pub fn choose_listed(
        &mut self,
        id: ExprId,
        pattern: &Pattern,
        (at, set): (ExprId, &Val),
        body: ExprId,
        base: usize,
    ) -> R<Option<Val>> {
        let Val::Set(s) = set else { return Ok(None) };
        let SetKind::Listed(_) = &s.kind else { return Ok(None) };
        let mut chosen = Vec::new();
        self.each_val(at, set, &mut |m, x| {
            m.bind_val(id, pattern, x.clone(), base)?;
            if m.test(body, base)? {
                chosen.push(x);
            }
            Ok(true)
        })?;
        if chosen.len() > 1 {
            let text = format!("which of several elements of {} CHOOSE takes is not known, they are infinite", self.set_text(s));
            return self.fail(id, ErrorKind::NotEnumerable, text);
        }
        Ok(chosen.pop())
    }

    /// Equality component by component, if one of the two is in parts; `None` where that does not decide.
    pub fn equal_parts(&mut self, at: ExprId, a: &Val, b: &Val) -> R<Option<bool>> {
        if !in_parts(a) && !in_parts(b) {
            return Ok(None);
        }
        let (Some(x), Some(y)) = (components(a), components(b)) else { return Ok(None) };
        if x.len() != y.len() || x.iter().zip(&y).any(|(p, q)| p.0 != q.0) {
            return Ok(None);
        }
        for (p, q) in x.iter().zip(&y) {
            if !self.equal(at, &p.1, &q.1)? {
                return Ok(Some(false));
            }
        }
        Ok(Some(true))
    }
}

/// Whether TLC can order this among other values of its kind.
fn ordered(v: &Val) -> bool {
    match v {
        Val::Set(s) => match &s.kind {
            SetKind::Nat | SetKind::Int | SetKind::Real | SetKind::Strings => true,
            SetKind::Listed(items) => items.iter().all(|(x, _)| ordered(x)),
            SetKind::Any
            | SetKind::Between(..)
            | SetKind::Seq(_)
            | SetKind::Powerset(_)
            | SetKind::Functions(..)
            | SetKind::Records(_)
            | SetKind::Cross(_)
            | SetKind::Union(..)
            | SetKind::Intersect(..)
            | SetKind::Minus(..)
            | SetKind::BigUnion(_)
            | SetKind::UnionOf(_)
            | SetKind::Filter { .. } => false,
        },
        Val::V(_) | Val::Range(..) | Val::Fun(_) => false,
    }
}

fn in_parts(v: &Val) -> bool {
    matches!(v, Val::Fun(f) if matches!(f.kind, FunKind::Parts(_)))
}

/// The components of a tuple or record by their keys, in order.
fn components(v: &Val) -> Option<Vec<(Value, Val)>> {
    let mut parts: Vec<(Value, Val)> = match v {
        Val::V(v @ (Value::Tuple(_) | Value::Record(_))) => v.entries()?.into_iter().map(|(k, v)| (k, Val::V(v))).collect(),
        Val::Fun(f) => match &f.kind {
            FunKind::Parts(parts) => parts.iter().map(|(k, v, _)| (k.clone(), v.clone())).collect(),
            FunKind::Body { .. } | FunKind::Except { .. } => return None,
        },
        Val::V(_) | Val::Range(..) | Val::Set(_) => return None,
    };
    parts.sort_by(|a, b| crate::value::order::compare(&a.0, &b.0));
    Some(parts)
}
