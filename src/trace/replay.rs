//! Certification: a behavior that an engine claims, confirmed step by step by the concrete evaluator.
//!
//! In: a model, states from any engine, and what is claimed of the last one. Out: the [`Trace`] with the action of each
//! step, and the [`Violation`] as TLC would report it, or the reason why the claim is false: then an engine
//! has a bug, and the trace is not shown. Certified is:
//!
//! - the first state satisfies Init, and every other is a successor of the one before;
//! - all states but the last satisfy the constraints, the invariants (and properties of safety) hold in them, and, but
//!   for the step to the last state, so do the action constraints (TLC checks invariants in states that constraints
//!   exclude, but does not go on from them);
//! - what is claimed is true of the last state.
//!
//! TLC checks invariants in order when it finds a state, and evaluates the next-state action later. So if an
//! invariant is violated where a deadlock is claimed, and there is a deadlock, the invariant is reported.

mod claim;

use super::{Counts, Trace, TraceState};
use crate::eval::error::EvalError;
use crate::eval::{Evaluator, Halt, Registers, Stop, mix};
use crate::ir::{Builtin, DefId, ExprKind, Model, Named};
use crate::property::safety::Safety;
use crate::property::{Evaluated, Violation};
use crate::value::{ActionLabel, State};
use crate::value::{Integers, Value};

/// What an engine says about the last state.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Claim {
    /// An invariant, or a property that is one, is false.
    Invariant,
    /// The last step breaks a property of steps.
    ActionProperty,
    /// The state, an initial one, breaks a property of initial states.
    ImpliedInit,
    /// An invariant cannot be evaluated.
    InvariantError,
    /// The next-state action cannot be evaluated (`Assert` included).
    NextError,
    Deadlock,
    /// The initial predicate cannot be evaluated; there are no states.
    InitError,
}

/// A refuted claim.
#[derive(Clone, PartialEq, Debug)]
pub struct ReplayError {
    /// The state concerned, from 1.
    pub state: Option<usize>,
    pub message: String,
}

