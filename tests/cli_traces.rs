//! Traces as files and on paper: how long they are, and that each form says what the trace is.

mod common;

use common::Folder;
use serde_json::json;

/// A system with a queue: what is sent is received, and the second message is an error.
const QUEUE: &str = "VARIABLES queue, got
Init == queue = <<>> /\\ got = {}
Send(id) == Len(queue) < 2 /\\ queue' = Append(queue, [id |-> id, by |-> p]) /\\ UNCHANGED got
Take == queue # <<>> /\\ got' = got \\union {Head(queue)} /\\ queue' = Tail(queue)
Next == (\\E i \\in 1..2 : Send(i)) \\/ Take
Few == \\A m \\in got : m.id # 2";

fn queue() -> Folder {
    let text = format!("EXTENDS Integers, Sequences\nCONSTANT p\n{QUEUE}");
    Folder::model(&text, "INIT Init\nNEXT Next\nCONSTANT p = p\nINVARIANT Few\n")
}

fn read(folder: &Folder, name: &str) -> String {
    std::fs::read_to_string(folder.file(name)).expect("the file was written")
}

/// The initial state has a line for each of 20 variables. Each step has a line with its action, and one for each of its two changes.
#[test]
fn a_trace_of_20_variables_and_30_states_fits_120_lines() {
    let names: Vec<String> = (0..18).map(|i| format!("v{i}")).collect();
    let record = "[owner |-> \"nobody\", log |-> <<>>, votes |-> {}, term |-> 0]";
    let init: String = names.iter().map(|n| format!("/\\ {n} = {record} ")).collect();
    let next: String = names
        .iter()
        .enumerate()
        .map(|(i, n)| format!("/\\ {n}' = (IF at % 18 = {i} THEN [{n} EXCEPT !.log = Append(@, at)] ELSE {n}) "))
        .collect();
    let body = format!(
        "EXTENDS Integers, Sequences\nVARIABLES at, done, {}\nInit == at = 0 /\\ done = {{}} {init}\nNext == at' = at + 1 /\\ done' = done {next}\nShort == at < 29",
        names.join(", ")
    );
    let folder = Folder::model(&body, "INIT Init\nNEXT Next\nINVARIANT Short\n");
    let ran = folder.run(&["check", "M.tla", "--engine", "explicit", "--diff"]);
    assert_eq!(ran.code, 12, "{}", ran.text());
    let trace: Vec<&str> = ran.out.lines().take_while(|l| !l.starts_with("error:")).collect();
    assert_eq!(trace.iter().filter(|l| l.starts_with("State ")).count(), 30);
    assert_eq!(trace.iter().filter(|l| l.contains(".log[")).count(), 29, "{}", ran.out);
    assert!(trace.len() <= 120, "{} lines: {}", trace.len(), ran.out);
}

#[test]
fn a_trace_is_written_in_each_form() {
    let folder = queue();
    let files = ["t.json", "t.itf.json", "t.md", "t.svg", "t.tla"];
    let out = files.iter().flat_map(|f| ["--out", f]).collect::<Vec<_>>();
    let ran = folder.run(&[&["check", "M.tla", "--engine", "explicit"], &out[..]].concat());
    assert_eq!((ran.code, ran.err.as_str()), (12, ""), "{}", ran.text());

    let dump = folder.json("t.json");
    let actions = dump["counterexample"]["action"].as_array().expect("a list of actions");
    assert_eq!(actions.len(), 2);
    assert_eq!(actions[0][0], json!([1, {"queue": [], "got": []}]));
    assert_eq!(actions[0][1]["name"], "Send");
    assert_eq!(actions[0][1]["context"], json!({"id": 2}));
    assert_eq!(actions[1][2], json!([3, {"queue": [], "got": [{"id": 2, "by": "p"}]}]));
    assert_eq!(dump["counterexample"]["state"][1], actions[0][2]);

    let page = read(&folder, "t.md");
    assert!(page.contains("| 2 | `Send(2)`, line 6 | + `queue[1]`: `[id \\|-> 2, by \\|-> p]` |"), "{page}");
    let picture = read(&folder, "t.svg");
    assert!(picture.starts_with("<svg ") && picture.contains(">Send(2)</text>"), "{picture}");
}

/// The module replays the behavior: the specification allows its steps, and the same invariant is violated at its end, by another engine.
#[test]
fn a_module_replays_the_trace() {
    let folder = queue();
    let ran = folder.run(&["check", "M.tla", "--engine", "explicit", "--out", "R.tla"]);
    assert_eq!(ran.code, 12, "{}", ran.text());
    let text = read(&folder, "R.tla");
    let (_, config) = text.split_once("---- CONFIG R ----\n").expect("the configuration follows the module");
    folder.write("R.cfg", config.trim_end().trim_end_matches('='));
    for engine in ["explicit", "symbolic"] {
        let ran = folder.run(&["check", "R.tla", "--engine", engine, "--depth", "5"]);
        assert_eq!(ran.code, 12, "{}", ran.text());
        assert!(ran.out.contains("invariant Few is violated"), "{}", ran.out);
        assert!(ran.out.contains("after 2 steps"), "{}", ran.out);
    }
    // a state that the behavior does not reach is not replayed
    folder.write("R.tla", &text.replace("got |-> {[id |-> 2, by |-> p]}", "got |-> {[id |-> 1, by |-> p]}"));
    let ran = folder.run(&["check", "R.tla", "--engine", "explicit"]);
    assert_eq!(ran.code, 0, "{}", ran.text());
}
