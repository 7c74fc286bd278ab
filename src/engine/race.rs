//! Both engines side by side: the first conclusive answer ends the run.
//!
//! In: a model. Out: the verdict of one engine; it says whose. Conclusive are a violation, a false ASSUME or POSTCONDITION, and "no
//! error" as far as was asked: up to the depth, or, without one, in all reachable states. Who cannot do something, or runs out of
//! memory, has no conclusive answer: the other one goes on. If neither has one, the more useful verdict is
//! reported, and the other mentioned.
//!
//! - The explicit engine searches without the bound, so that where it sees all states the answer is "exhaustive", whatever
//!   the depth. Once it has expanded level K, there is no error up to depth K. (But for what is decided only when a search ends,
//!   such as temporal properties: with a depth that the user gave it is bounded by it.)
//! - Where answers come at nearly the same time ([`grace`]), the explicit engine's counts: for a small model
//!   verdict, trace and counts do not depend on the race.
//! - Whatever it finds beyond a depth that the user gave is no answer to what was asked; the verdict has a note.
//! - ASSUMEs are evaluated once, by the explicit engine; the symbolic one begins after that. Only the explicit engine prints
//!   what the specification prints.
//!
//! Both are exact up to their depths, so they cannot contradict each other: `compare` holds them to that.

use super::{Cancel, Options, Progress, Size, bmc, explicit};
use crate::eval::error::ErrorKind;
use crate::interrupt::Reason;
use crate::ir::Model;
use crate::trace::safety::Safety;
use crate::trace::{Outcome, Verdict};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

#[cfg(test)]
mod tests;

/// How often the user's wish to end is looked at.
const LOOK: Duration = Duration::from_millis(20);

/// How long to wait at least for an answer that is preferred.
const LEAST_GRACE: Duration = Duration::from_millis(100);

/// What may be said about states more steps away than the depth.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Beyond {
    /// The depth was the user's: nothing but that there are none.
    Nothing,
    /// The depth was not asked for: a violation is one.
    Violations,
}

enum Message {
    /// The ASSUMEs hold.
    Assumed,
    /// The explicit engine has expanded this level.
    Completed(u32),
    Explicit(Box<Verdict>),
    Symbolic(Box<Verdict>),
}

/// Checks a model with both engines.
pub fn check(model: &Model, options: &Options<'_>, beyond: Beyond) -> Verdict {
    let (sender, receiver) = channel();
    let mut race = Race::new(model, options, beyond);
    let (stop_explicit, stop_symbolic) = (Cancel::default(), Cancel::default());
    let progress = |p: Progress| {
        tell(&sender, p);
        (options.progress)(p);
    };
    let for_explicit =
        Options { depth: race.explicit_depth(), cancel: stop_explicit.clone(), progress: &progress, ..options.clone() };
    let for_symbolic = Options { cancel: stop_symbolic.clone(), assumed: true, ..options.clone() };
    // where the explicit engine did not come to the ASSUMEs
    let for_symbolic_alone = Options { assumed: false, ..for_symbolic.clone() };
    std::thread::scope(|scope| {
        let (done, for_explicit) = (&sender, &for_explicit);
        let symbolic = |options| {
            scope.spawn(move || {
                let _ = done.send(Message::Symbolic(Box::new(bmc::check(model, options))));
            });
        };
        scope.spawn(move || {
            let _ = done.send(Message::Explicit(Box::new(explicit::check(model, for_explicit))));
        });
        loop {
            match receiver.recv_timeout(race.patience()) {
                Ok(Message::Assumed) if !race.symbolic_runs => {
                    race.symbolic_runs = true;
                    symbolic(&for_symbolic);
                }
                Ok(Message::Assumed) => {}
                Ok(Message::Completed(depth)) => race.completed = Some(depth),
                Ok(Message::Explicit(verdict)) => {
                    if !race.symbolic_runs && matches!(verdict.outcome, Outcome::Unsupported(_)) {
                        race.symbolic_runs = true;
                        symbolic(&for_symbolic_alone);
                    }
                    race.explicit = Some(*verdict);
                }
                Ok(Message::Symbolic(verdict)) => race.symbolic = Some(*verdict),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => unreachable!("race: this thread has a sender"),
            }
            if let Some(reason) = options.cancel.reason() {
                stop_explicit.cancel(reason);
                stop_symbolic.cancel(reason);
            }
            if race.is_over() {
                stop_explicit.cancel(Reason::Needless);
                stop_symbolic.cancel(Reason::Needless);
                break;
            }
        }
    });
    // what arrived while the engines ended
    while let Ok(message) = receiver.try_recv() {
        match message {
            Message::Explicit(verdict) => race.explicit = Some(*verdict),
            Message::Symbolic(verdict) => race.symbolic = Some(*verdict),
            Message::Assumed | Message::Completed(_) => {}
        }
    }
    race.verdict(model)
}

