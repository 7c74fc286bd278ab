//! The explicit engine: breadth-first search with TLC's order and counts.
//!
//! In: a model. Out: a verdict with exact counts and a shortest counterexample. States are told apart by
//! fingerprints ([`fingerprint`]); each found state keeps its predecessor's index, and a trace is rebuilt by evaluating the path again
//! and then replayed, so a wrong fingerprint can hide a state but never invent a violation.
//!
//! Like TLC (`Worker.java`, `addElement`): a state is checked when it is first generated; one that a constraint
//! excludes is checked too, but not counted as distinct nor expanded; it still prevents deadlock. The next-state
//! action is evaluated in a state when its turn comes. With a bound of K steps every state at distance K is checked
//! and its successors are generated, but not checked.
//!
//! Levels are expanded one after the other, each in parts ([`queue`]) that all threads work on at once ([`worker`], [`pool`]).
//! Everything found has a place in its part, and the result is that of one thread taking the places in order ([`table`]): verdict, trace and
//! counts are the same whatever the number of threads. A specification that asks TLCGet is searched by one thread, and as many workers as it was
//! told of take a state each in turn.

mod check;
pub mod fingerprint;
mod identity;
mod liveness;
mod paths;
mod pool;
mod queue;
mod search;
mod seen;
mod spill;
mod survey;
mod table;
#[cfg(test)]
mod tests;
mod worker;

use super::{Capabilities, Capability, Engine, Options, Size, capability, vacuity};
use crate::diag::{Code, Diagnostic};
use crate::eval::error::{ErrorKind, EvalError};
use crate::eval::{Evaluator, Registers};
use crate::ir::analysis::reaches;
use crate::ir::{Builtin, DefId, Level, Model};
use crate::property::Temporal;
use crate::property::safety::Safety;
use crate::trace::survey::Survey;
use crate::trace::vacuity::{Cut, Goal, Told, Vacuity};
use crate::trace::{Counts, Coverage, EngineName, Outcome, Verdict};
use crate::util::interrupt::{Cancel, catch, heeding};
use crate::util::stack::on_large_stack;
use crate::vm::Program;
use crate::vm::word::Heap;
use identity::Identity;
use liveness::Watch;
use search::Search;
use std::sync::RwLock;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};
use table::Table;
use worker::Task;

/// Breadth-first search over states.
pub struct Explicit;

impl Engine for Explicit {
    fn name(&self) -> EngineName {
        EngineName::EXPLICIT
    }

    fn about(&self) -> &'static str {
        "Enumerate states, breadth first"
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::of(&[
            Capability::Complete,
            Capability::Exhaustive,
            Capability::ShortestTrace,
            Capability::Constraints,
            Capability::Temporal,
            Capability::Postcondition,
            Capability::Possible,
            Capability::View,
            Capability::Symmetry,
            Capability::Enumerates,
            Capability::Survey,
            Capability::Parallel,
        ])
    }

    fn run(&self, model: &Model, options: &Options<'_>) -> Verdict {
        check(model, options)
    }

    fn survey(&self, model: &Model, options: &Options<'_>) -> Option<(Verdict, Survey)> {
        Some(survey(model, options))
    }
}

/// Checks a model to the depth given, or exhaustively.
pub fn check(model: &Model, options: &Options<'_>) -> Verdict {
    options.within_limits(|| {
        on_large_stack(|| {
            // What is interrupted before the search begins leaves nothing to tell.
            let verdict = catch(|| run(model, options));
            let mut verdict = verdict.unwrap_or_else(|_| without_search(options.stopped(), options));
            vacuity::complete(model, &mut verdict);
            verdict
        })
    })
}

/// The same, to tell what each depth has in place of ending with what is wrong first. Temporal properties are left out.
pub fn survey(model: &Model, options: &Options<'_>) -> (Verdict, Survey) {
    let mut survey = Survey::default();
    let verdict = options.within_limits(|| {
        on_large_stack(|| {
            catch(|| match vacuity::refused(model) {
                Some(outcome) => without_search(outcome, options),
                None => search(model, options, None, Some(&mut survey)),
            })
        })
    });
    (verdict.unwrap_or_else(|_| without_search(options.stopped(), options)), survey)
}

