//! What an answer without errors did not look at.
//!
//! In: what an engine noted on the way. Out: sentences. An answer is vacuous where something that the configuration asks for could not
//! have failed: there was no state, an invariant is TRUE in every state, an action was never taken, the left side of an implication
//! was never true. A constraint that cut off states is listed separately: the answer is about the states within it.

use crate::source::Span;
use std::sync::Arc;

/// What was noted.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct Vacuity {
    /// Why nothing was checked, if so.
    pub nothing: Option<String>,
    /// What is true in every state, a clause each: `invariant Inv is TRUE in every state`.
    pub constant: Vec<Told>,
    /// What the search should come across.
    pub goals: Vec<Goal>,
    /// The constraints that cut off states.
    pub cut: Vec<Cut>,
    /// The depth to which goals were looked for, if that is not all that the answer speaks of.
    pub looked: Option<u32>,
}

/// A clause of the report, and the place of what it is about.
#[derive(Clone, PartialEq, Debug)]
pub struct Told {
    pub text: String,
    pub place: Span,
}

/// Something that should happen somewhere.
#[derive(Clone, PartialEq, Debug)]
pub struct Goal {
    /// That it never did: `action Never was never taken`.
    pub never: String,
    /// Of what it is about.
    pub place: Span,
    /// At what depth it did first.
    pub first: Option<u32>,
}

/// A constraint that excluded a state or a step.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cut {
    pub constraint: Arc<str>,
    /// The depth of the state from which that was seen first.
    pub first: u32,
}

/// Whether it is a proper part of the other one.
fn is_within(part: Span, whole: Span) -> bool {
    let inside = whole.start <= part.start && part.end <= whole.end;
    !part.is_none() && part.file == whole.file && inside && part != whole
}

impl Told {
    /// About no place.
    pub fn plain(text: impl Into<String>) -> Told {
        Told { text: text.into(), place: Span::NONE }
    }
}

impl super::Verdict {
    /// Of an answer without errors, why it says less than it seems to. The first is the gravest.
    pub fn vacuous(&self) -> Vec<Told> {
        if !matches!(self.outcome, super::Outcome::Safe) {
            return Vec::new();
        }
        let Vacuity { nothing, constant, goals, looked, .. } = &self.vacuity;
        if nothing.is_some() {
            return nothing.iter().map(Told::plain).chain(constant.iter().cloned()).collect();
        }
        let depth = if self.exhaustive { *looked } else { looked.or(self.depth) };
        let missed: Vec<&Goal> = goals.iter().filter(|g| g.first.is_none_or(|d| self.is_beyond(d))).collect();
        // a part of what was never seen was not seen either
        let is_part = |g: &Goal| missed.iter().any(|whole| is_within(g.place, whole.place));
        let told = missed.iter().filter(|g| !is_part(g)).map(|g| match depth {
            Some(depth) => Told { text: format!("{} up to depth {depth}", g.never), place: g.place },
            None if self.engine == super::EngineName::SIMULATE => {
                Told { text: format!("{} in the behaviors looked at", g.never), place: g.place }
            }
            None => Told { text: g.never.clone(), place: g.place },
        });
        let mut all: Vec<Told> = Vec::new();
        for told in constant.iter().cloned().chain(told) {
            if !all.contains(&told) {
                all.push(told);
            }
        }
        all
    }

    /// The constraints that the answer rests on: states beyond them were not explored.
    pub fn within(&self) -> Vec<Arc<str>> {
        let cut = self.vacuity.cut.iter().filter(|c| !self.is_beyond(c.first));
        cut.map(|c| c.constraint.clone()).collect()
    }

    /// Whether a depth is greater than that of the answer.
    fn is_beyond(&self, depth: u32) -> bool {
        !self.exhaustive && self.depth.is_some_and(|d| depth > d)
    }
}
