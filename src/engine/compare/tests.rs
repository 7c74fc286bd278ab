//! What is compared, on small specifications; and that each kind of difference is one.

use super::*;
use crate::engine::bmc::Bounded;
use crate::engine::explicit::Explicit;
use crate::lower::Overrides;
use crate::pipeline::from_texts;
use crate::report::Context;
use crate::report::compare::{Report, text::text};
use crate::report::text::Style;
use crate::source::SourceMap;

const PLAIN: &str = "INIT Init\nNEXT Next\n";

fn model(body: &str, cfg: &str) -> (Model, SourceMap) {
    let text = format!("---- MODULE M ----\nEXTENDS Integers, Sequences, FiniteSets, TLC\n{body}\n====\n");
    let mut sources = SourceMap::new();
    (from_texts(&text, Some(cfg), &Overrides::default(), &mut sources).expect("there is a model"), sources)
}

/// What is told of a comparison to some depth that is tampered with before, without the lines about the engines and the traces.
fn told(body: &str, cfg: &str, depth: u32, tamper: impl FnOnce(&Model, &mut Side, &mut Side)) -> (u8, String) {
    let (model, sources) = model(body, cfg);
    let c = compare(&model, (&Explicit, Options::to_depth(depth)), (&Bounded, Options::to_depth(depth)))
        .expect("both can be compared");
    let (mut e, mut s) = (c.first, c.second);
    tamper(&model, &mut e, &mut s);
    let c = differences(&model, e, s, [false, true], c.left_out);
    let report = Report::new(&c, Context::new(&model, &sources), false);
    let all = text(&report, Style::default());
    let start = all.find("depth").unwrap_or(0);
    let lines = all[start..].lines().filter(|l| !l.contains(" engine: ") && !l.trim().is_empty());
    (report.exit_code, lines.collect::<Vec<_>>().join("\n"))
}

fn check(body: &str, cfg: &str, depth: u32, expected: &str) {
    assert_eq!(told(body, cfg, depth, |_, _, _| {}), (0, expected.to_string()));
}

const COUNTER: &str = "VARIABLE x\nInit == x = 0\nUp == x < 2 /\\ x' = x + 1\nDown == x = 2 /\\ x' = 0\nNext == Up \\/ Down";

#[test]
fn actions_are_enabled_and_reached_at_their_least_depths() {
    let table = "depth  enabled  reached  for the first time
    0        1        0  enabled Up
    1        1        1  reached by Up
    2        2        1  enabled Down
    3        2        2  reached by Down
agree: the steps at every depth are the same, and nothing is wrong there";
    check(COUNTER, PLAIN, 5, table);
}

#[test]
fn a_state_outside_the_constraints_is_not_reached_and_not_left() {
    let table = "depth  enabled  reached  for the first time
    0        1        0  enabled Up
    1        1        1  reached by Up
    2        1        1
agree: the steps to depth 2 are the same, and nothing is wrong there
Not put to the test: action Down was never taken (line 6)";
    check(&format!("{COUNTER}\nSmall == x < 2"), &format!("{PLAIN}CONSTRAINT Small\n"), 2, table);
    let table = "depth  enabled  reached  for the first time
    0        1        0  enabled Up
agree: the steps at every depth are the same, and nothing is wrong there
Not put to the test: each step of action Up is cut off by the action constraint Never (line 5)
Not put to the test: action Down was never taken (line 6)";
    check(&format!("{COUNTER}\nNever == x' = x"), &format!("{PLAIN}ACTION_CONSTRAINT Never\n"), 3, table);
}

#[test]
fn all_that_is_wrong_at_the_first_depth_is_compared() {
    let body = "VARIABLE x\nInit == x = 0\nA == x = 0 /\\ x' \\in {1, 2, 3}\nB == x = 2 /\\ x' = Head(<<>>)\nC == x = 3 /\\ x' = 3\n\
                Next == A \\/ B \\/ C\nInv1 == x # 2\nInv2 == x < 2\nInv3 == x < 9 \\/ x = \"a\"\nInv4 == IF x < 3 THEN TRUE ELSE x \\in \"a\"\n\
                P == [][x' # 3]_x";
    let cfg = format!("{PLAIN}INVARIANTS Inv1 Inv2 Inv3 Inv4\nPROPERTY P\n");
    let table = "depth  enabled  reached  for the first time
    0        1        0  enabled A
    1                    invariant Inv1 is false; invariant Inv2 is false; a step breaks property P; Inv4 cannot be evaluated; \
                 the next step cannot be evaluated; a state is a deadlock
agree: the same is wrong at depth 1, and the steps before are the same";
    check(body, &cfg, 4, table);
}

