//! The system that the engine works on as an AIGER file, for other model checkers.
//!
//! In: a model and options. Out: the file, or why there is none. The shape is the one with which a search for a proof begins ([`Layout`]).
//! It may be too small: then a bad state is reachable in which a state is not of the shape.

use super::layout::Layout;
use super::{NO_BEHAVIOR, Refused, monitor, question};
use crate::diag::{Code, Diagnostic};
use crate::engine::Options;
use crate::engine::bmc;
use crate::ir::Model;
use crate::property::Temporal;
use crate::symbolic::shape::NoShape;
use crate::trace::Outcome;
use crate::transition::TransitionSystem;
pub use crate::transition::aiger::Form;
use crate::transition::aiger::print;
use crate::transition::circuit::Circuit;
use crate::transition::finite::{Finite, Output};
use crate::util::interrupt::catch;
use monitor::Watched;

/// The transition system in AIGER format.
pub fn aiger(model: &Model, options: &Options<'_>, form: Form) -> Result<Vec<u8>, Box<Outcome>> {
    let made = bmc::on_own_stack(options, || catch(|| made(model, options, form)));
    match made {
        Ok(Ok(file)) => Ok(file),
        Ok(Err(Refused::Outcome(outcome))) => Err(outcome),
        Ok(Err(Refused::Model(NoShape(reason)))) => {
            let d = Diagnostic::error(Code::UNSUPPORTED, format!("no AIGER file: {reason}"));
            let help = "AIGER needs a finite system: bound sequences, sets and numbers by guards or a CONSTRAINT; \
                        `--deadlock off` leaves deadlocks out";
            Err(Box::new(Outcome::Unsupported(d.help(help))))
        }
        Err(_) => Err(Box::new(options.stopped())),
    }
}

fn made(model: &Model, options: &Options<'_>, form: Form) -> Result<Vec<u8>, Refused> {
    let comment = format!("TLA+ module {}, by Tlaloc {}", model.name, env!("CARGO_PKG_VERSION"));
    let (system, temporal) = question(model, options)?;
    let write = |circuit: &Circuit<'_>| print(circuit, form, &comment);
    let Some(temporal) = temporal else {
        return Ok(write(&Circuit::of(&mut finite(&system, options)?, None, &[])));
    };
    // the copy of the model has the atoms of the properties
    let no_behavior = || Refused::Model(NoShape(NO_BEHAVIOR.into()));
    let system = TransitionSystem::of(&temporal.model).ok_or_else(no_behavior)?;
    let mut finite = finite(&system, options)?;
    Ok(write(&with_monitors(&mut finite, &temporal)?))
}

fn finite<'m>(system: &TransitionSystem<'m>, options: &Options<'_>) -> Result<Finite<'m>, Refused> {
    let (_, finite) = Layout::new(system, options.bounded.solver).map_err(Refused::Model)?;
    match finite.omitted.first() {
        Some(what) => Err(Refused::Model(NoShape(what.as_str().into()))),
        None => Ok(finite),
    }
}

/// The circuit with a monitor for each property of whole behaviors.
fn with_monitors<'f>(finite: &'f mut Finite<'_>, temporal: &Temporal) -> Result<Circuit<'f>, Refused> {
    let steps = monitor::stutter(finite, temporal);
    let mut monitors = Vec::new();
    for (i, property) in temporal.properties.iter().enumerate() {
        let watched = Watched::of(temporal, i).map_err(Refused::Model)?;
        monitors.push(monitor::run(&mut finite.encoder.graph, &property.name, &watched, &steps).0);
    }
    finite.bad.push(Output { name: "a temporal formula cannot be evaluated".into(), condition: steps.fails });
    Ok(Circuit::of(finite, Some(steps.idle), &monitors))
}
