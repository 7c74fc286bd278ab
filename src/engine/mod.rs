//! Engines: what searches a [`crate::ir::Model`] for violations.
//!
//! In: a model and [`Options`]. Out: a [`crate::trace::Verdict`], whose trace, where there is one, was replayed.
//! Every engine is a function `check(&Model, &Options) -> Verdict` in a file or folder of its own.
//!
//! Invariants: an engine never prints; it speaks through [`Options::progress`] while it works and through its
//! verdict at the end. It works inside [`Options::heeded`], where evaluation and encoding end when told to, looks at
//! [`Options::interrupt`] at every new depth, and then ends with [`Options::interrupted`], the depth completed so far in the
//! verdict.

pub mod bmc;
pub mod compare;
mod declared;
pub mod explicit;
pub mod race;
mod reductions;
pub mod simulate;
mod vacuity;

use crate::ir::split::Split;
use crate::ir::{Model, Named};
use crate::property::{self, Temporal};
pub use crate::sat::Backend;
pub use crate::sat::record::Recording;
use crate::trace::Outcome;
pub use crate::util::interrupt::Cancel;
use crate::util::interrupt::{Reason, heeding};
pub use explicit::fingerprint::Width;
pub use reductions::Reductions;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// The temporal properties that are more than safety, as formulas; `None` if there are none. Or what the run comes to without a search.
fn temporal(model: &Model) -> Result<Option<Temporal>, Box<Outcome>> {
    let behaviours = Split::of(model).behaviours;
    if behaviours.is_empty() {
        return Ok(None);
    }
    let temporal = property::expand(model, &behaviours).map_err(|d| Box::new(Outcome::Unsupported(*d)))?;
    // As the reference checker, which has nothing to look for then.
    if behaviours.iter().all(|c| property::truth(model, c.expr) == Some(true)) {
        let first = &temporal.properties[0];
        return Err(Box::new(Outcome::Tautology { name: first.name.clone(), span: first.span }));
    }
    Ok(Some(temporal))
}

/// What "no error" about temporal properties takes for granted where there is a constraint.
fn left_constraint(model: &Model) -> Option<String> {
    let c = model.constraints.first().or(model.action_constraints.first())?;
    Some(format!("for temporal properties, that behaviours which leave the constraint {} do not matter", c.name))
}

/// What is taken for granted where states with the same VIEW count as one.
fn view_is_believed(view: &Named) -> String {
    format!("states with the same value of VIEW {} behave alike", view.name)
}

/// How often it is looked at the clock and at the memory.
const LOOK: Duration = Duration::from_millis(20);

/// How far and how long to search, and whom to tell.
#[derive(Clone)]
pub struct Options<'a> {
    /// The greatest number of steps from an initial state; `None` searches until nothing new is found.
    pub depth: Option<u32>,
    /// To search so far is enough, and what may be said about states more steps away (explicit engine): the search goes on only where the
    /// level at this depth is not large.
    pub enough: Option<(u32, race::Beyond)>,
    /// Give up after this long, counted from [`Options::start`].
    pub timeout: Option<Duration>,
    /// Called now and then, at least once a completed depth. Cheap to call; it may be called from any thread.
    pub progress: &'a (dyn Fn(Progress) + Sync),
    /// Set from outside (by Ctrl-C, or another engine was faster): stop as soon as possible.
    pub cancel: Cancel,
    /// How many threads may work at once.
    pub workers: usize,
    /// How many of them pause, since somebody else works in their place; they go on when this becomes less (explicit engine).
    pub lent: Arc<AtomicUsize>,
    /// Go on after a violation (explicit engine).
    pub keep_going: bool,
    /// Bytes: for states, those found and those that wait, beyond which they go to disk (explicit engine); for all that the process
    /// occupies, beyond which the search ends (symbolic engine).
    pub memory_limit: Option<u64>,
    /// What the process occupies, in bytes, if the system tells: engines read no files.
    pub occupied: fn() -> Option<u64>,
    /// Has the process taken all that it may? Then the run ends, with `unknown`: an allocation that fails would end it without a report.
    pub exhausted: &'a (dyn Fn() -> bool + Sync),
    /// How long fingerprints of states are (explicit engine).
    pub fingerprints: Width,
    /// Who answers the symbolic engine's questions.
    pub solver: Backend,
    /// Whether it may look for lemmas (symbolic engine).
    pub induction: Induct,
    /// What it may leave out (symbolic engine).
    pub reductions: Reductions,
    /// Where they are written down, too.
    pub recording: Option<Recording>,
    /// When the run began.
    pub start: Instant,
    /// Somebody else has seen that the ASSUMEs hold (symbolic engine).
    pub assumed: bool,
}

