//! The walk through a graph of acts.

use super::super::code::{Act, ActId, Binder, Code, Set};
use super::super::word::{Tag, Word};
use super::{DEEPEST, Making, Return, Rows, Stand, Vm};

impl<'p, 'm> Vm<'p, 'm> {
    /// Takes every branch from here; `Some(false)` if there is no need to go on (ENABLED is decided).
    pub(super) fn walk(&mut self, from: ActId) -> Option<bool> {
        let trail = self.trail.len();
        let r = self.follow(from);
        while self.trail.len() > trail {
            let v = self.trail.pop().expect("vm: the trail is longer than before");
            self.next[v as usize] = None;
            self.missing += 1;
        }
        r
    }

    fn follow(&mut self, from: ActId) -> Option<bool> {
        let program = self.program;
        let mut at = from;
        loop {
            match &program.acts[at as usize] {
                Act::Emit => return self.emit(),
                Act::Dead => return Some(true),
                Act::Label(def, rest) => {
                    self.label = Some(*def);
                    at = *rest;
                }
                Act::Guard(condition, rest) => {
                    if !self.test_apart(condition)? {
                        return Some(true);
                    }
                    at = *rest;
                }
                Act::Assign(v, value, rest) => {
                    let value = self.eval(value)?;
                    if !self.assign(*v, value)? {
                        return Some(true);
                    }
                    at = *rest;
                }
                Act::Keep(variables, rest) => {
                    for v in variables {
                        if !self.keep(*v)? {
                            return Some(true);
                        }
                    }
                    at = *rest;
                }
                Act::AssignIn(v, set, listed, rest) => return self.assign_in(*v, set, listed.as_deref(), *rest),
                Act::Or(branches) if self.draws() => {
                    for i in self.order(branches.len()).iter() {
                        if !self.walk(branches[i])? {
                            return Some(false);
                        }
                    }
                    return Some(true);
                }
                Act::Or(branches) => {
                    for b in branches {
                        if !self.walk(*b)? {
                            return Some(false);
                        }
                    }
                    return Some(true);
                }
                Act::If(condition, then, otherwise) => at = if self.test(condition)? { *then } else { *otherwise },
                Act::Exists(binds, body) => return self.exists(binds, *body),
                Act::Empty(cells, rest) => {
                    for c in cells {
                        self.cells[self.base + *c as usize] = None;
                    }
                    at = *rest;
                }
                Act::Enter(binds, argument, body) => {
                    let x = self.eval(argument)?;
                    self.enter(binds, x)?;
                    at = *body;
                }
                Act::Recur { walked, outermost, argument, captured, rest } => {
                    return self.enter_walked(*walked, *outermost, argument, captured, *rest);
                }
                Act::Return => return self.return_walked(),
                Act::Compose(first) => return self.compose(*first),
                Act::Between(second) => return self.between(*second),
                Act::Back(rest) => return self.back(*rest),
                Act::ForAll(number, binds) => return self.for_all(*number, binds),
                Act::NextRow(number) => return self.next_row(*number),
                Act::Conjunct { test, walk, rest } => {
                    if self.missing > 0 {
                        at = *walk;
                    } else if self.test(test)? {
                        at = *rest;
                    } else {
                        return Some(true);
                    }
                }
            }
        }
    }

    /// Walks the body of a recursive function, in a frame of its own.
    fn enter_walked(
        &mut self,
        walked: usize,
        outermost: bool,
        argument: &'p Code,
        captured: &'p [Code],
        rest: ActId,
    ) -> Option<bool> {
        if self.depth >= DEEPEST || self.heap.size() > self.most {
            return None;
        }
        let stack = self.stack.len();
        for c in captured.iter().chain([argument]) {
            let w = self.eval(c)?;
            self.stack.push(w);
        }
        let program = self.program;
        let walked = program.walked[walked].as_ref()?;
        let top = self.cells.len();
        self.cells.resize(top + walked.cells, None);
        for i in 0..self.stack.len() - stack {
            self.cells[top + i] = Some(self.stack[stack + i]);
        }
        self.stack.truncate(stack);
        // what the function was applied to is remembered for one way in which it captured
        let memo = outermost.then(|| std::mem::take(&mut self.memo));
        self.returns.push(Return { rest, base: self.base, outermost });
        (self.base, self.depth) = (top, self.depth + 1);
        let r = self.walk(walked.body);
        let from = self.returns.pop().expect("vm: who enters returns");
        (self.base, self.depth) = (from.base, self.depth - 1);
        self.cells.truncate(top);
        if let Some(memo) = memo {
            self.memo = memo;
        }
        r
    }

