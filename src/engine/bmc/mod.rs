//! Bounded model checking: is a violation reachable in 0, 1, … k steps?
//!
//! One incremental solver serves all depths. With `S_d` the symbolic state after d steps and `G_i` the condition that
//! the choices of step i are a step, depth d asks, under the assertions `G_0, …, G_(d-1)`:
//!
//! - `\E inv : ~inv(S_d)`, or evaluating an invariant fails;
//! - evaluating Next in `S_d` fails, or `S_d` has no successor (`~\E choices : G_d`, exactly, see `deadlock`).
//!
//! A satisfying assignment is decoded to states, which `trace::replay` must confirm. Otherwise the negation is asserted
//! (it is implied, and helps the deeper queries), then `G_d`, and the search goes one step deeper. So the first counterexample
//! is a shortest one. "Checked to depth d" means: every state reachable in at most d steps satisfies the invariants, Next can be
//! evaluated in it, and it has a successor.
//!
//! Of behaviours that differ in the order of independent steps one is looked at ([`crate::symbolic`]'s footprints): after depth d has been
//! asked, `O_d` is asserted, which puts steps d-1 and d in order. All states that are d steps away are still among those at depth d.
//!
//! Then, if there are temporal properties, whether a lasso of d steps violates one ([`lasso`]).
//!
//! What `encode` could not encode has a condition too; if it is reachable, the verdict is Unsupported, never safe.

mod audit;
mod constants;
mod deadlock;
mod goals;
mod induct;
mod lasso;
mod memory;
mod narrow;
#[cfg(test)]
mod pace_tests;
mod query;
mod survey;
mod symmetry;
#[cfg(test)]
mod tests;

use crate::diag::{Code, Diagnostic};
use crate::engine::explicit::unsupported_error;
use crate::engine::{Capabilities, Capability, Engine, Options, Progress, Size, capability, vacuity};
use crate::eval::Evaluator;
use crate::eval::error::ErrorKind;
use crate::ir::{DefId, Model};
use crate::logic::Term;
use crate::property::safety::Safety;
use crate::sat::record::{about, recorded};
use crate::source::Span;
use crate::symbolic::{Encoder, Finding, Seen, Step, SymState};
use crate::trace::replay::Claim;
use crate::trace::survey::{Kind, Survey};
use crate::trace::vacuity::{Cut, Vacuity};
use crate::trace::{EngineName, Inductive, Outcome, Verdict};
use crate::util::interrupt::catch;
use crate::util::stack::spawn_with_room;
use crate::util::work::{self, Work};
use crate::value::Integers;
use constants::Constants;
use induct::{Induction, Reached};
use lasso::Lassos;
use query::{Queries, Wrong, internal};
use rustc_hash::FxHashSet;
use std::sync::Arc;
use std::time::Instant;
use symmetry::Symmetry;

/// Encoding recurses over expressions and calls.
const STACK: usize = 1 << 28;

/// The symbolic engine: bounded model checking.
pub struct Bounded;

impl Engine for Bounded {
    fn name(&self) -> EngineName {
        EngineName::SYMBOLIC
    }

    fn about(&self) -> &'static str {
        "Unroll the next-state action and search with a SAT solver"
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::of(&[
            Capability::Complete,
            Capability::ShortestTrace,
            Capability::Constraints,
            Capability::Temporal,
            Capability::TraceInvariants,
            Capability::Symmetry,
            Capability::InfiniteSets,
            Capability::Survey,
        ])
    }

    fn run(&self, model: &Model, options: &Options<'_>) -> Verdict {
        check(model, options)
    }

    fn survey(&self, model: &Model, options: &Options<'_>) -> Option<(Verdict, Survey)> {
        Some(survey(model, options))
    }
}

/// Searches to `options.goal.depth`, or until nothing is left or the time is over.
pub fn check(model: &Model, options: &Options) -> Verdict {
    search(model, options, None).0
}

/// The same; in place of ending with what is wrong first, tells what each depth has.
pub fn survey(model: &Model, options: &Options) -> (Verdict, Survey) {
    search(model, options, Some(Survey::default()))
}

