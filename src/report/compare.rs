//! What comparing two engines came to: for people, and as a JSON object.
//!
//! In: a [`Comparison`]. Out: the differences, each with the behaviour that shows it, or else a table of what every depth
//! has; and the exit code: 1 for a difference, that of the engine that did not come to an end, or 0.

use super::json::Itf;
use super::kind::Kind;
use super::text::{Style, trace as states_as_text};
use super::{Context, finding};
use crate::ir::DefId;
use crate::trace::confirm::Claim;
use crate::trace::survey::{self, Comparison, Difference, Side, Wrong};
use crate::trace::{Outcome, Trace, TraceState};
use crate::value::State;
use itertools::Itertools;
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;
use std::fmt::Write;

/// What is not an answer of an engine's is none of the comparison's. Where it must not be `vacuous`, agreement about less than was asked is
/// none.
pub fn kind(c: &Comparison, vacuous: bool) -> &'static str {
    match (c.differences.is_empty(), unfinished(c)) {
        (false, _) => "differ",
        (true, Some(kind)) => kind.name(),
        (true, None) if vacuous => Kind::Vacuous.name(),
        (true, None) => "agree",
    }
}

pub fn exit_code(c: &Comparison, vacuous: bool) -> u8 {
    match (c.differences.is_empty(), unfinished(c)) {
        (false, _) => 1,
        (true, Some(kind)) => kind.exit_code(),
        (true, None) if vacuous => Kind::Vacuous.exit_code(),
        (true, None) => 0,
    }
}

/// What was not put to the test, as the explicit engine knows it, where the engines agree that nothing is wrong.
pub fn vacuous(c: &Comparison, context: Context<'_>) -> Vec<String> {
    let agree = c.differences.is_empty() && unfinished(c).is_none() && c.explicit.survey.wrong.is_empty();
    if agree { super::vacuous(&c.explicit.verdict, context) } else { Vec::new() }
}

/// How an engine ended that did not come to its end; the gravest first.
fn unfinished(c: &Comparison) -> Option<Kind> {
    let kinds = [&c.explicit, &c.symbolic].into_iter().filter_map(|s| match &s.verdict.outcome {
        Outcome::Safe | Outcome::Violated { .. } | Outcome::Assumption { .. } => None,
        outcome @ (Outcome::Postcondition { .. }
        | Outcome::Tautology { .. }
        | Outcome::Config(_)
        | Outcome::Vacuous { .. }
        | Outcome::Unknown { .. }
        | Outcome::Timeout
        | Outcome::Interrupted
        | Outcome::Failed(_)
        | Outcome::Unsupported(_)
        | Outcome::Internal { .. }) => Some(Kind::of_outcome(outcome)),
    });
    kinds.max_by_key(|kind| match kind {
        Kind::Internal => 3,
        Kind::Interrupted => 2,
        Kind::Unsupported => 1,
        _ => 0,
    })
}

/// The report for people.
pub fn text(c: &Comparison, context: Context<'_>, style: Style) -> String {
    let mut out = String::new();
    for d in &c.differences {
        out += &difference(d, context, style);
    }
    if c.differences.is_empty() {
        out += &table(c, context);
    }
    for side in [&c.explicit, &c.symbolic] {
        out += &how_it_ended(side, context, style);
    }
    let depth = match c.common {
        None => "at no depth".to_string(),
        Some(u32::MAX) => "at every depth there is".to_string(),
        Some(d) => format!("to depth {d}"),
    };
    let _ = match (c.differences.len(), unfinished(c)) {
        (0, None) => match c.explicit.survey.wrong_at() {
            Some(d) => writeln!(out, "agree: the same is wrong at depth {d}, and the steps before are the same"),
            None => writeln!(out, "agree: the steps {depth} are the same, and nothing is wrong there"),
        },
        (0, Some(kind)) => writeln!(out, "{}: compared {depth} without a difference, and no further", kind.name()),
        (n, _) => writeln!(out, "differ: {n} difference{}", if n == 1 { "" } else { "s" }),
    };
    for why in vacuous(c, context) {
        let _ = writeln!(out, "Not put to the test: {why}");
    }
    for what in &c.left_out {
        let _ = writeln!(out, "Not compared: {what}");
    }
    out
}

