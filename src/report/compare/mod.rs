//! What comparing two engines found, as a document and in its forms.
//!
//! In: a [`Comparison`] with the model and the sources. Out: [`Report`], which refers to nothing else; [`text`](text::text) for people:
//! the differences, each with the behavior that shows it, or a table of what each depth has; and [`json`](json::object) for programs.
//! The exit code is 1 for a difference, the code of the engine that did not finish, or 0.

pub mod json;
pub mod text;

use super::kind::Kind;
use super::run::vacuous;
use super::text::Style;
use super::{Context, finding};
use crate::ir::DefId;
use crate::trace::confirm::Claim;
use crate::trace::doc::place::{Places, of_module};
use crate::trace::doc::{At, Finding, Message, Place, Source, TraceDoc, build};
use crate::trace::survey::{self, Comparison, First, Wrong};
use crate::trace::{Outcome, Trace, TraceState};
use crate::value::State;
use serde::Serialize;
use std::collections::BTreeSet;

/// What a comparison found.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// `agree`, `differ`, or how an engine ended that did not finish.
    pub verdict: &'static str,
    pub exit_code: u8,
    /// Steps were compared up to this depth.
    pub depth: Reach,
    pub first: Side,
    pub second: Side,
    pub actions: Vec<Action>,
    /// The depth of the first state without a successor.
    pub stuck: Depths,
    /// What is wrong with the specification.
    pub wrong: Vec<Mistake>,
    pub differences: Vec<Difference>,
    /// What was not put to the test, where the engines agree.
    pub vacuous: Vec<String>,
    /// What is configured and was not compared.
    pub left_out: Vec<String>,
    /// The files that the sides' messages refer to.
    pub sources: Vec<Source>,
}

/// How far steps were compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Reach {
    Nowhere,
    Depth(u32),
    /// To every depth; the first engine's greatest depth.
    Everywhere(Option<u32>),
}

impl Reach {
    fn covers(self, depth: u32) -> bool {
        match self {
            Reach::Nowhere => false,
            Reach::Depth(d) => depth <= d,
            Reach::Everywhere(_) => true,
        }
    }
}

/// How one engine ended.
#[derive(Clone, Debug, Serialize)]
pub struct Side {
    pub engine: String,
    pub verdict: Kind,
    pub depth: Option<u32>,
    /// The engine has seen every reachable state.
    pub exhaustive: bool,
    pub seconds: f64,
    pub message: Option<Message>,
}

/// The least depth at which each engine has something.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Depths {
    pub first: Option<u32>,
    pub second: Option<u32>,
}

/// An action, and the depth at which it is first enabled, and first leads to a state inside the constraints.
#[derive(Clone, Debug, Serialize)]
pub struct Action {
    pub name: String,
    pub module: String,
    pub place: Option<Place>,
    pub enabled: Depths,
    pub reached: Depths,
}

/// Something wrong with the specification.
#[derive(Clone, Debug, Serialize)]
pub struct Mistake {
    pub what: String,
    pub depth: Depths,
}

/// What one engine has at a depth and the other has later, or not at all.
#[derive(Clone, Debug, Serialize)]
pub struct Difference {
    pub depth: u32,
    pub what: String,
    /// The engine that has it.
    pub engine: String,
    /// The depth at which the other has it.
    pub other: Option<u32>,
    /// Why the evaluator does not confirm it; `None` if it does.
    pub refuted: Option<String>,
    /// The behavior after which it is so; without actions.
    pub trace: TraceDoc,
}

impl Report {
    /// The comparison as text.
    pub fn text(&self, style: Style) -> String {
        text::text(self, style)
    }

    /// The JSON object that `--json` writes.
    pub fn json(&self) -> serde_json::Value {
        json::object(self)
    }

    /// `strict`: agreement about less than was asked for is an error.
    pub fn new(c: &Comparison, context: Context<'_>, strict: bool) -> Report {
        let mut places = Places::new(context.sources);
        let unfinished = unfinished(c);
        let agree = c.differences.is_empty() && unfinished.is_none() && c.first.survey.wrong.is_empty();
        let vacuous = if agree { vacuous(&c.first.verdict, context) } else { Vec::new() };
        let (verdict, exit_code) = match (c.differences.is_empty(), unfinished) {
            (false, _) => ("differ", 1),
            (true, Some(kind)) => (kind.name(), kind.exit_code()),
            (true, None) if strict && !vacuous.is_empty() => (Kind::Vacuous.name(), Kind::Vacuous.exit_code()),
            (true, None) => ("agree", 0),
        };
        let (e, s) = (&c.first.survey, &c.second.survey);
        let defs: BTreeSet<DefId> = e.enabled.keys().chain(s.enabled.keys()).copied().collect();
        let both = |e: Option<&First>, s: Option<&First>| Depths { first: e.map(|f| f.depth), second: s.map(|f| f.depth) };
        let actions = defs.iter().map(|def| {
            let d = context.model.def(*def);
            Action {
                name: d.name.to_string(),
                module: d.module.to_string(),
                place: places.place(d.span),
                enabled: both(e.enabled.get(def), s.enabled.get(def)),
                reached: both(e.reached.get(def), s.reached.get(def)),
            }
        });
        let actions = actions.collect();
        let mistakes: BTreeSet<&Wrong> = e.wrong.keys().chain(s.wrong.keys()).collect();
        let mistakes =
            mistakes.into_iter().map(|w| Mistake { what: wrong(w), depth: both(e.wrong.get(w), s.wrong.get(w)) }).collect();
        Report {
            verdict,
            exit_code,
            depth: match c.common {
                None => Reach::Nowhere,
                Some(u32::MAX) => Reach::Everywhere(c.first.verdict.depth),
                Some(d) => Reach::Depth(d),
            },
            first: side(&c.first, &mut places),
            second: side(&c.second, &mut places),
            actions,
            stuck: both(e.stuck.as_ref(), s.stuck.as_ref()),
            wrong: mistakes,
            differences: c.differences.iter().map(|d| difference(d, context)).collect(),
            vacuous,
            left_out: c.left_out.clone(),
            sources: places.sources(),
        }
    }
}

