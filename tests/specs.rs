//! Every specification under specs/ gives the results of its expect.toml, with both engines.
//!
//! An expect.toml is a list of `[[run]]`s:
//!
//! - `file`, `config` (default: the .cfg of the same name), and, as on the command line: `constants`, `depth` (without
//!   one the search must be exhaustive), `invariants`, `properties`, `init`, `next`, `const_init`, `deadlock`;
//! - `verdict` and `exit`: the verdict's name in the JSON object, and the exit code;
//! - optional: `property`, `trace` (the number of states), `action` (the name of the last one), `at` (the text of the failing
//!   expression), `counts` (of the explicit engine, confirmed with TLC);
//! - `back`, for an infinite behavior: the state, from 1, to which it goes back (the number of the last one for stuttering);
//! - `engines`, default both.
//!
//! Each run of the explicit engine is also compared depth by depth (`tlaloc compare`), to a small depth.

use libtest_mimic::{Arguments, Failed, Trial};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tlaloc::internals::diag::Diagnostic;
use tlaloc::internals::engine::{Options, bmc, compare, explicit};
use tlaloc::internals::lower::{self, Overrides};
use tlaloc::internals::pipeline;
use tlaloc::internals::report::kind::Kind;
use tlaloc::internals::report::text::Style;
use tlaloc::internals::report::{Context, Report, compare as report, finding, json};
use tlaloc::internals::resolve::{self, Root};
use tlaloc::internals::source::SourceMap;
use tlaloc::internals::source::search::{Loader, read};
use tlaloc::internals::trace::{Lasso, Outcome, Verdict};
use tlaloc::internals::value::Atoms;

