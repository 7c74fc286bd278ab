//! Where a module's text comes from.
//!
//! In: a module's name. Out: its text, read into the [`SourceMap`] once. A module is looked for in the root
//! file's directory, then along the user's path (`--path`), then among the embedded standard modules; so a
//! user's file wins over a standard module of the same name, as with the reference checker. Standard modules themselves
//! mean each other, though, whatever stands beside the user's.
//!
//! ```text
//! Loader::new(vec!["specs/a".into()], embedded).module("Naturals", &mut sources)
//!     → specs/a/Naturals.tla if there is one, else the text embedded as <Naturals>
//! ```

use super::{FileId, SourceMap};
use crate::diag::{Checked, Code, Diagnostic};
use crate::util::interrupt;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

/// How often whoever waits for a pipe looks whether the work is to end.
const LOOK: Duration = Duration::from_millis(20);

/// The text of an embedded module, by its name.
pub type Embedded = fn(&str) -> Option<&'static str>;

/// Finds modules by name. Remembers what it found, so a module is read once.
pub struct Loader {
    directories: Vec<PathBuf>,
    embedded: Embedded,
    /// Texts given in memory (tests, standard input), which win over files.
    given: FxHashMap<String, Arc<str>>,
    found: FxHashMap<String, FileId>,
}

impl Loader {
    pub fn new(directories: Vec<PathBuf>, embedded: Embedded) -> Loader {
        Loader { directories, embedded, given: FxHashMap::default(), found: FxHashMap::default() }
    }

    /// A module that is found before any file of its name.
    pub fn give(&mut self, module: &str, text: impl Into<Arc<str>>) {
        self.given.insert(module.to_string(), text.into());
    }

    /// Looks here before the directories that were given: the root file's own directory.
    pub fn look_first_in(&mut self, directory: PathBuf) {
        self.directories.insert(0, directory);
    }

    /// `Ok(None)` if there is no such module anywhere.
    pub fn module(&mut self, name: &str, sources: &mut SourceMap) -> Checked<Option<FileId>> {
        if let Some(id) = self.found.get(name) {
            return Ok(Some(*id));
        }
        let id = if let Some(text) = self.given.get(name) {
            Some(sources.add(format!("{name}.tla"), text.clone()))
        } else if let Some(path) =
            self.directories.iter().map(|d| d.join(format!("{name}.tla"))).find(|p| p.exists() && !p.is_dir())
        {
            Some(read(&path, sources)?)
        } else {
            (self.embedded)(name).map(|text| sources.add(format!("<{name}>"), text))
        };
        if let Some(id) = id {
            self.found.insert(name.to_string(), id);
        }
        Ok(id)
    }

    /// The embedded module of this name, whatever files there are.
    pub fn standard(&mut self, name: &str, sources: &mut SourceMap) -> Option<FileId> {
        let key = format!("<{name}>");
        if let Some(id) = self.found.get(&key) {
            return Some(*id);
        }
        let id = (self.embedded)(name).map(|text| sources.add(key.clone(), text))?;
        self.found.insert(key, id);
        Some(id)
    }

    /// The directories in which a module was looked for, for messages.
    pub fn directories(&self) -> &[PathBuf] {
        &self.directories
    }
}

/// Reads a file into the map; bytes that are no UTF-8 are read as Latin-1 characters, as old specs have them.
pub fn read(path: &Path, sources: &mut SourceMap) -> Checked<FileId> {
    match std::fs::read(path) {
        Ok(bytes) => {
            let text = String::from_utf8(bytes).unwrap_or_else(|e| e.into_bytes().iter().map(|&b| char::from(b)).collect());
            Ok(sources.add(path.display().to_string(), text))
        }
        Err(e) => Err(vec![
            Diagnostic::error(Code::FILE, format!("cannot read {}: {e}", path.display()))
                .help("check the path, and that the file may be read"),
        ]),
    }
}

/// What a file holds that a specification asks for.
pub fn text(path: &Path) -> Result<String, String> {
    patiently(path).map_err(|e| e.to_string())
}

/// The same; `None` if there is no such file.
pub fn text_if_any(path: &Path) -> Result<Option<String>, String> {
    match patiently(path) {
        Ok(text) => Ok(Some(text)),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(e.to_string()),
    }
}

/// Reads a file. A pipe is read in another thread, which is left behind when the work is to end: there may be nobody who writes.
fn patiently(path: &Path) -> std::io::Result<String> {
    if std::fs::metadata(path)?.is_file() {
        return std::fs::read_to_string(path);
    }
    let (sender, result) = channel();
    let path = path.to_path_buf();
    std::thread::spawn(move || sender.send(std::fs::read_to_string(path)));
    let cancel = interrupt::current();
    loop {
        match result.recv_timeout(LOOK) {
            Ok(text) => return text,
            Err(RecvTimeoutError::Timeout) => cancel.check(),
            Err(RecvTimeoutError::Disconnected) => return Err(std::io::ErrorKind::BrokenPipe.into()),
        }
    }
}

/// The environment variables of the process by name, for `IOEnv` of module IOUtils.
pub fn environment() -> BTreeMap<String, String> {
    std::env::vars_os().map(|(k, v)| (k.to_string_lossy().into_owned(), v.to_string_lossy().into_owned())).collect()
}
