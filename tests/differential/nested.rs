//! Random systems for property-directed reachability ([`crate::proof`]) whose atoms often have no meaning: sets and sequences in sequences, in
//! partial functions and in values that may be absent.
//!
//! ```text
//!     q' = IF n = 1 THEN <<>> ELSE q        after the step there is no q[1], whatever the elements of q[1] are
//!     f' = (self :> {1}) @@ f               the keys of the shape are found one after the other
//! ```
//!
//! An initial value often depends on another one, so that no two atoms of an initial state tell whether it is one. In half of the systems
//! the first name differs from the others, and a CHOOSE keeps symmetry from being proved. The names are then guessed to be interchangeable,
//! and images of lemmas may be wrong.

use crate::family::{Family, Seen};
use crate::generate::Random;
use crate::model;
use crate::proof::compare;

pub const FAMILY: Family = Family { name: "nested", seeds: 150, every: 1, check, violated: 10..95 };

/// Guards of actions.
const GUARDS: [&str; 11] = [
    "n = 1",
    "has[self] = 1",
    "has[self] # 2",
    "q # <<>> /\\ self \\in Head(q)",
    "Len(b) = 1",
    "self \\in DOMAIN f",
    "self \\notin DOMAIN g",
    "u # NONE",
    "holder = NONE",
    "holder = self",
    "\\E p \\in P : p # self /\\ has[p] = 1",
];

/// Guards and effects that tell the first name from the others.
const FIRST_GUARDS: [&str; 3] = ["self = First", "self # First", "has[First] = 0"];

/// Effects: the variables that they set, and the values.
const EFFECTS: [(&str, &str); 31] = [
    ("has", "has' = [has EXCEPT ![self] = (@ + 1) % 3]"),
    ("has", "\\E p \\in P : has' = [has EXCEPT ![p] = n]"),
    ("n", "n' = (n + 1) % 3"),
    ("n", "n' = has[self]"),
    ("q", "Len(q) < 2 /\\ q' = Append(q, {self})"),
    ("q", "Len(q) < 2 /\\ q' = <<{p \\in P : has[p] = n}>> \\o q"),
    ("q", "q # <<>> /\\ q' = Tail(q)"),
    ("q", "q # <<>> /\\ q' = [q EXCEPT ![Len(q)] = @ \\cup {self}]"),
    ("q", "q' = IF n = 1 THEN <<>> ELSE q"),
    ("q", "q' = SubSeq(q, 1, IF n < Len(q) THEN n ELSE Len(q))"),
    ("b", "Len(b) < 2 /\\ b' = Append(b, <<n>>)"),
    ("b", "Len(b) < 2 /\\ b' = Append(b, IF n = 0 THEN <<>> ELSE <<n, n>>)"),
    ("b", "b # <<>> /\\ Len(b[1]) < 2 /\\ b' = [b EXCEPT ![1] = Append(@, has[self])]"),
    ("b", "b # <<>> /\\ b[Len(b)] # <<>> /\\ b' = [b EXCEPT ![Len(b)] = Tail(@)]"),
    ("b", "b' = IF n = 2 THEN <<>> ELSE b"),
    ("b", "b' = SubSeq(b, 1, IF has[self] < Len(b) THEN has[self] ELSE Len(b))"),
    ("f", "f' = (self :> {n}) @@ f"),
    ("f", "(\\E p \\in P \\ {self} : p \\in DOMAIN f) /\\ f' = (self :> {}) @@ f"),
    ("f", "self \\in DOMAIN f /\\ f' = [f EXCEPT ![self] = @ \\cup {n}]"),
    ("f", "f' = [p \\in DOMAIN f \\ {self} |-> f[p]]"),
    ("g", "g' = (self :> <<>>) @@ g"),
    ("g", "self \\in DOMAIN g /\\ Len(g[self]) < 2 /\\ g' = [g EXCEPT ![self] = Append(@, n)]"),
    ("g", "g' = [p \\in {p \\in DOMAIN g : has[p] < 2} |-> g[p]]"),
    ("u", "u' = [set |-> {self}, line |-> <<>>]"),
    ("u", "u # NONE /\\ u' = [u EXCEPT !.set = @ \\cup {self}]"),
    ("u", "u # NONE /\\ Len(u.line) < 2 /\\ u' = [u EXCEPT !.line = Append(@, self)]"),
    ("u", "u' = IF n = 0 THEN NONE ELSE u"),
    ("u", "u' = NONE"),
    ("holder", "holder' = self"),
    ("holder", "holder = self /\\ holder' = NONE"),
    ("holder", "\\E p \\in P : has[p] = 1 /\\ holder' = p"),
];

const FIRST_EFFECTS: [(&str, &str); 3] = [
    ("holder", "holder # First /\\ holder' \\in {self, NONE} \\ {First}"),
    ("has", "has' = [has EXCEPT ![self] = IF self = First THEN 1 ELSE 0]"),
    ("n", "n' = IF self = First THEN 0 ELSE n"),
];

/// Parts of the forbidden state.
const PARTS: [&str; 16] = [
    "\\E i \\in DOMAIN q : Cardinality(q[i]) > 1",
    "q # <<>> /\\ \\A i \\in DOMAIN q : q[i] = {}",
    "\\A p \\in P : \\A i \\in DOMAIN q : p \\notin q[i]",
    "Len(q) = 2 /\\ q[1] = q[2]",
    "\\E i \\in DOMAIN b : b[i] = <<n>>",
    "\\A i \\in DOMAIN b : Len(b[i]) # 1",
    "Len(b) = 2 /\\ Len(b[2]) > Len(b[1])",
    "DOMAIN f = P",
    "\\E p \\in DOMAIN f : Cardinality(f[p]) > 1",
    "\\A p \\in DOMAIN f : f[p] = {}",
    "\\E p \\in DOMAIN g : Len(g[p]) = 2 /\\ g[p][1] # g[p][2]",
    "\\A p \\in DOMAIN g : g[p] # <<>>",
    "u # NONE /\\ u.set = P",
    "u = NONE \\/ (u.line # <<>> /\\ Head(u.line) \\notin u.set)",
    "\\A p \\in P : has[p] = n",
    "holder # NONE /\\ has[holder] = 2",
];

