//! Circuits of exact integer arithmetic: an operation computes all the bits that its result can have.
//!
//! In: [`Scalar`]s. Out: an [`Exact`] result, of which [`Exact::within`] makes a scalar again, with the condition that it does not
//! fit. With `n` and `m` bits a product is `n * m` full adders (rows of the shorter factor, the sign's row subtracted), and
//! `\div` and `%` are one restoring division of magnitudes, `n` subtractions of `m` bits:
//!
//! ```text
//! |a| = q |b| + r      a \div b = q          where the signs agree,  -q - (r # 0)  where they do not
//!                      a % b    = r          for a >= 0,             IF r = 0 THEN 0 ELSE b - r  for a < 0
//! ```
//!
//! By a power of two both are a shift. Where both operands have few values the result is tabulated. `a^b` is a chain of products,
//! one for each exponent that is possible.

use crate::logic::{Graph, Number, Term};
use crate::symbolic::value::scalar::{Domain, Scalar, extended, sum};
use itertools::Itertools;
use num_bigint::BigInt;

/// Pairs of values up to which an operator is a table.
const TABLE: u64 = 64;
/// Pairs of values up to which the possible results are listed.
const LISTED: u64 = 4096;

/// The result of an operation, however large.
pub struct Exact {
    /// Two's complement, enough for `low..=high`.
    bits: Vec<Term>,
    low: i128,
    high: i128,
    /// The possible values, if they are few.
    list: Option<Vec<i128>>,
}

impl Exact {
    fn new(bits: Vec<Term>, a: &Scalar, b: &Scalar, f: impl Fn(i128, i128) -> Option<i128>, hull: (i128, i128)) -> Exact {
        let few = a.domain().size().saturating_mul(b.domain().size()) <= LISTED;
        let list = few.then(|| {
            let pairs = a.domain().values().into_iter().cartesian_product(b.domain().values());
            pairs.filter_map(|(x, y)| f(x.into(), y.into())).sorted_unstable().dedup().collect::<Vec<_>>()
        });
        match list {
            Some(v) if !v.is_empty() => Exact { bits, low: v[0], high: v[v.len() - 1], list: Some(v) },
            _ => Exact { bits, low: hull.0, high: hull.1, list: None },
        }
    }

    /// The result where it fits this many bits, and the condition that it does not.
    pub fn within(self, g: &mut Graph, width: usize) -> (Scalar, Term) {
        let (least, most) = (-(1i128 << (width - 1)), (1i128 << (width - 1)) - 1);
        let mut beyond = Term::FALSE;
        if self.low < least || self.high > most {
            let sign = extended(&self.bits, self.bits.len() - 1);
            let differ: Vec<Term> = (width - 1..self.bits.len()).map(|i| g.xor(extended(&self.bits, i), sign)).collect();
            beyond = g.any(differ);
        }
        let inside = |v: i128| (least..=most).contains(&v);
        let domain = match self.list {
            Some(v) if v.iter().any(|x| inside(*x)) => Domain::of(v.into_iter().filter(|x| inside(*x)).map(|x| x as i64)),
            // where it never fits the value means nothing
            Some(_) => Domain::of([0]),
            None => Domain::Interval(self.low.clamp(least, most) as i64, self.high.clamp(least, most) as i64),
        };
        (Scalar::new(self.bits, domain), beyond)
    }

    /// Whether the result may not fit this many bits.
    pub fn may_exceed(&self, width: usize) -> bool {
        self.low < -(1i128 << (width - 1)) || self.high >= 1i128 << (width - 1)
    }

    /// The result as an integer without bounds.
    pub fn number(self, g: &mut Graph) -> Number {
        let zero = g.number_constant(0);
        let sign = self.bits.len() - 1;
        let mut total = zero;
        for (i, bit) in self.bits.iter().enumerate() {
            let weight = BigInt::from(1) << i;
            let weight = g.number_constant(if i == sign { -weight } else { weight });
            let part = g.number_ite(*bit, weight, zero);
            total = g.number_add(total, part);
        }
        total
    }

