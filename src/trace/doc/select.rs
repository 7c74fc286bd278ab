//! A part of a document: the variables that the user wants to see, and the channels that the user names.
//!
//! In: a [`TraceDoc`] and a [`Selection`]. Out: the document without the other variables; a step keeps its action where nothing of it
//! is left. Columns of ALIAS are selected by the same names. Expressions stay: the user asked for them.

use super::{Change, Part, TraceDoc, events};

/// What to show.
#[derive(Clone, Default, Debug)]
pub struct Selection {
    /// Only these variables, if there are any.
    pub show: Vec<String>,
    /// Not these.
    pub hide: Vec<String>,
    /// The channels, in place of those that are found.
    pub channels: Vec<String>,
}

impl Selection {
    /// Everything is shown, and channels are found.
    pub fn is_all(&self) -> bool {
        self.show.is_empty() && self.hide.is_empty() && self.channels.is_empty()
    }

    fn has(&self, name: &str) -> bool {
        (self.show.is_empty() || self.show.iter().any(|s| s == name)) && !self.hide.iter().any(|h| h == name)
    }

    /// The names that are given and no variable or column of the document has.
    pub fn unknown<'s>(&'s self, doc: &TraceDoc) -> Vec<&'s str> {
        let is_known = |name: &str| {
            doc.variables.iter().any(|v| v.name == name) || doc.steps.iter().any(|s| s.columns.iter().any(|c| c.name == name))
        };
        let mut all: Vec<&str> =
            self.show.iter().chain(&self.hide).chain(&self.channels).map(|s| &**s).filter(|s| !is_known(s)).collect();
        all.dedup();
        all
    }

    /// The document with what is selected.
    pub fn of(&self, doc: &TraceDoc) -> TraceDoc {
        let mut doc = doc.clone();
        if !self.channels.is_empty() {
            events::choose(&mut doc, &self.channels);
        }
        let kept: Vec<bool> = doc.variables.iter().map(|v| self.has(&v.name)).collect();
        let mut at = kept.iter();
        doc.variables.retain(|_| at.next().is_some_and(|k| *k));
        doc.local.retain(|name| self.has(name));
        for step in &mut doc.steps {
            let mut at = kept.iter();
            step.values.retain(|_| at.next().is_some_and(|k| *k));
            step.columns.retain(|c| self.has(&c.name));
            let (changes, expressions) = (&mut step.changes, &step.expressions);
            changes.retain(|c| self.has(first(c)) || expressions.iter().any(|e| e.name == first(c)));
        }
        doc
    }
}

/// The variable or column that a change is about.
fn first(change: &Change) -> &str {
    match change.path.first() {
        Some(Part::Variable(name) | Part::Column(name)) => name,
        Some(Part::Field(_) | Part::Index(_) | Part::Key(_) | Part::Element(_)) | None => "",
    }
}
