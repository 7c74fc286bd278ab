//! The report for people.
//!
//! In: a [`Report`]. Out: the trace, what was found with a caret under it, and a headline that says how far the answer reaches.

use super::kind::Kind;
use super::run::{Certification, Report, States, Taken};
use super::trace_text::{fairness, trace};
use super::{Form, plural};
use crate::trace::doc::place::of_module;
use crate::trace::doc::{At, Loop, TraceDoc};
use itertools::Itertools;
use std::fmt::Write;

/// The text that `tlaloc check` prints.
pub const FORM: Form = Form {
    extension: ".txt",
    about: "the report as it is printed",
    selects: true,
    write: |report, target, to| to.write_all(self::report(report, target.style).as_bytes()),
};

/// The number of lemmas beyond which only their number is shown.
const MOST_LEMMAS: usize = 8;

/// The number of reservations beyond which each has a line.
const MOST_RESERVATIONS: usize = 2;

/// How a report looks.
#[derive(Clone, Copy, Default, Debug)]
pub struct Style {
    /// Traces without marks of what changed.
    pub plain: bool,
    /// ANSI colors.
    pub color: bool,
    /// Details, such as the probability of a hash collision.
    pub verbose: bool,
    /// Of each state after the first only what changed.
    pub diff: bool,
    /// The values of each process together.
    pub per_process: bool,
}

impl std::fmt::Display for Report {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&report(self, Style::default()))
    }
}

/// The whole report: trace, finding, headline.
pub fn report(report: &Report, style: Style) -> String {
    let mut out = report.trace.as_ref().map_or(String::new(), |t| trace(t, style) + &fairness(t));
    for message in report.message.iter().chain(&report.further_messages) {
        out += &message.draw(&report.sources, style.color);
        out.push('\n');
    }
    for further in &report.further {
        out += "\n";
        out += &trace(further, style);
        out += &fairness(further);
        out += &further.finding.message.draw(&further.sources, style.color);
        out.push('\n');
    }
    out += &headline(report, style);
    out
}

/// The last lines: the verdict, how far it reaches, and what it rests on.
pub fn headline(report: &Report, style: Style) -> String {
    let mut out = verdict(report);
    let _ = match (&report.engine, &report.trace) {
        (None, Some(_)) => writeln!(out),
        (engine, _) => writeln!(out, " ({} engine, {:.2} s)", engine.as_deref().unwrap_or("no"), report.seconds),
    };
    match report.states {
        None => {}
        Some(States { generated, distinct: None, initial, depth }) => {
            let (generated, depth) = (plural(generated, "state"), plural(depth, "state"));
            let _ = writeln!(out, "{generated} generated, {initial} initial; the longest behavior has {depth}.");
        }
        Some(States { generated, distinct: Some(distinct), initial, depth }) => {
            let generated = plural(generated, "state");
            let _ = writeln!(out, "{generated} generated, {distinct} distinct, {initial} initial; depth of the search {depth}.");
        }
    }
    if !report.checked.is_empty() {
        let _ = writeln!(out, "Checked: {}.", report.checked.join("; "));
    }
    out += &proof(report);
    out += &certification(report);
    out += &coverage(&report.coverage);
    for one in report.vacuous.iter().filter(|_| report.vacuous.len() > MOST_RESERVATIONS) {
        let _ = writeln!(out, "Not put to the test: {one}");
    }
    if let Some(hashes) = report.hashes.filter(|_| style.verbose) {
        let _ = writeln!(out, "Probability of a hash collision: {}", hashes.collision());
    }
    for assumption in &report.assumptions {
        let _ = writeln!(out, "Assuming: {assumption}");
    }
    for note in &report.notes {
        let _ = writeln!(out, "Note: {note}");
    }
    out
}

/// The first line, without the engine and the time.
fn verdict(report: &Report) -> String {
    let name = name(report.verdict);
    if let Some(trace) = &report.trace {
        if report.verdict == Kind::Ok {
            return format!("{name}: {}", trace.finding.message.text);
        }
        return format!("{name}: {}", whereabouts(trace));
    }
    let random = report.behaviors.is_some();
    match report.verdict {
        Kind::Ok => safe(report) + certified(report) + &reservations(report),
        Kind::Config { .. } | Kind::InvariantLevel | Kind::Tautology => format!("{name}: nothing was checked"),
        Kind::Vacuous => format!("{name}: no error was found, but not all was put to the test"),
        Kind::Assumption => format!("{name}: nothing else was checked"),
        Kind::Postcondition if random => format!("{name}: after behaviors without another error"),
        Kind::Postcondition => format!("{name}: after a search that found no other error"),
        Kind::Timeout | Kind::Interrupted if random => format!("{name}: no error found in {}", behaviors(report)),
        Kind::Deadlock
        | Kind::Invariant
        | Kind::ActionProperty
        | Kind::ImpliedInit
        | Kind::Liveness
        | Kind::LivenessPrefix
        | Kind::Assert
        | Kind::Evaluation(_)
        | Kind::Parse
        | Kind::Unsupported
        | Kind::Unknown
        | Kind::Timeout
        | Kind::Interrupted
        | Kind::Internal => match report.depth {
            Some(d) => format!("{name}: no error found up to depth {d}"),
            None => format!("{name}: no answer"),
        },
    }
}

