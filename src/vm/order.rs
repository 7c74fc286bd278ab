//! Comparison of words as TLC compares values: see [`crate::value::kinds`]. `None` where that refuses.

use super::word::{Heap, Tag, Word};
use std::cmp::Ordering;

impl Heap {
    /// Whether a model value and another value may be compared.
    fn model_compares(m: Word, other: Word) -> bool {
        if other.tag() == Tag::Model {
            m.letter() == 0 || other.letter() == 0 || m.letter() == other.letter()
        } else {
            m.letter() == 0
        }
    }

    #[inline]
    pub fn equal(&self, a: Word, b: Word) -> Option<bool> {
        if a == b {
            return Some(true);
        }
        match (a.tag(), b.tag()) {
            (Tag::Int, Tag::Int) | (Tag::Bool, Tag::Bool) | (Tag::Str, Tag::Str) => Some(false),
            (Tag::Model, _) => Heap::model_compares(a, b).then_some(false),
            (_, Tag::Model) => Heap::model_compares(b, a).then_some(false),
            (Tag::Set, Tag::Set) | (Tag::Tuple, Tag::Tuple) => {
                if self.len(a) != self.len(b) {
                    return Some(false);
                }
                self.all_equal(a, b)
            }
            (Tag::Function | Tag::Tuple, Tag::Function | Tag::Tuple) => self.functions_equal(a, b),
            (Tag::Int | Tag::Bool | Tag::Str | Tag::Set | Tag::Tuple | Tag::Function, _) => None,
        }
    }

    fn all_equal(&self, a: Word, b: Word) -> Option<bool> {
        for (x, y) in self.items(a).zip(self.items(b)) {
            if !self.equal(x, y)? {
                return Some(false);
            }
        }
        Some(true)
    }

    fn functions_equal(&self, a: Word, b: Word) -> Option<bool> {
        if a.tag() != b.tag() || self.is_record(a) != self.is_record(b) {
            return Some(self.functions(a, b)? == Ordering::Equal);
        }
        if self.len(a) != self.len(b) {
            return Some(false);
        }
        let (k, l) = (self.keys(a), self.keys(b));
        if k != l && !self.all_equal(k, l)? {
            return Some(false);
        }
        self.all_equal(a, b)
    }

    #[inline]
    pub fn compare(&self, a: Word, b: Word) -> Option<Ordering> {
        if a == b {
            return Some(Ordering::Equal);
        }
        match (a.tag(), b.tag()) {
            (Tag::Int, Tag::Int) => Some((a.bits() as i64).cmp(&(b.bits() as i64))),
            (Tag::Bool, Tag::Bool) | (Tag::Str, Tag::Str) => Some(a.payload().cmp(&b.payload())),
            (Tag::Model, Tag::Model) => Heap::model_compares(a, b).then(|| a.rank().cmp(&b.rank())),
            (Tag::Model, _) => Heap::model_compares(a, b).then_some(Ordering::Less),
            (_, Tag::Model) => Heap::model_compares(b, a).then_some(Ordering::Greater),
            (Tag::Set, Tag::Set) | (Tag::Tuple, Tag::Tuple) => match self.len(a).cmp(&self.len(b)) {
                Ordering::Equal => self.all_compared(a, b),
                unequal => Some(unequal),
            },
            (Tag::Function | Tag::Tuple, Tag::Function | Tag::Tuple) => self.functions(a, b),
            (Tag::Int | Tag::Bool | Tag::Str | Tag::Set | Tag::Tuple | Tag::Function, _) => None,
        }
    }

    fn all_compared(&self, a: Word, b: Word) -> Option<Ordering> {
        for (x, y) in self.items(a).zip(self.items(b)) {
            match self.compare(x, y)? {
                Ordering::Equal => {}
                unequal => return Some(unequal),
            }
        }
        Some(Ordering::Equal)
    }

    /// The `i`th argument of a function or tuple.
    fn key(&self, w: Word, i: usize) -> Word {
        if w.tag() == Tag::Tuple { Word::int(i as i64 + 1) } else { self.at(self.keys(w), i) }
    }

