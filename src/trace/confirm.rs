//! Confirmation of the behaviors of a [`super::survey`] by the concrete evaluator.
//!
//! In: a model, what is claimed, and the behavior. Out: nothing, or why the claim is false. Other than
//! `replay` this looks at one invariant by itself, and says nothing of the states before the last but that they lead there.

use super::replay::{allowed, in_model};
use super::survey::{Kind, Wrong};
use crate::eval::{Evaluator, Halt};
use crate::ir::{DefId, Model, Named};
use crate::property::Violation;
use crate::property::safety::Safety;
use crate::value::State;

/// What is claimed of a behavior.
#[derive(Clone, PartialEq, Debug)]
pub enum Claim {
    /// The last step is one of this action.
    Enabled(DefId),
    /// And its end is inside the constraints.
    Reached(DefId),
    /// The last state has no successor.
    Stuck,
    Wrong(Wrong),
}

type Checked = Result<(), String>;

/// Confirms a claim.
pub fn confirm(model: &Model, claim: &Claim, states: &[State]) -> Checked {
    let (Some(init), Some(next)) = (model.init, model.next) else { return Err("the model has no behaviors".to_string()) };
    let mut c = Confirm { model, evaluator: Evaluator::new(model), init, next };
    let last = states.len().checked_sub(1);
    for (i, state) in states.iter().enumerate() {
        if i == 0 {
            c.is_initial(state)?;
        } else {
            let action = match claim {
                Claim::Enabled(def) | Claim::Reached(def) if Some(i) == last => Some(*def),
                Claim::Enabled(_) | Claim::Reached(_) | Claim::Stuck | Claim::Wrong(_) => None,
            };
            c.leads(i, &states[i - 1], state, action)?;
        }
        if Some(i) != last || c.goes_on_from_the_last(claim) {
            c.is_inside(i, i.checked_sub(1).map(|b| &states[b]), state)?;
        }
    }
    match claim {
        Claim::Enabled(_) | Claim::Reached(_) if states.len() < 2 => Err("there is no step".to_string()),
        Claim::Enabled(_) | Claim::Reached(_) => Ok(()),
        Claim::Stuck => c.is_stuck(states),
        Claim::Wrong(wrong) => c.is_wrong(wrong, states),
    }
}

struct Confirm<'m> {
    model: &'m Model,
    evaluator: Evaluator<'m>,
    init: DefId,
    next: DefId,
}

