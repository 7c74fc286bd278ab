//! Whole modules, PlusCal in both syntaxes, and robustness.

use super::{parse_expr, parse_module};
use crate::source::{FileId, SourceMap};

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
            Ok(_) => good += 1,
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
