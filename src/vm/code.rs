//! What the machine runs: expressions, sets and actions with every name resolved.
//!
//! Operators are inlined, so a formula has one frame of *cells*, each for one binder or one call-by-need value; only
//! recursive operators have frames of their own ([`Proto`]). A set stays a description ([`Shape`]) where it is only walked
//! over or tested for membership; its parts are evaluated once, before ([`Set::parts`]).
//!
//! An action is a graph of [`Act`]s without cycles: each does one thing and names what comes next, so a continuation that
//! several branches share is compiled once.

use super::word::{Tag, Word};
use crate::ir::DefId;

pub type Cell = u32;
pub type ActId = u32;

#[derive(Debug)]
pub enum Code {
    Const(Word),
    /// A closed constant expression, evaluated by `eval` when first needed: its number.
    Once(usize),
    Var(u32),
    Next(u32),
    Cell(Cell),
    /// The value of a cell, computed now if that has not happened since it was emptied.
    Need(Cell, Box<Code>),
    /// Empties cells first.
    Let(Vec<Cell>, Box<Code>),
    If(Box<[Code; 3]>),
    Case(Vec<(Code, Code)>, Option<Box<Code>>),
    And(Vec<Code>),
    Or(Vec<Code>),
    Not(Box<Code>),
    Implies(Box<[Code; 2]>),
    Iff(Box<[Code; 2]>),
    Eq(Box<[Code; 2]>),
    /// Compared with an integer, boolean, string or untyped model value.
    EqConst(Box<Code>, Word),
    /// Whether the value is of one of these kinds.
    IsOf(Box<Code>, &'static [Tag]),
    In(Box<(Code, Set)>),
    /// `x \in {a, b}`: compared with one after the other.
    InList(Box<Code>, Vec<Code>),
    SubsetEq(Box<(Set, Set)>),
    /// All sets first, then the rows; the last binder changes slowest.
    Quant {
        forall: bool,
        binds: Vec<Binder>,
        body: Box<Code>,
    },
    Choose(Box<(Binder, Code)>),
    SetOf(Vec<Code>),
    Filter(Box<(Binder, Code)>),
    Map(Vec<Binder>, Box<Code>),
    /// `UNION` of the values.
    UnionMap(Vec<Binder>, Box<Code>),
    Function(Vec<Binder>, Box<Code>),
    Tuple(Vec<Code>),
    /// The sorted fields, and their values.
    Record(Word, Vec<Code>),
    Except(Box<Code>, Vec<Update>),
    Apply(Box<[Code; 2]>),
    Field(Box<Code>, Word),
    Arithmetic(Arithmetic, Box<[Code; 2]>),
    Neg(Box<Code>),
    Less {
        or_equal: bool,
        sides: Box<[Code; 2]>,
    },
    Union(Box<[Code; 2]>),
    /// `a \cap S`, `a \ S`
    Part {
        wanted: bool,
        of: Box<(Code, Set)>,
    },
    BigUnion(Box<Code>),
    /// All elements of a set.
    Elements(Box<Set>),
    Cardinality(Box<Set>),
    Domain(Box<Code>),
    Len(Box<Code>),
    Head(Box<Code>),
    Tail(Box<Code>),
    Append(Box<[Code; 2]>),
    Concat(Box<[Code; 2]>),
    SubSeq(Box<[Code; 3]>),
    SelectSeq(Box<Code>, Cell, Box<Code>),
    SortSeq(Box<Code>, [Cell; 2], Box<Code>),
    /// Set, start, body; the cells of the result so far and of the element.
    Fold(Box<[Code; 3]>, [Cell; 2], bool),
    MapsTo(Box<[Code; 2]>),
    Override(Box<[Code; 2]>),
    Call(usize, Vec<Code>),
    /// A definition without parameters, computed once for a state: for the current one, or (primed) the next one.
    Kept {
        proto: usize,
        primed: bool,
    },
    /// One under a prime while the next state is being made: computed once for the values of the variables that it reads.
    KeptNext {
        proto: usize,
        variables: Vec<u32>,
    },
    /// A function applied whose body is evaluated for this argument only; outside its domain the machine gives up.
    Enter(Box<(Vec<Binder>, Code, Code)>),
    /// A recursive function applied. What it was applied to is remembered until the outermost application is done.
    Recur {
        proto: usize,
        outermost: bool,
        argument: Box<Code>,
        captured: Vec<Code>,
    },
    Enabled(ActId),
    /// A condition that must be true.
    Assert(Box<Code>),
    /// Left to `eval`.
    GiveUp,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Arithmetic {
    Add,
    Sub,
    Mul,
    Div,
    Mod,
    Pow,
}

#[derive(Debug)]
pub enum Pattern {
    One(Cell),
    Tuple(Vec<Cell>),
}

impl Pattern {
    pub fn cells(&self) -> &[Cell] {
        match self {
            Pattern::One(c) => std::slice::from_ref(c),
            Pattern::Tuple(v) => v,
        }
    }
}

#[derive(Debug)]
pub struct Binder {
    pub pattern: Pattern,
    pub set: Set,
}

#[derive(Debug)]
pub struct Update {
    pub path: Vec<Code>,
    /// `@`
    pub at: Cell,
    pub value: Code,
}

/// A set, and what is to be evaluated, into cells, before it is looked at.
#[derive(Debug)]
pub struct Set {
    pub parts: Vec<(Cell, Code)>,
    pub shape: Shape,
}

#[derive(Debug)]
pub enum Shape {
    /// A set that was evaluated. The code is a constant, a variable or a cell.
    Plain(Code),
    Range(Code, Code),
    Powerset(Box<Shape>),
    Functions(Box<Shape>, Box<Shape>),
    Records(Word, Vec<Shape>),
    Cross(Vec<Shape>),
    Seq(Box<Shape>),
    Nat,
    Int,
    Strings,
    Any,
    Union(Box<[Shape; 2]>),
    Intersect(Box<[Shape; 2]>),
    Minus(Box<[Shape; 2]>),
    Filter(Box<Shape>, Pattern, Box<Code>),
    /// `DOMAIN f`
    Domain(Code),
    Remembered(Box<Remembered>),
}

/// A definition `{x \in S : P(x)}` of a set that is not written out: gone through to its end once, its elements are remembered while the
/// variables that it reads are the same.
#[derive(Debug)]
pub struct Remembered {
    pub number: usize,
    /// What it reads, of the current or of the next state.
    pub variables: Vec<u32>,
    pub primed: bool,
    pub shape: Shape,
}

#[derive(Debug)]
pub enum Act {
    /// A successor is complete, or ENABLED is decided.
    Emit,
    /// Nothing here.
    Dead,
    /// From here on the step is named after a definition.
    Label(DefId, ActId),
    Guard(Code, ActId),
    Assign(u32, Code, ActId),
    /// `x' \in S`. With the elements of a set that is written out: if `x'` has a value already, they are compared with it one
    /// after the other, as by [`Code::InList`].
    AssignIn(u32, Set, Option<Vec<Code>>, ActId),
    /// UNCHANGED of variables.
    Keep(Vec<u32>, ActId),
    Or(Vec<ActId>),
    If(Code, ActId, ActId),
    Exists(Vec<Binder>, ActId),
    Empty(Vec<Cell>, ActId),
    /// The body of a function that is applied.
    Enter(Vec<Binder>, Code, ActId),
    /// `\A`: the body of the [`Loop`] of this number for one row of values after the other; it ends with [`Act::NextRow`].
    ForAll(usize, Vec<Binder>),
    NextRow(usize),
    /// Once all variables are assigned a conjunct is tested, not walked.
    Conjunct {
        test: Code,
        walk: ActId,
        rest: ActId,
    },
    /// A recursive function applied: the body of the [`Walked`] of this number, which ends with [`Act::Return`], then the rest.
    Recur {
        walked: usize,
        outermost: bool,
        argument: Code,
        captured: Vec<Code>,
        rest: ActId,
    },
    Return,
    /// `A \cdot B`: A, to new states, each of which ends with [`Act::Between`].
    Compose(ActId),
    /// B, from the state that A made; it ends with [`Act::Back`].
    Between(ActId),
    /// What comes after a composition, which is about the state before it.
    Back(ActId),
}

/// The body of a recursive function, walked: what it captures and its argument are the first cells.
#[derive(Debug)]
pub struct Walked {
    pub body: ActId,
    pub cells: usize,
}

/// What is repeated by an [`Act::ForAll`], and what comes after it.
#[derive(Debug)]
pub struct Loop {
    pub cells: Vec<Cell>,
    pub test: Code,
    pub body: ActId,
    pub rest: ActId,
}

/// A recursive operator or function, or a definition that is computed once: its parameters are the first cells.
#[derive(Debug)]
pub struct Proto {
    pub body: Code,
    pub cells: usize,
}
