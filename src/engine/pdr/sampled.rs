//! Lemmas looked at in concrete states.
//!
//! In: a model and a proof. Out: a state of a random behavior in which the proof is false, if one is met. `eval` computes the states, and
//! [`Proof::refuted_by`] reads them, so an encoding of values or steps that is wrong in a common way is found here, which no solver
//! would find.
//!
//! It is a check beside the confirmation, so it may end early: after some states, after a second, or where evaluation fails.

use crate::eval::{Evaluator, Halt, Stop};
use crate::ir::Model;
use crate::proof::{Names, Proof};
use crate::trace::replay::in_model;
use crate::util::interrupt::{Cancel, Reason, catch, current, with_flag};
use crate::value::State;
use fastrand::Rng;
use std::sync::mpsc;
use std::time::Duration;

const BEHAVIORS: usize = 20;

/// States of a behavior.
const LENGTH: usize = 20;

/// Successors of which one is taken; initial states to begin with.
const CHOICES: usize = 24;

/// The time after which no further state is computed.
const PATIENCE: Duration = Duration::from_secs(1);

/// What is false in a state, if anything.
pub fn refuted(model: &Model, proof: &Proof, names: &Names) -> Option<String> {
    let flag = Cancel::default();
    let (done, waits) = mpsc::channel::<()>();
    let timer = flag.clone();
    let clock = std::thread::spawn(move || {
        if waits.recv_timeout(PATIENCE) == Err(mpsc::RecvTimeoutError::Timeout) {
            timer.cancel(Reason::Superseded);
        }
    });
    let found = with_flag(&flag, || catch(|| walks(model, proof, names)).ok().flatten());
    drop(done);
    // the thread has nothing that can fail
    let _ = clock.join();
    current().check();
    found
}

fn walks(model: &Model, proof: &Proof, names: &Names) -> Option<String> {
    let (init, next) = (model.init?, model.next?);
    let mut actions = Evaluator::new(model);
    let mut checks = actions.beside();
    let mut starts = Vec::new();
    let begun = actions.initial_states(init, &mut |s| kept(&mut starts, s));
    if matches!(begun, Err(Halt::Error(_))) {
        return None;
    }
    let wrong = |s: &State| proof.refuted_by(&s.0, names);
    if let Some(what) = starts.iter().find_map(wrong) {
        return Some(what);
    }
    let mut random = Rng::with_seed(1);
    for _ in 0..BEHAVIORS {
        let mut state = starts.get(random.usize(..starts.len().max(1)))?.clone();
        for _ in 0..LENGTH {
            if !in_model(&mut checks, model, &state).ok()? {
                break;
            }
            let mut after = Vec::new();
            let walked = actions.successors(next, &state, &mut |_, s| kept(&mut after, s));
            if matches!(walked, Err(Halt::Error(_))) || after.is_empty() {
                break;
            }
            if let Some(what) = after.iter().find_map(wrong) {
                return Some(what);
            }
            state = after.swap_remove(random.usize(..after.len()));
        }
    }
    None
}

fn kept(states: &mut Vec<State>, s: State) -> Result<(), Stop> {
    states.push(s);
    if states.len() < CHOICES { Ok(()) } else { Err(Stop) }
}
