//! A recorded behavior as a document, without a specification.
//!
//! In: a [`Recorded`] behavior. Out: its [`TraceDoc`], with the values as the file has them: strings may have been model values, and in
//! TLC's form arrays may have been sets. Nothing is checked.

use super::{Ending, Form, Recorded, Taken};
use crate::trace::doc::build::changes;
use crate::trace::doc::{Action, At, Finding, Formulas, Loop, Message, Step, TraceDoc, VERSION, Variable, events, lanes};
use crate::value::{Atoms, Value};
use serde_json::Value as Json;

/// The document.
pub fn document(recorded: &Recorded) -> TraceDoc {
    let atoms = Atoms::new();
    let read = |json: &Json| value(json, recorded.form, &atoms);
    let names = recorded.states[0].keys().filter(|k| !k.starts_with('#'));
    let variables: Vec<Variable> = names.map(|name| Variable { name: name.clone(), place: None }).collect();
    let mut steps: Vec<Step> = Vec::new();
    for (i, state) in recorded.states.iter().enumerate() {
        let values: Vec<Value> = variables.iter().map(|v| state.get(&v.name).map_or(missing(&atoms), read)).collect();
        let differs = steps.last().map_or_else(Vec::new, |last| changes(last, &variables, &values, &[]));
        let label = if i == 0 { None } else { Some(action(recorded.actions[i].as_ref(), &read)) };
        let step = Step {
            label,
            lane: None,
            values,
            columns: Vec::new(),
            changes: differs,
            expressions: Vec::new(),
            untaken: None,
            events: Vec::new(),
        };
        steps.push(step);
    }
    let lasso = match recorded.ending {
        Ending::Finite => None,
        Ending::Stuttering => Some(Loop { back_to: steps.len() - 1, label: None }),
        Ending::Back(back_to) => Some(Loop { back_to, label: Some(action(recorded.back.as_ref(), &read)) }),
    };
    let (lanes, local) = lanes::find(false, "trace", &variables, &mut steps);
    events::find(&variables, &lanes, &local, &mut steps);
    let text = "the trace is shown as it is in the file; --spec SPEC replays it";
    TraceDoc {
        version: VERSION,
        module: "trace".to_string(),
        finding: Finding { verdict: "ok".to_string(), property: None, at: At::Behavior, message: Message::plain(text) },
        sources: Vec::new(),
        formulas: Formulas::default(),
        constants: Vec::new(),
        variables,
        lanes,
        local,
        steps,
        lasso,
        fairness: Vec::new(),
        explanation: None,
    }
}

fn action(taken: Option<&Taken>, read: &impl Fn(&Json) -> Value) -> Action {
    Action {
        name: taken.map_or("step".to_string(), |t| t.name.clone()),
        parameters: Vec::new(),
        arguments: taken.map_or(Vec::new(), |t| t.arguments.iter().map(read).collect()),
        module: String::new(),
        place: None,
        process: None,
        pluscal: false,
    }
}

fn missing(atoms: &Atoms) -> Value {
    Value::Model(atoms.intern("(missing)"))
}

/// A value as the file has it.
fn value(json: &Json, form: Form, atoms: &Atoms) -> Value {
    let read = |j: &Json| value(j, form, atoms);
    match json {
        Json::Null => Value::Model(atoms.intern("null")),
        Json::Bool(b) => Value::Bool(*b),
        Json::Number(n) => match n.as_i64() {
            Some(i) => Value::Int(i),
            None => Value::Model(atoms.intern(&n.to_string())),
        },
        Json::String(s) => Value::Str(atoms.intern(s)),
        Json::Array(items) => Value::tuple(items.iter().map(read)),
        Json::Object(fields) => {
            let list = |mark: &str| fields.get(mark).filter(|_| form == Form::Itf).and_then(Json::as_array);
            if let Some(items) = list("#set") {
                Value::set(items.iter().map(read))
            } else if let Some(items) = list("#tup") {
                Value::tuple(items.iter().map(read))
            } else if let Some(pairs) = list("#map") {
                let pair = |p: &Json| Some((read(p.get(0)?), read(p.get(1)?)));
                Value::function(pairs.iter().filter_map(pair))
            } else if let Some(i) = fields.get("#bigint").and_then(Json::as_str).and_then(|d| d.parse().ok()) {
                Value::integer(i)
            } else {
                Value::record(fields.iter().map(|(name, v)| (atoms.intern(name), read(v))))
            }
        }
    }
}