fn search(model: &Model, options: &Options, survey: Option<Survey>) -> (Verdict, Survey) {
    let start = Instant::now();
    // Z3's context and the value graph stay on this one thread.
    let (mut verdict, survey) = std::thread::scope(|scope| {
        // what is interrupted before the search begins leaves nothing to tell
        let whole =
            || catch(|| run(model, options, survey)).unwrap_or_else(|_| (without_search(options.stopped()), Survey::default()));
        spawn_with_room(scope, STACK, || {
            options.within_limits(|| memory::watched(options, || recorded(options.bounded.recording.as_ref(), whole)))
        })
        .join()
        .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    });
    verdict.elapsed = start.elapsed();
    (verdict, survey)
}

/// With temporal properties, or as a survey without them.
fn run(model: &Model, options: &Options, survey: Option<Survey>) -> (Verdict, Survey) {
    if !options.bounded.assumes_checked {
        match catch(|| vacuity::refused(model)) {
            Ok(None) => {}
            Ok(Some(outcome)) => return (without_search(outcome), Survey::default()),
            Err(_) => return (without_search(options.stopped()), Survey::default()),
        }
    }
    // a survey leaves out what properties say of whole behaviours
    if survey.is_some() {
        return Search::new(model, options, survey, symmetry(model, options)).run();
    }
    let mut verdict = decide(model, options);
    vacuity::complete(model, &mut verdict);
    (verdict, Survey::default())
}

/// With temporal properties, the model that is searched is one with their atoms.
fn decide(model: &Model, options: &Options) -> Verdict {
    let temporal = match catch(|| super::temporal(model)) {
        Ok(Ok(temporal)) => temporal,
        Ok(Err(outcome)) => return without_search(*outcome),
        Err(_) => return without_search(options.stopped()),
    };
    let Some(temporal) = temporal else { return Search::new(model, options, None, symmetry(model, options)).run().0 };
    let mut search = Search::new(&temporal.model, options, None, Symmetry::default());
    match Lassos::new(&temporal) {
        Ok(lassos) => {
            search.lassos = Some(lassos);
            // a lasso is more than its last state
            search.reduces &= mutant!("order-despite-lassos");
            search.induction.off();
        }
        Err(stop) => return without_search(*stop),
    }
    let mut verdict = search.run().0;
    verdict.assumptions.extend(lasso::taken_for_granted(model, &verdict));
    verdict
}

/// The values taken as interchangeable.
fn symmetry(model: &Model, options: &Options) -> Symmetry {
    if options.bounded.reductions.symmetry { Symmetry::of(model) } else { Symmetry::default() }
}

fn without_search(outcome: Outcome) -> Verdict {
    Verdict::without_search(EngineName::SYMBOLIC, outcome, Default::default())
}

/// A reason to end the search.
type Stop = Box<Outcome>;

struct Search<'a> {
    model: &'a Model,
    options: &'a Options<'a>,
    constants: Constants<'a>,
    encoder: Encoder<'a>,
    queries: Queries,
    /// The symbolic states so far.
    states: Vec<SymState>,
    /// The same, to find one again.
    seen: FxHashSet<SymState>,
    /// What temporal properties ask.
    lassos: Option<Lassos<'a>>,
    completed: Option<u32>,
    exhaustive: bool,
    /// What was seen, if that is wanted.
    survey: Option<Survey>,
    /// What an answer without errors does not speak of.
    vacuity: Vacuity,
    goals: goals::Goals,
    /// For a survey: the actions of the last step, with their conditions.
    arrivals: Vec<(DefId, Term)>,
    /// Of behaviours that differ in the order of independent steps only one is looked at.
    reduces: bool,
    /// The last step, and what puts it in order with the one before it: asserted when all was asked that ends with it.
    last: Option<Step>,
    order: Term,
    /// Of behaviours that differ in the names of interchangeable values only one is looked at;
    symmetry: Symmetry,
    /// and it turned out that this must not be.
    asymmetric: bool,
    narrowing: narrow::Narrowing,
    /// For tests: what the evaluator has reached.
    audit: audit::Audit,
    induction: Induction<'a>,
    /// What of the answer induction has given.
    inductive: Option<Inductive>,
    /// The work of the last depth.
    last_took: Work,
    /// How much less is tried than at first to write out where a step is possible, as a power of two.
    written_out_in_vain: u32,
}

