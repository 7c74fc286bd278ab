//! Bounded model checking: is a violation reachable in 0, 1, … k steps?
//!
//! In: a model and options. Out: a verdict. One incremental solver serves all depths. With `S_d` the symbolic state after d steps and `G_d` the
//! guard of step d ([`crate::transition`]), depth d asks, under the assertions `G_0, …, G_d`:
//!
//! - `\E inv : ~inv(S_d)`, or evaluating an invariant fails;
//! - evaluating Next in `S_d` fails, or `S_d` has no successor (`~\E choices : G_(d+1)`, exactly; see [`deadlock`]).
//!
//! A satisfying assignment is decoded to states, which `trace::replay` must confirm. Otherwise the negation is asserted
//! (it is implied, and helps the deeper queries), then `G_(d+1)`, and the search goes one step deeper. So the first counterexample
//! is a shortest one. "Checked to depth d" means: every state reachable in at most d steps satisfies the invariants, Next can be
//! evaluated in it, and it has a successor.
//!
//! Partial-order reduction ([`crate::symbolic`]'s footprints): of behaviors that differ in the order of independent steps one is searched. After
//! the questions of depth d, `O_d` is asserted, which orders steps d-1 and d. All states that are d steps away are still among those at depth d.
//!
//! Then, if there are temporal properties, whether a lasso of d steps violates one ([`lasso`]).
//!
//! A construct that is not encoded has a condition, too; if it is reachable, the verdict is Unsupported, never safe.
//!
//! | file | what it does |
//! | --- | --- |
//! | `session` | what all parts share: unroller, solver, samples, depth completed |
//! | `query` | queries and their answers: counterexamples, decoding |
//! | `search`, `depth` | the search as a whole; the questions of one depth |
//! | `deadlock`, `goals`, `lasso`, `survey` | further questions of a depth |
//! | `narrow`, `symmetry`, `audit` | reductions, and their checker |
//! | `induct` | lemmas, and questions about one step from a form |

mod audit;
mod capabilities;
mod deadlock;
mod depth;
mod goals;
mod induct;
mod lasso;
mod memory;
mod narrow;
mod query;
mod search;
mod session;
mod stop;
mod survey;
mod symmetry;
#[cfg(test)]
mod tests;

use crate::engine::certified::certify;
use crate::engine::{Capabilities, Engine, Options, vacuity};
use crate::ir::Model;
use crate::sat::certify::noted;
use crate::sat::record::recorded;
use crate::sat::script::scripted;
use crate::trace::survey::Survey;
use crate::trace::{EngineName, Outcome, Verdict};
use crate::transition::TransitionSystem;
use crate::util::interrupt::catch;
use crate::util::stack::spawn_with_room;
pub use capabilities::Bounded;
pub(in crate::engine) use induct::{depends_on_more_than_the_state, narrowed};
use lasso::Lassos;
use search::Search;
use std::time::Instant;
use stop::{check_assumptions, refuse_unchecked, without_search};
use symmetry::Symmetry;
pub(in crate::engine) use symmetry::interchangeable;

/// Encoding recurses over expressions and calls.
const STACK: usize = 1 << 28;

impl Engine for Bounded {
    fn name(&self) -> EngineName {
        EngineName::SYMBOLIC
    }

    fn about(&self) -> &'static str {
        "Unroll the next-state action and search with a SAT solver"
    }

    fn capabilities(&self) -> Capabilities {
        capabilities::capabilities()
    }

    fn run(&self, model: &Model, options: &Options<'_>) -> Verdict {
        check(model, options)
    }

    fn survey(&self, model: &Model, options: &Options<'_>) -> Option<(Verdict, Survey)> {
        Some(survey(model, options))
    }
}

/// Searches to `options.goal.depth`, or until all states were checked or a limit is reached.
pub fn check(model: &Model, options: &Options) -> Verdict {
    search(model, options, None).0
}

/// The same search, which goes on after an error. The survey has the errors and the actions of each depth.
pub fn survey(model: &Model, options: &Options) -> (Verdict, Survey) {
    search(model, options, Some(Survey::default()))
}

