//! What a propositional solver must be able to do: incremental clauses, assumptions, a model.

use std::time::Duration;

/// A literal of the solver: variable `n >= 1`, negative when negated (as in DIMACS).
pub type Literal = i32;

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Answer {
    /// [`SatSolver::value`] may be asked until the next clause or query.
    Satisfiable,
    Unsatisfiable,
    /// The time given to the query is over, or the run is to end.
    Timeout,
    /// The solver gave up, in its own words.
    Unknown(String),
}

/// An incremental solver for clauses.
pub trait SatSolver {
    /// A name for reports, with the version.
    fn name(&self) -> String;
    fn new_variable(&mut self) -> Literal;
    fn add_clause(&mut self, clause: &[Literal]);
    /// Satisfiability of all clauses under `assumptions`, within `limit` if there is one.
    fn solve(&mut self, assumptions: &[Literal], limit: Option<Duration>) -> Answer;
    /// The same, where of all answers only [`Answer::Unsatisfiable`] is a result.
    fn refute(&mut self, assumptions: &[Literal], limit: Option<Duration>) -> Answer {
        self.solve(assumptions, limit)
    }
    /// After [`Answer::Unsatisfiable`]: whether the assumption was needed for that. A solver may say so of all.
    fn failed(&self, _assumption: Literal) -> bool {
        true
    }
    /// After [`Answer::Satisfiable`]: the value of a variable (FALSE if the solver left it open).
    fn value(&self, literal: Literal) -> bool;
}
