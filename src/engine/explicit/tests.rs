//! Verdicts and counts of small models. Definition 0 is Init, 1 Next, 2 an invariant, 3 a constraint, where given.

use super::check;
use crate::engine::{Beyond, Options};
use crate::eval::testing::model;
use crate::ir::{DefId, Model, Named};
use crate::lower::Overrides;
use crate::pipeline::from_texts;
use crate::property::Violation;
use crate::source::SourceMap;
use crate::trace::{Outcome, Verdict};

fn with_roles(defs: &[(usize, &str)]) -> Model {
    let mut m = model(defs);
    let named = |name: &str, def| vec![Named { name: name.into(), def: DefId(def) }];
    m.init = Some(DefId(0));
    m.next = Some(DefId(1));
    if defs.len() > 2 {
        m.invariants = named("Inv", 2);
    }
    if defs.len() > 3 {
        m.constraints = named("Constraint", 3);
    }
    m
}

/// Outcome, then generated/distinct/initial/depth, then the depth checked, `!` if exhaustive. Whatever the threads.
fn check_model(m: &Model, depth: Option<u32>, expected: &str) {
    for (workers, parked) in [(1, 0), (3, 0), (3, 1), (2, 9)] {
        check_with(m, &Options::to_depth(depth).workers(workers).park_workers(parked), expected);
    }
}

fn check_with(m: &Model, options: &Options<'_>, expected: &str) {
    let v = check(m, options);
    let outcome = match &v.outcome {
        Outcome::Violated { violation, trace } => {
            let what = match violation {
                Violation::Invariant { name, .. } => format!("{name} is false"),
                Violation::InvariantError { name, error, .. } => format!("{name}: {:?}", error.kind),
                Violation::NextError(e) => format!("next: {:?}", e.kind),
                Violation::InitError(e) => format!("init: {:?}", e.kind),
                other => format!("{other:?}"),
            };
            let xs: Vec<String> = trace.states.iter().map(|s| s.state.0[0].to_string()).collect();
            format!("{what} [{}]", xs.join(" "))
        }
        Outcome::Unsupported(d) => format!("unsupported: {}", d.message),
        other => format!("{other:?}"),
    };
    let counts = v.counts.map(|c| format!(" {}/{}/{}/{}", c.generated, c.distinct, c.initial, c.depth));
    let depth = v.depth.map(|d| format!(" {d}{}", if v.exhaustive { "!" } else { "" }));
    assert_eq!(outcome + &counts.unwrap_or_default() + &depth.unwrap_or_default(), expected);
}

fn check_defs(defs: &[(usize, &str)], depth: Option<u32>, expected: &str) {
    check_model(&with_roles(defs), depth, expected);
}

const INIT: &str = "(and (= x 0) (= y 0) (= z 0))";
const UP: &str = "(and (< x 5) (= x' (+ x 1)) (unchanged (tuple y z)))";
const TRUE: &str = "(= 1 1)";

#[test]
fn counts_and_deadlock() {
    check_defs(&[(0, INIT), (0, UP)], None, "Deadlock [0 1 2 3 4 5] 6/6/1/6 4");
    let mut m = with_roles(&[(0, INIT), (0, UP)]);
    m.check_deadlock = false;
    check_model(&m, None, "Safe 6/6/1/6 5!");
}

#[test]
fn each_way_to_satisfy_a_function_that_is_not_written_out_counts() {
    // twice from x = 0, once from x = 1
    let next = "(and (apply (fn $1 (set 1 2) (or (< x 1) (< x $1))) 2) (= x' (+ x 1)) (unchanged (tuple y z)))";
    let mut m = with_roles(&[(0, INIT), (0, next)]);
    m.check_deadlock = false;
    check_model(&m, None, "Safe 4/3/1/3 2!");
}

#[test]
fn the_level_at_the_soft_depth_is_searched_to_its_end() {
    // from x = 0, 1, 2 to twice as much and one more: 3 is wrong, and so is 5, but the step from 2 cannot be evaluated where z is 2
    let init = "(and (in x (set 0 1 2)) (= y 0) (= z 0))";
    let next = "(and (= x' (+ x (+ x 1))) (= z' x) (unchanged y))";
    let wrong = "(and (= x' (+ x (+ x 1))) (= z' (apply (fn $0 (set 0 1) $0) x)) (unchanged y))";
    let (m, failing) =
        (with_roles(&[(0, init), (0, next), (0, "(< x 3)")]), with_roles(&[(0, init), (0, wrong), (0, "(< x 3)")]));
    for workers in [1, 3] {
        let soft = |depth, beyond| Options::to_depth(None).soft_depth(depth, beyond).workers(workers);
        check_with(&m, &soft(0, Beyond::Nothing), "Inv is false [1 3] 6/5/3/2 0");
        check_with(&m, &soft(0, Beyond::Violations), "Inv is false [1 3] 5/4/3/2");
        check_with(&m, &soft(1, Beyond::Nothing), "Inv is false [1 3] 5/4/3/2");
        check_with(&failing, &soft(0, Beyond::Nothing), "next: OutsideDomain [2] 5/4/3/1");
    }
}

