//! What a run is asked, and what each engine may use for it.
//!
//! In: numbers and switches, from the command line or a library's user. Out: [`Options`], which every engine reads. The parts say whose a
//! setting is:
//!
//! | part | what it holds |
//! | --- | --- |
//! | [`Goal`] | the question: how deep, and whether to go on after a violation |
//! | [`Resources`] | limits and channels of the run: threads, memory, time, cancellation, progress |
//! | [`ExplicitOptions`] | the explicit engine: fingerprints, soft depth, parked workers |
//! | [`BoundedOptions`] | the symbolic engine: solver, induction, reductions, recording |
//! | [`Walks`] | the simulation: seed, length and number of behaviors |
//!
//! Example: `Options::to_depth(10).workers(4).timeout(Duration::from_secs(60))` asks about behaviors of at most ten steps, with four
//! threads and one minute.
//!
//! Invariant: a setting changes how far and how fast an engine searches, never which answer is right.

use super::Reductions;
use crate::ir::DefId;
use crate::sat::Backend;
use crate::sat::record::Recording;
use crate::trace::{EngineName, GaveUp, Outcome};
use crate::util::interrupt::{Cancel, Reason, with_flag};
use crate::util::work::{self, Work};
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// How often limits are checked.
const POLL_INTERVAL: Duration = Duration::from_millis(20);

/// A question about a model, and what may be used to answer it.
#[derive(Clone)]
pub struct Options<'a> {
    pub goal: Goal,
    pub resources: Resources<'a>,
    pub explicit: ExplicitOptions,
    pub bounded: BoundedOptions,
    pub walks: Walks,
}

/// The question.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Goal {
    /// The greatest number of steps from an initial state; `None` searches until nothing new is found.
    pub depth: Option<u32>,
    /// What an error after more steps than `depth` means to a portfolio.
    pub beyond: Beyond,
    /// Go on after a violation, and report the first of each property (explicit engine).
    pub keep_going: bool,
    /// With `keep_going`, report also further violations of a property, and stop after so many in all.
    pub errors: Option<Errors>,
}

/// Several violations of a property.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Errors {
    /// The most violations that are reported, of all properties together.
    pub most: u32,
    /// Violations of a property count only if this has different values in their last states.
    pub view: Option<DefId>,
}

/// What may be said about states more steps away than the depth.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Beyond {
    /// The depth is the user's: an error beyond it is a note, not the answer.
    #[default]
    Nothing,
    /// The depth is a default: an error beyond it is the answer.
    Violations,
}

/// What every engine may use, and how it communicates.
#[derive(Clone)]
pub struct Resources<'a> {
    /// Threads that work at the same time.
    pub workers: usize,
    /// A limit in bytes. Explicit engine: for states found and states that wait; beyond it they go to disk. Symbolic engine: for the whole
    /// process; beyond it the search ends.
    pub memory_limit: Option<u64>,
    /// The bytes that the process occupies, if the system tells. Engines read no files.
    pub occupied: fn() -> Option<u64>,
    /// Whether the process has reached its memory limit. The run then ends with `unknown`, before an allocation fails.
    pub exhausted: &'a (dyn Fn() -> bool + Sync),
    /// When the run began.
    pub start: Instant,
    /// The time limit, counted from `start`.
    pub timeout: Option<Duration>,
    /// Set from outside to stop the run: by Ctrl-C, or because another engine has the answer.
    pub cancel: Cancel,
    /// Called at least once a completed depth, from any thread.
    pub progress: &'a (dyn Fn(Progress) + Sync),
    /// Called with what the specification prints (Print, PrintT), from any thread.
    pub print: &'a (dyn Fn(&str) + Sync),
}

/// Settings of the explicit engine.
#[derive(Clone, Default, Debug)]
pub struct ExplicitOptions {
    /// The bits of a state's fingerprint.
    pub fingerprints: Width,
    /// A depth after which the search goes on only through small levels.
    pub soft_depth: Option<SoftDepth>,
    /// The number of workers that pause while another engine uses their processors; they continue when it becomes less.
    pub parked_workers: Arc<AtomicUsize>,
}

/// The depth that is enough for an answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SoftDepth {
    pub depth: u32,
    /// What an error beyond it means.
    pub beyond: Beyond,
}

