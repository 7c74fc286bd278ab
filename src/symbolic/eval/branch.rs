//! Branches of an action, and their merge.
//!
//! In: branches that began with the same assignments, and an input or a condition that decides between them. Out: one condition
//! under which there is a step, and the merged values of the variables. A variable that only some branches assign is *partly*
//! assigned.

use crate::ir::ExprId;
use crate::logic::Term;
use crate::symbolic::Encoder;
use crate::symbolic::eval::context::Assigned;
use crate::symbolic::eval::footprint::{BranchTaken, Choice, Leaf, merged_leaves};
use crate::symbolic::eval::frame::Frame;
use crate::symbolic::value::sym::Guarded;

/// The result of a branch of an action.
pub(in crate::symbolic) struct Branch {
    pub guard: Term,
    pub assigned: Vec<Assigned>,
    /// The branches inside it, if steps are traced.
    pub leaves: Vec<Leaf>,
}

impl Branch {
    pub fn new(guard: Term, assigned: Vec<Assigned>) -> Branch {
        Branch { guard, assigned, leaves: Vec::new() }
    }
}
impl<'m> Encoder<'m> {
    /// Merges branches between which fresh inputs choose.
    pub(in crate::symbolic) fn choose_branch(&mut self, start: Vec<Assigned>, mut branches: Vec<Branch>) -> Term {
        // branches that assign nothing are one test
        let mut test = Branch::new(Term::FALSE, start.clone());
        branches.retain_mut(|b| {
            if b.assigned == start {
                test.guard = self.graph.or(test.guard, b.guard);
                test.leaves.append(&mut b.leaves);
                return false;
            }
            b.guard != Term::FALSE
        });
        if test.guard != Term::FALSE {
            // if all branches are tests, nothing is chosen; if only some are, the values that the tests choose are lost
            if !branches.is_empty() && !mutant!("symmetry-with-choices-lost") {
                self.cx.choices_lost |= test.leaves.iter().any(|l| !l.values.is_empty());
            }
            test.leaves = merged_leaves(test.leaves);
            branches.push(test);
        }
        let Some(mut result) = branches.pop() else {
            *self.targets() = start;
            return Term::FALSE;
        };
        while let Some(b) = branches.pop() {
            let input = self.graph.input();
            result = self.merge_branches(input, b, result);
        }
        *self.targets() = result.assigned;
        self.add_leaves(result.leaves);
        result.guard
    }

    /// Merges branches between which conditions decide. The conditions exclude each other.
    pub(in crate::symbolic) fn decide(&mut self, cases: Vec<(Term, ExprId)>, frame: &Frame) -> Term {
        let start = self.targets().clone();
        let mut branches = Vec::new();
        for (n, (c, body)) in cases.into_iter().enumerate() {
            if c == Term::FALSE {
                continue;
            }
            *self.targets() = start.clone();
            let (holds, leaves) =
                self.branch(Choice(body, 0), BranchTaken::Arm(n as u32), |enc| enc.under(c, |enc| enc.action(body, frame, None)));
            branches.push((c, Branch { guard: self.graph.and(c, holds), assigned: self.targets().clone(), leaves }));
        }
        // a branch that cannot be taken does not contribute to the values
        branches.retain(|(_, b)| b.guard != Term::FALSE);
        let Some((_, mut result)) = branches.pop() else {
            *self.targets() = start;
            return Term::FALSE;
        };
        while let Some((c, b)) = branches.pop() {
            result = self.merge_branches(c, b, result);
        }
        *self.targets() = result.assigned;
        self.add_leaves(result.leaves);
        result.guard
    }

    pub(in crate::symbolic) fn merge_branches(&mut self, c: Term, a: Branch, b: Branch) -> Branch {
        let guard = self.graph.ite(c, a.guard, b.guard);
        let mut leaves = Vec::new();
        for (condition, side) in [(c, a.leaves), (!c, b.leaves)] {
            for l in side {
                leaves.push(Leaf { chosen: self.graph.and(condition, l.chosen), ..l });
            }
        }
        let mut assigned = Vec::new();
        for (x, y) in a.assigned.into_iter().zip(b.assigned) {
            assigned.push(if x == y {
                x
            } else {
                let (p, v) = self.part(x);
                let (q, w) = self.part(y);
                let both = self.graph.ite(c, p, q);
                let value = self.merge(c, v, w);
                match both {
                    Term::TRUE => Assigned::Yes(value),
                    _ => Assigned::Partly(both, value),
                }
            });
        }
        Branch { guard, assigned, leaves }
    }

    fn part(&mut self, a: Assigned) -> Guarded {
        match a {
            Assigned::No => (Term::FALSE, self.syms.undefined()),
            Assigned::Partly(t, s) => (t, s),
            Assigned::Yes(s) => (Term::TRUE, s),
        }
    }
}
