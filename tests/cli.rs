//! The command as a user meets it: options, reports, JSON, exit codes.
//!
//! Times are replaced by `T`, so that whole outputs can be compared.

mod common;

use common::{COUNTER, COUNTER_CFG, Spec, command, tlaloc};
use std::io::Read;
use std::process::Stdio;

#[test]
fn the_talks_story() {
    let ran = tlaloc(&["check", "specs/uploader/uploader_1.tla", "--depth", "8"]);
    assert_eq!(ran.code, 75);
    assert_eq!(ran.err, "");
    assert!(ran.out.starts_with("`*` marks variables that changed.\n\nState 1: <Initial predicate>\n"), "{}", ran.out);
    assert_eq!(ran.out.matches("\nState ").count(), 4);
    let end = &ran.out[ran.out.find("error:").expect("a finding")..];
    assert_eq!(
        end,
        r"error: CHOOSE found no element of {} (0 elements) with the property, evaluating the next step from the last state
   ┌─ specs/uploader/uploader_1.tla:39:21
   │
39 │   UploadWith(id) == CHOOSE u \in uploads : u.id = id
   │                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ this has no value
   ·
81 │ process worker \in Workers
   │         ------ in worker
   ·
91 │         Create:
   │         ------ in Create
92 │           content := content \union {UploadWith(local.id)};
   │                                      -------------------- in UploadWith
   │
   = where id = 1

evaluation error: in step 4 (explicit engine, T s)
77 states generated, 65 distinct, 1 initial; depth of the search 4.
"
    );
}

#[test]
fn a_bounded_answer_says_its_bound() {
    let args = ["check", "specs/uploader/uploader_1.tla", "--depth", "2", "--engine", "symbolic"];
    let ran = tlaloc(&args);
    assert_eq!(ran.code, 0);
    assert_eq!(
        ran.out,
        "ok: no error up to depth 2; longer behaviors were not searched; but action Edit was never taken up to depth 2 (line 95) and 2 more \
         (below) (symbolic engine, T s)\n\
         Checked: invariants TypeOK; absence of deadlock; evaluation of every step.\n\
         Not put to the test: action Edit was never taken up to depth 2 (line 95)\n\
         Not put to the test: action PushEdit was never taken up to depth 2 (line 97)\n\
         Not put to the test: action Delete was never taken up to depth 2 (line 101)\n"
    );
    // both engines report more
    let ran = tlaloc(&args[..4]);
    assert_eq!(ran.code, 0);
    assert!(
        ran.out.starts_with(
            "ok: no error up to depth 2; longer behaviors were not searched; but action Edit was never taken up to depth 2"
        ),
        "{}",
        ran.out
    );
    assert!(
        ran.out.ends_with("\nNote: there is an error beyond that depth, after 3 steps: --depth 3 shows one\n"),
        "{}",
        ran.out
    );
}

#[test]
fn constants_invariants_and_the_plain_style() {
    let spec = Spec::new(COUNTER, Some(COUNTER_CFG));
    for engine in ["symbolic", "explicit"] {
        let ran = spec.check(&["--engine", engine, "--invariant", "Low", "--const", "Top = 7", "--plain"]);
        assert_eq!((ran.code, ran.err.as_str()), (12, ""));
        let states =
            "State 1: <Initial predicate>\nx = 0\n\nState 2: <Next line 6, col 9 to line 6, col 29 of module S>\nx = 1\n\n";
        assert!(ran.out.starts_with(states), "{}", ran.out);
        assert!(ran.out.contains("invariant violated: after 2 steps"), "{}", ran.out);
    }
}

#[test]
fn deadlock_on_and_off() {
    let spec = Spec::new(COUNTER, Some(COUNTER_CFG));
    for engine in ["symbolic", "explicit"] {
        let ran = spec.check(&["--engine", engine]);
        assert_eq!(ran.code, 11, "{}", ran.out);
        assert!(ran.out.contains("State 4: "));
        assert_eq!(spec.check(&["--engine", engine, "--deadlock", "off"]).code, 0);
    }
}

