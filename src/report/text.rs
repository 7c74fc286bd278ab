//! The report for people.
//!
//! In: a verdict. Out: the trace in the reference checker's style, what was found with a caret under it, and one
//! headline that says how far the answer reaches. In the trace a star in the margin marks each variable that
//! changed since the state before; the plain style is the reference checker's, without margin.
//!
//! ```text
//! State 2: <User(u1) line 59, col 7 to line 75, col 17 of module uploader_1>
//!   /\ content = {}
//! * /\ lastId = 1
//! ```

use super::Context;
use super::finding;
use super::kind::Kind;
use super::layout;
use crate::diag::render::{render, render_finding};
use crate::ir::split::Split;
use crate::property::{Met, Violation, Why};
use crate::trace::{Coverage, EngineName, Lasso, Outcome, Trace, TraceState, Verdict};
use crate::value::ActionLabel;
use crate::value::Value;
use itertools::Itertools;
use std::fmt::Write;

/// More lemmas than these are told of by their number.
const MOST_LEMMAS: usize = 8;

/// More reservations than these have a line each.
const MOST_RESERVATIONS: usize = 2;

/// Where values are broken into lines.
const WIDTH: usize = 80;

#[derive(Clone, Copy, Default, Debug)]
pub struct Style {
    /// No marks of what changed.
    pub plain: bool,
    pub colour: bool,
}

/// The whole report: trace, finding, headline.
pub fn report(verdict: &Verdict, context: Context<'_>, style: Style) -> String {
    let mut out = String::new();
    if let Outcome::Violated { trace: t, .. } = &verdict.outcome {
        out += &trace(t, context, style);
    }
    if let Some(found) = finding::of_outcome(&verdict.outcome) {
        if let Outcome::Violated { violation, .. } = &verdict.outcome {
            out += &fairness(violation, context);
        }
        let coded = matches!(verdict.outcome, Outcome::Unsupported(_) | Outcome::Failed(_) | Outcome::Config(_));
        let draw = if coded { render } else { render_finding };
        out += &draw(&found, context.sources, style.colour);
        out.push('\n');
    }
    for d in &verdict.beside {
        out += &render(d, context.sources, style.colour);
        out.push('\n');
    }
    for (violation, t) in &verdict.further {
        out += "\n";
        out += &trace(t, context, style);
        out += &fairness(violation, context);
        out += &render_finding(&finding::of_violation(violation), context.sources, style.colour);
        out.push('\n');
    }
    out += &headline(verdict, context);
    out
}

/// All states, a blank line after each.
pub fn trace(trace: &Trace, context: Context<'_>, style: Style) -> String {
    let mut out = String::new();
    if !style.plain && trace.states.len() > 1 {
        out += "A star marks what changed since the state before.\n\n";
    }
    out += &chosen(trace, context, style);
    for (i, step) in trace.states.iter().enumerate() {
        let by = step.action.as_ref().map_or("Initial predicate".to_string(), |a| action(a, context));
        let _ = writeln!(out, "State {}: <{by}>", i + 1);
        let before = i.checked_sub(1).map(|b| shown(&trace.states[b], context));
        out += &state(&shown(step, context), before.as_deref(), style);
        out.push('\n');
    }
    let last = trace.states.len();
    match &trace.lasso {
        None => {}
        Some(Lasso::Stuttering) => {
            let _ = writeln!(out, "State {}: Stuttering\n", last + 1);
        }
        Some(Lasso::BackTo { index, action: a }) => {
            let _ = writeln!(out, "Back to state {}: <{}>\n", index + 1, action(a, context));
        }
    }
    out
}

