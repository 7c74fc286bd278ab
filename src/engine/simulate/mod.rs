//! Random behaviours: what `tlaloc simulate` looks at when there are too many states for a search.
//!
//! In: a model and [`Walks`]. Out: a verdict that never says "exhaustive". Each behaviour starts in an initial state and
//! takes one of the possible steps at a time, all with the same chance, until it has its length or cannot go on. What is
//! checked of a state or a step is what the explicit engine checks. How many distinct states there were, nobody counts.
//!
//! Behaviours are numbered, and all threads take the next number each ([`walk`]). The results are taken in the order of the
//! numbers, and the first that is wrong ends the run: so the same seed gives the same verdict and the same counts, whatever
//! the number of threads, unless the time is over before.
//!
//! A step into a state that a constraint excludes is checked and not taken. A behaviour that finds only such steps ends.

// Such an error ends the whole run: its size is paid once.
#![allow(clippy::result_large_err)]

mod walk;

use super::explicit::{asks, assumed, unsupported_error};
use super::{Options, Progress, Size};
use crate::diag::{Code, Diagnostic};
use crate::eval::{Evaluator, Halt, on_large_stack, spawn_on_large_stack};
use crate::interrupt::catch;
use crate::ir::Model;
use crate::trace::replay::{Claim, Setting, in_model};
use crate::trace::safety::Safety;
use crate::trace::{Counts, Outcome, Verdict};
use crate::value::Value;
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use walk::{Task, Walked, Walker, certify, violated};

/// How many behaviours of how many states, and which.
#[derive(Clone, Copy, Debug)]
pub struct Walks {
    pub seed: u64,
    /// States in a behaviour, at most.
    pub length: u32,
    /// `None` goes on until the time is over.
    pub traces: Option<u64>,
}

/// Looks at random behaviours until one goes wrong.
pub fn check(model: &Model, walks: &Walks, options: &Options<'_>) -> Verdict {
    let mut counts = Counts::default();
    let mut looked = 0;
    let outcome = options.heeded(|| {
        on_large_stack(|| catch(|| run(model, walks, options, &mut counts, &mut looked)))
            .unwrap_or_else(|_| Err(options.interrupted()))
            .unwrap_or_else(|outcome| outcome)
    });
    let behaviours = if looked == 1 { "one random behaviour".to_string() } else { format!("{looked} random behaviours") };
    let only = format!("{behaviours} only, of at most {} states each; the seed was {}", walks.length, walks.seed);
    Verdict {
        outcome,
        engine: "simulate",
        depth: None,
        exhaustive: false,
        counts: Some(counts),
        elapsed: options.start.elapsed(),
        assumptions: vec![only],
        collisions: None,
        coverage: Vec::new(),
        further: Vec::new(),
        inductive: None,
        notes: Vec::new(),
        beside: Vec::new(),
    }
}

