//! Functions, records and tuples as functions: construction, application, EXCEPT, DOMAIN.
//!
//! `f[x]` with entries `(g_i, k_i, v_i)` is the value of the entry with `g_i /\ x = k_i`; that none holds is an error
//! (`OutsideDomain`). `[f EXCEPT ![x] = e]` is `ite(x = k_i, e, v_i)` entry by entry; a missing key changes nothing, as in
//! TLC.

use crate::eval::error::ErrorKind;
use crate::ir::{Bind, ExprId, ExprKind, Slot, Update, parts};
use crate::logic::Term;
use crate::source::Span;
use crate::symbolic::eval::footprint::Footprint;
use crate::symbolic::eval::frame::{Binding, Frame};
use crate::symbolic::value::scalar::Scalar;
use crate::symbolic::value::sym::{Guarded, Lazy, Node, RuleId};
use crate::symbolic::{Encoder, Rule, Sym};
use crate::value::Atom;
use rustc_hash::FxHashSet;
use std::rc::Rc;

pub(in crate::symbolic) type Entry = (Term, Sym, Sym);

impl<'m> Encoder<'m> {
    /// A function in normal form: concrete keys `1..n` make a tuple, string keys a record.
    pub(in crate::symbolic) fn function_of(&mut self, mut entries: Vec<Entry>) -> Sym {
        entries.retain(|e| e.0 != Term::FALSE);
        entries.sort_unstable_by_key(|e| e.1);
        if entries.iter().all(|e| e.0 == Term::TRUE) {
            let ints: Option<Vec<i64>> = entries
                .iter()
                .map(|e| match self.syms.node(e.1) {
                    Node::Int(n) => n.as_constant(),
                    _ => None,
                })
                .collect();
            if let Some(keys) = ints {
                let mut pairs: Vec<(i64, Sym)> = keys.into_iter().zip(entries.iter().map(|e| e.2)).collect();
                pairs.sort_unstable_by_key(|p| p.0);
                if pairs.iter().enumerate().all(|(i, p)| p.0 == i as i64 + 1) {
                    return self.syms.tuple(pairs.into_iter().map(|p| p.1).collect());
                }
            }
            let strings: Option<Vec<Atom>> = entries.iter().map(|e| self.string_constant(e.1)).collect();
            if let Some(keys) = strings {
                let mut fields: Vec<(Atom, Sym)> = keys.into_iter().zip(entries.iter().map(|e| e.2)).collect();
                fields.sort_unstable_by_key(|f| f.0);
                return self.syms.add(Node::Record(fields.into()));
            }
        }
        self.syms.add(Node::Function(entries.into()))
    }

    fn string_constant(&self, s: Sym) -> Option<Atom> {
        match self.syms.node(s) {
            Node::Atom(n) => match self.codes.value(n.as_constant()?) {
                crate::value::Value::Str(a) => Some(a),
                _ => None,
            },
            _ => None,
        }
    }

    /// The entries of a tuple, record or function; `None` for what is not one, or is known by its rule only.
    pub(in crate::symbolic) fn entries(&mut self, f: Sym) -> Option<Vec<Entry>> {
        match self.syms.node(f).clone() {
            Node::Tuple { length, items } => Some(
                items.iter().enumerate().map(|(i, v)| (self.longer_than(&length, i), self.syms.int(i as i64 + 1), *v)).collect(),
            ),
            Node::Record(fields) => Some(fields.iter().map(|(a, v)| (Term::TRUE, self.string(*a), *v)).collect()),
            Node::Function(entries) => Some(entries.to_vec()),
            Node::Rule(_) => {
                let written = self.written_out(f, Span::NONE)?;
                self.entries(written)
            }
            Node::Undefined | Node::Bool(_) | Node::Int(_) | Node::Atom(_) | Node::Set(_) | Node::Union(_) | Node::Lazy(_) => {
                None
            }
        }
    }

    /// `f[x]`
    pub(in crate::symbolic) fn apply(&mut self, f: Sym, x: Sym, span: Span) -> Sym {
        self.apply_as(false, f, x, span)
    }

    /// `f[x]`; `lazily` if it is a function about to be applied: then of `f[x][y]` the whole of `f[x]` is not needed.
    pub(in crate::symbolic) fn apply_as(&mut self, lazily: bool, f: Sym, x: Sym, span: Span) -> Sym {
        if self.path == Term::FALSE || self.syms.is_undefined(x) {
            return self.syms.undefined();
        }
        let mut cases = Vec::new();
        for (g, alt) in self.syms.alternatives(f) {
            let v = self.under(g, |enc| enc.apply_one(lazily, alt, x, span));
            cases.push((g, v));
        }
        self.select(&cases)
    }

