//! Symbolic values: what they are, how they merge, and the operators on them.
//!
//! In: values ([`sym`]) whose parts depend on choices. Out: values, conditions, and findings where an operator fails. The one
//! struct is [`Values`]: it needs no model, no state and no expression. A set or function that is defined by a rule is a number
//! here. The type parameter gives rules their meaning ([`rules::Rules`]).

pub mod arith;
pub mod cases;
pub mod choice;
pub mod comparable;
pub mod concrete;
pub mod decide;
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
pub mod path;
pub mod rules;
pub mod scalar;
pub mod sequence;
pub mod set;
pub mod settle;
pub mod sym;
#[cfg(test)]
mod tests;

use crate::logic::{Graph, Term};
use crate::value::{Atom, Integers};
use path::{Finding, Here};
use rules::Rules;
use rustc_hash::FxHashMap;
use std::rc::Rc;
use sym::{Codes, Guarded, Sym, Syms};

/// The values of all variables, as functions of the choices.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct SymState(pub(in crate::symbolic) Vec<Sym>);

/// The elements of a set that was enumerated, the path under which it was, and the effects of the enumeration.
type Enumerated<C> = (Term, Rc<[Guarded]>, <C as Rules>::Effects);

/// The store of symbolic values, and all that operators on them need.
pub struct Values<C: Rules> {
    pub graph: Graph,
    pub(in crate::symbolic) syms: Syms,
    pub(in crate::symbolic) codes: Codes,
    /// Where operators apply. Only functions that take what happens there as a closure change it ([`Values::under`]).
    here: Here,
    pub(in crate::symbolic) findings: Vec<Finding>,
    /// The number of active calls of [`Values::apart`].
    trials: usize,
    merged: FxHashMap<(Term, Sym, Sym), Sym>,
    /// Sets that were enumerated.
    written: FxHashMap<Sym, Enumerated<C>>,
    /// Upper bounds on the number of elements of sets with more entries ([`Values::most`]).
    at_most: FxHashMap<Sym, usize>,
    /// How large integers are. They have no bounds from the first choice from an infinite set of integers.
    pub(in crate::symbolic) integers: Integers,
    /// What was chosen from sets that are not written out.
    pub(in crate::symbolic) choices: Vec<Sym>,
    /// A setting: errors of all elements count, even if an earlier one decides ([`Values::in_order`]).
    pub(in crate::symbolic) any_order: bool,
    /// A setting: a set with more concrete structured elements merges them into cells.
    pub(in crate::symbolic) mask_limit: usize,
    /// What gives rules their meaning.
    pub(in crate::symbolic) cx: C,
}

impl<C: Rules> Values<C> {
    /// An empty store over the strings and model values `atoms`; the flag tells model values.
    pub(in crate::symbolic) fn over(atoms: Vec<(Atom, bool)>, cx: C) -> Values<C> {
        Values {
            graph: Graph::new(),
            syms: Syms::default(),
            codes: Codes::new(atoms),
            here: Here::default(),
            findings: Vec::new(),
            trials: 0,
            merged: FxHashMap::default(),
            written: FxHashMap::default(),
            at_most: FxHashMap::default(),
            integers: Integers::Narrow,
            choices: Vec::new(),
            any_order: false,
            mask_limit: set::MASK_LIMIT,
            cx,
        }
    }

    /// Keeps concrete elements of sets apart, up to this number.
    pub fn keep_apart(&mut self, elements: usize) {
        self.mask_limit = elements;
    }

    /// How large integers are in what was encoded last.
    pub fn integers(&self) -> Integers {
        self.integers
    }
}
