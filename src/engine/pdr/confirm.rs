//! Confirmation of a proof by a solver that took no part in it.
//!
//! In: a system, encoded anew, and lemmas. Out: whether all obligations of an inductive invariant hold. With `Ind` the conjunction of the
//! lemmas:
//!
//! ```text
//!     Init                    =>  Ind, the initial state is of the shape, and it is not bad
//!     Ind                     =>  neither the state nor a step from it is bad, and no step leaves the shape
//!     Ind /\ step is taken    =>  Ind'
//! ```

use super::formula::{Formula, Lit};
use super::queries::Cube;
use crate::sat::{self, Answer, Backend, SatSolver};
use crate::util::interrupt::current;
use crate::util::work::Work;

/// Whether the assumptions contradict the clauses. An interrupted query ends the run: it refutes nothing.
fn is_unsatisfiable(solver: &mut dyn SatSolver, assumptions: &[Lit]) -> bool {
    let answer = solver.solve(assumptions, Work::MAX);
    if answer == Answer::Stopped {
        current().check();
    }
    answer == Answer::Unsatisfiable
}

/// The solver that confirmed all obligations; the error is one that fails.
pub fn confirmed(formula: &Formula, lemmas: &[Cube], backend: Backend) -> Result<String, String> {
    let mut solver = sat::solver(backend, "proof, initial states");
    formula.load(&mut *solver);
    solver.add_clause(&[formula.initial_guard]);
    let mut holds = |assumptions: &[Lit]| is_unsatisfiable(&mut *solver, assumptions);
    if !holds(&[formula.initial_bad]) {
        return Err("an initial state may be bad".into());
    }
    for (i, cube) in lemmas.iter().enumerate() {
        if !holds(&cube.iter().map(|a| formula.first(*a)).collect::<Vec<_>>()) {
            return Err(format!("lemma {i} may be false initially"));
        }
    }
    let mut solver = sat::solver(backend, "proof, steps");
    let name = solver.name();
    formula.load(&mut *solver);
    solver.add_clause(&[formula.fits]);
    for cube in formula.known.iter().chain(lemmas) {
        solver.add_clause(&cube.iter().map(|a| -formula.before(*a)).collect::<Vec<_>>());
    }
    let mut holds = |assumptions: &[Lit]| is_unsatisfiable(&mut *solver, assumptions);
    if !holds(&[formula.bad]) {
        return Err("the lemmas admit a bad state".into());
    }
    for (i, cube) in lemmas.iter().enumerate() {
        let broken: Vec<Lit> = std::iter::once(formula.taken).chain(cube.iter().map(|a| formula.after(*a))).collect();
        if !holds(&broken) {
            return Err(format!("a step may break lemma {i}"));
        }
    }
    Ok(name)
}
