//! A finding as one document: what every report, page and export of a trace is made from.
//!
//! In: a replayed [`Trace`](super::Trace) with the model and the sources ([`build`]). Out: [`TraceDoc`], which refers to nothing
//! outside itself and can be written with serde. `docs/trace-doc.md` describes its fields. Invariant: a report that shows a trace
//! is a pure function of the document and a style, and uses neither the model nor an engine.
//!
//! [`Change`]s are computed here, once ([`diff`]): the first step from `queue = <<>>` to `queue = <<[id |-> 1]>>` has the change
//! `queue[1] added [id |-> 1]`.

pub mod build;
pub mod diff;
pub mod events;
pub mod lanes;
pub mod place;
pub mod select;
#[cfg(test)]
mod tests;

pub use place::{Label, Message, Place, Source};

use crate::value::Value;
use serde::Serialize;
use std::fmt;

/// The version of the document's form. It grows with a change that a reader of the older form would get wrong.
pub const VERSION: u32 = 1;

/// A finding with the behavior that shows it.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct TraceDoc {
    /// [`VERSION`].
    pub version: u32,
    /// The root module.
    pub module: String,
    pub finding: Finding,
    /// All files that places refer to, and all files of the user's.
    pub sources: Vec<Source>,
    /// What the behavior was searched with.
    pub formulas: Formulas,
    pub constants: Vec<Constant>,
    pub variables: Vec<Variable>,
    /// Who takes the steps: the processes, and what else takes one. Never empty where there is a step after the first.
    pub lanes: Vec<Lane>,
    /// The variables that are functions of the processes: each process has its own value.
    pub local: Vec<String>,
    /// One step a state; the first is an initial state. Empty if no initial state could be computed.
    pub steps: Vec<Step>,
    /// How an infinite behavior continues; `None` for a finite one.
    #[serde(rename = "loop")]
    pub lasso: Option<Loop>,
    /// Why the loop satisfies each fairness condition.
    pub fairness: Vec<Fairness>,
    /// Why the predicate is false. `None` where that is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explanation: Option<Explanation>,
}

/// What was found.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Finding {
    /// The verdict's name in the JSON report: `invariant`, `deadlock`, …
    pub verdict: String,
    /// The invariant or property that is violated.
    pub property: Option<String>,
    /// Which part of the behavior is wrong.
    pub at: At,
    pub message: Message,
}

/// Which part of a behavior is wrong.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum At {
    /// The initial states cannot be computed; there are no steps.
    Initial,
    /// The last state, or the step to it.
    Last,
    /// The step from the last state cannot be computed.
    Next,
    /// The whole behavior.
    Behavior,
}

/// The formulas of a behavior, each a name or text whose lines are aligned.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize)]
pub struct Formulas {
    pub init: String,
    pub next: String,
}

/// A constant of the specification.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Constant {
    pub name: String,
    /// As configured, in TLA+.
    pub text: String,
    /// The value, if the search chose it (`--const-init`).
    pub chosen: Option<Value>,
}

/// A state variable.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Variable {
    pub name: String,
    pub place: Option<Place>,
}

/// Who takes steps.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Lane {
    /// The process as text; of steps without a process, the action or the module.
    pub name: String,
    pub process: Option<Value>,
}

/// A state and the step that led to it.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Step {
    /// `None` for the initial state.
    pub label: Option<Action>,
    /// The index of the lane that takes the step; `None` for the initial state.
    pub lane: Option<usize>,
    /// One value a variable, in the order of [`TraceDoc::variables`].
    pub values: Vec<Value>,
    /// What is shown in place of the variables: the fields of ALIAS, or its value under the name `ALIAS`.
    pub columns: Vec<Column>,
    /// What differs from the state before, in variables and columns; empty for the initial state.
    pub changes: Vec<Change>,
    /// Expressions evaluated in the state and its step (`--expr`).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub expressions: Vec<Evaluated>,
    /// Actions that were enabled in the state before and not taken. `None` until an explainer fills it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub untaken: Option<Vec<Action>>,
    /// Messages sent and received by the step.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<Event>,
}

