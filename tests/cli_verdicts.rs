//! What a verdict says: exit codes of constant properties and near misses, vacuity, assumptions.
//!
//! The helper checks a module with each engine and compares the exit code and parts of the JSON object. Codes and traces are TLC's
//! where TLC has them.

mod common;

use common::{Folder, module};
use serde_json::Value as Json;

/// Variables `x`, initial states and steps of most inputs.
const COUNTER: &str = "EXTENDS Naturals\nVARIABLE x\nInit == x = 0\nNext == x < 3 /\\ x' = x + 1\n";

struct Spec {
    folder: Folder,
}

impl Spec {
    /// A module `M` with this body; further modules follow it, each after a line `==== name`.
    fn new(body: &str, cfg: &str) -> Spec {
        let mut parts = body.split("\n==== ");
        let folder = Folder::model(parts.next().expect("a body"), cfg);
        for part in parts {
            let (name, text) = part.split_once('\n').expect("a name and a body");
            folder.write(&format!("{name}.tla"), &module(name, text));
        }
        Spec { folder }
    }

    /// Exit code, text and JSON object.
    fn run(&self, engine: &str, args: &[&str]) -> (i32, String, Json) {
        let engine = if engine == "both" { &[][..] } else { &["--engine", engine] };
        let ran = self.folder.run(&[&["check", "M.tla"], args, &["--json", "result.json"], engine].concat());
        (ran.code, ran.text(), self.folder.json("result.json"))
    }
}

const ENGINES: [&str; 3] = ["explicit", "symbolic", "both"];

/// Each engine ends with this exit code.
fn check(body: &str, cfg: &str, code: i32) {
    check_with(body, cfg, &[], code, |_, _| {});
}

/// The same with options and a further check of text and JSON object.
fn check_with(body: &str, cfg: &str, args: &[&str], code: i32, more: impl Fn(&str, &Json)) {
    let spec = Spec::new(body, cfg);
    for engine in ENGINES {
        let args = [&["--depth", "8"], args].concat();
        let (found, text, json) = spec.run(engine, &args);
        assert_eq!(found, code, "{engine}:\n{body}\n{cfg}\n{text}");
        more(&text, &json);
    }
}

fn strings(json: &Json) -> Vec<String> {
    json.as_array().expect("a list").iter().map(|s| s.as_str().expect("a string").to_string()).collect()
}

/// The first line of the text and the list `vacuous`.
fn vacuous(body: &str, cfg: &str, line: &str, expected: &[&str]) {
    check_with(body, cfg, &["--deadlock", "off"], 0, |text, json| {
        assert_eq!(strings(&json["vacuous"]), expected, "{text}");
        let first = text.lines().next().expect("a line");
        assert!(first.starts_with(line), "{first}");
    });
    let code = if expected.is_empty() { 0 } else { 63 };
    check_with(body, cfg, &["--deadlock", "off", "--vacuity", "error"], code, |_, json| {
        let verdict = if code == 0 { "ok" } else { "vacuous" };
        assert_eq!((json["verdict"].as_str(), strings(&json["vacuous"]).len()), (Some(verdict), expected.len()));
    });
}

/// As the reference compares the elements of an enumeration in the order in which they are written, also where the variable has a value.
#[test]
fn a_second_membership_compares_as_written() {
    let record = "[b |-> \"x\", a |-> {}]";
    let next = |second: &str| {
        let step = format!("m' \\in {{NULL, <<1, 2, 3>>}} /\\ m' \\in {{{second}}}");
        format!("EXTENDS Integers\nCONSTANT NULL\nVARIABLE m\nInit == m = {record}\nNext == {step}")
    };
    let cfg = "INIT Init\nNEXT Next\nCONSTANT NULL = NULL";
    // a record does not compare with a tuple; a tuple compares with a record of another size
    check(&next("NULL, m"), cfg, 75);
    check(&next("NULL, <<4>>"), cfg, 0);
}

