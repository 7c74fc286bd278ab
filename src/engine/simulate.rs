//! Random behaviours: what `tlaloc simulate` looks at when there are too many states for a search.
//!
//! In: a model and [`Walks`]. Out: a verdict that never says "exhaustive". Each behaviour starts in an initial state and
//! takes one of the possible steps at a time, all with the same chance, until it has its length or cannot go on. The same
//! seed gives the same behaviours. What is checked of a state or a step is what the explicit engine checks.
//!
//! A step into a state that a constraint excludes is checked and not taken. A behaviour that finds only such steps ends.

// Such an error ends the whole search: its size is paid once.
#![allow(clippy::result_large_err)]

use super::explicit::{assumptions, unsupported_error};
use super::{Options, Progress, Size};
use crate::diag::{Code, Diagnostic};
use crate::eval::{Evaluator, Halt, Stop, on_large_stack};
use crate::interrupt::catch;
use crate::ir::Model;
use crate::trace::replay::{Claim, allowed, in_model, replay};
use crate::trace::safety::Safety;
use crate::trace::{Counts, Outcome, State, Verdict, Violation};

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
    let outcome = options.heeded(|| {
        on_large_stack(|| catch(|| run(model, walks, options, &mut counts)))
            .unwrap_or_else(|_| Err(options.interrupted()))
            .unwrap_or_else(|outcome| outcome)
    });
    let behaviours = format!("random behaviours only, of at most {} states; the seed was {}", walks.length, walks.seed);
    Verdict {
        outcome,
        engine: "simulate",
        depth: None,
        exhaustive: false,
        counts: Some(counts),
        elapsed: options.start.elapsed(),
        assumptions: vec![behaviours],
        collisions: None,
        coverage: Vec::new(),
        further: Vec::new(),
    }
}

/// Both ways out are outcomes; an error is one that ends the run early.
fn run(model: &Model, walks: &Walks, options: &Options<'_>, counts: &mut Counts) -> Result<Outcome, Outcome> {
    let unsupported = |text: String| Outcome::Unsupported(Diagnostic::error(Code::UNSUPPORTED, text));
    let safety = Safety::new(model).map_err(|p| unsupported(format!("property {} is more than safety", p.name)))?;
    let asked = model.postconditions.iter().map(|n| ("POSTCONDITION", n)).chain(model.possible.iter().map(|n| ("_POSSIBLE", n)));
    if let Some((keyword, n)) = asked.into_iter().next() {
        return Err(unsupported(format!("{keyword} {} speaks of all states; random behaviours do not decide it", n.name)));
    }
    if let Some(outcome) = assumptions(model) {
        return Err(outcome);
    }
    let (Some(init), Some(next)) = (model.init, model.next) else {
        return Err(unsupported("there are no behaviours without an initial predicate and a next-state action".into()));
    };
    let mut actions = Evaluator::new(model);
    let mut checks = actions.beside();
    let mut initial = Vec::new();
    let r = actions.initial_states(init, &mut |s| {
        initial.push(s);
        Ok(())
    });
    if let Err(Halt::Error(e)) = r {
        return Err(unsupported_error(&e).unwrap_or_else(|| certify(model, &[], Claim::InitError)));
    }
    counts.generated = initial.len() as u64;
    counts.initial = counts.generated;
    let mut starts = Vec::new();
    for s in initial {
        let inside = in_model(&mut checks, model, &s).map_err(|_| certify(model, &[], Claim::InitError))?;
        if let Some(v) = safety.state(&mut checks, &s).or_else(|| safety.initial(&mut checks, &s)) {
            return Err(violated(model, &[s], &v));
        }
        if inside {
            starts.push(s);
        }
    }
    log::debug!("{} initial states to start from", starts.len());
    let mut random = Random(walks.seed);
    let mut done = 0;
    while !starts.is_empty() && walks.traces.is_none_or(|n| done < n) {
        done += 1;
        let mut behaviour = vec![starts[random.below(starts.len())].clone()];
        while behaviour.len() < walks.length as usize {
            if options.interrupt() {
                return Err(options.interrupted());
            }
            let state = behaviour.last().expect("simulate: a behaviour has a first state").clone();
            actions.set_register("level", behaviour.len() as i64);
            let mut successors: Vec<State> = Vec::new();
            let r = actions.successors(next, &state, &mut |_, s| {
                successors.push(s);
                Ok::<(), Stop>(())
            });
            if let Err(Halt::Error(e)) = r {
                return Err(unsupported_error(&e).unwrap_or_else(|| certify(model, &behaviour, Claim::NextError)));
            }
            counts.generated += successors.len() as u64;
            if successors.is_empty() {
                if model.check_deadlock {
                    return Err(certify(model, &behaviour, Claim::Deadlock));
                }
                break;
            }
            // The first that may be taken, in random order.
            let mut taken = None;
            while taken.is_none() && !successors.is_empty() {
                let s = successors.swap_remove(random.below(successors.len()));
                let inside = in_model(&mut checks, model, &s)
                    .and_then(|is| if is { allowed(&mut checks, model, &state, &s) } else { Ok(false) });
                let inside = inside.map_err(|_| certify(model, &behaviour, Claim::NextError))?;
                if let Some(v) = safety.state(&mut checks, &s).or_else(|| safety.step(&mut checks, &state, &s)) {
                    behaviour.push(s);
                    return Err(violated(model, &behaviour, &v));
                }
                if inside {
                    taken = Some(s);
                }
            }
            let Some(s) = taken else { break };
            behaviour.push(s);
        }
        counts.depth = counts.depth.max(behaviour.len() as u64);
        if done % 64 == 0 {
            let size = Size::States { generated: counts.generated, distinct: 0, queued: 0 };
            (options.progress)(Progress { depth: counts.depth as u32, size });
        }
    }
    Ok(Outcome::Safe)
}

fn violated(model: &Model, behaviour: &[State], v: &Violation) -> Outcome {
    let claim = match v {
        Violation::InvariantError { error, .. } => {
            if let Some(outcome) = unsupported_error(error) {
                return outcome;
            }
            Claim::InvariantError
        }
        Violation::ActionProperty { .. } => Claim::ActionProperty,
        Violation::ImpliedInit { .. } => Claim::ImpliedInit,
        Violation::Invariant { .. }
        | Violation::Deadlock
        | Violation::NextError(_)
        | Violation::InitError(_)
        | Violation::Liveness { .. } => Claim::Invariant,
    };
    certify(model, behaviour, claim)
}

fn certify(model: &Model, behaviour: &[State], claim: Claim) -> Outcome {
    match replay(model, behaviour, claim) {
        Ok((violation, trace)) => Outcome::Violated { violation, trace },
        Err(e) => Outcome::Internal { message: format!("simulate: the counterexample was refuted: {e}") },
    }
}

/// Splitmix64 (Steele, Lea, Flood 2014): enough to choose steps, and the same everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((u128::from(z ^ (z >> 31)) * n as u128) >> 64) as usize
    }
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
        (m.init, m.next) = (Some(DefId(0)), Some(DefId(1)));
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
