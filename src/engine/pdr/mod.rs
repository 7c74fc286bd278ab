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
//! | `monitor` | properties of whole behaviors, as rounds of fairness that are counted |
//! | `confirm` | the obligations of the result, asked of a solver that took no part |
//! | `sampled` | the result in states of random behaviors |
//! | `walks` | random behaviors |
//! | `export` | the system as a circuit in AIGER format |
//!
//! docs/proof.md has the equations, the argument, and the limits.

mod confirm;
mod export;
mod formula;
mod layout;
mod monitor;
mod orbit;
mod queries;
mod sampled;
mod search;
#[cfg(test)]
mod tests;
mod walks;

use crate::diag::{Code, Diagnostic};
use crate::engine::bmc::{self, depends_on_more_than_the_state};
use crate::engine::certified::certify;
use crate::engine::constraint_assumption;
use crate::engine::{Capabilities, Capability, Engine, EngineName, Options, Progress, Size, assumptions, capability, vacuity};
use crate::eval::Evaluator;
use crate::ir::Model;
use crate::logic::Assignment;
use crate::proof::{self, Lemma, Literal, Names};
use crate::property::Temporal;
use crate::sat::certify::{Notes, noted};
use crate::symbolic::shape::NoShape;
use crate::trace::vacuity::{Cut, Vacuity};
use crate::trace::{Certification, Inductive, Outcome, Verdict};
use crate::transition::TransitionSystem;
use crate::transition::finite::Finite;
use crate::util::interrupt::{catch, current};
use crate::util::work;
use crate::value::Value;
use formula::Formula;
use layout::Layout;
use monitor::Watched;
use orbit::Orbits;
use queries::Cube;
use search::{Answer, Path, Search};
use std::sync::Arc;
use std::time::Instant;

pub use export::{Form, aiger};

/// Rounds of fairness up to which a proof of a property is looked for.
const MOST_ROUNDS: usize = 31;

const NO_INITIAL: &str = "that there is no initial state was not derived again; the symbolic engine does so";

const NO_BEHAVIOR: &str = "the model specifies no behavior";

const TOO_LARGE: &str = "the search for it needs too many clauses";

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
        Capabilities::of(&[
            Capability::Complete,
            Capability::Exhaustive,
            Capability::ShortestTrace,
            Capability::Constraints,
            Capability::Temporal,
        ])
    }

    fn run(&self, model: &Model, options: &Options<'_>) -> Verdict {
        check(model, options)
    }
}

/// Proves that no error is reachable, or finds one.
pub fn check(model: &Model, options: &Options<'_>) -> Verdict {
    let start = Instant::now();
    let mut verdict = bmc::on_own_stack(options, || {
        let mut notes = Notes::default();
        let mut verdict = match catch(|| options.bounded.within_work(|| decide(model, options, &mut notes))) {
            Ok(verdict) => verdict.unwrap_or_else(|| without_search(Outcome::Timeout)),
            Err(_) => without_search(options.stopped()),
        };
        // an answer that another engine gave is certified by it
        if verdict.certification.is_none() {
            certify(options, &mut verdict, notes);
        }
        verdict
    });
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

fn decide(model: &Model, options: &Options<'_>, notes: &mut Notes) -> Verdict {
    let result = match question(model, options) {
        Ok((system, None)) => prove(&system, options, notes).map(|proof| proof.into_verdict(system.model())),
        Ok((_, Some(temporal))) => prove_temporal(model, &temporal, options, notes),
        Err(Refused::Outcome(outcome)) => return without_search(*outcome),
        Err(Refused::Model(reason)) => Err(reason),
    };
    result.unwrap_or_else(|NoShape(reason)| unsupported(&reason))
}

/// Why a model is no question for this engine.
enum Refused {
    Outcome(Box<Outcome>),
    Model(NoShape),
}

/// The transition system, and what properties say beyond safety.
fn question<'m>(model: &'m Model, options: &Options<'_>) -> Result<(TransitionSystem<'m>, Option<Temporal>), Refused> {
    let ends = |outcome| Err(Refused::Outcome(Box::new(outcome)));
    let because = |reason: &str| Err(Refused::Model(NoShape(reason.into())));
    if !options.bounded.assumes_checked {
        if let Some(outcome) = vacuity::refused(model) {
            return ends(outcome);
        }
        if let Some(outcome) = assumptions::assumed(model, &mut Evaluator::new(model)) {
            return ends(outcome);
        }
    }
    if let Some(d) = capability::unsupported(&Reachability, model) {
        return ends(Outcome::Unsupported(d));
    }
    let Some(system) = TransitionSystem::of(model) else { return because(NO_BEHAVIOR) };
    if depends_on_more_than_the_state(model) {
        return because("evaluation depends on more than the state, such as TLCGet");
    }
    if !model.action_constraints.is_empty() {
        return because("an ACTION_CONSTRAINT makes the steps of a state depend on how it was reached");
    }
    let temporal = crate::engine::temporal(model).map_err(Refused::Outcome)?;
    Ok((system, temporal))
}

