//! TLC's order on symbolic values, by which CHOOSE takes the first. `value::order` has the order on concrete values.

use crate::logic::Term;
use crate::source::Span;
use crate::symbolic::value::Values;
use crate::symbolic::value::rules::Rules;
use crate::symbolic::value::scalar::Scalar;
use crate::symbolic::value::sym::{Guarded, Node, Sym};
use crate::value::{Value, order};

/// In the domain, key, value.
type Entry = (Term, Sym, Sym);

impl<C: Rules> Values<C> {
    /// `a` comes strictly before `b`.
    pub(in crate::symbolic) fn before(&mut self, a: Sym, b: Sym, span: Span) -> Term {
        if a == b {
            return Term::FALSE;
        }
        if self.syms.is_concrete(a) && self.syms.is_concrete(b) {
            let (x, y) = (self.concrete_value(a), self.concrete_value(b));
            return Term::constant(order::compare(&x, &y).is_lt());
        }
        match (self.syms.node(a).clone(), self.syms.node(b).clone()) {
            (Node::Bool(x), Node::Bool(y)) => self.graph.and(!x, y),
            (Node::Atom(_), Node::Atom(_)) if !self.codes.in_order() => self.order_not_encoded(span),
            (Node::Int(x), Node::Int(y)) | (Node::Atom(x), Node::Atom(y)) => Scalar::less(&mut self.graph, &x, &y),
            (Node::Tuple { length: l, items: x }, Node::Tuple { length: m, items: y }) => {
                let shorter = Scalar::less(&mut self.graph, &l, &m);
                let same = Scalar::equal(&mut self.graph, &l, &m);
                let pairs: Vec<(Term, Sym, Sym)> =
                    x.iter().zip(y.iter()).enumerate().map(|(i, (p, q))| (self.longer_than(&l, i), *p, *q)).collect();
                let first = self.first_difference(&pairs, span);
                let inside = self.graph.and(same, first);
                self.graph.or(shorter, inside)
            }
            (Node::Record(x), Node::Record(y)) if self.syms.class(a) == self.syms.class(b) => {
                let pairs: Vec<(Term, Sym, Sym)> = x.iter().zip(y.iter()).map(|(p, q)| (Term::TRUE, p.1, q.1)).collect();
                self.first_difference(&pairs, span)
            }
            (Node::Function(x), Node::Function(y))
                if x.len() == y.len()
                    && x.iter()
                        .zip(y.iter())
                        .all(|(p, q)| p.1 == q.1 && self.syms.is_concrete(p.1) && p.0 == Term::TRUE && q.0 == Term::TRUE) =>
            {
                let mut pairs: Vec<(Term, Sym, Sym, crate::value::Value)> =
                    x.iter().zip(y.iter()).map(|(p, q)| (Term::TRUE, p.2, q.2, self.concrete_value(p.1))).collect();
                pairs.sort_by(|p, q| order::compare(&p.3, &q.3));
                let pairs: Vec<(Term, Sym, Sym)> = pairs.into_iter().map(|p| (p.0, p.1, p.2)).collect();
                self.first_difference(&pairs, span)
            }
            (Node::Union(_), _) | (_, Node::Union(_)) => {
                let mut parts = Vec::new();
                for (g, x) in self.syms.alternatives(a) {
                    for (h, y) in self.syms.alternatives(b) {
                        let both = self.graph.and(g, h);
                        if both != Term::FALSE {
                            let first = self.under(both, |enc| enc.before(x, y, span));
                            parts.push(self.graph.and(both, first));
                        }
                    }
                }
                self.graph.any(parts)
            }
            (Node::Lazy(_) | Node::Rule(_), _) | (_, Node::Lazy(_) | Node::Rule(_)) => {
                let (x, y) = (self.settled(a, span), self.settled(b, span));
                self.before(x, y, span)
            }
            (Node::Set(x), Node::Set(y)) if x.iter().chain(y.iter()).any(|e| !self.syms.is_concrete(e.1)) => {
                self.before_by_elements((a, &x), (b, &y), span)
            }
            (Node::Set(x), Node::Set(y)) => {
                let parts = |v: &[Guarded]| v.iter().map(|(g, e)| (*g, *e, *e)).collect::<Vec<_>>();
                self.before_by_keys(&parts(&x), &parts(&y), span)
            }
            (x, y) => match (self.kind(&x), self.kind(&y)) {
                (Some(p), Some(q)) if p.domain().low() > 4 && q.domain().low() > 4 => self.before_as_functions(a, b, span),
                (Some(p), Some(q)) => Scalar::less(&mut self.graph, &p, &q),
                _ => self.order_not_encoded(span),
            },
        }
    }

