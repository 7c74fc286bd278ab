//! A trace in Markdown, for an issue or a chat.
//!
//! In: a [`TraceDoc`] and its report. Out: the finding with its source lines, a table of the steps with what each changed, and the first
//! and last state in full.

use super::layout;
use super::run::Report;
use super::text::{Style, headline};
use super::trace_text::{action, call};
use super::{Form, trace_diff};
use crate::trace::doc::{Loop, Step, TraceDoc};
use std::fmt::Write;

/// The report's traces. A report without a trace has its messages only.
pub const FORM: Form = Form {
    extension: ".md",
    about: "the traces in Markdown",
    selects: true,
    write: |report, target, to| to.write_all(page(report, target.style).as_bytes()),
};

/// The greatest length of a value in a table, in characters.
const LONGEST: usize = 200;

/// The whole page.
pub fn page(report: &Report, style: Style) -> String {
    let mut out = String::new();
    let found = report.message.as_ref().or(report.trace.as_ref().map(|t| &t.finding.message));
    let title = found.map_or("no error was found", |m| &m.text);
    let _ = writeln!(out, "# {}\n", prose(title));
    for line in headline(report, Style { verbose: false, color: false, ..style }).lines() {
        let _ = writeln!(out, "{}  ", prose(line));
    }
    for message in report.message.iter().filter(|m| !m.labels.is_empty()) {
        let _ = write!(out, "\n```text\n{}```\n", message.draw(&report.sources, false));
    }
    for doc in report.trace.iter() {
        trace(doc, style, &mut out);
    }
    for doc in &report.further {
        let _ = writeln!(out, "\n# {}", prose(&doc.finding.message.text));
        let _ = write!(out, "\n```text\n{}```\n", doc.finding.message.draw(&doc.sources, false));
        trace(doc, style, &mut out);
    }
    out
}

fn trace(doc: &TraceDoc, style: Style, out: &mut String) {
    let has_lanes = doc.lanes.iter().any(|l| l.process.is_some());
    let _ = write!(out, "\n## Steps of `{}`\n\n", doc.module);
    let _ = writeln!(out, "| state |{} action | what it changes |", if has_lanes { " process |" } else { "" });
    let _ = writeln!(out, "| ---: |{} --- | --- |", if has_lanes { " --- |" } else { "" });
    for (i, step) in doc.steps.iter().enumerate() {
        let lane = step.lane.and_then(|l| doc.lanes.get(l)).map_or(String::new(), |l| code(&l.name));
        let process = if has_lanes { format!(" {lane} |") } else { String::new() };
        let (by, changes) = match &step.label {
            None => ("initial state".to_string(), String::new()),
            Some(label) => {
                let place = label.place.map_or(String::new(), |p| format!(", line {}", p.line));
                (format!("{}{place}", code(&call(label))), changes(step))
            }
        };
        let _ = writeln!(out, "| {} |{process} {by} | {changes} |", i + 1);
    }
    match &doc.lasso {
        None => {}
        Some(Loop { label: None, .. }) => {
            let _ = writeln!(out, "\nState {} is repeated forever (stuttering).", doc.steps.len());
        }
        Some(Loop { back_to, label: Some(label) }) => {
            let by = code(&action(label, Style { diff: true, ..style }).bare());
            let _ = writeln!(out, "\n{by} leads back to state {}, and so on forever.", back_to + 1);
        }
    }
    if let Some(first) = doc.steps.first() {
        state(doc, first, "First state", out);
    }
    if let [_, .., last] = doc.steps.as_slice() {
        state(doc, last, &format!("State {}", doc.steps.len()), out);
    }
}

fn changes(step: &Step) -> String {
    let lines = trace_diff::shown(step).map(|change| {
        let sign = trace_diff::sign(change);
        let (path, from, to) = trace_diff::parts(change);
        let to = code(&short(&to));
        let from = from.map_or(String::new(), |from| format!("{} → ", code(&short(&from))));
        format!("{sign} {}: {from}{to}", code(&path))
    });
    lines.collect::<Vec<_>>().join("<br>")
}

fn state(doc: &TraceDoc, step: &Step, title: &str, out: &mut String) {
    let _ = write!(out, "\n## {title}\n\n| variable | value |\n| --- | --- |\n");
    for (v, value) in doc.variables.iter().zip(&step.values) {
        let _ = writeln!(out, "| {} | {} |", code(&v.name), code(&short(&layout::flat(value))));
    }
    for c in &step.columns {
        let _ = writeln!(out, "| {} | {} |", code(&c.name), code(&short(&layout::flat(&c.value))));
    }
    for e in &step.expressions {
        let value = e.value.as_ref().map_or("no value".to_string(), |v| code(&short(&layout::flat(v))));
        let _ = writeln!(out, "| {} | {value} |", code(&e.name));
    }
}

/// The beginning of a long text.
pub fn short(text: &str) -> String {
    if text.chars().count() <= LONGEST { text.to_string() } else { text.chars().take(LONGEST - 1).chain(['…']).collect() }
}

/// Inline code in a table: a bar would end the cell.
fn code(text: &str) -> String {
    let text = text.replace(['\n', '\r'], " ").replace('|', "\\|");
    if text.contains('`') { format!("`` {text} ``") } else { format!("`{text}`") }
}

/// Text in which Markdown's signs mean themselves.
fn prose(text: &str) -> String {
    text.chars().flat_map(|c| if "\\`*_<>[]#|".contains(c) { vec!['\\', c] } else { vec![c] }).collect()
}
