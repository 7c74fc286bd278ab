//! Evaluation of each core expression to a value. An arm that is not plain structure has its equation above it.

use crate::eval::error::ErrorKind;
use crate::ir::{Builtin, ExprId, ExprKind, Slot, VarId};
use crate::logic::Term;
use crate::source::Span;
use crate::symbolic::Encoder;
use crate::symbolic::eval::context::Assigned;
use crate::symbolic::eval::footprint::Touch;
use crate::symbolic::eval::frame::{Binding, Frame, Thunk};
use crate::symbolic::value::rules::Need;
use crate::symbolic::value::sym::{Lazy, Node, Sym};
use crate::util::work;

/// The work of evaluating an expression, in units of `util::work`, without that of building terms.
const EVALUATION: u64 = 3;

impl<'m> Encoder<'m> {
    /// The value of an expression under the current path.
    pub(in crate::symbolic) fn eval(&mut self, e: ExprId, frame: &Frame) -> Sym {
        self.eval_for(Need::Whole, e, frame)
    }

    /// The value of an expression under the current path, as far as it is needed.
    pub(in crate::symbolic) fn eval_for(&mut self, need: Need, e: ExprId, frame: &Frame) -> Sym {
        if self.path() == Term::FALSE {
            return self.syms.undefined();
        }
        self.cx.cancel.check();
        work::step(EVALUATION);
        let model = self.cx.model;
        let expr = model.expr(e);
        let span = expr.span;
        match &expr.kind {
            ExprKind::Const(v) => self.of_value(v),
            ExprKind::Var(v) => self.read(*v, false, span),
            ExprKind::Primed(v) => self.read(*v, true, span),
            ExprKind::Local(s) => self.local(*s, need, span, frame),
            ExprKind::Let { slot, value, body } => {
                let thunk = Binding::Thunk(Thunk::new(*value, frame));
                self.with_slot(frame, *slot, thunk, |enc| enc.eval_for(need, *body, frame))
            }
            ExprKind::Call { def, args } => self.call(*def, args, need, frame, span),
            ExprKind::CallSlot { slot, args } => self.call_slot(*slot, args, frame, span),
            // e' is e with every variable replaced by its next value
            ExprKind::Prime(inner) => self.in_next_state(|enc| enc.eval(*inner, frame)),
            ExprKind::If { condition, then, otherwise } => {
                let c = self.boolean(*condition, frame);
                let a = self.under(c, |enc| enc.eval_for(need, *then, frame));
                let b = self.under(!c, |enc| enc.eval_for(need, *otherwise, frame));
                self.merge(c, a, b)
            }
            ExprKind::Case { arms, otherwise } => self.case(need, (arms, *otherwise), frame, span),
            ExprKind::And(_)
            | ExprKind::Or(_)
            | ExprKind::Not(_)
            | ExprKind::Implies(..)
            | ExprKind::Quant { .. }
            | ExprKind::Unchanged(_)
            | ExprKind::BoxAction { .. }
            | ExprKind::AngleAction { .. } => {
                let t = self.formula(e, frame);
                self.syms.bool(t)
            }
            ExprKind::Choose { pattern, set: Some(set), body } => self.choose(pattern, *set, *body, frame, span),
            ExprKind::Choose { set: None, .. } | ExprKind::UnboundedQuant { .. } => {
                self.fail(ErrorKind::NotEnumerable, span, Term::TRUE);
                self.syms.undefined()
            }
            ExprKind::SetEnum(items) => {
                let elements = items.iter().map(|i| (Term::TRUE, self.eval(*i, frame))).collect();
                self.set_written(elements, span)
            }
            // {x \in S : p}  =  {(g /\ p(e), e)}
            ExprKind::SetFilter { bind, body } => self.set_filter(e, bind, *body, frame, span),
            // {f : x \in S}  =  {(g, f(e))}
            ExprKind::SetMap { binds, body } => self.set_map(e, binds, *body, frame, span),
            ExprKind::FnCtor { binds, body, recursive } => {
                self.construct((e, binds, *body), recursive.is_some(), need, frame, span)
            }
            ExprKind::FnSet { domain, range } => {
                let (domain, range) = (self.eval(*domain, frame), self.eval(*range, frame));
                self.syms.add(Node::Lazy(Lazy::Functions { domain, range }))
            }
            ExprKind::Tuple(items) => {
                let items = items.iter().map(|i| self.eval(*i, frame)).collect();
                self.syms.tuple(items)
            }
            ExprKind::Record(fields) => {
                let mut values: Vec<_> = fields.iter().map(|(a, x)| (*a, self.eval(*x, frame))).collect();
                values.sort_unstable_by_key(|f| f.0);
                self.syms.add(Node::Record(values.into()))
            }
            ExprKind::RecordSet(fields) => {
                let mut sets: Vec<_> = fields.iter().map(|(a, x)| (*a, self.eval(*x, frame))).collect();
                sets.sort_unstable_by_key(|f| f.0);
                self.syms.add(Node::Lazy(Lazy::Records(sets.into())))
            }
            ExprKind::Except { function, updates } => self.except((*function, updates), need, frame, span),
            ExprKind::Apply { function, arg } => {
                let variable = self.current(*function, frame);
                let f = match variable {
                    Some((_, value)) => value,
                    None => self.eval_for(Need::Applied, *function, frame),
                };
                let x = self.eval(*arg, frame);
                if let Some((var, _)) = variable {
                    self.touch(var, Some(x), Touch::Read);
                }
                self.apply_for(need, f, x, span)
            }
            ExprKind::Field { record, field } => {
                let r = self.eval_for(Need::Applied, *record, frame);
                self.field(r, *field, span)
            }
            ExprKind::Builtin { op: op @ (Builtin::In | Builtin::NotIn), args } if self.is_set_in_place(args[1]) => {
                let found = self.member_in_place(args[0], args[1], frame, span);
                self.syms.bool(if *op == Builtin::In { found } else { !found })
            }
            ExprKind::Builtin { op: Builtin::RandomElement, args } => {
                let s = self.eval(args[0], frame);
                self.random_element(e, s, span)
            }
            // AssertError needs the error, not a value.
            ExprKind::Builtin { op: Builtin::AssertError, .. } => self.unsupported(span, "AssertError"),
            ExprKind::Builtin { op: Builtin::ToString, args } => {
                if let Some(text) = self.text_of_interval(args[0], frame) {
                    return text;
                }
                let value = self.eval(args[0], frame);
                self.builtin(Builtin::ToString, &[value], span)
            }
            ExprKind::Builtin { op, args } => {
                let known =
                    self.peek(*op, args, frame).or_else(|| self.level(e)).or_else(|| self.level_compared(*op, args, frame));
                if let Some(value) = known {
                    return value;
                }
                let values: Vec<Sym> = args.iter().map(|a| self.eval(*a, frame)).collect();
                self.builtin(*op, &values, span)
            }
            ExprKind::SelectSeq { seq, slot, test } => self.select_seq(*seq, *slot, *test, frame, span),
            ExprKind::SortSeq { seq, left, right, less } => self.sort_seq(*seq, [*left, *right], *less, frame, span),
            ExprKind::Fold { set, base, so_far, element, body, backwards } => {
                let s = self.eval(*set, frame);
                let start = self.eval(*base, frame);
                self.fold(s, start, (*so_far, *element, *body), *backwards, frame, span)
            }
            ExprKind::Enabled(action) => {
                let t = self.is_enabled(*action, frame, span);
                self.syms.bool(t)
            }
            ExprKind::Compose(..) if self.cx.mode.initial || self.cx.priming > 0 => {
                self.unsupported(span, "\\cdot outside actions")
            }
            ExprKind::Compose(a, b) => {
                let t = self.is_composed((*a, *b), frame, span);
                self.syms.bool(t)
            }
            ExprKind::EnabledIn { action, stand_ins } => {
                let t = self.is_enabled_in(*action, stand_ins, frame, span);
                self.syms.bool(t)
            }
            ExprKind::Always(_) | ExprKind::Eventually(_) | ExprKind::LeadsTo(..) | ExprKind::Fairness { .. } => {
                self.unsupported(span, "a temporal formula in a state function or an action")
            }
            ExprKind::Unsupported { construct, hint } => self.unsupported(span, format!("{construct} ({hint})")),
        }
    }