    /// What comes after the function, in the frame where it was applied.
    fn return_walked(&mut self) -> Option<bool> {
        let to = self.returns.pop().expect("vm: who returns has entered");
        let base = std::mem::replace(&mut self.base, to.base);
        let memo = to.outermost.then(|| std::mem::take(&mut self.memo));
        let r = self.walk(to.rest);
        if let Some(memo) = memo {
            self.memo = memo;
        }
        self.base = base;
        self.returns.push(to);
        r
    }

    /// Walks the first half of a composition, with a next state of its own.
    fn compose(&mut self, first: ActId) -> Option<bool> {
        let n = self.next.len();
        let outer = self.swap_making(Making { next: vec![None; n], missing: n, trail: Vec::new(), inside: self.composing });
        self.keep_rigid();
        self.makings.push(outer);
        self.composing += 1;
        let r = self.walk(first);
        self.composing -= 1;
        let outer = self.makings.pop().expect("vm: a composition begins with what was being made");
        self.swap_making(outer);
        r
    }

    /// The first half has made a state: the second goes on from there, and makes what was being made before.
    fn between(&mut self, second: ActId) -> Option<bool> {
        if self.missing > 0 {
            return None;
        }
        let middle: Vec<Word> = self.next.iter().map(|w| w.expect("vm: no variable is missing")).collect();
        let outer = self.makings.pop().expect("vm: a composition begins with what was being made");
        // the reference counts those of the outermost composition only
        self.passed += u32::from(outer.inside == 0);
        let made = self.swap_making(outer);
        let stamp = self.kept.new_stamp();
        let first = self.stand(Stand { current: middle, now: (stamp, 0), memo: Default::default() });
        self.stands.push(first);
        let r = self.walk(second);
        let first = self.stands.pop().expect("vm: a composition begins in a state");
        self.stand(first);
        let outer = self.swap_making(made);
        self.makings.push(outer);
        r
    }

    /// After both halves: from the state before the first.
    fn back(&mut self, rest: ActId) -> Option<bool> {
        let first = self.stands.pop().expect("vm: a composition begins in a state");
        let middle = self.stand(first);
        let r = self.walk(rest);
        let first = self.stand(middle);
        self.stands.push(first);
        r
    }

    /// Makes something else; gives what was being made.
    fn swap_making(&mut self, m: Making) -> Making {
        let inside = m.inside;
        Making {
            next: std::mem::replace(&mut self.next, m.next),
            missing: std::mem::replace(&mut self.missing, m.missing),
            trail: std::mem::replace(&mut self.trail, m.trail),
            inside,
        }
    }

    /// Goes to another current state; gives the one before.
    fn stand(&mut self, s: Stand) -> Stand {
        Stand {
            current: std::mem::replace(&mut self.current, s.current),
            now: std::mem::replace(&mut self.kept.now, s.now),
            memo: std::mem::replace(&mut self.memo, s.memo),
        }
    }

    /// Gives a variable its value, or, if it has one, compares.
    #[inline]
    fn assign(&mut self, v: u32, value: Word) -> Option<bool> {
        match self.next[v as usize] {
            None => {
                self.next[v as usize] = Some(value);
                self.missing -= 1;
                self.trail.push(v);
                Some(true)
            }
            Some(_) if mutant!("vm-second-assignment-ignored") => Some(true),
            Some(known) => self.heap.equal(known, value),
        }
    }

    /// UNCHANGED of a variable. A value that it has already is compared with the old one, which stands on the left.
    fn keep(&mut self, v: u32) -> Option<bool> {
        let old = self.current[v as usize];
        match self.next[v as usize] {
            Some(known) if !mutant!("vm-second-assignment-ignored") => self.heap.equal(old, known),
            _ => self.assign(v, old),
        }
    }

