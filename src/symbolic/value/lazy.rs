//! Membership in sets that are not enumerated.
//!
//! - `x \in Nat` is a test of the sign; `f \in [S -> T]` is `DOMAIN f = S /\ \A s : f[s] \in T`; `x \in SUBSET S` is `x \subseteq S`.
//! - `x \in S \ T`, `S \cap T`, `{y \in S : P}` combine membership in the parts.

use crate::eval::error::ErrorKind;
use crate::logic::Term;
use crate::source::Span;
use crate::symbolic::value::Values;
use crate::symbolic::value::rules::Rules;
use crate::symbolic::value::scalar::Scalar;
use crate::symbolic::value::sym::{Join, Lazy, Node, Sym};

impl<C: Rules> Values<C> {
    /// Whether the set is infinite in every state.
    pub(in crate::symbolic) fn is_infinite(&self, s: Sym) -> bool {
        match self.syms.node(s) {
            Node::Lazy(lazy) => match lazy {
                Lazy::Nat | Lazy::Int | Lazy::Strings | Lazy::Sequences(_) => true,
                Lazy::Filter { of, .. } => self.is_infinite(*of),
                Lazy::Image { of, .. } => of.iter().any(|s| self.is_infinite(*s)),
                Lazy::Join { op: Join::Union, left, right } => self.is_infinite(*left) || self.is_infinite(*right),
                Lazy::Join { op: Join::Intersect, left, right } => self.is_infinite(*left) && self.is_infinite(*right),
                Lazy::Join { op: Join::Minus, left, .. } => self.is_infinite(*left),
                Lazy::Interval { .. } => false,
                Lazy::Powerset(of) => self.is_infinite(*of),
                // an empty domain, range or factor leaves at most one element
                Lazy::Functions { domain, range } => {
                    (self.is_infinite(*domain) || self.is_infinite(*range))
                        && !self.may_be_empty(*domain)
                        && !self.may_be_empty(*range)
                }
                Lazy::Records(fields) => {
                    fields.iter().any(|f| self.is_infinite(f.1)) && !fields.iter().any(|f| self.may_be_empty(f.1))
                }
                Lazy::Product(sets) => sets.iter().any(|s| self.is_infinite(*s)) && !sets.iter().any(|s| self.may_be_empty(*s)),
            },
            Node::Undefined
            | Node::Bool(_)
            | Node::Int(_)
            | Node::Atom(_)
            | Node::Set(_)
            | Node::Tuple { .. }
            | Node::Record(_)
            | Node::Function(_)
            | Node::Union(_)
            | Node::Rule(_) => false,
        }
    }

    pub(in crate::symbolic) fn member_of_lazy(&mut self, x: Sym, lazy: &Lazy, span: Span) -> Term {
        if let Lazy::Filter { of, rule } = lazy {
            let inside = self.member(x, *of, span);
            let kept = self.under(inside, |enc| C::keeps(enc, *rule, x, span));
            return self.graph.and(inside, kept);
        }
        // e \in {f(x) : x \in S}  =  \E x \in S : e = f(x)
        if let Lazy::Image { .. } = lazy {
            let image = self.syms.add(Node::Lazy(lazy.clone()));
            return self.exists_in(image, span, &mut |enc, y| enc.equal(x, y, span));
        }
        if let Lazy::Join { op, left, right } = lazy {
            let a = self.member(x, *left, span);
            let asked = if *op == Join::Union { !a } else { a };
            let b = self.under(asked, |enc| enc.member(x, *right, span));
            return match op {
                Join::Union => self.graph.or(a, b),
                Join::Intersect => self.graph.and(a, b),
                Join::Minus => self.graph.and(a, !b),
            };
        }
        let mut parts = Vec::new();
        for (g, alt) in self.syms.alternatives(x) {
            let m = self.under(g, |enc| enc.one_member_of_lazy(alt, lazy, span));
            parts.push(self.graph.and(g, m));
        }
        self.graph.any(parts)
    }

