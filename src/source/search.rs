//! Where a module's text comes from.
//!
//! In: a module's name. Out: its text, read into the [`SourceMap`] once. A module is looked for in the root
//! file's directory, then along the user's path (`--path`), then among the embedded standard modules; so a
//! user's file takes precedence over a standard module of the same name, as in TLC. Standard modules themselves
//! always mean each other.
//!
//! ```text
//! Loader::new(vec!["specs/a".into()], embedded).module("Naturals", &mut sources)
//!     → specs/a/Naturals.tla if there is one, else the text embedded as <Naturals>
//! ```

use super::{FileId, SourceMap};
use crate::util::interrupt;
use crate::util::suggest::closest;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

/// The interval at which a wait for a pipe looks for cancellation.
const POLL_INTERVAL: Duration = Duration::from_millis(20);

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
    pub fn module(&mut self, name: &str, sources: &mut SourceMap) -> Result<Option<FileId>, Unreadable> {
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

/// Why a file has no text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unreadable {
    pub message: String,
    /// What to do about it.
    pub help: String,
}

/// Reads a file into the map. Bytes that are not UTF-8 are read as Latin-1 characters, as old specifications have them.
pub fn read(path: &Path, sources: &mut SourceMap) -> Result<FileId, Unreadable> {
    match std::fs::read(path) {
        Ok(bytes) if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) => Err(Unreadable {
            message: format!("{} is in UTF-16, not in UTF-8", path.display()),
            help: "save the file with the encoding UTF-8".to_string(),
        }),
        Ok(bytes) => {
            let text = String::from_utf8(bytes).unwrap_or_else(|e| e.into_bytes().iter().map(|&b| char::from(b)).collect());
            Ok(sources.add(path.display().to_string(), text))
        }
        Err(e) => {
            let help = match beside(path) {
                _ if path.is_dir() => "this is a folder: give the file of the root module, such as `Spec.tla`".to_string(),
                Some(near) => format!("did you mean `{}`?", near.display()),
                None => "check the path, and that the file may be read".to_string(),
            };
            Err(Unreadable { message: format!("cannot read {}: {e}", path.display()), help })
        }
    }
}

/// A file in the same folder with nearly this name; the only one with the same extension, if there is just one.
fn beside(path: &Path) -> Option<PathBuf> {
    let folder = path.parent().filter(|f| !f.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = path.file_name()?.to_str()?;
    let names: Vec<String> = std::fs::read_dir(folder)
        .ok()?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|n| Path::new(n).extension() == path.extension() && n != name)
        .collect();
    let near = closest(name, names.iter().map(String::as_str)).or(match names.as_slice() {
        [only] => Some(only),
        _ => None,
    })?;
    Some(path.with_file_name(near))
}

/// The text of a data file that a specification reads.
pub fn text(path: &Path) -> Result<String, String> {
    patiently(path).map_err(|e| e.to_string())
}

/// The text of a data file; `None` if there is no such file.
pub fn text_if_any(path: &Path) -> Result<Option<String>, String> {
    match patiently(path) {
        Ok(text) => Ok(Some(text)),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(e.to_string()),
    }
}

/// Reads a file. A pipe is read in another thread, which is abandoned on cancellation: a pipe without a writer never ends.
fn patiently(path: &Path) -> std::io::Result<String> {
    if std::fs::metadata(path)?.is_file() {
        return std::fs::read_to_string(path);
    }
    let (sender, result) = channel();
    let path = path.to_path_buf();
    std::thread::spawn(move || sender.send(std::fs::read_to_string(path)));
    let cancel = interrupt::current();
    loop {
        match result.recv_timeout(POLL_INTERVAL) {
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
