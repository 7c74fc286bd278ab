//! The search on small specifications: what it finds, at which depth, and that nothing unconfirmed gets out.

mod ends;
mod pace;
mod reductions;
mod values;

use super::search::Search;
use super::symmetry::Symmetry;
use crate::engine::{Options, bmc};
use crate::ir::{DefId, Model, Named};
use crate::lower::Overrides;
use crate::pipeline::from_texts;
use crate::property::Violation;
use crate::source::SourceMap;
use crate::trace::{Outcome, Verdict};
use crate::transition::TransitionSystem;
use crate::value::{State, Value};

pub(super) fn system(model: &Model) -> TransitionSystem<'_> {
    TransitionSystem::of(model).expect("there is a behavior")
}

pub(super) fn model(body: &str, cfg: &str) -> Model {
    let text = format!("---- MODULE M ----\nEXTENDS Integers, Sequences, FiniteSets, TLC\n{body}\n====\n");
    from_texts(&text, Some(cfg), &Overrides::default(), &mut SourceMap::new()).expect("there is a model")
}

/// The outcome in a few words.
fn check(body: &str, cfg: &str, depth: u32, expected: &str) {
    assert_eq!(told(&bmc::check(&model(body, cfg), &Options::to_depth(depth))), expected);
}

pub(super) fn told(verdict: &Verdict) -> String {
    match &verdict.outcome {
        Outcome::Violated { violation, trace } => {
            let what = match violation {
                Violation::Invariant { name, .. } => name.to_string(),
                Violation::Deadlock => "deadlock".into(),
                Violation::NextError(e) => format!("next {:?}", e.kind),
                Violation::InitError(e) => format!("init {:?}", e.kind),
                Violation::InvariantError { error, .. } => format!("invariant {:?}", error.kind),
                other => format!("{other:?}"),
            };
            let states: Vec<String> =
                trace.states.iter().map(|s| s.state.0.iter().map(Value::to_string).collect::<Vec<_>>().join(" ")).collect();
            format!("{what}: {}", states.join(" -> "))
        }
        Outcome::Safe => format!("safe to {:?}{}", verdict.depth, if verdict.exhaustive { ", all" } else { "" }),
        Outcome::Unsupported(d) => format!("unsupported: {}", d.message),
        other => format!("{other:?}"),
    }
}

const PLAIN: &str = "INIT Init\nNEXT Next\nINVARIANT Inv\n";

#[test]
fn the_shortest_violation_is_found_and_no_deeper_than_asked() {
    let body = "VARIABLE x\nInit == x = 0\nNext == \\/ x' = x + 1\n        \\/ x' = x + 2\nInv == x < 5";
    check(body, PLAIN, 2, "safe to Some(2)");
    let v = bmc::check(&model(body, PLAIN), &Options::to_depth(9));
    assert!(matches!(v.outcome, Outcome::Violated { ref trace, .. } if trace.states.len() == 4), "{v:?}");
}

#[test]
fn deadlock_is_exact() {
    // every path can go on for ever, but the choice x = 2 cannot
    let body = "VARIABLE x\nInit == x = 0\nNext == \\/ x = 0 /\\ x' \\in {1, 2}\n        \\/ x = 1 /\\ x' = 1\nInv == TRUE";
    check(body, PLAIN, 5, "deadlock: 0 -> 2");
    check(body, &format!("{PLAIN}CHECK_DEADLOCK FALSE"), 5, "safe to Some(3), all");
}

