//! CaDiCaL (Biere et al.), a propositional solver: clauses one by one, assumptions per query, incremental.
//!
//! On formulas of bounded model checking it is as fast as Z3's finite-domain solver below a second, and several
//! times faster above (docs/performance.md). This is the only file that names the `cadical` crate.

use super::Backend;
use super::solver::{Answer, Literal, SatSolver};
use crate::util::interrupt::{self, Cancel};
use crate::util::work::{self, Work};
use cadical::{Callbacks, Solver};

pub const BACKEND: Backend = Backend { name: "cadical", help: "CaDiCaL", make: || Box::new(Cadical::new()) };

/// The work between two calls of [`Budget::terminate`].
const POLL_INTERVAL: u64 = 30;

/// The work of a conflict: it is analyzed, and a clause is learned.
const CONFLICT: u64 = 700;

/// The work of a query, for each variable.
const VARIABLE: u64 = 2;

pub struct Cadical {
    solver: Solver<Budget>,
    variables: Literal,
}

/// The work that a query may do, and has done.
struct Budget {
    cancel: Cancel,
    limit: u64,
    spent: u64,
}

impl Callbacks for Budget {
    /// Called after about every tenth decision. The number of calls depends on the clauses and assumptions only.
    fn terminate(&mut self) -> bool {
        self.spent += POLL_INTERVAL;
        self.cancel.is_cancelled() || self.is_over()
    }

    fn max_length(&self) -> i32 {
        i32::MAX
    }

    fn learn(&mut self, _clause: &[i32]) {
        self.spent += CONFLICT;
    }
}

impl Budget {
    fn is_over(&self) -> bool {
        self.spent >= self.limit
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
        solver.set_callbacks(Some(Budget { cancel: interrupt::current(), limit: 0, spent: 0 }));
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

    fn solve(&mut self, assumptions: &[Literal], limit: Work) -> Answer {
        let variables = u64::from(self.solver.num_variables().unsigned_abs());
        if let Some(p) = self.solver.get_callbacks() {
            (p.limit, p.spent) = (limit.count(), VARIABLE * variables);
        }
        let answer = self.solver.solve_with(assumptions.iter().copied());
        work::spend(self.solver.get_callbacks().map_or(0, |p| p.spent));
        match answer {
            Some(true) => Answer::Satisfiable,
            Some(false) => Answer::Unsatisfiable,
            None => match self.solver.get_callbacks() {
                Some(p) if p.cancel.is_cancelled() || p.is_over() => Answer::Stopped,
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
