//! Emptiness and finiteness of a set, computed from its form. `eval::empty` is the counterpart.

use crate::eval::error::ErrorKind;
use crate::logic::Term;
use crate::source::Span;
use crate::symbolic::value::Values;
use crate::symbolic::value::rules::Rules;
use crate::symbolic::value::sym::{Join, Lazy, Node, Sym};

impl<C: Rules> Values<C> {
    /// The condition that a set has no element.
    pub(in crate::symbolic) fn is_empty(&mut self, s: Sym, span: Span) -> Term {
        match self.syms.node(s).clone() {
            Node::Set(entries) => !self.graph.any(entries.iter().map(|e| e.0)),
            Node::Lazy(lazy) => self.is_empty_lazy(s, &lazy, span),
            Node::Union(alternatives) => {
                let mut parts = Vec::new();
                for (g, alt) in alternatives.iter() {
                    let empty = self.under(*g, |enc| enc.is_empty(*alt, span));
                    parts.push(self.graph.and(*g, empty));
                }
                self.graph.any(parts)
            }
            Node::Undefined => Term::FALSE,
            Node::Bool(_)
            | Node::Int(_)
            | Node::Atom(_)
            | Node::Tuple { .. }
            | Node::Record(_)
            | Node::Function(_)
            | Node::Rule(_) => {
                self.fail(ErrorKind::Type, span, Term::TRUE);
                Term::FALSE
            }
        }
    }

    fn is_empty_lazy(&mut self, s: Sym, lazy: &Lazy, span: Span) -> Term {
        match lazy {
            Lazy::Nat | Lazy::Int | Lazy::Strings | Lazy::Sequences(_) | Lazy::Powerset(_) => Term::FALSE,
            Lazy::Interval { low, high } => crate::symbolic::value::scalar::Scalar::less(&mut self.graph, high, low),
            Lazy::Functions { domain, range } => {
                let none = self.is_empty(*range, span);
                let no_key = self.under(none, |enc| enc.is_empty(*domain, span));
                self.graph.and(none, !no_key)
            }
            Lazy::Records(fields) => {
                let sets: Vec<Sym> = fields.iter().map(|f| f.1).collect();
                self.any_empty(&sets, span)
            }
            Lazy::Product(sets) => self.any_empty(sets, span),
            Lazy::Join { op: Join::Union, left, right } => {
                let none = self.is_empty(*left, span);
                let other = self.under(none, |enc| enc.is_empty(*right, span));
                self.graph.and(none, other)
            }
            Lazy::Image { of, .. } => self.any_empty(of, span),
            Lazy::Filter { .. } | Lazy::Join { op: Join::Intersect | Join::Minus, .. } => {
                let some = self.exists_in(s, span, &mut |_, _| Term::TRUE);
                !some
            }
        }
    }

    /// The condition that one of these sets has no element. Each is evaluated where none before it is empty.
    pub(in crate::symbolic) fn any_empty(&mut self, sets: &[Sym], span: Span) -> Term {
        let mut some = Term::FALSE;
        for s in sets {
            let empty = self.under(!some, |enc| enc.is_empty(*s, span));
            some = self.graph.or(some, empty);
        }
        some
    }

    /// Whether the set may be empty, judged by its form.
    pub(in crate::symbolic) fn may_be_empty(&self, s: Sym) -> bool {
        match self.syms.node(s) {
            Node::Set(entries) => entries.iter().all(|e| e.0 != Term::TRUE),
            Node::Union(alternatives) => alternatives.iter().any(|a| self.may_be_empty(a.1)),
            Node::Lazy(lazy) => match lazy {
                Lazy::Nat | Lazy::Int | Lazy::Strings | Lazy::Sequences(_) | Lazy::Powerset(_) => false,
                Lazy::Interval { low, high } => low.domain().high() > high.domain().low(),
                Lazy::Functions { domain, range } => self.may_be_empty(*range) && !self.is_surely_empty(*domain),
                Lazy::Records(fields) => fields.iter().any(|f| self.may_be_empty(f.1)),
                Lazy::Product(sets) => sets.iter().any(|s| self.may_be_empty(*s)),
                Lazy::Join { op: Join::Union, left, right } => self.may_be_empty(*left) && self.may_be_empty(*right),
                Lazy::Image { of, .. } => of.iter().any(|s| self.may_be_empty(*s)),
                // undecided for an infinite set
                Lazy::Filter { .. } | Lazy::Join { op: Join::Intersect | Join::Minus, .. } => !self.is_infinite(s),
            },
            Node::Undefined
            | Node::Bool(_)
            | Node::Int(_)
            | Node::Atom(_)
            | Node::Tuple { .. }
            | Node::Record(_)
            | Node::Function(_)
            | Node::Rule(_) => false,
        }
    }

