//! A finite system as a sequential circuit: latches, inputs, outputs that must stay FALSE, conditions that must not all recur.
//!
//! In: a [`Finite`] system, and a [`Monitor`] for each property of whole behaviors. Out: a [`Circuit`] with a latch for each atom, and
//! these latches. All latches are FALSE in the first cycle, which chooses the initial state:
//!
//! ```text
//!     initialized'  = TRUE
//!     ended'        = ended \/ ~(IF initialized THEN taken(s, c) ELSE G_0(d))
//!     a_i'          = IF initialized THEN a_i(next(s, c)) ELSE a_i(init(d))
//!     P stopped'    = stopped \/ (initialized /\ ~allowed_P)
//!     P latch_j'    = IF initialized THEN next latch_j ELSE first latch_j
//! ```
//!
//! A state s is determined by its atoms: each bit of it is a disjunction of atoms ([`Case`](crate::symbolic::shape::Case)). The inputs are
//! the choices c of a step and d of an initial state.
//!
//! An output counts where `~ended`: those about the initial state where `~initialized`, the others where `initialized`. So in the n-th cycle
//! with `initialized` they are about a state n-1 steps away from an initial one, and the step from it. `taken` contains the constraints and
//! the invariants of s: they restrict steps, never the states in which an output is read.
//!
//! A behavior violates a property of whole behaviors if all conditions of its [`Justice`] are TRUE infinitely often.
//!
//! Example: `x < 2 /\ x' = x + 1 \/ x' = 0` on the shape `x \in {0, 1, 2}` has the latches `initialized`, `ended`, `x = 0`, `x = 1`, `x = 2`,
//! and one input, the choice of the disjunct.

use super::finite::{Finite, Output};
use crate::logic::{Graph, Term};
use std::ops::Range;

/// A state variable. It is FALSE in the first cycle.
#[derive(Clone, Debug)]
pub struct Latch {
    pub name: String,
    /// Its value before the step: an input of the graph.
    pub current: Term,
    pub next: Term,
}

/// An input that is chosen anew in each cycle.
#[derive(Clone, Debug)]
pub struct Input {
    pub name: String,
    pub term: Term,
}

/// Conditions that are all TRUE infinitely often in a behavior that violates a property.
#[derive(Clone, Debug)]
pub struct Justice {
    pub name: String,
    pub conditions: Vec<Term>,
}

/// Reads the steps of a behavior, for one property.
pub struct Monitor {
    pub name: String,
    pub latches: Vec<MonitorLatch>,
    /// The chosen transition may be taken on this step.
    pub allowed: Term,
    /// The conditions that are TRUE infinitely often in a run that counts.
    pub signals: Vec<Term>,
    /// The inputs that choose the transition: the first one that is TRUE counts.
    pub choices: Range<u32>,
    /// The inputs with which guesses begin, after those.
    pub guesses: Range<u32>,
}

/// A bit of a monitor's state.
pub struct MonitorLatch {
    pub name: String,
    /// Its value before the step: an input of the graph.
    pub current: Term,
    pub next: Term,
    /// Its value in the initial state.
    pub first: bool,
}

/// A finite transition system over a Boolean graph.
pub struct Circuit<'f> {
    pub graph: &'f Graph,
    pub inputs: Vec<Input>,
    pub latches: Vec<Latch>,
    /// Inputs of the graph that are disjunctions of latches or their negations.
    pub defined: Vec<(Term, Vec<Term>)>,
    pub bad: Vec<Output>,
    pub justice: Vec<Justice>,
}

