//! `TLCGet("level") < n`, which limits how far a search goes.
//!
//! A state's level is one more than the length of the *shortest* behavior that reaches it, which no formula expresses. But a state
//! after k steps has a level of at most k + 1. So for larger n, `TLCGet("level") < n` is TRUE, as in a CONSTRAINT that keeps an
//! exhaustive search finite. A CONSTRAINT that begins with it ([`Encoder::level_limit`]) ends the search at smaller n: a state that
//! a shorter behavior reaches was checked at that depth.
//!
//! If a VIEW distinguishes states of different levels ([`Seen::by_view`]), as in trace validation, the level is one more than the
//! number of steps taken, and `TLCGet("level")` is a number. Any other use is `Unsupported`.

use crate::ir::{Builtin, DefId, ExprId, ExprKind, Model, VarId};
use crate::logic::Term;
use crate::symbolic::Encoder;
use crate::symbolic::eval::frame::Frame;
use crate::symbolic::value::sym::Sym;
use crate::value::Value;
use rustc_hash::FxHashSet;

/// How levels are treated.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(in crate::symbolic) enum Levels {
    /// A level is at most one more than the number of steps.
    #[default]
    Bounded,
    /// A level is one more than the number of steps.
    Counted,
}

impl<'m> Encoder<'m> {
    /// Counts levels from now on: states and steps are encoded in order.
    pub fn count_levels(&mut self) {
        self.cx.mode.levels = Levels::Counted;
    }

    pub fn counts_levels(&self) -> bool {
        matches!(self.cx.mode.levels, Levels::Counted)
    }

    /// The level, if levels are counted; in an action, that of the current state.
    pub(in crate::symbolic) fn level(&mut self, e: ExprId) -> Option<Sym> {
        if !matches!(self.cx.mode.levels, Levels::Counted) || self.cx.priming > 0 || !is_level(self.cx.model, e) {
            return None;
        }
        self.touch_beyond();
        // the initial predicate has no state before it
        let level = if self.cx.mode.initial || self.cx.mode.in_step { self.cx.mode.steps } else { self.cx.mode.steps + 1 };
        Some(self.syms.int(level))
    }

    /// A comparison of the level with a number that it does not reach.
    pub(in crate::symbolic) fn level_compared(&mut self, op: Builtin, args: &[ExprId], frame: &Frame) -> Option<Sym> {
        if matches!(self.cx.mode.levels, Levels::Counted) {
            return None;
        }
        let (level_first, other) = match args {
            [a, b] if is_level(self.cx.model, *a) => (true, *b),
            [a, b] if is_level(self.cx.model, *b) => (false, *a),
            _ => return None,
        };
        let (less, or_equal) = match op {
            Builtin::Lt => (true, false),
            Builtin::Le => (true, true),
            Builtin::Gt => (false, false),
            Builtin::Ge => (false, true),
            _ => return None,
        };
        let number = self.eval(other, frame);
        let n = self.integer(number, self.cx.model.expr(other).span)?.as_constant()?;
        // an action's step is counted already, and the level is that of the state before it
        let most = self.cx.mode.steps + 1;
        // of a level below n, `level < n`, `level <= n`, `n > level` and `n >= level` are TRUE, and the rest is FALSE
        let below = if less == level_first { most < n || or_equal && most <= n } else { most < n || !or_equal && most <= n };
        below.then(|| self.syms.bool(Term::constant(less == level_first)))
    }

    /// The n of a definition that begins with `TLCGet("level") < n`.
    pub fn level_limit(&self, def: DefId) -> Option<i64> {
        self.limit_of(self.cx.model.def(def).body)
    }

    fn limit_of(&self, e: ExprId) -> Option<i64> {
        match &self.cx.model.expr(e).kind {
            ExprKind::And(items) => self.limit_of(*items.first()?),
            ExprKind::Call { def, args } if args.is_empty() && !self.cx.model.def(*def).recursive => self.level_limit(*def),
            ExprKind::Builtin { op, args } => {
                let [a, b] = args[..] else { return None };
                match op {
                    Builtin::Lt if is_level(self.cx.model, a) => self.number(b),
                    Builtin::Le if is_level(self.cx.model, a) => Some(self.number(b)? + 1),
                    Builtin::Gt if is_level(self.cx.model, b) => self.number(a),
                    Builtin::Ge if is_level(self.cx.model, b) => Some(self.number(a)? + 1),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    fn number(&self, e: ExprId) -> Option<i64> {
        match &self.cx.model.expr(e).kind {
            ExprKind::Const(Value::Int(n)) => Some(*n),
            ExprKind::Call { def, args } if args.is_empty() && !self.cx.model.def(*def).recursive => {
                self.number(self.cx.model.def(*def).body)
            }
            _ => None,
        }
    }
}

/// The parts of a state that a VIEW shows.
pub struct Seen {
    /// The level, so that a state differs each time it is reached.
    pub level: bool,
    pub variables: FxHashSet<VarId>,
}

impl Seen {
    /// The parts of the VIEW expression and of the definitions that it uses.
    pub fn by_view(model: &Model) -> Seen {
        let mut seen = Seen { level: false, variables: FxHashSet::default() };
        let mut parts: Vec<ExprId> = model.view.iter().map(|v| model.def(v.def).body).collect();
        while let Some(e) = parts.pop() {
            match &model.expr(e).kind {
                ExprKind::Var(v) => _ = seen.variables.insert(*v),
                ExprKind::Tuple(items) => parts.extend(items),
                ExprKind::Record(fields) => parts.extend(fields.iter().map(|f| f.1)),
                ExprKind::Call { def, args } if args.is_empty() && !model.def(*def).recursive => parts.push(model.def(*def).body),
                _ => seen.level |= is_level(model, e),
            }
        }
        seen
    }
}

fn is_level(model: &Model, e: ExprId) -> bool {
    let ExprKind::Builtin { op: Builtin::TlcGet, args } = &model.expr(e).kind else { return false };
    let [key] = args[..] else { return false };
    matches!(&model.expr(key).kind, ExprKind::Const(Value::Str(s)) if s.text() == "level")
}
