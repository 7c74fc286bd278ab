//! Operators on bare values: no model, no state, no expression. The choice is one input `c`; a result shows the case in which it holds as
//! `a`, the other one as `b` (`symbolic::tests` has the notation, and the same for expressions of TLA+).

use super::Values;
use super::rules::{Need, Rules};
use super::sym::{Guarded, RuleId, Sym};
use crate::eval::error::ErrorKind;
use crate::logic::{Assignment, Term};
use crate::source::Span;
use crate::symbolic::tests::Cases;

/// There are no rules.
struct NoRules;

impl Rules for NoRules {
    type Effects = ();

    fn traced<T>(values: &mut Values<Self>, f: impl FnOnce(&mut Values<Self>) -> T) -> (T, ()) {
        (f(values), ())
    }

    fn replay(&mut self, (): &()) {}

    fn keeps(_: &mut Values<Self>, _: RuleId, _: Sym, _: Span) -> Term {
        unreachable!("test: there are no rules")
    }

    fn elements_of_image(_: &mut Values<Self>, _: &[Sym], _: RuleId, _: Span) -> Vec<Guarded> {
        unreachable!("test: there are no rules")
    }

    fn choose_from_image(_: &mut Values<Self>, _: &[Sym], _: RuleId, _: Span) -> Guarded {
        unreachable!("test: there are no rules")
    }

    fn apply(_: &mut Values<Self>, _: Need, _: RuleId, _: Sym, _: Span) -> Sym {
        unreachable!("test: there are no rules")
    }

    fn domain(_: &mut Values<Self>, _: RuleId, _: Span) -> Sym {
        unreachable!("test: there are no rules")
    }

    fn is_recursive(&self, _: RuleId) -> bool {
        unreachable!("test: there are no rules")
    }

    fn can_hold(_: &mut Values<Self>, _: Term) -> bool {
        true
    }
}

/// The value that `make` makes where `c` is chosen, and the kinds of errors with their cases.
fn check(make: impl FnOnce(&mut Values<NoRules>, Term) -> Sym, expected: &str) {
    let mut values = Values::over(Vec::new(), NoRules);
    let c = values.graph.input();
    let made = make(&mut values, c);
    let cases = Cases { choices: [true, false].map(|c| Assignment::of(vec![c])).into() };
    let mut shown = cases.value(&values, made);
    for f in &values.findings {
        shown += &format!("; {:?}{}", f.kind, cases.letters(&values, f.condition));
    }
    assert_eq!(shown, expected);
}

/// `IF c THEN 1 ELSE 2`
fn one_or_two(v: &mut Values<NoRules>, c: Term) -> Sym {
    let (one, two) = (v.syms.int(1), v.syms.int(2));
    v.merge(c, one, two)
}

#[test]
fn scalars_merge_and_compare() {
    check(one_or_two, "1[a] 2[b]");
    let is_two = |v: &mut Values<NoRules>, c| {
        let (x, two) = (one_or_two(v, c), v.syms.int(2));
        let t = v.equal(x, two, Span::NONE);
        v.syms.bool(t)
    };
    check(is_two, "TRUE[b]");
}

#[test]
fn a_symbolic_element_enters_a_set_as_its_values() {
    // {x, 2}
    let set = |v: &mut Values<NoRules>, c| {
        let (x, two) = (one_or_two(v, c), v.syms.int(2));
        v.set_of(vec![(Term::TRUE, x), (Term::TRUE, two)])
    };
    check(set, "{1[a], 2}");
    let with_three = |v: &mut Values<NoRules>, c| {
        let (s, three) = (set(v, c), v.syms.int(3));
        let other = v.set_of(vec![(Term::TRUE, three)]);
        v.set_union(s, other, Span::NONE)
    };
    check(with_three, "{1[a], 2, 3}");
    let has_one = |v: &mut Values<NoRules>, c| {
        let (s, one) = (set(v, c), v.syms.int(1));
        let t = v.member(one, s, Span::NONE);
        v.syms.bool(t)
    };
    check(has_one, "TRUE[a]");
}

#[test]
fn sequences_of_different_lengths_are_one_value() {
    // IF c THEN <<1>> ELSE <<1, 2>>
    let sequence = |v: &mut Values<NoRules>, c| {
        let (one, two) = (v.syms.int(1), v.syms.int(2));
        let (short, long) = (v.syms.tuple(vec![one]), v.syms.tuple(vec![one, two]));
        v.merge(c, short, long)
    };
    check(
        |v, c| {
            let s = sequence(v, c);
            v.head(s, Span::NONE)
        },
        "1",
    );
    check(
        |v, c| {
            let (s, two) = (sequence(v, c), v.syms.int(2));
            v.apply(s, two, Span::NONE)
        },
        "2; OutsideDomain[a]",
    );
}

#[test]
fn an_operator_fails_where_it_is_applied() {
    // IF c THEN Head(<<>>) ELSE 1
    check(
        |v, c| {
            let (empty, one) = (v.syms.tuple(Vec::new()), v.syms.int(1));
            let head = v.under(c, |v| v.head(empty, Span::NONE));
            v.merge(c, head, one)
        },
        "1; EmptySequence[a]",
    );
}

#[test]
fn the_outer_context_is_back_after_a_closure() {
    let mut v = Values::over(Vec::new(), NoRules);
    let c = v.graph.input();
    v.under(c, |v| {
        assert_eq!(v.path(), c);
        v.unconditionally(|v| assert_eq!(v.path(), Term::TRUE));
        assert_eq!(v.path(), c);
        v.with_finite_choices(|v| v.under(!c, |v| assert!(v.finite_choices_only() && v.path() == Term::FALSE)));
        assert!(!v.finite_choices_only() && v.holds_here(c) && !v.holds_here(!c));
        v.fail(ErrorKind::NotEnumerable, Span::NONE, Term::TRUE);
    });
    assert_eq!(v.path(), Term::TRUE);
    assert_eq!(v.findings[0].condition, c);
}
