//! Source files and spans.
//!
//! In: paths and texts. Out: [`SourceMap`], which owns every text the run has read, and [`Span`], a
//! byte range in one of them. Every tree of the pipeline carries spans, so every message can point at
//! the source. Invariant: a span other than [`Span::NONE`] lies inside its file, on character
//! boundaries.

pub mod scratch;
pub mod search;

use std::sync::Arc;

/// Which file of the [`SourceMap`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct FileId(pub u32);

/// A range of bytes, `start` inclusive, `end` exclusive.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    pub file: FileId,
    pub start: u32,
    pub end: u32,
}

impl Span {
    /// The span of an expression that has no source text, such as a configured value.
    pub const NONE: Span = Span { file: FileId(u32::MAX), start: 0, end: 0 };

    pub fn new(file: FileId, start: usize, end: usize) -> Span {
        Span { file, start: start as u32, end: end as u32 }
    }

    pub fn is_none(self) -> bool {
        self.file == Span::NONE.file
    }

    /// The smallest span that covers both; the other one where one is [`Span::NONE`].
    pub fn to(self, other: Span) -> Span {
        if self.is_none() {
            return other;
        }
        if other.is_none() || other.file != self.file {
            return self;
        }
        Span { file: self.file, start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

impl std::fmt::Debug for Span {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.is_none() {
            return f.write_str("-");
        }
        write!(f, "{}:{}..{}", self.file.0, self.start, self.end)
    }
}

/// One text that was read.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// As the user would name it: a path, or `<Naturals>` for an embedded module.
    pub name: String,
    pub text: Arc<str>,
    line_starts: Vec<u32>,
}

/// Lines and columns as TLC prints them: all from 1, columns in characters, the last column inclusive.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Location {
    pub line: u32,
    pub column: u32,
    pub end_line: u32,
    pub end_column: u32,
}

/// All texts of a run. Files are only added, so a [`FileId`] stays good.
#[derive(Clone, Default, Debug)]
pub struct SourceMap {
    files: Vec<SourceFile>,
}

impl SourceMap {
    pub fn new() -> SourceMap {
        SourceMap::default()
    }

    pub fn add(&mut self, name: impl Into<String>, text: impl Into<Arc<str>>) -> FileId {
        let text: Arc<str> = text.into();
        let mut line_starts = vec![0];
        line_starts.extend(text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(i, _)| i as u32 + 1));
        self.files.push(SourceFile { name: name.into(), text, line_starts });
        FileId(self.files.len() as u32 - 1)
    }

    /// Puts another text in place of a file's, for showing parts of it.
    pub fn replace(&mut self, id: FileId, text: impl Into<Arc<str>>) -> FileId {
        let name = self.file(id).name.clone();
        let new = self.add(name, text);
        self.files.swap(id.0 as usize, new.0 as usize);
        self.files.truncate(new.0 as usize);
        id
    }

    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    pub fn files(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.files.iter().enumerate().map(|(i, f)| (FileId(i as u32), f))
    }

    /// Is this an embedded standard module?
    pub fn is_standard(&self, file: FileId) -> bool {
        self.file(file).name.starts_with('<')
    }

    pub fn text(&self, span: Span) -> &str {
        if span.is_none() {
            return "";
        }
        &self.file(span.file).text[span.start as usize..span.end as usize]
    }

    /// Line and column (both from 1, column in characters) of a byte offset.
    pub fn line_column(&self, file: FileId, offset: u32) -> (u32, u32) {
        let f = self.file(file);
        let line = f.line_starts.partition_point(|&s| s <= offset);
        let start = f.line_starts[line - 1] as usize;
        let column = f.text[start..offset as usize].chars().count() as u32 + 1;
        (line as u32, column)
    }

    /// `None` for [`Span::NONE`].
    pub fn location(&self, span: Span) -> Option<Location> {
        if span.is_none() {
            return None;
        }
        let (line, column) = self.line_column(span.file, span.start);
        let last = self.text(span).char_indices().next_back().map_or(span.start, |(i, _)| span.start + i as u32);
        let (end_line, end_column) = self.line_column(span.file, last);
        Some(Location { line, column, end_line, end_column })
    }
}