    pub fn of_scalar(s: &Scalar) -> Exact {
        Exact::new(
            s.bits().to_vec(),
            s,
            &Scalar::constant(0),
            |x, _| Some(x),
            (s.domain().low().into(), s.domain().high().into()),
        )
    }
}

/// Bits of the shortest two's complement that holds both.
fn width(low: i128, high: i128) -> usize {
    let bits = |v: i128| 129 - (if v < 0 { !v } else { v }).leading_zeros() as usize;
    bits(low).max(bits(high))
}

fn bounds(s: &Scalar) -> (i128, i128) {
    (s.domain().low().into(), s.domain().high().into())
}

/// `a + b`
pub fn plus(g: &mut Graph, a: &Scalar, b: &Scalar) -> Exact {
    let ((al, ah), (bl, bh)) = (bounds(a), bounds(b));
    let hull = (al + bl, ah + bh);
    let bits = sum(g, a.bits(), b.bits(), Term::FALSE, width(hull.0, hull.1));
    Exact::new(bits, a, b, |x, y| Some(x + y), hull)
}

/// `a - b`
pub fn minus(g: &mut Graph, a: &Scalar, b: &Scalar) -> Exact {
    let ((al, ah), (bl, bh)) = (bounds(a), bounds(b));
    let hull = (al - bh, ah - bl);
    let negated: Vec<Term> = b.bits().iter().map(|t| !*t).collect();
    let bits = sum(g, a.bits(), &negated, Term::TRUE, width(hull.0, hull.1));
    Exact::new(bits, a, b, |x, y| Some(x - y), hull)
}

/// `a * b`
pub fn times(g: &mut Graph, a: &Scalar, b: &Scalar) -> Exact {
    let ((al, ah), (bl, bh)) = (bounds(a), bounds(b));
    let hull = [al * bl, al * bh, ah * bl, ah * bh].into_iter().minmax().into_option().expect("symbolic: four corners");
    // the rows of a constant, or of the shorter factor
    let by_b = b.as_constant().is_some() || a.as_constant().is_none() && b.bits().len() <= a.bits().len();
    let (rows, other) = if by_b { (b, a) } else { (a, b) };
    let bits = product(g, other.bits(), rows.bits());
    Exact::new(bits, a, b, |x, y| Some(x * y), hull)
}

/// `a * r`, row by row.
fn product(g: &mut Graph, a: &[Term], r: &[Term]) -> Vec<Term> {
    let (mut done, mut rest) = (Vec::new(), vec![Term::FALSE]);
    for (i, &bit) in r.iter().enumerate() {
        let last = i + 1 == r.len();
        // the sign's weight is negative
        let row: Vec<Term> = a.iter().map(|t| if last { !g.and(bit, *t) } else { g.and(bit, *t) }).collect();
        let total = sum(g, &rest, &row, Term::constant(last), rest.len().max(a.len()) + 1);
        if last {
            done.extend(total);
            break;
        }
        done.push(total[0]);
        rest = shortened(&total[1..]);
    }
    done
}

/// Without copies of the sign.
fn shortened(bits: &[Term]) -> Vec<Term> {
    let mut n = bits.len();
    while n > 1 && bits[n - 1] == bits[n - 2] {
        n -= 1;
    }
    bits[..n].to_vec()
}

