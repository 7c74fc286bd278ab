//! The context of evaluation: the model, the current and the next state, the mode, memoized values, and records.

use crate::ir::{DefId, ExprId, ExprKind, Model};
use crate::logic::Term;
use crate::symbolic::Encoder;
use crate::symbolic::eval::footprint::{Footprint, Trail};
use crate::symbolic::eval::frame::Frame;
use crate::symbolic::eval::label::Names;
use crate::symbolic::eval::level::Levels;
use crate::symbolic::eval::unroll::Unrolling;
use crate::symbolic::value::Values;
use crate::symbolic::value::concrete::atoms_of;
use crate::symbolic::value::rules::Need;
use crate::symbolic::value::sym::RuleId;
use crate::symbolic::value::sym::Sym;
use crate::util::interrupt::{self, Cancel};
use crate::value::{Atom, Integers, Value};
use rustc_hash::FxHashMap;
use std::rc::Rc;

/// A variable's value while a state is computed.
#[derive(Clone, PartialEq, Debug)]
pub(in crate::symbolic) enum Assigned {
    No,
    /// Only where the condition holds.
    Partly(Term, Sym),
    Yes(Sym),
}

/// A constructor and what it closes over: the slots, and the states in which it was evaluated.
#[derive(Clone)]
pub(in crate::symbolic) struct Rule {
    pub expr: ExprId,
    pub frame: Frame,
    pub state: Vec<Assigned>,
    pub next: Vec<Assigned>,
    pub priming: usize,
}

/// The most nested calls of recursive definitions and rules; deeper recursion is not encoded.
pub(in crate::symbolic) const CALL_LIMIT: usize = 400;

/// The most nested calls of any definitions.
pub(in crate::symbolic) const ENTERED_LIMIT: usize = 2_000;

/// A source of values of constant definitions.
pub trait Constants {
    /// The value; `None` if evaluation fails, if the value is infinite or large, or if it depends on anything that changes.
    fn value(&self, def: DefId, integers: Integers) -> Option<Value>;
}

/// Classes of interchangeable values, and which of these the steps so far have mentioned (`reduce::symmetry`).
#[derive(Default)]
pub(in crate::symbolic) struct Mentioned {
    /// For each class its values in order, each with the condition that something so far may have mentioned it.
    pub classes: Vec<Vec<(Sym, Term)>>,
    /// The class of a value, and its number there.
    pub places: FxHashMap<Sym, (usize, usize)>,
}

/// The nesting of active evaluations.
#[derive(Default)]
pub(in crate::symbolic) struct Depth {
    /// Calls of recursive definitions, and applications of rules.
    pub calls: usize,
    /// Calls of any definition.
    pub entered: usize,
    /// Calls of one definition.
    pub nested_calls: FxHashMap<DefId, u32>,
    /// Applications of one rule.
    pub nested_rules: FxHashMap<RuleId, u32>,
    /// Applications of recursive functions of which only some values are needed ([`Need::Applied`]).
    pub by_need: usize,
}

/// The kind of evaluation.
#[derive(Default)]
pub(in crate::symbolic) struct Mode {
    /// The initial predicate is evaluated: unprimed variables are assigned.
    pub initial: bool,
    /// A step is evaluated, not a state.
    pub in_step: bool,
    /// Steps encoded so far.
    pub steps: i64,
    pub levels: Levels,
    /// The number of enclosing compositions `A \cdot B` of a step.
    pub composing: usize,
}

/// What evaluation needs besides the store of values.
pub struct Context<'m> {
    pub(in crate::symbolic) model: &'m Model,
    /// The values of the variables in the current state and in the next one. Init computes the current state, an action the next
    /// one.
    pub(in crate::symbolic) state: Vec<Assigned>,
    pub(in crate::symbolic) next: Vec<Assigned>,
    /// Values of definitions that depend on no variable.
    pub(in crate::symbolic) constants: FxHashMap<DefId, Sym>,
    /// Gives values of constant definitions.
    pub(in crate::symbolic) evaluated: Option<Rc<dyn Constants + 'm>>,
    pub(in crate::symbolic) rules: Vec<Rule>,
    /// Memoized values of rules.
    pub(in crate::symbolic) rule_values: FxHashMap<(RuleId, Sym, Need), (Term, Sym, Footprint)>,
    pub(in crate::symbolic) depth: Depth,
    pub(in crate::symbolic) mode: Mode,
    pub(in crate::symbolic) unrolling: Unrolling,
    /// The number of enclosing primes around an expression that is not a variable. Thunks are not memoized there.
    pub(in crate::symbolic) priming: usize,
    /// The number of reads of primed variables (in Init, of any variable). A thunk whose evaluation reads one is not memoized.
    pub(in crate::symbolic) primed_reads: u64,
    /// Present if steps are named.
    pub(in crate::symbolic) names: Option<Names<'m>>,
    /// Whether accesses are recorded ([`Encoder::touch`]).
    pub(in crate::symbolic) tracing: bool,
    pub(in crate::symbolic) trail: Trail,
    /// Whether choices of steps were lost: leaves with choices became one leaf without.
    pub(in crate::symbolic) choices_lost: bool,
    pub(in crate::symbolic) mentioned: Mentioned,
    /// Where the first half of a composition leads to a state ([`crate::symbolic::Step`]).
    pub(in crate::symbolic) between: Vec<Term>,
    /// Whether to stop.
    pub(in crate::symbolic) cancel: Cancel,
}

impl<'m> Context<'m> {
    fn new(model: &'m Model, evaluated: Option<Rc<dyn Constants + 'm>>) -> Context<'m> {
        let unassigned = vec![Assigned::No; model.vars.len()];
        Context {
            model,
            state: unassigned.clone(),
            next: unassigned,
            constants: FxHashMap::default(),
            evaluated,
            rules: Vec::new(),
            rule_values: FxHashMap::default(),
            depth: Depth::default(),
            mode: Mode::default(),
            unrolling: Unrolling::default(),
            priming: 0,
            primed_reads: 0,
            names: None,
            tracing: false,
            trail: Trail::default(),
            choices_lost: false,
            mentioned: Mentioned::default(),
            between: Vec::new(),
            cancel: interrupt::current(),
        }
    }
}

impl<'m> Encoder<'m> {
    pub fn new(model: &'m Model) -> Encoder<'m> {
        Values::over(atoms_in(model), Context::new(model, None))
    }

    /// An encoder that takes values of constant definitions from `constants`.
    pub fn knowing(model: &'m Model, constants: Rc<dyn Constants + 'm>) -> Encoder<'m> {
        Values::over(atoms_in(model), Context::new(model, Some(constants)))
    }
}

/// The strings and model values that the model mentions.
fn atoms_in(model: &Model) -> Vec<(Atom, bool)> {
    let mut atoms = Vec::new();
    for e in &model.exprs {
        match &e.kind {
            ExprKind::Const(v) => atoms_of(v, &mut atoms),
            ExprKind::Record(fields) | ExprKind::RecordSet(fields) => atoms.extend(fields.iter().map(|f| (f.0, false))),
            ExprKind::Field { field, .. } => atoms.push((*field, false)),
            _ => {}
        }
    }
    if !model.trace_invariants.is_empty() {
        // trace invariants have states as records
        atoms.extend(model.vars.iter().map(|v| (model.atoms.intern(&v.name), false)));
    }
    atoms
}
