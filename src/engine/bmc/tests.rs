//! The search on small specifications: what it finds, at which depth, and that nothing unconfirmed gets out.

use super::*;
use crate::engine::{Backend, Cancel, Induct};
use crate::ir::Named;
use crate::lower::{Overrides, from_texts};
use crate::property::Violation;
use crate::source::SourceMap;
use crate::util::interrupt::Reason;
use crate::value::State;
use crate::value::Value;
use std::time::Duration;

pub(super) fn model(body: &str, cfg: &str) -> Model {
    let text = format!("---- MODULE M ----\nEXTENDS Integers, Sequences, FiniteSets, TLC\n{body}\n====\n");
    from_texts(&text, Some(cfg), &Overrides::default(), &mut SourceMap::new()).expect("there is a model")
}

/// The outcome in a few words.
fn check(body: &str, cfg: &str, depth: u32, expected: &str) {
    assert_eq!(told(&super::check(&model(body, cfg), &Options::to_depth(depth))), expected);
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
    let v = super::check(&model(body, PLAIN), &Options::to_depth(9));
    assert!(matches!(v.outcome, Outcome::Violated { ref trace, .. } if trace.states.len() == 4), "{v:?}");
}

#[test]
fn deadlock_is_exact() {
    // every path can go on for ever, but the choice x = 2 cannot
    let body = "VARIABLE x\nInit == x = 0\nNext == \\/ x = 0 /\\ x' \\in {1, 2}\n        \\/ x = 1 /\\ x' = 1\nInv == TRUE";
    check(body, PLAIN, 5, "deadlock: 0 -> 2");
    check(body, &format!("{PLAIN}CHECK_DEADLOCK FALSE"), 5, "safe to Some(3), all");
}

/// Whether A and then B, and B and then A, can be the first two steps of a behaviour that the search looks at.
fn orders(variables: &str, init: &str, a: &str, b: &str) -> (bool, bool) {
    let body = format!("VARIABLES {variables}\nInit == {init}\nA == {a}\nB == {b}\nNext == A \\/ B\nInv == TRUE");
    let model = model(&body, PLAIN);
    let mut encoder = Encoder::new(&model);
    encoder.trace_steps();
    encoder.name_steps();
    let next = model.next.expect("there is Next");
    let start = encoder.init(model.init.expect("there is Init"));
    let first = encoder.step(&start.state, next);
    let second = encoder.step(&first.state, next);
    let order = encoder.ordered(&start.state, &first, &second);
    let named =
        |step: &Step, name: &str| step.actions.iter().find(|a| &*model.def(a.0).name == name).map_or(Term::FALSE, |a| a.1);
    let possible = |x: &str, y: &str| {
        let all = [start.guard, first.guard, second.guard, order, named(&first, x), named(&second, y)];
        let mut cnf = crate::sat::cnf::Cnf::new(crate::sat::solver(crate::sat::Backend::AUTO, "test"));
        cnf.solve(&encoder.graph, &all, Work::MAX) == crate::sat::Answer::Satisfiable
    };
    (possible("A", "B"), possible("B", "A"))
}

#[test]
fn of_independent_steps_one_order_is_looked_at() {
    let start = "x = 0 /\\ y = 0";
    assert_eq!(orders("x, y", start, "x' = x + 1 /\\ y' = y", "y' = y + 1 /\\ x' = x"), (true, false));
    assert_eq!(orders("x, y", start, "x' = x + 1 /\\ y' = y", "y' = y + x /\\ x' = x"), (true, true));
    let (send, take) = ("q' = Append(q, 1) /\\ n' = n", "q # <<>> /\\ n' = n + Head(q) /\\ q' = Tail(q)");
    assert_eq!(orders("q, n", "q = <<0>> /\\ n = 0", take, send), (true, false));
    // what is taken may be what was just sent
    assert_eq!(orders("q, n", "q \\in {<<>>, <<0>>} /\\ n = 0", take, send), (true, true));
    let insert = |e: &str| format!("s' = s \\union {{{e}}} /\\ n' = n");
    assert_eq!(orders("s, n", "s = {} /\\ n = 0", &insert("1"), &insert("2")), (true, false));
}

