//! Evaluation of any expression of a model, in an explicit frame.
//!
//! In: a [`Frame`] (the definition that owns the expression's slots, what these are bound to, the state, the next state, the
//! level) and an expression. Out: its value, or the error that TLC reports there. Explainers evaluate the parts of a false
//! predicate with it, explorers what the user types. An evaluation has no side effects: nothing is printed, and registers are
//! as before.
//!
//! ```text
//! Inv == \A p \in Proc : pc[p] = "done" => x > 0
//!
//! Frame::of(inv).bind(slot of p, "a").at(&state)        value of `pc[p] = "done"`: TRUE
//! frame.of_call(&model, call)                           the frame of the callee, with the call's arguments
//! ```

use super::Evaluator;
use super::error::{ErrorKind, EvalError};
use super::fail::R;
use super::lazy::{Cell, Closure, Env, Op, Val};
use super::machine::Machine;
use crate::ir::{Arg, Bind, Builtin, DefId, ExprId, ExprKind, Model, Slot, VarId};
use crate::value::{State, Value};
use rustc_hash::FxHashMap;
use std::cell::RefCell;
use std::rc::Rc;

/// What a slot is bound to.
#[derive(Clone, Debug)]
pub enum Binding {
    Value(Value),
    /// An expression of another frame, evaluated when it is needed: an argument.
    Expr(ExprId, Rc<Frame>),
    /// An operator, its first parameters bound already.
    Def(DefId, Vec<Binding>),
    Builtin(Builtin),
}

/// Where an expression is evaluated.
#[derive(Clone, Debug)]
pub struct Frame {
    /// The definition whose body the expression is a part of.
    pub def: DefId,
    pub bindings: Vec<(Slot, Binding)>,
    pub state: Option<State>,
    /// The state that primed variables are read from.
    pub next: Option<State>,
    /// Values of primed variables in a step of which not all is known. They come before `next`.
    pub assigned: Vec<(VarId, Value)>,
    /// The value of `TLCGet("level")`, if not that of the evaluator.
    pub level: Option<u32>,
}

impl Frame {
    /// The frame of a definition without parameters, without states.
    pub fn of(def: DefId) -> Frame {
        Frame { def, bindings: Vec::new(), state: None, next: None, assigned: Vec::new(), level: None }
    }

    /// The same frame at a state.
    pub fn at(mut self, state: &State) -> Frame {
        self.state = Some(state.clone());
        self
    }

    /// The same frame in a step to a state.
    pub fn to(mut self, next: &State) -> Frame {
        self.next = Some(next.clone());
        self
    }

    /// The same frame with one more slot bound. A later binding replaces an earlier one.
    pub fn bind(mut self, slot: Slot, value: Value) -> Frame {
        self.bindings.push((slot, Binding::Value(value)));
        self
    }

    /// The frame of the definition that a call leads to, with the call's arguments bound. `None` if the expression is not a call
    /// of a definition.
    pub fn of_call(self: &Rc<Frame>, model: &Model, call: ExprId) -> Option<Frame> {
        let (def, first, args) = match &model.expr(call).kind {
            ExprKind::Call { def, args } => (*def, Vec::new(), args),
            ExprKind::CallSlot { slot, args } => match self.binding(*slot)? {
                Binding::Def(def, captured) => (*def, captured.clone(), args),
                Binding::Value(_) | Binding::Expr(..) | Binding::Builtin(_) => return None,
            },
            _ => return None,
        };
        let given = args.iter().map(|a| self.argument(a)).collect::<Option<Vec<Binding>>>()?;
        let slots = (0..).map(Slot);
        Some(Frame { def, bindings: slots.zip(first.into_iter().chain(given)).collect(), ..(**self).clone() })
    }

    fn argument(self: &Rc<Frame>, arg: &Arg) -> Option<Binding> {
        match arg {
            Arg::Expr(e) => Some(Binding::Expr(*e, self.clone())),
            Arg::Slot(slot) => self.binding(*slot).cloned(),
            Arg::Def { def, captured } => {
                Some(Binding::Def(*def, captured.iter().map(|a| self.argument(a)).collect::<Option<_>>()?))
            }
            Arg::Builtin(op) => Some(Binding::Builtin(*op)),
        }
    }

    /// What a slot is bound to.
    pub fn binding(&self, slot: Slot) -> Option<&Binding> {
        self.bindings.iter().rev().find(|(s, _)| *s == slot).map(|(_, b)| b)
    }
}

