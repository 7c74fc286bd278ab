//! The command line's shape. clap reads it, and writes `--help` from the comments below.

use super::parsers::{constant, fingerprint_bits, on_off, root, seconds, size, steps};
use super::shown::Shown;
use super::trace::TraceArgs;
use crate::api::settings::{Backend, Capability, Induct, Reductions, Width};
use crate::api::{EngineInfo, EngineName, FORMS, Load, engines, solver_versions};
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{ArgAction, Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use std::path::{Path, PathBuf};

/// A model checker for TLA+ and PlusCal.
#[derive(Parser, Debug)]
#[command(version, disable_help_subcommand = true)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand, Debug)]
pub enum Command {
    /// Check all behaviors: invariants, properties, deadlock, evaluation errors
    Check(Check),
    /// Run both engines to the same depth and compare their results
    Compare(Compare),
    /// Check random behaviors
    Simulate(Simulate),
    /// Show a trace from a file, and replay it in its specification
    Trace(TraceArgs),
    /// Write the translation of a PlusCal algorithm into its file
    Translate(Translate),
    /// Parse a module and the modules it needs, and report whether they are well-formed
    Parse(Parse),
}

#[derive(Args, Debug)]
pub struct Check {
    /// Root module of the specification
    #[arg(value_parser = root)]
    pub spec: PathBuf,
    /// TLC configuration file [default: SPEC.cfg if it exists]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Search behaviors of at most this many steps [default: no bound; 10 for the symbolic engine alone]
    #[arg(long, value_name = "K", value_parser = steps, allow_negative_numbers = true)]
    pub depth: Option<u32>,
    /// Search without a bound on the depth
    #[arg(long, conflicts_with = "depth")]
    pub exhaustive: bool,
    /// Invariant to check, a name or an expression, in place of the configured ones; repeatable
    #[arg(long = "invariant", value_name = "NAME|EXPRESSION")]
    pub invariants: Vec<String>,
    /// Check the invariant TLCGet("level") < N, which shows a behavior of N states (explicit engine)
    #[arg(long, value_name = "N")]
    pub invariant_level: Option<u32>,
    /// Temporal property to check, in place of the configured ones; repeatable
    #[arg(long = "property", value_name = "NAME")]
    pub properties: Vec<String>,
    /// Initial predicate, in place of the configured one
    #[arg(long, value_name = "NAME")]
    pub init: Option<String>,
    /// Next-state action, in place of the configured one
    #[arg(long, value_name = "NAME")]
    pub next: Option<String>,
    /// Value of a constant, as in a .cfg: 'Users={u1,u2}'; repeatable
    #[arg(long = "const", value_name = "NAME=VALUE", value_parser = constant)]
    pub constants: Vec<(String, String)>,
    /// Predicate over the constants without a value; the search chooses their values within it, once for each behavior
    #[arg(long, value_name = "NAME")]
    pub const_init: Option<String>,
    /// Value of TLCGet("-DNAME"), a string; repeatable
    #[arg(short = 'D', long = "define", value_name = "NAME=VALUE", value_parser = constant)]
    pub defines: Vec<(String, String)>,
    /// Whether a state without a successor is an error [default: as configured, else on]
    #[arg(long, value_name = "on|off", value_parser = on_off, action = ArgAction::Set)]
    pub deadlock: Option<bool>,
    /// Time limit in seconds
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub timeout: Option<f64>,
    /// Number of threads, or auto for one a processor (explicit engine)
    #[arg(long, value_name = "N|auto", value_parser = workers, default_value = "auto")]
    pub workers: Workers,
    /// Let TLCGet("spec") say how often each action was taken (explicit engine)
    #[arg(long)]
    pub coverage: bool,
    /// Continue after a violation, and report the first one of each property (explicit engine)
    #[arg(long = "continue")]
    pub keep_going: bool,
    /// Continue after violations until N are found, also of the same property; see --view (explicit engine)
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub max_errors: Option<u32>,
    /// Expression about a state: of each property, --max-errors counts only violations with different values of it in their last states
    #[arg(long, value_name = "EXPR", requires = "max_errors")]
    pub view: Option<String>,
    /// Memory limit, as in 500M or 4G: states beyond it go to disk (explicit engine); the search ends at it (symbolic engine)
    #[arg(long, value_name = "SIZE", value_parser = size)]
    pub memory_limit: Option<u64>,
    /// Bits of the hash that stands for a state, 64 or 128 (explicit engine) [default: 64]
    #[arg(long, value_name = "N", value_parser = fingerprint_bits)]
    pub fingerprint_bits: Option<Width>,
    /// Engine to run [default: both side by side, until one has an answer]
    #[arg(long, value_parser = engine())]
    pub engine: Option<EngineName>,
    /// SAT solver to use (symbolic engine)
    #[arg(long, default_value = Backend::AUTO.name, value_parser = solver())]
    pub solver: Backend,
    /// Whether to look for lemmas that prove greater depths: auto where further search would take long (symbolic engine)
    #[arg(long, value_enum, default_value_t = Induction::Auto)]
    pub induction: Induction,
    /// Reductions to use: none, all, or some of order,symmetry,narrow (symbolic engine) [default: all]
    #[arg(long, value_name = "LIST")]
    pub reductions: Option<Reductions>,
    /// Folder in which to record every solver query, as SMT-LIB and DIMACS (symbolic engine)
    #[arg(long, value_name = "DIR")]
    pub smt_out: Option<PathBuf>,
    /// Write the result as a JSON object to FILE; `-` is standard output, and then nothing else is printed there
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
    /// Write a proof as a TLA+ module that EXTENDS the specification, and its configuration beside it (pdr engine)
    #[arg(long, value_name = "FILE.tla")]
    pub certificate: Option<PathBuf>,
    /// Derive each "unsatisfiable" behind an answer without errors again, and check the proofs (symbolic and pdr engines)
    #[arg(long)]
    pub certify: bool,
    /// Write the transition system to FILE in AIGER format, before the search; binary if FILE ends in .aig
    #[arg(long, value_name = "FILE")]
    pub aiger: Option<PathBuf>,
    /// What to do with a vacuous answer: no initial state, a constant invariant, an action that was never taken, an implication
    /// whose left side was never true
    #[arg(long, value_enum, default_value_t = Vacuity::Report)]
    pub vacuity: Vacuity,
    /// Files for the report, in the forms of their extensions
    #[arg(long, value_name = "FILE", help = out_help())]
    pub out: Vec<PathBuf>,
    #[command(flatten)]
    pub shown: Shown,
    /// Print details: the probability of a hash collision
    #[arg(long, short)]
    pub verbose: bool,
    /// Print the output of this stage, and stop
    #[arg(long, value_enum, value_name = "STAGE")]
    pub emit: Option<Stage>,
    #[command(flatten)]
    pub modules: Modules,
}

/// Options of `check`, but for [`NOT_FOR_COMPARE`].
#[derive(Args, Debug)]
pub struct Compare {
    #[command(flatten)]
    pub check: Check,
}

#[derive(Args, Debug)]
pub struct Simulate {
    /// Random seed; the same seed gives the same behaviors [default: from the clock]
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Most states in a behavior
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..))]
    pub trace_length: u32,
    /// Number of behaviors [default: until an error is found or the time limit is reached]
    #[arg(long, value_name = "N")]
    pub traces: Option<u64>,
    #[command(flatten)]
    pub check: Check,
}

