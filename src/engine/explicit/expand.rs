//! The expansion of one state: each successor is found, checked and recorded.
//!
//! In: a state of a batch. Out: its part of a [`Chunk`]. The machine finds the successors where it can, and the evaluator elsewhere. In
//! debug builds both do, for many states, and must agree.

use super::batch::{Batch, Chunk, Found};
use super::check::{Checker, Successor};
use super::edges;
use super::event::{Event, What, broken, failed, unconstrainable};
use super::fingerprint::Fingerprint;
use super::place::BatchPosition;
use super::table::Table;
use super::task::Task;
use crate::engine::{EngineName, Progress, Size};
use crate::eval::error::EvalError;
use crate::eval::{Evaluator, Halt, Stop};
use crate::ir::DefId;
use crate::trace::replay::Claim;
use crate::value::State;
use std::sync::atomic::Ordering::Relaxed;

/// How often, in generated states, a worker reports progress and checks whether it must stop.
pub const POLL_INTERVAL: u64 = 1 << 12;

/// One state being expanded.
pub struct Expansion<'w, 'a> {
    pub task: &'a Task<'a>,
    pub level: &'w Batch,
    pub table: &'w Table,
    pub parent: usize,
    pub out: &'w mut Chunk,
    pub checker: Checker<'w, 'a>,
    /// The fingerprint of the state itself, for temporal properties, if fingerprints tell states apart.
    pub own: Option<Fingerprint>,
    /// The number of successors so far.
    pub count: u32,
    /// The number of states generated so far, approximately.
    pub looked: u64,
}

