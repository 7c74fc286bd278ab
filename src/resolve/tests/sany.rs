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
    let step = "VARIABLE v\nJ(y) == INSTANCE I WITH x <- y\nB == J(v')!A";
    check(&m("VARIABLE x\nA == x", step), &[]);
    check(&m("VARIABLE x\nA == {x}", step), &["`y` of `J!A` must be a state expression (it mentions a variable)"]);
    check(&m("VARIABLE x\nA == x'", step), &["`y` of `J!A` must be a state expression (it mentions a variable)"]);
    let both = |body: &str, b: &str| {
        m(&format!("CONSTANT c\nVARIABLE x\n{body}"), &format!("VARIABLE v\nJ(y) == INSTANCE I WITH c <- y, x <- v\nB == {b}"))
    };
    let constant = ["`y` of `J!A` must be a constant expression"];
    check(&both("A == c", "J(v)!A"), &[]);
    check(&both("A == c", "J(v')!A"), &[]);
    check(&both("A == x' = c", "J(v)!A"), &constant);
    check(&both("A == x' = c", "J(v')!A"), &constant);
    check(&both("A == x' = c", "J(1)!A"), &[]);
    check(&both("D == c\nA == {D}", "J(v)!A"), &constant);
    check(&both("A == LET z == c IN {z}", "J(v)!A"), &constant);
    check(&both("D == c\nA == D", "J(v)!A"), &[]);
    check(&both("A == LET z == c IN z", "J(v)!A"), &[]);
    check(&both("A == {LET z == c IN z}", "J(v)!A"), &constant);
    check(&both("D == x\nA == {D}", "J(v)!A"), &[]);
    check(&both("A == CHOOSE y \\in c : TRUE", "J(v)!A"), &[]);
    let of_a_let = |body: &str| {
        m(&format!("VARIABLE x\nA == {body}"), "VARIABLE v\nF(q) == LET J == INSTANCE I WITH x <- q IN J!A\nB == F(v')")
    };
    check(&of_a_let("x"), &[]);
    check(&of_a_let("{x}"), &["argument 1 of `F` must be a state expression (it mentions a variable)"]);
    check(&both("A == \\E y \\in c : x' = y", "J(v)!A"), &[]);
    check(&m("CONSTANT c\nA == c'", "VARIABLE v\nJ == INSTANCE I WITH c <- v"), &high);
    check(&m("CONSTANT c\nA == ENABLED (c = 1)", "VARIABLE v\nJ == INSTANCE I WITH c <- v"), &high);
    check(&m("CONSTANT c\nA == c'", "VARIABLE v\nJ == INSTANCE I WITH c <- {}"), &[]);
    check(&m("CONSTANT c\nA == {c}", "VARIABLE v\nJ == INSTANCE I WITH c <- v'"), &[]);
    check(&m("VARIABLE x\nA == x", "VARIABLE v\nJ(y) == INSTANCE I WITH x <- y\nB == J(v)!A"), &[]);
}

#[test]
fn operators_of_operators_are_given_for_none() {
    let one = ["an operator of 1 values is wanted here"];
    check("A(F(_)) == F(1)\nH(K(_)) == 1\nB == A(H)", &one);
    check("A(F(_)) == F(1)\nC(G(_)) == A(G)\nH(K(_)) == 1\nB == C(H)", &one);
    check("A(F(_, _)) == F(1, 1)\nH(K(_), x) == 1\nB == A(H)", &["an operator of 2 values is wanted here"]);
    check("EXTENDS Sequences\nA(F(_, _)) == F(<<>>, 1)\nB == A(SelectSeq)", &["an operator of 2 values is wanted here"]);
    check(
        "---- MODULE I ----\nCONSTANT F(_)\n====\nH(K(_)) == 1\nJ == INSTANCE I WITH F <- H",
        &["`F` of module I is an operator of values"],
    );
    check("A(F(_)) == F(1)\nC(G(_)) == A(G)\nH(k) == 1\nB == C(H)", &[]);
}