#[test]
fn deadlock_is_exact_where_choices_are_many() {
    // messages are sent and used up; each number can be used with others of its parity only
    let send = "\\E n \\in 1..5 : n \\notin sent /\\ sent' = sent \\union {n} /\\ used' = used";
    let using = "\\E m, n \\in sent \\ used : m # n /\\ m % 2 = n % 2 /\\ used' = used \\union {m, n} /\\ sent' = sent";
    let body = format!(
        "VARIABLES sent, used\nInit == sent = {{}} /\\ used = {{}}\nSend == {send}\nUse == {using}\nNext == Use \\/ Send\nInv == TRUE"
    );
    let v = bmc::check(&model(&body, PLAIN), &Options::to_depth(9));
    let told = told(&v);
    // all are sent (five steps), and 2 and 4, and two of 1, 3 and 5 are used
    assert!(told.starts_with("deadlock: ") && told.matches("->").count() == 7, "{told}");
    let body =
        body.replace("Use \\/ Send", "Send \\/ Use \\/ (Cardinality(used) >= 4 /\\ sent = 1..5 /\\ UNCHANGED <<sent, used>>)");
    check(&body, PLAIN, 9, "safe to Some(9)");
    let t = "\\E t \\in SUBSET (1..6) : Cardinality(t) = x /\\ x' = Cardinality(t \\union {1})";
    check(&format!("VARIABLE x\nInit == x \\in 0..7\nNext == {t}\nInv == TRUE"), PLAIN, 3, "deadlock: 7");
    check(&format!("VARIABLE x\nInit == x \\in 0..5\nNext == {t}\nInv == TRUE"), PLAIN, 1, "safe to Some(1)");
}

#[test]
fn a_local_definition_known_as_a_value_still_branches_in_an_action() {
    // as with the reference checker, an action goes into both disjuncts of `fits`
    let local = "A(i) == LET fits == i = 0 \\/ q[i] = 1 IN (~fits /\\ q' = q) \\/ (fits /\\ q' = q)";
    let body = format!("VARIABLE q\nInit == q = <<>>\n{local}\nNext == A(0)\nInv == TRUE");
    check(&body, PLAIN, 1, "next OutsideDomain: <<>>");
}

#[test]
fn a_choice_from_a_powerset_needs_no_enumeration() {
    let body = "VARIABLE s\nInit == s = {}\nNext == \\E t \\in SUBSET (1..20) : s' = t\nInv == Cardinality(s) # 19 \\/ 7 \\in s";
    let v = bmc::check(&model(body, PLAIN), &Options::to_depth(2));
    assert!(matches!(v.outcome, Outcome::Violated { ref trace, .. } if trace.states.len() == 2), "{v:?}");
}

#[test]
fn evaluation_errors_end_the_behavior_before_the_failing_step() {
    check("VARIABLE q\nInit == q = <<1>>\nNext == q' = Tail(q)\nInv == TRUE", PLAIN, 5, "next EmptySequence: <<1>> -> <<>>");
    check(
        "VARIABLE x\nInit == x = 0\nNext == x' = x + 1\nInv == x < 2 \\/ x \\in {\"a\"}",
        PLAIN,
        5,
        "invariant Type: 0 -> 1 -> 2",
    );
    check("VARIABLE x\nInit == x = CHOOSE y \\in {} : TRUE\nNext == x' = x\nInv == TRUE", PLAIN, 5, "init ChooseNoWitness: ");
    // as in the reference, p => A assigns where p holds, and only there
    check(
        "VARIABLES x, y\nInit == x = 0 /\\ y = 0\nNext == x' = 1 /\\ (x = 0 => y' = 1)\nInv == TRUE",
        PLAIN,
        5,
        "next IncompleteState: 0 0 -> 1 1",
    );
}

#[test]
fn a_variable_left_out_is_an_incomplete_step() {
    let body = "VARIABLES x, y\nInit == x = 0 /\\ y = 0\nNext == \\/ x < 1 /\\ x' = x + 1 /\\ y' = y\n        \\/ x = 1 /\\ x' = 2\nInv == TRUE";
    check(body, PLAIN, 5, "next IncompleteState: 0 0 -> 1 0");
}

