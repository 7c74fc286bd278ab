//! The core language: what a TLA+ specification is once names are resolved and the configuration applied.
//!
//! In: nothing (this is where the front end and the engines meet; it knows neither). Out: [`Model`], a set of
//! definitions over one arena of expressions, with the roles (initial predicate, next-state action,
//! invariants …) that the configuration gave them.
//!
//! Invariants:
//! - Children precede nothing in particular in the arena, but the tree below an [`ExprId`] is acyclic; cycles go
//!   through [`ExprKind::Call`] only.
//! - Every local name is a slot of the frame of its definition: parameters are the slots `0..params.len()`, every
//!   binder (quantifier, CHOOSE, function, LET, EXCEPT's `@`) of the body has slots of its own, all
//!   different. LET operators with parameters and LAMBDAs are definitions of their own which take the outer locals they
//!   use as leading parameters (lambda lifting). So a definition is closed: its body mentions only its own
//!   slots, state variables and other definitions.
//! - Arguments and LET values are call-by-need: not evaluated where not used (as in TLC, `LazyValue.java`).
//! - Constants of the specification are gone: replaced by [`ExprKind::Const`] or by their definition.
//! - `x'` of a variable is [`ExprKind::Primed`]; [`ExprKind::Prime`] is left only around what is not a variable.

pub mod analysis;
pub mod copy;
mod library;
pub mod ops;

pub mod print;
pub mod split;
pub mod visit;
pub mod wellformed;

pub use ops::{Builtin, Library};

use crate::source::Span;
use crate::value::{Atom, Atoms, Value};
use rustc_hash::FxHashMap;
use std::sync::Arc;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub struct $name(pub u32);
        impl $name {
            #[inline]
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    };
}

id!(/** An expression in [`Model::exprs`]. */ ExprId);
id!(/** A definition in [`Model::defs`]. */ DefId);
id!(/** A state variable in [`Model::vars`], in declaration order. */ VarId);
id!(/** A slot of the frame of the definition whose body mentions it. */ Slot);