#[test]
fn constants_in_roles() {
    let role = |definition: &str, cfg: &str, code| {
        check(&format!("{COUNTER}{definition}"), &format!("INIT Init NEXT Next CHECK_DEADLOCK FALSE {cfg}"), code);
    };
    role("I == FALSE", "INVARIANT I", 151);
    role("I == 1 = 2", "INVARIANT I", 151);
    role("I == TRUE", "INVARIANT I", 0);
    role("I == 1 = \"a\"", "INVARIANT I", 75);
    role("C == 1 = 2", "CONSTRAINT C", 151);
    role("C == TRUE", "CONSTRAINT C", 0);
    role("C == FALSE", "ACTION_CONSTRAINT C", 151);
    role("P == FALSE", "PROPERTY P", 151);
    role("P == TRUE", "PROPERTY P", 0);
    role("P == []<>(x = 0) /\\ FALSE", "PROPERTY P", 151);
    role("F == 1 = 2 P == [](x < 9) /\\ F", "PROPERTY P", 151);
    role("P == [](1 = 2)", "PROPERTY P", 12);
    role("P == [](x < 9) /\\ 1 = 2", "PROPERTY P", 13);
    let both = |init: &str, next: &str| check(&format!("VARIABLE x\nI == {init}\nN == {next}"), "INIT I NEXT N", 151);
    both("FALSE", "x' = x");
    both("TRUE", "x' = x");
    both("x = 0", "FALSE");
}

#[test]
fn constants_in_a_specification() {
    let spec = |formula: &str, code| {
        let body = format!("{COUNTER}F == 1 = 2\nT == TRUE\nSpec == {formula}");
        check(&body, "SPECIFICATION Spec CHECK_DEADLOCK FALSE", code);
    };
    spec("Init /\\ [][Next]_x /\\ FALSE", 151);
    spec("Init /\\ [][Next]_x /\\ F", 151);
    spec("Init /\\ (F /\\ [][Next]_x)", 151);
    spec("Init /\\ [][Next]_x /\\ T", 0);
    spec("F", 151);
    spec("LET f == FALSE IN Init /\\ f /\\ [][Next]_x", 151);
    spec("LET f == F IN Init /\\ (f /\\ [][Next]_x)", 151);
    spec("LET f == T IN Init /\\ f /\\ [][Next]_x", 0);
}

/// A constant property over an empty set has its value; only one that depends on the state is vacuous.
#[test]
fn properties_over_an_empty_set() {
    let property = |formula: &str, code| {
        let body = format!("{COUNTER}Spec == Init /\\ [][Next]_x\nP == {formula}");
        check(&body, "SPECIFICATION Spec PROPERTY P CHECK_DEADLOCK FALSE", code);
    };
    property("\\A p \\in {} : FALSE", 0);
    property("\\A p \\in {} : p = 1", 0);
    property("\\A p \\in {} : x = p", 77);
    property("[](x < 9) /\\ \\A p \\in {} : FALSE", 77);
}

/// A replacement that mentions a constant of the root module means the same in an instance that substitutes something else.
#[test]
fn a_replacement_in_an_instance() {
    let body = "EXTENDS Naturals\nCONSTANT Max\nVARIABLE x\nInit == x = 0\nNext == x < 3 /\\ x' = x + 1\nMine == 0..Max\n\
                I == INSTANCE Inner WITH y <- x + 0\nInv == I!Fine\n==== Inner\nEXTENDS Naturals\nVARIABLE y\nRange == Nat\nFine == y \\in Range";
    for (max, code) in [(3, 0), (2, 12)] {
        let cfg = format!("INIT Init NEXT Next INVARIANT Inv CHECK_DEADLOCK FALSE CONSTANT Max = {max} Range <- [Inner]Mine");
        check(body, &cfg, code);
    }
}

