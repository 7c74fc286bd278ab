//! The search as a survey: what each level has is recorded, with the behavior that shows it.
//!
//! An error does not end the search at once. The level of a state with an error is the last one: it is expanded, to find the errors in
//! its steps, but the states beyond are not checked.

use super::batch::Chunk;
use super::event::{Event, What};
use super::place::{BatchPosition, Index, NONE};
use crate::ir::DefId;
use crate::trace::replay::Claim;
use crate::trace::survey::{First, Kind, Survey, Wrong};
use crate::value::State;
use std::collections::BTreeMap;

/// Where something was found first: the depth, the index of the state before, and the state after it.
type Met = (u32, Index, Option<State>);

/// What was found so far.
#[derive(Default)]
pub struct Notes {
    enabled: BTreeMap<DefId, Met>,
    reached: BTreeMap<DefId, Met>,
    stuck: Option<Met>,
    wrong: BTreeMap<Wrong, Met>,
}

impl Notes {
    /// Whether there is an error at this level or before.
    pub fn is_wrong(&self, level: u32) -> bool {
        self.wrong.values().any(|m| m.0 <= level)
    }

    /// Records the results of a part of a level. `level` is the level of the parents; initial states have none.
    pub fn take(&mut self, chunks: &mut [Chunk], level: Option<u32>, index: impl Fn(BatchPosition) -> Index) {
        let at = level.unwrap_or(0);
        for (seen, of, depth) in [(&mut self.enabled, true, at), (&mut self.reached, false, at + 1)] {
            let mut firsts: BTreeMap<DefId, (BatchPosition, State)> = BTreeMap::new();
            for c in &mut *chunks {
                for (action, (place, state)) in if of { c.enabled.drain() } else { c.reached.drain() } {
                    if firsts.get(&action).is_none_or(|f| place < f.0) {
                        firsts.insert(action, (place, state));
                    }
                }
            }
            for (action, (place, state)) in firsts {
                seen.entry(action).or_insert_with(|| (depth, index(place), Some(state)));
            }
        }
        let stuck = chunks.iter().filter_map(|c| c.stuck).min();
        if let (None, Some(parent)) = (&self.stuck, stuck) {
            self.stuck = Some((at, index(BatchPosition::new(parent, 0)), None));
        }
    }

    /// Records an error.
    pub fn wrong(&mut self, event: Event, level: Option<u32>, parent: Index) {
        let (kind, name) = match event.what {
            What::Wrong(claim, name) => (kind(claim), name),
            What::Constraint => (Kind::ConstraintError, None),
            What::Unsupported(_) | What::Temporal(_) | What::View(_) => return,
        };
        let of_parent = matches!(kind, Kind::NextError | Kind::Deadlock);
        let depth = level.map_or(0, |l| if of_parent { l } else { l + 1 });
        let known = self.wrong.get(&(kind, name.clone())).is_some_and(|m| m.0 <= depth);
        if !known {
            self.wrong.insert((kind, name), (depth, parent, event.last));
        }
    }

    /// The survey; `behavior` gives the states on the way to one.
    pub fn finish(self, behavior: &dyn Fn(Index) -> Result<Vec<State>, String>) -> Result<Survey, String> {
        let first = |(depth, parent, last): Met| -> Result<First, String> {
            let mut states = if parent == NONE { Vec::new() } else { behavior(parent)? };
            states.extend(last);
            Ok(First { depth, states })
        };
        let mut survey = Survey::default();
        for (action, met) in self.enabled {
            survey.enabled.insert(action, first(met)?);
        }
        for (action, met) in self.reached {
            survey.reached.insert(action, first(met)?);
        }
        survey.stuck = self.stuck.map(first).transpose()?;
        for (wrong, met) in self.wrong {
            survey.wrong.insert(wrong, first(met)?);
        }
        survey.finish();
        Ok(survey)
    }
}

fn kind(claim: Claim) -> Kind {
    match claim {
        Claim::Invariant => Kind::Invariant,
        Claim::ActionProperty => Kind::ActionProperty,
        Claim::ImpliedInit => Kind::ImpliedInit,
        Claim::InvariantError => Kind::InvariantError,
        Claim::NextError => Kind::NextError,
        Claim::Deadlock => Kind::Deadlock,
        Claim::InitError => Kind::InitError,
    }
}
