//! Events: errors in a state or a step, and where they were found.
//!
//! In: violations and errors, as the checker of a state reports them. Out: an [`Event`], which ends the search or is noted.

use super::fingerprint::Fingerprint;
use super::place::BatchPosition;
use crate::engine::assumptions::unsupported_error;
use crate::eval::Registers;
use crate::eval::error::EvalError;
use crate::property::Violation;
use crate::trace::replay::Claim;
use crate::value::State;
use std::sync::Arc;

/// Something that ends the search, or a violation.
pub struct Event {
    pub place: BatchPosition,
    /// Of the state, if the event counts only where the state was found first.
    pub fingerprint: Option<Fingerprint>,
    /// The state after the parent, if the error is not in the parent itself.
    pub last: Option<State>,
    pub what: What,
    /// The registers at that time, if the model reads them.
    pub registers: Option<Box<Registers>>,
}

impl Event {
    pub fn new(place: BatchPosition, fingerprint: Option<Fingerprint>, last: Option<State>, what: What) -> Event {
        Event { place, fingerprint, last, what, registers: None }
    }
}

pub enum What {
    /// The claim of the trace, and the name of the property if there is one.
    Wrong(Claim, Option<Arc<str>>),
    /// A constraint cannot be evaluated in a successor, or for the step to it.
    Constraint,
    Unsupported(EvalError),
    /// A temporal property or fairness cannot be evaluated.
    Temporal(EvalError),
    /// The VIEW cannot be evaluated.
    View(EvalError),
}

impl What {
    /// Whether both are violations of the same property.
    pub fn same_property(&self, other: &What) -> bool {
        match (self, other) {
            (What::Wrong(a, x), What::Wrong(b, y)) => a == b && x == y,
            (What::Constraint, What::Constraint) => true,
            (What::Wrong(..) | What::Constraint | What::Unsupported(_) | What::Temporal(_) | What::View(_), _) => false,
        }
    }
}

/// An error, as the claim that a trace to it must satisfy.
pub fn failed(e: EvalError, claim: Claim) -> What {
    if unsupported_error(&e).is_some() { What::Unsupported(e) } else { What::Wrong(claim, None) }
}

/// A constraint that has no value.
pub fn unconstrainable(e: EvalError) -> What {
    if unsupported_error(&e).is_some() { What::Unsupported(e) } else { What::Constraint }
}

/// A violation, as an event.
pub fn broken(v: Violation) -> What {
    match v {
        Violation::InvariantError { name, error, .. } => match failed(error, Claim::InvariantError) {
            What::Wrong(claim, _) => What::Wrong(claim, Some(name)),
            other => other,
        },
        Violation::ActionProperty { name, .. } => What::Wrong(Claim::ActionProperty, Some(name)),
        Violation::ImpliedInit { name, .. } => What::Wrong(Claim::ImpliedInit, Some(name)),
        Violation::Invariant { name, .. } | Violation::Liveness { name, .. } => What::Wrong(Claim::Invariant, Some(name)),
        Violation::Deadlock | Violation::NextError(_) | Violation::InitError(_) => What::Wrong(Claim::Invariant, None),
    }
}
