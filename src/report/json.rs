//! The report for programs: one JSON object, described in docs/reference.md, whose keys are stable.
//!
//! In: a verdict, or the diagnostics that ended the run before any engine. Out: the object. Its trace is in the
//! Informal Trace Format (Apalache's ADR 15): a record is an object, every sequence and tuple `{"#tup": […]}`,
//! another function `{"#map": [[k, v], …]}`, a set `{"#set": […]}`, a model value a string. A number that a reader
//! of 64-bit floats would garble is `{"#bigint": "…"}`. The action that led to a state is in its `#meta`.

use super::Context;
use super::finding;
use super::kind::Kind;
use crate::diag::Diagnostic;
use crate::property::{Met, Violation, Why};
use crate::source::{SourceMap, Span};
use crate::trace::{Coverage, EngineName, Lasso, Outcome, Trace, TraceState, Verdict};
use crate::value::ActionLabel;
use crate::value::Value;
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::{Map, Value as Json, json};

/// The object of a run that reached an engine.
pub fn report(verdict: &Verdict, context: Context<'_>) -> Json {
    json!(streamed(verdict, context))
}

/// The same, whose traces are written as they are gone through: a state may be large.
pub fn streamed<'a>(verdict: &'a Verdict, context: Context<'a>) -> Report<'a> {
    let trace = match &verdict.outcome {
        Outcome::Violated { trace, .. } => Some(trace),
        Outcome::Safe
        | Outcome::Assumption { .. }
        | Outcome::Postcondition { .. }
        | Outcome::Tautology { .. }
        | Outcome::Config(_)
        | Outcome::Vacuous { .. }
        | Outcome::Unknown { .. }
        | Outcome::Timeout
        | Outcome::Interrupted
        | Outcome::Failed(_)
        | Outcome::Unsupported(_)
        | Outcome::Internal { .. } => None,
    };
    Report { object: without_traces(verdict, context), trace, further: &verdict.further, context }
}

/// The object, but for traces.
pub fn without_traces(verdict: &Verdict, context: Context<'_>) -> Json {
    // Nobody counts the distinct states of random behaviours.
    let counts = verdict.counts.map(|c| {
        let distinct = (verdict.engine != EngineName::SIMULATE).then_some(c.distinct);
        json!({"generated": c.generated, "distinct": distinct, "initial": c.initial, "depth": c.depth})
    });
    let code = matches!(verdict.outcome, Outcome::Unsupported(_) | Outcome::Failed(_) | Outcome::Config(_));
    let own = finding::of_outcome(&verdict.outcome).map(|d| message(&d, code, context.sources));
    let mut object = json!({
        "verdict": Kind::of_outcome(&verdict.outcome).name(),
        "property": finding::property(&verdict.outcome),
        "engine": verdict.engine.as_str(),
        "depth": verdict.depth,
        "exhaustive": verdict.exhaustive,
        "states": counts,
        "seconds": seconds(verdict.elapsed.as_secs_f64()),
        "assumptions": super::assumptions(verdict),
        "vacuous": super::vacuous(verdict, context),
        "induction": verdict.inductive.as_ref().map(|i| json!({"beyond": i.beyond, "lemmas": i.lemmas})),
        "notes": verdict.notes,
        "fingerprints": verdict.collisions.map(|c| json!({"bits": c.bits, "optimistic": c.optimistic, "actual": c.actual})),
        "message": own,
        "trace": null,
        "fairness": fairness(&verdict.outcome, context.sources),
        "coverage": verdict.coverage.iter().map(|c| coverage(c, context)).collect::<Vec<_>>(),
        "further": [],
    });
    if !verdict.beside.is_empty() {
        let beside = verdict.beside.iter().map(|d| message(d, true, context.sources));
        object["messages"] = own.into_iter().chain(beside).collect();
    }
    object
}

