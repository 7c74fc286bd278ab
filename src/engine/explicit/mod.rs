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
//! counts are the same whatever the number of threads. A specification that uses TLCGet is searched by one thread; each of the workers that
//! it sees takes one state in turn.

mod batch;
mod check;
mod edges;
mod event;
mod expand;
mod fingerprint;
mod identity;
mod liveness;
mod merge;
mod noted;
mod paths;
mod place;
mod pool;
mod queue;
mod rebuild;
mod report;
mod search;
mod seen;
mod spill;
mod survey;
mod table;
mod task;
#[cfg(test)]
mod tests;
mod watch;
mod worker;

use super::assumptions::assumptions;
use super::registers::{depends_on_order, reads_trace};
use super::{Capabilities, Capability, Engine, Options, Size, capability, vacuity};
use crate::diag::{Code, Diagnostic};
use crate::ir::{Level, Model};
use crate::property::Temporal;
use crate::property::safety::Safety;
use crate::trace::survey::Survey;
use crate::trace::{Counts, EngineName, Outcome, Verdict};
use crate::util::interrupt::{Cancel, catch, with_flag};
use crate::util::stack::on_large_stack;
use crate::vm::Program;
use crate::vm::word::Heap;
use identity::Identity;
use noted::{coverage, noted, unseen};
use search::Search;
use std::sync::RwLock;
use std::sync::atomic::{AtomicU32, AtomicU64};
use table::Table;
use task::Task;
use watch::Watch;

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
            Capability::Deepens,
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
            // a run that is interrupted before the search has no result
            let verdict = catch(|| run(model, options));
            let mut verdict = verdict.unwrap_or_else(|_| without_search(options.stopped(), options));
            vacuity::complete(model, &mut verdict);
            verdict
        })
    })
}

/// The search as a survey: it reports what each depth has, in place of the first violation. Temporal properties are left out.
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

/// The assumptions of an answer about temporal properties.
fn taken_for_granted(model: &Model, verdict: &Verdict) -> Vec<String> {
    let mut all = Vec::new();
    if let Some(symmetry) = &model.symmetry {
        let name = &symmetry.name;
        all.push(format!("nothing of SYMMETRY {name}, which is not used where temporal properties are checked"));
    }
    if let Outcome::Safe = verdict.outcome {
        all.extend(super::constraint_assumption(model));
        if let (false, Some(depth)) = (verdict.exhaustive, verdict.depth) {
            all.push(format!("for temporal properties, that only loops among the states found to depth {depth} matter"));
        }
    }
    all
}

fn search(model: &Model, options: &Options<'_>, temporal: Option<&Temporal>, survey: Option<&mut Survey>) -> Verdict {
    let verdict = |outcome| without_search(outcome, options);
    let registers = match assumptions(model, options.resources.print) {
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
        // no behaviors: there are only ASSUMEs
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
        is_ordered: depends_on_order(model),
        reads_trace: reads_trace(model),
        registers,
        // half of the memory is for the states found, the rest for the queue and for the states being expanded
        table: RwLock::new(Table::new(options.explicit.fingerprints, options.resources.memory_limit.map(|bytes| bytes / 2))),
        armed: vacuity::armed(model),
        step_arms: (0..model.arms.len()).filter(|i| model.def(model.arms[*i].def).level == Level::Action).collect(),
        cut: model.constraints.iter().chain(&model.action_constraints).map(|_| AtomicU32::new(u32::MAX)).collect(),
        possible: model.possible.iter().map(|_| AtomicU64::new(0)).collect(),
        generated: AtomicU64::new(0),
        surveys: survey.is_some(),
    };
    let mut search = Search::new(&task);
    let mut outcome = search.run();
    if let Some(survey) = survey {
        // after a stop the survey so far is still reported
        let notes = std::mem::take(&mut search.notes);
        match with_flag(&Cancel::default(), || notes.finish(&|state| search.behavior(state))) {
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

/// The note on a counterexample that depends on TLCGet.
const HALF_CONFIRMED: &str = "the specification reads TLCGet, which depends on the search: each step of this behavior was confirmed, but \
                              of the checks in states only those in the last one, and no constraint";
