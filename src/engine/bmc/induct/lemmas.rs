//! Finding a theory: lemmas with which the invariants are inductive, for a small form.
//!
//! In: a search that has come some way, so that there are behaviours that refute guesses. Out: a [`Theory`], which holds for the small form
//! and for one somewhat larger: how long that takes tells which lemmas cost most, and are worth an attempt to do without.

use super::abstraction::Chain;
use super::find::{Cores, Finder, initially};
use super::query::{Cut, Proof};
use super::{SHORT, Theory};
use crate::engine::bmc::Search;
use crate::ir::DefId;
use crate::sat::record::about;
use crate::symbolic::SymState;
use crate::symbolic::items::Kind;
use crate::symbolic::lemma::{Candidates, Lemma};
use crate::util::work::{self, Work};
use itertools::Itertools;

/// More lemmas than these are not assumed together.
const MOST_GENERAL: usize = 2000;

impl<'a> Search<'a> {
    /// Lemmas that do for a small form, found by `half`, and chosen by `end`.
    pub(super) fn theory(&mut self, init: DefId, next: DefId, depth: u32, half: Work, end: Work) -> Option<Theory> {
        let start = work::done();
        let chain =
            self.induction.chain.take().or_else(|| Chain::new(&self.constants, init, next, self.options.bounded.solver, false));
        let Some(mut chain) = chain else {
            self.induction.off = true;
            return None;
        };
        // what is not inductive for a smaller form is not for this one, and that is found sooner
        let small = self.induction.small.min(depth);
        let smaller = match chain.depth() < small {
            true => Some(self.cut(&mut chain, small - small / 2, next, half)?),
            false => None,
        };
        let mut cut = self.cut(&mut chain, small, next, half)?;
        let kinds = cut.encoder.kinds(&cut.before);
        let mut sieve = smaller.and_then(|cut| Finder::new(cut, &kinds, self.model.check_deadlock));
        let mut finder = Finder::new(cut, &kinds, self.model.check_deadlock)?;
        let mut found = None;
        for joins in [false, true] {
            let mut candidates = self.candidates(init, &kinds, depth, joins, half)?;
            let (all, general) = (candidates.len(), candidates.active.len());
            if general > MOST_GENERAL {
                log::debug!(target: "tlaloc::induct", "{general} of {all} candidates are most general: too many");
                self.induction.off = true;
                return None;
            }
            if let Some(sieve) = &mut sieve {
                let _ = sieve.explain(&mut candidates, &mut Cores::default());
            }
            let mut cores = Cores::default();
            let needed = finder.explain(&mut candidates, &mut cores);
            log::debug!(
                target: "tlaloc::induct", "form {}: of {all} candidates ({general} most general) {:?} are needed; {:?}",
                chain.depth(), needed.as_ref().map(Vec::len), work::done() - start
            );
            match needed {
                Ok(needed) => {
                    found = Some((needed, cores));
                    break;
                }
                Err(Proof::No) => {}
                Err(Proof::Unknown | Proof::Found) => {
                    self.induction.chain = Some(chain);
                    return None;
                }
            }
        }
        self.induction.hopeful = found.is_some();
        let Some((needed, cores)) = found else {
            finder.tell_why_not();
            // there may be others where more can happen
            self.induction.small += 1;
            self.induction.chain = Some(chain);
            return None;
        };
        let (lemmas, cost) = self.chosen(chain, (needed, cores), finder, next, end)?;
        // more special ones were not asked for initially, as what they follow from was
        let mut all = Candidates::of(lemmas.iter().copied());
        initially((&self.constants, init), &kinds, &mut all, self.options.bounded.solver, end)?;
        (all.len() == lemmas.len()).then_some(Theory { kinds, lemmas, cost })
    }

