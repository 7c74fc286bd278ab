//! Random bit-vector and integer terms against an evaluator on machine integers.

use super::*;
use fastrand::Rng;

/// A term of width 1 to 16, or a Boolean one, with its value.
#[derive(Clone, Copy, Debug)]
struct Known {
    term: Term,
    /// 0 for a Boolean.
    width: u32,
    value: u64,
}

fn mask(width: u32) -> u64 {
    (1 << width) - 1
}

fn signed(width: u32, value: u64) -> i64 {
    ((value << (64 - width)) as i64) >> (64 - width)
}

/// The value of an operator on two vectors of one width.
fn binary(op: &Op, width: u32, a: u64, b: u64) -> u64 {
    let (m, n) = (signed(width, a), signed(width, b));
    let value = match op {
        Op::BvAnd => a & b,
        Op::BvOr => a | b,
        Op::BvXor => a ^ b,
        Op::BvAdd => a.wrapping_add(b),
        Op::BvSub => a.wrapping_sub(b),
        Op::BvMul => a.wrapping_mul(b),
        Op::BvUDiv => a.checked_div(b).unwrap_or(u64::MAX),
        Op::BvURem => a.checked_rem(b).unwrap_or(a),
        // in magnitudes, a sign apart: -1 or 1 where the divisor is 0
        Op::BvSDiv if n == 0 => {
            if m >= 0 {
                u64::MAX
            } else {
                1
            }
        }
        Op::BvSDiv => (m / n) as u64,
        Op::BvSRem => m.checked_rem(n).unwrap_or(m) as u64,
        Op::BvShl => {
            if b < 64 {
                a << b
            } else {
                0
            }
        }
        Op::BvLShr => {
            if b < 64 {
                a >> b
            } else {
                0
            }
        }
        Op::BvAShr => (m >> b.min(63)) as u64,
        other => panic!("{other:?} is no such operator"),
    };
    value & mask(width)
}

const BINARY: [Op; 13] = [
    Op::BvAnd,
    Op::BvOr,
    Op::BvXor,
    Op::BvAdd,
    Op::BvSub,
    Op::BvMul,
    Op::BvUDiv,
    Op::BvURem,
    Op::BvSDiv,
    Op::BvSRem,
    Op::BvShl,
    Op::BvLShr,
    Op::BvAShr,
];

/// A further term over those of the pool.
fn grow(dice: &mut Rng, t: &mut Terms, pool: &[Known]) -> Known {
    let a = pool[dice.usize(..pool.len())];
    let alike: Vec<Known> = pool.iter().copied().filter(|k| k.width == a.width).collect();
    let b = alike[dice.usize(..alike.len())];
    let conditions: Vec<Known> = pool.iter().copied().filter(|k| k.width == 0).collect();
    let made = |term, width, value| Known { term, width, value };
    if a.width == 0 {
        let c = [a.value, b.value];
        return match dice.u32(..3) {
            0 => made(t.and([a.term, b.term]), 0, c[0] & c[1]),
            1 => made(t.xor(a.term, b.term), 0, c[0] ^ c[1]),
            _ => made(t.not(a.term), 0, 1 - c[0]),
        };
    }
    let w = a.width;
    let (m, n) = (signed(w, a.value), signed(w, b.value));
    let (high, by) = (dice.u32(..w), dice.u32(..4));
    let low = dice.u32(..=high);
    let truth = u64::from;
    match dice.u32(..20) {
        0 => made(t.apply(Op::BvNot, &[a.term]), w, !a.value & mask(w)),
        1 => made(t.apply(Op::BvNeg, &[a.term]), w, a.value.wrapping_neg() & mask(w)),
        2 => made(t.apply(Op::BvULess, &[a.term, b.term]), 0, truth(a.value < b.value)),
        3 => made(t.apply(Op::BvULessEqual, &[a.term, b.term]), 0, truth(a.value <= b.value)),
        4 => made(t.apply(Op::BvSLess, &[a.term, b.term]), 0, truth(m < n)),
        5 => made(t.apply(Op::BvSLessEqual, &[a.term, b.term]), 0, truth(m <= n)),
        6 => made(t.eq(a.term, b.term), 0, truth(a.value == b.value)),
        7 if w + b.width <= 16 => made(t.apply(Op::Concat, &[a.term, b.term]), w + b.width, a.value << b.width | b.value),
        8 => made(t.apply(Op::Extract { high, low }, &[a.term]), high - low + 1, a.value >> low & mask(high - low + 1)),
        9 if w + by <= 16 => made(t.apply(Op::ZeroExtend(by), &[a.term]), w + by, a.value),
        10 if w + by <= 16 => made(t.apply(Op::SignExtend(by), &[a.term]), w + by, m as u64 & mask(w + by)),
        11 if !conditions.is_empty() => {
            let c = conditions[dice.usize(..conditions.len())];
            made(t.ite(c.term, a.term, b.term), w, if c.value == 1 { a.value } else { b.value })
        }
        _ => {
            let op = BINARY[dice.usize(..BINARY.len())].clone();
            made(t.apply(op.clone(), &[a.term, b.term]), w, binary(&op, w, a.value, b.value))
        }
    }
}

