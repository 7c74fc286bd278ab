//! Writing to standard output and standard error.
//!
//! A closed pipe (`| head`) is not an error: the rest of the text is dropped, and the exit code stays as it is. On a terminal control
//! characters are escaped.

use crate::api::Error;
use std::borrow::Cow;
use std::io::{ErrorKind, IsTerminal, Write};
use std::path::Path;

/// Whether a report was written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Delivered {
    Yes,
    /// It could not be written, and that was reported.
    No,
    /// The limits of the run stopped it.
    Cut,
}

impl Delivered {
    /// The worse of two.
    pub fn and(self, other: Delivered) -> Delivered {
        if self == Delivered::Yes { other } else { self }
    }

    /// The exit code of a run that would end in this one: an answer that could not be delivered is no success.
    pub fn exit_code(self, code: u8) -> u8 {
        if self == Delivered::Yes { code } else { code.max(1) }
    }
}

/// Writes to standard output.
pub fn out(text: &str) -> Delivered {
    let stdout = std::io::stdout();
    let text = if stdout.is_terminal() { visible(text, colors(&stdout)) } else { Cow::Borrowed(text) };
    let mut stdout = stdout.lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Ok(()) => Delivered::Yes,
        Err(e) if e.kind() == ErrorKind::BrokenPipe => Delivered::Yes,
        Err(e) => {
            err(&format!("error: cannot write the report: {e}\n"));
            Delivered::No
        }
    }
}

/// Writes to standard error; a failure is ignored.
pub fn err(text: &str) {
    let stderr = std::io::stderr();
    let text = if stderr.is_terminal() { visible(text, colors(&stderr)) } else { Cow::Borrowed(text) };
    let _ = stderr.lock().write_all(text.as_bytes());
}

/// The target of the log.
pub struct Log;

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        err(&String::from_utf8_lossy(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The text with control characters escaped: a string of a specification may contain some. Line ends, tabs and, with `color`, color
/// sequences stay.
pub fn visible(text: &str, color: bool) -> Cow<'_, str> {
    let harmless = |c: char| !c.is_control() || c == '\n' || c == '\t';
    if text.chars().all(harmless) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let taken = match color_at(rest) {
            Some(n) if color => {
                out += &rest[..n];
                n
            }
            Some(_) | None => {
                if harmless(c) {
                    out.push(c);
                } else {
                    out += &format!("\\u{{{:x}}}", u32::from(c));
                }
                c.len_utf8()
            }
        };
        rest = &rest[taken..];
    }
    Cow::Owned(out)
}

/// The length of the color sequence at the start of a text.
fn color_at(text: &str) -> Option<usize> {
    let inner = text.strip_prefix("\x1b[")?;
    let n = inner.find(|c: char| !c.is_ascii_digit() && c != ';')?;
    inner[n..].starts_with('m').then_some("\x1b[".len() + n + 1)
}

/// Prints an error on standard error, with the warnings before it.
pub fn error(error: &Error) {
    drawn(&error.draw(colored()));
}

/// Prints messages on standard error.
pub fn drawn(messages: &[String]) {
    for message in messages {
        err(&format!("{message}\n"));
    }
}

/// Whether messages on standard error have colors.
pub fn colored() -> bool {
    colors(&std::io::stderr())
}

/// Whether to use colors: on a terminal, without NO_COLOR (<https://no-color.org>).
pub fn colors(stream: &impl IsTerminal) -> bool {
    stream.is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty())
}

/// Replaces the text of a file, completely or, on failure, not at all; permissions stay.
pub fn replace(path: &Path, text: &str) -> std::io::Result<()> {
    // a link stays a link
    let path = path.canonicalize()?;
    let mut new = tempfile::NamedTempFile::new_in(path.parent().unwrap_or(Path::new(".")))?;
    new.write_all(text.as_bytes())?;
    new.as_file().set_permissions(std::fs::metadata(&path)?.permissions())?;
    new.as_file().sync_all()?;
    new.persist(&path)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::visible;

    #[test]
    fn control_characters_are_seen_and_not_obeyed() {
        let check = |text: &str, color, expected: &str| assert_eq!(visible(text, color), expected);
        check("x = \"plain\"\n\tand more\n", false, "x = \"plain\"\n\tand more\n");
        check("a\x1b]0;title\x07b", true, "a\\u{1b}]0;title\\u{7}b");
        check("a\x1b[2Jb\r\u{9b}31m", true, "a\\u{1b}[2Jb\\u{d}\\u{9b}31m");
        check("\x1b[1;31mred\x1b[0m", true, "\x1b[1;31mred\x1b[0m");
        check("\x1b[1;31mred\x1b[0m", false, "\\u{1b}[1;31mred\\u{1b}[0m");
        check("\x1b[", true, "\\u{1b}[");
    }
}
