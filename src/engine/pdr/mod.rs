//! Property-directed reachability: proofs for all reachable states, however many steps away.
//!
//! In: a model and options. Out: a verdict. "No error" comes with lemmas that are an inductive invariant; an error is found again by a
//! bounded search, so that its trace is a shortest one and was replayed.
//!
//! ```text
//!     Init => Ind        Ind /\ Next => Ind'        Ind => no error
//! ```
//!
//! | file | what it does |
//! | --- | --- |
//! | `layout` | a finite shape for all states ([`crate::symbolic::shape`]) |
//! | `formula` | the system on that shape as clauses |
//! | `queries` | the questions about levels, with cores and models |
//! | `search` | IC3 |
//! | `orbit` | images of lemmas under exchanges of values, as candidates |
//! | `confirm` | the obligations of the result, asked of a solver that took no part |
//!
//! docs/proof.md has the equations, the argument, and the limits.

mod confirm;
mod formula;
mod layout;
mod orbit;
mod queries;
mod search;
#[cfg(test)]
mod tests;

use crate::diag::{Code, Diagnostic};
use crate::engine::bmc::{self, depends_on_more_than_the_state};
use crate::engine::{Capabilities, Capability, Engine, EngineName, Options, Progress, Size, assumptions, capability, vacuity};
use crate::eval::Evaluator;
use crate::ir::Model;
use crate::logic::Assignment;
use crate::symbolic::shape::{Atom, NoShape, Shape};
use crate::trace::{Inductive, Outcome, Verdict};
use crate::transition::TransitionSystem;
use crate::transition::finite::Finite;
use crate::util::interrupt::{catch, current};
use formula::Formula;
use orbit::Orbits;
use queries::Cube;
use search::{Answer, Path, Search};
use std::time::Instant;

/// The engine.
pub struct Reachability;

impl Engine for Reachability {
    fn name(&self) -> EngineName {
        EngineName::PDR
    }

    fn about(&self) -> &'static str {
        "Look for an inductive invariant (property-directed reachability)"
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::of(&[Capability::Complete, Capability::Exhaustive, Capability::ShortestTrace, Capability::Constraints])
    }

    fn run(&self, model: &Model, options: &Options<'_>) -> Verdict {
        check(model, options)
    }
}

/// Proves that no error is reachable, or finds one.
pub fn check(model: &Model, options: &Options<'_>) -> Verdict {
    let start = Instant::now();
    let mut verdict =
        bmc::on_own_stack(options, || catch(|| decide(model, options)).unwrap_or_else(|_| without_search(options.stopped())));
    vacuity::complete(model, &mut verdict);
    verdict.elapsed = start.elapsed();
    verdict
}

fn without_search(outcome: Outcome) -> Verdict {
    Verdict::without_search(EngineName::PDR, outcome, Default::default())
}

fn unsupported(what: &str) -> Verdict {
    let message = format!("no proof of all states: {what}");
    let d = Diagnostic::error(Code::UNSUPPORTED, message).or_engine(EngineName::SYMBOLIC.as_str());
    without_search(Outcome::Unsupported(d))
}

fn decide(model: &Model, options: &Options<'_>) -> Verdict {
    if !options.bounded.assumes_checked {
        if let Some(outcome) = vacuity::refused(model) {
            return without_search(outcome);
        }
        if let Some(outcome) = assumptions::assumed(model, &mut Evaluator::new(model)) {
            return without_search(outcome);
        }
    }
    if let Some(d) = capability::unsupported(&Reachability, model) {
        return without_search(Outcome::Unsupported(d));
    }
    let Some(system) = TransitionSystem::of(model) else { return unsupported("the model specifies no behavior") };
    if depends_on_more_than_the_state(model) {
        return unsupported("evaluation depends on more than the state, such as TLCGet");
    }
    if !model.action_constraints.is_empty() {
        return unsupported("an ACTION_CONSTRAINT makes the steps of a state depend on how it was reached");
    }
    match prove(&system, options) {
        Ok(verdict) => verdict,
        Err(NoShape(reason)) => unsupported(&reason),
    }
}