    fn one_member_of_lazy(&mut self, x: Sym, lazy: &Lazy, span: Span) -> Term {
        let node = self.syms.node(x).clone();
        match lazy {
            Lazy::Nat | Lazy::Int => match node {
                Node::Int(n) => {
                    if *lazy == Lazy::Int {
                        return Term::TRUE;
                    }
                    let negative = Scalar::less(&mut self.graph, &n, &Scalar::constant(0));
                    !negative
                }
                _ => self.wrong_kind(x, span),
            },
            Lazy::Interval { low, high } => match node {
                Node::Int(n) => {
                    let under = Scalar::less(&mut self.graph, &n, low);
                    let over = Scalar::less(&mut self.graph, high, &n);
                    self.graph.all([!under, !over])
                }
                // an empty interval does not look at the kind of x
                _ => {
                    let empty = Scalar::less(&mut self.graph, high, low);
                    self.under(!empty, |enc| enc.wrong_kind(x, span))
                }
            },
            Lazy::Strings => match node {
                Node::Atom(n) => {
                    let model = self.is_model_value(&n);
                    !model
                }
                _ => self.wrong_kind(x, span),
            },
            Lazy::Sequences(of) => match self.as_sequence(x, span) {
                Some((is, length, items)) => {
                    self.fail(ErrorKind::Type, span, !is);
                    // items after the first that is not in the set are not evaluated
                    let mut all = is;
                    for (i, item) in items.iter().enumerate() {
                        let there = self.longer_than(&length, i);
                        let asked = self.graph.and(all, there);
                        let inside = self.under(asked, |enc| enc.member(*item, *of, span));
                        let fits = self.graph.implies(there, inside);
                        all = self.graph.and(all, fits);
                    }
                    all
                }
                None => self.wrong_kind(x, span),
            },
            // here a model value is refused too
            Lazy::Powerset(base) => match node {
                Node::Set(_) | Node::Lazy(_) => self.subset(x, *base, span),
                _ => {
                    self.fail(ErrorKind::Type, span, Term::TRUE);
                    Term::FALSE
                }
            },
            Lazy::Filter { .. } | Lazy::Image { .. } | Lazy::Join { .. } => {
                unreachable!("symbolic: asked before the alternatives")
            }
            Lazy::Functions { domain, range } => {
                let Some(entries) = self.entries(x) else { return self.wrong_kind(x, span) };
                let own = self.set_of(entries.iter().map(|(g, k, _)| (*g, *k)).collect());
                let same = self.equal(*domain, own, span);
                let inside = self.under(same, |enc| {
                    // the items of a sequence have an order
                    let ordered = matches!(node, Node::Tuple { .. });
                    let mut all = Term::TRUE;
                    for (g, _, v) in &entries {
                        let asked = if ordered { enc.graph.and(all, *g) } else { *g };
                        let m = enc.under(asked, |enc| enc.member(*v, *range, span));
                        let fits = enc.graph.implies(*g, m);
                        all = enc.graph.and(all, fits);
                    }
                    all
                });
                self.graph.and(same, inside)
            }
            Lazy::Records(fields) => match node {
                Node::Record(values)
                    if values.len() == fields.len() && values.iter().zip(fields.iter()).all(|(v, f)| v.0 == f.0) =>
                {
                    let mut inside = Term::TRUE;
                    for (v, f) in values.iter().zip(fields.iter()) {
                        let m = self.under(inside, |enc| enc.member(v.1, f.1, span));
                        inside = self.graph.and(inside, m);
                    }
                    inside
                }
                Node::Record(_) => Term::FALSE,
                // only the empty sequence may be a record
                Node::Tuple { length, .. } => {
                    let some = self.longer_than(&length, 0);
                    self.fail(ErrorKind::Type, span, some);
                    Term::constant(fields.is_empty())
                }
                Node::Function(entries) => self.function_among_records(&entries, fields, span),
                Node::Rule(_) => match self.written_out(x, span) {
                    Some(written) => self.member_of_lazy(written, lazy, span),
                    None => Term::FALSE,
                },
                _ => self.wrong_kind(x, span),
            },
            Lazy::Product(sets) => match self.as_sequence(x, span) {
                Some((is, length, items)) => {
                    let long = length.is(&mut self.graph, sets.len() as i64);
                    let mut inside = self.graph.and(is, long);
                    for (item, s) in items.iter().zip(sets.iter()) {
                        let m = self.under(inside, |enc| enc.member(*item, *s, span));
                        inside = self.graph.and(inside, m);
                    }
                    inside
                }
                None if matches!(node, Node::Record(_) | Node::Function(_)) => Term::FALSE,
                None => self.wrong_kind(x, span),
            },
        }
    }

    /// FALSE for a model value, an error for any other value of a kind that the set cannot contain.
    fn wrong_kind(&mut self, x: Sym, span: Span) -> Term {
        if let Node::Atom(n) = self.syms.node(x).clone() {
            let model = self.is_model_value(&n);
            self.fail(ErrorKind::Type, span, !model);
        } else if !self.syms.is_undefined(x) {
            self.fail(ErrorKind::Type, span, Term::TRUE);
        }
        Term::FALSE
    }

    /// Whether a function is a record of the set: all its keys are fields, and each field has a key.
    fn function_among_records(&mut self, entries: &[(Term, Sym, Sym)], fields: &[(crate::value::Atom, Sym)], span: Span) -> Term {
        let names: Vec<Sym> = fields.iter().map(|f| self.string(f.0)).collect();
        let mut found = vec![Term::FALSE; fields.len()];
        let mut inside = Term::TRUE;
        for (g, k, v) in entries {
            let no_string = match self.syms.node(*k).clone() {
                Node::Atom(a) => self.is_model_value(&a),
                _ => Term::TRUE,
            };
            let wrong = self.graph.and(*g, no_string);
            self.fail(ErrorKind::Type, span, wrong);
            let here = self.graph.and(*g, !no_string);
            let mut known = Term::FALSE;
            for (i, name) in names.iter().enumerate() {
                let same = self.under(here, |enc| enc.equal(*k, *name, span));
                let this = self.graph.and(here, same);
                let fits = self.under(this, |enc| enc.member(*v, fields[i].1, span));
                known = self.graph.or(known, same);
                found[i] = self.graph.or(found[i], this);
                let right = self.graph.implies(this, fits);
                inside = self.graph.and(inside, right);
            }
            let allowed = self.graph.implies(*g, known);
            inside = self.graph.and(inside, allowed);
        }
        let all = self.graph.all(found);
        self.graph.and(inside, all)
    }
}
