//! A trace for people, in the reference checker's style.
//!
//! In: a [`TraceDoc`]. Out: its states. In the margin `*` marks each variable that changed; in color the parts that changed are marked,
//! and what was removed follows as a comment. A loop is drawn in the margin. The plain style is the reference checker's, without
//! margin, colors and statements, and with whole values. Where there is an ALIAS, its columns are shown in place of the variables.
//!
//! ```text
//! State 2: <User(u1) line 59, col 7 to line 75, col 17 of module uploader_1>
//!   /\ content = {}
//! * /\ lastId = 1
//! ```

use super::comma;
use super::layout::{self, Page};
use super::marked::{Marks, Text, Tone};
use super::text::Style;
use super::trace_diff;
use crate::trace::doc::events::is_at;
use crate::trace::doc::place::{of_module, text};
use crate::trace::doc::{Action, Change, Evaluated, Fairness, Loop, Met, Operation, Part, Step, TraceDoc, path_text};
use crate::value::Value;
use itertools::Itertools;

/// The column at which values are broken into lines.
pub const WIDTH: usize = 80;

/// The length beyond which a statement is not shown under its action.
const STATEMENT: usize = 100;

/// All states, a blank line after each.
pub fn trace(doc: &TraceDoc, style: Style) -> String {
    if style.diff {
        return trace_diff::trace(doc, style);
    }
    let mut out = String::new();
    if !style.plain && doc.steps.len() > 1 {
        out += "`*` marks variables that changed.\n";
        out += &shortened(doc);
        out.push('\n');
    }
    out += &chosen(doc, style);
    let states: Vec<Text> = (0..doc.steps.len()).map(|i| state(doc, i, style)).collect();
    out + &drawn(doc, states, true, style)
}

/// That some values are shortened, and how to see them.
pub fn shortened(doc: &TraceDoc) -> String {
    let is_long = doc.steps.iter().any(|s| s.values.iter().chain(s.columns.iter().map(|c| &c.value)).any(layout::is_long));
    if is_long { "Long values are shortened; --plain prints them whole.\n".to_string() } else { String::new() }
}

/// The states one after the other, and how an infinite behavior continues, with its loop in the margin.
pub fn drawn(doc: &TraceDoc, states: Vec<Text>, spaced: bool, style: Style) -> String {
    let count = states.len();
    let Some(lasso) = &doc.lasso else {
        let end = if spaced { "\n\n" } else { "\n" };
        return states.iter().map(|s| s.paint(style.color) + end).collect();
    };
    let end = match lasso {
        Loop { label: None, .. } => Text::new(Tone::Strong, format!("State {}:", count + 1)).with(Tone::Plain, " Stuttering"),
        Loop { back_to, label: Some(label) } => {
            let mut end = Text::new(Tone::Strong, format!("Back to state {}:", back_to + 1)).with(Tone::Plain, " <");
            end.append(&action(label, style));
            end.with(Tone::Plain, ">")
        }
    };
    let mut out = String::new();
    for (i, state) in states.into_iter().enumerate() {
        let margin = match i.cmp(&lasso.back_to) {
            _ if style.plain => ("", "", ""),
            std::cmp::Ordering::Less => ("   ", "   ", ""),
            std::cmp::Ordering::Equal => ("┌─ ", "│  ", "│"),
            std::cmp::Ordering::Greater => ("│  ", "│  ", "│"),
        };
        let state = state.margin((Tone::Name, margin.0), (Tone::Name, margin.1));
        let between = Text::new(Tone::Name, if spaced { margin.2 } else { "" });
        out += &format!("{}\n{}", state.paint(style.color), between.paint(style.color));
        out += if spaced { "\n" } else { "" };
    }
    let margin = if style.plain { "" } else { "└─ " };
    out + &end.margin((Tone::Name, margin), (Tone::Name, "")).paint(style.color) + "\n\n"
}

