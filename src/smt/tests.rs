//! Terms, their text and Z3 against each other, and against the propositional solvers and an evaluator that knows neither.

use super::z3::Z3;
use super::*;
use crate::util::interrupt::{Cancel, Reason, with_flag};
use crate::util::work::{self, Work};
use num_bigint::BigInt;
use std::collections::BTreeMap;

mod bits;
mod propositional;
mod text;

/// Answers of a new solver that asserts these terms, one after the other.
fn ask(terms: &Terms, asserted: &[Term]) -> Answer {
    let mut solver = Z3::new();
    asserted.iter().for_each(|t| solver.assert(terms, *t));
    solver.check(terms, &[], Work::MAX)
}

fn int(n: i64) -> Value {
    Value::Int(n.into())
}

#[test]
fn equal_terms_are_the_same_term() {
    let mut t = Terms::new();
    let (p, q) = (t.constant("p", Sort::Bool), t.constant("q", Sort::Bool));
    let (x, five) = (t.constant("x", Sort::Int), t.int(5));
    assert_eq!(t.constant("p", Sort::Bool), p);
    assert_eq!(t.and([p, q]), t.and([q, p, Terms::TRUE, q]));
    let negated = t.not(p);
    assert_eq!(t.not(negated), p);
    assert_eq!((t.and([p, negated]), t.or([p, negated, q])), (Terms::FALSE, Terms::TRUE));
    assert_eq!((t.and([]), t.or([]), t.and([q])), (Terms::TRUE, Terms::FALSE, q));
    assert_eq!((t.implies(p, Terms::FALSE), t.xor(Terms::TRUE, p), t.eq(p, Terms::FALSE)), (negated, negated, negated));
    assert_eq!(t.add([x, five]), t.add([five, x]));
    let (minus, nothing, product) = (t.int(-5), t.int(0), t.int(-25));
    assert_eq!((t.add([five, minus]), t.mul([x, five, minus])), (nothing, t.mul([product, x])));
    assert_eq!(
        (t.mul([x, nothing]), t.lt(minus, five), t.lt(x, x), t.le(x, x)),
        (nothing, Terms::TRUE, Terms::FALSE, Terms::TRUE)
    );
    assert_eq!(t.distinct([x, five, x]), Terms::FALSE);
    let i = t.fresh_variable("i", Sort::Int);
    assert_eq!(t.forall(&[i], p), p);
    assert!(t.free(i).len() == 1 && t.free(p).is_empty());
}

#[test]
fn literals_are_divided_as_smt_lib_says() {
    let mut t = Terms::new();
    for (a, b) in [(7, 2), (-7, 2), (7, -2), (-7, -2), (6, 3), (-6, 3)] {
        let (m, n) = (t.int(a), t.int(b));
        let (quotient, rest) = (t.div(m, n), t.modulo(m, n));
        assert_eq!((quotient, rest), (t.int(i64::div_euclid(a, b)), t.int(i64::rem_euclid(a, b))));
        // and Z3 divides likewise
        let (div, modulo) = (t.apply(Op::Div, &[m, n]), t.apply(Op::Mod, &[m, n]));
        let same = [t.apply(Op::Eq, &[div, quotient]), t.apply(Op::Eq, &[modulo, rest])];
        let same = t.and(same);
        let differ = t.not(same);
        assert_eq!(ask(&t, &[differ]), Answer::Unsatisfiable, "{a}, {b}");
    }
}

#[test]
#[should_panic(expected = "smt: BvAdd does not take [BitVec(8), BitVec(9)]")]
fn bit_vectors_of_two_widths_are_not_added() {
    let mut t = Terms::new();
    let (a, b) = (t.bits(8, 1u32), t.bits(9, 1u32));
    t.apply(Op::BvAdd, &[a, b]);
}

#[test]
#[should_panic(expected = "smt: an operand of another sort")]
fn a_folded_operand_has_the_right_sort_too() {
    let mut t = Terms::new();
    let one = t.int(1);
    t.and([one]);
}

#[test]
#[should_panic(expected = "smt: f is declared twice")]
fn a_symbol_has_one_declaration() {
    let mut t = Terms::new();
    t.declare("f", &[Sort::Int], Sort::Int);
    t.declare("f", &[], Sort::Int);
}

