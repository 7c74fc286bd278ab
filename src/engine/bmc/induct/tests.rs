//! Forms cover what is reachable, lemmas mean the same of a form and of a state, and proofs say no more than is true.

use super::find::Finder;
use super::query::StepQuery;
use super::*;
use crate::engine::bmc::check;
use crate::engine::bmc::search::Search;
use crate::engine::bmc::symmetry::Symmetry;
use crate::engine::bmc::tests::{model, system, told};
use crate::eval::Evaluator;
use crate::logic::Term;
use crate::sat::cnf::Cnf;
use crate::sat::{self, Answer};
use crate::symbolic::Encoder;
use crate::value::State;
use rustc_hash::FxHashSet;

/// A set of records, a queue of records, and what may be a record of either kind, or none.
const SITE: &str = r#"CONSTANT NONE
VARIABLES files, queue, last, held
Init == files = {} /\ queue = <<>> /\ last = 0 /\ held = [w \in {"a", "b"} |-> NONE]
Add == /\ last' = last + 1
       /\ files' = files \union {[id |-> last', v |-> 1]}
       /\ queue' = Append(queue, [id |-> last', what |-> "new"])
       /\ UNCHANGED held
Edit == \E f \in files : /\ files' = (files \ {f}) \union {[f EXCEPT !.v = @ + 1]}
                         /\ queue' = Append(queue, [id |-> f.id, what |-> "old"])
                         /\ UNCHANGED <<last, held>>
Take(w) == /\ held[w] = NONE /\ queue # <<>>
           /\ held' = [held EXCEPT ![w] = IF \E f \in files : f.id = Head(queue).id
                                            THEN CHOOSE f \in files : f.id = Head(queue).id ELSE Head(queue)]
           /\ queue' = Tail(queue) /\ UNCHANGED <<files, last>>
Done(w) == held[w] # NONE /\ held' = [held EXCEPT ![w] = NONE] /\ UNCHANGED <<files, queue, last>>
Next == Add \/ Edit \/ \E w \in {"a", "b"} : Take(w) \/ Done(w)
Inv == \A f, g \in files : f.id = g.id => f = g"#;

/// Boxes of messages, a set of pairs, flags.
const BOXES: &str = r#"VARIABLES box, seen, up, n
P == {1, 2, 0}
Init == box = [p \in P |-> <<>>] /\ seen = {} /\ up = [p \in P |-> FALSE] /\ n = 0
Send(p, q) == box' = [box EXCEPT ![q] = Append(@, <<p, n>>)] /\ n' = n + 1 /\ UNCHANGED <<seen, up>>
Get(p) == /\ box[p] # <<>> /\ seen' = seen \union {Head(box[p])} /\ box' = [box EXCEPT ![p] = Tail(@)]
          /\ up' = [up EXCEPT ![p] = TRUE] /\ UNCHANGED n
Next == \E p \in P : Get(p) \/ \E q \in P \ {p} : Send(p, q)
Inv == \A s \in seen : s[2] < n"#;

/// One token, handed on; who has it works.
const TOKEN: &str = r#"VARIABLES pc, has
P == {"a", "b", "c"}
Init == pc = [p \in P |-> "idle"] /\ \E t \in P : has = [p \in P |-> p = t]
Work(p) == has[p] /\ pc[p] = "idle" /\ pc' = [pc EXCEPT ![p] = "work"] /\ UNCHANGED has
Rest(p) == pc[p] = "work" /\ pc' = [pc EXCEPT ![p] = "idle"] /\ UNCHANGED has
Pass(p, q) == has[p] /\ pc[p] = "idle" /\ has' = [has EXCEPT ![p] = FALSE, ![q] = TRUE] /\ UNCHANGED pc
Next == \E p \in P : Work(p) \/ Rest(p) \/ \E q \in P \ {p} : Pass(p, q)
Inv == \A p, q \in P : pc[p] = "work" /\ pc[q] = "work" => p = q"#;

const PLAIN: &str = "INIT Init\nNEXT Next\nINVARIANT Inv\n";
const SITE_PLAIN: &str = "INIT Init\nNEXT Next\nINVARIANT Inv\nCONSTANT NONE = NONE\n";
const ALL: [(&str, &str); 3] = [(SITE, SITE_PLAIN), (BOXES, PLAIN), (TOKEN, PLAIN)];

