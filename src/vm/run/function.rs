//! Functions: built, updated, joined. See `eval/function.rs`.

use super::super::code::{Binder, Code, Update};
use super::super::word::{Tag, Word};
use super::Vm;
use std::cmp::Ordering;

impl<'p, 'm> Vm<'p, 'm> {
    /// `[x \in S, y \in T |-> body]`
    pub(super) fn function(&mut self, binds: &'p [Binder], body: &'p Code) -> Option<Word> {
        let base = self.stack.len();
        if let [b] = binds {
            self.parts(&b.set)?;
            let keys = self.elements(&b.set.shape)?;
            for i in 0..self.heap.len(keys) {
                self.go_on()?;
                let x = self.heap.at(keys, i);
                self.bind(&b.pattern, x)?;
                let v = self.eval(body)?;
                self.stack.push(v);
            }
            let w = self.heap.function(keys, &self.stack[base..]);
            self.stack.truncate(base);
            return Some(w);
        }
        let mut sets = Vec::with_capacity(binds.len());
        for b in binds {
            self.parts(&b.set)?;
            sets.push(self.elements(&b.set.shape)?);
        }
        let mut keys = Vec::new();
        if sets.iter().all(|s| self.heap.len(*s) > 0) {
            // In the order of the keys: the last argument changes fastest.
            let mut at = vec![0; sets.len()];
            loop {
                self.go_on()?;
                let row: Vec<Word> = at.iter().zip(&sets).map(|(&i, s)| self.heap.at(*s, i)).collect();
                for (b, x) in binds.iter().zip(&row) {
                    self.bind(&b.pattern, *x)?;
                }
                let v = self.eval(body)?;
                self.stack.push(v);
                keys.push(self.heap.tuple(&row));
                let Some(place) = (0..sets.len()).rev().find(|&p| at[p] + 1 < self.heap.len(sets[p])) else { break };
                at[place] += 1;
                at[place + 1..].fill(0);
            }
        }
        let keys = self.heap.sorted_set(&keys);
        let w = self.heap.function(keys, &self.stack[base..]);
        self.stack.truncate(base);
        Some(w)
    }

    /// Binds the parameters of a function to its argument, if that is in the domain.
    pub(super) fn enter(&mut self, binds: &'p [Binder], x: Word) -> Option<()> {
        if let [b] = binds {
            self.parts(&b.set)?;
            if !self.member(x, &b.set.shape)? {
                return None;
            }
            return self.bind(&b.pattern, x);
        }
        if x.tag() != Tag::Tuple || self.heap.len(x) != binds.len() {
            return None;
        }
        for b in binds {
            self.parts(&b.set)?;
        }
        for (i, b) in binds.iter().enumerate() {
            let part = self.heap.at(x, i);
            if !self.member(part, &b.set.shape)? {
                return None;
            }
        }
        for (i, b) in binds.iter().enumerate() {
            let part = self.heap.at(x, i);
            self.bind(&b.pattern, part)?;
        }
        Some(())
    }

    pub(super) fn domain(&mut self, f: Word) -> Option<Word> {
        match f.tag() {
            Tag::Tuple => {
                let base = self.stack.len();
                self.stack.extend((1..=self.heap.len(f)).map(|i| Word::int(i as i64)));
                let w = self.heap.sorted_set(&self.stack[base..]);
                self.stack.truncate(base);
                Some(w)
            }
            Tag::Function => Some(self.heap.keys(f)),
            Tag::Int | Tag::Bool | Tag::Str | Tag::Model | Tag::Set => None,
        }
    }

    pub(super) fn except_all(&mut self, function: &'p Code, updates: &'p [Update]) -> Option<Word> {
        let mut f = self.eval(function)?;
        for u in updates {
            let base = self.stack.len();
            for c in &u.path {
                let w = self.eval(c)?;
                self.stack.push(w);
            }
            // A path that leads nowhere changes nothing.
            if let Some(new) = self.except(f, base, u)? {
                f = new;
            }
            self.stack.truncate(base);
        }
        Some(f)
    }

    /// The function with the value at the path replaced that stands on the stack from `key` on; `None` within if the path
    /// leads nowhere.
    fn except(&mut self, f: Word, key: usize, u: &'p Update) -> Option<Option<Word>> {
        let x = self.stack[key];
        let Some(i) = self.heap.place(f, x)? else { return Some(None) };
        let old = self.heap.at(f, i);
        let new = if key + 1 < self.stack.len() {
            match self.except(old, key + 1, u)? {
                Some(new) => new,
                None => return Some(None),
            }
        } else {
            self.cells[self.base + u.at as usize] =
                Some(if mutant!("vm-at-is-the-first-value") { self.heap.at(f, 0) } else { old });
            self.eval(&u.value)?
        };
        Some(Some(self.heap.with(f, i, new)))
    }

    /// `f @@ g`
    pub(super) fn override_with(&mut self, f: Word, g: Word) -> Option<Word> {
        let (k, l) = (self.domain(f)?, self.domain(g)?);
        let (m, n) = (self.heap.len(k), self.heap.len(l));
        let (mut keys, mut values) = (Vec::with_capacity(m + n), Vec::with_capacity(m + n));
        let (mut i, mut j) = (0, 0);
        while i < m || j < n {
            let order = if i == m {
                Ordering::Greater
            } else if j == n {
                Ordering::Less
            } else {
                self.heap.compare(self.heap.at(k, i), self.heap.at(l, j))?
            };
            if order == Ordering::Greater {
                keys.push(self.heap.at(l, j));
                values.push(self.heap.at(g, j));
            } else {
                keys.push(self.heap.at(k, i));
                values.push(self.heap.at(f, i));
            }
            i += usize::from(order != Ordering::Greater);
            j += usize::from(order != Ordering::Less);
        }
        let keys = self.heap.sorted_set(&keys);
        Some(self.heap.function(keys, &values))
    }
}
