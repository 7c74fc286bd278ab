//! The last state of a replayed behavior: whether the claim about it is true, and what TLC would report.

use super::{Claim, Replay, ReplayError, allowed, in_model, refute};
use crate::eval::Halt;
use crate::eval::error::EvalError;
use crate::property::Violation;
use crate::value::State;

/// The outcome of the next-state action in a state.
enum Next {
    Error(EvalError),
    None,
    Some,
}

impl Replay<'_> {
    /// What TLC would report of the last state, if the claim is true of it.
    pub(super) fn violation(
        &mut self,
        before: Option<&State>,
        last: &State,
        n: usize,
        claim: Claim,
    ) -> Result<Violation, ReplayError> {
        let broken = self.broken(before, last);
        match (claim, broken) {
            // If two are wrong, TLC reports the first in its order, so the kind may be another one than claimed.
            (Claim::Invariant | Claim::ActionProperty | Claim::ImpliedInit | Claim::InvariantError, Some(v)) => Ok(v),
            (Claim::Invariant, None) => refute(n, "all invariants hold"),
            (Claim::ActionProperty, None) => refute(n, "the step breaks no property"),
            (Claim::ImpliedInit, None) => refute(n, "the initial state breaks no property"),
            (Claim::InvariantError, None) => refute(n, "all invariants can be evaluated, and hold"),
            (Claim::InitError, _) => refute(None, "the initial predicate is claimed to fail, but there are states"),
            (Claim::NextError | Claim::Deadlock, broken) => {
                if let Some(v) = broken
                    && !self.lenient
                {
                    return Ok(v);
                }
                if self.in_model(last) != Ok(true) {
                    return refute(n, "a constraint excludes this state, so it has no successor");
                }
                if let Some(before) = before {
                    self.level(n - 1);
                    let allowed = self.allowed(n, before, last)?;
                    self.level(n);
                    if !allowed {
                        return refute(n, "an action constraint excludes the step to this state");
                    }
                }
                match (claim, self.next_outcome(last)) {
                    (_, Next::Error(e)) => Ok(Violation::NextError(e)),
                    (Claim::Deadlock, Next::None) if self.model.check_deadlock => Ok(Violation::Deadlock),
                    (Claim::Deadlock, Next::None) => refute(n, "deadlock is not to be checked"),
                    (Claim::Deadlock, Next::Some) => refute(n, "the last state has a successor"),
                    (_, Next::None | Next::Some) => refute(n, "the next-state action can be evaluated"),
                }
            }
        }
    }

    fn next_outcome(&mut self, state: &State) -> Next {
        let mut successors = Vec::new();
        let r = self.evaluator.successors(self.next, state, &mut |_, s| {
            successors.push(s);
            Ok(())
        });
        if let Err(Halt::Error(e)) = r {
            return Next::Error(*e);
        }
        let level = self.at;
        for s in &successors {
            self.level(level + 1);
            let inside = in_model(&mut self.evaluator, self.model, s);
            self.level(level);
            let r = inside.and_then(|is| if is { allowed(&mut self.evaluator, self.model, state, s) } else { Ok(false) });
            if let Err(e) = r {
                return Next::Error(e);
            }
        }
        if successors.is_empty() { Next::None } else { Next::Some }
    }
}

/// A violation in the message of a refuted claim.
pub(super) fn describe(v: &Violation) -> String {
    match v {
        Violation::Invariant { name, .. } => format!("invariant {name} is false"),
        Violation::InvariantError { name, error, .. } => format!("invariant {name} cannot be evaluated: {}", error.message),
        Violation::Deadlock => "deadlock".into(),
        Violation::NextError(e) => format!("the next-state action cannot be evaluated: {}", e.message),
        Violation::InitError(e) => format!("the initial predicate cannot be evaluated: {}", e.message),
        Violation::ActionProperty { name, .. } => format!("property {name} is broken by the step"),
        Violation::ImpliedInit { name, .. } => format!("property {name} is false initially"),
        Violation::Liveness { name, .. } => format!("property {name} is violated"),
    }
}
