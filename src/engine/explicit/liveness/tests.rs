//! Specifications in text → verdict and lasso; random graphs and formulas → what trying all short lassos finds.

use super::super::watch::Steps;
use super::graph::Graph;
use super::{Answer, goal};
use crate::engine::{Options, explicit};
use crate::ir::Model;
use crate::lower::Overrides;
use crate::pipeline::from_texts;
use crate::property::{AtomId, Formula};
use crate::property::{Violation, Why};
use crate::source::SourceMap;
use crate::trace::{Lasso, Outcome, Verdict};
use itertools::Itertools;

/// A light that counts `x` from 0 to 3 and back to 0, and may flip `y` at any time.
const LIGHT: &str = "EXTENDS Naturals\nVARIABLES x, y\nvars == <<x, y>>\nInit == x = 0 /\\ y = 0\n\
    Up(i) == x = i /\\ x' = i + 1 /\\ UNCHANGED y\nBack == x = 3 /\\ x' = 0 /\\ UNCHANGED y\n\
    Flip == y' = 1 - y /\\ UNCHANGED x\nNext == (\\E i \\in 0..2 : Up(i)) \\/ Back \\/ Flip\n";

fn model(body: &str, cfg: &str) -> Model {
    let text = format!("---- MODULE M ----\n{body}\n====\n");
    from_texts(&text, Some(cfg), &Overrides::default(), &mut SourceMap::new()).expect("there is a model")
}

/// `ok`, the kind of another outcome, or the states of the behavior, a bar where the loop begins, why it is fair.
fn outcome(verdict: &Verdict) -> String {
    match &verdict.outcome {
        Outcome::Safe => "ok".into(),
        Outcome::Violated { violation: Violation::Liveness { fairness, .. }, trace } => {
            let begin = match &trace.lasso {
                Some(Lasso::BackTo { index, .. }) => *index,
                Some(Lasso::Stuttering) | None => trace.states.len() - 1,
            };
            let state = |(i, s): (usize, &crate::trace::TraceState)| {
                format!("{}{}", if i == begin { "| " } else { "" }, s.state.0.iter().join(","))
            };
            let states = trace.states.iter().enumerate().map(state).join(" ");
            let why = |w: &Why| match w {
                Why::Taken { state } => format!(" t{state}"),
                Why::Disabled { state } => format!(" d{state}"),
            };
            format!("{states}{}", fairness.iter().map(|m| why(&m.why)).collect::<String>())
        }
        Outcome::Violated { violation: Violation::InvariantError { name, error, .. }, trace } => {
            format!("{name} after {}: {}", trace.states.len(), error.message)
        }
        Outcome::Violated { violation, .. } => format!("{violation:?}"),
        Outcome::Unsupported(d) => d.message.clone(),
        other => format!("{other:?}"),
    }
}

fn check_cfg(body: &str, cfg: &str, expected: &str) {
    let m = model(body, cfg);
    for workers in [1, 2] {
        let verdict = explicit::check(&m, &Options::to_depth(None).workers(workers));
        assert_eq!(outcome(&verdict), expected);
    }
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
    check("TRUE", "<>[](x = 0)", "| 0,0 1,0 2,0 3,0");
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
    check(&format!("SF_vars(Flip) /\\ WF_vars(Back) /\\ SF_vars({step})"), "<>[](y = 0)", "| 0,0 1,0 1,1 2,1 3,1 0,1 t1 t4 t0");
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
    check(fair, "<>(x = 1 /\\ [](x # 2 \\/ y = 0))", "| 0,0 1,0 2,0 2,1 3,1 0,1 t4 t0 t1 t3");
    check(fair, "[](x = 1 => (y = 0 \\/ <>(x = 3 /\\ y = 0)))", "0,0 1,0 | 1,1 2,1 3,1 0,1 t4 t5 t2 t3");
    check(fair, "<>[](y = 0) \\/ <>[](y = 1) \\/ []<>(y = 0)", "ok");
    check(fair, "(x = 0 ~> x = 2) => []<>(y = 1)", "| 0,0 1,0 2,0 3,0 t3 t0 t1 t2");
    check("(x = 1 ~> y = 1) /\\ WF_vars(Up(0))", "<>(x = 1 /\\ y = 1)", "| 0,0 1,0 2,0 3,0 0,0 0,1 t0");
}

