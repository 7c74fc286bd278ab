//! The document of a trace.
//!
//! In: a trace, the model whose trace it is, the sources, and what was found. Out: the [`TraceDoc`]. Constants that the search chose
//! are variables in the model ([`Model::rigid`]) and constants in the document.
//!
//! The process of a PlusCal step is found in `pc`, a function from process identifiers to labels: the action is a label, and the
//! process is the argument `self` if `pc` was at that label there, or else the only identifier whose `pc` was at that label. Labels of
//! different processes have different names.

use super::place::Places;
use super::{
    Action, Change, Column, Constant, Explanation, Fairness, Finding, Formulas, Loop, Part, Step, TraceDoc, VERSION, Variable,
    diff, events, lanes,
};
use crate::explain::Node;
use crate::ir::{DefId, ExprId, ExprKind, Model};
use crate::property::{self, Why};
use crate::trace::{Lasso, Trace, TraceState};
use crate::value::{ActionLabel, State, Value};

/// The document of a trace. `places` has been used for `finding`; `fairness` says why a loop is fair.
pub fn document(
    trace: &Trace,
    finding: Finding,
    fairness: &[property::Met],
    why: Option<&Node>,
    model: &Model,
    mut places: Places<'_>,
) -> TraceDoc {
    let mut b = Builder { model, places: &mut places };
    let variables = model.vars.iter().enumerate().filter(|(i, _)| !b.is_constant(*i));
    let variables = variables.map(|(_, v)| (v.name.to_string(), v.span)).collect::<Vec<_>>();
    let variables: Vec<Variable> =
        variables.into_iter().map(|(name, span)| Variable { name, place: b.places.place(span) }).collect();
    let constants = b.constants(trace);
    let mut steps: Vec<Step> = Vec::with_capacity(trace.states.len());
    for (i, state) in trace.states.iter().enumerate() {
        let before = i.checked_sub(1).map(|before| &trace.states[before]);
        let step = b.step(state, before, &variables, steps.last());
        steps.push(step);
    }
    let last = trace.states.len().saturating_sub(1);
    let lasso = trace.lasso.as_ref().map(|lasso| match lasso {
        Lasso::Stuttering => Loop { back_to: last, label: None },
        Lasso::BackTo { index, action } => {
            Loop { back_to: *index, label: Some(b.action(action, trace.states.last().map(|s| &s.state))) }
        }
    });
    let formula = |def: Option<DefId>| def.map_or(String::new(), |def| b.formula(def));
    let formulas = Formulas { init: formula(model.init), next: formula(model.next) };
    let fairness = fairness.iter().map(|met| b.fairness(met)).collect();
    let (lanes, local) = lanes::find(model.has_algorithm, &model.name, &variables, &mut steps);
    events::find(&variables, &lanes, &local, &mut steps);
    let explanation = why.map(|node| explanation(node, b.places));
    TraceDoc {
        version: VERSION,
        module: model.name.to_string(),
        finding,
        formulas,
        constants,
        variables,
        lanes,
        local,
        steps,
        lasso,
        fairness,
        explanation,
        sources: places.sources(),
    }
}

/// An explanation with places.
pub fn explanation(node: &Node, places: &mut Places<'_>) -> Explanation {
    let bindings = node.bindings.iter().map(|(name, v)| Column { name: name.to_string(), value: v.clone() });
    Explanation {
        expression: places.text(node.span),
        place: places.place(node.span),
        role: node.role.to_string(),
        bindings: bindings.collect(),
        value: node.value.clone(),
        reason: node.reason.clone(),
        children: node.children.iter().map(|child| explanation(child, places)).collect(),
    }
}

struct Builder<'a, 's> {
    model: &'a Model,
    places: &'a mut Places<'s>,
}

impl Builder<'_, '_> {
    /// Is the variable a constant that the search chose?
    fn is_constant(&self, variable: usize) -> bool {
        self.model.rigid.iter().any(|v| v.index() == variable)
    }

    fn constants(&self, trace: &Trace) -> Vec<Constant> {
        let configured =
            |(name, text): &(std::sync::Arc<str>, String)| Constant { name: name.to_string(), text: text.clone(), chosen: None };
        let mut all: Vec<Constant> = self.model.constants.iter().map(configured).collect();
        if let Some(first) = trace.states.first() {
            all.extend(self.model.rigid.iter().map(|v| {
                let value = first.state.0[v.index()].clone();
                Constant { name: self.model.var(*v).name.to_string(), text: value.to_string(), chosen: Some(value) }
            }));
        }
        all
    }

