//! Levels ("Specifying Systems", 17.2), found while expressions are made, and the errors that they show.
//!
//! A definition's parameters have an unknown level: an expression keeps which of them add to its level, and a
//! definition the highest level that each may have (`F(v) == v'` allows a state function, so `F(x')` is an
//! error at the call). `demand` is about calls, `recursion` about levels that depend on themselves.

use super::Resolver;
use super::scope::ExprLevel;
use crate::diag::{Code, Diagnostic};
use crate::ir::{Arg, Bind, Builtin, Expr, ExprId, ExprKind, Level, visit};
use crate::source::Span;

impl Resolver<'_> {
    pub(super) fn level(&self, id: ExprId) -> ExprLevel {
        self.levels[id.index()]
    }

    pub(super) fn raw_expr(&mut self, kind: ExprKind, span: Span, level: ExprLevel) -> ExprId {
        self.exprs.push(Expr { kind, span });
        self.levels.push(level);
        ExprId(self.exprs.len() as u32 - 1)
    }

    /// A new expression, its level found and checked.
    pub(super) fn mk(&mut self, kind: ExprKind, span: Span) -> ExprId {
        let level = match &kind {
            ExprKind::Var(_) => ExprLevel { level: Level::State, params: 0 },
            ExprKind::Primed(_) => ExprLevel { level: Level::Action, params: 0 },
            ExprKind::Prime(e) => {
                // Only the first wrong prime in a row is reported.
                let told = match self.exprs[e.index()].kind {
                    ExprKind::Prime(inner) => self.level(inner).level > Level::State,
                    _ => false,
                };
                if !told {
                    self.at_most(*e, Level::State, span, "only a state expression can be primed");
                }
                self.hide(self.level(*e));
                ExprLevel { level: Level::Action, params: 0 }
            }
            ExprKind::Unchanged(e) => {
                self.at_most(*e, Level::State, span, "UNCHANGED takes a state expression");
                self.hide(self.level(*e));
                ExprLevel { level: Level::Action, params: 0 }
            }
            ExprKind::Compose(a, b) => {
                for e in [*a, *b] {
                    self.at_most(e, Level::Action, span, "\\cdot takes actions");
                    self.hide(self.level(e));
                }
                ExprLevel { level: Level::Action, params: 0 }
            }
            ExprKind::Enabled(e) | ExprKind::EnabledIn { action: e, stand_ins: _ } => {
                self.at_most(*e, Level::Action, span, "ENABLED takes an action");
                self.hide(self.level(*e));
                ExprLevel { level: Level::State, params: 0 }
            }
            ExprKind::BoxAction { action, subscript } | ExprKind::AngleAction { action, subscript } => {
                let (action, subscript) = (*action, *subscript);
                self.at_most(action, Level::Action, span, "this takes an action");
                self.at_most(subscript, Level::State, span, "the subscript is a state expression");
                self.hide(self.level(action).join(self.level(subscript)));
                ExprLevel { level: Level::Action, params: 0 }
            }
            ExprKind::Always(e) => self.boxed(*e, span, "[]", "[][A]_v"),
            ExprKind::Eventually(e) => self.boxed(*e, span, "<>", "<><<A>>_v"),
            ExprKind::LeadsTo(a, b) => {
                let (a, b) = (*a, *b);
                self.temporal(&[a, b], span, "~>")
            }
            ExprKind::Fairness { strong: _, subscript, action } => {
                let (action, subscript) = (*action, *subscript);
                self.at_most(action, Level::Action, span, "fairness takes an action");
                self.at_most(subscript, Level::State, span, "the subscript is a state expression");
                self.hide(self.level(action).join(self.level(subscript)));
                ExprLevel { level: Level::Temporal, params: 0 }
            }
            ExprKind::Call { def, args } => {
                let (def, args) = (*def, args.clone());
                self.call_level(def, &args, span)
            }
            // The level of the argument counts, too: F(1) is not a constant where F is `LAMBDA i : f[i]` of a variable f.
            ExprKind::CallSlot { slot, args } => {
                for (i, a) in args.iter().enumerate() {
                    let level = self.arg_level(a);
                    self.demand(&Arg::Slot(*slot), i, level, span);
                }
                args.iter().map(|a| self.arg_level(a)).fold(self.arg_level(&Arg::Slot(*slot)), ExprLevel::join)
            }
            other => {
                let level = visit::children(other).into_iter().map(|c| self.level(c)).fold(ExprLevel::CONSTANT, ExprLevel::join);
                self.parts_of_value(other, level.level, span);
                level
            }
        };
        self.raw_expr(kind, span, level)
    }

    /// What the parts of an expression may be whose level is the highest of theirs.
    fn parts_of_value(&mut self, kind: &ExprKind, level: Level, span: Span) {
        let value = "a temporal formula is no value";
        let bounds = |r: &mut Self, binds: &[Bind]| {
            binds.iter().for_each(|b| r.at_most(b.set, Level::Action, span, "a bound is no temporal formula"));
        };
        match kind {
            ExprKind::And(items) | ExprKind::Or(items) => self.unmixed(items, span),
            ExprKind::Implies(a, b) => self.unmixed(&[*a, *b], span),
            ExprKind::Builtin { op: Builtin::Iff, args } => self.unmixed(args, span),
            ExprKind::Builtin { op: Builtin::Assert, args } => {
                args.iter().take(1).for_each(|e| self.at_most(*e, Level::Action, span, value));
            }
            ExprKind::Builtin { op, .. } if op.takes_formulas() => {}
            ExprKind::Builtin { args, .. } | ExprKind::SetEnum(args) | ExprKind::Tuple(args) => {
                args.iter().for_each(|e| self.at_most(*e, Level::Action, span, value));
            }
            ExprKind::Quant { binds, .. } => {
                bounds(self, binds);
                if level == Level::Temporal {
                    for b in binds.iter().filter(|b| self.level(b.set).level == Level::Action).map(|b| b.set).collect::<Vec<_>>()
                    {
                        self.level_error(b, span, "what is quantified here is a temporal formula, whose bound is no action");
                    }
                }
            }
            ExprKind::FnCtor { binds, .. } => bounds(self, binds),
            ExprKind::SetMap { binds, body } => {
                bounds(self, binds);
                self.at_most(*body, Level::Action, span, value);
            }
            ExprKind::SetFilter { bind, body } => {
                bounds(self, std::slice::from_ref(bind));
                self.at_most(*body, Level::Action, span, "a set is chosen by no temporal formula");
            }
            ExprKind::Choose { set, body, .. } => {
                set.iter().for_each(|s| self.at_most(*s, Level::Action, span, "a bound is no temporal formula"));
                self.at_most(*body, Level::Action, span, "CHOOSE takes no temporal formula");
            }
            ExprKind::FnSet { .. }
            | ExprKind::RecordSet(_)
            | ExprKind::Except { .. }
            | ExprKind::Apply { .. }
            | ExprKind::Field { .. } => {
                visit::children(kind).into_iter().for_each(|e| self.at_most(e, Level::Action, span, value));
            }
            ExprKind::Const(_)
            | ExprKind::Var(_)
            | ExprKind::Primed(_)
            | ExprKind::Local(_)
            | ExprKind::Let { .. }
            | ExprKind::Call { .. }
            | ExprKind::CallSlot { .. }
            | ExprKind::Prime(_)
            | ExprKind::If { .. }
            | ExprKind::Case { .. }
            | ExprKind::Not(_)
            | ExprKind::UnboundedQuant { .. }
            | ExprKind::Record(_)
            | ExprKind::SelectSeq { .. }
            | ExprKind::SortSeq { .. }
            | ExprKind::Fold { .. }
            | ExprKind::Unchanged(_)
            | ExprKind::Enabled(_)
            | ExprKind::EnabledIn { .. }
            | ExprKind::Compose(..)
            | ExprKind::Always(_)
            | ExprKind::Eventually(_)
            | ExprKind::LeadsTo(..)
            | ExprKind::BoxAction { .. }
            | ExprKind::AngleAction { .. }
            | ExprKind::Fairness { .. }
            | ExprKind::Unsupported { .. } => {}
        }
    }

    /// An action and a temporal formula have no common meaning: one is about a step, the other about a behavior.
    fn unmixed(&mut self, items: &[ExprId], span: Span) {
        let of = |level| items.iter().find(|e| self.level(**e).level == level).map(|e| self.exprs[e.index()].span);
        if let (Some(action), Some(temporal)) = (of(Level::Action), of(Level::Temporal)) {
            let message = "an action and a temporal formula stand under one operator";
            let d = Diagnostic::error(Code::LEVEL, message).at(action, "this is an action (it mentions a primed variable)");
            let d = d.at(temporal, "this is a temporal formula");
            let d = if action == span || temporal == span { d } else { d.at(span, "used here") };
            self.errors.push(d.help("write `[][A]_v` for an action A of every step, `<><<A>>_v` for one of some step"));
        }
    }

    /// A temporal operator of formulas that are no actions.
    pub(super) fn temporal(&mut self, items: &[ExprId], span: Span, op: &str) -> ExprLevel {
        for e in items {
            self.hide(self.level(*e));
            if self.level(*e).level == Level::Action {
                self.level_error(*e, span, &format!("{op} takes no action"));
            }
        }
        ExprLevel { level: Level::Temporal, params: 0 }
    }

    pub(super) fn level_error(&mut self, e: ExprId, span: Span, why: &str) {
        let level = self.level(e).level;
        let place = self.exprs[e.index()].span;
        let d = Diagnostic::error(Code::LEVEL, why.to_string()).at(place, format!("this is {}", describe(level)));
        self.errors.push(if place == span { d } else { d.at(span, "used here") });
    }

    fn boxed(&mut self, e: ExprId, span: Span, op: &str, form: &str) -> ExprLevel {
        let action = self.level(e).level == Level::Action;
        let proper = match &self.exprs[e.index()].kind {
            ExprKind::BoxAction { .. } => op == "[]",
            ExprKind::AngleAction { .. } => op == "<>",
            _ => false,
        };
        self.hide(self.level(e));
        if action && !proper {
            self.level_error(e, span, &format!("{op} of an action must have the form {form}"));
        }
        ExprLevel { level: Level::Temporal, params: 0 }
    }
}

pub(super) fn describe(level: Level) -> &'static str {
    match level {
        Level::Constant => "a constant expression",
        Level::State => "a state expression (it mentions a variable)",
        Level::Action => "an action (it mentions a primed variable)",
        Level::Temporal => "a temporal formula",
    }
}
