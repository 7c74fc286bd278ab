//! ENABLED A: whether some choice makes A a step.
//!
//! A is encoded as an action with no variable assigned, with fresh inputs, and these are quantified away (`logic::quantify`).

use crate::eval::error::ErrorKind;
use crate::ir::{ExprId, VarId};
use crate::logic::Term;
use crate::source::Span;
use crate::symbolic::Encoder;
use crate::symbolic::eval::context::Assigned;
use crate::symbolic::eval::frame::Frame;
use crate::symbolic::value::path::Finding;

/// The most terms that an ENABLED may add; with more it is not encoded.
const ENABLED_BUDGET: usize = 1_000_000;

impl<'m> Encoder<'m> {
    /// ENABLED A  =  `\E choices : guard of A`, with no variable assigned.
    ///
    /// TLC tries choices until one is a step. So evaluation fails if some choice fails and none is a step. If one choice fails and
    /// another is a step, the result depends on TLC's order, which is not encoded.
    pub(in crate::symbolic) fn is_enabled(&mut self, action: ExprId, frame: &Frame, span: Span) -> Term {
        let unassigned = self.unassigned(self.cx.state.len());
        let unassigned = if mutant!("enabled-keeps-assignments") { self.cx.next.clone() } else { unassigned };
        let next = std::mem::replace(&mut self.cx.next, unassigned);
        let initial = std::mem::replace(&mut self.cx.mode.initial, false);
        let first = self.graph.inputs();
        self.cx.mode.composing += 1;
        let (guard, findings) =
            self.with_finite_choices(|enc| enc.hypothetical(|enc| enc.apart(|enc| enc.action(action, frame, None))));
        self.cx.mode.composing -= 1;
        self.cx.next = next;
        self.cx.mode.initial = initial;
        if mutant!("enabled-by-first-choices") {
            let all = crate::logic::Assignment::of(vec![true; self.graph.inputs() as usize]);
            return self.graph.with_inputs(guard, first, &all);
        }
        let Some(enabled) = self.graph.exists_inputs_from(guard, first, ENABLED_BUDGET) else {
            self.unsupported(span, "ENABLED of an action with too many choices");
            return Term::FALSE;
        };
        let any = self.graph.any(findings.iter().map(|f| f.condition));
        let findings = if self.can_hold(any) { findings } else { Vec::new() };
        for mut f in findings {
            let Some(failing) = self.graph.exists_inputs_from(f.condition, first, ENABLED_BUDGET) else {
                self.unsupported(span, "ENABLED of an action with too many choices");
                continue;
            };
            let either = self.graph.and(failing, enabled);
            if either != Term::FALSE && f.kind != ErrorKind::Unsupported {
                let message = "ENABLED of an action whose evaluation fails for some choices only".to_owned();
                self.findings.push(Finding { condition: either, kind: ErrorKind::Unsupported, span, message });
            }
            f.condition = self.graph.and(failing, !enabled);
            if f.condition != Term::FALSE {
                self.findings.push(f);
            }
        }
        enabled
    }

    /// ENABLED A of an instance. Its variables are stand-ins: the state is extended by them, each with the value of the expression
    /// that it replaces.
    pub(in crate::symbolic) fn is_enabled_in(
        &mut self,
        action: ExprId,
        stand_ins: &[(VarId, ExprId)],
        frame: &Frame,
        span: Span,
    ) -> Term {
        let mut state = self.cx.state.clone();
        state.resize(self.cx.model.vars.len() + self.cx.model.stand_ins.len(), Assigned::No);
        for (v, e) in stand_ins {
            // a stand-in without a value may not be needed
            let (value, found) = self.apart(|enc| {
                let value = enc.eval(*e, frame);
                enc.settled(value, span)
            });
            let (unknown, wrong): (Vec<Finding>, Vec<Finding>) =
                found.into_iter().partition(|f| f.kind == ErrorKind::Unsupported);
            self.findings.extend(unknown);
            state[v.index()] = match self.graph.any(wrong.iter().map(|f| f.condition)) {
                Term::FALSE => Assigned::Yes(value),
                none => Assigned::Partly(!none, value),
            };
        }
        let state = std::mem::replace(&mut self.cx.state, state);
        let enabled = self.is_enabled(action, frame, span);
        self.cx.state = state;
        enabled
    }
}
