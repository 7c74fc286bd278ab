//! Whether a model depends on the order of evaluation: TLCGet, TLCSet and what else sees the search.
//!
//! In: a model. Out: yes or no; such a model is evaluated by one thread.

use crate::ir::analysis::reaches;
use crate::ir::{Builtin, Model};

/// Whether the model depends on the order of evaluation.
pub fn depends_on_order(model: &Model) -> bool {
    any_of(model, &Builtin::depends_on_order)
}

/// Whether it depends on TLCGet.
pub fn reads_search(model: &Model) -> bool {
    any_of(model, &Builtin::reads_search)
}

/// Whether it reads the trace so far.
pub fn reads_trace(model: &Model) -> bool {
    any_of(model, &Builtin::reads_trace)
}

/// Whether there is such an operator in what is evaluated in states and steps.
pub fn any_of(model: &Model, is: &dyn Fn(Builtin) -> bool) -> bool {
    let named = [&model.invariants, &model.properties, &model.constraints, &model.action_constraints, &model.possible];
    let named = named.into_iter().flatten().chain(&model.view).map(|n| n.def);
    let roots = model.init.into_iter().chain(model.next).chain(model.fairness.iter().copied()).chain(named);
    reaches(model, roots.map(|d| model.def(d).body), is)
}