#[test]
fn deadlock_is_exact_where_choices_are_many() {
    // messages are sent and used up; each number can be used with others of its parity only
    let send = "\\E n \\in 1..5 : n \\notin sent /\\ sent' = sent \\union {n} /\\ used' = used";
    let using = "\\E m, n \\in sent \\ used : m # n /\\ m % 2 = n % 2 /\\ used' = used \\union {m, n} /\\ sent' = sent";
    let body = format!(
        "VARIABLES sent, used\nInit == sent = {{}} /\\ used = {{}}\nSend == {send}\nUse == {using}\nNext == Use \\/ Send\nInv == TRUE"
    );
    let v = super::check(&model(&body, PLAIN), &Options::to_depth(9));
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
    let v = super::check(&model(body, PLAIN), &Options::to_depth(2));
    assert!(matches!(v.outcome, Outcome::Violated { ref trace, .. } if trace.states.len() == 2), "{v:?}");
}

#[test]
fn evaluation_errors_end_the_behaviour_before_the_failing_step() {
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
fn mixed_values_need_no_annotation() {
    let body = "CONSTANT NULL\nVARIABLE m\nInit == m = NULL\nNext == \\/ m = NULL /\\ m' = [id |-> 1]\n        \\/ m # NULL /\\ m' = [m EXCEPT !.id = @ + 1]\nInv == m = NULL \\/ m.id < 3";
    check(
        body,
        "INIT Init\nNEXT Next\nCONSTANT NULL = NULL\nINVARIANT Inv",
        5,
        "Inv: NULL -> [id |-> 1] -> [id |-> 2] -> [id |-> 3]",
    );
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
fn a_function_over_a_changing_interval_is_a_sequence() {
    let body = "VARIABLE q\nInit == q = <<>>\nPut == Len(q) < 3 /\\ \\E v \\in 1..2 : q' = Append(q, v)
Lose == \\E i \\in 1..Len(q) : q' = [j \\in 1..(Len(q) - 1) |-> IF j < i THEN q[j] ELSE q[j + 1]]
Next == Put \\/ Lose\nInv == q \\in Seq({1, 2})";
    check(body, PLAIN, 6, "safe to Some(6)");
    check(&format!("{body} /\\ q # <<2, 1>>"), PLAIN, 6, "Inv: <<>> -> <<2>> -> <<2, 1>>");
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
fn a_filter_is_asked_of_one_value_only() {
    let body = "VARIABLE x\nInit == x \\in UNION {[1..n -> {n}] : n \\in 1..2}\nNext == x' = x
Inv == x \\in {s \\in Seq(1..2) : s[1] > 0} /\\ {1} \\in {s \\in SUBSET {1} : 1 = CHOOSE e \\in s : TRUE}";
    check(body, PLAIN, 2, "safe to Some(1), all");
    // one that is written out is asked of all
    let body = "VARIABLE x\nInit == x = <<1>>\nNext == x' = x\nInv == x \\in {s \\in {<<>>, <<1>>} : s[1] = 1}";
    check(body, PLAIN, 2, "invariant OutsideDomain: <<1>>");
}

#[test]
fn a_union_of_an_infinite_set_is_not_written_out() {
    let of = |sets: &str| {
        format!(
            "VARIABLE f\nInit == f = [x \\in 1..2 |-> 0]\nNext == f' = [f EXCEPT ![1] = @ + 1]\nInv == f \\in UNION {{{sets}}}"
        )
    };
    check(&of("[1..2 -> Nat]"), PLAIN, 4, "safe to Some(4)");
    // several are put into order, which those are not in
    check(&of("[1..2 -> Nat], [{3} -> Nat]"), PLAIN, 4, "invariant NotEnumerable: <<0, 0>>");
}

#[test]
fn a_behaviour_that_cannot_be_replayed_is_an_internal_error() {
    let m = model("VARIABLE x\nInit == x = 0\nNext == x' = x + 1\nInv == x < 3", PLAIN);
    let breakages: [fn(&mut Vec<State>); 4] = [
        |states| states[1] = State([Value::Int(7)].into()),
        |states| states[0] = State([Value::Int(1)].into()),
        |states| drop(states.pop()),
        |states| drop(states.remove(1)),
    ];
    for tamper in breakages {
        let options = Options::to_depth(5);
        let mut search = Search::new(&m, &options, None, Symmetry::default());
        search.queries.tamper = Some(tamper);
        let verdict = search.run().0;
        assert!(matches!(verdict.outcome, Outcome::Internal { .. }), "{verdict:?}");
    }
    assert!(matches!(
        Search::new(&m, &Options::to_depth(5), None, Symmetry::default()).run().0.outcome,
        Outcome::Violated { .. }
    ));
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
        for engine in [super::check, crate::engine::explicit::check] {
            let found = told(&engine(&m, &Options::to_depth(9)));
            // how far they say they have come is another matter
            let end = if found.starts_with("safe") { "safe to ".len() } else { found.len() };
            assert_eq!(&found[..end], expected, "{roles}, {con}");
        }
    }
}

#[test]
fn numbers_are_chosen_without_enumeration() {
    let body = "VARIABLE x\nInit == x \\in Nat /\\ x > 5 /\\ x < 12 /\\ x % 7 = 3\nNext == x' \\in x .. 2 * x\nInv == x # 20";
    check(body, PLAIN, 3, "Inv: 10 -> 20");
    let body = "VARIABLE x\nInit == x \\in {i \\in Int : i * i = 1225 /\\ i < 0}\nNext == x' = x\nInv == x # -35";
    check(body, PLAIN, 3, "Inv: -35");
    // TLC's order of evaluation, and its bounds, where it could have enumerated the set
    let body = "VARIABLE x\nInit == x = 0\nNext == \\E n \\in 1 .. 100000 : x' = n * n\nInv == TRUE";
    check(body, PLAIN, 3, "next Overflow: 0");
}

#[test]
fn integers_are_wide_where_one_was_chosen_from_an_infinite_set() {
    let body = "VARIABLE x\nInit == x \\in Int\nNext == x' = 2 * x + 1\nInv == TRUE";
    let v = super::check(&model(body, PLAIN), &Options::to_depth(20));
    assert_eq!(told(&v), "safe to Some(20)");
    let taken =
        ["integers chosen from Nat or Int lie in -2147483647..2147483647", "a state where Next may choose one has a successor"];
    assert_eq!(v.assumptions, taken);
    // what is larger than what the engine computes with is told
    let body = "VARIABLE x\nInit == x \\in Int\nNext == x' = x * x\nInv == TRUE";
    check(body, PLAIN, 3, "unsupported: the symbolic engine does not handle an integer of more than 63 bits");
    check("VARIABLE x\nInit == x = 65536\nNext == x' = x * x\nInv == TRUE", PLAIN, 3, "next Overflow: 65536");
}

#[test]
fn what_cannot_be_chosen_from_is_an_error_as_with_the_reference() {
    for set in ["SUBSET Nat", "Seq({1})", "STRING", "[1 .. 2 -> SUBSET Int]"] {
        let body = format!("VARIABLE x\nInit == x \\in {set}\nNext == x' = x\nInv == TRUE");
        check(&body, PLAIN, 3, "init NotEnumerable: ");
    }
    let body = "VARIABLE x\nInit == x = 0\nNext == x' = x\nInv == ENABLED (\\E n \\in Nat : x' = n)";
    check(body, PLAIN, 3, "invariant NotEnumerable: 0");
}

#[test]
fn deadlock_is_exact_where_numbers_are_chosen() {
    // that none of the numbers tried is a step proves nothing
    let body = "VARIABLE x\nInit == x \\in Nat\nNext == \\/ x > 100 /\\ \\E n \\in Nat : n * n > x /\\ n < 0 /\\ x' = n
        \\/ x < 100 /\\ x' = x + 1\nInv == TRUE";
    check(body, PLAIN, 3, "deadlock: 100");
    check(&body.replace("x < 100", "x <= 100"), PLAIN, 3, "safe to Some(3)");
    // many products
    let body = "VARIABLE x\nInit == x \\in 8 .. 11\nNext == \\E i, j \\in 2 .. 300 : i * j = x + 999 /\\ x' = x\nInv == TRUE";
    check(body, PLAIN, 1, "deadlock: 10");
    // too many to try one by one
    let body =
        "VARIABLE x\nInit == x \\in 0 .. 20\nNext == \\E i, j \\in 1 .. 30000 : i * j = 10 * x + 1000 /\\ x' = x\nInv == TRUE";
    check(body, PLAIN, 1, "safe to Some(1), all");
}

#[test]
fn an_invariant_with_a_parameter_speaks_of_the_behaviour() {
    let body = "VARIABLES x, y\nInit == x = 0 /\\ y \\in {0, 2}\nNext == x' = x + 1 /\\ y' = IF x = 0 THEN y ELSE 0\n
Falls(h) == \\A i \\in 2 .. Len(h) : h[i].y <= h[i - 1].y\nFlat(h) == h[1].y = h[Len(h)].y \\/ x < 2 \\/ Len(h) > 3";
    let check = |invariant: &str, expected: &str| {
        let mut m = model(body, "INIT Init\nNEXT Next\n");
        let def = (0..m.defs.len()).find(|i| &*m.defs[*i].name == invariant).expect("it is defined");
        m.trace_invariants.push(Named { name: invariant.into(), def: DefId(def as u32) });
        assert_eq!(told(&super::check(&m, &Options::to_depth(4))), expected);
    };
    check("Falls", "safe to Some(4)");
    check("Flat", "Flat: 0 2 -> 1 2 -> 2 0");
}

const PEERS: &str = "INIT Init\nNEXT Next\nINVARIANT Inv\nCONSTANT V = {v1, v2, v3}\nCHECK_DEADLOCK FALSE\n";

fn classes(body: &str, cfg: &str) -> String {
    let symmetry = Symmetry::of(&model(&format!("CONSTANT V\n{body}"), cfg));
    let class = |c: &Vec<Value>| c.iter().map(Value::to_string).collect::<Vec<_>>().join(" ");
    symmetry.classes.iter().map(class).collect::<Vec<_>>().join("; ")
        + if symmetry.believed.is_some() { " (believed)" } else { "" }
}

#[test]
fn values_that_nothing_tells_apart_are_interchangeable() {
    let body = "VARIABLE s\nInit == s = {}\nNext == \\E v \\in V : s' = s \\union {v}\nInv == s # V";
    assert_eq!(classes(body, PEERS), "v1 v2 v3");
    let chosen = body.replace("s # V", "s # {} => (CHOOSE v \\in s : TRUE) # 1");
    assert_eq!(classes(&chosen, PEERS), "");
    let told = format!("CONSTANT One\n{}", body.replace("s # V", "One \\notin s"));
    assert_eq!(classes(&told, &format!("{PEERS}CONSTANT One = v2")), "v1 v3");
    let believed = format!("{chosen}\nPerms == Permutations(V)");
    assert_eq!(classes(&believed, &format!("{PEERS}SYMMETRY Perms")), "v1 v2 v3 (believed)");
    // of rotations alone nothing is made
    let rotated = format!("{chosen}\nPerms == {{p \\in Permutations(V) : \\A v \\in V : p[v] # v}}");
    assert_eq!(classes(&rotated, &format!("{PEERS}SYMMETRY Perms")), "");
    // typed ones are compared with their own type only
    let typed = PEERS.replace("{v1, v2, v3}", "{A_1, A_2, B_1, B_2}");
    assert_eq!(classes(body, &typed), "A_1 A_2; B_1 B_2");
}

#[test]
fn interchangeable_values_are_picked_in_order() {
    let body = "CONSTANT V\nVARIABLE s\nInit == s = <<>>\nNext == \\E v \\in V : s' = Append(s, v)";
    // all that can be seen of three steps; the names come in the order in which they are first used
    check(
        &format!("{body}\nInv == Len(s) < 3 \\/ s[1] = s[2] \\/ s[3] = s[2]"),
        PEERS,
        3,
        "Inv: <<>> -> <<v1>> -> <<v1, v2>> -> <<v1, v2, v1>>",
    );
    check(
        &format!("{body}\nInv == Len(s) < 3 \\/ Cardinality({{s[i] : i \\in 1..3}}) < 3"),
        PEERS,
        3,
        "Inv: <<>> -> <<v1>> -> <<v1, v2>> -> <<v1, v2, v3>>",
    );
    check(&format!("{body}\nInv == Len(s) < 4 \\/ Cardinality({{s[i] : i \\in DOMAIN s}}) < 4"), PEERS, 5, "safe to Some(5)");
}

/// TLC compares the elements in their order until two differ; whether it comes to the ones that do not compare is not encoded.
#[test]
fn sets_with_elements_of_several_kinds() {
    let told = |invariant: &str| {
        let body = format!(
            "VARIABLES i, q, s\nInit == i = 0 /\\ q = <<>> /\\ s = {{}}\n\
             Next == i' = 1 /\\ q' \\in {{<<>>, <<i>>}} /\\ s' = {{[a |-> 1, b |-> \"x\"], q}}\nInv == {invariant}"
        );
        told(&super::check(&model(&body, PLAIN), &Options::to_depth(3)))
    };
    assert_eq!(
        told("s # {[a |-> 3, b |-> \"y\"], q}"),
        "unsupported: the symbolic engine does not handle a comparison of sets with elements of several kinds"
    );
    // sizes decide, or there is one kind
    assert_eq!(told("s # {[a |-> 3, b |-> \"y\"]}"), "safe to Some(3)");
    assert_eq!(told("q = <<>> \\/ {q} # {[a |-> 3]}"), "invariant Type: 0 <<>> {} -> 1 <<0>> {<<>>, [a |-> 1, b |-> \"x\"]}");
}

/// Of `<<v1>>` the first element decides, so that nothing fails; of its images something does.
#[test]
fn what_fails_of_one_name_only_is_found() {
    let decides = "\\E p \\in V : p = Head(w) \\/ Len(w) > w";
    let found = |inv: &str, cfg: &str| {
        let body = format!(
            "CONSTANT V\nVARIABLE w\nInit == w = <<>>\nNext == \\E p \\in V : w' = Append(w, p)\nInv == {inv}\nCon == w = <<>> \\/ {decides}"
        );
        told(&super::check(&model(&body, &format!("{PEERS}{cfg}")), &Options::to_depth(3)))
    };
    // the successor is not in the trace, as nothing is known of it
    assert_eq!(found("Len(w) < 3", "CONSTRAINT Con\n"), "next Argument: <<>>");
    assert_eq!(found(&format!("w = <<>> \\/ {decides}"), ""), "invariant Argument: <<>> -> <<v2>>");
}

#[test]
fn choices_that_are_only_asked_about_pick_nothing_and_order_nothing() {
    // ENABLED goes through branches, too; the step itself is what picks
    let ask = "ENABLED (\\E v \\in V : s' = {v} /\\ UNCHANGED x)";
    let body = format!(
        "CONSTANT V\nVARIABLES x, s\nInit == x = 0 /\\ s = {{}}\n\
         Next == {ask} /\\ ((x' = x + 1 /\\ UNCHANGED s) \\/ (\\E v \\in V : s' = s \\union {{v}} /\\ UNCHANGED x))\nInv == x < 2 \\/ s # V"
    );
    let m = model(&body, PEERS);
    let mut encoder = Encoder::new(&m);
    encoder.break_symmetry(&Symmetry::of(&m).classes);
    let start = encoder.init(m.init.expect("there is Init"));
    let step = encoder.step(&start.state, m.next.expect("there is Next"));
    assert_eq!(step.leaves.len(), 4);
    let in_order = encoder.first_mentioned_in_order(&step);
    let mut cnf = crate::sat::cnf::Cnf::new(crate::sat::solver(crate::sat::Backend::AUTO, "test"));
    // the first value, or none
    assert_eq!(cnf.solve(&encoder.graph, &[step.guard, in_order], Work::MAX), crate::sat::Answer::Satisfiable);
    let told = told(&super::check(&m, &Options::to_depth(6)));
    assert!(
        told.starts_with("Inv: 0 {} -> ") && told.ends_with(" -> 2 {v1, v2, v3}") && told.matches("->").count() == 5,
        "{told}"
    );
}

#[test]
fn an_error_that_only_some_names_lead_to_is_found() {
    // with s = {v1} the first element is enough, with s = {v2} evaluation comes to Head(<<>>)
    let body = "CONSTANT V\nVARIABLE s\nInit == s = {}\nNext == \\E v \\in V : s' = {v}\nInv == s = {} \\/ \\E v \\in V : v \\in s \\/ Head(<<>>) = 1";
    let v = super::check(&model(body, PEERS), &Options::to_depth(2));
    let told = told(&v);
    assert!(["{v2}", "{v3}"].iter().any(|s| told == format!("invariant EmptySequence: {{}} -> {s}")), "{told}");
}

/// Told to end while it works at this, the search does so.
fn ends_soon(body: &str, solver: Backend) {
    let cancel = Cancel::default();
    let options = Options::to_depth(9).solver(solver).cancel(cancel.clone());
    let m = model(body, PLAIN);
    let v = std::thread::scope(|scope| {
        let run = scope.spawn(|| super::check(&m, &options));
        std::thread::sleep(Duration::from_millis(1500));
        cancel.cancel(Reason::Needless);
        run.join().expect("the search does not fail")
    });
    // by itself it would take hours
    assert!(matches!(v.outcome, Outcome::Interrupted), "it ended by itself: {v:?}");
}

#[test]
fn the_encoding_ends_when_told_to() {
    let body = "VARIABLE x\nInit == x = 0\nNext == x' \\in 0..40\nInv == \\A a, b, c, d \\in 1..60 : (a * x + b * x) % 97 # c * x + d + 99";
    ends_soon(body, Backend::AUTO);
}

#[test]
fn solvers_end_when_told_to() {
    let pigeons = "VARIABLE p\nInit == p = <<>>\nNext == p' \\in [1..13 -> 1..12]\nInv == p = <<>> \\/ \\E i, j \\in 1..13 : i # j /\\ p[i] = p[j]";
    ends_soon(pigeons, crate::sat::cadical::BACKEND);
    ends_soon(pigeons, crate::sat::z3::BACKEND);
}

/// The outline of the last state of a search to the depth given.
fn last_outline(body: &str, cfg: &str, depth: u32) -> String {
    let (model, options) = (model(body, cfg), Options::to_depth(depth));
    let mut search = Search::new(&model, &options, None, Symmetry::default());
    search.search().unwrap_or_else(|stop| panic!("{stop:?}"));
    search.encoder.outline(&search.states[depth as usize])
}

#[test]
fn what_cannot_be_is_left_out_of_a_state() {
    // folding sees that either can write at each step; that who wrote once is elsewhere it does not see
    let body = "VARIABLES pc, log\nInit == pc = [p \\in {1, 2} |-> \"start\"] /\\ log = [p \\in {1, 2} |-> <<>>]\n\
                Write(p) == /\\ pc[p] = \"start\" /\\ pc' = [pc EXCEPT ![p] = \"wrote\"]\n            /\\ log' = [log EXCEPT ![p] = Append(@, p)]\n\
                Rest(p) == pc[p] # \"start\" /\\ pc' = [pc EXCEPT ![p] = IF @ = \"wrote\" THEN \"rests\" ELSE \"wrote\"] /\\ UNCHANGED log\n\
                Next == \\E p \\in {1, 2} : Write(p) \\/ Rest(p)\nInv == TRUE";
    let outline = last_outline(body, PLAIN, 4);
    assert_eq!(outline, "\n  pc: <<len 1: atom:3, atom:3>>\n  log: <<len 1: <<len 2: =>>, <<len 2: =>>>>");
}

#[test]
fn alternatives_that_turn_out_to_be_of_one_kind_are_one() {
    // a process that writes its second item would make a function with the key 5; as none does, what is left is a record
    let body = "VARIABLES pc, log, v\nInit == pc = [p \\in {1, 2} |-> \"start\"] /\\ log = [p \\in {1, 2} |-> <<>>] /\\ v = [x |-> 0]\n\
                Write(p) == /\\ pc[p] = \"start\" /\\ pc' = [pc EXCEPT ![p] = \"wrote\"]\n            /\\ log' = [log EXCEPT ![p] = Append(@, p)]\n            \
                /\\ v' = ((IF Len(log'[p]) = 2 THEN 5 ELSE \"x\") :> 2)\n\
                Rest(p) == pc[p] # \"start\" /\\ pc' = [pc EXCEPT ![p] = IF @ = \"wrote\" THEN \"rests\" ELSE \"wrote\"] /\\ log' = log /\\ v' = [x |-> 1]\n\
                Next == \\E p \\in {1, 2} : Write(p) \\/ Rest(p)\nInv == TRUE";
    let outline = last_outline(body, PLAIN, 4);
    assert!(outline.ends_with("\n  v: x:int:2"), "{outline}");
    check(
        &format!("{body} /\\ (v.x = 2 => pc # [p \\in {{1, 2}} |-> \"wrote\"])"),
        PLAIN,
        4,
        &[
            "Inv: <<\"start\", \"start\">> <<<<>>, <<>>>> [x |-> 0]",
            "<<\"wrote\", \"start\">> <<<<1>>, <<>>>> [x |-> 2]",
            "<<\"wrote\", \"wrote\">> <<<<1>>, <<2>>>> [x |-> 2]",
        ]
        .join(" -> "),
    );
}

#[test]
fn keys_that_become_one_are_one_key() {
    // either key is <<0, 0>>, which folding does not see
    let body = r"VARIABLES x, f, started
Init == x \in 0..9 /\ f = [k \in {} |-> 0] /\ started = FALSE
Key(n) == <<IF x < n /\ x > n THEN x ELSE 0, IF x < n /\ x > n THEN 2 * x ELSE 0>>
Start(n) == f = <<>> /\ f' = [k \in {Key(n)} |-> 1] /\ started' = TRUE /\ UNCHANGED x
Next == \/ Start(3)
        \/ Start(4)
        \/ f # <<>> /\ f' = [f EXCEPT ![<<0, 0>>] = @ + 1] /\ UNCHANGED <<x, started>>
        \/ f # <<>> /\ UNCHANGED <<x, f, started>>
Inv == started => DOMAIN f = {<<0, 0>>}";
    check(body, PLAIN, 4, "safe to Some(4)");
}

#[test]
fn sets_of_what_is_not_known_are_ordered() {
    // of two sets of one size the one comes first that has the least of the elements that only one has
    let body = r"VARIABLES a, b
Init == a \in 0..40 /\ b \in 0..40
Next == UNCHANGED <<a, b>>
P(x, y) == <<x, y, x + y>>
Sets == {{P(a, b), P(b, a)}, {P(b, 3), P(a, 7)}, {P(a + 1, b)}, {P(1, a), P(b, b)}}
Pairs == {s \in Sets : Cardinality(s) = 2}
First == CHOOSE s \in Sets : Cardinality(s) = 2
Less(x, y) == x[1] < y[1] \/ (x[1] = y[1] /\ x[2] < y[2])
Inv == \A s \in Pairs \ {First} : \E x \in First \ s : \A y \in s \ First : Less(x, y)";
    check(body, PLAIN, 0, "safe to Some(0)");
    let otherwise = model(&body.replace(": Less(x, y)", ": Less(y, x)"), PLAIN);
    assert!(told(&super::check(&otherwise, &Options::to_depth(0))).starts_with("Inv: "));
}

#[test]
fn texts_are_made_of_the_values_that_there_are() {
    let body = "VARIABLE x\nInit == x = 0\nNext == x < 5 /\\ x' = x + 1\nName == \"n\" \\o ToString(x)\nInv == Name # \"n4\"";
    check(body, PLAIN, 9, "Inv: 0 -> 1 -> 2 -> 3 -> 4");
    check(&body.replace("Name # \"n4\"", "Len(Name) = 2 /\\ SubSeq(Name, 2, 2) # \"3\""), PLAIN, 9, "Inv: 0 -> 1 -> 2 -> 3");
}

#[test]
fn what_changes_is_sorted_by_insertion() {
    let body = "VARIABLE x\nInit == x = <<>>\nNext == Len(x) < 3 /\\ \\E n \\in 1..3 : x' = Append(x, n)
Inv == SortSeq(x, LAMBDA a, b : a < b) # <<1, 2, 2>>";
    check(body, PLAIN, 4, "Inv: <<>> -> <<1>> -> <<1, 2>> -> <<1, 2, 2>>");
    // an order that is none: what comes out is what the order of the tests makes of it
    let none = body.replace("a < b) # <<1, 2, 2>>", "a # b) # <<3, 1, 2>>");
    check(&none, PLAIN, 4, "Inv: <<>> -> <<2>> -> <<2, 1>> -> <<2, 1, 3>>");
}

#[test]
fn a_set_has_no_more_elements_than_what_it_is_the_image_of() {
    let body = "VARIABLES s, f\nInit == s = {} /\\ f = [i \\in 1..3 |-> 0]
Next == \\E i \\in 1..3, v \\in 1..3 : s' = s \\cup {i} /\\ f' = [f EXCEPT ![i] = v]
Pairs == {<<i, f[i]>> : i \\in s}
Listed == CHOOSE q \\in [1..Cardinality(Pairs) -> Pairs] : \\A i, j \\in DOMAIN q : q[i] = q[j] => i = j
Inv == Listed # <<<<1, 3>>, <<3, 2>>>>";
    check(body, PLAIN, 3, "Inv: {} <<0, 0, 0>> -> {1} <<3, 0, 0>> -> {1, 3} <<3, 0, 2>>");
}

#[test]
fn a_limit_on_the_level_is_no_limit_before_it_is_reached() {
    let body = |limit: &str| format!("VARIABLE x\nInit == x = 0\nNext == x' = x + 1\nInv == x < 99\nLimit == {limit}");
    let limits = ["x < 99 /\\ TLCGet(\"level\") < 9", "~(TLCGet(\"level\") >= 9)", "(8 < TLCGet(\"level\")) => FALSE"];
    for limit in limits {
        check(&body(limit), &format!("{PLAIN}CONSTRAINT Limit"), 7, "safe to Some(7)");
        check(
            &body(limit),
            &format!("{PLAIN}CONSTRAINT Limit"),
            8,
            "unsupported: the symbolic engine does not handle the operator TlcGet of module TLC",
        );
    }
    check(&body("TLCGet(\"level\") > 8"), &format!("{PLAIN}CONSTRAINT Limit"), 5, "safe to Some(0), all");
}

#[test]
fn a_constraint_that_limits_the_level_ends_the_search() {
    let body = |limit: &str, most: u32| {
        format!("VARIABLE x\nInit == x = 0\nNext == x' = x + 1\nInv == x < {most}\nThree == 3\nLimit == {limit}")
    };
    let cfg = format!("{PLAIN}CONSTRAINT Limit");
    for limit in
        ["TLCGet(\"level\") < 4", "TLCGet(\"level\") <= Three", "4 > TLCGet(\"level\")", "Three >= TLCGet(\"level\") /\\ x < 9"]
    {
        // what is outside is checked, but not gone on from
        check(&body(limit, 4), &cfg, 20, "safe to Some(3), all");
        check(&body(limit, 3), &cfg, 20, "Inv: 0 -> 1 -> 2 -> 3");
    }
    // what is asked of whole behaviours is not only of states: a longer one may come back to a state that is near
    let round =
        "VARIABLE x\nInit == x = 0\nNext == x' = 1 - x\nInv == x < 2\nShort(h) == Len(h) < 6\nLimit == TLCGet(\"level\") < 4";
    check(round, &cfg, 20, "safe to Some(2), all");
    let mut m = model(round, &cfg);
    let short = m.defs.iter().position(|d| &*d.name == "Short").expect("it is defined");
    m.trace_invariants.push(Named { name: "Short".into(), def: crate::ir::DefId(short as u32) });
    let answer = told(&super::check(&m, &Options::to_depth(20)));
    assert_eq!(answer, "unsupported: the symbolic engine does not handle the operator TlcGet of module TLC");
}

#[test]
fn sets_in_a_set_become_the_values_that_they_have() {
    let body = "VARIABLE s\nInit == s = {{1, 2}, {2, 4}, {3, 6}, {4, 8}, {5, 10}}\n\
                Next == \\E e \\in s, n \\in 1..5 : s' = (s \\ {e}) \\union {{x + n : x \\in e}}\n\
                Inv == {9, 99} \\notin s";
    let m = model(body, PLAIN);
    let options = Options::to_depth(1);
    let mut search = Search::new(&m, &options, None, Symmetry::default());
    search.search().expect("nothing is wrong so far");
    let has_cell = |search: &Search<'_>, depth: usize| search.encoder.outline(&search.states[depth]).contains("cells 1");
    // the last state was not asked about yet
    assert!(!has_cell(&search, 1) && has_cell(&search, 2));
    check(
        &body.replace("99", "14"),
        PLAIN,
        3,
        "Inv: {{1, 2}, {2, 4}, {3, 6}, {4, 8}, {5, 10}} -> {{1, 2}, {2, 4}, {3, 6}, {4, 8}, {9, 14}}",
    );
}

#[test]
fn states_that_repeat_end_the_search() {
    for (init, next) in
        [("x = 0", "x' = x"), ("x \\in {0, 1}", "UNCHANGED x"), ("x = 0", "x' = 1 - x"), ("x = 0", "x' = (x + 1) % 7")]
    {
        for cfg in ["INIT Init\nNEXT Next\n", PLAIN] {
            let body = format!("VARIABLE x\nInit == {init}\nNext == {next}\nInv == x < 7");
            let options = Options::to_depth(None).induction(Induct::Never);
            let v = super::check(&model(&body, cfg), &options);
            assert!(v.exhaustive && matches!(v.outcome, Outcome::Safe), "{next}: {v:?}");
        }
    }
    // and a choice that is made again is another one
    let body = "VARIABLE x\nInit == x = 0\nNext == x' \\in {x, x + 1}\nInv == x < 5";
    check(body, PLAIN, 9, "Inv: 0 -> 1 -> 2 -> 3 -> 4 -> 5");
}

#[test]
fn the_time_is_looked_at_where_nothing_is_asked() {
    let body = "VARIABLE x\nInit == x = 0\nNext == x' = x + 1\nInv == TRUE";
    let options = Options::to_depth(None).timeout(Duration::from_millis(300)).induction(Induct::Never);
    let v = super::check(&model(body, PLAIN), &options);
    assert!(matches!(v.outcome, Outcome::Timeout), "{v:?}");
}
