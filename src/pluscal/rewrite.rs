//! Names in an expression replaced, bound names left alone.
//!
//! In: an expression and what to put for a free name. Out: the expression with every free occurrence replaced.
//! Field names, record keys and operator names of definitions are no occurrences. A name that an enclosing
//! quantifier, LET, LAMBDA or the like binds is not free.
//!
//! With `x` ↦ `x'`: `x + Len(r.x)` becomes `x' + Len(r.x)`, and `{x \in S : x > 0}` stays.

use crate::syntax::ast::{
    Bound, ExceptUpdate, Expr, ExprKind, FnDef, GenName, Ident, Instance, Name, OpDef, PathElem, Pattern, Selector, Unit,
    UnitKind,
};
use std::cell::RefCell;

/// What to put in the place of a free name; `None` leaves it.
pub type Replace<'a> = dyn Fn(&Ident) -> Option<Expr> + 'a;

/// `e` with its free names replaced, the `hidden` ones counting as bound.
pub fn rewrite(e: &Expr, hidden: &[Name], replace: &Replace) -> Expr {
    Rewriter { hidden: hidden.to_vec(), replace, shadowed: Vec::new() }.expr(e)
}

/// The names that would be replaced if they were not bound.
pub fn shadowed(e: &Expr, hidden: &[Name], replace: &Replace) -> Vec<Ident> {
    let mut r = Rewriter { hidden: hidden.to_vec(), replace, shadowed: Vec::new() };
    r.expr(e);
    r.shadowed
}

/// The free names of an expression, operators included.
pub fn free_names(e: &Expr, hidden: &[Name]) -> Vec<Name> {
    let seen = RefCell::new(Vec::new());
    let replace = |name: &Ident| {
        seen.borrow_mut().push(name.clone());
        Some(Expr::apply(name.clone(), Vec::new(), name.span))
    };
    let bound = shadowed(e, hidden, &replace);
    let seen = seen.into_inner().into_iter();
    seen.filter(|n| !bound.iter().any(|b| b.span == n.span)).map(|n| n.name).collect()
}

/// The same for the path of an assignment's left side.
pub fn rewrite_path(path: &[PathElem], hidden: &[Name], replace: &Replace) -> Vec<PathElem> {
    Rewriter { hidden: hidden.to_vec(), replace, shadowed: Vec::new() }.path(path)
}

struct Rewriter<'a> {
    hidden: Vec<Name>,
    replace: &'a Replace<'a>,
    shadowed: Vec<Ident>,
}

