//! The command: translation, stages, modules, and what a specification can ask about its run.

mod common;

use common::{COUNTER, COUNTER_CFG, Spec, tlaloc};
use std::path::Path;

#[test]
fn translate_prints_the_algorithm_as_tla() {
    let ran = tlaloc(&["translate", "--stdout", "specs/lost_update/lost_update.tla"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    for line in
        ["VARIABLES pc, counter", "ProcSet == Procs", "Write(self) == /\\ pc[self] = \"Write\"", "        /\\ [][Next]_vars"]
    {
        assert!(ran.out.contains(line), "{line} is not in\n{}", ran.out);
    }
    assert!(tlaloc(&["translate", "--stdout", "specs/lost_update/lost_update.tla", "--pcal", "-wf"]).out.contains("WF_vars"));
    assert_eq!(tlaloc(&["translate", "specs/two_phase/two_phase.tla"]).code, 150, "there is no algorithm in it");
}

#[test]
fn parse_reads_everything() {
    let ran = tlaloc(&["parse", "specs/dekker/dekker.tla"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "ok: module dekker and all it needs is well-formed\n"));
}

#[test]
fn every_stage_prints() {
    let spec = Spec::new(COUNTER, Some(COUNTER_CFG));
    let emit = |stage: &str| {
        let ran = spec.check(&["--emit", stage, "--depth", "2", "--invariant", "Low"]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        ran.out
    };
    assert!(emit("tokens").contains("VARIABLE x"));
    assert!(emit("ast").contains("Next == /\\ x < Top\n        /\\ x' = x + 1\n"), "{}", emit("ast"));
    // folding does not decide this invariant
    let free = spec.check(&["--emit", "smt", "--depth", "1", "--invariant", "\\E t \\in SUBSET (1..9) : t = {x, x * x}"]);
    assert!(free.out.starts_with("; queries of the bounded search to depth 1"), "{}", free.out);
    assert!(free.out.contains("; solver 1: search\n(set-logic QF_UF)\n"), "{}", free.out);
    assert!(free.out.contains("\n(check-sat-assuming ("), "{}", free.out);
    assert!(emit("aiger").starts_with("aag "), "{}", emit("aiger"));
    assert!(emit("aiger").contains("\nl2 x = 0\n"), "{}", emit("aiger"));
}

#[test]
fn modules_are_found_beside_the_specification_and_along_the_path() {
    let library = tempfile::tempdir().expect("a temporary folder");
    let text = "---- MODULE Lib ----\nStart == 4\n====\n";
    std::fs::write(library.path().join("Lib.tla"), text).expect("the folder can be written");
    let spec = Spec::new("EXTENDS Lib\nVARIABLE x\nInit == x = Start\nNext == x' = x", None);
    assert_eq!(spec.check(&["--depth", "1"]).code, 150);
    let path: &Path = library.path();
    assert_eq!(spec.check(&["--depth", "1", "--path", path.to_str().expect("a plain path")]).code, 0);
}

const ALGORITHM: &str = "EXTENDS Naturals\n(*--algorithm C\nvariable x = 0;\nbegin a: x := 1;\nend algorithm; *)\n\\* mine";

#[test]
fn translate_writes_into_the_file() {
    let spec = Spec::new(ALGORITHM, None);
    let (path, read) = (spec.path(), || std::fs::read_to_string(spec.path()).expect("it is there"));
    let path = path.to_str().expect("a plain path");
    let before = read();
    assert_eq!(tlaloc(&["translate", path]).code, 0);
    let after = read();
    let (head, rest) =
        after.split_once("\\* BEGIN TRANSLATION (chksum(pcal) \\in STRING /\\ chksum(tla) = \"").expect("it begins");
    let (body, tail) = rest.split_once("\\* END TRANSLATION\n").expect("it ends");
    assert_eq!(format!("{head}{tail}"), before, "nothing of the user's is lost");
    assert_eq!(
        body.lines().skip(1).map(|l| l.to_string() + "\n").collect::<String>(),
        tlaloc(&["translate", "--stdout", path]).out
    );
    assert_eq!(tlaloc(&["translate", path]).code, 0);
    assert_eq!(read(), after, "once more changes nothing");
}

#[test]
fn a_stale_translation_is_told() {
    let spec = Spec::new(ALGORITHM, None);
    let path = spec.path();
    let path = path.to_str().expect("a plain path");
    let warned = |what: &str| {
        let ran = tlaloc(&["check", path, "--engine", "explicit"]);
        assert_eq!((ran.code, ran.err.lines().next().unwrap_or_default()), (0, what), "{}", ran.err);
        let ran = tlaloc(&["check", path, "--engine", "explicit", "--retranslate"]);
        assert_eq!((ran.code, &*ran.err), (0, ""));
    };
    let change = |from: &str, to: &str| {
        let text = std::fs::read_to_string(path).expect("it is there");
        assert!(text.contains(from), "{text}");
        std::fs::write(path, text.replace(from, to)).expect("it can be written");
    };
    warned("");
    assert_eq!(tlaloc(&["translate", path]).code, 0);
    warned("");
    change("x := 1", "x := 2");
    warned("warning[E202]: the PlusCal translation in the file is out of date");
    assert_eq!(tlaloc(&["translate", path]).code, 0);
    warned("");
    change("/\\ x' = 2", "/\\ x' = 3");
    warned("warning[E202]: the PlusCal translation in the file was edited after it was generated");
}

/// TLC's exit codes.
#[test]
fn exit_codes_of_evaluation_errors() {
    let code = |next: &str| {
        let body = format!("EXTENDS Integers, Sequences, FiniteSets, TLC\nVARIABLE x\nInit == x = 1\nNext == x' = ({next})");
        Spec::new(&body, Some("INIT Init NEXT Next")).check(&["--engine", "explicit"]).code
    };
    for next in [
        "1 < \"a\"",
        "Len(3)",
        "Head(<<>>)",
        "1 \\div 0",
        "Tail(<<>>)",
        "Append(1, 2)",
        "Cardinality(1)",
        "SubSeq(<<1>>, 2, 3)",
        "LET f[n \\in Nat] == f[n + 1] IN f[0]",
        "\"a\" \\in Nat",
    ] {
        assert_eq!(code(next), 255, "{next}");
    }
    for next in ["1 + \"a\"", "1 .. \"a\"", "\"a\" * 2", "Nat = {1}", "<<1>>[2]", "1 \\in 2"] {
        assert_eq!(code(next), 75, "{next}");
    }
}

/// Init and each of three steps generate a state; the step to the known one counts again.
#[test]
fn a_postcondition_sees_how_often_something_was_possible() {
    let body = "EXTENDS Naturals, TLC\nVARIABLE x\nInit == x = 0\nNext == x' = (x + 1) % 3\nZero == x = 0\nBack == x' < x\nPost == \
                TLCGet(\"all:named\")[\"s:_possible\"][1] = [Zero |-> 2, Back |-> 1]";
    let spec = Spec::new(body, Some("INIT Init NEXT Next _POSSIBLE Zero Back POSTCONDITION Post"));
    let ran = spec.check(&["--engine", "explicit", "--exhaustive"]);
    assert_eq!(ran.code, 0, "{}", ran.out);
}

/// A second state of the level does not replace the first result.
#[test]
fn a_search_that_is_told_to_end_does_so_and_asks_the_postcondition() {
    let body = "EXTENDS Naturals, TLC\nVARIABLE x\nInit == x \\in {0, 100}\nNext == x' = x + 1 /\\ TLCSet(\"exit\", x = 5)\n\
                Post == TLCGet(\"distinct\") = 14";
    let spec = Spec::new(body, Some("INIT Init NEXT Next POSTCONDITION Post"));
    let ran = spec.check(&["--engine", "explicit", "--exhaustive", "--timeout", "300"]);
    assert!(ran.code == 0 && ran.out.contains("up to depth 5"), "{}", ran.out);
}

/// Each of three workers expands a state and sets its own register. A register set in an ASSUME is set for all workers.
#[test]
fn workers_have_registers_of_their_own() {
    let body = "EXTENDS Naturals, TLC\nVARIABLE x\nASSUME TLCSet(1, 10) /\\ TLCSet(\"s:y\", 0)\n\
                Init == x = 0\nNext == x < 5 /\\ x' = x + 1 /\\ TLCSet(1, TLCGet(1) + x') /\\ TLCSet(\"s:y\", x)\n\
                Post == TLCGet(\"all\")[1] = <<15, 17, 13>> /\\ TLCGet(\"all:named\")[\"s:y\"] = <<3, 4, 2>>\n\
                Alone == TLCGet(\"all\") = (1 :> <<25>>) /\\ TLCGet(\"config\").worker = 1";
    for (post, workers, code) in [("Post", "3", 0), ("Post", "2", 10), ("Alone", "1", 0), ("Alone", "auto", 0)] {
        let spec = Spec::new(body, Some(&format!("INIT Init NEXT Next POSTCONDITION {post}")));
        let ran = spec.check(&["--engine", "explicit", "--exhaustive", "--deadlock", "off", "--workers", workers]);
        assert_eq!(ran.code, code, "{post}, {workers} workers: {}", ran.out);
    }
}

/// The values that TLC gives.
#[test]
fn a_specification_is_told_what_it_consists_of() {
    let body = r#"EXTENDS Naturals, TLC
VARIABLE x
Init == x = 0
Add(n) == x' = x + n
Back == x > 9 /\ x' = 0
Next == \/ \E n \in {1, 2} : Add(n)
        \/ LET y == x IN Add(y)
        \/ Back \/ x' = x
        \/ \E n \in {x} : x' = n
Spec == Init /\ [][Next]_x /\ WF_x(Back)
Small == x < 50
Live == []<>(x < 99)
Step == [][x' < 99]_x
Bound == x < 15
Place(a, b, c, d) == [beginLine |-> a, beginColumn |-> b, endLine |-> c, endColumn |-> d, module |-> "S"]
Part(n, a, b, c, d) == [name |-> n, location |-> Place(a, b, c, d)]
One(n) == Part("Add", 5, 11, 5, 20) @@ [context |-> [n |-> n], parameters |-> <<"n">>]
Whole == [inits |-> {Part("Init", 4, 9, 4, 13)},
          actions |-> {One(1), One(2), Part("Add", 8, 26, 8, 31), Part("Back", 6, 9, 6, 23), Part("Next", 9, 20, 9, 25),
                       Part("Next", 10, 12, 10, 32)},
          variables |-> {Part("x", 3, 10, 3, 10)}, temporals |-> {Part("UnnamedAction", 11, 31, 11, 40)},
          invariants |-> {Part("Small", 12, 10, 12, 15)}, impliedinits |-> {}, impliedactions |-> {Part("Step", 14, 11, 14, 21)},
          impliedtemporals |-> {Part("Live", 13, 9, 13, 20)}, constraints |-> {Part("Bound", 15, 1, 15, 15)},
          actionconstraints |-> {}]
Post == TLCGet("spec") = Whole
Taken(n) == {a.coverage : a \in {a \in TLCGet("spec").actions : a.name = n}}
Counted == Taken("Back") = {[generated |-> 5, distinct |-> 0]} /\ Taken("Add") = {[generated |-> 45, distinct |-> 14]}
None == ~\E a \in TLCGet("spec").actions : "coverage" \in DOMAIN a
ASSUME None \/ Taken("Back") = {[generated |-> 0, distinct |-> 0]}"#;
    for (post, more, code) in
        [("Post", &[][..], 0), ("Counted", &["--coverage"], 0), ("None", &["--coverage"], 10), ("None", &[], 0)]
    {
        let cfg = "SPECIFICATION Spec INVARIANT Small PROPERTIES Live Step CONSTRAINT Bound POSTCONDITION ";
        let spec = Spec::new(body, Some(&format!("{cfg}{post}")));
        let ran = spec.check(&[&["--engine", "explicit", "--exhaustive"], more].concat());
        assert_eq!(ran.code, code, "{post}, {more:?}: {}", ran.out);
    }
}

/// Operators of further modules, parameters without names, names that are words of the language, fairness, and the order of strings.
#[test]
fn the_printed_model_runs_like_the_first() {
    let body = r#"EXTENDS Naturals, Bags, TLCExt
CONSTANTS zebra, ant, F(_)
VARIABLES Head, pick
Plus(UNCHANGED_) == UNCHANGED_ + 1
SUB == {"s", "a", "m"}
First(S) == CHOOSE e \in S : TRUE
Init == Head = SetToBag({zebra}) /\ pick = First(SUB)
Grow == /\ BagCardinality(Head) < F(2) /\ IsABag(Head)
        /\ Head' = Head (+) SetToBag({First({ant, zebra})})
        /\ pick' = First(SUB \ {pick})
Next == Grow \/ (TLCFP(Head) = TLCFP(0) /\ UNCHANGED <<Head, pick>>)
Spec == Init /\ [][Next]_<<Head, pick>> /\ WF_<<Head, pick>>(Grow)
Full == <>(BagCardinality(Head) = 3)
Zebras == BagToSet(Head) = {zebra} /\ pick \in {"s", "a"}"#;
    let cfg = "SPECIFICATION Spec INVARIANT Zebras PROPERTY Full CHECK_DEADLOCK FALSE CONSTANTS zebra = %z% ant = b F <- Plus";
    let spec = Spec::new(body, Some(cfg));
    let args = ["--engine", "explicit", "--exhaustive"];
    let first = spec.check(&args);
    assert_eq!((first.code, first.out.contains("3 states generated, 3 distinct")), (0, true), "{}{}", first.out, first.err);
    let printed = spec.check(&["--emit", "ir"]).out;
    let (module, cfg) = printed.split_once("\n====\n").expect("a module and its configuration");
    let (_, inner) = module.split_once('\n').expect("a header");
    let again = Spec::new(inner, Some(&cfg.replace("\\* ", "")));
    let second = again.check(&args);
    assert_eq!((second.code, second.out.contains("3 states generated, 3 distinct")), (0, true), "{}{printed}", second.out);
    assert_eq!(again.check(&["--emit", "ir"]).code, 0);
}