/// How an engine ended that did not finish; the gravest first.
fn unfinished(c: &Comparison) -> Option<Kind> {
    let kinds = [&c.first, &c.second].into_iter().filter_map(|s| match &s.verdict.outcome {
        Outcome::Safe | Outcome::Violated { .. } | Outcome::Assumption { .. } => None,
        outcome @ (Outcome::Postcondition { .. }
        | Outcome::Tautology { .. }
        | Outcome::Config(_)
        | Outcome::Vacuous { .. }
        | Outcome::Unknown { .. }
        | Outcome::Timeout
        | Outcome::Interrupted
        | Outcome::Failed(_)
        | Outcome::Unsupported(_)
        | Outcome::Internal { .. }) => Some(Kind::of_outcome(outcome)),
    });
    kinds.max_by_key(|kind| match kind {
        Kind::Internal => 3,
        Kind::Interrupted => 2,
        Kind::Unsupported => 1,
        _ => 0,
    })
}

fn side(s: &survey::Side, places: &mut Places<'_>) -> Side {
    let coded = matches!(s.verdict.outcome, Outcome::Unsupported(_) | Outcome::Failed(_));
    Side {
        engine: s.verdict.engine.to_string(),
        verdict: Kind::of_outcome(&s.verdict.outcome),
        depth: s.verdict.depth,
        exhaustive: s.verdict.exhaustive && s.survey.wrong.is_empty(),
        seconds: s.verdict.elapsed.as_secs_f64(),
        message: finding::of_outcome(&s.verdict.outcome).map(|d| places.message(&d, coded)),
    }
}

fn difference(d: &survey::Difference, context: Context<'_>) -> Difference {
    let mut places = Places::new(context.sources);
    let what = claim(&d.claim, context, &mut places);
    let message = Message::plain(what.clone());
    let finding = Finding { verdict: "differ".to_string(), property: None, at: At::Last, message };
    let trace = build::document(&behavior(&d.states), finding, &[], None, context.model, places);
    Difference {
        depth: d.depth,
        what,
        engine: d.only.to_string(),
        other: d.other,
        refuted: d.confirmed.as_ref().err().cloned(),
        trace,
    }
}

fn claim(c: &Claim, context: Context<'_>, places: &mut Places<'_>) -> String {
    let mut action = |def: DefId| {
        let d = context.model.def(def);
        format!("{} {}", d.name, of_module(places.place(d.span), &d.module))
    };
    match c {
        Claim::Enabled(def) => format!("{} can be taken", action(*def)),
        Claim::Reached(def) => format!("{} leads to a state inside the constraints", action(*def)),
        Claim::Stuck => "a state has no successor".to_string(),
        Claim::Wrong(w) => wrong(w),
    }
}

fn wrong((kind, name): &Wrong) -> String {
    let name = name.as_ref().map_or(String::new(), |n| format!(" {n}"));
    match kind {
        survey::Kind::Assumption => format!("assumption{name} fails"),
        survey::Kind::InitError => "the initial states cannot be computed".to_string(),
        survey::Kind::ConstraintError => "a constraint cannot be evaluated".to_string(),
        survey::Kind::Invariant => format!("invariant{name} is false"),
        survey::Kind::ImpliedInit => format!("property{name} is false initially"),
        survey::Kind::ActionProperty => format!("a step breaks property{name}"),
        survey::Kind::InvariantError => format!("{} cannot be evaluated", name.trim_start()),
        survey::Kind::NextError => "the next step cannot be evaluated".to_string(),
        survey::Kind::Deadlock => "a state is a deadlock".to_string(),
    }
}

fn behavior(states: &[State]) -> Trace {
    let bare = |state: &State| TraceState { state: state.clone(), action: None, alias: None };
    Trace { states: states.iter().map(bare).collect(), lasso: None }
}
