//! Liveness: the search for a fair behavior that violates a property.
//!
//! In: the [`Graph`] that the search has left and the formulas of [`Temporal`]. Out: the first property, in the order of the
//! configuration, that some behavior violates, with a lasso. `docs/liveness.md` has the equations. Files: [`graph`], [`goal`] (what is looked for), [`product`] (graph and automaton), [`fair`] (components), [`lasso`].
//!
//! ```text
//! F = WF_v(A), P = p ~> q:     recurrent ~ENABLED <<A>>_v \/ <<A>>_v;   rest <>(p /\ []~q)
//! ```

mod fair;
mod goal;
mod graph;
mod lasso;
mod product;
#[cfg(test)]
mod tests;

pub use graph::Graph;
pub use lasso::Lasso;

use crate::property::{AtomKind, Formula, Temporal};
use goal::Goal;
use product::Product;

/// The result of the check.
pub enum Answer {
    Holds,
    /// The property's index in [`Temporal::properties`].
    Violated(usize, Lasso),
    Interrupted,
    /// The graph and a search in it exceed the memory limit.
    NoRoom,
    /// Graph and formula are too large.
    TooLarge {
        property: usize,
        why: &'static str,
    },
}

/// Bytes a node that a search takes: an index, a component and two lists.
const NODE: u64 = 16;

/// Checks all properties. The first `initial` states of the graph are the initial ones; `room` is for it and a search in it.
pub fn check(graph: &Graph, initial: u32, temporal: &Temporal, room: Option<u64>, stop: &dyn Fn() -> bool) -> Answer {
    for (i, p) in temporal.properties.iter().enumerate() {
        let formulas = temporal.fairness.iter().cloned().chain([p.formula.negated()]).collect();
        match first(graph, initial, goal::goals(formulas), room, stop) {
            Answer::Holds => {}
            Answer::NoRoom => return Answer::NoRoom,
            Answer::Violated(_, lasso) => return Answer::Violated(i, lasso),
            Answer::Interrupted => return Answer::Interrupted,
            Answer::TooLarge { why, .. } => return Answer::TooLarge { property: i, why },
        }
    }
    Answer::Holds
}

/// Whether no behavior of the graph is fair. Fairness of actions alone can be satisfied, as a rule, and is not checked.
pub fn no_fair_behavior(graph: &Graph, initial: u32, temporal: &Temporal, room: Option<u64>, stop: &dyn Fn() -> bool) -> bool {
    let is_condition = |f: &Formula| {
        let mut asks = false;
        f.atoms(&mut |a| asks |= matches!(temporal.atoms[a.index()].kind, AtomKind::Enabled(_)));
        asks
    };
    if temporal.fairness.iter().all(is_condition) {
        return false;
    }
    matches!(first(graph, initial, goal::goals(temporal.fairness.clone()), room, stop), Answer::Holds)
}

/// The shortest lasso that satisfies one of the goals.
fn first(graph: &Graph, initial: u32, goals: Vec<Goal>, room: Option<u64>, stop: &dyn Fn() -> bool) -> Answer {
    let mut best: Option<Lasso> = None;
    for goal in goals {
        log::debug!("liveness: {goal:?}");
        let product = match Product::new(graph, &goal) {
            Ok(product) => product,
            Err(why) => return Answer::TooLarge { property: 0, why },
        };
        if room.is_some_and(|room| graph.bytes() + product.nodes() as u64 * NODE > room) {
            return Answer::NoRoom;
        }
        match find(&product, initial, stop) {
            Ok(None) => {}
            Ok(Some(found)) => {
                if best.as_ref().is_none_or(|b| (found.stem.len(), found.len()) < (b.stem.len(), b.len())) {
                    best = Some(found);
                }
            }
            Err(fair::Interrupted) => return Answer::Interrupted,
        }
    }
    best.map_or(Answer::Holds, |lasso| Answer::Violated(0, lasso))
}

fn find(p: &Product<'_>, initial: u32, stop: &dyn Fn() -> bool) -> Result<Option<Lasso>, fair::Interrupted> {
    let reached = if p.is_graph() { None } else { Some(fair::reachable(p, initial, stop)?) };
    let components = fair::components(p, reached.as_ref(), stop)?;
    Ok((!components.is_empty()).then(|| lasso::lasso(p, initial, &components)))
}
