//! Drawing of diagnostics.

use super::render::{render, render_finding};
use super::{Code, Diagnostic};
use crate::source::{SourceMap, Span};

/// A diagnostic drawn over this text; `place` gives the spans of the first occurrence of a word.
fn check(text: &str, make: impl Fn(&dyn Fn(&str) -> Span) -> Diagnostic, expected: &str) {
    let mut sources = SourceMap::new();
    let file = sources.add("A.tla", text);
    let place = |word: &str| {
        let start = text.find(word).expect("the word is in the text");
        Span::new(file, start, start + word.len())
    };
    assert_eq!(render(&make(&place), &sources, false), expected);
}

#[test]
fn places_notes_and_help() {
    check(
        "x == 1\ny == quue + x\n",
        |at| {
            Diagnostic::error(Code::UNKNOWN_NAME, "unknown name `quue`")
                .at(at("quue"), "not defined here")
                .at(at("x == 1"), "this is")
                .note("names in scope: queue, x")
                .help("did you mean `queue`?")
        },
        "error[E300]: unknown name `quue`
  ┌─ A.tla:2:6
  │
1 │ x == 1
  │ ------ this is
2 │ y == quue + x
  │      ^^^^ not defined here
  │
  = names in scope: queue, x
  = help: did you mean `queue`?
",
    );
}

#[test]
fn wide_characters_and_the_end_of_the_file() {
    check(
        "a ∧ b ≠ c",
        |at| Diagnostic::warning(Code::LEX, "odd").at(at("≠"), "here"),
        "warning[E101]: odd\n  ┌─ A.tla:1:7\n  │\n1 │ a ∧ b ≠ c\n  │       ^ here\n",
    );
    check(
        "a\n",
        |_| Diagnostic::error(Code::PARSE, "the file ends too early").at(Span::new(crate::source::FileId(0), 2, 2), "here"),
        "error[E102]: the file ends too early\n  ┌─ A.tla:2:1\n  │\n2 │\n  │ ^ here\n",
    );
}

#[test]
fn without_any_place() {
    check(
        "",
        |_| Diagnostic::error(Code::CONFIG, "no Init").at(Span::NONE, "nowhere").help("name one"),
        "error[E402]: no Init\n = help: name one\n",
    );
}

#[test]
fn a_finding_has_no_code_and_colors_are_optional() {
    let d = Diagnostic::error(Code::INTERNAL, "deadlock");
    assert_eq!(render_finding(&d, &SourceMap::new(), false), "error: deadlock\n");
    assert!(render_finding(&d, &SourceMap::new(), true).contains("\u{1b}["));
}
