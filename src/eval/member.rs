//! Equality and membership, lazy sets included.
//!
//! `x \in SUBSET S`, `f \in [S -> T]`, `s \in Seq(S)` … are decided without enumerating the set. Where TLC refuses the
//! question (`1 \in {"a"}`, `"a" \in Nat`), so do we.

use super::error::ErrorKind;
use super::fail::{R, kind_of, show};
use super::lazy::{Env, LazySet, SetKind, Val};
use super::machine::Machine;
use crate::ir::{ExprId, Pattern};
use crate::value::{Atom, Value, kinds};
use num_bigint::{BigInt, Sign};
use std::rc::Rc;

impl<'m> Machine<'m> {
    pub fn equal(&mut self, at: ExprId, a: &Val, b: &Val) -> R<bool> {
        match (a, b) {
            (Val::V(x), Val::V(y)) => self.compared(at, kinds::equal(x, y)),
            (Val::Range(a, b), Val::Range(c, d)) => Ok((a, b) == (c, d) || (a > b && c > d)),
            (Val::Set(x), Val::Set(y)) => {
                if Rc::ptr_eq(x, y) {
                    return Ok(true);
                }
                match self.equal_sets(at, x, y)? {
                    Some(answer) => Ok(answer),
                    None => self.equal_by_force(at, a, b),
                }
            }
            // An infinite set equals no model value, and TLC compares it with nothing else.
            (Val::Set(_), Val::V(Value::Model(_))) | (Val::V(Value::Model(_)), Val::Set(_)) => Ok(false),
            (Val::V(_) | Val::Range(..) | Val::Set(_) | Val::Fun(_), _) => match self.equal_parts(at, a, b)? {
                Some(answer) => Ok(answer),
                None => self.equal_by_force(at, a, b),
            },
        }
    }

    fn equal_by_force(&mut self, at: ExprId, a: &Val, b: &Val) -> R<bool> {
        let x = self.force(at, a)?;
        let y = self.force(at, b)?;
        self.compared(at, kinds::equal(&x, &y))
    }

    /// `None` where the sets must be enumerated.
    fn equal_sets(&mut self, at: ExprId, a: &LazySet, b: &LazySet) -> R<Option<bool>> {
        Ok(match (&a.kind, &b.kind) {
            (
                SetKind::Nat | SetKind::Int | SetKind::Real | SetKind::Strings,
                SetKind::Nat | SetKind::Int | SetKind::Real | SetKind::Strings,
            ) => Some(std::mem::discriminant(&a.kind) == std::mem::discriminant(&b.kind)),
            (SetKind::Seq(x), SetKind::Seq(y)) | (SetKind::Powerset(x), SetKind::Powerset(y)) => Some(self.equal(at, x, y)?),
            (SetKind::Functions(s, t), SetKind::Functions(u, v)) => {
                let (none_here, none_there) = (self.is_empty(at, s)?, self.is_empty(at, u)?);
                if none_here || none_there {
                    return Ok(Some(none_here && none_there));
                }
                if self.equal(at, s, u)? {
                    return self.equal(at, t, v).map(Some);
                }
                Some(self.is_empty(at, t)? && self.is_empty(at, v)?)
            }
            (SetKind::Records(x), SetKind::Records(y)) => {
                if let Some(answer) = self.equal_products(at, x.iter().map(set_of_field), y.iter().map(set_of_field))? {
                    return Ok(Some(answer));
                }
                if x.len() != y.len() || x.iter().zip(y).any(|(f, g)| f.0 != g.0) {
                    return Ok(Some(false));
                }
                for (f, g) in x.iter().zip(y) {
                    if !self.equal(at, &f.1, &g.1)? {
                        return Ok(Some(false));
                    }
                }
                Some(true)
            }
            (SetKind::Cross(x), SetKind::Cross(y)) => {
                if let Some(answer) = self.equal_products(at, x.iter(), y.iter())? {
                    return Ok(Some(answer));
                }
                if x.len() != y.len() {
                    return Ok(Some(false));
                }
                for (s, t) in x.iter().zip(y) {
                    if !self.equal(at, s, t)? {
                        return Ok(Some(false));
                    }
                }
                Some(true)
            }
            (SetKind::Between(a, b), SetKind::Between(c, d)) => Some((a, b) == (c, d) || a > b && c > d),
            (
                SetKind::Nat
                | SetKind::Int
                | SetKind::Between(..)
                | SetKind::Real
                | SetKind::Strings
                | SetKind::Any
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
                | SetKind::Listed(_)
                | SetKind::Filter { .. },
                _,
            ) => None,
        })
    }

    /// Empty products are equal for any factors. TLC finds out by looking for a first element, so beside no empty
    /// one an infinite factor is an error.
    fn equal_products<'v, I: Iterator<Item = &'v Val> + Clone>(&mut self, at: ExprId, a: I, b: I) -> R<Option<bool>> {
        let (x, y) = (self.any_empty(at, a.clone())?, self.any_empty(at, b.clone())?);
        if x || y {
            return Ok(Some(x && y));
        }
        for f in a.chain(b) {
            if !self.is_finite(f) {
                self.elements(at, f)?;
            }
        }
        Ok(None)
    }

