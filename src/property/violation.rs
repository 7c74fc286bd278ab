//! What can be wrong with a behavior: the last state, the last step, or the whole of it.

use crate::eval::error::EvalError;
use crate::source::Span;
use crate::value::Value;
use std::sync::Arc;

/// What is wrong in the last state of a trace (or in the step from it).
#[derive(Clone, PartialEq, Debug)]
pub enum Violation {
    /// Name of the invariant and the place of its definition.
    Invariant {
        name: Arc<str>,
        span: Span,
    },
    Deadlock,
    /// Evaluating the next-state action in the last state fails (`Assert` included, see its kind).
    NextError(EvalError),
    /// Evaluating the initial predicate fails; the trace is empty.
    InitError(EvalError),
    /// Evaluating an invariant in the last state fails, or what else `of` says.
    InvariantError {
        name: Arc<str>,
        error: EvalError,
        of: Evaluated,
    },
    /// The last step breaks `[][A]_v`.
    ActionProperty {
        name: Arc<str>,
        span: Span,
    },
    /// The initial state breaks an initial-state property.
    ImpliedInit {
        name: Arc<str>,
        span: Span,
    },
    /// The infinite behavior is fair and violates a temporal property.
    Liveness {
        name: Arc<str>,
        span: Span,
        fairness: Vec<Met>,
    },
}

/// What besides the next-state action is evaluated of a state.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Evaluated {
    /// An invariant, or a property of states.
    Invariant,
    /// A property of steps.
    Step,
    /// A part of a property of whole behaviors.
    Temporal,
    /// A fairness condition of the specification; the name means nothing.
    Fairness,
}

impl Violation {
    /// What could not be evaluated, if that is what is wrong.
    pub fn error(&self) -> Option<&EvalError> {
        match self {
            Violation::NextError(error) | Violation::InitError(error) | Violation::InvariantError { error, .. } => Some(error),
            Violation::Invariant { .. }
            | Violation::Deadlock
            | Violation::ActionProperty { .. }
            | Violation::ImpliedInit { .. }
            | Violation::Liveness { .. } => None,
        }
    }
}

/// A fairness condition that the loop of a behavior meets.
#[derive(Clone, PartialEq, Debug)]
pub struct Met {
    /// `WF_v(A)` as written.
    pub span: Span,
    pub strong: bool,
    /// What the names in it that quantifiers bind stand for.
    pub values: Vec<(Arc<str>, Value)>,
    pub why: Why,
}

/// Why a fairness condition is met; states are indices.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Why {
    /// The action is taken in this state of the loop.
    Taken { state: usize },
    /// It cannot be taken in this one.
    Disabled { state: usize },
}
