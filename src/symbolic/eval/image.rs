//! `{f(x) : x \in S}`, also for an S that is not enumerated.
//!
//! - A free choice is f of a free choice from S: `\E t \in {s ** p : p \in Automorphisms(DOMAIN s)} : A(t)` enumerates no p.
//! - `e \in {f(x) : x \in S}` is `\E x \in S : f(x) = e`, over the elements of S if they are few.
//! - f is evaluated in the state of the constructor: the rule closes over the slots and the state.

use crate::ir::{Bind, ExprId, ExprKind};
use crate::logic::Term;
use crate::source::Span;
use crate::symbolic::Encoder;
use crate::symbolic::eval::context::Rule;
use crate::symbolic::eval::frame::Frame;
use crate::symbolic::value::sym::{Guarded, Lazy, Node, RuleId, Sym};
use std::cell::RefCell;
use std::rc::Rc;

impl<'m> Encoder<'m> {
    /// `{body : binds}`, an expression `e`
    pub(in crate::symbolic) fn set_map(&mut self, e: ExprId, binds: &[Bind], body: ExprId, frame: &Frame, span: Span) -> Sym {
        let sets: Vec<Sym> = binds.iter().map(|b| self.eval(b.set, frame)).collect();
        if sets.iter().any(|s| self.stays_unwritten(*s)) && !sets.iter().any(|s| self.is_infinite(*s)) {
            let rule = self.new_rule(e, frame);
            return self.syms.add(Node::Lazy(Lazy::Image { of: sets.into(), rule }));
        }
        let image = self.image(&sets, binds, body, frame, span);
        let set = self.set_written(image, span);
        if let Some(most) = sets.iter().try_fold(1usize, |n, s| n.checked_mul(self.most(*s)?)) {
            self.no_more_than(set, most);
        }
        set
    }

    fn image(&mut self, sets: &[Sym], binds: &[Bind], body: ExprId, frame: &Frame, span: Span) -> Vec<Guarded> {
        let mut image = Vec::new();
        self.each_binding(sets, binds, frame, span, &mut |enc, g, _| {
            let v = enc.eval(body, frame);
            image.push((g, v));
        });
        image
    }

    pub(in crate::symbolic) fn elements_of_image(&mut self, of: &[Sym], rule: RuleId, span: Span) -> Vec<Guarded> {
        let (binds, body, frame) = self.image_parts(rule);
        let image = self.where_written(rule, |enc| enc.image(of, binds, body, &frame, span));
        let set = self.set_written(image, span);
        self.elements(set, span)
    }

    /// A free choice from the image: the condition that the inputs choose an element, and the element.
    pub(in crate::symbolic) fn choose_from_image(&mut self, of: &[Sym], rule: RuleId, span: Span) -> Guarded {
        let (binds, body, frame) = self.image_parts(rule);
        let mut guard = Term::TRUE;
        for (bind, s) in binds.iter().zip(of) {
            let (fits, x) = self.choose_freely(*s, span);
            guard = self.graph.and(guard, fits);
            self.under(fits, |enc| enc.bind(&bind.pattern, x, &frame, span));
        }
        let value = self.under(guard, |enc| enc.where_written(rule, |enc| enc.eval(body, &frame)));
        (guard, value)
    }

    fn image_parts(&self, rule: RuleId) -> (&'m [Bind], ExprId, Frame) {
        let Rule { expr, frame, .. } = self.cx.rules[rule.0 as usize].clone();
        let ExprKind::SetMap { binds, body } = &self.cx.model.expr(expr).kind else {
            unreachable!("symbolic: an image's rule is a set constructor")
        };
        (binds, *body, Rc::new(RefCell::new(frame.borrow().clone())))
    }
}
