//! A comparison for people.

use super::{Difference, Reach, Report, Side};
use crate::report::kind::Kind;
use crate::report::text::Style;
use crate::report::{plural, trace_text};
use crate::trace::doc::Source;
use itertools::Itertools;
use std::collections::BTreeSet;
use std::fmt::Write;

/// The differences, or a table of what each depth has; how each engine ended; and the answer.
pub fn text(r: &Report, style: Style) -> String {
    let mut out: String = r.differences.iter().map(|d| difference(d, style)).collect();
    if r.differences.is_empty() {
        out += &table(r);
    }
    for side in [&r.first, &r.second] {
        out += &how_it_ended(side, &r.sources, style);
    }
    let depth = match r.depth {
        Reach::Nowhere => "at no depth".to_string(),
        Reach::Everywhere(_) => "at every depth".to_string(),
        Reach::Depth(d) => format!("to depth {d}"),
    };
    let wrong = r.wrong.iter().filter_map(|m| m.depth.first).min();
    let _ = match (r.verdict, wrong) {
        ("agree" | "vacuous", Some(d)) => {
            writeln!(out, "agree: the same is wrong at depth {d}, and the steps before are the same")
        }
        ("agree" | "vacuous", None) => writeln!(out, "agree: the steps {depth} are the same, and nothing is wrong there"),
        ("differ", _) => writeln!(out, "differ: {}", plural(r.differences.len() as u64, "difference")),
        (other, _) => writeln!(out, "{other}: compared {depth} without a difference, and no further"),
    };
    for why in &r.vacuous {
        let _ = writeln!(out, "Not put to the test: {why}");
    }
    for what in &r.left_out {
        let _ = writeln!(out, "Not compared: {what}");
    }
    out
}

fn how_it_ended(side: &Side, sources: &[Source], style: Style) -> String {
    let mut out = String::new();
    if let Some(message) = side.message.as_ref().filter(|m| m.code.is_some()) {
        out += &message.draw(sources, style.color);
        out.push('\n');
    }
    let how = match (side.verdict, side.exhaustive, side.depth) {
        (Kind::Ok, true, _) => "all reachable states".to_string(),
        (_, _, Some(d)) => format!("to depth {d}"),
        (_, _, None) => "no depth completed".to_string(),
    };
    let kind = if side.verdict == Kind::Ok { String::new() } else { format!(", then {}", side.verdict.name()) };
    let _ = writeln!(out, "{} engine: {how}{kind} ({:.2} s)", side.engine, side.seconds);
    out
}

/// One difference: which engine has it, when, and the behavior.
fn difference(d: &Difference, style: Style) -> String {
    let mut out = String::new();
    if !d.trace.steps.is_empty() {
        out += &trace_text::trace(&d.trace, style);
    }
    let Difference { depth, what, engine, .. } = d;
    let _ = match (&d.refuted, d.other) {
        (Some(why), None) => writeln!(out, "depth {depth}: {what}, says the {engine} engine; but {why}"),
        (Some(why), Some(o)) => {
            writeln!(out, "depth {depth}: {what}, says the {engine} engine, the other one at depth {o}; but {why}")
        }
        (None, None) => {
            writeln!(out, "depth {depth}: {what}, says the {engine} engine, and the evaluator confirms it; not the other one")
        }
        (None, Some(o)) => writeln!(
            out,
            "depth {depth}: {what}, says the {engine} engine, and the evaluator confirms it; the other one only at depth {o}"
        ),
    };
    out.push('\n');
    out
}

/// What each depth has: how many actions, and which are new.
fn table(r: &Report) -> String {
    let compared = |d: &u32| r.depth.covers(*d);
    let mut depths: BTreeSet<u32> =
        r.actions.iter().flat_map(|a| [a.enabled.first, a.reached.first]).flatten().filter(compared).collect();
    depths.extend(r.stuck.first.filter(compared));
    depths.extend(r.wrong.iter().filter_map(|m| m.depth.first).min());
    if let Reach::Depth(d) = r.depth {
        depths.insert(d);
    }
    let mut out = String::new();
    let (mut enabled, mut reached) = (0, 0);
    for d in depths {
        let _ = out.is_empty().then(|| out += "depth  enabled  reached  for the first time\n");
        let first = |depth: fn(&super::Action) -> Option<u32>| -> Vec<&str> {
            r.actions.iter().filter(|a| depth(a) == Some(d) && compared(&d)).map(|a| &*a.name).collect()
        };
        let (new_enabled, new_reached) = (first(|a| a.enabled.first), first(|a| a.reached.first));
        enabled += new_enabled.len();
        reached += new_reached.len();
        let mut new = Vec::new();
        if !new_enabled.is_empty() {
            new.push(format!("enabled {}", new_enabled.iter().join(", ")));
        }
        if !new_reached.is_empty() {
            new.push(format!("reached by {}", new_reached.iter().join(", ")));
        }
        if r.stuck.first == Some(d) {
            new.push("a state without successor".to_owned());
        }
        new.extend(r.wrong.iter().filter(|m| m.depth.first == Some(d)).map(|m| m.what.clone()));
        let counts = if compared(&d) { format!("{enabled:>7}  {reached:>7}") } else { " ".repeat(16) };
        let _ = writeln!(out, "{}", format!("{d:>5}  {counts}  {}", new.join("; ")).trim_end());
    }
    out
}