    fn apply_one(&mut self, lazily: bool, f: Sym, x: Sym, span: Span) -> Sym {
        match self.syms.node(f).clone() {
            Node::Undefined => f,
            Node::Rule(rule) => self.apply_rule(lazily, rule, x, span),
            Node::Tuple { length, items } => {
                // `q[1]` of a non-empty queue is its first item, without any search
                if let Node::Int(n) = self.syms.node(x)
                    && let Some(i) = n.as_constant()
                {
                    if i < 1 || i > items.len() as i64 {
                        self.fail(ErrorKind::OutsideDomain, span, Term::TRUE);
                        return self.syms.undefined();
                    }
                    let there = self.longer_than(&length, i as usize - 1);
                    self.fail(ErrorKind::OutsideDomain, span, !there);
                    return items[i as usize - 1];
                }
                let entries = self.entries(f).unwrap_or_default();
                self.apply_entries(&entries, x, span)
            }
            Node::Record(_) | Node::Function(_) => {
                let entries = self.entries(f).unwrap_or_default();
                self.apply_entries(&entries, x, span)
            }
            Node::Bool(_) | Node::Int(_) | Node::Atom(_) | Node::Set(_) | Node::Union(_) | Node::Lazy(_) => {
                self.fail(ErrorKind::Type, span, Term::TRUE);
                self.syms.undefined()
            }
        }
    }

    fn apply_entries(&mut self, entries: &[Entry], x: Sym, span: Span) -> Sym {
        let matches = self.matches(entries, x, span);
        let any = self.graph.any(matches.iter().copied());
        self.fail(ErrorKind::OutsideDomain, span, !any);
        let cases: Vec<Guarded> = matches.into_iter().zip(entries).map(|(m, e)| (m, e.2)).collect();
        self.select(&cases)
    }

    /// For each entry, that it is there and its key is `x`.
    fn matches(&mut self, entries: &[Entry], x: Sym, span: Span) -> Vec<Term> {
        entries
            .iter()
            .map(|(g, k, _)| {
                let same = self.under(*g, |enc| enc.equal(*k, x, span));
                self.graph.and(*g, same)
            })
            .collect()
    }

    /// `r.field`
    pub(in crate::symbolic) fn field(&mut self, r: Sym, field: Atom, span: Span) -> Sym {
        let mut cases = Vec::new();
        for (g, alt) in self.syms.alternatives(r) {
            let v = self.under(g, |enc| enc.field_of_one(alt, field, span));
            cases.push((g, v));
        }
        self.select(&cases)
    }

    fn field_of_one(&mut self, r: Sym, field: Atom, span: Span) -> Sym {
        match self.syms.node(r).clone() {
            Node::Undefined => r,
            Node::Record(fields) => match fields.iter().find(|f| f.0 == field) {
                Some(f) => f.1,
                None => {
                    self.fail(ErrorKind::NoField, span, Term::TRUE);
                    self.syms.undefined()
                }
            },
            Node::Function(_) | Node::Rule(_) => {
                let key = self.string(field);
                self.apply_one(false, r, key, span)
            }
            Node::Tuple { .. } | Node::Bool(_) | Node::Int(_) | Node::Atom(_) | Node::Set(_) | Node::Union(_) | Node::Lazy(_) => {
                self.fail(ErrorKind::Type, span, Term::TRUE);
                self.syms.undefined()
            }
        }
    }

    /// `DOMAIN f`
    pub(in crate::symbolic) fn domain(&mut self, f: Sym, span: Span) -> Sym {
        let mut cases = Vec::new();
        for (g, alt) in self.syms.alternatives(f) {
            let d = self.under(g, |enc| match enc.syms.node(alt).clone() {
                Node::Undefined => alt,
                Node::Rule(rule) => {
                    let domain = enc.rule_domain(rule, span);
                    // what is not recursive TLC writes out first, errors and all
                    let (_, _, recursive, _) = enc.rule_parts(rule);
                    if recursive.is_none() && !enc.is_infinite(domain) {
                        enc.written_out(alt, span);
                    }
                    domain
                }
                Node::Tuple { .. } | Node::Record(_) | Node::Function(_) => {
                    let entries = enc.entries(alt).unwrap_or_default();
                    enc.set_of(entries.into_iter().map(|(g, k, _)| (g, k)).collect())
                }
                Node::Bool(_) | Node::Int(_) | Node::Atom(_) | Node::Set(_) | Node::Union(_) | Node::Lazy(_) => {
                    enc.fail(ErrorKind::Type, span, Term::TRUE);
                    enc.syms.undefined()
                }
            });
            cases.push((g, d));
        }
        self.select(&cases)
    }

