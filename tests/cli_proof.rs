//! Certificates as a user meets them: written, checked by processes of their own, and never in place of other files. And `--certify`: which
//! answers are certified, and what is said of the others.

mod common;

use common::{Folder, module};

const LOCK: &str = "CONSTANT Node
VARIABLES held, queue
Init == held = {} /\\ queue = [n \\in Node |-> \"idle\"]
Ask(n) == queue[n] = \"idle\" /\\ queue' = [queue EXCEPT ![n] = \"waits\"] /\\ UNCHANGED held
Take(n) == queue[n] = \"waits\" /\\ held = {} /\\ held' = {n} /\\ queue' = [queue EXCEPT ![n] = \"has\"]
Leave(n) == queue[n] = \"has\" /\\ held' = held \\ {n} /\\ queue' = [queue EXCEPT ![n] = \"idle\"]
Next == \\E n \\in Node : Ask(n) \\/ Take(n) \\/ Leave(n)
Spec == Init /\\ [][Next]_<<held, queue>>
Safe == \\A a, b \\in Node : queue[a] = \"has\" /\\ queue[b] = \"has\" => a = b
Free == held = {}";

const CFG: &str = "SPECIFICATION Spec\nCONSTANT Node = {n1, n2, n3}\nINVARIANT Safe\nCHECK_DEADLOCK FALSE\n";

const PROVE: [&str; 6] = ["check", "M.tla", "--engine", "pdr", "--certificate", "P.tla"];

fn lock() -> Folder {
    Folder::model(LOCK, CFG)
}

fn read(folder: &Folder, name: &str) -> String {
    std::fs::read_to_string(folder.file(name)).expect("the file was written")
}

#[test]
fn a_certificate_is_confirmed_by_other_processes() {
    let folder = lock();
    let ran = folder.run(&PROVE);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.text());
    assert!(ran.out.contains("Note: wrote the proof to P.tla and P.cfg; they say how to check it\n"), "{}", ran.out);
    let certificate = read(&folder, "P.tla");
    assert!(certificate.contains("EXTENDS M\n\nTypeOK ==\n  /\\ held \\in SUBSET Node\n"), "{certificate}");
    assert!(certificate.contains("\\A n \\in Node : "), "{certificate}");
    let config = read(&folder, "P.cfg");
    assert!(
        config.contains("INIT Ind\nNEXT Next\nINVARIANT Ind Safe\nCHECK_DEADLOCK FALSE\nCONSTANT Node = {n1, n2, n3}\n"),
        "{config}"
    );
    for engine in ["symbolic", "explicit"] {
        let check = ["check", "P.tla", "--config", "P.cfg", "--engine", engine];
        for more in [&["--init", "Init", "--depth", "0"][..], &["--depth", "1"]] {
            let ran = folder.run(&[&check[..], more].concat());
            assert_eq!(ran.code, 0, "{engine}: {}", ran.text());
        }
    }
    // a second proof takes the place of the first
    assert_eq!(folder.run(&PROVE).code, 0);
    assert_eq!(read(&folder, "P.tla"), certificate);
}

/// A certificate without its lemmas is no certificate: the commands in it say so.
#[test]
fn a_wrong_certificate_is_refuted() {
    let folder = lock();
    assert_eq!(folder.run(&PROVE).code, 0);
    let certificate = read(&folder, "P.tla");
    let shorter: Vec<&str> = certificate.lines().filter(|l| !l.starts_with("  /\\ Lemma")).collect();
    folder.write("P.tla", &(shorter.join("\n") + "\n"));
    let ran = folder.run(&["check", "P.tla", "--config", "P.cfg", "--engine", "symbolic", "--depth", "1"]);
    assert_eq!(ran.code, 12, "{}", ran.text());
}

#[test]
fn other_files_stay() {
    let folder = lock();
    folder.write("P.cfg", "INIT Init\n");
    let ran = folder.run(&PROVE);
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (1, "error: --certificate P.tla: P.cfg exists and is not a certificate; choose another name\n")
    );
    assert_eq!(read(&folder, "P.cfg"), "INIT Init\n");
    assert!(!folder.file("P.tla").exists());
    for (file, why) in [
        ("M.tla", "M.tla exists and is not a certificate; choose another name"),
        ("P.txt", "expected a file with the extension .tla"),
        ("a-b.tla", "`a-b` is not a valid name of a module"),
    ] {
        let ran = folder.run(&["check", "M.tla", "--engine", "pdr", "--certificate", file]);
        assert_eq!((ran.code, ran.err), (1, format!("error: --certificate {file}: {why}\n")));
    }
    assert_eq!(read(&folder, "M.tla"), module("M", LOCK));
}

#[test]
fn without_a_proof_there_is_no_certificate() {
    let folder = lock();
    let ran = folder.run(&[&PROVE[..], &["--invariant", "Free"]].concat());
    assert_eq!(ran.code, 12, "{}", ran.text());
    assert!(ran.out.contains("Note: no certificate was written, since nothing was proven\n"), "{}", ran.out);
    assert!(!folder.file("P.tla").exists());
}

