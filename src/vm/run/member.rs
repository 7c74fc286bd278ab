//! Membership in sets, described ones included. `eval/member.rs` is the reference.

use super::super::code::{Code, Shape};
use super::super::word::{Tag, Word};
use super::Vm;

impl<'p, 'm> Vm<'p, 'm> {
    pub(super) fn member(&mut self, x: Word, shape: &'p Shape) -> Option<bool> {
        // A model value without a type is in no set of other things.
        let alien = || (x.tag() == Tag::Model && crate::vm::word::untyped(x)).then_some(false);
        match shape {
            Shape::Plain(code) => {
                let set = self.plain(code)?;
                Some(self.heap.find(set, x)?.is_ok())
            }
            Shape::Range(a, b) => {
                let (a, b) = self.bounds(a, b)?;
                self.in_range(x, a, b)
            }
            Shape::Domain(code) => {
                let f = self.eval(code)?;
                match f.tag() {
                    Tag::Tuple => self.in_range(x, 1, self.heap.len(f) as i64),
                    Tag::Function => Some(self.heap.find(self.heap.keys(f), x)?.is_ok()),
                    Tag::Int | Tag::Bool | Tag::Str | Tag::Model | Tag::Set => None,
                }
            }
            Shape::Nat => x.as_int().map(|i| i >= 0).or_else(alien),
            Shape::Int => x.as_int().map(|_| true).or_else(alien),
            Shape::Strings => {
                if x.tag() == Tag::Str {
                    Some(true)
                } else {
                    alien()
                }
            }
            Shape::Any => Some(true),
            Shape::Powerset(s) => {
                if x.tag() != Tag::Set {
                    return None;
                }
                self.all_members(x, s)
            }
            Shape::Seq(s) => match x.tag() {
                Tag::Tuple => self.all_members(x, s),
                _ => alien(),
            },
            Shape::Functions(domain, range) => {
                if !matches!(x.tag(), Tag::Tuple | Tag::Function) {
                    return alien();
                }
                let domain = self.elements(domain)?;
                if self.heap.len(domain) != self.heap.len(x) {
                    return Some(false);
                }
                let same = match x.tag() {
                    Tag::Function => self.heap.equal(domain, self.heap.keys(x))?,
                    _ => {
                        let mut same = true;
                        for i in 0..self.heap.len(x) {
                            if !self.heap.equal(self.heap.at(domain, i), Word::int(i as i64 + 1))? {
                                same = false;
                                break;
                            }
                        }
                        same
                    }
                };
                if same { self.all_members(x, range) } else { Some(false) }
            }
            Shape::Records(keys, fields) => {
                if !self.heap.is_record(x) {
                    return if x == Word::EMPTY_TUPLE { Some(fields.is_empty()) } else { alien() };
                }
                let own = self.heap.keys(x);
                if own != *keys && !self.heap.items(own).eq(self.heap.items(*keys)) {
                    return Some(false);
                }
                for (i, s) in fields.iter().enumerate() {
                    if !self.member(self.heap.at(x, i), s)? {
                        return Some(false);
                    }
                }
                Some(true)
            }
            Shape::Cross(sets) => match x.tag() {
                Tag::Tuple => {
                    if self.heap.len(x) != sets.len() {
                        return Some(false);
                    }
                    for (i, s) in sets.iter().enumerate() {
                        if !self.member(self.heap.at(x, i), s)? {
                            return Some(false);
                        }
                    }
                    Some(true)
                }
                _ => alien(),
            },
            Shape::Union(sides) => Some(self.member(x, &sides[0])? || self.member(x, &sides[1])?),
            Shape::Intersect(sides) => Some(self.member(x, &sides[0])? && self.member(x, &sides[1])?),
            Shape::Minus(sides) => Some(self.member(x, &sides[0])? && !self.member(x, &sides[1])?),
            Shape::Remembered(r) => self.member(x, &r.shape),
            Shape::Filter(s, pattern, body) => {
                if !self.member(x, s)? {
                    return Some(false);
                }
                self.bind(pattern, x)?;
                self.test(body)
            }
        }
    }

    /// `x \in {a, b}`: all elements are evaluated, then compared with `x` one after the other. The set is not sorted.
    pub(super) fn is_listed(&mut self, x: Word, items: &'p [Code]) -> Option<bool> {
        let base = self.stack.len();
        for c in items {
            let w = self.eval(c)?;
            self.stack.push(w);
        }
        let mut found = false;
        for i in base..self.stack.len() {
            if self.heap.equal(self.stack[i], x)? {
                found = true;
                break;
            }
        }
        self.stack.truncate(base);
        Some(found)
    }

    pub(super) fn in_range(&self, x: Word, low: i64, high: i64) -> Option<bool> {
        match x.as_int() {
            Some(i) => Some(low <= i && i <= high),
            None if low > high || (x.tag() == Tag::Model && crate::vm::word::untyped(x)) => Some(false),
            None => None,
        }
    }

    pub(super) fn all_members(&mut self, items: Word, shape: &'p Shape) -> Option<bool> {
        for i in 0..self.heap.len(items) {
            if mutant!("vm-first-member-only") && i > 0 {
                return Some(true);
            }
            if !self.member(self.heap.at(items, i), shape)? {
                return Some(false);
            }
        }
        Some(true)
    }
}
