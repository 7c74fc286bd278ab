//! A parser failure → a diagnostic that names the mistake.
//!
//! In: where the parser stopped and which terminals it would have taken. Out: one [`Diagnostic`]. The place where the parser stops
//! is often far behind the mistake: `A == x AND y` stops at `y`, a missing `end if` at the end of the algorithm. So
//! [`tla`] and [`pluscal`] look for known mistakes first, each with its own place and help. Everything else is reported
//! as "expected …, found …".

mod pluscal;
mod tla;

use super::token::{Kw, Tok, Token, Virtual};
use crate::diag::{Code, Diagnostic};
use crate::source::{FileId, Span};
use lalrpop_util::ParseError;

/// What the parser read: a text's tokens with the virtual ones.
#[derive(Clone, Copy)]
pub struct Read<'t, 'a> {
    pub file: FileId,
    pub text: &'a str,
    pub tokens: &'t [Token<'a>],
    /// Where the text ends as far as it was read.
    pub end: usize,
    pub pluscal: bool,
}

/// Where and why the parser stopped.
struct Failure<'t, 'a> {
    file: FileId,
    text: &'a str,
    /// Those that the text has, without the virtual ones that the layout adds.
    tokens: Vec<&'t Token<'a>>,
    /// Index in `tokens` of the first token that the parser did not take; their number at the end of the file.
    at: usize,
    expected: Vec<String>,
    end: usize,
    pluscal: bool,
}

/// The diagnostic of a failure.
pub fn diagnostic(read: Read<'_, '_>, e: ParseError<usize, Tok<'_>, Diagnostic>) -> Diagnostic {
    let Read { file, text, tokens, end, pluscal } = read;
    let is_real = |t: &&Token<'_>| t.start < t.end;
    let stop = |start, tok| tokens.iter().position(|t| t.start == start && t.tok == tok);
    let (at, expected) = match e {
        ParseError::User { error } => return tla::operators(read, error),
        ParseError::UnrecognizedToken { token: (start, tok, _), expected } => (stop(start, tok), expected),
        ParseError::ExtraToken { token: (start, tok, _) } => (stop(start, tok), Vec::new()),
        ParseError::UnrecognizedEof { expected, .. } => (None, expected),
        ParseError::InvalidToken { .. } => (None, Vec::new()),
    };
    let at = at.unwrap_or(tokens.len());
    let failure = Failure {
        file,
        text,
        tokens: tokens.iter().filter(is_real).collect(),
        at: tokens[..at].iter().filter(is_real).count(),
        expected: expected.iter().map(|e| e.trim_matches('"').replace("\\\\", "\\")).collect(),
        end,
        pluscal,
    };
    let known = if pluscal { pluscal::known(&failure).or_else(|| tla::known(&failure)) } else { tla::known(&failure) };
    known.unwrap_or_else(|| failure.unexpected(None))
}

/// A text without a line that begins a module.
pub fn no_module(file: FileId, text: &str) -> Diagnostic {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let words: Vec<&str> = line.split_whitespace().collect();
        let dash = |c: char| matches!(c, '-' | '=' | '–' | '—' | '−' | '─');
        let like_header = |w: &str| w.eq_ignore_ascii_case("module") || w.trim_matches(dash).eq_ignore_ascii_case("module");
        if words.len() > 1 && words.iter().take(2).any(|w| like_header(w)) {
            let help = match words.iter().find(|w| like_header(w)) {
                Some(w) if w.trim_matches(dash) != "MODULE" => "write `MODULE`, in capital letters",
                _ if line.contains(['–', '—', '−', '─', '=']) => {
                    "the line consists of plain dashes: `---- MODULE Name ----`"
                }
                _ => "at least four dashes stand before `MODULE` and four behind the name: `---- MODULE Name ----`",
            };
            let d = Diagnostic::error(Code::PARSE, "this line does not begin a module");
            return d.at(Span::new(file, at, at + line.trim_end().len()), "expected `---- MODULE Name ----`").help(help);
        }
        at += line.len();
    }
    Diagnostic::error(Code::PARSE, "there is no module in this file")
        .at(Span::new(file, 0, 0), "expected `---- MODULE Name ----`")
        .help("a module begins with a line `---- MODULE Name ----`, where the name is that of the file, and ends with a line `====`")
}

