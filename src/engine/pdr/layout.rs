//! The shape that property-directed reachability works on.
//!
//! In: a transition system. Out: a [`Finite`] system, closed where possible: no step from a state of the shape leads outside it.
//!
//! ```text
//!     shapes_0     = the values of Init
//!     shapes_(i+1) = shapes_i and all values of a step that leaves shapes_i, narrowed by a solver
//! ```
//!
//! The iteration ends where no step leaves the shape, by a solver's answer. It also ends where a step may leave the shape but folding and narrowing
//! show no new value: that a step leaves it is then a bad condition, and if it is reachable the shape is enlarged by the values that were
//! reached. If shapes go on growing there is no answer: the reason names the variable that grew last.

use crate::engine::bmc::narrowed;
use crate::logic::Term;
use crate::sat::cnf::Cnf;
use crate::sat::{self, Answer, Backend};
use crate::symbolic::shape::{NoShape, Shape};
use crate::transition::TransitionSystem;
use crate::transition::finite::{Finite, initial_shapes};
use crate::util::work::{self, Work};

/// The work of narrowing a state.
const PATIENCE: Work = Work::milliseconds(200);

/// Shapes that are tried before one is used as it is.
const MOST_SHAPES: usize = 300;

/// Atoms and terms with which a shape is not enlarged any more.
const MOST_ATOMS: usize = 20_000;
const MOST_TERMS: usize = 2_000_000;

/// A system on a shape that no step leaves, if one is found with a reasonable number of atoms.
pub fn closed<'m>(system: &TransitionSystem<'m>, backend: Backend) -> Result<Finite<'m>, NoShape> {
    enlarged(system, initial_shapes(system)?, backend)
}

/// The same from a shape that is to be contained.
pub fn enlarged<'m>(system: &TransitionSystem<'m>, mut shapes: Vec<Shape>, backend: Backend) -> Result<Finite<'m>, NoShape> {
    let mut growing = 0;
    for round in 0.. {
        let mut finite = Finite::of(system, shapes)?;
        log::debug!(target: "tlaloc::pdr", "shape {round}: {} atoms, {} terms", finite.atoms.len(), finite.encoder.graph.len());
        if !leaves(&finite, backend) {
            return Ok(finite);
        }
        if round >= MOST_SHAPES || finite.atoms.len() > MOST_ATOMS || finite.encoder.graph.len() > MOST_TERMS {
            let name = &system.model().vars[growing].name;
            return Err(NoShape(
                format!("no finite set of values was found for `{name}`: bound it by a guard or a CONSTRAINT").into(),
            ));
        }
        let grown = finite.grown(&mut |encoder, facts, state, there| {
            let mut cnf = Cnf::new(sat::solver(backend, "shape, narrowing"));
            facts.iter().for_each(|f| cnf.assert(&encoder.graph, *f));
            narrowed(encoder, &mut cnf, state, there, work::done() + PATIENCE)
        })?;
        if grown == finite.shapes {
            return Ok(finite);
        }
        growing = (0..grown.len()).max_by_key(|v| grown[*v].size() - finite.shapes[*v].size().min(grown[*v].size())).unwrap_or(0);
        shapes = grown;
    }
    unreachable!("pdr: the rounds end")
}

/// May a step leave the shape, as far as one step tells?
fn leaves(finite: &Finite<'_>, backend: Backend) -> bool {
    // of a closed shape all bad conditions are errors, so the fault matters where the shape is open
    if finite.leaves == Term::FALSE || mutant!("pdr-lift-to-any-bad") {
        return false;
    }
    let mut cnf = Cnf::new(sat::solver(backend, "shape, is it closed"));
    let graph = &finite.encoder.graph;
    cnf.solve(graph, &[finite.fits, finite.leaves], Work::MAX) != Answer::Unsatisfiable
}
