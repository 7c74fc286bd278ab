//! Reports of made-up runs: the text, the JSON object, names and exit codes of verdicts.

use super::itf::ItfValue;
use super::json::Object;
use super::kind::{Evaluation, Kind};
use super::text::Style;
use super::{Context, FORMS, Report, Target, form_of, layout, text, trace_text};
use crate::diag::{Code, Diagnostic};
use crate::eval::error::{ErrorKind, EvalError};
use crate::ir::{Model, Var};
use crate::property::{Evaluated, Met, Violation, Why};
use crate::source::{SourceMap, Span};
use crate::trace::vacuity::Vacuity;
use crate::trace::{Collisions, Counts, EngineName, GaveUp, Inductive, Lasso, Outcome, Trace, TraceState, Verdict};
use crate::value::{ActionLabel, State};
use crate::value::{Atoms, Value};
use std::time::Duration;

const TEXT: &str = "Inc(p) ==\n  count' = [count EXCEPT ![p] = f[3]]\nSmall == count < 3\n";

struct World {
    model: Model,
    sources: SourceMap,
}

impl World {
    fn new(vars: &[&str]) -> World {
        let mut sources = SourceMap::new();
        sources.add("M.tla", TEXT);
        let vars = vars.iter().map(|v| Var { name: (*v).into(), span: Span::NONE }).collect();
        let (init, next) = (Some(crate::ir::DefId(0)), Some(crate::ir::DefId(1)));
        let model = Model { vars, init, next, ..Model::new("M", Atoms::new()) };
        World { model, sources }
    }

    fn context(&self) -> Context<'_> {
        Context::new(&self.model, &self.sources)
    }

    fn atom(&self, text: &str) -> crate::value::Atom {
        self.model.atoms.intern(text)
    }

    fn span(&self, word: &str) -> Span {
        let start = TEXT.find(word).expect("the word is in the text");
        Span::new(crate::source::FileId(0), start, start + word.len())
    }

    fn inc(&self) -> ActionLabel {
        ActionLabel {
            name: "Inc".into(),
            args: vec![Value::Model(self.atom("p1"))],
            span: self.span("count' = [count EXCEPT ![p] = f[3]]"),
            module: "M".into(),
        }
    }

    /// States of integer variables; `Inc(p1)` leads to all but the first.
    fn trace(&self, states: &[&[i64]], lasso: Option<Lasso>) -> Trace {
        let states = states.iter().enumerate().map(|(i, values)| TraceState {
            state: State(values.iter().map(|v| Value::Int(*v)).collect()),
            action: (i > 0).then(|| self.inc()),
            alias: None,
        });
        Trace { states: states.collect(), lasso }
    }
}

fn verdict(outcome: Outcome) -> Verdict {
    Verdict {
        outcome,
        engine: EngineName::SYMBOLIC,
        depth: Some(2),
        exhaustive: false,
        behaviors: None,
        counts: None,
        elapsed: Duration::from_millis(1500),
        assumptions: vec!["sets have at most 9 elements".to_string()],
        collisions: None,
        coverage: Vec::new(),
        further: Vec::new(),
        inductive: None,
        certification: None,
        notes: Vec::new(),
        beside: Vec::new(),
        vacuity: Vacuity::default(),
    }
}

fn report(verdict: &Verdict, context: Context<'_>, style: Style) -> String {
    text::report(&Report::new(verdict, context), style)
}

fn object(report: &Report) -> serde_json::Value {
    serde_json::json!(Object { report, traces: true })
}

fn error(w: &World, kind: ErrorKind) -> EvalError {
    EvalError {
        kind,
        message: "<<1, 2>> has no element 3".into(),
        span: w.span("f[3]"),
        calls: vec![("Inc".into(), w.span("Inc(p)"))],
        locals: vec![("p".into(), Value::Model(w.atom("p1"))), ("n".into(), Value::Int(3))],
        help: None,
    }
}

