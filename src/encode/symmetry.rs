//! Of behaviours that differ only in the names of interchangeable values one is enough.
//!
//! In: classes of model values, such that exchanging two of one class turns behaviours of the specification into behaviours. Out: after
//! each step, a condition that some image of every behaviour satisfies, and that cuts off most of the others.
//!
//! A step *picks* a value v of a class if its choice goes through the branch of v of an `\E x \in S`, where S depends on nothing but the
//! state, or if that chooses v without branches. Let `U_t` be what the first t steps pick. The condition is, for each class `v_1, v_2, …` and each t,
//!
//! ```text
//! v_(i+1) \in U_t  =>  v_i \in U_t
//! ```
//!
//! that is, values are picked for the first time in the order of their class. Exchanging values renames what is picked in the same
//! way, so of every behaviour the image that names values by when they are first picked satisfies this: a variant of the
//! first-use symmetry breaking of constraint programming (Law and Lee, "Global constraints for integer and set value precedence", CP 2004).
//!
//! It goes together with the order of independent steps ([`super::footprint`]): of all the images and exchanges of steps of a behaviour
//! the one with the least sequence of choices (leaves, and with them what is chosen without branches) satisfies both, since
//! whatever violates one of the conditions can be made smaller. So the order of a class is the order of the branches.

use super::footprint::Leaf;
use super::{Encoder, Step, Sym};
use crate::eval::analysis::{Child, children};
use crate::ir::ExprId;
use crate::smt::Term;
use crate::source::Span;
use crate::value::Value;
use rustc_hash::FxHashMap;

/// The classes, and what was picked so far.
#[derive(Default)]
pub(super) struct Symmetry {
    /// For each class its values in order, each with the condition that some step so far picked it.
    classes: Vec<Vec<(Sym, Term)>>,
    /// Where a value is.
    places: FxHashMap<Sym, (usize, usize)>,
    /// A pick was lost on the way.
    lost: bool,
}

impl<'m> Encoder<'m> {
    /// The values of each class are interchangeable. Steps are traced from now on.
    pub fn break_symmetry(&mut self, classes: &[Vec<Value>]) {
        self.trace_steps();
        for class in classes {
            let mut syms: Vec<Sym> = class.iter().map(|v| self.of_value(v)).collect();
            syms.sort_unstable_by_key(|s| s.index());
            let number = self.symmetry.classes.len();
            self.symmetry.places.extend(syms.iter().enumerate().map(|(i, s)| (*s, (number, i))));
            self.symmetry.classes.push(syms.into_iter().map(|s| (s, Term::FALSE)).collect());
        }
    }

    /// Does a choice from this set pick values? Not if the set depends on other names that are bound: whether its elements have
    /// branches of their own might hinge on the values of these.
    pub(super) fn picks_from(&self, set: ExprId) -> bool {
        !self.symmetry.classes.is_empty() && self.is_closed(set)
    }

    fn is_closed(&self, e: ExprId) -> bool {
        let mut closed = true;
        children(&self.model.expr(e).kind, &mut |child| match child {
            Child::Expr(e) => closed &= self.is_closed(e),
            Child::Use(_) | Child::Bind(_) => closed = false,
            // what it needs of names that are bound here is among the arguments
            Child::Def(_) => {}
        });
        closed
    }

    /// The leaves of the branch of `value`.
    pub(super) fn note_pick(&self, value: Sym, leaves: &mut [Leaf]) {
        if self.symmetry.places.contains_key(&value) {
            leaves.iter_mut().for_each(|l| l.picks.push((value, Term::TRUE)));
        }
    }

    /// `value` was chosen from a set that makes no branches, where `there`.
    pub(super) fn note_free_pick(&mut self, there: Term, value: Sym, span: Span) {
        let members: Vec<Sym> = self.symmetry.classes.iter().flatten().map(|m| m.0).collect();
        for member in members {
            let (same, _) = self.apart(|enc| enc.under(there, |enc| enc.equal(value, member, span)));
            // elsewhere nothing is chosen, whatever the inputs are
            let same = self.graph.all([self.path, there, same]);
            if same != Term::FALSE {
                self.trail.picks.push((member, same));
            }
        }
    }

    /// These leaves are about to be one.
    pub(super) fn lose_picks(&mut self, leaves: &[Leaf]) {
        self.symmetry.lost |= leaves.iter().any(|l| !l.picks.is_empty());
    }

    /// Is it no longer known what steps pick? Then what was said of their order has no meaning.
    pub fn lost_picks(&self) -> bool {
        self.symmetry.lost
    }

    /// The condition on all steps so far, `step` being the last.
    pub fn first_picked_in_order(&mut self, step: &Step) -> Term {
        let mut symmetry = std::mem::take(&mut self.symmetry);
        for leaf in &step.leaves {
            for (pick, condition) in &leaf.picks {
                let (class, i) = symmetry.places[pick];
                let picked = self.graph.and(leaf.chosen, *condition);
                let used = &mut symmetry.classes[class][i].1;
                *used = self.graph.or(*used, picked);
            }
        }
        let mut parts = Vec::new();
        for class in &symmetry.classes {
            parts.extend(class.windows(2).map(|pair| self.graph.implies(pair[1].1, pair[0].1)));
        }
        self.symmetry = symmetry;
        self.graph.all(parts)
    }
}
