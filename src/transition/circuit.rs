//! A closed transition system as a sequential circuit: latches, inputs, next functions, outputs that must stay false.
//!
//! In: a [`TransitionSystem`] and a closed form `J` of it ([`super`]). Out: a [`Circuit`]. It has a latch for each free bit of the form, with its
//! place in the TLA+ state, and two more:
//!
//! ```text
//!     started := FALSE; started' = TRUE                         the first cycle chooses the initial state
//!     valid   := TRUE;  valid' = valid /\ IF started THEN taken(J, c) ELSE G_0(c)
//!     bit_i   := FALSE; bit_i' = IF started THEN bit i of next(J, c) ELSE bit i of init(c)
//!     taken(J, c) = Con(J) /\ G(J, c) /\ ~fails(J, c) /\ Inv(J)
//! ```
//!
//! So constraints guard the step that leaves a state. They do not restrict the states in which an output is read. An invariant that
//! is false ends the behavior: an output is true there already. The form may rest on that (narrowed forms do, docs/induction.md).
//!
//! Outputs count only in cycles with `valid`. Where `~started` they are about the choice of the initial state; where `started`, about `J` and
//! the step from it. In the n-th cycle with `started` the latches are a state n-1 steps away from an initial one.
//!
//! Example (from the module doc of [`super`]): `x < 2 /\ x' = x + 1 \/ x' = 0` has latches `started`, `valid`, `x bit 0`, `x bit 1`, and one
//! input, the disjunct.
//!
//! [`Circuit::omitted`] lists what the outputs do not cover: trace invariants and temporal properties, which are about whole behaviors; and
//! deadlock, where its quantifier cannot be eliminated within `bad::DEADLOCK_TERMS`. The system must have no ACTION_CONSTRAINT.

pub use super::bad::Output;
use super::bad::{Bad, FirstStep};
use super::system::TransitionSystem;
use super::unroller::Unroller;
use crate::logic::{Assignment, Graph, Term};
use crate::symbolic::{Bit, Encoder, SymState};
use crate::value::{Integers, Value};

/// A state variable: one bit.
#[derive(Clone, Debug)]
pub struct Latch {
    /// The place in the TLA+ state, or the role of the bit.
    pub name: String,
    /// Its value before the step: an input of the graph, possibly negated.
    pub current: Term,
    /// Its value after the step.
    pub next: Term,
    /// Its value in the first cycle.
    pub reset: bool,
}

/// A finite transition system over a Boolean graph.
pub struct Circuit<'m> {
    encoder: Encoder<'m>,
    /// The state that the latches are.
    state: SymState,
    pub latches: Vec<Latch>,
    /// The inputs of the graph that are chosen anew in each cycle.
    pub inputs: Vec<Term>,
    pub bad: Vec<Output>,
    /// Parts of the question that the outputs do not cover.
    pub omitted: Vec<String>,
}

/// Removes impossible values from a state: `(encoder, facts, state, there)`, where `facts` hold of the form, and the state matters where
/// `there` holds.
pub type Narrow<'n, 'm> = dyn FnMut(&mut Encoder<'m>, &[Term], SymState, Term) -> SymState + 'n;

impl<'m> Circuit<'m> {
    /// The circuit of a form. `None` if the form is not closed: an initial state or a next state does not fit into its layout.
    pub fn of(
        system: &TransitionSystem<'m>,
        form: (&Encoder<'m>, &SymState),
        narrow: &mut Narrow<'_, 'm>,
    ) -> Option<Circuit<'m>> {
        let (mut unroller, fits) = Unroller::from_form(system, form)?;
        let latch_count = unroller.encoder.graph.inputs();
        unroller.encoder.assume(fits);
        let mut bad = Bad::default();
        bad.behaviors(system.model());
        let FirstStep { violated, taken, step, .. } = bad.first_step(&mut unroller);
        let first = unroller.init();
        if unroller.encoder.integers() == Integers::Unbounded {
            return None;
        }
        let initial = bad.initial(&mut unroller, &first);

        let mut encoder = unroller.encoder;
        let before = unroller.states.swap_remove(0);
        let chosen_by = [encoder.graph.inputs(), encoder.graph.inputs() + 1];
        let (stays, starts) = (encoder.graph.input(), encoder.graph.input());
        let made = encoder.either_state(starts, &first.state, &step.state);
        let joined = encoder.either_state(stays, &before, &made);
        let graph = &mut encoder.graph;
        let there = graph.ite(starts, first.guard, taken);
        let there = graph.or(stays, there);
        let joined = narrow(&mut encoder, &[fits, !violated], joined, there);
        if !encoder.is_plain_state(&joined) || encoder.signature(&joined) != encoder.signature(&before) {
            return None;
        }
        let names = || system.model().vars.iter().map(|v| &*v.name);
        let parts = Parts { before: encoder.bits(&before, names()), joined: encoder.bits(&joined, names()), chosen_by };
        let guards = [first.guard, taken];
        Some(assemble(encoder, before, parts, guards, (latch_count, bad, initial)))
    }

    pub fn graph(&self) -> &Graph {
        &self.encoder.graph
    }

    /// The TLA+ state under values of the latches; `None` if they are no state, as in the first cycle.
    pub fn state(&self, inputs: &Assignment) -> Option<Vec<Value>> {
        self.encoder.decode(&self.state, inputs)
    }
}

/// Bits of the state before, and of the joined state, in the same order.
struct Parts {
    before: Vec<Bit>,
    joined: Vec<Bit>,
    /// The inputs that choose the state before, and else an initial state, as the joined state.
    chosen_by: [u32; 2],
}

fn assemble<'m>(
    mut encoder: Encoder<'m>,
    state: SymState,
    parts: Parts,
    [initial_guard, taken]: [Term; 2],
    (latch_count, bad, initial): (u32, Bad, Vec<Output>),
) -> Circuit<'m> {
    let graph = &mut encoder.graph;
    // the last two inputs choose among the state before, an initial state, and the state after the step
    let [stays, starts] = parts.chosen_by;
    let chosen = |graph: &mut Graph, t: Term, is_initial: bool| {
        let mut inputs = vec![false; starts as usize + 1];
        inputs[starts as usize] = is_initial;
        graph.with_inputs(t, stays, &Assignment::of(inputs))
    };
    let (started, valid) = (graph.input(), graph.input());
    let guard = graph.ite(started, taken, initial_guard);
    let mut latches = vec![
        Latch { name: "started".into(), current: started, next: Term::TRUE, reset: false },
        Latch { name: "valid".into(), current: valid, next: graph.and(valid, guard), reset: true },
    ];
    for (from, to) in parts.before.iter().zip(&parts.joined) {
        let known = |l: &Latch| l.current.positive() == from.term.positive();
        if from.term.as_constant().is_some() || latches.iter().any(known) {
            continue;
        }
        let (init, next) = (chosen(graph, to.term, true), chosen(graph, to.term, false));
        let next = graph.ite(started, next, init);
        latches.push(Latch { name: from.place.clone(), current: from.term, next, reset: false });
    }
    let mut outputs = Vec::new();
    for (when, all) in [(started, bad.outputs), (!started, initial)] {
        let when = graph.and(valid, when);
        for output in all {
            outputs.push(Output { condition: graph.and(when, output.condition), ..output });
        }
    }
    let inputs = (latch_count..stays).map(|i| graph.input_term(i)).collect();
    Circuit { encoder, state, latches, inputs, bad: outputs, omitted: bad.omitted }
}
