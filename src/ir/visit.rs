//! The visitor over expressions: what is directly below one, in the order of evaluation.
//!
//! In: an expression kind. Out: a call for each [`Part`]: subexpressions, slots that are bound, slots that are used, variables,
//! definitions and built-in operators. [`visit`] reads and [`visit_mut`] changes; one text defines both. Passes that rename,
//! copy, count or search are written on them, so a new kind of expression is decided here once.
//!
//! ```text
//! \E x \in S : x = y'     gives     Expr(S), Bind(x), Expr(x = y')
//! ```

use super::{Arg, Bind, Builtin, DefId, Expr, ExprId, ExprKind, Pattern, Slot, VarId};
use rustc_hash::FxHashSet;

/// A part of an expression.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// A subexpression.
    Expr(ExprId),
    /// A slot that the expression binds.
    Bind(Slot),
    /// A slot that the expression reads, or calls.
    Use(Slot),
    Var(VarId),
    Primed(VarId),
    /// A definition that is called, or given as an argument.
    Def(DefId),
    /// A built-in operator that is applied, or given as an argument.
    Builtin(Builtin),
}

/// A part that can be changed.
pub enum PartMut<'a> {
    Expr(&'a mut ExprId),
    Bind(&'a mut Slot),
    Use(&'a mut Slot),
    Var(&'a mut VarId),
    Primed(&'a mut VarId),
    Def(&'a mut DefId),
    Builtin(&'a mut Builtin),
}

/// Defines a visitor: by shared reference with copies of the parts, or by exclusive reference.
macro_rules! visitor {
    ($(#[$doc:meta])* $visit:ident, $arguments:ident, $bind:ident, $bound:ident: $Part:ident, [$($m:tt)?], [$($copy:tt)?]) => {
        $(#[$doc])*
        pub fn $visit(kind: &$($m)? ExprKind, f: &mut dyn FnMut($Part)) {
            match kind {
                ExprKind::Const(_) | ExprKind::Unsupported { .. } => {}
                ExprKind::Var(v) => f($Part::Var($($copy)? v)),
                ExprKind::Primed(v) => f($Part::Primed($($copy)? v)),
                ExprKind::Local(slot) => f($Part::Use($($copy)? slot)),
                ExprKind::Let { slot, value, body } => {
                    f($Part::Bind($($copy)? slot));
                    f($Part::Expr($($copy)? value));
                    f($Part::Expr($($copy)? body));
                }
                ExprKind::Call { def, args } => {
                    f($Part::Def($($copy)? def));
                    $arguments(args, f);
                }
                ExprKind::CallSlot { slot, args } => {
                    f($Part::Use($($copy)? slot));
                    $arguments(args, f);
                }
                ExprKind::Prime(e)
                | ExprKind::Not(e)
                | ExprKind::Unchanged(e)
                | ExprKind::Enabled(e)
                | ExprKind::Always(e)
                | ExprKind::Eventually(e)
                | ExprKind::Field { record: e, field: _ } => f($Part::Expr($($copy)? e)),
                ExprKind::EnabledIn { action, stand_ins } => {
                    for (_, e) in stand_ins {
                        f($Part::Expr($($copy)? e));
                    }
                    f($Part::Expr($($copy)? action));
                }
                ExprKind::If { condition, then, otherwise } => {
                    f($Part::Expr($($copy)? condition));
                    f($Part::Expr($($copy)? then));
                    f($Part::Expr($($copy)? otherwise));
                }
                ExprKind::Case { arms, otherwise } => {
                    for (test, value) in arms {
                        f($Part::Expr($($copy)? test));
                        f($Part::Expr($($copy)? value));
                    }
                    if let Some(e) = otherwise {
                        f($Part::Expr($($copy)? e));
                    }
                }
                ExprKind::And(items) | ExprKind::Or(items) | ExprKind::SetEnum(items) | ExprKind::Tuple(items) => {
                    for e in items {
                        f($Part::Expr($($copy)? e));
                    }
                }
                ExprKind::Builtin { op, args } => {
                    f($Part::Builtin($($copy)? op));
                    for e in args {
                        f($Part::Expr($($copy)? e));
                    }
                }
                ExprKind::Implies(a, b)
                | ExprKind::Compose(a, b)
                | ExprKind::LeadsTo(a, b)
                | ExprKind::FnSet { domain: a, range: b }
                | ExprKind::Apply { function: a, arg: b }
                | ExprKind::BoxAction { action: a, subscript: b }
                | ExprKind::AngleAction { action: a, subscript: b }
                | ExprKind::Fairness { strong: _, subscript: a, action: b } => {
                    f($Part::Expr($($copy)? a));
                    f($Part::Expr($($copy)? b));
                }
                ExprKind::Quant { quantifier: _, binds, body } | ExprKind::SetMap { binds, body } => {
                    for b in binds {
                        $bind(b, f);
                    }
                    f($Part::Expr($($copy)? body));
                }
                ExprKind::FnCtor { binds, body, recursive } => {
                    for b in binds {
                        $bind(b, f);
                    }
                    if let Some(slot) = recursive {
                        f($Part::Bind($($copy)? slot));
                    }
                    f($Part::Expr($($copy)? body));
                }
                ExprKind::Choose { pattern, set, body } => {
                    if let Some(e) = set {
                        f($Part::Expr($($copy)? e));
                    }
                    $bound(pattern, f);
                    f($Part::Expr($($copy)? body));
                }
                ExprKind::UnboundedQuant { quantifier: _, slots, body } => {
                    for slot in slots {
                        f($Part::Bind($($copy)? slot));
                    }
                    f($Part::Expr($($copy)? body));
                }
                ExprKind::SetFilter { bind, body } => {
                    $bind(bind, f);
                    f($Part::Expr($($copy)? body));
                }
                ExprKind::Record(fields) | ExprKind::RecordSet(fields) => {
                    for (_, e) in fields {
                        f($Part::Expr($($copy)? e));
                    }
                }
                ExprKind::Except { function, updates } => {
                    f($Part::Expr($($copy)? function));
                    for update in updates {
                        for e in &$($m)? update.path {
                            f($Part::Expr($($copy)? e));
                        }
                        f($Part::Bind($($copy)? &$($m)? update.at));
                        f($Part::Expr($($copy)? &$($m)? update.value));
                    }
                }
                ExprKind::SelectSeq { seq, slot, test } => {
                    f($Part::Expr($($copy)? seq));
                    f($Part::Bind($($copy)? slot));
                    f($Part::Expr($($copy)? test));
                }
                ExprKind::SortSeq { seq, left, right, less } => {
                    f($Part::Expr($($copy)? seq));
                    f($Part::Bind($($copy)? left));
                    f($Part::Bind($($copy)? right));
                    f($Part::Expr($($copy)? less));
                }
                ExprKind::Fold { set, base, so_far, element, body, backwards: _ } => {
                    f($Part::Expr($($copy)? set));
                    f($Part::Expr($($copy)? base));
                    f($Part::Bind($($copy)? so_far));
                    f($Part::Bind($($copy)? element));
                    f($Part::Expr($($copy)? body));
                }
            }
        }

        fn $arguments(list: &$($m)? [Arg], f: &mut dyn FnMut($Part)) {
            for a in list {
                match a {
                    Arg::Expr(e) => f($Part::Expr($($copy)? e)),
                    Arg::Def { def, captured } => {
                        f($Part::Def($($copy)? def));
                        $arguments(captured, f);
                    }
                    Arg::Builtin(op) => f($Part::Builtin($($copy)? op)),
                    Arg::Slot(slot) => f($Part::Use($($copy)? slot)),
                }
            }
        }

        fn $bind(b: &$($m)? Bind, f: &mut dyn FnMut($Part)) {
            f($Part::Expr($($copy)? &$($m)? b.set));
            $bound(&$($m)? b.pattern, f);
        }

        fn $bound(pattern: &$($m)? Pattern, f: &mut dyn FnMut($Part)) {
            match pattern {
                Pattern::One(slot) => f($Part::Bind($($copy)? slot)),
                Pattern::Tuple(slots) => {
                    for slot in slots {
                        f($Part::Bind($($copy)? slot));
                    }
                }
            }
        }
    };
}

visitor! {
    /// Calls `f` with each part of one expression, not with those of its children.
    visit, arguments, bind, bound: Part, [], [*]
}
visitor! {
    /// Calls `f` with each part of one expression, to be changed in place.
    visit_mut, arguments_mut, bind_mut, bound_mut: PartMut, [mut], []
}

/// The subexpressions directly below an expression, in the order of evaluation.
pub fn children(kind: &ExprKind) -> Vec<ExprId> {
    let mut children = Vec::new();
    visit(kind, &mut |part| {
        if let Part::Expr(e) = part {
            children.push(e);
        }
    });
    children
}

/// All expressions at and below `root`, parents first, each once.
pub fn subtree(exprs: &[Expr], root: ExprId) -> Vec<ExprId> {
    let (mut seen, mut order, mut todo) = (FxHashSet::default(), Vec::new(), vec![root]);
    while let Some(id) = todo.pop() {
        if seen.insert(id) {
            order.push(id);
            todo.extend(children(&exprs[id.index()].kind).into_iter().rev());
        }
    }
    order
}

/// The definitions that an expression calls, or gives as arguments; those of its children are left out.
pub fn defs(kind: &ExprKind, f: &mut dyn FnMut(DefId)) {
    visit(kind, &mut |part| {
        if let Part::Def(def) = part {
            f(def);
        }
    });
}

/// The slots that an expression binds or uses; those of its children are left out.
pub fn slots(kind: &ExprKind, f: &mut dyn FnMut(Slot)) {
    visit(kind, &mut |part| {
        if let Part::Bind(slot) | Part::Use(slot) = part {
            f(slot);
        }
    });
}

/// The slots that an expression binds; those of its children are left out.
pub fn binders(kind: &ExprKind, f: &mut dyn FnMut(Slot)) {
    visit(kind, &mut |part| {
        if let Part::Bind(slot) = part {
            f(slot);
        }
    });
}

/// Renames the slots at and below `root`, in place.
pub fn rename_slots(exprs: &mut [Expr], root: ExprId, f: &mut dyn FnMut(Slot) -> Slot) {
    for id in subtree(exprs, root) {
        visit_mut(&mut exprs[id.index()].kind, &mut |part| {
            if let PartMut::Bind(slot) | PartMut::Use(slot) = part {
                *slot = f(*slot);
            }
        });
    }
}
