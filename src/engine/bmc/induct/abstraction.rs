//! The abstraction: forms `J_k` that cover all states up to a depth.
//!
//! ```text
//!     J_0 := the form of the initial states
//!     J_(k+1) := the form of IF fresh THEN (a state of J_k) ELSE (the state after a step from one)
//! ```
//!
//! So every state reachable in at most k steps is J_k for some values of its inputs. Where `J_(k+1)` differs from `J_k` in the names of
//! inputs only, `J_k` covers all reachable states.
//!
//! Folding does not see that `IF h = 12 THEN 1 ELSE h + 1` is never 13. So forms may be *narrowed*: for each form a solver tells which values are
//! impossible ([`crate::symbolic::Possibilities`]) if the invariants hold before the step. This is sound, since the invariants are
//! proven for all states of the form, and so for each state of a behavior in turn. Narrowed forms are closed more often. But a small one
//! refutes few candidates, since it has only the values of that depth.

use super::query::StepQuery;
use crate::logic::Term;
use crate::sat::cnf::Cnf;
use crate::sat::record::about;
use crate::sat::{self, Answer};
use crate::symbolic::{Encoder, SymState};
use crate::transition::{TransitionSystem, Unroller};
use crate::util::work::{self, Work};
use crate::value::Integers;

/// The work that narrowing a form may take.
const PATIENCE: Work = Work::milliseconds(100);

pub(super) struct Abstraction<'m> {
    system: TransitionSystem<'m>,
    backend: sat::Backend,
    /// The last form, in the encoder that made it.
    encoder: Encoder<'m>,
    state: SymState,
    depth: u32,
    signature: Vec<u64>,
    /// The last form covers all reachable states.
    closed: bool,
    narrow: bool,
}

impl<'m> Abstraction<'m> {
    /// The form of the initial states. `None` where initial values are chosen from infinite sets.
    pub fn new(system: &TransitionSystem<'m>, backend: sat::Backend, narrow: bool) -> Option<Abstraction<'m>> {
        let mut unroller = Unroller::new(system);
        let state = unroller.init().state;
        let encoder = unroller.encoder;
        if encoder.integers() == Integers::Unbounded {
            return None;
        }
        let signature = encoder.signature(&state);
        Some(Abstraction { system: system.clone(), backend, encoder, state, depth: 0, signature, closed: false, narrow })
    }

    pub fn depth(&self) -> u32 {
        self.depth
    }

    pub fn is_closed(&self) -> bool {
        self.closed
    }

    pub fn form(&self) -> (&Encoder<'m>, &SymState) {
        (&self.encoder, &self.state)
    }

    /// Makes the forms up to this depth, or up to a closed one. `None` if there is no such form.
    pub fn extend(&mut self, depth: u32) -> Option<()> {
        while self.depth < depth && !self.closed {
            let end = work::done() + PATIENCE;
            let mut query = StepQuery::new(&self.system, self.form(), self.backend, end)?;
            let first = query.unroller.encoder.graph.input();
            let mut state = query.unroller.encoder.either_state(first, &query.unroller.states[0], &query.step.state);
            if self.narrow {
                let there = query.unroller.encoder.graph.or(first, query.taken);
                state = narrowed(&mut query.unroller.encoder, &mut query.cnf, state, there, end);
            }
            if !query.unroller.encoder.is_plain_state(&state) {
                return None;
            }
            let signature = query.unroller.encoder.signature(&state);
            if signature == self.signature || (mutant!("induct-closed-too-early") && self.depth == 2) {
                self.closed = true;
                return Some(());
            }
            (self.encoder, self.state, self.signature) = (query.unroller.encoder, state, signature);
            self.depth += 1;
        }
        Some(())
    }
}

/// The state without values that it cannot have where `there` holds, as far as the work up to `end` suffices to tell.
pub(in crate::engine) fn narrowed(
    encoder: &mut Encoder<'_>,
    cnf: &mut Cnf,
    mut state: SymState,
    there: Term,
    end: Work,
) -> SymState {
    let _topic = about(|| "induction: narrowing a form".into());
    let mut all = encoder.possibilities(&state);
    for v in 0..all.len() {
        while all[v].unseen() > 0 {
            let another = all[v].another(&mut encoder.graph);
            let left = end - work::done();
            if left.is_zero() {
                return state;
            }
            match cnf.solve(&encoder.graph, &[there, another], left) {
                Answer::Satisfiable if !mutant!("induct-form-narrowed-by-guess") => {
                    let choices = cnf.model(&encoder.graph);
                    encoder.see(&mut all, &choices);
                }
                Answer::Unsatisfiable | Answer::Satisfiable => {
                    state = encoder.narrowed(&state, v, &all[v]);
                    break;
                }
                Answer::Stopped | Answer::Unknown(_) => return state,
            }
        }
    }
    state
}
