//! What names stand for, and the frames in which definitions are made.
//!
//! A local name (parameter, bound name, LET value) has a [`LocalId`] of its own in the whole run. A definition under
//! construction has a [`Frame`]: slots for its own locals, and further ones, taken on first use, for the
//! locals of definitions around it, which become its leading parameters when it is finished (lambda lifting).

use crate::ir::{Builtin, DefId, Level, Slot, VarId};
use crate::resolve::builtin::Special;
use crate::source::Span;
use crate::syntax::ast::{self, Name};
use crate::syntax::token::plain_name;
use rustc_hash::FxHashMap;
use std::cell::RefCell;
use std::rc::Rc;

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) struct LocalId(pub u32);

#[derive(Clone, Debug)]
pub(super) struct Local {
    pub name: Name,
    /// Of an operator parameter; 0 for a value.
    pub arity: usize,
    /// Level of a LET value in the frame that made it; constant for bound names and parameters.
    pub level: ExprLevel,
}

/// A level, and the parameters of the frame whose levels add to it (bits of [`Frame::level_params`]).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct ExprLevel {
    pub level: Level,
    pub params: u64,
}

impl ExprLevel {
    pub const CONSTANT: ExprLevel = ExprLevel { level: Level::Constant, params: 0 };

    pub fn join(self, other: ExprLevel) -> ExprLevel {
        ExprLevel { level: self.level.max(other.level), params: self.params | other.params }
    }
}

/// A named instance: its parameters and the names behind `!`.
#[derive(Clone, Debug)]
pub(super) struct InstanceScope {
    pub params: Vec<LocalId>,
    pub scope: Rc<Scope>,
    /// What is instantiated.
    pub of: Rc<ast::Module>,
}

#[derive(Clone, Debug)]
pub(super) enum Entity {
    Def(DefId),
    Builtin(Builtin, usize),
    Special(Special, usize),
    Var(VarId),
    Local(LocalId),
    Instance(Rc<InstanceScope>),
    /// A module inside a module, with the names that were known before it.
    Submodule(Rc<ast::Module>, Rc<Scope>),
}

impl Entity {
    pub fn same(&self, other: &Entity) -> bool {
        match (self, other) {
            (Entity::Def(a), Entity::Def(b)) => a == b,
            (Entity::Builtin(a, n), Entity::Builtin(b, m)) => (a, n) == (b, m),
            (Entity::Special(a, n), Entity::Special(b, m)) => (a, n) == (b, m),
            (Entity::Var(a), Entity::Var(b)) => a == b,
            (Entity::Local(a), Entity::Local(b)) => a == b,
            (Entity::Instance(a), Entity::Instance(b)) => Rc::ptr_eq(a, b),
            (Entity::Submodule(a, _), Entity::Submodule(b, _)) => Rc::ptr_eq(a, b),
            (
                Entity::Def(_)
                | Entity::Builtin(..)
                | Entity::Special(..)
                | Entity::Var(_)
                | Entity::Local(_)
                | Entity::Instance(_)
                | Entity::Submodule(..),
                _,
            ) => false,
        }
    }
}

/// A name of a module.
#[derive(Clone, Debug)]
pub(super) struct Item {
    pub entity: Entity,
    pub span: Span,
    /// LOCAL, or a name of the module around this one: not handed on.
    pub local: bool,
    /// The module whose text declares it.
    pub module: Name,
    /// Declared by RECURSIVE, not yet defined.
    pub pending: bool,
    /// Brought along by a community module that extends the one which defines it: others may take the name.
    pub weak: bool,
}

#[derive(Clone, Default, Debug)]
pub(super) struct Scope {
    pub names: FxHashMap<Name, Item>,
}

/// An instance resolved once more, its variables standing for themselves. See `enabled`.
pub(super) struct EnabledScope {
    /// By module: the one instantiated and those that it extends.
    pub scopes: FxHashMap<Name, Rc<Scope>>,
    /// Each variable of the instance, and what it stands for outside of ENABLED.
    pub stand_ins: Vec<(VarId, Entity)>,
}