/// How many bits a fingerprint has.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Width {
    #[default]
    Bits64,
    Bits128,
}

impl Width {
    pub fn bits(self) -> u32 {
        match self {
            Width::Bits64 => 64,
            Width::Bits128 => 128,
        }
    }
}

/// Settings of the symbolic engine.
#[derive(Clone, Default)]
pub struct BoundedOptions {
    /// The SAT solver.
    pub solver: Backend,
    /// When to look for lemmas.
    pub induction: Induct,
    /// The reductions that are on.
    pub reductions: Reductions,
    /// Where queries to the solver are recorded.
    pub recording: Option<Recording>,
    /// The ASSUMEs were already checked.
    pub assumes_checked: bool,
    /// Work after which the search ends without an answer, as at a time limit. It does not depend on the machine or on its load.
    pub most_work: Option<Work>,
    /// The answers of solvers are derived again, with proofs that are checked.
    pub certify: bool,
}

impl BoundedOptions {
    /// The result of `f`; `None` if it takes more than [`BoundedOptions::most_work`].
    pub(super) fn within_work<T>(&self, f: impl FnOnce() -> T) -> Option<T> {
        work::within(self.most_work.map_or(Work::MAX, |most| work::done() + most), f)
    }
}

/// When to look for lemmas, with which a greater depth is reached by induction.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Induct {
    /// Where the next depth is expensive.
    #[default]
    WhenSlow,
    /// Also at the end, to answer beyond a depth that is only a default.
    AlsoAtEnd,
    /// After each depth.
    Always,
    Never,
}

/// Which random behaviors, and how many of what length.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Walks {
    /// The same seed gives the same behaviors.
    pub seed: u64,
    /// The greatest number of states in a behavior.
    pub length: u32,
    /// The number of behaviors; `None` goes on until the time limit.
    pub traces: Option<u64>,
}

impl Default for Walks {
    fn default() -> Walks {
        Walks { seed: 0, length: 100, traces: None }
    }
}

/// How far an engine has come.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Progress {
    pub engine: EngineName,
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
    /// Random behaviors checked so far, and the states in them.
    Behaviors { checked: u64, generated: u64 },
}

impl Default for Resources<'static> {
    /// One thread, no limits, no progress.
    fn default() -> Resources<'static> {
        Resources {
            workers: 1,
            memory_limit: None,
            occupied: || None,
            exhausted: &|| false,
            start: Instant::now(),
            timeout: None,
            cancel: Cancel::default(),
            progress: &|_| {},
            print: &|_| {},
        }
    }
}

impl Default for Options<'static> {
    /// All behaviors, one thread, no limits.
    fn default() -> Options<'static> {
        Options {
            goal: Goal::default(),
            resources: Resources::default(),
            explicit: ExplicitOptions::default(),
            bounded: BoundedOptions::default(),
            walks: Walks::default(),
        }
    }
}

impl Options<'static> {
    /// Behaviors of at most `depth` steps, or all; one thread, no limits.
    pub fn to_depth(depth: impl Into<Option<u32>>) -> Options<'static> {
        Options::default().depth(depth)
    }
}

