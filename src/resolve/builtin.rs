//! The operators that are not defined by text: the language's own, and those of the standard modules that the
//! engines know themselves, in one table.

use crate::ir::{Builtin, ExprId, ExprKind, Library};

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

use Native::Builtin as B;

fn no(hint: &'static str) -> Native {
    Native::Special(Special::Unsupported(hint))
}

/// What stands for operator `name` of module `module`, whatever text defines it. Only for modules whose
/// operators the reference checker implements itself, too.
pub(super) fn native(module: &str, name: &str, arity: usize) -> Option<Native> {
    Some(match (module, name, arity) {
        ("Naturals" | "Integers" | "Reals", _, _) => return number(name, arity),
        ("Sequences", "Seq", 1) => B(Builtin::Seq),
        ("Sequences", "Len", 1) => B(Builtin::Len),
        ("Sequences", "\\o", 2) => B(Builtin::Concat),
        ("Sequences", "Append", 2) => B(Builtin::Append),
        ("Sequences", "Head", 1) => B(Builtin::Head),
        ("Sequences", "Tail", 1) => B(Builtin::Tail),
        ("Sequences", "SubSeq", 3) => B(Builtin::SubSeq),
        ("Sequences", "SelectSeq", 2) => Native::Special(Special::SelectSeq),
        ("FiniteSets", "IsFiniteSet", 1) => B(Builtin::IsFiniteSet),
        ("FiniteSets", "Cardinality", 1) => B(Builtin::Cardinality),
        ("TLC", _, _) => return tlc(name, arity),
        ("TLCExt", "TLCModelValue", 1) => B(Builtin::ModelValue),
        ("TLCExt", "TLCFP", 1) => B(Builtin::Fingerprint),
        ("TLCExt", "TLCGetOrDefault", 2) => B(Builtin::TlcGetOrDefault),
        ("TLCExt", "AssertError", 2) => B(Builtin::AssertError),
        ("TLCExt", "Trace", 0) => B(Builtin::Trace),
        ("TLCExt", "CounterExample" | "ToTrace" | "TLCDefer" | "TLCEvalDefinition", _) => {
            no("it exists only inside the reference checker")
        }
        ("TLCExt", "Picked", 0) => no("PickSuccessor would ask somebody at the terminal whether to go on"),
        ("BagKinds", "IsFunction", 1) => B(Builtin::IsFunction),
        ("BagKinds", "IsInteger", 1) => B(Builtin::IsInteger),
        ("Randomization", "RandomSubset", 2) => B(Builtin::RandomSubset),
        ("Randomization", "RandomSetOfSubsets", 3) => B(Builtin::RandomSetOfSubsets),
        ("Randomization", "RandomSubsetSet", 3) => B(Builtin::RandomSubsetSet),
        ("_Library", _, _) => return library(name, arity).map(|op| B(Builtin::Library(op))),
        ("Json", "ToJson", 1) => B(Builtin::ToJson),
        ("Json", "ToJsonArray", 1) => B(Builtin::Library(Library::JsonArray)),
        ("Json", "ToJsonObject", 1) => B(Builtin::Library(Library::JsonObject)),
        ("Json", "JsonDeserialize", 1) => B(Builtin::JsonDeserialize),
        ("Json", "ndJsonDeserialize", 1) => B(Builtin::NdJsonDeserialize),
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
        _ => return None,
    })
}

/// Why files are not written: a search evaluates in any order, and as often as it needs.
const WRITES: &str = "files are not written while states are looked at; PrintT shows a value";

/// Module `_Library`.
fn library(name: &str, arity: usize) -> Option<Library> {
    Some(match (name, arity) {
        ("Refused", 3) => Library::Refused,
        ("FieldsOf", 1) => Library::RecordFields,
        ("IntegerOf", 1) => Library::IntegerOf,
        ("CsvOf", 3) => Library::Csv,
        ("LinesOf", 1) => Library::Lines,
        ("SvgOf", 1) => Library::Svg,
        ("OnRing", 5) => Library::OnRing,
        ("FitsExpected", 3) => Library::ChiSquare,
        _ => return None,
    })
}

fn number(name: &str, arity: usize) -> Option<Native> {
    Some(B(match (name, arity) {
        ("Nat", 0) => Builtin::Nat,
        ("Int", 0) => Builtin::Int,
        ("Real", 0) => Builtin::Real,
        ("+", 2) => Builtin::Add,
        ("-", 2) => Builtin::Sub,
        ("-.", 1) => Builtin::Neg,
        ("*", 2) => Builtin::Mul,
        ("/", 2) => Builtin::Divide,
        ("\\div", 2) => Builtin::Div,
        ("%", 2) => Builtin::Mod,
        ("^", 2) => Builtin::Pow,
        ("<", 2) => Builtin::Lt,
        ("\\leq", 2) => Builtin::Le,
        (">", 2) => Builtin::Gt,
        ("\\geq", 2) => Builtin::Ge,
        ("..", 2) => Builtin::Range,
        ("Infinity", 0) => return Some(no("there is no infinite number")),
        _ => return None,
    }))
}

fn tlc(name: &str, arity: usize) -> Option<Native> {
    Some(B(match (name, arity) {
        (":>", 2) => Builtin::MapsTo,
        ("@@", 2) => Builtin::Override,
        ("Assert", 2) => Builtin::Assert,
        ("Print", 2) => Builtin::Print,
        ("PrintT", 1) => Builtin::PrintT,
        ("Permutations", 1) => Builtin::Permutations,
        ("ToString", 1) => Builtin::ToString,
        ("TLCGet", 1) => Builtin::TlcGet,
        ("TLCSet", 2) => Builtin::TlcSet,
        ("TLCEval", 1) => Builtin::TlcEval,
        ("JavaTime", 0) => Builtin::JavaTime,
        ("RandomElement", 1) => Builtin::RandomElement,
        ("Any", 0) => Builtin::Any,
        ("SortSeq", 2) => return Some(Native::Special(Special::SortSeq)),
        _ => return None,
    }))
}

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
        "=" => (Core::Strict(Builtin::Eq), 2),
        "/=" | "#" => (Core::Strict(Builtin::Ne), 2),
        "<=>" => (Core::Strict(Builtin::Iff), 2),
        "\\in" => (Core::Strict(Builtin::In), 2),
        "\\notin" => (Core::Strict(Builtin::NotIn), 2),
        "\\cup" => (Core::Strict(Builtin::Union), 2),
        "\\cap" => (Core::Strict(Builtin::Intersect), 2),
        "\\" => (Core::Strict(Builtin::Minus), 2),
        "\\subseteq" => (Core::Strict(Builtin::SubsetEq), 2),
        "\\X" => (Core::Strict(Builtin::Cross), 2),
        "SUBSET" => (Core::Strict(Builtin::Powerset), 1),
        "UNION" => (Core::Strict(Builtin::BigUnion), 1),
        "DOMAIN" => (Core::Strict(Builtin::Domain), 1),
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
        _ => return None,
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
