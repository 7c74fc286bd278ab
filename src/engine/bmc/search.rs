//! The search, from its set-up to its verdict.
//!
//! In: a [`TransitionSystem`] and options. Out: a verdict. [`super::depth`] has what is asked at one depth.

use super::audit::Audit;
use super::deadlock::Deadlocks;
use super::goals::Goals;
use super::induct::{Induction, Reached};
use super::lasso::Lassos;
use super::narrow::Narrowing;
use super::session::Session;
use super::stop::{Stop, check_assumptions, refuse_unchecked, without_search};
use super::survey::Noted;
use super::symmetry::Symmetry;
use crate::engine::{Options, vacuity};
use crate::logic::Term;
use crate::sat::record::about;
use crate::symbolic::{Seen, Step, SymState};
use crate::trace::replay::Claim;
use crate::trace::survey::Survey;
use crate::trace::vacuity::{Cut, Vacuity};
use crate::trace::{Outcome, Verdict};
use crate::transition::{Role, TransitionSystem};
use crate::util::interrupt::catch;
use crate::util::work::{self, Work};
use crate::value::Integers;
use rustc_hash::FxHashSet;
use std::sync::Arc;

pub(super) struct Search<'a> {
    pub session: Session<'a>,
    /// The symbolic states so far, to find one again.
    seen: FxHashSet<SymState>,
    /// Questions about temporal properties.
    pub lassos: Option<Lassos<'a>>,
    /// The findings of a survey, if this is one.
    pub noted: Option<Noted>,
    /// Limits of what an answer without errors says.
    pub vacuity: Vacuity,
    pub goals: Goals,
    /// Partial-order reduction: of behaviors that differ in the order of independent steps, one is searched.
    pub reduces: bool,
    /// The last step, and the condition that orders it and the one before: asserted after the last question that ends with it.
    pub last: Option<Step>,
    pub order: Term,
    /// Symmetry breaking: of behaviors that differ in the names of interchangeable values, one is searched.
    pub symmetry: Symmetry,
    /// Symmetry breaking turned out to be unsound here.
    pub asymmetric: bool,
    pub narrowing: Narrowing,
    pub deadlocks: Deadlocks,
    /// For tests.
    pub audit: Audit,
    pub induction: Induction<'a>,
}

