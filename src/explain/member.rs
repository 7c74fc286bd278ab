//! Membership and inclusion, by the form of the set.
//!
//! In: a value and the expression of a set that it is not in. Out: the part of the value that is not in the part of the set:
//!
//! ```text
//! f \in [Proc -> 0..2]      with f = (a :> 1 @@ b :> 7)      [b] = 7 is not in 0..2
//! ```

use super::difference::part;
use super::short::short;
use super::{Explainer, Node, Role};
use crate::eval::Frame;
use crate::ir::{Bind, Builtin, ExprId, ExprKind, Pattern};
use crate::value::{Atom, Value};
use std::rc::Rc;

/// The greatest length of a value in a clause, in characters.
const LONGEST: usize = 60;

impl Explainer<'_, '_> {
    /// `x \in S`, which is true or false.
    pub(super) fn membership(&mut self, node: &mut Node, x: ExprId, set: ExprId, frame: &Rc<Frame>, is_in: bool) {
        node.children.extend(self.operand(x, frame, Role::Operand));
        let Some(value) = self.value(frame, x) else { return };
        if is_in {
            node.children.extend(self.filter(&value, set, frame, true).or_else(|| self.written(set, frame)));
            return;
        }
        match self.lacks(&value, set, frame, String::new()) {
            // the set and the value are in the expression itself
            Some(found) if found.role == Role::Lacks(String::new()) && found.children.is_empty() => {
                node.reason = found.reason;
                if node.reason.is_none() {
                    node.children.extend(self.written(set, frame));
                }
            }
            Some(found) => node.children.push(found),
            None => node.children.extend(self.written(set, frame)),
        }
    }

    /// The value of a set, where its text does not show it.
    fn written(&mut self, set: ExprId, frame: &Rc<Frame>) -> Option<Node> {
        self.operand(set, frame, Role::Operand)
    }

    /// `S \subseteq T`
    pub(super) fn subset(&mut self, node: &mut Node, e: ExprId, (a, b): (ExprId, ExprId), frame: &Rc<Frame>, truth: bool) {
        let lacking = if truth { None } else { self.first_outside(a, b, frame) };
        let Some(element) = lacking else {
            node.children = self.operands(e, frame);
            return;
        };
        node.reason = Some(format!("{} is only in the left side", short(&element, LONGEST)));
        node.children.extend(
            self.lacks(&element, b, frame, String::new())
                .filter(|n| n.role != Role::Lacks(String::new()) || !n.children.is_empty() || n.reason.is_some()),
        );
        if node.children.is_empty() {
            node.children = self.operands(e, frame);
        }
    }

    fn first_outside(&mut self, a: ExprId, b: ExprId, frame: &Rc<Frame>) -> Option<Value> {
        let Value::Set(elements) = self.value(frame, a)? else { return None };
        elements.iter().find(|v| self.evaluator.contains_in(frame, v, b) == Ok(false)).cloned()
    }

    /// Whether an element is in a set that a filter makes: the filter's condition for it.
    fn filter(&mut self, value: &Value, set: ExprId, frame: &Rc<Frame>, is_in: bool) -> Option<Node> {
        let model = self.model;
        match &model.expr(set).kind {
            ExprKind::SetFilter { bind, body } => {
                let row = row(bind, value)?;
                Some(self.instance(*body, frame, row, Role::Filter, is_in))
            }
            ExprKind::Let { .. } | ExprKind::Local(_) | ExprKind::Call { .. } | ExprKind::CallSlot { .. } => {
                let (body, inner, _) = self.opened(set, frame)?;
                self.filter(value, body, &inner, is_in)
            }
            _ => None,
        }
    }

    /// The part of a value, at a path, that keeps it out of a set.
    fn lacks(&mut self, value: &Value, set: ExprId, frame: &Rc<Frame>, path: String) -> Option<Node> {
        if !self.has_room() {
            return None;
        }
        self.depth += 1;
        let found = self.lacks_below(value, set, frame, path);
        self.depth -= 1;
        found
    }

