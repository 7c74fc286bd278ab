//! Evaluation errors: the kinds and the data of a message.

use crate::source::Span;
use crate::value::Value;
use std::sync::Arc;

/// Why an expression has no value. The kinds tell the verdict; the text tells the user.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ErrorKind {
    /// `Assert(FALSE, …)` of module TLC, PlusCal's `assert`.
    Assert,
    ChooseNoWitness,
    /// A function or sequence applied outside its domain.
    OutsideDomain,
    /// A record has no such field.
    NoField,
    /// Head or Tail of `<<>>`, SubSeq out of range …
    EmptySequence,
    /// No CASE arm is true and there is no OTHER.
    NoCaseArm,
    /// Values of kinds that do not compare, or an operator applied to a wrong kind.
    Type,
    /// An operator of a standard module got what it does not take: `1 < "a"`, `Len(3)`. The reference's exit code tells
    /// these from other wrong kinds.
    Argument,
    DivisionByZero,
    /// A result does not fit TLC's 32-bit integers.
    Overflow,
    /// An infinite or too large set would have to be enumerated, or an unbounded quantifier decided.
    NotEnumerable,
    /// A variable is read before it has a value (`x'` before it is assigned, or in Init).
    UndefinedVariable,
    /// The next-state action (or initial predicate) leaves a variable without a value.
    IncompleteState,
    /// Recursion deeper than the evaluator allows.
    StackOverflow,
    /// An operator where it must not stand: `TLCModelValue` outside of constants.
    Misplaced,
    /// Not handled by this engine.
    Unsupported,
}

/// An evaluation error: where, why, and what the names around it stood for.
#[derive(Clone, PartialEq, Debug)]
pub struct EvalError {
    pub kind: ErrorKind,
    /// One sentence without a full stop, values included.
    pub message: String,
    /// The innermost expression that has no value.
    pub span: Span,
    /// The calls around it, innermost first: operator name and the call's span.
    pub calls: Vec<(Arc<str>, Span)>,
    /// Parameters and bound names in play at `span`, innermost last.
    pub locals: Vec<(Arc<str>, Value)>,
    /// What to write instead, where the message alone does not say so.
    pub help: Option<String>,
}
