//! The front end as one list: parse → passes over trees → resolve → lower.
//!
//! In: a [`Request`], which names the files and what the command line adds. Out: the [`Model`](crate::ir::Model) that the engines run.
//! [`PASSES`] is the list of passes between the parser and the resolver; each takes a module's tree and changes it. A new pass is one
//! line there, and a file with a function of type [`Run`](crate::syntax::pass::Run); `syntax::fold` is the way through a tree.
//!
//! ```text
//! M.tla ─parse→ ast ─PASSES→ ast ─resolve→ resolve::Module ─┐
//! M.cfg ─parse→ Config ─────────────────────────────────────┴─lower→ ir::Model
//! ```

use crate::diag::{Checked, Code, Diagnostic};
use crate::ir::Model;
use crate::lower::config::Statement;
use crate::lower::{self, Config, Overrides};
use crate::pluscal;
use crate::resolve::{self, Given, Root};
use crate::source::search::{Loader, read};
use crate::source::{SourceMap, Span};
use crate::syntax::pass::Pass;
use crate::value::Atoms;
use std::path::{Path, PathBuf};

/// What happens to the tree of each module before its names are resolved, in this order.
pub const PASSES: &[Pass] = &[Pass { name: "PlusCal", run: pluscal::pass }];

/// What is to be read.
pub struct Request<'a> {
    pub root: Root<'a>,
    pub config: Configuration<'a>,
    /// Where modules are looked for besides the root's folder.
    pub directories: &'a [PathBuf],
    /// Options of the PlusCal translator, word by word.
    pub pcal: Vec<String>,
    /// Invariants and constants may be expressions here.
    pub overrides: Overrides,
    /// Check `TLCGet("level") < n` as an invariant.
    pub invariant_level: Option<u32>,
    /// Further definitions at the end of the root module: names and expressions.
    pub definitions: &'a [(String, String)],
}

