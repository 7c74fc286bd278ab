//! Services for every stage that know nothing of TLA+: cancellation, stack room, suggestions for messages, work counts, answers of
//! solvers.

pub mod answer;
pub mod interrupt;
pub mod stack;
pub mod suggest;
pub mod work;
