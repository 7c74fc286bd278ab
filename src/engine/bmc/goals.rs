//! Coverage goals: each action, within the action constraints, and each predicate of [`Model::arms`].
//!
//! At each depth one query covers all open goals: can an action not taken yet be taken from a state at this depth, or is such a predicate true
//! there? A satisfying assignment tells which goals it reaches, and the others are asked for again. So each depth has one query more than
//! those that reach a goal, and none once all goals are reached. States that a constraint excludes are checked, too: where there are such states
//! they have a query of their own. Depths that induction skips are not searched for goals.

use super::session::Session;
use super::stop::Stop;
use crate::engine::vacuity;
use crate::ir::{DefId, Level, Model};
use crate::logic::{Graph, Term};
use crate::sat::record::about;
use crate::symbolic::Step;
use crate::trace::vacuity::Goal;
use rustc_hash::FxHashMap;

#[derive(Clone, Copy)]
enum What {
    Action(DefId),
    /// A step of the action that the action constraints allow. It counts only if the action was taken; the number is that goal's.
    Within(DefId, usize),
    /// A predicate of states: its number in [`Model::arms`].
    Arm(usize),
    /// A predicate of steps.
    StepArm(usize),
}

/// An open goal, with its number, and the condition to reach it.
type Wanted = (usize, What, Term);

/// The goals, and those not reached yet.
#[derive(Default)]
pub(super) struct Goals {
    all: Vec<Goal>,
    open: Vec<(usize, What)>,
    /// All depths up to this one were searched.
    looked: Option<u32>,
}

impl Goals {
    pub fn of(model: &Model) -> Goals {
        let (mut all, mut open) = (Vec::new(), Vec::new());
        let mut add = |what: What, goal: Option<Goal>| {
            let number = all.len();
            if let Some(goal) = goal {
                open.push((number, what));
                all.push(goal);
            }
            number
        };
        for def in vacuity::actions(model) {
            let number = add(What::Action(def), vacuity::action(model, def, None));
            add(What::Within(def, number), vacuity::within(model, def, None));
        }
        for (i, n) in model.arms.iter().enumerate().filter(|(_, n)| vacuity::is_pure(model, n)) {
            let of_step = model.def(n.def).level == Level::Action;
            add(if of_step { What::StepArm(i) } else { What::Arm(i) }, Some(vacuity::arm(model, n, None)));
        }
        Goals { all, open, looked: None }
    }

    /// The goals, and the depth up to which they were searched for if the answer says more than that: if it is `proven` for all states, or
    /// if depths up to `completed` were skipped.
    pub fn found(mut self, proven: bool, completed: Option<u32>) -> (Vec<Goal>, Option<u32>) {
        // an action that was never taken is reported once
        let implied: Vec<usize> = self
            .open
            .iter()
            .filter_map(|(i, what)| match what {
                What::Within(_, action) if self.all[*action].first.is_none() => Some(*i),
                What::Within(..) | What::Action(_) | What::Arm(_) | What::StepArm(_) => None,
            })
            .collect();
        implied.into_iter().for_each(|i| self.all[i].first = Some(0));
        match self.looked {
            None if !self.open.is_empty() => (Vec::new(), None),
            looked => (self.all, looked.filter(|_| !self.open.is_empty() && (proven || looked < completed))),
        }
    }

    /// Are there open goals, and were all smaller depths searched?
    fn is_due(&self, session: &Session<'_>, depth: u32) -> bool {
        let next = self.looked.map_or(0, |d| d + 1);
        !self.open.is_empty() && !session.is_proven() && next == depth
    }

    /// Looks for predicates of states that are true at this depth, before constraints exclude any of the states.
    pub fn look_for_states(&mut self, session: &mut Session<'_>, depth: u32) -> Result<(), Stop> {
        if !self.is_due(session, depth) {
            return Ok(());
        }
        let of_states = |what: &What| matches!(what, What::Arm(_));
        let (states, rest): (Vec<_>, Vec<_>) = std::mem::take(&mut self.open).into_iter().partition(|(_, what)| of_states(what));
        let mut wanted = Vec::new();
        for (i, what) in states {
            wanted.extend(self.wanted(session, depth, None, (i, what)));
        }
        let left = self.seek(session, depth, wanted)?;
        self.open = left.into_iter().chain(rest).collect();
        Ok(())
    }

