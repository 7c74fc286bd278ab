//! Random processes once more, where the symbolic engine tries after each depth to get to the last one by induction: what it says is
//! to be what the explicit engine finds, also beyond that depth where it says that of all states.

use crate::processes::gist;
use crate::specs::step;
use crate::{items, model, peers, processes, seeds};
use tlaloc::engine::{Induct, Options, bmc, explicit};
use tlaloc::trace::Outcome;

/// Steps beyond the depth that was asked for.
const BEYOND: u32 = 2;

#[test]
fn induction_agrees_with_the_explicit_engine() {
    let (mut proven, mut lemmas, mut unbounded) = (0, 0, 0);
    let all = seeds(50);
    let count = all.end - all.start;
    for seed in all {
        let peers = "INIT Init\nNEXT Next\nINVARIANT Invariant\nCONSTANTS Peers = {p1, p2, p3} NONE = NONE First = p1\n";
        let processes = "INIT Init\nNEXT Next\nINVARIANT Invariant\n";
        let deadlock = ["CHECK_DEADLOCK FALSE\n", ""][usize::from(seed.is_multiple_of(5))];
        let families =
            [(processes::spec(seed), processes, 5), (peers::spec(seed, false), peers, 4), (items::spec(seed), processes, 6)];
        for (text, cfg, depth) in families {
            let m = model(&text, &format!("{cfg}{deadlock}")).unwrap_or_else(|e| panic!("{e}\n{text}"));
            let always = Options { induction: Induct::Always, ..Options::to_depth(depth) };
            let b = bmc::check(&m, &always);
            if let Some(proof) = &b.inductive {
                proven += 1;
                lemmas += proof.lemmas.len();
            }
            unbounded += u64::from(b.exhaustive);
            let further = if b.exhaustive { BEYOND } else { 0 };
            let a = explicit::check(&m, &Options::to_depth(depth + further));
            let same = match (&a.outcome, &b.outcome) {
                (Outcome::Violated { .. }, Outcome::Violated { .. }) => step(&a) == step(&b),
                outcomes => matches!(outcomes, (Outcome::Safe, Outcome::Safe)),
            };
            assert!(same, "seed {seed}\nexplicit: {}\nsymbolic: {}\n{text}", gist(&a), gist(&b));
        }
    }
    // a test in which nothing is ever proven says little
    eprintln!("{proven} proofs with {lemmas} lemmas, {unbounded} of all states");
    assert!(count < 30 || proven > count / 4, "{proven} proofs with {lemmas} lemmas, {unbounded} of all states");
}