#[derive(Clone, PartialEq, Debug)]
pub struct Expr {
    pub kind: ExprKind,
    pub span: Span,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Quantifier {
    Forall,
    Exists,
}

/// `x \in S`, or `<<x, y>> \in S`: binds one slot to each element, or one slot to each component of it.
#[derive(Clone, PartialEq, Debug)]
pub struct Bind {
    pub pattern: Pattern,
    pub set: ExprId,
}

#[derive(Clone, PartialEq, Debug)]
pub enum Pattern {
    One(Slot),
    Tuple(Vec<Slot>),
}

/// What a parameter is given: an expression, evaluated when needed, or an operator.
#[derive(Clone, PartialEq, Debug)]
pub enum Arg {
    Expr(ExprId),
    /// A definition whose leading parameters are already given (what a LAMBDA captured); it takes the rest at
    /// the call. `captured` is evaluated in the frame where the argument stands.
    Def {
        def: DefId,
        captured: Vec<Arg>,
    },
    /// A built-in operator given as an argument, `FoldSet(+, 0, S)`.
    Builtin(Builtin),
    /// An operator parameter passed on.
    Slot(Slot),
}

/// One `![e].f = v` of EXCEPT. `at` is the slot that `@` names in `value`: the old value at the whole path.
#[derive(Clone, PartialEq, Debug)]
pub struct Update {
    /// Record fields are string constants. `![i, j]` is one step with a tuple.
    pub path: Vec<ExprId>,
    pub at: Slot,
    pub value: ExprId,
}

#[derive(Clone, PartialEq, Debug)]
pub enum ExprKind {
    Const(Value),
    Var(VarId),
    Primed(VarId),
    Local(Slot),
    /// `LET slot == value IN body`, call-by-need.
    Let {
        slot: Slot,
        value: ExprId,
        body: ExprId,
    },
    Call {
        def: DefId,
        args: Vec<Arg>,
    },
    /// An operator parameter applied.
    CallSlot {
        slot: Slot,
        args: Vec<Arg>,
    },
    /// `e'` where `e` is not a variable: `e` in the next state.
    Prime(ExprId),
    If {
        condition: ExprId,
        then: ExprId,
        otherwise: ExprId,
    },
    Case {
        arms: Vec<(ExprId, ExprId)>,
        otherwise: Option<ExprId>,
    },
    /// Left to right, stops at the first FALSE.
    And(Vec<ExprId>),
    /// Left to right, stops at the first TRUE.
    Or(Vec<ExprId>),
    Not(ExprId),
    Implies(ExprId, ExprId),
    /// Several binders: later sets do not see earlier names (as in TLA+).
    Quant {
        quantifier: Quantifier,
        binds: Vec<Bind>,
        body: ExprId,
    },
    /// `set` is `None` for unbounded CHOOSE.
    Choose {
        pattern: Pattern,
        set: Option<ExprId>,
        body: ExprId,
    },
    /// `\A x : p` without a set.
    UnboundedQuant {
        quantifier: Quantifier,
        slots: Vec<Slot>,
        body: ExprId,
    },
    SetEnum(Vec<ExprId>),
    SetFilter {
        bind: Bind,
        body: ExprId,
    },
    SetMap {
        binds: Vec<Bind>,
        body: ExprId,
    },
    /// With several binds the function takes tuples. `recursive` names the slot by which the body mentions the
    /// function itself (`f[x \in S] == … f[x - 1] …`); such a function is evaluated by need.
    FnCtor {
        binds: Vec<Bind>,
        body: ExprId,
        recursive: Option<Slot>,
    },
    FnSet {
        domain: ExprId,
        range: ExprId,
    },
    Tuple(Vec<ExprId>),
    Record(Vec<(Atom, ExprId)>),
    RecordSet(Vec<(Atom, ExprId)>),
    Except {
        function: ExprId,
        updates: Vec<Update>,
    },
    /// `f[e]`; of several arguments, a tuple.
    Apply {
        function: ExprId,
        arg: ExprId,
    },
    Field {
        record: ExprId,
        field: Atom,
    },
    /// A built-in operator, all arguments evaluated first, left to right.
    Builtin {
        op: Builtin,
        args: Vec<ExprId>,
    },
    /// `SelectSeq(seq, LAMBDA slot : test)`
    SelectSeq {
        seq: ExprId,
        slot: Slot,
        test: ExprId,
    },
    /// `SortSeq(seq, LAMBDA left, right : less)`
    SortSeq {
        seq: ExprId,
        left: Slot,
        right: Slot,
        less: ExprId,
    },
    /// `base`, and then for each element of a set what the body makes of it and of the result so far: in TLC's order of the
    /// elements, or against it.
    Fold {
        set: ExprId,
        base: ExprId,
        so_far: Slot,
        element: Slot,
        body: ExprId,
        backwards: bool,
    },
    Unchanged(ExprId),
    Enabled(ExprId),
    /// `ENABLED A` inside an instance whose variables stand for state functions, or two of them for one: ENABLED binds the
    /// instance's own primed variables, so `action` is about stand-ins ([`Model::stand_ins`]). Each has the value of
    /// its expression in the current state, and any value in the next one.
    EnabledIn {
        action: ExprId,
        stand_ins: Vec<(VarId, ExprId)>,
    },
    /// `A \cdot B`: A from this state to some state between, B from there to the next one.
    Compose(ExprId, ExprId),
    /// `[]F`
    Always(ExprId),
    /// `<>F`
    Eventually(ExprId),
    /// `F ~> G`
    LeadsTo(ExprId, ExprId),
    /// `[A]_v`
    BoxAction {
        action: ExprId,
        subscript: ExprId,
    },
    /// `<<A>>_v`
    AngleAction {
        action: ExprId,
        subscript: ExprId,
    },
    /// `WF_v(A)`, `SF_v(A)`
    Fairness {
        strong: bool,
        subscript: ExprId,
        action: ExprId,
    },
    /// Read but not run: evaluating it is `Unsupported`, never a value.
    Unsupported {
        construct: &'static str,
        hint: String,
    },
}

/// The pattern of what makes a value out of the values of its parts: no variable, no name, no connective or quantifier, nothing
/// about steps or behaviors. Stages that decide about those end their matches with it, without a wildcard arm.
macro_rules! plain_value {
    () => {
        $crate::ir::ExprKind::Const(_)
            | $crate::ir::ExprKind::Choose { .. }
            | $crate::ir::ExprKind::SetEnum(_)
            | $crate::ir::ExprKind::SetFilter { .. }
            | $crate::ir::ExprKind::SetMap { .. }
            | $crate::ir::ExprKind::FnCtor { .. }
            | $crate::ir::ExprKind::FnSet { .. }
            | $crate::ir::ExprKind::Tuple(_)
            | $crate::ir::ExprKind::Record(_)
            | $crate::ir::ExprKind::RecordSet(_)
            | $crate::ir::ExprKind::Except { .. }
            | $crate::ir::ExprKind::Field { .. }
            | $crate::ir::ExprKind::Builtin { .. }
            | $crate::ir::ExprKind::SelectSeq { .. }
            | $crate::ir::ExprKind::SortSeq { .. }
            | $crate::ir::ExprKind::Fold { .. }
    };
}
pub(crate) use plain_value;

#[derive(Clone, PartialEq, Debug)]
pub struct Param {
    pub name: Arc<str>,
    /// 0 for a value, otherwise the number of arguments of the operator it takes.
    pub arity: usize,
}

/// An operator. `slots[i]` is the name of slot `i` for messages; `slots.len()` is the frame's size.
#[derive(Clone, PartialEq, Debug)]
pub struct Def {
    pub name: Arc<str>,
    pub params: Vec<Param>,
    pub slots: Vec<Arc<str>>,
    pub body: ExprId,
    /// Where its name stands, as it is defined.
    pub named_at: Span,
    /// The body as written (for PlusCal, the statements of the label): where TLC locates an action.
    pub span: Span,
    /// The module in which it stands.
    pub module: Arc<str>,
    /// Calls itself, directly or not.
    pub recursive: bool,
    /// Level of the body with constant arguments.
    pub level: Level,
    /// A LET operator or LAMBDA: not named in traces.
    pub local: bool,
}

/// Levels of "Specifying Systems", section 17.2.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Level {
    Constant,
    State,
    Action,
    Temporal,
}

