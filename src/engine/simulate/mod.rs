//! Simulation: random behaviors, for models with too many states for a search.
//!
//! In: a model and [`Walks`]. Out: a verdict that never says "exhaustive". Each behavior starts in an initial state and
//! takes one possible step at a time, up to its length or until there is none. A step is drawn: a branch of the next-state action and
//! elements of its sets are chosen at random until there is a successor; the other successors are not computed. States and steps are
//! checked as in the explicit engine, the safety part of properties included. What properties say of whole behaviors is not checked, and
//! the verdict says so. POSTCONDITIONs come at the end. Distinct states are not counted.
//!
//! Behaviors are numbered, and all threads take the next number each ([`walk`]). The results are taken in the order of the
//! numbers, and the first with an error ends the run: so the same seed gives the same verdict and the same counts for any number of threads, unless
//! the time limit ends the run. Without a number of behaviors the time limit is its regular end.
//!
//! A step into a state that a constraint excludes is checked and not taken. A behavior that finds only such steps ends.

// Such an error ends the whole run: its size is paid once.
#![allow(clippy::result_large_err)]

mod noted;
mod walk;

use super::assumptions::{assumed, postcondition, unsupported_error};
use super::registers::{any_of, depends_on_order, reads_trace};
use super::{Capabilities, Capability, Engine, EngineName, Options, Progress, Size, Walks, capability, vacuity};
use crate::diag::{Code, Diagnostic};
use crate::eval::{Evaluator, Halt, Registers};
use crate::ir::{Builtin, Model};
use crate::property::safety::Safety;
use crate::trace::replay::{Claim, Setting, in_model};
use crate::trace::{Counts, Outcome, Verdict};
use crate::util::interrupt::{Cancel, catch, with_flag};
use crate::util::stack::{on_large_stack, spawn_on_large_stack};
use crate::value::Value;
use crate::vm::Program;
use crate::vm::word::Heap;
use noted::Noted;
use std::collections::BTreeMap;
use std::panic::resume_unwind;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use walk::{Task, Walked, Walker, certify, claimed};

/// How far a run has come.
#[derive(Default)]
struct Seen {
    counts: Counts,
    /// The number of behaviors checked.
    looked: u64,
    /// What they do not decide, a sentence each.
    undecided: Vec<String>,
    /// For vacuity.
    noted: Noted,
    /// The number of initial states inside the constraints.
    starts: usize,
    /// The time limit ended the behaviors.
    timed_out: bool,
}

/// Random behaviors.
pub struct Simulation;

impl Engine for Simulation {
    fn name(&self) -> EngineName {
        EngineName::SIMULATE
    }

    fn about(&self) -> &'static str {
        "Check random behaviors"
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::of(&[Capability::Constraints, Capability::Postcondition, Capability::Enumerates, Capability::Parallel])
    }

    fn run(&self, model: &Model, options: &Options<'_>) -> Verdict {
        check(model, options)
    }
}

/// Checks random behaviors until one is wrong.
pub fn check(model: &Model, options: &Options<'_>) -> Verdict {
    let walks = &options.walks;
    let mut seen = Seen::default();
    let outcome = options.within_limits(|| {
        on_large_stack(|| catch(|| run(model, walks, options, &mut seen)))
            .unwrap_or_else(|_| Err(options.stopped()))
            .unwrap_or_else(|outcome| outcome)
    });
    let Seen { counts, looked, undecided, noted, starts, timed_out } = seen;
    let plural = if looked == 1 { "" } else { "s" };
    let only =
        format!("{looked} random behavior{plural} only, of at most {} states each; the seed was {}", walks.length, walks.seed);
    let mut verdict = Verdict {
        counts: Some(counts),
        behaviors: Some(looked),
        notes: timed_out.then(|| "the time limit ended the simulation".to_string()).into_iter().collect(),
        assumptions: std::iter::once(only).chain(undecided).collect(),
        ..Verdict::without_search(EngineName::SIMULATE, outcome, options.resources.start.elapsed())
    };
    if matches!(verdict.outcome, Outcome::Safe) && counts.initial == 0 {
        verdict.vacuity = vacuity::no_initial_state(model);
    } else if matches!(verdict.outcome, Outcome::Safe) {
        verdict.vacuity = noted.finish(model, starts);
        if looked == 0 && starts > 0 {
            verdict.vacuity.nothing = Some("no behavior was looked at, only initial states".to_string());
        }
    }
    vacuity::complete(model, &mut verdict);
    verdict
}