/// What the explicit engine's progress says about the race.
fn tell(sender: &Sender<Message>, p: Progress) {
    let Size::States { generated, .. } = p.size else { return };
    let message = match p.completed {
        Some(depth) => Message::Completed(depth),
        None if generated == 0 => Message::Assumed,
        None => return,
    };
    let _ = sender.send(message);
}

/// How long to wait, once there is an answer after this time, for one that is preferred.
fn grace(after: Duration) -> Duration {
    (after / 4).clamp(LEAST_GRACE, Duration::from_secs(2))
}

struct Race<'a> {
    options: &'a Options<'a>,
    beyond: Beyond,
    /// Is there something that is decided only when a search ends?
    ends: bool,
    symbolic_runs: bool,
    completed: Option<u32>,
    explicit: Option<Verdict>,
    symbolic: Option<Verdict>,
    /// When the first answer came that another one may be preferred to.
    first: Option<Instant>,
}

impl<'a> Race<'a> {
    fn new(model: &Model, options: &'a Options<'a>, beyond: Beyond) -> Race<'a> {
        let ends = !model.postconditions.is_empty() || !model.possible.is_empty() || !Safety::split(model).behaviours.is_empty();
        Race { options, beyond, ends, symbolic_runs: false, completed: None, explicit: None, symbolic: None, first: None }
    }

    fn explicit_depth(&self) -> Option<u32> {
        if self.ends && self.beyond == Beyond::Nothing { self.options.depth } else { None }
    }

    /// How long to wait for the next message.
    fn patience(&self) -> Duration {
        let left = self.first.map(|at| grace(at - self.options.start).saturating_sub(at.elapsed()));
        left.unwrap_or(LOOK).min(LOOK)
    }

    /// Does this verdict end the race, but for what may be preferred to it?
    fn is_conclusive(v: &Verdict) -> bool {
        match &v.outcome {
            Outcome::Violated { violation, .. } => !violation.error().is_some_and(|e| is_own_limit(e.kind)),
            Outcome::Assumption { .. } | Outcome::Postcondition { .. } | Outcome::Tautology { .. } => true,
            // An engine that ends by itself has looked as far as it was told to.
            Outcome::Safe => true,
            Outcome::Unknown { .. }
            | Outcome::Timeout
            | Outcome::Interrupted
            | Outcome::Failed(_)
            | Outcome::Unsupported(_)
            | Outcome::Internal { .. } => false,
        }
    }

    /// Has the explicit engine looked at all that was asked for, without an end?
    fn has_completed(&self) -> bool {
        !self.ends && self.options.depth.is_some_and(|k| self.completed >= Some(k))
    }

    fn is_over(&mut self) -> bool {
        if let Some(v) = &self.explicit {
            if Self::is_conclusive(v) || !self.symbolic_runs {
                return true;
            }
            if self.symbolic.is_some() {
                return true;
            }
        }
        let symbolic = self.symbolic.as_ref().is_some_and(Self::is_conclusive);
        if !symbolic && !self.has_completed() {
            return false;
        }
        let first = *self.first.get_or_insert_with(Instant::now);
        first.elapsed() >= if symbolic { grace(first - self.options.start) } else { LEAST_GRACE }
    }

    fn verdict(self, model: &Model) -> Verdict {
        let depth = self.options.depth;
        let completed = self.has_completed();
        let conclusive = |v: &Option<Verdict>| v.as_ref().is_some_and(Self::is_conclusive);
        let (e, s) = (conclusive(&self.explicit), conclusive(&self.symbolic));
        let bounded = self.beyond == Beyond::Nothing && self.explicit_depth().is_none();
        let mut explicit = self.explicit.expect("race: the explicit engine has ended");
        let failed = |v: &Verdict| match &v.outcome {
            Outcome::Internal { message } => vec![format!("the {} engine failed, which is a bug in Tlaloc: {message}", v.engine)],
            _ => Vec::new(),
        };
        if e {
            let notes = self.symbolic.iter().flat_map(failed).collect::<Vec<_>>();
            let symbolic = self.symbolic.filter(|_| s);
            let mut verdict = match depth {
                Some(k) if bounded => up_to(k, explicit, |note| {
                    // It ended in the midst of the last level that counts.
                    let mut v = symbolic.unwrap_or_else(|| explicit::check(model, &Options { depth, ..self.options.clone() }));
                    v.notes.extend(matches!(v.outcome, Outcome::Safe).then_some(note));
                    v
                }),
                Some(_) | None => explicit,
            };
            verdict.notes.extend(notes);
            return verdict;
        }
        if completed {
            explicit.outcome = Outcome::Safe;
            // not what it happened to come to
            explicit.depth = depth;
            explicit.notes.extend(self.symbolic.iter().flat_map(failed));
            return explicit;
        }
        let Some(mut symbolic) = self.symbolic else { return explicit };
        if s {
            symbolic.notes.extend(failed(&explicit));
            return symbolic;
        }
        let (mut chosen, other) = if (use_of(&explicit), explicit.depth) >= (use_of(&symbolic), symbolic.depth) {
            (explicit, symbolic)
        } else {
            (symbolic, explicit)
        };
        chosen.notes.push(told(&other));
        chosen
    }
}

