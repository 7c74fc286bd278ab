//! Small random specifications with random fairness and a random temporal property: explicit against symbolic.
//!
//! If the explicit engine, which is exact, finds a violation of n states, the symbolic engine must find one of at most n states
//! within n steps. If the explicit engine finds none, the symbolic engine must find none. A failing specification is reduced
//! and printed.

use crate::family::{Family, ONE_BY_ONE, Seen, with};
use crate::generate::Random;
use crate::model;
use std::fmt::{self, Display};
use tlaloc::internals::engine::{Options, bmc, explicit};
use tlaloc::internals::ir::Model;
use tlaloc::internals::property::Violation;
use tlaloc::internals::trace::{Outcome, Verdict};

pub const FAMILY: Family = Family { name: "liveness", seeds: 60, every: 1, check, violated: 30..101 };

/// The depth of the symbolic search where there is no violation.
const DEPTH: u32 = 7;

/// The second variable: its initial value, its updates, predicates about it.
struct Kind {
    init: &'static str,
    updates: &'static [&'static str],
    predicates: &'static [&'static str],
}

const KINDS: [Kind; 6] = [
    Kind {
        init: "y \\in {0, 1}",
        updates: &["y' = 1 - y", "y' = x % 2", "y' \\in {0, 1}", "y' = 0"],
        predicates: &["y = 0", "y < x", "y = 1"],
    },
    Kind {
        init: "y = {}",
        updates: &["y' = y \\cup {1}", "y' = y \\ {x}", "y' = {x} \\ {0}", "y' \\in SUBSET {1, 2}", "y' = {1, 2} \\ y"],
        predicates: &["1 \\in y", "y = {}", "x \\in y", "Cardinality(y) = 1"],
    },
    Kind {
        init: "y = <<>>",
        updates: &["y' = IF Len(y) < 2 THEN Append(y, x % 2) ELSE <<>>", "y # <<>> /\\ y' = Tail(y)", "y' = <<x % 2>>"],
        predicates: &["y = <<>>", "Len(y) = 1", "y # <<>> /\\ Head(y) = 0"],
    },
    Kind {
        init: "y = [a |-> 0, b |-> FALSE]",
        updates: &["y' = [y EXCEPT !.a = 1 - @]", "y' = [y EXCEPT !.b = (x = 1)]", "y' = [a |-> x % 2, b |-> TRUE]"],
        predicates: &["y.a = 0", "y.b", "y.a = x"],
    },
    Kind {
        init: "y = [j \\in 0..1 |-> 0]",
        updates: &[
            "y' = [y EXCEPT ![x % 2] = 1 - @]",
            "y' = [j \\in 0..1 |-> y[1 - j]]",
            "\\E j \\in 0..1 : y' = [y EXCEPT ![j] = 1]",
        ],
        predicates: &["y[0] = 1", "y[x % 2] = 0", "(\\A j \\in 0..1 : y[j] = 0)"],
    },
    Kind {
        init: "y = NULL",
        updates: &[
            "y' = IF y = NULL THEN [a |-> x] ELSE NULL",
            "y # NULL /\\ y' = [y EXCEPT !.a = 2 - @]",
            "y' \\in {NULL, [a |-> 1]}",
        ],
        predicates: &["y = NULL", "y # NULL /\\ y.a = 1", "y = [a |-> 2]"],
    },
];

const COUNTS: [&str; 6] =
    ["x' = (x + 1) % 3", "UNCHANGED x", "x' \\in 0..1", "x' = 0", "(\\E k \\in {1, 2} : x' = (x + k) % 3)", "x' = x"];
const SUBSCRIPTS: [&str; 4] = ["vars", "vars", "x", "y"];

/// A temporal formula as text with its parts.
#[derive(Clone, Debug)]
enum F {
    /// A formula without temporal operators, or an opaque one.
    Leaf(String),
    Not(Box<F>),
    Always(Box<F>),
    Eventually(Box<F>),
    Both(&'static str, Box<F>, Box<F>),
    /// `\A i \in 0..1 : F`, or `\E`.
    Each(&'static str, Box<F>),
}

impl Display for F {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            F::Leaf(text) => write!(f, "({text})"),
            F::Not(a) => write!(f, "~{a}"),
            F::Always(a) => write!(f, "[]{a}"),
            F::Eventually(a) => write!(f, "<>{a}"),
            F::Both(op, a, b) => write!(f, "({a} {op} {b})"),
            F::Each(quantifier, a) => write!(f, "(\\{quantifier} i \\in 0..1 : {a})"),
        }
    }
}

