//! Properties of whole behaviors: the proof engine, which counts rounds of fairness, against the explicit engine's search for fair loops.
//!
//! ```text
//!     pdr: holds          =>   the explicit engine finds no fair loop that violates the property
//!     explicit: n states  =>   pdr finds a violation of at most n states, or has no answer
//!     explicit: holds     =>   pdr proves it, or has no answer
//! ```

use crate::family::{Family, Seen, gist};
use crate::proof::{enumerated, proved};
use crate::{fair, liveness, model};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use tlaloc::internals::trace::Outcome;

pub const FAMILY: Family = Family { name: "rounds", seeds: 120, every: 1, check, violated: 15..90 };

/// Systems from which on the number of proofs is tested.
const MANY: usize = 20;

static PROVEN: AtomicUsize = AtomicUsize::new(0);
static VIOLATED: AtomicUsize = AtomicUsize::new(0);

fn check(seed: u64) -> Result<Seen, String> {
    let n = seed / 2;
    let (text, cfg) =
        if seed.is_multiple_of(2) { (fair::spec(n), fair::CFG.to_string()) } else { liveness::texts(n, 1 + n as usize % 3) };
    let told = |why: String| format!("{why}\n{text}\n{cfg}");
    let m = model(&text, &cfg).map_err(|e| told(format!("does not load: {e}")))?;
    let a = enumerated(&m, None);
    let states = match &a.outcome {
        Outcome::Violated { trace, .. } => Some(trace.states.len()),
        Outcome::Safe if a.exhaustive => None,
        Outcome::Safe | Outcome::Interrupted | Outcome::Unsupported(_) => return Ok(Seen::Nothing),
        Outcome::Tautology { .. } | Outcome::Config(_) | Outcome::Vacuous { .. } => return Ok(Seen::Nothing),
        _ => return Err(told(gist(&a))),
    };
    let b = proved(&m);
    match (&b.outcome, states) {
        (Outcome::Unsupported(d), _) => {
            println!("UNANSWERED rounds {seed}: {}", d.message);
            Ok(Seen::Nothing)
        }
        (Outcome::Timeout, _) => {
            println!("UNANSWERED rounds {seed}: too much work");
            Ok(Seen::Nothing)
        }
        (Outcome::Safe, None) if b.exhaustive => {
            PROVEN.fetch_add(1, Relaxed);
            Ok(Seen::Holds)
        }
        (Outcome::Violated { trace, .. }, Some(n)) if trace.states.len() <= n => {
            VIOLATED.fetch_add(1, Relaxed);
            Ok(Seen::Violated)
        }
        _ => Err(told(format!("explicit: {}\npdr: {}, exhaustive: {}", gist(&a), gist(&b), b.exhaustive))),
    }
}

#[test]
fn rounds_of_fairness_agree_with_fair_loops() {
    crate::family::run(&FAMILY);
    let (proven, violated) = (PROVEN.load(Relaxed), VIOLATED.load(Relaxed));
    println!("{proven} proofs, {violated} violations");
    let count = crate::seeds(FAMILY.seeds).count();
    assert!(count < MANY || proven * 8 > count, "{proven} proofs of {count} systems");
}
