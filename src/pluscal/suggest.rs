//! "Did you mean": the known name nearest to one that does not exist.

use crate::diag::Diagnostic;

/// Adds the nearest of the known names as help, or all of them where none is near.
pub fn did_you_mean<'a>(d: Diagnostic, name: &str, known: impl Iterator<Item = &'a str>) -> Diagnostic {
    let known: Vec<&str> = known.collect();
    let near = known.iter().map(|k| (distance(name, k), *k)).min().filter(|(n, _)| *n <= 1 + name.chars().count() / 3);
    match near {
        Some((_, k)) => d.help(format!("did you mean `{k}`?")),
        None if known.is_empty() => d,
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