/// `a \div b`, rounded down; undefined where `b = 0`. `None` if `b` is always 0.
pub fn quotient(g: &mut Graph, a: &Scalar, b: &Scalar) -> Option<Exact> {
    let floor = |x: i128, y: i128| (y != 0).then(|| x.div_euclid(y) - i128::from(y < 0 && x.rem_euclid(y) != 0));
    if let Some(t) = table(g, a, b, floor) {
        return t;
    }
    let ((al, ah), (bl, bh)) = (bounds(a), bounds(b));
    // monotone in a, and in b where its sign is the same
    let divisors = [bl, bh, bl.max(1), bh.min(-1)].into_iter().filter(|y| *y != 0 && (bl..=bh).contains(y));
    let corners = divisors.flat_map(|y| [floor(al, y), floor(ah, y)]).flatten();
    let hull = corners.minmax().into_option()?;
    let bits = match power_of_two(b) {
        Some(k) => (k..a.bits().len() + k).map(|i| extended(a.bits(), i)).collect(),
        None => {
            let (p, q) = (magnitude(g, a), magnitude(g, b));
            let (mut bits, rest) = divide(g, &p, &q);
            bits.push(Term::FALSE);
            let some = g.any(rest);
            let opposite = g.xor(sign(a), sign(b));
            // -q = ~q + 1, and -q - 1 = ~q
            let flipped: Vec<Term> = bits.iter().map(|t| g.xor(*t, opposite)).collect();
            let one = g.and(opposite, !some);
            let n = flipped.len() + 1;
            sum(g, &flipped, &[one, Term::FALSE], Term::FALSE, n)
        }
    };
    Some(Exact::new(bits, a, b, floor, hull))
}

/// `a % b`; undefined where `b <= 0`. `None` if that is always so.
pub fn remainder(g: &mut Graph, a: &Scalar, b: &Scalar) -> Option<Exact> {
    let rest = |x: i128, y: i128| (y > 0).then(|| x.rem_euclid(y));
    if let Some(t) = table(g, a, b, rest) {
        return t;
    }
    let ((al, ah), (bl, bh)) = (bounds(a), bounds(b));
    if bh <= 0 {
        return None;
    }
    if al >= 0 && ah < bl {
        return Some(Exact::of_scalar(a));
    }
    let hull = (0, if al >= 0 { ah.min(bh - 1) } else { bh - 1 });
    let mut bits = match power_of_two(b) {
        Some(k) => (0..k).map(|i| extended(a.bits(), i)).collect(),
        None => {
            let (p, q) = (magnitude(g, a), magnitude(g, b));
            let (_, r) = divide(g, &p, &q);
            if al >= 0 {
                r
            } else {
                let some = g.any(r.iter().copied());
                let back = g.and(sign(a), some);
                let n = q.len().max(r.len()) + 1;
                let divisor: Vec<Term> = unsigned(&q, n);
                let negated: Vec<Term> = unsigned(&r, n).iter().map(|t| !*t).collect();
                let other = sum(g, &divisor, &negated, Term::TRUE, n);
                (0..n).map(|i| g.ite(back, other[i], if i < r.len() { r[i] } else { Term::FALSE })).collect()
            }
        }
    };
    bits.push(Term::FALSE);
    Some(Exact::new(bits, a, b, rest, hull))
}

/// `a^b` where `b >= 0`, within this many bits, and the condition that it does not fit. `None` for more exponents than a chain of products
/// can follow.
pub fn power(g: &mut Graph, a: &Scalar, b: &Scalar, width: usize) -> Option<(Scalar, Term)> {
    let most = (1i128 << (width - 1)) - 1;
    let whole = |x: i128, y: i128| {
        // one bit more than fits shows an overflow
        let n = u32::try_from(y).ok()?;
        let too_large = if x < 0 && n % 2 == 1 { -most - 2 } else { most + 1 };
        Some(x.checked_pow(n).filter(|v| (-most - 1..=most).contains(v)).unwrap_or(too_large))
    };
    if let Some(t) = table(g, a, b, whole) {
        return t.map(|e| e.within(g, width));
    }
    if b.domain().high() > 64 {
        return None;
    }
    let one = Scalar::constant(1);
    let (mut at, mut too_large) = (one, Term::FALSE);
    let (mut value, mut beyond): (Option<Scalar>, Term) = (None, Term::FALSE);
    for n in 0..=b.domain().high() {
        if n > 0 {
            let (next, over) = times(g, &at, a).within(g, width);
            at = next;
            too_large = g.or(too_large, over);
        }
        let here = b.is(g, n);
        if here == Term::FALSE {
            continue;
        }
        let wrong = g.and(here, too_large);
        beyond = g.or(beyond, wrong);
        value = Some(match value {
            Some(v) => Scalar::merge(g, here, &at, &v),
            None => at.clone(),
        });
    }
    value.map(|v| (v, beyond))
}

