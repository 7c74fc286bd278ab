//! What a step reads and writes, and the order of steps that do not touch each other (partial-order reduction).
//!
//! In: while a step is encoded, every read of a variable and every assignment. Out: [`Leaf`]s, the branches of Next between which
//! inputs choose, each with its [`Footprint`]; and [`Encoder::ordered`], the condition on two neighboring steps.
//!
//! # Why one order is enough
//!
//! A behavior is a word of letters: what is chosen in each step. Two neighboring steps `a`, `b` *commute* from a state if `b` is
//! possible before `a` and both orders lead to the same state. [`Encoder::ordered`] excludes a word in which `a` is followed by `b`,
//! they commute, and `b` comes before `a` in the order of Next's choices. Every word can be brought into a form that no condition
//! excludes: of all words that exchanges make of it, take the one with the least first letter, then the least second letter, and so on.
//! An exchange that a condition asks for would make it smaller. Length and last state stay. So what is asked of the *last* state and
//! step must be asked before the last pair is put in order, and what is asked of whole behaviors without the reduction.
//! (Peephole partial-order reduction: Wang, Yang, Kahlon, Gupta, TACAS 2008.) docs/encoding.md has the argument together with
//! symmetry, constraints, narrowing and induction.
//!
//! # Footprints
//!
//! A footprint is a set of accesses: a variable, whole or at one concrete key, and a [`Touch`]. It is an effect of evaluation, and
//! conservative by construction:
//!
//! - evaluating a variable, primed or not, reads all of it ([`Encoder::read`]). Only three evaluations read less, each of a variable of
//!   the current state: `f[k]` reads `f` at `k`; `Head(q)` and `q = <<>>` look at the head of `q` (a *peek*);
//! - an assignment writes all of the variable, unless its right-hand side was evaluated as an update of that variable
//!   ([`Encoder::next_value`]) or its value is, key by key, the old one. Then the other keys are not written;
//! - a key whose new value happens to be the old one is *read*, since that it stays depends on what it was;
//! - a value that is remembered (a thunk, a function known by its rule, the elements of a set) carries its footprint along.
//!
//! Two accesses to one place commute if both read, or
//!
//! - both insert into a set: `(S \cup A) \cup B = (S \cup B) \cup A`;
//! - one appends to a sequence and the other peeks or takes the first item, and the sequence is not empty before:
//!   `Tail(Append(q, x)) = Append(Tail(q), x)`.
//!
//! Example: `pc' = [pc EXCEPT ![self] = "b"] /\ q' = Append(q, n)` with self = 1 has the footprint {write pc[1], append q, read n}.
//!
//! The checker that runs in tests is `engine::bmc::audit`.

use crate::ir::{Builtin, ExprId, ExprKind, Level, Update, VarId};
use crate::logic::Term;
use crate::source::Span;
use crate::symbolic::Encoder;
use crate::symbolic::eval::context::Assigned;
use crate::symbolic::eval::frame::{Binding, Frame, Thunk};
use crate::symbolic::eval::step::Step;
use crate::symbolic::value::SymState;
use crate::symbolic::value::sym::Node;
use crate::symbolic::value::sym::Sym;
use crate::value::{Value, order};
use rustc_hash::{FxHashMap, FxHashSet};

/// A step with more leaves than this stays as it is.
const MOST_LEAVES: usize = 200;

/// How a place is touched.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(in crate::symbolic) enum Touch {
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
pub(in crate::symbolic) struct Access {
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
    pub(in crate::symbolic) fn extend(&mut self, other: &Footprint) {
        self.accesses.extend(&other.accesses);
        self.beyond |= other.beyond;
    }
}

/// One way to take a step: a branch of Next without further branches that inputs choose between.
#[derive(Clone, Debug)]
pub struct Leaf {
    /// The choices select it.
    pub(in crate::symbolic) chosen: Term,
    /// The choices on the way to it, and which of their branches it is in, outermost first.
    pub(in crate::symbolic) place: Vec<(Choice, Branching)>,
    pub(in crate::symbolic) footprint: Footprint,
    /// The values chosen on the way to it, each under a condition (for [`crate::symbolic::reduce::symmetry`]).
    pub(in crate::symbolic) values: Vec<(Sym, Term)>,
}

