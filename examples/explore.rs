//! Explores states breadth first, and counts them by the value of an expression: `cargo run --example explore`.

use std::collections::{BTreeMap, HashSet, VecDeque};
use tlaloc::{Error, Explorer, Load};

/// The jugs of Die Hard: three and five gallons.
const JUGS: &str = r#"
---- MODULE Jugs ----
EXTENDS Naturals
VARIABLES small, big
Init == small = 0 /\ big = 0
Min(a, b) == IF a < b THEN a ELSE b
FillSmall == small' = 3 /\ UNCHANGED big
FillBig == big' = 5 /\ UNCHANGED small
EmptySmall == small' = 0 /\ UNCHANGED big
EmptyBig == big' = 0 /\ UNCHANGED small
Pour(from, to, room) == Min(from, room - to)
ToBig == LET n == Pour(small, big, 5) IN small' = small - n /\ big' = big + n
ToSmall == LET n == Pour(big, small, 3) IN big' = big - n /\ small' = small + n
Next == FillSmall \/ FillBig \/ EmptySmall \/ EmptyBig \/ ToBig \/ ToSmall
====
"#;

pub fn main() -> Result<(), Error> {
    run(None)
}

pub fn run(_argument: Option<String>) -> Result<(), Error> {
    let spec = Load::text(JUGS).config_text("INIT Init NEXT Next").define("Total", "small + big").read()?;
    let mut explorer = Explorer::new(&spec);
    let mut queue: VecDeque<_> = explorer.initial_states()?.into_iter().map(|state| (0, state)).collect();
    let mut seen: HashSet<_> = queue.iter().map(|(_, state)| state.clone()).collect();
    let mut by_total: BTreeMap<i64, usize> = BTreeMap::new();
    while let Some((depth, state)) = queue.pop_front() {
        *by_total.entry(explorer.value("Total", &state)?.as_int().expect("a number")).or_default() += 1;
        for (action, next) in explorer.successors(&state)? {
            if seen.insert(next.clone()) {
                let values: Vec<String> = spec.variables().zip(next.values()).map(|(name, v)| format!("{name} = {v}")).collect();
                println!("depth {}: {} by {}", depth + 1, values.join(", "), action.name);
                queue.push_back((depth + 1, next));
            }
        }
    }
    println!("{} states; by gallons: {by_total:?}", seen.len());
    assert_eq!(seen.len(), 16);
    assert_eq!(by_total[&4], 2);
    Ok(())
}
