//! Labels of subexpressions, `lbl(x) :: e`: where they may stand, and which parameters they have.
//!
//! A label stands in a definition. Its parameters are the names bound between it and the label or the definition around
//! it, each once and no others; two labels of the same name differ only in the labels around them.

use super::Resolver;
use crate::diag::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::ast::{Ident, Name};

/// What a label sees that stands directly inside a definition or inside another label.
#[derive(Default)]
pub(super) struct Labels {
    bound: Vec<Name>,
    seen: Vec<(Name, Span)>,
}

impl Resolver<'_> {
    /// A name that a label must have as a parameter.
    pub(super) fn bound_for_labels(&mut self, name: &Name) {
        if let Some(labels) = self.labels.last_mut() {
            labels.bound.push(name.clone());
        }
    }

    pub(super) fn bound_count(&self) -> usize {
        self.labels.last().map_or(0, |l| l.bound.len())
    }

    pub(super) fn forget_bound(&mut self, count: usize) {
        if let Some(labels) = self.labels.last_mut() {
            labels.bound.truncate(count);
        }
    }

    /// Runs `make` where labels may stand anew: in a definition, or in the body of a label.
    pub(super) fn with_labels<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> T {
        self.labels.push(Labels::default());
        let made = make(self);
        self.labels.pop();
        made
    }

    /// Runs `make` where no label may stand; without a reason, where labels were looked at before.
    pub(super) fn without_labels<T>(&mut self, why: &'static str, make: impl FnOnce(&mut Self) -> T) -> T {
        let outside = self.no_labels.replace(why);
        let made = make(self);
        self.no_labels = outside;
        made
    }

    pub(super) fn check_label(&mut self, label: &Ident, params: &[Ident]) {
        let wrong = |message: String| Diagnostic::error(Code::LABEL, message);
        if let Some(why) = self.no_labels {
            if !why.is_empty() {
                self.errors.push(wrong(format!("a label may not stand {why}")).at(label.span, "this label"));
            }
            return;
        }
        let Some(labels) = self.labels.last_mut() else {
            self.errors.push(wrong("a label stands in a definition".to_string()).at(label.span, "this one does not"));
            return;
        };
        let help = "the parameters of a label are the names bound between it and the label or definition around it";
        let mut errors = Vec::new();
        for (i, p) in params.iter().enumerate() {
            if params[..i].iter().any(|q| q.name == p.name) {
                errors.push(
                    wrong(format!("the label `{}` has the parameter `{}` twice", label.name, p.name)).at(p.span, "again here"),
                );
            } else if !labels.bound.contains(&p.name) {
                let message = format!("`{}` is no parameter of the label `{}`", p.name, label.name);
                errors.push(wrong(message).at(p.span, "not bound between the label and the definition").help(help));
            }
        }
        for name in &labels.bound {
            if !params.iter().any(|p| p.name == *name) {
                let message = format!("the label `{}` lacks the parameter `{name}`", label.name);
                errors.push(wrong(message).at(label.span, "this label").help(help));
            }
        }
        // A text may be resolved more than once.
        match labels.seen.iter().find(|(n, place)| *n == label.name && *place != label.span) {
            Some((_, first)) => errors.push(
                wrong(format!("the label `{}` stands here twice", label.name))
                    .at(label.span, "again here")
                    .at(*first, "first here"),
            ),
            None => labels.seen.push((label.name.clone(), label.span)),
        }
        self.errors.extend(errors);
    }
}
