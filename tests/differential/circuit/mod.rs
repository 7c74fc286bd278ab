//! Exported circuits against enumeration, on the systems of other families.
//!
//! The AIGER file is read back and all its states are enumerated, with all inputs in each state ([`aiger`]). Then
//!
//! ```text
//!     some output is reached, or a justice property recurs    =  the explicit engine finds an error
//!     the states of the circuit, as truths of its latches     =  the reachable states, as truths of the latches' names in TLA+
//!     the steps between them                                  =  the steps between these
//! ```
//!
//! The names of the latches are TLA+, so the evaluator tells their truth in a state. Where a name does not load (a model value that the
//! specification does not declare), the numbers of states and steps are compared.

mod aiger;

use crate::family::{Family, Seen, gist};
use crate::{fair, liveness, model, proof};
use aiger::{Explored, File, MOST_STATES, explore};
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use tlaloc::internals::engine::{Options, explicit, pdr};
use tlaloc::internals::eval::{Evaluator, Stop};
use tlaloc::internals::ir::{DefId, Model};
use tlaloc::internals::trace::Outcome;
use tlaloc::internals::trace::replay::in_model;

use tlaloc::internals::value::State;

pub const FAMILY: Family = Family { name: "circuit", seeds: 160, every: 1, check, violated: 10..90 };

/// Systems from which on floors are tested.
const MANY: usize = 30;

/// The number of systems whose states were compared one by one, of those whose states were counted, and of those with a justice property.
static COMPARED: AtomicUsize = AtomicUsize::new(0);
static COUNTED: AtomicUsize = AtomicUsize::new(0);
static TEMPORAL: AtomicUsize = AtomicUsize::new(0);

/// The kinds of systems of [`proof`] that are bounded and have few inputs.
const KINDS: [u64; 6] = [1, 2, 4, 5, 8, 9];

/// A system of another family.
fn system(seed: u64) -> (String, String) {
    let n = seed / 4;
    match seed % 4 {
        0 | 1 => {
            let i = 2 * n + seed % 4;
            proof::bounded(i / 6 * 10 + KINDS[i as usize % 6])
        }
        2 => (fair::spec(n), "SPECIFICATION Spec\nPROPERTY P\nCHECK_DEADLOCK FALSE\n".into()),
        _ => liveness::spec(n),
    }
}

fn check(seed: u64) -> Result<Seen, String> {
    let (text, cfg) = system(seed);
    compare(&text, &cfg, seed).map_err(|why| format!("{why}\n{text}\n{cfg}"))
}

fn unanswered(seed: u64, why: &str) -> Result<Seen, String> {
    println!("UNANSWERED circuit {seed}: {why}");
    Ok(Seen::Nothing)
}

fn compare(text: &str, cfg: &str, seed: u64) -> Result<Seen, String> {
    let m = model(text, cfg).map_err(|e| format!("does not load: {e}"))?;
    let bytes = match pdr::aiger(&m, &Options::default(), pdr::Form::Text) {
        Ok(bytes) => bytes,
        Err(outcome) => {
            return match *outcome {
                Outcome::Unsupported(d) => unanswered(seed, &d.message),
                Outcome::Tautology { .. } | Outcome::Config(_) | Outcome::Vacuous { .. } => Ok(Seen::Nothing),
                other => Err(format!("no file: {other:?}")),
            };
        }
    };
    let file = File::read(&bytes);
    let binary =
        pdr::aiger(&m, &Options::default(), pdr::Form::Binary).map_err(|o| format!("only the text form exists: {o:?}"))?;
    if file != File::read(&binary) {
        return Err("the two forms differ".into());
    }
    let Some(all) = explore(&file) else {
        return unanswered(seed, &format!("too many states, or {} inputs", file.input_names.len()));
    };
    let is_open = |b: &&String| b.contains("not encoded") || b.contains("not of the shape") || b.contains("temporal formula");
    if let Some(open) = all.bad.iter().find(is_open) {
        return unanswered(seed, open);
    }
    let found = !all.bad.is_empty() || all.recurs(&file);
    let explicit = explicit::check(&m, &Options::to_depth(None));
    match &explicit.outcome {
        Outcome::Violated { .. } if found => {}
        Outcome::Safe if !found => {}
        Outcome::Unsupported(d) => return unanswered(seed, &d.message),
        _ => return Err(format!("explicit: {}\ncircuit: {:?}, recurs: {}", gist(&explicit), all.bad, all.recurs(&file))),
    }
    TEMPORAL.fetch_add(usize::from(file.has_justice()), Relaxed);
    if all.bad.is_empty() {
        same_states(&m, (text, cfg), &file, &all)?;
    }
    Ok(if found { Seen::Violated } else { Seen::Holds })
}

