//! `a = b` on symbolic values, and where TLC refuses to compare.
//!
//! - scalars: bit by bit; booleans: equivalence;
//! - sets: each element of one is in the other; tuples: same length, same items below it; records with the same
//!   fields: field by field; functions otherwise: same domain, same values where keys are equal;
//! - a model value differs from every other value; any other two values of different kinds are an error
//!   (`tlc2/value/impl/*Value.java`, `equals`), functions, records and tuples being one kind.

use crate::eval::error::ErrorKind;
use crate::logic::Term;
use crate::source::Span;
use crate::symbolic::value::rules::Rules;
use crate::symbolic::value::scalar::Scalar;
use crate::symbolic::value::sym::{Class, Guarded, Join, Lazy, Node, Sym};
use crate::symbolic::value::{SymState, Values};
use std::collections::BTreeSet;

impl<C: Rules> Values<C> {
    /// `a = b`
    pub(in crate::symbolic) fn equal(&mut self, a: Sym, b: Sym, span: Span) -> Term {
        if a == b && !matches!(self.syms.node(a), Node::Lazy(_)) {
            return Term::TRUE;
        }
        if self.path() == Term::FALSE {
            return Term::FALSE;
        }
        match (self.syms.node(a).clone(), self.syms.node(b).clone()) {
            (Node::Undefined, _) | (_, Node::Undefined) => Term::FALSE,
            (Node::Union(x), Node::Union(y)) => self.equal_alternatives(&x, &y, span),
            (Node::Union(x), _) => self.equal_alternatives(&x, &[(Term::TRUE, b)], span),
            (_, Node::Union(y)) => self.equal_alternatives(&[(Term::TRUE, a)], &y, span),
            (Node::Bool(x), Node::Bool(y)) => self.graph.iff(x, y),
            (Node::Int(x), Node::Int(y)) => Scalar::equal(&mut self.graph, &x, &y),
            (Node::Atom(x), Node::Atom(y)) => {
                self.refuse_types(&x, &y, span);
                Scalar::equal(&mut self.graph, &x, &y)
            }
            (Node::Atom(x), _) => self.unlike(&x, span),
            (_, Node::Atom(y)) => self.unlike(&y, span),
            (Node::Set(x), Node::Set(y))
                if self.syms.is_concrete(a) && self.syms.is_concrete(b) && (x.len() != y.len() || !self.may_refuse(a, b)) =>
            {
                Term::FALSE
            }
            (Node::Set(x), Node::Set(y)) => self.equal_sets(&x, &y, span),
            // as TLC compares them, without writing them out
            (Node::Lazy(Lazy::Powerset(x)), Node::Lazy(Lazy::Powerset(y))) => self.equal(x, y, span),
            (Node::Lazy(Lazy::Sequences(x)), Node::Lazy(Lazy::Sequences(y))) => self.equal(x, y, span),
            (Node::Lazy(Lazy::Functions { domain: d, range: r }), Node::Lazy(Lazy::Functions { domain: e, range: s })) => {
                self.equal_function_sets((d, r), (e, s), span)
            }
            (Node::Lazy(Lazy::Records(x)), Node::Lazy(Lazy::Records(y))) => {
                let alike = x.iter().map(|f| f.0).eq(y.iter().map(|f| f.0));
                let sets = |fields: &[(crate::value::Atom, Sym)]| fields.iter().map(|f| f.1).collect::<Vec<_>>();
                self.equal_products(alike, &sets(&x), &sets(&y), span)
            }
            (Node::Lazy(Lazy::Product(x)), Node::Lazy(Lazy::Product(y))) => self.equal_products(x.len() == y.len(), &x, &y, span),
            (Node::Lazy(Lazy::Interval { low: a, high: b }), Node::Lazy(Lazy::Interval { low: c, high: d })) => {
                self.equal_intervals((&a, &b), (&c, &d))
            }
            // the same written down twice: Nat = Nat, but [a : Nat] = [a : Nat] would be written out
            (Node::Lazy(x), Node::Lazy(y))
                if matches!(x, Lazy::Nat | Lazy::Int | Lazy::Strings)
                    && self.is_infinite(b)
                    && !matches!(y, Lazy::Filter { .. } | Lazy::Image { .. } | Lazy::Join { .. }) =>
            {
                Term::constant(a == b)
            }
            (Node::Lazy(Lazy::Join { op: Join::Union, left, right }), Node::Lazy(_)) if self.joins_infinite(left, right) => {
                self.equal_joined(left, span, &mut |enc| enc.equal(right, b, span))
            }
            (Node::Lazy(_), Node::Lazy(Lazy::Join { op: Join::Union, left, right })) if self.joins_infinite(left, right) => {
                self.equal_joined(left, span, &mut |enc| enc.equal(a, right, span))
            }
            (Node::Set(_) | Node::Lazy(_), Node::Set(_) | Node::Lazy(_)) => {
                let (x, y) = (self.elements(a, span), self.elements(b, span));
                self.equal_sets(&x, &y, span)
            }
            (Node::Tuple { length: l, items: x }, Node::Tuple { length: m, items: y }) => {
                let mut same = Scalar::equal(&mut self.graph, &l, &m);
                for (i, (p, q)) in x.iter().zip(y.iter()).enumerate() {
                    let there = self.longer_than(&l, i);
                    let compared = self.graph.and(same, there);
                    let eq = self.under(compared, |enc| enc.equal(*p, *q, span));
                    let part = self.graph.implies(there, eq);
                    same = self.graph.and(same, part);
                }
                same
            }
            (Node::Record(x), Node::Record(y)) => {
                if self.syms.class(a) != self.syms.class(b) {
                    return Term::FALSE;
                }
                let mut same = Term::TRUE;
                for (p, q) in x.iter().zip(y.iter()) {
                    let eq = self.under(same, |enc| enc.equal(p.1, q.1, span));
                    same = self.graph.and(same, eq);
                }
                same
            }
            (Node::Rule(_), _) => match self.written_out(a, span) {
                Some(f) => self.equal(f, b, span),
                None => Term::FALSE,
            },
            (_, Node::Rule(_)) => match self.written_out(b, span) {
                Some(f) => self.equal(a, f, span),
                None => Term::FALSE,
            },
            (
                Node::Tuple { .. } | Node::Record(_) | Node::Function(_),
                Node::Tuple { .. } | Node::Record(_) | Node::Function(_),
            ) => self.equal_functions(a, b, span),
            (
                Node::Bool(_)
                | Node::Int(_)
                | Node::Set(_)
                | Node::Lazy(_)
                | Node::Tuple { .. }
                | Node::Record(_)
                | Node::Function(_),
                _,
            ) => {
                self.fail(ErrorKind::Type, span, Term::TRUE);
                Term::FALSE
            }
        }
    }