/// The action of a step: the operator that TLC names, with its arguments.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Action {
    pub name: String,
    /// The names of the operator's parameters.
    pub parameters: Vec<String>,
    pub arguments: Vec<Value>,
    pub module: String,
    /// The operator's body; of a PlusCal label, its statements.
    pub place: Option<Place>,
    /// The PlusCal process that takes the step, as its identifier; `None` outside PlusCal and without processes.
    pub process: Option<Value>,
    /// The action is a label of a PlusCal algorithm.
    pub pluscal: bool,
}

/// A further column of a state.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Column {
    pub name: String,
    pub value: Value,
}

/// An expression with its value in a state.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Evaluated {
    /// As given.
    pub name: String,
    /// `None` where it has no value.
    pub value: Option<Value>,
}

/// One thing that a step changed.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Change {
    /// From the variable or column inwards.
    pub path: Vec<Part>,
    pub operation: Operation,
}

/// One part of a path into a state.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    Variable(String),
    Column(String),
    /// Of a record.
    Field(String),
    /// Of a sequence, from 1. Of something removed, its index before the step; otherwise the index after it.
    Index(usize),
    /// Of a function.
    Key(Value),
    /// Of a set; always the last part.
    Element(Value),
}

/// What happened at the end of a path.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Operation {
    Added(Value),
    Removed(Value),
    Changed { from: Value, to: Value },
}

/// How an infinite behavior continues after its last state.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Loop {
    /// The index of the state that comes next, from 0. For stuttering, the last state's.
    pub back_to: usize,
    /// The action that leads back; `None` for stuttering.
    pub label: Option<Action>,
}

/// Why a loop satisfies a fairness condition.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Fairness {
    /// `WF_v(A)` as written; of a PlusCal process, its name.
    pub condition: String,
    pub strong: bool,
    /// The values of the names that quantifiers around the condition bind.
    pub with: Vec<Column>,
    pub met: Met,
    /// The index of the state, from 0.
    pub state: usize,
}

/// How a fairness condition is satisfied.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Met {
    /// The action is taken in this state.
    Taken,
    /// The action is not enabled in this state.
    Disabled,
}

/// Why an expression has its value: a tree of the parts that decide it.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Explanation {
    /// As written.
    pub expression: String,
    pub place: Option<Place>,
    /// What the part is to the whole: `conjunct`, `witness`, `left side`, …
    pub role: String,
    /// The values of the names that are bound around the expression.
    pub bindings: Vec<Column>,
    pub value: Option<Value>,
    /// What the value alone does not show, as a clause: `the sides differ at [2]: 1 and 3`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    pub children: Vec<Explanation>,
}

/// A message that enters or leaves a channel: a queue, set or bag.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Event {
    /// The channel.
    pub path: Vec<Part>,
    /// Sent if true, received otherwise.
    pub sent: bool,
    pub message: Value,
    /// The process that sends or receives it.
    pub process: Option<Value>,
    /// The index of the step at the other end: where the message is received, or was sent. `None` if there is none in the trace.
    pub other: Option<usize>,
}

/// `queue[1].id`. An element of a set has no text: it is what was added or removed.
pub fn path_text(path: &[Part]) -> String {
    let mut text = String::new();
    for part in path {
        match part {
            Part::Variable(name) | Part::Column(name) => text += name,
            Part::Field(name) => {
                text.push('.');
                text += name;
            }
            Part::Index(i) => text += &format!("[{i}]"),
            Part::Key(key) => text += &format!("[{key}]"),
            Part::Element(_) => {}
        }
    }
    text
}

impl fmt::Display for Change {
    /// `queue[1] added [id |-> 1]`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&path_text(&self.path))?;
        match &self.operation {
            Operation::Added(v) => write!(f, " added {v}"),
            Operation::Removed(v) => write!(f, " removed {v}"),
            Operation::Changed { from, to } => write!(f, " changed from {from} to {to}"),
        }
    }
}
