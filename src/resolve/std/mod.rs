//! The standard modules, embedded.
//!
//! Those of the reference's library and of the community's, written afresh. Operators which the engines know
//! themselves have a stand-in body here (`{}`) and a line in `resolve::builtin`.

/// Name and text of every embedded module; earlier ones are suggested first for a missing operator.
pub const MODULES: &[(&str, &str)] = &[
    ("Naturals", include_str!("Naturals.tla")),
    ("Integers", include_str!("Integers.tla")),
    ("Sequences", include_str!("Sequences.tla")),
    ("FiniteSets", include_str!("FiniteSets.tla")),
    ("TLC", include_str!("TLC.tla")),
    ("Bags", include_str!("Bags.tla")),
    ("Reals", include_str!("Reals.tla")),
    ("TLCExt", include_str!("TLCExt.tla")),
    ("Toolbox", include_str!("Toolbox.tla")),
];

/// The text of an embedded module; what [`crate::source::search::Loader::new`] wants.
pub fn embedded(module: &str) -> Option<&'static str> {
    MODULES.iter().find(|(name, _)| *name == module).map(|(_, text)| *text)
}
