//! The evaluator's state: the stack of frames, call-by-need cells, calls, and errors on their way out.
//!
//! Frames lie on one stack; a frame is known by its base. Arguments and LETs are [`Cell::Thunk`]s into frames that
//! outlive them. Whether a value may be kept is measured, not guessed: reading a variable counts in
//! `state_reads`, reading something that backtracking may change (a primed variable; in an initial predicate any
//! variable) counts in `volatile_reads`. A thunk during whose evaluation no volatile read happened keeps its value;
//! if it read the state, it is evaluated again under a prime.

use super::error::{ErrorKind, EvalError};
use super::fail::{Abort, Pending, R, mismatch};
use super::lazy::{Cell, Closure, Env, Op, Val};
use super::registers::Registers;
use crate::ir::analysis::Analysis;
use crate::ir::{Arg, DefId, Expr, ExprId, ExprKind, Level, Model, Slot, VarId};
use crate::util::interrupt::{self, Cancel};
use crate::value::kinds::Mismatch;
use crate::value::{Integers, Value};
use rustc_hash::FxHashMap;
use std::cell::RefCell;
use std::rc::Rc;

/// The sink of Print and PrintT.
pub(crate) type Printer<'m> = Box<dyn FnMut(&str) + 'm>;

/// The state of an evaluator.
pub(crate) struct Machine<'m> {
    pub model: &'m Model,
    pub stack: Vec<Cell>,
    pub current: Vec<Option<Value>>,
    pub next: Vec<Option<Value>>,
    /// Under a prime: variables are read from `next`.
    pub primed: bool,
    /// Variables of `current` are being assigned (an initial predicate).
    pub initial: bool,
    /// Inside an ENABLED about stand-ins.
    pub stands_in: bool,
    /// How many second halves of `A \cdot B` are under way: `current` is not the state of the step.
    pub between: usize,
    /// The number of states between the halves since the last call of [`Evaluator::passed`](super::Evaluator::passed).
    pub passed: u32,
    pub state_reads: u64,
    pub volatile_reads: u64,
    pub analysis: Analysis<'m>,
    pub constants: Vec<Option<Val>>,
    /// Values of expressions that are put together from constants.
    pub fixed: Vec<Option<Val>>,
    /// What TLCSet wrote; shared by evaluators that work side by side.
    pub registers: Rc<RefCell<Registers>>,
    /// How often actions have led to a state, and to a new one: what `TLCGet("spec")` tells.
    pub taken: FxHashMap<DefId, (u64, u64)>,
    pub print: Option<Printer<'m>>,
    pub label: super::label::Spine,
    pub limit: crate::util::stack::Limit,
    /// Checked to end a cancelled run.
    pub cancel: Cancel,
    pub integers: Integers,
    /// The values to try of sets too large to enumerate.
    pub witnesses: Option<Rc<Vec<Value>>>,
    /// Where RandomElement draws from, if each evaluation is to draw anew, and how often it has.
    pub draws: Option<u64>,
    pub drawn: u64,
}

impl<'m> Machine<'m> {
    pub fn new(model: &'m Model) -> Machine<'m> {
        Machine {
            model,
            stack: Vec::with_capacity(1024),
            current: vec![None; model.vars.len() + model.stand_ins.len()],
            next: vec![None; model.vars.len() + model.stand_ins.len()],
            primed: false,
            initial: false,
            stands_in: false,
            between: 0,
            passed: 0,
            state_reads: 0,
            volatile_reads: 0,
            analysis: Analysis::new(model),
            constants: vec![None; model.defs.len()],
            fixed: vec![None; model.exprs.len()],
            registers: Rc::new(RefCell::new(Registers::new(model.run.workers))),
            taken: FxHashMap::default(),
            print: None,
            label: super::label::Spine::NONE,
            limit: crate::util::stack::Limit::default(),
            cancel: interrupt::current(),
            draws: None,
            integers: Integers::Narrow,
            witnesses: None,
            drawn: 0,
        }
    }

    #[inline]
    pub fn expr(&self, id: ExprId) -> &'m Expr {
        &self.model.exprs[id.index()]
    }

    // ---- errors ----

    #[cold]
    pub fn fail<T>(&self, at: ExprId, kind: ErrorKind, message: impl Into<String>) -> R<T> {
        let (span, calls, locals) = (self.expr(at).span, Vec::new(), Vec::new());
        let error = EvalError { kind, message: message.into(), span, calls, locals, help: None };
        Err(Abort::Error(Box::new(Pending { error, at, located: false })))
    }

