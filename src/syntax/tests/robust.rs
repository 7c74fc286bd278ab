//! No input makes the parser panic, and every span lies inside the text.

use crate::source::{FileId, SourceMap};
use crate::syntax::{lexer, names_in_order, parse_expr, parse_module, print_tokens};

const SOURCES: [&str; 3] = [
    "---- MODULE M ----\nEXTENDS Naturals\nCONSTANTS a, F(_)\nA(x, G(_)) == /\\ \\A <<p, q>> \\in S, r : [x EXCEPT ![1].b = @]\n              /\\ CASE a -> 1 [] OTHER -> [S -> T]\n=> LET f[y \\in S] == \"s\\\"\" IN {f : z \\in 1..2}\nTHEOREM T == ASSUME NEW c PROVE d\n<1>1. QED BY a DEF A\nI == INSTANCE N WITH + <- -\nlast == [][a]_<<a>> /\\ WF_a(b) \\* é\n====",
    "---- MODULE M ----\n(* --algorithm A\nvariables x \\in {1}, y = [a |-> 1];\ndefine B == 1 end define\nmacro m(a) begin skip end macro;\nprocess P \\in S begin l:+ while /\\ a /\\ b do either skip or x[1].a := 2 || y := 3 end either; end while; with i = 1 do skip; end with end process\nend algorithm *)\n====",
    "---- MODULE M ----\n(* --fair algorithm A {\nvariables x = {};\nfair process (P = 1) variable v; { l: if (x = {1}) { skip } else { either skip; or goto l; } ; with (i \\in x) print i } } *)\n\\* BEGIN TRANSLATION\nx == 1\n\\* END TRANSLATION\n====",
];

fn survives(text: &str) {
    let mut sources = SourceMap::new();
    let file = sources.add("test", text);
    for result in [parse_module(file, text).map(drop), parse_expr(file, text).map(drop)] {
        for d in result.err().into_iter().flatten() {
            for label in d.labels {
                assert!(sources.location(label.span).is_some() || label.span.is_none(), "{}", d.message);
            }
        }
    }
    print_tokens(text);
    names_in_order(text).for_each(drop);
}

#[test]
fn sources_are_good() {
    for text in SOURCES {
        parse_module(FileId(0), text).unwrap_or_else(|d| panic!("{text}\n{d:#?}"));
    }
}

#[test]
fn every_prefix() {
    for text in SOURCES {
        for (i, _) in text.char_indices() {
            survives(&text[..i]);
        }
    }
}

/// Tokens removed, doubled and swapped, by a small generator of its own.
#[test]
fn damaged_tokens() {
    let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
    let mut random = |n: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        (seed % n as u64) as usize
    };
    for text in SOURCES {
        let spans: Vec<(usize, usize)> = lexer::expression(&text.replace("(*", "  ").replace("*)", "  ").replace("\\*", "  "))
            .tokens
            .iter()
            .map(|t| (t.start, t.end))
            .collect();
        for _ in 0..400 {
            let (start, end) = spans[random(spans.len())];
            let (from, to) = spans[random(spans.len())];
            let damaged = match random(3) {
                0 => format!("{}{}", &text[..start], &text[end..]),
                1 => format!("{}{} {}", &text[..start], &text[from..to], &text[end..]),
                _ => format!("{} {} {}", &text[..start], &text[from..to], &text[start..]),
            };
            survives(&damaged);
        }
    }
}

#[test]
fn odd_texts() {
    for text in [
        "",
        "\u{feff}",
        "---- MODULE",
        "---- MODULE M ----",
        "(*",
        "\"",
        "\\",
        "{",
        ">>",
        "é",
        "a é b",
        "<1>",
        "WF_",
        "F(",
        "((((",
        "\0",
        "1 \\b 2",
        "!",
        "@",
        "!!!",
        "_",
    ] {
        survives(text);
        survives(&format!("---- MODULE M ----\nA == {text}\n===="));
        survives(&format!("---- MODULE M ----\n(* --algorithm {text} *)\n===="));
        survives(&format!("---- MODULE M ----\n(* --algorithm A {{ {text} *)\n===="));
    }
}

#[test]
fn deep_nesting() {
    for (open, inner, close) in [
        ("(", "1", ")"),
        ("{", "1", "}"),
        ("~", "a", ""),
        ("\\A x : ", "a", ""),
        ("IF a THEN b ELSE ", "c", ""),
        ("CASE a -> ", "b", ""),
        ("LET a == 1 IN ", "a", ""),
        ("/\\ \\/ ", "a", ""),
    ] {
        let nested = |n: usize| format!("{}{inner}{}", open.repeat(n), close.repeat(n));
        survives(&nested(5_000));
        assert!(parse_expr(FileId(0), &nested(150)).is_ok(), "{open}");
    }
}
