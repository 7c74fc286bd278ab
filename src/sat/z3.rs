//! Z3 as a propositional solver: its finite-domain solver (`QF_FD`), clauses asserted one by one, assumptions
//! per query. Never push and pop, never the default solver: both were measured several times slower on this kind of formula
//! (docs/encoding.md). This is the only file that names the `z3` crate.

use super::Backend;
use super::solver::{Answer, Literal, SatSolver};
use crate::util::interrupt::{self, Cancel};
use crate::util::work::{self, Work};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;
use z3::ast::Bool;
use z3::{Context, Params, SatResult, Solver, StatisticsValue};

pub const BACKEND: Backend = Backend { name: "z3", help: "Z3's solver for finite domains", make: || Box::new(Z3::new()) };

/// How often, while Z3 works, the flag is looked at that ends the run.
const LOOK: Duration = Duration::from_millis(50);

/// The work of one of Z3's resources.
const RESOURCE: u64 = 2;

/// The work of a query in any case.
const QUERY: u64 = 1500;

pub struct Z3 {
    solver: Solver,
    variables: Vec<(Bool, Bool)>,
    model: Vec<bool>,
    cancel: Cancel,
}

impl Default for Z3 {
    fn default() -> Z3 {
        Z3::new()
    }
}

impl Z3 {
    pub fn new() -> Z3 {
        let solver = Solver::new_for_logic("QF_FD").expect("smt: Z3 has a finite-domain solver");
        Z3 { solver, variables: Vec::new(), model: Vec::new(), cancel: interrupt::current() }
    }

    /// Z3's answer; it is interrupted if the run is to end.
    fn check(&self, assumed: &[Bool]) -> SatResult {
        let context = Context::thread_local();
        let handle = context.handle();
        std::thread::scope(|scope| {
            let (running, ended) = channel::<()>();
            let (cancel, handle) = (&self.cancel, &handle);
            scope.spawn(move || {
                while ended.recv_timeout(LOOK) == Err(RecvTimeoutError::Timeout) {
                    if cancel.is_cancelled() {
                        handle.interrupt();
                    }
                }
            });
            let answer = self.solver.check_assumptions(assumed);
            drop(running);
            answer
        })
    }

    /// What Z3 has counted of its own work so far, on this thread; it wraps around.
    fn resources(&self) -> u32 {
        match self.solver.get_statistics().value("rlimit count") {
            Some(StatisticsValue::UInt(n)) => n,
            Some(StatisticsValue::Double(n)) => n as u64 as u32,
            None => 0,
        }
    }

    fn literal(&self, l: Literal) -> &Bool {
        let (positive, negative) = &self.variables[l.unsigned_abs() as usize - 1];
        if l > 0 { positive } else { negative }
    }
}

impl SatSolver for Z3 {
    fn name(&self) -> String {
        format!("Z3 {}", z3::full_version())
    }

    fn new_variable(&mut self) -> Literal {
        let v = Bool::new_const(self.variables.len() as u32);
        let negated = v.not();
        self.variables.push((v, negated));
        self.variables.len() as Literal
    }

    fn add_clause(&mut self, clause: &[Literal]) {
        if let [single] = clause {
            self.solver.assert(self.literal(*single));
            return;
        }
        let literals: Vec<&Bool> = clause.iter().map(|l| self.literal(*l)).collect();
        self.solver.assert(Bool::or(&literals));
    }

    fn solve(&mut self, assumptions: &[Literal], limit: Work) -> Answer {
        let mut params = Params::new();
        // 0 is no limit; what does not fit into 32 bits is none either
        let resources = u32::try_from(limit.count() / RESOURCE).map_or(0, |n| n.max(1));
        params.set_u32("rlimit", resources);
        self.solver.set_params(&params);
        let before = self.resources();
        let assumed: Vec<Bool> = assumptions.iter().map(|l| self.literal(*l).clone()).collect();
        let answer = self.check(&assumed);
        let spent = self.resources().wrapping_sub(before);
        work::spend(QUERY + u64::from(spent) * RESOURCE);
        match answer {
            SatResult::Unsat => Answer::Unsatisfiable,
            SatResult::Unknown if self.cancel.is_cancelled() || (resources > 0 && spent >= resources) => Answer::Stopped,
            SatResult::Unknown => Answer::Unknown(self.solver.get_reason_unknown().unwrap_or_else(|| "no reason given".into())),
            SatResult::Sat => {
                let Some(model) = self.solver.get_model() else {
                    return Answer::Unknown("satisfiable, but without a model".into());
                };
                self.model = self
                    .variables
                    .iter()
                    .map(|(v, _)| model.get_const_interp(v).and_then(|b| b.as_bool()).unwrap_or(false))
                    .collect();
                Answer::Satisfiable
            }
        }
    }

    fn value(&self, literal: Literal) -> bool {
        let positive = self.model.get(literal.unsigned_abs() as usize - 1).copied().unwrap_or(false);
        positive == (literal > 0)
    }
}
