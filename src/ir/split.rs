//! PROPERTY formulas split into what TLC checks as it goes and what concerns whole behaviors.
//!
//! In: a model. Out: [`Split`]. Of a conjunction, also through definitions, `P` without temporal operators must hold
//! initially, `[]P` always, and `[][A]_v` in every step, those to known states included (`SpecProcessor.java`). Every other
//! conjunct concerns whole behaviors: `property::expand` makes formulas of these.

use super::analysis;
use super::{DefId, ExprId, ExprKind, Level, Model, Named};
use crate::source::Span;
use std::sync::Arc;

/// A formula to check: an expression in the frame of a definition without parameters, outside its binders.
#[derive(Clone)]
pub struct Check {
    /// The property's.
    pub name: Arc<str>,
    pub span: Span,
    pub def: DefId,
    pub expr: ExprId,
}

/// The parts of a model's PROPERTY formulas, by when they are checked.
#[derive(Clone, Default)]
pub struct Split {
    /// `P`: of initial states.
    pub initial: Vec<Check>,
    /// `[]P`: of all states.
    pub always: Vec<Check>,
    /// `[A]_v`: of all steps.
    pub steps: Vec<Check>,
    /// Of whole behaviors.
    pub behaviors: Vec<Check>,
}

impl Split {
    pub fn of(model: &Model) -> Split {
        let mut all = Split::default();
        for p in &model.properties {
            all.conjuncts(model, p, p.def, model.def(p.def).body);
        }
        all
    }

    fn conjuncts(&mut self, model: &Model, property: &Named, def: DefId, expr: ExprId) {
        let e = model.expr(expr);
        let check = |expr| Check { name: property.name.clone(), span: model.expr(expr).span, def, expr };
        match &e.kind {
            ExprKind::Call { def, args } if args.is_empty() && model.def(*def).level == Level::Temporal => {
                self.conjuncts(model, property, *def, model.def(*def).body);
            }
            ExprKind::And(items) if analysis::level(model, expr) > Level::State => {
                items.iter().for_each(|i| self.conjuncts(model, property, def, *i));
            }
            ExprKind::Always(inner) => match &model.expr(*inner).kind {
                ExprKind::BoxAction { .. } => self.steps.push(check(*inner)),
                _ if analysis::level(model, *inner) <= Level::State => self.always.push(check(*inner)),
                // made by `lower` only: an action that holds of every step, or `[A]_v` for all of several values
                _ if analysis::level(model, *inner) == Level::Action => self.steps.push(check(*inner)),
                _ => self.behaviors.push(check(expr)),
            },
            _ if analysis::level(model, expr) <= Level::State => self.initial.push(check(expr)),
            _ => self.behaviors.push(check(expr)),
        }
    }
}
