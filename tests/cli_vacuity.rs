//! Vacuity: what an answer without errors did not check, for all engines. A healthy specification has no such note.
//!
//! The helper runs a command on a module `M` and compares exit code and JSON object. Exit codes and lassos are TLC's.

mod common;

use common::Folder;
use serde_json::Value as Json;

const HEAD: &str = "EXTENDS Naturals, TLC\nVARIABLE x\nInit == x = 0\n";
/// `x` goes round.
const ROUND: &str = "Next == x' = (x + 1) % 3\nSpec == Init /\\ [][Next]_x\n";
/// `x` goes up to 2.
const UP: &str = "Up == x < 2 /\\ x' = x + 1\nNever == x > 5 /\\ x' = 0\nD(n) == x = n /\\ x' = x + 1\n";
const ENGINES: [&str; 2] = ["explicit", "symbolic"];

fn run(body: &str, cfg: &str, command: &str, args: &[&str]) -> (i32, String, Json) {
    let folder = Folder::model(body, cfg);
    let ran = folder.run(&[&[command, "M.tla", "--json", "r.json"], args].concat());
    (ran.code, ran.text(), folder.json("r.json"))
}

fn vacuous(json: &Json) -> Vec<&str> {
    json["vacuous"].as_array().map_or(Vec::new(), |all| all.iter().filter_map(Json::as_str).collect())
}

/// Both engines end with this exit code, and with a lasso or without.
fn code(body: &str, cfg: &str, expected: i32, has_loop: bool) {
    for engine in ENGINES {
        let (code, text, json) = run(body, cfg, "check", &["--engine", engine, "--depth", "8"]);
        assert_eq!((code, !json["trace"]["loop"].is_null()), (expected, has_loop), "{engine}: {body}\n{cfg}\n{text}");
    }
}

/// Both engines find no error and report these notes (compared up to a span or a depth); `--vacuity error` exits with 63.
fn told(body: &str, cfg: &str, expected: &[&str]) {
    for engine in ENGINES {
        let args = ["--engine", engine, "--depth", "8", "--deadlock", "off"];
        let (code, text, json) = run(body, cfg, "check", &args);
        let found = vacuous(&json);
        let matches = found.len() == expected.len() && expected.iter().zip(&found).all(|(e, f)| f.starts_with(e));
        assert!(code == 0 && matches, "{engine}: {body}\n{cfg}\n{text}\n{found:?}");
        let (code, text, _) = run(body, cfg, "check", &[&args[..], &["--vacuity", "error"]].concat());
        assert_eq!(code, if expected.is_empty() { 0 } else { 63 }, "{engine}: {body}\n{text}");
    }
}

#[test]
fn nothing_is_checked_without_variables() {
    let run = |body: &str, cfg: &str, expected| code(&format!("EXTENDS Naturals\n{body}"), cfg, expected, false);
    run("P == [](1 = 2)", "PROPERTY P", 151);
    run("P == [](1 = 1)", "PROPERTY P", 151);
    run("P == []<>(1 = 2)", "PROPERTY P", 151);
    run("P == [][FALSE]_<<>>", "PROPERTY P", 151);
    run("P == WF_<<>>(FALSE)", "PROPERTY P", 151);
    run("T == 1 = 1\nP == T /\\ <>T", "PROPERTY P", 151);
    run("P == 1 = 2", "PROPERTY P", 151);
    run("P == 1 = 1", "PROPERTY P", 0);
    run("I == [](1 = 1)", "INVARIANT I", 76);
    let (code, text, _) = self::run("EXTENDS Naturals\nASSUME 1 < 2", "", "check", &[]);
    assert!(code == 0 && text.contains("Checked: assumptions.\n"), "{text}");
    let (code, text, json) = self::run("EXTENDS Naturals\nASSUME 1 < 2\nQ == 1 = 2", "POSTCONDITION Q", "check", &[]);
    assert_eq!((code, vacuous(&json)), (0, vec!["POSTCONDITION Q was not evaluated, as there are no behaviors"]), "{text}");
}