impl<'m> Evaluator<'m> {
    /// The value of an expression in a frame.
    pub fn value_in(&mut self, frame: &Frame, expr: ExprId) -> Result<Value, EvalError> {
        self.in_frame(frame, Some(expr), |m, base| m.value(expr, base))
    }

    /// The truth of an expression in a frame.
    pub fn holds_in(&mut self, frame: &Frame, expr: ExprId) -> Result<bool, EvalError> {
        self.in_frame(frame, Some(expr), |m, base| m.test(expr, base))
    }

    /// The first row of values of an expression's binders, in the order of evaluation, for which its body has this truth.
    /// The expression is a quantifier.
    pub fn row_in(&mut self, frame: &Frame, quantifier: ExprId, wanted: bool) -> Result<Option<Row>, EvalError> {
        let model = self.machine.model;
        let ExprKind::Quant { binds, body, .. } = &model.expr(quantifier).kind else { return Ok(None) };
        let mut found = None;
        self.rows(frame, quantifier, binds, &mut |m, base, row| {
            if m.test(*body, base)? == wanted {
                found = Some(row);
            }
            Ok(found.is_none())
        })?;
        Ok(found)
    }

    /// The first rows of values of binders, at most so many, in the order of evaluation, and the number of all rows.
    pub fn rows_in(&mut self, frame: &Frame, at: ExprId, binds: &'m [Bind], most: usize) -> Result<(Vec<Row>, usize), EvalError> {
        let (mut all, mut count) = (Vec::new(), 0);
        self.rows(frame, at, binds, &mut |_, _, row| {
            count += 1;
            if all.len() < most {
                all.push(row);
            }
            Ok(true)
        })?;
        Ok((all, count))
    }

