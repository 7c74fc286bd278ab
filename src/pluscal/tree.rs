//! The algorithm without macros, the form that all later steps work on.
//!
//! It differs from [`super::ast`]: there are no macro calls, a `with` binds one name, a `call` knows what follows it
//! (`call P(); return` and `call P(); goto l` are one statement), and a statement knows the macro call it came from.

use super::ast::{Assign, Fairness, Init, Label, VarDecl};
use crate::source::Span;
use crate::syntax::ast::{Expr, Ident, Name, Unit, UnitKind};

#[derive(Clone, Debug)]
pub struct Program {
    pub name: Ident,
    pub fair: bool,
    pub globals: Vec<VarDecl>,
    pub define: Vec<Unit>,
    pub procedures: Vec<Procedure>,
    pub body: Body,
    /// Some text of the algorithm, a macro's too, has a `goto`.
    pub uses_goto: bool,
    /// … a `goto Done`.
    pub goes_to_done: bool,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum Body {
    Single(Vec<Stmt>),
    Processes(Vec<Process>),
}

#[derive(Clone, Debug)]
pub struct Procedure {
    pub name: Ident,
    pub params: Vec<VarDecl>,
    pub locals: Vec<VarDecl>,
    pub body: Vec<Stmt>,
    /// The procedures that the text calls, macros not looked into, in order.
    pub calls: Vec<Name>,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub struct Process {
    pub fairness: Fairness,
    pub name: Ident,
    pub id: Id,
    pub locals: Vec<VarDecl>,
    pub body: Vec<Stmt>,
    /// As in [`Procedure::calls`].
    pub calls: Vec<Name>,
    pub span: Span,
}

/// Which processes a declaration stands for.
#[derive(Clone, Debug)]
pub enum Id {
    /// `process P = e`
    One(Expr),
    /// `process P \in S`
    Each(Expr),
}

#[derive(Clone, Debug)]
pub struct Stmt {
    pub label: Option<Label>,
    pub kind: Kind,
    /// Without the label.
    pub span: Span,
    /// The macro call that this came from, the outermost one.
    pub site: Option<Span>,
}

#[derive(Clone, Debug)]
pub enum Kind {
    Assign(Vec<Assign>),
    If { condition: Expr, then: Vec<Stmt>, otherwise: Vec<Stmt> },
    While { condition: Expr, body: Vec<Stmt> },
    Either(Vec<Vec<Stmt>>),
    With { name: Ident, init: Init, body: Vec<Stmt> },
    Await(Expr),
    Skip,
    Print(Expr),
    Assert(Expr),
    Call { procedure: Ident, args: Vec<Expr>, after: After },
    Return,
    Goto(Ident),
}

/// Where control goes when a called procedure returns.
#[derive(Clone, Debug)]
pub enum After {
    Next,
    Return,
    Goto(Ident),
}

impl Program {
    pub fn processes(&self) -> &[Process] {
        match &self.body {
            Body::Single(_) => &[],
            Body::Processes(processes) => processes,
        }
    }

    /// Some variable has no initial value.
    pub fn has_default(&self) -> bool {
        let procedures = self.procedures.iter().flat_map(|p| p.params.iter().chain(&p.locals));
        let processes = self.processes().iter().flat_map(|p| &p.locals);
        self.globals.iter().chain(procedures).chain(processes).any(|d| matches!(d.init, Init::Default))
    }

    /// The operators and instances that the `define` block names.
    pub fn defined(&self) -> Vec<&Name> {
        self.define
            .iter()
            .filter_map(|u| match &u.kind {
                UnitKind::Operator(op) => Some(&op.name.name),
                UnitKind::Function(f) => Some(&f.name.name),
                UnitKind::ModuleDef { name, .. } => Some(&name.name),
                UnitKind::Constants(_)
                | UnitKind::Variables(_)
                | UnitKind::Recursive(_)
                | UnitKind::Instance(_)
                | UnitKind::Assume { .. }
                | UnitKind::Theorem { .. }
                | UnitKind::Hide(_)
                | UnitKind::Submodule(_)
                | UnitKind::Algorithm(_) => None,
            })
            .collect()
    }

    /// The algorithm has processes, so that `pc` and `stack` are functions.
    pub fn is_concurrent(&self) -> bool {
        matches!(self.body, Body::Processes(_))
    }
}

impl Stmt {
    /// The text that stands in the body: the macro call where it came from one.
    pub fn place(&self) -> Span {
        self.site.unwrap_or(self.span)
    }

    /// The statement lists inside.
    pub fn parts(&self) -> Vec<&[Stmt]> {
        match &self.kind {
            Kind::If { then, otherwise, .. } => vec![then, otherwise],
            Kind::While { body, .. } | Kind::With { body, .. } => vec![body],
            Kind::Either(branches) => branches.iter().map(Vec::as_slice).collect(),
            Kind::Assign(_)
            | Kind::Await(_)
            | Kind::Skip
            | Kind::Print(_)
            | Kind::Assert(_)
            | Kind::Call { .. }
            | Kind::Return
            | Kind::Goto(_) => Vec::new(),
        }
    }

    /// Some statement inside has a label.
    pub fn has_inner_label(&self) -> bool {
        self.parts().into_iter().flatten().any(|s| s.label.is_some() || s.has_inner_label())
    }
}

/// The labels of a body with a sign: `l:+` where `plus`, `l:-` otherwise, in order.
pub fn signed_labels(body: &[Stmt], plus: bool) -> Vec<&Ident> {
    let mut result = Vec::new();
    for stmt in body {
        if let Some(label) = &stmt.label
            && label.modifier == Some(plus)
        {
            result.push(&label.name);
        }
        for part in stmt.parts() {
            result.extend(signed_labels(part, plus));
        }
    }
    result
}
