//! Existential quantification over inputs, by cofactors.
//!
//! `\E i : t` is `t[i := TRUE] \/ t[i := FALSE]`, and before that is written out the quantifier moves inwards:
//!
//! - `\E i : p \/ q  =  (\E i : p) \/ (\E i : q)`, and q does not matter if `\E i : p` is TRUE;
//! - `\E i, j : p(i) /\ q(j) /\ r  =  (\E i : p(i)) /\ (\E j : q(j)) /\ r`: conjuncts that have no input in common are
//!   quantified one by one, and of the others only those that mention i are copied;
//! - but `\E i, j : ite(i, p, q) /\ r  =  (\E j : p /\ r) \/ (\E j : q /\ r)`: which action is taken is decided first;
//! - `\E i : ite(c, p, q)  =  ite(c, \E i : p, \E i : q)` where c is about the past, and beside few other conjuncts likewise. The comparison
//!   of a chosen number with others, bit by bit, then meets the same rests again and again, and these are quantified once.
//!
//! Inputs are taken latest first. When inputs form chains of choices (`ite(i1, a, ite(i2, b, c))`, which is how the encoder
//! chooses), each step adds one copy of what the choice decides: the result has the size of the enumeration of
//! the choices, and terms that do not depend on them are not copied at all. The work is bounded: past `budget` new nodes the
//! answer is `None`, and the caller must find out otherwise, or say that it does not know.
//!
//! [`Graph::with_inputs`] is one such copy by itself: the term for one choice of all the inputs.

use super::Assignment;
use super::graph::{Graph, Node, Term};
use super::number::Number;
use crate::util::work;
use rustc_hash::FxHashMap;

impl Graph {
    /// `\E` over all inputs numbered `first..`: the term is TRUE for some value of them.
    pub fn exists_inputs_from(&mut self, term: Term, first: u32, budget: usize) -> Option<Term> {
        if !self.may_depend_on_inputs_from(term, first) {
            return Some(term);
        }
        if self.compares_inputs_from(term, first) {
            return None;
        }
        [false, true].into_iter().find_map(|splits| {
            let limit = self.len() + budget;
            let supports = Supports::from(self, first)?;
            let most_steps = MOST_STEPS.min(budget);
            let (halves, done) = (Halves::from(supports.base), FxHashMap::default());
            Quantifier { graph: self, first, limit, splits, steps: 0, most_steps, supports, halves, done }.exists(term)
        })
    }

    /// `term` with the inputs numbered `first..` replaced by their values in `choices`: it has no more nodes than `term`.
    pub fn with_inputs(&mut self, term: Term, first: u32, choices: &Assignment) -> Term {
        let t = term;
        let mut memo: FxHashMap<u32, Term> = FxHashMap::default();
        let mut numbers: FxHashMap<Number, Number> = FxHashMap::default();
        let mut stack = vec![t.node()];
        while let Some(&n) = stack.last() {
            if memo.contains_key(&n) {
                stack.pop();
                continue;
            }
            work::spend(1);
            let plain = self.term_of_node(n);
            let node = self.node(plain);
            let operands = operands(node);
            let before = stack.len();
            let mut images = [Term::TRUE; 3];
            for (image, operand) in images.iter_mut().zip(operands) {
                let Some(o) = operand else { continue };
                if !self.may_depend_on_inputs_from(o, first) {
                    *image = o;
                } else if let Some(&m) = memo.get(&o.node()) {
                    *image = if o.is_negated() { !m } else { m };
                } else {
                    stack.push(o.node());
                }
            }
            if let Node::Compare(_, a, b) = node {
                let conditions = self.conditions_below([a, b]);
                let open =
                    conditions.iter().filter(|c| self.may_depend_on_inputs_from(**c, first) && !memo.contains_key(&c.node()));
                stack.extend(open.map(|c| c.node()));
            }
            if stack.len() > before {
                continue;
            }
            let image = match node {
                Node::True => Term::TRUE,
                Node::Compare(..) if !self.may_depend_on_inputs_from(plain, first) => plain,
                Node::Compare(how, a, b) => {
                    let condition = |c: Term| memo.get(&c.node()).map_or(c, |m| m.negate_if(c.is_negated()));
                    let [a, b] = [a, b].map(|n| self.number_with(n, first, choices, &condition, &mut numbers));
                    self.compare(how, a, b)
                }
                Node::Input(i) if i >= first => Term::constant(choices.input(i)),
                Node::Input(_) => plain,
                Node::And(..) => self.and(images[0], images[1]),
                Node::Xor(..) => self.xor(images[0], images[1]),
                Node::Ite(..) => self.ite(images[0], images[1], images[2]),
            };
            memo.insert(n, image);
            stack.pop();
        }
        memo[&t.node()].negate_if(t.is_negated())
    }
}

