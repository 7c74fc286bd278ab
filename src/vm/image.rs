//! Fingerprints of states that count as one under a group of renamings of model values.
//!
//! In: a state's words and the group. Out: the least fingerprint of its images, which are not built: a renaming changes the
//! order of sets and domains, so these are hashed as sums, without order. What a node hashes to under a renaming is
//! remembered until the next state is loaded, and most nodes are shared by all successors of a state.

use super::word::{Heap, Tag, Word, mix};
use rustc_hash::FxHashMap;

/// A renaming of model values by rank; what it does not move is not in it.
pub type Renaming = FxHashMap<u32, u32>;

/// What nodes, by place, hash to under each renaming, the identity first.
#[derive(Default)]
pub struct Images(Vec<FxHashMap<u64, u64>>);

impl Images {
    pub fn forget(&mut self) {
        self.0.iter_mut().for_each(FxHashMap::clear);
    }

    /// The least fingerprint of the images under the group, which does not contain the identity.
    pub fn fingerprint(&mut self, heap: &Heap, group: &[Renaming], values: &[Word]) -> u64 {
        self.0.resize_with(group.len() + 1, FxHashMap::default);
        let identity = Renaming::default();
        let all = std::iter::once(&identity).chain(group);
        let images = all.zip(&mut self.0).map(|(renaming, known)| {
            let mut image = Image { heap, renaming, known };
            let h = values.iter().fold(0x9e37_79b9_7f4a_7c15, |h, v| mix(h, image.hash(*v)));
            mix(mix(h, 0x8ebc_6af0_9c88_c6e3), 0x5899_65cc_7537_4cc3)
        });
        images.min().expect("vm: the identity is among the renamings")
    }
}

struct Image<'a> {
    heap: &'a Heap,
    renaming: &'a Renaming,
    known: &'a mut FxHashMap<u64, u64>,
}

impl Image<'_> {
    fn hash(&mut self, w: Word) -> u64 {
        let tag = w.tag();
        match tag {
            Tag::Int | Tag::Bool | Tag::Str => mix(0x9e37_79b9_7f4a_7c15, w.bits()),
            Tag::Model => {
                let rank = w.payload() as u32;
                let rank = *self.renaming.get(&rank).unwrap_or(&rank);
                mix(0x8ebc_6af0_9c88_c6e3, u64::from(rank))
            }
            Tag::Set | Tag::Tuple | Tag::Function => {
                if let Some(h) = self.known.get(&w.bits()) {
                    return *h;
                }
                let heap = self.heap;
                let start = mix(0x5899_65cc_7537_4cc3, (heap.len(w) as u64) << 3 | tag as u64);
                let h = match tag {
                    Tag::Tuple => heap.items(w).fold(start, |h, x| mix(h, self.hash(x))),
                    Tag::Set => {
                        let sum = heap.items(w).fold(0u64, |sum, x| sum.wrapping_add(mix(start, self.hash(x))));
                        mix(start, sum)
                    }
                    _ => {
                        let entries = heap.items(heap.keys(w)).zip(heap.items(w));
                        let sum = entries.fold(0u64, |sum, (k, x)| {
                            let entry = mix(self.hash(k), self.hash(x));
                            sum.wrapping_add(mix(start, entry))
                        });
                        mix(start, sum)
                    }
                };
                self.known.insert(w.bits(), h);
                h
            }
        }
    }
}
