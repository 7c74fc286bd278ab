//! Small systems and what is proven of them, side by side: src/engine/pdr/tests/systems.txt. Then single parts: that a shape grows by a reached
//! state, and that the confirmation refutes wrong lemmas.
//!
//! In: a file of sections: a title, the lines of a module, and a configuration where it is not the plain one. Out: the same file with the verdict
//! behind `> `: the lemmas of a proof, the states of a trace, or why the system is not supported. `TLALOC_BLESS=1` writes it (scripts/bless).

use super::confirm;
use super::formula::{AtomLit, Formula};
use super::queries::Cube;
use super::search::{Answer, Search};
use super::{check, left};
use crate::engine::Options;
use crate::ir::Model;
use crate::lower::Overrides;
use crate::pipeline::from_texts;
use crate::property::Violation;
use crate::source::SourceMap;
use crate::symbolic::shape::Shape;
use crate::trace::{Outcome, Verdict};
use crate::transition::TransitionSystem;
use crate::transition::finite::{Finite, initial_shapes};
use crate::util::interrupt::Cancel;
use crate::value::Value;
use std::path::Path;

const PLAIN: &str = "INIT Init\nNEXT Next\nINVARIANT Inv\n";

fn model(body: &str, cfg: &str) -> Model {
    let text = format!("---- MODULE M ----\nEXTENDS Integers, Sequences, FiniteSets, TLC\n{body}\n====\n");
    from_texts(&text, Some(cfg), &Overrides::default(), &mut SourceMap::new()).expect("there is a model")
}

/// The verdict, with the lemmas of a proof or the states of a trace.
fn told(verdict: &Verdict) -> String {
    match &verdict.outcome {
        Outcome::Violated { violation, trace } => {
            let what = match violation {
                Violation::Invariant { name, .. } | Violation::ActionProperty { name, .. } => name.to_string(),
                Violation::Liveness { name, .. } => format!("{name}, a lasso"),
                Violation::Deadlock => "deadlock".into(),
                Violation::NextError(e) => format!("next {:?}", e.kind),
                Violation::InvariantError { error, .. } => format!("invariant {:?}", error.kind),
                other => format!("{other:?}"),
            };
            let states: Vec<String> =
                trace.states.iter().map(|s| s.state.0.iter().map(Value::to_string).collect::<Vec<_>>().join(" ")).collect();
            format!("{what}: {}", states.join(" -> "))
        }
        Outcome::Safe if verdict.exhaustive => {
            let mut lemmas = verdict.inductive.as_ref().map_or(Vec::new(), |proof| proof.lemmas.clone());
            lemmas.sort();
            lemmas.insert(0, "proven".into());
            lemmas.join("\n")
        }
        Outcome::Unsupported(d) => format!("unsupported: {}", d.message),
        other => format!("{other:?}"),
    }
}

/// A system of the file: a title, the lines of the module, and the configuration.
struct System {
    title: String,
    lines: Vec<String>,
    cfg: Option<String>,
}

impl System {
    /// The section of the system, with its result behind `> `.
    fn render(&self) -> String {
        let body: String = self.lines.iter().map(|l| format!("{l}\n")).collect();
        let cfg = self.cfg.as_ref().map_or(String::new(), |cfg| format!("cfg {cfg}\n"));
        let verdict = check(&model(&body, self.cfg.as_deref().unwrap_or(PLAIN)), &Options::default());
        let result: String = told(&verdict).lines().map(|l| format!("> {l}\n")).collect();
        format!("== {}\n{body}{cfg}{result}", self.title)
    }
}

#[test]
fn systems_and_what_is_proven_of_them() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/engine/pdr/tests/systems.txt");
    let text = std::fs::read_to_string(&path).expect("test: the file is there");
    let mut systems: Vec<System> = Vec::new();
    for line in text.lines().filter(|l| !l.is_empty() && !l.starts_with("> ")) {
        if let Some(title) = line.strip_prefix("== ") {
            systems.push(System { title: title.to_owned(), lines: Vec::new(), cfg: None });
        } else {
            let system = systems.last_mut().expect("test: a line is in a section");
            match line.strip_prefix("cfg ") {
                Some(cfg) => system.cfg = Some(cfg.to_owned()),
                None => system.lines.push(line.to_owned()),
            }
        }
    }
    assert!(!systems.is_empty(), "no system");
    let rendered: Vec<String> = systems.iter().map(System::render).collect();
    let rendered = rendered.join("\n");
    if std::env::var_os("TLALOC_BLESS").is_some() {
        std::fs::write(&path, &rendered).expect("test: the file can be written");
    } else {
        assert_eq!(rendered, text, "TLALOC_BLESS=1 writes what is now");
    }
}

