//! Ends of a search: the outcomes that are not counterexamples.

use super::capabilities::Bounded;
use crate::diag::{Code, Diagnostic};
use crate::engine::{assumptions, capability};
use crate::eval::Evaluator;
use crate::ir::Model;
use crate::source::Span;
use crate::trace::{EngineName, Outcome, Verdict};

/// The outcome that ends a search.
pub(super) type Stop = Box<Outcome>;

/// The end of a search on a bug of ours.
pub(super) fn internal(message: &str) -> Stop {
    Box::new(Outcome::Internal { message: message.to_owned() })
}

/// A verdict that says nothing about states.
pub(super) fn without_search(outcome: Outcome) -> Verdict {
    Verdict::without_search(EngineName::SYMBOLIC, outcome, Default::default())
}

/// Ends a search that has found no error if the configuration asks for a check that this engine does not have.
pub(super) fn refuse_unchecked(model: &Model) -> Result<(), Stop> {
    match capability::unsupported(&Bounded, model) {
        Some(d) => Err(Box::new(Outcome::Unsupported(d))),
        None => Ok(()),
    }
}

/// ASSUMEs are evaluated before anything else, as in TLC.
pub(super) fn check_assumptions(model: &Model) -> Result<(), Stop> {
    match assumptions::assumed(model, &mut Evaluator::new(model)) {
        None => Ok(()),
        Some(outcome) => Err(Box::new(outcome)),
    }
}

/// The outcome where a behavior reaches a construct that is not encoded.
pub(super) fn not_encoded(span: Span, what: &str) -> Outcome {
    Outcome::Unsupported(
        Diagnostic::error(Code::UNSUPPORTED, format!("the symbolic engine does not handle {what}"))
            .at(span, "reached by some behavior")
            .or_engine(EngineName::EXPLICIT.as_str()),
    )
}
