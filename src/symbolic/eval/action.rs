//! Actions: computation of the next state, and of the initial one.
//!
//! `action(e)` returns the condition under which `e`, with the choices made in it, is a step, and assigns variables on the
//! way, as TLC's `Tool.getNextStates` does by enumeration:
//!
//! - `A /\ B`: A, then B under the path that A holds;
//! - `A \/ B`: both from the same assignments; an input chooses. Branches that cannot be steps are dropped. Then
//!   `guard = ite(c, gA, gB)` and each variable's value is `merge(c, vA, vB)`; one that only one branch has assigned is
//!   *partly* assigned, under `c`;
//! - `\E x \in S : A`: for a small concrete S the disjunction over its elements, else A once with `x` chosen freely from S;
//! - `x' = e` assigns where x' has no value yet and tests where it has; `x' \in S` chooses freely;
//! - `IF p THEN A ELSE B`: no choice, p decides; everything else is a test.
//!
//! Errors in a branch count whether or not the branch is chosen: TLC evaluates all branches.

use crate::eval::error::ErrorKind;
use crate::ir::{Bind, Builtin, DefId, ExprId, ExprKind, Quantifier, VarId};
use crate::logic::Term;
use crate::source::Span;
use crate::symbolic::Encoder;
use crate::symbolic::eval::branch::Branch;
use crate::symbolic::eval::context::Assigned;
use crate::symbolic::eval::footprint::{BranchTaken, Choice, Touch};
use crate::symbolic::eval::frame::{Binding, Closure, Frame, Thunk};
use crate::symbolic::eval::update::Change;
use crate::symbolic::value::sym::{Guarded, Lazy, Node, Sym};

/// The most elements of a concrete set that is split: the action is encoded once for each element.
const SPLIT_LIMIT: usize = 4;

impl<'m> Encoder<'m> {
    pub(in crate::symbolic) fn targets(&mut self) -> &mut Vec<Assigned> {
        if self.cx.mode.initial { &mut self.cx.state } else { &mut self.cx.next }
    }

