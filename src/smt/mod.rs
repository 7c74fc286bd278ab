//! Boolean terms and the solvers that decide them. Knows no TLA+.
//!
//! In: inputs and connectives. Out: a hash-consed, simplified graph of [`Term`]s ([`Graph`]), its clauses
//! ([`cnf::Cnf`], made only for what a query reaches), and a [`Model`] from a [`solver::SatSolver`].
//!
//! Invariants: two terms that the rewriting rules make equal are the same [`Term`]; a term's operands have
//! smaller indices; a model is total over the inputs that the solver has seen (others read FALSE), and
//! [`Graph::evaluate`] extends it to every term.

pub mod cnf;
pub mod graph;
pub mod print;
pub mod quantify;
pub mod solver;
pub mod z3;

#[cfg(test)]
mod tests;

pub use graph::{Graph, Term};
pub use solver::{Answer, SatSolver};

/// Values of inputs, by input number; absent ones are FALSE.
#[derive(Clone, Default, Debug)]
pub struct Model {
    pub inputs: Vec<bool>,
}

impl Model {
    pub fn input(&self, number: u32) -> bool {
        self.inputs.get(number as usize).copied().unwrap_or(false)
    }
}
