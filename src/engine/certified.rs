//! `--certify`: the verdict says whether the answers of solvers behind it have proofs that were checked.
//!
//! In: a verdict, and the notes of the solvers that it rests on ([`crate::sat::certify`]). Out: its [`Certification`]. A violation needs
//! none, since its trace was replayed. A wrong answer, or a proof that the checker rejects, is an internal error.
//!
//! Invariant: where certification was asked for, an answer without errors is certified or says why it is not.

use super::Options;
use crate::sat::certify::{Certified, Notes, Uncertified};
use crate::trace::{Certification, Outcome, Verdict};
use crate::util::interrupt::{Reason, catch};

/// Certifies a verdict that rests on these notes.
pub(super) fn certify(options: &Options<'_>, verdict: &mut Verdict, notes: Notes) {
    if !options.bounded.certify || !says_something(verdict) {
        return;
    }
    let not = |why: &str| Some(Certification::Not(why.into()));
    if !is_safe(verdict) {
        verdict.certification = not("the search ended early, and only a complete answer is certified");
        return;
    }
    verdict.certification = match catch(|| notes.certify()) {
        Ok(Ok(Certified { answers, steps, hints })) => Some(Certification::Certified { answers, steps, hints }),
        Ok(Err(Uncertified::NoProof(why))) => not(&why),
        Ok(Err(Uncertified::Refuted(message))) => {
            verdict.outcome = Outcome::Internal { message };
            None
        }
        Err(Reason::Time) => not("the time limit was reached before all answers were derived again"),
        Err(Reason::Memory) => not("the memory limit was reached before all answers were derived again"),
        Err(Reason::User | Reason::Superseded) => not("the run was interrupted before all answers were derived again"),
    };
}

/// An answer that rests on no solver says so.
pub(crate) fn complete(options: &Options<'_>, verdict: &mut Verdict) {
    if options.bounded.certify && is_safe(verdict) && verdict.certification.is_none() {
        let why = "the answer rests on no solver, since the states were enumerated; --engine pdr and --engine symbolic ask one";
        verdict.certification = Some(Certification::Not(why.into()));
    }
}

fn is_safe(verdict: &Verdict) -> bool {
    matches!(verdict.outcome, Outcome::Safe | Outcome::Vacuous { .. })
}

/// Does the verdict say that some states have no error?
fn says_something(verdict: &Verdict) -> bool {
    match verdict.outcome {
        Outcome::Safe | Outcome::Vacuous { .. } => true,
        Outcome::Unknown { .. } | Outcome::Timeout | Outcome::Interrupted | Outcome::Unsupported(_) => verdict.depth.is_some(),
        Outcome::Violated { .. }
        | Outcome::Assumption { .. }
        | Outcome::Postcondition { .. }
        | Outcome::Tautology { .. }
        | Outcome::Config(_)
        | Outcome::Failed(_)
        | Outcome::Internal { .. } => false,
    }
}
