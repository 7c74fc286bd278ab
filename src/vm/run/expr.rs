//! The value of code, kind by kind. `None` is returned wherever `eval` might report an error.

use super::super::code::{Arithmetic, Code};
use super::super::word::{Tag, Word};
use super::{Seen, Vm};
use crate::eval::size::MOST_ELEMENTS;

impl<'p, 'm> Vm<'p, 'm> {
    #[cfg(not(debug_assertions))]
    #[inline]
    pub(super) fn eval(&mut self, code: &'p Code) -> Option<Word> {
        self.compute(code)
    }

    /// In debug builds the log says where the machine gives up (`TLALOC_LOG=vm=trace`), innermost first.
    #[cfg(debug_assertions)]
    pub(super) fn eval(&mut self, code: &'p Code) -> Option<Word> {
        let w = self.compute(code);
        if w.is_none() && log::log_enabled!(log::Level::Trace) {
            let text: String = format!("{code:?}").chars().take(300).collect();
            log::trace!("no value: {text}");
        }
        w
    }

    fn compute(&mut self, code: &'p Code) -> Option<Word> {
        match code {
            Code::Const(w) => Some(*w),
            Code::Once(i) => self.constant(*i),
            Code::Var(v) => Some(self.current[*v as usize]),
            Code::Next(v) => self.next[*v as usize],
            Code::Cell(c) => self.cells[self.base + *c as usize],
            Code::Need(c, code) => {
                if let Some(w) = self.cells[self.base + *c as usize] {
                    return Some(w);
                }
                let w = self.eval(code)?;
                self.cells[self.base + *c as usize] = Some(w);
                self.keeps += 1;
                Some(w)
            }
            Code::Let(cells, body) => {
                for c in cells {
                    self.cells[self.base + *c as usize] = None;
                }
                self.eval(body)
            }
            Code::If(parts) => {
                let [condition, then, otherwise] = &**parts;
                let branch = if self.test(condition)? { then } else { otherwise };
                self.eval(branch)
            }
            Code::Case(arms, otherwise) => {
                for (condition, value) in arms {
                    if self.test(condition)? {
                        return self.eval(value);
                    }
                }
                self.eval(otherwise.as_deref()?)
            }
            Code::And(items) => {
                for c in items {
                    if !self.test(c)? {
                        return Some(Word::FALSE);
                    }
                }
                Some(Word::TRUE)
            }
            Code::Or(items) => {
                for c in items {
                    if self.test(c)? {
                        return Some(Word::TRUE);
                    }
                }
                Some(Word::FALSE)
            }
            Code::Not(c) => Some(Word::bool(!self.test(c)?)),
            Code::Implies(sides) => Some(Word::bool(!self.test(&sides[0])? || self.test(&sides[1])?)),
            Code::Iff(sides) => Some(Word::bool(self.test(&sides[0])? == self.test(&sides[1])?)),
            Code::Eq(sides) => {
                let a = self.eval(&sides[0])?;
                let b = self.eval(&sides[1])?;
                self.heap.equal(a, b).map(Word::bool)
            }
            Code::EqConst(c, w) => {
                let a = self.eval(c)?;
                if a.tag() == w.tag() { Some(Word::bool(a == *w)) } else { self.heap.equal(a, *w).map(Word::bool) }
            }
            Code::IsOf(c, tags) => self.eval(c).map(|v| Word::bool(tags.contains(&v.tag()))),
            Code::In(parts) => {
                let (x, set) = &**parts;
                let x = self.eval(x)?;
                self.parts(set)?;
                self.member(x, &set.shape).map(Word::bool)
            }
            Code::InList(x, items) => {
                let x = self.eval(x)?;
                self.is_listed(x, items).map(Word::bool)
            }
            Code::SubsetEq(sides) => {
                let (a, b) = &**sides;
                self.parts(a)?;
                self.parts(b)?;
                let mut asked = false;
                let inside = self.each(&a.shape, &mut |vm, x| {
                    asked = true;
                    vm.member(x, &b.shape)
                })?;
                if !asked {
                    self.is_a_set(&b.shape)?;
                }
                Some(Word::bool(inside))
            }
            Code::Quant { forall, binds, body } => {
                let forall = *forall;
                // The walk is complete if nothing has decided.
                let undecided = if let [b] = &binds[..] {
                    self.parts(&b.set)?;
                    self.each(&b.set.shape, &mut |vm, x| {
                        vm.bind(&b.pattern, x)?;
                        Some(vm.test(body)? == forall)
                    })?
                } else {
                    self.rows(binds, &mut |vm| Some(vm.test(body)? == forall))?
                };
                Some(Word::bool(undecided == forall))
            }
            Code::Choose(parts) => {
                let (binder, body) = &**parts;
                self.parts(&binder.set)?;
                let mut chosen = None;
                self.each(&binder.set.shape, &mut |vm, x| {
                    vm.bind(&binder.pattern, x)?;
                    if vm.test(body)? {
                        chosen = Some(x);
                    }
                    Some(chosen.is_none() || mutant!("vm-chooses-the-last"))
                })?;
                chosen
            }
            Code::SetOf(items) => {
                let base = self.stack.len();
                for c in items {
                    let w = self.eval(c)?;
                    self.stack.push(w);
                }
                self.make_set(base)
            }
            Code::Filter(parts) => {
                let (binder, body) = &**parts;
                self.parts(&binder.set)?;
                let base = self.stack.len();
                self.each(&binder.set.shape, &mut |vm, x| {
                    vm.bind(&binder.pattern, x)?;
                    if vm.test(body)? {
                        vm.stack.push(x);
                    }
                    Some(true)
                })?;
                // A part of a sorted set is sorted.
                let w = self.heap.sorted_set(&self.stack[base..]);
                self.stack.truncate(base);
                Some(w)
            }
            Code::Map(binds, body) => {
                let base = self.stack.len();
                self.each_row(binds, &mut |vm| {
                    let w = vm.eval(body)?;
                    vm.stack.push(w);
                    Some(true)
                })?;
                self.make_set(base)
            }
            Code::UnionMap(binds, body) => {
                let base = self.stack.len();
                self.each_row(binds, &mut |vm| {
                    let w = Self::is_set(vm.eval(body)?)?;
                    let Vm { heap, stack, .. } = vm;
                    stack.extend(heap.items(w));
                    Some(true)
                })?;
                self.make_set(base)
            }
            Code::Function(binds, body) => self.function(binds, body),
            Code::Tuple(items) => {
                let base = self.stack.len();
                for c in items {
                    let w = self.eval(c)?;
                    self.stack.push(w);
                }
                let w = self.heap.tuple(&self.stack[base..]);
                self.stack.truncate(base);
                Some(w)
            }
            Code::Record(keys, values) => {
                let base = self.stack.len();
                for c in values {
                    let w = self.eval(c)?;
                    self.stack.push(w);
                }
                let w = self.heap.function(*keys, &self.stack[base..]);
                self.stack.truncate(base);
                Some(w)
            }
            Code::Except(function, updates) => self.except_all(function, updates),
            Code::Apply(sides) => {
                let f = self.eval(&sides[0])?;
                let x = self.eval(&sides[1])?;
                let i = self.heap.place(f, x)??;
                Some(self.heap.at(f, i))
            }
            Code::Field(record, field) => {
                let r = self.eval(record)?;
                if !self.heap.is_record(r) {
                    return None;
                }
                let keys = self.heap.keys(r);
                let i = self.heap.items(keys).position(|k| k == *field)?;
                Some(self.heap.at(r, i))
            }
            Code::Arithmetic(op, sides) => {
                let a = self.eval(&sides[0])?.as_int()?;
                let b = self.eval(&sides[1])?.as_int()?;
                arithmetic(*op, a, b)
            }
            Code::Neg(c) => fits(-self.eval(c)?.as_int()?),
            Code::Less { or_equal, sides } => {
                let a = self.eval(&sides[0])?.as_int()?;
                let b = self.eval(&sides[1])?.as_int()?;
                Some(Word::bool(if *or_equal { a <= b } else { a < b }))
            }
            Code::Union(sides) => {
                let a = Self::is_set(self.eval(&sides[0])?)?;
                let b = Self::is_set(self.eval(&sides[1])?)?;
                self.union(a, b)
            }
            Code::Part { wanted, of } => {
                let (a, set) = &**of;
                let a = Self::is_set(self.eval(a)?)?;
                self.parts(set)?;
                if a == Word::EMPTY_SET {
                    self.is_a_set(&set.shape)?;
                }
                let base = self.stack.len();
                for i in 0..self.heap.len(a) {
                    let x = self.heap.at(a, i);
                    if self.member(x, &set.shape)? == *wanted {
                        self.stack.push(x);
                    }
                }
                let w = if self.stack.len() - base == self.heap.len(a) { a } else { self.heap.sorted_set(&self.stack[base..]) };
                self.stack.truncate(base);
                Some(w)
            }
            Code::BigUnion(c) => {
                let sets = Self::is_set(self.eval(c)?)?;
                let base = self.stack.len();
                for i in 0..self.heap.len(sets) {
                    let s = Self::is_set(self.heap.at(sets, i))?;
                    let Vm { heap, stack, .. } = self;
                    stack.extend(heap.items(s));
                }
                if self.is_mixed(base) {
                    return None;
                }
                self.make_set(base)
            }
            Code::Elements(set) => {
                self.parts(set)?;
                self.elements(&set.shape)
            }
            Code::Cardinality(set) => {
                self.parts(set)?;
                self.cardinality(&set.shape).map(|n| Word::int(n as i64))
            }
            Code::Domain(c) => {
                let f = self.eval(c)?;
                self.domain(f)
            }
            Code::Len(c) => {
                let s = self.sequence(c)?;
                Some(Word::int(self.heap.len(s) as i64))
            }
            Code::Head(c) => {
                let s = self.sequence(c)?;
                (self.heap.len(s) > 0).then(|| self.heap.at(s, 0))
            }
            Code::Tail(c) => {
                let s = self.sequence(c)?;
                let len = self.heap.len(s);
                (len > 0).then(|| self.heap.slice(s, usize::from(!mutant!("vm-tail-keeps-the-head")), len))
            }
            Code::Append(sides) => {
                let s = self.sequence(&sides[0])?;
                let x = self.eval(&sides[1])?;
                (self.heap.len(s) < MOST_ELEMENTS).then(|| self.heap.append(s, x))
            }
            Code::Concat(sides) => {
                let s = self.sequence(&sides[0])?;
                let t = self.sequence(&sides[1])?;
                (self.heap.len(s) + self.heap.len(t) <= MOST_ELEMENTS).then(|| self.heap.concat(s, t))
            }
            Code::SubSeq(parts) => {
                let s = self.sequence(&parts[0])?;
                let from = self.eval(&parts[1])?.as_int()?;
                let to = self.eval(&parts[2])?.as_int()?;
                if from > to || (mutant!("vm-subsequence-of-one-is-empty") && from == to) {
                    return Some(Word::EMPTY_TUPLE);
                }
                (from >= 1 && to <= self.heap.len(s) as i64).then(|| self.heap.slice(s, from as usize - 1, to as usize))
            }
            Code::SelectSeq(seq, cell, test) => {
                let s = self.sequence(seq)?;
                let base = self.stack.len();
                for i in 0..self.heap.len(s) {
                    let x = self.heap.at(s, i);
                    self.cells[self.base + *cell as usize] = Some(x);
                    if self.test(test)? {
                        self.stack.push(x);
                    }
                }
                let w = self.heap.tuple(&self.stack[base..]);
                self.stack.truncate(base);
                Some(w)
            }
            Code::Fold(parts, cells, backwards) => {
                let [set, start, body] = &**parts;
                let s = self.eval(set)?;
                let s = Self::is_set(s)?;
                let mut result = self.eval(start)?;
                let count = self.heap.len(s);
                for i in 0..count {
                    self.go_on()?;
                    let forwards = !*backwards || mutant!("vm-folds-forwards-only");
                    let x = self.heap.at(s, if forwards { i } else { count - 1 - i });
                    self.cells[self.base + cells[0] as usize] = Some(result);
                    self.cells[self.base + cells[1] as usize] = Some(x);
                    result = self.eval(body)?;
                }
                Some(result)
            }
            Code::SortSeq(seq, cells, less) => {
                let s = self.sequence(seq)?;
                let base = self.stack.len();
                for i in 0..self.heap.len(s) {
                    let x = self.heap.at(s, i);
                    self.cells[self.base + cells[0] as usize] = Some(x);
                    let mut place = self.stack.len();
                    while place > base {
                        self.cells[self.base + cells[1] as usize] = Some(self.stack[place - 1]);
                        if !self.test(less)? {
                            break;
                        }
                        place -= 1;
                    }
                    self.stack.insert(place, x);
                }
                let w = self.heap.tuple(&self.stack[base..]);
                self.stack.truncate(base);
                Some(w)
            }
            Code::MapsTo(sides) => {
                let x = self.eval(&sides[0])?;
                let v = self.eval(&sides[1])?;
                let keys = self.heap.sorted_set(&[x]);
                Some(self.heap.function(keys, &[v]))
            }
            Code::Override(sides) => {
                let f = self.eval(&sides[0])?;
                let g = self.eval(&sides[1])?;
                self.override_with(f, g)
            }
            Code::Call(proto, args) => {
                let stack = self.stack.len();
                for c in args {
                    let w = self.eval(c)?;
                    self.stack.push(w);
                }
                self.call(*proto, stack)
            }
            Code::Kept { proto, primed } => {
                let (stamp, side) = if *primed { (self.kept.then, 0) } else { self.kept.now };
                let (known, w) = self.kept.values[*proto][side];
                if known == stamp {
                    return Some(w);
                }
                let w = self.call(*proto, self.stack.len())?;
                self.kept.values[*proto][side] = (stamp, w);
                self.keeps += 1;
                Some(w)
            }
            Code::KeptNext { proto, variables } => {
                let values = self.values(variables, true)?;
                if let Some(known) = &self.kept_next[*proto]
                    && known.epoch == self.epoch
                    && known.variables == values
                {
                    return Some(known.value);
                }
                let value = self.call(*proto, self.stack.len())?;
                self.keeps += 1;
                self.kept_next[*proto] = Some(Seen { epoch: self.epoch, variables: values, value });
                Some(value)
            }
            Code::Enter(parts) => {
                let (binds, argument, body) = &**parts;
                let x = self.eval(argument)?;
                self.enter(binds, x)?;
                self.eval(body)
            }
            Code::Recur { proto, outermost, argument, captured } => self.recur(*proto, *outermost, argument, captured),
            Code::Enabled(action) => self.enabled(*action).map(Word::bool),
            Code::Assert(c) => self.test(c)?.then_some(Word::TRUE),
            Code::GiveUp => None,
        }
    }

