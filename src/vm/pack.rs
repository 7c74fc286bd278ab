//! States as bytes, for queues and files.
//!
//! In: the values of a state. Out: [`Packed`], the same bytes for the same state within one run, in each thread. Each
//! value begins with a byte of which the low three bits are the kind and the others a small number, or 31 if the number
//! follows (7 bits a byte, the least significant first): an integer (zigzag), a rank, a length, or the domain of a function.
//!
//! Domains repeat, so they are numbered: [`Shapes`], shared by all threads, holds the packed domains; each [`Codec`] keeps
//! its own copy as a permanent node. Number 0 means that the domain follows, for those that came too late to get a number.

use super::word::{Heap, Tag, Word};
use rustc_hash::FxHashMap;
use std::sync::{Arc, RwLock};

/// A state, packed.
pub type Packed = Box<[u8]>;

/// How many domains may get a number.
const MOST: usize = 1 << 12;

const ESCAPE: u64 = 31;

/// Packed domains of functions, by number from 1.
#[derive(Default)]
pub struct Shapes(RwLock<Inner>);

#[derive(Default)]
struct Inner {
    numbers: FxHashMap<Arc<[u8]>, u32>,
    list: Vec<Arc<[u8]>>,
}

impl Shapes {
    /// The number of a packed domain, 0 if it gets none.
    fn number(&self, packed: &[u8]) -> u32 {
        let poisoned = "vm: no thread fails while it holds the shapes";
        let inner = self.0.read().expect(poisoned);
        if let Some(n) = inner.numbers.get(packed) {
            return *n;
        }
        // Full once, full for ever: whether a domain has a number never changes.
        if inner.list.len() >= MOST {
            return 0;
        }
        drop(inner);
        let mut inner = self.0.write().expect(poisoned);
        if let Some(n) = inner.numbers.get(packed) {
            return *n;
        }
        if inner.list.len() >= MOST {
            return 0;
        }
        let packed: Arc<[u8]> = packed.into();
        inner.list.push(packed.clone());
        let n = inner.list.len() as u32;
        inner.numbers.insert(packed, n);
        n
    }

    fn from(&self, known: usize) -> Vec<Arc<[u8]>> {
        self.0.read().expect("vm: no thread fails while it holds the shapes").list[known..].to_vec()
    }
}

/// Packs and unpacks states in the heap of one thread.
#[derive(Default)]
pub struct Codec {
    /// The permanent node of each numbered domain, and whether it makes records.
    domains: Vec<(Word, bool)>,
    /// The numbers of permanent nodes that were packed as domains.
    numbers: FxHashMap<u64, u32>,
    buffer: Vec<u8>,
    domain: Vec<u8>,
}

impl Codec {
    pub fn pack(&mut self, heap: &Heap, shapes: &Shapes, values: &[Word]) -> Packed {
        self.buffer.clear();
        let mut buffer = std::mem::take(&mut self.buffer);
        for v in values {
            self.write(heap, shapes, &mut buffer, *v);
        }
        let packed = buffer.as_slice().into();
        self.buffer = buffer;
        packed
    }

    fn write(&mut self, heap: &Heap, shapes: &Shapes, out: &mut Vec<u8>, w: Word) {
        match w.tag() {
            Tag::Int => {
                let i = w.as_int().expect("vm: an integer");
                write_number(out, Tag::Int, (i << 1 ^ i >> 63) as u64);
            }
            tag @ (Tag::Bool | Tag::Str | Tag::Model) => write_number(out, tag, u64::from(w.payload() as u32)),
            tag @ (Tag::Set | Tag::Tuple) => {
                write_number(out, tag, heap.len(w) as u64);
                for x in heap.items(w) {
                    self.write(heap, shapes, out, x);
                }
            }
            Tag::Function => {
                let keys = heap.keys(w);
                let n = self.number(heap, shapes, keys);
                write_number(out, Tag::Function, u64::from(n));
                if n == 0 {
                    self.write(heap, shapes, out, keys);
                }
                for x in heap.items(w) {
                    self.write(heap, shapes, out, x);
                }
            }
        }
    }

