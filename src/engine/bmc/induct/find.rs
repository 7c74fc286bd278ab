//! Inductive lemmas: which candidates are inductive, and which of them are needed.
//!
//! In: a [`StepQuery`] of a small form, and candidates that random behaviors did not refute. Out: lemmas that hold initially, are kept
//! by each step, and suffice for the goals: no evaluation fails, the invariants are kept, there is no deadlock.
//!
//! - [`Finder::explain`]: all candidates are assumed before the step. Those in the core of a goal have to hold after the step:
//!   they are further goals. If one can be false there, it is dropped, with all others that the solver's model makes false (as in Flanagan
//!   and Leino's Houdini), and so are the conclusions from them. Candidates in no core are never queried.
//! - [`Finder::spared`]: lemmas are left out one after the other, the most expensive first, if the rest still suffices.

use super::query::{Proof, StepQuery};
use crate::logic::Term;
use crate::sat::cnf::Cnf;
use crate::sat::record::about;
use crate::sat::{self, Answer};
use crate::symbolic::lemma::items::ItemKind;
use crate::symbolic::lemma::{Candidates, Items, Lemma};
use crate::transition::{TransitionSystem, Unroller};
use crate::util::work::{self, Work};
use rustc_hash::FxHashMap;
use std::cmp::Reverse;

pub(super) struct Finder<'m, 'k> {
    query: StepQuery<'m>,
    kinds: &'k [ItemKind],
    before: Items,
    after: Items,
    /// The term of each lemma before the step, and after it.
    terms: FxHashMap<Lemma, (Term, Term)>,
    /// The conditions that must not hold.
    goals: Vec<Term>,
}

/// A proof goal.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Goal {
    /// One of the given conditions.
    Whole(usize),
    /// A lemma holds after the step.
    Kept(Lemma),
}

/// For each proven goal, the lemmas in its core.
pub(super) type Cores = FxHashMap<Goal, Vec<Lemma>>;

/// Lemmas that took less than this fraction of the work are kept.
const WORTH: u64 = 50;

/// If all lemmas together take less than this, superfluous ones are left out for readability.
const CHEAP: Work = Work::milliseconds(200);

impl<'m, 'k> Finder<'m, 'k> {
    /// `None` if there may be deadlocks, or functions have no fixed domains.
    pub fn new(mut query: StepQuery<'m>, kinds: &'k [ItemKind], deadlocks: bool) -> Option<Finder<'m, 'k>> {
        let before = query.unroller.encoder.seen_items(&query.unroller.states[0], kinds, usize::MAX)?;
        let after = query.unroller.encoder.seen_items(&query.step.state, kinds, usize::MAX)?;
        let mut goals = vec![query.wrong];
        for violated in query.violated.iter().skip(usize::from(mutant!("induct-first-invariant-not-shown"))) {
            goals.push(query.unroller.encoder.graph.and(query.taken, *violated));
        }
        if deadlocks && !mutant!("induct-deadlock-not-shown") {
            goals.push(query.stuck()?);
        }
        Some(Finder { query, kinds, before, after, terms: FxHashMap::default(), goals })
    }

    pub fn kinds(&self) -> &'k [ItemKind] {
        self.kinds
    }

    /// Sets the work count at which queries end.
    pub fn until(&mut self, end: Work) {
        self.query.end = end;
    }

    fn terms(&mut self, lemma: Lemma) -> (Term, Term) {
        if let Some(terms) = self.terms.get(&lemma) {
            return *terms;
        }
        let encoder = &mut self.query.unroller.encoder;
        let terms = (encoder.lemma(&lemma, &self.before, self.kinds), encoder.lemma(&lemma, &self.after, self.kinds));
        self.terms.insert(lemma, terms);
        terms
    }

    /// Lemmas among the candidates that suffice for the goals and are inductive. Candidates that are not inductive are dropped.
    /// `cores` has the cores of goals that were proven before.
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

    /// Logs the step that refutes the last goal.
    pub fn tell_why_not(&mut self) {
        let encoder = &self.query.unroller.encoder;
        let choices = self.query.cnf.model(&encoder.graph);
        for (when, state) in [("before", &self.query.unroller.states[0]), ("after", &self.query.step.state)] {
            let values = encoder.decode(state, &choices).unwrap_or_default();
            let values: Vec<String> = values.iter().map(|v| v.to_string()).collect();
            log::debug!(target: "tlaloc::induct", "{when}: {}", values.join(", "));
        }
    }

    /// The lemmas in the core of a goal.
    fn core(&mut self, goal: Goal, lemmas: &[Lemma]) -> Result<Vec<Lemma>, Proof> {
        let is_lemma = matches!(goal, Goal::Kept(_));
        let _topic = about(|| match goal {
            Goal::Whole(i) => format!("induction: lemmas suffice for goal {i}"),
            Goal::Kept(lemma) => {
                format!("induction: kept by each step: {}", self.query.unroller.encoder.render_lemma(&lemma, self.kinds))
            }
        });
        let goal = match goal {
            Goal::Whole(i) => self.goals[i],
            Goal::Kept(lemma) => {
                let after = self.terms(lemma).1;
                self.query.unroller.encoder.graph.and(self.query.taken, !after)
            }
        };
        if goal == Term::FALSE || (mutant!("induct-lemmas-not-kept") && is_lemma) {
            return Ok(Vec::new());
        }
        let assumed: Vec<Term> = lemmas.iter().map(|l| self.terms(*l).0).collect();
        let asked: Vec<Term> = assumed.iter().copied().chain([goal]).collect();
        match self.query.refute(&asked) {
            Proof::Found => {}
            other => return Err(other),
        }
        let used = lemmas.iter().zip(assumed).filter(|(_, t)| t.as_constant().is_none() && self.query.cnf.was_needed(*t));
        Ok(used.map(|p| *p.0).collect())
    }

    /// Drops the candidates that the solver's model makes false after the step, and the conclusions from them.
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

    /// The lemmas that the solver's model makes false.
    fn broken(&mut self, lemmas: &[Lemma]) -> Vec<Lemma> {
        let after: Vec<Term> = lemmas.iter().map(|l| self.terms(*l).1).collect();
        let graph = &self.query.unroller.encoder.graph;
        let model = self.query.cnf.model(graph);
        let mut memo = FxHashMap::default();
        lemmas.iter().zip(after).filter(|(_, t)| !graph.evaluate(*t, &model, &mut memo)).map(|p| *p.0).collect()
    }

    /// The lemmas without superfluous ones. Each comes with the work of its proof elsewhere.
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

/// Drops candidates that some initial state refutes. `None` if that cannot be decided.
pub(super) fn initially(
    system: &TransitionSystem<'_>,
    kinds: &[ItemKind],
    candidates: &mut Candidates,
    backend: sat::Backend,
    end: Work,
) -> Option<()> {
    if mutant!("induct-lemmas-not-initial") {
        return Some(());
    }
    let mut unroller = Unroller::new(system);
    let first = unroller.init();
    let encoder = &mut unroller.encoder;
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