    /// `[f EXCEPT !path = value]` for each update in turn.
    pub(in crate::symbolic) fn except(
        &mut self,
        (function, updates): (ExprId, &[Update]),
        applied: bool,
        frame: &Frame,
        span: Span,
    ) -> Sym {
        let mut f = self.eval_as(applied, function, frame);
        for u in updates {
            let path: Vec<Sym> = u.path.iter().map(|p| self.eval(*p, frame)).collect();
            f = self.update(f, &path, u, frame, span);
        }
        f
    }

    /// `[f EXCEPT !path = value]`
    pub(in crate::symbolic) fn update(&mut self, f: Sym, path: &[Sym], u: &Update, frame: &Frame, span: Span) -> Sym {
        self.except_at(f, path, span, &mut |enc, old| {
            enc.with_slot(frame, u.at, Binding::Value(old), |enc| enc.eval(u.value, frame))
        })
    }

    /// `f` with `new` of the old value at the end of the path.
    pub(in crate::symbolic) fn except_at(
        &mut self,
        f: Sym,
        path: &[Sym],
        span: Span,
        new: &mut dyn FnMut(&mut Self, Sym) -> Sym,
    ) -> Sym {
        let Some((x, rest)) = path.split_first() else { return new(self, f) };
        let mut cases = Vec::new();
        for (g, alt) in self.syms.alternatives(f) {
            let v = self.under(g, |enc| enc.except_one(alt, *x, rest, span, new));
            cases.push((g, v));
        }
        self.select(&cases)
    }

    fn except_one(&mut self, f: Sym, x: Sym, rest: &[Sym], span: Span, new: &mut dyn FnMut(&mut Self, Sym) -> Sym) -> Sym {
        let (entries, found) = self.apart(|enc| enc.entries(f));
        if !found.is_empty() {
            return self.unsupported(span, "EXCEPT of a function that cannot be written out");
        }
        let Some(entries) = entries else {
            if !self.syms.is_undefined(f) {
                self.fail(ErrorKind::Type, span, Term::TRUE);
            }
            return self.syms.undefined();
        };
        let matches = self.matches(&entries, x, span);
        let any = self.graph.any(matches.iter().copied());
        if any == Term::FALSE {
            return f;
        }
        // the new value is computed once, from the old value at x, whichever entry that is
        let cases: Vec<Guarded> = matches.iter().zip(&entries).map(|(m, e)| (*m, e.2)).collect();
        let old = self.under(any, |enc| enc.select(&cases));
        let new = self.under(any, |enc| enc.except_at(old, rest, span, new));
        let values: Vec<Sym> = matches.iter().zip(&entries).map(|(m, e)| self.merge(*m, new, e.2)).collect();
        match self.syms.node(f).clone() {
            Node::Tuple { length, .. } => self.tuple_of(length, values),
            Node::Record(fields) => {
                let fields: Rc<[(Atom, Sym)]> = fields.iter().zip(values).map(|(f, v)| (f.0, v)).collect();
                self.syms.add(Node::Record(fields))
            }
            _ => self.function_of(entries.into_iter().zip(values).map(|((g, k, _), v)| (g, k, v)).collect()),
        }
    }

    /// `[x \in S |-> e]`
    pub(in crate::symbolic) fn construct(
        &mut self,
        (e, binds, body): (ExprId, &[Bind], ExprId),
        recursive: bool,
        applied: bool,
        frame: &Frame,
        span: Span,
    ) -> Sym {
        let sets: Vec<Sym> = binds.iter().map(|b| self.eval(b.set, frame)).collect();
        let by_rule = |enc: &mut Self| {
            let rule = enc.new_rule(e, frame);
            enc.syms.add(Node::Rule(rule))
        };
        // one that a recursive function has for a value may use that function again
        let by_need = applied && self.by_need > 0;
        if recursive || by_need || sets.iter().any(|s| self.is_infinite(*s)) {
            return by_rule(self);
        }
        if !applied {
            let entries = self.construct_over(&sets, binds, body, frame, span);
            return self.function_of(entries);
        }
        let (entries, found) = self.apart(|enc| enc.construct_over(&sets, binds, body, frame, span));
        // what goes wrong for one argument must not spoil the others: TLC applies such a function before it writes it out
        if found.is_empty() { self.function_of(entries) } else { by_rule(self) }
    }