impl Confirm<'_> {
    /// Whether the claim is about the steps from the last state.
    fn goes_on_from_the_last(&self, claim: &Claim) -> bool {
        match claim {
            Claim::Enabled(_) => false,
            Claim::Reached(_) | Claim::Stuck => true,
            Claim::Wrong((kind, _)) => match kind {
                Kind::ConstraintError | Kind::NextError | Kind::Deadlock => true,
                Kind::Assumption
                | Kind::InitError
                | Kind::Invariant
                | Kind::ImpliedInit
                | Kind::ActionProperty
                | Kind::InvariantError => false,
            },
        }
    }

    /// What is evaluated next is about the n-th state, or a step from it; 0: about the initial states.
    fn level(&mut self, n: usize) {
        self.evaluator.set_register("level", n as i64);
    }

    fn is_initial(&mut self, state: &State) -> Checked {
        self.level(0);
        let mut found = false;
        let r = self.evaluator.initial_states(self.init, &mut |s| {
            found |= s == *state;
            if found { Err(crate::eval::Stop) } else { Ok(()) }
        });
        match (found, r) {
            (true, _) => Ok(()),
            (false, Err(Halt::Error(e))) => Err(format!("the initial predicate cannot be evaluated: {}", e.message)),
            (false, _) => Err("the first state is not an initial one".to_string()),
        }
    }

    fn leads(&mut self, i: usize, from: &State, to: &State, action: Option<DefId>) -> Checked {
        self.level(i);
        let mut found = false;
        let _ = self.evaluator.successors(self.next, from, &mut |label, s| {
            found |= s == *to && action.is_none_or(|a| label.def() == Some(a));
            if found { Err(crate::eval::Stop) } else { Ok(()) }
        });
        let by = action.map_or(String::new(), |a| format!(" by {}", self.model.def(a).name));
        if found { Ok(()) } else { Err(format!("no step{by} leads from state {i} to state {}", i + 1)) }
    }

    fn is_inside(&mut self, i: usize, before: Option<&State>, state: &State) -> Checked {
        self.level(i + 1);
        if in_model(&mut self.evaluator, self.model, state) != Ok(true) {
            return Err(format!("a constraint excludes state {}", i + 1));
        }
        self.level(i);
        match before {
            Some(before) if allowed(&mut self.evaluator, self.model, before, state) != Ok(true) => {
                Err(format!("an action constraint excludes the step to state {}", i + 1))
            }
            Some(_) | None => Ok(()),
        }
    }

    fn successors(&mut self, state: &State) -> (Vec<State>, bool) {
        let mut all = Vec::new();
        let r = self.evaluator.successors(self.next, state, &mut |_, s| {
            all.push(s);
            Ok(())
        });
        (all, matches!(r, Err(Halt::Error(_))))
    }

    fn is_stuck(&mut self, states: &[State]) -> Checked {
        let last = states.last().ok_or("there are no states")?;
        self.level(states.len());
        match self.successors(last) {
            (all, false) if all.is_empty() => Ok(()),
            (_, true) => Err("the next-state action cannot be evaluated in the last state".to_string()),
            (_, false) => Err("the last state has a successor".to_string()),
        }
    }

    fn is_wrong(&mut self, (kind, name): &Wrong, states: &[State]) -> Checked {
        let Some((last, before)) = states.split_last() else {
            return match kind {
                Kind::Assumption => self.assumption_fails(name.as_deref()),
                Kind::InitError => self.init_fails(),
                Kind::ConstraintError
                | Kind::Invariant
                | Kind::ImpliedInit
                | Kind::ActionProperty
                | Kind::InvariantError
                | Kind::NextError
                | Kind::Deadlock => Err("there are no states".to_string()),
            };
        };
        self.level(states.len());
        let before = before.last();
        let safety = Safety::split(self.model);
        let e = &mut self.evaluator;
        let named = |v: &Violation| match (kind, v) {
            (Kind::Invariant, Violation::Invariant { name: n, .. })
            | (Kind::ImpliedInit, Violation::ImpliedInit { name: n, .. })
            | (Kind::ActionProperty, Violation::ActionProperty { name: n, .. })
            | (Kind::InvariantError, Violation::InvariantError { name: n, .. }) => Some(n) == name.as_ref(),
            _ => false,
        };
        let holds = match kind {
            Kind::Invariant | Kind::ImpliedInit | Kind::ActionProperty | Kind::InvariantError => {
                safety.state_all(e, last).any(|v| named(&v))
                    || match before {
                        None => safety.initial_all(e, last).any(|v| named(&v)),
                        Some(before) => {
                            e.set_register("level", states.len() as i64 - 1);
                            safety.step_all(e, before, last).any(|v| named(&v))
                        }
                    }
            }
            Kind::Deadlock => return self.is_stuck(states),
            Kind::NextError => self.successors(last).1,
            Kind::ConstraintError => self.successors(last).0.iter().any(|s| {
                self.level(states.len() + 1);
                let inside = in_model(&mut self.evaluator, self.model, s);
                self.level(states.len());
                match inside {
                    Ok(true) => allowed(&mut self.evaluator, self.model, last, s).is_err(),
                    Ok(false) => false,
                    Err(_) => true,
                }
            }),
            Kind::Assumption | Kind::InitError => false,
        };
        if holds { Ok(()) } else { Err("what is claimed of the last state does not hold".to_string()) }
    }

    fn assumption_fails(&mut self, name: Option<&str>) -> Checked {
        let same = |n: &&Named| name.is_none_or(|name| *n.name == *name);
        let mut failing = self.model.assumes.iter().filter(same);
        if failing.any(|n| self.evaluator.predicate(n.def, None, None) != Ok(true)) {
            Ok(())
        } else {
            Err("the assumption holds".to_string())
        }
    }

    fn init_fails(&mut self) -> Checked {
        self.level(0);
        let mut found = Vec::new();
        let r = self.evaluator.initial_states(self.init, &mut |s| {
            found.push(s);
            Ok(())
        });
        let fails = matches!(r, Err(Halt::Error(_)));
        self.level(1);
        let excluded = found.iter().any(|s| in_model(&mut self.evaluator, self.model, s).is_err());
        if fails || excluded { Ok(()) } else { Err("all initial states can be computed".to_string()) }
    }
}
