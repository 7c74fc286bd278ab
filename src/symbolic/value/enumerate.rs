//! Enumeration of sets.
//!
//! [`Values::elements`] gives a set's elements with their conditions; more than [`ENUMERATION_LIMIT`] elements are a finding
//! instead. An enumeration is memoized with its path. The size of a set is bounded in advance ([`Values::size`]), so a large set
//! stays lazy as long as only membership and free choice need it. [`crate::symbolic::value::large`] has the rest.

use crate::eval::error::ErrorKind;
use crate::logic::Term;
use crate::source::Span;
use crate::symbolic::value::Values;
use crate::symbolic::value::rules::Rules;
use crate::symbolic::value::sym::{Guarded, Join, Lazy, Node, Sym};

/// The size of the largest set that is enumerated.
pub(in crate::symbolic) const ENUMERATION_LIMIT: u64 = 1 << 14;

/// The most elements of a set over which a filter or a Boolean operation is enumerated at once.
const EAGER: u64 = 256;

impl<C: Rules> Values<C> {
    /// The elements of a set with their conditions.
    pub(in crate::symbolic) fn elements(&mut self, s: Sym, span: Span) -> Vec<Guarded> {
        if self.path() == Term::FALSE {
            return Vec::new();
        }
        match self.syms.node(s).clone() {
            Node::Set(entries) => entries.to_vec(),
            Node::Undefined => Vec::new(),
            Node::Union(alternatives) => {
                let mut all = Vec::new();
                for (g, alt) in alternatives.iter() {
                    for (h, e) in self.under(*g, |enc| enc.elements(*alt, span)) {
                        all.push((self.graph.and(*g, h), e));
                    }
                }
                let joined = self.set_of(all);
                match self.syms.node(joined).clone() {
                    Node::Set(entries) => entries.to_vec(),
                    other => unreachable!("symbolic: set_of made {other:?}"),
                }
            }
            Node::Lazy(lazy) => {
                if let Some((path, entries, touched)) = self.written.get(&s)
                    && self.holds_here(*path)
                {
                    self.cx.replay(touched);
                    return entries.to_vec();
                }
                let findings = self.findings.len();
                let (entries, touched) = C::traced(self, |enc| enc.elements_of_lazy(&lazy, span));
                if self.may_remember(findings) {
                    self.written.insert(s, (self.path(), entries.as_slice().into(), touched));
                }
                entries
            }
            Node::Bool(_)
            | Node::Int(_)
            | Node::Atom(_)
            | Node::Tuple { .. }
            | Node::Record(_)
            | Node::Function(_)
            | Node::Rule(_) => {
                self.fail(ErrorKind::Type, span, Term::TRUE);
                Vec::new()
            }
        }
    }