    fn number(&mut self, heap: &Heap, shapes: &Shapes, keys: Word) -> u32 {
        let permanent = heap.is_permanent(keys);
        if permanent && let Some(n) = self.numbers.get(&keys.bits()) {
            return *n;
        }
        let mut domain = std::mem::take(&mut self.domain);
        domain.clear();
        self.write(heap, shapes, &mut domain, keys);
        let n = shapes.number(&domain);
        self.domain = domain;
        if permanent {
            self.numbers.insert(keys.bits(), n);
        }
        n
    }

    /// Makes the domains that have got a number permanent nodes. The heap must hold nothing else above its mark.
    pub fn learn(&mut self, heap: &mut Heap, shapes: &Shapes) {
        for packed in shapes.from(self.domains.len()) {
            let mut rest = &packed[..];
            let keys = self.read(heap, &mut rest);
            heap.keep();
            self.numbers.insert(keys.bits(), self.domains.len() as u32 + 1);
            let record = heap.items(keys).all(|k| k.tag() == Tag::Str);
            self.domains.push((keys, record));
        }
    }

    /// Whether the reader knows the domain of this number.
    fn knows(&self, n: u64) -> bool {
        n as usize <= self.domains.len()
    }

    /// Unpacks a state; `false` if a domain must be [`Codec::learn`]ed before.
    pub fn unpack(&mut self, heap: &mut Heap, packed: &[u8], values: &mut Vec<Word>) -> bool {
        values.clear();
        let mut rest = packed;
        while !rest.is_empty() {
            match self.try_read(heap, &mut rest) {
                Some(w) => values.push(w),
                None => return false,
            }
        }
        true
    }

    fn read(&mut self, heap: &mut Heap, rest: &mut &[u8]) -> Word {
        self.try_read(heap, rest).expect("vm: a domain consists of domains with lesser numbers")
    }

    fn try_read(&mut self, heap: &mut Heap, rest: &mut &[u8]) -> Option<Word> {
        let (tag, n) = read_number(rest);
        Some(match tag {
            Tag::Int => Word::int((n >> 1) as i64 ^ -((n & 1) as i64)),
            Tag::Bool => Word::bool(n == 1),
            Tag::Str | Tag::Model => heap.atom_word(tag, n as u32),
            Tag::Set if n == 0 => Word::EMPTY_SET,
            Tag::Tuple if n == 0 => Word::EMPTY_TUPLE,
            Tag::Set | Tag::Tuple => {
                let w = heap.reserve(tag, n as usize);
                for i in 0..n as usize {
                    let x = self.try_read(heap, rest)?;
                    heap.put(w, i, x);
                }
                w
            }
            Tag::Function => {
                let (keys, record) = match n {
                    0 => {
                        let keys = self.try_read(heap, rest)?;
                        (keys, heap.items(keys).all(|k| k.tag() == Tag::Str))
                    }
                    n if self.knows(n) => self.domains[n as usize - 1],
                    _ => return None,
                };
                let len = heap.len(keys);
                let w = heap.reserve(Tag::Function, len);
                heap.put_keys(w, keys, record);
                for i in 0..len {
                    let x = self.try_read(heap, rest)?;
                    heap.put(w, i, x);
                }
                w
            }
        })
    }
}

fn write_number(out: &mut Vec<u8>, tag: Tag, mut n: u64) {
    if n < ESCAPE {
        out.push((n as u8) << 3 | tag as u8);
        return;
    }
    out.push((ESCAPE as u8) << 3 | tag as u8);
    n -= ESCAPE;
    while n >= 0x80 {
        out.push(n as u8 | 0x80);
        n >>= 7;
    }
    out.push(n as u8);
}

fn read_number(rest: &mut &[u8]) -> (Tag, u64) {
    let mut next = || {
        let (first, tail) = rest.split_first().expect("vm: a packed state ends with a value");
        *rest = tail;
        *first
    };
    let head = next();
    let tag = super::word::TAGS[(head & 7) as usize];
    let small = u64::from(head >> 3);
    if small < ESCAPE {
        return (tag, small);
    }
    let (mut n, mut shift) = (0, 0);
    loop {
        let byte = next();
        n |= u64::from(byte & 0x7f) << shift;
        shift += 7;
        if byte & 0x80 == 0 {
            return (tag, n + ESCAPE);
        }
    }
}
