//! Numbers in binary: integers, and the codes of strings and model values.
//!
//! A [`Scalar`] is a two's complement number, least significant bit first, the last bit the sign, just wide enough for its domain;
//! the domain is the set of values it can have (a list while short, then an interval). So no operation overflows: every operation
//! computes the domain of its result first. Invariant: under any assignment that satisfies the conditions under which the scalar
//! was built, the bits are a value of the domain.
//!
//! An integer without bounds has no bits: it is a [`Number`] of the graph, and its comparisons are atoms of a theory. Where it meets a number in
//! bits, that one becomes a [`Number`], too. A number that folds to a constant of 64 bits is in bits, so each such constant has one form.

use crate::logic::number::Comparison;
use crate::logic::{Assignment, Graph, Number, Term};
use itertools::Itertools;
use num_bigint::BigInt;
use std::rc::Rc;

/// Domains longer than this are kept as intervals.
const LIST_LIMIT: usize = 64;

/// The values a scalar can have.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Domain {
    /// Ascending, distinct, not empty.
    List(Rc<[i64]>),
    /// Inclusive.
    Interval(i64, i64),
}

impl Domain {
    pub fn of(values: impl IntoIterator<Item = i64>) -> Domain {
        let mut v: Vec<i64> = values.into_iter().collect();
        v.sort_unstable();
        v.dedup();
        assert!(!v.is_empty(), "symbolic: a scalar has a value");
        if v.len() <= LIST_LIMIT { Domain::List(v.into()) } else { Domain::Interval(v[0], v[v.len() - 1]) }
    }

    pub fn of_interval(low: i64, high: i64) -> Domain {
        if high.abs_diff(low) < LIST_LIMIT as u64 { Domain::of(low..=high) } else { Domain::Interval(low, high) }
    }

    pub fn low(&self) -> i64 {
        match self {
            Domain::List(v) => v[0],
            Domain::Interval(low, _) => *low,
        }
    }

    pub fn high(&self) -> i64 {
        match self {
            Domain::List(v) => v[v.len() - 1],
            Domain::Interval(_, high) => *high,
        }
    }

    pub fn contains(&self, value: i64) -> bool {
        match self {
            Domain::List(v) => v.binary_search(&value).is_ok(),
            Domain::Interval(low, high) => (*low..=*high).contains(&value),
        }
    }

    /// An upper bound on the number of values.
    pub fn size(&self) -> u64 {
        match self {
            Domain::List(v) => v.len() as u64,
            Domain::Interval(low, high) => high.abs_diff(*low).saturating_add(1),
        }
    }

    pub fn values(&self) -> Vec<i64> {
        match self {
            Domain::List(v) => v.to_vec(),
            Domain::Interval(low, high) => (*low..=*high).collect(),
        }
    }

    fn union(&self, other: &Domain) -> Domain {
        match (self, other) {
            (Domain::List(a), Domain::List(b)) => Domain::of(a.iter().chain(b.iter()).copied()),
            _ => Domain::Interval(self.low().min(other.low()), self.high().max(other.high())),
        }
    }

    /// The values of `f` over both domains: exact while they are lists, else the interval `hull`.
    fn combine(&self, other: &Domain, f: impl Fn(i64, i64) -> i64, hull: (i64, i64)) -> Domain {
        match (self, other) {
            (Domain::List(a), Domain::List(b)) if a.len() * b.len() <= LIST_LIMIT * LIST_LIMIT => {
                Domain::of(a.iter().cartesian_product(b.iter()).map(|(x, y)| f(*x, *y)))
            }
            _ => Domain::Interval(hull.0, hull.1),
        }
    }

