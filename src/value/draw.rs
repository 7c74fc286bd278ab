//! What RandomElement draws where each run is to draw the same: it follows from the place in the text and the set alone, so that
//! engines, threads and the replay of a trace agree.

use super::Value;
use rustc_hash::FxHasher;
use std::hash::{Hash, Hasher};

/// The number drawn at a place (an expression's) from the elements of a set in their order.
pub fn number(place: usize, elements: &[Value]) -> u64 {
    let mut hash = FxHasher::default();
    (place, elements).hash(&mut hash);
    hash.finish()
}

/// The element that a number stands for, of a set with at least one.
pub fn element(number: u64, elements: &[Value]) -> &Value {
    // the upper bits are the well mixed ones
    let drawn = (u128::from(number) * elements.len() as u128) >> 64;
    &elements[drawn as usize]
}
