//! Text → tokens → bracketed tokens → [`ast`].
//!
//! In: the text of a file. Out: its first module (PlusCal algorithm included), one expression, or
//! diagnostics. `lexer` cuts tokens, `proofs` drops what only provers read, `layout` and `bracket` make
//! columns and lookahead explicit, the generated [`tla`] parser reads that with one token of lookahead,
//! and `fixity` puts the operators in order. `mistake` names what is wrong and what to write instead.

pub mod ast;
mod bracket;
pub mod build;
mod depth;
pub mod fixity;
pub mod fold;
pub mod foreign;
pub mod layout;
pub mod lexer;
mod mistake;
pub mod pass;
pub mod pluscal;
pub mod print;
mod proofs;
#[cfg(test)]
mod tests;
pub mod token;

pub use depth::NESTING;
pub use lexer::nearly_an_algorithm;

#[allow(clippy::all, clippy::pedantic, dead_code, unused)]
#[rustfmt::skip]
mod tla {
    lalrpop_util::lalrpop_mod!(generated, "/tla.rs");
    pub use generated::StartParser;
}

use crate::diag::{Checked, Code, Diagnostic};
use crate::source::{FileId, Span};
use crate::syntax::pluscal::Algorithm;
use build::{Input, Parsed};
use lexer::{LexError, Lexed};
use std::borrow::Cow;
use std::cell::RefCell;
use token::{Tok, Token, Virtual};

/// The first module of a text, with its PlusCal algorithm if a comment has one.
pub fn parse_module(file: FileId, text: &str) -> Checked<ast::Module> {
    match parse_module_and_algorithm(file, text)? {
        (module, errors) if errors.is_empty() => Ok(module),
        (_, errors) => Err(errors),
    }
}

/// The module, and the errors of its algorithm. Where the algorithm cannot be parsed, the module is parsed without it.
pub fn parse_module_and_algorithm(file: FileId, text: &str) -> Checked<(ast::Module, Vec<Diagnostic>)> {
    let lexed = lexer::module(text);
    if lexed.tokens.is_empty() && lexed.errors.is_empty() {
        return Err(vec![mistake::no_module(file, text)]);
    }
    let algorithm = match lexed.algorithm {
        Some((start, end)) => match parse_algorithm(file, text, start, end, lexed.options.clone()) {
            Ok(algorithm) => Some(algorithm),
            // Errors in both are all reported.
            Err(mut errors) => match module_of(file, text, lexer::module_as_translated(text), None) {
                Ok(module) => return Ok((module, errors)),
                Err(more) => {
                    errors.extend(more);
                    return Err(errors);
                }
            },
        },
        None => None,
    };
    let place = algorithm.as_ref().map(|a| a.name.span);
    match (module_of(file, text, lexed, algorithm), place) {
        (Ok(module), _) => Ok((module, Vec::new())),
        // An algorithm in the middle of a definition is a comment, or stands at a wrong place.
        (Err(errors), Some(place)) => {
            let module = module_of(file, text, lexer::module_as_translated(text), None).map_err(|_| errors)?;
            let d = Diagnostic::error(Code::PCAL_PARSE, "the algorithm stands in the middle of a definition");
            Ok((module, vec![d.at(place, "this one").help("move it between the definitions of the module, or before it")]))
        }
        (Err(errors), None) => Err(errors),
    }
}

fn module_of(file: FileId, text: &str, lexed: Lexed<'_>, algorithm: Option<Algorithm>) -> Checked<ast::Module> {
    match parse(file, text, lexed, Virtual::StartModule, algorithm)? {
        Parsed::Module(module) => Ok(module),
        Parsed::Expr(_) | Parsed::Algorithm(_) => unreachable!("parse: the first token picks the module"),
    }
}

/// A text that is one expression.
pub fn parse_expr(file: FileId, text: &str) -> Checked<ast::Expr> {
    match parse(file, text, lexer::expression(text), Virtual::StartExpr, None)? {
        Parsed::Expr(expr) => Ok(expr),
        Parsed::Module(_) | Parsed::Algorithm(_) => unreachable!("parse: the first token picks the expression"),
    }
}