/// `f(a, b)` by cases, if these are few: `Some(None)` if it is nowhere defined.
fn table(g: &mut Graph, a: &Scalar, b: &Scalar, f: impl Fn(i128, i128) -> Option<i128>) -> Option<Option<Exact>> {
    if a.domain().size().saturating_mul(b.domain().size()) > TABLE {
        return None;
    }
    let (x, y) = (a.cases(g), b.cases(g));
    let mut cases: Vec<(Term, i128)> = Vec::new();
    for ((p, v), (q, w)) in x.iter().cartesian_product(&y) {
        if let Some(r) = f((*v).into(), (*w).into()) {
            let both = g.and(*p, *q);
            if both != Term::FALSE {
                cases.push((both, r));
            }
        }
    }
    let list: Vec<i128> = cases.iter().map(|c| c.1).sorted_unstable().dedup().collect();
    let (Some(&low), Some(&high)) = (list.first(), list.last()) else { return Some(None) };
    let bits =
        (0..width(low, high)).map(|i| g.any(cases.iter().filter(|c| c.1 >> i & 1 == 1).map(|c| c.0).collect_vec())).collect();
    Some(Some(Exact { bits, low, high, list: Some(list) }))
}

/// `k` if the scalar is always `2^k`.
fn power_of_two(s: &Scalar) -> Option<usize> {
    s.as_constant().filter(|v| *v > 0 && v.count_ones() == 1).map(|v| v.trailing_zeros() as usize)
}

fn sign(s: &Scalar) -> Term {
    let bits = s.bits();
    if s.domain().low() >= 0 { Term::FALSE } else { bits[bits.len() - 1] }
}

/// The absolute value, unsigned.
fn magnitude(g: &mut Graph, s: &Scalar) -> Vec<Term> {
    let negative = sign(s);
    if negative == Term::FALSE {
        let n = s.bits().len();
        return s.bits()[..(n - 1).max(1)].to_vec();
    }
    let flipped: Vec<Term> = s.bits().iter().map(|t| g.xor(*t, negative)).collect();
    sum(g, &flipped, &[negative, Term::FALSE], Term::FALSE, s.bits().len())
}

fn unsigned(bits: &[Term], n: usize) -> Vec<Term> {
    (0..n).map(|i| bits.get(i).copied().unwrap_or(Term::FALSE)).collect()
}

/// Quotient and remainder of unsigned numbers, bit by bit from the top: what is left takes the next bit, and the divisor is
/// subtracted where it goes in.
fn divide(g: &mut Graph, a: &[Term], b: &[Term]) -> (Vec<Term>, Vec<Term>) {
    let n = b.len();
    let mut left: Vec<Term> = vec![Term::FALSE; n];
    let mut digits = vec![Term::FALSE; a.len()];
    // one bit for the shift, one for the borrow
    let negated: Vec<Term> = unsigned(b, n + 2).iter().map(|t| !*t).collect();
    for i in (0..a.len()).rev() {
        let shifted: Vec<Term> = [a[i]].into_iter().chain(left.iter().copied()).chain([Term::FALSE]).collect();
        let less = sum(g, &shifted, &negated, Term::TRUE, n + 2);
        let fits = !less[n + 1];
        digits[i] = fits;
        left = (0..n).map(|j| g.ite(fits, less[j], shifted[j])).collect();
    }
    (digits, left)
}
