//! Scripts: their text, and that Z3 reads them back as what they were made from.

use super::*;
use fastrand::Rng;

/// Z3 answers the terms and their text alike.
fn reads_back(terms: &Terms, asserted: &[Term], expected: Answer) {
    let text = print::script(terms, asserted);
    assert_eq!(Z3::script(&text, Work::MAX), Some(expected.clone()), "{text}");
    assert_eq!(ask(terms, asserted), expected, "{text}");
}

#[test]
fn every_operator_is_read_back() {
    let mut t = Terms::new();
    let (a, b) = (t.constant("a", Sort::BitVec(8)), t.constant("b", Sort::BitVec(8)));
    let three = t.bits(8, 3u32);
    let fixed = [t.eq(a, three), t.eq(b, three)];
    // on 3 and 3
    let cases = [
        (Op::BvAnd, 3u32),
        (Op::BvOr, 3),
        (Op::BvXor, 0),
        (Op::BvAdd, 6),
        (Op::BvSub, 0),
        (Op::BvMul, 9),
        (Op::BvUDiv, 1),
        (Op::BvURem, 0),
        (Op::BvSDiv, 1),
        (Op::BvSRem, 0),
        (Op::BvShl, 24),
        (Op::BvLShr, 0),
        (Op::BvAShr, 0),
    ];
    for (op, value) in cases {
        let (applied, value) = (t.apply(op, &[a, b]), t.bits(8, value));
        let (right, wrong) = (t.eq(applied, value), t.distinct([applied, value]));
        reads_back(&t, &[fixed[0], fixed[1], right], Answer::Satisfiable);
        reads_back(&t, &[fixed[0], fixed[1], wrong], Answer::Unsatisfiable);
    }
    let unary = [
        (Op::BvNot, 8, 252u32),
        (Op::BvNeg, 8, 253),
        (Op::Extract { high: 3, low: 1 }, 3, 1),
        (Op::SignExtend(4), 12, 3),
        (Op::ZeroExtend(1), 9, 3),
    ];
    for (op, width, value) in unary {
        let (applied, value) = (t.apply(op, &[a]), t.bits(width, value));
        let wrong = t.distinct([applied, value]);
        reads_back(&t, &[fixed[0], wrong], Answer::Unsatisfiable);
    }
    let whole = t.apply(Op::Concat, &[a, b]);
    let wrong = [t.bits(16, 0x303u32), whole];
    let wrong = t.distinct(wrong);
    reads_back(&t, &[fixed[0], fixed[1], wrong], Answer::Unsatisfiable);
    for (op, holds) in [(Op::BvULess, false), (Op::BvULessEqual, true), (Op::BvSLess, false), (Op::BvSLessEqual, true)] {
        let compared = t.apply(op, &[a, b]);
        let expected = if holds { Answer::Satisfiable } else { Answer::Unsatisfiable };
        reads_back(&t, &[fixed[0], fixed[1], compared], expected);
    }
}

#[test]
fn integers_arrays_and_sorts_are_read_back() {
    let mut t = Terms::new();
    let (x, minus, two) = (t.constant("x", Sort::Int), t.int(-7), t.int(2));
    let fixed = t.eq(x, minus);
    let terms = [t.div(x, two), t.modulo(x, two), t.neg(x), t.sub(x, two), t.mul([x, two]), t.add([x, two])];
    let mut wrong = Vec::new();
    for (term, value) in terms.into_iter().zip([-4, 1, 7, -9, -14, -5]) {
        let value = t.int(value);
        wrong.push(t.distinct([term, value]));
    }
    let less = t.lt(two, x);
    let at_most = t.le(two, x);
    wrong.extend([less, at_most]);
    let wrong = t.or(wrong);
    reads_back(&t, &[fixed, wrong], Answer::Unsatisfiable);
    let element = Sort::uninterpreted("two words");
    let (c, d, e) = (t.constant("c", element.clone()), t.constant("store", element.clone()), t.constant("store!", element));
    let everywhere = t.apply(Op::ConstArray(Sort::Int), &[c]);
    let changed = t.store(everywhere, x, d);
    let read = t.select(changed, two);
    let (other, same) = (t.eq(read, d), t.eq(d, e));
    let apart = t.distinct([c, d, e]);
    let same_or_not = t.or([same, other]);
    reads_back(&t, &[fixed, apart, same_or_not], Answer::Unsatisfiable);
    reads_back(&t, &[fixed, apart], Answer::Satisfiable);
}

