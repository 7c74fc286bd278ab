//! The report for programs: one JSON object, described in the README, whose keys stay.
//!
//! In: a verdict, or the diagnostics that ended the run before any engine. Out: the object. Its trace is in the
//! Informal Trace Format (Apalache's ADR 15): a record is an object, every sequence and tuple `{"#tup": […]}`,
//! another function `{"#map": [[k, v], …]}`, a set `{"#set": […]}`, a model value a string. A number that a reader
//! of 64-bit floats would garble is `{"#bigint": "…"}`. The action that led to a state is in its `#meta`.

use super::Context;
use super::finding;
use super::kind::Kind;
use crate::diag::Diagnostic;
use crate::source::{SourceMap, Span};
use crate::trace::{ActionLabel, Coverage, Lasso, Met, Outcome, Trace, Verdict, Violation, Why};
use crate::value::Value;
use serde_json::{Map, Value as Json, json};

/// The object of a run that reached an engine.
pub fn report(verdict: &Verdict, context: Context<'_>) -> Json {
    // Nobody counts the distinct states of random behaviours.
    let counts = verdict.counts.map(|c| {
        let distinct = (verdict.engine != "simulate").then_some(c.distinct);
        json!({"generated": c.generated, "distinct": distinct, "initial": c.initial, "depth": c.depth})
    });
    let trace = match &verdict.outcome {
        Outcome::Violated { trace: t, .. } => trace(t, context),
        Outcome::Safe
        | Outcome::Assumption { .. }
        | Outcome::Postcondition { .. }
        | Outcome::Tautology { .. }
        | Outcome::Unknown { .. }
        | Outcome::Timeout
        | Outcome::Interrupted
        | Outcome::Failed(_)
        | Outcome::Unsupported(_)
        | Outcome::Internal { .. } => Json::Null,
    };
    let code = matches!(verdict.outcome, Outcome::Unsupported(_) | Outcome::Failed(_));
    let own = finding::of_outcome(&verdict.outcome).map(|d| message(&d, code, context.sources));
    let mut object = json!({
        "verdict": Kind::of_outcome(&verdict.outcome).name(),
        "property": finding::property(&verdict.outcome),
        "engine": verdict.engine,
        "depth": verdict.depth,
        "exhaustive": verdict.exhaustive,
        "states": counts,
        "seconds": seconds(verdict.elapsed.as_secs_f64()),
        "assumptions": verdict.assumptions,
        "induction": verdict.inductive.as_ref().map(|i| json!({"beyond": i.beyond, "lemmas": i.lemmas})),
        "notes": verdict.notes,
        "fingerprints": verdict.collisions.map(|c| json!({"bits": c.bits, "optimistic": c.optimistic, "actual": c.actual})),
        "message": own,
        "trace": trace,
        "fairness": fairness(&verdict.outcome, context.sources),
        "coverage": verdict.coverage.iter().map(|c| coverage(c, context)).collect::<Vec<_>>(),
        "further": verdict.further.iter().map(|(v, t)| further(v, t, context)).collect::<Vec<_>>(),
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
        let with: Map<String, Json> = m.values.iter().map(|(name, v)| (name.to_string(), value(v))).collect();
        json!({"condition": sources.text(m.span), "strong": m.strong, "with": with, "met": why, "state": state})
    };
    fairness.iter().map(one).collect()
}

fn coverage(c: &Coverage, context: Context<'_>) -> Json {
    json!({"action": &*c.name, "generated": c.generated, "distinct": c.distinct, "location": span(c.span, context.sources)})
}

fn further(violation: &Violation, t: &Trace, context: Context<'_>) -> Json {
    let outcome = Outcome::Violated { violation: violation.clone(), trace: t.clone() };
    json!({
        "verdict": Kind::of_outcome(&outcome).name(),
        "property": finding::property(&outcome),
        "message": message(&finding::of_violation(violation), false, context.sources),
        "trace": trace(t, context),
    })
}

/// The object of a run that ended before any engine. The message is the first error; all are in `messages`.
pub fn failure(diagnostics: &[Diagnostic], sources: &SourceMap, elapsed: f64) -> Json {
    let messages: Vec<Json> = diagnostics.iter().map(|d| message(d, true, sources)).collect();
    json!({
        "verdict": Kind::of_diagnostics(diagnostics).name(),
        "property": null,
        "engine": null,
        "depth": null,
        "exhaustive": false,
        "states": null,
        "seconds": seconds(elapsed),
        "assumptions": [],
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
        "help": d.help,
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
pub fn trace(trace: &Trace, context: Context<'_>) -> Json {
    let model = context.model;
    let params: Vec<&str> = model.rigid.iter().map(|v| &*model.var(*v).name).collect();
    let all = || model.vars.iter().enumerate().map(|(i, v)| (model.rigid.iter().any(|r| r.index() == i), &*v.name));
    let vars: Vec<&str> = all().filter(|(rigid, _)| !rigid).map(|(_, name)| name).collect();
    let states: Vec<Json> = trace
        .states
        .iter()
        .enumerate()
        .map(|(index, step)| {
            let mut object = Map::new();
            let mut about = meta(index, step.action.as_ref(), context.sources);
            if let Some(alias) = &step.alias {
                about["alias"] = value(alias);
            }
            object.insert("#meta".into(), about);
            // constants that the search chose stand in the first state only
            let told = all().zip(step.state.0.iter()).filter(|((rigid, _), _)| index == 0 || !rigid);
            object.extend(told.map(|((_, name), v)| (name.to_string(), value(v))));
            Json::Object(object)
        })
        .collect();
    let mut out = json!({
        "#meta": {
            "format": "ITF",
            "format-description": "https://apalache-mc.org/docs/adr/015adr-trace.html",
            "module": &*context.model.name,
        },
        "vars": vars,
        "states": states,
    });
    if !params.is_empty() {
        out["params"] = json!(params);
    }
    match &trace.lasso {
        None => {}
        Some(Lasso::Stuttering) => out["loop"] = json!(trace.states.len() - 1),
        Some(Lasso::BackTo { index, action }) => {
            out["loop"] = json!(index);
            out["#meta"]["loop"] = meta(*index, Some(action), context.sources);
        }
    }
    out
}

fn meta(index: usize, action: Option<&ActionLabel>, sources: &SourceMap) -> Json {
    json!({
        "index": index,
        "action": action.map(|a| &*a.name),
        "args": action.map(|a| a.args.iter().map(value).collect::<Vec<_>>()).unwrap_or_default(),
        "location": action.and_then(|a| span(a.span, sources)),
    })
}

/// A value in the Informal Trace Format.
pub fn value(v: &Value) -> Json {
    match v {
        Value::Bool(b) => json!(b),
        Value::Int(i) if i.unsigned_abs() < 1 << 53 => json!(i),
        Value::Int(i) => json!({"#bigint": i.to_string()}),
        Value::Str(a) | Value::Model(a) => json!(a.text()),
        Value::Set(items) => json!({"#set": items.iter().map(value).collect::<Vec<_>>()}),
        Value::Tuple(items) => json!({"#tup": items.iter().map(value).collect::<Vec<_>>()}),
        Value::Record(fields) => Json::Object(fields.iter().map(|(a, v)| (a.text().to_string(), value(v))).collect()),
        Value::Function(entries) => {
            json!({"#map": entries.iter().map(|(k, v)| json!([value(k), value(v)])).collect::<Vec<_>>()})
        }
    }
}