pub(super) fn without_search(outcome: Outcome, options: &Options<'_>) -> Verdict {
    Verdict::without_search(EngineName::EXPLICIT, outcome, options.resources.start.elapsed())
}

/// With temporal properties, the model that is searched is one with their atoms.
fn run(model: &Model, options: &Options<'_>) -> Verdict {
    if let Some(d) = capability::unsupported(&Explicit, model) {
        return without_search(Outcome::Unsupported(d), options);
    }
    if let Some(outcome) = vacuity::refused(model) {
        return without_search(outcome, options);
    }
    match super::temporal(model) {
        Ok(None) => search(model, options, None, None),
        Err(outcome) => without_search(*outcome, options),
        Ok(Some(mut temporal)) => {
            temporal.model.symmetry = None;
            let mut verdict = search(&temporal.model, options, Some(&temporal), None);
            verdict.assumptions.extend(taken_for_granted(model, &verdict));
            verdict
        }
    }
}

/// What the answer about temporal properties rests on besides.
fn taken_for_granted(model: &Model, verdict: &Verdict) -> Vec<String> {
    let mut all = Vec::new();
    if let Some(symmetry) = &model.symmetry {
        let name = &symmetry.name;
        all.push(format!("nothing of SYMMETRY {name}, which is not used where temporal properties are checked"));
    }
    if let Outcome::Safe = verdict.outcome {
        all.extend(super::left_constraint(model));
        if let (false, Some(depth)) = (verdict.exhaustive, verdict.depth) {
            all.push(format!("for temporal properties, that only loops among the states found to depth {depth} matter"));
        }
    }
    all
}

fn search(model: &Model, options: &Options<'_>, temporal: Option<&Temporal>, survey: Option<&mut Survey>) -> Verdict {
    let verdict = |outcome| without_search(outcome, options);
    let registers = match assumptions(model) {
        Ok(registers) => registers,
        Err(outcome) => return verdict(*outcome),
    };
    // the ASSUMEs hold
    (options.resources.progress)(super::Progress {
        engine: EngineName::EXPLICIT,
        depth: 0,
        completed: None,
        size: Size::States { generated: 0, distinct: 0, queued: 0 },
    });
    let (init, next) = match (model.init, model.next) {
        (Some(init), Some(next)) => (init, next),
        // No behaviours: the ASSUMEs were all there was to check.
        (None, None) => {
            let counts = Some(Counts::default());
            return Verdict { exhaustive: true, depth: Some(0), counts, ..verdict(Outcome::Safe) };
        }
        (Some(_), None) | (None, Some(_)) => {
            let message = "a specification needs an initial predicate and a next-state action, or neither";
            return verdict(Outcome::Unsupported(Diagnostic::error(Code::CONFIG, message)));
        }
    };
    let identity = match Identity::new(model, options.explicit.fingerprints) {
        Ok(identity) => identity,
        Err(refused) => return verdict(Outcome::Config(*refused)),
    };
    let mut heap = Heap::new(&model.atoms);
    let safety = Safety::split(model);
    let watch = temporal.map(Watch::new);
    let mut program = Program::new(model, &safety, watch.as_ref().map_or(&[], |w| &w.formulas), &mut heap);
    program.group = identity.renamings();
    let task = Task {
        model,
        program: &program,
        heap,
        options,
        safety,
        identity,
        watch,
        init,
        next,
        asks: asks(model),
        asks_trace: asks_trace(model),
        registers,
        // Half of the memory for the states found, the rest for those that wait and those under way.
        table: RwLock::new(Table::new(options.explicit.fingerprints, options.resources.memory_limit.map(|bytes| bytes / 2))),
        armed: armed(model),
        step_arms: (0..model.arms.len()).filter(|i| model.def(model.arms[*i].def).level == Level::Action).collect(),
        cut: model.constraints.iter().chain(&model.action_constraints).map(|_| AtomicU32::new(u32::MAX)).collect(),
        possible: model.possible.iter().map(|_| AtomicU64::new(0)).collect(),
        generated: AtomicU64::new(0),
        surveys: survey.is_some(),
    };
    let mut search = Search::new(&task);
    let mut outcome = search.run();
    if let Some(survey) = survey {
        // An end that was asked for does not take away what was seen before.
        let notes = std::mem::take(&mut search.notes);
        match heeding(&Cancel::default(), || notes.finish(&search)) {
            Ok(seen) => *survey = seen,
            Err(message) => outcome = Outcome::Internal { message },
        }
    }
    (options.resources.progress)(super::Progress {
        engine: EngineName::EXPLICIT,
        depth: search.level,
        completed: search.completed,
        size: search.size(0),
    });
    let finished = matches!(outcome, Outcome::Safe | Outcome::Postcondition { .. }) || !search.further.is_empty();
    let coverage = if finished { coverage(model, &search) } else { Vec::new() };
    let open = matches!(outcome, Outcome::Safe) && !search.exhaustive;
    let unseen = if open { unseen(model, &task.possible) } else { Vec::new() };
    let noted = noted(model, &task, &search, &outcome);
    let collisions = {
        let mut table = task.table.write().expect("explicit: no thread fails while it settles");
        (table.len() > 1).then(|| table.collisions(search.counts.generated))
    };
    let undecided = search.undecided.then(|| "nothing of the temporal properties, which were not decided".to_string());
    Verdict {
        depth: search.completed,
        exhaustive: search.exhaustive,
        counts: Some(search.counts),
        assumptions: task.identity.assumptions.iter().cloned().chain(undecided).collect(),
        collisions,
        coverage,
        further: std::mem::take(&mut search.further),
        notes: unseen.into_iter().chain(search.half_confirmed.then(|| HALF_CONFIRMED.to_string())).collect(),
        vacuity: noted,
        ..without_search(outcome, options)
    }
}

