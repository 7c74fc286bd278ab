//! States without possibilities that are not real: see [`crate::symbolic::Possibilities`].
//!
//! Behaviours drawn at random ([`Samples`]) show most of what is real, the solver the rest, and that there is no more. How much work
//! that may be depends on what it brought so far.

use super::Search;
use super::query::{Queries, Refutation};
use crate::logic::samples::Samples;
use crate::logic::{Graph, Term};
use crate::sat::record::about;
use crate::symbolic::{Possibilities, SymState};
use crate::util::work::{self, Work};
use std::cmp::Reverse;

/// Work that is added to that of the search, of which narrowing gets a share.
const FREE: Work = Work::milliseconds(250);

/// A growth of the possibilities from one state to the next that is nothing special.
const MODEST: f64 = 1.5;

/// Less work than this is not worth the clauses.
const LEAST: Work = Work::milliseconds(5);

/// What it is never less than.
const LEAST_TRUST: f64 = 0.1;

/// Variables that were not finished with, after which the others are left, too.
const MOST_FAILURES: usize = 3;

/// The behaviours known, and what narrowing has brought.
pub(super) struct Narrowing {
    samples: Samples,
    /// Assertions that the samples satisfy.
    known: usize,
    /// How much of what behaviours at random did not show turned out not to be real: a part of it.
    trust: f64,
    /// Possibilities of the state before this one.
    last: u64,
    /// The work that it took.
    spent: Work,
}

impl Default for Narrowing {
    fn default() -> Narrowing {
        Narrowing { samples: Samples::new(), known: 0, trust: 0.5, last: 0, spent: Work::ZERO }
    }
}

impl Narrowing {
    /// Behaviours drawn at random that satisfy all that is asserted, and what more there is.
    pub(super) fn samples(&mut self, graph: &Graph, queries: &Queries, more: Option<Term>) -> &mut Samples {
        let asserted = queries.asserted_since(self.known);
        self.known += asserted.len();
        let all: Vec<Term> = asserted.iter().copied().chain(more).collect();
        self.samples.extend(graph, &all);
        &mut self.samples
    }
}

impl Search<'_> {
    /// The state, without what is known not to be possible in it.
    pub(super) fn narrowed(&mut self, mut state: SymState) -> SymState {
        if !self.options.bounded.reductions.narrow {
            return state;
        }
        let start = work::done();
        let mut all = self.encoder.possibilities(&state);
        let before = count(&all);
        let n = &mut self.narrowing;
        n.samples(&self.encoder.graph, &self.queries, None);
        if before == 0 {
            return state;
        }
        if !n.samples.is_empty() {
            self.encoder.see_all(&mut all, &mut n.samples);
        }
        let unseen = all.iter().fold(0, |n: u64, p| n.saturating_add(p.unseen())) as f64 / before as f64;
        // what grows fast is to be kept in check, even if that failed before
        let growth = before as f64 / n.last.max(1) as f64 - MODEST;
        let worth = (4.0 * unseen * n.trust.max(growth)).min(1.0);
        let allowed = (FREE + start).times(worth) - n.spent;
        if allowed < LEAST {
            n.last = before;
            return state;
        }
        // where most was not seen most is to be gained
        let mut order: Vec<usize> = (0..all.len()).filter(|v| all[*v].unseen() > 0).collect();
        order.sort_by_key(|v| Reverse(all[*v].unseen()));
        let mut failures = 0;
        for v in order {
            // half of the work that is left
            let end = work::done() + (start + allowed - work::done()) / 2;
            let _topic = about(|| format!("narrowing: a value of {} that no known behavior has", self.model.vars[v].name));
            let refuted = loop {
                // easy questions take little, however many there are
                let left = end - work::done();
                if left.is_zero() {
                    break false;
                }
                let another = all[v].another(&mut self.encoder.graph);
                match self.queries.refuted(&self.encoder.graph, another, left) {
                    Refutation::Found => break true,
                    Refutation::Unknown => break false,
                    Refutation::Counterexample(choices) => {
                        n.samples.add(&choices);
                        self.encoder.see(&mut all, &choices);
                        if mutant!("narrow-asks-once") {
                            break true;
                        }
                    }
                }
            };
            if refuted {
                state = self.encoder.narrowed(&state, v, &all[v]);
                continue;
            }
            failures += 1;
            if failures == MOST_FAILURES {
                break;
            }
        }
        let after = count(&self.encoder.possibilities(&state));
        let gain = 1.0 - after as f64 / before as f64;
        let came_true = if unseen > 0.0 { (gain / unseen).clamp(LEAST_TRUST, 1.0) } else { n.trust };
        n.trust = if failures == 0 { came_true } else { came_true.max(n.trust / 2.0) };
        n.last = after;
        n.spent = n.spent + (work::done() - start);
        log::debug!(target: "tlaloc::bmc", "of {before} possibilities {after} are left after {:?}", work::done() - start);
        state
    }
}

fn count(all: &[Possibilities]) -> u64 {
    all.iter().fold(0, |n, p| n.saturating_add(p.count()))
}
