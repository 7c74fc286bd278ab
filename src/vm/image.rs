//! Fingerprints of states that count as one under a group of renamings of model values.
//!
//! In: a state's words and the group. Out: the least fingerprint of its images, which are not built: a renaming changes the
//! order of sets and domains, so these are hashed as sums, without order. A node is hashed under all renamings at once, in
//! *lanes*, one a renaming and the identity first, and once only if nothing in it is renamed. What a node hashes to is
//! remembered until the next state is loaded, and most nodes are shared by all successors of a state.

use super::word::{Heap, Tag, Word, mix};
use rustc_hash::FxHashMap;

/// A renaming of model values by rank; what it does not move is not in it.
pub type Renaming = FxHashMap<u32, u32>;

const STATE: u64 = 0x9e37_79b9_7f4a_7c15;
const MODEL: u64 = 0x8ebc_6af0_9c88_c6e3;
const NODE: u64 = 0x5899_65cc_7537_4cc3;

/// Hashes under all renamings.
#[derive(Clone, Copy)]
enum Hash {
    /// The same under each.
    One(u64),
    /// In the lanes that begin here.
    Lanes(usize),
}

#[derive(Default)]
pub struct Images {
    /// How many lanes there are: one more than renamings.
    width: usize,
    /// What moved model values are renamed to, hashed; by rank.
    moved: FxHashMap<u32, usize>,
    /// Of model values first, then of nodes.
    lanes: Vec<u64>,
    models: usize,
    /// Nodes by place.
    known: FxHashMap<u64, Hash>,
    /// Lanes under way.
    scratch: Vec<u64>,
}

impl Images {
    pub fn forget(&mut self) {
        if !mutant!("images-never-forgotten") {
            self.known.clear();
        }
        self.lanes.truncate(self.models);
    }

    /// The least fingerprint of the images under the group, which does not contain the identity and stays the same.
    pub fn fingerprint(&mut self, heap: &Heap, group: &[Renaming], values: &[Word]) -> u64 {
        if self.width == 0 {
            self.prepare(group);
        }
        let from = self.begin(STATE);
        for v in values {
            let h = self.hash(heap, *v);
            self.combine(from, h, mix);
        }
        let all = if mutant!("images-half-of-the-group") { self.width.div_ceil(2) } else { self.width };
        let least = self.scratch[from..from + all].iter().map(|h| mix(mix(*h, MODEL), NODE)).min();
        self.scratch.truncate(from);
        least.expect("vm: the identity is among the renamings")
    }

    fn prepare(&mut self, group: &[Renaming]) {
        self.width = group.len() + 1;
        for rank in group.iter().flat_map(|r| r.keys()) {
            if self.moved.contains_key(rank) {
                continue;
            }
            self.moved.insert(*rank, self.lanes.len());
            let images = group.iter().map(|r| *r.get(rank).unwrap_or(rank));
            self.lanes.extend(std::iter::once(*rank).chain(images).map(model));
        }
        self.models = self.lanes.len();
    }

    /// New lanes under way, above all others.
    fn begin(&mut self, start: u64) -> usize {
        let from = self.scratch.len();
        self.scratch.resize(from + self.width, start);
        from
    }

    /// Lane by lane, `f` of what is under way and of a hash.
    #[inline]
    fn combine(&mut self, from: usize, hash: Hash, f: impl Fn(u64, u64) -> u64) {
        let under_way = &mut self.scratch[from..from + self.width];
        match hash {
            Hash::One(h) => under_way.iter_mut().for_each(|x| *x = f(*x, h)),
            Hash::Lanes(at) => {
                let lanes = &self.lanes[at..at + self.width];
                under_way.iter_mut().zip(lanes).for_each(|(x, h)| *x = f(*x, *h));
            }
        }
    }

    /// What is under way becomes a hash.
    fn finish(&mut self, from: usize, moves: bool) -> Hash {
        let hash = if moves {
            self.lanes.extend_from_slice(&self.scratch[from..]);
            Hash::Lanes(self.lanes.len() - self.width)
        } else {
            Hash::One(self.scratch[from])
        };
        self.scratch.truncate(from);
        hash
    }

    fn hash(&mut self, heap: &Heap, w: Word) -> Hash {
        let tag = w.tag();
        match tag {
            Tag::Int | Tag::Bool | Tag::Str => Hash::One(mix(STATE, w.bits())),
            Tag::Model => {
                let rank = w.payload() as u32;
                self.moved.get(&rank).map_or_else(|| Hash::One(model(rank)), |at| Hash::Lanes(*at))
            }
            Tag::Set | Tag::Tuple | Tag::Function => {
                if let Some(h) = self.known.get(&w.bits()) {
                    return *h;
                }
                let h = self.node(heap, w, tag);
                self.known.insert(w.bits(), h);
                h
            }
        }
    }

    fn node(&mut self, heap: &Heap, w: Word, tag: Tag) -> Hash {
        let start = mix(NODE, (heap.len(w) as u64) << 3 | tag as u64);
        let mut moves = false;
        if tag == Tag::Tuple {
            let from = self.begin(start);
            for x in heap.items(w) {
                let h = self.hash(heap, x);
                moves |= matches!(h, Hash::Lanes(_));
                self.combine(from, h, mix);
            }
            return self.finish(from, moves);
        }
        let sum = self.begin(0);
        if tag == Tag::Set {
            for x in heap.items(w) {
                let h = self.hash(heap, x);
                moves |= matches!(h, Hash::Lanes(_));
                self.combine(sum, h, |sum, h| sum.wrapping_add(mix(start, h)));
            }
        } else {
            for (k, x) in heap.items(heap.keys(w)).zip(heap.items(w)) {
                let (k, x) = (self.hash(heap, k), self.hash(heap, x));
                moves |= (matches!(k, Hash::Lanes(_)) && !mutant!("images-keys-stay")) || matches!(x, Hash::Lanes(_));
                let entry = self.begin(0);
                self.combine(entry, k, |_, k| k);
                self.combine(entry, x, if mutant!("images-keys-and-values-alike") { u64::wrapping_add } else { mix });
                for lane in 0..self.width {
                    let add = mix(start, self.scratch[entry + lane]);
                    let under_way = &mut self.scratch[sum + lane];
                    *under_way = under_way.wrapping_add(add);
                }
                self.scratch.truncate(entry);
            }
        }
        for x in &mut self.scratch[sum..] {
            *x = mix(start, *x);
        }
        self.finish(sum, moves)
    }
}

fn model(rank: u32) -> u64 {
    mix(MODEL, u64::from(rank))
}
