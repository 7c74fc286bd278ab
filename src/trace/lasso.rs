//! Certification of infinite behaviors: a stem and a loop, confirmed by the concrete evaluator.
//!
//! In: a model with its temporal formulas, the states of a lasso, and where its loop begins. Out: the [`Trace`], and the
//! [`Violation`] with the reason why each fairness condition is met; or why the claim does not stand. Certified is:
//!
//! - the first state satisfies Init, every other is a successor of the one before, and the first of the loop one of the last;
//! - constraints, invariants and properties of safety hold in all states and steps;
//! - every conjunct of the fairness is true of the lasso, and the property false, as [`Formula::on_lasso`] defines it over
//!   its positions: nothing of the search that found it is used.

use super::replay::{Help, Replay, ReplayError, refute};
use super::{Lasso, Trace};
use crate::eval::Evaluator;
use crate::eval::error::EvalError;
use crate::property::{Atom, AtomId, Formula, Temporal};
use crate::property::{Evaluated, Met, Violation, Why};
use crate::value::Integers;
use crate::value::State;
use rustc_hash::FxHashMap;

/// How a behavior goes on after its last state.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum End {
    /// The last state for ever.
    Stuttering,
    /// Back to a state, by its index.
    Back(usize),
    /// Anyhow: the property is one of safety. The last state for ever will do.
    Any,
}

/// Certifies a behavior that violates a property (by its index). `lenient`: safety may be violated on the way.
/// `help`: what a solver knows besides.
pub fn replay(
    temporal: &Temporal,
    property: usize,
    states: &[State],
    end: End,
    lenient: bool,
    help: Option<&Help>,
) -> Result<(Violation, Trace), ReplayError> {
    let Some(last) = states.len().checked_sub(1) else { return refute(None, "a behavior without states is claimed") };
    let begin = if let End::Back(begin) = end { begin } else { last };
    if begin > last {
        return refute(None, "the loop begins behind the last state");
    }
    let mut replay = Replay::new(&temporal.model, lenient)?;
    if let Some(help) = help {
        replay.helped(help);
    }
    let (mut steps, closing) = replay.behavior(states, if let End::Back(begin) = end { Some(begin) } else { None })?;
    replay.alias(&mut steps, begin);
    // With a VIEW the state after the last one need not be the very one at which the loop begins.
    let mut all: Vec<&State> = states.iter().collect();
    all.push(closing.as_ref().map_or(&states[last], |(_, s)| s));
    let truths = truths(temporal, property, &all, help.map_or_else(Default::default, |h| h.integers))?;
    let truth = |a: AtomId, i: usize| truths[&a][i];
    let holds = |f: &Formula| f.on_lasso(states.len(), begin, &truth)[0];
    if let Some(f) = temporal.fairness.iter().find(|f| !holds(f)) {
        return refute(None, format!("the behavior is not fair: {f}"));
    }
    let p = &temporal.properties[property];
    if holds(&p.formula) {
        return refute(None, format!("property {} holds of the behavior: {}", p.name, p.formula));
    }
    let fairness = met(temporal, begin, last, &truth);
    let lasso = match (end, closing) {
        (End::Back(index), Some((action, _))) => Some(Lasso::BackTo { index, action }),
        (End::Any, _) => None,
        (End::Stuttering | End::Back(_), _) => Some(Lasso::Stuttering),
    };
    let violation = Violation::Liveness { name: p.name.clone(), span: p.span, fairness };
    Ok((violation, Trace { states: steps, lasso }))
}

/// Certifies that a temporal formula cannot be evaluated in the last state, or in a step from it.
pub fn failure(temporal: &Temporal, states: &[State], lenient: bool) -> Result<(Violation, Trace), ReplayError> {
    let Some(last) = states.last() else { return refute(None, "an error without a state is claimed") };
    let mut replay = Replay::new(&temporal.model, lenient)?;
    let (steps, _) = replay.behavior(states, None)?;
    let mut nexts = vec![last.clone()];
    replay.successors(last, &mut nexts);
    let mut evaluator = Evaluator::new(&temporal.model);
    for (i, atom) in temporal.atoms.iter().enumerate() {
        for next in &nexts {
            if let Err(error) = truth(&mut evaluator, atom, last, next) {
                let mut names = temporal.properties.iter().filter(|p| {
                    let mut has = false;
                    p.formula.atoms(&mut |a| has |= a.index() == i);
                    has
                });
                let (name, of) = match names.next() {
                    Some(p) => (p.name.clone(), Evaluated::Temporal),
                    None => ("(fairness)".into(), Evaluated::Fairness),
                };
                return Ok((Violation::InvariantError { name, error, of }, Trace { states: steps, lasso: None }));
            }
        }
    }
    refute(states.len(), "all temporal formulas can be evaluated")
}

type Truths = FxHashMap<AtomId, Vec<bool>>;

/// Of each atom that matters, its truth in each of these states but the last.
fn truths(temporal: &Temporal, property: usize, states: &[&State], integers: Integers) -> Result<Truths, ReplayError> {
    let mut truths = Truths::default();
    for f in temporal.fairness.iter().chain([&temporal.properties[property].formula]) {
        f.atoms(&mut |a| {
            truths.insert(a, Vec::new());
        });
    }
    for fair in &temporal.fair {
        truths.extend([(fair.enabled, Vec::new()), (fair.taken, Vec::new())]);
    }
    let mut evaluator = Evaluator::new(&temporal.model);
    evaluator.set_integers(integers);
    for (atom, all) in &mut truths {
        for (i, step) in states.windows(2).enumerate() {
            match self::truth(&mut evaluator, &temporal.atoms[atom.index()], step[0], step[1]) {
                Ok(t) => all.push(t),
                Err(e) => return refute(i + 1, format!("a temporal formula cannot be evaluated: {}", e.message)),
            }
        }
    }
    Ok(truths)
}

/// An atom's truth; as in the reference checker, an action with a subscript is not evaluated where nothing changes.
fn truth(evaluator: &mut Evaluator<'_>, atom: &Atom, from: &State, to: &State) -> Result<bool, EvalError> {
    match atom.on_stuttering() {
        Some(truth) if from == to => Ok(truth),
        Some(_) | None => evaluator.predicate(atom.def, Some(from), Some(to)),
    }
}

/// Why each fairness condition is met in the loop.
fn met(temporal: &Temporal, begin: usize, last: usize, truth: &impl Fn(AtomId, usize) -> bool) -> Vec<Met> {
    let mut all = Vec::new();
    for f in &temporal.fair {
        let mut places = begin..=last;
        let taken = places.clone().find(|i| truth(f.taken, *i)).map(|state| Why::Taken { state });
        let disabled = places.find(|i| !truth(f.enabled, *i)).map(|state| Why::Disabled { state });
        if let Some(why) = taken.or(disabled) {
            all.push(Met { span: f.span, strong: f.strong, values: f.values.clone(), why });
        }
    }
    all
}
