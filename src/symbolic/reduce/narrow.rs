//! Narrowing: removal of possibilities that no behavior has.
//!
//! Folding leaves possibilities in a symbolic state that it cannot refute: a log of four items that no behavior has at this depth,
//! or two hundred values of a fraction whose sum is always one. The next step multiplies these. So the engine queries a solver,
//! under the constraints on the behaviors so far, for possibilities not seen yet:
//!
//! ```text
//!     open := all possibilities of S_d, each with its condition
//!     while a behavior makes one of open true:
//!       take from open what is true in that behavior
//!     what is left in open is not possible: S_d is built again without it
//! ```
//!
//! One behavior shows a possibility of every part of the state at once, and the last query refutes all the others together.
//! (Backbones of formulas are computed in this way: M. Janota, I. Lynce, J. Marques-Silva, "Algorithms for computing backbones of
//! propositional formulae", AI Communications 28, 2015.)
//!
//! In: a [`SymState`]. Out: the [`Possibilities`] of each variable, and the state without the refuted ones. The new state equals
//! the old one in every behavior that satisfies the constraints of the queries.

use crate::logic::samples::{LANES, Lanes, NONE, Samples, has};
use crate::logic::{Assignment, Graph, Term};
use crate::source::Span;
use crate::symbolic::Encoder;
use crate::symbolic::value::SymState;
use crate::symbolic::value::scalar::{Domain, Scalar};
use crate::symbolic::value::sym::{Class, Guarded, Node, Sym};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::{BTreeMap, BTreeSet};

/// The most values of one number that are enumerated.
const MOST_VALUES: usize = 64;

/// The most values of a set in a set that are enumerated; with more it stays one cell.
const MOST_SETS: usize = 32;

/// The possibilities of a variable by the form of its value, and which of them some behavior has shown.
#[derive(Default)]
pub struct Possibilities {
    /// Conditions that no behavior has shown to hold.
    open: Vec<Term>,
    known: FxHashSet<Term>,
    numbers: Vec<Number>,
    number_of: FxHashMap<(Term, Scalar), usize>,
    elements: Vec<Element>,
    element_of: FxHashMap<(Term, Sym), usize>,
}

/// A set that is an element of another where the context holds, and the values it has shown, each with the condition that the set
/// has it.
struct Element {
    context: Term,
    set: Sym,
    seen: Vec<Guarded>,
    /// The number of elements it may have.
    weight: u64,
    /// There are too many values to enumerate.
    given_up: bool,
}

impl Element {
    /// The condition that it is there with a value not seen yet.
    fn another(&self, graph: &mut Graph) -> Term {
        let seen = graph.any(self.seen.iter().map(|s| s.0));
        graph.and(self.context, !seen)
    }
}

/// A number that is used where the context holds, and the values it has shown.
struct Number {
    context: Term,
    scalar: Scalar,
    seen: Vec<i64>,
    /// There are too many values to enumerate.
    given_up: bool,
}

impl Number {
    fn has(&mut self, value: i64) {
        if !self.seen.contains(&value) {
            self.seen.push(value);
            self.given_up = self.seen.len() > MOST_VALUES;
        }
    }
}

impl Possibilities {
    /// The number of possibilities: conditions, values of numbers, and sets in sets.
    pub fn count(&self) -> u64 {
        let values = self.numbers.iter().map(|n| n.scalar.domain().size());
        let sets = self.elements.iter().map(|e| e.weight);
        values.chain(sets).fold(self.open.len() as u64, u64::saturating_add)
    }

    /// The number of possibilities not seen yet.
    pub fn unseen(&self) -> u64 {
        let values =
            self.numbers.iter().filter(|n| !n.given_up).map(|n| n.scalar.domain().size().saturating_sub(n.seen.len() as u64));
        let sets = self.elements.iter().filter(|e| !e.given_up).map(|e| e.weight);
        values.chain(sets).fold(self.open.len() as u64, u64::saturating_add)
    }

    /// The condition that some possibility not seen yet holds.
    pub fn another(&self, graph: &mut Graph) -> Term {
        let mut parts = if mutant!("narrow-conditions-not-asked") { Vec::new() } else { self.open.clone() };
        for n in self.numbers.iter().filter(|n| !n.given_up && !mutant!("narrow-numbers-not-asked")) {
            let mut part = n.context;
            for value in &n.seen {
                let same = n.scalar.is(graph, *value);
                part = graph.and(part, !same);
            }
            parts.push(part);
        }
        for e in self.elements.iter().filter(|e| !e.given_up) {
            parts.push(e.another(graph));
        }
        graph.any(parts)
    }

