//! Lemmas looked at in concrete states.
//!
//! In: a model and a proof. Out: a state of a random behavior in which the proof is false, if one is met. `eval` computes the states, and
//! [`Proof::refuted_by`] reads them, so an encoding of values or steps that is wrong in a common way is found here, which no solver
//! would find.
//!
//! It is a check beside the confirmation, so it may end early: after some states, after a second, or where evaluation fails.

use super::walks::Walks;
use crate::ir::Model;
use crate::proof::{Names, Proof};
use crate::util::interrupt::{Cancel, Reason, catch, current, with_flag};
use crate::value::State;
use std::ops::ControlFlow;
use std::sync::mpsc;
use std::time::Duration;

const BEHAVIORS: usize = 20;

/// States of a behavior.
const LENGTH: usize = 20;

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
    let mut walks = Walks::new(model)?;
    let wrong = |s: &State| proof.refuted_by(&s.0, names);
    if let Some(what) = walks.starts().iter().find_map(wrong) {
        return Some(what);
    }
    let mut found = None;
    for _ in 0..BEHAVIORS {
        let visit = &mut |s: &State| {
            found = wrong(s);
            if found.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(0) }
        };
        if walks.walk(LENGTH, visit).is_break() {
            break;
        }
    }
    found
}
