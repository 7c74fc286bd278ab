//! What an engine can do, and what a model requires.
//!
//! In: a model. Out: [`Requirement`]s, each with the [`Capability`] that an engine must have for it. An engine that lacks one says so
//! ([`unsupported`]) in place of a wrong "no error".
//!
//! | engine | lacks |
//! | --- | --- |
//! | explicit | trace invariants, infinite sets |
//! | symbolic | POSTCONDITION, `_POSSIBLE`; it merges no states by VIEW; it may need a depth |
//! | pdr | what is not about single states and steps; its answers are about all states, whatever the depth |
//! | simulate | what is not about single states and steps; it proves nothing |

use super::{Engine, EngineName};
use crate::diag::{Code, Diagnostic};
use crate::ir::split::Split;
use crate::ir::{Model, Named};
use crate::source::Span;
use std::fmt;
use std::sync::Arc;

/// Something that not every engine can do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Capability {
    /// "No error" covers every behavior up to the depth.
    Complete,
    /// The search ends by itself where finitely many states are reachable.
    Exhaustive,
    /// A trace has as few steps as any.
    ShortestTrace,
    /// CONSTRAINT and ACTION_CONSTRAINT.
    Constraints,
    /// What properties say of whole behaviors, beyond safety.
    Temporal,
    /// Invariants with a parameter, which take the behavior so far.
    TraceInvariants,
    /// POSTCONDITION.
    Postcondition,
    /// `_POSSIBLE`.
    Possible,
    /// VIEW merges states.
    View,
    /// SYMMETRY, or interchangeable values found by the engine itself.
    Symmetry,
    /// Values chosen from Nat, Int and other infinite sets.
    InfiniteSets,
    /// States are found by evaluation, one by one: no further confirmation is needed.
    Enumerates,
    /// [`Engine::survey`].
    Survey,
    /// More than one thread.
    Parallel,
    /// "No error" up to a depth takes no more work than that depth.
    Deepens,
}

/// A set of capabilities.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Capabilities(u32);

impl Capabilities {
    pub const fn of(all: &[Capability]) -> Capabilities {
        let (mut bits, mut i) = (0, 0);
        while i < all.len() {
            bits |= 1 << all[i] as u32;
            i += 1;
        }
        Capabilities(bits)
    }

    pub const fn has(self, one: Capability) -> bool {
        self.0 & (1 << one as u32) != 0
    }

    pub const fn and(self, other: Capabilities) -> Capabilities {
        Capabilities(self.0 | other.0)
    }
}

/// Something in a model that needs a capability.
#[derive(Clone, Debug)]
pub struct Requirement {
    pub needs: Capability,
    /// The definition's name.
    pub name: Arc<str>,
    pub span: Span,
}

impl fmt::Display for Requirement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = &self.name;
        match self.needs {
            Capability::Temporal => write!(f, "what property {name} says of whole behaviors"),
            Capability::TraceInvariants => write!(f, "{name}, an invariant of behaviors"),
            Capability::Postcondition => write!(f, "POSTCONDITION {name}"),
            Capability::Possible => write!(f, "_POSSIBLE {name}"),
            Capability::View => write!(f, "VIEW {name}"),
            Capability::Symmetry => write!(f, "SYMMETRY {name}"),
            Capability::Complete
            | Capability::Exhaustive
            | Capability::ShortestTrace
            | Capability::Constraints
            | Capability::InfiniteSets
            | Capability::Enumerates
            | Capability::Survey
            | Capability::Parallel
            | Capability::Deepens => write!(f, "{name}"),
        }
    }
}

/// What is asked about the model that not every engine can answer, in the order in which it is reported.
pub fn required(model: &Model) -> Vec<Requirement> {
    let one = |needs: Capability, n: &Named| Requirement { needs, name: n.name.clone(), span: model.def(n.def).span };
    let mut all: Vec<Requirement> = Vec::new();
    for c in Split::of(model).behaviors {
        if all.iter().all(|r| r.name != c.name) {
            all.push(Requirement { needs: Capability::Temporal, name: c.name, span: model.def(c.def).span });
        }
    }
    all.extend(model.trace_invariants.iter().map(|n| one(Capability::TraceInvariants, n)));
    all.extend(model.postconditions.iter().map(|n| one(Capability::Postcondition, n)));
    all.extend(model.possible.iter().map(|n| one(Capability::Possible, n)));
    all
}

/// What an engine cannot answer about the model.
pub fn missing(engine: &dyn Engine, model: &Model) -> Vec<Requirement> {
    let capabilities = engine.capabilities();
    required(model).into_iter().filter(|r| !capabilities.has(r.needs)).collect()
}

/// A complete engine with this capability.
pub fn engine_with(capability: Capability) -> Option<EngineName> {
    let able = |e: &&&dyn Engine| e.capabilities().has(capability) && e.capabilities().has(Capability::Complete);
    super::ENGINES.iter().find(able).map(|e| e.name())
}

/// The diagnostic for the first requirement that an engine lacks; `None` if it lacks none.
pub fn unsupported(engine: &dyn Engine, model: &Model) -> Option<Diagnostic> {
    let r = missing(engine, model).into_iter().next()?;
    let message = format!("the {} engine does not check {r}", engine.name());
    let d = Diagnostic::error(Code::UNSUPPORTED, message);
    let d = match r.needs {
        Capability::Postcondition => {
            d.at(r.span, "named in the configuration").help("take POSTCONDITION out of the configuration")
        }
        Capability::Possible => d.at(r.span, "named in the configuration").help("take _POSSIBLE out of the configuration"),
        Capability::TraceInvariants => d.at(r.span, "an invariant with a parameter"),
        Capability::Complete
        | Capability::Exhaustive
        | Capability::ShortestTrace
        | Capability::Constraints
        | Capability::Temporal
        | Capability::View
        | Capability::Symmetry
        | Capability::InfiniteSets
        | Capability::Enumerates
        | Capability::Survey
        | Capability::Parallel
        | Capability::Deepens => d.at(r.span, "needed here"),
    };
    Some(match engine_with(r.needs) {
        Some(other) => d.or_engine(other.as_str()),
        None => d,
    })
}

#[cfg(test)]
mod tests {
    use super::{Capabilities, Capability};
    use crate::engine::{ENGINES, EngineName, by_name};

    #[test]
    fn a_set_has_what_was_put_in() {
        let set = Capabilities::of(&[Capability::View, Capability::Parallel]);
        assert!(set.has(Capability::View) && set.has(Capability::Parallel) && !set.has(Capability::Temporal));
        assert!(set.and(Capabilities::of(&[Capability::Temporal])).has(Capability::Temporal));
    }

    #[test]
    fn engines_have_different_names_and_are_found_by_them() {
        let names: Vec<EngineName> = ENGINES.iter().map(|e| e.name()).collect();
        assert_eq!(names, [EngineName::EXPLICIT, EngineName::SYMBOLIC, EngineName::PDR, EngineName::SIMULATE]);
        assert!(ENGINES.iter().all(|e| by_name(e.name()).is_some_and(|found| found.about() == e.about())));
        assert!(by_name(EngineName::new("none")).is_none());
    }

    #[test]
    fn an_engine_that_proves_nothing_is_not_complete() {
        let complete = |name| by_name(name).is_some_and(|e| e.capabilities().has(Capability::Complete));
        assert!(complete(EngineName::EXPLICIT) && complete(EngineName::SYMBOLIC) && !complete(EngineName::SIMULATE));
    }
}
