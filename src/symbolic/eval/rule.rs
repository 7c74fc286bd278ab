//! Rules: functions, filters and images that are defined by an expression.
//!
//! In: a constructor over a set that is not enumerated, or a recursive function. Out: a [`RuleId`], which closes over the slots
//! that the expression reads and the state it was written in. The value room calls it through [`Rules`].

use crate::eval::error::ErrorKind;
use crate::ir::{Bind, ExprId, ExprKind, Slot, visit};
use crate::logic::Term;
use crate::source::Span;
use crate::symbolic::Encoder;
use crate::symbolic::eval::context::{CALL_LIMIT, Context, Rule};
use crate::symbolic::eval::footprint::Footprint;
use crate::symbolic::eval::frame::{Binding, Frame, Thunk};
use crate::symbolic::value::rules::{Need, Rules};
use crate::symbolic::value::sym::{Guarded, Lazy, Node, RuleId, Sym};
use rustc_hash::FxHashSet;
use std::rc::Rc;

impl<'m> Rules for Context<'m> {
    type Effects = Footprint;

    fn traced<T>(values: &mut Encoder<'m>, f: impl FnOnce(&mut Encoder<'m>) -> T) -> (T, Footprint) {
        values.traced(f)
    }

    fn replay(&mut self, effects: &Footprint) {
        self.trail.touched.extend(effects);
    }

    fn keeps(values: &mut Encoder<'m>, filter: RuleId, x: Sym, span: Span) -> Term {
        values.filter_keeps(filter, x, span)
    }

    fn elements_of_image(values: &mut Encoder<'m>, of: &[Sym], image: RuleId, span: Span) -> Vec<Guarded> {
        values.elements_of_image(of, image, span)
    }

    fn choose_from_image(values: &mut Encoder<'m>, of: &[Sym], image: RuleId, span: Span) -> Guarded {
        values.choose_from_image(of, image, span)
    }

    fn apply(values: &mut Encoder<'m>, need: Need, function: RuleId, x: Sym, span: Span) -> Sym {
        values.apply_rule(need, function, x, span)
    }

    fn domain(values: &mut Encoder<'m>, function: RuleId, span: Span) -> Sym {
        values.rule_domain(function, span)
    }

    fn is_recursive(&self, function: RuleId) -> bool {
        matches!(&self.model.expr(self.rules[function.0 as usize].expr).kind, ExprKind::FnCtor { recursive: Some(_), .. })
    }

    fn can_hold(values: &mut Encoder<'m>, condition: Term) -> bool {
        values.can_hold(condition)
    }
}

impl<'m> Encoder<'m> {
    /// The slots that the rule `e` closes over, with thunks evaluated if that has no findings.
    fn capture(&mut self, e: ExprId, frame: &Frame) -> Frame {
        let bindings = frame.borrow().clone();
        let mut read = FxHashSet::default();
        for part in visit::subtree(&self.cx.model.exprs, e) {
            visit::slots(&self.cx.model.expr(part).kind, &mut |s| {
                read.insert(s);
            });
        }
        let forced = bindings
            .into_iter()
            .enumerate()
            .map(|(i, b)| match b {
                Binding::Thunk(t) if read.contains(&Slot(i as u32)) => {
                    let (value, found) = self.apart(|enc| enc.force(Need::Whole, &t));
                    if found.is_empty() {
                        Binding::Value(value)
                    } else {
                        // findings count only where the rule is applied
                        let own = self.capture(t.expr, &t.frame);
                        Binding::Thunk(Thunk::new(t.expr, &own))
                    }
                }
                Binding::Thunk(_) | Binding::Empty => Binding::Empty,
                Binding::Value(_) | Binding::At(..) | Binding::Operator(_) => b,
            })
            .collect();
        Rc::new(std::cell::RefCell::new(forced))
    }

    fn rule_parts(&self, rule: RuleId) -> (Vec<Bind>, ExprId, Option<Slot>, Frame) {
        let Rule { expr, frame, .. } = self.cx.rules[rule.0 as usize].clone();
        match &self.cx.model.expr(expr).kind {
            ExprKind::FnCtor { binds, body, recursive } => (binds.clone(), *body, *recursive, frame),
            other => unreachable!("symbolic: a rule is a function constructor, not {other:?}"),
        }
    }

