//! Specifications in text → what the search for lassos finds: the states, where the loop begins, why it is fair. The explicit
//! engine must say of the same specification whether there is anything to find.

use crate::engine::bmc::search::Search;
use crate::engine::bmc::tests::system;
use crate::engine::{Options, bmc, explicit};
use crate::ir::Model;
use crate::lower::Overrides;
use crate::pipeline::from_texts;
use crate::property::{Violation, Why};
use crate::source::SourceMap;
use crate::trace::{Lasso, Outcome, Verdict};
use itertools::Itertools;

/// A light that counts `x` from 0 to 3 and back to 0, and may flip `y` at any time.
const LIGHT: &str = "EXTENDS Naturals\nVARIABLES x, y\nvars == <<x, y>>\nInit == x = 0 /\\ y = 0\n\
    Up(i) == x = i /\\ x' = i + 1 /\\ UNCHANGED y\nBack == x = 3 /\\ x' = 0 /\\ UNCHANGED y\n\
    Flip == y' = 1 - y /\\ UNCHANGED x\nNext == (\\E i \\in 0..2 : Up(i)) \\/ Back \\/ Flip\n";

/// Covers what LIGHT can do, and several rounds of it.
const DEPTH: u32 = 12;

fn model(body: &str, cfg: &str) -> Model {
    let text = format!("---- MODULE M ----\n{body}\n====\n");
    from_texts(&text, Some(cfg), &Overrides::default(), &mut SourceMap::new()).unwrap_or_else(|e| panic!("{e:?}"))
}

/// `ok`, the kind of another outcome, or the states of the behavior, a bar where the loop begins (none if there is no loop), why it is fair.
fn told(verdict: &Verdict) -> String {
    match &verdict.outcome {
        Outcome::Safe => "ok".into(),
        Outcome::Violated { violation: Violation::Liveness { fairness, .. }, trace } => {
            let begin = trace.lasso.as_ref().map(|l| match l {
                Lasso::BackTo { index, .. } => *index,
                Lasso::Stuttering => trace.states.len() - 1,
            });
            let states = trace.states.iter().enumerate();
            let states =
                states.map(|(i, s)| format!("{}{}", if Some(i) == begin { "| " } else { "" }, s.state.0.iter().join(",")));
            let why = fairness.iter().map(|m| match &m.why {
                Why::Taken { state } => format!(" t{state}"),
                Why::Disabled { state } => format!(" d{state}"),
            });
            states.collect::<Vec<_>>().join(" ") + &why.collect::<String>()
        }
        Outcome::Violated { violation: Violation::InvariantError { name, error, .. }, trace } => {
            format!("{name} after {}: {}", trace.states.len(), error.message)
        }
        Outcome::Violated { violation, .. } => format!("{violation:?}"),
        Outcome::Unsupported(d) => d.message.clone(),
        other => format!("{other:?}"),
    }
}

fn symbolic(body: &str, cfg: &str, depth: u32) -> Verdict {
    bmc::check(&model(body, cfg), &Options::to_depth(depth))
}

fn check_cfg(body: &str, cfg: &str, expected: &str) {
    assert_eq!(told(&symbolic(body, cfg, DEPTH)), expected);
    let explicit = told(&explicit::check(&model(body, cfg), &Options::to_depth(None)));
    assert_eq!(explicit == "ok", expected == "ok", "explicit: {explicit}, symbolic: {expected}");
}

/// With LIGHT, fairness and a property.
fn check(fairness: &str, property: &str, expected: &str) {
    let body = format!("{LIGHT}Spec == Init /\\ [][Next]_vars /\\ {fairness}\nP == {property}");
    check_cfg(&body, "SPECIFICATION Spec PROPERTY P", expected);
}

#[test]
fn without_fairness_it_may_stutter() {
    check("TRUE", "<>(x = 1)", "| 0,0");
    check("TRUE", "[]<>(x = 0)", "0,0 | 1,0");
    check("TRUE", "x = 1 ~> x = 0", "0,0 | 1,0");
    check("TRUE", "<>[](x = 0)", "0,0 | 1,0");
    check("TRUE", "[](x = 1 => <>(y = 1)) \\/ <>(x = 2)", "0,0 | 1,0");
}

