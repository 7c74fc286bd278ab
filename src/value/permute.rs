//! Model values exchanged for each other.
//!
//! In: values, and functions from model values to model values as SYMMETRY lists them. Out: [`Permutation`]s, and the images of values.

use super::{Atom, Value};
use rustc_hash::FxHashMap;

/// A permutation of model values; what it does not move is not in it.
pub type Permutation = FxHashMap<Atom, Atom>;

/// The permutations in a set of functions; `None` if it is something else.
pub fn permutations(set: &Value) -> Option<Vec<Permutation>> {
    let Value::Set(functions) = set else { return None };
    let mut all = Vec::with_capacity(functions.len());
    for f in functions.iter() {
        let mut p = Permutation::default();
        for (from, to) in f.entries()? {
            let (Value::Model(from), Value::Model(to)) = (from, to) else { return None };
            if from != to {
                p.insert(from, to);
            }
        }
        // A permutation moves onto what it moves.
        if !p.values().all(|v| p.contains_key(v)) {
            return None;
        }
        all.push(p);
    }
    Some(all)
}

/// The image of a value.
pub fn permute(v: &Value, p: &Permutation) -> Value {
    match v {
        Value::Model(a) => Value::Model(*p.get(a).unwrap_or(a)),
        Value::Bool(_) | Value::Int(_) | Value::Big(_) | Value::Str(_) => v.clone(),
        Value::Set(elements) => Value::set(elements.iter().map(|x| permute(x, p))),
        Value::Tuple(items) => Value::tuple(items.iter().map(|x| permute(x, p))),
        Value::Record(fields) => Value::Record(fields.iter().map(|(a, x)| (*a, permute(x, p))).collect()),
        Value::Function(entries) => Value::function(entries.iter().map(|(k, x)| (permute(k, p), permute(x, p)))),
    }
}
