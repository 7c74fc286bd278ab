//! The definitions before the actions: variables, `vars`, `ProcSet` and `Init`.
//!
//! `process P \in 1..2 variable i = self` and a global `x \in S` give
//! `ProcSet == (1..2)` and `Init == /\ x \in S /\ i = [self \in 1..2 |-> self] /\ pc = [self \in ProcSet |-> "first label"]`.
//!
//! Variables of a procedure are functions on `ProcSet`. Among the initial values, a variable of a process set is read as
//! `x[self]`, or in `i \in T` as `x[CHOOSE self \in S : TRUE]`.

use super::ast::{Init, VarDecl};
use super::build;
use super::flow::entry;
use super::frame::Frame;
use super::procedure::initial;
use super::rewrite::rewrite;
use super::tree::{Body, Id, Process, Program};
use crate::source::Span;
use crate::syntax::ast::{Bound, Expr, ExprKind, Ident, OpDecl, Pattern, Unit, UnitKind};

/// CONSTANT `defaultInitValue`, the variables with the `define` block between the global and the other ones, `vars`.
pub fn declarations(program: &Program, frame: &Frame) -> Vec<Unit> {
    let mut units = Vec::new();
    let span = program.span;
    if program.has_default() {
        let name = Ident::new("defaultInitValue", program.name.span);
        units.push(unit(UnitKind::Constants(vec![OpDecl { name, arity: 0 }]), span));
    }
    let locals = program.processes().iter().map(|p| p.locals.len()).sum::<usize>() + frame.procedure_variables.len();
    let (global, local) = frame.variables.split_at(frame.variables.len() - locals);
    if program.define.is_empty() {
        units.extend(variables(&frame.variables, span));
    } else {
        units.extend(variables(global, span));
        units.extend(program.define.iter().cloned());
        units.extend(variables(local, span));
    }
    let all = frame.variables.iter().map(|v| Expr::apply(v.clone(), Vec::new(), v.span)).collect();
    units.push(operator("vars", build::tuple(all, span), program));
    units
}

/// `ProcSet`, where there are processes.
pub fn proc_set(program: &Program) -> Option<Unit> {
    let sets = program.processes().iter().map(|p| match &p.id {
        Id::One(e) => Expr::new(ExprKind::SetEnum(vec![e.clone()]), e.span),
        Id::Each(s) => s.clone(),
    });
    let all = sets.reduce(|a, b| {
        let span = a.span.to(b.span);
        build::apply("\\cup", vec![a, b], span)
    })?;
    Some(operator("ProcSet", all, program))
}

/// `Init`
pub fn init(program: &Program, frame: &Frame) -> Unit {
    let span = program.name.span;
    let mut items: Vec<Expr> = program.globals.iter().map(plain).collect();
    for d in program.procedures.iter().flat_map(|p| p.params.iter().chain(&p.locals)) {
        if !frame.concurrent {
            items.push(plain(d));
            continue;
        }
        let value = indexed(&initial(d), frame, &self_name(d.span));
        let all = build::function(Ident::new("self", d.span), build::name("ProcSet", d.span), value, d.span);
        items.push(build::equal(variable(d), all, d.span));
    }
    for p in program.processes() {
        items.extend(p.locals.iter().map(|d| local(p, d, frame)));
    }
    if frame.has_stack {
        items.push(everywhere("stack", build::tuple(Vec::new(), span), frame, span));
    }
    if frame.has_pc {
        items.push(everywhere("pc", start(program, span), frame, span));
    }
    operator("Init", build::and(items, span), program)
}

/// `x = e`, `x \in S` as written.
fn plain(d: &VarDecl) -> Expr {
    match &d.init {
        Init::In(s) => build::member(variable(d), s.clone(), d.span),
        Init::Is(_) | Init::Default => build::equal(variable(d), initial(d), d.span),
    }
}

/// The initial value of a process variable.
fn local(p: &Process, d: &VarDecl, frame: &Frame) -> Expr {
    let set = match &p.id {
        Id::One(_) => return plain(d),
        Id::Each(set) => set,
    };
    let this = Ident::new("self", d.span);
    match &d.init {
        Init::In(values) => {
            let bound = Bound { pattern: Pattern::Names(vec![this]), set: Some(set.clone()) };
            let some = Expr::new(ExprKind::Choose { bound, body: build::truth(d.span) }, d.span);
            let range = indexed(values, frame, &some);
            let all = Expr::new(ExprKind::FnSet { domain: set.clone(), range }, d.span);
            build::member(variable(d), all, d.span)
        }
        Init::Is(_) | Init::Default => {
            let value = indexed(&initial(d), frame, &self_name(d.span));
            build::equal(variable(d), build::function(this, set.clone(), value, d.span), d.span)
        }
    }
}

/// `variable = value`, or the constant function of it on `ProcSet`.
fn everywhere(variable: &str, value: Expr, frame: &Frame, span: Span) -> Expr {
    let value = if frame.concurrent {
        build::function(Ident::new("self", span), build::name("ProcSet", span), value, span)
    } else {
        value
    };
    build::equal(build::name(variable, span), value, span)
}

/// The label at which a process starts.
fn start(program: &Program, span: Span) -> Expr {
    let first = |body: &[super::tree::Stmt]| build::string(entry(body), body[0].span);
    match &program.body {
        Body::Single(stmts) => first(stmts),
        Body::Processes(processes) if processes.len() == 1 => first(&processes[0].body),
        Body::Processes(processes) => {
            let arms = processes.iter().map(|p| {
                let this = self_name(p.name.span);
                let guard = match &p.id {
                    Id::One(e) => build::equal(this, e.clone(), p.name.span),
                    Id::Each(s) => build::member(this, s.clone(), p.name.span),
                };
                (guard, first(&p.body))
            });
            Expr::new(ExprKind::Case { arms: arms.collect(), otherwise: None }, span)
        }
    }
}

/// Variables that are functions of the process, read at `this`.
fn indexed(e: &Expr, frame: &Frame, this: &Expr) -> Expr {
    rewrite(e, &[], &|name| {
        let plain = Expr::apply(name.clone(), Vec::new(), name.span);
        frame.is_local(&name.name).then(|| build::index(plain, this.clone(), name.span))
    })
}

fn variable(d: &VarDecl) -> Expr {
    Expr::apply(d.name.clone(), Vec::new(), d.name.span)
}

fn self_name(span: Span) -> Expr {
    build::name("self", span)
}

fn variables(names: &[Ident], span: Span) -> Option<Unit> {
    (!names.is_empty()).then(|| unit(UnitKind::Variables(names.to_vec()), span))
}

/// A definition of the translation itself, placed at the algorithm's name.
pub fn operator(name: &str, body: Expr, program: &Program) -> Unit {
    build::define(Ident::new(name, program.name.span), Vec::new(), body, program.span)
}

fn unit(kind: UnitKind, span: Span) -> Unit {
    Unit { kind, local: false, span }
}