const FIRST_PARTS: [&str; 4] = ["holder = First", "has[First] = 2", "u # NONE /\\ First \\in u.set", "First \\in DOMAIN f"];

/// Where the first name is like all others, and where it is not.
const INITIALLY: [[&str; 4]; 2] = [
    [
        "n = 0 /\\ has = [p \\in P |-> 0]",
        "n \\in 0..2 /\\ has = [p \\in P |-> n]",
        "\\E k, m \\in 0..5 : n = (k * m) % 3 /\\ has = [p \\in P |-> (k + m) % 3]",
        "has \\in [P -> 0..1] /\\ n = Cardinality({p \\in P : has[p] = 1}) % 3",
    ],
    [
        "n = 0 /\\ has = [p \\in P |-> IF p = First THEN 1 ELSE 0]",
        "n \\in 0..2 /\\ has = [p \\in P |-> IF p = First THEN n ELSE 2]",
        "\\E k, m \\in 0..5 : n = (k * m) % 3 /\\ has = [p \\in P |-> IF p = First THEN (k + m) % 3 ELSE (k * k + m) % 3]",
        "has \\in [P -> 0..1] /\\ n = Cardinality({p \\in P \\ {First} : has[p] = 1})",
    ],
];

const ALL: [&str; 8] = ["has", "n", "q", "b", "f", "g", "u", "holder"];

pub fn spec(seed: u64) -> String {
    let mut random = Random::new(seed);
    let mut pick = |n: usize| random.below(n);
    let differs = pick(2) == 0;
    // few variables change, so that there are few states
    let used: Vec<&str> = (0..3).map(|_| ALL[2 + pick(ALL.len() - 2)]).chain(["has", "n"]).collect();
    let mut effects = EFFECTS.to_vec();
    if differs {
        effects.extend(FIRST_EFFECTS);
    }
    effects.retain(|e| used.contains(&e.0));
    let mut actions = Vec::new();
    for _ in 0..4 + pick(4) {
        let mut conjuncts = Vec::new();
        if pick(2) == 0 {
            conjuncts.push(GUARDS[pick(GUARDS.len())]);
        }
        if differs && pick(2) == 0 {
            conjuncts.push(FIRST_GUARDS[pick(FIRST_GUARDS.len())]);
        }
        let mut kept = ALL.to_vec();
        for _ in 0..1 + pick(2) {
            let (variable, effect) = effects[pick(effects.len())];
            if kept.contains(&variable) {
                kept.retain(|v| *v != variable);
                conjuncts.push(effect);
            }
        }
        actions.push(format!("  \\/ /\\ {}\n     /\\ UNCHANGED <<{}>>", conjuncts.join("\n     /\\ "), kept.join(", ")));
    }
    let mut parts: Vec<&str> = PARTS.to_vec();
    if differs {
        parts.extend(FIRST_PARTS);
    }
    // a part that says nothing about what changes would decide at once
    parts.retain(|part| {
        used[..3].iter().any(|v| part.contains(&format!("{v} ")) || part.contains(&format!("{v}["))) || pick(8) == 0
    });
    let wanted: Vec<String> =
        (0..1 + pick(2)).filter(|_| !parts.is_empty()).map(|_| format!("({})", parts[pick(parts.len())])).collect();
    let wanted = if wanted.is_empty() { "FALSE".to_owned() } else { wanted.join(" /\\ ") };
    let start = INITIALLY[usize::from(differs)][pick(4)];
    let holder = ["NONE", "First"][if differs { pick(2) } else { 0 }];
    let queue = if differs && pick(3) == 0 { "\\in {<<>>, <<{First}>>}" } else { "= <<>>" };
    // with a CHOOSE symmetry is not proved
    let first = if differs { "(CHOOSE p \\in P : has[p] = has[First]) = First" } else { "TRUE" };
    format!(
        "---- MODULE Nested ----\nEXTENDS Integers, Sequences, FiniteSets, TLC\nCONSTANTS P, NONE, First\nVARIABLES {}\n\
         Init == {start} /\\ q {queue} /\\ b = <<>> /\\ f = <<>> /\\ g = <<>> /\\ u = NONE /\\ holder = {holder}\n\
         Step(self) ==\n{}\nNext == \\E self \\in P : Step(self)\nInvariant == {first} /\\ ~({wanted})\n====\n",
        ALL.join(", "),
        actions.join("\n"),
    )
}

fn check(seed: u64) -> Result<Seen, String> {
    let text = spec(seed);
    let deadlock = if seed.is_multiple_of(3) { "" } else { "CHECK_DEADLOCK FALSE\n" };
    let cfg =
        format!("INIT Init\nNEXT Next\nINVARIANT Invariant\n{deadlock}CONSTANTS P = {{p1, p2, p3}} NONE = NONE First = p1\n");
    let told = |why: String| format!("{why}\n{text}\n{cfg}");
    let m = model(&text, &cfg).map_err(|e| told(format!("does not load: {e}")))?;
    compare(&m, seed).map_err(told)
}

#[test]
fn proofs_about_nested_values_agree_with_enumeration() {
    crate::family::run(&FAMILY);
}
