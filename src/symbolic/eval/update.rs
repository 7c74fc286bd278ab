//! Assignments as updates: which part of a variable `x' = e` changes.
//!
//! In: a variable and the right-hand side of its assignment. Out: the value and the [`Change`]. Only while steps are traced.

use crate::ir::{Builtin, ExprId, ExprKind, Level, Update, VarId};
use crate::logic::Term;
use crate::source::Span;
use crate::symbolic::Encoder;
use crate::symbolic::eval::context::Assigned;
use crate::symbolic::eval::footprint::{Access, Touch};
use crate::symbolic::eval::frame::{Binding, Frame, Thunk};
use crate::symbolic::value::sym::{Node, Sym};

/// A variable of the current state, or its value at a key. The caller records the access.
struct CurrentValue {
    var: VarId,
    key: Option<Sym>,
    value: Sym,
}

/// The part of its variable that an assignment changes.
pub(in crate::symbolic) enum Change {
    /// The variable keeps its value.
    Keep,
    /// Only these keys change.
    Places(Vec<(Option<Sym>, Touch)>),
    /// Any part may change.
    Whole,
}

impl<'m> Encoder<'m> {
    /// A variable of the current state, also through a parameter, and its value. The caller records the access.
    pub(in crate::symbolic) fn current(&mut self, e: ExprId, frame: &Frame) -> Option<(VarId, Sym)> {
        let primed = !mutant!("footprint-primed-test-is-a-peek") && self.cx.priming > 0;
        if !self.cx.tracing || primed || self.cx.mode.initial {
            return None;
        }
        let var = self.variable(e, frame)?;
        Some((var, self.read_untraced(var, false, self.cx.model.expr(e).span)))
    }

    /// A variable of the current state, or such a variable applied to an argument.
    fn current_at_key(&mut self, e: ExprId, frame: &Frame) -> Option<CurrentValue> {
        if let Some((var, value)) = self.current(e, frame) {
            return Some(CurrentValue { var, key: None, value });
        }
        let expr = self.cx.model.expr(e);
        let ExprKind::Apply { function, arg } = expr.kind else { return None };
        let (var, f) = self.current(function, frame)?;
        let x = self.eval(arg, frame);
        let value = self.apply(f, x, expr.span);
        Some(CurrentValue { var, key: Some(x), value })
    }

    /// The value of `Head(q)`, `q = <<>>` or `q # <<>>` of a variable, which read the head of q only. (`Tail` reads all other
    /// items.)
    pub(in crate::symbolic) fn peek(&mut self, op: Builtin, args: &[ExprId], frame: &Frame) -> Option<Sym> {
        if !self.cx.tracing {
            return None;
        }
        let span = self.cx.model.expr(*args.first()?).span;
        match op {
            Builtin::Head => {
                let p = self.current_at_key(args[0], frame)?;
                self.touch(p.var, p.key, Touch::Peek);
                Some(self.builtin(op, &[p.value], span))
            }
            Builtin::Eq | Builtin::Ne if self.is_empty_sequence(args[1]) => {
                let p = self.current_at_key(args[0], frame)?;
                // a value that is not a sequence is read as a whole
                let touch = if matches!(self.syms.node(p.value), Node::Tuple { .. }) { Touch::Peek } else { Touch::Read };
                self.touch(p.var, p.key, touch);
                let empty = self.syms.tuple(Vec::new());
                Some(self.builtin(op, &[p.value, empty], span))
            }
            _ => None,
        }
    }

    fn is_empty_sequence(&self, e: ExprId) -> bool {
        match &self.cx.model.expr(e).kind {
            ExprKind::Const(crate::value::Value::Tuple(items)) => items.is_empty(),
            ExprKind::Tuple(items) => items.is_empty(),
            _ => false,
        }
    }

    /// The value of `e` as the next one of `var`, and what the assignment changes. Evaluated as updates of the variable, through
    /// definitions and LET, are
    ///
    /// ```text
    /// var    Append(var, x)    Tail(var)    var \cup x
    /// [var EXCEPT ![k] = e, ![l] = e, ...]    [var EXCEPT ![k] = Append(@, x)], and likewise Tail(@) and @ \cup x
    /// ```
    pub(in crate::symbolic) fn next_value(&mut self, var: VarId, e: ExprId, frame: &Frame) -> (Sym, Change) {
        // in the second half of `A \cdot B` the current state is the one between
        if !self.cx.tracing || self.cx.mode.initial || self.cx.priming > 0 || self.path() == Term::FALSE {
            return (self.eval(e, frame), Change::Whole);
        }
        if let Some((v, old)) = self.current(e, frame)
            && v == var
        {
            return (old, Change::Keep);
        }
        let model = self.cx.model;
        let expr = model.expr(e);
        match &expr.kind {
            ExprKind::Let { slot, value, body } => {
                let thunk = Binding::Thunk(Thunk::new(*value, frame));
                self.with_slot(frame, *slot, thunk, |enc| enc.next_value(var, *body, frame))
            }
            ExprKind::Call { def, args } if model.def(*def).level != Level::Constant => {
                let bindings = args.iter().map(|a| self.binding(a, frame)).collect();
                let entered = self.enter(*def, bindings, expr.span, |enc, body, frame| enc.next_value(var, body, frame));
                entered.unwrap_or_else(|| (self.syms.undefined(), Change::Whole))
            }
            ExprKind::Builtin { op, args } => match mover(*op) {
                Some(touch) if self.variable(args[0], frame) == Some(var) => {
                    let mut values = vec![self.read_untraced(var, false, expr.span)];
                    values.extend(args[1..].iter().map(|a| self.eval(*a, frame)).collect::<Vec<_>>());
                    (self.builtin(*op, &values, expr.span), Change::Places(vec![(None, touch)]))
                }
                _ => (self.eval(e, frame), Change::Whole),
            },
            ExprKind::Except { function, updates } if self.variable(*function, frame) == Some(var) => {
                self.updated(var, updates, frame, expr.span)
            }
            _ => (self.eval(e, frame), Change::Whole),
        }
    }

