//! Random behaviors, by `eval`.
//!
//! In: a model, and states to begin with (none: the initial ones). Out: the states of behaviors, each given to a visitor before a next one is
//! chosen among the successors. The visitor's interest decides: the most interesting successor is taken, and one of them at random where
//! several are, or now and then in any case.
//!
//! What evaluates with an error ends a behavior: the search for a proof finds it by itself.

use crate::eval::{Evaluator, Halt, Stop};
use crate::ir::{DefId, Model};
use crate::trace::replay::in_model;
use crate::value::State;
use fastrand::Rng;
use std::ops::ControlFlow;

/// Successors of which one is taken; initial states to begin with.
const CHOICES: usize = 24;

/// One of so many steps is any step.
const ANY: u32 = 4;

/// What a visitor says of a state: how interesting it is, or that the walk ends.
pub type Visit = ControlFlow<(), u8>;

pub struct Walks<'m> {
    model: &'m Model,
    next: DefId,
    actions: Evaluator<'m>,
    checks: Evaluator<'m>,
    starts: Vec<State>,
    random: Rng,
}

impl<'m> Walks<'m> {
    /// Behaviors that begin in initial states; `None` if there are no such states, or finding them fails.
    pub fn new(model: &'m Model) -> Option<Walks<'m>> {
        let (init, next) = (model.init?, model.next?);
        let mut actions = Evaluator::new(model);
        let checks = actions.beside();
        let mut starts = Vec::new();
        let begun = actions.initial_states(init, &mut |s| kept(&mut starts, s));
        if matches!(begun, Err(Halt::Error(_))) || starts.is_empty() {
            return None;
        }
        Some(Walks { model, next, actions, checks, starts, random: Rng::with_seed(1) })
    }

    /// Further behaviors begin in this state.
    pub fn begin_in(&mut self, state: State) {
        self.starts = vec![state];
    }

    /// The states that behaviors begin in.
    pub fn starts(&self) -> &[State] {
        &self.starts
    }

    /// One behavior of at most so many steps. Breaks where the visitor does.
    pub fn walk(&mut self, length: usize, visit: &mut dyn FnMut(&State) -> Visit) -> ControlFlow<()> {
        let mut state = self.starts[self.random.usize(..self.starts.len())].clone();
        for _ in 0..length {
            if !in_model(&mut self.checks, self.model, &state).unwrap_or(false) {
                break;
            }
            let mut after = Vec::new();
            let walked = self.actions.successors(self.next, &state, &mut |_, s| kept(&mut after, s));
            if matches!(walked, Err(Halt::Error(_))) || after.is_empty() {
                break;
            }
            let mut interest = Vec::new();
            for s in &after {
                interest.push(visit(s)?);
            }
            let most = if self.random.u32(..ANY) == 0 { 0 } else { interest.iter().copied().max().unwrap_or(0) };
            let best: Vec<usize> = (0..after.len()).filter(|i| interest[*i] >= most).collect();
            state = after.swap_remove(best[self.random.usize(..best.len())]);
        }
        ControlFlow::Continue(())
    }
}

fn kept(states: &mut Vec<State>, s: State) -> Result<(), Stop> {
    states.push(s);
    if states.len() < CHOICES { Ok(()) } else { Err(Stop) }
}
