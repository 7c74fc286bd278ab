//! Random systems for the reductions of the symbolic engine.
//!
//! A system has actions that are taken once, with effects of all kinds on variables of all kinds, and *observers*: actions that
//! compare some variables with their values in one reachable state and then set a flag that the invariant forbids. A reduction
//! that loses the only path to a state is detected when an observer compares with that state. The plain enumeration
//! ([`crate::plain`]) finds the reachable states before observers are added. An observer binds model values by a quantifier, so
//! that the system stays symmetric.

mod generator;
mod system;
mod theme;

use crate::family::{Family, Seen, agree};
use crate::generate::Random;
use crate::liveness::lassos_agree;
use crate::{model, plain};
use generator::Generator;
use system::System;
use theme::{Theme, variables};

pub const FAMILY: Family = Family { name: "reductions", seeds: 150, every: 1, check, violated: 25..96 };

/// The number of states to enumerate at most.
const MOST_STATES: usize = 1500;

/// The number of additional observers.
const ASIDES: usize = 5;

fn generate(seed: u64) -> (System, u32) {
    let mut random = Random::new(seed);
    random.below(2);
    let theme = Theme::ALL[random.below(Theme::ALL.len())];
    let simply = random.below(2) == 0;
    let variables = variables(&mut random, theme, simply);
    let peers = 2 + random.below(2);
    let uses_first = random.below(6) == 0 && theme != Theme::Flawed;
    let mut g = Generator { theme, simply, random, variables, peers, uses_first };
    let mut s = g.system();
    let depth = 3 + g.below(2) as u32;
    let depth = if theme == Theme::Paths { 4 } else { depth };
    let explore = |s: &System| {
        let s = System { last: None, ..s.clone() };
        let explored = model(&s.text(), &s.cfg()).ok().and_then(|m| plain::explore(&m, depth - 1, MOST_STATES).ok().flatten());
        explored.filter(|e| !e.states.is_empty())
    };
    let mut explored = explore(&s);
    if theme == Theme::Quiet {
        return (s, depth - g.below(2) as u32);
    }
    if let (Theme::Middle | Theme::Paths, Some(e)) = (theme, &explored)
        && e.levels.len() > 2
    {
        // an intermediate state
        let until = if g.below(3) > 0 { 1 } else { e.levels.len() - 2 };
        let between = &e.states[e.levels[0]..e.levels[until]];
        let middle = if between.is_empty() { None } else { Some(g.look(&s, between)) };
        if theme == Theme::Paths {
            s.middle = middle;
        } else if let Some(middle) = middle {
            s.constraint = Some(format!("~{}", s.look(&middle)));
            s.of_steps = g.below(3) == 0;
            explored = explore(&s);
        }
    }
    let two = g.below(4) == 0 && !matches!(theme, Theme::Last | Theme::Paths);
    match explored {
        Some(e) => {
            // distant states have the most paths
            let early = if e.levels.len() > 2 { e.levels[e.levels.len() - 2] } else { 0 };
            let far = if early < e.states.len() && g.below(4) > 0 { &e.states[early..] } else { &e.states };
            if two {
                let near = &e.states[..e.levels[1.min(e.levels.len() - 1)]];
                let first = g.look(&s, near);
                s.looks.push(first);
            }
            let last = match s.done() {
                Some(done) if theme == Theme::Paths && g.below(2) == 0 => vec![done],
                _ => g.look(&s, far),
            };
            s.looks.push(last);
            for _ in 0..if s.middle.is_some() { 0 } else { ASIDES } {
                let aside = g.look(&s, far);
                s.asides.push(aside);
            }
        }
        None => s.looks.push(vec![g.condition(), g.condition()]),
    }
    (s, depth + u32::from(two))
}

/// The specification and the configuration of a system.
pub fn texts(seed: u64) -> (String, String) {
    let s = generate(seed).0;
    (s.text(), s.cfg())
}

/// Compares one system under all engines and reductions. Behaviors that pass through a given state are compared as lassos.
fn compared(s: &System, depth: u32, seed: u64) -> Result<Seen, String> {
    if s.middle.is_none() {
        return agree(&s.text(), &s.cfg(), depth, seed);
    }
    let told = |why: String| format!("{why}\n{}\n{}", s.text(), s.cfg());
    let m = model(&s.text(), &s.cfg()).map_err(|e| told(format!("does not load: {e}")))?;
    lassos_agree(&m, depth + 1, ["all", "none", "order"][seed as usize % 3]).map_err(told)
}

fn check(seed: u64) -> Result<Seen, String> {
    let (mut s, depth) = generate(seed);
    let fails = |s: &System| compared(s, depth, seed).err().filter(|e| !e.starts_with("does not load"));
    match compared(&s, depth, seed) {
        Err(why) if why.starts_with("does not load") => Err(why),
        Err(mut why) => {
            if std::env::var_os("TLALOC_FIRST").is_none() {
                while let Some((smaller, reason)) = s.smaller().into_iter().find_map(|t| fails(&t).map(|e| (t, e))) {
                    (s, why) = (smaller, reason);
                }
            }
            Err(format!("depth {depth}\n{why}"))
        }
        same => same,
    }
}

#[test]
fn the_engines_agree_with_and_without_reductions() {
    crate::family::run(&FAMILY);
}
