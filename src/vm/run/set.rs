//! Enumeration of sets in TLC's order, and set operators. `eval/set.rs` is the reference.

use super::super::code::{Binder, Code, Pattern, Remembered, Set, Shape};
use super::super::word::{Heap, Tag, Word};
use super::{Seen, Vm};
use std::cmp::Ordering;

/// TLC's `-maxSetSize`.
const MAX_SET: usize = 1_000_000;

/// Sets with more elements are not remembered.
const MOST_REMEMBERED: usize = 1 << 14;

/// What a walk calls with every element; `false` ends it.
type Each<'f, 'p, 'm> = &'f mut dyn FnMut(&mut Vm<'p, 'm>, Word) -> Option<bool>;

impl<'p, 'm> Vm<'p, 'm> {
    /// Evaluates what a set consists of.
    #[inline]
    pub(super) fn parts(&mut self, set: &'p Set) -> Option<()> {
        for (cell, code) in &set.parts {
            let w = self.eval(code)?;
            self.cells[self.base + *cell as usize] = Some(w);
        }
        Some(())
    }

    #[inline]
    pub(super) fn bind(&mut self, pattern: &Pattern, x: Word) -> Option<()> {
        match pattern {
            Pattern::One(c) => self.cells[self.base + *c as usize] = Some(x),
            Pattern::Tuple(cells) => {
                if x.tag() != Tag::Tuple || self.heap.len(x) != cells.len() {
                    return None;
                }
                for (i, c) in cells.iter().enumerate() {
                    self.cells[self.base + *c as usize] = Some(self.heap.at(x, i));
                }
            }
        }
        Some(())
    }

    /// A set that was evaluated.
    #[inline]
    pub(super) fn plain(&mut self, code: &'p Code) -> Option<Word> {
        Self::is_set(self.eval(code)?)
    }

    /// Is this a set at all? For where none of its elements is asked about.
    pub(super) fn is_a_set(&mut self, shape: &'p Shape) -> Option<()> {
        match shape {
            Shape::Plain(code) => self.plain(code).map(|_| ()),
            Shape::Range(a, b) => self.bounds(a, b).map(|_| ()),
            Shape::Union(sides) | Shape::Intersect(sides) | Shape::Minus(sides) => {
                self.is_a_set(&sides[0])?;
                self.is_a_set(&sides[1])
            }
            Shape::Powerset(s) | Shape::Seq(s) | Shape::Filter(s, ..) => self.is_a_set(s),
            Shape::Functions(..)
            | Shape::Records(..)
            | Shape::Cross(_)
            | Shape::Nat
            | Shape::Int
            | Shape::Strings
            | Shape::Any => Some(()),
            Shape::Remembered(r) => self.is_a_set(&r.shape),
            Shape::Domain(code) => {
                let f = self.eval(code)?;
                matches!(f.tag(), Tag::Tuple | Tag::Function).then_some(())
            }
        }
    }

    pub(super) fn bounds(&mut self, a: &'p Code, b: &'p Code) -> Option<(i64, i64)> {
        Some((self.eval(a)?.as_int()?, self.eval(b)?.as_int()?))
    }

    /// Calls `f` with the elements in order until it says `false`; the answer tells whether the walk was complete.
    pub(super) fn each(&mut self, shape: &'p Shape, f: Each<'_, 'p, 'm>) -> Option<bool> {
        self.go_on()?;
        match shape {
            Shape::Plain(code) => {
                let set = self.plain(code)?;
                self.each_of(set, f)
            }
            Shape::Range(a, b) => {
                let (a, b) = self.bounds(a, b)?;
                for i in a..=b {
                    self.go_on()?;
                    if !f(self, Word::int(i))? {
                        return Some(false);
                    }
                }
                Some(true)
            }
            Shape::Domain(code) => {
                let function = self.eval(code)?;
                match function.tag() {
                    Tag::Tuple => {
                        for i in 1..=self.heap.len(function) {
                            if !f(self, Word::int(i as i64))? {
                                return Some(false);
                            }
                        }
                        Some(true)
                    }
                    Tag::Function => {
                        let keys = self.heap.keys(function);
                        self.each_of(keys, f)
                    }
                    Tag::Int | Tag::Bool | Tag::Str | Tag::Model | Tag::Set => None,
                }
            }
            Shape::Powerset(s) => {
                let items = self.elements(s)?;
                self.each_subset(items, f)
            }
            Shape::Functions(domain, range) => {
                let keys = self.elements(domain)?;
                // The range is enumerated in any case.
                let range = self.elements(range)?;
                if self.heap.len(keys) == 0 {
                    return f(self, Word::EMPTY_TUPLE);
                }
                let ranges = vec![range; self.heap.len(keys)];
                self.each_product(&ranges, &mut |vm, parts| {
                    let w = vm.heap.function(keys, parts);
                    f(vm, w)
                })
            }
            Shape::Records(keys, fields) => {
                let mut sets = Vec::with_capacity(fields.len());
                for s in fields {
                    sets.push(self.elements(s)?);
                }
                self.each_product(&sets, &mut |vm, parts| {
                    let w = vm.heap.function(*keys, parts);
                    f(vm, w)
                })
            }
            Shape::Cross(factors) => {
                let mut sets = Vec::with_capacity(factors.len());
                for s in factors {
                    sets.push(self.elements(s)?);
                }
                self.each_product(&sets, &mut |vm, parts| {
                    let w = vm.heap.tuple(parts);
                    f(vm, w)
                })
            }
            Shape::Filter(s, pattern, body) => self.each(s, &mut |vm, x| {
                vm.bind(pattern, x)?;
                if vm.test_apart(body)? { f(vm, x) } else { Some(true) }
            }),
            Shape::Remembered(r) => self.each_remembered(r, f),
            Shape::Minus(sides) => {
                self.each(&sides[0], &mut |vm, x| if vm.member(x, &sides[1])? { Some(true) } else { f(vm, x) })
            }
            // Which side `eval` walks depends on which is finite.
            Shape::Intersect(_) | Shape::Nat | Shape::Int | Shape::Strings | Shape::Any | Shape::Seq(_) => None,
            Shape::Union(_) => {
                let set = self.elements(shape)?;
                self.each_of(set, f)
            }
        }
    }

