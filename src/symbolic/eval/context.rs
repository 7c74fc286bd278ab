//! The context of evaluation: the model, the states at hand, what is remembered, and what is recorded.

use crate::ir::{DefId, ExprId, ExprKind, Model};
use crate::logic::Term;
use crate::symbolic::Encoder;
use crate::symbolic::eval::footprint::{Footprint, Trail};
use crate::symbolic::eval::frame::Frame;
use crate::symbolic::eval::label::Names;
use crate::symbolic::eval::level::Levels;
use crate::symbolic::eval::unroll::Activity;
use crate::symbolic::reduce::symmetry::Symmetry;
use crate::symbolic::value::Values;
use crate::symbolic::value::concrete::atoms_of;
use crate::symbolic::value::sym::RuleId;
use crate::symbolic::value::sym::Sym;
use crate::util::interrupt::{self, Cancel};
use crate::value::{Atom, Value};
use rustc_hash::FxHashMap;
use std::rc::Rc;

/// A variable's value while a state is being made.
#[derive(Clone, PartialEq, Debug)]
pub(in crate::symbolic) enum Assigned {
    No,
    /// Only where the condition holds.
    Partly(Term, Sym),
    Yes(Sym),
}

/// What a function known by its rule, or a filter, closes over: the slots, and the state it was written in (an expression under
/// a prime speaks of the next one).
#[derive(Clone)]
pub(in crate::symbolic) struct Rule {
    pub expr: ExprId,
    pub frame: Frame,
    pub state: Vec<Assigned>,
    pub next: Vec<Assigned>,
    pub priming: usize,
}

/// Recursion deeper than this is reported as not encoded (where it can be reached at all).
pub(in crate::symbolic) const CALL_LIMIT: usize = 400;

/// So are more calls than this inside each other, of whatever definitions.
pub(in crate::symbolic) const ENTERED_LIMIT: usize = 2_000;

/// Who knows what constant definitions are.
pub trait Constants {
    /// The value, unless it goes wrong, is infinite or better left unwritten, or depends on something that changes.
    fn value(&self, def: DefId) -> Option<Value>;
}

/// What evaluation needs besides the store of values.
pub struct Context<'m> {
    pub(in crate::symbolic) model: &'m Model,
    /// The values of the variables in the current state and in the next one. In Init the current state is the one being made, in an
    /// action the next one is.
    pub(in crate::symbolic) state: Vec<Assigned>,
    pub(in crate::symbolic) next: Vec<Assigned>,
    /// Values of definitions that depend on nothing.
    pub(in crate::symbolic) constants: FxHashMap<DefId, Sym>,
    /// Gives the values of constant definitions, as far as it has them.
    pub(in crate::symbolic) evaluated: Option<Rc<dyn Constants + 'm>>,
    pub(in crate::symbolic) rules: Vec<Rule>,
    /// What rules give; the flag tells a function that is about to be applied.
    pub(in crate::symbolic) rule_values: FxHashMap<(RuleId, Sym, bool), (Term, Sym, Footprint)>,
    pub(in crate::symbolic) calls: usize,
    pub(in crate::symbolic) entered: usize,
    /// How many calls of a definition, or applications of a rule, are under way.
    pub(in crate::symbolic) nested_calls: FxHashMap<DefId, u32>,
    pub(in crate::symbolic) nested_rules: FxHashMap<RuleId, u32>,
    /// How many applications of recursive functions are under way whose values are about to be applied.
    pub(in crate::symbolic) by_need: usize,
    pub(in crate::symbolic) activity: Activity,
    /// Depth of `Prime` around a non-variable; thunks are not remembered there.
    pub(in crate::symbolic) priming: usize,
    /// Reads of primed variables (and, in Init, of any) so far: a thunk whose evaluation reads one is not remembered.
    pub(in crate::symbolic) primed_reads: u64,
    /// The next expression evaluated is a function about to be applied.
    pub(in crate::symbolic) lazily: bool,
    /// Steps encoded so far.
    pub(in crate::symbolic) steps: i64,
    /// What is evaluated is about a step, not about a state.
    pub(in crate::symbolic) in_step: bool,
    pub(in crate::symbolic) levels: Levels,
    /// The initial predicate is being encoded: plain variables are assigned.
    pub(in crate::symbolic) initial: bool,
    /// If steps are named.
    pub(in crate::symbolic) names: Option<Names<'m>>,
    /// On the way down from the next-state action: the innermost operator so far.
    pub(in crate::symbolic) top: Option<DefId>,
    /// Whether [`Encoder::touch`] takes notes.
    pub(in crate::symbolic) tracing: bool,
    pub(in crate::symbolic) trail: Trail,
    pub(in crate::symbolic) symmetry: Symmetry,
    /// See [`crate::symbolic::Step`].
    pub(in crate::symbolic) between: Vec<Term>,
    /// How many compositions are being made, as parts of a step.
    pub(in crate::symbolic) composing: usize,
    /// Whether to go on.
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
            calls: 0,
            entered: 0,
            nested_calls: FxHashMap::default(),
            nested_rules: FxHashMap::default(),
            by_need: 0,
            activity: Activity::default(),
            priming: 0,
            primed_reads: 0,
            lazily: false,
            steps: 0,
            in_step: false,
            levels: Levels::Bounded,
            initial: false,
            names: None,
            top: None,
            tracing: false,
            trail: Trail::default(),
            symmetry: Symmetry::default(),
            between: Vec::new(),
            composing: 0,
            cancel: interrupt::current(),
        }
    }
}

impl<'m> Encoder<'m> {
    pub fn new(model: &'m Model) -> Encoder<'m> {
        Values::over(atoms_in(model), Context::new(model, None))
    }

    /// An encoder that takes from `constants` what it has.
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
        // states are records there
        atoms.extend(model.vars.iter().map(|v| (model.atoms.intern(&v.name), false)));
    }
    atoms
}
