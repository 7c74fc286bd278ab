//! The kind of each bracket, from what it encloses.
//!
//! In: tokens. Out: for the opening bracket at index `i`, its kind: `[` may begin a function, a record, a
//! set of either, an EXCEPT or an action; `{` an enumeration, a filter or a map; `<<` a tuple or an action.
//! `[x]` after an operand is an index whatever it holds: `layout` decides that.
//!
//! Always holds: when no error comes back, every opening bracket has its closing one.

use super::lexer::LexError;
use super::token::{Kw, Tok, Token, Virtual};

struct Open {
    at: usize,
    kw: Kw,
    kind: Option<Virtual>,
    /// Quantifiers whose colon has not come yet.
    quantifiers: u32,
    /// Whether an arrow belongs to a CASE.
    case: bool,
}

/// The kinds of the brackets, by the index of the opening token.
pub fn kinds(tokens: &[Token<'_>]) -> Result<Vec<Option<Virtual>>, LexError> {
    let mut kinds = vec![None; tokens.len()];
    let mut stack: Vec<Open> = Vec::new();
    for (i, token) in tokens.iter().enumerate() {
        if let (Tok::Pc(_), Some(open)) = (token.tok, stack.last())
            && open.kw != Kw::LBrace
        {
            return Err(unclosed(&tokens[open.at], Some(token)));
        }
        let Tok::Kw(kw) = token.tok else { continue };
        let after_bang = i > 0 && tokens[i - 1].tok == Tok::Kw(Kw::Bang);
        if after_bang && matches!(kw, Kw::LTuple | Kw::RTuple | Kw::Colon) {
            continue;
        }
        match kw {
            Kw::LParen | Kw::LBracket | Kw::LBrace | Kw::LTuple => {
                if stack.len() >= super::depth::NESTING {
                    let message = format!("brackets are nested more than {} deep", super::depth::NESTING);
                    let help = Some("give parts of it names in definitions of their own");
                    return Err(LexError { start: token.start, end: token.end, message, help });
                }
                stack.push(Open { at: i, kw, kind: None, quantifiers: 0, case: false });
            }
            Kw::RParen | Kw::RBracket | Kw::RBracketSub | Kw::RBrace | Kw::RTuple | Kw::RTupleSub => {
                let Some(open) = stack.pop() else {
                    let message = format!("`{}` closes nothing", token.tok);
                    return Err(LexError {
                        start: token.start,
                        end: token.end,
                        message,
                        help: Some("remove it, or open the bracket that it closes"),
                    });
                };
                let kind = match (open.kw, kw) {
                    // `WF_f(x)(A)`
                    (Kw::LParen, Kw::RParen) => {
                        let again = tokens.get(i + 1).is_some_and(|t| t.tok == Tok::Kw(Kw::LParen));
                        again.then_some(Virtual::SubscriptArgs)
                    }
                    (Kw::LBracket, Kw::RBracket) => open.kind,
                    (Kw::LBracket, Kw::RBracketSub) => Some(Virtual::Action),
                    (Kw::LBrace, Kw::RBrace) => open.kind.or(Some(Virtual::SetEnum)),
                    (Kw::LTuple, Kw::RTuple) => Some(Virtual::Tuple),
                    (Kw::LTuple, Kw::RTupleSub) => Some(Virtual::AngleAction),
                    _ => return Err(unclosed(&tokens[open.at], Some(token))),
                };
                kinds[open.at] = kind;
            }
            Kw::Dashes | Kw::EndModule | Kw::Extends | Kw::Theorem | Kw::Variable => {
                if let Some(open) = stack.last() {
                    return Err(unclosed(&tokens[open.at], Some(token)));
                }
            }
            _ => {
                if let Some(open) = stack.last_mut() {
                    inside(tokens, open, kw);
                }
            }
        }
    }
    match stack.last() {
        Some(open) => Err(unclosed(&tokens[open.at], None)),
        None => Ok(kinds),
    }
}

/// What a token directly inside a bracket says about it.
fn inside(tokens: &[Token<'_>], open: &mut Open, kw: Kw) {
    let nth = |n: usize| tokens.get(open.at + n).map(|t| t.tok);
    let found = match kw {
        Kw::Forall | Kw::Exists | Kw::TForall | Kw::TExists | Kw::Choose | Kw::Lambda => {
            open.quantifiers += 1;
            return;
        }
        Kw::Case => {
            open.case = true;
            return;
        }
        Kw::Colon if open.quantifiers > 0 => {
            open.quantifiers -= 1;
            return;
        }
        Kw::Colon => match open.kw {
            Kw::LBracket => Virtual::RecordSet,
            Kw::LBrace if begins_with_bound(&tokens[open.at + 1..]) => Virtual::SetFilter,
            Kw::LBrace => Virtual::SetMap,
            _ => return,
        },
        Kw::MapsTo if matches!((nth(1), nth(2)), (Some(Tok::Ident(_)), Some(Tok::Kw(Kw::MapsTo)))) => Virtual::Record,
        Kw::MapsTo => Virtual::FnCtor,
        Kw::Except => Virtual::ExceptOpen,
        Kw::Arrow if !open.case => Virtual::FnSet,
        _ => return,
    };
    open.kind.get_or_insert(found);
}

/// `x \in` or `<<x, y>> \in`.
fn begins_with_bound(tokens: &[Token<'_>]) -> bool {
    let mut rest = tokens.iter().map(|t| t.tok);
    match rest.next() {
        Some(Tok::Ident(_)) => rest.next() == Some(Tok::Kw(Kw::SetIn)),
        Some(Tok::Kw(Kw::LTuple)) => {
            let mut rest = rest.skip_while(|t| matches!(t, Tok::Ident(_) | Tok::Kw(Kw::Comma)));
            rest.next() == Some(Tok::Kw(Kw::RTuple)) && rest.next() == Some(Tok::Kw(Kw::SetIn))
        }
        _ => false,
    }
}

fn unclosed(open: &Token<'_>, found: Option<&Token<'_>>) -> LexError {
    let found = found.map_or("the end".to_owned(), |t| format!("`{}`", t.tok));
    let message = format!("this `{}` is not closed before {found}", open.tok);
    let help = match open.tok {
        Tok::Kw(Kw::LParen) => "close it with `)`",
        Tok::Kw(Kw::LBracket) => "close it with `]`",
        Tok::Kw(Kw::LBrace) => "close it with `}`",
        _ => "close it with `>>`",
    };
    LexError { start: open.start, end: open.end, message, help: Some(help) }
}
