//! Constant definitions whose values the evaluator computes, once for all encoders of a model.
//!
//! In: a definition that depends on nothing. Out: its value, if evaluation can write it down. A table that is computed, a file that is
//! read and sorted, a closure of a graph: an encoder gets there too, by folding, but step by step through its terms, and each
//! encoder anew.
//!
//! An encoder without [`Constants`] evaluates constant definitions itself. Tests that compare the two semantics use such encoders.

use crate::eval::Evaluator;
use crate::ir::{DefId, Model};
use crate::symbolic::{self, Encoder};
use crate::value::{Integers, Value};
use rustc_hash::FxHashMap;
use std::cell::RefCell;
use std::rc::Rc;

/// What constant definitions of a model are known to be. Clones share it.
#[derive(Clone)]
pub struct Constants<'m>(Rc<Known<'m>>);

struct Known<'m> {
    model: &'m Model,
    /// The constants with integers of 32 bits, and those without bounds.
    sizes: [OfSize<'m>; 2],
}

#[derive(Default)]
struct OfSize<'m> {
    values: RefCell<FxHashMap<DefId, Option<Value>>>,
    /// Not there while it evaluates, and lost if that is interrupted.
    evaluator: RefCell<Option<Evaluator<'m>>>,
}

impl<'m> Constants<'m> {
    pub fn of(model: &'m Model) -> Constants<'m> {
        Constants(Rc::new(Known { model, sizes: Default::default() }))
    }

    pub fn model(&self) -> &'m Model {
        self.0.model
    }

    #[cfg(test)]
    pub fn known(&self) -> &impl symbolic::Constants {
        &*self.0
    }

    /// An encoder that takes these values.
    pub fn encoder(&self) -> Encoder<'m> {
        Encoder::knowing(self.0.model, self.0.clone())
    }
}

impl symbolic::Constants for Known<'_> {
    fn value(&self, def: DefId, integers: Integers) -> Option<Value> {
        let of_size = &self.sizes[usize::from(integers == Integers::Unbounded)];
        if let Some(known) = of_size.values.borrow().get(&def) {
            return known.clone();
        }
        let mut evaluator = of_size.evaluator.take().unwrap_or_else(|| Evaluator::new(self.model));
        evaluator.set_integers(integers);
        let value = evaluator.constant(def);
        of_size.evaluator.replace(Some(evaluator));
        of_size.values.borrow_mut().insert(def, value.clone());
        value
    }
}
