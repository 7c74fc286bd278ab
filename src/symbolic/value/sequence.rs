//! Sequences: a length and items, shifted and appended in place.
//!
//! `Append(s, e)` puts `e` at each possible length: item *i* is `ite(Len(s) = i, e, s_i)`. `Tail` shifts. `s \o t` is decided by
//! the length of `s`. Items at or past the length have no meaning and are never compared.

use crate::eval::error::ErrorKind;
use crate::logic::Term;
use crate::source::Span;
use crate::symbolic::value::Values;
use crate::symbolic::value::rules::Rules;
use crate::symbolic::value::scalar::Scalar;
use crate::symbolic::value::sym::{Guarded, Lazy, Node, Sym};

/// The most numbers of an interval that is enumerated at once,
const WRITTEN_INTERVAL: i64 = 64;
/// and of one that is enumerated at all.
const LARGEST_INTERVAL: i64 = 1 << 16;

/// A sequence's parts.
type Parts = (Scalar, Vec<Sym>);

impl<C: Rules> Values<C> {
    /// `length > i`
    pub(in crate::symbolic) fn longer_than(&mut self, length: &Scalar, i: usize) -> Term {
        Scalar::less(&mut self.graph, &Scalar::constant(i as i64), length)
    }

    /// The condition that a value is a sequence, its length and items; `None` for a value that cannot be one.
    pub(in crate::symbolic) fn as_sequence(&mut self, s: Sym, span: Span) -> Option<(Term, Scalar, Vec<Sym>)> {
        match self.syms.node(s).clone() {
            Node::Tuple { length, items } => Some((Term::TRUE, length, items.to_vec())),
            // a function with keys 1, 2, 3 … is one where each key is there only if the one before it is
            Node::Function(entries) => {
                let (mut by_key, mut others) = (Vec::new(), Vec::new());
                for (g, k, v) in entries.iter() {
                    match self.syms.node(*k) {
                        Node::Int(n) => match n.as_constant() {
                            Some(key) => by_key.push((key, *g, *v)),
                            None => {
                                self.unsupported(span, "a function with computed keys used as a sequence");
                                return None;
                            }
                        },
                        // a key that is no number must not be there
                        _ => others.push(*g),
                    }
                }
                by_key.sort_unstable_by_key(|e| e.0);
                let other = self.graph.any(others);
                let (mut is, mut guards, mut items) = (!other, Vec::new(), Vec::new());
                for (k, g, v) in by_key {
                    let next = k == guards.len() as i64 + 1;
                    let before = if next { guards.last().copied().unwrap_or(Term::TRUE) } else { Term::FALSE };
                    let fits = self.graph.implies(g, before);
                    is = self.graph.and(is, fits);
                    if next {
                        guards.push(g);
                        items.push(v);
                    }
                }
                let length = Scalar::count(&mut self.graph, &guards);
                Some((is, length, items))
            }
            Node::Rule(_) => {
                let written = self.written_out(s, span)?;
                self.as_sequence(written, span)
            }
            Node::Undefined
            | Node::Bool(_)
            | Node::Int(_)
            | Node::Atom(_)
            | Node::Set(_)
            | Node::Record(_)
            | Node::Union(_)
            | Node::Lazy(_) => None,
        }
    }

    /// `f` on each alternative that is a sequence; a finding where `s` is not one.
    pub(in crate::symbolic) fn on_sequence(&mut self, s: Sym, span: Span, f: &mut dyn FnMut(&mut Self, Parts) -> Sym) -> Sym {
        let mut cases = Vec::new();
        for (g, alt) in self.syms.alternatives(s) {
            let v = self.under(g, |enc| match enc.as_sequence(alt, span) {
                Some((is, length, items)) => {
                    enc.fail(ErrorKind::Type, span, !is);
                    enc.under(is, |enc| f(enc, (length, items)))
                }
                None => {
                    if let Node::Atom(_) = enc.syms.node(alt) {
                        return enc.unsupported(span, "a string used as a sequence");
                    }
                    if !enc.syms.is_undefined(alt) {
                        enc.fail(ErrorKind::Type, span, Term::TRUE);
                    }
                    enc.syms.undefined()
                }
            });
            cases.push((g, v));
        }
        self.select(&cases)
    }