impl<'f> Circuit<'f> {
    /// The circuit of a system. `idle` is the input under which a step changes nothing, if there is one.
    pub fn of(finite: &'f mut Finite<'_>, idle: Option<Term>, monitors: &[Monitor]) -> Circuit<'f> {
        let names: Vec<String> = finite.atoms.iter().map(|a| finite.text(a)).collect();
        let graph = &mut finite.encoder.graph;
        let (initialized, ended) = (graph.input(), graph.input());
        let going = graph.ite(initialized, finite.taken, finite.initial_guard);
        let ends = if mutant!("aiger-goes-on-after-no-step") { !going } else { graph.or(ended, !going) };
        let mut latches = vec![
            Latch { name: "initialized".into(), current: initialized, next: Term::TRUE },
            Latch { name: "ended".into(), current: ended, next: ends },
        ];
        let atoms: Vec<Term> = names.iter().map(|_| graph.input()).collect();
        for (i, name) in names.into_iter().enumerate() {
            let next = graph.ite(initialized, finite.next[i], finite.initial[i]);
            latches.push(Latch { name, current: atoms[i], next });
        }
        let mut bad = Vec::new();
        let leaves = |text: &str, condition| Output { name: format!("{text} is not of the shape"), condition };
        let of_step = finite.bad.iter().cloned().chain([leaves("the state after a step", finite.leaves)]);
        let of_init = finite.initial_bad.iter().cloned().chain([leaves("an initial state", finite.initial_leaves)]);
        let outputs = of_step.map(|b| (initialized, b)).chain(of_init.map(|b| (!initialized, b)));
        for (when, output) in outputs.filter(|(_, b)| b.condition != Term::FALSE) {
            bad.push(Output { condition: graph.all([when, !ended, output.condition]), ..output });
        }
        if bad.is_empty() && monitors.is_empty() {
            bad.push(Output { name: "nothing is bad".into(), condition: Term::FALSE });
        }
        let running = graph.and(initialized, !ended);
        let justice = monitors.iter().map(|m| recurring(graph, m, (initialized, running), &mut latches)).collect();

        let mut inputs: Vec<Input> = Vec::new();
        let mut name = |graph: &Graph, range: &Range<u32>, name: &str| {
            let terms = range.clone().map(|i| graph.input_term(i)).enumerate();
            inputs.extend(terms.map(|(n, term)| Input { name: format!("{name} {n}"), term }));
        };
        name(graph, &finite.initial_choices, "choice of the initial state");
        name(graph, &finite.choices[0], "choice of the step");
        monitors.iter().for_each(|m| name(graph, &m.choices, &format!("{}: choice of the transition", m.name)));
        monitors.iter().for_each(|m| name(graph, &m.guesses, &format!("{}: begin of guess", m.name)));
        inputs.extend(idle.map(|term| Input { name: "the step changes nothing".into(), term }));
        let literal = |(atom, holds): &(usize, bool)| atoms[*atom].negate_if(!holds);
        let defined = finite.inputs.iter().map(|(bit, cases)| (*bit, cases.iter().map(literal).collect())).collect();
        Circuit { graph: &finite.encoder.graph, inputs, latches, defined, bad, justice }
    }
}

/// The latches of a monitor, and what recurs in a run of it. `running` holds where the behavior has a state and has not ended.
fn recurring(graph: &mut Graph, m: &Monitor, (initialized, running): (Term, Term), latches: &mut Vec<Latch>) -> Justice {
    let stopped = graph.input();
    let stops = graph.and(initialized, !m.allowed);
    latches.push(Latch { name: format!("{}: stopped", m.name), current: stopped, next: graph.or(stopped, stops) });
    for latch in &m.latches {
        let next = graph.ite(initialized, latch.next, Term::constant(latch.first));
        latches.push(Latch { name: format!("{}: {}", m.name, latch.name), current: latch.current, next });
    }
    // `stopped` and `ended` stay TRUE, so a run in which this recurs goes on for ever
    let runs = graph.and(running, !stopped);
    let mut conditions: Vec<Term> = [runs].into_iter().chain(m.signals.iter().copied()).collect();
    if mutant!("aiger-condition-does-not-recur") && conditions.len() > 2 {
        conditions.pop();
    }
    Justice { name: m.name.clone(), conditions }
}
