//! Texts in, printed trees or messages out. What is printed must parse back to the same tree.

mod errors;
mod expressions;
mod fold;
mod modules;
mod pluscal;
mod robust;

use super::{parse_expr, parse_module, print};
use crate::source::{FileId, SourceMap};

/// The expression parses, and prints as `expected`, which parses back to the same tree.
fn check(input: &str, expected: &str) {
    let parse = |text: &str| parse_expr(FileId(0), text).unwrap_or_else(|d| panic!("{text}\n{d:#?}"));
    let tree = parse(input);
    let printed = print::expr(&tree);
    assert_eq!(printed, expected, "printed from\n{input}");
    assert_eq!(shape(&parse(&printed)), shape(&tree), "{input} changed its tree");
}

/// The same for the units between `---- MODULE M ----` and `====`.
fn check_module(body: &str, expected: &str) {
    let text = format!("---- MODULE M ----\n{body}\n====");
    let m = parse_module(FileId(0), &text).unwrap_or_else(|d| panic!("{text}\n{d:#?}"));
    let printed = print::module(&m);
    assert_eq!(printed, format!("---- MODULE M ----\n{expected}\n===="), "printed from\n{body}");
    round_trip(&m).unwrap_or_else(|e| panic!("{e}"));
}

/// A tree's text without its places.
fn shape(tree: &impl std::fmt::Debug) -> String {
    let text = format!("{tree:?}");
    let mut out = String::new();
    for (i, part) in text.split("span: ").enumerate() {
        let part =
            if i == 0 { part } else { part.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, ':' | '.' | '-')) };
        out.push_str(part);
    }
    out
}

/// Whether the printed module parses back to the same tree.
fn round_trip(m: &super::ast::Module) -> Result<(), String> {
    let text = print::module(m);
    let again = parse_module(FileId(0), &text).map_err(|d| format!("{}\n{text}", d[0].message))?;
    let (a, b) = (shape(m), shape(&again));
    if a == b {
        return Ok(());
    }
    let at = a.bytes().zip(b.bytes()).take_while(|(x, y)| x == y).count();
    let from = at.saturating_sub(80);
    let cut = |s: &str| s.get(from..(at + 80).min(s.len())).unwrap_or("").to_owned();
    Err(format!("not the same tree again:\n  {}\n  {}", cut(&a), cut(&b)))
}

/// Parses every `.tla` under the folder that `TLALOC_PARSE_DIR` names, and fails with those rejected.
#[test]
#[ignore = "needs TLALOC_PARSE_DIR"]
fn foreign_modules() {
    let Ok(dir) = std::env::var("TLALOC_PARSE_DIR") else { return };
    let mut todo = vec![std::path::PathBuf::from(dir)];
    let (mut good, mut bad) = (0, 0);
    while let Some(path) = todo.pop() {
        if path.is_dir() {
            todo.extend(std::fs::read_dir(&path).unwrap().map(|e| e.unwrap().path()));
            continue;
        }
        if path.extension().is_none_or(|e| e != "tla") {
            continue;
        }
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        let mut sources = SourceMap::new();
        let file = sources.add(path.display().to_string(), text.clone());
        match parse_module(file, &text) {
            Ok(m) => {
                good += 1;
                if let Err(why) = round_trip(&m) {
                    bad += 1;
                    println!("{}: {why}", path.display());
                }
            }
            Err(ds) => {
                bad += 1;
                let d = &ds[0];
                let at = d.labels.first().and_then(|l| sources.location(l.span));
                println!("{}:{} {}", path.display(), at.map_or(String::new(), |l| format!("{}:{}", l.line, l.column)), d.message);
            }
        }
    }
    println!("{good} parsed, {bad} rejected");
    assert_eq!(bad, 0);
}
