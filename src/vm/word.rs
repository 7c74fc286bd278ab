//! Values as words: what is small stands in the word, the rest in a heap.
//!
//! A [`Word`] is an integer, boolean, string or model value, or the index of a node of a [`Heap`]: a sorted set, a
//! tuple, or a function (its domain, a sorted set, and the values in that order; a record is a function on strings).
//! Nodes are never changed, only hashed once. Nothing is freed but everything at once, above a mark: see
//! [`Heap::reset`]. Normal forms are those of [`crate::value::Value`], so structural equality is TLA+ equality.
//!
//! ```text
//! node:  [hash or 0] [length, top bit: record] [domain, of functions only] [word]*
//! ```
//!
//! Comparison is in [`super::order`], conversion in [`super::convert`].

use crate::value::{Atom, Atoms};
use std::num::NonZeroU64;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Word(NonZeroU64);

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Tag {
    Int = 1,
    Bool = 2,
    Str = 3,
    Model = 4,
    Set = 5,
    Tuple = 6,
    Function = 7,
}

pub(super) const TAGS: [Tag; 8] = [Tag::Int, Tag::Int, Tag::Bool, Tag::Str, Tag::Model, Tag::Set, Tag::Tuple, Tag::Function];

impl Word {
    pub const FALSE: Word = Word::new(Tag::Bool, 0);
    pub const TRUE: Word = Word::new(Tag::Bool, 1);
    pub const EMPTY_SET: Word = Word::new(Tag::Set, 0);
    pub const EMPTY_TUPLE: Word = Word::new(Tag::Tuple, HEADER as u64);

    pub(super) const fn new(tag: Tag, payload: u64) -> Word {
        match NonZeroU64::new(payload << 3 | tag as u64) {
            Some(w) => Word(w),
            None => panic!("vm: no tag is zero"),
        }
    }

    #[inline]
    pub fn tag(self) -> Tag {
        TAGS[(self.0.get() & 7) as usize]
    }

    #[inline]
    pub fn payload(self) -> u64 {
        self.0.get() >> 3
    }

    pub fn bits(self) -> u64 {
        self.0.get()
    }

    #[inline]
    pub fn int(i: i64) -> Word {
        Word::new(Tag::Int, i as u64)
    }

    #[inline]
    pub fn bool(b: bool) -> Word {
        if b { Word::TRUE } else { Word::FALSE }
    }

    pub fn str(a: Atom) -> Word {
        Word::new(Tag::Str, u64::from(a.rank()))
    }

    pub fn model(a: Atom) -> Word {
        Word::new(Tag::Model, u64::from(a.rank()) | u64::from(a.letter().unwrap_or(0)) << 32)
    }

    #[inline]
    pub fn as_int(self) -> Option<i64> {
        (self.tag() == Tag::Int).then_some(self.0.get() as i64 >> 3)
    }

    #[inline]
    pub fn as_bool(self) -> Option<bool> {
        match self {
            Word::TRUE => Some(true),
            Word::FALSE => Some(false),
            _ => None,
        }
    }

    /// Where the node of a set, tuple or function stands.
    #[inline]
    pub fn index(self) -> usize {
        debug_assert!(self.tag() as u8 >= Tag::Set as u8);
        self.payload() as usize
    }

    pub(super) fn rank(self) -> u32 {
        self.payload() as u32
    }

    /// The type of a model value, 0 if it has none.
    #[inline]
    pub(super) fn letter(self) -> u8 {
        (self.payload() >> 32) as u8
    }
}

const HEADER: usize = 2;
const RECORD: u64 = 1 << 63;

/// The nodes of one thread.
#[derive(Clone)]
pub struct Heap {
    words: Vec<u64>,
    /// Everything below stays.
    mark: usize,
    pub(super) atoms: Atoms,
    /// Atoms by rank, as far as they were needed.
    pub(super) by_rank: Vec<Atom>,
}

#[inline]
pub fn mix(hash: u64, word: u64) -> u64 {
    let product = u128::from(hash ^ word) * 0xa076_1d64_78bd_642f;
    (product as u64 ^ (product >> 64) as u64).wrapping_add(0xe703_7ed1_a0b4_28db).rotate_left(23) ^ word
}