/// The result of a search for a proof.
enum Proof<'m> {
    /// Lemmas over the atoms of a system, confirmed, and their reading.
    Found(Box<Finite<'m>>, Vec<Cube>, Box<Inductive>),
    /// Something else: a violation, or no answer.
    Not(Box<Verdict>),
}

impl Proof<'_> {
    fn into_verdict(self, model: &Model) -> Verdict {
        match self {
            Proof::Not(verdict) => *verdict,
            Proof::Found(_, _, inductive) => holds(model, *inductive),
        }
    }
}

/// A verdict about all states. A proof does not tell whether a constraint excludes any, so it says "within" each of them.
fn holds(model: &Model, inductive: Inductive) -> Verdict {
    let cut = model.constraints.iter().map(|c| Cut { constraint: c.name.clone(), first: 0 });
    Verdict {
        vacuity: Vacuity { cut: cut.collect(), ..Vacuity::default() },
        exhaustive: true,
        inductive: Some(inductive),
        ..without_search(Outcome::Safe)
    }
}

/// The safety part, and then each property of whole behaviors, by more and more rounds of fairness.
fn prove_temporal(given: &Model, temporal: &Temporal, options: &Options<'_>, notes: &mut Notes) -> Result<Verdict, NoShape> {
    let model = &temporal.model;
    let Some(system) = TransitionSystem::of(model) else { return Ok(unsupported(NO_BEHAVIOR)) };
    let (shapes, lemmas, mut verdict) = match prove(&system, options, notes)? {
        Proof::Not(verdict) => return Ok(*verdict),
        Proof::Found(finite, lemmas, inductive) => (finite.shapes.clone(), lemmas, holds(model, *inductive)),
    };
    for property in 0..temporal.properties.len() {
        let watched = Watched::of(temporal, property)?;
        let mut rounds = 0;
        loop {
            let (made, encoding) = noted(options.bounded.certify, || {
                let mut finite = Finite::of(&system, shapes.clone())?;
                let known = monitor::carried(&lemmas, finite.atoms.len());
                monitor::add(&mut finite, temporal, &watched, rounds);
                let mut formula = Formula::of(&mut finite);
                formula.known = known;
                Ok((finite, formula))
            });
            let (finite, formula) = made?;
            let mut search = Search::new(&formula, current());
            search.orbits = orbits(&finite, model, options);
            log::debug!(target: "tlaloc::pdr", "{}: at most {rounds} rounds", temporal.properties[property].name);
            match search.run() {
                Answer::Invariant(found) => {
                    let confirm = || confirm::confirmed(&formula, &found, options.bounded.solver);
                    let (confirmed, obligations) = noted(options.bounded.certify, confirm);
                    if let Err(message) = confirmed {
                        return Ok(not_confirmed(&message));
                    }
                    notes.extend(encoding);
                    notes.extend(obligations);
                    break;
                }
                Answer::Reached(path) if path.bad == 0 => {
                    return Ok(unsupported("a temporal formula may fail to be evaluated, or is not encoded"));
                }
                Answer::Reached(path) => {
                    if let Some(violated) = lasso(given, options, rounds, path.steps) {
                        return Ok(violated);
                    }
                    rounds = 2 * rounds + 1;
                }
                Answer::TooLarge => return Ok(unsupported(TOO_LARGE)),
                Answer::InitialBad => return Ok(not_confirmed("an initial state has a round of fairness behind it")),
            }
            if rounds > MOST_ROUNDS {
                let name = &temporal.properties[property].name;
                return Ok(unsupported(&format!("no bound of {MOST_ROUNDS} rounds of fairness proves property {name}")));
            }
        }
    }
    verdict.assumptions.extend(constraint_assumption(model));
    Ok(verdict)
}

/// The lasso that violates a property, if one is at most as long as a behavior with more than so many rounds. Most properties that hold need
/// one round at most, so a search before that is left out.
fn lasso(model: &Model, options: &Options<'_>, rounds: usize, steps: u32) -> Option<Verdict> {
    if rounds == 0 {
        return None;
    }
    let depth = options.goal.depth.map_or(steps, |d| d.min(steps));
    let mut options = options.clone().depth(depth);
    options.bounded.assumes_checked = true;
    options.bounded.most_work = options.bounded.most_work.map(|_| work::left());
    let verdict = bmc::check(model, &options);
    match verdict.outcome {
        Outcome::Safe | Outcome::Unsupported(_) => None,
        _ => Some(Verdict { engine: EngineName::PDR, ..verdict }),
    }
}

fn not_confirmed(message: &str) -> Verdict {
    without_search(Outcome::Internal { message: format!("a proof was not confirmed: {message}") })
}

