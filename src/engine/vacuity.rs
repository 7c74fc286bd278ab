//! Vacuity: what the configuration requires and cannot fail, or cannot hold.
//!
//! In: a model. Out: before a search, the refusal of what is FALSE whatever the state, as TLC refuses it (`SpecProcessor.java`: a constant
//! definition has its value before any state is there); after one, what was TRUE whatever the state. And the actions of the next-state
//! action, so that those that were never taken can be told.

use super::declared;
use crate::diag::{Code, Diagnostic};
use crate::eval::Evaluator;
use crate::ir::analysis::{self, Analysis};
use crate::ir::{Arg, DefId, ExprId, ExprKind, Level, Model, Named, Quantifier, Slot};
use crate::property;
use crate::property::safety::{Check, Safety};
use crate::source::Span;
use crate::trace::vacuity::{Goal, Told, Vacuity};
use crate::trace::{Outcome, Verdict};
use crate::util::interrupt::{Cancel, catch, with_flag};
use crate::value::Value;
use rustc_hash::FxHashSet;
use std::sync::atomic::AtomicU32;

/// The depth to which definitions without parameters are followed.
const DEPTH: usize = 50;

/// The outcome where there is nothing to search.
pub(super) fn refused(model: &Model) -> Option<Outcome> {
    let mut r = Refusal { model, evaluator: Evaluator::new(model) };
    let symmetry = || declared::symmetry(model).err().map(|refused| Outcome::Config(*refused));
    r.replacement().or_else(symmetry).or_else(|| r.role()).or_else(|| r.statement()).or_else(|| r.empty_range())
}

struct Refusal<'m> {
    model: &'m Model,
    evaluator: Evaluator<'m>,
}

