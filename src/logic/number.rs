//! Integers without bounds: sums, products, quotients and case distinctions over integer inputs.
//!
//! In: operands. Out: a [`Number`], hash-consed and folded, in the arena of a [`Graph`]. The conditions of case distinctions are terms
//! of the graph, and a comparison of numbers is a term ([`Node::Compare`](super::graph::Node::Compare)): an atom of the theory in the Boolean skeleton.
//!
//! ```text
//!     IF p THEN x + 1 ELSE 2 < x      the term   less(ite(p, add(x, 1), 2), x)   over the inputs p (Boolean) and x (integer)
//! ```
//!
//! Invariants: two calls that build the same number return the same [`Number`]; operands have smaller indices; an integer input has a
//! number of its own among all inputs, so that "the inputs from n on" are those of one step, whatever their kind.
//! `\div` rounds down; by 0 it is 0, and a caller adds the condition that the divisor is not 0. `%` likewise.

use super::Assignment;
use super::graph::{Graph, Term};
use num_bigint::BigInt;
use rustc_hash::{FxHashMap, FxHashSet};

/// An integer of a [`Graph`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Number(u32);

/// A comparison of two numbers.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Comparison {
    Less,
    Equal,
}

/// What a number is made of.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum NumberNode {
    Constant(BigInt),
    /// The input with this number, an integer.
    Input(u32),
    Add(Number, Number),
    Mul(Number, Number),
    /// Rounds down; 0 where the divisor is 0.
    Div(Number, Number),
    /// `a - b * (a \div b)`; `a` where the divisor is 0.
    Mod(Number, Number),
    Ite(Term, Number, Number),
}

/// The numbers of a graph.
#[derive(Default)]
pub(super) struct Numbers {
    nodes: Vec<NumberNode>,
    /// For each number, 1 + the largest input below it.
    horizon: Vec<u32>,
    index: FxHashMap<NumberNode, Number>,
    /// The inputs that are integers.
    inputs: FxHashMap<u32, Number>,
}

fn is(n: &BigInt, value: i64) -> bool {
    i64::try_from(n) == Ok(value)
}

/// `a \div b`, rounded down; 0 for b = 0.
pub fn quotient(a: &BigInt, b: &BigInt) -> BigInt {
    if is(b, 0) {
        return BigInt::ZERO;
    }
    let (q, r) = (a / b, a % b);
    if !is(&r, 0) && r.sign() != b.sign() { q - 1 } else { q }
}

/// `a % b`, of the divisor's sign; a for b = 0.
pub fn remainder(a: &BigInt, b: &BigInt) -> BigInt {
    a - b * quotient(a, b)
}

/// The result for a number, given those for its operands.
type OfOperands<'f, T> = dyn FnMut(&mut Graph, Number, &FxHashMap<Number, T>) -> T + 'f;

impl Graph {
    pub fn number_node(&self, n: Number) -> &NumberNode {
        &self.numbers.nodes[n.0 as usize]
    }

    /// Whether there is an integer input.
    pub fn has_numbers(&self) -> bool {
        !self.numbers.inputs.is_empty()
    }

    /// The integer that the input with this number is, if it is one.
    pub fn number_of_input(&self, input: u32) -> Option<Number> {
        self.numbers.inputs.get(&input).copied()
    }

    pub(super) fn number_horizon(&self, n: Number) -> u32 {
        self.numbers.horizon[n.0 as usize]
    }

    /// A fresh integer input.
    pub fn number_input(&mut self) -> Number {
        let input = self.inputs();
        // the Boolean input of the same number is not used
        self.input();
        let n = self.number(NumberNode::Input(input));
        self.numbers.inputs.insert(input, n);
        n
    }

    pub fn number_constant(&mut self, value: impl Into<BigInt>) -> Number {
        self.number(NumberNode::Constant(value.into()))
    }

