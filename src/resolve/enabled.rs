//! ENABLED inside an instance.
//!
//! ENABLED binds the primed variables of the module in which it stands, and INSTANCE does not substitute for what is
//! bound: with `I == INSTANCE M WITH x <- z, y <- z`, `I!F` of `F == ENABLED (x' = 0 /\ y' = 1)` is TRUE. So an instance in
//! which a variable stands for an expression, or two for the same one, is resolved once more, its variables
//! standing for *stand-ins*, and ENABLED (also the one inside WF and SF) takes its action from that scope:
//!
//! ```text
//! I!F   →   EnabledIn { x' = 0 /\ y' = 1, stand_ins: [x for z, y for z] }
//! ```
//!
//! In: the instantiated module and what its names stand for. Out: a [`EnabledScope`], or none where it would make no difference.

use super::Resolver;
use super::instance::Declared;
use super::scope::{EnabledScope, Entity, Env};
use crate::ir::{ExprId, ExprKind, Level, Var, VarId, visit};
use crate::source::Span;
use crate::syntax::ast;
use rustc_hash::FxHashMap;
use std::rc::Rc;

/// Stand-ins are numbered from here until all variables are known.
const FIRST: u32 = 1 << 31;

impl Resolver<'_> {
    /// The scope for ENABLED of an instance about to be resolved in `env`.
    pub(super) fn enabled_scope(&mut self, m: &Rc<ast::Module>, declared: &[Declared], env: &Env) -> Option<Rc<EnabledScope>> {
        let bindings = env.bindings.as_ref()?;
        let variables: Vec<(&Declared, Entity)> =
            declared.iter().filter(|d| d.variable).filter_map(|d| Some((d, bindings.get(&d.name)?.clone()))).collect();
        let plain = variables
            .iter()
            .enumerate()
            .all(|(i, (_, e))| matches!(e, Entity::Var(_)) && !variables[..i].iter().any(|(_, earlier)| earlier.same(e)));
        if plain || !self.speaks_of_enabled(m) {
            return None;
        }
        let mut own = FxHashMap::clone(bindings);
        let mut stand_ins = Vec::new();
        for (d, entity) in variables {
            let id = VarId(FIRST + self.stand_ins.len() as u32);
            self.stand_ins.push(Var { name: d.name.clone(), span: m.name.span });
            own.insert(d.name.clone(), Entity::Var(id));
            stand_ins.push((id, entity));
        }
        let env = Env { bindings: Some(Rc::new(own)), extended: Rc::default(), ..env.clone() };
        let extended = env.extended.clone();
        let scope = self.module_scope(m, env);
        let mut scopes = extended.borrow().clone();
        scopes.insert(m.name.name.clone(), scope);
        Some(Rc::new(EnabledScope { scopes, stand_ins }))
    }

    /// Does the text of the module, or of one that it extends, name ENABLED, WF or SF?
    fn speaks_of_enabled(&mut self, m: &Rc<ast::Module>) -> bool {
        let text = &*self.sources.file(m.name.span.file).text;
        ["ENABLED", "WF_", "SF_"].iter().any(|word| text.contains(word))
            || m.extends.iter().any(|e| self.peek(&e.name).map(|x| self.meant(e, x)).is_some_and(|x| self.speaks_of_enabled(&x)))
    }

    /// `ENABLED A`, `A` made by `action` among the names of that scope.
    pub(super) fn enabled_in(
        &mut self,
        enabled_scope: &EnabledScope,
        span: Span,
        action: impl FnOnce(&mut Self) -> ExprId,
    ) -> ExprId {
        let Some(scope) = enabled_scope.scopes.get(&self.env.module()) else {
            let hint = "define the action in the module that is instantiated".to_string();
            return self.mk(ExprKind::Unsupported { construct: "ENABLED in a module inside an instance", hint }, span);
        };
        let inside = self.env.enabled_scope.take();
        let scope = std::mem::replace(&mut self.env.scope, (**scope).clone());
        let action = action(self);
        if let Some(construct) = self.action_of_a_let(action) {
            let hint = "define the action outside of the LET".to_string();
            self.env.scope = scope;
            self.env.enabled_scope = inside;
            return self.mk(ExprKind::Unsupported { construct, hint }, span);
        }
        self.env.scope = scope;
        self.env.enabled_scope = inside;
        let stand_ins = enabled_scope.stand_ins.iter().map(|(v, e)| (*v, self.call_with(e, &[], Vec::new(), span))).collect();
        self.mk(ExprKind::EnabledIn { action, stand_ins }, span)
    }

    /// A LET around ENABLED was resolved with what the variables stand for. (So was an action given as an argument, and
    /// rightly: `I!B(x' = 1)` of `B(d) == ENABLED d` is about the x of whoever gives it.)
    fn action_of_a_let(&self, action: ExprId) -> Option<&'static str> {
        let lets: Vec<_> =
            self.env.locals.iter().filter_map(|(_, i)| if let Entity::Def(d) = i.entity { Some(d) } else { None }).collect();
        let mut found = None;
        for id in visit::subtree(&self.exprs, action) {
            visit::defs(&self.exprs[id.index()].kind, &mut |d| {
                if lets.contains(&d) && self.signatures[d.index()].level.level > Level::State {
                    found = Some("ENABLED, inside an instance, of an action that a LET defines");
                }
            });
        }
        found
    }

    /// WF and SF by their definitions: `[]<>~ENABLED <<A>>_v \/ []<><<A>>_v`, and `<>[]` for the first.
    pub(super) fn fairness_in(
        &mut self,
        enabled_scope: &EnabledScope,
        strong: bool,
        subscript: &ast::Expr,
        action: &ast::Expr,
        span: Span,
    ) -> ExprId {
        let enabled = self.enabled_in(enabled_scope, span, |r| r.angle(subscript, action, span));
        let disabled = self.mk(ExprKind::Not(enabled), span);
        let idle = if strong {
            let always = self.mk(ExprKind::Always(disabled), span);
            self.mk(ExprKind::Eventually(always), span)
        } else {
            let eventually = self.mk(ExprKind::Eventually(disabled), span);
            self.mk(ExprKind::Always(eventually), span)
        };
        let step = self.angle(subscript, action, span);
        let eventually = self.mk(ExprKind::Eventually(step), span);
        let taken = self.mk(ExprKind::Always(eventually), span);
        self.mk(ExprKind::Or(vec![idle, taken]), span)
    }

    fn angle(&mut self, subscript: &ast::Expr, action: &ast::Expr, span: Span) -> ExprId {
        let action = self.expr(action);
        let subscript = self.expr(subscript);
        self.mk(ExprKind::AngleAction { action, subscript }, span)
    }

    /// Numbers the stand-ins after the variables.
    pub(super) fn number_stand_ins(&mut self) {
        let shift = |v: &mut VarId, n: usize| {
            if v.0 >= FIRST {
                v.0 = v.0 - FIRST + n as u32;
            }
        };
        let n = self.vars.len();
        for e in &mut self.exprs {
            if let ExprKind::Var(v) | ExprKind::Primed(v) = &mut e.kind {
                shift(v, n);
            } else if let ExprKind::EnabledIn { action: _, stand_ins } = &mut e.kind {
                stand_ins.iter_mut().for_each(|(v, _)| shift(v, n));
            }
        }
    }
}