impl<'a> Failure<'_, 'a> {
    /// Would the parser have taken this terminal?
    fn expects(&self, terminal: &str) -> bool {
        self.expected.iter().any(|e| e == terminal)
    }

    /// Would an expression have been taken?
    fn expects_operand(&self) -> bool {
        self.expects("{set") && self.expects("number")
    }

    fn token(&self, i: usize) -> Option<Tok<'a>> {
        self.tokens.get(i).map(|t| t.tok)
    }

    /// The token that was found.
    fn found(&self) -> Option<Tok<'a>> {
        self.token(self.at)
    }

    /// The `n`th token before the one that was found.
    fn before(&self, n: usize) -> Option<Tok<'a>> {
        self.at.checked_sub(n).and_then(|i| self.token(i))
    }

    /// The `n`th token after the one that was found.
    fn after(&self, n: usize) -> Option<Tok<'a>> {
        self.token(self.at + n)
    }

    /// The place of some tokens in a row, the last one included.
    fn span(&self, from: usize, to: usize) -> Span {
        match (self.tokens.get(from), self.tokens.get(to)) {
            (Some(a), Some(b)) => Span::new(self.file, a.start, b.end),
            (Some(a), None) => Span::new(self.file, a.start, a.end),
            (None, _) => Span::new(self.file, self.end, self.end),
        }
    }

    fn written(&self, i: usize) -> &'a str {
        self.tokens.get(i).map_or("", |t| &self.text[t.start..t.end])
    }

    /// Whether one token stands right behind another, without a space.
    fn touches(&self, i: usize) -> bool {
        i > 0 && self.tokens.get(i).is_some_and(|t| self.tokens[i - 1].end == t.start)
    }

    /// Whether a token is the first of its line.
    fn leads(&self, i: usize) -> bool {
        self.tokens.get(i).is_some_and(|t| t.leads)
    }

    fn error(&self, message: impl Into<String>) -> Diagnostic {
        Diagnostic::error(if self.pluscal { Code::PCAL_PARSE } else { Code::PARSE }, message)
    }

    fn found_text(&self) -> String {
        match self.found() {
            Some(_) => format!("`{}`", self.written(self.at)),
            None => "end of file".to_owned(),
        }
    }

    /// "expected …, found …"
    fn unexpected(&self, help: Option<String>) -> Diagnostic {
        let found = self.found_text();
        let words = in_words(&self.expected);
        let message = match words.as_slice() {
            [] => format!("unexpected {found}"),
            [one] => format!("expected {one}, found {found}"),
            [init @ .., last] => format!("expected {} or {last}, found {found}", init.join(", ")),
        };
        let d = self.error(message).at(self.span(self.at, self.at), format!("unexpected {found}"));
        Diagnostic { help, ..d }
    }

    /// The same where what is expected tells less than the help.
    fn misplaced(&self, help: impl Into<String>) -> Diagnostic {
        let found = self.found_text();
        self.error(format!("unexpected {found}")).at(self.span(self.at, self.at), "not expected here").help(help)
    }
}

/// Whether a token ends an operand, so that an operator may follow.
fn ends_operand(tok: Tok<'_>) -> bool {
    match tok {
        Tok::Ident(_) | Tok::Number(_) | Tok::Str(_) | Tok::Postfix(_) => true,
        Tok::Kw(k) => matches!(
            k,
            Kw::True
                | Kw::False
                | Kw::Boolean
                | Kw::StringSet
                | Kw::At
                | Kw::RParen
                | Kw::RBracket
                | Kw::RBrace
                | Kw::RTuple
                | Kw::EndModule
                | Kw::Dashes
        ),
        Tok::Virtual(v) => matches!(v, Virtual::BlockClose | Virtual::JunctionClose),
        Tok::Infix(_) | Tok::Prefix(_) | Tok::Pc(_) | Tok::Algorithm(_) | Tok::Proof(_) | Tok::Step(_) => false,
    }
}

/// The terminals as the user knows them, few and each once.
fn in_words(expected: &[String]) -> Vec<String> {
    let has = |name: &str| expected.iter().any(|e| e == name);
    let expression = has("{set") && has("number");
    let operator = has("infix") && (has("[index") || has("postfix"));
    let statement = has("skip");
    let unit = has("CONSTANT") && has("THEOREM");
    let kinds = [
        (expression, "an expression"),
        (statement, "a statement"),
        (unit, "a definition"),
        (operator, "an operator"),
        (has("identifier") && !expression && !statement && !unit, "a name"),
    ];
    let mut words: Vec<String> = kinds.iter().filter(|(is, _)| *is).map(|(_, word)| (*word).to_owned()).collect();
    for t in expected {
        let plain = match t.as_str() {
            "then" | "do" | "begin" | "algorithm" | "or" | "process" | "procedure" | "macro" | "define" | "if" | "while"
            | "either" | "with" | "variables" => !statement,
            "else" | "elsif" | "end" => true,
            "THEN" | "ELSE" | "IN" | "==" | "|->" | "<-" | ":=" | "EXCEPT" | "WITH" | "MODULE" | "----" => !unit,
            "====" => true,
            ")" | "]" | "}" | ">>" | "]_" | ">>_" | ":" | "," | ";" | "_" | "->" => true,
            "." => !expression && !operator && !has(":="),
            "=" | "\\in" | "(" | "!" => !expression && !operator,
            "}block" => {
                words.push("`}`".into());
                false
            }
            "{block" => {
                words.push("`{`".into());
                false
            }
            "-> of CASE" if !operator => {
                words.push("`->`".into());
                false
            }
            "label:" => {
                words.push("`:`".into());
                false
            }
            _ => false,
        };
        if plain {
            words.push(format!("`{t}`"));
        }
    }
    words.truncate(8);
    words
}
