//! References to parts of definitions: `Op(a)!1!(b)!lbl`.
//!
//! The part becomes a definition of its own, made where `Op` stands: its parameters are those of `Op` and the
//! names bound on the way to the part, and the reference is a call of it.
//!
//! ```text
//! Op(a) == x > a /\ \A y \in S : y > a
//! Op(3)!2!(5)     →   Op!part(a, y) == y > a, called with 3 and 5
//! F(Op!2!@)       →   F(Op!part)
//! ```

use super::Resolver;
use super::apply::Given;
use super::scope::{Entity, Env, Item, Scope};
use crate::diag::{Code, Diagnostic};
use crate::ir::{Arg, DefId, ExprId, ExprKind};
use crate::source::Span;
use crate::syntax::ast::{self, Bound, Expr, GenName, Ident, Junction, Name, Pattern, Selector, Unit, UnitKind};
use std::rc::Rc;

/// What was passed on the way to a part.
#[derive(Default)]
struct Path {
    /// Names bound on the way, with their arities.
    bound: Vec<(Ident, usize)>,
    /// What the reference gives for each of them; nothing if it is an operator.
    given: Vec<Expr>,
    /// The reference is an operator: what is bound on the way are its parameters.
    open: bool,
    /// Definitions of LETs on the way.
    units: Vec<Unit>,
    /// A label with its number of parameters, which is not that of the arguments given.
    miscounted: Option<(Ident, usize, usize)>,
    /// The expression that a selector asks for a part that it does not have.
    without: Option<Span>,
}

