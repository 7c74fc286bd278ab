//! Families of random systems, each a function from a seed to what became of it; how one is compared, and how many are.
//!
//! Every system is searched by a plain enumeration ([`crate::plain`]), by the explicit engine, and by the symbolic one with all
//! reductions, with none, and with one of them in turn. `campaign` runs families one seed after the other, as `scripts/nightly`
//! and `scripts/mutants` do.

use crate::plain;
use crate::specs::step;
use crate::{model, seeds};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};
use tlaloc::engine::{self, Induct, Options, Reductions, bmc, explicit};
use tlaloc::ir::Model;
use tlaloc::trace::confirm::Claim;
use tlaloc::trace::survey::Difference;
use tlaloc::trace::{Outcome, Verdict};

/// Systems with more states than this are not enumerated by the plain checker.
const MOST_STATES: usize = 20_000;

/// A search that takes longer says nothing.
const PATIENCE: Duration = Duration::from_secs(60);

/// A campaign tells of systems that take longer, in seconds of processor time.
const LONG: f64 = 5.0;

/// What became of one system.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Seen {
    Holds,
    Violated,
    /// Not handled by an engine, or not in time.
    Nothing,
}

pub struct Family {
    pub name: &'static str,
    /// How many seeds the test of the project runs.
    pub seeds: u64,
    /// A campaign runs it with one seed in so many.
    pub every: u64,
    /// The error says what differs, and of which system.
    pub check: fn(u64) -> Result<Seen, String>,
    /// Part of the systems, in percent, that must violate something: a test in which nothing is ever found, or always, says little.
    pub violated: std::ops::Range<u64>,
}

/// All families, in the order in which a campaign runs them for each seed.
pub const FAMILIES: [&Family; 11] = [
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
];

/// The names of the reductions, as `--reductions` takes them.
pub const ONE_BY_ONE: [&str; 3] = ["order", "symmetry", "narrow"];

/// Options for a search to `depth` that uses these reductions.
pub fn with(depth: u32, name: &str) -> Options<'static> {
    let reductions: Reductions = name.parse().unwrap_or_else(|e| panic!("{name}: {e}"));
    Options { reductions, timeout: Some(PATIENCE), ..Options::to_depth(depth) }
}

/// What must be the same, in words.
pub fn gist(v: &Verdict) -> String {
    match &v.outcome {
        Outcome::Violated { violation, trace } => {
            format!("violated after {} states: {:?}", trace.states.len(), std::mem::discriminant(violation))
        }
        Outcome::Unsupported(d) => format!("not handled: {}", d.message),
        other => format!("{other:?}"),
    }
}

/// The step in which a search met a violation, or that it found none; `None` if it says nothing.
fn found(v: &Verdict) -> Option<Result<usize, &'static str>> {
    match &v.outcome {
        Outcome::Violated { .. } => step(v).map(Ok),
        Outcome::Safe => Some(Err("safe")),
        Outcome::Unsupported(_) | Outcome::Timeout => None,
        _ => Some(Err("broken")),
    }
}

/// One system under all engines and reductions.
pub fn agree(text: &str, cfg: &str, depth: u32, seed: u64) -> Result<Seen, String> {
    let told = |why: String| format!("{why}\n{text}\n{cfg}");
    let m = model(text, cfg).map_err(|e| told(format!("does not load: {e}")))?;
    compare(&m, depth, seed).map_err(told)
}

fn compare(m: &Model, depth: u32, seed: u64) -> Result<Seen, String> {
    let a = explicit::check(m, &Options { timeout: Some(PATIENCE), ..Options::to_depth(depth) });
    let expected = match found(&a) {
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
        // every use of a reduction is checked while the search runs
        if name == "all" && seed % 4 == 3 {
            options.reductions = options.reductions.audited();
        }
        let b = bmc::check(m, &options);
        match found(&b) {
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

/// What the engines say differently of the depths at which each action is possible, leads somewhere, and is not possible any more.
fn depth_by_depth(m: &Model, depth: u32, name: &str) -> Option<String> {
    let mut quiet = m.clone();
    quiet.invariants.clear();
    quiet.check_deadlock = false;
    let c = engine::compare::compare(&quiet, Options { timeout: Some(PATIENCE), ..Options::to_depth(depth) }, with(depth, name));
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

/// With which reductions alone the symbolic engine differs.
fn whose(m: &Model, depth: u32, expected: Result<usize, &'static str>) -> String {
    let mut text = String::new();
    for name in ["none", "order", "symmetry", "narrow", "order,symmetry"] {
        let b = bmc::check(m, &with(depth, name));
        let same = found(&b) == Some(expected);
        let by_depth = depth_by_depth(m, depth, name).is_none();
        let told = if by_depth { "" } else { ", but not depth by depth" };
        text += &format!("\n  {name}: {}{told}", if same { "agrees".to_string() } else { gist(&b) });
    }
    text
}

/// With induction after each depth; what it says of all states must hold `beyond` steps further. How many lemmas it took, if it proved something.
pub fn by_induction(text: &str, cfg: &str, (depth, beyond): (u32, u32), name: &str) -> Result<(Seen, Option<usize>), String> {
    let told = |why: String| format!("{why}\n{text}\n{cfg}");
    let m = model(text, cfg).map_err(|e| told(format!("does not load: {e}")))?;
    let b = bmc::check(&m, &Options { induction: Induct::Always, ..with(depth, name) });
    let further = if b.exhaustive { beyond } else { 0 };
    let a = explicit::check(&m, &Options { timeout: Some(PATIENCE), ..Options::to_depth(depth + further) });
    let proven = b.inductive.as_ref().map(|proof| proof.lemmas.len());
    match (found(&a), found(&b)) {
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

/// One seed; a panic is a difference, too.
pub fn checked(family: &Family, seed: u64) -> Result<Seen, String> {
    catch_unwind(AssertUnwindSafe(|| (family.check)(seed))).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        let text = text.or_else(|| panic.downcast_ref::<&str>().map(|s| s.to_string()));
        Err(format!("panic: {}", text.unwrap_or_default()))
    })
}

/// The project's test of a family.
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

/// The processor time of this process so far, where the system tells (in hundredths, fields 14 and 15).
fn processor_seconds() -> f64 {
    let text = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = text.rsplit(')').next().unwrap_or_default().split_whitespace();
    fields.skip(11).take(2).filter_map(|f| f.parse::<f64>().ok()).sum::<f64>() / 100.0
}

/// Families (`TLALOC_FAMILIES=a,b`, all if not given) for each seed of `TLALOC_FUZZ_SEEDS`, all differences told: a line each that begins with
/// `DIFFERENCE`, then the system; systems that take long are told, too. With `TLALOC_FIRST` the first one ends it.
#[test]
#[ignore = "long: scripts/nightly and scripts/mutants run it"]
fn campaign() {
    let names = std::env::var("TLALOC_FAMILIES").unwrap_or_default();
    let wanted: Vec<&str> = names.split(',').filter(|n| !n.is_empty()).collect();
    let families: Vec<&Family> = FAMILIES.into_iter().filter(|f| wanted.is_empty() || wanted.contains(&f.name)).collect();
    assert!(!families.is_empty(), "TLALOC_FAMILIES names no family: {names}");
    let first = std::env::var_os("TLALOC_FIRST").is_some();
    if first {
        // whoever plants faults expects panics
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
