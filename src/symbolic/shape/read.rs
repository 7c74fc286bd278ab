//! The atoms of any symbolic state, and the condition that it leaves the shape.
//!
//! In: shapes and a symbolic state. Out: the truth of each atom, in the order of [`Values::free_state`]. The equations, where `s` is used where
//! `there` holds and has the alternatives `(g, x)`:
//!
//! ```text
//!     x = v          there /\ \E (g, x) : g /\ x = v                     leaves where no value of the shape is x
//!     v \in x        there /\ \E (g, x), (c, e) in x : g /\ c /\ e = v   leaves where c /\ e is not in the universe
//!     x[k]           the value of the entry whose key is k              leaves where x has no such key, or another one
//! ```

use super::build::Where;
use super::{Key, Shape};
use crate::logic::Term;
use crate::source::Span;
use crate::symbolic::value::rules::Rules;
use crate::symbolic::value::scalar::Scalar;
use crate::symbolic::value::sym::{Class, Guarded, Node, Sym};
use crate::symbolic::value::{SymState, Values};
use crate::value::{Value, order};

/// A state's atoms.
pub struct Read {
    /// The truth of each atom.
    pub terms: Vec<Term>,
    /// Some value is outside the shape.
    pub leaves: Term,
}

#[derive(Default)]
struct Reading {
    terms: Vec<Term>,
    leaves: Vec<Term>,
}

impl<C: Rules> Values<C> {
    /// The atoms of a state.
    pub fn read_atoms(&mut self, state: &SymState, shapes: &[Shape]) -> Read {
        let mut r = Reading::default();
        for (s, shape) in state.0.iter().zip(shapes) {
            self.read_value(*s, shape, Where::ALWAYS, &mut r);
        }
        Read { terms: r.terms, leaves: self.graph.any(r.leaves) }
    }

    fn read_value(&mut self, s: Sym, shape: &Shape, at: Where, r: &mut Reading) {
        let there = at.there;
        if let Shape::Union(all) = shape {
            self.read_union(s, all, there, r);
            return;
        }
        let alternatives = self.syms.alternatives(s);
        let covered = match shape {
            Shape::OneOf(values) => self.read_scalar(&alternatives, values, at, r),
            Shape::Set(universe) => self.read_set(&alternatives, universe, there, r),
            Shape::Tuple { lengths, items } => self.read_tuple(&alternatives, (lengths, items), at, r),
            Shape::Record(fields) => {
                let names: Vec<_> = fields.iter().map(|f| f.0).collect();
                let mut rows = Vec::new();
                for (g, x) in &alternatives {
                    if let Node::Record(v) = self.syms.node(*x)
                        && v.iter().map(|f| f.0).eq(names.iter().copied())
                    {
                        rows.push((*g, v.clone()));
                    }
                }
                let covered = self.graph.any(rows.iter().map(|row| row.0));
                let inside = Where { there: self.graph.and(there, covered), ..at };
                for (i, (_, field)) in fields.iter().enumerate() {
                    let cases: Vec<Guarded> = rows.iter().map(|(g, v)| (*g, v[i].1)).collect();
                    let x = self.select(&cases);
                    self.read_value(x, field, inside, r);
                }
                covered
            }
            Shape::Function(keys) => self.read_function(&alternatives, keys, at, r),
            Shape::Union(_) => Term::TRUE,
        };
        let leaves = self.graph.and(there, !covered);
        r.leaves.push(leaves);
    }

    fn read_union(&mut self, s: Sym, all: &[Shape], there: Term, r: &mut Reading) {
        let alternatives = self.syms.alternatives(s);
        let empty_is_tuple = all.iter().any(Shape::has_empty_sequence);
        let mut some = Vec::new();
        for shape in all {
            let mut live = Vec::new();
            for (g, x) in &alternatives {
                live.extend(self.of_class(*g, *x, shape, empty_is_tuple));
            }
            let g = self.graph.any(live.iter().map(|a| a.0));
            let inside = self.graph.and(there, g);
            r.terms.push(inside);
            some.push(g);
            let x = self.union_of(live);
            self.read_value(x, shape, Where { there: inside, always: false }, r);
        }
        let some = self.graph.any(some);
        let leaves = self.graph.and(there, !some);
        r.leaves.push(leaves);
    }

