//! The query about one step from a form.
//!
//! In: a form ([`super::abstraction`]). Out: the formula of the state before the step, the step, and the *goals*: conditions that must not
//! hold. Facts about all states of the form are asserted, and so are the invariants before the step. The caller asserts the lemmas.

use crate::engine::bmc::deadlock::{self, Asks};
use crate::logic::{Assignment, Graph, Term};
use crate::sat::cnf::Cnf;
use crate::sat::{self, Answer};
use crate::symbolic::{Encoder, Finding, Step, SymState};
use crate::transition::{TransitionSystem, Unroller};
use crate::util::work::{self, Work};
use crate::value::Integers;

pub(super) struct StepQuery<'m> {
    /// The state before the step, and the state after it.
    pub unroller: Unroller<'m>,
    pub cnf: Cnf,
    pub step: Step,
    /// The step is taken, and nothing fails to be evaluated on the way.
    pub taken: Term,
    /// Something fails to be evaluated: a goal.
    pub wrong: Term,
    /// The constraints let the state before the step have a successor.
    inside: Term,
    /// For each invariant the condition that it is false after the step, or fails to be evaluated, and the same for each property of the
    /// step: goals.
    pub violated: Vec<Term>,
    /// The work count at which queries end.
    pub end: Work,
}

/// The result of an attempt to prove something.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Proof {
    Found,
    /// A state of this form refutes it; the state need not be reachable.
    No,
    /// The work limit is reached, or the solver gave up.
    Unknown,
}

impl<'m> StepQuery<'m> {
    /// `None` if the formula would be incomplete: integers without a bound, or values that are not written out.
    pub fn new(
        system: &TransitionSystem<'m>,
        form: (&Encoder<'m>, &SymState),
        backend: sat::Backend,
        end: Work,
    ) -> Option<StepQuery<'m>> {
        let (mut unroller, fits) = Unroller::from_form(system, form)?;
        let mut cnf = Cnf::new(sat::solver(backend, "induction, a step from a form"));
        cnf.assert(&unroller.encoder.graph, fits);
        unroller.encoder.assume(fits);
        for violated in violated(&mut unroller, 0) {
            cnf.assert(&unroller.encoder.graph, !violated);
            unroller.encoder.assume(!violated);
        }
        let mut inside = Term::TRUE;
        let mut wrong = Vec::new();
        for c in unroller.constraints(0) {
            let p = unroller.truth(&c, 0);
            let graph = &mut unroller.encoder.graph;
            let fails = any(graph, &p.findings);
            wrong.push(graph.and(inside, fails));
            inside = graph.and(inside, p.holds);
        }
        let step = unroller.step(0);
        let graph = &mut unroller.encoder.graph;
        let fails = any(graph, &step.findings);
        wrong.push(graph.and(inside, fails));
        let wrong = graph.any(wrong);
        let taken = graph.all([inside, step.guard, !wrong]);
        unroller.push(step.state.clone());
        let violated = violated(&mut unroller, 1);
        let encoder = &unroller.encoder;
        let finite = encoder.integers() == Integers::Narrow;
        let plain = unroller.states.iter().all(|s| encoder.is_plain_state(s));
        (finite && plain).then_some(StepQuery { unroller, cnf, step, taken, wrong, inside, violated, end })
    }

    /// Asserts a term.
    pub fn assert(&mut self, term: Term) {
        self.cnf.assert(&self.unroller.encoder.graph, term);
    }

    /// Whether the terms contradict the assertions.
    pub fn refute(&mut self, terms: &[Term]) -> Proof {
        let left = self.end - work::done();
        if left.is_zero() {
            return Proof::Unknown;
        }
        match self.cnf.solve(&self.unroller.encoder.graph, terms, left) {
            Answer::Unsatisfiable => Proof::Found,
            Answer::Satisfiable => Proof::No,
            Answer::Stopped | Answer::Unknown(_) => Proof::Unknown,
        }
    }

    /// A goal that holds in every state of this form without successor. `None` if it cannot be computed.
    pub fn stuck(&mut self) -> Option<Term> {
        let encoder = &mut self.unroller.encoder;
        let possible = encoder.can_step(&self.step);
        let first = self.step.first_input;
        let graph = &mut encoder.graph;
        let stuck = match deadlock::eliminated(graph, possible, first, deadlock::BUDGET) {
            Some(stuck) => stuck,
            None => {
                let mut asks = Asking { cnf: &mut self.cnf, inside: self.inside, end: self.end };
                deadlock::refined(graph, &mut asks, Term::TRUE, possible, first).ok()?.0
            }
        };
        Some(graph.and(stuck, self.inside))
    }
}

struct Asking<'c> {
    cnf: &'c mut Cnf,
    inside: Term,
    end: Work,
}

/// The work limit is reached.
pub(super) struct NoAnswer;

impl Asks for Asking<'_> {
    type Stop = NoAnswer;

    fn choices(&mut self, graph: &Graph, terms: &[Term]) -> Result<Option<Assignment>, NoAnswer> {
        let left = self.end - work::done();
        if left.is_zero() {
            return Err(NoAnswer);
        }
        let terms = [&[self.inside], terms].concat();
        match self.cnf.solve(graph, &terms, left) {
            Answer::Satisfiable => Ok(Some(self.cnf.model(graph))),
            Answer::Unsatisfiable => Ok(None),
            Answer::Stopped | Answer::Unknown(_) => Err(NoAnswer),
        }
    }

    fn pinned(&self, graph: &mut Graph, first: u32, choices: &Assignment) -> Vec<Term> {
        self.cnf.pinned(graph, first, choices)
    }

    fn choices_without(&mut self, _: &Graph, _: &[Term], _: Term, _: u32) -> Result<Option<Assignment>, NoAnswer> {
        // forms have no integers without bounds
        Err(NoAnswer)
    }
}

fn any(graph: &mut Graph, findings: &[Finding]) -> Term {
    graph.any(findings.iter().map(|f| f.condition))
}

/// For each property at a depth of 0 or 1 the condition that it is false, or fails to be evaluated: of the state before the step, or of
/// the state after it and of the step.
fn violated(unroller: &mut Unroller<'_>, depth: usize) -> Vec<Term> {
    let mut out = Vec::new();
    for property in unroller.properties(depth) {
        let p = unroller.truth(&property, depth);
        let graph = &mut unroller.encoder.graph;
        let fails = any(graph, &p.findings);
        out.push(graph.or(fails, !p.holds));
    }
    out
}
