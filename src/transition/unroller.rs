//! A path of symbolic states, with the assertions of a transition system evaluated on it.
//!
//! In: a [`TransitionSystem`], and how the path begins. Out: the encoded pieces of each depth, in the order of the module doc
//! ([`super`]).

use super::system::{Assertion, Role, TransitionSystem};
use crate::ir::{DefId, ExprId, Model};
use crate::symbolic::shape::{Built, MOST_VALUES, Shape};
use crate::symbolic::{Encoder, Predicate, Step, SymState};

/// How a path begins.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Begin {
    /// In an initial state.
    Init,
    /// In any state of a form.
    Form,
}

/// The states so far, and the encoder that computes them.
pub struct Unroller<'m> {
    system: TransitionSystem<'m>,
    begin: Begin,
    pub encoder: Encoder<'m>,
    /// The symbolic states so far.
    pub states: Vec<SymState>,
}

impl<'m> Unroller<'m> {
    /// A path that begins with Init; it has no states yet.
    pub fn new(system: &TransitionSystem<'m>) -> Unroller<'m> {
        Unroller { system: system.clone(), begin: Begin::Init, encoder: system.encoder(), states: Vec::new() }
    }

    /// A path that begins in any state of a form, and the condition on the free bits that makes them a state of it. `None` if the form
    /// has parts that cannot be free.
    pub fn from_form(
        system: &TransitionSystem<'m>,
        (from, form): (&Encoder<'m>, &SymState),
    ) -> Option<(Unroller<'m>, crate::logic::Term)> {
        let mut encoder = system.encoder();
        let (state, fits) = encoder.freed(from, form)?;
        Some((Unroller { system: system.clone(), begin: Begin::Form, encoder, states: vec![state] }, fits))
    }

    /// A path that begins in any state of a shape, and that state's inputs and atoms.
    pub fn from_shapes(system: &TransitionSystem<'m>, shapes: &[Shape]) -> (Unroller<'m>, Built) {
        let mut encoder = system.encoder();
        encoder.keep_apart(MOST_VALUES);
        let built = encoder.free_state(shapes);
        let states = vec![built.state.clone()];
        (Unroller { system: system.clone(), begin: Begin::Form, encoder, states }, built)
    }

    pub fn system(&self) -> &TransitionSystem<'m> {
        &self.system
    }

    pub fn model(&self) -> &'m Model {
        self.system.model()
    }

    /// Encodes Init: the guard, the state, and what fails to be evaluated. The caller pushes the state.
    pub fn init(&mut self) -> Step {
        self.encoder.init(self.system.init)
    }

    /// Encodes a step from the state at `depth`.
    pub fn step(&mut self, depth: usize) -> Step {
        self.encoder.step(&self.states[depth], self.system.next)
    }

    /// The next state of the path.
    pub fn push(&mut self, state: SymState) {
        self.states.push(state);
    }

    /// Takes the last state back.
    pub fn pop(&mut self) {
        self.states.pop();
    }

    /// An equal state in place of the last one.
    pub fn replace_last(&mut self, state: SymState) {
        if let Some(last) = self.states.last_mut() {
            *last = state;
        }
    }

    /// The steps so far.
    pub fn depth(&self) -> usize {
        self.states.len().saturating_sub(1)
    }

    /// The constraints on going on from `depth`: of the state, then of the step to it, if there is one.
    pub fn constraints(&self, depth: usize) -> Vec<Assertion> {
        let all = self.system.constraints.iter().filter(|a| depth > 0 || !a.role.is_of_steps());
        all.cloned().collect()
    }

    /// The properties to check at `depth`: of the state, and of the step to it, if there is one.
    pub fn properties(&self, depth: usize) -> Vec<Assertion> {
        let is_asked = |role| match role {
            Role::InitialProperty => depth == 0 && self.begin == Begin::Init,
            Role::StepProperty | Role::ActionConstraint => depth > 0,
            Role::Constraint | Role::Invariant | Role::TraceInvariant => true,
        };
        self.system.properties.iter().filter(|a| is_asked(a.role)).cloned().collect()
    }

    /// The properties of initial states only.
    pub fn initial_properties(&self) -> Vec<Assertion> {
        self.system.properties.iter().filter(|a| a.role == Role::InitialProperty).cloned().collect()
    }

    /// The truth of an assertion at `depth`, and what fails to be evaluated in it.
    pub fn truth(&mut self, assertion: &Assertion, depth: usize) -> Predicate {
        match assertion.role {
            Role::TraceInvariant => self.encoder.holds_of_behavior(&self.states[..=depth], assertion.def),
            Role::ActionConstraint | Role::StepProperty => self.holds(depth - 1, Some(depth), assertion.def, assertion.expr),
            Role::Constraint | Role::Invariant | Role::InitialProperty => self.holds(depth, None, assertion.def, assertion.expr),
        }
    }

    /// The truth of a formula in the state at `from`, or of the step from there to the state at `to`.
    pub fn holds(&mut self, from: usize, to: Option<usize>, def: DefId, expr: ExprId) -> Predicate {
        self.encoder.holds(&self.states[from], to.map(|d| &self.states[d]), def, expr)
    }
}
