//! Recursion is unrolled while it can be active.
//!
//! `F(S) == IF S = {} THEN 0 ELSE 1 + F(S \ {CHOOSE x \in S : TRUE})` of a set that changes ends where S cannot have more
//! elements. Folding alone need not see that: the condition of the next call is no constant, yet never holds. So from a
//! few nested calls on a solver is asked whether the path of a call can hold at all, given what is known of the behaviours so far;
//! if not, the call has no value, and nothing can go wrong in it.
//!
//! What seems to go wrong under a quantifier is asked about likewise, before the quantifier is written out.
//!
//! The solver is the encoder's own, made when it is first needed: what the engine asserts, it is told by
//! [`Encoder::assume`]. An answer that takes too much work counts as yes.

use crate::logic::Term;
use crate::sat::cnf::Cnf;
use crate::sat::record::about;
use crate::sat::{self, Answer};
use crate::symbolic::Encoder;
use crate::util::work::Work;
use rustc_hash::FxHashMap;

/// Nested calls of one definition, or of one function, that are made without asking.
const UNASKED: u32 = 3;

/// The work that one question may take.
const PATIENCE: Work = Work::seconds(2);

/// What is known of the behaviours so far, and what was found out from it.
#[derive(Default)]
pub(in crate::symbolic) struct Unrolling {
    solver: Option<Cnf>,
    known: Vec<Term>,
    answers: FxHashMap<Term, bool>,
}

impl<'m> Encoder<'m> {
    /// `fact` holds from now on: of each behaviour that matters, and what was evaluated for others has no meaning.
    pub fn assume(&mut self, fact: Term) {
        match &mut self.cx.unrolling.solver {
            Some(solver) => solver.assert(&self.graph, fact),
            None => self.cx.unrolling.known.push(fact),
        }
    }

    /// Should a call be made, the `nested`th of its kind within each other?
    pub(in crate::symbolic) fn is_active(&mut self, nested: u32) -> bool {
        nested < UNASKED || self.can_hold(self.path)
    }

    /// Can a condition hold in some behaviour? Yes, if finding out takes too much work.
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
