//! The term graph: And, Xor and Ite over inputs, negation on the edges.
//!
//! Every constructor folds before it builds; each rule states its match and result. The rules look at most two levels
//! down (Brummayer and Biere, "Local Two-Level And-Inverter Graph Minimization without Blowup", MEMICS 2006), so
//! that building stays linear. Bounded model checking from a concrete initial state depends on this folding: most terms of
//! the first steps are constant.

use super::Assignment;
use super::number::{Comparison, Number, Numbers};
use crate::util::interrupt::{self, Cancel};
use crate::util::work;
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use rustc_hash::{FxBuildHasher, FxHashMap};
use std::hash::BuildHasher;

/// Terms built between two looks at the flag that ends the run.
const POLL_INTERVAL: u32 = 1 << 12;

/// A Boolean term: a node of the [`Graph`], possibly negated.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Term(u32);

impl Term {
    pub const TRUE: Term = Term(0);
    pub const FALSE: Term = Term(1);

    pub fn constant(value: bool) -> Term {
        if value { Term::TRUE } else { Term::FALSE }
    }

    fn of_node(node: u32) -> Term {
        Term(node << 1)
    }

    /// Index of the node in the graph.
    pub fn node(self) -> u32 {
        self.0 >> 1
    }

    pub fn is_negated(self) -> bool {
        self.0 & 1 == 1
    }

    /// The term without its negation.
    pub fn positive(self) -> Term {
        Term(self.0 & !1)
    }

    pub fn as_constant(self) -> Option<bool> {
        match self {
            Term::TRUE => Some(true),
            Term::FALSE => Some(false),
            _ => None,
        }
    }

    pub fn negate_if(self, condition: bool) -> Term {
        Term(self.0 ^ u32::from(condition))
    }
}

impl std::ops::Not for Term {
    type Output = Term;
    fn not(self) -> Term {
        Term(self.0 ^ 1)
    }
}

impl std::fmt::Debug for Term {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.as_constant() {
            Some(b) => write!(f, "{b}"),
            None => write!(f, "{}n{}", if self.is_negated() { "~" } else { "" }, self.node()),
        }
    }
}

/// A node. Operands of And and Xor are ordered; those of Xor, and the condition of Ite, are positive, as is Ite's `then`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Node {
    True,
    Input(u32),
    And(Term, Term),
    Xor(Term, Term),
    Ite(Term, Term, Term),
    /// An atom of the theory of integers. The operands of `Equal` are ordered.
    Compare(Comparison, Number, Number),
}

fn hash(node: &Node) -> u64 {
    FxBuildHasher.hash_one(node)
}

/// All terms of a run.
pub struct Graph {
    nodes: Vec<Node>,
    /// For each node, 1 + the largest input number below it (0 for TRUE). It bounds the inputs that the node depends on.
    horizon: Vec<u32>,
    /// The number of nodes that mention each node. Clause generation merges chains of And that have one use.
    uses: Vec<u32>,
    /// All nodes but TRUE and the inputs, by their content.
    index: HashTable<u32>,
    /// The node of each input.
    inputs: Vec<u32>,
    /// Whether a comparison of numbers is below each node.
    arithmetic: Vec<bool>,
    pub(super) numbers: Numbers,
    /// The flag that ends the run, and the number of terms built, of which every [`POLL_INTERVAL`]th looks at it.
    cancel: Cancel,
    built: u32,
}

impl Default for Graph {
    fn default() -> Graph {
        Graph::new()
    }
}

impl Graph {
    pub fn new() -> Graph {
        Graph {
            nodes: vec![Node::True],
            horizon: vec![0],
            uses: vec![0],
            index: HashTable::new(),
            inputs: Vec::new(),
            arithmetic: vec![false],
            numbers: Numbers::default(),
            cancel: interrupt::current(),
            built: 0,
        }
    }

