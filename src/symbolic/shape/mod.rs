//! Shapes: finite sets of states, written as a tree, whose states are told apart by *atoms* with a TLA+ meaning.
//!
//! In: symbolic states. Out: a [`Shape`] for each variable that contains all their values; a free state of the shape; and for any symbolic
//! state the truth of each atom in it, with the condition that it *leaves* the shape.
//!
//! ```text
//!     pc = [p \in {"a", "b"} |-> one of "idle", "cs"], sent a subset of {4, 7}, q a sequence of at most one of {1, 2, 3}
//!     atoms: pc["a"] = "cs"  pc["b"] = "cs"  4 \in sent  7 \in sent  Len(q) = 1  q[1] = 1  q[1] = 2  q[1] = 3
//! ```
//!
//! | shape | values | atoms |
//! | --- | --- | --- |
//! | [`Shape::OneOf`] | these scalars of one class | `x = v`; one for two values, none for one |
//! | [`Shape::Set`] | the subsets of a universe | `v \in x` |
//! | [`Shape::Tuple`] | sequences of these lengths | `Len(x) = n`, and those of the items |
//! | [`Shape::Record`] | records with these fields | those of the fields |
//! | [`Shape::Function`] | functions; a key may be optional | `k \in DOMAIN x`, and those of the values |
//! | [`Shape::Union`] | alternatives of different classes | `x` is of the class, and those of the alternatives |
//!
//! Invariants:
//! - an atom without meaning (the third item of a sequence of two) is FALSE, so equal states have equal atoms, and states with equal atoms
//!   are equal;
//! - nothing is clipped: a state has a value outside the shape exactly where the condition that it leaves the shape holds.
//!
//! Bit-level encodings have neither property: a set's third cell or the second bit of a code means nothing by itself. So proofs
//! ([`crate::engine`]'s property-directed reachability) learn clauses over atoms.

mod build;
mod place;
mod possible;
mod read;
#[cfg(test)]
mod tests;

pub use build::{Built, Case};
pub use place::{Atom, Is, Place, Selector};
pub use read::Read;

use crate::symbolic::value::sym::Class;
use crate::value::{self, Value, order};
use itertools::Itertools;
use std::sync::Arc;

/// The most elements of a set's universe, values of a scalar, or keys of a function.
pub const MOST_VALUES: usize = 4096;

/// A finite set of values.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Shape {
    /// Booleans, integers, or strings and model values: sorted, not empty.
    OneOf(Vec<Value>),
    /// The subsets of these: sorted.
    Set(Vec<Value>),
    Tuple {
        /// Ascending, not empty.
        lengths: Vec<usize>,
        items: Vec<Shape>,
    },
    /// Sorted by field.
    Record(Vec<(value::Atom, Shape)>),
    /// Sorted by key.
    Function(Vec<Key>),
    /// Two or more, of different classes, sorted by class.
    Union(Vec<Shape>),
}

/// A key that a function may have, and the values there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Key {
    pub key: Value,
    /// Every function of the shape has it.
    pub always: bool,
    pub shape: Shape,
}

/// Why there is no shape.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NoShape(pub Arc<str>);

impl NoShape {
    fn because(reason: impl Into<Arc<str>>) -> NoShape {
        NoShape(reason.into())
    }
}

impl Shape {
    fn class(&self) -> Class {
        match self {
            Shape::OneOf(v) => match v.first() {
                Some(Value::Bool(_)) => Class::Bool,
                Some(Value::Int(_)) => Class::Int,
                _ => Class::Atom,
            },
            Shape::Set(_) => Class::Set,
            Shape::Tuple { .. } => Class::Tuple,
            Shape::Record(fields) => Class::Record(fields.iter().map(|f| f.0).collect()),
            Shape::Function(_) => Class::Function,
            Shape::Union(_) => Class::Union,
        }
    }

    /// Sequences, the empty one among them.
    fn has_empty_sequence(&self) -> bool {
        matches!(self, Shape::Tuple { lengths, .. } if lengths[0] == 0)
    }

