//! The printed IR: a TLA+ module that can be read again.
//!
//! In: a model. Out: its text, every definition once, those it calls before it; constants are values, and
//! operators that took captured locals as parameters stand at the top level. Names are made unique by the
//! definition's number where two share one, and bound names by their slot, as TLA+ has no shadowing.
//!
//! ```text
//! ---- MODULE M ----
//! EXTENDS Reals, Sequences, FiniteSets, TLC
//! VARIABLES x
//! Init == x = 0
//! ====
//! ```
//!
//! Model values print as their names, declared as CONSTANTS, and the .cfg at the end gives each to itself. What cannot be said
//! in one module (ENABLED inside an instance) is an assertion that fails with that message.

mod builtin;
mod expr;

use super::visit::{children, defs};
use super::{Arg, DefId, ExprKind, Model, Named, Slot, VarId};
use crate::value::{Atom, Value};
use builtin::{instance, is_taken, library};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::{BTreeMap, BTreeSet};

/// The model as a module, and the .cfg that runs it, as comments after the module's end.
pub fn print(model: &Model) -> String {
    let p = Printer::new(model);
    let mut out = format!("---- MODULE {} ----\nEXTENDS Reals, Sequences, FiniteSets, TLC\n", model.name);
    for l in &p.libraries {
        out += &format!("{} == INSTANCE {l}\n", instance(l));
    }
    if !p.models.is_empty() {
        out += &format!("CONSTANTS {}\n", p.models.values().cloned().collect::<Vec<_>>().join(", "));
    }
    let vars: Vec<&str> = (0..model.vars.len()).map(|v| p.vars[&VarId(v as u32)].as_str()).collect();
    if !vars.is_empty() {
        out += &format!("VARIABLES {}\n", vars.join(", "));
    }
    // Strings are ordered as they come up first, and CHOOSE takes the least.
    if p.strings.len() > 1 {
        let strings: Vec<String> = p.strings.iter().map(|a| Value::Str(*a).to_string()).collect();
        out += &format!("{} == <<{}>>\n", p.own("Strings"), strings.join(", "));
    }
    let recursive: Vec<String> = p.order.iter().filter(|d| model.def(**d).recursive).map(|d| p.head(*d, true)).collect();
    if !recursive.is_empty() {
        out += &format!("RECURSIVE {}\n", recursive.join(", "));
    }
    for def in &p.order {
        let body = p.expr(*def, model.def(*def).body);
        out += &format!("{} == {body}\n", p.head(*def, false));
    }
    if let (Some(init), Some(next), [_, ..]) = (model.init, model.next, &model.fairness[..]) {
        let fairness: String = model.fairness.iter().map(|d| format!(" /\\ {}", p.names[d])).collect();
        let (init, next, vars) = (&p.names[&init], &p.names[&next], vars.join(", "));
        out += &format!("{} == {init} /\\ [][{next}]_<<{vars}>>{fairness}\n", p.own("Specification"));
    }
    for a in &model.assumes {
        out += &format!("ASSUME {}\n", p.names[&a.def]);
    }
    out += "====\n";
    for line in p.config() {
        out += &format!("\\* {line}\n");
    }
    out
}

struct Printer<'m> {
    model: &'m Model,
    /// What is reachable from the roles, callees first.
    order: Vec<DefId>,
    names: FxHashMap<DefId, String>,
    vars: FxHashMap<VarId, String>,
    /// Model values and the constants that stand for them, in their order.
    models: BTreeMap<Atom, String>,
    strings: BTreeSet<Atom>,
    /// Modules of which there are instances.
    libraries: BTreeSet<&'static str>,
    taken: FxHashSet<String>,
}

/// A text as a name, or none: as a word it means something else, or nothing.
fn word(text: &str) -> Option<String> {
    let plain: String = text.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    let letters = plain.chars().any(|c| c.is_ascii_alphabetic());
    (letters && !is_taken(&plain) && !plain.starts_with("WF_") && !plain.starts_with("SF_")).then_some(plain)
}

