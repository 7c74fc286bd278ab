//! Values as TLC writes them: `{1, 2}`, `<<1, "a">>`, `[id |-> 1]`, `(3 :> {3} @@ 4 :> {4})`.

use super::Value;
use std::fmt;

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Bool(b) => f.write_str(if *b { "TRUE" } else { "FALSE" }),
            Value::Int(i) => write!(f, "{i}"),
            Value::Big(i) => write!(f, "{i}"),
            Value::Str(a) => write_string(f, a.text()),
            Value::Model(a) => f.write_str(a.text()),
            Value::Set(v) => list(f, "{", "}", v),
            Value::Tuple(v) => list(f, "<<", ">>", v),
            Value::Record(v) => {
                f.write_str("[")?;
                for (i, (a, x)) in v.iter().enumerate() {
                    write!(f, "{}{} |-> {x}", if i > 0 { ", " } else { "" }, a.text())?;
                }
                f.write_str("]")
            }
            Value::Function(v) => {
                f.write_str("(")?;
                for (i, (k, x)) in v.iter().enumerate() {
                    write!(f, "{}{k} :> {x}", if i > 0 { " @@ " } else { "" })?;
                }
                f.write_str(")")
            }
        }
    }
}

impl Value {
    /// The value's text if it has at most so many bytes; the error is how it begins.
    pub fn text(&self, most: usize) -> Result<String, String> {
        let mut text = Bounded { text: String::new(), most };
        match fmt::Write::write_fmt(&mut text, format_args!("{self}")) {
            Ok(()) => Ok(text.text),
            Err(fmt::Error) => Err(text.text),
        }
    }
}

/// Text that does not become longer than that.
struct Bounded {
    text: String,
    most: usize,
}

impl fmt::Write for Bounded {
    fn write_str(&mut self, s: &str) -> fmt::Result {
        let room = self.most - self.text.len();
        if s.len() <= room {
            self.text.push_str(s);
            return Ok(());
        }
        let end = (0..=room).rev().find(|i| s.is_char_boundary(*i)).unwrap_or(0);
        self.text.push_str(&s[..end]);
        Err(fmt::Error)
    }
}

fn list(f: &mut fmt::Formatter<'_>, open: &str, close: &str, items: &[Value]) -> fmt::Result {
    f.write_str(open)?;
    for (i, x) in items.iter().enumerate() {
        write!(f, "{}{x}", if i > 0 { ", " } else { "" })?;
    }
    f.write_str(close)
}

/// A string literal with TLA+'s escapes.
fn write_string(f: &mut fmt::Formatter<'_>, s: &str) -> fmt::Result {
    f.write_str("\"")?;
    for c in s.chars() {
        match c {
            '"' => f.write_str("\\\"")?,
            '\\' => f.write_str("\\\\")?,
            '\n' => f.write_str("\\n")?,
            '\t' => f.write_str("\\t")?,
            '\r' => f.write_str("\\r")?,
            '\u{c}' => f.write_str("\\f")?,
            _ => write!(f, "{c}")?,
        }
    }
    f.write_str("\"")
}
