//! Reading a specification: from files or text to a model.
//!
//! In: a root module, its configuration, and what is to be changed ([`Load`]). Out: a [`Spec`], or an [`Error`] with messages and places.
//! The configuration is read before any module, since the order of strings and model values begins with it.

use super::error::{Error, drawn};
use crate::diag::{Checked, Code, Diagnostic};
use crate::ir::{DefId, Level, Model, Run};
use crate::lower::{self, Overrides};
use crate::pipeline::{self, Request};
use crate::resolve::{Meaning, Root};
use crate::source::SourceMap;
use crate::util::stack::on_large_stack;
use rustc_hash::FxHashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Reads a specification and the configuration file beside it, `SPEC.cfg` for `SPEC.tla`, if there is one.
///
/// ```no_run
/// let spec = tlaloc::load("specs/uploader/uploader_1.tla")?;
/// assert_eq!(spec.name(), "uploader_1");
/// # Ok::<(), tlaloc::Error>(())
/// ```
pub fn load(path: impl AsRef<Path>) -> Result<Spec, Error> {
    Load::file(path).read()
}

/// A specification to be read, and what to change of its configuration.
///
/// ```
/// use tlaloc::Load;
///
/// let spec = Load::text("---- MODULE Counter ----
///     EXTENDS Naturals
///     CONSTANT N
///     VARIABLE x
///     Init == x = 0
///     Next == x < N /\\ x' = x + 1
///     ====")
///     .config_text("INIT Init NEXT Next")
///     .constant("N", "3")
///     .invariant("x <= 3")
///     .read()?;
/// assert_eq!(spec.variables().collect::<Vec<_>>(), ["x"]);
/// # Ok::<(), tlaloc::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Load {
    pub(super) root: Origin,
    config: Configuration,
    pub(super) directories: Vec<PathBuf>,
    pub(super) pcal: Vec<String>,
    overrides: Overrides,
    invariant_level: Option<u32>,
    definitions: Vec<(String, String)>,
    expressions: Vec<String>,
    run: Run,
}

#[derive(Clone, Debug)]
pub(super) enum Origin {
    File(PathBuf),
    Text(String),
}

impl Origin {
    pub(super) fn get(&self) -> Root<'_> {
        match self {
            Origin::File(path) => Root::File(path),
            Origin::Text(text) => Root::Text { name: "<text>", text },
        }
    }
}

#[derive(Clone, Debug)]
enum Configuration {
    /// The file beside the root module, if there is one.
    Beside,
    File(PathBuf),
    Text(String),
}

impl Load {
    fn new(root: Origin) -> Load {
        Load {
            root,
            config: Configuration::Beside,
            directories: Vec::new(),
            pcal: Vec::new(),
            overrides: Overrides::default(),
            invariant_level: None,
            definitions: Vec::new(),
            expressions: Vec::new(),
            run: Run::default(),
        }
    }

    /// The root module is in this file; modules that it extends are looked for beside it.
    pub fn file(path: impl AsRef<Path>) -> Load {
        Load::new(Origin::File(path.as_ref().to_path_buf()))
    }

    /// The root module is this text. All other modules are standard ones, or in the same text.
    pub fn text(module: impl Into<String>) -> Load {
        Load::new(Origin::Text(module.into()))
    }

    /// The configuration file.
    pub fn config_file(mut self, path: impl AsRef<Path>) -> Load {
        self.config = Configuration::File(path.as_ref().to_path_buf());
        self
    }

    /// The configuration, as a `.cfg` file has it.
    pub fn config_text(mut self, text: impl Into<String>) -> Load {
        self.config = Configuration::Text(text.into());
        self
    }

    /// A further directory for modules.
    pub fn directory(mut self, path: impl Into<PathBuf>) -> Load {
        self.directories.push(path.into());
        self
    }

