//! Which action a step is: the operator that TLC names in a trace.
//!
//! From the next-state action TLC descends through disjunctions, `\E` over constant sets, LET and operators with
//! constant arguments (`Tool.java`, `getActions`). The innermost operator met on that way names the step; its
//! parameters' values are the arguments; where the descent ends is the place.

use super::machine::Machine;
use crate::ir::{DefId, ExprId, Slot};
use crate::source::Span;
use crate::value::ActionLabel;
use crate::value::Value;
use std::sync::Arc;

/// Where the descent of the branch under way ended.
#[derive(Clone, Copy)]
pub(crate) struct Spine {
    /// The innermost operator and the base of its frame; no frame if its arguments are not constant.
    pub named: Option<(DefId, Option<usize>)>,
    pub stop: Option<ExprId>,
}

impl Spine {
    pub const NONE: Spine = Spine { named: None, stop: None };
}

/// The label of the step just found, computed on demand.
pub struct Label<'a, 'm>(pub(crate) &'a mut Machine<'m>);

impl Label<'_, '_> {
    /// Which definition the step is named after, without making the label.
    pub fn def(&self) -> Option<DefId> {
        self.0.label.named.map(|n| n.0)
    }

    /// States that `\cdot` went through since the last call: TLC counts them as generated.
    pub fn passed(&mut self) -> u32 {
        std::mem::take(&mut self.0.passed)
    }

    pub fn get(&mut self) -> ActionLabel {
        let args = self.parameters().into_iter().map(|(_, v)| v).collect();
        let span = self.place();
        let d = self.0.model.def(self.named().0);
        ActionLabel { name: d.name.clone(), args, span, module: d.module.clone() }
    }

    fn named(&self) -> (DefId, Option<usize>) {
        self.0.label.named.expect("eval: every step descends from an operator")
    }

    /// The operator's parameters that have values, with these.
    pub(super) fn parameters(&mut self) -> Vec<(Arc<str>, Value)> {
        let (def, base) = self.named();
        let m = &mut *self.0;
        let d = m.model.def(def);
        let Some(base) = base else { return Vec::new() };
        let mut given = Vec::new();
        for (i, p) in d.params.iter().enumerate() {
            if p.arity > 0 {
                continue;
            }
            let value = m.local(d.body, Slot(i as u32), base).and_then(|v| m.force(d.body, &v));
            given.extend(value.ok().map(|v| (p.name.clone(), v)));
        }
        given
    }

    /// Where the descent ended.
    pub(super) fn place(&self) -> Span {
        let d = self.0.model.def(self.named().0);
        match self.0.label.stop {
            Some(stop) if stop != d.body => self.0.expr(stop).span,
            _ => d.span,
        }
    }
}