#[test]
fn states_outside_a_constraint_are_checked_but_not_expanded() {
    let body = "VARIABLE x\nInit == x = 0\nNext == x' = x + 1\nInv == x < 9\nSmall == x < 3";
    check(body, &format!("{PLAIN}CONSTRAINT Small"), 20, "safe to Some(3), all");
    check(&body.replace("x < 9", "x < 3"), &format!("{PLAIN}CONSTRAINT Small"), 20, "Inv: 0 -> 1 -> 2 -> 3");
}

#[test]
fn what_is_not_encoded_is_never_safe() {
    let body = "VARIABLE x\nInit == x = 0\nNext == x' = x + 1\nInv == x < 3 \\/ JavaTime > x";
    check(body, PLAIN, 2, "safe to Some(2)");
    check(body, PLAIN, 3, "unsupported: the symbolic engine does not handle the operator JavaTime of module TLC");
}

#[test]
fn a_parameter_that_stands_for_a_variable_is_read_anew_in_each_branch() {
    let body = "VARIABLE x\nI(v) == \\E n \\in 0..2 : v = n /\\ v < 1\nInit == I(x)\nNext == x' = x\nInv == x = 0";
    check(body, PLAIN, 2, "safe to Some(1), all");
}

#[test]
fn what_goes_wrong_for_one_choice_is_no_deadlock() {
    let body = |test: &str| {
        format!(
            "VARIABLE x\nInit == x = 0\nNext == \\E t \\in SUBSET (1..6) : t # {{}} /\\ {test} /\\ x' = Cardinality(t)\nInv == TRUE"
        )
    };
    check(
        &body("JavaTime > Cardinality(t)"),
        PLAIN,
        2,
        "unsupported: the symbolic engine does not handle the operator JavaTime of module TLC",
    );
    check(&body("t \\in {<<>>[1]}"), PLAIN, 2, "next OutsideDomain: 0");
}

#[test]
fn a_behavior_that_cannot_be_replayed_is_an_internal_error() {
    let m = model("VARIABLE x\nInit == x = 0\nNext == x' = x + 1\nInv == x < 3", PLAIN);
    let breakages: [fn(&mut Vec<State>); 4] = [
        |states| states[1] = State([Value::Int(7)].into()),
        |states| states[0] = State([Value::Int(1)].into()),
        |states| drop(states.pop()),
        |states| drop(states.remove(1)),
    ];
    for tamper in breakages {
        let options = Options::to_depth(5);
        let mut search = Search::new(&system(&m), &options, None, Symmetry::default());
        search.session.queries.tamper = Some(tamper);
        let verdict = search.run().0;
        assert!(matches!(verdict.outcome, Outcome::Internal { .. }), "{verdict:?}");
    }
    let options = Options::to_depth(5);
    let verdict = Search::new(&system(&m), &options, None, Symmetry::default()).run().0;
    assert!(matches!(verdict.outcome, Outcome::Violated { .. }), "{verdict:?}");
}

#[test]
fn a_constraint_that_cannot_be_evaluated_is_an_error_of_the_step() {
    let counting = |con: &str| {
        format!(
            "VARIABLE x\nInit == x = 0\nNext == x' = x + 1\nInv == x < 5\nCon == {con}\nSmall == x < 2\nStep == ({con}) /\\ x' > x"
        )
    };
    let error = "x < 3 \\/ x = \"a\"";
    for (con, roles, expected) in [
        (error, "CONSTRAINT Con", "next Type: 0 -> 1 -> 2"),
        (error, "CONSTRAINTS Small Con", "safe to "),
        (error, "CONSTRAINTS Con Small", "safe to "),
        (error, "ACTION_CONSTRAINT Step", "next Type: 0 -> 1 -> 2 -> 3"),
        ("x = \"a\"", "CONSTRAINT Con", "init Type: "),
        ("x < 5 \\/ x = \"a\"", "CONSTRAINT Con", "next Type: 0 -> 1 -> 2 -> 3 -> 4"),
        ("x < 6 \\/ x = \"a\"", "CONSTRAINT Con", "Inv: 0 -> 1 -> 2 -> 3 -> 4 -> 5"),
    ] {
        let cfg = format!("{PLAIN}{roles}\n");
        let m = model(&counting(con), &cfg);
        for engine in [bmc::check, crate::engine::explicit::check] {
            let found = told(&engine(&m, &Options::to_depth(9)));
            // how far they say they have come is another matter
            let end = if found.starts_with("safe") { "safe to ".len() } else { found.len() };
            assert_eq!(&found[..end], expected, "{roles}, {con}");
        }
    }
}

