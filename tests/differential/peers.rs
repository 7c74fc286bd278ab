//! Random protocols of interchangeable or almost interchangeable peers. The symbolic engine searches one naming per behavior
//! (symmetry) and few orders of its steps. Both engines must have the same verdict at the same depth.

use crate::family::{Family, Seen, agree};
use crate::generate::Random;

pub const FAMILY: Family = Family { name: "peers", seeds: 150, every: 1, check, violated: 10..95 };

/// Numbers of peers and the depth. Few peers have a branch of Next each; of many, Next chooses one.
const PEERS: [(&str, u32); 2] = [("{p1, p2, p3}", 5), ("{p1, p2, p3, p4, p5}", 3)];

/// Guards of actions.
const GUARDS: [&str; 10] = [
    "self \\in s",
    "holder = self",
    "holder # NONE",
    "Cardinality(s) < 2",
    "self \\in votes[self]",
    "\\A p \\in Peers : p = self \\/ pc[p] = 0",
    "Len(q) < 2",
    "\\E p \\in votes[self] : pc[p] = 1",
    "q # <<>> /\\ Head(q) = self",
    "\\E p \\in s : votes[p] # {}",
];

/// Effects: the variables that they set, and the values.
const EFFECTS: [(&str, &str); 14] = [
    ("q", "q' = Append(q, self)"),
    ("q", "\\E p \\in s : q' = Append(q, p)"),
    ("q", "q # <<>> /\\ q' = Tail(q)"),
    ("s", "s' = s \\cup {self}"),
    ("s", "\\E p \\in s : s' = s \\ {p}"),
    ("s", "\\E p \\in Peers : s' = {p, self}"),
    ("s", "\\E t \\in SUBSET Peers : s' = t \\cup {self}"),
    ("holder", "holder' = self"),
    ("holder", "\\E p \\in Peers \\ {self} : holder' = p"),
    ("holder", "holder = NONE /\\ holder' = self"),
    ("votes", "\\E p \\in Peers : votes' = [votes EXCEPT ![p] = @ \\cup {self}]"),
    ("votes", "votes' = [votes EXCEPT ![self] = s]"),
    ("votes", "holder # NONE /\\ votes' = [votes EXCEPT ![holder] = {}]"),
    ("n", "n' = (n + 1) % 3"),
];

/// Parts of the forbidden state.
const PARTS: [&str; 11] = [
    "Cardinality(s) = 2",
    "\\A p \\in Peers : pc[p] # 0",
    "\\E p \\in Peers : Cardinality(votes[p]) = 2",
    "\\E p \\in Peers : p \\notin s /\\ pc[p] = 2",
    "Len(q) = 3 /\\ q[1] = q[3] /\\ q[1] # q[2]",
    "holder \\in s",
    "\\E a, b \\in Peers : a # b /\\ a \\in votes[b] /\\ b \\in votes[a]",
    "s = Peers",
    "n = 2",
    "holder # NONE /\\ pc[holder] = 2",
    "\\E p \\in Peers : pc[p] = 1 /\\ votes[p] = s /\\ s # {}",
];

pub fn spec(seed: u64, many: bool) -> String {
    let mut random = Random::new(seed);
    let mut pick = |n: usize| random.below(n);
    // sometimes a guard or the invariant distinguishes the first peer
    let (guarded, seen) = (pick(6) == 0, pick(6) == 0);
    let mut actions = Vec::new();
    for label in 0..3 {
        for _ in 0..2 {
            let mut conjuncts = vec![format!("pc[self] = {label}")];
            if pick(3) == 0 {
                conjuncts.push(GUARDS[pick(GUARDS.len())].into());
            }
            if guarded && pick(3) == 0 {
                conjuncts.push(["self = First", "self # First"][pick(2)].into());
            }
            let mut kept = vec!["q", "s", "holder", "votes", "n"];
            for _ in 0..1 + pick(2) {
                let (variable, effect) = EFFECTS[pick(EFFECTS.len())];
                // the subsets of many peers take too long to enumerate
                let effect = if many && effect.contains("SUBSET") { "s' = {self}" } else { effect };
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
    let wanted: Vec<String> = (0..1 + pick(2)).map(|_| format!("({})", PARTS[pick(PARTS.len())])).collect();
    let wanted = if seen { vec![["pc[First] = 2", "First \\in s", "holder = First"][pick(3)].to_string()] } else { wanted };
    let holder = ["= NONE", "\\in Peers", "\\in Peers \\cup {NONE}"][if many { 0 } else { pick(3) }];
    let pc = ["= [p \\in Peers |-> 0]", "\\in [Peers -> {0, 1}]"][usize::from(!many && pick(4) == 0)];
    format!(
        "---- MODULE Processes ----\nEXTENDS Integers, Sequences, FiniteSets\nCONSTANTS Peers, NONE, First\nVARIABLES pc, q, s, holder, votes, n\n\
         Init == pc {pc} /\\ q = <<>> /\\ s = {{}} /\\ holder {holder} /\\ votes = [p \\in Peers |-> {{}}] /\\ n = 0\n\
         Step(self) ==\n{}\nNext == \\E self \\in Peers : Step(self)\nInvariant == ~({})\n====\n",
        actions.join("\n"),
        wanted.join(" /\\ "),
    )
}

fn check(seed: u64) -> Result<Seen, String> {
    let many = seed.is_multiple_of(4);
    let (text, (peers, depth)) = (spec(seed, many), PEERS[usize::from(many)]);
    let cfg = format!(
        "INIT Init\nNEXT Next\nINVARIANT Invariant\nCHECK_DEADLOCK FALSE\nCONSTANTS Peers = {peers} NONE = NONE First = p1\n"
    );
    agree(&text, &cfg, depth, seed)
}

#[test]
fn the_engines_agree_on_random_peers() {
    crate::family::run(&FAMILY);
}
