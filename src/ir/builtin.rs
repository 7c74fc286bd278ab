//! The operators that no definition gives: logic and sets of the language, and the standard modules that TLC
//! implements itself. Strict: all arguments are evaluated, left to right, before the operator.

use super::{Level, Library};

/// A strict built-in operator.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Builtin {
    // logic and equality
    Eq,
    Ne,
    Iff,
    // sets
    In,
    NotIn,
    Union,
    Intersect,
    Minus,
    SubsetEq,
    /// `SUBSET S`
    Powerset,
    /// `UNION S`
    BigUnion,
    /// `A \X B \X …`
    Cross,
    /// `DOMAIN f`
    Domain,
    /// The sets BOOLEAN, STRING, Nat, Int, Real (no arguments).
    Boolean,
    StringSet,
    Nat,
    Int,
    Real,
    // Naturals and Integers
    Add,
    Sub,
    Neg,
    Mul,
    /// `a / b` of Reals
    Divide,
    /// `a \div b`, rounding down
    Div,
    /// `a % b`, never negative
    Mod,
    Pow,
    Lt,
    Le,
    Gt,
    Ge,
    /// `a .. b`
    Range,
    // Sequences
    Seq,
    Len,
    Concat,
    Append,
    Head,
    Tail,
    SubSeq,
    // FiniteSets
    IsFiniteSet,
    Cardinality,
    // TLC
    /// `a :> b`
    MapsTo,
    /// `f @@ g`
    Override,
    Assert,
    Print,
    PrintT,
    Permutations,
    ToString,
    TlcGet,
    TlcSet,
    TlcEval,
    JavaTime,
    RandomElement,
    Any,
    // TLCExt
    TlcGetOrDefault,
    /// `TLCModelValue("a")`
    ModelValue,
    /// `TLCFP(v)`
    Fingerprint,
    /// `Trace`: the states up to this one, as records.
    Trace,
    /// `AssertError(text, e)`: does e fail as the text says? The one operator here that is not strict.
    AssertError,
    // Bags
    /// Is the value a function, sequences and records among them? Asks every kind without an error, as `IsInteger`.
    IsFunction,
    IsInteger,
    // Randomization
    RandomSubset,
    RandomSetOfSubsets,
    RandomSubsetSet,
    // Json
    ToJson,
    JsonDeserialize,
    NdJsonDeserialize,
    /// What other modules need of `_Library`.
    Library(Library),
}

impl Builtin {
    /// The level that an application has at least, as TLC takes it (`tlc2/module/TLCGetSet.java`, `minLevel`): what TLCGet answers
    /// changes from state to state.
    pub fn level(self) -> Level {
        match self {
            Builtin::TlcGet | Builtin::Trace => Level::State,
            _ => Level::Constant,
        }
    }
}
