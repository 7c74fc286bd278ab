//! What engines and solvers there are.

use crate::engine::{self, Capabilities, ENGINES, EngineName};

/// An engine.
#[derive(Clone, Copy, Debug)]
pub struct EngineInfo {
    pub name: EngineName,
    /// What it does, in one line.
    pub what: &'static str,
    pub capabilities: Capabilities,
}

/// All engines.
///
/// ```
/// use tlaloc::settings::Capability;
///
/// let names: Vec<&str> = tlaloc::engines()
///     .filter(|engine| engine.capabilities.has(Capability::Enumerates))
///     .map(|engine| engine.name.as_str())
///     .collect();
/// assert!(names.contains(&"explicit") && !names.contains(&"symbolic"));
/// ```
pub fn engines() -> impl Iterator<Item = EngineInfo> {
    ENGINES.iter().map(|e| EngineInfo { name: e.name(), what: e.about(), capabilities: e.capabilities() })
}

/// The versions of the solvers that this program contains.
pub fn solver_versions() -> String {
    engine::solver_versions()
}