    #[cold]
    pub fn mismatch<T>(&self, at: ExprId, m: &Mismatch) -> R<T> {
        let (kind, message) = mismatch(m);
        self.fail(at, kind, message)
    }

    /// The result of a comparison, its refusal an error at `at`.
    #[inline]
    pub fn compared<T>(&self, at: ExprId, r: Result<T, Box<Mismatch>>) -> R<T> {
        match r {
            Ok(t) => Ok(t),
            Err(m) => self.mismatch(at, &m),
        }
    }

    /// Notes the locals in play at an error that leaves the frame of `def`.
    #[cold]
    pub fn locate(&mut self, abort: Abort, def: DefId, base: usize) -> Abort {
        let Abort::Error(mut pending) = abort else { return abort };
        if !pending.located {
            pending.located = true;
            let d = self.model.def(def);
            let mut slots: Vec<Slot> = (0..d.params.len()).map(|i| Slot(i as u32)).collect();
            crate::ir::analysis::binders_to(self.model, d.body, pending.at, &mut slots);
            for s in slots {
                let index = base + s.index();
                // An argument that was not needed so far still helps to understand the error; one without a value is left out.
                if let Cell::Thunk { .. } = self.stack[index] {
                    let _ = self.demand(pending.at, s, base, Self::eval);
                }
                if let Cell::Val(Val::V(v)) | Cell::Forced { val: Val::V(v), .. } = &self.stack[index] {
                    pending.error.locals.push((d.slots[s.index()].clone(), v.clone()));
                }
            }
        }
        Abort::Error(pending)
    }

    #[cold]
    fn leave(&mut self, abort: Abort, def: DefId, base: usize, call: ExprId) -> Abort {
        match self.locate(abort, def, base) {
            Abort::Error(mut p) => {
                const DEEPEST: usize = 50;
                if p.error.calls.len() < DEEPEST {
                    p.error.calls.push((self.model.def(def).name.clone(), self.expr(call).span));
                }
                Abort::Error(p)
            }
            Abort::Stop => Abort::Stop,
        }
    }

    /// An error if the native stack is nearly used up. Unwinds if the run is cancelled.
    #[inline]
    pub fn guard(&self, at: ExprId) -> R<()> {
        self.cancel.check();
        if self.limit.reached() {
            return self.fail(at, ErrorKind::StackOverflow, "the recursion is too deep");
        }
        Ok(())
    }

    // ---- variables ----

    pub fn variable(&mut self, at: ExprId, v: VarId) -> R<Value> {
        self.state_reads += 1;
        if self.primed {
            return self.primed_variable(at, v);
        }
        if self.initial {
            self.volatile_reads += 1;
        }
        match &self.current[v.index()] {
            Some(x) => Ok(x.clone()),
            None => {
                let name = &self.model.var(v).name;
                self.fail(at, ErrorKind::UndefinedVariable, format!("variable {name} has no value here"))
            }
        }
    }

    pub fn primed_variable(&mut self, at: ExprId, v: VarId) -> R<Value> {
        self.volatile_reads += 1;
        self.state_reads += 1;
        match &self.next[v.index()] {
            Some(x) => Ok(x.clone()),
            None => {
                let name = &self.model.var(v).name;
                self.fail(at, ErrorKind::UndefinedVariable, format!("{name}' is used before it is given a value"))
            }
        }
    }

    /// Evaluates in the next state.
    pub fn in_next<T>(&mut self, f: impl FnOnce(&mut Self) -> R<T>) -> R<T> {
        let saved = std::mem::replace(&mut self.primed, true);
        let r = f(self);
        self.primed = saved;
        r
    }

    // ---- frames ----

    /// A new frame on top of the stack.
    #[inline]
    pub fn push_frame(&mut self, size: usize) -> usize {
        let base = self.stack.len();
        self.stack.resize(base + size, Cell::Empty);
        base
    }

    #[inline]
    pub fn pop_frame(&mut self, base: usize) {
        self.stack.truncate(base);
    }

    #[inline]
    pub fn set(&mut self, base: usize, slot: Slot, val: Val) {
        self.stack[base + slot.index()] = Cell::Val(val);
    }

    /// The cell that an expression given as an argument becomes.
    pub fn suspend(&mut self, expr: ExprId, base: usize) -> Cell {
        match &self.expr(expr).kind {
            ExprKind::Const(v) => Cell::Val(Val::V(v.clone())),
            ExprKind::Local(s) => match &self.stack[base + s.index()] {
                cell @ (Cell::Val(_) | Cell::Op(_) | Cell::Closure(_)) => cell.clone(),
                Cell::Empty | Cell::Thunk { .. } | Cell::Forced { .. } => Cell::Thunk { expr, base },
            },
            _ => Cell::Thunk { expr, base },
        }
    }

