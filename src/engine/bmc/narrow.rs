//! Narrowing: a state without the values that no behavior gives it ([`crate::symbolic::Possibilities`]).
//!
//! Random behaviors ([`crate::logic::samples`]) show most of the possible values. The solver shows the rest, and that there are no more. How much
//! work narrowing may take depends on its gain so far.

use super::query::Refutation;
use super::session::Session;
use crate::sat::record::about;
use crate::symbolic::{Possibilities, SymState};
use crate::util::work::{self, Work};
use std::cmp::Reverse;

/// Added to the work of the search, of which narrowing gets a share.
const FREE: Work = Work::milliseconds(250);

/// A normal growth of the number of possibilities from one state to the next.
const MODEST: f64 = 1.5;

/// Less work than this is not worth the clauses.
const LEAST: Work = Work::milliseconds(5);

/// The least value of [`Narrowing::trust`].
const LEAST_TRUST: f64 = 0.1;

/// Narrowing of a state ends after this many variables that were not finished.
const MOST_FAILURES: usize = 3;

/// The gain of narrowing so far.
pub(super) struct Narrowing {
    /// Fraction of unsampled possibilities that the solver refuted.
    trust: f64,
    /// Possibilities of the state before this one.
    last: u64,
    /// The work done so far.
    spent: Work,
}

impl Default for Narrowing {
    fn default() -> Narrowing {
        Narrowing { trust: 0.5, last: 0, spent: Work::ZERO }
    }
}

impl Narrowing {
    /// The state without values that are known to be impossible.
    pub fn narrowed(&mut self, session: &mut Session<'_>, mut state: SymState) -> SymState {
        // integers without bounds have no samples, and their queries are not cheap
        if !session.options.bounded.reductions.narrow || session.graph().has_numbers() {
            return state;
        }
        let start = work::done();
        let encoder = &mut session.unroller.encoder;
        let mut all = encoder.possibilities(&state);
        let before = count(&all);
        let samples = session.samples.get(&encoder.graph, &session.queries, None);
        if before == 0 {
            return state;
        }
        if !samples.is_empty() {
            encoder.see_all(&mut all, samples);
        }
        let unseen = all.iter().fold(0, |n: u64, p| n.saturating_add(p.unseen())) as f64 / before as f64;
        // fast growth is narrowed even if narrowing failed before
        let growth = before as f64 / self.last.max(1) as f64 - MODEST;
        let worth = (4.0 * unseen * self.trust.max(growth)).min(1.0);
        let allowed = (FREE + start).times(worth) - self.spent;
        if allowed < LEAST {
            self.last = before;
            return state;
        }
        // variables with the most unsampled possibilities promise the largest gain
        let mut order: Vec<usize> = (0..all.len()).filter(|v| all[*v].unseen() > 0).collect();
        order.sort_by_key(|v| Reverse(all[*v].unseen()));
        let mut failures = 0;
        for v in order {
            // half of the work that is left
            let end = work::done() + (start + allowed - work::done()) / 2;
            let _topic = about(|| format!("narrowing: a value of {} that no known behavior has", session.model.vars[v].name));
            let refuted = loop {
                // easy questions take little, however many there are
                let left = end - work::done();
                if left.is_zero() {
                    break false;
                }
                let another = all[v].another(&mut encoder.graph);
                match session.queries.refuted(&encoder.graph, another, left) {
                    Refutation::Found => break true,
                    Refutation::Unknown => break false,
                    Refutation::Counterexample(choices) => {
                        samples.add(&choices);
                        encoder.see(&mut all, &choices);
                        if mutant!("narrow-asks-once") {
                            break true;
                        }
                    }
                }
            };
            if refuted {
                state = encoder.narrowed(&state, v, &all[v]);
                continue;
            }
            failures += 1;
            if failures == MOST_FAILURES {
                break;
            }
        }
        let after = count(&encoder.possibilities(&state));
        let gain = 1.0 - after as f64 / before as f64;
        let came_true = if unseen > 0.0 { (gain / unseen).clamp(LEAST_TRUST, 1.0) } else { self.trust };
        self.trust = if failures == 0 { came_true } else { came_true.max(self.trust / 2.0) };
        self.last = after;
        self.spent = self.spent + (work::done() - start);
        log::debug!(target: "tlaloc::bmc", "of {before} possibilities {after} are left after {:?}", work::done() - start);
        state
    }
}

fn count(all: &[Possibilities]) -> u64 {
    all.iter().fold(0, |n, p| n.saturating_add(p.count()))
}
