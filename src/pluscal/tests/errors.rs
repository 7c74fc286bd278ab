//! What is wrong with an algorithm apart from labels, and the way out that is offered.

use super::diagnostics;

fn check(options: &str, algorithm: &str, expected: &str) {
    assert_eq!(diagnostics(options, algorithm), expected.trim_start_matches('\n'));
}

#[test]
fn a_second_assignment_that_labels_do_not_catch() {
    check(
        "",
        r#"
--algorithm A {
  variables x = 0, count = 0;
  { a: x := 1; with (i \in {1}) { x := i } }
}
"#,
        r#"
error E202: `x` is assigned twice in one step
  6:35 `x := i`: assigned here
  6:8 `x := 1`: already assigned here
  help: add a label between the two, or assign to both at once with `||`
"#,
    );
}

#[test]
fn both_a_variable_and_a_part_of_it() {
    check(
        "",
        r#"
--algorithm A {
  variables x = 0, count = 0;
  { a: x := 1 || x[1] := 2 }
}
"#,
        r#"
error E202: `x` is assigned twice in one step
  6:18 `x[1] := 2`: assigned here
  6:8 `x := 1`: already assigned here
  help: only parts of a variable can be assigned side by side: `x[1] := e || x[2] := f`
"#,
    );
}

#[test]
fn a_label_given_twice() {
    check(
        "",
        r#"
--algorithm A {
  variables x = 0, count = 0;
  { a: x := 1; a: skip }
}
"#,
        r#"
error E202: label `a` is declared again
  6:16 `a`: this one
  6:5 `a`: already a label here
  help: choose another name
"#,
    );
}

#[test]
fn an_unknown_procedure() {
    check(
        "",
        r#"
--algorithm A {
  variables x = 0, count = 0;
  procedure Reset(n) { r: return }
  { a: call Rset(1) }
}
"#,
        r#"
error E202: there is no procedure `Rset`
  7:13 `Rset`: called here
  help: did you mean `Reset`?
"#,
    );
}

#[test]
fn too_few_arguments() {
    check(
        "",
        r#"
--algorithm A {
  variables x = 0, count = 0;
  procedure R(n, m) { r: return }
  { a: call R(1) }
}
"#,
        r#"
error E202: procedure `R` takes 2 arguments, but 1 is given
  7:8 `call R(1)`: this call
  6:13 `R`: declared here
"#,
    );
}

#[test]
fn a_return_outside() {
    check(
        "",
        r#"
--algorithm A {
  variables x = 0, count = 0;
  { a: x := 1; b: return }
}
"#,
        r#"
error E202: `return` outside a procedure
  6:19 `return`: there is nothing to return from
  help: to end the process, write `goto Done`
"#,
    );
}

#[test]
fn an_unknown_macro() {
    check(
        "",
        r#"
--algorithm A {
  variables x = 0, count = 0;
  macro incr(v) { v := v + 1 }
  { a: inc(x) }
}
"#,
        r#"
error E202: there is no macro `inc`
  7:8 `inc`: used here
  help: did you mean `incr`?
"#,
    );
}

#[test]
fn a_recursive_macro() {
    check(
        "",
        r#"
--algorithm A {
  variables x = 0, count = 0;
  macro m(v) { m(v) }
  { a: m(x) }
}
"#,
        r#"
error E202: macro `m` uses itself
  6:16 `m`: used here
  help: a macro cannot be recursive: make it a procedure
"#,
    );
}

#[test]
fn a_macro_before_its_declaration() {
    check(
        "",
        r#"
--algorithm A {
  variables x = 0, count = 0;
  macro m(v) { n(v) }
  macro n(v) { v := 1 }
  { a: m(x) }
}
"#,
        r#"
error E202: macro `n` is used before it is declared
  6:16 `n`: used here
  7:9 `n`: declared here
  help: declare it before the macro that uses it
"#,
    );
}

#[test]
fn too_many_arguments_for_a_macro() {
    check(
        "",
        r#"
--algorithm A {
  variables x = 0, count = 0;
  macro m(v) { v := 1 }
  { a: m(x, 1) }
}
"#,
        r#"
error E202: macro `m` takes 1 argument, but 2 are given
  7:8 `m(x, 1)`: this call
  6:9 `m`: declared here
"#,
    );
}

#[test]
fn a_value_for_an_assigned_parameter() {
    check(
        "",
        r#"
--algorithm A {
  variables x = 0, count = 0;
  macro m(v) { v := 1 }
  { a: m(x + 1) }
}
"#,
        r#"
error E202: the macro assigns to its parameter `v`, and the argument is not a variable
  7:10 `x + 1`: this argument
  6:16 `v := 1`: assigned here
"#,
    );
}

