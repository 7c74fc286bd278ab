//! Enumeration of initial states and successors, as TLC does it (`Tool.java`, `getInitStates`, `getNextStates`).
//!
//! In: a predicate or action. Out: one visit for every way to satisfy it. Conjunctions are taken left to right, with
//! what is left as the continuation; disjunctions, `\E` and `x' \in S` branch; `x' = e` assigns the first time and tests
//! later. Once every variable is assigned, the rest is only tested, so a later disjunction does not make duplicates
//! (TLC counts the same way). Example: `x' = 1 /\ (A \/ B) /\ y' = 2` visits up to two states.
//!
//! The walk recurses natively; frames of operators entered stay on the stack while their continuation runs. A binder
//! restores its slot when it is left, so that other branches see the cells they had.

use super::binder::slots;
use super::error::ErrorKind;
use super::fail::{Abort, R};
use super::label::Spine;
use super::lazy::{Cell, FunKind, Op, Val};
use super::machine::Machine;
use crate::ir::{Arg, Bind, Builtin, DefId, ExprId, ExprKind, Level, Pattern, Quantifier, Slot, VarId, plain_value};
use crate::value::Value;

/// What is still to be satisfied, innermost first.
pub(super) struct Cont<'k> {
    pub item: Item<'k>,
    pub rest: Rest<'k>,
}

pub(super) type Rest<'k> = Option<&'k Cont<'k>>;

#[derive(Clone, Copy)]
pub(super) enum Item<'k> {
    Holds(ExprId, usize),
    Unchanged(ExprId, usize),
    Changed(ExprId, usize),
    /// The first state again, after the second half of `A \cdot B`.
    From(&'k [Option<Value>]),
    /// `\A`: the body for each row of values.
    ForEach {
        slots: &'k [Slot],
        rows: &'k [Vec<Value>],
        body: ExprId,
        base: usize,
    },
}

/// One enumeration under way.
pub(super) struct Walk<'w, 'm> {
    /// Variables without a value yet.
    pub missing: usize,
    pub visit: &'w mut dyn FnMut(&mut Machine<'m>) -> R<()>,
    /// LET slots on the way from the top whose values depend on the state.
    pub lets: Vec<(usize, Slot)>,
}

/// On the way down from the top: the innermost operator so far.
type Top = Option<(DefId, usize)>;