    pub fn as_number_constant(&self, n: Number) -> Option<&BigInt> {
        match self.number_node(n) {
            NumberNode::Constant(value) => Some(value),
            NumberNode::Input(_)
            | NumberNode::Add(..)
            | NumberNode::Mul(..)
            | NumberNode::Div(..)
            | NumberNode::Mod(..)
            | NumberNode::Ite(..) => None,
        }
    }

    /// The value of a constant that fits 64 bits.
    pub fn as_small_number(&self, n: Number) -> Option<i64> {
        i64::try_from(self.as_number_constant(n)?).ok()
    }

    fn number(&mut self, node: NumberNode) -> Number {
        crate::util::work::step(1);
        if let Some(&known) = self.numbers.index.get(&node) {
            return known;
        }
        let below = |n: &Number| self.number_horizon(*n);
        let horizon = match &node {
            NumberNode::Constant(_) => 0,
            NumberNode::Input(i) => i + 1,
            NumberNode::Add(a, b) | NumberNode::Mul(a, b) | NumberNode::Div(a, b) | NumberNode::Mod(a, b) => {
                below(a).max(below(b))
            }
            NumberNode::Ite(c, a, b) => self.horizon_of(*c).max(below(a)).max(below(b)),
        };
        let n = Number(self.numbers.nodes.len() as u32);
        self.numbers.nodes.push(node.clone());
        self.numbers.horizon.push(horizon);
        self.numbers.index.insert(node, n);
        n
    }

    /// `a + b`
    pub fn number_add(&mut self, a: Number, b: Number) -> Number {
        match (self.as_number_constant(a).cloned(), self.as_number_constant(b).cloned()) {
            (Some(x), Some(y)) => self.number_constant(x + y),
            (Some(x), None) if is(&x, 0) => b,
            (None, Some(y)) if is(&y, 0) => a,
            // (x + 1) + 1 = x + 2
            (None, Some(y)) => match self.number_node(a).clone() {
                NumberNode::Add(x, k) if self.as_number_constant(k).is_some() => {
                    let y = self.number_constant(y);
                    let sum = self.number_add(k, y);
                    self.number_add(x, sum)
                }
                _ => self.number(NumberNode::Add(a, b)),
            },
            (Some(_), None) => self.number_add(b, a),
            (None, None) => self.number(NumberNode::Add(a.min(b), a.max(b))),
        }
    }

    /// `a - b`
    pub fn number_sub(&mut self, a: Number, b: Number) -> Number {
        if a == b {
            return self.number_constant(0);
        }
        let minus = self.number_constant(-1);
        let negative = self.number_mul(minus, b);
        self.number_add(a, negative)
    }

    /// `a * b`
    pub fn number_mul(&mut self, a: Number, b: Number) -> Number {
        match (self.as_number_constant(a).cloned(), self.as_number_constant(b).cloned()) {
            (Some(x), Some(y)) => self.number_constant(x * y),
            (Some(x), None) if is(&x, 1) => b,
            (Some(x), None) if is(&x, 0) => a,
            (None, Some(_)) => self.number_mul(b, a),
            (Some(_), None) => self.number(NumberNode::Mul(a, b)),
            (None, None) => self.number(NumberNode::Mul(a.min(b), a.max(b))),
        }
    }

    /// `a \div b`, rounded down.
    pub fn number_div(&mut self, a: Number, b: Number) -> Number {
        match (self.as_number_constant(a), self.as_number_constant(b)) {
            (Some(x), Some(y)) => {
                let q = quotient(x, y);
                self.number_constant(q)
            }
            (_, Some(y)) if is(y, 1) => a,
            (Some(_) | None, _) => self.number(NumberNode::Div(a, b)),
        }
    }

    /// `a % b`
    pub fn number_mod(&mut self, a: Number, b: Number) -> Number {
        match (self.as_number_constant(a), self.as_number_constant(b)) {
            (Some(x), Some(y)) => {
                let r = remainder(x, y);
                self.number_constant(r)
            }
            (Some(_) | None, _) => self.number(NumberNode::Mod(a, b)),
        }
    }