impl<'a> Search<'a> {
    fn new(model: &'a Model, options: &'a Options<'a>, survey: Option<Survey>, symmetry: Symmetry) -> Search<'a> {
        let constants = Constants::of(model);
        let mut encoder = constants.encoder();
        let survey_is_none = survey.is_none();
        encoder.name_steps();
        // an exchange of steps may pass through a state that a constraint forbids, and makes another behaviour
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
            model,
            options,
            constants,
            encoder,
            queries: Queries::new(options),
            states: Vec::new(),
            seen: FxHashSet::default(),
            lassos: None,
            completed: None,
            exhaustive: false,
            survey,
            vacuity: Vacuity::default(),
            goals: if survey_is_none { goals::Goals::of(model) } else { goals::Goals::default() },
            arrivals: Vec::new(),
            reduces,
            last: None,
            order: Term::TRUE,
            symmetry,
            asymmetric: false,
            narrowing: narrow::Narrowing::default(),
            audit: audit::Audit::default(),
            induction: Induction::of(model, options, survey_is_none),
            inductive: None,
            last_took: Work::ZERO,
            written_out_in_vain: 0,
        }
    }

    fn run(mut self) -> (Verdict, Survey) {
        let options = self.options;
        let outcome = match catch(|| self.search()) {
            Ok(Ok(())) => Outcome::Safe,
            Ok(Err(stop)) => *stop,
            Err(_) => options.stopped(),
        };
        if self.asymmetric {
            log::debug!(target: "tlaloc::bmc", "once more, without symmetry");
            let options = options.clone().assumes_checked(true);
            return Search::new(self.model, &options, self.survey.map(|_| Survey::default()), Symmetry::default()).run();
        }
        if matches!(outcome, Outcome::Safe) {
            self.may_cut_next();
        }
        log::debug!(target: "tlaloc::bmc", "work: {:?}", work::done());
        let assumptions = self.assumptions();
        (self.vacuity.goals, self.vacuity.looked) =
            std::mem::take(&mut self.goals).found(self.exhaustive && self.inductive.is_some(), self.completed);
        // it says nothing about depths that were searched after all
        let counts = self.exhaustive || self.induction.proven >= self.completed;
        let inductive = self.inductive.filter(|_| counts && !matches!(outcome, Outcome::Violated { .. }));
        let verdict = Verdict {
            depth: self.completed,
            exhaustive: self.exhaustive,
            assumptions,
            inductive,
            vacuity: self.vacuity,
            ..without_search(outcome)
        };
        let unbounded = matches!(self.encoder.integers(), Integers::Wide);
        (verdict, Survey { unbounded, ..self.survey.unwrap_or_default() })
    }

    fn assumptions(&self) -> Vec<String> {
        let integers = match self.encoder.integers() {
            Integers::Narrow => Vec::new(),
            Integers::Wide => {
                let range = format!("integers chosen from Nat or Int lie in {}..{}", -i32::MAX, i32::MAX);
                let enabled = "a state where Next may choose one has a successor".to_string();
                [range].into_iter().chain(self.model.check_deadlock.then_some(enabled)).collect()
            }
        };
        integers.into_iter().chain(self.symmetry.believed.clone()).collect()
    }