impl Heap {
    pub fn new(atoms: &Atoms) -> Heap {
        // The empty set and the empty tuple.
        let words = vec![0; 2 * HEADER];
        Heap { mark: words.len(), words, atoms: atoms.clone(), by_rank: Vec::new() }
    }

    /// Forgets all nodes but the permanent ones.
    #[inline]
    pub fn reset(&mut self) {
        self.words.truncate(self.mark);
    }

    /// Forgets all that was made since the heap had this size.
    pub fn cut(&mut self, size: usize) {
        debug_assert!(size >= self.mark);
        self.words.truncate(size);
    }

    /// Makes everything that stands in the heap permanent.
    pub fn keep(&mut self) {
        self.mark = self.words.len();
    }

    pub fn is_permanent(&self, w: Word) -> bool {
        (w.tag() as u8) < Tag::Set as u8 || w.index() < self.mark
    }

    /// In words of eight bytes.
    pub fn size(&self) -> usize {
        self.words.len()
    }

    // ---- reading ----

    #[inline]
    pub fn len(&self, w: Word) -> usize {
        (self.words[w.index() + 1] & !RECORD) as usize
    }

    pub fn is_record(&self, w: Word) -> bool {
        w.tag() == Tag::Function && self.words[w.index() + 1] & RECORD != 0
    }

    #[inline]
    pub(super) fn first(w: Word) -> usize {
        w.index() + HEADER + usize::from(w.tag() == Tag::Function)
    }

    #[inline]
    pub(super) fn word(&self, place: usize) -> Word {
        Word(NonZeroU64::new(self.words[place]).expect("vm: a node holds words"))
    }

    /// The `i`th element, from 0; of a function, its `i`th value.
    #[inline]
    pub fn at(&self, w: Word, i: usize) -> Word {
        debug_assert!(i < self.len(w));
        self.word(Heap::first(w) + i)
    }

