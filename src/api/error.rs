//! Mistakes of the user, and what else keeps a run from an answer.

use crate::diag::render::render;
use crate::diag::{Code, Diagnostic};
use crate::report::Report;
use crate::report::kind::Kind;
use crate::source::SourceMap;
use crate::trace::doc::place::Places;
use crate::trace::doc::{Message, Source};
use std::fmt;
use std::path::Path;

/// A mistake in a specification: one that could not be read, or an expression that could not be evaluated. It is shown as the command
/// line shows it, with the lines of the source.
///
/// ```
/// let error = tlaloc::Load::text("---- MODULE M ----\nInit == quue = 0\n====").read().unwrap_err();
/// assert_eq!(error.messages[0].text, "unknown name `quue`");
/// assert!(error.to_string().contains("2 │ Init == quue = 0"));
/// ```
#[derive(Clone, PartialEq, Debug)]
pub struct Error {
    pub verdict: Kind,
    pub messages: Vec<Message>,
    /// What was warned of before.
    pub warnings: Vec<Message>,
    sources: Vec<Source>,
}

impl Error {
    pub(super) fn new(verdict: Kind, diagnostics: &[Diagnostic], coded: bool, sources: &SourceMap) -> Error {
        let mut places = Places::new(sources);
        let messages = diagnostics.iter().map(|d| places.message(d, coded)).collect();
        Error { verdict, messages, warnings: Vec::new(), sources: places.sources() }
    }

    /// Mistakes that were found while a specification was read.
    pub(super) fn read(errors: &[Diagnostic], warnings: &[Diagnostic], sources: &SourceMap) -> Error {
        let mut places = Places::new(sources);
        let messages = errors.iter().map(|d| places.message(d, true)).collect();
        let warnings = warnings.iter().map(|d| places.message(d, true)).collect();
        Error { verdict: Kind::of_diagnostics(errors), messages, warnings, sources: places.sources() }
    }

    /// A failure that has no place in a specification, such as a limit that was reached.
    pub fn system(verdict: Kind, text: impl Into<String>) -> Error {
        Error::new(verdict, &[Diagnostic::error(Code::SYSTEM, text)], true, &SourceMap::new())
    }

    /// A file that cannot be written.
    pub fn cannot_write(path: &Path, why: &std::io::Error) -> Error {
        let d = Diagnostic::error(Code::FILE, format!("cannot write {}: {why}", path.display()));
        Error::read(&[d], &[], &SourceMap::new())
    }

    /// The warnings and messages as the command line shows them, each with the lines of the source, in ANSI colors if asked.
    pub fn draw(&self, color: bool) -> Vec<String> {
        self.warnings.iter().chain(&self.messages).map(|m| m.draw(&self.sources, color)).collect()
    }

    /// The report of a run that ended with this error, after so many seconds.
    pub fn report(&self, seconds: f64) -> Report {
        Report::ended_early(self.verdict, self.messages.clone(), self.sources.clone(), seconds)
    }
}

/// Diagnostics as the command line shows them.
pub(super) fn drawn(diagnostics: &[Diagnostic], sources: &SourceMap, color: bool) -> Vec<String> {
    diagnostics.iter().map(|d| render(d, sources, color)).collect()
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for message in &self.messages {
            f.write_str(&message.draw(&self.sources, false))?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}
