//! A proof as a TLA+ module that other programs can check.
//!
//! In: a proof, the specification's names, and its roles. Out: the text of a module that EXTENDS the specification, and of its
//! configuration.
//!
//! ```text
//! ---- MODULE LockProof ----
//! EXTENDS Lock
//! TypeOK == lock \in [Node -> BOOLEAN]
//! Lemma1 == \A a, b \in Node : a # b => ~(lock[a] /\ lock[b])
//! Ind == TypeOK /\ Lemma1
//! ====
//! ```
//!
//! `TypeOK` comes first and gives each variable a set, so that `Ind` can be an initial predicate. No conjunct fails to be evaluated in a
//! state of which those before it are true.

use super::config::assigns;
use super::lemma::told;
use super::names::{Names, is_name};
use super::text::{Needs, Scope};
use super::{Lemma, Proof};
use crate::symbolic::shape::Shape;
use crate::value::Value;
use itertools::Itertools;
use std::cell::RefCell;
use std::collections::BTreeSet;

/// What the first lines of each file say. A file without it is not replaced.
pub const MARK: &str = "Certificate of a proof by tlaloc";

/// The greatest length of a line that is not broken.
const WIDTH: usize = 120;

/// A definition of the specification: its name, or its text where it has none.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Role {
    Named(String),
    Text(String),
}

/// A certificate before it is written.
pub struct Certificate<'a> {
    /// The name of its module.
    pub module: &'a str,
    /// The module that it extends.
    pub spec: &'a str,
    pub names: Names,
    pub proof: &'a Proof,
    pub init: Role,
    pub next: Role,
    pub invariants: Vec<Role>,
    /// Properties that are true of each step and nothing else.
    pub properties: Vec<String>,
    /// Checked by the proof, but not by the obligations of the certificate.
    pub beyond: Vec<String>,
    pub constraints: Vec<String>,
    /// The CONSTANT statements of the configuration.
    pub constants: String,
    /// The command line's options, such as where modules are found, with a space before each.
    pub options: String,
}

/// The texts of a certificate.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Files {
    pub module: String,
    pub config: String,
}

/// What the certificate defines besides the lemmas.
struct Defined {
    definitions: String,
    init: String,
    next: String,
    invariants: Vec<String>,
}

