//! What a step reads and writes.
//!
//! A footprint is a set of accesses: a variable, whole or at one concrete key, and a [`Touch`]. It is an effect of evaluation. It is
//! conservative by construction:
//!
//! - evaluating a variable, primed or not, reads all of it ([`Encoder::read`]). Only three evaluations read less, each of a variable of
//!   the current state: `f[k]` reads `f` at `k`; `Head(q)` and `q = <<>>` look at the head of `q` (a *peek*);
//! - an assignment writes all of the variable, unless its right-hand side was evaluated as an update of that variable
//!   ([`super::update`]) or its value is, key by key, the old one. Then the other keys are not written;
//! - a key whose new value equals the old one is *read*, since the new value depends on the old one;
//! - a memoized value (a thunk, a value of a rule, the elements of a set) carries its footprint.
//!
//! Example: `pc' = [pc EXCEPT ![self] = "b"] /\ q' = Append(q, n)` with self = 1 has the footprint {write pc[1], append q, read n}.
//!
//! Out: [`Leaf`]s, the branches of Next between which inputs choose, each with its [`Footprint`].

use crate::ir::{ExprId, VarId};
use crate::logic::Term;
use crate::symbolic::Encoder;
use crate::symbolic::value::sym::Node;
use crate::symbolic::value::sym::Sym;
use rustc_hash::FxHashSet;

/// How a variable, or a key of it, is accessed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(in crate::symbolic) enum Touch {
    Read,
    Write,
    /// `q' = Append(q, e)`
    Append,
    /// `Head(q)`, `q # <<>>`
    Peek,
    /// `q' = Tail(q)`
    Pop,
    /// `s' = s \cup e`
    Insert,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(in crate::symbolic) struct Access {
    pub(in crate::symbolic) var: VarId,
    /// The only key accessed, if it is concrete; else any.
    pub(in crate::symbolic) key: Option<Sym>,
    pub(in crate::symbolic) touch: Touch,
}

/// The accesses of an evaluation.
#[derive(Clone, Default, Debug)]
pub struct Footprint {
    pub(in crate::symbolic) accesses: FxHashSet<Access>,
    /// Whether it depends on more than variables, such as `TLCGet("level")`.
    pub(in crate::symbolic) beyond: bool,
}

impl Footprint {
    pub(in crate::symbolic) fn extend(&mut self, other: &Footprint) {
        self.accesses.extend(&other.accesses);
        self.beyond |= other.beyond;
    }
}

/// One way to take a step: a branch of Next without further branches that inputs choose between.
#[derive(Clone, Debug)]
pub struct Leaf {
    /// The condition that the choices select it.
    pub(in crate::symbolic) chosen: Term,
    /// The enclosing choices with the branch taken, outermost first.
    pub(in crate::symbolic) place: Vec<(Choice, BranchTaken)>,
    pub(in crate::symbolic) footprint: Footprint,
    /// The values chosen along these branches, each under a condition (for `reduce::symmetry`).
    pub(in crate::symbolic) values: Vec<(Sym, Term)>,
}

/// Which branch of a choice.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::symbolic) enum BranchTaken {
    /// A disjunct or an arm, by its position in the text.
    Arm(u32),
    /// A concrete element.
    Element(Sym),
}

/// An expression with a choice, and which of its binders.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::symbolic) struct Choice(pub ExprId, pub usize);

/// The accesses and choices recorded in one branch of an action.
#[derive(Default)]
pub(in crate::symbolic) struct Trail {
    pub(in crate::symbolic) touched: Footprint,
    /// The leaves of the branches inside.
    pub(in crate::symbolic) leaves: Vec<Leaf>,
    /// The values chosen outside of branches, each under a condition.
    pub(in crate::symbolic) chosen: Vec<(Sym, Term)>,
}

impl Trail {
    /// The leaves of the branch. Accesses outside inner branches belong to each leaf.
    pub(in crate::symbolic) fn into_leaves(self) -> Vec<Leaf> {
        let Trail { touched, mut leaves, chosen } = self;
        if leaves.is_empty() {
            return vec![Leaf { chosen: Term::TRUE, place: Vec::new(), footprint: touched, values: chosen }];
        }
        for l in &mut leaves {
            l.footprint.extend(&touched);
            l.values.extend(&chosen);
        }
        leaves
    }
}

/// One leaf for leaves between which no input chooses.
pub(in crate::symbolic) fn merged_leaves(leaves: Vec<Leaf>) -> Vec<Leaf> {
    let mut leaves = leaves.into_iter();
    let Some(mut one) = leaves.next() else { return Vec::new() };
    one.chosen = Term::TRUE;
    one.place.clear();
    one.values.clear();
    if mutant!("footprint-of-tests-lost") {
        return vec![one];
    }
    leaves.for_each(|l| one.footprint.extend(&l.footprint));
    vec![one]
}

