//! Operators and junction lists printed, with the parentheses that they need.

use super::{Follower, Printer, TIGHT};
use crate::syntax::ast::*;
use crate::syntax::fixity;

impl Printer {
    pub(super) fn operator_name(&mut self, name: &str) {
        if name.starts_with(|c: char| c.is_alphanumeric() || c == '_') {
            self.push(name);
        } else {
            self.push(&format!(" {name} "));
        }
    }

    /// The next line of a construct where it may take lines, the same line elsewhere.
    pub(super) fn branch(&mut self, column: usize, place: Follower, word: &str) {
        if place == Follower::Tail {
            self.line(column + 2);
        } else {
            self.push(" ");
        }
        self.push(word);
    }

    pub(super) fn apply(&mut self, name: &GenName, args: &[Expr], e: &Expr, open: Follower) {
        let op = &*name.name.name;
        let Shape::Operator { high, .. } = shape(e) else {
            if let (true, [arg]) = (name.prefix.is_empty() && fixity::is_postfix(op), args) {
                self.expr(arg, Follower::Operand(TIGHT));
                return self.push(op);
            }
            self.prefix(name);
            self.operator_name(op);
            return self.args(args);
        };
        // What is open to the right may end the expression, if it may end at all.
        let last = |p: &mut Printer, e: &Expr| match shape(e) {
            Shape::Open => p.expr(e, open),
            Shape::Atom | Shape::Bullets | Shape::Operator { .. } => p.expr(e, Follower::Operand(high)),
        };
        match args {
            [arg] => {
                self.push(if op == "-." { "-" } else { op });
                if op.ends_with(|c: char| c.is_ascii_alphabetic()) {
                    self.push(" ");
                }
                self.expr(arg, Follower::Operand(high));
            }
            [init @ .., right] if open == Follower::Tail => {
                self.operands(init, op, high);
                last(self, right);
            }
            [init @ .., right] => {
                self.operands(init, op, high);
                self.expr(right, Follower::Operand(high));
            }
            [] => {}
        }
    }

    pub(super) fn operands(&mut self, init: &[Expr], op: &str, high: u8) {
        for e in init {
            self.expr(e, Follower::Operand(high));
            self.push(&format!(" {op} "));
        }
    }

    pub(super) fn junction(&mut self, op: Junction, items: &[Expr], place: Follower) {
        let (bullet, infix, unit) = match op {
            Junction::And => ("/\\ ", " /\\ ", "TRUE"),
            Junction::Or => ("\\/ ", " \\/ ", "FALSE"),
        };
        match items {
            [] => self.push(unit),
            [one] => self.expr(one, place),
            items if place == Follower::Tail => {
                let column = self.column();
                for (i, item) in items.iter().enumerate() {
                    if i > 0 {
                        self.line(column);
                    }
                    self.push(bullet);
                    self.expr(item, Follower::Tail);
                }
            }
            items => self.list(items, infix, |p, e| p.expr(e, Follower::Operand(3))),
        }
    }
}

/// How an expression holds together.
pub(super) enum Shape {
    /// As one token.
    Atom,
    /// A list, which must not be followed by anything on its line.
    Bullets,
    /// Nothing ends it to the right.
    Open,
    /// Its outermost operator has this range.
    Operator { low: u8, high: u8 },
}

pub(super) fn shape(e: &Expr) -> Shape {
    match &*e.kind {
        ExprKind::Apply { name, args } if name.prefix.is_empty() => match fixity::range(&name.name.name, args.len()) {
            Some((low, high)) => Shape::Operator { low, high },
            None => Shape::Atom,
        },
        ExprKind::Junction { items, .. } if items.len() > 1 => Shape::Bullets,
        ExprKind::Junction { items, .. } => items.first().map_or(Shape::Atom, shape),
        ExprKind::Quant { .. }
        | ExprKind::TemporalQuant { .. }
        | ExprKind::Choose { .. }
        | ExprKind::If { .. }
        | ExprKind::Case { .. }
        | ExprKind::Let { .. }
        | ExprKind::Lambda { .. }
        | ExprKind::Labeled { .. } => Shape::Open,
        ExprKind::Apply { .. }
        | ExprKind::Number(_)
        | ExprKind::String(_)
        | ExprKind::Bool(_)
        | ExprKind::BuiltinSet(_)
        | ExprKind::SetEnum(_)
        | ExprKind::SetFilter { .. }
        | ExprKind::SetMap { .. }
        | ExprKind::FnCtor { .. }
        | ExprKind::FnSet { .. }
        | ExprKind::Record(_)
        | ExprKind::RecordSet(_)
        | ExprKind::Except { .. }
        | ExprKind::At
        | ExprKind::Tuple(_)
        | ExprKind::FnApp { .. }
        | ExprKind::Field { .. }
        | ExprKind::BoxAction { .. }
        | ExprKind::AngleAction { .. }
        | ExprKind::Fairness { .. }
        | ExprKind::Subexpression { .. } => Shape::Atom,
    }
}
