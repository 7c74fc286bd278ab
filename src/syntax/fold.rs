//! One way through the tree, for passes that change a part of it.
//!
//! In: a tree and a [`Fold`] that says what happens at the nodes it is about. Out: a new tree. Each default method rebuilds its
//! node from its folded parts; a pass overrides the methods of the nodes that it changes and calls the `walk_` function for all others.
//! Scopes are reported: [`Fold::enter`] comes before what names are bound in, [`Fold::leave`] after it.
//!
//! ```text
//! struct Primes;                                  impl Fold for Primes { fn expr: x ↦ x', else walk_expr }
//! Primes.expr("x + Len(s)")  →  "x' + Len(s')"
//! ```

use super::ast::{
    Bound, ExceptUpdate, Expr, ExprKind, FnDef, GenName, Ident, Instance, Name, OpDecl, OpDef, PathElem, Pattern, Selector, Unit,
    UnitKind,
};
use crate::source::Span;

pub trait Fold {
    fn expr(&mut self, e: &Expr) -> Expr {
        walk_expr(self, e)
    }

    fn unit(&mut self, unit: &Unit) -> Unit {
        walk_unit(self, unit)
    }

    /// The place of any node.
    fn span(&mut self, span: Span) -> Span {
        span
    }

    /// Any identifier: declared, bound or used.
    fn ident(&mut self, ident: &Ident) -> Ident {
        Ident { name: ident.name.clone(), span: self.span(ident.span) }
    }

    /// These names are bound in what follows.
    fn enter(&mut self, _names: &[Name]) {}

    /// The names of the last `enter` that was not left, as many as these, are no longer bound.
    fn leave(&mut self, _names: &[Name]) {}
}

/// The expression, rebuilt from its folded parts.
pub fn walk_expr<F: Fold + ?Sized>(f: &mut F, e: &Expr) -> Expr {
    let kind = match &*e.kind {
        ExprKind::Apply { name, args } => {
            let args = exprs(f, args);
            ExprKind::Apply { name: gen_name(f, name), args }
        }
        ExprKind::Junction { op, items } => ExprKind::Junction { op: *op, items: exprs(f, items) },
        ExprKind::Number(_) | ExprKind::String(_) | ExprKind::Bool(_) | ExprKind::BuiltinSet(_) | ExprKind::At => {
            (*e.kind).clone()
        }
        ExprKind::Quant { quantifier, bounds, body } => {
            let (bounds, body) = scoped(f, bounds, body);
            ExprKind::Quant { quantifier: *quantifier, bounds, body }
        }
        ExprKind::TemporalQuant { quantifier, names, body } => {
            let body = binding(f, &plain(names), |f| f.expr(body));
            ExprKind::TemporalQuant { quantifier: *quantifier, names: idents(f, names), body }
        }
        ExprKind::Choose { bound, body } => {
            let (bound, body) = scoped_one(f, bound, body);
            ExprKind::Choose { bound, body }
        }
        ExprKind::SetEnum(items) => ExprKind::SetEnum(exprs(f, items)),
        ExprKind::SetFilter { bound, body } => {
            let (bound, body) = scoped_one(f, bound, body);
            ExprKind::SetFilter { bound, body }
        }
        ExprKind::SetMap { body, bounds } => {
            let (bounds, body) = scoped(f, bounds, body);
            ExprKind::SetMap { body, bounds }
        }
        ExprKind::FnCtor { bounds, body } => {
            let (bounds, body) = scoped(f, bounds, body);
            ExprKind::FnCtor { bounds, body }
        }
        ExprKind::FnSet { domain, range } => ExprKind::FnSet { domain: f.expr(domain), range: f.expr(range) },
        ExprKind::Record(list) => ExprKind::Record(fields(f, list)),
        ExprKind::RecordSet(list) => ExprKind::RecordSet(fields(f, list)),
        ExprKind::Except { function, updates } => {
            ExprKind::Except { function: f.expr(function), updates: updates.iter().map(|u| update(f, u)).collect() }
        }
        ExprKind::Tuple(items) => ExprKind::Tuple(exprs(f, items)),
        ExprKind::FnApp { function, args } => ExprKind::FnApp { function: f.expr(function), args: exprs(f, args) },
        ExprKind::Field { record, name } => ExprKind::Field { record: f.expr(record), name: f.ident(name) },
        ExprKind::If { condition, then, otherwise } => {
            ExprKind::If { condition: f.expr(condition), then: f.expr(then), otherwise: f.expr(otherwise) }
        }
        ExprKind::Case { arms, otherwise } => ExprKind::Case {
            arms: arms.iter().map(|(c, v)| (f.expr(c), f.expr(v))).collect(),
            otherwise: otherwise.as_ref().map(|o| f.expr(o)),
        },
        ExprKind::Let { units, body } => {
            let names: Vec<Name> = units.iter().filter_map(defined_name).collect();
            binding(f, &names, |f| ExprKind::Let { units: units.iter().map(|u| f.unit(u)).collect(), body: f.expr(body) })
        }
        ExprKind::Lambda { params, body } => {
            let body = binding(f, &plain(params), |f| f.expr(body));
            ExprKind::Lambda { params: idents(f, params), body }
        }
        ExprKind::BoxAction { action, subscript } => ExprKind::BoxAction { action: f.expr(action), subscript: f.expr(subscript) },
        ExprKind::AngleAction { action, subscript } => {
            ExprKind::AngleAction { action: f.expr(action), subscript: f.expr(subscript) }
        }
        ExprKind::Fairness { strong, subscript, action } => {
            ExprKind::Fairness { strong: *strong, subscript: f.expr(subscript), action: f.expr(action) }
        }
        // The parameters repeat names that are bound around the label.
        ExprKind::Labeled { label, params, body } => {
            ExprKind::Labeled { label: f.ident(label), params: idents(f, params), body: f.expr(body) }
        }
        ExprKind::Subexpression { name, args, selectors } => ExprKind::Subexpression {
            name: gen_name(f, name),
            args: exprs(f, args),
            selectors: selectors.iter().map(|s| selector(f, s)).collect(),
        },
    };
    Expr::new(kind, f.span(e.span))
}

