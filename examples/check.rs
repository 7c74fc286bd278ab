//! Checks a specification, with a progress callback and a time limit: `cargo run --example check [SPEC.tla]`.

use std::time::Duration;
use tlaloc::{Error, Load, Options, Verdict};

/// Two processes increment a counter without a lock.
const LOST_UPDATE: &str = r#"
---- MODULE LostUpdate ----
EXTENDS Naturals
VARIABLES counter, local, pc
Init == counter = 0 /\ local = [p \in 1..2 |-> 0] /\ pc = [p \in 1..2 |-> "read"]
Read(p) == /\ pc[p] = "read"
           /\ local' = [local EXCEPT ![p] = counter]
           /\ pc' = [pc EXCEPT ![p] = "write"]
           /\ UNCHANGED counter
Write(p) == /\ pc[p] = "write"
            /\ counter' = local[p] + 1
            /\ pc' = [pc EXCEPT ![p] = "done"]
            /\ UNCHANGED local
Next == \E p \in 1..2 : Read(p) \/ Write(p)
Correct == (\A p \in 1..2 : pc[p] = "done") => counter = 2
====
"#;

pub fn main() -> Result<(), Error> {
    run(std::env::args().nth(1))
}

pub fn run(file: Option<String>) -> Result<(), Error> {
    let spec = match file {
        Some(path) => tlaloc::load(path)?,
        None => Load::text(LOST_UPDATE).config_text("INIT Init NEXT Next INVARIANT Correct").deadlock(false).read()?,
    };
    let options =
        Options::new().workers(2).timeout(Duration::from_secs(60)).progress(|p| eprintln!("{}: depth {}", p.engine, p.depth));
    let report = tlaloc::check(&spec, &options);
    // the text that the command line prints
    println!("{report}");
    match report.verdict {
        Verdict::Ok if report.exhaustive => println!("{} has no error", spec.name()),
        Verdict::Ok => println!("{} has no error up to depth {:?}", spec.name(), report.depth),
        other => println!("{}: {} ({:?})", spec.name(), other.name(), report.property),
    }
    if spec.name() == "LostUpdate" {
        assert_eq!((report.verdict, report.exit_code), (Verdict::Invariant, 12));
    }
    Ok(())
}
