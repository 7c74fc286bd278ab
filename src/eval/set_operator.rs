//! The operators on sets: union, intersection, difference, `UNION`, `Cardinality`.
//!
//! In: sets, perhaps as descriptions. Out: a set, as a description if an operand is one whose elements are not enumerated.

use super::error::ErrorKind;
use super::fail::R;
use super::lazy::{LazySet, SetKind, Val};
use super::machine::Machine;
use crate::ir::ExprId;
use crate::value::{Value, kinds};

impl<'m> Machine<'m> {
    pub fn needs_set(&mut self, at: ExprId, v: &Val, operator: &str) -> R<()> {
        match v {
            Val::V(Value::Set(_)) | Val::Range(..) | Val::Set(_) => Ok(()),
            Val::V(_) | Val::Fun(_) => {
                let text = self.describe(v);
                let sets = if operator.starts_with("a function") { "a set" } else { "sets" };
                let kind = if operator == "Cardinality" { ErrorKind::Argument } else { ErrorKind::Type };
                self.fail(at, kind, format!("{operator} needs {sets}, not {text}"))
            }
        }
    }

    pub fn union(&mut self, at: ExprId, a: Val, b: Val) -> R<Val> {
        self.needs_set(at, &a, "\\cup")?;
        self.needs_set(at, &b, "\\cup")?;
        // what is written out is asked first, on whichever side it stands (`Tool.java`, OPCODE_cup)
        let (a, b) = if matches!(a, Val::Set(_)) && !matches!(b, Val::Set(_)) { (b, a) } else { (a, b) };
        if matches!(b, Val::Set(_)) {
            let empty = !matches!(a, Val::Set(_)) && self.elements(at, &a)?.is_empty();
            return Ok(if empty { b } else { SetKind::Union(a, b).val() });
        }
        let (x, y) = (self.elements(at, &a)?, self.elements(at, &b)?);
        if x.is_empty() {
            return Ok(Val::V(Value::Set(y)));
        }
        if y.is_empty() {
            return Ok(Val::V(Value::Set(x)));
        }
        let mut all = Vec::with_capacity(x.len() + y.len());
        let (mut i, mut j) = (0, 0);
        while i < x.len() && j < y.len() {
            match self.compared(at, kinds::compare(&x[i], &y[j]))? {
                std::cmp::Ordering::Less => {
                    all.push(x[i].clone());
                    i += 1;
                }
                std::cmp::Ordering::Greater => {
                    all.push(y[j].clone());
                    j += 1;
                }
                std::cmp::Ordering::Equal => {
                    all.push(x[i].clone());
                    i += 1;
                    j += 1;
                }
            }
        }
        all.extend_from_slice(&x[i..]);
        all.extend_from_slice(&y[j..]);
        self.compared(at, kinds::unmixed(&all))?;
        self.compared(at, kinds::same_types(&all))?;
        Ok(Val::V(Value::Set(all.into())))
    }

    /// The elements of `a` that are (or are not) in `b`.
    pub(super) fn part(&mut self, at: ExprId, a: &Val, b: &Val, wanted: bool) -> R<Val> {
        let mut kept = Vec::new();
        self.each(at, a, &mut |m, x| {
            let x = Val::V(x);
            if m.member(at, &x, b)? == wanted
                && let Val::V(x) = x
            {
                kept.push(x);
            }
            Ok(true)
        })?;
        Ok(Val::V(Value::Set(kept.into())))
    }

    pub fn intersect(&mut self, at: ExprId, a: Val, b: Val) -> R<Val> {
        self.needs_set(at, &a, "\\cap")?;
        self.needs_set(at, &b, "\\cap")?;
        match (&a, &b) {
            (Val::Set(_), Val::Set(_)) => Ok(SetKind::Intersect(a, b).val()),
            (Val::Set(_), _) => self.part(at, &b, &a, true),
            (Val::V(_) | Val::Range(..) | Val::Fun(_), _) => self.part(at, &a, &b, true),
        }
    }

    pub fn minus(&mut self, at: ExprId, a: Val, b: Val) -> R<Val> {
        self.needs_set(at, &a, "\\")?;
        self.needs_set(at, &b, "\\")?;
        match &a {
            Val::Set(_) => Ok(SetKind::Minus(a, b).val()),
            Val::V(_) | Val::Range(..) | Val::Fun(_) => self.part(at, &a, &b, false),
        }
    }

    /// `UNION S`
    pub fn big_union(&mut self, at: ExprId, sets: Val) -> R<Val> {
        self.needs_set(at, &sets, "UNION")?;
        if let Val::Set(_) = sets {
            return Ok(SetKind::UnionOf(sets).val());
        }
        let mut all = Vec::new();
        self.each(at, &sets, &mut |m, s| {
            let s = Val::V(s);
            m.needs_set(at, &s, "UNION")?;
            all.extend_from_slice(&m.elements(at, &s)?);
            Ok(true)
        })?;
        self.joined_set(at, all).map(Val::V)
    }

