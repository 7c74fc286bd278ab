//! What the reference parser refuses, and what stands next to it and is fine.

use super::run;
use crate::source::SourceMap;

/// The messages of all errors, a line each; none if the module is well-formed.
fn check(body: &str, expected: &[&str]) {
    let text = format!("---- MODULE M ----\n{body}\n====\n");
    let messages = match run(&mut SourceMap::new(), &text) {
        Ok(_) => Vec::new(),
        Err(errors) => errors.into_iter().map(|d| d.message).collect(),
    };
    assert_eq!(messages, expected, "{body}");
}

const ARGUMENT: &str = "argument 1 of the operator that is given here must be a state expression (it mentions a variable)";
const PRIMED: &str = "only a state expression can be primed";
const MIXED: &str = "an action and a temporal formula stand under one operator";
const NO_VALUE: &str = "a temporal formula is no value";

#[test]
fn a_prime_of_a_prime_through_operators() {
    let v = |rest: &str| format!("VARIABLE v\n{rest}");
    check(&v("Apply(F(_), x) == F(x)\nA == Apply(', v')"), &[ARGUMENT]);
    check(&v("Apply(F(_), x) == F(x)\nA == Apply(', v)"), &[]);
    check(&v("Op(F(_)) == F(v')\nA == Op(')"), &[ARGUMENT]);
    check(&v("Op(F(_)) == F(v')\nP(x) == x\nA == Op(P)"), &[]);
    check(&v("P(x) == x'\nApply(F(_), x) == F(x)\nTwice(F(_), x) == Apply(F, F(x))\nA == Twice(P, v)"), &[ARGUMENT]);
    check(&v("Apply(F(_), x) == F(x)\nA == Apply(LAMBDA y : y', v')"), &[ARGUMENT]);
    check(
        &v("Apply(F(_), x) == F(x)\nB(y) == Apply(', y)\nA == B(v')"),
        &["argument 1 of `B` must be a state expression (it mentions a variable)"],
    );
    check(&v("A == LET Apply(F(_)) == F(v') IN Apply(')"), &[ARGUMENT]);
    check(&v("A == v''"), &[PRIMED]);
    check(&v("A == v''''"), &[PRIMED]);
    check(&v("A == (<<v>>)''"), &[PRIMED]);
}

#[test]
fn recursive_operators() {
    check("RECURSIVE F(_)\nF(x) == x'", &["argument 1 of the recursive operator `F` is primed in its definition"]);
    let f = |rest: &str| format!("VARIABLE x\nRECURSIVE F(_)\n{rest}");
    check(
        &f("F(n) == IF n = 0 THEN x' ELSE F(n)'"),
        &[
            "argument 1 of the recursive operator `F` is primed in its definition",
            "the recursive `F` is an action (it mentions a primed variable)",
        ],
    );
    check(
        &f("F(n) == IF n = 0 THEN x ELSE F(n)'"),
        &[
            "argument 1 of the recursive operator `F` is primed in its definition",
            "the recursive `F` is an action (it mentions a primed variable)",
        ],
    );
    check(&f("F(n) == IF n = 0 THEN x ELSE F(n)"), &[]);
    check(
        &f("RECURSIVE G(_)\nF(n) == G(n)'\nG(n) == x'"),
        &[
            "argument 1 of the recursive operator `F` is primed in its definition",
            "the recursive `G` is an action (it mentions a primed variable)",
        ],
    );
    check(&f("H(n) == F(n)\nI == H(1)'\nF(n) == x'"), &["the recursive `F` is an action (it mentions a primed variable)"]);
    check(&f("H(n) == F(n)\nI == H(1)'\nF(n) == x"), &[]);
    check(&f("F(n) == IF n = 0 THEN []x ELSE F([]n)"), &["argument 1 of `F` must be an action (it mentions a primed variable)"]);
}

#[test]
fn recursive_sections() {
    let apart = |what: &str| format!("{what} stands between RECURSIVE and the definition");
    for (unit, what) in [
        ("CONSTANT c", "a declaration of constants"),
        ("VARIABLE c", "a declaration of variables"),
        ("ASSUME TRUE", "an assumption"),
        ("THEOREM TRUE", "a theorem"),
        ("---- MODULE I ----\n====", "a module"),
    ] {
        check(&format!("RECURSIVE op\n{unit}\nop == 0"), &[&apart(what)]);
        check(&format!("{unit}\nRECURSIVE op\nop == 0"), &[]);
        check(&format!("RECURSIVE op\nop == 0\n{unit}"), &[]);
    }
    check("RECURSIVE f\ng(x) == f\nf[x \\in {0}] == g(x)", &[]);
    check("RECURSIVE f\nf[x \\in {0}] == IF x = 0 THEN x ELSE f[x]", &[]);
    check("A == LET RECURSIVE f  f[x \\in {0}] == f[x] IN f", &[]);
    check(
        "A == LET RECURSIVE f  g == LET f == 0 IN 0 IN 0",
        &["`f` is declared RECURSIVE but never defined", "`f` is declared RECURSIVE outside of the LET that defines it"],
    );
    check("A == LET RECURSIVE f IN 0", &["`f` is declared RECURSIVE but never defined"]);
    check(
        "RECURSIVE F(_)\nF(G(_)) == G(1)",
        &["`F` is declared RECURSIVE but never defined", "`F` was declared RECURSIVE with 1 parameter that are values"],
    );
}

