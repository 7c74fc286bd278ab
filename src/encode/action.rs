//! Actions: how the next state is computed (and the initial one).
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
//! What goes wrong in a branch counts whether or not the branch is the one chosen: TLC evaluates them all.

use super::footprint::{Choice, Leaf, Touch, Trail, merged_leaves};
use super::frame::{Binding, Closure, Frame, Thunk};
use super::sym::{Guarded, Lazy, Node};
use super::{Assigned, Encoder, Finding, Predicate, Step, Sym, SymState};
use crate::eval::error::ErrorKind;
use crate::ir::{Bind, Builtin, DefId, ExprId, ExprKind, Quantifier, VarId};
use crate::smt::Term;
use crate::source::Span;

/// A concrete set with at most this many elements is split: the action is encoded once for each.
const SPLIT_LIMIT: usize = 4;

/// Terms that an ENABLED may add before it counts as not encoded.
const ENABLED_BUDGET: usize = 1_000_000;

/// What a branch of an action came to.
struct Branch {
    guard: Term,
    assigned: Vec<Assigned>,
    /// If steps are traced: what it consists of, chosen within the branch.
    leaves: Vec<Leaf>,
}

impl Branch {
    fn new(guard: Term, assigned: Vec<Assigned>) -> Branch {
        Branch { guard, assigned, leaves: Vec::new() }
    }
}

impl<'m> Encoder<'m> {
    /// The states that satisfy the initial predicate.
    pub fn init(&mut self, init: DefId) -> Step {
        self.state = vec![Assigned::No; self.model.vars.len()];
        self.next = self.state.clone();
        self.initial = true;
        let step = self.run(init);
        self.initial = false;
        step
    }

    /// The states one step after `state`.
    pub fn step(&mut self, state: &SymState, next: DefId) -> Step {
        self.state = state.0.iter().map(|s| Assigned::Yes(*s)).collect();
        // the last one is the name of the action, if it is wanted
        self.next = self.unassigned(self.model.vars.len() + usize::from(self.names.is_some()));
        self.top = self.names.is_some().then_some(next);
        self.run(next)
    }

    /// The next state before any step is taken: there is what no step changes.
    fn unassigned(&self, len: usize) -> Vec<Assigned> {
        let mut next = vec![Assigned::No; len];
        for v in &self.model.rigid {
            next[v.index()] = self.state[v.index()].clone();
        }
        next
    }

    fn run(&mut self, def: DefId) -> Step {
        self.of_one_size(|enc| enc.run_once(def))
    }

    fn run_once(&mut self, def: DefId) -> Step {
        self.findings.clear();
        self.unbounded.clear();
        self.choices.clear();
        let first_input = self.graph.inputs();
        let frame = self.new_frame(def, Vec::new());
        let d = self.model.def(def);
        self.trail = Trail::default();
        let guard = self.action(d.body, &frame);
        let leaves = if self.tracing { std::mem::take(&mut self.trail).into_leaves() } else { Vec::new() };
        let mut assigned = self.targets().clone();
        let actions = self.take_names(&mut assigned);
        let mut values = Vec::new();
        for a in assigned {
            let (missing, value) = match a {
                Assigned::Yes(s) => (Term::FALSE, s),
                Assigned::Partly(t, s) => (!t, s),
                Assigned::No => (Term::TRUE, self.syms.undefined()),
            };
            let condition = self.graph.and(guard, missing);
            self.fail(ErrorKind::IncompleteState, d.span, condition);
            values.push(value);
        }
        let findings = std::mem::take(&mut self.findings);
        let (unbounded, choices) = (std::mem::take(&mut self.unbounded), std::mem::take(&mut self.choices));
        Step { guard, state: SymState(values), findings, first_input, actions, leaves, unbounded, choices }
    }

    /// A state predicate's truth in `state`.
    pub fn predicate(&mut self, state: &SymState, def: DefId) -> Predicate {
        self.holds(state, None, def, self.model.def(def).body)
    }