    fn elements_of_lazy(&mut self, lazy: &Lazy, span: Span) -> Vec<Guarded> {
        match lazy {
            Lazy::Join { op: Join::Union, left, right } => {
                let mut all = self.elements(*left, span);
                all.extend(self.elements(*right, span));
                let joined = self.set_joined(all, span);
                self.elements(joined, span)
            }
            // S \cap T = T \cap S, and the finite side is enumerated
            Lazy::Join { op: Join::Intersect, left, right } if !self.is_infinite(*left) || !self.is_infinite(*right) => {
                let (of, other) = if self.is_infinite(*left) { (*right, *left) } else { (*left, *right) };
                self.kept(of, span, &mut |enc, x| enc.member(x, other, span))
            }
            Lazy::Join { op: Join::Minus, left, right } if !self.is_infinite(*left) => self.kept(*left, span, &mut |enc, x| {
                let inside = enc.member(x, *right, span);
                !inside
            }),
            Lazy::Filter { of, rule } if !self.is_infinite(*of) => {
                self.kept(*of, span, &mut |enc, x| C::keeps(enc, *rule, x, span))
            }
            Lazy::Image { of, rule } => C::elements_of_image(self, of, *rule, span),
            Lazy::Interval { low, high } => self.interval_written(low, high, span),
            Lazy::Nat
            | Lazy::Int
            | Lazy::Strings
            | Lazy::Sequences(_)
            | Lazy::Filter { .. }
            | Lazy::Join { op: Join::Intersect | Join::Minus, .. } => {
                self.fail(ErrorKind::NotEnumerable, span, Term::TRUE);
                Vec::new()
            }
            Lazy::Powerset(base) => {
                let entries = self.elements(*base, span);
                if entries.len() > ENUMERATION_LIMIT.ilog2() as usize {
                    self.unsupported(span, format!("enumerating SUBSET of a set of up to {} elements", entries.len()));
                    return Vec::new();
                }
                let mut out = Vec::new();
                for mask in 0..1usize << entries.len() {
                    let chosen: Vec<Guarded> =
                        entries.iter().enumerate().filter(|(i, _)| mask >> i & 1 == 1).map(|(_, e)| *e).collect();
                    let there = self.graph.all(chosen.iter().map(|c| c.0));
                    let subset = self.set_of(chosen.into_iter().map(|(_, e)| (Term::TRUE, e)).collect());
                    out.push((there, subset));
                }
                out
            }
            Lazy::Functions { domain, range } if self.has_infinite_factor(&[*domain, *range], span) => {
                let no_key = self.is_empty(*domain, span);
                let nowhere = self.syms.tuple(Vec::new());
                vec![(no_key, nowhere)]
            }
            Lazy::Functions { domain, range } => {
                let keys = self.elements(*domain, span);
                // two entries of the domain may be one key, and a key may be missing
                let present = self.first_occurrences(&keys, span);
                let values = self.elements(*range, span);
                let missing = self.syms.undefined();
                let mut columns = Vec::new();
                for g in &present {
                    let mut column = vec![(!*g, missing)];
                    column.extend(values.iter().map(|(h, v)| (self.graph.and(*g, *h), *v)));
                    column.retain(|c| c.0 != Term::FALSE);
                    columns.push(column);
                }
                self.combinations(&columns, span)
                    .into_iter()
                    .map(|(g, row)| {
                        let mut entries: Vec<_> = keys.iter().zip(row).map(|((_, k), v)| (Term::TRUE, *k, v)).collect();
                        entries.retain(|e| e.2 != missing);
                        (g, self.function_of(entries))
                    })
                    .collect()
            }
            Lazy::Records(fields) => {
                let sets: Vec<Sym> = fields.iter().map(|f| f.1).collect();
                if self.has_infinite_factor(&sets, span) {
                    return Vec::new();
                }
                let columns: Vec<_> = sets.iter().map(|s| self.elements(*s, span)).collect();
                self.combinations(&columns, span)
                    .into_iter()
                    .map(|(g, row)| (g, self.syms.add(Node::Record(fields.iter().zip(row).map(|(f, v)| (f.0, v)).collect()))))
                    .collect()
            }
            Lazy::Product(sets) => {
                if self.has_infinite_factor(sets, span) {
                    return Vec::new();
                }
                let columns: Vec<_> = sets.iter().map(|s| self.elements(*s, span)).collect();
                self.combinations(&columns, span).into_iter().map(|(g, row)| (g, self.syms.tuple(row))).collect()
            }
        }
    }

    fn kept(&mut self, of: Sym, span: Span, keep: &mut dyn FnMut(&mut Self, Sym) -> Term) -> Vec<Guarded> {
        let mut kept = Vec::new();
        for (g, x) in self.elements(of, span) {
            let p = self.under(g, |enc| keep(enc, x));
            kept.push((self.graph.and(g, p), x));
        }
        kept.retain(|e| e.0 != Term::FALSE);
        kept
    }