#[test]
fn what_occurs_twice_is_written_once() {
    let mut t = Terms::new();
    let f = t.declare("f", &[Sort::Int, Sort::Int], Sort::Int);
    let (i, j) = (t.fresh_variable("i", Sort::Int), t.fresh_variable("j", Sort::Int));
    let (fi, fij) = (t.apply(Op::Apply(f), &[i, i]), t.apply(Op::Apply(f), &[i, j]));
    let (up, down) = (t.lt(fi, fij), t.lt(fij, fi));
    let either = t.or([up, down]);
    let some = t.exists(&[j], either);
    let at_zero = t.int(0);
    let start = t.eq(fi, at_zero);
    let both = t.and([some, start]);
    let all = t.forall(&[i], both);
    let text = "\
(set-logic ALL)
(declare-fun f (Int Int) Int)
(assert (forall ((!i.0 Int)) (let ((!4 (f !i.0 !i.0))) (and (exists ((!j.1 Int)) (let ((!5 (f !i.0 !j.1))) (or (< !4 !5) (< !5 !4)))) (= !4 0)))))
(check-sat)
";
    assert_eq!(print::script(&t, &[all]), text);
    let (zero, k) = (t.int(0), t.fresh_variable("k", Sort::Int));
    let fk = t.apply(Op::Apply(f), &[k, k]);
    let moved = t.distinct([fk, zero]);
    let moved = t.exists(&[k], moved);
    reads_back(&t, &[all, moved], Answer::Unsatisfiable);
    // a term that doubles thirty times is short
    let mut x = t.constant("x", Sort::Int);
    for _ in 0..30 {
        x = t.add([x, x]);
    }
    let odd = [t.int(2), t.int(1)];
    let odd = (t.modulo(x, odd[0]), odd[1]);
    let odd = t.eq(odd.0, odd.1);
    assert!(print::script(&t, &[odd]).len() < 2000);
    reads_back(&t, &[odd], Answer::Unsatisfiable);
    let body = t.fresh_variable("y", Sort::Int);
    let mut y = body;
    for _ in 0..30 {
        y = t.apply(Op::Apply(f), &[y, y]);
    }
    let kept = t.eq(y, body);
    let kept = t.forall(&[body], kept);
    assert!(print::script(&t, &[kept]).len() < 2000);
}

#[test]
fn random_formulas_are_read_back() {
    for seed in 0..40 {
        let mut dice = Rng::with_seed(seed);
        let mut t = Terms::new();
        let g = t.declare("bvg", &[Sort::Int], Sort::Int);
        let mut numbers: Vec<Term> = (0..3).map(|i| t.constant(&format!("n {i}"), Sort::Int)).collect();
        numbers.extend([t.int(-1), t.int(2)]);
        let mut truths = vec![t.constant("and", Sort::Bool)];
        for _ in 0..25 {
            let (a, b) = (numbers[dice.usize(..numbers.len())], numbers[dice.usize(..numbers.len())]);
            let (p, q) = (truths[dice.usize(..truths.len())], truths[dice.usize(..truths.len())]);
            match dice.u32(..8) {
                0 => numbers.push(t.add([a, b])),
                1 => numbers.push(t.sub(a, b)),
                2 => numbers.push(t.apply(Op::Apply(g), &[a])),
                3 => numbers.push(t.ite(p, a, b)),
                4 => truths.push(t.lt(a, b)),
                5 => truths.push(t.eq(a, b)),
                6 => truths.push(t.xor(p, q)),
                _ => {
                    let p = t.not(p);
                    truths.push(t.and([p, q]));
                }
            }
        }
        let asserted: Vec<Term> = (0..3).map(|_| truths[dice.usize(..truths.len())]).collect();
        let expected = ask(&t, &asserted);
        reads_back(&t, &asserted, expected);
    }
}
