//! Actions, as the walk of `eval/action.rs` takes them: from the last conjunct to the first, so that each knows what
//! comes after it.

use super::super::code::{Act, ActId, Code, Loop, Shape};
use super::super::run::{DEAD, EMIT};
use super::env::{Bound, Env, Op, Top};
use super::operator::Operand;
use super::{C, Compiler};
use crate::ir::{Arg, Builtin, ExprId, ExprKind, Level, Quantifier, VarId, plain_value};

impl<'m> Compiler<'_, 'm> {
    /// The graph of an expression that is walked, followed by `rest`. `top` is the innermost operator while on the way down
    /// from the top: where that way ends, the step gets its name.
    pub(super) fn step(&mut self, e: ExprId, env: &Env, top: Option<Top>, rest: ActId) -> C<ActId> {
        self.count(e)?;
        let Some(t) = top else { return self.walk(e, env, None, rest) };
        let goes_on = match &self.model.expr(e).kind {
            ExprKind::Or(_) | ExprKind::Let { .. } => true,
            ExprKind::Quant { quantifier: Quantifier::Exists, binds, .. } => binds.iter().all(|b| self.is_constant(b.set, env)),
            ExprKind::Call { def, args } => {
                let constant = args.iter().all(|a| match a {
                    Arg::Expr(a) => self.is_constant(*a, env),
                    Arg::Def { .. } | Arg::Builtin(_) | Arg::Slot(_) => true,
                });
                if !constant && !self.model.def(*def).local {
                    let act = self.walk(e, env, None, rest)?;
                    return Ok(self.act(Act::Label(*def, act)));
                }
                constant
            }
            _ => false,
        };
        if goes_on {
            return self.walk(e, env, top, rest);
        }
        let act = self.walk(e, env, None, rest)?;
        Ok(self.act(Act::Label(t.def, act)))
    }

    /// See `Machine::is_constant`.
    fn is_constant(&self, e: ExprId, env: &Env) -> bool {
        let mut analysis = self.analysis.borrow_mut();
        analysis.level(e) == Level::Constant
            && analysis.locals(e).free.iter().all(|s| !matches!(env.get(*s), Bound::Lazy { varies: true, .. }))
    }

    fn walk(&mut self, e: ExprId, env: &Env, top: Option<Top>, rest: ActId) -> C<ActId> {
        match &self.model.expr(e).kind {
            ExprKind::And(items) => {
                let Some((first, others)) = items.split_first() else { return Ok(rest) };
                let mut rest = rest;
                for item in others.iter().rev() {
                    rest = self.conjunct(*item, env, rest)?;
                }
                self.step(*first, env, None, rest)
            }
            ExprKind::Or(items) => {
                let mut acts = Vec::new();
                for i in items {
                    acts.push(self.step(*i, env, top, rest)?);
                }
                Ok(self.act(Act::Or(acts)))
            }
            ExprKind::Quant { quantifier: Quantifier::Exists, binds, body } => {
                let (binds, inner) = self.binders(binds, env, false)?;
                let body = self.step(*body, &inner, top, rest)?;
                Ok(self.act(Act::Exists(binds, body)))
            }
            ExprKind::Quant { quantifier: Quantifier::Forall, binds, body } => {
                // A condition need not be taken row by row.
                if self.varies(e, env) <= Level::State && !self.initial && !self.branches(*body) {
                    return self.guard(e, env, rest);
                }
                let (binds, inner) = self.binders(binds, env, false)?;
                let number = self.loops.len();
                self.loops.push(None);
                let again = self.act(Act::NextRow(number));
                let test = self.code(*body, &inner, false)?;
                self.in_rows += 1;
                let body = self.step(*body, &inner, None, again);
                self.in_rows -= 1;
                let body = body?;
                let cells = binds.iter().flat_map(|b| b.pattern.cells().to_vec()).collect();
                self.loops[number] = Some(Loop { cells, test, body, rest });
                Ok(self.act(Act::ForAll(number, binds)))
            }
            ExprKind::Let { slot, value, body } => {
                let uses = self.uses_in(*body, *slot);
                let mut empty = Vec::new();
                let mut bound = self.lazy(*value, env, (uses.0.max(2), true), &mut empty);
                if let Bound::Lazy { varies, .. } = &mut bound {
                    *varies |= top.is_some() && !self.is_constant(*value, env);
                }
                let act = self.step(*body, &env.with([(*slot, bound)]), top, rest)?;
                Ok(self.emptied(empty, act))
            }
            ExprKind::Call { def, args } => self.enter(e, *def, &[], args, env, top, rest),
            ExprKind::CallSlot { slot, args } => match env.get(*slot).clone() {
                Bound::Op(Op::Def { def, captured }) => self.enter(e, def, &captured, args, env, None, rest),
                Bound::Op(Op::Builtin(_)) => self.guard(e, env, rest),
                Bound::Cell(_) | Bound::Lazy { .. } | Bound::Recursive { .. } => panic!("vm: slot {} holds no operator", slot.0),
            },
            ExprKind::Local(s) => match env.get(*s).clone() {
                Bound::Lazy { expr, env, .. } => self.step(expr, &env, None, rest),
                Bound::Cell(_) | Bound::Op(_) | Bound::Recursive { .. } => self.guard(e, env, rest),
            },
            ExprKind::If { condition, then, otherwise } => {
                let condition = self.code(*condition, env, false)?;
                let then = self.step(*then, env, None, rest)?;
                let otherwise = self.step(*otherwise, env, None, rest)?;
                Ok(self.act(Act::If(condition, then, otherwise)))
            }
            ExprKind::Case { arms, otherwise } => {
                let mut act = match otherwise {
                    Some(x) => self.step(*x, env, None, rest)?,
                    None => self.act(Act::Guard(Code::GiveUp, DEAD)),
                };
                for (condition, x) in arms.iter().rev() {
                    let condition = self.code(*condition, env, false)?;
                    let then = self.step(*x, env, None, rest)?;
                    act = self.act(Act::If(condition, then, act));
                }
                Ok(act)
            }
            ExprKind::Implies(a, b) => {
                let condition = self.code(*a, env, false)?;
                let then = self.step(*b, env, None, rest)?;
                Ok(self.act(Act::If(condition, then, rest)))
            }
            ExprKind::Apply { function, arg } => {
                if let ExprKind::Local(s) = &self.model.expr(*function).kind
                    && let Bound::Recursive { captured, walked: Some(walked), .. } = *env.get(*s)
                {
                    if self.in_rows > 0 {
                        // the rows of the inner one would take the place of those of the outer one
                        return self.refuse("a recursive function that is a condition for all of several values", e);
                    }
                    let argument = self.code(*arg, env, false)?;
                    let captured = (0..captured).map(Code::Cell).collect();
                    return Ok(self.act(Act::Recur { walked, outermost: false, argument, captured, rest }));
                }
                // `eval` walks the body of a function that is not written out.
                let Some((f, inner)) = self.meant(&Operand::Expr(*function, env.clone())) else {
                    return self.guard(e, env, rest);
                };
                match &self.model.expr(f).kind {
                    ExprKind::FnCtor { .. } if self.is_closed(f) => self.guard(e, env, rest),
                    ExprKind::FnCtor { binds, body, recursive: None } => {
                        let argument = self.code(*arg, env, false)?;
                        let (binds, inner) = self.parameters(binds, &inner, false)?;
                        let act = self.step(*body, &inner, None, rest)?;
                        Ok(self.act(Act::Enter(binds, argument, act)))
                    }
                    ExprKind::FnCtor { .. } => {
                        let argument = self.code(*arg, env, false)?;
                        self.walk_recursive(f, &inner, argument, rest)
                    }
                    ExprKind::Var(_) | ExprKind::Primed(_) | ExprKind::Apply { .. } | ExprKind::Field { .. } => {
                        self.guard(e, env, rest)
                    }
                    _ => self.refuse("a condition that is the value of a function", e),
                }
            }
            ExprKind::Compose(..) if self.initial => self.refuse("a composition of actions in an initial predicate", e),
            ExprKind::Compose(a, b) => {
                let back = self.act(Act::Back(rest));
                let mut empty = Vec::new();
                let there = self.renewed(env, &mut empty);
                let second = self.step(*b, &there, None, back)?;
                let second = self.emptied(empty, second);
                let between = self.act(Act::Between(second));
                let first = self.step(*a, env, None, between)?;
                Ok(self.act(Act::Compose(first)))
            }
            ExprKind::Unchanged(v) if !self.initial => self.keep(*v, env, rest),
            ExprKind::BoxAction { action, subscript } if !self.initial => {
                let taken = self.step(*action, env, None, rest)?;
                let kept = self.keep(*subscript, env, rest)?;
                Ok(self.act(Act::Or(vec![taken, kept])))
            }
            ExprKind::AngleAction { action, subscript } if !self.initial => {
                let same = self.unchanged(*subscript, env, false)?;
                let rest = self.act(Act::Guard(Code::Not(Box::new(same)), rest));
                self.step(*action, env, None, rest)
            }
            ExprKind::Builtin { op: op @ (Builtin::Eq | Builtin::In | Builtin::SubsetEq), args } => {
                let Some(v) = self.assigned(args[0], env) else { return self.guard(e, env, rest) };
                let value = Operand::Expr(args[1], env.clone());
                Ok(match op {
                    Builtin::Eq => {
                        let value = self.operand(&value, false)?;
                        self.act(Act::Assign(v.0, value, rest))
                    }
                    _ => {
                        let mut set = self.set_operand(&value, false)?;
                        if *op == Builtin::SubsetEq {
                            set.shape = Shape::Powerset(Box::new(set.shape));
                        }
                        let listed = match &self.model.expr(args[1]).kind {
                            ExprKind::SetEnum(items) if *op == Builtin::In => Some(self.codes(items, env, false)?),
                            _ => None,
                        };
                        self.act(Act::AssignIn(v.0, set, listed, rest))
                    }
                })
            }
            plain_value!()
            | ExprKind::Var(_)
            | ExprKind::Primed(_)
            | ExprKind::Prime(_)
            | ExprKind::Not(_)
            | ExprKind::UnboundedQuant { .. }
            | ExprKind::Enabled(_)
            | ExprKind::EnabledIn { .. }
            | ExprKind::Unchanged(_)
            | ExprKind::BoxAction { .. }
            | ExprKind::AngleAction { .. }
            | ExprKind::Always(_)
            | ExprKind::Eventually(_)
            | ExprKind::LeadsTo(..)
            | ExprKind::Fairness { .. }
            | ExprKind::Unsupported { .. } => self.guard(e, env, rest),
        }
    }

    fn guard(&mut self, e: ExprId, env: &Env, rest: ActId) -> C<ActId> {
        let condition = self.code(e, env, false)?;
        Ok(self.act(Act::Guard(condition, rest)))
    }

    fn emptied(&mut self, cells: Vec<u32>, act: ActId) -> ActId {
        if cells.is_empty() { act } else { self.act(Act::Empty(cells, act)) }
    }

    /// A conjunct that is not the first: walked unless all variables are assigned.
    fn conjunct(&mut self, e: ExprId, env: &Env, rest: ActId) -> C<ActId> {
        let walk = self.step(e, env, None, rest)?;
        if !self.branches(e) {
            return Ok(walk);
        }
        let test = match &self.model.expr(e).kind {
            ExprKind::Compose(..) => Code::GiveUp,
            _ => self.code(e, env, false)?,
        };
        Ok(self.act(Act::Conjunct { test, walk, rest }))
    }

    /// Whether walking the expression may differ from testing it. It does not for a single condition or assignment.
    fn branches(&self, e: ExprId) -> bool {
        match &self.model.expr(e).kind {
            ExprKind::And(items) => items.iter().any(|i| self.branches(*i)),
            ExprKind::Builtin { .. }
            | ExprKind::Not(_)
            | ExprKind::Unchanged(_)
            | ExprKind::Const(_)
            | ExprKind::Var(_)
            | ExprKind::Field { .. }
            | ExprKind::Enabled(_)
            | ExprKind::EnabledIn { .. } => false,
            ExprKind::Apply { function, .. } => !matches!(self.model.expr(*function).kind, ExprKind::Var(_)),
            ExprKind::Quant { quantifier: Quantifier::Forall, body, .. } => self.branches(*body),
            ExprKind::Choose { .. }
            | ExprKind::SetEnum(_)
            | ExprKind::SetFilter { .. }
            | ExprKind::SetMap { .. }
            | ExprKind::FnCtor { .. }
            | ExprKind::FnSet { .. }
            | ExprKind::Tuple(_)
            | ExprKind::Record(_)
            | ExprKind::RecordSet(_)
            | ExprKind::Except { .. }
            | ExprKind::SelectSeq { .. }
            | ExprKind::SortSeq { .. }
            | ExprKind::Fold { .. }
            | ExprKind::Primed(_)
            | ExprKind::Local(_)
            | ExprKind::Let { .. }
            | ExprKind::Call { .. }
            | ExprKind::CallSlot { .. }
            | ExprKind::Prime(_)
            | ExprKind::If { .. }
            | ExprKind::Case { .. }
            | ExprKind::Or(_)
            | ExprKind::Implies(..)
            | ExprKind::Quant { .. }
            | ExprKind::UnboundedQuant { .. }
            | ExprKind::Compose(..)
            | ExprKind::Always(_)
            | ExprKind::Eventually(_)
            | ExprKind::LeadsTo(..)
            | ExprKind::BoxAction { .. }
            | ExprKind::AngleAction { .. }
            | ExprKind::Fairness { .. }
            | ExprKind::Unsupported { .. } => true,
        }
    }

    #[allow(clippy::too_many_arguments)]
    fn enter(
        &mut self,
        e: ExprId,
        def: crate::ir::DefId,
        captured: &[Bound],
        args: &[Arg],
        env: &Env,
        top: Option<Top>,
        rest: ActId,
    ) -> C<ActId> {
        let d = self.model.def(def);
        if d.recursive {
            if self.model.def(def).level > Level::State {
                return self.refuse("a recursive action", e);
            }
            return self.refuse("a recursive operator as a conjunct", e);
        }
        self.deeper(e)?;
        let (frame, empty) = self.frame(def, captured, args, env);
        let top = top.map(|t| if d.local { t } else { Top { def } });
        let act = self.step(d.body, &frame, top, rest)?;
        self.depth -= 1;
        Ok(self.emptied(empty, act))
    }

    /// `UNCHANGED e`
    fn keep(&mut self, e: ExprId, env: &Env, rest: ActId) -> C<ActId> {
        match &self.model.expr(e).kind {
            ExprKind::Var(v) => Ok(self.keep_variables(vec![v.0], rest)),
            ExprKind::Tuple(items) => {
                let mut rest = rest;
                for i in items.iter().rev() {
                    rest = self.keep(*i, env, rest)?;
                }
                Ok(rest)
            }
            ExprKind::Call { def, args } if args.is_empty() && !self.model.def(*def).recursive => {
                let d = self.model.def(*def);
                self.keep(d.body, &Env::of(d, Vec::new()), rest)
            }
            ExprKind::Local(s) => match env.get(*s).clone() {
                Bound::Lazy { expr, env, .. } => self.keep(expr, &env, rest),
                Bound::Cell(_) | Bound::Op(_) | Bound::Recursive { .. } => Ok(rest),
            },
            _ => {
                let same = self.unchanged(e, env, false)?;
                Ok(self.act(Act::Guard(same, rest)))
            }
        }
    }

    /// Joins what is kept one after the other.
    fn keep_variables(&mut self, mut variables: Vec<u32>, rest: ActId) -> ActId {
        if rest != EMIT
            && let Act::Keep(others, after) = &self.acts[rest as usize]
        {
            variables.extend(others);
            let after = *after;
            return self.act(Act::Keep(variables, after));
        }
        self.act(Act::Keep(variables, rest))
    }

    /// The variable that an expression on the left of `=` or `\in` may assign: see `Machine::assigned`.
    fn assigned(&self, e: ExprId, env: &Env) -> Option<VarId> {
        match &self.model.expr(e).kind {
            ExprKind::Primed(v) if !self.initial => Some(*v),
            ExprKind::Var(v) if self.initial => Some(*v),
            ExprKind::Prime(inner) if !self.initial => self.variable_meant(*inner, env),
            ExprKind::Local(s) => match env.get(*s) {
                Bound::Lazy { expr, env, .. } => self.assigned(*expr, env),
                Bound::Cell(_) | Bound::Op(_) | Bound::Recursive { .. } => None,
            },
            ExprKind::Call { def, args } if args.is_empty() => self.assigned(self.model.def(*def).body, env),
            _ => None,
        }
    }

    fn variable_meant(&self, e: ExprId, env: &Env) -> Option<VarId> {
        match &self.model.expr(e).kind {
            ExprKind::Var(v) => Some(*v),
            ExprKind::Local(s) => match env.get(*s) {
                Bound::Lazy { expr, env, .. } => self.variable_meant(*expr, env),
                Bound::Cell(_) | Bound::Op(_) | Bound::Recursive { .. } => None,
            },
            ExprKind::Call { def, args } if args.is_empty() => match &self.model.expr(self.model.def(*def).body).kind {
                ExprKind::Var(v) => Some(*v),
                _ => None,
            },
            _ => None,
        }
    }
}
