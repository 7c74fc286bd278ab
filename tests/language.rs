//! The language by example: every case of tests/language/*.md, asked of every oracle.
//!
//! See tests/language/README.md for what a case looks like. An oracle evaluates a definition of a model; a further one needs a
//! line in `ORACLES`. Each file has a limit on the cases that an oracle may skip because it does not support them.

use std::fmt::Write;
use tlaloc::eval::Evaluator;
use tlaloc::eval::error::ErrorKind;
use tlaloc::ir::{DefId, Model};
use tlaloc::logic::Assignment;
use tlaloc::lower::Overrides;
use tlaloc::pipeline::from_texts;
use tlaloc::source::SourceMap;
use tlaloc::symbolic::Encoder;
use tlaloc::util::stack::on_large_stack;
use tlaloc::value::{State, Value};
use tlaloc::vm::word::Heap;
use tlaloc::vm::{Program, Vm};

/// What an oracle says about a case.
enum Answer {
    Value(Value),
    Error(ErrorKind),
    /// The oracle does not support the case, and says so.
    Unsupported,
    /// Unsupported, or an error: `vm` does not tell them apart.
    GivesUp,
}

type Oracle = fn(&Model, DefId) -> Answer;

const ORACLES: &[(&str, Oracle)] = &[("eval", by_eval), ("vm", by_vm), ("symbolic", by_symbolic)];

fn by_eval(model: &Model, def: DefId) -> Answer {
    match on_large_stack(|| Evaluator::new(model).value(def, None, None)) {
        Ok(v) => Answer::Value(v),
        Err(e) => Answer::Error(e.kind),
    }
}

fn by_vm(model: &Model, def: DefId) -> Answer {
    on_large_stack(|| {
        let mut heap = Heap::new(&model.atoms);
        let program = Program::of_values(model, &[def], &mut heap);
        let mut vm = Vm::new(&program, heap, Evaluator::new(model));
        vm.load_state(&State([Value::Int(0)].into()));
        vm.value(program.more[0].as_ref()).map_or(Answer::GivesUp, Answer::Value)
    })
}

fn by_symbolic(model: &Model, def: DefId) -> Answer {
    on_large_stack(|| {
        let mut encoder = Encoder::new(model);
        let state = encoder.init(model.init.expect("an Init")).state;
        let (value, findings) = encoder.value_in(&state, def);
        let nothing = Assignment::default();
        let mut memo = Default::default();
        let mut holding = findings.iter().filter(|f| encoder.graph.evaluate(f.condition, &nothing, &mut memo)).map(|f| f.kind);
        match holding.next() {
            Some(ErrorKind::Unsupported) => Answer::Unsupported,
            Some(kind) => Answer::Error(kind),
            // a set or function that cannot be enumerated has no value to compare
            None => encoder.decode_value(value, &nothing).map_or(Answer::Unsupported, Answer::Value),
        }
    })
}

#[derive(Default)]
struct File {
    definitions: String,
    constants: String,
    cases: Vec<Case>,
}

struct Case {
    line: usize,
    expression: String,
    expected: String,
}

fn read(text: &str) -> File {
    let mut file = File::default();
    let mut block: Option<String> = None;
    let mut pending = String::new();
    for (i, line) in text.lines().enumerate() {
        if let Some(info) = line.strip_prefix("```") {
            block = block.is_none().then(|| info.trim().to_string());
            continue;
        }
        match block.as_deref() {
            Some("tla definitions") => writeln!(file.definitions, "{line}").unwrap(),
            Some("cfg") => writeln!(file.constants, "{line}").unwrap(),
            Some("tla") => match line.split_once("\\* =>") {
                None => writeln!(pending, "{line}").unwrap(),
                Some((rest, expected)) => {
                    let expression = std::mem::take(&mut pending) + rest.trim_end();
                    file.cases.push(Case { line: i + 1, expression, expected: expected.trim().into() });
                }
            },
            Some(other) => panic!("line {}: a block of kind {other:?}", i + 1),
            None => {}
        }
    }
    file
}

/// One module with a definition for each case and for each expected value.
fn module(file: &File) -> String {
    let mut text = String::from("---- MODULE Cases ----\nEXTENDS Integers, Sequences, FiniteSets, TLC\n");
    let names: Vec<&str> = file.constants.split_whitespace().filter(|w| !matches!(*w, "CONSTANTS" | "=")).step_by(2).collect();
    if !names.is_empty() {
        writeln!(text, "CONSTANTS {}", names.join(", ")).unwrap();
    }
    text += "VARIABLE state\nInit == state = 0\nNext == state' = state\n";
    text += &file.definitions;
    for (i, c) in file.cases.iter().enumerate() {
        let expression: Vec<String> = c.expression.lines().map(|l| format!("  {l}")).collect();
        writeln!(text, "Case{i} ==\n{}", expression.join("\n")).unwrap();
        let expected = if c.expected.starts_with("error:") { "0" } else { &c.expected };
        writeln!(text, "Expected{i} == {expected}").unwrap();
    }
    text + "====\n"
}

