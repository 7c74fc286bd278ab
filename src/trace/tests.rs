//! Replay: true claims certified, false ones refuted with the state where they fail.

use super::replay::{Claim, replay};
use crate::eval::testing::model;
use crate::ir::{DefId, Model, Named};
use crate::property::Violation;
use crate::value::State;
use crate::value::Value;

fn counter() -> Model {
    let mut m = model(&[
        (0, "(and (= x 0) (= y 0) (= z 0))"),
        (0, "(and (< x 3) (= x' (+ x 1)) (unchanged (tuple y z)))"),
        (0, "(< x 2)"),
    ]);
    m.init = Some(DefId(0));
    m.next = Some(DefId(1));
    m
}

fn check(m: &Model, xs: &[i64], claim: Claim, expected: &str) {
    let states: Vec<State> = xs.iter().map(|x| State([*x, 0, 0].into_iter().map(Value::Int).collect())).collect();
    let found = match replay(m, &states, claim) {
        Ok((Violation::Invariant { name, .. }, trace)) => format!("{name} after {} states", trace.states.len()),
        Ok((other, trace)) => format!("{other:?} after {} states", trace.states.len()),
        Err(e) => e.to_string(),
    };
    assert_eq!(found, expected);
}

#[test]
fn deadlocks() {
    let m = counter();
    check(&m, &[0, 1, 2, 3], Claim::Deadlock, "Deadlock after 4 states");
    check(&m, &[0, 1, 2], Claim::Deadlock, "state 3: the last state has a successor");
    check(&m, &[0, 2], Claim::Deadlock, "state 2: no step leads to this state from the one before");
    check(&m, &[1, 2, 3], Claim::Deadlock, "state 1: the initial predicate does not hold");
    check(&m, &[], Claim::InitError, "the initial predicate can be evaluated");
}

#[test]
fn invariants_come_first() {
    let mut m = counter();
    m.invariants = vec![Named { name: "Small".into(), def: DefId(2) }];
    check(&m, &[0, 1, 2], Claim::Invariant, "Small after 3 states");
    check(&m, &[0, 1], Claim::Invariant, "state 2: all invariants hold");
    check(&m, &[0, 1, 2, 3], Claim::Deadlock, "state 3: there is a violation before the last state: invariant Small is false");
}
