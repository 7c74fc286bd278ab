//! Induction: a depth is reached by one question about a step in place of many about `d` of them.
//!
//! The formula of `d` steps gets harder with each step, most often exponentially. Where that is felt, the search looks for lemmas `L`
//! ([`crate::symbolic::lemma`]) with which the invariants `I` are inductive, and asks a solver about *one* step, from a state of
//! which only the form is known ([`abstraction`]; [`crate::symbolic`]'s freed states):
//!
//! ```text
//!     Init => L                                     (I was checked there)
//!     J_k /\ I /\ L /\ Next  =>  I' /\ L'           no evaluation of Next or of I' fails
//!     J_k /\ I /\ L          =>  ENABLED Next       if deadlocks are looked for
//! ```
//!
//! `J_k` covers every state reachable in at most k steps. So if these hold, all states reachable in at most k + 1 steps satisfy I, and
//! Next can be evaluated in those that are at most k steps away. Where `J_k` covers all reachable states so does the verdict.
//!
//! Nothing is believed: whatever the lemmas are, they are proven for the very form that they are used for. Where there is no
//! proof nothing is said, and the search goes on as without; what was proven it need not ask again.
//!
//! Lemmas are looked for on a small form, where that takes a fraction of a second; the larger form is then proven with those that turned
//! out to be needed. How large it may be is told from the work that smaller ones took.
//!
//! All that is said of effort here is a count of work ([`crate::util::work`]): what is tried, and what comes of it, is the same in every run.

mod abstraction;
mod extend;
mod find;
mod lemmas;
mod query;
#[cfg(test)]
mod tests;

use super::Search;
use crate::engine::{Induct, Options};
use crate::ir::analysis::reaches;
use crate::ir::{Builtin, DefId, Model};
use crate::property::safety::Safety;
use crate::symbolic::items::Kind;
use crate::symbolic::lemma::Lemma;
use crate::util::work::{self, Work};
use abstraction::Chain;

/// A depth that takes less work than this is no reason to look for lemmas.
const FELT: Work = Work::milliseconds(200);

/// Depths that are searched in any case: behaviours that are too short say nothing about lemmas.
const LEAST_DEPTH: u32 = 4;

/// The depth of the first small form.
const SMALL: u32 = 5;

/// Less than this, if searching on takes no more, is no reason to look for lemmas either.
const LEAST_AHEAD: Work = Work::seconds(4);

/// What is little enough to be tried.
const SHORT: Work = Work::milliseconds(50);

/// What each part of an attempt may take in any case when all that was asked for is done.
const IN_PASSING: Work = Work::milliseconds(10);

/// Induction's part in a search.
pub(super) struct Induction<'m> {
    /// It is of no use here, or no longer.
    off: bool,
    /// Not before so much work has been done.
    due: Work,
    small: u32,
    chain: Option<Chain<'m>>,
    theory: Option<Theory>,
    /// Lemmas were found for a small form.
    hopeful: bool,
    /// All states up to this depth have been proven to be right.
    pub proven: Option<u32>,
}

/// Lemmas that were inductive for a small form.
struct Theory {
    kinds: Vec<Kind>,
    lemmas: Vec<Lemma>,
    /// The largest form so far that was proven, and the work of that.
    cost: (u32, Work),
}

/// How far a search has come with induction.
pub(super) enum Reached {
    /// No further, or not to where it was to come.
    Nothing,
    /// All that was asked for.
    Everything,
}

impl<'m> Induction<'m> {
    /// For a search that does nothing but check states and steps, if it is `plain`.
    pub fn of(model: &Model, options: &Options<'_>, plain: bool) -> Induction<'m> {
        let safety = Safety::split(model);
        let on = plain
            && options.bounded.induction != Induct::Never
            && model.trace_invariants.is_empty()
            && model.action_constraints.is_empty()
            && safety.behaviours.is_empty()
            && !depends_on_more_than_the_state(model);
        Induction { off: !on, due: Work::ZERO, small: SMALL, chain: None, theory: None, hopeful: false, proven: None }
    }
}

impl Induction<'_> {
    /// Does without from now on.
    pub fn off(&mut self) {
        self.off = true;
    }
}