    /// The value of a slot.
    fn local(&mut self, s: Slot, need: Need, span: Span, frame: &Frame) -> Sym {
        let binding = frame.borrow()[s.index()].clone();
        match binding {
            Binding::Value(v) => v,
            Binding::At(v, at) => {
                self.record(at);
                v
            }
            Binding::Thunk(t) => self.force(need, &t),
            Binding::Operator(c) => self.call_closure(&c, Vec::new(), span),
            Binding::Empty => unreachable!("symbolic: slot {} is read before it is bound", s.0),
        }
    }

    /// `f` evaluated with every variable replaced by its next value.
    pub(in crate::symbolic) fn in_next_state<T>(&mut self, f: impl FnOnce(&mut Self) -> T) -> T {
        self.cx.primed_reads += 1;
        let next = self.cx.next.clone();
        let state = std::mem::replace(&mut self.cx.state, next);
        self.cx.priming += 1;
        let result = f(self);
        self.cx.priming -= 1;
        self.cx.state = state;
        result
    }

    /// The first arm whose guard holds; an error if none does and there is no OTHER.
    fn case(&mut self, need: Need, (arms, otherwise): (&[(ExprId, ExprId)], Option<ExprId>), frame: &Frame, span: Span) -> Sym {
        let mut open = Term::TRUE;
        let mut cases = Vec::new();
        for (guard, value) in arms {
            let g = self.under(open, |enc| enc.boolean(*guard, frame));
            let here = self.graph.and(open, g);
            let v = self.under(here, |enc| enc.eval_for(need, *value, frame));
            cases.push((here, v));
            open = self.graph.and(open, !g);
        }
        match otherwise {
            Some(value) => {
                let v = self.under(open, |enc| enc.eval_for(need, value, frame));
                cases.push((open, v));
            }
            None => self.fail(ErrorKind::NoCaseArm, span, open),
        }
        self.select(&cases)
    }

    fn read(&mut self, v: VarId, primed: bool, span: Span) -> Sym {
        self.touch(v, None, Touch::Read);
        self.read_untraced(v, primed, span)
    }

    pub(in crate::symbolic) fn read_untraced(&mut self, v: VarId, primed: bool, span: Span) -> Sym {
        // the value of a variable that is being assigned differs between branches
        if primed || self.cx.mode.initial {
            self.cx.primed_reads += 1;
        }
        let slot = if primed { &self.cx.next } else { &self.cx.state };
        match slot[v.index()].clone() {
            Assigned::Yes(s) => s,
            Assigned::Partly(t, s) => {
                self.fail(ErrorKind::UndefinedVariable, span, !t);
                s
            }
            Assigned::No => {
                self.fail(ErrorKind::UndefinedVariable, span, Term::TRUE);
                self.syms.undefined()
            }
        }
    }
}
