//! Which engine has the answer, and what it is; the table of outcomes, row by row.

use super::outcomes::{ROWS, markdown, reported, row};
use super::*;
use crate::engine::{bmc, explicit};
use crate::eval::error::ErrorKind;
use crate::lower::Overrides;
use crate::pipeline::from_texts;
use crate::report::kind::Kind;
use crate::source::SourceMap;
use crate::trace::GaveUp;

fn model(body: &str, cfg: &str) -> Model {
    model_with(body, cfg, &Overrides::default())
}

fn model_with(body: &str, cfg: &str, overrides: &Overrides) -> Model {
    let text = format!("---- MODULE M ----\nEXTENDS Integers, Sequences, FiniteSets, TLC\n{body}\n====\n");
    from_texts(&text, Some(cfg), overrides, &mut SourceMap::new()).expect("there is a model")
}

/// Engine, outcome, depth, `!` if exhaustive; then the notes.
fn told(v: &Verdict) -> String {
    let outcome = match &v.outcome {
        Outcome::Violated { violation: crate::property::Violation::Deadlock, trace } => {
            format!("deadlock after {}", trace.states.len().saturating_sub(1))
        }
        Outcome::Violated { trace, .. } => format!("violated after {}", trace.states.len().saturating_sub(1)),
        Outcome::Assumption { .. } => "assumption".to_string(),
        Outcome::Unsupported(d) => format!("unsupported: {}", d.message),
        other => format!("{other:?}").to_lowercase(),
    };
    let depth = v.depth.map_or(String::new(), |d| format!(" {d}"));
    let notes: Vec<String> = v.notes.iter().map(|n| format!("; {n}")).collect();
    format!("{}: {outcome}{depth}{}{}", v.engine, if v.exhaustive { "!" } else { "" }, notes.concat())
}

fn in_race(body: &str, cfg: &str, depth: Option<u32>, beyond: Beyond) -> String {
    told(&check(&model(body, cfg), &Options::to_depth(depth).beyond(beyond)))
}

const PLAIN: &str = "INIT Init\nNEXT Next\n";
const ROUND: &str = "VARIABLE x\nInit == x = 0\nNext == x' = (x + 1) % 20\nInv == x < 12\nFine == x < 99";

#[test]
fn a_small_model_is_seen_whole_whatever_the_depth() {
    let cfg = format!("{PLAIN}INVARIANT Fine\n");
    for beyond in [Beyond::Nothing, Beyond::Violations] {
        assert_eq!(in_race(ROUND, &cfg, Some(3), beyond), "explicit: safe 19!");
        assert_eq!(in_race(ROUND, &cfg, None, beyond), "explicit: safe 19!");
    }
}

#[test]
fn what_is_wrong_beyond_a_depth_that_was_asked_for_is_a_note() {
    let cfg = format!("{PLAIN}INVARIANT Inv\n");
    assert_eq!(in_race(ROUND, &cfg, Some(10), Beyond::Violations), "explicit: violated after 12 10");
    let note = "; there is an error beyond that depth, after 12 steps: --depth 12 shows one";
    assert_eq!(in_race(ROUND, &cfg, Some(10), Beyond::Nothing), format!("explicit: safe 10{note}"));
    // found from level 11, which counts
    assert_eq!(in_race(ROUND, &cfg, Some(11), Beyond::Nothing), format!("explicit: safe 11{note}"));
    // from a level that is searched to its end, and has several such steps
    let wide = "VARIABLE x\nInit == x \\in 0..9\nNext == x' = x + 10\nInv == x < 27";
    let note = note.replace("12", "2");
    assert_eq!(in_race(wide, &cfg, Some(1), Beyond::Nothing), format!("explicit: safe 1{note}"));
}

#[test]
fn an_error_in_the_last_level_counts_though_one_beyond_is_found_first() {
    // from 1 the search finds 3 before it sees that 2 is a deadlock
    let body = "VARIABLE x\nInit == x = 0\nNext == \\/ x = 0 /\\ x' \\in {1, 2}\n        \\/ x = 1 /\\ x' = 3\n        \\/ x = 3 /\\ x' = 3\nInv == x # 3";
    let answer = in_race(body, &format!("{PLAIN}INVARIANT Inv\n"), Some(1), Beyond::Nothing);
    assert!(answer.ends_with(": deadlock after 1 0"), "{answer}");
}

