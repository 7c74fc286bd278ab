//! The checks of a successor: whether the constraints allow it, its fingerprint, and what is wrong with it.
//!
//! In: a successor as the machine ([`crate::vm`]) found it, or as the evaluator did. Out: the same answers for both. The
//! machine answers first. The evaluator decides what the machine does not, and confirms every violation. In debug builds it also checks
//! many answers of the machine.

use super::fingerprint::Fingerprint;
use super::task::Task;
use crate::eval::Evaluator;
use crate::eval::error::EvalError;
use crate::property::Violation;
use crate::trace::replay::{allowed, in_model};
use crate::value::State;
use crate::vm::{Formula, Packed, Vm};
use std::cell::OnceCell;
use std::sync::atomic::Ordering::Relaxed;

pub enum Successor {
    /// The number of a successor that the machine holds.
    Found(usize),
    Evaluated(State),
}

pub struct Checker<'w, 'a> {
    pub task: &'a Task<'a>,
    pub vm: &'w mut Vm<'a, 'a>,
    pub checks: &'w mut Evaluator<'a>,
    /// The state before the step; while this is empty, only the machine has it.
    pub parent: OnceCell<State>,
    /// The evaluator checks every answer of the machine.
    pub doubts: bool,
    /// The value of TLCGet("level") in the parent; `None` if the model does not use it.
    pub level: Option<i64>,
}