#[test]
fn a_symmetry_that_is_none() {
    for set in
        ["Permutations(1..3)", "1", "Permutations(P \\cup {1})", "P[3]", "Permutations({\"a\", \"b\"})", "{Permutations(P)}"]
    {
        let body = format!("EXTENDS Naturals, TLC\nCONSTANT P\nVARIABLE x\nInit == x = 0\nNext == x' = x\nSym == {set}");
        check(&body, "INIT Init NEXT Next CONSTANT P = {p1, p2} SYMMETRY Sym", 255);
    }
}

#[test]
fn a_specification_that_is_only_an_initial_predicate() {
    let body = "VARIABLE x\nInit == x = 0\nSpec == Init\nInv == x = 0\nP == [](x = 0)";
    check(body, "SPECIFICATION Spec", 75);
    check(body, "SPECIFICATION Spec INVARIANT Inv", 151);
    check(body, "SPECIFICATION Spec PROPERTY P", 151);
    check("VARIABLE x\nSpec == [][x' = x]_x", "SPECIFICATION Spec", 151);
    // the name of a variable is no formula, alone or as a conjunct
    check("VARIABLE x\nSpec == x", "SPECIFICATION Spec", 151);
    check("VARIABLE x\nSpec == x = TRUE /\\ x /\\ [][x' = x]_x", "SPECIFICATION Spec", 151);
}

#[test]
fn an_invariant_with_primes() {
    let body = format!("{COUNTER}Inv == x' # x\nAll == [](x < 9)");
    check(&body, "INIT Init NEXT Next INVARIANT Inv", 76);
    check(&body, "INIT Init NEXT Next INVARIANT All", 76);
}

#[test]
fn what_cannot_be_evaluated_is_named() {
    let body = |spec: &str, p: &str| {
        format!(
            "EXTENDS Naturals\nVARIABLE x\nInit == x = 0\nNext == x' = (x + 1) % 3\nSpec == Init /\\ [][Next]_x /\\ {spec}\nP == {p}"
        )
    };
    let run = |spec: &str, p: &str, code, says: &str| {
        let cfg = "SPECIFICATION Spec PROPERTY P";
        check_with(&body(spec, p), cfg, &[], code, |text, _| assert!(text.contains(says), "{text}"));
    };
    let fairness = "evaluating a fairness condition of the specification";
    run("WF_x(x = \"a\" /\\ Next)", "<>(x = 2)", 255, fairness);
    run("SF_x((x = 2 => x < \"a\") /\\ Next)", "<>(x = 2)", 255, fairness);
    run("WF_x(Next)", "[]<>(x = 2 => x = \"a\")", 255, "evaluating temporal property P");
    run("WF_x(Next)", "[](x = 2 => x = \"a\")", 76, "evaluating invariant P");
    run("WF_x(Next)", "[][x' = 2 => x' = \"a\"]_x", 75, "evaluating action property P");
}

#[test]
fn without_variables() {
    let body = |inv: &str| format!("EXTENDS Naturals\nF(x) == x\nInv == {inv}");
    check(&body("F(1) = 2"), "INVARIANT Inv", 151);
    check(&body("F(1) = 1"), "INVARIANT Inv", 0);
    check(&body("F(1) = \"a\""), "INVARIANT Inv", 151);
    let always = "invariant Inv is TRUE in every state, whatever the specification";
    vacuous(&body("F(1) = 1"), "INVARIANT Inv", "ok: no error", &[always]);
    vacuous("EXTENDS Naturals\nASSUME 1 + 1 = 2", "", "ok: no error", &[]);
    let nothing = "there are no behaviors, and there is no ASSUME";
    vacuous("EXTENDS Naturals", "", &format!("ok, but nothing was checked: {nothing}"), &[nothing]);
}

