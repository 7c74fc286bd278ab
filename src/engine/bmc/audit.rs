//! Every use of a reduction checked while the search runs, by the solver and by the evaluator: for tests ([`crate::engine::Reductions`]).
//!
//! In: the search at work. Out: nothing, or an internal error that names the reduction and shows where it went wrong. What is checked:
//!
//! - **states**: the states `d` steps away that the assertions leave are, up to declared or proven symmetry, those that the evaluator
//!   reaches in `d` steps ([`Search::audit_states`]);
//! - **order**: if steps `a`, `b` are taken as independent in some behavior, then `b` is possible first and leads, followed by
//!   `a`, to the same state ([`Search::audit_order`]). Behaviors are the solver's, and it is the evaluator that takes the steps;
//! - **symmetry**: the image of a behavior under the exchange of two values is a behavior, and its last state satisfies the
//!   same invariants ([`Search::audit_symmetry`]);
//! - **narrowing**: no behavior tells a narrowed state from what it was ([`Search::audit_narrowed`]).
//!
//! Limits are counts: of states a level, of behaviors a question. Past them a check ends early; it never fails for that.

use super::query::internal;
use super::{Search, Stop};
use crate::eval::Evaluator;
use crate::logic::Term;
use crate::symbolic::{Step, SymState};
use crate::trace::replay::{allowed, in_model};
use crate::value::permute::{Permutation, permute};
use crate::value::{ActionLabel, State};
use crate::value::{Value, order};
use itertools::Itertools;
use std::collections::BTreeSet;

/// States a level, beyond which levels are no longer compared.
const MOST_STATES: usize = 150;

/// Renamings of a state, beyond which states are not compared up to symmetry.
const MOST_RENAMINGS: usize = 200;

/// Behaviors in which one pair of steps is exchanged.
const EXCHANGES: usize = 6;

/// Pairs of branches a depth that are asked about.
const MOST_PAIRS: usize = 60;

/// Behaviors in which two values are exchanged.
const IMAGES: usize = 3;

/// What the evaluator has reached.
#[derive(Default)]
pub(super) struct Audit {
    /// The states as many steps away as the depth that was compared last; `None` when there are too many.
    level: Option<Vec<State>>,
}

/// States in an order, so that sets of them can be compared.
#[derive(PartialEq, Eq)]
struct Ordered(State);

impl PartialOrd for Ordered {
    fn partial_cmp(&self, other: &Ordered) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ordered {
    fn cmp(&self, other: &Ordered) -> std::cmp::Ordering {
        let pairs = self.0.0.iter().zip(other.0.0.iter());
        pairs.map(|(a, b)| order::compare(a, b)).find(|o| o.is_ne()).unwrap_or(std::cmp::Ordering::Equal)
    }
}

impl Search<'_> {
    fn audits(&self) -> bool {
        self.options.bounded.reductions.audit && self.survey.is_none() && self.lassos.is_none()
    }

    /// The states at `depth` that all assertions so far leave, against those that the evaluator reaches.
    pub(super) fn audit_states(&mut self, depth: u32) -> Result<(), Stop> {
        if !self.audits() || !self.model.trace_invariants.is_empty() || self.encoder.counts_levels() {
            return Ok(());
        }
        self.audit.level = match depth {
            0 => self.initial_states(),
            _ => self.audit.level.take().and_then(|level| self.next_states(&level)),
        };
        let (Some(level), Some(renamings)) = (&self.audit.level, self.renamings()) else { return Ok(()) };
        let least = |s: &State| {
            let images = renamings.iter().map(|p| Ordered(State(s.0.iter().map(|v| permute(v, p)).collect())));
            images.min().unwrap_or_else(|| Ordered(s.clone()))
        };
        let expected: BTreeSet<Ordered> = level.iter().map(&least).collect();
        let state = self.states[depth as usize].clone();
        let (mut found, mut other) = (BTreeSet::new(), Term::TRUE);
        while let Some(choices) = self.queries.satisfiable(self.options, &self.encoder.graph, other)? {
            let decoded = self.queries.decode(&self.encoder, std::slice::from_ref(&state), &choices)?;
            let same = self.encoder.is_state(&state, &decoded[0].0);
            other = self.encoder.graph.and(other, !same);
            found.insert(least(&decoded[0]));
            if found.len() > expected.len() {
                break;
            }
        }
        let show = |s: Option<&Ordered>| s.map_or(String::new(), |s| s.0.0.iter().map(Value::to_string).join(" "));
        match (expected.difference(&found).next(), found.difference(&expected).next()) {
            (None, None) => Ok(()),
            (lost, new) => Err(internal(&format!(
                "audit: of the states after {depth} steps {} are lost ({}) and {} do not exist ({})",
                expected.difference(&found).count(),
                show(lost),
                found.difference(&expected).count(),
                show(new)
            ))),
        }
    }