    /// The part of an alternative that belongs to a shape of one class. The function without keys is the empty sequence: it belongs to
    /// the sequences of a union if these have an empty one, and otherwise to its functions.
    fn of_class(&mut self, g: Term, x: Sym, shape: &Shape, empty_is_tuple: bool) -> Option<Guarded> {
        let (class, of) = (self.syms.class(x), shape.class());
        match self.syms.node(x).clone() {
            Node::Tuple { length, .. } if of == Class::Function && !empty_is_tuple => {
                let empty = length.is(&mut self.graph, 0);
                Some((self.graph.and(g, empty), x))
            }
            Node::Function(entries) if empty_is_tuple && matches!(of, Class::Function | Class::Tuple) => {
                let some = self.graph.any(entries.iter().map(|e| e.0));
                Some((self.graph.and(g, some.negate_if(of == Class::Tuple)), x))
            }
            _ => (class == of).then_some((g, x)),
        }
    }

    fn read_scalar(&mut self, alternatives: &[Guarded], values: &[Value], at: Where, r: &mut Reading) -> Term {
        let mut each = Vec::new();
        for v in values {
            let mut parts = Vec::new();
            for (g, x) in alternatives {
                let is = self.is_scalar(*x, v);
                parts.push(self.graph.and(*g, is));
            }
            each.push(self.graph.any(parts));
        }
        for t in &each[at.told(values)] {
            let t = if mutant!("shape-scalar-read-where-absent") { *t } else { self.graph.and(at.there, *t) };
            r.terms.push(t);
        }
        // a scalar has a value of its domain wherever it is used
        let mut covered = each;
        for (g, x) in alternatives {
            if self.all_within(*x, values) || mutant!("shape-scalar-clipped") {
                covered.push(*g);
            }
        }
        self.graph.any(covered)
    }

    /// `x = v` for a scalar `v`; FALSE for another class.
    fn is_scalar(&mut self, x: Sym, v: &Value) -> Term {
        match (self.syms.node(x).clone(), v) {
            (Node::Bool(t), Value::Bool(b)) => t.negate_if(!b),
            (Node::Int(n), Value::Int(i)) => n.is(&mut self.graph, *i),
            (Node::Atom(n), Value::Str(_) | Value::Model(_)) => {
                let code = self.code_of(v);
                n.is(&mut self.graph, code)
            }
            _ => Term::FALSE,
        }
    }

    /// Is every value of the scalar one of these?
    fn all_within(&self, x: Sym, values: &[Value]) -> bool {
        let find = |v: Value| values.binary_search_by(|w| order::compare(w, &v)).is_ok();
        let small = |n: &Scalar| n.domain().size() <= values.len() as u64;
        match self.syms.node(x) {
            Node::Bool(t) => match t.as_constant() {
                Some(b) => find(Value::Bool(b)),
                None => values.len() == 2 && find(Value::Bool(true)),
            },
            Node::Int(n) => small(n) && n.domain().values().into_iter().all(|v| find(Value::Int(v))),
            Node::Atom(n) => small(n) && n.domain().values().into_iter().all(|c| find(self.codes.value(c))),
            _ => false,
        }
    }

    fn read_set(&mut self, alternatives: &[Guarded], universe: &[Value], there: Term, r: &mut Reading) -> Term {
        let elements: Vec<Sym> = universe.iter().map(|v| self.of_value(v)).collect();
        let mut parts: Vec<Vec<Term>> = vec![Vec::new(); universe.len()];
        let (mut covered, mut beyond) = (Vec::new(), Vec::new());
        for (g, x) in alternatives {
            let Node::Set(entries) = self.syms.node(*x).clone() else { continue };
            covered.push(*g);
            for (c, e) in entries.iter() {
                let here = self.graph.and(*g, *c);
                let mut among = Vec::new();
                if let Some(i) = elements.iter().position(|u| u == e) {
                    parts[i].push(here);
                    continue;
                }
                for (i, u) in elements.iter().enumerate() {
                    let same = self.is_same(*e, *u);
                    among.push(same);
                    parts[i].push(self.graph.and(here, same));
                }
                let inside = self.graph.any(among);
                if !self.known_within(*e, universe) && !mutant!("shape-elements-clipped") {
                    beyond.push(self.graph.and(here, !inside));
                }
            }
        }
        for part in parts {
            let has = self.graph.any(part);
            let has = if mutant!("shape-element-read-where-absent") { has } else { self.graph.and(there, has) };
            r.terms.push(has);
        }
        let covered = self.graph.any(covered);
        let beyond = self.graph.any(beyond);
        self.graph.and(covered, !beyond)
    }