#[test]
fn weak_fairness() {
    check("WF_vars(Next)", "<>(x = 1)", "| 0,0 0,1 t0");
    check("WF_vars(Up(0))", "<>(x = 1)", "ok");
    check("WF_vars(Up(0))", "<>(x = 2)", "0,0 | 1,0 d1");
    check("\\A i \\in 0..2 : WF_vars(Up(i))", "<>(x = 3)", "ok");
    check("\\A i \\in 0..2 : WF_vars(Up(i))", "[]<>(x = 0)", "0,0 1,0 2,0 | 3,0 d3 d3 d3");
    check("WF_vars(Back) /\\ \\A i \\in 0..2 : WF_vars(Up(i))", "[]<>(x = 0)", "ok");
    check("WF_x(Next)", "<>(x = 1)", "ok");
    check("WF_y(Next)", "[]<>(x = 0) \\/ []<>(y = 1)", "ok");
}

#[test]
fn strong_fairness() {
    let step = "(y = 0 /\\ \\E i \\in 0..2 : Up(i))";
    check(&format!("WF_vars(Next) /\\ WF_vars({step})"), "<>(x = 1)", "| 0,0 0,1 t0 d1");
    check(&format!("WF_vars(Next) /\\ SF_vars({step})"), "<>(x = 1)", "ok");
    check(&format!("WF_vars(Flip) /\\ SF_vars({step})"), "<>(x = 3)", "ok");
    check(&format!("SF_vars(Flip) /\\ SF_vars(Back) /\\ SF_vars({step})"), "[]<>(x = 2)", "ok");
    // Each is enabled now and then; one is never taken.
    check(&format!("SF_vars(Flip) /\\ WF_vars(Back) /\\ SF_vars({step})"), "<>[](y = 0)", "| 0,0 1,0 2,0 3,0 0,0 0,1 t4 t3 t0");
}

#[test]
fn actions_in_properties() {
    check("WF_vars(Next)", "[]<><<Next>>_vars", "ok");
    check("WF_vars(Next)", "[]<><<Flip>>_y", "| 0,0 1,0 2,0 3,0 t0");
    check("WF_vars(Next)", "<>[][Flip]_vars", "| 0,0 1,0 2,0 3,0 t0");
    check("WF_vars(Flip)", "[]<><<Flip>>_vars /\\ WF_vars(Flip)", "ok");
    check("WF_vars(Next)", "SF_vars(Flip) => []<>(y = 1)", "ok");
    check("WF_vars(Next)", "[](x = 1 => <><<Back>>_x)", "0,0 | 1,0 1,1 t1");
}

#[test]
fn nested_formulas() {
    let fair = "WF_vars(Back) /\\ \\A i \\in 0..2 : WF_vars(Up(i))";
    check(fair, "[]<>(x = 1 /\\ <>(x = 2 /\\ <>(x = 1)))", "ok");
    check(fair, "<>(x = 1 /\\ [](x # 2 \\/ y = 0))", "0,0 | 0,1 1,1 2,1 3,1 t4 t1 t2 t3");
    check(fair, "[](x = 1 => (y = 0 \\/ <>(x = 3 /\\ y = 0)))", "0,0 | 0,1 1,1 2,1 3,1 t4 t1 t2 t3");
    check(fair, "<>[](y = 0) \\/ <>[](y = 1) \\/ []<>(y = 0)", "ok");
    check(fair, "(x = 0 ~> x = 2) => []<>(y = 1)", "| 0,0 1,0 2,0 3,0 t3 t0 t1 t2");
    check("(x = 1 ~> y = 1) /\\ WF_vars(Up(0))", "<>(x = 1 /\\ y = 1)", "0,0 1,0 2,0 | 2,1 d3");
}

#[test]
fn weak_is_not_strong() {
    // Flipping for ever: Up(0) is possible again and again, never for good.
    let step = "(y = 0 /\\ Up(0))";
    check(&format!("WF_vars(Flip) /\\ WF_vars({step})"), "[]<>(x = 1)", "| 0,0 0,1 t0 d1");
    check(&format!("WF_vars(Flip) /\\ SF_vars({step})"), "<>(x = 1)", "ok");
    // In a property: what is weakly fair need not be strongly fair, but the other way round.
    check(&format!("WF_vars(Flip) /\\ WF_vars({step})"), &format!("SF_vars({step})"), "| 0,0 0,1 t0 d1");
    check(&format!("SF_vars({step})"), &format!("WF_vars({step})"), "ok");
}

