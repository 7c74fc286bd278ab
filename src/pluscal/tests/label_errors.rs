//! Labels that are missing, misplaced or unknown, and the way out that is offered.

use super::diagnostics;

fn check(options: &str, algorithm: &str, expected: &str) {
    assert_eq!(diagnostics(options, algorithm), expected.trim_start_matches('\n'));
}

#[test]
fn a_first_statement_without_label() {
    check(
        "",
        r#"
--algorithm A {
  variables x = 0, count = 0;
  process (P = 1) { x := 1; a: skip }
}
"#,
        r#"
error E201: the first statement of a body needs a label
  6:21 `x := 1`: this statement
  help: add a label before this statement
"#,
    );
}

#[test]
fn a_loop_without_label() {
    check(
        "",
        r#"
--algorithm A {
  variables x = 0, count = 0;
  process (P \in 1..2) { a: x := 1; while (x > 0) { x := x - 1 } }
}
"#,
        r#"
error E201: a `while` needs a label
  6:37 `while (x > 0) { x := x - 1`: this statement
  help: add a label before this statement
"#,
    );
}

#[test]
fn after_a_jump() {
    check(
        "",
        r#"
--algorithm A {
  variables x = 0, count = 0;
  process (P \in 1..2) { a: if (x = 1) { goto a }; x := 2 }
}
"#,
        r#"
error E201: missing label
  6:52 `x := 2`: this statement starts a new step
  6:29 `if (x = 1) { goto a`: because this one moves control or has a label inside
  help: add a label before this statement
"#,
    );
}

#[test]
fn after_a_label_in_a_branch() {
    check(
        "",
        r#"
--algorithm A {
  variables x = 0, count = 0;
  process (P \in 1..2) { a: either { b: skip } or { skip }; x := 2 }
}
"#,
        r#"
error E201: missing label
  6:61 `x := 2`: this statement starts a new step
  6:29 `either { b: skip } or { skip`: because this one moves control or has a label inside
  help: add a label before this statement
"#,
    );
}

#[test]
fn a_second_assignment() {
    check(
        "",
        r#"
--algorithm A {
  variables x = 0, count = 0;
  process (P \in 1..2) { a: x := 1; count := 2; x := 3 }
}
"#,
        r#"
error E201: missing label: `x` is assigned twice in one step
  6:49 `x := 3`: assigned here
  6:29 `x := 1`: already assigned here
  help: add a label before this statement
"#,
    );
}

#[test]
fn a_second_assignment_in_a_branch() {
    check(
        "",
        r#"
--algorithm A {
  variables x = 0, count = 0;
  process (P \in 1..2) { a: x := 1; if (count = 0) { x := 3 } else { x := 4 } }
}
"#,
        r#"
error E201: missing label: `x` is assigned twice in one step
  6:54 `x := 3`: assigned here
  6:29 `x := 1`: already assigned here
  help: add a label before this statement
error E201: missing label: `x` is assigned twice in one step
  6:70 `x := 4`: assigned here
  6:29 `x := 1`: already assigned here
  help: add a label before this statement
"#,
    );
}

#[test]
fn a_return_that_restores_what_was_assigned() {
    check(
        "",
        r#"
--algorithm A {
  variables x = 0;
  procedure R(n) { a: n := 1; return }
  process (P = 1) { b: call R(1) }
}
"#,
        r#"
error E201: missing label: `n` is assigned twice in one step
  6:31 `return`: `return` restores it
  6:23 `n := 1`: already assigned here
  help: add a label before this statement
"#,
    );
}

#[test]
fn twice_in_a_with() {
    check(
        "",
        r#"
--algorithm A {
  variables x = 0, count = 0;
  { a: with (i \in {1}) { x := i; x := 2 } }
}
"#,
        r#"
error E201: `x` is assigned twice inside a `with`
  6:35 `x := 2`: assigned here
  6:27 `x := i`: already assigned here
  help: a `with` is one step: assign once, or use `||`
"#,
    );
}

#[test]
fn a_label_in_a_with() {
    check(
        "",
        r#"
--algorithm A {
  variables x = 0, count = 0;
  { a: with (i \in {1}) { b: x := i } }
}
"#,
        r#"
error E201: a label may not stand inside a `with`
  6:27 `b`: this label
  help: a `with` is one step: end it before this statement
"#,
    );
}

#[test]
fn a_loop_in_a_with() {
    check(
        "",
        r#"
--algorithm A {
  variables x = 0, count = 0;
  { a: with (i \in {1}) { while (x = 1) { x := i } } }
}
"#,
        r#"
error E201: a `while` may not stand inside a `with`
  6:27 `while (x = 1) { x := i`: this statement needs a label
  help: move it out of the `with`
"#,
    );
}

#[test]
fn something_after_a_jump_in_a_with() {
    check(
        "",
        r#"
--algorithm A {
  variables x = 0, count = 0;
  { a: with (i \in {1}) { goto a; x := i } }
}
"#,
        r#"
error E201: nothing may follow a `call`, `return` or `goto` inside a `with`
  6:35 `x := i`: this statement needs a label
  help: move it out of the `with`
"#,
    );
}

#[test]
fn a_label_in_a_macro() {
    check(
        "",
        r#"
--algorithm A {
  variables x = 0, count = 0;
  macro m() { l: x := 1 }
  { a: m() }
}
"#,
        r#"
error E201: a label may not appear in a macro
  6:15 `l`: this label
  6:9 `m`: inside this macro
  help: take the label out, or make the macro a procedure
"#,
    );
}

#[test]
fn reserved_labels() {
    check(
        "",
        r#"
--algorithm A {
  variables x = 0, count = 0;
  { Done: x := 1; Error: skip }
}
"#,
        r#"
error E201: `Done` cannot be a label
  6:5 `Done`: this label
  note: `Done` is where a finished process is, `Error` where a procedure without `return` ends
  help: choose another name
error E201: `Error` cannot be a label
  6:19 `Error`: this label
  note: `Done` is where a finished process is, `Error` where a procedure without `return` ends
  help: choose another name
"#,
    );
}

#[test]
fn an_unknown_label() {
    check(
        "",
        r#"
--algorithm A {
  variables x = 0, count = 0;
  { start: x := 1; b: goto strat }
}
"#,
        r#"
error E201: there is no label `strat` to go to
  6:28 `strat`: this target
  help: did you mean `start`?
"#,
    );
}

#[test]
fn a_label_of_another_process() {
    check(
        "",
        r#"
--algorithm A {
  variables x = 0, count = 0;
  process (P = 1) { a: goto b }
  process (Q = 2) { b: skip }
}
"#,
        r#"
error E201: there is no label `b` to go to
  6:29 `b`: this target
  7:21 `b`: this label belongs to another process or procedure
  note: there is `a`
"#,
    );
}

#[test]
fn a_second_assignment_by_a_macro() {
    check(
        "",
        r#"
--algorithm A {
  variables x = 0, count = 0;
  macro m(v) { await v > 0; v := 1 }
  process (P = 1) { a: x := 1; m(x) }
}
"#,
        r#"
error E201: missing label: `x` is assigned twice in one step
  7:32 `m(x)`: assigned here
  7:24 `x := 1`: already assigned here
  6:29 `v := 1`: by this statement of the macro
  help: add a label before this statement
"#,
    );
}