    fn combinations(&mut self, columns: &[Vec<Guarded>], span: Span) -> Vec<(Term, Vec<Sym>)> {
        let size = columns.iter().try_fold(1u64, |n, c| n.checked_mul(c.len() as u64)).filter(|n| *n <= ENUMERATION_LIMIT);
        if size.is_none() {
            self.unsupported(span, format!("enumerating a set of more than {ENUMERATION_LIMIT} functions, records or tuples"));
            return Vec::new();
        }
        let columns: Vec<&Vec<Guarded>> = columns.iter().collect();
        self.rows(&columns, u64::MAX, |_, column| Some(column.clone())).unwrap_or_default()
    }

    /// An upper bound on the number of entries of the enumerated set; `None` if there is none.
    pub(in crate::symbolic) fn size(&self, s: Sym) -> Option<u64> {
        match self.syms.node(s) {
            Node::Set(entries) => Some(entries.len() as u64),
            Node::Union(alternatives) => alternatives.iter().try_fold(0u64, |n, a| n.checked_add(self.size(a.1)?)),
            Node::Lazy(lazy) => match lazy {
                Lazy::Nat | Lazy::Int | Lazy::Strings | Lazy::Sequences(_) => None,
                Lazy::Interval { low, high } => {
                    let (low, high) = (low.domain().low(), high.domain().high());
                    Some(if low > high { 0 } else { high.abs_diff(low).saturating_add(1) })
                }
                Lazy::Powerset(of) => 1u64.checked_shl(u32::try_from(self.size(*of)?).ok()?),
                // with an infinite domain, range or factor there is at most one element, or the set cannot be enumerated
                Lazy::Functions { domain, range } if self.is_infinite(*domain) || self.is_infinite(*range) => {
                    (!self.is_infinite(s)).then_some(1)
                }
                Lazy::Records(fields) if fields.iter().any(|f| self.is_infinite(f.1)) => (!self.is_infinite(s)).then_some(0),
                Lazy::Product(sets) if sets.iter().any(|s| self.is_infinite(*s)) => (!self.is_infinite(s)).then_some(0),
                Lazy::Functions { domain, range } => {
                    let certain = self.syms.is_concrete(*domain);
                    let values = self.size(*range)?.checked_add(u64::from(!certain))?;
                    values.checked_pow(u32::try_from(self.size(*domain)?).ok()?)
                }
                Lazy::Records(fields) => fields.iter().try_fold(1u64, |n, f| n.checked_mul(self.size(f.1)?)),
                Lazy::Product(sets) | Lazy::Image { of: sets, .. } => {
                    sets.iter().try_fold(1u64, |n, s| n.checked_mul(self.size(*s)?))
                }
                Lazy::Filter { of, .. } => self.size(*of),
                Lazy::Join { op: Join::Union, left, right } => self.size(*left)?.checked_add(self.size(*right)?),
                Lazy::Join { op: Join::Intersect, left, right } => match (self.size(*left), self.size(*right)) {
                    (Some(n), Some(m)) => Some(n.min(m)),
                    (n, m) => n.or(m),
                },
                Lazy::Join { op: Join::Minus, left, .. } => self.size(*left),
            },
            // not a set: a finding, and no elements
            Node::Undefined
            | Node::Bool(_)
            | Node::Int(_)
            | Node::Atom(_)
            | Node::Tuple { .. }
            | Node::Record(_)
            | Node::Function(_)
            | Node::Rule(_) => Some(0),
        }
    }

    /// Whether the set stays lazy, since it has many elements.
    pub(in crate::symbolic) fn stays_unwritten(&self, s: Sym) -> bool {
        let lazy = match self.syms.node(s) {
            Node::Lazy(_) => true,
            Node::Union(alternatives) => alternatives.iter().any(|a| matches!(self.syms.node(a.1), Node::Lazy(_))),
            Node::Undefined
            | Node::Bool(_)
            | Node::Int(_)
            | Node::Atom(_)
            | Node::Set(_)
            | Node::Tuple { .. }
            | Node::Record(_)
            | Node::Function(_)
            | Node::Rule(_) => false,
        };
        lazy && self.size(s).is_none_or(|n| n > EAGER)
    }
}
