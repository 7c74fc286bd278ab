//! Certification: the "unsatisfiable" answers of a run are derived again, and a checker reads the proofs.
//!
//! In: what the solvers of a run were told and asked, noted while they work ([`noted`]). Out, when an answer rests on them
//! ([`Notes::certify`]): how many answers have a proof, or which one has none. [`super::solver()`] makes solvers that are noted.
//!
//! For each solver there are two others: [`Small`], which solves all over again and logs its steps, and a [`lrat::Checker`], which gets the
//! clauses from the notes and reads the steps. An assumption is a unit clause: the last step of a refutation is the clause of the
//! negations of the assumptions, which the checker derives with the assumptions TRUE.
//!
//! ```text
//!     solver 1: search            x1 \/ x2    ~x1 \/ x3    ? ~x2, ~x3: unsatisfiable    x2    ? ~x1, …
//!     the checker, at the first   1: x1 \/ x2    2: ~x1 \/ x3    and x2 \/ x3 follows by the hints 1 2
//! ```
//!
//! Clauses are only added. So one solver and one checker serve all questions of a solver in turn: a step that follows from the clauses so far
//! follows from those at a later question. Every "unsatisfiable" of a noted solver counts, whether or not the answer needs it in the end.
//! That costs more than a choice among them, and cannot miss one.
//!
//! Why the proofs are our own and not CaDiCaL's: the `cadical` crate has no call that logs a proof or sets an option. The crate
//! `rustsat-cadical` has both, but brings another CaDiCaL. Two of them in one program collide, so it would have to be the solver of all searches.
//! A learning solver knows the hints of what it learns, and [`Small`] is there already: the log takes about 200 lines. The price is
//! time: on hard queries CaDiCaL is faster. What is trusted is the encoding to clauses and the checker, neither solver.
//!
//! Invariant: an answer is certified only if the checker derived it from the clauses that the noted solver got.

use super::small::{ProofLog, Small};
use super::solver::{Answer, Literal, SatSolver};
use crate::util::interrupt;
use crate::util::work::Work;
use lrat::{Checker, Fault};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

/// What the solvers of a run were told and asked.
#[derive(Default)]
pub struct Notes {
    solvers: Vec<Rc<RefCell<Noted>>>,
    /// Why some answer cannot be certified.
    without_proof: BTreeSet<&'static str>,
}

/// What one solver was told and asked.
struct Noted {
    name: String,
    purpose: &'static str,
    variables: Literal,
    /// The clauses, each followed by 0.
    clauses: Vec<Literal>,
    /// Of each answer "unsatisfiable": the length of `clauses` at that time, and the assumptions.
    refuted: Vec<(usize, Vec<Literal>)>,
}

/// How much was certified.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Certified {
    /// The answers "unsatisfiable".
    pub answers: u64,
    /// The clauses that were derived for them.
    pub steps: u64,
    /// The hints of all derivations.
    pub hints: u64,
}

/// Why nothing is certified.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Uncertified {
    /// There is no proof to check, and why.
    NoProof(String),
    /// An answer is wrong, or the proof of it.
    Refuted(String),
}

thread_local! {
    static CURRENT: RefCell<Option<Notes>> = const { RefCell::new(None) };
}

/// Runs `f`. If `on`, solvers that this thread makes in it are noted.
pub fn noted<T>(on: bool, f: impl FnOnce() -> T) -> (T, Notes) {
    struct Restore(Option<Notes>);
    impl Drop for Restore {
        fn drop(&mut self) {
            CURRENT.replace(self.0.take());
        }
    }
    let restore = Restore(CURRENT.replace(on.then(Notes::default)));
    let result = f();
    let notes = CURRENT.take().unwrap_or_default();
    drop(restore);
    (result, notes)
}

/// An answer "unsatisfiable" of this thread has no proof, and why.
pub(super) fn without_proof(why: &'static str) {
    CURRENT.with_borrow_mut(|notes| {
        if let Some(notes) = notes {
            notes.without_proof.insert(why);
        }
    });
}

