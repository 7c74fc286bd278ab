//! The tree of a PlusCal algorithm, the same for the p- and the c-syntax ("A PlusCal User's Manual").
//!
//! A body is a flat list of statements; a label belongs to the statement it stands before.

use crate::source::Span;
use crate::syntax::ast::{Expr, Ident, PathElem, Unit};

#[derive(Clone, PartialEq, Debug)]
pub struct Algorithm {
    pub name: Ident,
    /// `--fair algorithm`
    pub fair: bool,
    pub variables: Vec<VarDecl>,
    /// The units of the `define` block: operators and instances.
    pub define: Vec<Unit>,
    pub macros: Vec<Macro>,
    pub procedures: Vec<Procedure>,
    pub body: Body,
    /// Words of a `PlusCal options (…)` comment in the file, dashes kept.
    pub options: Vec<String>,
    pub span: Span,
}

#[derive(Clone, PartialEq, Debug)]
pub enum Body {
    Single(Vec<Stmt>),
    Processes(Vec<Process>),
}

#[derive(Clone, PartialEq, Debug)]
pub struct VarDecl {
    pub name: Ident,
    pub init: Init,
    pub span: Span,
}

#[derive(Clone, PartialEq, Debug)]
pub enum Init {
    /// `x`: TLC's model value `defaultInitValue`.
    Default,
    /// `x = e`
    Is(Expr),
    /// `x \in S`
    In(Expr),
}

#[derive(Clone, PartialEq, Debug)]
pub struct Macro {
    pub name: Ident,
    pub params: Vec<Ident>,
    pub body: Vec<Stmt>,
    pub span: Span,
}

#[derive(Clone, PartialEq, Debug)]
pub struct Procedure {
    pub name: Ident,
    pub params: Vec<VarDecl>,
    pub locals: Vec<VarDecl>,
    pub body: Vec<Stmt>,
    pub span: Span,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fairness {
    Unfair,
    Weak,
    Strong,
}

#[derive(Clone, PartialEq, Debug)]
pub struct Process {
    /// `process`, `fair process`, `fair+ process`
    pub fairness: Fairness,
    pub name: Ident,
    /// `Is(e)`: one process; `In(S)`: one for each element. Never `Default`.
    pub id: Init,
    pub locals: Vec<VarDecl>,
    pub body: Vec<Stmt>,
    pub span: Span,
}

#[derive(Clone, PartialEq, Debug)]
pub struct Label {
    pub name: Ident,
    /// `l:` is `None`, `l:+` is `Some(true)`, `l:-` is `Some(false)`.
    pub modifier: Option<bool>,
}

#[derive(Clone, PartialEq, Debug)]
pub struct Stmt {
    pub label: Option<Label>,
    pub kind: StmtKind,
    /// Without the label.
    pub span: Span,
}

#[derive(Clone, PartialEq, Debug)]
pub struct Assign {
    pub target: Ident,
    pub path: Vec<PathElem>,
    pub value: Expr,
    pub span: Span,
}

#[derive(Clone, PartialEq, Debug)]
pub enum StmtKind {
    /// `a := 1 || b := 2`
    Assign(Vec<Assign>),
    /// `elsif` is an `If` alone in `otherwise`.
    If {
        condition: Expr,
        then: Vec<Stmt>,
        otherwise: Vec<Stmt>,
    },
    While {
        condition: Expr,
        body: Vec<Stmt>,
    },
    Either(Vec<Vec<Stmt>>),
    /// Several binders nest from left to right; `Init::Default` never.
    With {
        binders: Vec<(Ident, Init)>,
        body: Vec<Stmt>,
    },
    /// `await` and `when`
    Await(Expr),
    Skip,
    Print(Expr),
    Assert(Expr),
    Call {
        procedure: Ident,
        args: Vec<Expr>,
    },
    Return,
    Goto(Ident),
    Macro {
        name: Ident,
        args: Vec<Expr>,
    },
}
