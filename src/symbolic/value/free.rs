//! Forms: a state with every condition and bit replaced by an input.
//!
//! In: a symbolic state. Out: in another encoder, the state with the same sets, cells, items, fields and alternatives, in which
//! each condition and bit that depends on choices is an input; and a constraint on these inputs: numbers are in their domains where
//! they are used, and exactly one alternative of a union holds.
//!
//! ```text
//!     whatever S_d is in some behavior, F_d is for some values of its inputs
//! ```
//!
//! since each input can take the value of the condition that it replaces. So what no step from `F_d` can do, no step from `S_d` can
//! do; and a query about `F_d` is about one step, not about `d` steps.

use crate::logic::Term;
use crate::symbolic::value::rules::Rules;
use crate::symbolic::value::scalar::{Domain, Scalar};
use crate::symbolic::value::sym::Node;
use crate::symbolic::value::sym::Sym;
use crate::symbolic::value::{SymState, Values};
use rustc_hash::{FxHashMap, FxHashSet};

/// Codes of node kinds in a signature.
mod code {
    pub const TERM: u64 = 1 << 32;
    pub const END: u64 = u64::MAX;
}

/// The number of each condition by first occurrence, and whether it was negated there.
type Named = FxHashMap<Term, (u64, bool)>;

struct Freeing<'e, C: Rules> {
    from: &'e Values<C>,
    terms: FxHashMap<Term, Term>,
    numbers: FxHashSet<(Term, Scalar)>,
    fits: Vec<Term>,
}

impl<C: Rules> Values<C> {
    /// The form of a state and its constraint; `None` if the state has rules or lazy sets, or strings that the model does not
    /// mention.
    pub fn freed(&mut self, from: &Values<C>, state: &SymState) -> Option<(SymState, Term)> {
        if from.codes.have_grown() {
            return None;
        }
        let mut freeing = Freeing { from, terms: FxHashMap::default(), numbers: FxHashSet::default(), fits: Vec::new() };
        let values: Option<Vec<Sym>> = state.0.iter().map(|s| self.free(*s, Term::TRUE, &mut freeing)).collect();
        let fits = self.graph.all(freeing.fits);
        Some((SymState(values?), fits))
    }

    fn free_term(&mut self, t: Term, f: &mut Freeing<'_, C>) -> Term {
        if t.as_constant().is_some() {
            return t;
        }
        let graph = &mut self.graph;
        f.terms.entry(t.positive()).or_insert_with(|| graph.input()).negate_if(t.is_negated())
    }

    fn free_number(&mut self, n: &Scalar, context: Term, f: &mut Freeing<'_, C>) -> Scalar {
        if n.as_constant().is_some() {
            return n.clone();
        }
        let bits = n.bits().iter().map(|b| self.free_term(*b, f)).collect();
        let free = Scalar::new(bits, n.domain().clone());
        if f.numbers.insert((context, free.clone())) {
            let within = match n.domain() {
                Domain::List(values) => {
                    let each: Vec<Term> = values.iter().map(|v| free.is(&mut self.graph, *v)).collect();
                    self.graph.any(each)
                }
                Domain::Interval(low, high) => {
                    let high = high - i64::from(mutant!("induct-form-without-the-largest") && high > low);
                    !free.is_beyond(&mut self.graph, *low, high)
                }
            };
            let fits = self.graph.implies(context, within);
            f.fits.push(fits);
        }
        free
    }