    fn search(&mut self) -> Result<(), Stop> {
        if !self.options.bounded.assumes_checked {
            assumptions(self.model)?;
        }
        let (Some(init), Some(next)) = (self.model.init, self.model.next) else {
            // no behaviour is specified: the assumptions were all there is
            self.exhaustive = true;
            return refuse(self.model);
        };
        // properties of whole behaviours are about states of any level
        if self.lassos.is_none() && Seen::by_view(self.model).level {
            self.encoder.count_levels();
        }
        let mut first = self.encoder.init(init);
        self.queries.chose(std::mem::take(&mut first.choices));
        self.queries.step(first.first_input..self.encoder.graph.inputs());
        self.ask(&first.findings, Claim::InitError, None, None)?;
        self.refuse_unsupported(&first.findings)?;
        self.extend(first.guard);
        if self.survey.is_none() && !self.has_initial_state()? {
            self.exhaustive = true;
            self.vacuity = vacuity::no_initial_state(self.model);
            return refuse(self.model);
        }
        if !self.symmetry.is_trivial() && !mutant!("symmetry-without-init") {
            self.in_order_of_names(&first)?;
        }
        self.states.push(first.state);

        for depth in 0.. {
            self.tell(depth);
            // where all folds away nothing is asked, and nobody else looks
            if self.options.must_stop() {
                return Err(Box::new(self.options.stopped()));
            }
            let began = work::done();
            let _depth = about(|| format!("depth {depth}"));
            if !self.deepen(depth, next)? || self.repeats(depth) {
                self.exhaustive = true;
                return refuse(self.model);
            }
            let reached = self.induct(init, next, depth, work::done() - began);
            if matches!(reached, Reached::Everything) || self.options.goal.depth == Some(depth) {
                return refuse(self.model);
            }
        }
        unreachable!("engine: depths do not end")
    }

    fn has_initial_state(&mut self) -> Result<bool, Stop> {
        let _topic = about(|| "depth 0: an initial state".into());
        Ok(self.queries.satisfiable(self.options, &self.encoder.graph, Term::TRUE)?.is_some())
    }

    /// Whether the states at this depth, as they depend on the choices, are those of a smaller one: then every state there is was checked.
    /// What is asked of whole behaviours, or of the level, may go on to change.
    fn repeats(&mut self, depth: u32) -> bool {
        let of_states = self.lassos.is_none() && self.model.trace_invariants.is_empty() && !self.encoder.counts_levels();
        let is_new = self.seen.insert(self.states[depth as usize].clone());
        of_states && !is_new
    }

    /// Checks every state reachable in exactly `depth` steps, and takes the next step; FALSE if there is none.
    fn deepen(&mut self, depth: u32, next: DefId) -> Result<bool, Stop> {
        let before = self.states[depth as usize].clone();
        let state = self.narrowed(before.clone());
        self.audit_narrowed(&before, &state)?;
        self.states[depth as usize] = state.clone();
        let inside = self.inside(depth)?;
        for inv in &self.model.invariants {
            let p = self.encoder.predicate(&state, inv.def);
            self.ask(&p.findings, Claim::InvariantError, Some((!p.holds, Claim::Invariant)), Some(&inv.name))?;
            self.refuse_unsupported(&p.findings)?;
        }
        for inv in &self.model.trace_invariants {
            let p = self.encoder.holds_of_behaviour(&self.states, inv.def);
            self.ask(&p.findings, Claim::InvariantError, Some((!p.holds, Claim::Invariant)), Some(&inv.name))?;
            self.refuse_unsupported(&p.findings)?;
        }
        self.properties(depth)?;
        self.tell(depth);
        if inside != Term::TRUE && self.survey.is_none() {
            self.look_for_states(depth)?;
        }
        let nowhere = inside != Term::TRUE && depth == 0 && self.survey.is_none() && self.has_no_start(inside)?;
        // states outside a CONSTRAINT, or reached outside an ACTION_CONSTRAINT, are checked above, but not expanded
        if nowhere || inside == Term::FALSE && self.lassos.is_none() && self.survey.is_none() {
            self.no_goals_beyond(depth);
            self.completed = self.completed.max(Some(depth));
            return Ok(false);
        }
        self.extend(inside);
        let mut step = self.encoder.step(&state, next);
        let inputs = step.first_input..self.encoder.graph.inputs();
        self.queries.chose(std::mem::take(&mut step.choices));
        let deadlocks = self.model.check_deadlock && !self.is_proven();
        let deadlocks = deadlocks && !(mutant!("deadlock-not-at-the-last-depth") && self.options.goal.depth == Some(depth));
        let deadlock = if deadlocks { Some((self.deadlock(&step)?, Claim::Deadlock)) } else { None };
        self.ask(&step.findings, Claim::NextError, deadlock, None)?;
        self.refuse_unsupported(&step.findings)?;
        match &self.survey {
            Some(survey) if survey.wrong_at().is_some() => return Err(Box::new(Outcome::Safe)),
            Some(_) => self.actions(depth, &step)?,
            None => {
                self.look_for_goals(depth, &step)?;
                self.liveness(depth)?;
            }
        }
        self.completed = self.completed.max(Some(depth));
        self.queries.step(inputs);
        let order = std::mem::replace(&mut self.order, Term::TRUE);
        self.extend(order);
        self.audit_states(depth)?;
        self.audit_symmetry(depth)?;
        self.extend(step.guard);
        if !self.symmetry.is_trivial() {
            self.in_order_of_names(&step)?;
        }
        let more = step.guard != Term::FALSE;
        if self.reduces {
            self.audit_order(&step)?;
        }
        if let (true, Some(last)) = (self.reduces, &self.last) {
            self.order = self.encoder.ordered(&self.states[depth as usize - 1], last, &step);
            if mutant!("order-before-the-last-step-is-asked") {
                let order = self.order;
                self.extend(order);
            }
        }
        log::debug!(target: "tlaloc::symbolic", "state after {} steps:{}", depth + 1, self.encoder.outline(&step.state));
        self.states.push(step.state.clone());
        self.last = Some(step);
        Ok(more)
    }