#[test]
fn quantified_formulas() {
    let all = "\\A i \\in 0..2 : WF_vars(Up(i))";
    check(all, "\\A i \\in 0..3 : <>(x = i)", "ok");
    check(all, "\\A i \\in 0..2 : []<>(x = i)", "0,0 1,0 2,0 | 3,0 d3 d3 d3");
    check(all, "\\E i \\in 0..2 : []<>(x = i)", "0,0 1,0 2,0 | 3,0 d3 d3 d3");
    check(&format!("WF_vars(Back) /\\ {all}"), "\\E i \\in 0..2 : []<>(x = i /\\ y = 0)", "0,0 | 0,1 1,1 2,1 3,1 t4 t1 t2 t3");
    check("\\A i \\in 0..2 : x = i ~> x = i + 1", "<>(x = 3)", "ok");
}

#[test]
fn refinement() {
    let body = |fair: &str, light: &str| {
        "EXTENDS Naturals\n---- MODULE Clock ----\nVARIABLE h\nTick == h' = (h + 1) % 4\n\
         Spec == h = 0 /\\ [][Tick]_h /\\ WF_h(Tick)\nFast == Spec /\\ []<><<h = 2 /\\ Tick>>_h\n====\n"
            .to_string()
            + light
            + fair
            + "C == INSTANCE Clock WITH h <- x\nD == INSTANCE Clock WITH h <- (x + 1) % 4\nE == INSTANCE Clock WITH h <- 2 * y\n\
               Both == C!Spec /\\ C!Fast\nOnly == C!Spec\nOther == D!Spec\nY == WF_y(E!Tick) => []<><<E!Tick>>_y"
    };
    let light = LIGHT.trim_start_matches("EXTENDS Naturals\n");
    let fair = "Light == Init /\\ [][Next]_vars /\\ WF_vars(Back) /\\ \\A i \\in 0..2 : WF_vars(Up(i))\n";
    check_cfg(&body(fair, light), "SPECIFICATION Light PROPERTY Both", "ok");
    check_cfg(&body(fair, light), "SPECIFICATION Light PROPERTY Other", "ImpliedInit { name: \"Other\", span: 1:103..108 }");
    check_cfg(&body(fair, light), "SPECIFICATION Light PROPERTY Y", "Y after 1: y' is used before it is given a value");
    // The target's fairness needs ours.
    let unfair = "Light == Init /\\ [][Next]_vars /\\ WF_vars(Back) /\\ \\A i \\in 0..1 : WF_vars(Up(i))\n";
    check_cfg(&body(unfair, light), "SPECIFICATION Light PROPERTY Only", "0,0 1,0 | 2,0 d2 d2 d2");
}

#[test]
fn constraints() {
    let body = format!(
        "{LIGHT}Spec == Init /\\ [][Next]_vars /\\ WF_vars(Next)\nP == []<>(x = 0)\nSmall == x < 3\nLow == x' < 3 \\/ y = 1\nNever == []<>(x = 7)"
    );
    check_cfg(&body, "SPECIFICATION Spec PROPERTY P CONSTRAINT Small", "0,0 | 1,0 1,1 t1");
    check_cfg(&body, "SPECIFICATION Spec PROPERTY P ACTION_CONSTRAINT Low", "0,0 | 1,0 1,1 t1");
    let granted = |body: &str, cfg: &str| symbolic(body, cfg, 3).assumptions.join("; ");
    let body = body.replace("[]<>(x = 0)", "<>(x = 1) \\/ []<>(x = 0)");
    assert_eq!(
        granted(&body, "SPECIFICATION Spec PROPERTY P CONSTRAINT Small"),
        "for temporal properties, that behaviors which leave the constraint Small do not matter; \
         a behavior that violates a temporal property returns to an earlier state, or stops, within 3 steps"
    );
}

#[test]
fn as_far_as_asked() {
    let body = format!("{LIGHT}Spec == Init /\\ [][Next]_vars /\\ WF_vars(Next)\nP == []<>(x = 0)");
    let to = |depth| told(&symbolic(&body, "SPECIFICATION Spec PROPERTY P", depth));
    assert_eq!((to(0), to(2), to(3)), ("ok".into(), "ok".into(), "0,0 | 1,0 1,1 t1".into()));
}

