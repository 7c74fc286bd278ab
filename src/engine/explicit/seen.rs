//! A set of fingerprints in memory.
//!
//! Open addressing in one array, so that a look-up touches one place in memory: fingerprints are random, and in a set of
//! millions that place is what a look-up costs. The lowest bits tell where to begin; the highest ones would not do, since under
//! SYMMETRY a fingerprint is the least of several. Zero marks what is free, and is noted beside the array.

use super::fingerprint::{Fingerprint, Width};

pub enum Seen {
    Narrow(Slots<u64>),
    Wide(Slots<u128>),
}

impl Seen {
    pub fn new(width: Width) -> Seen {
        match width {
            Width::Bits64 => Seen::Narrow(Slots::new()),
            Width::Bits128 => Seen::Wide(Slots::new()),
        }
    }

    #[inline]
    pub fn contains(&self, f: Fingerprint) -> bool {
        match self {
            Seen::Narrow(s) => s.contains(f as u64),
            Seen::Wide(s) => s.contains(f),
        }
    }

    /// Prefetches the slots of these fingerprints; all together take hardly longer than one.
    pub fn fetch(&self, all: impl Iterator<Item = Fingerprint>) {
        let touched = match self {
            Seen::Narrow(s) => all.fold(0, |sum, f| sum ^ s.slots[f as usize & (s.slots.len() - 1)]),
            Seen::Wide(s) => all.fold(0, |sum, f| sum ^ s.slots[f as usize & (s.slots.len() - 1)] as u64),
        };
        std::hint::black_box(touched);
    }

    pub fn insert(&mut self, f: Fingerprint) {
        match self {
            Seen::Narrow(s) => s.insert(f as u64),
            Seen::Wide(s) => s.insert(f),
        }
    }

    pub fn len(&self) -> usize {
        match self {
            Seen::Narrow(s) => s.len,
            Seen::Wide(s) => s.len,
        }
    }

    /// All of them, in order; none is left.
    pub fn drain(&mut self) -> Box<dyn Iterator<Item = Fingerprint>> {
        match self {
            Seen::Narrow(s) => Box::new(s.drain().into_iter().map(u128::from)),
            Seen::Wide(s) => Box::new(s.drain().into_iter()),
        }
    }
}

/// A fingerprint as it is kept.
pub trait Word: Copy + Ord + Default {
    fn low(self) -> usize;
}

impl Word for u64 {
    #[inline]
    fn low(self) -> usize {
        self as usize
    }
}

impl Word for u128 {
    #[inline]
    fn low(self) -> usize {
        self as usize
    }
}

pub struct Slots<T> {
    /// Slots; a power of two.
    slots: Vec<T>,
    len: usize,
    zero: bool,
}

const FIRST: usize = 1 << 10;

impl<T: Word> Slots<T> {
    fn new() -> Slots<T> {
        Slots { slots: vec![T::default(); FIRST], len: 0, zero: false }
    }

    /// The slot of the word, or the free slot where it belongs.
    #[inline]
    fn place(&self, word: T) -> usize {
        let mask = self.slots.len() - 1;
        let mut i = word.low() & mask;
        while self.slots[i] != word && self.slots[i] != T::default() {
            i = (i + 1) & mask;
        }
        i
    }

    #[inline]
    fn contains(&self, word: T) -> bool {
        if word == T::default() { self.zero } else { self.slots[self.place(word)] == word }
    }

    fn insert(&mut self, word: T) {
        if word == T::default() {
            self.len += usize::from(!self.zero);
            self.zero = true;
            return;
        }
        let place = self.place(word);
        if self.slots[place] == word {
            return;
        }
        self.slots[place] = word;
        self.len += 1;
        // At five eighths look-ups begin to take longer.
        if self.len * 8 > self.slots.len() * 5 {
            let more = vec![T::default(); self.slots.len() * 2];
            let old = std::mem::replace(&mut self.slots, more);
            for word in old.into_iter().filter(|w| *w != T::default()) {
                let place = self.place(word);
                if !mutant!("spill-growth-loses-some") || place != 7 {
                    self.slots[place] = word;
                }
            }
        }
    }

    /// In the memory that they are in.
    fn drain(&mut self) -> Vec<T> {
        let Slots { slots: mut all, zero, .. } = std::mem::replace(self, Slots::new());
        all.retain(|w| *w != T::default());
        all.extend(zero.then(T::default));
        all.sort_unstable();
        all
    }
}

#[cfg(test)]
mod tests {
    use super::{Seen, Width};

    #[test]
    fn a_set_of_many() {
        for width in [Width::Bits64, Width::Bits128] {
            let mut set = Seen::new(width);
            let numbers = || (0..5000u128).map(|i| i * 3 * (1 << 20));
            numbers().chain(numbers()).for_each(|f| set.insert(f));
            assert_eq!(set.len(), 5000);
            assert!(numbers().all(|f| set.contains(f) && !set.contains(f + 1)));
            assert!(set.drain().eq(numbers()));
            assert_eq!((set.len(), set.contains(0)), (0, false));
        }
    }
}
