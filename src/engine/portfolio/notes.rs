//! What a portfolio's verdict says about the engines that are not reported.
//!
//! In: their verdicts. Out: a sentence each.

use super::outcomes::{DropOut, drop_out};
use crate::trace::{EngineName, Outcome, Verdict};

/// The note about an engine that dropped out where another one has an answer. One that was only slower gets none.
pub fn dropped_out(v: &Verdict) -> Option<String> {
    if is_refused_proof(v) { None } else { why_out(v) }
}

/// Whether the model has no proof of all states that could be looked for: that is more than was asked for, so nothing is said about it.
pub fn is_refused_proof(v: &Verdict) -> bool {
    v.engine == EngineName::PDR && matches!(drop_out(v), Some(DropOut::Unsupported(_)))
}

/// Why an engine has no answer, unless it was only slower.
pub fn why_out(v: &Verdict) -> Option<String> {
    match drop_out(v)? {
        DropOut::Interrupted | DropOut::Timeout => None,
        DropOut::GaveUp(_) | DropOut::Failed(_) | DropOut::OwnLimit(_) | DropOut::Unsupported(_) | DropOut::Internal(_) => {
            Some(of(v))
        }
    }
}

/// Why an engine has no answer, and how far it got.
pub fn of(v: &Verdict) -> String {
    let engine = format!("the {} engine", v.engine);
    let what = match drop_out(v) {
        // the message may name the engine itself
        Some(DropOut::Unsupported(d)) if d.message.starts_with(&engine) => d.message.clone(),
        Some(DropOut::Unsupported(d)) => format!("{engine} does not support the model: {}", d.message),
        Some(DropOut::Failed(d)) => format!("{engine} failed: {}", d.message),
        Some(DropOut::GaveUp(why)) => format!("{engine} gave up: {why}"),
        Some(DropOut::Internal(message)) => format!("{engine} failed, which is a bug in Tlaloc: {message}"),
        Some(DropOut::OwnLimit(e)) => format!("{engine} cannot evaluate something: {}", e.message),
        Some(DropOut::Timeout) => format!("{engine} also ran out of time"),
        Some(DropOut::Interrupted) | None => format!("{engine} was also interrupted"),
    };
    let depth = v.depth.map_or(String::new(), |d| format!(" (no error up to depth {d})"));
    what + &depth
}

/// How far an engine without an answer got, if it completed a depth.
pub fn clean_to(v: &Verdict) -> Option<String> {
    v.depth.map(|d| format!("the {} engine found no error up to depth {d}", v.engine))
}

/// What may differ in another run, in which another engine may be the first with an answer.
pub fn may_differ(v: &Verdict, bounded: bool) -> Option<String> {
    let what = match &v.outcome {
        Outcome::Violated { .. } => "show another trace of the same length",
        Outcome::Safe if bounded && v.exhaustive => "say so only up to the depth",
        Outcome::Safe if bounded => "say so of all reachable states",
        // only what is known of all states ends such a run
        Outcome::Safe => return None,
        Outcome::Assumption { .. }
        | Outcome::Postcondition { .. }
        | Outcome::Tautology { .. }
        | Outcome::Config(_)
        | Outcome::Vacuous { .. }
        | Outcome::Unknown { .. }
        | Outcome::Timeout
        | Outcome::Interrupted
        | Outcome::Failed(_)
        | Outcome::Unsupported(_)
        | Outcome::Internal { .. } => return None,
    };
    Some(format!(
        "both engines ran, and the first answer counts: another run may {what} (--engine {} repeats this one)",
        v.engine
    ))
}

/// An answer about the states at most `k` steps away, from one about those beyond: the explicit engine has finished that level.
pub fn up_to(k: u32, mut verdict: Verdict) -> Verdict {
    let Outcome::Violated { trace, .. } = &verdict.outcome else { return verdict };
    let steps = trace.states.len().saturating_sub(1) as u32;
    if steps <= k {
        return verdict;
    }
    verdict.notes.push(format!("there is an error beyond that depth, after {steps} steps: --depth {steps} shows one"));
    verdict.outcome = Outcome::Safe;
    verdict.depth = verdict.depth.min(Some(k));
    verdict
}