#[test]
fn a_broken_invariant_in_full() {
    let w = World::new(&["count", "other"]);
    let violation = Violation::Invariant { name: "Small".into(), span: w.span("Small == count < 3") };
    let trace = w.trace(&[&[0, 0], &[1, 0]], None);
    let text = report(&verdict(Outcome::Violated { violation, trace }), w.context(), Style::default());
    assert_eq!(
        text,
        "`*` marks variables that changed.

State 1: <Initial predicate>
  /\\ count = 0
  /\\ other = 0

State 2: <Inc(p1) line 2, col 3 to line 2, col 37 of module M>
* /\\ count = 1
  /\\ other = 0

error: invariant Small is violated
  ┌─ M.tla:3:1
  │
3 │ Small == count < 3
  │ ^^^^^^^^^^^^^^^^^^ is false in the last state

invariant violated: after 1 step (symbolic engine, 1.50 s)
Assuming: sets have at most 9 elements
"
    );
}

#[test]
fn an_evaluation_error_shows_expression_calls_and_values() {
    let w = World::new(&["count"]);
    let violation = Violation::NextError(error(&w, ErrorKind::OutsideDomain));
    let trace = w.trace(&[&[0]], None);
    let text = report(&verdict(Outcome::Violated { violation, trace }), w.context(), Style { plain: true, ..Style::default() });
    assert_eq!(
        text,
        "State 1: <Initial predicate>
count = 0

error: <<1, 2>> has no element 3, evaluating the next step from the last state
  ┌─ M.tla:2:33
  │
1 │ Inc(p) ==
  │ ------ in Inc
2 │   count' = [count EXCEPT ![p] = f[3]]
  │                                 ^^^^ this has no value
  │
  = where p = p1
      and n = 3

evaluation error: in step 1 (symbolic engine, 1.50 s)
Assuming: sets have at most 9 elements
"
    );
}

#[test]
fn lassos_end_as_the_reference_checker_ends_them() {
    let w = World::new(&["count"]);
    let plain = Style { plain: true, ..Style::default() };
    let show = |lasso| {
        let trace = w.trace(&[&[0], &[1]], Some(lasso));
        let outcome = Outcome::Violated { violation: Violation::Deadlock, trace };
        let report = Report::new(&verdict(outcome), w.context());
        report.trace.map_or(String::new(), |t| trace_text::trace(&t, plain))
    };
    assert!(show(Lasso::Stuttering).ends_with("count = 1\n\nState 3: Stuttering\n\n"));
    let back = show(Lasso::BackTo { index: 0, action: w.inc() });
    assert!(back.ends_with("\n\nBack to state 1: <Inc(p1) line 2, col 3 to line 2, col 37 of module M>\n\n"), "{back}");
}

#[test]
fn headlines_say_how_far_the_answer_reaches() {
    let w = World::new(&["count"]);
    let head = |change: &dyn Fn(&mut Verdict), outcome| {
        let mut v = verdict(outcome);
        v.assumptions.clear();
        change(&mut v);
        text::headline(&Report::new(&v, w.context()), Style::default())
    };
    assert_eq!(
        head(&|_| {}, Outcome::Safe),
        "ok: no error up to depth 2; longer behaviors were not searched (symbolic engine, 1.50 s)\n\
         Checked: absence of deadlock; evaluation of every step.\n"
    );
    let nobody_asked = Context { default_depth: true, ..w.context() };
    assert!(text::headline(&Report::new(&verdict(Outcome::Safe), nobody_asked), Style::default()).starts_with(
        "ok: no error up to depth 2; --exhaustive or a larger --depth checks longer behaviors (symbolic engine, 1.50 s)\n"
    ));
    let all = |v: &mut Verdict| {
        v.exhaustive = true;
        v.counts = Some(Counts { generated: 5, distinct: 3, initial: 1, depth: 3 });
    };
    assert_eq!(
        head(&all, Outcome::Safe),
        "ok: no error in any reachable state; the search was exhaustive (symbolic engine, 1.50 s)\n\
         5 states generated, 3 distinct, 1 initial; depth of the search 3.\n\
         Checked: absence of deadlock; evaluation of every step.\n"
    );
    assert_eq!(head(&|_| {}, Outcome::Timeout), "timed out: no error found up to depth 2 (symbolic engine, 1.50 s)\n");
    assert_eq!(
        head(&|v| v.depth = None, Outcome::Unknown { reason: GaveUp::Solver("r".into()) }),
        "unknown: no answer (symbolic engine, 1.50 s)\n"
    );
}

