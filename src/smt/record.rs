//! Queries written to files as they are asked, for whoever wants to ask another solver.
//!
//! In: a solver and a folder. Out: the same solver, which leaves for its query number n (of those that only look for refutations: if it
//! found one) `query-n.cnf` (DIMACS: the clauses so
//! far, and each assumption as a clause) and `query-n.smt2` (SMT-LIB 2, the same), each with the command of the run, the
//! solver, its answer and its time in comments. A file that cannot be written ends the recording, not the run; the
//! trouble is told with the verdict.

use super::solver::{Answer, Literal, SatSolver};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Where queries go, and what went wrong with that. Clones share it.
#[derive(Clone, Debug)]
pub struct Recording {
    folder: PathBuf,
    /// What the user typed.
    command: String,
    trouble: Arc<Mutex<Option<String>>>,
}

impl Recording {
    pub fn new(folder: PathBuf, command: String) -> Recording {
        Recording { folder, command, trouble: Arc::default() }
    }

    /// What could not be written, if anything.
    pub fn trouble(&self) -> Option<String> {
        self.trouble.lock().ok().and_then(|t| t.clone())
    }

    fn write(&self, name: &str, text: &str) {
        let path: &Path = &self.folder.join(name);
        let written = std::fs::create_dir_all(&self.folder).and_then(|()| std::fs::write(path, text));
        if let (Err(e), Ok(mut trouble)) = (written, self.trouble.lock()) {
            trouble.get_or_insert(format!("{}: {e}", path.display()));
        }
    }
}

pub struct Recorded {
    solver: Box<dyn SatSolver>,
    recording: Recording,
    clauses: Vec<Vec<Literal>>,
    variables: Literal,
    queries: usize,
}

impl Recorded {
    pub fn new(solver: Box<dyn SatSolver>, recording: Recording) -> Recorded {
        Recorded { solver, recording, clauses: Vec::new(), variables: 0, queries: 0 }
    }

    fn record(&mut self, assumptions: &[Literal], answer: &Answer, took: Duration) {
        if self.recording.trouble().is_some() {
            return;
        }
        self.queries += 1;
        let n = self.queries;
        let about = [
            format!("query {n} of: {}", self.recording.command.replace('\n', " ")),
            format!("{} answered {answer:?} in {:.3} s", self.solver.name(), took.as_secs_f64()),
            format!("of the clauses the last {} are the assumptions of this query", assumptions.len()),
        ];
        let assumed = assumptions.iter().map(std::slice::from_ref);
        let clauses = || self.clauses.iter().map(Vec::as_slice).chain(assumed.clone());
        let mut cnf = about.iter().fold(String::new(), |text, line| text + "c " + line + "\n");
        let _ = writeln!(cnf, "p cnf {} {}", self.variables, self.clauses.len() + assumptions.len());
        for c in clauses() {
            for l in c {
                let _ = write!(cnf, "{l} ");
            }
            cnf.push_str("0\n");
        }
        let mut smt = about.iter().fold(String::new(), |text, line| text + "; " + line + "\n");
        smt.push_str("(set-logic QF_UF)\n");
        for v in 1..=self.variables {
            let _ = writeln!(smt, "(declare-const x{v} Bool)");
        }
        for c in clauses() {
            smt.push_str("(assert (or");
            for l in c {
                let _ = if *l > 0 { write!(smt, " x{l}") } else { write!(smt, " (not x{})", -l) };
            }
            smt.push_str("))\n");
        }
        smt.push_str("(check-sat)\n");
        self.recording.write(&format!("query-{n:04}.cnf"), &cnf);
        self.recording.write(&format!("query-{n:04}.smt2"), &smt);
    }
}

impl SatSolver for Recorded {
    fn name(&self) -> String {
        self.solver.name()
    }

    fn new_variable(&mut self) -> Literal {
        self.variables = self.solver.new_variable();
        self.variables
    }

    fn add_clause(&mut self, clause: &[Literal]) {
        self.clauses.push(clause.to_vec());
        self.solver.add_clause(clause);
    }

    fn solve(&mut self, assumptions: &[Literal], limit: Option<Duration>) -> Answer {
        let start = Instant::now();
        let answer = self.solver.solve(assumptions, limit);
        self.record(assumptions, &answer, start.elapsed());
        answer
    }

    fn refute(&mut self, assumptions: &[Literal], limit: Option<Duration>) -> Answer {
        let start = Instant::now();
        let answer = self.solver.refute(assumptions, limit);
        if answer == Answer::Unsatisfiable {
            self.record(assumptions, &answer, start.elapsed());
        }
        answer
    }

    fn value(&self, literal: Literal) -> bool {
        self.solver.value(literal)
    }
}
