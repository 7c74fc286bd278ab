//! Comparison as TLC does it: values of some kinds do not compare at all.
//!
//! In: two values. Out: their order or equality, or the two parts that TLC refuses to compare
//! (`tlc2/value/impl/*Value.java`, `compareTo` and `equals`). Where both agree to answer, the answer is that of
//! [`super::order`] and of `==`. So `1 = "a"` and `{1} = {"a"}` are refused, `{} = {"a"}` is FALSE, a model value is
//! unequal to everything else, and a typed model value (`T_x`) refuses all but its own type and untyped ones.

use super::{Atom, Value};
use std::cmp::Ordering;
use std::sync::Arc;

/// Two values (parts of those asked about) that do not compare.
#[derive(Clone, Debug)]
pub struct Mismatch(pub Value, pub Value);

type Compared<T> = Result<T, Box<Mismatch>>;

fn refuse<T>(a: &Value, b: &Value) -> Compared<T> {
    Err(Box::new(Mismatch(a.clone(), b.clone())))
}

/// The type of a model value: `T` of `T_x`.
pub fn model_type(a: Atom) -> Option<u8> {
    a.letter()
}

/// Whether a model value and another value may be compared.
fn model_compares(m: Atom, other: &Value) -> bool {
    match (model_type(m), other) {
        (None, Value::Model(_)) => true,
        (Some(t), Value::Model(o)) => model_type(*o).is_none_or(|u| u == t),
        (t, _) => t.is_none(),
    }
}

/// TLC's `equals`.
pub fn equal(a: &Value, b: &Value) -> Compared<bool> {
    match (a, b) {
        (Value::Model(x), Value::Model(y)) if x == y || (x.letter().is_none() && y.letter().is_none()) => Ok(x == y),
        (Value::Int(x), Value::Int(y)) => Ok(x == y),
        (Value::Bool(x), Value::Bool(y)) => Ok(x == y),
        (Value::Str(x), Value::Str(y)) => Ok(x == y),
        (Value::Set(x), Value::Set(y)) | (Value::Tuple(x), Value::Tuple(y)) => {
            if Arc::ptr_eq(x, y) {
                return Ok(true);
            }
            if x.len() != y.len() {
                return Ok(false);
            }
            all_equal(x.iter().zip(y.iter()))
        }
        (Value::Record(x), Value::Record(y)) => {
            if Arc::ptr_eq(x, y) {
                return Ok(true);
            }
            if x.len() != y.len() || x.iter().zip(y.iter()).any(|(f, g)| f.0 != g.0) {
                return Ok(false);
            }
            all_equal(x.iter().zip(y.iter()).map(|(f, g)| (&f.1, &g.1)))
        }
        (Value::Function(x), Value::Function(y)) => {
            if Arc::ptr_eq(x, y) {
                return Ok(true);
            }
            if x.len() != y.len() {
                return Ok(false);
            }
            Ok(all_equal(x.iter().zip(y.iter()).map(|(f, g)| (&f.0, &g.0)))?
                && all_equal(x.iter().zip(y.iter()).map(|(f, g)| (&f.1, &g.1)))?)
        }
        (Value::Model(m), _) => {
            if model_compares(*m, b) {
                Ok(matches!(b, Value::Model(o) if o == m))
            } else {
                refuse(a, b)
            }
        }
        (_, Value::Model(m)) => {
            if model_compares(*m, a) {
                Ok(false)
            } else {
                refuse(a, b)
            }
        }
        (Value::Int(_) | Value::Big(_), Value::Int(_) | Value::Big(_)) => Ok(a == b),
        (Value::Tuple(_) | Value::Record(_) | Value::Function(_), Value::Tuple(_) | Value::Record(_) | Value::Function(_)) => {
            Ok(functions(a, b)? == Ordering::Equal)
        }
        (Value::Bool(_) | Value::Int(_) | Value::Big(_) | Value::Str(_) | Value::Set(_), _)
        | (Value::Tuple(_) | Value::Record(_) | Value::Function(_), _) => refuse(a, b),
    }
}