/// A temporal property with constants in it is still violated by a lasso.
#[test]
fn constants_below_temporal_operators() {
    let run = |property: &str, expected, has_loop| {
        let body = format!("{HEAD}{ROUND}CONSTANT C\nP == {property}");
        code(&body, "SPECIFICATION Spec PROPERTY P CONSTANT C = 2", expected, has_loop);
    };
    for property in [
        "[]<>(C = 1)",
        "<>FALSE",
        "[]<>FALSE",
        "<>[]FALSE",
        "(x = 1) ~> FALSE",
        "[](x = 1 => <>FALSE)",
        "<>FALSE \\/ <>(x = 9)",
        "\\E p \\in {1} : []<>(p = C)",
    ] {
        run(property, 13, true);
    }
    run("\\E p \\in {} : []<>(x = p)", 12, false);
    run("[](x = 2 => [](x = 2))", 12, false);
    run("[](C = 1)", 12, false);
    run("C = 1", 151, false);
    run("<>(C = 2)", 0, false);
    run("[](x = 1 => <>TRUE)", 0, false);
    run("FALSE ~> (x = 7)", 0, false);
    run("<>TRUE => TRUE", 77, false);
}

#[test]
fn properties_that_say_nothing() {
    for property in
        ["[]TRUE", "[]<>TRUE", "[](1 = 1)", "[][TRUE]_x", "[][FALSE]_<<>>", "WF_x(FALSE)", "[]TRUE /\\ [][1 = 1]_x /\\ <>[]TRUE"]
    {
        let body = format!("{HEAD}{ROUND}P == {property}");
        told(&body, "SPECIFICATION Spec PROPERTY P", &["property P is TRUE of every behavior, whatever the specification"]);
    }
    for property in ["[](x < 3)", "[]TRUE /\\ [](x < 3)", "[][x' # x]_x", "WF_x(Next) \\/ TRUE \\/ <>(x = 9)"] {
        let body = format!("{HEAD}{ROUND}P == {property}");
        let (_, text, json) = run(&body, "SPECIFICATION Spec PROPERTY P", "check", &["--engine", "explicit"]);
        assert!(vacuous(&json).is_empty(), "{property}\n{text}");
    }
}

#[test]
fn implications_wherever_they_stand() {
    let never = |what: &str| format!("the left side of an implication in {what} was never true");
    let invariant = |inv: &str, expected: &[&str]| {
        told(
            &format!("{HEAD}{UP}Next == Up\nCONSTANTS C, E\nI == {inv}"),
            "INIT Init NEXT Next INVARIANT I CONSTANT C = 3 E = {}",
            expected,
        );
    };
    let one = never("invariant I");
    for inv in [
        "C > 9 => x = 7",
        "x >= 0 => (x > 9 => FALSE)",
        "LET q == x > 9 => FALSE IN q",
        "IF x = 0 THEN (x > 9 => FALSE) ELSE TRUE",
        "CASE x = 0 -> (x > 9 => FALSE) [] OTHER -> TRUE",
        "x < 0 \\/ (x > 9 => FALSE)",
        "\\E p \\in 1..2 : (x > p + 5 => FALSE)",
        "\\A p \\in 1..2 : x < 9 /\\ (x = p => (x > 5 => FALSE))",
    ] {
        invariant(inv, &[&one]);
    }
    invariant("\\A p \\in E : x = p", &["a set that \\A ranges over in invariant I was always empty"]);
    invariant("\\A p \\in {y \\in 1..2 : y + x > 9} : x = p", &["a set that \\A ranges over in invariant I was always empty"]);
    for healthy in [
        "C > 2 => x < 7",
        "x > 0 => (x > 1 => x = 2)",
        "LET q == x > 1 => x = 2 IN q",
        "IF x = 2 THEN (x > 1 => x = 2) ELSE TRUE",
        "x < 2 \\/ (x = 2 => x < 3)",
        "\\A p \\in {y \\in 1..2 : y <= x} : p <= x",
        "\\A p \\in 1..C : x + p > 0",
        "x \\in 0..2 /\\ (IF x > 9 THEN FALSE ELSE TRUE)",
    ] {
        invariant(healthy, &[]);
    }
    let property = |p: &str, expected: &[&str]| {
        told(&format!("{HEAD}{UP}Next == Up\nP == {p}"), "INIT Init NEXT Next PROPERTY P", expected);
    };
    let one = never("property P");
    property("[][x' = 9 => x = 8]_x", &[&one]);
    property("\\A p \\in 1..2 : [][x' = 9 + p => x = 8]_x", &[&one]);
    property("[](x < 9) /\\ [][x' = 2 => x = 1]_x", &[]);
    property("\\A p \\in 1..2 : [][x' = p => x < p]_x", &[]);
}

