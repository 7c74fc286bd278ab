//! `--certificate`: a proof as a module that other programs can check.
//!
//! In: a path, and what a search found. Out: FILE.tla and FILE.cfg, or why they were not written. A file is replaced only if this program
//! wrote it, which its first lines say.

use super::args::Check;
use super::limits::Limits;
use super::output::Delivered;
use super::result::ResultFile;
use crate::api::{CERTIFICATE_MARK, CertificateRequest, Found, Load, Spec};
use std::path::{Path, PathBuf};

/// The files of a certificate.
pub struct Target {
    module: PathBuf,
    config: PathBuf,
    name: String,
}

impl Target {
    /// The files, if they may be written.
    pub fn of(path: &Path) -> Result<Target, String> {
        let refused = |why: String| Err(format!("--certificate {}: {why}", path.display()));
        let name = path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
        if path.extension().is_none_or(|e| e != "tla") {
            return refused("expected a file with the extension .tla".into());
        }
        if !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') || !name.contains(|c: char| c.is_ascii_alphabetic()) {
            return refused(format!("`{name}` is not a valid name of a module"));
        }
        let target = Target { module: path.to_path_buf(), config: path.with_extension("cfg"), name };
        for file in [&target.module, &target.config] {
            let is_foreign = |text: String| !text.lines().take(2).any(|l| l.contains(CERTIFICATE_MARK));
            if file.exists() && std::fs::read_to_string(file).map_or(true, is_foreign) {
                return refused(format!("{} exists and is not a certificate; choose another name", file.display()));
            }
            ResultFile::begin_empty(file)?;
        }
        Ok(target)
    }

    /// Writes the certificate of a proof. Returns a note for the report; the error is why there is no certificate.
    pub fn write(&self, found: &Found, spec: &Spec, args: &Check) -> Result<String, String> {
        let mut options = String::new();
        for folder in self.folders(args) {
            options += &format!(" --path {}", quoted(&folder.display().to_string()));
        }
        let pcal = args.modules.pcal_words().join(" ");
        if !pcal.is_empty() {
            options += &format!(" --pcal {}", quoted(&pcal));
        }
        let request = CertificateRequest { module: &self.name, options, constants: &args.constants };
        let files = found.certificate(spec, &request).map_err(|why| format!("no certificate was written: {why}"))?;
        let Some(files) = files else { return Ok("no certificate was written, since nothing was proven".into()) };
        for (path, text) in [(&self.module, &files.module), (&self.config, &files.config)] {
            let file = ResultFile::begin_empty(path)?;
            if file.write(&|to| to.write_all(text.as_bytes()), &Limits::none()) != Delivered::Yes {
                return Err(format!("no certificate was written to {}", path.display()));
            }
        }
        self.read_back(args)?;
        Ok(format!("wrote the proof to {} and {}; they say how to check it", self.module.display(), self.config.display()))
    }

    /// The folders in which the certificate's modules are looked for, besides its own.
    fn folders(&self, args: &Check) -> Vec<PathBuf> {
        let folder = |p: &Path| p.parent().filter(|f| *f != Path::new("")).map_or(PathBuf::from("."), Path::to_path_buf);
        let (own, spec) = (folder(&self.module), folder(&args.spec));
        let same = own == spec || own.canonicalize().ok().is_some_and(|own| spec.canonicalize().is_ok_and(|s| s == own));
        let first = if same { None } else { Some(spec) };
        first.into_iter().chain(args.modules.path.iter().cloned()).collect()
    }

    /// Reads the files as another process does.
    fn read_back(&self, args: &Check) -> Result<(), String> {
        let mut load = Load::file(&self.module).config_file(&self.config).pluscal_options(args.modules.pcal_words());
        load = self.folders(args).iter().fold(load, Load::directory);
        load = args.constants.iter().fold(load, |load, (name, value)| load.constant(name, value));
        load.read_here().map(|_| ()).map_err(|error| {
            let first = error.messages.first().map_or("", |m| &m.text);
            format!("{} was written, but cannot be read: {first}", self.module.display())
        })
    }
}

/// The text for a shell.
pub(super) fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./=,:+".contains(c);
    if !text.is_empty() && text.chars().all(plain) { text.to_owned() } else { format!("'{}'", text.replace('\'', "'\\''")) }
}