#[derive(Args, Debug)]
pub struct Translate {
    /// Module with the algorithm
    #[arg(value_parser = root)]
    pub spec: PathBuf,
    /// Print the translation, and leave the file as it is
    #[arg(long)]
    pub stdout: bool,
    #[command(flatten)]
    pub modules: Modules,
}

#[derive(Args, Debug)]
pub struct Parse {
    /// Root module
    #[arg(value_parser = root)]
    pub spec: PathBuf,
    #[command(flatten)]
    pub modules: Modules,
}

/// How modules are found and algorithms translated.
#[derive(Args, Debug)]
pub struct Modules {
    /// Further folder in which to look for modules; repeatable
    #[arg(long = "path", value_name = "DIRECTORY")]
    pub path: Vec<PathBuf>,
    /// Check the PlusCal algorithm, also where the file holds another translation
    #[arg(long)]
    pub retranslate: bool,
    /// Options of the PlusCal translator, as in '-wf -termination'; implies --retranslate
    #[arg(long, value_name = "OPTIONS", allow_hyphen_values = true, default_value = "", hide_default_value = true)]
    pub pcal: String,
}

/// Options of `check` that `simulate` does not take.
const NOT_FOR_SIMULATE: &[&str] = &[
    "depth",
    "exhaustive",
    "engine",
    "coverage",
    "keep_going",
    "max_errors",
    "view",
    "memory_limit",
    "fingerprint_bits",
    "solver",
    "induction",
    "reductions",
    "smt_out",
    "certificate",
    "certify",
    "aiger",
    "emit",
];

