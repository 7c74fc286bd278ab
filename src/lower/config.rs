//! The tree of a TLC configuration file, and its parser (`grammar/cfg.lalrpop`).
//!
//! ```text
//! CONSTANT N = 3   Users = {u1, u2}   Data <- MyData
//! SPECIFICATION Spec
//! INVARIANTS TypeOK Safe
//! ```

use super::config_lexer::Tok;
use super::config_mistake;
use crate::diag::Checked;
use crate::source::{FileId, Span};
use crate::value::Atoms;
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

impl Assignment {
    /// What it gives a meaning to.
    pub fn name(&self) -> &Word {
        match self {
            Assignment::Value { name, .. } | Assignment::Substitute { name, .. } => name,
        }
    }
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

lalrpop_util::lalrpop_mod!(
    #[allow(clippy::all, unused_qualifications)]
    grammar,
    "/cfg.rs"
);

/// Parses a .cfg file, or the part of a .tla file between `---- CONFIG Name ----` and `====`.
pub fn parse(file: FileId, text: &str) -> Checked<Config> {
    let embedded = embedded(text);
    let text = embedded.as_deref().unwrap_or(text);
    let tokens = super::config_lexer::tokens(file, text).map_err(|d| vec![d])?;
    grammar::ConfigParser::new()
        .parse(file, tokens.iter().copied().map(Ok))
        .map_err(|e| vec![config_mistake::diagnostic(file, text, &tokens, e)])
}

/// The configuration inside a module's file, everything else blanked.
fn embedded(text: &str) -> Option<String> {
    let (mut out, mut inside, mut found) = (String::with_capacity(text.len()), false, false);
    for line in text.split_inclusive('\n') {
        let words: Vec<&str> = line.split_whitespace().collect();
        let header = matches!(words[..], [dashes, "CONFIG", ..] if dashes.starts_with("----"));
        inside = inside && !line.trim_start().starts_with("====");
        if inside {
            out.push_str(line);
        } else {
            out.extend(line.bytes().map(|b| if b == b'\n' { '\n' } else { ' ' }));
        }
        inside |= header;
        found |= header;
    }
    found.then_some(out)
}

/// Parses a value of the command line such as `{u1, u2}`. `None` if it is not a value of a .cfg.
pub fn parse_value(text: &str) -> Option<ConfigValue> {
    let config = parse(Span::NONE.file, &format!("CONSTANT c = {text}")).ok()?;
    match config.statements.as_slice() {
        [Statement::Constants(list)] => match list.as_slice() {
            [Assignment::Value { args: None, module: None, value, .. }] => Some(value.clone()),
            _ => None,
        },
        _ => None,
    }
}

/// Interns names and strings of a .cfg in their order. The reference reads it before any module, so this order
/// comes first: call it before `resolve`.
pub fn seed(text: &str, atoms: &Atoms) {
    for (_, tok, _) in super::config_lexer::tokens(Span::NONE.file, text).unwrap_or_default() {
        if let Tok::Name(text) | Tok::Str(text) = tok {
            atoms.intern(text);
        }
    }
}
