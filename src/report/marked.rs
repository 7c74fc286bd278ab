//! Text whose parts have tones, and the tones of a value's parts.
//!
//! In: text piece by piece, or the [`Change`]s of a variable. Out: plain text or ANSI colors; [`Marks`], which say for each part of a
//! value what a step did to it. A tone does not change the text: without colors it has no effect.

use crate::trace::doc::{Change, Operation, Part};
use std::collections::HashMap;

/// What a piece of text is.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Tone {
    #[default]
    Plain,
    Strong,
    Dim,
    /// An action.
    Name,
    Added,
    Changed,
    Removed,
}

impl Tone {
    /// The parameters of the ANSI sequence; empty for none.
    fn ansi(self) -> &'static str {
        match self {
            Tone::Plain => "",
            Tone::Strong => "1",
            Tone::Dim => "2",
            Tone::Name => "1;36",
            Tone::Added => "32",
            Tone::Changed => "1;33",
            Tone::Removed => "31",
        }
    }
}

/// Text in pieces.
#[derive(Clone, PartialEq, Default, Debug)]
pub struct Text(Vec<(Tone, String)>);

impl Text {
    pub fn new(tone: Tone, text: impl Into<String>) -> Text {
        Text(vec![(tone, text.into())])
    }

    pub fn push(&mut self, tone: Tone, text: &str) {
        match self.0.last_mut() {
            Some((last, end)) if *last == tone => end.push_str(text),
            Some(_) | None => self.0.push((tone, text.to_string())),
        }
    }

    /// The same, as a builder.
    pub fn with(mut self, tone: Tone, text: &str) -> Text {
        self.push(tone, text);
        self
    }

    pub fn append(&mut self, other: &Text) {
        for (tone, text) in &other.0 {
            self.push(*tone, text);
        }
    }

    /// The number of characters.
    pub fn width(&self) -> usize {
        self.0.iter().map(|(_, text)| text.chars().count()).sum()
    }

    /// The text without tones.
    pub fn bare(&self) -> String {
        self.0.iter().map(|(_, text)| &**text).collect()
    }

    /// The text, with colors if asked. No color goes beyond the end of a line.
    pub fn paint(&self, color: bool) -> String {
        if !color {
            return self.bare();
        }
        let mut out = String::new();
        for (tone, text) in &self.0 {
            for (i, line) in text.split('\n').enumerate() {
                if i > 0 {
                    out.push('\n');
                }
                match tone.ansi() {
                    "" => out += line,
                    _ if line.is_empty() => {}
                    ansi => out += &format!("\x1b[{ansi}m{line}\x1b[0m"),
                }
            }
        }
        out
    }

    /// Each line with a margin before it: the first one, and that of all others.
    pub fn margin(&self, first: (Tone, &str), other: (Tone, &str)) -> Text {
        let mut out = Text::new(first.0, first.1);
        for (tone, text) in &self.0 {
            for (i, line) in text.split('\n').enumerate() {
                if i > 0 {
                    out.push(Tone::Plain, "\n");
                    out.push(other.0, other.1);
                }
                out.push(*tone, line);
            }
        }
        out
    }
}

/// What a step did to a value, as a tree over its parts.
#[derive(Clone, PartialEq, Default, Debug)]
pub struct Marks {
    /// The whole value is added or changed.
    pub tone: Tone,
    below: HashMap<Part, Marks>,
}

impl Marks {
    /// The marks of the value at the beginning of the changes' paths, of so many parts, after a step. What was removed is not in it.
    pub fn of<'c>(changes: impl IntoIterator<Item = &'c Change>, beginning: usize) -> Marks {
        let mut marks = Marks::default();
        for change in changes {
            let tone = match change.operation {
                Operation::Added(_) => Tone::Added,
                Operation::Changed { .. } => Tone::Changed,
                Operation::Removed(_) => continue,
            };
            let parts = change.path.iter().skip(beginning);
            parts.fold(&mut marks, |marks, part| marks.below.entry(part.clone()).or_default()).tone = tone;
        }
        marks
    }

    /// The marks of a value of which only the whole is marked.
    pub fn whole(tone: Tone) -> Marks {
        Marks { tone, ..Marks::default() }
    }

    /// The marks of a part; `None` if nothing is marked there.
    pub fn at(&self, part: &Part) -> Option<&Marks> {
        if self.below.is_empty() { None } else { self.below.get(part) }
    }
}

#[cfg(test)]
mod tests {
    use super::{Text, Tone};

    #[test]
    fn colors_end_with_their_line() {
        let text = Text::new(Tone::Plain, "x = ").with(Tone::Added, "{ 1,\n  2 }");
        assert_eq!(text.paint(false), "x = { 1,\n  2 }");
        assert_eq!(text.paint(true), "x = \x1b[32m{ 1,\x1b[0m\n\x1b[32m  2 }\x1b[0m");
        assert_eq!(text.width(), 14);
        assert_eq!(text.margin((Tone::Dim, "> "), (Tone::Dim, "| ")).bare(), "> x = { 1,\n|   2 }");
    }
}
