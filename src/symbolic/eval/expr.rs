//! The meaning of each core expression as a value. Above each arm that is not plain structure stands its equation.

use crate::eval::error::ErrorKind;
use crate::ir::{Builtin, ExprId, ExprKind, VarId};
use crate::logic::Term;
use crate::source::Span;
use crate::symbolic::Encoder;
use crate::symbolic::eval::context::Assigned;
use crate::symbolic::eval::footprint::Touch;
use crate::symbolic::eval::frame::{Binding, Frame, Thunk};
use crate::symbolic::value::rules::Need;
use crate::symbolic::value::sym::Sym;
use crate::symbolic::value::sym::{Lazy, Node};
use crate::util::work;

/// The work of evaluating an expression, without what is built.
const EVALUATION: u64 = 3;

impl<'m> Encoder<'m> {
    /// The value of an expression under the current path.
    pub(in crate::symbolic) fn eval(&mut self, e: ExprId, frame: &Frame) -> Sym {
        self.eval_for(Need::Whole, e, frame)
    }

    /// The value of an expression under the current path, as far as it is needed.
    pub(in crate::symbolic) fn eval_for(&mut self, need: Need, e: ExprId, frame: &Frame) -> Sym {
        if self.path == Term::FALSE {
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
            ExprKind::Local(s) => {
                let binding = frame.borrow()[s.index()].clone();
                match binding {
                    Binding::Value(v) => v,
                    Binding::At(v, at) => {
                        self.record(at);
                        v
                    }
                    Binding::Thunk(t) => self.force(need, &t),
                    Binding::Operator(c) => self.call_closure(&c, Vec::new(), span),
                    Binding::Empty => unreachable!("encode: slot {} of {} is read before it is bound", s.0, e.0),
                }
            }
            ExprKind::Let { slot, value, body } => {
                let thunk = Binding::Thunk(Thunk::new(*value, frame));
                self.with_slot(frame, *slot, thunk, |enc| enc.eval_for(need, *body, frame))
            }
            ExprKind::Call { def, args } => self.call(*def, args, need, frame, span),
            ExprKind::CallSlot { slot, args } => {
                let bindings = args.iter().map(|a| self.binding(a, frame)).collect();
                let callee = frame.borrow()[slot.index()].clone();
                match callee {
                    Binding::Operator(c) => self.call_closure(&c, bindings, span),
                    Binding::Value(_) | Binding::At(..) | Binding::Thunk(_) | Binding::Empty => {
                        unreachable!("encode: an operator parameter holds an operator")
                    }
                }
            }
            // e' is e where every variable stands for its next value
            ExprKind::Prime(inner) => {
                let inner = *inner;
                self.cx.primed_reads += 1;
                let next = self.cx.next.clone();
                let state = std::mem::replace(&mut self.cx.state, next);
                self.cx.priming += 1;
                let v = self.eval(inner, frame);
                self.cx.priming -= 1;
                self.cx.state = state;
                v
            }
            ExprKind::If { condition, then, otherwise } => {
                let c = self.boolean(*condition, frame);
                let a = self.under(c, |enc| enc.eval_for(need, *then, frame));
                let b = self.under(!c, |enc| enc.eval_for(need, *otherwise, frame));
                self.merge(c, a, b)
            }
            // the first arm whose guard holds; none and no OTHER is an error
            ExprKind::Case { arms, otherwise } => {
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
                        let v = self.under(open, |enc| enc.eval_for(need, *value, frame));
                        cases.push((open, v));
                    }
                    None => self.fail(ErrorKind::NoCaseArm, span, open),
                }
                self.select(&cases)
            }
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
            ExprKind::SetFilter { bind, body } => {
                let s = self.eval(bind.set, frame);
                if self.is_infinite(s) || self.stays_unwritten(s) {
                    return self.filter_rule(e, s, frame);
                }
                let keep = |enc: &mut Self| {
                    let mut kept = Vec::new();
                    for (g, x) in enc.elements(s, span) {
                        let p = enc.under(g, |enc| {
                            enc.bind(&bind.pattern, x, frame, span);
                            enc.boolean(*body, frame)
                        });
                        kept.push((enc.graph.and(g, p), x));
                    }
                    let symbolic = kept.iter().any(|(_, x)| !enc.syms.is_concrete(*x));
                    let known = if symbolic { enc.known_parts(&bind.pattern, *body, frame) } else { Vec::new() };
                    for (_, x) in &mut kept {
                        if !enc.syms.is_concrete(*x) {
                            *x = enc.with_known(*x, &known);
                        }
                    }
                    let set = enc.set_of(kept);
                    if let Some(most) = enc.most(s) {
                        enc.no_more_than(set, most);
                    }
                    set
                };
                if !matches!(self.syms.node(s), Node::Lazy(_)) {
                    return keep(self);
                }
                // SUBSET S and the like: what goes wrong counts where the set is written out, if it is
                let (set, found) = self.apart(keep);
                // and so does what is asked of the base where nothing is left of it
                let nothing = matches!(self.syms.node(set), Node::Set(entries) if entries.is_empty());
                if found.is_empty() && !nothing { set } else { self.filter_rule(e, s, frame) }
            }
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
            // `x \in {a, b}` compares with one after the other; the set is never made, so its elements may be of unlike kinds
            ExprKind::Builtin { op: op @ (Builtin::In | Builtin::NotIn), args }
                if matches!(model.expr(args[1]).kind, ExprKind::SetEnum(_)) =>
            {
                let ExprKind::SetEnum(items) = &model.expr(args[1]).kind else {
                    unreachable!("encode: the guard saw an enumeration")
                };
                let x = self.eval(args[0], frame);
                let values: Vec<Sym> = items.iter().map(|i| self.eval(*i, frame)).collect();
                let mut found = Term::FALSE;
                for v in values {
                    let same = self.under(!found, |enc| enc.equal(v, x, span));
                    found = self.graph.or(found, same);
                }
                self.syms.bool(if *op == Builtin::In { found } else { !found })
            }
            // `x \in {y \in S : p}`, if S is not written out, asks whether x is in S and p holds of it, and evaluates p for nothing else
            ExprKind::Builtin { op: op @ (Builtin::In | Builtin::NotIn), args }
                if matches!(model.expr(args[1]).kind, ExprKind::SetFilter { .. }) =>
            {
                let ExprKind::SetFilter { bind, body } = &model.expr(args[1]).kind else {
                    unreachable!("encode: the guard saw a filter")
                };
                let x = self.eval(args[0], frame);
                let s = self.eval(bind.set, frame);
                let mut parts = Vec::new();
                for (g, alt) in self.syms.alternatives(s) {
                    let found = self.under(g, |enc| {
                        // TLC writes out the filter of a set that is written out, errors and all
                        if let Node::Set(entries) = enc.syms.node(alt).clone() {
                            let mut kept = Vec::new();
                            for (h, e) in entries.iter() {
                                let p = enc.under(*h, |enc| {
                                    enc.bind(&bind.pattern, *e, frame, span);
                                    enc.boolean(*body, frame)
                                });
                                kept.push((enc.graph.and(*h, p), *e));
                            }
                            let filtered = enc.set_of(kept);
                            return enc.member(x, filtered, span);
                        }
                        let inside = enc.member(x, alt, span);
                        let kept = enc.under(inside, |enc| {
                            enc.bind(&bind.pattern, x, frame, span);
                            enc.boolean(*body, frame)
                        });
                        enc.graph.and(inside, kept)
                    });
                    parts.push(self.graph.and(g, found));
                }
                let found = self.graph.any(parts);
                self.syms.bool(if *op == Builtin::In { found } else { !found })
            }
            ExprKind::Builtin { op: Builtin::RandomElement, args } => {
                let s = self.eval(args[0], frame);
                self.random_element(e, s, span)
            }
            // What has no value is asked for, and not to be found.
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
            ExprKind::SelectSeq { seq, slot, test } => {
                let s = self.eval(*seq, frame);
                self.on_sequence(s, span, &mut |enc, (length, items)| {
                    let mut keep = Vec::new();
                    for (i, item) in items.iter().enumerate() {
                        let there = enc.longer_than(&length, i);
                        let holds = enc.under(there, |enc| {
                            enc.with_slot(frame, *slot, Binding::Value(*item), |enc| enc.boolean(*test, frame))
                        });
                        keep.push(enc.graph.and(there, holds));
                    }
                    enc.select_items(&items, &keep)
                })
            }
            ExprKind::SortSeq { seq, left, right, less } => {
                let s = self.eval(*seq, frame);
                self.on_sequence(s, span, &mut |enc, (length, items)| {
                    let sorted = enc.sorted(&length, &items, &mut |enc, a, b| {
                        enc.with_slot(frame, *left, Binding::Value(a), |enc| {
                            enc.with_slot(frame, *right, Binding::Value(b), |enc| enc.boolean(*less, frame))
                        })
                    });
                    enc.tuple_of(length, sorted)
                })
            }
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
                self.unsupported(span, "a temporal formula where a state is evaluated")
            }
            ExprKind::Unsupported { construct, hint } => self.unsupported(span, format!("{construct} ({hint})")),
        }
    }

    fn read(&mut self, v: VarId, primed: bool, span: Span) -> Sym {
        self.touch(v, None, Touch::Read);
        self.read_untraced(v, primed, span)
    }

    pub(in crate::symbolic) fn read_untraced(&mut self, v: VarId, primed: bool, span: Span) -> Sym {
        // what a variable that is being assigned holds differs from branch to branch
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
