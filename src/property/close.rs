//! Closed copies of expressions: names bound outside replaced by what they stand for.
//!
//! In: an expression in the frame of its definition, and a [`Scope`] that says what the frame's slots are bound to. Out:
//! a copy without free slots, whose own binders have slots in the order in which they occur. So copies of the same
//! expression with the same bindings are alike, which [`key`] tells.

use crate::ir::visit::{PartMut, visit_mut};
use crate::ir::{Arg, Builtin, DefId, Expr, ExprId, ExprKind, Slot};
use crate::value::Value;
use rustc_hash::FxHashMap;
use std::fmt::Write;
use std::rc::Rc;
use std::sync::Arc;

/// What a slot outside stands for.
#[derive(Clone)]
pub(super) enum Bound {
    Value(Value),
    /// An expression in a scope of its own: an argument, or a LET.
    Suspended(ExprId, Scope),
    Def(DefId, Vec<Bound>),
    Builtin(Builtin),
}

/// What the slots of a frame are bound to, outermost first.
#[derive(Clone, Default)]
pub(super) struct Scope(Option<Rc<(Slot, Bound, Scope)>>);

impl Scope {
    pub fn with(&self, slot: Slot, bound: Bound) -> Scope {
        Scope(Some(Rc::new((slot, bound, self.clone()))))
    }

    pub fn get(&self, slot: Slot) -> Option<&Bound> {
        let mut at = self;
        while let Some(entry) = &at.0 {
            if entry.0 == slot {
                return Some(&entry.1);
            }
            at = &entry.2;
        }
        None
    }
}

/// An argument as it is bound in the callee.
pub(super) fn argument(arg: &Arg, scope: &Scope) -> Option<Bound> {
    Some(match arg {
        Arg::Expr(e) => Bound::Suspended(*e, scope.clone()),
        Arg::Slot(s) => scope.get(*s)?.clone(),
        Arg::Builtin(b) => Bound::Builtin(*b),
        Arg::Def { def, captured } => Bound::Def(*def, captured.iter().map(|a| argument(a, scope)).collect::<Option<Vec<_>>>()?),
    })
}

/// Makes copies for one new definition.
pub(super) struct Closer<'a> {
    pub exprs: &'a mut Vec<Expr>,
    /// The slots of the new definition's frame: a name for each.
    pub slots: Vec<Arc<str>>,
}

/// What the slots bound within one copy have become.
type Fresh = FxHashMap<Slot, Slot>;

impl Closer<'_> {
    pub fn close(&mut self, root: ExprId, scope: &Scope) -> ExprId {
        self.copy(root, scope, &mut Fresh::default())
    }

    fn copy(&mut self, root: ExprId, scope: &Scope, fresh: &mut Fresh) -> ExprId {
        let Expr { mut kind, span } = self.exprs[root.index()].clone();
        if let ExprKind::Local(slot) = &mut kind {
            match scope.get(*slot).cloned() {
                Some(Bound::Suspended(e, inner)) => return self.close(e, &inner),
                Some(Bound::Value(v)) => kind = ExprKind::Const(v),
                Some(Bound::Def(..) | Bound::Builtin(_)) => panic!("temporal: an operator parameter is never a Local"),
                None => *slot = self.fresh(*slot, fresh),
            }
        } else if let ExprKind::Call { def: _, args } = &mut kind {
            self.arguments(args, scope, fresh);
        } else if let ExprKind::CallSlot { slot, args } = &mut kind {
            self.arguments(args, scope, fresh);
            let args = std::mem::take(args);
            kind = match scope.get(*slot).cloned() {
                Some(Bound::Def(def, captured)) => {
                    let captured: Vec<Arg> = captured.iter().map(|b| self.bound(b)).collect();
                    ExprKind::Call { def, args: captured.into_iter().chain(args).collect() }
                }
                Some(Bound::Builtin(op)) => {
                    let args = args.into_iter().filter_map(|a| if let Arg::Expr(e) = a { Some(e) } else { None }).collect();
                    ExprKind::Builtin { op, args }
                }
                Some(Bound::Value(_) | Bound::Suspended(..)) => panic!("temporal: a value is never called"),
                None => ExprKind::CallSlot { slot: self.fresh(*slot, fresh), args },
            };
        } else {
            visit_mut(&mut kind, &mut |part| match part {
                PartMut::Expr(id) => *id = self.copy(*id, scope, fresh),
                PartMut::Bind(slot) | PartMut::Use(slot) => *slot = self.fresh(*slot, fresh),
                PartMut::Var(_) | PartMut::Primed(_) | PartMut::Def(_) | PartMut::Builtin(_) => {}
            });
        }
        self.push(kind, span)
    }

    pub fn push(&mut self, kind: ExprKind, span: crate::source::Span) -> ExprId {
        self.exprs.push(Expr { kind, span });
        ExprId(self.exprs.len() as u32 - 1)
    }

    fn fresh(&mut self, slot: Slot, fresh: &mut Fresh) -> Slot {
        *fresh.entry(slot).or_insert_with(|| {
            self.slots.push(format!("x{}", self.slots.len()).into());
            Slot(self.slots.len() as u32 - 1)
        })
    }

    fn arguments(&mut self, args: &mut [Arg], scope: &Scope, fresh: &mut Fresh) {
        for a in args {
            match a {
                Arg::Expr(e) => *e = self.copy(*e, scope, fresh),
                Arg::Def { def: _, captured } => self.arguments(captured, scope, fresh),
                Arg::Builtin(_) => {}
                Arg::Slot(s) => match scope.get(*s).cloned() {
                    Some(b) => *a = self.bound(&b),
                    None => *s = self.fresh(*s, fresh),
                },
            }
        }
    }

    fn bound(&mut self, b: &Bound) -> Arg {
        match b {
            Bound::Value(v) => Arg::Expr(self.push(ExprKind::Const(v.clone()), crate::source::Span::NONE)),
            Bound::Suspended(e, scope) => Arg::Expr(self.close(*e, scope)),
            Bound::Def(def, captured) => Arg::Def { def: *def, captured: captured.iter().map(|b| self.bound(b)).collect() },
            Bound::Builtin(op) => Arg::Builtin(*op),
        }
    }
}

/// A text that two closed expressions share if they are alike, their places apart.
pub(super) fn key(exprs: &[Expr], root: ExprId, out: &mut String) {
    let mut kind = exprs[root.index()].kind.clone();
    let mut children = Vec::new();
    visit_mut(&mut kind, &mut |part| {
        if let PartMut::Expr(id) = part {
            children.push(std::mem::replace(id, ExprId(0)));
        }
    });
    let _ = write!(out, "{kind:?}[");
    for c in children {
        key(exprs, c, out);
        out.push(',');
    }
    out.push(']');
}