/// The states at most so many steps from an initial one.
fn reachable(model: &Model, depth: u32) -> Vec<State> {
    let mut evaluator = Evaluator::new(model);
    let (init, next) = (model.init.expect("there is Init"), model.next.expect("there is Next"));
    let (mut all, mut seen): (Vec<State>, FxHashSet<State>) = Default::default();
    let mut add = |s: State, all: &mut Vec<State>| {
        if seen.insert(s.clone()) {
            all.push(s);
        }
    };
    let found = evaluator.initial_states(init, &mut |s| {
        add(s, &mut all);
        Ok(())
    });
    assert!(found.is_ok(), "{:?}", found.err());
    let mut level = 0..all.len();
    for _ in 0..depth {
        for i in level.clone() {
            let s = all[i].clone();
            let found = evaluator.successors(next, &s, &mut |_, t| {
                add(t, &mut all);
                Ok(())
            });
            assert!(found.is_ok(), "{:?}", found.err());
        }
        level = level.end..all.len();
    }
    all
}

#[test]
fn a_form_covers_what_is_reachable() {
    for (body, cfg) in ALL {
        let model = model(body, cfg);
        let mut abstraction = Abstraction::new(&system(&model), sat::Backend::AUTO, false).expect("there is a form");
        for depth in [0, 1, 3] {
            abstraction.extend(depth).expect("there is a form");
            let mut encoder = Encoder::new(&model);
            let (free, fits) = encoder.freed(abstraction.form().0, abstraction.form().1).expect("it is free");
            let mut cnf = Cnf::new(sat::solver(sat::Backend::AUTO, "test"));
            cnf.assert(&encoder.graph, fits);
            let all = reachable(&model, depth);
            assert!(all.len() > depth as usize);
            for state in all {
                let known = encoder.known_state(&state.0);
                let same = encoder.same_state(&free, &known);
                assert_eq!(cnf.solve(&encoder.graph, &[same], Work::MAX), Answer::Satisfiable, "{state:?} at {depth}");
            }
            // and not everything
            let values: Vec<_> = reachable(&model, depth + 2).into_iter().map(|s| encoder.known_state(&s.0)).collect();
            let same: Vec<Term> = values.iter().map(|v| encoder.same_state(&free, v)).collect();
            let outside = same.iter().any(|s| cnf.solve(&encoder.graph, &[*s], Work::MAX) == Answer::Unsatisfiable);
            assert!(outside || body == TOKEN, "{depth}");
        }
    }
}

#[test]
fn what_is_inductive_is_true_of_all_states() {
    for ((body, cfg), at_least) in ALL.into_iter().zip([10, 6, 3]) {
        let model = model(body, cfg);
        let options = Options::to_depth(4).induction(Induct::Never);
        let system = system(&model);
        let mut search = Search::new(&system, &options, None, Symmetry::default());
        assert!(search.search().is_ok());
        let end = Work::MAX;
        let mut abstraction = Abstraction::new(&system, sat::Backend::AUTO, false).expect("there is a form");
        abstraction.extend(3).expect("there is a form");
        let mut query = StepQuery::new(&system, abstraction.form(), sat::Backend::AUTO, end).expect("there is a formula");
        let kinds = query.unroller.encoder.kinds(&query.unroller.states[0]);
        let mut candidates =
            search.induction.candidates(&mut search.session, &kinds, 4, true, end).expect("there are candidates");
        let before = candidates.active.len();
        let mut finder = Finder::new(query, &kinds, false).expect("there are items");
        finder.close(&mut candidates);
        // some are guesses that a longer behavior refutes, and some are true
        assert!(candidates.active.len() >= at_least, "{} of {before}", candidates.active.len());
        let mut encoder = Encoder::new(&model);
        for state in reachable(&model, 4) {
            let known = encoder.known_state(&state.0);
            let items = encoder.seen_items(&known, &kinds, usize::MAX).expect("there are items");
            for lemma in &candidates.active {
                let holds = encoder.lemma(lemma, &items, &kinds);
                assert_eq!(holds, Term::TRUE, "{} in {state:?}", encoder.render_lemma(lemma, &kinds));
            }
        }
    }
}

/// The outcome with induction after each depth, and how many lemmas it took.
fn always(body: &str, cfg: &str, depth: u32) -> (String, Option<usize>) {
    let verdict = check(&model(body, cfg), &Options::to_depth(depth).induction(Induct::Always));
    (told(&verdict), verdict.inductive.map(|i| i.lemmas.len()))
}

