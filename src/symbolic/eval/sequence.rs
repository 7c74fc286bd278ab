//! Operators over sequences that take an operator: SelectSeq and SortSeq.

use crate::ir::{ExprId, Slot};
use crate::source::Span;
use crate::symbolic::Encoder;
use crate::symbolic::eval::frame::{Binding, Frame};
use crate::symbolic::value::sym::Sym;

impl<'m> Encoder<'m> {
    /// `SelectSeq(s, Test)`
    pub(in crate::symbolic) fn select_seq(&mut self, seq: ExprId, slot: Slot, test: ExprId, frame: &Frame, span: Span) -> Sym {
        let s = self.eval(seq, frame);
        self.on_sequence(s, span, &mut |enc, (length, items)| {
            let mut keep = Vec::new();
            for (i, item) in items.iter().enumerate() {
                let there = enc.longer_than(&length, i);
                let holds =
                    enc.under(there, |enc| enc.with_slot(frame, slot, Binding::Value(*item), |enc| enc.boolean(test, frame)));
                keep.push(enc.graph.and(there, holds));
            }
            enc.select_items(&items, &keep)
        })
    }

    /// `SortSeq(s, Less)`
    pub(in crate::symbolic) fn sort_seq(
        &mut self,
        seq: ExprId,
        [left, right]: [Slot; 2],
        less: ExprId,
        frame: &Frame,
        span: Span,
    ) -> Sym {
        let s = self.eval(seq, frame);
        self.on_sequence(s, span, &mut |enc, (length, items)| {
            let sorted = enc.sorted(&length, &items, &mut |enc, a, b| {
                enc.with_slot(frame, left, Binding::Value(a), |enc| {
                    enc.with_slot(frame, right, Binding::Value(b), |enc| enc.boolean(less, frame))
                })
            });
            enc.tuple_of(length, sorted)
        })
    }
}