#[test]
fn a_parameter_bound_again() {
    check(
        "",
        r#"
--algorithm A {
  variables x = 0, count = 0;
  macro m(v) { x := {v \in {1} : v > 0} }
  { a: m(x) }
}
"#,
        r#"
error E202: `v` is a parameter of the macro and bound again inside it
  6:34 `v`: which of the two is meant here?
  6:11 `v`: the parameter
  help: give one of them another name
"#,
    );
}

#[test]
fn an_undeclared_variable() {
    check(
        "",
        r#"
--algorithm A {
  variables x = 0, count = 0;
  { a: cuont := 1 }
}
"#,
        r#"
error E202: `cuont` is assigned, but it is not a variable of the algorithm
  6:8 `cuont`: assigned here
  help: did you mean `count`? If not, declare `cuont` under `variables`
"#,
    );
}

#[test]
fn an_operator_assigned_to() {
    check(
        "",
        r#"
--algorithm A {
  variables x = 0, count = 0;
  define { Double == 2 * x }
  { a: Double := 1 }
}
"#,
        r#"
error E202: `Double` is assigned, but it is not a variable of the algorithm
  7:8 `Double`: assigned here
  help: it is defined in `define`: declare it under `variables` instead
"#,
    );
}

#[test]
fn a_variable_declared_twice() {
    check(
        "",
        r#"
--algorithm A {
  variables x = 0, count = 0;
  process (P = 1) variables y = 1, y = 2; { a: skip }
  process (Q = 2) variable x = 1; { b: skip }
}
"#,
        r#"
error E202: process variable `y` is declared again
  6:36 `y`: this one
  6:29 `y`: already a process variable here
  help: choose another name
error E202: process variable `x` is declared again
  7:28 `x`: this one
  5:13 `x`: already a global variable here
  help: choose another name
"#,
    );
}

#[test]
fn a_variable_of_the_translation() {
    check(
        "",
        r#"
--algorithm A {
  variables pc = 0;
  { a: skip }
}
"#,
        r#"
error E202: `pc` is a variable of the translation and cannot be declared
  5:13 `pc`: this one
  help: choose another name
"#,
    );
}

#[test]
fn the_name_of_the_missing_value() {
    check(
        "",
        r#"
--algorithm A {
  variables defaultInitValue = 1, y;
  { a: skip }
}
"#,
        r#"
error E202: `defaultInitValue` cannot be the name of a global variable
  5:13 `defaultInitValue`: declared here
  note: it is the value of variables without an initial value
"#,
    );
}

#[test]
fn an_algorithm_without_variables() {
    check(
        "",
        r#"
--algorithm A {
  { while (TRUE) { skip } }
}
"#,
        r#"
error E202: the algorithm has no variables
  4:13 `A`: this algorithm
  help: declare one with `variable`
"#,
    );
}

#[test]
fn clashes_are_told() {
    check(
        "",
        r#"
--algorithm A {
  variables x = 0, count = 0;
  process (P = 1) { a: skip }
  process (Q = 2) { a: skip }
}
"#,
        r#"
warning E202: label `a` of `P` is called `a_` in the translation
  6:21 `a`: its name clashes with another
"#,
    );
}

#[test]
fn unknown_options() {
    check(
        "-wff -termination",
        r#"
--algorithm A {
  variables x = 0, count = 0;
  { a: skip }
}
"#,
        r#"
error E202: unknown PlusCal option `-wff`
  note: known options: wf, sf, wfNext, nof, termination, noDoneDisjunct, label, reportLabels, labelRoot <name>, version <number>; nocfg, noold, unixEOL, lineWidth <number>, spec <name>, myspec <name>, spec2 <name>, myspec2 <name> have no effect here
"#,
    );
}

#[test]
fn two_kinds_of_fairness() {
    check(
        "-wf -sf",
        r#"
--algorithm A {
  variables x = 0, count = 0;
  { a: skip }
}
"#,
        r#"
error E202: only one of the options wf, sf, wfNext and nof can be given
"#,
    );
}

#[test]
fn bad_option_values() {
    check(
        "-labelRoot 1 -version 3",
        r#"
--algorithm A {
  variables x = 0, count = 0;
  { a: skip }
}
"#,
        r#"
error E202: `labelRoot` needs a name: letters, digits and underscores, a letter first
error E202: `version` needs a number such as 1.8, not above 1.903
"#,
    );
}

#[test]
fn a_fair_algorithm_without_fairness() {
    check(
        "-nof",
        r#"
--fair algorithm A {
  variables x = 0, count = 0;
  { a: skip }
}
"#,
        r#"
warning E202: a `--fair algorithm` is weakly fair whatever the options say
  4:18 `A`: this algorithm
"#,
    );
}

#[test]
fn labels_set_pc() {
    check(
        "",
        r#"
--algorithm A {
  variables x = 0;
  { a: pc := "b"; b: skip }
}
"#,
        r#"
error E202: `pc` is assigned, but labels set it
  6:8 `pc := "b"`: assigned here
  help: to go on at a label, write `goto` and its name
"#,
    );
}
