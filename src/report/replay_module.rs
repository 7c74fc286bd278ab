//! A trace as a TLA+ module that replays it in TLC.
//!
//! In: a [`TraceDoc`]. Out: a module that extends the specification, with the states of the behavior as a sequence of records. A counter
//! says at which of them the behavior is; the specification's own Init and Next must allow each step. The configuration follows in the
//! same file, as TLC reads it, and checks what was found, so TLC finds it again. Only what is in the document is used: the module and the
//! files that it extends must be in TLC's path.
//!
//! ```text
//! ReplayNext == /\ ReplayAt < 4 /\ ReplayAt' = ReplayAt + 1
//!               /\ x' = ReplayStates[ReplayAt + 1].x
//!               /\ Next
//! ```

use super::Form;
use super::layout::{self, Page};
use crate::proof::config::{assigns, constants};
use crate::trace::doc::{At, Loop, TraceDoc};
use crate::value::Value;
use std::collections::BTreeSet;
use std::fmt::Write;

/// The trace alone. A report without a trace is an empty file.
pub const FORM: Form = Form {
    extension: ".tla",
    about: "a module that replays the trace in TLC",
    selects: false,
    write: |report, target, to| match &report.trace {
        Some(doc) => to.write_all(module(doc, target.stem).as_bytes()),
        None => to.flush(),
    },
};

/// The width of the module's lines.
const WIDTH: usize = 110;

/// What is configured to be found again.
enum Checked {
    Deadlock,
    Invariant(String),
    Property(String),
    /// Evaluation of the next-state action fails.
    Nothing,
}

/// The module's text; its name must be that of its file.
pub fn module(doc: &TraceDoc, name: &str) -> String {
    let mut out = String::new();
    let finding = doc.finding.message.text.replace(['\n', '\r'], " ");
    let _ = writeln!(out, "---- MODULE {name} ----");
    let _ = writeln!(out, "\\* A behavior of {}: {finding}.", doc.module);
    let _ = writeln!(out, "\\* To replay it with TLC: java -cp tla2tools.jar tlc2.TLC -config {name}.tla {name}.tla");
    if doc.steps.iter().filter_map(|s| s.label.as_ref()).any(|l| l.pluscal) {
        let _ = writeln!(out, "\\* {0}.tla must hold the translation of its algorithm: tlaloc translate {0}.tla", doc.module);
    }
    let _ = writeln!(out, "EXTENDS {}, Integers, TLC", doc.module);
    let declared: BTreeSet<&str> = doc.constants.iter().map(|c| &*c.name).collect();
    let models = model_values(doc);
    let models: Vec<&str> = models.iter().map(|m| &**m).filter(|m| !declared.contains(m)).collect();
    if !models.is_empty() {
        let _ = writeln!(out, "\nCONSTANTS {}", models.join(", "));
    }
    if doc.steps.is_empty() {
        let _ = writeln!(out, "\n\\* No initial state could be computed.\n====");
        return out;
    }
    out += "\nVARIABLE ReplayAt\n";
    states(doc, &mut out);
    let checked = checked(doc);
    formulas(doc, &checked, &mut out);
    let _ = writeln!(out, "====\n");
    configuration(doc, name, &models, &checked, &mut out);
    out
}

fn checked(doc: &TraceDoc) -> Checked {
    match (&doc.finding.property, doc.finding.at, &*doc.finding.verdict) {
        (_, At::Next | At::Initial, _) => Checked::Nothing,
        (None, _, "deadlock") => Checked::Deadlock,
        (Some(p), At::Behavior, _) => Checked::Property(p.clone()),
        (Some(p), At::Last, "action-property" | "implied-init") => Checked::Property(p.clone()),
        (Some(p), At::Last, _) => Checked::Invariant(p.clone()),
        (None, ..) => Checked::Nothing,
    }
}

/// The states as a sequence of records.
fn states(doc: &TraceDoc, out: &mut String) {
    let page = Page { width: WIDTH, whole: true };
    let states: Vec<String> = doc
        .steps
        .iter()
        .map(|step| {
            let field = |(name, value): (&str, &Value)| {
                let head = format!("{name} |-> ");
                format!("{head}{}", layout::value(value, None, 6 + head.chars().count(), page).bare())
            };
            let fields: Vec<String> = all_variables(doc, &step.values).map(field).collect();
            format!("    [ {} ]", fields.join(",\n      "))
        })
        .collect();
    let _ = writeln!(out, "\nReplayStates == <<\n{} >>", states.join(",\n"));
}

/// Variables with their values, and constants that the search chose, which are constants of the module.
fn all_variables<'a>(doc: &'a TraceDoc, values: &'a [Value]) -> impl Iterator<Item = (&'a str, &'a Value)> {
    doc.variables.iter().zip(values).map(|(v, value)| (&*v.name, value))
}

