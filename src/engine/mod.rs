//! Engines: what searches a [`crate::ir::Model`] for violations.
//!
//! In: a model and [`Options`]. Out: a [`crate::trace::Verdict`], whose trace, where there is one, was replayed.
//! Every engine is a function `check(&Model, &Options) -> Verdict` in a file or folder of its own.
//!
//! Invariants: an engine never prints; it speaks through [`Options::progress`] while it works and through its
//! verdict at the end. It looks at [`Options::interrupt`] at least once a second or so and at every new depth, and
//! ends with [`crate::trace::Outcome::Timeout`] when told to stop, the depth completed so far in the verdict.

pub mod bmc;
pub mod explicit;
pub mod simulate;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// How far and how long to search, and whom to tell.
#[derive(Clone)]
pub struct Options<'a> {
    /// The greatest number of steps from an initial state; `None` searches until nothing new is found.
    pub depth: Option<u32>,
    /// Give up after this long, counted from [`Options::start`].
    pub timeout: Option<Duration>,
    /// Called now and then, at least once a completed depth. Cheap to call; it may be called from any thread.
    pub progress: &'a (dyn Fn(Progress) + Sync),
    /// Set from outside (another engine was faster, say): stop as soon as possible.
    pub cancel: Cancel,
    /// How many threads may work at once.
    pub workers: usize,
    /// Go on after a violation (explicit engine).
    pub keep_going: bool,
    /// Bytes for the states found, beyond which they go to disk (explicit engine).
    pub memory_limit: Option<u64>,
    /// When the run began.
    pub start: Instant,
}

/// A flag that asks an engine to stop. Clones share it.
#[derive(Clone, Default, Debug)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// How far an engine has come.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Progress {
    /// The depth that is being searched now.
    pub depth: u32,
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
            timeout: None,
            progress: &|_| {},
            cancel: Cancel::default(),
            workers: 1,
            keep_going: false,
            memory_limit: None,
            start: Instant::now(),
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
}
