//! Text → tokens.
//!
//! In: the text of a file. Out: [`Lexed`]: the tokens of its first module (what stands before
//! `---- MODULE` and after the matching `====` is prose), and where a PlusCal algorithm was found.
//! Comments are dropped; an algorithm in a comment becomes one token [`Tok::Algorithm`] that stands
//! between the lines `\* BEGIN TRANSLATION` and `\* END TRANSLATION`, whose contents are dropped, or
//! right after the comment when there are no such lines. An algorithm may stand before the module too.
//!
//! Always holds: tokens lie on character boundaries; `====` and `----` stand for four or more.

mod comment;

pub use comment::nearly_an_algorithm;

use super::depth::NESTING;
use super::token::{Kw, SYMBOLS, Tok, Token, backslash_word, keyword, pluscal_keyword, unicode_symbol};

/// What cannot be a token, with a way out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LexError {
    pub start: usize,
    pub end: usize,
    pub message: String,
    pub help: Option<&'static str>,
}

/// What [`module`], [`expression`] and [`algorithm`] find.
#[derive(Clone, Default, Debug)]
pub struct Lexed<'a> {
    pub tokens: Vec<Token<'a>>,
    /// Where the algorithm's text is: from `--` to the end of its comment.
    pub algorithm: Option<(usize, usize)>,
    /// The words of `PlusCal options (…)`.
    pub options: Vec<String>,
    pub errors: Vec<LexError>,
    /// Where reading stopped.
    pub end: usize,
}

/// The tokens of the first module of `text`; none where there is no module. Of an algorithm before the module and one
/// inside the one inside is meant.
pub fn module(text: &str) -> Lexed<'_> {
    let start = module_start(text).unwrap_or(text.len());
    let inside = module_with(text, start, false);
    if inside.algorithm.is_some() || !text[..start].contains("algorithm") {
        return inside;
    }
    let before = module_with(text, start, true);
    if before.algorithm.is_some() { before } else { inside }
}

fn module_with(text: &str, start: usize, prose: bool) -> Lexed<'_> {
    let mut lexer = Lexer::new(text, start, text.len(), false);
    lexer.skip_translation = true;
    if prose {
        lexer.look_for_algorithm(0, start, true);
    } else {
        lexer.options_in(&text[..start]);
    }
    lexer.run(Until::EndOfModule);
    lexer.finish()
}

/// The same without regard to algorithms: the translation's tokens are there.
pub(super) fn module_as_translated(text: &str) -> Lexed<'_> {
    let start = module_start(text).unwrap_or(text.len());
    let mut lexer = Lexer::new(text, start, text.len(), false);
    lexer.run(Until::EndOfModule);
    lexer.finish()
}

/// All of `text` as tokens of TLA+.
pub fn expression(text: &str) -> Lexed<'_> {
    let mut lexer = Lexer::new(text, 0, text.len(), false);
    lexer.run(Until::End);
    lexer.finish()
}

/// The tokens of an algorithm that begins at `start`, up to its `end algorithm` or last `}`.
pub fn algorithm(text: &str, start: usize, end: usize) -> Lexed<'_> {
    let mut lexer = Lexer::new(text, start, end, true);
    lexer.pos += text[start..end].bytes().take_while(|b| *b == b'-').count();
    lexer.run(Until::EndOfAlgorithm);
    lexer.finish()
}

/// Where `---- MODULE` begins.
fn module_start(text: &str) -> Option<usize> {
    let mut from = 0;
    while let Some(found) = text[from..].find("MODULE") {
        let at = from + found;
        let before = text[..at].trim_end_matches(' ');
        let dashes = before.bytes().rev().take_while(|b| *b == b'-').count();
        if dashes >= 4 {
            return Some(before.len() - dashes);
        }
        from = at + "MODULE".len();
    }
    None
}

#[derive(Clone, Copy, PartialEq)]
enum Until {
    End,
    EndOfModule,
    EndOfAlgorithm,
}

struct Lexer<'a> {
    text: &'a str,
    bytes: &'a [u8],
    pos: usize,
    end: usize,
    pluscal: bool,
    /// Whether an algorithm takes the place of its translation.
    skip_translation: bool,
    /// Where the algorithm's token goes unless a translation turns up.
    algorithm_at: Option<(usize, usize)>,
    /// The column of byte `column_pos`.
    column: u32,
    column_pos: usize,
    out: Lexed<'a>,
    last_line: bool,
}

