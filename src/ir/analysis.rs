//! Facts about expressions that the model does not carry: levels, free locals, frame sizes.
//!
//! In: a [`Model`]. Out: [`Analysis`], filled once (levels, by one walk over the arena) or on demand (free locals).

use super::visit::{Part, visit};
use super::{Builtin, ExprId, ExprKind, Level, Model, Slot, plain_value};
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
            // ENABLED binds the primed variables of the action.
            self.levels[id.index()] = Some(own);
            return own;
        }
        let mut level = match &expr.kind {
            ExprKind::Builtin { op, .. } => op.level(),
            _ => own,
        };
        let mut defs = Vec::new();
        let mut parts = Vec::new();
        visit(&expr.kind, &mut |part| match part {
            Part::Expr(e) => parts.push(e),
            Part::Def(d) => defs.push(d),
            Part::Use(_) | Part::Bind(_) | Part::Var(_) | Part::Primed(_) | Part::Builtin(_) => {}
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
            // evaluated where it is needed: its value may not exist, or is not finite
            ExprKind::Choose { .. }
            | ExprKind::SetFilter { .. }
            | ExprKind::SetMap { .. }
            | ExprKind::FnCtor { .. }
            | ExprKind::Except { .. }
            | ExprKind::Field { .. }
            | ExprKind::Builtin { .. }
            | ExprKind::SelectSeq { .. }
            | ExprKind::SortSeq { .. }
            | ExprKind::Fold { .. }
            | ExprKind::Local(_)
            | ExprKind::Let { .. }
            | ExprKind::If { .. }
            | ExprKind::Case { .. }
            | ExprKind::Apply { .. }
            | ExprKind::Var(_)
            | ExprKind::Primed(_)
            | ExprKind::Prime(_)
            | ExprKind::CallSlot { .. }
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
            | ExprKind::Unsupported { .. } => false,
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
            visit(&self.model.expr(e).kind, &mut |part| match part {
                Part::Expr(e) => work.push(e),
                Part::Use(s) => {
                    used.insert(s);
                    size = size.max(s.index() + 1);
                }
                Part::Bind(s) => {
                    bound.insert(s);
                    size = size.max(s.index() + 1);
                }
                Part::Def(_) | Part::Var(_) | Part::Primed(_) | Part::Builtin(_) => {}
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

/// Whether evaluating one of these expressions may apply a built-in operator of this kind.
pub fn reaches(model: &Model, roots: impl IntoIterator<Item = ExprId>, wanted: &dyn Fn(Builtin) -> bool) -> bool {
    let mut work: Vec<ExprId> = roots.into_iter().collect();
    let (mut seen, mut defs) = (FxHashSet::default(), FxHashSet::default());
    while let Some(e) = work.pop() {
        if !seen.insert(e) {
            continue;
        }
        let mut found = false;
        visit(&model.expr(e).kind, &mut |part| match part {
            Part::Expr(e) => work.push(e),
            Part::Def(d) => {
                if defs.insert(d) {
                    work.push(model.def(d).body);
                }
            }
            Part::Builtin(op) => found |= wanted(op),
            Part::Use(_) | Part::Bind(_) | Part::Var(_) | Part::Primed(_) => {}
        });
        if found {
            return true;
        }
    }
    false
}

/// The slots bound on the way from an expression down to another one, outermost first.
pub(crate) fn binders_to(model: &Model, from: ExprId, to: ExprId, slots: &mut Vec<Slot>) -> bool {
    if from == to {
        return true;
    }
    let before = slots.len();
    let (mut parts, mut bound) = (Vec::new(), Vec::new());
    visit(&model.expr(from).kind, &mut |part| match part {
        Part::Expr(e) => parts.push(e),
        Part::Bind(s) => bound.push(s),
        Part::Use(_) | Part::Def(_) | Part::Var(_) | Part::Primed(_) | Part::Builtin(_) => {}
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
