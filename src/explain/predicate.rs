//! Predicates, by their polarity: the table of [`super`].

use super::{Explainer, MOST_ROWS, Node, Role, difference};
use crate::eval::{Binding, Frame};
use crate::ir::{Builtin, DefId, ExprId, ExprKind, Quantifier, Slot, plain_value};
use crate::value::Value;
use std::rc::Rc;
use std::sync::Arc;

impl<'m> Explainer<'_, 'm> {
    /// Why a predicate has this truth, which `eval` has found.
    pub(super) fn predicate(&mut self, e: ExprId, frame: &Rc<Frame>, role: Role, truth: bool) -> Node {
        if !self.has_room() {
            return self.leaf(e, role, Some(Value::Bool(truth)));
        }
        self.depth += 1;
        let node = self.parts(e, frame, role, truth);
        self.depth -= 1;
        node
    }

    fn parts(&mut self, e: ExprId, frame: &Rc<Frame>, role: Role, truth: bool) -> Node {
        let model = self.model;
        let mut node = self.leaf(e, role, Some(Value::Bool(truth)));
        match &model.expr(e).kind {
            ExprKind::And(items) => node.children = self.junction(items, frame, truth, false),
            ExprKind::Or(items) => node.children = self.junction(items, frame, truth, true),
            ExprKind::Not(inner) => {
                let below = self.predicate(*inner, frame, Role::Negated, !truth);
                // a comparison with ~ before it is one comparison
                if below.children.iter().all(|c| c.role.is_operand()) && below.bindings.is_empty() {
                    (node.children, node.reason) = (below.children, below.reason);
                } else {
                    node.children.push(below);
                }
            }
            ExprKind::Implies(a, b) => {
                if let Some(left) = self.truth(frame, *a) {
                    node.children.push(self.predicate(*a, frame, if left { Role::Condition } else { Role::Left }, left));
                    if left {
                        node.children.push(self.predicate(*b, frame, Role::Right, truth));
                    }
                }
            }
            ExprKind::If { condition, then, otherwise } => {
                if let Some(holds) = self.truth(frame, *condition) {
                    node.children.push(self.predicate(*condition, frame, Role::Condition, holds));
                    let branch = if holds { *then } else { *otherwise };
                    node.children.push(self.predicate(branch, frame, Role::Branch, truth));
                }
            }
            ExprKind::Case { arms, otherwise } => node.children = self.case(arms, *otherwise, frame, truth),
            ExprKind::Let { .. } | ExprKind::Local(_) | ExprKind::Call { .. } | ExprKind::CallSlot { .. } => {
                match self.opened(e, frame) {
                    // a name of a LET is not a step of its own
                    Some((body, inner, None)) => return self.parts(body, &inner, node.role, truth),
                    Some((body, inner, Some(role))) => {
                        let mut below = self.predicate(body, &inner, role, truth);
                        below.bindings = self.parameters(&inner, e);
                        node.children.push(below);
                    }
                    None => node.children = self.operands(e, frame),
                }
            }
            ExprKind::Quant { .. } => self.quantified(&mut node, e, frame, truth),
            ExprKind::Prime(inner) => {
                let next = Rc::new(primed(frame));
                node.children.push(self.predicate(*inner, &next, Role::Primed, truth));
            }
            ExprKind::Unchanged(v) => node.reason = self.changed(*v, frame).or(node.reason),
            ExprKind::BoxAction { action, subscript } => self.step(&mut node, *action, *subscript, frame, truth),
            ExprKind::AngleAction { action, subscript } => match self.truth(frame, *action) {
                Some(true) if truth => self.step(&mut node, *action, *subscript, frame, true),
                Some(true) => node.reason = Some("nothing changes".to_string()),
                Some(false) => node.children.push(self.predicate(*action, frame, Role::Action, false)),
                None => {}
            },
            ExprKind::Builtin { op: Builtin::Eq | Builtin::Iff, args } if self.are_formulas(args) => {
                self.sides(&mut node, args, frame)
            }
            ExprKind::Builtin { op: Builtin::Ne, args } if self.are_formulas(args) => self.sides(&mut node, args, frame),
            ExprKind::Builtin { op: op @ (Builtin::Eq | Builtin::Ne), args } => {
                node.children = self.operands(e, frame);
                if let (true, Some(a), Some(b)) =
                    (truth == (*op == Builtin::Ne), self.value(frame, args[0]), self.value(frame, args[1]))
                {
                    node.reason = difference::clause(&a, &b);
                }
            }
            ExprKind::Builtin { op: op @ (Builtin::In | Builtin::NotIn), args } => {
                self.membership(&mut node, args[0], args[1], frame, truth == (*op == Builtin::In));
            }
            ExprKind::Builtin { op: Builtin::SubsetEq, args } => self.subset(&mut node, e, (args[0], args[1]), frame, truth),
            plain_value!()
            | ExprKind::Var(_)
            | ExprKind::Primed(_)
            | ExprKind::Apply { .. }
            | ExprKind::UnboundedQuant { .. }
            | ExprKind::Enabled(_)
            | ExprKind::EnabledIn { .. }
            | ExprKind::Compose(..)
            | ExprKind::Always(_)
            | ExprKind::Eventually(_)
            | ExprKind::LeadsTo(..)
            | ExprKind::Fairness { .. }
            | ExprKind::Unsupported { .. } => node.children = self.operands(e, frame),
        }
        node
    }

    /// Of a conjunction (`stop` is false) or disjunction (`stop` is true): the first item that decides, or all items.
    fn junction(&mut self, items: &[ExprId], frame: &Rc<Frame>, truth: bool, stop: bool) -> Vec<Node> {
        let role = |i: usize| match stop {
            false => Role::Conjunct(i + 1, items.len()),
            true => Role::Disjunct(i + 1, items.len()),
        };
        if truth != stop {
            return items.iter().enumerate().map(|(i, e)| self.predicate(*e, frame, role(i), truth)).collect();
        }
        for (i, e) in items.iter().enumerate() {
            match self.truth(frame, *e) {
                Some(found) if found == stop => return vec![self.predicate(*e, frame, role(i), truth)],
                Some(_) => {}
                None => break,
            }
        }
        Vec::new()
    }

    fn case(&mut self, arms: &[(ExprId, ExprId)], otherwise: Option<ExprId>, frame: &Rc<Frame>, truth: bool) -> Vec<Node> {
        for (condition, body) in arms {
            match self.truth(frame, *condition) {
                Some(true) => {
                    let condition = self.predicate(*condition, frame, Role::Condition, true);
                    return vec![condition, self.predicate(*body, frame, Role::Branch, truth)];
                }
                Some(false) => {}
                None => return Vec::new(),
            }
        }
        otherwise.map(|body| self.predicate(body, frame, Role::Branch, truth)).into_iter().collect()
    }

    /// Both sides of an equivalence.
    fn sides(&mut self, node: &mut Node, args: &[ExprId], frame: &Rc<Frame>) {
        for (e, role) in args.iter().zip([Role::Left, Role::Right]) {
            if let Some(truth) = self.truth(frame, *e) {
                node.children.push(self.predicate(*e, frame, role, truth));
            }
        }
    }

    /// Whether one of two sides is a formula with parts, so that both are Booleans.
    fn are_formulas(&self, args: &[ExprId]) -> bool {
        args.iter().any(|e| {
            matches!(
                self.model.expr(*e).kind,
                ExprKind::And(_)
                    | ExprKind::Or(_)
                    | ExprKind::Not(_)
                    | ExprKind::Implies(..)
                    | ExprKind::Quant { .. }
                    | ExprKind::Builtin {
                        op: Builtin::Eq
                            | Builtin::Ne
                            | Builtin::In
                            | Builtin::NotIn
                            | Builtin::SubsetEq
                            | Builtin::Iff
                            | Builtin::Lt
                            | Builtin::Le
                            | Builtin::Gt
                            | Builtin::Ge,
                        ..
                    }
            )
        })
    }

    /// What a LET, a call or a name stands for: an expression in its frame, and the role of that expression. No role for the
    /// body of a LET. `None` for a value, and for what an embedded module defines.
    pub(super) fn opened(&self, e: ExprId, frame: &Rc<Frame>) -> Option<(ExprId, Rc<Frame>, Option<Role>)> {
        let model = self.model;
        match &model.expr(e).kind {
            ExprKind::Let { slot, value, body } => {
                let mut inner = (**frame).clone();
                inner.bindings.push((*slot, Binding::Expr(*value, frame.clone())));
                Some((*body, Rc::new(inner), None))
            }
            ExprKind::Local(slot) => {
                let Binding::Expr(meaning, outer) = frame.binding(*slot)? else { return None };
                let inner = Frame { bindings: outer.bindings.clone(), def: outer.def, ..(**frame).clone() };
                Some((*meaning, Rc::new(inner), Some(Role::Meaning(self.slot_name(frame, *slot)))))
            }
            ExprKind::Call { .. } | ExprKind::CallSlot { .. } => {
                let inner = frame.of_call(model, e)?;
                let def = model.def(inner.def);
                let body = model.expr(def.body);
                let known = !body.span.is_none() && !(self.is_standard)(body.span.file);
                known.then(|| (def.body, Rc::new(inner), Some(Role::Definition(def.name.clone()))))
            }
            _ => None,
        }
    }

    /// The name of a slot in a frame.
    pub(super) fn slot_name(&self, frame: &Frame, slot: Slot) -> Arc<str> {
        self.model.def(frame.def).slots[slot.index()].clone()
    }

    /// The values of a definition's parameters, if the call passes some. One that has no value is left out.
    fn parameters(&mut self, inner: &Rc<Frame>, call: ExprId) -> Vec<(Arc<str>, Value)> {
        if !matches!(self.model.expr(call).kind, ExprKind::Call { .. } | ExprKind::CallSlot { .. }) {
            return Vec::new();
        }
        let def = self.model.def(inner.def);
        let mut all = Vec::new();
        for (i, p) in def.params.iter().enumerate().filter(|(_, p)| p.arity == 0) {
            let Some(binding) = inner.binding(Slot(i as u32)).cloned() else { continue };
            all.extend(self.bound(inner, &binding).map(|v| (p.name.clone(), v)));
        }
        all
    }

    /// The value of a binding in a frame.
    pub(super) fn bound(&mut self, frame: &Frame, binding: &Binding) -> Option<Value> {
        match binding {
            Binding::Value(v) => Some(v.clone()),
            Binding::Expr(e, outer) => {
                let at = Frame { bindings: outer.bindings.clone(), def: outer.def, ..frame.clone() };
                self.value(&at, *e)
            }
            Binding::Def(..) | Binding::Builtin(_) => None,
        }
    }

    fn quantified(&mut self, node: &mut Node, e: ExprId, frame: &Rc<Frame>, truth: bool) {
        let model = self.model;
        let ExprKind::Quant { quantifier, binds, body } = &model.expr(e).kind else { return };
        let wanted = *quantifier == Quantifier::Exists;
        if truth == wanted {
            if let Ok(Some(row)) = self.evaluator.row_in(frame, e, wanted) {
                node.children.push(self.instance(*body, frame, row, Role::Instance, truth));
            }
            return;
        }
        let Ok((rows, count)) = self.evaluator.rows_in(frame, e, binds, MOST_ROWS) else { return };
        for b in binds {
            let range = self.operand(b.set, frame, Role::Range);
            node.children.extend(range);
        }
        if count == 0 {
            node.reason = Some("there is no element".to_string());
            return;
        }
        if count > MOST_ROWS {
            node.reason = Some(format!("the same for {} more of {count}", count - MOST_ROWS));
        }
        for row in rows {
            node.children.push(self.instance(*body, frame, row, Role::Instance, truth));
        }
    }

    /// The body of a binder for a row of values.
    pub(super) fn instance(&mut self, body: ExprId, frame: &Rc<Frame>, row: crate::eval::Row, role: Role, truth: bool) -> Node {
        let bindings = row.iter().map(|(slot, v)| (self.slot_name(frame, *slot), v.clone())).collect();
        let mut inner = (**frame).clone();
        inner.bindings.extend(row.into_iter().map(|(slot, v)| (slot, Binding::Value(v))));
        let mut node = self.predicate(body, &Rc::new(inner), role, truth);
        node.bindings = bindings;
        node
    }

    /// `[A]_v`; `<<A>>_v` where it is true.
    fn step(&mut self, node: &mut Node, action: ExprId, subscript: ExprId, frame: &Rc<Frame>, truth: bool) {
        match self.truth(frame, action) {
            Some(holds) if holds == truth => {
                node.children.push(self.predicate(action, frame, Role::Action, holds));
                node.reason = self.changed(subscript, frame).filter(|_| !truth);
            }
            Some(_) => node.reason = Some("nothing changes".to_string()),
            None => {}
        }
    }

    /// The first part of an expression that differs in the next state, as a clause.
    fn changed(&mut self, v: ExprId, frame: &Rc<Frame>) -> Option<String> {
        let model = self.model;
        match &model.expr(v).kind {
            ExprKind::Tuple(items) => items.iter().find_map(|i| self.changed(*i, frame)),
            ExprKind::Call { def, args } if args.is_empty() && is_tuple(model, *def) => {
                let (body, inner, _) = self.opened(v, frame)?;
                self.changed(body, &inner)
            }
            kind => {
                let (a, b) = (self.value(frame, v)?, self.value(&primed(frame), v)?);
                if a == b {
                    return None;
                }
                let name = match kind {
                    ExprKind::Var(v) => model.var(*v).name.to_string(),
                    _ => "it".to_string(),
                };
                Some(difference::step(&name, &a, &b))
            }
        }
    }
}

fn is_tuple(model: &crate::ir::Model, def: DefId) -> bool {
    matches!(model.expr(model.def(def).body).kind, ExprKind::Tuple(_))
}

/// The frame in the next state.
fn primed(frame: &Frame) -> Frame {
    Frame { state: frame.next.clone(), next: None, ..frame.clone() }
}
