//! Liveness: a monitor that counts rounds of fairness, so that a property of whole behaviors becomes one of states.
//!
//! In: a system, the formulas of fairness F and of a property P, and a number k. Out: the system with a monitor. Its bad states are those after
//! more than k rounds. If none is reachable, P holds.
//!
//! ```text
//!     parts    the conjuncts of F /\ ~P
//!     A        the automaton of the behaviors that satisfy all parts that are no promises (crate::property::automaton)
//!     promise  a part []<>p \/ <>[]q: p recurs, or q holds from some step on. guess' = guess \/ an input; guess' is only possible with q
//!     signals  for each promise: p \/ guess'; for each eventuality of A: its transition does not put it off
//!     seen_i' = ~round /\ (seen_i \/ signal_i)      round = \A i : seen_i \/ signal_i      rounds' = rounds + (1 if round)
//! ```
//!
//! Weak fairness is a promise without q, strong fairness one with both. A fair behavior that violates P has a run of A, and steps at which to
//! guess, so that each signal occurs infinitely often; so it has infinitely many rounds. If no behavior has more than k rounds, there is none
//! (k-liveness). A step may leave everything as it is: an input of its own. So a behavior that stops is one that goes on without change.
//!
//! Steps are those from states inside the constraints, as with the other engines: behaviors that leave them do not matter.
//!
//! Source: K. Claessen, N. Sörensson, "A liveness checking algorithm that counts" (FMCAD 2012).

use crate::engine::pdr::formula::AtomLit;
use crate::engine::pdr::queries::Cube;
use crate::logic::{Graph, Term};
use crate::property::automaton::{Automaton, automaton};
use crate::property::{Formula, Temporal};
use crate::symbolic::shape::{Atom, Is, NoShape, Place};
use crate::transition::circuit::{Monitor, MonitorLatch};
use crate::transition::finite::{Finite, Output};
use crate::value::Value;

/// What is watched: a behavior counts if it satisfies all of this.
pub struct Watched {
    automaton: Automaton,
    promises: Vec<Promise>,
}

/// `[]<>recurs \/ <>[]stays`, of plain formulas.
#[derive(PartialEq, Eq, Debug)]
struct Promise {
    recurs: Option<Formula>,
    stays: Option<Formula>,
}

impl Watched {
    /// For one property.
    pub fn of(temporal: &Temporal, property: usize) -> Result<Watched, NoShape> {
        let all = Formula::and(temporal.fairness.iter().cloned().chain([temporal.properties[property].formula.negated()]));
        let all = match all {
            Formula::And(parts) => parts,
            one => vec![one],
        };
        let (mut parts, mut promises) = (Vec::new(), Vec::new());
        for f in all {
            match promise(&f) {
                Some(p) => promises.push(p),
                None => parts.push(f),
            }
        }
        if mutant!("monitor-promise-forgotten") {
            promises.pop();
        }
        let automaton = automaton(&parts).ok_or_else(|| NoShape("a property whose automaton is too large".into()))?;
        Ok(Watched { automaton, promises })
    }
}

/// The promise that a formula is. [`Formula::or`] has gathered all `[]<>` into one; of several `<>[]` there is no one promise.
fn promise(f: &Formula) -> Option<Promise> {
    let mut promise = Promise { recurs: None, stays: None };
    let parts = match f {
        Formula::Or(parts) => parts.as_slice(),
        one => std::slice::from_ref(one),
    };
    for part in parts {
        let (place, inner) = match part {
            Formula::Always(inner) => (&mut promise.recurs, inner),
            Formula::Eventually(inner) => (&mut promise.stays, inner),
            _ => return None,
        };
        match (&mut *place, part, &**inner) {
            (None, Formula::Always(_), Formula::Eventually(p)) | (None, Formula::Eventually(_), Formula::Always(p))
                if p.is_plain() =>
            {
                *place = Some((**p).clone());
            }
            (Some(_), Formula::Eventually(_), Formula::Always(p)) if mutant!("monitor-stays-of-the-last") && p.is_plain() => {
                *place = Some((**p).clone());
            }
            _ => return None,
        }
    }
    (!parts.is_empty()).then_some(promise)
}

