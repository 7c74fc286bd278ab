//! How evaluation stops without a value: an error on its way out, or the caller's wish.

use super::error::{ErrorKind, EvalError};
use crate::ir::ExprId;
use crate::value::Value;
use crate::value::kinds::Mismatch;

/// Why an evaluation ended early.
pub(crate) enum Abort {
    /// The visitor asked to stop.
    Stop,
    Error(Box<Pending>),
}

impl Abort {
    /// The same, with what to write instead.
    pub fn with_help(mut self, help: String) -> Abort {
        if let Abort::Error(pending) = &mut self {
            pending.error.help = Some(help);
        }
        self
    }
}

/// An error that has not reached the caller yet.
pub(crate) struct Pending {
    pub error: EvalError,
    /// The innermost expression without a value.
    pub at: ExprId,
    /// The locals in play there are noted already.
    pub located: bool,
}

pub(crate) type R<T> = Result<T, Abort>;

/// A value in a message: long ones are shortened.
pub(crate) fn show(v: &Value) -> String {
    const LIMIT: usize = 120;
    // a character has at most four bytes
    let text = match v.text(4 * LIMIT) {
        Ok(text) if text.chars().count() <= LIMIT => return text,
        Ok(text) | Err(text) => text,
    };
    let head: String = text.chars().take(LIMIT - 1).collect();
    format!("{head}…")
}

/// What kind of value it is, with an article.
pub(crate) fn kind_of(v: &Value) -> &'static str {
    match v {
        Value::Bool(_) => "a boolean",
        Value::Int(_) | Value::Big(_) => "an integer",
        Value::Str(_) => "a string",
        Value::Model(a) if a.json().is_some() => "a JSON value that TLA+ has no value for,",
        Value::Model(_) => "a model value",
        Value::Set(_) => "a set",
        Value::Tuple(_) => "a tuple",
        Value::Record(_) => "a record",
        Value::Function(_) => "a function",
    }
}

/// The message of two values that do not compare.
pub(crate) fn mismatch(m: &Mismatch) -> (ErrorKind, String) {
    let text = format!(
        "{} {} and {} {} cannot be compared",
        kind_of(&m.0).split_once(' ').map_or("", |k| k.1),
        show(&m.0),
        kind_of(&m.1).split_once(' ').map_or("", |k| k.1),
        show(&m.1)
    );
    (ErrorKind::Type, text)
}
