//! PlusCal in, TLA+ out. What is expected was compared by hand with what the reference translator makes.

mod assign;
mod control;
mod errors;
mod fairness;
mod label;
mod label_errors;
mod macros;
mod names;
mod options;
mod procedure;
mod process;
mod spans;

use super::options::VERSION;
use super::{Fair, Options, Translation, translate};
use crate::diag::{Checked, Diagnostic, Severity};
use crate::source::SourceMap;
use crate::syntax::ast::{Expr, ExprKind, Module, Unit, UnitKind};
use crate::syntax::parse_module;

/// The algorithm of a module, which begins on line 4, translated with the options of a command line.
fn run(options: &str, algorithm: &str) -> (SourceMap, Checked<Translation>) {
    let mut sources = SourceMap::new();
    let text = format!("---- MODULE M ----\nEXTENDS Naturals, Sequences, TLC\n(*{algorithm}*)\n====\n");
    let module = parse(&mut sources, text);
    let Some(UnitKind::Algorithm(algorithm)) = module.units.into_iter().next().map(|u| u.kind) else {
        panic!("no algorithm was found");
    };
    let result = Options::parse(options).and_then(|o| translate(&algorithm, &o, &sources));
    (sources, result)
}

fn parse(sources: &mut SourceMap, text: String) -> Module {
    let file = sources.add("M.tla", text.as_str());
    parse_module(file, &text).unwrap_or_else(|e| panic!("the test does not parse: {e:#?}\n{text}"))
}

fn translated(options: &str, algorithm: &str) -> Vec<Unit> {
    match run(options, algorithm) {
        (_, Ok(translation)) => translation.units,
        (_, Err(e)) => panic!("no translation: {e:#?}"),
    }
}

fn definitions(text: &str) -> Vec<Unit> {
    parse(&mut SourceMap::new(), format!("---- MODULE T ----\n{text}\n====\n")).units
}

/// A definition without its places, so that texts of different layout compare.
fn plain(unit: &Unit) -> String {
    let text = format!("{unit:?}");
    let mut parts = text.split("span: ");
    let mut result = parts.next().unwrap_or_default().to_string();
    for part in parts {
        result.push_str(part.trim_start_matches(|c: char| c.is_ascii_digit() || ":.-".contains(c)));
    }
    result
}

fn name(unit: &Unit) -> Option<&str> {
    if let UnitKind::Operator(op) = &unit.kind { Some(&op.name.name) } else { None }
}

/// The whole translation is `expected`.
fn whole(options: &str, algorithm: &str, expected: &str) {
    let found: Vec<String> = translated(options, algorithm).iter().map(plain).collect();
    let expected: Vec<String> = definitions(expected).iter().map(plain).collect();
    for (f, e) in found.iter().zip(&expected) {
        assert_eq!(f, e);
    }
    assert_eq!(found.len(), expected.len());
}

/// The translation has these definitions, and none that is named here without `==`.
fn part(options: &str, algorithm: &str, expected: &str) {
    let found = translated(options, algorithm);
    for e in definitions(expected) {
        let f = found.iter().find(|f| name(f) == name(&e));
        assert_eq!(f.map(plain), Some(plain(&e)));
    }
}

/// The diagnostics of an algorithm, a paragraph each; the warnings where it can be translated.
fn diagnostics(options: &str, algorithm: &str) -> String {
    let (sources, result) = run(options, algorithm);
    let all = result.map_or_else(|e| e, |t| t.warnings);
    all.iter().map(|d| drawn(d, &sources)).collect()
}

fn drawn(d: &Diagnostic, sources: &SourceMap) -> String {
    let kind = match d.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let mut result = format!("{kind} {}: {}\n", d.code, d.message);
    for label in &d.labels {
        let (line, column) = sources.line_column(label.span.file, label.span.start);
        let text = sources.text(label.span).lines().next().unwrap_or_default();
        result.push_str(&format!("  {line}:{column} `{text}`: {}\n", label.message));
    }
    result.extend(d.notes.iter().map(|n| format!("  note: {n}\n")));
    result.extend(d.help.iter().map(|h| format!("  help: {h}\n")));
    result
}

/// A formula, its conjuncts, disjuncts and branches, outer ones first.
fn walk(e: &Expr, depth: usize, visit: &mut dyn FnMut(&Expr, usize)) {
    visit(e, depth);
    if let ExprKind::Junction { items, .. } = &*e.kind {
        items.iter().for_each(|i| walk(i, depth + 1, visit));
    }
    if let ExprKind::If { then, otherwise, .. } = &*e.kind {
        walk(then, depth + 1, visit);
        walk(otherwise, depth + 1, visit);
    }
}
