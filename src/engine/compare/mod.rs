//! Comparison of two engines, depth by depth.
//!
//! In: a model and a depth. Out: a [`Comparison`]: what each engine saw ([`crate::trace::survey`]), and every difference in what
//! both have seen to the end. Compared are the least depths: at which each action can be taken, at which each leads to a state
//! inside the constraints, at which a state is stuck, and all that is wrong at the first depth at which something is. Every
//! behavior of an engine that does not enumerate states is confirmed by the evaluator; one that is refuted is a difference, too.
//!
//! What is not the same question in both engines is left out, and named: VIEW and SYMMETRY (which merge states; but not a VIEW of all
//! variables and the level, which merges nothing), POSTCONDITION and `_POSSIBLE` (which speak of one engine's search), and the
//! temporal properties that are more than safety. Where numbers are chosen from an infinite set nothing is compared.
//!
//! Example: `x = 0`, `Next == A \/ B`, `A == x < 2 /\ x' = x + 1`, `B == x = 2 /\ x' = 0`. A is enabled at depth 0 and reached
//! at 1, B at 2 and 3; if an engine says that B is enabled at 3, that is a difference at depth 2.
//!
//! An engine that ends early (something is unsupported, or the time limit is reached) is compared as far as it got; that is never
//! agreement.

#[cfg(test)]
mod tests;

use super::capability::{Requirement, required};
use super::{Capability, Engine, Options, vacuity};
use crate::diag::{Code, Diagnostic};
use crate::ir::{DefId, Model};
use crate::symbolic::Seen;
use crate::trace::confirm::{Claim, confirm};
use crate::trace::survey::{Comparison, Difference, First, Kind, Side, Survey};
use crate::trace::{Outcome, Verdict};
use crate::util::stack::on_large_stack;
use std::collections::BTreeMap;
use std::time::Duration;

/// Runs both engines, each with its own options, and compares; `None` where one of them cannot be compared
/// ([`Capability::Survey`](super::Capability::Survey)).
///
/// The second engine runs first: where it chooses numbers from an infinite set and the first one cannot, there is nothing to compare.
pub fn compare(model: &Model, first: (&dyn Engine, Options<'_>), second: (&dyn Engine, Options<'_>)) -> Option<Comparison> {
    let (model, left_out) = comparable(model);
    let side = |(verdict, mut survey): (Verdict, Survey)| {
        if let Outcome::Assumption { name, .. } = &verdict.outcome {
            survey.note((Kind::Assumption, name.clone()), First { depth: 0, states: Vec::new() });
        }
        Side { verdict, survey }
    };
    let second_side = side(second.0.survey(&model, &second.1.start_now())?);
    if second_side.survey.unbounded && !first.0.capabilities().has(Capability::InfiniteSets) {
        let survey = Survey { unbounded: true, ..Survey::default() };
        let text = format!("numbers are chosen from an infinite set, which the {} engine does not support", first.0.name());
        let help = "let them be chosen from a finite one, such as 0..9";
        let outcome = Outcome::Unsupported(Diagnostic::error(Code::UNSUPPORTED, text).help(help));
        let first = Side { verdict: Verdict::without_search(first.0.name(), outcome, Duration::ZERO), survey };
        return Some(Comparison { first, second: second_side, common: None, differences: Vec::new(), left_out });
    }
    let mut first_side = side(first.0.survey(&model, &first.1.start_now())?);
    on_large_stack(|| vacuity::complete(&model, &mut first_side.verdict));
    let confirmed = [first.0, second.0].map(|e| !e.capabilities().has(Capability::Enumerates));
    Some(on_large_stack(|| differences(&model, first_side, second_side, confirmed, left_out)))
}

/// The model without what the engines do not treat alike, and a list of that.
fn comparable(model: &Model) -> (Model, Vec<String>) {
    let mut all = model.clone();
    let mut left_out = Vec::new();
    let seen = Seen::by_view(model);
    let merges = !seen.level || seen.variables.len() < model.vars.len();
    let view = all.view.take_if(|_| merges);
    for (keyword, named) in [("VIEW", view), ("SYMMETRY", all.symmetry.take())] {
        left_out.extend(named.map(|n| format!("{keyword} {}", n.name)));
    }
    for (keyword, named) in
        [("POSTCONDITION", std::mem::take(&mut all.postconditions)), ("_POSSIBLE", std::mem::take(&mut all.possible))]
    {
        left_out.extend(named.iter().map(|n| format!("{keyword} {}", n.name)));
    }
    left_out.extend(required(model).iter().filter(|r| r.needs == Capability::Temporal).map(Requirement::to_string));
    (all, left_out)
}