/// An answer about the states at most `k` steps away, from one about those beyond; `again` asks for one where it has not seen
/// them all.
fn up_to(k: u32, mut verdict: Verdict, again: impl FnOnce(String) -> Verdict) -> Verdict {
    let Outcome::Violated { trace, .. } = &verdict.outcome else { return verdict };
    let steps = trace.states.len().saturating_sub(1) as u32;
    if steps <= k {
        return verdict;
    }
    let note = format!("there is an error beyond that depth, after {steps} steps: --depth {steps} shows one");
    if verdict.depth < Some(k) {
        return again(note);
    }
    verdict.notes.push(note);
    verdict.outcome = Outcome::Safe;
    verdict.depth = Some(k);
    verdict
}

/// Such an error may say more of the engine than of the specification: another one may well choose from an infinite set.
fn is_own_limit(kind: ErrorKind) -> bool {
    match kind {
        ErrorKind::NotEnumerable | ErrorKind::StackOverflow | ErrorKind::Unsupported => true,
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
        | ErrorKind::Misplaced => false,
    }
}

/// The greater, the more an inconclusive verdict tells.
fn use_of(v: &Verdict) -> u32 {
    match &v.outcome {
        Outcome::Violated { .. } => 6,
        Outcome::Interrupted => 5,
        Outcome::Timeout => 4,
        Outcome::Unknown { .. } | Outcome::Failed(_) => 3,
        Outcome::Unsupported(_) => 2,
        Outcome::Internal { .. } => 1,
        Outcome::Safe | Outcome::Assumption { .. } | Outcome::Postcondition { .. } | Outcome::Tautology { .. } => 0,
    }
}

/// What the other engine came to.
fn told(v: &Verdict) -> String {
    let what = match &v.outcome {
        Outcome::Unsupported(d) | Outcome::Failed(d) => d.message.clone(),
        Outcome::Unknown { reason } => reason.clone(),
        Outcome::Internal { message } => format!("it failed, which is a bug in Tlaloc: {message}"),
        Outcome::Violated { .. } => "it found something that it cannot evaluate".to_string(),
        Outcome::Timeout => "its time was over, too".to_string(),
        Outcome::Interrupted
        | Outcome::Safe
        | Outcome::Assumption { .. }
        | Outcome::Postcondition { .. }
        | Outcome::Tautology { .. } => "it was interrupted, too".to_string(),
    };
    let depth = v.depth.map_or(String::new(), |d| format!(" (no error up to depth {d})"));
    format!("of the {} engine: {what}{depth}", v.engine)
}
