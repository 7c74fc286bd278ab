//! One random behaviour after the other, by one thread.
//!
//! In: the [`Task`], the same for all threads, and the number of a behaviour. Out: what came of it. Everything random in a
//! behaviour follows from the run's seed and the behaviour's number, so it does not matter which thread takes it.

// Such an error ends the whole run: its size is paid once.
#![allow(clippy::result_large_err)]

use super::super::Options;
use super::super::explicit::unsupported_error;
use super::Walks;
use crate::eval::{Evaluator, Halt, Stop, mix};
use crate::ir::{DefId, Model};
use crate::trace::replay::{Claim, Setting, allowed, in_model, replay_in};
use crate::trace::safety::Safety;
use crate::trace::{Outcome, State, Violation};
use crate::value::Value;
use fastrand::Rng;

pub struct Task<'a> {
    pub model: &'a Model,
    pub options: &'a Options<'a>,
    pub walks: &'a Walks,
    pub next: DefId,
    /// The initial states that constraints do not exclude.
    pub starts: Vec<State>,
    /// `TLCGet("config")`
    pub config: Value,
}

/// What came of a behaviour.
pub struct Walked {
    pub generated: u64,
    /// How many states it has.
    pub length: usize,
    /// What ends the run.
    pub end: Option<Outcome>,
}

pub struct Walker<'a> {
    task: &'a Task<'a>,
    safety: Safety<'a>,
    /// Evaluates actions; a second one evaluates what is asked about each state.
    actions: Evaluator<'a>,
    checks: Evaluator<'a>,
}

impl<'a> Walker<'a> {
    pub fn new(task: &'a Task<'a>, safety: Safety<'a>) -> Walker<'a> {
        let mut actions = Evaluator::new(task.model);
        actions.set_register_to("config", task.config.clone());
        let mut checks = actions.beside();
        actions.on_print(|text| log::info!(target: "print", "{text}"));
        checks.on_print(|text| log::info!(target: "print", "{text}"));
        Walker { task, safety, actions, checks }
    }

    pub fn walk(&mut self, number: u64) -> Walked {
        let setting = Setting {
            initial: self.task.walks.seed,
            behaviour: mix(self.task.walks.seed ^ mix(number)),
            config: self.task.config.clone(),
        };
        let mut random = Rng::with_seed(mix(setting.behaviour));
        let mut behaviour = vec![self.task.starts[random.usize(..self.task.starts.len())].clone()];
        let mut generated = 0;
        let end = self.steps(&setting, &mut random, &mut behaviour, &mut generated).err();
        Walked { generated, length: behaviour.len(), end }
    }

    /// Prolongs a behaviour as far as it goes.
    fn steps(
        &mut self,
        setting: &Setting,
        random: &mut Rng,
        behaviour: &mut Vec<State>,
        generated: &mut u64,
    ) -> Result<(), Outcome> {
        let Task { model, options, walks, next, .. } = self.task;
        let certified = |behaviour: &[State], claim| certify(setting, model, behaviour, claim);
        while behaviour.len() < walks.length as usize {
            if options.interrupt() {
                return Err(options.interrupted());
            }
            let level = behaviour.len();
            let state = behaviour.last().expect("simulate: a behaviour has a first state").clone();
            at(&mut self.actions, setting, level);
            let mut successors: Vec<State> = Vec::new();
            let r = self.actions.successors(*next, &state, &mut |_, s| {
                successors.push(s);
                Ok::<(), Stop>(())
            });
            if let Err(Halt::Error(e)) = r {
                return Err(unsupported_error(&e).unwrap_or_else(|| certified(behaviour, Claim::NextError)));
            }
            *generated += successors.len() as u64;
            if successors.is_empty() {
                return if model.check_deadlock { Err(certified(behaviour, Claim::Deadlock)) } else { Ok(()) };
            }
            // The first that may be taken, in random order.
            let mut taken = None;
            while taken.is_none() && !successors.is_empty() {
                let s = successors.swap_remove(random.usize(..successors.len()));
                let inside = self
                    .in_model(setting, level, &state, &s)
                    .map_err(|e| unsupported_error(&e).unwrap_or_else(|| certified(behaviour, Claim::NextError)))?;
                if let Some(v) = self.wrong(setting, level, &state, &s) {
                    behaviour.push(s);
                    return Err(violated(setting, model, behaviour, &v));
                }
                taken = inside.then_some(s);
            }
            let Some(s) = taken else { return Ok(()) };
            behaviour.push(s);
        }
        Ok(())
    }

    /// Do the constraints let the behaviour go on from the successor?
    fn in_model(
        &mut self,
        setting: &Setting,
        level: usize,
        state: &State,
        successor: &State,
    ) -> Result<bool, crate::eval::error::EvalError> {
        at(&mut self.checks, setting, level + 1);
        if !in_model(&mut self.checks, self.task.model, successor)? {
            return Ok(false);
        }
        at(&mut self.checks, setting, level);
        allowed(&mut self.checks, self.task.model, state, successor)
    }

    /// The first thing wrong with the successor or the step to it.
    fn wrong(&mut self, setting: &Setting, level: usize, state: &State, successor: &State) -> Option<Violation> {
        at(&mut self.checks, setting, level + 1);
        if let Some(v) = self.safety.state(&mut self.checks, successor) {
            return Some(v);
        }
        at(&mut self.checks, setting, level);
        self.safety.step(&mut self.checks, state, successor)
    }
}

/// What is evaluated from here on is evaluated in a state of this level.
fn at(evaluator: &mut Evaluator<'_>, setting: &Setting, level: usize) {
    evaluator.set_register("level", level as i64);
    evaluator.draw_from(setting.seed(level));
}

pub fn violated(setting: &Setting, model: &Model, behaviour: &[State], v: &Violation) -> Outcome {
    let claim = match v {
        Violation::InvariantError { error, .. } => {
            if let Some(outcome) = unsupported_error(error) {
                return outcome;
            }
            Claim::InvariantError
        }
        Violation::ActionProperty { .. } => Claim::ActionProperty,
        Violation::ImpliedInit { .. } => Claim::ImpliedInit,
        Violation::Invariant { .. }
        | Violation::Deadlock
        | Violation::NextError(_)
        | Violation::InitError(_)
        | Violation::Liveness { .. } => Claim::Invariant,
    };
    certify(setting, model, behaviour, claim)
}

pub fn certify(setting: &Setting, model: &Model, behaviour: &[State], claim: Claim) -> Outcome {
    match replay_in(setting, model, behaviour, claim) {
        Ok((violation, trace)) => Outcome::Violated { violation, trace },
        Err(e) => Outcome::Internal { message: format!("simulate: the counterexample was refuted: {e}") },
    }
}
