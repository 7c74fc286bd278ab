//! From a resolved module and a configuration to the [`ir::Model`] that the engines run.
//!
//! In: [`resolve::Module`], a [`Config`] (the .cfg, or none) and [`Overrides`] (the command line). Out: a model
//! that is [well-formed](ir::wellformed) and has no constants left. Each pass has a file; [`lower`] has their order.

mod arms;
mod calls;
mod chosen;
pub mod config;
pub mod config_lexer;
mod config_mistake;
mod conjuncts;
mod constants;
mod overrides;
mod places;
mod roles;
mod spec;
#[cfg(test)]
mod tests;

pub use config::Config;
pub use places::places;

use crate::diag::{Checked, Diagnostic};
use crate::ir;
use crate::resolve;
use rustc_hash::FxHashSet;
use std::sync::Arc;

/// What the command line adds to the configuration, or puts in its place.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Overrides {
    /// If there are any, only these are checked.
    pub invariants: Vec<String>,
    /// Likewise.
    pub properties: Vec<String>,
    /// INIT and NEXT take the place of SPECIFICATION, too.
    pub init: Option<String>,
    pub next: Option<String>,
    /// Name and value as in a .cfg: `("Users", "{u1, u2}")`.
    pub constants: Vec<(String, String)>,
    /// Constants and the definitions that replace them.
    pub replaced: Vec<(String, String)>,
    pub deadlock: Option<bool>,
    /// A predicate by which the search chooses the constants that nothing gives a value to.
    pub const_init: Option<String>,
}

/// The state of the stage.
struct Lowering<'a> {
    module: &'a resolve::Module,
    statements: &'a [config::Statement],
    /// There is a .cfg.
    configured: bool,
    overrides: &'a Overrides,
    model: ir::Model,
    /// Definitions whose body is a value of the configuration.
    values: FxHashSet<ir::DefId>,
    /// Built-in operators replaced, in one module or in all.
    builtins: Vec<(ir::Builtin, Option<Arc<str>>, ir::ExprKind)>,
    /// A replacement is not a constant, so levels are computed again (without the care that `resolve` takes for
    /// arguments: `ENABLED p` of an action `p` then counts as an action).
    raised: bool,
    /// Definitions that have no meaning and may not need one, and the mistake if they do.
    if_used: Vec<(ir::DefId, Diagnostic)>,
    errors: Vec<Diagnostic>,
    warnings: Vec<Diagnostic>,
}

/// Applies the configuration. Without a .cfg give `None`: then `Spec`, or `Init` and `Next`, are taken. What does not stop the run is
/// added to `warnings`.
pub fn lower(
    module: &resolve::Module,
    config: Option<&Config>,
    overrides: &Overrides,
    warnings: &mut Vec<Diagnostic>,
) -> Checked<ir::Model> {
    let model = ir::Model {
        exprs: module.exprs.clone(),
        defs: module.defs.clone(),
        vars: module.vars.clone(),
        stand_ins: module.stand_ins.clone(),
        has_algorithm: module.has_algorithm,
        ..ir::Model::new(module.name.clone(), module.atoms.clone())
    };
    let mut l = Lowering {
        module,
        statements: config.map_or(&[], |c| &c.statements),
        configured: config.is_some(),
        overrides,
        model,
        values: FxHashSet::default(),
        builtins: Vec::new(),
        raised: false,
        if_used: Vec::new(),
        errors: Vec::new(),
        warnings: Vec::new(),
    };
    l.constants();
    if l.raised {
        calls::levels(&mut l.model);
    }
    let model = &l.model;
    let variable = model.replacements.iter().filter(|n| model.def(n.def).level > ir::Level::Constant).cloned().collect();
    l.model.replacements = variable;
    calls::changing(&mut l.model);
    l.roles();
    if l.errors.is_empty() {
        l.arms();
    }
    warnings.append(&mut l.warnings);
    let used = calls::reached(&l.model);
    l.errors.extend(std::mem::take(&mut l.if_used).into_iter().filter(|(def, _)| used.contains(def)).map(|(_, d)| d));
    if !l.errors.is_empty() {
        return Err(l.errors);
    }
    let mut model = l.model;
    calls::recursion(&mut model);
    if cfg!(debug_assertions)
        && let Err(e) = ir::wellformed::check(&model)
    {
        panic!("lower: the model is not well-formed: {e}");
    }
    Ok(model)
}
