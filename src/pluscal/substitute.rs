//! A macro's arguments put for its parameters.
//!
//! In: the statements of a macro's body and the arguments of a call. Out: the statements that the call stands for.
//! An argument can be assigned to where it is a variable or a part of one.
//!
//! With `a[i]` for `v`, `v.f := v.f + 1` becomes `a[i].f := a[i].f + 1`.

use super::ast::{self, Assign, Init};
use super::rewrite::{rewrite, rewrite_path, shadowed};
use super::tree::{Kind, Stmt};
use crate::diag::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::ast::{Expr, ExprKind, Ident, Name, PathElem};
use std::cell::Cell;

/// Arguments for parameters, in statements.
pub struct Substitution<'a> {
    source: &'a ast::Macro,
    args: &'a [Expr],
    site: Span,
    /// Names bound by a `with` around.
    hidden: Vec<Name>,
    pub errors: Vec<Diagnostic>,
    /// How many names each argument mentions, once more for each time that it was put somewhere.
    sizes: Vec<usize>,
    copied: Cell<usize>,
    room: usize,
}

impl<'a> Substitution<'a> {
    /// `room`: how many names may be copied.
    pub fn new(source: &'a ast::Macro, args: &'a [Expr], site: Span, room: usize) -> Substitution<'a> {
        let sizes = args.iter().map(names_in).collect();
        Substitution { source, args, site, hidden: Vec::new(), errors: Vec::new(), sizes, copied: Cell::new(0), room }
    }

    fn argument(&self, name: &Name) -> Option<&Expr> {
        let i = self.source.params.iter().position(|p| p.name == *name)?;
        self.copied.set(self.copied.get() + self.sizes[i]);
        (self.copied.get() <= self.room).then(|| &self.args[i])
    }

    /// How many names were copied; more than there is room for if some were not.
    pub fn copied(&self) -> usize {
        self.copied.get()
    }

    fn expr(&mut self, e: &Expr) -> Expr {
        let replace = |name: &Ident| self.argument(&name.name).cloned();
        let result = rewrite(e, &self.hidden, &replace);
        for name in shadowed(e, &self.hidden, &replace) {
            self.shadowed(&name);
        }
        result
    }

    /// A parameter that is bound again has two meanings; the reference would put the argument for both.
    fn shadowed(&mut self, name: &Ident) {
        let text = format!("`{}` is a parameter of the macro and bound again inside it", name.name);
        let mut d = Diagnostic::error(Code::PCAL_TRANSLATE, text).at(name.span, "which of the two is meant here?");
        if let Some(param) = self.source.params.iter().find(|p| p.name == name.name) {
            d = d.at(param.span, "the parameter");
        }
        self.errors.push(d.help("give one of them another name"));
    }

    pub fn stmts(&mut self, stmts: &[Stmt]) -> Vec<Stmt> {
        stmts
            .iter()
            .map(|s| Stmt { label: s.label.clone(), kind: self.kind(&s.kind), span: s.span, site: Some(self.site) })
            .collect()
    }

    fn kind(&mut self, kind: &Kind) -> Kind {
        match kind {
            Kind::Assign(assigns) => Kind::Assign(assigns.iter().map(|a| self.assign(a)).collect()),
            Kind::If { condition, then, otherwise } => {
                Kind::If { condition: self.expr(condition), then: self.stmts(then), otherwise: self.stmts(otherwise) }
            }
            Kind::While { condition, body } => Kind::While { condition: self.expr(condition), body: self.stmts(body) },
            Kind::Either(branches) => Kind::Either(branches.iter().map(|b| self.stmts(b)).collect()),
            Kind::With { name, init, body } => {
                let init = match init {
                    Init::Is(e) => Init::Is(self.expr(e)),
                    Init::In(e) => Init::In(self.expr(e)),
                    Init::Default => Init::Default,
                };
                // Arguments are put as text would be: a parameter that a `with` binds again still stands for its argument.
                let bound = self.hidden.len();
                if !self.source.params.iter().any(|p| p.name == name.name) {
                    self.hidden.push(name.name.clone());
                }
                let body = self.stmts(body);
                self.hidden.truncate(bound);
                Kind::With { name: name.clone(), init, body }
            }
            Kind::Await(e) => Kind::Await(self.expr(e)),
            Kind::Print(e) => Kind::Print(self.expr(e)),
            Kind::Assert(e) => Kind::Assert(self.expr(e)),
            Kind::Call { procedure, args, after } => Kind::Call {
                procedure: procedure.clone(),
                args: args.iter().map(|a| self.expr(a)).collect(),
                after: after.clone(),
            },
            Kind::Skip | Kind::Return | Kind::Goto(_) => kind.clone(),
        }
    }

    fn assign(&mut self, a: &Assign) -> Assign {
        let replace = |name: &Ident| self.argument(&name.name).cloned();
        let mut path = rewrite_path(&a.path, &self.hidden, &replace);
        let value = self.expr(&a.value);
        let mut target = a.target.clone();
        if let Some(argument) = self.argument(&a.target.name) {
            match place(argument) {
                Some((name, mut before)) => {
                    target = name;
                    before.append(&mut path);
                    path = before;
                }
                None => self.errors.push(
                    Diagnostic::error(
                        Code::PCAL_TRANSLATE,
                        format!("the macro assigns to its parameter `{}`, and the argument is not a variable", a.target.name),
                    )
                    .at(argument.span, "this argument")
                    .at(a.span, "assigned here"),
                ),
            }
        }
        Assign { target, path, value, span: a.span }
    }
}

/// How many names an expression mentions, one at least.
fn names_in(e: &Expr) -> usize {
    let count = Cell::new(1);
    rewrite(e, &[], &|_| {
        count.set(count.get() + 1);
        None
    });
    count.get()
}

/// `x[i].f` as the variable `x` and the path to the part.
fn place(e: &Expr) -> Option<(Ident, Vec<PathElem>)> {
    if let ExprKind::Apply { name, args } = &*e.kind {
        return (name.prefix.is_empty() && args.is_empty()).then(|| (name.name.clone(), Vec::new()));
    }
    if let ExprKind::FnApp { function, args } = &*e.kind {
        let (name, mut path) = place(function)?;
        path.push(PathElem::Index(args.clone()));
        return Some((name, path));
    }
    if let ExprKind::Field { record, name: field } = &*e.kind {
        let (name, mut path) = place(record)?;
        path.push(PathElem::Field(field.clone()));
        return Some((name, path));
    }
    None
}