impl F {
    /// Simpler formulas: a part for the whole, or one part simpler.
    fn smaller(&self) -> Vec<F> {
        let one = |a: &F, make: &dyn Fn(Box<F>) -> F| a.smaller().into_iter().map(|a| make(Box::new(a))).collect::<Vec<F>>();
        let mut all = Vec::new();
        match self {
            F::Leaf(text) if text == "TRUE" || text == "FALSE" => {}
            F::Leaf(_) => all.extend(["TRUE", "FALSE"].map(|t| F::Leaf(t.into()))),
            F::Not(a) => all.extend([(**a).clone()].into_iter().chain(one(a, &F::Not))),
            F::Always(a) => all.extend([(**a).clone()].into_iter().chain(one(a, &F::Always))),
            F::Eventually(a) => all.extend([(**a).clone()].into_iter().chain(one(a, &F::Eventually))),
            F::Both(op, a, b) => {
                all.extend([(**a).clone(), (**b).clone()]);
                all.extend(one(a, &|a| F::Both(op, a, b.clone())));
                all.extend(one(b, &|b| F::Both(op, a.clone(), b)));
            }
            F::Each(q, a) => {
                all.push(instance(a));
                all.extend(one(a, &|a| F::Each(q, a)));
            }
        }
        all
    }
}

/// A quantifier's body for one value.
fn instance(f: &F) -> F {
    let inner = |f: &F| Box::new(instance(f));
    match f {
        F::Leaf(text) => F::Leaf(text.replace("(i)", "(1)").replace("= i", "= 1")),
        F::Not(a) => F::Not(inner(a)),
        F::Always(a) => F::Always(inner(a)),
        F::Eventually(a) => F::Eventually(inner(a)),
        F::Both(op, a, b) => F::Both(op, inner(a), inner(b)),
        F::Each(q, a) => F::Each(q, a.clone()),
    }
}

#[derive(Clone)]
struct Spec {
    kind: usize,
    /// The initial values of `x`.
    init: &'static str,
    /// The conjuncts of each action; the last takes `i`.
    actions: Vec<Vec<String>>,
    fairness: Vec<F>,
    property: F,
    constraint: Option<&'static str>,
    step_constraint: Option<&'static str>,
}

impl Spec {
    fn text(&self) -> String {
        let last = self.actions.len() - 1;
        let name = |i: usize| if i == last { format!("A{i}(i)") } else { format!("A{i}") };
        let actions = self.actions.iter().enumerate().map(|(i, a)| format!("{} == {}\n", name(i), a.join(" /\\ ")));
        let steps: Vec<String> = (0..last).map(name).chain([format!("\\E i \\in 0..1 : {}", name(last))]).collect();
        let fairness: String = self.fairness.iter().map(|f| format!("  /\\ {f}\n")).collect();
        format!(
            "---- MODULE Random ----\nEXTENDS Integers, Sequences, FiniteSets, TLC\nCONSTANT NULL\nVARIABLES x, y\nvars == <<x, y>>\n\
             Init == {} /\\ {}\n{}Next == {}\nSpec ==\n  /\\ Init\n  /\\ [][Next]_vars\n{fairness}P == {}\nInside == {}\nAllowed == {}\n====\n",
            self.init,
            KINDS[self.kind].init,
            actions.collect::<String>(),
            steps.join(" \\/ "),
            self.property,
            self.constraint.unwrap_or("TRUE"),
            self.step_constraint.unwrap_or("TRUE")
        )
    }

    fn smaller(&self) -> Vec<Spec> {
        let mut all = Vec::new();
        for i in 0..self.fairness.len() {
            let mut s = self.clone();
            s.fairness.remove(i);
            all.push(s);
            for f in self.fairness[i].smaller() {
                let mut s = self.clone();
                s.fairness[i] = f;
                all.push(s);
            }
        }
        all.extend(self.property.smaller().into_iter().map(|property| Spec { property, ..self.clone() }));
        if self.constraint.is_some() {
            all.push(Spec { constraint: None, ..self.clone() });
        }
        if self.step_constraint.is_some() {
            all.push(Spec { step_constraint: None, ..self.clone() });
        }
        for i in 0..self.actions.len() {
            // an action that is never enabled can be removed
            if self.actions[i][0] != "FALSE" {
                let mut s = self.clone();
                s.actions[i] = ["FALSE", "UNCHANGED vars"].map(String::from).to_vec();
                all.push(s);
            }
            for j in 0..self.actions[i].len().saturating_sub(2) {
                let mut s = self.clone();
                s.actions[i].remove(j);
                all.push(s);
            }
        }
        all
    }
}

struct Generator {
    random: Random,
    kind: usize,
    actions: usize,
}

