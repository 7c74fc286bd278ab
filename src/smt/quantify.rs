//! Existential quantification over inputs, by cofactors.
//!
//! `\E i : t` is `t[i := TRUE] \/ t[i := FALSE]`. Inputs are taken latest first. When inputs form chains of choices
//! (`ite(i1, a, ite(i2, b, c))`, which is how the encoder chooses), each step adds one copy of what the choice decides:
//! the result has the size of the enumeration of the choices, and terms that do not depend on them are not copied at
//! all. The work is bounded: past `budget` new nodes the answer is `None`, and the caller must say that it does not know.

use super::graph::{Graph, Node, Term};
use rustc_hash::FxHashMap;

impl Graph {
    /// `\E` over all inputs numbered `first..`: the term is TRUE for some value of them.
    pub fn exists_inputs_from(&mut self, term: Term, first: u32, budget: usize) -> Option<Term> {
        let limit = self.len() + budget;
        let mut t = term;
        while self.may_depend_on_inputs_from(t, first) {
            if self.len() > limit {
                return None;
            }
            // A disjunction can be quantified part by part: \E i : p \/ q  =  (\E i : p) \/ (\E i : q).
            if t.is_negated()
                && let Node::And(a, b) = self.node(t)
            {
                let rest = limit - self.len();
                let a = self.exists_inputs_from(!a, first, rest)?;
                let rest = limit.saturating_sub(self.len());
                let b = self.exists_inputs_from(!b, first, rest)?;
                return Some(self.or(a, b));
            }
            let last = self.latest_input(t);
            let yes = self.cofactor(t, last, true, limit)?;
            let no = self.cofactor(t, last, false, limit)?;
            t = self.or(yes, no);
        }
        Some(t)
    }

    /// Number of the largest input below `t`.
    fn latest_input(&self, t: Term) -> u32 {
        self.horizon_of(t) - 1
    }

    /// `t` with input `number`, the largest below it, replaced by `value`.
    fn cofactor(&mut self, t: Term, number: u32, value: bool, limit: usize) -> Option<Term> {
        let mut memo: FxHashMap<u32, Term> = FxHashMap::default();
        let mut stack = vec![t.node()];
        while let Some(&n) = stack.last() {
            if memo.contains_key(&n) {
                stack.pop();
                continue;
            }
            if self.len() > limit {
                return None;
            }
            let plain = self.term_of_node(n);
            let node = self.node(plain);
            let operands: [Option<Term>; 3] = match node {
                Node::True | Node::Input(_) => [None; 3],
                Node::And(a, b) | Node::Xor(a, b) => [Some(a), Some(b), None],
                Node::Ite(a, b, c) => [Some(a), Some(b), Some(c)],
            };
            let before = stack.len();
            let mut images = [Term::TRUE; 3];
            for (image, operand) in images.iter_mut().zip(operands) {
                let Some(o) = operand else { continue };
                if !self.may_depend_on_inputs_from(o, number) {
                    *image = o;
                } else if let Some(&m) = memo.get(&o.node()) {
                    *image = if o.is_negated() { !m } else { m };
                } else {
                    stack.push(o.node());
                }
            }
            if stack.len() > before {
                continue;
            }
            let image = match node {
                Node::True => Term::TRUE,
                Node::Input(i) if i == number => Term::constant(value),
                Node::Input(_) => plain,
                Node::And(..) => self.and(images[0], images[1]),
                Node::Xor(..) => self.xor(images[0], images[1]),
                Node::Ite(..) => self.ite(images[0], images[1], images[2]),
            };
            memo.insert(n, image);
            stack.pop();
        }
        let m = memo[&t.node()];
        Some(if t.is_negated() { !m } else { m })
    }
}
