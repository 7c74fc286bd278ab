//! What must not happen: the bad conditions of a state, of a step from it, and of an initial state.
//!
//! In: an unroller with a state, or with a step. Out: [`Output`]s. Failing evaluations, what is not encoded, violations and deadlocks have an
//! output each.

use super::system::Role;
use super::unroller::Unroller;
use crate::eval::error::ErrorKind;
use crate::logic::{Graph, Term};
use crate::symbolic::{Finding, Step};
use std::ops::Range;

/// The terms that eliminating the quantifier of deadlock may add.
const DEADLOCK_TERMS: usize = 200_000;

/// A condition that must be false in every reachable cycle.
#[derive(Clone, Debug)]
pub struct Output {
    pub name: String,
    pub condition: Term,
}

/// The condition that the constraints let a step leave the state, and the condition that evaluating them fails.
fn inside(unroller: &mut Unroller<'_>) -> (Term, Term) {
    let (mut inside, mut fails) = (Term::TRUE, Term::FALSE);
    for c in unroller.constraints(0) {
        let p = unroller.truth(&c, 0);
        let graph = &mut unroller.encoder.graph;
        let here = graph.any(p.findings.iter().map(|f| f.condition));
        let here = graph.and(inside, here);
        fails = graph.or(fails, here);
        inside = graph.and(inside, p.holds);
    }
    (inside, fails)
}

/// Outputs under construction.
#[derive(Default)]
pub(super) struct Bad {
    pub outputs: Vec<Output>,
    pub omitted: Vec<String>,
}

/// The step from the first state of a path.
pub(super) struct FirstStep {
    /// The constraints let a step leave the state.
    pub inside: Term,
    /// The step is taken, and its state was checked.
    pub taken: Term,
    pub step: Step,
    /// The inputs that are choices of the step.
    pub choices: Range<u32>,
}

impl Bad {
    /// Encodes the first state's properties, the step from it, and what is bad about both. The properties are assumed of the state afterwards.
    pub fn first_step(&mut self, unroller: &mut Unroller<'_>) -> FirstStep {
        let violated = self.properties(unroller, 0);
        unroller.encoder.assume(!violated);
        let first_choice = unroller.encoder.graph.inputs();
        let (inside, constraint_fails) = inside(unroller);
        let step = unroller.step(0);
        let graph = &mut unroller.encoder.graph;
        let step_fails = graph.any(step.findings.iter().map(|f| f.condition));
        let step_fails = graph.and(inside, step_fails);
        let fails = graph.or(constraint_fails, step_fails);
        let taken = graph.all([inside, step.guard, !fails, !violated]);
        self.evaluation(graph, "evaluation of a step fails", inside, &step.findings);
        self.add("evaluation of a constraint fails", constraint_fails);
        unroller.push(step.state.clone());
        self.steps(unroller, taken);
        self.deadlock(unroller, &step, inside);
        let choices = first_choice..unroller.encoder.graph.inputs();
        FirstStep { inside, taken, step, choices }
    }

    pub fn add(&mut self, name: impl Into<String>, condition: Term) {
        if condition != Term::FALSE {
            self.outputs.push(Output { name: name.into(), condition });
        }
    }

    /// Failing evaluations, and apart from them what is not encoded.
    pub fn evaluation(&mut self, graph: &mut Graph, name: &str, when: Term, findings: &[Finding]) {
        let (unknown, fails): (Vec<&Finding>, Vec<&Finding>) = findings.iter().partition(|f| f.kind == ErrorKind::Unsupported);
        for (name, findings) in [(name.to_owned(), fails), (format!("not encoded: {name}"), unknown)] {
            let any = graph.any(findings.iter().map(|f| f.condition));
            let any = graph.and(when, any);
            self.add(name, any);
        }
    }

    /// The properties of the state at `depth`. Returns the condition that one is false or fails to be evaluated.
    pub fn properties(&mut self, unroller: &mut Unroller<'_>, depth: usize) -> Term {
        let mut all = Vec::new();
        for property in unroller.properties(depth) {
            match property.role {
                Role::Invariant => {}
                Role::TraceInvariant => {
                    self.omitted.push(format!("invariant {}, which is about whole behaviors", property.name));
                    continue;
                }
                Role::InitialProperty | Role::StepProperty | Role::Constraint | Role::ActionConstraint => continue,
            }
            let p = unroller.truth(&property, depth);
            let graph = &mut unroller.encoder.graph;
            let fails = graph.any(p.findings.iter().map(|f| f.condition));
            let violated = graph.or(fails, !p.holds);
            self.evaluation(graph, &format!("evaluation of {} fails", property.name), Term::TRUE, &p.findings);
            self.add(format!("{} is violated", property.name), graph.and(!fails, !p.holds));
            all.push(violated);
        }
        unroller.encoder.graph.any(all)
    }

    /// The properties of the step to the second state.
    pub fn steps(&mut self, unroller: &mut Unroller<'_>, taken: Term) {
        let steps = unroller.properties(1).into_iter().filter(|p| p.role == Role::StepProperty);
        for property in steps {
            let p = unroller.truth(&property, 1);
            let graph = &mut unroller.encoder.graph;
            self.evaluation(graph, &format!("evaluation of {} fails", property.name), taken, &p.findings);
            let fails = graph.any(p.findings.iter().map(|f| f.condition));
            self.add(format!("{} is violated", property.name), graph.all([taken, !fails, !p.holds]));
        }
    }

    pub fn deadlock(&mut self, unroller: &mut Unroller<'_>, step: &Step, inside: Term) {
        if !unroller.model().check_deadlock {
            return;
        }
        let possible = unroller.encoder.can_step(step);
        let graph = &mut unroller.encoder.graph;
        match graph.exists_inputs_from(possible, step.first_input, DEADLOCK_TERMS) {
            Some(some) => self.add("deadlock", graph.and(inside, !some)),
            None => self.omitted.push("deadlock, which has too many choices".into()),
        }
    }

    /// Outputs about the choice of the initial state.
    pub fn initial(&mut self, unroller: &mut Unroller<'_>, first: &Step) -> Vec<Output> {
        let before = std::mem::take(&mut self.outputs);
        self.evaluation(&mut unroller.encoder.graph, "evaluation of an initial state fails", Term::TRUE, &first.findings);
        for property in unroller.initial_properties() {
            let p = unroller.encoder.holds(&first.state, None, property.def, property.expr);
            let graph = &mut unroller.encoder.graph;
            self.evaluation(graph, &format!("evaluation of {} fails", property.name), first.guard, &p.findings);
            let fails = graph.any(p.findings.iter().map(|f| f.condition));
            self.add(format!("{} is violated", property.name), graph.all([first.guard, !fails, !p.holds]));
        }
        std::mem::replace(&mut self.outputs, before)
    }
}
