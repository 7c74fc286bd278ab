//! What the user is told: place, message, help.

use crate::source::SourceMap;
use crate::syntax::parse_module;

/// The first diagnostic of a module with this body, as `line:column message` and its help.
fn check(body: &str, expected: &str) {
    let text = format!("---- MODULE M ----\n{body}\n====");
    let mut sources = SourceMap::new();
    let file = sources.add("M.tla", text.clone());
    let d = &parse_module(file, &text).expect_err(body)[0];
    let at = sources.location(d.labels[0].span).expect("an error has a place");
    let help = d.help.as_ref().map_or(String::new(), |h| format!(" | {h}"));
    assert_eq!(format!("{}:{} {}{help}", at.line, at.column, d.message), expected, "{body}");
}

#[test]
fn usual_slips() {
    check("A = 1", "2:5 expected a name, found `1` | a definition is written with `==`");
    check("A == x == 1", "2:8 expected a definition, an operator or `====`, found `==` | `==` defines; to compare, write `=`");
    check(
        "A == x := 1\nB == 2 C",
        "4:1 expected an operator or `==`, found `====` | `C` is read as the name of a definition; perhaps an operator or a comma is missing before it",
    );
    check("A == a && b && ", "3:1 expected an expression, found `====` | the definition before `====` is not complete");
    check("A == a != b", "2:9 expected a name, `:`, `(` or `>>`, found `=` | inequality is written `#` or `/=`");
    check("A == !a", "2:6 expected an expression, found `!` | negation is written `~`");
    check("A == a | | b", "2:10 expected an expression, found `|` | disjunction is written `\\/`");
    check(
        "A == [a = 1]",
        "2:6 this `[` begins neither a record, a function, an action nor an index | the fields of a record are written `[name |-> value]`",
    );
    check("A == (1 + 2\nB == 3\nVARIABLE x", "2:6 this `(` is not closed before `VARIABLE` | close it with `)`");
    check("A == IF a THEN b\nB == 1", "3:1 expected `ELSE`, found `B` | `IF` needs its `ELSE`");
    check("A == IF a ELSE b", "2:11 expected `THEN`, found `ELSE`");
    check("A == \\A x \\in S . p", "3:1 expected `,` or `:`, found `====` | the definition before `====` is not complete");
    check("A == LET x == 1\nB == 2", "4:1 expected a name or `IN`, found `====` | `LET` needs its `IN`");
    check(
        "A ==\nB == 2",
        "3:3 expected a definition, an operator or `====`, found `==` | the definition before this one has no body",
    );
    check("A == 1 +", "3:1 expected an expression, found `====` | the definition before `====` is not complete");
    check(
        "A == \"abc\nB == 1",
        "2:6 this string is never closed | close it with `\"` on the same line; a quotation mark inside is written `\\\"`",
    );
    check(
        "(* never closed\nA == 1",
        "2:1 this comment is never closed | close it with `*)`; comments nest, so every `(*` needs a `*)` of its own",
    );
    check("A == {1, 2", "2:6 this `{` is not closed before `====` | close it with `}`");
    check("A == f(1, 2]", "2:7 this `(` is not closed before `]` | close it with `)`");
    check(
        "VARIABLES x y",
        "3:1 expected an operator or `==`, found `====` | `y` is read as the name of a definition; perhaps an operator or a comma is missing before it",
    );
    check("A == x ? 1 : 2", "2:8 `?` is not part of TLA+ | `?` alone is no operator; `??` is one");
    check("A == `x`", "2:6 ``` is not part of TLA+ | strings are written with `\"`");
    check("EXTENDS Naturals;", "2:17 expected a definition, `,` or `====`, found `;`");
    check(
        "A == CASE a = 1 [] b -> 2",
        "2:11 expected `->` after a condition of CASE | write `CASE condition -> value [] condition -> value [] OTHER -> value`",
    );
    check("A == /\\ (x = 1\n     /\\ y = 2", "2:9 this `(` is not closed before `====` | close it with `)`");
    check(
        "A == [f EXCEPT [1] = 2]",
        "2:16 this `[` begins neither a record, a function, an action nor an index | what EXCEPT changes begins with `!`: `[f EXCEPT ![x] = e]`",
    );
    check("A == [f EXCEPT ![1] == 2]", "2:21 expected `=` or `.`, found `==` | `==` defines; to compare, write `=`");
    check(
        "A == /\\ a\n  b\nC == 1",
        "4:1 expected an operator or `==`, found `C` | `b` is read as the name of a definition; perhaps an operator or a comma is missing before it",
    );
    check("A == x > > y", "2:10 expected an expression, found `>`");
    check("A == [a |-> 1, b = 2]", "2:18 expected `|->`, found `=` | a field is written `name |-> value`");
    check("A == <<1, 2", "2:6 this `<<` is not closed before `====` | close it with `>>`");
    check("A == 1)", "2:7 `)` closes nothing | remove it, or open the bracket that it closes");
    check("A == CHOOSE x \\in S", "3:1 expected `:`, found `====` | the definition before `====` is not complete");
    check("A == \\E x : ", "3:1 expected an expression, found `====` | the definition before `====` is not complete");
}

