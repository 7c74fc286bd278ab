//! Module Json: files as values.

use super::error::ErrorKind;
use super::fail::R;
use super::lazy::Val;
use super::machine::Machine;
use crate::ir::ExprId;
use crate::source::search;
use crate::value::{Value, json};
use std::path::Path;

impl<'m> Machine<'m> {
    /// What the file with this name holds, as one value or as one a line.
    pub fn read_json(&mut self, at: ExprId, name: &Val, lines: bool) -> R<Val> {
        let Value::Str(name) = self.force(at, name)? else {
            return self.fail(at, ErrorKind::Argument, "the name of a file is a string");
        };
        match search::text(Path::new(name.text())).and_then(|text| json::value(&text, lines, &self.model.atoms)) {
            Ok(v) => Ok(Val::V(v)),
            Err(why) => self.fail(at, ErrorKind::Argument, format!("{}: {why}", name.text())),
        }
    }
}
