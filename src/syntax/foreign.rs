//! Words and signs of other languages, and how TLA+ writes them.
//!
//! In: a word or sign as a newcomer types it. Out: the help of a message. The parser, the fixity table and the resolver use it:
//! `x && y` parses, `x AND y` does not.
//!
//! ```text
//! help("&&")  → "conjunction is written `/\`"      help("in") → "membership is written `\in`"
//! help("let") → "write `LET`, in capital letters"  help("Inv") → none
//! ```

use super::token::{Tok, keyword};
use crate::util::suggest::closest;

/// What to write in place of a word or sign of another language. None for what may be a name of the user's.
pub fn help(word: &str) -> Option<String> {
    // Some people write these in capital letters.
    let text = match word.to_ascii_lowercase().as_str() {
        "&&" | "&" | "and" => "conjunction is written `/\\`",
        "||" | "|" | "or" => "disjunction is written `\\/`",
        "not" | "!" => "negation is written `~`",
        "xor" => "exclusive or is written `/=` between Booleans",
        "implies" => "implication is written `=>`",
        "iff" | "<->" => "equivalence is written `<=>`",
        "mod" | "rem" => "the remainder is written `%` (module Integers)",
        "div" => "division of integers is written `\\div` (module Integers)",
        "notin" => "write `\\notin`",
        "forall" => "universal quantification is written `\\A x \\in S : P`",
        "exists" => "existential quantification is written `\\E x \\in S : P`",
        "intersect" | "intersection" => "intersection is written `\\cap`",
        "setminus" => "the difference of sets is written `\\`",
        "null" | "nil" | "none" | "undefined" => {
            "declare `CONSTANT Null` and write `Null = Null` in the .cfg: that makes it a model value"
        }
        "import" | "include" | "extend" => "write `EXTENDS Module`",
        "wf" | "sf" => "fairness names its variables: write `WF_vars(Action)`",
        "unchange" => "write `UNCHANGED`",
        _ => match word {
            "!=" | "<>=" => "inequality is written `/=` or `#`",
            "//" => "division of integers is written `\\div`; a comment begins with `\\*`",
            "/" => "division of integers is written `\\div`; `/` divides real numbers",
            "**" | "pow" => "a power is written `a^b` (module Integers)",
            "in" => "membership is written `\\in`",
            "elif" | "elseif" | "elsif" => "write `ELSE IF`",
            "const" => "write `CONSTANT`",
            "var" => "write `VARIABLE`",
            "def" | "fun" | "func" | "function" | "op" => "a definition has no keyword: write `Name(x) == …`",
            "invariant" | "property" => "an invariant is a definition, which the .cfg names: `INVARIANT Name`",
            "int" => "write `Int` (module Integers)",
            "nat" => "write `Nat` (module Naturals)",
            "bool" => "write `BOOLEAN`",
            "Length" | "length" | "len" | "size" | "Size" => {
                "the length of a sequence is `Len(s)` (module Sequences), the size of a set `Cardinality(S)` (module FiniteSets)"
            }
            "print" | "println" | "printf" => "write `PrintT(v)` (module TLC), which is TRUE",
            _ => return capital(word),
        },
    };
    Some(text.to_owned())
}

/// `true` for `TRUE`
fn capital(word: &str) -> Option<String> {
    let upper = word.to_ascii_uppercase();
    // Words of proofs are names in most texts.
    let known = matches!(keyword(&upper), Some(Tok::Kw(_) | Tok::Prefix(_)));
    (known && upper != word).then(|| format!("write `{upper}`, in capital letters"))
}

/// The same for a word at a place where a name makes no sense, so that one that is like a keyword is a misspelt one.
pub fn help_for_misspelt(word: &str) -> Option<String> {
    const WORDS: &[&str] = &[
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
        "INSTANCE",
        "LAMBDA",
        "LOCAL",
        "MODULE",
        "OTHER",
        "RECURSIVE",
        "STRING",
        "SUBSET",
        "THEN",
        "THEOREM",
        "UNCHANGED",
        "UNION",
        "VARIABLE",
        "VARIABLES",
        "WITH",
    ];
    help(word).or_else(|| {
        let near = (word.len() > 3).then(|| closest(word, WORDS.iter().copied())).flatten()?;
        Some(format!("did you mean `{near}`?"))
    })
}

/// What to write in place of `\word`, which TLA+ does not have.
pub fn help_for_backslash(word: &str) -> Option<String> {
    let text = match word {
        "wedge" | "and" => "/\\",
        "vee" | "or" => "\\/",
        "not" => "~",
        "ne" | "neq" => "/=",
        "le" | "leqslant" => "<=",
        "ge" | "geqslant" => ">=",
        "rightarrow" | "Rightarrow" | "implies" | "to" => "=>",
        "iff" | "Leftrightarrow" | "leftrightarrow" => "<=>",
        "intersection" => "\\cap",
        "emptyset" | "empty" => "{}",
        "setminus" => "\\",
        "mod" => "%",
        "all" | "Forall" => "\\A",
        "exist" | "Exists" => "\\E",
        "ni" => "\\notin",
        "Box" | "square" => "[]",
        "Diamond" => "<>",
        "cdot" | "ast" => "*",
        "langle" => "<<",
        "rangle" => ">>",
        _ => {
            const WORDS: &[&str] = &[
                "land",
                "lor",
                "lnot",
                "neg",
                "equiv",
                "leq",
                "geq",
                "times",
                "union",
                "intersect",
                "circ",
                "notin",
                "subseteq",
                "supseteq",
                "subset",
                "supset",
                "forall",
                "exists",
                "div",
            ];
            return closest(word, WORDS.iter().copied()).map(|near| format!("did you mean `\\{near}`?"));
        }
    };
    Some(format!("write `{text}`"))
}
