//! Macros expanded.
//!
//! In: the algorithm as written. Out: [`tree::Program`] without macro calls. Arguments are put for parameters as
//! text would be, also on the left of `:=`; a macro may use the ones declared before it, never itself.
//!
//! `macro inc(v) { v := v + 1 }`, then `inc(a[i])` is `a[i] := a[i] + 1`.

use super::ast::{self, Assign, Init, StmtKind};
use super::rewrite::{rewrite, rewrite_path, shadowed};
use super::tree::{After, Body, Id, Kind, Procedure, Process, Program, Stmt};
use crate::diag::{Checked, Code, Diagnostic};
use crate::source::Span;
use crate::syntax::ast::{Expr, ExprKind, Ident, Name, PathElem};

/// A macro whose own body is expanded already.
struct Macro<'a> {
    source: &'a ast::Macro,
    body: Vec<Stmt>,
}

struct Expander<'a> {
    /// All names, to tell "unknown" from "declared later".
    declared: &'a [ast::Macro],
    known: Vec<Macro<'a>>,
    /// The macro whose body is being expanded.
    inside: Option<&'a ast::Macro>,
    errors: Vec<Diagnostic>,
}

/// The algorithm with its macros expanded.
pub fn expand(algorithm: &ast::Algorithm) -> Checked<Program> {
    let mut x = Expander { declared: &algorithm.macros, known: Vec::new(), inside: None, errors: Vec::new() };
    for (i, source) in algorithm.macros.iter().enumerate() {
        if let Some(first) = algorithm.macros[..i].iter().find(|m| m.name.name == source.name.name) {
            x.errors.push(
                Diagnostic::error(Code::PCAL_TRANSLATE, format!("macro `{}` is declared twice", source.name.name))
                    .at(source.name.span, "again here")
                    .at(first.name.span, "first here"),
            );
        }
        x.inside = Some(source);
        let body = x.stmts(&source.body);
        x.known.push(Macro { source, body });
    }
    x.inside = None;
    let procedures = algorithm.procedures.iter().map(|p| x.procedure(p)).collect();
    let body = match &algorithm.body {
        ast::Body::Single(stmts) => Body::Single(x.stmts(stmts)),
        ast::Body::Processes(processes) => Body::Processes(processes.iter().map(|p| x.process(p)).collect()),
    };
    if !x.errors.is_empty() {
        return Err(x.errors);
    }
    let targets = gotos(algorithm);
    Ok(Program {
        name: algorithm.name.clone(),
        fair: algorithm.fair,
        globals: algorithm.variables.clone(),
        define: algorithm.define.clone(),
        procedures,
        body,
        uses_goto: !targets.is_empty(),
        goes_to_done: targets.iter().any(|t| &**t == "Done"),
        span: algorithm.span,
    })
}

impl<'a> Expander<'a> {
    fn procedure(&mut self, p: &ast::Procedure) -> Procedure {
        Procedure {
            name: p.name.clone(),
            params: p.params.clone(),
            locals: p.locals.clone(),
            body: self.stmts(&p.body),
            calls: calls(&p.body),
            span: p.span,
        }
    }

    fn process(&mut self, p: &ast::Process) -> Process {
        let id = match &p.id {
            Init::Is(e) => Id::One(e.clone()),
            Init::In(s) => Id::Each(s.clone()),
            Init::Default => unreachable!("pluscal: the parser gives every process an identifier"),
        };
        Process {
            fairness: p.fairness,
            name: p.name.clone(),
            id,
            locals: p.locals.clone(),
            body: self.stmts(&p.body),
            calls: calls(&p.body),
            span: p.span,
        }
    }

