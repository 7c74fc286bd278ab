//! ASSUMEs before a search, POSTCONDITIONs after it.
//!
//! In: a model and an evaluator. Out: the first that is false or cannot be evaluated, as an outcome.

use crate::diag::{Code, Diagnostic};
use crate::eval::error::{ErrorKind, EvalError};
use crate::eval::{Evaluator, Registers};
use crate::ir::Model;
use crate::trace::Outcome;

/// What TLCSet has set in the ASSUMEs; or the first of them that is false or cannot be evaluated.
pub fn assumptions(model: &Model, print: &(dyn Fn(&str) + Sync)) -> Result<Registers, Box<Outcome>> {
    let mut evaluator = Evaluator::new(model);
    evaluator.on_print(print);
    match assumed(model, &mut evaluator) {
        None => Ok(evaluator.registers()),
        Some(outcome) => Err(Box::new(outcome)),
    }
}

/// The first ASSUME that is false or cannot be evaluated, by a certain evaluator.
pub fn assumed(model: &Model, evaluator: &mut Evaluator<'_>) -> Option<Outcome> {
    for n in &model.assumes {
        let (span, name) = (model.def(n.def).span, (!n.name.is_empty()).then(|| n.name.clone()));
        match evaluator.predicate(n.def, None, None) {
            Ok(true) => {}
            Ok(false) => return Some(Outcome::Assumption { name, span, error: None }),
            Err(error) => {
                return Some(unsupported_error(&error).unwrap_or(Outcome::Assumption { name, span, error: Some(error) }));
            }
        }
    }
    None
}

/// The first POSTCONDITION that is false or cannot be evaluated.
pub fn postcondition(model: &Model, evaluator: &mut Evaluator<'_>) -> Option<Outcome> {
    for n in &model.postconditions {
        let error = match evaluator.predicate(n.def, None, None) {
            Ok(true) => continue,
            Ok(false) => None,
            Err(e) if unsupported_error(&e).is_some() => return unsupported_error(&e),
            Err(e) => Some(e),
        };
        return Some(Outcome::Postcondition { name: n.name.clone(), span: model.def(n.def).span, error, never: false });
    }
    None
}

/// An error that says no more than that we cannot evaluate something.
pub fn unsupported_error(e: &EvalError) -> Option<Outcome> {
    (e.kind == ErrorKind::Unsupported)
        .then(|| Outcome::Unsupported(Diagnostic::error(Code::UNSUPPORTED, e.message.clone()).at(e.span, "needed here")))
}
