//! Phrases of messages: "did you mean" with the nearest known name, numbers of arguments.

use crate::diag::Diagnostic;
use crate::util::suggest::{closest, count, list};

/// Adds the nearest of the known names as help, or all of them where they are few and none is near.
pub fn did_you_mean<'a>(d: Diagnostic, name: &str, known: impl Iterator<Item = &'a str>) -> Diagnostic {
    let known: Vec<&str> = known.collect();
    match closest(name, known.iter().copied()) {
        Some(near) => d.help(format!("did you mean `{near}`?")),
        None if known.is_empty() || known.len() > 8 => d,
        None => d.note(format!("there {} {}", if known.len() == 1 { "is" } else { "are" }, list(known))),
    }
}

/// `macro `m` takes 1 argument, but 2 are given`
pub fn wrong_count(sort: &str, name: &str, takes: usize, given: usize) -> String {
    let are = if given == 1 { "is" } else { "are" };
    format!("{sort} `{name}` takes {}, but {given} {are} given", count(takes, "argument"))
}
