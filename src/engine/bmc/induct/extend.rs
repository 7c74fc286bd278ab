//! Using a theory: it is proven for larger and larger forms, or for one that covers everything.

use super::abstraction::Chain;
use super::query::Proof;
use super::{LEAST_AHEAD, SHORT, Theory};
use crate::engine::bmc::Search;
use crate::ir::DefId;
use crate::trace::Inductive;
use crate::util::work::{self, Work};

/// How the work of a proof grows with the depth of the form, as far as nothing else is known: with this power of it.
const GROWTH: f64 = 4.0;

/// A form that takes no more than this many times the work so far is proven at once.
const FAR: u64 = 20;

/// How far the chain of forms is followed in passing.
const MOST_IN_PASSING: u32 = 64;

impl<'a> Search<'a> {
    /// Proves the theory for a form that covers everything, if there is one.
    pub(super) fn close(&mut self, theory: &Theory, init: DefId, next: DefId, depth: u32, end: Work) {
        let start = work::done();
        let Some(mut chain) =
            Chain::new(&self.constants, init, next, self.options.bounded.solver, self.options.bounded.reductions.narrow)
        else {
            return;
        };
        let made = chain.extend(MOST_IN_PASSING).is_some() && chain.is_closed();
        log::debug!(target: "tlaloc::induct", "narrow form {}: {made} after {:?}", chain.depth(), work::done() - start);
        if made && self.prove(&chain, &theory.kinds, &theory.lemmas, next, end).is_ok() {
            let reached = self.options.goal.depth.unwrap_or(chain.depth());
            self.reached(theory, depth, reached, true);
        }
    }

    fn reached(&mut self, theory: &Theory, depth: u32, reached: u32, all: bool) {
        let lemmas = theory.lemmas.iter().map(|l| self.encoder.say(l, &theory.kinds)).collect();
        self.inductive = Some(Inductive { beyond: depth, lemmas });
        self.induction.proven = Some(reached);
        self.completed = self.completed.max(Some(reached));
        self.exhaustive = all;
        self.tell(reached);
    }

    /// Proves the theory for larger and larger forms; FALSE if it is of no use any more.
    pub(super) fn leap(&mut self, theory: &mut Theory, next: DefId, depth: u32, mut end: Work) -> bool {
        let goal = self.options.goal.depth.unwrap_or(u32::MAX);
        let Some(mut chain) = self.induction.chain.take() else { return false };
        loop {
            let so_far = self.induction.proven.unwrap_or(depth);
            let to = if so_far >= goal { MOST_IN_PASSING } else { self.next_form(theory, so_far, goal) };
            if self.options.must_stop() || !self.extended(&mut chain, to, end) {
                return false;
            }
            if so_far >= goal && !chain.is_closed() {
                break;
            }
            let start = work::done();
            let proven = self.prove(&chain, &theory.kinds, &theory.lemmas, next, end);
            let took = work::done() - start;
            log::debug!(target: "tlaloc::induct", "form {}: {:?} after {took:?}", chain.depth(), proven.as_ref().err());
            match proven {
                Ok(_) => {}
                Err(Proof::Unknown) => break,
                Err(Proof::No | Proof::Found) => {
                    self.induction.chain = Some(chain);
                    return false;
                }
            }
            theory.cost = (chain.depth(), took);
            let reached = match (chain.is_closed(), self.options.goal.depth) {
                (true, Some(goal)) => goal,
                (true, None) => chain.depth(),
                (false, _) => to,
            };
            self.reached(theory, depth, reached, chain.is_closed());
            if self.exhaustive {
                break;
            }
            if reached >= goal {
                end = work::done() + SHORT;
            }
        }
        self.induction.chain = Some(chain);
        true
    }

    /// How large the next form should be: as large as was asked for, if that is not too far away, else one whose proof is about as much work
    /// as all so far.
    fn next_form(&self, theory: &Theory, so_far: u32, goal: u32) -> u32 {
        let (of, took) = theory.cost;
        let within = |work: Work| (f64::from(of) * work.ratio(took).powf(1.0 / GROWTH)) as u32;
        let far = within(work::done() * FAR);
        let modest = within(work::done().max(LEAST_AHEAD / 4));
        // without a bound, or where it is far away, step by step
        let to = if far >= goal { goal } else { modest };
        to.max(so_far + 1).min(goal)
    }
}