    /// The number of nodes, the measure of a formula's size.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    pub fn is_empty(&self) -> bool {
        self.nodes.len() == 1
    }

    pub fn node(&self, term: Term) -> Node {
        self.nodes[term.node() as usize]
    }

    pub(crate) fn uses(&self, term: Term) -> u32 {
        self.uses[term.node() as usize]
    }

    /// The number of inputs, which is the next one's number.
    pub fn inputs(&self) -> u32 {
        self.inputs.len() as u32
    }

    /// The input with this number.
    pub fn input_term(&self, number: u32) -> Term {
        Term::of_node(self.inputs[number as usize])
    }

    /// Whether the term may depend on an input whose number is at least `first`. It may be true of a term that does not.
    pub fn may_depend_on_inputs_from(&self, term: Term, first: u32) -> bool {
        self.horizon[term.node() as usize] > first
    }

    /// Whether the term depends on a comparison of numbers.
    pub fn is_arithmetic(&self, term: Term) -> bool {
        self.arithmetic[term.node() as usize]
    }

    pub(super) fn horizon_of(&self, term: Term) -> u32 {
        self.horizon[term.node() as usize]
    }

    pub(crate) fn term_of_node(&self, node: u32) -> Term {
        Term::of_node(node)
    }

    /// For each node, whether one of the roots depends on it.
    pub fn cone(&self, roots: impl IntoIterator<Item = Term>) -> Vec<bool> {
        let mut needed = vec![false; self.len()];
        for r in roots {
            needed[r.node() as usize] = true;
        }
        // operands come before their node, so one sweep down finds the cone
        for n in (0..self.len()).rev() {
            if needed[n] {
                match self.node(self.term_of_node(n as u32)) {
                    Node::True | Node::Input(_) => {}
                    Node::And(a, b) | Node::Xor(a, b) => [a, b].iter().for_each(|t| needed[t.node() as usize] = true),
                    Node::Ite(a, b, c) => [a, b, c].iter().for_each(|t| needed[t.node() as usize] = true),
                    Node::Compare(_, a, b) => {
                        self.conditions_below([a, b]).iter().for_each(|t| needed[t.node() as usize] = true);
                    }
                }
            }
        }
        needed
    }

    /// A fresh input.
    pub fn input(&mut self) -> Term {
        let number = self.inputs.len() as u32;
        self.inputs.push(self.nodes.len() as u32);
        self.nodes.push(Node::Input(number));
        self.horizon.push(number + 1);
        self.uses.push(0);
        self.arithmetic.push(false);
        Term::of_node(self.nodes.len() as u32 - 1)
    }

    fn add(&mut self, node: Node) -> Term {
        work::step(1);
        self.built = self.built.wrapping_add(1);
        if self.built.is_multiple_of(POLL_INTERVAL) {
            self.cancel.check();
        }
        let nodes = &self.nodes;
        let free = match self.index.entry(hash(&node), |n| nodes[*n as usize] == node, |n| hash(&nodes[*n as usize])) {
            Entry::Occupied(known) => return Term::of_node(*known.get()),
            Entry::Vacant(free) => free,
        };
        let n = nodes.len() as u32;
        free.insert(n);
        let mut horizon = 0;
        let mut arithmetic = false;
        let operands = match node {
            Node::True | Node::Input(_) => [None, None, None],
            Node::And(a, b) | Node::Xor(a, b) => [Some(a), Some(b), None],
            Node::Ite(a, b, c) => [Some(a), Some(b), Some(c)],
            Node::Compare(_, a, b) => {
                horizon = self.number_horizon(a).max(self.number_horizon(b));
                arithmetic = true;
                [None, None, None]
            }
        };
        for t in operands.into_iter().flatten() {
            horizon = horizon.max(self.horizon[t.node() as usize]);
            arithmetic |= self.arithmetic[t.node() as usize];
            self.uses[t.node() as usize] += 1;
        }
        self.nodes.push(node);
        self.horizon.push(horizon);
        self.uses.push(0);
        self.arithmetic.push(arithmetic);
        Term::of_node(n)
    }

    pub(super) fn add_comparison(&mut self, how: Comparison, a: Number, b: Number) -> Term {
        self.add(Node::Compare(how, a, b))
    }

    fn and_operands(&self, t: Term) -> Option<(Term, Term)> {
        match self.node(t) {
            Node::And(a, b) => Some((a, b)),
            Node::True | Node::Input(_) | Node::Xor(..) | Node::Ite(..) | Node::Compare(..) => None,
        }
    }

    /// `a /\ b`
    pub fn and(&mut self, a: Term, b: Term) -> Term {
        // TRUE /\ b = b; FALSE /\ b = FALSE; a /\ a = a; a /\ ~a = FALSE
        if a == Term::TRUE || a == b {
            return b;
        }
        if b == Term::TRUE {
            return a;
        }
        if a == Term::FALSE || b == Term::FALSE || a == !b {
            return Term::FALSE;
        }
        for (x, y) in [(a, b), (b, a)] {
            let Some((p, q)) = self.and_operands(y) else { continue };
            if y.is_negated() {
                // x /\ ~(p /\ q): = x if x contradicts p or q; = x /\ ~q if x = p
                if x == !p || x == !q {
                    return x;
                }
                if x == p {
                    return self.and(x, !q);
                }
                if x == q {
                    return self.and(x, !p);
                }
                if !x.is_negated()
                    && let Some((r, s)) = self.and_operands(x)
                {
                    // (r /\ s) /\ ~(p /\ q)
                    if r == !p || r == !q || s == !p || s == !q {
                        return x;
                    }
                    if r == p || s == p {
                        return self.and(x, !q);
                    }
                    if r == q || s == q {
                        return self.and(x, !p);
                    }
                }
            } else {
                // x /\ (p /\ q): = p /\ q if x is one of them; FALSE if x contradicts one
                if x == p || x == q {
                    return y;
                }
                if x == !p || x == !q {
                    return Term::FALSE;
                }
                if !x.is_negated()
                    && let Some((r, s)) = self.and_operands(x)
                    && (r == !p || r == !q || s == !p || s == !q)
                {
                    return Term::FALSE;
                }
            }
            // x /\ ite(x, p, q) = x /\ p; x /\ ite(~x …)
            if let Node::Ite(c, p, q) = self.node(y) {
                if x == c {
                    return self.and(x, p.negate_if(y.is_negated()));
                }
                if x == !c {
                    return self.and(x, q.negate_if(y.is_negated()));
                }
            }
        }
        // ~(p /\ q) /\ ~(p /\ ~q) = ~p
        if a.is_negated()
            && b.is_negated()
            && let (Some((p, q)), Some((r, s))) = (self.and_operands(a), self.and_operands(b))
        {
            for (x, y, z, w) in [(p, q, r, s), (p, q, s, r), (q, p, r, s), (q, p, s, r)] {
                if x == z && y == !w {
                    return !x;
                }
            }
        }
        let (a, b) = if a < b { (a, b) } else { (b, a) };
        self.add(Node::And(a, b))
    }

    /// `a \/ b`
    pub fn or(&mut self, a: Term, b: Term) -> Term {
        !self.and(!a, !b)
    }

    /// `a => b`
    pub fn implies(&mut self, a: Term, b: Term) -> Term {
        !self.and(a, !b)
    }

    /// `a # b`
    pub fn xor(&mut self, a: Term, b: Term) -> Term {
        let flip = a.is_negated() != b.is_negated();
        let (a, b) = (a.positive(), b.positive());
        let positive = if a == b {
            Term::FALSE
        } else if a == Term::TRUE {
            !b
        } else if b == Term::TRUE {
            !a
        } else {
            let (a, b) = if a < b { (a, b) } else { (b, a) };
            self.add(Node::Xor(a, b))
        };
        positive.negate_if(flip)
    }

    /// `a <=> b`
    pub fn iff(&mut self, a: Term, b: Term) -> Term {
        !self.xor(a, b)
    }

    /// `IF c THEN t ELSE e`
    pub fn ite(&mut self, c: Term, t: Term, e: Term) -> Term {
        if let Some(b) = c.as_constant() {
            return if b { t } else { e };
        }
        if c.is_negated() {
            return self.ite(!c, e, t);
        }
        // a branch that c decides
        let t = self.under(c, t);
        let e = self.under(!c, e);
        if t == e {
            return t;
        }
        if t == !e {
            return self.iff(c, t);
        }
        match (t.as_constant(), e.as_constant()) {
            (Some(true), _) => return self.or(c, e),
            (Some(false), _) => return self.and(!c, e),
            (_, Some(true)) => return self.implies(c, t),
            (_, Some(false)) => return self.and(c, t),
            (None, None) => {}
        }
        if t.is_negated() {
            return !self.ite(c, !t, !e);
        }
        self.add(Node::Ite(c, t, e))
    }

    /// `t` simplified under the assumption `c`, one level deep.
    fn under(&mut self, c: Term, t: Term) -> Term {
        if t.positive() == c.positive() {
            return Term::constant(t == c);
        }
        let neg = t.is_negated();
        match self.node(t) {
            Node::Ite(d, x, y) if d == c.positive() => (if c.is_negated() { y } else { x }).negate_if(neg),
            Node::And(x, y) if x == c => y.negate_if(neg),
            Node::And(x, y) if y == c => x.negate_if(neg),
            Node::And(x, y) if x == !c || y == !c => Term::constant(neg),
            Node::Xor(x, y) if x == c.positive() => y.negate_if(neg ^ !c.is_negated()),
            Node::Xor(x, y) if y == c.positive() => x.negate_if(neg ^ !c.is_negated()),
            Node::True | Node::Input(_) | Node::And(..) | Node::Xor(..) | Node::Ite(..) | Node::Compare(..) => t,
        }
    }

    /// Conjunction of all, as a balanced tree over the distinct operands.
    pub fn all(&mut self, terms: impl IntoIterator<Item = Term>) -> Term {
        let mut v: Vec<Term> = terms.into_iter().filter(|t| *t != Term::TRUE).collect();
        v.sort_unstable();
        v.dedup();
        // ~t follows t in the order
        if v.first() == Some(&Term::FALSE) || v.windows(2).any(|w| w[0] == !w[1]) {
            return Term::FALSE;
        }
        while v.len() > 1 {
            let mut next = Vec::with_capacity(v.len().div_ceil(2));
            for pair in v.chunks(2) {
                next.push(if pair.len() == 2 { self.and(pair[0], pair[1]) } else { pair[0] });
            }
            v = next;
        }
        v.first().copied().unwrap_or(Term::TRUE)
    }

    /// Disjunction of all.
    pub fn any(&mut self, terms: impl IntoIterator<Item = Term>) -> Term {
        let negated: Vec<Term> = terms.into_iter().map(|t| !t).collect();
        !self.all(negated)
    }

    /// The value of a comparison; `memo` has the values of the conditions below it.
    fn comparison_holds(&self, how: Comparison, numbers: [Number; 2], model: &Assignment, memo: &FxHashMap<u32, bool>) -> bool {
        let truth = |c: Term| memo[&c.node()] != c.is_negated();
        let [a, b] = numbers.map(|n| self.number_value(n, model, &truth));
        match how {
            Comparison::Less => a < b,
            Comparison::Equal => a == b,
        }
    }

    /// The value of `term` under a model. `memo` holds the values of the nodes below it.
    pub fn evaluate(&self, term: Term, model: &Assignment, memo: &mut FxHashMap<u32, bool>) -> bool {
        let mut stack = vec![term.node()];
        while let Some(&n) = stack.last() {
            if memo.contains_key(&n) {
                stack.pop();
                continue;
            }
            let before = stack.len();
            let mut get = |t: Term| -> bool {
                match memo.get(&t.node()) {
                    Some(&b) => b != t.is_negated(),
                    None => {
                        stack.push(t.node());
                        false
                    }
                }
            };
            let value = match self.nodes[n as usize] {
                Node::True => true,
                Node::Input(i) => model.input(i),
                Node::And(a, b) => get(a) & get(b),
                Node::Xor(a, b) => get(a) ^ get(b),
                Node::Ite(c, t, e) => {
                    let (c, t, e) = (get(c), get(t), get(e));
                    if c { t } else { e }
                }
                Node::Compare(how, a, b) => {
                    let below: Vec<Term> = self.conditions_below([a, b]);
                    below.iter().for_each(|c| _ = get(*c));
                    stack.len() == before && self.comparison_holds(how, [a, b], model, memo)
                }
            };
            if stack.len() == before {
                work::spend(1);
                memo.insert(n, value);
                stack.pop();
            }
        }
        memo[&term.node()] != term.is_negated()
    }
}