/// Where the resolver stands: the module's names so far, and the local ones.
#[derive(Clone, Default)]
pub(super) struct Env {
    pub module: Option<Name>,
    /// Its tree, for messages.
    pub tree: Option<Rc<ast::Module>>,
    pub scope: Scope,
    pub locals: Vec<(Name, Item)>,
    /// Prefix of the names of definitions: `I!`.
    pub prefix: String,
    /// What the constants and variables of an instantiated module stand for; `None` if they are declared.
    pub bindings: Option<Rc<FxHashMap<Name, Entity>>>,
    /// In an instance of a module about states: the level that a declaration has, and that what stands for it may not exceed
    /// where it is an argument.
    pub limits: Rc<FxHashMap<Name, Level>>,
    /// The same for the local names in what stands for declarations; the higher level where there are two.
    pub limited: Rc<FxHashMap<LocalId, Level>>,
    /// Where it is instantiated.
    pub given_at: Option<Span>,
    /// In an instance: the same names for what ENABLED is about.
    pub enabled_scope: Option<Rc<EnabledScope>>,
    /// The modules that this module, or one around it in the same instance, extends.
    pub extended: Rc<RefCell<FxHashMap<Name, Rc<Scope>>>>,
    /// In the definitions of a LET: new names are local.
    pub in_let: bool,
    /// How many LETs are around.
    pub lets: usize,
    /// Declared by RECURSIVE and not yet defined.
    pub unresolved: usize,
}

impl Env {
    /// What a name means where it is used: `ℕ` is Nat unless it is defined.
    pub fn lookup(&self, name: &str) -> Option<&Item> {
        self.known(name).or_else(|| self.known(plain_name(name)?))
    }

    /// What has exactly this name.
    pub fn known(&self, name: &str) -> Option<&Item> {
        self.locals.iter().rev().find(|(n, _)| &**n == name).map(|(_, i)| i).or_else(|| self.scope.names.get(name))
    }

    pub fn module(&self) -> Name {
        self.module.clone().unwrap_or_else(|| Name::from(""))
    }
}

/// A definition under construction.
pub(super) struct Frame {
    pub slots: Vec<Name>,
    pub slot_of: FxHashMap<LocalId, Slot>,
    /// Its own parameters.
    pub own: Vec<LocalId>,
    /// Locals of the definitions around it, in the order of their leading parameters.
    pub captures: Vec<LocalId>,
    /// Parameters and captures by the bit that stands for them in [`ExprLevel::params`].
    pub level_params: Vec<LocalId>,
    /// The highest level that each of `level_params` may have.
    pub max: Vec<Level>,
    /// Those of `level_params` that stand under a prime, ENABLED or a temporal operator.
    pub opaque: u64,
    /// What its operator parameters are applied to.
    pub demands: Vec<Demand<LocalId>>,
}

/// An operator parameter is applied to an argument of this level.
#[derive(Clone, Copy, Debug)]
pub(super) struct Demand<Op> {
    pub op: Op,
    /// Which argument of the operator.
    pub position: usize,
    pub level: ExprLevel,
}

/// What a caller must know of a finished definition.
#[derive(Clone, Debug)]
pub(super) struct Signature {
    /// Arities of its own parameters.
    pub arities: Vec<usize>,
    pub captures: Vec<LocalId>,
    /// Level with constant arguments, and the parameters (captures first) that add to it.
    pub level: ExprLevel,
    pub max: Vec<Level>,
    /// See [`Frame::opaque`]; bits in the order of the parameters, captures first.
    pub opaque: u64,
    /// What operator parameters, by their place, are applied to.
    pub demands: Vec<Demand<usize>>,
    /// Recursive definitions whose level adds to this one's, as long as it is not known.
    pub unknown: Vec<DefId>,
}