/// TLC's `compareTo`.
#[inline]
pub fn compare(a: &Value, b: &Value) -> Compared<Ordering> {
    match (a, b) {
        (Value::Int(x), Value::Int(y)) => Ok(x.cmp(y)),
        (Value::Str(x), Value::Str(y)) => Ok(x.cmp(y)),
        (Value::Model(x), Value::Model(y)) if x == y || (x.letter().is_none() && y.letter().is_none()) => Ok(x.cmp(y)),
        _ => compare_parts(a, b),
    }
}

fn compare_parts(a: &Value, b: &Value) -> Compared<Ordering> {
    match (a, b) {
        (Value::Int(x), Value::Int(y)) => Ok(x.cmp(y)),
        (Value::Bool(x), Value::Bool(y)) => Ok(x.cmp(y)),
        (Value::Str(x), Value::Str(y)) => Ok(x.cmp(y)),
        (Value::Set(x), Value::Set(y)) | (Value::Tuple(x), Value::Tuple(y)) => {
            if Arc::ptr_eq(x, y) {
                return Ok(Ordering::Equal);
            }
            match x.len().cmp(&y.len()) {
                Ordering::Equal => all_compared(x.iter().zip(y.iter())),
                unequal => Ok(unequal),
            }
        }
        (Value::Record(x), Value::Record(y)) => {
            if Arc::ptr_eq(x, y) {
                return Ok(Ordering::Equal);
            }
            match x.len().cmp(&y.len()).then_with(|| x.iter().map(|f| f.0).cmp(y.iter().map(|f| f.0))) {
                Ordering::Equal => all_compared(x.iter().zip(y.iter()).map(|(f, g)| (&f.1, &g.1))),
                unequal => Ok(unequal),
            }
        }
        (Value::Model(m), _) => match b {
            _ if !model_compares(*m, b) => refuse(a, b),
            Value::Model(o) => Ok(m.cmp(o)),
            _ => Ok(Ordering::Less),
        },
        (_, Value::Model(m)) => {
            if model_compares(*m, a) {
                Ok(Ordering::Greater)
            } else {
                refuse(a, b)
            }
        }
        (Value::Int(_) | Value::Big(_), Value::Int(_) | Value::Big(_)) => Ok(a.as_integer().cmp(&b.as_integer())),
        (Value::Tuple(_) | Value::Record(_) | Value::Function(_), Value::Tuple(_) | Value::Record(_) | Value::Function(_)) => {
            functions(a, b)
        }
        (Value::Bool(_) | Value::Int(_) | Value::Big(_) | Value::Str(_) | Value::Set(_), _)
        | (Value::Tuple(_) | Value::Record(_) | Value::Function(_), _) => refuse(a, b),
    }
}

/// Functions of different normal forms: by size, then keys, then values. A record compares with nothing but
/// records and the empty function.
fn functions(a: &Value, b: &Value) -> Compared<Ordering> {
    let (x, y) = (a.entries().unwrap_or_default(), b.entries().unwrap_or_default());
    if matches!(a, Value::Record(_)) && !matches!(b, Value::Record(_)) && !y.is_empty() {
        return refuse(a, b);
    }
    match x.len().cmp(&y.len()) {
        Ordering::Equal => {}
        unequal => return Ok(unequal),
    }
    match all_compared(x.iter().zip(y.iter()).map(|(f, g)| (&f.0, &g.0)))? {
        Ordering::Equal => all_compared(x.iter().zip(y.iter()).map(|(f, g)| (&f.1, &g.1))),
        unequal => Ok(unequal),
    }
}

