//! Search through a set in TLC's order, which ends at the first element that decides.
//!
//! TLC visits the elements of a set in its order and stops when the result is determined. With concrete elements, the path of an
//! element states that no earlier one decided. The order of symbolic elements depends on choices: an error of one of them counts
//! where no element before it decides.

use crate::logic::Term;
use crate::source::Span;
use crate::symbolic::value::Values;
use crate::symbolic::value::enumerate::ENUMERATION_LIMIT;
use crate::symbolic::value::rules::Rules;
use crate::symbolic::value::sym::{Guarded, Node, Sym};
use crate::value::order;
use std::cell::Cell;

/// The most elements that are visited to find the first that decides.
const LOOKED_AT: usize = 1 << 20;

/// The most elements for which the decision depends on the behavior.
const UNDECIDED: usize = 1 << 10;

/// The most terms that quantifying a free choice may add.
const CHOICE_BUDGET: usize = 1_000_000;

/// Evaluates whether an element decides: a witness of `\E`, or a counterexample of `\A`.
pub(in crate::symbolic) type Decide<'a, C> = &'a mut dyn FnMut(&mut Values<C>, Sym) -> Term;

impl<C: Rules> Values<C> {
    /// Evaluates `f` on the elements as TLC does, in its order until one decides. Returns for each entry the condition that it is
    /// there and decides.
    pub(in crate::symbolic) fn in_order(&mut self, entries: &[Guarded], span: Span, f: Decide<'_, C>) -> Vec<Term> {
        let mut deciding = vec![Term::FALSE; entries.len()];
        // interchangeable values have no order
        let named = |enc: &Self| entries.iter().any(|e| !matches!(enc.syms.node(e.1), Node::Int(_) | Node::Bool(_)));
        if self.any_order && named(self) {
            for (i, (g, e)) in entries.iter().enumerate() {
                let t = self.under(*g, |enc| f(enc, *e));
                deciding[i] = self.graph.and(*g, t);
            }
            return deciding;
        }
        if let Some(order) = self.concrete_order(entries) {
            let mut open = Term::TRUE;
            for i in order {
                let (g, e) = entries[i];
                let evaluated = self.graph.and(open, g);
                if evaluated == Term::FALSE {
                    continue;
                }
                let t = self.under(evaluated, |enc| f(enc, e));
                deciding[i] = self.graph.and(g, t);
                open = self.graph.and(open, !deciding[i]);
            }
            return deciding;
        }
        let mut own_findings = Vec::new();
        for (i, (g, e)) in entries.iter().enumerate() {
            let (t, found) = self.apart(|enc| enc.under(*g, |enc| f(enc, *e)));
            own_findings.push(found);
            deciding[i] = self.graph.and(*g, t);
        }
        for (i, findings) in own_findings.into_iter().enumerate() {
            if findings.is_empty() {
                continue;
            }
            let mut earlier = Vec::new();
            for (j, (_, e)) in entries.iter().enumerate() {
                if i != j && deciding[j] != Term::FALSE {
                    let first = self.under(deciding[j], |enc| enc.before(*e, entries[i].1, span));
                    earlier.push(self.graph.and(deciding[j], first));
                }
            }
            let stopped = self.graph.any(earlier);
            for mut finding in findings {
                finding.condition = self.graph.and(finding.condition, !stopped);
                if finding.condition != Term::FALSE {
                    self.findings.push(finding);
                }
            }
        }
        deciding
    }

    /// The entries' indices in TLC's order, if all elements are concrete.
    pub(in crate::symbolic) fn concrete_order(&self, entries: &[Guarded]) -> Option<Vec<usize>> {
        if !entries.iter().all(|(_, e)| self.syms.is_concrete(*e)) {
            return None;
        }
        let values: Vec<_> = entries.iter().map(|(_, e)| self.concrete_value(*e)).collect();
        let mut order: Vec<usize> = (0..entries.len()).collect();
        order.sort_by(|a, b| order::compare(&values[*a], &values[*b]));
        Some(order)
    }

