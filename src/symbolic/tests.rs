//! Source and symbolic value side by side: src/symbolic/tests/*.txt.
//!
//! In: a file of sections. A section begins with what is chosen, `given x \in 1..2`, and has expressions over it, two spaces in. Out:
//! the same file with, below `given`, the *cases* of the choice, a letter each, and below each expression its symbolic value and what
//! goes wrong, four spaces in. A condition in a value is written as the letters of the cases in which it holds; none means all:
//!
//! ```text
//! given x \in 1..2
//!     a: x = 1
//!     b: x = 2
//!
//!   {x, 2}
//!     {1[a], 2}
//! ```
//!
//! `TLALOC_BLESS=1` writes the files (scripts/bless).

use crate::ir::Model;
use crate::logic::{Assignment, Term};
use crate::lower::Overrides;
use crate::pipeline::from_texts;
use crate::source::SourceMap;
use crate::symbolic::value::Values;
use crate::symbolic::value::rules::Rules;
use crate::symbolic::value::scalar::Scalar;
use crate::symbolic::value::sym::{Guarded, Lazy, Node, Sym};
use crate::symbolic::{Encoder, SymState};
use crate::util::stack::on_large_stack;
use crate::value::{Value, order};
use itertools::Itertools;
use rustc_hash::FxHashMap;
use std::path::Path;

/// Inputs of a choice: as many as can be tried out.
const MOST_INPUTS: u32 = 12;

/// What is chosen, the expressions over it, and comments.
#[derive(Default)]
struct Section {
    given: String,
    expressions: Vec<String>,
}

impl Section {
    fn variables(&self) -> Vec<&str> {
        self.given.split(" /\\ ").map(|part| part.split_once(" \\in ").expect("test: a choice is x \\in S").0).collect()
    }

    fn model(&self) -> Model {
        let mut text = String::from("---- MODULE M ----\nEXTENDS Integers, Sequences, FiniteSets, TLC\nCONSTANTS m1, m2\n");
        text += &format!("VARIABLES {}\nInit == {}\n", self.variables().join(", "), self.given);
        text += &format!("Next == UNCHANGED <<{}>>\n", self.variables().join(", "));
        for (i, e) in self.expressions.iter().enumerate() {
            text += &format!("Case{i} == {e}\n");
        }
        text += "====\n";
        // every definition is an invariant, so that none is left out of the model
        let invariants = (0..self.expressions.len()).map(|i| format!("Case{i}")).collect();
        let overrides = Overrides { invariants, ..Overrides::default() };
        let cfg = "INIT Init\nNEXT Next\nCONSTANTS m1 = m1\nm2 = m2\n";
        from_texts(&text, Some(cfg), &overrides, &mut SourceMap::new()).unwrap_or_else(|ds| panic!("{text}{ds:?}"))
    }
}

/// The letters of the cases, each with choices that make it.
pub(super) struct Cases {
    pub(super) choices: Vec<Assignment>,
}

impl Cases {
    /// The states that satisfy the initial predicate, in TLC's order.
    fn of(encoder: &Encoder<'_>, guard: Term, state: &SymState) -> (Cases, Vec<Vec<Value>>) {
        let inputs = encoder.graph.inputs();
        assert!(inputs <= MOST_INPUTS, "{inputs} inputs");
        let mut found: Vec<(Vec<Value>, Assignment)> = Vec::new();
        for bits in 0..1u32 << inputs {
            let choices = Assignment::of((0..inputs).map(|i| bits >> i & 1 == 1).collect());
            if !encoder.graph.evaluate(guard, &choices, &mut FxHashMap::default()) {
                continue;
            }
            let values = encoder.decode(state, &choices).expect("test: a chosen state has values");
            if !found.iter().any(|f| f.0 == values) {
                found.push((values, choices));
            }
        }
        let compare = |a: &[Value], b: &[Value]| a.iter().zip(b).map(|(x, y)| order::compare(x, y)).find(|o| o.is_ne());
        found.sort_by(|a, b| compare(&a.0, &b.0).unwrap_or(std::cmp::Ordering::Equal));
        let (values, choices) = found.into_iter().unzip();
        (Cases { choices }, values)
    }

    fn letter(i: usize) -> char {
        char::from(b'a' + u8::try_from(i).expect("test: few cases"))
    }

    /// The cases in which a condition holds; nothing for all of them.
    pub(super) fn letters<C: Rules>(&self, encoder: &Values<C>, condition: Term) -> String {
        let holds = |c: &Assignment| encoder.graph.evaluate(condition, c, &mut FxHashMap::default());
        let letters: String = self.choices.iter().enumerate().filter(|(_, c)| holds(c)).map(|(i, _)| Cases::letter(i)).collect();
        if letters.len() == self.choices.len() { String::new() } else { format!("[{letters}]") }
    }

    pub(super) fn guarded<C: Rules>(&self, encoder: &Values<C>, entries: &[Guarded]) -> Vec<String> {
        entries.iter().map(|(g, e)| format!("{}{}", self.value(encoder, *e), self.letters(encoder, *g))).collect()
    }

    pub(super) fn scalar<C: Rules>(&self, encoder: &Values<C>, n: &Scalar, text: impl Fn(i64) -> String) -> String {
        let value = |c: &Assignment| n.evaluate(&encoder.graph, c, &mut FxHashMap::default());
        let by_value = self.choices.iter().enumerate().map(|(i, c)| (value(c), Cases::letter(i))).into_group_map();
        let many = by_value.len() > 1;
        let part = |(v, letters): (i64, Vec<char>)| {
            let letters: String = letters.into_iter().collect();
            if many { format!("{}[{letters}]", text(v)) } else { text(v) }
        };
        by_value.into_iter().sorted().map(part).join(" ")
    }

