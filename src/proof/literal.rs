//! Literals of a proof, and the conditions under which an atom has a meaning.
//!
//! In: an atom and the shapes. Out: its *guards*, in the order in which they must be evaluated. An atom is FALSE where a guard is, so
//! `guard /\ atom` never fails and has the atom's truth in every state.
//!
//! ```text
//!     q[3] = 1   on sequences of 1 to 4 items    guard 3 \in DOMAIN q
//!     f[k] = 1   where k is an optional key      guard k \in DOMAIN f
//!     r.n = 1    on records or a model value     guard r \in [n: {1, 2}]
//! ```

use crate::symbolic::shape::{Atom, Is, Place, Selector, Shape};
use crate::value::Value;
use crate::value::permute::{Permutation, permute};

/// An atom, or its negation.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Literal {
    pub atom: Atom,
    pub holds: bool,
}

impl Literal {
    /// Of the two values of a scalar that is there in every state, the atom is about the first.
    pub fn normal(mut self, shapes: &[Shape]) -> Literal {
        if let Is::Equal(v) = &self.atom.is
            && let Some(Shape::OneOf(values)) = shape_at(&self.atom.place, shapes)
            && let [first, second] = values.as_slice()
            && v == second
            && !matches!(first, Value::Bool(_))
            && guards(&self.atom.place, shapes).is_empty()
        {
            self.atom.is = Is::Equal(first.clone());
            self.holds = !self.holds;
        }
        self
    }

    pub fn permuted(&self, p: &Permutation) -> Literal {
        Literal { atom: permuted(&self.atom, p), holds: self.holds }
    }
}

/// The image of an atom under an exchange of model values.
pub fn permuted(atom: &Atom, p: &Permutation) -> Atom {
    let path = atom.place.path.iter().map(|s| match s {
        Selector::Key(k) => Selector::Key(permute(k, p)),
        Selector::Field(_) | Selector::Item(_) | Selector::Alternative(_) => s.clone(),
    });
    let is = match &atom.is {
        Is::Equal(v) => Is::Equal(permute(v, p)),
        Is::Has(v) => Is::Has(permute(v, p)),
        Is::HasKey(k) => Is::HasKey(permute(k, p)),
        Is::Length(_) | Is::Within { .. } => atom.is.clone(),
    };
    Atom { place: Place { variable: atom.place.variable, path: path.collect() }, is }
}

/// The part of a shape that a selector leads to, and whether every value has it.
pub(super) fn part<'s>(shape: &'s Shape, selector: &Selector) -> Option<(&'s Shape, bool)> {
    match (shape, selector) {
        (Shape::Union(all), Selector::Alternative(i)) => all.get(*i).map(|s| (s, false)),
        (Shape::Record(fields), Selector::Field(f)) => fields.iter().find(|x| x.0 == *f).map(|x| (&x.1, true)),
        (Shape::Function(keys), Selector::Key(k)) => keys.iter().find(|x| x.key == *k).map(|x| (&x.shape, x.always)),
        (Shape::Tuple { lengths, items }, Selector::Item(i)) => items.get(i - 1).map(|s| (s, lengths[0] >= *i)),
        (Shape::OneOf(_) | Shape::Set(_) | Shape::Union(_) | Shape::Record(_) | Shape::Function(_) | Shape::Tuple { .. }, _) => {
            None
        }
    }
}

/// The shape of the values at a place.
pub(super) fn shape_at<'s>(place: &Place, shapes: &'s [Shape]) -> Option<&'s Shape> {
    let mut shape = shapes.get(place.variable)?;
    for s in &place.path {
        shape = part(shape, s)?.0;
    }
    Some(shape)
}

/// The conditions under which a place has a value, outermost first: each has a meaning where those before it hold.
pub(super) fn guards(place: &Place, shapes: &[Shape]) -> Vec<Atom> {
    let mut out = Vec::new();
    let Some(mut shape) = shapes.get(place.variable) else { return out };
    let mut here = Place::of(place.variable);
    for s in &place.path {
        let Some((inner, always)) = part(shape, s) else { return out };
        if !always {
            let is = match s {
                Selector::Key(k) => Is::HasKey(k.clone()),
                Selector::Item(i) => Is::HasKey(Value::Int(*i as i64)),
                Selector::Alternative(i) => Is::Within { alternative: *i, set: inner.text().into() },
                Selector::Field(f) => Is::HasKey(Value::Str(*f)),
            };
            out.push(Atom { place: here.clone(), is });
        }
        shape = inner;
        here = here.then(s.clone());
    }
    out
}
