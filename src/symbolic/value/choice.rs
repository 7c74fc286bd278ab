//! Free choice from a set, by fresh inputs.
//!
//! - From `SUBSET S` it is one input an element, from `[S -> T]` one choice from T a key: nothing is enumerated.
//! - From an interval it is the bits of the number; from Nat and Int, and from an interval whose ends have no bounds, an integer input.
//! - From `{x \in S : P}`, `S \ T`, `S \cap T` it is a choice from S where P holds, where the choice is not in T, is in it.

use crate::eval::error::ErrorKind;
use crate::logic::Term;
use crate::source::Span;
use crate::symbolic::value::Values;
use crate::symbolic::value::rules::Rules;
use crate::symbolic::value::scalar::Scalar;
use crate::symbolic::value::sym::{Guarded, Join, Lazy, Node, Sym};
use crate::value::Integers;

impl<C: Rules> Values<C> {
    /// A free choice from a set: the condition that the inputs choose an element, and the element.
    pub(in crate::symbolic) fn choose_freely(&mut self, s: Sym, span: Span) -> Guarded {
        let (fits, value) = self.choose_from(s, span);
        if matches!(self.syms.node(s), Node::Lazy(_)) {
            self.choices.push(value);
        }
        (fits, value)
    }

    fn choose_from(&mut self, s: Sym, span: Span) -> Guarded {
        match self.syms.node(s).clone() {
            Node::Lazy(Lazy::Powerset(base)) => {
                let mut chosen = Vec::new();
                for (g, e) in self.elements(base, span) {
                    let pick = self.graph.input();
                    chosen.push((self.graph.and(g, pick), e));
                }
                (Term::TRUE, self.set_of(chosen))
            }
            Node::Lazy(Lazy::Functions { domain, range }) => {
                let mut guard = Term::TRUE;
                let mut entries = Vec::new();
                let keys = self.elements(domain, span);
                // two entries of the domain that are one key have one value
                let present = self.first_occurrences(&keys, span);
                for (g, k) in present.into_iter().zip(keys.into_iter().map(|k| k.1)) {
                    let (fits, v) = self.choose_freely(range, span);
                    let needed = self.graph.implies(g, fits);
                    guard = self.graph.and(guard, needed);
                    entries.push((g, k, v));
                }
                (guard, self.function_of(entries))
            }
            Node::Lazy(Lazy::Records(fields)) => {
                let mut guard = Term::TRUE;
                let mut values = Vec::new();
                for (field, set) in fields.iter() {
                    let (fits, v) = self.choose_from(*set, span);
                    guard = self.graph.and(guard, fits);
                    values.push((*field, v));
                }
                (guard, self.syms.add(Node::Record(values.into())))
            }
            Node::Lazy(Lazy::Product(sets)) => {
                let mut guard = Term::TRUE;
                let mut values = Vec::new();
                for set in sets.iter() {
                    let (fits, v) = self.choose_from(*set, span);
                    guard = self.graph.and(guard, fits);
                    values.push(v);
                }
                (guard, self.syms.tuple(values))
            }
            Node::Lazy(Lazy::Join { op: Join::Union, left, right }) => {
                let (a, b) = (self.choose_from(left, span), self.choose_from(right, span));
                self.pick(&[a, b])
            }
            Node::Lazy(Lazy::Filter { of, rule }) if self.stays_unwritten(of) => {
                let (fits, x) = self.choose_freely(of, span);
                let kept = self.under(fits, |enc| C::keeps(enc, rule, x, span));
                (self.graph.and(fits, kept), x)
            }
            Node::Lazy(Lazy::Join { op: Join::Minus, left, right }) if self.stays_unwritten(left) => {
                let (fits, x) = self.choose_freely(left, span);
                let inside = self.under(fits, |enc| enc.member(x, right, span));
                (self.graph.and(fits, !inside), x)
            }
            Node::Lazy(Lazy::Join { op: Join::Intersect, left, right }) if self.stays_unwritten(s) => {
                let (of, other) = if self.is_infinite(left) { (right, left) } else { (left, right) };
                let (fits, x) = self.choose_freely(of, span);
                let inside = self.under(fits, |enc| enc.member(x, other, span));
                (self.graph.and(fits, inside), x)
            }
            Node::Lazy(Lazy::Image { of, rule }) => C::choose_from_image(self, &of, rule, span),
            Node::Lazy(Lazy::Filter { .. } | Lazy::Join { op: Join::Minus | Join::Intersect, .. }) => {
                let entries = self.elements(s, span);
                self.pick(&entries)
            }
            // IF p THEN SUBSET S ELSE T: from the one that it is
            Node::Union(alternatives) if self.stays_unwritten(s) => {
                let mut chosen = Vec::new();
                for (g, alt) in alternatives.iter() {
                    let (fits, x) = self.under(*g, |enc| enc.choose_freely(*alt, span));
                    chosen.push((*g, self.graph.and(*g, fits), x));
                }
                let guard = self.graph.any(chosen.iter().map(|c| c.1));
                let cases: Vec<Guarded> = chosen.into_iter().map(|(g, _, x)| (g, x)).collect();
                (guard, self.select(&cases))
            }
            Node::Lazy(Lazy::Interval { low, high }) => {
                let (fits, n) = self.choose_between(&low, &high);
                (fits, self.syms.scalar(n))
            }
            Node::Lazy(lazy @ (Lazy::Nat | Lazy::Int)) if !self.finite_choices_only() => {
                self.integers = Integers::Unbounded;
                let n = Scalar::unbounded(&mut self.graph);
                let negative = Scalar::less(&mut self.graph, &n, &Scalar::constant(0));
                let fits = if lazy == Lazy::Nat && !mutant!("choice-of-a-negative-number") { !negative } else { Term::TRUE };
                (fits, self.syms.scalar(n))
            }
            Node::Lazy(Lazy::Nat | Lazy::Int | Lazy::Strings | Lazy::Sequences(_)) => {
                self.fail(ErrorKind::NotEnumerable, span, Term::TRUE);
                (Term::FALSE, self.syms.undefined())
            }
            Node::Undefined
            | Node::Bool(_)
            | Node::Int(_)
            | Node::Atom(_)
            | Node::Set(_)
            | Node::Tuple { .. }
            | Node::Record(_)
            | Node::Function(_)
            | Node::Union(_)
            | Node::Rule(_) => {
                let entries = self.elements(s, span);
                self.pick(&entries)
            }
        }
    }

