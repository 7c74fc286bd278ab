//! `tlaloc check`: the whole pipeline, from file names to an exit code.
//!
//! The configuration is the file named by `--config`, or else `SPEC.cfg` beside the specification if it exists;
//! without one, `lower` takes `Spec`, or `Init` and `Next`.

use super::aiger::{AigerFile, Unwritten};
use super::args::{Check, Stage, Vacuity, Walks};
use super::certificate::{Target, quoted};
use super::limits::Limits;
use super::output::Delivered;
use super::progress::Lines;
use super::result::ResultFile;
use super::{emit, memory, output, signal};
use crate::api::settings::{Capability, Recording};
use crate::api::{
    Engine, EngineName, Error, FORMS, Found, Handle, Load, Options, Reason, Report, Spec, Style, Target as FormTarget, Verdict,
    engines, form_of, search,
};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Runs `check`, or `simulate` with these walks, and returns the exit code.
pub fn run(args: &'static Check, walks: Option<Walks>) -> u8 {
    let start = Instant::now();
    let (name, notes) = match (&walks, args.engine()) {
        (None, Ok(choice)) => choice,
        (Some(_), _) => (Some(EngineName::SIMULATE), Vec::new()),
        (None, Err(why)) => return refuse(&why),
    };
    if let Err(why) = forms_exist(&args.out) {
        return refuse(&why);
    }
    let handle = Handle::new();
    signal::cancels(&handle);
    let limits = Limits::new(start, args.timeout, args.memory_limit, &handle);
    if args.emit.is_some() {
        return limits.within(|| emit(args)).unwrap_or_else(|reason| {
            let (verdict, why) = ended(reason);
            output::err(&format!("error: {why}\n"));
            verdict.exit_code()
        });
    }
    let certificate = match args.certificate.as_deref().map(Target::of).transpose() {
        Ok(certificate) => certificate,
        Err(why) => return refuse(&why),
    };
    let aiger = match args.aiger.as_deref().map(AigerFile::of).transpose() {
        Ok(aiger) => aiger,
        Err(why) => return refuse(&why),
    };
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
    let spec = match read_within(args, &limits, start) {
        Ok(spec) => spec,
        Err(failure) => return failure.deliver(out, &limits),
    };
    if spec.view_has_primes() {
        return refuse("--view has primed variables, and it is evaluated in the last state alone: leave the primes out");
    }
    let mut exported = true;
    let mut found = {
        let lines = Lines::new();
        let mut options = options(args, name, &lines).start(start).handle(&handle);
        if let Some(recording) = &recording {
            options = options.recording(recording.clone());
        }
        if let Some(walks) = walks {
            options = options.seed(walks.seed).length(walks.length);
            options = walks.traces.into_iter().fold(options, Options::behaviors);
        }
        options = notes.into_iter().fold(options, Options::note);
        options = match aiger.map(|file| file.write(&spec, &options)) {
            Some(Ok(note)) => options.note(note),
            Some(Err(Unwritten)) => {
                exported = false;
                options
            }
            None => options,
        };
        search(&spec, &options)
    };
    let mut uncertified = false;
    match certificate.map(|target| target.write(&found, &spec, args)) {
        Some(Ok(note)) => found.note(note),
        Some(Err(why)) => {
            output::err(&format!("error: {why}\n"));
            uncertified = true;
        }
        None => {}
    }
    let trouble = recording.and_then(|r| r.trouble());
    if let Some(trouble) = &trouble {
        output::error(&Error::system(Verdict::Internal, format!("not all queries could be recorded: {trouble}")));
    }
    let code = finish(args, found, spec, out, &limits);
    if trouble.is_some() || uncertified || !exported { code.max(1) } else { code }
}

/// What the command line says of the search.
fn options<'a>(args: &Check, name: Option<EngineName>, lines: &'a Lines) -> Options<'a> {
    let ceiling = memory::ceiling(args.memory_limit);
    let has = |capability| name.is_none_or(|name| engines().any(|e| e.name == name && e.capabilities.has(capability)));
    let share = || if has(Capability::Enumerates) { memory::share(name.is_none()) } else { None };
    let mut options = searching(args)
        .engine(name.map_or(Engine::Both, Engine::Named))
        .induct(args.induction.induct(args.depth.is_some()))
        .strict(args.vacuity == Vacuity::Error)
        .memory(memory::occupied, move || memory::is_used_up(ceiling))
        .progress(|p| lines.show(p))
        .print(|text| lines.print(text));
    options = match (args.depth, args.bound(name)) {
        (Some(depth), _) => options.depth(depth),
        (None, Some(depth)) => options.default_depth(depth),
        (None, None) => options,
    };
    options = timeout(args).fold(options, Options::timeout);
    options = args.memory_limit.or_else(share).into_iter().fold(options, Options::memory_limit);
    if args.keep_going {
        options = options.keep_going();
    }
    options = args.max_errors.into_iter().fold(options, Options::max_errors);
    if args.certify {
        options = options.certify();
    }
    if args.shares_processors() { options.share_processors() } else { options }
}

/// The settings that `check` and `compare` have in common.
pub(super) fn searching<'a>(args: &Check) -> Options<'a> {
    Options::new()
        .workers(args.workers())
        .fingerprints(args.fingerprint_bits.unwrap_or_default())
        .solver(args.solver)
        .reductions(args.reductions.unwrap_or_default())
}

/// The time limit, if there is one.
pub(super) fn timeout(args: &Check) -> impl Iterator<Item = Duration> {
    args.timeout.map(Duration::from_secs_f64).into_iter()
}