#[test]
fn a_large_level_at_the_soft_depth_is_the_last() {
    let init = "(and (= x 0) (= y 0) (= z 0))";
    let next =
        "(or (and (= x 0) (in x' (.. 1 70000)) (unchanged (tuple y z))) (and (< 0 x) (= y 0) (= y' 1) (unchanged (tuple x z))))";
    let mut m = with_roles(&[(0, init), (0, next)]);
    m.check_deadlock = false;
    for beyond in [Beyond::Nothing, Beyond::Violations] {
        let soft = |depth| Options::to_depth(None).soft_depth(depth, beyond);
        check_with(&m, &soft(1), "Safe 140001/70001/1/2 1");
        // the one after it is as large
        check_with(&m, &soft(0), "Safe 140001/70001/1/2 1");
        check_with(&m, &soft(2), "Safe 140001/140001/1/3 2!");
    }
}

#[test]
fn the_bound_is_in_steps() {
    let round = format!("(or {UP} (and (= x 5) (= x' 0) (unchanged (tuple y z))))");
    check_defs(&[(0, INIT), (0, &round)], Some(3), "Safe 5/4/1/4 3");
    check_defs(&[(0, INIT), (0, &round)], Some(5), "Safe 7/6/1/6 5!");
    check_defs(&[(0, INIT), (0, &round), (0, "(< x 3)")], Some(2), "Safe 4/3/1/3 2");
    check_defs(&[(0, INIT), (0, &round), (0, "(< x 3)")], Some(3), "Inv is false [0 1 2 3] 4/4/1/4 1");
}

#[test]
fn the_first_error_in_tlcs_order() {
    check_defs(&[(0, INIT), (0, "(and (= x' (+ x \"a\")) (unchanged (tuple y z)))")], None, "next: Type [0] 1/1/1/1");
    check_defs(&[(0, "(and (= x 0) (= y z))"), (0, UP)], None, "init: UndefinedVariable [] 0/0/0/0");
    check_defs(&[(0, INIT), (0, UP), (0, "(< (apply (tuple 7 8 9) (+ x 1)) 9)")], None, "Inv is false [0 1 2] 3/3/1/3 0");
    check_defs(&[(0, INIT), (0, UP), (0, "(< (apply (tuple 7 8) (+ x 1)) 9)")], None, "Inv: OutsideDomain [0 1 2] 3/3/1/3 0");
    check_defs(&[(0, INIT), (0, "(= x' 1)")], None, "next: IncompleteState [0] 1/1/1/1");
}

#[test]
fn excluded_states_are_checked_but_not_counted() {
    // x = 3 is generated and excluded: not distinct, no deadlock in x = 2.
    check_defs(&[(0, INIT), (0, UP), (0, TRUE), (0, "(< x 3)")], None, "Safe 4/3/1/3 2!");
    check_defs(&[(0, INIT), (0, UP), (0, "(< x 3)"), (0, "(< x 3)")], None, "Inv is false [0 1 2 3] 4/3/1/4 1");
}

#[test]
fn assumptions_alone() {
    let mut m = model(&[(0, TRUE), (0, "(= 1 2)"), (0, "(apply (tuple) 1)")]);
    check_model(&m, None, "Safe 0/0/0/0 0!");
    m.assumes = vec![Named { name: "A".into(), def: DefId(0) }];
    check_model(&m, None, "Safe 0/0/0/0 0!");
    m.assumes[0].def = DefId(1);
    check_model(&m, None, "Assumption { name: Some(\"A\"), span: -, error: None }");
    m.assumes[0].def = DefId(2);
    assert!(matches!(check(&m, &Options::to_depth(None)).outcome, Outcome::Assumption { error: Some(_), .. }));
}

