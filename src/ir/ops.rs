//! The table of built-in operators: the operators that have no definition in TLA+ here.
//!
//! In: nothing. Out: the enums [`Builtin`] and [`Library`], and for each of them one [`Row`]: the module that declares the
//! operator, its spelling, its arity, its level, and its [`Traits`], which are facts that more than one stage needs. All stages
//! ask the table; no stage keeps a list of operators of its own, so two stages cannot disagree about one of them.
//!
//! All operators are strict: the arguments are evaluated first, left to right. The one exception is `AssertError`.
//!
//! A new operator is one row here, one arm each in `eval::builtin`, `vm::compile::expr` and `symbolic::eval::builtin`, and a
//! case in `tests/language`. An operator of an embedded module also needs its signature in `resolve/std`. For example, the row
//!
//! ```text
//! ToString: "TLC" "ToString" 1, [TEXT, FORMULA];
//! ```
//!
//! says that `resolve` takes `ToString` of module `TLC` for this operator, that `ir::print` prints it so, that an argument may
//! be a temporal formula, and that its result is a text that may be new. From the last fact follows that the operator depends
//! on the order of evaluation ([`Builtin::depends_on_order`]) and that it tells model values apart
//! ([`Builtin::is_permutation_invariant`]).

use super::Level;

/// The pseudo-module of the operators that belong to the language itself.
pub const LANGUAGE: &str = "";

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// The module that declares the operator, or [`LANGUAGE`].
    pub module: &'static str,
    /// The spelling in TLA+.
    pub name: &'static str,
    /// The number of arguments. `\X` takes more, too.
    pub arity: usize,
    /// The least level of an application, as TLC has it (`tlc2/module/TLCGetSet.java`, `minLevel`).
    pub level: Level,
    pub traits: Traits,
}

/// A set of facts about an operator.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Traits(u16);

impl Traits {
    pub const NONE: Traits = Traits(0);
    /// Reads the registers of TLCGet, which change during the search.
    pub const REGISTERS: Traits = Traits(1 << 0);
    /// Reads the states on the way to the current one.
    pub const TRACE: Traits = Traits(1 << 1);
    /// Writes a register.
    pub const SETS: Traits = Traits(1 << 2);
    /// Draws at random.
    pub const RANDOM: Traits = Traits(1 << 3);
    /// Reads the clock.
    pub const CLOCK: Traits = Traits(1 << 4);
    /// Prints.
    pub const PRINTS: Traits = Traits(1 << 5);
    /// Makes a text from a value. TLC orders strings by their first occurrence, so the order of evaluation matters where the
    /// text is new.
    pub const TEXT: Traits = Traits(1 << 6);
    /// Reads a file.
    pub const FILE: Traits = Traits(1 << 7);
    /// Depends on the names or on the order of model values, and none of the other facts says so.
    pub const NAMES: Traits = Traits(1 << 8);
    /// Makes a set that `eval` and `vm` keep as a description: one that is infinite or large, whose elements are not
    /// enumerated for a membership test.
    pub const DESCRIBED: Traits = Traits(1 << 9);
    /// Accepts a temporal formula as an argument: in the text of its module, the arguments have no level limit.
    pub const FORMULA: Traits = Traits(1 << 10);

    const fn and(self, other: Traits) -> Traits {
        Traits(self.0 | other.0)
    }

    /// Whether one of `other` is among these.
    pub const fn any(self, other: Traits) -> bool {
        self.0 & other.0 != 0
    }
}