    /// `[var EXCEPT ...]` as the next value of `var`.
    fn updated(&mut self, var: VarId, updates: &[Update], frame: &Frame, span: Span) -> (Sym, Change) {
        let mut f = self.read_untraced(var, false, span);
        let mut places = Vec::new();
        for u in updates {
            let path: Vec<Sym> = u.path.iter().map(|p| self.eval(*p, frame)).collect();
            let key = path.first().and_then(|k| self.concrete_key(*k));
            match (self.moved(u), key) {
                // `@` is moved in place, and read where it occurs in the other arguments
                (Some((op, touch, others)), Some(k)) if updates.len() == 1 && path.len() == 1 => {
                    let touch_of_at = if mutant!("footprint-at-is-not-read") { touch } else { Touch::Read };
                    let at = Access { var, key: Some(k), touch: touch_of_at };
                    f = self.except_at(f, &path, span, &mut |enc, old| {
                        let mut values = vec![old];
                        for a in others {
                            let binding = Binding::At(old, at);
                            values.push(enc.with_slot(frame, u.at, binding, |enc| enc.eval(*a, frame)));
                        }
                        enc.builtin(op, &values, span)
                    });
                    places.push((Some(k), touch));
                }
                (_, Some(k)) => {
                    f = self.update(f, &path, u, frame, span);
                    places.push((Some(k), Touch::Write));
                }
                (_, None) => {
                    f = self.update(f, &path, u, frame, span);
                    if mutant!("footprint-unknown-key-is-unwritten") {
                        continue;
                    }
                    places.push((None, Touch::Write));
                }
            }
        }
        (f, Change::Places(places))
    }

    /// `Append(@, x)` and the like: the operator, how it touches `@`, and its other arguments.
    fn moved(&self, u: &Update) -> Option<(Builtin, Touch, &'m [ExprId])> {
        let model = self.cx.model;
        let ExprKind::Builtin { op, args } = &model.expr(u.value).kind else { return None };
        let touch = mover(*op)?;
        matches!(model.expr(args[0]).kind, ExprKind::Local(s) if s == u.at).then(|| (*op, touch, &args[1..]))
    }

    /// Records the accesses of `var' = value`.
    pub(in crate::symbolic) fn touch_assigned(&mut self, var: VarId, value: Sym, change: Change) {
        if !self.cx.tracing || self.cx.mode.initial {
            return;
        }
        match change {
            Change::Keep => {}
            Change::Places(places) => places.into_iter().for_each(|(key, touch)| self.touch(var, key, touch)),
            Change::Whole => {
                let old = match self.cx.state.get(var.index()) {
                    Some(Assigned::Yes(s)) if self.cx.priming == 0 => *s,
                    _ => return self.touch(var, None, Touch::Write),
                };
                // an assignment of the old value reads it
                if old == value {
                    if mutant!("footprint-equal-value-is-untouched") {
                        return;
                    }
                    return self.touch(var, None, Touch::Read);
                }
                match self.changes(old, value) {
                    Some(keys) => {
                        for (k, changes) in
                            keys.into_iter().filter(|(_, changes)| *changes || !mutant!("footprint-equal-key-is-untouched"))
                        {
                            self.touch(var, Some(k), if changes { Touch::Write } else { Touch::Read });
                        }
                    }
                    None => self.touch(var, None, Touch::Write),
                }
            }
        }
    }

    /// The keys of two functions with the same concrete keys, and whether their values differ there.
    fn changes(&mut self, old: Sym, new: Sym) -> Option<Vec<(Sym, bool)>> {
        let same_kind = match (self.syms.node(old), self.syms.node(new)) {
            (Node::Tuple { length: l, .. }, Node::Tuple { length: m, .. }) => l == m && l.as_constant().is_some(),
            (Node::Record(_), Node::Record(_)) | (Node::Function(_), Node::Function(_)) => true,
            _ => false,
        };
        if !same_kind {
            return None;
        }
        let (x, y) = (self.entries(old)?, self.entries(new)?);
        let fixed = |e: &(Term, Sym, Sym), enc: &Self| e.0 == Term::TRUE && enc.syms.is_concrete(e.1);
        if x.len() != y.len() || !x.iter().zip(&y).all(|(a, b)| a.1 == b.1 && fixed(a, self) && fixed(b, self)) {
            return None;
        }
        Some(x.iter().zip(&y).map(|(a, b)| (a.1, a.2 != b.2)).collect())
    }
}

/// The access of operators that change a sequence or a set at one end.
fn mover(op: Builtin) -> Option<Touch> {
    match op {
        Builtin::Append => Some(Touch::Append),
        Builtin::Tail if mutant!("footprint-pop-is-a-peek") => Some(Touch::Peek),
        Builtin::Tail => Some(Touch::Pop),
        Builtin::Union => Some(Touch::Insert),
        _ => None,
    }
}