fn search(model: &Model, options: &Options, survey: Option<Survey>) -> (Verdict, Survey) {
    let start = Instant::now();
    // an interruption before the search begins leaves nothing to tell
    let (mut verdict, survey) = on_own_stack(options, || {
        let none = |outcome| (without_search(outcome), Survey::default());
        let searched = || match catch(|| options.bounded.within_work(|| run(model, options, survey))) {
            Ok(found) => found.unwrap_or_else(|| none(Outcome::Timeout)),
            Err(_) => none(options.stopped()),
        };
        let ((mut verdict, survey), notes) = noted(options.bounded.certify, searched);
        certify(options, &mut verdict, notes);
        (verdict, survey)
    });
    verdict.elapsed = start.elapsed();
    (verdict, survey)
}

/// The queries of the search as an SMT-LIB script ([`scripted`]).
pub fn script(model: &Model, options: &Options) -> String {
    on_own_stack(options, || scripted(|| catch(|| run(model, options, None)).is_ok()).1)
}

/// Runs `f` on a thread with room for deep recursion, within the run's limits.
pub(in crate::engine) fn on_own_stack<T: Send>(options: &Options, f: impl FnOnce() -> T + Send) -> T {
    // Z3's context and the value graph stay on this one thread
    std::thread::scope(|scope| {
        spawn_with_room(scope, STACK, || {
            options.within_limits(|| memory::watched(options, || recorded(options.bounded.recording.as_ref(), f)))
        })
        .join()
        .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

/// The run after the constants have been checked: with temporal properties, or as a survey without them.
fn run(model: &Model, options: &Options, survey: Option<Survey>) -> (Verdict, Survey) {
    if !options.bounded.assumes_checked {
        match catch(|| vacuity::refused(model)) {
            Ok(None) => {}
            Ok(Some(outcome)) => return (without_search(outcome), Survey::default()),
            Err(_) => return (without_search(options.stopped()), Survey::default()),
        }
    }
    // a survey leaves out properties of whole behaviors
    if survey.is_some() {
        return plain(model, options, survey);
    }
    let mut verdict = decide(model, options);
    vacuity::complete(model, &mut verdict);
    (verdict, Survey::default())
}

/// The verdict on all properties. With temporal properties, the model that is searched is one with their atoms.
fn decide(model: &Model, options: &Options) -> Verdict {
    let temporal = match catch(|| super::temporal(model)) {
        Ok(Ok(temporal)) => temporal,
        Ok(Err(outcome)) => return without_search(*outcome),
        Err(_) => return without_search(options.stopped()),
    };
    let Some(temporal) = temporal else { return plain(model, options, None).0 };
    let Some(system) = TransitionSystem::of(&temporal.model) else { return without_behavior(model, options) };
    let lassos = match Lassos::new(&temporal) {
        Ok(lassos) => lassos,
        Err(stop) => return without_search(*stop),
    };
    let search = Search::new(&system, options, None, Symmetry::default()).with_lassos(lassos);
    let mut verdict = search.run().0;
    verdict.assumptions.extend(lasso::assumptions(model, &verdict));
    verdict
}

/// A search without temporal properties.
fn plain(model: &Model, options: &Options, survey: Option<Survey>) -> (Verdict, Survey) {
    let Some(system) = TransitionSystem::of(model) else { return (without_behavior(model, options), Survey::default()) };
    let symmetry = if options.bounded.reductions.symmetry { Symmetry::of(model) } else { Symmetry::default() };
    Search::new(&system, options, survey, symmetry).run()
}

/// The verdict on a model that specifies no behavior: the ASSUMEs are all there is.
fn without_behavior(model: &Model, options: &Options) -> Verdict {
    let assumed = || if options.bounded.assumes_checked { Ok(()) } else { check_assumptions(model) };
    match catch(assumed) {
        Ok(Ok(())) => {
            let outcome = refuse_unchecked(model).map_or_else(|stop| *stop, |()| Outcome::Safe);
            Verdict { exhaustive: true, ..without_search(outcome) }
        }
        Ok(Err(stop)) => without_search(*stop),
        Err(_) => without_search(options.stopped()),
    }
}
