//! SAT solvers behind one interface, [`SatSolver`]: incremental clauses, assumptions, a model, failed assumptions.
//!
//! In: clauses of [`crate::sat::cnf`]. Out: an [`Answer`]. Each solver's crate is used in one file. [`record`] writes every
//! query to a file as DIMACS or SMT-LIB.

pub mod cadical;
pub mod cnf;
pub mod record;
pub mod solver;
pub mod z3;

#[cfg(test)]
pub(crate) mod pace;

pub use solver::{Answer, SatSolver};

/// A SAT solver to use.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Backend {
    /// CaDiCaL: every query is propositional.
    #[default]
    Auto,
    Z3,
    Cadical,
}

/// A new solver for this purpose. Its queries are recorded if this thread is [`record::recorded`].
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
