//! Random specifications to a small depth. Both engines must have the same verdict at the same depth.

use crate::family::{Family, Seen, agree};
use crate::generate::{Generator, TYPES, Type};
use tlaloc::internals::property::Violation;
use tlaloc::internals::trace::{Outcome, Verdict};

pub const FAMILY: Family = Family { name: "specs", seeds: 120, every: 1, check, violated: 40..101 };

const DEPTH: u32 = 3;

/// The declared variables: few, so that there are few states.
const USED: [Type; 5] = [Type::Int, Type::Queue, Type::Records, Type::Mixed, Type::Function];

pub fn spec(seed: u64, size: usize) -> String {
    let mut g = Generator::new(seed);
    let names: Vec<&str> = TYPES.iter().map(|t| t.variable()).collect();
    let mut init = Vec::new();
    for t in TYPES {
        let free = USED.contains(&t) && g.random.below(3) == 0;
        let v = t.variable();
        init.push(if free {
            format!("/\\ {v} \\in {}", t.domain())
        } else {
            format!("/\\ {v} = CHOOSE z \\in {} : TRUE", t.domain())
        });
    }
    let mut next = Vec::new();
    for _ in 0..1 + g.random.below(3) {
        let mut conjuncts = Vec::new();
        if g.random.below(2) == 0 {
            conjuncts.push(g.expression(Type::Bool, size));
        }
        let mut changed = Vec::new();
        for t in USED {
            if g.random.below(2) == 0 {
                let e = g.expression(t, size);
                changed.push(t.variable());
                conjuncts.push(match g.random.below(3) {
                    0 => format!("{}' \\in {{{e}, {}}}", t.variable(), g.expression(t, size)),
                    // a choice from a large set, of which the next state depends on a small part
                    1 if t == Type::Int && g.random.below(2) == 0 => {
                        let (element, set) = g.large(size);
                        let kept = match element {
                            Type::Ints => "Cardinality(n)",
                            Type::Function => r#"Cardinality({n["x"], n["y"]})"#,
                            Type::Record => "Cardinality({n.a, 7})",
                            _ => "Len(n)",
                        };
                        format!("\\E n \\in {set} : i' = {kept}")
                    }
                    1 if t == Type::Int => format!("\\E n \\in {} : i' = n", g.expression(Type::Ints, size)),
                    _ => format!("{}' = {e}", t.variable()),
                });
                // a value given before is compared
                if g.random.below(8) == 0 {
                    conjuncts.push(format!("{}' \\in {{{e}, {}}}", t.variable(), g.expression(t, 0)));
                }
            }
        }
        let kept: Vec<&str> = names.iter().copied().filter(|n| !changed.contains(n)).collect();
        conjuncts.push(format!("UNCHANGED <<{}>>", kept.join(", ")));
        next.push(format!("  \\/ /\\ {}", conjuncts.join("\n     /\\ ")));
    }
    let invariant = g.expression(Type::Bool, size);
    format!(
        "---- MODULE Random ----\nEXTENDS Integers, Sequences, FiniteSets, TLC\nCONSTANT NULL\nVARIABLES {}\nInit ==\n  {}\nNext ==\n{}\nInvariant == i = i /\\ ({invariant})\n====\n",
        names.join(", "),
        init.join("\n  "),
        next.join("\n"),
    )
}

/// The step of a violation. A failing step or a deadlock counts one step after its state. An initial state that cannot be evaluated
/// counts as one that breaks an invariant: if there are both, the explicit engine reports the first of them, the symbolic engine the
/// failure.
pub fn step(v: &Verdict) -> Option<usize> {
    match &v.outcome {
        Outcome::Violated { violation: Violation::InitError(_), .. } => Some(1),
        Outcome::Violated { violation: Violation::NextError(_) | Violation::Deadlock, trace } => Some(trace.states.len() + 1),
        Outcome::Violated { trace, .. } => Some(trace.states.len()),
        Outcome::Assumption { .. }
        | Outcome::Postcondition { .. }
        | Outcome::Tautology { .. }
        | Outcome::Config(_)
        | Outcome::Vacuous { .. }
        | Outcome::Safe
        | Outcome::Unknown { .. }
        | Outcome::Timeout
        | Outcome::Interrupted
        | Outcome::Failed(_)
        | Outcome::Unsupported(_)
        | Outcome::Internal { .. } => None,
    }
}

/// Draws a specification of one of three sizes, so that small counterexamples are possible.
fn check(seed: u64) -> Result<Seen, String> {
    let mut seen = Seen::Nothing;
    for size in 1..=3 {
        let text = spec(seed, size);
        match agree(&text, "INIT Init\nNEXT Next\nCONSTANT NULL = NULL\nINVARIANT Invariant\n", DEPTH, seed) {
            Ok(Seen::Nothing) => {}
            Ok(s) => seen = s,
            Err(why) => return Err(format!("size {size}\n{why}")),
        }
    }
    Ok(seen)
}

#[test]
fn the_engines_agree_on_random_specifications() {
    crate::family::run(&FAMILY);
}
