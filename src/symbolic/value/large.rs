//! Sets that are too large to be enumerated.
//!
//! - A set that is the same in every behavior is visited element by element, in TLC's order, until an element decides: `CHOOSE f
//!   \in [S -> SUBSET T] : P(f)` over constants ends with the first f with P(f).
//! - Where that does not end, `\E x \in S : P(x)` chooses x by fresh inputs, and these are quantified away (`logic::quantify`). An
//!   error for some x is not encoded then, since it depends on TLC's order whether TLC evaluates that x.

use crate::logic::Term;
use crate::source::Span;
use crate::symbolic::value::Values;
use crate::symbolic::value::enumerate::ENUMERATION_LIMIT;
use crate::symbolic::value::rules::Rules;
use crate::symbolic::value::sym::{Guarded, Join, Lazy, Node, Sym};
use itertools::Itertools;
use std::cell::Cell;

impl<C: Rules> Values<C> {
    /// Whether the set is finite but too large to be enumerated.
    pub(in crate::symbolic) fn is_large(&self, s: Sym) -> bool {
        matches!(self.syms.node(s), Node::Lazy(_)) && !self.is_infinite(s) && self.size(s).is_none_or(|n| n > ENUMERATION_LIMIT)
    }

    /// The number of elements, if the form of the set determines it.
    pub(in crate::symbolic) fn exact_size(&self, s: Sym) -> Option<u64> {
        let plain = match self.syms.node(s) {
            Node::Lazy(Lazy::Interval { low, high }) => low.as_constant().is_some() && high.as_constant().is_some(),
            Node::Lazy(Lazy::Powerset(of)) => self.syms.is_concrete(*of),
            Node::Lazy(Lazy::Functions { domain, range }) => self.syms.is_concrete(*domain) && self.exact_size(*range).is_some(),
            Node::Lazy(Lazy::Records(fields)) => fields.iter().all(|f| self.exact_size(f.1).is_some()),
            Node::Lazy(Lazy::Product(sets)) => sets.iter().all(|s| self.exact_size(*s).is_some()),
            Node::Lazy(
                Lazy::Nat
                | Lazy::Int
                | Lazy::Strings
                | Lazy::Sequences(_)
                | Lazy::Filter { .. }
                | Lazy::Image { .. }
                | Lazy::Join { .. },
            )
            | Node::Set(_)
            | Node::Undefined
            | Node::Bool(_)
            | Node::Int(_)
            | Node::Atom(_)
            | Node::Tuple { .. }
            | Node::Record(_)
            | Node::Function(_)
            | Node::Union(_)
            | Node::Rule(_) => self.syms.is_concrete(s),
        };
        if plain { self.size(s) } else { None }
    }

    /// Whether the elements are the same in every behavior. Their conditions may differ.
    pub(in crate::symbolic) fn is_plain(&self, s: Sym) -> bool {
        match self.syms.node(s) {
            Node::Set(entries) => entries.iter().all(|e| self.syms.is_concrete(e.1)),
            Node::Lazy(lazy) => match lazy {
                Lazy::Nat | Lazy::Int | Lazy::Strings | Lazy::Sequences(_) | Lazy::Image { .. } => false,
                Lazy::Join { op: Join::Union, left, right } => {
                    self.is_plain(*left) && self.is_plain(*right) && self.size(s).is_some_and(|n| n <= ENUMERATION_LIMIT)
                }
                Lazy::Interval { low, high } => low.as_constant().is_some() && high.as_constant().is_some(),
                Lazy::Powerset(of) => self.syms.is_concrete(*of),
                Lazy::Functions { domain, range } => self.syms.is_concrete(*domain) && self.is_fixed(*range),
                Lazy::Records(fields) => fields.iter().all(|f| self.is_fixed(f.1)),
                Lazy::Product(sets) => sets.iter().all(|s| self.is_fixed(*s)),
                Lazy::Filter { of, .. } | Lazy::Join { op: Join::Minus, left: of, .. } => self.is_plain(*of),
                Lazy::Join { op: Join::Intersect, left, right } => self.is_plain(*left) || self.is_plain(*right),
            },
            Node::Undefined
            | Node::Bool(_)
            | Node::Int(_)
            | Node::Atom(_)
            | Node::Tuple { .. }
            | Node::Record(_)
            | Node::Function(_)
            | Node::Union(_)
            | Node::Rule(_) => false,
        }
    }

    /// Whether the set is the same in every behavior and can be enumerated.
    fn is_fixed(&self, s: Sym) -> bool {
        self.syms.is_concrete(s) || matches!(self.syms.node(s), Node::Lazy(_)) && self.is_plain(s) && !self.is_large(s)
    }