fn formulas(doc: &TraceDoc, checked: &Checked, out: &mut String) {
    let count = doc.steps.len();
    let is = |prime: &str, at: &str| -> String {
        let one = |v: &crate::trace::doc::Variable| format!("     /\\ {}{prime} = ReplayStates[{at}].{}\n", v.name, v.name);
        doc.variables.iter().map(one).collect()
    };
    let indented = |text: &str| text.lines().map(|l| format!("        {l}\n")).collect::<String>();
    let (init, next) = (&doc.formulas.init, &doc.formulas.next);
    let _ = write!(out, "\nReplayInit ==\n     /\\ ReplayAt = 1\n{}     /\\\n{}", is("", "1"), indented(init));
    let _ = write!(
        out,
        "\nReplayStep ==\n     /\\ ReplayAt < {count}\n     /\\ ReplayAt' = ReplayAt + 1\n{}     /\\\n{}",
        is("'", "ReplayAt + 1"),
        indented(next)
    );
    let end = match (&doc.lasso, checked) {
        (Some(Loop { back_to, label: Some(_) }), _) => {
            let back = back_to + 1;
            Some(format!("     /\\ ReplayAt' = {back}\n{}     /\\\n{}", is("'", &back.to_string()), indented(next)))
        }
        // what follows the last state is TLC's to find out
        (None, Checked::Deadlock | Checked::Nothing) if doc.finding.at != At::Behavior => {
            Some(format!("     /\\ ReplayAt' = ReplayAt\n     /\\\n{}", indented(next)))
        }
        (None | Some(_), _) => None,
    };
    if let Some(end) = &end {
        let _ = write!(out, "\nReplayEnd ==\n     /\\ ReplayAt = {count}\n{end}");
    }
    let next = if end.is_some() { "ReplayStep \\/ ReplayEnd" } else { "ReplayStep" };
    let names: Vec<&str> = doc.variables.iter().map(|v| &*v.name).collect();
    let vars = format!("<<{}, ReplayAt>>", names.join(", "));
    let fair = if doc.lasso.is_some() { format!(" /\\ WF_{vars}(ReplayNext)") } else { String::new() };
    let _ = write!(out, "\nReplayNext == {next}\n\nReplaySpec == ReplayInit /\\ [][ReplayNext]_{vars}{fair}\n\n");
    match checked {
        Checked::Invariant(p) | Checked::Property(p) if !is_name(p) => {
            let _ = writeln!(out, "ReplayProperty ==\n    {}\n", p.trim());
        }
        Checked::Invariant(_) | Checked::Property(_) | Checked::Deadlock | Checked::Nothing => {}
    }
}

fn configuration(doc: &TraceDoc, name: &str, models: &[&str], checked: &Checked, out: &mut String) {
    let _ = writeln!(out, "---- CONFIG {name} ----");
    let is_config = |name: &str| name.ends_with(".cfg") || name == "<configuration>";
    let given = doc.sources.iter().find(|s| is_config(&s.name)).map_or(String::new(), |s| constants(&s.text));
    *out += &given;
    for c in doc.constants.iter().filter(|c| !assigns(&given, &c.name)) {
        let _ = writeln!(out, "CONSTANT {} = {}", c.name, c.text);
    }
    for m in models.iter().filter(|m| !assigns(&given, m)) {
        let _ = writeln!(out, "CONSTANT {m} = {m}");
    }
    let own = |p: &str| if is_name(p) { p.to_string() } else { "ReplayProperty".to_string() };
    let deadlock = match checked {
        Checked::Nothing if doc.finding.at == At::Behavior => "FALSE",
        Checked::Deadlock | Checked::Nothing => "TRUE",
        Checked::Invariant(_) | Checked::Property(_) => "FALSE",
    };
    let _ = writeln!(out, "SPECIFICATION ReplaySpec\nCHECK_DEADLOCK {deadlock}");
    let _ = match checked {
        Checked::Invariant(p) => writeln!(out, "INVARIANT {}", own(p)),
        Checked::Property(p) => writeln!(out, "PROPERTY {}", own(p)),
        Checked::Deadlock | Checked::Nothing => Ok(()),
    };
    *out += "====\n";
}

fn is_name(text: &str) -> bool {
    text.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '!')
}

/// The names of the model values in the states and constants.
fn model_values(doc: &TraceDoc) -> BTreeSet<String> {
    fn collect(value: &Value, all: &mut BTreeSet<String>) {
        match value {
            Value::Model(a) => {
                all.insert(a.text().to_string());
            }
            Value::Set(items) | Value::Tuple(items) => items.iter().for_each(|v| collect(v, all)),
            Value::Record(fields) => fields.iter().for_each(|(_, v)| collect(v, all)),
            Value::Function(entries) => entries.iter().for_each(|(k, v)| {
                collect(k, all);
                collect(v, all);
            }),
            Value::Bool(_) | Value::Int(_) | Value::Big(_) | Value::Str(_) => {}
        }
    }
    let mut all = BTreeSet::new();
    doc.steps.iter().flat_map(|s| &s.values).for_each(|v| collect(v, &mut all));
    all
}