#[test]
#[should_panic(expected = "smt: a term with free variables is asserted")]
fn free_variables_are_not_asserted() {
    let mut t = Terms::new();
    let p = t.fresh_variable("p", Sort::Bool);
    Z3::new().assert(&t, p);
}

#[test]
fn integers_have_no_bounds() {
    let mut t = Terms::new();
    let large: BigInt = BigInt::from(1) << 300;
    let (x, y, bound) = (t.constant("x", Sort::Int), t.constant("y", Sort::Int), t.int(large.clone()));
    let negative = t.neg(bound);
    let (sum, above) = (t.add([x, y]), t.eq(y, bound));
    let equal = t.eq(sum, negative);
    let mut solver = Z3::new();
    solver.assert(&t, equal);
    assert_eq!(solver.check(&t, &[above], Work::MAX), Answer::Satisfiable);
    assert_eq!(solver.value(&t, x), Some(Value::Int(large * -2)));
    // no integer lies between two that follow each other
    let one = t.int(1);
    let next = t.add([x, one]);
    let between = [t.lt(x, y), t.lt(y, next)];
    assert_eq!(ask(&t, &between), Answer::Unsatisfiable);
    // products
    let square = t.mul([x, x]);
    let two = t.eq(square, bound);
    let root = t.int(BigInt::from(-1) << 150);
    let x_is_root = t.eq(x, root);
    assert_eq!(ask(&t, &[two, x_is_root]), Answer::Satisfiable);
}

#[test]
fn arrays_are_read_where_they_were_written() {
    let mut t = Terms::new();
    let sort = Sort::array(Sort::Int, Sort::Int);
    let (a, i, j) = (t.constant("a", sort), t.constant("i", Sort::Int), t.constant("j", Sort::Int));
    let seven = t.int(7);
    let written = t.store(a, i, seven);
    let (there, elsewhere, before) = (t.select(written, i), t.select(written, j), t.select(a, j));
    let (right, same, apart) = (t.eq(there, seven), t.eq(elsewhere, before), t.distinct([i, j]));
    let wrong = t.not(right);
    let changed = t.not(same);
    assert_eq!(ask(&t, &[wrong]), Answer::Unsatisfiable);
    assert_eq!(ask(&t, &[changed, apart]), Answer::Unsatisfiable);
    assert_eq!(ask(&t, &[changed]), Answer::Satisfiable);
    // the value of an array
    let (zero, three) = (t.int(0), t.int(3));
    let empty = t.apply(Op::ConstArray(Sort::Int), &[zero]);
    let (once, again) = (t.store(empty, three, three), t.store(empty, three, zero));
    let twice = t.store(once, zero, seven);
    let is_twice = t.eq(a, twice);
    let mut solver = Z3::new();
    assert_eq!(solver.check(&t, &[is_twice], Work::MAX), Answer::Satisfiable);
    let entries = BTreeMap::from([(int(0), int(7)), (int(3), int(3))]);
    assert_eq!(solver.value(&t, a), Some(Value::Array { entries, default: Box::new(int(0)) }));
    let value = solver.value(&t, again).expect("an array");
    assert_eq!((value.to_string().as_str(), value.at(&int(3))), ("[else -> 0]", Some(&int(0))));
    // arrays that agree everywhere are equal
    let b = t.constant("b", Sort::array(Sort::Int, Sort::Int));
    let k = t.fresh_variable("k", Sort::Int);
    let (of_a, of_b) = (t.select(a, k), t.select(b, k));
    let agree = t.eq(of_a, of_b);
    let (agree, differ) = (t.forall(&[k], agree), t.distinct([a, b]));
    assert_eq!(ask(&t, &[agree, differ]), Answer::Unsatisfiable);
}

