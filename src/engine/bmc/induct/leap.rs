//! Using a theory: it is proven for larger and larger forms, or for one that covers everything.

use super::chain::Chain;
use super::cut::Proof;
use super::{LEAST_AHEAD, SHORT, Theory};
use crate::engine::bmc::Search;
use crate::ir::DefId;
use crate::trace::Inductive;
use std::time::{Duration, Instant};

/// How the time for a proof grows with the depth of the form, as far as nothing else is known: with this power of it.
const GROWTH: f64 = 4.0;

/// How far the chain of forms is followed in passing.
const MOST_IN_PASSING: u32 = 64;

impl<'a> Search<'a> {
    /// Proves the theory for a form that covers everything, if there is one.
    pub(super) fn close(&mut self, theory: &Theory, init: DefId, next: DefId, depth: u32, end: Instant) {
        let start = Instant::now();
        let Some(mut chain) = Chain::new(&self.constants, init, next, self.options.solver, self.options.reductions.narrow) else {
            return;
        };
        let made = chain.extend(MOST_IN_PASSING).is_some() && chain.is_closed();
        log::debug!(target: "tlaloc::induct", "narrow form {}: {made} after {:?}", chain.depth(), start.elapsed());
        if made && self.prove(&chain, &theory.kinds, &theory.lemmas, next, end).is_ok() {
            let reached = self.options.depth.unwrap_or(chain.depth());
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
    pub(super) fn leap(&mut self, theory: &mut Theory, next: DefId, depth: u32, mut end: Option<Instant>) -> bool {
        let goal = self.options.depth.unwrap_or(u32::MAX);
        let Some(mut chain) = self.induction.chain.take() else { return false };
        loop {
            let so_far = self.induction.proven.unwrap_or(depth);
            let to = if so_far >= goal { MOST_IN_PASSING } else { self.next_form(theory, so_far, goal) };
            if self.options.interrupt() || !self.extended(&mut chain, to, end) {
                return false;
            }
            if so_far >= goal && !chain.is_closed() {
                break;
            }
            let start = Instant::now();
            let left = self.options.time_left().unwrap_or(Duration::from_secs(1 << 30));
            let limit = end.unwrap_or(start + left);
            let proven = self.prove(&chain, &theory.kinds, &theory.lemmas, next, limit);
            log::debug!(target: "tlaloc::induct", "form {}: {:?} after {:?}", chain.depth(), proven.as_ref().err(), start.elapsed());
            match proven {
                Ok(_) => {}
                Err(Proof::Unknown) => break,
                Err(Proof::No | Proof::Found) => {
                    self.induction.chain = Some(chain);
                    return false;
                }
            }
            theory.timed = (chain.depth(), start.elapsed());
            let reached = match (chain.is_closed(), self.options.depth) {
                (true, Some(goal)) => goal,
                (true, None) => chain.depth(),
                (false, _) => to,
            };
            self.reached(theory, depth, reached, chain.is_closed());
            if self.exhaustive {
                break;
            }
            if reached >= goal {
                end = Some(Instant::now() + SHORT);
            }
        }
        self.induction.chain = Some(chain);
        true
    }

    /// How large the next form should be: the largest that can be expected to be proven in time, else one that takes about as long as all
    /// took so far.
    fn next_form(&self, theory: &Theory, so_far: u32, goal: u32) -> u32 {
        let (of, took) = theory.timed;
        let within = |time: Duration| {
            let ratio = time.as_secs_f64() / took.as_secs_f64().max(1e-3);
            (f64::from(of) * ratio.powf(1.0 / GROWTH)) as u32
        };
        let elapsed = self.begun.elapsed();
        let far = match self.options.time_left() {
            Some(left) => within(left.mul_f64(0.6)),
            None => within(elapsed * 20),
        };
        let modest = within(elapsed.max(LEAST_AHEAD / 4));
        // without a bound, or where it is far away, step by step
        let to = if far >= goal { goal } else { modest };
        to.max(so_far + 1).min(goal)
    }
}