    fn stmts(&mut self, stmts: &[ast::Stmt]) -> Vec<Stmt> {
        let mut result = Vec::new();
        let mut rest = stmts.iter().peekable();
        while let Some(stmt) = rest.next() {
            if let (Some(label), Some(m)) = (&stmt.label, self.inside) {
                self.errors.push(
                    Diagnostic::error(Code::PCAL_LABEL, "a label may not appear in a macro")
                        .at(label.name.span, "this label")
                        .at(m.name.span, "inside this macro")
                        .help("take the label out, or make the macro a procedure"),
                );
            }
            let mut span = stmt.span;
            let kind = match &stmt.kind {
                StmtKind::Macro { name, args } => {
                    result.extend(self.call(stmt, name, args));
                    continue;
                }
                StmtKind::Call { procedure, args } => {
                    let follower = rest.next_if(|s| s.label.is_none() && matches!(s.kind, StmtKind::Return | StmtKind::Goto(_)));
                    let after = match follower.map(|s| (&s.kind, s.span)) {
                        Some((StmtKind::Goto(target), end)) => {
                            span = span.to(end);
                            After::Goto(target.clone())
                        }
                        Some((_, end)) => {
                            span = span.to(end);
                            After::Return
                        }
                        None => After::Next,
                    };
                    Kind::Call { procedure: procedure.clone(), args: args.clone(), after }
                }
                StmtKind::Assign(assigns) => Kind::Assign(assigns.clone()),
                StmtKind::If { condition, then, otherwise } => {
                    Kind::If { condition: condition.clone(), then: self.stmts(then), otherwise: self.stmts(otherwise) }
                }
                StmtKind::While { condition, body } => Kind::While { condition: condition.clone(), body: self.stmts(body) },
                StmtKind::Either(branches) => Kind::Either(branches.iter().map(|b| self.stmts(b)).collect()),
                StmtKind::With { binders, body } => {
                    let body = self.stmts(body);
                    nest(binders, body, stmt.span)
                }
                StmtKind::Await(e) => Kind::Await(e.clone()),
                StmtKind::Skip => Kind::Skip,
                StmtKind::Print(e) => Kind::Print(e.clone()),
                StmtKind::Assert(e) => Kind::Assert(e.clone()),
                StmtKind::Return => Kind::Return,
                StmtKind::Goto(target) => Kind::Goto(target.clone()),
            };
            result.push(Stmt { label: stmt.label.clone(), kind, span, site: None });
        }
        result
    }

    /// The statements that a macro call stands for.
    fn call(&mut self, stmt: &ast::Stmt, name: &Ident, args: &[Expr]) -> Vec<Stmt> {
        let Some(m) = self.known.iter().find(|m| m.source.name.name == name.name) else {
            self.errors.push(self.unknown(name));
            return Vec::new();
        };
        if m.source.params.len() != args.len() {
            let (n, k) = (m.source.params.len(), args.len());
            self.errors.push(
                Diagnostic::error(
                    Code::PCAL_TRANSLATE,
                    format!(
                        "macro `{}` takes {n} argument{}, but {k} {} given",
                        name.name,
                        plural(n),
                        if k == 1 { "is" } else { "are" }
                    ),
                )
                .at(stmt.span, "this call")
                .at(m.source.name.span, "declared here"),
            );
            return Vec::new();
        }
        let mut s = Substitution { source: m.source, args, site: stmt.span, hidden: Vec::new(), errors: Vec::new() };
        let mut body = s.stmts(&m.body);
        self.errors.append(&mut s.errors);
        if let Some(first) = body.first_mut() {
            first.label = stmt.label.clone();
        }
        body
    }

    fn unknown(&self, name: &Ident) -> Diagnostic {
        let error = |text: String| Diagnostic::error(Code::PCAL_TRANSLATE, text).at(name.span, "used here");
        match self.declared.iter().find(|m| m.name.name == name.name) {
            Some(m) if self.inside.is_some_and(|i| i.name == m.name) => {
                error(format!("macro `{}` uses itself", name.name)).help("a macro cannot be recursive: make it a procedure")
            }
            Some(m) => error(format!("macro `{}` is used before it is declared", name.name))
                .at(m.name.span, "declared here")
                .help("declare it before the macro that uses it"),
            None => {
                let names = self.declared.iter().map(|m| &*m.name.name);
                super::names::did_you_mean(error(format!("there is no macro `{}`", name.name)), &name.name, names)
            }
        }
    }
}