impl<'m> Printer<'m> {
    fn new(model: &'m Model) -> Printer<'m> {
        let mut p = Printer {
            model,
            order: Vec::new(),
            names: FxHashMap::default(),
            vars: FxHashMap::default(),
            models: BTreeMap::new(),
            strings: BTreeSet::new(),
            libraries: BTreeSet::new(),
            taken: FxHashSet::default(),
        };
        let mut seen = FxHashSet::default();
        for def in p.roles() {
            p.visit(def, &mut seen);
        }
        p.taken.extend(p.libraries.iter().map(|l| instance(l)));
        for (v, var) in model.vars.iter().enumerate() {
            let name = p.unique(&var.name, || format!("var_{v}"));
            p.vars.insert(VarId(v as u32), name);
        }
        let models: Vec<Atom> = p.models.keys().copied().collect();
        for (i, atom) in models.into_iter().enumerate() {
            let name = p.unique(atom.text(), || format!("value_{i}"));
            p.models.insert(atom, name);
        }
        for def in p.order.clone() {
            let name = p.unique(&model.def(def).name, || format!("op_{}", def.0));
            p.names.insert(def, name);
        }
        p
    }

    /// The text as a name, if it can be one and nothing else has it.
    fn unique(&mut self, text: &str, other: impl Fn() -> String) -> String {
        let mut name = word(text).filter(|n| !self.taken.contains(n)).unwrap_or_else(other);
        while !self.taken.insert(name.clone()) {
            name.push('_');
        }
        name
    }

    /// A name for a definition that the model has not.
    fn own(&self, name: &str) -> String {
        let mut name = name.to_string();
        while self.taken.contains(&name) {
            name.push('_');
        }
        name
    }

    fn roles(&self) -> Vec<DefId> {
        let m = self.model;
        let plain = m.assumes.iter().map(|n| n.def).chain(m.init).chain(m.next).chain(m.fairness.iter().copied());
        let lists = [&m.invariants, &m.properties, &m.constraints, &m.action_constraints, &m.postconditions, &m.possible];
        let single = [&m.symmetry, &m.view, &m.alias];
        plain.chain(lists.into_iter().flatten().chain(single.into_iter().flatten()).map(|n| n.def)).collect()
    }

    /// Puts a definition in order after those that it mentions, and notes what else it needs.
    fn visit(&mut self, def: DefId, seen: &mut FxHashSet<DefId>) {
        if !seen.insert(def) {
            return;
        }
        let mut todo = vec![self.model.def(def).body];
        while let Some(id) = todo.pop() {
            let kind = &self.model.expr(id).kind;
            match kind {
                ExprKind::EnabledIn { .. } => continue,
                ExprKind::Const(v) => self.note(v),
                ExprKind::Builtin { op, .. } => self.libraries.extend(library(*op)),
                ExprKind::Fold { .. } => self.libraries.extend(["_Folds"]),
                ExprKind::Call { args, .. } | ExprKind::CallSlot { args, .. } => self.given(args),
                _ => {}
            }
            let mut callees = Vec::new();
            defs(kind, &mut |d| callees.push(d));
            callees.into_iter().for_each(|d| self.visit(d, seen));
            todo.extend(children(kind).into_iter().rev());
        }
        self.order.push(def);
    }

    fn given(&mut self, args: &[Arg]) {
        for a in args {
            match a {
                Arg::Builtin(op) => self.libraries.extend(library(*op)),
                Arg::Def { captured, .. } => self.given(captured),
                Arg::Expr(_) | Arg::Slot(_) => {}
            }
        }
    }

    fn note(&mut self, v: &Value) {
        match v {
            Value::Model(a) => drop(self.models.insert(*a, String::new())),
            Value::Str(a) => drop(self.strings.insert(*a)),
            Value::Set(items) | Value::Tuple(items) => items.iter().for_each(|i| self.note(i)),
            Value::Record(fields) => fields.iter().for_each(|(_, x)| self.note(x)),
            Value::Function(entries) => entries.iter().for_each(|(k, x)| {
                self.note(k);
                self.note(x);
            }),
            Value::Bool(_) | Value::Int(_) | Value::Big(_) => {}
        }
    }

    fn config(&self) -> Vec<String> {
        let m = self.model;
        let mut lines: Vec<String> = self.models.iter().map(|(a, c)| format!("CONSTANT {c} = {}", a.text())).collect();
        if m.init.is_some() && m.next.is_some() && !m.fairness.is_empty() {
            lines.push(format!("SPECIFICATION {}", self.own("Specification")));
        } else {
            m.init.into_iter().for_each(|d| lines.push(format!("INIT {}", self.names[&d])));
            m.next.into_iter().for_each(|d| lines.push(format!("NEXT {}", self.names[&d])));
        }
        let mut line = |keyword: &str, def: DefId| lines.push(format!("{keyword} {}", self.names[&def]));
        let mut all = |keyword: &str, list: &[Named]| list.iter().for_each(|n| line(keyword, n.def));
        all("INVARIANT", &m.invariants);
        all("PROPERTY", &m.properties);
        all("CONSTRAINT", &m.constraints);
        all("ACTION_CONSTRAINT", &m.action_constraints);
        all("POSTCONDITION", &m.postconditions);
        all("_POSSIBLE", &m.possible);
        all("SYMMETRY", m.symmetry.as_slice());
        all("VIEW", m.view.as_slice());
        all("ALIAS", m.alias.as_slice());
        lines.push(format!("CHECK_DEADLOCK {}", if m.check_deadlock { "TRUE" } else { "FALSE" }));
        lines
    }

    /// The left side of a definition, or its RECURSIVE declaration.
    fn head(&self, def: DefId, declare: bool) -> String {
        let params: Vec<String> = self
            .model
            .def(def)
            .params
            .iter()
            .enumerate()
            .map(|(i, p)| {
                let holes = vec!["_"; p.arity].join(", ");
                match (declare, p.arity) {
                    (true, _) => "_".to_string(),
                    (false, 0) => self.slot(def, Slot(i as u32)),
                    (false, _) => format!("{}({holes})", self.slot(def, Slot(i as u32))),
                }
            })
            .collect();
        call(&self.names[&def], &params)
    }

    fn slot(&self, def: DefId, s: Slot) -> String {
        let name = word(&self.model.def(def).slots[s.index()]).unwrap_or_else(|| "v".to_string());
        format!("{name}_{}_{}", def.0, s.0)
    }
}

fn call(name: &str, args: &[String]) -> String {
    if args.is_empty() { name.to_string() } else { format!("{name}({})", args.join(", ")) }
}
