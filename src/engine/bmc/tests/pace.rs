//! The same run gives the same answer, however fast the machine is: what is shown, how deep, whether that is all, and the lemmas.

use super::model;
use crate::engine::bmc::check;
use crate::engine::{Backend, Induct, Options, Progress};
use crate::sat::pace::DELAY;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

/// Flags of two processes, and a turn; with a counter that makes it large.
const TURNS: &str = r#"VARIABLES pc, want, turn, n
P == {1, 2}
Init == pc = [p \in P |-> "idle"] /\ want = [p \in P |-> FALSE] /\ turn = 1 /\ n = 0
Ask(p) == pc[p] = "idle" /\ pc' = [pc EXCEPT ![p] = "ask"] /\ want' = [want EXCEPT ![p] = TRUE] /\ turn' = 3 - p /\ n' = (n + 1) % 7
Enter(p) == pc[p] = "ask" /\ (~want[3 - p] \/ turn = p) /\ pc' = [pc EXCEPT ![p] = "in"] /\ UNCHANGED <<want, turn, n>>
Leave(p) == pc[p] = "in" /\ pc' = [pc EXCEPT ![p] = "idle"] /\ want' = [want EXCEPT ![p] = FALSE] /\ UNCHANGED <<turn, n>>
Next == \E p \in P : Ask(p) \/ Enter(p) \/ Leave(p)
Fair == Init /\ [][Next]_<<pc, want, turn, n>> /\ \A p \in P : WF_<<pc, want, turn, n>>(Enter(p) \/ Leave(p))
Apart == ~(pc[1] = "in" /\ pc[2] = "in")
Few == n < 3 \/ pc[1] # "in"
Served == (pc[1] = "ask") ~> (pc[1] = "in")
Goes == (n = 2) ~> (n = 3)"#;

/// One token, handed on; who has it works.
const TOKEN: &str = r#"VARIABLES pc, has
P == {"a", "b", "c"}
Init == pc = [p \in P |-> "idle"] /\ \E t \in P : has = [p \in P |-> p = t]
Work(p) == has[p] /\ pc[p] = "idle" /\ pc' = [pc EXCEPT ![p] = "work"] /\ UNCHANGED has
Rest(p) == pc[p] = "work" /\ pc' = [pc EXCEPT ![p] = "idle"] /\ UNCHANGED has
Pass(p, q) == has[p] /\ pc[p] = "idle" /\ has' = [has EXCEPT ![p] = FALSE, ![q] = TRUE] /\ UNCHANGED pc
Next == \E p \in P : Work(p) \/ Rest(p) \/ \E q \in P \ {p} : Pass(p, q)
Inv == \A p, q \in P : pc[p] = "work" /\ pc[q] = "work" => p = q"#;

/// Messages in any order, each of which may be wrong in the end: there are many shortest counterexamples.
const MESSAGES: &str = r#"VARIABLES sent, got
Init == sent = {} /\ got = {}
Send == \E m \in 1..6 : m \notin sent /\ sent' = sent \union {m} /\ UNCHANGED got
Get == \E m \in sent : got' = got \union {m} /\ sent' = sent \ {m}
Next == Send \/ Get
Inv == \A a, b, c \in got : a + b # 2 * c \/ a = b"#;

/// The whole verdict but for the seconds.
fn verdict(body: &str, cfg: &str, options: &Options<'_>) -> String {
    let mut verdict = check(&model(body, cfg), options);
    verdict.elapsed = Duration::ZERO;
    format!("{verdict:#?}")
}

/// The same with a pause at each depth and in each query.
fn slowly(body: &str, cfg: &str, options: &Options<'_>, milliseconds: u64) -> String {
    let pause = |_: Progress| std::thread::sleep(Duration::from_millis(20 * milliseconds));
    DELAY.store(milliseconds, Relaxed);
    let told = verdict(body, cfg, &options.clone().progress(&pause));
    DELAY.store(0, Relaxed);
    told
}

#[test]
fn the_pace_of_the_machine_does_not_matter() {
    let cases = [
        (TOKEN, "INIT Init\nNEXT Next\nINVARIANT Inv", 8, ["Safe", "inductive: Some"]),
        (TURNS, "INIT Init\nNEXT Next\nINVARIANT Apart", 8, ["Safe", ""]),
        (TURNS, "INIT Init\nNEXT Next\nINVARIANT Few", 9, ["Violated", "inductive: None"]),
        (TURNS, "SPECIFICATION Fair\nPROPERTY Served", 6, ["Safe", "inductive: None"]),
        (TURNS, "SPECIFICATION Fair\nPROPERTY Goes", 7, ["Violated", "inductive: None"]),
        (MESSAGES, "INIT Init\nNEXT Next\nINVARIANT Inv", 6, ["Violated", "inductive: None"]),
    ];
    for (body, cfg, depth, has) in cases {
        for (solver, induction) in
            [(Backend::AUTO, Induct::WhenSlow), (Backend::AUTO, Induct::AlsoAtEnd), (crate::sat::z3::BACKEND, Induct::AlsoAtEnd)]
        {
            let options = Options::to_depth(depth).solver(solver).induction(induction);
            let fast = verdict(body, cfg, &options);
            let usual = (solver, induction) == (Backend::AUTO, Induct::AlsoAtEnd);
            assert!(!usual || has.iter().all(|h| fast.contains(h)), "{cfg}: {fast}");
            assert_eq!(slowly(body, cfg, &options, 2), fast, "{cfg}, {solver:?}, {induction:?}");
        }
    }
}
