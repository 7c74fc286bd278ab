//! From a resolved module and a configuration to the [`ir::Model`] that the engines run.
//!
//! In: [`resolve::Module`], a [`Config`] (the .cfg, or none) and [`Overrides`] (the command line). Out: a model
//! that is [well-formed](ir::wellformed) and has no constants left. The passes, in order, one file each:
//! see [`lower`].

pub mod config;
pub mod config_lexer;

pub use config::Config;

use crate::diag::{Checked, Code, Diagnostic};
use crate::{ir, resolve};

/// What the command line adds to the configuration, or puts in its place.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Overrides {
    /// If there are any, only these are checked.
    pub invariants: Vec<String>,
    /// INIT and NEXT take the place of SPECIFICATION, too.
    pub init: Option<String>,
    pub next: Option<String>,
    /// Name and value as in a .cfg: `("Users", "{u1, u2}")`.
    pub constants: Vec<(String, String)>,
    pub deadlock: Option<bool>,
}

/// Applies the configuration. Without a .cfg give `None`: then `Spec`, or `Init` and `Next`, are taken.
pub fn lower(module: &resolve::Module, config: Option<&Config>, overrides: &Overrides) -> Checked<ir::Model> {
    let _ = (module, config, overrides);
    Err(vec![Diagnostic::error(Code::UNSUPPORTED, "modules are not lowered yet")])
}