#[test]
fn what_is_asked_after_the_search() {
    let mut m = with_roles(&[(0, INIT), (0, UP), (0, "(= x 4)"), (0, TRUE), (0, "(= x 7)"), (0, "(= x' 4)"), (0, "(= 1 2)")]);
    m.check_deadlock = false;
    m.invariants.clear();
    let named = |def| Named { name: "N".into(), def: DefId(def) };
    m.possible = vec![named(2), named(5)];
    m.postconditions = vec![named(3)];
    check_model(&m, None, "Safe 6/6/1/6 5!");
    m.possible.push(named(4));
    check_model(&m, None, "Postcondition { name: \"N\", span: -, error: None, never: true } 6/6/1/6 5!");
    // Whether something is possible beyond the bound is not known.
    check_model(&m, Some(2), "Safe 4/3/1/3 2");
    for (n, name) in m.possible.iter_mut().zip(["Four", "ToFour", "Seven"]) {
        n.name = name.into();
    }
    let names =
        |v: Verdict| v.notes.iter().map(|n| n.split(' ').nth(1).expect("a name").to_string()).collect::<Vec<_>>().join(" ");
    let unseen = |depth| names(check(&m, &Options::to_depth(depth)));
    // these definitions count as actions, so Four is asked of the states that steps begin in
    assert_eq!([unseen(Some(2)), unseen(Some(4)), unseen(None)], ["Four ToFour Seven", "Four Seven", ""]);
    m.possible.clear();
    m.postconditions.push(named(6));
    check_model(&m, None, "Postcondition { name: \"N\", span: -, error: None, never: false } 6/6/1/6 5!");
}

#[test]
fn going_on_after_violations() {
    let mut m = with_roles(&[(0, INIT), (0, UP), (0, "(< x 3)"), (0, "(< x 2)")]);
    m.constraints.clear();
    m.invariants.push(Named { name: "Other".into(), def: DefId(3) });
    for workers in [1, 3] {
        let v = check(&m, &Options::to_depth(None).keep_going(true).workers(workers));
        let all: Vec<String> = v.further.iter().map(|(v, t)| format!("{v:?} after {}", t.states.len())).collect();
        assert_eq!(all, ["Invariant { name: \"Inv\", span: - } after 4", "Deadlock after 6"]);
        assert!(matches!(v.outcome, Outcome::Violated { violation: Violation::Invariant { name, .. }, .. } if &*name == "Other"));
        assert!(v.exhaustive);
    }
}

#[test]
fn an_alias_is_shown_for_a_state() {
    let mut m = with_roles(&[(0, INIT), (0, UP), (0, "(< x 2)"), (0, TRUE), (0, "(tuple x x')")]);
    m.alias = Some(Named { name: "Alias".into(), def: DefId(4) });
    let Outcome::Violated { trace, .. } = check(&m, &Options::to_depth(None)).outcome else { panic!("Inv is false") };
    let shown: Vec<String> = trace.states.iter().map(|s| s.alias.as_ref().expect("it has a value").to_string()).collect();
    assert_eq!(shown, ["<<0, 1>>", "<<1, 2>>", "<<2, 2>>"]);
}

