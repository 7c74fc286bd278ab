//! Phrases of messages: the known name nearest to a misspelt one, lists of names, numbers with their nouns.
//!
//! ```text
//! closest("conter", ["counter", "x"])  →  Some("counter")
//! count(1, "state"), count(2, "state") →  "1 state", "2 states"
//! ```

/// The candidate that differs from `name` by the fewest edits, if they are few. An edit inserts, deletes or replaces a letter, or
/// swaps two neighbors. A difference in upper and lower case counts nothing.
pub fn closest<'a>(name: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let length = name.chars().count();
    // One edit of a name of one letter would leave nothing of it.
    let limit = (length / 3).max(1).min(length.saturating_sub(1));
    let distance = |c: &str| if c.eq_ignore_ascii_case(name) { 0 } else { strsim::osa_distance(name, c) };
    let is_word = |s: &str| s.starts_with(|c: char| c.is_alphanumeric() || c == '_');
    let candidates = candidates.filter(|c| is_word(c) == is_word(name));
    candidates.map(|c| (distance(c), c)).filter(|(d, c)| *d <= limit && *c != name).min().map(|(_, c)| c)
}

/// `` `a`, `b` and `c` ``
pub fn list<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let quoted: Vec<String> = names.into_iter().map(|n| format!("`{n}`")).collect();
    match quoted.as_slice() {
        [] => "nothing".to_string(),
        [one] => one.clone(),
        [init @ .., last] => format!("{} and {last}", init.join(", ")),
    }
}

/// A number with its noun in the right form: `1 state`, `2 states`.
pub fn count(n: usize, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::{closest, count, list};

    #[test]
    fn the_nearest_name_is_found() {
        let names = ["x", "counter", "=>"];
        let closest = |name| closest(name, names.into_iter());
        assert_eq!(closest("conter"), Some("counter"));
        assert_eq!(closest("COUNTER"), Some("counter"));
        assert_eq!(closest("ocunter"), Some("counter"), "a swap is one edit");
        assert_eq!(closest("total"), None);
        assert_eq!(closest("y"), None, "nothing is left of a name of one letter");
        assert_eq!(closest("X"), Some("x"));
        assert_eq!(closest("+"), None, "a sign is no name");
    }

    #[test]
    fn numbers_and_lists() {
        assert_eq!((count(0, "state"), count(1, "state")), ("0 states".to_string(), "1 state".to_string()));
        assert_eq!(list(["a", "b", "c"]), "`a`, `b` and `c`");
    }
}