/// The unit, rebuilt from its folded parts. Submodules and algorithms stay as they are: they are trees of their own.
pub fn walk_unit<F: Fold + ?Sized>(f: &mut F, unit: &Unit) -> Unit {
    let kind = match &unit.kind {
        UnitKind::Operator(op) => {
            let body = binding(f, &declared(&op.params), |f| f.expr(&op.body));
            UnitKind::Operator(OpDef { name: f.ident(&op.name), params: decls(f, &op.params), body })
        }
        UnitKind::Function(d) => {
            let (bounds, body) = scoped(f, &d.bounds, &d.body);
            UnitKind::Function(FnDef { name: f.ident(&d.name), bounds, body })
        }
        UnitKind::Instance(i) => UnitKind::Instance(instance(f, i)),
        UnitKind::ModuleDef { name, params, instance: i } => {
            let instance = binding(f, &declared(params), |f| instance(f, i));
            UnitKind::ModuleDef { name: f.ident(name), params: decls(f, params), instance }
        }
        UnitKind::Assume { name, body } => UnitKind::Assume { name: name.as_ref().map(|n| f.ident(n)), body: f.expr(body) },
        UnitKind::Theorem { name, body } => {
            UnitKind::Theorem { name: name.as_ref().map(|n| f.ident(n)), body: body.as_ref().map(|b| f.expr(b)) }
        }
        UnitKind::Constants(list) => UnitKind::Constants(decls(f, list)),
        UnitKind::Recursive(list) => UnitKind::Recursive(decls(f, list)),
        UnitKind::Variables(list) => UnitKind::Variables(idents(f, list)),
        UnitKind::Hide(list) => UnitKind::Hide(exprs(f, list)),
        UnitKind::Submodule(_) | UnitKind::Algorithm(_) => unit.kind.clone(),
    };
    Unit { kind, local: unit.local, span: f.span(unit.span) }
}

/// The path of EXCEPT or of an assignment, folded.
pub fn walk_path<F: Fold + ?Sized>(f: &mut F, path: &[PathElem]) -> Vec<PathElem> {
    let elem = |p: &PathElem| match p {
        PathElem::Index(args) => PathElem::Index(exprs(f, args)),
        PathElem::Field(field) => PathElem::Field(f.ident(field)),
    };
    path.iter().map(elem).collect()
}

/// The names that a bound binds.
pub fn bound_names(bound: &Bound) -> Vec<Name> {
    match &bound.pattern {
        Pattern::Names(names) | Pattern::Tuple(names) => plain(names),
    }
}

pub fn exprs<F: Fold + ?Sized>(f: &mut F, list: &[Expr]) -> Vec<Expr> {
    list.iter().map(|e| f.expr(e)).collect()
}

