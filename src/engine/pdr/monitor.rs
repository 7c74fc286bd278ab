//! Liveness: a monitor that counts rounds of fairness, so that a property of whole behaviors becomes one of states.
//!
//! In: a system, the formulas of fairness F and of a property P, and a number k. Out: the system with a monitor. Its bad states are those after
//! more than k rounds. If none is reachable, P holds.
//!
//! ```text
//!     A        the automaton of the behaviors that satisfy ~P and what is not simply fair in F (crate::property::automaton)
//!     signals  for each []<>p of F: p holds of the step; for each eventuality of A: its transition does not put it off
//!     seen_i' = ~round /\ (seen_i \/ signal_i)      round = \A i : seen_i \/ signal_i      rounds' = rounds + (1 if round)
//! ```
//!
//! A fair behavior that violates P has a run of A in which each signal occurs infinitely often, so it has infinitely many rounds. If no
//! behavior has more than k rounds, there is none (k-liveness). A step may leave everything as it is: an input of its own. So a behavior
//! that stops is one that goes on without change.
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
use crate::transition::circuit::Output;
use crate::transition::finite::Finite;
use crate::value::Value;

/// What is watched: the automaton of what must not be, and the plain formulas that hold infinitely often.
pub struct Watched {
    automaton: Automaton,
    fair: Vec<Formula>,
}

impl Watched {
    /// For one property.
    pub fn of(temporal: &Temporal, property: usize) -> Result<Watched, NoShape> {
        let mut parts = vec![temporal.properties[property].formula.negated()];
        let mut fair = Vec::new();
        for f in &temporal.fairness {
            match infinitely_often(f) {
                Some(p) => fair.push(p.clone()),
                None => parts.push(f.clone()),
            }
        }
        let automaton = automaton(&parts).ok_or_else(|| NoShape("a property whose automaton is too large".into()))?;
        Ok(Watched { automaton, fair })
    }
}

/// The plain p of `[]<>p`.
fn infinitely_often(f: &Formula) -> Option<&Formula> {
    match f {
        Formula::Always(inner) => match &**inner {
            Formula::Eventually(p) if p.is_plain() => Some(p),
            _ => None,
        },
        _ => None,
    }
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
    let idle = graph.input();
    let moves = graph.ite(idle, finite.inside, finite.taken);
    for i in 0..finite.current.len() {
        finite.next[i] = graph.ite(idle, finite.current[i], finite.next[i]);
    }
    let atoms: Vec<Term> = truths.step.iter().zip(&truths.idle).map(|(s, i)| graph.ite(idle, *i, *s)).collect();
    let conditions: Vec<Term> = watched.automaton.conditions.iter().map(|f| plain(graph, f, &atoms)).collect();
    let fair: Vec<Term> = watched.fair.iter().map(|f| plain(graph, f, &atoms)).collect();
    // which transition: the first one whose input is TRUE
    let (mut chosen, mut none) = (Vec::new(), Term::TRUE);
    for (from, transitions) in watched.automaton.states.iter().enumerate() {
        for t in transitions {
            let wants = graph.input();
            chosen.push((from, t, graph.and(none, wants)));
            none = graph.and(none, !wants);
        }
    }
    let choices = first_input..graph.inputs();

    let states = one_of(graph, watched.automaton.states.len());
    let signals = fair.len() + watched.automaton.eventualities;
    let seen: Vec<Term> = (0..signals).map(|_| graph.input()).collect();
    let rounds = one_of(graph, k + 2);

    let mut allowed = Vec::new();
    let mut to: Vec<Vec<Term>> = vec![Vec::new(); states.bits.len()];
    let mut kept: Vec<Vec<Term>> = vec![Vec::new(); watched.automaton.eventualities];
    for (from, t, c) in &chosen {
        let all = graph.all(t.conditions.iter().map(|i| conditions[*i]).chain([*c, states.bits[*from]]));
        allowed.push(all);
        to[t.to].push(*c);
        for (e, kept) in kept.iter_mut().enumerate() {
            if !t.delayed.contains(&e) {
                kept.push(*c);
            }
        }
    }
    let allowed = graph.any(allowed);
    let mut now: Vec<Term> = Vec::new();
    for i in 0..signals {
        let signal = if i < fair.len() { fair[i] } else { graph.any(kept[i - fair.len()].iter().copied()) };
        now.push(graph.or(seen[i], signal));
    }
    let round = graph.all(now.iter().copied());
    let mut next: Vec<Term> = to.into_iter().map(|c| graph.any(c)).collect();
    for n in &now {
        next.push(graph.and(!round, *n));
    }
    for r in 0..rounds.bits.len() {
        let before = if r == 0 { Term::FALSE } else { rounds.bits[r - 1] };
        let last = r + 1 == rounds.bits.len();
        let stays = if last { rounds.bits[r] } else { graph.and(rounds.bits[r], !round) };
        let comes = graph.and(before, round);
        next.push(graph.or(stays, comes));
    }
    let begins = |i: usize| {
        let first = [0, states.bits.len() + signals];
        Term::constant(first.contains(&i))
    };
    finite.taken = graph.and(moves, allowed);
    finite.fits = graph.all([finite.fits, states.fits, rounds.fits]);
    finite.bad = vec![Output { name: "a temporal formula cannot be evaluated".into(), condition: truths.fails }];
    finite.initial_bad = Vec::new();
    finite.initial_leaves = Term::FALSE;
    finite.leaves = *rounds.bits.last().unwrap_or(&Term::FALSE);
    finite.choices.push(choices);
    let variable = finite.shapes.len();
    let bits = states.bits.iter().chain(&seen).chain(&rounds.bits).copied();
    for (i, (bit, next)) in bits.zip(next).enumerate() {
        finite.atoms.push(Atom { place: Place::of(variable), is: Is::Has(Value::Int(i as i64)) });
        finite.current.push(bit);
        finite.next.push(next);
        finite.initial.push(begins(i));
    }
}

/// Inputs of which exactly one is TRUE.
struct OneOf {
    bits: Vec<Term>,
    fits: Term,
}

fn one_of(graph: &mut Graph, n: usize) -> OneOf {
    let bits: Vec<Term> = (0..n).map(|_| graph.input()).collect();
    let (mut some, mut twice) = (Term::FALSE, Term::FALSE);
    for b in &bits {
        let again = graph.and(some, *b);
        twice = graph.or(twice, again);
        some = graph.or(some, *b);
    }
    let fits = graph.and(some, !twice);
    OneOf { bits, fits }
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
