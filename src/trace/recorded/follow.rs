//! A recorded behavior followed in the specification: the states that the file means.
//!
//! In: a model and a [`Recorded`] behavior. Out: a [`Trace`] whose first state is an initial one, whose every other state is a successor
//! of the one before by the reference semantics, and whose every state is written as the file has it; or the first state that no behavior
//! reaches. Values that are written alike are told apart by the specification: all states that fit are followed at the same time.
//! Variables that the file lacks may have any value.

use super::{Ending, Recorded, same};
use crate::eval::{Evaluator, Halt};
use crate::ir::{DefId, Model};
use crate::trace::{Lasso, Trace, TraceState};
use crate::value::{ActionLabel, Integers, State, Value};
use serde_json::{Map, Value as Json};

/// The most states that are followed at the same time.
const MOST: usize = 1000;

/// A state that fits, and how it is reached.
struct Reached {
    state: State,
    action: Option<ActionLabel>,
    /// The index of the state before, among those that fit there.
    before: usize,
}

/// Follows the behavior. The error is a sentence about the first state that is not reached.
pub fn follow(model: &Model, recorded: &Recorded) -> Result<Trace, String> {
    let (Some(init), Some(next)) = (model.init, model.next) else {
        return Err("the specification has no initial predicate or no next-state action".to_string());
    };
    names_fit(model, &recorded.states[0])?;
    let mut evaluator = Evaluator::new(model);
    if recorded.has_large_integers() {
        evaluator.set_integers(Integers::Unbounded);
    }
    let mut f = Follower { model, recorded, evaluator, next };
    let mut layers = vec![f.initial(init)?];
    for i in 1..recorded.states.len() {
        let layer = f.step(i, &layers[i - 1])?;
        layers.push(layer);
    }
    let last = layers.last().map_or(0, Vec::len);
    let mut refused = String::new();
    for end in 0..last {
        let states = way(&layers, end);
        match f.ending(&states) {
            Ok(lasso) => return Ok(Trace { states, lasso }),
            Err(why) => refused = why,
        }
    }
    Err(refused)
}

/// The file is about variables of the specification.
fn names_fit(model: &Model, first: &Map<String, Json>) -> Result<(), String> {
    if model.vars.iter().any(|v| first.contains_key(&*v.name)) {
        return Ok(());
    }
    let theirs: Vec<&str> = first.keys().map(|k| &**k).filter(|k| !k.starts_with('#')).collect();
    let ours: Vec<&str> = model.vars.iter().map(|v| &*v.name).collect();
    Err(format!(
        "the trace is of another specification: its variables are {}, those of {} are {}",
        theirs.join(", "),
        model.name,
        ours.join(", ")
    ))
}

/// The states and actions on the way to a state of the last layer.
fn way(layers: &[Vec<Reached>], end: usize) -> Vec<TraceState> {
    let (mut states, mut at) = (Vec::with_capacity(layers.len()), end);
    for layer in layers.iter().rev() {
        let reached = &layer[at];
        states.push(TraceState { state: reached.state.clone(), action: reached.action.clone(), alias: None });
        at = reached.before;
    }
    states.reverse();
    states
}

struct Follower<'m, 'r> {
    model: &'m Model,
    recorded: &'r Recorded,
    evaluator: Evaluator<'m>,
    next: DefId,
}

