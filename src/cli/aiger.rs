//! `--aiger`: the transition system as a file for other model checkers.
//!
//! In: a path, and the specification. Out: the file, in binary form if its name ends in `.aig` and in text form otherwise. A file is
//! replaced only if it is empty or an AIGER file.

use super::limits::Limits;
use super::output::{self, Delivered};
use super::result::ResultFile;
use crate::api::{Options, Spec};
use std::io::Read;
use std::path::{Path, PathBuf};

/// A file that may be written.
pub struct AigerFile(PathBuf);

/// The file was not written, and that was reported.
pub struct Unwritten;

impl AigerFile {
    /// The file, if it may be written.
    pub fn of(path: &Path) -> Result<AigerFile, String> {
        let refused = |why: &str| Err(format!("--aiger {}: {why}", path.display()));
        if path == Path::new("-") {
            return refused("expected the name of a file; `--emit aiger` writes to standard output");
        }
        if path.is_file() && !is_replaceable(path) {
            return refused("the file exists and is not an AIGER file; choose another name");
        }
        ResultFile::begin_empty(path)?;
        Ok(AigerFile(path.to_path_buf()))
    }

    /// Writes the transition system. Returns a note for the report.
    pub fn write(&self, spec: &Spec, options: &Options<'_>) -> Result<String, Unwritten> {
        let path = &self.0;
        let is_binary = path.extension().is_some_and(|e| e == "aig");
        let made = if is_binary { spec.aiger_binary(options) } else { spec.aiger(options).map(String::into_bytes) };
        let bytes = made.map_err(|error| {
            output::error(&error);
            Unwritten
        })?;
        let file = ResultFile::begin_empty(path).map_err(|why| {
            output::err(&format!("error: {why}\n"));
            Unwritten
        })?;
        match file.write(&|to| to.write_all(&bytes), &Limits::none()) {
            Delivered::Yes => Ok(format!("wrote the transition system to {}", path.display())),
            Delivered::No | Delivered::Cut => Err(Unwritten),
        }
    }
}

/// Whether the file is empty or an AIGER file.
fn is_replaceable(path: &Path) -> bool {
    let mut start = Vec::new();
    let read = std::fs::File::open(path).and_then(|f| f.take(4).read_to_end(&mut start));
    read.is_ok() && matches!(start.as_slice(), b"" | b"aag " | b"aig ")
}
