//! What the user is told: place, message, help. Most mistakes stand in tests/messages/.

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
        "unexpected end of file: the module has no last line | a module ends with a line `====`"
    );
    assert_eq!(
        message("A == 1"),
        "there is no module in this file | a module begins with a line `---- MODULE Name ----`, where the name is that of the file, and ends with a line `====`"
    );
}
