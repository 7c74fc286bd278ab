//! What differs between two values, down to the element, key, index and field.
//!
//! In: a value before and after a step. Out: [`Change`]s: a path into the value, and what happened there.
//!
//! ```text
//!     <<[id |-> 1]>>  to  <<[id |-> 1], [id |-> 2]>>      [2] added [id |-> 2]
//!     [n |-> {1, 2}]  to  [n |-> {1, 3}]                  .n removed 2; .n added 3
//! ```
//!
//! Sets differ by elements, functions and records by keys and fields. Sequences of the same length differ index by index, as
//! functions do; of two other sequences the common beginning and the common end are left out first, so that what a queue gets or
//! loses is one change. A value with more than 1,000 changes counts as changed as a whole. Values of different kinds, and
//! scalars, change as a whole too.

use super::{Change, Operation, Part};
use crate::value::{Value, order};
use std::cmp::Ordering;
use std::sync::Arc;

/// The number of changes below one value beyond which they count as one change, so that documents stay small.
const MOST: usize = 1000;

/// The changes from one value to another, below a path.
pub fn changes(path: Part, before: &Value, after: &Value) -> Vec<Change> {
    let mut diff = Diff { path: vec![path], found: Vec::new() };
    diff.value(before, after);
    diff.found
}

struct Diff {
    path: Vec<Part>,
    found: Vec<Change>,
}

impl Diff {
    fn note(&mut self, operation: Operation) {
        self.found.push(Change { path: self.path.clone(), operation });
    }

    fn below(&mut self, part: Part, f: impl FnOnce(&mut Diff)) {
        self.path.push(part);
        f(self);
        self.path.pop();
    }

    fn added(&mut self, part: Part, v: &Value) {
        self.below(part, |d| d.note(Operation::Added(v.clone())));
    }

    fn removed(&mut self, part: Part, v: &Value) {
        self.below(part, |d| d.note(Operation::Removed(v.clone())));
    }

    fn value(&mut self, a: &Value, b: &Value) {
        let start = self.found.len();
        match (a, b) {
            (Value::Set(x), Value::Set(y)) if Arc::ptr_eq(x, y) => {}
            (Value::Set(x), Value::Set(y)) => self.sets(x, y),
            (Value::Tuple(x), Value::Tuple(y)) if Arc::ptr_eq(x, y) => {}
            (Value::Tuple(x), Value::Tuple(y)) => self.sequences(x, y),
            (Value::Record(x), Value::Record(y)) if Arc::ptr_eq(x, y) => {}
            (Value::Function(x), Value::Function(y)) if Arc::ptr_eq(x, y) => {}
            (
                Value::Tuple(_) | Value::Record(_) | Value::Function(_),
                Value::Tuple(_) | Value::Record(_) | Value::Function(_),
            ) => self.functions(a, b),
            _ if a == b => {}
            _ => self.note(Operation::Changed { from: a.clone(), to: b.clone() }),
        }
        if self.found.len() - start > MOST {
            self.found.truncate(start);
            self.note(Operation::Changed { from: a.clone(), to: b.clone() });
        }
    }

    /// Both are sorted.
    fn sets(&mut self, x: &[Value], y: &[Value]) {
        let (mut i, mut j) = (0, 0);
        while i < x.len() || j < y.len() {
            match both(x.get(i), y.get(j), |v| v) {
                Ordering::Less => {
                    self.removed(Part::Element(x[i].clone()), &x[i]);
                    i += 1;
                }
                Ordering::Greater => {
                    self.added(Part::Element(y[j].clone()), &y[j]);
                    j += 1;
                }
                Ordering::Equal => (i, j) = (i + 1, j + 1),
            }
        }
    }

    fn sequences(&mut self, x: &[Value], y: &[Value]) {
        let (mut first, mut end) = (0, 0);
        if x.len() != y.len() {
            first = x.iter().zip(y).take_while(|(a, b)| a == b).count();
            let (x, y) = (&x[first..], &y[first..]);
            end = x.iter().rev().zip(y.iter().rev()).take_while(|(a, b)| a == b).count();
        }
        let (x, y) = (&x[first..x.len() - end], &y[first..y.len() - end]);
        for (i, (a, b)) in x.iter().zip(y).enumerate() {
            self.below(Part::Index(first + i + 1), |d| d.value(a, b));
        }
        for (i, a) in x.iter().enumerate().skip(y.len()) {
            self.removed(Part::Index(first + i + 1), a);
        }
        for (i, b) in y.iter().enumerate().skip(x.len()) {
            self.added(Part::Index(first + i + 1), b);
        }
    }

    fn functions(&mut self, a: &Value, b: &Value) {
        let (x, y) = (a.entries().unwrap_or_default(), b.entries().unwrap_or_default());
        let (mut i, mut j) = (0, 0);
        while i < x.len() || j < y.len() {
            match both(x.get(i), y.get(j), |(k, _)| k) {
                Ordering::Less => {
                    self.removed(part(&x[i].0, a), &x[i].1);
                    i += 1;
                }
                Ordering::Greater => {
                    self.added(part(&y[j].0, b), &y[j].1);
                    j += 1;
                }
                Ordering::Equal => {
                    self.below(part(&y[j].0, b), |d| d.value(&x[i].1, &y[j].1));
                    (i, j) = (i + 1, j + 1);
                }
            }
        }
    }
}

/// The order of two items, of which one may be missing; what is missing comes last.
fn both<T>(a: Option<&T>, b: Option<&T>, key: impl Fn(&T) -> &Value) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) => order::compare(key(a), key(b)),
        (Some(_), None) => Ordering::Less,
        (None, _) => Ordering::Greater,
    }
}

/// How a key of a function is named: a field of a record, an index of a sequence, else a key.
pub fn part(key: &Value, function: &Value) -> Part {
    match (function, key) {
        (Value::Record(_), Value::Str(name)) => Part::Field(name.text().to_string()),
        (Value::Tuple(_), Value::Int(i)) => Part::Index(*i as usize),
        _ => Part::Key(key.clone()),
    }
}