/// The truth of each atom of the temporal formulas on a step, or on a step without change.
struct Truths {
    step: Vec<Term>,
    idle: Vec<Term>,
    /// The evaluation of some atom fails, or is not encoded.
    fails: Term,
}

/// Steps that may change nothing.
pub struct Steps {
    /// The input under which a step changes nothing.
    pub idle: Term,
    /// The truth of each atom of the temporal formulas on the step.
    atoms: Vec<Term>,
    /// The evaluation of some atom fails, or is not encoded.
    pub fails: Term,
}

/// Lets a step change nothing.
pub fn stutter(finite: &mut Finite<'_>, temporal: &Temporal) -> Steps {
    let truths = truths(finite, temporal);
    let graph = &mut finite.encoder.graph;
    let idle = graph.input();
    let inside = match finite.inside {
        _ if mutant!("monitor-no-stuttering") => Term::FALSE,
        _ if mutant!("monitor-stuttering-outside") => Term::TRUE,
        inside => inside,
    };
    finite.taken = graph.ite(idle, inside, finite.taken);
    for i in 0..finite.current.len() {
        finite.next[i] = graph.ite(idle, finite.current[i], finite.next[i]);
    }
    let atoms = truths.step.iter().zip(&truths.idle).map(|(s, i)| graph.ite(idle, *i, *s));
    let atoms: Vec<Term> = if mutant!("monitor-stuttering-takes-actions") { truths.step.clone() } else { atoms.collect() };
    finite.choices.push(graph.inputs() - 1..graph.inputs());
    Steps { idle, atoms, fails: truths.fails }
}

/// What watches the steps, and the condition that its latches fit.
pub fn run(graph: &mut Graph, name: &str, watched: &Watched, steps: &Steps) -> (Monitor, Term) {
    let first_input = graph.inputs();
    let most = watched.automaton.states.iter().map(Vec::len).max().unwrap_or(0);
    let wants: Vec<Term> = (1..most).map(|_| graph.input()).collect();
    let choices = first_input..graph.inputs();
    let begin: Vec<Term> = watched.promises.iter().filter(|p| p.stays.is_some()).map(|_| graph.input()).collect();
    let guesses = choices.end..graph.inputs();
    let mut latches = Latches::default();
    let (mut signals, allowed) = transitions(graph, &watched.automaton, &wants, &steps.atoms, &mut latches);
    let (promised, honest) = promised(graph, &watched.promises, &begin, &steps.atoms, &mut latches);
    signals.extend(promised);
    let allowed = graph.and(allowed, honest);
    (Monitor { name: name.to_owned(), latches: latches.all, allowed, signals, choices, guesses }, latches.fits)
}

/// Adds the monitor for at most `k` rounds. The one bad condition beside it is that a temporal formula cannot be evaluated; all others are dropped,
/// as they are known to be unreachable.
pub fn add(finite: &mut Finite<'_>, temporal: &Temporal, watched: &Watched, k: usize) {
    let steps = stutter(finite, temporal);
    let graph = &mut finite.encoder.graph;
    let (monitor, fits) = run(graph, "", watched, &steps);
    let mut latches = Latches { all: monitor.latches, fits };
    let round = round(graph, &monitor.signals, &mut latches);
    let last = counter(graph, k + 2, round, &mut latches);

    finite.taken = graph.and(finite.taken, monitor.allowed);
    finite.fits = graph.and(finite.fits, latches.fits);
    let fails = if mutant!("monitor-failing-formula-ignored") { Term::FALSE } else { steps.fails };
    finite.bad = vec![Output { name: "a temporal formula cannot be evaluated".into(), condition: fails }];
    finite.initial_bad = Vec::new();
    finite.initial_leaves = Term::FALSE;
    finite.leaves = last;
    finite.choices.push(monitor.choices.start..monitor.guesses.end);
    let variable = finite.shapes.len();
    for (i, latch) in latches.all.into_iter().enumerate() {
        finite.atoms.push(Atom { place: Place::of(variable), is: Is::Has(Value::Int(i as i64)) });
        finite.current.push(latch.current);
        finite.next.push(latch.next);
        finite.initial.push(Term::constant(latch.first));
    }
}

