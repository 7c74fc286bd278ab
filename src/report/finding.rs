//! What was found, as one message with places.
//!
//! In: an [`Outcome`]. Out: a [`Diagnostic`] whose first label is the failing expression or the violated definition, whose further
//! labels are the calls around it, and whose notes are the values of local names. Its code has no meaning.

use crate::diag::{Code, Diagnostic};
use crate::eval::error::{ErrorKind, EvalError};
use crate::property::{Evaluated, Violation};
use crate::source::Span;
use crate::trace::{Lasso, Outcome};

/// The way out where a behavior without fairness stops.
const NO_FAIRNESS: &str = "without fairness a behavior may stop in any state: add `WF_vars(Next)` to the specification, \
     or write `fair process` in PlusCal";

/// `None` if there is nothing to report.
pub fn of_outcome(outcome: &Outcome) -> Option<Diagnostic> {
    match outcome {
        Outcome::Safe => None,
        Outcome::Violated { violation, trace } => {
            let d = of_violation(violation);
            let stops = matches!(trace.lasso, Some(Lasso::Stuttering));
            let unfair = matches!(violation, Violation::Liveness { fairness, .. } if fairness.is_empty());
            Some(if stops && unfair { d.help(NO_FAIRNESS) } else { d })
        }
        Outcome::Assumption { name, span, error } => Some(assumption(name.as_deref(), *span, error.as_ref())),
        Outcome::Postcondition { name, span, error: None, never: true } => {
            Some(broken(format!("{name} is not possible"), *span, "is true in no state and for no step"))
        }
        Outcome::Postcondition { name, span, error: None, never: false } => {
            Some(broken(format!("postcondition {name} is false"), *span, "is false after the search"))
        }
        Outcome::Postcondition { name, error: Some(e), .. } => Some(of_error(&format!("evaluating postcondition {name}"), e)),
        Outcome::Tautology { name, span } => Some(
            broken(
                format!("temporal property {name} is a tautology"),
                *span,
                "true for every behavior, whatever the specification",
            )
            .help("look for an implication from FALSE or to TRUE, or do not check the property"),
        ),
        Outcome::Config(diagnostic) => Some(diagnostic.clone()),
        Outcome::Vacuous { why } => Some(
            message(format!("no error was found, but {}", why.join("; ")))
                .help("--vacuity error makes this an error; without it the answer is ok"),
        ),
        Outcome::Unknown { reason } => Some(message(reason.to_string())),
        Outcome::Timeout => Some(message("time limit reached")),
        Outcome::Interrupted => Some(message("the run was interrupted")),
        Outcome::Failed(diagnostic) | Outcome::Unsupported(diagnostic) => Some(diagnostic.clone()),
        Outcome::Internal { message: text } => Some(
            message(format!("internal error: {text}"))
                .help("this is a bug in Tlaloc, not in your specification; please report it with the specification"),
        ),
    }
}

/// The name of the property that is violated.
pub fn property_of(violation: &Violation) -> Option<String> {
    match violation {
        Violation::Invariant { name, .. }
        | Violation::InvariantError { name, of: Evaluated::Invariant | Evaluated::Step | Evaluated::Temporal, .. }
        | Violation::ActionProperty { name, .. }
        | Violation::ImpliedInit { name, .. }
        | Violation::Liveness { name, .. } => Some(name.to_string()),
        Violation::InvariantError { of: Evaluated::Fairness, .. }
        | Violation::Deadlock
        | Violation::NextError(_)
        | Violation::InitError(_) => None,
    }
}

/// The name that the JSON object's `property` gives.
pub fn property(outcome: &Outcome) -> Option<String> {
    match outcome {
        Outcome::Violated { violation, .. } => property_of(violation),
        Outcome::Assumption { name, .. } => name.as_ref().map(|n| n.to_string()),
        Outcome::Postcondition { name, .. } | Outcome::Tautology { name, .. } => Some(name.to_string()),
        Outcome::Safe
        | Outcome::Config(_)
        | Outcome::Vacuous { .. }
        | Outcome::Unknown { .. }
        | Outcome::Timeout
        | Outcome::Interrupted
        | Outcome::Failed(_)
        | Outcome::Unsupported(_)
        | Outcome::Internal { .. } => None,
    }
}

