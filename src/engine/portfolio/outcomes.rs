//! Which verdict of a portfolio is reported, and its exit code, as a table.
//!
//! In: the verdicts of engines that have ended. Out: the index of the reported one. [`ROWS`] is the table; `docs/reference.md` shows it
//! ([`markdown`]), and the tests have a case for every row.
//!
//! An evaluation error may say more about the engine than about the specification: the explicit engine cannot enumerate `Nat`, where the
//! symbolic one chooses from it. Such an error is the engine's own limit, not an answer, and is reported only where no other engine got
//! anywhere.

use crate::diag::Diagnostic;
use crate::eval::error::{ErrorKind, EvalError};
use crate::trace::{GaveUp, Outcome, Verdict};

/// Why an engine has no answer.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum DropOut<'v> {
    /// The user ended the run, or another engine had the answer.
    Interrupted,
    Timeout,
    /// The memory limit, the solver, or a counterexample that cannot be confirmed.
    GaveUp(&'v GaveUp),
    /// The system refused something: space on disk, say.
    Failed(&'v Diagnostic),
    /// An evaluation error that is a limit of the engine's.
    OwnLimit(&'v EvalError),
    Unsupported(&'v Diagnostic),
    /// A bug of ours.
    Internal(&'v str),
}

/// Why the engine has no answer; `None` if its verdict is conclusive.
pub fn drop_out(v: &Verdict) -> Option<DropOut<'_>> {
    match &v.outcome {
        Outcome::Violated { violation, .. } => violation.error().filter(|e| is_own_limit(e.kind)).map(DropOut::OwnLimit),
        // An engine that ends by itself has searched as far as it was told to.
        Outcome::Safe
        | Outcome::Assumption { .. }
        | Outcome::Postcondition { .. }
        | Outcome::Tautology { .. }
        | Outcome::Config(_)
        | Outcome::Vacuous { .. } => None,
        Outcome::Interrupted => Some(DropOut::Interrupted),
        Outcome::Timeout => Some(DropOut::Timeout),
        Outcome::Unknown { reason } => Some(DropOut::GaveUp(reason)),
        Outcome::Failed(d) => Some(DropOut::Failed(d)),
        Outcome::Unsupported(d) => Some(DropOut::Unsupported(d)),
        Outcome::Internal { message } => Some(DropOut::Internal(message)),
    }
}

/// Does this verdict end the run?
pub fn is_conclusive(v: &Verdict) -> bool {
    drop_out(v).is_none()
}

/// May another engine do better at such an error?
fn is_own_limit(kind: ErrorKind) -> bool {
    match kind {
        ErrorKind::NotEnumerable | ErrorKind::Unsupported => true,
        ErrorKind::Assert
        | ErrorKind::ChooseNoWitness
        | ErrorKind::OutsideDomain
        | ErrorKind::NoField
        | ErrorKind::EmptySequence
        | ErrorKind::NoCaseArm
        | ErrorKind::Type
        | ErrorKind::Argument
        | ErrorKind::DivisionByZero
        | ErrorKind::Overflow
        | ErrorKind::UndefinedVariable
        | ErrorKind::IncompleteState
        | ErrorKind::Misplaced
        // the symbolic engine does not go nearly as deep, and the reference checker reports it, too
        | ErrorKind::StackOverflow => false,
    }
}

/// A kind of verdict, as the table has it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ending {
    Answer,
    Interrupted,
    Timeout,
    /// [`DropOut::GaveUp`] and [`DropOut::Failed`].
    Unknown,
    OwnLimit,
    Unsupported,
    Internal,
}

impl Ending {
    pub fn of(v: &Verdict) -> Ending {
        match drop_out(v) {
            None => Ending::Answer,
            Some(DropOut::Interrupted) => Ending::Interrupted,
            Some(DropOut::Timeout) => Ending::Timeout,
            Some(DropOut::GaveUp(_) | DropOut::Failed(_)) => Ending::Unknown,
            Some(DropOut::OwnLimit(_)) => Ending::OwnLimit,
            Some(DropOut::Unsupported(_)) => Ending::Unsupported,
            Some(DropOut::Internal(_)) => Ending::Internal,
        }
    }
}

/// A condition on the other engines.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Others {
    Any,
    /// None completed a depth, and each does not support the model, has a bug, or has a limit of its own.
    Nowhere,
}

/// A row of the table: the first row whose ending an engine has, and whose condition the others satisfy, is the one that counts.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    pub ending: Ending,
    pub others: Others,
    /// For the documentation: how the reported engine ended, how the others did, and the exit code.
    pub shown: [&'static str; 3],
}

/// From the first choice to the last.
pub const ROWS: &[Row] = &[
    Row {
        ending: Ending::Answer,
        others: Others::Any,
        shown: [
            "an answer: an error, or \"no error\" as far as was asked",
            "anything, even an internal error",
            "the answer's. Of two answers the first, or the explicit engine's if they come at nearly the same time.",
        ],
    },
    Row { ending: Ending::Interrupted, others: Others::Any, shown: ["interrupted", "no answer", "130"] },
    Row { ending: Ending::Timeout, others: Others::Any, shown: ["timed out", "no answer, not interrupted", "61"] },
    Row {
        ending: Ending::Unknown,
        others: Others::Any,
        shown: ["`unknown`", "`unsupported`, an internal error, or (explicit) a set that it cannot enumerate", "60"],
    },
    Row {
        ending: Ending::OwnLimit,
        others: Others::Nowhere,
        shown: [
            "explicit: cannot enumerate a set (`x \\in Nat`)",
            "`unsupported`, or an internal error, before the initial states were checked",
            "75, or 76 in an invariant",
        ],
    },
    Row {
        ending: Ending::Unsupported,
        others: Others::Any,
        shown: ["`unsupported`", "`unsupported`, an internal error, or (explicit) a set that it cannot enumerate", "62"],
    },
    Row {
        ending: Ending::Internal,
        others: Others::Any,
        shown: ["internal error", "internal error, or (explicit) a set that it cannot enumerate", "255"],
    },
    Row {
        ending: Ending::OwnLimit,
        others: Others::Any,
        shown: ["explicit: cannot enumerate a set", "no answer, at some depth", "the other engine's"],
    },
];

/// The table as `docs/reference.md` has it.
pub fn markdown() -> String {
    let rows = ROWS.iter().map(|row| format!("| {} |\n", row.shown.join(" | ")));
    "| one engine | the other engine | exit code |\n| --- | --- | --- |\n".to_string() + &rows.collect::<String>()
}

/// The index of the reported verdict: the one with the first row, then the one with the greatest depth, then the first.
pub fn reported(all: &[Verdict]) -> usize {
    let key = |i: &usize| (row(all, *i), std::cmp::Reverse(all[*i].depth), *i);
    (0..all.len()).min_by_key(key).unwrap_or(0)
}

/// The row of one verdict among others.
pub fn row(all: &[Verdict], own: usize) -> usize {
    let ending = Ending::of(&all[own]);
    let nowhere = all.iter().enumerate().all(|(i, v)| i == own || got_nowhere(v));
    let fits = |row: &Row| {
        row.ending == ending
            && match row.others {
                Others::Any => true,
                Others::Nowhere => nowhere,
            }
    };
    ROWS.iter().position(fits).unwrap_or(ROWS.len())
}

/// Did the engine do nothing of what was asked?
fn got_nowhere(v: &Verdict) -> bool {
    match Ending::of(v) {
        Ending::Answer | Ending::Interrupted | Ending::Timeout | Ending::Unknown => false,
        Ending::Unsupported | Ending::Internal => v.depth.is_none(),
        Ending::OwnLimit => true,
    }
}
