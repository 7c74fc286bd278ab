//! Values with every lazy set and rule in them written out.

use crate::logic::Term;
use crate::source::Span;
use crate::symbolic::value::Values;
use crate::symbolic::value::rules::Rules;
use crate::symbolic::value::sym::{Guarded, Node, Sym};

impl<C: Rules> Values<C> {
    /// A value with every lazy set and rule in it written out: what a state can hold.
    pub(in crate::symbolic) fn settled(&mut self, s: Sym, span: Span) -> Sym {
        if self.syms.is_concrete(s) {
            return s;
        }
        match self.syms.node(s).clone() {
            Node::Undefined | Node::Bool(_) | Node::Int(_) | Node::Atom(_) => s,
            Node::Lazy(_) => {
                let elements = self.elements(s, span);
                let written = self.set_of(elements);
                self.settled(written, span)
            }
            Node::Rule(_) => match self.written_out(s, span) {
                Some(written) => self.settled(written, span),
                None => self.syms.undefined(),
            },
            Node::Set(entries) => {
                let settled = entries.iter().map(|(g, e)| (*g, self.under(*g, |enc| enc.settled(*e, span)))).collect();
                self.set_of(settled)
            }
            Node::Tuple { length, items } => {
                let mut settled = Vec::new();
                for (i, e) in items.iter().enumerate() {
                    let there = self.longer_than(&length, i);
                    settled.push(self.under(there, |enc| enc.settled(*e, span)));
                }
                self.tuple_of(length, settled)
            }
            Node::Record(fields) => {
                let settled = fields.iter().map(|(a, e)| (*a, self.settled(*e, span))).collect();
                self.syms.add(Node::Record(settled))
            }
            Node::Function(entries) => {
                let settle = |(g, k, e): &(Term, Sym, Sym)| {
                    (*g, self.under(*g, |enc| enc.settled(*k, span)), self.under(*g, |enc| enc.settled(*e, span)))
                };
                let settled = entries.iter().map(settle).collect();
                self.function_of(settled)
            }
            Node::Union(alternatives) => {
                let cases: Vec<Guarded> =
                    alternatives.iter().map(|(g, e)| (*g, self.under(*g, |enc| enc.settled(*e, span)))).collect();
                // what is settled stays the very value that it was
                if cases[..] == alternatives[..] { s } else { self.select(&cases) }
            }
        }
    }
}
