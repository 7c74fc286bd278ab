//! The states found: which are known, and how each was reached.
//!
//! While a level is expanded, what earlier levels found ([`Seen`]) is only read; what this one finds goes into shards
//! behind locks, each fingerprint with the least [`Place`] at which it was met. [`Table::settle`] ends a level: it
//! takes the states in the order of their places, which is the order in which one thread would have met them, so
//! neither counts nor traces depend on the number of threads.

use super::fingerprint::Build;
use super::spill::Run;
use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard};

/// Index of a state in the order of discovery.
pub type Index = u32;

/// The predecessor of an initial state.
pub const NONE: Index = Index::MAX;

const SHARDS: usize = 64;

/// What a fingerprint in memory takes, growth of its table included.
const BYTES: u64 = 24;

/// A file is not worth it for fewer fingerprints.
const SMALLEST: usize = 1 << 10;

/// Where something was met in a level: the parent's position in the level, then which of its successors, from 1.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Place(u64);

impl Place {
    pub const LAST: Place = Place(u64::MAX);

    pub fn new(parent: usize, successor: u32) -> Place {
        Place(((parent as u64) << 32) | u64::from(successor))
    }

    pub fn parent(self) -> usize {
        (self.0 >> 32) as usize
    }

    pub fn successor(self) -> u32 {
        self.0 as u32
    }

    pub fn bits(self) -> u64 {
        self.0
    }

    pub fn from_bits(bits: u64) -> Place {
        Place(bits)
    }
}

type Shard = Mutex<HashMap<u64, Place, Build>>;

pub struct Table {
    seen: HashSet<u64, Build>,
    /// What did not fit into memory.
    spilled: Run,
    /// How many fingerprints stay in memory.
    room: usize,
    fresh: Vec<Shard>,
    /// Of each state its fingerprint and predecessor.
    fingerprints: Vec<u64>,
    predecessors: Vec<Index>,
}

impl Table {
    fn shard(&self, fingerprint: u64) -> MutexGuard<'_, HashMap<u64, Place, Build>> {
        // The map uses the lowest and the highest bits.
        let shard = &self.fresh[(fingerprint >> 40) as usize % SHARDS];
        shard.lock().expect("explicit: no thread fails while it holds a shard")
    }

    /// `limit` is in bytes.
    pub fn new(limit: Option<u64>) -> Table {
        let room = limit.map_or(usize::MAX, |bytes| ((bytes / BYTES) as usize).max(SMALLEST));
        let fresh = std::iter::repeat_with(Shard::default).take(SHARDS).collect();
        Table {
            seen: HashSet::default(),
            spilled: Run::default(),
            room,
            fresh,
            fingerprints: Vec::new(),
            predecessors: Vec::new(),
        }
    }

    /// Was the state met at an earlier place?
    pub fn knows(&self, fingerprint: u64, place: Place) -> bool {
        self.settled(fingerprint) || self.shard(fingerprint).get(&fingerprint).is_some_and(|p| *p <= place)
    }

    /// Was the state found by an earlier level?
    pub fn settled(&self, fingerprint: u64) -> bool {
        self.seen.contains(&fingerprint)
            || (self.spilled.len() > 0 && self.spilled.contains(fingerprint).expect("explicit: the file of states can be read"))
    }

    /// Notes that the state was met here; `false` if it was met at an earlier place.
    pub fn claim(&self, fingerprint: u64, place: Place) -> bool {
        if self.settled(fingerprint) {
            return false;
        }
        match self.shard(fingerprint).entry(fingerprint) {
            std::collections::hash_map::Entry::Occupied(mut o) if *o.get() > place => {
                o.insert(place);
                true
            }
            std::collections::hash_map::Entry::Occupied(_) => false,
            std::collections::hash_map::Entry::Vacant(v) => {
                v.insert(place);
                true
            }
        }
    }
    /// Is this the earliest place in the level at which the state was met?
    pub fn owns(&self, fingerprint: u64, place: Place) -> bool {
        self.shard(fingerprint).get(&fingerprint) == Some(&place)
    }

    /// Makes a state that this level met first at `place` one of those found.
    pub fn settle(&mut self, fingerprint: u64, predecessor: Index) {
        assert!(self.fingerprints.len() < NONE as usize, "explicit: more states than an index can name");
        self.fingerprints.push(fingerprint);
        self.predecessors.push(predecessor);
        self.seen.insert(fingerprint);
        if self.seen.len() >= self.room {
            let all: Vec<u64> = self.seen.drain().collect();
            self.spilled.add(all).expect("explicit: the states can be written to the directory for temporary files");
        }
    }

    /// Ends a level: what was not settled is forgotten.
    pub fn end_level(&mut self) {
        for s in &mut self.fresh {
            s.get_mut().expect("explicit: no thread fails while it holds a shard").clear();
        }
    }

    /// How many states this level has met first so far.
    pub fn fresh(&self) -> usize {
        self.fresh.iter().map(|s| s.lock().map_or(0, |s| s.len())).sum()
    }

    pub fn len(&self) -> usize {
        self.fingerprints.len()
    }

    /// The fingerprints from an initial state to this one.
    pub fn path(&self, mut index: Index) -> Vec<u64> {
        let mut path = Vec::new();
        while index != NONE {
            path.push(self.fingerprints[index as usize]);
            index = self.predecessors[index as usize];
        }
        path.reverse();
        path
    }

    /// What the search takes for granted, with its probability of being wrong.
    pub fn assumption(&self) -> Option<String> {
        let n = self.len() as f64;
        let p = n * n / 2f64.powi(65);
        (n > 1.0).then(|| {
            format!("no two different states have the same 64-bit fingerprint (the chance that some do is about {p:.1e})")
        })
    }
}