/// What must be possible and was not seen, where a longer search may come to it.
fn unseen(model: &Model, seen: &[AtomicU64]) -> Vec<String> {
    let unseen = model.possible.iter().zip(seen).filter(|(_, seen)| seen.load(Relaxed) == 0);
    unseen.map(|(n, _)| format!("_POSSIBLE {} was true nowhere so far; whether it can be is not known", n.name)).collect()
}

/// The counts of all actions, also of those that were not taken, in the order of the specification.
fn coverage(model: &Model, search: &Search<'_>) -> Vec<Coverage> {
    let mut actions: Vec<_> = search.actions.iter().map(|(def, counts)| (*def, *counts)).collect();
    actions.extend(vacuity::actions(model).into_iter().filter(|d| !search.actions.contains_key(d)).map(|d| (d, (0, 0))));
    actions.sort_by_key(|(def, _)| *def);
    let one = |(def, (generated, distinct)): (DefId, (u64, u64))| {
        let d = model.def(def);
        Coverage { name: d.name.clone(), span: d.span, module: d.module.clone(), generated, distinct }
    };
    actions.into_iter().map(one).collect()
}

/// Nowhere so far. What must not be evaluated more often than the search does it is not asked.
pub(super) fn armed(model: &Model) -> Vec<AtomicU32> {
    model.arms.iter().map(|n| AtomicU32::new(if vacuity::is_pure(model, n) { u32::MAX } else { 0 })).collect()
}

/// What the search did not come across.
fn noted(model: &Model, task: &Task<'_>, search: &Search<'_>, outcome: &Outcome) -> Vacuity {
    if matches!(outcome, Outcome::Safe) && search.counts.generated == 0 {
        return vacuity::no_initial_state(model);
    }
    let seen = |first: &AtomicU32| Some(first.load(Relaxed)).filter(|d| *d != u32::MAX);
    let all = vacuity::actions(model);
    let actions = all.iter().filter_map(|def| match search.taken.get(def) {
        None => vacuity::action(model, *def, None),
        Some(first) if model.action_constraints.is_empty() => vacuity::action(model, *def, Some(*first)),
        Some(_) => vacuity::within(model, *def, search.within.get(def).copied()),
    });
    let arms = model.arms.iter().zip(&task.armed).map(|(n, first)| vacuity::arm(model, n, seen(first)));
    let goals: Vec<Goal> = actions.chain(arms).collect();
    let constraints = model.constraints.iter().chain(&model.action_constraints).zip(&task.cut);
    let cut = constraints.filter_map(|(n, first)| Some(Cut { constraint: n.name.clone(), first: seen(first)? }));
    let cut: Vec<Cut> = cut.collect();
    let mut constant = Vec::new();
    if search.counts.distinct == 0 && search.completed.is_none() {
        constant.extend(cut.first().map(|c| vacuity::nowhere_to_start(&c.constraint)));
    } else if matches!(outcome, Outcome::Safe) && search.has_no_fair_behavior() {
        constant.push(Told::plain(NO_FAIR_BEHAVIOR));
    }
    Vacuity { goals, cut, constant, ..Vacuity::default() }
}