    fn step(&mut self, state: &TraceState, before: Option<&TraceState>, variables: &[Variable], last: Option<&Step>) -> Step {
        let values = state.state.0.iter().enumerate().filter(|(i, _)| !self.is_constant(*i));
        let values: Vec<Value> = values.map(|(_, v)| v.clone()).collect();
        let columns = columns(state.alias.as_ref());
        let changes = last.map_or_else(Vec::new, |last| changes(last, variables, &values, &columns));
        let label = state.action.as_ref().map(|a| self.action(a, before.map(|b| &b.state)));
        Step { label, lane: None, values, columns, changes, expressions: Vec::new(), untaken: None, events: Vec::new() }
    }

    fn action(&mut self, label: &ActionLabel, before: Option<&State>) -> Action {
        // of a formula that is no operator's, there is no definition
        let def = self.model.defs.iter().find(|d| d.name == label.name && d.module == label.module && d.span == label.span);
        Action {
            name: label.name.to_string(),
            parameters: def.map_or_else(Vec::new, |d| d.params.iter().map(|p| p.name.to_string()).collect()),
            arguments: label.args.clone(),
            module: label.module.to_string(),
            place: self.places.place(label.span),
            process: before.and_then(|before| self.process(label, before)),
            pluscal: before.is_some_and(|before| self.is_label(label, before)),
        }
    }

    /// Whether the action is a label of the algorithm, at which some process is.
    fn is_label(&self, label: &ActionLabel, before: &State) -> bool {
        let pc = self.model.vars.iter().position(|v| &*v.name == "pc");
        let is_here = |v: &Value| matches!(v, Value::Str(a) if a.text() == &*label.name);
        self.model.has_algorithm
            && pc
                .and_then(|pc| before.0.get(pc))
                .is_some_and(|v| is_here(v) || v.entries().is_some_and(|entries| entries.iter().any(|(_, at)| is_here(at))))
    }

    /// The PlusCal process that takes a step from a state.
    fn process(&self, label: &ActionLabel, before: &State) -> Option<Value> {
        if !self.model.has_algorithm {
            return None;
        }
        let pc = self.model.vars.iter().position(|v| &*v.name == "pc")?;
        let at = before.0.get(pc)?.entries()?;
        let mut here = at.iter().filter(|(_, at)| matches!(at, Value::Str(a) if a.text() == &*label.name)).map(|(id, _)| id);
        match label.args.first() {
            Some(id) => here.find(|i| *i == id).cloned(),
            None => {
                let only = here.next()?;
                here.next().is_none().then(|| only.clone())
            }
        }
    }

    /// A definition by its name, or by its text where it is a part of another.
    fn formula(&self, def: DefId) -> String {
        let Some(d) = self.model.defs.get(def.index()) else { return String::new() };
        if !d.local && d.params.is_empty() {
            return d.name.to_string();
        }
        let body = self.model.expr(d.body);
        let call = |e: &ExprId| match &self.model.expr(*e).kind {
            ExprKind::Call { def, args } if args.is_empty() => Some(self.formula(*def)),
            _ => None,
        };
        if let ExprKind::And(items) = &body.kind
            && let Some(parts) = items.iter().map(call).collect::<Option<Vec<_>>>()
        {
            return parts.iter().map(|p| format!("/\\ (\n{p})")).collect::<Vec<_>>().join("\n");
        }
        self.places.aligned(body.span)
    }

    fn fairness(&self, met: &property::Met) -> Fairness {
        let (how, state) = match met.why {
            Why::Taken { state } => (super::Met::Taken, state),
            Why::Disabled { state } => (super::Met::Disabled, state),
        };
        let with = met.values.iter().map(|(name, value)| Column { name: name.to_string(), value: value.clone() });
        Fairness { condition: self.places.text(met.span), strong: met.strong, with: with.collect(), met: how, state }
    }
}

/// The value of ALIAS as columns.
fn columns(alias: Option<&Value>) -> Vec<Column> {
    match alias {
        None => Vec::new(),
        Some(Value::Record(fields)) => {
            fields.iter().map(|(name, v)| Column { name: name.text().to_string(), value: v.clone() }).collect()
        }
        Some(value) => vec![Column { name: "ALIAS".to_string(), value: value.clone() }],
    }
}

/// What differs from the step before.
pub fn changes(last: &Step, variables: &[Variable], values: &[Value], columns: &[Column]) -> Vec<Change> {
    let mut all = Vec::new();
    for (i, variable) in variables.iter().enumerate() {
        all.extend(diff::changes(Part::Variable(variable.name.clone()), &last.values[i], &values[i]));
    }
    for column in columns {
        let part = Part::Column(column.name.clone());
        match last.columns.iter().find(|c| c.name == column.name) {
            Some(before) => all.extend(diff::changes(part, &before.value, &column.value)),
            None => all.push(Change { path: vec![part], operation: super::Operation::Added(column.value.clone()) }),
        }
    }
    all
}
