//! A portfolio: several engines run at the same time, and the first conclusive answer ends the run.
//!
//! In: a model. Out: the verdict of one engine; it names the engine. Conclusive are a violation, a false ASSUME or POSTCONDITION, and "no
//! error" as far as was asked: up to the depth, or, without one, in all reachable states. An engine that does not support something, or
//! runs out of memory, has no conclusive answer: it drops out ([`DropOut`]), the others go on, and a note says so. If none has an answer,
//! [`outcomes`] says which verdict is reported, and the others are notes.
//!
//! The first engine leads: it evaluates the ASSUMEs and prints what the specification prints. The others begin when the ASSUMEs hold.
//! Here the explicit engine leads; the symbolic one follows, and, where no depth is given, the one that looks for a proof of all states:
//!
//! - The explicit engine searches without the bound, so that where it sees all states the answer is "exhaustive", whatever
//!   the depth. Once it has expanded level K, there is no error up to depth K; where that level is large it stops there. (But for what is
//!   decided only when a search ends, such as temporal properties: with a depth that the user gave it is bounded by it.)
//! - The symbolic engine's answer counts once the explicit one has generated [`FEW_STATES`]. Beyond the depth the explicit engine continues
//!   only while it can be expected to generate no more than these, and then ends by itself. So for a model with at most so many states
//!   verdict, trace and counts do not depend on timing. For a larger one both have the same kind of answer, and a trace of the same
//!   length; which engine is first, and so which trace it is, or whether the answer is about all states, may differ from run to run.
//! - An error beyond a depth that the user gave is not the answer: the explicit engine finishes that level, and the verdict has a note.
//!   Nothing is searched twice: evaluation may print, or have other effects.
//!
//! While other engines run, the explicit one parks as many workers ([`super::ExplicitOptions::parked_workers`]); an engine that ends gives its
//! processor back.
//!
//! All engines are exact up to their depths, so they cannot contradict each other: [`super::compare`] tests that.

mod notes;
pub mod outcomes;
#[cfg(test)]
mod tests;

use super::capability::required;
use super::{
    Beyond, Cancel, Capabilities, Capability, ENGINES, Engine, EngineName, FEW_STATES, Options, Progress, Size, SoftDepth,
};
use crate::diag::Diagnostic;
use crate::ir::Model;
use crate::property::safety::Safety;
use crate::trace::{Outcome, Verdict};
use crate::util::interrupt::{Reason, catch};
use outcomes::{DropOut, drop_out, is_conclusive};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::Ordering::Relaxed;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

/// How often the user's wish to stop is checked.
const POLL_INTERVAL: Duration = Duration::from_millis(20);

/// A leading engine that generates no state for so long is not waited for: one state may take hours.
const STUCK: Duration = Duration::from_secs(1);

/// Engines that run at the same time, the leading one first.
pub struct Portfolio {
    engines: Vec<&'static dyn Engine>,
}

impl Default for Portfolio {
    /// The complete engines.
    fn default() -> Portfolio {
        let complete = |e: &&&'static dyn Engine| e.capabilities().has(Capability::Complete);
        Portfolio { engines: ENGINES.iter().filter(complete).copied().collect() }
    }
}

impl Portfolio {
    /// `None` without engines.
    pub fn new(engines: Vec<&'static dyn Engine>) -> Option<Portfolio> {
        (!engines.is_empty()).then_some(Portfolio { engines })
    }

    /// The engines for a question: with a depth, those whose work is bounded by it.
    fn chosen(&self, depth: Option<u32>) -> Vec<&'static dyn Engine> {
        let fits = |e: &&'static dyn Engine| depth.is_none() || e.capabilities().has(Capability::Deepens);
        let chosen: Vec<&'static dyn Engine> = self.engines.iter().copied().filter(fits).collect();
        if chosen.is_empty() { self.engines.clone() } else { chosen }
    }

    /// The number of engines that run beside the leading one.
    pub fn followers(&self, depth: Option<u32>) -> usize {
        self.chosen(depth).len() - 1
    }
}

impl Engine for Portfolio {
    fn name(&self) -> EngineName {
        EngineName::new("portfolio")
    }

