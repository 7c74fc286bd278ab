//! Shapes and their atoms side by side: src/symbolic/shape/tests/shapes.txt.
//!
//! In: a file of sections. A section begins with a choice of states, `given x \in 1..2`, and has further choices, two spaces in. Out: the same
//! file with the shape of the choice and all its states, each with its true atoms; and below each further choice, four spaces in:
//!
//! | line | result |
//! | --- | --- |
//! | `among x \in 1..3` | those of these states that leave the shape |
//! | `or x \in 4..5` | the least shape that contains both choices, or why there is none |
//!
//! Each section also shows that a state has one assignment of the inputs and one set of atoms, which is that of the state decoded and encoded
//! again; that a state leaves the shape exactly if it is none of the shape's; and that the shape's text is a set of exactly its states.
//!
//! `TLALOC_BLESS=1` writes the file (scripts/bless).

use super::{NoShape, Shape};
use crate::eval::Evaluator;
use crate::ir::{DefId, Model};
use crate::logic::{Assignment, Term};
use crate::lower::Overrides;
use crate::pipeline::from_texts;
use crate::source::SourceMap;
use crate::symbolic::{Encoder, SymState};
use crate::util::stack::on_large_stack;
use crate::value::{Value, order};
use itertools::Itertools;
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;
use std::path::Path;

/// Inputs of a state: as many as can be tried out.
const MOST_INPUTS: u32 = 14;

/// Elements of a set that are kept apart.
const APART: usize = 64;

struct Section {
    given: String,
    further: Vec<String>,
}

/// The model of several choices of states: the first is Init, the others are invariants.
fn model(names: &[&str], choices: &[&str]) -> Model {
    let variables = names.join(", ");
    let mut text =
        format!("---- MODULE M ----\nEXTENDS Integers, Sequences, FiniteSets, TLC\nCONSTANTS m1, m2\nVARIABLES {variables}\n");
    for (i, choice) in choices.iter().enumerate() {
        text += &format!("Choice{i} == {choice}\n");
    }
    text += &format!("Next == UNCHANGED <<{variables}>>\n====\n");
    let invariants = (1..choices.len()).map(|i| format!("Choice{i}")).collect();
    let overrides = Overrides { invariants, ..Overrides::default() };
    let cfg = "INIT Choice0\nNEXT Next\nCONSTANTS m1 = m1\nm2 = m2\n";
    from_texts(&text, Some(cfg), &overrides, &mut SourceMap::new()).unwrap_or_else(|ds| panic!("{text}{ds:?}"))
}

fn variables(choice: &str) -> Vec<&str> {
    let name = |part: &str| part.find(" \\in ").expect("test: a choice is x \\in S");
    choice.split(" /\\ ").map(|part| part[..name(part)].trim_start_matches('(')).collect()
}

fn encoder(model: &Model) -> Encoder<'_> {
    let mut encoder = Encoder::new(model);
    encoder.keep_apart(APART);
    encoder
}

fn choice(model: &Model, i: usize) -> DefId {
    match i.checked_sub(1) {
        None => model.init.expect("test: an Init"),
        Some(i) => model.invariants[i].def,
    }
}

fn shapes(model: &Model, i: usize) -> Result<Vec<Shape>, NoShape> {
    let mut encoder = encoder(model);
    let init = encoder.init(choice(model, i));
    encoder.shapes(&init.state)
}

fn holds(encoder: &Encoder<'_>, t: Term, inputs: &Assignment) -> bool {
    encoder.graph.evaluate(t, inputs, &mut FxHashMap::default())
}

/// The assignments of the inputs in which a condition holds.
fn assignments(encoder: &Encoder<'_>, condition: Term) -> Vec<Assignment> {
    let n = encoder.graph.inputs();
    assert!(n <= MOST_INPUTS, "{n} inputs");
    let all =
        (0..1u32 << n).map(|bits| Assignment { inputs: (0..n).map(|i| bits >> i & 1 == 1).collect(), ..Assignment::default() });
    all.filter(|a| holds(encoder, condition, a)).collect()
}