    /// The truth of a predicate with one parameter of the behaviour so far: a sequence of records, one a state.
    pub fn holds_of_behaviour(&mut self, states: &[SymState], def: DefId) -> Predicate {
        let model = self.model;
        let names: Vec<_> = model.vars.iter().map(|v| model.atoms.intern(&v.name)).collect();
        let mut history = Vec::new();
        for state in states {
            let mut fields: Vec<_> = names.iter().copied().zip(state.0.iter().copied()).collect();
            fields.sort_unstable_by_key(|f| f.0);
            history.push(match fields.is_empty() {
                true => self.syms.tuple(Vec::new()),
                false => self.syms.add(Node::Record(fields.into())),
            });
        }
        let history = self.syms.tuple(history);
        self.findings.clear();
        self.next = vec![Assigned::No; model.vars.len()];
        self.state = states.last().into_iter().flat_map(|s| s.0.iter().map(|s| Assigned::Yes(*s))).collect();
        let frame = self.new_frame(def, vec![Binding::Value(history)]);
        let holds = self.boolean(model.def(def).body, &frame);
        Predicate { holds, findings: std::mem::take(&mut self.findings) }
    }

    /// An action's truth for the step from `state` to `next`.
    pub fn transition(&mut self, state: &SymState, next: &SymState, def: DefId) -> Predicate {
        self.holds(state, Some(next), def, self.model.def(def).body)
    }

    /// The truth of `expr`, which stands in `def` outside its binders, in `state` or for the step to `next`.
    pub fn holds(&mut self, state: &SymState, next: Option<&SymState>, def: DefId, expr: ExprId) -> Predicate {
        self.next = match next {
            Some(next) => next.0.iter().map(|s| Assigned::Yes(*s)).collect(),
            None => vec![Assigned::No; self.model.vars.len()],
        };
        self.findings.clear();
        self.state = state.0.iter().map(|s| Assigned::Yes(*s)).collect();
        let frame = self.new_frame(def, Vec::new());
        let holds = self.boolean(expr, &frame);
        Predicate { holds, findings: std::mem::take(&mut self.findings) }
    }

    /// The value of a state function in `state`, for comparison with `eval`.
    pub fn value_in(&mut self, state: &SymState, def: DefId) -> (Sym, Vec<Finding>) {
        self.next = vec![Assigned::No; self.model.vars.len()];
        self.findings.clear();
        self.state = state.0.iter().map(|s| Assigned::Yes(*s)).collect();
        let frame = self.new_frame(def, Vec::new());
        let body = self.model.def(def).body;
        let value = self.eval(body, &frame);
        let value = self.settled(value, self.model.expr(body).span);
        (value, std::mem::take(&mut self.findings))
    }

    /// What a VIEW shows of a state, as a state with one value.
    pub fn seen(&mut self, state: &SymState, view: DefId) -> (SymState, Vec<Finding>) {
        let (value, findings) = self.value_in(state, view);
        (SymState(vec![value]), findings)
    }

    /// ENABLED A  =  `\E choices : guard of A`, from no assignment at all.
    ///
    /// TLC tries choices until one is a step. So evaluating A fails if some choice fails and none is a step; if some seems to be one, that depends
    /// on the order, or on what failed, which is not encoded.
    pub(super) fn is_enabled(&mut self, action: ExprId, frame: &Frame, span: Span) -> Term {
        let unassigned = self.unassigned(self.state.len());
        let next = std::mem::replace(&mut self.next, unassigned);
        let initial = std::mem::replace(&mut self.initial, false);
        let first = self.graph.inputs();
        let exhaustively = std::mem::replace(&mut self.exhaustively, true);
        let (guard, findings) = self.hypothetical(|enc| enc.apart(|enc| enc.action(action, frame)));
        self.exhaustively = exhaustively;
        self.next = next;
        self.initial = initial;
        let Some(enabled) = self.graph.exists_inputs_from(guard, first, ENABLED_BUDGET) else {
            self.unsupported(span, "ENABLED of an action with this many choices");
            return Term::FALSE;
        };
        let any = self.graph.any(findings.iter().map(|f| f.condition));
        let findings = if self.can_hold(any) { findings } else { Vec::new() };
        for mut f in findings {
            let Some(failing) = self.graph.exists_inputs_from(f.condition, first, ENABLED_BUDGET) else {
                self.unsupported(span, "ENABLED of an action with this many choices");
                continue;
            };
            let either = self.graph.and(failing, enabled);
            if either != Term::FALSE && f.kind != ErrorKind::Unsupported {
                let message = "ENABLED of an action that some choices make fail and others do not".to_owned();
                self.findings.push(Finding { condition: either, kind: ErrorKind::Unsupported, span, message });
            }
            f.condition = self.graph.and(failing, !enabled);
            if f.condition != Term::FALSE {
                self.findings.push(f);
            }
        }
        enabled
    }

