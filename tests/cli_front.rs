//! The front end from the command line: files, modules, algorithms, deep nesting.

mod common;

use common::{Folder, Ran};

/// Runs `tlaloc COMMAND M.tla` in a folder with these files.
fn run(command: &[&str], files: &[(&str, &str)]) -> Ran {
    Folder::new(files).run(&[&[command[0], "M.tla"], &command[1..]].concat())
}

/// The command has this exit code and prints this text.
fn check(command: &[&str], files: &[(&str, &str)], code: i32, said: &str) {
    let ran = run(command, files);
    assert!(ran.code == code && ran.text().contains(said), "exit {} instead of {code}:\n{}", ran.code, ran.text());
}

const CHECK: &[&str] = &["check", "--engine", "explicit"];
const PARSE: &[&str] = &["parse"];

#[test]
fn a_module_of_the_user_is_the_users() {
    for name in ["Json", "CSV", "SVG", "IOUtils", "Statistics", "Apalache", "Variants", "Option", "SequencesExt", "Functions"] {
        let own = format!("---- MODULE {name} ----\nTwice(x) == x\nLOCAL Half(x) == x\nThrice(x) == Half(x)\n====\n");
        let main = format!("---- MODULE M ----\nEXTENDS {name}\nASSUME Twice({{1}}) = {{1}} /\\ Thrice(2) = 2\n====\n");
        check(CHECK, &[("M.tla", &main), (&format!("{name}.tla"), &own)], 0, "ok");
    }
}

#[test]
fn a_copy_of_a_library_means_the_library() {
    let copy = "---- MODULE Json ----\nLOCAL INSTANCE TLC\nRECURSIVE ToJsonString(_, _)\n\
        LOCAL ToJsonString(F, D) == IF D = {} THEN \"\" ELSE ToJsonString(F, {})\nRECURSIVE ToJson(_)\nToJson(v) == {}\nToJsonArray(v) == {}\nJsonSerialize(f, v) == TRUE\nJsonDeserialize(f) == CHOOSE v : TRUE\n====\n";
    let main = "---- MODULE M ----\nEXTENDS Json\nASSUME ToJson(1) = \"1\"\n====\n";
    check(CHECK, &[("M.tla", main), ("Json.tla", copy)], 0, "ok");
}

#[test]
fn modules_that_need_each_other() {
    let needs = |m: &str, what: &str| format!("---- MODULE {m} ----\n{what}\n====\n");
    let (m, a) = (needs("M", "EXTENDS A"), needs("A", "EXTENDS M"));
    check(PARSE, &[("M.tla", &m), ("A.tla", &a)], 150, "here: M → A → M");
    check(PARSE, &[("M.tla", &needs("M", "EXTENDS M"))], 150, "here: M → M");
    let (m, a) = (needs("M", "I == INSTANCE A"), needs("A", "EXTENDS M"));
    check(PARSE, &[("M.tla", &m), ("A.tla", &a)], 150, "here: M → A → M");
    let (m, a, b) = (needs("M", "EXTENDS A"), needs("A", "INSTANCE B"), needs("B", "---- MODULE I ----\nEXTENDS A\n===="));
    check(PARSE, &[("M.tla", &m), ("A.tla", &a), ("B.tla", &b)], 150, "here: A → B → A");
    let (m, a, b) = (needs("M", "EXTENDS A, B"), needs("A", "EXTENDS B"), needs("B", "EXTENDS Naturals"));
    check(PARSE, &[("M.tla", &m), ("A.tla", &a), ("B.tla", &b)], 0, "ok");
    let (m, a) = (needs("M", "A == LET I == INSTANCE A IN 1"), needs("A", "EXTENDS M"));
    check(PARSE, &[("M.tla", &m), ("A.tla", &a)], 150, "needs itself");
}

