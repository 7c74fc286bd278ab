//! What the user gets to see of a run.
//!
//! In: a [`crate::trace::Verdict`], or the diagnostics that ended the run earlier, with the model and the sources. Out: a document that
//! refers to nothing else ([`run::Report`], [`compare::Report`]), and its forms: [`text`] for people, [`json`] for programs, and what else
//! [`FORMS`] lists. [`kind`] has the verdicts' names and exit codes.
//!
//! Invariants: a form is a pure function of the document and a [`Target`]. Nothing here prints: [`crate::cli`] writes.
//!
//! A new form is a file in this folder with a [`Form`], and a line in [`FORMS`]; `tlaloc check --out FILE` then finds it by the file's
//! extension.

pub mod compare;
pub mod finding;
pub mod itf;
pub mod json;
pub mod kind;
pub mod layout;
pub mod markdown;
pub mod marked;
pub mod replay_module;
pub mod run;
pub mod svg;
#[cfg(test)]
mod tests;
pub mod text;
pub mod tlc_json;
pub mod trace_diff;
pub mod trace_text;
pub mod why;

use crate::ir::Model;
use crate::source::SourceMap;
pub use run::Report;
use std::io::{Result, Write};
use text::Style;

/// A form that a report can be written in.
pub struct Form {
    /// How the name of such a file ends, with the dot.
    pub extension: &'static str,
    /// What it is, for `--help` and messages.
    pub about: &'static str,
    /// It is for people: variables that are hidden are not in it.
    pub selects: bool,
    pub write: fn(&Report, Target<'_>, &mut dyn Write) -> Result<()>,
}

/// What a form is written for.
#[derive(Clone, Copy, Default, Debug)]
pub struct Target<'a> {
    pub style: Style,
    /// The file's name without folder and extension.
    pub stem: &'a str,
}

/// Every form; another one, such as a page, is another line here. Of two extensions that fit, the longer one counts.
pub const FORMS: &[Form] =
    &[text::FORM, markdown::FORM, svg::FORM, itf::FORM, tlc_json::FORM, replay_module::FORM, json::DOCUMENT];

/// The form of a file, by its name.
pub fn form_of(name: &str) -> Option<&'static Form> {
    FORMS.iter().filter(|form| name.ends_with(form.extension)).max_by_key(|form| form.extension.len())
}

/// What a report refers to while it is made.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    pub model: &'a Model,
    pub sources: &'a SourceMap,
    /// The user did not say how far to search.
    pub default_depth: bool,
}

impl<'a> Context<'a> {
    pub fn new(model: &'a Model, sources: &'a SourceMap) -> Context<'a> {
        Context { model, sources, default_depth: false }
    }
}

/// `1 state`, `2 states`
pub(crate) fn plural(n: u64, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

/// `9,997`
pub(crate) fn thousands(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `a, b, c`
fn comma<T: std::fmt::Display>(items: impl IntoIterator<Item = T>) -> String {
    itertools::Itertools::join(&mut items.into_iter(), ", ")
}