impl<'a> Expansion<'_, 'a> {
    /// Processes all successors: those that the machine finds, or, where it gives up, those that the evaluator finds.
    pub fn all(&mut self, actions: &mut Evaluator<'a>) -> Result<(), Halt> {
        self.checker.vm.load(&self.level.states[self.parent]);
        if self.task.watch.is_some() && !self.task.identity.merges() {
            self.own = Some(self.checker.vm.fingerprint().into());
        }
        let found = self.checker.vm.expand();
        if self.checker.doubts && found {
            let state = self.checker.vm.state();
            self.compare(actions, &state);
        }
        if found {
            let all = 0..self.checker.vm.successors();
            if all.len() > 1 && self.table.is_large() && !self.task.identity.needs_values() {
                self.table.fetch(all.clone().map(|i| self.checker.vm.fingerprint_of(i).into()));
            }
            for i in all {
                let action = self.checker.vm.label(i);
                self.consider(action, Successor::Found(i)).map_err(|Stop| Halt::Stopped)?;
            }
            self.count += self.checker.vm.passed();
            return Ok(());
        }
        let state = self.checker.parent();
        if self.task.program.next.is_some() {
            log::trace!("the evaluator expands a state that the machine gave up");
        }
        let r = actions.successors(self.task.next, &state, &mut |label, successor| {
            self.count += label.passed();
            self.consider(label.def(), Successor::Evaluated(successor))
        });
        self.count += actions.passed();
        r
    }

    /// Asserts that the machine and the evaluator find the same successors by the same actions, equally often.
    fn compare(&mut self, actions: &mut Evaluator<'a>, state: &State) {
        let mut evaluated: Vec<(Option<DefId>, State)> = Vec::new();
        let r = actions.successors(self.task.next, state, &mut |label, successor| {
            evaluated.push((label.def(), successor));
            Ok(())
        });
        let vm = &mut *self.checker.vm;
        let mut found: Vec<(Option<DefId>, State)> = (0..vm.successors()).map(|i| (vm.label(i), vm.successor(i))).collect();
        let key = |x: &(Option<DefId>, State)| (x.0, format!("{:?}", x.1));
        evaluated.sort_by_cached_key(key);
        found.sort_by_cached_key(key);
        assert!(r.is_ok(), "vm: successors of {state:?} were found, but the evaluator says {r:?}");
        assert_eq!(found, evaluated, "vm: other successors of {state:?} than the evaluator's");
    }

    /// Records the atoms of temporal properties in the state itself, after all successors.
    pub fn watched(&mut self) -> Result<(), EvalError> {
        match &self.task.watch {
            Some(watch) => edges::end(watch, &mut self.checker, &mut self.out.steps),
            None => Ok(()),
        }
    }

    pub fn end(&mut self, event: Event) -> Result<(), Stop> {
        if self.task.goes_on_after(&event.what) {
            self.out.events.push(event);
            return Ok(());
        }
        // where states are merged, the one that counts is known at the end of the level
        if !self.task.identity.merges() || event.fingerprint.is_none() {
            self.level.stop_at(event.place);
        }
        self.out.events.push(event);
        Err(Stop)
    }

    /// Ends the search by an error in a successor or in the step to it.
    fn end_by_successor(&mut self, event: Event) -> Result<(), Stop> {
        if self.level.whole {
            self.out.beyond.push(event);
            return Ok(());
        }
        self.end(event)
    }

    fn consider(&mut self, action: Option<DefId>, successor: Successor) -> Result<(), Stop> {
        let Expansion { task, level, table, parent, .. } = *self;
        let Task { model, options, safety, .. } = task;
        let unconstrained = model.constraints.is_empty() && model.action_constraints.is_empty() && !safety.has_steps();
        self.count += 1;
        let place = BatchPosition::new(parent, self.count);
        if let Some(action) = action {
            *self.out.actions.entry(action).or_default() += 1;
            if task.surveys {
                self.seen(action, place, &successor, unconstrained);
            }
        }
        if !task.step_arms.is_empty() {
            self.checker.note_armed_by_step(&successor, level.number);
        }
        self.looked += 1;
        if self.looked.is_multiple_of(POLL_INTERVAL) {
            if options.must_stop() {
                level.interrupted.store(true, Relaxed);
                return Err(Stop);
            }
            let queued = (level.waiting + level.states.len().saturating_sub(level.cursor.load(Relaxed))) as u64;
            let size = Size::States { generated: self.looked, distinct: table.len() as u64, queued };
            (options.resources.progress)(Progress {
                engine: EngineName::EXPLICIT,
                depth: level.number,
                completed: level.number.checked_sub(1),
                size,
            });
        }
        let wrong = |what| Event::new(place, None, None, what);
        // Most successors are known; TLC evaluates the constraints before it asks, so their errors come first.
        // A VIEW may not be evaluated in a state that a constraint excludes.
        let mut fingerprint = None;
        if unconstrained && task.possible.is_empty() {
            match self.checker.fingerprint(&successor) {
                Ok(f) if task.watch.is_none() && table.knows(f, place) => {
                    self.out.closed &= !level.last || table.settled(f);
                    return Ok(());
                }
                Ok(f) => fingerprint = Some(f),
                Err(e) => return self.end_by_successor(wrong(What::View(e))),
            }
        } else {
            let (mut is_forbidden, constrains_steps) = (false, !task.model.action_constraints.is_empty());
            let inside = match self.checker.in_model(&successor) {
                Ok(true) => {
                    let allowed = self.checker.allowed(&successor);
                    is_forbidden = allowed == Ok(false);
                    allowed
                }
                other => other,
            };
            if let (Some(action), true, false) = (action, constrains_steps, is_forbidden) {
                self.out.within.insert(action);
            }
            match inside {
                Ok(true) => {
                    match self.checker.fingerprint(&successor) {
                        Ok(f) => fingerprint = Some(f),
                        Err(e) => return self.end_by_successor(wrong(What::View(e))),
                    }
                    if !level.last && !task.possible.is_empty() {
                        let (from, to) = (self.checker.parent(), self.checker.state(&successor));
                        if let Err(e) = task.is_possible(self.checker.checks, &from, Some(&to)) {
                            return self.end_by_successor(wrong(failed(e, Claim::NextError)));
                        }
                    }
                    if let (Some(action), true) = (action, task.surveys) {
                        self.seen(action, place, &successor, true);
                    }
                }
                Ok(false) => self.checker.cut_off(&successor, level.number),
                Err(_) if level.last => {
                    self.out.closed = false;
                    return Ok(());
                }
                Err(e) => return self.end_by_successor(wrong(unconstrainable(e))),
            }
        }
        if let (Some(watch), Some(f)) = (&task.watch, fingerprint)
            && let Err(e) = edges::step(watch, &mut self.checker, &successor, (self.own, f), &mut self.out.steps)
        {
            return self.end_by_successor(wrong(What::Temporal(e)));
        }
        if level.last {
            self.out.closed &= fingerprint.is_none_or(|f| table.settled(f));
            return Ok(());
        }
        let new = fingerprint.is_none_or(|f| table.claim(f, place));
        // an error in the state itself counts only where the state is new
        let mut violations = Vec::new();
        if new {
            violations.extend(self.checker.wrong_state(&successor).into_iter().map(|v| (v, fingerprint)));
            self.checker.note_armed(&successor, level.number + 1);
        }
        if violations.is_empty() || task.surveys {
            violations.extend(self.checker.wrong_step(&successor).into_iter().map(|v| (v, None)));
        }
        if let (true, Some(fingerprint)) = (new, fingerprint) {
            let state = self.checker.packed(&successor);
            self.out.found.push(Found { place, fingerprint, state, action });
        }
        for (v, fingerprint) in violations {
            let last = Some(self.checker.state(&successor));
            let registers = task.is_ordered.then(|| Box::new(self.checker.checks.registers()));
            self.end_by_successor(Event { registers, ..Event::new(place, fingerprint, last, broken(v)) })?;
        }
        Ok(())
    }

    /// Records where an action was first taken, and, if `counts`, where it first reached a state inside the constraints.
    fn seen(&mut self, action: DefId, place: BatchPosition, successor: &Successor, counts: bool) {
        let known = (self.out.enabled.contains_key(&action), self.out.reached.contains_key(&action));
        if known == (true, true) || known == (true, counts) && !counts {
            return;
        }
        let state = self.checker.state(successor);
        self.out.enabled.entry(action).or_insert_with(|| (place, state.clone()));
        if counts {
            self.out.reached.entry(action).or_insert((place, state));
        }
    }
}

