//! Sets that are enumerated or tested for membership.
//!
//! As in `eval`, a set that is a product, a power set, infinite, or made of such, stays a description, also through names.

use super::super::code::{Binder, Code, Remembered, Set, Shape};
use super::env::{Bound, Env};
use super::operator::Operand;
use super::{C, Compiler};
use crate::ir::visit::{Part, visit};
use crate::ir::{self, Builtin, DefId, ExprId, ExprKind, Level};
use std::collections::BTreeSet;

type Parts = Vec<(u32, Code)>;

impl<'m> Compiler<'_, 'm> {
    pub(super) fn binder(&mut self, b: &ir::Bind, env: &Env, primed: bool) -> C<(Binder, Env)> {
        let set = self.walked(b.set, env, primed)?;
        let (pattern, bound) = self.pattern(&b.pattern);
        Ok((Binder { pattern, set }, env.with(bound)))
    }

    /// Binders that walk over their sets.
    pub(super) fn binders(&mut self, binds: &[ir::Bind], env: &Env, primed: bool) -> C<(Vec<Binder>, Env)> {
        self.bound(binds, env, |c, set| c.walked(set, env, primed))
    }

    /// The binders of a function that is applied: their sets are only tested for membership.
    pub(super) fn parameters(&mut self, binds: &[ir::Bind], env: &Env, primed: bool) -> C<(Vec<Binder>, Env)> {
        self.bound(binds, env, |c, set| c.set(set, env, primed))
    }

    fn bound(
        &mut self,
        binds: &[ir::Bind],
        env: &Env,
        mut set: impl FnMut(&mut Self, ExprId) -> C<Set>,
    ) -> C<(Vec<Binder>, Env)> {
        let (mut out, mut bound) = (Vec::new(), Vec::new());
        for b in binds {
            let set = set(self, b.set)?;
            let (pattern, new) = self.pattern(&b.pattern);
            bound.extend(new);
            out.push(Binder { pattern, set });
        }
        Ok((out, env.with(bound)))
    }

    /// A set to be walked over: a constant one is evaluated once.
    fn walked(&mut self, e: ExprId, env: &Env, primed: bool) -> C<Set> {
        if self.is_closed(e) {
            let shape = Shape::Plain(self.code(e, env, primed)?);
            return Ok(Set { parts: Vec::new(), shape });
        }
        self.set(e, env, primed)
    }

    pub(super) fn set(&mut self, e: ExprId, env: &Env, primed: bool) -> C<Set> {
        self.set_operand(&Operand::Expr(e, env.clone()), primed)
    }

    pub(super) fn set_operand(&mut self, o: &Operand, primed: bool) -> C<Set> {
        let mut parts = Vec::new();
        let shape = self.shape(o, primed, &mut parts)?;
        Ok(Set { parts, shape })
    }

    pub(super) fn built_set(&mut self, op: Builtin, operands: &[Operand], primed: bool) -> C<Set> {
        let mut parts = Vec::new();
        let shape = self.built_shape(op, operands, primed, &mut parts)?;
        Ok(Set { parts, shape })
    }

    /// What stands behind names.
    pub(super) fn meant(&self, o: &Operand) -> Option<(ExprId, Env)> {
        self.named(o).map(|(e, env, _)| (e, env))
    }

    /// Likewise, and the definition without parameters whose body it is, if it is one's.
    fn named(&self, o: &Operand) -> Option<(ExprId, Env, Option<DefId>)> {
        let (mut e, mut env) = match o {
            Operand::Expr(e, env) => (*e, env.clone()),
            Operand::Bound(Bound::Lazy { expr, env, .. }) => (*expr, env.clone()),
            Operand::Bound(Bound::Cell(_) | Bound::Op(_) | Bound::Recursive { .. }) => return None,
        };
        let mut definition = None;
        loop {
            match &self.model.expr(e).kind {
                ExprKind::Local(s) => match env.get(*s).clone() {
                    Bound::Lazy { expr, env: inner, .. } => (e, env, definition) = (expr, inner, None),
                    Bound::Cell(_) | Bound::Op(_) | Bound::Recursive { .. } => return None,
                },
                ExprKind::Call { def, args } if args.is_empty() && !self.model.def(*def).recursive => {
                    let d = self.model.def(*def);
                    (e, env, definition) = (d.body, Env::of(d, Vec::new()), Some(*def));
                }
                _ => return Some((e, env, definition)),
            }
        }
    }

    /// Whether `eval` keeps the set as a description.
    pub(super) fn is_lazy(&self, o: &Operand) -> bool {
        let Some((e, env)) = self.meant(o) else { return false };
        let operand = |e: &ExprId| Operand::Expr(*e, env.clone());
        match &self.model.expr(e).kind {
            ExprKind::FnSet { .. } | ExprKind::RecordSet(_) => true,
            ExprKind::SetFilter { bind, .. } => self.is_lazy(&operand(&bind.set)),
            ExprKind::Builtin { op, args } => match op {
                op if op.is_described_set() => true,
                Builtin::Union => args.iter().any(|a| self.is_lazy(&operand(a))),
                Builtin::Minus => self.is_lazy(&operand(&args[0])),
                Builtin::Intersect => args.iter().all(|a| self.is_lazy(&operand(a))),
                Builtin::BigUnion => match &self.model.expr(args[0]).kind {
                    ExprKind::SetEnum(items) => items.iter().any(|a| self.is_lazy(&operand(a))),
                    ExprKind::SetMap { body, .. } => self.is_lazy(&operand(body)),
                    _ => self.is_lazy(&operand(&args[0])),
                },
                _ => false,
            },
            _ => false,
        }
    }

    fn shape(&mut self, o: &Operand, primed: bool, parts: &mut Parts) -> C<Shape> {
        let Some((e, env, definition)) = self.named(o) else { return self.plain(o, primed, parts) };
        self.count(e)?;
        let operand = |e: ExprId| Operand::Expr(e, env.clone());
        match &self.model.expr(e).kind {
            ExprKind::FnSet { domain, range } => {
                let d = self.shape(&operand(*domain), primed, parts)?;
                let r = self.shape(&operand(*range), primed, parts)?;
                Ok(Shape::Functions(Box::new(d), Box::new(r)))
            }
            ExprKind::RecordSet(fields) => {
                let (keys, order) = self.fields(fields.iter().map(|f| f.0));
                let mut sets = Vec::new();
                for i in order {
                    sets.push(self.shape(&operand(fields[i].1), primed, parts)?);
                }
                Ok(Shape::Records(keys, sets))
            }
            ExprKind::SetFilter { bind, body } if self.is_lazy(&operand(bind.set)) => {
                let set = self.shape(&operand(bind.set), primed, parts)?;
                let (pattern, bound) = self.pattern(&bind.pattern);
                let body = self.code(*body, &env.with(bound), primed)?;
                let shape = Shape::Filter(Box::new(set), pattern, Box::new(body));
                match definition.filter(|d| !self.initial && self.model.def(*d).level == Level::State) {
                    Some(def) => Ok(self.remembered(def, primed, shape)),
                    None => Ok(shape),
                }
            }
            ExprKind::Builtin { op, args } => {
                let operands: Vec<Operand> = args.iter().map(|a| operand(*a)).collect();
                match op {
                    Builtin::Powerset
                    | Builtin::Cross
                    | Builtin::Seq
                    | Builtin::Nat
                    | Builtin::Int
                    | Builtin::StringSet
                    | Builtin::Any
                    | Builtin::Range
                    | Builtin::Domain => self.built_shape(*op, &operands, primed, parts),
                    Builtin::Union | Builtin::Minus | Builtin::Intersect if self.is_lazy(o) => {
                        self.built_shape(*op, &operands, primed, parts)
                    }
                    _ => self.plain(o, primed, parts),
                }
            }
            _ => self.plain(o, primed, parts),
        }
    }

    fn remembered(&mut self, def: DefId, primed: bool, shape: Shape) -> Shape {
        let many = self.remembered.len();
        let number = *self.remembered.entry((def, primed)).or_insert(many);
        let variables = self.variables(def);
        Shape::Remembered(Box::new(Remembered { number, variables, primed, shape }))
    }

    /// The variables that a definition reads.
    pub(super) fn variables(&self, def: DefId) -> Vec<u32> {
        let (mut todo, mut seen, mut read) = (vec![self.model.def(def).body], BTreeSet::from([def]), BTreeSet::new());
        while let Some(e) = todo.pop() {
            visit(&self.model.expr(e).kind, &mut |part| match part {
                Part::Expr(x) => todo.push(x),
                Part::Var(v) | Part::Primed(v) => _ = read.insert(v.0),
                Part::Def(d) if seen.insert(d) => todo.push(self.model.def(d).body),
                Part::Def(_) | Part::Use(_) | Part::Bind(_) | Part::Builtin(_) => {}
            });
        }
        read.into_iter().collect()
    }

    fn built_shape(&mut self, op: Builtin, operands: &[Operand], primed: bool, parts: &mut Parts) -> C<Shape> {
        let shapes =
            |c: &mut Self, parts: &mut Parts| -> C<Vec<Shape>> { operands.iter().map(|o| c.shape(o, primed, parts)).collect() };
        let two = |v: Vec<Shape>| -> Box<[Shape; 2]> {
            v.try_into().map(Box::new).unwrap_or_else(|_| panic!("vm: the operator has two operands"))
        };
        Ok(match op {
            Builtin::Powerset => Shape::Powerset(Box::new(self.shape(&operands[0], primed, parts)?)),
            Builtin::Seq => Shape::Seq(Box::new(self.shape(&operands[0], primed, parts)?)),
            Builtin::Cross => Shape::Cross(shapes(self, parts)?),
            Builtin::Nat => Shape::Nat,
            Builtin::Int => Shape::Int,
            Builtin::StringSet => Shape::Strings,
            Builtin::Any => Shape::Any,
            Builtin::Union => {
                let mut sides = two(shapes(self, parts)?);
                // as in `eval`, what is written out is asked first
                if self.is_lazy(&operands[0]) && !self.is_lazy(&operands[1]) {
                    sides.swap(0, 1);
                }
                Shape::Union(sides)
            }
            Builtin::Minus => Shape::Minus(two(shapes(self, parts)?)),
            Builtin::Intersect => Shape::Intersect(two(shapes(self, parts)?)),
            Builtin::Range => {
                let a = self.part(&operands[0], primed, parts)?;
                Shape::Range(a, self.part(&operands[1], primed, parts)?)
            }
            Builtin::Domain => Shape::Domain(self.part(&operands[0], primed, parts)?),
            _ => panic!("vm: {op:?} makes no set that stays a description"),
        })
    }

    fn plain(&mut self, o: &Operand, primed: bool, parts: &mut Parts) -> C<Shape> {
        Ok(Shape::Plain(self.part(o, primed, parts)?))
    }

    /// A value, evaluated before the set is looked at.
    fn part(&mut self, o: &Operand, primed: bool, parts: &mut Parts) -> C<Code> {
        let code = self.operand(o, primed)?;
        Ok(match code {
            Code::Const(_) | Code::Once(_) | Code::Var(_) | Code::Next(_) | Code::Cell(_) => code,
            Code::GiveUp => code,
            _ => {
                let cell = self.cell();
                parts.push((cell, code));
                Code::Cell(cell)
            }
        })
    }
}