    /// Marks the conditions and numbers that one behavior shows.
    fn see(&mut self, graph: &Graph, choices: &Assignment) {
        let mut memo = FxHashMap::default();
        self.open.retain(|t| !graph.evaluate(*t, choices, &mut memo));
        for n in &mut self.numbers {
            if graph.evaluate(n.context, choices, &mut memo) {
                n.has(n.scalar.evaluate(graph, choices, &mut memo));
            }
        }
    }

    /// The same, for many behaviors.
    fn see_all(&mut self, graph: &Graph, behaviors: &mut Samples) {
        self.open.retain(|t| behaviors.evaluate(graph, *t) == NONE);
        for n in &mut self.numbers {
            let there = behaviors.evaluate(graph, n.context);
            let bits: Vec<Lanes> = n.scalar.bits().iter().map(|b| behaviors.evaluate(graph, *b)).collect();
            for lane in (0..LANES).filter(|l| has(&there, *l)) {
                n.has(n.scalar.decode_bits(|i| has(&bits[i], lane)));
            }
        }
    }

    fn condition(&mut self, term: Term) {
        if term.as_constant().is_none() && self.known.insert(term) {
            self.open.push(term);
        }
    }

    fn element(&mut self, context: Term, set: Sym, weight: u64) {
        self.element_of.entry((context, set)).or_insert_with(|| {
            self.elements.push(Element { context, set, seen: Vec::new(), weight, given_up: false });
            self.elements.len() - 1
        });
    }

    fn number(&mut self, context: Term, scalar: &Scalar) {
        if scalar.as_constant().is_none() {
            self.number_of.entry((context, scalar.clone())).or_insert_with(|| {
                self.numbers.push(Number { context, scalar: scalar.clone(), seen: Vec::new(), given_up: false });
                self.numbers.len() - 1
            });
        }
    }
}

/// The two passes over a state.
enum Work<'p> {
    /// Possibilities are collected.
    Collect(&'p mut Possibilities),
    /// Possibilities not seen are dropped.
    Drop(&'p Possibilities, FxHashSet<Term>),
}

impl Work<'_> {
    /// A condition within a context, or TRUE or FALSE if the other value is refuted.
    fn condition(&mut self, graph: &mut Graph, context: Term, condition: Term) -> Term {
        let (yes, no) = (graph.and(context, condition), graph.and(context, !condition));
        match self {
            Work::Collect(all) => {
                all.condition(yes);
                all.condition(no);
                condition
            }
            Work::Drop(_, impossible) if impossible.contains(&yes) => Term::constant(mutant!("narrow-to-the-wrong-side")),
            Work::Drop(_, impossible) if impossible.contains(&no) => Term::TRUE,
            Work::Drop(..) => condition,
        }
    }

    fn number(&mut self, context: Term, scalar: &Scalar) -> Scalar {
        match self {
            Work::Collect(all) => {
                all.number(context, scalar);
                scalar.clone()
            }
            Work::Drop(all, _) => match all.number_of.get(&(context, scalar.clone())).map(|i| &all.numbers[*i]) {
                Some(n) if !n.given_up && !n.seen.is_empty() && (n.seen.len() as u64) < scalar.domain().size() => {
                    Scalar::new(scalar.bits().to_vec(), Domain::of(n.seen.iter().copied()))
                }
                _ => scalar.clone(),
            },
        }
    }

    /// The values of a set within a set, if they are all known.
    fn element(&mut self, context: Term, (set, weight): (Sym, usize)) -> Option<&[Guarded]> {
        match self {
            Work::Collect(all) => {
                all.element(context, set, weight as u64);
                None
            }
            Work::Drop(all, _) => {
                let known = &all.elements[*all.element_of.get(&(context, set))?];
                (!known.given_up && !known.seen.is_empty()).then_some(&known.seen)
            }
        }
    }
}

impl<'m> Encoder<'m> {
    /// Marks the possibilities that one behavior shows.
    pub fn see(&mut self, all: &mut [Possibilities], choices: &Assignment) {
        for p in all {
            p.see(&self.graph, choices);
            for e in &mut p.elements {
                self.see_element(e, choices);
            }
        }
    }

    /// The same, for many behaviors.
    pub fn see_all(&mut self, all: &mut [Possibilities], behaviors: &mut Samples) {
        for p in all {
            p.see_all(&self.graph, behaviors);
            for e in &mut p.elements {
                while !e.given_up {
                    let another = e.another(&mut self.graph);
                    let Some(choices) = behaviors.first_in(&self.graph, another) else { break };
                    self.see_element(e, &choices);
                }
            }
        }
    }

    fn see_element(&mut self, e: &mut Element, choices: &Assignment) {
        let mut memo = FxHashMap::default();
        let another = e.another(&mut self.graph);
        if e.given_up || !self.graph.evaluate(another, choices, &mut memo) {
            return;
        }
        e.given_up = e.seen.len() == MOST_SETS;
        match self.value(e.set, choices, &mut memo) {
            Some(value) if !e.given_up => {
                let value = self.of_value(&value);
                let (same, _) = self.apart(|enc| enc.equal(e.set, value, Span::NONE));
                e.seen.push((same, value));
            }
            _ => e.given_up = true,
        }
    }