/// Where the configuration is.
#[derive(Clone, Copy, Debug)]
pub enum Configuration<'a> {
    None,
    File(&'a Path),
    Text(&'a str),
}

/// From files to the model, and the root module that it was made of. Warnings are added to `warnings` as they come, also where errors
/// follow.
pub fn model(request: Request<'_>, sources: &mut SourceMap, warnings: &mut Vec<Diagnostic>) -> Checked<(Model, resolve::Module)> {
    let atoms = Atoms::new();
    // Before any module: the order of strings and model values begins with the .cfg.
    let config = config(request.config, sources, &atoms)?;
    let mut overrides = request.overrides;
    let mut given = expressions(&mut overrides, request.invariant_level);
    let define = |(name, text): &(String, String)| Given { name: name.clone(), text: text.clone(), shown: text.clone() };
    given.extend(request.definitions.iter().map(define));
    let named = named(&overrides, config.as_ref());
    let mut loader = Loader::new(request.directories.to_vec(), resolve::embedded);
    let input = resolve::Input { root: request.root, given: &given, named: &named, pcal: &request.pcal, passes: PASSES };
    let mut module = resolve::resolve(input, &mut loader, sources, &atoms)?;
    warnings.append(&mut module.warnings);
    let mut model = lower::lower(&module, config.as_ref(), &overrides, warnings)?;
    // An invariant with primes is among the properties.
    for n in model.invariants.iter_mut().chain(&mut model.properties).chain(&mut model.stated) {
        if let Some(g) = given.iter().find(|g| *g.name == *n.name) {
            n.name = g.shown.as_str().into();
            if g.shown != g.text {
                // The user did not write the text, so its place says nothing.
                model.defs[n.def.index()].span = Span::NONE;
            }
        }
    }
    for (_, value) in &mut model.constants {
        if let Some(g) = given.iter().find(|g| g.name == *value) {
            *value = g.shown.clone();
        }
    }
    Ok((model, module))
}

/// The root module with all it needs, and nothing more.
pub fn module(
    root: Root<'_>,
    loader: &mut Loader,
    sources: &mut SourceMap,
    atoms: &Atoms,
    pcal: &[String],
) -> Checked<resolve::Module> {
    resolve::resolve(resolve::Input { root, given: &[], named: &[], pcal, passes: PASSES }, loader, sources, atoms)
}

/// A module and its configuration given as texts, `M.tla` and `M.cfg`. All other modules are standard ones, or stand in the same text.
pub fn from_texts(text: &str, config: Option<&str>, overrides: &Overrides, sources: &mut SourceMap) -> Checked<Model> {
    let atoms = Atoms::new();
    let config = match config {
        Some(text) => {
            lower::config::seed(text, &atoms);
            let file = sources.add("M.cfg", text);
            Some(lower::config::parse(file, text)?)
        }
        None => None,
    };
    let mut loader = Loader::new(Vec::new(), resolve::embedded);
    let module = module(Root::Text { name: "M.tla", text }, &mut loader, sources, &atoms, &[])?;
    lower::lower(&module, config.as_ref(), overrides, &mut Vec::new())
}

/// Reads the configuration.
fn config(from: Configuration<'_>, sources: &mut SourceMap, atoms: &Atoms) -> Checked<Option<Config>> {
    let file = match from {
        Configuration::None => return Ok(None),
        Configuration::Text(text) => sources.add("<configuration>", text),
        Configuration::File(path) => {
            read(path, sources).map_err(|e| vec![Diagnostic { code: Code::CONFIG_FILE, ..Diagnostic::from(e) }])?
        }
    };
    let text = sources.file(file).text.clone();
    lower::config::seed(&text, atoms);
    lower::config::parse(file, &text).map(Some)
}

/// The names of what is to be checked, as far as there are any.
fn named(overrides: &Overrides, config: Option<&Config>) -> Vec<String> {
    let given = overrides.init.iter().chain(&overrides.next).cloned();
    let configured = config.iter().flat_map(|c| &c.statements).filter_map(|s| match s {
        Statement::Specification(_, w) | Statement::Init(_, w) | Statement::Next(_, w) => Some(w.text.to_string()),
        Statement::Constants(_)
        | Statement::Symmetry(..)
        | Statement::View(..)
        | Statement::Alias(..)
        | Statement::CheckDeadlock(..)
        | Statement::Invariants(_)
        | Statement::Properties(_)
        | Statement::Constraints(_)
        | Statement::ActionConstraints(_)
        | Statement::Postconditions(_)
        | Statement::Possible(_)
        | Statement::Simulator(_) => None,
    });
    given.chain(configured).collect()
}

/// Whether a text is a name, not an expression.
fn is_name(text: &str) -> bool {
    text.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '!') && !["TRUE", "FALSE"].contains(&text)
}

/// Definitions for the expressions among the overrides, which then name the definitions.
fn expressions(overrides: &mut Overrides, level: Option<u32>) -> Vec<Given> {
    let mut given: Vec<Given> = Vec::new();
    let mut define = |text: String, shown: String| {
        let name = format!("Given_{}", given.len() + 1);
        given.push(Given { name: name.clone(), text, shown });
        name
    };
    for invariant in &mut overrides.invariants {
        if !is_name(invariant) {
            *invariant = define(invariant.clone(), invariant.clone());
        }
    }
    if let Some(n) = level {
        // As the reference checker does, since the module need not extend these.
        let text = format!("LET T_ == INSTANCE TLC N_ == INSTANCE Naturals IN N_!<(T_!TLCGet(\"level\"), {n})");
        overrides.invariants.push(define(text, format!("TLCGet(\"level\") < {n}")));
    }
    let (values, others): (Vec<_>, Vec<_>) =
        std::mem::take(&mut overrides.constants).into_iter().partition(|(_, text)| lower::config::parse_value(text).is_some());
    overrides.constants = values;
    for (constant, text) in others {
        let name = define(text.clone(), text);
        overrides.replaced.push((constant, name));
    }
    given
}