/// The specification is in another folder, its definitions have the usual names, and its roles have none.
#[test]
fn what_has_no_name_gets_one() {
    let body = "EXTENDS Integers\nVARIABLES TypeOK, x\nSpec == /\\ TypeOK = FALSE\n        /\\ x = 0\n        /\\ [][\\/ x < 3 /\\ x' = x + 1 /\\ UNCHANGED TypeOK\n              \\/ x' = 0 /\\ TypeOK' = TRUE]_<<TypeOK, x>>\nInd == x \\in 0..3";
    let folder = Folder::model(body, "SPECIFICATION Spec\nINVARIANT Ind\n");
    std::fs::create_dir(folder.file("out")).expect("a folder");
    let ran = folder.run(&["check", "M.tla", "--engine", "pdr", "--certificate", "out/P.tla"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.text());
    let check = ["check", "out/P.tla", "--config", "out/P.cfg", "--path", ".", "--engine", "symbolic"];
    for more in [&["--init", "InitOfSpec", "--depth", "0"][..], &["--depth", "1"]] {
        let ran = folder.run(&[&check[..], more].concat());
        assert_eq!(ran.code, 0, "{}", ran.text() + &read(&folder, "out/P.tla"));
    }
}

/// The object that a run writes with `--certify`.
fn certified(folder: &Folder, args: &[&str]) -> (serde_json::Value, String) {
    let ran = folder.run(&[&["check", "M.tla", "--certify", "--json", "out.json"], args].concat());
    let object: serde_json::Value = serde_json::from_str(&read(folder, "out.json")).expect("a JSON object");
    (object["certification"].clone(), ran.text())
}

#[test]
fn answers_of_solvers_are_certified() {
    let folder = lock();
    let pdr = ["--engine", "pdr"];
    let bounded = ["--engine", "symbolic", "--depth", "6", "--induction", "never"];
    let inductive = ["--engine", "symbolic", "--depth", "30", "--induction", "always"];
    for (args, says) in [
        (&pdr[..], "ok: no error in any reachable state, by induction; certified (pdr engine"),
        (&bounded, "ok: no error up to depth 6; longer behaviors were not searched; certified (symbolic engine"),
        (&inductive, "ok: no error in any reachable state, by induction; certified (symbolic engine"),
    ] {
        let (object, text) = certified(&folder, args);
        assert!(text.contains(says), "{args:?}: {text}");
        assert_eq!((&object["certified"], &object["why"]), (&true.into(), &serde_json::Value::Null), "{args:?}");
        let [answers, steps, hints] = ["answers", "steps", "hints"].map(|key| object[key].as_u64().unwrap_or(0));
        assert!(answers > 3 && steps > 10 && hints > steps, "{args:?}: {object}");
        assert!(
            text.contains(&format!("\nCertified: {answers} answers \"unsatisfiable\", derived again with proofs of ")),
            "{text}"
        );
    }
    // without the option nothing is said
    let ran = folder.run(&["check", "M.tla", "--engine", "pdr"]);
    assert!(!ran.text().contains("ertified"), "{}", ran.text());
}

/// A property of whole behaviors: its proof, and those of the safety part, are certified together.
#[test]
fn a_proof_of_a_property_is_certified() {
    let body =
        "EXTENDS Naturals\nVARIABLE x\nSpec == x = 0 /\\ [][x' = (x + 1) % 4]_x /\\ WF_x(x' = (x + 1) % 4)\nLive == []<>(x = 3)";
    let folder = Folder::model(body, "SPECIFICATION Spec\nPROPERTY Live\n");
    let (object, text) = certified(&folder, &["--engine", "pdr"]);
    assert!(text.contains("; certified (pdr engine") && object["certified"] == true, "{text}");
}

#[test]
fn what_is_not_certified_says_why() {
    let folder = lock();
    let (object, text) = certified(&folder, &["--engine", "explicit"]);
    assert!(text.contains("; not certified (explicit engine"), "{text}");
    assert!(text.contains("\nNot certified: the answer rests on no solver, since the states were enumerated;"), "{text}");
    assert!(object["certified"] == false && object["why"].is_string(), "{object}");
    // a trace was replayed
    let (object, text) = certified(&folder, &["--engine", "pdr", "--invariant", "Free"]);
    assert!(object.is_null() && !text.contains("ertified"), "{text}");
    let body = "EXTENDS Integers\nVARIABLE x\nInit == x \\in Int /\\ x > 0\nNext == \\E d \\in Nat : x' = x + d\nInv == x > 0";
    let folder = Folder::model(body, "INIT Init\nNEXT Next\nINVARIANT Inv\n");
    let (object, text) = certified(&folder, &["--engine", "symbolic", "--depth", "2"]);
    assert!(text.contains("; not certified (symbolic engine"), "{text}");
    assert!(text.contains("\nNot certified: a query has integers without bounds, for which Z3 gives no proof"), "{text}");
    assert_eq!(object["certified"], false);
}