#[test]
fn safety_comes_first() {
    check("TRUE", "[](x < 2) /\\ <>(x = 3)", "Invariant { name: \"P\", span: 1:301..308 }");
}

#[test]
fn refinement() {
    let body = "EXTENDS Naturals\n---- MODULE Clock ----\nVARIABLE h\nTick == h' = (h + 1) % 4\n\
        Spec == h = 0 /\\ [][Tick]_h /\\ WF_h(Tick)\nFast == Spec /\\ []<><<h = 2 /\\ Tick>>_h\n====\n"
        .to_string()
        + LIGHT.trim_start_matches("EXTENDS Naturals\n")
        + "Light == Init /\\ [][Next]_vars /\\ WF_vars(Back) /\\ \\A i \\in 0..2 : WF_vars(Up(i))\n\
           C == INSTANCE Clock WITH h <- x\nD == INSTANCE Clock WITH h <- (x + 1) % 4\nE == INSTANCE Clock WITH h <- 2 * y\n\
           Both == C!Spec /\\ C!Fast\nOther == D!Spec\nY == WF_y(E!Tick) => []<><<E!Tick>>_y";
    check_cfg(&body, "SPECIFICATION Light PROPERTY Both", "ok");
    check_cfg(&body, "SPECIFICATION Light PROPERTY Other", "ImpliedInit { name: \"Other\", span: 1:103..108 }");
    check_cfg(&body, "SPECIFICATION Light PROPERTY Y", "Y after 1: y' is used before it is given a value");
}

#[test]
fn constraints_and_symmetry() {
    let body = format!(
        "{LIGHT}Spec == Init /\\ [][Next]_vars /\\ WF_vars(Next)\nP == []<>(x = 0)\nSmall == x < 3\nLow == x' < 3 \\/ y = 1\nView == x"
    );
    // Behaviors that leave the constraint do not count; what is left has no way on but Flip.
    check_cfg(&body, "SPECIFICATION Spec PROPERTY P CONSTRAINT Small", "0,0 | 1,0 1,1 t1");
    check_cfg(&body, "SPECIFICATION Spec PROPERTY P ACTION_CONSTRAINT Low", "0,0 | 1,0 1,1 t1");
    let body = "EXTENDS TLC\nCONSTANTS a, b\nVARIABLE x\nInit == x \\in {a, b}\nNext == x' \\in {a, b} /\\ x' # x\n\
        Spec == Init /\\ [][Next]_x /\\ WF_x(Next)\nP == <>[](x = a)\nSym == Permutations({a, b})";
    check_cfg(body, "CONSTANTS a = a b = b SPECIFICATION Spec PROPERTY P SYMMETRY Sym", "| a b t0");
}

#[test]
fn loops_within_a_bound() {
    let body = format!("{LIGHT}Spec == Init /\\ [][Next]_vars /\\ WF_vars(Next)\nP == []<>(x = 0)");
    let m = model(&body, "SPECIFICATION Spec PROPERTY P");
    let to = |depth| {
        let v = explicit::check(&m, &Options::to_depth(depth));
        format!("{} {}", outcome(&v), v.assumptions.len())
    };
    assert_eq!(to(0), "ok 1");
    assert_eq!(to(1), "ok 1");
    assert_eq!(to(2), "0,0 | 1,0 1,1 t1 0");
}

#[test]
fn views() {
    // Behaviors count up forever, but the view sees a circle.
    let body = "EXTENDS Naturals\nVARIABLE x\nInit == x = 0\nNext == x' = x + 1\nSpec == Init /\\ [][Next]_x /\\ WF_x(Next)\n\
        P == []<>(x % 3 = 0)\nQ == <>[](x % 3 # 0)\nView == x % 3\nNever == []<>(x % 3 = 7)\nSame == x % 1";
    check_cfg(body, "SPECIFICATION Spec PROPERTY P VIEW View", "ok");
    check_cfg(body, "SPECIFICATION Spec PROPERTY Q VIEW View", "| 0 1 2 t0");
    check_cfg(body, "SPECIFICATION Spec PROPERTY Never VIEW Same", "| 0 t0");
}