/// The outcome; as an error where it ends the run early.
fn run(model: &Model, walks: &Walks, options: &Options<'_>, seen: &mut Seen) -> Result<Outcome, Outcome> {
    let unsupported = |text: String| Outcome::Unsupported(Diagnostic::error(Code::UNSUPPORTED, text));
    if let Some(outcome) = vacuity::refused(model) {
        return Err(outcome);
    }
    let safety = Safety::split(model);
    seen.undecided = undecided(model, &safety)?;
    let setting = Setting { initial: walks.seed, behavior: walks.seed, config: config(model, walks), registers: Vec::new() };
    let mut actions = Evaluator::new(model);
    actions.on_print(options.resources.print);
    actions.set_register_to("config", setting.config.clone());
    if let Some(outcome) = assumed(model, &mut actions) {
        return Err(outcome);
    }
    let (Some(init), Some(next)) = (model.init, model.next) else {
        return Err(unsupported("there are no behaviors without an initial predicate and a next-state action".into()));
    };
    let mut checks = actions.beside();
    let mut initial = Vec::new();
    actions.draw_from(setting.initial);
    actions.set_register("level", 0);
    let r = actions.initial_states(init, &mut |s| {
        initial.push(s);
        Ok(())
    });
    if let Err(Halt::Error(e)) = r {
        return Err(unsupported_error(&e).unwrap_or_else(|| certify(&setting, model, &[], Claim::InitError)));
    }
    seen.counts.generated = initial.len() as u64;
    seen.counts.initial = seen.counts.generated;
    let mut starts = Vec::new();
    seen.noted = Noted::of(model);
    checks.set_register("level", 1);
    for s in initial {
        checks.draw_from(setting.seed(1));
        let inside = in_model(&mut checks, model, &s).map_err(|_| certify(&setting, model, &[], Claim::InitError))?;
        if let Some(v) = safety.state(&mut checks, &s).or_else(|| safety.initial(&mut checks, &s)) {
            seen.counts.depth = 1;
            return Err(claimed(&v).map_or_else(|outcome| outcome, |claim| certify(&setting, model, &[s], claim)));
        }
        seen.noted.start(model, &mut checks, &s, inside);
        if inside {
            starts.push(s);
        }
    }
    seen.starts = starts.len();
    log::debug!("{} initial states to start from", starts.len());
    let registers = actions.registers();
    let ended = if starts.is_empty() {
        registers
    } else {
        let mut heap = Heap::new(&model.atoms);
        let program = Program::new(model, &safety, &[], &mut heap);
        let (ordered, config) = (depends_on_order(model) || draws(model), setting.config);
        let task = Task {
            model,
            options,
            walks,
            next,
            starts,
            config,
            safety,
            program: &program,
            heap,
            ordered,
            reads_trace: reads_trace(model),
            registers,
            noted: seen.noted.clone(),
        };
        walk_all(&task, seen)?
    };
    // the time limit ends the behaviors, not what is evaluated after them
    let last = || afterwards(model, &ended, seen.counts, options.resources.print);
    let outcome = if seen.timed_out { with_flag(&Cancel::default(), last) } else { last() };
    match outcome {
        Some(outcome) => Err(outcome),
        None => Ok(Outcome::Safe),
    }
}

