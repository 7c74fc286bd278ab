//! Forms that cover all states up to a depth.
//!
//! ```text
//!     J_0 := the form of the initial states
//!     J_(k+1) := the form of IF fresh THEN (a state of J_k) ELSE (the state after a step from one)
//! ```
//!
//! So every state reachable in at most k steps is J_k for some values of its inputs. Where `J_(k+1)` differs from `J_k` in the names of
//! inputs only, `J_k` covers all reachable states.
//!
//! Folding does not see that `IF h = 12 THEN 1 ELSE h + 1` is never 13. So there is a *narrow* chain, too: for each form a solver is asked
//! which of its possibilities are none ([`crate::symbolic::Possibilities`]), if the invariants hold before the step. That they do
//! is what the form is for: it is proven of all states of the form, so of each state in turn that a behaviour passes through. Such
//! forms come to an end more often; but a small one, which has only what can be by then, says little about lemmas.

use super::super::constants::Constants;
use super::query::{Cut, Proof};
use crate::ir::DefId;
use crate::logic::Term;
use crate::sat;
use crate::sat::record::about;
use crate::symbolic::{Encoder, SymState};
use crate::util::work::{self, Work};
use crate::value::Integers;

/// The work that narrowing a form may take.
const PATIENCE: Work = Work::milliseconds(100);

pub(super) struct Chain<'m> {
    constants: Constants<'m>,
    next: DefId,
    backend: sat::Backend,
    /// The last form, in the encoder that made it.
    encoder: Encoder<'m>,
    state: SymState,
    depth: u32,
    signature: Vec<u64>,
    /// The last form covers all that is reachable.
    closed: bool,
    narrow: bool,
}

impl<'m> Chain<'m> {
    /// `None` where initial values are chosen from infinite sets.
    pub fn new(constants: &Constants<'m>, init: DefId, next: DefId, backend: sat::Backend, narrow: bool) -> Option<Chain<'m>> {
        let mut encoder = constants.encoder();
        let first = encoder.init(init);
        if encoder.integers() == Integers::Wide {
            return None;
        }
        let signature = encoder.signature(&first.state);
        let (state, closed) = (first.state, false);
        Some(Chain { constants: constants.clone(), next, backend, encoder, state, depth: 0, signature, closed, narrow })
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

    /// On to the form for this depth, or to the one that covers everything. `None` if there is no such form.
    pub fn extend(&mut self, depth: u32) -> Option<()> {
        while self.depth < depth && !self.closed {
            let end = work::done() + PATIENCE;
            let mut cut = Cut::new(&self.constants, self.form(), self.next, self.backend, end)?;
            let first = cut.encoder.graph.input();
            let mut state = cut.encoder.either_state(first, &cut.before, &cut.step.state);
            if self.narrow {
                let there = cut.encoder.graph.or(first, cut.taken);
                state = narrowed(&mut cut, state, there);
            }
            if !cut.encoder.is_plain_state(&state) {
                return None;
            }
            let signature = cut.encoder.signature(&state);
            if signature == self.signature || (mutant!("induct-closed-too-early") && self.depth == 2) {
                self.closed = true;
                return Some(());
            }
            (self.encoder, self.state, self.signature) = (cut.encoder, state, signature);
            self.depth += 1;
        }
        Some(())
    }
}

/// The state without what is not possible where `there` holds, as far as the work allowed suffices to tell.
fn narrowed(cut: &mut Cut<'_>, mut state: SymState, there: Term) -> SymState {
    let _topic = about(|| "induction: narrowing a form".into());
    let mut all = cut.encoder.possibilities(&state);
    for v in 0..all.len() {
        while all[v].unseen() > 0 {
            let another = all[v].another(&mut cut.encoder.graph);
            match cut.refute(&[there, another]) {
                Proof::Found => {
                    state = cut.encoder.narrowed(&state, v, &all[v]);
                    break;
                }
                Proof::No if mutant!("induct-form-narrowed-by-guess") => {
                    state = cut.encoder.narrowed(&state, v, &all[v]);
                    break;
                }
                Proof::No => {
                    let choices = cut.cnf.model(&cut.encoder.graph);
                    cut.encoder.see(&mut all, &choices);
                }
                Proof::Unknown => return state,
            }
        }
    }
    state
}