    fn free(&mut self, s: Sym, context: Term, f: &mut Freeing<'_, C>) -> Option<Sym> {
        Some(match f.from.syms.node(s).clone() {
            Node::Undefined => self.syms.undefined(),
            Node::Lazy(_) | Node::Rule(_) => return None,
            Node::Bool(t) => {
                let t = self.free_term(t, f);
                self.syms.bool(t)
            }
            Node::Int(n) => {
                let n = self.free_number(&n, context, f);
                self.syms.add(Node::Int(n))
            }
            Node::Atom(n) => {
                let n = self.free_number(&n, context, f);
                self.syms.add(Node::Atom(n))
            }
            Node::Set(entries) => {
                let mut out = Vec::new();
                for (g, e) in entries.iter() {
                    let g = self.free_term(*g, f);
                    let inside = self.graph.and(context, g);
                    out.push((g, self.free(*e, inside, f)?));
                }
                let most = f.from.most(s);
                let set = self.set_of(out);
                self.no_more_than(set, most.unwrap_or(usize::MAX));
                set
            }
            Node::Tuple { length, items } => {
                let length = self.free_number(&length, context, f);
                let mut out = Vec::new();
                for (i, item) in items.iter().enumerate() {
                    let there = self.longer_than(&length, i);
                    let inside = self.graph.and(context, there);
                    out.push(self.free(*item, inside, f)?);
                }
                self.tuple_of(length, out)
            }
            Node::Record(fields) => {
                let fields: Option<_> = fields.iter().map(|(a, v)| Some((*a, self.free(*v, context, f)?))).collect();
                self.syms.add(Node::Record(fields?))
            }
            Node::Function(entries) => {
                let mut out = Vec::new();
                for (g, k, v) in entries.iter() {
                    let g = self.free_term(*g, f);
                    let inside = self.graph.and(context, g);
                    out.push((g, self.free(*k, inside, f)?, self.free(*v, inside, f)?));
                }
                self.function_of(out)
            }
            Node::Union(alternatives) => {
                let mut out = Vec::new();
                let mut guards = Vec::new();
                for (g, alternative) in alternatives.iter() {
                    let g = self.free_term(*g, f);
                    let inside = self.graph.and(context, g);
                    for other in &guards {
                        let not_both = self.graph.and(inside, *other);
                        f.fits.push(!not_both);
                    }
                    guards.push(g);
                    out.push((g, self.free(*alternative, inside, f)?));
                }
                let one = self.graph.any(guards);
                let fits = self.graph.implies(context, one);
                f.fits.push(fits);
                self.union_of(out)
            }
        })
    }

    /// Equal for two states that differ only in the names of their inputs: these have the same possible values.
    pub fn signature(&self, state: &SymState) -> Vec<u64> {
        let mut out = Vec::new();
        let mut terms = FxHashMap::default();
        state.0.iter().for_each(|s| self.sign(*s, &mut terms, &mut out));
        out
    }

    fn sign(&self, s: Sym, terms: &mut Named, out: &mut Vec<u64>) {
        match self.syms.node(s) {
            Node::Undefined => out.push(2),
            // these equal only themselves
            Node::Lazy(_) | Node::Rule(_) => out.extend([3, u64::from(s.index())]),
            Node::Bool(t) => {
                out.push(4);
                sign_term(*t, terms, out);
            }
            Node::Int(n) => {
                out.push(5);
                sign_number(n, terms, out);
            }
            Node::Atom(n) => {
                out.push(6);
                sign_number(n, terms, out);
            }
            Node::Set(entries) => {
                out.extend([7, entries.len() as u64, self.most(s).map_or(code::END, |n| n as u64)]);
                for (g, e) in entries.iter() {
                    sign_term(*g, terms, out);
                    self.sign(*e, terms, out);
                }
            }
            Node::Tuple { length, items } => {
                out.extend([8, items.len() as u64]);
                sign_number(length, terms, out);
                items.iter().for_each(|x| self.sign(*x, terms, out));
            }
            Node::Record(fields) => {
                out.extend([9, fields.len() as u64]);
                for (a, x) in fields.iter() {
                    out.push(a.rank() as u64);
                    self.sign(*x, terms, out);
                }
            }
            Node::Function(entries) => {
                out.extend([10, entries.len() as u64]);
                for (g, k, v) in entries.iter() {
                    sign_term(*g, terms, out);
                    self.sign(*k, terms, out);
                    self.sign(*v, terms, out);
                }
            }
            Node::Union(alternatives) => {
                out.extend([11, alternatives.len() as u64]);
                for (g, x) in alternatives.iter() {
                    sign_term(*g, terms, out);
                    self.sign(*x, terms, out);
                }
            }
        }
    }
}

/// A condition's number is that of its first occurrence; its sign is relative to that one.
fn sign_term(t: Term, terms: &mut Named, out: &mut Vec<u64>) {
    match t.as_constant() {
        Some(value) => out.push(u64::from(value)),
        None => {
            let next = terms.len() as u64;
            let (number, first) = *terms.entry(t.positive()).or_insert((next, t.is_negated()));
            out.push(code::TERM | number << 1 | u64::from(t.is_negated() != first));
        }
    }
}

fn sign_number(n: &Scalar, terms: &mut Named, out: &mut Vec<u64>) {
    n.bits().iter().for_each(|b| sign_term(*b, terms, out));
    match n.domain() {
        Domain::List(v) => out.extend([12, v.len() as u64].into_iter().chain(v.iter().map(|v| *v as u64))),
        Domain::Interval(low, high) => out.extend([13, *low as u64, *high as u64]),
    }
}
