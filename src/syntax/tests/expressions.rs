//! Every kind of expression, precedence, and lists by column.

use super::check;
use crate::source::FileId;
use crate::syntax::parse_expr;

#[test]
fn precedence_and_associativity() {
    check("a + b * c = d", "a + b * c = d");
    check("a - b - c", "(a - b) - c");
    check("a * (b + c)", "a * (b + c)");
    check("a + b - c", "a + b - c"); // minus binds tighter, as in the reference parser
    check("~a /\\ b => c", "(~a /\\ b) => c");
    check("~ x \\in S", "~x \\in S");
    check("-x + y", "-x + y");
    check("- -1", "-(-1)");
    check("a - -1", "a - -1");
    check("SUBSET S \\cup T", "SUBSET S \\cup T");
    check("x' = y ^+", "x' = y^+");
    check("1..n-1", "1 .. n - 1");
    check("f[x].a.b[1, 2]'", "f[x].a.b[1, 2]'");
    check("[]<>P => <>[]Q", "[](<>P) => <>([]Q)");
    check("a => b \\/ c", "a => (b \\/ c)");
    check("x \\notin S <=> ~(x \\in S)", "x \\notin S <=> ~x \\in S");
    check("s \\o t \\o u", "(s \\o t) \\o u");
    check("a :> 1 @@ b :> 2 @@ c :> 3", "(a :> 1 @@ b :> 2) @@ c :> 3");
}

#[test]
fn chains() {
    check("a /\\ b /\\ c", "/\\ a\n/\\ b\n/\\ c");
    check("(a /\\ b) /\\ c", "/\\ /\\ a\n   /\\ b\n/\\ c");
    check("S \\X T \\X U", "S \\X T \\X U");
    check("(S \\X T) \\X U", "(S \\X T) \\X U");
}

#[test]
fn spellings() {
    check("x ∈ S ∧ y ≤ 3 ∨ FALSE".split(" ∨").next().unwrap(), "/\\ x \\in S\n/\\ y \\leq 3");
    check("a \\lor \\lnot b", "\\/ a\n\\/ ~b");
    check("S \\union T \\cup U", "(S \\cup T) \\cup U");
    check("1 =< 2 \\equiv 2 # 3", "1 \\leq 2 <=> 2 /= 3");
    check("∀ x ∈ ℕ : x ≥ 0", "\\A x \\in ℕ : x \\geq 0");
    check("S \\times T", "S \\X T");
}

