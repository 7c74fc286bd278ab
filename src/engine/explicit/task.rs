//! What all threads of a search share: the model, compiled, its options, and the states found so far.
//!
//! In: a model. Out: a [`Task`] that lives as long as the search. Invariant: only its table, counters and notes change.

use super::event::What;
use super::fingerprint::Fingerprint;
use super::identity::Identity;
use super::table::Table;
use super::watch::Watch;
use crate::engine::Options;
use crate::eval::error::EvalError;
use crate::eval::{Evaluator, Registers};
use crate::ir::{DefId, Level, Model};
use crate::property::safety::Safety;
use crate::trace::replay::Claim;
use crate::value::State;
use crate::vm::word::Heap;
use crate::vm::{Program, Vm};
use std::sync::RwLock;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};

/// A search: the model, its options, and the states found so far.
pub struct Task<'a> {
    pub model: &'a Model,
    /// The model compiled, and the heap with its constants.
    pub program: &'a Program<'a>,
    pub heap: Heap,
    pub options: &'a Options<'a>,
    pub safety: Safety<'a>,
    pub identity: Identity,
    /// For temporal properties.
    pub watch: Option<Watch<'a>>,
    pub init: DefId,
    pub next: DefId,
    /// Whether the model depends on the order of evaluation (TLCGet, TLCSet).
    pub is_ordered: bool,
    /// Whether it reads the trace so far (`Trace`).
    pub reads_trace: bool,
    pub table: RwLock<Table>,
    /// For vacuity: the least depth at which each of the model's arms was true; `u32::MAX` if never.
    pub armed: Vec<AtomicU32>,
    /// The arms that are about steps.
    pub step_arms: Vec<usize>,
    /// The least depth from which each constraint (those of steps after those of states) excluded something; `u32::MAX` if never.
    pub cut: Vec<AtomicU32>,
    /// The number of times that each `_POSSIBLE` predicate was true.
    pub possible: Vec<AtomicU64>,
    /// The registers after the ASSUMEs.
    pub registers: Registers,
    /// All states generated so far, for progress.
    pub generated: AtomicU64,
    /// A survey: errors do not end the search at once.
    pub surveys: bool,
}

impl Task<'_> {
    /// The fingerprint of a state; the machine then holds the state. The error is from the VIEW.
    pub fn fingerprint(&self, vm: &mut Vm<'_, '_>, e: &mut Evaluator<'_>, state: &State) -> Result<Fingerprint, EvalError> {
        if self.identity.needs_values() {
            return self.identity.fingerprint(e, state);
        }
        vm.load_state(state);
        Ok(vm.fingerprint().into())
    }

    /// Whether the search continues after this event.
    pub fn goes_on_after(&self, what: &What) -> bool {
        let mild =
            matches!(what, What::Wrong(Claim::Invariant | Claim::ActionProperty | Claim::ImpliedInit | Claim::Deadlock, _));
        if self.surveys {
            return match what {
                What::Wrong(claim, _) => *claim != Claim::InitError,
                What::Constraint => true,
                What::Unsupported(_) | What::Temporal(_) | What::View(_) => false,
            };
        }
        mild && self.options.goal.keep_going
    }

    /// Counts the `_POSSIBLE` predicates that are true in a state, or of the step to `next` and in `next`.
    pub fn is_possible(&self, e: &mut Evaluator<'_>, state: &State, next: Option<&State>) -> Result<(), EvalError> {
        for (n, seen) in self.model.possible.iter().zip(&self.possible) {
            let holds = match (self.model.def(n.def).level <= Level::State, next) {
                (true, _) => e.predicate(n.def, Some(next.unwrap_or(state)), None)?,
                (false, Some(next)) => e.predicate(n.def, Some(state), Some(next))?,
                (false, None) => false,
            };
            seen.fetch_add(u64::from(holds), Relaxed);
        }
        Ok(())
    }
}
