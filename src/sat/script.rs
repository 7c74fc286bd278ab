//! The queries of a run as one SMT-LIB script, in the order in which they are asked.
//!
//! In: the solvers that this thread makes within [`scripted`]. Out: for each of them, in the order in which they were made, its variables, clauses
//! and queries as they come. Any incremental SMT-LIB solver can run the script; comments have the expected answers.
//!
//! ```text
//!     ; solver 1: search
//!     (set-logic QF_UF)
//!     (declare-const x1 Bool)
//!     (assert (or x1))
//!     ; depth 1: a state violates Inv
//!     (check-sat-assuming ((not x1)))
//!     ; answer: unsat
//! ```

use super::record::topic;
use super::solver::{Answer, Literal, SatSolver};
use crate::util::work::Work;
use std::cell::RefCell;
use std::fmt::Write as _;
use std::rc::Rc;

/// The text of one solver.
type Part = Rc<RefCell<String>>;

thread_local! {
    static PARTS: RefCell<Option<Vec<Part>>> = const { RefCell::new(None) };
}

/// Runs `f`. Returns its result, and the script of the queries that its solvers got.
pub fn scripted<T>(f: impl FnOnce() -> T) -> (T, String) {
    struct Restore(Option<Vec<Part>>);
    impl Drop for Restore {
        fn drop(&mut self) {
            PARTS.replace(self.0.take());
        }
    }
    let restore = Restore(PARTS.replace(Some(Vec::new())));
    let result = f();
    let parts = PARTS.take().unwrap_or_default();
    drop(restore);
    let texts: Vec<String> = parts.iter().map(|p| p.borrow().clone()).collect();
    (result, texts.join("(reset)\n"))
}

/// Is this thread within [`scripted`]?
pub(super) fn is_on() -> bool {
    PARTS.with_borrow(Option::is_some)
}

/// A solver whose clauses and queries are part of the script.
pub(super) struct Scripted {
    solver: Box<dyn SatSolver>,
    text: Part,
}

impl Scripted {
    pub fn new(solver: Box<dyn SatSolver>, purpose: &str) -> Scripted {
        let text = Part::default();
        PARTS.with_borrow_mut(|parts| {
            let parts = parts.get_or_insert_default();
            parts.push(text.clone());
            text.replace(format!("; solver {}: {purpose}\n(set-logic QF_UF)\n", parts.len()));
        });
        Scripted { solver, text }
    }

    fn write(&self, line: std::fmt::Arguments<'_>) {
        let _ = writeln!(self.text.borrow_mut(), "{line}");
    }
}

fn literals(all: &[Literal]) -> String {
    let text = |l: &Literal| if *l > 0 { format!("x{l}") } else { format!("(not x{})", -l) };
    all.iter().map(text).collect::<Vec<_>>().join(" ")
}

impl SatSolver for Scripted {
    fn name(&self) -> String {
        self.solver.name()
    }

    fn new_variable(&mut self) -> Literal {
        let v = self.solver.new_variable();
        self.write(format_args!("(declare-const x{v} Bool)"));
        v
    }

    fn add_clause(&mut self, clause: &[Literal]) {
        match clause {
            [] => self.write(format_args!("(assert false)")),
            _ => self.write(format_args!("(assert (or {}))", literals(clause))),
        }
        self.solver.add_clause(clause);
    }

    fn solve(&mut self, assumptions: &[Literal], limit: Work) -> Answer {
        let answer = self.solver.solve(assumptions, limit);
        let told = match &answer {
            Answer::Satisfiable => "sat",
            Answer::Unsatisfiable => "unsat",
            Answer::Stopped => "none within the work allowed",
            Answer::Unknown(_) => "unknown",
        };
        self.write(format_args!("; {}\n(check-sat-assuming ({}))\n; answer: {told}", topic(), literals(assumptions)));
        answer
    }

    fn failed(&self, assumption: Literal) -> bool {
        self.solver.failed(assumption)
    }

    fn value(&self, literal: Literal) -> bool {
        self.solver.value(literal)
    }
}

#[cfg(test)]
mod tests {
    use super::super::record::about;
    use super::super::{Answer, Backend, cnf::Cnf, solver};
    use super::scripted;
    use crate::logic::Graph;
    use crate::util::work::Work;

    #[test]
    fn a_script_has_what_the_solver_gets() {
        let ((), text) = scripted(|| {
            let mut graph = Graph::new();
            let (a, b) = (graph.input(), graph.input());
            let mut cnf = Cnf::new(solver(Backend::AUTO, "test"));
            let either = graph.or(a, b);
            cnf.assert(&graph, either);
            let _topic = about(|| "both are false".into());
            let _part = about(|| "at once".into());
            assert_eq!(cnf.solve(&graph, &[!a, !b], Work::MAX), Answer::Unsatisfiable);
            Cnf::new(solver(Backend::AUTO, "another"));
        });
        let expected = "; solver 1: test\n(set-logic QF_UF)\n(declare-const x1 Bool)\n(declare-const x2 Bool)\n(assert (or x1 x2))\n\
                        ; both are false: at once\n(check-sat-assuming ((not x1) (not x2)))\n; answer: unsat\n(reset)\n\
                        ; solver 2: another\n(set-logic QF_UF)\n";
        assert_eq!(text, expected);
        assert!(!super::is_on());
    }
}
