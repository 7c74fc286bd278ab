//! Traces as files and on paper: how long they are, that each form says what the trace is, and that traces are read back.

mod common;

use common::{Folder, tlaloc};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

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

/// What is written is read back: the same report, but for the search.
#[test]
fn traces_are_read_back() {
    let folder = queue();
    let ran =
        folder.run(&["check", "M.tla", "--engine", "explicit", "--out", "t.json", "--out", "t.itf.json", "--json", "t.run.json"]);
    let (trace, _) = ran.out.split_once("invariant violated: ").expect("the headline");
    for file in ["t.json", "t.itf.json", "t.run.json"] {
        let read = folder.run(&["trace", file, "--spec", "M.tla"]);
        assert_eq!((read.code, read.err.as_str()), (0, ""), "{}", read.text());
        assert_eq!(read.out, format!("{trace}invariant violated: after 2 steps\n"), "{file}");
    }
    let read = folder.run(&[
        "trace",
        "t.itf.json",
        "--spec",
        "M.tla",
        "--invariant",
        "TRUE",
        "--deadlock",
        "off",
        "--diff",
        "--hide",
        "got",
    ]);
    assert!(
        read.out.ends_with("\nok: the specification allows this behavior, and nothing that is checked is wrong with it\n"),
        "{}",
        read.out
    );
    assert!(!read.out.contains("got"), "{}", read.out);
    // the values alone
    let read = folder.run(&["trace", "t.json"]);
    assert_eq!(read.code, 0, "{}", read.text());
    assert!(read.out.contains("got = <<[id |-> 2, by |-> \"p\"]>>"), "{}", read.out);
}

/// The files in tests/recorded were written by TLC.
#[test]
fn traces_of_tlc_are_replayed() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let file = |name: &str| root.join(name).to_str().expect("a plain path").to_string();
    for (name, spec, config, expected) in [
        ("lost_update", "lost_update/lost_update", "lost_update/lost_update", "invariant violated: after 4 steps"),
        ("deadlock", "philosophers/philosophers", "philosophers/philosophers", "deadlock: after 3 steps"),
        (
            "lasso",
            "philosophers/philosophers",
            "philosophers/weak",
            "temporal property violated: states 3 to 5 are repeated forever",
        ),
    ] {
        let (recorded, spec) = (file(&format!("tests/recorded/{name}.json")), file(&format!("specs/{spec}.tla")));
        let ran = tlaloc(&["trace", &recorded, "--spec", &spec, "--config", &file(&format!("specs/{config}.cfg"))]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.text());
        assert!(ran.out.ends_with(&format!("\n{expected}\n")), "{}", ran.out);
    }
}

#[test]
fn a_trace_that_is_not_one_is_refused() {
    let folder = queue();
    folder.write(
        "t.json",
        r##"{"states": [{"queue": {"#tup": []}, "got": {"#set": []}}, {"queue": {"#tup": []}, "got": {"#set": [1]}}]}"##,
    );
    let ran = folder.run(&["trace", "t.json", "--spec", "M.tla"]);
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    assert!(ran.err.contains("M does not allow the trace: no step leads from state 1 of the trace to state 2: the nearest successor, by Send, differs in queue, got"), "{}", ran.err);
    for (args, expected) in [
        (&["trace", "none.json"][..], "cannot read none.json"),
        (&["trace", "M.cfg"], "the file is not JSON"),
        (&["trace", "t.json", "--expr", "1"], "--expr needs --spec SPEC"),
    ] {
        let ran = folder.run(args);
        assert_eq!(ran.code, 1, "{}", ran.text());
        assert!(ran.err.contains(expected), "{}", ran.err);
    }
}

#[test]
fn expressions_are_evaluated_along_a_trace() {
    let folder = queue();
    let ran = folder.run(&[
        "check",
        "M.tla",
        "--engine",
        "explicit",
        "--diff",
        "--expr",
        "Len(queue)",
        "--expr",
        "Len(queue') > Len(queue)",
    ]);
    assert_eq!((ran.code, ran.err.as_str()), (12, ""), "{}", ran.text());
    let lines: Vec<&str> = ran.out.lines().filter(|l| l.contains("Len(")).map(str::trim).collect();
    let expected = [
        "/\\ Len(queue) = 0",
        "/\\ (Len(queue') > Len(queue)) = TRUE",
        "~ Len(queue): 0 → 1",
        "~ Len(queue') > Len(queue): TRUE → FALSE",
        "~ Len(queue): 1 → 0",
        "- Len(queue') > Len(queue): FALSE",
    ];
    assert_eq!(lines, expected);
    let ran = folder.run(&["check", "M.tla", "--expr", "Len(quue)"]);
    assert!(ran.code == 150 && ran.err.contains("the command line's `Len(quue)`"), "{}", ran.text());
}

/// A message of the queue.
#[derive(serde::Deserialize, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Message {
    id: i64,
    by: String,
}

/// A state as the crate `itf` reads it.
#[derive(serde::Deserialize, PartialEq, Debug)]
struct QueueState {
    queue: Vec<Message>,
    got: BTreeSet<Message>,
}

