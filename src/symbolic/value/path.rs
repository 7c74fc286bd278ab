//! Where operators apply, and what goes wrong.
//!
//! [`Here`] is the context that a caller hands down: the condition on the choices, and which choices are allowed. It is
//! private to this file. A caller names what happens under another context as a closure, so the outer context is back when the closure
//! ends:
//!
//! ```text
//! values.under(p, |values| values.apply(f, x))     fails where p and x \notin DOMAIN f
//! ```

use crate::eval::error::ErrorKind;
use crate::logic::Term;
use crate::source::Span;
use crate::symbolic::value::Values;
use crate::symbolic::value::rules::Rules;
use crate::symbolic::value::sym::Sym;

/// An error that evaluation has where `condition` holds.
#[derive(Clone, Debug)]
pub struct Finding {
    pub condition: Term,
    pub kind: ErrorKind,
    pub span: Span,
    /// For `Unsupported`: what is not encoded.
    pub message: String,
}

/// The context in which operators apply.
#[derive(Clone, Debug)]
pub(super) struct Here {
    /// The condition, and those that it extends.
    path: Term,
    outer: Vec<Term>,
    /// Choices from infinite sets are refused: ENABLED quantifies over all choices.
    finite_choices_only: bool,
}

impl Default for Here {
    fn default() -> Here {
        Here { path: Term::TRUE, outer: Vec::new(), finite_choices_only: false }
    }
}

impl<C: Rules> Values<C> {
    /// The condition under which operators apply.
    pub(in crate::symbolic) fn path(&self) -> Term {
        self.here.path
    }

    /// Whether choices from infinite sets are refused.
    pub(in crate::symbolic) fn finite_choices_only(&self) -> bool {
        self.here.finite_choices_only
    }

    /// Evaluates `f` without choices from infinite sets.
    pub(in crate::symbolic) fn with_finite_choices<T>(&mut self, f: impl FnOnce(&mut Self) -> T) -> T {
        let outer = std::mem::replace(&mut self.here.finite_choices_only, true);
        let result = f(self);
        self.here.finite_choices_only = outer;
        result
    }

    /// Evaluates `f` under no condition.
    pub(in crate::symbolic) fn unconditionally<T>(&mut self, f: impl FnOnce(&mut Self) -> T) -> T {
        let outer = Here { path: Term::TRUE, outer: Vec::new(), ..self.here };
        let outer = std::mem::replace(&mut self.here, outer);
        let result = f(self);
        self.here = outer;
        result
    }

    /// The result of `f`, and its findings apart. The caller may drop them.
    pub(in crate::symbolic) fn apart<T>(&mut self, f: impl FnOnce(&mut Self) -> T) -> (T, Vec<Finding>) {
        let outer = std::mem::take(&mut self.findings);
        self.trials += 1;
        let value = f(self);
        self.trials -= 1;
        (value, std::mem::replace(&mut self.findings, outer))
    }

    /// Whether a value may be memoized that was computed since there were `before` findings. Not if it has findings that a caller
    /// of [`Values::apart`] may drop.
    pub(in crate::symbolic) fn may_remember(&self, before: usize) -> bool {
        self.trials == 0 || self.findings.len() == before
    }

    /// Whether a value that was computed under `path` is valid here.
    pub(in crate::symbolic) fn holds_here(&self, path: Term) -> bool {
        path == Term::TRUE || path == self.here.path || self.here.outer.contains(&path)
    }

    /// Records that evaluation fails where `condition` holds.
    pub(in crate::symbolic) fn fail(&mut self, kind: ErrorKind, span: Span, condition: Term) {
        self.fail_with(kind, span, condition, String::new());
    }

    pub(in crate::symbolic) fn fail_with(&mut self, kind: ErrorKind, span: Span, condition: Term, message: String) {
        let condition = self.graph.and(self.here.path, condition);
        if condition != Term::FALSE {
            self.findings.push(Finding { condition, kind, span, message });
        }
    }

    /// Records that this construct is not encoded.
    pub(in crate::symbolic) fn unsupported(&mut self, span: Span, what: impl Into<String>) -> Sym {
        self.fail_with(ErrorKind::Unsupported, span, Term::TRUE, what.into());
        self.syms.undefined()
    }

    /// Evaluates `f` under the further condition `condition`.
    pub(in crate::symbolic) fn under<T>(&mut self, condition: Term, f: impl FnOnce(&mut Self) -> T) -> T {
        let outer = self.here.path;
        self.here.outer.push(outer);
        self.here.path = self.graph.and(outer, condition);
        let result = f(self);
        self.here.path = outer;
        self.here.outer.pop();
        result
    }
}
