//! What single stages make: tokens, the syntax tree, a translated algorithm, the model, queries.
//!
//! In: a [`Load`], or the [`Spec`] that was read. Out: text, or an [`Error`] with messages and places.

use super::error::{Error, drawn};
use super::load::Origin;
use super::{Load, Options, Spec, Verdict};
use crate::diag::{Checked, Code, Diagnostic};
use crate::engine::{bmc, pdr};
use crate::pipeline;
use crate::pluscal::{self, standing};
use crate::report::finding;
use crate::report::kind::Kind;
use crate::resolve;
use crate::source::search::{Loader, read};
use crate::source::{FileId, SourceMap, Span};
use crate::syntax::ast::{Module, Unit, UnitKind};
use crate::syntax::{self, print};
use crate::value::Atoms;

/// Stages before names are resolved. They take the stack of this thread.
impl Load {
    /// The tokens of the root module, a line each.
    pub fn tokens(&self) -> Result<String, Error> {
        made(|sources| {
            let file = self.root_file(sources)?;
            Ok(syntax::print_tokens(&sources.file(file).text))
        })
    }

    /// The root module's syntax tree, as TLA+.
    pub fn tree(&self) -> Result<String, Error> {
        made(|sources| Ok(print::module(&self.root_module(sources)?.1)))
    }

    /// Parses the root module and all that it needs, and resolves names.
    ///
    /// ```
    /// let parsed = tlaloc::Load::text("---- MODULE M ----\nOne == 1\n====").parse()?;
    /// assert_eq!(parsed.module, "M");
    /// # Ok::<(), tlaloc::Error>(())
    /// ```
    pub fn parse(&self) -> Result<Parsed, Error> {
        made(|sources| {
            let mut loader = Loader::new(self.directories.clone(), resolve::embedded);
            let module = pipeline::module(self.root.get(), &mut loader, sources, &Atoms::new(), &self.pcal)?;
            Ok(Parsed { module: module.name.to_string(), warnings: module.warnings, sources: std::mem::take(sources) })
        })
    }

    /// Translates the PlusCal algorithms of the root module.
    ///
    /// ```
    /// let module = "---- MODULE M ----
    /// (*--algorithm Once
    /// variable x = 0;
    /// begin x := 1;
    /// end algorithm *)
    /// ====";
    /// let translation = tlaloc::Load::text(module).translate()?;
    /// assert!(translation.definitions().contains("Init =="));
    /// assert!(translation.file()?.contains("\\* END TRANSLATION"));
    /// # Ok::<(), tlaloc::Error>(())
    /// ```
    pub fn translate(&self) -> Result<Translation, Error> {
        made(|sources| {
            let options = pluscal::Options::parse(&self.pcal.join(" "))?;
            let (file, module) = self.root_module(sources)?;
            let (mut units, mut place, mut warnings, mut renamed) = (Vec::new(), None, Vec::new(), Vec::new());
            for unit in &module.units {
                if let UnitKind::Algorithm(algorithm) = &unit.kind {
                    place = place.or(Some(algorithm.span));
                    let translation = pluscal::translate(algorithm, &options, sources)?;
                    warnings.extend(translation.warnings);
                    renamed.extend(translation.renamed);
                    units.extend(translation.units);
                }
            }
            let Some(place) = place else {
                let name = &sources.file(file).name;
                let d = Diagnostic::error(Code::PCAL_PARSE, format!("{name} has no PlusCal algorithm"));
                return Err(vec![d.help("write the algorithm in a comment that begins with `(*--algorithm Name`")]);
            };
            Ok(Translation { units, place, file, warnings, renamed, sources: std::mem::take(sources) })
        })
    }

    fn root_file(&self, sources: &mut SourceMap) -> Checked<FileId> {
        match &self.root {
            Origin::File(path) => Ok(read(path, sources)?),
            Origin::Text(text) => Ok(sources.add("<text>".to_string(), text.clone())),
        }
    }

    fn root_module(&self, sources: &mut SourceMap) -> Checked<(FileId, Module)> {
        let file = self.root_file(sources)?;
        let text = sources.file(file).text.clone();
        Ok((file, syntax::parse_module(file, &text)?))
    }
}

/// What `make` makes.
fn made<T>(make: impl FnOnce(&mut SourceMap) -> Checked<T>) -> Result<T, Error> {
    let mut sources = SourceMap::new();
    make(&mut sources).map_err(|errors| Error::read(&errors, &[], &sources))
}

/// A module that is well-formed, and all that it needs.
#[derive(Debug)]
pub struct Parsed {
    /// The root module's name.
    pub module: String,
    warnings: Vec<Diagnostic>,
    sources: SourceMap,
}

impl Parsed {
    /// What was warned of, as the command line shows it, in ANSI colors if asked.
    pub fn warnings(&self, color: bool) -> Vec<String> {
        drawn(&self.warnings, &self.sources, color)
    }
}

/// The algorithms of a module as TLA+ definitions.
pub struct Translation {
    units: Vec<Unit>,
    /// Of the first algorithm.
    place: Span,
    file: FileId,
    warnings: Vec<Diagnostic>,
    /// Names that clashed: the one in the algorithm and the one in the translation.
    pub renamed: Vec<(String, String)>,
    sources: SourceMap,
}

impl Translation {
    /// What was warned of, as the command line shows it, in ANSI colors if asked.
    pub fn warnings(&self, color: bool) -> Vec<String> {
        drawn(&self.warnings, &self.sources, color)
    }

    /// The definitions.
    pub fn definitions(&self) -> String {
        standing::text(&self.units)
    }

    /// The module's text with the translation in it, in place of an older one.
    pub fn file(&self) -> Result<String, Error> {
        let text = standing::put(&self.sources.file(self.file).text, self.place, &self.units);
        text.map_err(|d| Error::read(&[d], &[], &self.sources))
    }
}

/// Stages after names are resolved.
impl Spec {
    /// The model that the engines get, as a TLA+ module that can be checked again.
    pub fn ir(&self) -> String {
        crate::ir::print::print(&self.model)
    }

    /// The queries of the symbolic search, as one SMT-LIB script.
    pub fn queries(&self, options: &Options<'_>) -> Result<String, Error> {
        if self.model.init.is_none() || self.model.next.is_none() {
            let text = "the configuration specifies no behavior: there is nothing to unroll";
            return Err(Error::read(&[Diagnostic::error(Code::CONFIG, text)], &[], &self.sources));
        }
        let settings = options.for_engines();
        let depth = settings.goal.depth.map_or(String::new(), |d| format!(" to depth {d}"));
        let head = format!("; queries of the bounded search{depth}, in order, each with its topic and its answer\n");
        Ok(head + &bmc::script(&self.model, &settings))
    }

    /// The transition system that the pdr engine works on, as an AIGER file in text form (docs/proof.md).
    pub fn aiger(&self, options: &Options<'_>) -> Result<String, Error> {
        let file = self.aiger_file(options, pdr::Form::Text)?;
        String::from_utf8(file).map_err(|e| Error::system(Verdict::Internal, e.to_string()))
    }

    /// The same in binary form.
    pub fn aiger_binary(&self, options: &Options<'_>) -> Result<Vec<u8>, Error> {
        self.aiger_file(options, pdr::Form::Binary)
    }

    fn aiger_file(&self, options: &Options<'_>, form: pdr::Form) -> Result<Vec<u8>, Error> {
        pdr::aiger(&self.model, &options.for_engines(), form).map_err(|outcome| {
            let verdict = Kind::of_outcome(&outcome);
            Error::new(verdict, finding::of_outcome(&outcome).as_slice(), true, &self.sources)
        })
    }
}