    fn initial_states(&self) -> Option<Vec<State>> {
        let (mut evaluator, mut all) = (Evaluator::new(self.model), BTreeSet::new());
        evaluator.set_register("level", 0);
        let ended = evaluator.initial_states(self.model.init?, &mut |s| {
            all.insert(Ordered(s));
            if all.len() > MOST_STATES { Err(crate::eval::Stop) } else { Ok(()) }
        });
        self.within_constraints(all.into_iter().map(|s| (None, s.0)).collect()).filter(|_| ended.is_ok())
    }

    fn next_states(&self, level: &[State]) -> Option<Vec<State>> {
        let mut evaluator = Evaluator::new(self.model);
        let mut all: Vec<(Option<&State>, State)> = Vec::new();
        let mut seen = BTreeSet::new();
        for from in level {
            let ended = evaluator.successors(self.model.next?, from, &mut |_, s| {
                if self.model.action_constraints.is_empty() && !seen.insert(Ordered(s.clone())) {
                    return Ok(());
                }
                all.push((Some(from), s));
                if all.len() > MOST_STATES { Err(crate::eval::Stop) } else { Ok(()) }
            });
            ended.ok()?;
        }
        self.within_constraints(all)
    }

    /// Those that the constraints leave.
    fn within_constraints(&self, all: Vec<(Option<&State>, State)>) -> Option<Vec<State>> {
        let mut evaluator = Evaluator::new(self.model);
        let mut kept = BTreeSet::new();
        for (from, s) in all {
            let step = from.map_or(Ok(true), |from| allowed(&mut evaluator, self.model, from, &s)).ok()?;
            if step && in_model(&mut evaluator, self.model, &s).ok()? {
                kept.insert(Ordered(s));
            }
        }
        Some(kept.into_iter().map(|s| s.0).collect())
    }

    /// All permutations within the classes; `None` if there are too many.
    fn renamings(&self) -> Option<Vec<Permutation>> {
        let mut all = vec![Permutation::default()];
        for class in &self.symmetry.classes {
            let atoms: Vec<_> = class.iter().filter_map(|v| if let Value::Model(a) = v { Some(*a) } else { None }).collect();
            if atoms.len() > 5 || all.len() * (1..=atoms.len()).product::<usize>() > MOST_RENAMINGS {
                return None;
            }
            let images: Vec<Vec<_>> = atoms.iter().copied().permutations(atoms.len()).collect();
            let joined = all.iter().cartesian_product(&images).map(|(p, image)| {
                let moved = atoms.iter().copied().zip(image.iter().copied()).filter(|(a, b)| a != b);
                p.iter().map(|(a, b)| (*a, *b)).chain(moved).collect()
            });
            all = joined.collect();
        }
        Some(all)
    }

    /// Pairs of branches taken as independent, of the last step and `step`.
    pub(super) fn audit_order(&mut self, step: &Step) -> Result<(), Stop> {
        let Some(last) = self.last.take_if(|_| self.options.bounded.reductions.audit && self.survey.is_none()) else {
            return Ok(());
        };
        let before = self.states.len() - 2;
        let pairs = self.encoder.exchanges(&self.states[before], &last, step);
        let states = [self.states[before].clone(), self.states[before + 1].clone(), step.state.clone()];
        self.last = Some(last);
        for pair in pairs.into_iter().take(MOST_PAIRS) {
            let mut other = self.encoder.graph.and(pair, step.guard);
            for _ in 0..EXCHANGES {
                let Some(choices) = self.queries.satisfiable(self.options, &self.encoder.graph, other)? else { break };
                let decoded = self.queries.decode(&self.encoder, &states, &choices)?;
                if !self.is_exchangeable(&decoded) {
                    let show = |s: &State| s.0.iter().map(Value::to_string).join(" ");
                    return Err(internal(&format!(
                        "audit: two steps are not independent: {}",
                        decoded.iter().map(show).join(" -> ")
                    )));
                }
                let same: Vec<Term> = states.iter().zip(&decoded).map(|(s, d)| self.encoder.is_state(s, &d.0)).collect();
                let same = self.encoder.graph.all(same);
                other = self.encoder.graph.and(other, !same);
            }
        }
        Ok(())
    }

