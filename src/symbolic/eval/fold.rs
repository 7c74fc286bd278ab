//! Folds over sets: the body once for each possible element, in TLC's order.
//!
//! `r_0 = base`, and `r_i = IF g_i THEN body(r_(i-1), e_i) ELSE r_(i-1)` for the elements `e_1, e_2, …` with their conditions
//! `g_i`. If the order of the elements depends on choices, position *i* has the least element (backwards: the greatest) of those
//! without a position:
//!
//! ```text
//! first_j  =  waiting_j /\ ~\E k : waiting_k /\ e_k < e_j        element i  =  the e_j with first_j
//! ```

use crate::ir::{ExprId, Slot};
use crate::logic::Term;
use crate::source::Span;
use crate::symbolic::Encoder;
use crate::symbolic::eval::frame::{Binding, Frame};
use crate::symbolic::value::sym::Guarded;
use crate::symbolic::value::sym::Sym;

/// The most elements without a constant order that a fold sorts.
const UNORDERED: usize = 24;

impl<'m> Encoder<'m> {
    pub(in crate::symbolic) fn fold(
        &mut self,
        set: Sym,
        base: Sym,
        (so_far, element, body): (Slot, Slot, ExprId),
        backwards: bool,
        frame: &Frame,
        span: Span,
    ) -> Sym {
        let entries = self.elements(set, span);
        let Some(mut places) = self.in_places(&entries, backwards, span) else {
            return self
                .unsupported(span, format!("a fold over up to {} elements whose order depends on the state", entries.len()));
        };
        if backwards && entries.iter().all(|e| self.syms.is_concrete(e.1)) {
            places.reverse();
        }
        let mut result = base;
        for (there, x) in places {
            let next = self.under(there, |enc| {
                enc.with_slot(frame, so_far, Binding::Value(result), |enc| {
                    enc.with_slot(frame, element, Binding::Value(x), |enc| enc.eval(body, frame))
                })
            });
            result = self.merge(there, next, result);
        }
        result
    }

    /// The elements in order, each once; `None` if there are too many to sort.
    fn in_places(&mut self, entries: &[Guarded], backwards: bool, span: Span) -> Option<Vec<Guarded>> {
        if let Some(order) = self.concrete_order(entries) {
            return Some(order.into_iter().map(|i| entries[i]).collect());
        }
        if entries.len() > UNORDERED {
            return None;
        }
        let mut waiting = self.first_occurrences(entries, span);
        let mut before = vec![vec![Term::FALSE; entries.len()]; entries.len()];
        for (i, (_, a)) in entries.iter().enumerate() {
            for (j, (_, b)) in entries.iter().enumerate() {
                let both = self.graph.and(waiting[i], waiting[j]);
                if i != j && both != Term::FALSE {
                    let (least, other) = if backwards { (*b, *a) } else { (*a, *b) };
                    before[i][j] = self.under(both, |enc| enc.before(least, other, span));
                }
            }
        }
        let mut places = Vec::new();
        for _ in 0..entries.len() {
            let there = self.graph.any(waiting.iter().copied());
            if there == Term::FALSE {
                break;
            }
            let mut cases = Vec::new();
            let mut left = Vec::new();
            for (j, w) in waiting.iter().enumerate() {
                let mut earlier = Vec::new();
                for (k, v) in waiting.iter().enumerate() {
                    earlier.push(self.graph.and(*v, before[k][j]));
                }
                let earlier = self.graph.any(earlier);
                cases.push((self.graph.and(*w, !earlier), entries[j].1));
                left.push(self.graph.and(*w, earlier));
            }
            let first = self.select(&cases);
            places.push((there, first));
            waiting = left;
        }
        Some(places)
    }
}
