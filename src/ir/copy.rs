//! Copies of expressions with parameters replaced: what inlining a call needs.
//!
//! In: an expression in the frame of one definition, and what its slots become in another frame. Out: a new
//! tree. Nothing is shared with the original, so that passes may change either in place.

use super::visit::{PartMut, binders, children, rename_slots, visit_mut};
use super::{Arg, Expr, ExprId, ExprKind, Slot};
use rustc_hash::FxHashSet;

/// What a slot of the original becomes.
#[derive(Clone, PartialEq, Debug)]
pub enum Becomes {
    Slot(Slot),
    /// A parameter replaced by what the call gave it, in the new frame.
    Arg(Arg),
}

/// Copies the tree below `root`.
pub fn copy(exprs: &mut Vec<Expr>, root: ExprId, becomes: &[Becomes]) -> ExprId {
    let Expr { mut kind, span } = exprs[root.index()].clone();
    if let ExprKind::Local(slot) = kind
        && let Becomes::Arg(arg) = &becomes[slot.index()]
    {
        return match arg {
            Arg::Expr(e) => copy_same(exprs, *e),
            Arg::Slot(_) | Arg::Def { .. } | Arg::Builtin(_) => unreachable!("ir: an operator parameter is never a Local"),
        };
    }
    if let ExprKind::CallSlot { slot, args } = &mut kind {
        copy_args(exprs, args, becomes);
        let args = std::mem::take(args);
        let kind = match &becomes[slot.index()] {
            Becomes::Slot(slot) => ExprKind::CallSlot { slot: *slot, args },
            Becomes::Arg(Arg::Slot(slot)) => ExprKind::CallSlot { slot: *slot, args },
            Becomes::Arg(Arg::Def { def, captured }) => {
                let mut all = captured.clone();
                copy_args_same(exprs, &mut all);
                all.extend(args);
                ExprKind::Call { def: *def, args: all }
            }
            Becomes::Arg(Arg::Builtin(op)) => {
                let args = args.into_iter().filter_map(|a| if let Arg::Expr(e) = a { Some(e) } else { None }).collect();
                ExprKind::Builtin { op: *op, args }
            }
            Becomes::Arg(Arg::Expr(_)) => unreachable!("ir: a value is never called"),
        };
        return push(exprs, kind, span);
    }
    if let ExprKind::Call { def: _, args } = &mut kind {
        copy_args(exprs, args, becomes);
        return push(exprs, kind, span);
    }
    visit_mut(&mut kind, &mut |part| match part {
        PartMut::Expr(id) => *id = copy(exprs, *id, becomes),
        PartMut::Bind(slot) | PartMut::Use(slot) => match &becomes[slot.index()] {
            Becomes::Slot(s) => *slot = *s,
            Becomes::Arg(_) => unreachable!("ir: a parameter is not bound again"),
        },
        PartMut::Var(_) | PartMut::Primed(_) | PartMut::Def(_) | PartMut::Builtin(_) => {}
    });
    push(exprs, kind, span)
}

/// Copies a tree within its frame, slots as they are.
pub fn copy_same(exprs: &mut Vec<Expr>, root: ExprId) -> ExprId {
    let Expr { mut kind, span } = exprs[root.index()].clone();
    visit_mut(&mut kind, &mut |part| {
        if let PartMut::Expr(id) = part {
            *id = copy_same(exprs, *id);
        }
    });
    push(exprs, kind, span)
}

fn push(exprs: &mut Vec<Expr>, kind: ExprKind, span: crate::source::Span) -> ExprId {
    exprs.push(Expr { kind, span });
    ExprId(exprs.len() as u32 - 1)
}

fn copy_args(exprs: &mut Vec<Expr>, args: &mut [Arg], becomes: &[Becomes]) {
    for a in args {
        match a {
            Arg::Expr(e) => *e = copy(exprs, *e, becomes),
            Arg::Def { def: _, captured } => copy_args(exprs, captured, becomes),
            Arg::Builtin(_) => {}
            Arg::Slot(s) => match &becomes[s.index()] {
                Becomes::Slot(new) => *s = *new,
                Becomes::Arg(arg) => {
                    let mut arg = arg.clone();
                    copy_args_same(exprs, std::slice::from_mut(&mut arg));
                    *a = arg;
                }
            },
        }
    }
}

fn copy_args_same(exprs: &mut Vec<Expr>, args: &mut [Arg]) {
    for a in args {
        match a {
            Arg::Expr(e) => *e = copy_same(exprs, *e),
            Arg::Def { def: _, captured } => copy_args_same(exprs, captured),
            Arg::Builtin(_) | Arg::Slot(_) => {}
        }
    }
}

/// The body of `def` for one call, in a frame that gets further slots for its bound names.
pub fn inline(exprs: &mut Vec<Expr>, callee: &super::Def, args: &[Arg], slots: &mut Vec<std::sync::Arc<str>>) -> ExprId {
    let mut becomes: Vec<Becomes> = args.iter().cloned().map(Becomes::Arg).collect();
    for name in callee.slots.iter().skip(args.len()) {
        becomes.push(Becomes::Slot(Slot(slots.len() as u32)));
        slots.push(name.clone());
    }
    copy(exprs, callee.body, &becomes)
}

/// Gives each binder at and below `root` slots of its own, in place: copies of one argument bind the same ones. Nothing in the tree is shared.
pub fn distinct(exprs: &mut [Expr], root: ExprId, frame: &mut Vec<std::sync::Arc<str>>) {
    let (mut seen, mut open) = (FxHashSet::default(), vec![root]);
    while let Some(id) = open.pop() {
        let mut bound = Vec::new();
        binders(&exprs[id.index()].kind, &mut |s| bound.push(s));
        for s in bound {
            if seen.insert(s) {
                continue;
            }
            let own = Slot(frame.len() as u32);
            frame.push(frame[s.index()].clone());
            seen.insert(own);
            rename_slots(exprs, id, &mut |x| if x == s { own } else { x });
        }
        open.extend(children(&exprs[id.index()].kind));
    }
}
