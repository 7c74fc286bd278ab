//! The verdict's name and exit code.
//!
//! In: what a run came to. Out: [`Kind`], whose name goes into the JSON object and whose exit code is the
//! reference checker's where it has one. Ours are 60 (unknown), 61 (timeout), 62 (unsupported), 63 (vacuous) and, as
//! shells have it, 130 (interrupted). Invariant:
//! nothing but [`Kind::Ok`] ends in 0.

use crate::diag::{Code, Diagnostic};
use crate::eval::error::{ErrorKind, EvalError};
use crate::property::{Evaluated, Violation};
use crate::trace::{Outcome, Trace};

/// The possible values of `verdict` in the JSON object, with what the exit code needs besides.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Ok,
    Assumption,
    /// Of a POSTCONDITION or a `_POSSIBLE`.
    Postcondition,
    Tautology,
    Deadlock,
    Invariant,
    ActionProperty,
    ImpliedInit,
    Liveness,
    /// As [`Kind::Liveness`], but what comes after the behaviour's states does not matter.
    LivenessPrefix,
    Assert,
    Evaluation(Evaluation),
    Parse,
    /// `readable`: the file could be read, but what it says does not fit the specification.
    Config {
        readable: bool,
    },
    /// An invariant is no predicate of states, which the reference checker takes for a failed evaluation.
    InvariantLevel,
    /// No error, but not all was looked at, and that is to be an error.
    Vacuous,
    Unsupported,
    Unknown,
    Timeout,
    /// By Ctrl-C.
    Interrupted,
    Internal,
}

/// What could not be evaluated; the reference checker has an exit code for each.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Evaluation {
    /// The next-state action, or anything in an initial state.
    Next,
    Invariant,
    /// In the next-state action, integers beyond 32 bits or an argument that an operator of a standard module does not take;
    /// or an initial state with a variable left over.
    Limit,
}

impl Kind {
    pub fn name(self) -> &'static str {
        match self {
            Kind::Ok => "ok",
            Kind::Assumption => "assumption",
            Kind::Postcondition => "postcondition",
            Kind::Tautology => "tautology",
            Kind::Deadlock => "deadlock",
            Kind::Invariant => "invariant",
            Kind::ActionProperty => "action-property",
            Kind::ImpliedInit => "implied-init",
            Kind::Liveness | Kind::LivenessPrefix => "liveness",
            Kind::Assert => "assert",
            Kind::Evaluation(_) => "evaluation-error",
            Kind::Parse => "parse-error",
            Kind::Config { .. } | Kind::InvariantLevel => "config-error",
            Kind::Vacuous => "vacuous",
            Kind::Unsupported => "unsupported",
            Kind::Unknown => "unknown",
            Kind::Timeout => "timeout",
            Kind::Interrupted => "interrupted",
            Kind::Internal => "internal-error",
        }
    }

    pub fn exit_code(self) -> u8 {
        match self {
            Kind::Ok => 0,
            Kind::Assumption | Kind::Postcondition => 10,
            Kind::Deadlock => 11,
            Kind::Invariant | Kind::LivenessPrefix => 12,
            Kind::ActionProperty | Kind::ImpliedInit | Kind::Liveness => 13,
            Kind::Assert => 14,
            Kind::Unknown => 60,
            Kind::Timeout => 61,
            Kind::Interrupted => 130,
            Kind::Unsupported => 62,
            Kind::Evaluation(Evaluation::Next) => 75,
            Kind::Evaluation(Evaluation::Invariant) | Kind::InvariantLevel => 76,
            Kind::Vacuous => 63,
            Kind::Tautology => 77,
            Kind::Parse => 150,
            Kind::Config { readable: true } => 151,
            Kind::Evaluation(Evaluation::Limit) | Kind::Config { readable: false } | Kind::Internal => 255,
        }
    }

    pub fn of_outcome(outcome: &Outcome) -> Kind {
        match outcome {
            Outcome::Safe => Kind::Ok,
            Outcome::Violated { violation, trace } => of_violation(violation, trace),
            Outcome::Assumption { .. } => Kind::Assumption,
            Outcome::Postcondition { .. } => Kind::Postcondition,
            Outcome::Tautology { .. } => Kind::Tautology,
            // the reference checker throws an exception there
            Outcome::Config(d) => Kind::Config { readable: d.code != Code::SYMMETRY },
            Outcome::Vacuous { .. } => Kind::Vacuous,
            Outcome::Unknown { .. } | Outcome::Failed(_) => Kind::Unknown,
            Outcome::Timeout => Kind::Timeout,
            Outcome::Interrupted => Kind::Interrupted,
            Outcome::Unsupported(_) => Kind::Unsupported,
            Outcome::Internal { .. } => Kind::Internal,
        }
    }

    /// Of a run that ended before any engine: the gravest of its diagnostics tells.
    pub fn of_diagnostics(diagnostics: &[Diagnostic]) -> Kind {
        let kinds = diagnostics.iter().map(|d| match d.code {
            Code::INTERNAL => Kind::Internal,
            Code::UNSUPPORTED => Kind::Unsupported,
            Code::CONFIG => Kind::Config { readable: true },
            Code::INVARIANT_LEVEL => Kind::InvariantLevel,
            Code::CONFIG_FILE | Code::CONFIG_PARSE => Kind::Config { readable: false },
            _ => Kind::Parse,
        });
        kinds.max_by_key(|k| (*k == Kind::Internal, *k != Kind::Unsupported)).unwrap_or(Kind::Internal)
    }
}

