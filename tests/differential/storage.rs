//! Random systems with some thousand states, searched with a tiny memory limit (fingerprints and the queue spill to files), with
//! longer fingerprints, and by two threads. Counts, verdict and trace length must be those of the plain enumeration.

use crate::family::{Family, Seen};
use crate::generate::Random;
use crate::{model, plain};
use tlaloc::internals::engine::{Options, Progress, Size, Width, explicit};
use tlaloc::internals::trace::Outcome;
use tlaloc::internals::util::interrupt::{Cancel, Reason};

pub const FAMILY: Family = Family { name: "storage", seeds: 8, every: 10, check, violated: 0..101 };

const MOST_STATES: usize = 30_000;

/// The memory limit in bytes, less than any of these systems needs.
const HARDLY_ANY: u64 = 1 << 16;

pub fn spec(seed: u64) -> String {
    let mut random = Random::new(seed);
    let mut pick = |n: usize| random.below(n);
    let (a, b, c) = (7 + pick(12), 7 + pick(12), 5 + pick(9));
    let mut actions = Vec::new();
    for _ in 0..2 + pick(3) {
        let effect = |v: &str, n: usize, k: usize| match k % 6 {
            0 => format!("{v}' = ({v} + 1) % {n}"),
            1 => format!("{v}' = ({v} + {}) % {n}", 2 + k % 3),
            2 => format!("{v}' = (x + y + z) % {n}"),
            3 => format!("{v}' \\in {{{v}, (x * {}) % {n}}}", 2 + k % 5),
            _ => format!("{v}' = {v}"),
        };
        let guard = ["TRUE", "x # y", "z % 2 = 0", "s = <<>>", "Len(s) < 3"][pick(5)];
        let tail =
            ["s' = s", "s' = IF Len(s) < 2 THEN Append(s, x % 3) ELSE <<>>", "s' = IF s = <<>> THEN <<y % 2>> ELSE Tail(s)"]
                [pick(3)];
        actions.push(format!(
            "  \\/ {guard} /\\ {} /\\ {} /\\ {} /\\ {tail}",
            effect("x", a, pick(30)),
            effect("y", b, pick(30)),
            effect("z", c, pick(30))
        ));
    }
    let (x, y, z) = (pick(a), pick(b), pick(c));
    let invariant =
        ["TRUE".to_owned(), format!("~(x = {x} /\\ y = {y} /\\ z = {z})"), format!("~(x = {x} /\\ y = {y} /\\ s = <<1, 0>>)")];
    format!(
        "---- MODULE Storage ----\nEXTENDS Integers, Sequences\nVARIABLES x, y, z, s\n\
         Init == x \\in 0..{} /\\ y = 0 /\\ z \\in {{0, 1}} /\\ s = <<>>\nNext ==\n  \\/ x' = (x + 1) % {a} /\\ UNCHANGED <<y, z, s>>\n  \\/ y' = (y + 1) % {b} /\\ UNCHANGED <<x, z, s>>\n  \\/ z' = (z + 1) % {c} /\\ UNCHANGED <<x, y, s>>\n{}\nInvariant == {}\n====\n",
        pick(3),
        actions.join("\n"),
        invariant[pick(3)]
    )
}

fn check(seed: u64) -> Result<Seen, String> {
    let text = spec(seed);
    let told = |why: String| format!("{why}\n{text}");
    let m = model(&text, "INIT Init\nNEXT Next\nINVARIANT Invariant\n").map_err(|e| told(format!("does not load: {e}")))?;
    let depth = 60;
    let Some(all) = plain::explore(&m, depth, MOST_STATES).map_err(told)? else { return Ok(Seen::Nothing) };
    let mut ways = vec![
        ("little memory", Options::to_depth(depth).memory_limit(HARDLY_ANY)),
        ("long fingerprints", Options::to_depth(depth).fingerprints(Width::Bits128)),
        ("two threads", Options::to_depth(depth).workers(2)),
        ("one thread", Options::to_depth(depth)),
    ];
    if seed.is_multiple_of(2) {
        ways[0].1.explicit.fingerprints = Width::Bits128;
        ways[2].1.resources.memory_limit = Some(HARDLY_ANY);
    }
    // a search that does not recognize known states would not end
    let most = all.generated * 4 + 1000;
    for (name, options) in ways {
        let cancel = Cancel::default();
        let look = |p: Progress| {
            if let Size::States { generated, .. } = p.size
                && generated > most
            {
                cancel.cancel(Reason::User);
            }
        };
        let v = explicit::check(&m, &options.cancel(cancel.clone()).progress(&look));
        if matches!(v.outcome, Outcome::Interrupted) {
            return Err(told(format!("{name}\nplain: {} generated\nexplicit: more than {most}", all.generated)));
        }
        let generated = all.whole.then_some(all.generated);
        if let Some(why) = plain::differs(&all, all.states.len(), generated, &v) {
            return Err(told(format!("{name}\n{why}")));
        }
    }
    Ok(if all.wrong.is_some() { Seen::Violated } else { Seen::Holds })
}

#[test]
fn storage_changes_nothing() {
    crate::family::run(&FAMILY);
}
