//! A failure of the .cfg parser → a diagnostic that names the mistake.
//!
//! In: the file's tokens, where the parser stopped and what it would have taken. Out: one [`Diagnostic`].
//!
//! ```text
//! CONSTNTS N = 3       did you mean `CONSTANTS`?
//! INVARIANT x < 3      name a definition, or use `--invariant 'x < 3'`
//! ```

use super::config_lexer::{Tok, keyword_like};
use crate::diag::{Code, Diagnostic};
use crate::source::{FileId, Span};
use lalrpop_util::ParseError;

/// A token with its place.
pub type Placed<'a> = (usize, Tok<'a>, usize);

/// Where the parser stopped.
struct Failure<'t, 'a> {
    file: FileId,
    text: &'a str,
    tokens: &'t [Placed<'a>],
    /// Index of the token that the parser did not take; their number at the end of the file.
    at: usize,
    expected: Vec<String>,
}

/// The diagnostic of a failure.
pub fn diagnostic(file: FileId, text: &str, tokens: &[Placed<'_>], e: ParseError<usize, Tok<'_>, Diagnostic>) -> Diagnostic {
    let at = |start: usize| tokens.iter().position(|t| t.0 == start).unwrap_or(tokens.len());
    let (at, expected) = match e {
        ParseError::UnrecognizedToken { token, expected } => (at(token.0), expected),
        ParseError::ExtraToken { token } => (at(token.0), Vec::new()),
        ParseError::UnrecognizedEof { expected, .. } => (tokens.len(), expected),
        ParseError::InvalidToken { location } => (at(location), Vec::new()),
        ParseError::User { error } => return error,
    };
    let expected = expected.iter().map(|w| w.trim_matches('"').to_string()).collect();
    let f = Failure { file, text, tokens, at, expected };
    f.known().unwrap_or_else(|| f.unexpected())
}

impl<'a> Failure<'_, 'a> {
    fn tok(&self, i: usize) -> Option<Tok<'a>> {
        self.tokens.get(i).map(|t| t.1)
    }

    fn before(&self, n: usize) -> Option<Tok<'a>> {
        self.at.checked_sub(n).and_then(|i| self.tok(i))
    }

    fn expects(&self, terminal: &str) -> bool {
        self.expected.iter().any(|e| e == terminal)
    }

    fn span(&self, i: usize) -> Span {
        match self.tokens.get(i) {
            Some((start, _, end)) => Span::new(self.file, *start, *end),
            None => {
                let end = self.text.trim_end().len();
                Span::new(self.file, end, end)
            }
        }
    }

    fn found_text(&self) -> String {
        self.tok(self.at).map_or("end of file".to_string(), |t| format!("`{t}`"))
    }

    /// The rest of the line from a token on, without comments.
    fn line_from(&self, i: usize) -> &'a str {
        let start = self.tokens.get(i).map_or(self.text.len(), |t| t.0);
        let line = self.text[start..].lines().next().unwrap_or_default();
        line.split("\\*").next().unwrap_or_default().trim_end().trim_end_matches(';')
    }

    /// Index of the keyword of the statement that the parser stopped in.
    fn statement(&self) -> Option<(usize, &'static str)> {
        (0..self.at).rev().find_map(|i| match self.tok(i) {
            Some(Tok::Kw(k)) if !["TRUE", "FALSE"].contains(&k) => Some((i, k)),
            _ => None,
        })
    }

    fn error(&self, at: usize, message: impl Into<String>, help: impl Into<String>) -> Diagnostic {
        Diagnostic::error(Code::CONFIG_PARSE, message).at(self.span(at), "not expected here").help(help)
    }

    fn misplaced(&self, help: impl Into<String>) -> Diagnostic {
        self.error(self.at, format!("unexpected {} in the configuration", self.found_text()), help)
    }

    fn unexpected(&self) -> Diagnostic {
        let d = Diagnostic::error(Code::CONFIG_PARSE, format!("unexpected {} in the configuration", self.found_text()))
            .at(self.span(self.at), "not expected here");
        let keyword = |w: &&String| w.len() > 3 && w.chars().all(|c| c.is_ascii_uppercase() || c == '_');
        let mut words: Vec<String> = self.expected.iter().filter(|w| !keyword(w)).map(|w| format!("`{w}`")).collect();
        for kind in ["name", "number", "string"] {
            words.iter_mut().filter(|w| **w == format!("`{kind}`")).for_each(|w| *w = format!("a {kind}"));
        }
        if self.expects("SPECIFICATION") {
            words.push("the next keyword".to_string());
        }
        if words.is_empty() { d } else { d.note(format!("expected {}", words.join(", "))) }
    }

    fn known(&self) -> Option<Diagnostic> {
        self.signs()
            .or_else(|| self.keyword())
            .or_else(|| self.deadlock())
            .or_else(|| self.assignment())
            .or_else(|| self.one_name())
            .or_else(|| self.names())
            .or_else(|| self.value())
    }

    /// Comments and quotes of other languages.
    fn signs(&self) -> Option<Diagnostic> {
        let Some(Tok::Other(sign)) = self.tok(self.at) else { return None };
        let line = self.line_from(self.at);
        if line.contains(" MODULE ") {
            return Some(self.misplaced("this is a module: a .cfg has statements such as `SPECIFICATION Spec`"));
        }
        let leads = self.text[..self.span(self.at).start as usize].rsplit('\n').next().is_some_and(|l| l.trim().is_empty());
        if leads && (sign.starts_with('#') || sign.starts_with("//") || sign.starts_with("--") || sign.starts_with('%')) {
            return Some(self.misplaced("a comment begins with `\\*`, or is enclosed in `(*` and `*)`"));
        }
        if sign.starts_with(['\'', '“', '”', '‘', '’', '`', '«', '„']) {
            return Some(self.misplaced("write a string in straight double quotes: `\"a\"`; write a name without quotes"));
        }
        sign.starts_with(';').then(|| self.misplaced("remove it: a statement ends where the next one begins"))
    }

    /// A misspelt keyword, or none before an assignment.
    fn keyword(&self) -> Option<Diagnostic> {
        let known_as = |i: usize| match self.tok(i) {
            Some(Tok::Name(name)) => keyword_like(name).map(|k| (i, name, k)),
            _ => None,
        };
        // `N = 3 SPECIFICATON Spec`: the word before is read as the next constant.
        let read_as_constant = self.expects("<-") && matches!(self.tok(self.at), Some(Tok::Name(_) | Tok::Number(_)));
        let misspelt = if read_as_constant { known_as(self.at - 1) } else { None };
        let due = self.expects("SPECIFICATION").then(|| known_as(self.at)).flatten();
        if let Some((i, name, keyword)) = misspelt.or(due) {
            let d =
                self.error(i, format!("`{name}` is not a keyword of the configuration"), format!("did you mean `{keyword}`?"));
            return Some(d);
        }
        let assigns = matches!(self.tok(self.at + 1), Some(Tok::Sym("=" | "<-")));
        let is_name = matches!(self.tok(self.at), Some(Tok::Name(_)));
        let starts = self.expects("SPECIFICATION") && !self.expects("name");
        (is_name && assigns && starts).then(|| self.misplaced("write the keyword `CONSTANTS` before the values of constants"))
    }

    fn deadlock(&self) -> Option<Diagnostic> {
        if self.statement()?.1 != "CHECK_DEADLOCK" || !self.expects("TRUE") {
            return None;
        }
        let off = ["false", "off", "no", "0"];
        let word = self.tok(self.at).map(|t| t.to_string().to_ascii_lowercase()).unwrap_or_default();
        let help =
            if off.contains(&word.as_str()) { "write `CHECK_DEADLOCK FALSE`" } else { "write `CHECK_DEADLOCK TRUE` or `FALSE`" };
        Some(self.misplaced(help))
    }

    /// `N == 3`, `N := 3`, `N 3`, `INIT = Init`
    fn assignment(&self) -> Option<Diagnostic> {
        let (_, keyword) = self.statement()?;
        if keyword != "CONSTANT" {
            return None;
        }
        let equal = matches!(self.tok(self.at), Some(Tok::Sym("=")));
        match (self.before(1), self.tok(self.at)) {
            (Some(Tok::Sym("=")), _) if equal => {
                let Some(Tok::Name(name)) = self.before(2) else { return None };
                Some(self.misplaced(format!("write `{name} = {}`", self.line_from(self.at + 1))))
            }
            (Some(Tok::Name(name)), Some(Tok::Other(":=" | ":" | "|->" | "->"))) => {
                let value = self.line_from(self.at + 1).trim_start_matches(['=', ' ']);
                Some(self.misplaced(format!("write `{name} = {value}`")))
            }
            (Some(Tok::Name(name)), Some(Tok::Number(_) | Tok::Str(_) | Tok::Kw("TRUE" | "FALSE") | Tok::Sym("{")))
                if self.expects("=") =>
            {
                Some(self.misplaced(format!("write `{name} = {}`", self.line_from(self.at))))
            }
            (_, Some(Tok::Sym(","))) => {
                let next_is_assignment = matches!(self.tok(self.at + 2), Some(Tok::Sym("=" | "<-")));
                if next_is_assignment {
                    return Some(self.misplaced("the values of constants stand one after the other, without commas"));
                }
                let sign = (0..self.at).rev().find(|i| self.tok(*i) == Some(Tok::Sym("=")))?;
                let name = sign.checked_sub(1).and_then(|i| self.tok(i))?;
                let items = self.line_from(sign + 1).trim_matches(['[', ']', '(', ')']);
                Some(self.misplaced(format!("write a set in braces: `{name} = {{{items}}}`")))
            }
            _ => None,
        }
    }

    /// `INIT = Init`, `SPECIFICATION Spec Live`, `SYMMETRY Permutations(P)`
    fn one_name(&self) -> Option<Diagnostic> {
        let (at, keyword) = self.statement()?;
        if matches!(self.tok(self.at), Some(Tok::Sym("=") | Tok::Other(":" | ":=" | "=="))) && at + 1 == self.at {
            let name = self.line_from(self.at + 1);
            return Some(self.misplaced(format!("write `{keyword} {}`", if name.is_empty() { "Name" } else { name })));
        }
        let one = ["SPECIFICATION", "INIT", "NEXT", "SYMMETRY", "VIEW", "ALIAS"].contains(&keyword);
        if !one || at + 2 != self.at {
            return None;
        }
        match self.tok(self.at)? {
            Tok::Name(_) if keyword == "SPECIFICATION" => {
                Some(self.misplaced("`SPECIFICATION` names one definition; further formulas are a `PROPERTY`"))
            }
            Tok::Name(_) => Some(self.misplaced(format!("`{keyword}` names one definition"))),
            Tok::Sym(_) | Tok::Other(_) => {
                let text = self.line_from(at + 1);
                Some(self.misplaced(format!("name a definition: `Def == {text}` in the module, and `{keyword} Def` here")))
            }
            Tok::Number(_) | Tok::Str(_) | Tok::Kw(_) => None,
        }
    }

    /// `INVARIANTS A, B`, `INVARIANT x < 3`
    fn names(&self) -> Option<Diagnostic> {
        let (at, keyword) = self.statement()?;
        if keyword == "CONSTANT" {
            return None;
        }
        match self.tok(self.at)? {
            Tok::Sym(",") => Some(self.misplaced(format!("separate names by spaces, without commas: `{keyword} A B`"))),
            Tok::Sym(_) | Tok::Other(_) | Tok::Number(_) | Tok::Str(_) | Tok::Kw("TRUE" | "FALSE") => {
                let text = self.line_from(at + 1);
                let option = match keyword {
                    "INVARIANT" => format!(", or give `--invariant '{text}'`"),
                    _ => String::new(),
                };
                let help =
                    format!("the .cfg names definitions: write `Def == {text}` in the module and `{keyword} Def` here{option}");
                Some(self.misplaced(help))
            }
            Tok::Name(_) | Tok::Kw(_) => None,
        }
    }

    /// `N = 1..3`, `P = [a, b]`, `P = {a, b`
    fn value(&self) -> Option<Diagnostic> {
        let (_, keyword) = self.statement()?;
        if keyword != "CONSTANT" {
            return None;
        }
        if self.expects("}") {
            let open = (0..self.at).rev().find(|i| self.tok(*i) == Some(Tok::Sym("{")))?;
            if matches!(self.tok(self.at), None | Some(Tok::Kw(_))) {
                let d = Diagnostic::error(Code::CONFIG_PARSE, "this set is not closed").at(self.span(open), "begins here");
                return Some(d.help("close it with `}`"));
            }
        }
        let sign = (0..self.at).rev().find(|i| matches!(self.tok(*i), Some(Tok::Sym("=" | "<-"))))?;
        let name = sign.checked_sub(1).and_then(|i| self.tok(i)).map(|t| t.to_string())?;
        let text = self.line_from(sign + 1);
        let what = "a .cfg gives numbers, strings, TRUE, FALSE, model values (names) and sets `{…}` of these";
        let help = format!(
            "{what}; for another value define `My{name} == {text}` in the module and write `{name} <- My{name}`, or give `--const '{name}={text}'`"
        );
        Some(self.misplaced(help))
    }
}
