//! Random systems in which processes pass on items with identities: records in a store, numbers in a queue, one item per process.
//! Invariants say where an identity is and that it occurs once. They depend on every place that can hold an item, so they are
//! rarely inductive, and induction has to find lemmas.

use crate::family::{Family, Seen, agree};
use crate::generate::Random;

pub const FAMILY: Family = Family { name: "items", seeds: 60, every: 1, check, violated: 5..95 };

const DEPTH: u32 = 5;

/// Steps of a process without an item: guard and effect.
const IDLE: [(&str, &str); 5] = [
    ("new <= 3 /\\ store' = store \\union {[id |-> new, kind |-> \"raw\"]} /\\ new' = new + 1", "queue, hold, pc"),
    ("new <= 3 /\\ hold' = [hold EXCEPT ![p] = new] /\\ new' = new + 1 /\\ pc' = [pc EXCEPT ![p] = \"busy\"]", "queue, store"),
    (
        "\\E r \\in store : hold' = [hold EXCEPT ![p] = r.id] /\\ store' = store \\ {r} /\\ pc' = [pc EXCEPT ![p] = \"busy\"]",
        "queue, new",
    ),
    (
        "\\E r \\in store : r.kind = \"raw\" /\\ hold' = [hold EXCEPT ![p] = r.id] /\\ pc' = [pc EXCEPT ![p] = \"busy\"]",
        "queue, store, new",
    ),
    (
        "queue # <<>> /\\ hold' = [hold EXCEPT ![p] = Head(queue)] /\\ queue' = Tail(queue) /\\ pc' = [pc EXCEPT ![p] = \"busy\"]",
        "store, new",
    ),
];

/// Steps of a process with an item.
const BUSY: [(&str, &str); 5] = [
    ("queue' = Append(queue, hold[p]) /\\ FREE", "store, new"),
    ("store' = store \\union {[id |-> hold[p], kind |-> \"raw\"]} /\\ FREE", "queue, new"),
    ("store' = store \\union {[id |-> hold[p], kind |-> \"done\"]} /\\ FREE", "queue, new"),
    (
        "\\E r \\in store : r.id = hold[p] /\\ store' = (store \\ {r}) \\union {[r EXCEPT !.kind = \"done\"]} /\\ FREE",
        "queue, new",
    ),
    ("FREE", "queue, store, new"),
];

const FREE: &str = "hold' = [hold EXCEPT ![p] = 0] /\\ pc' = [pc EXCEPT ![p] = \"idle\"]";

/// Additional guards.
const GUARDS: [&str; 5] = [
    "\\A q \\in Processes : q # p => hold[q] = 0",
    "Len(queue) < 2",
    "store = {}",
    "\\A r \\in store : r.kind = \"done\"",
    "\\A q \\in Processes : hold[q] # 1",
];

const INVARIANTS: [&str; 12] = [
    "\\A r, s \\in store : r.id = s.id => r = s",
    "\\A p, q \\in Processes : p # q /\\ hold[p] # 0 => hold[p] # hold[q]",
    "\\A p \\in Processes : pc[p] = \"busy\" => hold[p] # 0",
    "\\A p \\in Processes : pc[p] = \"idle\" => hold[p] = 0",
    "\\A r \\in store : r.id < new",
    "\\A p \\in Processes : hold[p] < new",
    "\\A r \\in store : \\A p \\in Processes : r.id # hold[p]",
    "\\A i, j \\in DOMAIN queue : i # j => queue[i] # queue[j]",
    "\\A i \\in DOMAIN queue : \\A p \\in Processes : queue[i] # hold[p]",
    "\\A i \\in DOMAIN queue : \\A r \\in store : queue[i] # r.id",
    "\\A r \\in store : r.kind = \"done\" => \\A i \\in DOMAIN queue : queue[i] # r.id",
    "\\A i \\in DOMAIN queue : queue[i] \\in 1..new - 1",
];

pub fn spec(seed: u64) -> String {
    let mut random = Random::new(seed);
    let mut pick = |n: usize| random.below(n);
    let mut actions = Vec::new();
    for (state, all, most) in [("idle", &IDLE, 3), ("busy", &BUSY, 3)] {
        let mut chosen: Vec<usize> = (0..1 + pick(most)).map(|_| pick(all.len())).collect();
        chosen.sort_unstable();
        chosen.dedup();
        for i in chosen {
            let (effect, kept) = all[i];
            let guard = if pick(4) == 0 { format!("({}) /\\ ", GUARDS[pick(GUARDS.len())]) } else { String::new() };
            let effect = effect.replace("FREE", FREE);
            actions.push(format!("    \\/ pc[p] = \"{state}\" /\\ {guard}{effect} /\\ UNCHANGED <<{kept}>>"));
        }
    }
    let wanted: Vec<&str> = (0..1 + pick(2)).map(|_| INVARIANTS[pick(INVARIANTS.len())]).collect();
    let start = ["{}", "{[id |-> 1, kind |-> \"raw\"]}"][pick(2)];
    let first = if start == "{}" { 1 } else { 2 };
    format!(
        "---- MODULE Items ----\nEXTENDS Integers, Sequences\nVARIABLES store, queue, hold, pc, new\n\
         Processes == 1..2\n\
         Init == store = {start} /\\ queue = <<>> /\\ hold = [p \\in Processes |-> 0] /\\ pc = [p \\in Processes |-> \"idle\"] /\\ new = {first}\n\
         Next == \\E p \\in Processes :\n{}\n\
         Invariant ==\n  /\\ {}\n====\n",
        actions.join("\n"),
        wanted.join("\n  /\\ ")
    )
}

fn check(seed: u64) -> Result<Seen, String> {
    let deadlock = ["CHECK_DEADLOCK FALSE\n", ""][usize::from(seed.is_multiple_of(5))];
    agree(&spec(seed), &format!("INIT Init\nNEXT Next\nINVARIANT Invariant\n{deadlock}"), DEPTH, seed)
}

#[test]
fn the_engines_agree_on_random_items() {
    crate::family::run(&FAMILY);
}
