//! What a name means while it is compiled.
//!
//! An [`Env`] is one frame of the core language: for each slot of a definition what it is bound to. Environments are never
//! changed; a binder makes a new one.

use super::super::code::Cell;
use super::Compiler;
use crate::ir::analysis::reaches;
use crate::ir::{Arg, Builtin, Def, DefId, ExprId, Level, Slot};
use std::rc::Rc;

#[derive(Clone)]
pub(super) enum Bound {
    /// The value of a cell, bound by a binder.
    Cell(Cell),
    /// An expression, to be evaluated where it is needed; kept in the cell, if it has one.
    Lazy {
        cell: Option<Cell>,
        expr: ExprId,
        env: Env,
        /// A LET on the way from the top of an action whose value depends on the state: see `Machine::is_constant`.
        varies: bool,
    },
    Op(Op),
    /// A recursive function within its own body: its proto, and the cells of what it captured. Where its body is walked, as a
    /// condition of an action, the number of its [`Walked`](super::super::code::Walked), too.
    Recursive {
        proto: usize,
        captured: u32,
        walked: Option<usize>,
    },
}

#[derive(Clone)]
pub(super) enum Op {
    Def { def: DefId, captured: Vec<Bound> },
    Builtin(Builtin),
}

#[derive(Clone)]
pub(super) struct Env(Rc<Vec<Option<Bound>>>);

/// The innermost operator on the way from the top of an action.
#[derive(Clone, Copy)]
pub(super) struct Top {
    pub def: DefId,
}

impl Env {
    pub fn of(def: &Def, params: Vec<Bound>) -> Env {
        let mut slots: Vec<Option<Bound>> = params.into_iter().map(Some).collect();
        slots.resize_with(def.slots.len(), || None);
        Env(Rc::new(slots))
    }

    pub fn get(&self, s: Slot) -> &Bound {
        self.0[s.index()].as_ref().expect("vm: a slot is bound before it is read")
    }

    pub fn with(&self, bound: impl IntoIterator<Item = (Slot, Bound)>) -> Env {
        let mut slots = (*self.0).clone();
        for (s, b) in bound {
            slots[s.index()] = Some(b);
        }
        Env(Rc::new(slots))
    }
}

impl Compiler<'_, '_> {
    /// What the value of an expression depends on, its locals included.
    pub(super) fn varies(&self, e: ExprId, env: &Env) -> Level {
        let (mut level, free) = {
            let mut analysis = self.analysis.borrow_mut();
            (analysis.level(e), analysis.locals(e))
        };
        for s in &free.free {
            if level >= Level::Action {
                break;
            }
            level = level.max(self.bound_varies(env.get(*s)));
        }
        level
    }

    fn bound_varies(&self, b: &Bound) -> Level {
        match b {
            // There is one proto for primed and one for unprimed uses; what it reads was counted where it was applied first.
            Bound::Cell(_) | Bound::Recursive { .. } => Level::Constant,
            Bound::Lazy { expr, env, .. } => self.varies(*expr, env),
            Bound::Op(Op::Builtin(_)) => Level::Constant,
            Bound::Op(Op::Def { def, captured }) => {
                captured.iter().map(|b| self.bound_varies(b)).fold(self.model.def(*def).level, Level::max)
            }
        }
    }

    /// Whether the expression is a constant without free locals, whose evaluation prints nothing: `eval` evaluates it once.
    pub(super) fn is_closed(&self, e: ExprId) -> bool {
        if !self.folds {
            return false;
        }
        let mut analysis = self.analysis.borrow_mut();
        let is_constant = analysis.level(e) == Level::Constant && analysis.locals(e).free.is_empty();
        is_constant && !reaches(self.model, [e], &Builtin::prints)
    }

    /// What an argument is bound to, in a call whose body uses it as often as `uses` says.
    pub(super) fn argument(&mut self, arg: &Arg, env: &Env, uses: (usize, bool), empty: &mut Vec<Cell>) -> Bound {
        match arg {
            Arg::Expr(e) => self.lazy(*e, env, uses, empty),
            Arg::Slot(s) => env.get(*s).clone(),
            Arg::Builtin(b) => Bound::Op(Op::Builtin(*b)),
            Arg::Def { def, captured } => {
                let often = (2, true);
                let captured = captured.iter().map(|a| self.argument(a, env, often, empty)).collect();
                Bound::Op(Op::Def { def: *def, captured })
            }
        }
    }

    /// A call-by-need value; its cell, if it needs one, joins those to be emptied.
    pub(super) fn lazy(&mut self, e: ExprId, env: &Env, uses: (usize, bool), empty: &mut Vec<Cell>) -> Bound {
        use crate::ir::ExprKind;
        match &self.model.expr(e).kind {
            // What it stands for is as good.
            ExprKind::Local(s) => env.get(*s).clone(),
            ExprKind::Const(_) | ExprKind::Var(_) | ExprKind::Primed(_) => {
                Bound::Lazy { cell: None, expr: e, env: env.clone(), varies: false }
            }
            _ => {
                let once = uses.0 <= 1 && !uses.1;
                let cell = (!once && !self.is_closed(e)).then(|| self.cell());
                empty.extend(cell);
                Bound::Lazy { cell, expr: e, env: env.clone(), varies: false }
            }
        }
    }

    /// The same environment for another current state: what was kept of the old one is computed anew, in cells of its own, which
    /// join those to be emptied.
    pub(super) fn renewed(&mut self, env: &Env, empty: &mut Vec<Cell>) -> Env {
        let slots = env.0.iter().map(|b| b.as_ref().map(|b| self.renewed_bound(b, empty))).collect();
        Env(Rc::new(slots))
    }

    fn renewed_bound(&mut self, b: &Bound, empty: &mut Vec<Cell>) -> Bound {
        match b {
            Bound::Lazy { cell, expr, env, varies } if self.varies(*expr, env) > Level::Constant => {
                let cell = cell.map(|_| self.cell());
                empty.extend(cell);
                Bound::Lazy { cell, expr: *expr, env: self.renewed(env, empty), varies: *varies }
            }
            Bound::Op(Op::Def { def, captured }) => {
                let captured = captured.iter().map(|b| self.renewed_bound(b, empty)).collect();
                Bound::Op(Op::Def { def: *def, captured })
            }
            Bound::Cell(_) | Bound::Lazy { .. } | Bound::Op(Op::Builtin(_)) | Bound::Recursive { .. } => b.clone(),
        }
    }
}
