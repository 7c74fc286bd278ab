//! Traces from files: read, replayed in a specification, and reported.
//!
//! In: the text of a file in the Informal Trace Format or in TLC's JSON, and a [`Spec`]. Out: a [`Behavior`], whose steps the reference
//! semantics has confirmed, with what is wrong at its end; or an [`Error`] that names the first state that the specification does not
//! reach.

use super::error::Error;
use super::load::Spec;
use crate::diag::{Code, Diagnostic};
use crate::engine;
use crate::report::kind::Kind;
use crate::report::{Context, Report};
use crate::trace::doc::TraceDoc;
use crate::trace::lasso::{self, End};
use crate::trace::recorded::{Recorded, bare, follow};
use crate::trace::replay::{Claim, Help, replay_further, replay_with};
use crate::trace::{EngineName, Lasso, Outcome, Trace, Verdict};
use crate::value::{Integers, State};
use std::time::Duration;

/// A behavior of a specification, read from a file.
#[derive(Clone, Debug)]
pub struct Behavior {
    trace: Trace,
    /// What is wrong with it.
    found: Option<Outcome>,
}

/// Reads a trace and replays it. Deep recursion needs a large stack.
///
/// ```
/// use tlaloc::{Load, replay};
///
/// let spec = Load::text("---- MODULE Counter ----
///     EXTENDS Naturals
///     VARIABLE x
///     Init == x = 0
///     Up == x' = x + 1
///     Small == x < 2
///     ====")
///     .config_text("INIT Init NEXT Up INVARIANT Small")
///     .read()?;
/// let behavior = replay(&spec, r#"{"states": [{"x": 0}, {"x": 1}, {"x": 2}]}"#)?;
/// assert_eq!(behavior.states().count(), 3);
/// assert!(behavior.report(&spec).to_string().contains("invariant Small is violated"));
/// assert!(replay(&spec, r#"{"states": [{"x": 0}, {"x": 2}]}"#).is_err());
/// # Ok::<(), tlaloc::Error>(())
/// ```
pub fn replay(spec: &Spec, file: &str) -> Result<Behavior, Error> {
    let recorded = Recorded::parse(file).map_err(|why| unreadable(spec, why))?;
    let refused = |why: String| {
        let d = Diagnostic::error(Code::TRACE, format!("{} does not allow the trace: {why}", spec.name()));
        Error::new(Kind::Config { readable: true }, &[d], true, &spec.sources)
    };
    let trace = follow::follow(&spec.model, &recorded).map_err(refused)?;
    let large = recorded.has_large_integers();
    let found = wrong(spec, &trace, large);
    Ok(Behavior { trace, found })
}

/// Reads a trace without a specification: its values are as in the file, where model values are strings, and in TLC's form sets are
/// sequences.
pub fn read_trace(file: &str) -> Result<Report, Error> {
    let recorded = Recorded::parse(file).map_err(|why| Error::read(&[mistake(why)], &[], &Default::default()))?;
    Ok(Report::of_trace(bare::document(&recorded)))
}

fn unreadable(spec: &Spec, why: String) -> Error {
    Error::new(Kind::Config { readable: true }, &[mistake(why)], true, &spec.sources)
}

fn mistake(why: String) -> Diagnostic {
    Diagnostic::error(Code::TRACE, why)
}

/// What is wrong with the end of a behavior, or with an infinite one as a whole. Violations before are ignored.
fn wrong(spec: &Spec, trace: &Trace, large: bool) -> Option<Outcome> {
    let states: Vec<State> = trace.states.iter().map(|s| s.state.clone()).collect();
    let end = match &trace.lasso {
        None => {
            let claims = [
                Claim::Invariant,
                Claim::InvariantError,
                Claim::ImpliedInit,
                Claim::ActionProperty,
                Claim::Deadlock,
                Claim::NextError,
            ];
            let help = Help { integers: Integers::Unbounded, witnesses: Vec::new() };
            let mut claims = claims.into_iter();
            return claims.find_map(|claim| {
                let found = if large {
                    replay_with(&help, &spec.model, &states, claim)
                } else {
                    replay_further(&spec.model, &states, claim)
                };
                found.ok().map(|(violation, trace)| Outcome::Violated { violation, trace })
            });
        }
        Some(Lasso::Stuttering) => End::Stuttering,
        Some(Lasso::BackTo { index, .. }) => End::Back(*index),
    };
    let temporal = engine::temporal(&spec.model).ok().flatten()?;
    (0..temporal.properties.len()).find_map(|p| {
        let (violation, trace) = lasso::replay(&temporal, p, &states, end, true, None).ok()?;
        Some(Outcome::Violated { violation, trace })
    })
}

impl Behavior {
    /// The states, the first of which is an initial one.
    pub fn states(&self) -> impl Iterator<Item = &State> {
        self.trace.states.iter().map(|s| &s.state)
    }

    /// The index of the state that follows the last one, if the behavior is infinite.
    pub fn back_to(&self) -> Option<usize> {
        match self.trace.lasso.as_ref()? {
            Lasso::Stuttering => self.trace.states.len().checked_sub(1),
            Lasso::BackTo { index, .. } => Some(*index),
        }
    }

    /// The report: the trace, and what is wrong with it.
    pub fn report(&self, spec: &Spec) -> Report {
        let context = Context::new(&spec.model, &spec.sources);
        match self.found.clone() {
            None => Report::of_trace(self.document(context)),
            Some(outcome) => {
                let verdict = Verdict::without_search(EngineName::SIMULATE, outcome, Duration::ZERO);
                Report { engine: None, ..Report::new(&verdict, context) }
            }
        }
    }

    fn document(&self, context: Context<'_>) -> TraceDoc {
        let text = "the specification allows this behavior, and nothing that is checked is wrong with it";
        crate::report::run::allowed(&self.trace, text, context)
    }
}
