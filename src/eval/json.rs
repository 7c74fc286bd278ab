//! Module Json: values as JSON text, and JSON files as values.
//!
//! In: a value, or the name of a file. Out: its text; or what the file holds: an object is a record, an array a sequence, and a
//! file of lines the sequence of what its lines hold. Numbers are integers of 32 bits; `null` has no value.

use super::error::ErrorKind;
use super::fail::R;
use super::lazy::Val;
use super::machine::Machine;
use crate::ir::ExprId;
use crate::source::search;
use crate::value::{Atoms, Value};
use serde_json::Value as Json;
use std::path::Path;

/// A set is an array, and so is a function on 1..n; any other function is an object whose keys are texts.
pub fn text(v: &Value) -> Json {
    match v {
        Value::Bool(b) => Json::Bool(*b),
        Value::Int(i) => Json::from(*i),
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

impl<'m> Machine<'m> {
    pub fn read_json(&mut self, at: ExprId, name: &Val, lines: bool) -> R<Val> {
        let Value::Str(name) = self.force(at, name)? else {
            return self.fail(at, ErrorKind::Argument, "the name of a file is a string");
        };
        let read = || -> Result<Value, String> {
            let text = search::text(Path::new(name.text()))?;
            let parse = |text: &str| serde_json::from_str(text).map_err(|e| e.to_string());
            let atoms = &self.model.atoms;
            if !lines {
                return value(&parse(&text)?, atoms);
            }
            let items = text.lines().filter(|l| !l.trim().is_empty()).map(|l| value(&parse(l)?, atoms));
            Ok(Value::Tuple(items.collect::<Result<Vec<_>, _>>()?.into()))
        };
        match read() {
            Ok(v) => Ok(Val::V(v)),
            Err(why) => self.fail(at, ErrorKind::Argument, format!("{}: {why}", name.text())),
        }
    }
}

fn value(json: &Json, atoms: &Atoms) -> Result<Value, String> {
    match json {
        Json::Null => Err("null has no value".to_string()),
        Json::Bool(b) => Ok(Value::Bool(*b)),
        Json::Number(n) => match n.as_i64().filter(|n| i32::try_from(*n).is_ok()) {
            Some(n) => Ok(Value::Int(n)),
            None => Err(format!("{n} is no integer of 32 bits")),
        },
        Json::String(s) => Ok(Value::Str(atoms.intern(s))),
        Json::Array(items) => Ok(Value::Tuple(items.iter().map(|v| value(v, atoms)).collect::<Result<Vec<_>, _>>()?.into())),
        Json::Object(fields) => {
            let fields = fields.iter().map(|(k, v)| Ok((atoms.intern(k), value(v, atoms)?)));
            Ok(Value::record(fields.collect::<Result<Vec<_>, String>>()?))
        }
    }
}