    /// The formula for the form of a depth.
    fn cut(&mut self, chain: &mut Chain<'a>, depth: u32, next: DefId, end: Work) -> Option<Cut<'a>> {
        if !self.extended(chain, depth, end) {
            return None;
        }
        let patience = end.min(work::done() + (SHORT * 2).max(work::done() / 4));
        let cut =
            work::within(patience, || Cut::new(&self.constants, chain.form(), next, self.options.bounded.solver, end)).flatten();
        self.induction.off |= cut.is_none();
        cut
    }

    /// What behaviours drawn at random, and the initial states, do not refute.
    pub(super) fn candidates(&mut self, init: DefId, kinds: &[Kind], depth: u32, joins: bool, end: Work) -> Option<Candidates> {
        let samples = self.narrowing.samples(&self.encoder.graph, &self.queries, None);
        let depths = [depth, depth - 1, depth.saturating_sub(2), depth / 2, 1];
        let states: Vec<SymState> = depths.iter().unique().map(|d| self.states[*d as usize].clone()).collect();
        let mut candidates = self.encoder.candidates(&states, kinds, joins, samples)?;
        initially((&self.constants, init), kinds, &mut candidates, self.options.bounded.solver, end)?;
        Some(candidates)
    }

    /// Of lemmas that suffice as few as possible that cost much; with a form that they were proven for, and the work of that.
    fn chosen(
        &mut self,
        mut chain: Chain<'a>,
        (needed, cores): (Vec<Lemma>, Cores),
        mut finder: Finder<'a, '_>,
        next: DefId,
        end: Work,
    ) -> Option<(Vec<Lemma>, (u32, Work))> {
        // what each costs shows in a form that is somewhat larger
        let small = chain.depth();
        if !self.extended(&mut chain, small + small / 2, end) {
            return None;
        }
        let began = work::done();
        let costs = self.prove(&chain, finder.kinds(), &needed, next, end);
        let took = work::done() - began;
        log::debug!(target: "tlaloc::induct", "form {}: {:?} after {took:?}", chain.depth(), costs.as_ref().err());
        let mut result = None;
        if let Ok(costs) = costs {
            let now = work::done();
            finder.until(now + (end - now) / 2);
            let fewer = finder.spared(costs.into_iter().zip(needed.iter().copied()).collect(), cores);
            let began = work::done();
            let better = fewer.len() < needed.len() && self.prove(&chain, finder.kinds(), &fewer, next, began + took).is_ok();
            let (lemmas, took) = if better { (fewer, work::done() - began) } else { (needed, took) };
            log::debug!(target: "tlaloc::induct", "form {}: {took:?} with {} lemmas", chain.depth(), lemmas.len());
            result = Some((lemmas, (chain.depth(), took)));
        }
        self.induction.chain = Some(chain);
        result
    }

    /// Proves the lemmas, and what they are for, for the chain's form; the work of each lemma.
    pub(super) fn prove(
        &mut self,
        chain: &Chain<'a>,
        kinds: &[Kind],
        lemmas: &[Lemma],
        next: DefId,
        end: Work,
    ) -> Result<Vec<Work>, Proof> {
        let mut cut = Cut::new(&self.constants, chain.form(), next, self.options.bounded.solver, end).ok_or(Proof::No)?;
        let before = cut.encoder.seen_items(&cut.before, kinds, usize::MAX).ok_or(Proof::No)?;
        let after = cut.encoder.seen_items(&cut.step.state, kinds, usize::MAX).ok_or(Proof::No)?;
        for lemma in lemmas {
            let t = cut.encoder.lemma(lemma, &before, kinds);
            cut.cnf.assert(&cut.encoder.graph, t);
        }
        let _topic = about(|| format!("induction: proof for form {}", chain.depth()));
        let show = |cut: &mut Cut, goal: &[crate::logic::Term]| match cut.refute(goal) {
            Proof::Found => Ok(()),
            other => Err(other),
        };
        let wrong = cut.wrong;
        show(&mut cut, &[wrong])?;
        cut.cnf.assert(&cut.encoder.graph, !cut.wrong);
        if self.model.check_deadlock && !mutant!("induct-deadlock-not-shown") {
            let stuck = cut.stuck().ok_or(Proof::No)?;
            show(&mut cut, &[stuck])?;
        }
        cut.cnf.assert(&cut.encoder.graph, cut.taken);
        let mut costs = Vec::new();
        for lemma in lemmas {
            let start = work::done();
            let t = cut.encoder.lemma(lemma, &after, kinds);
            if !mutant!("induct-lemmas-not-kept") {
                show(&mut cut, &[!t])?;
            }
            cut.cnf.assert(&cut.encoder.graph, t);
            costs.push(work::done() - start);
        }
        for violated in cut.violated.clone().into_iter().skip(usize::from(mutant!("induct-first-invariant-not-shown"))) {
            show(&mut cut, &[violated])?;
            cut.cnf.assert(&cut.encoder.graph, !violated);
        }
        Ok(costs)
    }
}