impl Resolver<'_> {
    /// `name` with its arguments names a definition, `selectors` a part of it.
    pub(super) fn part(&mut self, name: &GenName, args: &[Expr], selectors: &[Selector], span: Span) -> ExprId {
        if let Some((name, args, before)) = self.definition_inside(name, args) {
            let selectors: Vec<Selector> = before.into_iter().chain(selectors.iter().cloned()).collect();
            return self.part(&name, &args, &selectors, span);
        }
        if let [Selector::Body] = selectors {
            return self.apply(name, args, span);
        }
        let Some((item, given)) = self.find(name) else { return self.wrong(span) };
        let made = self.part_of(&item, given, name, args, selectors, span);
        made.unwrap_or_else(|| {
            let hint = "name that part by a definition of its own".to_string();
            self.mk(ExprKind::Unsupported { construct: "a reference to part of a definition", hint }, span)
        })
    }

    /// `I!Op(a)!lbl` reads like a name in an instance `I!Op(a)`: the name of the definition, its arguments, and the labels after it.
    pub(super) fn definition_inside(&mut self, name: &GenName, args: &[Expr]) -> Option<(GenName, Vec<Expr>, Vec<Selector>)> {
        let mut scope: Option<Rc<Scope>> = None;
        for (i, (step, given)) in name.prefix.iter().enumerate() {
            match self.in_scope(scope.as_ref(), &step.name)?.entity {
                Entity::Instance(instance) => scope = Some(instance.scope.clone()),
                Entity::Def(_) => {
                    let rest = name.prefix[i + 1..].iter().map(|(n, a)| (n, &a[..])).chain([(&name.name, args)]);
                    let mut labels = Vec::new();
                    for (label, args) in rest {
                        labels.push(Selector::Label(label.clone()));
                        if !args.is_empty() {
                            labels.push(Selector::Args(args.to_vec()));
                        }
                    }
                    let name = GenName { prefix: name.prefix[..i].to_vec(), name: step.clone() };
                    return Some((name, given.clone(), labels));
                }
                Entity::Builtin(..) | Entity::Special(..) | Entity::Var(_) | Entity::Local(_) | Entity::Submodule(..) => {
                    return None;
                }
            }
        }
        None
    }

    /// `None` if there is no such part, or the place of the definition is unknown.
    fn part_of(
        &mut self,
        item: &Item,
        given: Given,
        name: &GenName,
        args: &[Expr],
        selectors: &[Selector],
        span: Span,
    ) -> Option<ExprId> {
        let tree = self.tree_of(item, name)?;
        let (params, body) = definition(&tree.units, &name.name.name)?;
        if params.len() != args.len() {
            let plural = if params.len() == 1 { "" } else { "s" };
            let message = format!("`{}` takes {} argument{plural}", name.name.name, params.len());
            self.errors.push(Diagnostic::error(Code::ARITY, message).at(span, format!("{} given", args.len())));
            return None;
        }
        let mut path = Path::default();
        let part = select(&body, selectors, &mut path);
        if let Some(place) = path.without {
            let d = Diagnostic::error(Code::UNKNOWN_NAME, "there is no such part of a definition").at(span, "this reference");
            self.errors.push(d.at(place, "which leads to this"));
        }
        if let Some((label, takes, given)) = &path.miscounted {
            let plural = if *takes == 1 { "" } else { "s" };
            let message = format!("the label `{}` takes {takes} argument{plural}", label.name);
            self.errors.push(Diagnostic::error(Code::ARITY, message).at(label.span, format!("{given} given")));
        }
        let part = part?;
        let env = self.surroundings(item, name, tree)?;
        let mut list = Vec::new();
        for (p, a) in params.iter().zip(args) {
            list.push(self.arg(a, p.arity)?);
        }
        for ((_, arity), a) in path.bound.iter().zip(&path.given) {
            list.push(self.arg(a, *arity)?);
        }
        let def = self.part_def(params, part, path, env, name, span);
        Some(self.call_with(&Entity::Def(def), &given, list, span))
    }

    /// `Op!@!lbl` given for an operator: its parameters are those of `Op` and what is bound on the way.
    pub(super) fn part_operator(&mut self, name: &GenName, selectors: &[Selector], arity: usize, span: Span) -> Option<Arg> {
        if let Some((name, _, before)) = self.definition_inside(name, &[]) {
            let selectors: Vec<Selector> = before.into_iter().chain(selectors.iter().cloned()).collect();
            return self.part_operator(&name, &selectors, arity, span);
        }
        let (item, given) = self.find(name)?;
        let tree = self.tree_of(&item, name)?;
        let (params, body) = definition(&tree.units, &name.name.name)?;
        let mut path = Path { open: true, ..Path::default() };
        let part = select(&body, selectors, &mut path)?;
        // Operators of operators are not for arguments.
        let values = params.iter().all(|p| p.arity == 0) && path.bound.iter().all(|(_, a)| *a == 0);
        if !values || params.len() + path.bound.len() != arity {
            return None;
        }
        let env = self.surroundings(&item, name, tree)?;
        let def = self.part_def(params, part, path, env, name, span);
        let captured = self.captured(def, &given, span);
        Some(Arg::Def { def, captured })
    }

    /// The part as a definition.
    fn part_def(&mut self, params: Vec<ast::OpDecl>, part: Expr, path: Path, env: Env, name: &GenName, span: Span) -> DefId {
        let params = params.into_iter().map(|p| (p.name, p.arity));
        let names: Vec<(Ident, usize)> = params.chain(path.bound).collect();
        let part = match path.units.is_empty() {
            true => part,
            false => Expr::new(ast::ExprKind::Let { units: path.units, body: part }, span),
        };
        // The text was resolved before, among fewer names; it may bind names that are global now.
        let errors = self.errors.len();
        let saved = std::mem::replace(&mut self.env, env);
        let own: Vec<(Name, usize)> = names.iter().map(|(n, a)| (n.name.clone(), *a)).collect();
        let def = self.declare_def(&format!("{}!part", name.name.name), own.iter().map(|(_, a)| *a).collect(), part.span, false);
        let locals = self.open(def, &own);
        let mark = self.mark();
        names.iter().zip(locals).for_each(|((n, _), l)| self.enter(n, l));
        let made = self.without_labels("", |r| r.expr(&part));
        self.release(mark);
        self.close(def, made, part.span);
        self.defs[def.index()].local = true;
        self.env = saved;
        let mut at = 0;
        self.errors.retain(|d| {
            at += 1;
            at <= errors || d.code != Code::DUPLICATE_NAME
        });
        def
    }

    /// The module whose text has the definition.
    fn tree_of(&self, item: &Item, name: &GenName) -> Option<Rc<ast::Module>> {
        match &self.env.tree {
            Some(own) if own.name.name == item.module => return Some(own.clone()),
            Some(_) | None => {}
        }
        if let Some(file) = self.trees.get(&item.module).cloned().flatten() {
            return Some(file);
        }
        let (mut scope, mut inner) = (None, None);
        for (step, _) in &name.prefix {
            let Entity::Instance(instance) = self.in_scope(scope.as_ref(), &step.name)?.entity else { return None };
            inner = Some(instance.of.clone());
            scope = Some(instance.scope.clone());
        }
        inner.filter(|m| m.name.name == item.module)
    }

    /// The names that the text of the definition knows: those of its module, more by now, none of which means
    /// something else.
    fn surroundings(&self, item: &Item, name: &GenName, tree: Rc<ast::Module>) -> Option<Env> {
        let mut outer: Option<Rc<Scope>> = None;
        for (step, _) in &name.prefix {
            let Entity::Instance(instance) = self.in_scope(outer.as_ref(), &step.name)?.entity else { return None };
            outer = Some(instance.scope.clone());
        }
        let scope = match outer {
            _ if let Some(scope) = self.instanced(item, &name.name.name) => (*scope).clone(),
            Some(scope) => (*scope).clone(),
            None if item.module == self.env.module() => self.env.scope.clone(),
            None => {
                let extended = self.env.extended.borrow().get(&item.module).cloned();
                (*extended.or_else(|| self.pure.get(&item.module).cloned())?).clone()
            }
        };
        let prefix = self.env.prefix.clone();
        Some(Env { module: Some(item.module.clone()), tree: Some(tree), scope, prefix, ..Env::default() })
    }
}

