//! The parts of a core expression, in evaluation order.

use super::{Arg, ExprId, ExprKind, Model, Slot};
use std::collections::BTreeSet;

/// Calls `f` on each direct subexpression, arguments of calls and captured arguments included.
pub fn children(kind: &ExprKind, f: &mut dyn FnMut(ExprId)) {
    fn args(list: &[Arg], f: &mut dyn FnMut(ExprId)) {
        for a in list {
            match a {
                Arg::Expr(e) => f(*e),
                Arg::Def { captured, .. } => args(captured, f),
                Arg::Builtin(_) | Arg::Slot(_) => {}
            }
        }
    }
    match kind {
        ExprKind::Const(_) | ExprKind::Var(_) | ExprKind::Primed(_) | ExprKind::Local(_) | ExprKind::Unsupported { .. } => {}
        ExprKind::Let { value, body, .. } => [*value, *body].into_iter().for_each(f),
        ExprKind::Call { args: list, .. } | ExprKind::CallSlot { args: list, .. } => args(list, f),
        ExprKind::Prime(e)
        | ExprKind::Not(e)
        | ExprKind::Unchanged(e)
        | ExprKind::Enabled(e)
        | ExprKind::Always(e)
        | ExprKind::Eventually(e) => f(*e),
        ExprKind::If { condition, then, otherwise } => [*condition, *then, *otherwise].into_iter().for_each(f),
        ExprKind::Case { arms, otherwise } => {
            arms.iter().flat_map(|(p, e)| [*p, *e]).chain(*otherwise).for_each(f);
        }
        ExprKind::And(v) | ExprKind::Or(v) | ExprKind::SetEnum(v) | ExprKind::Tuple(v) => v.iter().copied().for_each(f),
        ExprKind::Implies(a, b) | ExprKind::LeadsTo(a, b) => [*a, *b].into_iter().for_each(f),
        ExprKind::Quant { binds, body, .. } | ExprKind::SetMap { binds, body } | ExprKind::FnCtor { binds, body, .. } => {
            binds.iter().map(|b| b.set).chain([*body]).for_each(f);
        }
        ExprKind::Choose { set, body, .. } => set.iter().copied().chain([*body]).for_each(f),
        ExprKind::UnboundedQuant { body, .. } => f(*body),
        ExprKind::SetFilter { bind, body } => [bind.set, *body].into_iter().for_each(f),
        ExprKind::FnSet { domain, range } => [*domain, *range].into_iter().for_each(f),
        ExprKind::Record(fields) | ExprKind::RecordSet(fields) => fields.iter().map(|x| x.1).for_each(f),
        ExprKind::Except { function, updates } => {
            f(*function);
            for u in updates {
                u.path.iter().copied().chain([u.value]).for_each(&mut *f);
            }
        }
        ExprKind::Apply { function, arg } => [*function, *arg].into_iter().for_each(f),
        ExprKind::Field { record, .. } => f(*record),
        ExprKind::Builtin { args, .. } => args.iter().copied().for_each(f),
        ExprKind::SelectSeq { seq, test, .. } => [*seq, *test].into_iter().for_each(f),
        ExprKind::SortSeq { seq, less, .. } => [*seq, *less].into_iter().for_each(f),
        ExprKind::BoxAction { action, subscript }
        | ExprKind::AngleAction { action, subscript }
        | ExprKind::Fairness { action, subscript, .. } => [*action, *subscript].into_iter().for_each(f),
    }
}

/// The slots that an expression reads, bound inside it or not.
pub fn slots_read(model: &Model, e: ExprId) -> BTreeSet<Slot> {
    fn of_args(list: &[Arg], out: &mut BTreeSet<Slot>) {
        for a in list {
            match a {
                Arg::Slot(s) => {
                    out.insert(*s);
                }
                Arg::Def { captured, .. } => of_args(captured, out),
                Arg::Expr(_) | Arg::Builtin(_) => {}
            }
        }
    }
    let mut out = BTreeSet::new();
    let mut stack = vec![e];
    while let Some(e) = stack.pop() {
        let kind = &model.expr(e).kind;
        if let ExprKind::Local(s) | ExprKind::CallSlot { slot: s, .. } = kind {
            out.insert(*s);
        }
        if let ExprKind::Call { args, .. } | ExprKind::CallSlot { args, .. } = kind {
            of_args(args, &mut out);
        }
        children(kind, &mut |c| stack.push(c));
    }
    out
}
