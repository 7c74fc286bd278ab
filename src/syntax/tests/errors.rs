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
