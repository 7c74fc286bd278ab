//! The loop of a lasso: where it begins, which positions it has, and when it closes.
//!
//! In: the states of the search, one after the other. Out: terms about inputs `begins_i`, of which at most one is true:
//!
//! ```text
//! has_i = begins_i \/ has_(i-1)      saved_i = IF begins_i THEN S_i ELSE saved_(i-1)      closed_k = has_(k-2) /\ saved_(k-1) = S_k
//! ```
//!
//! So there is one equality of states a depth. A loop of one step changes nothing: that is stuttering, which is another query. (With a
//! VIEW, which replaces the states here, it may change something: then has_(k-1) takes the place of has_(k-2).)

use crate::logic::{Assignment, Graph, Term};
use crate::symbolic::{Encoder, SymState};
use rustc_hash::FxHashMap;

#[derive(Default)]
pub struct Ring {
    begins: Vec<Term>,
    has: Vec<Term>,
    saved: Option<SymState>,
}

impl Ring {
    /// Adds the next position, which is in this state. Returns a fact that always holds.
    pub fn extend(&mut self, encoder: &mut Encoder<'_>, state: &SymState) -> Term {
        let begins = encoder.graph.input();
        let before = self.has.last().copied().unwrap_or(Term::FALSE);
        self.saved = Some(match &self.saved {
            None => state.clone(),
            Some(saved) if mutant!("lasso-only-to-the-first-state") => saved.clone(),
            Some(saved) => encoder.either_state(begins, state, saved),
        });
        self.begins.push(begins);
        self.has.push(encoder.graph.or(begins, before));
        encoder.graph.implies(begins, !before)
    }

    /// Does the loop begin at a position?
    pub fn begins(&self, position: usize) -> Term {
        self.begins[position]
    }

    /// Does a position belong to the loop?
    pub fn has(&self, position: usize) -> Term {
        self.has[position]
    }

    /// Does the step to this state, from the last position, lead back to where the loop begins, which has at least so many steps?
    pub fn closed(&self, encoder: &mut Encoder<'_>, state: &SymState, steps: usize) -> Term {
        let (Some(begun), Some(saved)) = (self.has.len().checked_sub(steps), &self.saved) else { return Term::FALSE };
        let back = encoder.same_state(saved, state);
        if mutant!("lasso-closes-anywhere") {
            return self.has[begun];
        }
        encoder.graph.and(self.has[begun], back)
    }

    /// Where the loop begins under a model in which it does.
    pub fn begin(&self, graph: &Graph, choices: &Assignment) -> usize {
        let mut memo = FxHashMap::default();
        self.begins.iter().position(|b| graph.evaluate(*b, choices, &mut memo)).expect("bmc: a loop begins somewhere")
    }
}