/// Why the loop of an infinite behaviour is fair, a line each condition.
fn fairness(violation: &Violation, context: Context<'_>) -> String {
    let Violation::Liveness { fairness, .. } = violation else { return String::new() };
    if fairness.is_empty() {
        return String::new();
    }
    let one = |m: &Met| {
        let values = match m.values.as_slice() {
            [] => String::new(),
            values => format!(" with {}", values.iter().map(|(name, v)| format!("{name} = {}", layout::flat(v))).join(", ")),
        };
        let why = match m.why {
            Why::Taken { state } => format!("a step from state {} is one", state + 1),
            Why::Disabled { state } => format!("not possible in state {}", state + 1),
        };
        let text = context.sources.text(m.span).split_whitespace().join(" ");
        // Of a PlusCal process there is only the name.
        let kind = if m.strong { "SF" } else { "WF" };
        let text = if text.starts_with(kind) { text } else { format!("{kind} of {text}") };
        format!("  {text}{values}: {why}\n")
    };
    format!("The behaviour is fair:\n{}\n", fairness.iter().map(one).collect::<String>())
}

/// `Create(w1) line 1, col 2 to line 3, col 4 of module M`
pub fn action(label: &ActionLabel, context: Context<'_>) -> String {
    let args =
        if label.args.is_empty() { String::new() } else { format!("({})", label.args.iter().map(layout::flat).join(", ")) };
    format!("{}{args} {}", label.name, context.place(label.span, &label.module))
}

/// What stands for a state: its variables, or the fields of the ALIAS's value.
fn shown(step: &TraceState, context: Context<'_>) -> Vec<(String, Value)> {
    match &step.alias {
        Some(Value::Record(fields)) => fields.iter().map(|(name, v)| (name.text().to_string(), v.clone())).collect(),
        Some(v) => vec![("ALIAS".to_string(), v.clone())],
        None => context
            .model
            .vars
            .iter()
            .zip(step.state.0.iter())
            .enumerate()
            .filter(|(i, _)| !rigid(*i, context))
            .map(|(_, (var, v))| (var.name.to_string(), v.clone()))
            .collect(),
    }
}

/// Is the variable a constant that the search chose?
fn rigid(variable: usize, context: Context<'_>) -> bool {
    context.model.rigid.iter().any(|v| v.index() == variable)
}

/// The constants that the search chose.
fn chosen(trace: &Trace, context: Context<'_>, style: Style) -> String {
    let Some(first) = trace.states.first().filter(|_| !context.model.rigid.is_empty()) else { return String::new() };
    let value = |v: &crate::ir::VarId| (context.model.var(*v).name.to_string(), first.state.0[v.index()].clone());
    let constants: Vec<(String, Value)> = context.model.rigid.iter().map(value).collect();
    format!("Constants: <chosen>\n{}\n", state(&constants, Some(&constants), style))
}

fn state(state: &[(String, Value)], before: Option<&[(String, Value)]>, style: Style) -> String {
    let bullet = if state.len() > 1 { "/\\ " } else { "" };
    let mut out = String::new();
    for (i, (name, value)) in state.iter().enumerate() {
        let margin = match before {
            _ if style.plain => "",
            Some(b) if b.get(i) != Some(&state[i]) => "* ",
            _ => "  ",
        };
        let head = format!("{margin}{bullet}{name} = ");
        let column = head.chars().count();
        let flat = column + layout::flat(value).chars().count() <= WIDTH;
        // A long value under a long name starts on a line of its own, so that it has room.
        let text = if flat || column <= WIDTH / 3 {
            layout::value(value, column, WIDTH)
        } else {
            let indent = margin.len() + bullet.len() + 2;
            format!("\n{}{}", " ".repeat(indent), layout::value(value, indent, WIDTH))
        };
        let _ = writeln!(out, "{}{text}", if text.starts_with('\n') { head.trim_end() } else { &head });
    }
    out
}

