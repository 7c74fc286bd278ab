//! An explanation as a part of a message: carets under what decides, and the values that decide it.
//!
//! In: a message about a predicate, and the [`Node`] that explains it. Out: the message with labels at the parts that decide and a note
//! with the names bound on the way and the values of operands. A message has at most [`MOST_LABELS`] labels and [`MOST_LINES`] lines of
//! values, so that it fits a screen; what is left out is counted.
//!
//! ```text
//! 9 │ Mutex == \A p \in Proc : pc[p] = "cs" => owner = p
//!   │                                          ^^^^^^^^^ is false in the last state
//!   = where p = p2
//!     pc[p] = "cs" is TRUE
//!     owner is p1
//! ```

use super::comma;
use crate::diag::{Diagnostic, Label};
use crate::explain::short::short;
use crate::explain::{Node, Role};
use crate::source::{SourceMap, Span};
use crate::value::Value;
use itertools::Itertools;

/// The number of labels of a message, so that it fits a screen with its lines of values.
const MOST_LABELS: usize = 4;

/// The number of calls on the way that have a label.
const MOST_CALLS: usize = 2;

/// The number of lines of values.
const MOST_LINES: usize = 12;

/// The greatest length of an expression, in characters.
const EXPRESSION: usize = 60;

/// The greatest length of a value, in characters.
const VALUE: usize = 100;

/// Adds an explanation to a message. `at` is where the predicate is false: `in the last state`.
pub fn explained(mut d: Diagnostic, node: &Node, at: &str, sources: &SourceMap) -> Diagnostic {
    let mut shown = Shown::new(sources);
    shown.chain(node, 0);
    let mut labels: Vec<Label> = Vec::new();
    let truth = |truth: bool| if truth { "true" } else { "false" };
    for (i, (span, is)) in shown.leaves.iter().take(MOST_LABELS).enumerate() {
        let message = if i == 0 { format!("is {} {at}", truth(*is)) } else { format!("is {}, too", truth(*is)) };
        labels.push(Label { span: *span, message });
    }
    for (span, name) in shown.calls.iter().rev().take(MOST_CALLS).rev() {
        if labels.len() < MOST_LABELS && labels.iter().all(|l| l.span != *span) {
            labels.push(Label { span: *span, message: format!("in {name}") });
        }
    }
    if !labels.is_empty() {
        d.labels = labels;
    }
    let mut lines = shown.lines;
    if !shown.bindings.is_empty() {
        let values = shown.bindings.iter().map(|(name, v)| format!("{name} = {}", short(v, VALUE)));
        lines.insert(0, format!("where {}", values.collect::<Vec<_>>().join("\n  and ")));
    }
    let mut lines: Vec<&str> = lines.iter().flat_map(|l| l.split('\n')).collect();
    let more = lines.len().saturating_sub(MOST_LINES);
    let rest = format!("… {more} more");
    if more > 1 {
        lines.truncate(MOST_LINES);
        lines.push(&rest);
    }
    if lines.is_empty() { d } else { d.note(lines.join("\n")) }
}

/// What is shown of an explanation.
struct Shown<'s> {
    sources: &'s SourceMap,
    /// The parts that decide, with their truth.
    leaves: Vec<(Span, bool)>,
    /// Calls on the way, and the names of the definitions.
    calls: Vec<(Span, String)>,
    /// Names bound on the way.
    bindings: Vec<(String, Value)>,
    lines: Vec<String>,
}