/// Options of `check` that `compare` does not take.
const NOT_FOR_COMPARE: &[&str] = &[
    "exhaustive",
    "keep_going",
    "max_errors",
    "view",
    "coverage",
    "emit",
    "engine",
    "induction",
    "smt_out",
    "certificate",
    "certify",
    "aiger",
    "out",
    "expressions",
    "show",
    "hide",
    "channels",
];

impl Arguments {
    /// The arguments of this process; the error is what clap prints: a mistake, the help or the version.
    pub fn read() -> Result<Arguments, clap::Error> {
        let mut command = Arguments::command();
        if std::env::args().any(|a| a == "--version") {
            let version = format!("{} ({})", env!("CARGO_PKG_VERSION"), solver_versions());
            command = command.long_version(&*Box::leak(version.into_boxed_str()));
        }
        let restricted = [
            ("simulate", NOT_FOR_SIMULATE, "checks random behaviors"),
            ("compare", NOT_FOR_COMPARE, "runs both engines to --depth"),
        ];
        for (name, refused, _) in restricted {
            let hide = |c: clap::Command| refused.iter().fold(c, |c, id| c.mut_arg(id, |a| a.hide(true)));
            command = command.mut_subcommand(name, hide);
        }
        let depth = "Search behaviors of at most this many steps [default: 10]";
        command = command.mut_subcommand("compare", |c| c.mut_arg("depth", |a| a.help(depth)));
        let mut command = command.clone();
        let matches = command.try_get_matches_from_mut(std::env::args_os())?;
        for (name, refused, what) in restricted {
            let Some(given) = matches.subcommand_matches(name) else { continue };
            let is_given = |id: &&&str| given.value_source(id) == Some(ValueSource::CommandLine);
            if let Some(id) = refused.iter().find(is_given) {
                let sub = command.find_subcommand(name);
                let option = sub.and_then(|c| c.get_arguments().find(|a| a.get_id() == id)).and_then(clap::Arg::get_long);
                let text = format!("{name} does not take --{}: it {what}\n", option.unwrap_or(id));
                return Err(clap::Error::raw(ErrorKind::UnknownArgument, text));
            }
        }
        Arguments::from_arg_matches(&matches)
    }
}

impl Modules {
    /// The translator's options, word by word.
    pub fn pcal_words(&self) -> Vec<String> {
        let words: Vec<String> = self.pcal.split_whitespace().map(str::to_string).collect();
        // Any option asks for a translation; this one has no other effect.
        if words.is_empty() && self.retranslate { vec!["-noold".to_string()] } else { words }
    }

    /// The specification in this file.
    pub fn load(&self, spec: &Path) -> Load {
        self.path.iter().fold(Load::file(spec).pluscal_options(self.pcal_words()), Load::directory)
    }

    /// The same, whose algorithm is translated in any case.
    pub fn translating(&self, spec: &Path) -> Load {
        Load::file(spec).pluscal_options(self.pcal.split_whitespace().map(str::to_string))
    }
}

/// The engines that `--engine` takes: those whose "no error" is an answer.
fn complete() -> impl Iterator<Item = EngineInfo> {
    engines().filter(|e| e.capabilities.has(Capability::Complete))
}

fn engine() -> impl TypedValueParser<Value = EngineName> {
    let values = complete().map(|e| PossibleValue::new(e.name.as_str()).help(e.what));
    PossibleValuesParser::new(values).map(move |text| {
        let named = complete().find(|e| e.name.as_str() == text);
        named.expect("cli: only these names are accepted").name
    })
}

#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Vacuity {
    /// Report it
    Report,
    /// End with exit code 63
    Error,
}

#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Induction {
    /// Where further search would take long
    Auto,
    /// After each depth
    Always,
    /// Never
    Never,
}

impl Induction {
    /// The setting, where the depth is `bounded` by the user.
    pub fn induct(self, bounded: bool) -> Induct {
        match self {
            Induction::Auto if bounded => Induct::WhenSlow,
            Induction::Auto => Induct::AlsoAtEnd,
            Induction::Always => Induct::Always,
            Induction::Never => Induct::Never,
        }
    }
}

#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stage {
    /// Tokens of the root module
    Tokens,
    /// Syntax tree of the root module, as TLA+
    Ast,
    /// Model, as a TLA+ module that can be checked again
    Ir,
    /// Queries of the symbolic search, as one SMT-LIB script
    Smt,
    /// Transition system that the pdr engine works on, in AIGER format
    Aiger,
}

/// The long options of all commands, without dashes.
pub fn names() -> Vec<String> {
    let command = Arguments::command();
    let options = command.get_subcommands().flat_map(clap::Command::get_arguments);
    options.filter_map(clap::Arg::get_long).map(str::to_string).collect()
}

