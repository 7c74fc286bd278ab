//! Propagation of equalities: parts of a bound value that a condition fixes.
//!
//! `CHOOSE u \in uploads : u.id = i` is one of many records, so its `id` is a case distinction over all of them. A solver has to
//! derive, case by case and bit by bit, that it is `i`. Wherever the choice is defined the two are equal, so the `id` is set to
//! `i`.
//!
//! In: the body of a CHOOSE or of a filter that has been evaluated, so that its findings are recorded. Out: parts with their
//! values, and elements with these values, which are valid only where the body holds of them.

use crate::ir::visit;
use crate::ir::{Builtin, ExprId, ExprKind, Pattern, Slot};
use crate::symbolic::Encoder;
use crate::symbolic::eval::frame::Frame;
use crate::symbolic::value::sym::Node;
use crate::symbolic::value::sym::Sym;
use crate::value::{Atom, Value};

/// A part of a value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Field(Atom),
    /// Counted from zero.
    Item(usize),
}

/// A part, and its value.
pub(in crate::symbolic) struct Known(Part, Sym);

impl<'m> Encoder<'m> {
    /// The parts of the bound value that the body fixes: of `x.id = i /\ P(x)` the field `id`, with the value of `i`. They are
    /// valid where the body holds of some value.
    pub(in crate::symbolic) fn known_parts(&mut self, pattern: &Pattern, body: ExprId, frame: &Frame) -> Vec<Known> {
        let Pattern::One(slot) = pattern else { return Vec::new() };
        let model = self.cx.model;
        let mut known = Vec::new();
        let mut conjuncts = vec![body];
        while let Some(e) = conjuncts.pop() {
            match &model.expr(e).kind {
                ExprKind::And(items) => conjuncts.extend(items),
                ExprKind::Builtin { op: Builtin::Eq, args } => {
                    for (side, other) in [(args[0], args[1]), (args[1], args[0])] {
                        if let Some(part) = self.part_of(side, *slot).filter(|_| !self.mentions(other, *slot)) {
                            // the body was evaluated, and its findings are recorded
                            let (value, _) = self.apart(|enc| enc.eval(other, frame));
                            known.push(Known(part, value));
                        }
                    }
                }
                _ => {}
            }
        }
        known
    }

    /// `x.field`, or `x[n]`
    fn part_of(&self, e: ExprId, slot: Slot) -> Option<Part> {
        let model = self.cx.model;
        let (of, part) = match &model.expr(e).kind {
            ExprKind::Field { record, field } => (*record, Part::Field(*field)),
            ExprKind::Apply { function, arg } => match &model.expr(*arg).kind {
                ExprKind::Const(Value::Int(n)) => (*function, Part::Item(usize::try_from(*n).ok()?.checked_sub(1)?)),
                ExprKind::Const(Value::Str(field)) => (*function, Part::Field(*field)),
                _ => return None,
            },
            _ => return None,
        };
        matches!(model.expr(of).kind, ExprKind::Local(s) if s == slot).then_some(part)
    }

    fn mentions(&self, e: ExprId, slot: Slot) -> bool {
        let mut found = false;
        visit::visit(&self.cx.model.expr(e).kind, &mut |part| match part {
            visit::Part::Expr(e) => found |= self.mentions(e, slot),
            visit::Part::Use(s) => found |= s == slot,
            visit::Part::Bind(_)
            | visit::Part::Def(_)
            | visit::Part::Var(_)
            | visit::Part::Primed(_)
            | visit::Part::Builtin(_) => {}
        });
        found
    }

    /// The value with these parts; equal to `s` where its parts have these values.
    pub(in crate::symbolic) fn with_known(&mut self, s: Sym, known: &[Known]) -> Sym {
        if known.is_empty() {
            return s;
        }
        match self.syms.node(s).clone() {
            Node::Record(fields) => {
                let fields = fields.iter().map(|(a, f)| (*a, self.known_to_be(*f, Part::Field(*a), known))).collect();
                self.syms.add(Node::Record(fields))
            }
            Node::Tuple { length, items } => {
                let items = items.iter().enumerate().map(|(i, f)| self.known_to_be(*f, Part::Item(i), known)).collect();
                self.syms.add(Node::Tuple { length, items })
            }
            _ => s,
        }
    }

    /// The fixed value of a part, for integers and atoms only: a structured part may have more that is fixed.
    fn known_to_be(&self, s: Sym, part: Part, known: &[Known]) -> Sym {
        match known.iter().find(|k| k.0 == part).map(|k| (k.1, self.syms.node(s), self.syms.node(k.1))) {
            Some((value, Node::Int(_), Node::Int(_)) | (value, Node::Atom(_), Node::Atom(_))) => value,
            _ => s,
        }
    }
}