/// One `with` a binder, the first one outermost.
fn nest(binders: &[(Ident, Init)], body: Vec<Stmt>, span: Span) -> Kind {
    let mut body = body;
    let mut rest = binders.iter().rev().peekable();
    while let Some((name, init)) = rest.next() {
        let kind = Kind::With { name: name.clone(), init: init.clone(), body };
        if rest.peek().is_none() {
            return kind;
        }
        body = vec![Stmt { label: None, kind, span: name.span.to(span), site: None }];
    }
    unreachable!("pluscal: the parser gives every `with` a binder")
}

/// Arguments for parameters, in statements.
struct Substitution<'a> {
    source: &'a ast::Macro,
    args: &'a [Expr],
    site: Span,
    /// Names bound by a `with` around.
    hidden: Vec<Name>,
    errors: Vec<Diagnostic>,
}

impl Substitution<'_> {
    fn argument(&self, name: &Name) -> Option<&Expr> {
        self.source.params.iter().position(|p| p.name == *name).map(|i| &self.args[i])
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

    fn stmts(&mut self, stmts: &[Stmt]) -> Vec<Stmt> {
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
                self.hidden.push(name.name.clone());
                let body = self.stmts(body);
                self.hidden.pop();
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
                        format!("the macro assigns to its parameter `{}`, and the argument is no variable", a.target.name),
                    )
                    .at(argument.span, "this argument")
                    .at(a.span, "assigned here"),
                ),
            }
        }
        Assign { target, path, value, span: a.span }
    }
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

/// Every statement of a list and inside it, in order.
fn walk<'s>(stmts: &'s [ast::Stmt], visit: &mut dyn FnMut(&'s ast::Stmt)) {
    for stmt in stmts {
        visit(stmt);
        match &stmt.kind {
            StmtKind::If { then, otherwise, .. } => {
                walk(then, visit);
                walk(otherwise, visit);
            }
            StmtKind::While { body, .. } | StmtKind::With { body, .. } => walk(body, visit),
            StmtKind::Either(branches) => branches.iter().for_each(|b| walk(b, visit)),
            StmtKind::Assign(_)
            | StmtKind::Await(_)
            | StmtKind::Skip
            | StmtKind::Print(_)
            | StmtKind::Assert(_)
            | StmtKind::Call { .. }
            | StmtKind::Return
            | StmtKind::Goto(_)
            | StmtKind::Macro { .. } => {}
        }
    }
}

/// The procedures called in the text, each once.
fn calls(body: &[ast::Stmt]) -> Vec<Name> {
    let mut result: Vec<Name> = Vec::new();
    walk(body, &mut |stmt| {
        if let StmtKind::Call { procedure, .. } = &stmt.kind
            && !result.contains(&procedure.name)
        {
            result.push(procedure.name.clone());
        }
    });
    result
}

/// The targets of all `goto`s in the text, those of unused macros too.
fn gotos(algorithm: &ast::Algorithm) -> Vec<Name> {
    let mut bodies: Vec<&[ast::Stmt]> = algorithm.macros.iter().map(|m| m.body.as_slice()).collect();
    bodies.extend(algorithm.procedures.iter().map(|p| p.body.as_slice()));
    match &algorithm.body {
        ast::Body::Single(stmts) => bodies.push(stmts),
        ast::Body::Processes(processes) => bodies.extend(processes.iter().map(|p| p.body.as_slice())),
    }
    let mut result = Vec::new();
    for body in bodies {
        walk(body, &mut |stmt| {
            if let StmtKind::Goto(target) = &stmt.kind {
                result.push(target.name.clone());
            }
        });
    }
    result
}

fn plural(n: usize) -> &'static str {
    if n == 1 { "" } else { "s" }
}
