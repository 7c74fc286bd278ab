//! Application of operators: definitions, closures, constants.

use crate::ir::{Arg, DefId, ExprId, Level, Slot};
use crate::source::Span;
use crate::symbolic::Encoder;
use crate::symbolic::eval::context::{CALL_LIMIT, ENTERED_LIMIT};
use crate::symbolic::eval::frame::{Binding, Closure, Frame};
use crate::symbolic::value::rules::Need;
use crate::symbolic::value::sym::Sym;

impl<'m> Encoder<'m> {
    /// The value of a definition applied to arguments.
    pub(in crate::symbolic) fn call(&mut self, def: DefId, args: &[Arg], need: Need, frame: &Frame, span: Span) -> Sym {
        let d = self.cx.model.def(def);
        if args.is_empty() && d.level == Level::Constant {
            return self.constant(def, need, span);
        }
        let bindings = args.iter().map(|a| self.binding(a, frame)).collect();
        self.enter(def, bindings, span, |enc, body, frame| enc.eval_for(need, body, frame))
            .unwrap_or_else(|| self.syms.undefined())
    }

    /// The value of an operator parameter applied to arguments.
    pub(in crate::symbolic) fn call_slot(&mut self, slot: Slot, args: &[Arg], frame: &Frame, span: Span) -> Sym {
        let bindings = args.iter().map(|a| self.binding(a, frame)).collect();
        let callee = frame.borrow()[slot.index()].clone();
        match callee {
            Binding::Operator(c) => self.call_closure(&c, bindings, span),
            Binding::Value(_) | Binding::At(..) | Binding::Thunk(_) | Binding::Empty => {
                unreachable!("symbolic: an operator parameter holds an operator")
            }
        }
    }

    /// Runs `f` on a definition's body in a new frame; `None` past a limit (and a finding), or if no behavior makes the call. The
    /// limit of recursion counts calls of recursive definitions only: `F(F(F(x)))` nests, but ends.
    pub(in crate::symbolic) fn enter<T>(
        &mut self,
        def: DefId,
        bindings: Vec<Binding>,
        span: Span,
        f: impl FnOnce(&mut Self, ExprId, &Frame) -> T,
    ) -> Option<T> {
        let recursive = usize::from(self.cx.model.def(def).recursive);
        if recursive > 0 && self.cx.depth.calls >= CALL_LIMIT {
            self.unsupported(span, format!("recursion deeper than {CALL_LIMIT} calls"));
            return None;
        }
        if self.cx.depth.entered >= ENTERED_LIMIT {
            self.unsupported(span, format!("more than {ENTERED_LIMIT} nested calls"));
            return None;
        }
        let nested = self.cx.depth.nested_calls.get(&def).copied().unwrap_or(0);
        if !self.is_active(nested) {
            return None;
        }
        let frame = self.new_frame(def, bindings);
        self.cx.depth.calls += recursive;
        self.cx.depth.entered += 1;
        self.cx.depth.nested_calls.insert(def, nested + 1);
        let result = f(self, self.cx.model.def(def).body, &frame);
        self.cx.depth.nested_calls.insert(def, nested);
        self.cx.depth.entered -= 1;
        self.cx.depth.calls -= recursive;
        Some(result)
    }

    pub(in crate::symbolic) fn call_closure(&mut self, closure: &Closure, args: Vec<Binding>, span: Span) -> Sym {
        match closure {
            Closure::Def { def, captured } => {
                let bindings = captured.iter().cloned().chain(args).collect();
                self.enter(*def, bindings, span, |enc, body, frame| enc.eval(body, frame))
                    .unwrap_or_else(|| self.syms.undefined())
            }
            Closure::Builtin(op) => {
                let values: Vec<Sym> = args
                    .iter()
                    .map(|b| match b {
                        Binding::Value(v) => *v,
                        Binding::At(v, at) => {
                            self.record(*at);
                            *v
                        }
                        Binding::Thunk(t) => self.force(Need::Whole, t),
                        Binding::Operator(_) | Binding::Empty => unreachable!("symbolic: a built-in operator takes values"),
                    })
                    .collect();
                self.builtin(*op, &values, span)
            }
        }
    }

    /// The value of a definition that depends on no variable. It is evaluated once, if it has no findings.
    fn constant(&mut self, def: DefId, need: Need, span: Span) -> Sym {
        if let Some(v) = self.cx.constants.get(&def) {
            return *v;
        }
        if let Some(value) = self.cx.evaluated.as_ref().and_then(|c| c.value(def, self.integers)) {
            let v = self.of_new_value(&value);
            self.cx.constants.insert(def, v);
            return v;
        }
        let (v, found) = self
            .unconditionally(|enc| enc.apart(|enc| enc.enter(def, Vec::new(), span, |enc, body, frame| enc.eval(body, frame))));
        match v {
            Some(v) if found.is_empty() => {
                self.cx.constants.insert(def, v);
                v
            }
            _ => self
                .enter(def, Vec::new(), span, |enc, body, frame| enc.eval_for(need, body, frame))
                .unwrap_or_else(|| self.syms.undefined()),
        }
    }
}