impl Refusal<'_> {
    /// A declared constant that is replaced by something that depends on the state.
    fn replacement(&mut self) -> Option<Outcome> {
        for n in &self.model.replacements {
            let d = self.model.def(n.def);
            if self.evaluator.value(n.def, None, None).is_err() {
                let text = format!("the constant `{}` is replaced by `{}`, which depends on the state", n.name, d.name);
                return Some(config(text, d.span, "this has no value without a state", "replace a constant by a constant"));
            }
        }
        None
    }

    /// An invariant or a constraint that is FALSE in every state; an initial predicate or a next-state action that is a constant.
    fn role(&mut self) -> Option<Outcome> {
        let model = self.model;
        let roles = [
            ("invariant", &model.invariants, "it holds in no state, whatever the specification"),
            ("constraint", &model.constraints, "nothing would be searched: leave it out, or let it depend on the state"),
            (
                "action constraint",
                &model.action_constraints,
                "nothing would be searched: leave it out, or let it depend on the step",
            ),
        ];
        for (what, list, help) in roles {
            // as in TLC, only a configured invariant is refused; without states nothing else would report it
            let exempt = what == "invariant" && model.given && model.init.is_some();
            for n in list.iter().filter(|_| !exempt) {
                if let Some(Value::Bool(false)) = self.constant(n.def) {
                    return Some(config(format!("the {what} {} is FALSE", n.name), self.span(n), "a constant", help));
                }
            }
        }
        let roles = [("initial predicate", model.init), ("next-state action", model.next)];
        for (what, def) in roles.into_iter().filter(|_| model.plain) {
            if let Some(def) = def
                && let Some(value) = self.constant(def)
            {
                let d = model.def(def);
                let text = format!("the {what} {} is the constant {value}", d.name);
                return Some(config(text, d.span, "this mentions no variable", "name a formula about the variables"));
            }
        }
        if model.init.is_some() {
            return None;
        }
        // `SpecProcessor.java`, `processConfig`: of constants nothing is left to check, anything else needs initial states
        let checked = [
            ("invariant", &model.invariants, "evaluated in any state"),
            ("invariant", &model.trace_invariants, "evaluated on any behavior"),
            ("property", &model.properties, "checked on any behavior"),
        ];
        checked.into_iter().find_map(|(what, list, how)| {
            let n = list.iter().find(|n| self.constant(n.def).is_none())?;
            let text = format!("no initial predicate is given, so {what} {} cannot be {how}", n.name);
            let help = "name an initial predicate and a next-state action";
            Some(config(text, self.span(n), &format!("this {what}"), help))
        })
    }

    /// A conjunct of SPECIFICATION or of a PROPERTY that is named and FALSE.
    fn statement(&mut self) -> Option<Outcome> {
        self.model.stated.iter().find_map(|n| self.named_conjunct(n, n.def, self.span(n), DEPTH))
    }

    fn named_conjunct(&mut self, whole: &Named, def: DefId, at: Span, depth: usize) -> Option<Outcome> {
        let d = self.model.def(def);
        match d.level {
            Level::Constant => {
                let value = self.constant(def)?;
                (value != Value::Bool(true)).then(|| trivial(whole, &d.name, &value, at))
            }
            Level::Temporal if depth > 0 => self.conjunct(whole, d.body, &mut Vec::new(), depth),
            Level::State | Level::Action | Level::Temporal => None,
        }
    }

    /// The same of a conjunct below these LETs.
    fn conjunct(&mut self, whole: &Named, e: ExprId, lets: &mut Vec<(Slot, ExprId)>, depth: usize) -> Option<Outcome> {
        let expr = self.model.expr(e);
        if let ExprKind::Call { def, args } = &expr.kind {
            return if args.is_empty() { self.named_conjunct(whole, *def, expr.span, depth - 1) } else { None };
        }
        if let ExprKind::And(items) = &expr.kind {
            return items.iter().find_map(|i| self.conjunct(whole, *i, lets, depth));
        }
        match &expr.kind {
            ExprKind::Let { slot, value, body } => {
                lets.push((*slot, *value));
                let found = self.conjunct(whole, *body, lets, depth);
                lets.pop();
                found
            }
            ExprKind::Local(slot) => {
                let bound = lets.iter().rposition(|(s, _)| s == slot)?;
                self.conjunct(whole, lets[bound].1, &mut lets[..bound].to_vec(), depth)
            }
            ExprKind::Const(value @ Value::Bool(false)) => Some(trivial(whole, "FALSE", value, expr.span)),
            // TLC evaluates no other conjunct beforehand
            _ => None,
        }
    }

    /// A property that quantifies over an empty set.
    fn empty_range(&mut self) -> Option<Outcome> {
        let empty = self.model.ranges.iter().find(|n| self.evaluator.predicate(n.def, None, None) == Ok(true))?;
        Some(Outcome::Tautology { name: empty.name.clone(), span: self.span(empty) })
    }

    /// The value of a constant definition, if it has one.
    fn constant(&mut self, def: DefId) -> Option<Value> {
        constant(self.model, &mut self.evaluator, def)
    }

    fn span(&self, n: &Named) -> Span {
        self.model.def(n.def).span
    }
}

fn constant(model: &Model, evaluator: &mut Evaluator<'_>, def: DefId) -> Option<Value> {
    (model.def(def).level == Level::Constant).then(|| evaluator.constant(def))?
}

fn trivial(whole: &Named, name: &str, value: &Value, at: Span) -> Outcome {
    let text = match value {
        Value::Bool(false) if name == "FALSE" => {
            format!("`{}` is trivially false, since FALSE is one of its conjuncts", whole.name)
        }
        _ if whole.name.as_ref() == name => format!("`{name}` is the constant {value}"),
        Value::Bool(false) => format!("`{}` is trivially false, since {name} is FALSE", whole.name),
        _ => format!("{name} is {value}, which is no formula, in `{}`", whole.name),
    };
    config(text, at, "this conjunct", "leave it out, or let it depend on the state")
}

fn config(text: String, at: Span, label: &str, help: &str) -> Outcome {
    let d = Diagnostic::error(Code::CONFIG, text);
    Outcome::Config(if at.is_none() { d } else { d.at(at, label) }.help(help))
}