#[test]
fn no_initial_state() {
    let none = "no state satisfies the initial predicate Init";
    let line = format!("ok, but nothing was checked: {none}");
    let run = |init: &str, cfg: &str| {
        let body = format!("EXTENDS Naturals\nVARIABLE x\nInit == {init}\nNext == x' = x\nInv == x = 7\nP == <>(x = 3)");
        vacuous(&body, &format!("INIT Init NEXT Next {cfg}"), &line, &[none]);
    };
    run("x = 1 /\\ x = 2", "INVARIANT Inv");
    run("x \\in {}", "INVARIANT Inv");
    run("x \\in 1..3 /\\ x > 5", "");
    run("x = 1 /\\ x = 2", "PROPERTY P");
}

#[test]
fn constant_invariants_are_told() {
    let body = format!("{COUNTER}Inv == TRUE\nP == 1 = 1\nReal == x < 9");
    let cfg = "INIT Init NEXT Next INVARIANT Inv Real PROPERTY P";
    let told = [
        "invariant Inv is TRUE in every state, whatever the specification",
        "property P is TRUE of every behavior, whatever the specification",
    ];
    vacuous(&body, cfg, "ok: no error in any reachable state", &told);
    vacuous(&body, "INIT Init NEXT Next INVARIANT Real", "ok: no error in any reachable state; the search was exhaustive (", &[]);
}

#[test]
fn actions_that_were_never_taken() {
    let body = "EXTENDS Naturals\nVARIABLE x\nInit == x = 0\nUp == x < 3 /\\ x' = x + 1\nNever(n) == x > n /\\ x' = 0
Next == Up \\/ \\E n \\in 5..6 : Never(n)";
    let spec = Spec::new(body, "INIT Init NEXT Next CHECK_DEADLOCK FALSE");
    let (code, text, json) = spec.run("explicit", &[]);
    assert_eq!(code, 0, "{text}");
    let zero =
        |name: &str| json["coverage"].as_array().expect("a list").iter().any(|c| c["action"] == name && c["generated"] == 0);
    assert!(zero("Never") && !zero("Up"), "{json}");
    assert_eq!(strings(&json["vacuous"]), ["action Never was never taken (line 6)"]);
    assert!(text.lines().next().is_some_and(|l| l.contains("; but action Never was never taken (line 6)")), "{text}");
    // in a bounded search the note is not given
    let (_, _, json) = spec.run("explicit", &["--depth", "1"]);
    assert_eq!(strings(&json["vacuous"]), ["action Never was never taken up to depth 1 (line 6)"]);
}

#[test]
fn implications_that_were_never_put_to_the_test() {
    let told = |definitions: &str, cfg: &str| {
        let spec = Spec::new(&format!("{COUNTER}{definitions}"), &format!("INIT Init NEXT Next CHECK_DEADLOCK FALSE {cfg}"));
        let (code, text, json) = spec.run("explicit", &[]);
        assert_eq!(code, 0, "{text}");
        strings(&json["vacuous"]).join("; ")
    };
    let of = |what: &str, line| format!("the left side of an implication in {what} was never true (line {line})");
    assert_eq!(told("I == x > 5 => x = 9", "INVARIANT I"), of("invariant I", 6));
    assert_eq!(told("I == x > 2 => x = 3", "INVARIANT I"), "");
    assert_eq!(told("A(n) == x = n => x = 9\nI == x < 9 /\\ \\A n \\in 4..6 : A(n)", "INVARIANT I"), of("invariant I", 6));
    assert_eq!(told("A(n) == x = n => x < 9\nI == x < 9 /\\ \\A n \\in 3..6 : A(n)", "INVARIANT I"), "");
    let twice =
        "Twice(s) == s # {} /\\ s \\subseteq 5..9 => x = 9\nI == Twice({n \\in 1..3 : n <= x}) /\\ [n \\in {x} |-> n][x] = x";
    assert_eq!(told(twice, "INVARIANT I"), of("invariant I", 6));
    assert_eq!(told("P == [](x > 5 => x = 9)", "PROPERTY P"), of("property P", 6));
    assert_eq!(told("P == (x = 7) ~> (x = 9)", "PROPERTY P"), of("property P", 6));
    assert_eq!(told("P == (x = 3) ~> (x = 3)", "PROPERTY P"), "");
}

