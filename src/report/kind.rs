//! The verdict's name and exit code.
//!
//! In: an outcome, or the diagnostics that ended a run before any engine. Out: [`Kind`], whose name is `verdict` in the JSON object and
//! whose exit code is TLC's where TLC has one. The codes 60 (unknown), 61 (timeout), 62 (unsupported), 63 (vacuous) and 130
//! (interrupted, as in shells) are not TLC's. Invariant: only [`Kind::Ok`] has exit code 0.

use crate::diag::{Code, Diagnostic};
use crate::eval::error::{ErrorKind, EvalError};
use crate::property::{Evaluated, Violation};
use crate::trace::{Outcome, Trace};

/// The kind of a verdict: its name in the JSON object, and what else decides the exit code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Ok,
    Assumption,
    /// A POSTCONDITION is false, or a `_POSSIBLE` predicate was never true.
    Postcondition,
    Tautology,
    Deadlock,
    Invariant,
    ActionProperty,
    ImpliedInit,
    Liveness,
    /// As [`Kind::Liveness`], and every continuation of the behavior violates the property.
    LivenessPrefix,
    Assert,
    Evaluation(Evaluation),
    Parse,
    /// `readable`: the file could be read, but does not fit the specification.
    Config {
        readable: bool,
    },
    /// An invariant is not a state predicate. TLC reports that as a failed evaluation.
    InvariantLevel,
    /// No error, but not everything was checked, and `--vacuity error` makes that an error.
    Vacuous,
    Unsupported,
    Unknown,
    Timeout,
    /// By Ctrl-C, or SIGTERM.
    Interrupted,
    Internal,
}

/// Which evaluation failed. TLC has an exit code for each.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Evaluation {
    /// The next-state action, or anything in an initial state.
    Next,
    Invariant,
    /// In the next-state action, an integer beyond 32 bits or an invalid argument of a standard module's operator; or an initial state in
    /// which a variable has no value.
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
            // TLC throws an exception there
            Outcome::Config(d) => Kind::Config { readable: d.code != Code::SYMMETRY },
            Outcome::Vacuous { .. } => Kind::Vacuous,
            Outcome::Unknown { .. } | Outcome::Failed(_) => Kind::Unknown,
            Outcome::Timeout => Kind::Timeout,
            Outcome::Interrupted => Kind::Interrupted,
            Outcome::Unsupported(_) => Kind::Unsupported,
            Outcome::Internal { .. } => Kind::Internal,
        }
    }

    /// The kind of a run that ended before any engine: that of its gravest diagnostic.
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
        // In an initial state TLC does not say what it was evaluating.
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
        // TLC reports these as internal errors.
        ErrorKind::Misplaced => Kind::Evaluation(Evaluation::Limit),
    }
}

/// The kind of an error in the next-state action. TLC has one exit code for errors that operators of standard modules raise, and another
/// for those of its evaluator; elsewhere the two are one.
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
