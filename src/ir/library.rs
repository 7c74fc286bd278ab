//! Operators of module `_Library`: what the community's modules need and TLA+ cannot say, or not as the reference computes it.
//!
//! In: values that are there as a whole. Out: a value, or what is wrong with them. The two semantics ask here as they ask for the text
//! of JSON: nothing in this is about states, sets that are not enumerated, or what is symbolic.

use crate::source::search;
use crate::value::{Atoms, Value, json, library};
use std::path::Path;

/// An operator of values that are there as a whole: it makes a text, reads a file, or counts with fractions.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Library {
    /// `Refused(op, wanted, v)`: an error.
    Refused,
    /// The fields of a set of records as they were written, `<<S, T>>` of `[a : S, b : T]`.
    RecordFields,
    /// The integer that a text says.
    IntegerOf,
    /// `ToJsonArray(v)`
    JsonArray,
    /// `ToJsonObject(v)`
    JsonObject,
    /// `CSVRead(columns, delimiter, file)`
    Csv,
    /// How many lines a file has; 0 if there is none.
    Lines,
    /// The text of an element of SVG.
    Svg,
    /// `NodeOfRingNetwork(cx, cy, r, n, m)`
    OnRing,
    /// `ChiSquare(expected, actual, alpha)`
    ChiSquare,
}

impl Library {
    /// Its name in module `_Library`, or in that of its own.
    pub fn name(self) -> &'static str {
        match self {
            Library::Refused => "Refused",
            Library::RecordFields => "FieldsOf",
            Library::IntegerOf => "IntegerOf",
            Library::JsonArray => "ToJsonArray",
            Library::JsonObject => "ToJsonObject",
            Library::Csv => "CsvOf",
            Library::Lines => "LinesOf",
            Library::Svg => "SvgOf",
            Library::OnRing => "OnRing",
            Library::ChiSquare => "FitsExpected",
        }
    }

    /// What it comes to. A set of records has its fields only as long as nobody enumerates it, so those who evaluate find them.
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