fn all_equal<'a>(pairs: impl Iterator<Item = (&'a Value, &'a Value)>) -> Compared<bool> {
    for (a, b) in pairs {
        if !equal(a, b)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn all_compared<'a>(pairs: impl Iterator<Item = (&'a Value, &'a Value)>) -> Compared<Ordering> {
    for (a, b) in pairs {
        match compare(a, b)? {
            Ordering::Equal => {}
            unequal => return Ok(unequal),
        }
    }
    Ok(Ordering::Equal)
}

/// Is `x` among the sorted elements of a set? Compares only with the elements that a binary search meets.
pub fn contains(sorted: &[Value], x: &Value) -> Compared<bool> {
    Ok(find(sorted, x, |e| e)?.is_ok())
}

/// Binary search by a key, as TLC searches sets and function domains.
pub fn find<T>(sorted: &[T], x: &Value, key: impl Fn(&T) -> &Value) -> Compared<Result<usize, usize>> {
    let (mut low, mut high) = (0, sorted.len());
    while low < high {
        let middle = (low + high) / 2;
        match compare(x, key(&sorted[middle]))? {
            Ordering::Equal => return Ok(Ok(middle)),
            Ordering::Less => high = middle,
            Ordering::Greater => low = middle + 1,
        }
    }
    Ok(Err(low))
}

/// Of the elements of two sets together: refused if there are records and tuples, or other functions, which TLC compares one way only,
/// and joining two sets it comes to compare them the other way, too.
pub fn unmixed(elements: &[Value]) -> Compared<()> {
    let record = elements.iter().find(|v| matches!(v, Value::Record(_)));
    let other = elements.iter().find(|v| match v {
        Value::Tuple(items) => !items.is_empty(),
        Value::Function(_) => true,
        Value::Bool(_) | Value::Int(_) | Value::Big(_) | Value::Str(_) | Value::Model(_) | Value::Set(_) | Value::Record(_) => {
            false
        }
    });
    match (record, other) {
        (Some(a), Some(b)) => refuse(a, b),
        _ => Ok(()),
    }
}

/// Refused if there are typed model values beside what they do not compare with. Whether the reference comes to compare the two hangs
/// on how many others there are; such a set has no value here.
pub fn same_types(elements: &[Value]) -> Compared<()> {
    let typed = |v: &&Value| matches!(v, Value::Model(a) if model_type(*a).is_some());
    let Some(Value::Model(m)) = elements.iter().find(typed) else { return Ok(()) };
    match elements.iter().find(|v| !model_compares(*m, v)) {
        Some(other) => refuse(&Value::Model(*m), other),
        None => Ok(()),
    }
}

/// So many elements are sorted as the reference sorts them.
const FEW: usize = 32;

/// The reference's sort (`ValueVec.sort`): one element after the other takes its place among those before, found by halving. Where
/// some comparisons are refused, or only one way, it decides which are made.
fn inserted(elements: &mut Vec<Value>) -> Compared<()> {
    let mut sorted: Vec<Value> = Vec::with_capacity(elements.len());
    for x in elements.iter() {
        if let Err(place) = find(&sorted, x, |e| e)? {
            sorted.insert(place, x.clone());
        }
    }
    *elements = sorted;
    Ok(())
}

/// Sorts and drops duplicates; refused if two elements do not compare.
pub fn normalize(elements: &mut Vec<Value>) -> Compared<()> {
    same_types(elements)?;
    let mut refused = None;
    // As TLC: the later one is compared with the earlier one, which matters where only one of the two ways is refused.
    let sorted = elements.windows(2).all(|w| matches!(compare(&w[1], &w[0]), Ok(Ordering::Greater)));
    if sorted {
        return Ok(());
    }
    if elements.len() <= FEW {
        return inserted(elements);
    }
    elements.sort_by(|a, b| {
        compare(a, b).unwrap_or_else(|m| {
            refused.get_or_insert(m);
            super::order::compare(a, b)
        })
    });
    match refused {
        Some(m) => Err(m),
        None => {
            elements.dedup();
            Ok(())
        }
    }
}