impl Certificate<'_> {
    /// The module and its configuration. The error says why the states cannot be written as a set.
    pub fn write(mut self) -> Result<Files, String> {
        if let Some(v) = self.proof.shapes.iter().position(|s| !is_comparable(s)) {
            let name = self.names.variable(v);
            return Err(format!("the values of {name} are of different kinds, which TLA+ tools cannot compare"));
        }
        let needs = RefCell::new(Needs::default());
        // the names of lemmas are taken before bound variables get theirs
        let most = self.proof.cubes.len();
        let own: Vec<String> = ["TypeOK", "Ind"].iter().map(|n| self.names.fresh(n)).collect();
        let prefix = (0..).map(|i| "Proof".repeat(i) + "Lemma").find(|p| {
            (1..=most).all(|i| {
                let name = format!("{p}{i}");
                self.names.fresh(&name) == name
            })
        });
        let prefix = prefix.unwrap_or_default();
        let defined = self.defined();
        self.names.take(own.iter().cloned().chain((1..=most).map(|i| format!("{prefix}{i}"))));
        let (type_ok, ind) = (&own[0], &own[1]);
        let lemmas = told(self.proof, &self.names, &needs);
        let types = self.type_ok(&needs);
        let needs = needs.into_inner();
        let parts: Vec<String> =
            std::iter::once(type_ok.clone()).chain((1..=lemmas.len()).map(|i| format!("{prefix}{i}"))).collect();
        let mut extends = vec![self.spec];
        for (needed, module) in [(needs.integers, "Integers"), (needs.sequences, "Sequences"), (needs.tlc, "TLC")] {
            if needed {
                extends.push(module);
            }
        }
        let mut out = format!("---- MODULE {} ----\n\\* {MARK}\n", self.module);
        out += &self.about(ind, &defined, lemmas.len());
        out += &format!("EXTENDS {}\n", extends.join(", "));
        if !needs.models.is_empty() {
            out += &format!("\nCONSTANTS {}\n", needs.models.keys().join(", "));
        }
        out += &format!("\n{type_ok} ==\n{types}");
        for (i, lemma) in lemmas.iter().enumerate() {
            out += &lemma_text(&format!("{prefix}{}", i + 1), lemma);
        }
        out += &format!("\n{ind} ==\n{}", parts.iter().map(|p| format!("  /\\ {p}\n")).join(""));
        if !defined.definitions.is_empty() {
            out += &format!("\n{}", defined.definitions);
        }
        out += "====\n";
        Ok(Files { module: out, config: self.config(ind, &defined, &needs) })
    }

    /// Definitions for what the specification does not name.
    fn defined(&mut self) -> Defined {
        let mut definitions = String::new();
        let mut name = |names: &mut Names, role: &Role, own: &str| match role {
            Role::Named(name) if is_name(name) => name.clone(),
            Role::Named(text) | Role::Text(text) => {
                let fresh = names.fresh(own);
                names.take([fresh.clone()]);
                // a junction list keeps its columns
                definitions += &format!("{fresh} ==\n{text}\n");
                fresh
            }
        };
        let (init, next) = (name(&mut self.names, &self.init, "InitOfSpec"), name(&mut self.names, &self.next, "NextOfSpec"));
        let invariants = self.invariants.iter().map(|r| name(&mut self.names, r, "Invariant")).collect();
        Defined { definitions, init, next, invariants }
    }

    /// The obligations and the commands that check them.
    fn about(&self, ind: &str, defined: &Defined, lemmas: usize) -> String {
        let Certificate { module, spec, options, .. } = self;
        let Defined { init, next, invariants, .. } = defined;
        let con: String = self.constraints.iter().map(|c| format!("{c} /\\ ")).collect();
        let claims = match invariants.as_slice() {
            [] => String::new(),
            all => format!("\\*   3. {ind} => {}\n", all.join(" /\\ ")),
        };
        let rest: String =
            self.beyond.iter().map(|b| format!("\\* The proof is also about {b}. The obligations are not.\n")).collect();
        let plural = if lemmas == 1 { "" } else { "s" };
        format!(
            "\\*\n\\* {ind} is an inductive invariant of module {spec}: the sets of its variables and {lemmas} lemma{plural}. Its obligations:\n\
             \\*   1. {init} => {ind}\n\
             \\*   2. {ind} /\\ {con}{next} => {ind}'\n\
             {claims}\\*\n\
             \\* The first:\n\
             \\*   tlaloc check {module}.tla --config {module}.cfg --engine symbolic --init {init} --depth 0{options}\n\
             \\* The others:\n\
             \\*   tlaloc check {module}.tla --config {module}.cfg --engine symbolic --depth 1{options}\n\
             \\* TLC, where the sets are small enough to enumerate:\n\
             \\*   java -cp tla2tools.jar tlc2.TLC -config {module}.cfg {module}.tla\n\
             {rest}\n"
        )
    }

    fn config(&self, ind: &str, defined: &Defined, needs: &Needs) -> String {
        let mut out = format!("\\* {MARK}\nINIT {ind}\nNEXT {}\n", defined.next);
        out += &format!("INVARIANT {}\n", std::iter::once(ind).chain(defined.invariants.iter().map(String::as_str)).join(" "));
        for (keyword, names) in [("PROPERTY", &self.properties), ("CONSTRAINT", &self.constraints)] {
            if !names.is_empty() {
                out += &format!("{keyword} {}\n", names.join(" "));
            }
        }
        out += "CHECK_DEADLOCK FALSE\n";
        out += &self.constants;
        for (name, value) in needs.models.iter().filter(|(name, _)| !assigns(&self.constants, name)) {
            out += &format!("CONSTANT {name} = {value}\n");
        }
        out
    }

    /// A set for each variable.
    fn type_ok(&self, needs: &RefCell<Needs>) -> String {
        let scope = Scope::new(&self.names, &self.proof.shapes, needs);
        let mut out = String::new();
        for (v, shape) in self.proof.shapes.iter().enumerate() {
            let name = self.names.variable(v);
            match shape {
                Shape::OneOf(values) if values.len() == 1 => out += &format!("  /\\ {name} = {}\n", scope.value(&values[0])),
                _ => out += &format!("  /\\ {name} \\in {}\n", scope.set(shape, &mut Vec::new())),
            }
        }
        out
    }
}

fn lemma_text(name: &str, lemma: &Lemma) -> String {
    let text = lemma.text();
    let head = format!("\n{name} ==");
    if head.len() + text.len() <= WIDTH {
        format!("{head} {text}\n")
    } else {
        format!("{head}\n  {}\n", lemma.lines("    ", WIDTH))
    }
}

/// Whether all values of the shape can be compared with each other.
fn is_comparable(shape: &Shape) -> bool {
    /// The kind of a value that is no model value, which compares with all.
    fn kind(shape: &Shape) -> Option<u8> {
        match shape {
            Shape::OneOf(values) => values.iter().find_map(|v| match v {
                Value::Bool(_) => Some(0),
                Value::Int(_) | Value::Big(_) => Some(1),
                Value::Str(_) => Some(2),
                Value::Model(_) | Value::Set(_) | Value::Tuple(_) | Value::Record(_) | Value::Function(_) => None,
            }),
            Shape::Set(_) => Some(3),
            Shape::Tuple { .. } | Shape::Record(_) | Shape::Function(_) => Some(4),
            Shape::Union(_) => None,
        }
    }
    match shape {
        Shape::OneOf(_) | Shape::Set(_) => true,
        Shape::Tuple { items, .. } => items.iter().all(is_comparable),
        Shape::Record(fields) => fields.iter().all(|f| is_comparable(&f.1)),
        Shape::Function(keys) => keys.iter().all(|k| is_comparable(&k.shape)),
        Shape::Union(all) => all.iter().all(is_comparable) && all.iter().filter_map(kind).collect::<BTreeSet<_>>().len() < 2,
    }
}