impl<'a> Lexer<'a> {
    fn new(text: &'a str, pos: usize, end: usize, pluscal: bool) -> Lexer<'a> {
        let line = text[..pos].rfind('\n').map_or(0, |i| i + 1);
        Lexer {
            text,
            bytes: text.as_bytes(),
            pos,
            end,
            pluscal,
            skip_translation: false,
            algorithm_at: None,
            column: 1,
            column_pos: line,
            out: Lexed::default(),
            last_line: true,
        }
    }

    fn finish(mut self) -> Lexed<'a> {
        if let Some((index, at)) = self.algorithm_at {
            let tokens = &mut self.out.tokens;
            let mut index = index.max(4); // After `---- MODULE Name ----`, and after EXTENDS.
            if tokens.get(index).is_some_and(|t| t.tok == Tok::Kw(Kw::Extends)) {
                index += 2;
                while tokens.get(index).is_some_and(|t| t.tok == Tok::Kw(Kw::Comma)) {
                    index += 2;
                }
            }
            let index = index.min(tokens.len());
            tokens.insert(index, Token { tok: Tok::Algorithm(0), start: at, end: at, column: 0, leads: true });
        }
        self.out.end = self.pos;
        self.out
    }

    fn run(&mut self, until: Until) {
        let mut depth = 0usize;
        loop {
            self.skip_blank();
            if self.pos >= self.end {
                return;
            }
            self.token();
            let tokens = &self.out.tokens;
            let Some(last) = tokens.last() else { continue };
            let before = tokens.len().checked_sub(2).map(|i| tokens[i].tok);
            match until {
                Until::End => {}
                Until::EndOfModule => match last.tok {
                    Tok::Kw(Kw::Module) if before == Some(Tok::Kw(Kw::Dashes)) => {
                        depth += 1;
                        if depth > NESTING {
                            let (start, end) = (last.start, last.end);
                            return self.error(start, end, "modules are nested too deep", None);
                        }
                    }
                    Tok::Kw(Kw::EndModule) => {
                        depth = depth.saturating_sub(1);
                        if depth == 0 {
                            return;
                        }
                    }
                    _ => {}
                },
                Until::EndOfAlgorithm => match last.tok {
                    Tok::Kw(Kw::LBrace) => depth += 1,
                    Tok::Kw(Kw::RBrace) => {
                        depth = depth.saturating_sub(1);
                        if depth == 0 && self.braces() {
                            return;
                        }
                    }
                    Tok::Pc(super::token::Pc::Algorithm) if before == Some(Tok::Pc(super::token::Pc::End)) => return,
                    _ => {}
                },
            }
        }
    }

    /// Whether the algorithm is in the c-syntax: `{` follows its name.
    fn braces(&self) -> bool {
        let after_name = self
            .out
            .tokens
            .iter()
            .position(|t| t.tok == Tok::Pc(super::token::Pc::Algorithm))
            .and_then(|i| self.out.tokens.get(i + 2));
        after_name.is_some_and(|t| t.tok == Tok::Kw(Kw::LBrace))
    }

    fn peek(&self, ahead: usize) -> u8 {
        let i = self.pos + ahead;
        if i < self.end { self.bytes[i] } else { 0 }
    }

    fn error(&mut self, start: usize, end: usize, message: impl Into<String>, help: Option<&'static str>) {
        self.out.errors.push(LexError { start, end, message: message.into(), help });
    }

    fn skip_blank(&mut self) {
        while self.pos < self.end {
            match self.bytes[self.pos] {
                b'\n' => {
                    self.last_line = true;
                    self.pos += 1;
                }
                b if b.is_ascii_whitespace() || b == 0x0b => self.pos += 1,
                b'(' if self.peek(1) == b'*' => self.block_comment(),
                b'\\' if self.peek(1) == b'*' => self.line_comment(),
                _ => return,
            }
        }
        self.pos = self.pos.min(self.end);
    }

    fn push(&mut self, tok: Tok<'a>, start: usize, end: usize) {
        if start >= self.column_pos {
            for &b in &self.bytes[self.column_pos..start] {
                match b {
                    b'\n' => self.column = 1,
                    b'\t' => self.column += 8 - (self.column - 1) % 8,
                    b if b & 0xc0 == 0x80 => {}
                    _ => self.column += 1,
                }
            }
            self.column_pos = start;
        }
        let leads = std::mem::take(&mut self.last_line);
        self.out.tokens.push(Token { tok, start, end, column: self.column, leads });
        self.pos = end;
    }