impl Generator {
    fn predicate(&mut self) -> String {
        match self.random.below(5) {
            0 => format!("x = {}", self.random.below(3)),
            1 => format!("x # {}", self.random.below(3)),
            2 => "x > 0".into(),
            _ => self.random.pick(KINDS[self.kind].predicates).into(),
        }
    }

    fn action(&mut self, takes: bool) -> Vec<String> {
        let mut conjuncts: Vec<String> = (0..self.random.below(3)).map(|_| self.predicate()).collect();
        if takes && self.random.below(3) > 0 {
            conjuncts.insert(0, self.random.pick(&["x = i", "x # i", "x + i < 3"]).into());
        }
        conjuncts.push(self.random.pick(&COUNTS).into());
        let same = self.random.below(2) == 0;
        conjuncts.push(if same { "UNCHANGED y".into() } else { format!("({})", self.random.pick(KINDS[self.kind].updates)) });
        conjuncts
    }

    /// An action's name; the last one needs a value for `i`.
    fn name(&mut self, bound: bool) -> String {
        match self.random.below(self.actions + 1) {
            n if n == self.actions => "Next".into(),
            n if n == self.actions - 1 => format!("A{n}({})", if bound { "i".into() } else { self.random.below(2).to_string() }),
            n => format!("A{n}"),
        }
    }

    fn fairness(&mut self, bound: bool) -> F {
        let (name, v) = (self.name(bound), self.random.pick(&SUBSCRIPTS));
        let action = if self.random.below(4) == 0 { format!("{name} /\\ {}", self.predicate()) } else { name };
        F::Leaf(format!("{}_{v}({action})", self.random.pick(&["WF", "SF"])))
    }

    /// A temporal formula that is not a safety formula. As a conjunct of the specification it restricts the behaviors.
    fn assumption(&mut self) -> F {
        let part = Box::new(self.formula(1, false));
        match self.random.below(4) {
            0 => F::Both("~>", part, Box::new(self.formula(1, false))),
            1 => F::Eventually(part),
            2 => F::Always(Box::new(F::Eventually(part))),
            _ => F::Eventually(Box::new(F::Always(part))),
        }
    }

    fn formula(&mut self, size: usize, bound: bool) -> F {
        let part = |g: &mut Self| Box::new(g.formula(size - 1, bound));
        if size == 0 {
            let text = match self.random.below(8) {
                0 => format!("ENABLED {}", self.name(bound)),
                1 => format!("ENABLED <<{}>>_{}", self.name(bound), self.random.pick(&SUBSCRIPTS)),
                2 if bound => "x = i".into(),
                _ => self.predicate(),
            };
            return F::Leaf(text);
        }
        let (name, v) = (self.name(bound), self.random.pick(&SUBSCRIPTS));
        match self.random.below(16) {
            0 => F::Not(part(self)),
            1 => F::Both("/\\", part(self), part(self)),
            2 => F::Both("\\/", part(self), part(self)),
            3 => F::Both("=>", part(self), part(self)),
            4 | 5 => F::Both("~>", part(self), part(self)),
            6 | 7 => F::Always(part(self)),
            8 | 9 => F::Eventually(part(self)),
            10 => F::Always(Box::new(F::Eventually(part(self)))),
            11 => F::Eventually(Box::new(F::Always(part(self)))),
            12 => F::Leaf(format!("{}<<{name}>>_{v}", self.random.pick(&["[]<>", "<>"]))),
            13 => F::Leaf(format!("{}[{name}]_{v}", self.random.pick(&["<>[]", "[]"]))),
            14 if !bound => F::Each(["A", "E"][self.random.below(2)], Box::new(self.formula(size - 1, true))),
            14 => F::Both("<=>", part(self), part(self)),
            _ => self.fairness(bound),
        }
    }

    fn spec(&mut self, size: usize) -> Spec {
        let mut fairness = Vec::new();
        for _ in 0..self.random.below(4) {
            fairness.push(match self.random.below(6) {
                0 => F::Each("A", Box::new(self.fairness(true))),
                1 => self.assumption(),
                _ => self.fairness(false),
            });
        }
        Spec {
            kind: self.kind,
            init: ["x = 0", "x \\in 0..1"][self.random.below(2)],
            actions: (0..self.actions).map(|i| self.action(i + 1 == self.actions)).collect(),
            fairness,
            property: self.formula(size, false),
            constraint: [None, None, None, Some("x < 2 \\/ y = y"), Some("x # 2")][self.random.below(5)],
            step_constraint: [None, None, None, None, Some("x' # 1 \\/ x = 0")][self.random.below(5)],
        }
    }
}

fn generate(seed: u64, size: usize) -> Spec {
    let mut random = Random::new(seed);
    random.below(2);
    let (kind, actions) = (random.below(KINDS.len()), 2 + random.below(2));
    Generator { random, kind, actions }.spec(size)
}

