//! Random systems over two kinds of peers with a declared SYMMETRY. The explicit engine counts states up to permutations, for
//! every kind of fingerprint (of words, of values, of a VIEW), and has the same verdict as without.

use crate::family::{Family, Seen, with};
use crate::generate::Random;
use crate::specs::step;
use crate::{model, plain};
use tlaloc::internals::engine::{Options, Width, bmc, explicit};
use tlaloc::internals::eval::Evaluator;
use tlaloc::internals::trace::Outcome;
use tlaloc::internals::value::permute::{Permutation, permutations};

pub const FAMILY: Family = Family { name: "symmetric", seeds: 60, every: 3, check, violated: 3..95 };

const MOST_STATES: usize = 4000;

const EFFECTS: [(&str, &str); 25] = [
    ("owner", "\\E k \\in Q : owner[k] = NONE /\\ owner' = [owner EXCEPT ![k] = p]"),
    ("owner", "\\E k \\in Q : owner[k] = p /\\ owner' = [owner EXCEPT ![k] = NONE]"),
    ("owner", "\\E k, l \\in Q : k # l /\\ owner' = [owner EXCEPT ![k] = owner[l]]"),
    ("pairs", "\\E k \\in Q : pairs' = pairs \\cup {<<p, k>>}"),
    ("pairs", "\\E k \\in Q : <<p, k>> \\in pairs /\\ pairs' = pairs \\ {<<p, k>>}"),
    ("pairs", "pairs' = {x \\in pairs : x[1] # p}"),
    ("pairs", "pairs' = pairs \\cup {<<p, p>>}"),
    ("line", "Len(line) < 3 /\\ line' = Append(line, p)"),
    ("line", "line # <<>> /\\ line' = Tail(line)"),
    ("line", "line # <<>> /\\ Head(line) # p /\\ line' = <<p>> \\o Tail(line)"),
    ("has", "\\E k \\in Q : has' = [has EXCEPT ![p] = @ \\cup {k}]"),
    ("has", "has' = [has EXCEPT ![p] = {}]"),
    ("has", "\\E o \\in P : has' = [has EXCEPT ![p] = has[o]]"),
    ("has", "has' = [has EXCEPT ![p] = Q \\ @]"),
    ("last", "last' = [of |-> p, at |-> last.of]"),
    ("last", "\\E k \\in Q : last' = [last EXCEPT !.at = k]"),
    ("last", "last.of # p /\\ last' = [last EXCEPT !.of = p]"),
    ("sets", "sets' = sets \\cup {{p}}"),
    ("sets", "\\E s \\in sets : sets' = (sets \\ {s}) \\cup {s \\cup {p}}"),
    ("sets", "\\E s \\in sets : p \\in s /\\ sets' = sets \\ {s}"),
    ("next", "\\E g \\in [P -> P] : (\\A o \\in P : g[o] # o) /\\ next' = g"),
    ("next", "\\E o \\in P : next' = [next EXCEPT ![p] = o]"),
    ("next", "next[p] # NONE /\\ next' = [next EXCEPT ![next[p]] = p]"),
    ("n", "n' = 1 - n"),
    ("n", "n' = Len(line) % 2"),
];

const PARTS: [&str; 11] = [
    "\\A k \\in Q : owner[k] # NONE",
    "\\E k, l \\in Q : k # l /\\ owner[k] = owner[l] /\\ owner[k] # NONE",
    "Cardinality(pairs) = 2",
    "\\E p \\in P : \\A k \\in Q : <<p, k>> \\in pairs",
    "Len(line) = 2 /\\ line[1] = line[2]",
    "\\E p, o \\in P : p # o /\\ has[p] = has[o] /\\ has[p] # {}",
    "\\A p \\in P : has[p] # {}",
    "last.of = last.at /\\ last.of # NONE",
    "P \\in sets",
    "Cardinality(sets) = 3",
    "n = 1 /\\ line # <<>>",
];

