//! Modules and their units as text; see the parent.

use super::{Follower, Printer};
use crate::syntax::ast::*;
use crate::syntax::fixity;

impl Printer {
    pub(super) fn module(&mut self, m: &Module) {
        self.push(&format!("---- MODULE {} ----", m.name.name));
        if !m.extends.is_empty() {
            self.push("\nEXTENDS ");
            self.names(&m.extends);
        }
        for u in &m.units {
            self.push("\n");
            self.unit(u);
        }
        self.push("\n====");
    }

    pub(super) fn unit(&mut self, u: &Unit) {
        if u.local {
            self.push("LOCAL ");
        }
        match &u.kind {
            UnitKind::Constants(decls) => self.declarations("CONSTANTS", decls),
            UnitKind::Variables(names) => {
                self.push("VARIABLES ");
                self.names(names);
            }
            UnitKind::Recursive(decls) => self.declarations("RECURSIVE", decls),
            UnitKind::Operator(d) => {
                self.head(d);
                self.push(" == ");
                self.expr(&d.body, Follower::Tail);
            }
            UnitKind::Function(f) => {
                self.push(&f.name.name);
                self.push("[");
                self.bounds(&f.bounds);
                self.push("] == ");
                self.expr(&f.body, Follower::Tail);
            }
            UnitKind::Instance(i) => self.instance(i),
            UnitKind::ModuleDef { name, params, instance } => {
                self.push(&name.name);
                self.params(params);
                self.push(" == ");
                self.instance(instance);
            }
            UnitKind::Assume { name, body } => {
                self.push("ASSUME ");
                if let Some(n) = name {
                    self.push(&format!("{} == ", n.name));
                }
                self.expr(body, Follower::Tail);
            }
            UnitKind::Theorem { name, body } => {
                self.push("THEOREM ");
                if let Some(n) = name {
                    self.push(&format!("{} == ", n.name));
                }
                match body {
                    Some(e) => self.expr(e, Follower::Tail),
                    None => self.push("ASSUME TRUE PROVE TRUE"),
                }
            }
            UnitKind::Hide(facts) => {
                self.push("HIDE ");
                self.list(facts, ", ", |p, e| p.expr(e, Follower::Tail));
            }
            UnitKind::Submodule(m) => self.module(m),
            UnitKind::Algorithm(a) => self.algorithm(a),
        }
    }

    fn declarations(&mut self, keyword: &str, decls: &[OpDecl]) {
        self.push(keyword);
        self.push(" ");
        self.list(decls, ", ", Printer::declaration);
    }

    fn declaration(&mut self, d: &OpDecl) {
        let name = &*d.name.name;
        match d.arity {
            0 => self.push(name),
            2 if fixity::is_infix(name) => self.push(&format!("_ {name} _")),
            1 if fixity::is_prefix(name) => self.push(&format!("{name} _")),
            1 if fixity::is_postfix(name) => self.push(&format!("_ {name}")),
            n => self.push(&format!("{name}({})", vec!["_"; n].join(", "))),
        }
    }

    fn params(&mut self, params: &[OpDecl]) {
        if !params.is_empty() {
            self.push("(");
            self.list(params, ", ", Printer::declaration);
            self.push(")");
        }
    }

    fn head(&mut self, d: &OpDef) {
        let name = &*d.name.name;
        match d.params.as_slice() {
            [a, b] if fixity::is_infix(name) => self.push(&format!("{} {name} {}", a.name.name, b.name.name)),
            [a] if fixity::is_prefix(name) => self.push(&format!("{name} {}", a.name.name)),
            [a] if fixity::is_postfix(name) => self.push(&format!("{} {name}", a.name.name)),
            params => {
                self.push(name);
                self.params(params);
            }
        }
    }

    fn instance(&mut self, i: &Instance) {
        self.push(&format!("INSTANCE {}", i.module.name));
        if !i.with.is_empty() {
            self.push(" WITH ");
            self.list(&i.with, ", ", |p, (name, e)| {
                p.push(&format!("{} <- ", name.name));
                p.expr(e, Follower::Closed);
            });
        }
    }
}