    fn about(&self) -> &'static str {
        "Run several engines until one has an answer"
    }

    fn capabilities(&self) -> Capabilities {
        self.engines.iter().fold(Capabilities::default(), |all, e| all.and(e.capabilities()))
    }

    fn run(&self, model: &Model, options: &Options<'_>) -> Verdict {
        run(&self.chosen(options.goal.depth), model, options)
    }
}

/// Checks a model with the default portfolio.
pub fn check(model: &Model, options: &Options<'_>) -> Verdict {
    Portfolio::default().run(model, options)
}

enum Message {
    /// The ASSUMEs hold.
    Assumed,
    /// The leading engine has generated so many states, and completed this depth.
    Generated(u64, Option<u32>),
    /// The engine with this index has ended.
    Ended(usize, Box<Verdict>),
}

fn run(engines: &[&'static dyn Engine], model: &Model, options: &Options<'_>) -> Verdict {
    let (sender, receiver) = channel();
    let mut race = Race::new(engines, model, options);
    let stops: Vec<Cancel> = engines.iter().map(|_| Cancel::default()).collect();
    let progress = |p: Progress| {
        forward(&sender, p);
        (options.resources.progress)(p);
    };
    let mut for_lead = options.clone().depth(race.lead_depth()).cancel(stops[0].clone()).progress(&progress);
    for_lead.explicit.soft_depth = race.soft_depth();
    // most of what the process occupies belongs to the leading engine
    let memory_limit = options.resources.memory_limit.map(|bytes| bytes.saturating_mul(2));
    let followers = |assumed: bool| -> Vec<Options<'_>> {
        let one = |stop: &Cancel| options.clone().cancel(stop.clone()).assumes_checked(assumed).memory_limit(memory_limit);
        stops.iter().skip(1).map(one).collect()
    };
    // the second where the leading engine did not get to the ASSUMEs
    let (after_assumes, alone) = (followers(true), followers(false));
    std::thread::scope(|scope| {
        let sender = &sender;
        let start = |options| {
            for (i, (engine, options)) in (1..).zip(engines.iter().skip(1).zip(options)) {
                scope.spawn(move || {
                    let verdict = guarded(engine.name(), options, || engine.run(model, options));
                    let _ = sender.send(Message::Ended(i, Box::new(verdict)));
                });
            }
        };
        let (lead, for_lead) = (engines[0], &for_lead);
        scope.spawn(move || {
            let verdict = guarded(lead.name(), for_lead, || lead.run(model, for_lead));
            let _ = sender.send(Message::Ended(0, Box::new(verdict)));
        });
        loop {
            match receiver.recv_timeout(POLL_INTERVAL) {
                Ok(Message::Assumed) if !race.followers_run => {
                    race.followers_run = true;
                    start(&after_assumes);
                }
                Ok(Message::Assumed) => {}
                Ok(Message::Generated(states, completed)) => {
                    race.generated = (race.generated.0.max(states), Instant::now());
                    race.completed = race.completed.max(completed);
                }
                Ok(Message::Ended(i, verdict)) => {
                    if i == 0 && !race.followers_run && matches!(verdict.outcome, Outcome::Unsupported(_)) {
                        race.followers_run = true;
                        start(&alone);
                    }
                    race.ended(i, *verdict);
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => unreachable!("portfolio: this thread has a sender"),
            }
            if let Some(reason) = options.resources.cancel.reason() {
                stops.iter().for_each(|stop| stop.cancel(reason));
            }
            if race.is_over() {
                stops.iter().for_each(|stop| stop.cancel(Reason::Superseded));
                break;
            }
        }
    });
    // what arrived while the engines ended
    while let Ok(message) = receiver.try_recv() {
        match message {
            Message::Ended(i, verdict) => race.ended(i, *verdict),
            Message::Assumed | Message::Generated(..) => {}
        }
    }
    race.verdict()
}

/// An engine's verdict, also where it panics: the answers of the others do not depend on that.
fn guarded(engine: EngineName, options: &Options<'_>, check: impl FnOnce() -> Verdict) -> Verdict {
    let outcome = match catch_unwind(AssertUnwindSafe(|| catch(check))) {
        Ok(Ok(verdict)) => return verdict,
        Ok(Err(_)) => options.stopped(),
        Err(panic) => {
            let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
            Outcome::Internal { message: text.unwrap_or("it panicked").to_string() }
        }
    };
    Verdict::without_search(engine, outcome, options.resources.start.elapsed())
}

/// Sends what the leading engine's progress means to the portfolio.
fn forward(sender: &Sender<Message>, p: Progress) {
    let message = match p.size {
        Size::States { generated: 0, .. } if p.completed.is_none() => Message::Assumed,
        Size::States { generated, .. } => Message::Generated(generated, p.completed),
        Size::Formula { .. } | Size::Behaviors { .. } => Message::Assumed,
    };
    let _ = sender.send(message);
}

struct Race<'a> {
    options: &'a Options<'a>,
    /// Is there something that is decided only when a search ends?
    decided_at_end: bool,
    /// And is it the leading engine alone that decides it?
    lead_decides: bool,
    followers_run: bool,
    /// The depth that the leading engine has completed.
    completed: Option<u32>,
    /// States that the leading engine has generated, and when it last reported.
    generated: (u64, Instant),
    /// By engine, of those that have ended.
    verdicts: Vec<Option<Verdict>>,
}