/// The algorithm that begins at byte `start` (at its dashes) of a text and ends before `end`.
pub fn parse_algorithm(file: FileId, text: &str, start: usize, end: usize, options: Vec<String>) -> Checked<Algorithm> {
    let mut lexed = lexer::algorithm(text, start, end);
    lexed.options = options;
    match parse(file, text, lexed, Virtual::StartAlgorithm, None)? {
        Parsed::Algorithm(algorithm) => Ok(algorithm),
        Parsed::Module(_) | Parsed::Expr(_) => unreachable!("parse: the first token picks the algorithm"),
    }
}

/// All identifiers and strings of an expression in their order.
pub fn names_in_expression(text: &str) -> impl Iterator<Item = Cow<'_, str>> {
    lexer::expression(text).tokens.into_iter().filter_map(name)
}

fn name(t: Token<'_>) -> Option<Cow<'_, str>> {
    match t.tok {
        Tok::Ident(name) => Some(Cow::Borrowed(name)),
        Tok::Str(raw) => Some(lexer::unescape(raw)),
        Tok::Number(_) | Tok::Kw(_) | Tok::Infix(_) | Tok::Prefix(_) | Tok::Postfix(_) | Tok::Pc(_) => None,
        Tok::Algorithm(_) | Tok::Proof(_) | Tok::Step(_) | Tok::Virtual(_) => None,
    }
}

/// The tokens of a text's first module and, after them, of its algorithm, as `--emit=tokens` prints them:
/// one line of the source a line, virtual tokens in their notation.
pub fn print_tokens(text: &str) -> String {
    let lexed = lexer::module(text);
    let mut out = String::new();
    let mut part = |lexed: Lexed<'_>, start: Virtual| {
        let mut line = 0;
        for t in layout::layout(&proofs::skip(lexed.tokens), start).unwrap_or_default() {
            let here = text[..t.start].len();
            if text[line.min(here)..here].contains('\n') {
                out.push('\n');
                line = here;
            } else if !out.is_empty() && !out.ends_with('\n') {
                out.push(' ');
            }
            out.push_str(&t.tok.to_string());
        }
        out.push('\n');
    };
    let algorithm = lexed.algorithm;
    part(lexed, Virtual::StartModule);
    if let Some((start, end)) = algorithm {
        part(lexer::algorithm(text, start, end), Virtual::StartAlgorithm);
    }
    out
}

/// All identifiers and strings of a text's first module in their order: the order in which the reference
/// checker meets them, and so its order on strings and model values. A translation counts, its algorithm
/// does not, unless it has not been translated.
pub fn names_in_order(text: &str) -> impl Iterator<Item = Cow<'_, str>> {
    let lexed = lexer::module_as_translated(text);
    let algorithm = match lexed.algorithm {
        Some((start, end)) if !text.contains("BEGIN TRANSLATION") => lexer::algorithm(text, start, end).tokens,
        Some(_) | None => Vec::new(),
    };
    lexed.tokens.into_iter().chain(algorithm).filter_map(name)
}

fn parse(file: FileId, text: &str, lexed: Lexed<'_>, start: Virtual, algorithm: Option<Algorithm>) -> Checked<Parsed> {
    let pluscal = start == Virtual::StartAlgorithm;
    let wrong = |e: LexError| {
        let d = Diagnostic::error(Code::LEX, e.message).at(Span::new(file, e.start, e.end), "");
        Diagnostic { help: e.help.map(str::to_owned), ..d }
    };
    if !lexed.errors.is_empty() {
        return Err(lexed.errors.into_iter().map(wrong).collect());
    }
    let plain = proofs::skip(lexed.tokens);
    let tokens = layout::layout(&plain, start)
        .map_err(|e| vec![Diagnostic { code: if pluscal { Code::PCAL_PARSE } else { Code::PARSE }, ..wrong(e) }])?;
    let input = Input { file, options: lexed.options, algorithm: RefCell::new(algorithm) };
    let triples = tokens.iter().map(|t: &Token<'_>| Ok((t.start, t.tok, t.end)));
    let read = mistake::Read { file, text, tokens: &tokens, end: lexed.end, pluscal };
    tla::StartParser::new().parse(&input, triples).map_err(|e| vec![mistake::diagnostic(read, e)])
}
