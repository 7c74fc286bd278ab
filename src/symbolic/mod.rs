//! Symbolic evaluation of IR expressions.
//!
//! In: an [`ir::Model`](crate::ir::Model). Out: for the initial predicate and for each step a [`Step`]: the condition under
//! which the choices made are a real step, the symbolic value of each variable after it, and what can go
//! wrong on the way ([`Finding`]s). All over one term [`Graph`], whose inputs are the choices.
//!
//! How it works (docs/encoding.md has the equations and the measurements):
//! - Evaluation starts from the concrete initial state and folds. A variable's value at step *k* holds exactly the
//!   possibilities that folding leaves: no bound is asked of the user.
//! - The next state is *computed*: `\/` and `\E` of an action allocate choice inputs, `x' = e` assigns, branches
//!   merge with if-then-else. Nothing is guessed and constrained afterwards, except that the choices fit the guards.
//! - `path` is the condition under which the expression at hand is evaluated at all (TLA+'s left-to-right short-circuit as
//!   TLC has it); an evaluation error is a finding with the condition `path /\ what is wrong`.
//! - A construct that is not encoded is a finding too, of kind `Unsupported`: if the solver can reach it the verdict says so.
//!
//! Rooms, each of which calls only those above it in this list:
//!
//! | room | what is in it |
//! | --- | --- |
//! | `value` | what a symbolic value is; merge, equality, order, the operators on values |
//! | `eval` | expressions, actions, quantifiers; what a step reads and writes |
//! | [`decode`] | from a solver's assignment to values, and from values to symbolic ones |
//! | `reduce` | independence, symmetry, narrowing |
//! | [`lemma`] | items of a state, lemma candidates, their text |
//!
//! Invariants: `symbolic` shares no operator code with `eval`, so that each is the other's oracle (only constant definitions come
//! from there, [`Constants`]). A value computed under a path means nothing outside it.

mod decode;
mod eval;
pub mod lemma;
mod reduce;
mod value;

pub use eval::level::Seen;
pub use lemma::items;
pub use reduce::narrow::Possibilities;
pub use value::sym::Sym;

use crate::eval::error::ErrorKind;
use crate::ir::{DefId, ExprId, ExprKind, Model};
use crate::logic::{Graph, Term};
use crate::source::Span;
use crate::util::interrupt::{self, Cancel};
use crate::value::Integers;
use crate::value::Value;
use eval::footprint::{Footprint, Leaf, Trail};
use eval::frame::Frame;
use rustc_hash::FxHashMap;
use std::rc::Rc;
use value::sym::{Codes, Guarded, RuleId, Syms};

/// Something that goes wrong when `condition` holds.
#[derive(Clone, Debug)]
pub struct Finding {
    pub condition: Term,
    pub kind: ErrorKind,
    pub span: Span,
    /// For `Unsupported`: what is not encoded.
    pub message: String,
}

/// A variable's value while a state is being made.
#[derive(Clone, PartialEq, Debug)]
enum Assigned {
    No,
    /// Only where the condition holds.
    Partly(Term, Sym),
    Yes(Sym),
}

/// A set of states reached by choices: the values of all variables.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct SymState(Vec<Sym>);

/// The outcome of the initial predicate or of one step.
#[derive(Debug)]
pub struct Step {
    /// The choices describe a behaviour.
    pub guard: Term,
    pub state: SymState,
    /// In the order of evaluation.
    pub findings: Vec<Finding>,
    /// The first input that belongs to this step.
    pub first_input: u32,
    /// If steps are named: the actions, each with the condition on the choices under which the step is one.
    pub actions: Vec<(DefId, Term)>,
    /// If steps are traced: the branches between which inputs choose.
    pub leaves: Vec<Leaf>,
    /// Where an integer was chosen from an infinite set: that no choice is a step says nothing there.
    pub unbounded: Vec<Term>,
    /// What was chosen from sets that are not written out: where the replay looks for witnesses.
    pub choices: Vec<Sym>,
    /// Where the first half of a composition leads to a state, whether or not the second goes on from it.
    pub between: Vec<Term>,
}

/// A predicate's truth in a state, and what goes wrong while evaluating it.
#[derive(Debug)]
pub struct Predicate {
    pub holds: Term,
    pub findings: Vec<Finding>,
}

