//! What the user gets to see of a run.
//!
//! In: a [`crate::trace::Verdict`] (or the diagnostics that stopped the run earlier), the model and the sources.
//! Out: [`text`] for people, [`json`] for programs; both name the verdict and choose the exit code by [`kind`].
//! Nothing here prints: everything returns text for [`crate::cli`] to write.

pub mod compare;
pub mod finding;
pub mod json;
pub mod kind;
pub mod layout;
#[cfg(test)]
mod tests;
pub mod text;

use crate::ir::Model;
use crate::source::{SourceMap, Span};
use crate::trace::vacuity::Told;
use crate::trace::{Outcome, Verdict};

/// What a report refers to.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    pub model: &'a Model,
    pub sources: &'a SourceMap,
    /// Was there no wish how far to search?
    pub default_depth: bool,
}

impl<'a> Context<'a> {
    pub fn new(model: &'a Model, sources: &'a SourceMap) -> Context<'a> {
        Context { model, sources, default_depth: false }
    }

    /// `line 30, col 3 to line 34, col 20 of module uploader_1`, as the reference checker says it.
    pub fn place(&self, span: Span, module: &str) -> String {
        match self.sources.location(span) {
            Some(l) => {
                format!("line {}, col {} to line {}, col {} of module {module}", l.line, l.column, l.end_line, l.end_column)
            }
            None => format!("of module {module}"),
        }
    }
}

/// All that the answer takes for granted, a sentence each.
pub fn assumptions(verdict: &Verdict) -> Vec<String> {
    let mut all = Vec::new();
    if let Some(c) = verdict.collisions {
        let actual = c.actual.map_or(String::new(), |p| format!(", {p:.1e} by the smallest gap between those found"));
        all.push(format!(
            "no two different states have the same {}-bit fingerprint (the chance that some do is about {:.1e}{actual})",
            c.bits, c.optimistic
        ));
    }
    if let Outcome::Safe | Outcome::Vacuous { .. } = verdict.outcome {
        let beyond = |c| format!("states beyond the constraint {c} do not matter: they were checked, but not explored");
        all.extend(verdict.within().into_iter().map(beyond));
    }
    all.extend(verdict.assumptions.iter().cloned());
    all
}

/// Why the answer says less than it seems to, a clause each.
pub fn vacuous(verdict: &Verdict, context: Context<'_>) -> Vec<String> {
    if let Outcome::Vacuous { why } = &verdict.outcome {
        return why.clone();
    }
    let one = |told: Told| match context.sources.location(told.place) {
        Some(l) => format!("{} (line {})", told.text, l.line),
        None => told.text,
    };
    verdict.vacuous().into_iter().map(one).collect()
}
