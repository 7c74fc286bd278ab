//! What actions read and write, and the order of steps that do not touch each other.
//!
//! Two neighbouring steps `a` and `b` of a behaviour that commute lead to the same state in either order. So of all behaviours of
//! one length that differ only in the order of such neighbours one is enough: here the one in which no step is followed
//! by a step that commutes with it and comes before it in the order of Next's choices. Every behaviour can be brought into that form by
//! exchanging neighbours (each exchange makes the sequence of choices smaller), and its length and last state stay (peephole partial
//! order reduction: Wang, Yang, Kahlon, Gupta, TACAS 2008; in TLC's world Lipton's movers). What is asked of the *last* state and step
//! must be asked before the last pair is put in order, and what is asked of whole behaviours without it; so whoever searches decides.
//!
//! In: while a step is encoded, every reading of a variable and every assignment ([`Encoder::touch`] …). Out: [`Leaf`]s, the branches of
//! Next between which inputs choose, each with its [`Footprint`]; and [`Encoder::ordered`], the condition on two steps.
//!
//! A footprint is a set of accesses: a variable, whole or at one concrete key (`pc[self]` is not `pc[other]`), and how it is touched.
//! Writing is what the assigned value shows: keys whose values are what they were are not written. Two accesses to one place
//! commute if both read, or
//!
//! - both insert into a set: `(S \cup A) \cup B = (S \cup B) \cup A`;
//! - one appends to a sequence and the other looks at, or takes, its first item, and the sequence is not empty before:
//!   `Tail(Append(q, x)) = Append(Tail(q), x)`.
//!
//! Invariant: whatever decides whether an action is possible and what it does is in its footprint. Values that are remembered
//! (thunks, functions known by their rules) carry the footprint of their evaluation along.

use super::frame::Frame;
use super::sym::Node;
use super::{Assigned, Encoder, Step, Sym, SymState};
use crate::ir::{Builtin, ExprId, ExprKind, VarId};
use crate::smt::Term;
use rustc_hash::FxHashSet;

/// A step with more leaves than this stays as it is.
const MOST_LEAVES: usize = 200;

/// How a place is touched.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Touch {
    Read,
    Write,
    /// `q' = Append(q, e)`
    Append,
    /// `Head(q)`, `q # <<>>`
    Peek,
    /// `q' = Tail(q)`
    Pop,
    /// `s' = s \cup e`
    Insert,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) struct Access {
    var: VarId,
    /// The only key touched, if it is one and concrete.
    key: Option<Sym>,
    touch: Touch,
}

/// What an evaluation touches.
#[derive(Clone, Default, Debug)]
pub struct Footprint {
    accesses: FxHashSet<Access>,
    /// It depends on more than variables, such as `TLCGet("level")`.
    beyond: bool,
}

impl Footprint {
    pub(super) fn extend(&mut self, other: &Footprint) {
        self.accesses.extend(&other.accesses);
        self.beyond |= other.beyond;
    }
}

/// One way to take a step: a branch of Next without further branches that inputs choose between.
#[derive(Clone, Debug)]
pub struct Leaf {
    /// The choices select it.
    pub(super) chosen: Term,
    /// The choices on the way to it, and which of their branches it is in, outermost first.
    pub(super) place: Vec<(Choice, u32)>,
    pub(super) footprint: Footprint,
    /// The interchangeable values chosen on the way to it, each under a condition (see [`super::symmetry`]).
    pub(super) picks: Vec<(Sym, Term)>,
}

/// A place in the specification where inputs choose: an expression, and which of its binders.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Choice(pub ExprId, pub usize);

impl Leaf {
    /// The first choice at which they differ lets this one come first. Leaves of unlike choices have no order.
    fn is_before(&self, other: &Leaf) -> bool {
        let differ = self.place.iter().zip(&other.place).find(|(a, b)| a != b);
        differ.is_some_and(|(a, b)| a.0 == b.0 && a.1 < b.1)
    }
}

/// What was touched in one branch, while the branches of an action are encoded.
#[derive(Default)]
pub(super) struct Trail {
    pub(super) touched: Footprint,
    /// The leaves of the branches inside.
    pub(super) leaves: Vec<Leaf>,
    /// The picks of choices that make no branches.
    pub(super) picks: Vec<(Sym, Term)>,
}

