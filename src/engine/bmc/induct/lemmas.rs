//! Lemma sets: lemmas with which the invariants are inductive, found for a small form.
//!
//! In: a search that is some steps deep, so that random behaviors refute wrong candidates. Out: a [`LemmaSet`], proven for the small form
//! and for a somewhat larger one. The work of the second proof tells which lemmas cost most; those are left out if possible.

use super::abstraction::Abstraction;
use super::find::{Cores, Finder, initially};
use super::query::{Proof, StepQuery};
use super::{Induction, LemmaSet, SHORT};
use crate::engine::bmc::session::Session;
use crate::sat::record::about;
use crate::symbolic::SymState;
use crate::symbolic::lemma::items::ItemKind;
use crate::symbolic::lemma::{Candidates, Lemma};
use crate::util::work::{self, Work};
use itertools::Itertools;

/// The most lemmas that are assumed together.
const MOST_GENERAL: usize = 2000;

impl<'a> Induction<'a> {
    /// A lemma set for a small form: candidates are searched by the work count `half`, and superfluous ones left out by `end`.
    pub(super) fn find_lemmas(&mut self, session: &mut Session<'a>, depth: u32, half: Work, end: Work) -> Option<LemmaSet> {
        let start = work::done();
        let abstraction =
            self.abstraction.take().or_else(|| Abstraction::new(&self.system, session.options.bounded.solver, false));
        let Some(mut abstraction) = abstraction else {
            self.off = true;
            return None;
        };
        // lemmas that are not inductive for a smaller form are not for this one; the smaller form is cheaper
        let small = self.small.min(depth);
        let smaller = match abstraction.depth() < small {
            true => Some(self.query(session, &mut abstraction, small - small / 2, half)?),
            false => None,
        };
        let mut query = self.query(session, &mut abstraction, small, half)?;
        let kinds = query.unroller.encoder.kinds(&query.unroller.states[0]);
        let mut sieve = smaller.and_then(|query| Finder::new(query, &kinds, session.model.check_deadlock));
        let mut finder = Finder::new(query, &kinds, session.model.check_deadlock)?;
        let mut found = None;
        for joins in [false, true] {
            let mut candidates = self.candidates(session, &kinds, depth, joins, half)?;
            let (all, general) = (candidates.len(), candidates.active.len());
            if general > MOST_GENERAL {
                log::debug!(target: "tlaloc::induct", "{general} of {all} candidates are most general: too many");
                self.off = true;
                return None;
            }
            if let Some(sieve) = &mut sieve {
                let _ = sieve.explain(&mut candidates, &mut Cores::default());
            }
            let mut cores = Cores::default();
            let needed = finder.explain(&mut candidates, &mut cores);
            log::debug!(
                target: "tlaloc::induct", "form {}: of {all} candidates ({general} most general) {:?} are needed; {:?}",
                abstraction.depth(), needed.as_ref().map(Vec::len), work::done() - start
            );
            match needed {
                Ok(needed) => {
                    found = Some((needed, cores));
                    break;
                }
                Err(Proof::No) => {}
                Err(Proof::Unknown | Proof::Found) => {
                    self.abstraction = Some(abstraction);
                    return None;
                }
            }
        }
        self.hopeful = found.is_some();
        let Some((needed, cores)) = found else {
            finder.tell_why_not();
            // a larger form may allow other lemmas
            self.small += 1;
            self.abstraction = Some(abstraction);
            return None;
        };
        let (lemmas, cost) = self.chosen(session, abstraction, (needed, cores), finder, end)?;
        // more special lemmas were not checked initially, since the lemmas that imply them were
        let mut all = Candidates::of(lemmas.iter().copied());
        initially(&self.system, &kinds, &mut all, session.options.bounded.solver, end)?;
        (all.len() == lemmas.len()).then_some(LemmaSet { kinds, lemmas, cost })
    }