fn how_it_ended(side: &Side, context: Context<'_>, style: Style) -> String {
    let v = &side.verdict;
    let mut out = String::new();
    if let Outcome::Unsupported(d) | Outcome::Failed(d) = &v.outcome {
        out += &crate::diag::render::render(d, context.sources, style.colour);
        out.push('\n');
    }
    let how = match (&v.outcome, v.exhaustive && side.survey.wrong.is_empty(), v.depth) {
        (Outcome::Safe, true, _) => "all reachable states".to_string(),
        (_, _, Some(d)) => format!("to depth {d}"),
        (_, _, None) => "no depth to its end".to_string(),
    };
    let kind = match v.outcome {
        Outcome::Safe => String::new(),
        _ => format!(", then {}", Kind::of_outcome(&v.outcome).name()),
    };
    let _ = writeln!(out, "{} engine: {how}{kind} ({:.2} s)", v.engine, v.elapsed.as_secs_f64());
    out
}

/// One difference: who has it, when, and the behaviour.
fn difference(d: &Difference, context: Context<'_>, style: Style) -> String {
    let mut out = String::new();
    if !d.states.is_empty() {
        out += &states_as_text(&behaviour(&d.states), context, style);
    }
    let what = claim(&d.claim, context);
    let _ = match (&d.confirmed, d.other) {
        (Err(why), None) => writeln!(out, "depth {}: {what}, says the {} engine; but {why}", d.depth, d.only),
        (Err(why), Some(o)) => {
            writeln!(out, "depth {}: {what}, says the {} engine, the other one at depth {o}; but {why}", d.depth, d.only)
        }
        (Ok(()), None) => {
            writeln!(
                out,
                "depth {}: {what}, says the {} engine, and the evaluator confirms it; not the other one",
                d.depth, d.only
            )
        }
        (Ok(()), Some(o)) => writeln!(
            out,
            "depth {}: {what}, says the {} engine, and the evaluator confirms it; the other one only at depth {o}",
            d.depth, d.only
        ),
    };
    out.push('\n');
    out
}

fn claim(c: &Claim, context: Context<'_>) -> String {
    match c {
        Claim::Enabled(def) => format!("{} can be taken", action(*def, context)),
        Claim::Reached(def) => format!("{} leads to a state inside the constraints", action(*def, context)),
        Claim::Stuck => "a state has no successor".to_string(),
        Claim::Wrong(w) => wrong(w),
    }
}

fn action(def: DefId, context: Context<'_>) -> String {
    let d = context.model.def(def);
    format!("{} {}", d.name, context.place(d.span, &d.module))
}

fn wrong((kind, name): &Wrong) -> String {
    let name = name.as_ref().map_or(String::new(), |n| format!(" {n}"));
    match kind {
        survey::Kind::Assumption => format!("assumption{name} fails"),
        survey::Kind::InitError => "the initial states cannot be computed".to_string(),
        survey::Kind::ConstraintError => "a constraint cannot be evaluated".to_string(),
        survey::Kind::Invariant => format!("invariant{name} is false"),
        survey::Kind::ImpliedInit => format!("property{name} is false initially"),
        survey::Kind::ActionProperty => format!("a step breaks property{name}"),
        survey::Kind::InvariantError => format!("{} cannot be evaluated", name.trim_start()),
        survey::Kind::NextError => "the next step cannot be evaluated".to_string(),
        survey::Kind::Deadlock => "a state is a deadlock".to_string(),
    }
}

fn behaviour(states: &[State]) -> Trace {
    let bare = |state: &State| TraceState { state: state.clone(), action: None, alias: None };
    Trace { states: states.iter().map(bare).collect(), lasso: None }
}

