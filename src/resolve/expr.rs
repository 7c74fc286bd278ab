//! Expressions: one arm a kind of the tree.

use super::Resolver;
use super::scope::{Entity, ExprLevel, Item, LocalId};
use crate::diag::{Code, Diagnostic};
use crate::ir::{self, Arg, Builtin, ExprId, ExprKind, Level, Update};
use crate::source::Span;
use crate::syntax::ast::{self, BuiltinSet, Ident, Junction};
use crate::value::Value;
use rustc_hash::FxHashMap;

/// How far the local names reached; what came after is forgotten by [`Resolver::release`].
pub(super) struct Mark(usize, usize, usize);

impl Resolver<'_> {
    pub(super) fn mark(&self) -> Mark {
        Mark(self.env.locals.len(), self.visible.len(), self.bound_count())
    }

    pub(super) fn release(&mut self, mark: Mark) {
        self.env.locals.truncate(mark.0);
        self.visible.truncate(mark.1);
        self.forget_bound(mark.2);
    }

    /// Makes a local name visible; says so if it was something else already.
    pub(super) fn enter(&mut self, ident: &Ident, local: LocalId) {
        self.check_fresh(ident);
        self.enter_again(ident, local);
    }

    /// Makes a local name visible in the place of what it was.
    pub(super) fn enter_again(&mut self, ident: &Ident, local: LocalId) {
        let item = Item {
            entity: Entity::Local(local),
            span: ident.span,
            local: true,
            module: self.env.module(),
            pending: false,
            weak: false,
        };
        self.env.locals.push((ident.name.clone(), item));
        self.visible.push(local);
    }

    /// An expression in place of one that is wrong and was reported.
    pub(super) fn wrong(&mut self, span: Span) -> ExprId {
        let kind = ExprKind::Unsupported { construct: "an expression that was reported", hint: String::new() };
        self.raw_expr(kind, span, ExprLevel::CONSTANT)
    }

    fn unsupported(&mut self, construct: &'static str, hint: &str, span: Span) -> ExprId {
        self.mk(ExprKind::Unsupported { construct, hint: hint.to_string() }, span)
    }

    pub(super) fn exprs(&mut self, list: &[ast::Expr]) -> Vec<ExprId> {
        list.iter().map(|e| self.expr(e)).collect()
    }

    pub(super) fn expr(&mut self, e: &ast::Expr) -> ExprId {
        let span = e.span;
        let kind = match &*e.kind {
            ast::ExprKind::Apply { name, args } => return self.apply(name, args, span),
            ast::ExprKind::Junction { op, items } => {
                let items = self.exprs(items);
                match op {
                    Junction::And => ExprKind::And(items),
                    Junction::Or => ExprKind::Or(items),
                }
            }
            ast::ExprKind::Number(text) => return self.number(text, span),
            ast::ExprKind::String(text) => ExprKind::Const(Value::Str(self.atoms.intern(text))),
            ast::ExprKind::Bool(b) => ExprKind::Const(Value::Bool(*b)),
            ast::ExprKind::BuiltinSet(set) => {
                let op = match set {
                    BuiltinSet::Boolean => Builtin::Boolean,
                    BuiltinSet::String => Builtin::StringSet,
                };
                ExprKind::Builtin { op, args: Vec::new() }
            }
            ast::ExprKind::Quant { quantifier, bounds, body } => return self.quant(*quantifier, bounds, body, span),
            ast::ExprKind::TemporalQuant { quantifier: _, names, body } => {
                let mark = self.mark();
                for name in names {
                    let state = ExprLevel { level: Level::State, params: 0 };
                    let local = self.new_local(&name.name, 0, state);
                    self.bind_slot(local);
                    self.enter(name, local);
                }
                self.expr(body);
                self.release(mark);
                let hint = "no checker runs it; give a refinement mapping instead".to_string();
                let kind = ExprKind::Unsupported { construct: "temporal quantification (\\AA, \\EE)", hint };
                return self.raw_expr(kind, span, ExprLevel { level: Level::Temporal, params: 0 });
            }
            ast::ExprKind::Choose { bound, body } => return self.choose(bound, body, span),
            ast::ExprKind::SetEnum(items) => ExprKind::SetEnum(self.exprs(items)),
            ast::ExprKind::SetFilter { bound, body } => {
                let mark = self.mark();
                let mut binds = self.binds(std::slice::from_ref(bound));
                let body = self.expr(body);
                self.release(mark);
                match binds.pop() {
                    Some(bind) if binds.is_empty() => ExprKind::SetFilter { bind, body },
                    Some(_) | None => return self.wrong(span),
                }
            }
            ast::ExprKind::SetMap { body, bounds } => {
                let mark = self.mark();
                let binds = self.binds(bounds);
                let body = self.expr(body);
                self.release(mark);
                ExprKind::SetMap { binds, body }
            }
            ast::ExprKind::FnCtor { bounds, body } => {
                let mark = self.mark();
                let binds = self.binds(bounds);
                let body = self.expr(body);
                self.release(mark);
                ExprKind::FnCtor { binds, body, recursive: None }
            }
            ast::ExprKind::FnSet { domain, range } => {
                let domain = self.expr(domain);
                ExprKind::FnSet { domain, range: self.expr(range) }
            }
            ast::ExprKind::Record(fields) => ExprKind::Record(self.fields(fields)),
            ast::ExprKind::RecordSet(fields) => ExprKind::RecordSet(self.fields(fields)),
            ast::ExprKind::Except { function, updates } => self.except(function, updates),
            ast::ExprKind::At => match self.env.lookup("@").map(|i| i.entity.clone()) {
                Some(Entity::Local(local)) => return self.local(local, span),
                Some(_) | None => {
                    self.errors.push(
                        Diagnostic::error(Code::UNKNOWN_NAME, "`@` outside EXCEPT")
                            .at(span, "stands for no old value")
                            .help("use `@` only in the right side of `[f EXCEPT ![i] = …]`"),
                    );
                    return self.wrong(span);
                }
            },
            ast::ExprKind::Tuple(items) => ExprKind::Tuple(self.exprs(items)),
            ast::ExprKind::FnApp { function, args } => {
                let named = function;
                let function = self.expr(function);
                if args.len() > 1 && !self.function_takes(named, function, args.len(), span) {
                    return self.wrong(span);
                }
                let arg = self.index(args, span);
                ExprKind::Apply { function, arg }
            }
            ast::ExprKind::Field { record, name } => {
                let record = self.expr(record);
                ExprKind::Field { record, field: self.atoms.intern(&name.name) }
            }
            ast::ExprKind::If { condition, then, otherwise } => {
                let condition = self.expr(condition);
                let then = self.expr(then);
                ExprKind::If { condition, then, otherwise: self.expr(otherwise) }
            }
            ast::ExprKind::Case { arms, otherwise } => {
                let arms = arms.iter().map(|(test, value)| (self.expr(test), self.expr(value))).collect();
                ExprKind::Case { arms, otherwise: otherwise.as_ref().map(|e| self.expr(e)) }
            }
            ast::ExprKind::Let { units, body } => return self.let_in(units, body, span),
            ast::ExprKind::Lambda { .. } => {
                self.errors.push(
                    Diagnostic::error(Code::ARITY, "a LAMBDA stands where a value is wanted")
                        .at(span, "this is an operator, not a value")
                        .help("give it to an operator that takes an operator, or write a function `[x \\in S |-> …]`"),
                );
                return self.wrong(span);
            }
            ast::ExprKind::BoxAction { action, subscript } => {
                let action = self.expr(action);
                ExprKind::BoxAction { action, subscript: self.expr(subscript) }
            }
            ast::ExprKind::AngleAction { action, subscript } => {
                let action = self.expr(action);
                ExprKind::AngleAction { action, subscript: self.expr(subscript) }
            }
            ast::ExprKind::Fairness { strong, subscript, action } => {
                if let Some(enabled_scope) = self.env.enabled_scope.clone() {
                    return self.fairness_in(&enabled_scope, *strong, subscript, action, span);
                }
                let subscript = self.expr(subscript);
                ExprKind::Fairness { strong: *strong, subscript, action: self.expr(action) }
            }
            ast::ExprKind::Labeled { label, params, body } => {
                self.check_label(label, params);
                return self.with_labels(|r| r.expr(body));
            }
            ast::ExprKind::Subexpression { name, args, selectors } => return self.part(name, args, selectors, span),
        };
        self.mk(kind, span)
    }

    fn number(&mut self, text: &str, span: Span) -> ExprId {
        if text.contains('.') {
            return self.unsupported("a decimal number", "scale it to an integer", span);
        }
        let digits = |rest: &str, radix| i64::from_str_radix(rest, radix);
        let value = match text.get(..2) {
            Some("\\b" | "\\B") => digits(&text[2..], 2),
            Some("\\o" | "\\O") => digits(&text[2..], 8),
            Some("\\h" | "\\H") => digits(&text[2..], 16),
            Some(_) | None => text.parse::<i64>(),
        };
        match value {
            Ok(n) if n <= i64::from(i32::MAX) => self.mk(ExprKind::Const(Value::Int(n)), span),
            Ok(_) | Err(_) => {
                self.errors.push(
                    Diagnostic::error(Code::UNSUPPORTED, format!("the number {text} is too large"))
                        .at(span, "does not fit 32 bits")
                        .help("numbers go from -2147483648 to 2147483647, as in TLC; scale the model down"),
                );
                self.wrong(span)
            }
        }
    }

    /// A local name as an expression.
    pub(super) fn local(&mut self, local: LocalId, span: Span) -> ExprId {
        match self.local_arg(local, span) {
            Arg::Expr(e) => e,
            Arg::Slot(_) | Arg::Def { .. } | Arg::Builtin(_) => {
                let l = &self.locals[local.0 as usize];
                let message = format!("`{}` takes {} arguments, none given", l.name, l.arity);
                self.errors.push(Diagnostic::error(Code::ARITY, message).at(span, "an operator, not a value"));
                self.wrong(span)
            }
        }
    }

    fn fields(&mut self, fields: &[(Ident, ast::Expr)]) -> Vec<(crate::value::Atom, ExprId)> {
        let mut seen: FxHashMap<&ast::Name, Span> = FxHashMap::default();
        for (name, _) in fields {
            if let Some(first) = seen.insert(&name.name, name.span) {
                self.errors.push(
                    Diagnostic::error(Code::DUPLICATE_NAME, format!("the field `{}` stands twice in this record", name.name))
                        .at(name.span, "again here")
                        .at(first, "first here"),
                );
            }
        }
        fields.iter().map(|(name, e)| (self.atoms.intern(&name.name), self.expr(e))).collect()
    }

    /// Whether what is applied to several arguments takes as many, if it is defined as a function by that name.
    fn function_takes(&mut self, named: &ast::Expr, function: ExprId, given: usize, span: Span) -> bool {
        let ast::ExprKind::Apply { name, args } = &*named.kind else { return true };
        let takes = match &self.exprs[function.index()].kind {
            ExprKind::Call { def, .. } if args.is_empty() => self.function_defs.get(def),
            ExprKind::Local(_) if name.prefix.is_empty() => match self.env.lookup(&name.name.name).map(|i| &i.entity) {
                Some(Entity::Local(local)) => self.function_locals.get(local),
                Some(_) | None => None,
            },
            _ => None,
        };
        let Some(takes) = takes.copied().filter(|n| *n != given) else { return true };
        let plural = if takes == 1 { "" } else { "s" };
        let message = format!("the function `{}` takes {takes} argument{plural}", name.name.name);
        self.errors.push(Diagnostic::error(Code::ARITY, message).at(span, format!("{given} given")));
        false
    }

    /// One index, or the tuple of several.
    fn index(&mut self, args: &[ast::Expr], span: Span) -> ExprId {
        match args {
            [one] => self.expr(one),
            several => {
                let items = self.exprs(several);
                let place = several.iter().map(|e| e.span).reduce(Span::to).unwrap_or(span);
                self.mk(ExprKind::Tuple(items), place)
            }
        }
    }

    fn except(&mut self, function: &ast::Expr, updates: &[ast::ExceptUpdate]) -> ExprKind {
        let function = self.expr(function);
        let mut list = Vec::new();
        for u in updates {
            let mut path = Vec::new();
            for step in &u.path {
                path.push(match step {
                    ast::PathElem::Index(args) => self.index(args, u.span),
                    ast::PathElem::Field(name) => {
                        let field = Value::Str(self.atoms.intern(&name.name));
                        self.mk(ExprKind::Const(field), name.span)
                    }
                });
            }
            let mark = self.mark();
            // The old value has the level of the function.
            let level = self.level(function);
            let local = self.new_local(&ast::Name::from("@"), 0, level);
            let at = self.bind_slot(local);
            let item = Item {
                entity: Entity::Local(local),
                span: u.span,
                local: true,
                module: self.env.module(),
                pending: false,
                weak: false,
            };
            self.env.locals.push((ast::Name::from("@"), item));
            self.visible.push(local);
            let value = self.without_labels("in EXCEPT", |r| r.expr(&u.value));
            self.release(mark);
            list.push(Update { path, at, value });
        }
        ExprKind::Except { function, updates: list }
    }
}

pub(super) fn quantifier(q: ast::Quantifier) -> ir::Quantifier {
    match q {
        ast::Quantifier::Forall => ir::Quantifier::Forall,
        ast::Quantifier::Exists => ir::Quantifier::Exists,
    }
}
