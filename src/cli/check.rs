//! `tlaloc check`: the whole pipeline, from file names to an exit code.
//!
//! The configuration is the file named by `--config`, or else `SPEC.cfg` beside the specification if it exists;
//! without one, `lower` takes `Spec`, or `Init` and `Next`.

use super::args::{Check, Stage, Vacuity};
use super::limits::Limits;
use super::output::Delivered;
use super::progress::Lines;
use super::result::ResultFile;
use super::{emit, memory, output, signal};
use crate::diag::{Checked, Code, Diagnostic};
use crate::engine::portfolio::Portfolio;
use crate::engine::{
    Beyond, BoundedOptions, Cancel, Capability, Engine, EngineName, ExplicitOptions, Goal, Options, Recording, Resources, Walks,
    by_name,
};
use crate::ir::{Model, Run};
use crate::lower::config::Statement;
use crate::lower::{self, Config, Overrides};
use crate::report::kind::Kind;
use crate::report::text::Style;
use crate::report::{Context, FORMS, Report, form_of, json, run, text};
use crate::source::SourceMap;
use crate::source::search::read;
use crate::trace::{Outcome, Verdict};
use crate::util::interrupt::Reason;
use crate::value::Atoms;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::time::{Duration, Instant};

/// Runs `check`, or `simulate` with these walks, and returns the exit code.
pub fn run(args: &'static Check, walks: Option<Walks>) -> u8 {
    let start = Instant::now();
    let (name, notes) = match (&walks, args.engine()) {
        (None, Ok(choice)) => choice,
        (Some(_), _) => (Some(EngineName::SIMULATE), Vec::new()),
        (None, Err(why)) => return refuse(&why),
    };
    if let Err(why) = forms_exist(args) {
        return refuse(&why);
    }
    let portfolio = Portfolio::default();
    let engine: &dyn Engine = name.and_then(by_name).unwrap_or(&portfolio);
    let cancel = Cancel::default();
    signal::heed(&cancel);
    let limits = Limits::new(start, args.timeout, args.memory_limit, &cancel);
    if args.emit.is_some() {
        return limits.within(|| emit(args)).unwrap_or_else(|reason| early(reason).0.exit_code());
    }
    // a folder that cannot be written is an error before the search
    let folder = args.smt_out.as_ref().filter(|_| name == Some(EngineName::SYMBOLIC));
    let recording = match folder.map(|folder| Recording::new(folder.clone(), command_line())).transpose() {
        Ok(recording) => recording,
        Err(why) => return refuse(&why),
    };
    let out = match args.json.as_deref().map(ResultFile::begin).transpose() {
        Ok(out) => out,
        Err(why) => return refuse(&why),
    };
    let (model, sources) = match read_within(args, &limits, start) {
        Ok(read) => read,
        Err(failure) => return failure.deliver(out, &limits),
    };
    let ceiling = memory::ceiling(args.memory_limit);
    let beside = if name.is_none() { portfolio.followers() } else { 0 };
    let mut verdict = {
        let lines = Lines::new();
        let options = Options {
            goal: Goal {
                depth: args.bound(name),
                beyond: if args.depth.is_some() { Beyond::Nothing } else { Beyond::Violations },
                keep_going: args.keep_going,
            },
            resources: Resources {
                workers: args.workers(),
                memory_limit: args.memory_limit.or_else(|| {
                    let keeps_states = engine.capabilities().has(Capability::Enumerates);
                    if keeps_states { memory::share(beside > 0) } else { None }
                }),
                occupied: memory::occupied,
                exhausted: &|| memory::is_used_up(ceiling),
                start,
                timeout: args.timeout.map(Duration::from_secs_f64),
                cancel,
                progress: &|p| lines.show(p),
                print: &|text| lines.print(text),
            },
            // each of the other engines has a processor
            explicit: ExplicitOptions {
                fingerprints: args.fingerprint_bits.unwrap_or_default(),
                soft_depth: None,
                parked_workers: Arc::new(AtomicUsize::new(args.parked_workers(beside))),
            },
            bounded: BoundedOptions {
                solver: args.solver,
                induction: args.induction.induct(args.depth.is_some()),
                reductions: args.reductions.unwrap_or_default(),
                recording: recording.clone(),
                assumes_checked: false,
            },
            walks: walks.unwrap_or_default(),
        };
        engine.run(&model, &options)
    };
    verdict.notes.extend(notes);
    verdict.notes.extend(model.run.told.iter().cloned());
    let trouble = recording.and_then(|r| r.trouble());
    if let Some(trouble) = &trouble {
        let error = Diagnostic::error(Code::SYSTEM, format!("not all queries could be recorded: {trouble}"));
        output::diagnostics(&[error], &sources);
    }
    let default_depth = args.depth.is_none() && args.bound(name).is_some();
    let reported = Reported { model, sources, default_depth };
    let why = run::vacuous(&verdict, reported.context());
    if args.vacuity == Vacuity::Error && !why.is_empty() {
        verdict.outcome = Outcome::Vacuous { why };
    }
    let code = finish(args, verdict, reported, out, &limits);
    if trouble.is_some() { code.max(1) } else { code }
}