    pub fn cardinality(&mut self, at: ExprId, s: &Val) -> R<i64> {
        self.needs_set(at, s, "Cardinality")?;
        if let Val::Set(l) = s
            && let SetKind::Powerset(base) = &l.kind
        {
            let n = self.cardinality(at, base)?;
            if n > 30 {
                return self.fail(at, ErrorKind::Overflow, format!("2^{n} does not fit an integer of 32 bits"));
            }
            return Ok(1 << n);
        }
        if let Val::Set(l) = s
            && let Some(size) = self.product_size(at, l)?
        {
            return Ok(size);
        }
        match s {
            Val::Range(a, b) => Ok(b.saturating_sub(*a).saturating_add(1).max(0)),
            Val::V(_) | Val::Set(_) | Val::Fun(_) => Ok(self.elements(at, s)?.len() as i64),
        }
    }

    /// The size of a product, without its elements; `None` for other sets.
    pub(super) fn product_size(&mut self, at: ExprId, set: &LazySet) -> R<Option<i64>> {
        let mut factors = Vec::new();
        match &set.kind {
            SetKind::Functions(domain, range) => {
                if !self.is_finite(domain) || !self.is_finite(range) {
                    if self.is_empty(at, domain)? {
                        return Ok(Some(1));
                    }
                    if self.is_empty(at, range)? {
                        return Ok(Some(0));
                    }
                }
                let (keys, range) = (self.cardinality(at, domain)?, self.cardinality(at, range)?);
                if range > 1 && keys > 31 {
                    return self.fail(at, ErrorKind::Overflow, format!("{range}^{keys} does not fit an integer of 32 bits"));
                }
                let keys = if range > 1 { keys } else { keys.min(1) };
                factors.extend((0..keys).map(|_| range));
            }
            SetKind::Records(fields) => {
                if !fields.iter().all(|f| self.is_finite(&f.1)) && self.any_empty(at, fields.iter().map(|f| &f.1))? {
                    return Ok(Some(0));
                }
                for (_, s) in fields {
                    factors.push(self.cardinality(at, s)?);
                }
            }
            SetKind::Cross(sets) => {
                if !sets.iter().all(|s| self.is_finite(s)) && self.any_empty(at, sets.iter())? {
                    return Ok(Some(0));
                }
                for s in sets {
                    factors.push(self.cardinality(at, s)?);
                }
            }
            SetKind::Nat
            | SetKind::Int
            | SetKind::Between(..)
            | SetKind::Real
            | SetKind::Strings
            | SetKind::Any
            | SetKind::Seq(_)
            | SetKind::Powerset(_)
            | SetKind::Union(..)
            | SetKind::Intersect(..)
            | SetKind::Minus(..)
            | SetKind::BigUnion(_)
            | SetKind::UnionOf(_)
            | SetKind::Listed(_)
            | SetKind::Filter { .. } => return Ok(None),
        }
        if factors.contains(&0) {
            return Ok(Some(0));
        }
        let mut size = 1i64;
        for f in factors {
            size *= f;
            if size > i64::from(i32::MAX) {
                let text = self.set_text(set);
                let message = format!("the size of {text} does not fit an integer of 32 bits");
                return self.fail(at, ErrorKind::Overflow, message);
            }
        }
        Ok(Some(size))
    }

    /// A lazy set as one would write it.
    pub fn set_text(&mut self, set: &LazySet) -> String {
        let mut text = |v: &Val| match v {
            Val::V(v) => super::fail::show(v),
            Val::Range(a, b) => format!("{a}..{b}"),
            Val::Set(s) => self.set_text(s),
            Val::Fun(_) => "[…]".to_string(),
        };
        match &set.kind {
            SetKind::Nat => "Nat".into(),
            SetKind::Int => "Int".into(),
            SetKind::Between(a, b) => format!("{a}..{b}"),
            SetKind::Real => "Real".into(),
            SetKind::Strings => "STRING".into(),
            SetKind::Any => "ANY".into(),
            SetKind::Seq(s) => format!("Seq({})", text(s)),
            SetKind::Powerset(s) => format!("SUBSET {}", text(s)),
            SetKind::Functions(a, b) => format!("[{} -> {}]", text(a), text(b)),
            SetKind::Records(f) => {
                let fields: Vec<String> = f.iter().map(|(a, s)| format!("{}: {}", a.text(), text(s))).collect();
                format!("[{}]", fields.join(", "))
            }
            SetKind::Cross(f) => f.iter().map(text).collect::<Vec<_>>().join(" \\X "),
            SetKind::Union(a, b) => format!("{} \\cup {}", text(a), text(b)),
            SetKind::Intersect(a, b) => format!("{} \\cap {}", text(a), text(b)),
            SetKind::Minus(a, b) => format!("{} \\ {}", text(a), text(b)),
            SetKind::Listed(items) => format!("{{{}}}", items.iter().map(|(x, _)| text(x)).collect::<Vec<_>>().join(", ")),
            SetKind::BigUnion(_) | SetKind::UnionOf(_) => "UNION {…}".into(),
            SetKind::Filter { set, .. } => format!("{{x \\in {} : …}}", text(set)),
        }
    }
}