impl std::fmt::Display for ReplayError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.state {
            Some(i) => write!(f, "state {i}: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

pub(super) fn refute<T>(state: impl Into<Option<usize>>, message: impl Into<String>) -> Result<T, ReplayError> {
    Err(ReplayError { state: state.into(), message: message.into() })
}

/// Certifies a finite behavior and what is wrong with its last state. Runs on the stack of its caller: see
/// [`crate::util::stack::on_large_stack`] for specifications that recurse deeply.
pub fn replay(model: &Model, states: &[State], claim: Claim) -> Result<(Violation, Trace), ReplayError> {
    certify(model, states, claim, false, None)
}

/// As [`replay`]; but states before the last may violate what they like, as when a search goes on after a violation.
pub fn replay_further(model: &Model, states: &[State], claim: Claim) -> Result<(Violation, Trace), ReplayError> {
    certify(model, states, claim, true, None)
}

/// What a solver knows of a behavior beyond its states.
#[derive(Clone, Default, Debug)]
pub struct Help {
    pub integers: Integers,
    /// For each state, what was chosen from sets too large to go through on the way to it; and at last what was chosen from the
    /// last state on.
    pub witnesses: Vec<Vec<Value>>,
}

impl Help {
    /// Where to look for a way to the state with this number, from 0, whose values are good guesses, too.
    fn on_the_way_to(&self, i: usize, states: &[State]) -> Vec<Value> {
        let known = states.get(i.min(states.len().saturating_sub(1))).into_iter().flat_map(|s| s.0.iter().cloned());
        self.witnesses.get(i).into_iter().flatten().cloned().chain(known).collect()
    }
}

/// As [`replay`], with the help of the solver.
pub fn replay_with(help: &Help, model: &Model, states: &[State], claim: Claim) -> Result<(Violation, Trace), ReplayError> {
    certify(model, states, claim, false, Some(Means::Help(help)))
}

/// As [`replay`], for a specification that asks how far the search has come ([`Counts`]): what it asked before the last state is gone,
/// so only the last one is asked what is wrong with it, and no constraint anything. `registers`: what TLCSet had set when that was found.
pub fn replay_at(
    counts: &Counts,
    registers: Option<&Registers>,
    model: &Model,
    states: &[State],
    claim: Claim,
) -> Result<(Violation, Trace), ReplayError> {
    certify(model, states, claim, true, Some(Means::Counts(counts, registers)))
}

/// What a behavior is replayed with, besides its states.
#[derive(Clone, Copy)]
enum Means<'h> {
    Setting(&'h Setting),
    Help(&'h Help),
    Counts(&'h Counts, Option<&'h Registers>),
}

/// What a random behavior was evaluated with.
#[derive(Clone, Debug)]
pub struct Setting {
    /// What RandomElement draws from in the initial predicate,
    pub initial: u64,
    /// and in the behavior: see [`Setting::seed`].
    pub behavior: u64,
    /// `TLCGet("config")`
    pub config: Value,
    /// What TLCSet had set when a state was evaluated, for one after the other; for those without, it is not known that anybody asks.
    pub registers: Vec<Registers>,
}

impl Setting {
    /// What RandomElement draws from in a state, the first of which is 1, and in the steps from it.
    pub fn seed(&self, level: usize) -> u64 {
        mix(self.behavior ^ mix(level as u64))
    }
}

/// As [`replay`], for a behavior that was evaluated in some setting.
pub fn replay_in(setting: &Setting, model: &Model, states: &[State], claim: Claim) -> Result<(Violation, Trace), ReplayError> {
    certify(model, states, claim, false, Some(Means::Setting(setting)))
}

fn certify<'m>(
    model: &'m Model,
    states: &[State],
    claim: Claim,
    lenient: bool,
    means: Option<Means<'m>>,
) -> Result<(Violation, Trace), ReplayError> {
    let mut replay = Replay::new(model, lenient)?;
    match means {
        Some(Means::Setting(setting)) => replay.setting = Some(setting),
        Some(Means::Help(help)) => replay.helped(help),
        Some(Means::Counts(counts, _)) => replay.counted(counts),
        None => {}
    }
    replay.look(0, states);
    replay.evaluator.set_way(states);
    if let Some(setting) = replay.setting {
        replay.evaluator.set_register_to("config", setting.config.clone());
        replay.evaluator.draw_from(setting.initial);
    }
    replay.assume();
    let Some((last, before)) = states.split_last() else {
        return replay.initial_error(claim);
    };
    replay.is_initial(&states[0])?;
    let mut trace = vec![TraceState { state: states[0].clone(), action: None, alias: None }];
    for (i, state) in before.iter().enumerate() {
        replay.level(i + 1);
        replay.is_clean(i + 1, i.checked_sub(1).map(|p| &states[p]), state)?;
        replay.look(i + 1, states);
        let action = replay.step(i + 1, state, &states[i + 1])?;
        trace.push(TraceState { state: states[i + 1].clone(), action: Some(action), alias: None });
        if i + 1 < before.len() && !replay.allowed(i + 1, state, &states[i + 1])? {
            return refute(i + 2, "an action constraint excludes the step to this state");
        }
    }
    replay.level(states.len());
    replay.look(states.len(), states);
    if let Some(Means::Counts(_, Some(registers))) = means {
        replay.evaluator.go_on_with(registers);
        replay.level(states.len());
    }
    let violation = match (claim, replay.violation(before.last(), last, states.len(), claim)) {
        (Claim::Invariant | Claim::InvariantError, Err(e)) => replay.of_behavior(states).ok_or(e)?,
        (_, found) => found?,
    };
    replay.alias(&mut trace, states.len() - 1);
    Ok((violation, Trace { states: trace, lasso: None }))
}

/// A step: its action, and the state to which it leads.
type Step = (ActionLabel, State);

pub(super) struct Replay<'m> {
    model: &'m Model,
    evaluator: Evaluator<'m>,
    safety: Safety<'m>,
    init: DefId,
    next: DefId,
    /// The level of the current state.
    at: usize,
    /// Violations before the last state are ignored.
    lenient: bool,
    setting: Option<&'m Setting>,
    help: Option<Help>,
    /// Constraints are not evaluated: their values would differ now.
    unconstrained: bool,
}

impl<'m> Replay<'m> {
    pub fn new(model: &'m Model, lenient: bool) -> Result<Replay<'m>, ReplayError> {
        let (Some(init), Some(next)) = (model.init, model.next) else {
            return refute(None, "the model has no initial predicate or no next-state action");
        };
        Ok(Replay {
            model,
            evaluator: Evaluator::new(model),
            safety: Safety::split(model),
            init,
            next,
            at: 1,
            lenient,
            setting: None,
            help: None,
            unconstrained: false,
        })
    }

    fn counted(&mut self, counts: &Counts) {
        self.unconstrained = true;
        let told = [
            ("generated", counts.generated),
            ("distinct", counts.distinct),
            ("diameter", counts.depth),
            ("queue", 0),
            ("duration", 0),
        ];
        for (name, value) in told {
            self.evaluator.set_register(name, i64::try_from(value).unwrap_or(i64::MAX));
        }
    }

    fn in_model(&mut self, state: &State) -> Result<bool, EvalError> {
        if self.unconstrained { Ok(true) } else { in_model(&mut self.evaluator, self.model, state) }
    }

    pub fn helped(&mut self, help: &Help) {
        self.evaluator.set_integers(help.integers);
        self.help = Some(help.clone());
    }

    /// From now on a way to the state with this number is looked for.
    fn look(&mut self, i: usize, states: &[State]) {
        if let Some(help) = &self.help {
            self.evaluator.try_witnesses(help.on_the_way_to(i, states));
        }
    }

    /// The states of an infinite behavior with the action of each, and the step back to where its loop begins, if there is
    /// one, with the state that it leads to. Nothing is wrong with any state or step.
    pub fn behavior(&mut self, states: &[State], back: Option<usize>) -> Result<(Vec<TraceState>, Option<Step>), ReplayError> {
        self.assume();
        self.look(0, states);
        self.evaluator.set_way(states);
        self.is_initial(&states[0])?;
        let mut trace = vec![TraceState { state: states[0].clone(), action: None, alias: None }];
        let mut closing = None;
        for (i, state) in states.iter().enumerate() {
            self.level(i + 1);
            self.is_clean(i + 1, i.checked_sub(1).map(|p| &states[p]), state)?;
            self.look(i + 1, states);
            let next = match (states.get(i + 1), back) {
                (Some(next), _) => next.clone(),
                (None, Some(back)) => self.alike(state, &states[back]),
                (None, None) => continue,
            };
            let action = self.step(i + 1, state, &next)?;
            if !self.allowed(i + 1, state, &next)? {
                return refute(i + 1, "an action constraint excludes the step from this state");
            }
            if i + 1 < states.len() {
                trace.push(TraceState { state: next, action: Some(action), alias: None });
            } else {
                self.is_clean(i + 1, Some(state), &next)?;
                closing = Some((action, next));
            }
        }
        Ok((trace, closing))
    }

    /// The successor of a state that is the given one, or one with the same VIEW.
    fn alike(&mut self, from: &State, wanted: &State) -> State {
        let Some(view) = &self.model.view else { return wanted.clone() };
        let mut all = Vec::new();
        self.successors(from, &mut all);
        let mut seen = |s: &State| self.evaluator.value(view.def, Some(s), None).ok();
        let value = seen(wanted);
        let same = all.iter().find(|s| *s == wanted).or_else(|| all.iter().find(|s| value.is_some() && seen(s) == value));
        same.unwrap_or(wanted).clone()
    }

    /// Adds the successors of a state, as far as they can be computed.
    pub fn successors(&mut self, from: &State, all: &mut Vec<State>) {
        let _ = self.evaluator.successors(self.next, from, &mut |_, s| {
            all.push(s);
            Ok(())
        });
    }

    /// What the ASSUMEs set, states may ask for.
    fn assume(&mut self) {
        let sets = |e: &crate::ir::Expr| matches!(e.kind, ExprKind::Builtin { op: Builtin::TlcSet, .. });
        if self.model.exprs.iter().any(sets) {
            for n in &self.model.assumes {
                let _ = self.evaluator.predicate(n.def, None, None);
            }
        }
    }

    fn level(&mut self, level: usize) {
        self.at = level;
        if let Some(registers) = self.setting.and_then(|s| s.registers.get(level - 1)) {
            self.evaluator.go_on_with(registers);
        }
        self.evaluator.set_register("level", level as i64);
        if let Some(setting) = self.setting {
            self.evaluator.draw_from(setting.seed(level));
        }
    }

    /// Evaluates ALIAS in each state; the state after the last one is given.
    pub fn alias(&mut self, trace: &mut [TraceState], after: usize) {
        let Some(alias) = &self.model.alias else { return };
        for i in 0..trace.len() {
            self.level(i + 1);
            let next = trace.get(i + 1).unwrap_or(&trace[after]).state.clone();
            trace[i].alias = self.evaluator.value(alias.def, Some(&trace[i].state), Some(&next)).ok();
        }
    }

    fn initial_error(&mut self, claim: Claim) -> Result<(Violation, Trace), ReplayError> {
        if claim != Claim::InitError {
            return refute(None, "a violation is claimed, but there are no states");
        }
        let mut found = Vec::new();
        self.evaluator.set_register("level", 0);
        let error = match self.evaluator.initial_states(self.init, &mut |s| {
            found.push(s);
            Ok(())
        }) {
            Ok(()) => None,
            Err(Halt::Error(e)) => Some(*e),
            Err(Halt::Stopped) => None,
        };
        // A constraint that cannot be evaluated in an initial state counts as the initial predicate's error.
        self.evaluator.set_register("level", 1);
        let error = error.or_else(|| found.iter().find_map(|s| in_model(&mut self.evaluator, self.model, s).err()));
        match error {
            Some(e) => Ok((Violation::InitError(e), Trace { states: Vec::new(), lasso: None })),
            None => refute(None, "the initial predicate can be evaluated"),
        }
    }

    fn is_initial(&mut self, state: &State) -> Result<(), ReplayError> {
        self.evaluator.set_register("level", 0);
        let r = self.evaluator.initial_states(self.init, &mut |s| if s == *state { Err(Stop) } else { Ok(()) });
        match r {
            Err(Halt::Stopped) => Ok(()),
            Err(Halt::Error(e)) => refute(1, format!("the initial predicate cannot be evaluated: {}", e.message)),
            Ok(()) => refute(1, "the initial predicate does not hold"),
        }
    }

    /// Nothing is wrong with a state before the last.
    fn is_clean(&mut self, i: usize, before: Option<&State>, state: &State) -> Result<(), ReplayError> {
        match self.in_model(state) {
            Ok(true) => {}
            Ok(false) => return refute(i, "a constraint excludes this state, so it has no successor"),
            Err(e) => return refute(i, format!("a constraint cannot be evaluated: {}", e.message)),
        }
        match self.broken(before, state) {
            None => Ok(()),
            Some(_) if self.lenient => Ok(()),
            Some(v) => refute(i, format!("there is a violation before the last state: {}", claim::describe(&v))),
        }
    }

    /// What is wrong with a state, or with the step to it: in TLC's order.
    fn broken(&mut self, before: Option<&State>, state: &State) -> Option<Violation> {
        if let Some(v) = self.safety.state(&mut self.evaluator, state) {
            return Some(v);
        }
        let Some(before) = before else { return self.safety.initial(&mut self.evaluator, state) };
        let level = self.at;
        self.level(level - 1);
        let violation = self.safety.step(&mut self.evaluator, before, state);
        self.level(level);
        violation
    }

    /// The first violation of the behavior so far.
    fn of_behavior(&mut self, states: &[State]) -> Option<Violation> {
        self.model.trace_invariants.iter().find_map(|n| match self.evaluator.holds_of_behavior(n.def, states) {
            Ok(true) => None,
            Ok(false) => Some(Violation::Invariant { name: n.name.clone(), span: self.model.def(n.def).span }),
            Err(error) => Some(Violation::InvariantError { name: n.name.clone(), error, of: Evaluated::Invariant }),
        })
    }

    fn step(&mut self, i: usize, from: &State, to: &State) -> Result<ActionLabel, ReplayError> {
        let mut action = None;
        let r = self.evaluator.successors(self.next, from, &mut |label, s| {
            if s != *to {
                return Ok(());
            }
            action = Some(label.get());
            Err(Stop)
        });
        match (action, r) {
            (Some(action), _) => Ok(action),
            (None, Err(Halt::Error(e))) => refute(i, format!("the next-state action cannot be evaluated: {}", e.message)),
            (None, _) => refute(i + 1, "no step leads to this state from the one before"),
        }
    }

    fn allowed(&mut self, i: usize, from: &State, to: &State) -> Result<bool, ReplayError> {
        if self.unconstrained {
            return Ok(true);
        }
        allowed(&mut self.evaluator, self.model, from, to)
            .or_else(|e| refute(i, format!("an action constraint cannot be evaluated: {}", e.message)))
    }
}

/// Whether all constraints hold.
pub fn in_model(e: &mut Evaluator<'_>, model: &Model, state: &State) -> Result<bool, EvalError> {
    all(&model.constraints, |def| e.predicate(def, Some(state), None))
}

/// Whether all action constraints allow the step.
pub fn allowed(e: &mut Evaluator<'_>, model: &Model, from: &State, to: &State) -> Result<bool, EvalError> {
    all(&model.action_constraints, |def| e.predicate(def, Some(from), Some(to)))
}

fn all(named: &[Named], mut holds: impl FnMut(DefId) -> Result<bool, EvalError>) -> Result<bool, EvalError> {
    for n in named {
        if !holds(n.def)? {
            return Ok(false);
        }
    }
    Ok(true)
}