    /// Do the domains tell that the element is in the universe?
    fn known_within(&self, e: Sym, universe: &[Value]) -> bool {
        let find = |v: &Value| universe.binary_search_by(|w| order::compare(w, v)).is_ok();
        self.possible_values(e).is_some_and(|all| all.iter().all(find))
    }

    /// `a = b`; values of different kinds are different.
    fn is_same(&mut self, a: Sym, b: Sym) -> Term {
        if a == b {
            return Term::TRUE;
        }
        self.apart(|v| v.equal(a, b, Span::NONE)).0
    }

    fn read_tuple(
        &mut self,
        alternatives: &[Guarded],
        (lengths, items): (&[usize], &[Shape]),
        at: Where,
        r: &mut Reading,
    ) -> Term {
        let there = at.there;
        let mut rows = Vec::new();
        for (g, x) in alternatives {
            match self.syms.node(*x).clone() {
                Node::Tuple { length, items } => rows.push((*g, length, items)),
                // the function without keys
                Node::Function(entries) => {
                    let some = self.graph.any(entries.iter().map(|e| e.0));
                    rows.push((self.graph.and(*g, !some), Scalar::constant(0), [].into()));
                }
                _ => {}
            }
        }
        let mut covered = Vec::new();
        for n in lengths {
            let mut parts = Vec::new();
            for (g, length, _) in &rows {
                let is = length.is(&mut self.graph, *n as i64);
                parts.push(self.graph.and(*g, is));
            }
            let is = self.graph.any(parts);
            covered.push(is);
            if lengths.len() > 1 {
                let is = if mutant!("shape-length-read-where-absent") { is } else { self.graph.and(there, is) };
                r.terms.push(is);
            }
        }
        for (g, length, _) in &rows {
            let clips = mutant!("shape-sequences-clipped");
            if clips || length.domain().values().iter().all(|n| lengths.iter().any(|m| *m as i64 == *n)) {
                covered.push(*g);
            }
        }
        let covered = self.graph.any(covered);
        for (i, shape) in items.iter().enumerate() {
            let mut cases = Vec::new();
            for (g, length, v) in &rows {
                if let Some(item) = v.get(i) {
                    let longer = self.longer_than(length, i);
                    let here = self.graph.and(*g, longer);
                    cases.push((here, *item));
                }
            }
            let here = self.graph.any(cases.iter().map(|c| c.0));
            let here = self.graph.all([there, covered, here]);
            let item = self.select(&cases);
            self.read_value(item, shape, Where { there: here, always: at.always && lengths[0] > i }, r);
        }
        covered
    }

    fn read_function(&mut self, alternatives: &[Guarded], keys: &[Key], at: Where, r: &mut Reading) -> Term {
        let there = at.there;
        let mut entries = Vec::new();
        let mut covered = Vec::new();
        for (g, x) in alternatives {
            match self.syms.node(*x).clone() {
                Node::Function(v) => {
                    covered.push(*g);
                    for (c, k, value) in v.iter() {
                        entries.push((self.graph.and(*g, *c), *k, *value));
                    }
                }
                Node::Tuple { length, .. } => {
                    let empty = length.is(&mut self.graph, 0);
                    covered.push(self.graph.and(*g, empty));
                }
                _ => {}
            }
        }
        let covered = self.graph.any(covered);
        let known: Vec<Sym> = keys.iter().map(|k| self.of_value(&k.key)).collect();
        let mut good = vec![covered];
        for (c, k, _) in &entries {
            if known.contains(k) {
                continue;
            }
            let mut among = Vec::new();
            for u in &known {
                among.push(self.is_same(*k, *u));
            }
            let inside = self.graph.any(among);
            let stray = self.graph.and(*c, !inside);
            if !mutant!("shape-keys-clipped") {
                good.push(!stray);
            }
        }
        for (key, u) in keys.iter().zip(&known) {
            let mut cases = Vec::new();
            for (c, k, value) in &entries {
                let same = self.is_same(*k, *u);
                let here = self.graph.and(*c, same);
                if here != Term::FALSE {
                    cases.push((here, *value));
                }
            }
            let has = self.graph.any(cases.iter().map(|c| c.0));
            let here = self.graph.all([there, covered, has]);
            if key.always {
                good.push(has);
            } else {
                r.terms.push(here);
            }
            let value = self.select(&cases);
            self.read_value(value, &key.shape, Where { there: here, always: at.always && key.always }, r);
        }
        self.graph.all(good)
    }
}
