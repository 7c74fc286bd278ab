//! Recording of queries in files, for use with another solver.
//!
//! In: a folder, and the solvers of a run: that of the search, and those for the encoding and for induction.
//! Out, for query number n of the run, of any solver: `query-n.cnf` (DIMACS: the clauses so far, and each assumption as a clause) and
//! `query-n.smt2` (SMT-LIB 2, the same), with the command of the run, the solver, the question and the answer in comments; and a
//! line in `index.tsv`. Files of an earlier run with such names are removed first. A file that cannot be written ends the
//! recording, not the search; the command then fails.
//!
//! Recording belongs to the thread, as interruption does: [`recorded`] sets it, [`super::solver()`] makes solvers that record. The caller
//! describes its queries, from the outside in ([`about`]):
//!
//! ```text
//! let _depth = about(|| format!("depth {depth}"));
//! let _question = about(|| "a deadlock".into());      // index.tsv: … depth 3: a deadlock …
//! ```

use super::solver::{Answer, Literal, SatSolver};
use crate::util::work::{self, Work};
use std::cell::RefCell;
use std::fmt::Write as _;
use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

/// The table of all queries.
pub const INDEX: &str = "index.tsv";

const COLUMNS: &str = "query\tsolver\tquestion\tanswer\tvariables\tclauses\tassumptions\n";

/// The folder of the queries, and the first error of writing. Clones share both.
#[derive(Clone, Debug)]
pub struct Recording {
    folder: PathBuf,
    /// The command line of the run.
    command: String,
    shared: Arc<Mutex<Shared>>,
}

#[derive(Debug)]
struct Shared {
    index: File,
    queries: usize,
    trouble: Option<String>,
}

impl Recording {
    /// Makes the folder if there is none, removes the files of an earlier recording, and begins the index. The error says what prevents that.
    pub fn new(folder: PathBuf, command: String) -> Result<Recording, String> {
        let told = |path: &Path, e: std::io::Error| format!("cannot write {}: {e}", path.display());
        std::fs::create_dir_all(&folder).map_err(|e| told(&folder, e))?;
        let entries = std::fs::read_dir(&folder).map_err(|e| told(&folder, e))?;
        for path in entries.filter_map(|e| Some(e.ok()?.path())).filter(|p| is_query(p)) {
            std::fs::remove_file(&path).map_err(|e| told(&path, e))?;
        }
        let path = folder.join(INDEX);
        let index = File::create(&path).and_then(|mut f| f.write_all(COLUMNS.as_bytes()).map(|()| f));
        let index = index.map_err(|e| told(&path, e))?;
        let shared = Shared { index, queries: 0, trouble: None };
        Ok(Recording { folder, command, shared: Arc::new(Mutex::new(shared)) })
    }

    /// The first error of writing.
    pub fn trouble(&self) -> Option<String> {
        self.shared.lock().ok().and_then(|s| s.trouble.clone())
    }
}

/// Whether a recording makes files with this name. The index is none of them.
fn is_query(path: &Path) -> bool {
    let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
    let number = |ext: &str| name.strip_prefix("query-").and_then(|n| n.strip_suffix(ext));
    let number = number(".cnf").or_else(|| number(".smt2"));
    number.is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
}

