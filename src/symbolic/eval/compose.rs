//! `A \cdot B`: a step of A followed by one of B.
//!
//! A is encoded from the current state with no variable assigned. The state that it leads to is B's current state. A variable that
//! A does not assign has no value for B: reading it is a finding. Memoized values belong to the first state, so nothing is memoized
//! while B is encoded.
//!
//! As an action, the choices of both are choices of the step. As a test of a given step, it is `\E choices of A : gA /\ B`,
//! computed exactly (`logic::quantify`).

use crate::ir::ExprId;
use crate::logic::Term;
use crate::source::Span;
use crate::symbolic::Encoder;
use crate::symbolic::eval::context::Assigned;
use crate::symbolic::eval::frame::Frame;

/// The most terms that quantifying the state between may add.
const BETWEEN_BUDGET: usize = 1_000_000;

impl<'m> Encoder<'m> {
    /// `A \cdot B` as an action.
    pub(in crate::symbolic) fn composed(&mut self, (a, b): (ExprId, ExprId), frame: &Frame) -> Term {
        // only the outermost composition
        let counts = self.cx.mode.composing == 0;
        self.cx.mode.composing += 1;
        let holds = self.by_way_of(a, frame, counts, |enc| enc.action(b, frame, None));
        self.cx.mode.composing -= 1;
        holds
    }

    /// `A \cdot B` as a test of the current step.
    pub(in crate::symbolic) fn is_composed(&mut self, (a, b): (ExprId, ExprId), frame: &Frame, span: Span) -> Term {
        self.cx.primed_reads += 1;
        let first = self.graph.inputs();
        let before = self.findings.len();
        let holds = self.hypothetical(|enc| enc.by_way_of(a, frame, false, |enc| enc.boolean(b, frame)));
        let wrong = self.graph.any(self.findings[before..].iter().map(|f| f.condition));
        if self.graph.may_depend_on_inputs_from(wrong, first) {
            // whether it counts depends on the order of the states between
            self.findings.truncate(before);
            let wrong = if self.can_hold(wrong) { wrong } else { Term::FALSE };
            let wrong = self.graph.exists_inputs_from(wrong, first, BETWEEN_BUDGET).unwrap_or(Term::TRUE);
            self.under(wrong, |enc| enc.unsupported(span, "an evaluation error between the two steps of \\cdot"));
        }
        match self.graph.exists_inputs_from(holds, first, BETWEEN_BUDGET) {
            Some(t) => t,
            None => {
                self.unsupported(span, "\\cdot with too many states between");
                Term::FALSE
            }
        }
    }

    /// A, then `then` with the state that A leads to as the current one. If it `counts`, that state is recorded.
    fn by_way_of(&mut self, a: ExprId, frame: &Frame, counts: bool, then: impl FnOnce(&mut Self) -> Term) -> Term {
        let next = std::mem::replace(&mut self.cx.next, vec![Assigned::No; self.cx.state.len()]);
        let leads = self.action(a, frame, None);
        if counts {
            let here = self.graph.and(self.path(), leads);
            self.cx.between.push(here);
        }
        let middle = std::mem::replace(&mut self.cx.next, next);
        let state = std::mem::replace(&mut self.cx.state, middle);
        self.cx.priming += 1;
        let holds = self.under(leads, then);
        self.cx.priming -= 1;
        self.cx.state = state;
        self.graph.and(leads, holds)
    }
}
