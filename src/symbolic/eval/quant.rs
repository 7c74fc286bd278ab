//! Binders and quantifiers.
//!
//! A quantifier is a search for an element that decides ([`crate::symbolic::value::decide`]).

use crate::ir::{Bind, ExprId, Pattern, Quantifier};
use crate::logic::Term;
use crate::source::Span;
use crate::symbolic::Encoder;
use crate::symbolic::eval::context::Context;
use crate::symbolic::eval::frame::{Binding, Frame};
use crate::symbolic::value::decide::Decide;
use crate::symbolic::value::sym::Guarded;
use crate::symbolic::value::sym::Sym;

/// The number of names in a pattern.
pub(in crate::symbolic) fn width(pattern: &Pattern) -> usize {
    match pattern {
        Pattern::One(_) => 1,
        Pattern::Tuple(slots) => slots.len(),
    }
}

impl<'m> Encoder<'m> {
    /// Binds a pattern to a value. The slots keep it until they are bound again.
    pub(in crate::symbolic) fn bind(&mut self, pattern: &Pattern, value: Sym, frame: &Frame, span: Span) {
        match pattern {
            Pattern::One(s) => frame.borrow_mut()[s.index()] = Binding::Value(value),
            Pattern::Tuple(slots) => {
                for (i, s) in slots.iter().enumerate() {
                    let v = self.component(value, i, slots.len(), span);
                    frame.borrow_mut()[s.index()] = Binding::Value(v);
                }
            }
        }
    }

    /// Calls `f` for each combination of elements of the binders' sets, with its condition as path, and with the condition and the
    /// elements as arguments.
    pub(in crate::symbolic) fn each_binding(
        &mut self,
        sets: &[Sym],
        binds: &[Bind],
        frame: &Frame,
        span: Span,
        f: &mut dyn FnMut(&mut Self, Term, &[Sym]),
    ) {
        let columns: Vec<Vec<Guarded>> = sets.iter().map(|s| self.elements(*s, span)).collect();
        let mut chosen = Vec::new();
        self.each_row(&columns, binds, frame, span, Term::TRUE, &mut chosen, f);
    }

    #[allow(clippy::too_many_arguments)]
    fn each_row(
        &mut self,
        columns: &[Vec<Guarded>],
        binds: &[Bind],
        frame: &Frame,
        span: Span,
        guard: Term,
        chosen: &mut Vec<Sym>,
        f: &mut dyn FnMut(&mut Self, Term, &[Sym]),
    ) {
        let Some((column, rest)) = columns.split_first() else {
            f(self, guard, chosen);
            return;
        };
        for (g, e) in column {
            let both = self.graph.and(guard, *g);
            self.under(*g, |enc| {
                enc.bind(&binds[0].pattern, *e, frame, span);
                chosen.push(*e);
                enc.each_row(rest, &binds[1..], frame, span, both, chosen, f);
                chosen.pop();
            });
        }
    }

    /// `\A` or `\E` over sets, as a predicate.
    pub(in crate::symbolic) fn quantify(
        &mut self,
        quantifier: Quantifier,
        binds: &[Bind],
        body: ExprId,
        frame: &Frame,
        span: Span,
    ) -> Term {
        let sets: Vec<Sym> = binds.iter().map(|b| self.eval(b.set, frame)).collect();
        self.quantify_over(quantifier, &sets, binds, body, frame, span)
    }

    fn quantify_over(
        &mut self,
        quantifier: Quantifier,
        sets: &[Sym],
        binds: &[Bind],
        body: ExprId,
        frame: &Frame,
        span: Span,
    ) -> Term {
        // TLC's first binder runs fastest (`tlc2/util/ContextEnumerator`)
        let (Some((set, rest)), Some((bind, other_binds))) = (sets.split_last(), binds.split_last()) else {
            return self.boolean(body, frame);
        };
        let forall = quantifier == Quantifier::Forall;
        let decides: Decide<'_, Context<'m>> = &mut |enc, e| {
            enc.bind(&bind.pattern, e, frame, span);
            let holds = enc.quantify_over(quantifier, rest, other_binds, body, frame, span);
            if forall { !holds } else { holds }
        };
        let decided = self.exists_in(*set, span, decides);
        if forall { !decided } else { decided }
    }
}