/// What a function known by its rule, or a filter, closes over: the slots, and the state it was written in (an expression under
/// a prime speaks of the next one).
#[derive(Clone)]
struct Rule {
    expr: ExprId,
    frame: Frame,
    state: Vec<Assigned>,
    next: Vec<Assigned>,
    priming: usize,
}

/// Recursion deeper than this is reported as not encoded (where it can be reached at all).
const CALL_LIMIT: usize = 400;

/// So are more calls than this inside each other, of whatever definitions.
const ENTERED_LIMIT: usize = 2_000;

/// Who knows what constant definitions are.
pub trait Constants {
    /// The value, unless it goes wrong, is infinite or better left unwritten, or depends on something that changes.
    fn value(&self, def: DefId) -> Option<Value>;
}

pub struct Encoder<'m> {
    model: &'m Model,
    pub graph: Graph,
    syms: Syms,
    codes: Codes,
    /// The condition under which evaluation happens, and those that it extends.
    path: Term,
    outer_paths: Vec<Term>,
    findings: Vec<Finding>,
    state: Vec<Assigned>,
    next: Vec<Assigned>,
    /// Values of definitions that depend on nothing.
    constants: FxHashMap<DefId, Sym>,
    /// Who evaluates them, if not the encoder itself.
    evaluated: Option<Rc<dyn Constants + 'm>>,
    merged: FxHashMap<(Term, Sym, Sym), Sym>,
    rules: Vec<Rule>,
    /// What rules give; the flag tells a function that is about to be applied.
    rule_values: FxHashMap<(RuleId, Sym, bool), (Term, Sym, Footprint)>,
    /// The elements of sets that were written out, and the path under which they were.
    written: FxHashMap<Sym, (Term, Rc<[Guarded]>, Footprint)>,
    /// Sets known to have fewer elements than entries ([`set`]).
    at_most: FxHashMap<Sym, usize>,
    calls: usize,
    entered: usize,
    /// How many calls of a definition, or applications of a rule, are under way.
    nested_calls: FxHashMap<DefId, u32>,
    nested_rules: FxHashMap<RuleId, u32>,
    /// How many applications of recursive functions are under way whose values are about to be applied.
    by_need: usize,
    activity: eval::unroll::Activity,
    /// Depth of `Prime` around a non-variable; thunks are not remembered there.
    priming: usize,
    /// Reads of primed variables (and, in Init, of any) so far: a thunk whose evaluation reads one is not remembered.
    primed_reads: u64,
    /// How many callers of [`Encoder::apart`] are under way.
    trials: usize,
    /// The next expression evaluated is a function about to be applied.
    lazily: bool,
    /// An element that decides keeps no other one from being evaluated, whatever their order: see [`Encoder::fail_in_any_order`].
    any_order: bool,
    /// Steps encoded so far.
    steps: i64,
    /// What is evaluated is about a step, not about a state.
    in_step: bool,
    levels: eval::level::Levels,
    /// The initial predicate is being encoded: plain variables are assigned.
    initial: bool,
    /// If steps are named.
    names: Option<eval::label::Names<'m>>,
    /// On the way down from the next-state action: the innermost operator so far.
    top: Option<DefId>,
    /// Whether [`Encoder::touch`] takes notes.
    tracing: bool,
    trail: Trail,
    symmetry: reduce::symmetry::Symmetry,
    /// How large integers are. They get wide with the first choice from an infinite set of integers.
    integers: Integers,
    /// No choice from an infinite set here: ENABLED asks whether there is any.
    exhaustively: bool,
    /// See [`Step`].
    unbounded: Vec<Term>,
    choices: Vec<Sym>,
    between: Vec<Term>,
    /// How many compositions are being made, as parts of a step.
    composing: usize,
    /// Whether to go on.
    cancel: Cancel,
}