    /// The rank of a value's kind in the order. Strings and model values have different ranks.
    fn kind(&mut self, node: &Node) -> Option<Scalar> {
        let constant = |k| Some(Scalar::constant(k));
        match node {
            Node::Bool(_) => constant(1),
            Node::Int(_) => constant(2),
            Node::Atom(n) => {
                let model = self.is_model_value(n);
                let cases: Vec<(Term, i64)> = [(model, 0), (!model, 3)].into_iter().filter(|c| c.0 != Term::FALSE).collect();
                Some(Scalar::of_cases(&mut self.graph, &cases))
            }
            Node::Set(_) => constant(4),
            Node::Tuple { .. } | Node::Record(_) | Node::Function(_) => constant(5),
            Node::Undefined | Node::Union(_) | Node::Lazy(_) | Node::Rule(_) => None,
        }
    }

    /// Records with different fields, and records and tuples: by size, then by their concrete keys.
    fn before_as_functions(&mut self, a: Sym, b: Sym, span: Span) -> Term {
        match (self.syms.node(a).clone(), self.syms.node(b).clone()) {
            (Node::Record(x), Node::Record(y)) => {
                let keys = |v: &[(crate::value::Atom, Sym)]| v.iter().map(|f| f.0).collect::<Vec<_>>();
                Term::constant(x.len().cmp(&y.len()).then_with(|| keys(&x).cmp(&keys(&y))).is_lt())
            }
            // at equal size the tuple's first key, an integer, comes before a string
            (Node::Tuple { length, .. }, Node::Record(y)) => {
                Scalar::less(&mut self.graph, &length, &Scalar::constant(y.len() as i64 + 1))
            }
            (Node::Record(x), Node::Tuple { length, .. }) => {
                Scalar::less(&mut self.graph, &Scalar::constant(x.len() as i64), &length)
            }
            _ => {
                let (x, y) = (self.entries(a).unwrap_or_default(), self.entries(b).unwrap_or_default());
                self.before_by_keys(&x, &y, span)
            }
        }
    }

