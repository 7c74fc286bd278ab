//! The command as a user meets it: arguments, both outputs, exit codes.
//!
//! Times are replaced by `T`, so that whole outputs can be compared.

mod common;

use common::{Folder, Ran, command, module};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

fn tlaloc(args: &[&str]) -> Ran {
    let ran = Ran::of(&mut command(args));
    Ran { code: ran.code, out: without_times(&ran.out), err: without_times(&ran.err) }
}

/// `0.07 s` → `T s`
fn without_times(text: &str) -> String {
    let Some(at) = text.find(" engine, ") else { return text.to_string() };
    let start = at + " engine, ".len();
    let end = start + text[start..].find(" s)").expect("a time");
    format!("{}T{}", &text[..start], &text[end..])
}

/// A module `S` in a folder of its own, with a .cfg if there is one.
struct Spec {
    folder: Folder,
}

impl Spec {
    fn new(body: &str, cfg: Option<&str>) -> Spec {
        let folder = Folder::new(&[("S.tla", &module("S", body))]);
        cfg.iter().for_each(|cfg| folder.write("S.cfg", cfg));
        Spec { folder }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("S.tla")
    }

    fn check(&self, args: &[&str]) -> Ran {
        let path = self.path();
        tlaloc(&[&["check", path.to_str().expect("a plain path")], args].concat())
    }
}

const COUNTER: &str = "EXTENDS Integers
CONSTANT Top
VARIABLE x
Init == x = 0
Next == x < Top /\\ x' = x + 1
Low == x < 2
Late == x = 1
Far == x < 100";

const COUNTER_CFG: &str = "INIT Init NEXT Next CONSTANT Top = 3";

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