    /// `a..b = c..d`: the same ends, or both empty.
    fn equal_intervals(&mut self, (a, b): (&Scalar, &Scalar), (c, d): (&Scalar, &Scalar)) -> Term {
        let g = &mut self.graph;
        let (low, high) = (Scalar::equal(g, a, c), Scalar::equal(g, b, d));
        let (no_left, no_right) = (Scalar::less(g, b, a), Scalar::less(g, d, c));
        let (alike, empty) = (g.and(low, high), g.and(no_left, no_right));
        g.or(alike, empty)
    }

    /// `left \cup right` of a set that is written out and an infinite one.
    fn joins_infinite(&self, left: Sym, right: Sym) -> bool {
        matches!(self.syms.node(left), Node::Set(_)) && self.is_infinite(right)
    }

    /// `{} \cup S = T` is `S = T`; with elements on the left TLC would enumerate S.
    fn equal_joined(&mut self, left: Sym, span: Span, equal: &mut dyn FnMut(&mut Self) -> Term) -> Term {
        let none = self.is_empty(left, span);
        let same = self.under(none, |enc| equal(enc));
        self.fail(ErrorKind::NotEnumerable, span, !none);
        self.graph.and(none, same)
    }

    /// `[d -> r] = [e -> s]`: both domains are empty, or both sets are empty, or domains and ranges are equal.
    fn equal_function_sets(&mut self, (d, r): (Sym, Sym), (e, s): (Sym, Sym), span: Span) -> Term {
        let (no_key, no_other_key) = (self.is_empty(d, span), self.is_empty(e, span));
        let (neither, both) = (self.graph.and(!no_key, !no_other_key), self.graph.and(no_key, no_other_key));
        let domains = self.under(neither, |enc| enc.equal(d, e, span));
        let (alike, unlike) = (self.graph.and(neither, domains), self.graph.and(neither, !domains));
        let ranges = self.under(alike, |enc| enc.equal(r, s, span));
        let empty = self.under(unlike, |enc| {
            let none = enc.is_empty(r, span);
            let other = enc.under(none, |enc| enc.is_empty(s, span));
            enc.graph.and(none, other)
        });
        let (same, nothing) = (self.graph.and(alike, ranges), self.graph.and(unlike, empty));
        let same = self.graph.or(same, nothing);
        self.graph.or(both, same)
    }

