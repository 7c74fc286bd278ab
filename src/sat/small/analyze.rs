//! What a conflict teaches: the first unique implication point, minimized; and the assumptions behind a failed one.

use super::store::ClauseRef;
use super::{Lit, NO_REASON, Small, var};

impl Small {
    /// The learnt clause, with the literal that it implies first and one of the next lower level second; the level to go back to; and the
    /// number of levels in the clause.
    pub(super) fn analyze(&mut self, mut conflict: ClauseRef) -> (Vec<Lit>, usize, u32) {
        let current = self.limits.len() as u32;
        let mut learnt: Vec<Lit> = vec![0];
        let mut open = 0;
        let mut at = self.trail.len();
        let mut implied: Option<Lit> = None;
        loop {
            self.log_resolved(conflict);
            for i in usize::from(implied.is_some())..self.store.lits(conflict).len() {
                let l = self.store.lits(conflict)[i];
                let v = var(l);
                if self.seen[v] || self.level[v] == 0 {
                    continue;
                }
                self.seen[v] = true;
                self.heap.bump(v);
                if self.level[v] == current {
                    open += 1;
                } else {
                    learnt.push(l);
                }
            }
            loop {
                at -= 1;
                if self.seen[var(self.trail[at])] {
                    break;
                }
            }
            let l = self.trail[at];
            self.seen[var(l)] = false;
            open -= 1;
            if open == 0 {
                learnt[0] = l ^ 1;
                break;
            }
            conflict = self.reason[var(l)];
            implied = Some(l);
        }
        let marked: Vec<Lit> = learnt[1..].to_vec();
        let (kept, dropped): (Vec<Lit>, Vec<Lit>) = marked.iter().partition(|l| !self.is_redundant(**l));
        dropped.into_iter().for_each(|l| self.log_minimized(l));
        marked.iter().for_each(|l| self.seen[var(*l)] = false);
        learnt.truncate(1);
        learnt.extend(kept);
        if mutant!("small-learns-too-much") && learnt.len() > 2 {
            learnt.pop();
        }
        let mut back = 0;
        if learnt.len() > 1 {
            let mut best = 1;
            for i in 2..learnt.len() {
                if self.level[var(learnt[i])] > self.level[var(learnt[best])] {
                    best = i;
                }
            }
            learnt.swap(1, best);
            back = self.level[var(learnt[1])] as usize;
        }
        let mut levels: Vec<u32> = learnt.iter().map(|l| self.level[var(*l)]).collect();
        levels.sort_unstable();
        levels.dedup();
        (learnt, back, levels.len() as u32)
    }

    /// Whether the other literals of the clause imply this one at once.
    fn is_redundant(&self, l: Lit) -> bool {
        let reason = self.reason[var(l)];
        reason != NO_REASON && self.store.lits(reason)[1..].iter().all(|k| self.level[var(*k)] == 0 || self.seen[var(*k)])
    }

    /// Notes the assumptions that make `l` TRUE, `l` being the negation of a failed one.
    pub(super) fn analyze_final(&mut self, l: Lit) {
        self.core.push(l ^ 1);
        if self.level[var(l)] == 0 {
            self.log_failed_for_good(l);
            return;
        }
        self.seen[var(l)] = true;
        let start = self.limits[0];
        for i in (start..self.trail.len()).rev() {
            let k = self.trail[i];
            let v = var(k);
            if !self.seen[v] {
                continue;
            }
            self.seen[v] = false;
            let reason = self.reason[v];
            if reason == NO_REASON {
                // a decision: an assumption
                if !(mutant!("small-core-misses-one") && self.core.len() == 1) {
                    self.core.push(k);
                }
                continue;
            }
            self.log_resolved(reason);
            for j in 1..self.store.lits(reason).len() {
                let m = var(self.store.lits(reason)[j]);
                if self.level[m] > 0 {
                    self.seen[m] = true;
                }
            }
        }
        self.log_failed();
    }
}
