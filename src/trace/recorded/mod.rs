//! Traces that were written to a file: the Informal Trace Format, and TLC's `-dumpTrace json`.
//!
//! In: a file's text. Out: a [`Recorded`] behavior, whose values are still JSON. Both forms lose the kinds of values: a model value is
//! a string, and in TLC's form a set is an array like a sequence. [`follow`] finds the states that the specification means by them, and
//! [`bare`] shows them without a specification.
//!
//! ```text
//! {"states": [{"x": {"#set": [1]}}, …], "loop": 0}                                   ITF
//! {"counterexample": {"state": [[1, {"x": [1]}], …], "action": [[…, {…}, …], …]}}    TLC
//! ```

pub mod bare;
pub mod follow;
mod same;
#[cfg(test)]
mod tests;

use serde_json::{Map, Value as Json};

/// The form of a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    Itf,
    Tlc,
}

/// How a recorded behavior ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ending {
    /// With its last state.
    Finite,
    /// The last state forever.
    Stuttering,
    /// Back to the state with this index.
    Back(usize),
}

/// A behavior in a file.
#[derive(Clone, PartialEq, Debug)]
pub struct Recorded {
    pub form: Form,
    /// Of each state, the values by the names of variables. There is a state.
    pub states: Vec<Map<String, Json>>,
    /// Of each state, the action that leads to it, where the file says so.
    pub actions: Vec<Option<Taken>>,
    pub ending: Ending,
    /// The action that leads back, if the file says so.
    pub back: Option<Taken>,
}

/// An action with its arguments.
#[derive(Clone, PartialEq, Debug)]
pub struct Taken {
    pub name: String,
    pub arguments: Vec<Json>,
}

impl Recorded {
    /// Reads a file. The error says what is missing.
    pub fn parse(text: &str) -> Result<Recorded, String> {
        let file: Json = serde_json::from_str(text).map_err(|e| format!("the file is not JSON: {e}"))?;
        let object = file.as_object().ok_or(UNKNOWN)?;
        // in the JSON object of a run, the trace is a part
        let inner = object.get("trace").and_then(Json::as_object).filter(|t| t.contains_key("states"));
        let counterexample = object.get("counterexample").and_then(Json::as_object);
        let recorded = match (inner.unwrap_or(object), counterexample) {
            (_, Some(trace)) => tlc(trace)?,
            (trace, None) if trace.contains_key("states") => itf(trace)?,
            (trace, None) if trace.contains_key("state") => tlc(trace)?,
            (_, None) => return Err(UNKNOWN.to_string()),
        };
        if recorded.states.is_empty() { Err("the trace has no states".to_string()) } else { Ok(recorded) }
    }

    /// The integers of the file that do not fit 32 bits exist.
    pub fn has_large_integers(&self) -> bool {
        self.states.iter().flat_map(Map::values).any(same::has_large_integers)
    }
}

const UNKNOWN: &str = "the file is not a trace: expected the Informal Trace Format (an object with the key `states`), or TLC's \
    -dumpTrace json (with the key `counterexample`)";

fn itf(trace: &Map<String, Json>) -> Result<Recorded, String> {
    let states = trace.get("states").and_then(Json::as_array).ok_or("`states` is not a list")?;
    let state = |(i, s): (usize, &Json)| s.as_object().cloned().ok_or(format!("state {} is not an object", i + 1));
    let states: Vec<Map<String, Json>> = states.iter().enumerate().map(state).collect::<Result<_, _>>()?;
    // arguments are TLA+ there, so they stay with the name
    let action = |about: &Json, prefix: &str| {
        let part = |key: &str| about.get(format!("{prefix}{key}"))?.as_str();
        let arguments = part("args").map_or(String::new(), |args| format!("({args})"));
        Some(Taken { name: format!("{}{arguments}", part("action")?), arguments: Vec::new() })
    };
    let actions = states.iter().map(|s| s.get("#meta").and_then(|about| action(about, ""))).collect();
    let ending = match trace.get("loop").filter(|l| !l.is_null()) {
        None => Ending::Finite,
        Some(index) => match index.as_u64().and_then(|i| usize::try_from(i).ok()).filter(|i| *i < states.len()) {
            Some(i) if i + 1 == states.len() => Ending::Stuttering,
            Some(i) => Ending::Back(i),
            None => return Err(format!("`loop` is {index}, but the states are 0 to {}", states.len().saturating_sub(1))),
        },
    };
    let back = trace.get("#meta").and_then(|about| action(about, "loop-"));
    Ok(Recorded { form: Form::Itf, states, actions, ending, back })
}

fn tlc(trace: &Map<String, Json>) -> Result<Recorded, String> {
    let numbered = |s: &Json| -> Option<(u64, Map<String, Json>)> {
        let [number, state] = s.as_array()?.as_slice() else { return None };
        Some((number.as_u64()?, state.as_object()?.clone()))
    };
    let states = trace.get("state").and_then(Json::as_array).ok_or("`state` is not a list")?;
    let states = states.iter().map(numbered).collect::<Option<Vec<_>>>();
    let mut states = states.ok_or("a state is not a pair of its number and an object of the variables")?;
    states.sort_by_key(|(number, _)| *number);
    if let Some((i, _)) = states.iter().enumerate().find(|(i, (number, _))| *number != *i as u64 + 1) {
        return Err(format!("the states are not numbered 1 to {}: there is no state {}", states.len(), i + 1));
    }
    let last = states.len();
    let mut actions = vec![None; last];
    let (mut ending, mut back) = (Ending::Finite, None);
    for step in trace.get("action").and_then(Json::as_array).into_iter().flatten() {
        let number = |i: usize| step.get(i)?.get(0)?.as_u64().and_then(|n| usize::try_from(n).ok());
        let (Some(from), Some(to)) = (number(0), number(2)) else {
            return Err("an action is not a list of a state, an action and a state".to_string());
        };
        let name = step.get(1).and_then(taken);
        if to == from + 1 && to <= last {
            actions[from] = name;
        } else if from == last && to == from {
            ending = Ending::Stuttering;
        } else if from == last && (1..last).contains(&to) {
            (ending, back) = (Ending::Back(to - 1), name);
        } else {
            return Err(format!("an action leads from state {from} to state {to}, and there are {last} states"));
        }
    }
    let states = states.into_iter().map(|(_, state)| state).collect();
    Ok(Recorded { form: Form::Tlc, states, actions, ending, back })
}

/// `{"name": "Take", "parameters": ["p"], "context": {"p": 1}}`
fn taken(action: &Json) -> Option<Taken> {
    let parameters = action.get("parameters").and_then(Json::as_array).into_iter().flatten();
    let argument = |name: &Json| action.get("context")?.get(name.as_str()?).cloned();
    Some(Taken { name: action.get("name")?.as_str()?.to_string(), arguments: parameters.filter_map(argument).collect() })
}
