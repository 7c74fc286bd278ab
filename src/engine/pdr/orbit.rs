//! The images of a lemma under exchanges of values: candidates for further lemmas.
//!
//! In: the atoms of a system, and classes of values that may be interchangeable. Out: for each exchange of two values of a class the atom
//! that each atom becomes. A lemma's images are *candidates*: each is confirmed by a question of its own, so soundness does not rest on
//! symmetry, and classes may be guessed. A class whose candidates fail too often is given up.
//!
//! Example: with the class `{p1, p2, p3}` the lemma `~(lock[p1] /\ lock[p2])` has the images `~(lock[p1] /\ lock[p3])` and
//! `~(lock[p2] /\ lock[p3])`.

use super::formula::AtomLit;
use super::queries::Cube;
use crate::proof::permuted;
use crate::symbolic::shape::Atom;
use crate::transition::finite::Finite;
use crate::value::Value;
use crate::value::permute::Permutation;
use rustc_hash::FxHashMap;

/// Candidates of a class before it may be given up.
const PATIENCE: u32 = 40;

/// What one exchange of two values does to the atoms.
struct Exchange {
    class: usize,
    /// The image of each atom, if it is an atom.
    image: Vec<Option<AtomLit>>,
}

/// How a class did.
#[derive(Clone, Copy, Default)]
struct Record {
    tried: u32,
    confirmed: u32,
}

#[derive(Default)]
pub struct Orbits {
    exchanges: Vec<Exchange>,
    records: Vec<Record>,
}

impl Orbits {
    pub fn of(finite: &Finite<'_>, classes: &[Vec<Value>]) -> Orbits {
        let mut index: FxHashMap<&Atom, AtomLit> = FxHashMap::default();
        for (i, a) in finite.atoms.iter().enumerate() {
            index.insert(a, 2 * i as AtomLit);
        }
        for (a, i) in &finite.complements {
            index.insert(a, 2 * *i as AtomLit + 1);
        }
        let mut exchanges = Vec::new();
        for (class, values) in classes.iter().enumerate() {
            for (i, a) in values.iter().enumerate() {
                for b in &values[..i] {
                    let (Value::Model(a), Value::Model(b)) = (a, b) else { continue };
                    let exchange: Permutation = [(*a, *b), (*b, *a)].into_iter().collect();
                    let image = finite.atoms.iter().map(|atom| index.get(&permuted(atom, &exchange)).copied());
                    exchanges.push(Exchange { class, image: image.collect() });
                }
            }
        }
        Orbits { exchanges, records: vec![Record::default(); classes.len()] }
    }

    /// The images of a cube under one exchange each, with the class.
    pub fn images(&self, cube: &[AtomLit]) -> Vec<(usize, Cube)> {
        let mut all = Vec::new();
        for e in self.exchanges.iter().filter(|e| self.is_on(e.class)) {
            let image: Option<Cube> = cube.iter().map(|a| e.image[(*a >> 1) as usize].map(|image| image ^ (*a & 1))).collect();
            if let Some(mut image) = image {
                image.sort_unstable();
                if image != cube {
                    all.push((e.class, image));
                }
            }
        }
        all
    }

    fn is_on(&self, class: usize) -> bool {
        let r = self.records[class];
        r.tried < PATIENCE || r.confirmed * 4 > r.tried
    }

    /// Notes how a candidate did.
    pub fn note(&mut self, class: usize, confirmed: bool) {
        self.records[class].tried += 1;
        self.records[class].confirmed += u32::from(confirmed);
    }
}