/// The most conjuncts for which a condition about the past is split off.
const FEW: usize = 24;

/// The work of splitting a conjunction.
const CONJUNCTION: u64 = 10;

/// The most steps of splitting.
const MOST_STEPS: usize = 20_000;

/// A condition about the past, and the rest of the term where it holds.
type Case = (Term, Term);

/// The inputs `first..` that each node depends on, one bit each.
struct Supports {
    first: u32,
    /// The node of the first of these inputs. Nodes before it depend on none of them.
    base: u32,
    /// The words of a row. The first row is that of all nodes before `base`.
    words: usize,
    bits: Vec<u64>,
}

/// The most words of [`Supports`]: 128 MiB. Beyond it there is no result.
const MOST_WORDS: usize = 1 << 24;

fn row(base: u32, t: Term) -> usize {
    (t.node() + 1).saturating_sub(base) as usize
}

impl Supports {
    fn from(graph: &Graph, first: u32) -> Option<Supports> {
        let words = (graph.inputs() - first).div_ceil(64) as usize;
        let base = graph.input_term(first).node();
        let mut supports = Supports { first, base, words, bits: vec![0; words] };
        supports.grow(graph).then_some(supports)
    }

    /// Adds the rows of all nodes; FALSE if they are too many. Operands precede their nodes.
    fn grow(&mut self, graph: &Graph) -> bool {
        let nodes = graph.len() - self.base as usize;
        if nodes * self.words > MOST_WORDS {
            return false;
        }
        let (words, mut at) = (self.words, self.bits.len());
        self.bits.resize((nodes + 1) * words, 0);
        while at < self.bits.len() {
            let node = graph.node(graph.term_of_node(self.base + (at / words) as u32 - 1));
            let (before, rest) = self.bits.split_at_mut(at);
            let of = |t: Term| &before[row(self.base, t) * words..][..words];
            let new = &mut rest[..words];
            match node {
                Node::True | Node::Compare(..) => {}
                Node::Input(i) => {
                    let bit = (i - self.first) as usize;
                    new[bit / 64] |= 1 << (bit % 64);
                }
                Node::And(a, b) | Node::Xor(a, b) => {
                    let (a, b) = (of(a), of(b));
                    for w in 0..words {
                        new[w] = a[w] | b[w];
                    }
                }
                Node::Ite(a, b, c) => {
                    let (a, b, c) = (of(a), of(b), of(c));
                    for w in 0..words {
                        new[w] = a[w] | b[w] | c[w];
                    }
                }
            }
            at += words;
        }
        true
    }

    fn of(&self, t: Term) -> &[u64] {
        &self.bits[row(self.base, t) * self.words..][..self.words]
    }

    /// The inputs that a term depends on, counted from the first.
    fn inputs(&self, t: Term) -> impl Iterator<Item = usize> {
        self.of(t).iter().enumerate().flat_map(|(i, word)| {
            let mut word = *word;
            std::iter::from_fn(move || {
                let bit = word.trailing_zeros() as usize;
                word &= word.wrapping_sub(1);
                (bit < 64).then_some(64 * i + bit)
            })
        })
    }

