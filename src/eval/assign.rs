//! The left sides of assignments: which variable `e = …` or `e \in …` assigns, if any.

use super::lazy::Cell;
use super::machine::Machine;
use crate::ir::{ExprId, ExprKind, VarId};

impl<'m> Machine<'m> {
    /// The variable that `e` on the left of `=` or `\in` may assign: `x'`, or in an initial predicate `x`; also through
    /// parameters and definitions that stand for it.
    pub(super) fn assigned(&mut self, e: ExprId, base: usize) -> Option<VarId> {
        match &self.expr(e).kind {
            ExprKind::Primed(v) if !self.initial => Some(*v),
            ExprKind::Var(v) if self.initial => Some(*v),
            ExprKind::Prime(inner) if !self.initial => self.variable_meant(*inner, base),
            ExprKind::Local(s) => match self.stack[base + s.index()].clone() {
                Cell::Thunk { expr, base } | Cell::Forced { expr, base, .. } => self.assigned(expr, base),
                Cell::Closure(c) => match &self.expr(c.expr).kind {
                    ExprKind::Primed(v) if !self.initial => Some(*v),
                    ExprKind::Var(v) if self.initial => Some(*v),
                    _ => None,
                },
                Cell::Empty | Cell::Val(_) | Cell::Op(_) => None,
            },
            ExprKind::Call { def, args } if args.is_empty() => self.assigned(self.model.def(*def).body, base),
            _ => None,
        }
    }

    pub(super) fn variable_meant(&mut self, e: ExprId, base: usize) -> Option<VarId> {
        match &self.expr(e).kind {
            ExprKind::Var(v) => Some(*v),
            ExprKind::Local(s) => match self.stack[base + s.index()].clone() {
                Cell::Thunk { expr, base } | Cell::Forced { expr, base, .. } => self.variable_meant(expr, base),
                Cell::Closure(c) => match &self.expr(c.expr).kind {
                    ExprKind::Var(v) => Some(*v),
                    _ => None,
                },
                Cell::Empty | Cell::Val(_) | Cell::Op(_) => None,
            },
            ExprKind::Call { def, args } if args.is_empty() => match &self.expr(self.model.def(*def).body).kind {
                ExprKind::Var(v) => Some(*v),
                _ => None,
            },
            _ => None,
        }
    }
}