    /// The query about the form of a depth.
    fn query(
        &mut self,
        session: &Session<'a>,
        abstraction: &mut Abstraction<'a>,
        depth: u32,
        end: Work,
    ) -> Option<StepQuery<'a>> {
        if !self.extended(abstraction, depth, end) {
            return None;
        }
        let patience = end.min(work::done() + (SHORT * 2).max(work::done() / 4));
        let query =
            work::within(patience, || StepQuery::new(&self.system, abstraction.form(), session.options.bounded.solver, end))
                .flatten();
        self.off |= query.is_none();
        query
    }

    /// The candidates that neither random behaviors nor the initial states refute.
    pub(super) fn candidates(
        &self,
        session: &mut Session<'a>,
        kinds: &[ItemKind],
        depth: u32,
        joins: bool,
        end: Work,
    ) -> Option<Candidates> {
        let unroller = &mut session.unroller;
        let samples = session.samples.get(&unroller.encoder.graph, &session.queries, None);
        let depths = [depth, depth - 1, depth.saturating_sub(2), depth / 2, 1];
        let states: Vec<SymState> = depths.iter().unique().map(|d| unroller.states[*d as usize].clone()).collect();
        let mut candidates = unroller.encoder.candidates(&states, kinds, joins, samples)?;
        initially(&self.system, kinds, &mut candidates, session.options.bounded.solver, end)?;
        Some(candidates)
    }

    /// The lemmas without superfluous expensive ones; with the depth of a form that they were proven for, and the work of the proof.
    fn chosen(
        &mut self,
        session: &Session<'a>,
        mut abstraction: Abstraction<'a>,
        (needed, cores): (Vec<Lemma>, Cores),
        mut finder: Finder<'a, '_>,
        end: Work,
    ) -> Option<(Vec<Lemma>, (u32, Work))> {
        // a somewhat larger form shows the cost of each lemma
        let small = abstraction.depth();
        if !self.extended(&mut abstraction, small + small / 2, end) {
            return None;
        }
        let began = work::done();
        let costs = self.prove(session, &abstraction, finder.kinds(), &needed, end);
        let took = work::done() - began;
        log::debug!(target: "tlaloc::induct", "form {}: {:?} after {took:?}", abstraction.depth(), costs.as_ref().err());
        let mut result = None;
        if let Ok(costs) = costs {
            let now = work::done();
            finder.until(now + (end - now) / 2);
            let fewer = finder.spared(costs.into_iter().zip(needed.iter().copied()).collect(), cores);
            let began = work::done();
            let better =
                fewer.len() < needed.len() && self.prove(session, &abstraction, finder.kinds(), &fewer, began + took).is_ok();
            let (lemmas, took) = if better { (fewer, work::done() - began) } else { (needed, took) };
            log::debug!(target: "tlaloc::induct", "form {}: {took:?} with {} lemmas", abstraction.depth(), lemmas.len());
            result = Some((lemmas, (abstraction.depth(), took)));
        }
        self.abstraction = Some(abstraction);
        result
    }

    /// Proves the lemmas and the goals for the abstraction's form. Returns the work of each lemma.
    pub(super) fn prove(
        &self,
        session: &Session<'a>,
        abstraction: &Abstraction<'a>,
        kinds: &[ItemKind],
        lemmas: &[Lemma],
        end: Work,
    ) -> Result<Vec<Work>, Proof> {
        let mut query = StepQuery::new(&self.system, abstraction.form(), session.options.bounded.solver, end).ok_or(Proof::No)?;
        let before = query.unroller.encoder.seen_items(&query.unroller.states[0], kinds, usize::MAX).ok_or(Proof::No)?;
        let after = query.unroller.encoder.seen_items(&query.step.state, kinds, usize::MAX).ok_or(Proof::No)?;
        for lemma in lemmas {
            let t = query.unroller.encoder.lemma(lemma, &before, kinds);
            query.assert(t);
        }
        let _topic = about(|| format!("induction: proof for form {}", abstraction.depth()));
        let show = |query: &mut StepQuery, goal: &[crate::logic::Term]| match query.refute(goal) {
            Proof::Found => Ok(()),
            other => Err(other),
        };
        let wrong = query.wrong;
        show(&mut query, &[wrong])?;
        query.assert(!wrong);
        if session.model.check_deadlock && !mutant!("induct-deadlock-not-shown") {
            let stuck = query.stuck().ok_or(Proof::No)?;
            show(&mut query, &[stuck])?;
        }
        let taken = query.taken;
        query.assert(taken);
        let mut costs = Vec::new();
        for lemma in lemmas {
            let start = work::done();
            let t = query.unroller.encoder.lemma(lemma, &after, kinds);
            if !mutant!("induct-lemmas-not-kept") {
                show(&mut query, &[!t])?;
            }
            query.assert(t);
            costs.push(work::done() - start);
        }
        for violated in query.violated.clone().into_iter().skip(usize::from(mutant!("induct-first-invariant-not-shown"))) {
            show(&mut query, &[violated])?;
            query.assert(!violated);
        }
        Ok(costs)
    }
}
