//! Constructors of trees for the actions of the grammar.
//!
//! In: pieces that the grammar read. Out: pieces of the tree. The larger ones are [`path`], which splits
//! `I!Op(a)!1` into name and selectors, and [`statement`], which nests the flat statements of PlusCal's
//! c-syntax (an `else` belongs to the nearest `if`, an `or` to the nearest `either`).

use super::ast::*;
use super::fixity::Open;
use crate::diag::{Code, Diagnostic};
use crate::source::{FileId, Span};
use crate::syntax::pluscal::{Algorithm, Fairness, Init, Label, Stmt, StmtKind};
use std::cell::RefCell;

/// What a parse is given besides its tokens.
pub struct Input {
    pub file: FileId,
    /// The words of `PlusCal options (…)`.
    pub options: Vec<String>,
    /// The algorithm for the token that stands for it.
    pub algorithm: RefCell<Option<Algorithm>>,
}

/// What a parse gives.
#[derive(Debug)]
pub enum Parsed {
    Module(Module),
    Expr(Expr),
    Algorithm(Algorithm),
}

/// One step of `I(a)!Op(b)!1`.
#[derive(Debug)]
pub enum Step {
    Name(Ident, Vec<Expr>),
    Select(Selector),
}

/// One piece of a flat statement.
#[derive(Debug)]
pub enum Link {
    Label(Label),
    Header(Header, Span),
    Simple(StmtKind, Span),
    Block(Vec<Stmt>, Span),
    Else,
    Or,
}

/// What stands before a statement and takes it in.
#[derive(Debug)]
pub enum Header {
    If(Expr),
    While(Expr),
    With(Vec<(Ident, Init)>),
    Either,
}

impl Input {
    pub fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.file, start, end.max(start))
    }

    /// The algorithm, which stands in the text once.
    pub fn algorithm(&self) -> UnitKind {
        let algorithm = self.algorithm.borrow_mut().take();
        UnitKind::Algorithm(Box::new(algorithm.expect("parse: the algorithm is parsed before its module")))
    }
}

pub fn apply(name: Ident, args: Vec<Expr>) -> ExprKind {
    ExprKind::Apply { name: GenName { prefix: Vec::new(), name }, args }
}

/// `a + b == body` and the like.
pub fn operator(name: Ident, params: Vec<Ident>, body: Expr) -> UnitKind {
    let params = params.into_iter().map(|name| OpDecl { name, arity: 0 }).collect();
    UnitKind::Operator(OpDef { name, params, body })
}

pub fn string(raw: &str) -> ExprKind {
    ExprKind::String(super::lexer::unescape(raw).into())
}

/// A list of one item is that item.
pub fn junction(op: Junction, mut items: Vec<Expr>) -> ExprKind {
    if items.len() == 1 {
        return *items.remove(0).kind;
    }
    ExprKind::Junction { op, items }
}

/// `x`, `y \in S` → `x, y \in S`: names without a set share the next one's.
pub fn bounds(items: Vec<Bound>) -> Vec<Bound> {
    let mut out: Vec<Bound> = Vec::new();
    for item in items {
        match (out.last_mut(), item) {
            (
                Some(Bound { pattern: Pattern::Names(names), set: set @ None }),
                Bound { pattern: Pattern::Names(more), set: found },
            ) => {
                names.extend(more);
                *set = found;
            }
            (_, item) => out.push(item),
        }
    }
    out
}

/// The `+` of `fair+`.
pub fn strong(sign: &str, span: Span) -> Result<Fairness, Diagnostic> {
    if sign == "+" {
        return Ok(Fairness::Strong);
    }
    let d = Diagnostic::error(Code::PCAL_PARSE, format!("expected `+` or `process` after `fair`, found `{sign}`"));
    Err(d.at(span, "not part of a process's fairness"))
}

/// `fair` before the body of an algorithm without processes, as version 1.5 of PlusCal had it.
pub fn fair_body(options: &[String], span: Span) -> Result<bool, Diagnostic> {
    if options.iter().flat_map(|o| o.split([' ', ','])).any(|o| o == "1.5") {
        return Ok(true);
    }
    let d =
        Diagnostic::error(Code::PCAL_PARSE, "expected `process` after `fair`").at(span, "only processes are fair by this word");
    Err(d.help("write `--fair algorithm` for an algorithm without processes"))
}

pub fn nth(digits: &str, span: Span) -> Result<Selector, Diagnostic> {
    digits.parse().map(Selector::Nth).map_err(|_| {
        Diagnostic::error(Code::PARSE, "expected a small number after `!`").at(span, "this selects no part of a definition")
    })
}