#[test]
fn operators_of_instances_with_parameters() {
    let m = |rest: &str| format!("---- MODULE I ----\nF(x) == x\n====\nJ(a) == INSTANCE I\n{rest}");
    check(&m("H(G(_, _)) == G(1, 2)\nM == H(J!F)"), &[]);
    check(&m("H(G(_)) == G(1)\nM == H(J!F)"), &["an operator of 1 values is wanted here"]);
    check(&m("H(G(_)) == G(1)\nM == H(J(1)!F)"), &["an operator is given by its name, without arguments"]);
    check(&m("M == J(1)!F(1)"), &[]);
    check(&m("M == J(1)!F(1)!1"), &["there is no such part of a definition"]);
    let declared =
        "---- MODULE I ----\nCONSTANT c\nVARIABLE q\nA == q = c\n====\nVARIABLE v\nJ == INSTANCE I WITH q <- v, c <- 1\n";
    check(&format!("{declared}M == J!A"), &[]);
    check(&format!("{declared}M == J!q"), &["unknown name `q`"]);
    check(&format!("{declared}M == J!c"), &["unknown name `c`"]);
}

#[test]
fn parts_that_are_not_there() {
    let none = ["there is no such part of a definition"];
    check("A == 1\nB == A!<<", &none);
    check("A == {1}\nB == A!2", &none);
    check("A == [x \\in {1} |-> 2]\nB == A[1]\nC == B!2", &[]);
    check("A == [x \\in {1} |-> 2]\nB == A[1]\nC == B!3", &none);
    check("A == [{1} -> {2}]\nB == A!3", &none);
    check("A(x) == {x, 1}\nB == A!(1)!2", &["`A` takes 1 argument"]);
    check("A(x) == {x, 1}\nB == A(2)!<<", &[]);
    check("A == \\A x \\in {1} : x = 1\nB == A!@", &none);
    check("A == \\A x \\in {1} : x = 1\nB == A!(1)!1", &[]);
    check("A == IF TRUE THEN 1 ELSE 2\nB == A!3", &[]);
}

#[test]
fn minus_signs_after_what_binds_tighter() {
    let given = |text: &str| format!("EXTENDS Integers, Sequences\nVARIABLE v\nA == {text}");
    for (text, op) in
        [("2 * -3", "*"), ("2 ^ -3", "^"), ("v \\o -v", "\\o"), ("[v EXCEPT ![1] = @ * -1]", "*"), ("2 * -3 + 1", "*")]
    {
        check(&given(text), &[&format!("a minus sign cannot follow `{op}`, which binds tighter")]);
    }
    for text in
        ["2 * (-3)", "2 + -3", "2 - -3", "- - 3", "2 % -3", "-3 * 2", "v \\X -3", "2 * ~v", "v = -v", "2 ^ DOMAIN v", "1 .. -v"]
    {
        check(&given(text), &[]);
    }
    check("-a == a", &["the operator `-` that stands before its argument has another name"]);
    check("-. a == a", &[]);
}

#[test]
fn what_a_subscript_may_be() {
    let v = |text: &str| format!("VARIABLE v\nA == {text}");
    for text in
        ["[TRUE]_v", "[TRUE]_v[1]", "[TRUE]_{v}", "[TRUE]_(1)", "[TRUE]_[a |-> v]", "<<TRUE>>_<<v>>", "WF_v(TRUE)", "[TRUE]_TRUE"]
    {
        check(&v(text), &[]);
    }
    for (text, found) in [("<<TRUE>>_1", "1"), ("[TRUE]_\"a\"", "\"a\""), ("WF_1(TRUE)", "1")] {
        check(&v(text), &[&format!("expected a name or `(`, found `{found}`")]);
    }
}

#[test]
fn definitions_of_a_let() {
    check("A == LET LOCAL x == 1 IN x", &[]);
    check("A == LET LOCAL f[x \\in {1}] == x LOCAL F(y) == y IN F(f)", &[]);
    check("A == LET LOCAL I == INSTANCE TLC IN 1", &[]);
    check("A == LET INSTANCE TLC IN 1", &["expected a name, found `INSTANCE`"]);
    check("A == LET LOCAL INSTANCE TLC IN 1", &["expected a name, found `INSTANCE`"]);
}

#[test]
fn strings() {
    check("A == \"\\t\\n\\r\\f\\\"\\\\\"", &[]);
    check("A == \"a\\q\"", &["this means nothing in a string"]);
    check("A == \"\\1\" \\o \"\\é\"", &["this means nothing in a string", "this means nothing in a string"]);
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
