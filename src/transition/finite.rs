//! A transition system on a shape: what is true of atoms before a step, after it, and initially.
//!
//! In: a [`TransitionSystem`] and a [`Shape`] for each variable. Out: a [`Finite`] system over one term graph. With `a_i` the atoms of
//! the shape, `s` its free state, `c` the choices of a step and `d` those of Init:
//!
//! ```text
//!     current_i  = a_i(s)                 given that s fits the shape
//!     next_i     = a_i(next(s, c))        where taken(s, c) = Con(s) /\ G(s, c) /\ ~fails(s, c) /\ Inv(s)
//!     initial_i  = a_i(init(d))           where initial_guard = G_0(d)
//!     leaves     = taken(s, c) /\ next(s, c) is not of the shape
//! ```
//!
//! Any shape may be tried: that a step leaves it is a bad condition of its own, so nothing is clipped and nothing is taken for granted. A
//! proof that no bad condition is reachable covers all states of the specification. If `leaves` is reachable the shape was too small.
//!
//! An invariant that is false ends the behavior, since that state is bad already: `taken` contains the invariants before the step.
//! Constraints guard leaving a state, not being checked in it.
//!
//! Example: `x < 2 /\ x' = x + 1 \/ x' = 0` on the shape `x \in {0, 1, 2}` has the atoms `x = 0`, `x = 1`, `x = 2` and the choice c of the
//! disjunct. `next` of `x = 2` is `c /\ x = 1`, and no step leaves the shape.

pub use super::bad::Output;
use super::bad::{Bad, FirstStep};
use super::system::TransitionSystem;
use super::unroller::Unroller;
use crate::ir::{DefId, Model};
use crate::logic::{Assignment, Term};
use crate::symbolic::shape::{Atom, Case, MOST_VALUES, NoShape, Shape};
use crate::symbolic::{Encoder, SymState};
use crate::value::{Integers, Value};
use std::ops::Range;

/// Removes impossible values from a state: `(encoder, facts, state, there)`, where `facts` hold of the shape, and the state matters where
/// `there` holds.
pub type Narrow<'n, 'm> = dyn FnMut(&mut Encoder<'m>, &[Term], SymState, Term) -> SymState + 'n;

/// A system on a shape.
pub struct Finite<'m> {
    pub encoder: Encoder<'m>,
    pub shapes: Vec<Shape>,
    pub atoms: Vec<Atom>,
    /// Conditions that are the negation of an atom.
    pub complements: Vec<(Atom, usize)>,
    /// The inputs of the state before a step, each TRUE where one of its cases holds.
    pub inputs: Vec<(Term, Vec<Case>)>,
    /// The truth of each atom before a step.
    pub current: Vec<Term>,
    /// The same after it.
    pub next: Vec<Term>,
    /// The same in an initial state.
    pub initial: Vec<Term>,
    /// The inputs of the state before a step are a state of the shape.
    pub fits: Term,
    pub initial_guard: Term,
    /// The step is taken, and its state was checked.
    pub taken: Term,
    /// Bad conditions of the state before a step and of the step.
    pub bad: Vec<Output>,
    /// Bad conditions of an initial state.
    pub initial_bad: Vec<Output>,
    /// The step leads outside the shape.
    pub leaves: Term,
    /// The initial state is outside it.
    pub initial_leaves: Term,
    /// The constraints let a step leave the state.
    pub inside: Term,
    /// The inputs that are choices of a step.
    pub choices: Vec<Range<u32>>,
    /// The inputs that are choices of an initial state.
    pub initial_choices: Range<u32>,
    /// What the bad conditions do not cover.
    pub omitted: Vec<String>,
    model: &'m Model,
    before: SymState,
    after: SymState,
    first: SymState,
}

/// What evaluating the initial predicate leads to, the shape to begin with; and an encoder for more shapes.
pub fn initial_shapes<'m>(system: &TransitionSystem<'m>) -> Result<(Vec<Shape>, Encoder<'m>), NoShape> {
    let mut unroller = Unroller::new(system);
    unroller.encoder.keep_apart(MOST_VALUES);
    let state = unroller.init().state;
    Ok((unroller.encoder.shapes(&state)?, unroller.encoder))
}