    /// ENABLED A of an instance, about stand-ins for its variables: the state is longer by them meanwhile, each with the
    /// value of what it stands for.
    pub(super) fn is_enabled_in(&mut self, action: ExprId, stand_ins: &[(VarId, ExprId)], frame: &Frame, span: Span) -> Term {
        let mut state = self.state.clone();
        state.resize(self.model.vars.len() + self.model.stand_ins.len(), Assigned::No);
        for (v, e) in stand_ins {
            // one that has no value may not be needed
            let (value, found) = self.apart(|enc| {
                let value = enc.eval(*e, frame);
                enc.settled(value, span)
            });
            let (unknown, wrong): (Vec<Finding>, Vec<Finding>) =
                found.into_iter().partition(|f| f.kind == ErrorKind::Unsupported);
            self.findings.extend(unknown);
            state[v.index()] = match self.graph.any(wrong.iter().map(|f| f.condition)) {
                Term::FALSE => Assigned::Yes(value),
                none => Assigned::Partly(!none, value),
            };
        }
        let state = std::mem::replace(&mut self.state, state);
        let enabled = self.is_enabled(action, frame, span);
        self.state = state;
        enabled
    }

    /// Whether this step's choices make it a real step, or go wrong, or another number might have been chosen. Where no choice does
    /// the state is a deadlock.
    pub fn can_step(&mut self, step: &Step) -> Term {
        let trouble = self.graph.any(step.findings.iter().map(|f| f.condition).chain(step.unbounded.iter().copied()));
        self.graph.or(step.guard, trouble)
    }

    fn targets(&mut self) -> &mut Vec<Assigned> {
        if self.initial { &mut self.state } else { &mut self.next }
    }

