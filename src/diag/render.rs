//! Diagnostics drawn for a terminal: the line, a caret under the place, notes and help.
//!
//! In: a [`Diagnostic`] and the [`SourceMap`] of its spans. Out: text. Of a very long line only the part around the place is shown.
//!
//! ```text
//! error[E300]: unknown name `quue`
//!   ┌─ uploader_1.tla:70:13
//!   │
//! 70 │       await quue /= <<>>;
//!    │             ^^^^ not defined here
//!    │
//!    = help: did you mean `queue`?
//! ```

use super::{Diagnostic, Label, Severity};
use crate::source::{FileId, SourceMap, Span};
use codespan_reporting::diagnostic as cs;
use codespan_reporting::files::{Error, Files};
use codespan_reporting::term::{self, termcolor};
use std::ops::Range;

/// Draws one diagnostic, with ANSI colors on request.
pub fn render(diagnostic: &Diagnostic, sources: &SourceMap, color: bool) -> String {
    draw(diagnostic, Some(diagnostic.code.to_string()), sources, color)
}

/// Draws a finding about a specification, which has no code.
pub fn render_finding(finding: &Diagnostic, sources: &SourceMap, color: bool) -> String {
    draw(finding, None, sources, color)
}

/// Draws a message with a code, or without one.
pub fn draw(d: &Diagnostic, code: Option<String>, sources: &SourceMap, color: bool) -> String {
    let short = shortened(d, sources);
    let (d, sources) = short.as_ref().map_or((d, sources), |s| (&s.diagnostic, &s.sources));
    let texts = Texts { sources, cut: short.as_ref().map(|s| s.cut) };
    let mut out = cs::Diagnostic::new(match d.severity {
        Severity::Error => cs::Severity::Error,
        Severity::Warning => cs::Severity::Warning,
    })
    .with_message(&d.message);
    out.code = code;
    for (i, label) in d.labels.iter().filter(|l| !l.span.is_none()).enumerate() {
        let style = if i == 0 { cs::LabelStyle::Primary } else { cs::LabelStyle::Secondary };
        out.labels.push(cs::Label::new(style, label.span.file, range(label.span)).with_message(&label.message));
    }
    out.notes = d.notes.clone();
    out.notes.extend(d.shown_help().iter().map(|h| format!("help: {h}")));
    let config = term::Config::default();
    let drawn = if color {
        let mut buffer = termcolor::Buffer::ansi();
        let styles = term::Styles::default();
        let mut writer = term::StylesWriter::new(&mut buffer, &styles);
        term::emit_to_write_style(&mut writer, &config, &texts, &out)
            .map(|()| String::from_utf8_lossy(buffer.as_slice()).into_owned())
    } else {
        term::emit_into_string(&config, &texts, &out)
    };
    let drawn = drawn.unwrap_or_else(|e| panic!("diag: a span lies outside its file: {e}: {d:?}"));
    // The margin is drawn on empty lines, too: spaces at ends of lines are removed.
    drawn.lines().map(str::trim_end).collect::<Vec<_>>().join("\n").trim_end().to_string() + "\n"
}

/// Lines longer than this are shown around the place only.
const WIDTH: usize = 200;

/// How many characters are shown on each side of the place in a long line.
const AROUND: usize = 60;

/// A diagnostic over texts in which the line of its primary place is cut around it.
struct Short {
    diagnostic: Diagnostic,
    sources: SourceMap,
    cut: Cut,
}

/// Which line is cut, and how many characters are missing at its beginning.
#[derive(Clone, Copy)]
struct Cut {
    file: FileId,
    line: usize,
    columns: usize,
}

/// The shortened diagnostic; none where no line is long.
fn shortened(d: &Diagnostic, sources: &SourceMap) -> Option<Short> {
    let long = |l: &Label| !l.span.is_none() && line_of(sources, l.span).len() > WIDTH;
    if !d.labels.iter().any(long) {
        return None;
    }
    let (mut d, mut cut) = (d.clone(), SourceMap::new());
    for (_, file) in sources.files() {
        cut.add(file.name.clone(), file.text.clone());
    }
    let primary = d.labels.iter().find(|l| !l.span.is_none())?.span;
    let line = line_of(sources, primary);
    let text = sources.file(primary.file).text.clone();
    let place = primary.start as usize;
    let from = text[line.start..place].char_indices().rev().nth(AROUND).map_or(line.start, |(i, _)| line.start + i);
    let to = text[place..line.end].char_indices().nth(AROUND).map_or(line.end, |(i, _)| place + i);
    let (head, tail) = (if from > line.start { "… " } else { "" }, if to < line.end { " …" } else { "" });
    let short = [&text[..line.start], head, &text[from..to], tail, &text[line.end..]].concat();
    let file = cut.replace(primary.file, short);
    let moved = |at: u32| {
        let at = at as usize;
        let moved = match at {
            _ if at < line.start => at,
            _ if at <= line.end => line.start + head.len() + at.clamp(from, to) - from,
            _ => at - (line.end - to) - (from - line.start) + head.len() + tail.len(),
        };
        moved as u32
    };
    for label in &mut d.labels {
        if label.span.file == primary.file {
            label.span = Span { file, start: moved(label.span.start), end: moved(label.span.end) };
        }
    }
    // What stands in another long line is shown in words only.
    d.labels.retain(|l| l.span.is_none() || line_of(&cut, l.span).len() <= WIDTH);
    let missing = text[line.start..from].chars().count();
    let columns = missing.saturating_sub(head.chars().count());
    let number = cut.line_column(file, line.start as u32).0 as usize - 1;
    Some(Short { diagnostic: d, sources: cut, cut: Cut { file, line: number, columns } })
}

/// The bytes of the line in which a span begins.
fn line_of(sources: &SourceMap, span: Span) -> Range<usize> {
    let text = &sources.file(span.file).text;
    let at = span.start as usize;
    let start = text[..at].rfind('\n').map_or(0, |i| i + 1);
    start..text[at..].find('\n').map_or(text.len(), |i| at + i)
}

fn range(span: Span) -> Range<usize> {
    span.start as usize..span.end as usize
}

/// The source map as the drawing library wants to see it.
struct Texts<'a> {
    sources: &'a SourceMap,
    cut: Option<Cut>,
}

impl<'a> Files<'a> for Texts<'_> {
    type FileId = FileId;
    type Name = &'a str;
    type Source = &'a str;

    fn name(&'a self, id: FileId) -> Result<&'a str, Error> {
        Ok(&self.sources.file(id).name)
    }

    fn source(&'a self, id: FileId) -> Result<&'a str, Error> {
        Ok(&self.sources.file(id).text)
    }

    fn line_index(&'a self, id: FileId, byte: usize) -> Result<usize, Error> {
        Ok(self.sources.line_column(id, byte as u32).0 as usize - 1)
    }

    fn column_number(&'a self, id: FileId, line: usize, byte: usize) -> Result<usize, Error> {
        let cut = self.cut.filter(|c| (c.file, c.line) == (id, line)).map_or(0, |c| c.columns);
        Ok(self.sources.line_column(id, byte as u32).1 as usize + cut)
    }

    fn line_range(&'a self, id: FileId, line: usize) -> Result<Range<usize>, Error> {
        let text = &self.sources.file(id).text;
        let mut starts = std::iter::once(0).chain(text.match_indices('\n').map(|(i, _)| i + 1));
        let start = starts.nth(line).ok_or(Error::LineTooLarge { given: line, max: text.lines().count() })?;
        Ok(start..starts.next().unwrap_or(text.len()))
    }
}