    /// `IF c THEN a ELSE b`
    pub fn number_ite(&mut self, c: Term, a: Number, b: Number) -> Number {
        match c.as_constant() {
            Some(true) => a,
            Some(false) => b,
            None if a == b => a,
            None if c.is_negated() => self.number_ite(!c, b, a),
            None => self.number(NumberNode::Ite(c, a, b)),
        }
    }

    /// `a < b` or `a = b`
    pub fn compare(&mut self, how: Comparison, a: Number, b: Number) -> Term {
        let holds = |x: &BigInt, y: &BigInt| match how {
            Comparison::Less => x < y,
            Comparison::Equal => x == y,
        };
        if a == b {
            return Term::constant(how == Comparison::Equal);
        }
        let (x, y) = (self.as_number_constant(a), self.as_number_constant(b));
        match (x, y) {
            (Some(x), Some(y)) => return Term::constant(holds(x, y)),
            // a constant compares with a choice of constants branch by branch
            (Some(_), None) | (None, Some(_)) => {
                let (constant, other) = if x.is_some() { (a, b) } else { (b, a) };
                if let NumberNode::Ite(c, t, e) = *self.number_node(other)
                    && (self.as_number_constant(t).is_some() || self.as_number_constant(e).is_some())
                {
                    let sides = [t, e].map(|s| if x.is_some() { (constant, s) } else { (s, constant) });
                    let [t, e] = sides.map(|(l, r)| self.compare(how, l, r));
                    return self.ite(c, t, e);
                }
            }
            (None, None) => {}
        }
        let (a, b) = if how == Comparison::Equal { (a.min(b), a.max(b)) } else { (a, b) };
        self.add_comparison(how, a, b)
    }

    /// The conditions of case distinctions below the numbers.
    pub fn conditions_below(&self, numbers: [Number; 2]) -> Vec<Term> {
        let mut found = Vec::new();
        self.walk(numbers, &mut |node| {
            if let NumberNode::Ite(c, ..) = node {
                found.push(*c);
            }
        });
        found
    }

    /// Calls `f` for each number that these depend on, themselves included, without looking into conditions.
    fn walk(&self, numbers: [Number; 2], f: &mut dyn FnMut(&NumberNode)) {
        let mut seen: FxHashSet<Number> = FxHashSet::default();
        let mut stack = numbers.to_vec();
        while let Some(n) = stack.pop() {
            if !seen.insert(n) {
                continue;
            }
            let node = self.number_node(n);
            f(node);
            match *node {
                NumberNode::Constant(_) | NumberNode::Input(_) => {}
                NumberNode::Add(a, b) | NumberNode::Mul(a, b) | NumberNode::Div(a, b) | NumberNode::Mod(a, b) => {
                    stack.extend([a, b]);
                }
                NumberNode::Ite(_, a, b) => stack.extend([a, b]),
            }
        }
    }

    /// The operands of a number, which have smaller indices.
    pub fn number_operands(&self, n: Number) -> Vec<Number> {
        match *self.number_node(n) {
            NumberNode::Constant(_) | NumberNode::Input(_) => Vec::new(),
            NumberNode::Add(a, b) | NumberNode::Mul(a, b) | NumberNode::Div(a, b) | NumberNode::Mod(a, b) => vec![a, b],
            NumberNode::Ite(_, a, b) => vec![a, b],
        }
    }

    /// Computes `of` for a number, after what it depends on. `of` finds the results for the operands in the map.
    fn bottom_up<T: Clone>(&mut self, n: Number, done: &mut FxHashMap<Number, T>, of: &mut OfOperands<'_, T>) -> T {
        let mut stack = vec![n];
        while let Some(&top) = stack.last() {
            let before = stack.len();
            if !done.contains_key(&top) {
                stack.extend(self.number_operands(top).into_iter().filter(|o| !done.contains_key(o)));
                if stack.len() > before {
                    continue;
                }
                let result = of(self, top, done);
                done.insert(top, result);
            }
            stack.pop();
        }
        done[&n].clone()
    }