impl Trail {
    /// The leaves of the whole: what was touched outside of branches belongs to each.
    pub(super) fn into_leaves(self) -> Vec<Leaf> {
        let Trail { touched, mut leaves, picks } = self;
        if leaves.is_empty() {
            return vec![Leaf { chosen: Term::TRUE, place: Vec::new(), footprint: touched, picks }];
        }
        for l in &mut leaves {
            l.footprint.extend(&touched);
            l.picks.extend(&picks);
        }
        leaves
    }

    /// Adds the leaves of branches; of two choices beside each other only the first keeps its leaves apart.
    pub(super) fn add(&mut self, leaves: Vec<Leaf>) {
        if self.leaves.is_empty() {
            self.leaves = leaves;
        } else {
            leaves.iter().for_each(|l| self.touched.extend(&l.footprint));
        }
    }

    /// Forgets that there were branches.
    pub(super) fn flatten(&mut self) {
        let leaves = std::mem::take(&mut self.leaves);
        leaves.iter().for_each(|l| self.touched.extend(&l.footprint));
    }
}

/// Leaves between which nothing chooses, as one.
pub(super) fn merged_leaves(leaves: Vec<Leaf>) -> Vec<Leaf> {
    let mut leaves = leaves.into_iter();
    let Some(mut one) = leaves.next() else { return Vec::new() };
    one.chosen = Term::TRUE;
    one.place.clear();
    one.picks.clear();
    leaves.for_each(|l| one.footprint.extend(&l.footprint));
    vec![one]
}

/// A variable, or its value at a key, read in place.
struct Place {
    var: VarId,
    key: Option<Sym>,
    value: Sym,
}

impl<'m> Encoder<'m> {
    /// From now on [`Step::leaves`] tells the leaves.
    pub fn trace_steps(&mut self) {
        self.tracing = true;
    }

    /// Encodes branch `index` of a choice; gives its leaves apart.
    pub(super) fn branch<T>(&mut self, choice: Choice, index: u32, f: impl FnOnce(&mut Self) -> T) -> (T, Vec<Leaf>) {
        if !self.tracing {
            return (f(self), Vec::new());
        }
        let outer = std::mem::take(&mut self.trail);
        let result = f(self);
        let mut leaves = std::mem::replace(&mut self.trail, outer).into_leaves();
        leaves.iter_mut().for_each(|l| l.place.insert(0, (choice, index)));
        (result, leaves)
    }

    /// Encodes what is no choice by itself, though there may be some inside.
    pub(super) fn unbranched<T>(&mut self, f: impl FnOnce(&mut Self) -> T) -> T {
        let outer = std::mem::take(&mut self.trail.leaves);
        let result = f(self);
        self.trail.flatten();
        self.trail.leaves = outer;
        result
    }

    /// Encodes choices that are not the step's own, since it is only asked whether there are some.
    pub(super) fn hypothetical<T>(&mut self, f: impl FnOnce(&mut Self) -> T) -> T {
        let outer = std::mem::take(&mut self.trail.picks);
        let result = self.unbranched(f);
        self.trail.picks = outer;
        result
    }

    /// Runs `f` and gives what it touches, too.
    pub(super) fn traced<T>(&mut self, f: impl FnOnce(&mut Self) -> T) -> (T, Footprint) {
        let outer = std::mem::take(&mut self.trail.touched);
        let result = f(self);
        let own = std::mem::replace(&mut self.trail.touched, outer);
        self.trail.touched.extend(&own);
        (result, own)
    }

    pub(super) fn touch(&mut self, var: VarId, key: Option<Sym>, touch: Touch) {
        if self.tracing {
            let key = key.filter(|k| self.syms.is_concrete(*k));
            self.trail.touched.accesses.insert(Access { var, key, touch });
        }
    }

    /// The evaluation depends on more than variables.
    pub(super) fn touch_beyond(&mut self) {
        self.trail.touched.beyond = true;
    }

    /// The value of an expression that is just a variable, of which the caller tells what is touched.
    pub(super) fn in_place(&mut self, e: ExprId) -> Option<(VarId, Sym)> {
        let expr = self.model.expr(e);
        let (var, primed) = match expr.kind {
            ExprKind::Var(v) => (v, false),
            ExprKind::Primed(v) => (v, true),
            _ => return None,
        };
        Some((var, self.read_untraced(var, primed, expr.span)))
    }