pub fn spec(seed: u64) -> (String, String) {
    let mut random = Random::new(seed);
    let mut pick = |n: usize| random.below(n);
    let all = ["owner", "pairs", "line", "has", "last", "sets", "next", "n"];
    // few variables change, so that there are few states and many are images of each other
    let used: Vec<&str> = (0..3).map(|_| all[pick(all.len())]).collect();
    let effects: Vec<(&str, &str)> = EFFECTS.into_iter().filter(|e| used.contains(&e.0)).collect();
    let mut actions = Vec::new();
    for _ in 0..2 + pick(3) {
        let mut kept = all.to_vec();
        let mut conjuncts: Vec<String> = Vec::new();
        for _ in 0..1 + pick(2) {
            let (variable, effect) = effects[pick(effects.len())];
            if kept.contains(&variable) {
                kept.retain(|v| *v != variable);
                conjuncts.push(effect.into());
            }
        }
        conjuncts.push(format!("UNCHANGED <<{}>>", kept.join(", ")));
        actions.push(format!("  \\/ /\\ {}", conjuncts.join("\n     /\\ ")));
    }
    let wanted: Vec<String> = (0..1 + pick(2)).map(|_| format!("({})", PARTS[pick(PARTS.len())])).collect();
    let same = [
        "Permutations(P) \\cup Permutations(Q)",
        "Permutations(P)",
        // a set of permutations that is not a group
        "{(p1 :> p2 @@ p2 :> p3 @@ p3 :> p1), (p1 :> p2 @@ p2 :> p1), (q1 :> q2 @@ q2 :> q1)}",
        "{(p1 :> p2 @@ p2 :> p1), (q1 :> q2 @@ q2 :> q1)}",
    ][pick(4)];
    let text = format!(
        "---- MODULE Symmetric ----\nEXTENDS Integers, Sequences, FiniteSets, TLC\nCONSTANTS P, Q, NONE, p1, p2, p3, q1, q2\nVARIABLES {}\n\
         Init == owner = [k \\in Q |-> NONE] /\\ pairs = {{}} /\\ line = <<>> /\\ has = [p \\in P |-> {{}}] /\\ last = [of |-> NONE, at |-> NONE] /\\ sets = {{}} /\\ next = [p \\in P |-> NONE] /\\ n = 0\n\
         Step(p) ==\n{}\nNext == \\E p \\in P : Step(p)\nInvariant == ~({})\nSame == {same}\nView == <<owner, pairs, line, has, last, sets, next, n>>\n====\n",
        all.join(", "),
        actions.join("\n"),
        wanted.join(" /\\ "),
    );
    let cfg = "INIT Init\nNEXT Next\nINVARIANT Invariant\nCHECK_DEADLOCK FALSE\nCONSTANTS P = {p1, p2, p3} Q = {q1, q2} NONE = NONE\n  p1 = p1 p2 = p2 p3 = p3 q1 = q1 q2 = q2\n";
    (text, cfg.into())
}

fn check(seed: u64) -> Result<Seen, String> {
    let (text, cfg) = spec(seed);
    let told = |why: String| format!("{why}\n{text}\n{cfg}");
    let load = |more: &str| model(&text, &format!("{cfg}{more}")).map_err(|e| told(format!("does not load: {e}")));
    let depth = 3 + (seed % 2) as u32;
    let m = load("")?;
    let Some(all) = plain::explore(&m, depth, MOST_STATES).map_err(told)? else { return Ok(Seen::Nothing) };
    for (name, more) in [("SYMMETRY", "SYMMETRY Same\n"), ("SYMMETRY and VIEW", "SYMMETRY Same\nVIEW View\n")] {
        let m = load(more)?;
        let symmetry = m.symmetry.as_ref().expect("the configuration has one");
        let value = Evaluator::new(&m).value(symmetry.def, None, None).map_err(|e| told(e.message))?;
        let group = closed(permutations(&value).ok_or_else(|| told("no permutations".into()))?);
        // states were enumerated with another model's atoms
        let states = plain::explore(&m, depth, MOST_STATES).map_err(told)?.map_or(Vec::new(), |e| e.states);
        let distinct = plain::orbits(&states, &group);
        for fingerprints in [Width::Bits64, Width::Bits128] {
            let v = explicit::check(&m, &Options::to_depth(depth).fingerprints(fingerprints));
            if let Some(why) = plain::differs(&all, distinct, None, &v) {
                return Err(told(format!("depth {depth}, {name}, {fingerprints:?}\n{why}")));
            }
        }
        if name == "SYMMETRY" {
            let v = bmc::check(&m, &with(depth, ["all", "none", "symmetry", "order"][(seed / 3) as usize % 4]));
            if !matches!(v.outcome, Outcome::Unsupported(_) | Outcome::Timeout) && step(&v) != all.wrong {
                return Err(told(format!(
                    "depth {depth}, plain: wrong in step {:?}\nsymbolic: {}",
                    all.wrong,
                    crate::family::gist(&v)
                )));
            }
        }
    }
    Ok(if all.wrong.is_some() { Seen::Violated } else { Seen::Holds })
}

/// All products of permutations.
fn closed(mut group: Vec<Permutation>) -> Vec<Permutation> {
    let mut next = 0;
    while next < group.len() {
        for other in 0..group.len() {
            let (a, b) = (&group[next], &group[other]);
            let image = |x| {
                let y = *a.get(&x).unwrap_or(&x);
                *b.get(&y).unwrap_or(&y)
            };
            let product: Permutation = a.keys().chain(b.keys()).map(|x| (*x, image(*x))).filter(|(x, y)| x != y).collect();
            if !group.contains(&product) {
                group.push(product);
            }
        }
        next += 1;
    }
    group
}

#[test]
fn symmetry_counts_orbits() {
    crate::family::run(&FAMILY);
}