/// A proof of the safety part. What it rests on is added to the notes.
fn prove<'m>(system: &TransitionSystem<'m>, options: &Options<'_>, notes: &mut Notes) -> Result<Proof<'m>, NoShape> {
    let not = |verdict| Ok(Proof::Not(Box::new(verdict)));
    let backend = options.bounded.solver;
    let (mut layout, mut finite) = Layout::new(system, backend)?;
    loop {
        if let Some(what) = finite.omitted.first() {
            return not(unsupported(what));
        }
        let formula = Formula::of(&mut finite);
        let mut search = Search::new(&formula, current());
        search.orbits = orbits(&finite, system.model(), options);
        let terms = finite.encoder.graph.len() as u64;
        search.progress = Box::new(move |level, lemmas| {
            (options.resources.progress)(Progress {
                engine: EngineName::PDR,
                depth: level as u32,
                completed: None,
                size: Size::Formula { nodes: terms + lemmas as u64 },
            });
        });
        if !search.q.initial_bad() && !search.q.has_initial() {
            let certification = options.bounded.certify.then(|| Certification::Not(NO_INITIAL.into()));
            let nothing = Verdict {
                certification,
                exhaustive: true,
                vacuity: vacuity::no_initial_state(system.model()),
                ..without_search(Outcome::Safe)
            };
            return not(nothing);
        }
        match search.run() {
            Answer::Invariant(lemmas) => {
                let (confirmed, obligations) = noted(options.bounded.certify, || confirmed(system, &finite, &lemmas, options));
                notes.extend(obligations);
                return match confirmed {
                    Ok(inductive) => Ok(Proof::Found(Box::new(finite), lemmas, Box::new(inductive))),
                    Err(message) => not(not_confirmed(&message)),
                };
            }
            Answer::TooLarge => return not(unsupported(TOO_LARGE)),
            Answer::InitialBad => return not(bounded(system, options, 0)),
            Answer::Reached(path) => {
                let leaves = finite.bad.len();
                if path.bad != leaves {
                    // the bad step may be the one after the path
                    return not(bounded(system, options, path.steps + 1));
                }
                let state = left(&finite, &path).ok_or_else(|| NoShape("a variable without a value".into()))?;
                finite = layout.enlarged(finite.shapes, state)?;
            }
        }
    }
}

/// The candidates for lemmas by exchanges of values; `--reductions` without `symmetry` leaves them out.
fn orbits(finite: &Finite<'_>, model: &Model, options: &Options<'_>) -> Orbits {
    if options.bounded.reductions.symmetry { Orbits::of(finite, &bmc::interchangeable(model)) } else { Orbits::default() }
}

/// The state outside the shape that a path leads to.
fn left(finite: &Finite<'_>, path: &Path) -> Option<Vec<Value>> {
    let mut inputs = vec![false; finite.encoder.graph.inputs() as usize];
    path.inputs.iter().for_each(|i| inputs[*i as usize] = true);
    finite.state_after(&Assignment::of(inputs))
}

/// The solver, which took no part, that confirmed a proof on the system encoded anew. The error is what is refuted.
fn confirmed(
    system: &TransitionSystem<'_>,
    finite: &Finite<'_>,
    lemmas: &[Cube],
    options: &Options<'_>,
) -> Result<Inductive, String> {
    let again = Finite::of(system, finite.shapes.clone()).ok().filter(|again| again.atoms == finite.atoms);
    let mut again = again.ok_or("the system could not be encoded again")?;
    let solver = confirm::confirmed(&Formula::of(&mut again), lemmas, options.bounded.solver)?;
    let literal = |a: &u32| Literal { atom: finite.atoms[(*a >> 1) as usize].clone(), holds: a & 1 == 0 };
    let proof = proof::Proof {
        shapes: finite.shapes.clone(),
        cubes: lemmas.iter().map(|cube| cube.iter().map(literal).collect()).collect(),
        classes: bmc::interchangeable(system.model()),
    };
    let names = Names::of(system.model());
    if let Some(what) = sampled::refuted(system.model(), &proof, &names) {
        return Err(format!("{what} in a state of a random behavior"));
    }
    let lemmas = proof::lemmas(&proof, &names).iter().map(Lemma::text).collect();
    let checked_by = vec![solver, "the evaluator, in states of random behaviors".to_string()];
    Ok(Inductive { beyond: 0, lemmas, checked_by, proof: Some(Arc::new(proof)) })
}

/// The verdict of a bounded search for an error that is known to be at most so many steps away.
fn bounded(system: &TransitionSystem<'_>, options: &Options<'_>, steps: u32) -> Verdict {
    let depth = options.goal.depth.map_or(steps, |d| d.min(steps));
    let mut options = options.clone().depth(depth);
    options.bounded.most_work = options.bounded.most_work.map(|_| work::left());
    let verdict = bmc::check(system.model(), &options);
    match verdict.outcome {
        Outcome::Safe if depth == steps => without_search(Outcome::Internal {
            message: format!("an error {steps} steps away was not found by the bounded search"),
        }),
        _ => Verdict { engine: EngineName::PDR, ..verdict },
    }
}