#[test]
fn going_on_after_a_violation() {
    let body = format!("{LIGHT}Spec == Init /\\ [][Next]_vars\nP == []<>(x = 0)\nInv == x < 2");
    let m = model(&body, "SPECIFICATION Spec PROPERTY P INVARIANT Inv");
    let verdict = explicit::check(&m, &Options::to_depth(None).keep_going(true));
    assert!(matches!(&verdict.outcome, Outcome::Violated { violation: Violation::Invariant { .. }, .. }));
    assert!(matches!(&verdict.further[..], [(Violation::Liveness { .. }, trace)] if trace.states.len() == 2));
}

#[test]
fn searches_without_end() {
    let body = "EXTENDS Naturals\nVARIABLES x, y\nInit == x = 0 /\\ y = 0\nNext == (x' = x + 1 /\\ y' \\in 1..9) \\/ (y' = 1 - y /\\ y < 2 /\\ x' = x)\n\
        Spec == Init /\\ [][Next]_<<x, y>> /\\ WF_<<x, y>>(Next)\nP == <>(x = 1)";
    check_cfg(body, "SPECIFICATION Spec PROPERTY P", "| 0,0 0,1 t0");
}

#[test]
fn finite_counterexamples() {
    let property = "[](x = 1 => [](x # 3))";
    let body = |fair: &str| format!("{LIGHT}Spec == Init /\\ [][Next]_vars{fair}\nP == {property}");
    let m = model(&body(""), "SPECIFICATION Spec PROPERTY P");
    let verdict = explicit::check(&m, &Options::to_depth(None));
    let Outcome::Violated { trace, .. } = &verdict.outcome else { panic!("{verdict:?}") };
    assert!(trace.lasso.is_none());
    check_cfg(&body(""), "SPECIFICATION Spec PROPERTY P", "0,0 1,0 2,0 | 3,0");
    check_cfg(&body(" /\\ WF_vars(Back)"), "SPECIFICATION Spec PROPERTY P", "0,0 1,0 2,0 3,0 | 0,0 d4");
}

#[test]
fn formulas_without_a_value() {
    check("TRUE", "<>(<<1, 2>>[x + 1] = 3)", "P after 3: tuple <<1, 2>> is applied to 3, outside its domain");
    check("TRUE", "[]<><<<<1, 2>>[x'] = 3>>_x", "P after 1: tuple <<1, 2>> is applied to 0, outside its domain");
    check("WF_vars(y < \"a\" /\\ Up(1))", "<>(x = 1)", "(fairness) after 1: < needs integers, not a string \"a\"");
}

/// Numbers that only look random.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 33) as usize % n
    }

    /// A formula over the state atoms 0 and 1, and of the step atoms 2 and 3 `<>a` and `[]~a`, which do not tell stuttering.
    fn formula(&mut self, size: usize) -> Formula {
        let parts = |r: &mut Random| [r.formula(size / 2), r.formula(size / 2)];
        match self.below(if size == 0 { 3 } else { 8 }) {
            0 | 1 => Formula::Atom { atom: AtomId(self.below(2) as u32), holds: self.below(2) == 0 },
            2 => {
                let taken = Formula::Atom { atom: AtomId(2 + self.below(2) as u32), holds: true };
                if self.below(2) == 0 { Formula::eventually(taken) } else { Formula::always(taken.negated()) }
            }
            3 => Formula::and(parts(self)),
            4 => Formula::or(parts(self)),
            5 | 6 => Formula::eventually(self.formula(size - 1)),
            _ => Formula::always(self.formula(size - 1)),
        }
    }
}

/// States 0.., 0 initial: of each its edges, with the bits on each, and its own bits.
struct Small {
    edges: Vec<Vec<(usize, u64)>>,
    own: Vec<u64>,
}