/// The states of a model, and the steps from those inside the constraints.
struct Reached {
    states: Vec<State>,
    steps: Vec<(usize, usize)>,
}

/// `None` if there are many, or if evaluation fails.
fn reachable(m: &Model) -> Option<Reached> {
    let mut e = Evaluator::new(m);
    let mut checks = e.beside();
    let mut all = Reached { states: Vec::new(), steps: Vec::new() };
    let number = |all: &mut Vec<State>, s: State| {
        let known = all.iter().position(|t| *t == s);
        known.unwrap_or_else(|| {
            all.push(s);
            all.len() - 1
        })
    };
    let begun = e.initial_states(m.init?, &mut |s| {
        number(&mut all.states, s);
        Ok::<(), Stop>(())
    });
    begun.ok()?;
    for n in 0.. {
        let Some(state) = all.states.get(n).cloned() else { break };
        if !in_model(&mut checks, m, &state).ok()? {
            continue;
        }
        let mut next = Vec::new();
        let walked = e.successors(m.next?, &state, &mut |_, s| {
            next.push(s);
            Ok::<(), Stop>(())
        });
        walked.ok()?;
        for s in next {
            let to = number(&mut all.states, s);
            all.steps.push((n, to));
        }
        if all.states.len() > MOST_STATES {
            return None;
        }
    }
    Some(all)
}

/// Compares the states, and where there is no monitor the steps.
fn same_states(m: &Model, (text, cfg): (&str, &str), file: &File, all: &Explored) -> Result<(), String> {
    let is_atom = |name: &str| name != "initialized" && name != "ended" && !name.starts_with("P: ");
    let atoms: Vec<usize> = (0..file.latch_names.len()).filter(|i| is_atom(&file.latch_names[*i])).collect();
    let of = |state: u128| -> Vec<bool> { atoms.iter().map(|i| state >> i & 1 == 1).collect() };
    let states: BTreeSet<Vec<bool>> = all.states[1..].iter().map(|s| of(*s)).collect();
    let steps: BTreeSet<(Vec<bool>, Vec<bool>)> = all.steps().map(|(s, t)| (of(s), of(t))).collect();
    // the model with the names of latches as definitions
    let definitions: String = atoms.iter().map(|i| format!("Atom__{i} == {}\n", file.latch_names[*i])).collect();
    let extended = model(&text.replace("\n====\n", &format!("\n{definitions}====\n")), cfg).ok();
    let Some(reached) = reachable(extended.as_ref().unwrap_or(m)) else { return Ok(()) };
    let expected: BTreeSet<_> = reached.steps.iter().collect();
    if states.len() != reached.states.len() {
        return Err(format!("{} states in the circuit, {} are reachable", states.len(), reached.states.len()));
    }
    if !file.has_justice() && steps.len() != expected.len() {
        return Err(format!("{} steps in the circuit, {} are possible", steps.len(), expected.len()));
    }
    let Some(m) = extended else {
        COUNTED.fetch_add(1, Relaxed);
        return Ok(());
    };
    let def = |i: &usize| m.defs.iter().position(|d| *d.name == *format!("Atom__{i}")).expect("an atom is defined");
    let defs: Vec<DefId> = atoms.iter().map(|i| DefId(def(i) as u32)).collect();
    let mut e = Evaluator::new(&m);
    // an atom without meaning is FALSE
    let mut truths = |s: &State| -> Vec<bool> { defs.iter().map(|d| e.predicate(*d, Some(s), None).unwrap_or(false)).collect() };
    let reachable: Vec<Vec<bool>> = reached.states.iter().map(&mut truths).collect();
    if let Some(n) = reachable.iter().position(|s| !states.contains(s)) {
        return Err(format!("not a state of the circuit: {:?}", reached.states[n]));
    }
    let missing = expected.iter().find(|(s, t)| !steps.contains(&(reachable[*s].clone(), reachable[*t].clone())));
    if let Some((s, t)) = missing {
        return Err(format!("not a step of the circuit: {:?} to {:?}", reached.states[*s], reached.states[*t]));
    }
    COMPARED.fetch_add(1, Relaxed);
    Ok(())
}

#[test]
fn circuits_agree_with_enumeration() {
    crate::family::run(&FAMILY);
    let (compared, counted, temporal) = (COMPARED.load(Relaxed), COUNTED.load(Relaxed), TEMPORAL.load(Relaxed));
    println!("states of {compared} systems compared, of {counted} counted; {temporal} with properties of whole behaviors");
    let count = crate::seeds(FAMILY.seeds).count();
    assert!(count < MANY || compared * 6 > count, "states of {compared} systems of {count} compared");
    assert!(count < MANY || temporal * 8 > count, "{temporal} systems of {count} with properties of whole behaviors");
}