/// Another reader of the Informal Trace Format reads what is written.
#[test]
fn the_crate_itf_reads_traces() {
    let folder = queue();
    let ran = folder.run(&["check", "M.tla", "--engine", "explicit", "--out", "t.itf.json"]);
    assert_eq!(ran.code, 12, "{}", ran.text());
    let trace = itf::trace_from_str::<QueueState>(&read(&folder, "t.itf.json")).expect("it is ITF");
    assert_eq!((trace.vars.join(" "), trace.loop_index), ("queue got".to_string(), None));
    let message = || Message { id: 2, by: "p".to_string() };
    let states: Vec<QueueState> = trace.states.into_iter().map(|s| s.value).collect();
    let expected = [
        QueueState { queue: vec![], got: BTreeSet::new() },
        QueueState { queue: vec![message()], got: BTreeSet::new() },
        QueueState { queue: vec![], got: BTreeSet::from([message()]) },
    ];
    assert_eq!(states, expected);
}

/// Also loops, functions, tuples, and the texts about steps.
#[test]
fn the_crate_itf_reads_every_kind_of_value() {
    #[derive(serde::Deserialize, PartialEq, Debug)]
    struct State {
        f: BTreeMap<i64, bool>,
        pair: (i64, String),
        n: i64,
    }
    let body = "EXTENDS Integers
VARIABLES f, pair, n
Init == f = [i \\in 0..1 |-> i = 0] /\\ pair = <<1, \"a\">> /\\ n = 2147483647
Flip(b) == f' = [i \\in 0..1 |-> b] /\\ UNCHANGED <<pair, n>>
Next == \\E b \\in BOOLEAN : Flip(b)
Spec == Init /\\ [][Next]_f /\\ SF_f(Flip(TRUE)) /\\ SF_f(Flip(FALSE))
Ends == <>[](f[1])";
    let folder = Folder::model(body, "SPECIFICATION Spec\nPROPERTY Ends\n");
    let ran = folder.run(&["check", "M.tla", "--engine", "explicit", "--out", "t.itf.json"]);
    assert_eq!(ran.code, 13, "{}", ran.text());
    let trace = itf::trace_from_str::<State>(&read(&folder, "t.itf.json")).expect("it is ITF");
    let back = trace.loop_index.expect("a loop");
    assert!((back as usize) < trace.states.len());
    assert_eq!(trace.meta.other["loop-action"], "Flip");
    let last = trace.states.last().expect("a state");
    assert_eq!(last.meta.index, Some(trace.states.len() as u64 - 1));
    assert_eq!(last.value.pair, (1, "a".to_string()));
    assert_eq!(trace.states[0].value.f, BTreeMap::from([(0, true), (1, false)]));
}

/// Three of the initial steps lead to an error; two of these differ in the view.
#[test]
fn several_errors_differ_in_the_view() {
    let body = "EXTENDS Integers
VARIABLES x, y
Init == x = 0 /\\ y = 0
Next == x < 9 /\\ x' = x + 1 /\\ y' \\in 1..3
Small == x < 2
Never == y # 3";
    let folder = Folder::model(body, "INIT Init\nNEXT Next\nINVARIANT Small\nCHECK_DEADLOCK FALSE\n");
    let lasts = |code: i32, args: &[&str]| -> Vec<String> {
        let ran = folder.run(&[&["check", "M.tla", "--plain"], args].concat());
        assert_eq!((ran.code, ran.err.as_str()), (code, ""), "{}", ran.text());
        let traces = ran.out.split("error: ").filter_map(|t| t.rsplit_once("State ")).map(|(_, last)| last);
        traces.map(|t| t.split_once('\n').map_or("", |(_, state)| state).trim().replace('\n', " ")).collect()
    };
    assert_eq!(lasts(12, &["--max-errors", "1"]), ["/\\ x = 2 /\\ y = 1"]);
    assert_eq!(lasts(12, &["--max-errors", "2"]), ["/\\ x = 2 /\\ y = 1", "/\\ x = 2 /\\ y = 2"]);
    assert_eq!(
        lasts(12, &["--max-errors", "3", "--view", "x"]),
        ["/\\ x = 2 /\\ y = 1", "/\\ x = 3 /\\ y = 1", "/\\ x = 4 /\\ y = 1"]
    );
    assert_eq!(lasts(12, &["--max-errors", "9", "--view", "y > 1"]), ["/\\ x = 2 /\\ y = 1", "/\\ x = 2 /\\ y = 2"]);
    // deadlock is a state without a step
    let stuck = lasts(11, &["--invariant", "TRUE", "--deadlock", "on", "--max-errors", "5", "--view", "y"]);
    assert_eq!(stuck, ["/\\ x = 9 /\\ y = 1", "/\\ x = 9 /\\ y = 2", "/\\ x = 9 /\\ y = 3"]);
    // one of each property
    assert_eq!(lasts(12, &["--invariant", "Small", "--invariant", "Never", "--max-errors", "2", "--view", "0"]).len(), 2);
    let ran = folder.run(&["check", "M.tla", "--max-errors", "2", "--view", "x'"]);
    assert!(ran.code == 1 && ran.err.contains("--view has primed variables"), "{}", ran.text());
}
