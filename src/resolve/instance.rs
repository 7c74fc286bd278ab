//! INSTANCE: the instantiated module resolved once more, its constants and variables standing for what WITH
//! gives them, or for what has their name where the INSTANCE stands.
//!
//! ```text
//! VARIABLE q                                     in M:  VARIABLE x
//! I(n) == INSTANCE M WITH x <- q[n]                     Inc == x' = x + 1
//! I(3)!Inc     →   I!Inc(n) == x(n)' = x(n) + 1 with x(n) == q[n], called with 3
//! ```

use super::scope::{Entity, Env, ExprLevel, InstanceScope, Item, LocalId, Scope};
use super::{Instanced, Resolver};
use crate::diag::{Code, Diagnostic};
use crate::ir::{Arg, Level};
use crate::source::Span;
use crate::syntax::ast::{self, Ident, Name, OpDecl, UnitKind};
use rustc_hash::FxHashMap;
use std::rc::Rc;

/// A declared constant (with its arity) or variable.
#[derive(Clone)]
pub(super) struct Declared {
    pub(super) name: Name,
    arity: usize,
    pub(super) variable: bool,
}

impl Resolver<'_> {
    pub(super) fn named_instance(&mut self, name: &Ident, params: &[OpDecl], i: &ast::Instance, local: bool) {
        let mark = self.mark();
        let mut ids = Vec::new();
        for p in params {
            let id = self.new_local(&p.name.name, p.arity, ExprLevel::CONSTANT);
            self.enter(&p.name, id);
            ids.push(id);
        }
        let prefix = format!("{}!", name.name);
        let instance = self.instance(i, prefix, &ids);
        self.release(mark);
        if let Some(instance) = instance {
            self.define(name, Entity::Instance(Rc::new(instance)), local);
        }
    }

    /// The names of an instance. `prefix` is put before the names of its definitions.
    pub(super) fn instance(&mut self, i: &ast::Instance, prefix: String, params: &[LocalId]) -> Option<InstanceScope> {
        let inner = match self.env.lookup(&i.module.name).cloned() {
            Some(Item { entity: Entity::Submodule(m, outer), .. }) => Some((m, outer)),
            Some(_) | None => None,
        };
        let (m, outer) = match inner {
            Some((m, outer)) => (m, Some(outer)),
            None => (self.load(&i.module)?, None),
        };
        let declared = self.declared(&m);
        for (k, (name, _)) in i.with.iter().enumerate() {
            if !declared.iter().any(|d| d.name == name.name) {
                let d = Diagnostic::error(Code::INSTANCE, format!("module {} declares no `{}`", m.name.name, name.name))
                    .at(name.span, "substituted here");
                let near = crate::util::suggest::closest(&name.name, declared.iter().map(|d| &*d.name));
                self.errors.push(match near {
                    Some(n) => d.help(format!("did you mean `{n}`?")),
                    None => d.help("only constants and variables of the module can be substituted"),
                });
            }
            if let Some((first, _)) = i.with[..k].iter().find(|(n, _)| n.name == name.name) {
                let d = Diagnostic::error(Code::INSTANCE, format!("`{}` is substituted twice", name.name));
                self.errors.push(d.at(name.span, "again here").at(first.span, "first here"));
            }
        }
        let scope = if outer.is_none() && self.is_pure(&m) {
            self.pure_scope(&m)
        } else {
            let mut bindings = FxHashMap::default();
            let mut levels = Vec::new();
            for d in &declared {
                let (entity, level, span) = self.substitute(d, i)?;
                bindings.insert(d.name.clone(), entity);
                levels.push((d, level, span));
            }
            let max = |d: &Declared| if d.variable { Level::State } else { Level::Constant };
            // A constant may stand for a state function as long as the module is about constants.
            let higher = levels.iter().any(|(d, level, _)| *level > max(d));
            let about_states =
                (higher || !params.is_empty() || !self.frames.is_empty()) && self.is_about_states(&m, outer.as_deref());
            if let Some((d, level, span)) = levels.iter().find(|(d, level, _)| about_states && *level > max(d)) {
                let what = if d.variable { "variable" } else { "constant" };
                let message = format!("the {what} `{}` of module {} cannot stand for this", d.name, i.module.name);
                self.errors.push(Diagnostic::error(Code::LEVEL, message).at(*span, super::level::describe(*level)));
                return None;
            }
            let limits = declared.iter().filter(|d| about_states && d.arity == 0).map(|d| (d.name.clone(), max(d)));
            let limits = Rc::new(limits.collect());
            let mut limited = FxHashMap::default();
            for d in declared.iter().filter(|_| about_states) {
                for local in bindings.get(&d.name).map(|e| self.locals_of(e)).unwrap_or_default() {
                    let most = limited.entry(local).or_insert(Level::Constant);
                    *most = max(d).max(*most);
                }
            }
            let itself = |d: &Declared| bindings.get(&d.name).is_some_and(|e| self.is_itself(&d.name, e));
            let substituted = declared.iter().filter(|d| !itself(d)).map(|d| d.name.clone()).collect();
            let mut env = Env {
                scope: outer.map(|o| o.hidden()).unwrap_or_default(),
                prefix: format!("{}{prefix}", self.env.prefix),
                bindings: Some(Rc::new(bindings)),
                given_at: Some(i.span),
                limits,
                limited: Rc::new(limited),
                ..Env::default()
            };
            let first = self.defs.len();
            env.enabled_scope = self.enabled_scope(&m, &declared, &env);
            // What the module declares has no name behind the instance's.
            let mut scope = (*self.module_scope(&m, env)).clone();
            for d in &declared {
                scope.names.get_mut(&d.name).into_iter().for_each(|i| i.local = true);
            }
            let scope = Rc::new(scope);
            self.instanced.push(Instanced { defs: first..self.defs.len(), substituted });
            scope
        };
        self.instances.push((m.name.name.clone(), scope.clone()));
        Some(InstanceScope { params: params.to_vec(), scope, of: m })
    }

    /// The local names whose levels add to that of what stands for a declaration.
    fn locals_of(&self, entity: &Entity) -> Vec<LocalId> {
        match entity {
            Entity::Local(local) => vec![*local],
            Entity::Def(def) => {
                let s = &self.signatures[def.index()];
                let adds = s.captures.iter().enumerate().filter(|(i, _)| s.level.params >> (*i).min(63) & 1 == 1);
                adds.map(|(_, local)| *local).collect()
            }
            Entity::Builtin(..) | Entity::Special(..) | Entity::Var(_) | Entity::Instance(_) | Entity::Submodule(..) => {
                Vec::new()
            }
        }
    }

    /// What a declared name of the instantiated module stands for, its level, and where it is given.
    fn substitute(&mut self, d: &Declared, i: &ast::Instance) -> Option<(Entity, Level, Span)> {
        let what = if d.variable { "variable" } else { "constant" };
        let (entity, span) = match i.with.iter().find(|(n, _)| n.name == d.name) {
            Some((_, e)) => (self.substituted(d, e)?, e.span),
            None => match self.env.lookup(&d.name).cloned() {
                Some(item) => (item.entity, i.module.span),
                None => {
                    self.errors.push(
                        Diagnostic::error(
                            Code::INSTANCE,
                            format!("nothing is given for the {what} `{}` of module {}", d.name, i.module.name),
                        )
                        .at(i.span, "instantiated here")
                        .help(format!(
                            "write `INSTANCE {} WITH {} <- …`, or declare `{}` before it",
                            i.module.name, d.name, d.name
                        )),
                    );
                    return None;
                }
            },
        };
        let has = match &entity {
            Entity::Def(def) => self.signatures[def.index()].arities.len(),
            Entity::Builtin(_, n) | Entity::Special(_, n) => *n,
            Entity::Local(l) => self.locals[l.0 as usize].arity,
            Entity::Var(_) => 0,
            Entity::Instance(_) | Entity::Submodule(..) => usize::MAX,
        };
        if has != d.arity {
            let message = format!("`{}` of module {} has {} parameters", d.name, i.module.name, d.arity);
            self.errors.push(Diagnostic::error(Code::INSTANCE, message).at(span, "what is given for it has not"));
            return None;
        }
        if d.arity > 0 && self.takes_operators(&entity) {
            let message = format!("`{}` of module {} is an operator of values", d.name, i.module.name);
            self.errors.push(Diagnostic::error(Code::INSTANCE, message).at(span, "what is given for it takes an operator"));
            return None;
        }
        if d.arity > 0
            && let Entity::Def(def) = &entity
            && self.signatures[def.index()].opaque >> self.signatures[def.index()].captures.len().min(63) != 0
        {
            let message = format!("`{}` of module {} cannot stand for this operator", d.name, i.module.name);
            self.errors.push(
                Diagnostic::error(Code::LEVEL, message)
                    .at(span, "it primes what it is given, or makes a temporal formula of it")
                    .help("a constant operator gives equal results for equal arguments; a prime, ENABLED or `[]` does not"),
            );
            return None;
        }
        let level = match &entity {
            Entity::Var(_) => Level::State,
            Entity::Def(def) => self.signatures[def.index()].level.level,
            Entity::Builtin(..) | Entity::Special(..) | Entity::Local(_) | Entity::Instance(_) | Entity::Submodule(..) => {
                Level::Constant
            }
        };
        Some((entity, level, span))
    }

    /// Is this the root module's constant or variable with that name?
    fn is_itself(&self, name: &Name, entity: &Entity) -> bool {
        match entity {
            Entity::Var(v) => self.vars.get(v.index()).is_some_and(|var| var.name == *name),
            Entity::Def(def) => self.constants.iter().any(|c| c.def == *def && c.name == *name),
            Entity::Builtin(..) | Entity::Special(..) | Entity::Local(_) | Entity::Instance(_) | Entity::Submodule(..) => false,
        }
    }

    /// The right side of `c <- e`: a name as it is, another expression as a definition.
    fn substituted(&mut self, d: &Declared, e: &ast::Expr) -> Option<Entity> {
        if let ast::ExprKind::Apply { name, args } = &*e.kind
            && args.is_empty()
            && name.prefix.is_empty()
            && super::builtin::core(&name.name.name).is_none()
        {
            return self.find(name).map(|(item, _)| item.entity);
        }
        if let ast::ExprKind::Lambda { params, body } = &*e.kind {
            return Some(Entity::Def(self.lambda(params, body, e.span)));
        }
        let params: Vec<Name> = (1..=d.arity).map(|k| Name::from(format!("_{k}"))).collect();
        let def = self.declare_def(&d.name, vec![0; d.arity], e.span, false);
        let list: Vec<(Name, usize)> = params.iter().map(|p| (p.clone(), 0)).collect();
        let own = self.open(def, &list);
        let body = if d.arity == 0 {
            self.expr(e)
        } else {
            // `F <- I!G` or `F <- +`: a definition that passes its parameters on.
            match self.arg(e, d.arity) {
                Some(op) => {
                    let args = own.iter().map(|l| self.local_arg(*l, e.span)).collect::<Vec<Arg>>();
                    self.call_arg(&op, args, e.span)
                }
                None => self.wrong(e.span),
            }
        };
        self.close(def, body, e.span);
        self.defs[def.index()].local = true;
        Some(Entity::Def(def))
    }

    /// Constants and variables of a module and of those it extends.
    pub(super) fn declared(&mut self, m: &Rc<ast::Module>) -> Vec<Declared> {
        let mut list = Vec::new();
        for e in &m.extends {
            if let Some(x) = self.peek(&e.name).map(|x| self.meant(e, x)) {
                for d in self.declared(&x) {
                    if !list.iter().any(|k: &Declared| k.name == d.name) {
                        list.push(d);
                    }
                }
            }
        }
        for u in &m.units {
            match &u.kind {
                UnitKind::Constants(c) => {
                    list.extend(c.iter().map(|d| Declared { name: d.name.name.clone(), arity: d.arity, variable: false }));
                }
                UnitKind::Variables(v) => {
                    list.extend(v.iter().map(|n| Declared { name: n.name.clone(), arity: 0, variable: true }));
                }
                UnitKind::Recursive(_)
                | UnitKind::Operator(_)
                | UnitKind::Function(_)
                | UnitKind::Instance(_)
                | UnitKind::ModuleDef { .. }
                | UnitKind::Assume { .. }
                | UnitKind::Theorem { .. }
                | UnitKind::Hide(_)
                | UnitKind::Submodule(_)
                | UnitKind::Algorithm(_) => {}
            }
        }
        list
    }

    /// Nothing declared in the module or in those it extends.
    pub(super) fn is_pure(&mut self, m: &Rc<ast::Module>) -> bool {
        self.declared(m).is_empty()
    }
}

impl Scope {
    /// The same names, for a module inside: known to it, not handed on by it.
    pub(super) fn hidden(&self) -> Scope {
        let names = self.names.iter().map(|(n, i)| (n.clone(), Item { local: true, ..i.clone() }));
        Scope { names: names.collect() }
    }
}
