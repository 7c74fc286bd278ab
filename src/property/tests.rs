//! Specifications in text → fairness, properties and atoms, or the message the user reads; formulas → automata.

use super::automaton::automaton;
use super::{AtomId, Formula, expand};
use crate::diag::render::render;
use crate::lower::Overrides;
use crate::pipeline::from_texts;
use crate::property::safety::Safety;
use crate::source::SourceMap;

const HEAD: &str = "EXTENDS Naturals\nVARIABLES x, y\nvars == <<x, y>>\nInit == x = 0 /\\ y = 0\n\
    Up(i) == x = i /\\ x' = i + 1 /\\ UNCHANGED y\nNext == \\E i \\in 0..2 : Up(i)\n";

/// `fair` and `property` lines, then the atoms: the text from which each was made, with `ENABLED` before that of fairness.
fn check(body: &str, expected: &str) {
    let mut sources = SourceMap::new();
    let text = format!("---- MODULE M ----\n{HEAD}{body}\n====\n");
    let model = from_texts(&text, Some("SPECIFICATION Spec PROPERTY P"), &Overrides::default(), &mut sources);
    let model = model.unwrap_or_else(|e| panic!("{}", e.iter().map(|d| render(d, &sources, false)).collect::<String>()));
    let found = match expand(&model, &Safety::split(&model).behaviors) {
        Err(d) => d.message,
        Ok(t) => {
            let mut out = String::new();
            t.fairness.iter().for_each(|f| out += &format!("fair {f}\n"));
            t.properties.iter().for_each(|p| out += &format!("property {}\n", p.formula));
            for (i, a) in t.atoms.iter().enumerate() {
                let enabled = if let super::AtomKind::Enabled(_) = a.kind { "ENABLED " } else { "" };
                out += &format!("a{i}: {enabled}{}\n", sources.text(t.model.def(a.def).span));
            }
            out
        }
    };
    assert_eq!(found.trim().replace('\n', " | "), expected);
}

fn property(body: &str, expected: &str) {
    check(&format!("Spec == Init /\\ [][Next]_vars\nP == {body}"), expected);
}

#[test]
fn operators() {
    property("<>(x = 1)", "property <>a0 | a0: (x = 1)");
    property("[]<>(x = 1 /\\ y = 0)", "property []<>a0 | a0: (x = 1 /\\ y = 0)");
    property("x = 1 ~> y = 1", "property [](~a0 \\/ <>a1) | a0: x = 1 | a1: y = 1");
    property("~(x = 1 ~> y = 1)", "property <>(a0 /\\ []~a1) | a0: x = 1 | a1: y = 1");
    property("<>[][x' = x]_x => []<><<y' = 1>>_y", "property []<>(~a0 \\/ a1) | a0: [x' = x]_x | a1: <<y' = 1>>_y");
    property("<>(x = 1) <=> <>(y = 1)", "property ((<>a0 /\\ <>a1) \\/ [](~a0 /\\ ~a1)) | a0: (x = 1) | a1: (y = 1)");
    property("IF 1 = 2 THEN <>(x = 1) ELSE <>(y = 1)", "property <>a0 | a0: (y = 1)");
    property(
        "IF x = 0 THEN <>(x = 1) ELSE <>(y = 1)",
        "property ((~a0 /\\ <>a2) \\/ (a0 /\\ <>a1)) | a0: x = 0 | a1: (x = 1) | a2: (y = 1)",
    );
    property(
        "CASE x = 0 -> <>(x = 1) [] OTHER -> <>(y = 1)",
        "property ((~a0 /\\ <>a2) \\/ (a0 /\\ <>a1)) | a0: x = 0 | a1: (x = 1) | a2: (y = 1)",
    );
    property("[](x = 0 /\\ <>(x = 1))", "property ([]a0 /\\ []<>a1) | a0: x = 0 | a1: (x = 1)");
    property("<>[]<>(x = 1) /\\ []<>[](y = 1)", "property []<>a0 | property <>[]a1 | a0: (x = 1) | a1: (y = 1)");
    property("[]<>(x = 1) \\/ []<>(y = 1)", "property []<>(a0 \\/ a1) | a0: (x = 1) | a1: (y = 1)");
}

#[test]
fn quantifiers_are_written_out() {
    property("\\A i \\in {1, 2} : <>(x = i)", "property (<>a0 /\\ <>a1) | a0: (x = i) | a1: (x = i)");
    property("\\E <<i, j>> \\in {<<1, 2>>} : [](x # i \\/ <>(y = j))", "property [](a0 \\/ <>a1) | a0: x # i | a1: (y = j)");
    property(
        "\\A i, j \\in {1, 2} : i # j => <>(x = i /\\ y = j)",
        "property (<>a1 /\\ <>a2) | a0: (x = i /\\ y = j) | a1: (x = i /\\ y = j) | a2: (x = i /\\ y = j) | a3: (x = i /\\ y = j)",
    );
    property("\\A i \\in {} : <>(x = i)", "property TRUE");
    property("\\A i \\in 1..x : <>(x = i)", "not handled: a temporal formula under a quantifier over a set that may change");
    property("\\A i \\in Nat : <>(x = i)", "a temporal formula cannot be taken apart: Nat is infinite and cannot be enumerated");
}

