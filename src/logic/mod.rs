//! The Boolean graph: terms that fold as they are built, quantifier elimination, samples. Knows no TLA+.
//!
//! In: inputs and connectives. Out: a hash-consed, simplified graph of [`Term`]s ([`Graph`]). [`crate::sat`]
//! translates terms to clauses and decides them.
//!
//! Invariants: two terms that the rewriting rules make equal are the same [`Term`]; a term's operands have
//! smaller indices; [`Graph::evaluate`] extends an [`Assignment`] of the inputs to every term.

pub mod graph;
pub mod quantify;
pub mod samples;

#[cfg(test)]
mod tests;

pub use graph::{Graph, Term};

/// Values of inputs, by input number. Absent inputs are FALSE.
#[derive(Clone, Default, Debug)]
pub struct Assignment {
    pub inputs: Vec<bool>,
}

impl Assignment {
    pub fn input(&self, number: u32) -> bool {
        self.inputs.get(number as usize).copied().unwrap_or(false)
    }
}