/// What random behaviors do not decide, a sentence each. The error is the outcome where they would decide nothing that is configured.
fn undecided(model: &Model, safety: &Safety<'_>) -> Result<Vec<String>, Outcome> {
    let left = capability::missing(&Simulation, model);
    let decides = !model.invariants.is_empty()
        || !safety.always.is_empty()
        || !safety.steps.is_empty()
        || !safety.initial.is_empty()
        || !model.postconditions.is_empty();
    match left.first() {
        Some(first) if !decides => {
            let d = Diagnostic::error(Code::UNSUPPORTED, format!("random behaviors do not decide {first}"));
            Err(Outcome::Unsupported(match capability::engine_with(first.needs) {
                Some(engine) => d.help(format!("`check --engine {engine}` decides it")),
                None => d,
            }))
        }
        Some(_) | None => Ok(left.iter().map(|r| format!("nothing about {r}, which random behaviors do not decide")).collect()),
    }
}

/// Whether the model uses random elements, which each behavior draws anew.
fn draws(model: &Model) -> bool {
    any_of(model, &Builtin::draws)
}

/// Checks all behaviors, with all threads. Returns the registers at the end.
fn walk_all(task: &Task<'_>, seen: &mut Seen) -> Result<Registers, Outcome> {
    let Task { model, options, walks, .. } = task;
    // What TLCSet has set depends on the order of evaluation.
    let workers = if depends_on_order(model) { 1 } else { options.resources.workers.max(1) };
    let counts = seen.counts;
    let noted = task.noted.clone();
    let results =
        Mutex::new(Results { looked: 0, early: BTreeMap::new(), counts, end: None, registers: task.registers.clone(), noted });
    let number = AtomicU64::new(0);
    let work = |walker: &mut Walker<'_>| {
        loop {
            let n = number.fetch_add(1, Relaxed);
            if walks.traces.is_some_and(|all| n >= all) {
                return;
            }
            let Ok(walked) = catch(|| walker.walk(n)) else { return };
            let mut results = results.lock().expect("simulate: no thread fails while it holds the results");
            results.take(n, walked);
            if depends_on_order(model) {
                results.registers = walker.registers();
                if results.registers.asks_to_end(&model.atoms) {
                    results.end.get_or_insert(End::Asked);
                }
            }
            if n.is_multiple_of(64) {
                let size = Size::Behaviors { checked: results.looked, generated: results.counts.generated };
                (options.resources.progress)(Progress {
                    engine: EngineName::SIMULATE,
                    depth: results.counts.depth as u32,
                    completed: None,
                    size,
                });
            }
            if results.end.is_some() || options.must_stop() {
                return;
            }
        }
    };
    std::thread::scope(|scope| {
        let one = || {
            let mut walker = Walker::new(task);
            work(&mut walker);
            results.lock().expect("simulate: no thread fails while it holds the results").noted.join(&walker.noted);
        };
        let threads: Vec<_> = (0..workers).map(|_| spawn_on_large_stack(scope, one)).collect();
        for thread in threads {
            thread.join().unwrap_or_else(|panic| resume_unwind(panic));
        }
    });
    let mut results = results.into_inner().expect("simulate: no thread fails while it holds the results");
    if matches!(&results.end, Some(End::With(outcome)) if matches!(**outcome, Outcome::Timeout)) {
        // the behavior that the time limit cut off was not checked
        results.end = None;
        results.looked -= 1;
    }
    (seen.counts, seen.looked, seen.noted) = (results.counts, results.looked, results.noted);
    match results.end {
        Some(End::With(outcome)) => Err(*outcome),
        None if options.must_stop() && walks.traces.is_none_or(|n| results.looked < n) => {
            // without a number of behaviors the time limit is the end that was asked for
            seen.timed_out = walks.traces.is_none() && seen.looked > 0 && matches!(options.stopped(), Outcome::Timeout);
            if seen.timed_out { Ok(results.registers) } else { Err(options.stopped()) }
        }
        Some(End::Asked) | None => Ok(results.registers),
    }
}

