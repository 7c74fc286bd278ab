//! CHOOSE as in TLC: the first element, in its order, that satisfies the body; an error if there is none.
//!
//! With `d_i` = "entry *i* is there and satisfies the body", the choice is entry *i* where `d_i /\ ~\E j : d_j /\ e_j < e_i`.
//! Concrete entries are visited in order, so no comparison is needed. Parts of the element that the body fixes have these values
//! ([`super::propagate`]).

use crate::eval::error::ErrorKind;
use crate::ir::{ExprId, Pattern};
use crate::logic::Term;
use crate::source::Span;
use crate::symbolic::Encoder;
use crate::symbolic::eval::frame::Frame;
use crate::symbolic::value::sym::Guarded;
use crate::symbolic::value::sym::Sym;
use crate::value::{Value, draw};

impl<'m> Encoder<'m> {
    /// `CHOOSE pattern \in set : body`
    pub(in crate::symbolic) fn choose(&mut self, pattern: &Pattern, set: ExprId, body: ExprId, frame: &Frame, span: Span) -> Sym {
        let s = self.eval(set, frame);
        if self.is_infinite(s) {
            self.fail(ErrorKind::NotEnumerable, span, Term::TRUE);
            return self.syms.undefined();
        }
        if self.is_large(s) {
            let deciding = self.first_to_decide(s, span, &mut |enc, e| {
                enc.bind(pattern, e, frame, span);
                enc.boolean(body, frame)
            });
            let Some(deciding) = deciding else {
                return self.unsupported(span, "CHOOSE from a set of more than 16384 elements");
            };
            return self.first_deciding(&deciding, span);
        }
        let (entries, first) = self.written_or_first(s, span, &mut |enc, e| {
            enc.bind(pattern, e, frame, span);
            enc.boolean(body, frame)
        });
        if let Some(deciding) = first {
            return self.first_deciding(&deciding, span);
        }
        let deciding = self.in_order(&entries, span, &mut |enc, e| {
            enc.bind(pattern, e, frame, span);
            enc.boolean(body, frame)
        });
        let found = self.graph.any(deciding.iter().copied());
        self.fail(ErrorKind::ChooseNoWitness, span, !found);
        let known = self.under(found, |enc| enc.known_parts(pattern, body, frame));
        if let Some(order) = self.concrete_order(&entries) {
            // the order makes "first" the priority of the cases
            let mut cases: Vec<Guarded> = Vec::new();
            let mut open = Term::TRUE;
            for i in order {
                cases.push((self.graph.and(open, deciding[i]), entries[i].1));
                open = self.graph.and(open, !deciding[i]);
            }
            let chosen = self.select(&cases);
            return self.with_known(chosen, &known);
        }
        let entries: Vec<Guarded> = entries.iter().map(|(g, e)| (*g, self.with_known(*e, &known))).collect();
        let mut cases: Vec<Guarded> = Vec::new();
        for (i, (_, e)) in entries.iter().enumerate() {
            if deciding[i] == Term::FALSE {
                continue;
            }
            let mut earlier = Vec::new();
            for (j, (_, f)) in entries.iter().enumerate() {
                let both = self.graph.and(deciding[i], deciding[j]);
                if i != j && both != Term::FALSE {
                    let first = self.under(both, |enc| enc.before(*f, *e, span));
                    earlier.push(self.graph.and(deciding[j], first));
                }
            }
            let beaten = self.graph.any(earlier);
            cases.push((self.graph.and(deciding[i], !beaten), *e));
        }
        self.select(&cases)
    }

    /// `RandomElement(s)` of a set that is the same in every behavior.
    pub(in crate::symbolic) fn random_element(&mut self, at: ExprId, s: Sym, span: Span) -> Sym {
        let entries = self.elements(s, span);
        let Some(order) = self.concrete_order(&entries).filter(|_| entries.iter().all(|(g, _)| *g == Term::TRUE)) else {
            return self.unsupported(span, "RandomElement of a set that depends on the state");
        };
        if order.is_empty() {
            self.fail(ErrorKind::ChooseNoWitness, span, Term::TRUE);
            return self.syms.undefined();
        }
        let values: Vec<Value> = order.into_iter().map(|i| self.concrete_value(entries[i].1)).collect();
        let drawn = draw::element(draw::number(at.index(), &values), &values).clone();
        self.of_value(&drawn)
    }

    /// The first of these elements; an error where there is none.
    fn first_deciding(&mut self, deciding: &[Guarded], span: Span) -> Sym {
        let found = self.graph.any(deciding.iter().map(|d| d.0));
        self.fail(ErrorKind::ChooseNoWitness, span, !found);
        self.select(deciding)
    }
}