#[test]
fn errors_of_init_and_of_constraints_are_compared() {
    let body = "VARIABLE x\nInit == x \\in {0, 1} /\\ (x = 0 \\/ Head(<<>>) = x)\nNext == x' = x\nInv == x # 0";
    let expected = "depth  enabled  reached  for the first time\n    0                    the initial states cannot be computed\n\
                    agree: the same is wrong at depth 0, and the steps before are the same";
    let (code, text) = told(body, PLAIN, 3, |_, _, _| {});
    assert_eq!((code, text.as_str()), (0, expected));
    let body = "VARIABLE x\nInit == x = 0\nNext == x' \\in {x + 1, x + 2}\nInv == x # 3\nC == IF x = 3 THEN x = \"a\" ELSE TRUE";
    let expected = "depth  enabled  reached  for the first time
    0        1        0  enabled Next
    1        1        1  reached by Next
    2                    a constraint cannot be evaluated
agree: the same is wrong at depth 2, and the steps before are the same";
    check(body, &format!("{PLAIN}INVARIANT Inv\nCONSTRAINT C\n"), 5, expected);
}

#[test]
fn stuck_states_are_compared_where_they_are_no_error() {
    let body = "VARIABLE x\nInit == x = 0\nNext == x < 2 /\\ x' = x + 1";
    let table = "depth  enabled  reached  for the first time
    0        1        0  enabled Next
    1        1        1  reached by Next
    2        1        1  a state without successor
agree: the steps at every depth are the same, and nothing is wrong there";
    check(body, &format!("{PLAIN}CHECK_DEADLOCK FALSE\n"), 4, table);
}

#[test]
fn what_is_not_the_same_question_is_left_out() {
    let body = format!("{COUNTER}\nV == x\nP == <>(x = 2)");
    let (code, text) = told(&body, &format!("{PLAIN}VIEW V\nPROPERTY P\n"), 1, |_, _, _| {});
    assert!(code == 0 && text.ends_with("Not compared: VIEW V\nNot compared: what property P says of whole behaviors"), "{text}");
}

fn named(model: &Model, name: &str) -> DefId {
    DefId(model.defs.iter().position(|d| &*d.name == name).expect("it is defined") as u32)
}

#[test]
fn an_action_that_one_engine_misses_is_a_difference() {
    let (code, text) = told(COUNTER, PLAIN, 4, |m, e, _| {
        e.survey.enabled.remove(&named(m, "Down"));
    });
    let place = "Down line 6, col 9 to line 6, col 23 of module M";
    let expected = format!(
        "depth 2: {place} can be taken, says the symbolic engine, and the evaluator confirms it; not the other one\ndiffer: 1 difference"
    );
    assert_eq!((code, text), (1, expected));
    let (code, text) = told(COUNTER, PLAIN, 4, |m, _, s| {
        s.survey.reached.get_mut(&named(m, "Down")).expect("it is reached").depth = 4;
    });
    let expected = format!(
        "depth 3: {place} leads to a state inside the constraints, says the explicit engine, and the evaluator confirms it; \
         the other one only at depth 4\ndiffer: 1 difference"
    );
    assert_eq!((code, text), (1, expected));
}

#[test]
fn a_behavior_that_the_evaluator_refutes_is_a_difference() {
    let (code, text) = told(COUNTER, PLAIN, 4, |m, _, s| {
        let up = s.survey.enabled[&named(m, "Up")].states.clone();
        s.survey.enabled.get_mut(&named(m, "Down")).expect("it is enabled").states = up;
    });
    assert_eq!(code, 1);
    assert!(text.contains("says the symbolic engine; but no step by Down leads from state 1 to state 2"), "{text}");
}

#[test]
fn something_wrong_that_one_engine_misses_is_a_difference() {
    let body = format!("{COUNTER}\nInv == x < 2\nAlso == x # 2");
    let cfg = format!("{PLAIN}INVARIANTS Inv Also\n");
    let (code, text) = told(&body, &cfg, 4, |_, _, s| {
        s.survey.wrong.retain(|w, _| w.1.as_deref() == Some("Also"));
    });
    assert_eq!(code, 1);
    assert!(
        text.starts_with("depth 2: invariant Inv is false, says the explicit engine, and the evaluator confirms it"),
        "{text}"
    );
    // nothing at all, although the engine has seen depth 2 to its end
    let (code, text) = told(&body, &cfg, 4, |_, e, _| {
        e.survey.wrong.clear();
        e.verdict.depth = Some(4);
    });
    assert!(code == 1 && text.ends_with("differ: 2 differences"), "{text}");
}

#[test]
fn an_engine_that_does_not_come_to_its_end_is_no_agreement() {
    let body = "VARIABLE x\nInit == x = 0\nNext == x' = IF x < 2 THEN x + 1 ELSE TLCGet(\"level\")";
    let (code, text) = told(body, PLAIN, 4, |_, _, _| {});
    assert!(code == 62 && text.ends_with("unsupported: compared to depth 1 without a difference, and no further"), "{text}");
    let (code, text) = told(body, PLAIN, 4, |m, e, _| {
        e.survey.enabled.remove(&named(m, "Next"));
    });
    assert!(code == 1, "a difference is one all the same: {text}");
}