/// Both ways out are outcomes; an error is one that ends the run early.
fn run(model: &Model, walks: &Walks, options: &Options<'_>, counts: &mut Counts, looked: &mut u64) -> Result<Outcome, Outcome> {
    let unsupported = |text: String| Outcome::Unsupported(Diagnostic::error(Code::UNSUPPORTED, text));
    let safety = || {
        Safety::new(model).map_err(|p| {
            unsupported(format!(
                "property {} is more than safety, and random behaviours end; `check --engine explicit` decides it",
                p.name
            ))
        })
    };
    let initially = safety()?;
    if let Some(n) = model.trace_invariants.first() {
        return Err(unsupported(format!("{} speaks of behaviours; `check --engine symbolic` decides it", n.name)));
    }
    let asked = model.postconditions.iter().map(|n| ("POSTCONDITION", n)).chain(model.possible.iter().map(|n| ("_POSSIBLE", n)));
    if let Some((keyword, n)) = asked.into_iter().next() {
        return Err(unsupported(format!("{keyword} {} speaks of all states; random behaviours do not decide it", n.name)));
    }
    let setting = Setting { initial: walks.seed, behaviour: walks.seed, config: config(model, walks) };
    let mut actions = Evaluator::new(model);
    actions.set_register_to("config", setting.config.clone());
    if let Some(outcome) = assumed(model, &mut actions) {
        return Err(outcome);
    }
    let (Some(init), Some(next)) = (model.init, model.next) else {
        return Err(unsupported("there are no behaviours without an initial predicate and a next-state action".into()));
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
    counts.generated = initial.len() as u64;
    counts.initial = counts.generated;
    let mut starts = Vec::new();
    for s in initial {
        checks.draw_from(setting.seed(1));
        let inside = in_model(&mut checks, model, &s).map_err(|_| certify(&setting, model, &[], Claim::InitError))?;
        if let Some(v) = initially.state(&mut checks, &s).or_else(|| initially.initial(&mut checks, &s)) {
            return Err(violated(&setting, model, &[s], &v));
        }
        if inside {
            starts.push(s);
        }
    }
    log::debug!("{} initial states to start from", starts.len());
    if starts.is_empty() {
        return Ok(Outcome::Safe);
    }
    // What TLCSet has set depends on the order of evaluation.
    let workers = if asks(model) { 1 } else { options.workers.max(1) };
    let task = Task { model, options, walks, next, starts, config: setting.config };
    let results = Mutex::new(Results { looked: 0, early: BTreeMap::new(), counts: *counts, end: None });
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
            if n.is_multiple_of(64) {
                let size = Size::States { generated: results.counts.generated, distinct: 0, queued: 0 };
                (options.progress)(Progress { depth: results.counts.depth as u32, completed: None, size });
            }
            if results.end.is_some() || options.interrupt() {
                return;
            }
        }
    };
    let walkers: Result<Vec<_>, Outcome> = (0..workers).map(|_| Ok(Some(safety()?))).collect();
    std::thread::scope(|scope| {
        let (task, work) = (&task, &work);
        for safety in walkers?.into_iter().flatten() {
            spawn_on_large_stack(scope, move || work(&mut Walker::new(task, safety)));
        }
        Ok(())
    })?;
    let results = results.into_inner().expect("simulate: no thread fails while it holds the results");
    (*counts, *looked) = (results.counts, results.looked);
    match results.end {
        Some(end) => Err(end),
        None if options.interrupt() && walks.traces.is_none_or(|n| results.looked < n) => Err(options.interrupted()),
        None => Ok(Outcome::Safe),
    }
}

/// What came of the behaviours so far.
struct Results {
    /// How many were taken, in the order of their numbers.
    looked: u64,
    /// What was finished before its turn.
    early: BTreeMap<u64, Walked>,
    counts: Counts,
    end: Option<Outcome>,
}

impl Results {
    fn take(&mut self, number: u64, walked: Walked) {
        self.early.insert(number, walked);
        while let (None, Some(w)) = (&self.end, self.early.remove(&self.looked)) {
            self.looked += 1;
            self.counts.generated += w.generated;
            self.counts.depth = self.counts.depth.max(w.length as u64);
            self.end = w.end;
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
    use crate::trace::{Outcome, Violation};

    /// `x` goes up by one or two; it is never 9 if all steps are by two.
    fn run(walks: Walks) -> (String, u64) {
        let up =
            "(or (and (< x 20) (= x' (+ x 1)) (unchanged (tuple y z))) (and (< x 20) (= x' (+ x 2)) (unchanged (tuple y z))))";
        let mut m = model(&[(0, "(and (= x 0) (= y 0) (= z 0))"), (0, up), (0, "(not (= x 9))")]);
        (m.init, m.next, m.check_deadlock) = (Some(DefId(0)), Some(DefId(1)), false);
        m.invariants = vec![Named { name: "Not9".into(), def: DefId(2) }];
        let v = check(&m, &walks, &Options::to_depth(None));
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
    fn behaviours_are_no_longer_than_asked_for() {
        assert_eq!(run(Walks { seed: 1, length: 4, traces: Some(9) }), ("Safe".into(), 4));
        assert_eq!(run(Walks { seed: 1, length: 100, traces: Some(0) }), ("Safe".into(), 0));
    }
}