#[test]
fn init_next_and_no_configuration_file() {
    let body = "EXTENDS Integers\nVARIABLE x\nInit == x = 0\nNext == x' = x\nOther == x = 5\nDown == x' = x - 1\nInv == x > 0";
    let spec = Spec::new(body, None);
    assert_eq!(spec.check(&["--depth", "2"]).code, 0);
    let ran = spec.check(&["--init", "Other", "--next", "Down", "--invariant", "Inv"]);
    assert_eq!(ran.code, 12);
    assert!(ran.out.contains("State 6: <Down "), "{}", ran.out);
}

/// An option of one engine selects that engine, and the report says so. Options of different engines are refused together.
#[test]
fn options_of_one_engine() {
    let spec = Spec::new(COUNTER, Some(COUNTER_CFG));
    let folder = spec.folder.path().join("questions");
    let folder = folder.to_str().expect("a plain path");
    let base = ["--deadlock", "off", "--json", "-"];
    let check = |args: &[&str]| {
        let ran = spec.check(&[&base[..], args].concat());
        assert_eq!(ran.code, 0, "{args:?}: {}", ran.err);
        let report: serde_json::Value = serde_json::from_str(&ran.out).expect("an object");
        let notes = report["notes"].as_array().expect("a list").iter().filter_map(|n| n.as_str()).collect::<Vec<_>>().join("; ");
        (report["engine"].as_str().expect("an engine").to_string(), notes)
    };
    let choosing = [
        ("explicit", &["--invariant-level", "9"][..]),
        ("explicit", &["--fingerprint-bits", "64"]),
        ("explicit", &["--coverage"]),
        ("explicit", &["--continue"]),
        ("symbolic", &["--solver", "z3"]),
        ("symbolic", &["--smt-out", folder]),
    ];
    for (engine, option) in choosing {
        let note = format!("only the {engine} engine ran, because of {}", option[0]);
        assert_eq!(check(option), (engine.to_string(), note));
        let other = if engine == "explicit" { "symbolic" } else { "explicit" };
        if option[0] != "--invariant-level" {
            let note = format!("{} has no effect on the {other} engine", option[0]);
            assert_eq!(check(&[&["--engine", other], option].concat()), (other.to_string(), note));
        }
    }
    // options of both engines
    for option in [&["--memory-limit", "1M"][..], &["--solver", "auto"], &["--workers", "1"]] {
        assert_eq!(check(option), ("explicit".to_string(), String::new()));
    }
    let ran = spec.check(&["--coverage", "--solver", "cadical"]);
    let said = "error: --coverage is for the explicit engine and --solver for the symbolic engine\n";
    assert_eq!((ran.code, &ran.err[..]), (1, said));
    let path = spec.path();
    for (command, option) in [("simulate", "--exhaustive"), ("simulate", "--coverage"), ("compare", "--continue")] {
        let ran = tlaloc(&[command, path.to_str().expect("a plain path"), option]);
        let said = format!("error: {command} does not take {option}: it ");
        assert!(ran.code == 1 && ran.err.starts_with(&said), "{}", ran.err);
    }
}

/// If neither engine supports a construct, both diagnostics are reported, also in the JSON object.
#[test]
fn two_engines_that_cannot() {
    let body = "EXTENDS Naturals, Sequences, TLC\nVARIABLE x\nInit == x = 0\nNext == x' = (x + TLCGet(\"level\")) % 9\nShort(h) == Len(h) < 50";
    let spec = Spec::new(body, None);
    let ran = spec.check(&["--invariant", "Short"]);
    assert_eq!(ran.code, 62);
    let (first, second) = ran.out.split_once("\nerror[E500]: the symbolic").expect("a second one");
    assert!(
        first.starts_with("error[E500]: the explicit engine does not check Short, an invariant of behaviors")
            && first.contains("/S.tla:6:13\n"),
        "{}",
        ran.out
    );
    assert!(second.contains("/S.tla:5:19\n") && second.contains("reached by some behavior"), "{}", ran.out);
    assert!(second.ends_with("\nunsupported: no answer (explicit engine, T s)\n"), "{}", ran.out);
    let ran = spec.check(&["--invariant", "Short", "--json", "-"]);
    let report: serde_json::Value = serde_json::from_str(&ran.out).expect("an object");
    let lines: Vec<_> = report["messages"].as_array().expect("a list").iter().map(|m| &m["span"]["line"]).collect();
    assert_eq!((lines, &report["message"]), (vec![&6.into(), &5.into()], &report["messages"][0]));
}

