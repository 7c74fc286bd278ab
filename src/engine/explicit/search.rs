//! The search itself, level by level.

use super::super::{Options, Progress};
use super::identity::Identity;
use super::table::{Index, NONE, Table};
use super::{size, unsupported_error};
use crate::eval::error::EvalError;
use crate::eval::{Evaluator, Halt, Stop};
use crate::ir::{Builtin, DefId, ExprKind, Model};
use crate::trace::replay::{Claim, allowed, in_model, replay};
use crate::trace::safety::Safety;
use crate::trace::{Counts, Outcome, State, Violation};

/// How often, in generated states, the search looks at the clock.
const LOOK: u64 = 1 << 12;

pub struct Search<'a> {
    model: &'a Model,
    options: &'a Options<'a>,
    safety: Safety<'a>,
    pub identity: Identity,
    init: DefId,
    next: DefId,
    /// Evaluates actions; a second one evaluates what is asked about each successor meanwhile.
    actions: Evaluator<'a>,
    checks: Evaluator<'a>,
    pub table: Table,
    pub generated: u64,
    initial: u64,
    /// The level being expanded, initial states at 0.
    pub level: u32,
    /// The last level that was expanded whole.
    pub completed: Option<u32>,
    pub exhaustive: bool,
    levels: u64,
    found: Vec<(State, Index)>,
    /// Does the model ask TLCGet anything?
    asks: bool,
}

/// What ends the search.
enum End {
    /// `last` stands behind the path to `index`, if it is not in the table.
    Violation {
        index: Index,
        last: Option<State>,
        claim: Claim,
    },
    Interrupted,
    Unsupported(EvalError),
    /// The VIEW cannot be evaluated.
    View(EvalError),
}

impl<'a> Search<'a> {
    pub fn new(
        model: &'a Model,
        options: &'a Options<'a>,
        (safety, identity): (Safety<'a>, Identity),
        init: DefId,
        next: DefId,
    ) -> Search<'a> {
        let mut actions = Evaluator::new(model);
        let mut checks = actions.beside();
        actions.on_print(|text| log::info!(target: "print", "{text}"));
        checks.on_print(|text| log::info!(target: "print", "{text}"));
        let asks = model.exprs.iter().any(|e| matches!(e.kind, ExprKind::Builtin { op: Builtin::TlcGet, .. }));
        Search {
            model,
            options,
            safety,
            identity,
            init,
            next,
            actions,
            checks,
            table: Table::default(),
            generated: 0,
            initial: 0,
            level: 0,
            completed: None,
            exhaustive: false,
            levels: 0,
            found: Vec::new(),
            asks,
        }
    }

    pub fn counts(&self) -> Counts {
        Counts { generated: self.generated, distinct: self.table.len() as u64, initial: self.initial, depth: self.levels }
    }

    pub fn queued(&self) -> u64 {
        self.found.len() as u64
    }

    pub fn run(&mut self) -> Outcome {
        match self.explore() {
            Ok(()) => Outcome::Safe,
            Err(End::Interrupted) => Outcome::Timeout,
            Err(End::Unsupported(e)) => unsupported_error(&e).expect("explicit: the error says unsupported"),
            Err(End::View(e)) => Outcome::Unknown { reason: format!("the VIEW cannot be evaluated: {}", e.message) },
            Err(End::Violation { index, last, claim }) => self.report(index, last, claim),
        }
    }

    fn explore(&mut self) -> Result<(), End> {
        self.initial_states()?;
        loop {
            let level = std::mem::take(&mut self.found);
            if level.is_empty() {
                self.exhaustive = true;
                return Ok(());
            }
            self.levels += 1;
            let last = self.options.depth == Some(self.level);
            let mut closed = true;
            for (state, index) in &level {
                closed &= self.expand(state, *index, last)?;
            }
            self.completed = Some(self.level);
            (self.options.progress)(Progress { depth: self.level, size: size(self) });
            if last {
                self.exhaustive = closed;
                return Ok(());
            }
            if self.options.interrupt() && !self.found.is_empty() {
                return Err(End::Interrupted);
            }
            self.level += 1;
        }
    }

    fn initial_states(&mut self) -> Result<(), End> {
        let Search { model, actions, checks, table, found, generated, initial, options, safety, identity, .. } = self;
        let mut end = None;
        if self.asks {
            tell(actions, 1, *generated, table.len());
        }
        let r = actions.initial_states(self.init, &mut |state| {
            *generated += 1;
            if *generated % LOOK == 0 && options.interrupt() {
                end = Some(End::Interrupted);
                return Err(Stop);
            }
            let mut index = None;
            match in_model(checks, model, &state) {
                Ok(true) => match identity.fingerprint(checks, &state) {
                    Ok(fingerprint) => match table.add(fingerprint, NONE) {
                        Some(i) => index = Some(i),
                        None => return Ok(()),
                    },
                    Err(e) => {
                        end = Some(End::View(e));
                        return Err(Stop);
                    }
                },
                Ok(false) => {}
                Err(e) => {
                    end = Some(failed(e, NONE, None, Claim::InitError));
                    return Err(Stop);
                }
            }
            *initial += u64::from(index.is_some());
            if let Some(v) = safety.state(checks, &state).or_else(|| safety.initial(checks, &state)) {
                end = Some(broken(v, NONE, state));
                return Err(Stop);
            }
            if let Some(i) = index {
                found.push((state, i));
            }
            Ok(())
        });
        match (end, r) {
            (Some(end), _) => Err(end),
            (None, Err(Halt::Error(e))) => Err(failed(*e, NONE, None, Claim::InitError)),
            (None, _) => Ok(()),
        }
    }

