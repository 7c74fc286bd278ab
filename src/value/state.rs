//! States, and the actions that lead to them.

use super::Value;
use crate::source::Span;
use std::sync::Arc;

/// A state: the value of each variable, in [`crate::ir::VarId`] order.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct State(pub Arc<[Value]>);

/// The action that leads to a state: the innermost operator that TLC would name, with its arguments.
#[derive(Clone, PartialEq, Debug)]
pub struct ActionLabel {
    pub name: Arc<str>,
    pub args: Vec<Value>,
    /// The operator's body.
    pub span: Span,
    pub module: Arc<str>,
}
