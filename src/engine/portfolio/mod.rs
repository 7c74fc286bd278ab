//! Both engines side by side: the first conclusive answer ends the run.
//!
//! In: a model. Out: the verdict of one engine; it says whose. Conclusive are a violation, a false ASSUME or POSTCONDITION, and "no
//! error" as far as was asked: up to the depth, or, without one, in all reachable states. Who cannot do something, or runs out of
//! memory, has no conclusive answer: the other one goes on, and a note says so. If neither has one, the more useful verdict is
//! reported, and the other mentioned.
//!
//! - The explicit engine searches without the bound, so that where it sees all states the answer is "exhaustive", whatever
//!   the depth. Once it has expanded level K, there is no error up to depth K; where that level is large it stops there, as the race is
//!   over then. (But for what is decided only when a search ends,
//!   such as temporal properties: with a depth that the user gave it is bounded by it.)
//! - The symbolic engine's answer counts once the explicit one has generated [`FEW_STATES`]. Beyond the depth the explicit engine goes on
//!   only while it can be expected to generate no more than these, and then ends by itself. So for a model that it sees
//!   whole with so many states verdict, trace and counts do not depend on the race, and whether an error beyond the depth is found does
//!   not either. For a larger one both have the same kind of answer, and a trace of the same length; which of the two engines has it first, and
//!   so which trace it is, or whether the answer is about all states, may differ from run to run (docs/reference.md has the table).
//! - Whatever it finds beyond a depth that the user gave is no answer to what was asked; it finishes that level, and the verdict has a
//!   note. Nothing is searched twice: evaluation may print, or have other effects.
//! - What one engine cannot do, or fails at by a bug, is no error where the other came somewhere: [`choose`] has the order.
//! - ASSUMEs are evaluated once, by the explicit engine; the symbolic one begins after that. Only the explicit engine prints
//!   what the specification prints.
//!
//! While both work, the explicit engine does without the threads that are lent ([`Options::lent`]); who drops out gives them back.
//!
//! Both are exact up to their depths, so they cannot contradict each other: `compare` holds them to that.

use super::{Beyond, Cancel, EngineName, FEW_STATES, Options, Progress, Size, SoftDepth, bmc, explicit};
use crate::diag::Diagnostic;
use crate::eval::error::ErrorKind;
use crate::ir::Model;
use crate::property::safety::Safety;
use crate::trace::{Outcome, Verdict};
use crate::util::interrupt::{Reason, catch};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::Ordering::Relaxed;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

#[cfg(test)]
mod tests;

/// How often the user's wish to end is looked at.
const LOOK: Duration = Duration::from_millis(20);

/// An explicit engine that generates no state for so long is not waited for: it may be busy with one state for hours.
const STUCK: Duration = Duration::from_secs(1);

enum Message {
    /// The ASSUMEs hold.
    Assumed,
    /// The explicit engine has generated so many states, and expanded this level.
    Generated(u64, Option<u32>),
    Explicit(Box<Verdict>),
    Symbolic(Box<Verdict>),
}

