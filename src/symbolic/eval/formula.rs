//! Evaluation of formulas to terms. An arm that is not plain structure has its equation above it.

use crate::eval::error::ErrorKind;
use crate::ir::{ExprId, ExprKind};
use crate::logic::Term;
use crate::source::Span;
use crate::symbolic::Encoder;
use crate::symbolic::eval::frame::Frame;
use crate::symbolic::value::sym::{Node, Sym};

impl<'m> Encoder<'m> {
    /// A formula's truth under the current path; a finding where it is not a boolean.
    pub(in crate::symbolic) fn boolean(&mut self, e: ExprId, frame: &Frame) -> Term {
        if self.path() == Term::FALSE {
            return Term::FALSE;
        }
        let kind = &self.cx.model.expr(e).kind;
        if matches!(
            kind,
            ExprKind::And(_)
                | ExprKind::Or(_)
                | ExprKind::Not(_)
                | ExprKind::Implies(..)
                | ExprKind::Quant { .. }
                | ExprKind::Unchanged(_)
                | ExprKind::BoxAction { .. }
                | ExprKind::AngleAction { .. }
        ) {
            return self.formula(e, frame);
        }
        let v = self.eval(e, frame);
        self.truth(v, self.cx.model.expr(e).span)
    }

    /// A value as a truth value.
    pub(in crate::symbolic) fn truth(&mut self, v: Sym, span: Span) -> Term {
        let mut parts = Vec::new();
        for (g, alt) in self.syms.alternatives(v) {
            match *self.syms.node(alt) {
                Node::Bool(t) => parts.push(self.graph.and(g, t)),
                Node::Undefined => {}
                _ => self.fail(ErrorKind::Type, span, g),
            }
        }
        self.graph.any(parts)
    }

    pub(in crate::symbolic) fn formula(&mut self, e: ExprId, frame: &Frame) -> Term {
        let model = self.cx.model;
        let expr = model.expr(e);
        match &expr.kind {
            // left to right: each conjunct under the path that the ones before it hold
            ExprKind::And(items) => {
                let mut holds = Term::TRUE;
                for i in items {
                    let t = self.under(holds, |enc| enc.boolean(*i, frame));
                    holds = self.graph.and(holds, t);
                    if holds == Term::FALSE {
                        break;
                    }
                }
                holds
            }
            ExprKind::Or(items) => {
                let mut holds = Term::FALSE;
                for i in items {
                    let t = self.under(!holds, |enc| enc.boolean(*i, frame));
                    holds = self.graph.or(holds, t);
                    if holds == Term::TRUE {
                        break;
                    }
                }
                holds
            }
            ExprKind::Not(a) => {
                let t = self.boolean(*a, frame);
                !t
            }
            ExprKind::Implies(a, b) => {
                let p = self.boolean(*a, frame);
                let q = self.under(p, |enc| enc.boolean(*b, frame));
                self.graph.implies(p, q)
            }
            ExprKind::Quant { quantifier, binds, body } => self.quantify(*quantifier, binds, *body, frame, expr.span),
            // UNCHANGED e  =  e' = e
            ExprKind::Unchanged(a) => self.unchanged_as_test(*a, frame, expr.span),
            // [A]_v  =  A \/ v' = v ;  <<A>>_v  =  A /\ v' # v
            ExprKind::BoxAction { action, subscript } => {
                let a = self.boolean(*action, frame);
                let same = self.under(!a, |enc| enc.unchanged_as_test(*subscript, frame, expr.span));
                self.graph.or(a, same)
            }
            ExprKind::AngleAction { action, subscript } => {
                let a = self.boolean(*action, frame);
                let same = self.under(a, |enc| enc.unchanged_as_test(*subscript, frame, expr.span));
                self.graph.and(a, !same)
            }
            other => unreachable!("symbolic: {other:?} is not a connective"),
        }
    }

    pub(in crate::symbolic) fn unchanged_as_test(&mut self, e: ExprId, frame: &Frame, span: Span) -> Term {
        let now = self.eval(e, frame);
        let then = self.in_next_state(|enc| enc.eval(e, frame));
        self.equal(now, then, span)
    }
}