/// A proof by induction gives no vacuity notes about states that were not searched.
#[test]
fn goals_are_looked_for_as_deep_as_the_search_went() {
    let body = "EXTENDS Naturals\nVARIABLE x\nInit == x = 0\nUp == x' = (x + 1) % 3\nNever == x > 5 /\\ x' = 0\nNext == Up \\/ Never\nInv == x > 4 => x = 9 /\\ x < 9";
    let spec = Spec::new(body, "INIT Init NEXT Next INVARIANT Inv");
    for args in [["--depth", "1"], ["--depth", "9"]] {
        for engine in ENGINES {
            let (code, text, json) = spec.run(engine, &args);
            let told = strings(&json["vacuous"]);
            assert_eq!((code, told.len()), (0, 2), "{text}");
            let bounded = json["exhaustive"] == false || json["induction"] != Json::Null;
            assert_eq!(told.iter().all(|t| t.contains(" up to depth ")), bounded, "{told:?}");
        }
    }
}

#[test]
fn a_constraint_that_cuts_off_states_is_told() {
    let body = "EXTENDS Naturals\nVARIABLE x\nInit == x = 0\nNext == x' = x + 1\nCon == x < 7\nStep == x' < 7\nInv == x < 100\nAll == x >= 0";
    for cfg in ["CONSTRAINT Con", "ACTION_CONSTRAINT Step"] {
        let name = if cfg.ends_with("Con") { "Con" } else { "Step" };
        check_with(body, &format!("INIT Init NEXT Next INVARIANT Inv {cfg}"), &[], 0, |text, json| {
            let assumption = format!("states beyond the constraint {name} do not matter: they were checked, but not explored");
            assert!(strings(&json["assumptions"]).contains(&assumption), "{text}");
            assert!(text.lines().next().is_some_and(|l| l.contains(&format!(" within {name}"))), "{text}");
        });
    }
    let plain = "INIT Init NEXT Next INVARIANT Inv CONSTRAINT All CHECK_DEADLOCK FALSE";
    let (_, text, json) = Spec::new(&body.replace("x' = x + 1", "x < 3 /\\ x' = x + 1"), plain).run("explicit", &[]);
    assert!(!strings(&json["assumptions"]).iter().any(|a| a.contains("constraint")), "{text}");
    assert!(text.starts_with("ok: no error in any reachable state; "), "{text}");
}

/// The assumptions of the text and of the JSON object are the same, but for the hashes of states, which are fine print in the text.
#[test]
fn assumptions_are_the_same_in_both_reports() {
    let (_, text, json) =
        Spec::new(&format!("{COUNTER}Con == x < 2\n"), "INIT Init NEXT Next CONSTRAINT Con CHECK_DEADLOCK FALSE")
            .run("explicit", &[]);
    let told: Vec<&str> = text.lines().filter_map(|l| l.strip_prefix("Assuming: ")).collect();
    let assumptions = strings(&json["assumptions"]);
    assert!(assumptions[0].starts_with("no two different states have the same 64-bit hash"), "{assumptions:?}");
    assert_eq!(assumptions[1..], told);
}