fn state(doc: &TraceDoc, index: usize, style: Style) -> Text {
    let step = &doc.steps[index];
    let mut out = Text::new(Tone::Strong, format!("State {}:", index + 1)).with(Tone::Plain, " <");
    match &step.label {
        None => out.push(Tone::Plain, "Initial predicate"),
        Some(label) => out.append(&action(label, style)),
    }
    out.push(Tone::Plain, ">");
    if let Some((line, text)) = statement(doc, step).filter(|_| !style.plain) {
        out.push(Tone::Dim, &format!("\n  {line} │ {text}"));
    }
    let before = index.checked_sub(1).map(|b| &doc.steps[b]);
    out.append(&rows(doc, step, before, style));
    out
}

/// The rows of a state, each after a line end.
pub fn rows(doc: &TraceDoc, step: &Step, before: Option<&Step>, style: Style) -> Text {
    let mut out = Text::default();
    for group in groups(doc, step, before, style) {
        if let Some((title, takes)) = &group.title {
            out.push(Tone::Plain, "\n  ");
            out.push(if *takes { Tone::Name } else { Tone::Strong }, title);
            out.push(Tone::Dim, if *takes { " takes the step" } else { "" });
        }
        out.append(&table(&group.rows, if group.title.is_some() { "  " } else { "" }, style));
    }
    out
}

/// The statement of a PlusCal step and its line, if it is short.
pub fn statement(doc: &TraceDoc, step: &Step) -> Option<(u32, String)> {
    let label = step.label.as_ref().filter(|l| l.pluscal)?;
    let place = label.place?;
    let text = text(place, &doc.sources).split_whitespace().join(" ");
    (text.chars().count() <= STATEMENT).then_some((place.line, text))
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

/// `Create(w1)`
pub fn call(label: &Action) -> String {
    let arguments = match label.arguments.as_slice() {
        [] => String::new(),
        all => format!("({})", comma(all.iter().map(layout::flat))),
    };
    format!("{}{arguments}", label.name)
}

/// `Create(w1) line 1, col 2 to line 3, col 4 of module M`
pub fn action(label: &Action, style: Style) -> Text {
    if label.module.is_empty() {
        return Text::new(Tone::Name, call(label));
    }
    let place = of_module(label.place, &label.module);
    let place = if style.diff { place.split_once(',').map_or(place.clone(), |(line, _)| line.to_string()) } else { place };
    Text::new(Tone::Name, call(label)).with(Tone::Dim, &format!(" {place}"))
}

/// A line of a state.
struct Row<'a> {
    name: String,
    /// `None` for an expression without value.
    value: Option<Value>,
    changed: bool,
    marks: Marks,
    removed: Vec<&'a Change>,
}

/// Rows that belong together: the process whose they are, and whether it takes the step.
struct Group<'a> {
    title: Option<(String, bool)>,
    rows: Vec<Row<'a>>,
}

/// The lines of a state: its columns, or else its variables; then the expressions.
fn groups<'a>(doc: &'a TraceDoc, step: &'a Step, before: Option<&Step>, style: Style) -> Vec<Group<'a>> {
    // where ALIAS has a value in only one of two states, what is shown is new
    let other = before.is_some_and(|b| b.columns.is_empty() != step.columns.is_empty());
    let row = |part: Part, name: &str, value: Option<&Value>| -> Row<'a> {
        let own: Vec<&Change> = step.changes.iter().filter(|c| c.path.first() == Some(&part)).collect();
        Row::new(name, value.cloned(), &own, 1, other)
    };
    let column = |name: &str| Part::Column(name.to_string());
    let expressions = step.expressions.iter().map(|Evaluated { name, value }| {
        let shown = if name.contains(' ') { format!("({name})") } else { name.clone() };
        row(column(name), &shown, value.as_ref())
    });
    let expressions: Vec<Row<'a>> = expressions.collect();
    if !step.columns.is_empty() {
        let rows = step.columns.iter().map(|c| row(column(&c.name), &c.name, Some(&c.value)));
        return vec![Group { title: None, rows: rows.chain(expressions).collect() }];
    }
    let both = || doc.variables.iter().zip(&step.values);
    let variable = |name: &str| Part::Variable(name.to_string());
    let processes: Vec<(usize, &Value)> =
        doc.lanes.iter().enumerate().filter_map(|(i, l)| Some((i, l.process.as_ref()?))).collect();
    if !style.per_process || processes.is_empty() || doc.local.is_empty() {
        let rows = both().map(|(v, value)| row(variable(&v.name), &v.name, Some(value)));
        return vec![Group { title: None, rows: rows.chain(expressions).collect() }];
    }
    let is_local = |name: &str| doc.local.iter().any(|l| l == name);
    let mut groups = Vec::new();
    for (i, process) in processes {
        let rows = both().filter(|(v, _)| is_local(&v.name)).filter_map(|(v, value)| {
            let value = value.apply(process)?;
            let here =
                |c: &&Change| c.path.first() == Some(&variable(&v.name)) && c.path.get(1).is_none_or(|part| is_at(part, process));
            let own: Vec<&Change> = step.changes.iter().filter(here).collect();
            Some(Row::new(&v.name, Some(value), &own, 2, other))
        });
        groups.push(Group { title: Some((process.to_string(), step.lane == Some(i))), rows: rows.collect() });
    }
    let shared = both().filter(|(v, _)| !is_local(&v.name)).map(|(v, value)| row(variable(&v.name), &v.name, Some(value)));
    let shared: Vec<Row<'a>> = shared.chain(expressions).collect();
    if !shared.is_empty() {
        groups.push(Group { title: Some(("shared".to_string(), false)), rows: shared });
    }
    groups
}

