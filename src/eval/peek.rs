//! Reading without copying: the value of an expression that stands somewhere already.
//!
//! In: an expression. Out: a reference to its value if it is a constant, a variable, a local that is evaluated, or a part
//! of such a value selected by such a value; `None` for anything else, and for whatever may be an error: the
//! ordinary evaluation then decides and words every message. Most guards are of this form: `pc[self] = "a"`.

use super::lazy::{Cell, Val};
use super::machine::Machine;
use crate::ir::{Builtin, ExprId, ExprKind};
use crate::value::{Value, kinds};

/// How often a reading depended on the state, and on what may change meanwhile.
#[derive(Clone, Copy, Default)]
struct Reads {
    state: u64,
    volatile: u64,
}

impl<'m> Machine<'m> {
    /// The value of an expression, if no evaluation is needed.
    #[inline]
    pub fn copy(&mut self, id: ExprId, base: usize) -> Option<Value> {
        let mut reads = Reads::default();
        let v = self.look(id, base, &mut reads)?.clone();
        self.count(reads);
        Some(v)
    }

    /// `a = b`, if no evaluation is needed and they compare.
    #[inline]
    pub fn same(&mut self, a: ExprId, b: ExprId, base: usize) -> Option<bool> {
        let mut reads = Reads::default();
        let answer = kinds::equal(self.look(a, base, &mut reads)?, self.look(b, base, &mut reads)?).ok()?;
        self.count(reads);
        Some(answer)
    }

    /// `x \in {a, b}` and `x \in S`, if no evaluation is needed and all is comparable.
    pub fn is_in(&mut self, x: ExprId, set: ExprId, base: usize) -> Option<bool> {
        let mut reads = Reads::default();
        let x = self.look(x, base, &mut reads)?;
        let answer = match &self.expr(set).kind {
            ExprKind::SetEnum(items) => {
                // All are evaluated before any is compared.
                if items.iter().any(|i| self.look(*i, base, &mut reads).is_none()) {
                    return None;
                }
                let mut found = false;
                for i in items {
                    if kinds::equal(self.look(*i, base, &mut reads)?, x).ok()? {
                        found = true;
                        break;
                    }
                }
                found
            }
            _ => match self.look(set, base, &mut reads)? {
                Value::Set(elements) => kinds::contains(elements, x).ok()?,
                _ => return None,
            },
        };
        self.count(reads);
        Some(answer)
    }

    /// A comparison of integers, if no evaluation is needed.
    #[inline]
    pub fn ordered(&mut self, op: Builtin, args: &[ExprId], base: usize) -> Option<bool> {
        let [a, b] = args else { return None };
        let mut reads = Reads::default();
        let (Value::Int(a), Value::Int(b)) = (self.look(*a, base, &mut reads)?, self.look(*b, base, &mut reads)?) else {
            return None;
        };
        let answer = match op {
            Builtin::Lt => a < b,
            Builtin::Le => a <= b,
            Builtin::Gt => a > b,
            Builtin::Ge => a >= b,
            _ => return None,
        };
        self.count(reads);
        Some(answer)
    }

    #[inline]
    fn count(&mut self, reads: Reads) {
        self.state_reads += reads.state;
        self.volatile_reads += reads.volatile;
    }

    fn look(&self, id: ExprId, base: usize, reads: &mut Reads) -> Option<&Value> {
        match &self.expr(id).kind {
            ExprKind::Const(v) => Some(v),
            ExprKind::Var(v) => {
                reads.state += 1;
                if self.primed {
                    reads.volatile += 1;
                    return self.next[v.index()].as_ref();
                }
                reads.volatile += u64::from(self.initial);
                self.current[v.index()].as_ref()
            }
            ExprKind::Primed(v) => {
                reads.state += 1;
                reads.volatile += 1;
                self.next[v.index()].as_ref()
            }
            ExprKind::Local(s) => match &self.stack[base + s.index()] {
                Cell::Val(Val::V(v)) => Some(v),
                Cell::Forced { val: Val::V(v), .. } if !self.primed => {
                    reads.state += 1;
                    Some(v)
                }
                _ => None,
            },
            ExprKind::Call { def, args } if args.is_empty() => match &self.constants[def.index()] {
                Some(Val::V(v)) => Some(v),
                _ => None,
            },
            ExprKind::Field { record, field } => match self.look(*record, base, reads)? {
                Value::Record(fields) => fields.iter().find(|f| f.0 == *field).map(|f| &f.1),
                _ => None,
            },
            ExprKind::Apply { function, arg } => {
                let f = self.look(*function, base, reads)?;
                match (f, self.look(*arg, base, reads)?) {
                    (Value::Tuple(items), Value::Int(i)) if *i >= 1 => items.get(*i as usize - 1),
                    (Value::Record(fields), Value::Str(a)) => fields.iter().find(|f| f.0 == *a).map(|f| &f.1),
                    (Value::Function(entries), x) => {
                        let place = kinds::find(entries, x, |e| &e.0).ok()?.ok()?;
                        Some(&entries[place].1)
                    }
                    _ => None,
                }
            }
            _ => match &self.fixed[id.index()] {
                Some(Val::V(v)) => Some(v),
                _ => None,
            },
        }
    }
}