macro_rules! operators {
    (
        $(#[$outer:meta])* enum $Enum:ident $(with $(#[$inner:meta])* $nested:ident)?;
        $( $(#[$doc:meta])* $variant:ident: $module:tt $name:literal $arity:literal $($level:ident)?, [$($fact:ident),*]; )*
    ) => {
        $(#[$outer])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum $Enum {
            $( $(#[$doc])* $variant, )*
            $( $(#[$inner])* $nested($nested), )?
        }

        impl $Enum {
            /// The operators of this part of the table.
            const ALL: &[$Enum] = &[$( $Enum::$variant, )*];

            pub fn row(self) -> &'static Row {
                match self {
                    $( $Enum::$variant => {
                        const ROW: Row = Row {
                            module: $module,
                            name: $name,
                            arity: $arity,
                            level: operators!(@level $($level)?),
                            traits: Traits::NONE$(.and(Traits::$fact))*,
                        };
                        &ROW
                    } )*
                    $( $Enum::$nested(op) => op.row(), )?
                }
            }
        }
    };
    (@level) => { Level::Constant };
    (@level $level:ident) => { Level::$level };
}

operators! {
    /// A built-in operator.
    enum Builtin with
        /// An operator on finished values, for the text of embedded modules.
        Library;
    // logic and equality
    Eq: LANGUAGE "=" 2, [];
    Ne: LANGUAGE "#" 2, [];
    Iff: LANGUAGE "<=>" 2, [];
    // sets
    In: LANGUAGE "\\in" 2, [];
    NotIn: LANGUAGE "\\notin" 2, [];
    Union: LANGUAGE "\\cup" 2, [];
    Intersect: LANGUAGE "\\cap" 2, [];
    Minus: LANGUAGE "\\" 2, [];
    SubsetEq: LANGUAGE "\\subseteq" 2, [];
    /// `SUBSET S`
    Powerset: LANGUAGE "SUBSET" 1, [DESCRIBED];
    /// `UNION S`
    BigUnion: LANGUAGE "UNION" 1, [];
    /// `A \X B \X …`
    Cross: LANGUAGE "\\X" 2, [DESCRIBED];
    /// `DOMAIN f`
    Domain: LANGUAGE "DOMAIN" 1, [];
    Boolean: LANGUAGE "BOOLEAN" 0, [];
    StringSet: LANGUAGE "STRING" 0, [DESCRIBED];
    // Naturals, Integers and Reals
    Nat: "Reals" "Nat" 0, [DESCRIBED];
    Int: "Reals" "Int" 0, [DESCRIBED];
    Real: "Reals" "Real" 0, [DESCRIBED];
    Add: "Reals" "+" 2, [];
    Sub: "Reals" "-" 2, [];
    Neg: "Reals" "-." 1, [];
    Mul: "Reals" "*" 2, [];
    Divide: "Reals" "/" 2, [];
    /// `a \div b`, rounding down
    Div: "Reals" "\\div" 2, [];
    /// `a % b`, never negative
    Mod: "Reals" "%" 2, [];
    Pow: "Reals" "^" 2, [];
    Lt: "Reals" "<" 2, [];
    Le: "Reals" "\\leq" 2, [];
    Gt: "Reals" ">" 2, [];
    Ge: "Reals" "\\geq" 2, [];
    /// `a .. b`
    Range: "Reals" ".." 2, [];
    Seq: "Sequences" "Seq" 1, [DESCRIBED];
    Len: "Sequences" "Len" 1, [];
    Concat: "Sequences" "\\o" 2, [];
    Append: "Sequences" "Append" 2, [];
    Head: "Sequences" "Head" 1, [];
    Tail: "Sequences" "Tail" 1, [];
    SubSeq: "Sequences" "SubSeq" 3, [];
    IsFiniteSet: "FiniteSets" "IsFiniteSet" 1, [];
    Cardinality: "FiniteSets" "Cardinality" 1, [];
    /// `a :> b`
    MapsTo: "TLC" ":>" 2, [];
    /// `f @@ g`
    Override: "TLC" "@@" 2, [];
    Assert: "TLC" "Assert" 2, [];
    Print: "TLC" "Print" 2, [PRINTS, FORMULA];
    PrintT: "TLC" "PrintT" 1, [PRINTS, FORMULA];
    Permutations: "TLC" "Permutations" 1, [];
    ToString: "TLC" "ToString" 1, [TEXT, FORMULA];
    TlcGet: "TLC" "TLCGet" 1 State, [REGISTERS];
    TlcSet: "TLC" "TLCSet" 2, [SETS];
    TlcEval: "TLC" "TLCEval" 1, [FORMULA];
    JavaTime: "TLC" "JavaTime" 0, [CLOCK];
    RandomElement: "TLC" "RandomElement" 1, [RANDOM];
    /// The set of all values. Nothing about it is random (`tlc2/module/AnySet.java`).
    Any: "TLC" "Any" 0, [DESCRIBED];
    TlcGetOrDefault: "TLCExt" "TLCGetOrDefault" 2, [REGISTERS];
    /// `TLCModelValue("a")`
    ModelValue: "TLCExt" "TLCModelValue" 1, [NAMES];
    /// `TLCFP(v)`
    Fingerprint: "TLCExt" "TLCFP" 1, [NAMES];
    /// `Trace`: the states up to this one, as records.
    Trace: "TLCExt" "Trace" 0 State, [TRACE];
    /// `AssertError(text, e)`: does the evaluation of `e` fail with this text? Not strict.
    AssertError: "TLCExt" "AssertError" 2, [NAMES];
    /// Whether a value is a function, a sequence or a record. Defined for every kind of value.
    IsFunction: "BagKinds" "IsFunction" 1, [];
    /// Whether a value is an integer. Defined for every kind of value.
    IsInteger: "BagKinds" "IsInteger" 1, [];
    RandomSubset: "Randomization" "RandomSubset" 2, [RANDOM];
    RandomSetOfSubsets: "Randomization" "RandomSetOfSubsets" 3, [RANDOM];
    RandomSubsetSet: "Randomization" "RandomSubsetSet" 3, [RANDOM];
    ToJson: "Json" "ToJson" 1, [TEXT];
    JsonDeserialize: "Json" "JsonDeserialize" 1, [FILE];
    NdJsonDeserialize: "Json" "ndJsonDeserialize" 1, [FILE];
}

operators! {
    /// An operator on finished values: it makes a text, reads a file, or counts with fractions. What it returns is in
    /// [`Library::of`].
    enum Library;
    /// `Refused(op, wanted, v)`: an error.
    Refused: "_Library" "Refused" 3, [NAMES];
    /// The fields of a set of records as they were written, `<<S, T>>` of `[a : S, b : T]`.
    RecordFields: "_Library" "FieldsOf" 1, [NAMES];
    /// The integer that a text says.
    IntegerOf: "_Library" "IntegerOf" 1, [NAMES];
    JsonArray: "Json" "ToJsonArray" 1, [TEXT];
    JsonObject: "Json" "ToJsonObject" 1, [TEXT];
    /// `CSVRead(columns, delimiter, file)`
    Csv: "_Library" "CsvOf" 3, [FILE];
    /// The number of lines of a file; 0 if there is none.
    Lines: "_Library" "LinesOf" 1, [FILE];
    /// The text of an element of SVG.
    Svg: "_Library" "SvgOf" 1, [TEXT];
    /// `NodeOfRingNetwork(cx, cy, r, n, m)`
    OnRing: "_Library" "OnRing" 5, [NAMES];
    /// `ChiSquare(expected, actual, alpha)`
    ChiSquare: "_Library" "FitsExpected" 3, [NAMES];
}

/// All operators, in the order of the table.
pub fn all() -> impl Iterator<Item = Builtin> {
    Builtin::ALL.iter().copied().chain(Library::ALL.iter().map(|op| Builtin::Library(*op)))
}

/// The operator of a module by its name and number of arguments. `Naturals` and `Integers` are parts of `Reals`.
pub fn find(module: &str, name: &str, arity: usize) -> Option<Builtin> {
    let module = if matches!(module, "Naturals" | "Integers") { "Reals" } else { module };
    all().find(|op| {
        let row = op.row();
        row.module == module && row.name == name && row.arity == arity
    })
}

impl Builtin {
    pub fn name(self) -> &'static str {
        self.row().name
    }

    pub fn module(self) -> &'static str {
        self.row().module
    }

    pub fn level(self) -> Level {
        self.row().level
    }

    fn has(self, facts: Traits) -> bool {
        self.row().traits.any(facts)
    }

    /// Whether the result depends on how far the search has come.
    pub fn reads_search(self) -> bool {
        self.has(Traits::REGISTERS.and(Traits::TRACE))
    }

    /// Whether the result depends on the states on the way to the current one.
    pub fn reads_trace(self) -> bool {
        self.has(Traits::TRACE)
    }

    /// Whether two evaluations of one application in one state may have different results.
    pub fn draws(self) -> bool {
        self.has(Traits::RANDOM.and(Traits::CLOCK))
    }

    /// Whether the order in which states are evaluated can change results, here or later: what is read or written is shared by
    /// all states, or a new string takes its place in the order of strings.
    pub fn depends_on_order(self) -> bool {
        self.reads_search() || self.has(Traits::SETS.and(Traits::TEXT))
    }

    /// Whether the result depends on anything but the arguments, or the evaluation changes what others read.
    pub fn is_function_of_state(self) -> bool {
        !(self.reads_search() || self.draws() || self.has(Traits::SETS))
    }

    /// Whether an evaluation prints.
    pub fn prints(self) -> bool {
        self.has(Traits::PRINTS)
    }

    /// Whether one more evaluation leaves no trace: nothing printed, set, or drawn, and no new string.
    pub fn is_repeatable(self) -> bool {
        !(self.draws() || self.has(Traits::PRINTS.and(Traits::SETS).and(Traits::TEXT)))
    }

    /// Whether the operator commutes with permutations of model values: it treats all values alike, whatever their names and
    /// their order.
    pub fn is_permutation_invariant(self) -> bool {
        let more = Traits::NAMES.and(Traits::TEXT).and(Traits::FILE);
        self.is_function_of_state() && !self.has(more)
    }

    /// Whether its set stays a description, whatever the arguments.
    pub fn is_described_set(self) -> bool {
        self.has(Traits::DESCRIBED)
    }

    /// Whether an argument may be a temporal formula.
    pub fn takes_formulas(self) -> bool {
        self.has(Traits::FORMULA)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_operator_has_its_own_row() {
        for op in all() {
            let row = op.row();
            assert_eq!(find(row.module, row.name, row.arity), Some(op));
        }
        assert_eq!(find("Naturals", "+", 2), Some(Builtin::Add));
        assert_eq!(find("TLC", "ToString", 2), None);
    }

    /// `Any` is the set of all values; it was taken for random once. A text is new whichever operator makes it.
    #[test]
    fn facts_are_those_of_the_reference() {
        assert!(Builtin::Any.is_function_of_state() && Builtin::Any.is_permutation_invariant());
        for op in [Builtin::ToString, Builtin::ToJson, Builtin::Library(Library::Svg)] {
            assert!(op.depends_on_order() && !op.is_repeatable() && op.is_function_of_state());
        }
        assert!(!Builtin::TlcGetOrDefault.is_function_of_state() && Builtin::TlcGetOrDefault.is_repeatable());
        assert!(Builtin::JavaTime.draws() && !Builtin::JavaTime.depends_on_order());
        assert!(!Builtin::Print.is_repeatable() && Builtin::Print.is_permutation_invariant());
    }
}
