//! The language by example: every case of tests/language/*.md, asked of every oracle.
//!
//! See tests/language/README.md for what a case looks like. An oracle evaluates a definition of a model; a further one needs a
//! line in `ORACLES`. Each file has a limit on the cases that an oracle may skip because it does not support them.

use libtest_mimic::{Arguments, Failed, Trial};
use std::fmt::Write;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use tlaloc::internals::eval::Evaluator;
use tlaloc::internals::eval::error::ErrorKind;
use tlaloc::internals::ir::{DefId, Model};
use tlaloc::internals::logic::Assignment;
use tlaloc::internals::lower::Overrides;
use tlaloc::internals::pipeline::from_texts;
use tlaloc::internals::source::SourceMap;
use tlaloc::internals::symbolic::Encoder;
use tlaloc::internals::util::stack::on_large_stack;
use tlaloc::internals::value::{State, Value};
use tlaloc::internals::vm::word::Heap;
use tlaloc::internals::vm::{Program, Vm};

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

/// A file of the suite with its model, and what the oracles have skipped so far.
struct Suite {
    name: String,
    file: File,
    model: Model,
    skipped: [AtomicUsize; ORACLES.len()],
}

impl Suite {
    fn new(name: String, text: &str) -> Suite {
        let file = read(text);
        assert!(!file.cases.is_empty(), "{name} has no cases");
        let model = model(&name, &file);
        Suite { name, file, model, skipped: Default::default() }
    }

    fn definition(&self, name: &str) -> DefId {
        let found = self.model.invariants.iter().find(|n| *n.name == *name);
        found.unwrap_or_else(|| panic!("{name} is not in the model")).def
    }

    /// Evaluates a case with all oracles and compares the results with the expected one.
    fn check(&self, i: usize) -> Result<(), Failed> {
        let case = &self.file.cases[i];
        let expected = match case.expected.strip_prefix("error:") {
            Some(kind) => format!("error: {}", kind.trim()),
            None => Evaluator::new(&self.model)
                .value(self.definition(&format!("Expected{i}")), None, None)
                .map_err(|e| format!("the expected value is none: {}", e.message))?
                .to_string(),
        };
        let mut wrong = String::new();
        for ((oracle, ask), skipped) in ORACLES.iter().zip(&self.skipped) {
            let found = match ask(&self.model, self.definition(&format!("Case{i}"))) {
                Answer::Value(v) => v.to_string(),
                Answer::Error(kind) => format!("error: {}", kind_name(kind)),
                Answer::GivesUp if case.expected.starts_with("error:") => continue,
                Answer::Unsupported | Answer::GivesUp => {
                    skipped.fetch_add(1, Relaxed);
                    continue;
                }
            };
            if found != expected {
                writeln!(wrong, "{oracle}: {} is {found}, not {expected}", case.expression).unwrap();
            }
        }
        if wrong.is_empty() { Ok(()) } else { Err(wrong.into()) }
    }

    /// The oracles that have skipped more cases than they may.
    fn above_limits(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        for ((oracle, _), skipped) in ORACLES.iter().zip(&self.skipped) {
            let limits = LIMITS.iter().find(|l| l.0 == self.name).map_or(&[][..], |l| l.1);
            let limit = limits.iter().find(|(of, _)| of == oracle).map_or(0, |l| l.1);
            let skipped = skipped.load(Relaxed);
            if skipped > limit {
                wrong.push(format!(
                    "{}: {oracle} skips {skipped} of {} cases, at most {limit}",
                    self.name,
                    self.file.cases.len()
                ));
            }
        }
        wrong
    }
}

/// The cases of each file that an oracle may skip: more would test less. Where support grows, the limits shrink.
const LIMITS: &[(&str, &[(&str, usize)])] = &[
    ("logic", &[("vm", 2)]),
    ("integers", &[("vm", 3)]),
    ("sets", &[("vm", 23), ("symbolic", 2)]),
    ("functions", &[("vm", 11), ("symbolic", 1)]),
    ("except", &[("vm", 4), ("symbolic", 2)]),
    ("records", &[("vm", 10)]),
    ("sequences", &[("vm", 4), ("symbolic", 1)]),
    ("choose", &[("vm", 1)]),
    ("recursion", &[("symbolic", 1)]),
    ("tlc", &[("vm", 16), ("symbolic", 4)]),
    ("modules", &[("vm", 24), ("symbolic", 23)]),
    ("community", &[("vm", 29), ("symbolic", 13)]),
    ("library", &[("vm", 16)]),
    ("empty_sets", &[("vm", 53)]),
    ("nested_recursion", &[("vm", 5)]),
    ("json", &[("vm", 8)]),
    ("written", &[("vm", 14)]),
    ("order", &[("vm", 1)]),
];

/// Fewer cases than this would prove nothing.
const LEAST: usize = 1000;

/// A test for each case of each file, named `file:line`. Without a filter the limits are checked, too.
fn main() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/language");
    let files = std::fs::read_dir(folder).expect("the suite's folder").map(|f| f.expect("a file").path());
    let mut files: Vec<PathBuf> = files.filter(|f| !f.ends_with("README.md")).collect();
    files.sort();
    let suites = files.iter().map(|path| {
        let name = path.file_stem().map(|n| n.display().to_string()).unwrap_or_default();
        Arc::new(Suite::new(name, &std::fs::read_to_string(path).expect("a file of the suite is text")))
    });
    let suites: Vec<Arc<Suite>> = suites.collect();
    let mut tests = Vec::new();
    for suite in &suites {
        for (i, case) in suite.file.cases.iter().enumerate() {
            let (name, suite) = (format!("{}:{}", suite.name, case.line), suite.clone());
            tests.push(Trial::test(name, move || suite.check(i)));
        }
    }
    let all = tests.len();
    assert!(all >= LEAST, "only {all} cases");
    let conclusion = libtest_mimic::run(&Arguments::from_args(), tests);
    if conclusion.num_passed as usize == all {
        let wrong: Vec<String> = suites.iter().flat_map(|s| s.above_limits()).collect();
        assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    }
    conclusion.exit();
}