/// The same solver, noted if this thread is in [`noted`].
pub(super) fn noting(solver: Box<dyn SatSolver>, purpose: &'static str) -> Box<dyn SatSolver> {
    CURRENT.with_borrow_mut(|notes| {
        let Some(notes) = notes else { return solver };
        let noted = Noted { name: solver.name(), purpose, variables: 0, clauses: Vec::new(), refuted: Vec::new() };
        let noted = Rc::new(RefCell::new(noted));
        notes.solvers.push(noted.clone());
        Box::new(Noting { solver, noted })
    })
}

/// A solver that is noted.
struct Noting {
    solver: Box<dyn SatSolver>,
    noted: Rc<RefCell<Noted>>,
}

impl SatSolver for Noting {
    fn name(&self) -> String {
        self.solver.name()
    }

    fn new_variable(&mut self) -> Literal {
        let v = self.solver.new_variable();
        self.noted.borrow_mut().variables = v;
        v
    }

    fn add_clause(&mut self, clause: &[Literal]) {
        let mut noted = self.noted.borrow_mut();
        noted.clauses.extend_from_slice(clause);
        noted.clauses.push(0);
        self.solver.add_clause(clause);
    }

    fn solve(&mut self, assumptions: &[Literal], limit: Work) -> Answer {
        let answer = self.solver.solve(assumptions, limit);
        if answer == Answer::Unsatisfiable {
            let mut noted = self.noted.borrow_mut();
            let length = noted.clauses.len();
            noted.refuted.push((length, assumptions.to_vec()));
        }
        answer
    }

    fn failed(&self, assumption: Literal) -> bool {
        self.solver.failed(assumption)
    }

    fn value(&self, literal: Literal) -> bool {
        self.solver.value(literal)
    }
}

impl Notes {
    pub fn extend(&mut self, more: Notes) {
        self.solvers.extend(more.solvers);
        self.without_proof.extend(more.without_proof);
    }

    /// The number of answers that are to be certified.
    pub fn answers(&self) -> usize {
        self.solvers.iter().map(|s| s.borrow().refuted.len()).sum()
    }

    /// Derives all answers again, and checks the derivations.
    pub fn certify(self) -> Result<Certified, Uncertified> {
        if let Some(why) = self.without_proof.first() {
            return Err(Uncertified::NoProof((*why).to_string()));
        }
        let mut all = Certified::default();
        for solver in self.solvers {
            let one = solver.borrow().certify()?;
            log::debug!(target: "tlaloc::certify", "{}: {one:?}", solver.borrow().purpose);
            all.answers += one.answers;
            all.steps += one.steps;
            all.hints += one.hints;
        }
        Ok(all)
    }
}

/// What reads the steps of a proof.
#[derive(Default)]
struct Reader {
    checker: Checker,
    fault: Option<Fault>,
    certified: Certified,
}

impl Reader {
    fn note(&mut self, result: Result<(), Fault>) {
        self.fault = self.fault.or(result.err());
    }
}

impl ProofLog for Rc<RefCell<Reader>> {
    fn derived(&mut self, id: u64, clause: &[Literal], hints: &[u64]) {
        let mut reader = self.borrow_mut();
        reader.certified.steps += 1;
        reader.certified.hints += hints.len() as u64;
        let result = reader.checker.derive(id, clause, hints);
        reader.note(result);
    }

    fn deleted(&mut self, id: u64) {
        let mut reader = self.borrow_mut();
        let result = reader.checker.delete(id);
        reader.note(result);
    }
}

impl Noted {
    fn certify(&self) -> Result<Certified, Uncertified> {
        let reader = Rc::new(RefCell::new(Reader::default()));
        let mut small = Small::with_proof(Box::new(reader.clone()));
        if !self.refuted.is_empty() {
            (0..self.variables).for_each(|_| _ = small.new_variable());
        }
        let (mut from, mut given) = (0, 0);
        for (end, assumptions) in &self.refuted {
            for clause in self.clauses[from..*end].split_inclusive(|l| *l == 0) {
                let clause = clause.strip_suffix(&[0]).unwrap_or(clause);
                given += 1;
                let result = reader.borrow_mut().checker.add(given, clause);
                reader.borrow_mut().note(result);
                small.add(clause.iter().copied());
            }
            from = *end;
            interrupt::current().check();
            let answer = small.solve(assumptions, Work::MAX);
            self.check(&reader, &small, &answer, assumptions)?;
        }
        let certified = reader.borrow().certified;
        Ok(certified)
    }

