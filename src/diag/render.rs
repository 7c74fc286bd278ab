//! Diagnostics drawn for a terminal: the line, a caret under the place, notes and help.
//!
//! In: a [`Diagnostic`] and the [`SourceMap`] that its spans lie in. Out: text.
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

use super::{Diagnostic, Severity};
use crate::source::{FileId, SourceMap, Span};
use codespan_reporting::diagnostic as cs;
use codespan_reporting::files::{Error, Files};
use codespan_reporting::term::{self, termcolor};
use std::ops::Range;

/// Draws one diagnostic, in ANSI colours if asked.
pub fn render(diagnostic: &Diagnostic, sources: &SourceMap, colour: bool) -> String {
    draw(diagnostic, Some(diagnostic.code.to_string()), sources, colour)
}

/// Draws what was found in a specification: like a diagnostic, but it is no mistake with a code.
pub fn render_finding(finding: &Diagnostic, sources: &SourceMap, colour: bool) -> String {
    draw(finding, None, sources, colour)
}

/// Draws a message with a code, or without one.
pub fn draw(d: &Diagnostic, code: Option<String>, sources: &SourceMap, colour: bool) -> String {
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
    let drawn = if colour {
        let mut buffer = termcolor::Buffer::ansi();
        let styles = term::Styles::default();
        let mut writer = term::StylesWriter::new(&mut buffer, &styles);
        term::emit_to_write_style(&mut writer, &config, &Texts(sources), &out)
            .map(|()| String::from_utf8_lossy(buffer.as_slice()).into_owned())
    } else {
        term::emit_into_string(&config, &Texts(sources), &out)
    };
    let drawn = drawn.unwrap_or_else(|e| panic!("diag: a span lies outside its file: {e}: {d:?}"));
    // The margin is drawn on empty lines too; ends of lines are nobody's business.
    drawn.lines().map(str::trim_end).collect::<Vec<_>>().join("\n").trim_end().to_string() + "\n"
}

fn range(span: Span) -> Range<usize> {
    span.start as usize..span.end as usize
}

/// The source map as the drawing library wants to see it.
struct Texts<'a>(&'a SourceMap);

impl<'a> Files<'a> for Texts<'_> {
    type FileId = FileId;
    type Name = &'a str;
    type Source = &'a str;

    fn name(&'a self, id: FileId) -> Result<&'a str, Error> {
        Ok(&self.0.file(id).name)
    }

    fn source(&'a self, id: FileId) -> Result<&'a str, Error> {
        Ok(&self.0.file(id).text)
    }

    fn line_index(&'a self, id: FileId, byte: usize) -> Result<usize, Error> {
        Ok(self.0.line_column(id, byte as u32).0 as usize - 1)
    }

    fn line_range(&'a self, id: FileId, line: usize) -> Result<Range<usize>, Error> {
        let text = &self.0.file(id).text;
        let mut starts = std::iter::once(0).chain(text.match_indices('\n').map(|(i, _)| i + 1));
        let start = starts.nth(line).ok_or(Error::LineTooLarge { given: line, max: text.lines().count() })?;
        Ok(start..starts.next().unwrap_or(text.len()))
    }
}
