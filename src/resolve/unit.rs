//! The units of a module: declarations, definitions, EXTENDS, assumptions.

use super::scope::{Entity, Env, Item, Scope};
use super::{Assume, Constant, Resolver};
use crate::diag::{Code, Diagnostic};
use crate::ir::{DefId, ExprKind, Level, Param, Var, VarId};
use crate::syntax::ast::{self, Ident, Name, UnitKind};
use std::rc::Rc;

impl Resolver<'_> {
    /// All names of a module, its units resolved in the given surroundings.
    pub(super) fn module_scope(&mut self, m: &Rc<ast::Module>, mut env: Env) -> Rc<Scope> {
        env.module = Some(m.name.name.clone());
        env.tree = Some(m.clone());
        let saved = std::mem::replace(&mut self.env, env);
        let labels = (std::mem::take(&mut self.labels), self.no_labels.take());
        self.in_progress.push(m.name.name.clone());
        for e in &m.extends {
            self.extends(e);
        }
        for u in &m.units {
            self.unit(u);
        }
        // What is hidden here is declared by the module around this one.
        let own = self.env.scope.names.iter().filter(|(_, i)| i.pending && i.module == m.name.name);
        let missing = own.map(|(n, i)| (n.clone(), i.clone())).collect();
        self.undefined(missing);
        self.in_progress.pop();
        (self.labels, self.no_labels) = labels;
        Rc::new(std::mem::replace(&mut self.env, saved).scope)
    }

    fn extends(&mut self, name: &Ident) {
        if let Some(Item { entity: Entity::Submodule(m, outer), .. }) = self.env.lookup(&name.name).cloned()
            && !self.env.extended.borrow().contains_key(&name.name)
        {
            let env = self.same_instance(outer.hidden());
            let scope = self.module_scope(&m, env);
            self.merge(&scope, false, name, &m);
            return;
        }
        let Some(m) = self.load(name) else { return };
        let known = self.env.extended.borrow().get(&m.name.name).cloned();
        let scope = match known {
            Some(s) => s,
            None => {
                let scope = if self.is_pure(&m) {
                    self.pure_scope(&m)
                } else {
                    let env = self.same_instance(Scope::default());
                    self.module_scope(&m, env)
                };
                self.env.extended.borrow_mut().insert(m.name.name.clone(), scope.clone());
                scope
            }
        };
        self.merge(&scope, false, name, &m);
    }

    /// Surroundings for a module that shares this one's constants and variables.
    fn same_instance(&self, scope: Scope) -> Env {
        Env {
            scope,
            prefix: self.env.prefix.clone(),
            bindings: self.env.bindings.clone(),
            given_at: self.env.given_at,
            limits: self.env.limits.clone(),
            limited: self.env.limited.clone(),
            enabled_scope: self.env.enabled_scope.clone(),
            extended: self.env.extended.clone(),
            ..Env::default()
        }
    }

    /// A module that declares nothing means the same everywhere: it is resolved once.
    pub(super) fn pure_scope(&mut self, m: &Rc<ast::Module>) -> Rc<Scope> {
        if let Some(s) = self.pure.get(&m.name.name) {
            return s.clone();
        }
        let visible = std::mem::take(&mut self.visible);
        let frames = std::mem::take(&mut self.frames);
        let scope = self.module_scope(m, Env::default());
        self.visible = visible;
        self.frames = frames;
        self.pure.insert(m.name.name.clone(), scope.clone());
        scope
    }

    /// Takes over the names of module `of`, extended or instantiated. Of two with the same name the first stays, but that of a
    /// module which is named where it is needed comes before one that a community module brings along ([`Item::weak`]).
    pub(super) fn merge(&mut self, scope: &Rc<Scope>, local: bool, by: &Ident, of: &Rc<ast::Module>) {
        let brings = super::library::brings_along(self.sources, of);
        let mut names: Vec<(&Name, &Item)> = scope.names.iter().filter(|(_, i)| !i.local).collect();
        names.sort_by_key(|(n, i)| (i.span, (*n).clone()));
        for (name, item) in names {
            let weak = item.weak || brings && item.module != of.name.name;
            let item = Item { local, weak, ..item.clone() };
            let known = self.env.known(name).cloned();
            let Some(known) = known else {
                self.put(name.clone(), item);
                continue;
            };
            if known.entity.same(&item.entity) || known.module == item.module {
                if !self.env.in_let
                    && let Some(i) = self.env.scope.names.get_mut(name)
                {
                    i.local &= local;
                    i.weak &= weak;
                }
                continue;
            }
            let stronger = known.weak && !weak;
            let (hidden, used) = if stronger { (&known, &item) } else { (&item, &known) };
            let (one, other) = (self.sort_of(&known.entity), self.sort_of(&item.entity));
            if one != other && !known.weak && !weak {
                let message = format!("`{name}` is {one} in module {} and {other} in module {}", known.module, item.module);
                let d = Diagnostic::error(Code::DUPLICATE_NAME, message).at(by.span, "this module has it, too");
                self.errors.push(d.at(item.span, "declared here").at(known.span, "and here"));
                continue;
            }
            let d = Diagnostic::warning(
                Code::DUPLICATE_NAME,
                format!("`{name}` of module {} is hidden by that of module {}", hidden.module, used.module),
            );
            self.warnings.push(d.at(by.span, "this module defines it again").at(used.span, "this one is used"));
            if stronger {
                self.put(name.clone(), item);
            }
        }
    }

    /// What a name is, as far as two modules that have the same name must agree.
    fn sort_of(&self, entity: &Entity) -> &'static str {
        match entity {
            Entity::Def(def) if self.constants.iter().any(|c| c.def == *def) => "declared",
            Entity::Var(_) => "declared",
            Entity::Submodule(..) => "a module",
            Entity::Def(_) | Entity::Builtin(..) | Entity::Special(..) | Entity::Local(_) | Entity::Instance(_) => "defined",
        }
    }

    fn put(&mut self, name: Name, item: Item) {
        if self.env.in_let {
            self.env.locals.push((name, item));
        } else {
            self.env.scope.names.insert(name, item);
        }
    }

    /// Reports a name that is used for something else already; one that a community module brought along may be taken.
    pub(super) fn check_fresh(&mut self, ident: &Ident) {
        if super::builtin::core(&ident.name).is_some() {
            let d = Diagnostic::error(Code::DUPLICATE_NAME, format!("`{}` is an operator of the language", ident.name));
            self.errors.push(d.at(ident.span, "it cannot be defined or declared").help("take another operator or a name"));
        }
        if let Some(known) = self.env.known(&ident.name).filter(|i| !i.weak) {
            let d = Diagnostic::error(Code::DUPLICATE_NAME, format!("`{}` is already defined", ident.name))
                .at(ident.span, "defined again here")
                .at(known.span, "first defined here")
                .help("give one of them another name; TLA+ has no shadowing");
            self.errors.push(d);
        }
    }

    pub(super) fn define(&mut self, ident: &Ident, entity: Entity, local: bool) {
        self.check_fresh(ident);
        if let Some(known) = self.env.known(&ident.name).filter(|i| i.weak) {
            let message = format!("`{}` of module {} is hidden by this definition", ident.name, known.module);
            let d = Diagnostic::warning(Code::DUPLICATE_NAME, message).at(ident.span, "this one is used");
            self.warnings.push(d.note("a module that is extended brings it along; other versions of that module do not"));
        }
        let item = Item { entity, span: ident.span, local, module: self.env.module(), pending: false, weak: false };
        self.put(ident.name.clone(), item);
    }

    /// A unit of a module or LET. Gives the definition it made, and whether RECURSIVE had declared it.
    pub(super) fn unit(&mut self, unit: &ast::Unit) -> Option<(DefId, bool)> {
        self.in_section(unit);
        match &unit.kind {
            UnitKind::Constants(list) => {
                list.iter().for_each(|d| self.declare(&d.name, Some(d.arity)));
                None
            }
            UnitKind::Variables(list) => {
                list.iter().for_each(|name| self.declare(name, None));
                None
            }
            UnitKind::Recursive(list) => {
                self.recursive_unit(list, unit.local);
                None
            }
            UnitKind::Operator(d) => self.operator_unit(d, unit.local),
            UnitKind::Function(d) => {
                let (def, recursive) = self.begin(&d.name, &[])?;
                self.function_defs.insert(def, super::bind::arity_of(d));
                self.open(def, &[]);
                let in_let = std::mem::replace(&mut self.env.in_let, false);
                let body = self.with_labels(|r| r.function(d, unit.span));
                self.env.in_let = in_let;
                self.close(def, body, d.body.span);
                self.finish(&d.name, def, recursive, unit.local);
                Some((def, recursive))
            }
            UnitKind::Instance(i) => {
                if let Some(scope) = self.instance(i, String::new(), &[]) {
                    let of = scope.of.clone();
                    self.merge(&scope.scope, unit.local, &i.module, &of);
                }
                None
            }
            UnitKind::ModuleDef { name, params, instance } => {
                self.named_instance(name, params, instance, unit.local);
                None
            }
            UnitKind::Assume { name, body } => {
                let line = self.sources.line_column(unit.span.file, unit.span.start).0;
                let text = name.as_ref().map_or_else(|| format!("ASSUME line {line}"), |n| n.name.to_string());
                let def = self.declare_def(&text, Vec::new(), unit.span, false);
                self.open(def, &[]);
                let e = match name {
                    Some(_) => self.with_labels(|r| r.expr(body)),
                    None => self.expr(body),
                };
                let level = self.level(e).level;
                if level > Level::Constant && self.env.bindings.is_none() {
                    self.level_error(e, body.span, "an assumption is about constants only");
                }
                // A constant may stand for a state function or an action (`substitute`), but an assumption is not a formula
                // about behaviors.
                if level == Level::Temporal && self.env.bindings.is_some() {
                    let message = "what an instance gives a constant in an assumption may not be temporal";
                    let d = Diagnostic::error(Code::LEVEL, message);
                    let d = self.env.given_at.into_iter().fold(d, |d, place| d.at(place, "instantiated here"));
                    self.errors.push(d.at(body.span, "assumed here"));
                }
                self.close(def, e, body.span);
                if let Some(n) = name {
                    self.define(n, Entity::Def(def), unit.local);
                    self.claims.insert(def);
                }
                if self.env.bindings.is_none() {
                    self.assumes.push(Assume { name: name.as_ref().map(|n| n.name.clone()), def });
                }
                None
            }
            // What is claimed is not run, but its name is a formula like any other.
            UnitKind::Theorem { name: Some(name), body } => {
                let def = self.declare_def(&name.name, Vec::new(), unit.span, false);
                self.open(def, &[]);
                let e = match body {
                    Some(body) => self.with_labels(|r| r.expr(body)),
                    None => self.mk(
                        ExprKind::Unsupported {
                            construct: "an ASSUME … PROVE statement",
                            hint: "name its formula by a definition".to_string(),
                        },
                        unit.span,
                    ),
                };
                self.close(def, e, unit.span);
                self.define(name, Entity::Def(def), unit.local);
                self.claims.insert(def);
                None
            }
            UnitKind::Theorem { name: None, body } => {
                if let Some(ast::ExprKind::Labeled { label, params, .. }) = body.as_ref().map(|b| &*b.kind) {
                    self.check_label(label, params);
                }
                None
            }
            UnitKind::Hide(facts) => {
                facts.iter().for_each(|f| self.hidden_fact(f));
                None
            }
            UnitKind::Submodule(m) => {
                let outer = self.env.tree.as_ref().and_then(|t| t.extends.iter().find(|e| e.name == m.name.name));
                if let Some(extended) = outer {
                    let message = format!("there are two modules {}", m.name.name);
                    let d = Diagnostic::error(Code::DUPLICATE_NAME, message).at(m.name.span, "one is defined here");
                    self.errors.push(d.at(extended.span, "and another one is extended here"));
                }
                let known = Rc::new(self.env.scope.clone());
                let inner = Rc::new(m.clone());
                if self.env.bindings.is_none() {
                    self.check_inner(&inner, &known);
                }
                self.define(&m.name, Entity::Submodule(inner, known), unit.local);
                None
            }
            // PlusCal was expanded when the module was loaded.
            UnitKind::Algorithm(_) => None,
        }
    }

    /// A module inside a module is well-formed by itself, whether it is instantiated or not: it is resolved, and nothing is kept
    /// but what is wrong.
    fn check_inner(&mut self, m: &Rc<ast::Module>, known: &Scope) {
        let env = Env { scope: known.hidden(), prefix: self.env.prefix.clone(), ..Env::default() };
        self.tried(|r| drop(r.module_scope(m, env)));
    }

    /// Whether a module's own text is about states or steps: it declares variables, or defines something of a higher level than
    /// that of constants, whatever its constants stand for.
    pub(super) fn is_about_states(&mut self, m: &Rc<ast::Module>, outer: Option<&Scope>) -> bool {
        if self.declared(m).iter().any(|d| d.variable) {
            return true;
        }
        let env = Env { scope: outer.map(Scope::hidden).unwrap_or_default(), ..Env::default() };
        let (errors, reported) = (self.errors.len(), self.reported.clone());
        let (visible, frames) = (std::mem::take(&mut self.visible), std::mem::take(&mut self.frames));
        let found = self.tried(|r| {
            let first = r.defs.len();
            r.module_scope(m, env);
            r.signatures[first..].iter().any(|s| s.level.level > Level::Constant)
        });
        (self.visible, self.frames) = (visible, frames);
        self.errors.truncate(errors);
        self.reported = reported;
        found
    }

    /// What `f` says of a module of which nothing is kept.
    fn tried<T>(&mut self, f: impl FnOnce(&mut Self) -> T) -> T {
        let kept = (self.exprs.len(), self.defs.len(), self.vars.len(), self.stand_ins.len(), self.constants.len());
        let more = (self.assumes.len(), self.locals.len(), self.instances.len(), self.warnings.len());
        let instanced = self.instanced.len();
        let (pure, claims) = (self.pure.clone(), self.claims.clone());
        let functions = (self.function_defs.clone(), self.function_locals.clone());
        let result = f(self);
        self.instanced.truncate(instanced);
        self.exprs.truncate(kept.0);
        self.levels.truncate(kept.0);
        self.defs.truncate(kept.1);
        self.signatures.truncate(kept.1);
        self.vars.truncate(kept.2);
        self.stand_ins.truncate(kept.3);
        self.constants.truncate(kept.4);
        self.assumes.truncate(more.0);
        self.locals.truncate(more.1);
        self.instances.truncate(more.2);
        self.warnings.truncate(more.3);
        (self.pure, self.claims) = (pure, claims);
        (self.function_defs, self.function_locals) = functions;
        result
    }

    /// Only what has been claimed can be hidden: a name of an assumption or a theorem. One that is not known may be a
    /// theorem of a standard module, where we have none.
    fn hidden_fact(&mut self, fact: &ast::Expr) {
        let claimed = match &*fact.kind {
            ast::ExprKind::Apply { name, args } if args.is_empty() && super::builtin::core(&name.name.name).is_none() => {
                let mut scope = None;
                for (step, _) in &name.prefix {
                    let Some(Item { entity: Entity::Instance(i), .. }) = self.in_scope(scope.as_ref(), &step.name) else {
                        return;
                    };
                    scope = Some(i.scope.clone());
                }
                match self.in_scope(scope.as_ref(), &name.name.name) {
                    Some(Item { entity: Entity::Def(def), .. }) => self.claims.contains(&def),
                    Some(_) => false,
                    None => true,
                }
            }
            _ => false,
        };
        if !claimed {
            let d = Diagnostic::error(Code::UNKNOWN_NAME, "HIDE takes names of assumptions and theorems");
            self.errors.push(d.at(fact.span, "this is none").help("names of definitions stand after DEF: `HIDE DEF Op`"));
        }
    }

    /// A CONSTANT (with its arity) or a VARIABLE: declared in the root, given a meaning in an instance.
    fn declare(&mut self, name: &Ident, arity: Option<usize>) {
        if let Some(b) = self.env.bindings.clone() {
            if let Some(entity) = b.get(&name.name) {
                self.define(name, entity.clone(), false);
            }
            return;
        }
        let Some(arity) = arity else {
            let v = VarId(self.vars.len() as u32);
            self.vars.push(Var { name: name.name.clone(), span: name.span });
            self.define(name, Entity::Var(v), false);
            return;
        };
        let def = self.declare_def(&name.name, vec![0; arity], name.span, false);
        let params: Vec<Name> = (1..=arity).map(|i| Name::from(format!("_{i}"))).collect();
        self.defs[def.index()].params = params.iter().map(|n| Param { name: n.clone(), arity: 0 }).collect();
        self.defs[def.index()].slots = params;
        self.constants.push(Constant { name: name.name.clone(), def, arity, span: name.span });
        self.define(name, Entity::Def(def), false);
    }

    fn operator_unit(&mut self, d: &ast::OpDef, local: bool) -> Option<(DefId, bool)> {
        if !self.env.in_let
            && self.frames.is_empty()
            && let Some(entity) = self.of_the_library(&d.name, d.params.len())
        {
            let pending = self.env.lookup(&d.name.name).is_some_and(|i| i.pending);
            if !pending {
                self.define(&d.name, entity, local);
                return None;
            }
            // Who called it since RECURSIVE declared it calls a definition.
            let (def, recursive) = self.begin(&d.name, &d.params)?;
            let params: Vec<(Name, usize)> = d.params.iter().map(|p| (p.name.name.clone(), p.arity)).collect();
            let own = self.open(def, &params);
            let args = own.iter().map(|l| self.local_arg(*l, d.body.span)).collect();
            let body = self.call_with(&entity, &[], args, d.body.span);
            self.close(def, body, d.body.span);
            self.finish(&d.name, def, recursive, local);
            return Some((def, recursive));
        }
        let (def, recursive) = self.begin(&d.name, &d.params)?;
        let params: Vec<(Name, usize)> = d.params.iter().map(|p| (p.name.name.clone(), p.arity)).collect();
        let own = self.open(def, &params);
        let mark = self.mark();
        let in_let = std::mem::replace(&mut self.env.in_let, false);
        d.params.iter().zip(own).for_each(|(p, l)| self.enter(&p.name, l));
        self.bare = is_bare(&d.body);
        let body = self.with_labels(|r| r.expr(&d.body));
        self.release(mark);
        self.env.in_let = in_let;
        self.close(def, body, d.body.span);
        self.finish(&d.name, def, recursive, local);
        Some((def, recursive))
    }
}

/// A name and nothing else, LETs around it aside: what it stands for is no argument of an operator.
pub(super) fn is_bare(e: &ast::Expr) -> bool {
    match &*e.kind {
        ast::ExprKind::Apply { name, args } => args.is_empty() && name.prefix.is_empty(),
        ast::ExprKind::Let { body, .. } => is_bare(body),
        _ => false,
    }
}