    /// Checks the last step of a refutation, and that no step before it was rejected.
    fn check(
        &self,
        reader: &RefCell<Reader>,
        small: &Small,
        answer: &Answer,
        assumptions: &[Literal],
    ) -> Result<(), Uncertified> {
        match answer {
            Answer::Unsatisfiable => {}
            Answer::Satisfiable => {
                let who = format!("{} ({})", self.name, self.purpose);
                return Err(Uncertified::Refuted(format!("{who} answered \"unsatisfiable\", and another solver found a model")));
            }
            Answer::Stopped => return Err(Uncertified::NoProof("no proof was found within the work allowed".into())),
            Answer::Unknown(reason) => return Err(Uncertified::NoProof(reason.clone())),
        }
        let (clause, hints) = small.refutation();
        let mut reader = reader.borrow_mut();
        if !reader.checker.is_refuted() {
            let result = match clause.iter().all(|l| assumptions.contains(&-l)) {
                true => reader.checker.implied(&clause, hints),
                false => Err(Fault::NoConflict),
            };
            reader.certified.hints += hints.len() as u64;
            reader.note(result);
        }
        reader.certified.answers += 1;
        match reader.fault {
            None => Ok(()),
            Some(fault) => Err(Uncertified::Refuted(format!("the proof of an answer ({}) was rejected: {fault}", self.purpose))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Certified, Uncertified, noted};
    use crate::logic::Graph;
    use crate::logic::number::Comparison;
    use crate::sat::cnf::Cnf;
    use crate::sat::{Answer, Backend, solver};
    use crate::util::work::Work;

    #[test]
    fn answers_are_certified() {
        let ((), notes) = noted(true, || {
            for backend in Backend::choices() {
                let mut s = solver(backend, "test");
                let [a, b, c] = [s.new_variable(), s.new_variable(), s.new_variable()];
                s.add_clause(&[a, b]);
                s.add_clause(&[-a, c]);
                assert_eq!(s.solve(&[], Work::MAX), Answer::Satisfiable);
                assert_eq!(s.solve(&[-b, -c], Work::MAX), Answer::Unsatisfiable);
                s.add_clause(&[-b]);
                assert_eq!(s.solve(&[-c], Work::MAX), Answer::Unsatisfiable);
                s.add_clause(&[-c]);
                assert_eq!(s.solve(&[], Work::MAX), Answer::Unsatisfiable);
                assert_eq!(s.solve(&[a], Work::MAX), Answer::Unsatisfiable);
            }
            // it was told much, and asked nothing
            solver(Backend::AUTO, "test").new_variable();
        });
        assert_eq!(notes.answers(), 12);
        let certified = notes.certify();
        assert!(matches!(certified, Ok(Certified { answers: 12, steps: 6.., hints: 20.. })), "{certified:?}");
        // nothing is noted outside
        let ((), nothing) = noted(false, || assert_eq!(solver(Backend::AUTO, "test").solve(&[], Work::MAX), Answer::Satisfiable));
        assert_eq!(nothing.certify(), Ok(Certified::default()));
    }

    #[test]
    fn a_wrong_answer_is_refuted() {
        let ((), notes) = noted(true, || {
            let mut s = solver(Backend::AUTO, "test");
            let a = s.new_variable();
            s.add_clause(&[a, a]);
            assert_eq!(s.solve(&[-a], Work::MAX), Answer::Unsatisfiable);
        });
        // the same answer to another question
        notes.solvers[0].borrow_mut().refuted[0].1.clear();
        let wrong = "answered \"unsatisfiable\", and another solver found a model";
        assert!(matches!(notes.certify(), Err(Uncertified::Refuted(why)) if why.ends_with(wrong)));
    }

    #[test]
    fn queries_with_integers_have_no_proof() {
        let ((), notes) = noted(true, || {
            let mut graph = Graph::new();
            let (x, y) = (graph.number_input(), graph.number_input());
            let both = [graph.compare(Comparison::Less, x, y), graph.compare(Comparison::Less, y, x)];
            assert_eq!(Cnf::new(solver(Backend::AUTO, "test")).solve(&graph, &both, Work::MAX), Answer::Unsatisfiable);
        });
        assert!(matches!(notes.certify(), Err(Uncertified::NoProof(why)) if why.contains("integers without bounds")));
    }
}