/// Prints the output of a stage.
fn emit(args: &Check) -> u8 {
    let load = specification(args);
    let options = || searching(args).depth(args.depth()).induct(args.induction.induct(true));
    emit::print(match args.emit {
        Some(Stage::Tokens) => load.tokens(),
        Some(Stage::Ast) => load.tree(),
        Some(Stage::Smt) => load.read_here().and_then(|spec| warned(spec).queries(&options())),
        Some(Stage::Aiger) => load.read_here().and_then(|spec| warned(spec).aiger(&options())),
        Some(Stage::Ir) | None => load.read_here().map(|spec| warned(spec).ir()),
    })
}

/// The specification, whose warnings are printed.
fn warned(spec: Spec) -> Spec {
    output::drawn(&spec.warnings(output::colored()));
    spec
}

/// Why a run ended before any engine.
pub(super) struct Failure {
    error: Error,
    seconds: f64,
}

impl Failure {
    /// Writes the JSON object, and returns the exit code. Messages were printed before.
    pub(super) fn deliver(self, out: Option<ResultFile>, limits: &Limits) -> u8 {
        let code = self.error.verdict.exit_code();
        let Some(out) = out else { return code };
        let object = move |limits: &Limits| out.finish(&self.error.report(self.seconds).json(true), limits);
        let delivered = limits.deliver(object).unwrap_or(Delivered::Cut);
        delivered.exit_code(code)
    }
}

/// The verdict of a run that is stopped while files are read.
fn early(reason: Reason) -> (Verdict, String) {
    let (verdict, why) = ended(reason);
    (verdict, format!("{why} before the specification was read"))
}

/// How a run ends for this reason.
fn ended(reason: Reason) -> (Verdict, &'static str) {
    match reason {
        Reason::Time => (Verdict::Timeout, "time limit reached"),
        Reason::Memory => (Verdict::Unknown, "memory limit reached"),
        Reason::User | Reason::Superseded => (Verdict::Interrupted, "interrupted"),
    }
}

/// Reads the specification within the limits. Warnings and errors are printed.
pub(super) fn read_within(args: &'static Check, limits: &Limits, start: Instant) -> Result<Spec, Box<Failure>> {
    let read = limits.within(|| specification(args).read_here());
    let error = match read {
        Ok(Ok(spec)) => return Ok(warned(spec)),
        Ok(Err(error)) => error,
        Err(reason) => {
            let (verdict, text) = early(reason);
            Error::system(verdict, text)
        }
    };
    output::error(&error);
    Err(Box::new(Failure { error, seconds: start.elapsed().as_secs_f64() }))
}

/// What the command line says of the specification.
fn specification(args: &Check) -> Load {
    let mut load = args.modules.load(&args.spec);
    if let Some(path) = &args.config {
        load = load.config_file(path);
    }
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
    load = args.view.iter().fold(load, Load::view);
    load = args.shown.expressions.iter().fold(load, Load::expression);
    load = args.deadlock.iter().fold(load, |load, is_error| load.deadlock(*is_error));
    load.about_the_run(args.told_workers(), args.coverage)
}

/// The command line, quoted for a shell.
fn command_line() -> String {
    std::env::args().map(|a| quoted(&a)).collect::<Vec<_>>().join(" ")
}

/// Reports a wrong command line, and returns the exit code.
pub(super) fn refuse(why: &str) -> u8 {
    output::err(&format!("error: {why}\n"));
    1
}

/// How a report looks on standard output.
pub(super) fn style(args: &Check) -> Style {
    args.shown.style(args.verbose)
}

/// Writes the report, and gives the exit code.
fn finish(args: &'static Check, found: Found, spec: Spec, json: Option<ResultFile>, limits: &Limits) -> u8 {
    let code = found.verdict().exit_code();
    let delivered = limits.deliver(move |limits| {
        let report = found.report(&spec).evaluated(&spec);
        let selected = args.shown.select(&report);
        let shown = selected.as_ref().unwrap_or(&report);
        let mut delivered = Delivered::Yes;
        if json.as_ref().is_none_or(|json| !json.is_stdout()) {
            delivered = output::out(&shown.text(style(args)));
        }
        for path in &args.out {
            delivered = delivered.and(write_form(&report, shown, style(args), path, limits));
        }
        let Some(json) = json else { return delivered };
        match json.finish(&report.json(true), limits) {
            Delivered::Yes => delivered,
            Delivered::No => Delivered::No,
            Delivered::Cut => {
                output::err("note: the time limit was reached while the result was written: it has no trace\n");
                if json.is_stdout() { Delivered::Cut } else { json.finish(&report.json(false), &Limits::none()) }
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

/// Writes a report in the form that the file's extension names. `shown` has only what the user wants to see.
pub(super) fn write_form(report: &Report, shown: &Report, style: Style, path: &Path, limits: &Limits) -> Delivered {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let Some(form) = form_of(&name) else { return Delivered::Yes };
    let report = if form.selects { shown } else { report };
    let style = Style { verbose: true, color: false, ..style };
    let target = FormTarget { style, stem: name.strip_suffix(form.extension).unwrap_or(&name) };
    match ResultFile::begin_empty(path) {
        Ok(file) => file.write(&|to| (form.write)(report, target, to), limits),
        Err(why) => {
            output::err(&format!("error: {why}\n"));
            Delivered::No
        }
    }
}

/// Refuses a file of `--out` whose extension names no form.
pub(super) fn forms_exist(files: &[PathBuf]) -> Result<(), String> {
    let unknown = files.iter().find(|path| form_of(&path.to_string_lossy()).is_none());
    unknown.map_or(Ok(()), |path| {
        let known = FORMS.iter().map(|form| format!("{} ({})", form.extension, form.about)).collect::<Vec<_>>().join(", ");
        Err(format!("--out {}: the file's extension names no form; there are {known}", path.display()))
    })
}
