//! Where a state or an event belongs: its index among all states, and its place in a batch.
//!
//! Places are ordered as one thread would meet them, so that the first event of a level is the one with the least place, whatever the
//! number of threads.

/// Index of a state in the order of discovery.
pub type Index = u32;

/// The predecessor of an initial state.
pub const NONE: Index = Index::MAX;

/// Where something was met in a batch: the parent's position there, then which of its successors, from 1.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct BatchPosition(u64);

impl BatchPosition {
    pub const LAST: BatchPosition = BatchPosition(u64::MAX);

    pub fn new(parent: usize, successor: u32) -> BatchPosition {
        BatchPosition(((parent as u64) << 32) | u64::from(successor))
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

    pub fn from_bits(bits: u64) -> BatchPosition {
        BatchPosition(bits)
    }
}