impl<'s> Shown<'s> {
    fn new(sources: &'s SourceMap) -> Shown<'s> {
        Shown { sources, leaves: Vec::new(), calls: Vec::new(), bindings: Vec::new(), lines: Vec::new() }
    }

    /// A node whose parts all belong to one chain: their facts have no heading of their own.
    fn chain(&mut self, node: &Node, indent: usize) {
        for (name, v) in &node.bindings {
            if !self.bindings.iter().any(|(n, w)| *n == **name && w == v) {
                self.bindings.push((name.to_string(), v.clone()));
            }
        }
        let deciding: Vec<&Node> = node.children.iter().filter(|c| decides(c)).collect();
        if deciding.is_empty() {
            self.leaf(node);
        }
        self.facts(node, indent);
        let several = deciding.len() > 1;
        let instances = deciding.iter().any(|c| c.role == Role::Instance);
        if several && instances {
            self.leaf(node);
        }
        for child in deciding {
            if let Role::Definition(name) = &child.role
                && !node.span.is_none()
            {
                self.calls.push((node.span, name.to_string()));
            }
            if several && instances {
                self.instance(child, indent);
            } else {
                self.chain(child, indent);
            }
        }
    }

    fn leaf(&mut self, node: &Node) {
        if let Some(truth) = node.truth()
            && !node.span.is_none()
            && self.leaves.iter().all(|(span, _)| *span != node.span)
        {
            self.leaves.push((node.span, truth));
        }
    }

    /// A row of a quantifier: a line, with the facts below it.
    fn instance(&mut self, node: &Node, indent: usize) {
        let mut inner = Shown::new(self.sources);
        inner.chain(node, 0);
        let bound = comma(inner.bindings.iter().map(|(name, v)| format!("{name} = {}", short(v, VALUE / 2))));
        let truth = |is: &bool| if *is { "TRUE" } else { "FALSE" };
        let parts = inner.leaves.iter().map(|(span, is)| format!("{} is {}", self.text(*span), truth(is)));
        let head = format!("for {bound}: {}", parts.collect::<Vec<_>>().join("; "));
        let facts: Vec<&str> = inner.lines.iter().flat_map(|l| l.split('\n')).collect();
        let together = comma(&facts);
        let space = " ".repeat(indent);
        if facts.is_empty() || head.chars().count() + together.chars().count() + 3 > VALUE {
            self.lines.push(format!("{space}{head}"));
            self.lines.extend(facts.iter().map(|fact| format!("{space}  {fact}")));
        } else {
            self.lines.push(format!("{space}{head} ({together})"));
        }
    }

    /// The values, conditions and reasons of a node.
    fn facts(&mut self, node: &Node, indent: usize) {
        for child in &node.children {
            match &child.role {
                Role::Condition => {
                    let value = child.value.as_ref().map_or("?".to_string(), |v| v.to_string());
                    self.line(indent, format!("{} is {value}", self.text(child.span)));
                }
                Role::Operand | Role::Range => self.operand(child, indent),
                Role::Lacks(path) => self.lacks(child, path, indent),
                _ => {}
            }
        }
        if let Some(reason) = &node.reason {
            self.line(indent, reason.clone());
        }
    }

    fn operand(&mut self, node: &Node, indent: usize) {
        let (Some(value), text) = (&node.value, self.text(node.span)) else { return };
        let parts =
            node.children.iter().filter_map(|c| Some(format!("{} is {}", self.text(c.span), short(c.value.as_ref()?, 30))));
        let parts = comma(parts);
        let line = format!("{text} is {}", short(value, VALUE));
        let fits = !parts.is_empty() && line.chars().count() + parts.chars().count() < VALUE;
        self.line(indent, if fits { format!("{line} ({parts})") } else { line });
    }

    fn lacks(&mut self, node: &Node, path: &str, indent: usize) {
        let value = node.value.as_ref().map_or(String::new(), |v| short(v, VALUE));
        let at = if path.is_empty() { String::new() } else { format!("{} = ", path.trim_start()) };
        match &node.reason {
            Some(reason) if path.is_empty() => self.line(indent, reason.clone()),
            Some(reason) => self.line(indent, format!("{}: {reason}", path.trim_start())),
            None if node.children.iter().any(decides) => self.line(indent, format!("{at}{value}")),
            None => self.line(indent, format!("{at}{value} is not in {}", self.text(node.span))),
        }
        for child in &node.children {
            match child.role {
                Role::Operand => self.operand(child, indent + 2),
                _ => self.chain(child, indent),
            }
        }
    }

    fn line(&mut self, indent: usize, text: String) {
        let line = format!("{}{text}", " ".repeat(indent));
        if !self.lines.contains(&line) {
            self.lines.push(line);
        }
    }

    /// An expression as it is written, on one line.
    fn text(&self, span: Span) -> String {
        let text = self.sources.text(span).split_whitespace().join(" ");
        if text.chars().count() <= EXPRESSION {
            return text;
        }
        let beginning: String = text.chars().take(EXPRESSION).collect();
        format!("{}…", beginning.trim_end())
    }
}

/// Whether a part is a predicate that decides, rather than a value or a condition under which the next part decides.
fn decides(node: &Node) -> bool {
    !node.role.is_operand() && !matches!(node.role, Role::Condition | Role::Lacks(_))
}
