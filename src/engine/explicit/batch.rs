//! A part of a level, and what its expansion finds.
//!
//! In: states to expand ([`Batch`]), from which each thread takes chunks until none is left. Out: [`Chunk`]s, in which everything has its
//! [`BatchPosition`].

use super::event::Event;
use super::fingerprint::Fingerprint;
use super::place::{BatchPosition, Index};
use super::watch::Steps;
use crate::ir::DefId;
use crate::value::State;
use crate::vm::Packed;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::Relaxed};

/// States of a level that are expanded together.
pub struct Batch {
    pub states: Vec<Packed>,
    /// The index of the first state; the others follow.
    pub first: Index,
    /// The number of states of the level that come after them.
    pub waiting: usize,
    /// The level: the number of steps from an initial state.
    pub number: u32,
    /// The last level: successors are only counted.
    pub last: bool,
    /// The whole level is expanded, also after an error in a successor.
    pub whole: bool,
    pub chunk: usize,
    /// The start of the next chunk.
    pub cursor: AtomicUsize,
    /// The first place where something ended the search.
    stop: AtomicU64,
    pub interrupted: AtomicBool,
}

impl Batch {
    pub fn new(states: Vec<Packed>, first: Index, waiting: usize, number: u32, last: bool, workers: usize) -> Batch {
        let chunk = (states.len() / (workers * 8)).clamp(1, 256);
        Batch {
            states,
            first,
            waiting,
            number,
            last,
            whole: false,
            chunk,
            cursor: AtomicUsize::new(0),
            stop: AtomicU64::new(BatchPosition::LAST.bits()),
            interrupted: AtomicBool::new(false),
        }
    }

    pub fn stop_at(&self, place: BatchPosition) {
        self.stop.fetch_min(place.bits(), Relaxed);
    }

    pub fn is_beyond(&self, parent: usize) -> bool {
        parent > BatchPosition::from_bits(self.stop.load(Relaxed)).parent() || self.interrupted.load(Relaxed)
    }
}

/// A state that is new to the worker.
pub struct Found {
    pub place: BatchPosition,
    pub fingerprint: Fingerprint,
    pub state: Packed,
    pub action: Option<DefId>,
}

/// The results of consecutive states of a level.
#[derive(Default)]
pub struct Chunk {
    pub start: usize,
    /// In the order of their places.
    pub found: Vec<Found>,
    pub events: Vec<Event>,
    /// Errors in successors and in the steps to them, where the whole level is expanded.
    pub beyond: Vec<Event>,
    /// The number of successors of each state.
    pub successors: Vec<u32>,
    /// The edges, for temporal properties.
    pub steps: Steps,
    /// The number of successors by each action.
    pub actions: FxHashMap<DefId, u64>,
    /// Actions with a step that the action constraints allow.
    pub within: FxHashSet<DefId>,
    /// For a survey: where each action was first taken, and the successor.
    pub enabled: FxHashMap<DefId, (BatchPosition, State)>,
    pub reached: FxHashMap<DefId, (BatchPosition, State)>,
    /// For a survey: the first state without a successor.
    pub stuck: Option<usize>,
    /// In the last level: whether every successor is known or excluded.
    pub closed: bool,
}