    /// A filter that is not enumerated.
    pub(in crate::symbolic) fn filter_rule(&mut self, e: ExprId, of: Sym, frame: &Frame) -> Sym {
        let rule = self.new_rule(e, frame);
        self.syms.add(Node::Lazy(Lazy::Filter { of, rule }))
    }

    pub(in crate::symbolic) fn new_rule(&mut self, expr: ExprId, frame: &Frame) -> RuleId {
        let frame = self.capture(expr, frame);
        self.cx.rules.push(Rule {
            expr,
            frame,
            state: self.cx.state.clone(),
            next: self.cx.next.clone(),
            priming: self.cx.priming,
        });
        RuleId(self.cx.rules.len() as u32 - 1)
    }

    /// Runs `f` in the state in which the rule was made.
    pub(in crate::symbolic) fn where_written<T>(&mut self, rule: RuleId, f: impl FnOnce(&mut Self) -> T) -> T {
        let Rule { state, next, priming, .. } = self.cx.rules[rule.0 as usize].clone();
        let (state, next) = (std::mem::replace(&mut self.cx.state, state), std::mem::replace(&mut self.cx.next, next));
        let priming = std::mem::replace(&mut self.cx.priming, priming);
        let result = f(self);
        self.cx.state = state;
        self.cx.next = next;
        self.cx.priming = priming;
        result
    }

    /// The filter's predicate of `x`.
    pub(in crate::symbolic) fn filter_keeps(&mut self, rule: RuleId, x: Sym, span: Span) -> Term {
        let Rule { expr, frame, .. } = self.cx.rules[rule.0 as usize].clone();
        let ExprKind::SetFilter { bind, body } = &self.cx.model.expr(expr).kind else {
            unreachable!("symbolic: a filter's rule is a filter")
        };
        let frame: Frame = Rc::new(std::cell::RefCell::new(frame.borrow().clone()));
        self.where_written(rule, |enc| {
            enc.bind(&bind.pattern, x, &frame, span);
            enc.boolean(*body, &frame)
        })
    }

    /// The sets of a rule's arguments, one for each bound name.
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

    fn apply_rule(&mut self, need: Need, rule: RuleId, x: Sym, span: Span) -> Sym {
        if let Some((path, v, touched)) = self.cx.rule_values.get(&(rule, x, need))
            && self.holds_here(*path)
        {
            self.cx.trail.touched.extend(touched);
            return *v;
        }
        let (value, touched, remember) = self.apply_rule_anew(need, rule, x, span);
        if remember {
            self.cx.rule_values.insert((rule, x, need), (self.path(), value, touched));
        }
        value
    }

    /// The value, its footprint, and whether it may be memoized.
    fn apply_rule_anew(&mut self, need: Need, rule: RuleId, x: Sym, span: Span) -> (Sym, Footprint, bool) {
        let findings = self.findings.len();
        let (value, touched) = self.traced(|enc| enc.rule_value(need, rule, x, span));
        (value, touched, self.may_remember(findings))
    }

    fn rule_value(&mut self, need: Need, rule: RuleId, x: Sym, span: Span) -> Sym {
        if self.cx.depth.calls >= CALL_LIMIT {
            return self.unsupported(span, format!("recursion deeper than {} calls", CALL_LIMIT));
        }
        let nested = self.cx.depth.nested_rules.get(&rule).copied().unwrap_or(0);
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
        self.cx.depth.calls += 1;
        self.cx.depth.nested_rules.insert(rule, nested + 1);
        let by_need = need == Need::Applied && slot.is_some();
        self.cx.depth.by_need += usize::from(by_need);
        let v = self.under(inside, |enc| {
            let slots: Vec<crate::ir::Pattern> = binds.iter().map(|b| b.pattern.clone()).collect();
            let values: Vec<Sym> = match slots.len() {
                1 => vec![x],
                n => (0..n).map(|i| enc.component(x, i, n, span)).collect(),
            };
            for (p, v) in slots.iter().zip(values) {
                enc.bind(p, v, &frame, span);
            }
            enc.where_written(rule, |enc| enc.eval_for(need, body, &frame))
        });
        self.cx.depth.by_need -= usize::from(by_need);
        self.cx.depth.calls -= 1;
        self.cx.depth.nested_rules.insert(rule, nested);
        v
    }
}