    pub fn member(&mut self, at: ExprId, x: &Val, set: &Val) -> R<bool> {
        match set {
            Val::V(Value::Set(elements)) => match x {
                Val::V(v) => self.compared(at, kinds::contains(elements, v)),
                Val::Range(..) | Val::Set(_) | Val::Fun(_) => {
                    if elements.is_empty() {
                        return Ok(false);
                    }
                    let v = self.force(at, x)?;
                    self.compared(at, kinds::contains(elements, &v))
                }
            },
            Val::Range(low, high) => match x {
                Val::V(Value::Int(i)) => Ok((low..=high).contains(&i)),
                Val::V(Value::Big(_)) => Ok(false),
                Val::V(Value::Model(m)) if kinds::model_type(*m).is_none() => Ok(false),
                _ if low > high => Ok(false),
                _ => self.not_asked(at, x, set),
            },
            Val::Set(s) => self.member_of(at, x, s),
            Val::V(_) | Val::Fun(_) => {
                let text = self.describe(set);
                self.fail(at, ErrorKind::Type, format!("the right side of \\in must be a set, not {text}"))
            }
        }
    }

    /// The question that TLC refuses to answer.
    fn not_asked(&mut self, at: ExprId, x: &Val, set: &Val) -> R<bool> {
        let numbers = matches!(set, Val::Set(s) if matches!(s.kind, SetKind::Nat | SetKind::Int | SetKind::Real));
        let kind = if numbers { ErrorKind::Argument } else { ErrorKind::Type };
        let (x, set) = (self.describe(x), self.describe(set));
        let message = format!("whether {x} is an element of {set} cannot be decided, their kinds differ");
        self.fail(at, kind, message)
    }

