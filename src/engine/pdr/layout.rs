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
//! reached.
//!
//! Folding and narrowing know nothing of what is reachable. So the iteration may take in far more values than are needed, or go on for ever,
//! where only an invariant that is yet to be found bounds a counter. After some work it begins anew with the values of random behaviors in
//! `shapes_0`. If that is not closed after some more work either, `shapes_0` is used as it is. If a step leaves it that is reachable, it is
//! enlarged by that state, and by those of random behaviors from there.
//!
//! If shapes go on growing there is no answer: the reason names the variable that grew last.

use super::walks::{Visit, Walks};
use crate::engine::bmc::narrowed;
use crate::logic::Term;
use crate::proof::contains;
use crate::sat::cnf::Cnf;
use crate::sat::{self, Answer, Backend};
use crate::symbolic::Encoder;
use crate::symbolic::shape::{NoShape, Shape};
use crate::transition::TransitionSystem;
use crate::transition::finite::{Finite, initial_shapes};
use crate::util::work::{self, Work};
use crate::value::{State, Value};
use itertools::Itertools;
use rustc_hash::FxHashSet;
use std::ops::ControlFlow;

/// The work of narrowing a state.
const PATIENCE: Work = Work::milliseconds(200);

/// Shapes that are tried before one is used as it is.
const MOST_SHAPES: usize = 300;

/// The work of closing a shape: of Init's values, and with those of random behaviors.
const WORK_OF_INIT: Work = Work::seconds(1);
const WORK_BEYOND_SAMPLES: Work = Work::seconds(2);

/// Rounds of closing a shape with the values of random behaviors.
const MOST_BEYOND_SAMPLES: usize = 16;

/// Atoms and terms with which a shape is not enlarged any more.
const MOST_ATOMS: usize = 20_000;
const MOST_TERMS: usize = 2_000_000;

/// States that random behaviors visit at most, and without a new value.
const MOST_VISITED: usize = 20_000;
const MOST_QUIET: usize = 2_000;

/// States of a random behavior.
const LENGTH: usize = 200;

/// The shapes of one system.
pub struct Layout<'s, 'm> {
    system: &'s TransitionSystem<'m>,
    backend: Backend,
    encoder: Encoder<'m>,
    /// None before they are needed.
    walks: Option<Walks<'m>>,
    /// Times that the shape was enlarged by a state that was reached.
    enlarged: usize,
}

impl<'s, 'm> Layout<'s, 'm> {
    /// And a system on the first shape.
    pub fn new(system: &'s TransitionSystem<'m>, backend: Backend) -> Result<(Layout<'s, 'm>, Finite<'m>), NoShape> {
        let (mut shapes, encoder) = initial_shapes(system)?;
        let mut layout = Layout { system, backend, encoder, walks: None, enlarged: 0 };
        let end = work::done() + WORK_OF_INIT;
        let reason = match layout.closed(&shapes, end, MOST_SHAPES, MOST_ATOMS) {
            Ok(finite) => return Ok((layout, finite)),
            Err(reason) => reason,
        };
        layout.walks = Some(Walks::new(system.model()).ok_or(reason)?);
        let finite = layout.sampled(&mut shapes)?;
        Ok((layout, finite))
    }

