//! TLC's order of values (`tlc2/value/impl/*Value.java`, `compareTo`): what CHOOSE takes first and how sets print.
//!
//! Integers ascending; strings and model values by rank; FALSE before TRUE; sets by size, then element by
//! element; tuples by length, then element by element; records and functions by size, then keys, then values.
//! Where TLC refuses to compare kinds, kinds are ordered by their place in [`Value`], so that a mixed set still
//! has a normal form; model values come first, as in TLC they compare with everything.

use super::Value;
use std::cmp::Ordering;

fn kind(v: &Value) -> u8 {
    match v {
        Value::Model(_) => 0,
        Value::Bool(_) => 1,
        Value::Int(_) | Value::Big(_) => 2,
        Value::Str(_) => 3,
        Value::Set(_) => 4,
        Value::Tuple(_) | Value::Record(_) | Value::Function(_) => 5,
    }
}

pub fn compare(a: &Value, b: &Value) -> Ordering {
    match (a, b) {
        (Value::Bool(x), Value::Bool(y)) => x.cmp(y),
        (Value::Int(x), Value::Int(y)) => x.cmp(y),
        (Value::Int(_) | Value::Big(_), Value::Int(_) | Value::Big(_)) => a.as_integer().cmp(&b.as_integer()),
        (Value::Str(x), Value::Str(y)) | (Value::Model(x), Value::Model(y)) => x.cmp(y),
        (Value::Set(x), Value::Set(y)) | (Value::Tuple(x), Value::Tuple(y)) => {
            x.len().cmp(&y.len()).then_with(|| each(x.iter().zip(y.iter())))
        }
        (Value::Record(x), Value::Record(y)) => x
            .len()
            .cmp(&y.len())
            .then_with(|| x.iter().map(|f| f.0).cmp(y.iter().map(|f| f.0)))
            .then_with(|| each(x.iter().map(|f| &f.1).zip(y.iter().map(|f| &f.1)))),
        _ if kind(a) == 5 && kind(b) == 5 => {
            let (x, y) = (a.entries().unwrap_or_default(), b.entries().unwrap_or_default());
            x.len()
                .cmp(&y.len())
                .then_with(|| each(x.iter().map(|e| &e.0).zip(y.iter().map(|e| &e.0))))
                .then_with(|| each(x.iter().map(|e| &e.1).zip(y.iter().map(|e| &e.1))))
        }
        _ => kind(a).cmp(&kind(b)),
    }
}

fn each<'a>(pairs: impl Iterator<Item = (&'a Value, &'a Value)>) -> Ordering {
    pairs.map(|(a, b)| compare(a, b)).find(|o| *o != Ordering::Equal).unwrap_or(Ordering::Equal)
}
