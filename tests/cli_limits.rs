//! Limits and faults of the system: a full disk, a pipe without a writer, a pipe without a reader, time and memory limits.
#![cfg(unix)]

mod common;

use common::{Folder, command, module};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

fn code(output: &Output) -> i32 {
    output.status.code().expect("it ends by itself")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A module `S` in a folder of its own, with a .cfg.
struct Spec(Folder);

impl Spec {
    fn new(body: &str, cfg: &str) -> Spec {
        Spec(Folder::new(&[("S.tla", &module("S", body)), ("S.cfg", cfg)]))
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.file(name)
    }

    fn pipe(&self, name: &str) -> PathBuf {
        let path = self.file(name);
        assert!(Command::new("mkfifo").arg(&path).status().expect("there is mkfifo").success());
        path
    }

    /// `tlaloc NAME S.tla`, with further arguments.
    fn command(&self, name: &str, args: &[&str]) -> Command {
        let path = self.file("S.tla");
        command(&[&[name, plain(&path)], args].concat())
    }

    fn run(&self, args: &[&str]) -> Output {
        self.command("check", args).output().expect("the binary starts")
    }
}

fn plain(path: &Path) -> &str {
    path.to_str().expect("a plain path")
}

fn json(path: &Path) -> serde_json::Value {
    let text = std::fs::read_to_string(path).expect("there is a result");
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{e}: {text}"))
}

fn end(child: &mut Child, signal: &str) {
    assert!(Command::new("kill").args([signal, &child.id().to_string()]).status().expect("there is kill").success());
}

/// A counter that does not end.
fn endless() -> Spec {
    Spec::new(
        "EXTENDS Naturals\nVARIABLE x\nInit == x = 0\nNext == x' = (x + 1) % 2000000000\nInv == x >= 0",
        "INIT Init\nNEXT Next\nINVARIANT Inv\n",
    )
}

#[test]
#[cfg(target_os = "linux")]
fn what_cannot_be_written_is_no_success() {
    let spec = Spec::new("VARIABLE x\nInit == x = 0\nNext == UNCHANGED x", "INIT Init\nNEXT Next\n");
    let algorithm = Spec::new("EXTENDS Naturals\n(*--algorithm a\nvariables x = 0;\nbegin\n  x := 1;\nend algorithm *)", "");
    let check = |spec: &Spec, name: &str, args: &[&str], code: i32| {
        let full = File::options().write(true).open("/dev/full").expect("there is such a device");
        let output = spec.command(name, args).stdout(full).output().expect("the binary starts");
        assert_eq!(self::code(&output), code, "{name} {args:?}");
        assert!(text(&output.stderr).contains("cannot write"), "{name} {args:?}: {}", text(&output.stderr));
    };
    check(&spec, "check", &[], 1);
    check(&spec, "check", &["--json", "-"], 1);
    for stage in ["tokens", "ast", "ir", "smt", "aiger"] {
        check(&spec, "check", &["--emit", stage], 1);
    }
    check(&spec, "check", &["--json", "-", "--const", "N=1"], 151);
    check(&spec, "compare", &["--json", "-", "--depth", "1"], 1);
    check(&spec, "simulate", &["--json", "-", "--traces", "1"], 1);
    check(&spec, "parse", &[], 1);
    check(&algorithm, "translate", &["--stdout"], 1);
    let output = spec.run(&["--json", "/dev/full"]);
    assert_eq!(code(&output), 1, "{}", text(&output.stderr));
}

#[test]
fn a_result_is_whole_at_every_time() {
    let spec = endless();
    let (old, link) = (spec.file("old.json"), spec.file("link.json"));
    std::fs::write(&old, "{\"verdict\": \"ok\"}").expect("the folder can be written");
    std::os::unix::fs::symlink(&old, &link).expect("links can be made");
    let mut child = spec.command("check", &["--json", plain(&link)]).stdout(Stdio::null()).spawn().expect("it starts");
    let start = Instant::now();
    while json(&old)["verdict"] == "ok" && start.elapsed() < Duration::from_secs(300) {
        std::thread::sleep(Duration::from_millis(5));
    }
    assert_eq!(json(&old), serde_json::json!({"verdict": "running"}));
    end(&mut child, "-KILL");
    child.wait().expect("it ends");
    // an older result is not left in place
    assert_eq!(json(&old)["verdict"], "running");
    assert!(link.is_symlink());
    let output = spec.run(&["--json", plain(&link), "--depth", "3"]);
    assert_eq!((code(&output), json(&old)["verdict"].as_str()), (0, Some("ok")));
    let left: Vec<_> = std::fs::read_dir(spec.0.path()).expect("a folder").flatten().map(|f| f.file_name()).collect();
    assert!(!left.iter().any(|f| f.to_string_lossy().starts_with(".tlaloc")), "{left:?}");
    // a file that cannot be written is reported first
    let output = spec.run(&["--json", plain(spec.0.path())]);
    assert!(code(&output) == 1 && output.stdout.is_empty(), "{output:?}");
}

#[test]
fn limits_hold_while_files_are_read() {
    let spec = endless();
    let (pipe, result) = (spec.pipe("P.tla"), spec.file("r.json"));
    for name in ["check", "simulate", "compare"] {
        let output = command(&[name, plain(&pipe), "--timeout", "0.2", "--json", plain(&result)]).output().expect("it starts");
        assert_eq!((code(&output), json(&result)["verdict"].as_str()), (61, Some("timeout")), "{name}");
        assert!(text(&output.stderr).contains("before the specification was read"), "{}", text(&output.stderr));
    }
    let output = command(&["check", plain(&pipe), "--timeout", "0.2", "--emit", "ir"]).output().expect("it starts");
    assert_eq!(code(&output), 61);
    for signal in ["-INT", "-TERM"] {
        let args = ["check", plain(&pipe), "--json", plain(&result)];
        let mut child = command(&args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
        while json(&result)["verdict"] != "running" {
            std::thread::sleep(Duration::from_millis(5));
        }
        end(&mut child, signal);
        let status = child.wait().expect("it ends");
        assert_eq!((status.code(), json(&result)["verdict"].as_str()), (Some(130), Some("interrupted")), "{signal}");
    }
    // a configuration from a pipe
    let pipe = spec.pipe("P.cfg");
    assert_eq!(code(&spec.run(&["--config", plain(&pipe), "--timeout", "0.2"])), 61);
}

/// A data file that the specification reads from a pipe, in any of its parts.
#[test]
fn limits_hold_while_data_is_read() {
    for (body, more) in [
        ("Inv == JsonDeserialize(\"d\").a = 1", ""),
        ("Inv == x = 0 \\/ JsonDeserialize(\"d\").a = 1", ""),
        ("ASSUME CSVRecords(\"d\") >= 0\nInv == TRUE", ""),
        ("N == CSVRecords(\"d\")\nInv == x >= M", "CONSTANT M <- N\n"),
    ] {
        let text = format!("EXTENDS Naturals, Json, CSV\nCONSTANT M\nVARIABLE x\nInit == x = 0\nNext == x' = x + 1\n{body}");
        let more = if more.is_empty() { "CONSTANT M = 1\n" } else { more };
        let spec = Spec::new(&text, &format!("INIT Init\nNEXT Next\nINVARIANT Inv\n{more}"));
        let pipe = spec.pipe("d");
        let text = text.replace("\"d\"", &format!("\"{}\"", plain(&pipe)));
        std::fs::write(spec.file("S.tla"), format!("---- MODULE S ----\n{text}\n====\n")).expect("the folder can be written");
        for engine in ["explicit", "symbolic", "both"] {
            let engine: &[&str] = if engine == "both" { &[] } else { &["--engine", engine] };
            let output = spec.run(&[&["--timeout", "0.5"], engine].concat());
            assert_eq!(code(&output), 61, "{body} {engine:?}: {output:?}");
        }
    }
}

#[test]
fn a_result_that_nobody_reads_ends_with_the_time() {
    let spec = endless();
    let pipe = spec.pipe("out.json");
    let start = Instant::now();
    let output = spec.run(&["--depth", "2", "--json", plain(&pipe), "--timeout", "8"]);
    assert_eq!(code(&output), 61, "{output:?}");
    assert!(text(&output.stdout).starts_with("ok: "), "{output:?}");
    assert!(start.elapsed() < Duration::from_secs(300));
    // a pipe with a reader
    let (mut child, reader) = {
        let args = ["--depth", "2", "--json", plain(&pipe)];
        let child = spec.command("check", &args).stdout(Stdio::null()).spawn().expect("it starts");
        (child, std::fs::read_to_string(&pipe).expect("a pipe"))
    };
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
    assert!(reader.contains("\"verdict\": \"ok\""), "{reader}");
}

#[test]
fn a_large_state_is_shortened_in_the_text_and_whole_in_the_object() {
    let spec = Spec::new(
        "EXTENDS Naturals, Sequences\nVARIABLES x, y\nInit == x = [i \\in 1..300000 |-> i] /\\ y = 0\n\
         Next == y' = y + 1 /\\ UNCHANGED x\nInv == y < 1",
        "INIT Init\nNEXT Next\nINVARIANT Inv\n",
    );
    let result = spec.file("r.json");
    let output = spec.run(&["--engine", "explicit", "--json", plain(&result)]);
    assert_eq!(code(&output), 12);
    let out = text(&output.stdout);
    assert!(out.len() < 10_000 && out.contains("Long values are shortened; --plain prints them whole."), "{out}");
    assert!(out.contains("x = << 1, 2, 3, ") && out.contains("299,980 more") && out.contains("y = 1"), "{out}");
    let states = &json(&result)["trace"]["states"];
    assert_eq!(states[1]["x"]["#tup"].as_array().map(Vec::len), Some(300_000));
    assert_eq!(states[1]["x"]["#tup"][299_999], 300_000);
}

#[test]
fn both_engines_leave_to_each_other_what_they_cannot_do() {
    // one row of the exit-code table in docs/reference.md each, where a small specification reaches it
    let check = |body: &str, args: &[&str], verdict: &str, expected: i32| {
        let spec = Spec::new(&format!("EXTENDS Integers, TLC\nVARIABLE x\n{body}"), "INIT Init\nNEXT Next\nINVARIANT Inv\n");
        let result = spec.file("r.json");
        let output = spec.run(&[&["--deadlock", "off", "--json", plain(&result)], args].concat());
        assert_eq!((json(&result)["verdict"].as_str(), code(&output)), (Some(verdict), expected), "{body}: {output:?}");
    };
    let nat = "Init == x \\in Nat\nNext == x' = x + 1\n";
    // the other engine has the answer
    check(&format!("{nat}Inv == x < 5"), &[], "invariant", 12);
    check(&format!("{nat}Inv == x >= 0"), &["--depth", "3"], "ok", 0);
    // the other engine completed a depth
    check(&format!("{nat}Inv == x >= 0"), &["--timeout", "1"], "timeout", 61);
    // neither engine completed a depth: TLC's code
    check(
        "Init == x \\in Nat\nNext == x' = JavaTime\nInv == x = TLCGet(\"level\")",
        &["--timeout", "300"],
        "evaluation-error",
        75,
    );
}

#[test]
#[cfg(target_os = "linux")]
fn little_memory_ends_with_a_report() {
    // initial states, the successors of one state, and states of values that grow; in so many addresses as there are here, too
    let check = |init: &str, next: &str, args: &[&str]| {
        let body = format!("EXTENDS Naturals, Sequences\nVARIABLES a, b, c\nInit == {init}\nNext == {next}\nInv == TRUE");
        let spec = Spec::new(&body, "INIT Init\nNEXT Next\nINVARIANT Inv\nCHECK_DEADLOCK FALSE\n");
        let result = spec.file("r.json");
        let args: Vec<&str> =
            ["-c", "ulimit -v 6000000; exec \"$@\"", "-", env!("CARGO_BIN_EXE_tlaloc"), "check", "S.tla", "--json", "r.json"]
                .iter()
                .chain(args)
                .copied()
                .collect();
        let output = Command::new("bash").args(&args).current_dir(spec.0.path()).output().expect("there is a shell");
        let verdict = json(&result)["verdict"].as_str().unwrap_or_default().to_string();
        let told = [(60, "unknown"), (61, "timeout")];
        assert!(told.contains(&(code(&output), &verdict)), "{init}, {next}: {verdict}, {output:?}");
        assert!(text(&output.stdout).contains("states generated") || verdict == "unknown", "{output:?}");
    };
    let all = "a \\in 1..10000 /\\ b \\in 1..10000 /\\ c \\in 1..10000";
    let limits = ["--memory-limit", "30M", "--timeout", "6"];
    let args = [&limits[..], &["--engine", "explicit"]].concat();
    check(all, "UNCHANGED <<a, b, c>>", &args);
    check("a = 0 /\\ b = 0 /\\ c = 0", "a' \\in 1..10000 /\\ b' \\in 1..10000 /\\ c' \\in 1..10000", &args);
    let grows = "a' = (a + 1) % 1000 /\\ b' = Append(b, [i \\in 1..1000 |-> i + a]) /\\ c' = [i \\in 1..1000 |-> b]";
    check("a = 0 /\\ b = <<>> /\\ c = 0", grows, &args);
}

#[test]
fn a_value_has_a_size_limit_of_its_own() {
    let check = |value: &str| {
        let body = format!("EXTENDS Naturals, Sequences\nVARIABLE x\nInit == x = <<>>\nNext == x' = {value}");
        let output = Spec::new(&body, "INIT Init\nNEXT Next\n").run(&["--engine", "explicit"]);
        let err = text(&output.stdout) + &text(&output.stderr);
        assert!(code(&output) == 62 && err.contains("is too large: a value has at most 16777216 elements"), "{value}: {err}");
    };
    check("[i \\in 1..20000000 |-> 0]");
    check("1..2000000000");
}