/// States that a constraint excludes are checked, so what is true in them counts.
#[test]
fn what_is_true_beyond_a_constraint_counts() {
    let body = format!("{HEAD}Next == x' = x + 1\nCon == x < 2\nI == x = 2 => x # 3");
    told(&body, "INIT Init NEXT Next CONSTRAINT Con INVARIANT I", &[]);
}

#[test]
fn actions_wherever_they_stand() {
    let run = |next: &str, expected: &[&str]| told(&format!("{HEAD}{UP}Next == {next}"), "INIT Init NEXT Next", expected);
    let never = "action Never was never taken (line";
    run("IF x > 5 THEN Never ELSE Up", &[never]);
    run("CASE x > 5 -> Never [] OTHER -> Up", &[never]);
    run("(Up \\/ Never) /\\ TRUE", &[never]);
    run("\\E p \\in {q \\in 1..9 : q > x} : Up \\/ Never", &[never]);
    run("D(0) \\/ D(8)", &["action D was never taken as it is called here"]);
    run("D(0) \\/ D(1)", &[]);
    run("\\E n \\in 0..8 : D(n)", &[]);
    run("IF x > 1 THEN D(2) ELSE Up", &[]);
    run("(Up \\/ D(2)) /\\ x' # 9", &[]);
}

/// Counting does not evaluate an expression again.
#[test]
fn nothing_is_counted_twice() {
    let body = format!(
        "{HEAD}Step(n) == x = n /\\ x' = x + 1 /\\ TLCSet(1, TLCGet(1) + 1)
Start == x = 0 /\\ TLCSet(1, 0)\nNext == (Step(0) \\/ Step(1) \\/ Step(8)) /\\ TRUE\nOnce == TLCGet(1) <= x"
    );
    let cfg = "INIT Start NEXT Next INVARIANT Once CHECK_DEADLOCK FALSE";
    let (code, text, _) = run(&body, cfg, "check", &["--engine", "explicit"]);
    assert_eq!(code, 0, "{text}");
}

#[test]
fn action_constraints_that_leave_nothing() {
    let run = |con: &str, expected: &[&str]| {
        told(&format!("{HEAD}{UP}Next == Up \\/ D(2)\nAC == {con}"), "INIT Init NEXT Next ACTION_CONSTRAINT AC", expected);
    };
    run("x' > 7", &["each step of action Up is cut off by the action constraint AC", "action D was never taken"]);
    run("x' < 3", &["each step of action D is cut off by the action constraint AC"]);
    run("x' < 4", &[]);
}

#[test]
fn no_initial_state_within_the_constraint() {
    let body = format!("{HEAD}{ROUND}Con == x > 7\nI == x < 1");
    let cfg = "INIT Init NEXT Next CONSTRAINT Con INVARIANT I";
    let nowhere = "no initial state is within the constraint Con, so no step was explored";
    told(&body, cfg, &[nowhere, "action Next was never taken"]);
    let (code, text, json) = run(&body, cfg, "simulate", &["--traces", "9"]);
    assert_eq!((code, vacuous(&json)[0]), (0, nowhere), "{text}");
    assert_eq!(run(&body, cfg, "simulate", &["--traces", "9", "--vacuity", "error"]).0, 63);
    assert_eq!(run(&body, cfg, "compare", &["--vacuity", "error"]).0, 63);
}