#[derive(Deserialize)]
struct Expectations {
    run: Vec<Run>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Run {
    file: String,
    config: Option<String>,
    #[serde(default)]
    constants: BTreeMap<String, String>,
    depth: Option<u32>,
    #[serde(default)]
    invariants: Vec<String>,
    #[serde(default)]
    properties: Vec<String>,
    init: Option<String>,
    next: Option<String>,
    const_init: Option<String>,
    deadlock: Option<bool>,
    verdict: String,
    exit: u8,
    property: Option<String>,
    trace: Option<usize>,
    action: Option<String>,
    at: Option<String>,
    counts: Option<Counts>,
    back: Option<usize>,
    engines: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Counts {
    generated: u64,
    distinct: u64,
    depth: u64,
}

/// There are more tests than this: a runner that finds none proves nothing.
const LEAST: usize = 300;

/// The depth of the comparison where there is no violation.
const COMPARED: u32 = 6;

/// Compares the engines on one run. They must agree, and both must finish where both are expected to.
fn compare_engines(folder: &Path, run: &Run) -> Result<(), String> {
    let mut sources = SourceMap::new();
    let model = model(folder, run, &mut sources).unwrap_or_else(|e| panic!("ends before any engine: {e:?}"));
    let quick = run.trace.map_or(COMPARED, |states| states.min(COMPARED as usize + 2) as u32);
    let options = || Options::to_depth(run.depth.unwrap_or(quick).min(quick));
    let comparison =
        compare::compare(&model, (&explicit::Explicit, options()), (&bmc::Bounded, options())).expect("both can be compared");
    let report = report::Report::new(&comparison, Context::new(&model, &sources), false);
    let code = report.exit_code;
    let unsupported = code == 62 && run.engines.is_some();
    if code == 0 || unsupported {
        return Ok(());
    }
    let text = report::text::text(&report, Style::default());
    Err(format!("exit code {code}:\n{text}"))
}

fn expectations(folder: &Path) -> Expectations {
    let text = std::fs::read_to_string(folder.join("expect.toml")).expect("every folder of specs/ has an expect.toml");
    toml::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", folder.display()))
}

fn execute(folder: &Path, run: &Run, engine: &str) -> Result<(), String> {
    let mut sources = SourceMap::new();
    let model = model(folder, run, &mut sources).map_err(|errors| {
        let drawn = errors.iter().map(|d| tlaloc::internals::diag::render::render(d, &sources, false));
        format!("ends before any engine:\n{}", drawn.collect::<String>())
    })?;
    let options = Options::to_depth(run.depth);
    let verdict = match engine {
        "symbolic" => bmc::check(&model, &options),
        "explicit" => explicit::check(&model, &options),
        other => panic!("there is no engine {other}"),
    };
    as_expected(run, &verdict, Context::new(&model, &sources))
}

fn model(folder: &Path, run: &Run, sources: &mut SourceMap) -> Result<tlaloc::internals::ir::Model, Vec<Diagnostic>> {
    let spec = folder.join(&run.file);
    let atoms = Atoms::new();
    let path = run.config.as_ref().map_or(spec.with_extension("cfg"), |c| folder.join(c));
    let file = read(&path, sources)?;
    let text = sources.file(file).text.clone();
    lower::config::seed(&text, &atoms);
    let config = lower::config::parse(file, &text)?;
    let mut loader = Loader::new(Vec::new(), resolve::embedded);
    let module = pipeline::module(Root::File(&spec), &mut loader, sources, &atoms, &[])?;
    let overrides = Overrides {
        invariants: run.invariants.clone(),
        properties: run.properties.clone(),
        init: run.init.clone(),
        next: run.next.clone(),
        constants: run.constants.clone().into_iter().collect(),
        replaced: Vec::new(),
        deadlock: run.deadlock,
        const_init: run.const_init.clone(),
    };
    lower::lower(&module, Some(&config), &overrides, &mut Vec::new())
}

fn as_expected(run: &Run, verdict: &Verdict, context: Context<'_>) -> Result<(), String> {
    let kind = Kind::of_outcome(&verdict.outcome);
    let report = Report::new(verdict, context);
    let object = serde_json::json!(json::Object { report: &report, traces: true });
    if kind.name() != run.verdict || kind.exit_code() != run.exit {
        return Err(format!("expected {} ({}), got {object:#}", run.verdict, run.exit));
    }
    let same = |what: &str, expected: Option<String>, got: Option<String>| match expected {
        Some(e) if got.as_ref() != Some(&e) => Err(format!("expected {what} {e}, got {got:?}")),
        _ => Ok(()),
    };
    let found = finding::of_outcome(&verdict.outcome);
    let at = found.as_ref().and_then(|d| d.labels.first()).map(|l| context.sources.text(l.span));
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    same("property", run.property.clone(), finding::property(&verdict.outcome))?;
    same("place", run.at.as_deref().map(words), at.map(words))?;
    if let Outcome::Violated { trace, .. } = &verdict.outcome {
        let action = trace.states.last().and_then(|s| s.action.as_ref()).map(|a| a.name.to_string());
        same("trace of length", run.trace.map(|t| t.to_string()), Some(trace.states.len().to_string()))?;
        same("last action", run.action.clone(), action)?;
        let back = trace.lasso.as_ref().map(|l| match l {
            Lasso::Stuttering => trace.states.len().to_string(),
            Lasso::BackTo { index, .. } => (index + 1).to_string(),
        });
        same("loop", run.back.map(|b| b.to_string()), back)?;
    }
    if matches!(verdict.outcome, Outcome::Safe) {
        let far_enough = verdict.exhaustive || (run.depth.is_some() && verdict.depth >= run.depth);
        if !far_enough {
            return Err(format!("searched only to depth {:?}", verdict.depth));
        }
    }
    if let (Some(expected), Some(got)) = (&run.counts, verdict.counts) {
        same("generated", Some(expected.generated.to_string()), Some(got.generated.to_string()))?;
        same("distinct", Some(expected.distinct.to_string()), Some(got.distinct.to_string()))?;
        same("depth", Some(expected.depth.to_string()), Some(got.depth.to_string()))?;
    }
    Ok(())
}

/// The tests of one run, named `folder/file n engine`: each engine by itself, and both compared.
fn trials(folder: &'static Path, name: &str, number: usize, run: Run) -> Vec<Trial> {
    let run = Arc::new(run);
    let uses = |engine: &str| run.engines.as_ref().is_none_or(|e| e.iter().any(|e| e == engine));
    let title = format!("{name}/{} {number}", run.file);
    let test = |what: &str, f: fn(&Path, &Run, &str) -> Result<(), String>, engine: &'static str| {
        let run = run.clone();
        Trial::test(format!("{title} {what}"), move || f(folder, &run, engine).map_err(Failed::from))
    };
    let mut trials: Vec<Trial> =
        ["symbolic", "explicit"].into_iter().filter(|e| uses(e)).map(|engine| test(engine, execute, engine)).collect();
    if uses("explicit") {
        trials.push(test("compared", |folder, run, _| compare_engines(folder, run), ""));
    }
    trials
}

/// A test for each run of each folder of specs/, which must all have an expect.toml.
fn main() {
    let specs = Path::new(env!("CARGO_MANIFEST_DIR")).join("specs");
    let entries = std::fs::read_dir(specs).expect("specs/ is there");
    let mut folders: Vec<PathBuf> = entries.map(|e| e.expect("specs/ can be read").path()).collect();
    folders.sort();
    let mut tests = Vec::new();
    for folder in folders {
        // the tests outlive this function
        let folder: &'static Path = Box::leak(folder.into_boxed_path());
        let name = folder.file_name().map(|n| n.display().to_string()).unwrap_or_default();
        let runs = expectations(folder).run;
        assert!(!runs.is_empty(), "{name} has no runs");
        tests.extend(runs.into_iter().enumerate().flat_map(|(i, run)| trials(folder, &name, i + 1, run)));
    }
    assert!(tests.len() > LEAST, "only {} tests", tests.len());
    libtest_mimic::run(&Arguments::from_args(), tests).exit();
}
