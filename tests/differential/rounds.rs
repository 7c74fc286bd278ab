//! Properties of whole behaviors: the proof engine, which counts rounds of fairness, against the explicit engine's search for fair loops.
//!
//! ```text
//!     pdr: holds          =>   the explicit engine finds no fair loop that violates the property
//!     explicit: n states  =>   pdr finds a violation of at most n states
//!     explicit: holds     =>   pdr proves it
//! ```
//!
//! Too much work, or too many rounds, is a difference, too: a monitor that counts rounds which are none proves too little.

use crate::family::{Family, Seen, gist};
use crate::generate::Random;
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
    let n = seed / 3;
    let (text, cfg) = match seed % 3 {
        0 => (fair::spec(n), fair::CFG.to_string()),
        1 => (with_property(&fair::spec(n), n), fair::CFG.to_string()),
        _ => liveness::texts(n, 1 + n as usize % 3),
    };
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
        // graphs are small: each of their properties has a bound of rounds, or a lasso
        (Outcome::Unsupported(d), _) if !d.message.contains("rounds of fairness") => {
            println!("UNANSWERED rounds {seed}: {}", d.message);
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

/// The specification with a property whose negation has eventualities that a run may put off in turn, inside other operators.
fn with_property(text: &str, seed: u64) -> String {
    let mut random = Random::new(seed ^ 0x0FF);
    let fails = random.below(4) == 0;
    let mut at = || match random.below(5) {
        0 => format!("x # {}", random.below(4)),
        1 => "y = 0".to_string(),
        // fails in some nodes
        2 if fails => format!("<<0, 1, 1, 0>>[x + 1] = {}", random.below(2)),
        _ => format!("x = {}", random.below(4)),
    };
    let (a, b, c) = (at(), at(), at());
    let property = match random.below(7) {
        0 => format!("<>(({a}) /\\ (<>[]~({b}) \\/ <>[]~({c})))"),
        1 => format!("({a}) ~> (<>[]~({b}) \\/ <>[]~({c}))"),
        2 => format!("[]<>({a}) \\/ [](<>[]~({b}) \\/ <>[]~({c}))"),
        3 => format!("<>[](({a}) => <>({b})) \\/ <>[]~({c})"),
        4 => format!("[]<>({a}) /\\ []<>({b})"),
        5 => format!("([]<>({a}) /\\ []<>({b})) \\/ <>[]({c})"),
        _ => format!("({a}) \\/ (<>[]~({b}) /\\ (<>[]~({c}) \\/ <>({b})))"),
    };
    let lines = text.lines().map(|l| if l.starts_with("P == ") { format!("P == {property}\n") } else { format!("{l}\n") });
    lines.collect()
}

#[test]
fn rounds_of_fairness_agree_with_fair_loops() {
    crate::family::run(&FAMILY);
    let (proven, violated) = (PROVEN.load(Relaxed), VIOLATED.load(Relaxed));
    println!("{proven} proofs, {violated} violations");
    let count = crate::seeds(FAMILY.seeds).count();
    assert!(count < MANY || proven * 8 > count, "{proven} proofs of {count} systems");
}
