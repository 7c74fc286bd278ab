//! What behaviors should come across: each action, within the action constraints, and each predicate of [`Model::arms`].
//!
//! At each depth one question covers all that was not seen so far: can an action not taken yet be taken from a state at this depth, or
//! is such a predicate true there? Where it can, the answer's choices tell which, and the others are asked for again. So a question a depth
//! is asked beyond those that find something, and none once all was seen. States that a constraint excludes are checked, too: where there is
//! one they have a question of their own. Depths that induction skips are not looked at.

use super::{Search, Stop};
use crate::engine::vacuity;
use crate::ir::{DefId, Level, Model};
use crate::logic::Term;
use crate::sat::record::about;
use crate::symbolic::Step;
use crate::trace::vacuity::Goal;
use rustc_hash::FxHashMap;

#[derive(Clone, Copy)]
enum What {
    Action(DefId),
    /// A step of the action that the action constraints allow, told only where the action was taken: the number of that goal.
    Within(DefId, usize),
    /// The number of a predicate of states.
    Arm(usize),
    /// Of steps.
    StepArm(usize),
}

/// A goal that is open, with its number, and the condition to reach it.
type Wanted = (usize, What, Term);

/// The goals, and those not reached yet.
#[derive(Default)]
pub(super) struct Goals {
    all: Vec<Goal>,
    open: Vec<(usize, What)>,
    /// All depths to this one were looked at.
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

    /// The goals, and the depth to which they were looked for, if that is not all that the answer speaks of: not where it is `proven`
    /// for all states, and not where depths to `completed` were skipped.
    pub fn found(mut self, proven: bool, completed: Option<u32>) -> (Vec<Goal>, Option<u32>) {
        // one of the two is enough
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
}

impl Search<'_> {
    /// Is it this depth's turn to be looked at?
    fn looks_for_goals(&self, depth: u32) -> bool {
        let next = self.goals.looked.map_or(0, |d| d + 1);
        !self.goals.open.is_empty() && !self.is_proven() && next == depth
    }

    /// Looks for predicates of states that are true at this depth, before constraints exclude any of the states.
    pub(super) fn look_for_states(&mut self, depth: u32) -> Result<(), Stop> {
        if !self.looks_for_goals(depth) {
            return Ok(());
        }
        let of_states = |what: &What| matches!(what, What::Arm(_));
        let (states, rest): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.goals.open).into_iter().partition(|(_, what)| of_states(what));
        let mut wanted = Vec::new();
        for (i, what) in states {
            wanted.extend(self.wanted(depth, None, i, what));
        }
        let left = self.seek(depth, wanted)?;
        self.goals.open = left.into_iter().chain(rest).collect();
        Ok(())
    }

    /// Nothing goes on from this depth: all of it was looked at.
    pub(super) fn no_goals_beyond(&mut self, depth: u32) {
        if self.looks_for_goals(depth) {
            self.goals.looked = Some(depth);
        }
    }

    /// Looks for goals in the states at this depth that constraints leave, and in the steps from them.
    pub(super) fn look_for_goals(&mut self, depth: u32, step: &Step) -> Result<(), Stop> {
        if !self.looks_for_goals(depth) {
            return Ok(());
        }
        let mut wanted = Vec::new();
        for (i, what) in std::mem::take(&mut self.goals.open) {
            wanted.extend(self.wanted(depth, Some(step), i, what));
        }
        self.goals.open = self.seek(depth, wanted)?;
        self.goals.looked = Some(depth);
        Ok(())
    }

    /// The condition to reach a goal at this depth; `None` where it counts as reached.
    fn wanted(&mut self, depth: u32, step: Option<&Step>, i: usize, what: What) -> Option<Wanted> {
        let state = self.states[depth as usize].clone();
        let p = match (what, step) {
            (What::Action(_) | What::Within(..) | What::StepArm(_), None) => return Some((i, what, Term::FALSE)),
            (What::Action(def), Some(step)) => return Some((i, what, self.taken(step, def))),
            (What::Within(def, _), Some(step)) => {
                let taken = self.taken(step, def);
                let (mut allowed, mut excluded) = (Term::TRUE, Term::FALSE);
                for c in &self.model.constraints {
                    let p = self.encoder.predicate(&step.state, c.def);
                    let may = self.encoder.graph.any(p.findings.iter().map(|f| f.condition).chain([!p.holds]));
                    excluded = self.encoder.graph.or(excluded, may);
                }
                for c in &self.model.action_constraints {
                    let p = self.encoder.transition(&state, &step.state, c.def);
                    let may = self.encoder.graph.any(p.findings.iter().map(|f| f.condition).chain([p.holds]));
                    allowed = self.encoder.graph.and(allowed, may);
                }
                let not_forbidden = self.encoder.graph.or(allowed, excluded);
                return Some((i, what, self.encoder.graph.and(taken, not_forbidden)));
            }
            (What::Arm(number), _) => self.encoder.predicate(&state, self.model.arms[number].def),
            (What::StepArm(number), Some(step)) => self.encoder.transition(&state, &step.state, self.model.arms[number].def),
        };
        if p.findings.iter().any(|f| f.condition != Term::FALSE) {
            // what may not be evaluated is not told of
            self.goals.all[i].first = Some(depth);
            return None;
        }
        let guard = step.filter(|_| matches!(what, What::StepArm(_))).map_or(Term::TRUE, |s| s.guard);
        Some((i, what, self.encoder.graph.and(guard, p.holds)))
    }

    fn taken(&mut self, step: &Step, def: DefId) -> Term {
        let own = step.actions.iter().find(|a| a.0 == def).map_or(Term::FALSE, |a| a.1);
        self.encoder.graph.and(step.guard, own)
    }

    /// The goals that cannot be reached at this depth; the others are noted.
    fn seek(&mut self, depth: u32, mut wanted: Vec<Wanted>) -> Result<Vec<(usize, What)>, Stop> {
        let _topic = about(|| "an action that was not taken yet, or what should be true somewhere and was not yet".into());
        loop {
            let any = self.encoder.graph.any(wanted.iter().map(|w| w.2));
            let Some(choices) = self.queries.satisfiable(self.options, &self.encoder.graph, any)? else { break };
            let mut memo = FxHashMap::default();
            let count = wanted.len();
            let (graph, goals) = (&self.encoder.graph, &mut self.goals.all);
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
