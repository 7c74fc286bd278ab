//! Which lemmas are inductive, and which of them are needed.
//!
//! In: a [`Cut`] of a small form, and candidates that behaviours drawn at random did not refute. Out: lemmas that hold initially, are kept
//! by each step, and suffice for the goals: that nothing goes wrong, that the invariants are kept, that there is no deadlock.
//!
//! - [`Finder::explain`]: all candidates are assumed before the step. Those that the solver used for a goal have to hold after the step:
//!   further goals. If one of these can be false there, it is dropped, with all others that the solver's model makes false (as in Flanagan
//!   and Leino's Houdini), and so is what was concluded from them. Candidates that nothing hinges on are never looked at.
//! - [`Finder::spared`]: of those found, one after the other, the most expensive first, is left out if the rest still suffices.

use super::super::constants::Constants;
use super::query::{Cut, Proof};
use crate::ir::DefId;
use crate::logic::Term;
use crate::sat::cnf::Cnf;
use crate::sat::record::about;
use crate::sat::{self, Answer};
use crate::symbolic::items::Kind;
use crate::symbolic::lemma::{Candidates, Items, Lemma};
use crate::util::work::{self, Work};
use rustc_hash::FxHashMap;
use std::cmp::Reverse;

pub(super) struct Finder<'m, 'k> {
    cut: Cut<'m>,
    kinds: &'k [Kind],
    before: Items,
    after: Items,
    /// What each lemma says before the step, and after.
    terms: FxHashMap<Lemma, (Term, Term)>,
    /// What must not hold, whatever the lemmas are.
    goals: Vec<Term>,
}

/// Something to be shown.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Goal {
    /// One of the goals that are given.
    Whole(usize),
    /// A lemma holds after the step, too.
    Kept(Lemma),
}

/// The lemmas with which a goal was reached.
pub(super) type Cores = FxHashMap<Goal, Vec<Lemma>>;

/// A lemma that took less than this part of the work is not worth an attempt to do without it.
const WORTH: u64 = 50;

/// Where all together take less than this, lemmas are left out for the reader's sake.
const CHEAP: Work = Work::milliseconds(200);

impl<'m, 'k> Finder<'m, 'k> {
    /// `None` if there may be deadlocks, or functions have no fixed domains.
    pub fn new(mut cut: Cut<'m>, kinds: &'k [Kind], deadlocks: bool) -> Option<Finder<'m, 'k>> {
        let before = cut.encoder.seen_items(&cut.before, kinds, usize::MAX)?;
        let after = cut.encoder.seen_items(&cut.step.state, kinds, usize::MAX)?;
        let mut goals = vec![cut.wrong];
        for violated in cut.violated.iter().skip(usize::from(mutant!("induct-first-invariant-not-shown"))) {
            goals.push(cut.encoder.graph.and(cut.taken, *violated));
        }
        if deadlocks && !mutant!("induct-deadlock-not-shown") {
            goals.push(cut.stuck()?);
        }
        Some(Finder { cut, kinds, before, after, terms: FxHashMap::default(), goals })
    }

