//! Symbolic evaluation of IR expressions.
//!
//! In: an [`ir::Model`](crate::ir::Model). Out: for the initial predicate and for each step a [`Step`]: the condition under which
//! the choices are a step, the symbolic value of each variable after it, and the errors of evaluation ([`Finding`]s). All are over
//! one term [`Graph`](crate::logic::Graph), whose inputs are the choices.
//!
//! How it works (docs/encoding.md has the equations and the measurements):
//! - Evaluation starts from the concrete initial state and folds. A variable's value at step *k* holds exactly the possibilities
//!   that folding leaves. The user gives no bound.
//! - The next state is *computed*: `\/` and `\E` of an action allocate choice inputs, `x' = e` assigns, branches
//!   merge with if-then-else. Nothing is guessed and constrained afterwards, except that the choices fit the guards.
//! - `path` is the condition under which an expression is evaluated (TLC's left-to-right short-circuit). An evaluation error is a
//!   finding with the condition `path /\ error`.
//! - A construct that is not encoded is a finding of kind `Unsupported`. If the solver can reach it, the verdict is Unsupported.
//!
//! Rooms. Each may use `value`; `decode`, `reduce` and `lemma` may use `eval`; nothing else (tests/architecture.rs):
//!
//! | room | what is in it |
//! | --- | --- |
//! | `value` | what a symbolic value is; merge, equality, order, the operators on values |
//! | `eval` | expressions, actions, quantifiers; what a step reads and writes |
//! | `decode` | from a solver's assignment to values, and from values to symbolic ones |
//! | `reduce` | independence, symmetry, narrowing |
//! | [`shape`] | finite sets of states, and the atoms that tell their states apart |
//! | [`lemma`] | items of a state, lemma candidates, their text |
//!
//! Invariants: `symbolic` shares no operator code with `eval`, so that each is the other's oracle (only constant definitions come
//! from there, [`Constants`]). A value computed under a path has no meaning outside it.

mod decode;
mod eval;
pub mod lemma;
mod reduce;
pub mod shape;
#[cfg(test)]
mod tests;
mod value;

pub use eval::context::{Constants, Context};
pub use eval::level::Seen;
pub use eval::step::{Predicate, Step};
pub use reduce::narrow::Possibilities;
pub use value::path::Finding;
pub use value::sym::Sym;
pub use value::{SymState, Values};

/// A store of symbolic values with the context of evaluation: what engines call.
pub type Encoder<'m> = Values<Context<'m>>;