    /// Options of the PlusCal translator, word by word.
    pub fn pluscal_options(mut self, words: impl IntoIterator<Item = String>) -> Load {
        self.pcal.extend(words);
        self
    }

    /// Checks this invariant, a name or an expression. If there are any, those of the configuration are not checked.
    pub fn invariant(mut self, invariant: impl Into<String>) -> Load {
        self.overrides.invariants.push(invariant.into());
        self
    }

    /// Checks the invariant `TLCGet("level") < level`, which a behavior of that many states violates.
    pub fn invariant_level(mut self, level: u32) -> Load {
        self.invariant_level = Some(level);
        self
    }

    /// Checks this temporal property, a name. If there are any, those of the configuration are not checked.
    pub fn property(mut self, name: impl Into<String>) -> Load {
        self.overrides.properties.push(name.into());
        self
    }

    /// The initial predicate.
    pub fn init(mut self, name: impl Into<String>) -> Load {
        self.overrides.init = Some(name.into());
        self
    }

    /// The next-state action.
    pub fn next(mut self, name: impl Into<String>) -> Load {
        self.overrides.next = Some(name.into());
        self
    }

    /// The value of a constant, as a `.cfg` file has it.
    pub fn constant(mut self, name: impl Into<String>, value: impl Into<String>) -> Load {
        self.overrides.constants.push((name.into(), value.into()));
        self
    }

    /// A predicate within which the search chooses the constants that have no value.
    pub fn const_init(mut self, name: impl Into<String>) -> Load {
        self.overrides.const_init = Some(name.into());
        self
    }

    /// Whether a state without successor is an error.
    pub fn deadlock(mut self, is_error: bool) -> Load {
        self.overrides.deadlock = Some(is_error);
        self
    }

    /// Adds a definition without parameters at the end of the root module, for [`Explorer::value`](super::Explorer::value).
    pub fn define(mut self, name: impl Into<String>, expression: impl Into<String>) -> Load {
        self.definitions.push((name.into(), expression.into()));
        self
    }

    /// An expression whose values along traces [`Report::evaluated`](crate::Report::evaluated) adds. It may have primes.
    pub fn expression(mut self, text: impl Into<String>) -> Load {
        self.expressions.push(text.into());
        self
    }

    /// What tells errors apart, an expression about a state, for [`Options::max_errors`](crate::Options::max_errors).
    pub fn view(self, expression: impl Into<String>) -> Load {
        self.define(VIEW, expression)
    }

    /// The value of `TLCGet("-Dname")`.
    pub fn system_property(mut self, name: &str, value: impl Into<String>) -> Load {
        self.run.defines.push((name.into(), value.into()));
        self
    }

    /// What `TLCGet` reports about the run: the number of workers, and whether coverage is on.
    pub fn about_the_run(mut self, workers: usize, coverage: bool) -> Load {
        (self.run.workers, self.run.coverage) = (workers, coverage);
        self
    }

    /// Reads the specification.
    pub fn read(&self) -> Result<Spec, Error> {
        on_large_stack(|| self.read_here())
    }

    /// The same on the stack of this thread, which must be large: a specification may nest deeply.
    pub fn read_here(&self) -> Result<Spec, Error> {
        let (mut sources, mut warnings) = (SourceMap::new(), Vec::new());
        match self.model(&mut sources, &mut warnings) {
            Ok((model, names)) => Ok(Spec { model, names, sources, warnings, expressions: self.expressions.clone() }),
            Err(errors) => Err(Error::read(&errors, &warnings, &sources)),
        }
    }

