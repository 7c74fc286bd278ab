//! Which states are merged: VIEW and SYMMETRY.
//!
//! In: a model. Out: [`Identity`], which gives each state its fingerprint: of the view's value instead of the state's
//! if there is a VIEW, and under SYMMETRY the least over the images of the state under the group that the permutations
//! generate. With both it is that of the view of the least image, as in `TLCStateMut.fingerPrint`: a view may tell apart what the images of a
//! state have in common, and merge what they do not. The states themselves stay as they were found, so
//! traces are real behaviors. That the specification treats merged states alike is assumed.

use super::super::declared;
use super::fingerprint::{Fingerprint, Width, fingerprint, fingerprint_of, renamed};
use crate::diag::Diagnostic;
use crate::eval::Evaluator;
use crate::eval::error::EvalError;
use crate::ir::{DefId, Model};
use crate::util::interrupt;
use crate::value::Atom;
use crate::value::State;
use crate::value::order::compare;
use crate::value::permute::{Permutation, permute};
use crate::vm::Renaming;
use rustc_hash::{FxHashMap, FxHashSet};

pub struct Identity {
    width: Width,
    view: Option<DefId>,
    /// The group without the identity.
    group: Vec<Permutation>,
    pub assumptions: Vec<String>,
}

impl Identity {
    pub fn new(model: &Model, width: Width) -> Result<Identity, Box<Diagnostic>> {
        let mut identity = Identity { width, view: None, group: Vec::new(), assumptions: Vec::new() };
        if let Some(view) = &model.view {
            identity.view = Some(view.def);
            identity.assumptions.push(crate::engine::view_assumption(view));
        }
        if let Some(symmetry) = &model.symmetry {
            identity.group = generate(declared::symmetry(model)?.unwrap_or_default());
            let assumption = format!("the specification is symmetric as SYMMETRY {} says", symmetry.name);
            identity.assumptions.push(assumption);
        }
        Ok(identity)
    }

    /// Whether different states can have the same fingerprint by intent.
    pub fn merges(&self) -> bool {
        self.view.is_some() || !self.group.is_empty()
    }

    /// Whether a fingerprint is computed from values, not from machine words.
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
                let mut least = state.clone();
                for p in self.group.iter().skip(usize::from(mutant!("images-view-skips-one"))) {
                    let image = State(state.0.iter().map(|v| permute(v, p)).collect());
                    if is_less(&image, &least) {
                        least = image;
                    }
                }
                Ok(fingerprint_of(&evaluator.value(view, Some(&least), None)?, self.width))
            }
        }
    }
}

/// Variable by variable.
fn is_less(a: &State, b: &State) -> bool {
    let mut orders = a.0.iter().zip(b.0.iter()).map(|(x, y)| compare(x, y));
    orders.find(|o| o.is_ne()).is_some_and(|o| o.is_lt())
}

/// A permutation by numbers: where each point goes.
type Row = Box<[u32]>;

/// All products of these permutations but the identity. One that is a product of those before it adds nothing, and each that is none
/// at least doubles the group; so the work is in proportion to the group's size, however many permutations are given.
fn generate(permutations: Vec<Permutation>) -> Vec<Permutation> {
    let mut points: Vec<Atom> = permutations.iter().flat_map(|p| p.keys().copied()).collect();
    points.sort_unstable_by_key(|a| a.rank());
    points.dedup();
    let number: FxHashMap<Atom, u32> = points.iter().zip(0..).map(|(a, i)| (*a, i)).collect();
    let row = |p: &Permutation| -> Row { points.iter().map(|a| number[p.get(a).unwrap_or(a)]).collect() };
    let cancel = interrupt::current();
    let mut group = vec![row(&Permutation::default())];
    let mut known: FxHashSet<Row> = group.iter().cloned().collect();
    let mut generators: Vec<Row> = Vec::new();
    for p in &permutations {
        let p = row(p);
        if known.contains(&p) {
            continue;
        }
        generators.push(p);
        let mut next = 0;
        while next < group.len() {
            cancel.check();
            if mutant!("images-group-not-closed") && next > 0 {
                break;
            }
            for g in &generators {
                let product: Row = group[next].iter().map(|i| g[*i as usize]).collect();
                if known.insert(product.clone()) {
                    group.push(product);
                }
            }
            next += 1;
        }
    }
    let moved = |row: &Row| {
        cancel.check();
        points.iter().zip(row.iter()).map(|(a, i)| (*a, points[*i as usize])).filter(|(a, b)| a != b).collect()
    };
    group[1..].iter().map(moved).collect()
}

#[cfg(test)]
mod tests {
    use super::generate;
    use crate::value::Atoms;
    use crate::value::permute::Permutation;

    #[test]
    fn a_group_has_each_product_once_whatever_generates_it() {
        let atoms = Atoms::new();
        let a: Vec<_> = (0..9).map(|i| atoms.intern(&format!("a{i}"))).collect();
        let cycle = |points: &[usize]| -> Permutation {
            points.iter().zip(points.iter().cycle().skip(1)).map(|(x, y)| (a[*x], a[*y])).filter(|(x, y)| x != y).collect()
        };
        let check = |generators: &[&[usize]], size: usize| {
            let group = generate(generators.iter().map(|p| cycle(p)).collect());
            assert_eq!(group.len() + 1, size, "{generators:?}");
            assert!(group.iter().all(|p| !p.is_empty()));
            // what is a group already is not made larger
            assert_eq!(generate(group).len() + 1, size, "{generators:?}");
        };
        check(&[], 1);
        check(&[&[]], 1);
        check(&[&[0, 1]], 2);
        check(&[&[0, 1], &[2, 3], &[0, 1]], 4);
        check(&[&[0, 1, 2, 3, 4]], 5);
        check(&[&[0, 1, 2], &[1, 2, 3]], 12);
        check(&[&[0, 1, 2, 3, 4, 5, 6], &[0, 1]], 5040);
        check(&[&[0, 1, 2, 3], &[0, 1], &[4, 5, 6], &[4, 5], &[7, 8]], 24 * 6 * 2);
    }
}
