//! One step from a state of which only the form is known.
//!
//! In: a form ([`super::abstraction`]). Out: the formula of what holds before the step, the step, and what is to be shown of it: the *goals*,
//! conditions that must not hold. All that holds in a state of this form for sure is asserted; lemmas are the caller's.

use super::super::constants::Constants;
use crate::engine::bmc::deadlock::{self, Asks};
use crate::ir::{DefId, Model};
use crate::logic::{Assignment, Graph, Term};
use crate::property::safety::Safety;
use crate::sat::cnf::Cnf;
use crate::sat::{self, Answer};
use crate::symbolic::{Encoder, Finding, Step, SymState};
use crate::util::work::{self, Work};
use crate::value::Integers;

pub(super) struct Cut<'m> {
    pub encoder: Encoder<'m>,
    pub cnf: Cnf,
    pub before: SymState,
    pub step: Step,
    /// The step is taken, and nothing goes wrong on the way.
    pub taken: Term,
    /// Something goes wrong: a goal.
    pub wrong: Term,
    /// The state before the step is to have a successor.
    inside: Term,
    /// For each invariant that it is false after the step, or cannot be evaluated, and for each property of steps that it is of this
    /// one: goals.
    pub violated: Vec<Term>,
    /// The point of the work count at which questions are no longer asked.
    pub end: Work,
}

/// What a proof comes to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Proof {
    Found,
    /// There are states of this form in which it is not so; they need not be reachable.
    No,
    /// The work allowed is done, or the solver gave up.
    Unknown,
}

impl<'m> Cut<'m> {
    /// `None` where such a formula would not say all there is to say.
    pub fn new(
        constants: &Constants<'m>,
        (from, form): (&Encoder<'m>, &SymState),
        next: DefId,
        backend: sat::Backend,
        end: Work,
    ) -> Option<Cut<'m>> {
        let model = constants.model();
        let mut encoder = constants.encoder();
        let (before, fits) = encoder.freed(from, form)?;
        let mut cnf = Cnf::new(sat::solver(backend, "induction, a step from a form"));
        cnf.assert(&encoder.graph, fits);
        encoder.assume(fits);
        let safety = Safety::split(model);
        for violated in violated(&safety, model, &mut encoder, &before) {
            cnf.assert(&encoder.graph, !violated);
            encoder.assume(!violated);
        }
        let mut inside = Term::TRUE;
        let mut wrong = Vec::new();
        for c in &model.constraints {
            let p = encoder.predicate(&before, c.def);
            let fails = any(&mut encoder.graph, &p.findings);
            wrong.push(encoder.graph.and(inside, fails));
            inside = encoder.graph.and(inside, p.holds);
        }
        let step = encoder.step(&before, next);
        let fails = any(&mut encoder.graph, &step.findings);
        wrong.push(encoder.graph.and(inside, fails));
        let wrong = encoder.graph.any(wrong);
        let taken = encoder.graph.all([inside, step.guard, !wrong]);
        let mut violated = violated(&safety, model, &mut encoder, &step.state);
        for check in &safety.steps {
            let p = encoder.holds(&before, Some(&step.state), check.def, check.expr);
            let fails = any(&mut encoder.graph, &p.findings);
            violated.push(encoder.graph.or(fails, !p.holds));
        }
        let finite = encoder.integers() == Integers::Narrow && step.unbounded.is_empty();
        let plain = encoder.is_plain_state(&before) && encoder.is_plain_state(&step.state);
        (finite && plain).then_some(Cut { encoder, cnf, before, step, taken, wrong, inside, violated, end })
    }

    /// Whether the terms, with all that is asserted, contradict each other.
    pub fn refute(&mut self, terms: &[Term]) -> Proof {
        let left = self.end - work::done();
        if left.is_zero() {
            return Proof::Unknown;
        }
        match self.cnf.solve(&self.encoder.graph, terms, left) {
            Answer::Unsatisfiable => Proof::Found,
            Answer::Satisfiable => Proof::No,
            Answer::Stopped | Answer::Unknown(_) => Proof::Unknown,
        }
    }

    /// A condition that holds in every state of this form without successor: another goal. `None` where that cannot be told.
    pub fn stuck(&mut self) -> Option<Term> {
        let possible = self.encoder.can_step(&self.step);
        let first = self.step.first_input;
        let stuck = match deadlock::written_out(&mut self.encoder.graph, possible, first, deadlock::BUDGET) {
            Some(stuck) => stuck,
            None => {
                let mut asks = Asking { cnf: &mut self.cnf, inside: self.inside, end: self.end };
                deadlock::approximated(&mut self.encoder.graph, &mut asks, Term::TRUE, possible, first).ok()?.0
            }
        };
        Some(self.encoder.graph.and(stuck, self.inside))
    }
}

struct Asking<'c> {
    cnf: &'c mut Cnf,
    inside: Term,
    end: Work,
}

/// No answer with the work allowed.
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

    fn pinned(&self, graph: &Graph, first: u32, choices: &Assignment) -> Vec<Term> {
        self.cnf.pinned(graph, first, choices)
    }
}

fn any(graph: &mut Graph, findings: &[Finding]) -> Term {
    graph.any(findings.iter().map(|f| f.condition))
}

/// Of invariants, and of properties that are no more.
fn violated(safety: &Safety<'_>, model: &Model, encoder: &mut Encoder, state: &SymState) -> Vec<Term> {
    let mut out = Vec::new();
    let invariants = model.invariants.iter().map(|i| (i.def, model.def(i.def).body));
    for (def, expr) in invariants.chain(safety.always.iter().map(|c| (c.def, c.expr))) {
        let p = encoder.holds(state, None, def, expr);
        let fails = any(&mut encoder.graph, &p.findings);
        out.push(encoder.graph.or(fails, !p.holds));
    }
    out
}