impl<'m> Encoder<'m> {
    /// Records accesses from now on, so that [`crate::symbolic::Step::leaves`] has the leaves.
    pub fn trace_steps(&mut self) {
        self.cx.tracing = true;
    }

    /// Encodes a branch of a choice. Returns its leaves apart.
    pub(in crate::symbolic) fn branch<T>(
        &mut self,
        choice: Choice,
        at: BranchTaken,
        f: impl FnOnce(&mut Self) -> T,
    ) -> (T, Vec<Leaf>) {
        if !self.cx.tracing {
            return (f(self), Vec::new());
        }
        let outer = std::mem::take(&mut self.cx.trail);
        let result = f(self);
        let mut leaves = std::mem::replace(&mut self.cx.trail, outer).into_leaves();
        leaves.iter_mut().for_each(|l| l.place.insert(0, (choice, at)));
        (result, leaves)
    }

    /// Encodes an action whose inner choices are not choices of the step's order: its leaves become one.
    pub(in crate::symbolic) fn unbranched<T>(&mut self, f: impl FnOnce(&mut Self) -> T) -> T {
        let outer = std::mem::take(&mut self.cx.trail.leaves);
        let result = f(self);
        self.flatten();
        self.cx.trail.leaves = outer;
        result
    }

    /// Encodes choices that do not belong to the step, such as those of ENABLED.
    pub(in crate::symbolic) fn hypothetical<T>(&mut self, f: impl FnOnce(&mut Self) -> T) -> T {
        let outer = std::mem::take(&mut self.cx.trail.chosen);
        let result = self.unbranched(f);
        self.cx.trail.chosen = outer;
        result
    }

    /// Adds the leaves of branches. Of two choices in one branch, only the first keeps its leaves apart.
    pub(in crate::symbolic) fn add_leaves(&mut self, leaves: Vec<Leaf>) {
        if self.cx.trail.leaves.is_empty() {
            self.cx.trail.leaves = leaves;
        } else {
            self.absorb(leaves);
        }
    }

    /// Merges the leaves into the enclosing branch.
    fn flatten(&mut self) {
        let leaves = std::mem::take(&mut self.cx.trail.leaves);
        self.absorb(leaves);
    }

    /// Merges leaves into the enclosing branch: their accesses and choices become its own.
    fn absorb(&mut self, leaves: Vec<Leaf>) {
        for l in leaves {
            if !mutant!("footprint-of-the-second-choice-lost") {
                self.cx.trail.touched.extend(&l.footprint);
            }
            let here = self.graph.and(self.path(), l.chosen);
            for (value, condition) in l.values {
                let condition = self.graph.and(here, condition);
                self.cx.trail.chosen.push((value, condition));
            }
        }
    }

    /// The result of `f`, and its footprint.
    pub(in crate::symbolic) fn traced<T>(&mut self, f: impl FnOnce(&mut Self) -> T) -> (T, Footprint) {
        let outer = std::mem::take(&mut self.cx.trail.touched);
        let result = f(self);
        let own = std::mem::replace(&mut self.cx.trail.touched, outer);
        if !mutant!("footprint-of-thunks-lost") {
            self.cx.trail.touched.extend(&own);
        }
        (result, own)
    }

    /// Records an access. A key that is not concrete counts as any key.
    pub(in crate::symbolic) fn touch(&mut self, var: VarId, key: Option<Sym>, touch: Touch) {
        if self.cx.tracing {
            let key = key.and_then(|k| self.concrete_key(k));
            self.record(Access { var, key, touch });
        }
    }

    pub(in crate::symbolic) fn record(&mut self, access: Access) {
        if self.cx.tracing && !(mutant!("footprint-reads-lost") && access.touch == Touch::Read) {
            self.cx.trail.touched.accesses.insert(access);
        }
    }

    /// The canonical symbol of a concrete key, so that equal keys are equal symbols.
    pub(in crate::symbolic) fn concrete_key(&mut self, key: Sym) -> Option<Sym> {
        if !self.syms.is_concrete(key)
            || self.syms.is_undefined(key)
            || matches!(self.syms.node(key), Node::Lazy(_) | Node::Rule(_))
        {
            return None;
        }
        let value = self.concrete_value(key);
        Some(self.of_value(&value))
    }

    /// Records that the evaluation depends on more than variables.
    pub(in crate::symbolic) fn touch_beyond(&mut self) {
        self.cx.trail.touched.beyond = true;
    }
}