impl<'m> Machine<'m> {
    /// Visits every assignment to the unassigned variables that satisfies the body of a definition.
    pub fn walk(&mut self, def: DefId, visit: &mut dyn FnMut(&mut Machine<'m>) -> R<()>) -> R<()> {
        let d = self.model.def(def);
        let missing = if self.initial { &self.current } else { &self.next };
        let missing = missing[..self.model.vars.len()].iter().filter(|v| v.is_none()).count();
        let base = self.push_frame(d.slots.len());
        self.label = Spine { named: Some((def, Some(base))), stop: None };
        let mut walk = Walk { missing, visit, lets: Vec::new() };
        let r = self.step(&mut walk, d.body, base, Some((def, base)), None);
        let r = r.map_err(|e| self.locate(e, def, base));
        self.pop_frame(base);
        r
    }

    /// `ENABLED A`
    pub fn is_enabled(&mut self, action: ExprId, base: usize) -> R<bool> {
        if self.primed {
            return self.fail(action, ErrorKind::Unsupported, "ENABLED in the next state is not supported");
        }
        let unassigned = vec![None; self.next.len()];
        let saved = (std::mem::replace(&mut self.next, unassigned), self.label, self.volatile_reads, self.initial);
        // no state between the halves of a composition is one that the step goes through
        let passed = self.passed;
        let witnesses = self.witnesses.take();
        self.initial = false;
        let mut visit = |_: &mut Machine<'m>| Err(Abort::Stop);
        self.keep_rigid();
        let missing = self.next.iter().filter(|v| v.is_none()).count();
        let mut walk = Walk { missing, visit: &mut visit, lets: Vec::new() };
        let r = self.step(&mut walk, action, base, None, None);
        (self.next, self.label, self.initial) = (saved.0, saved.1, saved.3);
        self.passed = passed;
        self.witnesses = witnesses;
        // What was read of the next state was of the one tried here.
        if !self.initial {
            self.volatile_reads = saved.2;
        }
        self.state_reads += 1;
        match r {
            Ok(()) => Ok(false),
            Err(Abort::Stop) => Ok(true),
            Err(error) => Err(error),
        }
    }

    /// `ENABLED A` of an instance: about stand-ins for its variables, of which nothing is known in the next state.
    pub fn is_enabled_in(&mut self, action: ExprId, stand_ins: &[(VarId, ExprId)], base: usize) -> R<bool> {
        let mut outer = Vec::with_capacity(stand_ins.len());
        for (v, e) in stand_ins {
            // One that has no value may not be needed.
            let value = match self.value(*e, base) {
                Ok(value) => Some(value),
                Err(Abort::Error(_)) => None,
                Err(Abort::Stop) => return Err(Abort::Stop),
            };
            outer.push(std::mem::replace(&mut self.current[v.index()], value));
        }
        let saved = std::mem::replace(&mut self.stands_in, true);
        let r = self.is_enabled(action, base);
        self.stands_in = saved;
        for ((v, _), value) in stand_ins.iter().zip(outer) {
            self.current[v.index()] = value;
        }
        r
    }

    /// What no step changes has its next value before any is taken.
    pub(super) fn keep_rigid(&mut self) {
        for v in &self.model.rigid {
            self.next[v.index()] = self.current[v.index()].clone();
        }
    }

    fn slot_of(&mut self, v: VarId) -> &mut Option<Value> {
        if self.initial { &mut self.current[v.index()] } else { &mut self.next[v.index()] }
    }

    // ---- continuations ----

    fn go_on(&mut self, w: &mut Walk<'_, 'm>, k: Rest<'_>) -> R<()> {
        let Some(cont) = k else { return (w.visit)(self) };
        match cont.item {
            Item::Holds(e, base) => {
                // a test goes through sets that the walk may take a witness of
                if w.missing == 0 && self.witnesses.is_none() {
                    return if self.test(e, base)? { self.go_on(w, cont.rest) } else { Ok(()) };
                }
                self.step(w, e, base, None, cont.rest)
            }
            Item::Unchanged(e, base) => self.unchanged(w, e, base, cont.rest),
            Item::Changed(e, base) => {
                if self.changed(e, e, base)? {
                    return self.go_on(w, cont.rest);
                }
                Ok(())
            }
            Item::From(state) => self.from(state, |m| m.go_on(w, cont.rest)),
            Item::ForEach { slots, rows, body, base } => self.for_each(w, slots, rows, body, base, cont.rest),
        }
    }

    fn for_each(
        &mut self,
        w: &mut Walk<'_, 'm>,
        slots: &[Slot],
        rows: &[Vec<Value>],
        body: ExprId,
        base: usize,
        k: Rest<'_>,
    ) -> R<()> {
        let Some((row, rows)) = rows.split_first() else { return self.go_on(w, k) };
        let saved: Vec<Cell> = slots.iter().map(|s| self.stack[base + s.index()].clone()).collect();
        for (s, v) in slots.iter().zip(row) {
            self.set(base, *s, Val::V(v.clone()));
        }
        let rest = Cont { item: Item::ForEach { slots, rows, body, base }, rest: k };
        let r = if w.missing == 0 && self.witnesses.is_none() {
            match self.test(body, base) {
                Ok(true) => self.go_on(w, Some(&rest)),
                Ok(false) => Ok(()),
                Err(e) => Err(e),
            }
        } else {
            self.step(w, body, base, None, Some(&rest))
        };
        if r.is_ok() {
            for (s, c) in slots.iter().zip(saved) {
                self.stack[base + s.index()] = c;
            }
        }
        r
    }

    /// A condition that assigns nothing.
    fn holds(&mut self, w: &mut Walk<'_, 'm>, e: ExprId, base: usize, k: Rest<'_>) -> R<()> {
        if self.test(e, base)? { self.go_on(w, k) } else { Ok(()) }
    }

    fn assign(&mut self, w: &mut Walk<'_, 'm>, v: VarId, value: Value, k: Rest<'_>) -> R<()> {
        *self.slot_of(v) = Some(value);
        w.missing -= 1;
        let r = self.go_on(w, k);
        w.missing += 1;
        *self.slot_of(v) = None;
        r
    }

    // ---- the walk ----

    pub(super) fn step(&mut self, w: &mut Walk<'_, 'm>, e: ExprId, base: usize, top: Top, k: Rest<'_>) -> R<()> {
        self.guard(e)?;
        let expr = self.expr(e);
        if let Some((def, frame)) = top {
            let goes_on = match &expr.kind {
                ExprKind::Or(_) | ExprKind::Let { .. } => true,
                ExprKind::Quant { quantifier: Quantifier::Exists, binds, .. } => {
                    binds.iter().all(|b| self.is_constant(w, b.set, base))
                }
                ExprKind::Call { def: callee, args } => {
                    let constant = args.iter().all(|a| match a {
                        Arg::Expr(a) => self.is_constant(w, *a, base),
                        Arg::Def { .. } | Arg::Builtin(_) | Arg::Slot(_) => true,
                    });
                    if !constant && !self.model.def(*callee).local {
                        self.label = Spine { named: Some((*callee, None)), stop: Some(e) };
                        return self.branch(w, e, base, None, k);
                    }
                    constant
                }
                _ => false,
            };
            if !goes_on {
                self.label = Spine { named: Some((def, Some(frame))), stop: Some(e) };
                return self.branch(w, e, base, None, k);
            }
        }
        self.branch(w, e, base, top, k)
    }

    /// Whether the expression, on the way from the top, has the same value in every state.
    fn is_constant(&mut self, w: &Walk<'_, 'm>, e: ExprId, base: usize) -> bool {
        self.analysis.level(e) == Level::Constant
            && (w.lets.is_empty() || self.analysis.locals(e).free.iter().all(|s| !w.lets.contains(&(base, *s))))
    }

    fn branch(&mut self, w: &mut Walk<'_, 'm>, e: ExprId, base: usize, top: Top, k: Rest<'_>) -> R<()> {
        let expr = self.expr(e);
        match &expr.kind {
            ExprKind::And(items) => self.conjuncts(w, items, base, k),
            ExprKind::Or(items) => {
                for i in items {
                    self.step(w, *i, base, top, k)?;
                }
                Ok(())
            }
            ExprKind::Quant { quantifier: Quantifier::Exists, binds, body } => {
                if let [Bind { pattern: Pattern::One(slot), set }] = &binds[..] {
                    let values = self.eval(*set, base)?;
                    let saved = std::mem::take(&mut self.stack[base + slot.index()]);
                    self.each_choice(*set, &values, &mut |m, x| {
                        m.set(base, *slot, Val::V(x));
                        m.step(w, *body, base, top, k)?;
                        Ok(true)
                    })?;
                    self.stack[base + slot.index()] = saved;
                    return Ok(());
                }
                let bound = self.bounds(binds, base)?;
                let slots = slots(binds);
                let saved: Vec<Cell> = slots.iter().map(|s| self.stack[base + s.index()].clone()).collect();
                let mut step = |m: &mut Self| {
                    m.step(w, *body, base, top, k)?;
                    Ok(true)
                };
                if self.witnesses.is_some() {
                    self.each_row_of_choices(e, &bound, base, &mut step)?;
                } else {
                    self.each_binding(e, &bound, base, &mut step)?;
                }
                for (s, c) in slots.iter().zip(saved) {
                    self.stack[base + s.index()] = c;
                }
                Ok(())
            }
            ExprKind::Quant { quantifier: Quantifier::Forall, binds, body } => {
                let bound = self.bounds(binds, base)?;
                let slots = slots(binds);
                let mut rows = Vec::new();
                self.each_binding(e, &bound, base, &mut |m| {
                    let row = slots.iter().map(|s| match &m.stack[base + s.index()] {
                        Cell::Val(Val::V(v)) => v.clone(),
                        _ => panic!("eval: binder {} holds no value", s.0),
                    });
                    rows.push(row.collect());
                    Ok(true)
                })?;
                self.for_each(w, &slots, &rows, *body, base, k)
            }
            ExprKind::Let { slot, value, body } => {
                let cell = self.suspend(*value, base);
                let saved = std::mem::replace(&mut self.stack[base + slot.index()], cell);
                let varies = top.is_some() && !self.is_constant(w, *value, base);
                if varies {
                    w.lets.push((base, *slot));
                }
                let r = self.step(w, *body, base, top, k);
                if varies {
                    w.lets.pop();
                }
                if r.is_ok() {
                    self.stack[base + slot.index()] = saved;
                }
                r
            }
            ExprKind::Call { def, args } => {
                let local = self.model.def(*def).local;
                self.call_with(e, *def, args, base, |m, body, callee| {
                    let top = top.map(|t| if local { t } else { (*def, callee) });
                    m.step(w, body, callee, top, k)
                })
            }
            ExprKind::CallSlot { slot, args } => match &*self.operator(*slot, base) {
                op @ Op::Def { .. } => self.call_slot_with(
                    e,
                    op,
                    args,
                    base,
                    |m, body, callee| m.step(w, body, callee, None, k),
                    |_, _, _| unreachable!("eval: the operator is a definition"),
                ),
                Op::Builtin(_) => self.holds(w, e, base, k),
            },
            ExprKind::Local(s) => match self.stack[base + s.index()].clone() {
                Cell::Thunk { expr, base } | Cell::Forced { expr, base, .. } => self.step(w, expr, base, None, k),
                Cell::Closure(c) => self.in_env(&c.env, |m, base| m.step(w, c.expr, base, None, k)),
                Cell::Empty | Cell::Val(_) | Cell::Op(_) => self.holds(w, e, base, k),
            },
            ExprKind::If { condition, then, otherwise } => {
                let branch = if self.test(*condition, base)? { *then } else { *otherwise };
                self.step(w, branch, base, None, k)
            }
            ExprKind::Case { .. } => {
                let arm = self.case_arm(e, base)?;
                self.step(w, arm, base, None, k)
            }
            ExprKind::Implies(a, b) => {
                if self.test(*a, base)? {
                    self.step(w, *b, base, None, k)
                } else {
                    self.go_on(w, k)
                }
            }
            ExprKind::Apply { function, arg } => self.applied(w, e, (*function, *arg), base, k),
            ExprKind::Compose(a, b) => self.composed(w, e, (*a, *b), base, k),
            ExprKind::Unchanged(v) if !self.initial => self.unchanged(w, *v, base, k),
            ExprKind::BoxAction { action, subscript } if !self.initial => {
                self.step(w, *action, base, None, k)?;
                self.unchanged(w, *subscript, base, k)
            }
            ExprKind::AngleAction { action, subscript } if !self.initial => {
                let rest = Cont { item: Item::Changed(*subscript, base), rest: k };
                self.step(w, *action, base, None, Some(&rest))
            }
            ExprKind::Builtin { op: op @ (Builtin::Eq | Builtin::In | Builtin::SubsetEq), args } => {
                let Some(v) = self.assigned(args[0], base) else { return self.holds(w, e, base, k) };
                if self.slot_of(v).is_some() {
                    return self.holds(w, e, base, k);
                }
                if *op == Builtin::Eq {
                    let value = self.value(args[1], base)?;
                    return self.assign(w, v, value, k);
                }
                let set = self.eval(args[1], base)?;
                let set = if *op == Builtin::SubsetEq { super::lazy::SetKind::Powerset(set).val() } else { set };
                self.each_choice(args[1], &set, &mut |m, x| {
                    m.assign(w, v, x, k)?;
                    Ok(true)
                })?;
                Ok(())
            }
            plain_value!()
            | ExprKind::Var(_)
            | ExprKind::Primed(_)
            | ExprKind::Prime(_)
            | ExprKind::Not(_)
            | ExprKind::UnboundedQuant { .. }
            | ExprKind::Unchanged(_)
            | ExprKind::Enabled(_)
            | ExprKind::EnabledIn { .. }
            | ExprKind::Always(_)
            | ExprKind::Eventually(_)
            | ExprKind::LeadsTo(..)
            | ExprKind::BoxAction { .. }
            | ExprKind::AngleAction { .. }
            | ExprKind::Fairness { .. }
            | ExprKind::Unsupported { .. } => self.holds(w, e, base, k),
        }
    }

    /// `f[x]`: the body of a function that is not written out is walked like that of an operator.
    fn applied(&mut self, w: &mut Walk<'_, 'm>, e: ExprId, (f, x): (ExprId, ExprId), base: usize, k: Rest<'_>) -> R<()> {
        if !matches!(self.expr(f).kind, ExprKind::Var(_))
            && let Val::Fun(fun) = self.eval_to_apply(f, base)?
            && let FunKind::Body { .. } = fun.kind
            && fun.whole.get().is_none()
        {
            let x = self.value(x, base)?;
            let done = self.enter(e, &fun, &x, |m, body, base| m.step(w, body, base, None, k))?;
            if done.is_some() {
                return Ok(());
            }
        }
        self.holds(w, e, base, k)
    }

    fn conjuncts(&mut self, w: &mut Walk<'_, 'm>, items: &[ExprId], base: usize, k: Rest<'_>) -> R<()> {
        // Guards that come first need no continuation.
        let mut items = items;
        while let [first, rest @ ..] = items
            && self.is_guard(*first)
        {
            if !self.test(*first, base)? {
                return Ok(());
            }
            items = rest;
        }
        match items {
            [] => self.go_on(w, k),
            [one] => self.step(w, *one, base, None, k),
            [first, rest @ ..] => self.conjoin(w, *first, rest, base, k),
        }
    }

    /// A condition on the current state that can neither branch nor assign. A parameter may stand for a primed variable.
    fn is_guard(&mut self, e: ExprId) -> bool {
        let model = self.model;
        let alone = match &model.expr(e).kind {
            ExprKind::Builtin { op: Builtin::Eq | Builtin::In | Builtin::SubsetEq, args } => {
                !matches!(model.expr(args[0]).kind, ExprKind::Local(_) | ExprKind::Call { .. } | ExprKind::Prime(_))
            }
            ExprKind::Builtin { .. } | ExprKind::Not(_) => true,
            _ => false,
        };
        alone && !self.initial && self.analysis.level(e) <= Level::State
    }

    /// `first` with the other conjuncts as a chain of continuations, built back to front on the native stack.
    fn conjoin(&mut self, w: &mut Walk<'_, 'm>, first: ExprId, rest: &[ExprId], base: usize, k: Rest<'_>) -> R<()> {
        match rest.split_last() {
            None => self.step(w, first, base, None, k),
            Some((last, middle)) => {
                let cont = Cont { item: Item::Holds(*last, base), rest: k };
                self.conjoin(w, first, middle, base, Some(&cont))
            }
        }
    }

    fn unchanged(&mut self, w: &mut Walk<'_, 'm>, e: ExprId, base: usize, k: Rest<'_>) -> R<()> {
        let expr = self.expr(e);
        match &expr.kind {
            ExprKind::Var(v) => {
                let old = self.variable(e, *v)?;
                match &self.next[v.index()] {
                    None => self.assign(w, *v, old, k),
                    Some(new) => {
                        let same = crate::value::kinds::equal(&old, new);
                        if self.compared(e, same)? { self.go_on(w, k) } else { Ok(()) }
                    }
                }
            }
            ExprKind::Tuple(items) => self.all_unchanged(w, items, base, k),
            ExprKind::Call { def, args } if args.is_empty() => {
                self.call_with(e, *def, args, base, |m, body, callee| m.unchanged(w, body, callee, k))
            }
            ExprKind::Local(s) => match self.stack[base + s.index()].clone() {
                Cell::Thunk { expr, base } | Cell::Forced { expr, base, .. } => self.unchanged(w, expr, base, k),
                Cell::Closure(c) => self.in_env(&c.env, |m, base| m.unchanged(w, c.expr, base, k)),
                Cell::Empty | Cell::Val(_) | Cell::Op(_) => self.go_on(w, k),
            },
            _ => {
                if self.changed(e, e, base)? {
                    return Ok(());
                }
                self.go_on(w, k)
            }
        }
    }

    fn all_unchanged(&mut self, w: &mut Walk<'_, 'm>, items: &[ExprId], base: usize, k: Rest<'_>) -> R<()> {
        match items {
            [] => self.go_on(w, k),
            [one] => self.unchanged(w, *one, base, k),
            [front @ .., last] => {
                let cont = Cont { item: Item::Unchanged(*last, base), rest: k };
                self.all_unchanged(w, front, base, Some(&cont))
            }
        }
    }
}
