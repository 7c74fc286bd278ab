//! Queries with integers: the Boolean graph as a skeleton, its comparisons as atoms, for a solver of [`crate::smt`].
//!
//! In: terms of a [`Graph`]. Out: an [`Answer`]; a model of the inputs, integers included. [`super::cnf`] hands over to this as soon as
//! a term has a comparison below it. Equal terms of the graph have one term here, so that all depths share them.
//!
//! ```text
//!     x > 5 /\ (p \/ x + 1 = y)     (and (< 5 i0) (or b1 (= i2 (+ 1 i0))))
//! ```
//!
//! `a \div b` rounds down, and `div` of SMT-LIB does so for b > 0 only: `ite(0 < b, div(a, b), div(-a, -b))`.

use super::solver::Answer;
use crate::logic::graph::{Graph, Node, Term};
use crate::logic::number::{Comparison, NumberNode};
use crate::logic::{Assignment, Number};
use crate::smt::{self, Quantifier, SmtSolver, Sort, Terms, Value};
use crate::util::work::{self, Work};
use rustc_hash::{FxHashMap, FxHashSet};

/// A solver for terms with integers.
pub struct Theory {
    terms: Terms,
    solver: Box<dyn SmtSolver>,
    image: Image,
    /// After an unsatisfiable query: the terms that were needed for that.
    core: FxHashSet<smt::Term>,
}

/// The terms of the solver for those of the graph.
#[derive(Default)]
struct Image {
    terms: FxHashMap<u32, smt::Term>,
    numbers: FxHashMap<Number, smt::Term>,
    /// Inputs from here on are variables of a quantifier.
    bound_from: Option<u32>,
    bound: Vec<smt::Term>,
    /// What is true of all integers, and helps the solver: still to be asserted.
    facts: Vec<smt::Term>,
}

impl Default for Theory {
    fn default() -> Theory {
        Theory::new()
    }
}

impl Theory {
    pub fn new() -> Theory {
        Theory { terms: Terms::new(), solver: smt::solver(), image: Image::default(), core: FxHashSet::default() }
    }

    pub fn name(&self) -> String {
        self.solver.name()
    }

    /// Requires the term from now on.
    pub fn assert(&mut self, graph: &Graph, term: Term) {
        let t = self.image.term(&mut self.terms, graph, term);
        self.solver.assert(&self.terms, t);
        self.assert_facts();
    }

    fn assert_facts(&mut self) {
        for fact in std::mem::take(&mut self.image.facts) {
            self.solver.assert(&self.terms, fact);
        }
    }

    /// Satisfiability of everything asserted together with `terms`.
    pub fn solve(&mut self, graph: &Graph, terms: &[Term], limit: Work) -> Answer {
        let assumed: Vec<smt::Term> = terms.iter().map(|t| self.image.term(&mut self.terms, graph, *t)).collect();
        self.check(&assumed, limit)
    }

    /// Satisfiability of everything asserted together with `terms`, and that no values of the inputs from `first` on make `possible` true.
    pub fn solve_without(&mut self, graph: &Graph, terms: &[Term], possible: Term, first: u32, limit: Work) -> Answer {
        let mut assumed: Vec<smt::Term> = terms.iter().map(|t| self.image.term(&mut self.terms, graph, *t)).collect();
        let mut under = Image { bound_from: Some(first), ..Image::default() };
        let body = under.term(&mut self.terms, graph, !possible);
        assumed.push(self.terms.quantify(Quantifier::Forall, &under.bound, body));
        self.check(&assumed, limit)
    }

    fn check(&mut self, assumed: &[smt::Term], limit: Work) -> Answer {
        self.assert_facts();
        let answer = self.solver.check(&self.terms, assumed, limit.min(work::left()));
        self.core = self.solver.core().into_iter().collect();
        answer
    }

    /// After [`Answer::Unsatisfiable`]: whether this term of the query was needed for that.
    pub fn was_needed(&self, term: Term) -> bool {
        self.image.known(&self.terms, term).is_none_or(|t| self.core.contains(&t))
    }