#[test]
fn the_symbolic_engine_answers_where_there_are_too_many_states() {
    let body = "VARIABLE s\nInit == s = {}\nNext == \\E t \\in SUBSET (1..40) : s' = t\nInv == Cardinality(s) # 39 \\/ 7 \\in s";
    let cfg = format!("{PLAIN}INVARIANT Inv\n");
    // the other one may come to one, too
    let note = "; both engines ran, and the first answer counts: another run may show another trace of the same length \
                (--engine symbolic repeats this one)";
    assert_eq!(in_race(body, &cfg, Some(3), Beyond::Violations), format!("symbolic: violated after 1 0{note}"));
    assert_eq!(in_race(body, &cfg, None, Beyond::Nothing), format!("symbolic: violated after 1 0{note}"));
}

#[test]
fn an_engine_that_cannot_do_something_leaves_it_to_the_other() {
    // of who is slower there is nothing to tell: it may not have come to that
    let body = "VARIABLE x\nInit == x = 0\nNext == x' = x + 1\nInv == TLCGet(\"level\") < 5";
    let cfg = format!("{PLAIN}INVARIANT Inv\n");
    let first = |answer: String| answer.split("; the symbolic").next().expect("the first part").to_string();
    assert_eq!(first(in_race(body, &cfg, Some(10), Beyond::Nothing)), "explicit: violated after 4 2");
    assert_eq!(
        first(in_race(body, &cfg, Some(2), Beyond::Nothing)),
        "explicit: safe 2; there is an error beyond that depth, after 4 steps: --depth 4 shows one"
    );
    let body = "VARIABLE x\nInit == x = 0\nNext == \\E n \\in Nat : x' = n\nInv == x # 7";
    assert_eq!(
        in_race(body, &cfg, Some(2), Beyond::Nothing),
        "symbolic: violated after 1 0; the explicit engine cannot evaluate something: Nat is infinite and cannot be enumerated"
    );
}

#[test]
fn what_is_asked_after_the_search_is_the_explicit_engines() {
    let body = "VARIABLES x, y\nInit == x = 0 /\\ y = 0\nNext == \\/ x' = (x + 1) % 120 /\\ UNCHANGED y\n        \\/ y' = (y + 1) % 120 /\\ UNCHANGED x\n\
                Many == TLCGet(\"distinct\") > 14000\nFew == TLCGet(\"distinct\") < 14000\nFar == x = 119 /\\ y = 119\nNever == x = 120";
    // the other one may have come to its end by then, or not
    let asked = |line: &str, depth, beyond| {
        let answer = in_race(body, &format!("{PLAIN}{line}\n"), depth, beyond);
        answer.split("; the symbolic engine does not check").next().expect("the first part").to_string()
    };
    assert_eq!(asked("POSTCONDITION Many", None, Beyond::Nothing), "explicit: safe 238!");
    let wrong = asked("POSTCONDITION Few", Some(10), Beyond::Violations);
    assert!(wrong.starts_with("explicit: postcondition"), "{wrong}");
    assert_eq!(asked("_POSSIBLE Far", Some(10), Beyond::Violations), "explicit: safe 238!");
    let never = asked("_POSSIBLE Never", Some(10), Beyond::Violations);
    assert!(never.starts_with("explicit: postcondition"), "{never}");
    // a bound that was asked for is one, and then not all states were seen
    let bounded = asked("POSTCONDITION Few\n_POSSIBLE Never", Some(100), Beyond::Nothing);
    assert_eq!(bounded, "explicit: safe 100; _POSSIBLE Never was true nowhere so far; whether it can be is not known");
    // an error is one whatever would be asked in the end
    let deep = "VARIABLE s\nInit == s = {}\nNext == \\E t \\in SUBSET (1..40) : s' = t\nInv == Cardinality(s) # 39 \\/ 7 \\in s";
    let answer = in_race(deep, &format!("{PLAIN}INVARIANT Inv\nPOSTCONDITION Inv\n"), None, Beyond::Nothing);
    assert!(answer.starts_with("symbolic: violated after 1 0; both engines ran"), "{answer}");
}

