//! `--aiger`: the file, what happens to files that are there, and the verdicts of another model checker on it.
//!
//! `berkeley-abc` is Debian's package of that name. Where it is not installed, its test prints a line and is skipped.

mod common;

use common::{COUNTER, COUNTER_CFG, Folder, Ran, Spec, command, module};
use std::process::{Command, Stdio};

const LIGHTS: &str = "VARIABLES light, seen\nInit == light \\in {\"red\", \"green\"} /\\ seen = {}\n\
    Next == light' = (IF light = \"red\" THEN \"green\" ELSE \"red\") /\\ seen' = seen \\union {light}\n\
    Spec == Init /\\ [][Next]_<<light, seen>> /\\ WF_<<light, seen>>(Next)\nLive == <>(seen = {\"red\", \"green\"})";

#[test]
fn latches_are_conditions_in_tla() {
    let spec = Spec::new(LIGHTS, Some("SPECIFICATION Spec\nPROPERTY Live\n"));
    let ran = spec.check(&["--emit", "aiger"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let names: Vec<&str> = ran.out.lines().filter(|l| l.starts_with(['i', 'l', 'b', 'j'])).collect();
    let expected = [
        "i0 choice of the initial state 0",
        "i1 the step changes nothing",
        "l0 initialized",
        "l1 ended",
        "l2 light = \"red\"",
        "l3 \"red\" \\in seen",
        "l4 \"green\" \\in seen",
        "l5 Live: stopped",
        "j0 Live",
    ];
    assert_eq!(names, expected, "{}", ran.out);
}

#[test]
fn the_file_is_written_before_the_search() {
    let folder = Folder::new(&[("S.tla", &module("S", COUNTER)), ("S.cfg", COUNTER_CFG)]);
    let check = |file: &str| folder.run(&["check", "S.tla", "--aiger", file]);
    let ran = check("s.aag");
    assert!(ran.out.contains("Note: wrote the transition system to s.aag\n"), "{}", ran.text());
    let read = |file: &str| std::fs::read(folder.file(file)).expect("the file is there");
    assert_eq!(read("s.aag"), folder.run(&["check", "S.tla", "--emit", "aiger"]).out.into_bytes());
    check("s.aig");
    assert!(read("s.aig").starts_with(b"aig "));
    // an AIGER file is replaced, in whichever form
    folder.write("s.aag", "aig 0 0 0 0 0\n");
    check("s.aag");
    assert!(read("s.aag").starts_with(b"aag "));
}

#[test]
fn other_files_stay() {
    let folder = Folder::new(&[("S.tla", &module("S", COUNTER)), ("S.cfg", COUNTER_CFG)]);
    let ran = folder.run(&["check", "S.tla", "--aiger", "S.cfg"]);
    let why = "error: --aiger S.cfg: the file exists and is not an AIGER file; choose another name\n";
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (1, "", why));
    assert_eq!(std::fs::read_to_string(folder.file("S.cfg")).expect("it is there"), COUNTER_CFG);
    let ran = folder.run(&["check", "S.tla", "--aiger", "-"]);
    let why = "error: --aiger -: expected the name of a file; `--emit aiger` writes to standard output\n";
    assert_eq!((ran.code, ran.err.as_str()), (1, why));
}

/// The search goes on, and its answer is reported.
#[test]
fn a_system_that_is_not_finite_has_no_file() {
    let body = "EXTENDS Integers\nVARIABLE x\nInit == x = 0\nNext == x' \\in {n \\in Nat : n > x}\nInv == x < 1";
    let folder = Folder::model(body, "INIT Init\nNEXT Next\nINVARIANT Inv\n");
    let ran = folder.run(&["check", "M.tla", "--engine", "symbolic", "--depth", "1", "--aiger", "m.aag"]);
    assert_eq!(ran.code, 12, "{}", ran.text());
    assert!(ran.err.starts_with("error[E500]: no AIGER file: "), "{}", ran.err);
    assert!(!folder.file("m.aag").exists());
    assert_eq!(folder.run(&["check", "M.tla", "--emit", "aiger"]).code, 62);
}

/// Specifications, options, and the exit code that both checkers lead to.
const SPECS: &[(&str, &[&str], i32)] = &[
    ("two_phase/two_phase", &[], 0),
    ("two_phase/two_phase", &["--invariant", "NeverCommits"], 12),
    ("two_phase/two_phase", &["--deadlock", "on"], 11),
    ("transaction_commit/two_phase_commit", &[], 0),
    ("traffic_lights/traffic_lights", &[], 0),
    ("traffic_lights/traffic_lights", &["--config", "specs/traffic_lights/never_yellow.cfg"], 13),
    ("peterson/peterson", &[], 0),
    ("dekker/dekker", &[], 0),
    ("bakery/bakery", &[], 0),
    ("lost_update/lost_update", &[], 12),
    ("alternating_bit/alternating_bit", &[], 0),
    ("bounded_buffer/bounded_buffer", &[], 11),
    ("philosophers/philosophers", &[], 11),
    ("prisoners/prisoners", &[], 0),
    ("cache/cache", &[], 12),
];

#[test]
fn another_model_checker_agrees() {
    let abc = |script: &str| Command::new("berkeley-abc").args(["-q", script]).stdin(Stdio::null()).output();
    if abc("version").is_err() {
        println!("skipped: berkeley-abc is not installed");
        return;
    }
    let folder = Folder::new(&[]);
    let path = folder.file("s.aig").display().to_string();
    for (spec, options, code) in SPECS {
        let file = format!("specs/{spec}.tla");
        let arguments = [&["check", &file, "--engine", "pdr", "--aiger", &path], *options].concat();
        let ran = Ran::of(&mut command(&arguments));
        assert_eq!(ran.code, *code, "{spec} {options:?}: {}", ran.text());
        let answer = abc(&format!("read_aiger {path}; pdr")).expect("it starts");
        let answer = String::from_utf8_lossy(&answer.stdout).into_owned();
        let (proved, refuted) = (answer.contains("Property proved."), answer.contains(" was asserted in frame "));
        assert_eq!((proved, refuted), (*code == 0, *code != 0), "{spec} {options:?}: {answer}");
    }
}