/// The atoms of a known state, and whether it leaves the shapes.
fn known(model: &Model, shapes: &[Shape], values: &[Value]) -> (Vec<bool>, bool) {
    let mut encoder = encoder(model);
    let state = encoder.known_state(values);
    let read = encoder.read_atoms(&state, shapes);
    let constant = |t: Term| t.as_constant().expect("test: the atoms of a known state are known");
    (read.terms.into_iter().map(constant).collect(), constant(read.leaves))
}

fn line(names: &[&str], values: &[Value]) -> String {
    names.iter().zip(values).map(|(x, v)| format!("{x} = {v}")).join(", ")
}

/// Each state of the shapes, with its atoms.
fn states(model: &Model, shapes: &[Shape], names: &[&str], out: &mut String) -> Vec<(Vec<Value>, Vec<bool>)> {
    let mut encoder = encoder(model);
    let built = encoder.free_state(shapes);
    let mut all: Vec<(Vec<Value>, Vec<bool>)> = Vec::new();
    for inputs in assignments(&encoder, built.fits) {
        let values = encoder.decode(&built.state, &inputs).expect("test: a state of the shape has values");
        let atoms: Vec<bool> = built.terms.iter().map(|t| holds(&encoder, *t, &inputs)).collect();
        assert!(all.iter().all(|s| s.0 != values), "one assignment of {}", line(names, &values));
        assert!(all.iter().all(|s| s.1 != atoms), "other atoms of {}", line(names, &values));
        assert_eq!(known(model, shapes, &values), (atoms.clone(), false), "encoded again: {}", line(names, &values));
        for (other, of) in &built.complements {
            assert!(built.atoms[*of].place == other.place && built.atoms[*of].is != other.is);
        }
        all.push((values, atoms));
    }
    let compare = |a: &[Value], b: &[Value]| a.iter().zip(b).map(|(x, y)| order::compare(x, y)).find(|o| o.is_ne());
    all.sort_by(|a, b| compare(&a.0, &b.0).unwrap_or(std::cmp::Ordering::Equal));
    let name = |v: usize| names[v].to_owned();
    for (values, atoms) in &all {
        let of = built.atoms.iter().zip(atoms).filter(|a| *a.1).map(|a| a.0.text(true, &name)).join(", ");
        *out += &format!("    {}:  {of}\n", line(names, values));
    }
    all
}

/// The states of a choice, by `eval`; `None` if it compares values of different kinds.
fn evaluated(names: &[&str], choice: &str) -> Option<BTreeSet<String>> {
    let model = model(names, &[choice]);
    let mut all = BTreeSet::new();
    let visited = Evaluator::new(&model).initial_states(model.init.expect("test: an Init"), &mut |s| {
        all.insert(line(names, &s.0));
        Ok(())
    });
    visited.is_ok().then_some(all)
}

/// The states of a symbolic choice that leave the shapes; the others have the atoms that they are built with.
fn leaving(model: &Model, i: usize, shapes: &[Shape], inside: &[(Vec<Value>, Vec<bool>)], names: &[&str]) -> String {
    let mut encoder = encoder(model);
    let init = encoder.init(choice(model, i));
    let state: SymState = init.state;
    let read = encoder.read_atoms(&state, shapes);
    let mut left = BTreeSet::new();
    for inputs in assignments(&encoder, init.guard) {
        let values = encoder.decode(&state, &inputs).expect("test: a chosen state has values");
        let expected = inside.iter().find(|s| s.0 == values);
        let text = line(names, &values);
        assert_eq!(holds(&encoder, read.leaves, &inputs), expected.is_none(), "leaves: {text}");
        assert_eq!(known(model, shapes, &values).1, expected.is_none(), "leaves when it is known: {text}");
        match expected {
            Some((_, atoms)) => {
                let now: Vec<bool> = read.terms.iter().map(|t| holds(&encoder, *t, &inputs)).collect();
                assert_eq!(&now, atoms, "atoms of {text}");
            }
            None => {
                left.insert(text);
            }
        }
    }
    if left.is_empty() { "    none leaves\n".to_owned() } else { left.iter().map(|s| format!("    leaves: {s}\n")).collect() }
}

