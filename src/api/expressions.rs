//! Expressions evaluated along a behavior (`--expr`).
//!
//! In: a [`Report`] with traces, and expressions that were given to [`Load::expression`](super::Load::expression). Out: the report with
//! their values in each state, and the changes of these. A primed variable has its value in the next state; in the last state of a
//! finite behavior it has none.

use super::load::Spec;
use crate::eval::Evaluator;
use crate::report::Report;
use crate::trace::doc::{Change, Evaluated, Operation, Part, TraceDoc, diff};
use crate::value::{State, Value};

impl Report {
    /// The report with the values of the expressions that the specification was loaded with.
    pub fn evaluated(mut self, spec: &Spec) -> Report {
        for doc in self.trace.iter_mut().chain(&mut self.further) {
            for (name, text) in spec.expressions() {
                evaluate(doc, spec, &name, text);
            }
        }
        self
    }
}

/// Adds the values of one expression.
fn evaluate(doc: &mut TraceDoc, spec: &Spec, name: &str, text: &str) {
    let Some(def) = spec.definition(name) else { return };
    let states: Vec<State> = (0..doc.steps.len()).map(|i| state(doc, spec, i)).collect();
    let mut evaluator = Evaluator::new(&spec.model);
    evaluator.set_way(&states);
    let mut before: Option<Option<Value>> = None;
    for (i, here) in states.iter().enumerate() {
        let next = states.get(i + 1).or_else(|| doc.lasso.as_ref().map(|l| &states[l.back_to]));
        evaluator.set_register("level", i as i64 + 1);
        let value = evaluator.value(def, Some(here), next).ok();
        let part = Part::Column(text.to_string());
        let one = |operation| vec![Change { path: vec![part.clone()], operation }];
        let changes = match (&before, &value) {
            (None, _) | (Some(None), None) => Vec::new(),
            (Some(Some(a)), Some(b)) => diff::changes(part, a, b),
            (Some(None), Some(b)) => one(Operation::Added(b.clone())),
            (Some(Some(a)), None) => one(Operation::Removed(a.clone())),
        };
        doc.steps[i].changes.extend(changes);
        doc.steps[i].expressions.push(Evaluated { name: text.to_string(), value: value.clone() });
        before = Some(value);
    }
}

/// A state of the document as the model has it: with the constants that the search chose.
fn state(doc: &TraceDoc, spec: &Spec, i: usize) -> State {
    let value = |name: &str| {
        let variable = doc.variables.iter().position(|v| v.name == name).and_then(|at| doc.steps[i].values.get(at));
        let constant = || doc.constants.iter().find(|c| c.name == name).and_then(|c| c.chosen.as_ref());
        variable.or_else(constant).cloned()
    };
    State(spec.variables().map(|name| value(name).expect("api: the document has all variables")).collect())
}
