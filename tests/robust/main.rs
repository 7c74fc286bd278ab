//! No input makes the front end panic, hang, or point outside its text.
//!
//! Sources and configurations of `specs/` are damaged at random (characters, tokens, lines and whole parts deleted, doubled,
//! swapped, taken from another file) and go the way of `tlaloc check` up to the engines. A failure prints its seed and
//! leaves the text in a temporary file. `TLALOC_FUZZ_SEEDS=from..to` runs other seeds than the built-in ones (`scripts/fuzz`).

mod damage;

use damage::Random;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tlaloc::diag::{Checked, render::render};
use tlaloc::lower::{Overrides, config, lower};
use tlaloc::resolve::{Root, embedded, resolve};
use tlaloc::source::{SourceMap, search::Loader};
use tlaloc::syntax::{names_in_order, parse_expr, parse_module, print, print_tokens};
use tlaloc::value::Atoms;

/// As much as the command gives its own thread.
const STACK: usize = 512 << 20;
/// Far more than any of these inputs needs, on a busy machine and without optimisation.
const LONG: Duration = Duration::from_secs(20);

/// A specification of `specs/`: its modules and configurations.
struct Spec {
    folder: PathBuf,
    modules: Vec<String>,
    configs: Vec<String>,
}

fn specs() -> Vec<Spec> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("specs");
    let mut folders: Vec<PathBuf> =
        std::fs::read_dir(root).expect("specs/ is there").map(|e| e.expect("readable").path()).collect();
    folders.sort();
    let texts = |folder: &Path, ending: &str| {
        let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|e| e.path()).collect();
        paths.retain(|p| p.extension().is_some_and(|e| e == ending));
        paths.sort();
        paths.iter().map(|p| std::fs::read_to_string(p).expect("readable")).collect::<Vec<_>>()
    };
    let all = folders.into_iter().map(|folder| {
        let (modules, configs) = (texts(&folder, "tla"), texts(&folder, "cfg"));
        Spec { folder, modules, configs }
    });
    all.filter(|s| !s.modules.is_empty()).collect()
}

/// Everything that `tlaloc check` does before an engine; diagnostics are drawn, which looks at their places.
fn front_end(spec: &Spec, module: &str, cfg: &str) {
    let mut sources = SourceMap::new();
    let complain = |result: Checked<()>, sources: &SourceMap| {
        for d in result.err().into_iter().flatten() {
            assert!(!render(&d, sources, false).is_empty());
        }
    };
    print_tokens(module);
    names_in_order(module).for_each(drop);
    let file = sources.add("Damaged.tla", module);
    let tree = parse_module(file, module).map(|m| drop(print::module(&m)));
    complain(tree, &sources);
    let tree = parse_expr(file, module).map(drop);
    complain(tree, &sources);
    let atoms = Atoms::new();
    let file = sources.add("Damaged.cfg", cfg);
    config::seed(cfg, &atoms);
    let config = config::parse(file, cfg);
    complain(config.as_ref().map(|_| ()).map_err(Clone::clone), &sources);
    let mut loader = Loader::new(vec![spec.folder.clone()], embedded);
    let found = resolve(Root::Text { name: "Damaged.tla", text: module }, &mut loader, &mut sources, &atoms, &[]);
    let found = found.and_then(|m| lower(&m, config.ok().as_ref(), &Overrides::default()).map(drop));
    complain(found, &sources);
}

fn one(seed: u64, specs: &[Spec]) {
    let mut random = Random::new(seed);
    let spec = &specs[random.below(specs.len())];
    let other = &specs[random.below(specs.len())];
    let mut module = spec.modules[random.below(spec.modules.len())].clone();
    let mut cfg = spec.configs.get(random.below(spec.configs.len().max(1))).cloned().unwrap_or_default();
    if random.below(3) == 0 {
        cfg = damage::damage(&mut random, &cfg, other.configs.first().map_or("", |c| c));
    } else {
        module = damage::damage(&mut random, &module, &other.modules[0]);
    }
    let start = Instant::now();
    let result = catch_unwind(AssertUnwindSafe(|| front_end(spec, &module, &cfg)));
    let fault = match result {
        Err(_) => "it panicked",
        Ok(()) if start.elapsed() > LONG => "it took too long",
        Ok(()) => return,
    };
    let place = std::env::temp_dir().join(format!("tlaloc-robust-{seed}"));
    let _ = std::fs::write(place.with_extension("tla"), &module);
    let _ = std::fs::write(place.with_extension("cfg"), &cfg);
    panic!("seed {seed}: {fault} on a damaged {}; see {}.tla and .cfg", spec.folder.display(), place.display());
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
    let run = move || {
        let specs = specs();
        seeds.for_each(|seed| one(seed, &specs));
    };
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(run).expect("a thread");
    assert!(thread.join().is_ok(), "see above");
}
