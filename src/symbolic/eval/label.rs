//! Which action a step is: the operator that the explicit engine names, as a function of the choices.
//!
//! TLC descends from the next-state action through disjunctions, `\E` over constant sets, LET, and operators with constant
//! arguments; the innermost operator names the step (`Tool.getActions`). The choices select it, as they select a variable's next
//! value. So the name is one more variable: each branch assigns it where the descent ends, and it merges with the others. Only
//! after [`Encoder::name_steps`], since it costs terms.

use crate::ir::analysis::Analysis;
use crate::ir::{Arg, DefId, ExprId, ExprKind, Level, Quantifier, Slot};
use crate::logic::Term;
use crate::symbolic::Encoder;
use crate::symbolic::eval::context::Assigned;
use crate::symbolic::eval::frame::Frame;
use crate::symbolic::value::scalar::Scalar;
use crate::symbolic::value::sym::Node;
use std::rc::Rc;

/// The state of naming steps.
pub(in crate::symbolic) struct Names<'m> {
    analysis: Analysis<'m>,
    /// LET slots of the descent whose values depend on the state, with their frames.
    varying: Vec<(Frame, Slot)>,
}

impl<'m> Encoder<'m> {
    /// Names steps from now on, so that [`crate::symbolic::Step::actions`] has the actions.
    pub fn name_steps(&mut self) {
        self.cx.names = Some(Names { analysis: Analysis::new(self.cx.model), varying: Vec::new() });
    }

    /// The innermost operator, if the descent goes on below `e`; else the step gets its name.
    pub(in crate::symbolic) fn descend(&mut self, e: ExprId, frame: &Frame, top: DefId) -> Option<DefId> {
        let model = self.cx.model;
        let goes_on = match &model.expr(e).kind {
            ExprKind::Or(_) | ExprKind::Let { .. } => true,
            ExprKind::Quant { quantifier: Quantifier::Exists, binds, .. } => binds.iter().all(|b| self.is_constant(b.set, frame)),
            ExprKind::Call { def, args } => {
                let constant = args.iter().all(|a| match a {
                    Arg::Expr(a) => self.is_constant(*a, frame),
                    Arg::Def { .. } | Arg::Builtin(_) | Arg::Slot(_) => true,
                });
                if !constant && !model.def(*def).local {
                    self.name_step(*def);
                    return None;
                }
                constant
            }
            _ => false,
        };
        if goes_on {
            return Some(top);
        }
        self.name_step(top);
        None
    }

    fn name_step(&mut self, def: DefId) {
        let name = self.syms.int(i64::from(def.0));
        *self.cx.next.last_mut().expect("symbolic: the name has a place") = Assigned::Yes(name);
    }

    /// Whether the expression has the same value in every state.
    fn is_constant(&mut self, e: ExprId, frame: &Frame) -> bool {
        let names = self.cx.names.as_mut().expect("symbolic: steps are named");
        let varies = |s: &Slot| names.varying.iter().any(|(f, v)| v == s && Rc::ptr_eq(f, frame));
        names.analysis.level(e) == Level::Constant && !names.analysis.locals(e).free.iter().any(varies)
    }

    /// Evaluates the body of a LET of the descent.
    pub(in crate::symbolic) fn below_let<T>(
        &mut self,
        top: Option<DefId>,
        (slot, value): (Slot, ExprId),
        frame: &Frame,
        body: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let varies = top.is_some() && !self.is_constant(value, frame);
        if let (true, Some(names)) = (varies, &mut self.cx.names) {
            names.varying.push((frame.clone(), slot));
        }
        let result = body(self);
        if let (true, Some(names)) = (varies, &mut self.cx.names) {
            names.varying.pop();
        }
        result
    }

    /// Removes the name from the assigned variables. Returns each action with the condition on the choices under which a step is
    /// one.
    pub(in crate::symbolic) fn take_names(&mut self, assigned: &mut Vec<Assigned>) -> Vec<(DefId, Term)> {
        if self.cx.names.is_none() || self.cx.mode.initial {
            return Vec::new();
        }
        let Some(Assigned::Yes(name) | Assigned::Partly(_, name)) = assigned.pop() else { return Vec::new() };
        let Node::Int(scalar) = self.syms.node(name).clone() else { return Vec::new() };
        let actions = scalar.domain().values().into_iter().map(|def| {
            let def = DefId(u32::try_from(def).expect("symbolic: the name is an operator's"));
            let this = Scalar::constant(i64::from(def.0));
            (def, Scalar::equal(&mut self.graph, &scalar, &this))
        });
        actions.filter(|a| a.1 != Term::FALSE).collect()
    }
}
