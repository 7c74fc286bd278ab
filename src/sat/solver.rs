//! The interface of a propositional solver: incremental clauses, assumptions, a model.

pub use crate::util::answer::Answer;
use crate::util::work::Work;

/// A literal of the solver: variable `n >= 1`, negative when negated (as in DIMACS).
pub type Literal = i32;

/// An incremental solver for clauses.
pub trait SatSolver {
    /// A name for reports, with the version.
    fn name(&self) -> String;
    fn new_variable(&mut self) -> Literal;
    fn add_clause(&mut self, clause: &[Literal]);
    /// Satisfiability of all clauses under `assumptions`. It stops after about as much work as `limit`; the work that it
    /// did is counted ([`crate::util::work`]).
    fn solve(&mut self, assumptions: &[Literal], limit: Work) -> Answer;
    /// After [`Answer::Unsatisfiable`]: whether the assumption was needed for that. TRUE for all is a correct answer.
    fn failed(&self, _assumption: Literal) -> bool {
        true
    }
    /// After [`Answer::Satisfiable`]: the value of a variable (FALSE if the solver left it open).
    fn value(&self, literal: Literal) -> bool;
}
