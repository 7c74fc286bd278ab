//! Bound names: quantifiers, CHOOSE, sets, functions, and LET.

use super::Resolver;
use super::expr::quantifier;
use super::scope::{Entity, ExprLevel};
use crate::diag::{Code, Diagnostic};
use crate::ir::{self, Bind, ExprId, ExprKind, Level, Pattern, Slot};
use crate::source::Span;
use crate::syntax::ast::{self, Ident, UnitKind};

/// How many arguments a function takes that is defined by its name.
pub(super) fn arity_of(d: &ast::FnDef) -> usize {
    let of = |b: &ast::Bound| match &b.pattern {
        ast::Pattern::Names(names) => names.len(),
        ast::Pattern::Tuple(_) => 1,
    };
    d.bounds.iter().map(of).sum()
}

impl Resolver<'_> {
    /// Binders with sets. Sets first: they do not see the names bound beside them. `x, y \in S` is two binders.
    pub(super) fn binds(&mut self, bounds: &[ast::Bound]) -> Vec<Bind> {
        let mut parts: Vec<(&[Ident], bool, ExprId)> = Vec::new();
        for b in bounds {
            let (names, tuple) = match &b.pattern {
                ast::Pattern::Names(names) => (names, false),
                ast::Pattern::Tuple(names) => (names, true),
            };
            let Some(set) = &b.set else {
                if let Some(first) = names.first() {
                    self.errors.push(
                        Diagnostic::error(Code::UNSUPPORTED, "a binder without a set beside one with a set")
                            .at(first.span, "give it a set"),
                    );
                }
                continue;
            };
            if tuple {
                self.bare = super::unit::is_bare(set);
                let set = self.expr(set);
                parts.push((names, true, set));
            } else {
                for i in 0..names.len() {
                    self.bare = super::unit::is_bare(set);
                    let set = self.expr(set);
                    parts.push((&names[i..=i], false, set));
                }
            }
        }
        let mut binds = Vec::new();
        for (names, tuple, set) in parts {
            let slots: Vec<Slot> = names.iter().map(|n| self.bound(n)).collect();
            let pattern = if tuple { Pattern::Tuple(slots) } else { Pattern::One(slots[0]) };
            binds.push(Bind { pattern, set });
        }
        binds
    }

    /// A new bound name, rigid in the whole of its scope.
    fn bound(&mut self, ident: &Ident) -> Slot {
        let local = self.new_local(&ident.name, 0, ExprLevel::CONSTANT);
        let slot = self.bind_slot(local);
        self.enter(ident, local);
        self.bound_for_labels(&ident.name);
        slot
    }

    pub(super) fn quant(&mut self, q: ast::Quantifier, bounds: &[ast::Bound], body: &ast::Expr, span: Span) -> ExprId {
        let q = quantifier(q);
        let mark = self.mark();
        let kind = if bounds.iter().all(|b| b.set.is_none()) {
            let names = bounds.iter().flat_map(|b| match &b.pattern {
                ast::Pattern::Names(names) | ast::Pattern::Tuple(names) => names,
            });
            let slots = names.map(|n| self.bound(n)).collect();
            ExprKind::UnboundedQuant { quantifier: q, slots, body: self.expr(body) }
        } else {
            let binds = self.binds(bounds);
            ExprKind::Quant { quantifier: q, binds, body: self.expr(body) }
        };
        self.release(mark);
        self.mk(kind, span)
    }

    pub(super) fn choose(&mut self, bound: &ast::Bound, body: &ast::Expr, span: Span) -> ExprId {
        self.bare = bound.set.as_ref().is_some_and(super::unit::is_bare);
        let set = bound.set.as_ref().map(|s| self.expr(s));
        let mark = self.mark();
        let pattern = match &bound.pattern {
            ast::Pattern::Names(names) => Pattern::One(names.iter().map(|n| self.bound(n)).next_back().unwrap_or(Slot(0))),
            ast::Pattern::Tuple(names) => Pattern::Tuple(names.iter().map(|n| self.bound(n)).collect()),
        };
        let body = self.expr(body);
        self.release(mark);
        self.mk(ExprKind::Choose { pattern, set, body }, span)
    }

    /// Operators with parameters become definitions, and so do values that are actions; other values become
    /// [`ExprKind::Let`].
    pub(super) fn let_in(&mut self, units: &[ast::Unit], body: &ast::Expr, span: Span) -> ExprId {
        let bare = std::mem::take(&mut self.bare);
        let mark = self.mark();
        let outside = (self.env.lets, self.env.locals.len(), std::mem::take(&mut self.env.unresolved));
        self.env.lets += 1;
        let mut values: Vec<(Slot, ExprId)> = Vec::new();
        for unit in units {
            let outer = std::mem::replace(&mut self.env.in_let, true);
            let named = match &unit.kind {
                UnitKind::Operator(d) if d.params.is_empty() => Some(&d.name),
                UnitKind::Function(d) => Some(&d.name),
                UnitKind::Operator(_)
                | UnitKind::Constants(_)
                | UnitKind::Variables(_)
                | UnitKind::Recursive(_)
                | UnitKind::Instance(_)
                | UnitKind::ModuleDef { .. }
                | UnitKind::Assume { .. }
                | UnitKind::Theorem { .. }
                | UnitKind::Hide(_)
                | UnitKind::Submodule(_)
                | UnitKind::Algorithm(_) => None,
            };
            let def = self.unit(unit);
            self.env.in_let = outer;
            let (Some(name), Some((def, false))) = (named, def) else { continue };
            if self.defs[def.index()].level > Level::State || self.signatures[def.index()].level.level > Level::State {
                continue;
            }
            let value = self.graft(def);
            let local = self.new_local(&name.name, 0, self.level(value));
            if let UnitKind::Function(d) = &unit.kind {
                self.function_locals.insert(local, arity_of(d));
            }
            let slot = self.bind_slot(local);
            if let Some((_, item)) = self.env.locals.iter_mut().rev().find(|(n, _)| *n == name.name) {
                item.entity = Entity::Local(local);
            }
            self.visible.push(local);
            values.push((slot, value));
        }
        if self.env.unresolved > 0 {
            let missing = self.env.locals[outside.1..].iter().filter(|(_, i)| i.pending).cloned().collect();
            self.undefined(missing);
        }
        self.env.lets = outside.0;
        self.env.unresolved = outside.2;
        self.bare = bare;
        let mut result = self.expr(body);
        self.release(mark);
        for (slot, value) in values.into_iter().rev() {
            let level = self.level(result);
            result = self.raw_expr(ExprKind::Let { slot, value, body: result }, span, level);
        }
        result
    }

    /// `f[x \in S] == e`: the body knows `f` by a slot of its own. Returns the function.
    pub(super) fn function(&mut self, d: &ast::FnDef, span: Span) -> ExprId {
        let mark = self.mark();
        let local = self.new_local(&d.name.name, 0, ExprLevel::CONSTANT);
        let slot = self.bind_slot(local);
        let binds = self.binds(&d.bounds);
        let declared = self.env.lookup(&d.name.name).is_some_and(|i| i.pending);
        if declared {
            self.enter_again(&d.name, local);
        } else {
            self.enter(&d.name, local);
        }
        let body = self.expr(&d.body);
        self.release(mark);
        let mentioned = ir::visit::subtree(&self.exprs, body).into_iter().any(|e| {
            let mut found = false;
            ir::visit::slots(&self.exprs[e.index()].kind, &mut |s| found |= s == slot);
            found
        });
        self.mk(ExprKind::FnCtor { binds, body, recursive: mentioned.then_some(slot) }, span)
    }
}
