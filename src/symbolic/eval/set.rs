//! Set constructors, and membership in a set that is constructed in place.

use crate::ir::{Bind, ExprId, ExprKind};
use crate::logic::Term;
use crate::source::Span;
use crate::symbolic::Encoder;
use crate::symbolic::eval::frame::Frame;
use crate::symbolic::value::sym::{Node, Sym};

impl<'m> Encoder<'m> {
    /// `{x \in S : p}  =  {(g /\ p(e), e)}`
    pub(in crate::symbolic) fn set_filter(&mut self, e: ExprId, bind: &Bind, body: ExprId, frame: &Frame, span: Span) -> Sym {
        let s = self.eval(bind.set, frame);
        if self.is_infinite(s) || self.stays_unwritten(s) {
            return self.filter_rule(e, s, frame);
        }
        let keep = |enc: &mut Self| {
            let mut kept = Vec::new();
            for (g, x) in enc.elements(s, span) {
                let p = enc.under(g, |enc| {
                    enc.bind(&bind.pattern, x, frame, span);
                    enc.boolean(body, frame)
                });
                kept.push((enc.graph.and(g, p), x));
            }
            let symbolic = kept.iter().any(|(_, x)| !enc.syms.is_concrete(*x));
            let known = if symbolic { enc.known_parts(&bind.pattern, body, frame) } else { Vec::new() };
            for (_, x) in &mut kept {
                if !enc.syms.is_concrete(*x) {
                    *x = enc.with_known(*x, &known);
                }
            }
            let set = enc.set_of(kept);
            if let Some(most) = enc.most(s) {
                enc.no_more_than(set, most);
            }
            set
        };
        if !matches!(self.syms.node(s), Node::Lazy(_)) {
            return keep(self);
        }
        // a lazy set such as SUBSET S: findings count only where the set is enumerated
        let (set, found) = self.apart(keep);
        // an empty result keeps its form, since TLC may not enumerate the base
        let nothing = matches!(self.syms.node(set), Node::Set(entries) if entries.is_empty());
        if found.is_empty() && !nothing { set } else { self.filter_rule(e, s, frame) }
    }

    /// Whether the set is written as `{a, b}` or `{y \in S : p}`: `x \in {a, b}` does not construct it.
    pub(in crate::symbolic) fn is_set_in_place(&self, set: ExprId) -> bool {
        matches!(self.cx.model.expr(set).kind, ExprKind::SetEnum(_) | ExprKind::SetFilter { .. })
    }

    /// `x \in {a, b}` compares with one element after the other, so these may be of unlike kinds. `x \in {y \in S : p}` of an S
    /// that is not enumerated is `x \in S /\ p(x)`: p is evaluated for x only.
    pub(in crate::symbolic) fn member_in_place(&mut self, x: ExprId, set: ExprId, frame: &Frame, span: Span) -> Term {
        let model = self.cx.model;
        let x = self.eval(x, frame);
        match &model.expr(set).kind {
            ExprKind::SetEnum(items) => {
                let values: Vec<Sym> = items.iter().map(|i| self.eval(*i, frame)).collect();
                let mut found = Term::FALSE;
                for v in values {
                    let same = self.under(!found, |enc| enc.equal(v, x, span));
                    found = self.graph.or(found, same);
                }
                found
            }
            ExprKind::SetFilter { bind, body } => self.member_of_filter(x, bind, *body, frame, span),
            other => unreachable!("symbolic: {other:?} is not a set in place"),
        }
    }

    fn member_of_filter(&mut self, x: Sym, bind: &Bind, body: ExprId, frame: &Frame, span: Span) -> Term {
        let s = self.eval(bind.set, frame);
        let mut parts = Vec::new();
        for (g, alt) in self.syms.alternatives(s) {
            let found = self.under(g, |enc| {
                // TLC enumerates the filter of an enumerated set, and reports its errors
                if let Node::Set(entries) = enc.syms.node(alt).clone() {
                    let mut kept = Vec::new();
                    for (h, e) in entries.iter() {
                        let p = enc.under(*h, |enc| {
                            enc.bind(&bind.pattern, *e, frame, span);
                            enc.boolean(body, frame)
                        });
                        kept.push((enc.graph.and(*h, p), *e));
                    }
                    let filtered = enc.set_of(kept);
                    return enc.member(x, filtered, span);
                }
                let inside = enc.member(x, alt, span);
                let kept = enc.under(inside, |enc| {
                    enc.bind(&bind.pattern, x, frame, span);
                    enc.boolean(body, frame)
                });
                enc.graph.and(inside, kept)
            });
            parts.push(self.graph.and(g, found));
        }
        self.graph.any(parts)
    }
}
