//! Calls: inlined, or of a [`Proto`] if the operator is recursive.

use super::super::code::{Code, Proto};
use super::env::{Bound, Env, Op};
use super::{C, Compiler};
use crate::ir::visit::{Part, visit};
use crate::ir::{Arg, Builtin, DefId, ExprId, ExprKind, Level, Slot};

/// How deep operators may be inlined into each other.
const DEEPEST: usize = 200;

/// Which compiled body of a recursive operator, or of a definition that is kept: how its operator parameters are given, and whether it stands
/// under a prime, and then whether that is about one next state throughout (what is kept inside is kept by that).
#[derive(PartialEq, Eq, Hash)]
pub(in super::super) struct Key {
    def: DefId,
    primed: bool,
    steady: bool,
    operators: Vec<Option<Given>>,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Given {
    /// With this many captured values.
    Def(DefId, usize),
    Builtin(Builtin),
}

/// An operand of a built-in operator.
#[derive(Clone)]
pub(super) enum Operand {
    Expr(ExprId, Env),
    Bound(Bound),
}

impl<'m> Compiler<'_, 'm> {
    /// How often a definition's body mentions a slot, and whether somewhere it may be evaluated repeatedly.
    pub(super) fn uses(&mut self, def: DefId, slot: Slot) -> (usize, bool) {
        if let Some(u) = self.uses.get(&(def, slot)) {
            return *u;
        }
        let mut u = (0, false);
        self.count_uses(self.model.def(def).body, slot, false, &mut u);
        self.uses.insert((def, slot), u);
        u
    }

    pub(super) fn uses_in(&self, e: ExprId, slot: Slot) -> (usize, bool) {
        let mut u = (0, false);
        self.count_uses(e, slot, false, &mut u);
        u
    }

    fn count_uses(&self, e: ExprId, slot: Slot, repeatedly: bool, u: &mut (usize, bool)) {
        let kind = &self.model.expr(e).kind;
        let mut binds = matches!(kind, ExprKind::Call { .. } | ExprKind::CallSlot { .. } | ExprKind::Let { .. });
        let mut parts = Vec::new();
        visit(kind, &mut |part| match part {
            Part::Expr(x) => parts.push(x),
            Part::Use(s) if s == slot => {
                u.0 += 1;
                u.1 |= repeatedly || matches!(kind, ExprKind::Call { .. } | ExprKind::CallSlot { .. });
            }
            Part::Bind(_) => binds = true,
            Part::Use(_) | Part::Def(_) | Part::Var(_) | Part::Primed(_) | Part::Builtin(_) => {}
        });
        for p in parts {
            self.count_uses(p, slot, repeatedly || binds, u);
        }
    }

    /// The frame of a call that is inlined, and the cells to be emptied before its body.
    pub(super) fn frame(&mut self, def: DefId, captured: &[Bound], args: &[Arg], env: &Env) -> (Env, Vec<u32>) {
        let d = self.model.def(def);
        let (mut bounds, mut empty) = (captured.to_vec(), Vec::new());
        for (i, a) in args.iter().enumerate() {
            let uses = self.uses(def, Slot((captured.len() + i) as u32));
            let b = self.argument(a, env, uses, &mut empty);
            bounds.push(b);
        }
        (Env::of(d, bounds), empty)
    }

    pub(super) fn call(&mut self, at: ExprId, def: DefId, captured: &[Bound], args: &[Arg], env: &Env, primed: bool) -> C<Code> {
        if self.model.def(def).recursive {
            return self.recursive(at, def, captured, args, env, primed);
        }
        if captured.is_empty() && args.is_empty() && self.is_kept(def) {
            let key = Key { def, primed, steady: self.steady && primed, operators: Vec::new() };
            let proto = self.proto(key, 0, &Env::of(self.model.def(def), Vec::new()))?;
            if self.steady || !primed {
                return Ok(Code::Kept { proto, primed });
            }
            return Ok(Code::KeptNext { proto, variables: self.variables(def) });
        }
        self.deeper(at)?;
        let (frame, empty) = self.frame(def, captured, args, env);
        let body = self.code(self.model.def(def).body, &frame, primed)?;
        self.depth -= 1;
        Ok(emptied(empty, body))
    }

    pub(super) fn deeper(&mut self, at: ExprId) -> C<()> {
        self.depth += 1;
        if self.depth > DEEPEST { self.refuse("operators that are nested too deeply", at) } else { Ok(()) }
    }

