//! `tlaloc simulate`: what random behaviors decide, and what the report says about the rest.

mod common;

use common::{Folder, module};

/// The result of 50 behaviors with a fixed seed.
struct Ran {
    verdict: String,
    property: String,
    code: i32,
    assumptions: String,
    generated: u64,
    out: String,
}

fn simulate(body: &str, cfg: &str, args: &[&str]) -> Ran {
    let body = format!("EXTENDS Integers, Sequences, FiniteSets, TLC\n{body}");
    let folder = Folder::new(&[("S.tla", &module("S", &body)), ("S.cfg", cfg)]);
    let given = ["simulate", "S.tla", "--seed", "5", "--traces", "50", "--json", "r.json"];
    let ran = folder.run(&[&given, args].concat());
    let json = folder.json("r.json");
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_string();
    Ran {
        verdict: text(&json["verdict"]),
        property: text(&json["property"]),
        code: ran.code,
        assumptions: json["assumptions"].to_string(),
        generated: json["states"]["generated"].as_u64().unwrap_or_default(),
        out: ran.text(),
    }
}

/// `verdict property code`
fn check(body: &str, cfg: &str, expected: &str) -> Ran {
    let ran = simulate(body, cfg, &[]);
    let got = format!("{} {} {}", ran.verdict, ran.property, ran.code);
    assert_eq!(got.replace("  ", " "), expected, "{}", ran.out);
    ran
}

const PLAIN: &str = "INIT Init\nNEXT Next\nCHECK_DEADLOCK FALSE\n";
const DOWN: &str = "VARIABLE x\nInit == x = 5\nNext == x > 0 /\\ x' = x - 1\nInv == x # 2\nFine == x >= 0\n";

#[test]
fn registers_are_as_the_assumptions_and_the_behaviors_set_them() {
    let up = "VARIABLE x\nASSUME TLCSet(42, 1)\nInit == x = 0\n";
    let plain = format!("{up}Next == x < 3 /\\ x' = x + 1\nInv == TLCGet(42) = 1");
    check(&plain, &format!("{PLAIN}INVARIANT Inv\n"), "ok 0");
    // behaviors run in sequence and share registers
    let counted = format!("{up}Next == x < 3 /\\ TLCSet(42, TLCGet(42) + 1) /\\ x' = x + 1\nInv == TLCGet(42) < 20");
    check(&counted, &format!("{PLAIN}INVARIANT Inv\n"), "invariant Inv 12");
    let shown = format!("{up}Next == x < 3 /\\ TLCSet(42, TLCGet(42) + 1) /\\ x' = TLCGet(42)\nInv == x < 3");
    check(&shown, &format!("{PLAIN}INVARIANT Inv\n"), "invariant Inv 12");
    let asserted =
        format!("{up}Next == x < 3 /\\ TLCSet(42, TLCGet(42) + 1) /\\ Assert(TLCGet(42) < 9, \"nine\") /\\ x' = x + 1");
    check(&asserted, PLAIN, "assert 14");
    // TLC evaluates the POSTCONDITION with the last values
    let post = format!("{counted}\nPost == TLCGet(42) = 1 + 3 * 50\nInv2 == TRUE");
    check(&post, &format!("{PLAIN}INVARIANT Inv2\nPOSTCONDITION Post\n"), "ok 0");
    // an end that was asked for
    let exit = format!("{up}Next == x < 3 /\\ (x = 2 => TLCSet(\"exit\", TRUE)) /\\ x' = x + 1\nInv == TRUE");
    assert_eq!(check(&exit, &format!("{PLAIN}INVARIANT Inv\n"), "ok 0").generated, 1 + 3);
}

#[test]
fn postconditions_come_after_the_behaviors() {
    let post = |post: &str| format!("{DOWN}Post == {post}");
    check(&post("TRUE"), &format!("{PLAIN}INVARIANT Inv\nPOSTCONDITION Post\n"), "invariant Inv 12");
    check(&post("FALSE"), &format!("{PLAIN}INVARIANT Inv\nPOSTCONDITION Post\n"), "invariant Inv 12");
    check(&post("FALSE"), &format!("{PLAIN}INVARIANT Fine\nPOSTCONDITION Post\n"), "postcondition Post 10");
    check(&post("1 = \"a\""), &format!("{PLAIN}INVARIANT Fine\nPOSTCONDITION Post\n"), "postcondition Post 10");
    check(&post("TLCGet(\"generated\") > 50"), &format!("{PLAIN}INVARIANT Fine\nPOSTCONDITION Post\n"), "ok 0");
}

