//! Induction: a depth is reached by one query about a step in place of many about `d` of them.
//!
//! The formula of `d` steps gets harder with each step, most often exponentially. When depths get slow, the search looks for lemmas `L`
//! ([`crate::symbolic::lemma`]) with which the invariants `I` are inductive. Its queries are about *one* step, from a state of
//! which only the form is known ([`abstraction`], [`query`]):
//!
//! ```text
//!     Init => L                                     (I was checked there)
//!     J_k /\ I /\ L /\ Next  =>  I' /\ L'           no evaluation of Next or of I' fails
//!     J_k /\ I /\ L          =>  ENABLED Next       if deadlocks are checked
//! ```
//!
//! `J_k` covers every state reachable in at most k steps. So if these hold, all states reachable in at most k + 1 steps satisfy I, and
//! Next can be evaluated in those that are at most k steps away. Where `J_k` covers all reachable states so does the verdict.
//!
//! Soundness does not depend on how lemmas are found: they are proven for the form that they are used for. Without a proof the search goes on
//! as before. It does not repeat queries about depths that are proven.
//!
//! Lemmas are searched for on a small form, where that takes a fraction of a second. A larger form is then proven with the lemmas that were
//! needed. Its size is estimated from the work that smaller ones took.
//!
//! All limits of effort are counts of work ([`crate::util::work`]), so every run tries the same and finds the same.
//!
//! | file | what it does |
//! | --- | --- |
//! | `abstraction` | the forms `J_k` |
//! | `query` | the formula of one step from a form, with goals |
//! | `find` | which candidates are inductive, and which of them are needed |
//! | `lemmas` | finds a lemma set for a small form, and proves it for a given one |
//! | `extend` | proves a lemma set for larger forms, or for a closed one |

mod abstraction;
mod extend;
mod find;
mod lemmas;
mod query;
#[cfg(test)]
mod tests;

use super::session::Session;
use crate::engine::{Induct, Options};
use crate::ir::Model;
use crate::ir::analysis::reaches;
use crate::property::safety::Safety;
use crate::symbolic::lemma::Lemma;
use crate::symbolic::lemma::items::ItemKind;
use crate::transition::TransitionSystem;
use crate::util::work::{self, Work};
use abstraction::Abstraction;
pub(in crate::engine) use abstraction::narrowed;

/// The work of a depth from which on depths count as slow.
const SLOW: Work = Work::milliseconds(200);

/// The first depth after which lemmas are searched for: shorter behaviors refute too few candidates.
const LEAST_DEPTH: u32 = 4;

/// The depth of the first small form.
const SMALL: u32 = 5;

/// The expected work of the remaining depths from which on lemmas are searched for.
const LEAST_AHEAD: Work = Work::seconds(4);

/// The work of a cheap attempt.
const SHORT: Work = Work::milliseconds(50);

/// The least work allowed for each part of an attempt after the last depth.
const AT_END: Work = Work::milliseconds(10);

/// The state of induction in a search.
pub(super) struct Induction<'m> {
    system: TransitionSystem<'m>,
    /// Induction does not apply, or has failed for good.
    off: bool,
    /// The work count at which the next attempt is due.
    due: Work,
    small: u32,
    abstraction: Option<Abstraction<'m>>,
    lemma_set: Option<LemmaSet>,
    /// A lemma set was found for a small form.
    hopeful: bool,
    /// The work of the last depth.
    last_took: Work,
}

/// Lemmas that are inductive for a small form.
struct LemmaSet {
    kinds: Vec<ItemKind>,
    lemmas: Vec<Lemma>,
    /// The depth of the largest form proven so far, and the work of the proof.
    cost: (u32, Work),
}

/// The progress of a search by induction.
pub(super) enum Reached {
    /// None, or not up to the goal.
    Nothing,
    /// The goal is reached.
    Everything,
}

impl<'m> Induction<'m> {
    /// Induction for a search; it is off unless the search is `plain`: about states and steps only.
    pub fn of(system: &TransitionSystem<'m>, options: &Options<'_>, plain: bool) -> Induction<'m> {
        let model = system.model();
        let safety = Safety::split(model);
        let on = plain
            && options.bounded.induction != Induct::Never
            && model.trace_invariants.is_empty()
            && model.action_constraints.is_empty()
            && safety.behaviors.is_empty()
            && !depends_on_more_than_the_state(model);
        Induction {
            system: system.clone(),
            off: !on,
            due: Work::ZERO,
            small: SMALL,
            abstraction: None,
            lemma_set: None,
            hopeful: false,
            last_took: Work::ZERO,
        }
    }
}