#[test]
fn who_drops_out_gives_its_processor_back() {
    let body = "VARIABLE x\nInit == x = 0\nNext == x' \\in 0..499\nFine == TLCGet(\"distinct\") < 5000\nPost == TLCGet(\"diameter\") > 0";
    let lent = |cfg: &str| {
        let options = Options::to_depth(3).workers(3).park_workers(2);
        let v = check(&model(body, &format!("{PLAIN}{cfg}\n")), &options);
        assert!(told(&v).starts_with("explicit: safe 1!"), "{v:?}");
        options.explicit.parked_workers.load(Relaxed)
    };
    assert_eq!(lent("POSTCONDITION Post"), 0);
}

#[test]
fn a_recursion_that_is_too_deep_is_an_error() {
    let body = "VARIABLE x\nRECURSIVE F(_)\nF(n) == IF n = 0 THEN 0 ELSE 1 + F(n + 1)\nInit == x = 1\nNext == x' = x + 1\nInv == x < 4 \\/ F(x) > 0";
    let cfg = format!("{PLAIN}INVARIANT Inv\n");
    let v = check(&model(body, &cfg), &Options::to_depth(10).beyond(Beyond::Violations));
    let Outcome::Violated { violation, trace } = &v.outcome else { panic!("{v:?}") };
    assert_eq!((violation.error().map(|e| e.kind), trace.states.len()), (Some(ErrorKind::StackOverflow), 4));
    assert!(is_conclusive(&v));
}

#[test]
fn where_neither_can_each_says_where() {
    let body = "VARIABLE x\nInit == x = 0\nNext == x' = (x + TLCGet(\"level\")) % 9\nInv(h) == Len(h) < 50";
    let overrides = Overrides { invariants: vec!["Inv".to_string()], ..Overrides::default() };
    let v = check(&model_with(body, PLAIN, &overrides), &Options::to_depth(10).beyond(Beyond::Violations));
    let Outcome::Unsupported(own) = &v.outcome else { panic!("{v:?}") };
    let both: Vec<&str> = [own].into_iter().chain(&v.beside).map(|d| d.message.as_str()).collect();
    assert_eq!(
        both,
        [
            "the explicit engine does not check Inv, an invariant of behaviors",
            "the symbolic engine does not handle the operator TLCGet of module TLC"
        ]
    );
    // neither sends to the other
    assert!(own.shown_help().is_none() && v.beside[0].shown_help().is_none() && !v.beside[0].labels.is_empty(), "{v:?}");
    assert_eq!(v.notes, Vec::<String>::new());
}

#[test]
fn who_loses_does_not_hold_the_answer_back() {
    // few sets of seats; but that not all guests have one is hard to see from the choices
    let body = "VARIABLES taken, n\nInit == taken = {} /\\ n = 0\nNext == n < 14 /\\ n' = n + 1 /\\ \\E s \\in (1..13) \\ taken : taken' = taken \\union {s}\n\
                Inv == n < 14";
    let v = check(
        &model(body, &format!("{PLAIN}INVARIANT Inv\nCHECK_DEADLOCK FALSE\n")),
        &Options::to_depth(None).beyond(Beyond::Nothing),
    );
    assert!(told(&v).starts_with("explicit: safe 13!"), "{v:?}");
}

#[test]
fn where_nobody_has_an_answer_both_are_told() {
    let body = "VARIABLE x\nInit == x = 0\nNext == x' = x + 1\nInv == TLCGet(\"level\") > 0";
    let options = Options::to_depth(None).timeout(Duration::from_millis(400));
    let v = told(&check(&model(body, &format!("{PLAIN}INVARIANT Inv\n")), &options));
    assert!(v.starts_with("explicit: timeout ") && v.contains("; the symbolic engine does not handle "), "{v}");
}

#[test]
fn assumptions_come_first_and_an_interrupt_ends_the_run() {
    let body = "ASSUME 1 = 2\nVARIABLE x\nInit == x = 0\nNext == x' = x";
    assert_eq!(in_race(body, PLAIN, Some(3), Beyond::Nothing), "explicit: assumption");
    let options = Options::to_depth(None);
    options.resources.cancel.cancel(Reason::User);
    let body = "VARIABLE x\nInit == x = 0\nNext == x' = x + 1";
    let v = check(&model(body, PLAIN), &options);
    assert!(matches!(v.outcome, Outcome::Interrupted), "{v:?}");
}

