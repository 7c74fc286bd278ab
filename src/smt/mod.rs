//! Boolean terms and the solvers that decide them. Knows no TLA+.
//!
//! In: inputs and connectives. Out: a hash-consed, simplified graph of [`Term`]s ([`Graph`]), its clauses
//! ([`cnf::Cnf`], made only for what a query reaches), and a [`Model`] from a [`solver::SatSolver`].
//!
//! Invariants: two terms that the rewriting rules make equal are the same [`Term`]; a term's operands have
//! smaller indices; a model is total over the inputs that the solver has seen (others read FALSE), and
//! [`Graph::evaluate`] extends it to every term.

pub mod cadical;
pub mod cnf;
pub mod graph;
pub mod print;
pub mod quantify;
pub mod record;
pub mod samples;
pub mod solver;
pub mod z3;

#[cfg(test)]
pub(crate) mod pace;
#[cfg(test)]
mod tests;

pub use graph::{Graph, Term};
pub use solver::{Answer, SatSolver};

/// Which solver answers.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Backend {
    /// The one that suits: all that is asked today is propositional, so CaDiCaL.
    #[default]
    Auto,
    Z3,
    Cadical,
}

/// A fresh solver for this purpose; its queries are written down if this thread is [`record::recorded`].
pub fn solver(backend: Backend, purpose: &'static str) -> Box<dyn SatSolver> {
    let solver: Box<dyn SatSolver> = match backend {
        Backend::Z3 => Box::new(z3::Z3::new()),
        Backend::Auto | Backend::Cadical => Box::new(cadical::Cadical::new()),
    };
    #[cfg(test)]
    let solver = pace::slowed(solver);
    match record::current() {
        Some(recording) => Box::new(record::Recorded::new(solver, recording, purpose)),
        None => solver,
    }
}

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
