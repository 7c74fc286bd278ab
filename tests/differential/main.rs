//! Differential tests on random input: `eval` against `symbolic`, and the engines against each other.
//!
//! A failure prints its seed, the disagreement, and a specification reduced by dropping parts.
//! `TLALOC_FUZZ_SEEDS=from..to` replaces the built-in seeds (`scripts/fuzz`), `TLALOC_SAMPLES=all` runs all of them
//! (`.ci/run`), and without either a fifth.

mod circuit;
mod expressions;
mod fair;
mod family;
mod generate;
mod induction;
mod items;
mod liveness;
mod nested;
mod peers;
mod plain;
mod processes;
mod proof;
mod reductions;
mod rooms;
mod rounds;
mod sides;
mod specs;
mod storage;
mod symmetric;
mod unbounded;

use tlaloc::internals::ir::Model;
use tlaloc::internals::lower::Overrides;
use tlaloc::internals::pipeline::from_texts;
use tlaloc::internals::source::SourceMap;

/// The model of a specification and a configuration, or the rendered diagnostics.
pub fn model(text: &str, cfg: &str) -> Result<Model, String> {
    let model = from_texts(text, Some(cfg), &Overrides::default(), &mut SourceMap::new());
    model.map_err(|ds| ds.iter().map(|d| format!("{}: {}", d.code, d.message)).collect::<Vec<_>>().join("; "))
}

/// The seeds to run: those of `TLALOC_FUZZ_SEEDS`, or 1 to `all`, of which a fifth unless `TLALOC_SAMPLES` is `all`.
pub fn seeds(all: u64) -> std::ops::Range<u64> {
    let Ok(text) = std::env::var("TLALOC_FUZZ_SEEDS") else {
        let is_all = std::env::var("TLALOC_SAMPLES").is_ok_and(|samples| samples == "all");
        return 1..if is_all { all } else { all.div_ceil(5) } + 1;
    };
    let (from, to) = text.split_once("..").expect("TLALOC_FUZZ_SEEDS is from..to");
    from.parse().expect("a number")..to.parse().expect("a number")
}
