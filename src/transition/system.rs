//! The transition system of a model: Init, Next, and the assertions by role.

use super::constants::Constants;
use crate::ir::split::{Check, Split};
use crate::ir::{DefId, ExprId, Model, Named};
use crate::symbolic::Encoder;
use std::rc::Rc;
use std::sync::Arc;

/// What an assertion is about, and what it is for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Role {
    /// CONSTRAINT: of a state that steps leave.
    Constraint,
    /// ACTION_CONSTRAINT: of a step.
    ActionConstraint,
    /// INVARIANT, and `[]P` of a PROPERTY: of a state.
    Invariant,
    /// An invariant with one parameter, the behavior so far.
    TraceInvariant,
    /// `P` of a PROPERTY: of an initial state.
    InitialProperty,
    /// `[][A]_v` of a PROPERTY: of a step.
    StepProperty,
}

impl Role {
    /// Is it about a step?
    pub fn is_of_steps(self) -> bool {
        match self {
            Role::ActionConstraint | Role::StepProperty => true,
            Role::Constraint | Role::Invariant | Role::TraceInvariant | Role::InitialProperty => false,
        }
    }
}

/// A predicate that the configuration names: an expression in the frame of a definition, outside its binders.
#[derive(Clone, Debug)]
pub struct Assertion {
    pub name: Arc<str>,
    pub role: Role,
    pub def: DefId,
    pub expr: ExprId,
}

impl Assertion {
    fn named(model: &Model, named: &Named, role: Role) -> Assertion {
        Assertion { name: named.name.clone(), role, def: named.def, expr: model.def(named.def).body }
    }

    fn of(check: &Check, role: Role) -> Assertion {
        Assertion { name: check.name.clone(), role, def: check.def, expr: check.expr }
    }
}

/// Init, Next and the assertions of a model. Clones share the values of constant definitions.
#[derive(Clone)]
pub struct TransitionSystem<'m> {
    constants: Constants<'m>,
    pub init: DefId,
    pub next: DefId,
    /// Constraints of states, then those of steps.
    pub(super) constraints: Rc<[Assertion]>,
    /// In the order in which they are checked.
    pub(super) properties: Rc<[Assertion]>,
}

impl<'m> TransitionSystem<'m> {
    /// `None` if the model specifies no behavior.
    pub fn of(model: &'m Model) -> Option<TransitionSystem<'m>> {
        let (Some(init), Some(next)) = (model.init, model.next) else { return None };
        let named = |all: &[Named], role| all.iter().map(|n| Assertion::named(model, n, role)).collect::<Vec<_>>();
        let of = |all: &[Check], role| all.iter().map(|c| Assertion::of(c, role)).collect::<Vec<_>>();
        let split = Split::of(model);
        let constraints =
            [named(&model.constraints, Role::Constraint), named(&model.action_constraints, Role::ActionConstraint)].concat();
        let properties = [
            named(&model.invariants, Role::Invariant),
            named(&model.trace_invariants, Role::TraceInvariant),
            of(&split.always, Role::Invariant),
            of(&split.initial, Role::InitialProperty),
            of(&split.steps, Role::StepProperty),
        ]
        .concat();
        Some(TransitionSystem {
            constants: Constants::of(model),
            init,
            next,
            constraints: constraints.into(),
            properties: properties.into(),
        })
    }

    pub fn model(&self) -> &'m Model {
        self.constants.model()
    }

    /// An encoder that takes the values of constant definitions from the evaluator.
    pub fn encoder(&self) -> Encoder<'m> {
        self.constants.encoder()
    }
}