#[test]
fn behaviors_that_end_stutter() {
    // What has no next step stays where it is; that is all there is, so the answer is for good.
    let body = "EXTENDS Naturals\nVARIABLE x\nInit == x = 0\nNext == x < 2 /\\ x' = x + 1\nSpec == Init /\\ [][Next]_x /\\ WF_x(Next)\n\
        Ends == <>[](x = 2)\nGoes == []<>(x < 2)";
    check_cfg(body, "SPECIFICATION Spec PROPERTY Goes CHECK_DEADLOCK FALSE", "0 1 | 2 d2");
    let verdict = symbolic(body, "SPECIFICATION Spec PROPERTY Ends CHECK_DEADLOCK FALSE", 10);
    assert_eq!((told(&verdict), verdict.exhaustive, verdict.assumptions.len()), ("ok".into(), true, 0));
    // A violation of safety that is no longer comes first.
    check_cfg(body, "SPECIFICATION Spec PROPERTY Goes", "Deadlock");
}

#[test]
fn counterexamples_that_need_no_loop() {
    let body = |fair: &str| format!("{LIGHT}Spec == Init /\\ [][Next]_vars{fair}\nP == [](x = 1 => [](x # 3))");
    check_cfg(&body(""), "SPECIFICATION Spec PROPERTY P", "0,0 1,0 2,0 3,0");
    check_cfg(&body(" /\\ WF_vars(Back)"), "SPECIFICATION Spec PROPERTY P", "| 0,0 1,0 2,0 3,0 t3");
    let same = "EXTENDS Naturals\nVARIABLE x\nInit == x = 0\nNext == x' = 1 - x\nSpec == Init /\\ [][Next]_x\nP == [](x = 0 => [](x = 0))";
    check_cfg(same, "SPECIFICATION Spec PROPERTY P", "0 1");
    // There is a shorter loop, but it is no matter of loops.
    let again = same.replace("[](x = 0 => [](x = 0))", "[](x = 1 => [](x = 0 => [](x = 0)))");
    check_cfg(&again, "SPECIFICATION Spec PROPERTY P", "0 1 0 1");
}

#[test]
fn the_first_of_several_properties_is_told() {
    let body = format!("{LIGHT}Spec == Init /\\ [][Next]_vars\nA == []<>(x = 0)\nB == [](x = 1 => <>(x = 2))\nC == []<>(x < 4)");
    let name = |properties: &str| match symbolic(&body, &format!("SPECIFICATION Spec PROPERTIES {properties}"), 5).outcome {
        Outcome::Violated { violation: Violation::Liveness { name, .. }, .. } => name.to_string(),
        other => format!("{other:?}"),
    };
    assert_eq!((name("A B"), name("B A"), name("C B A")), ("A".into(), "B".into(), "B".into()));
}

#[test]
fn values_of_different_kinds_are_different_states() {
    let body = "EXTENDS Integers, Sequences\nCONSTANT NULL\nVARIABLE v\n\
        Next == CASE v = NULL -> v' = \"a\" [] v # NULL /\\ v = \"a\" -> v' = NULL [] OTHER -> FALSE\n\
        Init == v = NULL\nSpec == Init /\\ [][Next]_v /\\ WF_v(Next)\nP == <>[](v = NULL)";
    check_cfg(body, "SPECIFICATION Spec PROPERTY P CONSTANT NULL = NULL", "| NULL \"a\" t0");
    // Here `=` of two states of the behavior would fail.
    let body = "EXTENDS Integers, Sequences\nVARIABLES v, n\nvars == <<v, n>>\n\
        Next == n' = (n + 1) % 3 /\\ v' = IF n = 0 THEN {1} ELSE IF n = 1 THEN <<>> ELSE 7\n\
        Init == v = 7 /\\ n = 0\nSpec == Init /\\ [][Next]_vars /\\ WF_n(Next)\nP == <>[](n = 0)";
    check_cfg(body, "SPECIFICATION Spec PROPERTY P", "| 7,0 {1},1 <<>>,2 t0");
}