impl<'a> Race<'a> {
    fn new(engines: &[&'static dyn Engine], model: &Model, options: &'a Options<'a>) -> Race<'a> {
        let only_lead = |needs| engines.iter().skip(1).all(|e| !e.capabilities().has(needs));
        let afterwards = |needs| matches!(needs, Capability::Postcondition | Capability::Possible);
        let lead_decides = required(model).iter().any(|r| afterwards(r.needs) && only_lead(r.needs));
        let asks_afterwards = required(model).iter().any(|r| afterwards(r.needs));
        let decided_at_end = asks_afterwards || !Safety::split(model).behaviors.is_empty();
        let verdicts = engines.iter().map(|_| None).collect();
        let generated = (0, Instant::now());
        Race { options, decided_at_end, lead_decides, followers_run: false, completed: None, generated, verdicts }
    }

    fn lead_depth(&self) -> Option<u32> {
        if self.decided_at_end && self.options.goal.beyond == Beyond::Nothing { self.options.goal.depth } else { None }
    }

    /// What the leading engine gets in place of a bound.
    fn soft_depth(&self) -> Option<SoftDepth> {
        let depth = self.options.goal.depth.filter(|_| !self.decided_at_end)?;
        Some(SoftDepth { depth, beyond: self.options.goal.beyond })
    }

    fn lead(&self) -> Option<&Verdict> {
        self.verdicts[0].as_ref()
    }

    /// The verdicts of the other engines that have ended.
    fn followers(&self) -> impl Iterator<Item = &Verdict> {
        self.verdicts[1..].iter().flatten()
    }

    fn ended(&mut self, engine: usize, verdict: Verdict) {
        self.verdicts[engine] = Some(verdict);
        if engine > 0 {
            // its processor is free; after the last one all are
            let parked = &self.options.explicit.parked_workers;
            let all = self.verdicts[1..].iter().all(Option::is_some);
            let _ = parked.fetch_update(Relaxed, Relaxed, |n| Some(if all { 0 } else { n.saturating_sub(1) }));
        }
    }

    /// Has the leading engine, which still runs, searched all that was asked for?
    fn has_completed(&self) -> bool {
        !self.decided_at_end && self.options.goal.depth.is_some_and(|k| self.completed >= Some(k))
    }

    fn is_over(&self) -> bool {
        let all = self.verdicts[1..].iter().all(Option::is_some);
        if self.lead().is_some_and(|v| is_conclusive(v) || !self.followers_run || all) {
            return true;
        }
        let mut conclusive = self.followers().filter(|v| is_conclusive(v)).peekable();
        if conclusive.peek().is_none() {
            return false;
        }
        // beyond the depth the explicit engine ends by itself, and soon; one that has ended is not waited for
        let (generated, reported) = self.generated;
        let waits = self.lead().is_none() && (generated < FEW_STATES || self.has_completed());
        !waits || reported.elapsed() >= STUCK
    }

    fn verdict(self) -> Verdict {
        let (repeats, depth) = (self.repeats(), self.options.goal.depth);
        let mut verdict = self.chosen();
        verdict.notes.extend(if repeats { None } else { notes::may_differ(&verdict, depth.is_some()) });
        verdict
    }

    /// Is the answer the same in every run? It is where the explicit engine has it with few states, and where only one engine has one.
    fn repeats(&self) -> bool {
        let is_small = |v: &Verdict| v.counts.is_some_and(|c| c.generated <= FEW_STATES);
        let is_whole = |v: &Verdict| v.exhaustive || !matches!(v.outcome, Outcome::Safe);
        let is_out = |v: &Option<Verdict>| v.as_ref().is_some_and(|v| notes::why_out(v).is_some());
        let is_safe = |v: &Verdict| matches!(v.outcome, Outcome::Safe | Outcome::Postcondition { .. });
        self.lead().is_some_and(|v| is_conclusive(v) && is_small(v) && is_whole(v))
            || self.lead_decides && self.lead().is_some_and(is_safe)
            || !self.followers_run
            || self.verdicts.iter().filter(|v| !is_out(v)).count() <= 1
    }

    /// The verdict that is reported, with notes about the other engines.
    fn chosen(self) -> Verdict {
        let depth = self.options.goal.depth;
        let proven = self.followers().any(proves_all);
        let completed = self.has_completed() && !proven;
        let bounded = self.options.goal.beyond == Beyond::Nothing && self.lead_depth().is_none();
        let mut verdicts = self.verdicts.into_iter();
        let mut lead = verdicts.next().flatten().expect("portfolio: the leading engine has ended");
        let mut followers: Vec<Verdict> = verdicts.flatten().collect();
        let bounds = matches!(lead.outcome, Outcome::Safe) && !lead.exhaustive;
        if bounds && depth.is_some() {
            // not how far beyond it happened to get
            lead.depth = lead.depth.min(depth);
        }
        let out = |all: &[Verdict]| -> Vec<String> { all.iter().filter_map(notes::dropped_out).collect() };
        if is_conclusive(&lead) && !(bounds && proven) {
            let mut verdict = match depth {
                Some(k) if bounded => notes::up_to(k, lead),
                Some(_) | None => lead,
            };
            verdict.notes.extend(out(&followers));
            return verdict;
        }
        if completed {
            lead.outcome = Outcome::Safe;
            // not the depth that it happened to get to
            lead.depth = depth;
            lead.notes.extend(out(&followers));
            return lead;
        }
        let best = followers.iter().position(proves_all).or_else(|| followers.iter().position(is_conclusive));
        if let Some(best) = best {
            let mut verdict = followers.remove(best);
            followers.insert(0, lead);
            verdict.notes.extend(out(&followers));
            return verdict;
        }
        followers.insert(0, lead);
        without_answer(followers)
    }
}

/// Of verdicts without an answer the one that is reported; the others are notes, or diagnostics beside it.
fn without_answer(mut all: Vec<Verdict>) -> Verdict {
    let extra = |v: &Verdict| notes::is_refused_proof(v);
    if !all.iter().all(extra) {
        all.retain(|v| !extra(v));
    }
    let mut chosen = all.remove(outcomes::reported(&all));
    if let (Outcome::Unsupported(own), false) = (&mut chosen.outcome, all.is_empty()) {
        // the other engine does not handle it, either
        own.or_engine = None;
    }
    let is_diagnostic = matches!(drop_out(&chosen), Some(DropOut::Unsupported(_) | DropOut::OwnLimit(_)));
    for other in all {
        if let (true, Outcome::Unsupported(d)) = (is_diagnostic, &other.outcome) {
            chosen.notes.extend(notes::clean_to(&other));
            chosen.beside.push(Diagnostic { or_engine: None, ..d.clone() });
        } else {
            chosen.notes.push(notes::of(&other));
        }
    }
    chosen
}

/// Is it an answer about all reachable states?
fn proves_all(v: &Verdict) -> bool {
    v.exhaustive && matches!(v.outcome, Outcome::Safe)
}
