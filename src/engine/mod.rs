//! Engines: what searches a [`Model`] for violations.
//!
//! In: a model and [`Options`]. Out: a [`Verdict`], whose trace, where there is one, was replayed. Every engine is an implementation of
//! [`Engine`] in a file or folder of its own, and a line in [`ENGINES`]; `--engine`, [`portfolio`] and [`compare`] know engines only
//! through the trait. `tests/add_engine.rs` adds one.
//!
//! | engine | folder | what it does |
//! | --- | --- | --- |
//! | `explicit` | [`explicit`] | breadth-first search over states, all cores |
//! | `symbolic` | [`bmc`] | unrolls the next-state action and asks a SAT solver, one depth after the other |
//! | `pdr` | [`pdr`] | looks for an inductive invariant: an answer about all states without enumerating them |
//! | `simulate` | [`simulate`] | random behaviors |
//!
//! Lassos and induction are parts of [`bmc`], not engines: both ask about the unrolling that the bounded search has built, with the same
//! solver and all that it has learned; a separate engine would unroll again. Induction also needs a searched depth as its base case.
//!
//! Invariants: an engine never prints; it reports through [`Resources::progress`] and its verdict. It runs inside
//! [`Options::within_limits`], checks [`Options::must_stop`] at every depth, and then ends with [`Options::stopped`] and the completed
//! depth.

pub(crate) mod assumptions;
pub mod bmc;
pub mod capability;
pub(crate) mod certified;
pub mod compare;
mod declared;
pub mod explicit;
pub mod options;
pub mod pdr;
pub mod portfolio;
mod reductions;
pub(crate) mod registers;
pub mod simulate;
mod vacuity;

use crate::ir::split::Split;
use crate::ir::{Model, Named};
use crate::property::{self, Temporal};
pub use crate::sat::Backend;
pub use crate::sat::record::Recording;
pub use crate::sat::versions as solver_versions;
pub use crate::trace::EngineName;
use crate::trace::survey::Survey;
use crate::trace::{Outcome, Verdict};
pub use crate::util::interrupt::Cancel;
pub use capability::{Capabilities, Capability};
pub use options::{
    Beyond, BoundedOptions, ExplicitOptions, Goal, Induct, Options, Progress, Resources, Size, SoftDepth, Walks, Width,
};
pub use reductions::Reductions;

/// A way to check a model.
pub trait Engine: Sync {
    /// The name for `--engine` and for reports.
    fn name(&self) -> EngineName;

    /// One line for `--help`.
    fn about(&self) -> &'static str;

    fn capabilities(&self) -> Capabilities;

    /// Checks the model as far as [`Options::goal`] says.
    fn run(&self, model: &Model, options: &Options<'_>) -> Verdict;

    /// Searches to the depth, and reports what each depth has in place of the first violation; for [`compare`]. `None` without
    /// [`Capability::Survey`].
    fn survey(&self, model: &Model, options: &Options<'_>) -> Option<(Verdict, Survey)> {
        let _ = (model, options);
        None
    }
}

/// All engines. The default portfolio runs the complete ones, and the first one leads it.
pub static ENGINES: &[&dyn Engine] = &[&explicit::Explicit, &bmc::Bounded, &pdr::Reachability, &simulate::Simulation];

/// The engine of this name.
pub fn by_name(name: EngineName) -> Option<&'static dyn Engine> {
    ENGINES.iter().copied().find(|e| e.name() == name)
}

/// States that the explicit engine generates before an answer of another engine counts, and the most that it generates beyond a soft
/// depth: a tenth of a second to a second of work.
pub const FEW_STATES: u64 = 50_000;

/// The formulas of what properties say beyond safety; `None` if there is nothing. The error is the outcome of a run without a search.
pub fn temporal(model: &Model) -> Result<Option<Temporal>, Box<Outcome>> {
    let conjuncts = Split::of(model).behaviors;
    if conjuncts.is_empty() {
        return Ok(None);
    }
    let temporal = property::expand(model, &conjuncts).map_err(|d| Box::new(Outcome::Unsupported(*d)))?;
    // as TLC, which has nothing to search for then
    if conjuncts.iter().all(|c| property::truth(model, c.expr) == Some(true)) {
        let first = &temporal.properties[0];
        return Err(Box::new(Outcome::Tautology { name: first.name.clone(), span: first.span }));
    }
    Ok(Some(temporal))
}

/// The assumption behind "no error" about temporal properties where there is a constraint.
fn constraint_assumption(model: &Model) -> Option<String> {
    let c = model.constraints.first().or(model.action_constraints.first())?;
    Some(format!("for temporal properties, that behaviors which leave the constraint {} do not matter", c.name))
}

/// The assumption behind merging states with the same VIEW.
fn view_assumption(view: &Named) -> String {
    format!("states with the same value of VIEW {} behave alike", view.name)
}
