//! Invariants and the safety part of properties, evaluated in states and steps.
//!
//! In: a model. Out: [`Safety`], its invariants in order together with the parts of its PROPERTY formulas that TLC checks
//! as it goes ([`Split`]).

use super::{Evaluated, Violation};
use crate::eval::Evaluator;
use crate::eval::error::EvalError;
use crate::ir::split::Split;
use crate::ir::{Model, Named};
use crate::value::State;
use std::ops::Deref;
use std::sync::Arc;

pub use crate::ir::split::Check;

/// Everything that is checked of states and steps. The model's invariants come before the properties.
pub struct Safety<'m> {
    model: &'m Model,
    split: Split,
}

impl Deref for Safety<'_> {
    type Target = Split;

    fn deref(&self) -> &Split {
        &self.split
    }
}

impl<'m> Safety<'m> {
    /// Fails with the first property that is not a safety property.
    pub fn new(model: &'m Model) -> Result<Safety<'m>, &'m Named> {
        let all = Safety::split(model);
        match all.behaviors.first().and_then(|c| model.properties.iter().find(|p| p.name == c.name)) {
            Some(p) => Err(p),
            None => Ok(all),
        }
    }

    /// The properties split, with those that are more than safety in [`Split::behaviors`].
    pub fn split(model: &'m Model) -> Safety<'m> {
        Safety { model, split: Split::of(model) }
    }

    /// Whether there are formulas about steps.
    pub fn has_steps(&self) -> bool {
        !self.steps.is_empty()
    }

    /// The first violation in a state, independent of the step to it.
    pub fn state(&self, e: &mut Evaluator<'_>, state: &State) -> Option<Violation> {
        self.state_all(e, state).next()
    }

    /// All violations in a state, in order, evaluated lazily.
    pub fn state_all(&self, e: &mut Evaluator<'_>, state: &State) -> impl Iterator<Item = Violation> {
        let named = self.model.invariants.iter().map(|n| {
            let d = self.model.def(n.def);
            (&n.name, d.span, n.def, d.body)
        });
        let all = named.chain(self.always.iter().map(|c| (&c.name, c.span, c.def, c.expr)));
        all.filter_map(|(name, span, def, expr)| {
            let wrong = || Violation::Invariant { name: name.clone(), span };
            verdict(e.holds(def, expr, Some(state), None), name, Evaluated::Invariant, wrong)
        })
    }

    /// The first formula about initial states that is wrong in this one.
    pub fn initial(&self, e: &mut Evaluator<'_>, state: &State) -> Option<Violation> {
        self.initial_all(e, state).next()
    }

    /// All formulas about initial states that are wrong in this one.
    pub fn initial_all(&self, e: &mut Evaluator<'_>, state: &State) -> impl Iterator<Item = Violation> {
        self.initial.iter().filter_map(|c| {
            let wrong = || Violation::ImpliedInit { name: c.name.clone(), span: c.span };
            verdict(e.holds(c.def, c.expr, Some(state), None), &c.name, Evaluated::Invariant, wrong)
        })
    }

    /// The first formula about steps that this one breaks.
    pub fn step(&self, e: &mut Evaluator<'_>, from: &State, to: &State) -> Option<Violation> {
        self.step_all(e, from, to).next()
    }

    /// All formulas about steps that this one breaks.
    pub fn step_all(&self, e: &mut Evaluator<'_>, from: &State, to: &State) -> impl Iterator<Item = Violation> {
        self.steps.iter().filter_map(|c| {
            let wrong = || Violation::ActionProperty { name: c.name.clone(), span: c.span };
            verdict(e.holds(c.def, c.expr, Some(from), Some(to)), &c.name, Evaluated::Step, wrong)
        })
    }
}

fn verdict(
    holds: Result<bool, EvalError>,
    name: &Arc<str>,
    of: Evaluated,
    wrong: impl FnOnce() -> Violation,
) -> Option<Violation> {
    match holds {
        Ok(true) => None,
        Ok(false) => Some(wrong()),
        Err(error) => Some(Violation::InvariantError { name: name.clone(), error, of }),
    }
}
