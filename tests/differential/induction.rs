//! Random processes, with induction tried after each depth. The verdict must be the explicit engine's, also beyond the depth
//! if induction claims something about all states.

use crate::family::{Family, Seen, by_induction};
use crate::generate::Random;
use crate::{items, peers, processes};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

pub const FAMILY: Family = Family { name: "induction", seeds: 50, every: 1, check, violated: 5..95 };

/// Steps beyond the requested depth to which a proof is compared.
const BEYOND: u32 = 2;

/// The number of proofs and of their lemmas.
static PROVEN: AtomicUsize = AtomicUsize::new(0);
static LEMMAS: AtomicUsize = AtomicUsize::new(0);

/// An event that occurs late: when a clock wraps around, or only from a rare initial state.
pub fn clocks(seed: u64) -> String {
    let mut random = Random::new(seed);
    let mut pick = |n: usize| random.below(n);
    let (m, many) = (4 + pick(4), [0, 24][pick(2)]);
    let tick = [
        format!("t' = (t + 1) % {m}"),
        format!("t' = IF t = {} THEN 0 ELSE t + 1", m - 1),
        format!("t < {} /\\ t' = t + 1", m - 1),
    ];
    let mut part = || match pick(7) {
        0 | 1 => format!("t = {}", m - 1),
        2 => format!("t = {}", pick(m)),
        3 => "a = b".into(),
        4 => format!("u = {}", 1 + pick(2)),
        5 => "u = t".into(),
        _ => format!("t > {}", pick(m)),
    };
    let (hit, up, down) = ([part(), part()], part(), part());
    let wanted = ["bad = 0", "bad = 0", "bad < 1 /\\ u < 3", "bad = 1 => u = 0"][pick(4)];
    format!(
        "---- MODULE Clocks ----\nEXTENDS Integers\nVARIABLES t, a, b, u, bad\n\
         Init == t = 0 /\\ a \\in 0..{many} /\\ b \\in 0..{many} /\\ (a # b \\/ a = {}) /\\ u = 0 /\\ bad = 0\n\
         Next ==\n  \\/ {} /\\ UNCHANGED <<a, b, u, bad>>\n  \\/ {} /\\ {} /\\ bad' = 1 /\\ UNCHANGED <<t, a, b, u>>\n  \
         \\/ {up} /\\ u < 2 /\\ u' = u + 1 /\\ UNCHANGED <<t, a, b, bad>>\n  \\/ {down} /\\ u > 0 /\\ u' = u - 1 /\\ UNCHANGED <<t, a, b, bad>>\n\
         Invariant == {wanted}\n====\n",
        many / 2,
        tick[pick(3)],
        hit[0],
        hit[1],
    )
}

fn check(seed: u64) -> Result<Seen, String> {
    let peers = "INIT Init\nNEXT Next\nINVARIANT Invariant\nCONSTANTS Peers = {p1, p2, p3} NONE = NONE First = p1\n";
    let processes = "INIT Init\nNEXT Next\nINVARIANT Invariant\n";
    let deadlock = ["CHECK_DEADLOCK FALSE\n", ""][usize::from(seed.is_multiple_of(5))];
    let families = [
        (processes::spec(seed), processes, 5),
        (peers::spec(seed, false), peers, 4),
        (items::spec(seed), processes, 6),
        (clocks(seed), processes, 5),
    ];
    let reductions = ["all", "none"][usize::from(seed.is_multiple_of(3))];
    let mut seen = Seen::Nothing;
    for (text, cfg, depth) in families {
        let (s, proven) = by_induction(&text, &format!("{cfg}{deadlock}"), (depth, BEYOND), reductions)?;
        if let Some(lemmas) = proven {
            PROVEN.fetch_add(1, Relaxed);
            LEMMAS.fetch_add(lemmas, Relaxed);
        }
        seen = s;
    }
    Ok(seen)
}

#[test]
fn induction_agrees_with_the_explicit_engine() {
    crate::family::run(&FAMILY);
    // the family must contain proofs
    let (proven, lemmas) = (PROVEN.load(Relaxed), LEMMAS.load(Relaxed));
    println!("{proven} proofs with {lemmas} lemmas");
    let count = crate::seeds(FAMILY.seeds).count();
    assert!(count < 30 || proven > count / 4, "{proven} proofs with {lemmas} lemmas");
}