/// Output of ASSUMEs is printed once, for every end of the search.
#[test]
fn nothing_is_evaluated_twice() {
    let body = "EXTENDS Naturals, TLC\nVARIABLE x\nASSUME PrintT(\"once\")\nInit == x = 0\nNext == x' = x + 1\nInv == x < 12";
    let spec = Spec::new(body, None);
    for depth in ["10", "11", "12"] {
        let path = spec.path();
        let args = ["check", path.to_str().expect("a plain path"), "--invariant", "Inv", "--depth", depth];
        let output = command(&args).output().expect("the binary starts");
        assert_eq!(output.status.code(), Some(if depth == "12" { 12 } else { 0 }));
        assert_eq!(String::from_utf8_lossy(&output.stderr).matches("once").count(), 1, "{depth}");
    }
}

#[test]
fn exhaustive_search_says_so() {
    let spec = Spec::new(COUNTER, Some(COUNTER_CFG));
    let ran = spec.check(&["--engine", "explicit", "--exhaustive", "--deadlock", "off", "--invariant", "Far"]);
    assert_eq!(ran.code, 0);
    assert!(ran.out.starts_with("ok: no error in any reachable state; the search was exhaustive"), "{}", ran.out);
    assert!(ran.out.contains("\n4 states generated, 4 distinct, 1 initial; depth of the search 4.\n"), "{}", ran.out);
}

/// Without `--depth` the report names no depth, except for the symbolic engine alone, which has a default depth.
#[test]
fn without_a_depth_the_search_goes_to_the_end() {
    let spec = Spec::new(COUNTER, Some("INIT Init NEXT Next CONSTANT Top = 30"));
    let all = "ok: no error in any reachable state; the search was exhaustive (explicit engine, T s)\n31 states";
    let ten = "ok: no error up to depth 10; --exhaustive or a larger --depth checks longer behaviors (symbolic engine, T s)\n";
    let proven = "ok: no error in any reachable state, by induction (symbolic engine, T s)\n";
    let symbolic = ["--engine", "symbolic", "--induction", "never"];
    for (args, headline) in [(&[][..], all), (&["--engine", "explicit"], all), (&symbolic[..], ten), (&symbolic[..2], proven)] {
        let ran = spec.check(&[&["--deadlock", "off"], args].concat());
        assert!(ran.code == 0 && ran.out.starts_with(headline), "{args:?}: {}", ran.out);
    }
    let ran = spec.check(&["--deadlock", "off", "--invariant", "x < 25"]);
    assert!(ran.code == 12 && ran.out.contains("\ninvariant violated: after 25 steps ("), "{}", ran.out);
}

/// A `_POSSIBLE` predicate that was never true is a note, not an error, if the search was bounded.
#[test]
fn what_was_not_seen_is_told() {
    let spec = Spec::new(COUNTER, Some("INIT Init NEXT Next CONSTANT Top = 30 _POSSIBLE Late Far"));
    let ran = spec.check(&["--depth", "0"]);
    assert!(ran.code == 0 && ran.out.contains("\nNote: _POSSIBLE Late was true nowhere so far"), "{}", ran.out);
    assert!(!ran.out.contains("_POSSIBLE Far was"), "{}", ran.out);
    let ran = spec.check(&["--depth", "0", "--engine", "symbolic"]);
    assert!(ran.code == 62 && ran.out.contains("the symbolic engine does not check _POSSIBLE Late"), "{}", ran.out);
}

#[test]
fn random_behaviors() {
    let spec = Spec::new(COIN, None);
    let path = spec.path();
    let path = path.to_str().expect("a plain path");
    let found = tlaloc(&["simulate", path, "--invariant", "Few", "--seed", "3"]);
    assert_eq!(found.code, 12, "{}{}", found.out, found.err);
    assert!(found.out.contains("the seed was 3"), "{}", found.out);
    assert_eq!(tlaloc(&["simulate", path, "--invariant", "Few", "--seed", "3"]).out, found.out);
    let short = tlaloc(&["simulate", path, "--invariant", "Few", "--trace-length", "3", "--traces", "20"]);
    assert_eq!(short.code, 0, "{}{}", short.out, short.err);
    assert!(short.out.starts_with("ok: no error in 20 behaviors (simulate engine"), "{}", short.out);
}