    /// The condition under which an action is a step. `above` is the innermost operator on the way down from the next-state action,
    /// if steps are named and `e` is on that way.
    pub(in crate::symbolic) fn action(&mut self, e: ExprId, frame: &Frame, above: Option<DefId>) -> Term {
        let top = above.and_then(|above| self.descend(e, frame, above));
        if self.path() == Term::FALSE {
            return Term::FALSE;
        }
        let model = self.cx.model;
        let expr = model.expr(e);
        let span = expr.span;
        match &expr.kind {
            ExprKind::And(items) => {
                let mut holds = Term::TRUE;
                for i in items {
                    let t = self.under(holds, |enc| enc.action(*i, frame, None));
                    holds = self.graph.and(holds, t);
                    if holds == Term::FALSE {
                        break;
                    }
                }
                holds
            }
            ExprKind::Or(items) => {
                let start = self.targets().clone();
                let mut branches = Vec::new();
                for (n, i) in items.iter().enumerate() {
                    *self.targets() = start.clone();
                    let (guard, leaves) = self.branch(Choice(e, 0), BranchTaken::Arm(n as u32), |enc| enc.action(*i, frame, top));
                    branches.push(Branch { guard, assigned: self.targets().clone(), leaves });
                }
                self.choose_branch(start, branches)
            }
            ExprKind::Quant { quantifier: Quantifier::Exists, binds, body } => {
                let sets: Vec<Sym> = binds.iter().map(|b| self.eval(b.set, frame)).collect();
                self.exists(&sets, binds, *body, (frame, top), span)
            }
            ExprKind::Quant { quantifier: Quantifier::Forall, binds, body } => {
                let sets: Vec<Sym> = binds.iter().map(|b| self.eval(b.set, frame)).collect();
                self.unbranched(|enc| enc.forall(&sets, binds, *body, frame, span))
            }
            ExprKind::If { condition, then, otherwise } => {
                let c = self.boolean(*condition, frame);
                self.decide(vec![(c, *then), (!c, *otherwise)], frame)
            }
            // p => A decides as IF p THEN A ELSE TRUE does
            ExprKind::Implies(p, body) => {
                let start = self.targets().clone();
                let c = self.boolean(*p, frame);
                let holds = self.unbranched(|enc| enc.under(c, |enc| enc.action(*body, frame, None)));
                let taken = Branch::new(holds, self.targets().clone());
                let merged = self.merge_branches(c, taken, Branch::new(Term::TRUE, start));
                *self.targets() = merged.assigned;
                merged.guard
            }
            ExprKind::Case { arms, otherwise } => {
                let mut open = Term::TRUE;
                let mut cases = Vec::new();
                for (guard, body) in arms {
                    let g = self.under(open, |enc| enc.boolean(*guard, frame));
                    cases.push((self.graph.and(open, g), *body));
                    open = self.graph.and(open, !g);
                }
                match otherwise {
                    Some(body) => cases.push((open, *body)),
                    None => self.fail(ErrorKind::NoCaseArm, span, open),
                }
                self.decide(cases, frame)
            }
            ExprKind::Let { slot, value, body } => {
                let thunk = Binding::Thunk(Thunk::new(*value, frame));
                self.below_let(top, (*slot, *value), frame, |enc| {
                    enc.with_slot(frame, *slot, thunk, |enc| enc.action(*body, frame, top))
                })
            }
            ExprKind::Call { def, args } => {
                let bindings = args.iter().map(|a| self.binding(a, frame)).collect();
                let top = top.map(|t| if model.def(*def).local { t } else { *def });
                let body = |enc: &mut Self, body, frame: &Frame| enc.action(body, frame, top);
                self.enter(*def, bindings, span, body).unwrap_or(Term::FALSE)
            }
            ExprKind::CallSlot { slot, args } => {
                let callee = frame.borrow()[slot.index()].clone();
                match callee {
                    Binding::Operator(Closure::Def { def, captured }) => {
                        let args: Vec<Binding> = args.iter().map(|a| self.binding(a, frame)).collect();
                        let bindings = captured.into_iter().chain(args).collect();
                        self.enter(def, bindings, span, |enc, body, frame| enc.action(body, frame, None)).unwrap_or(Term::FALSE)
                    }
                    Binding::Operator(Closure::Builtin(_))
                    | Binding::Empty
                    | Binding::Value(_)
                    | Binding::At(..)
                    | Binding::Thunk(_) => self.boolean(e, frame),
                }
            }
            ExprKind::Local(slot) => {
                let binding = frame.borrow()[slot.index()].clone();
                match binding {
                    Binding::Thunk(t) => self.action(t.expr, &t.frame.clone(), None),
                    Binding::Operator(Closure::Def { def, captured }) => {
                        self.enter(def, captured, span, |enc, body, frame| enc.action(body, frame, None)).unwrap_or(Term::FALSE)
                    }
                    Binding::Operator(Closure::Builtin(_)) | Binding::Empty | Binding::Value(_) | Binding::At(..) => {
                        self.boolean(e, frame)
                    }
                }
            }
            ExprKind::Builtin { op: Builtin::Eq, args } => match self.target(args[0], frame) {
                Some(v) => {
                    let (value, change) = self.next_value(v, args[1], frame);
                    self.assign(v, (Term::TRUE, value), change, span)
                }
                None => self.boolean(e, frame),
            },
            ExprKind::Builtin { op: Builtin::In, args } => match self.target(args[0], frame) {
                Some(v) if !matches!(self.targets()[v.index()], Assigned::Yes(_)) => {
                    let set = self.eval(args[1], frame);
                    let choice = self.choose_for_step(set, span);
                    self.assign(v, choice, Change::Whole, span)
                }
                _ => self.boolean(e, frame),
            },
            // x' \subseteq S chooses an element of SUBSET S
            ExprKind::Builtin { op: Builtin::SubsetEq, args } => match self.target(args[0], frame) {
                Some(v) if !matches!(self.targets()[v.index()], Assigned::Yes(_)) => {
                    let set = self.eval(args[1], frame);
                    let subsets = self.syms.add(Node::Lazy(Lazy::Powerset(set)));
                    let choice = self.choose_for_step(subsets, span);
                    self.assign(v, choice, Change::Whole, span)
                }
                _ => self.boolean(e, frame),
            },
            ExprKind::Unchanged(a) if !self.cx.mode.initial => self.unchanged(*a, frame, span),
            ExprKind::Compose(a, b) if !self.cx.mode.initial => self.composed((*a, *b), frame),
            // [A]_v as an action: A, or nothing changes
            ExprKind::BoxAction { action, subscript } if !self.cx.mode.initial => {
                let start = self.targets().clone();
                let (guard, leaves) = self.branch(Choice(e, 0), BranchTaken::Arm(0), |enc| enc.action(*action, frame, None));
                let taken = Branch { guard, assigned: self.targets().clone(), leaves };
                *self.targets() = start.clone();
                let (guard, leaves) =
                    self.branch(Choice(e, 0), BranchTaken::Arm(1), |enc| enc.unchanged(*subscript, frame, span));
                let idle = Branch { guard, assigned: self.targets().clone(), leaves };
                self.choose_branch(start, vec![taken, idle])
            }
            ExprKind::AngleAction { action, subscript } if !self.cx.mode.initial => {
                let guard = self.action(*action, frame, None);
                let same = self.under(guard, |enc| enc.unchanged_as_test(*subscript, frame, span));
                self.graph.and(guard, !same)
            }
            _ => self.boolean(e, frame),
        }
    }