#[test]
fn functions_and_quantifiers() {
    let mut t = Terms::new();
    let node = Sort::uninterpreted("Node");
    let (f, a, b) =
        (t.declare("f", std::slice::from_ref(&node), node.clone()), t.constant("a", node.clone()), t.constant("b", node.clone()));
    let (fa, fb) = (t.apply(Op::Apply(f), &[a]), t.apply(Op::Apply(f), &[b]));
    let (same, images) = (t.eq(a, b), t.distinct([fa, fb]));
    assert_eq!(ask(&t, &[same, images]), Answer::Unsatisfiable);
    let mut solver = Z3::new();
    assert_eq!(solver.check(&t, &[images], Work::MAX), Answer::Satisfiable);
    let values = [a, b].map(|x| solver.value(&t, x).expect("an element"));
    assert!(values[0] != values[1] && values.iter().all(|v| matches!(v, Value::Element(_))), "{values:?}");
    // \A x : f(x) # x contradicts \E y : f(y) = y
    let (x, y) = (t.fresh_variable("x", node.clone()), t.fresh_variable("y", node));
    let (fx, fy) = (t.apply(Op::Apply(f), &[x]), t.apply(Op::Apply(f), &[y]));
    let (moved, kept) = (t.distinct([fx, x]), t.eq(fy, y));
    let (all, some) = (t.forall(&[x, y], moved), t.exists(&[y], kept));
    assert_eq!(ask(&t, &[all, some]), Answer::Unsatisfiable);
    assert_eq!(ask(&t, &[some]), Answer::Satisfiable);
}

#[test]
fn a_core_suffices() {
    let mut t = Terms::new();
    let x: Vec<Term> = (0..6).map(|i| t.constant(&format!("x{i}"), Sort::Int)).collect();
    let mut chain: Vec<Term> = x.windows(2).map(|w| t.lt(w[0], w[1])).collect();
    let (p, back) = (t.constant("p", Sort::Bool), t.lt(x[3], x[1]));
    chain.extend([p, back]);
    let mut solver = Z3::new();
    assert_eq!(solver.check(&t, &chain, Work::MAX), Answer::Unsatisfiable);
    let core = solver.core();
    let needed = [chain[1], chain[2], back];
    assert!(needed.iter().all(|t| core.contains(t)) && core.iter().all(|t| chain.contains(t)), "{core:?}");
    assert_eq!(solver.check(&t, &core, Work::MAX), Answer::Unsatisfiable);
    // assumptions hold for one query
    assert_eq!(solver.check(&t, &chain[..6], Work::MAX), Answer::Satisfiable);
    assert_eq!(solver.core(), []);
    assert_eq!(solver.value(&t, p), Some(Value::Bool(true)));
    assert!(solver.value(&t, x[2]) < solver.value(&t, x[5]));
    // and what is asserted needs none
    let never = t.lt(x[1], x[0]);
    solver.assert(&t, never);
    assert_eq!(solver.check(&t, &chain[..1], Work::MAX), Answer::Unsatisfiable);
    assert_eq!(solver.core(), [chain[0]]);
}

/// A query that Z3 does not decide soon: three numbers whose fourth powers add up to a fourth power.
fn hard(t: &mut Terms) -> Vec<Term> {
    let x: Vec<Term> = (0..4).map(|i| t.constant(&format!("x{i}"), Sort::Int)).collect();
    let powers: Vec<Term> = x.iter().map(|x| t.mul([*x, *x, *x, *x])).collect();
    let (sum, zero) = (t.add(powers[..3].iter().copied()), t.int(0));
    let mut hard: Vec<Term> = x.iter().map(|x| t.lt(zero, *x)).collect();
    hard.push(t.eq(sum, powers[3]));
    hard
}

#[test]
fn a_limit_is_work_and_repeats() {
    let run = |limit: Work| {
        let mut t = Terms::new();
        let hard = hard(&mut t);
        let mut solver = Z3::new();
        hard.iter().for_each(|h| solver.assert(&t, *h));
        let begun = work::done();
        (solver.check(&t, &[], limit), (work::done() - begun).count())
    };
    let first = run(Work::milliseconds(20));
    assert_eq!(first.0, Answer::Stopped);
    assert_eq!(run(Work::milliseconds(20)), first);
    assert_eq!(work::within(work::done() + Work::milliseconds(20), || run(Work::MAX).0), Some(Answer::Stopped));
}

#[test]
fn a_cancelled_run_ends_the_query() {
    let flag = Cancel::default();
    flag.cancel(Reason::User);
    with_flag(&flag, || {
        let mut t = Terms::new();
        let hard = hard(&mut t);
        let mut solver = Z3::new();
        hard.iter().for_each(|h| solver.assert(&t, *h));
        assert_eq!(solver.check(&t, &[], Work::MAX), Answer::Stopped);
    });
}
