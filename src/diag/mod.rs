//! User-facing diagnostics.
//!
//! Every stage before the engines returns `Result<_, Vec<Diagnostic>>`. A diagnostic has a stable
//! [`Code`], one primary place, any number of further places, and help that names a way out.
//! `render` draws it with line, column and caret.

pub mod render;
#[cfg(test)]
mod tests;

use crate::source::Span;
use crate::source::search::Unreadable;

/// Stable names of what can be wrong. The hundreds tell the stage: 1xx reading and parsing, 2xx PlusCal,
/// 3xx names and levels, 4xx configuration and traces from files, 5xx constructs an engine does not handle, 6xx what the system refuses, 9xx our own bugs.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Code(pub u16);

impl Code {
    pub const FILE: Code = Code(100);
    pub const LEX: Code = Code(101);
    pub const PARSE: Code = Code(102);
    pub const FIXITY: Code = Code(103);
    pub const MODULE_NOT_FOUND: Code = Code(104);
    pub const PCAL_PARSE: Code = Code(200);
    pub const PCAL_LABEL: Code = Code(201);
    pub const PCAL_TRANSLATE: Code = Code(202);
    pub const UNKNOWN_NAME: Code = Code(300);
    pub const DUPLICATE_NAME: Code = Code(301);
    pub const ARITY: Code = Code(302);
    pub const LEVEL: Code = Code(303);
    pub const INSTANCE: Code = Code(304);
    pub const LABEL: Code = Code(305);
    pub const CONFIG_FILE: Code = Code(400);
    pub const CONFIG_PARSE: Code = Code(401);
    pub const CONFIG: Code = Code(402);
    pub const INVARIANT_LEVEL: Code = Code(403);
    pub const SYMMETRY: Code = Code(404);
    pub const TRACE: Code = Code(405);
    pub const UNSUPPORTED: Code = Code(500);
    pub const SYSTEM: Code = Code(600);
    pub const INTERNAL: Code = Code(900);
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "E{:03}", self.0)
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Severity {
    Error,
    Warning,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Label {
    pub span: Span,
    pub message: String,
}

/// One message. `labels[0]`, where there is one, is the primary place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Diagnostic {
    pub code: Code,
    pub severity: Severity,
    pub message: String,
    pub labels: Vec<Label>,
    /// Further facts: what was expected, what was found.
    pub notes: Vec<String>,
    /// A way out, in the imperative.
    pub help: Option<String>,
    /// Another engine that may handle what this one does not, by its name for `--engine`.
    pub or_engine: Option<&'static str>,
}

impl Diagnostic {
    pub fn error(code: Code, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            code,
            severity: Severity::Error,
            message: message.into(),
            labels: Vec::new(),
            notes: Vec::new(),
            help: None,
            or_engine: None,
        }
    }

    pub fn warning(code: Code, message: impl Into<String>) -> Diagnostic {
        Diagnostic { severity: Severity::Warning, ..Diagnostic::error(code, message) }
    }

    pub fn at(mut self, span: Span, message: impl Into<String>) -> Diagnostic {
        self.labels.push(Label { span, message: message.into() });
        self
    }

    pub fn note(mut self, note: impl Into<String>) -> Diagnostic {
        self.notes.push(note.into());
        self
    }

    pub fn help(mut self, help: impl Into<String>) -> Diagnostic {
        self.help = Some(help.into());
        self
    }

    pub fn or_engine(mut self, engine: &'static str) -> Diagnostic {
        self.or_engine = Some(engine);
        self
    }

    /// The help that is shown: the way out, and the other engine.
    pub fn shown_help(&self) -> Option<String> {
        match (&self.help, self.or_engine) {
            (Some(help), Some(engine)) => Some(format!("{help}, or use `--engine {engine}`")),
            (None, Some(engine)) => Some(format!("use `--engine {engine}`")),
            (help, None) => help.clone(),
        }
    }
}

/// What a stage before the engines returns.
pub type Checked<T> = Result<T, Vec<Diagnostic>>;

impl From<Unreadable> for Diagnostic {
    fn from(e: Unreadable) -> Diagnostic {
        Diagnostic::error(Code::FILE, e.message).help(e.help)
    }
}

impl From<Unreadable> for Vec<Diagnostic> {
    fn from(e: Unreadable) -> Vec<Diagnostic> {
        vec![e.into()]
    }
}
