//! Operators and operands in a row → a tree, by TLA+'s precedence ranges.
//!
//! In: what the grammar read as a flat list ([`Item`]). Out: one expression, or a diagnostic that names
//! the two operators whose order TLA+ leaves open. An operator binds tighter than another when its whole
//! range lies above the other's; where the ranges overlap, only an operator that associates to the left
//! may follow itself ("Specifying Systems", table 6; the numbers are the reference parser's).
//!
//! A construct that is open to the right (a quantifier, IF, CASE …) is an item too: its body is everything
//! up to the end of the list, or up to the `->` or `[]` of the CASE around it.
//!
//! ```text
//! a + b * c = d   →  (a + (b * c)) = d
//! a /\ b \/ c     →  an error: parentheses are needed
//! ```

use super::ast::{Bound, Expr, ExprKind, GenName, Ident, Junction, Quantifier, Unit};
use super::depth::NESTING;
use crate::diag::{Code, Diagnostic};
use crate::source::Span;

/// One piece of a flat list.
#[derive(Clone, Debug)]
pub enum Item {
    Operand(Expr),
    Infix(Ident),
    Prefix(Ident),
    Open(Open, Span),
    CaseArrow(Span),
    CaseSep(Span),
}

/// What is open to the right, without its body.
#[derive(Clone, Debug)]
pub enum Open {
    Quant(Quantifier, Vec<Bound>),
    TemporalQuant(Quantifier, Vec<Ident>),
    Choose(Bound),
    If(Expr, Expr),
    Case,
    /// `OTHER ->`
    Other,
    Let(Vec<Unit>),
    Lambda(Vec<Ident>),
    Label(Ident, Vec<Ident>),
}

/// The precedence range, and whether the operator associates to the left.
#[derive(Clone, Copy)]
struct Fixity {
    low: u8,
    high: u8,
    left: bool,
}

const fn fixity(low: u8, high: u8, left: bool) -> Fixity {
    Fixity { low, high, left }
}

/// Whether `name` is an infix operator's name.
pub fn is_infix(name: &str) -> bool {
    infix(name).is_some()
}

/// Whether `name` is a prefix operator's name.
pub fn is_prefix(name: &str) -> bool {
    prefix(name).is_some()
}

/// Whether `name` is a postfix operator's name.
pub fn is_postfix(name: &str) -> bool {
    matches!(name, "'" | "^+" | "^*" | "^#")
}

/// The precedence range of an operator with this number of operands; `None` for other names and for
/// postfix operators, which bind tighter than all others.
pub fn range(name: &str, operands: usize) -> Option<(u8, u8)> {
    let f = match operands {
        1 => prefix(name)?,
        2 => infix(name)?,
        _ if operands > 2 && name == "\\X" => infix(name)?,
        _ => return None,
    };
    Some((f.low, f.high))
}

fn infix(name: &str) -> Option<Fixity> {
    Some(match name {
        "=>" => fixity(1, 1, false),
        "<=>" | "~>" | "-+->" => fixity(2, 2, false),
        "/\\" | "\\/" => fixity(3, 3, true),
        "=" | "/=" | "\\in" | "\\notin" | "<" | ">" | "\\leq" | "\\geq" | "\\subseteq" | "|-" | "|=" | "-|" | "=|" | ":="
        | "::=" | "\\prec" | "\\succ" | "\\preceq" | "\\succeq" | "\\sim" | "\\simeq" | "\\ll" | "\\gg" | "\\asymp"
        | "\\subset" | "\\supset" | "\\supseteq" | "\\approx" | "\\cong" | "\\sqsubset" | "\\sqsubseteq" | "\\sqsupset"
        | "\\sqsupseteq" | "\\doteq" | "\\propto" => fixity(5, 5, false),
        "\\cdot" => fixity(5, 14, true),
        "@@" => fixity(6, 6, true),
        ":>" | "<:" => fixity(7, 7, false),
        "\\" => fixity(8, 8, false),
        "\\cup" | "\\cap" => fixity(8, 8, true),
        ".." | "..." => fixity(9, 9, false),
        "!!" => fixity(9, 13, false),
        "$" | "$$" | "??" | "##" | "\\uplus" | "\\sqcap" | "\\sqcup" => fixity(9, 13, true),
        "\\wr" => fixity(9, 14, false),
        "+" | "++" | "\\oplus" => fixity(10, 10, true),
        "%" => fixity(10, 11, false),
        "%%" | "|" | "||" => fixity(10, 11, true),
        "\\X" => fixity(10, 13, true),
        "-" | "--" | "\\ominus" => fixity(11, 11, true),
        "/" | "//" | "\\oslash" | "\\div" => fixity(13, 13, false),
        "*" | "**" | "&" | "&&" | "\\odot" | "\\otimes" | "\\star" | "\\o" | "\\bigcirc" | "\\bullet" => fixity(13, 13, true),
        "^" | "^^" => fixity(14, 14, false),
        _ => return None,
    })
}

