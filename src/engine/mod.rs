//! Engines: what searches a [`crate::ir::Model`] for violations.
//!
//! In: a model and [`Options`]. Out: a [`crate::trace::Verdict`], whose trace, where there is one, was replayed.
//! Every engine is a function `check(&Model, &Options) -> Verdict` in a file or folder of its own.
//!
//! Invariants: an engine never prints; it speaks through [`Options::progress`] while it works and through its
//! verdict at the end. It works inside [`Options::heeded`], where evaluation and encoding end when told to, looks at
//! [`Options::interrupt`] at every new depth, and then ends with [`Options::interrupted`], the depth completed so far in the
//! verdict.

pub mod bmc;
pub mod compare;
mod declared;
pub mod explicit;
pub mod options;
pub mod portfolio;
mod reductions;
pub mod simulate;
mod vacuity;

use crate::ir::split::Split;
use crate::ir::{Model, Named};
use crate::property::{self, Temporal};
pub use crate::sat::Backend;
pub use crate::sat::record::Recording;
pub use crate::trace::EngineName;
use crate::trace::Outcome;
pub use crate::util::interrupt::Cancel;
pub use options::{
    Beyond, BoundedOptions, ExplicitOptions, Goal, Induct, Options, Progress, Resources, Size, SoftDepth, Walks, Width,
};
pub use reductions::Reductions;

/// States that the explicit engine generates before an answer of another engine counts, and the most that it generates beyond a soft
/// depth: a tenth of a second to a second of work.
pub const FEW_STATES: u64 = 50_000;

/// The temporal properties that are more than safety, as formulas; `None` if there are none. Or what the run comes to without a search.
fn temporal(model: &Model) -> Result<Option<Temporal>, Box<Outcome>> {
    let behaviours = Split::of(model).behaviours;
    if behaviours.is_empty() {
        return Ok(None);
    }
    let temporal = property::expand(model, &behaviours).map_err(|d| Box::new(Outcome::Unsupported(*d)))?;
    // As the reference checker, which has nothing to look for then.
    if behaviours.iter().all(|c| property::truth(model, c.expr) == Some(true)) {
        let first = &temporal.properties[0];
        return Err(Box::new(Outcome::Tautology { name: first.name.clone(), span: first.span }));
    }
    Ok(Some(temporal))
}

/// What "no error" about temporal properties takes for granted where there is a constraint.
fn left_constraint(model: &Model) -> Option<String> {
    let c = model.constraints.first().or(model.action_constraints.first())?;
    Some(format!("for temporal properties, that behaviours which leave the constraint {} do not matter", c.name))
}

/// What is taken for granted where states with the same VIEW count as one.
fn view_is_believed(view: &Named) -> String {
    format!("states with the same value of VIEW {} behave alike", view.name)
}
