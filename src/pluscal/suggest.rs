//! Phrases of messages: "did you mean" with the known name nearest to one that does not exist, numbers of arguments.

use crate::diag::Diagnostic;

/// Adds the nearest of the known names as help, or a few of them where none is near.
pub fn did_you_mean<'a>(d: Diagnostic, name: &str, known: impl Iterator<Item = &'a str>) -> Diagnostic {
    let known: Vec<&str> = known.collect();
    let near = known.iter().map(|k| (distance(name, k), *k)).min().filter(|(n, _)| *n <= (name.chars().count() + 1) / 3);
    match near {
        Some((_, k)) => d.help(format!("did you mean `{k}`?")),
        None if known.is_empty() || known.len() > 8 => d,
        None => d.note(format!("there {}", list(&known))),
    }
}

fn list(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|n| format!("`{n}`")).collect();
    format!("{} {}", if names.len() == 1 { "is" } else { "are" }, quoted.join(", "))
}

/// The number of letters to insert, delete or change.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let change = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

/// `macro `m` takes 1 argument, but 2 are given`
pub fn wrong_count(sort: &str, name: &str, takes: usize, given: usize) -> String {
    let plural = if takes == 1 { "" } else { "s" };
    let are = if given == 1 { "is" } else { "are" };
    format!("{sort} `{name}` takes {takes} argument{plural}, but {given} {are} given")
}
