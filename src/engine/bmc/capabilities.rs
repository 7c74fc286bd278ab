//! The symbolic engine's capabilities.

use crate::engine::{Capabilities, Capability};

/// The symbolic engine: bounded model checking.
pub struct Bounded;

pub(super) fn capabilities() -> Capabilities {
    Capabilities::of(&[
        Capability::Complete,
        Capability::ShortestTrace,
        Capability::Constraints,
        Capability::Temporal,
        Capability::TraceInvariants,
        Capability::Symmetry,
        Capability::InfiniteSets,
        Capability::Survey,
        Capability::Deepens,
    ])
}