    /// A variable, or a variable applied to an argument.
    fn place(&mut self, e: ExprId, frame: &Frame) -> Option<Place> {
        if let Some((var, value)) = self.in_place(e) {
            return Some(Place { var, key: None, value });
        }
        let expr = self.model.expr(e);
        let ExprKind::Apply { function, arg } = expr.kind else { return None };
        let (var, f) = self.in_place(function)?;
        let x = self.eval(arg, frame);
        let value = self.apply(f, x, expr.span);
        Some(Place { var, key: Some(x), value })
    }

    /// Operators that look at the first item of a sequence only, or ask whether there is one.
    pub(super) fn peek(&mut self, op: Builtin, args: &[ExprId], frame: &Frame) -> Option<Sym> {
        if !self.tracing {
            return None;
        }
        let span = self.model.expr(*args.first()?).span;
        match op {
            Builtin::Head | Builtin::Tail => {
                let p = self.place(args[0], frame)?;
                self.touch(p.var, p.key, Touch::Peek);
                Some(self.builtin(op, &[p.value], span))
            }
            Builtin::Eq | Builtin::Ne if self.is_empty_sequence(args[1]) => {
                let p = self.place(args[0], frame)?;
                // what is no sequence is compared in another way
                let touch = if matches!(self.syms.node(p.value), Node::Tuple { .. }) { Touch::Peek } else { Touch::Read };
                self.touch(p.var, p.key, touch);
                let empty = self.syms.tuple(Vec::new());
                Some(self.builtin(op, &[p.value, empty], span))
            }
            _ => None,
        }
    }

    fn is_empty_sequence(&self, e: ExprId) -> bool {
        match &self.model.expr(e).kind {
            ExprKind::Const(crate::value::Value::Tuple(items)) => items.is_empty(),
            ExprKind::Tuple(items) => items.is_empty(),
            _ => false,
        }
    }

    /// The value of `e` as the next one of `var`, and how that touches the variable where it is more than writing:
    /// `var' = Append(var, x)`, `var' = [var EXCEPT ![k] = Append(@, x)]`, and likewise with Tail and `\cup`.
    pub(super) fn next_value(&mut self, var: VarId, e: ExprId, frame: &Frame) -> (Sym, Option<(Option<Sym>, Touch)>) {
        if !self.tracing {
            return (self.eval(e, frame), None);
        }
        let model = self.model;
        let expr = model.expr(e);
        match &expr.kind {
            // `var' = var` reads nothing, just as UNCHANGED does not
            ExprKind::Var(v) if *v == var => {
                if let Some((_, old)) = self.in_place(e) {
                    return (old, None);
                }
            }
            ExprKind::Builtin { op, args } => {
                if let Some(touch) = mover(*op)
                    && let ExprKind::Var(v) = model.expr(args[0]).kind
                    && v == var
                    && let Some((_, old)) = self.in_place(args[0])
                {
                    let mut values = vec![old];
                    values.extend(args[1..].iter().map(|a| self.eval(*a, frame)).collect::<Vec<_>>());
                    return (self.builtin(*op, &values, expr.span), Some((None, touch)));
                }
            }
            ExprKind::Except { function, updates } => {
                if let ExprKind::Var(v) = model.expr(*function).kind
                    && v == var
                    && let [update] = updates.as_slice()
                    && let [_] = update.path.as_slice()
                    && let ExprKind::Builtin { op, args } = &model.expr(update.value).kind
                    && let Some(touch) = mover(*op)
                    && matches!(model.expr(args[0]).kind, ExprKind::Local(s) if s == update.at)
                {
                    self.moves_at = Some(touch);
                    let value = self.eval(e, frame);
                    return (value, self.moved_at.take().map(|key| (Some(key), touch)));
                }
            }
            _ => {}
        }
        (self.eval(e, frame), None)
    }

    /// The arguments of an EXCEPT of a variable. If it only moves something (see [`Encoder::next_value`]) the caller tells.
    pub(super) fn touch_updated(&mut self, var: VarId, key: Option<Sym>, moves: Option<Touch>) {
        match (moves, key) {
            (Some(_), Some(k)) if self.syms.is_concrete(k) => self.moved_at = Some(k),
            _ => self.touch(var, key, Touch::Read),
        }
    }

    /// `var' = value`: what of it is written.
    pub(super) fn touch_assigned(&mut self, var: VarId, value: Sym, moves: Option<(Option<Sym>, Touch)>) {
        if !self.tracing || self.initial {
            return;
        }
        if let Some((key, touch)) = moves {
            return self.touch(var, key, touch);
        }
        let old = match self.state[var.index()] {
            Assigned::Yes(s) => s,
            Assigned::No | Assigned::Partly(..) => return self.touch(var, None, Touch::Write),
        };
        if old == value {
            return;
        }
        match self.written_keys(old, value) {
            Some(keys) => keys.into_iter().for_each(|k| self.touch(var, Some(k), Touch::Write)),
            None => self.touch(var, None, Touch::Write),
        }
    }