/// Of temporal properties: they hold of all of none.
const NO_FAIR_BEHAVIOR: &str = "no behavior satisfies what the specification says besides its initial states and its steps, so \
                                temporal properties hold of none";

/// Of a counterexample that TLCGet has a part in.
const HALF_CONFIRMED: &str = "the specification asks TLCGet how far the search has come: each step of this behaviour was confirmed, but \
                              of what is asked of states only that of the last one, and no constraint";

/// Do states, steps or what is asked about them depend on the order of evaluation?
pub(super) fn asks(model: &Model) -> bool {
    any_of(model, &Builtin::depends_on_order)
}

/// Do they depend on what TLCGet answers?
fn asks_registers(model: &Model) -> bool {
    any_of(model, &Builtin::reads_search)
}

/// Do they ask for the states on the way?
pub(super) fn asks_trace(model: &Model) -> bool {
    any_of(model, &Builtin::reads_trace)
}

/// Is there such an operator in what is evaluated of states and steps?
pub(super) fn any_of(model: &Model, is: &dyn Fn(Builtin) -> bool) -> bool {
    let named = [&model.invariants, &model.properties, &model.constraints, &model.action_constraints, &model.possible];
    let named = named.into_iter().flatten().chain(&model.view).map(|n| n.def);
    let roots = model.init.into_iter().chain(model.next).chain(model.fairness.iter().copied()).chain(named);
    reaches(model, roots.map(|d| model.def(d).body), is)
}

/// What TLCSet has set in the ASSUMEs; or the first of them that is false or cannot be evaluated.
pub(super) fn assumptions(model: &Model) -> Result<Registers, Box<Outcome>> {
    let mut evaluator = Evaluator::new(model);
    evaluator.on_print(|text| log::info!(target: "print", "{text}"));
    match assumed(model, &mut evaluator) {
        None => Ok(evaluator.registers()),
        Some(outcome) => Err(Box::new(outcome)),
    }
}

/// The first ASSUME that is false or cannot be evaluated, by a certain evaluator.
pub(super) fn assumed(model: &Model, evaluator: &mut Evaluator<'_>) -> Option<Outcome> {
    for n in &model.assumes {
        let (span, name) = (model.def(n.def).span, (!n.name.is_empty()).then(|| n.name.clone()));
        match evaluator.predicate(n.def, None, None) {
            Ok(true) => {}
            Ok(false) => return Some(Outcome::Assumption { name, span, error: None }),
            Err(error) => {
                return Some(unsupported_error(&error).unwrap_or(Outcome::Assumption { name, span, error: Some(error) }));
            }
        }
    }
    None
}

/// The first POSTCONDITION that is false or cannot be evaluated.
pub(super) fn postcondition(model: &Model, evaluator: &mut Evaluator<'_>) -> Option<Outcome> {
    for n in &model.postconditions {
        let error = match evaluator.predicate(n.def, None, None) {
            Ok(true) => continue,
            Ok(false) => None,
            Err(e) if unsupported_error(&e).is_some() => return unsupported_error(&e),
            Err(e) => Some(e),
        };
        return Some(Outcome::Postcondition { name: n.name.clone(), span: model.def(n.def).span, error, never: false });
    }
    None
}

/// An error that says no more than that we cannot evaluate something.
pub(super) fn unsupported_error(e: &EvalError) -> Option<Outcome> {
    (e.kind == ErrorKind::Unsupported)
        .then(|| Outcome::Unsupported(Diagnostic::error(Code::UNSUPPORTED, e.message.clone()).at(e.span, "needed here")))
}
