//! The standard and community modules: what they extend, files of the user with the same names, copies.

mod common;

use common::{Folder, module};

/// Checks the last of these modules. Returns the exit code and both outputs.
fn check(files: &[(&str, &str)], args: &[&str]) -> (i32, String) {
    let folder = Folder::new(&[("given.cfg", "INIT Init NEXT Next CONSTANT _TETrace <- Trace")]);
    files.iter().for_each(|(name, body)| folder.write(&format!("{name}.tla"), &module(name, body)));
    let root = folder.file(&format!("{}.tla", files.last().expect("a module").0));
    let ran = folder.run(&[&["check", root.to_str().expect("a plain path")], args].concat());
    (ran.code, ran.text())
}

/// Every ASSUME holds.
fn holds(files: &[(&str, &str)]) {
    let (code, text) = check(files, &[]);
    assert_eq!(code, 0, "{text}");
}

/// The check has this exit code and this text.
fn ends(files: &[(&str, &str)], args: &[&str], expected: i32, says: &str) {
    let (code, text) = check(files, args);
    assert_eq!(code, expected, "{text}");
    assert!(text.contains(says), "{says} is not in:\n{text}");
}

#[test]
fn what_a_community_module_extends_is_seen() {
    for (module, names) in [
        ("FiniteSetsExt", "Cardinality(1..3) = SumSet({1, 2}) /\\ Range(<<-1>>) = {-1} /\\ IsFiniteSet({})"),
        (
            "SequencesExt",
            "Len(<<1>>) = Max({1, 0}) /\\ SumFunction(<<1>>) + 1 = Cardinality(DOMAIN (SetToBag({1}) (+) (2 :> 1)))",
        ),
        ("Functions", "MapThenFoldSet(LAMBDA a, b : a + b, -0, LAMBDA a : a, LAMBDA S : CHOOSE s \\in S : TRUE, {1}) = 1"),
        ("Graphs", "Successors(EmptyGraph, 1) = {} /\\ IsReflexive([p \\in {} |-> 1], {}) /\\ Front(<<1>>) = <<>>"),
        ("Relation", "Cardinality({}) = 0 /\\ 1 + 1 = 2"),
        ("Combinatorics", "choose(4, 2) = 6 * 1"),
        ("Statistics", "1 .. 2 = {1, 2}"),
        ("VectorClocks", "Len(<<>>) = 0 /\\ Range(<<>>) = {}"),
        ("GraphTheorems", "Len(<<>>) = 0 /\\ EmptyGraph.node = {}"),
        ("QuorumTheorems", "QuorumSystem({1}) = {{{1}}} /\\ Cardinality({}) = 0"),
        ("SequencesExtTheorems", "IsPrefix(<<>>, <<-1>>) /\\ SetLessThan(1, {}, {}) = {}"),
        ("BagsExt, Bags", "BagAdd(EmptyBag, 1) = <<1>>"),
    ] {
        holds(&[("M", &format!("EXTENDS {module}\nASSUME {names}"))]);
    }
}

#[test]
fn what_a_module_instantiates_locally_is_not_seen() {
    ends(&[("M", "EXTENDS BagsExt\nASSUME EmptyBag = <<>>")], &[], 150, "unknown name `EmptyBag`");
    ends(&[("M", "EXTENDS Bitwise\nASSUME 1 + 1 = 2")], &[], 150, "unknown name `+`");
    ends(&[("M", "EXTENDS Json\nASSUME Len(<<>>) = 0")], &[], 150, "unknown name `Len`");
}

#[test]
fn a_name_that_a_module_brings_along_may_be_taken() {
    ends(
        &[("M", "EXTENDS SequencesExt\nMax(S) == 7\nASSUME Max({1}) = 7 /\\ Range(<<2>>) = {2}")],
        &[],
        0,
        "hidden by this definition",
    );
    holds(&[("M", "EXTENDS SequencesExt\nASSUME \\E Min \\in {1} : Min = 1")]);
    // not a name of a module that is extended directly
    ends(&[("M", "EXTENDS SequencesExt, FiniteSetsExt\nMax(S) == 7")], &[], 150, "`Max` is already defined");
    ends(&[("M", "EXTENDS SequencesExt\nFront(S) == 7")], &[], 150, "`Front` is already defined");
    // a module of the user comes first
    let own = ("Own", "Max(S) == 7");
    ends(&[own, ("M", "EXTENDS SequencesExt, Own\nASSUME Max({1}) = 7")], &[], 0, "hidden by that of module Own");
}

