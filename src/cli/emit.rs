//! What the stages make, printed: `--emit`, `tlaloc translate`, `tlaloc parse`.

use super::args::{Parse, Stage, Translate};
use super::output;
use crate::diag::{Code, Diagnostic};
use crate::ir::Model;
use crate::report::kind::Kind;
use crate::resolve::{self, Root};
use crate::source::SourceMap;
use crate::source::search::Loader;
use crate::value::Atoms;
use std::path::Path;

/// Prints what a stage before name resolution makes of the root module.
pub fn early(_stage: Stage, _spec: &Path) -> u8 {
    fail(&[missing()], &SourceMap::new())
}

/// Prints what a stage after name resolution makes.
pub fn late(_stage: Stage, _model: &Model, _depth: u32, sources: &SourceMap) -> u8 {
    fail(&[missing()], sources)
}

/// `tlaloc translate`
pub fn translate(_args: &Translate) -> u8 {
    fail(&[missing()], &SourceMap::new())
}

/// `tlaloc parse`: everything up to name resolution.
pub fn parse(args: &Parse) -> u8 {
    let mut sources = SourceMap::new();
    let mut loader = Loader::new(args.modules.path.clone(), resolve::embedded);
    match resolve::resolve(Root::File(&args.spec), &mut loader, &mut sources, &Atoms::new(), &args.modules.pcal_words()) {
        Ok(module) => {
            output::diagnostics(&module.warnings, &sources);
            output::out(&format!("ok: module {} and all it needs is well-formed\n", module.name));
            0
        }
        Err(errors) => fail(&errors, &sources),
    }
}

fn fail(errors: &[Diagnostic], sources: &SourceMap) -> u8 {
    output::diagnostics(errors, sources);
    Kind::of_diagnostics(errors).exit_code()
}

fn missing() -> Diagnostic {
    Diagnostic::error(Code::UNSUPPORTED, "this stage cannot be printed yet")
}