    /// The variable that an assignment to this expression sets.
    fn target(&self, e: ExprId, frame: &Frame) -> Option<VarId> {
        match &self.cx.model.expr(e).kind {
            ExprKind::Primed(v) if !self.cx.mode.initial => Some(*v),
            ExprKind::Var(v) if self.cx.mode.initial => Some(*v),
            // a parameter whose argument is a variable: `Set(x, e) == x' = e`
            ExprKind::Prime(inner) if !self.cx.mode.initial => self.variable(*inner, frame),
            ExprKind::Local(s) => match &frame.borrow()[s.index()] {
                Binding::Thunk(t) => self.target(t.expr, &t.frame),
                Binding::Empty | Binding::Value(_) | Binding::At(..) | Binding::Operator(_) => None,
            },
            ExprKind::Call { def, args } if args.is_empty() => self.target(self.cx.model.def(*def).body, frame),
            _ => None,
        }
    }

    pub(in crate::symbolic) fn variable(&self, e: ExprId, frame: &Frame) -> Option<VarId> {
        match &self.cx.model.expr(e).kind {
            ExprKind::Var(v) => Some(*v),
            ExprKind::Local(s) => match &frame.borrow()[s.index()] {
                Binding::Thunk(t) => self.variable(t.expr, &t.frame),
                Binding::Empty | Binding::Value(_) | Binding::At(..) | Binding::Operator(_) => None,
            },
            ExprKind::Call { def, args } if args.is_empty() => match &self.cx.model.expr(self.cx.model.def(*def).body).kind {
                ExprKind::Var(v) => Some(*v),
                _ => None,
            },
            _ => None,
        }
    }

    /// `x' = value`, where the inputs choose a value under its condition.
    fn assign(&mut self, v: VarId, (fits, value): Guarded, change: Change, span: Span) -> Term {
        let value = self.settled(value, span);
        let keeps = matches!(change, Change::Keep);
        // UNCHANGED has the variable's old value on the left, which matters where values compare one way only
        let same = |enc: &mut Self, known| {
            let (left, right) = if keeps { (value, known) } else { (known, value) };
            enc.equal(left, right, span)
        };
        self.touch_assigned(v, value, change);
        // an earlier value is compared, which reads it
        if !matches!(self.targets()[v.index()], Assigned::No) {
            self.touch(v, None, Touch::Read);
        }
        match self.targets()[v.index()].clone() {
            Assigned::No => {
                self.targets()[v.index()] = Assigned::Yes(value);
                fits
            }
            Assigned::Yes(known) => {
                let same = same(self, known);
                self.graph.and(fits, same)
            }
            Assigned::Partly(t, known) => {
                let same = self.under(t, |enc| same(enc, known));
                let both = self.merge(t, known, value);
                self.targets()[v.index()] = Assigned::Yes(both);
                let tested = self.graph.implies(t, same);
                self.graph.and(fits, tested)
            }
        }
    }

