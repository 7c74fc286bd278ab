//! One place that knows the parts of every kind of expression.
//!
//! In: an [`ExprKind`]. Out: calls of a [`Parts`] visitor for each child and each slot, children in the order of
//! evaluation. Passes that rename, copy or count are written on it, so that a new kind is decided here once.

use super::{Arg, Bind, Expr, ExprId, ExprKind, Pattern, Slot};
use rustc_hash::FxHashSet;

/// What a visitor does with the parts. Binding and using occurrences of slots are not told apart.
pub trait Parts {
    fn expr(&mut self, id: &mut ExprId);
    fn slot(&mut self, _slot: &mut Slot) {}
}

/// Visits the parts of one expression, not of its children.
pub fn parts(kind: &mut ExprKind, v: &mut impl Parts) {
    match kind {
        ExprKind::Const(_) | ExprKind::Var(_) | ExprKind::Primed(_) | ExprKind::Unsupported { .. } => {}
        ExprKind::Local(slot) => v.slot(slot),
        ExprKind::Let { slot, value, body } => {
            v.slot(slot);
            v.expr(value);
            v.expr(body);
        }
        ExprKind::Call { def: _, args: list } => args(list, v),
        ExprKind::CallSlot { slot, args: list } => {
            v.slot(slot);
            args(list, v);
        }
        ExprKind::Prime(e)
        | ExprKind::Not(e)
        | ExprKind::Unchanged(e)
        | ExprKind::Enabled(e)
        | ExprKind::Always(e)
        | ExprKind::Eventually(e)
        | ExprKind::Field { record: e, field: _ } => v.expr(e),
        ExprKind::EnabledIn { action, stand_ins } => {
            stand_ins.iter_mut().for_each(|(_, e)| v.expr(e));
            v.expr(action);
        }
        ExprKind::If { condition, then, otherwise } => {
            v.expr(condition);
            v.expr(then);
            v.expr(otherwise);
        }
        ExprKind::Case { arms, otherwise } => {
            for (test, value) in arms {
                v.expr(test);
                v.expr(value);
            }
            otherwise.iter_mut().for_each(|e| v.expr(e));
        }
        ExprKind::And(items) | ExprKind::Or(items) | ExprKind::SetEnum(items) | ExprKind::Tuple(items) => {
            items.iter_mut().for_each(|e| v.expr(e));
        }
        ExprKind::Builtin { op: _, args } => args.iter_mut().for_each(|e| v.expr(e)),
        ExprKind::Implies(a, b) | ExprKind::Compose(a, b) | ExprKind::LeadsTo(a, b) | ExprKind::FnSet { domain: a, range: b } => {
            v.expr(a);
            v.expr(b);
        }
        ExprKind::Apply { function, arg } => {
            v.expr(function);
            v.expr(arg);
        }
        ExprKind::Quant { quantifier: _, binds, body } | ExprKind::SetMap { binds, body } => {
            binds.iter_mut().for_each(|b| bind(b, v));
            v.expr(body);
        }
        ExprKind::FnCtor { binds, body, recursive } => {
            binds.iter_mut().for_each(|b| bind(b, v));
            recursive.iter_mut().for_each(|s| v.slot(s));
            v.expr(body);
        }
        ExprKind::Choose { pattern, set, body } => {
            set.iter_mut().for_each(|e| v.expr(e));
            pattern_slots(pattern, v);
            v.expr(body);
        }
        ExprKind::UnboundedQuant { quantifier: _, slots, body } => {
            slots.iter_mut().for_each(|s| v.slot(s));
            v.expr(body);
        }
        ExprKind::SetFilter { bind: b, body } => {
            bind(b, v);
            v.expr(body);
        }
        ExprKind::Record(fields) | ExprKind::RecordSet(fields) => fields.iter_mut().for_each(|(_, e)| v.expr(e)),
        ExprKind::Except { function, updates } => {
            v.expr(function);
            for u in updates {
                u.path.iter_mut().for_each(|e| v.expr(e));
                v.slot(&mut u.at);
                v.expr(&mut u.value);
            }
        }
        ExprKind::SelectSeq { seq, slot, test } => {
            v.expr(seq);
            v.slot(slot);
            v.expr(test);
        }
        ExprKind::SortSeq { seq, left, right, less } => {
            v.expr(seq);
            v.slot(left);
            v.slot(right);
            v.expr(less);
        }
        ExprKind::Fold { set, base, so_far, element, body, backwards: _ } => {
            v.expr(set);
            v.expr(base);
            v.slot(so_far);
            v.slot(element);
            v.expr(body);
        }
        ExprKind::BoxAction { action, subscript } | ExprKind::AngleAction { action, subscript } => {
            v.expr(action);
            v.expr(subscript);
        }
        ExprKind::Fairness { strong: _, subscript, action } => {
            v.expr(subscript);
            v.expr(action);
        }
    }
}

fn args(list: &mut [Arg], v: &mut impl Parts) {
    for a in list {
        match a {
            Arg::Expr(e) => v.expr(e),
            Arg::Def { def: _, captured } => args(captured, v),
            Arg::Builtin(_) => {}
            Arg::Slot(s) => v.slot(s),
        }
    }
}

fn bind(b: &mut Bind, v: &mut impl Parts) {
    v.expr(&mut b.set);
    pattern_slots(&mut b.pattern, v);
}

fn pattern_slots(p: &mut Pattern, v: &mut impl Parts) {
    match p {
        Pattern::One(s) => v.slot(s),
        Pattern::Tuple(list) => list.iter_mut().for_each(|s| v.slot(s)),
    }
}

/// The children of an expression, in the order of evaluation.
pub fn children(kind: &ExprKind) -> Vec<ExprId> {
    struct Collect(Vec<ExprId>);
    impl Parts for Collect {
        fn expr(&mut self, id: &mut ExprId) {
            self.0.push(*id);
        }
    }
    let mut c = Collect(Vec::new());
    parts(&mut kind.clone(), &mut c);
    c.0
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

/// The definitions an expression names: called, or given as arguments.
pub fn mentioned_defs(kind: &ExprKind, f: &mut impl FnMut(super::DefId)) {
    fn in_args(list: &[Arg], f: &mut impl FnMut(super::DefId)) {
        for a in list {
            if let Arg::Def { def, captured } = a {
                f(*def);
                in_args(captured, f);
            }
        }
    }
    if let ExprKind::Call { def, args } = kind {
        f(*def);
        in_args(args, f);
    } else if let ExprKind::CallSlot { slot: _, args } = kind {
        in_args(args, f);
    }
}

/// The slots that one expression names itself, its children's left out.
pub fn slots(kind: &mut ExprKind, f: &mut impl FnMut(Slot)) {
    struct See<'a, F>(&'a mut F);
    impl<F: FnMut(Slot)> Parts for See<'_, F> {
        fn expr(&mut self, _id: &mut ExprId) {}
        fn slot(&mut self, slot: &mut Slot) {
            (self.0)(*slot);
        }
    }
    parts(kind, &mut See(f));
}

/// Renames the slots at and below `root`, in place.
pub fn rename_slots(exprs: &mut [Expr], root: ExprId, f: &mut impl FnMut(Slot) -> Slot) {
    struct Rename<'a, F>(&'a mut F);
    impl<F: FnMut(Slot) -> Slot> Parts for Rename<'_, F> {
        fn expr(&mut self, _id: &mut ExprId) {}
        fn slot(&mut self, slot: &mut Slot) {
            *slot = (self.0)(*slot);
        }
    }
    for id in subtree(exprs, root) {
        parts(&mut exprs[id.index()].kind, &mut Rename(f));
    }
}