    fn each_remembered(&mut self, r: &'p Remembered, f: Each<'_, 'p, 'm>) -> Option<bool> {
        let variables = self.values(&r.variables, r.primed)?;
        if let Some(known) = &self.remembered[r.number]
            && known.epoch == self.epoch
            && (known.variables == variables || mutant!("vm-remembers-whatever-changes"))
        {
            for x in known.value.clone().iter() {
                self.go_on()?;
                if !f(self, *x)? {
                    return Some(false);
                }
            }
            return Some(true);
        }
        let mut elements = Vec::new();
        let whole = self.each(&r.shape, &mut |vm, x| {
            elements.push(x);
            f(vm, x)
        })?;
        if whole && elements.len() <= MOST_REMEMBERED {
            self.keeps += 1;
            self.remembered[r.number] = Some(Seen { epoch: self.epoch, variables, value: elements.into() });
        }
        Some(whole)
    }

    fn each_of(&mut self, set: Word, f: Each<'_, 'p, 'm>) -> Option<bool> {
        for i in 0..self.heap.len(set) {
            self.go_on()?;
            let x = self.heap.at(set, i);
            if !f(self, x)? {
                return Some(false);
            }
        }
        Some(true)
    }

    /// Subsets by size, those of a size lexicographically.
    fn each_subset(&mut self, items: Word, f: Each<'_, 'p, 'm>) -> Option<bool> {
        let n = self.heap.len(items);
        let mut subset = Vec::with_capacity(n);
        for k in 0..=n {
            let mut chosen: Vec<usize> = (0..k).collect();
            loop {
                subset.clear();
                subset.extend(chosen.iter().map(|&i| self.heap.at(items, i)));
                self.go_on()?;
                let w = self.heap.sorted_set(&subset);
                if !f(self, w)? {
                    return Some(false);
                }
                let Some(place) = (0..k).rev().find(|&p| chosen[p] != n - k + p) else { break };
                chosen[place] += 1;
                for p in place + 1..k {
                    chosen[p] = chosen[p - 1] + 1;
                }
            }
        }
        Some(true)
    }

    /// All choices of one element a set, the first most significant.
    fn each_product(&mut self, sets: &[Word], f: &mut dyn FnMut(&mut Self, &[Word]) -> Option<bool>) -> Option<bool> {
        if sets.iter().any(|s| self.heap.len(*s) == 0) {
            return Some(true);
        }
        let mut at = vec![0; sets.len()];
        let mut parts = Vec::with_capacity(sets.len());
        loop {
            self.go_on()?;
            parts.clear();
            parts.extend(at.iter().zip(sets).map(|(&i, s)| self.heap.at(*s, i)));
            if !f(self, &parts)? {
                return Some(false);
            }
            let Some(place) = (0..sets.len()).rev().find(|&p| at[p] + 1 < self.heap.len(sets[p])) else { return Some(true) };
            at[place] += 1;
            at[place + 1..].fill(0);
        }
    }

    /// All elements, as a set that is written out.
    pub(super) fn elements(&mut self, shape: &'p Shape) -> Option<Word> {
        match shape {
            Shape::Plain(code) => self.plain(code),
            Shape::Domain(code) => {
                let f = self.eval(code)?;
                self.domain(f)
            }
            Shape::Union(sides) => {
                let a = self.elements(&sides[0])?;
                let b = self.elements(&sides[1])?;
                self.union(a, b)
            }
            Shape::Range(..)
            | Shape::Powerset(_)
            | Shape::Functions(..)
            | Shape::Records(..)
            | Shape::Cross(_)
            | Shape::Seq(_)
            | Shape::Nat
            | Shape::Int
            | Shape::Strings
            | Shape::Any
            | Shape::Intersect(_)
            | Shape::Minus(_)
            | Shape::Filter(..)
            | Shape::Remembered(_) => {
                let base = self.stack.len();
                self.each(shape, &mut |vm, x| {
                    vm.stack.push(x);
                    (vm.stack.len() - base <= MAX_SET).then_some(true)
                })?;
                self.make_set(base)
            }
        }
    }

