//! What the layout learns from the tokens around the one that it looks at.
//!
//! In: the tokens and an index. Out: what a bracket, a brace, a comma or a semicolon there means.

use super::Layout;
use crate::syntax::lexer::LexError;
use crate::syntax::token::{Kw, Pc, Tok, Virtual};

impl Layout<'_, '_> {
    /// A `[` that has neither of the arrows, nor a colon, EXCEPT or `]_`.
    pub(super) fn shapeless(&self, i: usize) -> LexError {
        let open = &self.src[i];
        let nth = |n: usize| self.src.get(i + n).map(|t| t.tok);
        let before = i.checked_sub(1).map(|p| self.src[p].tok);
        let close = self.matching(i);
        let holds = |tok| self.src[i..close].iter().any(|t| t.tok == tok);
        let help = match (before, nth(1), nth(2)) {
            (Some(Tok::Kw(Kw::Box)), _, _) => "the subscript is missing: write `[][Next]_vars`",
            (Some(Tok::Kw(Kw::Except | Kw::Comma)), _, _) => "what EXCEPT changes begins with `!`: `[f EXCEPT ![x] = e]`",
            (_, Some(Tok::Ident(_)), Some(Tok::Kw(Kw::Eq))) => "the fields of a record are written `[name |-> value]`",
            _ if holds(Tok::Infix("..")) => "a set of numbers is written `1..3`, without brackets",
            _ if holds(Tok::Kw(Kw::Comma)) => "a sequence is written `<<1, 2, 3>>`, a set `{1, 2, 3}`",
            _ => "a record is `[a |-> e]`, a function `[x \\in S |-> e]`, a set of functions `[S -> T]`, an action `[A]_v`",
        };
        let message = "this `[` begins neither a record, a function, an action nor an index".to_owned();
        LexError { start: open.start, end: open.end, message, help: Some(help) }
    }

    /// The index of the bracket that closes the one at `open`.
    pub(super) fn matching(&self, open: usize) -> usize {
        let mut depth = 0usize;
        for (i, t) in self.src.iter().enumerate().skip(open) {
            match t.tok {
                Tok::Kw(Kw::LParen | Kw::LBracket | Kw::LBrace | Kw::LTuple) => depth += 1,
                Tok::Kw(Kw::RParen | Kw::RBracket | Kw::RBracketSub | Kw::RBrace | Kw::RTuple | Kw::RTupleSub) => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        return i;
                    }
                }
                _ => {}
            }
        }
        self.src.len()
    }

    /// Whether the `;` or `,` at `i` ends the bindings of a `with`: nothing but its `)` or `do` follows.
    pub(super) fn ends_bindings(&self, i: usize) -> bool {
        let next = self.src.get(i + 1).map(|t| t.tok);
        if !self.pluscal || !matches!(next, Some(Tok::Kw(Kw::RParen) | Tok::Pc(Pc::Do))) {
            return false;
        }
        if next == Some(Tok::Pc(Pc::Do)) {
            return !self.in_bracket();
        }
        let mut depth = 0usize;
        for (p, t) in self.src[..i].iter().enumerate().rev() {
            match t.tok {
                Tok::Kw(Kw::RParen) => depth += 1,
                Tok::Kw(Kw::LParen) if depth > 0 => depth -= 1,
                Tok::Kw(Kw::LParen) => return p > 0 && self.src[p - 1].tok == Tok::Pc(Pc::With),
                _ => {}
            }
        }
        false
    }

    /// Whether a value of a declaration stands before the `{` at `i`, and nothing ends it.
    pub(super) fn unseparated(&self, i: usize) -> bool {
        let before = |n: usize| i.checked_sub(n).map(|p| self.src[p].tok);
        let ends = |t: Option<Tok<'_>>| matches!(t, Some(Tok::Kw(Kw::Semi | Kw::Comma) | Tok::Pc(Pc::Variables)));
        let without_value = matches!(before(1), Some(Tok::Ident(_))) && ends(before(2));
        !ends(before(1)) && !without_value
    }

    pub(super) fn begins_block(&self, i: usize, done: bool) -> bool {
        let prev = self.out.last().map(|t| t.tok);
        let after = i > 0
            && matches!(
                prev,
                Some(
                    Tok::Kw(Kw::Semi)
                        | Tok::Virtual(
                            Virtual::BlockOpen
                                | Virtual::BlockClose
                                | Virtual::LabelColon
                                | Virtual::LabelPlus
                                | Virtual::LabelMinus
                        )
                        | Tok::Pc(Pc::Else | Pc::Either | Pc::Or | Pc::Define | Pc::Fair)
                )
            );
        !self.in_bracket() && (done || after)
    }
}

/// Whether a keyword begins a unit of a module, or ends the module.
pub(super) fn begins_unit(kw: Kw) -> bool {
    matches!(
        kw,
        Kw::Assume
            | Kw::Constant
            | Kw::Dashes
            | Kw::EndModule
            | Kw::Instance
            | Kw::Local
            | Kw::Recursive
            | Kw::Theorem
            | Kw::Variable
    )
}

/// Whether what stands before needs no `;`.
pub(super) fn ends_statement(next: Tok<'_>) -> bool {
    matches!(
        next,
        Tok::Pc(
            Pc::End
                | Pc::Else
                | Pc::Elsif
                | Pc::Or
                | Pc::Do
                | Pc::Macro
                | Pc::Procedure
                | Pc::Process
                | Pc::Fair
                | Pc::Begin
                | Pc::Define
        ) | Tok::Kw(Kw::RBrace | Kw::Semi | Kw::LBrace)
    )
}
