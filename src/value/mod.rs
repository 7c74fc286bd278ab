//! Concrete TLA+ values, finite and in normal form.
//!
//! In: parts. Out: [`Value`]s for which structural equality *is* TLA+ equality, with TLC's order. Invariants:
//! a set is sorted by [`order`] without duplicates; a function whose domain is `1..n` is a [`Value::Tuple`]
//! (so `<<>>` is every empty function); another whose domain has only strings is a [`Value::Record`]; any
//! other is a [`Value::Function`] with sorted keys. Infinite and lazy sets are not values: `eval` has its own
//! type for what is not yet, or cannot be, enumerated.

pub mod atom;
mod document;
pub mod draw;
mod inspect;
pub mod json;
pub mod kinds;
pub mod library;
pub mod order;
pub mod permute;
pub mod print;
pub mod state;

pub use atom::{Atom, Atoms};
use num_bigint::BigInt;
pub use state::{ActionLabel, State};
use std::sync::Arc;

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Value {
    Bool(bool),
    /// See [`Integers`] for how large.
    Int(i64),
    /// An integer beyond [`Value::Int`]'s 64 bits.
    Big(Arc<BigInt>),
    Str(Atom),
    /// A model value. One named `T_x`, `T` a letter, is typed: it compares only with its own type.
    Model(Atom),
    Set(Arc<[Value]>),
    Tuple(Arc<[Value]>),
    /// Sorted by the fields' ranks; not empty.
    Record(Arc<[(Atom, Value)]>),
    /// Sorted by key; not empty, not a tuple, not a record.
    Function(Arc<[(Value, Value)]>),
}

/// The size of integers.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Integers {
    /// TLC's: what does not fit 32 bits is an error.
    #[default]
    Narrow,
    /// Where one was chosen from an infinite set, which TLC cannot do: no result is too large.
    Unbounded,
}

impl Integers {
    /// The bits of integers that are not big.
    pub fn bits(self) -> usize {
        match self {
            Integers::Narrow => 32,
            Integers::Unbounded => 63,
        }
    }

    /// Whether the integers include this one.
    pub fn fits(self, i: i64) -> bool {
        self == Integers::Unbounded || i32::try_from(i).is_ok()
    }
}

impl Value {
    /// The integer in its one form.
    pub fn integer(i: BigInt) -> Value {
        match i64::try_from(&i) {
            Ok(small) => Value::Int(small),
            Err(_) => Value::Big(Arc::new(i)),
        }
    }

    pub fn set(elements: impl IntoIterator<Item = Value>) -> Value {
        let mut v: Vec<Value> = elements.into_iter().collect();
        v.sort_by(order::compare);
        v.dedup();
        Value::Set(v.into())
    }

    pub fn tuple(items: impl IntoIterator<Item = Value>) -> Value {
        Value::Tuple(items.into_iter().collect())
    }

    /// Fields must be distinct.
    pub fn record(fields: impl IntoIterator<Item = (Atom, Value)>) -> Value {
        let mut v: Vec<(Atom, Value)> = fields.into_iter().collect();
        if v.is_empty() {
            return Value::Tuple(Arc::new([]));
        }
        v.sort_by_key(|(a, _)| *a);
        Value::Record(v.into())
    }

    /// Keys must be distinct; the result is in normal form (a tuple or a record where it is one).
    pub fn function(entries: impl IntoIterator<Item = (Value, Value)>) -> Value {
        let mut v: Vec<(Value, Value)> = entries.into_iter().collect();
        v.sort_by(|a, b| order::compare(&a.0, &b.0));
        if v.iter().enumerate().all(|(i, (k, _))| *k == Value::Int(i as i64 + 1)) {
            return Value::Tuple(v.into_iter().map(|(_, x)| x).collect());
        }
        if v.iter().all(|(k, _)| matches!(k, Value::Str(_))) {
            return Value::record(v.into_iter().map(|(k, x)| match k {
                Value::Str(a) => (a, x),
                _ => unreachable!("value: every key was a string"),
            }));
        }
        Value::Function(v.into())
    }

    /// The pairs of a function in any normal form; `None` for what is not a function.
    pub fn entries(&self) -> Option<Vec<(Value, Value)>> {
        match self {
            Value::Tuple(v) => Some(v.iter().enumerate().map(|(i, x)| (Value::Int(i as i64 + 1), x.clone())).collect()),
            Value::Record(v) => Some(v.iter().map(|(a, x)| (Value::Str(*a), x.clone())).collect()),
            Value::Function(v) => Some(v.to_vec()),
            Value::Bool(_) | Value::Int(_) | Value::Big(_) | Value::Str(_) | Value::Model(_) | Value::Set(_) => None,
        }
    }
}
