//! Unrolling of recursion while a call can be reached.
//!
//! `F(S) == IF S = {} THEN 0 ELSE 1 + F(S \ {CHOOSE x \in S : TRUE})` of a set that changes ends where S has no more elements.
//! Folding may miss that: the condition of the next call is not a constant, but never holds. So after a few nested calls a solver
//! decides whether the path of a call can hold, under the assumptions so far. If it cannot, the call has no value and no findings.
//!
//! The same query is made about errors under a quantifier, before the quantifier is eliminated.
//!
//! The solver belongs to the encoder and is made when it is first needed. The engine passes its assertions by [`Encoder::assume`].
//! An answer that takes too much work counts as yes.

use crate::logic::Term;
use crate::sat::cnf::Cnf;
use crate::sat::record::about;
use crate::sat::{self, Answer};
use crate::symbolic::Encoder;
use crate::util::work::Work;
use rustc_hash::FxHashMap;

/// The number of nested calls of one definition or function that are made without a query.
const UNASKED: u32 = 3;

/// The work that one query may take.
const PATIENCE: Work = Work::seconds(2);

/// The assumptions so far, and the answers from them.
#[derive(Default)]
pub(in crate::symbolic) struct Unrolling {
    solver: Option<Cnf>,
    known: Vec<Term>,
    answers: FxHashMap<Term, bool>,
}

impl<'m> Encoder<'m> {
    /// Assumes `fact` from now on. Values of behaviors that do not satisfy it have no meaning.
    pub fn assume(&mut self, fact: Term) {
        match &mut self.cx.unrolling.solver {
            Some(solver) => solver.assert(&self.graph, fact),
            None => self.cx.unrolling.known.push(fact),
        }
    }

    /// Whether a call can be reached, given how many calls of its kind are active.
    pub(in crate::symbolic) fn is_active(&mut self, nested: u32) -> bool {
        nested < UNASKED || self.can_hold(self.path())
    }

    /// Whether a condition can hold in some behavior; TRUE if the query takes too much work.
    pub(in crate::symbolic) fn can_hold(&mut self, condition: Term) -> bool {
        if let Some(known) = condition.as_constant() {
            return known;
        }
        if let Some(&answer) = self.cx.unrolling.answers.get(&condition) {
            return answer;
        }
        let known = &mut self.cx.unrolling.known;
        let graph = &self.graph;
        let solver = self.cx.unrolling.solver.get_or_insert_with(|| {
            let mut solver = Cnf::new(sat::solver(sat::Backend::AUTO, "reachability of calls"));
            known.drain(..).for_each(|fact| solver.assert(graph, fact));
            solver
        });
        let _topic = about(|| "can the path of a call, or a failing evaluation, be taken".into());
        let answer = solver.solve(graph, &[condition], PATIENCE) != Answer::Unsatisfiable;
        self.cx.unrolling.answers.insert(condition, answer);
        answer
    }
}
