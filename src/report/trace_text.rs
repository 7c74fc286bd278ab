//! A trace for people, in the reference checker's style.
//!
//! In: a [`TraceDoc`]. Out: its states. In the margin `*` marks each variable that changed; the plain style is the reference checker's,
//! without margin. Where there is an ALIAS, its columns are shown in place of the variables.
//!
//! ```text
//! State 2: <User(u1) line 59, col 7 to line 75, col 17 of module uploader_1>
//!   /\ content = {}
//! * /\ lastId = 1
//! ```

use super::comma;
use super::layout;
use super::text::Style;
use crate::trace::doc::place::of_module;
use crate::trace::doc::{Action, Fairness, Loop, Met, Part, Step, TraceDoc};
use crate::value::Value;
use itertools::Itertools;
use std::collections::HashSet;
use std::fmt::Write;

/// The column at which values are broken into lines.
const WIDTH: usize = 80;

/// All states, a blank line after each.
pub fn trace(doc: &TraceDoc, style: Style) -> String {
    let mut out = String::new();
    if !style.plain && doc.steps.len() > 1 {
        out += "`*` marks variables that changed.\n\n";
    }
    out += &chosen(doc, style);
    for (i, step) in doc.steps.iter().enumerate() {
        let by = step.label.as_ref().map_or("Initial predicate".to_string(), action);
        let _ = writeln!(out, "State {}: <{by}>", i + 1);
        out += &state(&rows(doc, step, i.checked_sub(1).map(|b| &doc.steps[b])), style);
        out.push('\n');
    }
    match &doc.lasso {
        None => {}
        Some(Loop { label: None, .. }) => {
            let _ = writeln!(out, "State {}: Stuttering\n", doc.steps.len() + 1);
        }
        Some(Loop { back_to, label: Some(label) }) => {
            let _ = writeln!(out, "Back to state {}: <{}>\n", back_to + 1, action(label));
        }
    }
    out
}

/// Why the loop of an infinite behavior is fair, a line each condition.
pub fn fairness(doc: &TraceDoc) -> String {
    if doc.fairness.is_empty() {
        return String::new();
    }
    let one = |f: &Fairness| {
        let values = match f.with.as_slice() {
            [] => String::new(),
            values => format!(" with {}", comma(values.iter().map(|c| format!("{} = {}", c.name, layout::flat(&c.value))))),
        };
        let why = match f.met {
            Met::Taken => format!("a step from state {} is one", f.state + 1),
            Met::Disabled => format!("not possible in state {}", f.state + 1),
        };
        let text = f.condition.split_whitespace().join(" ");
        // Of a PlusCal process there is only the name.
        let kind = if f.strong { "SF" } else { "WF" };
        let text = if text.starts_with(kind) { text } else { format!("{kind} of {text}") };
        format!("  {text}{values}: {why}\n")
    };
    format!("The behavior is fair:\n{}\n", doc.fairness.iter().map(one).collect::<String>())
}

/// `Create(w1) line 1, col 2 to line 3, col 4 of module M`
pub fn action(label: &Action) -> String {
    let arguments = match label.arguments.as_slice() {
        [] => String::new(),
        all => format!("({})", comma(all.iter().map(layout::flat))),
    };
    format!("{}{arguments} {}", label.name, of_module(label.place, &label.module))
}

/// A line of a state.
struct Row<'a> {
    name: &'a str,
    value: &'a Value,
    changed: bool,
}

/// The lines of a state: its columns, or else its variables.
fn rows<'a>(doc: &'a TraceDoc, step: &'a Step, before: Option<&Step>) -> Vec<Row<'a>> {
    let changed: HashSet<&Part> = step.changes.iter().filter_map(|c| c.path.first()).collect();
    // where ALIAS has a value in only one of two states, what is shown is new
    let other = before.is_some_and(|b| b.columns.is_empty() != step.columns.is_empty());
    if !step.columns.is_empty() {
        let is_new = |name: &str| other || changed.contains(&Part::Column(name.to_string()));
        return step.columns.iter().map(|c| Row { name: &c.name, value: &c.value, changed: is_new(&c.name) }).collect();
    }
    let is_new = |name: &str| other || changed.contains(&Part::Variable(name.to_string()));
    let both = doc.variables.iter().zip(&step.values);
    both.map(|(v, value)| Row { name: &v.name, value, changed: is_new(&v.name) }).collect()
}

/// The constants that the search chose.
fn chosen(doc: &TraceDoc, style: Style) -> String {
    let row = |c: &'_ crate::trace::doc::Constant| c.chosen.clone().map(|value| (c.name.clone(), value));
    let chosen: Vec<(String, Value)> = doc.constants.iter().filter_map(row).collect();
    if chosen.is_empty() {
        return String::new();
    }
    let rows: Vec<Row<'_>> = chosen.iter().map(|(name, value)| Row { name, value, changed: false }).collect();
    format!("Constants: <chosen>\n{}\n", state(&rows, style))
}

fn state(rows: &[Row<'_>], style: Style) -> String {
    let bullet = if rows.len() > 1 { "/\\ " } else { "" };
    let mut out = String::new();
    for Row { name, value, changed } in rows {
        let margin = match changed {
            _ if style.plain => "",
            true => "* ",
            false => "  ",
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
