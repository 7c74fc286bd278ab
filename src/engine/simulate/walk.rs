//! One random behavior after the other, by one thread.
//!
//! In: the [`Task`], the same for all threads, and the number of a behavior. Out: what came of it. Everything random in a
//! behavior follows from the run's seed and the behavior's number, so it does not matter which thread takes it.
//!
//! A step is drawn by the machine ([`crate::vm`]), which computes one successor. Where the machine gives up, and where a specification
//! has random elements or asks TLCGet, whose answers depend on the order of evaluation, the evaluator computes all of them.

// Such an error ends the whole run: its size is paid once.
#![allow(clippy::result_large_err)]

use super::super::Options;
use super::super::assumptions::unsupported_error;
use super::Walks;
use super::noted::Noted;
use crate::eval::error::EvalError;
use crate::eval::{Evaluator, Halt, Registers, Stop, mix};
use crate::ir::{DefId, Model};
use crate::property::Violation;
use crate::property::safety::Safety;
use crate::trace::Outcome;
use crate::trace::replay::{Claim, Setting, allowed, in_model, replay_in};
use crate::value::State;
use crate::value::Value;
use crate::vm::word::Heap;
use crate::vm::{Formula, Packed, Program, Vm};
use fastrand::Rng;
use rustc_hash::FxHashSet;

/// Draws; after so many steps out of the constraints all successors are computed.
const REDRAWN: usize = 8;

pub struct Task<'a> {
    pub model: &'a Model,
    pub options: &'a Options<'a>,
    pub walks: &'a Walks,
    pub next: DefId,
    /// The initial states that constraints do not exclude.
    pub starts: Vec<State>,
    /// `TLCGet("config")`
    pub config: Value,
    /// What is checked.
    pub safety: Safety<'a>,
    /// The model compiled, and the heap with its constants.
    pub program: &'a Program<'a>,
    pub heap: Heap,
    /// Whether the model depends on the order of evaluation. The machine is not used then.
    pub ordered: bool,
    /// Whether the model reads the trace so far.
    pub reads_trace: bool,
    /// The registers after the ASSUMEs.
    pub registers: Registers,
    /// Of the initial states.
    pub noted: Noted,
}

/// The result of a behavior.
pub struct Walked {
    pub generated: u64,
    /// The number of its states.
    pub length: usize,
    /// What ends the run.
    pub end: Option<Outcome>,
}

pub struct Walker<'a> {
    pub(super) task: &'a Task<'a>,
    /// Evaluates actions; a second one evaluates what is asked about each state.
    actions: Evaluator<'a>,
    checks: Evaluator<'a>,
    vm: Vm<'a, 'a>,
    fine: Fine,
    pub noted: Noted,
}

/// A cache of states inside the constraints in which the invariants hold: random behaviors meet the same states again and again.
#[derive(Default)]
struct Fine {
    states: FxHashSet<Packed>,
    bytes: usize,
}

impl Fine {
    /// Bytes of cached states; beyond it the cache begins anew.
    const MOST: usize = 1 << 24;

    fn knows(&self, state: &Packed) -> bool {
        self.states.contains(state)
    }

    fn add(&mut self, state: &Packed) {
        self.bytes += state.len() + 32;
        if self.bytes > Fine::MOST {
            *self = Fine::default();
        }
        self.states.insert(state.clone());
    }
}

/// The current behavior.
struct Way {
    setting: Setting,
    random: Rng,
    states: Vec<Packed>,
    generated: u64,
}

/// A successor.
pub(super) enum Successor {
    /// The number of a successor that the machine holds.
    Found(usize),
    Evaluated(State),
}

