//! What is looked for: a conjunction of formulas, in parts that the search treats each in its own way.
//!
//! In: formulas that a behavior is to satisfy, all of them. Out: [`Goal`]s, one of which it then satisfies:
//!
//! ```text
//! recurrent  []<>p      stable  <>[]q      pairs  []<>p \/ <>[]q      rest  anything, for an automaton      p, q plain
//! ```

use crate::property::Formula;

/// The most goals; further disjunctions go into the automaton.
const GOALS: usize = 1 << 10;

#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Goal {
    pub recurrent: Vec<Formula>,
    pub stable: Vec<Formula>,
    pub pairs: Vec<(Formula, Formula)>,
    pub rest: Vec<Formula>,
}

/// `[]<>p`
fn recurrent(f: &Formula) -> Option<&Formula> {
    match f {
        Formula::Always(inner) => match &**inner {
            Formula::Eventually(p) if p.is_plain() => Some(p),
            _ => None,
        },
        _ => None,
    }
}

/// `<>[]p`
fn stable(f: &Formula) -> Option<&Formula> {
    match f {
        Formula::Eventually(inner) => match &**inner {
            Formula::Always(p) if p.is_plain() => Some(p),
            _ => None,
        },
        _ => None,
    }
}

/// Whether it, or a part of it, speaks only of the end of a behavior.
fn has_tail(f: &Formula) -> bool {
    match f {
        Formula::And(parts) | Formula::Or(parts) => parts.iter().any(has_tail),
        f => recurrent(f).is_some() || stable(f).is_some(),
    }
}

pub fn goals(formulas: Vec<Formula>) -> Vec<Goal> {
    // goals, each with the formulas still to be added
    let mut open = vec![(Goal::default(), formulas)];
    let mut done = Vec::new();
    while let Some((mut goal, mut todo)) = open.pop() {
        let Some(f) = todo.pop() else {
            done.push(goal);
            continue;
        };
        match f {
            Formula::And(parts) => {
                todo.extend(parts);
                open.push((goal, todo));
            }
            Formula::Or(parts) if parts.is_empty() => {}
            Formula::Or(parts) if parts.iter().all(|p| recurrent(p).is_some() || stable(p).is_some()) => {
                // There is at most one []<>: the formula's constructor puts them together.
                let again = Formula::or(parts.iter().filter_map(recurrent).cloned());
                let stables: Vec<&Formula> = parts.iter().filter_map(stable).collect();
                for (i, q) in stables.iter().enumerate() {
                    let mut one = goal.clone();
                    match i {
                        0 if again != Formula::FALSE => one.pairs.push((again.clone(), (*q).clone())),
                        _ => one.stable.push((*q).clone()),
                    }
                    open.push((one, todo.clone()));
                }
            }
            Formula::Or(parts) if parts.iter().any(has_tail) && (done.len() + open.len()) * parts.len() < GOALS => {
                for p in parts {
                    let mut rest = todo.clone();
                    rest.push(p);
                    open.push((goal.clone(), rest));
                }
            }
            f => {
                if let Some(p) = recurrent(&f) {
                    goal.recurrent.push(p.clone());
                } else if let Some(q) = stable(&f) {
                    if mutant!("fair-stable-as-recurrent") {
                        goal.recurrent.push(q.clone());
                    } else {
                        goal.stable.push(q.clone());
                    }
                } else {
                    goal.rest.push(f);
                }
                open.push((goal, todo));
            }
        }
    }
    done
}
