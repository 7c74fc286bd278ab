//! From a formula to an automaton that accepts the behaviors which satisfy it.
//!
//! In: a conjunction of formulas. Out: a transition-based generalized Büchi automaton. Its states are sets of formulas
//! still to be satisfied, state 0 the given one; a transition may be taken in a step of the behavior of which its
//! conditions hold. A run counts if for every eventuality infinitely many of its transitions do not put it off.
//! (Couvreur, "On-the-fly verification of linear temporal logic", 1999.)
//!
//! ```text
//! <>(p /\ []~q)      state 0: --TRUE--> 0, putting off    --p /\ ~q--> 1
//!                    state 1: --~q--> 1
//! ```

use super::Formula;
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

/// More states or transitions are given up.
const STATES: usize = 1 << 10;
const CHOICES: usize = 1 << 11;

/// Among more choices, those that ask too much are not looked for.
const FEW: usize = 1 << 8;

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Transition {
    pub to: usize,
    /// Plain formulas that must hold of the step, as indices of [`Automaton::conditions`].
    pub conditions: Vec<usize>,
    /// Eventualities put off.
    pub delayed: Vec<usize>,
}

#[derive(Clone, Debug)]
pub struct Automaton {
    /// Of each state its transitions.
    pub states: Vec<Vec<Transition>>,
    pub conditions: Vec<Formula>,
    /// How many eventualities there are.
    pub eventualities: usize,
    /// The state in which nothing is left to satisfy, if there is one.
    pub free: Option<usize>,
}

/// One way to satisfy formulas now.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Default, Debug)]
struct Choice {
    now: BTreeSet<Formula>,
    next: BTreeSet<Formula>,
    delayed: BTreeSet<Formula>,
}

impl Choice {
    fn join(&self, other: &Choice) -> Choice {
        Choice {
            now: self.now.union(&other.now).cloned().collect(),
            next: self.next.union(&other.next).cloned().collect(),
            delayed: self.delayed.union(&other.delayed).cloned().collect(),
        }
    }

    /// Whether another one implies it.
    fn is_easier(&self, other: &Choice) -> bool {
        self.now.is_subset(&other.now) && self.next.is_subset(&other.next) && self.delayed.is_subset(&other.delayed)
    }
}

/// `None` if the automaton is too large to be of use.
pub fn automaton(parts: &[Formula]) -> Option<Automaton> {
    let start: BTreeSet<Formula> = parts.iter().cloned().collect();
    let mut ids: FxHashMap<BTreeSet<Formula>, usize> = FxHashMap::default();
    ids.insert(start.clone(), 0);
    let mut sets = vec![start];
    let mut a = Automaton { states: Vec::new(), conditions: Vec::new(), eventualities: 0, free: None };
    let (mut conditions, mut eventualities) = (FxHashMap::default(), FxHashMap::default());
    while a.states.len() < sets.len() {
        let set = sets[a.states.len()].clone();
        let mut transitions = Vec::new();
        for choice in all(set.iter())? {
            let Choice { now, next, delayed } = choice;
            let to = *ids.entry(next).or_insert_with_key(|set| {
                sets.push(set.clone());
                sets.len() - 1
            });
            let conditions = now.into_iter().map(|f| {
                *conditions.entry(f).or_insert_with_key(|f| {
                    a.conditions.push(f.clone());
                    a.conditions.len() - 1
                })
            });
            let conditions = conditions.collect();
            let delayed = delayed.into_iter().map(|f| {
                let n = eventualities.len();
                *eventualities.entry(f).or_insert(n)
            });
            transitions.push(Transition { to, conditions, delayed: delayed.collect() });
        }
        if sets.len() > STATES {
            return None;
        }
        a.states.push(transitions);
    }
    a.eventualities = eventualities.len();
    a.free = ids.get(&BTreeSet::new()).copied();
    Some(a)
}