    /// Bits of the shortest two's complement that holds every value.
    fn width(&self) -> usize {
        let bits = |v: i64| 65 - (if v < 0 { !v } else { v }).leading_zeros() as usize;
        bits(self.low()).max(bits(self.high()))
    }
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Scalar {
    /// None of an integer without bounds.
    bits: Rc<[Term]>,
    domain: Domain,
    /// An integer without bounds. The domain is all of `i64` then, and means nothing.
    number: Option<Number>,
}

/// The most values of a scalar that becomes a [`Number`] by cases; one with more becomes a sum over its bits.
const FEW_CASES: u64 = 16;

impl Scalar {
    pub fn constant(value: i64) -> Scalar {
        let domain = Domain::of([value]);
        let bits = (0..domain.width()).map(|i| Term::constant(value >> i & 1 == 1)).collect();
        Scalar { bits, domain, number: None }
    }

    /// A scalar from bits of any width whose value is in `domain`.
    pub(in crate::symbolic) fn new(bits: Vec<Term>, domain: Domain) -> Scalar {
        if domain.size() == 1 {
            return Scalar::constant(domain.low());
        }
        let bits = (0..domain.width()).map(|i| extended(&bits, i)).collect();
        Scalar { bits, domain, number: None }
    }

    /// A number that fresh inputs choose. Some choices are outside `low..=high` ([`Scalar::is_beyond`]). The least significant bit
    /// is the first input, and an input that is TRUE makes the number smaller: so the first of several satisfying choices is a
    /// small number.
    pub fn chosen(g: &mut Graph, low: i64, high: i64) -> Scalar {
        let domain = Domain::of_interval(low, high);
        let width = domain.width();
        let sign = low < 0;
        let bits = (0..width).map(|i| if i + 1 == width && !sign { Term::FALSE } else { !g.input() }).collect();
        Scalar { bits, domain, number: None }
    }

    /// The condition that a chosen number is outside `low..=high`.
    pub fn is_beyond(&self, g: &mut Graph, low: i64, high: i64) -> Term {
        let spelt = Scalar { bits: self.bits.clone(), domain: Domain::Interval(i64::MIN, i64::MAX), number: None };
        let under = Scalar::less(g, &spelt, &Scalar::constant(low));
        let over = Scalar::less(g, &Scalar::constant(high), &spelt);
        g.or(under, over)
    }

    /// An integer of the graph.
    pub fn of_number(g: &Graph, n: Number) -> Scalar {
        match g.as_small_number(n) {
            Some(value) => Scalar::constant(value),
            None => Scalar { bits: Rc::new([]), domain: Domain::Interval(i64::MIN, i64::MAX), number: Some(n) },
        }
    }

    /// An integer that a fresh input chooses.
    pub fn unbounded(g: &mut Graph) -> Scalar {
        let n = g.number_input();
        Scalar::of_number(g, n)
    }

    /// The integer of the graph, if this is an integer without bounds.
    pub fn number(&self) -> Option<Number> {
        self.number
    }

    /// The same as an integer of the graph.
    pub fn as_number(&self, g: &mut Graph) -> Number {
        if let Some(n) = self.number {
            return n;
        }
        if let Some(value) = self.as_constant() {
            return g.number_constant(value);
        }
        if self.domain.size() <= FEW_CASES {
            let mut cases = self.cases(g);
            let last = cases.pop().map_or(0, |c| c.1);
            let last = g.number_constant(last);
            return cases.into_iter().fold(last, |rest, (c, v)| {
                let v = g.number_constant(v);
                g.number_ite(c, v, rest)
            });
        }
        let zero = g.number_constant(0);
        let sign = self.bits.len() - 1;
        let mut total = zero;
        for (i, bit) in self.bits.iter().enumerate() {
            let weight = BigInt::from(1) << i;
            let weight = g.number_constant(if i == sign && !mutant!("scalar-sign-of-a-number") { -weight } else { weight });
            let part = g.number_ite(*bit, weight, zero);
            total = g.number_add(total, part);
        }
        total
    }