#[test]
fn random_behaviors() {
    let simulated = |next: &str, cfg: &str| {
        let body = format!("{HEAD}{UP}Next == {next}\nCon == x < 2\nAC == x' < 2\nI == x > 7 => FALSE");
        let args = ["--traces", "20", "--seed", "7", "--deadlock", "off"];
        let (code, text, json) = run(&body, &format!("INIT Init NEXT Next {cfg}"), "simulate", &args);
        assert_eq!(code, 0, "{text}");
        let all = |key: &str| json[key].as_array().expect("a list").iter().filter_map(Json::as_str).map(String::from).collect();
        (all("vacuous"), all("assumptions"))
    };
    let (told, _): (Vec<String>, Vec<String>) = simulated("Up \\/ Never", "");
    assert_eq!(told, ["action Never was never taken in the behaviors looked at (line 6)"]);
    let (told, _) = simulated("Up", "INVARIANT I");
    assert_eq!(told, ["the left side of an implication in invariant I was never true in the behaviors looked at (line 11)"]);
    for (cfg, name) in [("CONSTRAINT Con", "Con"), ("ACTION_CONSTRAINT AC", "AC")] {
        let (told, assumed) = simulated("Up", cfg);
        let beyond = format!("states beyond the constraint {name} do not matter: they were checked, but not explored");
        assert!(told.is_empty() && assumed.contains(&beyond), "{told:?} {assumed:?}");
    }
    let (told, _) = simulated("Up", "");
    assert!(told.is_empty(), "{told:?}");
    let body = format!("{HEAD}{ROUND}");
    let (_, text, json) = run(&body, "INIT Init NEXT Next", "simulate", &["--traces", "0"]);
    assert_eq!(vacuous(&json), ["no behavior was looked at, only initial states"], "{text}");
}

#[test]
fn comparisons_say_what_they_did_not_see() {
    let none = "Init0 == x = 1 /\\ x = 2\n";
    let body = format!("{HEAD}{ROUND}{none}");
    let (code, text, json) = run(&body, "INIT Init0 NEXT Next", "compare", &[]);
    assert_eq!((code, vacuous(&json)), (0, vec!["no state satisfies the initial predicate Init0"]), "{text}");
    let (code, text, json) = run(&body, "INIT Init0 NEXT Next", "compare", &["--vacuity", "error"]);
    assert_eq!((code, json["verdict"].as_str()), (63, Some("vacuous")), "{text}");
    let (code, text, json) = run(&body, "INIT Init NEXT Next", "compare", &["--vacuity", "error"]);
    assert_eq!((code, vacuous(&json).len()), (0, 0), "{text}");
}

/// A specification without behaviors satisfies every temporal property. The explicit engine reports that.
#[test]
fn specifications_that_no_behavior_satisfies() {
    let run = |more: &str| {
        let body = format!("{HEAD}Next == x' = (x + 1) % 3\nSpec == Init /\\ [][Next]_x /\\ {more}\nP == []<>(x = 9)");
        let (code, text, json) = run(&body, "SPECIFICATION Spec PROPERTY P", "check", &["--engine", "explicit"]);
        (code, vacuous(&json).iter().any(|v| v.starts_with("no behavior satisfies")), text)
    };
    for more in ["[]<>(x = 7)", "<>FALSE", "<>[](x = 1) /\\ WF_x(Next)"] {
        let (code, is_told, text) = run(more);
        assert!(code == 0 && is_told, "{more}\n{text}");
    }
    for more in ["[]<>(x = 1)", "WF_x(Next)", "<>TRUE"] {
        let (code, is_told, text) = run(more);
        assert!(code == 13 && !is_told, "{more}\n{text}");
    }
}