    fn token(&mut self) {
        let start = self.pos;
        let b = self.bytes[start];
        match b {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' => self.word(),
            b'"' => self.string(),
            b'\\' if self.peek(1).is_ascii_alphabetic() => self.backslash(),
            b'-' | b'=' => {
                let run = self.bytes[start..self.end].iter().take_while(|c| **c == b).count();
                match (b, run) {
                    (b'-', 4..) => self.push(Tok::Kw(Kw::Dashes), start, start + run),
                    (b'=', 4..) => self.push(Tok::Kw(Kw::EndModule), start, start + run),
                    _ => self.symbol(),
                }
            }
            b'<' if self.last_line && !self.pluscal => match self.step_length() {
                Some(length) => self.push(Tok::Step(&self.text[start..start + length]), start, start + length),
                None => self.symbol(),
            },
            b'.' if self.peek(1).is_ascii_digit() && !self.after_operand() => {
                let digits = self.bytes[start + 1..self.end].iter().take_while(|c| c.is_ascii_digit()).count();
                self.push(Tok::Number(&self.text[start..start + 1 + digits]), start, start + 1 + digits);
            }
            b if b < 0x80 => self.symbol(),
            _ => {
                let c = self.text[start..].chars().next().expect("syntax: tokens begin on character boundaries");
                match unicode_symbol(c) {
                    // `⟨A⟩_x`
                    Some(Tok::Kw(Kw::RTuple)) if self.peek(c.len_utf8()) == b'_' => {
                        self.push(Tok::Kw(Kw::RTupleSub), start, start + c.len_utf8() + 1);
                    }
                    Some(tok) => self.push(tok, start, start + c.len_utf8()),
                    None if c == '\u{feff}' || c.is_whitespace() => self.pos += c.len_utf8(),
                    None if "“”„‟‘’‚«»".contains(c) => {
                        self.foreign_quotes(c.len_utf8(), &['“', '”', '‟', '’', '‘', '»', '«'])
                    }
                    None => {
                        self.error(start, start + c.len_utf8(), format!("`{c}` is not part of TLA+"), None);
                        self.pos += c.len_utf8();
                    }
                }
            }
        }
    }

    /// Whether what stands before may be a record, so that a dot after it is followed by a field.
    fn after_operand(&self) -> bool {
        matches!(
            self.out.tokens.last().map(|t| t.tok),
            Some(
                Tok::Ident(_)
                    | Tok::Number(_)
                    | Tok::Str(_)
                    | Tok::Postfix(_)
                    | Tok::Kw(Kw::RParen | Kw::RBracket | Kw::RBrace | Kw::RTuple | Kw::At | Kw::Bang)
            )
        )
    }

    /// The length of `<1>2.`, `<*>` or `<+>` here.
    fn step_length(&self) -> Option<usize> {
        let rest = &self.bytes[self.pos..self.end];
        let level = match rest.get(1)? {
            b'*' | b'+' => 1,
            _ => rest[1..].iter().take_while(|b| b.is_ascii_digit()).count(),
        };
        if level == 0 || rest.get(1 + level) != Some(&b'>') {
            return None;
        }
        let mut length = level + 2;
        length += rest[length..].iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
        length += rest[length..].iter().take_while(|b| **b == b'.').count();
        Some(length)
    }

    fn word(&mut self) {
        let start = self.pos;
        let rest = &self.bytes[start..self.end];
        let length = rest.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
        let word = &self.text[start..start + length];
        // Fields may have the names of keywords; in `[x \in BOOLEAN |-> x]` BOOLEAN is not a field.
        let before = self.out.tokens.last().map(|t| t.tok);
        let field = before == Some(Tok::Kw(Kw::Dot))
            || matches!(before, Some(Tok::Kw(Kw::LBracket | Kw::Comma)))
                && self.text[start + length..self.end].trim_start().starts_with("|->");
        if !field && (word.starts_with("WF_") || word.starts_with("SF_")) {
            let kw = if word.starts_with('W') { Kw::Weak } else { Kw::Strong };
            return self.push(Tok::Kw(kw), start, start + 3);
        }
        if word.bytes().all(|b| b.is_ascii_digit()) {
            let mut end = start + length;
            if rest.get(length) == Some(&b'.') && rest.get(length + 1).is_some_and(u8::is_ascii_digit) {
                end += 1 + rest[length + 1..].iter().take_while(|b| b.is_ascii_digit()).count();
            }
            return self.push(Tok::Number(&self.text[start..end]), start, end);
        }
        if !word.bytes().any(|b| b.is_ascii_alphabetic()) {
            return self.push(Tok::Kw(Kw::Underscore), start, start + 1);
        }
        if field {
            return self.push(Tok::Ident(word), start, start + length);
        }
        if self.pluscal
            && let Some(k) = pluscal_keyword(word)
        {
            return self.push(Tok::Pc(k), start, start + length);
        }
        self.push(keyword(word).unwrap_or(Tok::Ident(word)), start, start + length);
    }