    fn model(&self, sources: &mut SourceMap, warnings: &mut Vec<Diagnostic>) -> Checked<(Model, Names)> {
        let beside;
        let config = match (&self.config, &self.root) {
            (Configuration::File(path), _) => pipeline::Configuration::File(path),
            (Configuration::Text(text), _) => pipeline::Configuration::Text(text),
            (Configuration::Beside, Origin::Text(_)) => pipeline::Configuration::None,
            (Configuration::Beside, Origin::File(root)) => {
                beside = root.with_extension("cfg");
                if beside.is_file() { pipeline::Configuration::File(&beside) } else { pipeline::Configuration::None }
            }
        };
        let named = self.expressions.iter().enumerate().map(|(i, text)| (expression_name(i), text.clone()));
        let definitions: Vec<(String, String)> = self.definitions.iter().cloned().chain(named).collect();
        let request = Request {
            root: self.root.get(),
            config,
            directories: &self.directories,
            pcal: self.pcal.clone(),
            overrides: self.overrides.clone(),
            invariant_level: self.invariant_level,
            definitions: &definitions,
        };
        let (mut model, module) = pipeline::model(request, sources, warnings)?;
        model.run = Run { places: lower::places(&model, sources), ..self.run.clone() };
        model.notes = algorithms(warnings);
        let names = module.names.iter().filter_map(|(name, meaning)| match meaning {
            Meaning::Def(def) if module.def(*def).params.is_empty() => Some((name.clone(), *def)),
            Meaning::Def(_) | Meaning::Builtin(_) => None,
        });
        Ok((model, names.collect()))
    }
}

/// Warnings about algorithms: they say what is checked, and are notes of the report.
fn algorithms(warnings: &[Diagnostic]) -> Vec<String> {
    let about = |d: &&Diagnostic| d.code == Code::PCAL_PARSE || d.code == Code::PCAL_TRANSLATE;
    warnings.iter().filter(about).map(|d| d.message.clone()).collect()
}

/// The definition that the view of errors becomes.
const VIEW: &str = "ErrorView_";

/// The definition that an expression becomes.
fn expression_name(i: usize) -> String {
    format!("Expression{}_", i + 1)
}

type Names = FxHashMap<Arc<str>, DefId>;

/// A specification ready to be checked. It can be used by several threads at the same time.
#[derive(Clone, Debug)]
pub struct Spec {
    pub(crate) model: Model,
    pub(crate) sources: SourceMap,
    pub(crate) warnings: Vec<Diagnostic>,
    /// The definitions without parameters of the root module.
    names: Names,
    /// What is evaluated along traces.
    expressions: Vec<String>,
}

impl Spec {
    /// The root module's name.
    pub fn name(&self) -> &str {
        &self.model.name
    }

    /// The names of the state variables, in the order in which [`State`](crate::State)s have their values.
    pub fn variables(&self) -> impl Iterator<Item = &str> {
        self.model.vars.iter().map(|v| &*v.name)
    }

    /// The names of the invariants that are checked; of one given as an expression, its text.
    pub fn invariants(&self) -> impl Iterator<Item = &str> {
        self.model.invariants.iter().map(|n| &*n.name)
    }

    /// The names of the temporal properties that are checked.
    pub fn properties(&self) -> impl Iterator<Item = &str> {
        self.model.properties.iter().map(|n| &*n.name)
    }

    /// What reading the specification warned of, as the command line shows it, in ANSI colors if asked.
    pub fn warnings(&self, color: bool) -> Vec<String> {
        drawn(&self.warnings, &self.sources, color)
    }

    /// What tells errors apart.
    pub(super) fn view(&self) -> Option<DefId> {
        self.definition(VIEW)
    }

    /// Whether what tells errors apart has primed variables, which a state alone does not have.
    pub(crate) fn view_has_primes(&self) -> bool {
        self.view().is_some_and(|def| self.model.def(def).level > Level::State)
    }

    /// The expressions that are evaluated along traces, with the names of their definitions.
    pub(super) fn expressions(&self) -> impl Iterator<Item = (String, &str)> {
        self.expressions.iter().enumerate().map(|(i, text)| (expression_name(i), &**text))
    }

    pub(super) fn definition(&self, name: &str) -> Option<DefId> {
        self.names.get(name).copied()
    }
}
