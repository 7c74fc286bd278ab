//! Extending a proof: a lemma set is proven for larger and larger forms, or for a closed one.

use super::abstraction::Abstraction;
use super::query::Proof;
use super::{Induction, LEAST_AHEAD, LemmaSet, SHORT};
use crate::engine::bmc::session::Session;
use crate::trace::Inductive;
use crate::util::work::{self, Work};

/// The expected growth of the work of a proof: this power of the depth of the form.
const GROWTH: f64 = 4.0;

/// A form whose proof is expected to take at most this many times the work so far is tried at once.
const FAR: u64 = 20;

/// The depth up to which forms are made in search of a closed one.
const MOST_FORMS_AT_END: u32 = 64;

impl<'a> Induction<'a> {
    /// Proves the lemma set for a closed form, if there is one.
    pub(super) fn prove_closed(&mut self, session: &mut Session<'a>, lemma_set: &LemmaSet, depth: u32, end: Work) {
        let start = work::done();
        let Some(mut abstraction) =
            Abstraction::new(&self.system, session.options.bounded.solver, session.options.bounded.reductions.narrow)
        else {
            return;
        };
        let made = abstraction.extend(MOST_FORMS_AT_END).is_some() && abstraction.is_closed();
        log::debug!(target: "tlaloc::induct", "narrow form {}: {made} after {:?}", abstraction.depth(), work::done() - start);
        if made && self.prove(session, &abstraction, &lemma_set.kinds, &lemma_set.lemmas, end).is_ok() {
            let reached = session.options.goal.depth.unwrap_or(abstraction.depth());
            note_reached(session, lemma_set, depth, reached, true);
        }
    }

    /// Proves the lemma set for larger and larger forms. FALSE if it cannot be used any more.
    pub(super) fn extend_bound(
        &mut self,
        session: &mut Session<'a>,
        lemma_set: &mut LemmaSet,
        depth: u32,
        mut end: Work,
    ) -> bool {
        let goal = session.options.goal.depth.unwrap_or(u32::MAX);
        let Some(mut abstraction) = self.abstraction.take() else { return false };
        loop {
            let so_far = session.proven.unwrap_or(depth);
            let to = if so_far >= goal { MOST_FORMS_AT_END } else { next_form(lemma_set, so_far, goal) };
            if session.options.must_stop() || !self.extended(&mut abstraction, to, end) {
                return false;
            }
            if so_far >= goal && !abstraction.is_closed() {
                break;
            }
            let start = work::done();
            let proven = self.prove(session, &abstraction, &lemma_set.kinds, &lemma_set.lemmas, end);
            let took = work::done() - start;
            log::debug!(target: "tlaloc::induct", "form {}: {:?} after {took:?}", abstraction.depth(), proven.as_ref().err());
            match proven {
                Ok(_) => {}
                Err(Proof::Unknown) => break,
                Err(Proof::No | Proof::Found) => {
                    self.abstraction = Some(abstraction);
                    return false;
                }
            }
            lemma_set.cost = (abstraction.depth(), took);
            let reached = match (abstraction.is_closed(), session.options.goal.depth) {
                (true, Some(goal)) => goal,
                (true, None) => abstraction.depth(),
                (false, _) => to,
            };
            note_reached(session, lemma_set, depth, reached, abstraction.is_closed());
            if session.exhaustive {
                break;
            }
            if reached >= goal {
                end = work::done() + SHORT;
            }
        }
        self.abstraction = Some(abstraction);
        true
    }
}

/// Notes that all states up to the depth `reached` are proven, or all reachable ones.
fn note_reached(session: &mut Session<'_>, lemma_set: &LemmaSet, depth: u32, reached: u32, all: bool) {
    let lemmas = lemma_set.lemmas.iter().map(|l| session.unroller.encoder.render_lemma(l, &lemma_set.kinds)).collect();
    session.inductive = Some(Inductive { beyond: depth, lemmas, checked_by: Vec::new(), proof: None });
    session.proven = Some(reached);
    session.completed = session.completed.max(Some(reached));
    session.exhaustive = all;
    session.report(reached);
}

/// The depth of the next form: the goal if its proof is expected to be affordable, else one whose proof takes about as much work as all so
/// far.
fn next_form(lemma_set: &LemmaSet, so_far: u32, goal: u32) -> u32 {
    let (of, took) = lemma_set.cost;
    let within = |work: Work| (f64::from(of) * work.ratio(took).powf(1.0 / GROWTH)) as u32;
    let far = within(work::done() * FAR);
    let modest = within(work::done().max(LEAST_AHEAD / 4));
    // without a goal, or far from it, step by step
    let to = if far >= goal { goal } else { modest };
    to.max(so_far + 1).min(goal)
}
