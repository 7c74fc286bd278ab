//! Z3's finite-domain solver as a [`SatSolver`]. It shares the file of the `z3` crate with the solver for terms: [`crate::smt::z3`].

use super::Backend;
use super::solver::{Answer, Literal, SatSolver};
use crate::smt::z3::{Clauses, name};
use crate::util::work::Work;

pub const BACKEND: Backend = Backend { name: "z3", help: "Z3's solver for finite domains", make: || Box::new(Clauses::new()) };

impl SatSolver for Clauses {
    fn name(&self) -> String {
        name()
    }

    fn new_variable(&mut self) -> Literal {
        self.variable()
    }

    fn add_clause(&mut self, clause: &[Literal]) {
        self.add(clause);
    }

    fn solve(&mut self, assumptions: &[Literal], limit: Work) -> Answer {
        self.query(assumptions, limit)
    }

    fn value(&self, literal: Literal) -> bool {
        self.holds(literal)
    }
}
