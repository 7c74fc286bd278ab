//! What a verdict says besides the outcome: coverage, and what was never seen.
//!
//! In: a finished search. Out: counts of actions, and [`Vacuity`].

use super::search::Search;
use super::task::Task;
use crate::engine::vacuity;
use crate::ir::{DefId, Model};
use crate::trace::vacuity::{Cut, Goal, Told, Vacuity};
use crate::trace::{Coverage, Outcome};
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};

/// Notes on `_POSSIBLE` predicates that were true nowhere so far.
pub fn unseen(model: &Model, seen: &[AtomicU64]) -> Vec<String> {
    let unseen = model.possible.iter().zip(seen).filter(|(_, seen)| seen.load(Relaxed) == 0);
    unseen.map(|(n, _)| format!("_POSSIBLE {} was true nowhere so far; whether it can be is not known", n.name)).collect()
}

/// The counts of all actions, also of those that were not taken, in the order of the specification.
pub fn coverage(model: &Model, search: &Search<'_>) -> Vec<Coverage> {
    let mut actions: Vec<_> = search.actions.iter().map(|(def, counts)| (*def, *counts)).collect();
    actions.extend(vacuity::actions(model).into_iter().filter(|d| !search.actions.contains_key(d)).map(|d| (d, (0, 0))));
    actions.sort_by_key(|(def, _)| *def);
    let one = |(def, (generated, distinct)): (DefId, (u64, u64))| {
        let d = model.def(def);
        Coverage { name: d.name.clone(), span: d.span, module: d.module.clone(), generated, distinct }
    };
    actions.into_iter().map(one).collect()
}

/// Actions and predicates that were never seen, and constraints that excluded states.
pub fn noted(model: &Model, task: &Task<'_>, search: &Search<'_>, outcome: &Outcome) -> Vacuity {
    if matches!(outcome, Outcome::Safe) && search.counts.generated == 0 {
        return vacuity::no_initial_state(model);
    }
    let seen = |first: &AtomicU32| Some(first.load(Relaxed)).filter(|d| *d != u32::MAX);
    let all = vacuity::actions(model);
    let actions = all.iter().filter_map(|def| match search.taken.get(def) {
        None => vacuity::action(model, *def, None),
        Some(first) if model.action_constraints.is_empty() => vacuity::action(model, *def, Some(*first)),
        Some(_) => vacuity::within(model, *def, search.within.get(def).copied()),
    });
    let arms = model.arms.iter().zip(&task.armed).map(|(n, first)| vacuity::arm(model, n, seen(first)));
    let goals: Vec<Goal> = actions.chain(arms).collect();
    let constraints = model.constraints.iter().chain(&model.action_constraints).zip(&task.cut);
    let cut = constraints.filter_map(|(n, first)| Some(Cut { constraint: n.name.clone(), first: seen(first)? }));
    let cut: Vec<Cut> = cut.collect();
    let mut constant = Vec::new();
    if search.counts.distinct == 0 && search.completed.is_none() {
        constant.extend(cut.first().map(|c| vacuity::nowhere_to_start(&c.constraint)));
    } else if matches!(outcome, Outcome::Safe) && search.has_no_fair_behavior() {
        constant.push(Told::plain(NO_FAIR_BEHAVIOR));
    }
    Vacuity { goals, cut, constant, ..Vacuity::default() }
}

/// Temporal properties hold vacuously: no behavior is fair.
const NO_FAIR_BEHAVIOR: &str = "no behavior satisfies what the specification says besides its initial states and its steps, so \
                                temporal properties hold of none";
