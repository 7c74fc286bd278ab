//! When a search ends: limits of the level, repeated states, interruption.

use super::*;
use crate::engine::{Backend, Cancel, Induct};
use crate::util::interrupt::Reason;
use std::time::Duration;

/// Told to end while it works at this, the search does so.
fn ends_soon(body: &str, solver: Backend) {
    let cancel = Cancel::default();
    let options = Options::to_depth(9).solver(solver).cancel(cancel.clone());
    let m = model(body, PLAIN);
    let v = std::thread::scope(|scope| {
        let run = scope.spawn(|| bmc::check(&m, &options));
        std::thread::sleep(Duration::from_millis(1500));
        cancel.cancel(Reason::Superseded);
        run.join().expect("the search does not fail")
    });
    // by itself it would take hours
    assert!(matches!(v.outcome, Outcome::Interrupted), "it ended by itself: {v:?}");
}

#[test]
fn the_encoding_ends_when_told_to() {
    let body = "VARIABLE x\nInit == x = 0\nNext == x' \\in 0..40\nInv == \\A a, b, c, d \\in 1..60 : (a * x + b * x) % 97 # c * x + d + 99";
    ends_soon(body, Backend::AUTO);
}

#[test]
fn solvers_end_when_told_to() {
    let pigeons = "VARIABLE p\nInit == p = <<>>\nNext == p' \\in [1..13 -> 1..12]\nInv == p = <<>> \\/ \\E i, j \\in 1..13 : i # j /\\ p[i] = p[j]";
    ends_soon(pigeons, crate::sat::cadical::BACKEND);
    ends_soon(pigeons, crate::sat::z3::BACKEND);
}

#[test]
fn a_limit_on_the_level_is_no_limit_before_it_is_reached() {
    let body = |limit: &str| format!("VARIABLE x\nInit == x = 0\nNext == x' = x + 1\nInv == x < 99\nLimit == {limit}");
    let limits = ["x < 99 /\\ TLCGet(\"level\") < 9", "~(TLCGet(\"level\") >= 9)", "(8 < TLCGet(\"level\")) => FALSE"];
    for limit in limits {
        check(&body(limit), &format!("{PLAIN}CONSTRAINT Limit"), 7, "safe to Some(7)");
        check(
            &body(limit),
            &format!("{PLAIN}CONSTRAINT Limit"),
            8,
            "unsupported: the symbolic engine does not handle the operator TLCGet of module TLC",
        );
    }
    check(&body("TLCGet(\"level\") > 8"), &format!("{PLAIN}CONSTRAINT Limit"), 5, "safe to Some(0), all");
}

#[test]
fn a_constraint_that_limits_the_level_ends_the_search() {
    let body = |limit: &str, most: u32| {
        format!("VARIABLE x\nInit == x = 0\nNext == x' = x + 1\nInv == x < {most}\nThree == 3\nLimit == {limit}")
    };
    let cfg = format!("{PLAIN}CONSTRAINT Limit");
    for limit in
        ["TLCGet(\"level\") < 4", "TLCGet(\"level\") <= Three", "4 > TLCGet(\"level\")", "Three >= TLCGet(\"level\") /\\ x < 9"]
    {
        // what is outside is checked, but not gone on from
        check(&body(limit, 4), &cfg, 20, "safe to Some(3), all");
        check(&body(limit, 3), &cfg, 20, "Inv: 0 -> 1 -> 2 -> 3");
    }
    // an invariant of whole behaviors is not about states: a longer behavior may return to a near state
    let round =
        "VARIABLE x\nInit == x = 0\nNext == x' = 1 - x\nInv == x < 2\nShort(h) == Len(h) < 6\nLimit == TLCGet(\"level\") < 4";
    check(round, &cfg, 20, "safe to Some(2), all");
    let mut m = model(round, &cfg);
    let short = m.defs.iter().position(|d| &*d.name == "Short").expect("it is defined");
    m.trace_invariants.push(Named { name: "Short".into(), def: crate::ir::DefId(short as u32) });
    let answer = told(&bmc::check(&m, &Options::to_depth(20)));
    assert_eq!(answer, "unsupported: the symbolic engine does not handle the operator TLCGet of module TLC");
}

#[test]
fn states_that_repeat_end_the_search() {
    for (init, next) in
        [("x = 0", "x' = x"), ("x \\in {0, 1}", "UNCHANGED x"), ("x = 0", "x' = 1 - x"), ("x = 0", "x' = (x + 1) % 7")]
    {
        for cfg in ["INIT Init\nNEXT Next\n", PLAIN] {
            let body = format!("VARIABLE x\nInit == {init}\nNext == {next}\nInv == x < 7");
            let options = Options::to_depth(None).induction(Induct::Never);
            let v = bmc::check(&model(&body, cfg), &options);
            assert!(v.exhaustive && matches!(v.outcome, Outcome::Safe), "{next}: {v:?}");
        }
    }
    // and a choice that is made again is another one
    let body = "VARIABLE x\nInit == x = 0\nNext == x' \\in {x, x + 1}\nInv == x < 5";
    check(body, PLAIN, 9, "Inv: 0 -> 1 -> 2 -> 3 -> 4 -> 5");
}

#[test]
fn the_time_is_looked_at_where_nothing_is_asked() {
    let body = "VARIABLE x\nInit == x = 0\nNext == x' = x + 1\nInv == TRUE";
    let options = Options::to_depth(None).timeout(Duration::from_millis(300)).induction(Induct::Never);
    let v = bmc::check(&model(body, PLAIN), &options);
    assert!(matches!(v.outcome, Outcome::Timeout), "{v:?}");
}