    fn assign_in(&mut self, v: u32, set: &'p Set, listed: Option<&'p [Code]>, rest: ActId) -> Option<bool> {
        if let Some(known) = self.next[v as usize] {
            let is_member = match listed {
                Some(items) => self.is_listed(known, items)?,
                None => {
                    self.parts(set)?;
                    self.member(known, &set.shape)?
                }
            };
            return if is_member { self.walk(rest) } else { Some(true) };
        }
        self.parts(set)?;
        self.each_branch(&set.shape, &mut |vm, x| {
            vm.next[v as usize] = Some(x);
            vm.missing -= 1;
            let r = vm.walk(rest);
            vm.next[v as usize] = None;
            vm.missing += 1;
            r
        })
    }

    fn exists(&mut self, binds: &'p [Binder], body: ActId) -> Option<bool> {
        if let [b] = binds {
            self.parts(&b.set)?;
            return self.each_branch(&b.set.shape, &mut |vm, x| {
                vm.bind(&b.pattern, x)?;
                vm.walk(body)
            });
        }
        self.row_branches(binds, &mut |vm| vm.walk(body))
    }

    /// `\A`: all rows are known before the first is taken.
    fn for_all(&mut self, number: usize, binds: &'p [Binder]) -> Option<bool> {
        let cells = &self.program.loops[number].as_ref()?.cells;
        let mut rows = Vec::new();
        self.each_row(binds, &mut |vm| {
            for c in cells {
                rows.push(vm.cells[vm.base + *c as usize]?);
            }
            Some(true)
        })?;
        let saved = std::mem::replace(&mut self.loops[number], Rows { rows, next: 0 });
        let r = self.next_row(number);
        self.loops[number] = saved;
        r
    }

    /// The body with the next row, or what comes after the loop. Branches that are taken later find the row they had.
    fn next_row(&mut self, number: usize) -> Option<bool> {
        let program = self.program;
        let l = program.loops[number].as_ref()?;
        let row = self.loops[number].next;
        let width = l.cells.len();
        if row * width >= self.loops[number].rows.len() {
            return self.walk(l.rest);
        }
        self.loops[number].next = row + 1;
        let mut saved = Vec::with_capacity(width);
        for (i, c) in l.cells.iter().enumerate() {
            let value = self.loops[number].rows[row * width + i];
            saved.push(self.cells[self.base + *c as usize].replace(value));
        }
        let r = if self.missing > 0 {
            self.walk(l.body)
        } else if self.test(&l.test)? {
            self.next_row(number)
        } else {
            Some(true)
        };
        for (c, old) in l.cells.iter().zip(saved) {
            self.cells[self.base + *c as usize] = old;
        }
        self.loops[number].next = row;
        r
    }

    fn emit(&mut self) -> Option<bool> {
        if self.deciding {
            return Some(false);
        }
        if self.missing > 0 || self.heap.size() > self.most || self.found.len() > self.most {
            return None;
        }
        self.found.extend(self.next.iter().map(|w| w.expect("vm: no variable is missing")));
        self.labels.push(self.label);
        Some(self.draws.is_none())
    }

    /// `ENABLED A`
    pub(super) fn enabled(&mut self, action: ActId) -> Option<bool> {
        let n = self.next.len();
        let kept = if mutant!("enabled-vm-keeps-assignments") { self.next.clone() } else { vec![None; n] };
        let missing = std::mem::replace(&mut self.missing, kept.iter().filter(|w| w.is_none()).count());
        let next = std::mem::replace(&mut self.next, kept);
        self.keep_rigid();
        let trail = std::mem::take(&mut self.trail);
        let (label, deciding) = (self.label, std::mem::replace(&mut self.deciding, true));
        let passed = self.passed;
        let r = self.walk(action);
        self.passed = passed;
        (self.next, self.missing, self.trail, self.label, self.deciding) = (next, missing, trail, label, deciding);
        r.map(|all| !all)
    }

    /// Is the word a set?
    #[inline]
    pub(super) fn is_set(w: Word) -> Option<Word> {
        (w.tag() == Tag::Set).then_some(w)
    }
}
