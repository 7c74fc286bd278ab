//! A model as a closed circuit, for exporters and for engines that need a fixed layout.
//!
//! In: a transition system. Out: the [`Circuit`] of its closed form, if the narrow chain of forms ([`super::abstraction`]) ends.

use super::abstraction::{Abstraction, PATIENCE, narrowed};
use super::depends_on_more_than_the_state;
use crate::sat;
use crate::sat::cnf::Cnf;
use crate::transition::TransitionSystem;
use crate::transition::circuit::Circuit;
use crate::util::work;

/// The number of forms after which a model counts as one without a closed form.
const MOST_FORMS: u32 = 200;

/// The circuit; `None` if no closed form was found, if evaluation depends on more than the state, or if there is an ACTION_CONSTRAINT: the
/// state after a step outside it is checked, but has no steps, so it is more than a value of the variables.
pub fn circuit<'m>(system: &TransitionSystem<'m>, backend: sat::Backend) -> Option<Circuit<'m>> {
    if depends_on_more_than_the_state(system.model()) || !system.model().action_constraints.is_empty() {
        return None;
    }
    let mut forms = Abstraction::new(system, backend, true)?;
    forms.extend(MOST_FORMS)?;
    if !forms.is_closed() {
        return None;
    }
    Circuit::of(system, forms.form(), &mut |encoder, facts, state, there| {
        let mut cnf = Cnf::new(sat::solver(backend, "closed form, narrowing"));
        facts.iter().for_each(|f| cnf.assert(&encoder.graph, *f));
        narrowed(encoder, &mut cnf, state, there, work::done() + PATIENCE)
    })
}