fn model(name: &str, file: &File) -> Model {
    let text = module(file);
    let config = format!("INIT Init\nNEXT Next\n{}", file.constants);
    // Not asked for by the configuration, so no role keeps them: every definition is an invariant.
    let invariants = (0..file.cases.len()).flat_map(|i| [format!("Case{i}"), format!("Expected{i}")]).collect();
    let overrides = Overrides { invariants, ..Overrides::default() };
    let mut sources = SourceMap::new();
    from_texts(&text, Some(&config), &overrides, &mut sources).unwrap_or_else(|ds| {
        let places = ds.iter().map(|d| {
            let label = d.labels.first();
            let line = label.and_then(|l| sources.location(l.span)).map_or(0, |l| l.line);
            let text = text.lines().nth((line as usize).saturating_sub(1)).unwrap_or("");
            format!("{}: {} (line {line}: {text})", d.code, d.message)
        });
        panic!("{name} does not load:\n{}", places.collect::<Vec<_>>().join("\n"))
    })
}

/// `OutsideDomain` as the suite writes it: `outside-domain`. A wrong argument of a standard module's operator is a wrong kind
/// of value like any other here; the two differ in their exit code only, which `report` tests.
fn kind_name(kind: ErrorKind) -> String {
    let kind = if kind == ErrorKind::Argument { ErrorKind::Type } else { kind };
    let mut name = String::new();
    for c in format!("{kind:?}").chars() {
        if c.is_uppercase() && !name.is_empty() {
            name.push('-');
        }
        name.extend(c.to_lowercase());
    }
    name
}

fn check(name: &str, text: &str, limits: &[(&str, usize)]) {
    let file = read(text);
    assert!(!file.cases.is_empty(), "{name} has no cases");
    let model = model(name, &file);
    let def = |name: String| {
        model.invariants.iter().find(|n| *n.name == name).unwrap_or_else(|| panic!("{name} is not in the model")).def
    };
    let (mut wrong, mut skipped) = (String::new(), [0; ORACLES.len()]);
    for (i, c) in file.cases.iter().enumerate() {
        let expected = match c.expected.strip_prefix("error:") {
            Some(kind) => format!("error: {}", kind.trim()),
            None => Evaluator::new(&model)
                .value(def(format!("Expected{i}")), None, None)
                .unwrap_or_else(|e| panic!("{name}:{}: the expected value is none: {}", c.line, e.message))
                .to_string(),
        };
        for ((oracle, ask), skipped) in ORACLES.iter().zip(&mut skipped) {
            let found = match ask(&model, def(format!("Case{i}"))) {
                Answer::Value(v) => v.to_string(),
                Answer::Error(kind) => format!("error: {}", kind_name(kind)),
                Answer::GivesUp if c.expected.starts_with("error:") => continue,
                Answer::Unsupported | Answer::GivesUp => {
                    *skipped += 1;
                    continue;
                }
            };
            if found != expected {
                writeln!(wrong, "{name}:{}: {oracle}: {} is {found}, not {expected}", c.line, c.expression).unwrap();
            }
        }
    }
    for ((oracle, _), skipped) in ORACLES.iter().zip(skipped) {
        let limit = limits.iter().find(|(of, _)| of == oracle).map_or(0, |l| l.1);
        if skipped > limit {
            writeln!(wrong, "{name}: {oracle} skips {skipped} of {} cases, at most {limit}", file.cases.len()).unwrap();
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

macro_rules! files {
    ($($name:ident $(($($oracle:ident $limit:literal),*))?;)*) => {
        $(
            #[test]
            fn $name() {
                let file = concat!(stringify!($name), ".md");
                let limits = &[$($((stringify!($oracle), $limit)),*)?];
                check(file, include_str!(concat!("language/", stringify!($name), ".md")), limits);
            }
        )*

        /// A file that no test reads would prove nothing.
        #[test]
        fn every_file_is_read() {
            let mut found: Vec<String> = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/language"))
                .expect("the suite's folder")
                .map(|f| f.expect("a file").file_name().into_string().expect("a plain name"))
                .filter(|f| f != "README.md")
                .collect();
            let mut read = vec![$(concat!(stringify!($name), ".md").to_string()),*];
            found.sort();
            read.sort();
            assert_eq!(found, read);
        }
    };
}

// The cases that an oracle may skip: more would test less. Where support grows, the limits shrink.
files! {
    logic(vm 2);
    integers(vm 3);
    sets(vm 23, symbolic 2);
    functions(vm 11, symbolic 1);
    except(vm 4, symbolic 2);
    records(vm 10);
    sequences(vm 4, symbolic 1);
    choose(vm 1);
    recursion(symbolic 1);
    tlc(vm 16, symbolic 4);
    modules(vm 24, symbolic 23);
    community(vm 29, symbolic 13);
    library(vm 16);
    parts;
    bags;
    empty_sets(vm 53);
    typed_model_values;
    nested_recursion(vm 5);
    json(vm 8);
    written(vm 14);
    order(vm 1);
}
