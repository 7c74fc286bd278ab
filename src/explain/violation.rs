//! Why what was found is wrong: the explanation of a violation.
//!
//! In: a [`Violation`] and the states of its behavior. Out: the explanation of the invariant or property in the last state or step.
//!
//! The registers of TLCGet are those of the last state: its level and the states before it. What TLCSet wrote during the search is not
//! known here; where the predicate then has another value, there is no explanation. A predicate that draws at random is not explained,
//! either.

use super::{Explainer, Node};
use crate::eval::{Evaluator, Frame};
use crate::ir::analysis::reaches;
use crate::ir::split::{Check, Split};
use crate::ir::{DefId, ExprId, Model, Slot};
use crate::property::Violation;
use crate::source::FileId;
use crate::value::{Integers, State, Value};
use std::rc::Rc;

/// The explanation; `None` where there is nothing to explain, such as an evaluation error.
pub fn of_violation(
    model: &Model,
    violation: &Violation,
    states: &[State],
    is_standard: &dyn Fn(FileId) -> bool,
) -> Option<Node> {
    let last = states.last()?;
    let before = states.len().checked_sub(2).map(|i| &states[i]);
    let split = Split::of(model);
    let same = |checks: &[Check], name: &str, span| {
        let found = checks.iter().filter(move |c| *c.name == *name && c.span == span);
        found.map(|c| (c.def, c.expr)).collect::<Vec<_>>()
    };
    let mut level = states.len();
    let frames: Vec<(Frame, ExprId)> = match violation {
        Violation::Invariant { name, span } => {
            let own = model.invariants.iter().filter(|n| n.name == *name).map(|n| (n.def, model.def(n.def).body));
            let all = own.chain(same(&split.always, name, *span));
            let in_state = all.map(|(def, e)| (Frame::of(def).at(last), e));
            let of_behavior = model.trace_invariants.iter().filter(|n| n.name == *name);
            in_state.chain(of_behavior.map(|n| (on_behavior(model, n.def, states), model.def(n.def).body))).collect()
        }
        Violation::ImpliedInit { name, span } => {
            same(&split.initial, name, *span).into_iter().map(|(def, e)| (Frame::of(def).at(last), e)).collect()
        }
        Violation::ActionProperty { name, span } => {
            let before = before?;
            level -= 1;
            same(&split.steps, name, *span).into_iter().map(|(def, e)| (Frame::of(def).at(before).to(last), e)).collect()
        }
        Violation::Liveness { .. }
        | Violation::Deadlock
        | Violation::NextError(_)
        | Violation::InitError(_)
        | Violation::InvariantError { .. } => return None,
    };
    let mut evaluator = Evaluator::new(model);
    evaluator.set_integers(Integers::Unbounded);
    evaluator.set_way(states);
    evaluator.set_register("level", level as i64);
    for (frame, e) in frames {
        if reaches(model, [e], &|op| op.draws()) || evaluator.holds_in(&frame, e) != Ok(false) {
            continue;
        }
        return Explainer::new(model, &mut evaluator, is_standard).explain(&Rc::new(frame), e);
    }
    None
}

/// A predicate of behaviors in the frame of the behavior so far: its parameter is a sequence of records.
fn on_behavior(model: &Model, def: DefId, states: &[State]) -> Frame {
    let names: Vec<_> = model.vars.iter().map(|v| model.atoms.intern(&v.name)).collect();
    let record = |s: &State| Value::record(names.iter().copied().zip(s.0.iter().cloned()));
    let frame = Frame::of(def).bind(Slot(0), Value::tuple(states.iter().map(record)));
    states.last().map_or(frame.clone(), |last| frame.at(last))
}