/// Which branch of a choice.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::symbolic) enum Branching {
    /// A disjunct or an arm, by its place in the text.
    Arm(u32),
    /// A concrete element.
    Element(Sym),
}

/// A place in the specification where inputs choose: an expression, and which of its binders.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::symbolic) struct Choice(pub ExprId, pub usize);

impl Leaf {
    /// The first choice at which they differ lets this one come first: arms in the order of the text, elements in TLC's order, of which
    /// `ranks` has the numbers. Leaves of unlike choices have no order.
    fn is_before(&self, other: &Leaf, ranks: &FxHashMap<Sym, usize>) -> bool {
        let differ = self.place.iter().zip(&other.place).find(|(a, b)| a != b);
        differ.is_some_and(|(a, b)| {
            a.0 == b.0
                && match (a.1, b.1) {
                    (Branching::Arm(m), Branching::Arm(n)) => m < n || (mutant!("order-either-way") && m != n),
                    (Branching::Element(x), Branching::Element(y)) => ranks.get(&x) < ranks.get(&y),
                    (Branching::Arm(_), Branching::Element(_)) | (Branching::Element(_), Branching::Arm(_)) => false,
                }
        })
    }
}

/// What was touched in one branch, while the branches of an action are encoded.
#[derive(Default)]
pub(in crate::symbolic) struct Trail {
    pub(in crate::symbolic) touched: Footprint,
    /// The leaves of the branches inside.
    pub(in crate::symbolic) leaves: Vec<Leaf>,
    /// The values chosen outside of branches, each under a condition.
    pub(in crate::symbolic) chosen: Vec<(Sym, Term)>,
}

impl Trail {
    /// The leaves of the whole: what was touched outside of branches belongs to each.
    pub(in crate::symbolic) fn into_leaves(self) -> Vec<Leaf> {
        let Trail { touched, mut leaves, chosen } = self;
        if leaves.is_empty() {
            return vec![Leaf { chosen: Term::TRUE, place: Vec::new(), footprint: touched, values: chosen }];
        }
        for l in &mut leaves {
            l.footprint.extend(&touched);
            l.values.extend(&chosen);
        }
        leaves
    }
}

/// Leaves between which nothing chooses, as one.
pub(in crate::symbolic) fn merged_leaves(leaves: Vec<Leaf>) -> Vec<Leaf> {
    let mut leaves = leaves.into_iter();
    let Some(mut one) = leaves.next() else { return Vec::new() };
    one.chosen = Term::TRUE;
    one.place.clear();
    one.values.clear();
    if mutant!("footprint-of-tests-lost") {
        return vec![one];
    }
    leaves.for_each(|l| one.footprint.extend(&l.footprint));
    vec![one]
}

/// A variable of the current state, or its value at a key, with what is read to be recorded by the caller.
struct Place {
    var: VarId,
    key: Option<Sym>,
    value: Sym,
}

/// What an assignment does to its variable.
pub(in crate::symbolic) enum Change {
    /// The variable keeps its value.
    Keep,
    /// These places change, and nothing else of the variable does.
    Places(Vec<(Option<Sym>, Touch)>),
    /// Any part may change.
    Whole,
}

impl<'m> Encoder<'m> {
    /// From now on [`Step::leaves`] tells the leaves.
    pub fn trace_steps(&mut self) {
        self.cx.tracing = true;
    }

