//! Symbolic values: what they are, how they merge, and the operators on them.
//!
//! In: values ([`sym`]) whose parts hinge on choices. Out: values, conditions, and findings where an operator fails. This room
//! knows no expression and no state. A set or function that is known by a rule is a number here; what it gives is the
//! evaluator's matter.

pub mod arith;
pub mod comparable;
pub mod empty;
pub mod enumerate;
pub mod equal;
pub mod free;
pub mod function;
pub mod large;
pub mod lazy;
pub mod merge;
pub mod order;
pub mod outline;
pub mod scalar;
pub mod sequence;
pub mod set;
pub mod sym;