#[test]
fn usual_slips_in_pluscal() {
    let check = |body: &str, expected: &str| {
        check(&format!("(* --algorithm A\nvariables x = 1;\nbegin\n{body}\nend algorithm *)"), expected);
    };
    check("x = 1", "5:3 expected `:=`, `(` or `:`, found `=` | did you mean `:=`? In PlusCal `=` only compares");
    check("x == 1", "5:3 expected `:=`, `(` or `:`, found `==` | to assign, write `:=`; to compare, write `=`");
    check("x := 1 y := 2", "5:8 expected `;` or `end`, found `y` | statements are separated by `;`");
    check(
        "x := 1;\n y := 2\n print y",
        "7:2 expected an operator, `;` or `end`, found `print` | statements are separated by `;`",
    );
    check(
        "if x = 1 x := 2; end if",
        "5:10 expected `then`, found `x` | `if condition then … end if`: the `then` is missing, or the condition is not complete",
    );
    check(
        "while x do skip;",
        "6:5 expected `while`, found `algorithm` | `end` names what it ends; the one that is expected here is the innermost still open",
    );
    check(
        "if x then skip; end while",
        "5:21 expected `if`, found `while` | `end` names what it ends; the one that is expected here is the innermost still open",
    );
    check("l: x := 1;\n l2 y := 2", "6:5 expected `:=`, `(` or `:`, found `y`");
    check("skip; x + 1", "5:9 expected `:=`, `(` or `:`, found `+`");
    check("x := (1 + 2;", "5:6 this `(` is not closed before `end` | close it with `)`");
    check("x := ", "6:1 expected an expression, found `end`");
    check("l:", "6:1 expected a statement, found `end`");
    check("call p", "6:1 expected `(`, found `end`");
    check("goto 1", "5:6 expected a name, found `1`");
}

#[test]
fn fairness_has_one_sign() {
    check(
        "(* --algorithm A\nfair * process P = 1 begin skip end process end algorithm *)",
        "3:6 expected `+` or `process` after `fair`, found `*`",
    );
}

#[test]
fn bullets_out_of_line() {
    check(
        "A == /\\ a /\\ b\n        \\/ c",
        "3:9 `/\\` and `\\/` have no order of precedence | add parentheses, or align the bullets of a list in one column",
    );
    check(
        "A == /\\ f(a,\n b)\n     /\\ c",
        "3:2 `b` stands left of the `/\\` list that it belongs to | indent it further than the list's bullets, or close the bracket or LET before it",
    );
}

#[test]
fn module_lines() {
    let message = |text: &str| {
        let d = parse_module(crate::source::FileId(0), text).expect_err(text).remove(0);
        format!("{} | {}", d.message, d.help.unwrap_or_default())
    };
    assert_eq!(
        message("---- MODULE M ----\nA == 1\n"),
        "expected a definition or `====`, found the end of the text | a module ends with a line `====`"
    );
    assert_eq!(
        message("A == 1"),
        "there is no module in this file | a module begins with a line like `---- MODULE Name ----` and ends with `====`"
    );
}
