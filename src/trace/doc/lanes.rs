//! Who takes the steps of a behavior: its processes.
//!
//! In: the steps with their actions. Out: [`Lane`]s, the lane of each step, and the variables that have a value for each process.
//!
//! The processes of a PlusCal algorithm are the domain of `pc`. In other specifications they are the domain of a variable that is a
//! function on the same set in every state, such as `rmState`, if the arguments of actions are in it; of several such domains the
//! one with the most steps. Where no variable says it, the processes are the first arguments of the actions, if those are strings or
//! model values. A step that belongs to no process has a lane with the module's name. Without processes each action has a lane.

use super::{Lane, Step, Variable};
use crate::value::Value;
use std::collections::HashSet;

/// The greatest number of processes. A larger domain is data.
const MOST: usize = 64;

/// The lanes, and the names of the variables that have a value for each process. Sets the lane of each step.
pub fn find(pluscal: bool, module: &str, variables: &[Variable], steps: &mut [Step]) -> (Vec<Lane>, Vec<String>) {
    let domains: Vec<Option<Vec<Value>>> = (0..variables.len()).map(|v| domain(v, steps)).collect();
    let processes = processes(pluscal, variables, &domains, steps);
    let mut lanes: Vec<Lane> = processes.iter().map(|p| Lane { name: p.to_string(), process: Some(p.clone()) }).collect();
    for step in steps.iter_mut() {
        let Some(label) = &step.label else { continue };
        let own = label.process.iter().chain(&label.arguments).find_map(|v| processes.iter().position(|p| p == v));
        step.lane = Some(own.unwrap_or_else(|| {
            let name = if processes.is_empty() && !pluscal { &label.name } else { module };
            lanes.iter().position(|l| l.process.is_none() && l.name == name).unwrap_or_else(|| {
                lanes.push(Lane { name: name.to_string(), process: None });
                lanes.len() - 1
            })
        }));
    }
    let known: HashSet<&Value> = processes.iter().collect();
    let is_local = |keys: &Option<Vec<Value>>| keys.as_ref().is_some_and(|keys| keys.iter().all(|k| known.contains(k)));
    let local = variables.iter().zip(&domains).filter(|(_, keys)| is_local(keys)).map(|(v, _)| v.name.clone()).collect();
    (lanes, local)
}

/// The domain of a variable that is a function on the same, small set in every state.
fn domain(variable: usize, steps: &[Step]) -> Option<Vec<Value>> {
    let keys = |step: &Step| -> Option<Vec<Value>> {
        let keys: Vec<Value> = step.values.get(variable)?.entries()?.into_iter().map(|(k, _)| k).collect();
        (1..=MOST).contains(&keys.len()).then_some(keys)
    };
    let first = keys(steps.first()?)?;
    steps.iter().all(|s| keys(s).as_ref() == Some(&first)).then_some(first)
}

fn processes(pluscal: bool, variables: &[Variable], domains: &[Option<Vec<Value>>], steps: &[Step]) -> Vec<Value> {
    if pluscal {
        let pc = variables.iter().position(|v| v.name == "pc");
        return pc.and_then(|pc| domains[pc].clone()).unwrap_or_default();
    }
    let arguments: Vec<&[Value]> = steps.iter().filter_map(|s| s.label.as_ref()).map(|l| &*l.arguments).collect();
    let taken = |keys: &[Value]| arguments.iter().filter(|args| args.iter().any(|a| keys.contains(a))).count();
    let mut best: Option<(usize, &Vec<Value>)> = None;
    for keys in domains.iter().flatten() {
        let steps = taken(keys);
        if steps > best.map_or(0, |(most, _)| most) {
            best = Some((steps, keys));
        }
    }
    if let Some((_, keys)) = best {
        return keys.clone();
    }
    let mut named: Vec<Value> = Vec::new();
    for first in arguments.iter().filter_map(|args| args.first()) {
        if !matches!(first, Value::Str(_) | Value::Model(_)) {
            return Vec::new();
        }
        if !named.contains(first) {
            named.push(first.clone());
        }
    }
    if named.len() > MOST { Vec::new() } else { named }
}