#[test]
fn properties_of_steps_under_quantifiers() {
    let body = "EXTENDS Integers\nVARIABLE f\nInit == f = [p \\in {1, 2} |-> 0]\nNext == \\E p \\in {1, 2} : f' = [f EXCEPT ![p] = 1 - @]
Spec == Init /\\ [][Next]_f\nUp(p) == f'[p] >= f[p]\nBoth(a, b) == a /\\ b\n";
    let run = |property: &str, code, states: usize| {
        let cfg = "SPECIFICATION Spec PROPERTY P";
        check_with(&format!("{body}P == {property}"), cfg, &[], code, |text, json| {
            let trace = json["trace"]["states"].as_array().map_or(0, Vec::len);
            assert_eq!((trace, &json["trace"]["loop"]), (states, &Json::Null), "{property}\n{text}");
        });
    };
    run("\\A p \\in {1, 2} : [][Up(p)]_f", 13, 3);
    run("\\A p \\in {1, 2} : [][Up(p)]_(f[p])", 13, 3);
    run("\\A p, q \\in {1, 2} : LET r == p IN [][Up(r)]_f /\\ [](f[q] < 2)", 13, 3);
    run("\\A p \\in {1, 2} : Both([](f[p] < 2), [][Up(p)]_f)", 13, 3);
    run("LET All == \\A p \\in {1, 2} : [][Up(p)]_f IN All /\\ [](f[1] < 2)", 13, 3);
    run("LET T(a) == [](a) /\\ [](f[1] = 0 \\/ a) IN T({q \\in {1, 2} : f[q] > 1} = {}) /\\ [][Up(1)]_f", 13, 3);
    run("\\A p \\in {1, 2} : [](f[p] = 0)", 12, 2);
    run("\\A p \\in {1, 2} : f[p] = 0 /\\ [][f'[p] \\in {0, 1}]_f", 0, 0);
    run("\\A p \\in {1, 2} : f[p] = p", 13, 1);
}

#[test]
fn a_property_over_an_empty_set_says_nothing() {
    let run = |property: &str, code| {
        let body = "EXTENDS Naturals\nVARIABLE x\nInit == x = 0\nNext == x' = 1 - x\nSpec == Init /\\ [][Next]_x\n";
        check(&format!("{body}P == {property}"), "SPECIFICATION Spec PROPERTY P", code);
    };
    run("\\A y \\in {} : []<>(x = 0)", 77);
    run("[](x < 2) /\\ \\A y \\in {} : [](x # y)", 77);
    run("\\A p \\in 1..2 : \\A q \\in 1..(p - 1) : [](x # q + 5)", 77);
    run("\\A p \\in {} : x = p", 77);
    run("[](\\A p \\in {} : x = p)", 0);
    run("\\A p \\in 5..6 : [](x # p)", 0);
    run("\\E p \\in {} : []<>(x = p)", 12);
}

#[test]
fn overrides_hold_in_instances() {
    let module = |more: &str| {
        format!(
            "EXTENDS B\nMyStart == x = 2\n{more}\n==== B\nEXTENDS Naturals\nVARIABLE x\nLim == 0\nStart == x = 0\nInit == Start\nNext == x < 3 /\\ x' = x + 1\nFrom == x = Lim"
        )
    };
    let run = |more: &str, constant: &str, code| {
        let more = format!("{more}\nSpec == x = 2 /\\ [][Next]_x");
        check(&module(&more), &format!("SPECIFICATION Spec CONSTANT {constant} PROPERTY P CHECK_DEADLOCK FALSE"), code);
    };
    run("I == INSTANCE B P == I!Init /\\ [][I!Next]_x", "Start <- MyStart", 0);
    // the instance has its own definition
    run("I == INSTANCE B P == I!Start", "Start <- MyStart", 13);
    run("I == INSTANCE B P == I!From", "Lim = 2", 0);
    run("I == INSTANCE B P == x = I!Lim", "Lim = 2", 13);
    run("I == INSTANCE B P == I!Start", "Start <- [B]MyStart", 0);
    // x means y in the instance and in the replacement
    run("y == x + 0 I == INSTANCE B WITH x <- y P == I!Init", "Start <- MyStart", 62);
    // a definition of an instance differs from its text
    let unnamed = "VARIABLE x\nINSTANCE B\nMyStart == x = 2\nSpec == Init /\\ [][Next]_x\nP == x = 2\n==== B\nEXTENDS Naturals\nVARIABLE x\nStart == x = 0\nInit == Start\nNext == x < 3 /\\ x' = x + 1";
    check(unnamed, "SPECIFICATION Spec CONSTANT Start <- MyStart PROPERTY P CHECK_DEADLOCK FALSE", 13);
}

