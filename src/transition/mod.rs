//! The transition system of a model, on symbolic states.
//!
//! In: an [`ir::Model`](crate::ir::Model). Out: a [`TransitionSystem`], the model's parts by role, and an [`Unroller`], which encodes them.
//! Every symbolic engine and exporter uses these two, so all of them ask about the same formulas.
//!
//! # Data
//!
//! | type | what it represents |
//! | --- | --- |
//! | [`TransitionSystem`] | Init, Next, and the [`Assertion`]s: constraints, invariants, properties of steps |
//! | [`Unroller`] | a path of symbolic states `S_0, …, S_d` over one term graph, and the assertions evaluated on it |
//! | [`Step`](crate::symbolic::Step) | one encoded step: guard, next state, evaluation failures, what `ENABLED Next` means, chosen witnesses |
//! | [`Finite`](finite::Finite) | a system on a shape ([`crate::symbolic::shape`]): atoms with a TLA+ meaning, before and after a step |
//! | [`Circuit`](circuit::Circuit) | the same with latches, inputs and outputs; prints as AIGER |
//!
//! # Grown and closed systems
//!
//! The encoding *computes* states. `S_0` is a function of the inputs of Init, and `S_(d+1)` of `S_d` and the inputs of step d:
//!
//! ```text
//!     S_0 = init(c_0)      G_0 = "c_0 is a choice that Init allows"
//!     S_(d+1) = next(S_d, c_(d+1))      G_(d+1) = "c_(d+1) is a choice that Next allows in S_d"
//!     a path of d steps:  G_0 /\ (Con(S_0) /\ G_1) /\ … /\ (Con(S_(d-1)) /\ G_d)
//! ```
//!
//! The layout of `S_d` (which cells a set has, how long a sequence may get, which numbers occur) grows with d. An unrolling that begins
//! with Init is therefore *grown*: every depth has its own formulas.
//!
//! A form `J` is a state with a fixed layout whose bits are free inputs ([`Encoder::freed`](crate::symbolic::Encoder::freed)). It is *closed* if the
//! layout of `next(J, c)` fits into that of `J` (docs/induction.md). Then one step says everything: an unrolling that begins with
//! a closed form is a finite transition system. Its state variables are the bits of the form, and the next value of bit i is the term in
//! the place of bit i of `next(J, c)`, put into the layout of `J`.
//!
//! Both are the same [`Unroller`]. They differ in how it begins:
//!
//! - [`Unroller::new`], then [`Unroller::init`]: from Init (bounded search, lassos, `--emit smt`);
//! - [`Unroller::from_form`]: from any state of a form (induction);
//! - [`Unroller::from_shapes`]: from any state of a shape ([`finite`], for engines and exporters that need a fixed layout).
//!
//! # Order of calls
//!
//! At each depth the caller asks for the pieces in the order in which TLC evaluates them, and may assert facts between two calls
//! ([`Encoder::assume`](crate::symbolic::Encoder::assume)); later calls use these facts. So the unroller encodes a piece when it is asked for, never earlier:
//!
//! 1. [`Unroller::constraints`], each by [`Unroller::truth`]: does the search go on from this state?
//! 2. [`Unroller::properties`], each by [`Unroller::truth`]: invariants, and properties of the step to this state;
//! 3. [`Unroller::step`]: the step, its evaluation failures, and the condition to be stuck (`~\E c : can_step`);
//! 4. [`Unroller::push`]: the next state.
//!
//! # Invariants
//!
//! - The system is never restricted by an assertion: constraints guard leaving a state, not being checked in it.
//! - A piece that cannot be encoded is a [`Finding`](crate::symbolic::Finding) of kind `Unsupported`, with the condition to reach it.
//! - The unroller asks no solver and drops nothing. Reductions (order, symmetry, narrowing) belong to the engine: it may replace the last
//!   state by an equal one ([`Unroller::replace_last`]).
//!
//! # Example
//!
//! ```text
//!     Init == x = 0      Next == x < 2 /\ x' = x + 1 \/ x' = 0      Inv == x < 3
//! ```
//!
//! Grown: `S_0` is 0 with no input. Step 1 has one input c (which disjunct): `S_1 = IF c THEN 1 ELSE 0`, `G_1 = TRUE`. `S_2` depends on two
//! inputs, and `x < 3` folds to TRUE at every depth.
//!
//! Closed: `J` is a number in 0..2, two bits `b1 b0` with `~(b1 /\ b0)`. `next(J, c)` is `IF c /\ J < 2 THEN J + 1 ELSE 0`: with `u = c /\ ~b1`
//! the next functions are `b0' = u /\ ~b0` and `b1' = u /\ b0`. The guard is `c => J < 2`.

pub mod aiger;
mod bad;
pub mod circuit;
mod constants;
pub mod finite;
mod system;
#[cfg(test)]
mod tests;
mod unroller;

pub use system::{Assertion, Role, TransitionSystem};
pub use unroller::Unroller;