/// The ways to satisfy all of these.
fn all<'a>(formulas: impl Iterator<Item = &'a Formula>) -> Option<Vec<Choice>> {
    let mut product = vec![Choice::default()];
    for f in formulas {
        let choices = step(f)?;
        if product.len() * choices.len() > CHOICES {
            return None;
        }
        let joined = product.iter().flat_map(|a| choices.iter().map(|b| a.join(b))).collect();
        product = easiest(joined);
    }
    Some(product)
}

fn step(f: &Formula) -> Option<Vec<Choice>> {
    if *f == Formula::TRUE {
        return Some(vec![Choice::default()]);
    }
    if *f == Formula::FALSE {
        return Some(Vec::new());
    }
    if f.is_plain() {
        return Some(vec![Choice { now: [f.clone()].into(), ..Choice::default() }]);
    }
    let later = |f: &Formula| -> BTreeSet<Formula> { [f.clone()].into() };
    Some(match f {
        Formula::Atom { .. } => unreachable!("temporal: an atom is plain"),
        Formula::And(parts) => all(parts.iter())?,
        Formula::Or(parts) => {
            let choices = parts.iter().map(step).collect::<Option<Vec<_>>>()?;
            easiest(choices.into_iter().flatten().collect())
        }
        Formula::Always(inner) => {
            let again = Choice { next: later(f), ..Choice::default() };
            step(inner)?.iter().map(|c| c.join(&again)).collect()
        }
        Formula::Eventually(inner) => {
            let mut choices = step(inner)?;
            choices.push(Choice { next: later(f), delayed: later(f), ..Choice::default() });
            easiest(choices)
        }
    })
}

/// Without choices that ask more than another one.
fn easiest(mut choices: Vec<Choice>) -> Vec<Choice> {
    choices.sort();
    choices.dedup();
    if choices.len() > FEW {
        return choices;
    }
    let keep: Vec<bool> = choices.iter().map(|c| !choices.iter().any(|other| other != c && other.is_easier(c))).collect();
    let mut keep = keep.into_iter();
    choices.retain(|_| keep.next() == Some(true));
    choices
}

impl Automaton {
    /// Which states lie on a loop that puts no eventuality off for ever.
    pub fn accepting(&self) -> Vec<bool> {
        let edges = |q: usize| self.states[q].iter().map(|t| t.to);
        let reaches: Vec<Vec<bool>> = (0..self.states.len())
            .map(|from| {
                let mut seen = vec![false; self.states.len()];
                let mut todo: Vec<usize> = edges(from).collect();
                while let Some(q) = todo.pop() {
                    if !std::mem::replace(&mut seen[q], true) {
                        todo.extend(edges(q));
                    }
                }
                seen
            })
            .collect();
        let together = |a: usize, b: usize| reaches[a][b] && reaches[b][a];
        (0..self.states.len())
            .map(|q| {
                let inside: Vec<&Transition> = (0..self.states.len())
                    .filter(|p| *p == q || together(q, *p))
                    .flat_map(|p| self.states[p].iter().filter(move |t| together(p, t.to) || (p == t.to)))
                    .filter(|t| t.to == q || together(q, t.to))
                    .collect();
                !inside.is_empty() && (0..self.eventualities).all(|e| inside.iter().any(|t| !t.delayed.contains(&e)))
            })
            .collect()
    }
}

impl std::fmt::Display for Automaton {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (q, transitions) in self.states.iter().enumerate() {
            for t in transitions {
                let label: Vec<String> = t.conditions.iter().map(|c| self.conditions[*c].to_string()).collect();
                let label = if label.is_empty() { "TRUE".to_string() } else { label.join(" /\\ ") };
                let delayed: Vec<String> = t.delayed.iter().map(|e| format!(" e{e}")).collect();
                writeln!(f, "{q} --{label}--> {}{}", t.to, delayed.concat())?;
            }
        }
        Ok(())
    }
}