#[test]
fn a_reached_state_outside_the_shape_enlarges_it() {
    let model = model("VARIABLE x\nInit == x = 0\nNext == x' = IF x < 2 THEN x + 1 ELSE x\nInv == TRUE", PLAIN);
    let system = TransitionSystem::of(&model).expect("there is a behavior");
    let (mut shapes, mut encoder) = initial_shapes(&system).expect("a shape");
    let mut seen = Vec::new();
    loop {
        seen.push(shapes[0].text());
        let mut finite = Finite::of(&system, shapes.clone()).expect("a finite system");
        let formula = Formula::of(&mut finite);
        match Search::new(&formula, Cancel::default()).run() {
            Answer::Invariant(_) => break,
            Answer::InitialBad => panic!("the initial state is of the shape"),
            Answer::TooLarge => panic!("three atoms are few"),
            Answer::Reached(path) => {
                assert_eq!(path.bad, finite.bad.len(), "it is bad to leave the shape, and nothing else is bad");
                assert_eq!(path.steps as usize + 1, seen.len());
                let state = left(&finite, &path).expect("the state has values");
                let more = encoder.shapes_of(&state).expect("a shape").swap_remove(0);
                shapes = vec![shapes.swap_remove(0).join(more).expect("a larger shape")];
            }
        }
    }
    assert_eq!(seen, ["{0}", "{0, 1}", "{0, 1, 2}"]);
}

/// The confirmation of lemmas, each the text of the atoms that it excludes, of a system on the shape 0..3.
fn confirmed(init: &str, next: &str, lemmas: &[&[&str]]) -> Option<String> {
    let model = model(&format!("VARIABLE x\nInit == x \\in {init}\nNext == {next}\nInv == x # 3"), PLAIN);
    let system = TransitionSystem::of(&model).expect("there is a behavior");
    let mut finite = Finite::of(&system, vec![Shape::OneOf((0..4).map(Value::Int).collect())]).expect("a finite system");
    let name = |_: usize| "x".to_owned();
    let literal = |text: &&str| -> AtomLit {
        let all = (0..2 * finite.atoms.len() as AtomLit).map(|a| (a, finite.atoms[(a >> 1) as usize].text(a & 1 == 0, &name)));
        all.into_iter().find(|a| a.1 == *text).expect("test: an atom").0
    };
    let cubes: Vec<Cube> = lemmas.iter().map(|texts| texts.iter().map(literal).collect()).collect();
    confirm::confirmed(&Formula::of(&mut finite), &cubes, Default::default()).err()
}

#[test]
fn wrong_lemmas_are_refuted() {
    // 0 and 1 take turns; 2 leads to 3, which is bad
    let next = "x' = <<1, 0, 3, 3>>[x + 1]";
    assert_eq!(confirmed("{0}", next, &[&["x = 2"], &["x = 3"]]), None);
    assert_eq!(confirmed("{0}", next, &[&["x # 0", "x # 1"]]), None);
    let refuted = |init: &str, next: &str, lemmas: &[&[&str]]| confirmed(init, next, lemmas).expect("it is refuted");
    assert_eq!(refuted("{0}", next, &[]), "the lemmas admit a bad state");
    assert_eq!(refuted("{0}", next, &[&["x = 2"]]), "the lemmas admit a bad state");
    assert_eq!(refuted("{0}", next, &[&["x = 3"]]), "a step may break lemma 0");
    assert_eq!(refuted("{0}", next, &[&["x = 2"], &["x = 3"], &["x = 1"]]), "a step may break lemma 2");
    assert_eq!(refuted("{0}", next, &[&["x = 2"], &["x = 3"], &["x # 1"]]), "lemma 2 may be false initially");
    assert_eq!(refuted("{0, 2}", next, &[&["x = 2"], &["x = 3"]]), "lemma 0 may be false initially");
    // states outside the shape
    assert_eq!(refuted("{0, 4}", next, &[&["x = 2"], &["x = 3"]]), "an initial state may be bad");
    assert_eq!(refuted("{0}", "x' = <<1, 4, 3, 3>>[x + 1]", &[&["x = 2"], &["x = 3"]]), "the lemmas admit a bad state");
}
