//! Random systems that choose from Nat or Int, within bounds that guards state: the symbolic engine computes with integers of Z3, and must
//! answer as the explicit engine does for the same system with the choices written as intervals.
//!
//! ```text
//!     \E n \in Int : n >= -3 /\ n <= 4 /\ x' = n \div 2      \E n \in -3..4 : x' = n \div 2
//! ```
//!
//! Values that do not fit 32 bits are an error in the second system only, so no value of these grows beyond them in the few steps searched.

use crate::family::{Family, Seen, gist, step_found};
use crate::generate::Random;
use crate::model;
use std::time::Duration;
use tlaloc::internals::engine::{Options, bmc, explicit};
use tlaloc::internals::trace::Outcome;

pub const FAMILY: Family = Family { name: "unbounded", seeds: 40, every: 2, check, violated: 20..90 };

/// The depth of a search. Products of products would be beyond the theory that Z3 decides.
const DEPTH: u32 = 2;

const PATIENCE: Duration = Duration::from_secs(20);

/// An integer expression over the variables and the names in scope.
fn term(random: &mut Random, names: &[&str], deep: usize) -> String {
    if deep == 0 || random.below(4) == 0 {
        return match random.below(3) {
            0 => (random.below(9) as i64 - 4).to_string(),
            _ => names[random.below(names.len())].to_string(),
        };
    }
    let (a, b) = (term(random, names, deep - 1), term(random, names, deep - 1));
    let k = [2, 3, 5][random.below(3)];
    match random.below(9) {
        0 | 1 => format!("({a} + {b})"),
        2 => format!("({a} - ({b}))"),
        3 => format!("(({a}) * {k})"),
        4 => format!("(({a}) \\div {k})"),
        5 => format!("(({a}) % {k})"),
        6 => format!("(({a}) \\div (0 - {k}))"),
        7 => format!("(IF {} THEN {a} ELSE {b})", test(random, names, deep - 1)),
        _ => format!("f[IF {a} > 0 THEN 1 ELSE 2]"),
    }
}

fn test(random: &mut Random, names: &[&str], deep: usize) -> String {
    let (a, b) = (term(random, names, deep), term(random, names, deep));
    match random.below(7) {
        0 => format!("{a} = {b}"),
        1 => format!("{a} < {b}"),
        2 => format!("{a} >= {b}"),
        3 => format!("({a}) \\in {{x, {b}, 2}}"),
        4 => format!("({a}) \\in ({b})..(y + 3)"),
        5 => format!("({a}) \\in s"),
        _ => format!("({a}) % 2 = 0"),
    }
}

/// Choices of `m` and `n`: `n` without bounds and as an interval, before the body.
fn choice(random: &mut Random) -> [String; 2] {
    // in bits, with more values than are told apart one by one
    choice_of_n(random).map(|n| format!("\\E m \\in (-9)..8 : {n}"))
}

fn choice_of_n(random: &mut Random) -> [String; 2] {
    let low = random.below(6) as i64 - 4;
    let high = low + random.below(4) as i64;
    let bounded = format!("\\E n \\in ({low})..({high}) : ");
    let set = match (low >= 0, random.below(3)) {
        (true, 0) => format!("\\E n \\in Nat : n >= {low} /\\ n <= {high} /\\ "),
        (_, 1) => format!("\\E n \\in {{i \\in Int : i >= {low} /\\ i <= {high}}} : "),
        _ => format!("\\E n \\in Int : n >= {low} /\\ n < {high} + 1 /\\ "),
    };
    // a range of natural numbers that only the set bounds from below
    if low == 0 && random.below(2) == 0 {
        return [format!("\\E n \\in Nat : n <= {high} /\\ "), bounded];
    }
    [set, bounded]
}

fn spec(seed: u64) -> [String; 2] {
    let mut random = Random::new(seed);
    let names = ["x", "y", "n", "m"];
    let mut actions = [Vec::new(), Vec::new()];
    for _ in 0..1 + random.below(3) {
        let guard = test(&mut random, &names, 1);
        let (x, y) = (term(&mut random, &names, 2), term(&mut random, &names, 2));
        let s = ["s' = s", "s' = {n}", "s' = s \\cup {x}", "s' = {e + 1 : e \\in s}"][random.below(4)];
        let f = ["f' = f", "f' = [f EXCEPT ![1] = n]", "f' = <<y, n>>", "f' = [f EXCEPT ![IF n > 0 THEN 1 ELSE 2] = @ + x]"]
            [random.below(4)];
        for (list, choice) in actions.iter_mut().zip(choice(&mut random)) {
            list.push(format!("  \\/ {choice}({guard}) /\\ x' = {x} /\\ y' = {y} /\\ {s} /\\ {f}"));
        }
    }
    if random.below(2) == 0 {
        actions.iter_mut().for_each(|list| list.push("  \\/ UNCHANGED <<x, y, s, f>>".into()));
    }
    let names = ["x", "y", "f[1]", "Cardinality(s)"];
    let invariant = test(&mut random, &names, 2);
    let invariant = if random.below(2) == 0 { format!("~({invariant})") } else { format!("{invariant} \\/ x # y") };
    let start = choice(&mut random);
    [0, 1].map(|side| {
        let init = format!("{}x = n /\\ y = 1 /\\ s = {{n}} /\\ f = <<n, 0>>", start[side]);
        format!(
            "---- MODULE Unbounded ----\nEXTENDS Integers, FiniteSets\nVARIABLES x, y, s, f\nInit == {init}\nNext ==\n{}\n\
             Invariant == {invariant}\n====\n",
            actions[side].join("\n")
        )
    })
}

fn check(seed: u64) -> Result<Seen, String> {
    let [text, bounded] = spec(seed);
    let told = |why: String| format!("{why}\n{text}");
    let cfg = "INIT Init\nNEXT Next\nINVARIANT Invariant\n";
    let m = model(&text, cfg).map_err(|e| told(format!("does not load: {e}")))?;
    let n = model(&bounded, cfg).map_err(|e| told(format!("does not load: {e}\n{bounded}")))?;
    let expected = explicit::check(&n, &Options::to_depth(DEPTH).timeout(PATIENCE));
    let found = bmc::check(&m, &Options::to_depth(DEPTH).timeout(PATIENCE));
    // an invariant that is FALSE whatever the state is refused
    if matches!(expected.outcome, Outcome::Config(_)) && matches!(found.outcome, Outcome::Config(_)) {
        return Ok(Seen::Nothing);
    }
    let (Some(a), Some(b)) = (step_found(&expected), step_found(&found)) else { return Ok(Seen::Nothing) };
    if a != b {
        return Err(told(format!("explicit, of intervals: {}\nsymbolic, without bounds: {}", gist(&expected), gist(&found))));
    }
    Ok(if a.is_ok() { Seen::Violated } else { Seen::Holds })
}

#[test]
fn integers_without_bounds() {
    crate::family::run(&FAMILY);
}
