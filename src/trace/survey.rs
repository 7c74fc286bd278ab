//! What an engine saw on its way down, depth by depth, so that two engines can be held against each other.
//!
//! An engine that searches breadth first meets a state once; one that unrolls steps meets it at the end of every path of a given
//! length. What both can tell, and what must be the same, is the *least* depth of everything: the least number d of steps
//! after which
//!
//! - an action can be taken from a state (one inside the constraints): it is *enabled*;
//! - an action leads to a state inside the constraints, which then is at most d steps away: that state is *reached* by it;
//! - a state has no successor: it is *stuck* (whether or not that counts as an error);
//! - something is *wrong*: see [`Kind`].
//!
//! "At most d steps" and "a path of exactly d steps" give the same least depths. A survey ends after the first depth at which
//! something is wrong, with all that is wrong there: of several invariants false in the same state, each. What the steps from
//! that depth are is not told, since an engine stops in a state where Next cannot be evaluated.

use super::confirm::Claim;
use super::{EngineName, Verdict};
use crate::ir::DefId;
use crate::value::State;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A behavior after whose last state (of the actions: by whose last step) something is so for the first time.
#[derive(Clone, PartialEq, Debug)]
pub struct First {
    pub depth: u32,
    pub states: Vec<State>,
}

/// A kind of mistake, and where it counts: in the depth of which state.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Kind {
    /// An ASSUME is false or cannot be evaluated, and nothing else was looked at. Named by the assumption.
    Assumption,
    /// Init, or a constraint in an initial state, cannot be evaluated. Ends the survey at once, since not all initial states
    /// are known then.
    InitError,
    /// A constraint cannot be evaluated in the state, or for the step to it. The state is asked nothing else.
    ConstraintError,
    /// An invariant, or a property of all states, is false.
    Invariant,
    /// A property of initial states is false.
    ImpliedInit,
    /// The step to the state breaks a property of steps.
    ActionProperty,
    /// An invariant or a property cannot be evaluated.
    InvariantError,
    /// Next cannot be evaluated in the state.
    NextError,
    /// The state has no successor, and that is an error.
    Deadlock,
}

/// Something wrong: the kind, and the name of the invariant or property if there is one.
pub type Wrong = (Kind, Option<Arc<str>>);

/// What one engine saw.
#[derive(Clone, Default, Debug)]
pub struct Survey {
    pub enabled: BTreeMap<DefId, First>,
    pub reached: BTreeMap<DefId, First>,
    pub stuck: Option<First>,
    pub wrong: BTreeMap<Wrong, First>,
    /// Numbers were chosen from an infinite set, which only the symbolic engine does.
    pub unbounded: bool,
}

impl Survey {
    /// The least depth at which something is wrong.
    pub fn wrong_at(&self) -> Option<u32> {
        self.wrong.values().map(|f| f.depth).min()
    }

    /// Notes a violation. The first behavior of the least depth is kept.
    pub fn note(&mut self, wrong: Wrong, first: First) {
        match self.wrong.get(&wrong) {
            Some(known) if known.depth <= first.depth => {}
            Some(_) | None => {
                self.wrong.insert(wrong, first);
            }
        }
    }

    /// Keeps only what is wrong at the least depth.
    pub fn finish(&mut self) {
        if let Some(depth) = self.wrong_at() {
            self.wrong.retain(|_, f| f.depth == depth);
        }
    }
}

/// One engine's part of a comparison.
#[derive(Clone, Debug)]
pub struct Side {
    pub verdict: Verdict,
    pub survey: Survey,
}

/// Two engines held against each other.
#[derive(Clone, Debug)]
pub struct Comparison {
    pub first: Side,
    pub second: Side,
    /// To this depth the steps of both were compared; the greatest number if both have seen all there is.
    pub common: Option<u32>,
    /// By depth.
    pub differences: Vec<Difference>,
    /// What the configuration asks for and was not compared.
    pub left_out: Vec<String>,
}

/// What one engine has at this depth and the other has later, or not at all.
#[derive(Clone, Debug)]
pub struct Difference {
    pub depth: u32,
    pub claim: Claim,
    /// The engine that has it,
    pub only: EngineName,
    /// and at which depth the other has it.
    pub other: Option<u32>,
    pub states: Vec<State>,
    /// The evaluator's answer for the behavior.
    pub confirmed: Result<(), String>,
}