/// The name that a path is, applied; or, with selectors, a reference to a part of it. The parser cannot
/// distinguish a label from a name, so `Op!label` becomes a name, which `resolve` looks up.
pub fn path(steps: Vec<Step>, span: Span) -> Expr {
    let mut names = Vec::new();
    let mut selectors = Vec::new();
    for step in steps {
        match step {
            Step::Name(name, args) if selectors.is_empty() => names.push((name, args)),
            Step::Name(name, args) => {
                selectors.push(Selector::Label(name));
                if !args.is_empty() {
                    selectors.push(Selector::Args(args));
                }
            }
            Step::Select(s) => selectors.push(s),
        }
    }
    let (name, args) = names.pop().expect("parse: a path begins with a name");
    let name = GenName { prefix: names, name };
    let kind = match selectors.is_empty() {
        true => ExprKind::Apply { name, args },
        false => ExprKind::Subexpression { name, args, selectors },
    };
    Expr::new(kind, span)
}

/// `lbl` or `lbl(x, y)` before `::`.
pub fn label(steps: Vec<Step>, span: Span) -> Result<Open, Diagnostic> {
    let wrong = || {
        Diagnostic::error(Code::PARSE, "a label is a name, or a name with names as parameters")
            .at(span, "not a label")
            .help("write `label :: expression` or `label(x) :: expression`")
    };
    let [Step::Name(name, args)] = <[Step; 1]>::try_from(steps).map_err(|_| wrong())? else { return Err(wrong()) };
    let mut params = Vec::new();
    for arg in args {
        match *arg.kind {
            ExprKind::Apply { name, args } if args.is_empty() && name.prefix.is_empty() => params.push(name.name),
            _ => return Err(wrong()),
        }
    }
    Ok(Open::Label(name, params))
}

/// `either … or …`, which has a choice.
pub fn either(branches: Vec<Vec<Stmt>>, span: Span) -> Result<StmtKind, Diagnostic> {
    if branches.len() > 1 {
        return Ok(StmtKind::Either(branches));
    }
    let d = Diagnostic::error(Code::PCAL_PARSE, "an `either` has one branch at least after `or`");
    Err(d.at(span, "this one has no `or`").help("write `either … or skip`, or take the `either` away"))
}

type Links = std::iter::Peekable<std::vec::IntoIter<Link>>;

/// A flat statement as a tree; several statements when it is a bare block.
pub fn statement(links: Vec<Link>) -> Result<Vec<Stmt>, Diagnostic> {
    let mut links = links.into_iter().peekable();
    let stmts = one(&mut links)?;
    let stray = match links.next() {
        None => return Ok(stmts),
        Some(Link::Or) => "`or` without the `either` that it belongs to",
        Some(_) => "`else` without the `if` that it belongs to",
    };
    let span = stmts.first().map_or(Span::NONE, |s| s.span);
    Err(Diagnostic::error(Code::PCAL_PARSE, stray).at(span, "after this statement"))
}

/// One statement; a block gives its statements, its label going to the first of them.
fn one(links: &mut Links) -> Result<Vec<Stmt>, Diagnostic> {
    const MORE: &str = "parse: the grammar ends no statement with a header";
    match links.next().expect(MORE) {
        Link::Label(label) => {
            let mut stmts = one(links)?;
            if let Some(first) = stmts.first_mut() {
                if let Some(inner) = &first.label {
                    return Err(Diagnostic::error(Code::PCAL_LABEL, "a statement has one label")
                        .at(label.name.span, "this label …")
                        .at(inner.name.span, "… and this one mean the same statement"));
                }
                first.label = Some(label);
            }
            Ok(stmts)
        }
        Link::Simple(kind, span) => Ok(vec![Stmt { label: None, kind, span }]),
        Link::Block(stmts, _) => Ok(stmts),
        Link::Header(header, span) => {
            let mut end = span;
            let mut body = |links: &mut Links| -> Result<Vec<Stmt>, Diagnostic> {
                let stmts = one(links)?;
                end = end.to(stmts.last().map_or(Span::NONE, |s| s.span));
                Ok(stmts)
            };
            let kind = match header {
                Header::If(condition) => {
                    let then = body(links)?;
                    let otherwise = match links.next_if(|l| matches!(l, Link::Else)) {
                        Some(_) => body(links)?,
                        None => Vec::new(),
                    };
                    StmtKind::If { condition, then, otherwise }
                }
                Header::While(condition) => StmtKind::While { condition, body: body(links)? },
                Header::With(binders) => StmtKind::With { binders, body: body(links)? },
                Header::Either => {
                    let mut branches = vec![body(links)?];
                    while links.next_if(|l| matches!(l, Link::Or)).is_some() {
                        branches.push(body(links)?);
                    }
                    either(branches, span)?
                }
            };
            Ok(vec![Stmt { label: None, kind, span: end }])
        }
        Link::Else | Link::Or => unreachable!("{MORE}"),
    }
}