#[test]
fn definitions_are_opened() {
    property("LET Later(p) == <>p IN Later(x = 1) \\/ Later([]Later(x = 1))", "property ([]<>a0 \\/ <>a0) | a0: x = 1");
    property(
        "LET i == 2  F(Op(_), a) == \\A b \\in {a, i} : Op(b) IN F(LAMBDA c : <>(x = c), 1)",
        "property (<>a0 /\\ <>a1) | a0: (x = c) | a1: (x = c)",
    );
    property(
        "LET F(a) == WF_vars(a) IN F(Up(1)) => <>(x = 2)",
        "property (<>a2 \\/ <>[](~a0 /\\ a1)) | a0: WF_vars(a) | a1: ENABLED WF_vars(a) | a2: (x = 2)",
    );
}

#[test]
fn fairness() {
    check(
        "Spec == Init /\\ [][Next]_vars /\\ WF_vars(Next) /\\ \\A i \\in 0..1 : SF_x(Up(i))\nP == <>(x = 2)",
        "fair []<>(a0 \\/ ~a1) | fair ([]<>a2 \\/ <>[]~a3) | fair ([]<>a4 \\/ <>[]~a5) | property <>a6 | a0: WF_vars(Next) | a1: ENABLED WF_vars(Next) | a2: SF_x(Up(i)) | a3: ENABLED SF_x(Up(i)) | a4: SF_x(Up(i)) | a5: ENABLED SF_x(Up(i)) | a6: (x = 2)",
    );
    check(
        "Spec == Init /\\ [][Next]_vars /\\ WF_vars(Next)\nP == WF_vars(Next) /\\ (SF_vars(Next) => <>(x = 3))",
        "fair []<>(a0 \\/ ~a1) | property []<>(a0 \\/ ~a1) | property (([]<>a1 /\\ <>[]~a0) \\/ <>a2) | a0: WF_vars(Next) | a1: ENABLED WF_vars(Next) | a2: (x = 3)",
    );
}

fn atom(a: u32, holds: bool) -> Formula {
    Formula::Atom { atom: AtomId(a), holds }
}

#[test]
fn automata() {
    let show = |f: Formula| automaton(&[f]).expect("it is small").to_string().trim().replace('\n', " | ");
    let (p, q) = (|| atom(0, true), || atom(1, true));
    assert_eq!(show(Formula::always(p())), "0 --a0--> 0");
    assert_eq!(show(Formula::eventually(p())), "0 --TRUE--> 0 e0 | 0 --a0--> 1 | 1 --TRUE--> 1");
    assert_eq!(
        show(Formula::eventually(Formula::and([p(), Formula::always(q())]))),
        "0 --TRUE--> 0 e0 | 0 --a0 /\\ a1--> 1 | 1 --a1--> 1"
    );
    assert_eq!(
        show(Formula::always(Formula::or([p(), Formula::eventually(q())]))),
        "0 --TRUE--> 1 e0 | 0 --a0--> 0 | 0 --a1--> 0 | 1 --TRUE--> 1 e0 | 1 --a1--> 0"
    );
    assert_eq!(show(Formula::FALSE), "");
}

#[test]
fn too_large_an_automaton_is_given_up() {
    let part = |i| Formula::eventually(Formula::and([atom(i, true), Formula::always(atom(i + 100, true))]));
    assert!(automaton(&(0..20).map(part).collect::<Vec<_>>()).is_none());
}

/// A lasso of two states in the stem and two in the loop; an atom holds where its text has a 1.
#[test]
fn formulas_on_lassos() {
    let truth = |f: &Formula, atoms: &[&str]| {
        let t = f.on_lasso(4, 2, &|a, i| atoms[a.index()].as_bytes()[i] == b'1');
        t.iter().map(|t| if *t { '1' } else { '0' }).collect::<String>()
    };
    let p = || atom(0, true);
    assert_eq!(truth(&p().negated(), &["0110"]), "1001");
    assert_eq!(truth(&Formula::eventually(p()), &["0100"]), "1100");
    assert_eq!(truth(&Formula::eventually(p()), &["0001"]), "1111");
    assert_eq!(truth(&Formula::always(p()), &["0011"]), "0011");
    assert_eq!(truth(&Formula::always(p()), &["0111"]), "0111");
    assert_eq!(truth(&Formula::always(p()), &["1110"]), "0000");
    let leads = Formula::always(Formula::or([p().negated(), Formula::eventually(atom(1, true))]));
    assert_eq!(truth(&leads, &["1000", "0100"]), "1111");
    assert_eq!(truth(&leads, &["0100", "1000"]), "0011");
}