    pub(super) fn call_slot(&mut self, at: ExprId, slot: Slot, args: &[Arg], env: &Env, primed: bool) -> C<Code> {
        match env.get(slot).clone() {
            Bound::Op(Op::Def { def, captured }) => self.call(at, def, &captured, args, env, primed),
            Bound::Op(Op::Builtin(op)) => {
                let operands: Vec<Operand> = args
                    .iter()
                    .map(|a| match a {
                        Arg::Expr(e) => Operand::Expr(*e, env.clone()),
                        Arg::Slot(s) => Operand::Bound(env.get(*s).clone()),
                        Arg::Def { .. } | Arg::Builtin(_) => panic!("vm: a built-in operator was given an operator"),
                    })
                    .collect();
                self.builtin(at, op, &operands, primed)
            }
            Bound::Cell(_) | Bound::Lazy { .. } | Bound::Recursive { .. } => panic!("vm: slot {} holds no operator", slot.0),
        }
    }

    fn recursive(&mut self, at: ExprId, def: DefId, captured: &[Bound], args: &[Arg], env: &Env, primed: bool) -> C<Code> {
        let mut scratch = Vec::new();
        let mut bounds = captured.to_vec();
        for a in args {
            // Evaluated once, before the call: by name.
            let b = self.argument(a, env, (1, false), &mut scratch);
            bounds.push(b);
        }
        let (mut values, mut operators, mut params) = (Vec::new(), Vec::new(), Vec::new());
        for b in &bounds {
            match b {
                Bound::Op(Op::Builtin(b)) => {
                    operators.push(Some(Given::Builtin(*b)));
                    params.push(Bound::Op(Op::Builtin(*b)));
                }
                Bound::Op(Op::Def { def, captured }) => {
                    operators.push(Some(Given::Def(*def, captured.len())));
                    let mut cells = Vec::new();
                    for c in captured {
                        if let Bound::Op(_) | Bound::Recursive { .. } = c {
                            return self.refuse("an operator that captures an operator, given to a recursive operator", at);
                        }
                        cells.push(Bound::Cell(values.len() as u32));
                        values.push(self.operand(&Operand::Bound(c.clone()), primed)?);
                    }
                    params.push(Bound::Op(Op::Def { def: *def, captured: cells }));
                }
                Bound::Recursive { .. } => return self.refuse("a recursive function given to a recursive operator", at),
                Bound::Cell(_) | Bound::Lazy { .. } => {
                    operators.push(None);
                    params.push(Bound::Cell(values.len() as u32));
                    values.push(self.operand(&Operand::Bound(b.clone()), primed)?);
                }
            }
        }
        // It may be called elsewhere, too.
        let steady = std::mem::replace(&mut self.steady, false);
        let proto =
            self.proto(Key { def, primed, steady: false, operators }, values.len() as u32, &Env::of(self.model.def(def), params));
        self.steady = steady;
        Ok(emptied(scratch, Code::Call(proto?, values)))
    }

    /// The body of a definition, compiled once; so many of its cells are parameters.
    fn proto(&mut self, key: Key, params: u32, env: &Env) -> C<usize> {
        if let Some(p) = self.known.get(&key) {
            return Ok(*p);
        }
        let (def, primed, p) = (key.def, key.primed, self.protos.len());
        self.protos.push(None);
        self.known.insert(key, p);
        let cells = std::mem::replace(&mut self.cells, params);
        let body = self.code(self.model.def(def).body, env, primed);
        let used = std::mem::replace(&mut self.cells, cells);
        self.protos[p] = Some(Proto { body: body?, cells: used as usize });
        Ok(p)
    }

    /// Whether a definition without parameters is computed only once for a state.
    fn is_kept(&mut self, def: DefId) -> bool {
        let d = self.model.def(def);
        d.level == Level::State && !d.recursive && !self.initial && self.repeats(def)
    }

    /// Whether evaluating the definition evaluates something for each of several values.
    fn repeats(&mut self, def: DefId) -> bool {
        if let Some(known) = self.repeats.get(&def) {
            return *known;
        }
        // Until it is known; what calls itself repeats.
        self.repeats.insert(def, true);
        let (mut todo, mut defs, mut found) = (vec![self.model.def(def).body], Vec::new(), false);
        while let Some(e) = todo.pop() {
            let kind = &self.model.expr(e).kind;
            // a LET and an `@` are bound once, other names to each of several values
            let once = matches!(kind, ExprKind::Let { .. } | ExprKind::Except { .. });
            visit(kind, &mut |part| match part {
                Part::Expr(x) => todo.push(x),
                Part::Def(d) => defs.push(d),
                Part::Bind(_) => found |= !once,
                Part::Builtin(op) => found |= matches!(op, Builtin::BigUnion | Builtin::Powerset | Builtin::Cardinality),
                Part::Use(_) | Part::Var(_) | Part::Primed(_) => {}
            });
        }
        let found = found || defs.into_iter().any(|d| self.repeats(d));
        self.repeats.insert(def, found);
        found
    }
}

pub(super) fn emptied(cells: Vec<u32>, body: Code) -> Code {
    if cells.is_empty() { body } else { Code::Let(cells, Box::new(body)) }
}
