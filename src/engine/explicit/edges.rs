//! What workers note for the liveness check while they expand states: the edges, and the truth of the atoms on each.
//!
//! In: a [`Checker`] with a state, and its successors one by one. Out: [`Steps`]. The machine decides an atom where it can, the evaluator
//! elsewhere.

use super::check::{Checker, Successor};
use super::fingerprint::Fingerprint;
use super::watch::{Steps, Watch, get, set};
use crate::eval::error::EvalError;
use crate::property::AtomKind;

/// Of more edges of a state, the same ones are not looked for.
const FEW: usize = 64;

/// Notes an edge between states with these fingerprints (the first one only if it tells states apart); a second one to the same state is the same edge, and one in
/// which nothing changes is the stuttering step.
pub fn step<'a>(
    watch: &Watch<'a>,
    j: &mut Checker<'_, 'a>,
    to: &Successor,
    (own, target): (Option<Fingerprint>, Fingerprint),
    out: &mut Steps,
) -> Result<(), EvalError> {
    let noted = &out.targets[out.begun..];
    let nothing_new = match own {
        Some(own) => own == target || (noted.len() <= FEW && noted.contains(&target)),
        None => j.parent() == j.state(to),
    };
    if nothing_new {
        return Ok(());
    }
    out.targets.push(target);
    let row = out.rows.len();
    out.rows.resize(row + watch.words, 0);
    let rows = &mut out.rows[row..];
    for &i in &watch.steps {
        let known = match to {
            Successor::Found(n) => j.vm.holds_between(j.task.program.more[2 * i].as_ref(), *n),
            Successor::Evaluated(_) => None,
        };
        let truth = decide(j, known, |j| {
            let (from, to) = (j.parent(), j.state(to));
            j.checks.predicate(watch.temporal.atoms[i].on_step, Some(&from), Some(&to))
        })?;
        set(rows, i, truth);
    }
    Ok(())
}

/// All edges of the state are noted.
pub fn end<'a>(watch: &Watch<'a>, j: &mut Checker<'_, 'a>, out: &mut Steps) -> Result<(), EvalError> {
    let atoms = &watch.temporal.atoms;
    if let Some(parent) = j.parent.get() {
        // The machine may have been given other states meanwhile.
        j.vm.load_state(parent);
    }
    let edges = out.targets.len() - out.begun;
    let start = out.begun * watch.words;
    let mut row = vec![0; watch.words];
    // ENABLED is asked even if an edge is a step of the action: evaluating it may fail before that step is found, as with the reference
    for &i in &watch.states {
        if mutant!("enabled-by-known-steps-only")
            && let AtomKind::Enabled(taken) = atoms[i].kind
        {
            let seen = (0..edges).any(|edge| get(&out.rows[start + edge * watch.words..], taken.index()));
            set(&mut row, i, seen);
            continue;
        }
        let known = j.vm.holds(j.task.program.more[2 * i + 1].as_ref());
        let truth = decide(j, known, |j| {
            let state = j.parent();
            j.checks.predicate(atoms[i].def, Some(&state), None)
        })?;
        set(&mut row, i, truth);
    }
    for edge in out.rows[start..].chunks_mut(watch.words) {
        if !mutant!("fair-edges-without-their-state") {
            edge.iter_mut().zip(&row).for_each(|(a, b)| *a |= b);
        }
    }
    // The stuttering step.
    for &i in &watch.steps {
        let truth = match atoms[i].kind {
            AtomKind::Taken => false,
            AtomKind::Allowed => true,
            AtomKind::Plain | AtomKind::Enabled(_) => {
                let known = j.vm.holds_stuttering(j.task.program.more[2 * i + 1].as_ref());
                decide(j, known, |j| {
                    let state = j.parent();
                    j.checks.predicate(atoms[i].def, Some(&state), Some(&state))
                })?
            }
        };
        set(&mut row, i, truth);
    }
    out.stuttering.extend(row);
    out.counts.push(edges as u32);
    out.begun = out.targets.len();
    Ok(())
}

/// What the machine says, or else the evaluator; in debug builds the evaluator is asked in any case now and then.
fn decide<'a>(
    j: &mut Checker<'_, 'a>,
    known: Option<bool>,
    evaluate: impl FnOnce(&mut Checker<'_, 'a>) -> Result<bool, EvalError>,
) -> Result<bool, EvalError> {
    match known {
        Some(truth) if !j.doubts => Ok(truth),
        Some(truth) => {
            let answer = evaluate(j);
            assert_eq!(
                Some(&truth),
                answer.as_ref().ok(),
                "vm: a temporal atom is decided otherwise by the evaluator: {answer:?}"
            );
            answer
        }
        None => evaluate(j),
    }
}