struct Latches {
    all: Vec<MonitorLatch>,
    /// The bits may be so at the same time.
    fits: Term,
}

impl Default for Latches {
    fn default() -> Latches {
        Latches { all: Vec::new(), fits: Term::TRUE }
    }
}

impl Latches {
    fn one(&mut self, name: String, current: Term, next: Term, first: bool) {
        self.all.push(MonitorLatch { name, current, next, first });
    }

    /// Bits of which exactly one is TRUE, first the first one.
    fn one_of(&mut self, graph: &mut Graph, name: &str, now: &[Term], next: Vec<Term>) {
        let (mut some, mut twice) = (Term::FALSE, Term::FALSE);
        for b in now {
            let again = graph.and(some, *b);
            twice = graph.or(twice, again);
            some = graph.or(some, *b);
        }
        self.fits = graph.all([self.fits, some, !twice]);
        for (i, (now, next)) in now.iter().zip(next).enumerate() {
            self.one(format!("{name} {i}"), *now, next, i == 0);
        }
    }
}

/// A run of the automaton. Its transition is the first one of the state whose input in `wants` is TRUE, or else the last one. Returns for each
/// eventuality that it is not put off, and that the chosen transition can be taken.
fn transitions(
    graph: &mut Graph,
    automaton: &Automaton,
    wants: &[Term],
    atoms: &[Term],
    latches: &mut Latches,
) -> (Vec<Term>, Term) {
    let conditions: Vec<Term> = automaton.conditions.iter().map(|f| plain(graph, f, atoms)).collect();
    let states: Vec<Term> = match automaton.states.len() {
        1 => vec![Term::TRUE],
        n => (0..n).map(|_| graph.input()).collect(),
    };
    let mut allowed = Vec::new();
    let mut to: Vec<Vec<Term>> = vec![Vec::new(); states.len()];
    let mut kept: Vec<Vec<Term>> = vec![Vec::new(); automaton.eventualities];
    for (state, transitions) in states.iter().zip(&automaton.states) {
        let mut left = *state;
        for (i, t) in transitions.iter().enumerate() {
            let last = i + 1 == transitions.len() || mutant!("monitor-first-transition-only");
            let wanted = if last { Term::TRUE } else { wants[i] };
            let chosen = graph.and(left, wanted);
            left = graph.and(left, !wanted);
            let all = graph.all(t.conditions.iter().map(|c| conditions[*c]).chain([chosen]));
            allowed.push(all);
            to[t.to].push(chosen);
            for (e, kept) in kept.iter_mut().enumerate() {
                let all = mutant!("monitor-eventualities-all-at-once");
                if if all { t.delayed.is_empty() } else { !t.delayed.contains(&e) } {
                    kept.push(chosen);
                }
            }
        }
    }
    if states.len() > 1 {
        let next = to.into_iter().map(|c| graph.any(c)).collect();
        latches.one_of(graph, "state", &states, next);
    }
    if mutant!("monitor-eventuality-forgotten") {
        kept.pop();
    }
    let kept = kept.into_iter().map(|c| graph.any(c)).collect();
    (kept, graph.any(allowed))
}

/// The signals of promises, and that each guess made so far is kept in this step. `begin` are the inputs for guesses.
fn promised(graph: &mut Graph, promises: &[Promise], begin: &[Term], atoms: &[Term], latches: &mut Latches) -> (Vec<Term>, Term) {
    let (mut begin, mut honest, mut signals) = (begin.iter(), Term::TRUE, Vec::new());
    for (i, p) in promises.iter().enumerate() {
        let recurs = p.recurs.as_ref().map_or(Term::FALSE, |f| plain(graph, f, atoms));
        let guessed = match (&p.stays, p.stays.as_ref().and_then(|_| begin.next())) {
            (Some(f), Some(begin)) => {
                let stays = plain(graph, f, atoms);
                let now = graph.input();
                let next = match graph.or(now, *begin) {
                    _ if mutant!("monitor-no-guess") => now,
                    _ if mutant!("monitor-guess-taken-back") => *begin,
                    next => next,
                };
                let kept = graph.or(!next, stays);
                let kept = if mutant!("monitor-guess-unasked") { Term::TRUE } else { kept };
                honest = graph.and(honest, kept);
                latches.one(format!("guess of promise {i}"), now, next, mutant!("monitor-guess-from-the-start"));
                next
            }
            _ => Term::FALSE,
        };
        let recurs = if mutant!("monitor-either-recurs-or-stays") && p.stays.is_some() { Term::FALSE } else { recurs };
        signals.push(graph.or(recurs, guessed));
    }
    (signals, honest)
}

