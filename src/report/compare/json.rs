//! A comparison for programs: the object of `tlaloc compare --json`.

use super::{Depths, Reach, Report, Side};
use crate::report::itf::Itf;
use crate::report::json::seconds;
use crate::trace::doc::place::of_module;
use serde_json::{Value as Json, json};

/// The object, described in docs/reference.md.
pub fn object(r: &Report) -> Json {
    let (first, second) = (r.first.engine.as_str(), r.second.engine.as_str());
    let both = |d: Depths| json!({first: d.first, second: d.second});
    let actions = r.actions.iter().map(|a| {
        json!({
            "action": a.name,
            "location": of_module(a.place, &a.module),
            "enabled": both(a.enabled),
            "reached": both(a.reached),
        })
    });
    let wrong = r.wrong.iter().map(|m| json!({"what": m.what, first: m.depth.first, second: m.depth.second}));
    let differences = r.differences.iter().map(|d| {
        json!({
            "depth": d.depth,
            "what": d.what,
            "engine": d.engine,
            "other": d.other,
            "refuted": d.refuted,
            "trace": Itf(&d.trace),
        })
    });
    json!({
        "verdict": r.verdict,
        "depth": match r.depth {
            Reach::Nowhere => r.first.depth,
            Reach::Depth(d) => Some(d),
            Reach::Everywhere(d) => d,
        },
        first: side(&r.first),
        second: side(&r.second),
        "actions": actions.collect::<Vec<_>>(),
        "stuck": both(r.stuck),
        "wrong": wrong.collect::<Vec<_>>(),
        "differences": differences.collect::<Vec<_>>(),
        "vacuous": r.vacuous,
        "left_out": r.left_out,
    })
}

fn side(s: &Side) -> Json {
    json!({
        "verdict": s.verdict,
        "depth": s.depth,
        "exhaustive": s.exhaustive,
        "seconds": seconds(s.seconds),
        "message": s.message.as_ref().map(|m| &m.text),
    })
}