#[test]
fn views() {
    // Behaviors count up for ever, but the view sees a circle.
    let body = "EXTENDS Naturals\nVARIABLE x\nInit == x = 0\nNext == x' = x + 1\nSpec == Init /\\ [][Next]_x /\\ WF_x(Next)\n\
        P == []<>(x % 3 = 0)\nQ == <>[](x % 3 # 0)\nView == x % 3\nNever == []<>(x % 3 = 7)\nSame == x % 1\nBad == <<>>[x]";
    check_cfg(body, "SPECIFICATION Spec PROPERTY P VIEW View", "ok");
    check_cfg(body, "SPECIFICATION Spec PROPERTY Q VIEW View", "| 0 1 2 t0");
    check_cfg(body, "SPECIFICATION Spec PROPERTY Never VIEW Same", "| 0 t0");
    assert_eq!(told(&symbolic(body, "SPECIFICATION Spec PROPERTY Q", 12)), "ok");
    let bad = told(&symbolic(body, "SPECIFICATION Spec PROPERTY Q VIEW Bad", 12));
    assert_eq!(bad, "the symbolic engine does not handle a VIEW that cannot be evaluated");
    let verdict = symbolic(body, "SPECIFICATION Spec PROPERTY Q VIEW View", 12);
    assert_eq!(verdict.assumptions, ["states with the same value of VIEW View behave alike"]);
}

#[test]
fn formulas_without_a_value() {
    check("TRUE", "<>(<<1, 2>>[x + 1] = 3) /\\ <>(x = 0)", "| 0,0");
    check("WF_vars(Next)", "<>(<<1, 2>>[x + 1] = 3)", "P after 3: tuple <<1, 2>> is applied to 3, outside its domain");
    check("TRUE", "[]<><<<<1, 2>>[x'] = 3>>_x", "| 0,0");
    check("WF_vars(Next)", "[]<><<<<1, 2>>[x'] = 3>>_x", "P after 1: tuple <<1, 2>> is applied to 0, outside its domain");
    check("WF_vars(y < \"a\" /\\ Up(1))", "<>(x = 1)", "(fairness) after 1: < needs integers, not a string \"a\"");
    // One choice fails, another is a step: who tries that one first never sees the failure.
    let body = format!("{LIGHT}Spec == Init /\\ [][Next]_vars\nP == [](x = 0 => <>ENABLED (y' = 0 \\/ y' = <<>>[1]))");
    let unclear = "the symbolic engine does not handle ENABLED of an action whose evaluation fails for some choices only";
    assert_eq!(told(&symbolic(&body, "SPECIFICATION Spec PROPERTY P", 3)), unclear);
}

#[test]
fn what_sees_stuttering_is_refused() {
    let told = |p: &str| {
        let body = format!("{LIGHT}Spec == Init /\\ [][Next]_vars\nP == {p}");
        self::told(&symbolic(&body, "SPECIFICATION Spec PROPERTY P", 3))
    };
    let refused = "the symbolic engine does not handle a temporal formula that tells steps which change nothing";
    assert_eq!(told("IF x' = 1 THEN <>(x = 2) ELSE TRUE"), refused);
    assert_eq!(told("IF <<Next>>_vars THEN TRUE ELSE <>(x = 2)"), refused);
    assert_eq!(told("[](x = 1 => [][Flip]_vars)"), "0,0 1,0 2,0");
}

#[test]
fn a_lasso_that_cannot_be_replayed_is_an_internal_error() {
    let body = format!("{LIGHT}Spec == Init /\\ [][Next]_vars /\\ WF_vars(Next)\nP == []<>(x = 0)");
    let m = model(&body, "SPECIFICATION Spec PROPERTY P");
    let temporal = crate::engine::temporal(&m).ok().flatten().expect("there is a property");
    let breakages: [fn(&mut Vec<crate::value::State>); 3] =
        [|states| drop(states.pop()), |states| states.swap(1, 2), |states| drop(states.remove(1))];
    for tamper in breakages {
        let options = Options::to_depth(5);
        let lassos = super::Lassos::new(&temporal).unwrap_or_else(|stop| panic!("{stop:?}"));
        let mut search = Search::new(&system(&temporal.model), &options, None, Default::default()).with_lassos(lassos);
        search.session.queries.tamper = Some(tamper);
        let verdict = search.run().0;
        assert!(matches!(verdict.outcome, Outcome::Internal { .. }), "{verdict:?}");
    }
}