/// Builders: each gives the same options with one setting changed.
impl<'a> Options<'a> {
    pub fn depth(mut self, depth: impl Into<Option<u32>>) -> Options<'a> {
        self.goal.depth = depth.into();
        self
    }

    pub fn beyond(mut self, beyond: Beyond) -> Options<'a> {
        self.goal.beyond = beyond;
        self
    }

    pub fn keep_going(mut self, keep_going: bool) -> Options<'a> {
        self.goal.keep_going = keep_going;
        self
    }

    pub fn errors(mut self, most: u32, view: Option<DefId>) -> Options<'a> {
        self.goal.errors = Some(Errors { most, view });
        self.keep_going(true)
    }

    pub fn workers(mut self, workers: usize) -> Options<'a> {
        self.resources.workers = workers;
        self
    }

    pub fn memory_limit(mut self, bytes: impl Into<Option<u64>>) -> Options<'a> {
        self.resources.memory_limit = bytes.into();
        self
    }

    pub fn timeout(mut self, timeout: impl Into<Option<Duration>>) -> Options<'a> {
        self.resources.timeout = timeout.into();
        self
    }

    pub fn cancel(mut self, cancel: Cancel) -> Options<'a> {
        self.resources.cancel = cancel;
        self
    }

    /// The time limit counts from now.
    pub fn start_now(mut self) -> Options<'a> {
        self.resources.start = Instant::now();
        self
    }

    /// `progress` lives as long as the options.
    pub fn progress<'b>(self, progress: &'b (dyn Fn(Progress) + Sync)) -> Options<'b>
    where
        'a: 'b,
    {
        Options { resources: Resources { progress, ..self.resources }, ..self }
    }

    /// `print` lives as long as the options.
    pub fn print<'b>(self, print: &'b (dyn Fn(&str) + Sync)) -> Options<'b>
    where
        'a: 'b,
    {
        Options { resources: Resources { print, ..self.resources }, ..self }
    }

    pub fn fingerprints(mut self, width: Width) -> Options<'a> {
        self.explicit.fingerprints = width;
        self
    }

    pub fn soft_depth(mut self, depth: u32, beyond: Beyond) -> Options<'a> {
        self.explicit.soft_depth = Some(SoftDepth { depth, beyond });
        self
    }

    pub fn park_workers(mut self, workers: usize) -> Options<'a> {
        self.explicit.parked_workers = Arc::new(AtomicUsize::new(workers));
        self
    }

    pub fn solver(mut self, solver: Backend) -> Options<'a> {
        self.bounded.solver = solver;
        self
    }

    pub fn induction(mut self, induction: Induct) -> Options<'a> {
        self.bounded.induction = induction;
        self
    }

    pub fn reductions(mut self, reductions: Reductions) -> Options<'a> {
        self.bounded.reductions = reductions;
        self
    }

    pub fn recording(mut self, recording: Option<Recording>) -> Options<'a> {
        self.bounded.recording = recording;
        self
    }

    pub fn certify(mut self, certify: bool) -> Options<'a> {
        self.bounded.certify = certify;
        self
    }

    pub fn assumes_checked(mut self, checked: bool) -> Options<'a> {
        self.bounded.assumes_checked = checked;
        self
    }

    pub fn walks(mut self, walks: Walks) -> Options<'a> {
        self.walks = walks;
        self
    }
}

/// Limits.
impl Options<'_> {
    /// The rest of the time limit; `None` without one.
    pub fn time_left(&self) -> Option<Duration> {
        let Resources { timeout, start, .. } = &self.resources;
        timeout.map(|t| t.saturating_sub(start.elapsed()))
    }

    /// Whether the engine must stop now: it is cancelled, or out of time.
    pub fn must_stop(&self) -> bool {
        self.resources.cancel.is_cancelled() || self.time_left().is_some_and(|t| t.is_zero())
    }

    /// The outcome of an engine that had to stop.
    pub fn stopped(&self) -> Outcome {
        match self.resources.cancel.reason() {
            None | Some(Reason::Time) => Outcome::Timeout,
            Some(Reason::Memory) => Outcome::Unknown { reason: GaveUp::OutOfMemory },
            Some(Reason::User | Reason::Superseded) => Outcome::Interrupted,
        }
    }

    /// Runs `f` under the run's limits: evaluation and encoding inside stop when the run is cancelled, out of time or out of memory.
    pub fn within_limits<T>(&self, f: impl FnOnce() -> T) -> T {
        let Resources { cancel, exhausted, .. } = &self.resources;
        std::thread::scope(|scope| {
            let (running, ended) = channel::<()>();
            scope.spawn(move || {
                loop {
                    let left = self.time_left();
                    let pause = left.unwrap_or(POLL_INTERVAL).min(POLL_INTERVAL);
                    if ended.recv_timeout(pause) != Err(RecvTimeoutError::Timeout) {
                        return;
                    }
                    if left.is_some_and(|t| t <= POLL_INTERVAL) && self.time_left() == Some(Duration::ZERO) {
                        return cancel.cancel(Reason::Time);
                    }
                    if exhausted() {
                        return cancel.cancel(Reason::Memory);
                    }
                }
            });
            let result = with_flag(cancel, f);
            drop(running);
            result
        })
    }
}
