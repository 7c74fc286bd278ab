//! Values as JSON text, and JSON text as values (module Json).
//!
//! In: a value, or a text. Out: the other: an object is a record, an array a sequence, and a text of lines the sequence of what its
//! lines hold. Numbers that are no integers of 32 bits, and `null`, stand for themselves ([`super::atom::JSON`]) until something
//! computes with them.

use super::atom::JSON;
use super::{Atoms, Value};
use serde_json::Value as Json;

/// A set is an array, and so is a function on 1..n; any other function is an object whose keys are texts.
pub fn text(v: &Value) -> Json {
    match v {
        Value::Bool(b) => Json::Bool(*b),
        Value::Int(i) => Json::from(*i),
        // JSON numbers beyond 64 bits are not read exactly
        Value::Big(i) => Json::from(i.to_string()),
        Value::Model(a) if let Some(json) = a.json() => serde_json::from_str(json).unwrap_or(Json::Null),
        Value::Str(a) | Value::Model(a) => Json::from(a.text().to_string()),
        Value::Set(items) | Value::Tuple(items) => Json::Array(items.iter().map(text).collect()),
        Value::Record(fields) => Json::Object(fields.iter().map(|(a, v)| (a.text().to_string(), text(v))).collect()),
        Value::Function(entries) => {
            let key = |k: &Value| match k {
                Value::Str(a) | Value::Model(a) => a.text().to_string(),
                other => other.to_string(),
            };
            Json::Object(entries.iter().map(|(k, v)| (key(k), text(v))).collect())
        }
    }
}

/// A set or a sequence as an array, and what else can be one only as an object, as the reference does.
pub fn array(v: &Value) -> Result<Json, String> {
    match v {
        Value::Set(_) | Value::Tuple(_) | Value::Function(_) => Ok(text(v)),
        Value::Bool(_) | Value::Int(_) | Value::Big(_) | Value::Str(_) | Value::Model(_) | Value::Record(_) => {
            Err(format!("ToJsonArray needs a sequence or a set, not {}", super::library::shown(v)))
        }
    }
}

/// A function as an object; a tuple's keys are counted from 0, but those of a function over 1..n make an array.
pub fn object(v: &Value) -> Result<Json, String> {
    match v {
        Value::Record(_) | Value::Tuple(_) | Value::Function(_) => Ok(text(v)),
        Value::Bool(_) | Value::Int(_) | Value::Big(_) | Value::Str(_) | Value::Model(_) | Value::Set(_) => {
            Err(format!("ToJsonObject needs a function, not {}", super::library::shown(v)))
        }
    }
}

/// What a text says, as one value or as one a line; or what is wrong with it.
pub fn value(text: &str, lines: bool, atoms: &Atoms) -> Result<Value, String> {
    let parse = |text: &str| serde_json::from_str(text).map_err(|e| e.to_string());
    if !lines {
        return of_json(&parse(text)?, atoms);
    }
    let items = text.lines().filter(|l| !l.trim().is_empty()).map(|l| of_json(&parse(l)?, atoms));
    Ok(Value::Tuple(items.collect::<Result<Vec<_>, _>>()?.into()))
}

fn of_json(json: &Json, atoms: &Atoms) -> Result<Value, String> {
    match json {
        Json::Null => Ok(kept(json, atoms)),
        Json::Bool(b) => Ok(Value::Bool(*b)),
        Json::Number(n) => Ok(match integer(n) {
            Some(n) => Value::Int(n),
            None => kept(json, atoms),
        }),
        Json::String(s) => Ok(Value::Str(atoms.intern(s))),
        Json::Array(items) => Ok(Value::Tuple(items.iter().map(|v| of_json(v, atoms)).collect::<Result<Vec<_>, _>>()?.into())),
        Json::Object(fields) => {
            let fields = fields.iter().map(|(k, v)| Ok((atoms.intern(k), of_json(v, atoms)?)));
            Ok(Value::record(fields.collect::<Result<Vec<_>, String>>()?))
        }
    }
}

/// The integer of 32 bits that a number is: 3, or 3.0.
fn integer(n: &serde_json::Number) -> Option<i64> {
    let whole = |x: &f64| x.fract() == 0.0 && x.abs() <= f64::from(i32::MAX) + 1.0;
    let n = n.as_i64().or_else(|| n.as_f64().filter(whole).map(|x| x as i64))?;
    i32::try_from(n).ok().map(i64::from)
}

/// What TLA+ has no value for, kept.
fn kept(json: &Json, atoms: &Atoms) -> Value {
    Value::Model(atoms.intern(&format!("{JSON}{json}")))
}