/// Why the loop of an infinite behaviour meets each fairness condition; states are indices.
fn fairness(outcome: &Outcome, sources: &SourceMap) -> Vec<Json> {
    let Outcome::Violated { violation: Violation::Liveness { fairness, .. }, .. } = outcome else { return Vec::new() };
    let one = |m: &Met| {
        let (why, state) = match m.why {
            Why::Taken { state } => ("taken", state),
            Why::Disabled { state } => ("disabled", state),
        };
        let with: Map<String, Json> = m.values.iter().map(|(name, v)| (name.to_string(), json!(ItfValue(v)))).collect();
        json!({"condition": sources.text(m.span), "strong": m.strong, "with": with, "met": why, "state": state})
    };
    fairness.iter().map(one).collect()
}

fn coverage(c: &Coverage, context: Context<'_>) -> Json {
    json!({"action": &*c.name, "generated": c.generated, "distinct": c.distinct, "location": span(c.span, context.sources)})
}

/// The object with its traces.
pub struct Report<'a> {
    object: Json,
    trace: Option<&'a Trace>,
    further: &'a [(Violation, Trace)],
    context: Context<'a>,
}

impl Serialize for Report<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let entries = self.object.as_object().into_iter().flatten();
        let mut map = s.serialize_map(None)?;
        for (key, value) in entries {
            match (key.as_str(), self.trace) {
                ("trace", Some(trace)) => map.serialize_entry(key, &Itf { trace, context: self.context })?,
                ("further", _) => map.serialize_entry(key, &Further(self))?,
                _ => map.serialize_entry(key, value)?,
            }
        }
        map.end()
    }
}

struct Further<'a>(&'a Report<'a>);

impl Serialize for Further<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let context = self.0.context;
        let mut list = s.serialize_seq(None)?;
        for (violation, trace) in self.0.further {
            list.serialize_element(&One { violation, trace, context })?;
        }
        list.end()
    }
}

/// One of what else is violated.
struct One<'a> {
    violation: &'a Violation,
    trace: &'a Trace,
    context: Context<'a>,
}

impl Serialize for One<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let One { violation, trace, context } = self;
        let mut map = s.serialize_map(None)?;
        map.serialize_entry("verdict", Kind::of_violation(violation, trace).name())?;
        map.serialize_entry("property", &finding::property_of(violation))?;
        map.serialize_entry("message", &message(&finding::of_violation(violation), false, context.sources))?;
        map.serialize_entry("trace", &Itf { trace, context: *context })?;
        map.end()
    }
}

/// The object of a run that ended before any engine. The message is the first error; all are in `messages`.
pub fn failure(diagnostics: &[Diagnostic], sources: &SourceMap, elapsed: f64) -> Json {
    ended_early(Kind::of_diagnostics(diagnostics), diagnostics, sources, elapsed)
}

/// The same, with a verdict that does not follow from the messages.
pub fn ended_early(kind: Kind, diagnostics: &[Diagnostic], sources: &SourceMap, elapsed: f64) -> Json {
    let messages: Vec<Json> = diagnostics.iter().map(|d| message(d, true, sources)).collect();
    json!({
        "verdict": kind.name(),
        "property": null,
        "engine": null,
        "depth": null,
        "exhaustive": false,
        "states": null,
        "seconds": seconds(elapsed),
        "assumptions": [],
        "vacuous": [],
        "induction": null,
        "notes": [],
        "fingerprints": null,
        "message": messages.first(),
        "messages": messages,
        "trace": null,
        "fairness": [],
        "coverage": [],
        "further": [],
    })
}

/// To the millisecond: more digits are noise.
fn seconds(s: f64) -> f64 {
    (s * 1000.0).round() / 1000.0
}

fn message(d: &Diagnostic, code: bool, sources: &SourceMap) -> Json {
    let place = d.labels.first().map(|l| l.span).filter(|s| !s.is_none());
    json!({
        "text": d.message,
        "code": code.then(|| d.code.to_string()),
        "notes": d.notes,
        "help": d.shown_help(),
        "span": place.and_then(|s| span(s, sources)),
        "source": place.map(|s| sources.text(s)),
    })
}

