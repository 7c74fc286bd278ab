//! `eval` against `encode`, and the explicit engine against the symbolic one, on random input.
//!
//! A failure prints its seed, what disagrees, and a specification made as small as dropping parts can make it.
//! `TLALOC_FUZZ_SEEDS=from..to` runs other seeds than the built-in ones (`scripts/fuzz`).

mod expressions;
mod fair;
mod family;
mod generate;
mod induction;
mod items;
mod liveness;
mod peers;
mod plain;
mod processes;
mod reductions;
mod rooms;
mod specs;
mod storage;
mod symmetric;

use tlaloc::ir::Model;
use tlaloc::lower::{Overrides, from_texts};
use tlaloc::source::SourceMap;

/// The model of a specification and a configuration, or the rendered complaints.
pub fn model(text: &str, cfg: &str) -> Result<Model, String> {
    let model = from_texts(text, Some(cfg), &Overrides::default(), &mut SourceMap::new());
    model.map_err(|ds| ds.iter().map(|d| format!("{}: {}", d.code, d.message)).collect::<Vec<_>>().join("; "))
}

/// The seeds to run: the built-in number, or what the environment asks for.
pub fn seeds(default: u64) -> std::ops::Range<u64> {
    let Ok(text) = std::env::var("TLALOC_FUZZ_SEEDS") else { return 1..default + 1 };
    let (from, to) = text.split_once("..").expect("TLALOC_FUZZ_SEEDS is from..to");
    from.parse().expect("a number")..to.parse().expect("a number")
}
