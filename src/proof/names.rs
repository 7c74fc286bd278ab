//! Names in a text that extends a specification.
//!
//! In: a model. Out: the names of its variables, of the model values that its constants are, and fresh names for what is bound or defined.
//! A name is fresh if the specification neither declares nor defines it, since TLA+ has no shadowing.

use crate::ir::Model;
use crate::value::{Atom, Value};
use rustc_hash::{FxHashMap, FxHashSet};

/// Words of the language.
const KEYWORDS: &[&str] = &[
    "ASSUME",
    "BOOLEAN",
    "CASE",
    "CHOOSE",
    "CONSTANT",
    "CONSTANTS",
    "DOMAIN",
    "ELSE",
    "ENABLED",
    "EXCEPT",
    "EXTENDS",
    "FALSE",
    "IF",
    "IN",
    "INSTANCE",
    "LAMBDA",
    "LET",
    "LOCAL",
    "MODULE",
    "OTHER",
    "STRING",
    "SUBSET",
    "THEN",
    "THEOREM",
    "TRUE",
    "UNCHANGED",
    "UNION",
    "VARIABLE",
    "VARIABLES",
    "WITH",
];

/// Definitions of standard modules.
const STANDARD: &[&str] = &[
    "Nat",
    "Int",
    "Real",
    "Len",
    "Seq",
    "Head",
    "Tail",
    "Append",
    "SubSeq",
    "SelectSeq",
    "Cardinality",
    "IsFiniteSet",
    "TLCGet",
    "TLCSet",
    "Print",
    "PrintT",
    "Assert",
    "ToString",
    "Permutations",
    "SortSeq",
    "Any",
    "TLCEval",
    "JavaTime",
    "RandomElement",
];

/// The names of a specification.
#[derive(Clone, Debug)]
pub struct Names {
    variables: Vec<String>,
    /// The names of constants, by their values' texts.
    constants: FxHashMap<String, String>,
    taken: FxHashSet<String>,
    /// The specification defines an operator like one of Sequences.
    own_sequences: bool,
}

impl Names {
    pub fn of(model: &Model) -> Names {
        let mut constants = FxHashMap::default();
        for (name, value) in &model.constants {
            if is_name(name) {
                constants.entry(value.clone()).or_insert_with(|| name.to_string());
            }
        }
        let mut taken: FxHashSet<String> = model.defs.iter().filter(|d| !d.local).map(|d| d.name.to_string()).collect();
        let own_sequences = ["Len", "Append", "Head", "Tail", "SubSeq", "Seq"].iter().any(|n| taken.contains(*n));
        taken.extend(model.vars.iter().map(|v| v.name.to_string()));
        taken.extend(model.constants.iter().map(|c| c.0.to_string()));
        taken.extend(KEYWORDS.iter().chain(STANDARD).map(|s| (*s).to_string()));
        Names { variables: model.vars.iter().map(|v| v.name.to_string()).collect(), constants, taken, own_sequences }
    }

    pub fn variable(&self, v: usize) -> &str {
        &self.variables[v]
    }

    pub fn variables(&self) -> &[String] {
        &self.variables
    }

    pub(super) fn has_own_sequences(&self) -> bool {
        self.own_sequences
    }

    /// The name of a constant with this value.
    pub(super) fn constant(&self, value: &str) -> Option<&str> {
        self.constants.get(value).map(String::as_str)
    }

    /// The name of a model value, and whether it has to be declared.
    pub(super) fn model_value(&self, a: Atom) -> (String, bool) {
        let text = a.text();
        if let Some(name) = self.constants.get(text) {
            return (name.clone(), false);
        }
        let name =
            if is_name(text) && !self.taken.contains(text) { text.to_string() } else { self.fresh(&format!("Value_{text}")) };
        (name, true)
    }

    /// The name itself if it is free, else a longer one.
    pub fn fresh(&self, name: &str) -> String {
        let name: String = name.chars().map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '_' }).collect();
        let mut candidate = name.clone();
        let mut n = 0;
        while self.taken.contains(&candidate) {
            n += 1;
            candidate = if n == 1 { format!("Proof{name}") } else { format!("Proof{n}{name}") };
        }
        candidate
    }

    /// Names for bound variables: letters, the first that of `hint` if it is free. `used` are those bound around.
    pub(super) fn bound(&self, hint: &str, used: &mut Vec<String>) -> String {
        let first = hint.chars().find(char::is_ascii_alphabetic).map(|c| c.to_ascii_lowercase().to_string());
        let letters = "abcdeijkmpqrstuvwxyzfghlno".chars().map(|c| c.to_string());
        let numbered = (1..).map(|i| format!("b_{i}"));
        let free = |n: &String| !self.taken.contains(n) && !used.contains(n);
        let name = first.into_iter().chain(letters).chain(numbered).find(free).unwrap_or_default();
        used.push(name.clone());
        name
    }

    /// Notes that names are used otherwise.
    pub(super) fn take(&mut self, names: impl IntoIterator<Item = String>) {
        self.taken.extend(names);
    }
}

/// Whether the text is an identifier.
pub fn is_name(text: &str) -> bool {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    text.chars().all(word) && text.chars().any(|c| c.is_ascii_alphabetic()) && !KEYWORDS.contains(&text)
}

/// The text of a set of values as a report has it.
pub(super) fn plain_set(values: &[Value]) -> String {
    Value::set(values.iter().cloned()).to_string()
}
