//! The truth of a proof in a concrete state.
//!
//! In: a proof and the values of the variables. Out: what of it is false, if anything. This reads values directly and shares no code with
//! `symbolic`, whose encoding of atoms it is a check of.

use super::literal::{Literal, part};
use super::{Names, Proof};
use crate::symbolic::shape::{Atom, Is, Selector, Shape};
use crate::value::Value;

impl Proof {
    /// What is false in the state: a variable's set, or a lemma.
    pub fn refuted_by(&self, state: &[Value], names: &Names) -> Option<String> {
        if let Some(v) = self.shapes.iter().zip(state).position(|(s, x)| !contains(s, x)) {
            return Some(format!("the value of {} is outside its set", names.variable(v)));
        }
        let holds = |l: &Literal| self.truth(&l.atom, state) == l.holds;
        self.cubes.iter().find(|cube| cube.iter().all(holds)).map(|cube| {
            let parts: Vec<String> = cube.iter().map(|l| l.atom.text(l.holds, &|v| names.variable(v).to_owned())).collect();
            format!("~({})", parts.join(" /\\ "))
        })
    }

    /// The truth of an atom; FALSE where it has no meaning.
    fn truth(&self, atom: &Atom, state: &[Value]) -> bool {
        let (Some(shape), Some(value)) = (self.shapes.get(atom.place.variable), state.get(atom.place.variable)) else {
            return false;
        };
        let (mut shape, mut value) = (shape, value.clone());
        for s in &atom.place.path {
            let Some((inner, _)) = part(shape, s) else { return false };
            let found = match s {
                Selector::Alternative(_) => is_of_class(inner, &value).then_some(value),
                Selector::Key(k) => at_key(&value, k),
                Selector::Field(f) => at_key(&value, &Value::Str(*f)),
                Selector::Item(i) => at_key(&value, &Value::Int(*i as i64)),
            };
            let Some(found) = found else { return false };
            (shape, value) = (inner, found);
        }
        match &atom.is {
            Is::Equal(v) => value == *v,
            Is::Has(v) => matches!(&value, Value::Set(elements) if elements.contains(v)),
            Is::Length(n) => matches!(&value, Value::Tuple(items) if items.len() == *n),
            Is::HasKey(k) => at_key(&value, k).is_some(),
            Is::Within { alternative, .. } => match shape {
                Shape::Union(all) => all.get(*alternative).is_some_and(|s| is_of_class(s, &value)),
                Shape::OneOf(_) | Shape::Set(_) | Shape::Tuple { .. } | Shape::Record(_) | Shape::Function(_) => false,
            },
        }
    }
}

fn at_key(function: &Value, key: &Value) -> Option<Value> {
    function.entries()?.into_iter().find(|(k, _)| k == key).map(|(_, x)| x)
}

/// Whether a value is of the kind of a shape that is one alternative of a union.
fn is_of_class(shape: &Shape, value: &Value) -> bool {
    match (shape, value) {
        (Shape::OneOf(values), Value::Bool(_)) => matches!(values.first(), Some(Value::Bool(_))),
        (Shape::OneOf(values), Value::Int(_)) => matches!(values.first(), Some(Value::Int(_))),
        (Shape::OneOf(values), Value::Str(_) | Value::Model(_)) => {
            matches!(values.first(), Some(Value::Str(_) | Value::Model(_)))
        }
        (Shape::Set(_), Value::Set(_)) | (Shape::Tuple { .. }, Value::Tuple(_)) | (Shape::Function(_), Value::Function(_)) => {
            true
        }
        (Shape::Function(_), Value::Tuple(items)) => items.is_empty(),
        (Shape::Record(fields), Value::Record(entries)) => fields.iter().map(|f| f.0).eq(entries.iter().map(|e| e.0)),
        (Shape::Union(all), _) => all.iter().any(|s| is_of_class(s, value)),
        (Shape::OneOf(_) | Shape::Set(_) | Shape::Tuple { .. } | Shape::Record(_) | Shape::Function(_), _) => false,
    }
}

/// Whether a value is in the shape.
pub fn contains(shape: &Shape, value: &Value) -> bool {
    match shape {
        Shape::OneOf(values) => values.contains(value),
        Shape::Set(universe) => matches!(value, Value::Set(elements) if elements.iter().all(|e| universe.contains(e))),
        Shape::Tuple { lengths, items } => match value {
            Value::Tuple(v) => lengths.contains(&v.len()) && v.iter().zip(items).all(|(x, s)| contains(s, x)),
            _ => false,
        },
        Shape::Record(fields) => {
            let Some(entries) = value.entries() else { return false };
            entries.len() == fields.len()
                && fields.iter().all(|(f, s)| at_key(value, &Value::Str(*f)).is_some_and(|x| contains(s, &x)))
        }
        Shape::Function(keys) => {
            let Some(entries) = value.entries() else { return false };
            entries.iter().all(|(k, x)| keys.iter().any(|key| key.key == *k && contains(&key.shape, x)))
                && keys.iter().all(|key| !key.always || entries.iter().any(|(k, _)| *k == key.key))
        }
        Shape::Union(all) => all.iter().any(|s| contains(s, value)),
    }
}