    pub(in crate::symbolic) fn append(&mut self, s: Sym, e: Sym, span: Span) -> Sym {
        self.on_sequence(s, span, &mut |enc, (length, items)| {
            let one = vec![e];
            enc.concat_parts((length, items), (Scalar::constant(1), one))
        })
    }

    /// `s \o t`
    pub(in crate::symbolic) fn concat(&mut self, s: Sym, t: Sym, span: Span) -> Sym {
        self.on_sequence(s, span, &mut |enc, left| {
            enc.on_sequence(t, span, &mut |enc, right| enc.concat_parts(left.clone(), right))
        })
    }

    fn concat_parts(&mut self, (l, x): Parts, (m, y): Parts) -> Sym {
        let length = Scalar::add(&mut self.graph, &l, &m);
        let starts = l.cases(&mut self.graph);
        let total = length.domain().high().max(0) as usize;
        let mut items = Vec::with_capacity(total);
        for i in 0..total {
            // before the end of x its own item, else the item of y that falls here for each possible length of x
            let mut cases: Vec<Guarded> = Vec::new();
            for (here, start) in &starts {
                let start = *start as usize;
                if i >= start
                    && let Some(v) = y.get(i - start)
                {
                    cases.push((*here, *v));
                }
            }
            if let Some(v) = x.get(i) {
                let own = self.longer_than(&l, i);
                cases.push((own, *v));
            }
            items.push(self.select(&cases));
        }
        self.tuple_of(length, items)
    }

    pub(in crate::symbolic) fn head(&mut self, s: Sym, span: Span) -> Sym {
        self.on_sequence(s, span, &mut |enc, (length, items)| {
            let there = enc.longer_than(&length, 0);
            enc.fail(ErrorKind::EmptySequence, span, !there);
            items.first().copied().unwrap_or_else(|| enc.syms.undefined())
        })
    }

    pub(in crate::symbolic) fn tail(&mut self, s: Sym, span: Span) -> Sym {
        self.on_sequence(s, span, &mut |enc, (length, items)| {
            let there = enc.longer_than(&length, 0);
            enc.fail(ErrorKind::EmptySequence, span, !there);
            if items.is_empty() || there == Term::FALSE {
                return enc.syms.undefined();
            }
            let shorter = enc.length_where_positive(&length);
            enc.tuple_of(shorter, items[1..].to_vec())
        })
    }

    /// `length - 1` over the positive lengths; undefined for 0.
    fn length_where_positive(&mut self, length: &Scalar) -> Scalar {
        let cases: Vec<(Term, i64)> =
            length.cases(&mut self.graph).into_iter().filter(|c| c.1 > 0).map(|(c, n)| (c, n - 1)).collect();
        Scalar::of_cases(&mut self.graph, &cases)
    }

    /// `SubSeq(s, m, n)`
    pub(in crate::symbolic) fn sub_seq(&mut self, s: Sym, m: &Scalar, n: &Scalar, span: Span) -> Sym {
        self.on_sequence(s, span, &mut |enc, (length, items)| {
            let empty = Scalar::less(&mut enc.graph, n, m);
            let low = Scalar::less(&mut enc.graph, m, &Scalar::constant(1));
            let high = Scalar::less(&mut enc.graph, &length, n);
            let out = enc.graph.or(low, high);
            let wrong = enc.graph.and(!empty, out);
            enc.fail(ErrorKind::Argument, span, wrong);
            let mut cases: Vec<Guarded> = vec![(empty, enc.syms.tuple(Vec::new()))];
            let firsts = m.cases_up_to(&mut enc.graph, items.len());
            let lasts = n.cases_up_to(&mut enc.graph, items.len());
            for (p, from) in &firsts {
                for (q, to) in &lasts {
                    if *from >= 1 && from <= to && *to <= items.len() as i64 {
                        let here = enc.graph.and(*p, *q);
                        let part = enc.syms.tuple(items[*from as usize - 1..*to as usize].to_vec());
                        cases.push((here, part));
                    }
                }
            }
            enc.select(&cases)
        })
    }