    fn has(&self, t: Term, input: u32) -> bool {
        let bit = (input - self.first) as usize;
        self.of(t).get(bit / 64).is_some_and(|w| w >> (bit % 64) & 1 == 1)
    }
}

/// The cofactors of nodes for one input, as far as they are computed.
struct Halves {
    /// The node from which on it is known of each.
    base: u32,
    /// When it was computed.
    round: Vec<u32>,
    images: Vec<[Term; 2]>,
    now: u32,
    stack: Vec<u32>,
}

impl Halves {
    fn from(base: u32) -> Halves {
        Halves { base, round: Vec::new(), images: Vec::new(), now: 0, stack: Vec::new() }
    }

    /// For another input.
    fn begin(&mut self, graph: &Graph) {
        self.now += 1;
        self.round.resize(graph.len() - self.base as usize, 0);
        self.images.resize(self.round.len(), [Term::TRUE; 2]);
    }

    fn get(&self, t: Term) -> Option<[Term; 2]> {
        let n = (t.node() - self.base) as usize;
        (self.round[n] == self.now).then(|| self.images[n].map(|i| i.negate_if(t.is_negated())))
    }

    fn set(&mut self, node: u32, image: [Term; 2]) {
        let n = (node - self.base) as usize;
        self.round[n] = self.now;
        self.images[n] = image;
    }
}

struct Quantifier<'a> {
    graph: &'a mut Graph,
    first: u32,
    /// The limit on the graph's length.
    limit: usize,
    /// Whether conditions about the past are split off. This is tried last, as it may repeat cases.
    splits: bool,
    steps: usize,
    most_steps: usize,
    supports: Supports,
    halves: Halves,
    done: FxHashMap<Box<[Term]>, Term>,
}