/// A number of threads; `auto` is [`None`].
#[derive(Clone, Copy, Debug)]
pub struct Workers(Option<usize>);

fn workers(text: &str) -> Result<Workers, String> {
    match text.parse::<usize>() {
        Ok(n) if (1..=1024).contains(&n) => Ok(Workers(Some(n))),
        _ if text == "auto" => Ok(Workers(None)),
        _ => Err("expected auto, or a number from 1 to 1024".to_string()),
    }
}

/// Which random behaviors.
#[derive(Clone, Copy)]
pub struct Walks {
    pub seed: u64,
    pub length: u32,
    pub traces: Option<u64>,
}

impl Simulate {
    pub fn walks(&self) -> Walks {
        let clock = || std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |d| d.as_nanos() as u64);
        Walks { seed: self.seed.unwrap_or_else(clock), length: self.trace_length, traces: self.traces }
    }
}

impl Check {
    pub fn depth(&self) -> u32 {
        self.depth.unwrap_or(10)
    }

    /// The depth for this engine, or for a portfolio. An engine that may not end by itself gets a default.
    pub fn bound(&self, engine: Option<EngineName>) -> Option<u32> {
        let ends = |name| engines().any(|e| e.name == name && e.capabilities.has(Capability::Exhaustive));
        let default = engine.filter(|name| !self.exhaustive && !ends(*name)).map(|_| self.depth());
        self.depth.or(default)
    }

    /// The engine that was given, by name or by an option that only one engine has, with notes about that; `None` for a portfolio.
    /// The error is a contradiction between options.
    pub fn engine(&self) -> Result<(Option<EngineName>, Vec<String>), String> {
        let given = [
            (self.invariant_level.is_some(), "--invariant-level", EngineName::EXPLICIT),
            (self.coverage, "--coverage", EngineName::EXPLICIT),
            (self.keep_going, "--continue", EngineName::EXPLICIT),
            (self.max_errors.is_some(), "--max-errors", EngineName::EXPLICIT),
            (self.fingerprint_bits.is_some(), "--fingerprint-bits", EngineName::EXPLICIT),
            (self.solver != Backend::AUTO, "--solver", EngineName::SYMBOLIC),
            (self.induction != Induction::Auto, "--induction", EngineName::SYMBOLIC),
            (self.reductions.is_some(), "--reductions", EngineName::SYMBOLIC),
            (self.smt_out.is_some(), "--smt-out", EngineName::SYMBOLIC),
            (self.certificate.is_some(), "--certificate", EngineName::PDR),
        ];
        let mut given = given.into_iter().filter(|(is_given, ..)| *is_given).map(|(_, option, engine)| (option, engine));
        if let Some(engine) = self.engine {
            // the proof engine confirms with the solver, and takes candidates from symmetry
            let for_proofs = |option: &str| engine == EngineName::PDR && matches!(option, "--solver" | "--reductions");
            let useless = given.filter(|(option, e)| *e != engine && !for_proofs(option));
            let note = |(option, _)| format!("{option} has no effect on the {engine} engine");
            return Ok((Some(engine), useless.map(note).collect()));
        }
        let Some((option, engine)) = given.next() else { return Ok((None, Vec::new())) };
        match given.find(|(_, e)| *e != engine) {
            Some((other, e)) => Err(format!("{option} is for the {engine} engine and {other} for the {e} engine")),
            None => Ok((Some(engine), vec![format!("only the {engine} engine ran, because of {option}")])),
        }
    }

    pub fn workers(&self) -> usize {
        self.workers.0.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from))
    }

    /// Whether workers pause while other engines run: not, if the user gave a number.
    pub fn shares_processors(&self) -> bool {
        self.workers.0.is_none()
    }

    /// The number of workers that a specification sees: one, as with TLC, unless the user gave a number.
    pub fn told_workers(&self) -> usize {
        self.workers.0.unwrap_or(1)
    }
}

/// The help of `--out`, which lists the forms of reports.
pub fn out_help() -> String {
    let forms: Vec<String> = FORMS.iter().map(|form| format!("{} ({})", form.extension, form.about)).collect();
    format!("Write the report also to this file, in the form of its extension: {}; repeatable", forms.join(", "))
}

/// The solvers by name. What the parser lets through is one of them.
fn solver() -> impl TypedValueParser<Value = Backend> {
    let names = PossibleValuesParser::new(Backend::choices().map(|b| PossibleValue::new(b.name).help(b.help)));
    names.map(|name| Backend::named(&name).unwrap_or_default())
}
