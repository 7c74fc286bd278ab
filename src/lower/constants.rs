//! Constants get their values, definitions their overrides.
//!
//! In: the model with the constants' definitions still empty. Out: each constant's definition has a body, each
//! overridden one another body, and each mention of what became a value is that value.
//!
//! ```text
//! CONSTANT N = 3   Data <- MyData   Nat <- Small      N → Const 3, Data → Call MyData,
//!                                                      every Builtin Nat → Call Small
//! ```

use super::Lowering;
use super::config::{Assignment, ConfigValue, Statement, Word};
use super::overrides::By;
use crate::diag::{Code, Diagnostic};
use crate::ir::{Arg, Builtin, DefId, Expr, ExprId, ExprKind, Level, Named, Slot, visit};
use crate::resolve::Meaning;
use crate::source::Span;
use crate::util::suggest::{closest, count};
use crate::value::{Atoms, Value};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

impl Lowering<'_> {
    pub(super) fn constants(&mut self) {
        let mut list: Vec<Assignment> = Vec::new();
        for s in self.statements {
            if let Statement::Constants(c) = s {
                list.extend(c.iter().cloned());
            }
        }
        for (name, value) in &self.overrides.constants {
            match super::config::parse_value(value) {
                Some(value) => {
                    let name = Word { text: name.as_str().into(), span: Span::NONE };
                    list.push(Assignment::Value { name, args: None, module: None, value });
                }
                None => self.errors.push(
                    Diagnostic::error(Code::CONFIG, format!("`{value}` is not a valid value for constant `{name}`"))
                        .help("values are numbers, strings, TRUE, FALSE, names (model values) and sets `{…}` of these"),
                ),
            }
        }
        let word = |text: &str| Word { text: text.into(), span: Span::NONE };
        let replaced = self.overrides.replaced.iter();
        list.extend(replaced.map(|(name, with)| Assignment::Substitute { name: word(name), module: None, with: word(with) }));
        let mut stray: Vec<Word> = Vec::new();
        let mut given: FxHashSet<DefId> = FxHashSet::default();
        let mut tables: FxHashMap<DefId, Vec<(Vec<Value>, Value)>> = FxHashMap::default();
        for a in &list {
            match a {
                Assignment::Value { name, args: Some(args), module: _, value } => {
                    if let Some(Meaning::Def(def)) = self.target(name, Some(args.len())) {
                        given.insert(def);
                        let args = args.iter().map(|v| self.value(v)).collect();
                        let value = self.value(value);
                        tables.entry(def).or_default().push((args, value));
                    }
                }
                Assignment::Value { name, args: None, module, value } => {
                    if module.is_none() && !self.module.names.contains_key(&name.text) && !name.span.is_none() {
                        // The reference lets a .cfg give values to what the module does not declare.
                        stray.push(name.clone());
                        continue;
                    }
                    self.boolean_in_small_letters(value, name.span);
                    let value = self.value(value);
                    let text = value.to_string();
                    self.assign(name, module.as_ref(), ExprKind::Const(value), text, &mut given);
                }
                Assignment::Substitute { name, module, with } => {
                    if let Some(kind) = self.core(&with.text) {
                        self.assign(name, module.as_ref(), kind, with.text.to_string(), &mut given);
                        continue;
                    }
                    let Some(&meaning) = self.module.names.get(&with.text) else {
                        self.no_replacement(name, with);
                        continue;
                    };
                    if let Meaning::Def(d) = meaning {
                        self.raised |= self.model.def(d).level > Level::Constant;
                    }
                    let arity = match meaning {
                        Meaning::Def(d) => Some(self.model.def(d).params.len()),
                        Meaning::Builtin(_) => None,
                    };
                    for target in self.targets(name, module.as_ref(), arity) {
                        match target {
                            Meaning::Def(def) => {
                                given.insert(def);
                                let by = match meaning {
                                    Meaning::Def(with) => {
                                        self.keep_original(def, with);
                                        self.note_replacement(name, def, with);
                                        By::Def(with)
                                    }
                                    Meaning::Builtin(_) => By::Plain(self.forward(def, meaning)),
                                };
                                match module {
                                    None => self.override_name(def, &by, name.span),
                                    Some(_) => self.override_everywhere(def, &by, name.span),
                                }
                            }
                            Meaning::Builtin(op) => {
                                let kind = match meaning {
                                    Meaning::Def(def) => ExprKind::Call { def, args: Vec::new() },
                                    Meaning::Builtin(op) => ExprKind::Builtin { op, args: Vec::new() },
                                };
                                self.builtins.push((op, within(module.as_ref()), kind));
                            }
                        }
                    }
                    self.note_constant(&name.text, with.text.to_string());
                }
            }
        }
        for (def, table) in tables {
            self.table(def, table);
        }
        self.chosen_constants(&mut given);
        let mentioned: FxHashSet<Arc<str>> = list.iter().map(|a| a.name().text.clone()).collect();
        self.missing(&given, &mentioned, &stray);
        self.stray(&stray);
        self.apply_builtin_overrides();
        self.put_values();
    }

    /// `c = v`, or `c <- TRUE`.
    fn assign(&mut self, name: &Word, module: Option<&Word>, kind: ExprKind, text: String, given: &mut FxHashSet<DefId>) {
        for target in self.targets(name, module, Some(0)) {
            match target {
                Meaning::Def(def) => {
                    given.insert(def);
                    let by = By::Plain(kind.clone());
                    match module {
                        None => self.override_name(def, &by, name.span),
                        Some(_) => self.override_everywhere(def, &by, name.span),
                    }
                }
                Meaning::Builtin(op) => self.builtins.push((op, within(module), kind.clone())),
            }
        }
        self.note_constant(&name.text, text);
    }

    /// What the language itself names.
    fn core(&self, name: &str) -> Option<ExprKind> {
        let builtin = |op| Some(ExprKind::Builtin { op, args: Vec::new() });
        match name {
            "TRUE" => Some(ExprKind::Const(Value::Bool(true))),
            "FALSE" => Some(ExprKind::Const(Value::Bool(false))),
            "BOOLEAN" => builtin(Builtin::Boolean),
            "STRING" => builtin(Builtin::StringSet),
            _ => None,
        }
    }

    /// What stands after `<-` names no definition.
    fn no_replacement(&mut self, name: &Word, with: &Word) {
        if with.text.starts_with(|c: char| c == '"' || c == '-' || c.is_ascii_digit()) {
            let message = format!("`{}` is to be replaced by `{}`, which is not a definition", name.text, with.text);
            let help = format!("write `{} = {}` for a value", name.text, with.text);
            self.errors.push(Diagnostic::error(Code::CONFIG, message).at(with.span, "named here").help(help));
            return;
        }
        self.unknown(with, &format!("`{}` is to be replaced by", name.text));
    }

    /// A declared constant must not depend on the state, which is for a later stage to evaluate.
    fn note_replacement(&mut self, name: &Word, def: DefId, with: DefId) {
        let declared = self.module.constants.iter().any(|c| c.def == def && c.arity == 0);
        if declared {
            self.model.replacements.push(Named { name: name.text.clone(), def: with });
        }
    }

    fn note_constant(&mut self, name: &Arc<str>, value: String) {
        self.model.constants.retain(|(n, _)| n != name);
        self.model.constants.push((name.clone(), value));
    }

    /// What an assignment is for: in all modules, or in the named one only.
    fn targets(&mut self, name: &Word, module: Option<&Word>, arity: Option<usize>) -> Vec<Meaning> {
        let Some(m) = module else { return self.target(name, arity).into_iter().collect() };
        let mut found: Vec<Meaning> = Vec::new();
        for (i, d) in self.model.defs.iter().enumerate() {
            if d.module == m.text && d.name.rsplit('!').next() == Some(&*name.text) && !d.local {
                found.push(Meaning::Def(DefId(i as u32)));
            }
        }
        if found.is_empty()
            && let Some(b @ Meaning::Builtin(_)) = self.module.names.get(&name.text)
        {
            found.push(*b);
        }
        if found.is_empty() {
            let modules: FxHashSet<&str> = self.model.defs.iter().map(|d| &*d.module).collect();
            let d = Diagnostic::error(Code::CONFIG, format!("module {} has no definition of `{}`", m.text, name.text))
                .at(m.span, "this module");
            self.errors.push(match closest(&m.text, modules.into_iter()) {
                Some(near) => d.help(format!("did you mean `{near}`?")),
                None => d.help("name a module that the root extends or instantiates"),
            });
        }
        found
    }

    fn target(&mut self, name: &Word, arity: Option<usize>) -> Option<Meaning> {
        let Some(&meaning) = self.module.names.get(&name.text) else {
            let source = if name.span.is_none() { "--const" } else { "the configuration" };
            self.unknown(name, &format!("{source} gives a value to"));
            return None;
        };
        if let (Meaning::Def(def), Some(arity)) = (meaning, arity) {
            let d = self.model.def(def);
            if d.params.len() != arity {
                let message = format!("`{}` has {}, its replacement {arity}", name.text, count(d.params.len(), "parameter"));
                let place = d.span;
                self.errors.push(Diagnostic::error(Code::CONFIG, message).at(name.span, "given here").at(place, "declared here"));
                return None;
            }
        }
        Some(meaning)
    }

    fn value(&self, v: &ConfigValue) -> Value {
        value(v, &self.model.atoms)
    }

    pub(super) fn push(&mut self, kind: ExprKind, span: Span) -> ExprId {
        self.model.exprs.push(Expr { kind, span });
        ExprId(self.model.exprs.len() as u32 - 1)
    }

    /// Another body for a definition.
    pub(super) fn replace(&mut self, def: DefId, kind: ExprKind, span: Span) {
        let place = if span.is_none() { self.model.def(def).span } else { span };
        let body = self.push(kind, place);
        let d = &mut self.model.defs[def.index()];
        d.body = body;
        d.slots.truncate(d.params.len());
    }

    /// `Init <- MyInit` with `MyInit == x = 1 /\ Init`: inside its replacement a definition means what it was.
    fn keep_original(&mut self, def: DefId, with: DefId) {
        if def == with || self.module.constants.iter().any(|c| c.def == def) {
            return;
        }
        let (mut bodies, mut at, mut inside) = (vec![with], 0, Vec::new());
        while let Some(d) = bodies.get(at) {
            at += 1;
            for id in visit::subtree(&self.model.exprs, self.model.def(*d).body) {
                let kind = &self.model.expr(id).kind;
                let mut mentioned = Vec::new();
                visit::defs(kind, &mut |m| mentioned.push(m));
                if mentioned.contains(&def) {
                    inside.push(id);
                }
                // LET operators of the replacement are part of it.
                mentioned.retain(|m| self.model.def(*m).local && !bodies.contains(m));
                bodies.extend(mentioned);
            }
        }
        if inside.is_empty() {
            return;
        }
        let original = DefId(self.model.defs.len() as u32);
        let copy = self.model.def(def).clone();
        self.model.defs.push(copy);
        for id in inside {
            rename(&mut self.model.exprs[id.index()].kind, def, original);
        }
    }

    /// A call that passes all parameters of `def` on.
    pub(super) fn forward(&mut self, def: DefId, to: Meaning) -> ExprKind {
        let params = self.model.def(def).params.clone();
        let span = self.model.def(def).span;
        let mut args = Vec::new();
        for (i, p) in params.iter().enumerate() {
            let slot = Slot(i as u32);
            args.push(if p.arity > 0 { Arg::Slot(slot) } else { Arg::Expr(self.push(ExprKind::Local(slot), span)) });
        }
        match to {
            Meaning::Def(def) => ExprKind::Call { def, args },
            Meaning::Builtin(op) => {
                let args = args.into_iter().filter_map(|a| if let Arg::Expr(e) = a { Some(e) } else { None }).collect();
                ExprKind::Builtin { op, args }
            }
        }
    }

    /// `Op(a, b) = v`, several times: a CASE over the arguments.
    fn table(&mut self, def: DefId, table: Vec<(Vec<Value>, Value)>) {
        let span = self.model.def(def).span;
        let mut arms = Vec::new();
        for (args, value) in table {
            let mut tests = Vec::new();
            for (i, v) in args.into_iter().enumerate() {
                let left = self.push(ExprKind::Local(Slot(i as u32)), span);
                let right = self.push(ExprKind::Const(v), span);
                tests.push(self.push(ExprKind::Builtin { op: Builtin::Eq, args: vec![left, right] }, span));
            }
            let test = self.push(ExprKind::And(tests), span);
            arms.push((test, self.push(ExprKind::Const(value), span)));
        }
        self.replace(def, ExprKind::Case { arms, otherwise: None }, span);
    }

    /// Every constant needs a value; PlusCal's `defaultInitValue` is its own.
    fn missing(&mut self, given: &FxHashSet<DefId>, mentioned: &FxHashSet<Arc<str>>, stray: &[Word]) {
        for c in &self.module.constants {
            if given.contains(&c.def) {
                continue;
            }
            if &*c.name == "defaultInitValue" {
                let atom = self.model.atoms.intern(&c.name);
                self.replace(c.def, ExprKind::Const(Value::Model(atom)), c.span);
                self.values.insert(c.def);
                continue;
            }
            if mentioned.contains(&c.name) && !self.errors.is_empty() {
                continue; // Its value is wrong, which is reported already.
            }
            let near = closest(&c.name, stray.iter().map(|w| &*w.text));
            let way = match c.arity {
                _ if near.is_some() => format!(
                    "the .cfg gives a value to `{}`, which does not exist; did you mean `{}`?",
                    near.unwrap_or_default(),
                    c.name
                ),
                0 => format!(
                    "write `CONSTANT {0} = …` in the .cfg, or give `--const {0}=…`; `{0} = {0}` makes it a model value",
                    c.name
                ),
                _ => {
                    format!(
                        "define an operator with {} and write `CONSTANT {} <- Name` in the .cfg",
                        count(c.arity, "parameter"),
                        c.name
                    )
                }
            };
            let error = Diagnostic::error(Code::CONFIG, format!("the constant `{}` has no value", c.name))
                .at(c.span, "declared here")
                .help(way);
            if self.configured {
                self.errors.push(error);
                continue;
            }
            // Without a .cfg only what is used needs a value.
            let none = ExprKind::Unsupported { construct: "a constant without a value", hint: format!("give `{}` one", c.name) };
            self.replace(c.def, none, c.span);
            self.if_used.push((c.def, error));
        }
    }

    /// `N = true` makes a model value.
    fn boolean_in_small_letters(&mut self, value: &ConfigValue, span: Span) {
        if let ConfigValue::Model(name) = value
            && let Some(meant) = ["TRUE", "FALSE"].into_iter().find(|b| b.eq_ignore_ascii_case(name))
        {
            let d = Diagnostic::warning(Code::CONFIG, format!("`{name}` is a model value, not the Boolean {meant}"));
            let d = if span.is_none() { d } else { d.at(span, "its value") };
            self.warnings.push(d.help(format!("write `{meant}`")));
        }
    }

    /// Values for what the module does not declare: the reference ignores them.
    fn stray(&mut self, stray: &[Word]) {
        for w in stray {
            let names = self.module.constants.iter().map(|c| &*c.name);
            let message = format!("the configuration gives a value to `{}`, which is not a constant of the module", w.text);
            let d = Diagnostic::warning(Code::CONFIG, message).at(w.span, "ignored");
            self.warnings.push(match closest(&w.text, names) {
                Some(near) => d.help(format!("did you mean `{near}`?")),
                None => d.help(format!("remove it, or declare `CONSTANT {}`", w.text)),
            });
        }
    }

    /// `Nat <- Small`: in all expressions, or in those of one module.
    fn apply_builtin_overrides(&mut self) {
        for (op, module, kind) in std::mem::take(&mut self.builtins) {
            let by_name = if let ExprKind::Call { def, .. } = kind { Some(def) } else { None };
            for i in 0..self.model.defs.len() {
                let d = &self.model.defs[i];
                if module.as_ref().is_some_and(|m| *m != d.module) {
                    continue;
                }
                for id in crate::ir::visit::subtree(&self.model.exprs, d.body) {
                    let e = &mut self.model.exprs[id.index()].kind;
                    if let ExprKind::Builtin { op: found, args } = e
                        && *found == op
                    {
                        let given = args.iter().map(|a| Arg::Expr(*a)).collect();
                        *e = match (&kind, by_name) {
                            (_, Some(def)) => ExprKind::Call { def, args: given },
                            (ExprKind::Builtin { op, .. }, None) => ExprKind::Builtin { op: *op, args: args.clone() },
                            (other, None) => other.clone(),
                        };
                    }
                }
            }
        }
    }

    /// Mentions of what is a value now.
    fn put_values(&mut self) {
        for i in 0..self.model.exprs.len() {
            if let ExprKind::Call { def, args } = &self.model.exprs[i].kind
                && args.is_empty()
                && self.values.contains(def)
                && let ExprKind::Const(v) = &self.model.expr(self.model.def(*def).body).kind
            {
                self.model.exprs[i].kind = ExprKind::Const(v.clone());
            }
        }
    }
}

