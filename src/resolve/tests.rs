//! Specs in text → definitions with their parameters, or the messages that the user reads.

mod sany;

use super::{Module, Root, embedded};
use crate::diag::{Checked, render::render};
use crate::source::SourceMap;
use crate::source::search::Loader;
use crate::value::Atoms;

fn run(sources: &mut SourceMap, text: &str) -> Checked<Module> {
    let mut loader = Loader::new(Vec::new(), embedded);
    crate::pipeline::module(Root::Text { name: "M.tla", text }, &mut loader, sources, &Atoms::new(), &[])
}

/// The definitions of the file, `name(params) level`, or the diagnostics as drawn.
fn resolved(body: &str) -> String {
    let mut sources = SourceMap::new();
    let text = if body.starts_with("----") { body.to_string() } else { format!("---- MODULE M ----\n{body}\n====\n") };
    match run(&mut sources, &text) {
        Err(errors) => errors.iter().map(|d| render(d, &sources, false)).collect::<Vec<_>>().join(""),
        Ok(m) => {
            let own = m
                .defs
                .iter()
                .filter(|d| !d.slots.is_empty() || !d.local)
                .filter(|d| !sources.file(d.span.file).name.starts_with('<'));
            let line = |d: &crate::ir::Def| {
                let params: Vec<&str> = d.params.iter().map(|p| &*p.name).collect();
                format!("{}({}) {:?}\n", d.name, params.join(", "), d.level)
            };
            own.map(line).collect()
        }
    }
}

fn check(body: &str, expected: &str) {
    assert_eq!(resolved(body).trim_end(), expected.trim_end());
}

#[test]
fn definitions_and_levels() {
    check(
        "EXTENDS Naturals\nCONSTANT N\nVARIABLE x\nTwice(k) == k + k\nSmall == Twice(x) < N\nNext == x' = Twice(x)\nLive == []<>Small",
        "N() Constant\nTwice(k) Constant\nSmall() State\nNext() Action\nLive() Temporal",
    );
}

#[test]
fn let_operators_take_what_they_use() {
    check("EXTENDS Naturals\nF(a, b) == LET g(y) == y + a IN \\A z \\in {b} : g(z) = b", "F(a, b) Constant\ng(a, y) Constant");
    check(
        "F(S, n) == LET Op(G(_)) == G(n) IN Op(LAMBDA e : e \\in S)",
        "F(S, n) Constant\nOp(n, G) Constant\nLAMBDA(S, e) Constant",
    );
}

#[test]
fn what_an_operator_parameter_stands_for_counts() {
    check(
        "VARIABLE f\nAp(G(_), a) == G(a)\nTwice(G(_), a) == Ap(G, G(a))\nA == Ap(LAMBDA i : f[i], 1)\nB == Twice(LAMBDA i : f[i], 1)\nC == Ap(LAMBDA i : i, 1)\nN == Ap(LAMBDA i : f'[i], 1)",
        "Ap(G, a) Constant\nTwice(G, a) Constant\nA() State\nLAMBDA(i) State\nB() State\nLAMBDA(i) State\nC() Constant\nLAMBDA(i) Constant\nN() Action\nLAMBDA(i) Action",
    );
}

#[test]
fn recursion_in_let_takes_what_is_visible() {
    check(
        "EXTENDS Naturals\nSum(S, f) == LET RECURSIVE go(_)\n go(n) == IF n = 0 THEN 0 ELSE f[n] + go(n - 1)\nIN go(3)",
        "Sum(S, f) Constant\ngo(S, f, n) Constant",
    );
}

#[test]
fn an_instance_is_resolved_again() {
    check(
        "---- MODULE M ----\nEXTENDS Naturals\nVARIABLE q\n---- MODULE C ----\nVARIABLE x\nCONSTANT step\nInc == x' = x + step\n====
I(n) == INSTANCE C WITH x <- q[n], step <- n\nJ == INSTANCE C WITH x <- q, step <- 2\nNext == I(3)!Inc \\/ J!Inc\n====",
        "x(n) State\nI!Inc(n) Action\nJ!Inc() Action\nNext() Action",
    );
}

