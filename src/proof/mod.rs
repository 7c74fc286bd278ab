//! Proofs as data: an inductive invariant over atoms, its reading as TLA+ lemmas, and the module that other programs can check.
//!
//! In: what property-directed reachability found, and the model's names. Out: lemmas as text, and a certificate.
//!
//! | file | what it does |
//! | --- | --- |
//! | `literal` | atoms with the conditions under which they have a meaning |
//! | `lemma` | clauses that are images of each other, as one quantified lemma |
//! | `names` | names of model values, sets and bound variables that the specification does not use otherwise |
//! | `text` | values, sets and atoms in TLA+ |
//! | `states` | the truth of a proof in a concrete state, independent of `symbolic` |
//! | `certificate` | the module and its configuration |
//! | `config` | the CONSTANT statements of a configuration |

pub mod certificate;
pub mod config;
mod lemma;
mod literal;
mod names;
mod states;
#[cfg(test)]
mod tests;
mod text;

pub use lemma::{Lemma, lemmas};
pub use literal::{Literal, permuted};
pub use names::Names;
pub use states::contains;

use crate::symbolic::shape::Shape;
use crate::value::Value;

/// An inductive invariant: the values of all variables are of the shapes, and no state satisfies all literals of a cube.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Proof {
    pub shapes: Vec<Shape>,
    pub cubes: Vec<Vec<Literal>>,
    /// Sets of model values whose exchanges may map cubes to cubes.
    pub classes: Vec<Vec<Value>>,
}