    pub(super) fn action(&mut self, e: ExprId, frame: &Frame) -> Term {
        let top = self.descend(e, frame);
        if self.path == Term::FALSE {
            return Term::FALSE;
        }
        let model = self.model;
        let expr = model.expr(e);
        let span = expr.span;
        match &expr.kind {
            ExprKind::And(items) => {
                let mut holds = Term::TRUE;
                for i in items {
                    let t = self.under(holds, |enc| enc.action(*i, frame));
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
                    self.top = top;
                    let (guard, leaves) = self.branch(Choice(e, 0), n as u32, |enc| enc.action(*i, frame));
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
                let holds = self.unbranched(|enc| enc.under(c, |enc| enc.action(*body, frame)));
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
                    enc.with_slot(frame, *slot, thunk, |enc| enc.action(*body, frame))
                })
            }
            ExprKind::Call { def, args } => {
                let bindings = args.iter().map(|a| self.binding(a, frame)).collect();
                let top = top.map(|t| if model.def(*def).local { t } else { *def });
                let body = |enc: &mut Self, body, frame: &Frame| {
                    enc.top = top;
                    enc.action(body, frame)
                };
                self.enter(*def, bindings, span, body).unwrap_or(Term::FALSE)
            }
            ExprKind::CallSlot { slot, args } => {
                let callee = frame.borrow()[slot.index()].clone();
                match callee {
                    Binding::Operator(Closure::Def { def, captured }) => {
                        let args: Vec<Binding> = args.iter().map(|a| self.binding(a, frame)).collect();
                        let bindings = captured.into_iter().chain(args).collect();
                        self.enter(def, bindings, span, |enc, body, frame| enc.action(body, frame)).unwrap_or(Term::FALSE)
                    }
                    Binding::Operator(Closure::Builtin(_)) | Binding::Empty | Binding::Value(_) | Binding::Thunk(_) => {
                        self.boolean(e, frame)
                    }
                }
            }
            ExprKind::Local(slot) => {
                let binding = frame.borrow()[slot.index()].clone();
                match binding {
                    Binding::Thunk(t) => self.action(t.expr, &t.frame.clone()),
                    Binding::Operator(Closure::Def { def, captured }) => {
                        self.enter(def, captured, span, |enc, body, frame| enc.action(body, frame)).unwrap_or(Term::FALSE)
                    }
                    Binding::Operator(Closure::Builtin(_)) | Binding::Empty | Binding::Value(_) => self.boolean(e, frame),
                }
            }
            ExprKind::Builtin { op: Builtin::Eq, args } => match self.target(args[0], frame) {
                Some(v) => {
                    let (value, moves) = self.next_value(v, args[1], frame);
                    self.assign(v, (Term::TRUE, value), moves, span)
                }
                None => self.boolean(e, frame),
            },
            ExprKind::Builtin { op: Builtin::In, args } => match self.target(args[0], frame) {
                Some(v) if !matches!(self.targets()[v.index()], Assigned::Yes(_)) => {
                    let set = self.eval(args[1], frame);
                    let choice = self.choose_freely(set, span);
                    self.assign(v, choice, None, span)
                }
                _ => self.boolean(e, frame),
            },
            // x' \subseteq S chooses an element of SUBSET S
            ExprKind::Builtin { op: Builtin::SubsetEq, args } => match self.target(args[0], frame) {
                Some(v) if !matches!(self.targets()[v.index()], Assigned::Yes(_)) => {
                    let set = self.eval(args[1], frame);
                    let subsets = self.syms.add(Node::Lazy(Lazy::Powerset(set)));
                    let choice = self.choose_freely(subsets, span);
                    self.assign(v, choice, None, span)
                }
                _ => self.boolean(e, frame),
            },
            ExprKind::Unchanged(a) if !self.initial => self.unchanged(*a, frame, span),
            ExprKind::Compose(a, b) if !self.initial => self.composed((*a, *b), frame),
            // [A]_v as an action: A, or nothing changes
            ExprKind::BoxAction { action, subscript } if !self.initial => {
                let start = self.targets().clone();
                let (guard, leaves) = self.branch(Choice(e, 0), 0, |enc| enc.action(*action, frame));
                let taken = Branch { guard, assigned: self.targets().clone(), leaves };
                *self.targets() = start.clone();
                let (guard, leaves) = self.branch(Choice(e, 0), 1, |enc| enc.unchanged(*subscript, frame, span));
                let idle = Branch { guard, assigned: self.targets().clone(), leaves };
                self.choose_branch(start, vec![taken, idle])
            }
            ExprKind::AngleAction { action, subscript } if !self.initial => {
                let guard = self.action(*action, frame);
                let same = self.under(guard, |enc| enc.unchanged_as_test(*subscript, frame, span));
                self.graph.and(guard, !same)
            }
            _ => self.boolean(e, frame),
        }
    }

    /// The variable that an assignment to this expression would set.
    fn target(&self, e: ExprId, frame: &Frame) -> Option<VarId> {
        match &self.model.expr(e).kind {
            ExprKind::Primed(v) if !self.initial => Some(*v),
            ExprKind::Var(v) if self.initial => Some(*v),
            // a parameter that stands for a variable: `Set(x, e) == x' = e`
            ExprKind::Prime(inner) if !self.initial => self.variable(*inner, frame),
            ExprKind::Local(s) => match &frame.borrow()[s.index()] {
                Binding::Thunk(t) => self.target(t.expr, &t.frame),
                Binding::Empty | Binding::Value(_) | Binding::Operator(_) => None,
            },
            ExprKind::Call { def, args } if args.is_empty() => self.target(self.model.def(*def).body, frame),
            _ => None,
        }
    }

    fn variable(&self, e: ExprId, frame: &Frame) -> Option<VarId> {
        match &self.model.expr(e).kind {
            ExprKind::Var(v) => Some(*v),
            ExprKind::Local(s) => match &frame.borrow()[s.index()] {
                Binding::Thunk(t) => self.variable(t.expr, &t.frame),
                Binding::Empty | Binding::Value(_) | Binding::Operator(_) => None,
            },
            ExprKind::Call { def, args } if args.is_empty() => match &self.model.expr(self.model.def(*def).body).kind {
                ExprKind::Var(v) => Some(*v),
                _ => None,
            },
            _ => None,
        }
    }

    /// `x' = value` where the choice of the value is good under its condition.
    fn assign(&mut self, v: VarId, (fits, value): Guarded, moves: Option<(Option<Sym>, Touch)>, span: Span) -> Term {
        let value = self.settled(value, span);
        self.touch_assigned(v, value, moves);
        if !matches!(self.targets()[v.index()], Assigned::No) {
            self.touch(v, None, Touch::Read);
        }
        match self.targets()[v.index()].clone() {
            Assigned::No => {
                self.targets()[v.index()] = Assigned::Yes(value);
                fits
            }
            Assigned::Yes(old) => {
                let same = self.equal(old, value, span);
                self.graph.and(fits, same)
            }
            Assigned::Partly(t, old) => {
                let same = self.under(t, |enc| enc.equal(old, value, span));
                let both = self.merge(t, old, value);
                self.targets()[v.index()] = Assigned::Yes(both);
                let tested = self.graph.implies(t, same);
                self.graph.and(fits, tested)
            }
        }
    }

    /// UNCHANGED assigns variables and tuples of variables, through definitions; the rest it tests.
    fn unchanged(&mut self, e: ExprId, frame: &Frame, span: Span) -> Term {
        let model = self.model;
        if let Some(v) = self.variable(e, frame) {
            let now = match self.state[v.index()].clone() {
                Assigned::Yes(s) | Assigned::Partly(_, s) => s,
                Assigned::No => self.syms.undefined(),
            };
            return self.assign(v, (Term::TRUE, now), None, span);
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
                    Binding::Empty | Binding::Value(_) | Binding::Operator(_) => self.unchanged_as_test(e, frame, span),
                }
            }
            _ => self.unchanged_as_test(e, frame, span),
        }
    }

    /// Branches of which one is chosen by fresh inputs.
    fn choose_branch(&mut self, start: Vec<Assigned>, mut branches: Vec<Branch>) -> Term {
        // branches that assign nothing are one test together
        let mut test = Branch::new(Term::FALSE, start.clone());
        branches.retain_mut(|b| {
            if b.assigned == start {
                test.guard = self.graph.or(test.guard, b.guard);
                test.leaves.append(&mut b.leaves);
                return false;
            }
            b.guard != Term::FALSE
        });
        if test.guard != Term::FALSE {
            self.lose_picks(&test.leaves);
            test.leaves = merged_leaves(test.leaves);
            branches.push(test);
        }
        let Some(mut result) = branches.pop() else {
            *self.targets() = start;
            return Term::FALSE;
        };
        while let Some(b) = branches.pop() {
            let input = self.graph.input();
            result = self.merge_branches(input, b, result);
        }
        *self.targets() = result.assigned;
        self.trail.add(result.leaves);
        result.guard
    }

    /// Branches of which a condition decides; the conditions exclude each other.
    fn decide(&mut self, cases: Vec<(Term, ExprId)>, frame: &Frame) -> Term {
        let start = self.targets().clone();
        let mut branches = Vec::new();
        for (n, (c, body)) in cases.into_iter().enumerate() {
            if c == Term::FALSE {
                continue;
            }
            *self.targets() = start.clone();
            let (holds, leaves) = self.branch(Choice(body, 0), n as u32, |enc| enc.under(c, |enc| enc.action(body, frame)));
            branches.push((c, Branch { guard: self.graph.and(c, holds), assigned: self.targets().clone(), leaves }));
        }
        // a branch that cannot be taken leaves no trace in the values
        branches.retain(|(_, b)| b.guard != Term::FALSE);
        let Some((_, mut result)) = branches.pop() else {
            *self.targets() = start;
            return Term::FALSE;
        };
        while let Some((c, b)) = branches.pop() {
            result = self.merge_branches(c, b, result);
        }
        *self.targets() = result.assigned;
        self.trail.add(result.leaves);
        result.guard
    }

    fn merge_branches(&mut self, c: Term, a: Branch, b: Branch) -> Branch {
        let guard = self.graph.ite(c, a.guard, b.guard);
        let mut leaves = Vec::new();
        for (condition, side) in [(c, a.leaves), (!c, b.leaves)] {
            for l in side {
                leaves.push(Leaf { chosen: self.graph.and(condition, l.chosen), ..l });
            }
        }
        let mut assigned = Vec::new();
        for (x, y) in a.assigned.into_iter().zip(b.assigned) {
            assigned.push(if x == y {
                x
            } else {
                let (p, v) = self.part(x);
                let (q, w) = self.part(y);
                let both = self.graph.ite(c, p, q);
                let value = self.merge(c, v, w);
                match both {
                    Term::TRUE => Assigned::Yes(value),
                    _ => Assigned::Partly(both, value),
                }
            });
        }
        Branch { guard, assigned, leaves }
    }

    fn part(&mut self, a: Assigned) -> Guarded {
        match a {
            Assigned::No => (Term::FALSE, self.syms.undefined()),
            Assigned::Partly(t, s) => (t, s),
            Assigned::Yes(s) => (Term::TRUE, s),
        }
    }

    fn exists(&mut self, sets: &[Sym], binds: &[Bind], body: ExprId, (frame, top): (&Frame, Option<DefId>), span: Span) -> Term {
        let Some((set, rest)) = sets.split_first() else {
            self.top = top;
            return self.action(body, frame);
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
            let (there, value) = self.choose_freely(*set, span);
            if self.picks_from(binds[0].set) {
                self.note_free_pick(there, value, span);
            }
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
        let picks = self.picks_from(binds[0].set);
        let start = self.targets().clone();
        let mut branches = Vec::new();
        for (there, value) in entries.iter() {
            *self.targets() = start.clone();
            let (holds, mut leaves) = self.branch(Choice(body, binds.len()), value.index(), |enc| {
                enc.under(*there, |enc| {
                    enc.bind(pattern, *value, frame, span);
                    enc.exists(rest, &binds[1..], body, (frame, top), span)
                })
            });
            if picks {
                self.note_pick(*value, &mut leaves);
            }
            branches.push(Branch { guard: self.graph.and(*there, holds), assigned: self.targets().clone(), leaves });
        }
        self.choose_branch(start, branches)
    }

    /// `\A x \in S : A` assigns as the conjunction over S does.
    fn forall(&mut self, sets: &[Sym], binds: &[Bind], body: ExprId, frame: &Frame, span: Span) -> Term {
        let Some((set, rest)) = sets.split_first() else {
            return self.action(body, frame);
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
            // where the element is absent nothing is assigned
            let done = Branch::new(holds, self.targets().clone());
            let absent = Branch::new(Term::TRUE, start);
            let merged = self.merge_branches(there, done, absent);
            *self.targets() = merged.assigned;
            all = self.graph.and(all, merged.guard);
        }
        all
    }
}