#[test]
fn a_file_holds_the_module_of_its_name() {
    let spec = "EXTENDS Naturals\nVARIABLE x\nInit == x = 0\nNext == x' = 1\n====\n";
    let two = format!("---- MODULE A ----\n====\n---- MODULE M ----\n{spec}");
    check(CHECK, &[("M.tla", &two)], 150, "the first module of M.tla is A");
    check(
        CHECK,
        &[("M.tla", "---- MODULE M ----\nEXTENDS A\n====\n"), ("A.tla", "---- MODULE B ----\n====\n")],
        150,
        "A.tla is B",
    );
    let after = format!("---- MODULE M ----\n{spec}---- MODULE A ----\n====\n");
    check(PARSE, &[("M.tla", &after)], 0, "ok");
    check(PARSE, &[("M.tla", "---- MODULE\nM ----\n====\n")], 0, "ok");
    check(PARSE, &[("M.tla", "----\nMODULE M ----\n====\n")], 150, "this line does not begin a module");
}

#[test]
fn what_looks_like_an_algorithm() {
    let body = "variables x = 0;\nbegin\n x := 1;\nend algorithm; *)\n====\n";
    for head in [
        "(*-- algorithm a",
        "(* -algorithm a",
        "(* --Algorithm a",
        "(* --algoritm a",
        "(* — algorithm a",
        "(* -- fair algorithm a",
    ] {
        let text = format!("---- MODULE M ----\nEXTENDS Naturals\n{head}\n{body}");
        check(CHECK, &[("M.tla", &text), ("M.cfg", "SPECIFICATION Spec\n")], 150, "this looks like an algorithm");
        check(PARSE, &[("M.tla", &text)], 150, "this looks like an algorithm");
    }
    let lines = "---- MODULE M ----\n\\* --algorithm a {\n\\* variables x = 0; { x := 1 } }\n====\n";
    check(CHECK, &[("M.tla", lines)], 150, "this looks like an algorithm");
    let after = "---- MODULE M ----\n====\n(* --algorithm a { variables x = 0; { x := 1 } } *)\n";
    check(CHECK, &[("M.tla", after)], 150, "before the end of the module");
    let prose = "---- MODULE M ----\n(* See -- algorithms A, B -- of the paper. *)\nASSUME TRUE\n====\n";
    check(CHECK, &[("M.tla", prose)], 0, "ok");
}

#[test]
fn which_algorithm_counts() {
    let both = "(* --algorithm foo { variable x; { x := TRUE; } } *)\n---- MODULE M ----\n(*--algorithm bar { variable x; { x := FALSE; assert FALSE } } *)\nEXTENDS TLC\n====\n";
    check(CHECK, &[("M.tla", both)], 14, "assert");
    let before =
        "(* --algorithm foo { variable x = 0; { x := 1; assert FALSE } } *)\n---- MODULE M ----\nEXTENDS TLC, Naturals\n====\n";
    check(CHECK, &[("M.tla", before)], 14, "assert");
}

#[test]
fn what_a_module_defines_beside_an_algorithm() {
    let own = "VARIABLES x, pc\nInit == x = 0 /\\ pc = \"a\"\nNext == x' = 1 - x /\\ pc' = \"a\"\nSpec == Init /\\ [][Next]_<<x, pc>>\n====\n";
    let told = "what the module defines is checked";
    for algorithm in [
        "{ variables x = 0; { a: x := 1 - x; goto a } }",
        "{ variables y = 0; { a: y := 1 } }",
        "{ variables x = 0; { a: x := := 1 } }",
    ] {
        let text = format!("---- MODULE M ----\nEXTENDS Naturals\n(* --algorithm A {algorithm} *)\n{own}");
        check(CHECK, &[("M.tla", &text), ("M.cfg", "SPECIFICATION Spec\n")], 0, told);
    }
    // in the middle of a definition it is a comment
    let text = format!(
        "---- MODULE M ----\nEXTENDS Naturals\nA == 1 + (* --algorithm A {{ variables x = 0; {{ x := 1 }} }} *) 2\n{own}"
    );
    check(CHECK, &[("M.tla", &text)], 0, told);
    // an existing translation is used, even if the algorithm has changed
    let text = format!(
        "---- MODULE M ----\nEXTENDS Naturals\n(* --algorithm A {{ variables x = ; }} *)\n\\* BEGIN TRANSLATION\n{}",
        own.replace("====", "\\* END TRANSLATION\n====")
    );
    check(CHECK, &[("M.tla", &text)], 0, told);
    let broken = "---- MODULE M ----\nEXTENDS Naturals\n(* --algorithm A { variables x = ; } *)\n====\n";
    check(CHECK, &[("M.tla", broken)], 150, "E200");
    let text = format!("---- MODULE M ----\nEXTENDS Naturals\n(* --algorithm A {{ variables x = 0; {{ x := 1 }} }} *)\n{own}");
    check(&["check", "--retranslate"], &[("M.tla", &text)], 150, "already defined");
}

