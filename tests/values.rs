//! Values that depend on the state, as both engines find them: a predicate is an invariant, asked of each state apart.
//!
//! `e` is `{}` or `{1}`, `n` 0 or 1; a case has what comes of it where `e = {}` and where `e = {1}`.

mod common;

use common::Folder;

fn verdict(folder: &Folder, engine: &str) -> String {
    let ran = folder.run(&["check", "M.tla", "--engine", engine, "--depth", "2", "--json", "-"]);
    let json: serde_json::Value = serde_json::from_str(&ran.out).expect("a result in JSON");
    json["verdict"].as_str().expect("a verdict").to_string()
}

/// `expected`: `ok`, `invariant` or `evaluation-error`.
fn check_model((module, config): (&str, &str), files: &[(&str, &str)], expected: &str) {
    let folder = Folder::new(&[&[("M.tla", module), ("M.cfg", config)], files].concat());
    for engine in ["explicit", "symbolic"] {
        assert_eq!(verdict(&folder, engine), expected, "{engine}:\n{module}");
    }
}

fn check(cases: &[(&str, &str, &str)]) {
    for (expression, none, one) in cases {
        for (set, expected) in [("{}", none), ("{1}", one)] {
            let expected = match *expected {
                "TRUE" => "ok",
                "FALSE" => "invariant",
                _ => "evaluation-error",
            };
            let module = format!(
                "---- MODULE M ----\nEXTENDS Integers, Sequences, FiniteSets, TLC, FiniteSetsExt\nCONSTANTS A_x, A_y, B_x, U\n\
                 VARIABLES e, n\nInit == e \\in SUBSET {{1}} /\\ n \\in 0 .. 1\nNext == UNCHANGED <<e, n>>\n\
                 f[i \\in 0 .. 2] == [j \\in 0 .. 2 |-> IF j = 0 THEN i ELSE f[i][j - 1] + 1]\n\
                 Inv == e = {set} => ({expression})\n====\n"
            );
            let constants = "CONSTANTS A_x = A_x A_y = A_y B_x = B_x U = U";
            let config = format!("INIT Init\nNEXT Next\nINVARIANT Inv\nCHECK_DEADLOCK FALSE\n{constants}\n");
            check_model((&module, &config), &[], expected);
        }
    }
}

#[test]
fn empty_domains_ranges_and_factors() {
    check(&[
        ("[e -> {1}] = [e -> {2}]", "TRUE", "FALSE"),
        ("[e -> {}] = [{5, 6} -> {}]", "FALSE", "TRUE"),
        ("[e -> Nat] = {<<>>}", "TRUE", "error"),
        ("[Nat -> e] = {}", "TRUE", "error"),
        ("[Nat -> e] = [Int -> e]", "TRUE", "FALSE"),
        ("Cardinality({[e -> {1}], [e -> {2}]}) = 1", "TRUE", "FALSE"),
        ("IsFiniteSet(e \\X Nat)", "TRUE", "FALSE"),
        ("IsFiniteSet([a : Nat, b : e])", "TRUE", "FALSE"),
        ("IsFiniteSet([e -> Nat])", "TRUE", "FALSE"),
        ("IsFiniteSet([Nat -> e])", "TRUE", "TRUE"),
        ("IsFiniteSet(Nat \\ e)", "FALSE", "FALSE"),
        ("Cardinality(Nat \\X e) = 0", "TRUE", "error"),
        ("\\A x \\in Nat \\X e : FALSE", "TRUE", "error"),
        ("SUBSET (Nat \\X e) = {{}}", "TRUE", "error"),
        ("Seq(e) = Seq({})", "TRUE", "FALSE"),
    ]);
}

#[test]
fn typed_model_values() {
    check(&[
        ("Cardinality({A_x, IF e = {} THEN A_y ELSE B_x}) = 2", "TRUE", "error"),
        ("Cardinality({U, A_x, IF e = {} THEN U ELSE B_x}) = 2", "TRUE", "error"),
        ("Cardinality({<<n, A_x>>, <<2, IF e = {} THEN A_x ELSE B_x>>}) = 2", "TRUE", "TRUE"),
        ("Cardinality({<<n, A_x>>, <<Cardinality(e), B_x>>}) = 2", "error", "error"),
        ("{A_x} \\cup (IF e = {} THEN {U} ELSE {B_x}) # {}", "TRUE", "error"),
        ("(IF e = {} THEN A_x ELSE B_x) \\in {A_y, U}", "FALSE", "error"),
    ]);
}

