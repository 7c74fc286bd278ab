//! The explicit engine's fast evaluation: a model compiled once, run on words instead of trees of values.
//!
//! In: an [`ir::Model`](crate::ir::Model). Out: a [`Program`], shared by all threads, and for each thread a [`Vm`] that
//! enumerates successors, decides predicates, fingerprints and packs states.
//!
//! The semantics is that of [`crate::eval`], which alone reports errors. Where the machine meets an error, or anything that it
//! does not support, it *gives up* (`None`), and the caller evaluates the same state with `eval`. So two invariants hold:
//!
//! - a result of the machine is the result of `eval` (`tests/language` and `tests/differential/expressions.rs` compare values;
//!   debug builds compare the successors of many states);
//! - giving up costs time and nothing else.
//!
//! What cannot be compiled at all is [`Refused`], with the reason; the engine then uses `eval` for that formula.
//!
//! Files: [`word`] (values as 64-bit words over a heap that is emptied after every state; `order` compares them, `convert`
//! makes them), [`pack`] (states as bytes, for
//! queues), `image` (fingerprints under SYMMETRY), [`code`] (what is run), `compile` (from the core language, operators inlined, call-by-need cells
//! allocated), `run` (expressions, sets, membership, calls, functions, actions).
//!
//! ```text
//! state bytes --load--> words --run Next--> successors (words) --fingerprint--> known? --no--> pack, check invariants
//! ```

pub mod code;
mod compile;
mod convert;
mod image;
mod order;
pub mod pack;
mod run;
#[cfg(test)]
mod tests;
pub mod word;

pub use compile::{Formula, Program, Refused};
pub use image::Renaming;
pub use pack::{Packed, Shapes};
pub use run::Vm;