/// Checks a model with both engines.
pub fn check(model: &Model, options: &Options<'_>) -> Verdict {
    let beyond = options.goal.beyond;
    let (sender, receiver) = channel();
    let mut race = Race::new(model, options, beyond);
    let (stop_explicit, stop_symbolic) = (Cancel::default(), Cancel::default());
    let progress = |p: Progress| {
        tell(&sender, p);
        (options.resources.progress)(p);
    };
    let mut for_explicit = options.clone().depth(race.explicit_depth()).cancel(stop_explicit.clone()).progress(&progress);
    for_explicit.explicit.soft_depth = race.enough();
    // what the process occupies is mostly the other's
    let memory_limit = options.resources.memory_limit.map(|bytes| bytes.saturating_mul(2));
    let for_symbolic = options.clone().cancel(stop_symbolic.clone()).assumes_checked(true).memory_limit(memory_limit);
    // where the explicit engine did not come to the ASSUMEs
    let for_symbolic_alone = for_symbolic.clone().assumes_checked(false);
    std::thread::scope(|scope| {
        let (done, for_explicit) = (&sender, &for_explicit);
        let symbolic = |options| {
            scope.spawn(move || {
                let verdict = guarded(EngineName::SYMBOLIC, options, || bmc::check(model, options));
                let _ = done.send(Message::Symbolic(Box::new(verdict)));
            });
        };
        scope.spawn(move || {
            let verdict = guarded(EngineName::EXPLICIT, for_explicit, || explicit::check(model, for_explicit));
            let _ = done.send(Message::Explicit(Box::new(verdict)));
        });
        loop {
            match receiver.recv_timeout(LOOK) {
                Ok(Message::Assumed) if !race.symbolic_runs => {
                    race.symbolic_runs = true;
                    symbolic(&for_symbolic);
                }
                Ok(Message::Assumed) => {}
                Ok(Message::Generated(states, completed)) => {
                    race.generated = (race.generated.0.max(states), Instant::now());
                    race.completed = race.completed.max(completed);
                }
                Ok(Message::Explicit(verdict)) => {
                    if !race.symbolic_runs && matches!(verdict.outcome, Outcome::Unsupported(_)) {
                        race.symbolic_runs = true;
                        symbolic(&for_symbolic_alone);
                    }
                    race.explicit = Some(*verdict);
                }
                Ok(Message::Symbolic(verdict)) => {
                    // its processor is free
                    options.explicit.parked_workers.store(0, Relaxed);
                    race.symbolic = Some(*verdict);
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => unreachable!("race: this thread has a sender"),
            }
            if let Some(reason) = options.resources.cancel.reason() {
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
            Message::Assumed | Message::Generated(..) => {}
        }
    }
    race.verdict()
}

/// An engine's verdict, also where it ends otherwise than by itself: the other one's answer does not depend on that.
fn guarded(engine: EngineName, options: &Options<'_>, check: impl FnOnce() -> Verdict) -> Verdict {
    let outcome = match catch_unwind(AssertUnwindSafe(|| catch(check))) {
        Ok(Ok(verdict)) => return verdict,
        Ok(Err(_)) => options.stopped(),
        Err(panic) => {
            let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
            Outcome::Internal { message: text.unwrap_or("it panicked").to_string() }
        }
    };
    Verdict { engine, ..explicit::without_search(outcome, options) }
}

/// What the explicit engine's progress says about the race.
fn tell(sender: &Sender<Message>, p: Progress) {
    let Size::States { generated, .. } = p.size else { return };
    let message = match (generated, p.completed) {
        (0, None) => Message::Assumed,
        (states, completed) => Message::Generated(states, completed),
    };
    let _ = sender.send(message);
}

struct Race<'a> {
    options: &'a Options<'a>,
    beyond: Beyond,
    /// Is there something that is decided only when a search ends?
    ends: bool,
    /// And is it the explicit engine alone that decides it?
    asks_afterwards: bool,
    symbolic_runs: bool,
    completed: Option<u32>,
    /// States that the explicit engine has generated, and when it last told.
    generated: (u64, Instant),
    explicit: Option<Verdict>,
    symbolic: Option<Verdict>,
}

impl<'a> Race<'a> {
    fn new(model: &Model, options: &'a Options<'a>, beyond: Beyond) -> Race<'a> {
        let asks_afterwards = !model.postconditions.is_empty() || !model.possible.is_empty();
        let ends = asks_afterwards || !Safety::split(model).behaviours.is_empty();
        let generated = (0, Instant::now());
        Race {
            options,
            beyond,
            ends,
            asks_afterwards,
            symbolic_runs: false,
            completed: None,
            generated,
            explicit: None,
            symbolic: None,
        }
    }

    fn explicit_depth(&self) -> Option<u32> {
        if self.ends && self.beyond == Beyond::Nothing { self.options.goal.depth } else { None }
    }

    /// What the explicit engine is told in place of a bound.
    fn enough(&self) -> Option<SoftDepth> {
        let depth = self.options.goal.depth.filter(|_| !self.ends)?;
        Some(SoftDepth { depth, beyond: self.beyond })
    }

    /// Does this verdict end the race, but for what may be preferred to it?
    fn is_conclusive(v: &Verdict) -> bool {
        match &v.outcome {
            Outcome::Violated { violation, .. } => !violation.error().is_some_and(|e| is_own_limit(e.kind)),
            Outcome::Assumption { .. }
            | Outcome::Postcondition { .. }
            | Outcome::Tautology { .. }
            | Outcome::Config(_)
            | Outcome::Vacuous { .. } => true,
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
        !self.ends && self.options.goal.depth.is_some_and(|k| self.completed >= Some(k))
    }

    fn is_over(&self) -> bool {
        if let Some(v) = &self.explicit {
            if Self::is_conclusive(v) || !self.symbolic_runs {
                return true;
            }
            if self.symbolic.is_some() {
                return true;
            }
        }
        // beyond the depth the explicit engine ends by itself, and soon
        let (generated, told) = self.generated;
        let waits = generated < FEW_STATES || self.has_completed();
        self.symbolic.as_ref().is_some_and(Self::is_conclusive) && (!waits || told.elapsed() >= STUCK)
    }

    fn verdict(self) -> Verdict {
        let (repeats, depth) = (self.repeats(), self.options.goal.depth);
        let mut verdict = self.chosen();
        verdict.notes.extend(if repeats { None } else { may_differ(&verdict, depth.is_some()) });
        verdict
    }

    /// Is the answer the same in every run? So it is where the explicit engine has it with few states, and where only one engine has one.
    fn repeats(&self) -> bool {
        let is_small = |v: &Verdict| v.counts.is_some_and(|c| c.generated <= FEW_STATES);
        let is_whole = |v: &Verdict| v.exhaustive || !matches!(v.outcome, Outcome::Safe);
        let alone = |v: &Option<Verdict>| v.as_ref().is_some_and(|v| dropped_out(v).is_some());
        let is_safe = |v: &Verdict| matches!(v.outcome, Outcome::Safe | Outcome::Postcondition { .. });
        self.explicit.as_ref().is_some_and(|v| Self::is_conclusive(v) && is_small(v) && is_whole(v))
            || self.asks_afterwards && self.explicit.as_ref().is_some_and(is_safe)
            || !self.symbolic_runs
            || alone(&self.explicit)
            || alone(&self.symbolic)
    }

    fn chosen(self) -> Verdict {
        let depth = self.options.goal.depth;
        let completed = self.has_completed() && !self.symbolic.as_ref().is_some_and(proves_all);
        let bounded = self.beyond == Beyond::Nothing && self.explicit_depth().is_none();
        let mut explicit = self.explicit.expect("race: the explicit engine has ended");
        let bounds = matches!(explicit.outcome, Outcome::Safe) && !explicit.exhaustive;
        if bounds && depth.is_some() {
            // not how far beyond it happened to come
            explicit.depth = explicit.depth.min(depth);
        }
        if Self::is_conclusive(&explicit) && !(bounds && self.symbolic.as_ref().is_some_and(proves_all)) {
            let mut verdict = match depth {
                Some(k) if bounded => up_to(k, explicit),
                Some(_) | None => explicit,
            };
            verdict.notes.extend(self.symbolic.as_ref().and_then(dropped_out));
            return verdict;
        }
        if completed {
            explicit.outcome = Outcome::Safe;
            // not what it happened to come to
            explicit.depth = depth;
            explicit.notes.extend(self.symbolic.as_ref().and_then(dropped_out));
            return explicit;
        }
        let Some(mut symbolic) = self.symbolic else { return explicit };
        if Self::is_conclusive(&symbolic) {
            symbolic.notes.extend(dropped_out(&explicit));
            return symbolic;
        }
        let (mut chosen, other) = choose(explicit, symbolic);
        if let Outcome::Unsupported(own) = &mut chosen.outcome {
            own.help = without_referral(own.help.take());
        }
        let place = matches!(chosen.outcome, Outcome::Unsupported(_) | Outcome::Violated { .. });
        if let (true, Outcome::Unsupported(d)) = (place, &other.outcome) {
            chosen.notes.extend(other.depth.map(|d| format!("of the {} engine: no error up to depth {d}", other.engine)));
            chosen.beside.push(Diagnostic { help: without_referral(d.help.clone()), ..d.clone() });
        } else {
            chosen.notes.push(told(&other));
        }
        chosen
    }
}

/// Is it an answer about all reachable states?
fn proves_all(v: &Verdict) -> bool {
    v.exhaustive && matches!(v.outcome, Outcome::Safe)
}

/// What may differ in another run, in which the other engine may be the first to have an answer.
fn may_differ(v: &Verdict, bounded: bool) -> Option<String> {
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
fn up_to(k: u32, mut verdict: Verdict) -> Verdict {
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

/// Help but for sending the user to the other engine, which could not do it either.
fn without_referral(help: Option<String>) -> Option<String> {
    let help = help?;
    match help.split_once("use `--engine") {
        None => Some(help),
        Some((own, _)) => {
            let own = own.trim_end_matches(", or ");
            (!own.is_empty()).then(|| own.to_string())
        }
    }
}

/// What is told of an engine that had no answer where the other one has.
fn dropped_out(v: &Verdict) -> Option<String> {
    match &v.outcome {
        Outcome::Unsupported(_) | Outcome::Unknown { .. } | Outcome::Failed(_) | Outcome::Internal { .. } => Some(told(v)),
        // what it found is its own limit, or else there is no other answer
        Outcome::Violated { .. } if !Race::is_conclusive(v) => Some(told(v)),
        Outcome::Violated { .. }
        | Outcome::Safe
        | Outcome::Assumption { .. }
        | Outcome::Postcondition { .. }
        | Outcome::Tautology { .. }
        | Outcome::Config(_)
        | Outcome::Vacuous { .. }
        | Outcome::Timeout
        | Outcome::Interrupted => None,
    }
}

/// Such an error may say more of the engine than of the specification: another one may well choose from an infinite set.
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

/// Of two verdicts without an answer the one that is reported, and the other. docs/reference.md has this as a table. What an engine cannot
/// evaluate by a limit of its own ([`is_own_limit`]) is reported only where the other came nowhere.
fn choose(explicit: Verdict, symbolic: Verdict) -> (Verdict, Verdict) {
    let (e, s) = (use_of(&explicit, &symbolic), use_of(&symbolic, &explicit));
    if (e, explicit.depth) >= (s, symbolic.depth) { (explicit, symbolic) } else { (symbolic, explicit) }
}

/// Did the engine do some of what was asked, or at least nothing that says it cannot?
fn came_somewhere(v: &Verdict) -> bool {
    match v.outcome {
        Outcome::Timeout | Outcome::Interrupted | Outcome::Unknown { .. } | Outcome::Failed(_) => true,
        Outcome::Unsupported(_) | Outcome::Internal { .. } => v.depth.is_some(),
        // by a limit of its own, or else this would be an answer
        Outcome::Violated { .. } => false,
        Outcome::Safe
        | Outcome::Assumption { .. }
        | Outcome::Postcondition { .. }
        | Outcome::Tautology { .. }
        | Outcome::Config(_)
        | Outcome::Vacuous { .. } => true,
    }
}

/// The greater, the more an inconclusive verdict tells beside the other.
fn use_of(v: &Verdict, other: &Verdict) -> u32 {
    match &v.outcome {
        Outcome::Violated { .. } => {
            if came_somewhere(other) {
                0
            } else {
                6
            }
        }
        Outcome::Interrupted => 5,
        Outcome::Timeout => 4,
        Outcome::Unknown { .. } | Outcome::Failed(_) => 3,
        Outcome::Unsupported(_) => 2,
        Outcome::Internal { .. } => 1,
        Outcome::Safe
        | Outcome::Assumption { .. }
        | Outcome::Postcondition { .. }
        | Outcome::Tautology { .. }
        | Outcome::Config(_)
        | Outcome::Vacuous { .. } => 0,
    }
}

/// What the other engine came to.
fn told(v: &Verdict) -> String {
    let what = match &v.outcome {
        Outcome::Unsupported(d) | Outcome::Failed(d) => d.message.clone(),
        Outcome::Unknown { reason } => reason.to_string(),
        Outcome::Internal { message } => format!("it failed, which is a bug in Tlaloc: {message}"),
        Outcome::Violated { violation, .. } => match violation.error() {
            Some(e) => format!("it cannot evaluate something: {}", e.message),
            None => "it found something".to_string(),
        },
        Outcome::Timeout => "its time was over, too".to_string(),
        Outcome::Interrupted
        | Outcome::Safe
        | Outcome::Assumption { .. }
        | Outcome::Postcondition { .. }
        | Outcome::Tautology { .. }
        | Outcome::Config(_)
        | Outcome::Vacuous { .. } => "it was interrupted, too".to_string(),
    };
    let depth = v.depth.map_or(String::new(), |d| format!(" (no error up to depth {d})"));
    format!("of the {} engine: {what}{depth}", v.engine)
}