#[test]
fn actions_and_temporal_formulas() {
    let v = |rest: &str| format!("VARIABLE v\n{rest}");
    for e in [
        "v' /\\ []v",
        "[]v \\/ v'",
        "v' => []v",
        "[]v <=> v'",
        "~[]v /\\ (v' = 1)",
        "\n  /\\ v'\n  /\\ []v",
        "\n  \\/ []v\n  \\/ v'",
    ] {
        check(&v(&format!("A == {e}")), &[MIXED]);
    }
    check(&v("A == v /\\ []v /\\ [][v']_v /\\ WF_v(v')"), &[]);
    check(&v("A == v' -+-> v"), &["-+-> takes no action"]);
    check(&v("A == v -+-> v'"), &["-+-> takes no action"]);
    check(&v("A == v -+-> v"), &[]);
    check(&v("A == v' ~> v"), &["~> takes no action"]);
    check(&v("A == (v -+-> v)'"), &[PRIMED]);
    check(&v("A == \\E x \\in v' : []v"), &["what is quantified here is a temporal formula, whose bound is no action"]);
    check(&v("A == \\A x \\in v : []v"), &[]);
    check(&v("A == \\A x \\in []v : TRUE"), &["a bound is no temporal formula"]);
    check(&v("A == [x \\in []v |-> x]"), &["a bound is no temporal formula"]);
    check(&v("A == {x \\in {1} : []v}"), &["a set is chosen by no temporal formula"]);
    check(&v("A == CHOOSE x \\in {1} : []v"), &["CHOOSE takes no temporal formula"]);
    for e in [
        "([]v).foo",
        "{[]v}",
        "<<[]v>>",
        "([]v) = 1",
        "v \\in ([]v)",
        "[a : []v]",
        "[{1} -> []v]",
        "v[[]v]",
        "[v EXCEPT ![1] = []v]",
    ] {
        check(&v(&format!("A == {e}")), &[NO_VALUE]);
    }
    check(&v("A == IF []v THEN []v ELSE <>v"), &[]);
    check(&v("A == \\AA x : [](x = v')"), &["[] of an action must have the form [][A]_v"]);
    check(&v("A == \\EE x : x' = unknown"), &["unknown name `unknown`"]);
}

#[test]
fn what_an_instance_substitutes() {
    let m = |inner: &str, rest: &str| format!("---- MODULE I ----\n{inner}\n====\n{rest}");
    for op in ["[]", "<>", "'", "P", "Q"] {
        let rest = format!("VARIABLE v\nP(x) == x'\nQ(x) == ENABLED x\nJ == INSTANCE I WITH F <- {op}");
        check(&m("CONSTANT F(_)", &rest), &["`F` of module I cannot stand for this operator"]);
    }
    check(&m("CONSTANT F(_)", "P(x) == {x}\nJ == INSTANCE I WITH F <- P"), &[]);
    let high = ["the constant `c` of module I cannot stand for this"];
    check(&m("CONSTANT c\nVARIABLE x", "VARIABLE c, x\nJ == INSTANCE I"), &high);
    check(&m("CONSTANT c\nVARIABLE x", "VARIABLE y, x\nJ == INSTANCE I WITH c <- y"), &high);
    check(&m("CONSTANT c", "VARIABLE c\nJ == INSTANCE I"), &[]);
    check(
        &m("VARIABLE x\nA == x", "VARIABLE v\nJ(y) == INSTANCE I WITH x <- y\nB == J(v')!A"),
        &["argument of `J` must be a state expression (it mentions a variable)"],
    );
    check(
        &m("VARIABLE x\nA == x", "VARIABLE v\nJ(y) == INSTANCE I WITH x <- <<y, v>>\nB == J(v')!A"),
        &["argument of `J` must be a state expression (it mentions a variable)"],
    );
    check(&m("VARIABLE x\nA == x", "VARIABLE v\nJ(y) == INSTANCE I WITH x <- y\nB == J(v)!A"), &[]);
}