    pub fn argument(&mut self, arg: &'m Arg, base: usize) -> Cell {
        match arg {
            Arg::Expr(e) => self.suspend(*e, base),
            Arg::Slot(s) => self.stack[base + s.index()].clone(),
            Arg::Builtin(b) => Cell::Op(Rc::new(Op::Builtin(*b))),
            Arg::Def { def, captured } => {
                let captured = captured.iter().map(|a| self.argument(a, base)).collect();
                Cell::Op(Rc::new(Op::Def { def: *def, captured }))
            }
        }
    }

    /// Calls `body` with the frame of a call, and removes the frame afterwards.
    #[inline]
    pub fn call_with<T>(
        &mut self,
        call: ExprId,
        def: DefId,
        args: &'m [Arg],
        base: usize,
        body: impl FnOnce(&mut Self, ExprId, usize) -> R<T>,
    ) -> R<T> {
        self.guard(call)?;
        let d = &self.model.defs[def.index()];
        let callee = self.push_frame(d.slots.len());
        for (i, a) in args.iter().enumerate() {
            self.stack[callee + i] = self.argument(a, base);
        }
        let r = body(self, d.body, callee);
        let r = r.map_err(|e| self.leave(e, def, callee, call));
        self.pop_frame(callee);
        r
    }

    /// Calls an operator parameter.
    pub fn call_slot_with<T>(
        &mut self,
        call: ExprId,
        op: &Op,
        args: &'m [Arg],
        base: usize,
        body: impl FnOnce(&mut Self, ExprId, usize) -> R<T>,
        builtin: impl FnOnce(&mut Self, crate::ir::Builtin, Vec<Val>) -> R<T>,
    ) -> R<T> {
        self.guard(call)?;
        match op {
            Op::Def { def, captured } => {
                let d = &self.model.defs[def.index()];
                let callee = self.push_frame(d.slots.len());
                for (i, c) in captured.iter().enumerate() {
                    self.stack[callee + i] = c.clone();
                }
                for (i, a) in args.iter().enumerate() {
                    self.stack[callee + captured.len() + i] = self.argument(a, base);
                }
                let r = body(self, d.body, callee);
                let r = r.map_err(|e| self.leave(e, *def, callee, call));
                self.pop_frame(callee);
                r
            }
            Op::Builtin(b) => {
                let mut vals = Vec::with_capacity(args.len());
                for a in args {
                    match a {
                        Arg::Expr(e) => vals.push(self.eval(*e, base)?),
                        Arg::Slot(s) => vals.push(self.local(call, *s, base)?),
                        Arg::Def { .. } | Arg::Builtin(_) => {
                            panic!("eval: a built-in operator was given an operator")
                        }
                    }
                }
                builtin(self, *b, vals)
            }
        }
    }

    pub fn operator(&self, slot: Slot, base: usize) -> Rc<Op> {
        match &self.stack[base + slot.index()] {
            Cell::Op(op) => op.clone(),
            Cell::Empty | Cell::Val(_) | Cell::Thunk { .. } | Cell::Forced { .. } | Cell::Closure(_) => {
                panic!("eval: slot {} holds no operator", slot.0)
            }
        }
    }

    /// A definition without parameters; evaluated once if it is constant.
    pub fn nullary(&mut self, call: ExprId, def: DefId, base: usize) -> R<Val> {
        if let Some(v) = &self.constants[def.index()] {
            return Ok(v.clone());
        }
        let v = self.call_with(call, def, &[], base, |m, body, b| m.eval(body, b))?;
        if self.model.defs[def.index()].level == Level::Constant {
            self.constants[def.index()] = Some(v.clone());
        }
        Ok(v)
    }

    /// The value of a constant definition that stands as one, or as a function on a set that does.
    pub fn constant(&mut self, def: DefId, base: usize) -> R<Option<Value>> {
        let body = self.model.def(def).body;
        let known = self.constants[def.index()].clone();
        let v = match known {
            Some(v) => v,
            None => self.eval(body, base)?,
        };
        self.constants[def.index()] = Some(v.clone());
        match &v {
            Val::V(v) => Ok(Some(v.clone())),
            Val::Fun(f) if f.is_small() => self.force(body, &v).map(Some),
            Val::Fun(_) | Val::Range(..) | Val::Set(_) => Ok(None),
        }
    }

