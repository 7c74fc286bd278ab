//! The words of a configuration file.
//!
//! Plural keywords and their singulars are one token. Comments are TLA+'s, `\* …` and `(* … (* … *) … *)`.

use crate::diag::{Code, Diagnostic};
use crate::source::{FileId, Span};
use crate::syntax::NESTING;
use crate::util::suggest::closest;

#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Tok<'a> {
    Name(&'a str),
    Number(i64),
    Str(&'a str),
    /// The singular.
    Kw(&'static str),
    Sym(&'static str),
    /// Signs that a .cfg does not have.
    Other(&'a str),
}

const KEYWORDS: &[(&str, &str)] = &[
    ("CONSTANT", "CONSTANT"),
    ("CONSTANTS", "CONSTANT"),
    ("CONSTRAINT", "CONSTRAINT"),
    ("CONSTRAINTS", "CONSTRAINT"),
    ("ACTION_CONSTRAINT", "ACTION_CONSTRAINT"),
    ("ACTION_CONSTRAINTS", "ACTION_CONSTRAINT"),
    ("INVARIANT", "INVARIANT"),
    ("INVARIANTS", "INVARIANT"),
    ("INIT", "INIT"),
    ("NEXT", "NEXT"),
    ("SPECIFICATION", "SPECIFICATION"),
    ("PROPERTY", "PROPERTY"),
    ("PROPERTIES", "PROPERTY"),
    ("VIEW", "VIEW"),
    ("SYMMETRY", "SYMMETRY"),
    ("ALIAS", "ALIAS"),
    ("POSTCONDITION", "POSTCONDITION"),
    ("POSTCONDITIONS", "POSTCONDITION"),
    ("CHECK_DEADLOCK", "CHECK_DEADLOCK"),
    ("_POSSIBLE", "_POSSIBLE"),
    ("_PERIODIC", "_PERIODIC"),
    ("_RL_REWARD", "_RL_REWARD"),
    ("TRUE", "TRUE"),
    ("FALSE", "FALSE"),
];

const SYMBOLS: &[&str] = &["<-", "=", "{", "}", "(", ")", "[", "]", ","];

/// All tokens with their places, or the first error.
pub fn tokens(file: FileId, text: &str) -> Result<Vec<(usize, Tok<'_>, usize)>, Diagnostic> {
    let wrong = |start: usize, end: usize, message: &str| {
        Diagnostic::error(Code::CONFIG_PARSE, message).at(Span::new(file, start, end), "in this configuration file")
    };
    let word_len = |rest: &str, ok: fn(char) -> bool| rest.find(|c: char| !ok(c)).unwrap_or(rest.len());
    let (mut list, mut at, mut depth) = (Vec::new(), 0, 0usize);
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        let word = |ok: fn(char) -> bool| word_len(rest, ok);
        let (tok, len) = if c.is_whitespace() || c == '\u{feff}' {
            at += c.len_utf8();
            continue;
        } else if rest.starts_with("\\*") {
            at += rest.find('\n').unwrap_or(rest.len());
            continue;
        } else if rest.starts_with("(*") {
            let Some(len) = comment(rest) else {
                return Err(wrong(at, at + 2, "this comment is not closed").help("close it with `*)`"));
            };
            at += len;
            continue;
        } else if c == '"' {
            let Some(len) = rest[1..].find('"') else {
                return Err(wrong(at, at + 1, "this string is not closed").help("close it with `\"`"));
            };
            (Tok::Str(&rest[1..=len]), len + 2)
        } else if c.is_ascii_digit() || (c == '-' && rest[1..].starts_with(|d: char| d.is_ascii_digit())) {
            let digits = rest[1..].find(|d: char| !d.is_alphanumeric() && d != '_').map_or(rest.len(), |n| n + 1);
            match rest[..digits].parse::<i64>() {
                Ok(n) if i64::from(i32::MIN) <= n && n <= i64::from(i32::MAX) => (Tok::Number(n), digits),
                Ok(_) => return Err(wrong(at, at + digits, "this number does not fit 32 bits")),
                // A model value may begin with a digit.
                Err(_) => (Tok::Name(&rest[..digits]), digits),
            }
        } else if c.is_alphanumeric() || c == '_' {
            let len = word(|c| c.is_alphanumeric() || c == '_' || c == '!');
            let name = &rest[..len];
            match KEYWORDS.iter().find(|(k, _)| *k == name) {
                Some((_, k)) => (Tok::Kw(k), len),
                None => (Tok::Name(name), len),
            }
        } else if c == '%' && rest[1..].starts_with(char::is_alphanumeric) {
            // A model value may be written so: `{%1%, %2%}`.
            let len = word(|c| c.is_alphanumeric() || c == '_' || c == '%');
            (Tok::Name(&rest[..len]), len)
        } else if c != '[' && c.is_ascii_punctuation() && matches!(list.last(), Some((_, Tok::Sym("<-"), _))) {
            let len = word(|c| !c.is_whitespace());
            (Tok::Name(&rest[..len]), len)
        } else if let Some(s) = SYMBOLS.iter().filter(|_| operator(rest).is_none()).find(|s| rest.starts_with(**s)) {
            (Tok::Sym(s), s.len())
        } else if let Some(len) = operator(rest) {
            (Tok::Name(&rest[..len]), len)
        } else {
            let same = |other: char| other.is_ascii_punctuation() && !"\"{}()[],;".contains(other);
            let len = if same(c) { word_len(rest, same) } else { c.len_utf8() };
            (Tok::Other(&rest[..len]), len)
        };
        match tok {
            Tok::Sym("{") => depth += 1,
            Tok::Sym("}") => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > NESTING {
            return Err(wrong(at, at + len, &format!("sets are nested more than {NESTING} deep")));
        }
        list.push((at, tok, at + len));
        at += len;
    }
    Ok(list)
}

/// The keyword that a word is probably meant to be.
pub fn keyword_like(word: &str) -> Option<&'static str> {
    let short = match word.to_ascii_uppercase().as_str() {
        "PARAM" | "PARAMS" | "PARAMETERS" | "CONST" | "CONSTS" => "CONSTANTS",
        "SPEC" => "SPECIFICATION",
        "INV" | "INVS" => "INVARIANTS",
        "PROP" | "PROPS" => "PROPERTIES",
        "DEADLOCK" | "CHECKDEADLOCK" => "CHECK_DEADLOCK",
        upper => return closest_keyword(upper, word),
    };
    Some(short)
}

/// A keyword in other letters, or with few edits; a name such as `Init` or `Next` is one of the module's.
fn closest_keyword(upper: &str, word: &str) -> Option<&'static str> {
    let keywords = KEYWORDS.iter().map(|(k, _)| *k).filter(|k| !["TRUE", "FALSE"].contains(k));
    if let Some(same) = keywords.clone().find(|k| *k == upper) {
        return (same != word).then_some(same);
    }
    (word.len() > 3 && upper == word).then(|| closest(word, keywords)).flatten()
}

/// No operator is longer (`\sqsubseteq`).
const LONGEST: usize = 16;

/// Length of an operator's symbol before `<-`, as in `+ <- Plus`.
fn operator(text: &str) -> Option<usize> {
    let len = text.char_indices().take(LONGEST).find(|(_, c)| c.is_whitespace())?.0;
    let symbol = text[..len].chars().all(|c| c.is_ascii_punctuation()) || text.starts_with('\\');
    (symbol && text[len..].trim_start().starts_with("<-")).then_some(len)
}

/// Length of the comment that the text begins with.
fn comment(text: &str) -> Option<usize> {
    let (mut depth, mut at) = (0, 0);
    while at < text.len() {
        if text[at..].starts_with("(*") {
            depth += 1;
            at += 2;
        } else if text[at..].starts_with("*)") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return Some(at);
            }
        } else {
            at += text[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    None
}

impl std::fmt::Display for Tok<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Tok::Name(s) => f.write_str(s),
            Tok::Number(n) => write!(f, "{n}"),
            Tok::Str(s) => write!(f, "\"{s}\""),
            Tok::Kw(s) | Tok::Sym(s) => f.write_str(s),
            Tok::Other(s) => f.write_str(s),
        }
    }
}
