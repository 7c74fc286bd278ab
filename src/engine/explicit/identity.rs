//! When two states count as one: VIEW and SYMMETRY.
//!
//! In: a model. Out: [`Identity`], which gives each state its fingerprint: of the view's value instead of the state's
//! if there is a VIEW, and under SYMMETRY the least over the images of the state under the group that the permutations
//! generate (as `TLCStateMut.fingerPrint` does with the least image). The states themselves stay as they were found, so
//! traces are real behaviours. Whether the specification indeed treats such states alike, no one checks.

use super::fingerprint::{Fingerprint, Width, fingerprint, fingerprint_of, renamed};
use crate::eval::Evaluator;
use crate::eval::error::EvalError;
use crate::ir::{DefId, Model};
use crate::trace::State;
use crate::value::Atom;
use crate::value::permute::{Permutation, permutations, permute};
use crate::vm::Renaming;

pub struct Identity {
    width: Width,
    view: Option<DefId>,
    /// The group without the identity.
    group: Vec<Permutation>,
    pub assumptions: Vec<String>,
}

impl Identity {
    pub fn new(model: &Model, width: Width) -> Result<Identity, String> {
        let mut identity = Identity { width, view: None, group: Vec::new(), assumptions: Vec::new() };
        if let Some(view) = &model.view {
            identity.view = Some(view.def);
            identity.assumptions.push(crate::engine::view_is_believed(view));
        }
        if let Some(symmetry) = &model.symmetry {
            let value = Evaluator::new(model).value(symmetry.def, None, None);
            let value = value.map_err(|e| format!("SYMMETRY {} cannot be evaluated: {}", symmetry.name, e.message))?;
            identity.group = generate(
                permutations(&value)
                    .ok_or_else(|| format!("SYMMETRY {} is not a set of permutations of model values", symmetry.name))?,
            );
            let assumption = format!("the specification is symmetric as SYMMETRY {} says", symmetry.name);
            identity.assumptions.push(assumption);
        }
        Ok(identity)
    }

    /// Can different states count as one?
    pub fn merges(&self) -> bool {
        self.view.is_some() || !self.group.is_empty()
    }

    /// Is a fingerprint one of values, rather than of words?
    pub fn needs_values(&self) -> bool {
        self.view.is_some() || self.width != Width::Bits64
    }

    /// The group by ranks.
    pub fn renamings(&self) -> Vec<Renaming> {
        self.group.iter().map(|p| p.iter().map(|(a, b)| (a.rank(), b.rank())).collect()).collect()
    }

    pub fn fingerprint(&self, evaluator: &mut Evaluator<'_>, state: &State) -> Result<Fingerprint, EvalError> {
        match self.view {
            None if self.group.is_empty() => Ok(fingerprint(state, self.width)),
            None => {
                let image = |p: &Permutation| renamed(state, &|a| *p.get(&a).unwrap_or(&a), self.width);
                let itself = renamed(state, &|a| a, self.width);
                Ok(self.group.iter().map(image).fold(itself, Fingerprint::min))
            }
            Some(view) => {
                let mut value = |s: &State| Ok(fingerprint_of(&evaluator.value(view, Some(s), None)?, self.width));
                let mut least = value(state)?;
                for p in self.group.iter().skip(usize::from(mutant!("images-view-skips-one"))) {
                    least = least.min(value(&State(state.0.iter().map(|v| permute(v, p)).collect()))?);
                }
                Ok(least)
            }
        }
    }
}

/// All products of these permutations but the identity.
fn generate(generators: Vec<Permutation>) -> Vec<Permutation> {
    let mut group = vec![Permutation::default()];
    let mut next = 0;
    while next < group.len() {
        for g in &generators {
            let product = compose(&group[next], g);
            if mutant!("images-group-not-closed") && next > 0 {
                break;
            }
            if !group.contains(&product) {
                group.push(product);
            }
        }
        next += 1;
    }
    group.split_off(1)
}

/// `first`, then `second`.
fn compose(first: &Permutation, second: &Permutation) -> Permutation {
    let image = |a: Atom| {
        let b = *first.get(&a).unwrap_or(&a);
        *second.get(&b).unwrap_or(&b)
    };
    first.keys().chain(second.keys()).map(|a| (*a, image(*a))).filter(|(a, b)| a != b).collect()
}
