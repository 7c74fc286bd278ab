//! What the search records for temporal properties: atoms, and the edges between states with their truth.
//!
//! In: the atoms of [`Temporal`]. Out: [`Steps`], which a chunk carries to the thread that builds the graph. An edge's row of bits has one
//! bit for each atom; those of atoms about states are the same on all edges of a state, and on its stuttering step.

use super::fingerprint::Fingerprint;
use crate::ir::{DefId, Level};
use crate::property::Temporal;

/// The atoms of temporal properties.
pub struct Watch<'a> {
    pub temporal: &'a Temporal,
    /// 64-bit words of a row.
    pub words: usize,
    /// The formulas to compile: for each atom the simpler predicate for steps of Next, and the predicate itself.
    pub formulas: Vec<DefId>,
    /// The atoms of states.
    pub states: Vec<usize>,
    pub steps: Vec<usize>,
}

/// The edges of some states, one state after the other.
#[derive(Default)]
pub struct Steps {
    /// The number of edges of each state.
    pub counts: Vec<u32>,
    pub targets: Vec<Fingerprint>,
    /// The row of each edge.
    pub rows: Vec<u64>,
    /// The row of each state's stuttering step.
    pub stuttering: Vec<u64>,
    /// The first edge of the current state.
    pub begun: usize,
}

impl<'a> Watch<'a> {
    pub fn new(temporal: &'a Temporal) -> Watch<'a> {
        // atoms that folding has removed are not evaluated
        let mut used = vec![false; temporal.atoms.len()];
        let formulas = temporal.fairness.iter().chain(temporal.properties.iter().map(|p| &p.formula));
        formulas.for_each(|f| f.atoms(&mut |a| used[a.index()] = true));
        let is = |i: &usize, state: bool| used[*i] && (temporal.atoms[*i].level <= Level::State) == state;
        let all = 0..temporal.atoms.len();
        Watch {
            temporal,
            words: temporal.atoms.len().div_ceil(64).max(1),
            formulas: temporal.atoms.iter().flat_map(|a| [a.on_step, a.def]).collect(),
            states: all.clone().filter(|i| is(i, true)).collect(),
            steps: all.filter(|i| is(i, false)).collect(),
        }
    }

    /// Whether there are atoms of steps.
    pub fn has_steps(&self) -> bool {
        !self.steps.is_empty()
    }
}

/// Sets a bit of a row.
pub fn set(row: &mut [u64], bit: usize, truth: bool) {
    row[bit / 64] |= u64::from(truth) << (bit % 64);
}

/// A bit of a row.
pub fn get(row: &[u64], bit: usize) -> bool {
    row[bit / 64] >> (bit % 64) & 1 == 1
}