#[test]
fn what_the_configuration_names_beside_an_algorithm() {
    let algorithm = "(* --algorithm A {\n variables x = 0;\n { a: x := 1 - x; assert x = 0; goto a } } *)\n";
    let own = "VARIABLES y\nIn == y = 0\nNx == y' = 1 - y\nSp == In /\\ [][Nx]_y\n====\n";
    let text = format!("---- MODULE M ----\nEXTENDS Naturals, TLC\n{algorithm}{own}");
    let told = "Note: what the module defines is checked, not the algorithm beside it";
    check(CHECK, &[("M.tla", &text), ("M.cfg", "SPECIFICATION Sp\n")], 0, told);
    check(CHECK, &[("M.tla", &text), ("M.cfg", "INIT In NEXT Nx\n")], 0, told);
    check(&["check", "--engine", "explicit", "--init", "In", "--next", "Nx"], &[("M.tla", &text)], 0, told);
    check(
        &["check", "--engine", "explicit", "--init", "In", "--next", "Nx", "--json", "-"],
        &[("M.tla", &text)],
        0,
        "not the algorithm beside it\"",
    );
    // nothing else is known to be checked
    check(CHECK, &[("M.tla", &text)], 255, "gives no value to y");
    // in a module that is extended
    let root = "---- MODULE M ----\nEXTENDS A\n====\n";
    let extended = text.replace("MODULE M", "MODULE A");
    check(CHECK, &[("M.tla", root), ("A.tla", &extended), ("M.cfg", "SPECIFICATION Sp\n")], 0, told);
    let sketch = format!("---- MODULE M ----\nEXTENDS A, TLC\n{algorithm}====\n");
    let extended = format!("---- MODULE A ----\nEXTENDS Naturals\n{own}");
    check(CHECK, &[("M.tla", &sketch), ("A.tla", &extended), ("M.cfg", "SPECIFICATION Sp\n")], 0, told);
    // definitions that use the translation
    let live = format!(
        "---- MODULE M ----\nEXTENDS Naturals, TLC\n{algorithm}Live == Spec /\\ WF_vars(Next)\nN == a\nI == x = 0 /\\ pc = \"a\"\n====\n"
    );
    check(CHECK, &[("M.tla", &live), ("M.cfg", "SPECIFICATION Live\n")], 14, "assert");
    check(CHECK, &[("M.tla", &live), ("M.cfg", "INIT I NEXT N\n")], 14, "assert");
    check(CHECK, &[("M.tla", &live), ("M.cfg", "INIT Init NEXT N\n")], 14, "assert");
}

