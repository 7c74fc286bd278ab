//! `A \cdot B`: the steps that are a step of A followed by one of B.
//!
//! In: two actions. Out: the successors by way of every state between, as TLC has them (`Tool.java`, `OPCODE_cdot`; there only
//! with a property of its own set). While B is walked, `current` is the state between; what comes after the composition
//! is about the first state again ([`Item::From`]). Values that were kept belong to one of the two, so they are forgotten
//! at each change. What A gives no value to has none for B either: reading it is an error, where TLC takes that of the
//! first state.
//!
//! ```text
//! x = 0 /\ ((x' = x + 1) \cdot (x' = 2 * x)) /\ y' = x    →   x' = 2, y' = 0
//! ```

use super::action::{Cont, Item, Rest, Walk};
use super::error::ErrorKind;
use super::fail::R;
use super::lazy::Cell;
use super::machine::Machine;
use crate::ir::ExprId;
use crate::value::Value;

/// A state in the making.
type Partial = Vec<Option<Value>>;

impl<'m> Machine<'m> {
    pub(super) fn composed(
        &mut self,
        w: &mut Walk<'_, 'm>,
        e: ExprId,
        (a, b): (ExprId, ExprId),
        base: usize,
        k: Rest<'_>,
    ) -> R<()> {
        let middles = self.middles(e, a, base)?;
        // TLC counts those of the outermost composition only.
        if self.between == 0 {
            self.passed += middles.len() as u32;
        }
        let first = self.current.clone();
        for middle in middles {
            let back = Cont { item: Item::From(&first), rest: k };
            self.between += 1;
            let r = self.from(&middle, |m| m.step(w, b, base, None, Some(&back)));
            self.between -= 1;
            r?;
        }
        Ok(())
    }

    /// The truth of `A \cdot B` where the next state is known.
    pub(super) fn is_composed(&mut self, e: ExprId, (a, b): (ExprId, ExprId), base: usize) -> R<bool> {
        self.volatile_reads += 1;
        for middle in self.middles(e, a, base)? {
            self.between += 1;
            let r = self.from(&middle, |m| m.test(b, base));
            self.between -= 1;
            if r? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Runs `f` with another current state.
    pub(super) fn from<T>(&mut self, state: &[Option<Value>], f: impl FnOnce(&mut Self) -> R<T>) -> R<T> {
        let here = std::mem::replace(&mut self.current, state.to_vec());
        self.forget();
        let r = f(self);
        self.current = here;
        self.forget();
        r
    }

    /// The states to which `a` leads.
    fn middles(&mut self, e: ExprId, a: ExprId, base: usize) -> R<Vec<Partial>> {
        if self.primed || self.initial {
            return self.fail(e, ErrorKind::Unsupported, "\\cdot is supported in actions only");
        }
        let unassigned = vec![None; self.next.len()];
        let saved = (std::mem::replace(&mut self.next, unassigned), self.label);
        self.keep_rigid();
        let missing = if self.stands_in { self.next.len() } else { self.model.vars.len() } - self.model.rigid.len();
        let mut middles = Vec::new();
        let mut visit = |m: &mut Machine<'m>| {
            middles.push(m.next.clone());
            Ok(())
        };
        let mut walk = Walk { missing, visit: &mut visit, lets: Vec::new() };
        self.between += 1;
        let r = self.step(&mut walk, a, base, None, None);
        self.between -= 1;
        (self.next, self.label) = saved;
        r.map(|()| middles)
    }

    /// Forgets values that depend on the state.
    fn forget(&mut self) {
        for cell in &mut self.stack {
            if let Cell::Forced { expr, base, .. } = cell {
                *cell = Cell::Thunk { expr: *expr, base: *base };
            }
        }
    }
}