impl Resolver<'_> {
    /// The names of the instance that a definition came by, with a name or without.
    fn instanced(&self, item: &Item, name: &str) -> Option<Rc<Scope>> {
        let from =
            |s: &&(Name, Rc<Scope>)| s.0 == item.module && s.1.names.get(name).is_some_and(|i| i.entity.same(&item.entity));
        self.instances.iter().find(from).map(|(_, scope)| scope.clone())
    }
}

/// Parameters and text of a definition of a module; a theorem's statement and a function count as one.
fn definition(units: &[Unit], name: &str) -> Option<(Vec<ast::OpDecl>, Expr)> {
    units.iter().find_map(|u| match &u.kind {
        UnitKind::Operator(d) if *d.name.name == *name => Some((d.params.clone(), d.body.clone())),
        UnitKind::Function(d) if *d.name.name == *name => {
            let kind = ast::ExprKind::FnCtor { bounds: d.bounds.clone(), body: d.body.clone() };
            Some((Vec::new(), Expr::new(kind, d.body.span)))
        }
        UnitKind::Assume { name: Some(n), body } | UnitKind::Theorem { name: Some(n), body: Some(body) } if *n.name == *name => {
            Some((Vec::new(), body.clone()))
        }
        UnitKind::Operator(_)
        | UnitKind::Function(_)
        | UnitKind::Assume { .. }
        | UnitKind::Theorem { .. }
        | UnitKind::Hide(_)
        | UnitKind::Constants(_)
        | UnitKind::Variables(_)
        | UnitKind::Recursive(_)
        | UnitKind::Instance(_)
        | UnitKind::ModuleDef { .. }
        | UnitKind::Submodule(_)
        | UnitKind::Algorithm(_) => None,
    })
}

/// The part that the selectors lead to.
fn select(e: &Expr, selectors: &[Selector], path: &mut Path) -> Option<Expr> {
    let Some((first, rest)) = selectors.split_first() else { return Some(e.clone()) };
    match first {
        Selector::Body => select(e, rest, path),
        Selector::Nth(n) => nth(unlabeled(e), *n as usize, rest, path),
        Selector::Left => nth(unlabeled(e), 1, rest, path),
        Selector::Right => nth(unlabeled(e), 2, rest, path),
        Selector::Args(args) => {
            let (names, body) = bound_by(unlabeled(e))?;
            bind(values(names), args, path)?;
            select(&body, rest, path)
        }
        // The body as an operator of what is bound.
        Selector::At if path.open => {
            let (names, body) = bound_by(unlabeled(e))?;
            bind(values(names), &[], path)?;
            select(&body, rest, path)
        }
        Selector::At => {
            path.without = Some(e.span);
            None
        }
        Selector::Label(label) => {
            let found = let_operator(unlabeled(e), label, path);
            let found = found.or_else(|| labeled(e, label, path).map(|(names, body)| (values(names), body)));
            let found = found.or_else(|| labeled(unlabeled(e), label, path).map(|(names, body)| (values(names), body)));
            let (params, body) = found?;
            let (args, rest) = match rest.split_first() {
                Some((Selector::Args(args), rest)) => (&args[..], rest),
                Some(_) | None => (&[][..], rest),
            };
            if !path.open && params.len() != args.len() {
                path.miscounted = Some((label.clone(), params.len(), args.len()));
            }
            bind(params, args, path)?;
            select(&body, rest, path)
        }
    }
}

fn values(names: Vec<Ident>) -> Vec<(Ident, usize)> {
    names.into_iter().map(|n| (n, 0)).collect()
}

