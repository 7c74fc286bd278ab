//! TLC's order on symbolic values: what CHOOSE takes first. See `value::order` for the order itself.

use super::scalar::Scalar;
use super::sym::Node;
use super::{Encoder, Sym};
use crate::smt::Term;
use crate::source::Span;
use crate::value::order;

impl<'m> Encoder<'m> {
    /// `a` comes strictly before `b`.
    pub(super) fn before(&mut self, a: Sym, b: Sym, span: Span) -> Term {
        if a == b {
            return Term::FALSE;
        }
        if self.syms.is_concrete(a) && self.syms.is_concrete(b) {
            let (x, y) = (self.concrete_value(a), self.concrete_value(b));
            return Term::constant(order::compare(&x, &y).is_lt());
        }
        match (self.syms.node(a).clone(), self.syms.node(b).clone()) {
            (Node::Bool(x), Node::Bool(y)) => self.graph.and(!x, y),
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
            _ => {
                self.unsupported(span, "CHOOSE among values whose order is not encoded");
                Term::FALSE
            }
        }
    }

    /// Lexicographic order of pairs, each counted where its condition holds.
    fn first_difference(&mut self, pairs: &[(Term, Sym, Sym)], span: Span) -> Term {
        let mut result = Term::FALSE;
        for (there, p, q) in pairs.iter().rev() {
            if p == q {
                continue;
            }
            let less = self.before(*p, *q, span);
            let same = self.equal(*p, *q, span);
            let rest = self.graph.ite(same, result, less);
            result = self.graph.ite(*there, rest, result);
        }
        result
    }
}