#[test]
fn an_operator_of_a_module_not_extended() {
    check(
        "Last(s) == s[Len(s)]",
        "error[E300]: unknown name `Len`
  ┌─ M.tla:2:14
  │
2 │ Last(s) == s[Len(s)]
  │              ^^^ not defined
  │
  = help: `Len` is an operator of module Sequences: write `EXTENDS Sequences` at the top of the module",
    );
}

#[test]
fn an_assignment_where_there_is_none() {
    check(
        "VARIABLE x\nNext == x' := 1",
        "error[E300]: unknown name `:=`
  ┌─ M.tla:3:12
  │
3 │ Next == x' := 1
  │            ^^ not defined
  │
  = help: TLA+ has no assignment: write `x' = e`, with `=`; `:=` belongs to PlusCal (or write `EXTENDS Apalache`)",
    );
}

#[test]
fn a_misspelt_name() {
    check(
        "VARIABLE counter\nInit == countre = 0",
        "error[E300]: unknown name `countre`
  ┌─ M.tla:3:9
  │
3 │ Init == countre = 0
  │         ^^^^^^^ not defined
  │
  = help: did you mean `counter`?",
    );
}

#[test]
fn a_definition_after_its_use() {
    check(
        "A == B\nB == 1",
        "error[E300]: unknown name `B`
  ┌─ M.tla:2:6
  │
2 │ A == B
  │      ^ not defined
3 │ B == 1
  │ - defined here, after its use
  │
  = help: a definition stands before its use: move it up",
    );
}

#[test]
fn no_shadowing() {
    check(
        "x == 1\nF(x) == x",
        "error[E301]: `x` is already defined
  ┌─ M.tla:3:3
  │
2 │ x == 1
  │ - first defined here
3 │ F(x) == x
  │   ^ defined again here
  │
  = help: give one of them another name; TLA+ has no shadowing",
    );
}

#[test]
fn arities() {
    check(
        "F(a, b) == a\nG == F(1)",
        "error[E302]: `F` takes 2 arguments
  ┌─ M.tla:3:6
  │
2 │ F(a, b) == a
  │ - defined here
3 │ G == F(1)
  │      ^^^^ 1 given",
    );
}

