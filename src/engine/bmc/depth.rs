//! The questions of one depth.
//!
//! In: a search whose path has `depth` steps. Out: the same with one step more, or the end of the search. The pieces come from the
//! [`Unroller`](crate::transition::Unroller) in the order in which TLC evaluates them; each is asked about before the next one is encoded.

use super::query::Wrong;
use super::search::{Search, claim};
use super::stop::Stop;
use crate::engine::vacuity;
use crate::eval::error::ErrorKind;
use crate::logic::Term;
use crate::sat::record::about;
use crate::symbolic::{Finding, Step};
use crate::trace::Outcome;
use crate::trace::replay::Claim;
use crate::trace::survey::Kind;
use crate::transition::Role;
use std::sync::Arc;

impl Search<'_> {
    /// Checks every state reachable in exactly `depth` steps, and takes the next step; FALSE if there is none.
    pub fn deepen(&mut self, depth: u32) -> Result<bool, Stop> {
        let before = self.session.state(depth).clone();
        let state = self.narrowing.narrowed(&mut self.session, before.clone());
        self.audit.narrowed(&mut self.session, &before, &state)?;
        self.session.unroller.replace_last(state);
        let inside = self.inside(depth)?;
        self.properties(depth)?;
        self.session.report(depth);
        if inside != Term::TRUE && self.noted.is_none() {
            self.goals.look_for_states(&mut self.session, depth)?;
        }
        let nowhere = inside != Term::TRUE && depth == 0 && self.noted.is_none() && self.has_no_start(inside)?;
        // states outside a CONSTRAINT, or reached outside an ACTION_CONSTRAINT, are checked above, but not expanded
        if nowhere || inside == Term::FALSE && self.lassos.is_none() && self.noted.is_none() {
            self.goals.end_at(&self.session, depth);
            self.session.completed = self.session.completed.max(Some(depth));
            return Ok(false);
        }
        self.session.assert(inside);
        let mut step = self.session.unroller.step(depth as usize);
        let inputs = step.first_input..self.session.graph().inputs();
        self.session.queries.chose(std::mem::take(&mut step.choices));
        self.ask_of_step(depth, &step)?;
        self.session.completed = self.session.completed.max(Some(depth));
        self.session.queries.step(inputs);
        let order = std::mem::replace(&mut self.order, Term::TRUE);
        self.session.assert(order);
        self.audit.states(&mut self.session, &self.symmetry, depth)?;
        self.audit.symmetry(&mut self.session, &self.symmetry, depth)?;
        self.session.assert(step.guard);
        if !self.symmetry.is_trivial() {
            self.in_order_of_names(&step)?;
        }
        let more = step.guard != Term::FALSE;
        if let (true, Some(last)) = (self.reduces, &self.last) {
            self.audit.order(&mut self.session, last, &step)?;
            let unroller = &mut self.session.unroller;
            self.order = unroller.encoder.ordered(&unroller.states[depth as usize - 1], last, &step);
            if mutant!("order-before-the-last-step-is-asked") {
                let order = self.order;
                self.session.assert(order);
            }
        }
        let outline = self.session.encoder();
        log::debug!(target: "tlaloc::symbolic", "state after {} steps:{}", depth + 1, outline.outline(&step.state));
        self.session.unroller.push(step.state.clone());
        self.last = Some(step);
        Ok(more)
    }

    /// Asks about the step from `depth`: whether evaluation fails, whether there is a deadlock, and about temporal properties.
    fn ask_of_step(&mut self, depth: u32, step: &Step) -> Result<(), Stop> {
        let options = self.session.options;
        let deadlocks = self.session.model.check_deadlock && !self.session.is_proven();
        let deadlocks = deadlocks && !(mutant!("deadlock-not-at-the-last-depth") && options.goal.depth == Some(depth));
        let deadlock = match deadlocks {
            true => Some((self.deadlocks.condition(&mut self.session, step)?, Claim::Deadlock)),
            false => None,
        };
        self.ask(&step.findings, Claim::NextError, deadlock, None)?;
        self.session.refuse_unsupported(&step.findings)?;
        match &mut self.noted {
            Some(noted) if noted.survey.wrong_at().is_some() => return Err(Box::new(Outcome::Safe)),
            Some(noted) => noted.actions(&mut self.session, &mut self.deadlocks, depth, step)?,
            None => {
                self.goals.look_for(&mut self.session, depth, step)?;
                if let Some(lassos) = &mut self.lassos {
                    lassos.check(&mut self.session, depth)?;
                }
            }
        }
        Ok(())
    }

    /// The condition under which the constraints let the search go on from the states at `depth`. They are evaluated before anything
    /// else is asked of a state, as part of the step to it.
    fn inside(&mut self, depth: u32) -> Result<Term, Stop> {
        let (claim, known) = if depth == 0 { (Claim::InitError, 0) } else { (Claim::NextError, depth as usize) };
        let kind = (depth > 0).then_some(Kind::ConstraintError);
        // properties of whole behaviors, and a survey, need the value of the level
        let of_states = self.lassos.is_none() && self.session.model.trace_invariants.is_empty() && self.noted.is_none();
        let mut inside = Term::TRUE;
        for c in self.session.unroller.constraints(depth as usize) {
            let alone = of_states && c.role == Role::Constraint;
            if alone && self.session.encoder().level_limit(c.def).is_some_and(|n| i64::from(depth) + 1 >= n) {
                self.may_cut(&c.name, depth);
                return Ok(Term::FALSE);
            }
            let p = self.session.unroller.truth(&c, depth as usize);
            // one is evaluated where those before it hold
            let graph = self.session.graph();
            let mut here = |f: &Finding| Finding { condition: graph.and(inside, f.condition), ..f.clone() };
            let findings: Vec<Finding> = p.findings.iter().map(&mut here).collect();
            self.ask_after(known, &findings, claim, None, (None, kind))?;
            self.session.refuse_unsupported(&findings)?;
            if p.holds != Term::TRUE {
                self.may_cut(&c.name, depth);
            }
            inside = self.session.graph().and(inside, p.holds);
        }
        Ok(inside)
    }

    /// Do the constraints exclude all initial states? Then that is noted.
    fn has_no_start(&mut self, inside: Term) -> Result<bool, Stop> {
        let _topic = about(|| "depth 0: an initial state within the constraints".into());
        if self.session.is_proven() || self.session.satisfiable(inside)?.is_some() {
            return Ok(false);
        }
        self.vacuity.constant.extend(self.vacuity.cut.first().map(|c| vacuity::nowhere_to_start(&c.constraint)));
        Ok(true)
    }

    /// Checks the invariants in the states at `depth`, and the safety part of properties in them and in the steps to them.
    fn properties(&mut self, depth: u32) -> Result<(), Stop> {
        for property in self.session.unroller.properties(depth as usize) {
            let p = self.session.unroller.truth(&property, depth as usize);
            let violated = (!p.holds, claim(property.role));
            self.ask(&p.findings, Claim::InvariantError, Some(violated), Some(&property.name))?;
            self.session.refuse_unsupported(&p.findings)?;
        }
        Ok(())
    }

    /// Asks whether a finding can come true, or the further condition; then the search ends with what the replay confirms. Where something
    /// is not encoded the other conditions mean nothing, so they are asked for elsewhere only. `name` is the property's.
    pub fn ask(
        &mut self,
        findings: &[Finding],
        claim: Claim,
        further: Option<Wrong>,
        name: Option<&Arc<str>>,
    ) -> Result<(), Stop> {
        self.ask_after(self.session.unroller.states.len(), findings, claim, further, (name, None))
    }

    /// The same, about the first `after` states. A survey may know a more special kind.
    fn ask_after(
        &mut self,
        after: usize,
        findings: &[Finding],
        claim: Claim,
        further: Option<Wrong>,
        (name, kind): (Option<&Arc<str>>, Option<Kind>),
    ) -> Result<(), Stop> {
        // an element evaluated earlier may keep one that fails from being evaluated
        let proven = !self.symmetry.is_trivial() && self.symmetry.believed.is_none() && !mutant!("symmetry-despite-errors");
        if proven && findings.iter().any(|f| f.condition != Term::FALSE) {
            return Err(self.without_symmetry());
        }
        let session = &mut self.session;
        let graph = session.graph();
        let (unknown, known): (Vec<&Finding>, Vec<&Finding>) = findings.iter().partition(|f| f.kind == ErrorKind::Unsupported);
        let unknown = graph.any(unknown.iter().map(|f| f.condition));
        let wrong = known.iter().map(|f| (f.condition, claim)).chain(further);
        let wrong = wrong.map(|(t, claim)| (graph.and(t, !unknown), claim)).collect();
        if let Some(noted) = &mut self.noted {
            return noted.note(session, after, wrong, name, kind);
        }
        if session.is_proven() {
            let any = session.graph().any(findings.iter().map(|f| f.condition).chain(further.map(|w| w.0)));
            session.assert(!any);
            return Ok(());
        }
        let _topic = about(|| claim_text(claim, further.map(|f| f.1), name));
        let unroller = &mut session.unroller;
        session.queries.violation(session.model, session.options, &mut unroller.encoder, &unroller.states[..after], wrong)
    }
}

/// The topic of a question, for a recording.
fn claim_text(claim: Claim, further: Option<Claim>, name: Option<&Arc<str>>) -> String {
    let of = |what: &str| name.map_or(what.to_string(), |n| format!("{what} {n}"));
    let text = |claim| match claim {
        Claim::Invariant => of("a state violates"),
        Claim::ActionProperty => of("a step violates"),
        Claim::ImpliedInit => of("an initial state violates"),
        Claim::InvariantError => of("evaluation fails in"),
        Claim::NextError => "evaluation of a step fails".into(),
        Claim::InitError => "evaluation of an initial state fails".into(),
        Claim::Deadlock => "a state has no successor".into(),
    };
    [Some(claim), further].into_iter().flatten().map(text).collect::<Vec<String>>().join(", or ")
}
