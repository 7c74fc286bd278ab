//! Families of random systems: each is a function from a seed to a comparison of engines.
//!
//! Every system is searched by a plain enumeration ([`crate::plain`]), by the explicit engine, and by the symbolic engine with
//! all reductions, with none, and with one of them in turn. `campaign` runs families seed by seed (`scripts/nightly`,
//! `scripts/mutants`).

use crate::plain;
use crate::specs::step;
use crate::{model, seeds};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};
use tlaloc::internals::engine::{self, Induct, Options, Reductions, bmc, explicit};
use tlaloc::internals::ir::Model;
use tlaloc::internals::trace::confirm::Claim;
use tlaloc::internals::trace::survey::Difference;
use tlaloc::internals::trace::{Outcome, Verdict};

/// The number of states up to which the plain checker enumerates a system.
const MOST_STATES: usize = 20_000;

/// The time limit of one search. A search that reaches it is not compared.
const PATIENCE: Duration = Duration::from_secs(60);

/// Seconds of processor time from which a campaign reports a system as slow.
const LONG: f64 = 5.0;

/// The result of comparing one system.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Seen {
    Holds,
    Violated,
    /// An engine does not support the system, or reached its time limit.
    Nothing,
}

pub struct Family {
    pub name: &'static str,
    /// The number of seeds in the regular test.
    pub seeds: u64,
    /// A campaign runs every n-th seed.
    pub every: u64,
    /// The error names the difference and the system.
    pub check: fn(u64) -> Result<Seen, String>,
    /// The range of the percentage of systems with a violation. A family outside of it tests too little.
    pub violated: std::ops::Range<u64>,
}

/// All families, in the order of a campaign.
pub const FAMILIES: [&Family; 16] = [
    &crate::reductions::FAMILY,
    &crate::processes::FAMILY,
    &crate::peers::FAMILY,
    &crate::specs::FAMILY,
    &crate::items::FAMILY,
    &crate::induction::FAMILY,
    &crate::liveness::FAMILY,
    &crate::symmetric::FAMILY,
    &crate::storage::FAMILY,
    &crate::expressions::FAMILY,
    &crate::fair::FAMILY,
    &crate::unbounded::FAMILY,
    &crate::proof::FAMILY,
    &crate::rounds::FAMILY,
    &crate::nested::FAMILY,
    &crate::circuit::FAMILY,
];

/// The names of the reductions, as `--reductions` takes them.
pub const ONE_BY_ONE: [&str; 3] = ["order", "symmetry", "narrow"];

/// Options for a search to `depth` that uses these reductions.
pub fn with(depth: u32, name: &str) -> Options<'static> {
    let reductions: Reductions = name.parse().unwrap_or_else(|e| panic!("{name}: {e}"));
    Options::to_depth(depth).reductions(reductions).timeout(PATIENCE)
}

/// The part of a verdict that engines must agree on, as text.
pub fn gist(v: &Verdict) -> String {
    match &v.outcome {
        Outcome::Violated { violation, trace } => {
            format!("violated after {} states: {:?}", trace.states.len(), std::mem::discriminant(violation))
        }
        Outcome::Unsupported(d) => format!("not handled: {}", d.message),
        other => format!("{other:?}"),
    }
}

/// The step of the violation, or that there is none. `None` for a search without an answer.
pub fn step_found(v: &Verdict) -> Option<Result<usize, &'static str>> {
    match &v.outcome {
        Outcome::Violated { .. } => step(v).map(Ok),
        Outcome::Safe => Some(Err("safe")),
        Outcome::Unsupported(_) | Outcome::Timeout => None,
        _ => Some(Err("broken")),
    }
}

/// Compares one system under all engines and reductions.
pub fn agree(text: &str, cfg: &str, depth: u32, seed: u64) -> Result<Seen, String> {
    let told = |why: String| format!("{why}\n{text}\n{cfg}");
    let m = model(text, cfg).map_err(|e| told(format!("does not load: {e}")))?;
    compare(&m, depth, seed).map_err(told)
}

