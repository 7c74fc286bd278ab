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
use crate::property::automaton::{Automaton, Transition, automaton};
use crate::property::{Formula, Temporal};
use crate::symbolic::shape::{Atom, Is, NoShape, Place};
use crate::transition::circuit::Output;
use crate::transition::finite::Finite;
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

/// Adds the monitor for at most `k` rounds. The one bad condition beside it is that a temporal formula cannot be evaluated; all others are dropped,
/// as they are known to be unreachable.
pub fn add(finite: &mut Finite<'_>, temporal: &Temporal, watched: &Watched, k: usize) {
    let truths = truths(finite, temporal);
    let first_input = finite.encoder.graph.inputs();
    let graph = &mut finite.encoder.graph;
    let idle = if mutant!("monitor-no-stuttering") { Term::FALSE } else { graph.input() };
    let moves = graph.ite(idle, finite.inside, finite.taken);
    for i in 0..finite.current.len() {
        finite.next[i] = graph.ite(idle, finite.current[i], finite.next[i]);
    }
    let atoms = truths.step.iter().zip(&truths.idle).map(|(s, i)| graph.ite(idle, *i, *s));
    let atoms: Vec<Term> = if mutant!("monitor-stuttering-takes-actions") { truths.step.clone() } else { atoms.collect() };
    let chosen = chosen(graph, &watched.automaton);
    let begin: Vec<Term> = watched.promises.iter().filter(|p| p.stays.is_some()).map(|_| graph.input()).collect();
    let choices = first_input..graph.inputs();

    let mut latches = Latches::default();
    let (kept, allowed) = run(graph, &watched.automaton, &chosen, &atoms, &mut latches);
    let (promised, honest) = promised(graph, &watched.promises, &begin, &atoms, &mut latches);
    let signals: Vec<Term> = kept.into_iter().chain(promised).collect();
    let round = round(graph, &signals, &mut latches);
    let last = counter(graph, k + 2, round, &mut latches);

    finite.taken = graph.all([moves, allowed, honest]);
    finite.fits = graph.and(finite.fits, latches.fits);
    finite.bad = vec![Output { name: "a temporal formula cannot be evaluated".into(), condition: truths.fails }];
    finite.initial_bad = Vec::new();
    finite.initial_leaves = Term::FALSE;
    finite.leaves = last;
    finite.choices.push(choices);
    let variable = finite.shapes.len();
    for (i, latch) in latches.all.into_iter().enumerate() {
        finite.atoms.push(Atom { place: Place::of(variable), is: Is::Has(Value::Int(i as i64)) });
        finite.current.push(latch.now);
        finite.next.push(latch.next);
        finite.initial.push(Term::constant(latch.first));
    }
}

/// A bit of the monitor's state.
struct Latch {
    now: Term,
    next: Term,
    first: bool,
}

struct Latches {
    all: Vec<Latch>,
    /// The bits may be so at the same time.
    fits: Term,
}

impl Default for Latches {
    fn default() -> Latches {
        Latches { all: Vec::new(), fits: Term::TRUE }
    }
}

impl Latches {
    /// Bits of which exactly one is TRUE, first the first one.
    fn one_of(&mut self, graph: &mut Graph, now: &[Term], next: Vec<Term>) {
        let (mut some, mut twice) = (Term::FALSE, Term::FALSE);
        for b in now {
            let again = graph.and(some, *b);
            twice = graph.or(twice, again);
            some = graph.or(some, *b);
        }
        self.fits = graph.all([self.fits, some, !twice]);
        let latches = now.iter().zip(next).enumerate().map(|(i, (now, next))| Latch { now: *now, next, first: i == 0 });
        self.all.extend(latches);
    }
}

/// For each transition of the automaton the condition that it is the chosen one: the first whose input is TRUE.
fn chosen(graph: &mut Graph, automaton: &Automaton) -> Vec<Vec<Term>> {
    if let [transitions] = automaton.states.as_slice()
        && transitions.len() == 1
    {
        return vec![vec![Term::TRUE]];
    }
    let mut none = Term::TRUE;
    let mut one = |_: &Transition| {
        let wants = graph.input();
        let chosen = graph.and(none, wants);
        none = graph.and(none, !wants);
        chosen
    };
    let most = if mutant!("monitor-first-transition-only") { 1 } else { usize::MAX };
    automaton.states.iter().map(|transitions| transitions.iter().take(most).map(&mut one).collect()).collect()
}

/// A run of the automaton. Returns for each eventuality that it is not put off, and that the chosen transition can be taken.
fn run(
    graph: &mut Graph,
    automaton: &Automaton,
    chosen: &[Vec<Term>],
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
    for (from, transitions) in automaton.states.iter().enumerate() {
        for (t, c) in transitions.iter().zip(&chosen[from]) {
            let all = graph.all(t.conditions.iter().map(|i| conditions[*i]).chain([*c, states[from]]));
            allowed.push(all);
            to[t.to].push(*c);
            for (e, kept) in kept.iter_mut().enumerate() {
                let all = mutant!("monitor-eventualities-all-at-once");
                if if all { t.delayed.is_empty() } else { !t.delayed.contains(&e) } {
                    kept.push(*c);
                }
            }
        }
    }
    if states.len() > 1 {
        let next = to.into_iter().map(|c| graph.any(c)).collect();
        latches.one_of(graph, &states, next);
    }
    let kept = kept.into_iter().map(|c| graph.any(c)).collect();
    (kept, graph.any(allowed))
}

/// The signals of promises, and that each guess made so far is kept in this step. `begin` are the inputs for guesses.
fn promised(graph: &mut Graph, promises: &[Promise], begin: &[Term], atoms: &[Term], latches: &mut Latches) -> (Vec<Term>, Term) {
    let (mut begin, mut honest, mut signals) = (begin.iter(), Term::TRUE, Vec::new());
    for p in promises {
        let recurs = p.recurs.as_ref().map_or(Term::FALSE, |f| plain(graph, f, atoms));
        let guessed = match (&p.stays, p.stays.as_ref().and_then(|_| begin.next())) {
            (Some(f), Some(begin)) => {
                let stays = plain(graph, f, atoms);
                let now = graph.input();
                let next = if mutant!("monitor-no-guess") { now } else { graph.or(now, *begin) };
                let kept = graph.or(!next, stays);
                honest = graph.and(honest, kept);
                latches.all.push(Latch { now, next, first: false });
                next
            }
            _ => Term::FALSE,
        };
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
    let round = graph.all(now.iter().copied());
    for (seen, n) in seen.into_iter().zip(now) {
        let next = graph.and(!round, n);
        latches.all.push(Latch { now: seen, next, first: false });
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
        let comes = graph.and(before, round);
        next.push(graph.or(stays, comes));
    }
    latches.one_of(graph, &rounds, next);
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