#[test]
fn of_properties_the_safety_is_checked_and_the_rest_told() {
    let spec = "Spec == Init /\\ [][Next]_x /\\ WF_x(Next)\nLive == <>[](x = 0)\nBoth == [](x # 3) /\\ <>(x = 0)\nSteps == [][x' # 1]_x\n\
                First == x = 4\n";
    let cfg = |lines: &str| format!("SPECIFICATION Spec\nCHECK_DEADLOCK FALSE\n{lines}");
    let body = format!("{DOWN}{spec}");
    check(&body, &cfg("INVARIANT Inv\nPROPERTY Live\n"), "invariant Inv 12");
    let fine = check(&body, &cfg("INVARIANT Fine\nPROPERTY Live\n"), "ok 0");
    assert!(fine.assumptions.contains("nothing about what property Live says of whole behaviors"), "{}", fine.assumptions);
    check(&body, &cfg("PROPERTY Both\n"), "invariant Both 12");
    check(&body, &cfg("PROPERTIES Live Steps\n"), "action-property Steps 13");
    check(&body, &cfg("PROPERTY First\n"), "implied-init First 13");
    // nothing in the configuration can be decided
    check(&body, &cfg("PROPERTY Live\n"), "unsupported 62");
    let possible = check(&body, &cfg("INVARIANT Fine\n_POSSIBLE Inv\n"), "ok 0");
    assert!(possible.assumptions.contains("nothing about _POSSIBLE Inv"), "{}", possible.assumptions);
}

#[test]
fn one_step_is_drawn_and_any_may_be() {
    // one of many branches, elements, rows, functions, subsets
    let any = |next: &str, inv: &str| format!("VARIABLES x, y\nInit == x = 0 /\\ y = 0\nNext == {next}\nInv == {inv}");
    let found = |next: &str, inv: &str| check(&any(next, inv), &format!("{PLAIN}INVARIANT Inv\n"), "invariant Inv 12");
    for i in 1..4 {
        found(
            "\\/ x' = 0 /\\ y' = 0\n        \\/ x' = 1 /\\ y' = 0\n        \\/ x' = 2 /\\ y' = x\n        \\/ x' = 3 /\\ UNCHANGED y",
            &format!("x # {i}"),
        );
    }
    found("\\E i \\in 1..9, j \\in {7, 8} : x' = i /\\ y' = j", "x # 5 \\/ y # 8");
    found("x' \\in 1..30 /\\ y' \\in {i \\in 1..9 : i % 2 = 0}", "y # 8");
    found("\\E f \\in [1..3 -> 0..9] : x' = f[3] /\\ y' = f[1]", "x # 7");
    found("\\E s \\in SUBSET (1..8) : x' = Cardinality(s) /\\ y' = 0", "x < 5");
    found("IF x = 3 THEN \\E i \\in 1..3 : y' = i /\\ x' = 0 ELSE x' = x + 1 /\\ UNCHANGED y", "y # 2");
    // one enabled step among many disabled ones
    found("\\E i \\in 1..2000 : i = 1234 /\\ x' = i /\\ y' = 0", "x = 0");
    // a constraint that excludes all successors ends the behavior; a deadlock is reported
    let cfg = format!("{PLAIN}CONSTRAINT Con\n");
    check(&format!("{}\nCon == x < 1", any("x' = x + 1 /\\ y' = 0", "TRUE")), &cfg, "ok 0");
    check(&any("x < 4 /\\ x' = x + 1 /\\ y' = 0", "TRUE"), "INIT Init\nNEXT Next\n", "deadlock 11");
    // an excluded state is checked, too
    let excluded = format!("{}\nCon == x < 3", any("x' = x + 1 /\\ y' = 0", "x # 3"));
    check(&excluded, &format!("{cfg}INVARIANT Inv\n"), "invariant Inv 12");
    let error = any("x' = x + 1 /\\ y' = 10 \\div (5 - x)", "TRUE");
    check(&error, PLAIN, "evaluation-error 255");
}

#[test]
fn a_seed_says_which_behaviors() {
    let body = "VARIABLES x, y\nInit == x \\in 0..9 /\\ y = {}\nNext == \\/ x' \\in 0..9 /\\ y' = y \\union {x}\n        \\/ y # {} /\\ x' = (CHOOSE i \\in y : TRUE) /\\ y' = {}\n\
                Inv == Cardinality(y) < 6 \\/ 3 \\in y";
    let cfg = format!("{PLAIN}INVARIANT Inv\n");
    let trace = |args: &[&str]| {
        let out = simulate(body, &cfg, args).out;
        out.split("simulate engine").next().expect("a part").to_string()
    };
    let first = trace(&["--workers", "1"]);
    assert!(first.contains("State 7"), "{first}");
    assert_eq!(trace(&["--workers", "1"]), first);
    assert_eq!(trace(&["--workers", "3"]), first);
}

#[test]
fn the_time_limit_is_the_regular_end_of_a_simulation() {
    let body = format!("EXTENDS Integers\n{DOWN}");
    let folder = Folder::new(&[("S.tla", &module("S", &body)), ("S.cfg", &format!("{PLAIN}INVARIANT Fine\n"))]);
    let ran = folder.run(&["simulate", "S.tla", "--timeout", "3"]);
    assert_eq!(ran.code, 0, "{}", ran.out);
    assert!(ran.out.starts_with("ok: no error in ") && ran.out.contains(" behaviors (simulate engine, "), "{}", ran.out);
    assert!(ran.out.contains("the time limit ended the simulation"), "{}", ran.out);
    // a number of behaviors was asked for
    let ran = folder.run(&["simulate", "S.tla", "--timeout", "2", "--traces", "1000000000"]);
    assert_eq!(ran.code, 61, "{}", ran.out);
    assert!(ran.out.contains("timed out: no error found in "), "{}", ran.out);
}
