//! Facts about expressions that the model does not carry: levels, free locals, frame sizes.
//!
//! In: a [`Model`]. Out: [`Analysis`], filled once (levels, by one walk over the arena) or on demand (free locals).

use super::{Arg, Bind, Builtin, ExprId, ExprKind, Level, Model, Pattern, Slot, plain_value};
use rustc_hash::{FxHashMap, FxHashSet};
use std::rc::Rc;

/// Slots that a frame needs for an expression.
pub(crate) type Size = usize;

/// The locals that an expression mentions and does not bind, and the size of a frame that holds all its slots.
pub(crate) struct Locals {
    pub free: Vec<Slot>,
    pub size: Size,
}

pub(crate) struct Analysis<'m> {
    model: &'m Model,
    levels: Vec<Option<Level>>,
    locals: FxHashMap<ExprId, Rc<Locals>>,
    fixed: Vec<Option<bool>>,
}

/// The level of an expression, its definitions' included; its locals count as constants.
pub fn level(model: &Model, expr: ExprId) -> Level {
    Analysis::new(model).level(expr)
}

impl<'m> Analysis<'m> {
    pub fn new(model: &'m Model) -> Analysis<'m> {
        Analysis {
            model,
            levels: vec![None; model.exprs.len()],
            locals: FxHashMap::default(),
            fixed: vec![None; model.exprs.len()],
        }
    }

    /// The level of an expression whose locals are constants. Calls count as their definitions and arguments.
    pub fn level(&mut self, id: ExprId) -> Level {
        if let Some(l) = self.levels[id.index()] {
            return l;
        }
        let expr = self.model.expr(id);
        let own = match &expr.kind {
            ExprKind::Var(_) => Level::State,
            ExprKind::Primed(_) | ExprKind::Prime(_) | ExprKind::Unchanged(_) | ExprKind::Compose(..) => Level::Action,
            ExprKind::BoxAction { .. } | ExprKind::AngleAction { .. } => Level::Action,
            ExprKind::Enabled(_) | ExprKind::EnabledIn { .. } => Level::State,
            ExprKind::Always(_) | ExprKind::Eventually(_) | ExprKind::LeadsTo(..) | ExprKind::Fairness { .. } => Level::Temporal,
            ExprKind::Call { def, .. } => self.model.def(*def).level,
            plain_value!()
            | ExprKind::Local(_)
            | ExprKind::Let { .. }
            | ExprKind::CallSlot { .. }
            | ExprKind::If { .. }
            | ExprKind::Case { .. }
            | ExprKind::And(_)
            | ExprKind::Or(_)
            | ExprKind::Not(_)
            | ExprKind::Implies(..)
            | ExprKind::Quant { .. }
            | ExprKind::UnboundedQuant { .. }
            | ExprKind::Apply { .. }
            | ExprKind::Unsupported { .. } => Level::Constant,
        };
        if let ExprKind::Enabled(_) | ExprKind::EnabledIn { .. } = &expr.kind {
            // Whatever the action mentions of the next state is bound.
            self.levels[id.index()] = Some(own);
            return own;
        }
        let mut level = match &expr.kind {
            ExprKind::Builtin { op, .. } => op.level(),
            _ => own,
        };
        let mut defs = Vec::new();
        let mut parts = Vec::new();
        children(&expr.kind, &mut |child| match child {
            Child::Expr(e) => parts.push(e),
            Child::Def(d) => defs.push(d),
            Child::Use(_) | Child::Bind(_) => {}
        });
        for d in defs {
            level = level.max(self.model.def(d).level);
        }
        for e in parts {
            level = level.max(self.level(e));
        }
        self.levels[id.index()] = Some(level);
        level
    }

    /// Is the expression put together from constants alone, so that its value is needed only once?
    pub fn fixed(&mut self, id: ExprId) -> bool {
        if let Some(known) = self.fixed[id.index()] {
            return known;
        }
        let fixed = match &self.model.expr(id).kind {
            ExprKind::Const(_) => true,
            ExprKind::SetEnum(items) | ExprKind::Tuple(items) => items.iter().all(|e| self.fixed(*e)),
            ExprKind::Record(fields) | ExprKind::RecordSet(fields) => fields.iter().all(|(_, e)| self.fixed(*e)),
            ExprKind::FnSet { domain, range } => self.fixed(*domain) && self.fixed(*range),
            ExprKind::Call { def, args } => args.is_empty() && self.model.def(*def).level == Level::Constant,
            _ => false,
        };
        self.fixed[id.index()] = Some(fixed);
        fixed
    }

    pub fn locals(&mut self, id: ExprId) -> Rc<Locals> {
        if let Some(l) = self.locals.get(&id) {
            return l.clone();
        }
        let (mut used, mut bound, mut size) = (FxHashSet::default(), FxHashSet::default(), 0);
        let mut work = vec![id];
        while let Some(e) = work.pop() {
            children(&self.model.expr(e).kind, &mut |child| match child {
                Child::Expr(e) => work.push(e),
                Child::Use(s) => {
                    used.insert(s);
                    size = size.max(s.index() + 1);
                }
                Child::Bind(s) => {
                    bound.insert(s);
                    size = size.max(s.index() + 1);
                }
                Child::Def(_) => {}
            });
        }
        // Every binder of a definition has slots of its own, so what is bound below is not free.
        let mut free: Vec<Slot> = used.difference(&bound).copied().collect();
        free.sort();
        let locals = Rc::new(Locals { free, size });
        self.locals.insert(id, locals.clone());
        locals
    }
}

/// Does evaluating one of these expressions perhaps apply a built-in operator of this kind?
pub fn reaches(model: &Model, roots: impl IntoIterator<Item = ExprId>, wanted: &dyn Fn(Builtin) -> bool) -> bool {
    let mut work: Vec<ExprId> = roots.into_iter().collect();
    let (mut seen, mut defs) = (FxHashSet::default(), FxHashSet::default());
    while let Some(e) = work.pop() {
        if !seen.insert(e) {
            continue;
        }
        let kind = &model.expr(e).kind;
        let here = match kind {
            ExprKind::Builtin { op, .. } => wanted(*op),
            ExprKind::Call { args, .. } | ExprKind::CallSlot { args, .. } => given(args, wanted),
            _ => false,
        };
        if here {
            return true;
        }
        children(kind, &mut |child| match child {
            Child::Expr(e) => work.push(e),
            Child::Def(d) => {
                if defs.insert(d) {
                    work.push(model.def(d).body);
                }
            }
            Child::Use(_) | Child::Bind(_) => {}
        });
    }
    false
}

/// Is such an operator given as an argument?
fn given(args: &[Arg], wanted: &dyn Fn(Builtin) -> bool) -> bool {
    args.iter().any(|a| match a {
        Arg::Builtin(op) => wanted(*op),
        Arg::Def { captured, .. } => given(captured, wanted),
        Arg::Expr(_) | Arg::Slot(_) => false,
    })
}

/// What stands directly below an expression.
pub(crate) enum Child {
    Expr(ExprId),
    Use(Slot),
    Bind(Slot),
    Def(crate::ir::DefId),
}

fn pattern(p: &Pattern, f: &mut dyn FnMut(Child)) {
    match p {
        Pattern::One(s) => f(Child::Bind(*s)),
        Pattern::Tuple(v) => v.iter().for_each(|s| f(Child::Bind(*s))),
    }
}

fn binds(v: &[Bind], f: &mut dyn FnMut(Child)) {
    for b in v {
        f(Child::Expr(b.set));
        pattern(&b.pattern, f);
    }
}

fn arguments(v: &[Arg], f: &mut dyn FnMut(Child)) {
    for a in v {
        match a {
            Arg::Expr(e) => f(Child::Expr(*e)),
            Arg::Def { def, captured } => {
                f(Child::Def(*def));
                arguments(captured, f);
            }
            Arg::Builtin(_) => {}
            Arg::Slot(s) => f(Child::Use(*s)),
        }
    }
}

/// Calls `f` with everything directly below an expression, in the order of evaluation.
pub(crate) fn children(kind: &ExprKind, f: &mut dyn FnMut(Child)) {
    match kind {
        ExprKind::Const(_) | ExprKind::Var(_) | ExprKind::Primed(_) | ExprKind::Unsupported { .. } => {}
        ExprKind::Local(s) => f(Child::Use(*s)),
        ExprKind::Let { slot, value, body } => {
            f(Child::Bind(*slot));
            f(Child::Expr(*value));
            f(Child::Expr(*body));
        }
        ExprKind::Call { def, args } => {
            f(Child::Def(*def));
            arguments(args, f);
        }
        ExprKind::CallSlot { slot, args } => {
            f(Child::Use(*slot));
            arguments(args, f);
        }
        ExprKind::Prime(e)
        | ExprKind::Not(e)
        | ExprKind::Unchanged(e)
        | ExprKind::Enabled(e)
        | ExprKind::Always(e)
        | ExprKind::Eventually(e) => f(Child::Expr(*e)),
        ExprKind::EnabledIn { action, stand_ins } => {
            stand_ins.iter().for_each(|(_, e)| f(Child::Expr(*e)));
            f(Child::Expr(*action));
        }
        ExprKind::If { condition, then, otherwise } => {
            f(Child::Expr(*condition));
            f(Child::Expr(*then));
            f(Child::Expr(*otherwise));
        }
        ExprKind::Case { arms, otherwise } => {
            for (c, e) in arms {
                f(Child::Expr(*c));
                f(Child::Expr(*e));
            }
            otherwise.iter().for_each(|e| f(Child::Expr(*e)));
        }
        ExprKind::And(v) | ExprKind::Or(v) | ExprKind::SetEnum(v) | ExprKind::Tuple(v) => {
            v.iter().for_each(|e| f(Child::Expr(*e)));
        }
        ExprKind::Builtin { op: _, args } => args.iter().for_each(|e| f(Child::Expr(*e))),
        ExprKind::Implies(a, b) | ExprKind::Compose(a, b) | ExprKind::LeadsTo(a, b) => {
            f(Child::Expr(*a));
            f(Child::Expr(*b));
        }
        ExprKind::Quant { quantifier: _, binds: b, body } => {
            binds(b, f);
            f(Child::Expr(*body));
        }
        ExprKind::Choose { pattern: p, set, body } => {
            set.iter().for_each(|e| f(Child::Expr(*e)));
            pattern(p, f);
            f(Child::Expr(*body));
        }
        ExprKind::UnboundedQuant { quantifier: _, slots, body } => {
            slots.iter().for_each(|s| f(Child::Bind(*s)));
            f(Child::Expr(*body));
        }
        ExprKind::SetFilter { bind, body } => {
            binds(std::slice::from_ref(bind), f);
            f(Child::Expr(*body));
        }
        ExprKind::SetMap { binds: b, body } => {
            binds(b, f);
            f(Child::Expr(*body));
        }
        ExprKind::FnCtor { binds: b, body, recursive } => {
            binds(b, f);
            recursive.iter().for_each(|s| f(Child::Bind(*s)));
            f(Child::Expr(*body));
        }
        ExprKind::FnSet { domain, range } => {
            f(Child::Expr(*domain));
            f(Child::Expr(*range));
        }
        ExprKind::Record(v) | ExprKind::RecordSet(v) => v.iter().for_each(|(_, e)| f(Child::Expr(*e))),
        ExprKind::Except { function, updates } => {
            f(Child::Expr(*function));
            for u in updates {
                u.path.iter().for_each(|e| f(Child::Expr(*e)));
                f(Child::Bind(u.at));
                f(Child::Expr(u.value));
            }
        }
        ExprKind::Apply { function, arg } => {
            f(Child::Expr(*function));
            f(Child::Expr(*arg));
        }
        ExprKind::Field { record, field: _ } => f(Child::Expr(*record)),
        ExprKind::SelectSeq { seq, slot, test } => {
            f(Child::Expr(*seq));
            f(Child::Bind(*slot));
            f(Child::Expr(*test));
        }
        ExprKind::SortSeq { seq, left, right, less } => {
            f(Child::Expr(*seq));
            f(Child::Bind(*left));
            f(Child::Bind(*right));
            f(Child::Expr(*less));
        }
        ExprKind::Fold { set, base, so_far, element, body, backwards: _ } => {
            f(Child::Expr(*set));
            f(Child::Expr(*base));
            f(Child::Bind(*so_far));
            f(Child::Bind(*element));
            f(Child::Expr(*body));
        }
        ExprKind::BoxAction { action, subscript } | ExprKind::AngleAction { action, subscript } => {
            f(Child::Expr(*action));
            f(Child::Expr(*subscript));
        }
        ExprKind::Fairness { strong: _, subscript, action } => {
            f(Child::Expr(*subscript));
            f(Child::Expr(*action));
        }
    }
}

/// The slots bound on the way from an expression down to another one, outermost first.
pub(crate) fn binders_to(model: &Model, from: ExprId, to: ExprId, slots: &mut Vec<Slot>) -> bool {
    if from == to {
        return true;
    }
    let before = slots.len();
    let (mut parts, mut bound) = (Vec::new(), Vec::new());
    children(&model.expr(from).kind, &mut |child| match child {
        Child::Expr(e) => parts.push(e),
        Child::Bind(s) => bound.push(s),
        Child::Use(_) | Child::Def(_) => {}
    });
    slots.extend(bound);
    for p in parts {
        if binders_to(model, p, to, slots) {
            return true;
        }
    }
    slots.truncate(before);
    false
}