    pub(super) fn cardinality(&mut self, shape: &'p Shape) -> Option<usize> {
        match shape {
            Shape::Plain(code) => {
                let w = self.plain(code)?;
                Some(self.heap.len(w))
            }
            Shape::Range(a, b) => {
                let (a, b) = self.bounds(a, b)?;
                Some((b - a + 1).max(0) as usize)
            }
            Shape::Domain(_) | Shape::Union(_) | Shape::Minus(_) | Shape::Filter(..) | Shape::Remembered(_) => {
                let w = self.elements(shape)?;
                Some(self.heap.len(w))
            }
            // `eval` knows the sizes of products, and which are too large.
            Shape::Powerset(_)
            | Shape::Functions(..)
            | Shape::Records(..)
            | Shape::Cross(_)
            | Shape::Seq(_)
            | Shape::Nat
            | Shape::Int
            | Shape::Strings
            | Shape::Any
            | Shape::Intersect(_) => None,
        }
    }

    // ---- binders ----

    /// Every row of values for several binders, the first changing fastest; all sets are evaluated before.
    pub(super) fn rows(&mut self, binds: &'p [Binder], f: &mut dyn FnMut(&mut Self) -> Option<bool>) -> Option<bool> {
        let mut sets = Vec::with_capacity(binds.len());
        for b in binds {
            self.parts(&b.set)?;
            sets.push(self.elements(&b.set.shape)?);
        }
        self.nested(binds, &sets, f)
    }

    fn nested(&mut self, binds: &'p [Binder], sets: &[Word], f: &mut dyn FnMut(&mut Self) -> Option<bool>) -> Option<bool> {
        let Some((b, binds)) = binds.split_last() else { return f(self) };
        let set = sets[binds.len()];
        for i in 0..self.heap.len(set) {
            self.go_on()?;
            let x = self.heap.at(set, i);
            self.bind(&b.pattern, x)?;
            if !self.nested(binds, sets, f)? {
                return Some(false);
            }
        }
        Some(true)
    }

    pub(super) fn each_row(&mut self, binds: &'p [Binder], f: &mut dyn FnMut(&mut Self) -> Option<bool>) -> Option<bool> {
        if let [b] = binds {
            self.parts(&b.set)?;
            return self.each(&b.set.shape, &mut |vm, x| {
                vm.bind(&b.pattern, x)?;
                f(vm)
            });
        }
        self.rows(binds, f)
    }

    // ---- operators ----

    pub(super) fn union(&mut self, a: Word, b: Word) -> Option<Word> {
        let (m, n) = (self.heap.len(a), self.heap.len(b));
        if m == 0 {
            return Some(b);
        }
        if n == 0 {
            return Some(a);
        }
        let base = self.stack.len();
        let (mut i, mut j) = (0, 0);
        while i < m && j < n {
            let (x, y) = (self.heap.at(a, i), self.heap.at(b, j));
            let order = self.heap.compare(x, y)?;
            let larger = mutant!("vm-union-takes-the-larger") && order == Ordering::Less;
            self.stack.push(if order == Ordering::Greater || larger { y } else { x });
            i += usize::from(order != Ordering::Greater);
            j += usize::from(order != Ordering::Less);
        }
        for k in i..m {
            self.stack.push(self.heap.at(a, k));
        }
        for k in j..n {
            self.stack.push(self.heap.at(b, k));
        }
        if self.is_mixed(base) {
            return None;
        }
        let w = if self.stack.len() - base == m { a } else { self.heap.sorted_set(&self.stack[base..]) };
        self.stack.truncate(base);
        Some(w)
    }

    /// Are there records and other functions, or model values of two types, among what was pushed since? `eval` says what becomes of that.
    pub(super) fn is_mixed(&self, base: usize) -> bool {
        let pushed = &self.stack[base..];
        if !Heap::same_types(pushed) {
            return true;
        }
        if pushed.first().is_none_or(|w| !matches!(w.tag(), Tag::Tuple | Tag::Function | Tag::Model)) {
            return false;
        }
        let records = pushed.iter().filter(|w| self.heap.is_record(**w)).count();
        let other =
            |w: &Word| matches!(w.tag(), Tag::Tuple | Tag::Function) && *w != Word::EMPTY_TUPLE && !self.heap.is_record(*w);
        records > 0 && pushed.iter().any(other)
    }
}