    fn functions(&self, a: Word, b: Word) -> Option<Ordering> {
        if self.is_record(a) && !self.is_record(b) && self.len(b) > 0 {
            return None;
        }
        let len = self.len(a);
        match len.cmp(&self.len(b)) {
            Ordering::Equal => {}
            unequal => return Some(unequal),
        }
        for i in 0..len {
            match self.compare(self.key(a, i), self.key(b, i))? {
                Ordering::Equal => {}
                unequal => return Some(unequal),
            }
        }
        self.all_compared(a, b)
    }

    /// Binary search in a set, as TLC searches.
    #[inline]
    pub fn find(&self, set: Word, x: Word) -> Option<Result<usize, usize>> {
        let first = Heap::first(set);
        let (mut low, mut high) = (0, self.len(set));
        while low < high {
            let middle = (low + high) / 2;
            match self.compare(x, self.word(first + middle))? {
                Ordering::Equal => return Some(Ok(middle)),
                Ordering::Less => high = middle,
                Ordering::Greater => low = middle + 1,
            }
        }
        Some(Err(low))
    }

    /// `f[x]`; `None` within if `x` is not in the domain.
    #[inline]
    pub fn place(&self, f: Word, x: Word) -> Option<Option<usize>> {
        match f.tag() {
            Tag::Tuple => {
                let len = self.len(f);
                match x.as_int() {
                    Some(i) => Some((i >= 1 && i as usize <= len).then(|| i as usize - 1)),
                    None => (len == 0).then_some(None),
                }
            }
            Tag::Function => {
                let keys = self.keys(f);
                if self.is_record(f) {
                    return (x.tag() == Tag::Str).then(|| self.items(keys).position(|k| k == x));
                }
                self.find(keys, x).map(Result::ok)
            }
            Tag::Int | Tag::Bool | Tag::Str | Tag::Model | Tag::Set => None,
        }
    }

    /// Whether all typed model values among these compare with all others.
    pub fn same_types(items: &[Word]) -> bool {
        let typed = |w: &&Word| w.tag() == Tag::Model && w.letter() != 0;
        items.iter().find(typed).is_none_or(|m| items.iter().all(|w| Heap::model_compares(*m, *w)))
    }

    /// Sorts and drops duplicates; the new length, or `None` if two elements do not compare.
    pub fn normalize(&self, items: &mut [Word]) -> Option<usize> {
        if !Heap::same_types(items) {
            return None;
        }
        let mut sorted = true;
        for w in items.windows(2) {
            if self.compare(w[1], w[0])? != Ordering::Greater {
                sorted = false;
                break;
            }
        }
        if sorted {
            return Some(items.len());
        }
        self.sort(items)?;
        let mut kept = 0;
        for i in 1..items.len() {
            if self.compare(items[kept], items[i])? != Ordering::Equal {
                kept += 1;
                items[kept] = items[i];
            }
        }
        Some(kept + 1)
    }

    /// Merge sort, which can stop at two elements that do not compare.
    fn sort(&self, items: &mut [Word]) -> Option<()> {
        const SHORT: usize = 12;
        if items.len() <= SHORT {
            for i in 1..items.len() {
                let x = items[i];
                let mut place = i;
                while place > 0 && self.compare(x, items[place - 1])? == Ordering::Less {
                    items[place] = items[place - 1];
                    place -= 1;
                }
                items[place] = x;
            }
            return Some(());
        }
        let middle = items.len() / 2;
        let mut left = items[..middle].to_vec();
        self.sort(&mut left)?;
        self.sort(&mut items[middle..])?;
        let (mut i, mut j) = (0, middle);
        for place in 0..items.len() {
            if i == left.len() {
                break;
            }
            if j < items.len() && self.compare(items[j], left[i])? == Ordering::Less {
                items[place] = items[j];
                j += 1;
            } else {
                items[place] = left[i];
                i += 1;
            }
        }
        Some(())
    }
}
