//! The values that a comparison, or another part without parts of its own, depends on.
//!
//! In: an expression in a frame. Out: a node for each operand whose value its text does not show: `x`, `pc[p]`, `Len(queue)`, a constant's
//! name. Literals are left out, and so are names that quantifiers and calls bind: their values are with the node that binds them.

use super::{Explainer, Node, Role};
use crate::eval::{Binding, Frame};
use crate::ir::visit::children;
use crate::ir::{ExprId, ExprKind};
use crate::value::Value;
use std::rc::Rc;

/// How deep the operands of operands are shown.
const DEPTH: usize = 2;

impl Explainer<'_, '_> {
    /// An expression that is not a predicate.
    pub(super) fn valued(&mut self, e: ExprId, frame: &Rc<Frame>, role: Role, value: Value) -> Node {
        let mut node = self.leaf(e, role, Some(value));
        node.children = self.operands(e, frame);
        node
    }

    /// The operands of an expression with their values.
    pub(super) fn operands(&mut self, e: ExprId, frame: &Rc<Frame>) -> Vec<Node> {
        self.below(e, frame, DEPTH)
    }

    fn below(&mut self, e: ExprId, frame: &Rc<Frame>, depth: usize) -> Vec<Node> {
        let model = self.model;
        let parts: Vec<ExprId> = match &model.expr(e).kind {
            ExprKind::Builtin { args, .. } => args.clone(),
            ExprKind::Apply { function, arg } => vec![*function, *arg],
            ExprKind::Field { record, .. } => vec![*record],
            ExprKind::Call { args, .. } | ExprKind::CallSlot { args, .. } => {
                args.iter().filter_map(|a| if let crate::ir::Arg::Expr(e) = a { Some(*e) } else { None }).collect()
            }
            ExprKind::Prime(inner) => children(&model.expr(*inner).kind),
            _ => Vec::new(),
        };
        let mut all: Vec<Node> = Vec::new();
        let whole = model.expr(e).span;
        // what the configuration or the command line puts together has one place for all parts
        for part in parts.into_iter().filter(|p| whole.is_none() || model.expr(*p).span != whole) {
            let Some(node) = self.operand_with(part, frame, Role::Operand, depth - 1) else { continue };
            all.push(node);
        }
        all
    }

    /// The value of one operand; `None` if its text shows it, it is bound elsewhere, or it cannot be computed.
    pub(super) fn operand(&mut self, e: ExprId, frame: &Rc<Frame>, role: Role) -> Option<Node> {
        self.operand_with(e, frame, role, DEPTH - 1)
    }

    fn operand_with(&mut self, e: ExprId, frame: &Rc<Frame>, role: Role, depth: usize) -> Option<Node> {
        let model = self.model;
        if self.is_literal(e) {
            return None;
        }
        if let ExprKind::Local(slot) = &model.expr(e).kind {
            let parameters = model.def(frame.def).params.len();
            match frame.binding(*slot)? {
                Binding::Expr(..) if slot.index() >= parameters => {}
                Binding::Value(_) | Binding::Expr(..) | Binding::Def(..) | Binding::Builtin(_) => return None,
            }
        }
        let value = self.value(frame, e)?;
        let mut node = self.leaf(e, role, Some(value));
        // of `f[x]` the whole of `f` is not needed
        if depth > 0 && matches!(model.expr(e).kind, ExprKind::Builtin { .. }) {
            node.children = self.below(e, frame, depth);
        }
        Some(node)
    }

    /// Whether the text of an expression shows its value: no variable, constant or name is in it.
    fn is_literal(&self, e: ExprId) -> bool {
        let model = self.model;
        let expr = model.expr(e);
        match &expr.kind {
            ExprKind::Const(v) => {
                let length = (expr.span.end - expr.span.start) as usize;
                // a constant of the specification is replaced by its value
                expr.span.is_none() || v.text(length).is_ok_and(|text| text.len() == length)
            }
            ExprKind::SetEnum(items) | ExprKind::Tuple(items) => items.iter().all(|i| self.is_literal(*i)),
            ExprKind::Record(fields) => fields.iter().all(|(_, i)| self.is_literal(*i)),
            ExprKind::Builtin { args, .. } => args.iter().all(|i| self.is_literal(*i)),
            _ => false,
        }
    }
}
