//! One successor drawn at random in place of all.
//!
//! In: the current state and a source of random numbers. Out: at most one successor; none only if there is none. Where the walk comes
//! to branches, or to the elements of a set, it takes them in a random order, and it ends with the first successor: so most of them
//! are never computed. An error in a branch that was not taken is not met. What a predicate says, and ENABLED, does not depend on an
//! order: those are evaluated as always.

use super::super::code::{Binder, Shape};
use super::super::word::Word;
use super::Vm;
use fastrand::Rng;

/// How so many things are gone through: from one of them in steps of a length that shares no factor with their number.
#[derive(Clone, Copy)]
pub(super) struct Order {
    first: usize,
    step: usize,
    len: usize,
}

impl Order {
    fn random(random: &mut Rng, len: usize) -> Order {
        let step = loop {
            let step = random.usize(1..len);
            if gcd(step, len) == 1 {
                break step;
            }
        };
        Order { first: random.usize(..len), step, len }
    }

    pub fn iter(self) -> impl Iterator<Item = usize> {
        (0..self.len).map(move |i| (self.first as u128 + i as u128 * self.step as u128) as usize % self.len.max(1))
    }
}

fn gcd(a: usize, b: usize) -> usize {
    if b == 0 { a } else { gcd(b, a % b) }
}

impl<'p, 'm> Vm<'p, 'm> {
    /// Draws a successor of the current state; `false` if `eval` must. There is none if [`Vm::successors`] says so.
    pub fn draw(&mut self, random: &mut Rng) -> bool {
        let Some(next) = self.program.next else { return false };
        self.found.clear();
        self.labels.clear();
        self.kept.successor = None;
        self.draws = Some(random.fork());
        let found = self.enumerate(next, self.program.cells, true);
        self.draws = None;
        found
    }

    /// Whether one arbitrary successor is enough.
    pub(super) fn draws(&self) -> bool {
        self.draws.is_some() && !self.deciding
    }

    /// In which order so many branches are taken.
    pub(super) fn order(&mut self, len: usize) -> Order {
        match &mut self.draws {
            Some(random) if len > 1 && !self.deciding => Order::random(random, len),
            Some(_) | None => Order { first: 0, step: 1, len },
        }
    }

    /// The same as [`Vm::each`], in the order in which branches are taken.
    pub(super) fn each_branch(&mut self, shape: &'p Shape, f: &mut dyn FnMut(&mut Self, Word) -> Option<bool>) -> Option<bool> {
        if !self.draws() {
            return self.each(shape, f);
        }
        if let Shape::Range(a, b) = shape {
            let (a, b) = self.bounds(a, b)?;
            let len = usize::try_from(b.saturating_sub(a).saturating_add(1)).unwrap_or(0);
            let order = self.order(len);
            return self.each_at(order, f, &mut |_, i| Word::int(a + i as i64));
        }
        let set = self.elements(shape)?;
        let order = self.order(self.heap.len(set));
        self.each_at(order, f, &mut |vm, i| vm.heap.at(set, i))
    }

    fn each_at(
        &mut self,
        order: Order,
        f: &mut dyn FnMut(&mut Self, Word) -> Option<bool>,
        at: &mut dyn FnMut(&mut Self, usize) -> Word,
    ) -> Option<bool> {
        for i in order.iter() {
            self.go_on()?;
            let x = at(self, i);
            if !f(self, x)? {
                return Some(false);
            }
        }
        Some(true)
    }

    /// The same as [`Vm::rows`], likewise.
    pub(super) fn row_branches(&mut self, binds: &'p [Binder], f: &mut dyn FnMut(&mut Self) -> Option<bool>) -> Option<bool> {
        if !self.draws() {
            return self.rows(binds, f);
        }
        let mut sets = Vec::with_capacity(binds.len());
        for b in binds {
            self.parts(&b.set)?;
            sets.push(self.elements(&b.set.shape)?);
        }
        self.nested_branches(binds, &sets, f)
    }

    fn nested_branches(
        &mut self,
        binds: &'p [Binder],
        sets: &[Word],
        f: &mut dyn FnMut(&mut Self) -> Option<bool>,
    ) -> Option<bool> {
        let Some((b, binds)) = binds.split_last() else { return f(self) };
        let set = sets[binds.len()];
        for i in self.order(self.heap.len(set)).iter() {
            self.go_on()?;
            let x = self.heap.at(set, i);
            self.bind(&b.pattern, x)?;
            if !self.nested_branches(binds, sets, f)? {
                return Some(false);
            }
        }
        Some(true)
    }
}
