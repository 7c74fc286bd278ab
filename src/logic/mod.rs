//! The Boolean graph: terms that fold as they are built, quantifier elimination, samples. Knows no TLA+.
//!
//! In: inputs and connectives. Out: a hash-consed, simplified graph of [`Term`]s ([`Graph`]). [`crate::sat`]
//! translates terms to clauses and decides them. Comparisons of integers without bounds are atoms of the graph ([`number`]).
//!
//! Invariants: two terms that the rewriting rules make equal are the same [`Term`]; a term's operands have
//! smaller indices; [`Graph::evaluate`] extends an [`Assignment`] of the inputs to every term.

pub mod graph;
pub mod number;
pub mod quantify;
pub mod samples;

#[cfg(test)]
mod tests;

use num_bigint::BigInt;
use rustc_hash::FxHashMap;

pub use graph::{Graph, Term};
pub use number::Number;

/// Values of inputs, by input number. Absent inputs are FALSE.
#[derive(Clone, Default, Debug)]
pub struct Assignment {
    pub inputs: Vec<bool>,
    /// The values of integer inputs. Absent ones are 0.
    pub numbers: FxHashMap<u32, BigInt>,
}

impl Assignment {
    /// Of inputs none of which is an integer.
    pub fn of(inputs: Vec<bool>) -> Assignment {
        Assignment { inputs, numbers: FxHashMap::default() }
    }

    pub fn number(&self, input: u32) -> BigInt {
        self.numbers.get(&input).cloned().unwrap_or_default()
    }

    pub fn input(&self, number: u32) -> bool {
        self.inputs.get(number as usize).copied().unwrap_or(false)
    }
}