/// Prints the output of a stage.
fn emit(args: &Check) -> u8 {
    let mut sources = SourceMap::new();
    match args.emit {
        Some(Stage::Tokens) => return emit::tokens(&args.spec),
        Some(Stage::Ast) => return emit::ast(&args.spec),
        Some(Stage::Ir | Stage::Smt | Stage::Aiger) | None => {}
    }
    let model = match model(args, &mut sources) {
        Ok(model) => model,
        Err(errors) => return emit::fail(&errors, &sources),
    };
    let options = Options::to_depth(args.depth())
        .solver(args.solver)
        .induction(args.induction.induct(true))
        .reductions(args.reductions.unwrap_or_default());
    match args.emit {
        Some(Stage::Smt) => emit::smt(&model, &options, &sources),
        Some(Stage::Aiger) => emit::aiger(&model, &options, &sources),
        Some(Stage::Tokens | Stage::Ast | Stage::Ir) | None => emit::ir(&model),
    }
}

/// Why a run ended before any engine.
pub(super) struct Failure {
    kind: Kind,
    report: Report,
}

impl Failure {
    /// Writes the JSON object, and returns the exit code. Diagnostics were printed before.
    pub(super) fn deliver(self, out: Option<ResultFile>, limits: &Limits) -> u8 {
        let code = self.kind.exit_code();
        let Some(out) = out else { return code };
        let object = move |limits: &Limits| out.finish(&json::Object { report: &self.report, traces: true }, limits);
        let delivered = limits.deliver(object).unwrap_or(Delivered::Cut);
        delivered.exit_code(code)
    }
}

/// The verdict of a run that is stopped while files are read.
fn early(reason: Reason) -> (Kind, &'static str) {
    match reason {
        Reason::Time => (Kind::Timeout, "time limit reached before the specification was read"),
        Reason::Memory => (Kind::Unknown, "memory limit reached before the specification was read"),
        Reason::User | Reason::Superseded => (Kind::Interrupted, "interrupted before the specification was read"),
    }
}

/// From files to the model, within the limits. Errors are printed.
pub(super) fn read_within(args: &'static Check, limits: &Limits, start: Instant) -> Result<(Model, SourceMap), Failure> {
    let read = limits.within(|| {
        let mut sources = SourceMap::new();
        let model = model(args, &mut sources);
        (model, sources)
    });
    let elapsed = || start.elapsed().as_secs_f64();
    let failure = |kind, errors: &[Diagnostic], sources: &SourceMap| {
        output::diagnostics(errors, sources);
        Failure { kind, report: Report::ended_early(kind, errors, sources, elapsed()) }
    };
    match read {
        Ok((Ok(model), sources)) => Ok((model, sources)),
        Ok((Err(errors), sources)) => Err(failure(Kind::of_diagnostics(&errors), &errors, &sources)),
        Err(reason) => {
            let (kind, text) = early(reason);
            Err(failure(kind, &[Diagnostic::error(Code::SYSTEM, text)], &SourceMap::new()))
        }
    }
}

/// From files to the model; warnings are printed.
fn model(args: &Check, sources: &mut SourceMap) -> Checked<Model> {
    let atoms = Atoms::new();
    // Before any module: the order of strings and model values begins with the .cfg.
    let config = config(args, sources, &atoms)?;
    let (invariants, further) = invariants(args);
    let module = emit::resolve_root(&args.spec, &further, &named(args, config.as_ref()), &args.modules, sources, &atoms)?;
    let overrides = Overrides {
        invariants,
        properties: args.properties.clone(),
        init: args.init.clone(),
        next: args.next.clone(),
        constants: args.constants.clone(),
        deadlock: args.deadlock,
        const_init: args.const_init.clone(),
    };
    let mut model = lower::lower(&module, config.as_ref(), &overrides)?;
    for n in &mut model.invariants {
        if let Some((_, text)) = further.iter().find(|(name, _)| **name == *n.name) {
            n.name = text.as_str().into();
        }
    }
    model.run = Run {
        defines: args.defines.iter().map(|(name, value)| (name.as_str().into(), value.clone())).collect(),
        workers: args.told_workers(),
        coverage: args.coverage,
        sources: sources.clone(),
        told: algorithms(&module.warnings),
    };
    Ok(model)
}

