//! The condition under which operators apply, and what goes wrong.

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

impl<C: Rules> Values<C> {
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
        path == Term::TRUE || path == self.path || self.outer_paths.contains(&path)
    }

    /// Records that evaluation fails where `condition` holds.
    pub(in crate::symbolic) fn fail(&mut self, kind: ErrorKind, span: Span, condition: Term) {
        self.fail_with(kind, span, condition, String::new());
    }

    pub(in crate::symbolic) fn fail_with(&mut self, kind: ErrorKind, span: Span, condition: Term, message: String) {
        let condition = self.graph.and(self.path, condition);
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
        let outer = self.path;
        self.outer_paths.push(outer);
        self.path = self.graph.and(outer, condition);
        let result = f(self);
        self.path = outer;
        self.outer_paths.pop();
        result
    }
}
