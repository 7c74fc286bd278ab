//! Levels ("Specifying Systems", 17.2), found while expressions are made, and the errors that they show.
//!
//! A definition's parameters have an unknown level: an expression keeps which of them add to its level, and a
//! definition the highest level that each may have (`F(v) == v'` allows a state function, so `F(x')` is an
//! error at the call).

use super::Resolver;
use super::scope::ExprLevel;
use crate::diag::{Code, Diagnostic};
use crate::ir::{Arg, DefId, Expr, ExprId, ExprKind, Level, parts};
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
                self.at_most(*e, Level::State, span, "only a state expression can be primed");
                self.level(*e).join(ExprLevel { level: Level::Action, params: 0 })
            }
            ExprKind::Unchanged(e) => {
                self.at_most(*e, Level::State, span, "UNCHANGED takes a state expression");
                self.level(*e).join(ExprLevel { level: Level::Action, params: 0 })
            }
            ExprKind::Compose(a, b) => {
                for e in [*a, *b] {
                    self.at_most(e, Level::Action, span, "\\cdot takes actions");
                }
                ExprLevel { level: Level::Action, params: 0 }
            }
            ExprKind::Enabled(e) => {
                self.at_most(*e, Level::Action, span, "ENABLED takes an action");
                ExprLevel { level: Level::State, params: 0 }
            }
            ExprKind::EnabledIn { action, stand_ins: _ } => {
                self.at_most(*action, Level::Action, span, "ENABLED takes an action");
                ExprLevel { level: Level::State, params: 0 }
            }
            ExprKind::BoxAction { action, subscript } | ExprKind::AngleAction { action, subscript } => {
                let (action, subscript) = (*action, *subscript);
                self.at_most(action, Level::Action, span, "this takes an action");
                self.at_most(subscript, Level::State, span, "the subscript is a state expression");
                ExprLevel { level: Level::Action, params: self.level(action).join(self.level(subscript)).params }
            }
            ExprKind::Always(e) => self.boxed(*e, span, "[]", "[][A]_v"),
            ExprKind::Eventually(e) => self.boxed(*e, span, "<>", "<><<A>>_v"),
            ExprKind::LeadsTo(a, b) => {
                let (a, b) = (*a, *b);
                for e in [a, b] {
                    if self.level(e).level == Level::Action {
                        self.level_error(e, span, "~> takes no action");
                    }
                }
                ExprLevel { level: Level::Temporal, params: 0 }
            }
            ExprKind::Fairness { strong: _, subscript, action } => {
                let (action, subscript) = (*action, *subscript);
                self.at_most(action, Level::Action, span, "fairness takes an action");
                self.at_most(subscript, Level::State, span, "the subscript is a state expression");
                ExprLevel { level: Level::Temporal, params: 0 }
            }
            ExprKind::Call { def, args } => {
                let (def, levels) = (*def, args.iter().map(|a| self.arg_level(a)).collect::<Vec<_>>());
                self.call_level(def, &levels, span)
            }
            // What the parameter stands for counts, too: F(1) is no constant where F is `LAMBDA i : f[i]` of a variable f.
            ExprKind::CallSlot { slot, args } => {
                args.iter().map(|a| self.arg_level(a)).fold(self.arg_level(&Arg::Slot(*slot)), ExprLevel::join)
            }
            other => parts::children(other).into_iter().map(|c| self.level(c)).fold(ExprLevel::CONSTANT, ExprLevel::join),
        };
        self.raw_expr(kind, span, level)
    }

    fn arg_level(&self, arg: &Arg) -> ExprLevel {
        match arg {
            Arg::Expr(e) => self.level(*e),
            Arg::Def { def, captured } => {
                let own = ExprLevel { level: self.signatures[def.index()].level.level, params: 0 };
                captured.iter().map(|a| self.arg_level(a)).fold(own, ExprLevel::join)
            }
            Arg::Builtin(_) => ExprLevel::CONSTANT,
            Arg::Slot(s) => {
                let local = self.frames.last().and_then(|f| f.slot_of.iter().find(|(_, v)| *v == s).map(|(l, _)| *l));
                local.map_or(ExprLevel::CONSTANT, |l| self.local_level(l))
            }
        }
    }

    /// The level of a call, `args` in the order of the parameters, captures first.
    pub(super) fn call_level(&mut self, def: DefId, args: &[ExprLevel], span: Span) -> ExprLevel {
        let s = self.signatures[def.index()].clone();
        let mut level = ExprLevel { level: s.level.level, params: 0 };
        for (i, a) in args.iter().enumerate() {
            if s.level.params >> i.min(63) & 1 == 1 {
                level = level.join(*a);
            }
            let max = s.max.get(i).copied().unwrap_or(Level::Temporal);
            if a.level > max {
                let message = format!(
                    "argument {} of `{}` must be {}",
                    i + 1 - s.captures.len().min(i),
                    self.defs[def.index()].name,
                    describe(max)
                );
                let found = format!("but it is {}", describe(a.level));
                self.errors.push(
                    Diagnostic::error(Code::LEVEL, message)
                        .at(span, found)
                        .help("the operator primes its argument; give it an expression without primes"),
                );
            }
            self.limit(*a, max);
        }
        level
    }

    /// The parameters that add to `level` may be no higher than `max`.
    fn limit(&mut self, level: ExprLevel, max: Level) {
        if let Some(frame) = self.frames.last_mut() {
            for (i, m) in frame.max.iter_mut().enumerate() {
                if level.params >> i.min(63) & 1 == 1 {
                    *m = (*m).min(max);
                }
            }
        }
    }

    fn at_most(&mut self, e: ExprId, max: Level, span: Span, why: &str) {
        let level = self.level(e);
        if level.level > max {
            self.level_error(e, span, why);
        }
        self.limit(level, max);
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
