//! A trace as a sequence diagram.
//!
//! In: a [`TraceDoc`]. Out: an SVG drawing that needs nothing else: a lane for each process, a box for each step on its lane, from top to
//! bottom; an arrow for each message from the step that sends it to the step that receives it; beside the steps what else they change. An
//! arrow that ends in an open circle is a message that is not received, one that begins in a circle was there from the start. The loop of an
//! infinite behavior is an arrow on the left. Light and dark follow the reader's setting.

use super::Form;
use super::layout;
use super::trace_diff;
use super::trace_text::call;
use crate::trace::doc::{At, Event, Lane, Loop, Operation, Part, Step, TraceDoc, path_text};
use std::fmt::Write;

/// The trace alone. A report without a trace is an empty file.
pub const FORM: Form = Form {
    extension: ".svg",
    about: "the trace as a sequence diagram",
    selects: true,
    write: |report, _, to| match &report.trace {
        Some(doc) => to.write_all(diagram(doc).as_bytes()),
        None => to.flush(),
    },
};

/// The width of a character of text, in pixels; the font is monospaced.
const CHARACTER: f64 = 7.25;
/// The height of a line of what a step changes.
const LINE: f64 = 16.0;
/// The greatest number of lines that say what a step changes.
const LINES: usize = 6;
/// The greatest number of characters in such a line.
const CHARACTERS: usize = 96;
/// The greatest number of characters of a message on its arrow.
const MESSAGE: usize = 40;
/// The least width of a lane.
const LANE: f64 = 130.0;
/// The height of a step's box.
const BOX: f64 = 26.0;
/// The space on the left: the states' numbers, and the arrow of a loop.
const LEFT: f64 = 70.0;
/// Where the lanes begin.
const TOP: f64 = 96.0;