    /// Do the constraints let the search go on from the states at `depth`? They are evaluated before anything else is asked of a
    /// state, as part of the step to it.
    fn inside(&mut self, depth: u32) -> Result<Term, Stop> {
        let state = self.states[depth as usize].clone();
        let before = depth.checked_sub(1).map(|d| self.states[d as usize].clone());
        let (claim, known) = if depth == 0 { (Claim::InitError, 0) } else { (Claim::NextError, depth as usize) };
        let constraint = (depth > 0).then_some(Kind::ConstraintError);
        let mut inside = Term::TRUE;
        let steps = self.model.action_constraints.iter().filter_map(|c| Some((c, Some(before.clone()?))));
        let constraints: Vec<_> = self.model.constraints.iter().map(|c| (c, None)).chain(steps).collect();
        for (c, before) in constraints {
            // of whole behaviours, and of what each depth has, more would have to be known
            let of_states = self.lassos.is_none() && self.model.trace_invariants.is_empty();
            let alone = of_states && self.survey.is_none() && before.is_none();
            if alone && self.encoder.level_limit(c.def).is_some_and(|n| i64::from(depth) + 1 >= n) {
                self.may_cut(&c.name, depth);
                return Ok(Term::FALSE);
            }
            let p = match before {
                Some(b) => self.encoder.transition(&b, &state, c.def),
                None => self.encoder.predicate(&state, c.def),
            };
            // one is evaluated where those before it hold
            let mut here = |f: &Finding| Finding { condition: self.encoder.graph.and(inside, f.condition), ..f.clone() };
            let findings: Vec<Finding> = p.findings.iter().map(&mut here).collect();
            self.ask_after(known, &findings, claim, None, (None, constraint))?;
            self.refuse_unsupported(&findings)?;
            if p.holds != Term::TRUE {
                self.may_cut(&c.name, depth);
            }
            inside = self.encoder.graph.and(inside, p.holds);
        }
        Ok(inside)
    }

    /// Do the constraints exclude all initial states? Then that is noted.
    fn has_no_start(&mut self, inside: Term) -> Result<bool, Stop> {
        let _topic = about(|| "depth 0: an initial state within the constraints".into());
        if self.is_proven() || self.queries.satisfiable(self.options, &self.encoder.graph, inside)?.is_some() {
            return Ok(false);
        }
        self.vacuity.constant.extend(self.vacuity.cut.first().map(|c| vacuity::nowhere_to_start(&c.constraint)));
        Ok(true)
    }