    /// An integer of `low..high`.
    fn choose_between(&mut self, low: &Scalar, high: &Scalar) -> (Term, Scalar) {
        if low.number().is_some() || high.number().is_some() {
            let n = Scalar::unbounded(&mut self.graph);
            let under = Scalar::less(&mut self.graph, &n, low);
            let over = Scalar::less(&mut self.graph, high, &n);
            return (self.graph.and(!under, !over), n);
        }
        let (least, most) = (low.domain().low(), high.domain().high());
        if least > most {
            return (Term::FALSE, low.clone());
        }
        let n = Scalar::chosen(&mut self.graph, least, most);
        let under = Scalar::less(&mut self.graph, &n, low);
        let over = Scalar::less(&mut self.graph, high, &n);
        let above = n.is_beyond(&mut self.graph, least, most);
        (self.graph.all([!under, !over, !above]), n)
    }

    /// One of the entries, by a chain of inputs: entry *i* if input *i* is the first that holds, the last otherwise.
    fn pick(&mut self, entries: &[Guarded]) -> Guarded {
        let Some(((last_guard, last), rest)) = entries.split_last() else {
            return (Term::FALSE, self.syms.undefined());
        };
        let (mut guard, mut value) = (*last_guard, *last);
        for (g, e) in rest.iter().rev() {
            let input = self.graph.input();
            guard = self.graph.ite(input, *g, guard);
            value = self.merge(input, *e, value);
        }
        (guard, value)
    }
}