#[test]
fn long_values_are_broken_between_elements() {
    let atoms = Atoms::new();
    let record =
        |id| Value::record([(atoms.intern("from"), Value::Model(atoms.intern("u1"))), (atoms.intern("id"), Value::Int(id))]);
    let check = |v: Value, expected: &str| {
        assert_eq!(layout::value(&v, None, 4, layout::Page { width: 30, whole: false }).bare(), expected)
    };
    check(Value::set([record(1)]), "{[from |-> u1, id |-> 1]}");
    check(Value::set([record(1), record(2)]), "{ [from |-> u1, id |-> 1],\n      [from |-> u1, id |-> 2] }");
    check(
        Value::function([(Value::Model(atoms.intern("w1")), record(1)), (Value::Model(atoms.intern("w2")), Value::Int(2))]),
        "( w1 :> [ from |-> u1,\n              id |-> 1 ] @@\n      w2 :> 2 )",
    );
}

#[test]
fn the_json_object_of_a_violation() {
    let w = World::new(&["count"]);
    let violation = Violation::NextError(error(&w, ErrorKind::OutsideDomain));
    let trace = w.trace(&[&[0], &[1]], Some(Lasso::Stuttering));
    let object = object(&Report::new(&verdict(Outcome::Violated { violation, trace }), w.context()));
    assert_eq!(
        object,
        serde_json::json!({
            "verdict": "evaluation-error",
            "property": null,
            "engine": "symbolic",
            "depth": 2,
            "exhaustive": false,
            "states": null,
            "seconds": 1.5,
            "assumptions": ["sets have at most 9 elements"],
            "vacuous": [],
            "induction": null,
            "proof": null,
            "certification": null,
            "notes": [],
            "fingerprints": null,
            "message": {
                "text": "<<1, 2>> has no element 3, evaluating the next step from the last state",
                "code": null,
                "notes": ["where p = p1\n  and n = 3"],
                "help": null,
                "span": {"file": "M.tla", "line": 2, "column": 33, "end": {"line": 2, "column": 36}},
                "source": "f[3]",
            },
            "trace": {
                "#meta": {
                    "format": "ITF",
                    "format-description": "https://apalache-mc.org/docs/adr/015adr-trace.html",
                    "module": "M",
                },
                "vars": ["count"],
                "states": [
                    {"#meta": {"index": 0}, "count": 0},
                    {
                        "#meta": {
                            "index": 1,
                            "action": "Inc",
                            "args": "p1",
                            "location": "M.tla:2:3",
                        },
                        "count": 1,
                    },
                ],
                "loop": 1,
            },
            "fairness": [],
            "coverage": [],
            "further": [],
        })
    );
}

#[test]
fn the_json_object_keeps_its_keys_in_order() {
    let w = World::new(&[]);
    let ran = object(&Report::new(&verdict(Outcome::Safe), w.context()));
    let failed = object(&Report::failure(&[Diagnostic::error(Code::PARSE, "bad")], &w.sources, 0.25));
    let keys = |object: &serde_json::Value| object.as_object().map(|o| o.keys().cloned().collect::<Vec<_>>().join(" "));
    let expected = "verdict property engine depth exhaustive states seconds assumptions vacuous induction proof certification notes fingerprints message trace fairness coverage further";
    assert_eq!(keys(&ran).as_deref(), Some(expected));
    assert_eq!(keys(&failed).as_deref(), Some(&*expected.replace("message", "message messages")));
    assert_eq!(failed["verdict"], "parse-error");
    assert_eq!(failed["message"]["code"], "E102");
}

