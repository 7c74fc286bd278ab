//! Sets whose elements do not compare inside: `{[a |-> 1], [a |-> "x"]}`.
//!
//! TLC reports that when it sorts the set. In: the elements of a set. Out: findings under the conditions that two elements are
//! there and TLC refuses to compare them. Most sets have one *shape*, and then nothing is compared. Two elements of different
//! shapes are compared by [`Values::equal`], which has TLC's refusals.

use crate::logic::Term;
use crate::source::Span;
use crate::symbolic::value::Values;
use crate::symbolic::value::rules::Rules;
use crate::symbolic::value::sym::{Guarded, Node, Sym};
use crate::value::Atom;
use std::collections::BTreeSet;

/// The most elements that determine the shape of a set.
const LOOKED_AT: usize = 64;

/// The part of a value's form that decides whether it compares with others.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Shape {
    Bool,
    Int,
    /// The types of the model values that it may be; 0 if it may be a string.
    Atom(BTreeSet<u8>),
    /// All elements; empty: compares with every set.
    Set(BTreeSet<Shape>),
    Tuple(Vec<Shape>),
    Record(Vec<(Atom, Shape)>),
    /// One of several.
    Union(BTreeSet<Shape>),
    /// An untyped model value, which compares with everything, or a value without a shape.
    Any,
}

impl<C: Rules> Values<C> {
    /// Findings where two of the elements refuse to be compared, beyond their own kinds.
    pub(in crate::symbolic) fn compare_inside(&mut self, elements: &[Guarded], span: Span) {
        if elements.len() < 2 {
            return;
        }
        let mut alike: Vec<(Guarded, Shape)> = Vec::new();
        for (g, e) in elements.iter().take(LOOKED_AT) {
            let e = self.looked_into(*e, *g, span);
            if let Node::Tuple { .. } | Node::Record(_) | Node::Set(_) | Node::Union(_) = self.syms.node(e) {
                alike.push(((*g, e), self.shape(e)));
            }
        }
        for (i, ((g, a), x)) in alike.iter().enumerate() {
            for ((h, b), y) in &alike[..i] {
                if refuses(x, y) {
                    let both = self.graph.and(*g, *h);
                    // only the findings matter
                    let _ = self.under(both, |enc| enc.equal(*a, *b, span));
                }
            }
        }
    }

    /// A small lazy set, enumerated as TLC does to sort it.
    fn looked_into(&mut self, e: Sym, condition: Term, span: Span) -> Sym {
        let small = matches!(self.syms.node(e), Node::Lazy(_))
            && !self.is_infinite(e)
            && self.size(e).is_some_and(|n| n <= LOOKED_AT as u64);
        if !small {
            return e;
        }
        // errors are reported where the elements are used
        let (written, found) = self.apart(|enc| enc.under(condition, |enc| enc.settled(e, span)));
        if found.is_empty() { written } else { e }
    }

    /// Whether TLC may refuse to compare the two.
    pub(in crate::symbolic) fn may_refuse(&self, a: Sym, b: Sym) -> bool {
        refuses(&self.shape(a), &self.shape(b))
    }

    fn shape(&self, e: Sym) -> Shape {
        match self.syms.node(e) {
            Node::Bool(_) => Shape::Bool,
            Node::Int(_) => Shape::Int,
            Node::Atom(a) => {
                let kind = |c: &i64| if self.codes.is_model(*c) { self.codes.model_type(*c) } else { Some(0) };
                let kinds: BTreeSet<u8> = a.domain().values().iter().filter_map(kind).collect();
                if kinds.is_empty() { Shape::Any } else { Shape::Atom(kinds) }
            }
            Node::Union(alternatives) => Shape::Union(alternatives.iter().map(|(_, e)| self.shape(*e)).collect()),
            Node::Set(items) => Shape::Set(items.iter().take(LOOKED_AT).map(|(_, e)| self.shape(*e)).collect()),
            Node::Tuple { length: _, items } => Shape::Tuple(items.iter().map(|e| self.shape(*e)).collect()),
            Node::Record(fields) => Shape::Record(fields.iter().map(|(a, e)| (*a, self.shape(*e))).collect()),
            Node::Undefined | Node::Function(_) | Node::Lazy(_) | Node::Rule(_) => Shape::Any,
        }
    }
}

impl Shape {
    /// Whether values of this shape compare with each other.
    fn is_of_one_kind(&self) -> bool {
        match self {
            Shape::Bool | Shape::Int | Shape::Any => true,
            Shape::Atom(kinds) => kinds.len() == 1,
            Shape::Set(parts) | Shape::Union(parts) => parts.len() < 2 && parts.iter().all(Shape::is_of_one_kind),
            Shape::Tuple(parts) => parts.iter().all(Shape::is_of_one_kind),
            Shape::Record(fields) => fields.iter().all(|f| f.1.is_of_one_kind()),
        }
    }
}

/// Whether TLC may refuse to compare values of these shapes; FALSE if that is not certain.
fn refuses(a: &Shape, b: &Shape) -> bool {
    if a == b && a.is_of_one_kind() {
        return false;
    }
    match (a, b) {
        (Shape::Atom(x), Shape::Atom(y)) => x.len() > 1 || x != y,
        (Shape::Any, _) | (_, Shape::Any) => false,
        (Shape::Union(x), y) | (y, Shape::Union(x)) => x.iter().any(|p| refuses(p, y)),
        (Shape::Set(x), Shape::Set(y)) => x.iter().any(|p| y.iter().any(|q| refuses(p, q))),
        // the items beyond the length of a shorter one mean nothing
        (Shape::Tuple(x), Shape::Tuple(y)) => x.iter().zip(y).any(|(p, q)| refuses(p, q)),
        (Shape::Record(x), Shape::Record(y)) => {
            x.iter().map(|f| f.0).eq(y.iter().map(|f| f.0)) && x.iter().zip(y).any(|(p, q)| refuses(&p.1, &q.1))
        }
        (Shape::Tuple(_), Shape::Record(_)) | (Shape::Record(_), Shape::Tuple(_)) => true,
        (Shape::Bool, Shape::Bool) | (Shape::Int, Shape::Int) => false,
        (Shape::Bool | Shape::Int | Shape::Atom(_) | Shape::Set(_) | Shape::Tuple(_) | Shape::Record(_), _) => true,
    }
}
