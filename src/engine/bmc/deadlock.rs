//! Is there a state without successor?
//!
//! `S_d` is a deadlock where `~\E c : P(c)`, with `P(c)` the condition that the choices c of the next step are a step, or that they
//! go wrong (which is reported as such, and not as a deadlock). Where the choices are few that is written out
//! (`logic::quantify`). Where they are many -- a set of messages and what each allows, a subset to be received -- the formula
//! would be too large, and hardly any of it would matter, so it is approached from above instead:
//!
//! ```text
//!     D := TRUE
//!     while some path to S_d satisfies D:
//!       if choices c make a step there, D := D /\ ~P(c), with these c put in (nothing but the state is left in it);
//!       else the state is a deadlock.
//! ```
//!
//! When no path satisfies D no state is a deadlock, since D holds in each. What takes part are choices that
//! turned out to make steps: a few of them are always possible somewhere. The loop ends since no choice is put in twice.
//!
//! This is how formulas with one alternation of quantifiers are solved by abstraction refinement (M. Janota, W. Klieber,
//! J. Marques-Silva, E. Clarke, "Solving QBF with counterexample guided refinement", SAT 2012).

use super::query::Queries;
use super::{Search, Stop};
use crate::engine::Options;
use crate::logic::{Assignment, Graph, Term};
use crate::sat::record::about;
use crate::symbolic::Step;

/// Terms that writing the choices out may add at one depth; hardly any in this engine's own tests, so that they go both ways.
pub(super) const BUDGET: usize = if cfg!(test) { 20 } else { 200_000 };

/// Choices that are tried before the solver is asked.
const MOST_SAMPLES: usize = 64;

/// Who answers questions about what is asserted.
pub(super) trait Asks {
    /// Why there is no answer.
    type Stop;
    /// The choices with which all the terms hold, if there are any.
    fn choices(&mut self, graph: &Graph, terms: &[Term]) -> Result<Option<Assignment>, Self::Stop>;
    /// What says that the inputs before `first` have the values in `choices`, as far as anything depends on them.
    fn pinned(&self, graph: &Graph, first: u32, choices: &Assignment) -> Vec<Term>;
}

impl Asks for (&mut Queries, &Options<'_>) {
    type Stop = Stop;

    fn choices(&mut self, graph: &Graph, terms: &[Term]) -> Result<Option<Assignment>, Stop> {
        self.0.choices(self.1, graph, terms)
    }

    fn pinned(&self, graph: &Graph, first: u32, choices: &Assignment) -> Vec<Term> {
        self.0.pinned(graph, first, choices)
    }
}

/// `~\E choices : possible`, the choices being the inputs from `first` on; `None` if that takes more terms than `budget`.
pub(super) fn written_out(graph: &mut Graph, possible: Term, first: u32, budget: usize) -> Option<Term> {
    if mutant!("deadlock-first-choices-only") {
        let all = Assignment { inputs: vec![true; graph.inputs() as usize] };
        return Some(!graph.with_inputs(possible, first, &all));
    }
    if extremes(graph, possible, first) == Term::FALSE {
        return Some(Term::FALSE);
    }
    graph.exists_inputs_from(possible, first, budget).map(|p| !p)
}

/// The first disjunct of Next with all first elements, and the last with all last: often one is always possible. Where neither is.
fn extremes(graph: &mut Graph, possible: Term, first: u32) -> Term {
    let mut stuck = Term::TRUE;
    if mutant!("deadlock-never-where-some-step-is") {
        return Term::FALSE;
    }
    for value in [true, false] {
        let all = Assignment { inputs: vec![value; graph.inputs() as usize] };
        let p = graph.with_inputs(possible, first, &all);
        stuck = graph.and(stuck, !p);
    }
    stuck
}

/// What is left of `stuck` when choices that turned out to be possible were taken from it; every deadlock is in it. And, if there is one,
/// what says so of it.
pub(super) fn approximated<A: Asks>(
    graph: &mut Graph,
    asks: &mut A,
    mut stuck: Term,
    possible: Term,
    first: u32,
) -> Result<(Term, Option<Term>), A::Stop> {
    let mut rounds = 0;
    loop {
        rounds += 1;
        let Some(path) = asks.choices(graph, &[stuck])? else {
            log::debug!(target: "tlaloc::bmc", "no deadlock, after {rounds} rounds");
            return Ok((stuck, None));
        };
        let mut here = asks.pinned(graph, first, &path);
        here.push(possible);
        match asks.choices(graph, &here)? {
            Some(choices) => {
                let p = graph.with_inputs(possible, first, &choices);
                stuck = graph.and(stuck, !p);
            }
            None => {
                here.pop();
                let found = graph.all(here.into_iter().chain([stuck]));
                return Ok((stuck, Some(found)));
            }
        }
    }
}

impl Search<'_> {
    /// A condition on the path that can hold if some path ends in a deadlock, and then holds of such paths only. (Of those found by
    /// approximation, it is the one that the solver came upon.)
    pub(super) fn deadlock(&mut self, step: &Step) -> Result<Term, Stop> {
        let _topic = about(|| "states without successor".into());
        let possible = self.encoder.can_step(step);
        let first = step.first_input;
        let graph = &mut self.encoder.graph;
        if let Some(stuck) = written_out(graph, possible, first, BUDGET >> self.written_out_in_vain) {
            return Ok(stuck);
        }
        // what was too much once is not likely to be little at the next depth
        self.written_out_in_vain += 3;
        let stuck = extremes(graph, possible, first);
        let stuck = self.sampled(stuck, possible, step);
        let mut asks = (&mut self.queries, self.options);
        let (stuck, found) = approximated(&mut self.encoder.graph, &mut asks, stuck, possible, first)?;
        Ok(found.unwrap_or(stuck))
    }

    /// D without the states where choices make a step that were drawn at random.
    fn sampled(&mut self, mut stuck: Term, possible: Term, step: &Step) -> Term {
        let samples = self.narrowing.samples(&self.encoder.graph, &self.queries, Some(step.guard));
        let graph = &mut self.encoder.graph;
        for _ in 0..MOST_SAMPLES {
            let Some(choices) = samples.first_in(graph, stuck) else { break };
            let p = graph.with_inputs(possible, step.first_input, &choices);
            stuck = graph.and(stuck, !p);
        }
        stuck
    }
}
