//! The log of a proof: each clause that is learnt, with the clauses from which it follows by unit propagation.
//!
//! In: the clauses and reasons that [`super::analyze`] sees. Out: steps in the sense of LRAT, for a [`ProofLog`]. Without a log nothing is
//! noted. Given clauses are numbered from 1 in the order of [`Small::add`]; derived ones from [`FIRST_DERIVED`].
//!
//! The hints of a learnt clause, in an order in which each is unit when all literals of the clause are FALSE:
//!
//! ```text
//!     the unit clauses of the literals that are FALSE for good
//!     the reasons of the literals that minimization dropped, by their place on the trail
//!     the reasons of the literals that were resolved, first to last on the trail, and the clause that is FALSE
//! ```
//!
//! Each literal that follows from unit clauses for good is a step of its own, so hints have no chains of such reasons. Assumptions are
//! decisions. So no step depends on them, and a refutation under assumptions ends with the clause of their negations.

use super::store::ClauseRef;
use super::{Lit, Small, var};
use crate::sat::solver::Literal;
use rustc_hash::FxHashMap;

/// The number of the first derived clause.
const FIRST_DERIVED: u64 = 1 << 40;

/// Takes the steps of a proof.
pub trait ProofLog {
    /// The clause follows from the clauses with these numbers.
    fn derived(&mut self, id: u64, clause: &[Literal], hints: &[u64]);
    /// The clause is not needed any more.
    fn deleted(&mut self, id: u64);
}

/// What a solver with a log notes.
pub(super) struct Proof {
    log: Box<dyn ProofLog>,
    given: u64,
    derived: u64,
    /// The number of each stored clause.
    ids: FxHashMap<ClauseRef, u64>,
    /// The number of the unit clause of a variable with a value for good.
    units: Vec<u64>,
    /// The place of each variable on the trail.
    position: Vec<u32>,
    /// The clauses that were resolved, the clause that is FALSE first.
    resolved: Vec<u64>,
    /// The reasons of dropped literals, with their places on the trail.
    dropped: Vec<(u32, u64)>,
    /// The unit clauses that are needed.
    zero: Vec<u64>,
    /// The hints of the last refutation under assumptions.
    refutation: Vec<u64>,
}

/// The literal outside.
pub(super) fn outside(l: Lit) -> Literal {
    let v = (l >> 1) as Literal;
    if l & 1 == 1 { -v } else { v }
}

impl Proof {
    fn derive(&mut self, clause: &[Lit], hints: &[u64]) -> u64 {
        let id = FIRST_DERIVED + self.derived;
        self.derived += 1;
        let clause: Vec<Literal> = clause.iter().copied().map(outside).collect();
        self.log.derived(id, &clause, hints);
        id
    }

    /// Where the clause went when the store was made anew.
    pub fn moved(&mut self, from: ClauseRef, to: Option<ClauseRef>, ids: &mut FxHashMap<ClauseRef, u64>) {
        let Some(id) = self.ids.get(&from) else { return };
        match to {
            Some(to) => _ = ids.insert(to, *id),
            None => self.log.deleted(*id),
        }
    }

    pub fn set_ids(&mut self, ids: FxHashMap<ClauseRef, u64>) {
        self.ids = ids;
    }

    /// The hints of the clause that was just learnt.
    fn hints(&mut self) -> Vec<u64> {
        let mut hints = std::mem::take(&mut self.zero);
        hints.sort_unstable();
        hints.dedup();
        self.dropped.sort_unstable();
        hints.extend(self.dropped.drain(..).map(|d| d.1));
        hints.extend(self.resolved.drain(..).rev());
        hints
    }
}

impl Small {
    /// A solver that logs its proofs.
    pub fn with_proof(log: Box<dyn ProofLog>) -> Small {
        let mut solver = Small::new();
        solver.proof = Some(Box::new(Proof {
            log,
            given: 0,
            derived: 0,
            ids: FxHashMap::default(),
            units: vec![0],
            position: vec![0],
            resolved: Vec::new(),
            dropped: Vec::new(),
            zero: Vec::new(),
            refutation: Vec::new(),
        }));
        solver
    }

    /// After [`crate::sat::Answer::Unsatisfiable`]: the negations of assumptions, a clause that follows from the clauses, and the hints for that.
    /// Empty where the clauses alone are unsatisfiable: the log has the empty clause then.
    pub fn refutation(&self) -> (Vec<Literal>, &[u64]) {
        let hints = self.proof.as_ref().map_or(&[][..], |p| &p.refutation);
        (self.core.iter().map(|l| outside(l ^ 1)).collect(), hints)
    }

