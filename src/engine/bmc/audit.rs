//! A checker of every use of a reduction, by the solver and by the evaluator, while the search runs; for tests ([`crate::engine::Reductions`]).
//!
//! In: the search. Out: nothing, or an internal error that names the reduction and shows the states. It checks:
//!
//! - **states**: the states `d` steps away that the assertions leave are, up to declared or proven symmetry, those that the evaluator
//!   reaches in `d` steps ([`Audit::states`]);
//! - **order**: if steps `a`, `b` are taken as independent in some behavior, then `b` is possible first and leads, followed by
//!   `a`, to the same state ([`Audit::order`]). Behaviors are the solver's, and it is the evaluator that takes the steps;
//! - **symmetry**: the image of a behavior under the exchange of two values is a behavior, and its last state satisfies the
//!   same invariants ([`Audit::symmetry`]);
//! - **narrowing**: no behavior tells a narrowed state from what it was ([`Audit::narrowed`]).
//!
//! Limits are counts of states and of behaviors. Beyond them a check ends early, and counts as passed.

use super::session::Session;
use super::stop::{Stop, internal};
use super::symmetry::Symmetry;
use crate::eval::Evaluator;
use crate::ir::Model;
use crate::logic::Term;
use crate::symbolic::{Step, SymState};
use crate::trace::replay::{allowed, in_model};
use crate::value::permute::{Permutation, permute};
use crate::value::{ActionLabel, State};
use crate::value::{Value, order};
use itertools::Itertools;
use std::collections::BTreeSet;

/// The most states of a level that is compared.
const MOST_STATES: usize = 150;

/// The most renamings of a state that are compared.
const MOST_RENAMINGS: usize = 200;

/// The behaviors in which one pair of steps is exchanged.
const EXCHANGES: usize = 6;

/// The most pairs of branches that are checked at one depth.
const MOST_PAIRS: usize = 60;

/// The behaviors in which two values are exchanged.
const IMAGES: usize = 3;

/// The checker of a search's reductions.
pub(super) struct Audit {
    /// Is it on?
    on: bool,
    /// Are states compared as well?
    of_states: bool,
    /// The states that the evaluator reaches in as many steps as the last depth compared; `None` if there are too many.
    level: Option<Vec<State>>,
}

/// A state with an order, for sets of states.
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

impl Audit {
    pub fn new(on: bool) -> Audit {
        Audit { on, of_states: on, level: None }
    }

    /// Checks the order of steps only: with temporal properties states have inputs that are not part of them.
    pub fn without_states(&mut self) {
        self.of_states = false;
    }