    /// Products, or sets of records: both empty, or equal factor by factor if they are `alike` (as many factors, or the same
    /// fields).
    fn equal_products(&mut self, alike: bool, x: &[Sym], y: &[Sym], span: Span) -> Term {
        let (none, no_other) = (self.any_empty(x, span), self.any_empty(y, span));
        let (both, neither) = (self.graph.and(none, no_other), self.graph.and(!none, !no_other));
        // TLC enumerates the first element of each factor
        if x.iter().chain(y).any(|s| self.is_infinite(*s)) {
            self.fail(ErrorKind::NotEnumerable, span, neither);
            return both;
        }
        let mut same = if alike { neither } else { Term::FALSE };
        for (p, q) in x.iter().zip(y) {
            let factor = self.under(same, |enc| enc.equal(*p, *q, span));
            same = self.graph.and(same, factor);
        }
        self.graph.or(both, same)
    }

    /// The condition that two states have the same values. Unlike `=` it is always defined: values that do not compare are
    /// different.
    pub fn same_state(&mut self, a: &SymState, b: &SymState) -> Term {
        let (same, _) = self.apart(|enc| {
            let mut same = Term::TRUE;
            for (x, y) in a.0.iter().zip(&b.0) {
                let equal = enc.equal(*x, *y, Span::NONE);
                same = enc.graph.and(same, equal);
            }
            same
        });
        same
    }

    fn equal_alternatives(&mut self, x: &[Guarded], y: &[Guarded], span: Span) -> Term {
        let mut parts = Vec::new();
        for (g, a) in x {
            for (h, b) in y {
                let both = self.graph.and(*g, *h);
                if both == Term::FALSE {
                    continue;
                }
                let same = self.under(both, |enc| enc.equal(*a, *b, span));
                parts.push(self.graph.and(both, same));
            }
        }
        self.graph.any(parts)
    }

    /// A string or model value compared with a value of another kind: FALSE for a model value, an error for a string.
    fn unlike(&mut self, atom: &Scalar, span: Span) -> Term {
        // a typed model value compares with its own type only
        let cases = atom.cases(&mut self.graph);
        let refuses = cases.iter().filter(|(_, c)| !self.codes.is_model(*c) || self.codes.model_type(*c).is_some()).map(|c| c.0);
        let refused = self.graph.any(refuses.collect::<Vec<_>>());
        self.fail(ErrorKind::Type, span, refused);
        Term::FALSE
    }