impl<'a> Search<'a> {
    pub fn new(
        system: &TransitionSystem<'a>,
        options: &'a Options<'a>,
        survey: Option<Survey>,
        symmetry: Symmetry,
    ) -> Search<'a> {
        let model = system.model();
        let mut session = Session::new(system, options);
        let is_survey = survey.is_some();
        let encoder = session.encoder();
        encoder.name_steps();
        // an exchange of steps may pass through a state that a constraint forbids, and makes another behavior
        let reduces = options.bounded.reductions.order
            && (model.constraints.is_empty() || mutant!("order-despite-constraints"))
            && model.action_constraints.is_empty()
            && model.trace_invariants.is_empty();
        if reduces {
            encoder.trace_steps();
        }
        if !symmetry.is_trivial() {
            log::debug!(target: "tlaloc::bmc", "interchangeable: {:?}", symmetry.classes);
            encoder.break_symmetry(&symmetry.classes);
            if symmetry.believed.is_none() {
                encoder.fail_in_any_order();
            }
        }
        Search {
            session,
            seen: FxHashSet::default(),
            lassos: None,
            noted: survey.map(Noted::new),
            vacuity: Vacuity::default(),
            goals: if is_survey { Goals::default() } else { Goals::of(model) },
            reduces,
            last: None,
            order: Term::TRUE,
            symmetry,
            asymmetric: false,
            narrowing: Narrowing::default(),
            deadlocks: Deadlocks::default(),
            audit: Audit::new(options.bounded.reductions.audit && !is_survey),
            induction: Induction::of(system, options, !is_survey),
        }
    }

    /// Temporal properties are checked as well, on the model with their atoms.
    pub fn with_lassos(mut self, lassos: Lassos<'a>) -> Search<'a> {
        self.lassos = Some(lassos);
        // a lasso is more than its last state
        self.reduces &= mutant!("order-despite-lassos");
        self.induction.off();
        self.audit.without_states();
        self
    }

    pub fn run(mut self) -> (Verdict, Survey) {
        let options = self.session.options;
        let outcome = match catch(|| self.search()) {
            Ok(Ok(())) => Outcome::Safe,
            Ok(Err(stop)) => *stop,
            Err(_) => options.stopped(),
        };
        if self.asymmetric {
            log::debug!(target: "tlaloc::bmc", "once more, without symmetry");
            let options = options.clone().assumes_checked(true);
            let survey = self.noted.map(|_| Survey::default());
            return match TransitionSystem::of(self.session.model) {
                Some(system) => Search::new(&system, &options, survey, Symmetry::default()).run(),
                None => (without_search(Outcome::Safe), Survey::default()),
            };
        }
        if matches!(outcome, Outcome::Safe) {
            self.may_cut_next();
        }
        log::debug!(target: "tlaloc::bmc", "work: {:?}", work::done());
        let assumptions = self.assumptions();
        let session = self.session;
        (self.vacuity.goals, self.vacuity.looked) =
            self.goals.found(session.exhaustive && session.inductive.is_some(), session.completed);
        // it says nothing about depths that were searched after all
        let counts = session.exhaustive || session.proven >= session.completed;
        let inductive = session.inductive.filter(|_| counts && !matches!(outcome, Outcome::Violated { .. }));
        let verdict = Verdict {
            depth: session.completed,
            exhaustive: session.exhaustive,
            assumptions,
            inductive,
            vacuity: self.vacuity,
            ..without_search(outcome)
        };
        let unbounded = matches!(session.unroller.encoder.integers(), Integers::Unbounded);
        (verdict, Survey { unbounded, ..self.noted.map(Noted::finish).unwrap_or_default() })
    }

    fn assumptions(&self) -> Vec<String> {
        self.symmetry.believed.iter().cloned().collect()
    }

    pub fn search(&mut self) -> Result<(), Stop> {
        let (model, options) = (self.session.model, self.session.options);
        if !options.bounded.assumes_checked {
            check_assumptions(model)?;
        }
        // properties of whole behaviors are about states of any level
        if self.lassos.is_none() && Seen::by_view(model).level {
            self.session.encoder().count_levels();
        }
        let mut first = self.session.unroller.init();
        self.session.queries.chose(std::mem::take(&mut first.choices));
        let inputs = first.first_input..self.session.graph().inputs();
        self.session.queries.step(inputs);
        self.ask(&first.findings, Claim::InitError, None, None)?;
        self.session.refuse_unsupported(&first.findings)?;
        self.session.assert(first.guard);
        if self.noted.is_none() && !self.has_initial_state()? {
            self.session.exhaustive = true;
            self.vacuity = vacuity::no_initial_state(model);
            return refuse_unchecked(model);
        }
        if !self.symmetry.is_trivial() && !mutant!("symmetry-without-init") {
            self.in_order_of_names(&first)?;
        }
        self.session.unroller.push(first.state);

        for depth in 0.. {
            self.session.report(depth);
            // where all folds away no solver is called, and nothing else polls
            if options.must_stop() {
                return Err(Box::new(options.stopped()));
            }
            let began = work::done();
            let _depth = about(|| format!("depth {depth}"));
            if !self.deepen(depth)? || self.repeats(depth) {
                self.session.exhaustive = true;
                return refuse_unchecked(model);
            }
            let took: Work = work::done() - began;
            let reached = self.induction.extend(&mut self.session, depth, took);
            if matches!(reached, Reached::Everything) || options.goal.depth == Some(depth) {
                return refuse_unchecked(model);
            }
        }
        unreachable!("engine: depths do not end")
    }

    fn has_initial_state(&mut self) -> Result<bool, Stop> {
        let _topic = about(|| "depth 0: an initial state".into());
        Ok(self.session.satisfiable(Term::TRUE)?.is_some())
    }

    /// Whether the states at this depth, as functions of the choices, are those of a smaller one: then all reachable states were checked.
    /// A property of whole behaviors, or of the level, may still change.
    fn repeats(&mut self, depth: u32) -> bool {
        let of_states = self.lassos.is_none()
            && self.session.model.trace_invariants.is_empty()
            && !self.session.unroller.encoder.counts_levels();
        let is_new = self.seen.insert(self.session.state(depth).clone());
        of_states && !is_new
    }

    /// A constraint may exclude a state at this depth.
    pub fn may_cut(&mut self, constraint: &Arc<str>, depth: u32) {
        if !self.vacuity.cut.iter().any(|c| c.constraint == *constraint) {
            self.vacuity.cut.push(Cut { constraint: constraint.clone(), first: depth.saturating_sub(1) });
        }
    }

    /// Notes which constraints may exclude states one step beyond those that were searched, as the explicit engine does.
    fn may_cut_next(&mut self) {
        let Some(completed) = self.session.completed else { return };
        let model = self.session.model;
        if self.session.exhaustive && self.session.inductive.is_some() {
            // nothing is known of single states
            model.constraints.iter().chain(&model.action_constraints).for_each(|c| self.may_cut(&c.name, 0));
        }
        let next = completed as usize + 1;
        if self.session.exhaustive || self.noted.is_some() || self.session.unroller.states.len() <= next {
            return;
        }
        for c in self.session.unroller.constraints(next) {
            let p = catch(|| self.session.unroller.truth(&c, next));
            if p.is_ok_and(|p| p.holds != Term::TRUE) {
                self.may_cut(&c.name, next as u32);
            }
        }
    }

    /// Asserts that the choices up to `step`, the last one, mention interchangeable values in order: of all renamings one.
    pub fn in_order_of_names(&mut self, step: &Step) -> Result<(), Stop> {
        let in_order = self.session.encoder().first_mentioned_in_order(step);
        if self.session.encoder().lost_choices() {
            return Err(self.without_symmetry());
        }
        self.session.assert(in_order);
        Ok(())
    }

    /// Ends this search; [`Search::run`] begins another one without symmetry breaking.
    pub fn without_symmetry(&mut self) -> Stop {
        self.asymmetric = true;
        Box::new(Outcome::Interrupted)
    }
}

/// What it means that a property is false.
pub(super) fn claim(role: Role) -> Claim {
    match role {
        Role::Invariant | Role::TraceInvariant | Role::Constraint => Claim::Invariant,
        Role::InitialProperty => Claim::ImpliedInit,
        Role::StepProperty | Role::ActionConstraint => Claim::ActionProperty,
    }
}