impl<'a> Row<'a> {
    /// `beginning`: how many parts of the changes' paths lead to the value.
    fn new(name: &str, value: Option<Value>, changes: &[&'a Change], beginning: usize, other: bool) -> Row<'a> {
        let removed = changes.iter().copied().filter(|c| matches!(c.operation, Operation::Removed(_))).collect();
        let marks = Marks::of(changes.iter().copied(), beginning);
        Row { name: name.to_string(), value, changed: other || !changes.is_empty(), marks, removed }
    }
}

/// The constants that the search chose.
pub fn chosen(doc: &TraceDoc, style: Style) -> String {
    let chosen = doc.constants.iter().filter_map(|c| Some(Row::new(&c.name, Some(c.chosen.clone()?), &[], 1, false)));
    let rows: Vec<Row<'_>> = chosen.collect();
    if rows.is_empty() {
        return String::new();
    }
    format!("Constants: <chosen>{}\n\n", table(&rows, "", style).paint(style.color))
}

/// The rows, each after a line end and an indentation.
fn table(rows: &[Row<'_>], indent: &str, style: Style) -> Text {
    let page = Page { width: WIDTH, whole: style.plain };
    let bullet = if rows.len() > 1 { "/\\ " } else { "" };
    let mut out = Text::default();
    for row in rows {
        let margin = match row.changed {
            _ if style.plain => indent.to_string(),
            true => format!("* {indent}"),
            false => format!("  {indent}"),
        };
        out.push(Tone::Plain, "\n");
        out.push(Tone::Changed, &margin);
        out.push(Tone::Plain, bullet);
        out.push(if row.changed { Tone::Strong } else { Tone::Plain }, &row.name);
        let Some(value) = &row.value else {
            out.push(Tone::Dim, " has no value");
            continue;
        };
        let head = format!("{margin}{bullet}{} = ", row.name);
        let column = head.chars().count();
        let marks = Some(&row.marks);
        // A long value under a long name starts on a line of its own, so that it has room.
        if column <= WIDTH / 3 || column + layout::marked(value, marks, page).width() <= WIDTH {
            out.push(Tone::Plain, " = ");
            out.append(&layout::value(value, marks, column, page));
        } else {
            let indent = margin.len() + bullet.len() + 2;
            out.push(Tone::Plain, &format!(" =\n{}", " ".repeat(indent)));
            out.append(&layout::value(value, marks, indent, page));
        }
        if style.color && !row.removed.is_empty() {
            out.push(Tone::Removed, &format!("   \\* removed {}", comma(row.removed.iter().map(|c| removed(c)))));
        }
    }
    out
}

/// `queue[1]`; of a set, the element.
fn removed(change: &Change) -> String {
    match change.path.last() {
        Some(Part::Element(v)) => layout::flat(v),
        Some(_) | None => path_text(&change.path),
    }
}