/// When to look for lemmas, with which a greater depth is reached by induction.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Induct {
    /// Where searching on would take long.
    #[default]
    Felt,
    /// Also at the end, to say more than up to a depth that nobody asked for.
    Eager,
    /// After each depth.
    Always,
    Never,
}

/// How far an engine has come.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Progress {
    /// The depth that is being searched now.
    pub depth: u32,
    /// The depth that has been searched to its end.
    pub completed: Option<u32>,
    pub size: Size,
}

/// How much an engine holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Size {
    /// Nodes of the formula built so far.
    Formula { nodes: u64 },
    /// States found so far, and how many of them wait to be expanded.
    States { generated: u64, distinct: u64, queued: u64 },
}

impl Options<'static> {
    /// Search to `depth`, quietly and without a time limit.
    pub fn to_depth(depth: impl Into<Option<u32>>) -> Options<'static> {
        Options {
            depth: depth.into(),
            enough: None,
            timeout: None,
            progress: &|_| {},
            cancel: Cancel::default(),
            workers: 1,
            lent: Arc::default(),
            keep_going: false,
            memory_limit: None,
            occupied: || None,
            exhausted: &|| false,
            fingerprints: Width::default(),
            solver: Backend::default(),
            induction: Induct::Felt,
            reductions: Reductions::default(),
            recording: None,
            start: Instant::now(),
            assumed: false,
        }
    }
}

impl Options<'_> {
    /// How much of the time given is left; `None` without a limit.
    pub fn time_left(&self) -> Option<Duration> {
        self.timeout.map(|t| t.saturating_sub(self.start.elapsed()))
    }

    /// Whether the engine is to stop now: cancelled, or out of time.
    pub fn interrupt(&self) -> bool {
        self.cancel.is_cancelled() || self.time_left().is_some_and(|t| t.is_zero())
    }

    /// What an engine that was told to stop comes to.
    pub fn interrupted(&self) -> Outcome {
        match self.cancel.reason() {
            None | Some(Reason::Time) => Outcome::Timeout,
            Some(Reason::Memory) => Outcome::Unknown { reason: "the memory given is used up".into() },
            Some(Reason::User | Reason::Needless) => Outcome::Interrupted,
        }
    }

    /// Runs `f` where evaluation heeds this run's flag, which is set when the time is over or the memory is used up.
    pub fn heeded<T>(&self, f: impl FnOnce() -> T) -> T {
        std::thread::scope(|scope| {
            let (running, ended) = channel::<()>();
            scope.spawn(move || {
                loop {
                    let left = self.time_left();
                    if ended.recv_timeout(left.unwrap_or(LOOK).min(LOOK)) != Err(RecvTimeoutError::Timeout) {
                        return;
                    }
                    if left.is_some_and(|t| t <= LOOK) && self.time_left() == Some(Duration::ZERO) {
                        return self.cancel.cancel(Reason::Time);
                    }
                    if (self.exhausted)() {
                        return self.cancel.cancel(Reason::Memory);
                    }
                }
            });
            let result = heeding(&self.cancel, f);
            drop(running);
            result
        })
    }
}
