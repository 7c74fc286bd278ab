//! The search as a survey: what is wrong is noted instead of ending it, and each depth is asked what can be done there.
//!
//! What is noted is decoded, not replayed: [`crate::engine::compare`] has every behaviour confirmed.

use super::{Search, Stop, internal};
use crate::logic::Term;
use crate::sat::record::about;
use crate::symbolic::Step;
use crate::trace::replay::Claim;
use crate::trace::survey::{First, Kind, Survey};
use crate::value::State;
use std::sync::Arc;

impl Search<'_> {
    /// Asks for each kind of mistake whether it can be at this depth. What cannot be is asserted not to be, as the search does.
    pub(super) fn note(
        &mut self,
        after: usize,
        wrong: Vec<(Term, Claim)>,
        name: Option<&Arc<str>>,
        of: Option<Kind>,
    ) -> Result<(), Stop> {
        let mut claims: Vec<Claim> = wrong.iter().map(|w| w.1).collect();
        claims.dedup();
        let depth = self.states.len().saturating_sub(1) as u32;
        let mut before = Term::FALSE;
        for claim in claims {
            let kind = of.unwrap_or(match claim {
                Claim::Invariant => Kind::Invariant,
                Claim::ActionProperty => Kind::ActionProperty,
                Claim::ImpliedInit => Kind::ImpliedInit,
                Claim::InvariantError => Kind::InvariantError,
                Claim::NextError => Kind::NextError,
                Claim::Deadlock => Kind::Deadlock,
                Claim::InitError => Kind::InitError,
            });
            let graph = &mut self.encoder.graph;
            let any = graph.any(wrong.iter().filter(|w| w.1 == claim).map(|w| w.0));
            // where evaluation fails, its result means nothing
            let any = graph.and(any, !before);
            before = graph.or(before, any);
            match self.witness(any, after)? {
                None => self.extend(!any),
                Some(states) => {
                    let known = (kind, name.cloned());
                    self.survey.as_mut().expect("bmc: a survey is made").note(known, First { depth, states });
                    match kind {
                        // not all initial states can be computed
                        Kind::InitError => return Err(Box::new(crate::trace::Outcome::Safe)),
                        // such states are asked nothing else
                        Kind::ConstraintError => self.extend(!any),
                        Kind::Assumption
                        | Kind::Invariant
                        | Kind::ImpliedInit
                        | Kind::ActionProperty
                        | Kind::InvariantError
                        | Kind::NextError
                        | Kind::Deadlock => {}
                    }
                }
            }
        }
        Ok(())
    }

    /// Which actions not seen yet lead to the states at `depth`, or away from them, and whether a state there is stuck.
    pub(super) fn actions(&mut self, depth: u32, step: &Step) -> Result<(), Stop> {
        let arrived = std::mem::take(&mut self.arrivals);
        for (action, condition) in &arrived {
            let seen = |s: &Survey| s.reached.contains_key(action);
            if self.survey.as_ref().is_some_and(seen) {
                continue;
            }
            if let Some(states) = self.witness(*condition, self.states.len())? {
                self.survey.as_mut().and_then(|s| s.reached.insert(*action, First { depth, states }));
            }
        }
        for (action, condition) in &step.actions {
            let seen = |s: &Survey| s.enabled.contains_key(action);
            if self.survey.as_ref().is_some_and(seen) {
                continue;
            }
            let taken = self.encoder.graph.and(step.guard, *condition);
            self.states.push(step.state.clone());
            let states = self.witness(taken, self.states.len());
            self.states.pop();
            if let Some(states) = states? {
                self.survey.as_mut().and_then(|s| s.enabled.insert(*action, First { depth, states }));
            }
        }
        self.arrivals = step.actions.clone();
        if self.survey.as_ref().is_some_and(|s| s.stuck.is_none()) && !self.model.check_deadlock {
            let stuck = self.deadlock(step)?;
            if let Some(states) = self.witness(stuck, self.states.len())? {
                self.survey.as_mut().expect("bmc: a survey is made").stuck = Some(First { depth, states });
            }
        }
        Ok(())
    }

    /// The first `after` states under some choices that make the condition true.
    fn witness(&mut self, condition: Term, after: usize) -> Result<Option<Vec<State>>, Stop> {
        let _topic = about(|| "survey: a behavior of this kind".into());
        let Some(choices) = self.queries.satisfiable(self.options, &self.encoder.graph, condition)? else { return Ok(None) };
        let decoded = self.states[..after].iter().map(|s| self.encoder.decode(s, &choices));
        match decoded.map(|s| s.map(|values| State(values.into()))).collect::<Option<Vec<_>>>() {
            Some(states) => Ok(Some(states)),
            None => Err(internal("a variable of a behaviour has no value")),
        }
    }
}
