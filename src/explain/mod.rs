//! Why an expression has its value: a tree of the parts that decide it.
//!
//! In: an expression of the model in a [`Frame`](crate::eval::Frame) (definition, bindings, state, next state). Out: a [`Node`]: the
//! expression, its role in the whole, the names bound on the way to it, its value, and below it only the parts that decide this value.
//! `trace::doc` has the tree as an `Explanation`, `report::why` its text.
//!
//! Every value comes from `eval`, in the order and with the short-circuit of `eval`: a quantifier's witness is the first one that
//! `eval` meets. Evaluation has no side effects here ([`crate::eval::Frame`]). A part whose value cannot be computed has no children;
//! so an explanation may stop early, but is never wrong.
//!
//! A part is explained for the truth it has (its *polarity*):
//!
//! | expression | FALSE because of | TRUE because of |
//! | --- | --- | --- |
//! | `A /\ B` | the first false conjunct | all conjuncts |
//! | `A \/ B` | all disjuncts | the first true disjunct |
//! | `A => B` | `B`, where `A` is true | `A` is false, or `B` is true |
//! | `~A` | `A` is true | `A` is false |
//! | `A <=> B` | both sides | both sides |
//! | `\A x \in S : P` | the first `x` for which `P` is false | `S` is empty, or `P` for each `x` |
//! | `\E x \in S : P` | `S` is empty, or `P` for each `x` | the first `x` for which `P` is true |
//! | `IF`, `CASE` | the branch taken, where its condition is true | the same |
//! | `LET`, a call, a parameter | the body with its bindings, the argument | the same |
//! | `x \in {y \in S : P}` | `x \in S`, or `P` for `x` | `P` for `x` |
//! | `f \in [S -> T]`, `r \in [a : S]`, `s \in Seq(S)`, `t \in S \X T` | the domain, or the first value not in its set | |
//! | `s \in SUBSET T`, `s \subseteq T` | the first element of `s` not in `T` | |
//! | `a = b` | the path at which they differ | both values |
//! | `a < b` and other operators | the values of the operands | the same |
//! | `UNCHANGED v` | what changed | |
//! | `[A]_v` | `A` is false, and what changed in `v` | `A` is true, or `v` is unchanged |
//! | `<<A>>_v` | `A` is false, or `v` is unchanged | `A` is true, and what changed in `v` |
//! | `e'` | `e` in the next state | the same |
//! | `ENABLED A` | the deepest conjunct of `A` reached | |
//!
//! ```text
//! Inv == \A p \in Proc : pc[p] = "done" => x > 0
//!
//! Inv FALSE
//!   definition          \A p \in Proc : pc[p] = "done" => x > 0     FALSE
//!     instance p = b    pc[p] = "done" => x > 0                     FALSE
//!       left side       pc[p] = "done"                              TRUE
//!       right side      x > 0                                       FALSE
//!         operand       x                                           0
//! ```
//!
//! The tree has at most [`MOST_NODES`] nodes; of the rows of a quantifier at most [`MOST_ROWS`] are shown.

mod difference;
mod member;
mod operands;
mod predicate;
pub mod short;
#[cfg(test)]
mod tests;
mod violation;

pub use violation::of_violation;

use crate::eval::{Evaluator, Frame};
use crate::ir::{ExprId, Model};
use crate::source::{FileId, Span};
use crate::value::Value;
use std::fmt;
use std::rc::Rc;
use std::sync::Arc;

/// The number of nodes beyond which parts are not explained further.
pub const MOST_NODES: usize = 400;

/// The number of rows of a quantifier that are shown where all of them decide.
pub const MOST_ROWS: usize = 3;

/// The depth beyond which parts are not explained further, for definitions that call themselves.
const DEEPEST: usize = 60;

/// What a part is to the part above it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Role {
    /// The expression that is explained.
    Whole,
    /// The number from 1, and the number of all.
    Conjunct(usize, usize),
    Disjunct(usize, usize),
    /// Of `=>`, `<=>` and `=`.
    Left,
    Right,
    /// Of `~`.
    Negated,
    /// The body of a quantifier for some values of its names.
    Instance,
    /// The body of a set's filter for an element.
    Filter,
    /// Of IF and CASE.
    Condition,
    Branch,
    /// The body of the definition of this name.
    Definition(Arc<str>),
    /// The argument or the LET definition that a name stands for.
    Meaning(Arc<str>),
    /// The action of `[A]_v` and `<<A>>_v`.
    Action,
    /// What is primed: evaluated in the next state.
    Primed,
    /// A value that a comparison needs.
    Operand,
    /// A set that a quantifier ranges over.
    Range,
    /// The set, a part of which is not in it: the path to the part. The node's value is the part.
    Lacks(String),
}

