//! How TLA+ spells the built-in operators, and which module has them.

use crate::ir::{Builtin, Library};

/// The module of an operator that stands in none of those which the printed module extends. It is an instance there, so that
/// its other names do not get in the way.
pub(super) fn library(op: Builtin) -> Option<&'static str> {
    match op {
        Builtin::TlcGetOrDefault | Builtin::ModelValue | Builtin::Fingerprint | Builtin::AssertError | Builtin::Trace => {
            Some("TLCExt")
        }
        Builtin::Library(Library::JsonArray | Library::JsonObject) => Some("Json"),
        Builtin::Library(_) => Some("_Library"),
        Builtin::IsFunction | Builtin::IsInteger => Some("BagKinds"),
        Builtin::RandomSubset | Builtin::RandomSetOfSubsets | Builtin::RandomSubsetSet => Some("Randomization"),
        Builtin::ToJson | Builtin::JsonDeserialize | Builtin::NdJsonDeserialize => Some("Json"),
        _ => None,
    }
}

/// Words that cannot be names, and names of the modules which the printed module extends.
pub(super) const TAKEN: &[&str] = &[
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
    "WITNESS", // words
    "Infinity",
    "Int",
    "Nat",
    "Real",
    "Append",
    "Head",
    "Len",
    "SelectSeq",
    "Seq",
    "SubSeq",
    "Tail",
    "Cardinality",
    "IsFiniteSet",
    "Any",
    "Assert",
    "JavaTime",
    "Permutations",
    "Print",
    "PrintT",
    "RandomElement",
    "SortSeq",
    "TLCEval",
    "TLCGet",
    "TLCSet",
    "ToString",
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
    let name = builtin_name(op);
    library(op).map_or(name.to_string(), |m| format!("{}!{name}", instance(m)))
}

/// The instance of a library.
pub(super) fn instance(library: &str) -> String {
    format!("{library}_")
}

/// How TLA+ spells a built-in operator.
pub fn builtin_name(op: Builtin) -> &'static str {
    match op {
        Builtin::Eq => "=",
        Builtin::Ne => "#",
        Builtin::Iff => "<=>",
        Builtin::In => "\\in",
        Builtin::NotIn => "\\notin",
        Builtin::Union => "\\cup",
        Builtin::Intersect => "\\cap",
        Builtin::Minus => "\\",
        Builtin::SubsetEq => "\\subseteq",
        Builtin::Powerset => "SUBSET",
        Builtin::BigUnion => "UNION",
        Builtin::Cross => "\\X",
        Builtin::Domain => "DOMAIN",
        Builtin::Boolean => "BOOLEAN",
        Builtin::StringSet => "STRING",
        Builtin::Nat => "Nat",
        Builtin::Int => "Int",
        Builtin::Real => "Real",
        Builtin::Add => "+",
        Builtin::Sub => "-",
        Builtin::Neg => "-.",
        Builtin::Mul => "*",
        Builtin::Divide => "/",
        Builtin::Div => "\\div",
        Builtin::Mod => "%",
        Builtin::Pow => "^",
        Builtin::Lt => "<",
        Builtin::Le => "\\leq",
        Builtin::Gt => ">",
        Builtin::Ge => "\\geq",
        Builtin::Range => "..",
        Builtin::Seq => "Seq",
        Builtin::Len => "Len",
        Builtin::Concat => "\\o",
        Builtin::Append => "Append",
        Builtin::Head => "Head",
        Builtin::Tail => "Tail",
        Builtin::SubSeq => "SubSeq",
        Builtin::IsFiniteSet => "IsFiniteSet",
        Builtin::Cardinality => "Cardinality",
        Builtin::MapsTo => ":>",
        Builtin::Override => "@@",
        Builtin::Assert => "Assert",
        Builtin::Print => "Print",
        Builtin::PrintT => "PrintT",
        Builtin::Permutations => "Permutations",
        Builtin::ToString => "ToString",
        Builtin::TlcGet => "TLCGet",
        Builtin::TlcSet => "TLCSet",
        Builtin::TlcEval => "TLCEval",
        Builtin::JavaTime => "JavaTime",
        Builtin::RandomElement => "RandomElement",
        Builtin::Any => "Any",
        Builtin::TlcGetOrDefault => "TLCGetOrDefault",
        Builtin::ModelValue => "TLCModelValue",
        Builtin::Fingerprint => "TLCFP",
        Builtin::IsFunction => "IsFunction",
        Builtin::IsInteger => "IsInteger",
        Builtin::RandomSubset => "RandomSubset",
        Builtin::RandomSetOfSubsets => "RandomSetOfSubsets",
        Builtin::RandomSubsetSet => "RandomSubsetSet",
        Builtin::ToJson => "ToJson",
        Builtin::JsonDeserialize => "JsonDeserialize",
        Builtin::NdJsonDeserialize => "ndJsonDeserialize",
        Builtin::AssertError => "AssertError",
        Builtin::Trace => "Trace",
        Builtin::Library(op) => op.name(),
    }
}