impl Kind {
    pub fn of_violation(violation: &Violation, trace: &Trace) -> Kind {
        of_violation(violation, trace)
    }
}

impl serde::Serialize for Kind {
    /// The name.
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.name())
    }
}

fn of_violation(violation: &Violation, trace: &Trace) -> Kind {
    match violation {
        Violation::Invariant { .. } => Kind::Invariant,
        Violation::Deadlock => Kind::Deadlock,
        Violation::NextError(e) => of_error(e, of_next(e)),
        Violation::InitError(e) if e.kind == ErrorKind::IncompleteState => Kind::Evaluation(Evaluation::Limit),
        Violation::InitError(e) => of_error(e, Evaluation::Next),
        Violation::InvariantError { error, of: Evaluated::Temporal | Evaluated::Fairness, .. } => {
            of_error(error, Evaluation::Limit)
        }
        Violation::InvariantError { error, of: Evaluated::Step, .. } => of_error(error, Evaluation::Next),
        // In an initial state the reference checker does not tell what it was evaluating.
        Violation::InvariantError { error, .. } if trace.states.len() <= 1 => of_error(error, Evaluation::Next),
        Violation::InvariantError { error, .. } => of_error(error, Evaluation::Invariant),
        Violation::ActionProperty { .. } => Kind::ActionProperty,
        Violation::ImpliedInit { .. } => Kind::ImpliedInit,
        Violation::Liveness { .. } if trace.lasso.is_none() => Kind::LivenessPrefix,
        Violation::Liveness { .. } => Kind::Liveness,
    }
}

fn of_error(error: &EvalError, otherwise: Evaluation) -> Kind {
    match error.kind {
        ErrorKind::Assert => Kind::Assert,
        ErrorKind::Unsupported => Kind::Unsupported,
        ErrorKind::ChooseNoWitness
        | ErrorKind::OutsideDomain
        | ErrorKind::NoField
        | ErrorKind::EmptySequence
        | ErrorKind::NoCaseArm
        | ErrorKind::Type
        | ErrorKind::Argument
        | ErrorKind::DivisionByZero
        | ErrorKind::Overflow
        | ErrorKind::NotEnumerable
        | ErrorKind::UndefinedVariable
        | ErrorKind::IncompleteState
        | ErrorKind::StackOverflow => Kind::Evaluation(otherwise),
        // The reference checker ends as if the mistake were its own.
        ErrorKind::Misplaced => Kind::Evaluation(Evaluation::Limit),
    }
}

/// Where the operators of its standard modules raise an error, the reference checker's exit code is another one than where
/// it evaluates an expression itself, but only in the next-state action.
fn of_next(error: &EvalError) -> Evaluation {
    match error.kind {
        ErrorKind::Argument
        | ErrorKind::EmptySequence
        | ErrorKind::DivisionByZero
        | ErrorKind::Overflow
        | ErrorKind::StackOverflow
        | ErrorKind::Misplaced => Evaluation::Limit,
        ErrorKind::Assert
        | ErrorKind::Unsupported
        | ErrorKind::ChooseNoWitness
        | ErrorKind::OutsideDomain
        | ErrorKind::NoField
        | ErrorKind::NoCaseArm
        | ErrorKind::Type
        | ErrorKind::NotEnumerable
        | ErrorKind::UndefinedVariable
        | ErrorKind::IncompleteState => Evaluation::Next,
    }
}
