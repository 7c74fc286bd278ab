//! Names resolved: from module trees to definitions in the core language.
//!
//! In: the root module's file and a [`Loader`] that finds the others. Out: [`Module`], an arena of core
//! expressions with every definition reachable from the root through EXTENDS and INSTANCE. A constant of the
//! specification is a definition whose body is still missing (see [`Constant`]); `lower` gives it one.

use crate::diag::{Checked, Code, Diagnostic};
use crate::ir::{Builtin, Def, DefId, Expr, ExprId, Var};
use crate::source::search::Loader;
use crate::source::{SourceMap, Span};
use crate::value::Atoms;
use rustc_hash::FxHashMap;
use std::path::Path;
use std::sync::Arc;

/// The root of a specification: a file, or a text with the name that messages give it.
pub enum Root<'a> {
    File(&'a Path),
    Text { name: &'a str, text: &'a str },
}

/// A CONSTANT of the root module (or of one it extends): `defs[def]` has its parameters but no body yet.
#[derive(Clone, Debug)]
pub struct Constant {
    pub name: Arc<str>,
    pub def: DefId,
    pub arity: usize,
    /// Where it is declared.
    pub span: Span,
}

/// An ASSUME, as a definition without parameters.
#[derive(Clone, Debug)]
pub struct Assume {
    pub name: Option<Arc<str>>,
    pub def: DefId,
}

/// What a name of the root module stands for, for the configuration to refer to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Meaning {
    Def(DefId),
    /// An operator of a standard module that the engines know themselves.
    Builtin(Builtin),
}

/// A module with all names resolved.
#[derive(Clone, Debug)]
pub struct Module {
    pub name: Arc<str>,
    pub exprs: Vec<Expr>,
    pub defs: Vec<Def>,
    pub vars: Vec<Var>,
    pub constants: Vec<Constant>,
    pub assumes: Vec<Assume>,
    /// Names of the root module, instances' included (`I!Op`).
    pub names: FxHashMap<Arc<str>, Meaning>,
    pub atoms: Atoms,
    /// What does not stop the run.
    pub warnings: Vec<Diagnostic>,
}

impl Module {
    pub fn expr(&self, id: ExprId) -> &Expr {
        &self.exprs[id.index()]
    }

    pub fn def(&self, id: DefId) -> &Def {
        &self.defs[id.index()]
    }
}

/// The text of an embedded standard module; what [`Loader::new`] wants.
pub fn embedded(_module: &str) -> Option<&'static str> {
    None
}

/// Reads, parses and resolves the root module and all it needs. `pcal` are options of the PlusCal translator
/// which override those of the file.
pub fn resolve(root: Root<'_>, loader: &mut Loader, sources: &mut SourceMap, atoms: &Atoms, pcal: &[String]) -> Checked<Module> {
    let _ = (root, loader, sources, atoms, pcal);
    Err(vec![Diagnostic::error(Code::UNSUPPORTED, "modules are not resolved yet")])
}
