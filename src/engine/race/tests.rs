//! Who has the answer, and what it is.

use super::*;
use crate::lower::{Overrides, from_texts};
use crate::source::SourceMap;

fn model(body: &str, cfg: &str) -> Model {
    let text = format!("---- MODULE M ----\nEXTENDS Integers, Sequences, FiniteSets, TLC\n{body}\n====\n");
    from_texts(&text, Some(cfg), &Overrides::default(), &mut SourceMap::new()).expect("there is a model")
}

/// Engine, outcome, depth, `!` if exhaustive; then the notes.
fn told(v: &Verdict) -> String {
    let outcome = match &v.outcome {
        Outcome::Violated { violation: crate::trace::Violation::Deadlock, trace } => {
            format!("deadlock after {}", trace.states.len() - 1)
        }
        Outcome::Violated { trace, .. } => format!("violated after {}", trace.states.len() - 1),
        Outcome::Assumption { .. } => "assumption".to_string(),
        Outcome::Unsupported(d) => format!("unsupported: {}", d.message),
        other => format!("{other:?}").to_lowercase(),
    };
    let depth = v.depth.map_or(String::new(), |d| format!(" {d}"));
    let notes: Vec<String> = v.notes.iter().map(|n| format!("; {n}")).collect();
    format!("{}: {outcome}{depth}{}{}", v.engine, if v.exhaustive { "!" } else { "" }, notes.concat())
}

fn race(body: &str, cfg: &str, depth: Option<u32>, beyond: Beyond) -> String {
    told(&check(&model(body, cfg), &Options::to_depth(depth), beyond))
}

const PLAIN: &str = "INIT Init\nNEXT Next\n";
const ROUND: &str = "VARIABLE x\nInit == x = 0\nNext == x' = (x + 1) % 20\nInv == x < 12\nFine == x < 99";

#[test]
fn a_small_model_is_seen_whole_whatever_the_depth() {
    let cfg = format!("{PLAIN}INVARIANT Fine\n");
    for beyond in [Beyond::Nothing, Beyond::Violations] {
        assert_eq!(race(ROUND, &cfg, Some(3), beyond), "explicit: safe 19!");
        assert_eq!(race(ROUND, &cfg, None, beyond), "explicit: safe 19!");
    }
}

#[test]
fn what_is_wrong_beyond_a_depth_that_was_asked_for_is_a_note() {
    let cfg = format!("{PLAIN}INVARIANT Inv\n");
    assert_eq!(race(ROUND, &cfg, Some(10), Beyond::Violations), "explicit: violated after 12 10");
    let note = "; there is an error beyond that depth, after 12 steps: --depth 12 shows one";
    assert_eq!(race(ROUND, &cfg, Some(10), Beyond::Nothing), format!("explicit: safe 10{note}"));
    // the explicit engine ends in level 11, which counts
    let answer = race(ROUND, &cfg, Some(11), Beyond::Nothing);
    assert!(answer.ends_with(&format!("safe 11{note}")), "{answer}");
}

#[test]
fn an_error_in_the_last_level_counts_though_one_beyond_is_found_first() {
    // from 1 the search finds 3 before it sees that 2 is a deadlock
    let body = "VARIABLE x\nInit == x = 0\nNext == \\/ x = 0 /\\ x' \\in {1, 2}\n        \\/ x = 1 /\\ x' = 3\n        \\/ x = 3 /\\ x' = 3\nInv == x # 3";
    let answer = race(body, &format!("{PLAIN}INVARIANT Inv\n"), Some(1), Beyond::Nothing);
    assert!(answer.ends_with(": deadlock after 1 0"), "{answer}");
}

#[test]
fn the_symbolic_engine_answers_where_there_are_too_many_states() {
    let body = "VARIABLE s\nInit == s = {}\nNext == \\E t \\in SUBSET (1..40) : s' = t\nInv == Cardinality(s) # 39 \\/ 7 \\in s";
    let cfg = format!("{PLAIN}INVARIANT Inv\n");
    assert_eq!(race(body, &cfg, Some(3), Beyond::Violations), "symbolic: violated after 1 0");
    assert_eq!(race(body, &cfg, None, Beyond::Nothing), "symbolic: violated after 1 0");
}

#[test]
fn an_engine_that_cannot_do_something_leaves_it_to_the_other() {
    let body = "VARIABLE x\nInit == x = 0\nNext == x' = x + 1\nInv == TLCGet(\"level\") < 5";
    let cfg = format!("{PLAIN}INVARIANT Inv\n");
    assert_eq!(race(body, &cfg, Some(10), Beyond::Nothing), "explicit: violated after 4 2");
    assert_eq!(
        race(body, &cfg, Some(2), Beyond::Nothing),
        "explicit: safe 2; there is an error beyond that depth, after 4 steps: --depth 4 shows one"
    );
}

#[test]
fn where_nobody_has_an_answer_both_are_told() {
    let body = "VARIABLE x\nInit == x = 0\nNext == x' = x + 1\nInv == TLCGet(\"level\") > 0";
    let options = Options { timeout: Some(Duration::from_millis(400)), ..Options::to_depth(None) };
    let v = told(&check(&model(body, &format!("{PLAIN}INVARIANT Inv\n")), &options, Beyond::Nothing));
    assert!(
        v.starts_with("explicit: timeout ") && v.contains("; of the symbolic engine: the symbolic engine does not handle "),
        "{v}"
    );
}

#[test]
fn assumptions_come_first_and_the_user_is_heeded() {
    let body = "ASSUME 1 = 2\nVARIABLE x\nInit == x = 0\nNext == x' = x";
    assert_eq!(race(body, PLAIN, Some(3), Beyond::Nothing), "explicit: assumption");
    let options = Options::to_depth(None);
    options.cancel.cancel(Reason::User);
    let body = "VARIABLE x\nInit == x = 0\nNext == x' = x + 1";
    let v = check(&model(body, PLAIN), &options, Beyond::Nothing);
    assert!(matches!(v.outcome, Outcome::Interrupted), "{v:?}");
}

#[test]
fn of_temporal_properties_a_bound_is_heeded_by_both() {
    let body =
        "VARIABLE x\nInit == x = 0\nNext == x' = x + 1\nP == [](x = 3 => <>(x = 0))\nSpec == Init /\\ [][Next]_x /\\ WF_x(Next)";
    let v = race(body, "SPECIFICATION Spec\nPROPERTY P\n", Some(4), Beyond::Nothing);
    assert!(v.contains(": safe 4"), "{v}");
}
