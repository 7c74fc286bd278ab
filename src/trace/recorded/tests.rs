//! Files of both forms, followed in a specification that has every kind of value.

use super::{Ending, Recorded, bare, follow};
use crate::lower::Overrides;
use crate::pipeline::from_texts;
use crate::source::SourceMap;
use crate::trace::doc::path_text;

const TEXT: &str = "---- MODULE M ----
EXTENDS Integers, Sequences
CONSTANT p, q
VARIABLES s, t, f, m
Init == s = {} /\\ t = <<>> /\\ f = [i \\in {p, q} |-> {}] /\\ m \\in {p, \"p\"}
Add(i) == s' = s \\union {<<i, \"a\">>} /\\ t' = Append(t, [n |-> i]) /\\ f' = [f EXCEPT ![p] = {i, 7}] /\\ m' = p
Clear == s' = {} /\\ t' = <<>> /\\ f' = [i \\in {p, q} |-> {}] /\\ m' = m
Next == (\\E i \\in 1..3 : Add(i)) \\/ Clear
====";

fn followed(file: &str) -> Result<String, String> {
    let cfg = "INIT Init\nNEXT Next\nCONSTANT p = p\nCONSTANT q = q";
    let model = from_texts(TEXT, Some(cfg), &Overrides::default(), &mut SourceMap::new()).expect("the text is right");
    let trace = follow::follow(&model, &Recorded::parse(file)?)?;
    let actions: Vec<String> =
        trace.states.iter().filter_map(|s| s.action.as_ref()).map(|a| format!("{}{:?}", a.name, a.args.len())).collect();
    let last = trace.states.last().expect("there is a state");
    let values: Vec<String> = last.state.0.iter().map(|v| v.to_string()).collect();
    Ok(format!("{} | {} | {:?}", actions.join(" "), values.join(" "), trace.lasso.is_some()))
}

const TLC: &str = r#"{"counterexample": {"state": [[1, {"s": [], "t": [], "f": {"p": [], "q": []}, "m": "p"}],
    [2, {"s": [[2, "a"]], "t": [{"n": 2}], "f": {"p": [7, 2], "q": []}, "m": "p"}]],
    "action": [[[1, {}], {"name": "Add", "parameters": ["i"], "context": {"i": 2}}, [2, {}]]]}}"#;

const ITF: &str = r##"{"#meta": {}, "vars": ["s", "t", "f", "m"], "states": [
    {"#meta": {"index": 0}, "s": {"#set": []}, "t": [], "f": {"#map": [["q", {"#set": []}], ["p", {"#set": []}]]}, "m": "p"},
    {"s": {"#set": [{"#tup": [{"#bigint": "2"}, "a"]}]}, "t": {"#tup": [{"n": 2}]},
     "f": {"#map": [["p", {"#set": [7, 2]}], ["q", {"#set": []}]]}, "m": "p_OF_A"}]}"##;

#[test]
fn the_specification_decides_what_a_value_is() {
    let expected = "Add1 | {<<2, \"a\">>} <<[n |-> 2]>> (p :> {2, 7} @@ q :> {}) p | false";
    assert_eq!(followed(TLC).as_deref(), Ok(expected));
    assert_eq!(followed(ITF).as_deref(), Ok(expected));
}

#[test]
fn a_state_that_is_not_reached_is_named() {
    let none = followed(&TLC.replace("[7, 2]", "[7, 3]"));
    assert_eq!(
        none,
        Err("no step leads from state 1 of the trace to state 2: the nearest successor, by Add, differs in f".to_string())
    );
    let none = followed(&ITF.replacen("\"#set\": []", "\"#set\": [1]", 1));
    assert_eq!(none, Err("state 1 of the trace is not an initial state: the nearest initial state differs in s".to_string()));
    let other = followed("{\"states\": [{\"x\": 1, \"y\": 2}]}");
    assert_eq!(
        other,
        Err("the trace is of another specification: its variables are x, y, those of M are s, t, f, m".to_string())
    );
    for (file, expected) in [
        ("[1]", "the file is not a trace"),
        ("{", "the file is not JSON"),
        ("{\"states\": []}", "the trace has no states"),
        ("{\"states\": [{\"s\": 1}], \"loop\": 3}", "`loop` is 3, but the states are 0 to 0"),
        ("{\"state\": [[2, {}]]}", "the states are not numbered 1 to 1: there is no state 1"),
    ] {
        assert!(followed(file).is_err_and(|e| e.starts_with(expected)), "{file}: {:?}", followed(file));
    }
}

/// In a loop the state to which it leads back decides, too: only a model value stays as it is.
#[test]
fn loops_are_closed() {
    let first = r#"{"s": [], "t": [], "f": {"p": [], "q": []}, "m": "p"}"#;
    let second = r#"{"s": [[2, "a"]], "t": [{"n": 2}], "f": {"p": [7, 2], "q": []}, "m": "p"}"#;
    let file = |to: usize| {
        format!(
            r#"{{"counterexample": {{"state": [[1, {first}], [2, {second}]], "action": [
            [[1, {first}], {{"name": "Add"}}, [2, {second}]], [[2, {second}], {{"name": "Clear"}}, [{to}, {first}]]]}}}}"#
        )
    };
    let recorded = Recorded::parse(&file(1)).expect("it can be read");
    assert_eq!((recorded.ending, recorded.back.map(|b| b.name)), (Ending::Back(0), Some("Clear".to_string())));
    assert!(followed(&file(1)).is_ok_and(|text| text.ends_with("| true")), "{:?}", followed(&file(1)));
    assert_eq!(Recorded::parse(&file(2)).map(|r| r.ending), Ok(Ending::Stuttering));
    let open = file(1).replace(&format!("[2, {second}]], \"action\""), &format!("[2, {second}], [3, {second}]], \"action\""));
    assert!(Recorded::parse(&open).is_err(), "the last state has no step");
}

#[test]
fn without_a_specification_values_are_as_in_the_file() {
    let doc = bare::document(&Recorded::parse(TLC).expect("it can be read"));
    let changes: Vec<String> = doc.steps[1].changes.iter().map(|c| path_text(&c.path)).collect();
    assert_eq!(changes, ["s[1]", "t[1]", "f.p[1]", "f.p[2]"]);
    assert_eq!(doc.steps[1].label.as_ref().map(|l| (l.name.clone(), l.arguments.len())), Some(("Add".to_string(), 1)));
    let doc = bare::document(&Recorded::parse(ITF).expect("it can be read"));
    let values: Vec<String> = doc.steps[1].values.iter().map(|v| v.to_string()).collect();
    assert_eq!(values, ["{<<2, \"a\">>}", "<<[n |-> 2]>>", "[q |-> {}, p |-> {2, 7}]", "\"p_OF_A\""]);
}