impl Small {
    fn new(r: &mut Random) -> Small {
        let n = 2 + r.below(2);
        let own: Vec<u64> = (0..n).map(|_| r.below(4) as u64).collect();
        let edges = (0..n).map(|s| {
            let to: Vec<usize> = (0..n).filter(|t| *t != s && r.below(3) > 0).collect();
            to.into_iter().map(|t| (t, own[s] | (r.below(4) as u64) << 2)).collect()
        });
        let small = Small { edges: edges.collect(), own };
        // As in the search, every state is reached.
        if (0..n).all(|t| small.reaches(t)) { small } else { Small::new(r) }
    }

    fn reaches(&self, state: usize) -> bool {
        let mut seen = vec![0];
        for i in 0..self.own.len() {
            let more: Vec<usize> = seen.get(i).map(|s| self.edges[*s].iter().map(|e| e.0).collect()).unwrap_or_default();
            more.into_iter().for_each(|t| {
                if !seen.contains(&t) {
                    seen.push(t)
                }
            });
        }
        seen.contains(&state)
    }

    fn graph(&self) -> Graph {
        let mut g = Graph::new(1, true);
        (0..self.own.len()).for_each(|s| g.found(s as u128));
        let mut steps = Steps::default();
        for (edges, own) in self.edges.iter().zip(&self.own) {
            steps.counts.push(edges.len() as u32);
            steps.targets.extend(edges.iter().map(|e| e.0 as u128));
            steps.rows.extend(edges.iter().map(|e| e.1));
            steps.stuttering.push(*own);
        }
        g.add(&steps);
        g.finish();
        g
    }

    /// The bits of a step, stuttering included.
    fn bits(&self, from: usize, to: usize) -> Option<u64> {
        if from == to {
            return Some(self.own[from]);
        }
        self.edges[from].iter().find(|e| e.0 == to).map(|e| e.1)
    }

    /// Is this lasso one of the graph, and does it satisfy all formulas?
    fn satisfies(&self, states: &[usize], back: usize, formulas: &[Formula]) -> bool {
        let next = |i: usize| states.get(i + 1).copied().unwrap_or(states[back]);
        let bits: Option<Vec<u64>> = (0..states.len()).map(|i| self.bits(states[i], next(i))).collect();
        let Some(bits) = bits else { return false };
        formulas.iter().all(|f| f.on_lasso(states.len(), back, &|a, i| bits[i] >> a.0 & 1 == 1)[0])
    }

    /// Some lasso of at most this many states satisfies them.
    fn search(&self, states: &mut Vec<usize>, length: usize, formulas: &[Formula]) -> bool {
        if (0..states.len()).any(|back| self.satisfies(states, back, formulas)) {
            return true;
        }
        if states.len() == length {
            return false;
        }
        (0..self.own.len()).any(|next| {
            if self.bits(states[states.len() - 1], next).is_none() {
                return false;
            }
            states.push(next);
            let found = self.search(states, length, formulas);
            states.pop();
            found
        })
    }
}

#[test]
fn random_graphs() {
    let mut seen = [0, 0];
    for seed in 0..1500 {
        let mut r = Random(seed);
        r.below(2);
        let small = Small::new(&mut r);
        let fairness: Vec<Formula> = (0..r.below(3))
            .map(|i| {
                let taken = Formula::Atom { atom: AtomId(2 + i as u32), holds: true };
                let disabled = Formula::Atom { atom: AtomId(r.below(2) as u32), holds: true };
                match r.below(3) {
                    0 => Formula::always(Formula::eventually(Formula::or([taken, disabled]))),
                    1 => {
                        Formula::or([Formula::always(Formula::eventually(taken)), Formula::eventually(Formula::always(disabled))])
                    }
                    _ => r.formula(3),
                }
            })
            .collect();
        let formula = r.formula(4);
        let mut wanted = fairness.clone();
        wanted.push(formula.negated());
        let found = super::first(&small.graph(), 1, goal::goals(wanted.clone()), None, &|| false);
        let shown = || format!("seed {seed}: {} for {:?} {:?}", wanted.iter().join(", "), small.edges, small.own);
        match found {
            Answer::Violated(_, lasso) => {
                seen[0] += 1;
                let states: Vec<usize> = lasso.stem.iter().chain(&lasso.rest).map(|s| *s as usize).collect();
                assert!(small.satisfies(&states, lasso.stem.len() - 1, &wanted), "{} {lasso:?}", shown());
            }
            Answer::Holds => {
                seen[1] += 1;
                assert!(!small.search(&mut vec![0], 5, &wanted), "missed, {}", shown());
            }
            Answer::Interrupted | Answer::NoRoom | Answer::TooLarge { .. } => panic!("{}", shown()),
        }
    }
    assert!(seen.iter().all(|n| *n > 300), "{seen:?}");
}