/// What every depth has: how many actions, and which are new.
fn table(c: &Comparison, context: Context<'_>) -> String {
    let e = &c.explicit.survey;
    let upto = |d: u32| c.common.is_some_and(|common| d <= common);
    let name = |def: &DefId| context.model.def(*def).name.to_string();
    let mut depths: BTreeSet<u32> = e.enabled.values().chain(e.reached.values()).map(|f| f.depth).filter(|d| upto(*d)).collect();
    depths.extend(e.stuck.iter().map(|f| f.depth).filter(|d| upto(*d)));
    depths.extend(e.wrong_at());
    if let Some(d) = c.common.filter(|d| *d < u32::MAX) {
        depths.insert(d);
    }
    let mut out = String::new();
    let (mut enabled, mut reached) = (0, 0);
    for d in depths {
        let _ = out.is_empty().then(|| out += "depth  enabled  reached  for the first time\n");
        let at = |map: &std::collections::BTreeMap<DefId, survey::First>| -> Vec<String> {
            map.iter().filter(|(_, f)| f.depth == d && upto(d)).map(|(def, _)| name(def)).collect()
        };
        let (new_enabled, new_reached) = (at(&e.enabled), at(&e.reached));
        enabled += new_enabled.len();
        reached += new_reached.len();
        let mut new = Vec::new();
        if !new_enabled.is_empty() {
            new.push(format!("enabled {}", new_enabled.iter().join(", ")));
        }
        if !new_reached.is_empty() {
            new.push(format!("reached by {}", new_reached.iter().join(", ")));
        }
        if e.stuck.as_ref().is_some_and(|f| f.depth == d) {
            new.push("a state without successor".to_owned());
        }
        new.extend(e.wrong.iter().filter(|(_, f)| f.depth == d).map(|(w, _)| wrong(w)));
        let counts = if upto(d) { format!("{enabled:>7}  {reached:>7}") } else { " ".repeat(16) };
        let _ = writeln!(out, "{}", format!("{d:>5}  {counts}  {}", new.join("; ")).trim_end());
    }
    out
}

/// The JSON object, described in docs/reference.md; `refused` where agreement must not be vacuous and is.
pub fn json(c: &Comparison, context: Context<'_>, refused: bool) -> Json {
    let side = |s: &Side| {
        let v = &s.verdict;
        let message = finding::of_outcome(&v.outcome).map(|d| d.message);
        json!({
            "verdict": Kind::of_outcome(&v.outcome).name(),
            "depth": v.depth,
            "exhaustive": v.exhaustive && s.survey.wrong.is_empty(),
            "seconds": (v.elapsed.as_secs_f64() * 1000.0).round() / 1000.0,
            "message": message,
        })
    };
    let (e, s) = (&c.explicit.survey, &c.symbolic.survey);
    let defs: BTreeSet<DefId> = e.enabled.keys().chain(s.enabled.keys()).copied().collect();
    let depth = |f: Option<&survey::First>| f.map(|f| f.depth);
    let actions = defs.iter().map(|def| {
        let d = context.model.def(*def);
        json!({
            "action": &*d.name,
            "location": context.place(d.span, &d.module),
            "enabled": {"explicit": depth(e.enabled.get(def)), "symbolic": depth(s.enabled.get(def))},
            "reached": {"explicit": depth(e.reached.get(def)), "symbolic": depth(s.reached.get(def))},
        })
    });
    let mistakes: BTreeSet<&Wrong> = e.wrong.keys().chain(s.wrong.keys()).collect();
    let mistakes = mistakes
        .into_iter()
        .map(|w| json!({"what": wrong(w), "explicit": depth(e.wrong.get(w)), "symbolic": depth(s.wrong.get(w))}));
    let differences = c.differences.iter().map(|d| {
        json!({
            "depth": d.depth,
            "what": claim(&d.claim, context),
            "engine": d.only.as_str(),
            "other": d.other,
            "refuted": d.confirmed.as_ref().err(),
            "trace": Itf { trace: &behaviour(&d.states), context },
        })
    });
    json!({
        "verdict": kind(c, refused),
        "depth": c.common.filter(|d| *d < u32::MAX).or(c.explicit.verdict.depth),
        "explicit": side(&c.explicit),
        "symbolic": side(&c.symbolic),
        "actions": actions.collect::<Vec<_>>(),
        "stuck": {"explicit": depth(e.stuck.as_ref()), "symbolic": depth(s.stuck.as_ref())},
        "wrong": mistakes.collect::<Vec<_>>(),
        "differences": differences.collect::<Vec<_>>(),
        "vacuous": vacuous(c, context),
        "left_out": c.left_out,
    })
}