fn prefix(name: &str) -> Option<Fixity> {
    Some(match name {
        "~" => fixity(4, 4, true),
        "[]" | "<>" | "ENABLED" | "UNCHANGED" => fixity(4, 15, false),
        "SUBSET" | "UNION" | "DOMAIN" => fixity(10, 13, false),
        "-." => fixity(12, 12, false),
        _ => return None,
    })
}

fn too_deep(span: Span) -> Diagnostic {
    Diagnostic::error(Code::PARSE, format!("this is nested more than {NESTING} deep"))
        .at(span, "too deep")
        .help("give parts of it names in definitions of their own")
}

enum Pending {
    Infix(Ident, Fixity),
    Prefix(Ident, Fixity),
}

/// The tree of a whole flat list.
pub fn resolve(items: Vec<Item>) -> Result<Expr, Diagnostic> {
    let mut rest = items.into_iter().peekable();
    let expr = expression(&mut rest, 0)?;
    match rest.next() {
        None => Ok(expr),
        Some(Item::CaseArrow(span)) => {
            Err(Diagnostic::error(Code::PARSE, "`->` without the CASE or the set of functions that it belongs to")
                .at(span, "unexpected `->`")
                .help("implication is written `=>`; in `[x \\in S |-> e]` the arrow is `|->`"))
        }
        Some(Item::CaseSep(span)) => {
            Err(Diagnostic::error(Code::PARSE, "`[]` without the CASE that it belongs to").at(span, "unexpected `[]`"))
        }
        Some(Item::Operand(_) | Item::Infix(_) | Item::Prefix(_) | Item::Open(..)) => {
            unreachable!("parse: an expression ends only at an arrow or a box")
        }
    }
}

/// An operand, and whether an infix operator of this list made it (if so, a chain may grow).
type Operand = (Expr, bool);

type Rest = std::iter::Peekable<std::vec::IntoIter<Item>>;

fn expression(rest: &mut Rest, depth: usize) -> Result<Expr, Diagnostic> {
    let mut operands: Vec<Operand> = Vec::new();
    let mut pending: Vec<Pending> = Vec::new();
    let mut prefixes = 0;
    while let Some(item) = rest.next_if(|i| !matches!(i, Item::CaseArrow(_) | Item::CaseSep(_))) {
        match item {
            Item::Operand(e) => {
                prefixes = 0;
                operands.push((e, false));
            }
            Item::Open(open, span) => {
                let label = matches!(open, Open::Label(..));
                let made = opened(open, span, rest, depth + 1)?;
                if label {
                    regrouped(&made, &pending)?;
                }
                operands.push((made, false));
            }
            Item::Prefix(name) => {
                let f = prefix(&name.name).expect("parse: the lexer knows which operators are prefix");
                prefixes += 1;
                if prefixes > NESTING {
                    return Err(too_deep(name.span));
                }
                // Only prefix minus is checked against the operator before it: `a * -b` has no meaning.
                if &*name.name == "-."
                    && let Some(Pending::Infix(left, g) | Pending::Prefix(left, g)) = pending.last()
                    && g.low > f.high
                {
                    return Err(conflict(left, &name));
                }
                pending.push(Pending::Prefix(name, f));
            }
            Item::Infix(name) => {
                let f = infix(&name.name).expect("parse: the lexer knows which operators are infix");
                while let Some(last) = pending.last() {
                    let (left, g, same) = match last {
                        Pending::Infix(l, g) => (l, *g, l.name == name.name && g.left),
                        Pending::Prefix(l, g) => (l, *g, false),
                    };
                    if g.low > f.high || same {
                        reduce(&mut operands, &mut pending);
                    } else if g.high < f.low {
                        break;
                    } else {
                        return Err(conflict(left, &name));
                    }
                }
                pending.push(Pending::Infix(name, f));
            }
            Item::CaseArrow(_) | Item::CaseSep(_) => unreachable!("parse: excluded above"),
        }
    }
    while !pending.is_empty() {
        reduce(&mut operands, &mut pending);
    }
    Ok(operands.pop().expect("parse: the grammar lets no expression be empty").0)
}

/// A label may not change what belongs together: `a * lbl :: b + c` would be `a * (b + c)`.
fn regrouped(labeled: &Expr, pending: &[Pending]) -> Result<(), Diagnostic> {
    if let ExprKind::Labeled { body, .. } = &*labeled.kind
        && let ExprKind::Apply { name: GenName { name, .. }, args } = &*body.kind
        && let (Some(first), Some(f)) = (args.first(), infix(&name.name))
        // no parentheses around it, and no prefix use
        && first.span.start == body.span.start
        && first.span.start < name.span.start
    {
        for left in pending {
            let (Pending::Infix(left, g) | Pending::Prefix(left, g)) = left;
            if g.high >= f.low {
                return Err(conflict(left, name));
            }
        }
    }
    Ok(())
}

