//! The operators that are not defined by text: the language's own, and those of the standard modules that the
//! engines know themselves, in one table.

use crate::ir::ops::{self, LANGUAGE};
use crate::ir::{Builtin, ExprId, ExprKind};

/// An operator of a standard module that is more than a strict built-in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Special {
    /// `SelectSeq(seq, Test(_))`
    SelectSeq,
    /// `SortSeq(seq, Less(_, _))`
    SortSeq,
    /// `FoldForwards(Op(_, _), base, S)` with `Op(so_far, element)`, or backwards with `Op(element, so_far)`
    Fold { backwards: bool },
    /// `IOEnv`: the environment of the process, as a record.
    Environment,
    /// Read, not run; the text is the hint.
    Unsupported(&'static str),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Native {
    Builtin(Builtin),
    Special(Special),
}

fn no(hint: &'static str) -> Native {
    Native::Special(Special::Unsupported(hint))
}

/// What stands for operator `name` of module `module`, whatever text defines it. Only for modules whose
/// operators the reference checker implements itself, too.
pub(super) fn native(module: &str, name: &str, arity: usize) -> Option<Native> {
    Some(match (module, name, arity) {
        ("Naturals" | "Integers" | "Reals", "Infinity", 0) => no("there is no infinite number"),
        ("Sequences", "SelectSeq", 2) => Native::Special(Special::SelectSeq),
        ("TLC", "SortSeq", 2) => Native::Special(Special::SortSeq),
        ("TLCExt", "CounterExample" | "ToTrace" | "TLCDefer" | "TLCEvalDefinition", _) => {
            no("it exists only inside the reference checker")
        }
        ("TLCExt", "Picked", 0) => no("PickSuccessor would ask somebody at the terminal whether to go on"),
        ("Json", "JsonSerialize" | "ndJsonSerialize", 2) => no(WRITES),
        ("IOUtils", "IOEnv", 0) => Native::Special(Special::Environment),
        ("IOUtils", "IOSerialize" | "Serialize", 3) | ("CSV", "CSVWrite", 3) | ("CSV", "CSVWriteRecord", 4) => no(WRITES),
        ("SVG", "SVGSerialize", 3) => no(WRITES),
        ("IOUtils", "IODeserialize" | "Deserialize", 2) => {
            no("of files, those in JSON and CSV are read: JsonDeserialize, CSVRead")
        }
        ("IOUtils", "IOExec" | "IOEnvExec" | "IOExecTemplate" | "IOEnvExecTemplate", _) => {
            no("a specification may not run programs")
        }
        ("SVG", "NodesOfDirectedMultiGraph", 3) => no("nothing here lays out graphs; give each node its place"),
        ("GraphViz", "DotDiGraph", 3) => no("its text has fingerprints of the reference checker; write the graph with ToString"),
        ("DifferentialEquations", "Integrate", 4) => no("there are no real numbers to integrate over"),
        ("_Folds", "FoldForwards", 3) | ("Apalache", "ApaFoldSet", 3) => Native::Special(Special::Fold { backwards: false }),
        ("_Folds", "FoldBackwards", 3) => Native::Special(Special::Fold { backwards: true }),
        ("Apalache", "Gen", 1) => no("there are no generators; quantify over a set"),
        _ => return ops::find(module, name, arity).map(Native::Builtin),
    })
}

/// Why files are not written: a search evaluates in any order, and as often as it needs.
const WRITES: &str = "files are not written while states are looked at; PrintT shows a value";

/// The language's own operators, which no module can define; names as `syntax::token` gives them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Core {
    Strict(Builtin),
    And,
    Or,
    Not,
    Implies,
    Prime,
    Unchanged,
    Enabled,
    Always,
    Eventually,
    LeadsTo,
    Compose,
    Unsupported(&'static str),
}

pub(super) fn core(name: &str) -> Option<(Core, usize)> {
    Some(match name {
        "/\\" => (Core::And, 2),
        "\\/" => (Core::Or, 2),
        "~" => (Core::Not, 1),
        "=>" => (Core::Implies, 2),
        "'" => (Core::Prime, 1),
        "UNCHANGED" => (Core::Unchanged, 1),
        "ENABLED" => (Core::Enabled, 1),
        "[]" => (Core::Always, 1),
        "<>" => (Core::Eventually, 1),
        "~>" => (Core::LeadsTo, 2),
        "-+->" => (Core::Unsupported("the operator -+->"), 2),
        "\\cdot" => (Core::Compose, 2),
        "/=" => (Core::Strict(Builtin::Ne), 2),
        _ => {
            let strict = [1, 2].into_iter().find_map(|arity| ops::find(LANGUAGE, name, arity))?;
            (Core::Strict(strict), strict.row().arity)
        }
    })
}

/// The expression for a core operator with as many arguments as [`core`] says (`\X`: two or more).
pub(super) fn core_kind(op: Core, args: Vec<ExprId>) -> ExprKind {
    let a = args[0];
    let b = *args.last().expect("resolve: a core operator has arguments");
    match op {
        Core::Strict(op) => ExprKind::Builtin { op, args },
        Core::And => ExprKind::And(args),
        Core::Or => ExprKind::Or(args),
        Core::Not => ExprKind::Not(a),
        Core::Implies => ExprKind::Implies(a, b),
        Core::Prime => ExprKind::Prime(a),
        Core::Unchanged => ExprKind::Unchanged(a),
        Core::Enabled => ExprKind::Enabled(a),
        Core::Always => ExprKind::Always(a),
        Core::Eventually => ExprKind::Eventually(a),
        Core::LeadsTo => ExprKind::LeadsTo(a, b),
        Core::Compose => ExprKind::Compose(a, b),
        Core::Unsupported(construct) => {
            ExprKind::Unsupported { construct, hint: "no checker runs it; rewrite the formula".to_string() }
        }
    }
}
