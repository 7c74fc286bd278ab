//! What a finite behaviour can violate: invariants, and the properties that are no more than that.
//!
//! In: a model. Out: [`Safety`], its invariants in order together with the parts of its PROPERTY formulas that TLC checks
//! as it goes (`SpecProcessor.java`): of a conjunction, also through definitions, `P` without temporal operators must hold
//! initially, `[]P` always, and `[][A]_v` in every step, those to known states included. Conjuncts with anything else speak of
//! whole behaviours: they are listed for [`crate::temporal`].

use super::{Evaluated, State, Violation};
use crate::eval::error::EvalError;
use crate::eval::{self, Evaluator};
use crate::ir::{DefId, ExprId, ExprKind, Level, Model, Named};
use crate::source::Span;
use std::sync::Arc;

/// A formula to check: an expression in the frame of a definition without parameters, outside its binders.
#[derive(Clone)]
pub struct Check {
    /// The property's.
    pub name: Arc<str>,
    pub span: Span,
    pub def: DefId,
    pub expr: ExprId,
}

/// All that is to be checked of states and steps.
pub struct Safety<'m> {
    model: &'m Model,
    /// `P`: of initial states.
    pub initial: Vec<Check>,
    /// `[]P`: of all states; the model's invariants come before them.
    pub always: Vec<Check>,
    /// `[A]_v`: of all steps.
    pub steps: Vec<Check>,
    /// Of whole behaviours: nothing here checks them.
    pub behaviours: Vec<Check>,
}

impl<'m> Safety<'m> {
    /// The first property that is not one of safety is the error.
    pub fn new(model: &'m Model) -> Result<Safety<'m>, &'m Named> {
        let all = Safety::split(model);
        match all.behaviours.first().and_then(|c| model.properties.iter().find(|p| p.name == c.name)) {
            Some(p) => Err(p),
            None => Ok(all),
        }
    }

    /// The properties taken apart, what is more than safety included.
    pub fn split(model: &'m Model) -> Safety<'m> {
        let (initial, always, steps, behaviours) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut all = Safety { model, initial, always, steps, behaviours };
        for p in &model.properties {
            all.conjuncts(p, p.def, model.def(p.def).body);
        }
        all
    }

    fn conjuncts(&mut self, property: &Named, def: DefId, expr: ExprId) {
        let model = self.model;
        let e = model.expr(expr);
        let check = |expr| Check { name: property.name.clone(), span: model.expr(expr).span, def, expr };
        match &e.kind {
            ExprKind::Call { def, args } if args.is_empty() && model.def(*def).level == Level::Temporal => {
                self.conjuncts(property, *def, model.def(*def).body);
            }
            ExprKind::And(items) if eval::level(model, expr) > Level::State => {
                items.iter().for_each(|i| self.conjuncts(property, def, *i));
            }
            ExprKind::Always(inner) => match &model.expr(*inner).kind {
                ExprKind::BoxAction { .. } => self.steps.push(check(*inner)),
                _ if eval::level(model, *inner) <= Level::State => self.always.push(check(*inner)),
                // made by `lower` only: an action that holds of every step, or `[A]_v` for all of several values
                _ if eval::level(model, *inner) == Level::Action => self.steps.push(check(*inner)),
                _ => self.behaviours.push(check(expr)),
            },
            _ if eval::level(model, expr) <= Level::State => self.initial.push(check(expr)),
            _ => self.behaviours.push(check(expr)),
        }
    }

    /// Are there formulas about steps?
    pub fn has_steps(&self) -> bool {
        !self.steps.is_empty()
    }

    /// The first thing wrong with a state, whatever led to it.
    pub fn state(&self, e: &mut Evaluator<'_>, state: &State) -> Option<Violation> {
        self.state_all(e, state).next()
    }

    /// All that is wrong with a state, in order; evaluated as it is asked for.
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