#[test]
fn a_translation_of_another_algorithm() {
    let text = |body: &str| {
        format!(
            "---- MODULE M ----\nEXTENDS Naturals, TLC\n(* --algorithm A {{\n variables x = 0;\n {{ a: x := 1 - x; goto a }} }} *)\n\\* BEGIN TRANSLATION\n{body}\n\\* END TRANSLATION\n====\n"
        )
    };
    let other = "VARIABLES x, pc\nvars == <<x, pc>>\nInit == x = 0 /\\ pc = \"a\"\nNext == pc = \"a\" /\\ x' = 1 - x /\\ pc' = \"a\"\nSpec == Init /\\ [][Next]_vars";
    check(CHECK, &[("M.tla", &text(other))], 0, "Note: the PlusCal translation in the file is out of date");
    let older = other.replace("Next ==", "a ==").replace("Spec ==", "Next == a \\/ (pc = \"Done\" /\\ UNCHANGED vars)\nSpec ==");
    let ran = run(CHECK, &[("M.tla", &text(&older))]);
    assert!(ran.code == 0 && !ran.text().contains("translation"), "{}", ran.text());
}

#[test]
fn a_second_algorithm_and_a_mere_mention() {
    let one = "(* --algorithm a { variables x = 0; { x := 1 } } *)\n";
    let text = |rest: &str| format!("---- MODULE M ----\nEXTENDS Naturals, TLC\n{one}{rest}====\n");
    check(
        CHECK,
        &[("M.tla", &text(&one.replace("x := 1", "assert FALSE")))],
        0,
        "Note: the module has two algorithms: only the first one is checked",
    );
    let ran = run(CHECK, &[("M.tla", &text("(* See --algorithm a above. *)\n"))]);
    assert!(ran.code == 0 && !ran.text().contains("only the first"), "{}", ran.text());
    let told = "this looks like an algorithm";
    let quoted = "---- MODULE M ----\n(* --algorithm \"a\" { variables x = 0; { x := 1 } } *)\n====\n";
    check(CHECK, &[("M.tla", quoted)], 150, told);
    let bare = "---- MODULE M ----\n(* algorithm a { variables x = 0; { x := 1 } } *)\nASSUME TRUE\n====\n";
    check(CHECK, &[("M.tla", bare)], 0, told);
    let prose = "---- MODULE M ----\n(* algorithm D (Knuth) begins with variables that are free. *)\nASSUME TRUE\n====\n";
    let ran = run(CHECK, &[("M.tla", prose)]);
    assert!(ran.code == 0 && !ran.text().contains(told), "{}", ran.text());
}

#[test]
fn what_the_translator_refuses_and_takes() {
    let p = |text: &str| {
        format!("---- MODULE M ----\nEXTENDS Naturals\n(* --algorithm m\nvariables x = 0;\n{text}\nend algorithm *)\n====\n")
    };
    let c = |text: &str| {
        format!("---- MODULE M ----\nEXTENDS Naturals\n(* --algorithm m {{\nvariables x = 0;\n{text}\n}} *)\n====\n")
    };
    for text in [
        p("macro M() begin end macro;\nbegin M(); A: skip;"),
        p("macro M() begin end macro;\nbegin A: M();"),
        p("macro M() begin end macro;\nbegin A: if x = 0 then M(); end if;"),
        p("macro M() begin end macro;\nmacro N() begin M(); end macro;\nbegin A: either N(); or skip; end either;"),
        p("begin A: if x = 0 then skip; else end if;"),
        p("macro M(z) begin with z \\in {1} do x := z; end with; end macro;\nbegin A: M(3); B: await x = 3;"),
        p("macro M(z) begin with z = z + 1 do x := z; end with; end macro;\nbegin A: M(3); B: await x = 3;"),
        c("macro M(z) { with (z \\in {1}) x := z }\n{ A: M(3); B: await x = 3 }"),
        c("process (q = 1) variable z { A: skip }"),
    ] {
        check(CHECK, &[("M.tla", &text)], 0, "ok");
    }
    for (text, told) in [
        (p("begin"), "expected a statement"),
        (p("macro M() begin end macro;\nbegin M();"), "nothing is left to do"),
        (p("begin A: either skip; end either;"), "an `either` has one branch at least after `or`"),
        (c("{ A: either skip; }"), "an `either` has one branch at least after `or`"),
        (p("begin A: skip;; B: skip;"), "expected a statement"),
        (c("{ A: skip;; B: skip }"), "expected a statement"),
        (c("{ A: with (y = 1;;) skip }"), "expected a name"),
        (p("procedure P(a) variable b \\in {1}; begin B: return; end procedure;\nbegin A: call P(1);"), "begins with one value"),
        (p("procedure P(a \\in {1}) begin B: return; end procedure;\nbegin A: call P(1);"), "begins with one value"),
        (c("process (q = 1) variable z = 1 { A: skip }"), "expected `;` between"),
        (c("macro M(z) { }\n{ A: skip }"), "expected a statement"),
    ] {
        check(PARSE, &[("M.tla", &text)], 150, told);
    }
}