    /// UNCHANGED assigns variables and tuples of variables, through definitions. Any other expression is a test.
    fn unchanged(&mut self, e: ExprId, frame: &Frame, span: Span) -> Term {
        let model = self.cx.model;
        if let Some(v) = self.variable(e, frame) {
            let now = match self.cx.state[v.index()].clone() {
                Assigned::Yes(s) | Assigned::Partly(_, s) => s,
                Assigned::No => self.syms.undefined(),
            };
            return self.assign(v, (Term::TRUE, now), Change::Keep, span);
        }
        match &model.expr(e).kind {
            ExprKind::Tuple(items) => {
                let mut holds = Term::TRUE;
                for i in items {
                    let t = self.under(holds, |enc| enc.unchanged(*i, frame, span));
                    holds = self.graph.and(holds, t);
                }
                holds
            }
            ExprKind::Call { def, args } => {
                let bindings = args.iter().map(|a| self.binding(a, frame)).collect();
                self.enter(*def, bindings, span, |enc, body, frame| enc.unchanged(body, frame, span)).unwrap_or(Term::FALSE)
            }
            ExprKind::Local(s) => {
                let binding = frame.borrow()[s.index()].clone();
                match binding {
                    Binding::Thunk(t) => self.unchanged(t.expr, &t.frame.clone(), span),
                    Binding::Empty | Binding::Value(_) | Binding::At(..) | Binding::Operator(_) => {
                        self.unchanged_as_test(e, frame, span)
                    }
                }
            }
            _ => self.unchanged_as_test(e, frame, span),
        }
    }

    /// A free choice that belongs to the step.
    fn choose_for_step(&mut self, set: Sym, span: Span) -> Guarded {
        let (there, value) = self.choose_freely(set, span);
        if self.cx.tracing {
            // under other paths nothing is chosen
            let here = self.graph.and(self.path(), there);
            self.cx.trail.chosen.push((value, here));
        }
        (there, value)
    }

    fn exists(&mut self, sets: &[Sym], binds: &[Bind], body: ExprId, (frame, top): (&Frame, Option<DefId>), span: Span) -> Term {
        let Some((set, rest)) = sets.split_first() else {
            return self.action(body, frame, top);
        };
        let pattern = &binds[0].pattern;
        let small = match self.syms.node(*set).clone() {
            Node::Set(entries) if entries.len() <= SPLIT_LIMIT && entries.iter().all(|(_, e)| self.syms.is_concrete(*e)) => {
                Some(entries)
            }
            _ => None,
        };
        let Some(entries) = small else {
            let start = self.targets().clone();
            let (there, value) = self.choose_for_step(*set, span);
            let holds = self.under(there, |enc| {
                enc.bind(pattern, value, frame, span);
                enc.exists(rest, &binds[1..], body, (frame, top), span)
            });
            let guard = self.graph.and(there, holds);
            if guard == Term::FALSE {
                *self.targets() = start;
            }
            return guard;
        };
        let start = self.targets().clone();
        let mut branches = Vec::new();
        for (there, value) in entries.iter() {
            *self.targets() = start.clone();
            let (holds, mut leaves) = self.branch(Choice(body, binds.len()), BranchTaken::Element(*value), |enc| {
                enc.under(*there, |enc| {
                    enc.bind(pattern, *value, frame, span);
                    enc.exists(rest, &binds[1..], body, (frame, top), span)
                })
            });
            leaves.iter_mut().for_each(|l| l.values.push((*value, Term::TRUE)));
            branches.push(Branch { guard: self.graph.and(*there, holds), assigned: self.targets().clone(), leaves });
        }
        self.choose_branch(start, branches)
    }

    /// `\A x \in S : A` assigns as the conjunction over S does.
    fn forall(&mut self, sets: &[Sym], binds: &[Bind], body: ExprId, frame: &Frame, span: Span) -> Term {
        let Some((set, rest)) = sets.split_first() else {
            return self.action(body, frame, None);
        };
        let mut entries = self.elements(*set, span);
        if let Some(order) = self.concrete_order(&entries) {
            entries = order.into_iter().map(|i| entries[i]).collect();
        }
        let mut all = Term::TRUE;
        for (there, value) in entries {
            let start = self.targets().clone();
            let wanted = self.graph.and(all, there);
            let holds = self.under(wanted, |enc| {
                enc.bind(&binds[0].pattern, value, frame, span);
                enc.forall(rest, &binds[1..], body, frame, span)
            });
            // an absent element assigns nothing
            let done = Branch::new(holds, self.targets().clone());
            let absent = Branch::new(Term::TRUE, start);
            let merged = self.merge_branches(there, done, absent);
            *self.targets() = merged.assigned;
            all = self.graph.and(all, merged.guard);
        }
        all
    }
}