#[test]
fn deadlock_is_exact_where_numbers_are_chosen() {
    // there is no natural number below 0
    let body = "VARIABLE x\nInit == x \\in Nat\nNext == \\/ x > 100 /\\ \\E n \\in Nat : n * n > x /\\ n < 0 /\\ x' = n
        \\/ x < 100 /\\ x' = x + 1\nInv == TRUE";
    check(body, PLAIN, 3, "deadlock: 100");
    let v = told(&bmc::check(&model(&body.replace("x < 100", "x <= 100"), PLAIN), &Options::to_depth(3)));
    assert!(v.starts_with("deadlock: "), "{v}");
    check(&body.replace("x < 100", "x <= 100").replace("n * n > x /\\ n < 0", "n > x"), PLAIN, 3, "safe to Some(3)");
    // many products
    let body = "VARIABLE x\nInit == x \\in 8 .. 11\nNext == \\E i, j \\in 2 .. 300 : i * j = x + 999 /\\ x' = x\nInv == TRUE";
    check(body, PLAIN, 1, "deadlock: 10");
    // too many to try one by one
    let body =
        "VARIABLE x\nInit == x \\in 0 .. 20\nNext == \\E i, j \\in 1 .. 30000 : i * j = 10 * x + 1000 /\\ x' = x\nInv == TRUE";
    check(body, PLAIN, 1, "safe to Some(1), all");
}

#[test]
fn an_invariant_with_a_parameter_speaks_of_the_behavior() {
    let body = "VARIABLES x, y\nInit == x = 0 /\\ y \\in {0, 2}\nNext == x' = x + 1 /\\ y' = IF x = 0 THEN y ELSE 0\n
Falls(h) == \\A i \\in 2 .. Len(h) : h[i].y <= h[i - 1].y\nFlat(h) == h[1].y = h[Len(h)].y \\/ x < 2 \\/ Len(h) > 3";
    let check = |invariant: &str, expected: &str| {
        let mut m = model(body, "INIT Init\nNEXT Next\n");
        let def = (0..m.defs.len()).find(|i| &*m.defs[*i].name == invariant).expect("it is defined");
        m.trace_invariants.push(Named { name: invariant.into(), def: DefId(def as u32) });
        assert_eq!(told(&bmc::check(&m, &Options::to_depth(4))), expected);
    };
    check("Falls", "safe to Some(4)");
    check("Flat", "Flat: 0 2 -> 1 2 -> 2 0");
}

#[test]
fn an_encoder_takes_what_is_known() {
    // 700 calls are more than an encoder goes through by itself
    let body = "RECURSIVE Up(_)\nUp(n) == IF n = 0 THEN 0 ELSE n + Up(n - 1)\nSum == Up(700)\nText == ToString(Sum)\n\
                VARIABLE x\nInit == x = 0\nNext == x < Sum /\\ x' = Sum\nInv == x = Sum => Text = \"245350\"\nNo == x /= Sum";
    let cfg = "INIT Init\nNEXT Next\nCHECK_DEADLOCK FALSE\nINVARIANT Inv\n";
    for (cfg, expected) in [(cfg.to_string(), "safe to Some(1), all"), (format!("{cfg}INVARIANT No\n"), "No: 0 -> 245350")] {
        let model = model(body, &cfg);
        let options = Options::to_depth(3);
        assert_eq!(told(&bmc::check(&model, &options)), expected);
    }
}