/// Does evaluation look at anything but a state, such as how many steps it took?
fn depends_on_more_than_the_state(model: &Model) -> bool {
    let named = [&model.invariants, &model.constraints, &model.properties].into_iter().flatten().map(|n| n.def);
    let roots = model.init.into_iter().chain(model.next).chain(named).map(|d| model.def(d).body);
    reaches(model, roots, &|op| {
        matches!(
            op,
            Builtin::TlcGet
                | Builtin::Trace
                | Builtin::TlcSet
                | Builtin::TlcGetOrDefault
                | Builtin::JavaTime
                | Builtin::RandomElement
                | Builtin::RandomSubset
                | Builtin::RandomSetOfSubsets
                | Builtin::RandomSubsetSet
                | Builtin::Any
        )
    })
}

/// What searching on takes, if each further depth takes more than the last one by as much as that took more than the one before.
fn ahead(took: Work, before: Work, depths: u32) -> Work {
    let ratio = took.ratio(before).clamp(1.0, 3.0);
    took.times((1..=depths.min(100)).map(|d| ratio.powi(d as i32)).sum::<f64>())
}

impl<'a> Search<'a> {
    /// Tries to get further by induction, where searching has become slow. `took` is the work of the last depth.
    pub(super) fn induct(&mut self, init: DefId, next: DefId, depth: u32, took: Work) -> Reached {
        let so_far = work::done();
        let before = std::mem::replace(&mut self.last_took, took);
        let i = &self.induction;
        if i.off || depth == 0 || i.proven.is_some_and(|p| p > depth) {
            return Reached::Nothing;
        }
        let goal = self.options.goal.depth;
        let limit = match (self.options.bounded.induction, goal) {
            (Induct::Always, _) => Work::seconds(10),
            _ if depth < LEAST_DEPTH || so_far < i.due => return Reached::Nothing,
            (_, Some(goal)) => {
                let ahead = ahead(took, before, goal - depth);
                if depth < goal && (took < FELT || ahead < LEAST_AHEAD.max(so_far)) {
                    return Reached::Nothing;
                }
                match self.options.bounded.induction {
                    _ if depth < goal => (ahead / 4).min(so_far.max(LEAST_AHEAD)),
                    Induct::AlsoAtEnd => (SHORT * 2).max(so_far / 2),
                    _ => IN_PASSING.max(so_far / 16),
                }
            }
            (_, None) if so_far < SHORT => return Reached::Nothing,
            (_, None) => so_far,
        };
        if self.induction.theory.is_none() {
            // half of the work to find lemmas, half to choose among them
            let (half, end) = (work::done() + limit, work::done() + limit * 2);
            self.induction.theory = work::within(end, || self.theory(init, next, depth, half, end)).flatten();
        }
        if let Some(mut theory) = self.induction.theory.take() {
            let passing = work::done() + if goal == Some(depth) { limit } else { SHORT.max(so_far / 4) };
            work::within(passing, || self.close(&theory, init, next, depth, passing));
            if self.exhaustive {
                return Reached::Everything;
            }
            // beyond what was asked for it is tried in passing only
            let end = if goal.is_some_and(|g| depth >= g) { work::done() + limit } else { Work::MAX };
            let kept = work::within(end, || self.leap(&mut theory, next, depth, end));
            if kept == Some(true) {
                self.induction.theory = Some(theory);
            }
        }
        // a failed attempt is repeated when its cost is small beside that of the search
        self.induction.due = work::done() * 2;
        let all = self.exhaustive || self.induction.proven.is_some_and(|p| goal.is_some_and(|g| p >= g));
        if all { Reached::Everything } else { Reached::Nothing }
    }

    /// Makes the form for a depth. If that takes much work, compared with what was done so far, forms are of no use here: while lemmas are
    /// looked for, an eighth of that, and with them as much again.
    fn extended(&mut self, chain: &mut Chain<'a>, depth: u32, end: Work) -> bool {
        let share = if self.induction.hopeful { 1 } else { 8 };
        let patience = work::done() + SHORT.max(work::done() / share);
        let made = work::within(end.min(patience), || chain.extend(depth)).flatten().is_some();
        self.induction.off |= !made;
        made
    }
}
