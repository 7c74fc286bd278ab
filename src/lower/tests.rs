//! Specs in text → the model's roles, or the messages that the user reads.

use super::Overrides;
use crate::diag::{Checked, render::render};
use crate::ir::{Model, Named};
use crate::pipeline::from_texts;
use crate::source::SourceMap;

fn run(sources: &mut SourceMap, body: &str, cfg: Option<&str>, overrides: &Overrides) -> Checked<Model> {
    from_texts(&format!("---- MODULE M ----\n{body}\n====\n"), cfg, overrides, sources)
}

/// Roles as `keyword name`, one a line, or the diagnostics as drawn.
fn lowered(body: &str, cfg: Option<&str>, overrides: &Overrides) -> String {
    let mut sources = SourceMap::new();
    let model = match run(&mut sources, body, cfg, overrides) {
        Ok(model) => model,
        Err(errors) => return errors.iter().map(|d| render(d, &sources, false)).collect::<Vec<_>>().join(""),
    };
    let mut out = String::new();
    let mut line = |keyword: &str, def: crate::ir::DefId| {
        let text = sources.text(model.expr(model.def(def).body).span);
        out += &format!("{keyword} {} == {text}\n", model.def(def).name);
    };
    model.init.into_iter().for_each(|d| line("init", d));
    model.next.into_iter().for_each(|d| line("next", d));
    model.fairness.iter().for_each(|d| line("fairness", *d));
    let named = |list: &[Named]| list.iter().map(|n| n.def).collect::<Vec<_>>();
    named(&model.assumes).into_iter().for_each(|d| line("assume", d));
    named(&model.invariants).into_iter().for_each(|d| line("invariant", d));
    named(&model.properties).into_iter().for_each(|d| line("property", d));
    for (name, value) in &model.constants {
        out += &format!("constant {name} = {value}\n");
    }
    if !model.check_deadlock {
        out += "no deadlock check\n";
    }
    out
}

fn check(body: &str, cfg: &str, expected: &str) {
    let cfg = Some(cfg).filter(|c| !c.is_empty());
    assert_eq!(lowered(body, cfg, &Overrides::default()).trim_end(), expected.trim_end());
}