fn compare(m: &Model, depth: u32, seed: u64) -> Result<Seen, String> {
    let a = explicit::check(m, &Options::to_depth(depth).timeout(PATIENCE));
    let expected = match step_found(&a) {
        None => return Ok(Seen::Nothing),
        Some(Err("broken")) => return Err(format!("explicit: {}", gist(&a))),
        Some(found) => found,
    };
    if m.symmetry.is_none()
        && m.view.is_none()
        && let Some(all) = plain::explore(m, depth, MOST_STATES)?
        && let Some(why) = plain::differs(&all, all.states.len(), Some(all.generated), &a)
    {
        return Err(why);
    }
    let one = ONE_BY_ONE[seed as usize % ONE_BY_ONE.len()];
    let mut seen = true;
    let names: &[&str] = if seed % 4 < 2 { &["all"] } else { &["all", "none", one] };
    for name in names.iter().copied() {
        let mut options = with(depth, name);
        // the audit checks every use of a reduction during the search
        if name == "all" && seed % 4 == 3 {
            options.bounded.reductions = options.bounded.reductions.audited();
        }
        let b = bmc::check(m, &options);
        match step_found(&b) {
            None => seen = false,
            Some(found) if found == expected => {}
            Some(_) => {
                return Err(format!(
                    "explicit: {}\nsymbolic with reductions {name}: {}{}",
                    gist(&a),
                    gist(&b),
                    whose(m, depth, expected)
                ));
            }
        }
    }
    let name = if seed % 8 != 5 { "all" } else { one };
    if let Some(why) = depth_by_depth(m, depth, name) {
        return Err(format!("{why}{}", whose(m, depth, expected)));
    }
    Ok(match expected {
        _ if !seen => Seen::Nothing,
        Ok(_) => Seen::Violated,
        Err(_) => Seen::Holds,
    })
}

/// The differences between engines in the depths at which each action is enabled, is taken, and is disabled.
fn depth_by_depth(m: &Model, depth: u32, name: &str) -> Option<String> {
    let mut quiet = m.clone();
    quiet.invariants.clear();
    quiet.check_deadlock = false;
    let c = engine::compare::compare(
        &quiet,
        (&explicit::Explicit, Options::to_depth(depth).timeout(PATIENCE)),
        (&bmc::Bounded, with(depth, name)),
    )
    .expect("both can be compared");
    let one = |d: &Difference| {
        let claim = match d.claim {
            Claim::Enabled(def) => format!("{} is possible", m.def(def).name),
            Claim::Reached(def) => format!("{} was taken", m.def(def).name),
            Claim::Stuck => "no step is possible".into(),
            Claim::Wrong(ref wrong) => format!("{wrong:?}"),
        };
        let states: Vec<String> = d.states.iter().map(plain::line).collect();
        format!("\n  {} only at depth {}: {claim} (the other: {:?}); {}", d.only, d.depth, d.other, states.join(" -> "))
    };
    let all: Vec<String> = c.differences.iter().map(one).collect();
    (!all.is_empty()).then(|| format!("depth by depth, with reductions {name}:{}", all.concat()))
}

/// The reductions with which, each alone, the symbolic engine differs.
fn whose(m: &Model, depth: u32, expected: Result<usize, &'static str>) -> String {
    let mut text = String::new();
    for name in ["none", "order", "symmetry", "narrow", "order,symmetry"] {
        let b = bmc::check(m, &with(depth, name));
        let same = step_found(&b) == Some(expected);
        let by_depth = depth_by_depth(m, depth, name).is_none();
        let told = if by_depth { "" } else { ", but not depth by depth" };
        text += &format!("\n  {name}: {}{told}", if same { "agrees".to_string() } else { gist(&b) });
    }
    text
}

/// Compares a search with induction after each depth. A claim about all states must hold `beyond` steps further.
/// Returns the number of lemmas if something was proven.
pub fn by_induction(text: &str, cfg: &str, (depth, beyond): (u32, u32), name: &str) -> Result<(Seen, Option<usize>), String> {
    let told = |why: String| format!("{why}\n{text}\n{cfg}");
    let m = model(text, cfg).map_err(|e| told(format!("does not load: {e}")))?;
    let b = bmc::check(&m, &with(depth, name).induction(Induct::Always));
    let further = if b.exhaustive { beyond } else { 0 };
    let a = explicit::check(&m, &Options::to_depth(depth + further).timeout(PATIENCE));
    let proven = b.inductive.as_ref().map(|proof| proof.lemmas.len());
    match (step_found(&a), step_found(&b)) {
        (None, _) | (_, None) => Ok((Seen::Nothing, proven)),
        (x, y) if x == y => {
            Ok((if b.exhaustive || matches!(b.outcome, Outcome::Safe) { Seen::Holds } else { Seen::Violated }, proven))
        }
        _ => Err(told(format!(
            "explicit to depth {}: {}\nsymbolic with induction and reductions {name}: {}, exhaustive: {}",
            depth + further,
            gist(&a),
            gist(&b),
            b.exhaustive
        ))),
    }
}

