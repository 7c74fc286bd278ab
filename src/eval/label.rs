//! Which action a step is: the operator that TLC names in a trace.
//!
//! From the next-state action TLC descends through disjunctions, `\E` over constant sets, LET and operators with
//! constant arguments (`Tool.java`, `getActions`). The innermost operator met on that way names the step; its
//! parameters' values are the arguments; where the descent ends is the place.

use super::machine::Machine;
use crate::ir::{DefId, ExprId};
use crate::trace::ActionLabel;

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

/// The label of the step just found, made only if asked for.
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
        let m = &mut *self.0;
        let spine = m.label;
        let (def, base) = spine.named.expect("eval: every step descends from an operator");
        let d = m.model.def(def);
        let mut args = Vec::new();
        if let Some(base) = base {
            for (i, p) in d.params.iter().enumerate() {
                if p.arity > 0 {
                    continue;
                }
                let value = m.local(d.body, crate::ir::Slot(i as u32), base).and_then(|v| m.force(d.body, &v));
                args.extend(value.ok());
            }
        }
        let span = match spine.stop {
            Some(stop) if stop != d.body => m.expr(stop).span,
            _ => d.span,
        };
        ActionLabel { name: d.name.clone(), args, span, module: d.module.clone() }
    }
}
