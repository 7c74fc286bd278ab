//! Random processes that share a queue, a set, a number and a function. Some steps commute, so the symbolic engine searches
//! few of their orders (partial-order reduction). Both engines must have the same verdict at the same depth.

use crate::family::{Family, Seen, agree};
use crate::generate::Random;

pub const FAMILY: Family = Family { name: "processes", seeds: 300, every: 1, check, violated: 10..95 };

const DEPTH: u32 = 6;

/// Guards of actions.
const GUARDS: [&str; 9] = [
    "q # <<>>",
    "Len(q) < 2",
    "n = 1",
    "2 \\in s",
    "f[self] = 0",
    "f[1] > 0",
    "q # <<>> /\\ Head(q) = 1",
    "Len(box[self]) > 0",
    "\\E k \\in s : k > n",
];

/// Effects: the variables that they set, and the values.
const EFFECTS: [(&str, &str); 14] = [
    ("q", "q' = Append(q, self)"),
    ("q", "q' = Append(q, n)"),
    ("q", "q # <<>> /\\ q' = Tail(q)"),
    ("f", "f' = [f EXCEPT ![self] = @ + 1]"),
    ("f", "q # <<>> /\\ f' = [f EXCEPT ![self] = Head(q)]"),
    ("f", "f' = [f EXCEPT ![2] = n]"),
    ("s", "s' = s \\cup {self}"),
    ("s", "s' = s \\cup {n + 1}"),
    ("s", "\\E k \\in s : s' = s \\ {k}"),
    ("n", "n' = (n + 1) % 3"),
    ("n", "n' = 1 - (n % 2) /\\ ENABLED Take"),
    ("q", "q' = Append(q, n) /\\ ~ENABLED Take"),
    ("box", "box' = [box EXCEPT ![3 - self] = Append(@, n)]"),
    ("box", "box[self] # <<>> /\\ box' = [box EXCEPT ![self] = Tail(@)]"),
];

/// Parts of the forbidden state.
const PARTS: [&str; 12] = [
    "pc[1] = 2",
    "pc[2] = 2",
    "pc[1] = pc[2]",
    "Len(q) = 2",
    "q = <<2, 1>>",
    "f[1] = 1",
    "f[2] > f[1]",
    "s = {1, 2}",
    "3 \\in s",
    "n = 2",
    "box[1] = <<0>>",
    "Len(box[2]) = 1",
];

pub fn spec(seed: u64) -> String {
    let mut random = Random::new(seed);
    let mut pick = |n: usize| random.below(n);
    let mut actions = Vec::new();
    for label in 0..3 {
        for _ in 0..2 {
            let mut conjuncts = vec![format!("pc[self] = {label}")];
            if pick(4) == 0 {
                conjuncts.push(GUARDS[pick(GUARDS.len())].into());
            }
            let mut kept = vec!["q", "f", "s", "n", "box"];
            for _ in 0..1 + pick(2) {
                let (variable, effect) = EFFECTS[pick(EFFECTS.len())];
                if kept.contains(&variable) {
                    kept.retain(|v| *v != variable);
                    conjuncts.push(effect.into());
                }
            }
            conjuncts.push(format!("pc' = [pc EXCEPT ![self] = {}]", pick(3)));
            conjuncts.push(format!("UNCHANGED <<{}>>", kept.join(", ")));
            actions.push(format!("  \\/ /\\ {}", conjuncts.join("\n     /\\ ")));
        }
    }
    let wanted: Vec<&str> = (0..1 + pick(2)).map(|_| PARTS[pick(PARTS.len())]).collect();
    format!(
        "---- MODULE Processes ----\nEXTENDS Integers, Sequences\nVARIABLES pc, q, f, s, n, box\n\
         Init == pc = <<0, 0>> /\\ q = <<>> /\\ f = <<0, 0>> /\\ s = {{}} /\\ n = 0 /\\ box = <<<<>>, <<>>>>\n\
         Take == n = 1 /\\ q # <<>> /\\ q' = Tail(q) /\\ n' = 0 /\\ UNCHANGED <<pc, f, s, box>>\n\
         Step(self) ==\n{}\nNext == \\E self \\in {{1, 2}} : Step(self)\nInvariant == ~({})\n====\n",
        actions.join("\n"),
        wanted.join(" /\\ "),
    )
}

fn check(seed: u64) -> Result<Seen, String> {
    let deadlock = ["", "CHECK_DEADLOCK FALSE\n"][usize::from(!seed.is_multiple_of(4))];
    agree(&spec(seed), &format!("INIT Init\nNEXT Next\nINVARIANT Invariant\n{deadlock}"), DEPTH, seed)
}

#[test]
fn the_engines_agree_on_random_processes() {
    crate::family::run(&FAMILY);
}
