//! Reading values from outside: what a value is, and its parts.
//!
//! In: a [`Value`]. Out: Rust values, or `None` where the value is of another kind.

use super::{State, Value};
use num_bigint::BigInt;

impl Value {
    pub fn as_bool(&self) -> Option<bool> {
        if let Value::Bool(b) = self { Some(*b) } else { None }
    }

    pub fn as_int(&self) -> Option<i64> {
        if let Value::Int(i) = self { Some(*i) } else { None }
    }

    /// An integer of any size.
    pub fn as_integer(&self) -> Option<BigInt> {
        match self {
            Value::Int(i) => Some((*i).into()),
            Value::Big(i) => Some((**i).clone()),
            Value::Bool(_)
            | Value::Str(_)
            | Value::Model(_)
            | Value::Set(_)
            | Value::Tuple(_)
            | Value::Record(_)
            | Value::Function(_) => None,
        }
    }

    /// The text of a string, or the name of a model value.
    pub fn as_str(&self) -> Option<&'static str> {
        if let Value::Str(a) | Value::Model(a) = self { Some(a.text()) } else { None }
    }

    /// The elements of a set in TLC's order, or of a sequence.
    pub fn elements(&self) -> Option<&[Value]> {
        if let Value::Set(items) | Value::Tuple(items) = self { Some(items) } else { None }
    }

    /// A field of a record.
    pub fn field(&self, name: &str) -> Option<&Value> {
        let Value::Record(fields) = self else { return None };
        fields.iter().find(|(a, _)| a.text() == name).map(|(_, v)| v)
    }

    /// The value of a function, record or sequence at an argument.
    pub fn apply(&self, argument: &Value) -> Option<Value> {
        self.entries()?.into_iter().find(|(key, _)| key == argument).map(|(_, v)| v)
    }
}

impl State {
    /// One value a variable, in the order of their declaration.
    pub fn values(&self) -> &[Value] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use crate::value::{Atoms, Value};

    #[test]
    fn parts_of_values() {
        let atoms = Atoms::new();
        let a = atoms.intern("a");
        let record = Value::record([(a, Value::Int(7))]);
        assert_eq!(record.field("a").and_then(Value::as_int), Some(7));
        assert_eq!((record.field("b"), record.as_int(), record.elements()), (None, None, None));
        let sequence = Value::tuple([Value::Bool(true), Value::Str(a)]);
        assert_eq!(sequence.apply(&Value::Int(2)).and_then(|v| v.as_str()), Some("a"));
        assert_eq!(sequence.apply(&Value::Int(3)), None);
        assert_eq!(sequence.elements().and_then(|e| e[0].as_bool()), Some(true));
    }
}