    /// Compares the states at `depth` that satisfy all assertions with those that the evaluator reaches.
    pub fn states(&mut self, session: &mut Session<'_>, symmetry: &Symmetry, depth: u32) -> Result<(), Stop> {
        if !self.of_states || !session.model.trace_invariants.is_empty() || session.unroller.encoder.counts_levels() {
            return Ok(());
        }
        self.level = match depth {
            0 => initial_states(session.model),
            _ => self.level.take().and_then(|level| next_states(session.model, &level)),
        };
        let (Some(level), Some(renamings)) = (&self.level, renamings(symmetry)) else { return Ok(()) };
        let least = |s: &State| {
            let images = renamings.iter().map(|p| Ordered(State(s.0.iter().map(|v| permute(v, p)).collect())));
            images.min().unwrap_or_else(|| Ordered(s.clone()))
        };
        let expected: BTreeSet<Ordered> = level.iter().map(&least).collect();
        let state = session.state(depth).clone();
        let (mut found, mut other) = (BTreeSet::new(), Term::TRUE);
        while let Some(choices) = session.satisfiable(other)? {
            let decoded = session.decode(std::slice::from_ref(&state), &choices)?;
            let same = session.encoder().is_state(&state, &decoded[0].0);
            other = session.graph().and(other, !same);
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

    /// Checks the pairs of branches that count as independent, of the last step and `step`.
    pub fn order(&self, session: &mut Session<'_>, last: &Step, step: &Step) -> Result<(), Stop> {
        if !self.on {
            return Ok(());
        }
        let unroller = &mut session.unroller;
        let before = unroller.states.len() - 2;
        let pairs = unroller.encoder.exchanges(&unroller.states[before], last, step);
        let states = [unroller.states[before].clone(), unroller.states[before + 1].clone(), step.state.clone()];
        for pair in pairs.into_iter().take(MOST_PAIRS) {
            let mut other = session.graph().and(pair, step.guard);
            for _ in 0..EXCHANGES {
                let Some(choices) = session.satisfiable(other)? else { break };
                let decoded = session.decode(&states, &choices)?;
                if !is_exchangeable(session.model, &decoded) {
                    let show = |s: &State| s.0.iter().map(Value::to_string).join(" ");
                    return Err(internal(&format!(
                        "audit: two steps are not independent: {}",
                        decoded.iter().map(show).join(" -> ")
                    )));
                }
                let same: Vec<Term> = states.iter().zip(&decoded).map(|(s, d)| session.encoder().is_state(s, &d.0)).collect();
                let same = session.graph().all(same);
                other = session.graph().and(other, !same);
            }
        }
        Ok(())
    }

    /// Checks interchangeable values in behaviors up to `depth`.
    pub fn symmetry(&self, session: &mut Session<'_>, symmetry: &Symmetry, depth: u32) -> Result<(), Stop> {
        if !self.of_states || symmetry.believed.is_some() || session.unroller.encoder.counts_levels() {
            return Ok(());
        }
        let states: Vec<SymState> = session.unroller.states[..=depth as usize].to_vec();
        let mut other = Term::TRUE;
        for _ in 0..if symmetry.is_trivial() { 0 } else { IMAGES } {
            let Some(choices) = session.satisfiable(other)? else { break };
            let behavior = session.decode(&states, &choices)?;
            for (a, b) in symmetry.classes.iter().flat_map(|c| c.iter().tuple_windows()) {
                let (Value::Model(x), Value::Model(y)) = (a, b) else { continue };
                let exchange: Permutation = [(*x, *y), (*y, *x)].into_iter().collect();
                let image: Vec<State> =
                    behavior.iter().map(|s| State(s.0.iter().map(|v| permute(v, &exchange)).collect())).collect();
                if !is_like(session.model, &behavior, &image) {
                    let show = |s: &State| s.0.iter().map(Value::to_string).join(" ");
                    let shown = behavior.iter().map(show).join(" -> ");
                    return Err(internal(&format!("audit: {a} and {b} are not interchangeable: {shown}")));
                }
            }
            let last = session.encoder().is_state(&states[depth as usize], &behavior[depth as usize].0);
            other = session.graph().and(other, !last);
        }
        Ok(())
    }

    /// Checks that narrowing has not changed the value of a state.
    pub fn narrowed(&self, session: &mut Session<'_>, before: &SymState, after: &SymState) -> Result<(), Stop> {
        if !self.of_states || before == after {
            return Ok(());
        }
        let differ = session.encoder().differ(before, after);
        match session.satisfiable(differ)? {
            None => Ok(()),
            Some(_) => Err(internal("audit: a narrowed state is not what it was")),
        }
    }
}

fn initial_states(model: &Model) -> Option<Vec<State>> {
    let (mut evaluator, mut all) = (Evaluator::new(model), BTreeSet::new());
    evaluator.set_register("level", 0);
    let ended = evaluator.initial_states(model.init?, &mut |s| {
        all.insert(Ordered(s));
        if all.len() > MOST_STATES { Err(crate::eval::Stop) } else { Ok(()) }
    });
    within_constraints(model, all.into_iter().map(|s| (None, s.0)).collect()).filter(|_| ended.is_ok())
}

fn next_states(model: &Model, level: &[State]) -> Option<Vec<State>> {
    let mut evaluator = Evaluator::new(model);
    let mut all: Vec<(Option<&State>, State)> = Vec::new();
    let mut seen = BTreeSet::new();
    for from in level {
        let ended = evaluator.successors(model.next?, from, &mut |_, s| {
            if model.action_constraints.is_empty() && !seen.insert(Ordered(s.clone())) {
                return Ok(());
            }
            all.push((Some(from), s));
            if all.len() > MOST_STATES { Err(crate::eval::Stop) } else { Ok(()) }
        });
        ended.ok()?;
    }
    within_constraints(model, all)
}

/// The states within the constraints.
fn within_constraints(model: &Model, all: Vec<(Option<&State>, State)>) -> Option<Vec<State>> {
    let mut evaluator = Evaluator::new(model);
    let mut kept = BTreeSet::new();
    for (from, s) in all {
        let step = from.map_or(Ok(true), |from| allowed(&mut evaluator, model, from, &s)).ok()?;
        if step && in_model(&mut evaluator, model, &s).ok()? {
            kept.insert(Ordered(s));
        }
    }
    Some(kept.into_iter().map(|s| s.0).collect())
}

/// All permutations within the classes; `None` if there are too many.
fn renamings(symmetry: &Symmetry) -> Option<Vec<Permutation>> {
    let mut all = vec![Permutation::default()];
    for class in &symmetry.classes {
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

/// Can the actions of the two steps be taken in the other order, to the same state? A failing evaluation counts as yes.
fn is_exchangeable(model: &Model, states: &[State]) -> bool {
    let mut evaluator = Evaluator::new(model);
    let [from, between, to] = states else { return true };
    let labels = |evaluator: &mut Evaluator<'_>, a: &State, b: &State| -> Option<Vec<ActionLabel>> {
        let mut all = Vec::new();
        let ended = evaluator.successors(model.next?, a, &mut |label, s| {
            if s == *b {
                all.push(label.get());
            }
            Ok(())
        });
        ended.ok().map(|()| all)
    };
    let Some(next) = model.next else { return true };
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

/// Is the image of a behavior a behavior whose last state satisfies the same invariants?
fn is_like(model: &Model, behavior: &[State], image: &[State]) -> bool {
    let mut e = Evaluator::new(model);
    let (Some(init), Some(next)) = (model.init, model.next) else { return true };
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
    model.invariants.iter().all(|inv| match (e.predicate(inv.def, Some(last), None), e.predicate(inv.def, Some(other), None)) {
        (Ok(a), Ok(b)) => a == b,
        _ => true,
    })
}
