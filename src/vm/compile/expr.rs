//! Expressions, kind by kind.

use super::super::code::{Arithmetic, Code, Pattern, Update};
use super::super::word::{Tag, Word};
use super::env::{Bound, Env};
use super::operator::{Operand, emptied};
use super::{C, Compiler};
use crate::ir::{self, Builtin, ExprId, ExprKind, Level, Quantifier, Slot};

impl<'m> Compiler<'_, 'm> {
    pub(super) fn code(&mut self, e: ExprId, env: &Env, primed: bool) -> C<Code> {
        self.count(e)?;
        let kind = &self.model.expr(e).kind;
        if let ExprKind::Const(v) = kind {
            return Ok(Code::Const(self.heap.import(v)));
        }
        if self.is_closed(e) && !matches!(kind, ExprKind::Unsupported { .. } | ExprKind::UnboundedQuant { .. }) {
            return Ok(Code::Once(self.once(e)));
        }
        match kind {
            ExprKind::Const(_) => unreachable!("vm: handled above"),
            ExprKind::Var(v) => Ok(if primed || self.initial { Code::Next(v.0) } else { Code::Var(v.0) }),
            ExprKind::Primed(_) | ExprKind::Prime(_) | ExprKind::Unchanged(_) | ExprKind::Enabled(_) if self.initial => {
                self.refuse("a primed expression in the initial predicate", e)
            }
            ExprKind::Primed(v) => Ok(Code::Next(v.0)),
            ExprKind::Local(s) => self.operand(&Operand::Bound(env.get(*s).clone()), primed),
            ExprKind::Let { slot, value, body } => {
                let uses = self.uses_in(*body, *slot);
                let mut empty = Vec::new();
                let bound = self.lazy(*value, env, uses, &mut empty);
                let body = self.code(*body, &env.with([(*slot, bound)]), primed)?;
                Ok(emptied(empty, body))
            }
            ExprKind::Call { def, args } => self.call(e, *def, &[], args, env, primed),
            ExprKind::CallSlot { slot, args } => self.call_slot(e, *slot, args, env, primed),
            ExprKind::Prime(inner) => self.code(*inner, env, true),
            ExprKind::If { condition, then, otherwise } => Ok(Code::If(Box::new([
                self.code(*condition, env, primed)?,
                self.code(*then, env, primed)?,
                self.code(*otherwise, env, primed)?,
            ]))),
            ExprKind::Case { arms, otherwise } => {
                let mut out = Vec::new();
                for (c, x) in arms {
                    out.push((self.code(*c, env, primed)?, self.code(*x, env, primed)?));
                }
                let otherwise = match otherwise {
                    Some(x) => Some(Box::new(self.code(*x, env, primed)?)),
                    None => None,
                };
                Ok(Code::Case(out, otherwise))
            }
            ExprKind::And(items) => Ok(Code::And(self.codes(items, env, primed)?)),
            ExprKind::Or(items) => Ok(Code::Or(self.codes(items, env, primed)?)),
            ExprKind::Not(x) => Ok(Code::Not(Box::new(self.code(*x, env, primed)?))),
            ExprKind::Implies(a, b) => Ok(Code::Implies(self.two(*a, *b, env, primed)?)),
            ExprKind::Quant { quantifier, binds, body } => {
                let (binds, inner) = self.binders(binds, env, primed)?;
                let body = Box::new(self.code(*body, &inner, primed)?);
                Ok(Code::Quant { forall: *quantifier == Quantifier::Forall, binds, body })
            }
            ExprKind::Choose { pattern, set: Some(set), body } => {
                let bind = ir::Bind { pattern: pattern.clone(), set: *set };
                let (binder, inner) = self.binder(&bind, env, primed)?;
                Ok(Code::Choose(Box::new((binder, self.code(*body, &inner, primed)?))))
            }
            ExprKind::SetEnum(items) => Ok(Code::SetOf(self.codes(items, env, primed)?)),
            ExprKind::SetFilter { bind, body } => {
                let (binder, inner) = self.binder(bind, env, primed)?;
                Ok(Code::Filter(Box::new((binder, self.code(*body, &inner, primed)?))))
            }
            ExprKind::SetMap { binds, body } => {
                let (binds, inner) = self.binders(binds, env, primed)?;
                Ok(Code::Map(binds, Box::new(self.code(*body, &inner, primed)?)))
            }
            ExprKind::FnCtor { binds, body, recursive: None } => {
                let (binds, inner) = self.binders(binds, env, primed)?;
                Ok(Code::Function(binds, Box::new(self.code(*body, &inner, primed)?)))
            }
            ExprKind::Tuple(items) => Ok(Code::Tuple(self.codes(items, env, primed)?)),
            ExprKind::Record(fields) => {
                let (keys, order) = self.fields(fields.iter().map(|f| f.0));
                let mut values = Vec::new();
                for i in order {
                    values.push(self.code(fields[i].1, env, primed)?);
                }
                Ok(Code::Record(keys, values))
            }
            ExprKind::Except { function, updates } => {
                let f = self.code(*function, env, primed)?;
                let mut out = Vec::new();
                for u in updates {
                    let path = self.codes(&u.path, env, primed)?;
                    let at = self.cell();
                    let inner = env.with([(u.at, Bound::Cell(at))]);
                    out.push(Update { path, at, value: self.code(u.value, &inner, primed)? });
                }
                Ok(Code::Except(Box::new(f), out))
            }
            ExprKind::Apply { function, arg } => {
                if let Some(code) = self.applied(*function, *arg, env, primed)? {
                    return Ok(code);
                }
                Ok(Code::Apply(self.two(*function, *arg, env, primed)?))
            }
            ExprKind::Field { record, field } => Ok(Code::Field(Box::new(self.code(*record, env, primed)?), Word::str(*field))),
            ExprKind::Builtin { op: Builtin::BigUnion, args } => match &self.model.expr(args[0]).kind {
                ExprKind::SetMap { binds, body } => {
                    let (binds, inner) = self.binders(binds, env, primed)?;
                    Ok(Code::UnionMap(binds, Box::new(self.code(*body, &inner, primed)?)))
                }
                _ => Ok(Code::BigUnion(Box::new(self.code(args[0], env, primed)?))),
            },
            ExprKind::Builtin { op: op @ (Builtin::In | Builtin::NotIn), args } => {
                let is = match &self.model.expr(args[1]).kind {
                    ExprKind::SetEnum(items) => {
                        let x = Box::new(self.code(args[0], env, primed)?);
                        Code::InList(x, self.codes(items, env, primed)?)
                    }
                    _ => {
                        let x = self.code(args[0], env, primed)?;
                        Code::In(Box::new((x, self.set(args[1], env, primed)?)))
                    }
                };
                Ok(if *op == Builtin::In { is } else { Code::Not(Box::new(is)) })
            }
            ExprKind::Builtin { op, args } => {
                let operands: Vec<Operand> = args.iter().map(|a| Operand::Expr(*a, env.clone())).collect();
                self.builtin(e, *op, &operands, primed)
            }
            ExprKind::SelectSeq { seq, slot, test } => {
                let s = Box::new(self.code(*seq, env, primed)?);
                let cell = self.cell();
                let inner = env.with([(*slot, Bound::Cell(cell))]);
                Ok(Code::SelectSeq(s, cell, Box::new(self.code(*test, &inner, primed)?)))
            }
            ExprKind::SortSeq { seq, left, right, less } => {
                let s = Box::new(self.code(*seq, env, primed)?);
                let cells = [self.cell(), self.cell()];
                let inner = env.with([(*left, Bound::Cell(cells[0])), (*right, Bound::Cell(cells[1]))]);
                Ok(Code::SortSeq(s, cells, Box::new(self.code(*less, &inner, primed)?)))
            }
            ExprKind::Fold { set, base, so_far, element, body, backwards } => {
                let (s, start) = (self.code(*set, env, primed)?, self.code(*base, env, primed)?);
                let cells = [self.cell(), self.cell()];
                let inner = env.with([(*so_far, Bound::Cell(cells[0])), (*element, Bound::Cell(cells[1]))]);
                let body = self.code(*body, &inner, primed)?;
                Ok(Code::Fold(Box::new([s, start, body]), cells, *backwards))
            }
            ExprKind::Unchanged(x) => self.unchanged(*x, env, primed),
            ExprKind::BoxAction { action, subscript } => {
                let action = self.code(*action, env, primed)?;
                Ok(Code::Or(vec![action, self.unchanged(*subscript, env, primed)?]))
            }
            ExprKind::AngleAction { action, subscript } => {
                let action = self.code(*action, env, primed)?;
                let same = self.unchanged(*subscript, env, primed)?;
                Ok(Code::And(vec![action, Code::Not(Box::new(same))]))
            }
            ExprKind::Enabled(action) if !primed => {
                let steady = std::mem::replace(&mut self.steady, false);
                let act = self.step(*action, env, None, super::super::run::EMIT);
                self.steady = steady;
                act.map(Code::Enabled)
            }
            ExprKind::FnSet { .. } | ExprKind::RecordSet(_) => {
                let set = self.set(e, env, primed)?;
                Ok(Code::Elements(Box::new(set)))
            }
            ExprKind::FnCtor { binds, recursive: Some(_), .. } => self.recursive_function(e, binds, env, primed),
            ExprKind::Choose { set: None, .. } | ExprKind::UnboundedQuant { .. } => Ok(Code::GiveUp),
            ExprKind::Compose(..) => self.refuse("a composition of actions", e),
            ExprKind::EnabledIn { .. } => self.refuse("ENABLED inside an instance that substitutes", e),
            ExprKind::Enabled(_) => self.refuse("ENABLED under a prime", e),
            ExprKind::Always(_) | ExprKind::Eventually(_) | ExprKind::LeadsTo(..) | ExprKind::Fairness { .. } => {
                self.refuse("a temporal formula", e)
            }
            ExprKind::Unsupported { .. } => Ok(Code::GiveUp),
        }
    }

    pub(super) fn unchanged(&mut self, e: ExprId, env: &Env, primed: bool) -> C<Code> {
        let old = self.code(e, env, primed)?;
        let new = self.code(e, env, true)?;
        Ok(Code::Eq(Box::new([old, new])))
    }

    /// The number of a closed constant expression.
    fn once(&mut self, e: ExprId) -> usize {
        if let Some(n) = self.numbers.get(&e) {
            return *n;
        }
        self.constants.push(e);
        self.numbers.insert(e, self.constants.len() - 1);
        self.constants.len() - 1
    }

    pub(super) fn codes(&mut self, items: &[ExprId], env: &Env, primed: bool) -> C<Vec<Code>> {
        items.iter().map(|e| self.code(*e, env, primed)).collect()
    }

    fn two(&mut self, a: ExprId, b: ExprId, env: &Env, primed: bool) -> C<Box<[Code; 2]>> {
        Ok(Box::new([self.code(a, env, primed)?, self.code(b, env, primed)?]))
    }

    pub(super) fn operand(&mut self, o: &Operand, primed: bool) -> C<Code> {
        match o {
            Operand::Expr(e, env) => self.code(*e, env, primed),
            Operand::Bound(Bound::Cell(c)) => Ok(Code::Cell(*c)),
            Operand::Bound(Bound::Lazy { cell, expr, env, .. }) => {
                let code = self.code(*expr, env, primed)?;
                let Some(cell) = cell else { return Ok(code) };
                let keep = match self.varies(*expr, env) {
                    Level::Constant => true,
                    Level::State => !primed && !self.initial,
                    Level::Action | Level::Temporal => false,
                };
                Ok(if keep { Code::Need(*cell, Box::new(code)) } else { code })
            }
            Operand::Bound(Bound::Recursive { .. }) => {
                Err(super::Refused { what: "a recursive function that is not applied", at: self.at })
            }
            Operand::Bound(Bound::Op(_)) => panic!("vm: an operator used as a value"),
        }
    }

    /// The permanent set of a record's fields, and the fields' places in that order.
    pub(super) fn fields(&mut self, fields: impl Iterator<Item = crate::value::Atom>) -> (Word, Vec<usize>) {
        let mut all: Vec<_> = fields.enumerate().collect();
        all.sort_by_key(|(_, a)| *a);
        let words: Vec<Word> = all.iter().map(|(_, a)| Word::str(*a)).collect();
        (self.heap.sorted_set(&words), all.into_iter().map(|(i, _)| i).collect())
    }

    pub(super) fn pattern(&mut self, p: &ir::Pattern) -> (Pattern, Vec<(Slot, Bound)>) {
        match p {
            ir::Pattern::One(s) => {
                let c = self.cell();
                (Pattern::One(c), vec![(*s, Bound::Cell(c))])
            }
            ir::Pattern::Tuple(slots) => {
                let cells: Vec<u32> = slots.iter().map(|_| self.cell()).collect();
                let bound = slots.iter().zip(&cells).map(|(s, c)| (*s, Bound::Cell(*c))).collect();
                (Pattern::Tuple(cells), bound)
            }
        }
    }

    /// A built-in operator that is not decided by its operands' form.
    pub(super) fn builtin(&mut self, at: ExprId, op: Builtin, operands: &[Operand], primed: bool) -> C<Code> {
        let one = |c: &mut Self| c.operand(&operands[0], primed).map(Box::new);
        let two = |c: &mut Self| -> C<Box<[Code; 2]>> {
            Ok(Box::new([c.operand(&operands[0], primed)?, c.operand(&operands[1], primed)?]))
        };
        let arithmetic = |c: &mut Self, op| Ok(Code::Arithmetic(op, two(c)?));
        let less = |c: &mut Self, or_equal, swap| {
            let mut sides = two(c)?;
            if swap {
                sides.swap(0, 1);
            }
            Ok(Code::Less { or_equal, sides })
        };
        match op {
            Builtin::Eq => Ok(equal(*two(self)?)),
            Builtin::Ne => Ok(Code::Not(Box::new(equal(*two(self)?)))),
            Builtin::Iff => Ok(Code::Iff(two(self)?)),
            Builtin::In | Builtin::NotIn => {
                let x = self.operand(&operands[0], primed)?;
                let is = Code::In(Box::new((x, self.set_operand(&operands[1], primed)?)));
                Ok(if op == Builtin::In { is } else { Code::Not(Box::new(is)) })
            }
            Builtin::Union => {
                if self.is_lazy(&operands[0]) || self.is_lazy(&operands[1]) {
                    return self.elements(op, operands, primed);
                }
                Ok(Code::Union(two(self)?))
            }
            Builtin::Intersect | Builtin::Minus => {
                if self.is_lazy(&operands[0]) {
                    return self.elements(op, operands, primed);
                }
                let a = self.operand(&operands[0], primed)?;
                let b = self.set_operand(&operands[1], primed)?;
                Ok(Code::Part { wanted: op == Builtin::Intersect, of: Box::new((a, b)) })
            }
            Builtin::SubsetEq => {
                let a = self.set_operand(&operands[0], primed)?;
                let b = self.set_operand(&operands[1], primed)?;
                Ok(Code::SubsetEq(Box::new((a, b))))
            }
            Builtin::BigUnion => Ok(Code::BigUnion(one(self)?)),
            Builtin::IsFunction => Ok(Code::IsOf(one(self)?, &[Tag::Tuple, Tag::Function])),
            Builtin::IsInteger => Ok(Code::IsOf(one(self)?, &[Tag::Int])),
            Builtin::Domain => Ok(Code::Domain(one(self)?)),
            Builtin::Powerset | Builtin::Cross | Builtin::Range | Builtin::Seq => self.elements(op, operands, primed),
            Builtin::Add => arithmetic(self, Arithmetic::Add),
            Builtin::Sub => arithmetic(self, Arithmetic::Sub),
            Builtin::Mul => arithmetic(self, Arithmetic::Mul),
            Builtin::Div => arithmetic(self, Arithmetic::Div),
            Builtin::Mod => arithmetic(self, Arithmetic::Mod),
            Builtin::Pow => arithmetic(self, Arithmetic::Pow),
            Builtin::Neg => Ok(Code::Neg(one(self)?)),
            Builtin::Lt => less(self, false, false),
            Builtin::Le => less(self, true, false),
            Builtin::Gt => less(self, false, true),
            Builtin::Ge => less(self, true, true),
            Builtin::Len => Ok(Code::Len(one(self)?)),
            Builtin::Head => Ok(Code::Head(one(self)?)),
            Builtin::Tail => Ok(Code::Tail(one(self)?)),
            Builtin::Append => Ok(Code::Append(two(self)?)),
            Builtin::Concat => Ok(Code::Concat(two(self)?)),
            Builtin::SubSeq => Ok(Code::SubSeq(Box::new([
                self.operand(&operands[0], primed)?,
                self.operand(&operands[1], primed)?,
                self.operand(&operands[2], primed)?,
            ]))),
            Builtin::Cardinality => Ok(Code::Cardinality(Box::new(self.set_operand(&operands[0], primed)?))),
            Builtin::MapsTo => Ok(Code::MapsTo(two(self)?)),
            Builtin::Override => Ok(Code::Override(two(self)?)),
            Builtin::Assert => Ok(Code::Assert(one(self)?)),
            Builtin::TlcEval => self.operand(&operands[0], primed),
            Builtin::IsFiniteSet
            | Builtin::Boolean
            | Builtin::StringSet
            | Builtin::Nat
            | Builtin::Int
            | Builtin::Real
            | Builtin::Divide
            | Builtin::Any
            | Builtin::Permutations
            | Builtin::AssertError
            | Builtin::Library(_) => Ok(Code::GiveUp),
            Builtin::Print
            | Builtin::PrintT
            | Builtin::ToString
            | Builtin::TlcGet
            | Builtin::Trace
            | Builtin::TlcSet
            | Builtin::JavaTime
            | Builtin::RandomElement
            | Builtin::TlcGetOrDefault
            | Builtin::ModelValue
            | Builtin::Fingerprint
            | Builtin::RandomSubset
            | Builtin::RandomSetOfSubsets
            | Builtin::RandomSubsetSet
            | Builtin::ToJson
            | Builtin::JsonDeserialize
            | Builtin::NdJsonDeserialize => self.refuse("an operator of module TLC that has an effect", at),
        }
    }

    fn elements(&mut self, op: Builtin, operands: &[Operand], primed: bool) -> C<Code> {
        let set = self.built_set(op, operands, primed)?;
        Ok(Code::Elements(Box::new(set)))
    }
}

/// An equation, with a constant on one side if there is one that needs no comparison of parts.
fn equal(sides: [Code; 2]) -> Code {
    use super::super::word::Tag;
    let simple = |c: &Code| match c {
        Code::Const(w) if matches!(w.tag(), Tag::Int | Tag::Bool | Tag::Str) => Some(*w),
        _ => None,
    };
    let [a, b] = sides;
    match (simple(&a), simple(&b)) {
        (_, Some(w)) => Code::EqConst(Box::new(a), w),
        (Some(w), _) => Code::EqConst(Box::new(b), w),
        _ => Code::Eq(Box::new([a, b])),
    }
}
