//! Function constructors and EXCEPT.

use crate::ir::{Bind, ExprId, Update};
use crate::source::Span;
use crate::symbolic::Encoder;
use crate::symbolic::eval::frame::{Binding, Frame};
use crate::symbolic::value::function::Entry;
use crate::symbolic::value::rules::Need;
use crate::symbolic::value::sym::Node;
use crate::symbolic::value::sym::Sym;

impl<'m> Encoder<'m> {
    /// `[f EXCEPT !path = value]` for each update in turn.
    pub(in crate::symbolic) fn except(
        &mut self,
        (function, updates): (ExprId, &[Update]),
        need: Need,
        frame: &Frame,
        span: Span,
    ) -> Sym {
        let mut f = self.eval_for(need, function, frame);
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

    /// `[x \in S |-> e]`
    pub(in crate::symbolic) fn construct(
        &mut self,
        (e, binds, body): (ExprId, &[Bind], ExprId),
        recursive: bool,
        need: Need,
        frame: &Frame,
        span: Span,
    ) -> Sym {
        let sets: Vec<Sym> = binds.iter().map(|b| self.eval(b.set, frame)).collect();
        let by_rule = |enc: &mut Self| {
            let rule = enc.new_rule(e, frame);
            enc.syms.add(Node::Rule(rule))
        };
        // the value of a recursive function may use that function again
        let by_need = need == Need::Applied && self.cx.depth.by_need > 0;
        if recursive || by_need || sets.iter().any(|s| self.is_infinite(*s)) {
            return by_rule(self);
        }
        if need == Need::Whole {
            let entries = self.construct_over(&sets, binds, body, frame, span);
            return self.function_of(entries);
        }
        let (entries, found) = self.apart(|enc| enc.construct_over(&sets, binds, body, frame, span));
        // an error for one argument must not affect the others: TLC applies such a function without enumerating it
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
}
