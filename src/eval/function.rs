//! Functions, tuples, records: application, fields, EXCEPT, and lazy functions.

use super::error::ErrorKind;
use super::fail::{R, kind_of, show};
use super::lazy::{Cell, FunKind, LazyFun, SetKind, Val};
use super::machine::Machine;
use crate::ir::{ExprId, ExprKind, Update};
use crate::value::{Atom, Value, kinds};
use std::rc::Rc;
use std::sync::Arc;

impl<'m> Machine<'m> {
    /// `f[x]`
    pub fn apply(&mut self, at: ExprId, f: &Val, x: &Value) -> R<Val> {
        let v = self.select(at, f, x)?;
        self.selected(at, f, x, v)
    }

    /// `f[x]`, which is about to be applied.
    pub fn apply_to_apply(&mut self, at: ExprId, f: &Val, x: &Value) -> R<Val> {
        let v = match f {
            Val::Fun(f) => self.select_lazy(at, f, x, true)?,
            Val::V(_) | Val::Range(..) | Val::Set(_) => self.select(at, f, x)?,
        };
        self.selected(at, f, x, v)
    }

    fn selected(&mut self, at: ExprId, f: &Val, x: &Value, v: Option<Val>) -> R<Val> {
        match v {
            Some(v) => Ok(v),
            None => {
                let f = self.function_text(f);
                self.fail(at, ErrorKind::OutsideDomain, format!("{f} is applied to {}, outside its domain", show(x)))
            }
        }
    }

    fn function_text(&mut self, f: &Val) -> String {
        match f {
            Val::V(v) => format!("{} {}", kind_of(v).split_once(' ').map_or("", |k| k.1), show(v)),
            Val::Range(..) | Val::Set(_) => self.describe(f),
            Val::Fun(f) => {
                let domain = self.lazy_domain(f);
                format!("a function on {}", self.describe(&domain).trim_start_matches("the set "))
            }
        }
    }

    /// `f[x]`, or `None` outside the domain.
    fn select(&mut self, at: ExprId, f: &Val, x: &Value) -> R<Option<Val>> {
        match f {
            Val::V(v) => Ok(self.select_value(at, v, x)?.cloned().map(Val::V)),
            Val::Fun(f) => self.select_lazy(at, f, x, false),
            Val::Range(..) | Val::Set(_) => {
                let text = self.describe(f);
                self.fail(at, ErrorKind::Type, format!("{text} is applied as if it were a function"))
            }
        }
    }

