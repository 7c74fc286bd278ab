//! A checker for LRAT proofs: is a set of clauses unsatisfiable, as a solver says?
//!
//! In: clauses, and the steps of a proof, one by one ([`Checker`]) or as texts in DIMACS and LRAT ([`check`]). Out: nothing but "every step
//! follows", or the first step that does not.
//!
//! Each step adds a clause C with *hints*, the numbers of clauses that show that C follows (reverse unit propagation, RUP): where all
//! literals of C are FALSE, each hint in turn has exactly one literal that is not FALSE, which becomes TRUE; the last hint has none. A proof
//! that adds the empty clause shows that the clauses are unsatisfiable.
//!
//! ```text
//!     formula          proof             why
//!     1: a \/ b        4  a 0  1 2 0     with a FALSE, clause 1 makes b TRUE, and clause 2 is FALSE
//!     2: a \/ ~b       5  0    4 3 0     clause 4 makes a TRUE, and clause 3 is FALSE
//!     3: ~a
//! ```
//!
//! Steps whose clause does not follow, but keeps the clauses satisfiable (RAT, a hint with a minus sign), are rejected: the proofs that
//! this checker is for have none. A hint that is not needed is rejected, too.
//!
//! Invariant: a clause that was added by a step follows from the clauses that were given. Memory: the clauses that are alive, and a byte for
//! each literal. The crate has no dependencies and shares no code with a solver.
//!
//! Source: L. Cruz-Filipe, M. Heule, W. Hunt, M. Kaufmann, P. Schneider-Kamp, "Efficient certified RAT verification" (CADE 2017).

/// A planted fault: FALSE, but in a build with `--cfg mutants` for the fault that the environment names (scripts/mutants).
#[cfg(not(mutants))]
macro_rules! mutant {
    ($name:literal) => {
        false
    };
}

#[cfg(mutants)]
macro_rules! mutant {
    ($name:literal) => {
        std::env::var("TLALOC_MUTANT").is_ok_and(|planted| planted == $name)
    };
}

mod checker;
#[cfg(test)]
mod tests;
mod text;

pub use checker::{Checker, Fault, Id, Literal};
pub use text::{Checked, Error, Input, check};