    /// Whether a query has reached this term.
    pub fn is_known(&self, graph: &Graph, term: Term) -> bool {
        match graph.node(term) {
            Node::Input(i) => self.reaches_input(graph, i),
            Node::True | Node::And(..) | Node::Xor(..) | Node::Ite(..) | Node::Compare(..) => {
                self.image.terms.contains_key(&term.node())
            }
        }
    }

    /// Whether a query has reached the input with this number.
    pub fn reaches_input(&self, graph: &Graph, input: u32) -> bool {
        match graph.number_of_input(input) {
            Some(n) => self.image.numbers.contains_key(&n),
            None => self.image.terms.contains_key(&graph.input_term(input).node()),
        }
    }

    /// The inputs' values after [`Answer::Satisfiable`]; for inputs that no query has reached TRUE, the first choice, or 0.
    pub fn model(&mut self, graph: &Graph) -> Assignment {
        let mut model = Assignment::of(vec![true; graph.inputs() as usize]);
        for i in 0..graph.inputs() {
            match graph.number_of_input(i) {
                Some(n) => {
                    let known = self.image.numbers.get(&n).copied();
                    let value = match known.and_then(|t| self.solver.value(&self.terms, t)) {
                        Some(Value::Int(value)) => value,
                        Some(Value::Bool(_) | Value::Bits { .. } | Value::Array { .. } | Value::Element(_)) | None => 0.into(),
                    };
                    model.numbers.insert(i, value);
                }
                None => {
                    if let Some(t) = self.image.terms.get(&graph.input_term(i).node()).copied() {
                        model.inputs[i as usize] = self.solver.value(&self.terms, t) == Some(Value::Bool(true));
                    }
                }
            }
        }
        model
    }
}

impl Image {
    fn known(&self, terms: &Terms, term: Term) -> Option<smt::Term> {
        let positive = *self.terms.get(&term.node())?;
        if term.is_negated() { terms.negation(positive) } else { Some(positive) }
    }

    /// The solver's term. What is below it is translated first, without recursion.
    fn term(&mut self, terms: &mut Terms, graph: &Graph, term: Term) -> smt::Term {
        let mut stack = vec![term.node()];
        while let Some(&n) = stack.last() {
            if self.terms.contains_key(&n) {
                stack.pop();
                continue;
            }
            let t = graph.term_of_node(n);
            let node = graph.node(t);
            let below = match node {
                Node::True | Node::Input(_) => Vec::new(),
                Node::And(a, b) | Node::Xor(a, b) => vec![a, b],
                Node::Ite(a, b, c) => vec![a, b, c],
                Node::Compare(_, a, b) => graph.conditions_below([a, b]),
            };
            let before = stack.len();
            stack.extend(below.iter().map(|t| t.node()).filter(|n| !self.terms.contains_key(n)));
            if stack.len() > before {
                continue;
            }
            let image = match node {
                Node::True => Terms::TRUE,
                Node::Input(i) => self.input(terms, i, "b", Sort::Bool),
                Node::And(..) => {
                    let operands: Vec<smt::Term> = below.iter().map(|o| self.done(terms, *o)).collect();
                    terms.and(operands)
                }
                Node::Xor(a, b) => {
                    let (a, b) = (self.done(terms, a), self.done(terms, b));
                    terms.xor(a, b)
                }
                Node::Ite(c, a, b) => {
                    let (c, a, b) = (self.done(terms, c), self.done(terms, a), self.done(terms, b));
                    terms.ite(c, a, b)
                }
                Node::Compare(how, a, b) => {
                    let (a, b) = (self.number(terms, graph, a), self.number(terms, graph, b));
                    match how {
                        Comparison::Less => terms.lt(a, b),
                        Comparison::Equal => terms.eq(a, b),
                    }
                }
            };
            self.terms.insert(n, image);
            stack.pop();
        }
        self.done(terms, term)
    }