#[test]
fn priming_twice() {
    check(
        "VARIABLE x\nA == (x')' = 1",
        "error[E303]: only a state expression can be primed
  ┌─ M.tla:3:6
  │
3 │ A == (x')' = 1
  │      ^^^^-
  │      │
  │      used here
  │      this is an action (it mentions a primed variable)",
    );
}

#[test]
fn priming_an_argument() {
    let out = resolved("VARIABLE x\nF(v) == v' = 1\nA == F(x')");
    assert!(out.starts_with("error[E303]: argument 1 of `F` must be a state expression"), "{out}");
}

#[test]
fn what_is_hidden_was_claimed() {
    check("ASSUME A == 1 = 1\nTHEOREM T == 2 = 2\nHIDE A, T DEF A\nHIDE FromElsewhere", "A() Constant\nT() Constant");
    check("---- MODULE M ----\n---- MODULE C ----\nTHEOREM T == 2 = 2\n====\nI == INSTANCE C\nHIDE I!T\n====", "I!T() Constant");
    for (facts, wrong) in [("D", "D"), ("A, TRUE", "TRUE"), ("A, A = A", "A = A")] {
        let out = resolved(&format!("ASSUME A == 1 = 1\nD == TRUE\nHIDE {facts}"));
        assert!(out.starts_with("error[E300]: HIDE takes names of assumptions and theorems"), "{out}");
        assert!(out.contains(&format!("4 │ HIDE {facts}")) && out.contains(&"^".repeat(wrong.len())), "{out}");
    }
}

#[test]
fn what_is_assumed_in_an_instance_is_not_temporal() {
    let instance = |given: &str| {
        let c = "---- MODULE C ----\nCONSTANTS c, d\nASSUME c => c\nD == d\n====";
        resolved(&format!("---- MODULE M ----\nVARIABLE x\n{c}\nI == INSTANCE C WITH {given}\n===="))
    };
    // An action may be given, and a temporal formula for a constant that no assumption is about.
    assert!(instance("c <- x', d <- [](x = 1)").contains("I!D() Temporal"));
    let out = instance("c <- [](x = 1), d <- 1");
    assert!(out.starts_with("error[E303]: what an instance gives a constant in an assumption may not be temporal"), "{out}");
}

#[test]
fn no_such_module() {
    let out = resolved("EXTENDS Sequence");
    assert!(out.contains("there is no module Sequence") && out.contains("did you mean `Sequences`?"), "{out}");
}

#[test]
fn every_embedded_module_resolves() {
    for (name, _) in super::std::MODULES {
        // the clock of RealTime
        let out = resolved(&format!("VARIABLE now\nI == INSTANCE {name}"));
        assert!(!out.contains("error"), "{name}: {out}");
    }
}

#[test]
fn a_file_with_the_name_of_a_standard_module_does_not_disturb_the_others() {
    let mut sources = SourceMap::new();
    let mut loader = Loader::new(Vec::new(), embedded);
    // Functions needs the standard Folds, not this one
    loader.give("Folds", "---- MODULE Folds ----\nVARIABLE x\nMine == x\n====");
    let text = "---- MODULE M ----\nEXTENDS Functions\nVARIABLE y\nSum == FoldFunction(LAMBDA a, b : a, 0, y)\n====";
    let root = Root::Text { name: "M.tla", text };
    let module = crate::pipeline::module(root, &mut loader, &mut sources, &Atoms::new(), &[]).expect("it resolves");
    assert!(module.names.contains_key("Sum"));
}

#[test]
fn a_part_of_what_an_instance_without_a_name_brought() {
    let mut sources = SourceMap::new();
    let mut loader = Loader::new(Vec::new(), embedded);
    loader.give("C", "---- MODULE C ----\nCONSTANT d\nSame == d = 42\n====");
    let text = "---- MODULE M ----\nINSTANCE C WITH d <- 7\nA == Same!1\n====";
    let module = crate::pipeline::module(Root::Text { name: "M.tla", text }, &mut loader, &mut sources, &Atoms::new(), &[])
        .expect("it resolves");
    let made = module.defs.iter().find(|d| &*d.name == "Same!part").expect("the part is a definition");
    assert_eq!(sources.text(module.expr(made.body).span), "d");
}

#[test]
fn of_two_algorithms_in_two_modules_that_of_the_root_is_meant() {
    let library = "---- MODULE Lib ----\n(* --algorithm lib { variables w = 0; { a: w := 1 } } *)\nBase == 1\n====";
    let resolves = |text: &str| {
        let mut sources = SourceMap::new();
        let mut loader = Loader::new(Vec::new(), embedded);
        loader.give("Lib", library);
        let root = Root::Text { name: "M.tla", text };
        let module = crate::pipeline::module(root, &mut loader, &mut sources, &Atoms::new(), &[]).expect("it resolves");
        module.vars.iter().map(|v| v.name.to_string()).collect::<Vec<_>>()
    };
    let own = resolves("---- MODULE M ----\nEXTENDS Lib\n(* --algorithm own { variables v = Base; { a: v := 2 } } *)\n====");
    assert_eq!(own, ["pc", "v"]);
    let none = resolves("---- MODULE M ----\nEXTENDS Lib\n====");
    assert_eq!(none, ["pc", "w"]);
}

#[test]
fn what_is_meant_is_said_only_where_it_may_be() {
    use crate::util::suggest::closest;
    let names = ["%", "-", "counter", "x", "Abc"];
    assert_eq!(closest("y", names.into_iter()), None);
    assert_eq!(closest("X", names.into_iter()), Some("x"));
    assert_eq!(closest("conter", names.into_iter()), Some("counter"));
    assert_eq!(closest("+", names.into_iter()), None);
}
