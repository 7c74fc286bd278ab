//! Deadlock: is there a state without successor?
//!
//! `S_d` is a deadlock where `~\E c : P(c)`, with `P(c)` the condition that the choices c of the next step are a step, or that their evaluation
//! fails (which is reported as an error, not as a deadlock). Where there are few choices the quantifier is eliminated
//! (`logic::quantify`). Where there are many (a set of messages and what each allows, a subset to be received) the formula
//! would be too large, and hardly any of it would matter. So abstraction refinement approaches it from above:
//!
//! ```text
//!     D := TRUE
//!     while some path to S_d satisfies D:
//!       if choices c make a step there, D := D /\ ~P(c), with these c put in (nothing but the state is left in it);
//!       else the state is a deadlock.
//! ```
//!
//! If no path satisfies D no state is a deadlock, since D holds in every deadlock. D mentions only choices that
//! made a step in some state, usually few. The loop ends since no choice is put in twice. Integers without bounds are chosen in infinitely many
//! ways, so after a few rounds with them the solver is asked for a state with `\A c : ~P(c)`, quantifier included.
//!
//! Source: M. Janota, W. Klieber, J. Marques-Silva, E. Clarke, "Solving QBF with counterexample guided refinement", SAT 2012.

use super::query::Queries;
use super::session::Session;
use super::stop::Stop;
use crate::engine::Options;
use crate::logic::{Assignment, Graph, Term};
use crate::sat::record::about;
use crate::symbolic::Step;

/// The terms that eliminating the quantifier may add at one depth. Few in unit tests, so that these take both ways.
pub(super) const BUDGET: usize = if cfg!(test) { 20 } else { 200_000 };

/// The most rounds where integers without bounds are chosen.
const MOST_ROUNDS: usize = 12;

/// Sampled choices that are tried before the first query.
const MOST_SAMPLES: usize = 64;

/// Queries under some assertions.
pub(super) trait Asks {
    /// Why there is no answer.
    type Stop;
    /// The choices with which all the terms hold, if there are any.
    fn choices(&mut self, graph: &Graph, terms: &[Term]) -> Result<Option<Assignment>, Self::Stop>;
    /// Literals that fix the inputs before `first` to their values in `choices`, as far as a query depends on them.
    fn pinned(&self, graph: &mut Graph, first: u32, choices: &Assignment) -> Vec<Term>;
    /// Choices with which all the terms hold and no values of the inputs from `first` on make `possible` true, if there are any.
    fn choices_without(
        &mut self,
        graph: &Graph,
        terms: &[Term],
        possible: Term,
        first: u32,
    ) -> Result<Option<Assignment>, Self::Stop>;
}

impl Asks for (&mut Queries, &Options<'_>) {
    type Stop = Stop;

    fn choices(&mut self, graph: &Graph, terms: &[Term]) -> Result<Option<Assignment>, Stop> {
        self.0.choices(self.1, graph, terms)
    }

    fn pinned(&self, graph: &mut Graph, first: u32, choices: &Assignment) -> Vec<Term> {
        self.0.pinned(graph, first, choices)
    }

    fn choices_without(&mut self, graph: &Graph, terms: &[Term], possible: Term, first: u32) -> Result<Option<Assignment>, Stop> {
        self.0.choices_without(self.1, graph, terms, possible, first)
    }
}

/// `~\E choices : possible`, where the choices are the inputs from `first` on; `None` if that takes more terms than `budget`.
pub(super) fn eliminated(graph: &mut Graph, possible: Term, first: u32, budget: usize) -> Option<Term> {
    if mutant!("deadlock-first-choices-only") {
        let all = Assignment::of(vec![true; graph.inputs() as usize]);
        return Some(!graph.with_inputs(possible, first, &all));
    }
    if extremes(graph, possible, first) == Term::FALSE {
        return Some(Term::FALSE);
    }
    graph.exists_inputs_from(possible, first, budget).map(|p| !p)
}

/// The condition that neither the first disjunct of Next with all first elements nor the last with all last ones is a step: often one of
/// them always is.
fn extremes(graph: &mut Graph, possible: Term, first: u32) -> Term {
    let mut stuck = Term::TRUE;
    if mutant!("deadlock-never-where-some-step-is") {
        return Term::FALSE;
    }
    for value in [true, false] {
        let all = Assignment::of(vec![value; graph.inputs() as usize]);
        let p = graph.with_inputs(possible, first, &all);
        stuck = graph.and(stuck, !p);
    }
    stuck
}

/// `stuck` without the states where some choice was found to be possible; every deadlock satisfies it. And, if there is a deadlock, the
/// condition that describes one.
pub(super) fn refined<A: Asks>(
    graph: &mut Graph,
    asks: &mut A,
    mut stuck: Term,
    possible: Term,
    first: u32,
) -> Result<(Term, Option<Term>), A::Stop> {
    let mut rounds = 0;
    loop {
        rounds += 1;
        if rounds > MOST_ROUNDS && graph.has_numbers() {
            let found = asks.choices_without(graph, &[stuck], possible, first)?;
            let Some(path) = found else { return Ok((Term::FALSE, None)) };
            let here = asks.pinned(graph, first, &path);
            let found = graph.all(here.into_iter().chain([stuck]));
            return Ok((stuck, Some(found)));
        }
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

/// The questions about deadlocks of a search.
#[derive(Default)]
pub(super) struct Deadlocks {
    /// Each failed attempt to eliminate the quantifier divides the budget of later ones by two to this power.
    quantifier_backoff: u32,
}

impl Deadlocks {
    /// A condition on the path that can hold if some path ends in a deadlock, and then holds for such paths only. (By abstraction
    /// refinement it is the one path that the solver found.)
    pub fn condition(&mut self, session: &mut Session<'_>, step: &Step) -> Result<Term, Stop> {
        let _topic = about(|| "states without successor".into());
        let encoder = &mut session.unroller.encoder;
        let possible = encoder.can_step(step);
        let first = step.first_input;
        let graph = &mut encoder.graph;
        if let Some(stuck) = eliminated(graph, possible, first, BUDGET >> self.quantifier_backoff) {
            return Ok(stuck);
        }
        // a formula that was too large at one depth is seldom small at the next one
        self.quantifier_backoff += 3;
        let mut stuck = extremes(graph, possible, first);
        let samples = session.samples.get(graph, &session.queries, Some(step.guard));
        for _ in 0..MOST_SAMPLES {
            let Some(choices) = samples.first_in(graph, stuck) else { break };
            let p = graph.with_inputs(possible, first, &choices);
            stuck = graph.and(stuck, !p);
        }
        let mut asks = (&mut session.queries, session.options);
        let (stuck, found) = refined(graph, &mut asks, stuck, possible, first)?;
        Ok(found.unwrap_or(stuck))
    }
}