/// Runs one seed. A panic counts as a difference.
pub fn checked(family: &Family, seed: u64) -> Result<Seen, String> {
    catch_unwind(AssertUnwindSafe(|| (family.check)(seed))).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        let text = text.or_else(|| panic.downcast_ref::<&str>().map(|s| s.to_string()));
        Err(format!("panic: {}", text.unwrap_or_default()))
    })
}

/// The regular test of a family.
pub fn run(family: &Family) {
    let all = seeds(family.seeds);
    let count = all.end - all.start;
    let (mut violated, mut nothing) = (0, 0);
    for seed in all {
        match (family.check)(seed) {
            Ok(Seen::Violated) => violated += 1,
            Ok(Seen::Holds) => {}
            Ok(Seen::Nothing) => nothing += 1,
            Err(why) => panic!("{} {seed}\n{why}", family.name),
        }
    }
    println!("{}: {violated} of {count} violated, {nothing} without an answer", family.name);
    let share = violated * 100 / count;
    assert!(count < 30 || family.violated.contains(&share), "{}: {violated} of {count} are violated", family.name);
    assert!(count < 30 || nothing * 2 < count, "{}: {nothing} of {count} without an answer", family.name);
}

/// The constraint fails in the initial state 1, and the invariant is false in 0, which the explicit engine meets first.
#[test]
fn two_initial_states_that_are_wrong_count_as_one_step() {
    let text = "---- MODULE M ----\nEXTENDS Integers, Sequences\nVARIABLE x\nInit == x \\in {0, 1}\nNext == x' = x\n\
                Inside == x = 0 \\/ Len(x) = 1\nInvariant == x # 0\n====\n";
    let cfg = "INIT Init\nNEXT Next\nINVARIANT Invariant\nCONSTRAINT Inside\n";
    for seed in 0..8 {
        assert_eq!(agree(text, cfg, 2, seed), Ok(Seen::Violated), "seed {seed}");
    }
}

/// Processor time of this process in seconds, if `/proc` has it (fields 14 and 15 of `stat`, in hundredths).
pub fn processor_seconds() -> f64 {
    let text = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = text.rsplit(')').next().unwrap_or_default().split_whitespace();
    fields.skip(11).take(2).filter_map(|f| f.parse::<f64>().ok()).sum::<f64>() / 100.0
}

/// Runs families (`TLALOC_FAMILIES=a,b`, default all) for each seed of `TLALOC_FUZZ_SEEDS` and prints every difference:
/// a line that begins with `DIFFERENCE`, then the system. Slow systems are printed, too. `TLALOC_FIRST` stops at the first.
#[test]
#[ignore = "long: scripts/nightly and scripts/mutants run it"]
fn campaign() {
    let names = std::env::var("TLALOC_FAMILIES").unwrap_or_default();
    let wanted: Vec<&str> = names.split(',').filter(|n| !n.is_empty()).collect();
    let families: Vec<&Family> = FAMILIES.into_iter().filter(|f| wanted.is_empty() || wanted.contains(&f.name)).collect();
    assert!(!families.is_empty(), "TLALOC_FAMILIES names no family: {names}");
    let first = std::env::var_os("TLALOC_FIRST").is_some();
    if first {
        // planted faults may panic
        std::panic::set_hook(Box::new(|_| {}));
    }
    let (start, mut systems, mut differences) = (Instant::now(), 0_u64, 0_u64);
    let mut counts = vec![[0_u64; 3]; families.len()];
    for seed in seeds(1000) {
        for (f, counts) in families.iter().zip(&mut counts).filter(|(f, _)| seed.is_multiple_of(f.every)) {
            systems += 1;
            let began = processor_seconds();
            let found = checked(f, seed);
            let took = processor_seconds() - began;
            if took > LONG {
                println!("LONG {} {seed}: {took:.0} s of processor time", f.name);
            }
            match found {
                Ok(seen) => counts[seen as usize] += 1,
                Err(why) => {
                    differences += 1;
                    println!("DIFFERENCE {} {seed}\n{why}\n----", f.name);
                    if first {
                        panic!("found by {} {seed}", f.name);
                    }
                }
            }
        }
        if seed.is_multiple_of(100) {
            println!("SEED {seed}: {systems} systems, {differences} differences, {:.0} s", start.elapsed().as_secs_f64());
        }
    }
    for (f, [holds, violated, nothing]) in families.iter().zip(&counts) {
        println!("FAMILY {}: {holds} hold, {violated} violated, {nothing} without an answer", f.name);
    }
    println!("TOTAL {systems} systems, {differences} differences, {:.0} s of processor time", processor_seconds());
    assert!(differences == 0, "{differences} differences");
}
