//! Operators of module `_Library`: what the community's modules need and TLA+ cannot say, or not as the reference computes it.
//!
//! In: values that are there as a whole. Out: a value, or what is wrong with them. The two semantics ask here as they ask for the text
//! of JSON: nothing in this is about states, sets that are not enumerated, or what is symbolic.

use super::Library;
use crate::source::search;
use crate::value::{Atoms, Value, json, library};
use std::path::Path;

impl Library {
    /// The value. `RecordFields` of a set of records is found by the callers: a set has its fields only until it is enumerated.
    pub fn of(self, args: &[Value], atoms: &Atoms) -> Result<Value, String> {
        match (self, args) {
            (Library::Refused, [Value::Str(op), Value::Str(wanted), v]) => {
                Err(format!("{} needs {}, not {}", op.text(), wanted.text(), library::shown(v)))
            }
            (Library::RecordFields, [v]) => Err(format!("IsInjective needs a function, not {}", library::shown(v))),
            (Library::IntegerOf, [v]) => library::integer_of(v),
            (Library::JsonArray, [v]) => json::array(v).map(|j| Value::Str(atoms.intern(&j.to_string()))),
            (Library::JsonObject, [v]) => json::object(v).map(|j| Value::Str(atoms.intern(&j.to_string()))),
            (Library::Csv, [columns, delimiter, file]) => {
                let text = search::text_if_any(Path::new(library::string(file, "CSVRead", "the name of a file")?))?;
                library::csv(columns, delimiter, text.as_deref(), atoms)
            }
            (Library::Lines, [file]) => {
                let text = search::text_if_any(Path::new(library::string(file, "CSVRecords", "the name of a file")?))?;
                Ok(Value::Int(text.map_or(0, |t| t.lines().count()) as i64))
            }
            (Library::Svg, [elem]) => library::svg(elem).map(|text| Value::Str(atoms.intern(&text))),
            (Library::OnRing, [cx, cy, r, n, m]) => library::on_ring([cx, cy, r, n, m], atoms),
            (Library::ChiSquare, [expected, actual, alpha]) => library::fits_expected(expected, actual, alpha).map(Value::Bool),
            (
                Library::Refused
                | Library::RecordFields
                | Library::IntegerOf
                | Library::JsonArray
                | Library::JsonObject
                | Library::Csv
                | Library::Lines
                | Library::Svg
                | Library::OnRing
                | Library::ChiSquare,
                _,
            ) => panic!("ir: {self:?} has {} arguments", args.len()),
        }
    }
}