    /// The possibilities of each variable, by the form of its value.
    pub fn possibilities(&mut self, state: &SymState) -> Vec<Possibilities> {
        let of = |s: &Sym| {
            let mut all = Possibilities::default();
            self.narrow(*s, Term::TRUE, &mut Work::Collect(&mut all), &mut FxHashMap::default());
            all
        };
        state.0.iter().map(of).collect()
    }

    /// The state without the possibilities of one variable that were not seen. The caller has shown that there are no others.
    pub fn narrowed(&mut self, state: &SymState, variable: usize, possibilities: &Possibilities) -> SymState {
        let impossible = possibilities.open.iter().copied().collect();
        let mut new = state.clone();
        let mut work = Work::Drop(possibilities, impossible);
        new.0[variable] = self.narrow(state.0[variable], Term::TRUE, &mut work, &mut FxHashMap::default());
        new
    }

    /// A part of the state that is used where `context` holds.
    fn narrow(&mut self, s: Sym, context: Term, work: &mut Work<'_>, done: &mut FxHashMap<(Sym, Term), Sym>) -> Sym {
        if self.syms.is_concrete(s) || context == Term::FALSE {
            return s;
        }
        if let Some(&d) = done.get(&(s, context)) {
            return d;
        }
        let new = match self.syms.node(s).clone() {
            Node::Undefined | Node::Lazy(_) | Node::Rule(_) => s,
            Node::Bool(t) => {
                let t = work.condition(&mut self.graph, context, t);
                self.syms.bool(t)
            }
            Node::Int(n) => {
                let n = work.number(context, &n);
                self.syms.add(Node::Int(n))
            }
            Node::Atom(n) => {
                let n = work.number(context, &n);
                self.syms.add(Node::Atom(n))
            }
            Node::Set(entries) => {
                let mut out = Vec::new();
                for (g, e) in entries.iter() {
                    let there = work.condition(&mut self.graph, context, *g);
                    let inside = self.graph.and(context, *g);
                    // a set of few sets is a mask
                    if let Node::Set(inner) = self.syms.node(*e)
                        && !self.syms.is_concrete(*e)
                        && let Some(values) = work.element(inside, (*e, inner.len()))
                    {
                        for (same, value) in values {
                            out.push((self.graph.and(there, *same), *value));
                        }
                        continue;
                    }
                    out.push((there, self.narrow(*e, inside, work, done)));
                }
                let set = self.set_of(out);
                if let Some(most) = self.most(s) {
                    self.no_more_than(set, most);
                }
                set
            }
            Node::Tuple { length, items } => {
                let shorter = work.number(context, &length);
                let mut out = Vec::new();
                for (i, item) in items.iter().enumerate() {
                    let there = self.longer_than(&length, i + usize::from(mutant!("narrow-item-context")));
                    let inside = self.graph.and(context, there);
                    out.push(self.narrow(*item, inside, work, done));
                }
                self.tuple_of(shorter, out)
            }
            Node::Record(fields) => {
                let fields = fields.iter().map(|(a, f)| (*a, self.narrow(*f, context, work, done))).collect();
                self.syms.add(Node::Record(fields))
            }
            Node::Function(entries) => {
                let mut out: BTreeMap<Sym, Guarded> = BTreeMap::new();
                for (g, k, v) in entries.iter() {
                    let there = work.condition(&mut self.graph, context, *g);
                    let inside = self.graph.and(context, *g);
                    let key = self.narrow(*k, inside, work, done);
                    let mut entry = (there, self.narrow(*v, inside, work, done));
                    // keys that differed only in form are one key now
                    if let Some((other, value)) = out.get(&key) {
                        entry = (self.graph.or(there, *other), self.merge(there, entry.1, *value));
                    }
                    out.insert(key, entry);
                }
                self.function_of(out.into_iter().map(|(k, (g, v))| (g, k, v)).collect())
            }
            Node::Union(alternatives) => {
                let mut out = Vec::new();
                for (g, alternative) in alternatives.iter() {
                    let holds = work.condition(&mut self.graph, context, *g);
                    let inside = self.graph.and(context, *g);
                    out.push((holds, self.narrow(*alternative, inside, work, done)));
                }
                // a function whose keys became constant may be a record now
                let classes: BTreeSet<Class> = out.iter().map(|a| self.syms.class(a.1)).collect();
                if classes.len() == out.len() { self.union_of(out) } else { self.select(&out) }
            }
        };
        done.insert((s, context), new);
        new
    }
}