    /// Can the actions of the two steps be taken the other way around, to the same end? What cannot be evaluated counts as yes.
    fn is_exchangeable(&self, states: &[State]) -> bool {
        let mut evaluator = Evaluator::new(self.model);
        let [from, between, to] = states else { return true };
        let labels = |evaluator: &mut Evaluator<'_>, a: &State, b: &State| -> Option<Vec<ActionLabel>> {
            let mut all = Vec::new();
            let ended = evaluator.successors(self.model.next?, a, &mut |label, s| {
                if s == *b {
                    all.push(label.get());
                }
                Ok(())
            });
            ended.ok().map(|()| all)
        };
        let Some(next) = self.model.next else { return true };
        let (Some(first), Some(second)) = (labels(&mut evaluator, from, between), labels(&mut evaluator, between, to)) else {
            return true;
        };
        let mut ways = Vec::new();
        let ended = evaluator.successors(next, from, &mut |label, s| {
            if second.contains(&label.get()) {
                ways.push(s);
            }
            Ok(())
        });
        ended.is_err()
            || ways.iter().any(|way| labels(&mut evaluator, way, to).is_none_or(|l| l.iter().any(|label| first.contains(label))))
    }

    /// Values taken as interchangeable, in behaviors up to `depth`.
    pub(super) fn audit_symmetry(&mut self, depth: u32) -> Result<(), Stop> {
        if !self.audits() || self.symmetry.believed.is_some() || self.encoder.counts_levels() {
            return Ok(());
        }
        let states: Vec<SymState> = self.states[..=depth as usize].to_vec();
        let mut other = Term::TRUE;
        for _ in 0..if self.symmetry.is_trivial() { 0 } else { IMAGES } {
            let Some(choices) = self.queries.satisfiable(self.options, &self.encoder.graph, other)? else { break };
            let behavior = self.queries.decode(&self.encoder, &states, &choices)?;
            for (a, b) in self.symmetry.classes.iter().flat_map(|c| c.iter().tuple_windows()) {
                let (Value::Model(x), Value::Model(y)) = (a, b) else { continue };
                let exchange: Permutation = [(*x, *y), (*y, *x)].into_iter().collect();
                let image: Vec<State> =
                    behavior.iter().map(|s| State(s.0.iter().map(|v| permute(v, &exchange)).collect())).collect();
                if !self.is_like(&behavior, &image) {
                    let show = |s: &State| s.0.iter().map(Value::to_string).join(" ");
                    let shown = behavior.iter().map(show).join(" -> ");
                    return Err(internal(&format!("audit: {a} and {b} are not interchangeable: {shown}")));
                }
            }
            let last = self.encoder.is_state(&states[depth as usize], &behavior[depth as usize].0);
            other = self.encoder.graph.and(other, !last);
        }
        Ok(())
    }

    /// Is the image of a behavior a behavior whose last state satisfies the same invariants?
    fn is_like(&self, behavior: &[State], image: &[State]) -> bool {
        let mut e = Evaluator::new(self.model);
        let (Some(init), Some(next)) = (self.model.init, self.model.next) else { return true };
        let mut found = false;
        let ended = e.initial_states(init, &mut |s| {
            found |= s == image[0];
            if found { Err(crate::eval::Stop) } else { Ok(()) }
        });
        if !found && ended.is_ok() {
            return false;
        }
        for pair in image.windows(2) {
            let mut leads = false;
            let ended = e.successors(next, &pair[0], &mut |_, s| {
                leads |= s == pair[1];
                if leads { Err(crate::eval::Stop) } else { Ok(()) }
            });
            if !leads && ended.is_ok() {
                return false;
            }
        }
        let (Some(last), Some(other)) = (behavior.last(), image.last()) else { return true };
        self.model.invariants.iter().all(|inv| {
            match (e.predicate(inv.def, Some(last), None), e.predicate(inv.def, Some(other), None)) {
                (Ok(a), Ok(b)) => a == b,
                _ => true,
            }
        })
    }

    /// A state before and after narrowing.
    pub(super) fn audit_narrowed(&mut self, before: &SymState, after: &SymState) -> Result<(), Stop> {
        if !self.audits() || before == after {
            return Ok(());
        }
        let differ = self.encoder.differ(before, after);
        match self.queries.satisfiable(self.options, &self.encoder.graph, differ)? {
            None => Ok(()),
            Some(_) => Err(internal("audit: a narrowed state is not what it was")),
        }
    }
}