/// Where the predicate that a violation is about is false.
pub fn at(violation: &Violation) -> &'static str {
    match violation {
        Violation::ActionProperty { .. } => "for the last step",
        Violation::ImpliedInit { .. } => "in the initial state",
        Violation::Liveness { .. } => "for this behavior",
        Violation::Invariant { .. }
        | Violation::Deadlock
        | Violation::NextError(_)
        | Violation::InitError(_)
        | Violation::InvariantError { .. } => "in the last state",
    }
}

pub fn of_violation(violation: &Violation) -> Diagnostic {
    let is_false = format!("is false {}", at(violation));
    match violation {
        Violation::Invariant { name, span } => broken(format!("invariant {name} is violated"), *span, &is_false),
        Violation::ActionProperty { name, span } => broken(format!("action property {name} is violated"), *span, &is_false),
        Violation::ImpliedInit { name, span } => broken(format!("property {name} is violated"), *span, &is_false),
        Violation::Liveness { name, span, .. } => broken(format!("temporal property {name} is violated"), *span, &is_false),
        Violation::Deadlock => message("deadlock: no step is possible from the last state")
            .help("if the system may stop there, turn the check off with --deadlock off or CHECK_DEADLOCK FALSE"),
        Violation::NextError(e) => of_error("evaluating the next step from the last state", e),
        Violation::InitError(e) => of_error("evaluating the initial states", e),
        Violation::InvariantError { name, error: e, of } => match of {
            Evaluated::Invariant => of_error(&format!("evaluating invariant {name} in the last state"), e),
            Evaluated::Step => of_error(&format!("evaluating action property {name} in the last step"), e),
            Evaluated::Temporal => of_error(&format!("evaluating temporal property {name} in the last state"), e),
            Evaluated::Fairness => of_error("evaluating a fairness condition of the specification in the last state", e),
        },
    }
}

fn assumption(name: Option<&str>, span: Span, cause: Option<&EvalError>) -> Diagnostic {
    let which = name.map_or("an assumption".to_string(), |n| format!("assumption {n}"));
    match cause {
        Some(e) => of_error(&format!("evaluating {which}"), e),
        None => broken(format!("{which} is false"), span, "is false for the configured constants")
            .help("change the constants' values in the .cfg or with --const"),
    }
}

/// An expression that could not be evaluated, while `doing` something.
pub fn of_error(doing: &str, e: &EvalError) -> Diagnostic {
    let mut d = message(format!("{}, {doing}", e.message.trim_end_matches('.'))).at(e.span, label(e.kind));
    for (name, span) in e.calls.iter().filter(|c| !c.1.is_none() && c.1 != e.span) {
        d = d.at(*span, format!("in {name}"));
    }
    if !e.locals.is_empty() {
        let values: Vec<String> = e.locals.iter().map(|(name, value)| format!("{name} = {value}")).collect();
        d = d.note(format!("where {}", values.join("\n  and ")));
    }
    match &e.help {
        Some(help) => d.help(help.clone()),
        None => d,
    }
}

fn label(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::Assert => "this fails",
        ErrorKind::IncompleteState => "this does not give every variable a value",
        ErrorKind::Unsupported => "this is not supported",
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
        | ErrorKind::StackOverflow => "this has no value",
        ErrorKind::Misplaced => "this is not allowed here",
    }
}

fn broken(text: String, span: Span, label: &str) -> Diagnostic {
    message(text).at(span, label)
}

fn message(text: impl Into<String>) -> Diagnostic {
    Diagnostic::error(Code::INTERNAL, text)
}
