//! Functions that are applied where they are written: only the value at the argument is evaluated, as in `eval`.

use super::super::code::{Act, ActId, Binder, Code, Proto, Walked};
use super::env::{Bound, Env, Op};
use super::operator::Operand;
use super::{C, Compiler};
use crate::ir::{self, ExprId, ExprKind};

/// Values to be evaluated, and what slots are bound to then.
type Captured = (Vec<Code>, Vec<(ir::Slot, Bound)>);

impl<'m> Compiler<'_, 'm> {
    /// `f[x]` where `f` is known to be `[y \in S |-> e]`, or itself, within its own body; `None` for any other function.
    pub(super) fn applied(&mut self, function: ExprId, arg: ExprId, env: &Env, primed: bool) -> C<Option<Code>> {
        if let ExprKind::Local(s) = &self.model.expr(function).kind
            && let Bound::Recursive { proto, captured, .. } = env.get(*s)
        {
            let (proto, captured) = (*proto, *captured);
            let argument = Box::new(self.code(arg, env, primed)?);
            let captured = (0..captured).map(Code::Cell).collect();
            return Ok(Some(Code::Recur { proto, outermost: false, argument, captured }));
        }
        let Some((f, inner)) = self.meant(&Operand::Expr(function, env.clone())) else { return Ok(None) };
        let ExprKind::FnCtor { binds, body, recursive } = &self.model.expr(f).kind else { return Ok(None) };
        if recursive.is_some() {
            let argument = self.code(arg, env, primed)?;
            return self.recur(f, &inner, argument, primed).map(Some);
        }
        // What has a name is evaluated once, if it can be.
        if self.is_closed(f) || matches!(self.model.expr(function).kind, ExprKind::Local(_)) {
            return Ok(None);
        }
        let argument = self.code(arg, env, primed)?;
        let (binds, inner) = self.parameters(binds, &inner, primed)?;
        let body = self.code(*body, &inner, primed)?;
        Ok(Some(Code::Enter(Box::new((binds, argument, body)))))
    }

    /// A recursive function, from outside its body, applied.
    fn recur(&mut self, f: ExprId, env: &Env, argument: Code, primed: bool) -> C<Code> {
        let (captured, bound) = self.captured(f, env, primed)?;
        let proto = self.recursive_proto(f, &env.with(bound), captured.len() as u32, primed)?;
        Ok(Code::Recur { proto, outermost: true, argument: Box::new(argument), captured })
    }

    /// Likewise, as a condition of an action: its body is walked, so that each way in which it is true is one.
    pub(super) fn walk_recursive(&mut self, f: ExprId, env: &Env, argument: Code, rest: ActId) -> C<ActId> {
        let ExprKind::FnCtor { binds, body, recursive: Some(own) } = &self.model.expr(f).kind else {
            panic!("vm: no recursive function");
        };
        let (captured, bound) = self.captured(f, env, false)?;
        let many = captured.len() as u32;
        let env = env.with(bound);
        let proto = self.recursive_proto(f, &env, many, false)?;
        let number = self.walked.len();
        self.walked.push(None);
        let inner = env.with([(*own, Bound::Recursive { proto, captured: many, walked: Some(number) })]);
        let (cells, rows) = (std::mem::replace(&mut self.cells, many + 1), std::mem::take(&mut self.in_rows));
        let act = self.entered_walk(binds, *body, &inner, Code::Cell(many));
        let used = std::mem::replace(&mut self.cells, cells);
        self.in_rows = rows;
        self.walked[number] = Some(Walked { body: act?, cells: used as usize });
        Ok(self.act(Act::Recur { walked: number, outermost: true, argument, captured, rest }))
    }

    fn entered_walk(&mut self, binds: &[ir::Bind], body: ExprId, env: &Env, argument: Code) -> C<ActId> {
        let (binds, inner): (Vec<Binder>, Env) = self.parameters(binds, env, false)?;
        let back = self.act(Act::Return);
        let act = self.step(body, &inner, None, back)?;
        Ok(self.act(Act::Enter(binds, argument, act)))
    }

    /// What a recursive function captures, evaluated before it is applied, and what its free slots are bound to then.
    fn captured(&mut self, f: ExprId, env: &Env, primed: bool) -> C<Captured> {
        let ExprKind::FnCtor { recursive: Some(own), .. } = &self.model.expr(f).kind else {
            panic!("vm: no recursive function");
        };
        let free = self.analysis.borrow_mut().locals(f).free.clone();
        let (mut captured, mut bound) = (Vec::new(), Vec::new());
        for s in free.into_iter().filter(|s| s != own) {
            match env.get(s).clone() {
                Bound::Recursive { .. } => return self.refuse("recursive functions within each other", f),
                Bound::Op(Op::Builtin(_)) => {}
                Bound::Op(Op::Def { def, captured: own }) => {
                    let mut cells = Vec::new();
                    for c in own {
                        let (Bound::Cell(_) | Bound::Lazy { .. }) = c else {
                            return self.refuse("a recursive function that captures an operator that captures one", f);
                        };
                        cells.push(Bound::Cell(captured.len() as u32));
                        captured.push(self.operand(&Operand::Bound(c), primed)?);
                    }
                    bound.push((s, Bound::Op(Op::Def { def, captured: cells })));
                }
                b @ (Bound::Cell(_) | Bound::Lazy { .. }) => {
                    bound.push((s, Bound::Cell(captured.len() as u32)));
                    captured.push(self.operand(&Operand::Bound(b), primed)?);
                }
            }
        }
        Ok((captured, bound))
    }

    /// The body of a recursive function, whose first cells are what it captures and then its argument.
    fn recursive_proto(&mut self, f: ExprId, env: &Env, captured: u32, primed: bool) -> C<usize> {
        let ExprKind::FnCtor { binds, body, recursive: Some(own) } = &self.model.expr(f).kind else {
            panic!("vm: no recursive function");
        };
        let proto = self.protos.len();
        self.protos.push(None);
        let inner = env.with([(*own, Bound::Recursive { proto, captured, walked: None })]);
        let cells = std::mem::replace(&mut self.cells, captured + 1);
        let code = self.entered(binds, *body, &inner, Code::Cell(captured), primed);
        let used = std::mem::replace(&mut self.cells, cells);
        self.protos[proto] = Some(Proto { body: code?, cells: used as usize });
        Ok(proto)
    }

    fn entered(&mut self, binds: &[ir::Bind], body: ExprId, env: &Env, argument: Code, primed: bool) -> C<Code> {
        let (binds, inner): (Vec<Binder>, Env) = self.parameters(binds, env, primed)?;
        let body = self.code(body, &inner, primed)?;
        Ok(Code::Enter(Box::new((binds, argument, body))))
    }

    /// A recursive function written out: applied to each element of its domain.
    pub(super) fn recursive_function(&mut self, f: ExprId, binds: &[ir::Bind], env: &Env, primed: bool) -> C<Code> {
        let [bind] = binds else { return self.refuse("a recursive function of several arguments, written out", f) };
        let set = self.set(bind.set, env, primed)?;
        let cell = self.cell();
        let body = self.recur(f, env, Code::Cell(cell), primed)?;
        let pattern = super::super::code::Pattern::One(cell);
        Ok(Code::Function(vec![Binder { pattern, set }], Box::new(body)))
    }
}