#[test]
fn values_in_the_informal_trace_format() {
    let atoms = Atoms::new();
    let check = |v: Value, expected: &str| assert_eq!(serde_json::json!(ItfValue(&v)).to_string(), expected);
    let (one, a) = (Value::Int(1), Value::Str(atoms.intern("a")));
    check(Value::Bool(true), "true");
    check(Value::Int(-9_007_199_254_740_991), "-9007199254740991");
    check(Value::Int(9_007_199_254_740_992), r##"{"#bigint":"9007199254740992"}"##);
    check(a.clone(), r#""a""#);
    check(Value::set([one.clone(), Value::Int(0)]), r##"{"#set":[0,1]}"##);
    check(Value::tuple([]), r##"{"#tup":[]}"##);
    check(Value::tuple([one.clone(), a.clone()]), r##"{"#tup":[1,"a"]}"##);
    check(Value::record([(atoms.intern("f"), one.clone())]), r#"{"f":1}"#);
    check(Value::function([(Value::Int(0), a)]), r##"{"#map":[[0,"a"]]}"##);
}

#[test]
fn exit_codes_are_the_reference_checkers() {
    let w = World::new(&["count"]);
    let e = |kind| error(&w, kind);
    let check = |violation, states: &[&[i64]], name: &str, code: u8| {
        let kind = Kind::of_outcome(&Outcome::Violated { violation, trace: w.trace(states, None) });
        assert_eq!((kind.name(), kind.exit_code()), (name, code));
    };
    let two: &[&[i64]] = &[&[0], &[1]];
    let inv = |error| Violation::InvariantError { name: "I".into(), error, of: Evaluated::Invariant };
    check(Violation::Deadlock, two, "deadlock", 11);
    check(Violation::Invariant { name: "I".into(), span: Span::NONE }, two, "invariant", 12);
    check(Violation::ActionProperty { name: "I".into(), span: Span::NONE }, two, "action-property", 13);
    check(Violation::NextError(e(ErrorKind::Assert)), two, "assert", 14);
    check(Violation::NextError(e(ErrorKind::ChooseNoWitness)), two, "evaluation-error", 75);
    check(Violation::NextError(e(ErrorKind::IncompleteState)), two, "evaluation-error", 75);
    check(Violation::NextError(e(ErrorKind::Overflow)), two, "evaluation-error", 255);
    check(Violation::NextError(e(ErrorKind::Argument)), two, "evaluation-error", 255);
    check(Violation::NextError(e(ErrorKind::EmptySequence)), two, "evaluation-error", 255);
    check(inv(e(ErrorKind::Overflow)), two, "evaluation-error", 76);
    let of = |of| Violation::InvariantError { name: "P".into(), error: e(ErrorKind::Type), of };
    check(of(Evaluated::Step), two, "evaluation-error", 75);
    check(of(Evaluated::Temporal), two, "evaluation-error", 255);
    check(of(Evaluated::Fairness), two, "evaluation-error", 255);
    check(Violation::InitError(e(ErrorKind::Overflow)), &[], "evaluation-error", 75);
    check(Violation::InitError(e(ErrorKind::Type)), &[], "evaluation-error", 75);
    check(Violation::InitError(e(ErrorKind::Misplaced)), &[], "evaluation-error", 255);
    check(Violation::InitError(e(ErrorKind::IncompleteState)), &[], "evaluation-error", 255);
    check(inv(e(ErrorKind::NoField)), two, "evaluation-error", 76);
    check(inv(e(ErrorKind::NoField)), &[&[0]], "evaluation-error", 75);
}

#[test]
fn only_ok_ends_in_zero() {
    let kinds = [
        Kind::Assumption,
        Kind::Deadlock,
        Kind::Invariant,
        Kind::ActionProperty,
        Kind::ImpliedInit,
        Kind::Liveness,
        Kind::LivenessPrefix,
        Kind::Assert,
        Kind::Evaluation(Evaluation::Next),
        Kind::Evaluation(Evaluation::Invariant),
        Kind::Evaluation(Evaluation::Limit),
        Kind::Parse,
        Kind::Config { readable: true },
        Kind::Config { readable: false },
        Kind::Unsupported,
        Kind::Unknown,
        Kind::Timeout,
        Kind::Internal,
    ];
    assert!(kinds.iter().all(|k| k.exit_code() > 1), "0 is success, 1 a wrong command line");
    let of = |code| Kind::of_diagnostics(&[Diagnostic::error(code, "")]).exit_code();
    assert_eq!(
        [Code::FILE, Code::PARSE, Code::LEVEL, Code::CONFIG, Code::CONFIG_FILE, Code::CONFIG_PARSE, Code::UNSUPPORTED].map(of),
        [150, 150, 150, 151, 255, 255, 62]
    );
}

#[test]
fn why_an_infinite_behavior_is_fair() {
    let w = World::new(&["count"]);
    let met = |word: &str, strong: bool, values: Vec<(std::sync::Arc<str>, Value)>, why: Why| {
        let span = w.span(word);
        Met { span, strong, values, why }
    };
    let fairness = vec![
        met("f[3]", true, vec![("self".into(), Value::Int(1))], Why::Taken { state: 1 }),
        met("Inc(p)", false, Vec::new(), Why::Disabled { state: 0 }),
    ];
    let violation = Violation::Liveness { name: "P".into(), span: w.span("Small == count < 3"), fairness };
    let back = Lasso::BackTo { index: 0, action: w.inc() };
    let outcome = Outcome::Violated { violation, trace: w.trace(&[&[0], &[1]], Some(back)) };
    let text = report(&verdict(outcome.clone()), w.context(), Style::default());
    let expected = "The behavior is fair:\n  SF of f[3] with self = 1: a step from state 2 is one\n  WF of Inc(p): not possible in state 1\n";
    assert!(text.contains(expected), "{text}");
    assert!(text.contains("temporal property violated: states 1 to 2 are repeated forever"), "{text}");
    let object = object(&Report::new(&verdict(outcome), w.context()));
    assert_eq!(object["fairness"][0]["met"], "taken");
    assert_eq!(
        object["fairness"][1],
        serde_json::json!({"condition": "Inc(p)", "strong": false, "with": {}, "met": "disabled", "state": 0})
    );
}

#[test]
fn the_probability_of_a_collision_is_fine_print() {
    let w = World::new(&[]);
    let told = |optimistic, actual, verbose| {
        let mut v = verdict(Outcome::Safe);
        v.collisions = Some(Collisions { bits: 64, optimistic, actual });
        let text = text::headline(&Report::new(&v, w.context()), Style { verbose, ..Style::default() });
        text.lines().find(|l| l.contains("hash")).map(str::to_string)
    };
    assert_eq!(told(4.2e-17, Some(1.2e-16), false), None);
    let told = |optimistic, actual| told(optimistic, actual, true);
    assert_eq!(told(4.2e-17, Some(1.2e-16)).as_deref(), Some("Probability of a hash collision: about 1e-16"));
    assert_eq!(told(4.2e-17, None).as_deref(), Some("Probability of a hash collision: about 4e-17"));
    assert_eq!(told(0.0, None).as_deref(), Some("Probability of a hash collision: too small to be computed"));
}

#[test]
fn a_proof_says_how_large_it_is() {
    let w = World::new(&["count"]);
    let proof = |exhaustive| {
        let inductive =
            Some(Inductive { beyond: 4, lemmas: vec!["count >= 0".to_string()], checked_by: Vec::new(), proof: None });
        let v = Verdict { exhaustive, inductive, depth: Some(20), ..verdict(Outcome::Safe) };
        object(&Report::new(&v, w.context()))["proof"].take()
    };
    let expected = serde_json::json!({
        "method": "induction",
        "claim": "the invariants hold in every reachable state",
        "sizes": {"searched": 4, "covers": null, "lemmas": 1, "clauses": 0},
        "lemmas": ["count >= 0"],
        "checked_by": [],
    });
    assert_eq!(proof(true), expected);
    let bounded = proof(false);
    assert_eq!(bounded["claim"], "the invariants hold in every state that is reachable in at most 20 steps");
    assert_eq!(bounded["sizes"]["covers"], 20);
}

#[test]
fn every_form_is_found_by_its_extension() {
    let extension = |name| form_of(name).map(|form| form.extension);
    assert_eq!(extension("a/trace.itf.json"), Some(".itf.json"));
    assert_eq!(extension("trace.doc.json"), Some(".doc.json"));
    assert_eq!(extension("trace.json"), Some(".json"));
    assert_eq!(extension("trace.txt"), Some(".txt"));
    assert_eq!(extension("trace.pdf"), None);
    let w = World::new(&["count"]);
    let outcome = Outcome::Violated { violation: Violation::Deadlock, trace: w.trace(&[&[0], &[1]], None) };
    let report = Report::new(&verdict(outcome), w.context());
    for form in FORMS {
        let mut written = Vec::new();
        (form.write)(&report, Target { stem: "trace", ..Target::default() }, &mut written).expect("a vector takes everything");
        let text = String::from_utf8(written).expect("a form is text");
        assert!(text.contains("count"), "{}: {text}", form.extension);
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).is_ok(), form.extension.ends_with("json"), "{text}");
    }
}