    pub fn kinds(&self) -> &'k [Kind] {
        self.kinds
    }

    /// Goes on to `end`, whatever was said before.
    pub fn until(&mut self, end: Work) {
        self.cut.end = end;
    }

    fn terms(&mut self, lemma: Lemma) -> (Term, Term) {
        if let Some(terms) = self.terms.get(&lemma) {
            return *terms;
        }
        let encoder = &mut self.cut.encoder;
        let terms = (encoder.lemma(&lemma, &self.before, self.kinds), encoder.lemma(&lemma, &self.after, self.kinds));
        self.terms.insert(lemma, terms);
        terms
    }

    /// Of the candidates, lemmas that suffice for the goals and are inductive; what turned out not to be is dropped from them.
    /// `cores` has, for goals that were reached before, the lemmas that this took.
    pub fn explain(&mut self, candidates: &mut Candidates, cores: &mut Cores) -> Result<Vec<Lemma>, Proof> {
        loop {
            let mut needed: Vec<Lemma> = Vec::new();
            let mut goals: Vec<Goal> = (0..self.goals.len()).map(Goal::Whole).collect();
            let mut at = 0;
            let mut dropped = false;
            while let Some(goal) = goals.get(at).copied() {
                at += 1;
                let core = match cores.get(&goal) {
                    Some(core) => core,
                    None => match self.core(goal, &candidates.active) {
                        Ok(core) => cores.entry(goal).or_insert(core),
                        Err(Proof::No) if matches!(goal, Goal::Kept(_)) => {
                            self.drop_broken(candidates, cores);
                            dropped = true;
                            break;
                        }
                        Err(why) => return Err(why),
                    },
                };
                for lemma in core {
                    if !needed.contains(lemma) {
                        needed.push(*lemma);
                        goals.push(Goal::Kept(*lemma));
                    }
                }
            }
            if !dropped {
                return Ok(needed);
            }
        }
    }

    /// For the log, after the last goal was missed: the step that shows it.
    pub fn tell_why_not(&self) {
        let encoder = &self.cut.encoder;
        let choices = self.cut.cnf.model(&encoder.graph);
        for (when, state) in [("before", &self.cut.before), ("after", &self.cut.step.state)] {
            let values = encoder.decode(state, &choices).unwrap_or_default();
            let values: Vec<String> = values.iter().map(|v| v.to_string()).collect();
            log::debug!(target: "tlaloc::induct", "{when}: {}", values.join(", "));
        }
    }

    /// Those of the lemmas that a goal is reached with.
    fn core(&mut self, goal: Goal, lemmas: &[Lemma]) -> Result<Vec<Lemma>, Proof> {
        let is_lemma = matches!(goal, Goal::Kept(_));
        let _topic = about(|| match goal {
            Goal::Whole(i) => format!("induction: lemmas suffice for goal {i}"),
            Goal::Kept(lemma) => format!("induction: kept by each step: {}", self.cut.encoder.say(&lemma, self.kinds)),
        });
        let goal = match goal {
            Goal::Whole(i) => self.goals[i],
            Goal::Kept(lemma) => {
                let after = self.terms(lemma).1;
                self.cut.encoder.graph.and(self.cut.taken, !after)
            }
        };
        if goal == Term::FALSE || (mutant!("induct-lemmas-not-kept") && is_lemma) {
            return Ok(Vec::new());
        }
        let assumed: Vec<Term> = lemmas.iter().map(|l| self.terms(*l).0).collect();
        let asked: Vec<Term> = assumed.iter().copied().chain([goal]).collect();
        match self.cut.refute(&asked) {
            Proof::Found => {}
            other => return Err(other),
        }
        let used = lemmas.iter().zip(assumed).filter(|(_, t)| t.as_constant().is_none() && self.cut.cnf.was_needed(*t));
        Ok(used.map(|p| *p.0).collect())
    }

    /// Drops the candidates that the solver's model makes false after the step, and what was concluded from them.
    fn drop_broken(&mut self, candidates: &mut Candidates, cores: &mut Cores) {
        let wrong = self.broken(&candidates.active);
        let is_wrong = |l: &Lemma| wrong.contains(l);
        cores.retain(|goal, core| !core.iter().any(is_wrong) && !matches!(goal, Goal::Kept(l) if is_wrong(l)));
        candidates.drop(&wrong);
    }

    /// Drops all candidates that are not inductive, needed or not.
    #[cfg(test)]
    pub fn close(&mut self, candidates: &mut Candidates) {
        let mut cores = Cores::default();
        while let Some(lemma) = candidates.active.iter().find(|l| !cores.contains_key(&Goal::Kept(**l))).copied() {
            match self.core(Goal::Kept(lemma), &candidates.active) {
                Ok(core) => {
                    cores.insert(Goal::Kept(lemma), core);
                }
                Err(Proof::No) => self.drop_broken(candidates, &mut cores),
                Err(other) => panic!("induct: there is no limit: {other:?}"),
            }
        }
    }

    /// Those that the solver's model makes false.
    fn broken(&mut self, lemmas: &[Lemma]) -> Vec<Lemma> {
        let after: Vec<Term> = lemmas.iter().map(|l| self.terms(*l).1).collect();
        let graph = &self.cut.encoder.graph;
        let model = self.cut.cnf.model(graph);
        let mut memo = FxHashMap::default();
        lemmas.iter().zip(after).filter(|(_, t)| !graph.evaluate(*t, &model, &mut memo)).map(|p| *p.0).collect()
    }

    /// The lemmas without those that the others can spare; they come with what each cost elsewhere.
    pub fn spared(&mut self, mut lemmas: Vec<(Work, Lemma)>, mut cores: Cores) -> Vec<Lemma> {
        let total = lemmas.iter().fold(Work::ZERO, |sum, l| sum + l.0);
        lemmas.sort_by_key(|l| Reverse(l.0));
        let mut kept: Vec<Lemma> = lemmas.iter().map(|l| l.1).collect();
        for (_, lemma) in lemmas.into_iter().filter(|l| total < CHEAP || l.0 >= total / WORTH) {
            if !kept.contains(&lemma) {
                continue;
            }
            let mut rest = Candidates::of(kept.iter().copied().filter(|l| *l != lemma));
            let mut without = cores.clone();
            without.remove(&Goal::Kept(lemma));
            without.retain(|_, core| !core.contains(&lemma));
            if let Ok(needed) = self.explain(&mut rest, &mut without) {
                (kept, cores) = (needed, without);
            }
        }
        kept
    }
}

/// Drops what does not hold initially. `None` if that cannot be told.
pub(super) fn initially(
    (constants, init): (&Constants<'_>, DefId),
    kinds: &[Kind],
    candidates: &mut Candidates,
    backend: sat::Backend,
    end: Work,
) -> Option<()> {
    if mutant!("induct-lemmas-not-initial") {
        return Some(());
    }
    let mut encoder = constants.encoder();
    let first = encoder.init(init);
    if !encoder.is_plain_state(&first.state) {
        return None;
    }
    let mut cnf = Cnf::new(sat::solver(backend, "induction, initial states"));
    cnf.assert(&encoder.graph, first.guard);
    let items = encoder.seen_items(&first.state, kinds, usize::MAX)?;
    loop {
        let terms: Vec<Term> = candidates.active.iter().map(|l| encoder.lemma(l, &items, kinds)).collect();
        let graph = &mut encoder.graph;
        let broken = graph.any(terms.iter().map(|t| !*t));
        let _topic = about(|| "induction: an initial state refutes a lemma".into());
        match cnf.solve(graph, &[broken], end - work::done()) {
            Answer::Unsatisfiable => return Some(()),
            Answer::Satisfiable => {}
            Answer::Stopped | Answer::Unknown(_) => return None,
        }
        let (choices, mut memo) = (cnf.model(graph), FxHashMap::default());
        let held = terms.iter().map(|t| graph.evaluate(*t, &choices, &mut memo));
        let wrong: Vec<Lemma> = candidates.active.iter().zip(held).filter(|p| !p.1).map(|p| *p.0).collect();
        candidates.drop(&wrong);
    }
}
