//! `IF c THEN a ELSE b` on symbolic values, part by part.
//!
//! - scalars: bit by bit;
//! - tuples: lengths merge, items merge position by position, a position that only one side has is that side's;
//! - records with the same fields: field by field;
//! - functions and sets: entries with the same key or element share one condition `ite(c, ga, gb)`; the others keep
//!   their own, `c /\ ga` or `~c /\ gb`;
//! - symbolic elements of sets that only one side has are *paired*: `(ite(c, ga, gb), merge(c, ea, eb))`. Only one side
//!   exists, so one cell serves both, and a set's cells count the insertions on one path, not on all;
//! - unlike kinds: a union of alternatives.

use crate::logic::Term;
use crate::symbolic::value::rules::Rules;
use crate::symbolic::value::scalar::Scalar;
use crate::symbolic::value::sym::{Class, Guarded, Node, Sym};
use crate::symbolic::value::{SymState, Values};
use itertools::Itertools;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::rc::Rc;

/// The entries of two merged values for one key or class.
type Sides = (Option<Guarded>, Option<Guarded>);

impl<C: Rules> Values<C> {
    /// `IF c THEN a ELSE b`
    pub(in crate::symbolic) fn merge(&mut self, c: Term, a: Sym, b: Sym) -> Sym {
        if let Some(known) = c.as_constant() {
            return if known { a } else { b };
        }
        if a == b || self.syms.is_undefined(b) {
            return a;
        }
        if self.syms.is_undefined(a) {
            return b;
        }
        if c.is_negated() {
            return self.merge(!c, b, a);
        }
        if let Some(&m) = self.merged.get(&(c, a, b)) {
            return m;
        }
        let m = self.merge_parts(c, a, b);
        self.merged.insert((c, a, b), m);
        m
    }

    /// `IF c THEN a ELSE b` on states.
    pub fn either_state(&mut self, c: Term, a: &SymState, b: &SymState) -> SymState {
        SymState(a.0.iter().zip(&b.0).map(|(x, y)| self.merge(c, *x, *y)).collect())
    }

    fn merge_parts(&mut self, c: Term, a: Sym, b: Sym) -> Sym {
        let (class_a, class_b) = (self.syms.class(a), self.syms.class(b));
        if class_a != class_b || class_a == Class::Union {
            return self.merge_alternatives(c, a, b);
        }
        match (self.syms.node(a).clone(), self.syms.node(b).clone()) {
            (Node::Bool(x), Node::Bool(y)) => {
                let t = self.graph.ite(c, x, y);
                self.syms.bool(t)
            }
            (Node::Int(x), Node::Int(y)) => {
                let n = Scalar::merge(&mut self.graph, c, &x, &y);
                self.syms.add(Node::Int(n))
            }
            (Node::Atom(x), Node::Atom(y)) => {
                let n = Scalar::merge(&mut self.graph, c, &x, &y);
                self.syms.add(Node::Atom(n))
            }
            (Node::Tuple { length: l, items: x }, Node::Tuple { length: m, items: y }) => {
                let length = if mutant!("merge-left-length") { l } else { Scalar::merge(&mut self.graph, c, &l, &m) };
                let items = x
                    .iter()
                    .zip_longest(y.iter())
                    .map(|pair| match pair {
                        itertools::EitherOrBoth::Both(x, y) => self.merge(c, *x, *y),
                        itertools::EitherOrBoth::Left(x) | itertools::EitherOrBoth::Right(x) => *x,
                    })
                    .collect();
                self.tuple_of(length, items)
            }
            (Node::Record(x), Node::Record(y)) => {
                let fields: Rc<[_]> = x.iter().zip(y.iter()).map(|(f, g)| (f.0, self.merge(c, f.1, g.1))).collect();
                self.syms.add(Node::Record(fields))
            }
            (Node::Set(x), Node::Set(y)) => {
                let most = if mutant!("merge-fewest-elements") {
                    self.most(a).min(self.most(b)).map(|n| n.min(1))
                } else {
                    self.most(a).max(self.most(b))
                };
                let merged = self.merge_sets(c, &x, &y);
                self.no_more_than(merged, most.unwrap_or(usize::MAX));
                merged
            }
            (Node::Function(x), Node::Function(y)) => {
                let mut entries: BTreeMap<Sym, Sides> = BTreeMap::new();
                for (g, k, v) in x.iter() {
                    entries.entry(*k).or_default().0 = Some((*g, *v));
                }
                for (g, k, v) in y.iter() {
                    entries.entry(*k).or_default().1 = Some((*g, *v));
                }
                let mut out = Vec::new();
                for (k, sides) in entries {
                    out.push(match sides {
                        (Some((g, v)), Some((h, w))) => (self.graph.ite(c, g, h), k, self.merge(c, v, w)),
                        (Some((g, v)), None) if mutant!("merge-key-on-both-sides") => (g, k, v),
                        (Some((g, v)), None) => (self.graph.and(c, g), k, v),
                        (None, Some((h, w))) => (self.graph.and(!c, h), k, w),
                        (None, None) => unreachable!("symbolic: every key has an entry"),
                    });
                }
                self.function_of(out)
            }
            (x, y) => unreachable!("symbolic: {x:?} and {y:?} are of one class"),
        }
    }

