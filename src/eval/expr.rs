//! The value of an expression, kind by kind.
//!
//! In: an expression and the base of its frame. Out: a [`Val`]. `eval` and `test` (for what must be a boolean) know
//! each other: connectives are decided in `test`, everything else in `eval`.

use super::error::ErrorKind;
use super::fail::{Abort, R, kind_of, show};
use super::lazy::{SetKind, Val};
use super::machine::Machine;
use crate::ir::{Builtin, ExprId, ExprKind, Level, Quantifier, plain_value};
use crate::value::{Value, kinds};

impl<'m> Machine<'m> {
    pub fn eval(&mut self, id: ExprId, base: usize) -> R<Val> {
        match &self.expr(id).kind {
            ExprKind::SetEnum(_) | ExprKind::FnSet { .. } | ExprKind::Record(_) | ExprKind::RecordSet(_)
                if self.analysis.fixed(id) =>
            {
                if let Some(v) = &self.fixed[id.index()] {
                    return Ok(v.clone());
                }
                let v = self.compute(id, base)?;
                self.fixed[id.index()] = Some(v.clone());
                Ok(v)
            }
            _ => self.compute(id, base),
        }
    }

    /// The value, computed anew.
    #[inline]
    fn compute(&mut self, id: ExprId, base: usize) -> R<Val> {
        let expr = self.expr(id);
        match &expr.kind {
            ExprKind::Const(v) => Ok(Val::V(v.clone())),
            ExprKind::Var(v) => self.variable(id, *v).map(Val::V),
            ExprKind::Primed(v) => self.primed_variable(id, *v).map(Val::V),
            ExprKind::Local(s) => self.local(id, *s, base),
            ExprKind::Let { slot, value, body } => {
                self.stack[base + slot.index()] = self.suspend(*value, base);
                self.eval(*body, base)
            }
            ExprKind::Call { def, args } => {
                if args.is_empty() {
                    return self.nullary(id, *def, base);
                }
                self.call_with(id, *def, args, base, |m, body, b| m.eval(body, b))
            }
            ExprKind::CallSlot { slot, args } => {
                let op = self.operator(*slot, base);
                self.call_slot_with(
                    id,
                    &op,
                    args,
                    base,
                    |m, body, b| m.eval(body, b),
                    |m, builtin, vals| m.builtin(id, builtin, &vals),
                )
            }
            ExprKind::Prime(e) => {
                self.guard(id)?;
                self.volatile_reads += 1;
                self.in_next(|m| m.eval(*e, base))
            }
            ExprKind::If { condition, then, otherwise } => {
                let branch = if self.test(*condition, base)? { *then } else { *otherwise };
                self.eval(branch, base)
            }
            ExprKind::Case { .. } => {
                let arm = self.case_arm(id, base)?;
                self.eval(arm, base)
            }
            ExprKind::And(_)
            | ExprKind::Or(_)
            | ExprKind::Not(_)
            | ExprKind::Implies(..)
            | ExprKind::Quant { .. }
            | ExprKind::UnboundedQuant { .. }
            | ExprKind::Unchanged(_)
            | ExprKind::Enabled(_)
            | ExprKind::EnabledIn { .. }
            | ExprKind::Compose(..)
            | ExprKind::BoxAction { .. }
            | ExprKind::AngleAction { .. } => self.test(id, base).map(Val::from),
            ExprKind::Choose { pattern, set, body } => self.choose(id, pattern, *set, *body, base),
            ExprKind::SetEnum(items) => {
                let mut elements = Vec::with_capacity(items.len());
                for (i, e) in items.iter().enumerate() {
                    match self.part_value(*e, base)? {
                        Ok(v) => elements.push(v),
                        Err(refusal) => return self.listed(items, i, elements, refusal, base),
                    }
                }
                self.finite_set(id, elements).map(Val::V)
            }
            ExprKind::SetFilter { bind, body } => self.filter(id, bind, *body, base),
            ExprKind::SetMap { binds, body } => {
                let bound = self.bounds(binds, base)?;
                let mut elements = Vec::new();
                self.each_binding(id, &bound, base, &mut |m| {
                    let v = m.value(*body, base)?;
                    elements.push(v);
                    Ok(true)
                })?;
                self.finite_set(id, elements).map(Val::V)
            }
            ExprKind::FnCtor { .. } => self.function(id, base, false),
            ExprKind::FnSet { domain, range } => {
                let d = self.eval(*domain, base)?;
                let r = self.eval(*range, base)?;
                Ok(SetKind::Functions(d, r).val())
            }
            ExprKind::Tuple(items) => {
                let mut parts = Vec::with_capacity(items.len());
                for (i, e) in items.iter().enumerate() {
                    match self.part_value(*e, base)? {
                        Ok(v) => parts.push(v),
                        Err((lazy, _)) => {
                            let keys = (1..).map(Value::Int).zip(items.iter().copied());
                            return self.in_parts(keys.collect(), i, parts, lazy, base);
                        }
                    }
                }
                Ok(Val::V(Value::Tuple(parts.into())))
            }
            ExprKind::Record(fields) => {
                let mut parts = Vec::with_capacity(fields.len());
                for (i, (a, e)) in fields.iter().enumerate() {
                    match self.part_value(*e, base)? {
                        Ok(v) => parts.push((*a, v)),
                        Err((lazy, _)) => {
                            let keys = fields.iter().map(|(a, e)| (Value::Str(*a), *e)).collect();
                            let parts = parts.into_iter().map(|p| p.1).collect();
                            return self.in_parts(keys, i, parts, lazy, base);
                        }
                    }
                }
                Ok(Val::V(Value::record(parts)))
            }
            ExprKind::RecordSet(fields) => {
                let mut parts = Vec::with_capacity(fields.len());
                for (a, e) in fields {
                    parts.push((*a, self.eval(*e, base)?));
                }
                parts.sort_by_key(|(a, _)| *a);
                Ok(SetKind::Records(parts).val())
            }
            ExprKind::Except { .. } => self.except_all(id, base, false),
            ExprKind::Apply { function, arg } => {
                if let Some(v) = self.copy(id, base) {
                    return Ok(Val::V(v));
                }
                let f = self.eval_to_apply(*function, base)?;
                let x = self.value(*arg, base)?;
                self.apply(id, &f, &x)
            }
            ExprKind::Field { record, field } => {
                if let Some(v) = self.copy(id, base) {
                    return Ok(Val::V(v));
                }
                let r = self.eval_to_apply(*record, base)?;
                self.field(id, &r, *field)
            }
            ExprKind::Builtin { op, args } => self.strict(id, *op, args, base),
            ExprKind::SelectSeq { seq, slot, test } => {
                let s = self.sequence(*seq, base, "SelectSeq")?;
                let mut kept = Vec::new();
                for x in s.iter() {
                    self.set(base, *slot, Val::V(x.clone()));
                    if self.test(*test, base)? {
                        kept.push(x.clone());
                    }
                }
                Ok(Val::V(Value::Tuple(kept.into())))
            }
            ExprKind::SortSeq { seq, left, right, less } => {
                // Insertion sort, as TLC: the order of the tests and the result for a bad `less` are the same.
                let s = self.sequence(*seq, base, "SortSeq")?;
                let mut sorted: Vec<Value> = Vec::with_capacity(s.len());
                for x in s.iter() {
                    self.set(base, *left, Val::V(x.clone()));
                    let mut place = sorted.len();
                    while place > 0 {
                        self.set(base, *right, Val::V(sorted[place - 1].clone()));
                        if !self.test(*less, base)? {
                            break;
                        }
                        place -= 1;
                    }
                    sorted.insert(place, x.clone());
                }
                Ok(Val::V(Value::Tuple(sorted.into())))
            }
            ExprKind::Fold { set, base: start, so_far, element, body, backwards } => {
                let s = self.eval(*set, base)?;
                let elements = self.elements(*set, &s)?;
                let mut result = self.value(*start, base)?;
                let count = elements.len();
                for i in 0..count {
                    let x = &elements[if *backwards { count - 1 - i } else { i }];
                    self.set(base, *so_far, Val::V(result));
                    self.set(base, *element, Val::V(x.clone()));
                    result = self.value(*body, base)?;
                }
                Ok(Val::V(result))
            }
            ExprKind::Always(_) | ExprKind::Eventually(_) | ExprKind::LeadsTo(..) | ExprKind::Fairness { .. } => {
                self.fail(id, ErrorKind::Unsupported, "a temporal formula has no value in a state")
            }
            ExprKind::Unsupported { construct, hint } => {
                self.fail(id, ErrorKind::Unsupported, format!("{construct} is not supported: {hint}"))
            }
        }
    }

