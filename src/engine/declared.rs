//! The permutations that a SYMMETRY names.
//!
//! In: a model. Out: the permutations, or why they are none, which no engine works around: the reference checker gives up, too.

use crate::diag::{Code, Diagnostic};
use crate::eval::Evaluator;
use crate::ir::Model;
use crate::value::permute::{Permutation, permutations};

/// `None` without a SYMMETRY.
///
/// # Errors
/// The definition has no value, or one that is no set of permutations of model values ([`Code::SYMMETRY`]).
pub(super) fn symmetry(model: &Model) -> Result<Option<Vec<Permutation>>, Box<Diagnostic>> {
    let Some(symmetry) = &model.symmetry else { return Ok(None) };
    let refused = |why: String, label: &str| {
        let help =
            "name a set such as `Permutations(Procs)`, where the configuration gives `Procs` model values (`Procs = {p1, p2}`)";
        Box::new(Diagnostic::error(Code::SYMMETRY, why).at(model.def(symmetry.def).span, label).help(help))
    };
    match Evaluator::new(model).value(symmetry.def, None, None) {
        Err(e) => Err(refused(format!("SYMMETRY {} cannot be evaluated: {}", symmetry.name, e.message), "defined here")),
        Ok(value) => permutations(&value).map(Some).ok_or_else(|| {
            let why = format!("SYMMETRY {} is not a set of permutations of model values", symmetry.name);
            refused(why, "its functions must lead from model values to model values, each to another")
        }),
    }
}