    /// The number with the inputs from `first` on replaced. `condition` gives the images of the conditions below it.
    pub(super) fn number_with(
        &mut self,
        n: Number,
        first: u32,
        choices: &Assignment,
        condition: &dyn Fn(Term) -> Term,
        done: &mut FxHashMap<Number, Number>,
    ) -> Number {
        self.bottom_up(n, done, &mut |g, n, done| {
            if g.number_horizon(n) <= first {
                return n;
            }
            match g.number_node(n).clone() {
                NumberNode::Constant(_) => n,
                NumberNode::Input(i) if i < first => n,
                NumberNode::Input(i) => {
                    let value = choices.number(i);
                    g.number_constant(value)
                }
                NumberNode::Add(a, b) => g.number_add(done[&a], done[&b]),
                NumberNode::Mul(a, b) => g.number_mul(done[&a], done[&b]),
                NumberNode::Div(a, b) => g.number_div(done[&a], done[&b]),
                NumberNode::Mod(a, b) => g.number_mod(done[&a], done[&b]),
                NumberNode::Ite(c, a, b) => g.number_ite(condition(c), done[&a], done[&b]),
            }
        })
    }

    /// The number's value under a model. `truth` has the values of the conditions below it.
    pub fn number_value(&self, n: Number, model: &Assignment, truth: &dyn Fn(Term) -> bool) -> BigInt {
        let mut done: FxHashMap<Number, BigInt> = FxHashMap::default();
        let mut stack = vec![n];
        while let Some(&top) = stack.last() {
            if done.contains_key(&top) {
                stack.pop();
                continue;
            }
            // of a case distinction only the branch that holds
            let needed = match *self.number_node(top) {
                NumberNode::Ite(c, a, b) => vec![if truth(c) { a } else { b }],
                _ => self.number_operands(top),
            };
            let before = stack.len();
            stack.extend(needed.into_iter().filter(|o| !done.contains_key(o)));
            if stack.len() > before {
                continue;
            }
            let value = match self.number_node(top) {
                NumberNode::Constant(value) => value.clone(),
                NumberNode::Input(i) => model.number(*i),
                NumberNode::Add(a, b) => &done[a] + &done[b],
                NumberNode::Mul(a, b) => &done[a] * &done[b],
                NumberNode::Div(a, b) => quotient(&done[a], &done[b]),
                NumberNode::Mod(a, b) => remainder(&done[a], &done[b]),
                NumberNode::Ite(c, a, b) => done[if truth(*c) { a } else { b }].clone(),
            };
            done.insert(top, value);
            stack.pop();
        }
        done[&n].clone()
    }

    /// Whether a comparison of numbers below the term may depend on inputs from `first` on. There are no cofactors for an integer.
    pub(super) fn compares_inputs_from(&self, term: Term, first: u32) -> bool {
        if !self.is_arithmetic(term) {
            return false;
        }
        let below = self.cone([term]);
        let mut comparisons = (0..below.len()).filter(|n| below[*n]).map(|n| self.term_of_node(n as u32));
        comparisons.any(|t| matches!(self.node(t), super::graph::Node::Compare(..)) && self.may_depend_on_inputs_from(t, first))
    }

    /// The number's value under a model; `memo` has the values of terms.
    pub fn evaluate_number(&self, n: Number, model: &Assignment, memo: &mut FxHashMap<u32, bool>) -> BigInt {
        for c in self.conditions_below([n, n]) {
            self.evaluate(c, model, memo);
        }
        self.number_value(n, model, &|c| memo[&c.node()] != c.is_negated())
    }
}