    /// The shape as alternatives of different classes.
    fn alternatives(&self) -> &[Shape] {
        match self {
            Shape::Union(all) => all,
            one => std::slice::from_ref(one),
        }
    }

    /// The least shape that contains both.
    pub fn join(self, other: Shape) -> Result<Shape, NoShape> {
        let mut all: Vec<Shape> = self.alternatives().to_vec();
        for b in other.alternatives() {
            match all.iter_mut().find(|a| a.class() == b.class()) {
                Some(a) => *a = joined(a.clone(), b.clone())?,
                None => all.push(b.clone()),
            }
        }
        // a function without keys is the empty sequence
        let empty = |s: &Shape| matches!(s, Shape::Tuple { lengths, .. } if lengths == &[0]);
        if let (Some(t), Some(f)) = (all.iter().position(empty), all.iter().position(|s| s.class() == Class::Function)) {
            if let Shape::Function(keys) = &mut all[f] {
                keys.iter_mut().for_each(|k| k.always = false);
            }
            all.remove(t);
        }
        all.sort_by_key(Shape::class);
        let shape = match all.len() {
            1 => all.remove(0),
            _ => Shape::Union(all),
        };
        shape.checked()
    }

    /// The number of atoms, or one less for each place with two values that not every state has.
    pub fn size(&self) -> usize {
        match self {
            Shape::OneOf(v) if v.len() < 3 => v.len() - 1,
            Shape::OneOf(v) | Shape::Set(v) => v.len(),
            Shape::Tuple { lengths, items } => {
                let lengths = if lengths.len() == 1 { 0 } else { lengths.len() };
                lengths + items.iter().map(Shape::size).sum::<usize>()
            }
            Shape::Record(fields) => fields.iter().map(|f| f.1.size()).sum(),
            Shape::Function(keys) => keys.iter().map(|k| usize::from(!k.always) + k.shape.size()).sum(),
            Shape::Union(all) => all.len() + all.iter().map(Shape::size).sum::<usize>(),
        }
    }

    /// The values as a TLA+ set.
    pub fn text(&self) -> String {
        let list = |values: &[Value]| format!("{{{}}}", values.iter().map(Value::to_string).join(", "));
        match self {
            Shape::OneOf(v) if matches!(v.as_slice(), [Value::Bool(_), _]) => "BOOLEAN".to_owned(),
            Shape::OneOf(v) => list(v),
            Shape::Set(universe) => format!("SUBSET {}", list(universe)),
            Shape::Tuple { lengths, items } => {
                let of = |n: usize| match n {
                    0 => "{<<>>}".to_owned(),
                    1 => format!("{{<<x>> : x \\in {}}}", items[0].text()),
                    _ => format!("({})", items[..n].iter().map(Shape::text).join(" \\X ")),
                };
                let all = lengths.iter().map(|n| of(*n)).join(" \\cup ");
                if lengths.len() == 1 { all } else { format!("({all})") }
            }
            Shape::Record(fields) => {
                format!("[{}]", fields.iter().map(|(f, x)| format!("{}: {}", f.text(), x.text())).join(", "))
            }
            Shape::Function(keys) => function_text(keys),
            Shape::Union(all) => format!("({})", all.iter().map(Shape::text).join(" \\cup ")),
        }
    }

    /// The shape, if its functions cannot be sequences or records, which have another class, and if it is not too large.
    fn checked(self) -> Result<Shape, NoShape> {
        match &self {
            Shape::OneOf(v) | Shape::Set(v) if v.len() > MOST_VALUES => {
                Err(NoShape::because(format!("a place with more than {MOST_VALUES} values or elements")))
            }
            Shape::Function(keys) if keys.len() > MOST_VALUES => {
                Err(NoShape::because(format!("a function with more than {MOST_VALUES} keys")))
            }
            Shape::Function(keys) if keys.iter().any(|k| !k.always && may_be_other(&k.key)) => {
                Err(NoShape::because("a partial function that may be a sequence or a record"))
            }
            _ => Ok(self),
        }
    }
}