    fn construct_over(&mut self, sets: &[Sym], binds: &[Bind], body: ExprId, frame: &Frame, span: Span) -> Vec<Entry> {
        let mut entries = Vec::new();
        self.each_binding(sets, binds, frame, span, &mut |enc, guard, values| {
            let v = enc.eval(body, frame);
            let key = if values.len() == 1 { values[0] } else { enc.syms.tuple(values.to_vec()) };
            entries.push((guard, key, v));
        });
        entries
    }

    /// What the rule `e` closes over: the slots that it reads, thunks evaluated if they can be.
    fn capture(&mut self, e: ExprId, frame: &Frame) -> Frame {
        let bindings = frame.borrow().clone();
        let mut read = FxHashSet::default();
        for part in parts::subtree(&self.model.exprs, e) {
            parts::slots(&mut self.model.expr(part).kind.clone(), &mut |s| {
                read.insert(s);
            });
        }
        let forced = bindings
            .into_iter()
            .enumerate()
            .map(|(i, b)| match b {
                Binding::Thunk(t) if read.contains(&Slot(i as u32)) => {
                    let (value, found) = self.apart(|enc| enc.force(&t));
                    if found.is_empty() {
                        Binding::Value(value)
                    } else {
                        // what goes wrong counts where the rule is applied, if it is
                        let own = self.capture(t.expr, &t.frame);
                        Binding::Thunk(crate::symbolic::eval::frame::Thunk::new(t.expr, &own))
                    }
                }
                Binding::Thunk(_) | Binding::Empty => Binding::Empty,
                Binding::Value(_) | Binding::At(..) | Binding::Operator(_) => b,
            })
            .collect();
        Rc::new(std::cell::RefCell::new(forced))
    }

    fn rule_parts(&self, rule: RuleId) -> (Vec<Bind>, ExprId, Option<Slot>, Frame) {
        let Rule { expr, frame, .. } = self.rules[rule.0 as usize].clone();
        match &self.model.expr(expr).kind {
            ExprKind::FnCtor { binds, body, recursive } => (binds.clone(), *body, *recursive, frame),
            other => unreachable!("encode: a rule is a function constructor, not {other:?}"),
        }
    }

    /// A filter over an infinite set, known by its rule.
    pub(in crate::symbolic) fn filter_rule(&mut self, e: ExprId, of: Sym, frame: &Frame) -> Sym {
        let rule = self.new_rule(e, frame);
        self.syms.add(Node::Lazy(Lazy::Filter { of, rule }))
    }

    pub(in crate::symbolic) fn new_rule(&mut self, expr: ExprId, frame: &Frame) -> RuleId {
        let frame = self.capture(expr, frame);
        self.rules.push(Rule { expr, frame, state: self.state.clone(), next: self.next.clone(), priming: self.priming });
        RuleId(self.rules.len() as u32 - 1)
    }

    /// Runs `f` in the state that the rule was written in.
    pub(in crate::symbolic) fn where_written<T>(&mut self, rule: RuleId, f: impl FnOnce(&mut Self) -> T) -> T {
        let Rule { state, next, priming, .. } = self.rules[rule.0 as usize].clone();
        let (state, next) = (std::mem::replace(&mut self.state, state), std::mem::replace(&mut self.next, next));
        let priming = std::mem::replace(&mut self.priming, priming);
        let result = f(self);
        self.state = state;
        self.next = next;
        self.priming = priming;
        result
    }

    /// The filter's predicate of `x`.
    pub(in crate::symbolic) fn filter_keeps(&mut self, rule: RuleId, x: Sym, span: Span) -> Term {
        let Rule { expr, frame, .. } = self.rules[rule.0 as usize].clone();
        let ExprKind::SetFilter { bind, body } = &self.model.expr(expr).kind else {
            unreachable!("encode: a filter's rule is a filter")
        };
        let frame: Frame = Rc::new(std::cell::RefCell::new(frame.borrow().clone()));
        self.where_written(rule, |enc| {
            enc.bind(&bind.pattern, x, &frame, span);
            enc.boolean(*body, &frame)
        })
    }

    /// The sets that a rule's arguments are from, one for each name bound.
    fn rule_domains(&mut self, rule: RuleId) -> Vec<Sym> {
        let (binds, _, _, frame) = self.rule_parts(rule);
        self.where_written(rule, |enc| {
            binds.iter().flat_map(|b| vec![enc.eval(b.set, &frame); crate::symbolic::eval::quant::width(&b.pattern)]).collect()
        })
    }