    /// The keys at which two functions with the same concrete keys differ.
    fn written_keys(&mut self, old: Sym, new: Sym) -> Option<Vec<Sym>> {
        let same_kind = match (self.syms.node(old), self.syms.node(new)) {
            (Node::Tuple { length: l, .. }, Node::Tuple { length: m, .. }) => l == m && l.as_constant().is_some(),
            (Node::Record(_), Node::Record(_)) | (Node::Function(_), Node::Function(_)) => true,
            _ => false,
        };
        if !same_kind {
            return None;
        }
        let (x, y) = (self.entries(old)?, self.entries(new)?);
        let fixed = |e: &(Term, Sym, Sym), enc: &Self| e.0 == Term::TRUE && enc.syms.is_concrete(e.1);
        if x.len() != y.len() || !x.iter().zip(&y).all(|(a, b)| a.1 == b.1 && fixed(a, self) && fixed(b, self)) {
            return None;
        }
        Some(x.iter().zip(&y).filter(|(a, b)| a.2 != b.2).map(|(a, _)| a.1).collect())
    }

    /// The condition that steps `first` (from `state`) and `second`, one after the other, are in order:
    /// for all leaves a of the first and b of the second, b before a, `~(a chosen /\ b chosen /\ a and b commute)`.
    pub fn ordered(&mut self, state: &SymState, first: &Step, second: &Step) -> Term {
        if first.leaves.len().max(second.leaves.len()) > MOST_LEAVES {
            return Term::TRUE;
        }
        let mut parts = Vec::new();
        for b in &second.leaves {
            let mut movers = Vec::new();
            for a in first.leaves.iter().filter(|a| b.is_before(a)) {
                let commute = self.commute(state, &a.footprint, &b.footprint);
                movers.push(self.graph.and(a.chosen, commute));
            }
            let moved = self.graph.any(movers);
            let wrong = self.graph.and(b.chosen, moved);
            parts.push(!wrong);
        }
        self.graph.all(parts)
    }

    /// Whether `a` from `state` and then `b` comes to the same as `b` and then `a`.
    fn commute(&mut self, state: &SymState, a: &Footprint, b: &Footprint) -> Term {
        if a.beyond || b.beyond {
            return Term::FALSE;
        }
        let mut holds = Term::TRUE;
        for x in &a.accesses {
            for y in &b.accesses {
                if x.var != y.var || x.key.is_some() && y.key.is_some() && x.key != y.key {
                    continue;
                }
                let fits = match (x.touch, y.touch) {
                    (Touch::Read | Touch::Peek, Touch::Read | Touch::Peek) | (Touch::Insert, Touch::Insert) => continue,
                    (Touch::Append, Touch::Peek | Touch::Pop) | (Touch::Peek | Touch::Pop, Touch::Append) if x.key == y.key => {
                        self.is_longer_than_empty(state, x)
                    }
                    (Touch::Read | Touch::Write | Touch::Append | Touch::Peek | Touch::Pop | Touch::Insert, _) => Term::FALSE,
                };
                holds = self.graph.and(holds, fits);
                if holds == Term::FALSE {
                    return holds;
                }
            }
        }
        holds
    }

    /// The sequence at the place that `access` touches has an item in `state`.
    fn is_longer_than_empty(&mut self, state: &SymState, access: &Access) -> Term {
        let mut value = state.0[access.var.index()];
        if let Some(key) = access.key {
            let entries = self.entries(value).unwrap_or_default();
            match entries.iter().find(|e| e.1 == key) {
                Some((Term::TRUE, _, v)) => value = *v,
                _ => return Term::FALSE,
            }
        }
        match self.syms.node(value).clone() {
            Node::Tuple { length, .. } => self.longer_than(&length, 0),
            _ => Term::FALSE,
        }
    }
}

/// Operators that change a sequence or a set at one end.
fn mover(op: Builtin) -> Option<Touch> {
    match op {
        Builtin::Append => Some(Touch::Append),
        Builtin::Tail => Some(Touch::Pop),
        Builtin::Union => Some(Touch::Insert),
        _ => None,
    }
}