/// `Head` is applied up to nine times.
const COIN: &str = "EXTENDS Naturals\nVARIABLE heads\nInit == heads = 0\nHead == heads < 9 /\\ heads' = heads + 1\n\
                    Tail == UNCHANGED heads\nNext == Head \\/ Tail\nFew == heads < 4\nLess == heads < 6\n\
                    Shown == [n |-> heads, next |-> heads']\nTen == heads = 10\nPost == FALSE";

#[test]
fn all_violations_with_aliases_and_counts() {
    let spec = Spec::new(COIN, Some("INIT Init\nNEXT Next\nINVARIANTS Less Few\nALIAS Shown\n"));
    let ran = spec.check(&["--engine", "explicit", "--exhaustive", "--continue", "--plain", "--memory-limit", "1M"]);
    assert_eq!(ran.code, 12, "{}{}", ran.out, ran.err);
    for wanted in [
        "error: invariant Few is violated",
        "error: invariant Less is violated",
        "/\\ n = 4\n/\\ next = 5\n",
        "Head line 5, col 9 to line 5, col 39 of module S: 9 states, 9 new",
    ] {
        assert!(ran.out.contains(wanted), "{wanted} in\n{}", ran.out);
    }
}

#[test]
fn what_the_configuration_asks_after_the_search() {
    for (line, text) in [("_POSSIBLE Ten", "Ten is not possible"), ("POSTCONDITION Post", "postcondition Post is false")] {
        let spec = Spec::new(COIN, Some(&format!("INIT Init\nNEXT Next\n{line}\n")));
        let ran = spec.check(&["--engine", "explicit", "--exhaustive"]);
        assert_eq!(ran.code, 10, "{}{}", ran.out, ran.err);
        assert!(ran.out.contains(text), "{}", ran.out);
    }
}

fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap_or_else(|e| panic!("{e}: {text}"))
}

#[test]
fn an_invariant_may_be_any_expression() {
    let spec = Spec::new(COUNTER, Some(COUNTER_CFG));
    for (invariant, code) in [("TRUE", 11), ("x < 2 \\/ x > 5", 12), ("FALSE", 12)] {
        let ran = spec.check(&["--invariant", invariant]);
        assert_eq!(ran.code, code, "{invariant}: {}{}", ran.out, ran.err);
    }
}

#[test]
fn json_to_standard_output_and_nothing_else_there() {
    let spec = Spec::new(COUNTER, Some(COUNTER_CFG));
    let ran = spec.check(&["--invariant", "Low", "--json", "-"]);
    assert_eq!(ran.code, 12);
    let object = json(&ran.out);
    assert_eq!(object["verdict"], "invariant");
    assert_eq!(object["property"], "Low");
    assert_eq!(object["engine"], "explicit");
    assert_eq!(object["trace"]["vars"], serde_json::json!(["x"]));
    assert_eq!(object["trace"]["states"][2]["x"], 2);
    assert_eq!(object["trace"]["states"][2]["#meta"]["action"], "Next");
    assert_eq!(object["message"]["span"]["line"], 7);
}

#[test]
fn json_to_a_file_beside_the_report() {
    let spec = Spec::new(COUNTER, Some(COUNTER_CFG));
    let file = spec.folder.path().join("out.json");
    let ran = spec.check(&["--deadlock", "off", "--depth", "3", "--json", file.to_str().expect("a plain path")]);
    assert_eq!(ran.code, 0);
    assert!(ran.out.starts_with("ok: "));
    let object = json(&std::fs::read_to_string(file).expect("the file is written"));
    assert_eq!((&object["verdict"], &object["depth"], &object["trace"]), (&"ok".into(), &3.into(), &serde_json::Value::Null));
    assert_eq!(spec.check(&["--depth", "1", "--json", "/no/such/folder/x"]).code, 1);
}

