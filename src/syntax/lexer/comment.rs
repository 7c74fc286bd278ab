//! Comments, and the algorithms in them.
//!
//! In: the lexer at the beginning of a comment. Out: the lexer behind it; an algorithm in it, and options of the translator, are noted.
//! [`nearly_an_algorithm`] finds text that looks like an algorithm but is not read as one, for a message.

use super::Lexer;
use crate::syntax::token::Tok;

/// Text that looks like the beginning of an algorithm but is not one: `-- algorithm A {`, `--Algorithm A begin`, one dash, a misspelt
/// word, a name in quotation marks, no dashes at all in a comment of its own, or one that stands in no block comment.
pub fn nearly_an_algorithm(text: &str) -> Option<(usize, usize)> {
    let mut from = 0;
    while let Some(found) = text[from..].find(['-', '–', '—']) {
        let at = from + found;
        let rest = text[at..].trim_start_matches(['-', '–', '—']);
        from = text.len() - rest.len();
        let rest = rest.trim_start_matches([' ', '\t']);
        let rest = rest.strip_prefix("fair").map_or(rest, str::trim_start);
        let word = rest.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        let after = rest[word.len()..].trim_start();
        if word.get(..3).is_some_and(|w| w.eq_ignore_ascii_case("alg")) && (has_body(after) || after.starts_with("begin")) {
            return Some((at, text.len() - rest.len() + word.len()));
        }
    }
    from = 0;
    while let Some(found) = text[from..].find("(*") {
        from += found + 2;
        let rest = text[from..].trim_start();
        let word = rest.strip_prefix("fair").map_or(rest, str::trim_start);
        if let Some(after) = word.strip_prefix("algorithm")
            && after.starts_with(char::is_whitespace)
            && is_body(after.trim_start())
        {
            let at = text.len() - rest.len();
            return Some((at, text.len() - after.len()));
        }
    }
    None
}

/// Whether a name follows, and what begins an algorithm after its name; prose has no such words there.
fn is_body(rest: &str) -> bool {
    let after = rest.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_').trim_start();
    let (word, next) = after.split_at(after.find(|c: char| !c.is_alphanumeric()).unwrap_or(after.len()));
    let name = next.trim_start().starts_with(|c: char| c.is_alphabetic());
    after.starts_with('{') || word == "begin" || matches!(word, "variable" | "variables") && name
}

/// Whether a name follows, and what an algorithm has after its name: in the middle of a line, the word may only be mentioned.
fn has_body(rest: &str) -> bool {
    let name = rest.trim_start();
    let quoted = name.strip_prefix('"').and_then(|n| n.split_once('"')).map(|(_, after)| after);
    let after = quoted.unwrap_or(name).trim_start_matches(|c: char| c.is_alphanumeric() || c == '_').trim_start();
    let word = after.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    after.starts_with(['{', '(', '\\'])
        || matches!(word, "begin" | "variable" | "variables" | "define" | "macro" | "procedure" | "process" | "fair")
}

impl Lexer<'_> {
    pub(super) fn line_comment(&mut self) {
        let start = self.pos;
        let end = self.text[start..self.end].find('\n').map_or(self.end, |i| start + i);
        self.pos = end;
        if let (true, Some((_, at))) = (self.skip_translation, self.algorithm_at)
            && self.text[start..end].contains("BEGIN TRANSLATION")
        {
            let mut line = end;
            while line < self.end {
                let stop = self.text[line + 1..self.end].find('\n').map_or(self.end, |i| line + 1 + i);
                if self.text[line..stop].contains("END TRANSLATION") {
                    self.algorithm_at = None;
                    self.last_line = true;
                    self.push(Tok::Algorithm(0), at, at);
                    self.pos = stop;
                    return;
                }
                line = stop;
            }
        }
    }

    /// Comments nest; quotation marks mean nothing in them.
    pub(super) fn block_comment(&mut self) {
        let start = self.pos;
        let mut depth = 1usize;
        let mut i = start + 2;
        while depth > 0 {
            if i + 1 >= self.end {
                let help = Some("close it with `*)`; comments nest, so every `(*` needs a `*)` of its own");
                self.error(start, start + 2, "this comment is never closed", help);
                self.pos = self.end;
                return;
            }
            match (self.bytes[i], self.bytes[i + 1]) {
                (b'(', b'*') => {
                    depth += 1;
                    i += 2;
                }
                (b'*', b')') => {
                    depth -= 1;
                    i += 2;
                }
                (b'\n', _) => {
                    self.last_line = true;
                    i += 1;
                }
                _ => i += 1,
            }
        }
        self.pos = i;
        if !self.pluscal {
            self.look_for_algorithm(start + 2, i - 2, false);
        }
    }

    /// In a comment; or in the prose before the module, where only the beginning of a line counts.
    pub(super) fn look_for_algorithm(&mut self, start: usize, end: usize, prose: bool) {
        if start >= end {
            return;
        }
        let body = &self.text[start..end];
        self.options_in(body);
        if self.out.algorithm.is_some() {
            return;
        }
        let mut from = 0;
        while let Some(found) = body[from..].find("--") {
            let at = from + found;
            let rest = body[at..].trim_start_matches('-');
            let rest = rest.strip_prefix("fair").map_or(rest, str::trim_start);
            let leads = body[..at].rfind('\n').map_or(&body[..at], |i| &body[i..at]).trim_matches(['(', '*']).trim().is_empty();
            if (leads || !prose)
                && let Some(rest) = rest.strip_prefix("algorithm")
                && rest.starts_with(|c: char| c.is_whitespace())
                && rest.trim_start().starts_with(|c: char| c.is_alphanumeric() || c == '_')
                && (leads || has_body(rest))
            {
                self.out.algorithm = Some((start + at, end));
                if self.skip_translation {
                    self.algorithm_at = Some((self.out.tokens.len(), start + at));
                }
                return;
            }
            from = at + body[at..].bytes().take_while(|b| *b == b'-').count();
        }
    }

    pub(super) fn options_in(&mut self, body: &str) {
        if let Some(found) = body.find("PlusCal options") {
            let rest = &body[found + "PlusCal options".len()..];
            if let Some((words, _)) = rest.trim_start().strip_prefix('(').and_then(|r| r.split_once(')')) {
                self.out.options.extend(words.split([',', ' ', '\t', '\n', '\r']).filter(|w| !w.is_empty()).map(str::to_owned));
            }
        }
    }
}