    /// A finding where model values of different types, or a typed one and a string, are compared.
    fn refuse_types(&mut self, a: &Scalar, b: &Scalar, span: Span) {
        let typed = |v: i64, s: &Self| s.codes.model_type(v).is_some();
        let (x, y) = (a.domain().values(), b.domain().values());
        if !x.iter().chain(&y).any(|v| typed(*v, self)) {
            return;
        }
        let (x, y) = (a.cases(&mut self.graph), b.cases(&mut self.graph));
        let mut refused = Vec::new();
        for (g, v) in &x {
            for (h, w) in &y {
                let refuse = match (self.codes.model_type(*v), self.codes.model_type(*w)) {
                    (Some(t), Some(u)) => t != u,
                    (Some(_), None) => !self.codes.is_model(*w),
                    (None, Some(_)) => !self.codes.is_model(*v),
                    (None, None) => false,
                };
                if refuse {
                    refused.push(self.graph.and(*g, *h));
                }
            }
        }
        let refused = self.graph.any(refused);
        self.fail(ErrorKind::Type, span, refused);
    }

    /// The atom is a model value, not a string.
    pub(in crate::symbolic) fn is_model_value(&mut self, atom: &Scalar) -> Term {
        let cases = atom.cases(&mut self.graph);
        let models: Vec<Term> = cases.iter().filter(|(_, c)| self.codes.is_model(*c)).map(|c| c.0).collect();
        if models.len() == cases.len() {
            return Term::TRUE;
        }
        self.graph.any(models)
    }

    fn equal_sets(&mut self, x: &[Guarded], y: &[Guarded], span: Span) -> Term {
        // TLC compares elements of sets of one size only: that matters where the elements' kinds do not compare
        let (same, wrong) = self.apart(|enc| enc.equal_elements(x, y, span));
        if wrong.is_empty() {
            return same;
        }
        // that the elements of one set compare was found when it was made
        let ((present_x, present_y), _) = self.apart(|enc| (enc.first_occurrences(x, span), enc.first_occurrences(y, span)));
        let (n, m) = (Scalar::count(&mut self.graph, &present_x), Scalar::count(&mut self.graph, &present_y));
        let same_size = Scalar::equal(&mut self.graph, &n, &m);
        if self.are_of_one_kind(x) && self.are_of_one_kind(y) {
            let same = self.under(same_size, |enc| enc.equal_elements(x, y, span));
            return self.graph.and(same_size, same);
        }
        // TLC's comparison ends at the first two elements that differ, so the order of all elements decides which pairs it compares
        let (same, wrong) = self.apart(|enc| enc.under(same_size, |enc| enc.equal_elements(x, y, span)));
        let wrong = self.graph.any(wrong.iter().map(|f| f.condition));
        if wrong != Term::FALSE {
            self.fail_with(
                ErrorKind::Unsupported,
                span,
                wrong,
                "a comparison of sets with elements of several kinds".to_string(),
            );
        }
        self.graph.and(same_size, same)
    }

    /// Whether there is at most one entry, or all entries are of one class.
    fn are_of_one_kind(&self, entries: &[Guarded]) -> bool {
        let classes: BTreeSet<Class> =
            entries.iter().flat_map(|(_, e)| self.syms.alternatives(*e)).map(|(_, e)| self.syms.class(e)).collect();
        entries.len() < 2 || classes.len() < 2
    }

    fn equal_elements(&mut self, x: &[Guarded], y: &[Guarded], span: Span) -> Term {
        let mut parts = Vec::new();
        for (from, to, turned) in [(x, y, false), (y, x, true)] {
            for (g, e) in from {
                // the same entry on both sides needs no search if its conditions agree
                let twin = to.iter().find(|(_, f)| f == e).map(|(h, _)| *h);
                let found = match twin {
                    Some(h) if h == *g || h == Term::TRUE => Term::TRUE,
                    _ => {
                        let mut same = Vec::new();
                        for (h, f) in to {
                            let both = self.graph.and(*g, *h);
                            // the left set's element is always the left operand: the other order may be refused more often
                            let (a, b) = if turned { (*f, *e) } else { (*e, *f) };
                            let eq = self.under(both, |enc| enc.equal(a, b, span));
                            same.push(self.graph.and(*h, eq));
                        }
                        self.graph.any(same)
                    }
                };
                parts.push(self.graph.implies(*g, found));
            }
        }
        self.graph.all(parts)
    }

