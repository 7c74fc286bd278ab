//! Solvers that are as slow as on a busy machine, for tests.

use super::solver::{Answer, Literal, SatSolver};
use crate::util::work::Work;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

/// Milliseconds that are added to the queries of solvers made from now on. The delay halves from query to query, so that solvers differ.
pub static DELAY: AtomicU64 = AtomicU64::new(0);

struct Slow {
    solver: Box<dyn SatSolver>,
    delay: u64,
}

pub(super) fn slowed(solver: Box<dyn SatSolver>) -> Box<dyn SatSolver> {
    match DELAY.load(Relaxed) {
        0 => solver,
        delay => Box::new(Slow { solver, delay }),
    }
}

impl SatSolver for Slow {
    fn name(&self) -> String {
        self.solver.name()
    }

    fn new_variable(&mut self) -> Literal {
        self.solver.new_variable()
    }

    fn add_clause(&mut self, clause: &[Literal]) {
        self.solver.add_clause(clause);
    }

    fn solve(&mut self, assumptions: &[Literal], limit: Work) -> Answer {
        std::thread::sleep(Duration::from_millis(self.delay));
        self.delay = self.delay / 2 + 1;
        self.solver.solve(assumptions, limit)
    }

    fn failed(&self, assumption: Literal) -> bool {
        self.solver.failed(assumption)
    }

    fn value(&self, literal: Literal) -> bool {
        self.solver.value(literal)
    }
}