#[test]
fn calls_that_nest_are_no_recursion() {
    for n in [401, 1000] {
        let text = format!(
            "---- MODULE M ----\nEXTENDS Integers\nVARIABLE x\nF(y) == y\nInit == x = 0\nNext == x' = (x + 1) % 3\nInv == {}x{} < 3\n====\n",
            "F(".repeat(n),
            ")".repeat(n)
        );
        let cfg = "INIT Init\nNEXT Next\nINVARIANT Inv\n";
        check(&["check", "--engine", "symbolic"], &[("M.tla", &text), ("M.cfg", cfg)], 0, "ok");
    }
    let text = "---- MODULE M ----\nEXTENDS Integers\nVARIABLE x\nRECURSIVE R(_)\nR(y) == R(y + 1)\nInit == x = 0\nNext == x' = (x + 1) % 3\nInv == R(x) < 3\n====\n";
    let cfg = "INIT Init\nNEXT Next\nINVARIANT Inv\n";
    check(&["check", "--engine", "symbolic"], &[("M.tla", text), ("M.cfg", cfg)], 62, "recursion deeper than 400 calls");
}

#[test]
fn bindings_of_with_may_end_in_a_separator() {
    for with in ["with (a \\in {1, 2}; b = a + 1; )", "with (a \\in {1, 2}, b = a + 1,)", "with (a = 1;)"] {
        let text = format!(
            "---- MODULE M ----\nEXTENDS Naturals\n(* --algorithm m {{ variables x = 0; {{ A: {with} {{ x := a }} }} }} *)\n====\n"
        );
        check(CHECK, &[("M.tla", &text)], 0, "ok");
    }
    for with in ["with a \\in {1, 2}; b = a + 1; do", "with a = 1, do"] {
        let text = format!(
            "---- MODULE M ----\nEXTENDS Naturals\n(* --algorithm m variables x = 0; begin A: {with} x := a; end with; end algorithm *)\n====\n"
        );
        check(CHECK, &[("M.tla", &text)], 0, "ok");
    }
    let text =
        "---- MODULE M ----\n(* --algorithm m { variables x = 0; procedure p(a) { l: return } { A: call p(1;) } } *)\n====\n";
    check(CHECK, &[("M.tla", text)], 150, "error");
}

#[test]
fn a_case_in_a_list_in_a_case() {
    let op = |body: &str| format!("---- MODULE M ----\nop(a, b) == {body}\nASSUME op(TRUE, TRUE) /\\ ~op(FALSE, TRUE)\n====\n");
    check(CHECK, &[("M.tla", &op("CASE a -> \\/ CASE b -> 1 = 1 [] OTHER -> b [] OTHER -> a"))], 0, "ok");
    check(CHECK, &[("M.tla", &op("CASE a -> /\\ CASE b -> 1 = 1 [] OTHER -> b [] ~a -> a"))], 0, "ok");
    check(CHECK, &[("M.tla", &op("CASE a -> \\/ CASE b -> \\/ CASE b -> b [] OTHER -> b [] OTHER -> b [] OTHER -> a"))], 0, "ok");
    check(CHECK, &[("M.tla", &op("CASE a -> \\/ CASE b -> 1 = 1\n [] OTHER -> a"))], 0, "ok");
}