    pub(super) fn log_variable(&mut self) {
        if let Some(proof) = &mut self.proof {
            proof.units.push(0);
            proof.position.push(0);
        }
    }

    pub(super) fn log_position(&mut self, l: Lit) {
        if let Some(proof) = &mut self.proof {
            proof.position[var(l)] = self.trail.len() as u32;
        }
    }

    /// A clause is given. Returns its number; 0 without a log.
    pub(super) fn log_given(&mut self) -> u64 {
        self.proof.as_mut().map_or(0, |p| {
            p.given += 1;
            p.given
        })
    }

    /// A given clause is not kept.
    pub(super) fn log_dropped(&mut self, id: u64) {
        if let Some(proof) = &mut self.proof {
            proof.log.deleted(id);
        }
    }

    /// Of a given clause these literals are kept, and the others are FALSE for good. Returns the number of what is kept.
    pub(super) fn log_shortened(&mut self, id: u64, all: &[Lit], kept: &[Lit]) -> u64 {
        let Some(proof) = &mut self.proof else { return 0 };
        if all.len() == kept.len() {
            return id;
        }
        let mut hints: Vec<u64> = all.iter().filter(|l| !kept.contains(l)).map(|l| proof.units[var(*l)]).collect();
        hints.push(id);
        let shorter = proof.derive(kept, &hints);
        proof.log.deleted(id);
        shorter
    }

    /// A stored clause has this number.
    pub(super) fn log_stored(&mut self, clause: ClauseRef, id: u64) {
        if let Some(proof) = &mut self.proof {
            proof.ids.insert(clause, id);
        }
    }

    /// The unit clause of a literal has this number.
    pub(super) fn log_unit(&mut self, l: Lit, id: u64) {
        if let Some(proof) = &mut self.proof {
            proof.units[var(l)] = id;
        }
    }

    /// A literal follows for good, by a clause whose other literals are FALSE for good.
    pub(super) fn log_implied_unit(&mut self, l: Lit, reason: ClauseRef) {
        let Some(proof) = &mut self.proof else { return };
        let mut hints: Vec<u64> = self.store.lits(reason).iter().filter(|k| **k != l).map(|k| proof.units[var(*k)]).collect();
        hints.push(proof.ids[&reason]);
        proof.units[var(l)] = proof.derive(&[l], &hints);
    }

    /// All literals of a clause are FALSE for good.
    pub(super) fn log_contradiction(&mut self, clause: ClauseRef) {
        let Some(proof) = &mut self.proof else { return };
        let mut hints: Vec<u64> = self.store.lits(clause).iter().map(|k| proof.units[var(*k)]).collect();
        hints.push(proof.ids[&clause]);
        proof.derive(&[], &hints);
    }

    /// The analysis looks at a clause: one that is FALSE, or a reason.
    pub(super) fn log_resolved(&mut self, clause: ClauseRef) {
        let Some(proof) = &mut self.proof else { return };
        proof.resolved.push(proof.ids[&clause]);
        let zero = self.store.lits(clause).iter().filter(|k| self.level[var(**k)] == 0);
        proof.zero.extend(zero.map(|k| proof.units[var(*k)]));
    }

    /// Minimization drops a literal of the learnt clause.
    pub(super) fn log_minimized(&mut self, l: Lit) {
        let Some(proof) = &mut self.proof else { return };
        let reason = self.reason[var(l)];
        proof.dropped.push((proof.position[var(l)], proof.ids[&reason]));
        let zero = self.store.lits(reason).iter().filter(|k| self.level[var(**k)] == 0);
        proof.zero.extend(zero.map(|k| proof.units[var(*k)]));
    }

    /// The clause is learnt. Returns its number.
    pub(super) fn log_learnt(&mut self, clause: &[Lit]) -> u64 {
        let Some(proof) = &mut self.proof else { return 0 };
        let hints = proof.hints();
        proof.derive(clause, &hints)
    }

    /// The assumption whose negation is this literal fails at once, since the literal is TRUE for good.
    pub(super) fn log_failed_for_good(&mut self, l: Lit) {
        if let Some(proof) = &mut self.proof {
            proof.refutation = vec![proof.units[var(l)]];
        }
    }

    /// The reasons of a failed assumption are complete.
    pub(super) fn log_failed(&mut self) {
        if let Some(proof) = &mut self.proof {
            proof.refutation = proof.hints();
        }
    }
}
