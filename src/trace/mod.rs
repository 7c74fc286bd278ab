//! Behaviors found, verdicts, and the replay that certifies them.
//!
//! In: states from an engine. Out: a [`Trace`] whose every step the concrete evaluator has confirmed
//! (`replay`), and the [`Verdict`] that rests on it. Invariant: no report shows a trace that was not replayed.

pub mod confirm;
pub mod doc;
pub mod lasso;
pub mod recorded;
pub mod replay;
pub mod survey;
#[cfg(test)]
mod tests;
pub mod vacuity;

use crate::diag::Diagnostic;
use crate::eval::error::EvalError;
use crate::proof::Proof;
use crate::property::Violation;
use crate::source::Span;
use crate::value::{ActionLabel, State, Value};
use std::sync::Arc;
use std::time::Duration;
use vacuity::Vacuity;

#[derive(Clone, PartialEq, Debug)]
pub struct TraceState {
    pub state: State,
    /// `None` for the initial state.
    pub action: Option<ActionLabel>,
    /// The value of ALIAS, to be shown in place of the state; `None` where it cannot be evaluated.
    pub alias: Option<Value>,
}

/// A finite behavior, or, with `lasso`, an infinite one.
#[derive(Clone, PartialEq, Debug)]
pub struct Trace {
    pub states: Vec<TraceState>,
    pub lasso: Option<Lasso>,
}

/// The loop of an infinite behavior.
#[derive(Clone, PartialEq, Debug)]
pub enum Lasso {
    /// The last state for ever.
    Stuttering,
    /// Back to `states[index]` by `action`.
    BackTo { index: usize, action: ActionLabel },
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

/// The name of an engine, as `--engine` and the JSON object have it. A new engine makes a constant of its own.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct EngineName(&'static str);

impl EngineName {
    pub const EXPLICIT: EngineName = EngineName("explicit");
    pub const SYMBOLIC: EngineName = EngineName("symbolic");
    pub const PDR: EngineName = EngineName("pdr");
    pub const SIMULATE: EngineName = EngineName("simulate");

    pub const fn new(name: &'static str) -> EngineName {
        EngineName(name)
    }

    pub const fn as_str(self) -> &'static str {
        self.0
    }
}

impl std::fmt::Display for EngineName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.0)
    }
}

/// Why an engine has no answer although it supports the model and was not stopped by the user or the clock.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum GaveUp {
    /// The memory limit is reached.
    OutOfMemory,
    /// The solver has no answer; its reason.
    Solver(String),
    /// The VIEW cannot be evaluated in a state; the error.
    View(String),
    /// A counterexample that the evaluator cannot confirm; why.
    Unconfirmed(String),
}

impl std::fmt::Display for GaveUp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            GaveUp::OutOfMemory => f.write_str("memory limit reached"),
            GaveUp::Solver(reason) => f.write_str(reason),
            GaveUp::View(error) => write!(f, "the VIEW cannot be evaluated: {error}"),
            GaveUp::Unconfirmed(why) => f.write_str(why),
        }
    }
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
    /// No temporal property says anything: each is true of every behavior by its form alone, the first at `span`.
    Tautology { name: Arc<str>, span: Span },
    /// What is to be checked does not fit the specification: a constraint is FALSE in every state, for example.
    Config(Diagnostic),
    /// No error, but it is one here that something was not looked at ([`vacuity`]).
    Vacuous { why: Vec<String> },
    /// No violation in any state reachable in at most `depth` steps; `exhaustive` if that is every reachable state.
    Safe,
    /// The engine gave up.
    Unknown { reason: GaveUp },
    /// The time limit is reached.
    Timeout,
    /// The user ended the run, or its answer was no longer needed.
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
    /// What has confirmed the proof besides the engine that found it.
    pub checked_by: Vec<String>,
    /// The inductive invariant, if it is about the atoms of a finite set of states.
    pub proof: Option<Arc<Proof>>,
}

/// Whether the answers of solvers that an outcome rests on were certified: derived again, with a proof that a checker accepted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Certification {
    Certified {
        /// The answers "unsatisfiable".
        answers: u64,
        /// The clauses that were derived for them.
        steps: u64,
        /// The hints of all derivations.
        hints: u64,
    },
    /// They were not, and why.
    Not(String),
}

/// An outcome with what it rests on.
#[derive(Clone, Debug)]
pub struct Verdict {
    pub outcome: Outcome,
    pub engine: EngineName,
    /// Every state reachable in at most this many steps was checked. `None` if not even the initial states were.
    pub depth: Option<u32>,
    /// Every reachable state was checked.
    pub exhaustive: bool,
    pub counts: Option<Counts>,
    /// The number of random behaviors that were checked, where an engine checks those.
    pub behaviors: Option<u64>,
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
    /// If the answers of solvers were to be certified.
    pub certification: Option<Certification>,
    /// What else there is to say, a sentence each, such as what another engine came to.
    pub notes: Vec<String>,
    /// What kept another engine from an answer, where this one has none either.
    pub beside: Vec<Diagnostic>,
    /// What an answer without errors did not look at.
    pub vacuity: Vacuity,
}

impl Verdict {
    /// An outcome before any state was searched.
    pub fn without_search(engine: EngineName, outcome: Outcome, elapsed: Duration) -> Verdict {
        Verdict {
            outcome,
            engine,
            depth: None,
            exhaustive: false,
            counts: None,
            behaviors: None,
            elapsed,
            assumptions: Vec::new(),
            collisions: None,
            coverage: Vec::new(),
            further: Vec::new(),
            inductive: None,
            certification: None,
            notes: Vec::new(),
            beside: Vec::new(),
            vacuity: Vacuity::default(),
        }
    }
}