/// At which point of a behavior something is wrong.
fn whereabouts(trace: &TraceDoc) -> String {
    let states = trace.steps.len();
    match &trace.lasso {
        Some(Loop { label: None, .. }) => return format!("state {states} is repeated forever"),
        Some(Loop { back_to, label: Some(_) }) => return format!("states {} to {states} are repeated forever", back_to + 1),
        None => {}
    }
    match (trace.finding.at, states) {
        (At::Next, _) => format!("in step {states}"),
        (_, 0) => "no initial state could be computed".to_string(),
        (_, 1) => "in an initial state".to_string(),
        (_, n) => format!("after {}", plural(n as u64 - 1, "step")),
    }
}

/// What a proof by induction rests on.
fn proof(report: &Report) -> String {
    let Some(proof) = &report.proof else { return String::new() };
    let from = format!("Beyond depth {}: by induction; each step keeps", proof.sizes.searched);
    match proof.lemmas.as_slice() {
        [] => format!("{from} the invariants.\n"),
        lemmas if lemmas.len() <= MOST_LEMMAS => {
            let lines: String = lemmas.iter().map(|l| format!("  {l}\n")).collect();
            format!("{from} the invariants and these lemmas:\n{lines}")
        }
        lemmas => format!("{from} the invariants and {} lemmas (--json lists them).\n", lemmas.len()),
    }
}

/// What the first line says about certification.
fn certified(report: &Report) -> &'static str {
    match &report.certification {
        None => "",
        Some(c) if c.certified => "; certified",
        Some(_) => "; not certified",
    }
}

/// What was certified, or why nothing was.
fn certification(report: &Report) -> String {
    match &report.certification {
        None => String::new(),
        Some(Certification { why: Some(why), .. }) => format!("Not certified: {why}.\n"),
        Some(Certification { answers: 0, .. }) => "Certified: no answer of a solver was needed.\n".to_string(),
        Some(Certification { answers, steps, .. }) => {
            let (answers, steps) = (plural(*answers, "answer"), plural(*steps, "step"));
            format!("Certified: {answers} \"unsatisfiable\", derived again with proofs of {steps} that a checker accepted.\n")
        }
    }
}

/// How many states each action led to, and how many of them were new.
fn coverage(actions: &[Taken]) -> String {
    if actions.is_empty() {
        return String::new();
    }
    let one = |c: &Taken| {
        let place = of_module(c.place, &c.module);
        format!("  {} {place}: {}, {} new\n", c.action, plural(c.generated, "state"), c.distinct)
    };
    format!("Actions taken:\n{}", actions.iter().map(one).collect::<String>())
}

/// `1 behavior`, `4014 behaviors`
fn behaviors(report: &Report) -> String {
    let n = report.behaviors.unwrap_or(0);
    plural(n, "behavior")
}

fn safe(report: &Report) -> String {
    if report.nothing_checked {
        return "ok, but nothing was checked".to_string();
    }
    let within = match report.within.as_slice() {
        [] => String::new(),
        names => format!(" within {}", names.iter().join(" and ")),
    };
    match (report.exhaustive, report.depth) {
        (true, _) if report.proof.is_some() => format!("ok: no error in any reachable state{within}, by induction"),
        (true, _) if !within.is_empty() => format!("ok: no error in any state{within}; the search of those was exhaustive"),
        (true, _) => "ok: no error in any reachable state; the search was exhaustive".to_string(),
        (false, Some(d)) if report.default_depth => {
            format!("ok: no error up to depth {d}{within}; --exhaustive or a larger --depth checks longer behaviors")
        }
        (false, Some(d)) => format!("ok: no error up to depth {d}{within}; longer behaviors were not searched"),
        (false, None) if report.behaviors.is_some() => format!("ok: no error in {}", behaviors(report)),
        (false, None) => "ok: no error found, but not even the initial states were all checked".to_string(),
    }
}

/// The reservations in the first line of an answer without errors.
fn reservations(report: &Report) -> String {
    match report.vacuous.len() {
        0 => String::new(),
        _ if report.nothing_checked => format!(": {}", report.vacuous.join("; ")),
        1..=MOST_RESERVATIONS => format!("; but {}", report.vacuous.join("; ")),
        n => format!("; but {} and {} more (below)", report.vacuous[0], n - 1),
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
        Kind::Timeout => "timed out",
        Kind::Interrupted => "interrupted",
        Kind::Internal => "internal error",
    }
}