#[test]
fn unicode_angle_brackets() {
    let text = "---- MODULE M ----\nVARIABLE x\nA ≜ x' = x\nop ≜ ◇⟨A⟩_x ∧ □[A]_⟨x⟩ ∧ ◇〈A〉_⟨x, x⟩\n====\n";
    check(PARSE, &[("M.tla", text)], 0, "ok");
}

/// Texts in which a construct is nested `n` times.
fn nested(n: usize) -> Vec<(&'static str, String)> {
    let module = |body: String| {
        format!(
            "---- MODULE M ----\nEXTENDS Integers, Sequences\nVARIABLE x\nf == [i \\in {{1}} |-> 1]\nF(y) == y\n{body}\nInit == x = 0\nNext == x' = x\n====\n"
        )
    };
    let around = |open: &str, inner: &str, close: &str| module(format!("A == {}{inner}{}", open.repeat(n), close.repeat(n)));
    let each = |part: &dyn Fn(usize) -> String| (0..n).map(part).collect::<String>();
    let p = |body: String| {
        format!(
            "---- MODULE M ----\nEXTENDS Integers\n(* --algorithm a\nvariables x = 0;\nbegin\n{body}\nend algorithm; *)\n====\n"
        )
    };
    let c = |body: String| {
        format!("---- MODULE M ----\nEXTENDS Integers\n(* --algorithm a {{ variables x = 0;\n{{ {body} }} }} *)\n====\n")
    };
    vec![
        ("parentheses", around("(", "1", ")")),
        ("sets", around("{", "1", "}")),
        ("tuples", around("<<", "1", ">>")),
        ("records", around("[a |-> ", "1", "]")),
        ("indices", around("f[", "1", "]")),
        ("calls", around("F(", "1", ")")),
        ("fields", module(format!("A == [a |-> 1]{}", ".a".repeat(n)))),
        ("negations", around("~", "TRUE", "")),
        ("IF", around("IF TRUE THEN ", "1", " ELSE 2")),
        ("ELSE IF", around("IF x = 1 THEN 1 ELSE ", "1", "")),
        ("CASE", around("CASE TRUE -> ", "1", "")),
        ("quantifiers", module(format!("A == {}TRUE", each(&|i| format!("\\A y{i} \\in {{1}} : "))))),
        ("LET", module(format!("A == {}TRUE", each(&|i| format!("LET y{i} == 1 IN "))))),
        (
            "definitions in LET",
            module(format!("A == {}1{}", each(&|i| format!("LET y{i} == ")), each(&|i| format!(" IN y{}", n - 1 - i)))),
        ),
        ("EXCEPT", around("[f EXCEPT ![1] = ", "1", "]")),
        ("sums", around("(1 + ", "1", ")")),
        ("labels", module(format!("A == {}1", each(&|i| format!("l{i} :: "))))),
        ("if", p(format!("{}skip;\n{}", "if x = 0 then\n".repeat(n), "end if;\n".repeat(n)))),
        ("elsif", p(format!("if x = 0 then skip;\n{}end if;", "elsif x = 1 then skip;\n".repeat(n)))),
        ("while", p(format!("{}skip;\n{}", each(&|i| format!("L{i}: while x = 0 do\n")), "end while;\n".repeat(n)))),
        ("either", p(format!("{}skip;\n{}", "either skip; or\n".repeat(n), "end either;\n".repeat(n)))),
        ("if of the c-syntax", c(format!("{}skip", "if (x = 0) ".repeat(n)))),
        ("else of the c-syntax", c(format!("{}skip", "if (x = 0) skip else ".repeat(n)))),
        ("blocks", c(format!("{}skip{}", "{".repeat(n), "}".repeat(n)))),
    ]
}

#[test]
fn all_constructs_nest_as_deeply() {
    for (what, text) in nested(1000) {
        let ran = run(PARSE, &[("M.tla", &text)]);
        assert_eq!(ran.code, 0, "{what}: {}", ran.text());
    }
}