/// The machine keeps the value of `Most` for each state that is asked about; debug runs compare it with the evaluator everywhere.
#[test]
fn definitions_are_about_the_state_that_is_asked_about() {
    let body = r#"EXTENDS Naturals, Sequences
VARIABLE q
Most == CHOOSE m \in {q[i] : i \in DOMAIN q} \cup {0} : \A i \in DOMAIN q : q[i] <= m
Grows == Most' > Most
Init == q = <<>>
Next == \/ Len(q) < 3 /\ \E n \in 1..3 : q' = Append(q, n) /\ (Most' = n \/ Most < 3)
        \/ Most > 1 /\ q' = Tail(q)
        \/ Most = 3 /\ ENABLED (q' = Tail(q) /\ Most' < Most) /\ q' = <<Most>>
Spec == Init /\ [][Next]_q /\ WF_q(Next /\ Most' < Most)
Above == ENABLED (q' = Append(q, Most + 1) /\ Most' = Most + 1) /\ \A i \in DOMAIN q : q[i] <= Most
Steps == [][Most' <= Most + 3 /\ (Grows => q' # <<>>)]_q
Small == Most < 4
Moves == Most' # Most \/ q' # q
P == <>[](Most = 3) \/ []<>(Most < 3)"#;
    let cfg =
        "SPECIFICATION Spec INVARIANT Above PROPERTIES Steps P CONSTRAINT Small ACTION_CONSTRAINT Moves CHECK_DEADLOCK FALSE";
    check_cfg(body, cfg, "ok");
}

#[test]
fn properties_that_say_nothing_are_told() {
    let cfg = |properties: &str| format!("SPECIFICATION Spec\nPROPERTY {properties}");
    let body = format!("{LIGHT}Spec == Init /\\ [][Next]_vars\nNothing == <>[](x = 1) => TRUE\nSome == <>(x = 0)");
    let all = model(&body, &cfg("Nothing"));
    let v = explicit::check(&all, &Options::to_depth(None));
    assert!(matches!(&v.outcome, Outcome::Tautology { name, .. } if &**name == "Nothing"), "{:?}", v.outcome);
    // Another property is worth a search.
    let some = model(&body, &cfg("Nothing Some"));
    let v = explicit::check(&some, &Options::to_depth(None));
    assert!(matches!(v.outcome, Outcome::Safe), "{:?}", v.outcome);
}

/// Eight states and their steps take some hundred bytes, and a search in them as much again.
#[test]
fn a_graph_beyond_the_memory_given_is_told() {
    let body = format!("{LIGHT}Spec == Init /\\ [][Next]_vars /\\ WF_vars(Next)\nP == []<>(x = 0) \\/ []<>(y # y')");
    let m = model(&body.replace("(y # y')", "<<Flip>>_vars"), "SPECIFICATION Spec PROPERTY P");
    let run = |limit| outcome(&explicit::check(&m, &Options::to_depth(None).memory_limit(limit)));
    let told = |text: &str| text.contains("takes more memory than is given");
    assert!(told(&run(100)), "{}", run(100));
    let enough = (100..10_000).step_by(100).find(|limit| !told(&run(*limit))).expect("a limit that suffices");
    assert_eq!(run(enough), "ok");
    assert!(enough > 500, "{enough}");
}