impl<'a> Checker<'_, 'a> {
    pub fn parent(&mut self) -> State {
        self.parent.get_or_init(|| self.vm.state()).clone()
    }

    pub fn state(&mut self, s: &Successor) -> State {
        match s {
            Successor::Found(i) => self.vm.successor(*i),
            Successor::Evaluated(state) => state.clone(),
        }
    }

    /// The fingerprint; the error is from the VIEW.
    pub fn fingerprint(&mut self, s: &Successor) -> Result<Fingerprint, EvalError> {
        if self.task.identity.needs_values() {
            let state = self.state(s);
            return self.further(|j| j.task.identity.fingerprint(j.checks, &state));
        }
        Ok(match s {
            Successor::Found(i) => self.vm.fingerprint_of(*i).into(),
            Successor::Evaluated(state) => {
                self.vm.load_state(state);
                self.vm.fingerprint().into()
            }
        })
    }

    pub fn packed(&mut self, s: &Successor) -> Packed {
        match s {
            Successor::Found(i) => self.vm.pack_successor(*i),
            Successor::Evaluated(state) => {
                self.vm.load_state(state);
                self.vm.pack()
            }
        }
    }

    /// The conjunction of state formulas in the successor; `None` if the evaluator must decide.
    fn all_hold(&mut self, formulas: &'a [Option<Formula>], s: &Successor) -> Option<bool> {
        let Successor::Found(i) = s else { return None };
        formulas.iter().try_fold(true, |all, f| Some(all && self.vm.holds_of(f.as_ref(), *i)?))
    }

    /// The conjunction of step formulas; `None` if the evaluator must decide.
    fn all_hold_between(&mut self, formulas: &'a [Option<Formula>], s: &Successor) -> Option<bool> {
        let Successor::Found(i) = s else { return None };
        formulas.iter().try_fold(true, |all, f| Some(all && self.vm.holds_between(f.as_ref(), *i)?))
    }

    pub fn in_model(&mut self, s: &Successor) -> Result<bool, EvalError> {
        let task = self.task;
        let known = self.all_hold(&task.program.constraints, s);
        if let (Some(answer), false) = (known, self.doubts) {
            return Ok(answer);
        }
        let state = self.state(s);
        let answer = self.further(|j| in_model(j.checks, task.model, &state));
        agree("CONSTRAINT", known, &answer);
        answer
    }

    pub fn allowed(&mut self, s: &Successor) -> Result<bool, EvalError> {
        let task = self.task;
        let known = self.all_hold_between(&task.program.action_constraints, s);
        if let (Some(answer), false) = (known, self.doubts) {
            return Ok(answer);
        }
        let (parent, state) = (self.parent(), self.state(s));
        let answer = allowed(self.checks, task.model, &parent, &state);
        agree("ACTION_CONSTRAINT", known, &answer);
        answer
    }

    /// Runs `f` with TLCGet("level") of the successor.
    fn further<T>(&mut self, f: impl FnOnce(&mut Self) -> T) -> T {
        let Some(level) = self.level else { return f(self) };
        self.checks.set_register("level", level + 1);
        let answer = f(self);
        self.checks.set_register("level", level);
        answer
    }

    /// The first violation in the state; for a survey, all violations.
    pub fn wrong_state(&mut self, s: &Successor) -> Vec<Violation> {
        let task = self.task;
        let fine =
            self.all_hold(&task.program.invariants, s) == Some(true) && self.all_hold(&task.program.always, s) == Some(true);
        if fine && !self.doubts {
            return Vec::new();
        }
        let state = self.state(s);
        let wrong: Vec<Violation> = self.further(|j| {
            let all = task.safety.state_all(j.checks, &state);
            if task.surveys { all.collect() } else { all.take(1).collect() }
        });
        assert!(!fine || wrong.is_empty(), "vm: the invariants hold, but not for the evaluator: {wrong:?}");
        wrong
    }

    /// Records, for vacuity, the predicates that are true in a state at this depth.
    pub fn note_armed(&mut self, s: &Successor, depth: u32) {
        let task = self.task;
        for (i, first) in task.armed.iter().enumerate() {
            if first.load(Relaxed) <= depth || task.step_arms.contains(&i) {
                continue;
            }
            let known = match s {
                Successor::Found(number) => self.vm.holds_of(task.program.arms[i].as_ref(), *number),
                Successor::Evaluated(_) => None,
            };
            // a predicate that cannot be evaluated is not reported
            let armed = known.unwrap_or_else(|| {
                let state = self.state(s);
                self.further(|j| j.checks.predicate(task.model.arms[i].def, Some(&state), None)).unwrap_or(true)
            });
            if armed {
                first.fetch_min(depth, Relaxed);
            }
        }
    }

    /// Records, for vacuity, the predicates that are true of a step from a state at this depth.
    pub fn note_armed_by_step(&mut self, s: &Successor, depth: u32) {
        let task = self.task;
        for i in task.step_arms.iter().copied() {
            if task.armed[i].load(Relaxed) <= depth {
                continue;
            }
            let known = match s {
                Successor::Found(number) => self.vm.holds_between(task.program.arms[i].as_ref(), *number),
                Successor::Evaluated(_) => None,
            };
            let armed = known.unwrap_or_else(|| {
                let (parent, state) = (self.parent(), self.state(s));
                self.checks.predicate(task.model.arms[i].def, Some(&parent), Some(&state)).unwrap_or(true)
            });
            if armed {
                task.armed[i].fetch_min(depth, Relaxed);
            }
        }
    }

    /// Records the constraint that excludes the successor of a state at this depth.
    pub fn cut_off(&mut self, s: &Successor, depth: u32) {
        let task = self.task;
        if task.cut.iter().all(|first| first.load(Relaxed) <= depth) {
            return;
        }
        let Task { model, program, .. } = task;
        let of_states = model.constraints.iter().zip(&program.constraints).map(|(n, f)| (n, f, false));
        let of_steps = model.action_constraints.iter().zip(&program.action_constraints).map(|(n, f)| (n, f, true));
        for (i, (n, formula, of_step)) in of_states.chain(of_steps).enumerate() {
            let known = match (s, of_step) {
                (Successor::Found(number), false) => self.vm.holds_of(formula.as_ref(), *number),
                (Successor::Found(number), true) => self.vm.holds_between(formula.as_ref(), *number),
                (Successor::Evaluated(_), _) => None,
            };
            let inside = match known {
                Some(inside) => inside,
                None if of_step => {
                    let (parent, state) = (self.parent(), self.state(s));
                    self.checks.predicate(n.def, Some(&parent), Some(&state)) == Ok(true)
                }
                None => {
                    let state = self.state(s);
                    self.further(|j| j.checks.predicate(n.def, Some(&state), None)) == Ok(true)
                }
            };
            if !inside {
                task.cut[i].fetch_min(depth, Relaxed);
                return;
            }
        }
    }

    /// The first property of initial states that is false; for a survey, all.
    pub fn wrong_initially(&mut self, s: &Successor) -> Vec<Violation> {
        if self.task.safety.initial.is_empty() {
            return Vec::new();
        }
        let state = self.state(s);
        let all = self.task.safety.initial_all(self.checks, &state);
        if self.task.surveys { all.collect() } else { all.take(1).collect() }
    }

    /// The first violation by the step; for a survey, all violations.
    pub fn wrong_step(&mut self, s: &Successor) -> Vec<Violation> {
        let task = self.task;
        if !task.safety.has_steps() {
            return Vec::new();
        }
        let fine = self.all_hold_between(&task.program.steps, s) == Some(true);
        if fine && !self.doubts {
            return Vec::new();
        }
        let (parent, state) = (self.parent(), self.state(s));
        let all = task.safety.step_all(self.checks, &parent, &state);
        let wrong: Vec<Violation> = if task.surveys { all.collect() } else { all.take(1).collect() };
        assert!(!fine || wrong.is_empty(), "vm: the step is fine, but not for the evaluator: {wrong:?}");
        wrong
    }
}

fn agree(what: &str, known: Option<bool>, answer: &Result<bool, EvalError>) {
    if let Some(known) = known {
        assert_eq!(Some(&known), answer.as_ref().ok(), "vm: {what} is decided otherwise by the evaluator: {answer:?}");
    }
}