    /// Encodes branch `index` of a choice; gives its leaves apart.
    pub(in crate::symbolic) fn branch<T>(
        &mut self,
        choice: Choice,
        at: Branching,
        f: impl FnOnce(&mut Self) -> T,
    ) -> (T, Vec<Leaf>) {
        if !self.cx.tracing {
            return (f(self), Vec::new());
        }
        let outer = std::mem::take(&mut self.cx.trail);
        let result = f(self);
        let mut leaves = std::mem::replace(&mut self.cx.trail, outer).into_leaves();
        leaves.iter_mut().for_each(|l| l.place.insert(0, (choice, at)));
        (result, leaves)
    }

    /// Encodes what is no choice by itself, though there may be some inside.
    pub(in crate::symbolic) fn unbranched<T>(&mut self, f: impl FnOnce(&mut Self) -> T) -> T {
        let outer = std::mem::take(&mut self.cx.trail.leaves);
        let result = f(self);
        self.flatten();
        self.cx.trail.leaves = outer;
        result
    }

    /// Encodes choices that are not the step's own, since it is only asked whether there are some.
    pub(in crate::symbolic) fn hypothetical<T>(&mut self, f: impl FnOnce(&mut Self) -> T) -> T {
        let outer = std::mem::take(&mut self.cx.trail.chosen);
        let result = self.unbranched(f);
        self.cx.trail.chosen = outer;
        result
    }

    /// Adds the leaves of branches; of two choices beside each other only the first keeps its leaves apart.
    pub(in crate::symbolic) fn add_leaves(&mut self, leaves: Vec<Leaf>) {
        if self.cx.trail.leaves.is_empty() {
            self.cx.trail.leaves = leaves;
        } else {
            self.absorb(leaves);
        }
    }

    /// Forgets that there were branches.
    fn flatten(&mut self) {
        let leaves = std::mem::take(&mut self.cx.trail.leaves);
        self.absorb(leaves);
    }

    /// The leaves become part of what surrounds them: what they touch is touched, and what is chosen in them is chosen where they are.
    fn absorb(&mut self, leaves: Vec<Leaf>) {
        for l in leaves {
            if !mutant!("footprint-of-the-second-choice-lost") {
                self.cx.trail.touched.extend(&l.footprint);
            }
            let here = self.graph.and(self.path, l.chosen);
            for (value, condition) in l.values {
                let condition = self.graph.and(here, condition);
                self.cx.trail.chosen.push((value, condition));
            }
        }
    }

    /// Runs `f` and gives what it touches, too.
    pub(in crate::symbolic) fn traced<T>(&mut self, f: impl FnOnce(&mut Self) -> T) -> (T, Footprint) {
        let outer = std::mem::take(&mut self.cx.trail.touched);
        let result = f(self);
        let own = std::mem::replace(&mut self.cx.trail.touched, outer);
        if !mutant!("footprint-of-thunks-lost") {
            self.cx.trail.touched.extend(&own);
        }
        (result, own)
    }

    /// Records an access. A key that is not concrete is any key.
    pub(in crate::symbolic) fn touch(&mut self, var: VarId, key: Option<Sym>, touch: Touch) {
        if self.cx.tracing {
            let key = key.and_then(|k| self.concrete_key(k));
            self.record(Access { var, key, touch });
        }
    }

    pub(in crate::symbolic) fn record(&mut self, access: Access) {
        if self.cx.tracing && !(mutant!("footprint-reads-lost") && access.touch == Touch::Read) {
            self.cx.trail.touched.accesses.insert(access);
        }
    }

    /// The one symbol of a concrete key, so that equal keys are equal symbols.
    fn concrete_key(&mut self, key: Sym) -> Option<Sym> {
        if !self.syms.is_concrete(key)
            || self.syms.is_undefined(key)
            || matches!(self.syms.node(key), Node::Lazy(_) | Node::Rule(_))
        {
            return None;
        }
        let value = self.concrete_value(key);
        Some(self.of_value(&value))
    }

    /// The evaluation depends on more than variables.
    pub(in crate::symbolic) fn touch_beyond(&mut self) {
        self.cx.trail.touched.beyond = true;
    }

