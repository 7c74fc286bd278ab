//! How TLA+ spells the built-in operators, and which module has them.

use crate::ir::Builtin;
use crate::ir::ops::{self, LANGUAGE};

/// The modules that the printed module extends. `LANGUAGE` stands for what needs no module.
const EXTENDED: &[&str] = &[LANGUAGE, "Reals", "Sequences", "FiniteSets", "TLC"];

/// The operators of these modules that are not in the table.
const SPECIAL: &[&str] = &["Infinity", "SelectSeq", "SortSeq"];

/// The module of an operator, unless the printed module extends it. The printed module has an instance of it, so that its other
/// names do not clash.
pub(super) fn library(op: Builtin) -> Option<&'static str> {
    let module = op.module();
    (!EXTENDED.contains(&module)).then_some(module)
}

/// Whether a name has a meaning in each printed module: it is reserved, or defined in a module that is extended.
pub(super) fn is_taken(name: &str) -> bool {
    RESERVED.contains(&name) || SPECIAL.contains(&name) || ops::all().any(|op| op.name() == name && library(op).is_none())
}

/// The reserved words.
const RESERVED: &[&str] = &[
    "ACTION",
    "ASSUME",
    "ASSUMPTION",
    "AXIOM",
    "BOOLEAN",
    "BY",
    "CASE",
    "CHOOSE",
    "CONSTANT",
    "CONSTANTS",
    "COROLLARY",
    "DEF",
    "DEFINE",
    "DEFS",
    "DOMAIN",
    "ELSE",
    "ENABLED",
    "EXCEPT",
    "EXTENDS",
    "FALSE",
    "HAVE",
    "HIDE",
    "IF",
    "IN",
    "INSTANCE",
    "LAMBDA",
    "LEMMA",
    "LET",
    "LOCAL",
    "MODULE",
    "NEW",
    "OBVIOUS",
    "OMITTED",
    "ONLY",
    "OTHER",
    "PICK",
    "PROOF",
    "PROPOSITION",
    "PROVE",
    "QED",
    "RECURSIVE",
    "STATE",
    "STRING",
    "SUBSET",
    "SUFFICES",
    "TAKE",
    "TEMPORAL",
    "THEN",
    "THEOREM",
    "TRUE",
    "UNCHANGED",
    "UNION",
    "USE",
    "VARIABLE",
    "VARIABLES",
    "WITH",
    "WITNESS",
];

pub(super) fn builtin(op: Builtin, args: &[String]) -> String {
    let name = qualified(op);
    let name = name.as_str();
    match args {
        [a] if op == Builtin::Neg => format!("(-{a})"),
        [a] if matches!(op, Builtin::Powerset | Builtin::BigUnion | Builtin::Domain) => format!("({name} {a})"),
        [_, _, ..] if !name.starts_with(|c: char| c.is_alphabetic()) => format!("({})", args.join(&format!(" {name} "))),
        _ => super::call(name, args),
    }
}

/// As it is named in the printed module.
pub(super) fn qualified(op: Builtin) -> String {
    let name = op.name();
    library(op).map_or(name.to_string(), |m| format!("{}!{name}", instance(m)))
}

/// The instance of a library.
pub(super) fn instance(library: &str) -> String {
    format!("{library}_")
}