    /// The value of an expression, enumerated.
    #[inline]
    pub fn value(&mut self, id: ExprId, base: usize) -> R<Value> {
        match self.eval(id, base)? {
            Val::V(v) => Ok(v),
            lazy => self.force(id, &lazy),
        }
    }

    /// The truth value of an expression.
    pub fn test(&mut self, id: ExprId, base: usize) -> R<bool> {
        let expr = self.expr(id);
        match &expr.kind {
            ExprKind::And(items) => {
                for e in items {
                    if !self.test(*e, base)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            ExprKind::Or(items) => {
                for e in items {
                    if self.test(*e, base)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            ExprKind::Not(e) => Ok(!self.test(*e, base)?),
            ExprKind::Implies(a, b) => Ok(!self.test(*a, base)? || self.test(*b, base)?),
            ExprKind::If { condition, then, otherwise } => {
                let branch = if self.test(*condition, base)? { *then } else { *otherwise };
                self.test(branch, base)
            }
            ExprKind::Case { .. } => {
                let arm = self.case_arm(id, base)?;
                self.test(arm, base)
            }
            ExprKind::Let { slot, value, body } => {
                self.stack[base + slot.index()] = self.suspend(*value, base);
                self.test(*body, base)
            }
            ExprKind::Call { def, args } if !args.is_empty() => {
                self.call_with(id, *def, args, base, |m, body, b| m.test(body, b))
            }
            ExprKind::Quant { quantifier, binds, body } => self.quantify(id, *quantifier, binds, *body, base),
            ExprKind::UnboundedQuant { quantifier, slots, body } => {
                let _ = (slots, body);
                let sign = match quantifier {
                    Quantifier::Forall => "\\A",
                    Quantifier::Exists => "\\E",
                };
                self.fail(id, ErrorKind::NotEnumerable, format!("{sign} without a set cannot be decided"))
            }
            ExprKind::Prime(e) => {
                self.volatile_reads += 1;
                self.in_next(|m| m.test(*e, base))
            }
            ExprKind::Unchanged(e) => {
                let old = self.eval(*e, base)?;
                self.volatile_reads += 1;
                let new = self.in_next(|m| m.eval(*e, base))?;
                self.equal(id, &old, &new)
            }
            ExprKind::BoxAction { action, subscript } => Ok(self.test(*action, base)? || !self.changed(id, *subscript, base)?),
            ExprKind::AngleAction { action, subscript } => Ok(self.test(*action, base)? && self.changed(id, *subscript, base)?),
            ExprKind::Enabled(e) => self.is_enabled(*e, base),
            ExprKind::Compose(a, b) => self.is_composed(id, (*a, *b), base),
            ExprKind::EnabledIn { action, stand_ins } => self.is_enabled_in(*action, stand_ins, base),
            ExprKind::Builtin { op: Builtin::Eq, args } => self.equality(id, args, base),
            ExprKind::Builtin { op: Builtin::Ne, args } => Ok(!self.equality(id, args, base)?),
            ExprKind::Builtin { op: Builtin::In, args } => self.membership(id, args, base),
            ExprKind::Builtin { op: Builtin::NotIn, args } => Ok(!self.membership(id, args, base)?),
            ExprKind::Builtin { op: op @ (Builtin::Lt | Builtin::Le | Builtin::Gt | Builtin::Ge), args } => {
                if let Some(answer) = self.ordered(*op, args, base) {
                    return Ok(answer);
                }
                match self.strict(id, *op, args, base)? {
                    Val::V(Value::Bool(b)) => Ok(b),
                    _ => panic!("eval: a comparison is a boolean"),
                }
            }
            ExprKind::Builtin { op: Builtin::Iff, args } => Ok(self.test(args[0], base)? == self.test(args[1], base)?),
            plain_value!()
            | ExprKind::Var(_)
            | ExprKind::Primed(_)
            | ExprKind::Local(_)
            | ExprKind::Call { .. }
            | ExprKind::CallSlot { .. }
            | ExprKind::Apply { .. }
            | ExprKind::Always(_)
            | ExprKind::Eventually(_)
            | ExprKind::LeadsTo(..)
            | ExprKind::Fairness { .. }
            | ExprKind::Unsupported { .. } => match self.eval(id, base)? {
                Val::V(Value::Bool(b)) => Ok(b),
                other => {
                    let shown = self.describe(&other);
                    self.fail(id, ErrorKind::Type, format!("a boolean is needed here, not {shown}"))
                }
            },
        }
    }

    /// Kind and text of a value for a message.
    pub fn describe(&mut self, v: &Val) -> String {
        match v {
            Val::V(v) => format!("{} {}", kind_of(v), show(v)),
            Val::Range(a, b) => format!("the set {a}..{b}"),
            Val::Set(s) => format!("the set {}", self.set_text(s)),
            Val::Fun(_) => "a function".to_string(),
        }
    }

    /// Whether the expression has another value in the next state.
    pub fn changed(&mut self, at: ExprId, e: ExprId, base: usize) -> R<bool> {
        let old = self.eval(e, base)?;
        self.volatile_reads += 1;
        let new = self.in_next(|m| m.eval(e, base))?;
        Ok(!self.equal(at, &old, &new)?)
    }

    /// The expression that a CASE stands for.
    pub fn case_arm(&mut self, id: ExprId, base: usize) -> R<ExprId> {
        let ExprKind::Case { arms, otherwise } = &self.expr(id).kind else {
            panic!("eval: case_arm of something else");
        };
        for (condition, e) in arms {
            if self.test(*condition, base)? {
                return Ok(*e);
            }
        }
        match otherwise {
            Some(e) => Ok(*e),
            None => self.fail(id, ErrorKind::NoCaseArm, "no arm of this CASE is true and it has no OTHER"),
        }
    }

    fn equality(&mut self, id: ExprId, args: &'m [ExprId], base: usize) -> R<bool> {
        if let Some(answer) = self.same(args[0], args[1], base) {
            return Ok(answer);
        }
        let a = self.eval(args[0], base)?;
        let b = self.eval(args[1], base)?;
        self.equal(id, &a, &b)
    }

    fn membership(&mut self, id: ExprId, args: &'m [ExprId], base: usize) -> R<bool> {
        if let Some(answer) = self.is_in(args[0], args[1], base) {
            return Ok(answer);
        }
        let x = self.eval(args[0], base)?;
        // `x \in {a, b}`: TLC compares with one after the other and never sorts the set.
        if let ExprKind::SetEnum(items) = &self.expr(args[1]).kind {
            let mut vals = Vec::with_capacity(items.len());
            for e in items {
                vals.push(self.eval(*e, base)?);
            }
            for v in vals {
                if self.equal(id, &v, &x)? {
                    return Ok(true);
                }
            }
            return Ok(false);
        }
        let s = self.eval(args[1], base)?;
        self.member(id, &x, &s)
    }

    /// A function about to be applied: only the applied part is evaluated, so `[x \in 0..2 |-> 1 \div x][1]` has a value,
    /// and so it has through LET, IF, CASE and operators.
    pub fn eval_to_apply(&mut self, id: ExprId, base: usize) -> R<Val> {
        match &self.expr(id).kind {
            ExprKind::FnCtor { .. } => self.function(id, base, true),
            ExprKind::Call { def, args } => {
                if args.is_empty() && self.model.def(*def).level == Level::Constant {
                    // Evaluated whole, once, if that is possible.
                    match self.nullary(id, *def, base) {
                        Err(Abort::Error(_)) => {}
                        done => return done,
                    }
                }
                self.call_with(id, *def, args, base, |m, body, b| m.eval_to_apply(body, b))
            }
            ExprKind::Local(s) => self.demand(id, *s, base, Self::eval_to_apply),
            ExprKind::Let { slot, value, body } => {
                self.stack[base + slot.index()] = self.suspend(*value, base);
                self.eval_to_apply(*body, base)
            }
            ExprKind::If { condition, then, otherwise } => {
                let branch = if self.test(*condition, base)? { *then } else { *otherwise };
                self.eval_to_apply(branch, base)
            }
            ExprKind::Case { .. } => {
                let arm = self.case_arm(id, base)?;
                self.eval_to_apply(arm, base)
            }
            ExprKind::Except { .. } => self.except_all(id, base, true),
            // of `f[x][y]` the whole of `f[x]` is not needed
            ExprKind::Apply { function, arg } => {
                if let Some(v) = self.copy(id, base) {
                    return Ok(Val::V(v));
                }
                let f = self.eval_to_apply(*function, base)?;
                let x = self.value(*arg, base)?;
                self.apply_to_apply(id, &f, &x)
            }
            ExprKind::Const(_)
            | ExprKind::Choose { .. }
            | ExprKind::SetEnum(_)
            | ExprKind::SetFilter { .. }
            | ExprKind::SetMap { .. }
            | ExprKind::FnSet { .. }
            | ExprKind::Tuple(_)
            | ExprKind::Record(_)
            | ExprKind::RecordSet(_)
            | ExprKind::Field { .. }
            | ExprKind::Builtin { .. }
            | ExprKind::SelectSeq { .. }
            | ExprKind::SortSeq { .. }
            | ExprKind::Fold { .. }
            | ExprKind::Var(_)
            | ExprKind::Primed(_)
            | ExprKind::Prime(_)
            | ExprKind::CallSlot { .. }
            | ExprKind::And(_)
            | ExprKind::Or(_)
            | ExprKind::Not(_)
            | ExprKind::Implies(..)
            | ExprKind::Quant { .. }
            | ExprKind::UnboundedQuant { .. }
            | ExprKind::Unchanged(_)
            | ExprKind::Enabled(_)
            | ExprKind::EnabledIn { .. }
            | ExprKind::Compose(..)
            | ExprKind::Always(_)
            | ExprKind::Eventually(_)
            | ExprKind::LeadsTo(..)
            | ExprKind::BoxAction { .. }
            | ExprKind::AngleAction { .. }
            | ExprKind::Fairness { .. }
            | ExprKind::Unsupported { .. } => self.eval(id, base),
        }
    }

    /// The elements of several sets as one set.
    pub fn joined_set(&self, at: ExprId, elements: Vec<Value>) -> R<Value> {
        let set = self.finite_set(at, elements)?;
        if let Value::Set(elements) = &set {
            self.compared(at, kinds::unmixed(elements))?;
        }
        Ok(set)
    }

    /// A set of these elements; an error if two of them do not compare.
    pub fn finite_set(&self, at: ExprId, mut elements: Vec<Value>) -> R<Value> {
        self.compared(at, kinds::normalize(&mut elements))?;
        Ok(Value::Set(elements.into()))
    }
}