#[test]
fn a_module_of_the_users_own_is_the_users() {
    holds(&[("Json", "Twice(x) == x"), ("M", "EXTENDS Json\nASSUME Twice({1}) = {1}")]);
    holds(&[("Json", "ToJson(x) == <<x>>"), ("M", "EXTENDS Json\nASSUME ToJson(1) = <<1>>")]);
    holds(&[
        ("CSV", "Table == {1}"),
        ("SVG", "Line(x) == x"),
        ("IOUtils", "atoi(x, y) == x"),
        ("M", "EXTENDS CSV, SVG, IOUtils\nASSUME Line(Table) = {atoi(1, 2)}"),
    ]);
    // built-in modules still use each other
    let functions = ("Functions", "Range(f) == \"mine\"");
    holds(&[
        functions,
        (
            "M",
            "EXTENDS Functions, SequencesExt\nASSUME Range(<<1>>) = \"mine\" /\\ SumFunction(<<1, 2>>) = 3 /\\ ToBag(<<1>>) = <<1>>",
        ),
    ]);
    let functions = ("Functions", "EXTENDS SequencesExt\nMine(f) == Range(f)");
    holds(&[functions, ("M", "EXTENDS Functions\nASSUME Mine(<<1>>) = {1} /\\ Front(<<1>>) = <<>>")]);
}

/// A former operator of Apalache's module yields to the one of a module that is extended directly. The two take their arguments
/// in a different order.
#[test]
fn names_of_other_versions_give_way() {
    let minus = "LAMBDA a, b : a - b, 0, {1, 2}";
    holds(&[("M", &format!("EXTENDS Integers, Apalache\nASSUME FoldSet({minus}) = -3"))]);
    for modules in ["Apalache, FiniteSetsExt", "FiniteSetsExt, Apalache"] {
        holds(&[("M", &format!("EXTENDS Integers, {modules}\nASSUME FoldSet({minus}) = 1 /\\ ApaFoldSet({minus}) = -3"))]);
    }
    holds(&[("M", "EXTENDS Variants\nVariantMatch(a) == a\nASSUME VariantMatch(1) = 1")]);
    holds(&[("M", "EXTENDS Option\nASSUME VariantMatch(\"A\", Variant(\"A\", 1), LAMBDA v : v, LAMBDA v : 2) = 1")]);
}

/// A copy of a module that TLC overrides means the override.
#[test]
fn a_copy_of_a_module_is_taken_for_it() {
    let json = "ToJson(v) == TRUE\nToJsonArray(v) == TRUE\nToJsonObject(v) == TRUE\nJsonSerialize(f, v) == TRUE\nMine == 3";
    holds(&[("Json", json), ("M", "EXTENDS Json\nASSUME ToJson(<<1>>) = \"[1]\" /\\ Mine = 3")]);
    ends(&[("Json", json), ("M", "EXTENDS Json\nASSUME JsonSerialize(\"a\", 1)")], &[], 62, "files are not written");
    let sets = "LOCAL INSTANCE FiniteSets\nQuantify(S, P(_)) == 0\nkSubset(k, S) == 0\nFoldSet(op(_, _), base, S) == 0";
    holds(&[
        ("FiniteSetsExt", sets),
        (
            "M",
            "EXTENDS FiniteSetsExt, SequencesExt\nASSUME FoldSet(LAMBDA a, b : a + b, 0, {1, 2}) = 3 /\\ SetToSeq({1}) = <<1>>",
        ),
    ]);
    let bits = "EXTENDS Naturals\nRECURSIVE shiftR(_, _)\nOne == shiftR(5, 2)\nshiftR(n, p) == 0\nNot(a) == 0\na & b == 0";
    holds(&[("Bitwise", bits), ("M", "EXTENDS Bitwise\nASSUME One = 1 /\\ (6 & 3) = 2 /\\ shiftR(5, 1) = 2")]);
}