    /// A system on a larger shape that contains a state which was reached.
    pub fn enlarged(&mut self, mut shapes: Vec<Shape>, state: Vec<Value>) -> Result<Finite<'m>, NoShape> {
        let Some(growing) = self.add(&mut shapes, &state)? else {
            log::debug!(target: "tlaloc::pdr", "{} in {}", state.iter().join(", "), shapes.iter().map(Shape::text).join(", "));
            return Err(NoShape("a state is of the shape and outside it".into()));
        };
        self.enlarged += 1;
        if self.enlarged > MOST_SHAPES {
            return Err(self.unbounded(growing));
        }
        self.walks = self.walks.take().or_else(|| Walks::new(self.system.model()));
        if let Some(walks) = &mut self.walks {
            walks.begin_in(State(state.into()));
        }
        self.sampled(&mut shapes)
    }

    /// A system on a shape with the values of random behaviors, closed if little is missing.
    fn sampled(&mut self, shapes: &mut [Shape]) -> Result<Finite<'m>, NoShape> {
        self.sample(shapes)?;
        let end = work::done() + WORK_BEYOND_SAMPLES;
        let most_atoms = 4 * shapes.iter().map(Shape::size).sum::<usize>() + 100;
        match self.closed(shapes, end, MOST_BEYOND_SAMPLES, most_atoms.min(MOST_ATOMS)) {
            Ok(finite) => Ok(finite),
            Err(_) => Finite::of(self.system, shapes.to_vec()),
        }
    }

    /// Adds a state. Returns the last variable whose shape has grown.
    fn add(&mut self, shapes: &mut [Shape], state: &[Value]) -> Result<Option<usize>, NoShape> {
        if shapes.iter().zip(state).all(|(s, v)| contains(s, v)) {
            return Ok(None);
        }
        let more = self.encoder.shapes_of(state)?;
        let mut grown = None;
        for (i, (shape, new)) in shapes.iter_mut().zip(more).enumerate() {
            let joined = shape.clone().join(new)?;
            if joined != *shape {
                grown = Some(i);
                *shape = joined;
            }
        }
        Ok(grown)
    }

    /// Adds the states of random behaviors: as many as go on bringing new values.
    fn sample(&mut self, shapes: &mut [Shape]) -> Result<(), NoShape> {
        let Some(mut walks) = self.walks.take() else { return Ok(()) };
        let (mut visited, mut quiet) = (0, 0);
        let mut seen: FxHashSet<State> = FxHashSet::default();
        let mut failed = None;
        let mut visit = |state: &State| -> Visit {
            (visited, quiet) = (visited + 1, quiet + 1);
            if visited > MOST_VISITED || quiet > MOST_QUIET {
                return ControlFlow::Break(());
            }
            if !seen.insert(state.clone()) {
                return ControlFlow::Continue(0);
            }
            match self.add(shapes, &state.0) {
                Ok(None) => ControlFlow::Continue(1),
                Ok(Some(_)) => {
                    quiet = 0;
                    ControlFlow::Continue(2)
                }
                Err(reason) => {
                    failed = Some(reason);
                    ControlFlow::Break(())
                }
            }
        };
        // behaviors without a step visit nothing
        for _ in 0..MOST_QUIET {
            if walks.walk(LENGTH, &mut visit).is_break() {
                break;
            }
        }
        self.walks = Some(walks);
        log::debug!(target: "tlaloc::pdr", "{visited} states of random behaviors, {} different", seen.len());
        failed.map_or(Ok(()), Err)
    }

    /// A system on a shape that no step leaves, as far as folding and narrowing tell; or why there is none within these limits.
    fn closed(&mut self, begun: &[Shape], end: Work, most_shapes: usize, most_atoms: usize) -> Result<Finite<'m>, NoShape> {
        let (mut shapes, mut growing) = (begun.to_vec(), 0);
        for round in 0.. {
            let mut finite = Finite::of(self.system, shapes)?;
            let (atoms, terms) = (finite.atoms.len(), finite.encoder.graph.len());
            log::debug!(target: "tlaloc::pdr", "shape {round}: {atoms} atoms, {terms} terms");
            if !self.leaves(&finite) {
                return Ok(finite);
            }
            if round >= most_shapes || atoms > most_atoms || terms > MOST_TERMS || work::done() > end {
                return Err(self.unbounded(growing));
            }
            let grown = self.grown(&mut finite)?;
            if grown == finite.shapes {
                return Ok(finite);
            }
            let size = |v: usize| grown[v].size() - finite.shapes[v].size().min(grown[v].size());
            growing = (0..grown.len()).max_by_key(|v| size(*v)).unwrap_or(0);
            shapes = grown;
        }
        unreachable!("pdr: the rounds end")
    }

    fn grown(&self, finite: &mut Finite<'m>) -> Result<Vec<Shape>, NoShape> {
        finite.grown(&mut |encoder, facts, state, there| {
            let mut cnf = Cnf::new(sat::solver(self.backend, "shape, narrowing"));
            facts.iter().for_each(|f| cnf.assert(&encoder.graph, *f));
            narrowed(encoder, &mut cnf, state, there, work::done() + PATIENCE)
        })
    }

    /// May a step leave the shape, as far as one step tells?
    fn leaves(&self, finite: &Finite<'_>) -> bool {
        // of a closed shape all bad conditions are errors, so the fault matters where the shape is open
        if finite.leaves == Term::FALSE || mutant!("pdr-lift-to-any-bad") {
            return false;
        }
        let mut cnf = Cnf::new(sat::solver(self.backend, "shape, is it closed"));
        let graph = &finite.encoder.graph;
        cnf.solve(graph, &[finite.fits, finite.leaves], Work::MAX) != Answer::Unsatisfiable
    }

    fn unbounded(&self, growing: usize) -> NoShape {
        let name = &self.system.model().vars[growing].name;
        NoShape(format!("no finite set of values was found for `{name}`: bound it by a guard or a CONSTRAINT").into())
    }
}