/// The part of a verdict that engines must agree on.
fn gist(v: &Verdict) -> String {
    match &v.outcome {
        Outcome::Safe => "holds".into(),
        Outcome::Violated { violation: Violation::InvariantError { error, .. }, .. } => format!("fails: {}", error.message),
        Outcome::Violated { trace, .. } => format!("violated after {} states", trace.states.len()),
        Outcome::Tautology { .. } => "says nothing".into(),
        Outcome::Config(_) | Outcome::Vacuous { .. } => "is refused".into(),
        Outcome::Unsupported(d) => format!("not handled: {}", d.message),
        other => format!("{other:?}"),
    }
}

/// The text and the configuration of a specification.
pub fn texts(seed: u64, size: usize) -> (String, String) {
    let s = generate(seed, size);
    (s.text(), configuration(&s))
}

/// The same without a constraint of steps.
pub fn spec(seed: u64) -> (String, String) {
    let s = Spec { step_constraint: None, ..generate(seed, 1 + seed as usize % 3) };
    (s.text(), configuration(&s))
}

fn configuration(s: &Spec) -> String {
    let mut cfg = "SPECIFICATION Spec\nCONSTANT NULL = NULL\nPROPERTY P\nCHECK_DEADLOCK FALSE\n".to_owned();
    if s.constraint.is_some() {
        cfg += "CONSTRAINT Inside\n";
    }
    if s.step_constraint.is_some() {
        cfg += "ACTION_CONSTRAINT Allowed\n";
    }
    cfg
}

fn disagreement(s: &Spec, reductions: &str) -> Result<Seen, String> {
    let m = model(&s.text(), &configuration(s)).map_err(|e| format!("does not load: {e}"))?;
    lassos_agree(&m, DEPTH, reductions)
}

/// Compares the engines: for a violation of n states the symbolic engine finds one of at most n states; without a violation it
/// finds none up to `depth`.
pub fn lassos_agree(m: &Model, depth: u32, reductions: &str) -> Result<Seen, String> {
    let explicit = explicit::check(m, &Options::to_depth(None));
    let states = match &explicit.outcome {
        Outcome::Violated { trace, .. } => Some(trace.states.len()),
        Outcome::Safe => None,
        Outcome::Tautology { .. } | Outcome::Config(_) | Outcome::Vacuous { .. } | Outcome::Unsupported(_) => {
            return Ok(Seen::Nothing);
        }
        _ => return Err(gist(&explicit)),
    };
    let symbolic = bmc::check(m, &with(states.map_or(depth, |n| n as u32), reductions));
    let same = match (&symbolic.outcome, states) {
        (Outcome::Violated { trace, .. }, Some(n)) => trace.states.len() <= n,
        (Outcome::Safe, None) => true,
        (Outcome::Unsupported(_) | Outcome::Timeout, _) => return Ok(Seen::Nothing),
        _ => false,
    };
    match same {
        true => Ok(if states.is_some() { Seen::Violated } else { Seen::Holds }),
        false => Err(format!("explicit: {}\nsymbolic with reductions {reductions}: {}", gist(&explicit), gist(&symbolic))),
    }
}

/// A reduced specification that still fails.
fn shrink(mut s: Spec, mut why: String, reductions: &str) -> (Spec, String) {
    // a specification that does not load is not a reduction
    let fails = |s: &Spec| disagreement(s, reductions).err().filter(|e| !e.starts_with("does not load"));
    while let Some((smaller, reason)) = s.smaller().into_iter().find_map(|t| fails(&t).map(|e| (t, e))) {
        (s, why) = (smaller, reason);
    }
    (s, why)
}

/// Draws a specification of one of three sizes.
fn check(seed: u64) -> Result<Seen, String> {
    let mut seen = Seen::Nothing;
    for size in 1..=3 {
        let s = generate(seed, size);
        let reductions = ["all", "none", ONE_BY_ONE[seed as usize % 3]][(seed as usize + size) % 3];
        match disagreement(&s, reductions) {
            Ok(Seen::Nothing) => {}
            // what is violated counts
            Ok(found) => seen = if seen == Seen::Violated { seen } else { found },
            Err(why) => {
                let shrinks = !why.starts_with("does not load") && std::env::var_os("TLALOC_FIRST").is_none();
                let (s, why) = if shrinks { shrink(s, why, reductions) } else { (s, why) };
                return Err(format!("size {size}\n{why}\n{}", s.text()));
            }
        }
    }
    Ok(seen)
}

#[test]
fn the_engines_agree_on_random_behaviors() {
    crate::family::run(&FAMILY);
}