    /// A sequence; a string is none here.
    fn sequence(&mut self, code: &'p Code) -> Option<Word> {
        let w = self.eval(code)?;
        (w.tag() == Tag::Tuple).then_some(w)
    }

    /// The set of what was pushed since.
    pub(super) fn make_set(&mut self, base: usize) -> Option<Word> {
        let len = self.heap.normalize(&mut self.stack[base..])?;
        let w = self.heap.sorted_set(&self.stack[base..base + len]);
        self.stack.truncate(base);
        Some(w)
    }
}

/// TLC's integers have 32 bits.
fn fits(i: i64) -> Option<Word> {
    i32::try_from(i).is_ok().then(|| Word::int(i))
}

fn arithmetic(op: Arithmetic, a: i64, b: i64) -> Option<Word> {
    fits(match op {
        Arithmetic::Add => a + b,
        Arithmetic::Sub => a - b,
        Arithmetic::Mul => a.checked_mul(b)?,
        Arithmetic::Div => {
            if b == 0 {
                return None;
            }
            if a % b != 0 && (a < 0) != (b < 0) && !mutant!("vm-division-cuts-off") { a / b - 1 } else { a / b }
        }
        Arithmetic::Mod => {
            if b <= 0 {
                return None;
            }
            a.rem_euclid(b)
        }
        Arithmetic::Pow => {
            if b < 0 || (a == 0 && b == 0) {
                return None;
            }
            match a {
                0 | 1 => a,
                -1 => 1 - 2 * (b % 2),
                _ => a.checked_pow(u32::try_from(b).ok()?)?,
            }
        }
    })
}
