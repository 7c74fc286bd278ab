//! The search as a survey: an error is noted instead of ending the search, and each depth has questions about its actions.
//!
//! The behaviors are decoded, not replayed: [`crate::engine::compare`] confirms each of them.

use super::deadlock::Deadlocks;
use super::session::Session;
use super::stop::Stop;
use crate::ir::DefId;
use crate::logic::Term;
use crate::sat::record::about;
use crate::symbolic::Step;
use crate::trace::replay::Claim;
use crate::trace::survey::{First, Kind, Survey};
use crate::value::State;
use std::sync::Arc;

/// A survey while it is made.
pub(super) struct Noted {
    pub survey: Survey,
    /// The actions of the last step, with their conditions.
    arrivals: Vec<(DefId, Term)>,
}

impl Noted {
    pub fn new(survey: Survey) -> Noted {
        Noted { survey, arrivals: Vec::new() }
    }

    pub fn finish(self) -> Survey {
        self.survey
    }

    /// Asks for each kind of error whether it is possible at this depth. The negation of an impossible one is asserted, as the search does.
    pub(super) fn note(
        &mut self,
        session: &mut Session<'_>,
        after: usize,
        wrong: Vec<(Term, Claim)>,
        name: Option<&Arc<str>>,
        of: Option<Kind>,
    ) -> Result<(), Stop> {
        let mut claims: Vec<Claim> = wrong.iter().map(|w| w.1).collect();
        claims.dedup();
        let depth = session.unroller.depth() as u32;
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
            let graph = session.graph();
            let any = graph.any(wrong.iter().filter(|w| w.1 == claim).map(|w| w.0));
            // where evaluation fails, its result means nothing
            let any = graph.and(any, !before);
            before = graph.or(before, any);
            match witness(session, any, after)? {
                None => session.assert(!any),
                Some(states) => {
                    let known = (kind, name.cloned());
                    self.survey.note(known, First { depth, states });
                    match kind {
                        // not all initial states can be computed
                        Kind::InitError => return Err(Box::new(crate::trace::Outcome::Safe)),
                        // such states are asked nothing else
                        Kind::ConstraintError => session.assert(!any),
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

    /// Notes which actions not seen yet lead to the states at `depth`, or away from them, and whether a state there is stuck.
    pub(super) fn actions(
        &mut self,
        session: &mut Session<'_>,
        deadlocks: &mut Deadlocks,
        depth: u32,
        step: &Step,
    ) -> Result<(), Stop> {
        for (action, condition) in std::mem::take(&mut self.arrivals) {
            if self.survey.reached.contains_key(&action) {
                continue;
            }
            if let Some(states) = witness(session, condition, depth as usize + 1)? {
                self.survey.reached.insert(action, First { depth, states });
            }
        }
        for (action, condition) in &step.actions {
            if self.survey.enabled.contains_key(action) {
                continue;
            }
            let taken = session.graph().and(step.guard, *condition);
            session.unroller.push(step.state.clone());
            let states = witness(session, taken, depth as usize + 2);
            session.unroller.pop();
            if let Some(states) = states? {
                self.survey.enabled.insert(*action, First { depth, states });
            }
        }
        self.arrivals = step.actions.clone();
        if self.survey.stuck.is_none() && !session.model.check_deadlock {
            let stuck = deadlocks.condition(session, step)?;
            if let Some(states) = witness(session, stuck, depth as usize + 1)? {
                self.survey.stuck = Some(First { depth, states });
            }
        }
        Ok(())
    }
}

/// The first `after` states under some choices that make the condition true.
fn witness(session: &mut Session<'_>, condition: Term, after: usize) -> Result<Option<Vec<State>>, Stop> {
    let _topic = about(|| "survey: a behavior of this kind".into());
    session.witness(condition, after)
}
