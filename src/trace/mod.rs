//! Behaviours found, verdicts, and the replay that certifies them.
//!
//! In: states from an engine. Out: a [`Trace`] whose every step the concrete evaluator has confirmed
//! (`replay`), and the [`Verdict`] that rests on it. Invariant: no report shows a trace that was not replayed.

pub mod confirm;
pub mod lasso;
pub mod replay;
pub mod safety;
pub mod survey;
#[cfg(test)]
mod tests;
pub mod vacuity;

use crate::diag::Diagnostic;
use crate::eval::error::EvalError;
use crate::source::Span;
use crate::value::Value;
use std::sync::Arc;
use std::time::Duration;
use vacuity::Vacuity;

/// A state: the value of each variable, in [`crate::ir::VarId`] order.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct State(pub Arc<[Value]>);

/// The action that leads to a state: the innermost operator that TLC would name, with its arguments.
#[derive(Clone, PartialEq, Debug)]
pub struct ActionLabel {
    pub name: Arc<str>,
    pub args: Vec<Value>,
    /// The operator's body.
    pub span: Span,
    pub module: Arc<str>,
}

#[derive(Clone, PartialEq, Debug)]
pub struct TraceState {
    pub state: State,
    /// `None` for the initial state.
    pub action: Option<ActionLabel>,
    /// The value of ALIAS, to be shown in place of the state; `None` where it cannot be evaluated.
    pub alias: Option<Value>,
}

/// A finite behaviour, or, with `lasso`, an infinite one.
#[derive(Clone, PartialEq, Debug)]
pub struct Trace {
    pub states: Vec<TraceState>,
    pub lasso: Option<Lasso>,
}

/// How an infinite behaviour goes on after the last state.
#[derive(Clone, PartialEq, Debug)]
pub enum Lasso {
    /// The last state for ever.
    Stuttering,
    /// Back to `states[index]` by `action`.
    BackTo { index: usize, action: ActionLabel },
}

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
    /// The infinite behaviour is fair and violates a temporal property.
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
    /// A part of a property of whole behaviours.
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

/// A fairness condition that the loop of a behaviour meets.
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

/// State counts as TLC defines them.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Counts {
    /// Initial states and successors, duplicates included.
    pub generated: u64,
    pub distinct: u64,
    /// Distinct initial states.
    pub initial: u64,
    /// States on the longest shortest path from an initial state.
    pub depth: u64,
}

/// How likely it is that two different states had the same fingerprint, so that one was taken for the other.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Collisions {
    /// Of a fingerprint.
    pub bits: u32,
    /// If fingerprints are random: of d distinct states and g generated, d * (g - d) / 2^bits.
    pub optimistic: f64,
    /// One by the smallest distance between two fingerprints found; `None` if there were fewer, or it is not known.
    pub actual: Option<f64>,
}

/// How often an action led to a state, as TLC counts.
#[derive(Clone, PartialEq, Debug)]
pub struct Coverage {
    pub name: Arc<str>,
    pub span: Span,
    pub module: Arc<str>,
    pub generated: u64,
    /// To a state not met before.
    pub distinct: u64,
}

/// What an engine found out.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// `trace` was replayed.
    Violated { violation: Violation, trace: Trace },
    /// An ASSUME is false or cannot be evaluated.
    Assumption { name: Option<Arc<str>>, span: Span, error: Option<EvalError> },
    /// A POSTCONDITION is false after the search or cannot be evaluated, or (`never`) a `_POSSIBLE` predicate was never true.
    Postcondition { name: Arc<str>, span: Span, error: Option<EvalError>, never: bool },
    /// No temporal property says anything: each is true of every behaviour by its form alone, the first at `span`.
    Tautology { name: Arc<str>, span: Span },
    /// What is to be checked does not fit the specification: a constraint is FALSE whatever the state, say.
    Config(Diagnostic),
    /// No error, but it is one here that something was not looked at ([`vacuity`]).
    Vacuous { why: Vec<String> },
    /// No violation in any state reachable in at most `depth` steps; `exhaustive` if that is every reachable state.
    Safe,
    /// The solver gave up.
    Unknown { reason: String },
    /// The time given is over.
    Timeout,
    /// The user ended the run, or nobody needed its answer any more.
    Interrupted,
    /// The system refused what the run needs: room for a file.
    Failed(Diagnostic),
    /// Something that this engine does not handle was needed.
    Unsupported(Diagnostic),
    /// A bug of ours: an answer that its own check refuted.
    Internal { message: String },
}

/// A proof by induction.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Inductive {
    /// The states up to this depth were searched.
    pub beyond: u32,
    /// What was found to be true of all states, besides the invariants, and is needed to see that each step keeps these.
    pub lemmas: Vec<String>,
}

/// An outcome with what it rests on.
#[derive(Clone, Debug)]
pub struct Verdict {
    pub outcome: Outcome,
    /// `"symbolic"`, `"explicit"` or `"simulate"`.
    pub engine: &'static str,
    /// Every state reachable in at most this many steps was checked. `None` if not even the initial states were.
    pub depth: Option<u32>,
    /// Every reachable state was checked.
    pub exhaustive: bool,
    pub counts: Option<Counts>,
    pub elapsed: Duration,
    /// What the outcome takes for granted, a sentence each.
    pub assumptions: Vec<String>,
    /// If states were told apart by fingerprints.
    pub collisions: Option<Collisions>,
    /// How often each action was taken, if that was counted to the end.
    pub coverage: Vec<Coverage>,
    /// What else is violated, if the search was to go on: of each property the first violation.
    pub further: Vec<(Violation, Trace)>,
    /// If the answer is a proof by induction, from some depth on.
    pub inductive: Option<Inductive>,
    /// What else there is to say, a sentence each, such as what another engine came to.
    pub notes: Vec<String>,
    /// What kept another engine from an answer, where this one has none either.
    pub beside: Vec<Diagnostic>,
    /// What an answer without errors did not look at.
    pub vacuity: Vacuity,
}