/// Adds to a verdict what is TRUE in every state, and that there are no behaviors.
pub(super) fn complete(model: &Model, verdict: &mut Verdict) {
    let begun = verdict.depth.is_some() || verdict.counts.is_some_and(|counts| counts.initial > 0);
    if !begun && matches!(verdict.outcome, Outcome::Timeout | Outcome::Interrupted | Outcome::Unknown { .. }) {
        // evaluating one of these constants may be what did not end
        return;
    }
    // after a stop this is still reported
    let found = with_flag(&Cancel::default(), || catch(|| always_true(model)));
    let noted = &mut verdict.vacuity;
    noted.constant.extend(found.unwrap_or_default().into_iter().map(Told::plain));
    if matches!(verdict.outcome, Outcome::Safe) && noted.nothing.is_none() {
        // these may take as long as the search
        noted.constant.extend(catch(|| constant_goals(model)).unwrap_or_default());
    }
    if model.init.is_none() && matches!(verdict.outcome, Outcome::Safe) {
        let left = model.postconditions.iter().map(|n| ("POSTCONDITION", n));
        let left = left.chain(model.possible.iter().map(|n| ("_POSSIBLE", n)));
        noted
            .constant
            .extend(left.map(|(what, n)| Told::plain(format!("{what} {} was not evaluated, as there are no behaviors", n.name))));
    }
    let checks = model.invariants.len() + model.properties.len() + model.assumes.len();
    if model.init.is_none() && checks == 0 {
        noted.nothing = Some("there are no behaviors, and there is no ASSUME".to_string());
    }
}

fn always_true(model: &Model) -> Vec<String> {
    let mut evaluator = Evaluator::new(model);
    let is_true = |e: &mut Evaluator<'_>, n: &Named| constant(model, e, n.def) == Some(Value::Bool(true));
    let invariants = model.invariants.iter().filter(|n| is_true(&mut evaluator, n));
    let invariants = invariants.map(|n| format!("invariant {} is TRUE in every state, whatever the specification", n.name));
    let mut found: Vec<String> = invariants.collect();
    let safety = Safety::split(model);
    let properties =
        model.properties.iter().filter(|n| is_true(&mut evaluator, n) || says_nothing(model, &safety, &mut evaluator, n));
    found.extend(properties.map(|n| format!("property {} is TRUE of every behavior, whatever the specification", n.name)));
    found
}

/// Whether each conjunct of a property is true by its constants alone, as in `[]TRUE`, `[][TRUE]_v`, `[][A]_<<>>`, `[]<>TRUE`, `WF_v(FALSE)`.
fn says_nothing(model: &Model, safety: &Safety<'_>, evaluator: &mut Evaluator<'_>, property: &Named) -> bool {
    let own = |checks: &'_ [Check]| -> Vec<Check> { checks.iter().filter(|c| c.name == property.name).cloned().collect() };
    let mut is = |c: &Check, e: ExprId, truth: bool| {
        analysis::level(model, e) == Level::Constant && evaluator.holds(c.def, e, None, None) == Ok(truth)
    };
    let states: Vec<Check> = own(&safety.initial).into_iter().chain(own(&safety.always)).collect();
    let (steps, behaviors) = (own(&safety.steps), own(&safety.behaviors));
    if states.len() + steps.len() + behaviors.len() == 0 || !states.iter().all(|c| is(c, c.expr, true)) {
        return false;
    }
    let step = |c: &Check| match &model.expr(c.expr).kind {
        ExprKind::BoxAction { action, subscript } => {
            is(c, *action, true) || analysis::level(model, *subscript) == Level::Constant
        }
        _ => is(c, c.expr, true),
    };
    if !steps.iter().all(step) {
        return false;
    }
    behaviors.iter().all(|c| match &model.expr(c.expr).kind {
        ExprKind::Fairness { action, .. } => is(c, *action, false),
        _ => {
            let formula = property::expand(model, std::slice::from_ref(c)).ok();
            formula.is_some_and(|t| t.properties.iter().all(|p| p.formula.value() == Some(true)))
        }
    })
}

/// Constant predicates that should be true somewhere and are FALSE.
fn constant_goals(model: &Model) -> Vec<Told> {
    let mut evaluator = Evaluator::new(model);
    let missed = model.constant_arms.iter().filter(|n| evaluator.predicate(n.def, None, None) == Ok(false));
    missed.map(|n| Told { text: format!("{}, whatever the state", n.name), place: model.def(n.def).span }).collect()
}

/// The vacuity of a model without initial states.
pub(super) fn no_initial_state(model: &Model) -> Vacuity {
    let name = model.init.map_or("Init", |d| &*model.def(d).name);
    Vacuity { nothing: Some(format!("no state satisfies the initial predicate {name}")), ..Vacuity::default() }
}

