//! Vacuity of random behaviors: actions taken, predicates that were true, constraints that excluded something.
//!
//! In: steps and states, as a walker considers them. Out: what an answer without errors does not speak of, of the behaviors looked at.

use super::super::vacuity::{self, armed};
use super::walk::{Successor, Task, Walker};
use crate::eval::Evaluator;
use crate::ir::{DefId, Level, Model};
use crate::trace::vacuity::{Cut, Goal, Vacuity};
use crate::value::State;
use rustc_hash::FxHashSet;
use std::sync::atomic::Ordering::Relaxed;

/// The notes of one thread, or of all.
#[derive(Clone, Default)]
pub struct Noted {
    taken: FxHashSet<DefId>,
    /// Actions with a step that the action constraints allow.
    within: FxHashSet<DefId>,
    /// Which of [`Model::arms`] were true.
    armed: Vec<bool>,
    /// The constraints that excluded something; those of steps are numbered after those of states.
    cut: FxHashSet<usize>,
}

impl Noted {
    pub fn of(model: &Model) -> Noted {
        let armed = armed(model).iter().map(|first| first.load(Relaxed) == 0).collect();
        Noted { armed, ..Noted::default() }
    }

    pub fn join(&mut self, other: &Noted) {
        self.taken.extend(&other.taken);
        self.within.extend(&other.within);
        self.cut.extend(&other.cut);
        for (i, armed) in other.armed.iter().enumerate() {
            match self.armed.get_mut(i) {
                Some(own) => *own |= armed,
                None => self.armed.push(*armed),
            }
        }
    }

    /// Records a step of an action.
    pub fn took(&mut self, action: Option<DefId>) {
        self.taken.extend(action);
    }

    /// Records an initial state, and whether it is inside the constraints.
    pub fn start(&mut self, model: &Model, checks: &mut Evaluator<'_>, state: &State, inside: bool) {
        for (i, armed) in self.armed.iter_mut().enumerate().filter(|(_, armed)| !**armed) {
            let n = &model.arms[i];
            *armed = model.def(n.def).level <= Level::State && checks.predicate(n.def, Some(state), None).unwrap_or(true);
        }
        if !inside {
            let excludes = |n: &crate::ir::Named| checks.predicate(n.def, Some(state), None) != Ok(true);
            self.cut.extend(model.constraints.iter().position(excludes));
        }
    }

    /// What an answer without errors leaves open; `starts` initial states are inside the constraints.
    pub fn finish(&self, model: &Model, starts: usize) -> Vacuity {
        let first = |seen: bool| seen.then_some(0);
        let all = vacuity::actions(model);
        let actions = all.iter().filter_map(|def| match self.taken.contains(def) {
            true if !model.action_constraints.is_empty() => vacuity::within(model, *def, first(self.within.contains(def))),
            taken => vacuity::action(model, *def, first(taken)),
        });
        let arms = model.arms.iter().zip(&self.armed).map(|(n, armed)| vacuity::arm(model, n, first(*armed)));
        let goals: Vec<Goal> = actions.chain(arms).collect();
        let constraints = model.constraints.iter().chain(&model.action_constraints).enumerate();
        let cut = constraints.filter(|(i, _)| self.cut.contains(i));
        let cut: Vec<Cut> = cut.map(|(_, n)| Cut { constraint: n.name.clone(), first: 0 }).collect();
        let nowhere = cut.first().filter(|_| starts == 0).map(|c| vacuity::nowhere_to_start(&c.constraint));
        Vacuity { goals, cut, constant: nowhere.into_iter().collect(), ..Vacuity::default() }
    }
}

impl<'a> Walker<'a> {
    /// Records a step, and its successor unless that is `known`.
    pub(super) fn note(&mut self, action: Option<DefId>, from: Option<&State>, s: &Successor, (known, inside): (bool, bool)) {
        let Task { model, program, .. } = self.task;
        for i in 0..self.noted.armed.len() {
            let def = model.arms[i].def;
            let of_step = model.def(def).level == Level::Action;
            if self.noted.armed[i] || (known && !of_step) {
                continue;
            }
            let armed = self.truth(from, s, (def, of_step), program.arms[i].as_ref());
            self.noted.armed[i] = armed.unwrap_or(true);
        }
        let states = model.constraints.len();
        let constraints = model.constraints.iter().chain(&model.action_constraints).enumerate();
        let formulas = program.constraints.iter().chain(&program.action_constraints);
        let mut excluded = None;
        if !inside {
            for ((i, n), formula) in constraints.zip(formulas) {
                if self.truth(from, s, (n.def, i >= states), formula.as_ref()) != Some(true) {
                    excluded = Some(i);
                    break;
                }
            }
        }
        self.noted.cut.extend(excluded);
        if excluded.is_none_or(|i| i < states) {
            self.noted.within.extend(action);
        }
    }
}