#[test]
fn numbers_and_strings() {
    check("<<0, 12, \\b101, \\o17, \\hFF, 2b>>", "<<0, 12, \\b101, \\o17, \\hFF, 2b>>");
    check(r#""a \"quote\" \\ tab\t""#, r#""a \"quote\" \\ tab\t""#);
    check("1..2", "1 .. 2");
}

#[test]
fn lists_by_column() {
    check("/\\ a\n/\\ \\/ b\n   \\/ c\n/\\ d", "/\\ a\n/\\ \\/ b\n   \\/ c\n/\\ d");
    check("  /\\ a\n  /\\ b\n=> c", "(a /\\ b) => c");
    check("/\\ a /\\ b\n/\\ c", "/\\ /\\ a\n   /\\ b\n/\\ c");
    check("/\\ a", "a");
    check("IF /\\ a\n   /\\ b THEN c ELSE d", "IF (a /\\ b)\n  THEN c\n  ELSE d");
    check("{x \\in S : /\\ p\n           /\\ q}", "{x \\in S : (p /\\ q)}");
    check("/\\ \\A x \\in S :\n      P(x)\n/\\ q", "/\\ \\A x \\in S : P(x)\n/\\ q");
    check("/\\ LET y == /\\ a\n            /\\ b\n   IN y\n/\\ c", "/\\ LET y == /\\ a\n            /\\ b\n   IN y\n/\\ c");
    check("(/\\ a\n /\\ b)'", "(a /\\ b)'");
    // The tab moves to column 9.
    check("        /\\ a\n\t/\\ b", "/\\ a\n/\\ b");
}

#[test]
fn cases() {
    check("CASE a -> 1 [] b -> 2 [] OTHER -> 3", "CASE a -> 1\n  [] b -> 2\n  [] OTHER -> 3");
    check("CASE a -> CASE b -> 1 [] c -> 2", "CASE a -> (CASE b -> 1 [] c -> 2)");
    check("CASE a -> \\A x \\in S : p [] b -> 2", "CASE a -> (\\A x \\in S : p)\n  [] b -> 2");
    check(
        "/\\ CASE a -> /\\ p\n             /\\ q\n     [] b -> [] r\n/\\ c",
        "/\\ CASE a -> (p /\\ q)\n     [] b -> []r\n/\\ c",
    );
    check("[S -> T]", "[S -> T]");
    check("CASE f \\in [S -> T] -> [x \\in S |-> 1]", "CASE f \\in [S -> T] -> [x \\in S |-> 1]");
}

#[test]
fn brackets() {
    check("[a |-> 1, b |-> {}]", "[a |-> 1, b |-> {}]");
    check("[a: S, b: T]", "[a: S, b: T]");
    check("[x \\in S, <<y, z>> \\in T |-> x]", "[x \\in S, <<y, z>> \\in T |-> x]");
    check("[f EXCEPT ![1, 2].a = @ + 1, !.b = 3]", "[f EXCEPT ![1, 2].a = @ + 1, !.b = 3]");
    check("{<<x, y>> \\in S : p}", "{<<x, y>> \\in S : p}");
    check("{x + y : x, y \\in S, z \\in T}", "{(x + y) : x, y \\in S, z \\in T}");
    check("{\\A x \\in S : p, q}", "{\\A x \\in S : p, q}");
    check("{CHOOSE x : TRUE : y \\in S}", "{(CHOOSE x : TRUE) : y \\in S}");
    check("[][Next]_vars /\\ WF_<<x, y>>(Next) /\\ SF_v(A)", "/\\ [][Next]_vars\n/\\ WF_<<x, y>>(Next)\n/\\ SF_v(A)");
    check("<<A>>_(x + y)", "<<A>>_(x + y)");
    check("WF_f(x)(A)", "WF_(f(x))(A)");
    check("<< <<>>, <<1>> >>", "<<<<>>, <<1>>>>");
}

#[test]
fn open_constructs() {
    check("a = IF b THEN c ELSE d + 1", "a = IF b\n      THEN c\n      ELSE d + 1");
    check("(IF b THEN c ELSE d) + 1", "(IF b THEN c ELSE d) + 1");
    check("\\A x, y \\in S, <<z, w>> \\in T : \\E u : p", "\\A x, y \\in S, <<z, w>> \\in T : \\E u : p");
    check("\\EE x : \\AA y : p", "\\EE x : \\AA y : p");
    check("CHOOSE <<x, y>> \\in S : p", "CHOOSE <<x, y>> \\in S : p");
    check("F(LAMBDA x, y : x + y, 3)", "F(LAMBDA x, y : x + y, 3)");
    check("l(x) :: p /\\ m :: q", "l(x) :: /\\ p\n        /\\ m :: q");
    check(
        "LET RECURSIVE f(_) f(x) == x g[y \\in S] == y I == INSTANCE M IN f",
        "LET RECURSIVE f(_)\n    f(x) == x\n    g[y \\in S] == y\n    I == INSTANCE M\nIN f",
    );
}

#[test]
fn names() {
    check("I(a, b)!J!Op(c)", "I(a, b)!J!Op(c)");
    check("Op(a)!1!<<!>>!:!@!lbl!(x)", "Op(a)!1!<<!>>!:!@!lbl!(x)");
    check("M!+(1, 2)", "M! + (1, 2)");
    check("F(+, -, \\in, ', ~, [])", "F( + ,  - ,  \\in ,  ' ,  ~ ,  [] )");
}

#[test]
fn without_order() {
    for (text, operators) in [
        ("a /\\ b \\/ c", ["`/\\`", "`\\/`"]),
        ("a = b = c", ["`=`", "`a = b = c`"]),
        ("a => b => c", ["`=>`", "`a => b => c`"]),
        ("[] x = 1", ["`[]`", "`=`"]),
        ("a * b / c", ["`*`", "`/`"]),
        ("S \\cup T \\cap U", ["`\\cup`", "`\\cap`"]),
    ] {
        let d = &parse_expr(FileId(0), text).expect_err(text)[0];
        assert_eq!(d.code, crate::diag::Code::FIXITY, "{text}");
        assert!(operators.iter().all(|o| d.message.contains(o)), "{text}: {}", d.message);
    }
}
