//! Reductions of the search.
//!
//! [`independence`] orders independent steps, [`symmetry`] orders interchangeable names, [`narrow`] drops possibilities that no
//! behavior has. Each has its argument in its module doc, a switch in the engine, a checker in the tests, and planted faults.

pub mod independence;
pub mod narrow;
pub mod symmetry;