impl<'m> Finite<'m> {
    /// The system on these shapes. The error says why evaluation depends on more than a finite state.
    pub fn of(system: &TransitionSystem<'m>, shapes: Vec<Shape>) -> Result<Finite<'m>, NoShape> {
        let (mut unroller, built) = Unroller::from_shapes(system, &shapes);
        unroller.encoder.assume(built.fits);
        let mut bad = Bad::default();
        let FirstStep { inside, taken, step, choices, .. } = bad.first_step(&mut unroller);
        if mutant!("finite-bad-within-constraints-only") {
            let graph = &mut unroller.encoder.graph;
            bad.outputs.iter_mut().for_each(|b| b.condition = graph.and(b.condition, inside));
        }
        let first = unroller.init();
        let initial_choices = choices.end..unroller.encoder.graph.inputs();
        if unroller.encoder.integers() == Integers::Unbounded {
            return Err(NoShape("an integer chosen from an infinite set".into()));
        }
        let initial_bad = bad.initial(&mut unroller, &first);
        let mut encoder = unroller.encoder;
        let next = encoder.read_atoms(&step.state, &shapes);
        let initial = encoder.read_atoms(&first.state, &shapes);
        let leaves = if mutant!("finite-leaves-ignored") { Term::FALSE } else { encoder.graph.and(taken, next.leaves) };
        let initial_leaves = encoder.graph.and(first.guard, initial.leaves);
        let before = unroller.states.swap_remove(0);
        Ok(Finite {
            encoder,
            shapes,
            atoms: built.atoms,
            complements: built.complements,
            inputs: built.inputs,
            current: built.terms,
            next: next.terms,
            initial: initial.terms,
            fits: built.fits,
            initial_guard: first.guard,
            taken,
            bad: bad.outputs,
            initial_bad,
            leaves,
            initial_leaves,
            inside,
            choices: vec![choices],
            initial_choices,
            omitted: bad.omitted,
            model: system.model(),
            before,
            after: step.state,
            first: first.state,
        })
    }

    /// The shapes with all values that folding leaves after a step. `narrow` removes impossible values from a state that matters where
    /// its last argument holds.
    pub fn grown(&mut self, narrow: &mut Narrow<'_, 'm>) -> Result<Vec<Shape>, NoShape> {
        let after = narrow(&mut self.encoder, &[self.fits], self.after.clone(), self.leaves);
        let grown = self.encoder.shapes(&after)?;
        let initial = self.encoder.shapes(&self.first)?;
        let all = self.shapes.iter().cloned().zip(grown).zip(initial);
        all.map(|((old, new), first)| old.join(first)?.join(new)).collect()
    }

    /// An atom as TLA+ text.
    pub fn text(&self, atom: &Atom) -> String {
        atom.text(true, &|v| self.model.vars[v].name.to_string())
    }

    /// The truth of a predicate in the state before a step, or of the step; and the condition that its evaluation fails where the
    /// state is of the shape, and the step is taken.
    pub fn holds(&mut self, def: DefId, of_step: bool) -> (Term, Term) {
        let body = self.model.def(def).body;
        let p = self.encoder.holds(&self.before, of_step.then_some(&self.after), def, body);
        let graph = &mut self.encoder.graph;
        let fails = graph.any(p.findings.iter().map(|f| f.condition));
        let context = if of_step { self.taken } else { self.inside };
        (p.holds, graph.and(context, fails))
    }

    /// The same for a step that changes nothing.
    pub fn holds_idle(&mut self, def: DefId) -> (Term, Term) {
        let body = self.model.def(def).body;
        let p = self.encoder.holds(&self.before, Some(&self.before), def, body);
        let graph = &mut self.encoder.graph;
        let fails = graph.any(p.findings.iter().map(|f| f.condition));
        (p.holds, graph.and(self.inside, fails))
    }

    /// The state before a step, under values of the inputs.
    pub fn state_before(&self, inputs: &Assignment) -> Option<Vec<Value>> {
        self.encoder.decode(&self.before, inputs)
    }

    /// The state after a step.
    pub fn state_after(&self, inputs: &Assignment) -> Option<Vec<Value>> {
        self.encoder.decode(&self.after, inputs)
    }

    /// An initial state.
    pub fn initial_state(&self, inputs: &Assignment) -> Option<Vec<Value>> {
        self.encoder.decode(&self.first, inputs)
    }
}
