//! Enumeration of sets, set operators, and forcing what is lazy.
//!
//! [`Machine::each`] walks a set in TLC's normalized order without building it where it can (subsets by size and
//! then lexicographically, functions with the first argument most significant). An infinite set, or one with more
//! than a million elements, is an error where all its elements are needed.

use super::error::ErrorKind;
use super::fail::R;
use super::lazy::{FunKind, LazySet, SetKind, Val};
use super::machine::Machine;
use crate::ir::ExprId;
use crate::value::{Value, kinds};
use std::rc::Rc;
use std::sync::Arc;

/// TLC's `-maxSetSize`.
const MAX_SET: usize = 1_000_000;

/// The subsets of 20 elements.
const MAX_POWERSET: usize = 1 << 20;

/// What the walk over a set calls with every element; `false` ends the walk.
type Each<'f, 'm> = &'f mut dyn FnMut(&mut Machine<'m>, Value) -> R<bool>;

impl<'m> Machine<'m> {
    /// Calls `f` with the elements in order until it says `false`; the answer tells whether the walk was complete.
    pub fn each(&mut self, at: ExprId, set: &Val, f: Each<'_, 'm>) -> R<bool> {
        match set {
            Val::V(Value::Set(elements)) => self.each_of(elements, f),
            Val::Range(a, b) => {
                for i in *a..=*b {
                    self.cancel.check();
                    if !f(self, Value::Int(i))? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Val::Set(s) => self.each_lazy(at, s, f),
            Val::V(_) | Val::Fun(_) => {
                let text = self.describe(set);
                self.fail(at, ErrorKind::Type, format!("a set is needed here, not {text}"))
            }
        }
    }

    fn each_of(&mut self, elements: &[Value], f: Each<'_, 'm>) -> R<bool> {
        for x in elements {
            self.cancel.check();
            if !f(self, x.clone())? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn each_lazy(&mut self, at: ExprId, set: &Rc<LazySet>, f: Each<'_, 'm>) -> R<bool> {
        if let Some(e) = set.elements.get() {
            let e = e.clone();
            return self.each_of(&e, f);
        }
        match &set.kind {
            SetKind::Powerset(s) => {
                let items = self.elements(at, s)?;
                self.each_subset(&items, f)
            }
            SetKind::Functions(domain, range) => {
                if !self.is_finite(domain) && !self.is_empty(at, domain)? && self.is_empty(at, range)? {
                    return Ok(true);
                }
                let keys = self.elements(at, domain)?;
                if keys.is_empty() {
                    self.needs_set(at, range, "a function's range")?;
                    return f(self, Value::Tuple(Arc::new([])));
                }
                let range = self.elements(at, range)?;
                let ranges = vec![range; keys.len()];
                let tuple = keys.iter().enumerate().all(|(i, k)| *k == Value::Int(i as i64 + 1));
                self.each_product(&ranges, &mut |m, parts| {
                    let function =
                        if tuple { Value::Tuple(parts.into()) } else { Value::function(keys.iter().cloned().zip(parts)) };
                    f(m, function)
                })
            }
            SetKind::Records(fields) => {
                let Some(sets) = self.factors(at, || fields.iter().map(|f| &f.1))? else { return Ok(true) };
                self.each_product(&sets, &mut |m, parts| f(m, Value::record(fields.iter().map(|f| f.0).zip(parts))))
            }
            SetKind::Cross(factors) => {
                let Some(sets) = self.factors(at, || factors.iter())? else { return Ok(true) };
                self.each_product(&sets, &mut |m, parts| f(m, Value::Tuple(parts.into())))
            }
            SetKind::Filter { set: s, pattern, body, env } => self.each(at, s, &mut |m, x| {
                let x = Val::V(x);
                if !m.satisfies(at, &x, pattern, *body, env)? {
                    return Ok(true);
                }
                match x {
                    Val::V(v) => f(m, v),
                    Val::Range(..) | Val::Set(_) | Val::Fun(_) => unreachable!("eval: wrapped above"),
                }
            }),
            SetKind::Minus(a, b) => self.each(at, a, &mut |m, x| {
                if m.member(at, &Val::V(x.clone()), b)? { Ok(true) } else { f(m, x) }
            }),
            SetKind::Intersect(a, b) => {
                let (walked, asked) =
                    if self.is_finite(a) || !self.is_finite(b) && self.is_finite_set(at, a)? { (a, b) } else { (b, a) };
                self.each(at, walked, &mut |m, x| {
                    if m.member(at, &Val::V(x.clone()), asked)? { f(m, x) } else { Ok(true) }
                })
            }
            SetKind::Nat
            | SetKind::Int
            | SetKind::Between(..)
            | SetKind::Real
            | SetKind::Strings
            | SetKind::Any
            | SetKind::Seq(_)
            | SetKind::Union(..)
            | SetKind::BigUnion(_)
            | SetKind::UnionOf(_)
            | SetKind::Listed(_) => {
                let e = self.elements(at, &Val::Set(set.clone()))?;
                self.each_of(&e, f)
            }
        }
    }

    /// The elements of each factor of a product; `None` if one of them is empty beside another that cannot be enumerated.
    fn factors<'v, I: Iterator<Item = &'v Val>>(&mut self, at: ExprId, of: impl Fn() -> I) -> R<Option<Vec<Arc<[Value]>>>> {
        if !of().all(|s| self.is_finite(s)) && self.any_empty(at, of())? {
            return Ok(None);
        }
        let mut sets = Vec::new();
        for s in of() {
            sets.push(self.elements(at, s)?);
        }
        Ok(Some(sets))
    }

    /// Subsets by size, those of a size lexicographically.
    fn each_subset(&mut self, items: &[Value], f: Each<'_, 'm>) -> R<bool> {
        let n = items.len();
        for k in 0..=n {
            let mut chosen: Vec<usize> = (0..k).collect();
            loop {
                self.cancel.check();
                let subset = Value::Set(chosen.iter().map(|&i| items[i].clone()).collect());
                if !f(self, subset)? {
                    return Ok(false);
                }
                let Some(place) = (0..k).rev().find(|&p| chosen[p] != n - k + p) else { break };
                chosen[place] += 1;
                for p in place + 1..k {
                    chosen[p] = chosen[p - 1] + 1;
                }
            }
        }
        Ok(true)
    }

    /// All choices of one element a set, the first most significant.
    fn each_product(&mut self, sets: &[Arc<[Value]>], f: &mut dyn FnMut(&mut Self, Vec<Value>) -> R<bool>) -> R<bool> {
        if sets.iter().any(|s| s.is_empty()) {
            return Ok(true);
        }
        let mut at = vec![0; sets.len()];
        loop {
            self.cancel.check();
            let parts = at.iter().zip(sets).map(|(&i, s)| s[i].clone()).collect();
            if !f(self, parts)? {
                return Ok(false);
            }
            let Some(place) = (0..sets.len()).rev().find(|&p| at[p] + 1 < sets[p].len()) else { return Ok(true) };
            at[place] += 1;
            at[place + 1..].fill(0);
        }
    }

    /// All elements, sorted.
    pub fn elements(&mut self, at: ExprId, set: &Val) -> R<Arc<[Value]>> {
        match set {
            Val::V(Value::Set(e)) => Ok(e.clone()),
            Val::Range(a, b) => {
                let len = b.saturating_sub(*a).saturating_add(1);
                self.has_room(at, "set", usize::try_from(len).unwrap_or(0))?;
                Ok((*a..=*b).map(Value::Int).collect())
            }
            Val::Set(s) => {
                if let Some(e) = s.elements.get() {
                    return Ok(e.clone());
                }
                let volatile = self.volatile_reads;
                let e = self.enumerate(at, s)?;
                if self.volatile_reads == volatile {
                    let _ = s.elements.set(e.clone());
                }
                Ok(e)
            }
            Val::V(_) | Val::Fun(_) => {
                let text = self.describe(set);
                self.fail(at, ErrorKind::Type, format!("a set is needed here, not {text}"))
            }
        }
    }

    fn enumerate(&mut self, at: ExprId, set: &Rc<LazySet>) -> R<Arc<[Value]>> {
        // The reference checker sizes a SUBSET beforehand, and does not hold it against its limit.
        let limit = if matches!(set.kind, SetKind::Powerset(_)) { MAX_POWERSET } else { MAX_SET };
        let mut all = Vec::new();
        match &set.kind {
            SetKind::Nat | SetKind::Int | SetKind::Real | SetKind::Strings | SetKind::Any | SetKind::Seq(_) => {
                let text = self.set_text(set);
                return self.fail(at, ErrorKind::NotEnumerable, format!("{text} is infinite and cannot be enumerated"));
            }
            SetKind::Between(low, high) => {
                if low <= high {
                    let message = format!("{low}..{high} has more than {limit} elements, too many to enumerate");
                    let size = usize::try_from(high - low).unwrap_or(usize::MAX);
                    if size >= limit {
                        return self.fail(at, ErrorKind::NotEnumerable, message);
                    }
                    all.extend((0..=size).map(|i| Value::integer(low + i)));
                }
            }
            SetKind::Union(a, b) => {
                all.extend_from_slice(&self.elements(at, a)?);
                all.extend_from_slice(&self.elements(at, b)?);
                self.compared(at, kinds::normalize(&mut all))?;
                self.compared(at, kinds::unmixed(&all))?;
            }
            SetKind::BigUnion(sets) => {
                for s in sets {
                    all.extend_from_slice(&self.elements(at, s)?);
                    self.has_room(at, "union", all.len())?;
                }
                self.compared(at, kinds::normalize(&mut all))?;
                self.compared(at, kinds::unmixed(&all))?;
            }
            SetKind::UnionOf(sets) => {
                self.each(at, sets, &mut |m, s| {
                    all.extend_from_slice(&m.elements(at, &Val::V(s))?);
                    m.has_room(at, "union", all.len())?;
                    Ok(true)
                })?;
                self.compared(at, kinds::normalize(&mut all))?;
                self.compared(at, kinds::unmixed(&all))?;
            }
            SetKind::Listed(items) => {
                for (x, e) in items {
                    all.push(self.force(*e, x)?);
                }
                self.compared(at, kinds::normalize(&mut all))?;
            }
            SetKind::Powerset(_)
            | SetKind::Functions(..)
            | SetKind::Records(_)
            | SetKind::Cross(_)
            | SetKind::Intersect(..)
            | SetKind::Minus(..)
            | SetKind::Filter { .. } => {
                self.each_lazy(at, set, &mut |m, x| {
                    all.push(x);
                    if all.len() > limit {
                        let text = m.set_text(set);
                        let message = format!("{text} has more than {limit} elements, too many to enumerate");
                        return m.fail(at, ErrorKind::NotEnumerable, message);
                    }
                    Ok(true)
                })?;
            }
        }
        if all.len() > limit {
            let message = format!("the set has more than {limit} elements, too many to enumerate");
            return self.fail(at, ErrorKind::NotEnumerable, message);
        }
        Ok(all.into())
    }

    /// A finite value in normal form.
    pub fn force(&mut self, at: ExprId, v: &Val) -> R<Value> {
        match v {
            Val::V(v) => Ok(v.clone()),
            Val::Range(..) | Val::Set(_) => Ok(Value::Set(self.elements(at, v)?)),
            Val::Fun(f) => self.force_function(at, f),
        }
    }

    pub fn is_finite(&self, v: &Val) -> bool {
        match v {
            Val::V(_) | Val::Range(..) => true,
            Val::Set(s) => match &s.kind {
                SetKind::Nat | SetKind::Int | SetKind::Real | SetKind::Strings | SetKind::Any | SetKind::Seq(_) => false,
                SetKind::Between(..) => true,
                SetKind::Powerset(s) | SetKind::UnionOf(s) => self.is_finite(s),
                SetKind::Functions(a, b) | SetKind::Union(a, b) => self.is_finite(a) && self.is_finite(b),
                SetKind::Records(f) => f.iter().all(|(_, s)| self.is_finite(s)),
                SetKind::Cross(f) | SetKind::BigUnion(f) => f.iter().all(|s| self.is_finite(s)),
                SetKind::Intersect(a, b) => self.is_finite(a) || self.is_finite(b),
                SetKind::Listed(items) => items.iter().all(|(x, _)| self.is_finite(x)),
                SetKind::Minus(a, _) => self.is_finite(a),
                SetKind::Filter { set, .. } => self.is_finite(set),
            },
            Val::Fun(f) => match &f.kind {
                FunKind::Body { binds, .. } => binds.iter().all(|(_, s)| self.is_finite(s)),
                FunKind::Parts(parts) => parts.iter().all(|(_, x, _)| self.is_finite(x)),
                FunKind::Except { base, .. } => self.is_finite(base),
            },
        }
    }
}
