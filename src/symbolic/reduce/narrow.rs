//! Which of a state's possibilities are real?
//!
//! Folding leaves in a symbolic state what it cannot refute: a log of four items that no behaviour can have yet, because the
//! process that would have written the last one is elsewhere by then; two hundred fractions where the weights come to one in
//! all. The next step multiplies these. So the engine asks a solver, under all that is known of the behaviours so far, for
//! possibilities that it has not seen yet, as long as there are any:
//!
//! ```text
//!     open := all possibilities of S_d, each with its condition
//!     while a behaviour makes one of open true:
//!       take from open what is true in that behaviour
//!     what is left in open is not possible: S_d is built again without it
//! ```
//!
//! One behaviour shows a possibility of every part of the state at once, and the last question refutes all the others
//! together. (Backbones of formulas are computed likewise: M. Janota, I. Lynce, J. Marques-Silva, "Algorithms for computing
//! backbones of propositional formulae", AI Communications 28, 2015.)
//!
//! In: a [`SymState`]. Out: the [`Possibilities`] of each variable, and the state without those that turned out not to be real. The new
//! state equals the old one in every behaviour that satisfies what the questions were asked under.

use crate::logic::samples::{LANES, Lanes, NONE, Samples, has};
use crate::logic::{Assignment, Graph, Term};
use crate::source::Span;
use crate::symbolic::Encoder;
use crate::symbolic::value::SymState;
use crate::symbolic::value::scalar::{Domain, Scalar};
use crate::symbolic::value::sym::{Class, Guarded, Node, Sym};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::{BTreeMap, BTreeSet};

/// Values of one number beyond which the others are not asked for.
const MOST_VALUES: usize = 64;

/// Values of a set in a set beyond which it stays one cell of the outer one.
const MOST_SETS: usize = 32;

/// What a variable may be, as far as its value's form says, and what of that was seen in some behaviour.
#[derive(Default)]
pub struct Possibilities {
    /// Conditions that may hold and have not been seen to.
    open: Vec<Term>,
    known: FxHashSet<Term>,
    numbers: Vec<Number>,
    number_of: FxHashMap<(Term, Scalar), usize>,
    elements: Vec<Element>,
    element_of: FxHashMap<(Term, Sym), usize>,
}

/// A set that is an element of another where the context holds, and the values that it was seen to have, each with the condition
/// that it has it.
struct Element {
    context: Term,
    set: Sym,
    seen: Vec<Guarded>,
    /// How much it weighs, which is how many elements it may have.
    weight: u64,
    /// Too many values to go on.
    given_up: bool,
}

impl Element {
    /// It is there, and has another value than those seen.
    fn another(&self, graph: &mut Graph) -> Term {
        let seen = graph.any(self.seen.iter().map(|s| s.0));
        graph.and(self.context, !seen)
    }
}

/// A number that means something where the condition holds, and the values that it was seen to have.
struct Number {
    context: Term,
    scalar: Scalar,
    seen: Vec<i64>,
    /// Too many values to go on.
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
    /// How many there are: conditions, values of numbers, and sets in sets.
    pub fn count(&self) -> u64 {
        let values = self.numbers.iter().map(|n| n.scalar.domain().size());
        let sets = self.elements.iter().map(|e| e.weight);
        values.chain(sets).fold(self.open.len() as u64, u64::saturating_add)
    }

    /// How many of them were not seen.
    pub fn unseen(&self) -> u64 {
        let values =
            self.numbers.iter().filter(|n| !n.given_up).map(|n| n.scalar.domain().size().saturating_sub(n.seen.len() as u64));
        let sets = self.elements.iter().filter(|e| !e.given_up).map(|e| e.weight);
        values.chain(sets).fold(self.open.len() as u64, u64::saturating_add)
    }

    /// One that was not seen yet is real.
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

    /// Takes notice of conditions and numbers in one behaviour.
    fn see(&mut self, graph: &Graph, choices: &Assignment) {
        let mut memo = FxHashMap::default();
        self.open.retain(|t| !graph.evaluate(*t, choices, &mut memo));
        for n in &mut self.numbers {
            if graph.evaluate(n.context, choices, &mut memo) {
                n.has(n.scalar.evaluate(graph, choices, &mut memo));
            }
        }
    }

    /// Likewise, in many.
    fn see_all(&mut self, graph: &Graph, behaviours: &mut Samples) {
        self.open.retain(|t| behaviours.evaluate(graph, *t) == NONE);
        for n in &mut self.numbers {
            let there = behaviours.evaluate(graph, n.context);
            let bits: Vec<Lanes> = n.scalar.bits().iter().map(|b| behaviours.evaluate(graph, *b)).collect();
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

/// What is done with a state's possibilities.
enum Work<'p> {
    /// They are collected.
    Collect(&'p mut Possibilities),
    /// Those still open are dropped.
    Drop(&'p Possibilities, FxHashSet<Term>),
}

impl Work<'_> {
    /// A condition within a context, made TRUE or FALSE where that is known.
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

    /// The values of a set within a set, if these are all.
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
    /// Takes notice of what is real in one behaviour.
    pub fn see(&mut self, all: &mut [Possibilities], choices: &Assignment) {
        for p in all {
            p.see(&self.graph, choices);
            for e in &mut p.elements {
                self.see_element(e, choices);
            }
        }
    }

    /// Likewise, in many.
    pub fn see_all(&mut self, all: &mut [Possibilities], behaviours: &mut Samples) {
        for p in all {
            p.see_all(&self.graph, behaviours);
            for e in &mut p.elements {
                while !e.given_up {
                    let another = e.another(&mut self.graph);
                    let Some(choices) = behaviours.first_in(&self.graph, another) else { break };
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

    /// All that each variable of a state may be, as far as its form says.
    pub fn possibilities(&mut self, state: &SymState) -> Vec<Possibilities> {
        let of = |s: &Sym| {
            let mut all = Possibilities::default();
            self.narrow(*s, Term::TRUE, &mut Work::Collect(&mut all), &mut FxHashMap::default());
            all
        };
        state.0.iter().map(of).collect()
    }

    /// The state without the possibilities of one variable that were not seen: it was asked for another one, and there is none.
    pub fn narrowed(&mut self, state: &SymState, variable: usize, possibilities: &Possibilities) -> SymState {
        let impossible = possibilities.open.iter().copied().collect();
        let mut new = state.clone();
        let mut work = Work::Drop(possibilities, impossible);
        new.0[variable] = self.narrow(state.0[variable], Term::TRUE, &mut work, &mut FxHashMap::default());
        new
    }

    /// A part of the state, which means something where `context` holds.
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
                    // a set of sets is a mask where the sets in it are few, whatever choices they come from
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
                    // keys that differed in form only are one key now
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
                // a function with known keys may have become a record
                let classes: BTreeSet<Class> = out.iter().map(|a| self.syms.class(a.1)).collect();
                if classes.len() == out.len() { self.union_of(out) } else { self.select(&out) }
            }
        };
        done.insert((s, context), new);
        new
    }
}