    fn is_string(&mut self, key: Sym) -> Term {
        match self.syms.node(key).clone() {
            Node::Atom(n) => !self.is_model_value(&n),
            _ => Term::FALSE,
        }
    }

    /// The condition that a function is not empty and all its keys are strings.
    fn is_record(&mut self, f: Sym) -> Term {
        match self.syms.node(f).clone() {
            Node::Record(_) => Term::TRUE,
            Node::Function(entries) => {
                let mut parts = vec![self.graph.any(entries.iter().map(|e| e.0))];
                for (there, key, _) in entries.iter() {
                    let string = self.is_string(*key);
                    parts.push(self.graph.implies(*there, string));
                }
                self.graph.all(parts)
            }
            _ => Term::FALSE,
        }
    }

    fn equal_functions(&mut self, a: Sym, b: Sym, span: Span) -> Term {
        let (x, y) = (self.entries(a).unwrap_or_default(), self.entries(b).unwrap_or_default());
        let record = self.is_record(a);
        if record != Term::FALSE {
            // a record on the left compares with records, and with functions that could be records
            let mut others = Vec::new();
            for (h, k, _) in &y {
                let string = self.is_string(*k);
                others.push(self.graph.and(*h, !string));
            }
            let others = self.graph.any(others);
            let refused = self.graph.and(record, others);
            self.fail(ErrorKind::Type, span, refused);
        }
        // records and tuples share no key unless both are empty: no need to compare strings with integers
        let keyed = |v: &[(Term, Sym, Sym)], s: &Self| v.iter().map(|e| s.syms.class(e.1)).collect::<BTreeSet<Class>>();
        let (kx, ky) = (keyed(&x, self), keyed(&y, self));
        if kx.len() <= 1 && ky.len() <= 1 && kx != ky {
            // TLC: sizes decide, and at the same size the keys do not compare
            let empty_x = self.graph.all(x.iter().map(|e| !e.0));
            let empty_y = self.graph.all(y.iter().map(|e| !e.0));
            let refused = if matches!(self.syms.node(a), Node::Record(_)) {
                Term::FALSE
            } else {
                let count = |entries: &[(Term, Sym, Sym)], g: &mut crate::logic::Graph| {
                    let present: Vec<Term> = entries.iter().map(|e| e.0).collect();
                    Scalar::count(g, &present)
                };
                let (n, m) = (count(&x, &mut self.graph), count(&y, &mut self.graph));
                let same_size = Scalar::equal(&mut self.graph, &n, &m);
                self.graph.and(same_size, !empty_x)
            };
            self.fail(ErrorKind::Type, span, refused);
            return self.graph.and(empty_x, empty_y);
        }
        let dom_x = self.set_of(x.iter().map(|(g, k, _)| (*g, *k)).collect());
        let dom_y = self.set_of(y.iter().map(|(g, k, _)| (*g, *k)).collect());
        let mut same = self.equal(dom_x, dom_y, span);
        for (g, k, v) in &x {
            for (h, l, w) in &y {
                let both = self.graph.and(*g, *h);
                let both = self.graph.and(same, both);
                if both == Term::FALSE {
                    continue;
                }
                let keys = self.under(both, |enc| enc.equal(*k, *l, span));
                let there = self.graph.and(both, keys);
                if there == Term::FALSE {
                    continue;
                }
                let eq = self.under(there, |enc| enc.equal(*v, *w, span));
                let part = self.graph.implies(there, eq);
                same = self.graph.and(same, part);
            }
        }
        same
    }
}
