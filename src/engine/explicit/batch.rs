//! A part of a level, and what its expansion finds.
//!
//! In: states to expand ([`Batch`]), from which each thread takes chunks until none is left. Out: [`Chunk`]s, in which everything has its
//! [`Place`].

use super::event::Event;
use super::fingerprint::Fingerprint;
use super::place::{Index, Place};
use super::watch::Steps;
use crate::ir::DefId;
use crate::value::State;
use crate::vm::Packed;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::Relaxed};

/// The states to expand now: part of a level.
pub struct Batch {
    pub states: Vec<Packed>,
    /// The index of the first; the others follow.
    pub first: Index,
    /// How many of the level come after them.
    pub waiting: usize,
    /// Steps from an initial state.
    pub number: u32,
    /// Successors are only counted.
    pub last: bool,
    /// It is expanded whole, whatever is wrong with its successors.
    pub whole: bool,
    pub chunk: usize,
    /// Where the next chunk begins.
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
            stop: AtomicU64::new(Place::LAST.bits()),
            interrupted: AtomicBool::new(false),
        }
    }

    pub fn stop_at(&self, place: Place) {
        self.stop.fetch_min(place.bits(), Relaxed);
    }

    pub fn is_beyond(&self, parent: usize) -> bool {
        parent > Place::from_bits(self.stop.load(Relaxed)).parent() || self.interrupted.load(Relaxed)
    }
}

/// A state met for the first time, as far as the worker knew.
pub struct Found {
    pub place: Place,
    pub fingerprint: Fingerprint,
    pub state: Packed,
    pub action: Option<DefId>,
}

/// What came out of states that follow each other in a level.
#[derive(Default)]
pub struct Chunk {
    pub start: usize,
    /// In the order of their places.
    pub found: Vec<Found>,
    pub events: Vec<Event>,
    /// What is wrong with successors and the steps to them, where the level is expanded whole.
    pub beyond: Vec<Event>,
    /// How many successors each state has.
    pub successors: Vec<u32>,
    /// What is noted for temporal properties.
    pub steps: Steps,
    /// How many successors each action has given.
    pub actions: FxHashMap<DefId, u64>,
    /// Those with a step that the action constraints allow, if there are some.
    pub within: FxHashSet<DefId>,
    /// For a survey: where each action was first taken, and with what result; the same of those that lead to a state that counts.
    pub enabled: FxHashMap<DefId, (Place, State)>,
    pub reached: FxHashMap<DefId, (Place, State)>,
    /// The first state without successor.
    pub stuck: Option<usize>,
    /// In the last level: was every successor known already, or excluded?
    pub closed: bool,
}
