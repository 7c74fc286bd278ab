//! The CONSTANT statements of a configuration, as they are written.
//!
//! In: the text of a configuration. Out: the text of these statements without comments, and whether a name has a value there. All
//! else in a configuration is about a run, and a certificate has its own.

/// What begins a statement, besides CONSTANT and CONSTANTS.
const OTHER: &[&str] = &[
    "SPECIFICATION",
    "INIT",
    "NEXT",
    "INVARIANT",
    "INVARIANTS",
    "PROPERTY",
    "PROPERTIES",
    "CONSTRAINT",
    "CONSTRAINTS",
    "ACTION_CONSTRAINT",
    "ACTION_CONSTRAINTS",
    "SYMMETRY",
    "VIEW",
    "ALIAS",
    "POSTCONDITION",
    "POSTCONDITIONS",
    "CHECK_DEADLOCK",
    "TYPE",
    "TYPE_CONSTRAINT",
    "_POSSIBLE",
    "_PERIODIC",
    "_RL_REWARD",
];

/// The CONSTANT statements.
pub fn constants(config: &str) -> String {
    let text = without_comments(config);
    let mut out = String::new();
    let (mut within, mut start, mut kept) = (false, 0, 0);
    for (at, word) in words(&text) {
        let begins = matches!(word, "CONSTANT" | "CONSTANTS");
        if begins || OTHER.contains(&word) {
            if within {
                out += text[kept..at].trim_end();
                out.push('\n');
            }
            (within, start) = (begins, at);
            kept = start;
        }
    }
    if within {
        out += text[start..].trim_end();
        out.push('\n');
    }
    out
}

/// Whether the CONSTANT statements give the name a value.
pub fn assigns(constants: &str, name: &str) -> bool {
    for (at, word) in words(constants) {
        let rest = constants[at + word.len()..].trim_start();
        if word == name && (rest.starts_with('=') || rest.starts_with("<-")) {
            return true;
        }
    }
    false
}

/// The words with their places; a string is not looked into.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut rest = 0;
    std::iter::from_fn(move || {
        while let Some(c) = text[rest..].chars().next() {
            let at = rest;
            let is_word = |c: char| c.is_alphanumeric() || c == '_';
            if c == '"' {
                rest += 1 + text[rest + 1..].find('"').map_or(text.len() - rest - 1, |i| i + 1);
            } else if is_word(c) {
                rest += text[rest..].find(|c| !is_word(c)).unwrap_or(text.len() - rest);
                return Some((at, &text[at..rest]));
            } else {
                rest += c.len_utf8();
            }
        }
        None
    })
}

fn without_comments(text: &str) -> String {
    let mut out = String::new();
    let (mut depth, mut line, mut string) = (0, false, false);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let next = chars.peek().copied();
        if line {
            line = c != '\n';
            if !line {
                out.push(c);
            }
        } else if !string && c == '(' && next == Some('*') {
            depth += 1;
            chars.next();
        } else if depth > 0 {
            if c == '*' && next == Some(')') {
                depth -= 1;
                chars.next();
            }
        } else if !string && c == '\\' && next == Some('*') {
            line = true;
        } else {
            string ^= c == '"';
            out.push(c);
        }
    }
    out
}