impl<'m> Encoder<'m> {
    pub fn new(model: &'m Model) -> Encoder<'m> {
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
        let unassigned = vec![Assigned::No; model.vars.len()];
        Encoder {
            model,
            graph: Graph::new(),
            syms: Syms::default(),
            codes: Codes::new(atoms),
            path: Term::TRUE,
            outer_paths: Vec::new(),
            findings: Vec::new(),
            state: unassigned.clone(),
            next: unassigned,
            constants: FxHashMap::default(),
            evaluated: None,
            merged: FxHashMap::default(),
            rules: Vec::new(),
            rule_values: FxHashMap::default(),
            written: FxHashMap::default(),
            at_most: FxHashMap::default(),
            calls: 0,
            entered: 0,
            nested_calls: FxHashMap::default(),
            nested_rules: FxHashMap::default(),
            by_need: 0,
            activity: eval::unroll::Activity::default(),
            priming: 0,
            primed_reads: 0,
            any_order: false,
            steps: 0,
            in_step: false,
            levels: eval::level::Levels::Bounded,
            initial: false,
            names: None,
            top: None,
            integers: Integers::Narrow,
            exhaustively: false,
            unbounded: Vec::new(),
            choices: Vec::new(),
            between: Vec::new(),
            composing: 0,
            trials: 0,
            lazily: false,
            tracing: false,
            trail: Trail::default(),
            symmetry: reduce::symmetry::Symmetry::default(),
            cancel: interrupt::current(),
        }
    }

    /// An encoder that takes from `constants` what it has.
    pub fn knowing(model: &'m Model, constants: Rc<dyn Constants + 'm>) -> Encoder<'m> {
        Encoder { evaluated: Some(constants), ..Encoder::new(model) }
    }

    /// How large integers are in what was encoded last.
    pub fn integers(&self) -> Integers {
        self.integers
    }

    /// Runs `f`; if integers turned out to be wide on the way, once more, as all of it is about integers of one size.
    fn of_one_size<T>(&mut self, mut f: impl FnMut(&mut Self) -> T) -> T {
        let (state, next, top) = (self.state.clone(), self.next.clone(), self.top);
        let integers = self.integers;
        let result = f(self);
        if self.integers == integers {
            return result;
        }
        (self.state, self.next, self.top) = (state, next, top);
        f(self)
    }

    /// Runs `f`, and gives what went wrong in it apart; the caller may drop that.
    fn apart<T>(&mut self, f: impl FnOnce(&mut Self) -> T) -> (T, Vec<Finding>) {
        let outer = std::mem::take(&mut self.findings);
        self.trials += 1;
        let value = f(self);
        self.trials -= 1;
        (value, std::mem::replace(&mut self.findings, outer))
    }

    /// May a value be used again, without another finding, that was computed since there were `before` findings? Not if it
    /// went wrong where what went wrong may be dropped.
    fn may_remember(&self, before: usize) -> bool {
        self.trials == 0 || self.findings.len() == before
    }

    /// Does what was computed under `path` mean something here?
    fn holds_here(&self, path: Term) -> bool {
        path == Term::TRUE || path == self.path || self.outer_paths.contains(&path)
    }

    /// Records that evaluation fails where `condition` holds.
    fn fail(&mut self, kind: ErrorKind, span: Span, condition: Term) {
        self.fail_with(kind, span, condition, String::new());
    }

    fn fail_with(&mut self, kind: ErrorKind, span: Span, condition: Term, message: String) {
        let condition = self.graph.and(self.path, condition);
        if condition != Term::FALSE {
            self.findings.push(Finding { condition, kind, span, message });
        }
    }

    /// Records that an expression of this kind is not encoded.
    fn unsupported(&mut self, span: Span, what: impl Into<String>) -> Sym {
        self.fail_with(ErrorKind::Unsupported, span, Term::TRUE, what.into());
        self.syms.undefined()
    }

    /// Evaluates `f` under the further condition `condition`.
    fn under<T>(&mut self, condition: Term, f: impl FnOnce(&mut Self) -> T) -> T {
        let outer = self.path;
        self.outer_paths.push(outer);
        self.path = self.graph.and(outer, condition);
        let result = f(self);
        self.path = outer;
        self.outer_paths.pop();
        result
    }
}

/// The strings (`false`) and model values (`true`) in a value.
fn atoms_of(value: &Value, out: &mut Vec<(crate::value::Atom, bool)>) {
    match value {
        Value::Bool(_) | Value::Int(_) => {}
        Value::Str(a) => out.push((*a, false)),
        Value::Model(a) => out.push((*a, true)),
        Value::Set(v) | Value::Tuple(v) => v.iter().for_each(|x| atoms_of(x, out)),
        Value::Record(v) => v.iter().for_each(|(a, x)| {
            out.push((*a, false));
            atoms_of(x, out);
        }),
        Value::Function(v) => v.iter().for_each(|(k, x)| {
            atoms_of(k, out);
            atoms_of(x, out);
        }),
    }
}
