//! What workers note for the liveness check while they expand states: the edges, and the truth of the atoms on each.
//!
//! In: a [`Judge`] with a state, and its successors one by one. Out: [`Steps`], which a [`Chunk`](super::super::worker::Chunk)
//! carries to the thread that puts the graph together. An edge's row of bits has one bit for each atom; those of atoms
//! about states are the same on all edges of a state, and on its stuttering step. As everywhere, the machine is asked first, and
//! what it does not decide is for the evaluator.

use super::super::check::{Judge, Successor};
use super::super::fingerprint::Fingerprint;
use crate::eval::error::EvalError;
use crate::ir::{DefId, Level};
use crate::property::{Kind, Temporal};

/// Of more edges of a state, the same ones are not looked for.
const FEW: usize = 64;

/// Which atoms are to be asked of what.
pub struct Watch<'a> {
    pub temporal: &'a Temporal,
    /// Words of a row.
    pub words: usize,
    /// What is to be compiled: of each atom the easier predicate of steps of Next, and the predicate itself.
    pub formulas: Vec<DefId>,
    /// Atoms of states, and of steps.
    states: Vec<usize>,
    steps: Vec<usize>,
}

/// The edges of some states, one state after the other.
#[derive(Default)]
pub struct Steps {
    /// Of each state the number of its edges.
    pub counts: Vec<u32>,
    pub targets: Vec<Fingerprint>,
    /// The row of each edge.
    pub rows: Vec<u64>,
    /// The row of each state's stuttering step.
    pub stuttering: Vec<u64>,
    /// Where the edges of the state at work begin.
    begun: usize,
}

impl<'a> Watch<'a> {
    pub fn new(temporal: &'a Temporal) -> Watch<'a> {
        // Atoms that constants have made superfluous are not asked.
        let mut used = vec![false; temporal.atoms.len()];
        let formulas = temporal.fairness.iter().chain(temporal.properties.iter().map(|p| &p.formula));
        formulas.for_each(|f| f.atoms(&mut |a| used[a.index()] = true));
        let is = |i: &usize, state: bool| used[*i] && (temporal.atoms[*i].level <= Level::State) == state;
        let all = 0..temporal.atoms.len();
        Watch {
            temporal,
            words: temporal.atoms.len().div_ceil(64).max(1),
            formulas: temporal.atoms.iter().flat_map(|a| [a.on_step, a.def]).collect(),
            states: all.clone().filter(|i| is(i, true)).collect(),
            steps: all.filter(|i| is(i, false)).collect(),
        }
    }

    /// Have edges bits of their own?
    pub fn asks_steps(&self) -> bool {
        !self.steps.is_empty()
    }

    /// Notes an edge between states with these fingerprints (the first one only if it tells states apart); a second one to the same state is the same edge, and one in
    /// which nothing changes is the stuttering step.
    pub fn step(
        &self,
        j: &mut Judge<'_, 'a>,
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
        out.rows.resize(row + self.words, 0);
        let rows = &mut out.rows[row..];
        for &i in &self.steps {
            let known = match to {
                Successor::Found(n) => j.vm.holds_between(j.task.program.more[2 * i].as_ref(), *n),
                Successor::Evaluated(_) => None,
            };
            let truth = decide(j, known, |j| {
                let (from, to) = (j.parent(), j.state(to));
                j.checks.predicate(self.temporal.atoms[i].on_step, Some(&from), Some(&to))
            })?;
            set(rows, i, truth);
        }
        Ok(())
    }

    /// All edges of the state are noted.
    pub fn end(&self, j: &mut Judge<'_, 'a>, out: &mut Steps) -> Result<(), EvalError> {
        let atoms = &self.temporal.atoms;
        if let Some(parent) = j.parent.get() {
            // The machine may have been given other states meanwhile.
            j.vm.load_state(parent);
        }
        let edges = out.targets.len() - out.begun;
        let start = out.begun * self.words;
        let mut row = vec![0; self.words];
        // ENABLED is asked even if an edge is a step of the action: evaluating it may fail before that step is found, as with the reference
        for &i in &self.states {
            if mutant!("enabled-by-known-steps-only")
                && let Kind::Enabled(taken) = atoms[i].kind
            {
                let seen = (0..edges).any(|edge| get(&out.rows[start + edge * self.words..], taken.index()));
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
        for edge in out.rows[start..].chunks_mut(self.words) {
            if !mutant!("fair-edges-without-their-state") {
                edge.iter_mut().zip(&row).for_each(|(a, b)| *a |= b);
            }
        }
        // The stuttering step.
        for &i in &self.steps {
            let truth = match atoms[i].kind {
                Kind::Taken => false,
                Kind::Allowed => true,
                Kind::Plain | Kind::Enabled(_) => {
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
}

/// What the machine says, or else the evaluator; in debug builds the evaluator is asked in any case now and then.
fn decide<'a>(
    j: &mut Judge<'_, 'a>,
    known: Option<bool>,
    evaluate: impl FnOnce(&mut Judge<'_, 'a>) -> Result<bool, EvalError>,
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

fn set(row: &mut [u64], bit: usize, truth: bool) {
    row[bit / 64] |= u64::from(truth) << (bit % 64);
}

pub fn get(row: &[u64], bit: usize) -> bool {
    row[bit / 64] >> (bit % 64) & 1 == 1
}
