//! Frames of slots, and the bindings of a slot.
//!
//! Arguments and LET values are thunks, evaluated at first use under the path of that use. A thunk's value is used again only under
//! a path that extends the one it was computed under; elsewhere it is computed anew (hash-consing makes that cheap). A value that
//! depends on a primed variable is never memoized, since that variable's value differs between branches.

use crate::ir::{Arg, Builtin, DefId, ExprId, Slot};
use crate::logic::Term;
use crate::symbolic::Encoder;
use crate::symbolic::eval::footprint::{Access, Footprint};
use crate::symbolic::value::rules::Need;
use crate::symbolic::value::sym::Sym;
use std::cell::RefCell;
use std::rc::Rc;

/// The slots of one activation of a definition.
pub(in crate::symbolic) type Frame = Rc<RefCell<Vec<Binding>>>;

#[derive(Clone)]
pub(in crate::symbolic) enum Binding {
    Empty,
    Value(Sym),
    /// The value at the key of an EXCEPT of a variable: reading it is an access.
    At(Sym, Access),
    Thunk(Rc<Thunk>),
    Operator(Closure),
}

pub(in crate::symbolic) struct Thunk {
    pub expr: ExprId,
    pub frame: Frame,
    /// The path under which the value was computed, the value, and its footprint.
    memo: RefCell<Option<(Term, Sym, Footprint)>>,
}

/// An operator argument, with what it captured.
#[derive(Clone)]
pub(in crate::symbolic) enum Closure {
    Def { def: DefId, captured: Vec<Binding> },
    Builtin(Builtin),
}

impl Thunk {
    pub fn new(expr: ExprId, frame: &Frame) -> Rc<Thunk> {
        Rc::new(Thunk { expr, frame: frame.clone(), memo: RefCell::new(None) })
    }
}

impl<'m> Encoder<'m> {
    pub(in crate::symbolic) fn new_frame(&self, def: DefId, mut bindings: Vec<Binding>) -> Frame {
        bindings.resize(self.cx.model.def(def).slots.len().max(bindings.len()), Binding::Empty);
        Rc::new(RefCell::new(bindings))
    }

    pub(in crate::symbolic) fn binding(&mut self, arg: &Arg, frame: &Frame) -> Binding {
        match arg {
            Arg::Expr(e) => Binding::Thunk(Thunk::new(*e, frame)),
            Arg::Slot(s) => frame.borrow()[s.index()].clone(),
            Arg::Builtin(op) => Binding::Operator(Closure::Builtin(*op)),
            Arg::Def { def, captured } => {
                let captured = captured.iter().map(|a| self.binding(a, frame)).collect();
                Binding::Operator(Closure::Def { def: *def, captured })
            }
        }
    }

    /// Runs `f` with a slot set.
    pub(in crate::symbolic) fn with_slot<T>(
        &mut self,
        frame: &Frame,
        slot: Slot,
        binding: Binding,
        f: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let old = std::mem::replace(&mut frame.borrow_mut()[slot.index()], binding);
        let result = f(self);
        frame.borrow_mut()[slot.index()] = old;
        result
    }

    pub(in crate::symbolic) fn force(&mut self, need: Need, thunk: &Thunk) -> Sym {
        if self.cx.priming == 0
            && let Some((path, value, touched)) = &*thunk.memo.borrow()
            && self.holds_here(*path)
        {
            if !mutant!("footprint-of-known-thunks-lost") {
                self.cx.trail.touched.extend(touched);
            }
            return *value;
        }
        let (reads, findings) = (self.cx.primed_reads, self.findings.len());
        let (value, touched) = self.traced(|enc| enc.eval_for(need, thunk.expr, &thunk.frame));
        if self.cx.priming == 0 && self.cx.primed_reads == reads && self.may_remember(findings) {
            *thunk.memo.borrow_mut() = Some((self.path(), value, touched));
        }
        value
    }
}