    // ---- call by need ----

    pub fn local(&mut self, at: ExprId, slot: Slot, base: usize) -> R<Val> {
        self.demand(at, slot, base, Self::eval)
    }

    /// The value of a slot; a thunk that has none yet is evaluated by `eval`.
    #[inline]
    pub fn demand(&mut self, at: ExprId, slot: Slot, base: usize, eval: fn(&mut Self, ExprId, usize) -> R<Val>) -> R<Val> {
        let index = base + slot.index();
        match &self.stack[index] {
            Cell::Val(v) => Ok(v.clone()),
            Cell::Thunk { expr, base: b } => {
                let (expr, b) = (*expr, *b);
                self.guard(at)?;
                let (state, volatile) = (self.state_reads, self.volatile_reads);
                let val = eval(self, expr, b)?;
                if self.volatile_reads == volatile {
                    // one that happens to have read nothing may still branch, as part of an action, into what reads the state
                    self.stack[index] = if self.state_reads == state && self.analysis.level(expr) == Level::Constant {
                        Cell::Val(val.clone())
                    } else {
                        Cell::Forced { val: val.clone(), expr, base: b }
                    };
                }
                Ok(val)
            }
            Cell::Forced { val, expr, base: b } => {
                self.state_reads += 1;
                if self.primed {
                    let (expr, b) = (*expr, *b);
                    return eval(self, expr, b);
                }
                Ok(val.clone())
            }
            Cell::Closure(c) => {
                let c = c.clone();
                self.closure(at, &c)
            }
            Cell::Op(_) => panic!("eval: operator in slot {} used as a value", slot.0),
            Cell::Empty => panic!("eval: slot {} is read before it is bound", slot.0),
        }
    }

    pub fn closure(&mut self, at: ExprId, c: &Closure) -> R<Val> {
        let here = !self.primed && self.between == 0;
        if here && let Some(v) = &*c.memo.borrow() {
            // What it read is not known any more; count it as both kinds of a stable read.
            self.state_reads += 1;
            return Ok(v.clone());
        }
        self.guard(at)?;
        let volatile = self.volatile_reads;
        let v = self.in_env(&c.env, |m, base| m.eval(c.expr, base))?;
        if self.volatile_reads == volatile && here {
            *c.memo.borrow_mut() = Some(v.clone());
        }
        Ok(v)
    }

    /// Runs `f` in a frame filled from an environment.
    pub fn in_env<T>(&mut self, env: &Env, f: impl FnOnce(&mut Self, usize) -> R<T>) -> R<T> {
        let base = self.push_frame(env.size);
        for (slot, cell) in &env.cells {
            self.stack[base + slot.index()] = cell.clone();
        }
        let saved = self.primed;
        self.primed |= env.primed;
        let r = f(self, base);
        self.primed = saved;
        self.pop_frame(base);
        r
    }

    /// The environment that an expression needs to be evaluated later, elsewhere.
    pub fn capture(&mut self, exprs: &[ExprId], base: usize) -> Env {
        let mut env = Env { size: 0, cells: Vec::new(), primed: self.primed };
        for e in exprs {
            let locals = self.analysis.locals(*e);
            env.size = env.size.max(locals.size);
            for s in &locals.free {
                if env.cells.iter().any(|(t, _)| t == s) {
                    continue;
                }
                let cell = self.stack[base + s.index()].clone();
                let cell = self.detach(cell);
                env.cells.push((*s, cell));
            }
        }
        // What is evaluated later reads the state of that time.
        self.state_reads += 1;
        if self.primed || exprs.iter().any(|e| self.analysis.level(*e) > Level::State) {
            self.volatile_reads += 1;
        }
        env
    }

    /// A cell that does not point into the stack.
    fn detach(&mut self, cell: Cell) -> Cell {
        match cell {
            Cell::Thunk { expr, base } => {
                let env = self.capture(&[expr], base);
                Cell::Closure(Rc::new(Closure { expr, env, memo: RefCell::new(None) }))
            }
            Cell::Forced { val, .. } => Cell::Val(val),
            Cell::Op(op) => match &*op {
                Op::Builtin(_) => Cell::Op(op),
                Op::Def { def, captured } => {
                    let captured = captured.iter().map(|c| self.detach(c.clone())).collect();
                    Cell::Op(Rc::new(Op::Def { def: *def, captured }))
                }
            },
            Cell::Empty | Cell::Val(_) | Cell::Closure(_) => cell,
        }
    }
}