#[test]
fn json_of_a_parse_error() {
    let spec = Spec::new("VARIABLE x\nInit == x = \nNext == x' = x", None);
    let ran = spec.check(&["--json", "-"]);
    assert_eq!(ran.code, 150);
    let object = json(&ran.out);
    assert_eq!(object["verdict"], "parse-error");
    assert_eq!(object["message"]["code"], "E102");
    assert_eq!(object["trace"], serde_json::Value::Null);
    assert!(ran.err.contains("error[E102]"), "{}", ran.err);
}

#[test]
fn exit_codes_of_wrong_input() {
    let spec = Spec::new(COUNTER, Some(COUNTER_CFG));
    let code = |args: &[&str]| spec.check(args).code;
    assert_eq!(tlaloc(&["check", "no/such/file.tla"]).code, 150, "no such specification");
    assert_eq!(Spec::new("Init == undefined_name", None).check(&[]).code, 150, "an unknown name");
    assert_eq!(Spec::new(COUNTER, Some("NEXT")).check(&[]).code, 255, "an ill-formed .cfg");
    assert_eq!(code(&["--config", "no/such/file.cfg"]), 255, "no such .cfg");
    assert_eq!(code(&["--invariant", "Nothing"]), 151, "no such invariant");
    assert_eq!(Spec::new(COUNTER, None).check(&[]).code, 151, "a constant without value");
    assert_eq!(code(&["--depth", "many"]), 1, "no number");
    assert_eq!(code(&["--const", "Top"]), 1, "no value");
    assert_eq!(code(&["--deadlock", "perhaps"]), 1, "neither on nor off");
    assert_eq!(code(&["--engine", "steam"]), 1, "no such engine");
    assert_eq!(tlaloc(&[]).code, 1, "no command");
    assert_eq!(tlaloc(&["--help"]).code, 0);
    let version = tlaloc(&["--version"]);
    let solvers = ["CaDiCaL ", "Z3 "];
    assert!(version.code == 0 && solvers.iter().all(|s| version.out.contains(s)), "{}", version.out);
    // help lists only what a command takes
    for (command, taken, refused) in
        [("simulate", "--seed", "--solver"), ("compare", "--solver", "--continue"), ("check", "--solver", "--seed")]
    {
        let help = tlaloc(&[command, "--help"]).out;
        assert!(help.contains(taken) && !help.contains(refused), "{command}: {help}");
    }
}

#[test]
fn exit_codes_of_findings() {
    let code = |body: &str| {
        Spec::new(&format!("EXTENDS Integers, Sequences, TLC\nVARIABLE x\n{body}"), Some("INIT Init NEXT Next INVARIANT Inv"))
    };
    let tell = |body: &str| ["symbolic", "explicit"].map(|e| code(body).check(&["--engine", e]).code);
    assert_eq!(tell("Init == x = 1\nNext == x' = 2\nInv == TRUE"), [0, 0]);
    assert_eq!(tell("Init == x = 1\nNext == Assert(x # 3, \"no\") /\\ x' = x + 1\nInv == TRUE"), [14, 14]);
    assert_eq!(tell("Init == x = <<1>>\nNext == x' = Tail(x)\nInv == TRUE"), [255, 255]);
    assert_eq!(tell("Init == x = <<1>>\nNext == x # <<>> /\\ x' = Tail(x)\nInv == Head(x) = 1"), [76, 76]);
    assert_eq!(tell("ASSUME 1 = 2\nInit == x = 1\nNext == x' = x\nInv == TRUE"), [10, 10]);
}

#[test]
fn no_time_means_timeout() {
    let ran = tlaloc(&["check", "specs/uploader/uploader_2.tla", "--timeout", "0"]);
    assert_eq!(ran.code, 61);
    // the limit is reached while or before the specification is read
    let told = format!("{}{}", ran.out, ran.err);
    assert!(told.starts_with("error") && told.contains(": time limit reached"), "{told}");
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let mut child = command(&["check", "specs/uploader/uploader_1.tla"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    drop(child.stdout.take());
    let mut err = String::new();
    child.stderr.take().expect("it is piped").read_to_string(&mut err).expect("text");
    assert_eq!(child.wait().expect("it ends").code(), Some(75));
    assert_eq!(err, "");
}
