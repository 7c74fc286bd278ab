//! Clauses that are dropped between two queries.

use super::{Lit, NO_REASON, Small};
use rustc_hash::FxHashMap;

impl Small {
    /// Drops clauses that are TRUE, and half of the learnt ones.
    pub(super) fn reduce(&mut self) {
        self.rebuild(true);
    }

    /// Drops clauses that are TRUE for good, such as those of retired activation literals.
    pub fn simplify(&mut self) {
        self.rebuild(false);
    }

    fn rebuild(&mut self, half: bool) {
        let value = &self.value;
        let is_true = |l: Lit| value[l as usize] == 1;
        let mut ids = FxHashMap::default();
        let proof = &mut self.proof;
        let mut moved = |from, to| {
            if let Some(proof) = proof {
                proof.moved(from, to, &mut ids);
            }
        };
        self.learnt = if half { self.store.reduce(&is_true, &mut moved) } else { self.store.keep(&is_true, &mut moved) };
        if let Some(proof) = &mut self.proof {
            proof.set_ids(ids);
        }
        self.reason.iter_mut().for_each(|r| *r = NO_REASON);
    }
}