#[derive(Clone, PartialEq, Debug)]
pub struct Var {
    pub name: Arc<str>,
    pub span: Span,
}

/// A definition without parameters that the configuration or command line names.
#[derive(Clone, PartialEq, Debug)]
pub struct Named {
    pub name: Arc<str>,
    pub def: DefId,
}

/// What a specification can ask about its own run with TLCGet.
#[derive(Clone, Debug)]
pub struct Run {
    /// The answers to `TLCGet("-Dname")`: name and value.
    pub defines: Vec<(Arc<str>, String)>,
    /// The number of workers that TLCGet and TLCSet distinguish. It says nothing about threads.
    pub workers: usize,
    /// Whether `TLCGet("spec")` has counts of actions.
    pub coverage: bool,
    /// The places that `TLCGet("spec")` reports. Empty if the texts are not known.
    pub places: FxHashMap<Span, Place>,
}

impl Default for Run {
    fn default() -> Run {
        Run { defines: Vec::new(), workers: 1, coverage: false, places: FxHashMap::default() }
    }
}

/// A place in a module as `TLCGet("spec")` reports it: lines and columns count from 1, and the end is inclusive as in
/// [`Location`](crate::source::Location).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Place {
    pub module: Arc<str>,
    /// Line and column.
    pub begin: (u32, u32),
    pub end: (u32, u32),
}

