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
    ("FiniteSetsExt", include_str!("FiniteSetsExt.tla")),
    ("SequencesExt", include_str!("SequencesExt.tla")),
    ("Functions", include_str!("Functions.tla")),
    ("Folds", include_str!("Folds.tla")),
    ("BagKinds", include_str!("BagKinds.tla")),
    ("_Folds", include_str!("_Folds.tla")),
    ("_Library", include_str!("_Library.tla")),
    ("BagsExt", include_str!("BagsExt.tla")),
    ("Relation", include_str!("Relation.tla")),
    ("Graphs", include_str!("Graphs.tla")),
    ("UndirectedGraphs", include_str!("UndirectedGraphs.tla")),
    ("Quorum", include_str!("Quorum.tla")),
    ("Bitwise", include_str!("Bitwise.tla")),
    ("Combinatorics", include_str!("Combinatorics.tla")),
    ("DyadicRationals", include_str!("DyadicRationals.tla")),
    ("VectorClocks", include_str!("VectorClocks.tla")),
    ("Statistics", include_str!("Statistics.tla")),
    ("TLCExt", include_str!("TLCExt.tla")),
    ("_Possible", include_str!("_Possible.tla")),
    ("Toolbox", include_str!("Toolbox.tla")),
    ("Json", include_str!("Json.tla")),
    ("CSV", include_str!("CSV.tla")),
    ("IOUtils", include_str!("IOUtils.tla")),
    ("SVG", include_str!("SVG.tla")),
    ("HTML", include_str!("HTML.tla")),
    ("GraphViz", include_str!("GraphViz.tla")),
    ("ShiViz", include_str!("ShiViz.tla")),
    ("DifferentialEquations", include_str!("DifferentialEquations.tla")),
    ("RealTime", include_str!("RealTime.tla")),
    ("Randomization", include_str!("Randomization.tla")),
    ("Variants", include_str!("Variants.tla")),
    ("Option", include_str!("Option.tla")),
    ("Apalache", include_str!("Apalache.tla")),
    ("_ApalacheBefore", include_str!("_ApalacheBefore.tla")),
    ("_VariantsBefore", include_str!("_VariantsBefore.tla")),
    ("TLAPS", include_str!("TLAPS.tla")),
    ("NaturalsInduction", include_str!("NaturalsInduction.tla")),
    ("WellFoundedInduction", include_str!("WellFoundedInduction.tla")),
    ("FiniteSetTheorems", include_str!("FiniteSetTheorems.tla")),
    ("SequenceTheorems", include_str!("SequenceTheorems.tla")),
    ("FunctionTheorems", include_str!("FunctionTheorems.tla")),
    ("BagsTheorems", include_str!("BagsTheorems.tla")),
    ("SequencesExtTheorems", include_str!("SequencesExtTheorems.tla")),
    ("FiniteSetsExtTheorems", include_str!("FiniteSetsExtTheorems.tla")),
    ("FoldsTheorems", include_str!("FoldsTheorems.tla")),
    ("GraphTheorems", include_str!("GraphTheorems.tla")),
    ("QuorumTheorems", include_str!("QuorumTheorems.tla")),
];

/// The text of an embedded module; what [`crate::source::search::Loader::new`] wants.
pub fn embedded(module: &str) -> Option<&'static str> {
    MODULES.iter().find(|(name, _)| *name == module).map(|(_, text)| *text)
}