impl Rewriter<'_> {
    fn exprs(&mut self, es: &[Expr]) -> Vec<Expr> {
        es.iter().map(|e| self.expr(e)).collect()
    }

    /// `f` with `names` bound.
    fn binding<T>(&mut self, names: impl IntoIterator<Item = Name>, f: impl FnOnce(&mut Self) -> T) -> T {
        let depth = self.hidden.len();
        self.hidden.extend(names);
        let result = f(self);
        self.hidden.truncate(depth);
        result
    }

    fn lookup(&mut self, name: &Ident) -> Option<Expr> {
        let new = (self.replace)(name)?;
        if self.hidden.contains(&name.name) {
            self.shadowed.push(name.clone());
            return None;
        }
        Some(new)
    }

    fn expr(&mut self, e: &Expr) -> Expr {
        let kind = match &*e.kind {
            ExprKind::Apply { name, args } => {
                let args = self.exprs(args);
                if name.prefix.is_empty()
                    && let Some(new) = self.lookup(&name.name)
                {
                    return applied(new, args, e);
                }
                ExprKind::Apply { name: self.gen_name(name), args }
            }
            ExprKind::Junction { op, items } => ExprKind::Junction { op: *op, items: self.exprs(items) },
            ExprKind::Number(_) | ExprKind::String(_) | ExprKind::Bool(_) | ExprKind::BuiltinSet(_) | ExprKind::At => {
                return e.clone();
            }
            ExprKind::Quant { quantifier, bounds, body } => {
                let (bounds, body) = self.scoped(bounds, body);
                ExprKind::Quant { quantifier: *quantifier, bounds, body }
            }
            ExprKind::TemporalQuant { quantifier, names, body } => {
                let body = self.binding(names.iter().map(|n| n.name.clone()), |r| r.expr(body));
                ExprKind::TemporalQuant { quantifier: *quantifier, names: names.clone(), body }
            }
            ExprKind::Choose { bound, body } => {
                let (bound, body) = self.scoped_one(bound, body);
                ExprKind::Choose { bound, body }
            }
            ExprKind::SetEnum(items) => ExprKind::SetEnum(self.exprs(items)),
            ExprKind::SetFilter { bound, body } => {
                let (bound, body) = self.scoped_one(bound, body);
                ExprKind::SetFilter { bound, body }
            }
            ExprKind::SetMap { body, bounds } => {
                let (bounds, body) = self.scoped(bounds, body);
                ExprKind::SetMap { body, bounds }
            }
            ExprKind::FnCtor { bounds, body } => {
                let (bounds, body) = self.scoped(bounds, body);
                ExprKind::FnCtor { bounds, body }
            }
            ExprKind::FnSet { domain, range } => ExprKind::FnSet { domain: self.expr(domain), range: self.expr(range) },
            ExprKind::Record(fields) => ExprKind::Record(self.fields(fields)),
            ExprKind::RecordSet(fields) => ExprKind::RecordSet(self.fields(fields)),
            ExprKind::Except { function, updates } => ExprKind::Except {
                function: self.expr(function),
                updates: updates
                    .iter()
                    .map(|u| ExceptUpdate { path: self.path(&u.path), value: self.expr(&u.value), span: u.span })
                    .collect(),
            },
            ExprKind::Tuple(items) => ExprKind::Tuple(self.exprs(items)),
            ExprKind::FnApp { function, args } => ExprKind::FnApp { function: self.expr(function), args: self.exprs(args) },
            ExprKind::Field { record, name } => ExprKind::Field { record: self.expr(record), name: name.clone() },
            ExprKind::If { condition, then, otherwise } => {
                ExprKind::If { condition: self.expr(condition), then: self.expr(then), otherwise: self.expr(otherwise) }
            }
            ExprKind::Case { arms, otherwise } => ExprKind::Case {
                arms: arms.iter().map(|(c, v)| (self.expr(c), self.expr(v))).collect(),
                otherwise: otherwise.as_ref().map(|o| self.expr(o)),
            },
            ExprKind::Let { units, body } => self.local(units, body),
            ExprKind::Lambda { params, body } => {
                let body = self.binding(params.iter().map(|p| p.name.clone()), |r| r.expr(body));
                ExprKind::Lambda { params: params.clone(), body }
            }
            ExprKind::BoxAction { action, subscript } => {
                ExprKind::BoxAction { action: self.expr(action), subscript: self.expr(subscript) }
            }
            ExprKind::AngleAction { action, subscript } => {
                ExprKind::AngleAction { action: self.expr(action), subscript: self.expr(subscript) }
            }
            ExprKind::Fairness { strong, subscript, action } => {
                ExprKind::Fairness { strong: *strong, subscript: self.expr(subscript), action: self.expr(action) }
            }
            ExprKind::Labelled { label, params, body } => {
                ExprKind::Labelled { label: label.clone(), params: params.clone(), body: self.expr(body) }
            }
            ExprKind::Subexpression { name, args, selectors } => ExprKind::Subexpression {
                name: self.gen_name(name),
                args: self.exprs(args),
                selectors: selectors.iter().map(|s| self.selector(s)).collect(),
            },
        };
        Expr::new(kind, e.span)
    }

    fn gen_name(&mut self, name: &GenName) -> GenName {
        let prefix = name.prefix.iter().map(|(i, args)| (i.clone(), self.exprs(args))).collect();
        GenName { prefix, name: name.name.clone() }
    }

    fn selector(&mut self, s: &Selector) -> Selector {
        match s {
            Selector::Args(args) => Selector::Args(self.exprs(args)),
            Selector::Nth(_) | Selector::Left | Selector::Right | Selector::Body | Selector::At | Selector::Label(_) => s.clone(),
        }
    }

    fn fields(&mut self, fields: &[(Ident, Expr)]) -> Vec<(Ident, Expr)> {
        fields.iter().map(|(n, e)| (n.clone(), self.expr(e))).collect()
    }

    fn path(&mut self, path: &[PathElem]) -> Vec<PathElem> {
        path.iter()
            .map(|p| match p {
                PathElem::Index(args) => PathElem::Index(self.exprs(args)),
                PathElem::Field(f) => PathElem::Field(f.clone()),
            })
            .collect()
    }

    /// Bounds, whose sets stand outside their own scope, and the body in it.
    fn scoped(&mut self, bounds: &[Bound], body: &Expr) -> (Vec<Bound>, Expr) {
        let new =
            bounds.iter().map(|b| Bound { pattern: b.pattern.clone(), set: b.set.as_ref().map(|s| self.expr(s)) }).collect();
        let body = self.binding(bounds.iter().flat_map(bound_names), |r| r.expr(body));
        (new, body)
    }

    fn scoped_one(&mut self, bound: &Bound, body: &Expr) -> (Bound, Expr) {
        let (mut bounds, body) = self.scoped(std::slice::from_ref(bound), body);
        (bounds.remove(0), body)
    }

    fn local(&mut self, units: &[Unit], body: &Expr) -> ExprKind {
        self.binding(units.iter().filter_map(defined_name), |r| ExprKind::Let {
            units: units.iter().map(|u| r.unit(u)).collect(),
            body: r.expr(body),
        })
    }

    fn unit(&mut self, unit: &Unit) -> Unit {
        let kind = match &unit.kind {
            UnitKind::Operator(op) => {
                let body = self.binding(op.params.iter().map(|p| p.name.name.clone()), |r| r.expr(&op.body));
                UnitKind::Operator(OpDef { name: op.name.clone(), params: op.params.clone(), body })
            }
            UnitKind::Function(f) => {
                let (bounds, body) = self.scoped(&f.bounds, &f.body);
                UnitKind::Function(FnDef { name: f.name.clone(), bounds, body })
            }
            UnitKind::Instance(i) => UnitKind::Instance(self.instance(i)),
            UnitKind::ModuleDef { name, params, instance } => {
                let instance = self.binding(params.iter().map(|p| p.name.name.clone()), |r| r.instance(instance));
                UnitKind::ModuleDef { name: name.clone(), params: params.clone(), instance }
            }
            UnitKind::Assume { name, body } => UnitKind::Assume { name: name.clone(), body: self.expr(body) },
            UnitKind::Theorem { name, body } => {
                UnitKind::Theorem { name: name.clone(), body: body.as_ref().map(|b| self.expr(b)) }
            }
            UnitKind::Constants(_)
            | UnitKind::Variables(_)
            | UnitKind::Recursive(_)
            | UnitKind::Hide(_)
            | UnitKind::Submodule(_)
            | UnitKind::Algorithm(_) => unit.kind.clone(),
        };
        Unit { kind, local: unit.local, span: unit.span }
    }

    fn instance(&mut self, i: &Instance) -> Instance {
        Instance { module: i.module.clone(), with: self.fields(&i.with), span: i.span }
    }
}

/// `new` in the place of a name with `args`: a plain name takes the arguments over, anything else cannot have
/// any, so that the application stays as written for a later stage to reject.
fn applied(new: Expr, args: Vec<Expr>, old: &Expr) -> Expr {
    if args.is_empty() {
        return new;
    }
    let mut kind = (*old.kind).clone();
    if let (ExprKind::Apply { name, args: old_args }, ExprKind::Apply { name: new_name, args: none }) = (&mut kind, *new.kind)
        && none.is_empty()
    {
        *name = new_name;
        *old_args = args;
    }
    Expr::new(kind, old.span)
}

/// The names that a bound binds.
pub fn bound_names(bound: &Bound) -> Vec<Name> {
    match &bound.pattern {
        Pattern::Names(names) | Pattern::Tuple(names) => names.iter().map(|n| n.name.clone()).collect(),
    }
}

/// The name that a unit of a LET defines.
fn defined_name(unit: &Unit) -> Option<Name> {
    match &unit.kind {
        UnitKind::Operator(op) => Some(op.name.name.clone()),
        UnitKind::Function(f) => Some(f.name.name.clone()),
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