    fn member_of(&mut self, at: ExprId, x: &Val, set: &Rc<LazySet>) -> R<bool> {
        // An untyped model value is in no set of other things; a typed one may not be asked about.
        let alien = |m: &mut Self, x: &Val| match x {
            Val::V(Value::Model(a)) if kinds::model_type(*a).is_none() => Ok(false),
            _ => m.not_asked(at, x, &Val::Set(set.clone())),
        };
        match &set.kind {
            SetKind::Nat => match x {
                Val::V(Value::Int(i)) => Ok(*i >= 0),
                Val::V(Value::Big(i)) => Ok(i.sign() == Sign::Plus),
                _ => alien(self, x),
            },
            SetKind::Int | SetKind::Real => match x {
                Val::V(Value::Int(_) | Value::Big(_)) => Ok(true),
                _ => alien(self, x),
            },
            SetKind::Between(low, high) => match x {
                Val::V(Value::Int(i)) => Ok((low..=high).contains(&&BigInt::from(*i))),
                Val::V(Value::Big(i)) => Ok((low..=high).contains(&&**i)),
                _ if low > high => Ok(false),
                _ => alien(self, x),
            },
            SetKind::Strings => match x {
                Val::V(Value::Str(_)) => Ok(true),
                _ => alien(self, x),
            },
            SetKind::Any => Ok(true),
            SetKind::Seq(s) => match self.functional(at, x)? {
                Val::V(Value::Tuple(items)) => self.all_members(at, items.iter(), s),
                other => alien(self, &other),
            },
            SetKind::Powerset(s) => match x {
                Val::V(Value::Set(items)) => self.all_members(at, items.iter(), s),
                Val::Range(..) | Val::Set(_) => self.subset_eq(at, x, s),
                Val::V(_) | Val::Fun(_) => {
                    let text = self.describe(x);
                    self.fail(at, ErrorKind::Type, format!("a set is needed on the left of \\in SUBSET, not {text}"))
                }
            },
            SetKind::Functions(domain, range) => {
                let f = self.functional(at, x)?;
                let Val::V(v) = &f else { return alien(self, &f) };
                let same_domain = match (v, domain) {
                    (Value::Tuple(items), Val::Range(low, high)) => {
                        (*low == 1 && *high == items.len() as i64) || (low > high && items.is_empty())
                    }
                    (Value::Tuple(_) | Value::Record(_) | Value::Function(_), _) => {
                        let keys = Val::V(self.domain_of(v));
                        self.equal(at, domain, &keys)?
                    }
                    (Value::Bool(_) | Value::Int(_) | Value::Big(_) | Value::Str(_) | Value::Model(_) | Value::Set(_), _) => {
                        return alien(self, &f);
                    }
                };
                if !same_domain {
                    return Ok(false);
                }
                match v {
                    Value::Tuple(items) => self.all_members(at, items.iter(), range),
                    Value::Record(fields) => self.all_members(at, fields.iter().map(|f| &f.1), range),
                    Value::Function(entries) => self.all_members(at, entries.iter().map(|e| &e.1), range),
                    Value::Bool(_) | Value::Int(_) | Value::Big(_) | Value::Str(_) | Value::Model(_) | Value::Set(_) => {
                        unreachable!("eval: a function was found above")
                    }
                }
            }
            SetKind::Records(fields) => match self.functional(at, x)? {
                Val::V(Value::Record(parts)) => {
                    if parts.len() != fields.len() || parts.iter().zip(fields).any(|(p, f)| p.0 != f.0) {
                        return Ok(false);
                    }
                    for (p, f) in parts.iter().zip(fields) {
                        if !self.member(at, &Val::V(p.1.clone()), &f.1)? {
                            return Ok(false);
                        }
                    }
                    Ok(true)
                }
                Val::V(Value::Tuple(parts)) if parts.is_empty() => Ok(fields.is_empty()),
                other => alien(self, &other),
            },
            SetKind::Cross(sets) => match self.functional(at, x)? {
                Val::V(Value::Tuple(parts)) => {
                    if parts.len() != sets.len() {
                        return Ok(false);
                    }
                    for (p, s) in parts.iter().zip(sets) {
                        if !self.member(at, &Val::V(p.clone()), s)? {
                            return Ok(false);
                        }
                    }
                    Ok(true)
                }
                Val::V(Value::Function(entries)) if entries.iter().all(|e| matches!(e.0, Value::Int(_))) => Ok(false),
                other => alien(self, &other),
            },
            SetKind::Union(a, b) => Ok(self.member(at, x, a)? || self.member(at, x, b)?),
            SetKind::Intersect(a, b) => Ok(self.member(at, x, a)? && self.member(at, x, b)?),
            SetKind::Minus(a, b) => Ok(self.member(at, x, a)? && !self.member(at, x, b)?),
            SetKind::BigUnion(sets) => {
                for s in sets {
                    if self.member(at, x, s)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            SetKind::UnionOf(sets) => {
                let mut found = false;
                self.each_val(at, sets, &mut |m, s| {
                    found = m.member(at, x, &s)?;
                    Ok(!found)
                })?;
                Ok(found)
            }
            SetKind::Listed(items) => {
                for (y, _) in items {
                    if self.equal(at, y, x)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            SetKind::Filter { set: s, pattern, body, env } => {
                if let Some(elements) = set.elements.get() {
                    let v = self.force(at, x)?;
                    return self.compared(at, kinds::contains(elements, &v));
                }
                Ok(self.member(at, x, s)? && self.satisfies(at, x, pattern, *body, env)?)
            }
        }
    }

    /// Whether an element satisfies the body of `{x \in S : body}`.
    pub fn satisfies(&mut self, at: ExprId, x: &Val, pattern: &Pattern, body: ExprId, env: &Env) -> R<bool> {
        self.guard(at)?;
        self.in_env(env, |m, base| {
            match (pattern, x) {
                (Pattern::One(s), _) => m.set(base, *s, x.clone()),
                (Pattern::Tuple(_), Val::V(v)) => m.bind(at, pattern, v.clone(), base)?,
                (Pattern::Tuple(_), Val::Range(..) | Val::Set(_) | Val::Fun(_)) => {
                    let v = m.force(at, x)?;
                    m.bind(at, pattern, v, base)?;
                }
            }
            m.test(body, base)
        })
    }

    /// Lazy functions evaluated; everything else as it is.
    fn functional(&mut self, at: ExprId, x: &Val) -> R<Val> {
        match x {
            Val::Fun(_) => Ok(Val::V(self.force(at, x)?)),
            Val::V(_) | Val::Range(..) | Val::Set(_) => Ok(x.clone()),
        }
    }

    fn all_members<'v>(&mut self, at: ExprId, items: impl Iterator<Item = &'v Value>, set: &Val) -> R<bool> {
        for v in items {
            let is = match set {
                // The common case without a clone.
                Val::V(Value::Set(elements)) => self.compared(at, kinds::contains(elements, v))?,
                Val::V(_) | Val::Range(..) | Val::Set(_) | Val::Fun(_) => self.member(at, &Val::V(v.clone()), set)?,
            };
            if !is {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// `a \subseteq b`: `a` is enumerated, `b` need not be.
    pub fn subset_eq(&mut self, at: ExprId, a: &Val, b: &Val) -> R<bool> {
        if let (Val::Range(l, h), Val::Range(m, n)) = (a, b)
            && m <= l
            && h <= n
        {
            return Ok(true);
        }
        if let (Val::Set(x), Val::Set(y)) = (a, b)
            && let (SetKind::Powerset(s), SetKind::Powerset(t)) = (&x.kind, &y.kind)
        {
            return self.subset_eq(at, s, t);
        }
        if let Val::V(v) = a
            && !matches!(v, Value::Set(_))
        {
            let text = format!("\\subseteq needs sets, not {} {}", kind_of(v), show(v));
            return self.fail(at, ErrorKind::Type, text);
        }
        let mut all = true;
        self.each(at, a, &mut |m, x| {
            all = m.member(at, &Val::V(x), b)?;
            Ok(all)
        })?;
        Ok(all)
    }
}

fn set_of_field(field: &(Atom, Val)) -> &Val {
    &field.1
}