    /// `SelectSeq`: the items kept, each moved to the place that the kept ones before it leave.
    pub(in crate::symbolic) fn select_items(&mut self, items: &[Sym], keep: &[Term]) -> Sym {
        let mut result = self.syms.tuple(Vec::new());
        for (item, k) in items.iter().zip(keep) {
            let Node::Tuple { length, items: so_far } = self.syms.node(result).clone() else {
                unreachable!("symbolic: SelectSeq builds a sequence")
            };
            let longer = self.concat_parts((length, so_far.to_vec()), (Scalar::constant(1), vec![*item]));
            result = self.merge(*k, longer, result);
        }
        result
    }

    /// SortSeq, by insertion as TLC does: of items that are there, each moves to the front past those that it is less than, up to
    /// the first that it is not. With `m_j` = "it moves at least to place j", and `t` the places so far:
    ///
    /// ```text
    /// m_n = TRUE     m_j = m_(j+1) /\ "x is there" /\ x < t_j     t'_j = ite(m_(j-1), t_(j-1), ite(m_j, x, t_j))
    /// ```
    pub(in crate::symbolic) fn sorted(
        &mut self,
        length: &Scalar,
        items: &[Sym],
        less: &mut dyn FnMut(&mut Self, Sym, Sym) -> Term,
    ) -> Vec<Sym> {
        let mut sorted: Vec<Sym> = Vec::with_capacity(items.len());
        for (i, x) in items.iter().enumerate() {
            let there = self.longer_than(length, i);
            let mut moves = vec![Term::TRUE; i + 1];
            for j in (0..i).rev() {
                let asked = self.graph.and(there, moves[j + 1]);
                let less = self.under(asked, |enc| less(enc, *x, sorted[j]));
                moves[j] = self.graph.and(asked, less);
            }
            let mut next = Vec::with_capacity(items.len());
            for j in 0..=i {
                let here = match sorted.get(j) {
                    Some(t) => self.merge(moves[j], *x, *t),
                    None => *x,
                };
                next.push(if j == 0 { here } else { self.merge(moves[j - 1], sorted[j - 1], here) });
            }
            sorted = next;
        }
        sorted
    }

    /// `a .. b`
    pub(in crate::symbolic) fn range(&mut self, a: &Scalar, b: &Scalar, span: Span) -> Sym {
        if b.domain().high().saturating_sub(a.domain().low()) >= WRITTEN_INTERVAL {
            return self.syms.add(Node::Lazy(Lazy::Interval { low: a.clone(), high: b.clone() }));
        }
        let elements = self.interval_written(a, b, span);
        self.set_of(elements)
    }

    pub(in crate::symbolic) fn interval_written(&mut self, a: &Scalar, b: &Scalar, span: Span) -> Vec<Guarded> {
        let (low, high) = (a.domain().low(), b.domain().high());
        if high.saturating_sub(low) > LARGEST_INTERVAL {
            self.unsupported(span, format!("enumerating the interval {low}..{high}"));
            return Vec::new();
        }
        let mut out = Vec::new();
        for i in low..=high {
            let n = Scalar::constant(i);
            let under = Scalar::less(&mut self.graph, &n, a);
            let over = Scalar::less(&mut self.graph, b, &n);
            let inside = self.graph.all([!under, !over]);
            let v = self.syms.int(i);
            out.push((inside, v));
        }
        out
    }
}