fn literal(t: &mut Terms, known: Known) -> (Term, Value) {
    match known.width {
        0 => (t.bool(known.value == 1), Value::Bool(known.value == 1)),
        width => (t.bits(width, known.value), Value::Bits { width, value: known.value.into() }),
    }
}

#[test]
fn bit_vectors_have_the_values_of_the_evaluator() {
    for seed in 0..25 {
        let mut dice = Rng::with_seed(seed);
        let mut t = Terms::new();
        let mut solver = Z3::new();
        let mut pool = Vec::new();
        for (i, width) in [4, 4, 8, 8, 16, 1, 3].into_iter().enumerate() {
            let term = t.constant(&format!("v{i}"), Sort::BitVec(width));
            let known = Known { term, width, value: dice.u64(..=mask(width)) };
            let (value, _) = literal(&mut t, known);
            let fixed = t.eq(term, value);
            solver.assert(&t, fixed);
            pool.push(known);
        }
        for _ in 0..60 {
            pool.push(grow(&mut dice, &mut t, &pool));
        }
        // in the model
        assert_eq!(solver.check(&t, &[], Work::MAX), Answer::Satisfiable, "seed {seed}");
        for known in &pool {
            let (_, expected) = literal(&mut t, *known);
            assert_eq!(solver.value(&t, known.term), Some(expected), "seed {seed}, {:?}", t.node(known.term));
        }
        // and in every model
        let mut wrong = Vec::new();
        for known in &pool {
            let (expected, _) = literal(&mut t, *known);
            wrong.push(t.distinct([known.term, expected]));
        }
        let wrong = t.or(wrong);
        assert_eq!(solver.check(&t, &[wrong], Work::MAX), Answer::Unsatisfiable, "seed {seed}");
    }
}

/// Integer operators fold on literals: the same terms over literals and over symbols have the same values.
#[test]
fn integers_fold_as_z3_computes() {
    for seed in 0..25 {
        let mut dice = Rng::with_seed(seed);
        let mut t = Terms::new();
        let mut solver = Z3::new();
        let mut pool = Vec::new();
        for i in 0..4 {
            let (symbol, value) = (t.constant(&format!("x{i}"), Sort::Int), t.int(dice.i64(-9..10)));
            let fixed = t.eq(symbol, value);
            solver.assert(&t, fixed);
            pool.push((symbol, value));
        }
        for _ in 0..25 {
            let mut pick = || pool[dice.usize(..pool.len())];
            let (a, b) = (pick(), pick());
            pool.push(match dice.u32(..6) {
                0 => (t.add([a.0, b.0]), t.add([a.1, b.1])),
                1 => (t.sub(a.0, b.0), t.sub(a.1, b.1)),
                2 => (t.neg(a.0), t.neg(a.1)),
                3 | 4 if b.1 != t.int(0) => {
                    let (div, modulo) = ((t.div(a.0, b.0), t.div(a.1, b.1)), (t.modulo(a.0, b.0), t.modulo(a.1, b.1)));
                    if dice.bool() { div } else { modulo }
                }
                _ => {
                    let (less, at_most) = ((t.lt(a.0, b.0), t.lt(a.1, b.1)), (t.le(a.0, b.0), t.le(a.1, b.1)));
                    let condition = if dice.bool() { less } else { at_most };
                    (t.ite(condition.0, a.0, b.0), t.ite(condition.1, a.1, b.1))
                }
            });
        }
        assert_eq!(solver.check(&t, &[], Work::MAX), Answer::Satisfiable, "seed {seed}");
        for (symbolic, folded) in pool {
            let Node::Int(expected) = t.node(folded) else { panic!("seed {seed}: {folded:?} did not fold") };
            let expected = Value::Int(expected.clone());
            assert_eq!(solver.value(&t, symbolic), Some(expected), "seed {seed}, {:?}", t.node(symbolic));
        }
    }
}