    fn rows(
        &mut self,
        frame: &Frame,
        at: ExprId,
        binds: &'m [Bind],
        visit: &mut dyn FnMut(&mut Machine<'m>, usize, Row) -> R<bool>,
    ) -> Result<(), EvalError> {
        let slots = super::binder::slots(binds);
        self.in_frame(frame, None, |m, base| {
            let bound = m.bounds(binds, base)?;
            m.each_binding(at, &bound, base, &mut |m| {
                let mut row = Vec::with_capacity(slots.len());
                for slot in &slots {
                    let Cell::Val(x) = m.stack[base + slot.index()].clone() else {
                        panic!("eval: binder {} holds no value", slot.0)
                    };
                    row.push((*slot, m.force(at, &x)?));
                }
                visit(m, base, row)
            })?;
            Ok(())
        })
    }

    /// Whether a value is an element of the set that an expression stands for.
    pub fn contains_in(&mut self, frame: &Frame, value: &Value, set: ExprId) -> Result<bool, EvalError> {
        self.in_frame(frame, Some(set), |m, base| {
            let s = m.eval(set, base)?;
            m.member(set, &Val::V(value.clone()), &s)
        })
    }

    fn in_frame<T>(
        &mut self,
        frame: &Frame,
        expr: Option<ExprId>,
        f: impl FnOnce(&mut Machine<'m>, usize) -> R<T>,
    ) -> Result<T, EvalError> {
        if let Some(expr) = expr {
            self.bound(frame, expr)?;
        }
        let (registers, print) = (self.registers(), self.machine.print.take());
        if let Some(level) = frame.level {
            self.set_register("level", i64::from(level));
        }
        let result = self.run(frame.def, frame.state.as_ref(), frame.next.as_ref(), |m, base| {
            for (variable, value) in &frame.assigned {
                m.next[variable.index()] = Some(value.clone());
            }
            let mut shared = Shared::default();
            for (slot, binding) in &frame.bindings {
                m.stack[base + slot.index()] = shared.cell(m.model, binding);
            }
            f(m, base)
        });
        *self.machine.registers.borrow_mut() = registers;
        self.machine.print = print;
        result
    }

    /// An error if the expression reads a slot that the frame does not bind.
    fn bound(&mut self, frame: &Frame, expr: ExprId) -> Result<(), EvalError> {
        let model = self.machine.model;
        let locals = self.machine.analysis.locals(expr);
        let Some(slot) = locals.free.iter().find(|s| frame.binding(**s).is_none()) else { return Ok(()) };
        let name = &model.def(frame.def).slots[slot.index()];
        Err(EvalError {
            kind: ErrorKind::UndefinedVariable,
            message: format!("`{name}` has no value here"),
            span: model.expr(expr).span,
            calls: Vec::new(),
            locals: Vec::new(),
            help: None,
        })
    }
}

/// The values of an expression's binders: each slot with its value.
pub type Row = Vec<(Slot, Value)>;

/// Cells of bindings. They do not point into the stack. An expression in a frame has one cell, however often it is bound.
#[derive(Default)]
struct Shared {
    closures: FxHashMap<(ExprId, *const Frame), Rc<Closure>>,
}

impl Shared {
    fn cell(&mut self, model: &Model, binding: &Binding) -> Cell {
        match binding {
            Binding::Value(v) => Cell::Val(Val::V(v.clone())),
            Binding::Expr(expr, frame) => {
                let key = (*expr, Rc::as_ptr(frame));
                if let Some(known) = self.closures.get(&key) {
                    return Cell::Closure(known.clone());
                }
                let cells = frame.bindings.iter().map(|(slot, b)| (*slot, self.cell(model, b))).collect();
                let env = Env { size: model.def(frame.def).slots.len(), cells, primed: false };
                let closure = Rc::new(Closure { expr: *expr, env, memo: RefCell::new(None) });
                self.closures.insert(key, closure.clone());
                Cell::Closure(closure)
            }
            Binding::Def(def, captured) => {
                let captured = captured.iter().map(|b| self.cell(model, b)).collect();
                Cell::Op(Rc::new(Op::Def { def: *def, captured }))
            }
            Binding::Builtin(op) => Cell::Op(Rc::new(Op::Builtin(*op))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::model;
    use super::*;
    use crate::ir::visit::children;

    /// The values of the subexpressions of the last definition's body, in the frame that `make` gives.
    fn check(defs: &[(usize, &str)], make: impl Fn(&Model, DefId) -> Frame, expected: &[&str]) {
        let model = model(defs);
        let def = DefId(model.defs.len() as u32 - 1);
        let frame = make(&model, def);
        let mut evaluator = Evaluator::new(&model);
        let parts = children(&model.expr(model.def(def).body).kind);
        let found: Vec<String> = parts
            .into_iter()
            .map(|e| match evaluator.value_in(&frame, e) {
                Ok(v) => v.to_string(),
                Err(e) => format!("{:?}: {}", e.kind, e.message),
            })
            .collect();
        assert_eq!(found, expected);
    }

    fn state(x: i64, y: i64) -> State {
        State([Value::Int(x), Value::Int(y), Value::Int(0)].into())
    }

    #[test]
    fn a_part_of_an_invariant_is_evaluated_under_a_binding() {
        let invariant = "(A 0 (.. 1 3) (< (+ $0 x) y))";
        let at = |_: &Model, def| Frame::of(def).at(&state(5, 8));
        check(&[(0, invariant)], at, &["{1, 2, 3}", "UndefinedVariable: `s0` has no value here"]);
        let bound = |_: &Model, def| Frame::of(def).at(&state(5, 8)).bind(Slot(0), Value::Int(3));
        check(&[(0, invariant)], bound, &["{1, 2, 3}", "FALSE"]);
    }

    #[test]
    fn a_step_and_an_error_are_evaluated() {
        let step = |_: &Model, def| Frame::of(def).at(&state(1, 0)).to(&state(2, 0));
        check(&[(0, "(and (= x' (+ x 1)) (= x \"a\"))")], step, &["TRUE", "Type: integer 1 and string \"a\" cannot be compared"]);
        let unprimed = |_: &Model, def| Frame::of(def).at(&state(1, 0));
        check(&[(0, "(and (= x' 2) (= x 1))")], unprimed, &["UndefinedVariable: x' is used before it is given a value", "TRUE"]);
    }

    #[test]
    fn a_call_is_followed_with_its_arguments() {
        let defs = [(1, "(< $0 (+ y $0))"), (0, "(A 0 (.. 1 3) (call 0 (+ $0 x)))")];
        let model = model(&defs);
        let body = children(&model.expr(model.def(DefId(1)).body).kind);
        let outer = Rc::new(Frame::of(DefId(1)).at(&state(10, -1)).bind(Slot(0), Value::Int(2)));
        let inner = outer.of_call(&model, body[1]).expect("a call");
        let mut evaluator = Evaluator::new(&model);
        let sides = children(&model.expr(model.def(DefId(0)).body).kind);
        assert_eq!(evaluator.value_in(&inner, sides[0]), Ok(Value::Int(12)));
        assert_eq!(evaluator.holds_in(&inner, model.def(DefId(0)).body), Ok(false));
    }
}
