//! Random graphs with fairness conditions on some edges. The explicit engine searches fair strongly connected components,
//! the symbolic engine searches lassos; both must agree on whether a fair loop violates the property. Loops are longer
//! than in [`crate::liveness`] and have more fairness conditions.

use crate::family::{Family, Seen};
use crate::generate::Random;
use crate::liveness::lassos_agree;
use crate::model;

pub const FAMILY: Family = Family { name: "fair", seeds: 60, every: 1, check, violated: 15..95 };

const DEPTH: u32 = 9;

pub const CFG: &str = "SPECIFICATION Spec\nPROPERTY P\nCHECK_DEADLOCK FALSE\n";

/// The specification of a seed.
pub fn spec(seed: u64) -> String {
    let mut random = Random::new(seed);
    let mut pick = |n: usize| random.below(n);
    // two loops, one of which strong fairness leaves: only a part of the component is fair
    let nested = pick(3) == 0;
    let nodes = if nested { 4 } else { 3 + pick(4) };
    let mut edges: Vec<(usize, usize)> = if nested {
        vec![(0, 1), (1, 0), (1, 2), (2, 1), (2, 3), (3, 3)]
    } else {
        (0..nodes).map(|i| (i, pick(nodes))).collect()
    };
    edges.extend((0..if nested { pick(2) } else { 2 + pick(5) }).map(|_| (pick(nodes), pick(nodes))));
    let shown: Vec<String> = edges.iter().map(|(a, b)| format!("<<{a}, {b}>>")).collect();
    let mut flag = |n: usize| match pick(n) {
        0 => "y' = 1 - y",
        1 => "y' \\in {0, 1}",
        2 => "y' = IF x % 2 = 0 THEN 1 ELSE y",
        _ => "y' = y",
    };
    let (walk, idle) = if nested { (flag(20), flag(20)) } else { (flag(5), flag(8)) };
    let target = |pick: &mut dyn FnMut(usize) -> usize| match pick(5) {
        0 => format!("x' = {}", pick(nodes)),
        1 => format!("x = {} /\\ x' # x", pick(nodes)),
        // often one that leads out of a loop
        2 | 3 => {
            let (a, b) = edges[pick(edges.len())];
            format!("x = {a} /\\ x' = {b}")
        }
        _ => "y' # y".into(),
    };
    let mut random = Random::new(seed ^ 0x5EED);
    let mut pick = |n: usize| random.below(n);
    let mut fairness = Vec::new();
    if nested {
        fairness.push("  /\\ SF_vars(Walk /\\ x = 2 /\\ x' = 3)\n".to_owned());
    }
    for _ in 0..pick(if nested { 2 } else { 5 }) {
        let (kind, v) = (["WF", "SF", "SF"][pick(3)], ["vars", "vars", "x"][pick(3)]);
        let t = target(&mut pick);
        fairness.push(format!("  /\\ {kind}_{v}(Walk /\\ {t})\n"));
    }
    let p = |pick: &mut dyn FnMut(usize) -> usize| match pick(4) {
        0 | 1 if nested => format!("x = {}", 2 + pick(2)),
        0 => format!("x = {}", pick(nodes)),
        1 => format!("x # {}", pick(nodes)),
        2 => format!("(y = 1 \\/ x < {})", pick(nodes)),
        _ => "y = 0".into(),
    };
    let (a, b, c) = (p(&mut pick), p(&mut pick), p(&mut pick));
    let property = match pick(9) {
        0 => format!("[]<>({a})"),
        1 => format!("<>[]({a})"),
        2 => format!("({a}) ~> ({b})"),
        3 => format!("[]<>({a}) \\/ <>[]({b})"),
        4 => format!("[]<>({a}) => []<>({b})"),
        5 => format!("(<>[]({a}) \\/ []<>({b})) /\\ []<>({c})"),
        6 => format!("[]<>({a}) /\\ []<>({b}) => []<>({c})"),
        7 => format!("<>({a} /\\ <>({b}))"),
        _ => format!("[](({a}) => <>({b} /\\ <>({c})))"),
    };
    format!(
        "---- MODULE Fair ----\nEXTENDS Integers\nVARIABLES x, y\nvars == <<x, y>>\nEdges == {{{}}}\nInit == x = 0 /\\ y = 0\n\
         Walk == \\E e \\in Edges : x = e[1] /\\ x' = e[2] /\\ {walk}\nIdle == UNCHANGED x /\\ {idle}\nNext == Walk \\/ Idle\n\
         Spec ==\n  /\\ Init\n  /\\ [][Next]_vars\n{}P == {property}\n====\n",
        shown.join(", "),
        fairness.concat()
    )
}

fn check(seed: u64) -> Result<Seen, String> {
    let text = spec(seed);
    let told = |why: String| format!("{why}\n{text}");
    let m = model(&text, CFG).map_err(|e| told(format!("does not load: {e}")))?;
    lassos_agree(&m, DEPTH, ["all", "none"][usize::from(seed.is_multiple_of(4))]).map_err(told)
}

#[test]
fn the_engines_agree_on_fair_loops() {
    crate::family::run(&FAMILY);
}