    fn select_value<'v>(&self, at: ExprId, f: &'v Value, x: &Value) -> R<Option<&'v Value>> {
        match f {
            Value::Tuple(items) => match x {
                Value::Int(i) if *i >= 1 => Ok(items.get(*i as usize - 1)),
                Value::Int(_) | Value::Big(_) => Ok(None),
                _ if items.is_empty() => Ok(None),
                _ => {
                    let text = format!("{} {} is applied to {}, not an integer", kind_of(f), show(f), show(x));
                    self.fail(at, ErrorKind::Type, text)
                }
            },
            Value::Record(fields) => match x {
                Value::Str(a) => Ok(record_field(fields, *a)),
                _ => {
                    let text = format!("{} {} is applied to {}, not a string", kind_of(f), show(f), show(x));
                    self.fail(at, ErrorKind::Type, text)
                }
            },
            Value::Function(entries) => {
                let place = self.compared(at, kinds::find(entries, x, |e| &e.0))?;
                Ok(place.ok().map(|i| &entries[i].1))
            }
            Value::Bool(_) | Value::Int(_) | Value::Big(_) | Value::Str(_) | Value::Model(_) | Value::Set(_) => {
                let text = format!("{} {} is applied as if it were a function", kind_of(f), show(f));
                self.fail(at, ErrorKind::Type, text)
            }
        }
    }

    fn select_lazy(&mut self, at: ExprId, f: &Rc<LazyFun>, x: &Value, applied: bool) -> R<Option<Val>> {
        if let Some(v) = f.memo.borrow().get(x) {
            return Ok(Some(v.clone()));
        }
        match &f.kind {
            FunKind::Except { base, key, value } => {
                if self.compared(at, kinds::equal(key, x))? {
                    return Ok(Some(value.clone()));
                }
                self.select(at, base, x)
            }
            FunKind::Parts(parts) => {
                for (key, value, _) in parts {
                    if self.compared(at, kinds::equal(key, x))? {
                        return Ok(Some(value.clone()));
                    }
                }
                Ok(None)
            }
            FunKind::Body { .. } => {
                if applied && let Some(v) = f.applied.borrow().get(x) {
                    return Ok(Some(v.clone()));
                }
                let volatile = self.volatile_reads;
                let eval = if applied { Self::eval_to_apply } else { Self::eval };
                let Some(v) = self.enter(at, f, x, eval)? else { return Ok(None) };
                if self.volatile_reads == volatile {
                    let memo = if applied { &f.applied } else { &f.memo };
                    memo.borrow_mut().insert(x.clone(), v.clone());
                }
                Ok(Some(v))
            }
        }
    }

    /// The body of `[y \in S |-> body]` with `x` for `y`; `None` where the function is not defined.
    pub fn enter<T>(
        &mut self,
        at: ExprId,
        f: &Rc<LazyFun>,
        x: &Value,
        go: impl FnOnce(&mut Self, ExprId, usize) -> R<T>,
    ) -> R<Option<T>> {
        let FunKind::Body { binds, body, recursive, env } = &f.kind else { panic!("eval: a function without a body") };
        // Several binders take a tuple.
        let parts: Vec<Value> = match (&binds[..], x) {
            ([_], _) => vec![x.clone()],
            (_, Value::Tuple(items)) if items.len() == binds.len() => items.to_vec(),
            _ => {
                let text = format!("a function of {} arguments is applied to {}", binds.len(), show(x));
                return self.fail(at, ErrorKind::Type, text);
            }
        };
        for ((_, set), part) in binds.iter().zip(&parts) {
            if !self.member(at, &Val::V(part.clone()), set)? {
                return Ok(None);
            }
        }
        self.guard(at)?;
        let done = self.in_env(env, |m, base| {
            for ((pattern, _), part) in binds.iter().zip(parts) {
                m.bind(at, pattern, part, base)?;
            }
            if let Some(s) = recursive {
                m.stack[base + s.index()] = Cell::Val(Val::Fun(f.clone()));
            }
            go(m, *body, base)
        })?;
        Ok(Some(done))
    }

    /// `r.field`
    pub fn field(&mut self, at: ExprId, r: &Val, field: Atom) -> R<Val> {
        match r {
            Val::V(Value::Record(fields)) => match record_field(fields, field) {
                Some(v) => Ok(Val::V(v.clone())),
                None => {
                    let Val::V(v) = r else { unreachable!("eval: matched above") };
                    let text = format!("record {} has no field {}", show(v), field.text());
                    self.fail(at, ErrorKind::NoField, text)
                }
            },
            Val::V(Value::Tuple(items)) if !items.is_empty() => {
                let text = self.describe(r);
                self.fail(at, ErrorKind::Type, format!("field {} is selected from {text}", field.text()))
            }
            Val::V(Value::Tuple(_) | Value::Function(_)) | Val::Fun(_) => self.apply(at, r, &Value::Str(field)),
            Val::V(Value::Bool(_) | Value::Int(_) | Value::Big(_) | Value::Str(_) | Value::Model(_) | Value::Set(_))
            | Val::Range(..)
            | Val::Set(_) => {
                let text = self.describe(r);
                self.fail(at, ErrorKind::Type, format!("field {} is selected from {text}, not a record", field.text()))
            }
        }
    }

    // ---- domains ----

    pub fn domain(&mut self, at: ExprId, f: &Val) -> R<Val> {
        match f {
            Val::V(Value::Tuple(items)) => Ok(Val::Range(1, items.len() as i64)),
            Val::V(v @ (Value::Record(_) | Value::Function(_))) => Ok(Val::V(self.domain_of(v))),
            Val::Fun(f) => Ok(self.lazy_domain(f)),
            Val::V(Value::Bool(_) | Value::Int(_) | Value::Big(_) | Value::Str(_) | Value::Model(_) | Value::Set(_))
            | Val::Range(..)
            | Val::Set(_) => {
                let text = self.describe(f);
                self.fail(at, ErrorKind::Type, format!("DOMAIN needs a function, not {text}"))
            }
        }
    }

    /// The domain of a function, a tuple or a record.
    pub fn domain_of(&self, f: &Value) -> Value {
        match f {
            Value::Tuple(items) => Value::Set((1..=items.len() as i64).map(Value::Int).collect()),
            Value::Record(fields) => Value::Set(fields.iter().map(|f| Value::Str(f.0)).collect()),
            Value::Function(entries) => Value::Set(entries.iter().map(|e| e.0.clone()).collect()),
            Value::Bool(_) | Value::Int(_) | Value::Big(_) | Value::Str(_) | Value::Model(_) | Value::Set(_) => {
                panic!("eval: the domain of no function was asked for")
            }
        }
    }

    fn lazy_domain(&self, f: &LazyFun) -> Val {
        match &f.kind {
            FunKind::Except { base, .. } => match base {
                Val::Fun(g) => self.lazy_domain(g),
                Val::V(v) => Val::V(self.domain_of(v)),
                Val::Range(..) | Val::Set(_) => panic!("eval: EXCEPT of a set"),
            },
            FunKind::Parts(parts) => Val::V(Value::set(parts.iter().map(|p| p.0.clone()))),
            FunKind::Body { binds, .. } => match &binds[..] {
                [(_, set)] => set.clone(),
                _ => SetKind::Cross(binds.iter().map(|(_, s)| s.clone()).collect()).val(),
            },
        }
    }

    pub fn force_function(&mut self, at: ExprId, f: &Rc<LazyFun>) -> R<Value> {
        if let Some(v) = f.whole.get() {
            return Ok(v.clone());
        }
        let volatile = self.volatile_reads;
        if let FunKind::Parts(parts) = &f.kind {
            // What cannot be enumerated is an error where it is written.
            for (_, x, e) in parts {
                self.force(*e, x)?;
            }
        }
        let domain = self.lazy_domain(f);
        let mut entries = Vec::new();
        self.each(at, &domain, &mut |m, x| {
            let v = m.apply(at, &Val::Fun(f.clone()), &x)?;
            entries.push((x, m.force(at, &v)?));
            Ok(true)
        })?;
        let v = Value::function(entries);
        if self.volatile_reads == volatile {
            let _ = f.whole.set(v.clone());
        }
        Ok(v)
    }

    // ---- EXCEPT ----

    /// `[f EXCEPT …]`; `lazily` if it is about to be applied.
    pub fn except_all(&mut self, id: ExprId, base: usize, lazily: bool) -> R<Val> {
        let ExprKind::Except { function, updates } = &self.expr(id).kind else {
            panic!("eval: except_all of something else");
        };
        let mut f = if lazily { self.eval_to_apply(*function, base)? } else { self.eval(*function, base)? };
        for u in updates {
            let mut path = Vec::with_capacity(u.path.len());
            for e in &u.path {
                path.push(self.value(*e, base)?);
            }
            f = self.except(id, f, &path, u, base)?;
        }
        Ok(f)
    }

    /// One update of EXCEPT. A path that leads nowhere changes nothing.
    fn except(&mut self, at: ExprId, f: Val, path: &[Value], update: &'m Update, base: usize) -> R<Val> {
        let mut old = Some(f.clone());
        for key in path {
            old = match old {
                Some(g) => self.select_for_except(at, &g, key)?,
                None => None,
            };
        }
        let Some(old) = old else { return Ok(f) };
        self.set(base, update.at, old);
        let new = self.eval(update.value, base)?;
        self.replace(at, f, path, new)
    }

    /// What a key of a path leads to. A model value is no key of a tuple or record, but the function that TLC has in its
    /// place accepts any key that compares with its own (`FcnRcdValue.takeExcept`).
    fn select_for_except(&mut self, at: ExprId, f: &Val, key: &Value) -> R<Option<Val>> {
        match (f, key) {
            (Val::V(Value::Tuple(_) | Value::Record(_)), Value::Model(m)) if kinds::model_type(*m).is_none() => Ok(None),
            _ => self.select(at, f, key),
        }
    }

    fn replace(&mut self, at: ExprId, f: Val, path: &[Value], new: Val) -> R<Val> {
        let Some((key, rest)) = path.split_first() else { return Ok(new) };
        match f {
            Val::V(Value::Tuple(mut items)) => {
                let Value::Int(i) = key else { panic!("eval: EXCEPT lost its index") };
                let i = *i as usize - 1;
                let part = self.replace(at, Val::V(items[i].clone()), rest, new)?;
                let part = self.force(at, &part)?;
                replace_in(&mut items, i, part);
                Ok(Val::V(Value::Tuple(items)))
            }
            Val::V(Value::Record(mut fields)) => {
                let Value::Str(a) = key else { panic!("eval: EXCEPT lost its field") };
                let i = fields.iter().position(|f| f.0 == *a).expect("eval: EXCEPT found the field before");
                let part = self.replace(at, Val::V(fields[i].1.clone()), rest, new)?;
                let part = self.force(at, &part)?;
                replace_in(&mut fields, i, (*a, part));
                Ok(Val::V(Value::Record(fields)))
            }
            Val::V(Value::Function(mut entries)) => {
                let i = match self.compared(at, kinds::find(&entries, key, |e| &e.0))? {
                    Ok(i) => i,
                    Err(_) => panic!("eval: EXCEPT found the key before"),
                };
                let part = self.replace(at, Val::V(entries[i].1.clone()), rest, new)?;
                let part = self.force(at, &part)?;
                replace_in(&mut entries, i, (key.clone(), part));
                Ok(Val::V(Value::Function(entries)))
            }
            Val::Fun(g) => {
                let old = self.apply(at, &Val::Fun(g.clone()), key)?;
                let value = self.replace(at, old, rest, new)?;
                Ok(FunKind::Except { base: Val::Fun(g), key: key.clone(), value }.val())
            }
            Val::V(Value::Bool(_) | Value::Int(_) | Value::Big(_) | Value::Str(_) | Value::Model(_) | Value::Set(_))
            | Val::Range(..)
            | Val::Set(_) => panic!("eval: EXCEPT of no function was not noticed"),
        }
    }

    // ---- sequences ----

    /// The elements of a sequence that an expression is.
    pub fn sequence(&mut self, e: ExprId, base: usize, operator: &str) -> R<Arc<[Value]>> {
        let v = self.eval(e, base)?;
        self.sequence_of(e, &v, operator)
    }

    pub fn sequence_of(&mut self, at: ExprId, v: &Val, operator: &str) -> R<Arc<[Value]>> {
        let forced;
        let v = match v {
            Val::Fun(_) => {
                forced = Val::V(self.force(at, v)?);
                &forced
            }
            Val::V(_) | Val::Range(..) | Val::Set(_) => v,
        };
        match v {
            Val::V(Value::Tuple(items)) => Ok(items.clone()),
            _ => {
                let text = self.describe(v);
                self.fail(at, ErrorKind::Argument, format!("{operator} needs a sequence, not {text}"))
            }
        }
    }

    /// The pairs of `f` for a function argument of `:>` and `@@`.
    pub fn entries(&mut self, at: ExprId, f: &Val, operator: &str) -> R<Vec<(Value, Value)>> {
        let v = self.force(at, f)?;
        match v.entries() {
            Some(e) => Ok(e),
            None => self.fail(at, ErrorKind::Argument, format!("{operator} needs functions, not {} {}", kind_of(&v), show(&v))),
        }
    }
}

/// Replaces one element, in place where no one else holds the array.
fn replace_in<T: Clone>(items: &mut Arc<[T]>, i: usize, new: T) {
    Arc::make_mut(items)[i] = new;
}

fn record_field(fields: &[(Atom, Value)], a: Atom) -> Option<&Value> {
    fields.iter().find(|f| f.0 == a).map(|f| &f.1)
}