impl Induction<'_> {
    /// Turns induction off.
    pub fn off(&mut self) {
        self.off = true;
    }
}

/// Does evaluation depend on more than the state, such as the level?
pub(in crate::engine) fn depends_on_more_than_the_state(model: &Model) -> bool {
    let named = [&model.invariants, &model.constraints, &model.properties].into_iter().flatten().map(|n| n.def);
    let roots = model.init.into_iter().chain(model.next).chain(named).map(|d| model.def(d).body);
    reaches(model, roots, &|op| !op.is_function_of_state())
}

/// The expected work of further depths, if each takes more than the one before by the ratio of the last two.
fn ahead(took: Work, before: Work, depths: u32) -> Work {
    let ratio = took.ratio(before).clamp(1.0, 3.0);
    took.times((1..=depths.min(100)).map(|d| ratio.powi(d as i32)).sum::<f64>())
}

impl<'a> Induction<'a> {
    /// Tries to extend the proven depth by induction, if the search has become slow. `took` is the work of the last depth.
    pub fn extend(&mut self, session: &mut Session<'a>, depth: u32, took: Work) -> Reached {
        let so_far = work::done();
        let before = std::mem::replace(&mut self.last_took, took);
        if self.off || depth == 0 || session.proven.is_some_and(|p| p > depth) {
            return Reached::Nothing;
        }
        let goal = session.options.goal.depth;
        let limit = match (session.options.bounded.induction, goal) {
            (Induct::Always, _) => Work::seconds(10),
            _ if depth < LEAST_DEPTH || so_far < self.due => return Reached::Nothing,
            (_, Some(goal)) => {
                let ahead = ahead(took, before, goal - depth);
                if depth < goal && (took < SLOW || ahead < LEAST_AHEAD.max(so_far)) {
                    return Reached::Nothing;
                }
                match session.options.bounded.induction {
                    _ if depth < goal => (ahead / 4).min(so_far.max(LEAST_AHEAD)),
                    Induct::AlsoAtEnd => (SHORT * 2).max(so_far / 2),
                    _ => AT_END.max(so_far / 16),
                }
            }
            (_, None) if so_far < SHORT => return Reached::Nothing,
            (_, None) => so_far,
        };
        if self.lemma_set.is_none() {
            // half of the work to find lemmas, half to choose among them
            let (half, end) = (work::done() + limit, work::done() + limit * 2);
            self.lemma_set = work::within(end, || self.find_lemmas(session, depth, half, end)).flatten();
        }
        if let Some(mut lemma_set) = self.lemma_set.take() {
            let passing = work::done() + if goal == Some(depth) { limit } else { SHORT.max(so_far / 4) };
            work::within(passing, || self.prove_closed(session, &lemma_set, depth, passing));
            if session.exhaustive {
                return Reached::Everything;
            }
            // beyond the goal the limit is small
            let end = if goal.is_some_and(|g| depth >= g) { work::done() + limit } else { Work::MAX };
            let kept = work::within(end, || self.extend_bound(session, &mut lemma_set, depth, end));
            if kept == Some(true) {
                self.lemma_set = Some(lemma_set);
            }
        }
        // a failed attempt is repeated when its cost is small beside that of the search
        self.due = work::done() * 2;
        let all = session.exhaustive || session.proven.is_some_and(|p| goal.is_some_and(|g| p >= g));
        if all { Reached::Everything } else { Reached::Nothing }
    }

    /// Makes the form for a depth. Turns induction off if that takes too much work: more than an eighth of all work so far while lemmas are
    /// searched for, and more than all of it afterwards.
    fn extended(&mut self, abstraction: &mut Abstraction<'a>, depth: u32, end: Work) -> bool {
        let share = if self.hopeful { 1 } else { 8 };
        let patience = work::done() + SHORT.max(work::done() / share);
        let made = work::within(end.min(patience), || abstraction.extend(depth)).flatten().is_some();
        self.off |= !made;
        made
    }
}
