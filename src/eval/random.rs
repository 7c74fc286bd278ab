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
use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};

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
        let elements = self.elements(at, set)?;
        let p = match self.force(at, &args[1])? {
            Value::Int(n) if op == Builtin::RandomSetOfSubsets && n >= 0 && n as usize <= elements.len() => {
                n as f64 / elements.len().max(1) as f64
            }
            Value::Str(p)
                if op == Builtin::RandomSubsetSet && p.text().parse::<f64>().is_ok_and(|p| (0.0..=1.0).contains(&p)) =>
            {
                p.text().parse().unwrap_or_default()
            }
            other => return self.fail(at, ErrorKind::Argument, format!("{} says not how large the subsets are", show(&other))),
        };
        let subsets = (0..k).map(|_| Value::Set(elements.iter().filter(|_| dice.f64() < p).cloned().collect())).collect();
        self.finite_set(at, subsets).map(Val::V)
    }

    /// `k` different elements.
    fn random_subset(&mut self, at: ExprId, k: usize, set: &Val, dice: &mut Rng) -> R<Value> {
        if let Val::Set(lazy) = set
            && matches!(lazy.kind, SetKind::Powerset(_) | SetKind::Functions(..) | SetKind::Records(_) | SetKind::Cross(_))
        {
            let mut drawn = Vec::new();
            let mut seen = BTreeMap::new();
            // So many failures mean that there are hardly more elements than are wanted.
            for _ in 0..k.saturating_mul(4).saturating_add(64) {
                if drawn.len() == k {
                    break;
                }
                let v = self.random_element(at, set, dice)?;
                let mut hash = FxHasher::default();
                v.hash(&mut hash);
                let same: &mut Vec<Value> = seen.entry(hash.finish()).or_default();
                if !same.iter().any(|w| order::compare(w, &v).is_eq()) {
                    same.push(v.clone());
                    drawn.push(v);
                }
            }
            if drawn.len() == k {
                return self.finite_set(at, drawn);
            }
        }
        let mut elements = self.elements(at, set)?.to_vec();
        if k > elements.len() {
            let text = format!("RandomSubset cannot draw {k} from a set of {}", elements.len());
            return self.fail(at, ErrorKind::Argument, text);
        }
        for i in 0..k {
            let j = i + dice.usize(..elements.len() - i);
            elements.swap(i, j);
        }
        elements.truncate(k);
        self.finite_set(at, elements)
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
