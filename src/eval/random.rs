//! Module Randomization: subsets drawn at random.
//!
//! In: how many, and of what. Out: a set. What is drawn depends on the arguments, the place in the text and the current
//! state only, or in a simulation on its seed, so that runs, threads and the replay of a trace agree on it. `RandomSubset(1000, [1..9 -> 1..10])` draws
//! functions one by one: the set they are from is never written out.

use super::error::ErrorKind;
use super::fail::{R, show};
use super::lazy::{SetKind, Val};
use super::machine::Machine;
use super::mix;
use crate::ir::{Builtin, ExprId};
use crate::value::{Value, order};
use fastrand::Rng;
use rustc_hash::FxHasher;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// The most elements that are drawn at once.
const MOST_DRAWN: usize = 1_000_000;

/// What is drawn from: the elements in order, or an interval of so many numbers.
enum Pool {
    Written(Arc<[Value]>),
    Interval(i64, usize),
}

impl Pool {
    fn len(&self) -> usize {
        match self {
            Pool::Written(elements) => elements.len(),
            Pool::Interval(_, size) => *size,
        }
    }

    fn at(&self, i: usize) -> Value {
        match self {
            Pool::Written(elements) => elements[i].clone(),
            Pool::Interval(low, _) => Value::Int(low + i as i64),
        }
    }
}

/// Places below `size`, each with probability `p`. Where few are taken the others are passed over at once: how many come before the
/// next one is distributed geometrically.
struct Places<'d> {
    dice: &'d mut Rng,
    p: f64,
    next: usize,
    size: usize,
}

impl Iterator for Places<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        if self.p <= 0.0 {
            return None;
        }
        if self.p < 1.0 {
            // of (0, 1], so that there is a logarithm
            let dice = 1.0 - self.dice.f64();
            self.next = self.next.saturating_add((dice.ln() / (1.0 - self.p).ln()) as usize);
        }
        let place = self.next;
        self.next = self.next.saturating_add(1);
        (place < self.size).then_some(place)
    }
}

impl<'m> Machine<'m> {
    pub fn random_operator(&mut self, at: ExprId, op: Builtin, args: &[Val]) -> R<Val> {
        let k = match self.force(at, &args[0])? {
            Value::Int(k) if k >= 0 => k as usize,
            other => return self.fail(at, ErrorKind::Argument, format!("{} is no number of elements to draw", show(&other))),
        };
        let seed = match self.draws {
            Some(seed) => {
                self.drawn += 1;
                mix(seed ^ mix(self.drawn))
            }
            None => {
                let mut hash = FxHasher::default();
                (at.index(), k).hash(&mut hash);
                self.current.iter().flatten().for_each(|v| v.hash(&mut hash));
                hash.finish()
            }
        };
        self.state_reads += 1;
        let mut dice = Rng::with_seed(seed);
        let set = &args[args.len() - 1];
        if op == Builtin::RandomSubset {
            return self.random_subset(at, k, set, &mut dice).map(Val::V);
        }
        let pool = self.pool(at, set)?;
        let size = pool.len();
        let p = match self.force(at, &args[1])? {
            Value::Int(n) if op == Builtin::RandomSetOfSubsets && n >= 0 && n as usize <= size => n as f64 / size.max(1) as f64,
            Value::Str(p)
                if op == Builtin::RandomSubsetSet && p.text().parse::<f64>().is_ok_and(|p| (0.0..=1.0).contains(&p)) =>
            {
                p.text().parse().unwrap_or_default()
            }
            other => return self.fail(at, ErrorKind::Argument, format!("{} says not how large the subsets are", show(&other))),
        };
        if size < usize::BITS as usize - 1 && k > 1 << size {
            let text = format!("{k} subsets are to be drawn from a set that has {} of them", 1u64 << size);
            return self.fail(at, ErrorKind::Argument, text);
        }
        let mut subsets = Vec::new();
        let mut drawn = 0;
        for _ in 0..k {
            self.cancel.check();
            let subset: Vec<Value> =
                Places { dice: &mut dice, p, next: 0, size }.map(|i| pool.at(i)).take(MOST_DRAWN + 1).collect();
            drawn += subset.len();
            self.not_too_many(at, drawn)?;
            subsets.push(Value::Set(subset.into()));
        }
        self.finite_set(at, subsets).map(Val::V)
    }

    fn not_too_many(&self, at: ExprId, drawn: usize) -> R<()> {
        if drawn > MOST_DRAWN {
            return self.fail(at, ErrorKind::NotEnumerable, format!("more than {MOST_DRAWN} elements are drawn"));
        }
        Ok(())
    }