#[test]
fn actions_are_counted() {
    let mut m = with_roles(&[(0, INIT), (0, UP)]);
    m.check_deadlock = false;
    let counts = |m: &Model| {
        let c = check(m, &Options::to_depth(None)).coverage;
        c.iter().map(|c| format!("{} {}/{}", c.name, c.generated, c.distinct)).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(counts(&m), "D0 1/1 D1 5/5");
}

#[test]
fn properties_of_safety() {
    let property = |text: &str| {
        let mut m = with_roles(&[(0, INIT), (0, UP), (0, TRUE), (0, TRUE), (0, text)]);
        m.properties = vec![Named { name: "P".into(), def: DefId(4) }];
        m.check_deadlock = false;
        m
    };
    check_model(&property("(always (< x 9))"), None, "Safe 6/6/1/6 5!");
    check_model(&property("(always (< x 2))"), None, "P is false [0 1 2] 3/3/1/3 0");
    check_model(&property("(and (= x 0) (always (box (< x x') x)))"), None, "Safe 6/6/1/6 5!");
    check_model(
        &property("(and (= y 0) (always (box (< x 1) x)))"),
        None,
        "ActionProperty { name: \"P\", span: - } [0 1 2] 3/3/1/3 0",
    );
    check_model(&property("(= y 1)"), None, "ImpliedInit { name: \"P\", span: - } [0] 1/1/1/1");
    check_model(
        &property("(and (= y 0) (eventually (= x 3)))"),
        None,
        "Liveness { name: \"P\", span: -, fairness: [] } [0] 6/6/1/6 5!",
    );
}

#[test]
fn a_view_tells_states_apart() {
    let mut m = with_roles(&[(0, INIT), (0, UP), (0, "(< x 2)"), (0, TRUE), (0, "(< x 4)")]);
    m.check_deadlock = false;
    m.invariants.clear();
    m.view = Some(Named { name: "View".into(), def: DefId(4) });
    // x = 0 stands for 1, 2 and 3, so 4 is never found.
    check_model(&m, None, "Safe 2/1/1/1 0!");
    m.view = Some(Named { name: "View".into(), def: DefId(2) });
    check_model(&m, None, "Safe 2/1/1/1 0!");
}

/// Levels large enough for several threads: all `x`, `y` and `z` below 8, each counted up by itself.
#[test]
fn threads_agree() {
    let up = |v: &str, others: &str| format!("(and (< {v} 8) (= {v}' (+ {v} 1)) (unchanged (tuple {others})))");
    let next = format!("(or {} {} {})", up("x", "y z"), up("y", "x z"), up("z", "x y"));
    let all = [(0, INIT), (0, next.as_str())];
    check_defs(&all, None, "Deadlock [0 1 2 3 4 5 6 7 8 8 8 8 8 8 8 8 8 8 8 8 8 8 8 8 8] 1945/729/1/25 23");
    let few = [(0, INIT), (0, next.as_str()), (0, "(or (< x 5) (< y 5) (< z 4))")];
    check_defs(&few, None, "Inv is false [0 1 2 3 4 5 5 5 5 5 5 5 5 5 5] 1209/483/1/15 12");
    let bad = [(0, INIT), (0, next.as_str()), (0, "(or (< (+ x (+ y z)) 13) (< (apply (tuple 1 2 3 4 5) z) 4))")];
    check_defs(&bad, None, "Inv: OutsideDomain [0 1 2 3 4 5 6 7 8 8 8 8 8 8] 974/396/1/14 11");
}

/// With room for a thousand states in memory the rest is on disk, and nothing else changes.
#[test]
fn states_on_disk() {
    let up = |v: &str, others: &str| format!("(and (< {v} 16) (= {v}' (+ {v} 1)) (unchanged (tuple {others})))");
    let next = format!("(or {} {} {})", up("x", "y z"), up("y", "x z"), up("z", "x y"));
    let mut m = with_roles(&[(0, INIT), (0, next.as_str())]);
    m.check_deadlock = false;
    for (workers, memory_limit) in [(1, None), (1, Some(1)), (3, Some(1))] {
        let options = Options::to_depth(None).workers(workers).memory_limit(memory_limit);
        check_with(&m, &options, "Safe 13873/4913/1/49 48!");
    }
}

/// Functions walked inside each other, with what they capture; sets remembered of this state and of the next. Counts of the reference checker.
#[test]
fn conditions_that_call_themselves_and_sets_that_are_asked_for_again() {
    let text = r"---- MODULE M ----
EXTENDS Integers, FiniteSets
VARIABLES x, s
Init == x = 0 /\ s = {}
Good(n, f(_)) ==
  LET F[m \in 0..5] == \/ m = x
                       \/ \E k \in 1..2 : m + k <= 5 /\ F[m + k] /\ \A j \in s : f(j) => j # m
                       \/ m > x /\ m \in s
  IN F[n]
Orders == {r \in SUBSET (s \X s) : \A a, b \in s : a < b => <<a, b>> \in r}
Odd(j) == j % 2 = 1
Next ==
  \/ \E n \in 0..3 : Good(n, Odd) /\ x' = n /\ s' = s \cup {n}
  \/ \E n \in 0..2 : x' = n /\ (Good(n + 1, LAMBDA j : j > n) \/ ~Good(n, Odd)) /\ s' \in {s, s \ {n}}
  \/ x' = x /\ s' \in SUBSET (0..2) /\ \E r \in Orders' : \A p \in r : p[1] <= p[2] /\ p[2] # x
  \/ \E r \in Orders : r # {} /\ x' = Cardinality(r) % 5 /\ s' \in SUBSET (1..2) /\ r \notin Orders' /\ \E q \in Orders' : q \subseteq r
Inv == x < 6
====
";
    let cfg = "INIT Init\nNEXT Next\nINVARIANT Inv\nCHECK_DEADLOCK FALSE\n";
    let m = from_texts(text, Some(cfg), &Overrides::default(), &mut SourceMap::new()).expect("a model");
    check_model(&m, None, "Safe 22169/72/1/6 5!");
}

/// A violation that depends on how far the search has come, or lies behind a constraint that does, is shown all the same.
#[test]
fn what_is_asked_of_the_search_does_not_refute_a_counterexample() {
    let body = "---- MODULE M ----\nEXTENDS Integers, TLC\nVARIABLE x\nInit == x = 0\nNext == x' \\in x..(x + 2)\n\
                Early == TLCGet(\"generated\") < 20\nFew == TLCGet(\"distinct\") < 4\nInv == x < 5\n====\n";
    for (cfg, states) in [("INVARIANT Few", 3..6), ("INVARIANT Inv\nCONSTRAINT Early", 4..5)] {
        let m = from_texts(body, Some(&format!("INIT Init\nNEXT Next\n{cfg}\n")), &Overrides::default(), &mut SourceMap::new());
        let v = check(&m.expect("it lowers"), &Options::to_depth(None));
        let Outcome::Violated { trace, .. } = &v.outcome else { panic!("{:?}", v.outcome) };
        assert!(states.contains(&trace.states.len()) && v.notes.len() == 1, "{v:?}");
    }
}