    /// The solver's term for one that is translated.
    fn done(&self, terms: &mut Terms, term: Term) -> smt::Term {
        let positive = self.terms[&term.node()];
        if term.is_negated() { terms.not(positive) } else { positive }
    }

    fn input(&mut self, terms: &mut Terms, input: u32, letter: &str, sort: Sort) -> smt::Term {
        if self.bound_from.is_some_and(|first| input >= first) {
            let variable = terms.fresh_variable(letter, sort);
            self.bound.push(variable);
            return variable;
        }
        terms.constant(&format!("{letter}{input}"), sort)
    }

    /// The solver's term for a number; the conditions below it are translated.
    fn number(&mut self, terms: &mut Terms, graph: &Graph, number: Number) -> smt::Term {
        let mut stack = vec![number];
        while let Some(&n) = stack.last() {
            if self.numbers.contains_key(&n) {
                stack.pop();
                continue;
            }
            let before = stack.len();
            stack.extend(graph.number_operands(n).into_iter().filter(|o| !self.numbers.contains_key(o)));
            if stack.len() > before {
                continue;
            }
            let of = |n: Number| self.numbers[&n];
            let image = match graph.number_node(n).clone() {
                NumberNode::Constant(value) => terms.int(value),
                NumberNode::Input(i) => self.input(terms, i, "i", Sort::Int),
                NumberNode::Add(a, b) => terms.add([of(a), of(b)]),
                NumberNode::Mul(a, b) => {
                    let (x, y) = (of(a), of(b));
                    let product = terms.mul([x, y]);
                    if self.bound_from.is_none() {
                        self.facts.push(parity(terms, product, x, y));
                    }
                    product
                }
                NumberNode::Div(a, b) => quotient(terms, of(a), of(b)),
                NumberNode::Mod(a, b) => {
                    let q = quotient(terms, of(a), of(b));
                    let whole = terms.mul([of(b), q]);
                    remainder(terms, of(a), of(b), whole)
                }
                NumberNode::Ite(c, a, b) => {
                    let c = self.done(terms, c);
                    terms.ite(c, of(a), of(b))
                }
            };
            self.numbers.insert(n, image);
            stack.pop();
        }
        self.numbers[&number]
    }
}

/// A product is even where a factor is: linear, and so a help where products are not (as Z3 finds no such argument by itself).
fn parity(terms: &mut Terms, product: smt::Term, x: smt::Term, y: smt::Term) -> smt::Term {
    let (zero, two) = (terms.int(0), terms.int(2));
    let mut is_even = |n: smt::Term| {
        let rest = terms.modulo(n, two);
        terms.eq(rest, zero)
    };
    let [p, x, y] = [is_even(product), is_even(x), is_even(y)];
    let some = terms.or([x, y]);
    terms.eq(p, some)
}

/// `a \div b`, rounded down; 0 for b = 0.
fn quotient(terms: &mut Terms, a: smt::Term, b: smt::Term) -> smt::Term {
    let zero = terms.int(0);
    let (positive, is_zero) = (terms.lt(zero, b), terms.eq(b, zero));
    let (minus_a, minus_b) = (terms.sub(zero, a), terms.sub(zero, b));
    let (up, down) = (terms.div(a, b), terms.div(minus_a, minus_b));
    if mutant!("theory-division-rounds-up") {
        return up;
    }
    let of_negative = terms.ite(is_zero, zero, down);
    terms.ite(positive, up, of_negative)
}

/// `a % b`, with `whole` = `b * (a \div b)`.
fn remainder(terms: &mut Terms, a: smt::Term, b: smt::Term, whole: smt::Term) -> smt::Term {
    let zero = terms.int(0);
    let positive = terms.lt(zero, b);
    let (rest, other) = (terms.modulo(a, b), terms.sub(a, whole));
    if mutant!("theory-remainder-of-the-magnitude") {
        let (negative, minus) = (terms.lt(a, zero), terms.sub(zero, a));
        let of_minus = terms.modulo(minus, b);
        return terms.ite(negative, of_minus, rest);
    }
    terms.ite(positive, rest, other)
}