fn bind(names: Vec<(Ident, usize)>, args: &[Expr], path: &mut Path) -> Option<()> {
    let wanted = if path.open { 0 } else { names.len() };
    if wanted != args.len() {
        return None;
    }
    path.bound.extend(names);
    path.given.extend(args.iter().cloned());
    Some(())
}

/// What is under the labels that an expression begins with.
fn unlabeled(e: &Expr) -> &Expr {
    match &*e.kind {
        ast::ExprKind::Labeled { body, .. } => unlabeled(body),
        _ => e,
    }
}

/// Parameters and body of an operator that a LET defines.
fn let_operator(e: &Expr, name: &Ident, path: &mut Path) -> Option<(Vec<(Ident, usize)>, Expr)> {
    let ast::ExprKind::Let { units, .. } = &*e.kind else { return None };
    let found = definition(units, &name.name)?;
    path.units.extend(units.iter().cloned());
    Some((found.0.into_iter().map(|p| (p.name, p.arity)).collect(), found.1))
}

/// What a construct binds, and the expression in which it is bound.
fn bound_by(e: &Expr) -> Option<(Vec<Ident>, Expr)> {
    use ast::ExprKind as K;
    let names = |bounds: &[Bound]| {
        let each = bounds.iter().flat_map(|b| match &b.pattern {
            Pattern::Names(names) | Pattern::Tuple(names) => names.clone(),
        });
        each.collect::<Vec<_>>()
    };
    match &*e.kind {
        K::Quant { bounds, body, .. } | K::SetMap { bounds, body } | K::FnCtor { bounds, body } => {
            Some((names(bounds), body.clone()))
        }
        K::Choose { bound, body } | K::SetFilter { bound, body } => Some((names(std::slice::from_ref(bound)), body.clone())),
        K::Lambda { params, body } => Some((params.clone(), body.clone())),
        K::TemporalQuant { names, body, .. } => Some((names.clone(), body.clone())),
        K::Apply { .. }
        | K::Junction { .. }
        | K::Number(_)
        | K::String(_)
        | K::Bool(_)
        | K::BuiltinSet(_)
        | K::SetEnum(_)
        | K::FnSet { .. }
        | K::Record(_)
        | K::RecordSet(_)
        | K::Except { .. }
        | K::At
        | K::Tuple(_)
        | K::FnApp { .. }
        | K::Field { .. }
        | K::If { .. }
        | K::Case { .. }
        | K::Let { .. }
        | K::BoxAction { .. }
        | K::AngleAction { .. }
        | K::Fairness { .. }
        | K::Labeled { .. }
        | K::Subexpression { .. } => None,
    }
}

/// The `n`-th part of an expression, counted from 1 in the order of writing.
fn nth(e: &Expr, n: usize, rest: &[Selector], path: &mut Path) -> Option<Expr> {
    use ast::ExprKind as K;
    let sets = |bounds: &[Bound]| -> Vec<Option<Expr>> { bounds.iter().map(|b| b.set.clone()).collect() };
    let all = |parts: Vec<&Expr>| parts.into_iter().cloned().map(Some).collect::<Vec<_>>();
    let parts: Vec<Option<Expr>> = match &*e.kind {
        K::Apply { args, .. } => all(args.iter().collect()),
        K::Junction { op, items } => junction(e.span, *op, items),
        K::Quant { bounds, .. } | K::SetMap { bounds, .. } | K::FnCtor { bounds, .. } => sets(bounds),
        K::Choose { bound, .. } | K::SetFilter { bound, .. } => sets(std::slice::from_ref(bound)),
        K::SetEnum(items) | K::Tuple(items) => all(items.iter().collect()),
        K::FnSet { domain, range } => all(vec![domain, range]),
        K::Record(fields) | K::RecordSet(fields) => all(fields.iter().map(|(_, e)| e).collect()),
        K::FnApp { function, args } => match &args[..] {
            [only] => all(vec![function, only]),
            several => vec![Some(function.clone()), Some(Expr::new(K::Tuple(several.to_vec()), e.span))],
        },
        K::Field { record, name } => vec![Some(record.clone()), Some(Expr::new(K::String(name.name.clone()), name.span))],
        K::Except { function, .. } => all(vec![function]),
        K::If { condition, then, otherwise } => all(vec![condition, then, otherwise]),
        // `!i!1` is the test of the i-th arm, `!i!2` its value.
        K::Case { arms, otherwise } => {
            let (side, rest) = rest.split_first()?;
            let part = match (arms.get(n.wrapping_sub(1)), side) {
                (Some((test, _)), Selector::Nth(1) | Selector::Left) => test,
                (Some((_, value)), Selector::Nth(2) | Selector::Right) => value,
                (None, Selector::Nth(2) | Selector::Right) if n == arms.len() + 1 => otherwise.as_ref()?,
                (Some(_) | None, _) => return None,
            };
            return select(part, rest, path);
        }
        K::Let { units, body } => {
            path.units.extend(units.iter().cloned());
            all(vec![body])
        }
        K::BoxAction { action, subscript } | K::AngleAction { action, subscript } => all(vec![action, subscript]),
        K::Fairness { subscript, action, .. } => all(vec![subscript, action]),
        // What has a label is reached by it; the others have no parts.
        K::Labeled { .. }
        | K::Number(_)
        | K::String(_)
        | K::Bool(_)
        | K::BuiltinSet(_)
        | K::TemporalQuant { .. }
        | K::At
        | K::Lambda { .. }
        | K::Subexpression { .. } => Vec::new(),
    };
    let without = !matches!(&*e.kind, K::Labeled { .. } | K::TemporalQuant { .. } | K::Lambda { .. } | K::Subexpression { .. });
    let Some(part) = parts.get(n.wrapping_sub(1)) else {
        path.without = without.then_some(e.span);
        return None;
    };
    select(part.as_ref()?, rest, path)
}

