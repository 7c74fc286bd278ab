//! Functions, records and tuples as functions: construction, application, EXCEPT, DOMAIN.
//!
//! `f[x]` with entries `(g_i, k_i, v_i)` is the value of the entry with `g_i /\ x = k_i`; that none holds is an error
//! (`OutsideDomain`). `[f EXCEPT ![x] = e]` is `ite(x = k_i, e, v_i)` entry by entry; a missing key changes nothing, as in
//! TLC.

use crate::eval::error::ErrorKind;
use crate::logic::Term;
use crate::source::Span;
use crate::symbolic::value::Values;
use crate::symbolic::value::rules::{Need, Rules};
use crate::symbolic::value::scalar::Scalar;
use crate::symbolic::value::sym::{Guarded, Node, Sym};
use crate::value::Atom;
use std::rc::Rc;

pub(in crate::symbolic) type Entry = (Term, Sym, Sym);

impl<C: Rules> Values<C> {
    /// A function in normal form: concrete keys `1..n` make a tuple, string keys a record.
    pub(in crate::symbolic) fn function_of(&mut self, mut entries: Vec<Entry>) -> Sym {
        entries.retain(|e| e.0 != Term::FALSE);
        entries.sort_unstable_by_key(|e| e.1);
        if entries.iter().all(|e| e.0 == Term::TRUE) {
            let ints: Option<Vec<i64>> = entries
                .iter()
                .map(|e| match self.syms.node(e.1) {
                    Node::Int(n) => n.as_constant(),
                    _ => None,
                })
                .collect();
            if let Some(keys) = ints {
                let mut pairs: Vec<(i64, Sym)> = keys.into_iter().zip(entries.iter().map(|e| e.2)).collect();
                pairs.sort_unstable_by_key(|p| p.0);
                if pairs.iter().enumerate().all(|(i, p)| p.0 == i as i64 + 1) {
                    return self.syms.tuple(pairs.into_iter().map(|p| p.1).collect());
                }
            }
            let strings: Option<Vec<Atom>> = entries.iter().map(|e| self.string_constant(e.1)).collect();
            if let Some(keys) = strings {
                let mut fields: Vec<(Atom, Sym)> = keys.into_iter().zip(entries.iter().map(|e| e.2)).collect();
                fields.sort_unstable_by_key(|f| f.0);
                return self.syms.add(Node::Record(fields.into()));
            }
        }
        self.syms.add(Node::Function(entries.into()))
    }

    fn string_constant(&self, s: Sym) -> Option<Atom> {
        match self.syms.node(s) {
            Node::Atom(n) => match self.codes.value(n.as_constant()?) {
                crate::value::Value::Str(a) => Some(a),
                _ => None,
            },
            _ => None,
        }
    }

    /// The entries of a tuple, record or function; `None` for any other value, or a rule that cannot be enumerated.
    pub(in crate::symbolic) fn entries(&mut self, f: Sym) -> Option<Vec<Entry>> {
        match self.syms.node(f).clone() {
            Node::Tuple { length, items } => Some(
                items.iter().enumerate().map(|(i, v)| (self.longer_than(&length, i), self.syms.int(i as i64 + 1), *v)).collect(),
            ),
            Node::Record(fields) => Some(fields.iter().map(|(a, v)| (Term::TRUE, self.string(*a), *v)).collect()),
            Node::Function(entries) => Some(entries.to_vec()),
            Node::Rule(_) => {
                let written = self.written_out(f, Span::NONE)?;
                self.entries(written)
            }
            Node::Undefined | Node::Bool(_) | Node::Int(_) | Node::Atom(_) | Node::Set(_) | Node::Union(_) | Node::Lazy(_) => {
                None
            }
        }
    }

    /// `f[x]`
    pub(in crate::symbolic) fn apply(&mut self, f: Sym, x: Sym, span: Span) -> Sym {
        self.apply_for(Need::Whole, f, x, span)
    }

    /// `f[x]`, as far as it is needed.
    pub(in crate::symbolic) fn apply_for(&mut self, need: Need, f: Sym, x: Sym, span: Span) -> Sym {
        if self.path() == Term::FALSE || self.syms.is_undefined(x) {
            return self.syms.undefined();
        }
        let mut cases = Vec::new();
        for (g, alt) in self.syms.alternatives(f) {
            let v = self.under(g, |enc| enc.apply_one(need, alt, x, span));
            cases.push((g, v));
        }
        self.select(&cases)
    }