/// The names in the configuration and on the command line.
fn named(args: &Check, config: Option<&Config>) -> Vec<String> {
    let given = args.init.iter().chain(&args.next).cloned();
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

/// Warnings about algorithms, which are notes of the report, too.
fn algorithms(warnings: &[Diagnostic]) -> Vec<String> {
    let about = |d: &&Diagnostic| d.code == Code::PCAL_PARSE || d.code == Code::PCAL_TRANSLATE;
    warnings.iter().filter(about).map(|d| d.message.clone()).collect()
}

/// The names of the invariants on the command line, and definitions for those given as expressions.
fn invariants(args: &Check) -> (Vec<String>, Vec<(String, String)>) {
    let (mut names, mut further) = (Vec::new(), Vec::new());
    let is_name =
        |text: &str| text.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '!') && !["TRUE", "FALSE"].contains(&text);
    let level = args.invariant_level.map(|n| {
        // as in TLC: the module need not extend TLC or Naturals
        format!("LET T_ == INSTANCE TLC N_ == INSTANCE Naturals IN N_!<(T_!TLCGet(\"level\"), {n})")
    });
    for text in args.invariants.iter().chain(&level) {
        if is_name(text) {
            names.push(text.clone());
        } else {
            let name = format!("Given_{}", further.len() + 1);
            names.push(name.clone());
            further.push((name, text.clone()));
        }
    }
    (names, further)
}

fn config(args: &Check, sources: &mut SourceMap, atoms: &Atoms) -> Checked<Option<Config>> {
    let beside = args.spec.with_extension("cfg");
    let path: &Path = match &args.config {
        Some(path) => path,
        None if beside.is_file() => &beside,
        None => return Ok(None),
    };
    let file = read(path, sources)
        .map_err(|errors| errors.into_iter().map(|d| Diagnostic { code: Code::CONFIG_FILE, ..d }).collect::<Vec<_>>())?;
    let text = sources.file(file).text.clone();
    lower::config::seed(&text, atoms);
    lower::config::parse(file, &text).map(Some)
}

/// The command line, quoted for a shell.
fn command_line() -> String {
    let quoted = |a: String| {
        let plain = |c: char| c.is_alphanumeric() || "-_./=,:+".contains(c);
        if !a.is_empty() && a.chars().all(plain) { a } else { format!("'{}'", a.replace('\'', "'\\''")) }
    };
    std::env::args().map(quoted).collect::<Vec<_>>().join(" ")
}

/// Reports a wrong command line, and returns the exit code.
pub(super) fn refuse(why: &str) -> u8 {
    output::err(&format!("error: {why}\n"));
    1
}

/// How a report looks on standard output.
pub(super) fn style(args: &Check) -> Style {
    Style { plain: args.plain, color: output::colours(&std::io::stdout()), verbose: args.verbose }
}

/// Writes the report, and gives the exit code.
fn finish(args: &'static Check, verdict: Verdict, about: Reported, json: Option<ResultFile>, limits: &Limits) -> u8 {
    let code = Kind::of_outcome(&verdict.outcome).exit_code();
    let delivered = limits.deliver(move |limits| {
        let report = Report::new(&verdict, about.context());
        let mut delivered = Delivered::Yes;
        if json.as_ref().is_none_or(|json| !json.is_stdout()) {
            delivered = output::out(&text::report(&report, style(args)));
        }
        for path in &args.out {
            delivered = delivered.and(write_form(&report, path, limits));
        }
        let Some(json) = json else { return delivered };
        match json.finish(&json::Object { report: &report, traces: true }, limits) {
            Delivered::Yes => delivered,
            Delivered::No => Delivered::No,
            Delivered::Cut => {
                output::err("note: the time limit was reached while the result was written: it has no trace\n");
                let rest = json::Object { report: &report, traces: false };
                if json.is_stdout() { Delivered::Cut } else { json.finish(&rest, &Limits::none()) }
            }
        }
    });
    match delivered {
        Ok(delivered) => delivered.exit_code(code),
        // the report was not read
        Err(reason) if code == 0 => early(reason).0.exit_code(),
        Err(_) => code,
    }
}

/// Writes a report in the form that the file's extension names.
fn write_form(report: &Report, path: &Path, limits: &Limits) -> Delivered {
    let Some(form) = form_of(&path.to_string_lossy()) else { return Delivered::Yes };
    let style = Style { verbose: true, ..Style::default() };
    match ResultFile::begin_empty(path) {
        Ok(file) => file.write(&|to| (form.write)(report, style, to), limits),
        Err(why) => {
            output::err(&format!("error: {why}\n"));
            Delivered::No
        }
    }
}

/// Refuses a file of `--out` whose extension names no form.
fn forms_exist(args: &Check) -> Result<(), String> {
    let unknown = args.out.iter().find(|path| form_of(&path.to_string_lossy()).is_none());
    unknown.map_or(Ok(()), |path| {
        let known = FORMS.iter().map(|form| format!("{} ({})", form.extension, form.about)).collect::<Vec<_>>().join(", ");
        Err(format!("--out {}: the file's extension names no form; there are {known}", path.display()))
    })
}

/// What a report is about.
struct Reported {
    model: Model,
    sources: SourceMap,
    default_depth: bool,
}

impl Reported {
    fn context(&self) -> Context<'_> {
        Context { default_depth: self.default_depth, ..Context::new(&self.model, &self.sources) }
    }
}