/// The last lines: the verdict, how far it reaches, and what it rests on.
pub fn headline(verdict: &Verdict, context: Context<'_>) -> String {
    let kind = Kind::of_outcome(&verdict.outcome);
    let mut out = match &verdict.outcome {
        Outcome::Safe => safe(verdict, context) + &reservations(verdict, context),
        Outcome::Config(_) => format!("{}: nothing was checked", name(kind)),
        Outcome::Vacuous { .. } => format!("{}: no error was found, but not all was put to the test", name(kind)),
        Outcome::Violated { violation: Violation::NextError(_), trace } => {
            format!("{}: in step {}", name(kind), trace.states.len())
        }
        Outcome::Violated { trace: Trace { states, lasso: Some(lasso) }, .. } => match lasso {
            Lasso::Stuttering => format!("{}: state {} is repeated for ever", name(kind), states.len()),
            Lasso::BackTo { index, .. } => {
                format!("{}: states {} to {} are repeated for ever", name(kind), index + 1, states.len())
            }
        },
        Outcome::Violated { trace, .. } => match trace.states.len() {
            0 => format!("{}: no initial state could be computed", name(kind)),
            1 => format!("{}: in an initial state", name(kind)),
            n => format!("{}: after {} step{}", name(kind), n - 1, if n == 2 { "" } else { "s" }),
        },
        Outcome::Tautology { .. } => format!("{}: nothing was checked", name(kind)),
        Outcome::Assumption { .. } => format!("{}: nothing else was checked", name(kind)),
        Outcome::Postcondition { .. } if verdict.engine == EngineName::SIMULATE => {
            format!("{}: after behaviours without another error", name(kind))
        }
        Outcome::Postcondition { .. } => format!("{}: after a search that found no other error", name(kind)),
        Outcome::Unknown { .. }
        | Outcome::Timeout
        | Outcome::Interrupted
        | Outcome::Failed(_)
        | Outcome::Unsupported(_)
        | Outcome::Internal { .. } => match verdict.depth {
            None if verdict.engine == EngineName::SIMULATE
                && matches!(verdict.outcome, Outcome::Timeout | Outcome::Interrupted) =>
            {
                format!("{}: no error in the behaviours looked at", name(kind))
            }
            Some(d) => format!("{}: no error up to depth {d}, and no answer beyond", name(kind)),
            None => format!("{}: no answer", name(kind)),
        },
    };
    let _ = writeln!(out, " ({} engine, {:.2} s)", verdict.engine, verdict.elapsed.as_secs_f64());
    if let (Some(c), EngineName::SIMULATE) = (verdict.counts, verdict.engine) {
        let _ = writeln!(
            out,
            "{} states generated, {} of them initial; the longest behaviour has {} states. Distinct ones are not counted.",
            c.generated, c.initial, c.depth
        );
    } else if let Some(c) = verdict.counts {
        let _ = writeln!(
            out,
            "{} states generated, {} distinct, {} initial; depth of the search {}.",
            c.generated, c.distinct, c.initial, c.depth
        );
    }
    if matches!(verdict.outcome, Outcome::Safe) && verdict.vacuity.nothing.is_none() {
        out += &checked(verdict, context);
    }
    out += &inductive(verdict);
    out += &coverage(verdict, context);
    let vacuous = super::vacuous(verdict, context);
    for one in vacuous.iter().filter(|_| vacuous.len() > MOST_RESERVATIONS) {
        let _ = writeln!(out, "Not put to the test: {one}");
    }
    for assumption in super::assumptions(verdict) {
        let _ = writeln!(out, "Assuming: {assumption}");
    }
    for note in &verdict.notes {
        let _ = writeln!(out, "Note: {note}");
    }
    out
}

/// What a proof by induction rests on.
fn inductive(verdict: &Verdict) -> String {
    let Some(proof) = &verdict.inductive else { return String::new() };
    let from = format!("Beyond depth {}: by induction; each step keeps", proof.beyond);
    match proof.lemmas.as_slice() {
        [] => format!("{from} the invariants.\n"),
        lemmas if lemmas.len() <= MOST_LEMMAS => {
            let lines: String = lemmas.iter().map(|l| format!("  {l}\n")).collect();
            format!("{from} the invariants and what was found besides:\n{lines}")
        }
        lemmas => format!("{from} the invariants and {} lemmas that were found (--json lists them).\n", lemmas.len()),
    }
}

/// What each action came to: how many states it led to, and how many of them were new.
fn coverage(verdict: &Verdict, context: Context<'_>) -> String {
    if verdict.coverage.is_empty() {
        return String::new();
    }
    let one = |c: &Coverage| {
        format!("  {} {}: {} states, {} of them new\n", c.name, context.place(c.span, &c.module), c.generated, c.distinct)
    };
    format!("Actions taken:\n{}", verdict.coverage.iter().map(one).collect::<String>())
}