#[test]
fn overrides_by_values_and_by_what_depends_on_the_state() {
    let plain = |body: &str, constant: &str, code| {
        let cfg = format!("INIT Init NEXT Next INVARIANT Inv CHECK_DEADLOCK FALSE CONSTANT {constant}");
        check(&format!("{COUNTER}{body}"), &cfg, code);
    };
    plain("Flag == x > 100\nInv == Flag", "Flag <- TRUE", 0);
    plain("Flag == x > 100\nInv == Flag /\\ x = x", "Flag <- FALSE", 12);
    plain("Flag == x > 100\nInv == Flag", "Flag <- FALSE", 151);
    plain("CONSTANT N\nInv == x \\notin N", "N <- BOOLEAN", 75);
    plain("CONSTANT N\nInv == x < N", "N <- 9", 151);
    plain("CONSTANT C\nFoo == x\nInv == C < 5", "C <- Foo", 151);
    plain("CONSTANT C\nFoo == x\nInv == x < 5", "C <- Foo", 151);
    plain("CONSTANT C\nFoo == IF TRUE THEN 3 ELSE x\nInv == x <= C", "C <- Foo", 0);
    // the level of a state is not a variable, as in TLC
    let level = "INIT Init NEXT Next INVARIANT Inv CHECK_DEADLOCK FALSE CONSTANT C <- Foo";
    let body = format!("{}CONSTANT C\nFoo == TLCGet(\"level\")\nInv == C < 10", COUNTER.replace("Naturals", "Naturals, TLC"));
    assert_eq!(Spec::new(&body, level).run("explicit", &[]).0, 0);
    plain("CONSTANT C(_)\nFoo(a) == x + a\nInv == C(1) < 6", "C <- Foo", 0);
    plain("D == 5\nFoo == x\nInv == D < 5", "D <- Foo", 0);
}

#[test]
fn registers_in_an_invariant() {
    let body = "EXTENDS Integers, TLC\nVARIABLES x\nInit == x = 0 /\\ TLCSet(1, 0)\nNext == x < 100 /\\ x' \\in {x + 1, x + 2} /\\ TLCSet(1, TLCGet(1) + 1)
Inv == TLCGet(1) < 12";
    let spec = Spec::new(body, "INIT Init NEXT Next INVARIANT Inv CHECK_DEADLOCK FALSE");
    for engine in ["explicit", "both"] {
        let (code, text, json) = spec.run(engine, &[]);
        assert_eq!(code, 12, "{text}");
        assert!(strings(&json["notes"]).iter().any(|n| n.contains("reads TLCGet, which depends on the search")), "{text}");
    }
}

#[test]
fn what_an_assumption_needs_and_is_not_there_is_unsupported() {
    let body = format!("{}ASSUME 1 / 2 = 1 / 2", COUNTER.replace("Naturals", "Reals"));
    check(&body, "INIT Init NEXT Next CHECK_DEADLOCK FALSE", 62);
}

/// With SYMMETRY and VIEW, TLC takes the VIEW of the least image: a view may merge states that no permutation merges, and separate
/// states that one does.
#[test]
fn a_view_under_symmetry_merges_what_the_reference_merges() {
    let body = "EXTENDS Naturals, TLC\nCONSTANT P\nVARIABLES a, b, n\nInit == a \\in P /\\ b \\in P /\\ n = 0
Next == n < 2 /\\ n' = n + 1 /\\ ((a' \\in P /\\ b' = a) \\/ (b' \\in P /\\ a' = a))\nV == <<b, n>>\nSym == Permutations(P)";
    let cfg = "INIT Init NEXT Next CONSTANT P = {p1, p2, p3} VIEW V SYMMETRY Sym CHECK_DEADLOCK FALSE";
    let (code, text, json) = Spec::new(body, cfg).run("explicit", &[]);
    assert_eq!((code, &json["states"]["generated"], &json["states"]["distinct"]), (0, &Json::from(33), &Json::from(6)), "{text}");
}