/// Where `Nat <- [M]Small` holds: in the text of M. Of a standard module it is the definition itself, which all share.
fn within(module: Option<&Word>) -> Option<Arc<str>> {
    module.filter(|m| crate::resolve::embedded(&m.text).is_none()).map(|m| m.text.clone())
}

/// Another definition where one is called or given as an argument.
pub(super) fn rename(kind: &mut ExprKind, from: DefId, to: DefId) {
    fn in_args(args: &mut [Arg], from: DefId, to: DefId) {
        for a in args {
            if let Arg::Def { def, captured } = a {
                if *def == from {
                    *def = to;
                }
                in_args(captured, from, to);
            }
        }
    }
    if let ExprKind::Call { def, .. } = kind
        && *def == from
    {
        *def = to;
    }
    if let ExprKind::Call { args, .. } | ExprKind::CallSlot { args, .. } = kind {
        in_args(args, from, to);
    }
}

/// The value that the .cfg's text stands for.
fn value(v: &ConfigValue, atoms: &Atoms) -> Value {
    match v {
        ConfigValue::Int(n) => Value::Int(*n),
        ConfigValue::String(s) => Value::Str(atoms.intern(s)),
        ConfigValue::Bool(b) => Value::Bool(*b),
        ConfigValue::Model(name) => Value::Model(atoms.intern(name)),
        ConfigValue::Set(items) => Value::set(items.iter().map(|i| value(i, atoms)).collect::<Vec<_>>()),
    }
}
