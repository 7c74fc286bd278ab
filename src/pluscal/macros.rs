//! Macros expanded.
//!
//! In: the algorithm as written. Out: [`tree::Program`] without macro calls. Arguments are put for parameters as
//! text would be, also on the left of `:=`; a macro may use the ones declared before it, never itself.
//!
//! A macro without statements stands for nothing, or for `skip` where something has to stand or has a label.
//!
//! `macro inc(v) { v := v + 1 }`, then `inc(a[i])` is `a[i] := a[i] + 1`.

use super::ast::{self, Init, StmtKind};
use super::substitute::Substitution;
use super::suggest;
use super::tree::{After, Body, Id, Kind, Procedure, Process, Program, Stmt};
use crate::diag::{Checked, Code, Diagnostic};
use crate::source::Span;
use crate::syntax::ast::{Expr, Ident, Name};

/// A macro whose own body is expanded already.
struct Macro<'a> {
    source: &'a ast::Macro,
    body: Vec<Stmt>,
    /// How many statements there are.
    size: usize,
}

/// How much text macros may stand for.
const MOST: usize = 200_000;

/// How many statements there are in a list and inside it.
fn statements(list: &[Stmt]) -> usize {
    let inside = |s: &Stmt| match &s.kind {
        Kind::If { then, otherwise, .. } => statements(then) + statements(otherwise),
        Kind::While { body, .. } | Kind::With { body, .. } => statements(body),
        Kind::Either(branches) => branches.iter().map(|b| statements(b)).sum(),
        Kind::Assign(_)
        | Kind::Await(_)
        | Kind::Skip
        | Kind::Print(_)
        | Kind::Assert(_)
        | Kind::Call { .. }
        | Kind::Return
        | Kind::Goto(_) => 0,
    };
    list.iter().map(|s| 1 + inside(s)).sum()
}

struct Expander<'a> {
    /// All names, to tell "unknown" from "declared later".
    declared: &'a [ast::Macro],
    known: Vec<Macro<'a>>,
    /// The macro whose body is being expanded.
    inside: Option<&'a ast::Macro>,
    /// Statements and names that calls made.
    made: usize,
    full: bool,
    errors: Vec<Diagnostic>,
}

/// The algorithm with its macros expanded.
pub fn expand(algorithm: &ast::Algorithm) -> Checked<Program> {
    let mut x =
        Expander { declared: &algorithm.macros, known: Vec::new(), inside: None, made: 0, full: false, errors: Vec::new() };
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
        let size = statements(&body);
        x.known.push(Macro { source, body, size });
    }
    x.inside = None;
    let procedures = algorithm.procedures.iter().map(|p| x.procedure(p)).collect();
    let body = match &algorithm.body {
        ast::Body::Single(stmts) => Body::Single(x.body(stmts, algorithm.name.span)),
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
        for v in p.params.iter().chain(&p.locals).filter(|v| matches!(v.init, Init::In(_))) {
            let message = format!("`{}` of a procedure begins with one value, not with one of a set", v.name.name);
            let d = Diagnostic::error(Code::PCAL_TRANSLATE, message).at(v.span, "write `=` in place of `\\in`");
            self.errors.push(d.help("choose a value in the body: `with v \\in S do … end with`"));
        }
        Procedure {
            name: p.name.clone(),
            params: p.params.clone(),
            locals: p.locals.clone(),
            body: self.body(&p.body, p.name.span),
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
            body: self.body(&p.body, p.name.span),
            calls: calls(&p.body),
            span: p.span,
        }
    }

    /// The statements of an algorithm, a procedure or a process, of which there must be some.
    fn body(&mut self, stmts: &[ast::Stmt], place: Span) -> Vec<Stmt> {
        let errors = self.errors.len();
        let body = self.stmts(stmts);
        if body.is_empty() && errors == self.errors.len() {
            let d = Diagnostic::error(Code::PCAL_TRANSLATE, "nothing is left to do when the macros are expanded");
            self.errors.push(d.at(place, "of this").help("a macro without statements stands for nothing: write `skip`"));
        }
        body
    }

    /// The statements inside another one.
    fn inner(&mut self, stmts: &[ast::Stmt]) -> Vec<Stmt> {
        let mut body = self.stmts(stmts);
        if let (true, Some(first)) = (body.is_empty(), stmts.first()) {
            body.push(Stmt { label: None, kind: Kind::Skip, span: first.span, site: None });
        }
        body
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
                    Kind::If { condition: condition.clone(), then: self.inner(then), otherwise: self.inner(otherwise) }
                }
                StmtKind::While { condition, body } => Kind::While { condition: condition.clone(), body: self.inner(body) },
                StmtKind::Either(branches) => Kind::Either(branches.iter().map(|b| self.inner(b)).collect()),
                StmtKind::With { binders, body } => {
                    let body = self.inner(body);
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
            let text = suggest::wrong_count("macro", &name.name, m.source.params.len(), args.len());
            self.errors.push(
                Diagnostic::error(Code::PCAL_TRANSLATE, text).at(stmt.span, "this call").at(m.source.name.span, "declared here"),
            );
            return Vec::new();
        }
        self.made += m.size;
        if self.made > MOST {
            return self.too_much(name);
        }
        let mut s = Substitution::new(m.source, args, stmt.span, MOST - self.made);
        let mut body = s.stmts(&m.body);
        self.errors.append(&mut s.errors);
        self.made += s.copied();
        if self.made > MOST {
            return self.too_much(name);
        }
        match (body.first_mut(), &stmt.label) {
            (Some(first), label) => first.label = label.clone(),
            (None, Some(_)) => body.push(Stmt { label: stmt.label.clone(), kind: Kind::Skip, span: stmt.span, site: None }),
            (None, None) => {}
        }
        body
    }

    fn too_much(&mut self, name: &Ident) -> Vec<Stmt> {
        if !std::mem::replace(&mut self.full, true) {
            self.errors.push(
                Diagnostic::error(
                    Code::PCAL_TRANSLATE,
                    format!("the macros of this algorithm stand for more than {MOST} statements and names"),
                )
                .at(name.span, "with this call")
                .help("a macro is text that is copied: make it a procedure, or an operator in `define`"),
            );
        }
        Vec::new()
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
                let d = suggest::did_you_mean(error(format!("there is no macro `{}`", name.name)), &name.name, names);
                let help = match &*name.name {
                    "printf" | "println" | "log" => "write `print e`",
                    _ => "a statement `name(…)` expands a macro; a procedure is called by `call name(…)`",
                };
                if d.help.is_some() { d } else { d.help(help) }
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