    /// The elements that decide, in TLC's order, each with the condition that it is the first; `None` if enumeration does not
    /// determine that.
    pub(in crate::symbolic) fn first_to_decide(&mut self, s: Sym, span: Span, decides: Decide<'_, C>) -> Option<Vec<Guarded>> {
        if !self.is_plain(s) {
            return None;
        }
        let (mut looked_at, mut deciding) = (0, Vec::new());
        let open = Cell::new(Term::TRUE);
        // findings are kept apart, since the result may be dropped
        let (ended, found) = self.apart(|enc| {
            enc.each_in_order(s, span, &open, &mut |enc, (there, x)| {
                let evaluated = enc.graph.and(open.get(), there);
                let holds = enc.under(evaluated, |enc| decides(enc, x));
                let first = enc.graph.and(evaluated, holds);
                if first != Term::FALSE {
                    deciding.push((first, x));
                    open.set(enc.graph.and(open.get(), !first));
                }
                looked_at += 1;
                let more = looked_at < LOOKED_AT && deciding.len() < UNDECIDED && enc.findings.len() < UNDECIDED;
                open.get() != Term::FALSE && more
            })
        });
        if !ended && open.get() != Term::FALSE {
            return None;
        }
        self.findings.extend(found);
        Some(deciding)
    }

    /// `\E x \in s : P(x)`
    pub(in crate::symbolic) fn exists_in(&mut self, s: Sym, span: Span, decides: Decide<'_, C>) -> Term {
        if self.is_large(s) {
            return self.exists_in_large(s, span, decides);
        }
        let (entries, deciding) = self.written_or_first(s, span, decides);
        if let Some(deciding) = deciding {
            return self.graph.any(deciding.into_iter().map(|d| d.0));
        }
        let deciding = self.in_order(&entries, span, decides);
        self.graph.any(deciding)
    }

    /// The elements of a set. If enumerating a lazy set has findings, the elements that decide are returned, too: TLC tests no
    /// element for membership after the first that decides.
    pub(in crate::symbolic) fn written_or_first(
        &mut self,
        s: Sym,
        span: Span,
        decides: Decide<'_, C>,
    ) -> (Vec<Guarded>, Option<Vec<Guarded>>) {
        let (entries, wrong) = self.apart(|enc| enc.elements(s, span));
        let unwritten = !wrong.is_empty() && matches!(self.syms.node(s), Node::Lazy(_));
        let deciding = if unwritten { self.first_to_decide(s, span, decides) } else { None };
        if deciding.is_none() {
            self.findings.extend(wrong);
        }
        (entries, deciding)
    }

    /// `\E x \in s : P(x)` over a large set
    pub(in crate::symbolic) fn exists_in_large(&mut self, s: Sym, span: Span, decides: Decide<'_, C>) -> Term {
        if let Some(deciding) = self.first_to_decide(s, span, decides) {
            return self.graph.any(deciding.into_iter().map(|d| d.0));
        }
        let first = self.graph.inputs();
        let ((there, holds), found) = self.apart(|enc| {
            let (there, x) = enc.choose_freely(s, span);
            (there, enc.under(there, |enc| decides(enc, x)))
        });
        let wrong = self.graph.any(found.iter().map(|f| f.condition));
        let wrong = if C::can_hold(self, wrong) { wrong } else { Term::FALSE };
        let some = self.graph.and(there, holds);
        let wrong = self.graph.exists_inputs_from(wrong, first, CHOICE_BUDGET);
        let some = self.graph.exists_inputs_from(some, first, CHOICE_BUDGET);
        let (Some(wrong), Some(some)) = (wrong, some) else {
            self.unsupported(span, format!("a quantifier over a set of more than {ENUMERATION_LIMIT} elements"));
            return Term::FALSE;
        };
        self.under(wrong, |enc| {
            enc.unsupported(
                span,
                format!("an evaluation error for an element of a set of more than {ENUMERATION_LIMIT} elements"),
            )
        });
        some
    }
}