    fn string(&mut self) {
        let start = self.pos;
        let mut i = start + 1;
        loop {
            match self.bytes.get(i).filter(|_| i < self.end) {
                Some(b'"') => break,
                Some(b'\\') if i + 1 < self.end && matches!(self.bytes[i + 1], b'"' | b'\\' | b'n' | b't' | b'r' | b'f') => {
                    i += 2
                }
                Some(b'\\') if i + 1 < self.end && self.bytes[i + 1] != b'\n' => {
                    let after = self.text[i + 1..].chars().next().map_or(0, char::len_utf8);
                    let help =
                        Some("what may follow a backslash in a string: \", \\, n, t, r, f; a backslash itself is written \\\\");
                    self.error(i, i + 1 + after, "this means nothing in a string", help);
                    i += 1 + after;
                }
                None | Some(b'\n') => {
                    let help = Some("close it with `\"` on the same line; a quotation mark inside is written `\\\"`");
                    self.error(start, start + 1, "this string is never closed", help);
                    self.pos = i;
                    return;
                }
                Some(_) => i += 1,
            }
        }
        self.push(Tok::Str(&self.text[start + 1..i]), start, i + 1);
    }

    /// Quotation marks of another kind, with what they enclose.
    fn foreign_quotes(&mut self, length: usize, closing: &[char]) {
        let (start, inside) = (self.pos, self.pos + length);
        let line = self.text[inside..self.end].find('\n').map_or(self.end, |i| inside + i);
        let close = self.text[inside..line].char_indices().find(|(_, c)| closing.contains(c));
        let end = close.map_or(inside, |(i, c)| inside + i + c.len_utf8());
        let help = Some("write a string in straight double quotes: `\"a\"`");
        self.error(start, end, "these quotation marks are not part of TLA+", help);
        self.pos = end;
    }

    /// `\in`, `\b101`: after the backslash a word or a number in another base.
    fn backslash(&mut self) {
        let start = self.pos;
        let rest = &self.bytes[start + 1..self.end];
        let digits = |ok: fn(&u8) -> bool| rest[1..].iter().take_while(|b| ok(b)).count();
        let number = match rest[0] {
            b'b' | b'B' => digits(|b| matches!(b, b'0' | b'1')),
            b'o' | b'O' => digits(|b| matches!(b, b'0'..=b'7')),
            b'h' | b'H' => digits(u8::is_ascii_hexdigit),
            _ => 0,
        };
        if number > 0 {
            let end = start + 2 + number;
            return self.push(Tok::Number(&self.text[start..end]), start, end);
        }
        let length = rest.iter().take_while(|b| b.is_ascii_alphabetic()).count();
        let word = &self.text[start + 1..start + 1 + length];
        match backslash_word(word) {
            Some(tok) => self.push(tok, start, start + 1 + length),
            // `S \T` is a difference of sets.
            None => self.push(Tok::Infix("\\"), start, start + 1),
        }
    }

    fn symbol(&mut self) {
        let start = self.pos;
        let rest = &self.bytes[start..self.end];
        if rest.starts_with(b"!!!") {
            return self.push(Tok::Kw(Kw::Bang), start, start + 1); // `M!!!(a, b)`: the operator `!!` of M
        }
        match SYMBOLS.iter().find(|(s, _)| rest.starts_with(s.as_bytes())) {
            Some((s, tok)) => self.push(*tok, start, start + s.len()),
            None => {
                let c = char::from(self.bytes[start]);
                if c == '`' {
                    return self.foreign_quotes(1, &['`', '\'']);
                }
                let help = (c == '?').then_some("`c ? a : b` is written `IF c THEN a ELSE b`");
                self.error(start, start + 1, format!("`{}` is not part of TLA+", c.escape_debug()), help);
                self.pos += 1;
            }
        }
    }
}

/// A string's text with its escapes replaced.
pub fn unescape(raw: &str) -> std::borrow::Cow<'_, str> {
    if !raw.contains('\\') {
        return raw.into();
    }
    let mut out = String::with_capacity(raw.len());
    let mut chars = raw.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some('n') => out.push('\n'),
            Some('t') => out.push('\t'),
            Some('r') => out.push('\r'),
            Some('f') => out.push('\u{c}'),
            Some(other @ ('"' | '\\')) => out.push(other),
            Some(other) => {
                out.push('\\');
                out.push(other);
            }
            None => out.push('\\'),
        }
    }
    out.into()
}
