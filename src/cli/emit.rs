//! The output of a stage, printed: `--emit`, `tlaloc translate`, `tlaloc parse`.

use super::args::{Parse, Translate};
use super::output;
use crate::diag::{Checked, Code, Diagnostic};
use crate::engine::{Options, bmc};
use crate::ir::Model;
use crate::pipeline;
use crate::pluscal;
use crate::report::finding;
use crate::report::kind::Kind;
use crate::resolve::{self, Root};
use crate::source::search::{Loader, read};
use crate::source::{FileId, SourceMap};
use crate::syntax::ast::{Module, UnitKind};
use crate::syntax::{self, print};
use crate::value::Atoms;
use std::path::Path;

/// Prints the tokens of the root module.
pub fn tokens(spec: &Path) -> u8 {
    print(|sources| {
        let file = read(spec, sources)?;
        Ok(syntax::print_tokens(&sources.file(file).text))
    })
}

/// Prints the root module as it was parsed.
pub fn ast(spec: &Path) -> u8 {
    print(|sources| Ok(print::module(&module(spec, sources)?.1)))
}

/// Prints the model that the engines get.
pub fn ir(model: &Model) -> u8 {
    output::out(&crate::ir::print::print(model)).exit_code(0)
}

/// Prints the queries of a bounded search as one SMT-LIB script.
pub fn smt(model: &Model, options: &Options<'_>, sources: &SourceMap) -> u8 {
    if model.init.is_none() || model.next.is_none() {
        return fail(
            &[Diagnostic::error(Code::CONFIG, "the configuration specifies no behavior: there is nothing to unroll")],
            sources,
        );
    }
    let depth = options.goal.depth.map_or(String::new(), |d| format!(" to depth {d}"));
    let head = format!("; queries of the bounded search{depth}, in order, each with its topic and its answer\n");
    output::out(&(head + &bmc::script(model, options))).exit_code(0)
}

/// Prints the closed transition system in AIGER format.
pub fn aiger(model: &Model, options: &Options<'_>, sources: &SourceMap) -> u8 {
    match bmc::aiger(model, options).map_err(|outcome| *outcome) {
        Ok(text) => output::out(&text).exit_code(0),
        Err(outcome) => {
            output::diagnostics(finding::of_outcome(&outcome).as_slice(), sources);
            Kind::of_outcome(&outcome).exit_code()
        }
    }
}

/// `tlaloc translate`: the algorithm's translation, printed or put into the file.
pub fn translate(args: &Translate) -> u8 {
    print(|sources| {
        let options = pluscal::Options::parse(&args.modules.pcal)?;
        let (file, module) = module(&args.spec, sources)?;
        let mut units = Vec::new();
        let mut found = None;
        for unit in &module.units {
            if let UnitKind::Algorithm(algorithm) = &unit.kind {
                found = found.or(Some(algorithm.span));
                let translation = pluscal::translate(algorithm, &options, sources)?;
                output::diagnostics(&translation.warnings, sources);
                for (old, new) in &translation.renamed {
                    output::err(&format!("note: {old} is renamed to {new}\n"));
                }
                units.extend(translation.units);
            }
        }
        let Some(place) = found else {
            let name = &sources.file(file).name;
            return Err(vec![
                Diagnostic::error(Code::PCAL_PARSE, format!("{name} has no PlusCal algorithm"))
                    .help("write the algorithm in a comment that begins with `(*--algorithm Name`"),
            ]);
        };
        if args.stdout {
            return Ok(pluscal::standing::text(&units));
        }
        let text = pluscal::standing::put(&sources.file(file).text, place, &units).map_err(|d| vec![d])?;
        output::replace(&args.spec, &text)
            .map_err(|e| vec![Diagnostic::error(Code::FILE, format!("cannot write {}: {e}", args.spec.display()))])?;
        Ok(format!("wrote the translation to {}\n", args.spec.display()))
    })
}

/// `tlaloc parse`: everything up to name resolution.
pub fn parse(args: &Parse) -> u8 {
    print(|sources| {
        let mut loader = Loader::new(args.modules.path.clone(), resolve::embedded);
        let words = args.modules.pcal_words();
        let module = pipeline::module(Root::File(&args.spec), &mut loader, sources, &Atoms::new(), &words)?;
        output::diagnostics(&module.warnings, sources);
        Ok(format!("ok: module {} and all it needs is well-formed\n", module.name))
    })
}

fn module(spec: &Path, sources: &mut SourceMap) -> Checked<(FileId, Module)> {
    let file = read(spec, sources)?;
    let text = sources.file(file).text.clone();
    Ok((file, syntax::parse_module(file, &text)?))
}

/// Prints the result of `make`, or its errors.
fn print(make: impl FnOnce(&mut SourceMap) -> Checked<String>) -> u8 {
    let mut sources = SourceMap::new();
    match make(&mut sources) {
        Ok(text) => output::out(&text).exit_code(0),
        Err(errors) => fail(&errors, &sources),
    }
}

/// Prints the errors, and returns the exit code.
pub fn fail(errors: &[Diagnostic], sources: &SourceMap) -> u8 {
    output::diagnostics(errors, sources);
    Kind::of_diagnostics(errors).exit_code()
}
