//! What behaviors should come across: each action, and the left side of each implication that is to be checked.
//!
//! At each depth one question covers all that was not seen so far: can an action not taken yet be taken from a state at this depth, or
//! is a left side true there? Where it can, the answer's choices tell which, and the others are asked for again. So a question a depth is
//! asked beyond those that find something, and none once all was seen. Depths that induction skips are not looked at.

use super::{Search, Stop};
use crate::encode::Step;
use crate::engine::vacuity;
use crate::ir::{DefId, Model};
use crate::smt::Term;
use crate::smt::record::about;
use crate::trace::vacuity::Goal;
use rustc_hash::FxHashMap;

#[derive(Clone, Copy)]
enum What {
    Action(DefId),
    /// The number of a left side.
    Arm(usize),
}

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
        let actions = vacuity::actions(model).into_iter();
        let actions = actions.filter_map(|d| Some((What::Action(d), vacuity::action(model, d, None)?)));
        let arms = model.arms.iter().enumerate().map(|(i, n)| (What::Arm(i), vacuity::arm(model, n, None)));
        let (what, all): (Vec<What>, Vec<Goal>) = actions.chain(arms).unzip();
        Goals { all, open: what.into_iter().enumerate().collect(), looked: None }
    }

    /// The goals, and the depth to which they were looked for, if that is not all that the answer speaks of: not where it is `proven`
    /// for all states, and not where depths to `completed` were skipped.
    pub fn found(self, proven: bool, completed: Option<u32>) -> (Vec<Goal>, Option<u32>) {
        match self.looked {
            None if !self.open.is_empty() => (Vec::new(), None),
            looked => (self.all, looked.filter(|_| !self.open.is_empty() && (proven || looked < completed))),
        }
    }
}

impl Search<'_> {
    /// Looks for goals in the states at this depth and in the steps from them.
    pub(super) fn look_for_goals(&mut self, depth: u32, step: &Step) -> Result<(), Stop> {
        let before = self.goals.looked.map_or(0, |d| d + 1);
        if self.goals.open.is_empty() || self.is_proven() || before != depth {
            return Ok(());
        }
        let state = self.states[depth as usize].clone();
        let mut conditions = Vec::new();
        for (i, what) in std::mem::take(&mut self.goals.open) {
            let condition = match what {
                What::Action(def) => {
                    let own = step.actions.iter().find(|a| a.0 == def).map_or(Term::FALSE, |a| a.1);
                    self.encoder.graph.and(step.guard, own)
                }
                What::Arm(number) => {
                    let p = self.encoder.predicate(&state, self.model.arms[number].def);
                    if p.findings.iter().any(|f| f.condition != Term::FALSE) {
                        // what may not be evaluated is not told of
                        self.goals.all[i].first = Some(depth);
                        continue;
                    }
                    p.holds
                }
            };
            conditions.push((i, what, condition));
        }
        let _topic = about(|| "an action that was not taken yet, or an implication whose left side was not true yet".into());
        loop {
            let any = self.encoder.graph.any(conditions.iter().map(|c| c.2));
            let Some(choices) = self.queries.satisfiable(self.options, &self.encoder.graph, any)? else { break };
            let mut memo = FxHashMap::default();
            let count = conditions.len();
            let (graph, goals) = (&self.encoder.graph, &mut self.goals.all);
            conditions.retain(|(i, _, condition)| {
                let reached = graph.evaluate(*condition, &choices, &mut memo);
                if reached {
                    goals[*i].first = Some(depth);
                }
                !reached
            });
            if conditions.len() == count {
                break;
            }
        }
        self.goals.open = conditions.into_iter().map(|(i, what, _)| (i, what)).collect();
        self.goals.looked = Some(depth);
        Ok(())
    }
}
