//! Operators that mean something else than their text says, because the reference checker replaces them.
//!
//! In: a module and the name of one of its definitions. Out: what the name stands for, if not for the text. The modules of the
//! reference's own library are recognized by their names alone, as there. Those of the community are embedded; a user's file with
//! the name of one is either a copy of it, whose replaced operators are those of the embedded one, or a module of the user's own,
//! of which the text counts.

use super::Resolver;
use super::builtin::{Native, Special, native};
use super::scope::Entity;
use crate::source::SourceMap;
use crate::syntax::ast::{self, Ident, Name, UnitKind};
use std::rc::Rc;

/// The modules whose operators are replaced in whatever file they stand.
const BY_NAME: &[&str] = &[
    "Naturals",
    "Integers",
    "Reals",
    "Sequences",
    "FiniteSets",
    "Bags",
    "TLC",
    "TLCExt",
    "Randomization",
    "Toolbox",
    "Apalache",
];

/// The operators of the community's modules that the reference replaces by Java, and some that it defines by others of these.
const REPLACED: &[(&str, &[(&str, usize)])] = &[
    ("BagsExt", &[("FoldBag", 3)]),
    ("Bitwise", &[("&", 2), ("|", 2), ("^^", 2), ("Not", 1), ("shiftR", 2)]),
    ("CSV", &[("CSVWrite", 3), ("CSVWriteRecord", 4), ("CSVRead", 3), ("CSVRecords", 1)]),
    ("Combinatorics", &[("choose", 2)]),
    ("DyadicRationals", &[("Add", 2), ("Half", 1)]),
    ("FiniteSetsExt", &[("Quantify", 2), ("kSubset", 2), ("FoldSet", 3)]),
    ("Functions", &[("IsInjective", 1), ("AntiFunction", 1), ("FoldFunction", 3), ("FoldFunctionOnSet", 4)]),
    ("GraphViz", &[("DotDiGraph", 3)]),
    ("Graphs", &[("SimplePath", 1), ("AreConnectedIn", 3), ("IsStronglyConnected", 1)]),
    (
        "IOUtils",
        &[
            ("IOSerialize", 3),
            ("IODeserialize", 2),
            ("Serialize", 3),
            ("Deserialize", 2),
            ("IOExec", 1),
            ("IOEnvExec", 2),
            ("IOExecTemplate", 2),
            ("IOEnvExecTemplate", 3),
            ("IOEnv", 0),
            ("atoi", 1),
        ],
    ),
    (
        "Json",
        &[
            ("ToJson", 1),
            ("ToJsonArray", 1),
            ("ToJsonObject", 1),
            ("JsonSerialize", 2),
            ("JsonDeserialize", 1),
            ("ndJsonSerialize", 2),
            ("ndJsonDeserialize", 1),
        ],
    ),
    (
        "SVG",
        &[
            ("SVGElemToString", 1),
            ("NodeOfRingNetwork", 5),
            ("NodesOfDirectedMultiGraph", 3),
            ("PointOnLine", 3),
            ("SVGSerialize", 3),
        ],
    ),
    (
        "SequencesExt",
        &[
            ("SetToSeq", 1),
            ("SetToSeqs", 1),
            ("Contains", 2),
            ("LongestCommonPrefix", 1),
            ("FoldSeq", 3),
            ("FoldLeft", 3),
            ("FoldRight", 3),
            ("FoldLeftDomain", 3),
            ("FoldRightDomain", 3),
            ("ReplaceFirstSubSeq", 3),
            ("ReplaceAllSubSeqs", 3),
            ("IsPrefix", 2),
            ("SelectInSeq", 2),
            ("SelectInSubSeq", 4),
            ("SelectLastInSeq", 2),
            ("SelectLastInSubSeq", 4),
            ("RemoveFirst", 2),
            ("RemoveFirstMatch", 2),
            ("Suffixes", 1),
            ("AllSubSeqs", 1),
        ],
    ),
    ("Statistics", &[("ChiSquare", 3)]),
    ("UndirectedGraphs", &[("SimplePath", 1), ("AreConnectedIn", 3), ("ConnectedComponents", 1)]),
    ("VectorClocks", &[("CausalOrder", 4), ("IsCausalOrder", 2)]),
];

/// The modules whose names are all their own: what these extend, they always have.
const AS_EVER: &[&str] = &[
    "Naturals",
    "Integers",
    "Reals",
    "Sequences",
    "FiniteSets",
    "Bags",
    "TLC",
    "TLCExt",
    "Randomization",
    "Toolbox",
    "RealTime",
];

/// Does the module hand on names of those that it extends which other versions of it do not? The community's modules do.
pub(super) fn brings_along(sources: &SourceMap, of: &ast::Module) -> bool {
    let name = of.name.name.trim_matches(['<', '>']);
    !of.name.span.is_none() && sources.is_standard(of.name.span.file) && !AS_EVER.contains(&name)
}

impl Resolver<'_> {
    /// What an operator defined here stands for, if that is not what its text says.
    pub(super) fn of_the_library(&mut self, name: &Ident, arity: usize) -> Option<Entity> {
        let module = self.env.module();
        if self.root.as_ref() == Some(&module) {
            return None;
        }
        let plain = module.trim_matches(['<', '>']);
        let standard = !name.span.is_none() && self.sources.is_standard(name.span.file);
        if standard || BY_NAME.contains(&plain) {
            return Some(match native(plain, &name.name, arity)? {
                Native::Builtin(op) => Entity::Builtin(op, arity),
                Native::Special(
                    s @ (Special::SelectSeq
                    | Special::SortSeq
                    | Special::Fold { .. }
                    | Special::Environment
                    | Special::Unsupported(_)),
                ) => Entity::Special(s, arity),
            });
        }
        let (_, replaced) = REPLACED.iter().find(|(m, _)| *m == plain)?;
        if !replaced.contains(&(&*name.name, arity)) || !self.is_copy(&module, replaced) {
            return None;
        }
        let tree = self.embedded(&module)?;
        let scope = self.pure_scope(&tree);
        scope.names.get(&name.name).map(|item| item.entity.clone())
    }

    /// A user's file is a copy of the library's module if it defines at least half of what is replaced there; older versions have
    /// less than today's.
    fn is_copy(&mut self, module: &Name, replaced: &[(&str, usize)]) -> bool {
        if let Some(known) = self.copies.get(module) {
            return *known;
        }
        let Some(tree): Option<Rc<ast::Module>> = self.env.tree.clone() else { return false };
        let defined = tree.units.iter().filter(|u| match &u.kind {
            UnitKind::Operator(d) => replaced.contains(&(&*d.name.name, d.params.len())),
            UnitKind::Constants(_)
            | UnitKind::Variables(_)
            | UnitKind::Recursive(_)
            | UnitKind::Function(_)
            | UnitKind::Instance(_)
            | UnitKind::ModuleDef { .. }
            | UnitKind::Assume { .. }
            | UnitKind::Theorem { .. }
            | UnitKind::Hide(_)
            | UnitKind::Submodule(_)
            | UnitKind::Algorithm(_) => false,
        });
        let copy = 2 * defined.count() >= replaced.len();
        self.copies.insert(module.clone(), copy);
        copy
    }
}