/// A counter, and a flag that is wrong once it is `at`: so many states lie on the way that `width` says.
fn counter(at: u32, width: u32) -> String {
    format!("VARIABLES x, y\nInit == x = 0 /\\ y = 0\nNext == x' = x + 1 /\\ y' \\in 0..{}\nInv == x < {at}", width - 1)
}

#[test]
fn whether_an_error_beyond_the_depth_is_found_is_no_matter_of_time() {
    let cfg = format!("{PLAIN}INVARIANT Inv\nCHECK_DEADLOCK FALSE\n");
    // with few states the explicit engine goes on, and is waited for however fast the other one is
    for _ in 0..3 {
        assert_eq!(in_race(&counter(40, 20), &cfg, Some(10), Beyond::Violations), "explicit: violated after 40 38");
    }
    // with many it ends at the first level after which there would be too many, whatever the time
    let answers: Vec<String> = (0..3).map(|_| in_race(&counter(400, 100), &cfg, Some(10), Beyond::Violations)).collect();
    let note = |v: &String| v.split("; both engines ran").next().map(|v| v.split_once(": ").map(|v| v.1.to_string()));
    assert!(answers.iter().all(|v| note(v) == Some(Some("safe 10".to_string()))), "{answers:?}");
}

#[test]
fn of_temporal_properties_both_engines_keep_the_bound() {
    let body =
        "VARIABLE x\nInit == x = 0\nNext == x' = x + 1\nP == [](x = 3 => <>(x = 0))\nSpec == Init /\\ [][Next]_x /\\ WF_x(Next)";
    let v = in_race(body, "SPECIFICATION Spec\nPROPERTY P\n", Some(4), Beyond::Nothing);
    assert!(v.contains(": safe 4"), "{v}");
}

/// The verdicts of the table: their engines, outcomes and depths.
fn verdicts(explicit: Outcome, symbolic: Outcome, depth: Option<u32>) -> Vec<Verdict> {
    let verdict = |engine, outcome, depth| Verdict { depth, ..Verdict::without_search(engine, outcome, Duration::ZERO) };
    vec![verdict(EngineName::EXPLICIT, explicit, None), verdict(EngineName::SYMBOLIC, symbolic, depth)]
}

