//! Both engines to the end, held against each other depth by depth.
//!
//! In: a model and a depth. Out: a [`Comparison`]: what each engine saw ([`crate::trace::survey`]), and every difference in what
//! both have seen to the end. Compared are the least depths: at which each action can be taken, at which each leads to a state
//! inside the constraints, at which a state is stuck, and all that is wrong at the first depth at which something is. Every
//! behaviour of the symbolic engine is confirmed by the evaluator; one that is refuted is a difference, too.
//!
//! What is not the same question in both engines is left out, and named: VIEW and SYMMETRY (which merge states; but not a VIEW of all
//! variables and the level, which merges nothing), POSTCONDITION and `_POSSIBLE` (which speak of one engine's search), and the
//! temporal properties that are more than safety. Where numbers are chosen from an infinite set nothing is compared.
//!
//! Example: `x = 0`, `Next == A \/ B`, `A == x < 2 /\ x' = x + 1`, `B == x = 2 /\ x' = 0`. A is enabled at depth 0 and reached
//! at 1, B at 2 and 3; if an engine says that B is enabled at 3, that is a difference at depth 2.
//!
//! An engine that ends early (it cannot do something, or its time is over) is compared as far as it came; that is
//! never agreement.

#[cfg(test)]
mod tests;

use super::{Options, bmc, explicit, vacuity};
use crate::diag::{Code, Diagnostic};
use crate::ir::split::Split;
use crate::ir::{DefId, Model};
use crate::symbolic::Seen;
use crate::trace::confirm::{Claim, confirm};
use crate::trace::survey::{Comparison, Difference, First, Kind, Side, Survey};
use crate::trace::{EngineName, Outcome, Verdict};
use crate::util::stack::on_large_stack;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Runs both engines, each with its own options, and compares.
pub fn compare(model: &Model, explicit: Options<'_>, symbolic: Options<'_>) -> Comparison {
    let (model, left_out) = comparable(model);
    let side = |(verdict, mut survey): (Verdict, Survey)| {
        if let Outcome::Assumption { name, .. } = &verdict.outcome {
            survey.note((Kind::Assumption, name.clone()), First { depth: 0, states: Vec::new() });
        }
        Side { verdict, survey }
    };
    let symbolic = side(bmc::survey(&model, &symbolic.start_now()));
    let explicit = explicit.start_now();
    if symbolic.survey.unbounded {
        let survey = Survey { unbounded: true, ..Survey::default() };
        let outcome = Outcome::Unsupported(
            Diagnostic::error(Code::UNSUPPORTED, "numbers are chosen from an infinite set, which only the symbolic engine does")
                .help("let them be chosen from a finite one, such as 0..9"),
        );
        let explicit = Side { verdict: explicit::without_search(outcome, &explicit), survey };
        return Comparison { explicit, symbolic, common: None, differences: Vec::new(), left_out };
    }
    let mut explicit = side(explicit::survey(&model, &explicit));
    on_large_stack(|| vacuity::complete(&model, &mut explicit.verdict));
    on_large_stack(|| hold(&model, explicit, symbolic, left_out))
}

/// The model without what is not the same question in both engines.
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
    let mut properties: Vec<Arc<str>> = Split::of(model).behaviours.into_iter().map(|c| c.name).collect();
    properties.dedup();
    left_out.extend(properties.iter().map(|name| format!("what the property {name} says of whole behaviours")));
    (all, left_out)
}

fn hold(model: &Model, explicit: Side, symbolic: Side, left_out: Vec<String>) -> Comparison {
    let (e, s) = (&explicit, &symbolic);
    let mut differences = Vec::new();
    let common = done(e).min(done(s));
    let mut both = |claim: Claim, (of_e, of_s): (Option<&First>, Option<&First>), upto: Option<u32>| {
        let near = |f: Option<&First>| f.map(|f| f.depth).filter(|d| Some(*d) <= upto);
        match (near(of_e), near(of_s)) {
            (a, b) if a == b => {}
            (a, b) => {
                let explicit_has = b.is_none() || a.is_some_and(|a| Some(a) < b);
                let (first, other) = if explicit_has { (of_e, of_s) } else { (of_s, of_e) };
                let first = first.expect("compare: one engine has it");
                differences.push(Difference {
                    depth: first.depth,
                    only: if explicit_has { EngineName::EXPLICIT } else { EngineName::SYMBOLIC },
                    other: other.map(|f| f.depth),
                    confirmed: confirm(model, &claim, &first.states),
                    states: first.states.clone(),
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

    // What is wrong counts where the other engine knows that depth whole.
    let all = keys(&e.survey.wrong, &s.survey.wrong);
    let alone = all.first().map(|w| w.0).filter(|kind| matches!(kind, Kind::Assumption | Kind::InitError));
    for wrong in all.into_iter().filter(|w| alone.is_none_or(|kind| w.0 == kind)) {
        let (a, b) = (e.survey.wrong.get(&wrong), s.survey.wrong.get(&wrong));
        let upto = match (a, b) {
            (Some(_), None) => judged(s),
            (None, Some(_)) => judged(e),
            (Some(_), Some(_)) | (None, None) => judged(e).min(judged(s)),
        };
        both(Claim::Wrong(wrong), (a, b), upto);
    }
    for d in refuted(model, &s.survey) {
        if !differences.iter().any(|known| known.claim == d.claim) {
            differences.push(d);
        }
    }
    differences.sort_by_key(|d| d.depth);
    Comparison { explicit, symbolic, common, differences, left_out }
}

fn keys<K: Clone + Ord, V>(a: &BTreeMap<K, V>, b: &BTreeMap<K, V>) -> Vec<K> {
    let mut all: Vec<K> = a.keys().chain(b.keys()).cloned().collect();
    all.sort();
    all.dedup();
    all
}

/// The depth to which an engine has told all of the steps; `None` if to none.
fn done(side: &Side) -> Option<u32> {
    if side.verdict.exhaustive && side.survey.wrong.is_empty() { Some(u32::MAX) } else { side.verdict.depth }
}

/// The depth to which an engine has told all that is wrong, or as deep as it was to.
fn judged(side: &Side) -> Option<u32> {
    side.survey.wrong_at().max(done(side))
}

/// The behaviours of the symbolic engine that the evaluator refutes.
fn refuted(model: &Model, survey: &Survey) -> Vec<Difference> {
    let actions = |map: &BTreeMap<DefId, First>, claim: fn(DefId) -> Claim| -> Vec<(Claim, First)> {
        map.iter().map(|(def, first)| (claim(*def), first.clone())).collect()
    };
    let mut all = actions(&survey.enabled, Claim::Enabled);
    all.extend(actions(&survey.reached, Claim::Reached));
    all.extend(survey.stuck.iter().map(|first| (Claim::Stuck, first.clone())));
    all.extend(survey.wrong.iter().map(|(wrong, first)| (Claim::Wrong(wrong.clone()), first.clone())));
    let refuted = all.into_iter().filter_map(|(claim, First { depth, states })| {
        let confirmed = confirm(model, &claim, &states);
        confirmed.is_err().then_some(Difference { depth, only: EngineName::SYMBOLIC, other: None, claim, states, confirmed })
    });
    refuted.collect()
}
