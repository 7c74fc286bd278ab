//! The type of a pass over a module's tree.
//!
//! In: the tree as the parser, or the pass before, made it. Out: the tree, changed in place, and warnings. The list of
//! passes is `pipeline::PASSES`.

use super::ast::Module;
use crate::diag::{Checked, Diagnostic};
use crate::source::SourceMap;

/// A pass.
#[derive(Clone, Copy, Debug)]
pub struct Pass {
    /// As messages and logs call it.
    pub name: &'static str,
    pub run: Run,
}

pub type Run = fn(&mut Module, &Around<'_>) -> Checked<Told>;

/// What a pass may look at besides the tree.
pub struct Around<'a> {
    pub sources: &'a SourceMap,
    /// Options of the PlusCal translator, word by word.
    pub pcal: &'a [String],
}

/// The result of a pass besides the tree.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Told {
    pub warnings: Vec<Diagnostic>,
    /// The property `Termination`, which the pass defines, is to be checked.
    pub termination: bool,
}
