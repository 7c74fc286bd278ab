//! The order of steps that do not touch each other (partial-order reduction).
//!
//! In: two neighboring steps, each with its leaves and their footprints ([`crate::symbolic::eval::footprint`]). Out:
//! [`Encoder::ordered`], a condition on the choices of both.
//!
//! # Why one order is enough
//!
//! A behavior is a word of letters: what is chosen in each step. Two neighboring steps `a`, `b` *commute* from a state if `b` is
//! possible before `a` and both orders lead to the same state. [`Encoder::ordered`] excludes a word in which `a` is followed by `b`,
//! they commute, and `b` comes before `a` in the order of Next's choices. Every word can be brought into a form that no condition
//! excludes: of all words that exchanges make of it, take the one with the least first letter, then the least second letter, and so on.
//! An exchange that a condition requires would make it smaller. Length and last state stay. So a query about the *last* state and
//! step must come before the last pair is put in order, and a query about whole behaviors is made without the reduction.
//! (Peephole partial-order reduction: Wang, Yang, Kahlon, Gupta, TACAS 2008.) docs/encoding.md has the argument together with
//! symmetry, constraints, narrowing and induction.
//!
//! Two accesses to one place commute if both read, or
//!
//! - both insert into a set: `(S \cup A) \cup B = (S \cup B) \cup A`;
//! - one appends to a sequence and the other peeks or takes the first item, and the sequence is not empty before:
//!   `Tail(Append(q, x)) = Append(Tail(q), x)`.
//!
//! The checker that runs in tests is `engine::bmc::audit`.

use crate::logic::Term;
use crate::symbolic::Encoder;
use crate::symbolic::eval::footprint::{Access, BranchTaken, Footprint, Leaf, Touch};
use crate::symbolic::eval::step::Step;
use crate::symbolic::value::SymState;
use crate::symbolic::value::sym::{Node, Sym};
use crate::value::{Value, order};
use rustc_hash::{FxHashMap, FxHashSet};

/// A step with more leaves than this stays as it is.
const MOST_LEAVES: usize = 200;

impl Leaf {
    /// The first choice at which they differ lets this one come first: arms in the order of the text, elements in TLC's order, of which
    /// `ranks` has the numbers. Leaves of unlike choices have no order.
    fn is_before(&self, other: &Leaf, ranks: &FxHashMap<Sym, usize>) -> bool {
        let differ = self.place.iter().zip(&other.place).find(|(a, b)| a != b);
        differ.is_some_and(|(a, b)| {
            a.0 == b.0
                && match (a.1, b.1) {
                    (BranchTaken::Arm(m), BranchTaken::Arm(n)) => m < n || (mutant!("order-either-way") && m != n),
                    (BranchTaken::Element(x), BranchTaken::Element(y)) => ranks.get(&x) < ranks.get(&y),
                    (BranchTaken::Arm(_), BranchTaken::Element(_)) | (BranchTaken::Element(_), BranchTaken::Arm(_)) => false,
                }
        })
    }
}

impl<'m> Encoder<'m> {
    /// The condition that steps `first` (from `state`) and `second`, one after the other, are in order:
    /// for all leaves a of the first and b of the second, b before a, `~(a chosen /\ b chosen /\ a and b commute)`.
    pub fn ordered(&mut self, state: &SymState, first: &Step, second: &Step) -> Term {
        if first.leaves.len().max(second.leaves.len()) > MOST_LEAVES {
            return Term::TRUE;
        }
        let ranks = self.ranks(first.leaves.iter().chain(&second.leaves));
        let mut parts = Vec::new();
        for b in &second.leaves {
            let mut movers = Vec::new();
            for a in first.leaves.iter().filter(|a| b.is_before(a, &ranks)) {
                let commute = self.commute(state, &a.footprint, &b.footprint);
                movers.push(self.graph.and(a.chosen, commute));
            }
            let moved = self.graph.any(movers);
            let wrong = self.graph.and(b.chosen, moved);
            parts.push(!wrong);
        }
        self.graph.all(parts)
    }

