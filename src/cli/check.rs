//! `tlaloc check`: the whole pipeline, from file names to an exit code.
//!
//! The configuration is the file named by `--config`, or else `SPEC.cfg` beside the specification if it exists;
//! without one, `lower` takes `Spec`, or `Init` and `Next`.

use super::args::{Check, Engine, Stage};
use super::progress::Line;
use super::{emit, memory, output, signal};
use crate::diag::{Checked, Code, Diagnostic};
use crate::engine::race::{self, Beyond};
use crate::engine::simulate::{self, Walks};
use crate::engine::{Cancel, Options, Recording, bmc, explicit};
use crate::ir::{Model, Run};
use crate::lower::{self, Config, Overrides};
use crate::report::kind::Kind;
use crate::report::text::Style;
use crate::report::{Context, json, text};
use crate::source::SourceMap;
use crate::source::search::read;
use crate::trace::Verdict;
use crate::value::Atoms;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::time::{Duration, Instant};

/// Runs `check`, or `simulate` with these walks, and gives the exit code.
pub fn run(args: &Check, walks: Option<Walks>) -> u8 {
    let start = Instant::now();
    let (engine, notes) = match (&walks, args.not_for_walks(), args.engine()) {
        (None, _, Ok(choice)) => choice,
        (Some(_), None, _) => (None, Vec::new()),
        (Some(_), Some(option), _) => {
            return refuse(&format!("{option} makes no sense for simulate, which looks at random behaviours"));
        }
        (None, _, Err(why)) => return refuse(&why),
    };
    // before the search, not after it
    if let Some(why) = args.json.as_deref().and_then(output::unwritable) {
        return refuse(&why);
    }
    let mut sources = SourceMap::new();
    match args.emit {
        Some(Stage::Tokens) => return emit::tokens(&args.spec),
        Some(Stage::Ast) => return emit::ast(&args.spec),
        Some(Stage::Ir | Stage::Smt) | None => {}
    }
    let model = match model(args, &mut sources) {
        Ok(model) => model,
        Err(errors) => return fail(args, &errors, &sources, start),
    };
    match args.emit {
        Some(Stage::Ir) => return emit::ir(&model),
        Some(Stage::Smt) => return emit::smt(&model, args.depth(), &sources),
        Some(Stage::Tokens | Stage::Ast) | None => {}
    }
    let recording = args.smt_out.as_ref().map(|folder| Recording::new(folder.clone(), command_line()));
    let races = walks.is_none() && engine.is_none();
    let mut verdict = {
        let line = Line::new();
        let cancel = Cancel::default();
        signal::heed(&cancel);
        let options = Options {
            depth: args.bound(engine),
            enough: None,
            timeout: args.timeout.map(Duration::from_secs_f64),
            progress: &|p| line.show(p),
            cancel,
            workers: args.workers(),
            // one processor is the symbolic engine's
            lent: Arc::new(AtomicUsize::new(if races { args.lent(1) } else { 0 })),
            keep_going: args.keep_going,
            memory_limit: args.memory_limit.or_else(|| if races { memory::share() } else { None }),
            occupied: memory::occupied,
            fingerprints: args.fingerprint_bits.unwrap_or_default(),
            solver: args.solver.backend(),
            induction: args.induction.induct(args.depth.is_some()),
            reductions: args.reductions.unwrap_or_default(),
            recording: recording.clone(),
            start,
            assumed: false,
        };
        match &walks {
            Some(walks) => simulate::check(&model, walks, &options),
            None => search(args, engine, &model, &options),
        }
    };
    verdict.notes.extend(notes);
    if let Some(trouble) = recording.and_then(|r| r.trouble()) {
        let warning = Diagnostic::warning(Code::SYSTEM, format!("not all questions could be written down: {trouble}"));
        output::diagnostics(&[warning], &sources);
    }
    let default_depth = args.depth.is_none() && args.bound(engine).is_some();
    finish(args, &verdict, Context { default_depth, ..Context::new(&model, &sources) })
}

/// From files to the model; warnings are told on the way.
pub(super) fn model(args: &Check, sources: &mut SourceMap) -> Checked<Model> {
    let atoms = Atoms::new();
    // Before any module: the order of strings and model values begins with the .cfg.
    let config = config(args, sources, &atoms)?;
    let (invariants, further) = invariants(args);
    let module = emit::resolve_root(&args.spec, &further, &args.modules, sources, &atoms)?;
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
    };
    Ok(model)
}

/// The names of the invariants that the command line asks for, and definitions for those that it gives as expressions.
fn invariants(args: &Check) -> (Vec<String>, Vec<(String, String)>) {
    let (mut names, mut further) = (Vec::new(), Vec::new());
    let is_name =
        |text: &str| text.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '!') && !["TRUE", "FALSE"].contains(&text);
    let level = args.invariant_level.map(|n| {
        // As the reference checker does, since the module need not extend those.
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

/// What the user typed, for a shell.
fn command_line() -> String {
    let quoted = |a: String| {
        let plain = |c: char| c.is_alphanumeric() || "-_./=,:+".contains(c);
        if !a.is_empty() && a.chars().all(plain) { a } else { format!("'{}'", a.replace('\'', "'\\''")) }
    };
    std::env::args().map(quoted).collect::<Vec<_>>().join(" ")
}

fn search(args: &Check, engine: Option<Engine>, model: &Model, options: &Options<'_>) -> Verdict {
    match engine {
        Some(Engine::Symbolic) => bmc::check(model, options),
        Some(Engine::Explicit) => explicit::check(model, options),
        None => race::check(model, options, if args.depth.is_some() { Beyond::Nothing } else { Beyond::Violations }),
    }
}

/// What cannot be asked for.
pub(super) fn refuse(why: &str) -> u8 {
    output::err(&format!("error: {why}\n"));
    1
}

pub(super) fn fail(args: &Check, errors: &[Diagnostic], sources: &SourceMap, start: Instant) -> u8 {
    output::diagnostics(errors, sources);
    if let Some(path) = &args.json {
        output::json(path, &json::failure(errors, sources, start.elapsed().as_secs_f64()));
    }
    Kind::of_diagnostics(errors).exit_code()
}

fn finish(args: &Check, verdict: &Verdict, context: Context<'_>) -> u8 {
    let code = Kind::of_outcome(&verdict.outcome).exit_code();
    let mut written = true;
    if let Some(path) = &args.json {
        written = output::json(path, &json::report(verdict, context));
    }
    if args.json.as_deref() != Some(Path::new("-")) {
        let style = Style { plain: args.plain, colour: output::colours(&std::io::stdout()) };
        output::out(&text::report(verdict, context, style));
    }
    // An answer that could not be delivered is no success.
    if written { code } else { code.max(1) }
}