    /// Calls `f` for the elements in TLC's order until it returns FALSE. Returns TRUE if it never did. Membership of an element is
    /// evaluated where `open` holds.
    pub(in crate::symbolic) fn each_in_order(
        &mut self,
        s: Sym,
        span: Span,
        open: &Cell<Term>,
        f: &mut dyn FnMut(&mut Self, Guarded) -> bool,
    ) -> bool {
        match self.syms.node(s).clone() {
            Node::Lazy(Lazy::Interval { low, high }) => (low.domain().low()..=high.domain().high()).all(|i| {
                let n = self.syms.int(i);
                f(self, (Term::TRUE, n))
            }),
            Node::Lazy(Lazy::Powerset(of)) => {
                let items = self.in_order_written(of, span);
                // by size, then element by element
                items.into_iter().powerset().all(|chosen| {
                    let subset = self.set_of(chosen);
                    f(self, (Term::TRUE, subset))
                })
            }
            Node::Lazy(Lazy::Functions { domain, range }) => {
                let keys = self.in_order_written(domain, span);
                let columns = vec![self.in_order_written(range, span); keys.len()];
                each_row(&columns, &mut |row| {
                    let there = self.graph.all(row.iter().map(|v| v.0));
                    let function = self.function_of(keys.iter().zip(row).map(|(k, v)| (Term::TRUE, k.1, v.1)).collect());
                    f(self, (there, function))
                })
            }
            Node::Lazy(Lazy::Records(fields)) => {
                let columns: Vec<_> = fields.iter().map(|field| self.in_order_written(field.1, span)).collect();
                each_row(&columns, &mut |row| {
                    let there = self.graph.all(row.iter().map(|v| v.0));
                    let values = fields.iter().zip(row).map(|(field, v)| (field.0, v.1)).collect();
                    let record = self.syms.add(Node::Record(values));
                    f(self, (there, record))
                })
            }
            Node::Lazy(Lazy::Product(sets)) => {
                let columns: Vec<_> = sets.iter().map(|s| self.in_order_written(*s, span)).collect();
                each_row(&columns, &mut |row| {
                    let there = self.graph.all(row.iter().map(|v| v.0));
                    let tuple = self.syms.tuple(row.iter().map(|v| v.1).collect());
                    f(self, (there, tuple))
                })
            }
            Node::Lazy(Lazy::Filter { of, rule }) => self.each_in_order(of, span, open, &mut |enc, (there, x)| {
                let asked = enc.graph.and(open.get(), there);
                let kept = enc.under(asked, |enc| C::keeps(enc, rule, x, span));
                let there = enc.graph.and(there, kept);
                there == Term::FALSE || f(enc, (there, x))
            }),
            Node::Lazy(Lazy::Join { op: op @ (Join::Intersect | Join::Minus), left, right }) => {
                let (of, other) = if op == Join::Minus || self.is_plain(left) { (left, right) } else { (right, left) };
                self.each_in_order(of, span, open, &mut |enc, (there, x)| {
                    let asked = enc.graph.and(open.get(), there);
                    let inside = enc.under(asked, |enc| enc.member(x, other, span));
                    let there = enc.graph.and(there, if op == Join::Minus { !inside } else { inside });
                    there == Term::FALSE || f(enc, (there, x))
                })
            }
            // both sides are sorted together, so membership of all elements is evaluated first
            Node::Lazy(Lazy::Join { op: Join::Union, left, right }) => {
                let mut all = Vec::new();
                for side in [left, right] {
                    self.each_in_order(side, span, open, &mut |_, e| {
                        all.push(e);
                        true
                    });
                }
                let joined = self.set_joined(all, span);
                self.in_order_written(joined, span).into_iter().all(|e| f(self, e))
            }
            Node::Set(_)
            | Node::Lazy(Lazy::Nat | Lazy::Int | Lazy::Strings | Lazy::Sequences(_) | Lazy::Image { .. })
            | Node::Undefined
            | Node::Bool(_)
            | Node::Int(_)
            | Node::Atom(_)
            | Node::Tuple { .. }
            | Node::Record(_)
            | Node::Function(_)
            | Node::Union(_)
            | Node::Rule(_) => self.in_order_written(s, span).into_iter().all(|e| f(self, e)),
        }
    }

    /// The elements of a set of concrete elements in TLC's order.
    fn in_order_written(&mut self, s: Sym, span: Span) -> Vec<Guarded> {
        let entries = self.elements(s, span);
        let order = self.concrete_order(&entries).expect("symbolic: a fixed set has concrete elements");
        order.into_iter().map(|i| entries[i]).collect()
    }
}

/// Calls `f` for the combinations of one entry of each column, the last column running fastest, until it returns FALSE. Returns
/// TRUE if it never did.
fn each_row(columns: &[Vec<Guarded>], f: &mut dyn FnMut(&[Guarded]) -> bool) -> bool {
    if columns.is_empty() {
        return f(&[]);
    }
    columns.iter().map(|c| c.iter().copied()).multi_cartesian_product().all(|row| f(&row))
}