/// Processes an initial state.
pub fn initial(checker: &mut Checker<'_, '_>, out: &mut Chunk, place: BatchPosition, s: &Successor) -> Result<(), Stop> {
    let task = checker.task;
    let fingerprint = match checker.in_model(s) {
        Ok(true) => match checker.fingerprint(s) {
            Ok(fingerprint) => Some(fingerprint),
            Err(e) => return stop(out, place, None, What::View(e)),
        },
        Ok(false) => {
            checker.cut_off(s, 0);
            None
        }
        Err(e) => return stop(out, place, None, failed(e, Claim::InitError)),
    };
    *out.actions.entry(task.init).or_default() += 1;
    if fingerprint.is_some() && !task.possible.is_empty() {
        let state = checker.state(s);
        if let Err(e) = task.is_possible(checker.checks, &state, None) {
            return stop(out, place, None, failed(e, Claim::InitError));
        }
    }
    let table = task.table.read().expect("explicit: no thread fails while it settles");
    if fingerprint.is_some_and(|f| !table.claim(f, place)) {
        return Ok(());
    }
    let mut wrong = checker.wrong_state(s);
    if wrong.is_empty() || task.surveys {
        wrong.extend(checker.wrong_initially(s));
    }
    checker.note_armed(s, 0);
    if let Some(fingerprint) = fingerprint {
        out.found.push(Found { place, fingerprint, state: checker.packed(s), action: Some(task.init) });
    }
    for v in wrong {
        let (what, last) = (broken(v), Some(checker.state(s)));
        if !task.goes_on_after(&what) {
            return stop(out, place, last, what);
        }
        out.events.push(Event::new(place, None, last, what));
    }
    Ok(())
}

pub fn stop(out: &mut Chunk, place: BatchPosition, last: Option<State>, what: What) -> Result<(), Stop> {
    out.events.push(Event::new(place, None, last, what));
    Err(Stop)
}
