//! The behavior graph, compactly: the states found, all steps between them, and a letter on each.
//!
//! In: [`Steps`] level by level, in the order of the states. Out: [`Graph`]: 4 bytes an edge for its target, 4 more for
//! its letter if atoms about steps are asked, 8 bytes a state. A letter stands for a row of bits, one an atom. Every state
//! has a stuttering step besides its edges; edges to states that were not found (beyond the bound) are left out.

use super::super::fingerprint::{Build, Fingerprint};
use super::super::watch::Steps;
use rustc_hash::FxHashMap;
use std::collections::HashMap;

pub struct Graph {
    /// Where the edges of each state begin, and a last entry.
    first: Vec<u32>,
    targets: Vec<u32>,
    /// Empty if the letter of an edge is that of its first state's stuttering step.
    letters: Vec<u32>,
    stuttering: Vec<u32>,
    /// The row of each letter.
    rows: Vec<Box<[u64]>>,
    known: FxHashMap<Box<[u64]>, u32>,
    /// By the lower half of the fingerprint, and, where there is another half, by the whole.
    index: FxHashMap<u64, u32>,
    wide: HashMap<Fingerprint, u32, Build>,
    /// The number of states.
    states: u32,
    words: usize,
    lettered: bool,
}

impl Graph {
    /// `lettered`: edges have letters of their own.
    pub fn new(words: usize, lettered: bool) -> Graph {
        Graph {
            first: vec![0],
            targets: Vec::new(),
            letters: Vec::new(),
            stuttering: Vec::new(),
            rows: Vec::new(),
            known: FxHashMap::default(),
            index: FxHashMap::default(),
            wide: HashMap::default(),
            states: 0,
            words,
            lettered,
        }
    }

    /// Adds the next state's fingerprint.
    pub fn found(&mut self, fingerprint: Fingerprint) {
        match u64::try_from(fingerprint) {
            Ok(narrow) => self.index.insert(narrow, self.states),
            Err(_) => self.wide.insert(fingerprint, self.states),
        };
        self.states += 1;
    }

    /// Adds the edges of the next states; the states they lead to must be known.
    pub fn add(&mut self, steps: &Steps) {
        let mut edge = 0;
        for (state, count) in steps.counts.iter().enumerate() {
            let own = self.letter(&steps.stuttering[state * self.words..][..self.words]);
            self.stuttering.push(own);
            for i in edge..edge + *count as usize {
                let target = match u64::try_from(steps.targets[i]) {
                    Ok(narrow) => self.index.get(&narrow),
                    Err(_) => self.wide.get(&steps.targets[i]),
                };
                let Some(target) = target else { continue };
                self.targets.push(*target);
                if self.lettered {
                    let letter = self.letter(&steps.rows[i * self.words..][..self.words]);
                    self.letters.push(letter);
                }
            }
            edge += *count as usize;
            let end = u32::try_from(self.targets.len()).expect("explicit: more steps than an index can name");
            self.first.push(end);
        }
    }

    /// Drops what is only needed while the graph grows.
    pub fn finish(&mut self) {
        self.index = FxHashMap::default();
        self.wide = HashMap::default();
        self.known = FxHashMap::default();
        self.targets.shrink_to_fit();
        self.letters.shrink_to_fit();
        log::debug!(
            "liveness: {} states, {} steps, {} letters, {} bytes",
            self.states(),
            self.targets.len(),
            self.rows.len(),
            (self.first.len() + self.targets.len() + self.letters.len() + self.stuttering.len()) * 4
        );
    }

    /// The approximate size in bytes.
    pub fn bytes(&self) -> u64 {
        let words = self.first.capacity() + self.targets.capacity() + self.letters.capacity() + self.stuttering.capacity();
        // A row is in two places, and has a number and a hash there.
        let rows = self.rows.len() * (self.words * 16 + 64);
        (words * 4 + self.index.capacity() * 20 + self.wide.capacity() * 40 + rows) as u64
    }

    fn letter(&mut self, row: &[u64]) -> u32 {
        if let Some(l) = self.known.get(row) {
            return *l;
        }
        let letter = self.rows.len() as u32;
        self.rows.push(row.into());
        self.known.insert(row.into(), letter);
        letter
    }

    pub fn states(&self) -> usize {
        self.states as usize
    }

    /// The row of bits of each letter.
    pub fn rows(&self) -> &[Box<[u64]>] {
        &self.rows
    }

    /// How many edges a state has, its stuttering step included; none if it was not expanded yet.
    #[inline]
    pub fn degree(&self, state: u32) -> u32 {
        self.first.get(state as usize + 1).map_or(0, |end| end - self.first[state as usize] + 1)
    }

    /// The target and letter of an edge; number 0 is the stuttering step.
    #[inline]
    pub fn edge(&self, state: u32, number: u32) -> (u32, u32) {
        let own = self.stuttering[state as usize];
        if number == 0 {
            return (state, own);
        }
        let at = (self.first[state as usize] + number - 1) as usize;
        (self.targets[at], if self.lettered && !mutant!("fair-letters-of-stuttering") { self.letters[at] } else { own })
    }
}
