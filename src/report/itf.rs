//! Traces in the Informal Trace Format (Apalache's ADR 15).
//!
//! In: a [`TraceDoc`]. Out: its JSON, streamed, since states may be large. A record is an object, every sequence
//! and tuple `{"#tup": […]}`, another function `{"#map": [[k, v], …]}`, a set `{"#set": […]}`, a model value a string. A number that a
//! reader of 64-bit floats would garble is `{"#bigint": "…"}`. The action that led to a state is in its `#meta`, whose values are strings but for
//! the index, since readers expect that: `{"index": 1, "action": "Send", "args": "2, p1", "location": "M.tla:6:3"}`.

use super::{Form, comma, json};
use crate::trace::doc::{Action, Column, Loop, Source, Step, TraceDoc};
use crate::value::Value;
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Value as Json, json};

/// The trace alone. A report without a trace is an empty file.
pub const FORM: Form = Form {
    extension: ".itf.json",
    about: "the trace in the Informal Trace Format",
    selects: false,
    write: |report, _, to| match &report.trace {
        Some(doc) => json::pretty(&Itf(doc), to),
        None => to.flush(),
    },
};

/// A trace in the format.
#[derive(Clone, Copy)]
pub struct Itf<'a>(pub &'a TraceDoc);

impl Serialize for Itf<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let doc = self.0;
        let params: Vec<&str> = doc.constants.iter().filter(|c| c.chosen.is_some()).map(|c| &*c.name).collect();
        let vars: Vec<&str> = doc.variables.iter().map(|v| &*v.name).collect();
        let mut about = json!({
            "format": "ITF",
            "format-description": "https://apalache-mc.org/docs/adr/015adr-trace.html",
            "module": doc.module,
        });
        if let Some(Loop { label: Some(label), .. }) = &doc.lasso {
            for (key, text) in action(label, &doc.sources) {
                about[format!("loop-{key}")] = Json::from(text);
            }
        }
        let mut map = s.serialize_map(None)?;
        map.serialize_entry("#meta", &about)?;
        map.serialize_entry("vars", &vars)?;
        map.serialize_entry("states", &States(doc))?;
        if !params.is_empty() {
            map.serialize_entry("params", &params)?;
        }
        if let Some(lasso) = &doc.lasso {
            map.serialize_entry("loop", &lasso.back_to)?;
        }
        map.end()
    }
}

struct States<'a>(&'a TraceDoc);

impl Serialize for States<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_seq(self.0.steps.iter().enumerate().map(|(index, step)| State { index, step, doc: self.0 }))
    }
}

struct State<'a> {
    index: usize,
    step: &'a Step,
    doc: &'a TraceDoc,
}

impl Serialize for State<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let State { index, step, doc } = *self;
        let mut map = s.serialize_map(None)?;
        let (action, columns) = (step.label.as_ref(), &*step.columns);
        map.serialize_entry("#meta", &Meta { index, action, columns, sources: &doc.sources })?;
        for (v, value) in doc.variables.iter().zip(&step.values) {
            map.serialize_entry(&*v.name, &ItfValue(value))?;
        }
        // constants that the search chose are in the first state only
        for c in doc.constants.iter().filter(|_| index == 0) {
            if let Some(value) = &c.chosen {
                map.serialize_entry(&*c.name, &ItfValue(value))?;
            }
        }
        map.end()
    }
}

/// The `#meta` of a state.
struct Meta<'a> {
    index: usize,
    action: Option<&'a Action>,
    columns: &'a [Column],
    sources: &'a [Source],
}

impl Serialize for Meta<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut map = s.serialize_map(None)?;
        map.serialize_entry("index", &self.index)?;
        for (key, text) in self.action.iter().flat_map(|a| action(a, self.sources)) {
            map.serialize_entry(key, &text)?;
        }
        match self.columns {
            [] => {}
            [Column { name, value }] if name == "ALIAS" => map.serialize_entry("alias", &value.to_string())?,
            columns => map.serialize_entry("alias", &format!("[{}]", comma(columns.iter().map(field))))?,
        }
        map.end()
    }
}

fn field(column: &Column) -> String {
    format!("{} |-> {}", column.name, column.value)
}

/// What is said of an action: its name, its arguments in TLA+, and its place.
fn action(action: &Action, sources: &[Source]) -> Vec<(&'static str, String)> {
    let mut all = vec![("action", action.name.clone())];
    if !action.arguments.is_empty() {
        all.push(("args", comma(&action.arguments)));
    }
    if let Some((p, file)) = action.place.and_then(|p| Some((p, sources.get(p.file)?))) {
        all.push(("location", format!("{}:{}:{}", file.name, p.line, p.column)));
    }
    all
}

/// Named values as an object.
pub struct Columns<'a>(pub &'a [Column]);

impl Serialize for Columns<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_map(self.0.iter().map(|c| (&*c.name, ItfValue(&c.value))))
    }
}

/// A value in the format.
pub struct ItfValue<'a>(pub &'a Value);

impl Serialize for ItfValue<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Bool(b) => s.serialize_bool(*b),
            Value::Int(i) if i.unsigned_abs() < 1 << 53 => s.serialize_i64(*i),
            Value::Int(i) => one_entry(s, "#bigint", &i.to_string()),
            Value::Big(i) => one_entry(s, "#bigint", &i.to_string()),
            Value::Str(a) | Value::Model(a) => s.serialize_str(a.text()),
            Value::Set(items) => one_entry(s, "#set", &Items(items)),
            Value::Tuple(items) => one_entry(s, "#tup", &Items(items)),
            Value::Record(fields) => s.collect_map(fields.iter().map(|(a, v)| (a.text(), ItfValue(v)))),
            Value::Function(entries) => one_entry(s, "#map", &Entries(entries)),
        }
    }
}

struct Items<'a>(&'a [Value]);

impl Serialize for Items<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_seq(self.0.iter().map(ItfValue))
    }
}

struct Entries<'a>(&'a [(Value, Value)]);

impl Serialize for Entries<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_seq(self.0.iter().map(|(k, v)| [ItfValue(k), ItfValue(v)]))
    }
}

fn one_entry<S: Serializer>(s: S, key: &str, value: &impl Serialize) -> Result<S::Ok, S::Error> {
    s.collect_map([(key, value)])
}
