//! Calls of recursive operators and functions.

use super::super::code::Code;
use super::super::word::Word;
use super::{DEEPEST, Vm};

impl<'p, 'm> Vm<'p, 'm> {
    /// Calls a proto with the arguments that are on the stack.
    pub(super) fn call(&mut self, proto: usize, stack: usize) -> Option<Word> {
        if self.depth >= DEEPEST || self.heap.size() > self.most {
            return None;
        }
        self.cancel.check();
        let program = self.program;
        let proto = program.protos[proto].as_ref()?;
        let (base, top) = (self.base, self.cells.len());
        self.cells.resize(top + proto.cells, None);
        for i in 0..self.stack.len() - stack {
            self.cells[top + i] = Some(self.stack[stack + i]);
        }
        self.stack.truncate(stack);
        self.base = top;
        self.depth += 1;
        let r = self.eval(&proto.body);
        self.depth -= 1;
        self.base = base;
        self.cells.truncate(top);
        r
    }

    /// A recursive function applied.
    pub(super) fn recur(&mut self, proto: usize, outermost: bool, argument: &'p Code, captured: &'p [Code]) -> Option<Word> {
        let stack = self.stack.len();
        for c in captured {
            let w = self.eval(c)?;
            self.stack.push(w);
        }
        let x = self.eval(argument)?;
        self.stack.push(x);
        let key = (proto, self.heap.hash(x));
        if outermost {
            self.memo.retain(|k, _| k.0 != proto);
        } else if let Some(known) = self.memo.get(&key) {
            for (y, value) in known {
                if self.heap.equal(*y, x)? {
                    self.stack.truncate(stack);
                    return Some(*value);
                }
            }
        }
        let value = self.call(proto, stack)?;
        self.memo.entry(key).or_default().push((x, value));
        self.keeps += 1;
        Some(value)
    }
}