/// The shapes as a choice of states.
fn text(names: &[&str], shapes: &[Shape]) -> String {
    names.iter().zip(shapes).map(|(x, s)| format!("{x} \\in {}", s.text())).join(" /\\ ")
}

/// A section with its results.
fn render(section: &Section) -> String {
    let rest = section.further.iter().map(|f| f.split_once(' ').expect("test: a word and a choice").1);
    let choices: Vec<&str> = std::iter::once(section.given.as_str()).chain(rest).collect();
    let names = variables(&section.given);
    let model = model(&names, &choices);
    let mut out = format!("given {}\n", section.given);
    let first = match shapes(&model, 0) {
        Ok(shapes) => shapes,
        Err(NoShape(why)) => return out + &format!("    no shape: {why}\n"),
    };
    let whole = text(&names, &first);
    out += &format!("    {whole}\n\n");
    let inside = states(&model, &first, &names, &mut out);
    let of_shape: BTreeSet<String> = inside.iter().map(|s| line(&names, &s.0)).collect();
    let of_text = evaluated(&names, &whole);
    assert!(of_text.as_ref().is_none_or(|of_text| *of_text == of_shape), "the states of {whole}: {of_text:?}");
    assert!(evaluated(&names, &section.given).expect("test: a choice").is_subset(&of_shape), "the shape contains the choice");
    for (i, further) in section.further.iter().enumerate() {
        out += &format!("\n  {further}\n");
        if further.starts_with("among ") {
            out += &leaving(&model, i + 1, &first, &inside, &names);
        } else {
            let other = shapes(&model, i + 1).expect("test: the other choice has a shape");
            let join = |a: &[Shape], b: &[Shape]| -> Result<Vec<Shape>, NoShape> {
                a.iter().cloned().zip(b.iter().cloned()).map(|(x, y)| x.join(y)).collect()
            };
            assert_eq!(join(&first, &other), join(&other, &first), "join is symmetric");
            match join(&first, &other) {
                Err(NoShape(why)) => out += &format!("    no shape: {why}\n"),
                Ok(joined) => {
                    assert_eq!(join(&joined, &first).as_ref(), Ok(&joined), "a join contains its parts");
                    let whole = text(&names, &joined);
                    let (part, all) = (evaluated(&names, choices[i + 1]).expect("test: a choice"), evaluated(&names, &whole));
                    assert!(all.is_none_or(|all| part.is_subset(&all)), "the join contains the choice");
                    out += &format!("    {whole}\n");
                }
            }
        }
    }
    out
}

#[test]
fn shapes_and_their_atoms() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/symbolic/shape/tests/shapes.txt");
    let text = std::fs::read_to_string(&path).expect("test: the file is there");
    let mut sections: Vec<Section> = Vec::new();
    for line in text.lines() {
        if let Some(given) = line.strip_prefix("given ") {
            sections.push(Section { given: given.to_owned(), further: Vec::new() });
        } else if let Some(further) = line.strip_prefix("  ").filter(|l| !l.starts_with(' ')) {
            sections.last_mut().expect("test: a choice is in a section").further.push(further.to_owned());
        }
    }
    assert!(!sections.is_empty(), "no section");
    let rendered = on_large_stack(|| sections.iter().map(render).join("\n"));
    if std::env::var_os("TLALOC_BLESS").is_some() {
        std::fs::write(&path, &rendered).expect("test: the file can be written");
    } else {
        assert_eq!(rendered, text, "TLALOC_BLESS=1 writes what is now");
    }
}