/// The instances passed through; the name itself.
pub fn gen_name<F: Fold + ?Sized>(f: &mut F, name: &GenName) -> GenName {
    let prefix = name.prefix.iter().map(|(i, args)| (f.ident(i), exprs(f, args))).collect();
    GenName { prefix, name: f.ident(&name.name) }
}

fn binding<F: Fold + ?Sized, T>(f: &mut F, names: &[Name], inside: impl FnOnce(&mut F) -> T) -> T {
    f.enter(names);
    let result = inside(f);
    f.leave(names);
    result
}

/// Bounds, whose sets stand outside their own scope, and the body in it.
fn scoped<F: Fold + ?Sized>(f: &mut F, bounds: &[Bound], body: &Expr) -> (Vec<Bound>, Expr) {
    let new = bounds.iter().map(|b| Bound { pattern: pattern(f, &b.pattern), set: b.set.as_ref().map(|s| f.expr(s)) }).collect();
    let names: Vec<Name> = bounds.iter().flat_map(bound_names).collect();
    (new, binding(f, &names, |f| f.expr(body)))
}

fn scoped_one<F: Fold + ?Sized>(f: &mut F, bound: &Bound, body: &Expr) -> (Bound, Expr) {
    let (mut bounds, body) = scoped(f, std::slice::from_ref(bound), body);
    (bounds.remove(0), body)
}

fn pattern<F: Fold + ?Sized>(f: &mut F, p: &Pattern) -> Pattern {
    match p {
        Pattern::Names(names) => Pattern::Names(idents(f, names)),
        Pattern::Tuple(names) => Pattern::Tuple(idents(f, names)),
    }
}

fn idents<F: Fold + ?Sized>(f: &mut F, list: &[Ident]) -> Vec<Ident> {
    list.iter().map(|i| f.ident(i)).collect()
}

fn decls<F: Fold + ?Sized>(f: &mut F, list: &[OpDecl]) -> Vec<OpDecl> {
    list.iter().map(|d| OpDecl { name: f.ident(&d.name), arity: d.arity }).collect()
}

fn fields<F: Fold + ?Sized>(f: &mut F, list: &[(Ident, Expr)]) -> Vec<(Ident, Expr)> {
    list.iter().map(|(n, e)| (f.ident(n), f.expr(e))).collect()
}

fn update<F: Fold + ?Sized>(f: &mut F, u: &ExceptUpdate) -> ExceptUpdate {
    ExceptUpdate { path: walk_path(f, &u.path), value: f.expr(&u.value), span: f.span(u.span) }
}

fn selector<F: Fold + ?Sized>(f: &mut F, s: &Selector) -> Selector {
    match s {
        Selector::Args(args) => Selector::Args(exprs(f, args)),
        Selector::Label(label) => Selector::Label(f.ident(label)),
        Selector::Nth(_) | Selector::Left | Selector::Right | Selector::Body | Selector::At => s.clone(),
    }
}

fn instance<F: Fold + ?Sized>(f: &mut F, i: &Instance) -> Instance {
    Instance { module: f.ident(&i.module), with: fields(f, &i.with), span: f.span(i.span) }
}

fn plain(names: &[Ident]) -> Vec<Name> {
    names.iter().map(|n| n.name.clone()).collect()
}

fn declared(params: &[OpDecl]) -> Vec<Name> {
    params.iter().map(|p| p.name.name.clone()).collect()
}

/// The name that a unit of a LET defines.
fn defined_name(unit: &Unit) -> Option<Name> {
    match &unit.kind {
        UnitKind::Operator(op) => Some(op.name.name.clone()),
        UnitKind::Function(d) => Some(d.name.name.clone()),
        UnitKind::ModuleDef { name, .. } => Some(name.name.clone()),
        UnitKind::Constants(_)
        | UnitKind::Variables(_)
        | UnitKind::Recursive(_)
        | UnitKind::Instance(_)
        | UnitKind::Assume { .. }
        | UnitKind::Theorem { .. }
        | UnitKind::Hide(_)
        | UnitKind::Submodule(_)
        | UnitKind::Algorithm(_) => None,
    }
}

/// The expression with one place for all of its nodes.
pub fn with_span(e: &Expr, span: Span) -> Expr {
    struct Place(Span);
    impl Fold for Place {
        fn span(&mut self, _: Span) -> Span {
            self.0
        }
    }
    Place(span).expr(e)
}
