//! Algorithms in both syntaxes; they print in the p-syntax.

use super::check_module;
use crate::source::FileId;
use crate::syntax::ast::UnitKind;
use crate::syntax::parse_module;

fn check(input: &str, expected: &str) {
    check_module(&format!("(* {input} *)"), &format!("(*{expected} *)"));
}

#[test]
fn every_statement_of_the_p_syntax() {
    check(
        "--fair algorithm A
variables x = 1, y \\in {1, 2}; z;
define Op(a) == a + 1 end define;
macro M(p) begin x := p; end macro;
procedure P(a, b = 2) variable c; begin
  l: call Q(a);
  return;
end procedure
fair+ process W \\in 1..2 variable v = 0;
begin
  a:+ while TRUE do
    if x = 1 then skip elsif x = 2 then M(3); else goto a end if;
    either await x > 1; or when y = 1; print <<x>> end either;
    with i \\in y, j = 2 do x := i || y[1].f := j end with;
    assert x = 1
  end while;
end process;
end algorithm;",
        "--fair algorithm A
variables x = 1, y \\in {1, 2}, z;
define
Op(a) == a + 1
end define;
macro M(p) begin
  x := p
end macro;
procedure P(a, b = 2)
variables c;
begin
  l: call Q(a);
  return
end procedure;
fair+ process W \\in 1 .. 2
variables v = 0;
begin
  a:+ while TRUE do
    if x = 1 then
      skip
    else
      if x = 2 then
        M(3)
      else
        goto a
      end if
    end if;
    either
      await x > 1
    or
      await y = 1;
      print <<x>>
    end either;
    with i \\in y, j = 2 do
      x := i || y[1].f := j
    end with;
    assert x = 1
  end while
end process;
end algorithm",
    );
}

#[test]
fn every_statement_of_the_c_syntax() {
    check(
        "--algorithm A {
variables x = {1}, y;
define { Op == 1 }
macro M(p) { x := p }
procedure P(a) { l: return; }
process (W \\in {1, 2}) variable v; {
  a: while (TRUE) {
    if (x = {}) { skip } else if (y = 1) x := {2}; else y := 2;
    either { skip } or if (y = 1) either skip; or y := 1;
    with (i \\in x; j = {3}) { b: y := i };
    call P(1)
  };
  c: { y := 1; x := {y} }
} }",
        "--algorithm A
variables x = {1}, y;
define
Op == 1
end define;
macro M(p) begin
  x := p
end macro;
procedure P(a)
begin
  l: return
end procedure;
process W \\in {1, 2}
variables v;
begin
  a: while TRUE do
    if x = {} then
      skip
    else
      if y = 1 then
        x := {2}
      else
        y := 2
      end if
    end if;
    either
      skip
    or
      if y = 1 then
        either
          skip
        or
          y := 1
        end either
      end if
    end either;
    with i \\in x, j = {3} do
      b: y := i
    end with;
    call P(1)
  end while;
  c: y := 1;
  x := {y}
end process;
end algorithm",
    );
}

#[test]
fn lists_by_column_end_at_keywords() {
    check(
        "--algorithm A begin\n l: await /\\ x = 1\n          /\\ y = 1;\n if /\\ x = 1\n    /\\ y = 1 then skip end if\nend algorithm",
        "--algorithm A\nbegin\n  l: await (x = 1 /\\ y = 1);\n  if (x = 1 /\\ y = 1) then\n    skip\n  end if\nend algorithm",
    );
}

/// The kinds of a module's units, briefly.
fn units(text: &str) -> String {
    let m = parse_module(FileId(0), text).unwrap_or_else(|d| panic!("{text}\n{d:#?}"));
    let kinds = m.units.iter().map(|u| match &u.kind {
        UnitKind::Operator(d) => d.name.name.to_string(),
        UnitKind::Algorithm(a) => format!("<{} {:?}>", a.name.name, a.options),
        _ => "other".to_owned(),
    });
    kinds.collect::<Vec<_>>().join(" ")
}

const ALGORITHM: &str = "(* --algorithm Alg begin skip end algorithm *)";

#[test]
fn the_algorithm_takes_the_place_of_its_translation() {
    let text = format!(
        "---- MODULE M ----\n{ALGORITHM}\nA == 1\n\\* BEGIN TRANSLATION (chksum = \"1\")\nInit == 1\n\\* END TRANSLATION\nB == 2\n===="
    );
    assert_eq!(units(&text), "A <Alg []> B");
    let text = format!("---- MODULE M ----\n(* PlusCal options (-sf, label) *) {ALGORITHM} A == 1\n====");
    assert_eq!(units(&text), "<Alg [\"-sf\", \"label\"]> A");
    let text = format!("---- MODULE M ----\n{ALGORITHM}\nEXTENDS X, Y\nA == 1\n====");
    assert_eq!(units(&text), "<Alg []> A");
}

#[test]
fn the_algorithm_may_stand_before_the_module() {
    let text = "prose\n--algorithm Alg begin skip end algorithm\n---- MODULE M ----\nEXTENDS X\nA == 1\n====";
    assert_eq!(units(text), "<Alg []> A");
    let text = "about --algorithm Alg in prose\n---- MODULE M ----\nA == 1\n====";
    assert_eq!(units(text), "A");
}

#[test]
fn a_comment_may_mention_the_word() {
    let text = |comment: &str| format!("---- MODULE M ----\n(* {comment} *)\nA == 1\n====");
    assert_eq!(units(&text("see --algorithm in the manual")), "A");
    assert_eq!(units(&text("first\n see --fair algorithm X there")), "A");
    assert_eq!(units(&text("options, then --algorithm Alg begin skip end algorithm")), "<Alg []> A");
    // at the beginning of a line it is meant
    let wrong = parse_module(FileId(0), &text("--algorithm in the manual")).expect_err("is no algorithm");
    assert!(wrong[0].message.contains("found `the`"), "{wrong:?}");
}

#[test]
fn a_fair_body_needs_version_1_5() {
    let text = |options: &str| {
        format!("---- MODULE M ----\n(* PlusCal options ({options}) --algorithm A {{ variable x; fair {{ skip }} }} *)\n====")
    };
    assert_eq!(units(&text("version 1.5")), "<Alg [\"version\", \"1.5\"]>".replace("Alg", "A"));
    let errors = parse_module(FileId(0), &text("wf")).expect_err("is not fair");
    assert_eq!(errors[0].message, "expected `process` after `fair`");
}

#[test]
fn words_of_pluscal_are_names_elsewhere() {
    assert_eq!(units("---- MODULE M ----\nend == 1\nbegin == end\n\\* BEGIN TRANSLATION\nwhile == 3\n====",), "end begin while");
}