    /// Ends the search for goals at this depth: no step leaves its states.
    pub fn end_at(&mut self, session: &Session<'_>, depth: u32) {
        if self.is_due(session, depth) {
            self.looked = Some(depth);
        }
    }

    /// Looks for goals in the states at this depth that constraints leave, and in the steps from them.
    pub fn look_for(&mut self, session: &mut Session<'_>, depth: u32, step: &Step) -> Result<(), Stop> {
        if !self.is_due(session, depth) {
            return Ok(());
        }
        let mut wanted = Vec::new();
        for (i, what) in std::mem::take(&mut self.open) {
            wanted.extend(self.wanted(session, depth, Some(step), (i, what)));
        }
        self.open = self.seek(session, depth, wanted)?;
        self.looked = Some(depth);
        Ok(())
    }

    /// The condition to reach a goal at this depth; `None` where it counts as reached.
    fn wanted(&mut self, session: &mut Session<'_>, depth: u32, step: Option<&Step>, (i, what): (usize, What)) -> Option<Wanted> {
        let state = session.state(depth).clone();
        let p = match (what, step) {
            (What::Action(_) | What::Within(..) | What::StepArm(_), None) => return Some((i, what, Term::FALSE)),
            (What::Action(def), Some(step)) => return Some((i, what, taken(session.graph(), step, def))),
            (What::Within(def, _), Some(step)) => {
                let taken = taken(session.graph(), step, def);
                let (mut allowed, mut excluded) = (Term::TRUE, Term::FALSE);
                for c in &session.model.constraints {
                    let p = session.encoder().predicate(&step.state, c.def);
                    let may = session.graph().any(p.findings.iter().map(|f| f.condition).chain([!p.holds]));
                    excluded = session.graph().or(excluded, may);
                }
                for c in &session.model.action_constraints {
                    let p = session.encoder().transition(&state, &step.state, c.def);
                    let may = session.graph().any(p.findings.iter().map(|f| f.condition).chain([p.holds]));
                    allowed = session.graph().and(allowed, may);
                }
                let not_forbidden = session.graph().or(allowed, excluded);
                return Some((i, what, session.graph().and(taken, not_forbidden)));
            }
            (What::Arm(number), _) => session.unroller.encoder.predicate(&state, session.model.arms[number].def),
            (What::StepArm(number), Some(step)) => {
                let arm = session.model.arms[number].def;
                session.encoder().transition(&state, &step.state, arm)
            }
        };
        if p.findings.iter().any(|f| f.condition != Term::FALSE) {
            // a predicate whose evaluation may fail is not reported
            self.all[i].first = Some(depth);
            return None;
        }
        let guard = step.filter(|_| matches!(what, What::StepArm(_))).map_or(Term::TRUE, |s| s.guard);
        Some((i, what, session.graph().and(guard, p.holds)))
    }

    /// The goals that cannot be reached at this depth; the others are noted.
    fn seek(&mut self, session: &mut Session<'_>, depth: u32, mut wanted: Vec<Wanted>) -> Result<Vec<(usize, What)>, Stop> {
        let _topic = about(|| "an open coverage goal".into());
        loop {
            let any = session.graph().any(wanted.iter().map(|w| w.2));
            let Some(choices) = session.satisfiable(any)? else { break };
            let mut memo = FxHashMap::default();
            let count = wanted.len();
            let (graph, goals) = (&session.unroller.encoder.graph, &mut self.all);
            wanted.retain(|(i, _, condition)| {
                let reached = graph.evaluate(*condition, &choices, &mut memo);
                if reached {
                    goals[*i].first = Some(depth);
                }
                !reached
            });
            if wanted.len() == count {
                break;
            }
        }
        Ok(wanted.into_iter().map(|(i, what, _)| (i, what)).collect())
    }
}

/// The condition that the step is one of the action `def`.
fn taken(graph: &mut Graph, step: &Step, def: DefId) -> Term {
    let own = step.actions.iter().find(|a| a.0 == def).map_or(Term::FALSE, |a| a.1);
    graph.and(step.guard, own)
}