/// The first verdict's outcomes by the table; every row of it is met.
#[test]
fn of_verdicts_without_an_answer_one_is_reported() {
    let error = || crate::eval::error::EvalError {
        kind: ErrorKind::NotEnumerable,
        message: "no".to_string(),
        span: crate::source::Span::NONE,
        calls: Vec::new(),
        locals: Vec::new(),
        help: None,
    };
    let limit = || Outcome::Violated {
        violation: crate::property::Violation::InitError(error()),
        trace: crate::trace::Trace { states: Vec::new(), lasso: None },
    };
    let unsupported = || Outcome::Unsupported(Diagnostic::error(crate::diag::Code::UNSUPPORTED, "no"));
    let unknown = || Outcome::Unknown { reason: GaveUp::Solver("no".into()) };
    let memory = || Outcome::Unknown { reason: GaveUp::OutOfMemory };
    let disk = || Outcome::Failed(Diagnostic::error(crate::diag::Code::SYSTEM, "no"));
    let bug = || Outcome::Internal { message: "no".into() };
    let mut met = vec![false; ROWS.len()];
    let mut check = |explicit: Outcome, symbolic: Outcome, depth: Option<u32>, expected: &str, code: u8| {
        let all = verdicts(explicit, symbolic, depth);
        (0..2).for_each(|i| met[row(&all, i)] = true);
        let options = Options::to_depth(None);
        let race = Race {
            options: &options,
            decided_at_end: false,
            lead_decides: false,
            followers_run: true,
            completed: None,
            generated: (0, Instant::now()),
            verdicts: all.into_iter().map(Some).collect(),
        };
        let v = race.verdict();
        assert!(told(&v).starts_with(expected), "{expected}: {v:?}");
        assert_eq!(Kind::of_outcome(&v.outcome).exit_code(), code, "{expected}");
        if !is_conclusive(&v) {
            assert_eq!(v.notes.len() + v.beside.len(), 1, "there is a note about the other engine: {v:?}");
        }
    };
    check(Outcome::Safe, bug(), None, "explicit: safe", 0);
    check(Outcome::Timeout, Outcome::Safe, Some(3), "symbolic: safe 3", 0);
    check(limit(), Outcome::Timeout, None, "symbolic: timeout", 61);
    check(limit(), Outcome::Timeout, Some(3), "symbolic: timeout 3", 61);
    check(limit(), Outcome::Interrupted, None, "symbolic: interrupted", 130);
    check(limit(), unknown(), None, "symbolic: unknown", 60);
    check(limit(), memory(), None, "symbolic: unknown", 60);
    check(limit(), unsupported(), Some(0), "symbolic: unsupported: no 0", 62);
    check(limit(), bug(), Some(0), "symbolic: internal", 255);
    check(limit(), unsupported(), None, "explicit: violated", 75);
    check(limit(), bug(), None, "explicit: violated", 75);
    check(Outcome::Interrupted, Outcome::Timeout, Some(1), "explicit: interrupted", 130);
    check(Outcome::Timeout, unknown(), Some(1), "explicit: timeout", 61);
    check(unsupported(), Outcome::Timeout, None, "symbolic: timeout", 61);
    check(unsupported(), unknown(), None, "symbolic: unknown", 60);
    check(unsupported(), unsupported(), Some(1), "symbolic: unsupported", 62);
    check(unsupported(), bug(), Some(1), "explicit: unsupported", 62);
    check(Outcome::Timeout, bug(), Some(9), "explicit: timeout", 61);
    check(unknown(), unsupported(), None, "explicit: unknown", 60);
    check(disk(), unsupported(), None, "explicit: failed", 60);
    check(bug(), bug(), None, "explicit: internal", 255);
    assert_eq!(met, vec![true; ROWS.len()]);
}

#[test]
fn the_table_is_about_any_number_of_engines() {
    let mut all = verdicts(Outcome::Timeout, Outcome::Timeout, Some(3));
    all.push(Verdict { depth: Some(5), ..Verdict::without_search(EngineName::new("third"), Outcome::Timeout, Duration::ZERO) });
    assert_eq!(reported(&all), 2);
    all[0].outcome = Outcome::Interrupted;
    assert_eq!(reported(&all), 0);
}

#[test]
fn the_reference_shows_the_table() {
    let page = include_str!("../../../docs/reference.md");
    assert!(page.contains(&markdown()), "docs/reference.md must contain this table:\n{}", markdown());
}

#[test]
fn a_bug_of_one_engine_is_not_the_others() {
    let options = Options::to_depth(None);
    let v = guarded(EngineName::SYMBOLIC, &options, || panic!("a bug in {}", "this test"));
    assert!(matches!(&v.outcome, Outcome::Internal { message } if message == "a bug in this test"), "{v:?}");
    // an interruption outside of what catches it
    options.resources.cancel.cancel(Reason::Time);
    let v = guarded(EngineName::SYMBOLIC, &options, || {
        options.resources.cancel.check();
        Verdict::without_search(EngineName::SYMBOLIC, Outcome::Safe, Duration::ZERO)
    });
    assert!(matches!(v.outcome, Outcome::Timeout) && v.engine == EngineName::SYMBOLIC, "{v:?}");
}

#[test]
fn memory_that_is_used_up_ends_a_search_with_what_it_has_come_to() {
    let body = "VARIABLE x\nInit == x = 0\nNext == x' = x + 1\nInv == x >= 0";
    let m = model(body, &format!("{PLAIN}INVARIANT Inv\n"));
    let exhausted = || true;
    let options = || {
        let mut options = Options::to_depth(None);
        options.resources.exhausted = &exhausted;
        options
    };
    for v in [check(&m, &options()), explicit::check(&m, &options()), bmc::check(&m, &options())] {
        assert!(matches!(&v.outcome, Outcome::Unknown { reason: GaveUp::OutOfMemory }), "{v:?}");
    }
}