fn span(span: Span, sources: &SourceMap) -> Option<Json> {
    let l = sources.location(span)?;
    Some(json!({
        "file": sources.file(span.file).name,
        "line": l.line,
        "column": l.column,
        "end": {"line": l.end_line, "column": l.end_column},
    }))
}

/// A trace in the Informal Trace Format.
#[derive(Clone, Copy)]
pub struct Itf<'a> {
    pub trace: &'a Trace,
    pub context: Context<'a>,
}

impl Serialize for Itf<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let Itf { trace, context } = *self;
        let model = context.model;
        let params: Vec<&str> = model.rigid.iter().map(|v| &*model.var(*v).name).collect();
        let named = model.vars.iter().enumerate().filter(|(i, _)| model.rigid.iter().all(|r| r.index() != *i));
        let vars: Vec<&str> = named.map(|(_, v)| &*v.name).collect();
        let mut about = json!({
            "format": "ITF",
            "format-description": "https://apalache-mc.org/docs/adr/015adr-trace.html",
            "module": &*model.name,
        });
        if let Some(Lasso::BackTo { index, action }) = &trace.lasso {
            about["loop"] = json!(Meta { index: *index, action: Some(action), alias: None, sources: context.sources });
        }
        let mut map = s.serialize_map(None)?;
        map.serialize_entry("#meta", &about)?;
        map.serialize_entry("vars", &vars)?;
        map.serialize_entry("states", &States(*self))?;
        if !params.is_empty() {
            map.serialize_entry("params", &params)?;
        }
        match &trace.lasso {
            None => {}
            Some(Lasso::Stuttering) => map.serialize_entry("loop", &(trace.states.len() - 1))?,
            Some(Lasso::BackTo { index, .. }) => map.serialize_entry("loop", index)?,
        }
        map.end()
    }
}

struct States<'a>(Itf<'a>);

impl Serialize for States<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let Itf { trace, context } = self.0;
        s.collect_seq(trace.states.iter().enumerate().map(|(index, step)| OneState { index, step, context }))
    }
}

struct OneState<'a> {
    index: usize,
    step: &'a TraceState,
    context: Context<'a>,
}

impl Serialize for OneState<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let OneState { index, step, context: Context { model, sources, .. } } = *self;
        let mut map = s.serialize_map(None)?;
        map.serialize_entry("#meta", &Meta { index, action: step.action.as_ref(), alias: step.alias.as_ref(), sources })?;
        for (i, (v, value)) in model.vars.iter().zip(step.state.0.iter()).enumerate() {
            // constants that the search chose stand in the first state only
            if index == 0 || model.rigid.iter().all(|r| r.index() != i) {
                map.serialize_entry(&*v.name, &ItfValue(value))?;
            }
        }
        map.end()
    }
}

/// What is said of a state, or of the step that closes a loop.
struct Meta<'a> {
    index: usize,
    action: Option<&'a ActionLabel>,
    alias: Option<&'a Value>,
    sources: &'a SourceMap,
}

impl Serialize for Meta<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let args = self.action.map_or(&[][..], |a| &a.args);
        let mut map = s.serialize_map(None)?;
        map.serialize_entry("index", &self.index)?;
        map.serialize_entry("action", &self.action.map(|a| &*a.name))?;
        map.serialize_entry("args", &args.iter().map(ItfValue).collect::<Vec<_>>())?;
        map.serialize_entry("location", &self.action.and_then(|a| span(a.span, self.sources)))?;
        if let Some(alias) = self.alias {
            map.serialize_entry("alias", &ItfValue(alias))?;
        }
        map.end()
    }
}

/// A value in the Informal Trace Format.
pub fn value(v: &Value) -> Json {
    json!(ItfValue(v))
}

/// The same, written as it is gone through.
pub struct ItfValue<'a>(pub &'a Value);

impl Serialize for ItfValue<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Bool(b) => s.serialize_bool(*b),
            Value::Int(i) if i.unsigned_abs() < 1 << 53 => s.serialize_i64(*i),
            Value::Int(i) => one_entry(s, "#bigint", &i.to_string()),
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