    /// Functions by size, then by keys, then by values. Sets likewise, as functions whose values are the keys. At equal size, the
    /// first key that only one of them has decides: its owner comes first.
    fn before_by_keys(&mut self, x: &[Entry], y: &[Entry], span: Span) -> Term {
        let mut keys: Vec<Sym> = x.iter().chain(y).map(|e| e.1).collect();
        keys.sort_unstable();
        keys.dedup();
        if !keys.iter().all(|k| self.syms.is_concrete(*k)) {
            return self.order_not_encoded(span);
        }
        let mut ordered: Vec<(Value, Sym)> = keys.into_iter().map(|k| (self.concrete_value(k), k)).collect();
        ordered.sort_by(|a, b| order::compare(&a.0, &b.0));
        let find = |v: &[Entry], k: Sym| v.iter().find(|e| e.1 == k).map(|e| (e.0, e.2));
        let (mut by_keys, mut same_keys, mut values) = (Term::FALSE, Vec::new(), Vec::new());
        for (_, k) in ordered.into_iter().rev() {
            let (p, q) = (find(x, k), find(y, k));
            let (in_x, in_y) = (p.map_or(Term::FALSE, |p| p.0), q.map_or(Term::FALSE, |q| q.0));
            let differ = self.graph.xor(in_x, in_y);
            by_keys = self.graph.ite(differ, in_x, by_keys);
            same_keys.push(!differ);
            if let (Some((there, v)), Some((_, w))) = (p, q) {
                values.push((there, v, w));
            }
        }
        values.reverse();
        let count = |v: &[Entry]| v.iter().map(|e| e.0).collect::<Vec<Term>>();
        let (n, m) = (Scalar::count(&mut self.graph, &count(x)), Scalar::count(&mut self.graph, &count(y)));
        let fewer = Scalar::less(&mut self.graph, &n, &m);
        let as_many = Scalar::equal(&mut self.graph, &n, &m);
        let same_keys = self.graph.all(same_keys);
        let by_values = self.under(same_keys, |enc| enc.first_difference(&values, span));
        let inside = self.graph.ite(same_keys, by_values, by_keys);
        let inside = self.graph.and(as_many, inside);
        self.graph.or(fewer, inside)
    }

    /// Sets with symbolic elements: by size. At equal size, the least element that only one of them has decides: its owner comes
    /// first.
    fn before_by_elements(&mut self, (a, x): (Sym, &[Guarded]), (b, y): (Sym, &[Guarded]), span: Span) -> Term {
        let (present_x, present_y) = (self.first_occurrences(x, span), self.first_occurrences(y, span));
        let (n, m) = (Scalar::count(&mut self.graph, &present_x), Scalar::count(&mut self.graph, &present_y));
        let fewer = Scalar::less(&mut self.graph, &n, &m);
        let as_many = Scalar::equal(&mut self.graph, &n, &m);
        let least = self.under(as_many, |enc| {
            let (only_x, only_y) = (enc.elements_not_in(x, b, span), enc.elements_not_in(y, a, span));
            let mut some = Vec::new();
            for (g, e) in &only_x {
                let mut least = *g;
                for (h, f) in &only_y {
                    let both = enc.graph.and(*g, *h);
                    let first = enc.under(both, |enc| enc.before(*e, *f, span));
                    let first = enc.graph.implies(*h, first);
                    least = enc.graph.and(least, first);
                }
                some.push(least);
            }
            enc.graph.any(some)
        });
        let inside = self.graph.and(as_many, least);
        self.graph.or(fewer, inside)
    }

    fn elements_not_in(&mut self, elements: &[Guarded], s: Sym, span: Span) -> Vec<Guarded> {
        let mut out = Vec::new();
        for (g, e) in elements {
            let inside = self.under(*g, |enc| enc.member(*e, s, span));
            out.push((self.graph.and(*g, !inside), *e));
        }
        out
    }

    fn order_not_encoded(&mut self, span: Span) -> Term {
        self.unsupported(span, "CHOOSE among values whose order is not encoded");
        Term::FALSE
    }

    /// Lexicographic order of pairs, each counted where its condition holds. No pair after the first difference is compared.
    fn first_difference(&mut self, pairs: &[(Term, Sym, Sym)], span: Span) -> Term {
        let mut open = Term::TRUE;
        let mut steps = Vec::new();
        for (there, p, q) in pairs {
            if p == q {
                continue;
            }
            let compared = self.graph.and(open, *there);
            let (less, same) = self.under(compared, |enc| (enc.before(*p, *q, span), enc.equal(*p, *q, span)));
            steps.push((*there, less, same));
            let differ = self.graph.and(*there, !same);
            open = self.graph.and(open, !differ);
        }
        let mut result = Term::FALSE;
        for (there, less, same) in steps.into_iter().rev() {
            let rest = self.graph.ite(same, result, less);
            result = self.graph.ite(there, rest, result);
        }
        result
    }
}