    /// Generates the successors of a state. In the last level they are only counted; then the answer is whether all
    /// of them are known already or excluded.
    fn expand(&mut self, state: &State, index: Index, last: bool) -> Result<bool, End> {
        if self.asks {
            tell(&mut self.actions, self.level as usize + 1, self.generated, self.table.len());
        }
        let Search { model, actions, checks, table, found, generated, options, level, safety, identity, .. } = self;
        let mut end = None;
        let mut any = false;
        let mut closed = true;
        let r = actions.successors(self.next, state, &mut |_, successor| {
            any = true;
            *generated += 1;
            if *generated % LOOK == 0 {
                if options.interrupt() {
                    end = Some(End::Interrupted);
                    return Err(Stop);
                }
                if *generated % (LOOK << 4) == 0 {
                    let size =
                        super::Size::States { generated: *generated, distinct: table.len() as u64, queued: found.len() as u64 };
                    (options.progress)(Progress { depth: *level, size });
                }
            }
            // Most successors are known; TLC evaluates the constraints before it asks, so their errors come first.
            // A VIEW may not be evaluated in a state that a constraint excludes.
            let fingerprint = |checks: &mut Evaluator<'a>, end: &mut Option<End>| {
                identity.fingerprint(checks, &successor).map_err(|e| {
                    *end = Some(End::View(e));
                    Stop
                })
            };
            let unconstrained = model.constraints.is_empty() && model.action_constraints.is_empty();
            if unconstrained && !safety.has_steps() && table.contains(fingerprint(checks, &mut end)?) {
                return Ok(());
            }
            let inside = in_model(checks, model, &successor)
                .and_then(|is| if is { allowed(checks, model, state, &successor) } else { Ok(false) });
            if last {
                closed &= match inside {
                    Ok(inside) => !inside || table.contains(fingerprint(checks, &mut end)?),
                    Err(_) => false,
                };
                return Ok(());
            }
            let mut known = false;
            let added = match inside {
                Ok(true) => {
                    let added = table.add(fingerprint(checks, &mut end)?, index);
                    known = added.is_none();
                    added
                }
                Ok(false) => None,
                Err(e) => {
                    end = Some(failed(e, index, None, Claim::NextError));
                    return Err(Stop);
                }
            };
            let wrong = if known { None } else { safety.state(checks, &successor) };
            if let Some(v) = wrong.or_else(|| safety.step(checks, state, &successor)) {
                end = Some(broken(v, index, successor));
                return Err(Stop);
            }
            if let Some(i) = added {
                found.push((successor, i));
            }
            Ok(())
        });
        match (end, r) {
            (Some(end), _) => return Err(end),
            (None, Err(Halt::Error(e))) => return Err(failed(*e, index, None, Claim::NextError)),
            (None, _) => {}
        }
        if !any && self.model.check_deadlock {
            return Err(End::Violation { index, last: None, claim: Claim::Deadlock });
        }
        Ok(closed)
    }

    // ---- counterexamples ----

    /// Rebuilds the behaviour and has it certified.
    fn report(&mut self, index: Index, last: Option<State>, claim: Claim) -> Outcome {
        let mut states = match self.rebuild(index) {
            Ok(states) => states,
            Err(message) => return Outcome::Internal { message },
        };
        if last.is_some() {
            self.levels = self.levels.max(states.len() as u64 + 1);
        }
        states.extend(last);
        match replay(self.model, &states, claim) {
            Ok((violation, trace)) => Outcome::Violated { violation, trace },
            Err(e) => Outcome::Internal { message: format!("explicit: the counterexample was refuted: {e}") },
        }
    }

    fn rebuild(&self, index: Index) -> Result<Vec<State>, String> {
        let path = self.table.path(index);
        // What was printed once is not printed again.
        let mut evaluator = Evaluator::new(self.model);
        let mut checks = evaluator.beside();
        let mut states: Vec<State> = Vec::with_capacity(path.len() + 1);
        for wanted in path {
            let mut found = None;
            let mut look = |s: State| {
                if self.identity.fingerprint(&mut checks, &s).ok() != Some(wanted) {
                    return Ok(());
                }
                found = Some(s);
                Err(Stop)
            };
            let _ = match states.last() {
                None => evaluator.initial_states(self.init, &mut look),
                Some(s) => evaluator.successors(self.next, s, &mut |_, t| look(t)),
            };
            match found {
                Some(s) => states.push(s),
                None => return Err(format!("explicit: state {} of a trace was not found again", states.len() + 1)),
            }
        }
        Ok(states)
    }
}

/// What TLCGet answers from here on.
fn tell(evaluator: &mut Evaluator<'_>, level: usize, generated: u64, distinct: usize) {
    evaluator.set_register("level", level as i64);
    evaluator.set_register("diameter", level as i64);
    evaluator.set_register("generated", generated as i64);
    evaluator.set_register("distinct", distinct as i64);
}

fn failed(e: EvalError, index: Index, last: Option<State>, claim: Claim) -> End {
    if unsupported_error(&e).is_some() {
        return End::Unsupported(e);
    }
    End::Violation { index, last, claim }
}

fn broken(v: Violation, index: Index, last: State) -> End {
    match v {
        Violation::InvariantError { error, .. } => failed(error, index, Some(last), Claim::InvariantError),
        Violation::ActionProperty { .. } => End::Violation { index, last: Some(last), claim: Claim::ActionProperty },
        Violation::ImpliedInit { .. } => End::Violation { index, last: Some(last), claim: Claim::ImpliedInit },
        _ => End::Violation { index, last: Some(last), claim: Claim::Invariant },
    }
}
