//! CaDiCaL (Biere et al.), a propositional solver: clauses one by one, assumptions per query, incremental.
//!
//! On the formulas of bounded model checking it was measured level with Z3's finite-domain solver below a second and several
//! times faster above (docs/performance.md). This is the only file that names the `cadical` crate.

use super::solver::{Answer, Literal, SatSolver};
use crate::interrupt::{self, Cancel};
use cadical::{Callbacks, Solver};
use std::time::{Duration, Instant};

pub struct Cadical {
    solver: Solver<Patience>,
    variables: Literal,
}

/// When a query ends without an answer.
struct Patience {
    cancel: Cancel,
    end: Option<Instant>,
}

impl Callbacks for Patience {
    fn terminate(&mut self) -> bool {
        self.cancel.is_cancelled() || self.is_over()
    }
}

impl Patience {
    fn is_over(&self) -> bool {
        self.end.is_some_and(|e| Instant::now() >= e)
    }
}

impl Default for Cadical {
    fn default() -> Cadical {
        Cadical::new()
    }
}

impl Cadical {
    pub fn new() -> Cadical {
        let mut solver = Solver::new();
        solver.set_callbacks(Some(Patience { cancel: interrupt::current(), end: None }));
        Cadical { solver, variables: 0 }
    }
}

impl SatSolver for Cadical {
    fn name(&self) -> String {
        let signature = self.solver.signature();
        format!("CaDiCaL {}", signature.rsplit('-').next().unwrap_or(signature))
    }

    fn new_variable(&mut self) -> Literal {
        self.variables += 1;
        self.variables
    }

    fn add_clause(&mut self, clause: &[Literal]) {
        self.solver.add_clause(clause.iter().copied());
    }

    fn solve(&mut self, assumptions: &[Literal], limit: Option<Duration>) -> Answer {
        if let Some(p) = self.solver.get_callbacks() {
            p.end = limit.and_then(|d| Instant::now().checked_add(d));
        }
        match self.solver.solve_with(assumptions.iter().copied()) {
            Some(true) => Answer::Satisfiable,
            Some(false) => Answer::Unsatisfiable,
            None => match self.solver.get_callbacks() {
                Some(p) if p.cancel.is_cancelled() || p.is_over() => Answer::Timeout,
                _ => Answer::Unknown("no reason given".into()),
            },
        }
    }

    fn failed(&self, assumption: Literal) -> bool {
        assumption.abs() <= self.solver.max_variable() && self.solver.failed(assumption)
    }

    fn value(&self, literal: Literal) -> bool {
        // A variable in no clause has no value.
        literal.abs() <= self.solver.max_variable() && self.solver.value(literal) == Some(true)
    }
}
