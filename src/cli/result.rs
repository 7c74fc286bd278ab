//! The file of `--json`.
//!
//! In: where the user wants the object. Out: a file that at every time holds a whole object: `{"verdict": "running"}` from the start
//! of the run, in place of what an older run left, and at last the result. It is written beside, under another name, and then takes the place of the
//! old one. `-` is standard output; what is no plain file (a pipe, a device) is opened when there is something to write.

use super::limits::Limits;
use super::output::{self, Delivered};
use serde::Serialize;
use std::fs::{File, Permissions};
use std::io::{BufWriter, Error, ErrorKind, Result, Write};
use std::path::{Path, PathBuf};

pub struct ResultFile {
    /// Links followed.
    path: PathBuf,
    /// Whether the file is replaced by a new one.
    plain: bool,
}

impl ResultFile {
    /// Begins a run's result; an error is why it could not be written.
    pub fn begin(path: &Path) -> std::result::Result<ResultFile, String> {
        let result = ResultFile::begin_empty(path)?;
        if result.plain {
            let running = serde_json::json!({"verdict": "running"});
            result.replace(|f| writeln!(f, "{running:#}")).map_err(|e| format!("cannot write {}: {e}", path.display()))?;
        }
        Ok(result)
    }

    /// A file that is written at the end only.
    pub fn begin_empty(path: &Path) -> std::result::Result<ResultFile, String> {
        let refused = |e: Error| format!("cannot write {}: {e}", path.display());
        if path == Path::new("-") {
            return Ok(ResultFile { path: path.to_path_buf(), plain: false });
        }
        let file = match path.metadata() {
            Ok(about) if !about.is_file() && !about.is_dir() => {
                return Ok(ResultFile { path: path.to_path_buf(), plain: false });
            }
            Ok(_) => {
                // a file without write permission is not replaced
                File::options().append(true).open(path).map_err(refused)?;
                path.canonicalize().map_err(refused)?
            }
            Err(_) => path.to_path_buf(),
        };
        Ok(ResultFile { path: file, plain: true })
    }

    pub fn is_stdout(&self) -> bool {
        self.path == Path::new("-")
    }

    /// Writes the object, unless the limits end that. Reports a failure.
    pub fn finish(&self, object: &impl Serialize, limits: &Limits) -> Delivered {
        let json = |mut to: &mut dyn Write| {
            serde_json::to_writer_pretty(&mut to, object)?;
            writeln!(to)
        };
        self.write(&json, limits)
    }

    /// Writes what `content` writes, unless the limits end that. Reports a failure.
    pub fn write(&self, content: &dyn Fn(&mut dyn Write) -> Result<()>, limits: &Limits) -> Delivered {
        let write = |to: &mut dyn Write| {
            let mut to = BufWriter::with_capacity(1 << 16, Limited { to, limits });
            content(&mut to)?;
            to.flush()
        };
        let written = if self.is_stdout() {
            write(&mut std::io::stdout().lock())
        } else if self.plain {
            self.replace(|f| write(f))
        } else {
            File::options().write(true).open(&self.path).and_then(|mut f| write(&mut f))
        };
        match written {
            Ok(()) => Delivered::Yes,
            // a closed pipe is not an error
            Err(e) if e.kind() == ErrorKind::BrokenPipe => Delivered::Yes,
            Err(e) if e.kind() == ErrorKind::TimedOut => Delivered::Cut,
            Err(e) => {
                output::err(&format!("error: cannot write {}: {e}\n", self.path.display()));
                Delivered::No
            }
        }
    }

    /// Gives the file what `write` writes, all of it or, if anything fails, nothing.
    fn replace(&self, write: impl FnOnce(&mut File) -> Result<()>) -> Result<()> {
        let folder = match self.path.parent() {
            Some(folder) if folder != Path::new("") => folder,
            _ => Path::new("."),
        };
        let mut builder = tempfile::Builder::new();
        builder.prefix(".tlaloc-").suffix(".json");
        match self.path.metadata() {
            Ok(about) => builder.permissions(about.permissions()),
            Err(_) => builder.permissions(usual()?),
        };
        match builder.tempfile_in(folder) {
            Ok(mut new) => {
                write(new.as_file_mut())?;
                new.persist(&self.path)?;
                Ok(())
            }
            // a folder in which nothing new may be made
            Err(e) if e.kind() == ErrorKind::PermissionDenied && self.path.is_file() => {
                write(&mut File::options().write(true).truncate(true).open(&self.path)?)
            }
            Err(e) => Err(e),
        }
    }
}

/// The default permissions of a new file, before the process' mask.
#[cfg(unix)]
fn usual() -> Result<Permissions> {
    Ok(std::os::unix::fs::PermissionsExt::from_mode(0o666))
}

#[cfg(windows)]
fn usual() -> Result<Permissions> {
    Ok(std::env::temp_dir().metadata()?.permissions())
}

/// A writer that fails when the limits are reached.
struct Limited<'a> {
    to: &'a mut dyn Write,
    limits: &'a Limits,
}

impl Write for Limited<'_> {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        if self.limits.reason().is_some() {
            return Err(ErrorKind::TimedOut.into());
        }
        self.to.write(bytes)
    }

    fn flush(&mut self) -> Result<()> {
        self.to.flush()
    }
}