impl<'m> Follower<'m, '_> {
    fn initial(&mut self, init: DefId) -> Result<Vec<Reached>, String> {
        self.look(0);
        self.evaluator.set_register("level", 0);
        let (model, recorded) = (self.model, self.recorded);
        let mut found: Vec<Reached> = Vec::new();
        let mut nearest: Option<Vec<&str>> = None;
        let r = self.evaluator.initial_states(init, &mut |state| {
            let differs = differing(model, recorded, 0, &state);
            if differs.is_empty() {
                add(&mut found, Reached { state, action: None, before: 0 });
            } else if nearest.as_ref().is_none_or(|n| n.len() > differs.len()) {
                nearest = Some(differs);
            }
            Ok(())
        });
        let failed = failure(r, "the initial predicate");
        match (failed, nearest) {
            _ if !found.is_empty() => few(found, 1),
            (Some(why), _) => Err(why),
            (None, None) => Err("the specification has no initial state".to_string()),
            (None, Some(names)) => Err(format!(
                "state 1 of the trace is not an initial state: the nearest initial state differs in {}",
                names.join(", ")
            )),
        }
    }

    /// The states of the i-th layer.
    fn step(&mut self, i: usize, before: &[Reached]) -> Result<Vec<Reached>, String> {
        self.look(i);
        self.evaluator.set_register("level", i as i64);
        let (model, recorded) = (self.model, self.recorded);
        let mut found: Vec<Reached> = Vec::new();
        let mut nearest: Option<(Vec<&str>, String)> = None;
        let mut failed = None;
        for (at, from) in before.iter().enumerate() {
            let r = self.evaluator.successors(self.next, &from.state, &mut |label, state| {
                let differs = differing(model, recorded, i, &state);
                if differs.is_empty() {
                    add(&mut found, Reached { state, action: Some(label.get()), before: at });
                } else if nearest.as_ref().is_none_or(|(n, _)| n.len() > differs.len()) {
                    nearest = Some((differs, label.get().name.to_string()));
                }
                Ok(())
            });
            failed = failed.or_else(|| failure(r, "the next-state action"));
        }
        let step = format!("no step leads from state {i} of the trace to state {}", i + 1);
        match (failed, nearest) {
            _ if !found.is_empty() => few(found, i + 1),
            (Some(why), _) => Err(format!("{step}: {why}")),
            (None, None) => Err(format!("{step}: state {i} has no successor")),
            (None, Some((names, action))) => {
                Err(format!("{step}: the nearest successor, by {action}, differs in {}", names.join(", ")))
            }
        }
    }

    /// How the behavior goes on.
    fn ending(&mut self, states: &[TraceState]) -> Result<Option<Lasso>, String> {
        let back = match self.recorded.ending {
            Ending::Finite => return Ok(None),
            Ending::Stuttering => return Ok(Some(Lasso::Stuttering)),
            Ending::Back(back) => back,
        };
        let last = states.len();
        self.look(back);
        self.evaluator.set_register("level", last as i64);
        let mut action = None;
        let r = self.evaluator.successors(self.next, &states[last - 1].state, &mut |label, state| {
            if action.is_none() && state == states[back].state {
                action = Some(label.get());
            }
            Ok(())
        });
        match (action, failure(r, "the next-state action")) {
            (Some(action), _) => Ok(Some(Lasso::BackTo { index: back, action })),
            (None, why) => {
                let why = why.map_or(String::new(), |why| format!(": {why}"));
                Err(format!("no step leads from state {last} of the trace back to state {}{why}", back + 1))
            }
        }
    }

    /// Where a set cannot be enumerated, what the file has is tried.
    fn look(&mut self, i: usize) {
        let mut all: Vec<Value> = Vec::new();
        self.recorded.states[i].values().for_each(|json| same::integers(json, &mut all));
        all.dedup();
        self.evaluator.try_witnesses(all);
    }
}

fn failure(r: Result<(), Halt>, what: &str) -> Option<String> {
    match r {
        Ok(()) | Err(Halt::Stopped) => None,
        Err(Halt::Error(e)) => Some(format!("{what} cannot be evaluated: {}", e.message)),
    }
}

fn add(found: &mut Vec<Reached>, one: Reached) {
    if found.len() <= MOST && found.iter().all(|f| f.state != one.state) {
        found.push(one);
    }
}

fn few(found: Vec<Reached>, number: usize) -> Result<Vec<Reached>, String> {
    if found.len() > MOST {
        return Err(format!("more than {MOST} states fit state {number} of the trace: it lacks variables"));
    }
    Ok(found)
}

/// The variables whose values the file has otherwise. Those that it lacks fit.
fn differing<'m>(model: &'m Model, recorded: &Recorded, i: usize, state: &State) -> Vec<&'m str> {
    let file = &recorded.states[i];
    let differs =
        |(v, value): &(&'m crate::ir::Var, &Value)| file.get(&*v.name).is_some_and(|json| !same::is(value, json, recorded.form));
    model.vars.iter().zip(state.0.iter()).filter(differs).map(|(v, _)| &*v.name).collect()
}
