//! The tree of a TLC configuration file.

use crate::diag::{Checked, Code, Diagnostic};
use crate::source::{FileId, Span};
use std::sync::Arc;

/// A word of the file and its place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Word {
    pub text: Arc<str>,
    pub span: Span,
}

/// A value as the .cfg writes it; a name is a model value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ConfigValue {
    Int(i64),
    String(Arc<str>),
    Bool(bool),
    Model(Arc<str>),
    Set(Vec<ConfigValue>),
}

/// One line under CONSTANT.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Assignment {
    /// `c = v`, `Op(a, b) = v`, `c = [M]v`
    Value { name: Word, args: Option<Vec<ConfigValue>>, module: Option<Word>, value: ConfigValue },
    /// `c <- Op`, `c <- [M]Op`
    Substitute { name: Word, module: Option<Word>, with: Word },
}

/// A statement, with its keyword's place where there may be only one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Statement {
    Constants(Vec<Assignment>),
    Specification(Span, Word),
    Init(Span, Word),
    Next(Span, Word),
    Invariants(Vec<Word>),
    Properties(Vec<Word>),
    Constraints(Vec<Word>),
    ActionConstraints(Vec<Word>),
    Symmetry(Span, Word),
    View(Span, Word),
    Alias(Span, Word),
    Postconditions(Vec<Word>),
    Possible(Vec<Word>),
    CheckDeadlock(Span, bool),
    /// `_PERIODIC`, `_RL_REWARD`: of the simulator only, read and reported as not handled.
    Simulator(Word),
}

/// A configuration file, statements in its order.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Config {
    pub statements: Vec<Statement>,
}

/// Parses a .cfg file.
pub fn parse(_file: FileId, _text: &str) -> Checked<Config> {
    Err(vec![Diagnostic::error(Code::UNSUPPORTED, "configuration files are not read yet")])
}
