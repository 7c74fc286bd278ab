//! Counterexamples: the behavior is rebuilt and replayed.
//!
//! In: an [`Event`] and the index of the state before it, or the graph of all steps. Out: an outcome, whose trace the evaluator has
//! confirmed.

use super::event::{Event, What};
use super::fingerprint::Fingerprint;
use super::liveness::{self, Answer, Graph};
use super::place::Index;
use super::rebuild::rebuild;
use super::search::{End, Search};
use super::spill::failed;
use super::watch::Watch;
use crate::diag::{Code, Diagnostic};
use crate::engine::assumptions::unsupported_error;
use crate::engine::options::Errors;
use crate::engine::registers::reads_search;
use crate::eval::Evaluator;
use crate::ir::DefId;
use crate::trace::replay::{Claim, replay, replay_at, replay_further};
use crate::trace::{self, GaveUp, Outcome};
use crate::value::{State, Value};

impl Search<'_> {
    /// Checks the temporal properties on all states found so far; `None` if they hold.
    pub(super) fn liveness(&mut self) -> Option<Outcome> {
        let (graph, Some(Watch { temporal, .. })) = (self.graph.as_ref()?, &self.task.watch) else { return None };
        let stop = || self.task.options.must_stop();
        let room = self.task.options.resources.memory_limit;
        let (property, lasso) = match liveness::check(graph, self.counts.initial as u32, temporal, room, &stop) {
            Answer::Holds => return None,
            Answer::Interrupted => return Some(self.task.options.stopped()),
            Answer::NoRoom => return Some(no_room()),
            Answer::TooLarge { property, why } => {
                let d = Diagnostic::error(Code::UNSUPPORTED, why);
                return Some(Outcome::Unsupported(d.at(temporal.properties[property].span, "this formula")));
            }
            Answer::Violated(property, lasso) => (property, lasso),
        };
        let path: std::io::Result<Vec<Fingerprint>> = {
            let table = self.task.table.read().expect("explicit: no thread fails while it settles");
            lasso.stem.iter().chain(&lasso.rest).map(|i| table.fingerprint(*i)).collect()
        };
        let path = match path {
            Ok(path) => path,
            Err(error) => return Some(failed(&error)),
        };
        let states = match rebuild(self.task, path) {
            Ok(states) => states,
            Err(message) => return Some(Outcome::Internal { message }),
        };
        let end = match (lasso.stutters, lasso.finite) {
            (_, true) => trace::lasso::End::Any,
            (true, false) => trace::lasso::End::Stuttering,
            (false, false) => trace::lasso::End::Back(lasso.stem.len() - 1),
        };
        let states = if lasso.finite { &states[..lasso.stem.len()] } else { &states };
        Some(match trace::lasso::replay(temporal, property, states, end, self.task.options.goal.keep_going, None) {
            Ok((violation, trace)) => Outcome::Violated { violation, trace },
            Err(e) => Outcome::Internal { message: format!("explicit: the infinite behavior was refuted: {e}") },
        })
    }

    /// Whether all states were searched and no behavior is fair. Not checked where fairness is only WF and SF.
    pub(super) fn has_no_fair_behavior(&self) -> bool {
        let (Some(graph), Some(Watch { temporal, .. }), true) = (&self.graph, &self.task.watch, self.exhaustive) else {
            return false;
        };
        let stop = || self.task.options.must_stop();
        liveness::no_fair_behavior(graph, self.counts.initial as u32, temporal, self.task.options.resources.memory_limit, &stop)
    }

    pub(super) fn finish_graph(&mut self) -> &mut Self {
        self.graph.iter_mut().for_each(Graph::finish);
        self
    }

    /// Ends the search if the graph, which stays in memory, exceeds the memory limit.
    pub(super) fn check_room(&mut self) -> Result<(), End> {
        let (Some(graph), Some(room)) = (&self.graph, self.task.options.resources.memory_limit) else { return Ok(()) };
        if graph.bytes() <= room {
            return Ok(());
        }
        Err(End::Decided(Box::new(no_room())))
    }

    /// Checks the temporal properties before the search has ended, each time there are several times as many states
    /// as before: so that a violation is found even if the search does not end.
    pub(super) fn early_liveness(&mut self) -> Result<(), End> {
        if self.graph.is_none() || self.task.options.goal.keep_going || self.counts.distinct < self.next_check {
            return Ok(());
        }
        self.next_check = self.counts.distinct * 4;
        self.liveness().map_or(Ok(()), |outcome| Err(End::Decided(Box::new(outcome))))
    }

    /// The states of the behavior that ends in a state.
    pub(super) fn behavior(&self, state: Index) -> Result<Vec<State>, String> {
        let path = self.task.table.read().expect("explicit: no thread fails while it settles").path(state);
        rebuild(self.task, path.map_err(|e| e.to_string())?)
    }

    /// Keeps a violation, if it is the first of its property, or differs from the others and there is room for further ones.
    pub(super) fn note(&mut self, event: Event, parent: Index) {
        let same: Vec<usize> = (0..self.noted.len()).filter(|i| self.noted[*i].0.what.same_property(&event.what)).collect();
        let view = match self.task.options.goal.errors {
            None if !same.is_empty() => return,
            Some(_) if self.has_enough_errors() => return,
            Some(Errors { view: Some(view), .. }) => self.view_of(view, &event, parent),
            None | Some(Errors { view: None, .. }) => None,
        };
        let tells_apart = self.task.options.goal.errors.is_some_and(|e| e.view.is_some());
        if !tells_apart || same.iter().all(|i| self.views[*i] != view) {
            self.noted.push((event, parent));
            self.views.push(view);
        }
    }

    /// The value of an expression in the state in which something is wrong; `None` where it has none.
    fn view_of(&self, view: DefId, event: &Event, parent: Index) -> Option<Value> {
        let state = match &event.last {
            Some(last) => last.clone(),
            None => self.behavior(parent).ok()?.pop()?,
        };
        Evaluator::new(self.task.model).value(view, Some(&state), None).ok()
    }

    pub(super) fn has_enough_errors(&self) -> bool {
        self.task.options.goal.errors.is_some_and(|e| self.noted.len() >= e.most as usize)
    }

    /// The outcome of an event: its behavior is rebuilt and replayed.
    pub(super) fn report(&mut self, event: Event, parent: Index) -> Outcome {
        let claim = match event.what {
            What::Unsupported(e) => return unsupported_error(&e).expect("explicit: the error says unsupported"),
            What::Temporal(e) => return unsupported_error(&e).unwrap_or_else(|| self.report_temporal(parent)),
            What::View(e) => {
                return Outcome::Unknown { reason: GaveUp::View(e.message) };
            }
            What::Wrong(claim, _) => claim,
            What::Constraint => Claim::NextError,
        };
        let path = match self.task.table.read().expect("explicit: no thread fails while it settles").path(parent) {
            Ok(path) => path,
            Err(error) => return failed(&error),
        };
        let mut states = match rebuild(self.task, path) {
            Ok(states) => states,
            Err(message) => return Outcome::Internal { message },
        };
        if event.last.is_some() && !self.task.options.goal.keep_going {
            self.counts.depth = self.counts.depth.max(states.len() as u64 + 1);
        }
        states.extend(event.last);
        let replay = if self.task.options.goal.keep_going { replay_further } else { replay };
        let refuted = match replay(self.task.model, &states, claim) {
            Ok((violation, trace)) => return Outcome::Violated { violation, trace },
            Err(e) => e,
        };
        if !reads_search(self.task.model) {
            return Outcome::Internal { message: format!("explicit: the counterexample was refuted: {refuted}") };
        }
        match replay_at(&self.counts, event.registers.as_deref(), self.task.model, &states, claim) {
            Ok((violation, trace)) => {
                self.half_confirmed = true;
                Outcome::Violated { violation, trace }
            }
            Err(_) => Outcome::Unknown {
                reason: GaveUp::Unconfirmed(format!(
                    "an error was found after {} steps, but steps depend on what TLCGet answers, so the behavior cannot be confirmed: {refuted}",
                    states.len().saturating_sub(1)
                )),
            },
        }
    }

    /// The outcome where a temporal formula cannot be evaluated in a state, or in a step from it.
    pub(super) fn report_temporal(&mut self, state: Index) -> Outcome {
        let Some(Watch { temporal, .. }) = &self.task.watch else { panic!("explicit: there are no temporal formulas") };
        let path = match self.task.table.read().expect("explicit: no thread fails while it settles").path(state) {
            Ok(path) => path,
            Err(error) => return failed(&error),
        };
        let replayed = rebuild(self.task, path).and_then(|states| {
            trace::lasso::failure(temporal, &states, self.task.options.goal.keep_going).map_err(|e| e.to_string())
        });
        match replayed {
            Ok((violation, trace)) => Outcome::Violated { violation, trace },
            Err(e) => Outcome::Internal { message: format!("explicit: the error of a temporal formula was refuted: {e}") },
        }
    }
}

/// The outcome where the graph exceeds the memory limit.
pub(super) fn no_room() -> Outcome {
    let message = "the graph of states and steps, in which temporal properties are decided, takes more memory than is given";
    let help = "give more with --memory-limit, bound the search with --depth, or leave out the temporal properties";
    Outcome::Failed(Diagnostic::error(Code::SYSTEM, message).help(help))
}
