//! The states of a behavior, from their fingerprints.
//!
//! In: fingerprints, of an initial state and then of one successor after the other. Out: the states, found again by the evaluator.

use super::fingerprint::Fingerprint;
use super::task::Task;
use crate::eval::{Evaluator, Stop};
use crate::value::State;
use crate::vm::Vm;

/// The states with these fingerprints, an initial one and then one after the other.
pub fn rebuild(task: &Task<'_>, path: Vec<Fingerprint>) -> Result<Vec<State>, String> {
    let Task { model, init, next, .. } = task;
    // nothing is printed a second time
    let mut evaluator = Evaluator::new(model);
    evaluator.go_on_with(&task.registers);
    let mut checks = evaluator.beside();
    let mut vm = Vm::new(task.program, task.heap.clone(), evaluator.beside());
    let mut states: Vec<State> = Vec::with_capacity(path.len() + 1);
    for wanted in path {
        let mut found = None;
        let level = states.len() as i64;
        evaluator.set_register("level", level);
        if task.reads_trace {
            evaluator.set_way(&states);
        }
        let mut look = |s: State| {
            // a VIEW may read the level of its state
            checks.set_register("level", level + 1);
            let fingerprint = task.fingerprint(&mut vm, &mut checks, &s);
            checks.set_register("level", level);
            if fingerprint.ok() != Some(wanted) {
                return Ok(());
            }
            found = Some(s);
            Err(Stop)
        };
        let _ = match states.last() {
            None => evaluator.initial_states(*init, &mut look),
            Some(s) => evaluator.successors(*next, s, &mut |_, t| look(t)),
        };
        match found {
            Some(s) => states.push(s),
            None => return Err(format!("explicit: state {} of a trace was not found again", states.len() + 1)),
        }
    }
    Ok(states)
}
