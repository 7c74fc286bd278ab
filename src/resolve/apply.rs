//! Names applied: what a name stands for, its arity, and what a call becomes.

use super::Resolver;
use super::builtin::{Core, Special, core, core_kind};
use super::scope::{Entity, Item, LocalId};
use crate::diag::{Code, Diagnostic};
use crate::ir::{Arg, DefId, ExprId, ExprKind};
use crate::source::Span;
use crate::syntax::ast::{self, GenName, Name};
use crate::syntax::token::plain_name;
use crate::util::suggest::count;
use crate::value::Value;

/// What the parameters of the instances on the way were given.
pub(super) type Given = Vec<(LocalId, Arg)>;

impl Resolver<'_> {
    pub(super) fn apply(&mut self, name: &GenName, args: &[ast::Expr], span: Span) -> ExprId {
        let bare = std::mem::take(&mut self.bare);
        if name.prefix.is_empty()
            && let Some((op, arity)) = core(&name.name.name)
        {
            if op == Core::Prime
                && let [only] = args
            {
                return self.prime(only, span);
            }
            if op == Core::Enabled
                && let [only] = args
                && let Some(enabled_scope) = self.env.enabled_scope.clone()
            {
                return self.enabled_in(&enabled_scope, span, |r| r.expr(only));
            }
            let several = &*name.name.name == "\\X" && args.len() >= 2;
            if !several && !self.arity(&name.name.name, arity, args.len(), span, None) {
                return self.wrong(span);
            }
            let args = self.exprs(args);
            return self.core_expr(&name.name.name, op, args, span);
        }
        if let Some((name, args, labels)) = self.definition_inside(name, args) {
            return self.part(&name, &args, &labels, span);
        }
        let Some((item, given)) = self.find(name) else { return self.wrong(span) };
        let made = self.call(&item, given, &name.name.name, args, span);
        if !bare && name.prefix.is_empty() {
            self.as_argument(&name.name.name, &item.entity, made);
        }
        made
    }

    /// In an instance, what stands for a declaration is an argument here: its level is then no higher than the declaration's.
    fn as_argument(&mut self, name: &str, entity: &Entity, made: ExprId) {
        let level = self.level(made);
        if let Some(max) = self.env.limits.get(name).copied()
            && self.env.bindings.as_ref().and_then(|b| b.get(name)).is_some_and(|e| e.same(entity))
        {
            self.limit(level, max);
        }
        if let (false, Some(frame)) = (self.env.limited.is_empty(), self.frames.last_mut()) {
            for (i, (local, max)) in frame.level_params.iter().zip(&mut frame.max).enumerate() {
                if let (1, Some(limit)) = (level.params >> i.min(63) & 1, self.env.limited.get(local)) {
                    *max = (*max).min(*limit);
                }
            }
        }
    }

    fn core_expr(&mut self, name: &str, op: Core, args: Vec<ExprId>, span: Span) -> ExprId {
        if let Core::Unsupported(_) = op {
            let level = self.temporal(&args, span, name);
            return self.raw_expr(core_kind(op, args), span, level);
        }
        self.mk(core_kind(op, args), span)
    }

    fn prime(&mut self, e: &ast::Expr, span: Span) -> ExprId {
        let inner = self.expr(e);
        let kind = match self.exprs[inner.index()].kind {
            ExprKind::Var(v) => ExprKind::Primed(v),
            _ => ExprKind::Prime(inner),
        };
        self.mk(kind, span)
    }

    /// The item of a name, after the instances before it; unknown names are reported.
    pub(super) fn find(&mut self, name: &GenName) -> Option<(Item, Given)> {
        let mut given = Given::new();
        let mut scope = None;
        for (step, args) in &name.prefix {
            let item = self.in_scope(scope.as_ref(), &step.name);
            let Some(Item { entity: Entity::Instance(instance), .. }) = item else {
                match item {
                    Some(_) => self.errors.push(
                        Diagnostic::error(Code::UNKNOWN_NAME, format!("`{}` is not an instance of a module", step.name))
                            .at(step.span, "before `!`"),
                    ),
                    None => self.unknown(step, scope.as_deref()),
                }
                return None;
            };
            if !self.arity(&step.name, instance.params.len(), args.len(), step.span, None) {
                return None;
            }
            for (p, a) in instance.params.iter().zip(args) {
                let arity = self.locals[p.0 as usize].arity;
                given.push((*p, self.arg(a, arity)?));
            }
            scope = Some(instance.scope.clone());
        }
        let Some(item) = self.in_scope(scope.as_ref(), &name.name.name) else {
            self.unknown(&name.name, scope.as_deref());
            return None;
        };
        Some((item, given))
    }

    pub(super) fn in_scope(&self, scope: Option<&std::rc::Rc<super::scope::Scope>>, name: &str) -> Option<Item> {
        match scope {
            Some(s) => {
                let found = s.names.get(name).or_else(|| s.names.get(plain_name(name)?));
                found.filter(|i| !i.local).cloned()
            }
            None => self.env.lookup(name).cloned(),
        }
    }

    /// Reports a wrong number of arguments.
    fn arity(&mut self, name: &str, wanted: usize, given: usize, span: Span, defined: Option<Span>) -> bool {
        if wanted == given {
            return true;
        }
        let label = match given {
            0 => "none given".to_string(),
            n => format!("{n} given"),
        };
        let takes = if wanted == 0 { "no arguments".to_string() } else { count(wanted, "argument") };
        let mut d = Diagnostic::error(Code::ARITY, format!("`{name}` takes {takes}")).at(span, label);
        if let Some(place) = defined {
            d = d.at(place, "defined here");
        }
        let after = self.sources.file(span.file).text[span.end as usize..].trim_start();
        if wanted == 0 && given > 0 {
            let args = self.sources.text(span).trim_start_matches(name).trim_start();
            if let Some(args) = args.strip_prefix('(').and_then(|a| a.strip_suffix(')')) {
                d = d.help(format!("a function is applied with brackets: `{name}[{args}]`"));
            }
        } else if given == 0 && after.starts_with('[') {
            d = d.help(format!("an operator is applied with parentheses: `{name}(…)`"));
        }
        self.errors.push(d);
        false
    }

    fn call(&mut self, item: &Item, given: Given, name: &str, args: &[ast::Expr], span: Span) -> ExprId {
        let arities = match &item.entity {
            Entity::Def(def) => self.signatures[def.index()].arities.clone(),
            Entity::Builtin(_, arity) => vec![0; *arity],
            Entity::Special(Special::SelectSeq, _) => vec![0, 1],
            Entity::Special(Special::SortSeq, _) => vec![0, 2],
            Entity::Special(Special::Fold { .. }, _) => vec![2, 0, 0],
            Entity::Special(Special::Environment, _) => Vec::new(),
            Entity::Special(Special::Unsupported(_), _) => {
                let Entity::Special(Special::Unsupported(hint), _) = item.entity else { return self.wrong(span) };
                let hint = format!("`{name}`: {hint}");
                return self.mk(ExprKind::Unsupported { construct: "an operator of a standard module", hint }, span);
            }
            Entity::Var(_) => Vec::new(),
            Entity::Local(l) => vec![0; self.locals[l.0 as usize].arity],
            Entity::Instance(_) | Entity::Submodule(..) => {
                let d = Diagnostic::error(Code::UNKNOWN_NAME, format!("`{name}` is a module's name, not an operator"));
                self.errors.push(d.at(span, "write `name!Op`"));
                return self.wrong(span);
            }
        };
        if !self.arity(name, arities.len(), args.len(), span, Some(item.span)) {
            return self.wrong(span);
        }
        let mut list = Vec::new();
        for (a, arity) in args.iter().zip(&arities) {
            match self.arg(a, *arity) {
                Some(a) => list.push(a),
                None => return self.wrong(span),
            }
        }
        self.call_with(&item.entity, &given, list, span)
    }

    /// A call with arguments already made.
    pub(super) fn call_with(&mut self, entity: &Entity, given: &[(LocalId, Arg)], args: Vec<Arg>, span: Span) -> ExprId {
        let kind = match entity {
            Entity::Def(def) => {
                let mut all = self.captured(*def, given, span);
                all.extend(args);
                ExprKind::Call { def: *def, args: all }
            }
            Entity::Builtin(op, _) => ExprKind::Builtin { op: *op, args: self.values(&args, span) },
            Entity::Var(v) => ExprKind::Var(*v),
            Entity::Local(l) => {
                // A parameter of an instance may have been given a value on the way.
                if let Some((_, arg)) = given.iter().find(|(p, _)| p == l) {
                    let arg = arg.clone();
                    return self.call_arg(&arg, args, span);
                }
                if args.is_empty() {
                    return self.local(*l, span);
                }
                ExprKind::CallSlot { slot: self.slot_of(*l), args }
            }
            Entity::Special(Special::SelectSeq, _) => {
                let [Arg::Expr(seq), test] = &args[..] else { return self.wrong(span) };
                let (seq, test) = (*seq, test.clone());
                let (slot, x) = self.element("e", span);
                let test = self.call_arg(&test, vec![Arg::Expr(x)], span);
                ExprKind::SelectSeq { seq, slot, test }
            }
            Entity::Special(Special::SortSeq, _) => {
                let [Arg::Expr(seq), less] = &args[..] else { return self.wrong(span) };
                let (seq, less) = (*seq, less.clone());
                let (left, a) = self.element("a", span);
                let (right, b) = self.element("b", span);
                let less = self.call_arg(&less, vec![Arg::Expr(a), Arg::Expr(b)], span);
                ExprKind::SortSeq { seq, left, right, less }
            }
            Entity::Special(Special::Fold { backwards }, _) => {
                let backwards = *backwards;
                let [op, Arg::Expr(base), Arg::Expr(set)] = &args[..] else { return self.wrong(span) };
                let (op, base, set) = (op.clone(), *base, *set);
                let (so_far, a) = self.element("so_far", span);
                let (element, b) = self.element("element", span);
                let given = if backwards { vec![Arg::Expr(b), Arg::Expr(a)] } else { vec![Arg::Expr(a), Arg::Expr(b)] };
                let body = self.call_arg(&op, given, span);
                ExprKind::Fold { set, base, so_far, element, body, backwards }
            }
            Entity::Special(Special::Environment, _) => {
                let mut fields = Vec::new();
                for (name, value) in crate::source::search::environment() {
                    let value = ExprKind::Const(Value::Str(self.atoms.intern(&value)));
                    fields.push((self.atoms.intern(&name), self.mk(value, span)));
                }
                ExprKind::Record(fields)
            }
            Entity::Special(Special::Unsupported(_), _) | Entity::Instance(_) | Entity::Submodule(..) => return self.wrong(span),
        };
        self.mk(kind, span)
    }

    fn element(&mut self, name: &str, span: Span) -> (crate::ir::Slot, ExprId) {
        let local = self.new_local(&Name::from(name), 0, super::scope::ExprLevel::CONSTANT);
        let slot = self.bind_slot(local);
        (slot, self.local(local, span))
    }

    /// What a definition's leading parameters are given: arguments of instances on the way, or the locals themselves.
    pub(super) fn captured(&mut self, def: DefId, given: &[(LocalId, Arg)], span: Span) -> Vec<Arg> {
        let captures = self.signatures[def.index()].captures.clone();
        captures
            .into_iter()
            .map(|l| match given.iter().find(|(p, _)| *p == l) {
                Some((_, arg)) => arg.clone(),
                None => self.local_arg(l, span),
            })
            .collect()
    }

    /// An operator argument applied.
    pub(super) fn call_arg(&mut self, op: &Arg, args: Vec<Arg>, span: Span) -> ExprId {
        let kind = match op {
            Arg::Expr(e) => return *e,
            Arg::Def { def, captured } => ExprKind::Call { def: *def, args: captured.iter().cloned().chain(args).collect() },
            Arg::Builtin(op) => ExprKind::Builtin { op: *op, args: self.values(&args, span) },
            Arg::Slot(slot) => ExprKind::CallSlot { slot: *slot, args },
        };
        self.mk(kind, span)
    }

    fn values(&mut self, args: &[Arg], span: Span) -> Vec<ExprId> {
        args.iter()
            .map(|a| match a {
                Arg::Expr(e) => *e,
                Arg::Def { .. } | Arg::Builtin(_) | Arg::Slot(_) => self.wrong(span),
            })
            .collect()
    }

    /// An argument for a parameter of the given arity; what is wrong is reported.
    pub(super) fn arg(&mut self, e: &ast::Expr, arity: usize) -> Option<Arg> {
        if arity == 0 {
            return Some(Arg::Expr(self.expr(e)));
        }
        match &*e.kind {
            ast::ExprKind::Lambda { params, body } => {
                if !self.arity("LAMBDA", arity, params.len(), e.span, None) {
                    return None;
                }
                let def = self.lambda(params, body, e.span);
                let captured = self.captured(def, &[], e.span);
                Some(Arg::Def { def, captured })
            }
            ast::ExprKind::Apply { name, args } if args.is_empty() => {
                if name.prefix.is_empty()
                    && let Some((op, wanted)) = core(&name.name.name)
                {
                    if !self.arity(&name.name.name, arity, wanted, e.span, None) {
                        return None;
                    }
                    if let Core::Strict(op) = op {
                        return Some(Arg::Builtin(op));
                    }
                    let def = self.wrapper(&name.name.name, arity, e.span, |r, args| {
                        let args = r.values(&args, e.span);
                        r.core_expr(&name.name.name, op, args, e.span)
                    });
                    return Some(Arg::Def { def, captured: Vec::new() });
                }
                if let Some(made) = self.of_parametrized(name, arity, e.span) {
                    return made;
                }
                let (item, given) = self.find(name)?;
                self.operator(&item, &given, &name.name.name, arity, e.span)
            }
            ast::ExprKind::Subexpression { name, args, selectors }
                if args.is_empty()
                    && let Some(part) = self.part_operator(name, selectors, arity, e.span) =>
            {
                Some(part)
            }
            ast::ExprKind::Subexpression { .. } => {
                let hint = "write a LAMBDA".to_string();
                let def = self.wrapper("part of a definition", arity, e.span, |r, _| {
                    r.mk(ExprKind::Unsupported { construct: "a part of a definition as an operator", hint }, e.span)
                });
                Some(Arg::Def { def, captured: Vec::new() })
            }
            _ => {
                self.errors.push(
                    Diagnostic::error(Code::ARITY, format!("an operator of {arity} arguments is wanted here"))
                        .at(e.span, "this is a value")
                        .help("give an operator's name, or a LAMBDA"),
                );
                None
            }
        }
    }

    /// Whether an operator has a parameter that is an operator: it can be given for none then.
    pub(super) fn takes_operators(&self, entity: &Entity) -> bool {
        match entity {
            Entity::Def(def) => self.signatures[def.index()].arities.iter().any(|a| *a > 0),
            Entity::Special(Special::SelectSeq | Special::SortSeq | Special::Fold { .. }, _) => true,
            Entity::Special(Special::Environment | Special::Unsupported(_), _)
            | Entity::Builtin(..)
            | Entity::Local(_)
            | Entity::Var(_)
            | Entity::Instance(_)
            | Entity::Submodule(..) => false,
        }
    }

    /// `J!F` of an instance with parameters, given for an operator: they are its first ones. `None`: it is no such instance.
    fn of_parametrized(&mut self, name: &GenName, arity: usize, span: Span) -> Option<Option<Arg>> {
        let mut params: Vec<LocalId> = Vec::new();
        let mut scope = None;
        for (step, args) in &name.prefix {
            let Some(Item { entity: Entity::Instance(instance), .. }) = self.in_scope(scope.as_ref(), &step.name) else {
                return None;
            };
            if !args.is_empty() {
                let d = Diagnostic::error(Code::ARITY, "an operator is given by its name, without arguments");
                let help = "leave them out: the parameters of the instance are then the first ones of the operator";
                self.errors.push(d.at(step.span, "this has arguments").help(help));
                return Some(None);
            }
            params.extend(&instance.params);
            scope = Some(instance.scope.clone());
        }
        if params.is_empty() {
            return None;
        }
        let item = self.in_scope(scope.as_ref(), &name.name.name)?;
        let own = match &item.entity {
            Entity::Def(def) => self.signatures[def.index()].arities.len(),
            Entity::Builtin(_, n) | Entity::Special(_, n) => *n,
            Entity::Local(l) => self.locals[l.0 as usize].arity,
            Entity::Var(_) => 0,
            Entity::Instance(_) | Entity::Submodule(..) => return None,
        };
        let values = params.iter().all(|p| self.locals[p.0 as usize].arity == 0) && !self.takes_operators(&item.entity);
        if params.len() + own != arity || !values {
            let label = format!("`{}` takes {}, those of the instance first", name.name.name, params.len() + own);
            let d = Diagnostic::error(Code::ARITY, format!("an operator of {arity} values is wanted here"));
            self.errors.push(d.at(span, label).at(item.span, "defined here"));
            return Some(None);
        }
        let def = self.wrapper(&name.name.name, arity, span, |r, args| {
            let given: Given = params.iter().copied().zip(args.iter().cloned()).collect();
            r.call_with(&item.entity, &given, args[params.len()..].to_vec(), span)
        });
        let captured = self.captured(def, &[], span);
        Some(Some(Arg::Def { def, captured }))
    }

    /// An operator given as an argument.
    fn operator(&mut self, item: &Item, given: &[(LocalId, Arg)], name: &str, arity: usize, span: Span) -> Option<Arg> {
        let has = match &item.entity {
            Entity::Def(def) => self.signatures[def.index()].arities.len(),
            Entity::Builtin(_, n) | Entity::Special(_, n) => *n,
            Entity::Local(l) => self.locals[l.0 as usize].arity,
            Entity::Var(_) | Entity::Instance(_) | Entity::Submodule(..) => 0,
        };
        if has != arity {
            self.errors.push(
                Diagnostic::error(Code::ARITY, format!("an operator of {arity} arguments is wanted here"))
                    .at(span, format!("`{name}` takes {has}"))
                    .at(item.span, "defined here"),
            );
            return None;
        }
        if self.takes_operators(&item.entity) {
            self.errors.push(
                Diagnostic::error(Code::ARITY, format!("an operator of {arity} values is wanted here"))
                    .at(span, format!("`{name}` takes an operator"))
                    .at(item.span, "defined here"),
            );
            return None;
        }
        Some(match &item.entity {
            Entity::Def(def) => Arg::Def { def: *def, captured: self.captured(*def, given, span) },
            Entity::Builtin(op, _) => Arg::Builtin(*op),
            Entity::Local(l) => match given.iter().find(|(p, _)| p == l) {
                Some((_, arg)) => arg.clone(),
                None => Arg::Slot(self.slot_of(*l)),
            },
            Entity::Special(..) => {
                let entity = item.entity.clone();
                let def = self.wrapper(name, arity, span, |r, args| r.call_with(&entity, &[], args, span));
                Arg::Def { def, captured: Vec::new() }
            }
            Entity::Var(_) | Entity::Instance(_) | Entity::Submodule(..) => return None,
        })
    }

    /// A definition that wraps a built-in operator.
    fn wrapper(&mut self, name: &str, arity: usize, span: Span, body: impl FnOnce(&mut Self, Vec<Arg>) -> ExprId) -> DefId {
        let params: Vec<(Name, usize)> = (1..=arity).map(|i| (Name::from(format!("_{i}")), 0)).collect();
        let def = self.declare_def(name, vec![0; arity], span, false);
        let own = self.open(def, &params);
        let args = own.iter().map(|l| self.local_arg(*l, span)).collect();
        let body = body(self, args);
        self.close(def, body, span);
        self.defs[def.index()].local = true;
        def
    }

    /// A LAMBDA as a definition of its own.
    pub(super) fn lambda(&mut self, params: &[ast::Ident], body: &ast::Expr, span: Span) -> DefId {
        let list: Vec<(Name, usize)> = params.iter().map(|p| (p.name.clone(), 0)).collect();
        let def = self.declare_def("LAMBDA", vec![0; params.len()], span, false);
        let own = self.open(def, &list);
        let mark = self.mark();
        for (p, l) in params.iter().zip(own) {
            self.enter(p, l);
            self.bound_for_labels(&p.name);
        }
        let body = self.expr(body);
        self.release(mark);
        self.close(def, body, span);
        self.defs[def.index()].local = true;
        def
    }
}