#[test]
fn translate_prints_the_algorithm_as_tla() {
    let ran = tlaloc(&["translate", "--stdout", "specs/lost_update/lost_update.tla"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    for line in
        ["VARIABLES pc, counter", "ProcSet == Procs", "Write(self) == /\\ pc[self] = \"Write\"", "        /\\ [][Next]_vars"]
    {
        assert!(ran.out.contains(line), "{line} is not in\n{}", ran.out);
    }
    assert!(tlaloc(&["translate", "--stdout", "specs/lost_update/lost_update.tla", "--pcal", "-wf"]).out.contains("WF_vars"));
    assert_eq!(tlaloc(&["translate", "specs/two_phase/two_phase.tla"]).code, 150, "there is no algorithm in it");
}

#[test]
fn parse_reads_everything() {
    let ran = tlaloc(&["parse", "specs/dekker/dekker.tla"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "ok: module dekker and all it needs is well-formed\n"));
}

#[test]
fn every_stage_prints() {
    let spec = Spec::new(COUNTER, Some(COUNTER_CFG));
    let emit = |stage: &str| {
        let ran = spec.check(&["--emit", stage, "--depth", "2", "--invariant", "Low"]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        ran.out
    };
    assert!(emit("tokens").contains("VARIABLE x"));
    assert!(emit("ast").contains("Next == /\\ x < Top\n        /\\ x' = x + 1\n"), "{}", emit("ast"));
    // folding does not decide this invariant
    let free = spec.check(&["--emit", "smt", "--depth", "1", "--invariant", "\\E t \\in SUBSET (1..9) : t = {x, x * x}"]);
    assert!(free.out.starts_with("; queries of the bounded search to depth 1"), "{}", free.out);
    assert!(free.out.contains("; solver 1: search\n(set-logic QF_UF)\n"), "{}", free.out);
    assert!(free.out.contains("\n(check-sat-assuming ("), "{}", free.out);
    // x is 0 to 3
    assert!(emit("aiger").starts_with("aag "), "{}", emit("aiger"));
    assert!(emit("aiger").contains("\nl2 x bit 0\n"), "{}", emit("aiger"));
}

#[test]
fn modules_are_found_beside_the_specification_and_along_the_path() {
    let library = tempfile::tempdir().expect("a temporary folder");
    let text = "---- MODULE Lib ----\nStart == 4\n====\n";
    std::fs::write(library.path().join("Lib.tla"), text).expect("the folder can be written");
    let spec = Spec::new("EXTENDS Lib\nVARIABLE x\nInit == x = Start\nNext == x' = x", None);
    assert_eq!(spec.check(&["--depth", "1"]).code, 150);
    let path: &Path = library.path();
    assert_eq!(spec.check(&["--depth", "1", "--path", path.to_str().expect("a plain path")]).code, 0);
}

const ALGORITHM: &str = "EXTENDS Naturals\n(*--algorithm C\nvariable x = 0;\nbegin a: x := 1;\nend algorithm; *)\n\\* mine";

#[test]
fn translate_writes_into_the_file() {
    let spec = Spec::new(ALGORITHM, None);
    let (path, read) = (spec.path(), || std::fs::read_to_string(spec.path()).expect("it is there"));
    let path = path.to_str().expect("a plain path");
    let before = read();
    assert_eq!(tlaloc(&["translate", path]).code, 0);
    let after = read();
    let (head, rest) =
        after.split_once("\\* BEGIN TRANSLATION (chksum(pcal) \\in STRING /\\ chksum(tla) = \"").expect("it begins");
    let (body, tail) = rest.split_once("\\* END TRANSLATION\n").expect("it ends");
    assert_eq!(format!("{head}{tail}"), before, "nothing of the user's is lost");
    assert_eq!(
        body.lines().skip(1).map(|l| l.to_string() + "\n").collect::<String>(),
        tlaloc(&["translate", "--stdout", path]).out
    );
    assert_eq!(tlaloc(&["translate", path]).code, 0);
    assert_eq!(read(), after, "once more changes nothing");
}

#[test]
fn a_stale_translation_is_told() {
    let spec = Spec::new(ALGORITHM, None);
    let path = spec.path();
    let path = path.to_str().expect("a plain path");
    let warned = |what: &str| {
        let ran = tlaloc(&["check", path, "--engine", "explicit"]);
        assert_eq!((ran.code, ran.err.lines().next().unwrap_or_default()), (0, what), "{}", ran.err);
        let ran = tlaloc(&["check", path, "--engine", "explicit", "--retranslate"]);
        assert_eq!((ran.code, &*ran.err), (0, ""));
    };
    let change = |from: &str, to: &str| {
        let text = std::fs::read_to_string(path).expect("it is there");
        assert!(text.contains(from), "{text}");
        std::fs::write(path, text.replace(from, to)).expect("it can be written");
    };
    warned("");
    assert_eq!(tlaloc(&["translate", path]).code, 0);
    warned("");
    change("x := 1", "x := 2");
    warned("warning[E202]: the PlusCal translation in the file is out of date");
    assert_eq!(tlaloc(&["translate", path]).code, 0);
    warned("");
    change("/\\ x' = 2", "/\\ x' = 3");
    warned("warning[E202]: the PlusCal translation in the file was edited after it was generated");
}

/// TLC's exit codes.
#[test]
fn exit_codes_of_evaluation_errors() {
    let code = |next: &str| {
        let body = format!("EXTENDS Integers, Sequences, FiniteSets, TLC\nVARIABLE x\nInit == x = 1\nNext == x' = ({next})");
        Spec::new(&body, Some("INIT Init NEXT Next")).check(&["--engine", "explicit"]).code
    };
    for next in [
        "1 < \"a\"",
        "Len(3)",
        "Head(<<>>)",
        "1 \\div 0",
        "Tail(<<>>)",
        "Append(1, 2)",
        "Cardinality(1)",
        "SubSeq(<<1>>, 2, 3)",
        "LET f[n \\in Nat] == f[n + 1] IN f[0]",
        "\"a\" \\in Nat",
    ] {
        assert_eq!(code(next), 255, "{next}");
    }
    for next in ["1 + \"a\"", "1 .. \"a\"", "\"a\" * 2", "Nat = {1}", "<<1>>[2]", "1 \\in 2"] {
        assert_eq!(code(next), 75, "{next}");
    }
}

/// Init and each of three steps generate a state; the step to the known one counts again.
#[test]
fn a_postcondition_sees_how_often_something_was_possible() {
    let body = "EXTENDS Naturals, TLC\nVARIABLE x\nInit == x = 0\nNext == x' = (x + 1) % 3\nZero == x = 0\nBack == x' < x\nPost == \
                TLCGet(\"all:named\")[\"s:_possible\"][1] = [Zero |-> 2, Back |-> 1]";
    let spec = Spec::new(body, Some("INIT Init NEXT Next _POSSIBLE Zero Back POSTCONDITION Post"));
    let ran = spec.check(&["--engine", "explicit", "--exhaustive"]);
    assert_eq!(ran.code, 0, "{}", ran.out);
}

/// A second state of the level does not replace the first result.
#[test]
fn a_search_that_is_told_to_end_does_so_and_asks_the_postcondition() {
    let body = "EXTENDS Naturals, TLC\nVARIABLE x\nInit == x \\in {0, 100}\nNext == x' = x + 1 /\\ TLCSet(\"exit\", x = 5)\n\
                Post == TLCGet(\"distinct\") = 14";
    let spec = Spec::new(body, Some("INIT Init NEXT Next POSTCONDITION Post"));
    let ran = spec.check(&["--engine", "explicit", "--exhaustive", "--timeout", "300"]);
    assert!(ran.code == 0 && ran.out.contains("up to depth 5"), "{}", ran.out);
}

/// Each of three workers expands a state and sets its own register. A register set in an ASSUME is set for all workers.
#[test]
fn workers_have_registers_of_their_own() {
    let body = "EXTENDS Naturals, TLC\nVARIABLE x\nASSUME TLCSet(1, 10) /\\ TLCSet(\"s:y\", 0)\n\
                Init == x = 0\nNext == x < 5 /\\ x' = x + 1 /\\ TLCSet(1, TLCGet(1) + x') /\\ TLCSet(\"s:y\", x)\n\
                Post == TLCGet(\"all\")[1] = <<15, 17, 13>> /\\ TLCGet(\"all:named\")[\"s:y\"] = <<3, 4, 2>>\n\
                Alone == TLCGet(\"all\") = (1 :> <<25>>) /\\ TLCGet(\"config\").worker = 1";
    for (post, workers, code) in [("Post", "3", 0), ("Post", "2", 10), ("Alone", "1", 0), ("Alone", "auto", 0)] {
        let spec = Spec::new(body, Some(&format!("INIT Init NEXT Next POSTCONDITION {post}")));
        let ran = spec.check(&["--engine", "explicit", "--exhaustive", "--deadlock", "off", "--workers", workers]);
        assert_eq!(ran.code, code, "{post}, {workers} workers: {}", ran.out);
    }
}

/// The values that TLC gives.
#[test]
fn a_specification_is_told_what_it_consists_of() {
    let body = r#"EXTENDS Naturals, TLC
VARIABLE x
Init == x = 0
Add(n) == x' = x + n
Back == x > 9 /\ x' = 0
Next == \/ \E n \in {1, 2} : Add(n)
        \/ LET y == x IN Add(y)
        \/ Back \/ x' = x
        \/ \E n \in {x} : x' = n
Spec == Init /\ [][Next]_x /\ WF_x(Back)
Small == x < 50
Live == []<>(x < 99)
Step == [][x' < 99]_x
Bound == x < 15
Place(a, b, c, d) == [beginLine |-> a, beginColumn |-> b, endLine |-> c, endColumn |-> d, module |-> "S"]
Part(n, a, b, c, d) == [name |-> n, location |-> Place(a, b, c, d)]
One(n) == Part("Add", 5, 11, 5, 20) @@ [context |-> [n |-> n], parameters |-> <<"n">>]
Whole == [inits |-> {Part("Init", 4, 9, 4, 13)},
          actions |-> {One(1), One(2), Part("Add", 8, 26, 8, 31), Part("Back", 6, 9, 6, 23), Part("Next", 9, 20, 9, 25),
                       Part("Next", 10, 12, 10, 32)},
          variables |-> {Part("x", 3, 10, 3, 10)}, temporals |-> {Part("UnnamedAction", 11, 31, 11, 40)},
          invariants |-> {Part("Small", 12, 10, 12, 15)}, impliedinits |-> {}, impliedactions |-> {Part("Step", 14, 11, 14, 21)},
          impliedtemporals |-> {Part("Live", 13, 9, 13, 20)}, constraints |-> {Part("Bound", 15, 1, 15, 15)},
          actionconstraints |-> {}]
Post == TLCGet("spec") = Whole
Taken(n) == {a.coverage : a \in {a \in TLCGet("spec").actions : a.name = n}}
Counted == Taken("Back") = {[generated |-> 5, distinct |-> 0]} /\ Taken("Add") = {[generated |-> 45, distinct |-> 14]}
None == ~\E a \in TLCGet("spec").actions : "coverage" \in DOMAIN a
ASSUME None \/ Taken("Back") = {[generated |-> 0, distinct |-> 0]}"#;
    for (post, more, code) in
        [("Post", &[][..], 0), ("Counted", &["--coverage"], 0), ("None", &["--coverage"], 10), ("None", &[], 0)]
    {
        let cfg = "SPECIFICATION Spec INVARIANT Small PROPERTIES Live Step CONSTRAINT Bound POSTCONDITION ";
        let spec = Spec::new(body, Some(&format!("{cfg}{post}")));
        let ran = spec.check(&[&["--engine", "explicit", "--exhaustive"], more].concat());
        assert_eq!(ran.code, code, "{post}, {more:?}: {}", ran.out);
    }
}

/// Operators of further modules, parameters without names, names that are words of the language, fairness, and the order of strings.
#[test]
fn the_printed_model_runs_like_the_first() {
    let body = r#"EXTENDS Naturals, Bags, TLCExt
CONSTANTS zebra, ant, F(_)
VARIABLES Head, pick
Plus(UNCHANGED_) == UNCHANGED_ + 1
SUB == {"s", "a", "m"}
First(S) == CHOOSE e \in S : TRUE
Init == Head = SetToBag({zebra}) /\ pick = First(SUB)
Grow == /\ BagCardinality(Head) < F(2) /\ IsABag(Head)
        /\ Head' = Head (+) SetToBag({First({ant, zebra})})
        /\ pick' = First(SUB \ {pick})
Next == Grow \/ (TLCFP(Head) = TLCFP(0) /\ UNCHANGED <<Head, pick>>)
Spec == Init /\ [][Next]_<<Head, pick>> /\ WF_<<Head, pick>>(Grow)
Full == <>(BagCardinality(Head) = 3)
Zebras == BagToSet(Head) = {zebra} /\ pick \in {"s", "a"}"#;
    let cfg = "SPECIFICATION Spec INVARIANT Zebras PROPERTY Full CHECK_DEADLOCK FALSE CONSTANTS zebra = %z% ant = b F <- Plus";
    let spec = Spec::new(body, Some(cfg));
    let args = ["--engine", "explicit", "--exhaustive"];
    let first = spec.check(&args);
    assert_eq!((first.code, first.out.contains("3 states generated, 3 distinct")), (0, true), "{}{}", first.out, first.err);
    let printed = spec.check(&["--emit", "ir"]).out;
    let (module, cfg) = printed.split_once("\n====\n").expect("a module and its configuration");
    let (_, inner) = module.split_once('\n').expect("a header");
    let again = Spec::new(inner, Some(&cfg.replace("\\* ", "")));
    let second = again.check(&args);
    assert_eq!((second.code, second.out.contains("3 states generated, 3 distinct")), (0, true), "{}{printed}", second.out);
    assert_eq!(again.check(&["--emit", "ir"]).code, 0);
}

// ---- time limits and Ctrl-C ----

/// Starts the command, waits for its first line on standard error, and sends the signal.
#[cfg(unix)]
fn interrupted(spec: &Spec, args: &[&str], signal: &str) -> Ran {
    use std::io::{BufRead, BufReader};
    let path = spec.path();
    let temporary = tempfile::tempdir().expect("a temporary folder");
    let mut child = command(args)
        .arg(path)
        .env("TLALOC_LOG", "debug")
        .env("TMPDIR", temporary.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    let mut log = BufReader::new(child.stderr.take().expect("a pipe"));
    let mut line = String::new();
    log.read_line(&mut line).expect("it logs what it does");
    let reader = std::thread::spawn(move || log.read_to_string(&mut String::new()));
    let sent = Command::new("kill").args([signal, &child.id().to_string()]).status().expect("there is a kill");
    assert!(sent.success());
    let output = child.wait_with_output().expect("it ends");
    reader.join().expect("no panic").expect("text");
    let left = std::fs::read_dir(temporary.path()).expect("it is there").count();
    assert_eq!(left, 0, "litter");
    let out = without_times(&String::from_utf8_lossy(&output.stdout));
    Ran { code: output.status.code().expect("it ends by itself"), out, err: line }
}

const ENDLESS: &str = "EXTENDS Integers
VARIABLE x
Init == x = 0
Next == x' \\in {(x + 1) % 1000000, (x * 7 + 1) % 1000000}
Inv == x >= 0";

#[cfg(unix)]
#[test]
fn control_c_ends_a_run_with_what_was_done() {
    let spec = Spec::new(ENDLESS, Some("INIT Init NEXT Next INVARIANT Inv"));
    for (args, engine) in [
        (&["check", "--engine", "explicit", "--exhaustive"][..], "explicit"),
        (&["check", "--engine", "explicit", "--exhaustive", "--memory-limit", "1K"], "explicit"),
        (&["check", "--engine", "symbolic", "--depth", "100000"], "symbolic"),
        // the report of the engine that searched further
        (&["check", "--exhaustive"], ""),
        (&["simulate"], "simulate"),
    ] {
        for signal in ["-INT", "-TERM"] {
            let ran = interrupted(&spec, args, signal);
            assert_eq!(ran.code, 130, "{engine}: {}", ran.out);
            assert!(ran.out.contains("the run was interrupted"), "{engine}: {}", ran.out);
            assert!(ran.out.contains(&format!("{engine} engine, T s)")), "{engine}: {}", ran.out);
            if engine == "explicit" || engine == "simulate" {
                assert!(ran.out.contains(" generated, "), "{engine}: {}", ran.out);
            }
        }
    }
}

#[test]
fn the_time_limit_holds_inside_an_evaluation() {
    let long = "\\A a, b, c \\in 1..1000 : a + b + c > 0";
    let spec = |assume: &str, init: &str, next: &str| {
        let text = format!("EXTENDS Integers\nVARIABLE x\nASSUME {assume}\nInit == {init}\nNext == {next}\nInv == x >= 0");
        Spec::new(&text, Some("INIT Init NEXT Next INVARIANT Inv"))
    };
    for (spec, engines) in [
        (spec(long, "x = 0", "x' = x"), &["symbolic", "explicit"][..]),
        (spec("TRUE", "x \\in 0..1000000000", "x' = x"), &["explicit"]),
        (spec("TRUE", &format!("x = 0 /\\ {long}"), "x' = x"), &["symbolic", "explicit"]),
        (spec("TRUE", "x = 0", "x' \\in 0..1000000000 /\\ x' < 1"), &["explicit"]),
        (spec("TRUE", "x = 0", &format!("x' = x /\\ {long}")), &["symbolic", "explicit"]),
    ] {
        for engine in engines {
            let start = std::time::Instant::now();
            let ran = spec.check(&["--engine", engine, "--timeout", "0.3"]);
            assert_eq!(ran.code, 61, "{engine}: {}{}", ran.out, ran.err);
            assert!(start.elapsed().as_secs() < 300, "{engine}");
        }
    }
}

// ---- states on disk ----

const MANY: &str = "EXTENDS Integers, Sequences
VARIABLES x, y
Init == x = 0 /\\ y = [n |-> <<>>, s |-> {}]
Next == \\/ x < 150 /\\ x' = x + 1 /\\ y' = y
        \\/ Len(y.n) < 60 /\\ x' = x /\\ y' = [n |-> Append(y.n, \"a\"), s |-> y.s \\cup {Len(y.n)}]
Inv == x < 150 \\/ Len(y.n) < 59";

#[test]
fn a_search_beyond_the_memory_given_finds_the_same() {
    let spec = Spec::new(MANY, Some("INIT Init NEXT Next INVARIANT Inv"));
    let explicit = &["--engine", "explicit", "--exhaustive", "--deadlock", "off"];
    let same: Vec<String> = [&[][..], &["--memory-limit", "1K"], &["--memory-limit", "1K", "--fingerprint-bits", "128"]]
        .iter()
        .map(|more| {
            let ran = spec.check(&[&explicit[..], more].concat());
            assert_eq!(ran.code, 12, "{}{}", ran.out, ran.err);
            ran.out.lines().filter(|l| !l.starts_with("Assuming")).collect::<Vec<_>>().join("\n")
        })
        .collect();
    assert_eq!(same[0], same[1]);
    assert_eq!(same[0], same[2]);
}

#[cfg(unix)]
#[test]
fn no_room_on_disk_is_no_panic() {
    let spec = Spec::new(MANY, Some("INIT Init NEXT Next"));
    let path = spec.path();
    let output = command(&["check", "--engine", "explicit", "--exhaustive", "--memory-limit", "1K"])
        .arg(path)
        .env("TMPDIR", "/no such folder")
        .output()
        .expect("the binary starts");
    let out = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(60), "{out}");
    assert!(out.contains("error[E600]: the states found cannot be kept on disk: "), "{out}");
    assert!(out.contains("unknown: no error found up to depth "), "{out}");
    assert!(out.contains("TMPDIR"), "{out}");
}

#[test]
fn fingerprints_are_told_with_their_chance_of_a_collision() {
    let spec = Spec::new(COUNTER, Some(COUNTER_CFG));
    let explicit = ["--engine", "explicit", "--exhaustive", "--deadlock", "off"];
    let hash = |ran: &Ran| ran.out.contains("\nProbability of a hash collision: about ");
    assert!(!hash(&spec.check(&explicit)) && hash(&spec.check(&[&explicit[..], &["-v"]].concat())));
    let ran = spec.check(&[&explicit[..], &["--fingerprint-bits", "128", "--json", "-"]].concat());
    let json: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(json["fingerprints"]["bits"], 128);
    assert_eq!(json["fingerprints"]["optimistic"], 0.0);
    assert!(json["fingerprints"]["actual"].as_f64().is_some_and(|p| p < 1e-30), "{json}");
    assert_eq!(spec.check(&["--fingerprint-bits", "65"]).code, 1);
}

#[test]
fn an_invariant_can_be_an_expression() {
    let spec = Spec::new("EXTENDS Naturals\nVARIABLE x\nInit == x = 1\nNext == x' = x + 1", Some("INIT Init NEXT Next"));
    let ran = spec.check(&["--engine", "explicit", "--invariant", "x < 3"]);
    assert_eq!((ran.code, ran.out.contains("invariant x < 3 is violated")), (12, true), "{}", ran.out);
    let ran = spec.check(&["--engine", "explicit", "--invariant", "x <"]);
    assert_eq!((ran.code, ran.err.contains("the command line's `x <`")), (150, true), "{}", ran.err);
    let ran = spec.check(&["--engine", "explicit", "--invariant-level", "4"]);
    assert_eq!((ran.code, ran.out.matches("\nState ").count()), (12, 4), "{}", ran.out);
    assert!(ran.out.contains("\nerror: invariant TLCGet(\"level\") < 4 is violated\n\ninvariant violated:"), "{}", ran.out);
}

// ---- random behaviors ----

#[test]
fn random_behaviors_do_not_depend_on_the_number_of_threads() {
    let spec = Spec::new(COIN, Some("INIT Init\nNEXT Next\nINVARIANT Less\n"));
    let path = spec.path();
    let run = |workers: &str, length: &str| {
        let path = path.to_str().expect("a plain path");
        let seed = ["--seed", "5", "--traces", "300", "--trace-length", length, "--workers", workers];
        tlaloc(&[&["simulate", path][..], &seed].concat())
    };
    for (length, code) in [("40", 12), ("5", 0)] {
        let one = run("1", length);
        assert_eq!(one.code, code, "{}{}", one.out, one.err);
        assert!(!one.out.contains(" distinct, "), "{}", one.out);
        for workers in ["2", "5"] {
            assert_eq!(run(workers, length).out, one.out);
        }
    }
}

#[test]
fn random_elements_are_drawn_anew() {
    let body = "EXTENDS Naturals, TLC\nVARIABLES x, seen\nDie(n) == RandomElement(1..n)\n\
                Init == x = Die(6) /\\ seen = {}\nNext == x' = Die(6) /\\ seen' = seen \\cup {x}\n\
                Few == seen # 1..6\nMode == TLCGet(\"config\").mode = \"simulate\" /\\ TLCGet(\"config\").depth = 60\n\
                ASSUME TLCGet(\"config\").mode = \"simulate\"";
    let spec = Spec::new(body, Some("INIT Init\nNEXT Next\nINVARIANTS Few Mode\n"));
    let ran = |seed: &str, workers: &str| {
        let path = spec.path();
        let path = path.to_str().expect("a plain path");
        tlaloc(&["simulate", path, "--seed", seed, "--traces", "9", "--trace-length", "60", "--workers", workers])
    };
    let first = ran("1", "1");
    assert_eq!(first.code, 12, "{}{}", first.out, first.err);
    assert!(first.out.contains("invariant Few is violated"), "{}", first.out);
    assert_eq!(ran("1", "3").out, first.out);
    assert_ne!(ran("2", "1").out, first.out);
}

#[test]
fn a_replacement_may_build_on_what_it_replaces() {
    let body =
        "VARIABLE x\nInit == x \\in {0, 1}\nMine == LET All(y) == y /\\ Init IN All(TRUE) /\\ x # 0\nNext == Init /\\ x' = x";
    let spec = Spec::new(body, Some("INIT Init NEXT Next CONSTANT Init <- Mine"));
    let ran = spec.check(&["--engine", "explicit", "--exhaustive"]);
    assert_eq!((ran.code, ran.out.contains("2 states generated, 1 distinct")), (0, true), "{}", ran.out);
}

/// A value that is not a set is reported, even if no element is tested.
#[test]
fn sets_are_sets_even_beside_an_empty_one() {
    for wrong in
        ["s \\cap m = {}", "s \\ m = {}", "s \\subseteq {0 : y \\in m}", "m \\subseteq s", "{<<0>>, [a |-> x, b |-> 2]} # s"]
    {
        let body =
            format!("VARIABLES x, s, m\nInit == x = 0 /\\ s = {{}} /\\ m = <<>>\nNext == {wrong} /\\ UNCHANGED <<x, s, m>>");
        let ran = Spec::new(&body, Some("INIT Init NEXT Next")).check(&["--engine", "explicit", "--exhaustive"]);
        assert_eq!(ran.code, 75, "{wrong}: {}{}", ran.out, ran.err);
    }
}

#[test]
fn compare_holds_the_engines_against_each_other() {
    let ran = tlaloc(&["compare", "specs/cache/cache.tla", "--depth", "8", "--json", "-"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let object: serde_json::Value = serde_json::from_str(&ran.out).expect("an object");
    assert_eq!((&object["verdict"], &object["depth"]), (&"agree".into(), &3.into()));
    assert_eq!(object["wrong"][0], serde_json::json!({"what": "invariant NotStale is false", "explicit": 4, "symbolic": 4}));
    let fill = object["actions"].as_array().expect("a list").iter().find(|a| a["action"] == "Fill").expect("it is taken");
    assert_eq!(fill["enabled"], serde_json::json!({"explicit": 1, "symbolic": 1}));
    assert_eq!(fill["reached"], serde_json::json!({"explicit": 2, "symbolic": 2}));

    let ran = tlaloc(&["compare", "specs/two_phase/two_phase.tla", "--depth", "3"]);
    assert!(ran.code == 0 && ran.out.starts_with("depth  enabled  reached  for the first time\n"), "{}", ran.out);
    assert!(ran.out.ends_with("agree: the steps to depth 3 are the same, and nothing is wrong there\n"), "{}", ran.out);

    // an engine that does not support the model, or times out, does not agree
    let ran = tlaloc(&["compare", "specs/levels/Levels.tla", "--depth", "2"]);
    assert!(ran.code == 62 && ran.out.contains("unsupported: compared at no depth"), "{}", ran.out);
    // the limit is reached while or before the specification is read
    let ran = tlaloc(&["compare", "specs/cache/cache.tla", "--timeout", "0"]);
    let read = ran.out.ends_with("timeout: compared at no depth without a difference, and no further\n");
    assert!(ran.code == 61 && (read || ran.err.contains("before the specification was read")), "{}{}", ran.out, ran.err);
    assert_eq!(tlaloc(&["compare", "specs/cache/cache.tla", "--exhaustive"]).code, 1);
    assert_eq!(tlaloc(&["compare", "specs/cache/cache.tla", "--init", "Nowhere"]).code, 151);
}

#[test]
fn constants_that_the_search_chose_come_before_the_first_state() {
    let body = COUNTER.replace("Low ==", "Any == Top \\in 3 .. 4\nLow ==");
    let spec = Spec::new(&body, Some("INIT Init NEXT Next"));
    for engine in ["symbolic", "explicit"] {
        let args = ["--const-init", "Any", "--engine", engine, "--deadlock", "off"];
        let ran = spec.check(&[&args[..], &["--invariant", "x < 4"]].concat());
        assert_eq!(ran.code, 12, "{}", ran.err);
        let start = "`*` marks variables that changed.\n\nConstants: <chosen>\n  Top = 4\n\nState 1: <Initial predicate>\n  x = 0\n\nState 2:";
        assert!(ran.out.starts_with(start), "{}", ran.out);
        let ran = spec.check(&[&args[..], &["--invariant", "x < 4", "--json", "-"]].concat());
        let report: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
        let trace = &report["trace"];
        assert_eq!((&trace["params"], &trace["vars"]), (&serde_json::json!(["Top"]), &serde_json::json!(["x"])));
        assert_eq!(trace["states"][0]["Top"], 4);
        assert!(trace["states"][1].get("Top").is_none(), "{trace}");
        assert_eq!(spec.check(&[&args[..], &["--invariant", "x < 5"]].concat()).code, 0);
    }
    let ran = spec.check(&["--const-init", "None"]);
    assert_eq!(ran.code, 151);
}

/// The memory limit of the symbolic engine is that of the process. At the limit the report has the completed depth.
#[test]
fn the_symbolic_engine_ends_where_the_memory_does() {
    let spec = concat!(env!("CARGO_MANIFEST_DIR"), "/specs/uploader/uploader_2.tla");
    let ran = tlaloc(&["check", spec, "--engine", "symbolic", "--depth", "40", "--memory-limit", "1M"]);
    assert_eq!(ran.code, 60, "{}", ran.out);
    assert!(ran.out.contains("error: memory limit reached\n"), "{}", ran.out);
    assert!(!ran.out.contains("means nothing"), "{}", ran.out);
}
