//! Whether JSON stands for a value, in the form that a file has.
//!
//! In: a value and JSON. Out: whether the JSON is how the value is written, with sets in any order. Several values may be written alike:
//! in TLC's form `[]` is the empty set, the empty sequence, and every other empty function.

use super::Form;
use crate::value::Value;
use serde_json::{Map, Value as Json};

/// Whether the value is written as this JSON.
pub fn is(value: &Value, json: &Json, form: Form) -> bool {
    match value {
        Value::Bool(b) => json.as_bool() == Some(*b),
        Value::Int(i) => is_integer(&i.to_string(), json),
        Value::Big(i) => is_integer(&i.to_string(), json),
        Value::Str(a) => json.as_str() == Some(a.text()),
        Value::Model(a) => match a.json() {
            Some(text) => serde_json::from_str::<Json>(text).is_ok_and(|kept| kept == *json),
            // Apalache adds the type
            None => json.as_str().is_some_and(|s| s == a.text() || s.split_once("_OF_").is_some_and(|(s, _)| s == a.text())),
        },
        Value::Set(items) => listed(json, "#set", form).is_some_and(|list| is_set(items, list, form)),
        Value::Tuple(items) => {
            let is_list = |list: &[Json]| list.len() == items.len() && items.iter().zip(list).all(|(v, j)| is(v, j, form));
            let entries = || items.iter().enumerate().map(|(i, v)| (Value::Int(i as i64 + 1), v));
            listed(json, "#tup", form).or_else(|| json.as_array().map(|l| &**l)).is_some_and(is_list)
                || is_map(entries(), items.len(), json, form)
        }
        Value::Record(fields) => {
            let entries = fields.iter().map(|(name, v)| (Value::Str(*name), v));
            is_map(entries, fields.len(), json, form)
        }
        Value::Function(entries) => is_map(entries.iter().map(|(k, v)| (k.clone(), v)), entries.len(), json, form),
    }
}

/// The items of a collection with this mark; TLC's form has no marks.
fn listed<'j>(json: &'j Json, mark: &str, form: Form) -> Option<&'j [Json]> {
    let list = match form {
        Form::Itf => json.get(mark)?.as_array()?,
        Form::Tlc => json.as_array()?,
    };
    Some(list)
}

fn is_integer(digits: &str, json: &Json) -> bool {
    match json {
        Json::Number(n) => n.to_string() == digits,
        Json::String(s) => s == digits,
        Json::Object(o) => o.get("#bigint").and_then(Json::as_str) == Some(digits),
        Json::Null | Json::Bool(_) | Json::Array(_) => false,
    }
}

/// Both have the same elements. Each element is written in one way, so the first that fits is the right one.
fn is_set(items: &[Value], list: &[Json], form: Form) -> bool {
    if items.len() != list.len() {
        return false;
    }
    let mut free: Vec<&Json> = list.iter().collect();
    // mostly the order is that of the value
    items.iter().all(|v| match free.iter().position(|j| is(v, j, form)) {
        Some(at) => {
            free.remove(at);
            true
        }
        None => false,
    })
}

/// A function as an object whose keys are texts, or, in ITF, as a list of pairs.
fn is_map<'v>(entries: impl Iterator<Item = (Value, &'v Value)>, count: usize, json: &Json, form: Form) -> bool {
    if let Some(pairs) = json.get("#map").and_then(Json::as_array).filter(|_| form == Form::Itf) {
        let mut free: Vec<&Json> = pairs.iter().collect();
        let is_pair = |(k, v): (Value, &Value), pair: &Json| {
            pair.as_array().is_some_and(|p| p.len() == 2 && is(&k, &p[0], form) && is(v, &p[1], form))
        };
        return pairs.len() == count
            && entries.into_iter().all(|(k, v)| match free.iter().position(|pair| is_pair((k.clone(), v), pair)) {
                Some(at) => {
                    free.remove(at);
                    true
                }
                None => false,
            });
    }
    let Some(object) = json.as_object() else { return false };
    let has = |(k, v): (Value, &Value)| object.get(&key(&k)).is_some_and(|j| is(v, j, form));
    own(object).count() == count && entries.into_iter().all(has)
}

/// The entries without those about the file.
fn own(object: &Map<String, Json>) -> impl Iterator<Item = &String> {
    object.keys().filter(|k| !k.starts_with('#'))
}

fn key(key: &Value) -> String {
    match key {
        Value::Str(a) | Value::Model(a) => a.text().to_string(),
        other => other.to_string(),
    }
}

/// Whether some integer does not fit 32 bits.
pub fn has_large_integers(json: &Json) -> bool {
    match json {
        Json::Number(n) => n.as_i64().is_none_or(|n| i32::try_from(n).is_err()),
        Json::Array(items) => items.iter().any(has_large_integers),
        Json::Object(fields) => match fields.get("#bigint").and_then(Json::as_str) {
            Some(digits) => digits.parse::<i32>().is_err(),
            None => fields.values().any(has_large_integers),
        },
        Json::Null | Json::Bool(_) | Json::String(_) => false,
    }
}

/// All integers, to be tried where the specification chooses from an infinite set.
pub fn integers(json: &Json, all: &mut Vec<Value>) {
    match json {
        Json::Number(n) => all.extend(n.as_i64().map(Value::Int)),
        Json::Array(items) => items.iter().for_each(|j| integers(j, all)),
        Json::Object(fields) => match fields.get("#bigint").and_then(Json::as_str) {
            Some(digits) => all.extend(digits.parse().ok().map(Value::integer)),
            None => fields.iter().filter(|(k, _)| !k.starts_with("#meta")).for_each(|(_, j)| integers(j, all)),
        },
        Json::Null | Json::Bool(_) | Json::String(_) => {}
    }
}
