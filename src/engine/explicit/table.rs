//! The states found: which are known, and how each was reached.
//!
//! While a batch of states is expanded, what was found before ([`Seen`]) is only read; what this one finds goes into shards
//! behind locks, each fingerprint with the least [`BatchPosition`] at which it was met. Then [`Table::settle`]
//! takes the states in the order of their places, which is the order in which one thread would have met them, so
//! neither counts nor traces depend on the number of threads.
//!
//! Under a memory limit fingerprints and predecessors go to files. A file that fails is noted, and ends the search.

use super::fingerprint::{Build, Fingerprint, Width};
use super::paths::Paths;
use super::place::{BatchPosition, Index, NONE};
use super::seen::Seen;
use super::spill::Run;
use crate::trace::Collisions;
use std::collections::HashMap;
use std::io::{Error, Result};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Mutex, MutexGuard};

const SHARDS: usize = 64;

/// Bytes that a 64-bit fingerprint takes in memory at most, growth of its table included; twice as many for 128 bits.
const BYTES: u64 = 39;

/// Fingerprints; fewer stay in memory.
const SMALLEST: usize = 1 << 10;

/// Fingerprints; more do not fit into the processor's cache.
const LARGE: usize = 1 << 16;

type Shard = Mutex<HashMap<Fingerprint, BatchPosition, Build>>;

pub struct Table {
    width: Width,
    seen: Seen,
    /// Fingerprints on disk.
    spilled: Run,
    /// The number of fingerprints that stay in memory.
    room: usize,
    fresh: Vec<Shard>,
    paths: Paths,
    /// The first error of a file.
    trouble: Mutex<Option<Error>>,
    has_trouble: AtomicBool,
}

impl Table {
    fn shard(&self, fingerprint: Fingerprint) -> MutexGuard<'_, HashMap<Fingerprint, BatchPosition, Build>> {
        // The map uses the lowest and the highest bits.
        let shard = &self.fresh[(fingerprint >> 40) as usize % SHARDS];
        shard.lock().expect("explicit: no thread fails while it holds a shard")
    }

    /// `limit` is in bytes.
    pub fn new(width: Width, limit: Option<u64>) -> Table {
        let each = BYTES * u64::from(width.bits() / 64);
        Table {
            width,
            seen: Seen::new(width),
            spilled: Run::new(width),
            room: limit.map_or(usize::MAX, |bytes| ((bytes / each) as usize).max(SMALLEST)),
            fresh: std::iter::repeat_with(Shard::default).take(SHARDS).collect(),
            paths: Paths::new(width, limit.is_some()),
            trouble: Mutex::default(),
            has_trouble: AtomicBool::new(false),
        }
    }

    /// Records that a file failed. The table is invalid from then on.
    fn note(&self, error: Error) {
        self.trouble.lock().expect("explicit: no thread fails while it notes an error").get_or_insert(error);
        self.has_trouble.store(true, Relaxed);
    }

    pub fn has_trouble(&self) -> bool {
        self.has_trouble.load(Relaxed)
    }

    /// The first error of a file.
    pub fn trouble(&self) -> Result<()> {
        self.trouble.lock().expect("explicit: no thread fails while it notes an error").take().map_or(Ok(()), Err)
    }

    /// Whether the state was found at an earlier place.
    pub fn knows(&self, fingerprint: Fingerprint, place: BatchPosition) -> bool {
        self.settled(fingerprint) || self.shard(fingerprint).get(&fingerprint).is_some_and(|p| *p <= place)
    }

    /// Whether the state was found in an earlier batch.
    #[inline]
    pub fn settled(&self, fingerprint: Fingerprint) -> bool {
        self.seen.contains(fingerprint)
            || (self.spilled.len() > 0
                && self.spilled.contains(fingerprint).unwrap_or_else(|e| {
                    self.note(e);
                    true
                }))
    }

    /// Records that the state was found here; `false` if it was found at an earlier place.
    pub fn claim(&self, fingerprint: Fingerprint, place: BatchPosition) -> bool {
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

    /// Whether this is the earliest place in the batch at which the state was found.
    pub fn owns(&mut self, fingerprint: Fingerprint, place: BatchPosition) -> bool {
        let shard = self.fresh[(fingerprint >> 40) as usize % SHARDS].get_mut();
        shard.expect("explicit: no thread fails while it holds a shard").get(&fingerprint) == Some(&place)
    }

    /// Whether the set is so large that [`Table::fetch`] saves time.
    pub fn is_large(&self) -> bool {
        self.seen.len() > LARGE
    }

    /// Prefetches these fingerprints.
    pub fn fetch(&self, all: impl Iterator<Item = Fingerprint>) {
        self.seen.fetch(all);
    }

    /// Adds a state to those found.
    pub fn settle(&mut self, fingerprint: Fingerprint, predecessor: Index) -> Result<()> {
        assert!(self.len() < NONE as usize, "explicit: more states than an index can name");
        self.paths.push(fingerprint, predecessor)?;
        self.seen.insert(fingerprint);
        if self.seen.len() >= self.room {
            self.spilled.add(self.seen.drain())?;
        }
        Ok(())
    }

    /// Ends a batch; states that were not settled are dropped.
    pub fn end_batch(&mut self) {
        for s in &mut self.fresh {
            s.get_mut().expect("explicit: no thread fails while it holds a shard").clear();
        }
    }

    /// The number of new states in this batch so far.
    pub fn fresh(&self) -> usize {
        self.fresh.iter().map(|s| s.lock().map_or(0, |s| s.len())).sum()
    }

    pub fn len(&self) -> usize {
        self.paths.len()
    }

    pub fn fingerprint(&self, index: Index) -> Result<Fingerprint> {
        self.paths.get(index).map(|(fingerprint, _)| fingerprint)
    }

    /// The fingerprints from an initial state to this one.
    pub fn path(&self, mut index: Index) -> Result<Vec<Fingerprint>> {
        let mut path = Vec::new();
        while index != NONE {
            let (fingerprint, predecessor) = self.paths.get(index)?;
            path.push(fingerprint);
            index = predecessor;
        }
        path.reverse();
        Ok(path)
    }

    /// The probability of a hash collision. The table is empty afterwards.
    pub fn collisions(&mut self, generated: u64) -> Collisions {
        let found = self.len() as u64;
        let size = 2f64.powi(self.width.bits() as i32);
        let gap = match self.spilled.len() {
            0 => smallest_gap(self.seen.drain()),
            _ => self.spilled.add(self.seen.drain()).and_then(|()| self.spilled.smallest_gap()).ok().flatten(),
        };
        Collisions {
            bits: self.width.bits(),
            optimistic: found as f64 * generated.saturating_sub(found) as f64 / size,
            actual: gap.map(|gap| 1.0 / gap as f64),
        }
    }
}

/// The smallest distance between two neighbors; `None` if there are none.
fn smallest_gap(sorted: impl Iterator<Item = Fingerprint>) -> Option<Fingerprint> {
    let mut before = None;
    sorted.filter_map(|f| before.replace(f).map(|b| f - b)).min()
}