#[test]
fn what_cannot_be_done_here_is_told() {
    let next = "VARIABLE x\nInit == x = 0\nNext == x' = 1 - x\n";
    for (module, expression, says) in [
        ("IOUtils", "IOExec(<<\"ls\">>).exitValue = 0", "may not run programs"),
        ("IOUtils", "IOSerialize(x, \"f\", FALSE)", "files are not written"),
        ("CSV", "CSVWrite(\"a\", <<x>>, \"f\")", "files are not written"),
        ("CSV", "CSVWriteRecord([a |-> x], \",\", TRUE, \"f\")", "files are not written"),
        ("Json", "ndJsonSerialize(\"f\", <<x>>)", "files are not written"),
        ("SVG", "SVGSerialize(x, \"a\", 1)", "files are not written"),
        ("GraphViz", "DotDiGraph(x, LAMBDA v : v, LAMBDA e : e) = \"\"", "fingerprints"),
        ("DifferentialEquations", "Integrate(x, 0, 1, <<>>) = <<>>", "real numbers"),
    ] {
        let body = format!("EXTENDS Naturals, {module}\n{next}Inv == {expression}");
        ends(&[("M", &body)], &["--invariant", "Inv"], 62, says);
    }
    // only if the operator is used
    holds(&[("M", "EXTENDS IOUtils\nASSUME TRUE \\/ IOExec(<<>>) = 1")]);
}

#[test]
fn module_real_time() {
    let body = "EXTENDS RealTime\nVARIABLE x\nInit == x = 0 /\\ now = 0\nNext == x' = 1 - x /\\ UNCHANGED now\nP == RTnow(x)";
    ends(&[("M", body)], &[], 0, "ok:");
    ends(&[("M", body)], &["--property", "P"], 62, "Real is infinite");
}

#[test]
fn a_trace_that_the_configuration_gives() {
    let body = "EXTENDS ShiViz, TLC, Sequences, Naturals
Trace == <<[pc |-> [a |-> 1, b |-> 1]], [pc |-> [a |-> 2, b |-> 1]], [pc |-> [a |-> 2, b |-> 2]]>>
VARIABLE seen
Init == seen = <<>>
Next == Len(seen) < 3 /\\ seen' = Append(seen, Host)
Inv == seen # <<\"--\", \"a\", \"b\">>
Clocks == Len(seen) = 3 => Clock = \"{\\\"a\\\":1,\\\"b\\\":1}\"";
    let args = ["--config", "given.cfg", "--engine", "explicit", "--depth", "5", "--deadlock", "off"];
    let (code, text) = check(&[("M", body)], &[&args[..], &["--invariant", "Inv"]].concat());
    assert_eq!(code, 12, "{text}");
    let (code, text) = check(&[("M", body)], &[&args[..], &["--invariant", "Clocks"]].concat());
    assert_eq!(code, 0, "{text}");
}

/// `Trace` is the sequence of states on the path by which the current state was found first.
#[test]
fn the_states_on_the_way() {
    let body = "EXTENDS TLCExt, Naturals, Sequences
VARIABLE x
Init == x \\in {0, 1}
Next == x' = (x + 1) % 4
Short == Len(Trace) < 3
Known == /\\ Trace[Len(Trace)].x = x
         /\\ Trace[1].x \\in {0, 1}
         /\\ \\A i \\in 1 .. Len(Trace) - 1 : Trace[i + 1].x = (Trace[i].x + 1) % 4
Guarded == x' = (x + 1) % 4 /\\ Len(Trace) < 3
Few == Len(Trace) < 2";
    let run = |args: &[&str], expected: i32, says: &str| ends(&[("M", body)], args, expected, says);
    run(&["--invariant", "Known"], 0, "exhaustive");
    run(&["--invariant", "Short"], 12, "State 3");
    run(&["--invariant", "Short", "--engine", "symbolic"], 62, "Trace");
    run(&["--next", "Guarded", "--deadlock", "off", "--invariant", "Known"], 0, "4 distinct");
    run(&["--next", "Guarded"], 11, "State 3");
    let (code, text) = simulate(body, &["--invariant", "Short"]);
    assert_eq!(code, 12, "{text}");
    let (code, text) = simulate(body, &["--invariant", "Known"]);
    assert_eq!(code, 0, "{text}");
}

fn simulate(body: &str, args: &[&str]) -> (i32, String) {
    let folder = Folder::new(&[("M.tla", &module("M", body))]);
    let ran = folder.run(&[&["simulate", "M.tla"], args, &["--trace-length", "6", "--traces", "20", "--seed", "1"]].concat());
    (ran.code, ran.text())
}
