//! Symmetry breaking and partial-order reduction on small specifications.

use super::*;
use crate::logic::Term;
use crate::symbolic::{Encoder, Step};
use crate::util::work::Work;

/// Whether A and then B, and B and then A, can be the first two steps of a behavior that is searched.
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

/// Of `<<v1>>` the first element decides, so that nothing fails; of its images something does.
#[test]
fn what_fails_of_one_name_only_is_found() {
    let decides = "\\E p \\in V : p = Head(w) \\/ Len(w) > w";
    let found = |inv: &str, cfg: &str| {
        let body = format!(
            "CONSTANT V\nVARIABLE w\nInit == w = <<>>\nNext == \\E p \\in V : w' = Append(w, p)\nInv == {inv}\nCon == w = <<>> \\/ {decides}"
        );
        told(&bmc::check(&model(&body, &format!("{PEERS}{cfg}")), &Options::to_depth(3)))
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
    let told = told(&bmc::check(&m, &Options::to_depth(6)));
    assert!(
        told.starts_with("Inv: 0 {} -> ") && told.ends_with(" -> 2 {v1, v2, v3}") && told.matches("->").count() == 5,
        "{told}"
    );
}

#[test]
fn an_error_that_only_some_names_lead_to_is_found() {
    // with s = {v1} the first element is enough, with s = {v2} evaluation reaches Head(<<>>)
    let body = "CONSTANT V\nVARIABLE s\nInit == s = {}\nNext == \\E v \\in V : s' = {v}\nInv == s = {} \\/ \\E v \\in V : v \\in s \\/ Head(<<>>) = 1";
    let v = bmc::check(&model(body, PEERS), &Options::to_depth(2));
    let told = told(&v);
    assert!(["{v2}", "{v3}"].iter().any(|s| told == format!("invariant EmptySequence: {{}} -> {s}")), "{told}");
}