impl Role {
    /// Whether the part is a value that its parent uses.
    pub fn is_operand(&self) -> bool {
        matches!(self, Role::Operand | Role::Range)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Role::Whole => f.write_str("whole"),
            Role::Conjunct(i, n) => write!(f, "conjunct {i} of {n}"),
            Role::Disjunct(i, n) => write!(f, "disjunct {i} of {n}"),
            Role::Left => f.write_str("left side"),
            Role::Right => f.write_str("right side"),
            Role::Negated => f.write_str("negated"),
            Role::Instance => f.write_str("instance"),
            Role::Filter => f.write_str("filter"),
            Role::Condition => f.write_str("condition"),
            Role::Branch => f.write_str("branch"),
            Role::Definition(name) => write!(f, "definition of {name}"),
            Role::Meaning(name) => write!(f, "meaning of {name}"),
            Role::Action => f.write_str("action"),
            Role::Primed => f.write_str("primed"),
            Role::Operand => f.write_str("operand"),
            Role::Range => f.write_str("range"),
            Role::Lacks(path) if path.is_empty() => f.write_str("set without the value"),
            Role::Lacks(path) => write!(f, "set without the value at {path}"),
        }
    }
}

/// A part of an explanation.
#[derive(Clone, PartialEq, Debug)]
pub struct Node {
    /// Where the expression is written; [`Span::NONE`] if it is not.
    pub span: Span,
    pub role: Role,
    /// The names that are bound between the parent's expression and this one.
    pub bindings: Vec<(Arc<str>, Value)>,
    pub value: Option<Value>,
    /// What the value alone does not show, as a clause: `the sides differ at [2]: 1 and 3`.
    pub reason: Option<String>,
    /// The parts that decide, in the order of evaluation.
    pub children: Vec<Node>,
}

impl Node {
    /// The truth of a predicate.
    pub fn truth(&self) -> Option<bool> {
        self.value.as_ref().and_then(Value::as_bool)
    }
}

/// Explains expressions of one model.
pub struct Explainer<'e, 'm> {
    pub(crate) model: &'m Model,
    pub(crate) evaluator: &'e mut Evaluator<'m>,
    /// Whether a file is an embedded module. Its definitions are not gone into.
    is_standard: &'e dyn Fn(FileId) -> bool,
    /// The number of nodes that may still be made.
    left: usize,
    depth: usize,
}

impl<'e, 'm> Explainer<'e, 'm> {
    pub fn new(model: &'m Model, evaluator: &'e mut Evaluator<'m>, is_standard: &'e dyn Fn(FileId) -> bool) -> Explainer<'e, 'm> {
        Explainer { model, evaluator, is_standard, left: MOST_NODES, depth: 0 }
    }

    /// Why an expression has its value in a frame. `None` if it has none.
    pub fn explain(&mut self, frame: &Rc<Frame>, expr: ExprId) -> Option<Node> {
        let value = self.value(frame, expr)?;
        Some(match value {
            Value::Bool(truth) => self.predicate(expr, frame, Role::Whole, truth),
            value => self.valued(expr, frame, Role::Whole, value),
        })
    }

    fn value(&mut self, frame: &Frame, expr: ExprId) -> Option<Value> {
        self.evaluator.value_in(frame, expr).ok()
    }

    fn truth(&mut self, frame: &Frame, expr: ExprId) -> Option<bool> {
        self.evaluator.holds_in(frame, expr).ok()
    }

    /// A part without children.
    fn leaf(&mut self, expr: ExprId, role: Role, value: Option<Value>) -> Node {
        self.left = self.left.saturating_sub(1);
        let span = self.model.expr(expr).span;
        Node { span, role, bindings: Vec::new(), value, reason: None, children: Vec::new() }
    }

    /// Whether a part may be explained further.
    fn has_room(&self) -> bool {
        self.left > 0 && self.depth < DEEPEST
    }
}
