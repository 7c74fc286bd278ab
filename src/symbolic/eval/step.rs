//! Entry points for engines: the initial states, a step, a predicate.
//!
//! In: a definition and states. Out: a [`Step`] or a [`Predicate`], with findings. No thunk of another state is reused.

use crate::eval::error::ErrorKind;
use crate::ir::{DefId, ExprId};
use crate::logic::Term;
use crate::symbolic::Encoder;
use crate::symbolic::eval::context::Assigned;
use crate::symbolic::eval::footprint::{Leaf, Trail};
use crate::symbolic::eval::frame::Binding;
use crate::symbolic::value::SymState;
use crate::symbolic::value::path::Finding;
use crate::symbolic::value::sym::Node;
use crate::symbolic::value::sym::Sym;

/// The outcome of the initial predicate or of one step.
#[derive(Debug)]
pub struct Step {
    /// The condition that the choices describe a step.
    pub guard: Term,
    pub state: SymState,
    /// In the order of evaluation.
    pub findings: Vec<Finding>,
    /// The first input that belongs to this step.
    pub first_input: u32,
    /// The actions, each with the condition on the choices under which the step is one. Empty unless steps are named.
    pub actions: Vec<(DefId, Term)>,
    /// The branches between which inputs choose. Empty unless steps are traced.
    pub leaves: Vec<Leaf>,
    /// Values chosen from sets that are not enumerated: witnesses for the replay.
    pub choices: Vec<Sym>,
    /// The conditions under which the first half of a composition leads to a state.
    pub between: Vec<Term>,
}

/// A predicate's truth in a state, and its findings.
#[derive(Debug)]
pub struct Predicate {
    pub holds: Term,
    pub findings: Vec<Finding>,
}

impl<'m> Encoder<'m> {
    /// The states that satisfy the initial predicate.
    pub fn init(&mut self, init: DefId) -> Step {
        self.cx.state = vec![Assigned::No; self.cx.model.vars.len()];
        self.cx.next = self.cx.state.clone();
        self.cx.mode.steps = 0;
        self.cx.mode.in_step = false;
        self.cx.mode.initial = true;
        let step = self.run(init, None);
        self.cx.mode.initial = false;
        step
    }

    /// The states one step after `state`.
    pub fn step(&mut self, state: &SymState, next: DefId) -> Step {
        self.cx.mode.steps += 1;
        self.cx.mode.in_step = true;
        self.cx.state = state.0.iter().map(|s| Assigned::Yes(*s)).collect();
        // the last one is the name of the action, if steps are named
        self.cx.next = self.unassigned(self.cx.model.vars.len() + usize::from(self.cx.names.is_some()));
        let top = self.cx.names.is_some().then_some(next);
        self.run(next, top)
    }

    /// The next state before an action is evaluated: only rigid variables have a value.
    pub(in crate::symbolic) fn unassigned(&self, len: usize) -> Vec<Assigned> {
        let mut next = vec![Assigned::No; len];
        for v in &self.cx.model.rigid {
            next[v.index()] = self.cx.state[v.index()].clone();
        }
        next
    }

    fn run(&mut self, def: DefId, top: Option<DefId>) -> Step {
        self.of_one_size(|enc| enc.run_once(def, top))
    }

    /// Runs `f`, and once more if integers became wide: all of a step has integers of one size.
    fn of_one_size<T>(&mut self, mut f: impl FnMut(&mut Self) -> T) -> T {
        let (state, next) = (self.cx.state.clone(), self.cx.next.clone());
        let integers = self.integers;
        let result = f(self);
        if self.integers == integers {
            return result;
        }
        (self.cx.state, self.cx.next) = (state, next);
        f(self)
    }

    fn run_once(&mut self, def: DefId, top: Option<DefId>) -> Step {
        self.findings.clear();
        self.choices.clear();
        self.cx.between.clear();
        let first_input = self.graph.inputs();
        let frame = self.new_frame(def, Vec::new());
        let d = self.cx.model.def(def);
        self.cx.trail = Trail::default();
        let guard = self.action(d.body, &frame, top);
        let leaves = if self.cx.tracing { std::mem::take(&mut self.cx.trail).into_leaves() } else { Vec::new() };
        let mut assigned = self.targets().clone();
        let actions = self.take_names(&mut assigned);
        let mut values = Vec::new();
        for a in assigned {
            let (missing, value) = match a {
                Assigned::Yes(s) => (Term::FALSE, s),
                Assigned::Partly(t, s) => (!t, s),
                Assigned::No => (Term::TRUE, self.syms.undefined()),
            };
            let condition = self.graph.and(guard, missing);
            self.fail(ErrorKind::IncompleteState, d.span, condition);
            values.push(value);
        }
        let findings = std::mem::take(&mut self.findings);
        let choices = std::mem::take(&mut self.choices);
        let between = std::mem::take(&mut self.cx.between);
        Step { guard, state: SymState(values), findings, first_input, actions, leaves, choices, between }
    }

