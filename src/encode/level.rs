//! `TLCGet("level") < n`, which limits how far a search goes.
//!
//! A state's level is one more than the steps of the *shortest* way to it, and which that is no formula says. But a state after k
//! steps has a level of at most k + 1. So where n is larger, `TLCGet("level") < n` is TRUE, as in a CONSTRAINT that is to keep an
//! exhaustive search finite. A CONSTRAINT that begins with it ([`Encoder::level_limit`]) ends the search where n is not larger: a state
//! with a shorter way to it was met on that way. All else about the level is `Unsupported`.

use super::frame::Frame;
use super::{Encoder, Sym};
use crate::ir::{Builtin, DefId, ExprId, ExprKind};
use crate::smt::Term;
use crate::value::Value;

impl<'m> Encoder<'m> {
    /// A comparison of the level with a number that it does not come to here.
    pub(super) fn level_compared(&mut self, op: Builtin, args: &[ExprId], frame: &Frame) -> Option<Sym> {
        let (level_first, other) = match args {
            [a, b] if self.is_level(*a) => (true, *b),
            [a, b] if self.is_level(*b) => (false, *a),
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
        let n = self.integer(number, self.model.expr(other).span)?.as_constant()?;
        // in an action the step at hand is counted already, and the level is that of the state before it
        let most = self.steps + 1;
        // of a level below n, `level < n`, `level <= n`, `n > level` and `n >= level` are TRUE, and the rest is FALSE
        let below = if less == level_first { most < n || or_equal && most <= n } else { most < n || !or_equal && most <= n };
        below.then(|| self.syms.bool(Term::constant(less == level_first)))
    }

    /// The n of a definition that begins with `TLCGet("level") < n`.
    pub fn level_limit(&self, def: DefId) -> Option<i64> {
        self.limit_of(self.model.def(def).body)
    }

    fn limit_of(&self, e: ExprId) -> Option<i64> {
        match &self.model.expr(e).kind {
            ExprKind::And(items) => self.limit_of(*items.first()?),
            ExprKind::Call { def, args } if args.is_empty() && !self.model.def(*def).recursive => self.level_limit(*def),
            ExprKind::Builtin { op, args } => {
                let [a, b] = args[..] else { return None };
                match op {
                    Builtin::Lt if self.is_level(a) => self.number(b),
                    Builtin::Le if self.is_level(a) => Some(self.number(b)? + 1),
                    Builtin::Gt if self.is_level(b) => self.number(a),
                    Builtin::Ge if self.is_level(b) => Some(self.number(a)? + 1),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    fn number(&self, e: ExprId) -> Option<i64> {
        match &self.model.expr(e).kind {
            ExprKind::Const(Value::Int(n)) => Some(*n),
            ExprKind::Call { def, args } if args.is_empty() && !self.model.def(*def).recursive => {
                self.number(self.model.def(*def).body)
            }
            _ => None,
        }
    }

    fn is_level(&self, e: ExprId) -> bool {
        let ExprKind::Builtin { op: Builtin::TlcGet, args } = &self.model.expr(e).kind else { return false };
        let [key] = args[..] else { return false };
        matches!(&self.model.expr(key).kind, ExprKind::Const(Value::Str(s)) if s.text() == "level")
    }
}