    /// A constraint may exclude a state at this depth.
    fn may_cut(&mut self, constraint: &Arc<str>, depth: u32) {
        if !self.vacuity.cut.iter().any(|c| c.constraint == *constraint) {
            self.vacuity.cut.push(Cut { constraint: constraint.clone(), first: depth.saturating_sub(1) });
        }
    }

    /// Whether a constraint may exclude what comes after the states that were searched, as the explicit engine tells, too.
    fn may_cut_next(&mut self) {
        let Some(completed) = self.completed else { return };
        let model = self.model;
        if self.exhaustive && self.inductive.is_some() {
            // nothing is known of single states
            model.constraints.iter().chain(&model.action_constraints).for_each(|c| self.may_cut(&c.name, 0));
        }
        let next = completed as usize + 1;
        if self.exhaustive || self.survey.is_some() || self.states.len() <= next {
            return;
        }
        let (from, to) = (self.states[next - 1].clone(), self.states[next].clone());
        let of_states = model.constraints.iter().map(|c| (c, false));
        for (c, of_step) in of_states.chain(model.action_constraints.iter().map(|c| (c, true))) {
            let p = catch(|| match of_step {
                true => self.encoder.transition(&from, &to, c.def),
                false => self.encoder.predicate(&to, c.def),
            });
            if p.is_ok_and(|p| p.holds != Term::TRUE) {
                self.may_cut(&c.name, next as u32);
            }
        }
    }

    /// Checks the properties of safety in the states at `depth` and in the steps to them.
    fn properties(&mut self, depth: u32) -> Result<(), Stop> {
        let safety = Safety::split(self.model);
        let state = self.states[depth as usize].clone();
        let before = depth.checked_sub(1).map(|d| self.states[d as usize].clone());
        let mut checks: Vec<_> = safety.always.iter().map(|c| (c, Claim::Invariant, None)).collect();
        match &before {
            None => checks.extend(safety.initial.iter().map(|c| (c, Claim::ImpliedInit, None))),
            Some(before) => checks.extend(safety.steps.iter().map(|c| (c, Claim::ActionProperty, Some(before)))),
        }
        for (check, claim, before) in checks {
            let p = match before {
                Some(before) => self.encoder.holds(before, Some(&state), check.def, check.expr),
                None => self.encoder.holds(&state, None, check.def, check.expr),
            };
            self.ask(&p.findings, Claim::InvariantError, Some((!p.holds, claim)), Some(&check.name))?;
            self.refuse_unsupported(&p.findings)?;
        }
        Ok(())
    }

    /// Of the namings of interchangeable values one is enough: the one that mentions them in order, `step` being the last.
    fn in_order_of_names(&mut self, step: &Step) -> Result<(), Stop> {
        let in_order = self.encoder.first_mentioned_in_order(step);
        if self.encoder.lost_choices() {
            return Err(self.without_symmetry());
        }
        self.extend(in_order);
        Ok(())
    }

    /// Ends this search: another one begins that takes no values for interchangeable.
    fn without_symmetry(&mut self) -> Stop {
        self.asymmetric = true;
        Box::new(Outcome::Interrupted)
    }

    fn extend(&mut self, guard: Term) {
        self.queries.assert(&self.encoder.graph, guard);
        self.encoder.assume(guard);
    }

    fn tell(&self, depth: u32) {
        let nodes = self.encoder.graph.len() as u64;
        (self.options.resources.progress)(Progress {
            engine: EngineName::SYMBOLIC,
            depth,
            completed: self.completed,
            size: Size::Formula { nodes },
        });
    }