#[test]
fn an_earlier_field_decides() {
    check(&[
        ("FoldSet(LAMBDA r, s : r.a + s, 0, {[a |-> n, k |-> 0], [a |-> 2, k |-> e]}) = n + 2", "TRUE", "TRUE"),
        ("(CHOOSE r \\in {[a |-> n, k |-> 0], [a |-> 2, k |-> e]} : TRUE).a = n", "TRUE", "TRUE"),
        ("Cardinality({[a |-> n, k |-> 0], [a |-> Cardinality(e), k |-> e]}) = 2", "error", "error"),
        ("Cardinality({{[a |-> n]}, {<<n, 2>>}}) = 2", "TRUE", "TRUE"),
    ]);
}

#[test]
fn recursive_functions_of_functions() {
    check(&[("f[n][2] = n + 2", "TRUE", "TRUE"), ("f[n][Cardinality(e) + 2] = n + 2", "TRUE", "error")]);
}

#[test]
fn numbers_of_json_are_kept_until_something_computes_with_them() {
    let log =
        ("log.ndjson", "{\"t\":1712329729.6,\"b\":1712329729602,\"z\":null,\"n\":3.0}\n{\"t\":0.5,\"b\":3,\"z\":null,\"n\":4}\n");
    let cases = [
        ("Log[i].n = i + 2", "ok"),
        ("Log[i] # Log[3 - i]", "ok"),
        ("Cardinality({Log[i].t, Log[3 - i].t}) = 2", "ok"),
        ("Log[1].z = Log[2].z", "ok"),
        ("Log[i].t = Log[3 - i].t", "invariant"),
        ("ToJson(Log[2].t) = \"0.5\" /\\ ToJson(Log[i].z) = \"null\"", "ok"),
        ("Log[i].t + 1 > 0", "evaluation-error"),
        ("Log[i].t > 0", "evaluation-error"),
        ("Log[1].b = 3", "evaluation-error"),
        ("Log[i].z = 0", "evaluation-error"),
        ("Log[i].b \\in Nat", "evaluation-error"),
    ];
    for (invariant, expected) in cases {
        let module = format!(
            "---- MODULE M ----\nEXTENDS Integers, Sequences, FiniteSets, Json\nVARIABLE i\nLog == ndJsonDeserialize(\"log.ndjson\")\n\
             Init == i = 1\nNext == i < Len(Log) /\\ i' = i + 1\nInv == {invariant}\n====\n"
        );
        check_model((&module, "INIT Init\nNEXT Next\nINVARIANT Inv\nCHECK_DEADLOCK FALSE\n"), &[log], expected);
    }
}

#[test]
fn enabled_that_cannot_be_evaluated() {
    for (action, expected) in [
        ("x = 0 /\\ x' > 0", "evaluation-error"),
        ("x = 0 /\\ x' = 1 \\div x", "evaluation-error"),
        ("x = 0 /\\ x' = 1", "liveness"),
    ] {
        let module = format!(
            "---- MODULE M ----\nEXTENDS Integers\nVARIABLE x\nInit == x = 0\nUp == {action}\n\
             Spec == Init /\\ [][x' \\in {{0, 1, 2}}]_x\nProp == WF_x(Up)\n====\n"
        );
        check_model((&module, "SPECIFICATION Spec\nPROPERTY Prop\n"), &[], expected);
    }
}

/// As with the reference the state between the halves counts as a successor, even if the second half does not go on from it.
#[test]
fn a_composition_that_leads_nowhere_is_no_deadlock() {
    for (next, expected) in [
        ("x = 0 /\\ ((x' = 1) \\cdot (x = 2 /\\ x' = 3))", "ok"),
        ("(x = 1 /\\ x' = 1) \\cdot (x' = 3)", "deadlock"),
        ("((x' = 1) \\cdot (x = 2 /\\ x' = 3)) \\cdot (x' = 0)", "deadlock"),
    ] {
        let module = format!("---- MODULE M ----\nEXTENDS Integers\nVARIABLE x\nInit == x = 0\nNext == {next}\n====\n");
        check_model((&module, "INIT Init\nNEXT Next\n"), &[], expected);
    }
}

#[test]
fn texts_of_values_that_depend_on_the_state() {
    check(&[
        ("ToString(e) = \"{}\"", "TRUE", "FALSE"),
        ("ToString(<<Cardinality(e), e>>) = \"<<1, {1}>>\"", "FALSE", "TRUE"),
        ("ToString(DOMAIN <<4, n>>) = \"1..2\"", "TRUE", "TRUE"),
        ("ToString(n .. 2) \\in {\"0..2\", \"1..2\"}", "TRUE", "TRUE"),
        ("ToString(1 .. Cardinality(e)) = \"1..1\"", "FALSE", "TRUE"),
    ]);
}
