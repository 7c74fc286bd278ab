//! A parser's complaint → a message in the user's words, with the usual mend.
//!
//! In: where the parser stopped and which terminals it would have taken. Out: one [`Diagnostic`].

use super::token::{Kw, Pc, Tok, Token, Virtual};
use crate::diag::{Code, Diagnostic};
use crate::source::{FileId, Span};
use lalrpop_util::ParseError;

type Failure<'a> = ParseError<usize, Tok<'a>, Diagnostic>;

/// What the user is told. `end` is where the text ends as far as it was read.
pub fn diagnostic(file: FileId, text: &str, tokens: &[Token<'_>], end: usize, pluscal: bool, e: Failure<'_>) -> Diagnostic {
    let code = if pluscal { Code::PCAL_PARSE } else { Code::PARSE };
    let (at, expected) = match e {
        ParseError::User { error } => return error,
        ParseError::UnrecognizedToken { token: (start, tok, _), expected } => {
            (tokens.iter().position(|t| t.start == start && t.tok == tok), expected)
        }
        ParseError::ExtraToken { token: (start, tok, _) } => {
            (tokens.iter().position(|t| t.start == start && t.tok == tok), Vec::new())
        }
        ParseError::UnrecognizedEof { expected, .. } => (None, expected),
        ParseError::InvalidToken { .. } => (None, Vec::new()),
    };
    let i = at.unwrap_or(tokens.len());
    // The virtual close of a list stands for the token after it.
    let real = tokens[i..].iter().position(|t| t.start < t.end).map(|n| i + n);
    let found = real.map(|r| &tokens[r]);
    let words = in_words(&expected);
    let found_text = found.map_or("the end of the text".to_owned(), |t| format!("`{}`", &text[t.start..t.end]));
    let message = match words.as_slice() {
        [] => format!("unexpected {found_text}"),
        [one] => format!("expected {one}, found {found_text}"),
        [init @ .., last] => format!("expected {} or {last}, found {found_text}", init.join(", ")),
    };
    let span = found.map_or(Span::new(file, end, end), |t| Span::new(file, t.start, t.end));
    let d = Diagnostic::error(code, message).at(span, format!("unexpected {found_text}"));
    let help = help(tokens, i, real, &expected, pluscal);
    Diagnostic { help, ..d }
}

/// The terminals as the user knows them, few and each once.
fn in_words(expected: &[String]) -> Vec<String> {
    let has = |name: &str| expected.iter().any(|e| e.trim_matches('"') == name);
    let mut words: Vec<String> = Vec::new();
    let expression = has("{set") && has("number");
    let operator = has("infix") && (has("[index") || has("postfix"));
    let statement = has("skip");
    let unit = has("CONSTANT") && has("THEOREM");
    if expression {
        words.push("an expression".into());
    }
    if statement {
        words.push("a statement".into());
    }
    if unit {
        words.push("a definition".into());
    }
    if operator {
        words.push("an operator".into());
    }
    if has("identifier") && !expression && !statement && !unit {
        words.push("a name".into());
    }
    for terminal in expected {
        let t = terminal.trim_matches('"');
        let t = t.replace("\\\\", "\\");
        let plain = match t.as_str() {
            "then" | "do" | "end" | "begin" | "algorithm" | "else" | "elsif" | "or" | "process" | "procedure" | "macro"
            | "define" | "if" | "while" | "either" | "with" | "variables"
                if !statement =>
            {
                true
            }
            "else" | "elsif" | "end" => true,
            "THEN" | "ELSE" | "IN" | "==" | "====" | "|->" | "<-" | ":=" | "EXCEPT" | "WITH" | "MODULE" | "----" => {
                !unit || t == "===="
            }
            ")" | "]" | "}" | ">>" | "]_" | ">>_" | ":" | "," | ";" | "_" => true,
            "." => !expression && !operator && !has(":="),
            "=" | "\\in" | "(" | "!" => !expression && !operator,
            "->" => true,
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

/// The usual mend for what was found where something else was expected.
fn help(tokens: &[Token<'_>], i: usize, real: Option<usize>, expected: &[String], pluscal: bool) -> Option<String> {
    let has = |name: &str| expected.iter().any(|e| e.trim_matches('"') == name);
    let before = tokens[..i].iter().rev().find(|t| t.start < t.end).map(|t| t.tok);
    let Some(real) = real else {
        return has("====").then(|| "a module ends with a line `====`".to_owned());
    };
    let next = tokens.get(real + 1).map(|t| t.tok);
    if let (Some(Tok::Ident(name)), true, true) = (before, has("=="), has("infix"))
        && tokens[real].tok != Tok::Kw(Kw::Eq)
    {
        return Some(format!(
            "`{name}` is read as the name of a definition; perhaps an operator or a comma is missing before it"
        ));
    }
    let defines = i >= 2 && tokens[i - 2].tok == Tok::Kw(Kw::Def);
    let text = match (before, tokens[real].tok, next) {
        (_, _, _) if has("IN") && !has("infix") => "`LET` needs its `IN`",
        (_, _, _) if has("ELSE") => "`IF` needs its `ELSE`",
        (_, _, _) if has("|->") => "a field is written `name |-> value`",
        (Some(Tok::Ident(_)), Tok::Kw(Kw::Def), _) if defines && tokens[i - 1].leads => {
            "the definition before this one has no body"
        }
        (_, Tok::Kw(Kw::EndModule), _) => "the definition before `====` is not complete",
        (Some(Tok::Kw(Kw::Bang)), Tok::Kw(Kw::Eq), _) => "inequality is written `#` or `/=`",
        (Some(Tok::Kw(Kw::Eq)), _, _) if has("identifier") && !has("number") => "a definition is written with `==`",
        (Some(Tok::Kw(Kw::Eq)), Tok::Kw(Kw::Eq), _) => "`==` defines; to compare, write `=`",
        (_, Tok::Kw(Kw::Def), _) if pluscal => "to assign, write `:=`; to compare, write `=`",
        (_, Tok::Kw(Kw::Def), _) => "`==` defines; to compare, write `=`",
        (_, Tok::Kw(Kw::Eq), _) if pluscal && has("\":=\"") || has(":=") => "did you mean `:=`? In PlusCal `=` only compares",
        (_, Tok::Kw(Kw::Eq), _) if has("==") => "a definition is written with `==`",
        (_, Tok::Kw(Kw::Assign), _) if !pluscal => "`:=` assigns in PlusCal; in TLA+ write `x' = …`",
        (_, Tok::Kw(Kw::Bang), _) => "negation is written `~`",
        (_, Tok::Infix("&" | "&&"), _) => "conjunction is written `/\\`",
        (_, Tok::Infix("|"), _) => "disjunction is written `\\/`",
        (_, _, _) if has("then") => "`if condition then … end if`: the `then` is missing, or the condition is not complete",
        (_, _, _) if has("do") => "the `do` is missing, or what stands before it is not complete",
        (Some(Tok::Pc(Pc::End)), _, _) => "`end` names what it ends; the one that is expected here is the innermost still open",
        (_, Tok::Virtual(Virtual::JunctionSep), _) => "the bulleted item before this one is not complete",
        (_, Tok::Infix("/\\" | "\\/") | Tok::Virtual(Virtual::AndOpen | Virtual::OrOpen), _) => {
            "the items of a bulleted list stand in one column, and what belongs to an item stands right of it"
        }
        (_, Tok::Pc(_) | Tok::Ident(_), _) if pluscal && has(";") => "statements are separated by `;`",
        _ => return None,
    };
    Some(text.to_owned())
}
