//! No input makes the front end panic, or point outside its text. (One that makes it hang makes the test hang.)
//!
//! Sources and configurations of `specs/` are damaged at random (characters, tokens, lines and larger parts deleted, duplicated,
//! swapped, inserted from another file) and processed as by `tlaloc check`, without engines. A failure prints its seed and
//! writes the text to a temporary file. The environment changes what is run (`scripts/fuzz`):
//! `TLALOC_FUZZ_SEEDS=from..to` replaces the seeds; `TLALOC_FUZZ_TARGET`, the name of a [`Target`], stops after that stage;
//! `TLALOC_FUZZ_SPECS` is a folder of texts, which are also run undamaged.

mod damage;

use damage::Random;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use tlaloc::internals::diag::{Checked, render::render};
use tlaloc::internals::lower::{Overrides, config, lower};
use tlaloc::internals::pipeline;
use tlaloc::internals::resolve::{Root, embedded};
use tlaloc::internals::source::{SourceMap, search::Loader};
use tlaloc::internals::syntax::{names_in_order, parse_expr, parse_module, print, print_tokens};
use tlaloc::internals::value::Atoms;

/// The stack size of the command's thread.
const STACK: usize = 512 << 20;

/// What is run.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Target {
    Lexer,
    Parser,
    Config,
    /// Modules with algorithms, up to the engines.
    Pluscal,
    /// Everything, up to the engines.
    All,
}

impl Target {
    fn wanted() -> Target {
        match std::env::var("TLALOC_FUZZ_TARGET").as_deref() {
            Ok("lexer") => Target::Lexer,
            Ok("parser") => Target::Parser,
            Ok("cfg") => Target::Config,
            Ok("pluscal") => Target::Pluscal,
            Err(_) => Target::All,
            Ok(other) => panic!("TLALOC_FUZZ_TARGET is lexer, parser, cfg or pluscal, not {other}"),
        }
    }
}

/// A specification of `specs/`: its modules and configurations.
struct Spec {
    folder: PathBuf,
    modules: Vec<String>,
    configs: Vec<String>,
}

fn specs(target: Target) -> Vec<Spec> {
    let root = match std::env::var_os("TLALOC_FUZZ_SPECS") {
        Some(folder) => PathBuf::from(folder),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("specs"),
    };
    let entries = |folder: &Path| {
        let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|e| e.path()).collect();
        paths.sort();
        paths
    };
    let mut folders = vec![root];
    let mut next = 0;
    while next < folders.len() {
        folders.extend(entries(&folders[next]).into_iter().filter(|p| p.is_dir() && !p.is_symlink()));
        next += 1;
    }
    let texts = |folder: &Path, ending: &str| {
        let paths = entries(folder).into_iter().filter(|p| p.extension().is_some_and(|e| e == ending));
        let texts = paths.filter_map(|p| std::fs::read(p).ok()).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        texts.filter(|t| target != Target::Pluscal || ending != "tla" || t.contains("algorithm")).collect::<Vec<_>>()
    };
    let all = folders.into_iter().map(|folder| {
        let (modules, configs) = (texts(&folder, "tla"), texts(&folder, "cfg"));
        Spec { folder, modules, configs }
    });
    all.filter(|s| !s.modules.is_empty()).collect()
}

/// Everything that `tlaloc check` does before an engine. Diagnostics are rendered, which checks their spans.
fn front_end(target: Target, spec: &Spec, module: &str, cfg: &str) {
    let mut sources = SourceMap::new();
    let complain = |result: Checked<()>, sources: &SourceMap| {
        for d in result.err().into_iter().flatten() {
            assert!(!render(&d, sources, false).is_empty());
        }
    };
    if target != Target::Config {
        print_tokens(module);
        names_in_order(module).for_each(drop);
    }
    if target == Target::Lexer {
        return;
    }
    if target != Target::Config {
        let file = sources.add("Damaged.tla", module);
        let tree = parse_module(file, module).map(|m| drop(print::module(&m)));
        complain(tree, &sources);
        let tree = parse_expr(file, module).map(drop);
        complain(tree, &sources);
    }
    if target == Target::Parser {
        return;
    }
    let atoms = Atoms::new();
    let file = sources.add("Damaged.cfg", cfg);
    config::seed(cfg, &atoms);
    let config = config::parse(file, cfg);
    complain(config.as_ref().map(|_| ()).map_err(Clone::clone), &sources);
    if target == Target::Config && config.is_err() {
        return;
    }
    let mut loader = Loader::new(vec![spec.folder.clone()], embedded);
    let root = Root::Text { name: "Damaged.tla", text: module };
    let found = pipeline::module(root, &mut loader, &mut sources, &atoms, &[]);
    let found = found.and_then(|m| lower(&m, config.ok().as_ref(), &Overrides::default(), &mut Vec::new()).map(drop));
    complain(found, &sources);
}

fn one(seed: u64, target: Target, specs: &[Spec]) {
    let mut random = Random::new(seed);
    let spec = &specs[random.below(specs.len())];
    let other = &specs[random.below(specs.len())];
    let mut module = spec.modules[random.below(spec.modules.len())].clone();
    let mut cfg = spec.configs.get(random.below(spec.configs.len().max(1))).cloned().unwrap_or_default();
    let of_cfg = match target {
        Target::All => random.below(3) == 0,
        Target::Config => true,
        Target::Lexer | Target::Parser | Target::Pluscal => false,
    };
    if of_cfg {
        cfg = damage::damage(&mut random, &cfg, other.configs.first().map_or("", |c| c));
    } else {
        module = damage::damage(&mut random, &module, &other.modules[0]);
    }
    run(&format!("seed {seed}"), target, spec, &module, &cfg);
}

fn run(what: &str, target: Target, spec: &Spec, module: &str, cfg: &str) {
    if catch_unwind(AssertUnwindSafe(|| front_end(target, spec, module, cfg))).is_ok() {
        return;
    }
    let place = std::env::temp_dir().join(format!("tlaloc-robust-{}", what.replace(' ', "-")));
    let _ = std::fs::write(place.with_extension("tla"), module);
    let _ = std::fs::write(place.with_extension("cfg"), cfg);
    panic!("{what}: it panicked on a text of {}; see {}.tla and .cfg", spec.folder.display(), place.display());
}

#[test]
fn damaged_specifications() {
    let seeds = match std::env::var("TLALOC_FUZZ_SEEDS") {
        Err(_) => 1..601,
        Ok(text) => {
            let (from, to) = text.split_once("..").expect("TLALOC_FUZZ_SEEDS is from..to");
            from.parse::<u64>().expect("a number")..to.parse::<u64>().expect("a number")
        }
    };
    let all = move || {
        let target = Target::wanted();
        let specs = specs(target);
        if std::env::var_os("TLALOC_FUZZ_SPECS").is_some() {
            for (i, spec) in specs.iter().enumerate() {
                let cfg = spec.configs.first().map_or("", |c| c);
                spec.modules.iter().for_each(|m| run(&format!("folder {i}"), target, spec, m, cfg));
                spec.configs.iter().for_each(|c| run(&format!("folder {i}"), target, spec, &spec.modules[0], c));
            }
        }
        seeds.for_each(|seed| one(seed, target, &specs));
    };
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(all).expect("a thread");
    assert!(thread.join().is_ok(), "see above");
}