/// The POSTCONDITIONs, after all behaviors; as in TLC, an error in a behavior comes first.
fn afterwards(model: &Model, registers: &Registers, counts: Counts, print: &(dyn Fn(&str) + Sync)) -> Option<Outcome> {
    let mut evaluator = Evaluator::new(model);
    evaluator.on_print(print);
    evaluator.go_on_with(registers);
    evaluator.set_register("generated", counts.generated as i64);
    evaluator.set_register("level", counts.depth as i64);
    postcondition(model, &mut evaluator)
}

/// The results of the behaviors so far.
struct Results {
    /// The registers, if the model reads them.
    registers: Registers,
    noted: Noted,
    /// The number of results taken, in the order of their numbers.
    looked: u64,
    /// Results that wait for those with lower numbers.
    early: BTreeMap<u64, Walked>,
    counts: Counts,
    end: Option<End>,
}

/// Why the run ends.
enum End {
    With(Box<Outcome>),
    /// By `TLCSet("exit", TRUE)`.
    Asked,
}

impl Results {
    fn take(&mut self, number: u64, walked: Walked) {
        self.early.insert(number, walked);
        while let (None, Some(w)) = (&self.end, self.early.remove(&self.looked)) {
            self.looked += 1;
            self.counts.generated += w.generated;
            self.counts.depth = self.counts.depth.max(w.length as u64);
            self.end = w.end.map(|outcome| End::With(Box::new(outcome)));
        }
    }
}

/// `TLCGet("config")`
fn config(model: &Model, walks: &Walks) -> Value {
    let atoms = &model.atoms;
    let int = |n: u64| Value::Int(i64::try_from(n).unwrap_or(i64::MAX).min(i32::MAX.into()));
    Value::record([
        (atoms.intern("mode"), Value::Str(atoms.intern("simulate"))),
        (atoms.intern("depth"), int(walks.length.into())),
        (atoms.intern("traces"), int(walks.traces.unwrap_or(u64::MAX))),
        (atoms.intern("deadlock"), Value::Bool(model.check_deadlock)),
        (atoms.intern("seed"), Value::Str(atoms.intern(&(walks.seed as i64).to_string()))),
        (atoms.intern("worker"), Value::Int(1)),
    ])
}

#[cfg(test)]
mod tests {
    use super::{Walks, check};
    use crate::engine::Options;
    use crate::eval::testing::model;
    use crate::ir::{DefId, Named};
    use crate::property::Violation;
    use crate::trace::Outcome;

    /// `x` goes up by one or two; it is never 9 if all steps are by two.
    fn run(walks: Walks) -> (String, u64) {
        let up =
            "(or (and (< x 20) (= x' (+ x 1)) (unchanged (tuple y z))) (and (< x 20) (= x' (+ x 2)) (unchanged (tuple y z))))";
        let mut m = model(&[(0, "(and (= x 0) (= y 0) (= z 0))"), (0, up), (0, "(not (= x 9))")]);
        (m.init, m.next, m.check_deadlock) = (Some(DefId(0)), Some(DefId(1)), false);
        m.invariants = vec![Named { name: "Not9".into(), def: DefId(2) }];
        let v = check(&m, &Options::default().walks(walks));
        let text = match &v.outcome {
            Outcome::Violated { violation: Violation::Invariant { name, .. }, trace } => {
                let xs: Vec<String> = trace.states.iter().map(|s| s.state.0[0].to_string()).collect();
                format!("{name} [{}]", xs.join(" "))
            }
            other => format!("{other:?}"),
        };
        (text, v.counts.expect("they are counted").depth)
    }

    #[test]
    fn the_same_seed_finds_the_same() {
        let walks = Walks { seed: 7, length: 100, traces: Some(50) };
        let first = run(walks).0;
        assert!(first.starts_with("Not9 [0 ") && first.ends_with(" 9]"), "{first}");
        assert_eq!(run(walks).0, first);
    }

    #[test]
    fn behaviors_are_no_longer_than_asked_for() {
        assert_eq!(run(Walks { seed: 1, length: 4, traces: Some(9) }), ("Safe".into(), 4));
        assert_eq!(run(Walks { seed: 1, length: 100, traces: Some(0) }), ("Safe".into(), 0));
    }
}
