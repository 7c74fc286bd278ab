//! The command: limits, interruption, states on disk, random behaviors, comparison.

mod common;

use common::{COUNTER, COUNTER_CFG, Ran, Spec, command, tlaloc, without_times};
use std::io::Read;
use std::process::{Command, Stdio};

const COIN: &str = "EXTENDS Naturals\nVARIABLE heads\nInit == heads = 0\nHead == heads < 9 /\\ heads' = heads + 1\n\
                    Tail == UNCHANGED heads\nNext == Head \\/ Tail\nFew == heads < 4\nLess == heads < 6\n\
                    Shown == [n |-> heads, next |-> heads']\nTen == heads = 10\nPost == FALSE";

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
    let said = ["\nerror: invariant TLCGet(\"level\") < 4 is violated\n", "\n\ninvariant violated:"];
    assert!(said.iter().all(|text| ran.out.contains(text)), "{}", ran.out);
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
