//! What evaluation works with: values, and what stands for values not (yet) enumerated.
//!
//! A [`Val`] is a finite [`Value`] in normal form, an integer interval, a lazy set (infinite, or not worth
//! enumerating before someone asks for its elements) or a lazy function. Lazy things live inside one evaluator and
//! never in a state: what is stored in a variable is forced first.

use crate::ir::analysis::Size;
use crate::ir::{Bind, Builtin, DefId, ExprId, Pattern, Slot};
use crate::value::{Atom, Value};
use num_bigint::BigInt;
use rustc_hash::FxHashMap;
use std::cell::{OnceCell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

#[derive(Clone)]
pub(crate) enum Val {
    V(Value),
    /// `a..b`
    Range(i64, i64),
    Set(Rc<LazySet>),
    Fun(Rc<LazyFun>),
}

impl From<bool> for Val {
    fn from(b: bool) -> Val {
        Val::V(Value::Bool(b))
    }
}

impl From<i64> for Val {
    fn from(i: i64) -> Val {
        Val::V(Value::Int(i))
    }
}

impl From<Value> for Val {
    fn from(v: Value) -> Val {
        Val::V(v)
    }
}

pub(crate) struct LazySet {
    pub kind: SetKind,
    /// The elements, sorted, once someone needed them all.
    pub elements: OnceCell<Arc<[Value]>>,
}

pub(crate) enum SetKind {
    Nat,
    Int,
    /// `a..b` where one end does not fit 64 bits.
    Between(BigInt, BigInt),
    Real,
    Strings,
    /// `ANY` of module Sequences' friends: contains everything.
    Any,
    Seq(Val),
    Powerset(Val),
    /// `[S -> T]`
    Functions(Val, Val),
    /// Fields in rank order.
    Records(Vec<(Atom, Val)>),
    Cross(Vec<Val>),
    Union(Val, Val),
    Intersect(Val, Val),
    Minus(Val, Val),
    /// The union of these.
    BigUnion(Vec<Val>),
    /// The union of the elements of this.
    UnionOf(Val),
    /// `{Nat, Int}`: a set written out whose elements cannot all be enumerated, each with where it stands.
    Listed(Vec<(Val, ExprId)>),
    /// `{x \in set : body}` over a set that is not enumerated.
    Filter {
        set: Val,
        pattern: Pattern,
        body: ExprId,
        env: Env,
    },
}

impl SetKind {
    pub fn val(self) -> Val {
        Val::Set(Rc::new(LazySet { kind: self, elements: OnceCell::new() }))
    }
}

/// A function evaluated where it is applied.
pub(crate) struct LazyFun {
    pub kind: FunKind,
    pub memo: RefCell<FxHashMap<Value, Val>>,
    /// Values that were about to be applied: functions of which not all need have a value.
    pub applied: RefCell<FxHashMap<Value, Val>>,
    pub whole: OnceCell<Value>,
}

impl LazyFun {
    /// Its domain is written out, or a short interval.
    pub fn is_small(&self) -> bool {
        const SMALL: i64 = 10_000;
        match &self.kind {
            FunKind::Body { binds, .. } => match &binds[..] {
                [(_, Val::V(Value::Set(_)))] => true,
                [(_, Val::Range(a, b))] => b.saturating_sub(*a) < SMALL,
                _ => false,
            },
            FunKind::Parts(_) => false,
            FunKind::Except { base: Val::Fun(f), .. } => f.is_small(),
            FunKind::Except { .. } => true,
        }
    }
}

pub(crate) enum FunKind {
    Body {
        binds: Vec<(Pattern, Val)>,
        body: ExprId,
        recursive: Option<Slot>,
        env: Env,
    },
    /// `<<1, Nat>>`, `[a |-> Nat]`: a tuple or record whose components cannot all be enumerated, each with where it stands.
    Parts(Vec<(Value, Val, ExprId)>),
    /// `[base EXCEPT ![key] = value]`
    Except {
        base: Val,
        key: Value,
        value: Val,
    },
}

impl FunKind {
    pub fn val(self) -> Val {
        Val::Fun(Rc::new(LazyFun { kind: self, memo: RefCell::default(), applied: RefCell::default(), whole: OnceCell::new() }))
    }
}

/// The locals that an expression mentions, copied so that it outlives the frame where it stood.
pub(crate) struct Env {
    pub size: Size,
    pub cells: Vec<(Slot, Cell)>,
    /// Evaluated in the next state (it stood under a prime).
    pub primed: bool,
}

/// What a slot of a frame holds.
#[derive(Clone, Default)]
pub(crate) enum Cell {
    #[default]
    Empty,
    Val(Val),
    /// An expression of the frame at `base`, not evaluated yet.
    Thunk {
        expr: ExprId,
        base: usize,
    },
    /// An evaluated thunk whose value depends on the state: evaluated again under a prime.
    Forced {
        val: Val,
        expr: ExprId,
        base: usize,
    },
    /// A thunk that carries its locals.
    Closure(Rc<Closure>),
    Op(Rc<Op>),
}

pub(crate) struct Closure {
    pub expr: ExprId,
    pub env: Env,
    pub memo: RefCell<Option<Val>>,
}

/// An operator given as an argument.
pub(crate) enum Op {
    Def { def: DefId, captured: Vec<Cell> },
    Builtin(Builtin),
}

/// The binders of an expression with their sets evaluated.
pub(crate) type Bound<'m> = Vec<(&'m Bind, Val)>;