const COUNTER: &str = "EXTENDS Naturals
CONSTANT N
VARIABLE x
Init == x = 0
Inc == x < N /\\ x' = x + 1
Next == Inc
Live == WF_x(Inc)
Spec == Init /\\ [][Next]_x /\\ Live
Small == x <= N
Up == [][x' > x]_x";

#[test]
fn a_specification_is_split() {
    check(
        COUNTER,
        "CONSTANT N = 3\nSPECIFICATION Spec\nINVARIANT Small\nPROPERTY Up\nCHECK_DEADLOCK FALSE",
        "init Init == x = 0
next Next == Inc
fairness fairness == WF_x(Inc)
invariant Small == x <= N
property Up == [][x' > x]_x
constant N = 3
no deadlock check",
    );
}

#[test]
fn the_command_line_wins() {
    let overrides = Overrides {
        invariants: vec!["Init".into()],
        next: Some("Inc".into()),
        constants: vec![("N".into(), "{a, 2}".into())],
        deadlock: Some(true),
        ..Overrides::default()
    };
    let out = lowered(COUNTER, Some("CONSTANT N = 3 SPECIFICATION Spec INVARIANT Small CHECK_DEADLOCK FALSE"), &overrides);
    assert_eq!(
        out,
        "init Init == x = 0
next Inc == x < N /\\ x' = x + 1
invariant Init == x = 0
constant N = {a, 2}
"
    );
}

#[test]
fn model_values_may_be_written_between_per_cent_signs() {
    check(
        "CONSTANT C\nVARIABLE x\nInit == x = C\nNext == x' = x",
        "INIT Init NEXT Next CONSTANT C = {%1%, a}",
        "init Init == x = C\nnext Next == x' = x\nconstant C = {%1%, a}",
    );
}

#[test]
fn without_a_cfg_spec_is_taken() {
    check(
        "VARIABLE x\nInit == x = 0\nNext == x' = x\nSpec == Init /\\ [][Next]_x",
        "",
        "init Init == x = 0\nnext Next == x' = x",
    );
    check("VARIABLE x\nInit == x = 0\nNext == x' = x", "", "init Init == x = 0\nnext Next == x' = x");
}

#[test]
fn parametrised_specifications_are_inlined() {
    check(
        "VARIABLE x\nInit(n) == x = n\nNext(n) == x' = n\nS(n) == Init(n) /\\ [][Next(n)]_x\nSpec == S(3)",
        "SPECIFICATION Spec",
        "init Init == Init(n)\nnext Next == Next(n)",
    );
}

#[test]
fn a_constant_without_value() {
    check(
        "CONSTANT N\nVARIABLE x\nInit == x = N\nNext == x' = x",
        "INIT Init NEXT Next",
        "error[E402]: the constant `N` has no value
  ┌─ M.tla:2:10
  │
2 │ CONSTANT N
  │          ^ declared here
  │
  = help: write `CONSTANT N = …` in the .cfg, or give `--const N=…`; `N = N` makes it a model value",
    );
}

#[test]
fn an_unknown_invariant() {
    check(
        "VARIABLE x\nInit == x = 0\nNext == x' = x\nTypeOK == x = 0",
        "INIT Init NEXT Next\nINVARIANT TypeOk",
        "error[E402]: the invariant is `TypeOk`, which is not defined
  ┌─ M.cfg:2:11
  │
2 │ INVARIANT TypeOk
  │           ^^^^^^ named here
  │
  = help: did you mean `TypeOK`?",
    );
}

#[test]
fn an_action_is_no_invariant() {
    check(
        "VARIABLE x\nInit == x = 0\nNext == x' = x",
        "INIT Init NEXT Next INVARIANT Next",
        "error[E403]: the invariant `Next` is not a state predicate
  ┌─ M.cfg:1:31
  │
1 │ INIT Init NEXT Next INVARIANT Next
  │                               ^^^^ named here
  │
  ┌─ M.tla:4:9
  │
4 │ Next == x' = x
  │         ------ defined here
  │
  = help: an invariant is about one state; write `PROPERTY Next` (or `--property Next`) for a temporal formula",
    );
}

#[test]
fn init_beside_specification() {
    check(
        "VARIABLE x\nInit == x = 0\nNext == x' = x\nSpec == Init /\\ [][Next]_x",
        "SPECIFICATION Spec\nINIT Init",
        "error[E402]: SPECIFICATION stands beside INIT or NEXT
  ┌─ M.cfg:2:1
  │
1 │ SPECIFICATION Spec
  │ ------------- and this one
2 │ INIT Init
  │ ^^^^ this one
  │
  = help: give either SPECIFICATION, or INIT and NEXT",
    );
}

#[test]
fn the_cfg_does_not_parse() {
    check(
        "VARIABLE x",
        "INIT\nNEXT Next",
        "error[E401]: unexpected `NEXT` in the configuration
  ┌─ M.cfg:2:1
  │
2 │ NEXT Next
  │ ^^^^ not expected here
  │
  = expected a name",
    );
}

#[test]
fn definitions_are_overridden() {
    overridden("Nat <- Small");
}

/// Nat is the same for all modules, so what module Naturals is given holds in all.
#[test]
fn a_definition_of_a_standard_module_is_overridden_everywhere() {
    overridden("Nat <- [Naturals]Small");
}

fn overridden(nat: &str) {
    let cfg = &format!("CONSTANT {nat}  Data <- Two  Op(1, 2) = 3  None = None  INIT Init NEXT Next");
    let body =
        "EXTENDS Naturals\nCONSTANTS Data, Op(_, _)\nVARIABLE x\nSmall == 0 .. 2\nTwo == {1, 2}\nNone == CHOOSE n : n \\notin Nat
Init == x \\in Nat\nNext == x' = Op(1, 2) \\/ x' = None \\/ x' \\in Data";
    let mut sources = SourceMap::new();
    let model = run(&mut sources, body, Some(cfg), &Overrides::default()).expect("lowers");
    let constants: Vec<String> = model.constants.iter().map(|(n, v)| format!("{n}={v}")).collect();
    assert_eq!(constants.join(" "), "Nat=Small Data=Two None=None");
    let nat_left = model.exprs.iter().enumerate().any(|(i, e)| {
        let reachable = model
            .init
            .is_some_and(|d| crate::ir::visit::subtree(&model.exprs, model.def(d).body).contains(&crate::ir::ExprId(i as u32)));
        reachable && matches!(e.kind, crate::ir::ExprKind::Builtin { op: crate::ir::Builtin::Nat, .. })
    });
    assert!(!nat_left);
}

/// The printed model is a module that lowers again, to the same text.
#[test]
fn the_printed_model_is_read_again() {
    let body = "EXTENDS Integers, Sequences\nCONSTANT N\nVARIABLES x, q
F(a) == LET g(y) == y + a IN [i \\in 1 .. N |-> g(i)]
fact[n \\in 0 .. 3] == IF n = 0 THEN 1 ELSE n * fact[n - 1]
Init == x = F(2) /\\ q = <<>>
Next == /\\ x' = [x EXCEPT ![1] = @ + fact[3]]
        /\\ q' = SelectSeq(Append(q, x), LAMBDA s : s[1] > N)
Inv == \\A i \\in DOMAIN x : x[i] \\in Nat";
    let cfg = "CONSTANT N = 3 INIT Init NEXT Next INVARIANT Inv";
    let mut sources = SourceMap::new();
    let first = crate::ir::print::print(&run(&mut sources, body, Some(cfg), &Overrides::default()).expect("lowers"));
    let (_, inner) = first.split_once('\n').expect("has a header");
    let (inner, cfg) = inner.split_once("====").expect("has an end");
    let cfg = cfg.replace("\\*", "");
    let again = run(&mut sources, inner, Some(&cfg), &Overrides::default());
    let errors = again.as_ref().err().map(|e| e.iter().map(|d| render(d, &sources, false)).collect::<String>());
    assert_eq!(errors, None, "{first}");
}

#[test]
fn operators_are_replaced_by_their_symbols() {
    let body = "EXTENDS Naturals\nVARIABLE x\na ++ b == a * b\nPlusPlus(a, b) == a + b\nInit == x = 0\nNext == x' = x ++ 1";
    check(
        body,
        "INIT Init NEXT Next CONSTANT ++ <- PlusPlus",
        "init Init == x = 0\nnext Next == x' = x ++ 1\nconstant ++ = PlusPlus",
    );
}

#[test]
fn conjuncts_of_a_property_are_no_calls() {
    let body = "VARIABLE x\nBoth(a, b) == a /\\ b\nP == LET same(f) == f IN Both(same([](x = 0)), [][x' = x]_x)\nInit == x = 0\nNext == x' = x";
    let mut sources = SourceMap::new();
    let model = run(&mut sources, body, Some("INIT Init NEXT Next PROPERTY P"), &Overrides::default()).expect("lowers");
    let safety = crate::property::safety::Safety::new(&model).map_err(|n| n.name.clone());
    assert_eq!(safety.map(|s| (s.initial.len(), s.always.len(), s.steps.len())), Ok((0, 1, 1)));
}

#[test]
fn quantified_properties_of_safety() {
    let split = |p: &str| {
        let body = format!("VARIABLE x\nP == {p}\nInit == x = 0\nNext == x' = x");
        let model = run(&mut SourceMap::new(), &body, Some("INIT Init NEXT Next PROPERTY P"), &Overrides::default());
        let model = model.expect("lowers");
        let s = crate::property::safety::Safety::split(&model);
        (s.initial.len(), s.always.len(), s.steps.len(), s.behaviors.len())
    };
    assert_eq!(split("\\A i \\in {1, 2} : [](x # i)"), (0, 1, 0, 0));
    assert_eq!(split("\\A i, j \\in {1, 2} : LET Q(k) == [](x # k) IN Q(i)"), (0, 1, 0, 0));
    assert_eq!(split("\\A i \\in {x} : [](x # i)"), (0, 0, 0, 1));
    assert_eq!(split("\\A i \\in {1, 2} : <>(x = i)"), (0, 0, 0, 1));
    assert_eq!(split("[](ENABLED (x' = 1)) /\\ ENABLED (x' = 2)"), (1, 1, 0, 0));
}

#[test]
fn termination_is_checked_where_it_is_asked_for() {
    let body = |options: &str| {
        format!(
            "EXTENDS Naturals\n(* PlusCal options ({options}) *)\n(*--algorithm A\nvariable x = 0;\nbegin\nL: x := 1;\nend algorithm; *)"
        )
    };
    let properties = |options: &str, cfg: Option<&str>, overrides: &Overrides| {
        let model = run(&mut SourceMap::new(), &body(options), cfg, overrides).expect("lowers");
        model.properties.iter().map(|n| n.name.to_string()).collect::<Vec<_>>().join(" ")
    };
    let plain = Overrides::default();
    assert_eq!(properties("wf", None, &plain), "");
    assert_eq!(properties("termination", None, &plain), "Termination");
    assert_eq!(properties("termination", Some("SPECIFICATION Spec"), &plain), "Termination");
    assert_eq!(properties("termination", Some("SPECIFICATION Spec PROPERTY Termination"), &plain), "Termination");
    let other = Overrides { properties: vec!["Spec".into()], ..plain.clone() };
    assert_eq!(properties("termination", Some("SPECIFICATION Spec PROPERTY Termination"), &other), "Spec");
}

#[test]
fn an_action_is_no_property() {
    let out =
        lowered("VARIABLE x\nInit == x = 0\nNext == x' = x", Some("INIT Init NEXT Next PROPERTY Next"), &Overrides::default());
    assert!(out.starts_with("error[E402]: the property `Next` is an action"), "{out}");
    assert!(out.contains("define `[][Next]_vars` and name that"), "{out}");
}

#[test]
fn a_broken_model_is_noticed() {
    let mut sources = SourceMap::new();
    let mut model = run(&mut sources, "VARIABLE x\nInit == x = 0\nNext == x' = x", None, &Overrides::default()).expect("lowers");
    assert_eq!(crate::ir::wellformed::check(&model), Ok(()));
    let init = model.init.expect("has an initial predicate");
    let body = model.def(init).body;
    model.exprs[body.index()].kind = crate::ir::ExprKind::Local(crate::ir::Slot(0));
    assert_eq!(crate::ir::wellformed::check(&model), Err("in `Init`: slot 0 is outside the frame".to_string()));
}

#[test]
fn without_variables_and_initial_states_there_is_nothing_to_run() {
    check("Spec == [][TRUE]_<<>>", "SPECIFICATION Spec", "");
}

#[test]
fn constants_that_the_search_chooses_are_variables_that_stay() {
    let body = "EXTENDS Naturals
CONSTANTS N, M
ASSUME N > 2
ASSUME M = 1
VARIABLE x
Any == N \\in 1 .. 5
Init == x = 0
Next == x < N' /\\ x' = x + M";
    let overrides = Overrides { const_init: Some("Any".into()), ..Overrides::default() };
    let mut sources = SourceMap::new();
    let model = run(&mut sources, body, Some("INIT Init NEXT Next CONSTANT M = 1"), &overrides).expect("it lowers");
    let names = |list: &[crate::ir::Var]| list.iter().map(|v| v.name.to_string()).collect::<Vec<_>>();
    assert_eq!(names(&model.vars), ["x", "N"]);
    assert_eq!(model.rigid, [crate::ir::VarId(1)]);
    // the assumption about N is part of the initial predicate, the other is checked
    assert_eq!(model.assumes.len(), 1);
    let printed = crate::ir::print::print(&model);
    assert!(!printed.contains("N'"), "{printed}");
    let wrong = Overrides { const_init: Some("Every".into()), ..Overrides::default() };
    let out = lowered(body, Some("INIT Init NEXT Next CONSTANT M = 1"), &wrong);
    assert!(out.contains("the predicate over the constants is `Every`, which is not defined"), "{out}");
}

#[test]
fn without_a_configuration_only_constants_in_use_need_a_value() {
    let body = "CONSTANTS Used, Unused\nVARIABLE x\nInit == x = Used\nNext == x' = x\nOther == Unused";
    let out = lowered(body, None, &Overrides::default());
    assert!(out.contains("the constant `Used` has no value") && !out.contains("`Unused` has no value"), "{out}");
    let out = lowered(&body.replace("x = Used", "x = 0"), None, &Overrides::default());
    assert_eq!(out, "init Init == x = 0\nnext Next == x' = x\n");
    // a .cfg must give one to each
    let out = lowered(body, Some("INIT Init NEXT Next CONSTANT Used = 1"), &Overrides::default());
    assert!(out.contains("the constant `Unused` has no value"), "{out}");
}

#[test]
fn the_command_line_may_name_an_action_or_a_predicate_of_behaviors_as_an_invariant() {
    let body =
        "EXTENDS Naturals, Sequences\nVARIABLE x\nInit == x = 0\nNext == x' = x + 1\nGrows == x' > x\nLong(h) == Len(h) > 0";
    let overrides = Overrides { invariants: vec!["Grows".into(), "Long".into()], ..Overrides::default() };
    let mut sources = SourceMap::new();
    let model = run(&mut sources, body, None, &overrides).expect("it lowers");
    assert_eq!(model.trace_invariants.len(), 1);
    let safety = crate::property::safety::Safety::split(&model);
    assert_eq!((safety.steps.len(), safety.behaviors.len(), model.invariants.len()), (1, 0, 0));
    let out = lowered(body, Some("INIT Init NEXT Next INVARIANT Grows"), &Overrides::default());
    assert!(out.contains("the invariant `Grows` is not a state predicate"), "{out}");
}

#[test]
fn what_a_specification_may_not_say_is_refused() {
    let spec = |more: &str| {
        let body =
            format!("EXTENDS Naturals\nVARIABLE x\nInit == x = 0\nNext == x' \\in 0..2\nSpec == Init /\\ [][Next]_x /\\ {more}");
        lowered(&body, Some("SPECIFICATION Spec"), &Overrides::default())
    };
    assert!(spec("[](x < 2)").contains("a condition on every state stands in the specification"));
    assert!(spec("x' = 1").contains("an action and a temporal formula stand under one operator"));
    assert!(spec("[][x' # x]_x").contains("the specification has two next-state actions"));
    assert!(!spec("[]<>(x = 1)").contains("error"));
}
