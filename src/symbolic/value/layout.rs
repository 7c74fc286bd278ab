//! The layout of a state: its bits, each with the place in the TLA+ state that it belongs to.
//!
//! In: a symbolic state. Out: the conditions and number bits in it, in a fixed order. Two states with the same
//! [`Values::signature`] have the same places in the same order.
//!
//! ```text
//!     f = [k \in {"a", "b"} |-> some of 0..2]      f["a"] bit 0, f["a"] bit 1, f["b"] bit 0, f["b"] bit 1
//!     s = some subset of {4, 7}                    4 \in s, 7 \in s
//! ```

use crate::logic::Term;
use crate::symbolic::value::rules::Rules;
use crate::symbolic::value::scalar::Scalar;
use crate::symbolic::value::sym::{Node, Sym};
use crate::symbolic::value::{SymState, Values};

/// One bit of a state.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Bit {
    /// In TLA+ notation as far as there is one.
    pub place: String,
    pub term: Term,
}

impl<C: Rules> Values<C> {
    /// The bits of a state whose variables have these names, constant ones included.
    pub fn bits<'n>(&self, state: &SymState, names: impl IntoIterator<Item = &'n str>) -> Vec<Bit> {
        let mut out = Vec::new();
        for (s, name) in state.0.iter().zip(names) {
            self.bits_of(*s, name, &mut out);
        }
        out
    }

    fn bits_of(&self, s: Sym, place: &str, out: &mut Vec<Bit>) {
        match self.syms.node(s) {
            Node::Undefined | Node::Lazy(_) | Node::Rule(_) => {}
            Node::Bool(t) => out.push(Bit { place: place.to_owned(), term: *t }),
            Node::Int(n) | Node::Atom(n) => bits_of_number(n, place, out),
            Node::Set(entries) => {
                for (i, (g, e)) in entries.iter().enumerate() {
                    if self.syms.is_concrete(*e) {
                        out.push(Bit { place: format!("{} \\in {place}", self.concrete_value(*e)), term: *g });
                    } else {
                        out.push(Bit { place: format!("{place} has cell {i}"), term: *g });
                        self.bits_of(*e, &format!("cell {i} of {place}"), out);
                    }
                }
            }
            Node::Tuple { length, items } => {
                bits_of_number(length, &format!("Len({place})"), out);
                for (i, item) in items.iter().enumerate() {
                    self.bits_of(*item, &format!("{place}[{}]", i + 1), out);
                }
            }
            Node::Record(fields) => {
                for (field, x) in fields.iter() {
                    self.bits_of(*x, &format!("{place}.{}", field.text()), out);
                }
            }
            Node::Function(entries) => {
                for (i, (g, k, x)) in entries.iter().enumerate() {
                    let key = if self.syms.is_concrete(*k) { self.concrete_value(*k).to_string() } else { format!("key {i}") };
                    out.push(Bit { place: format!("{key} \\in DOMAIN {place}"), term: *g });
                    self.bits_of(*k, &format!("key {i} of {place}"), out);
                    self.bits_of(*x, &format!("{place}[{key}]"), out);
                }
            }
            Node::Union(alternatives) => {
                for (i, (g, x)) in alternatives.iter().enumerate() {
                    out.push(Bit { place: format!("{place} is of kind {i}"), term: *g });
                    self.bits_of(*x, &format!("{place} as kind {i}"), out);
                }
            }
        }
    }
}

fn bits_of_number(n: &Scalar, place: &str, out: &mut Vec<Bit>) {
    let bits = n.bits().iter().enumerate();
    out.extend(bits.map(|(i, b)| Bit { place: format!("{place} bit {i}"), term: *b }));
}