#[test]
fn labels() {
    let lacks = |p: &str| format!("the label `l` lacks the parameter `{p}`");
    let extra = |p: &str| format!("`{p}` is no parameter of the label `l`");
    let case = |text: &str, expected: Option<String>| {
        let expected: Vec<&str> = expected.as_deref().into_iter().collect();
        check(text, &expected);
    };
    case("A == \\A x \\in {} : l(x) :: TRUE", None);
    case("A == \\A x \\in {} : l :: TRUE", Some(lacks("x")));
    case("A == {x \\in {} : l :: TRUE}", Some(lacks("x")));
    case("f[x \\in {}] == l :: 0", Some(lacks("x")));
    case("f[x \\in {}] == l(x) :: 0", None);
    case("A(x) == l :: 0", None);
    case("A(x) == l(x) :: 0", Some(extra("x")));
    case("CONSTANT x\nA == l(x) :: 0", Some(extra("x")));
    case("A == \\A x \\in {} : l(x, x) :: TRUE", Some("the label `l` has the parameter `x` twice".into()));
    case("A == \\A x \\in {} : k(x) :: \\E y \\in {} : l(y) :: TRUE", None);
    case("A == \\A x \\in {} : k(x) :: \\E y \\in {} : l(x, y) :: TRUE", Some(extra("x")));
    case("A == \\A x \\in {} : LET B == l :: x IN B", None);
    case("F(G(_)) == G(1)\nA == F(LAMBDA x : l :: x)", Some(lacks("x")));
    case("A == {l :: 0, l :: 0}", Some("the label `l` stands here twice".into()));
    case("A == l :: l :: 0", None);
    case("A == \\A x, y \\in {l :: 0} : TRUE", None);
    case("A == LET B == l :: 0 IN l :: B", None);
    case("f == [x \\in {} |-> x]\nA == [f EXCEPT ![0] = l :: 0]", Some("a label may not stand in EXCEPT".into()));
    case("ASSUME l :: TRUE", Some("a label stands in a definition".into()));
    case("ASSUME a == l :: TRUE", None);
    case("THEOREM l :: TRUE", Some("a label stands in a definition".into()));
    case("A == \\A x \\in {} : l(x) :: TRUE\nB == A!l(0, 0)", Some("the label `l` takes 1 argument".into()));
    case("A == \\A x \\in {} : l(x) :: TRUE\nB == A!l(0)", None);
}

#[test]
fn arguments_of_functions() {
    check("f[x \\in {0}] == 0\nA == f[0, 0]", &["the function `f` takes 1 argument"]);
    check("f[x, y \\in {0}] == 0\nA == f[0, 0]\nB == f[<<0, 0>>]\nC == f", &[]);
    check("f[x \\in {0}, y \\in {0}] == 0\nA == f[0, 0, 0]", &["the function `f` takes 2 arguments"]);
    check("f[<<x, y>> \\in {0}] == 0\nA == f[0, 0]", &["the function `f` takes 1 argument"]);
    check("A == LET f[x \\in {0}] == 0 IN f[0, 0]", &["the function `f` takes 1 argument"]);
    check(
        "---- MODULE I ----\nf[x \\in {0}] == 0\n====\nJ == INSTANCE I\nA == J!f[0, 0]",
        &["the function `f` takes 1 argument"],
    );
    // what a definition computes is not known before it is run
    check("f == [x \\in {0} |-> 0]\nA == f[0, 0]", &[]);
}

#[test]
fn names_that_are_not_for_the_user() {
    for (text, name) in
        [("x' == 1", "'"), ("a /\\ b == a", "/\\"), ("a = b == a", "="), ("~ a == a", "~"), ("a \\in b == a", "\\in")]
    {
        check(text, &[&format!("`{name}` is an operator of the language")]);
    }
    check("CONSTANT _ \\cup _", &["`\\cup` is an operator of the language"]);
    check("a ++ b == a\n-. a == a", &[]);
    check("EXTENDS Naturals\nℕ == Nat\nA == 1 \\in ℕ", &[]);
    check("EXTENDS Integers\nA == 1 \\in ℕ /\\ 1 \\in ℤ", &[]);
    check("A == 1 \\in ℕ", &["unknown name `ℕ`"]);
}

#[test]
fn modules_of_one_name() {
    check("EXTENDS Naturals\n---- MODULE Naturals ----\n====", &["there are two modules Naturals"]);
    check("---- MODULE I ----\n====\nINSTANCE I", &[]);
}

#[test]
fn a_module_inside_a_module_is_looked_at_where_it_stands() {
    check("A == 1\n---- MODULE I ----\nA == 2\n====", &["`A` is already defined"]);
    check("---- MODULE I ----\nB == unknown\n====", &["unknown name `unknown`"]);
    check("---- MODULE I ----\nVARIABLE y\nB == y''\n====\nVARIABLE x\nJ == INSTANCE I WITH y <- x", &[PRIMED]);
    check(
        "---- MODULE I ----\nEXTENDS Naturals\nVARIABLE y\nCONSTANT c\nB == y' + c\n====\nVARIABLE x\nJ == INSTANCE I WITH y <- x, c <- 1",
        &[],
    );
}