/// A specification ready to be checked.
#[derive(Clone, Debug)]
pub struct Model {
    /// The root module.
    pub name: Arc<str>,
    pub exprs: Vec<Expr>,
    pub defs: Vec<Def>,
    pub vars: Vec<Var>,
    /// Constants that the initial predicate chooses: variables that no step changes, so they have their next value from the start.
    pub rigid: Vec<VarId>,
    /// Variables of instances that exist inside [`ExprKind::EnabledIn`] only; their ids follow those of `vars`.
    pub stand_ins: Vec<Var>,
    pub atoms: Atoms,
    pub init: Option<DefId>,
    pub next: Option<DefId>,
    /// Fairness and other temporal conjuncts of SPECIFICATION.
    pub fairness: Vec<DefId>,
    pub assumes: Vec<Named>,
    pub invariants: Vec<Named>,
    /// Predicates of one parameter: the behavior so far, a sequence of records of the variables.
    pub trace_invariants: Vec<Named>,
    pub properties: Vec<Named>,
    pub constraints: Vec<Named>,
    pub action_constraints: Vec<Named>,
    pub symmetry: Option<Named>,
    pub view: Option<Named>,
    pub alias: Option<Named>,
    pub postconditions: Vec<Named>,
    /// `_POSSIBLE`
    pub possible: Vec<Named>,
    pub check_deadlock: bool,
    /// SPECIFICATION and each PROPERTY as it is written, before it was taken apart.
    pub stated: Vec<Named>,
    /// The root module has a PlusCal algorithm.
    pub has_algorithm: bool,
    /// The invariants are the command line's, not the configuration's.
    pub given: bool,
    /// INIT and NEXT are given by their names, not taken out of a SPECIFICATION.
    pub plain: bool,
    /// Predicates without variables: whether a set that a PROPERTY quantifies over is empty. The names are the properties'.
    pub ranges: Vec<Named>,
    /// Predicates of states, or of steps, that should be true somewhere, such as the left side of an implication in an invariant. The
    /// names say what is told where one never is, and the places are those of what it is about.
    pub arms: Vec<Named>,
    /// The same, of what depends on no state.
    pub constant_arms: Vec<Named>,
    /// What mentions variables and replaces declared constants, with the constants' names.
    pub replacements: Vec<Named>,
    pub run: Run,
    /// Notes of the front end on what is checked, for reports.
    pub notes: Vec<String>,
    /// Constants as configured, for reports: name and printed value.
    pub constants: Vec<(Arc<str>, String)>,
}

impl Model {
    /// Nothing yet.
    pub fn new(name: impl Into<Arc<str>>, atoms: Atoms) -> Model {
        Model {
            name: name.into(),
            exprs: Vec::new(),
            defs: Vec::new(),
            vars: Vec::new(),
            rigid: Vec::new(),
            stand_ins: Vec::new(),
            atoms,
            init: None,
            next: None,
            fairness: Vec::new(),
            assumes: Vec::new(),
            invariants: Vec::new(),
            trace_invariants: Vec::new(),
            properties: Vec::new(),
            constraints: Vec::new(),
            action_constraints: Vec::new(),
            symmetry: None,
            view: None,
            alias: None,
            postconditions: Vec::new(),
            possible: Vec::new(),
            check_deadlock: true,
            stated: Vec::new(),
            has_algorithm: false,
            given: false,
            plain: false,
            ranges: Vec::new(),
            arms: Vec::new(),
            constant_arms: Vec::new(),
            replacements: Vec::new(),
            run: Run::default(),
            notes: Vec::new(),
            constants: Vec::new(),
        }
    }

    #[inline]
    pub fn expr(&self, id: ExprId) -> &Expr {
        &self.exprs[id.index()]
    }

    /// A state variable, or a stand-in.
    pub fn var(&self, id: VarId) -> &Var {
        self.vars.get(id.index()).unwrap_or_else(|| &self.stand_ins[id.index() - self.vars.len()])
    }

    #[inline]
    pub fn def(&self, id: DefId) -> &Def {
        &self.defs[id.index()]
    }
}