    /// A variable of the current state, perhaps behind a parameter. The caller records what is read.
    pub(in crate::symbolic) fn current(&mut self, e: ExprId, frame: &Frame) -> Option<(VarId, Sym)> {
        let primed = !mutant!("footprint-primed-test-is-a-peek") && self.cx.priming > 0;
        if !self.cx.tracing || primed || self.cx.initial {
            return None;
        }
        let var = self.variable(e, frame)?;
        Some((var, self.read_untraced(var, false, self.cx.model.expr(e).span)))
    }

    /// A variable of the current state, or such a variable applied to an argument.
    fn place(&mut self, e: ExprId, frame: &Frame) -> Option<Place> {
        if let Some((var, value)) = self.current(e, frame) {
            return Some(Place { var, key: None, value });
        }
        let expr = self.cx.model.expr(e);
        let ExprKind::Apply { function, arg } = expr.kind else { return None };
        let (var, f) = self.current(function, frame)?;
        let x = self.eval(arg, frame);
        let value = self.apply(f, x, expr.span);
        Some(Place { var, key: Some(x), value })
    }

    /// Operators that look at the first item of a sequence only, or ask whether there is one. (`Tail` hands on all the others.)
    pub(in crate::symbolic) fn peek(&mut self, op: Builtin, args: &[ExprId], frame: &Frame) -> Option<Sym> {
        if !self.cx.tracing {
            return None;
        }
        let span = self.cx.model.expr(*args.first()?).span;
        match op {
            Builtin::Head => {
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
        match &self.cx.model.expr(e).kind {
            ExprKind::Const(crate::value::Value::Tuple(items)) => items.is_empty(),
            ExprKind::Tuple(items) => items.is_empty(),
            _ => false,
        }
    }

    /// The value of `e` as the next one of `var`, and what the assignment changes. Evaluated as updates of the variable, through
    /// definitions and LET, are
    ///
    /// ```text
    /// var    Append(var, x)    Tail(var)    var \cup x
    /// [var EXCEPT ![k] = e, ![l] = e, ...]    [var EXCEPT ![k] = Append(@, x)], and likewise Tail(@) and @ \cup x
    /// ```
    pub(in crate::symbolic) fn next_value(&mut self, var: VarId, e: ExprId, frame: &Frame) -> (Sym, Change) {
        // in the second part of `A \cdot B` the variable is that of the state between
        if !self.cx.tracing || self.cx.initial || self.cx.priming > 0 || self.path == Term::FALSE {
            return (self.eval(e, frame), Change::Whole);
        }
        if let Some((v, old)) = self.current(e, frame)
            && v == var
        {
            return (old, Change::Keep);
        }
        let model = self.cx.model;
        let expr = model.expr(e);
        match &expr.kind {
            ExprKind::Let { slot, value, body } => {
                let thunk = Binding::Thunk(Thunk::new(*value, frame));
                self.with_slot(frame, *slot, thunk, |enc| enc.next_value(var, *body, frame))
            }
            ExprKind::Call { def, args } if model.def(*def).level != Level::Constant => {
                let bindings = args.iter().map(|a| self.binding(a, frame)).collect();
                let entered = self.enter(*def, bindings, expr.span, |enc, body, frame| enc.next_value(var, body, frame));
                entered.unwrap_or_else(|| (self.syms.undefined(), Change::Whole))
            }
            ExprKind::Builtin { op, args } => match mover(*op) {
                Some(touch) if self.variable(args[0], frame) == Some(var) => {
                    let mut values = vec![self.read_untraced(var, false, expr.span)];
                    values.extend(args[1..].iter().map(|a| self.eval(*a, frame)).collect::<Vec<_>>());
                    (self.builtin(*op, &values, expr.span), Change::Places(vec![(None, touch)]))
                }
                _ => (self.eval(e, frame), Change::Whole),
            },
            ExprKind::Except { function, updates } if self.variable(*function, frame) == Some(var) => {
                self.updated(var, updates, frame, expr.span)
            }
            _ => (self.eval(e, frame), Change::Whole),
        }
    }

    /// `[var EXCEPT ...]` as the next value of `var`.
    fn updated(&mut self, var: VarId, updates: &[Update], frame: &Frame, span: Span) -> (Sym, Change) {
        let mut f = self.read_untraced(var, false, span);
        let mut places = Vec::new();
        for u in updates {
            let path: Vec<Sym> = u.path.iter().map(|p| self.eval(*p, frame)).collect();
            let key = path.first().and_then(|k| self.concrete_key(*k));
            match (self.moved(u), key) {
                // `@` is moved in place, and read where it occurs in the other arguments
                (Some((op, touch, others)), Some(k)) if updates.len() == 1 && path.len() == 1 => {
                    let touch_of_at = if mutant!("footprint-at-is-not-read") { touch } else { Touch::Read };
                    let at = Access { var, key: Some(k), touch: touch_of_at };
                    f = self.except_at(f, &path, span, &mut |enc, old| {
                        let mut values = vec![old];
                        for a in others {
                            let binding = Binding::At(old, at);
                            values.push(enc.with_slot(frame, u.at, binding, |enc| enc.eval(*a, frame)));
                        }
                        enc.builtin(op, &values, span)
                    });
                    places.push((Some(k), touch));
                }
                (_, Some(k)) => {
                    f = self.update(f, &path, u, frame, span);
                    places.push((Some(k), Touch::Write));
                }
                (_, None) => {
                    f = self.update(f, &path, u, frame, span);
                    if mutant!("footprint-unknown-key-is-unwritten") {
                        continue;
                    }
                    places.push((None, Touch::Write));
                }
            }
        }
        (f, Change::Places(places))
    }

    /// `Append(@, x)` and the like: the operator, how it touches `@`, and its other arguments.
    fn moved(&self, u: &Update) -> Option<(Builtin, Touch, &'m [ExprId])> {
        let model = self.cx.model;
        let ExprKind::Builtin { op, args } = &model.expr(u.value).kind else { return None };
        let touch = mover(*op)?;
        matches!(model.expr(args[0]).kind, ExprKind::Local(s) if s == u.at).then(|| (*op, touch, &args[1..]))
    }

    /// `var' = value`: what of it is written.
    pub(in crate::symbolic) fn touch_assigned(&mut self, var: VarId, value: Sym, change: Change) {
        if !self.cx.tracing || self.cx.initial {
            return;
        }
        match change {
            Change::Keep => {}
            Change::Places(places) => places.into_iter().for_each(|(key, touch)| self.touch(var, key, touch)),
            Change::Whole => {
                let old = match self.cx.state.get(var.index()) {
                    Some(Assigned::Yes(s)) if self.cx.priming == 0 => *s,
                    _ => return self.touch(var, None, Touch::Write),
                };
                // that a value is the old one is what was read of it
                if old == value {
                    if mutant!("footprint-equal-value-is-untouched") {
                        return;
                    }
                    return self.touch(var, None, Touch::Read);
                }
                match self.changes(old, value) {
                    Some(keys) => {
                        for (k, changes) in
                            keys.into_iter().filter(|(_, changes)| *changes || !mutant!("footprint-equal-key-is-untouched"))
                        {
                            self.touch(var, Some(k), if changes { Touch::Write } else { Touch::Read });
                        }
                    }
                    None => self.touch(var, None, Touch::Write),
                }
            }
        }
    }

    /// The keys of two functions with the same concrete keys, and whether their values differ there.
    fn changes(&mut self, old: Sym, new: Sym) -> Option<Vec<(Sym, bool)>> {
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
        Some(x.iter().zip(&y).map(|(a, b)| (a.1, a.2 != b.2)).collect())
    }

    /// The condition that steps `first` (from `state`) and `second`, one after the other, are in order:
    /// for all leaves a of the first and b of the second, b before a, `~(a chosen /\ b chosen /\ a and b commute)`.
    pub fn ordered(&mut self, state: &SymState, first: &Step, second: &Step) -> Term {
        if first.leaves.len().max(second.leaves.len()) > MOST_LEAVES {
            return Term::TRUE;
        }
        let ranks = self.ranks(first.leaves.iter().chain(&second.leaves));
        let mut parts = Vec::new();
        for b in &second.leaves {
            let mut movers = Vec::new();
            for a in first.leaves.iter().filter(|a| b.is_before(a, &ranks)) {
                let commute = self.commute(state, &a.footprint, &b.footprint);
                movers.push(self.graph.and(a.chosen, commute));
            }
            let moved = self.graph.any(movers);
            let wrong = self.graph.and(b.chosen, moved);
            parts.push(!wrong);
        }
        self.graph.all(parts)
    }

    /// The conditions under which [`Encoder::ordered`] takes a leaf of the first step and one of the second as independent, a pair each.
    pub fn exchanges(&mut self, state: &SymState, first: &Step, second: &Step) -> Vec<Term> {
        if first.leaves.len().max(second.leaves.len()) > MOST_LEAVES {
            return Vec::new();
        }
        let ranks = self.ranks(first.leaves.iter().chain(&second.leaves));
        let mut all = Vec::new();
        for b in &second.leaves {
            for a in first.leaves.iter().filter(|a| b.is_before(a, &ranks)) {
                let commute = self.commute(state, &a.footprint, &b.footprint);
                let pair = self.graph.all([a.chosen, b.chosen, commute]);
                if pair != Term::FALSE {
                    all.push(pair);
                }
            }
        }
        all
    }

    /// The elements that choices go through, numbered in TLC's order.
    fn ranks<'l>(&self, leaves: impl Iterator<Item = &'l Leaf>) -> FxHashMap<Sym, usize> {
        let elements: FxHashSet<Sym> = leaves
            .flat_map(|l| &l.place)
            .filter_map(|(_, at)| match at {
                Branching::Element(x) => Some(*x),
                Branching::Arm(_) => None,
            })
            .collect();
        let mut values: Vec<(Value, Sym)> = elements.into_iter().map(|x| (self.concrete_value(x), x)).collect();
        values.sort_by(|a, b| order::compare(&a.0, &b.0));
        values.into_iter().enumerate().map(|(i, (_, x))| (x, i)).collect()
    }

    /// The condition that `a` from `state` and then `b` leads to the same state as `b` and then `a`.
    fn commute(&mut self, state: &SymState, a: &Footprint, b: &Footprint) -> Term {
        if a.beyond || b.beyond {
            return Term::FALSE;
        }
        let mut holds = Term::TRUE;
        for x in &a.accesses {
            for y in &b.accesses {
                if mutant!("footprint-whole-and-key-apart") && x.key != y.key {
                    continue;
                }
                if x.var != y.var || x.key.is_some() && y.key.is_some() && x.key != y.key {
                    continue;
                }
                let fits = match (x.touch, y.touch) {
                    (Touch::Read | Touch::Peek, Touch::Read | Touch::Peek) | (Touch::Insert, Touch::Insert) => continue,
                    (Touch::Insert, Touch::Read) | (Touch::Read, Touch::Insert) if mutant!("footprint-insert-is-not-seen") => {
                        continue;
                    }
                    (Touch::Append, Touch::Append) if mutant!("footprint-appends-commute") => continue,
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
        let Some(mut value) = state.0.get(access.var.index()).copied() else { return Term::FALSE };
        if let Some(key) = access.key {
            let entries = self.entries(value).unwrap_or_default();
            match entries.iter().find(|e| e.1 == key) {
                Some((Term::TRUE, _, v)) => value = *v,
                _ => return Term::FALSE,
            }
        }
        if mutant!("footprint-pop-of-what-is-appended") {
            return Term::TRUE;
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
        Builtin::Tail if mutant!("footprint-pop-is-a-peek") => Some(Touch::Peek),
        Builtin::Tail => Some(Touch::Pop),
        Builtin::Union => Some(Touch::Insert),
        _ => None,
    }
}