/// That this step completes a round.
fn round(graph: &mut Graph, signals: &[Term], latches: &mut Latches) -> Term {
    // one signal needs no memory
    if let [one] = signals {
        return *one;
    }
    let seen: Vec<Term> = signals.iter().map(|_| graph.input()).collect();
    let now = seen
        .iter()
        .zip(signals)
        .map(|(seen, signal)| if mutant!("monitor-signals-are-forgotten") { *signal } else { graph.or(*seen, *signal) });
    let now: Vec<Term> = now.collect();
    let missing = usize::from(mutant!("monitor-round-without-the-last"));
    let round = graph.all(now.iter().copied().take(now.len() - missing));
    for (i, (seen, n)) in seen.into_iter().zip(now).enumerate() {
        let next = graph.and(!round, n);
        latches.one(format!("seen {i}"), seen, next, false);
    }
    round
}

/// Counts rounds to `n` - 1. Returns that it is there.
fn counter(graph: &mut Graph, n: usize, round: Term, latches: &mut Latches) -> Term {
    let rounds: Vec<Term> = (0..n).map(|_| graph.input()).collect();
    let mut next = Vec::new();
    for r in 0..n {
        let again = mutant!("monitor-counter-starts-again");
        let before = match r {
            0 if again => rounds[n - 2],
            0 => Term::FALSE,
            _ if again && r + 1 == n => Term::FALSE,
            _ => rounds[r - 1],
        };
        let stays = if r + 1 == n { rounds[r] } else { graph.and(rounds[r], !round) };
        let comes = if r == 3 && mutant!("monitor-counter-ends-at-two") { Term::FALSE } else { graph.and(before, round) };
        next.push(graph.or(stays, comes));
    }
    latches.one_of(graph, "rounds", &rounds, next);
    rounds[n - 1]
}

/// The atoms of the temporal formulas, on steps of the system and on steps without change.
fn truths(finite: &mut Finite<'_>, temporal: &Temporal) -> Truths {
    let mut truths = Truths { step: Vec::new(), idle: Vec::new(), fails: Term::FALSE };
    for atom in &temporal.atoms {
        let is_of_state = atom.level <= crate::ir::Level::State;
        let step = if is_of_state { finite.holds(atom.def, false) } else { finite.holds(atom.on_step, true) };
        let idle = match atom.on_stuttering() {
            Some(truth) => (Term::constant(truth), Term::FALSE),
            None if is_of_state => step,
            None => finite.holds_idle(atom.def),
        };
        for (_, fails) in [step, idle] {
            truths.fails = finite.encoder.graph.or(truths.fails, fails);
        }
        truths.step.push(step.0);
        truths.idle.push(idle.0);
    }
    truths
}

/// A formula about one step, as a term.
fn plain(graph: &mut Graph, f: &Formula, atoms: &[Term]) -> Term {
    match f {
        Formula::Atom { atom, holds } => atoms[atom.index()].negate_if(!holds),
        Formula::And(parts) => {
            let parts: Vec<Term> = parts.iter().map(|p| plain(graph, p, atoms)).collect();
            graph.all(parts)
        }
        Formula::Or(parts) => {
            let parts: Vec<Term> = parts.iter().map(|p| plain(graph, p, atoms)).collect();
            graph.any(parts)
        }
        // a plain formula has none
        Formula::Always(_) | Formula::Eventually(_) => unreachable!("pdr: a plain formula has no temporal operator"),
    }
}

/// Lemmas of the system without the monitor: its atoms come first, so they mean the same.
pub fn carried(lemmas: &[Cube], atoms: usize) -> Vec<Cube> {
    let within = |c: &&Cube| c.iter().all(|a: &AtomLit| ((*a >> 1) as usize) < atoms);
    lemmas.iter().filter(within).cloned().collect()
}