fn prove(system: &TransitionSystem<'_>, options: &Options<'_>) -> Result<Verdict, NoShape> {
    let backend = options.bounded.solver;
    let mut finite = layout::closed(system, backend)?;
    loop {
        if let Some(what) = finite.omitted.first() {
            return Ok(unsupported(what));
        }
        let formula = Formula::of(&mut finite);
        let mut search = Search::new(&formula, current());
        search.orbits = Orbits::of(&finite, &bmc::interchangeable(system.model()));
        let terms = finite.encoder.graph.len() as u64;
        search.progress = Box::new(move |level, lemmas| {
            (options.resources.progress)(Progress {
                engine: EngineName::PDR,
                depth: level as u32,
                completed: None,
                size: Size::Formula { nodes: terms + lemmas as u64 },
            });
        });
        match search.run() {
            Answer::Invariant(lemmas) => return Ok(proven(system, &finite, &lemmas, options)),
            Answer::InitialBad => return Ok(bounded(system, options, 0)),
            Answer::Reached(path) => {
                let leaves = finite.bad.len();
                if path.bad.iter().any(|b| *b != leaves) {
                    return Ok(bounded(system, options, path.steps));
                }
                let shapes = with_state(&mut finite, &path)?;
                finite = layout::enlarged(system, shapes, backend)?;
            }
        }
    }
}

/// The shapes, enlarged by a state that was reached outside them.
fn with_state(finite: &mut Finite<'_>, path: &Path) -> Result<Vec<Shape>, NoShape> {
    let mut inputs = vec![false; finite.encoder.graph.inputs() as usize];
    path.inputs.iter().for_each(|i| inputs[*i as usize] = true);
    let no_value = || NoShape("a variable without a value".into());
    let values = finite.state_after(&Assignment { inputs }).ok_or_else(no_value)?;
    let state = finite.encoder.known_state(&values);
    let more = finite.encoder.shapes(&state)?;
    let all: Vec<Shape> = finite.shapes.iter().cloned().zip(more).map(|(a, b)| a.join(b)).collect::<Result<_, _>>()?;
    if all == finite.shapes {
        return Err(NoShape("a state is of the shape and outside it".into()));
    }
    Ok(all)
}

/// The verdict of a proof, after its confirmation.
fn proven(system: &TransitionSystem<'_>, finite: &Finite<'_>, lemmas: &[Cube], options: &Options<'_>) -> Verdict {
    let again = Finite::of(system, finite.shapes.clone()).ok().filter(|again| again.atoms == finite.atoms);
    let refuted = match again {
        Some(mut again) => confirm::refuted(&Formula::of(&mut again), lemmas, options.bounded.solver),
        None => Some("the system could not be encoded again".into()),
    };
    if let Some(message) = refuted {
        return without_search(Outcome::Internal { message: format!("a proof was not confirmed: {message}") });
    }
    let names = |v: usize| system.model().vars[v].name.to_string();
    let text = |cube: &Cube| -> String {
        let parts: Vec<String> = cube.iter().map(|a| atom(finite, *a).text(a & 1 == 1, &names)).collect();
        parts.join(" \\/ ")
    };
    let lemmas = lemmas.iter().map(text).collect();
    Verdict { exhaustive: true, inductive: Some(Inductive { beyond: 0, lemmas }), ..without_search(Outcome::Safe) }
}

fn atom<'f>(finite: &'f Finite<'_>, a: u32) -> &'f Atom {
    &finite.atoms[(a >> 1) as usize]
}

/// The verdict of a bounded search for an error that is known to be at most so many steps away.
fn bounded(system: &TransitionSystem<'_>, options: &Options<'_>, steps: u32) -> Verdict {
    let depth = options.goal.depth.map_or(steps, |d| d.min(steps));
    let verdict = bmc::check(system.model(), &options.clone().depth(depth));
    match verdict.outcome {
        Outcome::Safe if depth == steps => without_search(Outcome::Internal {
            message: format!("an error {steps} steps away was not found by the bounded search"),
        }),
        _ => Verdict { engine: EngineName::PDR, ..verdict },
    }
}
