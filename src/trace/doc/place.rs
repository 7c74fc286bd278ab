//! Places and messages in a document: what [`Span`]s and [`Diagnostic`]s become once they leave the run.
//!
//! In: spans in a [`SourceMap`]. Out: [`Place`]s, which name a file of the document's own list of [`Source`]s, with bytes, lines and
//! columns. The list has every file of the user's, and of the standard modules those that a place refers to.

use crate::diag::render::draw;
use crate::diag::{Code, Diagnostic, Severity};
use crate::source::{FileId, SourceMap, Span};
use serde::Serialize;
use std::sync::Arc;

/// A file that the run has read.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Source {
    /// As the user would name it, or `<Naturals>` for an embedded module.
    pub name: String,
    #[serde(serialize_with = "shared")]
    pub text: Arc<str>,
}

fn shared<S: serde::Serializer>(text: &Arc<str>, s: S) -> Result<S::Ok, S::Error> {
    s.serialize_str(text)
}

/// A range in a file: bytes from 0, the end exclusive; lines and columns from 1, the end inclusive.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Place {
    /// An index into the document's sources.
    pub file: usize,
    pub start: u32,
    pub end: u32,
    pub line: u32,
    pub column: u32,
    pub end_line: u32,
    pub end_column: u32,
}

/// `line 30, col 3 to line 34, col 20 of module uploader_1`, as TLC writes it.
pub fn of_module(place: Option<Place>, module: &str) -> String {
    match place {
        Some(p) => format!("line {}, col {} to line {}, col {} of module {module}", p.line, p.column, p.end_line, p.end_column),
        None => format!("of module {module}"),
    }
}

/// What is wrong, with places, notes and a way out.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Message {
    /// `error` or `warning`.
    pub severity: &'static str,
    /// The stable code of a diagnostic; `None` for what was found in the specification.
    pub code: Option<String>,
    pub text: String,
    /// The first is the primary place.
    pub labels: Vec<Label>,
    pub notes: Vec<String>,
    pub help: Option<String>,
}

/// A place with a remark.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Label {
    pub place: Place,
    pub text: String,
}

impl Message {
    /// A message without places.
    pub fn plain(text: impl Into<String>) -> Message {
        Message { severity: "error", code: None, text: text.into(), labels: Vec::new(), notes: Vec::new(), help: None }
    }

    /// The message as the command line shows it, with the source lines, in ANSI colors if asked.
    pub fn draw(&self, sources: &[Source], color: bool) -> String {
        let mut d = match self.severity {
            "warning" => Diagnostic::warning(Code::INTERNAL, &*self.text),
            _ => Diagnostic::error(Code::INTERNAL, &*self.text),
        };
        for label in &self.labels {
            let Place { file, start, end, .. } = label.place;
            d = d.at(Span { file: FileId(file as u32), start, end }, &*label.text);
        }
        d.notes.clone_from(&self.notes);
        d.help.clone_from(&self.help);
        let mut map = SourceMap::new();
        for source in sources {
            map.add(source.name.clone(), source.text.clone());
        }
        draw(&d, self.code.clone(), &map, color)
    }
}

/// The text of a place.
pub fn text(place: Place, sources: &[Source]) -> &str {
    let text = sources.get(place.file).map_or("", |s| &s.text);
    text.get(place.start as usize..place.end as usize).unwrap_or("")
}

/// Makes places, and notes which files they are in.
pub struct Places<'a> {
    map: &'a SourceMap,
    files: Vec<FileId>,
}

impl<'a> Places<'a> {
    pub fn new(map: &'a SourceMap) -> Places<'a> {
        let files = map.files().map(|(id, _)| id).filter(|id| !map.is_standard(*id)).collect();
        Places { map, files }
    }

    /// `None` for [`Span::NONE`].
    pub fn place(&mut self, span: Span) -> Option<Place> {
        let l = self.map.location(span)?;
        let file = self.files.iter().position(|f| *f == span.file).unwrap_or_else(|| {
            self.files.push(span.file);
            self.files.len() - 1
        });
        let (line, column, end_line, end_column) = (l.line, l.column, l.end_line, l.end_column);
        Some(Place { file, start: span.start, end: span.end, line, column, end_line, end_column })
    }

    /// A diagnostic as a message; `coded` if its code means something.
    pub fn message(&mut self, d: &Diagnostic, coded: bool) -> Message {
        let label = |l: &crate::diag::Label| Some(Label { place: self.place(l.span)?, text: l.message.clone() });
        Message {
            labels: d.labels.iter().filter_map(label).collect(),
            severity: if d.severity == Severity::Warning { "warning" } else { "error" },
            code: coded.then(|| d.code.to_string()),
            text: d.message.clone(),
            notes: d.notes.clone(),
            help: d.shown_help(),
        }
    }

    /// The text of a span, as it is written.
    pub fn text(&self, span: Span) -> String {
        self.map.text(span).to_string()
    }

    /// The same with the spaces before its first line, so that the lines are aligned as they are in the file.
    pub fn aligned(&self, span: Span) -> String {
        let column = self.map.location(span).map_or(1, |l| l.column as usize);
        format!("{}{}", " ".repeat(column - 1), self.map.text(span))
    }

    /// The files, in the order that places count them.
    pub fn sources(&self) -> Vec<Source> {
        let source = |id: &FileId| {
            let file = self.map.file(*id);
            Source { name: file.name.clone(), text: file.text.clone() }
        };
        self.files.iter().map(source).collect()
    }
}
