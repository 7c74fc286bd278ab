//! What a solver answers to a query, propositional or not.

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Answer {
    /// There is a model, which the solver keeps until the next assertion or query.
    Satisfiable,
    Unsatisfiable,
    /// The work limit of the query is reached, or the run is cancelled.
    Stopped,
    /// The solver gave up, in its own words.
    Unknown(String),
}
