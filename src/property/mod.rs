//! Temporal formulas: from PROPERTY and fairness to formulas over atoms that any engine can ask.
//!
//! In: a model, and which conjuncts of its properties are to be checked as behaviors ([`safety`] tells).
//! Out: [`Temporal`]: formulas in negation normal form ([`formula`]) over [`Atom`]s, and a copy of the model in which each atom
//! is a definition without parameters. So an engine evaluates or encodes an atom as it does an invariant. The copy's first
//! expressions, definitions and variables are those of the model. `docs/liveness.md` has the equations.
//!
//! ```text
//! Live == \A p \in {1, 2} : (x = p) ~> (x = 0)      []((x # 1) \/ <>(x = 0)) /\ []((x # 2) \/ <>(x = 0))
//!                                                   atoms: x = 1, x = 0, x = 2
//! ```

pub mod automaton;
mod close;
mod expand;
pub mod formula;
pub mod safety;
#[cfg(test)]
mod tests;
pub mod violation;

pub use expand::{expand, truth};
pub use formula::{AtomId, Formula};
pub use violation::{Evaluated, Met, Violation, Why};

use crate::ir::{DefId, Level, Model};
use crate::source::Span;
use crate::value::Value;
use std::sync::Arc;

/// What is known of an atom besides its definition.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AtomKind {
    /// Any predicate of a state or a step.
    Plain,
    /// `<<A>>_v`: false where nothing changes.
    Taken,
    /// `[A]_v`: true where nothing changes.
    Allowed,
    /// `ENABLED <<A>>_v`, of the `<<A>>_v` given.
    Enabled(AtomId),
}

#[derive(Clone, Debug)]
pub struct Atom {
    /// A definition of [`Temporal::model`], without parameters.
    pub def: DefId,
    /// What has the same truth as `def` on every step of the next-state action, but is easier to evaluate.
    pub on_step: DefId,
    /// [`Level::State`] or [`Level::Action`].
    pub level: Level,
    pub kind: AtomKind,
}

impl Atom {
    /// Its truth on a step that changes nothing, as far as its form tells. One about states is not about the step at all.
    pub fn on_stuttering(&self) -> Option<bool> {
        match self.kind {
            AtomKind::Taken => Some(false),
            AtomKind::Allowed => Some(true),
            AtomKind::Plain | AtomKind::Enabled(_) => None,
        }
    }
}

/// A fairness condition of the specification, of one choice of the names that quantifiers bind.
#[derive(Clone, Debug)]
pub struct Fair {
    pub strong: bool,
    pub enabled: AtomId,
    pub taken: AtomId,
    /// `WF_v(A)` as written.
    pub span: Span,
    /// What the names in it stand for.
    pub values: Vec<(Arc<str>, Value)>,
}

/// A conjunct of a PROPERTY.
#[derive(Clone, Debug)]
pub struct Property {
    pub name: Arc<str>,
    pub span: Span,
    pub formula: Formula,
}

pub struct Temporal {
    /// The model with a definition for each atom.
    pub model: Model,
    pub atoms: Vec<Atom>,
    /// Formulas that every relevant behavior satisfies.
    pub fairness: Vec<Formula>,
    /// The fairness conditions in it.
    pub fair: Vec<Fair>,
    pub properties: Vec<Property>,
}

impl Temporal {
    /// Is it clear from its form that steps which change nothing make no difference to a formula, wherever they are put? An atom
    /// about steps must be false on such a step right below `<>`, and true right below `[]`.
    pub fn is_stutter_invariant(&self, f: &Formula) -> bool {
        self.ignores_stuttering(f, None)
    }

    /// Of a part that is below `[]` or `<>` (then with the truth of an atom that makes no difference there).
    fn ignores_stuttering(&self, f: &Formula, idle: Option<bool>) -> bool {
        match f {
            Formula::Atom { atom, holds } => {
                let atom = &self.atoms[atom.index()];
                atom.level <= Level::State || (idle.is_some() && atom.on_stuttering().map(|t| t == *holds) == idle)
            }
            Formula::And(parts) | Formula::Or(parts) => parts.iter().all(|p| self.ignores_stuttering(p, idle)),
            Formula::Always(inner) => self.ignores_stuttering(inner, Some(true)),
            Formula::Eventually(inner) => self.ignores_stuttering(inner, Some(false)),
        }
    }
}