    /// The conditions under which [`Encoder::ordered`] takes a leaf of the first step and one of the second as independent, a pair each.
    pub fn exchanges(&mut self, state: &SymState, first: &Step, second: &Step) -> Vec<Term> {
        if first.leaves.len().max(second.leaves.len()) > MOST_LEAVES {
            return Vec::new();
        }
        let ranks = self.ranks(first.leaves.iter().chain(&second.leaves));
        let mut all = Vec::new();
        for b in &second.leaves {
            for a in first.leaves.iter().filter(|a| b.is_before(a, &ranks)) {
                let commute = self.commute(state, &a.footprint, &b.footprint);
                let pair = self.graph.all([a.chosen, b.chosen, commute]);
                if pair != Term::FALSE {
                    all.push(pair);
                }
            }
        }
        all
    }

    /// The elements that choices go through, numbered in TLC's order.
    fn ranks<'l>(&self, leaves: impl Iterator<Item = &'l Leaf>) -> FxHashMap<Sym, usize> {
        let elements: FxHashSet<Sym> = leaves
            .flat_map(|l| &l.place)
            .filter_map(|(_, at)| match at {
                BranchTaken::Element(x) => Some(*x),
                BranchTaken::Arm(_) => None,
            })
            .collect();
        let mut values: Vec<(Value, Sym)> = elements.into_iter().map(|x| (self.concrete_value(x), x)).collect();
        values.sort_by(|a, b| order::compare(&a.0, &b.0));
        values.into_iter().enumerate().map(|(i, (_, x))| (x, i)).collect()
    }

    /// The condition that `a` from `state` and then `b` leads to the same state as `b` and then `a`.
    fn commute(&mut self, state: &SymState, a: &Footprint, b: &Footprint) -> Term {
        if a.beyond || b.beyond {
            return Term::FALSE;
        }
        let mut holds = Term::TRUE;
        for x in &a.accesses {
            for y in &b.accesses {
                if mutant!("footprint-whole-and-key-apart") && x.key != y.key {
                    continue;
                }
                if x.var != y.var || x.key.is_some() && y.key.is_some() && x.key != y.key {
                    continue;
                }
                let fits = match (x.touch, y.touch) {
                    (Touch::Read | Touch::Peek, Touch::Read | Touch::Peek) | (Touch::Insert, Touch::Insert) => continue,
                    (Touch::Insert, Touch::Read) | (Touch::Read, Touch::Insert) if mutant!("footprint-insert-is-not-seen") => {
                        continue;
                    }
                    (Touch::Append, Touch::Append) if mutant!("footprint-appends-commute") => continue,
                    (Touch::Append, Touch::Peek | Touch::Pop) | (Touch::Peek | Touch::Pop, Touch::Append) if x.key == y.key => {
                        self.is_longer_than_empty(state, x)
                    }
                    (Touch::Read | Touch::Write | Touch::Append | Touch::Peek | Touch::Pop | Touch::Insert, _) => Term::FALSE,
                };
                holds = self.graph.and(holds, fits);
                if holds == Term::FALSE {
                    return holds;
                }
            }
        }
        holds
    }

    /// The sequence at the place that `access` touches has an item in `state`.
    fn is_longer_than_empty(&mut self, state: &SymState, access: &Access) -> Term {
        let Some(mut value) = state.0.get(access.var.index()).copied() else { return Term::FALSE };
        if let Some(key) = access.key {
            let entries = self.entries(value).unwrap_or_default();
            match entries.iter().find(|e| e.1 == key) {
                Some((Term::TRUE, _, v)) => value = *v,
                _ => return Term::FALSE,
            }
        }
        if mutant!("footprint-pop-of-what-is-appended") {
            return Term::TRUE;
        }
        match self.syms.node(value).clone() {
            Node::Tuple { length, .. } => self.longer_than(&length, 0),
            _ => Term::FALSE,
        }
    }
}