    pub fn items(&self, w: Word) -> impl ExactSizeIterator<Item = Word> + '_ {
        let first = Heap::first(w);
        self.words[first..first + self.len(w)].iter().map(|&b| Word(NonZeroU64::new(b).expect("vm: a node holds words")))
    }

    /// The domain of a function that is no tuple.
    #[inline]
    pub fn keys(&self, w: Word) -> Word {
        debug_assert!(w.tag() == Tag::Function);
        self.word(w.index() + HEADER)
    }

    // ---- building ----

    /// A node of this length whose elements are to be [`Heap::put`] at once, nothing else being allocated meanwhile
    /// but what they consist of.
    #[inline]
    fn node(&mut self, tag: Tag, len: usize) -> Word {
        let w = Word::new(tag, self.words.len() as u64);
        self.words.push(0);
        self.words.push(len as u64);
        w
    }

    pub fn tuple(&mut self, items: &[Word]) -> Word {
        if items.is_empty() {
            return Word::EMPTY_TUPLE;
        }
        let w = self.node(Tag::Tuple, items.len());
        self.words.extend(items.iter().map(|i| i.bits()));
        w
    }

    /// A set of elements that are sorted and different.
    pub fn sorted_set(&mut self, items: &[Word]) -> Word {
        if items.is_empty() {
            return Word::EMPTY_SET;
        }
        let w = self.node(Tag::Set, items.len());
        self.words.extend(items.iter().map(|i| i.bits()));
        w
    }

    /// A function with this domain, whose values are those given; in normal form.
    pub fn function(&mut self, keys: Word, values: &[Word]) -> Word {
        debug_assert_eq!(self.len(keys), values.len());
        if self.items(keys).enumerate().all(|(i, k)| k == Word::int(i as i64 + 1)) {
            return self.tuple(values);
        }
        let record = self.items(keys).all(|k| k.tag() == Tag::Str);
        let w = self.node(Tag::Function, values.len());
        if record {
            *self.words.last_mut().expect("vm: the header was pushed") |= RECORD;
        }
        self.words.push(keys.bits());
        self.words.extend(values.iter().map(|i| i.bits()));
        w
    }

    /// A tuple or function with another `i`th value.
    pub fn with(&mut self, w: Word, i: usize, new: Word) -> Word {
        if self.at(w, i) == new {
            return w;
        }
        let (from, offset) = (w.index(), Heap::first(w) - w.index());
        let to = self.words.len();
        let len = self.len(w);
        self.words.extend_from_within(from..from + offset + len);
        self.words[to] = 0;
        self.words[to + offset + i] = new.bits();
        Word::new(w.tag(), to as u64)
    }

    /// The part of a sequence from one place up to another.
    pub fn slice(&mut self, w: Word, from: usize, to: usize) -> Word {
        if from >= to {
            return Word::EMPTY_TUPLE;
        }
        let first = Heap::first(w);
        let new = self.node(Tag::Tuple, to - from);
        self.words.extend_from_within(first + from..first + to);
        new
    }

    /// One sequence after another.
    pub fn concat(&mut self, a: Word, b: Word) -> Word {
        let (m, n) = (self.len(a), self.len(b));
        if m == 0 {
            return b;
        }
        if n == 0 {
            return a;
        }
        let (x, y) = (Heap::first(a), Heap::first(b));
        let new = self.node(Tag::Tuple, m + n);
        self.words.extend_from_within(x..x + m);
        self.words.extend_from_within(y..y + n);
        new
    }

    pub fn append(&mut self, a: Word, x: Word) -> Word {
        let (m, first) = (self.len(a), Heap::first(a));
        let new = self.node(Tag::Tuple, m + 1);
        self.words.extend_from_within(first..first + m);
        self.words.push(x.bits());
        new
    }

    // ---- hashes ----

    /// A hash that is the same for equal values in each heap.
    pub fn hash(&mut self, w: Word) -> u64 {
        let tag = w.tag();
        match tag {
            Tag::Int if mutant!("fingerprint-small-numbers-only") => mix(0x9e37_79b9_7f4a_7c15, w.bits() & 0x1F),
            Tag::Int | Tag::Bool => mix(0x9e37_79b9_7f4a_7c15, w.bits()),
            Tag::Str | Tag::Model => mix(0x8ebc_6af0_9c88_c6e3, u64::from(w.rank()) << 3 | tag as u64),
            Tag::Set | Tag::Tuple | Tag::Function => {
                let place = w.index();
                if self.words[place] != 0 {
                    return self.words[place];
                }
                let len = self.len(w);
                let mut h = mix(0x5899_65cc_7537_4cc3, (len as u64) << 3 | tag as u64);
                if tag == Tag::Function && !mutant!("fingerprint-without-domains") {
                    h = mix(h, self.hash(self.keys(w)));
                }
                let first = Heap::first(w);
                for i in first..first + len {
                    let part = self.hash(self.word(i));
                    h = if mutant!("fingerprint-without-order") { h.wrapping_add(part) } else { mix(h, part) };
                }
                let h = h.max(1);
                self.words[place] = h;
                h
            }
        }
    }

    /// Of a state: its variables' values in order.
    pub fn fingerprint(&mut self, values: &[Word]) -> u64 {
        let mut h = 0x9e37_79b9_7f4a_7c15;
        for v in values {
            h = mix(h, self.hash(*v));
        }
        if mutant!("fingerprint-of-ten-bits") {
            h &= 0x3FF;
        }
        mix(mix(h, 0x8ebc_6af0_9c88_c6e3), 0x5899_65cc_7537_4cc3)
    }

    // ---- for reading packed states ----

    /// A node whose elements are not known yet: each must be [`Heap::put`] before it is read.
    pub(super) fn reserve(&mut self, tag: Tag, len: usize) -> Word {
        let w = self.node(tag, len);
        self.words.resize(self.words.len() + len + usize::from(tag == Tag::Function), 0);
        w
    }

    pub(super) fn put(&mut self, w: Word, i: usize, item: Word) {
        let place = Heap::first(w) + i;
        self.words[place] = item.bits();
    }

    pub(super) fn put_keys(&mut self, w: Word, keys: Word, record: bool) {
        let place = w.index();
        self.words[place + HEADER] = keys.bits();
        if record {
            self.words[place + 1] |= RECORD;
        }
    }
}

/// Whether this model value has no type.
pub fn untyped(w: Word) -> bool {
    w.letter() == 0
}