    /// What is drawn from, element by element.
    fn pool(&mut self, at: ExprId, set: &Val) -> R<Pool> {
        match set {
            Val::Range(low, high) => Ok(Pool::Interval(*low, (high - low + 1).max(0) as usize)),
            Val::V(_) | Val::Set(_) | Val::Fun(_) => Ok(Pool::Written(self.elements(at, set)?)),
        }
    }

    /// `k` different elements, or all if there are no more.
    fn random_subset(&mut self, at: ExprId, k: usize, set: &Val, dice: &mut Rng) -> R<Value> {
        if let Val::Set(lazy) = set
            && matches!(lazy.kind, SetKind::Powerset(_) | SetKind::Functions(..) | SetKind::Records(_) | SetKind::Cross(_))
            && !self.is_empty(at, set)?
        {
            let mut drawn = Vec::new();
            let mut seen = BTreeMap::new();
            // So many failures mean that there are hardly more elements than are wanted.
            for _ in 0..k.saturating_mul(4).saturating_add(64) {
                if drawn.len() == k {
                    break;
                }
                self.cancel.check();
                let v = self.random_element(at, set, dice)?;
                let mut hash = FxHasher::default();
                v.hash(&mut hash);
                let same: &mut Vec<Value> = seen.entry(hash.finish()).or_default();
                if !same.iter().any(|w| order::compare(w, &v).is_eq()) {
                    same.push(v.clone());
                    drawn.push(v);
                    self.not_too_many(at, drawn.len())?;
                }
            }
            if drawn.len() == k {
                return self.finite_set(at, drawn);
            }
        }
        let pool = self.pool(at, set)?;
        let size = pool.len();
        if k >= size {
            return match pool {
                Pool::Written(elements) => Ok(Value::Set(elements)),
                Pool::Interval(low, size) => {
                    self.not_too_many(at, size)?;
                    Ok(Value::Set((low..low + size as i64).map(Value::Int).collect()))
                }
            };
        }
        self.not_too_many(at, k)?;
        // Floyd's sample: each place is drawn once, and no other is looked at
        let mut places = BTreeSet::new();
        for last in size - k..size {
            let place = dice.usize(..=last);
            if !places.insert(place) {
                places.insert(last);
            }
        }
        Ok(Value::Set(places.into_iter().map(|i| pool.at(i)).collect()))
    }

    fn random_element(&mut self, at: ExprId, set: &Val, dice: &mut Rng) -> R<Value> {
        if let Val::Range(a, b) = set
            && a <= b
        {
            return Ok(Value::Int(a + dice.usize(..(b - a + 1) as usize) as i64));
        }
        if let Val::Set(lazy) = set {
            match &lazy.kind {
                SetKind::Powerset(of) => {
                    let items = self.elements(at, of)?;
                    return Ok(Value::Set(items.iter().filter(|_| dice.f64() < 0.5).cloned().collect()));
                }
                SetKind::Functions(domain, range) => {
                    let keys = self.elements(at, domain)?;
                    let mut entries = Vec::with_capacity(keys.len());
                    for k in keys.iter() {
                        entries.push((k.clone(), self.random_element(at, range, dice)?));
                    }
                    return Ok(Value::function(entries));
                }
                SetKind::Records(fields) => {
                    let mut parts = Vec::with_capacity(fields.len());
                    for (f, s) in fields {
                        parts.push((*f, self.random_element(at, s, dice)?));
                    }
                    return Ok(Value::record(parts));
                }
                SetKind::Cross(sets) => {
                    let mut parts = Vec::with_capacity(sets.len());
                    for s in sets {
                        parts.push(self.random_element(at, s, dice)?);
                    }
                    return Ok(Value::Tuple(parts.into()));
                }
                SetKind::Nat
                | SetKind::Int
                | SetKind::Between(..)
                | SetKind::Real
                | SetKind::Strings
                | SetKind::Any
                | SetKind::Seq(_)
                | SetKind::Union(..)
                | SetKind::Intersect(..)
                | SetKind::Minus(..)
                | SetKind::BigUnion(_)
                | SetKind::UnionOf(_)
                | SetKind::Listed(_)
                | SetKind::Filter { .. } => {}
            }
        }
        let elements = self.elements(at, set)?;
        if elements.is_empty() {
            return self.fail(at, ErrorKind::Argument, "an element is to be drawn from {}");
        }
        Ok(elements[dice.usize(..elements.len())].clone())
    }
}
