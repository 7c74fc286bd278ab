//! The same command gives the same answer, and a recording contains every query.

mod common;

use common::command;
use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Child, Output, Stdio};

fn start(args: &[&str]) -> Child {
    command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary starts")
}

fn run(args: &[&str]) -> Output {
    start(args).wait_with_output().expect("it ends")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The exit code and the JSON object without `seconds`.
fn report(output: &Output) -> String {
    let mut object: serde_json::Value = serde_json::from_slice(&output.stdout).expect("an object");
    object.as_object_mut().expect("an object").remove("seconds");
    format!("{:?}\n{object:#}", output.status.code())
}

/// Runs the command six times at once, so that the runs disturb each other, and returns the one result.
fn repeats(args: &[&str]) -> String {
    let args = [&["check"], args, &["--json", "-"]].concat();
    let runs: Vec<Child> = (0..6).map(|_| start(&args)).collect();
    let all: BTreeSet<String> = runs.into_iter().map(|r| report(&r.wait_with_output().expect("it ends"))).collect();
    assert_eq!(all.len(), 1, "{}", all.into_iter().collect::<Vec<_>>().join("\n"));
    all.into_iter().next().expect("there is one")
}

#[test]
fn one_engine_gives_one_answer() {
    let dekker = "specs/dekker/dekker.tla";
    repeats(&[dekker, "--solver", "z3"]);
    let proven = repeats(&[dekker, "--engine", "symbolic"]);
    assert!(proven.contains("\"exhaustive\": true") && proven.contains("Critical"), "{proven}");
    // traces: of an error, of an invariant that is false, of a lasso
    let uploader = "specs/uploader/uploader_1.tla";
    assert!(repeats(&[uploader, "--engine", "symbolic"]).starts_with("Some(75)"));
    assert!(repeats(&[dekker, "--engine", "symbolic", "--invariant", "turn = 1"]).starts_with("Some(12)"));
    let live = ["specs/uploader/uploader_2.tla", "--config", "specs/uploader/uploader_2_live.cfg", "--engine", "symbolic"];
    assert!(repeats(&live).starts_with("Some(13)"));
}

#[test]
fn a_race_over_a_small_model_gives_one_answer() {
    assert!(repeats(&["specs/dekker/dekker.tla"]).starts_with("Some(0)"));
    assert!(repeats(&["specs/dekker/dekker.tla", "--depth", "3"]).starts_with("Some(0)"));
    assert!(repeats(&["specs/uploader/uploader_1.tla"]).starts_with("Some(75)"));
}

fn lines(index: &Path) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(index).expect("there is an index");
    text.lines().skip(1).map(|l| l.split('\t').map(str::to_string).collect()).collect()
}

#[test]
fn all_questions_are_recorded_with_what_they_ask() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().to_str().expect("a plain path");
    for old in ["query-0001.cnf", "query-9999.smt2", "index.tsv"] {
        std::fs::write(folder.path().join(old), "old").expect("a file");
    }
    let asked = ["check", "specs/dekker/dekker.tla", "--engine", "symbolic", "--json", "-"];
    let recorded = run(&[&asked[..], &["--smt-out", path]].concat());
    // recording does not change the result, with induction
    assert_eq!(report(&recorded), report(&run(&asked)));
    assert!(text(&recorded.stdout).contains("\"exhaustive\": true"));
    let lines = lines(&folder.path().join("index.tsv"));
    assert!(lines.len() > 50 && lines.iter().all(|l| l.len() == 7), "{lines:?}");
    for (n, line) in lines.iter().enumerate() {
        assert_eq!(line[0], format!("{:04}", n + 1));
        assert!(line[2].starts_with("depth "), "{line:?}");
        let cnf = std::fs::read_to_string(folder.path().join(format!("query-{}.cnf", line[0]))).expect("the query is there");
        let (variables, clauses, assumptions) = (&line[4], &line[5], &line[6]);
        let total = clauses.parse::<usize>().expect("a number") + assumptions.parse::<usize>().expect("a number");
        assert!(cnf.contains(&format!("\np cnf {variables} {total}\n")) && cnf.contains(&line[2]), "{line:?}");
        assert!(folder.path().join(format!("query-{}.smt2", line[0])).is_file());
    }
    let entries = std::fs::read_dir(folder.path()).expect("a folder").count();
    assert_eq!(entries, 2 * lines.len() + 1);
    let purposes: BTreeSet<&str> = lines.iter().filter_map(|l| Some(l[1].split_once(", ")?.1)).collect();
    let expected = ["induction, a step from a form", "search"];
    assert_eq!(purposes.into_iter().collect::<Vec<_>>(), expected);
    let about = |what: &str| lines.iter().any(|l| l[2].contains(what));
    for what in
        ["a state violates MutualExclusion", "a state has no successor", "narrowing: a value of pc", "kept by each step: "]
    {
        assert!(about(what), "{what}");
    }
}

#[test]
fn calls_that_are_asked_about_are_recorded_too() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let spec = folder.path().join("S.tla");
    let body = "EXTENDS Integers, FiniteSets\nVARIABLE s\nRECURSIVE F(_)\nF(S) == IF S = {} THEN 0 ELSE 1 + F(S \\ {CHOOSE x \\in S : TRUE})\n\
                Init == s = {}\nNext == \\E x \\in 1..4 : s' = s \\union {x}\nInv == F(s) < 5";
    std::fs::write(&spec, format!("---- MODULE S ----\n{body}\n====\n")).expect("the folder can be written");
    let (spec, out) = (spec.display().to_string(), folder.path().join("out"));
    let path = out.display().to_string();
    let ran = run(&["check", &spec, "--invariant", "Inv", "--depth", "5", "--smt-out", &path]);
    assert_eq!(ran.status.code(), Some(0), "{}", text(&ran.stdout));
    let lines = lines(&out.join("index.tsv"));
    let asked = lines.iter().filter(|l| l[1].ends_with(", reachability of calls")).collect::<Vec<_>>();
    assert!(!asked.is_empty() && asked.iter().all(|l| l[2].contains("can the path of a call")), "{lines:?}");
}

#[test]
fn what_cannot_be_recorded_fails() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(folder.path().join("file"), "").expect("a file");
    let nowhere = folder.path().join("file").join("in").display().to_string();
    let ran = run(&["check", "specs/dekker/dekker.tla", "--engine", "symbolic", "--smt-out", &nowhere]);
    assert_eq!((ran.status.code(), text(&ran.stdout).as_str()), (Some(1), ""));
    assert!(text(&ran.stderr).starts_with("error: cannot write "), "{}", text(&ran.stderr));
    // a failed recording removes no file
    let kept = folder.path().join("query-0001.cnf");
    std::fs::write(&kept, "mine").expect("a file");
    let ran =
        run(&["check", "specs/dekker/dekker.tla", "--engine", "explicit", "--smt-out", folder.path().to_str().expect("a path")]);
    assert_eq!((ran.status.code(), std::fs::read_to_string(&kept).ok().as_deref()), (Some(0), Some("mine")));
}
