//! The report for programs: one JSON object, whose keys are stable. docs/reference.md describes it.
//!
//! In: a [`Report`]. Out: the object that `--json` writes, streamed, since states may be large. Its traces are in
//! the Informal Trace Format ([`super::itf`]). [`DOCUMENT`] is the report itself, with all that [`TraceDoc`] has
//! (`docs/trace-doc.md`).

use super::Form;
use super::itf::{Columns, Itf};
use super::run::{Report, Taken};
use crate::trace::doc::place::text;
use crate::trace::doc::{Fairness, Message, Met, Place, Source, TraceDoc};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Value as Json, json};
use std::io::{Result, Write};

/// The report with its trace documents.
pub const DOCUMENT: Form = Form {
    extension: ".doc.json",
    about: "the report with its trace documents",
    selects: false,
    write: |report, _, to| pretty(report, to),
};

/// Writes indented JSON.
pub fn pretty(object: &impl Serialize, to: &mut dyn Write) -> Result<()> {
    serde_json::to_writer_pretty(&mut *to, object)?;
    writeln!(to)?;
    to.flush()
}

/// The object of a report.
#[derive(Clone, Copy)]
pub struct Object<'a> {
    pub report: &'a Report,
    /// Whether the traces are written.
    pub traces: bool,
}

impl Serialize for Object<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> std::result::Result<S::Ok, S::Error> {
        let r = self.report;
        let own = r.message.as_ref().map(|m| message(m, &r.sources));
        let mut map = s.serialize_map(None)?;
        map.serialize_entry("verdict", &r.verdict)?;
        map.serialize_entry("property", &r.property)?;
        map.serialize_entry("engine", &r.engine)?;
        map.serialize_entry("depth", &r.depth)?;
        map.serialize_entry("exhaustive", &r.exhaustive)?;
        map.serialize_entry("states", &r.states)?;
        map.serialize_entry("seconds", &seconds(r.seconds))?;
        map.serialize_entry("assumptions", &assumptions(r))?;
        map.serialize_entry("vacuous", &r.vacuous)?;
        let induction = r.proof.as_ref().map(|p| json!({"beyond": p.sizes.searched, "lemmas": p.lemmas}));
        map.serialize_entry("induction", &induction)?;
        map.serialize_entry("proof", &r.proof)?;
        map.serialize_entry("certification", &r.certification)?;
        map.serialize_entry("notes", &r.notes)?;
        map.serialize_entry("fingerprints", &r.hashes)?;
        map.serialize_entry("message", &own)?;
        if r.engine.is_none() || !r.further_messages.is_empty() {
            let further = r.further_messages.iter().map(|m| message(m, &r.sources));
            map.serialize_entry("messages", &own.into_iter().chain(further).collect::<Vec<_>>())?;
        }
        let traces = |docs| if self.traces { docs } else { None };
        map.serialize_entry("trace", &traces(r.trace.as_ref()).map(Itf))?;
        let fairness = r.trace.iter().flat_map(|t| &t.fairness).map(fairness);
        map.serialize_entry("fairness", &fairness.collect::<Vec<_>>())?;
        map.serialize_entry("coverage", &r.coverage.iter().map(|c| coverage(c, &r.sources)).collect::<Vec<_>>())?;
        let further: Vec<Further<'_>> = r.further.iter().filter(|_| self.traces).map(Further).collect();
        map.serialize_entry("further", &further)?;
        map.end()
    }
}

/// The assumptions of the answer, a sentence each.
fn assumptions(r: &Report) -> Vec<String> {
    let hashes = |h: super::run::Hashes| {
        format!("no two different states have the same {}-bit hash (probability of a collision: {})", h.bits, h.collision())
    };
    r.hashes.map(hashes).into_iter().chain(r.assumptions.iter().cloned()).collect()
}

/// Why the loop of an infinite behavior satisfies a fairness condition; states are indices.
fn fairness(f: &Fairness) -> Json {
    let met = match f.met {
        Met::Taken => "taken",
        Met::Disabled => "disabled",
    };
    json!({"condition": f.condition, "strong": f.strong, "with": Columns(&f.with), "met": met, "state": f.state})
}

fn coverage(c: &Taken, sources: &[Source]) -> Json {
    let location = c.place.map(|p| span(p, sources));
    json!({"action": c.action, "generated": c.generated, "distinct": c.distinct, "location": location})
}

/// A further violation.
struct Further<'a>(&'a TraceDoc);

impl Serialize for Further<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> std::result::Result<S::Ok, S::Error> {
        let doc = self.0;
        let mut map = s.serialize_map(None)?;
        map.serialize_entry("verdict", &doc.finding.verdict)?;
        map.serialize_entry("property", &doc.finding.property)?;
        map.serialize_entry("message", &message(&doc.finding.message, &doc.sources))?;
        map.serialize_entry("trace", &Itf(doc))?;
        map.end()
    }
}

/// To the millisecond: more digits are noise.
pub fn seconds(s: f64) -> f64 {
    (s * 1000.0).round() / 1000.0
}

fn message(m: &Message, sources: &[Source]) -> Json {
    let place = m.labels.first().map(|l| l.place);
    json!({
        "text": m.text,
        "code": m.code,
        "notes": m.notes,
        "help": m.help,
        "span": place.map(|p| span(p, sources)),
        "source": place.map(|p| text(p, sources)),
    })
}

/// A place as a JSON object.
pub fn span(place: Place, sources: &[Source]) -> Json {
    json!({
        "file": sources.get(place.file).map(|s| &*s.name),
        "line": place.line,
        "column": place.column,
        "end": {"line": place.end_line, "column": place.end_column},
    })
}