thread_local! {
    static CURRENT: RefCell<Option<Recording>> = const { RefCell::new(None) };
    static TOPICS: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// Runs `f`. If there is a recording, solvers that this thread makes in it record their queries.
pub fn recorded<T>(recording: Option<&Recording>, f: impl FnOnce() -> T) -> T {
    struct Restore(Option<Recording>);
    impl Drop for Restore {
        fn drop(&mut self) {
            CURRENT.replace(self.0.take());
        }
    }
    let _restore = Restore(CURRENT.replace(recording.cloned()));
    f()
}

pub(super) fn current() -> Option<Recording> {
    CURRENT.with_borrow(Clone::clone)
}

/// The description of queries, until it is dropped.
#[must_use]
pub struct Topic(bool);

impl Drop for Topic {
    fn drop(&mut self) {
        if self.0 {
            TOPICS.with_borrow_mut(Vec::pop);
        }
    }
}

/// Adds a description to the queries of this thread until the result is dropped. It is evaluated only if queries are recorded.
pub fn about(topic: impl FnOnce() -> String) -> Topic {
    let records = CURRENT.with_borrow(Option::is_some) || super::script::is_on();
    if records {
        let topic = topic();
        TOPICS.with_borrow_mut(|t| t.push(topic));
    }
    Topic(records)
}

/// What the queries of this thread are about, on one line.
pub(super) fn topic() -> String {
    TOPICS.with_borrow(|t| t.join(": ")).replace(['\n', '\t'], " ")
}

/// A solver whose queries are recorded.
pub(super) struct Recorded {
    solver: Box<dyn SatSolver>,
    recording: Recording,
    /// The purpose of the solver.
    purpose: &'static str,
    clauses: Vec<Vec<Literal>>,
    variables: Literal,
}

impl Recorded {
    pub fn new(solver: Box<dyn SatSolver>, recording: Recording, purpose: &'static str) -> Recorded {
        Recorded { solver, recording, purpose, clauses: Vec::new(), variables: 0 }
    }

    fn record(&self, assumptions: &[Literal], answer: &Answer, spent: Work) {
        let Ok(mut shared) = self.recording.shared.lock() else { return };
        if shared.trouble.is_some() {
            return;
        }
        shared.queries += 1;
        let n = shared.queries;
        let question = topic();
        let files = [
            ("cnf", self.dimacs(n, &question, assumptions, answer, spent)),
            ("smt2", { self.smt_lib(n, &question, assumptions, answer, spent) }),
        ];
        for (ext, text) in files {
            let path = self.recording.folder.join(format!("query-{n:04}.{ext}"));
            if let Err(e) = std::fs::write(&path, text) {
                shared.trouble = Some(format!("cannot write {}: {e}", path.display()));
                return;
            }
        }
        let (name, purpose) = (self.solver.name(), self.purpose);
        let counts = format!("{}\t{}\t{}", self.variables, self.clauses.len(), assumptions.len());
        let line = format!("{n:04}\t{name}, {purpose}\t{question}\t{answer:?}\t{counts}\n");
        if let Err(e) = shared.index.write_all(line.as_bytes()) {
            shared.trouble = Some(format!("cannot write {}: {e}", self.recording.folder.join(INDEX).display()));
        }
    }

    fn header(&self, n: usize, question: &str, assumptions: &[Literal], answer: &Answer, spent: Work) -> [String; 4] {
        [
            format!("query {n} of: {}", self.recording.command.replace('\n', " ")),
            format!("{} ({}) is asked: {question}", self.solver.name(), self.purpose),
            format!("answer: {answer:?}, after {} units of work", spent.count()),
            format!("of the clauses the last {} are the assumptions of this query", assumptions.len()),
        ]
    }

    fn dimacs(&self, n: usize, question: &str, assumptions: &[Literal], answer: &Answer, spent: Work) -> String {
        let header = self.header(n, question, assumptions, answer, spent);
        let mut text = header.iter().fold(String::new(), |text, line| text + "c " + line + "\n");
        let _ = writeln!(text, "p cnf {} {}", self.variables, self.clauses.len() + assumptions.len());
        for c in self.clauses.iter().map(Vec::as_slice).chain(assumptions.iter().map(std::slice::from_ref)) {
            for l in c {
                let _ = write!(text, "{l} ");
            }
            text.push_str("0\n");
        }
        text
    }

    fn smt_lib(&self, n: usize, question: &str, assumptions: &[Literal], answer: &Answer, spent: Work) -> String {
        let header = self.header(n, question, assumptions, answer, spent);
        let mut text = header.iter().fold(String::new(), |text, line| text + "; " + line + "\n");
        text.push_str("(set-logic QF_UF)\n");
        for v in 1..=self.variables {
            let _ = writeln!(text, "(declare-const x{v} Bool)");
        }
        for c in self.clauses.iter().map(Vec::as_slice).chain(assumptions.iter().map(std::slice::from_ref)) {
            text.push_str("(assert (or");
            for l in c {
                let _ = if *l > 0 { write!(text, " x{l}") } else { write!(text, " (not x{})", -l) };
            }
            text.push_str("))\n");
        }
        text.push_str("(check-sat)\n");
        text
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

    fn solve(&mut self, assumptions: &[Literal], limit: Work) -> Answer {
        let start = work::done();
        let answer = self.solver.solve(assumptions, limit);
        self.record(assumptions, &answer, work::done() - start);
        answer
    }

    fn failed(&self, assumption: Literal) -> bool {
        self.solver.failed(assumption)
    }

    fn value(&self, literal: Literal) -> bool {
        self.solver.value(literal)
    }
}
