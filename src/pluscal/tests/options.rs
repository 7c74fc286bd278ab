//! Options, from the command line and in the file.

use super::{Fair, Options, VERSION, diagnostics, parse};
use crate::source::{SourceMap, Span};
use crate::syntax::ast::UnitKind;

fn options(command_line: &str, file: &[&str]) -> Options {
    let words: Vec<String> = file.iter().map(|w| w.to_string()).collect();
    Options::parse(command_line).and_then(|o| o.with(&words, Span::NONE)).unwrap_or_else(|e| panic!("no options: {e:#?}"))
}

#[test]
fn the_file_has_the_last_word_on_fairness() {
    assert_eq!(options("-wf", &["sf"]).fairness, Some(Fair::Sf));
    assert_eq!(options("-wf", &["-termination"]).fairness, Some(Fair::Wf));
    assert_eq!(options("-nof", &["termination"]).fairness, Some(Fair::Nof));
}

#[test]
fn termination_brings_weak_fairness() {
    let o = options("-termination", &[]);
    assert_eq!((o.fairness, o.termination), (Some(Fair::Wf), true));
    assert_eq!(options("", &[]).fairness, None);
}

#[test]
fn options_with_arguments() {
    let o = options("-labelRoot step -label", &["version", "1.4", "-spec", "PlusCal2", "noDoneDisjunct"]);
    assert_eq!((o.label_root.as_str(), o.label, o.version, o.no_done_disjunct), ("step", true, 1400, true));
    assert_eq!(options("", &[]).version, VERSION);
}

#[test]
fn a_version_before_1_5_keeps_pc() {
    super::part(
        "-version 1.4",
        "--algorithm A { variables x = 0; { a: while (TRUE) { x := x + 1 } } }",
        r#"
a == /\ pc = "a"
     /\ x' = x + 1
     /\ pc' = "a"
Next == a \/ Terminating
"#,
    );
}

#[test]
fn words_of_the_file_are_checked() {
    let text = "\nPlusCal options (termination, strong)\n--algorithm A { variables x = 0; { a: skip } }\n";
    let found = diagnostics("", text);
    assert_eq!(found.lines().next(), Some("error E202: unknown PlusCal option `strong`"));
}

#[test]
fn an_algorithm_is_replaced_where_it_stands() {
    let mut sources = SourceMap::new();
    let text = "---- MODULE M ----\nA == 1\n(* --algorithm X { variable x = A; { l: x := 2 } } *)\nB == Spec\n====\n";
    let mut module = parse(&mut sources, text.to_string());
    let warnings = crate::pluscal::expand(&mut module, &Options::default(), &sources);
    assert_eq!(warnings, Ok(crate::syntax::pass::Told::default()));
    let names: Vec<&str> = module.units.iter().filter_map(super::name).collect();
    assert!(!module.units.iter().any(|u| matches!(u.kind, UnitKind::Algorithm(_))));
    assert_eq!(names.len(), module.units.len() - 1);
    assert!(names.contains(&"Spec") && names.contains(&"l"), "{names:?}");
}