/// The goal that an action is taken; `None` for `Terminating`, which the PlusCal translator adds.
pub(super) fn action(model: &Model, def: DefId, first: Option<u32>) -> Option<Goal> {
    let d = model.def(def);
    let own = !(model.has_algorithm && &*d.name == "Terminating");
    own.then(|| Goal { never: format!("action {} was never taken", d.name), place: d.span, first })
}

/// The goal that the action constraints allow a step of an action.
pub(super) fn within(model: &Model, def: DefId, first: Option<u32>) -> Option<Goal> {
    let (d, goal) = (model.def(def), action(model, def, first)?);
    let constraint = &model.action_constraints.first()?.name;
    let never = format!("each step of action {} is cut off by the action constraint {constraint}", d.name);
    Some(Goal { never, ..goal })
}

/// The goal that one of [`Model::arms`] is true somewhere.
pub(super) fn arm(model: &Model, arm: &Named, first: Option<u32>) -> Goal {
    Goal { never: arm.name.to_string(), place: model.def(arm.def).span, first }
}

/// Whether evaluating a predicate again has no effect.
pub(super) fn is_pure(model: &Model, arm: &Named) -> bool {
    !analysis::reaches(model, [model.def(arm.def).body], &|op| !op.is_repeatable())
}

/// The least depths at which arms are true: unknown yet, or 0 where the arm must not be evaluated again.
pub(super) fn armed(model: &Model) -> Vec<AtomicU32> {
    model.arms.iter().map(|n| AtomicU32::new(if is_pure(model, n) { u32::MAX } else { 0 })).collect()
}

/// The clause where no initial state is inside the constraints.
pub(super) fn nowhere_to_start(constraint: &str) -> Told {
    Told::plain(format!("no initial state is within the constraint {constraint}, so no step was explored"))
}

/// The operators that steps are named after, in the order of the text: where the descent from the next-state action can end
/// (`Tool.java`, `getActions`).
pub(super) fn actions(model: &Model) -> Vec<DefId> {
    let Some(next) = model.next else { return Vec::new() };
    let mut a = Actions { model, analysis: Analysis::new(model), varying: Vec::new(), open: Vec::new(), found: Vec::new() };
    a.descend(model.def(next).body, next, next);
    let mut seen = FxHashSet::default();
    a.found.retain(|d| seen.insert(*d));
    a.found
}

struct Actions<'m> {
    model: &'m Model,
    analysis: Analysis<'m>,
    /// LET slots whose values depend on the state, with their definition.
    varying: Vec<(DefId, Slot)>,
    /// Definitions that the descent is in.
    open: Vec<DefId>,
    found: Vec<DefId>,
}

impl Actions<'_> {
    /// `home` has the slots of `e`; a step that goes no further down is named after `named`.
    fn descend(&mut self, e: ExprId, home: DefId, named: DefId) {
        let model = self.model;
        match &model.expr(e).kind {
            ExprKind::Or(items) => items.iter().for_each(|i| self.descend(*i, home, named)),
            ExprKind::Let { slot, value, body } => {
                if !self.is_constant(*value, home) {
                    self.varying.push((home, *slot));
                }
                self.descend(*body, home, named);
            }
            ExprKind::Quant { quantifier: Quantifier::Exists, binds, body }
                if binds.iter().all(|b| self.is_constant(b.set, home)) =>
            {
                self.descend(*body, home, named);
            }
            ExprKind::Call { def, args } if !self.open.contains(def) => {
                let constant = args.iter().all(|a| match a {
                    Arg::Expr(a) => self.is_constant(*a, home),
                    Arg::Def { .. } | Arg::Builtin(_) | Arg::Slot(_) => true,
                });
                let named = if model.def(*def).local { named } else { *def };
                if !constant {
                    self.found.push(named);
                    return;
                }
                self.open.push(*def);
                self.descend(model.def(*def).body, *def, named);
                self.open.pop();
            }
            // everything else ends the descent
            _ => self.found.push(named),
        }
    }

    fn is_constant(&mut self, e: ExprId, home: DefId) -> bool {
        let varies = |s: &Slot| self.varying.contains(&(home, *s));
        self.analysis.level(e) == Level::Constant && !self.analysis.locals(e).free.iter().any(varies)
    }
}
