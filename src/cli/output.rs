//! Writing to standard output and standard error.
//!
//! A reader that has seen enough (`| head`) closes its end; that is its right and no error of ours, so what
//! cannot be written to a closed pipe is dropped and the exit code stays what it was.

use crate::diag::Diagnostic;
use crate::diag::render::render;
use crate::source::SourceMap;
use std::io::{ErrorKind, IsTerminal, Write};
use std::path::Path;

/// Writes to standard output.
pub fn out(text: &str) {
    let mut stdout = std::io::stdout().lock();
    if let Err(e) = stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush())
        && e.kind() != ErrorKind::BrokenPipe
    {
        err(&format!("cannot write the report: {e}\n"));
    }
}

/// Writes to standard error; there is nobody to tell if that fails.
pub fn err(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}

/// Draws diagnostics on standard error.
pub fn diagnostics(list: &[Diagnostic], sources: &SourceMap) {
    let colour = colours(&std::io::stderr());
    for d in list {
        err(&(render(d, sources, colour) + "\n"));
    }
}

/// Whether to colour what goes there: a terminal whose user has not objected (<https://no-color.org>).
pub fn colours(stream: &impl IsTerminal) -> bool {
    stream.is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty())
}

/// Why nothing can be written to a file, if so; what is in it stays.
pub fn unwritable(path: &Path) -> Option<String> {
    if path == Path::new("-") {
        return None;
    }
    let opened = std::fs::OpenOptions::new().append(true).create(true).open(path);
    opened.err().map(|e| format!("cannot write {}: {e}", path.display()))
}

/// Writes the JSON object where the user wants it; `-` is standard output. Says whether that worked.
pub fn json(path: &Path, object: &serde_json::Value) -> bool {
    let text = format!("{object:#}\n");
    if path == Path::new("-") {
        out(&text);
        return true;
    }
    match std::fs::write(path, text) {
        Ok(()) => true,
        Err(e) => {
            err(&format!("error: cannot write {}: {e}\n", path.display()));
            false
        }
    }
}

/// Gives a file a new text, all of it or, if anything fails, nothing; what the file may do stays.
pub fn replace(path: &Path, text: &str) -> std::io::Result<()> {
    // A link stays one, and leads to the new text.
    let path = path.canonicalize()?;
    let mut new = tempfile::NamedTempFile::new_in(path.parent().unwrap_or(Path::new(".")))?;
    new.write_all(text.as_bytes())?;
    new.as_file().set_permissions(std::fs::metadata(&path)?.permissions())?;
    new.as_file().sync_all()?;
    new.persist(&path)?;
    Ok(())
}