const STYLE: &str = "\
  svg { background: #ffffff; --ink: #1f2430; --dim: #6b7280; --line: #c9ced6; --box: #eef2fb; --edge: #5b7bd5; --message: #0f766e;
    --bad: #c62828; --badbox: #fdecea; font: 12px ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; }
  @media (prefers-color-scheme: dark) {
    svg { background: #14171f; --ink: #e6e9f0; --dim: #98a1b3; --line: #3a4150; --box: #202a44; --edge: #7d9cf0; --message: #4fd1b5;
      --bad: #ff7b72; --badbox: #3b1d1f; }
  }
  text { fill: var(--ink); }
  .title { font-size: 16px; font-weight: 600; }
  .dim { fill: var(--dim); }
  .lane { font-size: 13px; font-weight: 600; text-anchor: middle; }
  .life { stroke: var(--line); stroke-width: 1.5; }
  .row { stroke: var(--line); stroke-width: 0.5; opacity: 0.6; }
  .step { fill: var(--box); stroke: var(--edge); stroke-width: 1.2; }
  .bad { fill: var(--badbox); stroke: var(--bad); stroke-width: 1.8; }
  .wrong { fill: var(--bad); }
  .label { text-anchor: middle; }
  .arrow { stroke: var(--message); stroke-width: 1.6; fill: none; }
  .end { stroke: var(--message); stroke-width: 1.6; fill: none; }
  .message { fill: var(--message); font-size: 11px; text-anchor: middle; paint-order: stroke; stroke-width: 4px; stroke: #ffffff; }
  .loop { stroke: var(--edge); stroke-width: 1.6; fill: none; }
  @media (prefers-color-scheme: dark) { .message { stroke: #14171f; } }
";

/// The drawing.
pub fn diagram(doc: &TraceDoc) -> String {
    let plan = Plan::new(doc);
    let mut out = String::new();
    let (width, height) = (plan.width, plan.height);
    let _ = writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height:.0}\" viewBox=\"0 0 {width:.0} {height:.0}\" role=\"img\">"
    );
    let (module, finding) = (&doc.module, &doc.finding.message.text);
    let title = format!("{module}: {finding}");
    let _ = writeln!(out, "<title>{}</title>\n<style>\n{STYLE}</style>", escaped(&title));
    let _ = writeln!(
        out,
        "<defs><marker id=\"head\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto-start-reverse\">\
         <path d=\"M0,0.5 L7.5,4 L0,7.5 z\" fill=\"context-stroke\"/></marker></defs>"
    );
    text(&mut out, "title", 20.0, 30.0, module);
    let room = ((width - 40.0) / CHARACTER) as usize;
    text(&mut out, if doc.finding.at == At::Behavior { "dim" } else { "wrong" }, 20.0, 50.0, &short(finding, room));
    plan.lanes(&mut out);
    for i in 0..doc.steps.len() {
        plan.row(i, &mut out);
    }
    for (i, step) in doc.steps.iter().enumerate() {
        for event in &step.events {
            plan.message(i, event, &mut out);
        }
    }
    plan.looped(&mut out);
    out + "</svg>\n"
}

/// Where everything is.
struct Plan<'a> {
    doc: &'a TraceDoc,
    /// The lanes that take steps, by their index; the middle of each.
    lanes: Vec<(usize, &'a Lane, f64)>,
    /// The middle of each step's box, from top to bottom.
    rows: Vec<f64>,
    /// What each step changes, a line each.
    changes: Vec<Vec<String>>,
    /// Where those lines begin.
    notes: f64,
    width: f64,
    height: f64,
}

impl<'a> Plan<'a> {
    fn new(doc: &'a TraceDoc) -> Plan<'a> {
        let changes: Vec<Vec<String>> = doc.steps.iter().map(changes).collect();
        let messages = doc.steps.iter().flat_map(|s| &s.events).filter(|e| e.sent && e.other.is_some());
        let message = messages.map(|e| name(doc, e).chars().count()).max().unwrap_or(0) as f64 * CHARACTER;
        let (mut lanes, mut at) = (Vec::new(), LEFT);
        for (i, lane) in doc.lanes.iter().enumerate() {
            let own = doc.steps.iter().filter(|s| s.lane == Some(i));
            let widest = own.map(|s| label(s, lane).chars().count()).max().unwrap_or(0).max(lane.name.chars().count());
            let width = (widest as f64 * CHARACTER + 50.0).max(message + 40.0).max(LANE);
            lanes.push((i, lane, at + width / 2.0));
            at += width;
        }
        let notes = at + 20.0;
        let (mut rows, mut y) = (Vec::new(), TOP + 14.0);
        for lines in &changes {
            let height = (lines.len() as f64 * LINE + 14.0).max(BOX + 18.0);
            rows.push(y + height / 2.0);
            y += height;
        }
        let longest = changes.iter().flatten().map(|l| l.chars().count()).max().unwrap_or(0);
        let width = (notes + longest as f64 * CHARACTER + 20.0).max(520.0);
        Plan { doc, lanes, rows, changes, notes, width, height: y + 40.0 }
    }

    fn lanes(&self, out: &mut String) {
        let bottom = self.height - 30.0;
        for (_, lane, x) in &self.lanes {
            let _ = writeln!(out, "<line class=\"life\" x1=\"{x:.1}\" y1=\"{TOP}\" x2=\"{x:.1}\" y2=\"{bottom:.1}\"/>");
            text(out, "lane", *x, TOP - 12.0, &lane.name);
        }
        text(out, "dim", self.notes, TOP - 12.0, "what changes");
    }

    /// The middle and the half width of a step's box.
    fn place(&self, step: usize) -> Option<(f64, f64)> {
        let own = self.doc.steps[step].lane?;
        let (_, lane, x) = self.lanes.iter().find(|(i, ..)| *i == own)?;
        let width = label(&self.doc.steps[step], lane).chars().count() as f64 * CHARACTER + 18.0;
        Some((*x, width / 2.0))
    }

    fn row(&self, i: usize, out: &mut String) {
        let (step, y) = (&self.doc.steps[i], self.rows[i]);
        let last = i + 1 == self.rows.len() && matches!(self.doc.finding.at, At::Last | At::Next);
        text(out, if last { "wrong" } else { "dim" }, 34.0, y + 4.0, &(i + 1).to_string());
        if let (Some((x, half)), Some(own)) = (self.place(i), step.lane) {
            let (class, left, top) = (if last { "bad" } else { "step" }, x - half, y - BOX / 2.0);
            let _ = writeln!(
                out,
                "<rect class=\"{class}\" x=\"{left:.1}\" y=\"{top:.1}\" width=\"{:.1}\" height=\"{BOX}\" rx=\"6\"/>",
                half * 2.0
            );
            text(out, "label", x, y + 4.0, &label(step, &self.doc.lanes[own]));
        }
        let lines = &self.changes[i];
        let first = y + 4.0 - (lines.len() as f64 - 1.0) * LINE / 2.0;
        for (n, line) in lines.iter().enumerate() {
            text(out, if step.label.is_none() { "dim" } else { "" }, self.notes, first + n as f64 * LINE, line);
        }
        if i > 0 {
            let between = (self.rows[i - 1] + y) / 2.0;
            let between = between.max(y - (lines.len() as f64 * LINE + 14.0).max(BOX + 18.0) / 2.0);
            let _ = writeln!(
                out,
                "<line class=\"row\" x1=\"{:.1}\" y1=\"{between:.1}\" x2=\"{:.1}\" y2=\"{between:.1}\"/>",
                self.notes,
                self.width - 20.0
            );
        }
    }

    /// An arrow. One between two steps is drawn for the step that sends.
    fn message(&self, i: usize, event: &Event, out: &mut String) {
        let Some((x, half)) = self.place(i) else { return };
        let y = self.rows[i];
        let name = name(self.doc, event);
        let other = event.other.and_then(|o| Some((self.place(o)?, self.rows[o])));
        match (event.sent, other) {
            (false, Some(_)) => {}
            (true, Some(((to, to_half), to_y))) if to != x => {
                let right = if to > x { 1.0 } else { -1.0 };
                let (x1, x2) = (x + right * half, to - right * (to_half + 2.0));
                arrow(out, &format!("M{x1:.1},{y:.1} L{x2:.1},{to_y:.1}"));
                let (mx, my) = ((x1 + x2) / 2.0, (y + to_y) / 2.0);
                text(out, "message", mx, my - 4.0, &name);
            }
            (true, Some(((to, to_half), to_y))) => {
                let (x1, x2, bend) = (x + half, to + to_half + 2.0, x + half.max(to_half) + 34.0);
                arrow(out, &format!("M{x1:.1},{y:.1} C{bend:.1},{y:.1} {bend:.1},{to_y:.1} {x2:.1},{to_y:.1}"));
                text(out, "message", bend, (y + to_y) / 2.0, &name);
            }
            (sent, None) => {
                let (x1, x2, y2) = (x + half, x + half + 30.0, y + BOX / 2.0 + 4.0);
                let _ = writeln!(out, "<circle class=\"end\" cx=\"{x2:.1}\" cy=\"{y2:.1}\" r=\"4\"/>");
                let (from, to) = ((x1, y), (x2 - 4.0, y2));
                let ((ax, ay), (bx, by)) = if sent { (from, to) } else { (to, from) };
                arrow(out, &format!("M{ax:.1},{ay:.1} L{bx:.1},{by:.1}"));
            }
        }
    }

    fn looped(&self, out: &mut String) {
        let (Some(lasso), Some(last)) = (&self.doc.lasso, self.rows.last()) else { return };
        let to = self.rows[lasso.back_to.min(self.rows.len() - 1)];
        match lasso {
            Loop { label: None, .. } => {
                let _ = writeln!(
                    out,
                    "<path class=\"loop\" marker-end=\"url(#head)\" d=\"M28,{:.1} C2,{:.1} 2,{:.1} 28,{:.1}\"/>",
                    last + 8.0,
                    last + 16.0,
                    last - 16.0,
                    last - 5.0
                );
                text(out, "dim", 20.0, self.height - 12.0, &format!("State {} is repeated forever.", self.rows.len()));
            }
            Loop { label: Some(label), .. } => {
                let _ = writeln!(
                    out,
                    "<path class=\"loop\" marker-end=\"url(#head)\" d=\"M28,{last:.1} L16,{last:.1} L16,{to:.1} L28,{to:.1}\"/>"
                );
                let back = format!("{} leads back to state {}, and so on forever.", call(label), lasso.back_to + 1);
                text(out, "dim", 20.0, self.height - 12.0, &back);
            }
        }
    }
}

/// The message, with its channel where there are several.
fn name(doc: &TraceDoc, event: &Event) -> String {
    let first = |e: &Event| e.path.first().cloned();
    let mut all = doc.steps.iter().flat_map(|s| &s.events);
    let several = all.any(|e| first(e) != first(event));
    let message = short(&layout::flat(&event.message), MESSAGE);
    let keyed = event.path.len() > 1 || several;
    if keyed { format!("{}: {message}", path_text(&event.path)) } else { message }
}

/// The action of a step without the process whose lane it is on.
fn label(step: &Step, lane: &Lane) -> String {
    let Some(label) = &step.label else { return String::new() };
    let mut own = label.clone();
    own.arguments.retain(|a| lane.process.as_ref() != Some(a));
    short(&call(&own), MESSAGE)
}

/// What a step changes, a line each, without the messages whose arrows say so.
fn changes(step: &Step) -> Vec<String> {
    if step.label.is_none() {
        return vec!["initial state".to_string()];
    }
    let is_message = |c: &crate::trace::doc::Change| {
        let path: &[Part] = match c.path.split_last() {
            Some((Part::Element(_) | Part::Index(_), rest)) => rest,
            Some(_) | None => return false,
        };
        let value = match &c.operation {
            Operation::Added(v) | Operation::Removed(v) => v,
            Operation::Changed { .. } => return false,
        };
        step.events.iter().any(|e| e.path == path && e.message == *value && e.other.is_some())
    };
    let mut lines: Vec<String> = trace_diff::shown(step)
        .filter(|c| !is_message(c))
        .map(|change| {
            let (path, from, to) = trace_diff::parts(change);
            match (trace_diff::sign(change), from) {
                (_, Some(from)) => format!("{path}: {} → {}", short(&from, CHARACTERS / 3), short(&to, CHARACTERS / 2)),
                (sign, None) => format!("{path}: {sign} {}", short(&to, CHARACTERS * 2 / 3)),
            }
        })
        .map(|line| short(&line, CHARACTERS))
        .collect();
    if lines.len() > LINES {
        let more = lines.len() - (LINES - 1);
        lines.truncate(LINES - 1);
        lines.push(format!("… {more} more changes"));
    }
    lines
}

fn arrow(out: &mut String, path: &str) {
    let _ = writeln!(out, "<path class=\"arrow\" marker-end=\"url(#head)\" d=\"{path}\"/>");
}

fn text(out: &mut String, class: &str, x: f64, y: f64, content: &str) {
    let _ = writeln!(out, "<text class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\">{}</text>", escaped(content));
}

fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '&' => out += "&amp;",
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// The beginning of a long text.
fn short(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        text.to_string()
    } else {
        text.chars().take(most.saturating_sub(1)).chain(['…']).collect()
    }
}