fn safe(verdict: &Verdict, context: Context<'_>) -> String {
    if verdict.vacuity.nothing.is_some() {
        return "ok, but nothing was checked".to_string();
    }
    let within = match verdict.within().as_slice() {
        [] => String::new(),
        names => format!(" within {}", names.iter().join(" and ")),
    };
    match (verdict.exhaustive, verdict.depth) {
        (true, _) if verdict.inductive.is_some() => format!("ok: no error in any reachable state{within}, by induction"),
        (true, _) if !within.is_empty() => format!("ok: no error in any state{within}; the search of those was exhaustive"),
        (true, _) => "ok: no error in any reachable state; the search was exhaustive".to_string(),
        (false, Some(d)) if context.default_depth => {
            format!("ok: no error up to depth {d}{within}; --exhaustive or a larger --depth goes on to longer behaviours")
        }
        (false, Some(d)) => format!("ok: no error up to depth {d}{within}; longer behaviours were not searched"),
        (false, None) if verdict.engine == EngineName::SIMULATE => "ok: no error in the behaviours looked at".to_string(),
        (false, None) => "ok: no error found, but not even the initial states were all checked".to_string(),
    }
}

/// What the first line adds to an answer without errors that says less than it seems to.
fn reservations(verdict: &Verdict, context: Context<'_>) -> String {
    let vacuous = super::vacuous(verdict, context);
    match vacuous.len() {
        0 => String::new(),
        _ if verdict.vacuity.nothing.is_some() => format!(": {}", vacuous.join("; ")),
        1..=MOST_RESERVATIONS => format!("; but {}", vacuous.join("; ")),
        n => format!("; but {} and {} more (below)", vacuous[0], n - 1),
    }
}

/// What an answer without errors speaks of. Without behaviors that is what is constant; random ones do not decide properties of whole
/// behaviors, which is among the assumptions.
fn checked(verdict: &Verdict, context: Context<'_>) -> String {
    let m = context.model;
    let names = |what: &str, list: &[&crate::ir::Named]| match list {
        [] => None,
        list => Some(format!("{what} {}", list.iter().map(|n| &n.name).join(", "))),
    };
    let (behaviors, random) = (m.init.is_some(), verdict.engine == EngineName::SIMULATE);
    let open = if random { Split::of(m).behaviours } else { Vec::new() };
    let invariants: Vec<_> = m.invariants.iter().collect();
    let trace_invariants: Vec<_> = m.trace_invariants.iter().filter(|_| !random).collect();
    let properties: Vec<_> = m.properties.iter().filter(|n| open.iter().all(|c| c.name != n.name)).collect();
    let parts = [
        names("invariants", &invariants),
        names("invariants of behaviours", &trace_invariants),
        names("properties", &properties),
        (!behaviors && !m.assumes.is_empty()).then(|| "assumptions".to_string()),
        (behaviors && m.check_deadlock).then(|| "absence of deadlock".to_string()),
        behaviors.then(|| "evaluation of every step".to_string()),
    ];
    match parts.into_iter().flatten().join("; ") {
        nothing if nothing.is_empty() => nothing,
        parts => format!("Checked: {parts}.\n"),
    }
}

fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::Ok => "ok",
        Kind::Assumption => "assumption false",
        Kind::Postcondition => "postcondition false",
        Kind::Tautology => "tautology",
        Kind::Deadlock => "deadlock",
        Kind::Invariant => "invariant violated",
        Kind::ActionProperty => "action property violated",
        Kind::ImpliedInit => "property violated",
        Kind::Liveness | Kind::LivenessPrefix => "temporal property violated",
        Kind::Assert => "assertion failed",
        Kind::Evaluation(_) => "evaluation error",
        Kind::Parse => "parse error",
        Kind::Config { .. } | Kind::InvariantLevel => "configuration error",
        Kind::Vacuous => "vacuous",
        Kind::Unsupported => "unsupported",
        Kind::Unknown => "unknown",
        Kind::Timeout => "timeout",
        Kind::Interrupted => "interrupted",
        Kind::Internal => "internal error",
    }
}