    fn apply_one(&mut self, need: Need, f: Sym, x: Sym, span: Span) -> Sym {
        match self.syms.node(f).clone() {
            Node::Undefined => f,
            Node::Rule(rule) => C::apply(self, need, rule, x, span),
            Node::Tuple { length, items } => {
                // `q[1]` of a non-empty queue is its first item, without any search
                if let Node::Int(n) = self.syms.node(x)
                    && let Some(i) = n.as_constant()
                {
                    if i < 1 || i > items.len() as i64 {
                        self.fail(ErrorKind::OutsideDomain, span, Term::TRUE);
                        return self.syms.undefined();
                    }
                    let there = self.longer_than(&length, i as usize - 1);
                    self.fail(ErrorKind::OutsideDomain, span, !there);
                    return items[i as usize - 1];
                }
                let entries = self.entries(f).unwrap_or_default();
                self.apply_entries(&entries, x, span)
            }
            Node::Record(_) | Node::Function(_) => {
                let entries = self.entries(f).unwrap_or_default();
                self.apply_entries(&entries, x, span)
            }
            Node::Bool(_) | Node::Int(_) | Node::Atom(_) | Node::Set(_) | Node::Union(_) | Node::Lazy(_) => {
                self.fail(ErrorKind::Type, span, Term::TRUE);
                self.syms.undefined()
            }
        }
    }

    fn apply_entries(&mut self, entries: &[Entry], x: Sym, span: Span) -> Sym {
        let matches = self.matches(entries, x, span);
        let any = self.graph.any(matches.iter().copied());
        self.fail(ErrorKind::OutsideDomain, span, !any);
        let cases: Vec<Guarded> = matches.into_iter().zip(entries).map(|(m, e)| (m, e.2)).collect();
        self.select(&cases)
    }

    /// For each entry, the condition that it is there and its key is `x`.
    fn matches(&mut self, entries: &[Entry], x: Sym, span: Span) -> Vec<Term> {
        entries
            .iter()
            .map(|(g, k, _)| {
                let same = self.under(*g, |enc| enc.equal(x, *k, span));
                self.graph.and(*g, same)
            })
            .collect()
    }

    /// `r.field`
    pub(in crate::symbolic) fn field(&mut self, r: Sym, field: Atom, span: Span) -> Sym {
        let mut cases = Vec::new();
        for (g, alt) in self.syms.alternatives(r) {
            let v = self.under(g, |enc| enc.field_of_one(alt, field, span));
            cases.push((g, v));
        }
        self.select(&cases)
    }

    fn field_of_one(&mut self, r: Sym, field: Atom, span: Span) -> Sym {
        match self.syms.node(r).clone() {
            Node::Undefined => r,
            Node::Record(fields) => match fields.iter().find(|f| f.0 == field) {
                Some(f) => f.1,
                None => {
                    self.fail(ErrorKind::NoField, span, Term::TRUE);
                    self.syms.undefined()
                }
            },
            Node::Function(_) | Node::Rule(_) => {
                let key = self.string(field);
                self.apply_one(Need::Whole, r, key, span)
            }
            Node::Tuple { .. } | Node::Bool(_) | Node::Int(_) | Node::Atom(_) | Node::Set(_) | Node::Union(_) | Node::Lazy(_) => {
                self.fail(ErrorKind::Type, span, Term::TRUE);
                self.syms.undefined()
            }
        }
    }

    /// `DOMAIN f`
    pub(in crate::symbolic) fn domain(&mut self, f: Sym, span: Span) -> Sym {
        let mut cases = Vec::new();
        for (g, alt) in self.syms.alternatives(f) {
            let d = self.under(g, |enc| match enc.syms.node(alt).clone() {
                Node::Undefined => alt,
                Node::Rule(rule) => {
                    let domain = C::domain(enc, rule, span);
                    // TLC enumerates a function that is not recursive first, and reports its errors
                    if !enc.cx.is_recursive(rule) && !enc.is_infinite(domain) {
                        enc.written_out(alt, span);
                    }
                    domain
                }
                Node::Tuple { .. } | Node::Record(_) | Node::Function(_) => {
                    let entries = enc.entries(alt).unwrap_or_default();
                    enc.set_of(entries.into_iter().map(|(g, k, _)| (g, k)).collect())
                }
                Node::Bool(_) | Node::Int(_) | Node::Atom(_) | Node::Set(_) | Node::Union(_) | Node::Lazy(_) => {
                    enc.fail(ErrorKind::Type, span, Term::TRUE);
                    enc.syms.undefined()
                }
            });
            cases.push((g, d));
        }
        self.select(&cases)
    }