    /// `a < b` or `a = b`, where one of them has no bounds.
    fn compare(g: &mut Graph, how: Comparison, a: &Scalar, b: &Scalar) -> Term {
        let (a, b) = (a.as_number(g), b.as_number(g));
        g.compare(how, a, b)
    }

    pub fn bits(&self) -> &[Term] {
        &self.bits
    }

    pub fn domain(&self) -> &Domain {
        &self.domain
    }

    pub fn as_constant(&self) -> Option<i64> {
        (self.domain.size() == 1).then(|| self.domain.low())
    }

    pub fn decode(&self, mut bit: impl FnMut(Term) -> bool) -> i64 {
        self.decode_bits(|i| bit(self.bits[i]))
    }

    /// The same, with the bits by their positions.
    pub fn decode_bits(&self, mut bit: impl FnMut(usize) -> bool) -> i64 {
        let mut value = 0i64;
        for i in 0..self.bits.len() {
            if bit(i) {
                value |= 1 << i;
                if i + 1 == self.bits.len() {
                    value |= -1 << i;
                }
            }
        }
        value
    }

    /// The value of the case whose condition holds. The conditions exclude each other and one holds.
    pub fn of_cases(g: &mut Graph, cases: &[(Term, i64)]) -> Scalar {
        let domain = Domain::of(cases.iter().map(|c| c.1));
        let width = domain.width();
        let bits = (0..width).map(|i| g.any(cases.iter().filter(|c| c.1 >> i & 1 == 1).map(|c| c.0))).collect();
        Scalar::new(bits, domain)
    }

    /// Each value with the condition that it is this scalar's.
    pub fn cases(&self, g: &mut Graph) -> Vec<(Term, i64)> {
        self.domain.values().into_iter().map(|v| (self.is(g, v), v)).filter(|c| c.0 != Term::FALSE).collect()
    }

    /// The same number, given that it is at most `most`.
    pub fn at_most(self, g: &mut Graph, most: i64) -> Scalar {
        if self.domain.high() <= most {
            return self;
        }
        let cases: Vec<(Term, i64)> = self.cases(g).into_iter().filter(|c| c.1 <= most).collect();
        if cases.is_empty() { self } else { Scalar::of_cases(g, &cases) }
    }

    /// Each value from 1 to `most` with the condition that it is this scalar's.
    pub fn cases_up_to(&self, g: &mut Graph, most: usize) -> Vec<(Term, i64)> {
        (1..=most as i64).map(|v| (self.is(g, v), v)).filter(|c| c.0 != Term::FALSE).collect()
    }

    /// `s = value`
    pub fn is(&self, g: &mut Graph, value: i64) -> Term {
        if self.number.is_some() {
            return Scalar::compare(g, Comparison::Equal, self, &Scalar::constant(value));
        }
        if !self.domain.contains(value) {
            return Term::FALSE;
        }
        if self.domain.size() == 1 {
            return Term::TRUE;
        }
        g.all(self.bits.iter().enumerate().map(|(i, b)| if value >> i & 1 == 1 { *b } else { !*b }))
    }

    /// `IF c THEN a ELSE b`
    pub fn merge(g: &mut Graph, c: Term, a: &Scalar, b: &Scalar) -> Scalar {
        if a.number.is_some() || b.number.is_some() {
            let (a, b) = (a.as_number(g), b.as_number(g));
            let n = g.number_ite(c, a, b);
            return Scalar::of_number(g, n);
        }
        let domain = a.domain.union(&b.domain);
        let bits = (0..domain.width()).map(|i| g.ite(c, extended(&a.bits, i), extended(&b.bits, i))).collect();
        Scalar::new(bits, domain)
    }