    /// A symbolic value as it is represented.
    pub(super) fn value<C: Rules>(&self, encoder: &Values<C>, s: Sym) -> String {
        let show = |s: &Sym| self.value(encoder, *s);
        match encoder.syms.node(s) {
            Node::Undefined => "undefined".to_owned(),
            Node::Bool(t) => match t.as_constant() {
                Some(true) => "TRUE".to_owned(),
                Some(false) => "FALSE".to_owned(),
                None => format!("TRUE{}", self.letters(encoder, *t)),
            },
            Node::Int(n) => self.scalar(encoder, n, |v| v.to_string()),
            Node::Atom(n) => self.scalar(encoder, n, |code| encoder.codes.value(code).to_string()),
            Node::Set(entries) => format!("{{{}}}", self.guarded(encoder, entries).join(", ")),
            Node::Tuple { length, items } => {
                let items = items.iter().map(show).join(", ");
                match length.as_constant() {
                    Some(_) => format!("<<{items}>>"),
                    None => format!("<<{items}>> of length {}", self.scalar(encoder, length, |n| n.to_string())),
                }
            }
            Node::Record(fields) => {
                format!("[{}]", fields.iter().map(|(a, v)| format!("{} |-> {}", a.text(), show(v))).join(", "))
            }
            Node::Function(entries) => {
                let entry = |(g, k, v): &(Term, Sym, Sym)| format!("{} :> {}{}", show(k), show(v), self.letters(encoder, *g));
                format!("({})", entries.iter().map(entry).join(" @@ "))
            }
            Node::Union(alternatives) => self.guarded(encoder, alternatives).join(" or "),
            Node::Rule(_) => "by rule".to_owned(),
            Node::Lazy(lazy) => match lazy {
                Lazy::Nat => "Nat".to_owned(),
                Lazy::Int => "Int".to_owned(),
                Lazy::Strings => "STRING".to_owned(),
                Lazy::Interval { low, high } => {
                    let end = |n| self.scalar(encoder, n, |v| v.to_string());
                    format!("{} .. {}", end(low), end(high))
                }
                Lazy::Sequences(of) => format!("Seq({})", show(of)),
                Lazy::Powerset(of) => format!("SUBSET {}", show(of)),
                Lazy::Functions { domain, range } => format!("[{} -> {}]", show(domain), show(range)),
                Lazy::Records(fields) => {
                    format!("[{}]", fields.iter().map(|(a, s)| format!("{}: {}", a.text(), show(s))).join(", "))
                }
                Lazy::Product(sets) => sets.iter().map(show).join(" \\X "),
                Lazy::Filter { of, .. } => format!("filter of {}", show(of)),
                Lazy::Image { of, .. } => format!("image of {}", of.iter().map(show).join(", ")),
                Lazy::Join { op, left, right } => format!("{op:?}({}, {})", show(left), show(right)),
            },
        }
    }
}

/// A section with its results.
fn render(section: &Section) -> String {
    let model = section.model();
    let mut encoder = Encoder::new(&model);
    let init = encoder.init(model.init.expect("test: an Init"));
    let (cases, values) = Cases::of(&encoder, init.guard, &init.state);
    let mut out = format!("given {}\n", section.given);
    for (i, state) in values.iter().enumerate() {
        let each = section.variables().iter().zip(state).map(|(x, v)| format!("{x} = {v}")).join(", ");
        out += &format!("    {}: {each}\n", Cases::letter(i));
    }
    for (i, expression) in section.expressions.iter().enumerate() {
        let name = format!("Case{i}");
        let def = model.invariants.iter().find(|n| *n.name == name).expect("test: each case is in the model").def;
        let value = encoder.evaluate_in(&init.state, def);
        let findings = std::mem::take(&mut encoder.findings);
        out += &format!("\n  {expression}\n    {}\n", cases.value(&encoder, value));
        for f in &findings {
            let where_ = cases.letters(&encoder, f.condition);
            if where_ != "[]" {
                out += &format!("    {:?}{where_}\n", f.kind);
            }
        }
    }
    out
}

fn check(name: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/symbolic/tests").join(name);
    let text = std::fs::read_to_string(&path).expect("test: the file is there");
    let mut sections: Vec<Section> = Vec::new();
    for line in text.lines() {
        if let Some(given) = line.strip_prefix("given ") {
            sections.push(Section { given: given.to_owned(), expressions: Vec::new() });
        } else if let Some(expression) = line.strip_prefix("  ").filter(|l| !l.starts_with(' ')) {
            sections.last_mut().expect("test: an expression is in a section").expressions.push(expression.to_owned());
        }
    }
    assert!(!sections.is_empty(), "{name} has no section");
    let rendered = on_large_stack(|| sections.iter().map(render).join("\n"));
    if std::env::var_os("TLALOC_BLESS").is_some() {
        std::fs::write(&path, &rendered).expect("test: the file can be written");
    } else {
        assert_eq!(rendered, text, "{name}: TLALOC_BLESS=1 writes what is now");
    }
}

#[test]
fn scalars() {
    check("scalars.txt");
}

#[test]
fn sets() {
    check("sets.txt");
}

#[test]
fn sequences() {
    check("sequences.txt");
}

#[test]
fn functions() {
    check("functions.txt");
}

#[test]
fn unions() {
    check("unions.txt");
}

#[test]
fn sets_that_are_not_written_out() {
    check("lazy.txt");
}