    fn lacks_below(&mut self, value: &Value, set: ExprId, frame: &Rc<Frame>, path: String) -> Option<Node> {
        let model = self.model;
        let mut node = self.leaf(set, Role::Lacks(path.clone()), Some(value.clone()));
        match &model.expr(set).kind {
            ExprKind::Let { .. } | ExprKind::Local(_) | ExprKind::Call { .. } | ExprKind::CallSlot { .. } => {
                if let Some((body, inner, _)) = self.opened(set, frame) {
                    // the definition says more only if it has parts
                    let below = self.lacks(value, body, &inner, path.clone())?;
                    let says_more = below.role != node.role || below.reason.is_some() || !below.children.is_empty();
                    return Some(if says_more { below } else { self.with_set(node, set, frame) });
                }
            }
            ExprKind::If { condition, then, otherwise } => {
                let branch = if self.truth(frame, *condition)? { *then } else { *otherwise };
                return self.lacks(value, branch, frame, path);
            }
            ExprKind::SetFilter { bind, body } => {
                if !self.evaluator.contains_in(frame, value, bind.set).ok()? {
                    return self.lacks(value, bind.set, frame, path);
                }
                let row = row(bind, value)?;
                node.children.push(self.instance(*body, frame, row, Role::Filter, false));
                return Some(node);
            }
            ExprKind::FnSet { domain, range } => return self.function(node, value, (*domain, *range), frame, path),
            ExprKind::RecordSet(fields) => return self.record(node, value, fields, frame, path),
            ExprKind::Builtin { op: op @ (Builtin::Powerset | Builtin::Seq), args } => {
                let (Value::Set(items) | Value::Tuple(items)) = value else {
                    let what = if *op == Builtin::Seq { "sequence" } else { "set" };
                    node.reason = Some(format!("{} is not a {what}", short(value, LONGEST)));
                    return Some(node);
                };
                for (i, v) in items.iter().enumerate() {
                    if !self.evaluator.contains_in(frame, v, args[0]).ok()? {
                        let at = if *op == Builtin::Seq { format!("[{}]", i + 1) } else { " element".to_string() };
                        return self.lacks(v, args[0], frame, path + &at);
                    }
                }
            }
            ExprKind::Builtin { op: Builtin::Cross, args } => {
                let Value::Tuple(items) = value else { return Some(node) };
                for (i, (v, set)) in items.iter().zip(args).enumerate() {
                    if !self.evaluator.contains_in(frame, v, *set).ok()? {
                        return self.lacks(v, *set, frame, format!("{path}[{}]", i + 1));
                    }
                }
            }
            ExprKind::Builtin { op: Builtin::Intersect, args } => {
                for set in args {
                    if !self.evaluator.contains_in(frame, value, *set).ok()? {
                        return self.lacks(value, *set, frame, path);
                    }
                }
            }
            ExprKind::Builtin { op: Builtin::Minus, args } => {
                if !self.evaluator.contains_in(frame, value, args[0]).ok()? {
                    return self.lacks(value, args[0], frame, path);
                }
            }
            // a set whose form does not tell which part is missing
            ExprKind::Const(_)
            | ExprKind::Choose { .. }
            | ExprKind::SetEnum(_)
            | ExprKind::SetMap { .. }
            | ExprKind::FnCtor { .. }
            | ExprKind::Tuple(_)
            | ExprKind::Record(_)
            | ExprKind::Except { .. }
            | ExprKind::Field { .. }
            | ExprKind::Builtin { .. }
            | ExprKind::SelectSeq { .. }
            | ExprKind::SortSeq { .. }
            | ExprKind::Fold { .. }
            | ExprKind::Var(_)
            | ExprKind::Primed(_)
            | ExprKind::Prime(_)
            | ExprKind::Apply { .. }
            | ExprKind::Case { .. }
            | ExprKind::And(_)
            | ExprKind::Or(_)
            | ExprKind::Not(_)
            | ExprKind::Implies(..)
            | ExprKind::Quant { .. }
            | ExprKind::UnboundedQuant { .. }
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
            | ExprKind::Unsupported { .. } => return Some(self.with_set(node, set, frame)),
        }
        Some(node)
    }

    /// A value that is not in `[domain -> range]`.
    fn function(
        &mut self,
        mut node: Node,
        value: &Value,
        (domain, range): (ExprId, ExprId),
        frame: &Rc<Frame>,
        path: String,
    ) -> Option<Node> {
        let Some(entries) = value.entries() else {
            node.reason = Some(format!("{} is not a function", short(value, LONGEST)));
            return Some(node);
        };
        let Value::Set(keys) = self.value(frame, domain)? else { return None };
        if let Some(key) = keys.iter().find(|k| entries.iter().all(|(l, _)| l != *k)) {
            node.reason = Some(format!("its domain lacks {}", short(key, LONGEST)));
            return Some(node);
        }
        if let Some((key, _)) = entries.iter().find(|(k, _)| !keys.contains(k)) {
            node.reason = Some(format!("its domain has {} in addition", short(key, LONGEST)));
            return Some(node);
        }
        for (key, v) in &entries {
            if !self.evaluator.contains_in(frame, v, range).ok()? {
                return self.lacks(v, range, frame, path + &part(value, key));
            }
        }
        Some(node)
    }

    /// A value that is not in `[a : S, b : T]`.
    fn record(
        &mut self,
        mut node: Node,
        value: &Value,
        fields: &[(Atom, ExprId)],
        frame: &Rc<Frame>,
        path: String,
    ) -> Option<Node> {
        let Value::Record(parts) = value else {
            node.reason = Some(format!("{} is not a record", short(value, LONGEST)));
            return Some(node);
        };
        for (name, set) in fields {
            let Some((_, v)) = parts.iter().find(|(n, _)| n == name) else {
                node.reason = Some(format!("it has no field {}", name.text()));
                return Some(node);
            };
            if !self.evaluator.contains_in(frame, v, *set).ok()? {
                return self.lacks(v, *set, frame, format!("{path}.{}", name.text()));
            }
        }
        if let Some((name, _)) = parts.iter().find(|(n, _)| fields.iter().all(|(m, _)| m != n)) {
            node.reason = Some(format!("it has the field {} in addition", name.text()));
            return Some(node);
        }
        Some(node)
    }

    /// The node with the value of the set, if the value is not at the top.
    fn with_set(&mut self, mut node: Node, set: ExprId, frame: &Rc<Frame>) -> Node {
        if node.role != Role::Lacks(String::new()) {
            node.children.extend(self.written(set, frame));
        }
        node
    }
}

/// The bindings of a filter's names to an element.
fn row(bind: &Bind, value: &Value) -> Option<crate::eval::Row> {
    match (&bind.pattern, value) {
        (Pattern::One(slot), _) => Some(vec![(*slot, value.clone())]),
        (Pattern::Tuple(slots), Value::Tuple(parts)) if parts.len() == slots.len() => {
            Some(slots.iter().copied().zip(parts.iter().cloned()).collect())
        }
        (Pattern::Tuple(_), _) => None,
    }
}