#[test]
fn lemmas_are_found() {
    let (outcome, lemmas) = always(TOKEN, PLAIN, 3);
    assert_eq!(outcome, "safe to Some(3), all");
    assert!(lemmas >= Some(1));
    let (outcome, lemmas) = always(SITE, SITE_PLAIN, 14);
    assert_eq!(outcome, "safe to Some(14)");
    assert!(lemmas >= Some(1));
    // now each entry of the queue has to have its file, or Take cannot be evaluated
    let found = r#"IF \E f \in files : f.id = Head(queue).id
                                            THEN CHOOSE f \in files : f.id = Head(queue).id ELSE Head(queue)]"#;
    let strict = SITE.replace(found, r"CHOOSE f \in files : f.id = Head(queue).id]");
    assert_ne!(strict, SITE);
    let verdict = check(&model(&strict, SITE_PLAIN), &Options::to_depth(12).induction(Induct::Always));
    assert_eq!(told(&verdict), "safe to Some(12)");
    let lemmas = verdict.inductive.expect("there is a proof").lemmas;
    assert!(lemmas.iter().any(|l| l == r"\A i \in DOMAIN queue : \E y \in files : queue[i].id = y.id"), "{lemmas:?}");
    let (outcome, lemmas) = always(BOXES, PLAIN, 12);
    assert_eq!(outcome, "safe to Some(12)");
    assert!(lemmas >= Some(1));
}

#[test]
fn a_proof_ends_before_what_is_wrong() {
    // inductive for long, and then not
    let body = "VARIABLE x\nInit == x = 0\nNext == x' = x + 1\nInv == x < 20";
    let (outcome, lemmas) = always(body, PLAIN, 30);
    assert!(outcome.starts_with("Inv: 0 -> 1 -> 2") && outcome.ends_with("-> 20"), "{outcome}");
    assert_eq!(lemmas, None);
    assert_eq!(always(body, PLAIN, 19).0, "safe to Some(19)");
    // an evaluation that fails
    let body = "VARIABLE x\nInit == x = 0\nNext == 12 \\div (6 - x) # 100 /\\ x' = x + 1\nInv == x >= 0";
    assert_eq!(always(body, PLAIN, 9).0, "next DivisionByZero: 0 -> 1 -> 2 -> 3 -> 4 -> 5 -> 6");
    // a state without successor that the invariants allow
    let body = "VARIABLE x\nInit == x = 0\nNext == x < 7 /\\ x' = x + 1\nInv == x < 100";
    let (outcome, _) = always(body, PLAIN, 30);
    assert!(outcome.starts_with("deadlock: 0 -> 1") && outcome.ends_with("-> 7"), "{outcome}");
}

#[test]
fn states_outside_a_constraint_are_none_to_go_on_from() {
    let body = "VARIABLES x, y\nInit == x = 0 /\\ y = 0\nNext == x' = (x + 1) % 8 /\\ y' = IF x = 5 THEN 1 ELSE y\nInv == y = 0\nLow == x < 5";
    let (outcome, _) = always(body, PLAIN, 12);
    assert!(outcome.starts_with("Inv: ") && outcome.ends_with("5 0 -> 6 1"), "{outcome}");
    assert!(always(body, &format!("{PLAIN}CONSTRAINT Low"), 12).0.starts_with("safe to "));
}

#[test]
fn properties_of_steps_are_proven_of_each() {
    let body = "VARIABLES x, y\nInit == x = 0 /\\ y = 0\nNext == x' = (x + 1) % 5 /\\ y' = x\nInv == x < 5\n\
                Up == [][x' > x \\/ x = 4]_x\nFollows == [][y' = x]_<<x, y>>\nNever == [][y' # 3]_<<x, y>>\nLow == [](y < 5)";
    let cfg = |property: &str| format!("{PLAIN}PROPERTY {property}");
    assert_eq!(always(body, &cfg("Up"), 3).0, "safe to Some(3), all");
    assert_eq!(always(body, &cfg("Follows"), 3).0, "safe to Some(3), all");
    assert_eq!(always(body, &cfg("Low"), 3).0, "safe to Some(3), all");
    let (outcome, proof) = always(body, &cfg("Never"), 9);
    assert!(outcome.starts_with("ActionProperty") && proof.is_none(), "{outcome}");
}

#[test]
fn what_depends_on_more_than_the_state_is_left_alone() {
    let body = "VARIABLE x\nInit == x = 0\nNext == x' = 1 - x\nInv == TLCGet(\"level\") < 100";
    assert_eq!(always(body, PLAIN, 4).1, None);
    // a string that no text mentions
    let body = "VARIABLES x, t\nInit == x = 0 /\\ t = \"0\"\nNext == x' = 1 - x /\\ t' = ToString(x')\nInv == x < 2";
    assert_eq!(always(body, PLAIN, 1), ("safe to Some(1)".to_owned(), None));
    let body = "VARIABLE x\nInit == x = 0\nNext == x' = 1 - x\nInv == x < 2";
    assert_eq!(always(body, PLAIN, 4), ("safe to Some(4), all".to_owned(), Some(0)));
}