#[test]
fn and_too_deep_is_told() {
    for (what, text) in nested(20_000) {
        let ran = run(PARSE, &[("M.tla", &text)]);
        let told = ran.text().contains("deep") || ran.text().contains("in a row");
        assert!(ran.code == 150 && told, "{what}: exit {}, {:.300}", ran.code, ran.text());
    }
    let primes = format!("---- MODULE M ----\nVARIABLE x\nA == x{}\n====\n", "'".repeat(20_000));
    check(PARSE, &[("M.tla", &primes)], 150, "in a row");
    let module = format!("---- MODULE M ----\n{}{}====\n", "---- MODULE I ----\n".repeat(20_000), "====\n".repeat(20_000));
    check(PARSE, &[("M.tla", &module)], 150, "too deep");
    let cfg = format!("CONSTANT S = {}{}\n", "{".repeat(20_000), "}".repeat(20_000));
    check(CHECK, &[("M.tla", "---- MODULE M ----\nCONSTANT S\n====\n"), ("M.cfg", &cfg)], 255, "deep");
}

#[test]
fn macros_do_not_fill_the_memory() {
    let twice: String = (1..40).map(|i| format!("macro m{i}() {{ m{}(); m{}() }}\n", i - 1, i - 1)).collect();
    let text = format!(
        "---- MODULE M ----\nEXTENDS Integers\n(* --algorithm a {{ variables x = 0;\nmacro m0() {{ skip }}\n{twice}{{ m39() }} }} *)\n====\n"
    );
    check(CHECK, &[("M.tla", &text)], 150, "statements and names");
    let twice: String = (1..40).map(|i| format!("macro m{i}(y) {{ m{}(y + y) }}\n", i - 1)).collect();
    let text = format!(
        "---- MODULE M ----\nEXTENDS Integers\n(* --algorithm a {{ variables x = 0;\nmacro m0(y) {{ x := y }}\n{twice}{{ m39(x) }} }} *)\n====\n"
    );
    check(CHECK, &[("M.tla", &text)], 150, "statements and names");
}

#[test]
fn what_stands_side_by_side_is_no_nesting() {
    let module = |body: String| format!("---- MODULE M ----\nEXTENDS Integers\nVARIABLE x\n{body}\n====\n");
    let many = |part: &dyn Fn(usize) -> String, between: &str| (0..6000).map(part).collect::<Vec<_>>().join(between);
    for (what, text) in [
        (
            "items",
            module(format!(
                "A ==\n{}",
                many(&|i| format!("  /\\ \\A y \\in {{1}} : IF x = {i} THEN y = 1 ELSE x + 1 = 2"), "\n")
            )),
        ),
        ("arms", module(format!("A == CASE {}", many(&|i| format!("x = {i} -> IF x + 1 = 2 THEN 1 ELSE 2"), " [] ")))),
        ("conjuncts", module(format!("A == {}", many(&|i| format!("x = {i} + 1"), " /\\ ")))),
        ("elements", module(format!("A == {{{}}}", many(&|i| format!("x + {i}"), ", ")))),
        ("definitions", module(many(&|i| format!("A{i} == x + {i} = 1"), "\n"))),
        ("assumptions", module(many(&|i| format!("ASSUME \\A y \\in {{1}} : y + {i} > 0"), "\n"))),
        ("sets", module(format!("A == {}", many(&|i| format!("{{{i}}}"), " \\X ")))),
        (
            "statements",
            format!(
                "---- MODULE M ----\nEXTENDS Integers\n(* --algorithm a {{ variables x = 0;\n{{ {} }} }} *)\n====\n",
                many(&|i| format!("L{i}: if (x = {i}) {{ x := 1 }} else {{ x := 2 }}"), "\n")
            ),
        ),
    ] {
        let ran = run(PARSE, &[("M.tla", &text)]);
        assert_eq!(ran.code, 0, "{what}: {:.300}", ran.text());
    }
}
