//! The explicit engine's fast evaluation: a model compiled once, run on words instead of trees of values.
//!
//! In: an [`ir::Model`](crate::ir::Model). Out: a [`Program`], shared by all threads, and for each thread a [`Vm`] that
//! enumerates successors, decides predicates, fingerprints and packs states.
//!
//! The semantics is that of [`crate::eval`], which stays the only one that words an error. The machine never reports anything:
//! where it meets an error, or anything it does not do, it *gives up* (`None`), and the caller asks `eval` about the same
//! state instead. So it must hold that
//!
//! - whenever the machine answers, `eval` gives the same answer (debug builds compare the successors of many states);
//! - giving up costs time and nothing else.
//!
//! What cannot be compiled at all is [`Refused`], with the reason; the engine then uses `eval` for that formula.
//!
//! Rooms: [`word`] (values as 64-bit words over a heap that is emptied after every state; `order` compares them, `convert`
//! makes them), [`pack`] (states as bytes, for
//! queues), `image` (fingerprints under SYMMETRY), [`code`] (what is run), `compile` (from the core language, operators inlined, call-by-need cells
//! allocated), `run` (expressions, sets, functions, actions).
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
