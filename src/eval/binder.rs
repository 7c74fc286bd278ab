//! Expressions that bind names: quantifiers, CHOOSE, filters and functions.
//!
//! In: binders and a body, in a frame. Out: the value. The sets are evaluated first, in order; then the body is evaluated for
//! each row of elements, in TLC's order, in the same frame: each binder has a slot of its own.

use super::error::ErrorKind;
use super::fail::{R, show};
use super::lazy::{Cell, FunKind, LazyFun, LazySet, SetKind, Val};
use super::machine::Machine;
use crate::ir::{Bind, ExprId, ExprKind, Pattern, Quantifier, Slot};
use crate::value::Value;
use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

impl<'m> Machine<'m> {
    /// The sets of binders, evaluated in order.
    pub fn bounds(&mut self, binds: &'m [Bind], base: usize) -> R<super::lazy::Bound<'m>> {
        let mut bound = Vec::with_capacity(binds.len());
        for b in binds {
            bound.push((b, self.eval(b.set, base)?));
        }
        Ok(bound)
    }

    /// Runs `f` for every binding, the first binder changing fastest (as TLC), until it says `false`.
    pub fn each_binding(
        &mut self,
        at: ExprId,
        bound: &[(&'m Bind, Val)],
        base: usize,
        f: &mut dyn FnMut(&mut Self) -> R<bool>,
    ) -> R<bool> {
        let Some(((bind, set), rest)) = bound.split_last() else { return f(self) };
        self.each_val(bind.set, set, &mut |m, x| {
            m.bind_val(at, &bind.pattern, x, base)?;
            m.each_binding(at, rest, base, f)
        })
    }

    pub fn bind(&mut self, at: ExprId, pattern: &Pattern, x: Value, base: usize) -> R<()> {
        match pattern {
            Pattern::One(s) => self.set(base, *s, Val::V(x)),
            Pattern::Tuple(slots) => match &x {
                Value::Tuple(parts) if parts.len() == slots.len() => {
                    for (s, p) in slots.iter().zip(parts.iter()) {
                        self.set(base, *s, Val::V(p.clone()));
                    }
                }
                _ => {
                    let text = format!("{} is not a tuple of {} components", show(&x), slots.len());
                    return self.fail(at, ErrorKind::Type, text);
                }
            },
        }
        Ok(())
    }

    pub(super) fn quantify(
        &mut self,
        id: ExprId,
        quantifier: Quantifier,
        binds: &'m [Bind],
        body: ExprId,
        base: usize,
    ) -> R<bool> {
        let wanted = quantifier == Quantifier::Exists;
        let mut found = false;
        if let [Bind { pattern, set }] = binds {
            let s = self.eval(*set, base)?;
            self.each_val(*set, &s, &mut |m, x| {
                m.bind_val(id, pattern, x, base)?;
                found = m.test(body, base)? == wanted;
                Ok(!found)
            })?;
        } else {
            let bound = self.bounds(binds, base)?;
            self.each_binding(id, &bound, base, &mut |m| {
                found = m.test(body, base)? == wanted;
                Ok(!found)
            })?;
        }
        Ok(found == wanted)
    }

    pub(super) fn choose(&mut self, id: ExprId, pattern: &'m Pattern, set: Option<ExprId>, body: ExprId, base: usize) -> R<Val> {
        let Some(set_id) = set else {
            return self.fail(id, ErrorKind::NotEnumerable, "CHOOSE without a set cannot be evaluated");
        };
        let s = self.eval(set_id, base)?;
        if let Some(x) = self.choose_listed(id, pattern, (set_id, &s), body, base)? {
            return Ok(x);
        }
        let mut chosen = None;
        let mut size = 0usize;
        self.each(set_id, &s, &mut |m, x| {
            size += 1;
            m.bind(id, pattern, x.clone(), base)?;
            if m.test(body, base)? {
                chosen = Some(x);
            }
            Ok(chosen.is_none())
        })?;
        match chosen {
            Some(x) => Ok(Val::V(x)),
            None => {
                let text = match &s {
                    Val::V(v) => show(v),
                    other => self.describe(other),
                };
                let elements = if size == 1 { "element" } else { "elements" };
                self.fail(
                    id,
                    ErrorKind::ChooseNoWitness,
                    format!("CHOOSE found no element of {text} ({size} {elements}) with the property"),
                )
            }
        }
    }

    pub(super) fn filter(&mut self, id: ExprId, bind: &'m Bind, body: ExprId, base: usize) -> R<Val> {
        let s = self.eval(bind.set, base)?;
        match &s {
            Val::V(Value::Set(_)) | Val::Range(..) => {
                let mut kept = Vec::new();
                self.each(bind.set, &s, &mut |m, x| {
                    m.bind(id, &bind.pattern, x.clone(), base)?;
                    if m.test(body, base)? {
                        kept.push(x);
                    }
                    Ok(true)
                })?;
                // A part of a sorted set is sorted.
                Ok(Val::V(Value::Set(kept.into())))
            }
            Val::Set(_) => {
                let env = self.capture(&[body], base);
                let set = LazySet {
                    kind: SetKind::Filter { set: s, pattern: bind.pattern.clone(), body, env: self.sized(env, &bind.pattern) },
                    elements: OnceCell::new(),
                };
                Ok(Val::Set(Rc::new(set)))
            }
            Val::V(_) | Val::Fun(_) => {
                let text = self.describe(&s);
                self.fail(bind.set, ErrorKind::Type, format!("a set is needed here, not {text}"))
            }
        }
    }

    /// Makes room in an environment for the slots of a pattern, and forgets what it captured there.
    pub(super) fn sized(&self, mut env: super::lazy::Env, pattern: &Pattern) -> super::lazy::Env {
        let slots: &[crate::ir::Slot] = match pattern {
            Pattern::One(s) => std::slice::from_ref(s),
            Pattern::Tuple(v) => v,
        };
        for s in slots {
            env.size = env.size.max(s.index() + 1);
        }
        env.cells.retain(|(s, _)| !slots.contains(s));
        env
    }

    /// `[x \in S |-> e]`; `lazily` if only some arguments are needed.
    pub fn function(&mut self, id: ExprId, base: usize, lazily: bool) -> R<Val> {
        let ExprKind::FnCtor { binds, body, recursive } = &self.expr(id).kind else {
            panic!("eval: function of something else");
        };
        let bound = self.bounds(binds, base)?;
        for (b, s) in &bound {
            self.needs_set(b.set, s, "a function's domain")?;
        }
        let finite = bound.iter().all(|(_, s)| matches!(s, Val::V(Value::Set(_)) | Val::Range(..)));
        if !finite || lazily || recursive.is_some() {
            let mut env = self.capture(&[*body], base);
            for b in binds {
                env = self.sized(env, &b.pattern);
            }
            if let Some(s) = recursive {
                env = self.sized(env, &Pattern::One(*s));
            }
            let binds = bound.into_iter().map(|(b, s)| (b.pattern.clone(), s)).collect();
            return Ok(Val::Fun(Rc::new(LazyFun {
                kind: FunKind::Body { binds, body: *body, recursive: *recursive, env },
                memo: RefCell::default(),
                applied: RefCell::default(),
                whole: OnceCell::new(),
            })));
        }
        if let [(bind, set)] = &bound[..] {
            // The keys come sorted.
            if let Val::Range(1, last) = set {
                self.has_room(id, "sequence", usize::try_from(*last).unwrap_or(0))?;
                let mut items = Vec::new();
                self.each(bind.set, set, &mut |m, x| {
                    m.bind(id, &bind.pattern, x, base)?;
                    let v = m.value(*body, base)?;
                    items.push(v);
                    Ok(true)
                })?;
                return Ok(Val::V(Value::Tuple(items.into())));
            }
            let mut entries = Vec::new();
            self.each(bind.set, set, &mut |m, x| {
                m.bind(id, &bind.pattern, x.clone(), base)?;
                let v = m.value(*body, base)?;
                entries.push((x, v));
                m.has_room(id, "function", entries.len())?;
                Ok(true)
            })?;
            return Ok(Val::V(Value::function(entries)));
        }
        let mut entries = Vec::new();
        let slots: Vec<&'m Pattern> = binds.iter().map(|b| &b.pattern).collect();
        self.each_binding(id, &bound, base, &mut |m| {
            let key = slots.iter().map(|p| m.bound_value(p, base));
            let key = Value::Tuple(key.collect());
            let v = m.value(*body, base)?;
            entries.push((key, v));
            m.has_room(id, "function", entries.len())?;
            Ok(true)
        })?;
        Ok(Val::V(Value::function(entries)))
    }

    /// What a pattern is bound to.
    pub(super) fn bound_value(&self, pattern: &Pattern, base: usize) -> Value {
        let one = |s: &crate::ir::Slot| match &self.stack[base + s.index()] {
            Cell::Val(Val::V(v)) => v.clone(),
            _ => panic!("eval: binder {} holds no value", s.0),
        };
        match pattern {
            Pattern::One(s) => one(s),
            Pattern::Tuple(v) => Value::Tuple(v.iter().map(one).collect()),
        }
    }
}

/// The slots that binders bind.
pub(super) fn slots(binds: &[Bind]) -> Vec<Slot> {
    binds
        .iter()
        .flat_map(|b| match &b.pattern {
            Pattern::One(s) => vec![*s],
            Pattern::Tuple(v) => v.clone(),
        })
        .collect()
}