    fn merge_sets(&mut self, c: Term, x: &[Guarded], y: &[Guarded]) -> Sym {
        let (mut only_x, mut only_y, mut out): (Vec<Guarded>, Vec<Guarded>, Vec<Guarded>) = Default::default();
        let right: FxHashMap<Sym, Term> = y.iter().map(|(g, e)| (*e, *g)).collect();
        let left: FxHashMap<Sym, Term> = x.iter().map(|(g, e)| (*e, *g)).collect();
        for (g, e) in x {
            match right.get(e) {
                Some(h) if mutant!("merge-element-of-either") => out.push((self.graph.or(*g, *h), *e)),
                Some(h) => out.push((self.graph.ite(c, *g, *h), *e)),
                None => only_x.push((*g, *e)),
            }
        }
        only_y.extend(y.iter().filter(|(_, e)| !left.contains_key(e)));
        // Masks stay masks while the universe is small; past that, what only one side has is paired into cells.
        let concrete = |v: &[Guarded], s: &Self| v.iter().filter(|(_, e)| s.syms.is_concrete(*e)).count();
        let universe = concrete(&out, self) + concrete(&only_x, self) + concrete(&only_y, self);
        let mut waiting: BTreeMap<Class, Vec<Guarded>> = BTreeMap::new();
        for (g, e) in only_y {
            if self.stays_in_mask(e, universe) {
                out.push((self.graph.and(!c, g), e));
            } else {
                waiting.entry(self.syms.class(e)).or_default().push((g, e));
            }
        }
        for (g, e) in only_x {
            if self.stays_in_mask(e, universe) {
                out.push((self.graph.and(c, g), e));
                continue;
            }
            match waiting.get_mut(&self.syms.class(e)).filter(|v| !v.is_empty()).map(|v| v.remove(0)) {
                Some((h, f)) => {
                    let guard = self.graph.ite(c, g, h);
                    let cell = self.merge(c, e, f);
                    out.push((guard, cell));
                }
                None => out.push((self.graph.and(c, g), e)),
            }
        }
        for (h, f) in waiting.into_values().flatten().skip(usize::from(mutant!("merge-drops-a-cell"))) {
            out.push((self.graph.and(!c, h), f));
        }
        self.set_of(out)
    }

    fn merge_alternatives(&mut self, c: Term, a: Sym, b: Sym) -> Sym {
        let mut sides: BTreeMap<Class, Sides> = BTreeMap::new();
        for (g, s) in self.syms.alternatives(a) {
            sides.entry(self.syms.class(s)).or_default().0 = Some((g, s));
        }
        for (g, s) in self.syms.alternatives(b) {
            sides.entry(self.syms.class(s)).or_default().1 = Some((g, s));
        }
        let mut out = Vec::new();
        for side in sides.into_values() {
            out.push(match side {
                (Some((g, s)), Some((h, t))) => (self.graph.ite(c, g, h), self.merge(c, s, t)),
                (Some((g, s)), None) => (self.graph.and(c, g), s),
                (None, Some((_, t))) if mutant!("merge-alternative-negated") => (c, t),
                (None, Some((h, t))) => (self.graph.and(!c, h), t),
                (None, None) => unreachable!("symbolic: every class has an alternative"),
            });
        }
        self.union_of(out)
    }

    /// Alternatives of different classes, as one value.
    pub(in crate::symbolic) fn union_of(&mut self, mut alternatives: Vec<Guarded>) -> Sym {
        alternatives.retain(|(g, s)| *g != Term::FALSE && !self.syms.is_undefined(*s));
        match alternatives.as_slice() {
            [] => self.syms.undefined(),
            [(_, s)] => *s,
            _ => self.syms.add(Node::Union(alternatives.into())),
        }
    }

    /// The value of the first case whose condition holds. One of them holds wherever the result is used.
    pub(in crate::symbolic) fn select(&mut self, cases: &[Guarded]) -> Sym {
        let mut live = cases.iter().filter(|(g, s)| *g != Term::FALSE && !self.syms.is_undefined(*s)).copied().collect_vec();
        // the most frequent value last: it needs no condition
        let counts = live.iter().map(|c| c.1).counts();
        if let Some((&common, _)) = counts.iter().max_by_key(|(s, n)| (**n, **s))
            && (self.exclusive(&live) || mutant!("merge-any-order-of-cases"))
        {
            live.sort_by_key(|(_, s)| *s == common);
        }
        let Some((_, mut result)) = live.pop() else { return self.syms.undefined() };
        while let Some((g, s)) = live.pop() {
            result = self.merge(g, s, result);
        }
        result
    }

    /// Whether the cases exclude each other pairwise by folding, so that their order does not matter.
    fn exclusive(&mut self, cases: &[Guarded]) -> bool {
        cases.len() <= 8 && cases.iter().tuple_combinations().all(|(a, b)| a.1 == b.1 || self.graph.and(a.0, b.0) == Term::FALSE)
    }

    /// A tuple without items past its largest length.
    pub(in crate::symbolic) fn tuple_of(&mut self, length: Scalar, mut items: Vec<Sym>) -> Sym {
        items.truncate(length.domain().high().max(0) as usize);
        self.syms.add(Node::Tuple { length, items: items.into() })
    }
}
