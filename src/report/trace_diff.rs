//! A trace as its differences: the initial state, and of each step what it changed (`--diff`).
//!
//! In: a [`TraceDoc`]. Out: a line for each [`Change`]: `+` for what was added, `-` for what was removed, `~` for what has another
//! value. With `--per-process` the process comes first.
//!
//! ```text
//! State 2: <User(u1) line 59>
//!   ~ lastId: 0 → 1
//!   + queue[1]: [id |-> 1, action |-> "create"]
//!   - uploads: [id |-> 1]
//! ```

use super::layout::{self, Page};
use super::marked::{Text, Tone};
use super::text::Style;
use super::trace_text::{WIDTH, action, chosen, drawn, rows, shortened, statement};
use crate::trace::doc::events::is_at;
use crate::trace::doc::{Change, Operation, Part, Step, TraceDoc, path_text};
use crate::value::Value;

/// All states, without blank lines.
pub fn trace(doc: &TraceDoc, style: Style) -> String {
    let mut out = String::new();
    if doc.steps.len() > 1 {
        out += "`+` added, `-` removed, `~` changed.\n";
        out += &shortened(doc);
    }
    out += &chosen(doc, style);
    let states = (0..doc.steps.len()).map(|i| state(doc, i, style)).collect();
    out += &drawn(doc, states, false, style);
    if doc.lasso.is_none() {
        out.push('\n');
    }
    out
}

fn state(doc: &TraceDoc, index: usize, style: Style) -> Text {
    let step = &doc.steps[index];
    let mut out = Text::new(Tone::Strong, format!("State {}:", index + 1));
    let Some(label) = &step.label else {
        out.push(Tone::Plain, " <Initial predicate>");
        out.append(&rows(doc, step, None, style));
        return out;
    };
    out.push(Tone::Plain, " <");
    out.append(&action(label, style));
    out.push(Tone::Plain, ">");
    if let Some((_, text)) = statement(doc, step) {
        out.push(Tone::Dim, &format!(" {text}"));
    }
    let shown: Vec<&Change> = shown(step).collect();
    let width = processes(doc).map(|p| p.to_string().chars().count()).max().unwrap_or(0);
    for change in &shown {
        out.push(Tone::Plain, "\n  ");
        let process = processes(doc).find(|p| style.per_process && is_of(doc, change, p));
        if style.per_process && width > 0 {
            let name = process.map_or(String::new(), |p| p.to_string());
            out.push(Tone::Name, &name);
            out.push(Tone::Plain, &" ".repeat(width + 1 - name.chars().count()));
        }
        out.append(&line(change, process.is_some(), style));
    }
    if shown.is_empty() {
        out.push(Tone::Dim, "\n  (no change)");
    }
    out
}

/// The changes that are shown: where ALIAS has columns, none of the variables.
pub fn shown(step: &Step) -> impl Iterator<Item = &Change> {
    let is_shown = |c: &&Change| step.columns.is_empty() || matches!(c.path.first(), Some(Part::Column(_)));
    step.changes.iter().filter(is_shown)
}

/// `+` for what was added, `-` for what was removed, `~` for another value.
pub fn sign(change: &Change) -> char {
    match change.operation {
        Operation::Added(_) => '+',
        Operation::Removed(_) => '-',
        Operation::Changed { .. } => '~',
    }
}

/// The path, the value before where there is one, and the value after, or that was removed.
pub fn parts(change: &Change) -> (String, Option<String>, String) {
    let path = path_text(&change.path);
    match &change.operation {
        Operation::Added(v) | Operation::Removed(v) => (path, None, layout::flat(v)),
        Operation::Changed { from, to } => (path, Some(layout::flat(from)), layout::flat(to)),
    }
}

fn processes(doc: &TraceDoc) -> impl Iterator<Item = &Value> {
    doc.lanes.iter().filter_map(|l| l.process.as_ref())
}

/// Whether a change is one of a process' own value.
fn is_of(doc: &TraceDoc, change: &Change, process: &Value) -> bool {
    let local = matches!(change.path.first(), Some(Part::Variable(name)) if doc.local.contains(name));
    local && change.path.get(1).is_some_and(|part| is_at(part, process))
}

/// `~ queue[1]: 1 → 2`; of a process' own value the path without the process.
fn line(change: &Change, own: bool, style: Style) -> Text {
    let page = Page { width: WIDTH, whole: style.plain };
    let mut path = change.path.clone();
    if own {
        path.remove(1);
    }
    let path = path_text(&path);
    let tone = match change.operation {
        Operation::Added(_) => Tone::Added,
        Operation::Removed(_) => Tone::Removed,
        Operation::Changed { .. } => Tone::Changed,
    };
    let mut out = Text::new(tone, format!("{} ", sign(change))).with(Tone::Strong, &path).with(Tone::Plain, ": ");
    let one = |v: &Value| layout::marked(v, None, page).bare();
    match &change.operation {
        Operation::Added(v) | Operation::Removed(v) => out.push(tone, &one(v)),
        Operation::Changed { from, to } => {
            let (from, to) = (one(from), one(to));
            out.push(Tone::Removed, &from);
            // two long values are easier to compare one below the other
            let long = out.width() + to.chars().count() > WIDTH + WIDTH / 2;
            out.push(
                Tone::Plain,
                &if long { format!("\n{}→ ", " ".repeat(path.chars().count() + 4)) } else { " → ".to_string() },
            );
            out.push(Tone::Added, &to);
        }
    }
    out
}