/// The items of a bulleted list; what is left and right of the last of several infix operators.
fn junction(span: Span, op: Junction, items: &[Expr]) -> Vec<Option<Expr>> {
    let bulleted = items.first().is_some_and(|first| first.span.start > span.start);
    let mut parts = items.to_vec();
    if !bulleted && items.len() > 2 {
        let last = parts.split_off(items.len() - 1);
        let left = parts.iter().map(|e| e.span).reduce(Span::to).unwrap_or(span);
        parts = vec![Expr::new(ast::ExprKind::Junction { op, items: parts }, left)];
        parts.extend(last);
    }
    parts.into_iter().map(Some).collect()
}

/// The labeled expression of that name, under no other label: its parameters and its body.
fn labeled(e: &Expr, label: &Ident, path: &mut Path) -> Option<(Vec<Ident>, Expr)> {
    use ast::ExprKind as K;
    match &*e.kind {
        K::Labeled { label: l, params, body } => (l.name == label.name).then(|| (params.clone(), body.clone())),
        K::Apply { args, .. } => within(args.iter(), label, path),
        K::Junction { items, .. } | K::SetEnum(items) | K::Tuple(items) => within(items.iter(), label, path),
        K::Quant { bounds, body, .. } | K::SetMap { bounds, body } | K::FnCtor { bounds, body } => {
            within(bounds.iter().filter_map(|b| b.set.as_ref()).chain([body]), label, path)
        }
        K::Choose { bound, body } | K::SetFilter { bound, body } => within(bound.set.iter().chain([body]), label, path),
        K::FnSet { domain, range } => within([domain, range].into_iter(), label, path),
        K::Record(fields) | K::RecordSet(fields) => within(fields.iter().map(|(_, e)| e), label, path),
        K::FnApp { function, args } => within([function].into_iter().chain(args), label, path),
        K::Field { record, .. } => within([record].into_iter(), label, path),
        K::Except { function, .. } => within([function].into_iter(), label, path),
        K::If { condition, then, otherwise } => within([condition, then, otherwise].into_iter(), label, path),
        K::Case { arms, otherwise } => within(arms.iter().flat_map(|(t, v)| [t, v]).chain(otherwise), label, path),
        K::Let { units, body } => {
            let known = path.units.len();
            path.units.extend(units.iter().cloned());
            let found = labeled(body, label, path);
            if found.is_none() {
                path.units.truncate(known);
            }
            found
        }
        K::BoxAction { action, subscript } | K::AngleAction { action, subscript } => {
            within([action, subscript].into_iter(), label, path)
        }
        K::Fairness { subscript, action, .. } => within([subscript, action].into_iter(), label, path),
        K::Number(_)
        | K::String(_)
        | K::Bool(_)
        | K::BuiltinSet(_)
        | K::TemporalQuant { .. }
        | K::At
        | K::Lambda { .. }
        | K::Subexpression { .. } => None,
    }
}

fn within<'e>(mut parts: impl Iterator<Item = &'e Expr>, label: &Ident, path: &mut Path) -> Option<(Vec<Ident>, Expr)> {
    parts.find_map(|p| labeled(p, label, path))
}
