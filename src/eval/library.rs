//! Operators of module `_Library`, and AssertError.

use super::error::{ErrorKind, EvalError};
use super::fail::{Abort, R, show};
use super::lazy::{SetKind, Val};
use super::machine::Machine;
use crate::ir::{ExprId, Library};
use crate::value::Value;

impl<'m> Machine<'m> {
    pub fn library_operator(&mut self, at: ExprId, op: Library, args: &[Val]) -> R<Val> {
        if op == Library::RecordFields
            && let Val::Set(set) = &args[0]
            && let SetKind::Records(fields) = &set.kind
        {
            let mut parts = Vec::new();
            for (_, set) in fields {
                parts.push(self.force(at, set)?);
            }
            return Ok(Val::V(Value::tuple(parts)));
        }
        let mut values = Vec::with_capacity(args.len());
        for v in args {
            values.push(self.force(at, v)?);
        }
        match op.of(&values, &self.model.atoms) {
            Ok(v) => Ok(Val::V(v)),
            Err(why) => self.fail(at, ErrorKind::Argument, why),
        }
    }

    /// `AssertError(text, e)`: TRUE if e has no value, and the text tells of that reason.
    pub fn assert_error(&mut self, at: ExprId, text: ExprId, e: ExprId, base: usize) -> R<Val> {
        let (top, primed, initial) = (self.stack.len(), self.primed, self.initial);
        let error = match self.eval(e, base) {
            Ok(_) => return Ok(Val::from(false)),
            Err(Abort::Stop) => return Err(Abort::Stop),
            Err(Abort::Error(pending)) => match pending.error.kind {
                // What is not handled here, or does not fit here, may have a value.
                ErrorKind::Unsupported | ErrorKind::StackOverflow => return Err(Abort::Error(pending)),
                ErrorKind::Assert
                | ErrorKind::ChooseNoWitness
                | ErrorKind::OutsideDomain
                | ErrorKind::NoField
                | ErrorKind::EmptySequence
                | ErrorKind::NoCaseArm
                | ErrorKind::Type
                | ErrorKind::Argument
                | ErrorKind::DivisionByZero
                | ErrorKind::Overflow
                | ErrorKind::NotEnumerable
                | ErrorKind::UndefinedVariable
                | ErrorKind::IncompleteState
                | ErrorKind::Misplaced => pending.error,
            },
        };
        self.stack.truncate(top);
        (self.primed, self.initial) = (primed, initial);
        let text = self.eval(text, base)?;
        let Value::Str(text) = self.force(at, &text)? else {
            return self.fail(at, ErrorKind::Argument, "AssertError needs the text of an error first");
        };
        match tells(text.text(), &error) {
            Some(b) => Ok(Val::from(b)),
            None => {
                let text = format!("AssertError cannot tell whether the reference checker would say {}", show(&Value::Str(text)));
                self.fail(at, ErrorKind::Unsupported, text)
            }
        }
    }
}

/// Does the reference's text tell of this error? `None` if nothing is known of such a text. Its words are not ours: what they name
/// has to be the same, an operator and a value, or the kind of what went wrong.
fn tells(text: &str, error: &EvalError) -> Option<bool> {
    use ErrorKind::*;
    let kind = |kinds: &[ErrorKind]| Some(kinds.contains(&error.kind));
    let words: Vec<&str> = text.split_whitespace().collect();
    // "The third argument of F should be a set, but instead it is:\nTRUE", "Applying F to the following value,\nwhich is not a bag:\n3"
    let named = match &words[..] {
        ["The", "argument", "of", f, "should", "be", ..] | ["The", _, "argument", "of", f, "should", "be", ..] => Some(*f),
        ["Applying", f, "to", "the", "following", "value,", ..] => Some(*f),
        _ => None,
    };
    if let Some(operator) = named {
        let value = text.rsplit_once(":\n").map_or("", |(_, v)| v.split(" (in:").next().unwrap_or(v));
        let known = |name: &str| name == operator || name.ends_with(&format!("!{operator}"));
        let asked = error.message.contains(operator) || error.calls.iter().any(|(name, _)| known(name));
        return Some(asked && error.message.contains(value) && [Type, Argument, NotEnumerable].contains(&error.kind));
    }
    let begins = |start: &str| text.starts_with(start);
    if begins("Attempted to compute the value of an expression of form\nCHOOSE") {
        return kind(&[ChooseNoWitness]);
    }
    if begins("Attempted to check if the") || begins("Attempted to check equality") || begins("Attempted to compare") {
        return kind(&[Type]);
    }
    if begins("Attempted to apply") {
        return kind(&[OutsideDomain, Type]);
    }
    if begins("Attempted to select") {
        return kind(&[NoField, Type]);
    }
    if begins("Attempted to enumerate") {
        return kind(&[NotEnumerable, Type]);
    }
    if begins("Overflow when computing") {
        return kind(&[Overflow]);
    }
    if begins("The second argument of % should be") || begins("The divisor") || begins("The second argument of \\div") {
        return kind(&[DivisionByZero]);
    }
    if let Some(rest) = text.strip_prefix("The first argument of Assert evaluated to FALSE; the second argument was:\n") {
        return Some(error.kind == Assert && rest.trim_matches('"') == error.message.trim_matches('"'));
    }
    None
}