/// The construct with its body, which is the rest.
fn opened(open: Open, start: Span, rest: &mut Rest, depth: usize) -> Result<Expr, Diagnostic> {
    if depth > NESTING {
        return Err(too_deep(start));
    }
    if let Open::Case = open {
        return case(start, rest, depth);
    }
    let body = expression(rest, depth)?;
    let span = start.to(body.span);
    let kind = match open {
        Open::Quant(quantifier, bounds) => ExprKind::Quant { quantifier, bounds, body },
        Open::TemporalQuant(quantifier, names) => ExprKind::TemporalQuant { quantifier, names, body },
        Open::Choose(bound) => ExprKind::Choose { bound, body },
        Open::If(condition, then) => ExprKind::If { condition, then, otherwise: body },
        Open::Let(units) => ExprKind::Let { units, body },
        Open::Lambda(params) => ExprKind::Lambda { params, body },
        Open::Label(label, params) => ExprKind::Labeled { label, params, body },
        Open::Other => {
            return Err(
                Diagnostic::error(Code::PARSE, "OTHER can only be the last arm of a CASE").at(start, "not after `[]` in a CASE")
            );
        }
        Open::Case => unreachable!("parse: CASE was dealt with"),
    };
    Ok(Expr::new(kind, span))
}

fn case(start: Span, rest: &mut Rest, depth: usize) -> Result<Expr, Diagnostic> {
    let mut arms = Vec::new();
    let mut otherwise = None;
    loop {
        if let (false, Some(Item::Open(Open::Other, _))) = (arms.is_empty(), rest.peek()) {
            rest.next();
            otherwise = Some(expression(rest, depth)?);
            break;
        }
        let condition = expression(rest, depth)?;
        match rest.next() {
            Some(Item::CaseArrow(_)) => arms.push((condition, expression(rest, depth)?)),
            Some(_) | None => {
                return Err(Diagnostic::error(Code::PARSE, "expected `->` after a condition of CASE")
                    .at(condition.span, "this condition has no value")
                    .help("write `CASE condition -> value [] condition -> value [] OTHER -> value`"));
            }
        }
        if rest.next_if(|i| matches!(i, Item::CaseSep(_))).is_none() {
            break;
        }
    }
    let end = otherwise.as_ref().or(arms.last().map(|(_, e)| e)).map_or(start, |e| e.span);
    Ok(Expr::new(ExprKind::Case { arms, otherwise }, start.to(end)))
}

/// Applies the last pending operator.
fn reduce(operands: &mut Vec<Operand>, pending: &mut Vec<Pending>) {
    const HAS: &str = "parse: the grammar gives each operator its operands";
    let (right, _) = operands.pop().expect(HAS);
    let made = match pending.pop().expect(HAS) {
        Pending::Prefix(name, _) => {
            let span = name.span.to(right.span);
            (Expr::apply(name, vec![right], span), false)
        }
        Pending::Infix(name, _) => {
            let (left, chain) = operands.pop().expect(HAS);
            (binary(name, left, chain, right), true)
        }
    };
    operands.push(made);
}

/// `left name right`; chains of `/\`, `\/` and `\X` become one node of many operands.
fn binary(name: Ident, mut left: Expr, chain: bool, right: Expr) -> Expr {
    let span = left.span.to(right.span);
    let junction = match &*name.name {
        "/\\" => Some(Junction::And),
        "\\/" => Some(Junction::Or),
        _ => None,
    };
    if chain {
        match (&mut *left.kind, junction) {
            (ExprKind::Junction { op, items }, Some(j)) if *op == j => {
                items.push(right);
                return Expr { span, ..left };
            }
            (ExprKind::Apply { name: n, args }, None) if &*name.name == "\\X" && n.name.name == name.name => {
                args.push(right);
                return Expr { span, ..left };
            }
            _ => {}
        }
    }
    match junction {
        Some(op) => Expr::new(ExprKind::Junction { op, items: vec![left, right] }, span),
        None => Expr::apply(name, vec![left, right], span),
    }
}

fn conflict(left: &Ident, right: &Ident) -> Diagnostic {
    let (l, r) = (&left.name, &right.name);
    if &**r == "-." {
        return Diagnostic::error(Code::FIXITY, format!("a minus sign cannot follow `{l}`, which binds tighter"))
            .at(right.span, "this one")
            .at(left.span, format!("`{l}` is here"))
            .help(format!("write `a {l} (-b)`"));
    }
    let message = if l == r {
        format!("`{l}` does not associate: `a {l} b {l} c` has no meaning")
    } else {
        format!("`{l}` and `{r}` have no order of precedence")
    };
    Diagnostic::error(Code::FIXITY, message)
        .at(right.span, format!("`{r}` could end the operand of `{l}`, or belong to it"))
        .at(left.span, format!("`{l}` is here"))
        .help(match (&**l, &**r) {
            ("/\\", "\\/") | ("\\/", "/\\") => "add parentheses, or align the bullets of a list in one column".to_owned(),
            _ if l == r => format!("write `a {l} b /\\ b {l} c`, or add parentheses"),
            _ => "add parentheses".to_owned(),
        })
}
