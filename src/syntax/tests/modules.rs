//! Units of modules, proofs, comments, and where a module begins and ends.

use super::{check_module, shape};
use crate::source::FileId;
use crate::syntax::{names_in_order, parse_module, print_tokens};

#[test]
fn declarations() {
    check_module(
        "EXTENDS Naturals, Sequences\nCONSTANT a, F(_, _), _ \\prec _, -. _, _ ^+\nVARIABLE x",
        "EXTENDS Naturals, Sequences\nCONSTANTS a, F(_, _), _ \\prec _, -. _, _ ^+\nVARIABLES x",
    );
}

#[test]
fn definitions() {
    check_module("A == 1 LOCAL B(x, F(_)) == F(x)", "A == 1\nLOCAL B(x, F(_)) == F(x)");
    check_module("a ++ b == a + b\n-. a == 0 - a\na ^# == a", "a ++ b == a + b\n-. a == 0 - a\na ^# == a");
    check_module("f[x, y \\in S, <<a, b>> \\in T] == x", "f[x, y \\in S, <<a, b>> \\in T] == x");
    check_module(
        "RECURSIVE g(_)\ng(n) == IF n = 0 THEN 0 ELSE g(n - 1)",
        "RECURSIVE g(_)\ng(n) == IF n = 0\n          THEN 0\n          ELSE g(n - 1)",
    );
}

#[test]
fn instances() {
    check_module(
        "LOCAL INSTANCE M WITH x <- 1, + <- Plus, y <- LAMBDA a : a\nI(p) == INSTANCE N WITH q <- p",
        "LOCAL INSTANCE M WITH x <- 1,  + <- Plus, y <- LAMBDA a : a\nI(p) == INSTANCE N WITH q <- p"
            .replace("  + <-", " + <-")
            .as_str(),
    );
}

#[test]
fn assumptions_and_theorems() {
    check_module(
        "ASSUME a > 0\nAXIOM Pos == a > 0\nLEMMA a > 0 BY Pos DEF a\nA == 1",
        "ASSUME a > 0\nASSUME Pos == a > 0\nTHEOREM a > 0\nA == 1",
    );
    check_module(
        "THEOREM T == ASSUME NEW x \\in S, LET y == 1 IN y PROVE x = x OBVIOUS\nA == 1",
        "THEOREM T == ASSUME TRUE PROVE TRUE\nA == 1",
    );
}

#[test]
fn proofs_are_skipped() {
    let proof = "THEOREM T == P\n<1> DEFINE Q == 1\n<1>1. CASE a = 1\n  <2>1. HAVE b\n    BY <1>1\n  <2> QED BY <2>1 DEF Q\n<1>2. SUFFICES ASSUME NEW c PROVE d\n  OBVIOUS\n<1>3. QED\n  BY <1>1, <1>2\n  DEF Q\nUSE DEF P\nB(x) == 2";
    check_module(proof, "THEOREM T == P\nB(x) == 2");
    check_module("THEOREM P\nPROOF OMITTED\n----\nf[x \\in S] == 1", "THEOREM P\nf[x \\in S] == 1");
}

#[test]
fn facts_that_are_hidden_are_kept() {
    check_module("HIDE T, I!U DEF Q, R\nHIDE DEF Q\nHIDE MODULE N DEFS Q\nUSE 1 + 1\nB == 2", "HIDE T, I!U\nB == 2");
    check_module("THEOREM P\n<1> HIDE T\n<1> QED\nB == 2", "THEOREM P\nB == 2");
}

#[test]
fn nested_modules() {
    check_module("---- MODULE N ----\nA == 1\n====\nB == N!A", "---- MODULE N ----\nA == 1\n====\nB == N!A");
}

#[test]
fn comments_nest() {
    check_module("A == 1 (* a (* nested *) comment *) + \\* to the end\n2 \\** banner **\\", "A == 1 + 2");
}

#[test]
fn text_around_the_module_is_prose() {
    let m = parse_module(FileId(0), "It's (prose.\n------ MODULE A ------\nX == 1\n======\n\"more) prose").unwrap();
    assert_eq!((&*m.name.name, m.units.len()), ("A", 1));
    assert!(parse_module(FileId(0), "nothing here").is_err());
}

#[test]
fn fields_may_be_keywords() {
    check_module("A == [IF |-> r.THEN, WF_x |-> 1]", "A == [IF |-> r.THEN, WF_x |-> 1]");
}

#[test]
fn names_come_in_textual_order() {
    let text = "---- MODULE M ----\nA == {\"x\", b}\n\\* c\n====\nd";
    assert_eq!(names_in_order(text).collect::<Vec<_>>(), ["M", "A", "x", "b"]);
}

#[test]
fn tokens_print() {
    let text = "---- MODULE M ----\nA == /\\ [x |-> 1]\n     /\\ -1\n====";
    assert_eq!(
        print_tokens(text),
        "<module> ---- MODULE M ----\nA == /\\( [record x |-> 1 ]\nbullet -. 1\n)bullets ====\n"
            .replace("\n)bullets ====", " )bullets\n====")
    );
}

#[test]
fn spans_lie_where_the_text_is() {
    let text = "---- MODULE M ----\nA == /\\ x\n     /\\ F(y + 1)\n====";
    let m = parse_module(FileId(7), text).unwrap();
    let span = m.units[0].span;
    assert_eq!(&text[span.start as usize..span.end as usize], "A == /\\ x\n     /\\ F(y + 1)");
    assert!(shape(&m).contains("Junction"));
}