    /// A state predicate's truth in `state`.
    pub fn predicate(&mut self, state: &SymState, def: DefId) -> Predicate {
        self.holds(state, None, def, self.cx.model.def(def).body)
    }

    /// The truth of a predicate whose parameter is the behavior so far: a sequence of records, one a state.
    pub fn holds_of_behavior(&mut self, states: &[SymState], def: DefId) -> Predicate {
        let model = self.cx.model;
        let names: Vec<_> = model.vars.iter().map(|v| model.atoms.intern(&v.name)).collect();
        let mut history = Vec::new();
        for state in states {
            let mut fields: Vec<_> = names.iter().copied().zip(state.0.iter().copied()).collect();
            fields.sort_unstable_by_key(|f| f.0);
            history.push(match fields.is_empty() {
                true => self.syms.tuple(Vec::new()),
                false => self.syms.add(Node::Record(fields.into())),
            });
        }
        let history = self.syms.tuple(history);
        self.cx.mode.in_step = false;
        self.findings.clear();
        self.cx.next = vec![Assigned::No; model.vars.len()];
        self.cx.state = states.last().into_iter().flat_map(|s| s.0.iter().map(|s| Assigned::Yes(*s))).collect();
        let frame = self.new_frame(def, vec![Binding::Value(history)]);
        let holds = self.boolean(model.def(def).body, &frame);
        Predicate { holds, findings: std::mem::take(&mut self.findings) }
    }

    /// An action's truth for the step from `state` to `next`.
    pub fn transition(&mut self, state: &SymState, next: &SymState, def: DefId) -> Predicate {
        self.holds(state, Some(next), def, self.cx.model.def(def).body)
    }

    /// The truth of `expr`, a part of `def` outside its binders, in `state` or for the step to `next`.
    pub fn holds(&mut self, state: &SymState, next: Option<&SymState>, def: DefId, expr: ExprId) -> Predicate {
        self.cx.mode.in_step = next.is_some();
        self.cx.next = match next {
            Some(next) => next.0.iter().map(|s| Assigned::Yes(*s)).collect(),
            None => vec![Assigned::No; self.cx.model.vars.len()],
        };
        self.findings.clear();
        self.cx.state = state.0.iter().map(|s| Assigned::Yes(*s)).collect();
        let frame = self.new_frame(def, Vec::new());
        let holds = self.boolean(expr, &frame);
        Predicate { holds, findings: std::mem::take(&mut self.findings) }
    }

    /// The value of a state function in `state`, enumerated as in a state, and its findings.
    pub fn value_in(&mut self, state: &SymState, def: DefId) -> (Sym, Vec<Finding>) {
        let value = self.evaluate_in(state, def);
        let value = self.settled(value, self.cx.model.expr(self.cx.model.def(def).body).span);
        (value, std::mem::take(&mut self.findings))
    }

    /// The value of a state function in `state`, as evaluation gives it.
    pub(in crate::symbolic) fn evaluate_in(&mut self, state: &SymState, def: DefId) -> Sym {
        self.cx.mode.in_step = false;
        self.cx.next = vec![Assigned::No; self.cx.model.vars.len()];
        self.findings.clear();
        self.cx.state = state.0.iter().map(|s| Assigned::Yes(*s)).collect();
        let frame = self.new_frame(def, Vec::new());
        self.eval(self.cx.model.def(def).body, &frame)
    }

    /// The value of a VIEW in a state, as a state with one value, and its findings.
    pub fn seen(&mut self, state: &SymState, view: DefId) -> (SymState, Vec<Finding>) {
        let (value, findings) = self.value_in(state, view);
        (SymState(vec![value]), findings)
    }

    /// The condition that the choices are a step, have an error, or take the first half of
    /// a composition (TLC counts the state between as a successor). The state is a deadlock if no choice satisfies it.
    pub fn can_step(&mut self, step: &Step) -> Term {
        let trouble = self.graph.any(step.findings.iter().map(|f| f.condition));
        let between = self.graph.any(step.between.iter().copied());
        let some = self.graph.or(step.guard, between);
        self.graph.or(some, trouble)
    }
}
