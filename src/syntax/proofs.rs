//! Drops proofs, and the statements of theorems that are not plain formulas.
//!
//! In: tokens. Out: tokens without PROOF, BY, OBVIOUS, OMITTED, proof steps up to the QED and its proof,
//! and without USE; of HIDE between the units of a module only the facts stay. `ASSUME … PROVE …` becomes one token. A checker
//! reads none of them, but HIDE takes names, and other facts after it are reported.

use super::token::{Kw, Tok, Token, Virtual};

/// The tokens that matter.
pub fn skip(tokens: Vec<Token<'_>>) -> Vec<Token<'_>> {
    if !tokens.iter().any(|t| matches!(t.tok, Tok::Proof(_) | Tok::Step(_))) {
        return tokens;
    }
    let mut out = Vec::with_capacity(tokens.len());
    let mut i = 0;
    while let Some(token) = tokens.get(i) {
        let theorem = out.last().is_some_and(|t: &Token<'_>| t.tok == Tok::Kw(Kw::Theorem));
        let named =
            out.len() >= 3 && out[out.len() - 3].tok == Tok::Kw(Kw::Theorem) && out[out.len() - 1].tok == Tok::Kw(Kw::Def);
        match token.tok {
            Tok::Kw(Kw::Assume) if theorem || named => {
                out.push(Token { tok: Tok::Virtual(Virtual::SkippedStatement), ..*token });
                i = statement(&tokens, i);
            }
            Tok::Proof("PROOF" | "BY" | "OBVIOUS" | "OMITTED") | Tok::Step(_) => i = proof(&tokens, i),
            Tok::Proof("USE") => i = leaf(&tokens, i + 1),
            Tok::Proof("HIDE") => {
                let end = leaf(&tokens, i + 1);
                let facts = &tokens[i + 1..end];
                let facts = &facts[..facts.iter().position(|t| t.tok == Tok::Proof("DEF")).unwrap_or(facts.len())];
                // `MODULE M` stands for all that the module claims.
                if !facts.is_empty() && !facts.iter().any(|t| t.tok == Tok::Kw(Kw::Module)) {
                    out.push(*token);
                    out.extend(facts);
                }
                i = end;
            }
            _ => {
                out.push(*token);
                i += 1;
            }
        }
    }
    out
}

/// The first place from `i` on that `stop` names or that is the end, definitions in LET passed over.
fn seek(tokens: &[Token<'_>], mut i: usize, stop: impl Fn(usize) -> bool) -> usize {
    let mut lets = 0usize;
    while let Some(token) = tokens.get(i) {
        match token.tok {
            Tok::Kw(Kw::Let) => lets += 1,
            Tok::Kw(Kw::In) => lets = lets.saturating_sub(1),
            Tok::Kw(Kw::EndModule) => break,
            _ => {}
        }
        if lets == 0 && stop(i) {
            break;
        }
        i += 1;
    }
    i
}

/// Whether a unit of a module begins at `i`.
fn unit(tokens: &[Token<'_>], i: usize) -> bool {
    let tok = |n: usize| tokens.get(i + n).map(|t| t.tok);
    match tok(0) {
        None => true,
        Some(Tok::Kw(
            Kw::Local
            | Kw::Theorem
            | Kw::Assume
            | Kw::Constant
            | Kw::Variable
            | Kw::Recursive
            | Kw::Dashes
            | Kw::EndModule
            | Kw::Instance,
        )) => true,
        Some(Tok::Proof("USE" | "HIDE") | Tok::Algorithm(_)) => true,
        Some(Tok::Prefix("-.")) => tok(2) == Some(Tok::Kw(Kw::Def)),
        Some(Tok::Ident(_)) => match tok(1) {
            Some(Tok::Kw(Kw::Def)) => true,
            Some(Tok::Infix(_)) => matches!(tok(2), Some(Tok::Ident(_))) && tok(3) == Some(Tok::Kw(Kw::Def)),
            Some(Tok::Postfix(_)) => tok(2) == Some(Tok::Kw(Kw::Def)),
            Some(Tok::Kw(open @ (Kw::LParen | Kw::LBracket))) => {
                let close = if open == Kw::LParen { Kw::RParen } else { Kw::RBracket };
                let mut depth = 0usize;
                for (n, t) in tokens[i + 1..].iter().enumerate() {
                    if t.tok == Tok::Kw(open) {
                        depth += 1;
                    } else if t.tok == Tok::Kw(close) {
                        depth -= 1;
                        if depth == 0 {
                            return tok(n + 2) == Some(Tok::Kw(Kw::Def));
                        }
                    } else if matches!(t.tok, Tok::Kw(Kw::Def | Kw::EndModule)) {
                        return false;
                    }
                }
                false
            }
            _ => false,
        },
        Some(_) => false,
    }
}

fn starts_proof(tok: Tok<'_>) -> bool {
    matches!(tok, Tok::Proof("PROOF" | "BY" | "OBVIOUS" | "OMITTED") | Tok::Step(_))
}

/// Past `ASSUME … PROVE …` that begins at `i`. Assumptions may declare constants and nest.
fn statement(tokens: &[Token<'_>], start: usize) -> usize {
    let open = std::cell::Cell::new(0i32);
    seek(tokens, start, |i| match tokens[i].tok {
        tok if starts_proof(tok) => true,
        Tok::Kw(Kw::Assume) => {
            let inner = matches!(tokens[i - 1].tok, Tok::Kw(Kw::Comma | Kw::Labels | Kw::Assume) | Tok::Proof("PROVE"));
            open.set(open.get() + 1);
            i != start && !inner
        }
        Tok::Proof("PROVE") => {
            open.set(open.get() - 1);
            false
        }
        Tok::Kw(Kw::Constant | Kw::Variable) if open.get() > 0 => false,
        _ => unit(tokens, i),
    })
}

/// Past the facts after BY and the like.
fn leaf(tokens: &[Token<'_>], i: usize) -> usize {
    seek(tokens, i, |i| unit(tokens, i) || starts_proof(tokens[i].tok))
}

/// The number in `<2>1.`; `<*>` and `<+>` count as given by the steps around them.
fn level(step: &str) -> Option<u32> {
    step[1..].split('>').next()?.parse().ok()
}

/// Past the proof that begins at `i`.
fn proof(tokens: &[Token<'_>], mut i: usize) -> usize {
    if tokens[i].tok == Tok::Proof("PROOF") {
        i += 1;
    }
    let Some(Tok::Step(first)) = tokens.get(i).map(|t| t.tok) else {
        let keyword = tokens.get(i).is_some_and(|t| matches!(t.tok, Tok::Proof("BY" | "OBVIOUS" | "OMITTED")));
        return leaf(tokens, i + usize::from(keyword));
    };
    // Steps of this level, each with its own proof, which may be of a deeper level.
    while let Some(Tok::Step(_)) = tokens.get(i).map(|t| t.tok) {
        let qed = matches!(tokens.get(i + 1).map(|t| t.tok), Some(Tok::Proof("QED")));
        i += 1;
        i = seek(tokens, i, |i| starts_proof(tokens[i].tok) || (qed && unit(tokens, i)));
        i = match tokens.get(i).map(|t| t.tok) {
            Some(Tok::Proof("PROOF" | "BY" | "OBVIOUS" | "OMITTED")) => proof(tokens, i),
            Some(Tok::Step(next)) if level(next) > level(first) => proof(tokens, i),
            _ => i,
        };
        if qed || tokens.get(i).is_some_and(|t| t.tok == Tok::Kw(Kw::EndModule)) {
            break;
        }
    }
    i
}
