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
use crate::api::Load;
use crate::diag::{Code, Diagnostic};
use crate::engine::portfolio::Portfolio;
use crate::engine::{
    Beyond, BoundedOptions, Cancel, Capability, Engine, EngineName, ExplicitOptions, Goal, Options, Recording, Resources, Walks,
    by_name,
};
use crate::ir::Model;
use crate::report::kind::Kind;
use crate::report::text::Style;
use crate::report::{Context, FORMS, Report, form_of, json, run, text};
use crate::source::SourceMap;
use crate::trace::{Outcome, Verdict};
use crate::util::interrupt::Reason;
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
    signal::handle(&cancel);
    let limits = Limits::new(start, args.timeout, args.memory_limit, &cancel);
    if args.emit.is_some() {
        return limits.within(|| emit(args)).unwrap_or_else(|reason| {
            let (kind, why) = match reason {
                Reason::Time => (Kind::Timeout, "time limit reached"),
                Reason::Memory => (Kind::Unknown, "memory limit reached"),
                Reason::User | Reason::Superseded => (Kind::Interrupted, "interrupted"),
            };
            output::err(&format!("error: {why}\n"));
            kind.exit_code()
        });
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
    let beside = if name.is_none() { portfolio.followers(args.bound(name)) } else { 0 };
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
    verdict.notes.extend(model.notes.iter().cloned());
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
    match args.emit {
        Some(Stage::Tokens) => return emit::tokens(&args.spec),
        Some(Stage::Ast) => return emit::ast(&args.spec),
        Some(Stage::Ir | Stage::Smt | Stage::Aiger) | None => {}
    }
    let spec = match specification(args).read_all() {
        Ok(spec) => spec,
        Err(unread) => {
            output::diagnostics(&unread.warnings, &unread.sources);
            return emit::fail(&unread.errors, &unread.sources);
        }
    };
    output::diagnostics(&spec.warnings, &spec.sources);
    let options = Options::to_depth(args.depth())
        .solver(args.solver)
        .induction(args.induction.induct(true))
        .reductions(args.reductions.unwrap_or_default());
    match args.emit {
        Some(Stage::Smt) => emit::smt(&spec.model, &options, &spec.sources),
        Some(Stage::Aiger) => emit::aiger(&spec.model, &options, &spec.sources),
        Some(Stage::Tokens | Stage::Ast | Stage::Ir) | None => emit::ir(&spec.model),
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
pub(super) fn read_within(args: &'static Check, limits: &Limits, start: Instant) -> Result<(Model, SourceMap), Box<Failure>> {
    let read = limits.within(|| specification(args).read_all());
    let elapsed = || start.elapsed().as_secs_f64();
    let failure = |kind, errors: &[Diagnostic], sources: &SourceMap| {
        output::diagnostics(errors, sources);
        Box::new(Failure { kind, report: Report::ended_early(kind, errors, sources, elapsed()) })
    };
    match read {
        Ok(Ok(spec)) => {
            output::diagnostics(&spec.warnings, &spec.sources);
            Ok((spec.model, spec.sources))
        }
        Ok(Err(unread)) => {
            output::diagnostics(&unread.warnings, &unread.sources);
            Err(failure(Kind::of_diagnostics(&unread.errors), &unread.errors, &unread.sources))
        }
        Err(reason) => {
            let (kind, text) = early(reason);
            Err(failure(kind, &[Diagnostic::error(Code::SYSTEM, text)], &SourceMap::new()))
        }
    }
}

/// What the command line says of the specification.
fn specification(args: &Check) -> Load {
    let mut load = Load::file(&args.spec).pluscal_options(args.modules.pcal_words());
    if let Some(path) = &args.config {
        load = load.config_file(path);
    }
    load = args.modules.path.iter().fold(load, Load::directory);
    load = args.invariants.iter().fold(load, Load::invariant);
    if let Some(level) = args.invariant_level {
        load = load.invariant_level(level);
    }
    load = args.properties.iter().fold(load, Load::property);
    load = args.constants.iter().fold(load, |load, (name, value)| load.constant(name, value));
    load = args.defines.iter().fold(load, |load, (name, value)| load.system_property(name, value));
    load = args.init.iter().fold(load, Load::init);
    load = args.next.iter().fold(load, Load::next);
    load = args.const_init.iter().fold(load, Load::const_init);
    load = args.deadlock.iter().fold(load, |load, is_error| load.deadlock(*is_error));
    load.about_the_run(args.told_workers(), args.coverage)
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
    Style { plain: args.plain, color: output::colors(&std::io::stdout()), verbose: args.verbose }
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
