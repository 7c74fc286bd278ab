//! Reductions: less to search, the same answers.
//!
//! [`symmetry`] orders interchangeable names, [`narrow`] drops possibilities that no behavior has. Each states its argument in its
//! module doc, has a switch in the engine, a checker in the tests, and planted faults.

pub mod independence;
pub mod narrow;
pub mod symmetry;