    /// `f` with the value at the end of the path replaced by `new` of it.
    pub(in crate::symbolic) fn except_at(
        &mut self,
        f: Sym,
        path: &[Sym],
        span: Span,
        new: &mut dyn FnMut(&mut Self, Sym) -> Sym,
    ) -> Sym {
        let Some((x, rest)) = path.split_first() else { return new(self, f) };
        let mut cases = Vec::new();
        for (g, alt) in self.syms.alternatives(f) {
            let v = self.under(g, |enc| enc.except_one(alt, *x, rest, span, new));
            cases.push((g, v));
        }
        self.select(&cases)
    }

    fn except_one(&mut self, f: Sym, x: Sym, rest: &[Sym], span: Span, new: &mut dyn FnMut(&mut Self, Sym) -> Sym) -> Sym {
        let (entries, found) = self.apart(|enc| enc.entries(f));
        if !found.is_empty() {
            return self.unsupported(span, "EXCEPT of a function that cannot be enumerated");
        }
        let Some(entries) = entries else {
            if !self.syms.is_undefined(f) {
                self.fail(ErrorKind::Type, span, Term::TRUE);
            }
            return self.syms.undefined();
        };
        let matches = self.matches(&entries, x, span);
        let any = self.graph.any(matches.iter().copied());
        if any == Term::FALSE {
            return f;
        }
        // the new value is computed once, from the old value at x, whichever entry that is
        let cases: Vec<Guarded> = matches.iter().zip(&entries).map(|(m, e)| (*m, e.2)).collect();
        let old = self.under(any, |enc| enc.select(&cases));
        let new = self.under(any, |enc| enc.except_at(old, rest, span, new));
        let values: Vec<Sym> = matches.iter().zip(&entries).map(|(m, e)| self.merge(*m, new, e.2)).collect();
        match self.syms.node(f).clone() {
            Node::Tuple { length, .. } => self.tuple_of(length, values),
            Node::Record(fields) => {
                let fields: Rc<[(Atom, Sym)]> = fields.iter().zip(values).map(|(f, v)| (f.0, v)).collect();
                self.syms.add(Node::Record(fields))
            }
            _ => self.function_of(entries.into_iter().zip(values).map(|((g, k, _), v)| (g, k, v)).collect()),
        }
    }

    /// A function with every entry of a rule computed; `None` if its domain cannot be enumerated.
    pub(in crate::symbolic) fn written_out(&mut self, f: Sym, span: Span) -> Option<Sym> {
        let Node::Rule(rule) = *self.syms.node(f) else { return Some(f) };
        let domain = C::domain(self, rule, span);
        if self.syms.is_undefined(domain) {
            return None;
        }
        let keys = self.elements(domain, span);
        let mut entries = Vec::new();
        for (g, k) in keys {
            let v = self.under(g, |enc| C::apply(enc, Need::Whole, rule, k, span));
            entries.push((g, k, v));
        }
        Some(self.function_of(entries))
    }

    /// Item `i` of what must be a tuple of `n` items (a pattern `<<x, y>>`).
    pub(in crate::symbolic) fn component(&mut self, x: Sym, i: usize, n: usize, span: Span) -> Sym {
        if let Node::Tuple { length, .. } = self.syms.node(x).clone() {
            let fits = length.is(&mut self.graph, n as i64);
            self.fail(ErrorKind::Type, span, !fits);
            return self.under(fits, |enc| {
                let index = enc.syms.add(Node::Int(Scalar::constant(i as i64 + 1)));
                enc.apply(x, index, span)
            });
        }
        let index = self.syms.int(i as i64 + 1);
        self.apply(x, index, span)
    }
}