    /// `a = b`
    pub fn equal(g: &mut Graph, a: &Scalar, b: &Scalar) -> Term {
        if a.number.is_some() || b.number.is_some() {
            return Scalar::compare(g, Comparison::Equal, a, b);
        }
        if let Some(v) = a.as_constant() {
            return b.is(g, v);
        }
        if let Some(v) = b.as_constant() {
            return a.is(g, v);
        }
        let common = match (&a.domain, &b.domain) {
            (Domain::List(x), _) => x.iter().any(|v| b.domain.contains(*v)),
            (_, Domain::List(y)) => y.iter().any(|v| a.domain.contains(*v)),
            (Domain::Interval(l, h), Domain::Interval(m, k)) => l.max(m) <= h.min(k),
        };
        if !common {
            return Term::FALSE;
        }
        let width = a.bits.len().max(b.bits.len());
        let same: Vec<Term> = (0..width).map(|i| g.iff(extended(&a.bits, i), extended(&b.bits, i))).collect();
        g.all(same)
    }

    /// `a < b`
    pub fn less(g: &mut Graph, a: &Scalar, b: &Scalar) -> Term {
        if a.number.is_some() || b.number.is_some() {
            return Scalar::compare(g, Comparison::Less, a, b);
        }
        if a.domain.high() < b.domain.low() {
            return Term::TRUE;
        }
        if a.domain.low() >= b.domain.high() {
            return Term::FALSE;
        }
        let width = a.bits.len().max(b.bits.len());
        let mut less = Term::FALSE;
        for i in 0..width {
            let (x, y) = (extended(&a.bits, i), extended(&b.bits, i));
            let differ = g.xor(x, y);
            // at the sign the larger bit is the smaller number
            less = g.ite(differ, if i + 1 == width { x } else { y }, less);
        }
        less
    }

    /// `a + b` of small numbers, such as lengths and counts
    pub fn add(g: &mut Graph, a: &Scalar, b: &Scalar) -> Scalar {
        let hull = (a.domain.low() + b.domain.low(), a.domain.high() + b.domain.high());
        let domain = a.domain.combine(&b.domain, |x, y| x + y, hull);
        let bits = sum(g, &a.bits, &b.bits, Term::FALSE, domain.width());
        Scalar::new(bits, domain)
    }

    /// How many of the conditions hold.
    pub fn count(g: &mut Graph, conditions: &[Term]) -> Scalar {
        match conditions {
            [] => Scalar::constant(0),
            [single] => {
                let c = [(*single, 1), (!*single, 0)].into_iter().filter(|c| c.0 != Term::FALSE).collect_vec();
                Scalar::of_cases(g, &c)
            }
            _ => {
                let (left, right) = conditions.split_at(conditions.len() / 2);
                let (l, r) = (Scalar::count(g, left), Scalar::count(g, right));
                Scalar::add(g, &l, &r)
            }
        }
    }

    /// The value under a model, of any size.
    pub fn evaluate_integer(&self, g: &Graph, model: &Assignment, memo: &mut rustc_hash::FxHashMap<u32, bool>) -> BigInt {
        match self.number {
            Some(n) => g.evaluate_number(n, model, memo),
            None => self.evaluate(g, model, memo).into(),
        }
    }

    /// The value under a model, of a number in bits.
    pub fn evaluate(&self, g: &Graph, model: &Assignment, memo: &mut rustc_hash::FxHashMap<u32, bool>) -> i64 {
        self.decode(|t| g.evaluate(t, model, memo))
    }
}

/// Bit `i` of a number given in fewer bits.
pub(in crate::symbolic) fn extended(bits: &[Term], i: usize) -> Term {
    bits[i.min(bits.len() - 1)]
}

/// The lowest `width` bits of `a + b + carry`.
pub(in crate::symbolic) fn sum(g: &mut Graph, a: &[Term], b: &[Term], mut carry: Term, width: usize) -> Vec<Term> {
    let mut out = Vec::with_capacity(width);
    for i in 0..width {
        let (x, y) = (extended(a, i), extended(b, i));
        let half = g.xor(x, y);
        out.push(g.xor(half, carry));
        let both = g.and(x, y);
        let through = g.and(half, carry);
        carry = g.or(both, through);
    }
    out
}
