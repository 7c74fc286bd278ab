//! The places that `TLCGet("spec")` reports.
//!
//! In: a model and the texts it was made from. Out: a place for each span that a report of the specification may name: of
//! variables, definitions and expressions. The model carries these in place of the texts.

use crate::ir::visit::{Part, visit};
use crate::ir::{Builtin, Model, Place};
use crate::source::{SourceMap, Span};
use rustc_hash::FxHashMap;
use std::path::Path;

/// Empty for a model that does not apply TLCGet.
pub fn places(model: &Model, sources: &SourceMap) -> FxHashMap<Span, Place> {
    let mut asked = false;
    for e in &model.exprs {
        visit(&e.kind, &mut |part| asked |= part == Part::Builtin(Builtin::TlcGet));
    }
    if !asked {
        return FxHashMap::default();
    }
    let of_defs = model.defs.iter().flat_map(|d| [d.span, d.named_at.to(d.span)]);
    let of_vars = model.vars.iter().map(|v| v.span);
    let spans = of_defs.chain(of_vars).chain(model.exprs.iter().map(|e| e.span));
    spans.filter_map(|span| Some((span, place(span, sources)?))).collect()
}

fn place(span: Span, sources: &SourceMap) -> Option<Place> {
    let l = sources.location(span)?;
    let module = Path::new(&sources.file(span.file).name).file_stem().and_then(|s| s.to_str()).unwrap_or("");
    let module = module.trim_matches(['<', '>']).into();
    Some(Place { module, begin: (l.line, l.column), end: (l.end_line, l.end_column) })
}