    fn is_surely_empty(&self, s: Sym) -> bool {
        matches!(self.syms.node(s), Node::Set(entries) if entries.is_empty())
    }

    /// `IsFiniteSet(s)`; a finding where its form does not decide that.
    pub(in crate::symbolic) fn is_finite_set(&mut self, s: Sym, span: Span) -> Term {
        let lazy = match self.syms.node(s).clone() {
            Node::Set(_) => return Term::TRUE,
            Node::Undefined => return Term::FALSE,
            Node::Union(alternatives) => {
                let mut parts = Vec::new();
                for (g, alt) in alternatives.iter() {
                    let finite = self.under(*g, |enc| enc.is_finite_set(*alt, span));
                    parts.push(self.graph.and(*g, finite));
                }
                return self.graph.any(parts);
            }
            Node::Bool(_)
            | Node::Int(_)
            | Node::Atom(_)
            | Node::Tuple { .. }
            | Node::Record(_)
            | Node::Function(_)
            | Node::Rule(_) => {
                self.fail(ErrorKind::Argument, span, Term::TRUE);
                return Term::FALSE;
            }
            Node::Lazy(lazy) => lazy,
        };
        match lazy {
            Lazy::Nat | Lazy::Int | Lazy::Strings => Term::FALSE,
            Lazy::Sequences(of) => self.is_empty(of, span),
            Lazy::Interval { .. } => Term::TRUE,
            Lazy::Powerset(of) => self.is_finite_set(of, span),
            Lazy::Functions { domain, range } => {
                let empty = self.any_empty(&[domain, range], span);
                self.under(!empty, |enc| {
                    let values = enc.is_finite_set(range, span);
                    let finite = enc.under(values, |enc| {
                        let keys = enc.is_finite_set(domain, span);
                        let single = enc.under(!keys, |enc| enc.has_one_element(range, span));
                        enc.graph.or(keys, single)
                    });
                    let both = enc.graph.and(values, finite);
                    enc.graph.or(empty, both)
                })
            }
            Lazy::Records(fields) => {
                let sets: Vec<Sym> = fields.iter().map(|f| f.1).collect();
                self.is_finite_product(&sets, span)
            }
            Lazy::Product(sets) => self.is_finite_product(&sets, span),
            Lazy::Image { of, .. } => {
                let finite = self.is_finite_product(&of, span);
                self.fail(ErrorKind::NotEnumerable, span, !finite);
                finite
            }
            Lazy::Join { op: Join::Union, left, right } => {
                let a = self.is_finite_set(left, span);
                let b = self.under(a, |enc| enc.is_finite_set(right, span));
                self.graph.and(a, b)
            }
            Lazy::Join { op: Join::Intersect, left, right } => {
                let a = self.is_finite_set(left, span);
                let b = self.under(!a, |enc| enc.is_finite_set(right, span));
                let some = self.graph.or(a, b);
                self.fail(ErrorKind::NotEnumerable, span, !some);
                some
            }
            Lazy::Join { op: Join::Minus, left, right } => {
                let a = self.is_finite_set(left, span);
                let b = self.under(!a, |enc| enc.is_finite_set(right, span));
                let some = self.graph.or(a, b);
                self.fail(ErrorKind::NotEnumerable, span, !some);
                a
            }
            Lazy::Filter { of, .. } => {
                let finite = self.is_finite_set(of, span);
                self.fail(ErrorKind::NotEnumerable, span, !finite);
                finite
            }
        }
    }

    fn is_finite_product(&mut self, sets: &[Sym], span: Span) -> Term {
        let empty = self.any_empty(sets, span);
        let mut finite = Term::TRUE;
        for s in sets {
            let asked = self.graph.and(!empty, finite);
            let this = self.under(asked, |enc| enc.is_finite_set(*s, span));
            finite = self.graph.and(finite, this);
        }
        self.graph.or(empty, finite)
    }

    fn has_one_element(&mut self, s: Sym, span: Span) -> Term {
        let entries = self.elements(s, span);
        let firsts = self.first_occurrences(&entries, span);
        let n = crate::symbolic::value::scalar::Scalar::count(&mut self.graph, &firsts);
        n.is(&mut self.graph, 1)
    }

    /// Whether a factor of a product, or the domain or range, is infinite. Then the set cannot be enumerated: a finding, unless
    /// another factor is empty.
    pub(in crate::symbolic) fn has_infinite_factor(&mut self, sets: &[Sym], span: Span) -> bool {
        if !sets.iter().any(|s| self.is_infinite(*s)) {
            return false;
        }
        let empty = self.any_empty(sets, span);
        self.fail(ErrorKind::NotEnumerable, span, !empty);
        true
    }
}