    /// Can a finding come true, or the further condition? Then the search ends with what the replay confirms. Where something
    /// is not encoded the other conditions mean nothing, so they are asked for elsewhere only.
    /// `name` is the property's.
    fn ask(&mut self, findings: &[Finding], claim: Claim, further: Option<Wrong>, name: Option<&Arc<str>>) -> Result<(), Stop> {
        self.ask_after(self.states.len(), findings, claim, further, (name, None))
    }

    /// The same, of what comes after the first `after` states. A survey may know a more special kind.
    fn ask_after(
        &mut self,
        after: usize,
        findings: &[Finding],
        claim: Claim,
        further: Option<Wrong>,
        (name, kind): (Option<&Arc<str>>, Option<Kind>),
    ) -> Result<(), Stop> {
        // an element looked at before may keep one that goes wrong from being evaluated
        let proven = !self.symmetry.is_trivial() && self.symmetry.believed.is_none() && !mutant!("symmetry-despite-errors");
        if proven && findings.iter().any(|f| f.condition != Term::FALSE) {
            return Err(self.without_symmetry());
        }
        let graph = &mut self.encoder.graph;
        let (unknown, known): (Vec<&Finding>, Vec<&Finding>) = findings.iter().partition(|f| f.kind == ErrorKind::Unsupported);
        let unknown = graph.any(unknown.iter().map(|f| f.condition));
        let wrong = known.iter().map(|f| (f.condition, claim)).chain(further);
        let wrong = wrong.map(|(t, claim)| (graph.and(t, !unknown), claim)).collect();
        if self.survey.is_some() {
            return self.note(after, wrong, name, kind);
        }
        if self.is_proven() {
            let any = self.encoder.graph.any(findings.iter().map(|f| f.condition).chain(further.map(|w| w.0)));
            self.extend(!any);
            return Ok(());
        }
        let _topic = about(|| claim_text(claim, further.map(|f| f.1), name));
        self.queries.violation(self.model, self.options, &mut self.encoder, &self.states[..after], wrong)
    }

    /// Has induction shown that nothing is wrong at the depth that is being searched?
    fn is_proven(&self) -> bool {
        self.induction.proven.is_some_and(|depth| self.states.len() <= depth as usize + 1)
    }

    /// Can evaluation reach something that is not encoded?
    fn refuse_unsupported(&mut self, findings: &[Finding]) -> Result<(), Stop> {
        if self.is_proven() {
            return Ok(());
        }
        let unknown: Vec<&Finding> = findings.iter().filter(|f| f.kind == ErrorKind::Unsupported).collect();
        for f in &unknown {
            log::debug!(target: "tlaloc::bmc", "not encoded: {} at {:?}", f.message, f.span);
        }
        self.queries.unsupported(self.options, &mut self.encoder, &unknown)
    }
}

/// What is asked about, for a recording.
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

/// What the configuration requires of a search without errors, and this engine cannot check.
fn refuse(model: &Model) -> Result<(), Stop> {
    match capability::unsupported(&Bounded, model) {
        Some(d) => Err(Box::new(Outcome::Unsupported(d))),
        None => Ok(()),
    }
}

/// ASSUMEs are evaluated before anything else, as in TLC.
fn assumptions(model: &Model) -> Result<(), Stop> {
    let mut evaluator = Evaluator::new(model);
    for a in &model.assumes {
        let span = model.def(a.def).span;
        let name = (!a.name.is_empty()).then(|| a.name.clone());
        match evaluator.predicate(a.def, None, None) {
            Ok(true) => {}
            Ok(false) => return Err(Box::new(Outcome::Assumption { name, span, error: None })),
            Err(e) => {
                let outcome = unsupported_error(&e).unwrap_or(Outcome::Assumption { name, span, error: Some(e) });
                return Err(Box::new(outcome));
            }
        }
    }
    Ok(())
}

/// A place for the report of what is not encoded.
fn not_encoded(span: Span, what: &str) -> Outcome {
    Outcome::Unsupported(
        Diagnostic::error(Code::UNSUPPORTED, format!("the symbolic engine does not handle {what}"))
            .at(span, "reached by some behaviour")
            .or_engine(EngineName::EXPLICIT.as_str()),
    )
}
