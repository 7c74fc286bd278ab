//! Traces as TLC's `-dumpTrace json` writes them.
//!
//! In: a [`TraceDoc`]. Out: `{"counterexample": {"action": […], "state": […]}, "vars": […]}`, streamed. A state is its number, from 1,
//! and an object of the variables; an action is the state before, what was done, and the state after. The last action of a lasso leads
//! back; that of stuttering from the last state to itself. Sets and sequences are arrays, functions and records objects, as `ToJson` of
//! the module Json makes them, so the kinds of values are lost ([`super::json::DOCUMENT`] keeps them).

use super::{Form, json};
use crate::trace::doc::{Action, Loop, TraceDoc};
use crate::value::json::text;
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::{Map, Value as Json, json};

/// The trace alone. A report without a trace is an empty file.
pub const FORM: Form = Form {
    extension: ".json",
    about: "the trace as TLC's -dumpTrace json",
    selects: false,
    write: |report, _, to| match &report.trace {
        Some(doc) => json::pretty(&Dump(doc), to),
        None => to.flush(),
    },
};

/// A trace in the form.
pub struct Dump<'a>(pub &'a TraceDoc);

impl Serialize for Dump<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut map = s.serialize_map(Some(2))?;
        map.serialize_entry("counterexample", &Counterexample(self.0))?;
        map.serialize_entry("vars", &self.0.variables.iter().map(|v| &*v.name).collect::<Vec<_>>())?;
        map.end()
    }
}

struct Counterexample<'a>(&'a TraceDoc);

impl Serialize for Counterexample<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut map = s.serialize_map(Some(2))?;
        map.serialize_entry("action", &Actions(self.0))?;
        map.serialize_entry("state", &States(self.0))?;
        map.end()
    }
}

struct States<'a>(&'a TraceDoc);

impl Serialize for States<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_seq((0..self.0.steps.len()).map(|i| state(self.0, i)))
    }
}

struct Actions<'a>(&'a TraceDoc);

impl Serialize for Actions<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let doc = self.0;
        let mut all = s.serialize_seq(None)?;
        for (i, step) in doc.steps.iter().enumerate() {
            let Some(label) = &step.label else { continue };
            all.serialize_element(&json!([state(doc, i - 1), action(label), state(doc, i)]))?;
        }
        if let Some(Loop { back_to, label }) = &doc.lasso {
            let last = doc.steps.len() - 1;
            // as TLC, the last action of all stands for stuttering
            if let Some(label) = label.as_ref().or(doc.steps[last].label.as_ref()) {
                all.serialize_element(&json!([state(doc, last), action(label), state(doc, *back_to)]))?;
            }
        }
        all.end()
    }
}

/// `[2, {"x": 1}]`
fn state(doc: &TraceDoc, index: usize) -> Json {
    let values = doc.variables.iter().zip(&doc.steps[index].values);
    json!([index + 1, Map::from_iter(values.map(|(v, value)| (v.name.clone(), text(value))))])
}

fn action(label: &Action) -> Json {
    let mut object = Map::new();
    object.insert("name".to_string(), json!(label.name));
    if let Some(p) = label.place {
        let location = json!({
            "beginLine": p.line, "beginColumn": p.column, "endLine": p.end_line, "endColumn": p.end_column, "module": label.module,
        });
        object.insert("location".to_string(), location);
    }
    if !label.arguments.is_empty() && label.parameters.len() == label.arguments.len() {
        let context = label.parameters.iter().cloned().zip(label.arguments.iter().map(text));
        object.insert("context".to_string(), Json::Object(Map::from_iter(context)));
        object.insert("parameters".to_string(), json!(label.parameters));
    }
    Json::Object(object)
}