    fn rule_domain(&mut self, rule: RuleId, span: Span) -> Sym {
        let sets = self.rule_domains(rule);
        match sets.as_slice() {
            [one] => *one,
            _ => {
                let product = self.syms.add(Node::Lazy(Lazy::Product(sets.into())));
                let all = self.elements(product, span);
                self.set_of(all)
            }
        }
    }

    fn apply_rule(&mut self, lazily: bool, rule: RuleId, x: Sym, span: Span) -> Sym {
        if let Some((path, v, touched)) = self.rule_values.get(&(rule, x, lazily))
            && self.holds_here(*path)
        {
            self.trail.touched.extend(touched);
            return *v;
        }
        let (value, touched, remember) = self.apply_rule_anew(lazily, rule, x, span);
        if remember {
            self.rule_values.insert((rule, x, lazily), (self.path, value, touched));
        }
        value
    }

    /// The value, what computing it touches, and whether it may be remembered.
    fn apply_rule_anew(&mut self, lazily: bool, rule: RuleId, x: Sym, span: Span) -> (Sym, Footprint, bool) {
        let findings = self.findings.len();
        let (value, touched) = self.traced(|enc| enc.rule_value(lazily, rule, x, span));
        (value, touched, self.may_remember(findings))
    }

    fn rule_value(&mut self, lazily: bool, rule: RuleId, x: Sym, span: Span) -> Sym {
        if self.calls >= crate::symbolic::CALL_LIMIT {
            return self.unsupported(span, format!("recursion deeper than {} calls", crate::symbolic::CALL_LIMIT));
        }
        let nested = self.nested_rules.get(&rule).copied().unwrap_or(0);
        if !self.is_active(nested) {
            return self.syms.undefined();
        }
        let (binds, body, slot, frame) = self.rule_parts(rule);
        let inside = match self.rule_domains(rule).as_slice() {
            [one] => self.member(x, *one, span),
            several => self.member_of_lazy(x, &Lazy::Product(several.into()), span),
        };
        self.fail(ErrorKind::OutsideDomain, span, !inside);
        // a fresh frame: the rule may be active several times
        let frame: Frame = Rc::new(std::cell::RefCell::new(frame.borrow().clone()));
        if let Some(s) = slot {
            let own = self.syms.add(Node::Rule(rule));
            frame.borrow_mut()[s.index()] = Binding::Value(own);
        }
        self.calls += 1;
        self.nested_rules.insert(rule, nested + 1);
        let by_need = lazily && slot.is_some();
        self.by_need += usize::from(by_need);
        let v = self.under(inside, |enc| {
            let slots: Vec<crate::ir::Pattern> = binds.iter().map(|b| b.pattern.clone()).collect();
            let values: Vec<Sym> = match slots.len() {
                1 => vec![x],
                n => (0..n).map(|i| enc.component(x, i, n, span)).collect(),
            };
            for (p, v) in slots.iter().zip(values) {
                enc.bind(p, v, &frame, span);
            }
            enc.where_written(rule, |enc| enc.eval_as(lazily, body, &frame))
        });
        self.by_need -= usize::from(by_need);
        self.calls -= 1;
        self.nested_rules.insert(rule, nested);
        v
    }

    /// A rule's function with every entry computed, where its domain can be enumerated.
    pub(in crate::symbolic) fn written_out(&mut self, f: Sym, span: Span) -> Option<Sym> {
        let Node::Rule(rule) = *self.syms.node(f) else { return Some(f) };
        let domain = self.rule_domain(rule, span);
        if self.syms.is_undefined(domain) {
            return None;
        }
        let keys = self.elements(domain, span);
        let mut entries = Vec::new();
        for (g, k) in keys {
            let v = self.under(g, |enc| enc.apply_rule(false, rule, k, span));
            entries.push((g, k, v));
        }
        Some(self.function_of(entries))
    }

    /// Item `i` of what must be a tuple of `n` items (a pattern `<<x, y>>`).
    pub(in crate::symbolic) fn component(&mut self, x: Sym, i: usize, n: usize, span: Span) -> Sym {
        if let Node::Tuple { length, .. } = self.syms.node(x).clone() {
            let fits = length.is(&mut self.graph, n as i64);
            self.fail(ErrorKind::Type, span, !fits);
            return self.under(fits, |enc| {
                let index = enc.syms.add(Node::Int(Scalar::constant(i as i64 + 1)));
                enc.apply(x, index, span)
            });
        }
        let index = self.syms.int(i as i64 + 1);
        self.apply(x, index, span)
    }
}