impl Quantifier<'_> {
    fn exists(&mut self, term: Term) -> Option<Term> {
        self.exists_all(vec![term])
    }

    /// `\E : t /\ u /\ ...`
    fn exists_all(&mut self, terms: Vec<Term>) -> Option<Term> {
        work::spend(CONJUNCTION);
        let (mut free, mut bound) = (Vec::new(), Vec::new());
        self.conjuncts(terms, &mut free, &mut bound);
        // a term and its negation are neighbors
        if free.contains(&Term::FALSE) || bound.windows(2).any(|w| w[0] == !w[1]) {
            return Some(Term::FALSE);
        }
        if !self.supports.grow(self.graph) {
            return None;
        }
        for part in self.components(&bound) {
            let p = self.connected(part)?;
            if p == Term::FALSE {
                return Some(p);
            }
            free.push(p);
        }
        Some(self.graph.all(free))
    }

    /// The same for conjuncts that depend on inputs they have in common.
    fn connected(&mut self, bound: Vec<Term>) -> Option<Term> {
        if let Some(&done) = self.done.get(&bound[..]) {
            return Some(done);
        }
        self.steps += 1;
        if self.graph.len() > self.limit || self.splits && self.steps > self.most_steps {
            return None;
        }
        let t = match bound[..] {
            [one] => self.one(one)?,
            _ => self.conjunction(&bound)?,
        };
        self.done.insert(bound.into(), t);
        Some(t)
    }

    fn one(&mut self, t: Term) -> Option<Term> {
        match (self.graph.node(t), t.is_negated()) {
            (Node::And(a, b), true) => self.either(vec![!a], vec![!b]),
            (Node::Ite(c, p, q), negated) if !self.depends(c) => {
                let p = self.exists(p.negate_if(negated))?;
                let q = self.exists(q.negate_if(negated))?;
                Some(self.graph.ite(c, p, q))
            }
            (Node::True | Node::Input(_) | Node::And(..) | Node::Xor(..) | Node::Ite(..) | Node::Compare(..), _) => {
                let last = self.latest(&[t]);
                let (yes, no) = self.halves(&[t], last)?;
                self.either(yes, no)
            }
        }
    }

    /// `\E : a /\ ... \/ b /\ ...`
    fn either(&mut self, a: Vec<Term>, b: Vec<Term>) -> Option<Term> {
        let a = self.exists_all(a)?;
        if a == Term::TRUE {
            return Some(a);
        }
        let b = self.exists_all(b)?;
        Some(self.graph.or(a, b))
    }

    fn conjunction(&mut self, bound: &[Term]) -> Option<Term> {
        if let Some(input) = bound.iter().find_map(|b| self.selector(*b)) {
            let (yes, no) = self.halves(bound, input)?;
            return self.either(yes, no);
        }
        if let Some((cases, rest)) = self.split(bound) {
            let mut decided = Vec::new();
            for (past, part) in cases {
                let part = self.exists_all(rest.iter().copied().chain([part]).collect())?;
                decided.push(self.graph.and(past, part));
            }
            return Some(self.graph.any(decided));
        }
        let input = self.latest(bound);
        let (mentioning, mut rest): (Vec<Term>, Vec<Term>) = bound.iter().partition(|b| self.supports.has(**b, input));
        let (yes, no) = self.halves(&mentioning, input)?;
        let (yes, no) = (self.graph.all(yes), self.graph.all(no));
        rest.push(self.graph.or(yes, no));
        self.exists_all(rest)
    }

    /// The conjuncts of all terms: those without, and those with quantified inputs.
    fn conjuncts(&self, mut stack: Vec<Term>, free: &mut Vec<Term>, bound: &mut Vec<Term>) {
        while let Some(t) = stack.pop() {
            match self.graph.node(t) {
                _ if !self.depends(t) => free.push(t),
                Node::And(a, b) if !t.is_negated() => stack.extend([b, a]),
                Node::True | Node::Input(_) | Node::And(..) | Node::Xor(..) | Node::Ite(..) | Node::Compare(..) => bound.push(t),
            }
        }
        bound.sort_unstable();
        bound.dedup();
    }

    /// `terms` in groups that have no quantified input in common.
    fn components(&self, terms: &[Term]) -> Vec<Vec<Term>> {
        if terms.len() < 2 {
            return terms.iter().map(|t| vec![*t]).collect();
        }
        // union-find: for each input, its parent in its group
        let mut of: Vec<usize> = (0..self.supports.words * 64).collect();
        let find = |of: &mut Vec<usize>, mut i: usize| {
            while of[i] != i {
                of[i] = of[of[i]];
                i = of[i];
            }
            i
        };
        let firsts: Vec<usize> = terms
            .iter()
            .map(|t| {
                let mut inputs = self.supports.inputs(*t);
                let first = find(&mut of, inputs.next().expect("smt: it depends on an input"));
                for i in inputs {
                    let i = find(&mut of, i);
                    of[i] = first;
                }
                first
            })
            .collect();
        let mut groups: Vec<Vec<Term>> = Vec::new();
        let mut place = vec![usize::MAX; of.len()];
        for (t, first) in terms.iter().zip(firsts) {
            let root = find(&mut of, first);
            if place[root] == usize::MAX {
                place[root] = groups.len();
                groups.push(Vec::new());
            }
            groups[place[root]].push(*t);
        }
        groups
    }

    /// A conjunct that something about the past decides, as alternatives: each with the condition about the past, and what is left of
    /// the conjunct. And what stands beside it.
    fn split(&self, bound: &[Term]) -> Option<([Case; 2], Vec<Term>)> {
        if !self.splits || bound.len() > FEW {
            return None;
        }
        let cases = |t: Term| match self.graph.node(t) {
            // f \/ p
            Node::And(a, b) if t.is_negated() && !self.depends(a) => Some([(!a, Term::TRUE), (Term::TRUE, !b)]),
            Node::And(a, b) if t.is_negated() && !self.depends(b) => Some([(!b, Term::TRUE), (Term::TRUE, !a)]),
            // c /\ p \/ ~c /\ q
            Node::Ite(c, p, q) if !self.depends(c) => Some([(c, p.negate_if(t.is_negated())), (!c, q.negate_if(t.is_negated()))]),
            Node::True | Node::Input(_) | Node::And(..) | Node::Xor(..) | Node::Ite(..) | Node::Compare(..) => None,
        };
        let (i, cases) = bound.iter().enumerate().find_map(|(i, t)| Some((i, cases(*t)?)))?;
        let rest = bound.iter().enumerate().filter(|(j, _)| *j != i).map(|(_, t)| *t).collect();
        Some((cases, rest))
    }

    /// The quantified input that is the condition of `t`.
    fn selector(&self, t: Term) -> Option<u32> {
        match self.graph.node(t) {
            Node::Ite(c, ..) => match self.graph.node(c) {
                Node::Input(i) if i >= self.first => Some(i),
                Node::True | Node::Input(_) | Node::And(..) | Node::Xor(..) | Node::Ite(..) | Node::Compare(..) => None,
            },
            Node::True | Node::Input(_) | Node::And(..) | Node::Xor(..) | Node::Compare(..) => None,
        }
    }

    /// The cofactors of the terms for the input. Only terms that mention it are copied.
    fn halves(&mut self, terms: &[Term], input: u32) -> Option<(Vec<Term>, Vec<Term>)> {
        if !self.supports.grow(self.graph) {
            return None;
        }
        self.halves.begin(self.graph);
        let (mut yes, mut no) = (Vec::with_capacity(terms.len()), Vec::with_capacity(terms.len()));
        for &t in terms {
            let [y, n] = if self.supports.has(t, input) { self.halved(t, input)? } else { [t, t] };
            yes.push(y);
            no.push(n);
        }
        Some((yes, no))
    }

    fn halved(&mut self, t: Term, input: u32) -> Option<[Term; 2]> {
        let mut stack = std::mem::take(&mut self.halves.stack);
        stack.clear();
        stack.push(t.node());
        while let Some(&n) = stack.last() {
            let plain = self.graph.term_of_node(n);
            if self.halves.get(plain).is_some() {
                stack.pop();
                continue;
            }
            if self.graph.len() > self.limit {
                return None;
            }
            let node = self.graph.node(plain);
            let depth = stack.len();
            let mut images = [[Term::TRUE; 2]; 3];
            for (image, o) in images.iter_mut().zip(operands(node)) {
                let Some(o) = o else { continue };
                *image = match self.supports.has(o, input) {
                    false => [o, o],
                    true => self.halves.get(o).unwrap_or_else(|| {
                        stack.push(o.node());
                        [o, o]
                    }),
                };
            }
            if stack.len() > depth {
                continue;
            }
            let [a, b, c] = images;
            let image = [0, 1].map(|i| match node {
                Node::True | Node::Input(_) => Term::constant(i == 0),
                Node::Compare(..) => plain,
                Node::And(..) => self.graph.and(a[i], b[i]),
                Node::Xor(..) => self.graph.xor(a[i], b[i]),
                Node::Ite(..) => self.graph.ite(a[i], b[i], c[i]),
            });
            self.halves.set(n, image);
            stack.pop();
        }
        self.halves.stack = stack;
        self.halves.get(t)
    }

    /// The largest input below the terms.
    fn latest(&self, terms: &[Term]) -> u32 {
        terms.iter().map(|t| self.graph.horizon_of(*t)).max().map_or(0, |h| h - 1)
    }

    fn depends(&self, t: Term) -> bool {
        self.graph.may_depend_on_inputs_from(t, self.first)
    }
}

fn operands(node: Node) -> [Option<Term>; 3] {
    match node {
        // a comparison here depends on no quantified input
        Node::True | Node::Input(_) | Node::Compare(..) => [None; 3],
        Node::And(a, b) | Node::Xor(a, b) => [Some(a), Some(b), None],
        Node::Ite(a, b, c) => [Some(a), Some(b), Some(c)],
    }
}
