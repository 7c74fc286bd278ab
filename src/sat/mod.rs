//! SAT solvers behind one interface, [`SatSolver`]: incremental clauses, assumptions, a model, failed assumptions.
//!
//! In: clauses of [`crate::sat::cnf`]. Out: an [`Answer`]. Each solver's crate is used in one file. [`record`] writes every
//! query to a file as DIMACS or SMT-LIB; [`certify`] derives "unsatisfiable" again with a proof that is checked.
//!
//! A new solver is one file with a [`SatSolver`] and a [`Backend`], and its module and its entry of [`BACKENDS`] here:
//! `--solver`, its help, `--version` and the tests of all solvers follow from the table.

pub mod cadical;
pub mod certify;
pub mod cnf;
pub mod record;
pub mod script;
pub mod small;
pub mod solver;
pub mod theory;
pub mod z3;

#[cfg(test)]
pub(crate) mod pace;

pub use solver::{Answer, SatSolver};

/// The SAT solvers that a run can use. The first one is the default.
pub const BACKENDS: &[Backend] = &[cadical::BACKEND, z3::BACKEND];

/// A SAT solver to use.
#[derive(Clone, Copy, Debug)]
pub struct Backend {
    /// What `--solver` calls it.
    pub name: &'static str,
    /// What the help says about it.
    pub help: &'static str,
    make: fn() -> Box<dyn SatSolver>,
}

impl Backend {
    /// The default solver: every query is propositional.
    pub const AUTO: Backend = Backend {
        name: "auto",
        help: "The solver that suits the queries: CaDiCaL, and Z3 for integers without bounds",
        ..BACKENDS[0]
    };

    /// [`Backend::AUTO`], and all of [`BACKENDS`].
    pub fn choices() -> impl Iterator<Item = Backend> {
        std::iter::once(Backend::AUTO).chain(BACKENDS.iter().copied())
    }

    /// The choice with this name.
    ///
    /// ```
    /// use tlaloc::internals::sat::Backend;
    /// assert_eq!(Backend::named("z3").map(|b| b.help), Some("Z3's solver for finite domains"));
    /// assert_eq!(Backend::named("abacus"), None);
    /// ```
    pub fn named(name: &str) -> Option<Backend> {
        Backend::choices().find(|b| b.name == name)
    }
}

impl PartialEq for Backend {
    fn eq(&self, other: &Backend) -> bool {
        self.name == other.name
    }
}

impl Eq for Backend {}

impl Default for Backend {
    fn default() -> Backend {
        Backend::AUTO
    }
}

/// The names and versions of all solvers, as in `CaDiCaL 1.9.5, Z3 4.8.12`.
pub fn versions() -> String {
    BACKENDS.iter().map(|b| (b.make)().name()).collect::<Vec<_>>().join(", ")
}

/// A new solver for this purpose. Its queries are recorded if this thread is [`record::recorded`].
pub fn solver(backend: Backend, purpose: &'static str) -> Box<dyn SatSolver> {
    let solver = (backend.make)();
    #[cfg(test)]
    let solver = pace::slowed(solver);
    let solver = if script::is_on() { Box::new(script::Scripted::new(solver, purpose)) } else { solver };
    let solver = match record::current() {
        Some(recording) => Box::new(record::Recorded::new(solver, recording, purpose)),
        None => solver,
    };
    certify::noting(solver, purpose)
}
