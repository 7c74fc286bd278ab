//! The path at which two values differ.
//!
//! In: two different values. Out: a clause that names the first place where they differ, and what is there.
//!
//! ```text
//! <<1, [a |-> 2]>>   <<1, [a |-> 3]>>     the sides differ at [2].a: 2 and 3
//! {1, 2}             {2}                  1 is only in the left side
//! ```

use super::short::short;
use crate::value::{Value, order};

/// The greatest length of a value in a clause, in characters.
const LONGEST: usize = 60;

/// The clause; `None` where the two values themselves show the difference.
pub fn clause(a: &Value, b: &Value) -> Option<String> {
    let mut path = String::new();
    let clause = below(a, b, &mut path)?;
    (!matches!((a, b), (Value::Set(x), Value::Set(y)) if x.is_empty() || y.is_empty())).then_some(clause)
}

fn below(a: &Value, b: &Value, path: &mut String) -> Option<String> {
    if let (Value::Set(x), Value::Set(y)) = (a, b) {
        let (element, side) = match only(x, y) {
            Some(v) => (v, "left"),
            None => (only(y, x)?, "right"),
        };
        let at = if path.is_empty() { String::new() } else { format!(" at {path}") };
        return Some(format!("{} is only in the {side} side{at}", short(element, LONGEST)));
    }
    if let (Some(x), Some(y)) = (a.entries(), b.entries()) {
        let mut pairs = x.iter().zip(&y);
        if x.len() == y.len()
            && pairs.clone().all(|((k, _), (l, _))| k == l)
            && let Some(((key, v), (_, w))) = pairs.find(|((_, v), (_, w))| v != w)
        {
            *path += &part(a, key);
            return below(v, w, path);
        }
        let key = |entries: &[(Value, Value)], other: &[(Value, Value)]| {
            entries.iter().map(|e| e.0.clone()).find(|k| other.iter().all(|(l, _)| l != k))
        };
        let (key, side) = match key(&x, &y) {
            Some(key) => (key, "left"),
            None => (key(&y, &x)?, "right"),
        };
        return Some(format!("only the {side} side is defined at {path}{}", part(a, &key)));
    }
    (!path.is_empty()).then(|| format!("the sides differ at {path}: {} and {}", short(a, LONGEST), short(b, LONGEST)))
}

/// The first element that is in one sorted list and not in the other.
fn only<'v>(x: &'v [Value], y: &[Value]) -> Option<&'v Value> {
    x.iter().find(|v| y.binary_search_by(|w| order::compare(w, v)).is_err())
}

/// How a key of a function is written: `.field` of a record, else `[key]`.
pub fn part(function: &Value, key: &Value) -> String {
    match (function, key) {
        (Value::Record(_), Value::Str(name)) => format!(".{}", name.text()),
        _ => format!("[{}]", short(key, LONGEST)),
    }
}

/// How a value changes in a step: `x changes from 1 to 2`; of a large one the first part that does.
pub fn step(name: &str, a: &Value, b: &Value) -> String {
    let mut path = String::new();
    let (mut from, mut to) = (a.clone(), b.clone());
    while let (Some(x), Some(y)) = (from.entries(), to.entries()) {
        let same = x.len() == y.len() && x.iter().zip(&y).all(|((k, _), (l, _))| k == l);
        let Some(((key, v), (_, w))) = x.iter().zip(&y).find(|((_, v), (_, w))| v != w).filter(|_| same) else { break };
        path += &part(&from, key);
        (from, to) = (v.clone(), w.clone());
    }
    format!("{name}{path} changes from {} to {}", short(&from, LONGEST), short(&to, LONGEST))
}