impl<'a> Walker<'a> {
    pub fn new(task: &'a Task<'a>) -> Walker<'a> {
        let mut actions = Evaluator::new(task.model);
        actions.go_on_with(&task.registers);
        actions.set_register_to("config", task.config.clone());
        let mut checks = actions.beside();
        actions.on_print(task.options.resources.print);
        checks.on_print(task.options.resources.print);
        let vm = Vm::new(task.program, task.heap.clone(), Evaluator::new(task.model));
        Walker { task, actions, checks, vm, fine: Fine::default(), noted: task.noted.clone() }
    }

    /// The registers so far.
    pub fn registers(&self) -> Registers {
        self.actions.registers()
    }

    pub fn walk(&mut self, number: u64) -> Walked {
        let setting = Setting {
            initial: self.task.walks.seed,
            behavior: mix(self.task.walks.seed ^ mix(number)),
            config: self.task.config.clone(),
            registers: Vec::new(),
        };
        let mut random = Rng::with_seed(mix(setting.behavior));
        self.vm.load_state(&self.task.starts[random.usize(..self.task.starts.len())]);
        let mut way = Way { setting, random, states: vec![self.vm.pack()], generated: 0 };
        let end = self.steps(&mut way).err();
        // The last state of a violation is not among the states that the behavior took.
        let shown = match &end {
            Some(Outcome::Violated { trace, .. }) => trace.states.len(),
            Some(_) | None => 0,
        };
        Walked { generated: way.generated, length: way.states.len().max(shown), end }
    }

    /// Extends a behavior as far as possible.
    fn steps(&mut self, way: &mut Way) -> Result<(), Outcome> {
        let Task { options, walks, .. } = self.task;
        while way.states.len() < walks.length as usize {
            if options.must_stop() {
                return Err(options.stopped());
            }
            if self.task.reads_trace {
                let mut states = Vec::with_capacity(way.states.len());
                for s in &way.states {
                    self.vm.load(s);
                    states.push(self.vm.state());
                }
                self.actions.set_way(&states);
            }
            self.vm.load(way.states.last().expect("simulate: a behavior has a first state"));
            if self.task.ordered {
                way.setting.registers.push(self.actions.registers());
            }
            let next = match if self.task.ordered { None } else { self.drawn(way)? } {
                Some(next) => next,
                None => self.computed(way)?,
            };
            let Some(next) = next else { return Ok(()) };
            way.states.push(next);
        }
        Ok(())
    }

    /// Draws one step; `None` if all are to be computed.
    fn drawn(&mut self, way: &mut Way) -> Result<Option<Option<Packed>>, Outcome> {
        for _ in 0..REDRAWN {
            if !self.vm.draw(&mut way.random) {
                return Ok(None);
            }
            if self.vm.successors() == 0 {
                // the evaluator decides
                return Ok(None);
            }
            self.doubt(way);
            way.generated += 1;
            let action = self.vm.label(0);
            if let Some(packed) = self.consider(way, None, (action, Successor::Found(0)))? {
                return Ok(Some(Some(packed)));
            }
        }
        Ok(None)
    }

    /// In debug builds: asserts that the evaluator has the successor, too.
    fn doubt(&mut self, way: &Way) {
        if !cfg!(debug_assertions) || way.states.len() > 20 {
            return;
        }
        let (state, drawn) = (self.vm.state(), self.vm.successor(0));
        let r = self.actions.successors(self.task.next, &state, &mut |_, s| if s == drawn { Err(Stop) } else { Ok(()) });
        assert!(matches!(r, Err(Halt::Stopped)), "vm: {drawn:?} was drawn after {state:?}, but the evaluator says {r:?}");
    }

    /// Computes all successors, and takes the first allowed one in random order; `None` where the behavior ends.
    fn computed(&mut self, way: &mut Way) -> Result<Option<Packed>, Outcome> {
        let Task { model, next, .. } = self.task;
        let (state, level) = (self.vm.state(), way.states.len());
        at(&mut self.actions, &way.setting, level);
        let mut successors: Vec<(Option<DefId>, State)> = Vec::new();
        let r = self.actions.successors(*next, &state, &mut |label, s| {
            successors.push((label.def(), s));
            Ok::<(), Stop>(())
        });
        if let Err(Halt::Error(e)) = r {
            return Err(unsupported_error(&e).unwrap_or_else(|| self.certified(way, None, Claim::NextError)));
        }
        way.generated += successors.len() as u64;
        successors.iter().for_each(|(action, _)| self.noted.took(*action));
        if successors.is_empty() && model.check_deadlock {
            return Err(self.certified(way, None, Claim::Deadlock));
        }
        while !successors.is_empty() {
            let (action, s) = successors.swap_remove(way.random.usize(..successors.len()));
            if let Some(packed) = self.consider(way, Some(&state), (action, Successor::Evaluated(s)))? {
                return Ok(Some(packed));
            }
        }
        Ok(None)
    }

    /// Checks a successor, and packs it if the behavior may continue there. The machine checks first; the evaluator decides what the
    /// machine does not, and confirms errors.
    fn consider(
        &mut self,
        way: &mut Way,
        from: Option<&State>,
        (action, s): (Option<DefId>, Successor),
    ) -> Result<Option<Packed>, Outcome> {
        self.noted.took(action);
        let Task { model, program, safety, .. } = self.task;
        let level = way.states.len();
        let packed = match &s {
            Successor::Found(i) => Some(self.vm.pack_successor(*i)),
            Successor::Evaluated(_) => None,
        };
        let known = packed.as_ref().is_some_and(|p| self.fine.knows(p));
        let counts = if known { Some(true) } else { self.all_hold(&program.constraints, &s) };
        let inside = match (counts, self.all_hold_between(&program.action_constraints, &s)) {
            (Some(a), Some(b)) => a && b,
            (Some(_), None) | (None, Some(_)) | (None, None) => {
                let (from, to) = (self.parent(from), self.state(&s));
                at(&mut self.checks, &way.setting, level + 1);
                let inside = in_model(&mut self.checks, model, &to).and_then(|inside| {
                    at(&mut self.checks, &way.setting, level);
                    Ok(inside && allowed(&mut self.checks, model, &from, &to)?)
                });
                let error = |e: EvalError| unsupported_error(&e).unwrap_or_else(|| self.certified(way, None, Claim::NextError));
                inside.map_err(error)?
            }
        };
        let holds =
            |w: &mut Self| w.all_hold(&program.invariants, &s) == Some(true) && w.all_hold(&program.always, &s) == Some(true);
        let fine = (known || holds(self)) && self.all_hold_between(&program.steps, &s) == Some(true);
        if !fine || cfg!(debug_assertions) {
            let (from, to) = (self.parent(from), self.state(&s));
            at(&mut self.checks, &way.setting, level + 1);
            let wrong = safety.state(&mut self.checks, &to).or_else(|| {
                at(&mut self.checks, &way.setting, level);
                safety.step(&mut self.checks, &from, &to)
            });
            if let Some(v) = wrong {
                assert!(!fine, "vm: nothing is wrong, but the evaluator says {v:?}");
                return Err(self.violated(way, to, &v));
            }
        }
        at(&mut self.checks, &way.setting, level + 1);
        self.note(action, from, &s, (known, inside));
        if !inside {
            return Ok(None);
        }
        Ok(Some(match (packed, s) {
            (Some(packed), _) => {
                if fine && !known {
                    self.fine.add(&packed);
                }
                packed
            }
            (None, Successor::Found(i)) => self.vm.pack_successor(i),
            (None, Successor::Evaluated(state)) => {
                self.vm.load_state(&state);
                self.vm.pack()
            }
        }))
    }

    fn parent(&mut self, known: Option<&State>) -> State {
        known.cloned().unwrap_or_else(|| self.vm.state())
    }

    fn state(&mut self, s: &Successor) -> State {
        match s {
            Successor::Found(i) => self.vm.successor(*i),
            Successor::Evaluated(state) => state.clone(),
        }
    }

    /// The truth of a predicate of the successor, or of the step to it; `None` if it has none.
    pub(super) fn truth(
        &mut self,
        from: Option<&State>,
        s: &Successor,
        (def, of_step): (DefId, bool),
        formula: Option<&'a Formula>,
    ) -> Option<bool> {
        let known = match s {
            Successor::Found(i) if of_step => self.vm.holds_between(formula, *i),
            Successor::Found(i) => self.vm.holds_of(formula, *i),
            Successor::Evaluated(_) => None,
        };
        known.or_else(|| {
            let to = self.state(s);
            if of_step {
                let from = self.parent(from);
                self.checks.predicate(def, Some(&from), Some(&to)).ok()
            } else {
                self.checks.predicate(def, Some(&to), None).ok()
            }
        })
    }

    /// The conjunction of state formulas in the successor; `None` if the evaluator must decide.
    fn all_hold(&mut self, formulas: &'a [Option<Formula>], s: &Successor) -> Option<bool> {
        let Successor::Found(i) = s else { return formulas.is_empty().then_some(true) };
        formulas.iter().try_fold(true, |all, f| Some(all && self.vm.holds_of(f.as_ref(), *i)?))
    }

    /// The conjunction of step formulas; `None` if the evaluator must decide.
    fn all_hold_between(&mut self, formulas: &'a [Option<Formula>], s: &Successor) -> Option<bool> {
        let Successor::Found(i) = s else { return formulas.is_empty().then_some(true) };
        formulas.iter().try_fold(true, |all, f| Some(all && self.vm.holds_between(f.as_ref(), *i)?))
    }

    fn violated(&mut self, way: &mut Way, last: State, v: &Violation) -> Outcome {
        match claimed(v) {
            Err(outcome) => outcome,
            Ok(claim) => self.certified(way, Some(last), claim),
        }
    }

    /// The behavior, with this last state, as a counterexample.
    fn certified(&mut self, way: &mut Way, last: Option<State>, claim: Claim) -> Outcome {
        let states = way.states.iter().map(|packed| {
            self.vm.load(packed);
            self.vm.state()
        });
        let states: Vec<State> = states.chain(last).collect();
        if self.task.ordered && states.len() > way.setting.registers.len() {
            way.setting.registers.push(self.actions.registers());
        }
        certify(&way.setting, self.task.model, &states, claim)
    }
}

/// Sets TLCGet("level").
fn at(evaluator: &mut Evaluator<'_>, setting: &Setting, level: usize) {
    evaluator.set_register("level", level as i64);
    evaluator.draw_from(setting.seed(level));
}

/// The claim of a trace to the violation; the error is an outcome without a trace.
pub fn claimed(v: &Violation) -> Result<Claim, Outcome> {
    Ok(match v {
        Violation::InvariantError { error, .. } => match unsupported_error(error) {
            Some(outcome) => return Err(outcome),
            None => Claim::InvariantError,
        },
        Violation::ActionProperty { .. } => Claim::ActionProperty,
        Violation::ImpliedInit { .. } => Claim::ImpliedInit,
        Violation::Invariant { .. }
        | Violation::Deadlock
        | Violation::NextError(_)
        | Violation::InitError(_)
        | Violation::Liveness { .. } => Claim::Invariant,
    })
}

pub fn certify(setting: &Setting, model: &Model, behavior: &[State], claim: Claim) -> Outcome {
    match replay_in(setting, model, behavior, claim) {
        Ok((violation, trace)) => Outcome::Violated { violation, trace },
        Err(e) => Outcome::Internal { message: format!("simulate: the counterexample was refuted: {e}") },
    }
}