/// The functions with these keys, as a TLA+ set.
fn function_text(keys: &[Key]) -> String {
    let list = |keys: &mut dyn Iterator<Item = &Key>| format!("{{{}}}", keys.map(|k| k.key.to_string()).join(", "));
    let domain = list(&mut keys.iter());
    if let Some(first) = keys.first()
        && keys.iter().all(|k| k.always && k.shape == first.shape)
    {
        return format!("[{domain} -> {}]", first.shape.text());
    }
    let texts: Vec<String> = keys.iter().map(|k| k.shape.text()).collect();
    let range = texts.iter().unique().join(" \\cup ");
    let each = keys.iter().zip(&texts).map(|(k, text)| {
        let within = format!("f[{}] \\in {text}", k.key);
        if k.always { within } else { format!("({} \\in DOMAIN f => {within})", k.key) }
    });
    let each = each.chain(["TRUE".to_owned()]).join(" /\\ ");
    if keys.iter().all(|k| k.always) {
        return format!("{{f \\in [{domain} -> {range}] : {each}}}");
    }
    let kept = list(&mut keys.iter().filter(|k| k.always));
    format!("UNION {{{{f \\in [D -> {range}] : {each}}} : D \\in {{D \\in SUBSET {domain} : {kept} \\subseteq D}}}}")
}

/// Whether a function with this key among others that may be absent may be a sequence or a record.
fn may_be_other(key: &Value) -> bool {
    match key {
        Value::Int(i) => *i == 1,
        Value::Str(_) => true,
        Value::Big(_)
        | Value::Bool(_)
        | Value::Model(_)
        | Value::Set(_)
        | Value::Tuple(_)
        | Value::Record(_)
        | Value::Function(_) => false,
    }
}

/// Both of one class.
fn joined(a: Shape, b: Shape) -> Result<Shape, NoShape> {
    let shape = match (a, b) {
        (Shape::OneOf(v), Shape::OneOf(w)) => Shape::OneOf(merged(v, w)),
        (Shape::Set(v), Shape::Set(w)) => Shape::Set(merged(v, w)),
        (Shape::Tuple { lengths, items }, Shape::Tuple { lengths: other, items: more }) => {
            let lengths = lengths.into_iter().merge(other).dedup().collect();
            let items = items.into_iter().zip_longest(more).map(|pair| pair.map_any(Ok, Ok).reduce(|x, y| x?.join(y?)));
            Shape::Tuple { lengths, items: items.try_collect()? }
        }
        (Shape::Record(v), Shape::Record(w)) => {
            let fields = v.into_iter().zip(w).map(|((field, x), (_, y))| Ok((field, x.join(y)?)));
            Shape::Record(fields.try_collect()?)
        }
        (Shape::Function(v), Shape::Function(w)) => {
            let keys =
                v.into_iter().merge_join_by(w, |x, y| order::compare(&x.key, &y.key)).map(|pair| match pair.left_and_right() {
                    (Some(x), Some(y)) => Ok(Key { key: x.key, always: x.always && y.always, shape: x.shape.join(y.shape)? }),
                    (Some(x), None) | (None, Some(x)) => Ok(Key { always: false, ..x }),
                    (None, None) => Err(NoShape::because("no key")),
                });
            Shape::Function(keys.try_collect()?)
        }
        (a, _) => unreachable!("symbolic: {a:?} joined with a shape of another class"),
    };
    shape.checked()
}

/// The values of both, sorted.
fn merged(v: Vec<Value>, w: Vec<Value>) -> Vec<Value> {
    v.into_iter().merge_by(w, |x, y| order::compare(x, y).is_le()).dedup().collect()
}

/// These values, sorted.
fn sorted(values: impl IntoIterator<Item = Value>) -> Vec<Value> {
    let mut v: Vec<Value> = values.into_iter().collect();
    v.sort_by(order::compare);
    v.dedup();
    v
}