/// The differences, and for each side whether its behaviors are confirmed by the evaluator.
fn differences(model: &Model, first: Side, second: Side, confirmed: [bool; 2], left_out: Vec<String>) -> Comparison {
    let (e, s) = (&first, &second);
    let mut differences = Vec::new();
    let common = known(e).min(known(s));
    let mut both = |claim: Claim, (of_e, of_s): (Option<&First>, Option<&First>), upto: Option<u32>| {
        let near = |f: Option<&First>| f.map(|f| f.depth).filter(|d| Some(*d) <= upto);
        match (near(of_e), near(of_s)) {
            (a, b) if a == b => {}
            (a, b) => {
                let first_has = b.is_none() || a.is_some_and(|a| Some(a) < b);
                let (seen, other) = if first_has { (of_e, of_s) } else { (of_s, of_e) };
                let seen = seen.expect("compare: one engine has it");
                differences.push(Difference {
                    depth: seen.depth,
                    only: if first_has { e.verdict.engine } else { s.verdict.engine },
                    other: other.map(|f| f.depth),
                    confirmed: confirm(model, &claim, &seen.states),
                    states: seen.states.clone(),
                    claim,
                });
            }
        }
    };
    for action in keys(&e.survey.enabled, &s.survey.enabled) {
        both(Claim::Enabled(action), (e.survey.enabled.get(&action), s.survey.enabled.get(&action)), common);
    }
    for action in keys(&e.survey.reached, &s.survey.reached) {
        both(Claim::Reached(action), (e.survey.reached.get(&action), s.survey.reached.get(&action)), common);
    }
    both(Claim::Stuck, (e.survey.stuck.as_ref(), s.survey.stuck.as_ref()), common);

    // an error counts where the other engine has completed that depth
    let all = keys(&e.survey.wrong, &s.survey.wrong);
    let alone = all.first().map(|w| w.0).filter(|kind| matches!(kind, Kind::Assumption | Kind::InitError));
    for wrong in all.into_iter().filter(|w| alone.is_none_or(|kind| w.0 == kind)) {
        let (a, b) = (e.survey.wrong.get(&wrong), s.survey.wrong.get(&wrong));
        let upto = match (a, b) {
            (Some(_), None) => known_wrong(s),
            (None, Some(_)) => known_wrong(e),
            (Some(_), Some(_)) | (None, None) => known_wrong(e).min(known_wrong(s)),
        };
        both(Claim::Wrong(wrong), (a, b), upto);
    }
    let unconfirmed = [e, s].into_iter().zip(confirmed).filter(|(_, confirm)| *confirm).map(|(side, _)| side);
    for d in unconfirmed.flat_map(|side| refuted(model, side)) {
        if !differences.iter().any(|known| known.claim == d.claim) {
            differences.push(d);
        }
    }
    differences.sort_by_key(|d| d.depth);
    Comparison { first, second, common, differences, left_out }
}

fn keys<K: Clone + Ord, V>(a: &BTreeMap<K, V>, b: &BTreeMap<K, V>) -> Vec<K> {
    let mut all: Vec<K> = a.keys().chain(b.keys()).cloned().collect();
    all.sort();
    all.dedup();
    all
}

/// The depth to which an engine knows all steps; `None` if none.
fn known(side: &Side) -> Option<u32> {
    if side.verdict.exhaustive && side.survey.wrong.is_empty() { Some(u32::MAX) } else { side.verdict.depth }
}

/// The depth to which an engine knows all errors.
fn known_wrong(side: &Side) -> Option<u32> {
    side.survey.wrong_at().max(known(side))
}

/// The behaviors of an engine that the evaluator refutes.
fn refuted(model: &Model, side: &Side) -> Vec<Difference> {
    let survey = &side.survey;
    let actions = |map: &BTreeMap<DefId, First>, claim: fn(DefId) -> Claim| -> Vec<(Claim, First)> {
        map.iter().map(|(def, first)| (claim(*def), first.clone())).collect()
    };
    let mut all = actions(&survey.enabled, Claim::Enabled);
    all.extend(actions(&survey.reached, Claim::Reached));
    all.extend(survey.stuck.iter().map(|first| (Claim::Stuck, first.clone())));
    all.extend(survey.wrong.iter().map(|(wrong, first)| (Claim::Wrong(wrong.clone()), first.clone())));
    let refuted = all.into_iter().filter_map(|(claim, First { depth, states })| {
        let confirmed = confirm(model, &claim, &states);
        confirmed.is_err().then_some(Difference { depth, only: side.verdict.engine, other: None, claim, states, confirmed })
    });
    refuted.collect()
}
