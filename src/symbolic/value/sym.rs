//! Symbolic values: what a TLA+ value looks like when parts of it depend on choices not yet made.
//!
//! | TLA+ | symbolic |
//! | --- | --- |
//! | boolean | one term |
//! | integer | [`Scalar`] |
//! | string, model value | [`Scalar`] over codes that keep TLC's order |
//! | set | elements, each with the condition that it is there |
//! | tuple, sequence | a length and the items up to the largest length |
//! | record | a value for each field |
//! | function | keys and values, each pair with the condition that the key is in the domain |
//! | a value of one of several kinds | alternatives with conditions that exclude each other |
//!
//! An element of a set may itself be symbolic: a set whose elements are all concrete is a bit mask over its universe, a set of
//! symbolic elements is a list of cells; both are the same type, and `set` decides between them element by element. Values are
//! hash-consed: the same parts make the same [`Sym`], so branches that do not touch a value share it, and equality of concrete
//! values is equality of numbers. [`Node::Undefined`] is the value where evaluation failed and a finding was recorded. Merged with
//! any other value it gives that value.

use crate::logic::Term;
use crate::symbolic::value::scalar::Scalar;
use crate::value::{Atom, Value};
use rustc_hash::FxHashMap;
use std::rc::Rc;

/// A symbolic value: a number in the store [`Syms`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Sym(u32);

impl Sym {
    /// Its index in the store; earlier values have smaller ones.
    pub fn index(self) -> u32 {
        self.0
    }
}

/// A set's element, or an alternative, with its condition.
pub type Guarded = (Term, Sym);

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Node {
    Undefined,
    Bool(Term),
    Int(Scalar),
    /// Strings and model values: codes of [`Codes`].
    Atom(Scalar),
    /// Sorted by element; no element twice; no condition FALSE.
    Set(Rc<[Guarded]>),
    /// `items` beyond `length` mean nothing.
    Tuple {
        length: Scalar,
        items: Rc<[Sym]>,
    },
    /// Sorted by field.
    Record(Rc<[(Atom, Sym)]>),
    /// (in the domain, key, value), sorted by key. Entries whose conditions hold together and whose keys are equal have
    /// equal values.
    Function(Rc<[(Term, Sym, Sym)]>),
    /// Two or more, of different [`Class`], none itself a union.
    Union(Rc<[Guarded]>),
    /// A set that is not enumerated.
    Lazy(Lazy),
    /// A function defined by a rule: recursive, or over a domain that cannot be enumerated.
    Rule(RuleId),
}

/// A set that is not enumerated, by its form.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Lazy {
    Nat,
    Int,
    /// `low..high` of many numbers.
    Interval {
        low: Scalar,
        high: Scalar,
    },
    Strings,
    Sequences(Sym),
    Powerset(Sym),
    Functions {
        domain: Sym,
        range: Sym,
    },
    Records(Rc<[(Atom, Sym)]>),
    Product(Rc<[Sym]>),
    /// `{x \in S : p}` of an S that is not written out; the rule is the filter.
    Filter {
        of: Sym,
        rule: RuleId,
    },
    /// `{f(x) : x \in S}`, for each of the sets `of` that a name is bound to; the rule is the constructor.
    Image {
        of: Rc<[Sym]>,
        rule: RuleId,
    },
    /// A Boolean combination with a part that is not written out.
    Join {
        op: Join,
        left: Sym,
        right: Sym,
    },
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Join {
    Union,
    Intersect,
    Minus,
}

/// A [`Node::Rule`]'s place in the encoder's table of closures.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct RuleId(pub u32);

/// What decides whether two values can be merged part by part.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Class {
    Undefined,
    Bool,
    Int,
    Atom,
    Set,
    Tuple,
    Record(Vec<Atom>),
    Function,
    /// Merges only with itself.
    Single(Sym),
    Union,
}

/// The store of symbolic values.
#[derive(Default)]
pub struct Syms {
    nodes: Vec<Node>,
    /// No input below: the value is the same under every assignment.
    concrete: Vec<bool>,
    index: FxHashMap<Node, Sym>,
}

impl Syms {
    pub fn node(&self, s: Sym) -> &Node {
        &self.nodes[s.0 as usize]
    }

    pub fn is_concrete(&self, s: Sym) -> bool {
        self.concrete[s.0 as usize]
    }

    pub fn add(&mut self, node: Node) -> Sym {
        if let Some(&s) = self.index.get(&node) {
            return s;
        }
        let concrete = match &node {
            Node::Undefined | Node::Union(_) | Node::Lazy(_) | Node::Rule(_) => false,
            Node::Bool(t) => t.as_constant().is_some(),
            Node::Int(n) | Node::Atom(n) => n.as_constant().is_some(),
            Node::Set(v) => v.iter().all(|(c, e)| *c == Term::TRUE && self.is_concrete(*e)),
            Node::Tuple { length, items } => length.as_constant().is_some() && items.iter().all(|e| self.is_concrete(*e)),
            Node::Record(v) => v.iter().all(|(_, e)| self.is_concrete(*e)),
            Node::Function(v) => v.iter().all(|(c, k, e)| *c == Term::TRUE && self.is_concrete(*k) && self.is_concrete(*e)),
        };
        let s = Sym(self.nodes.len() as u32);
        self.nodes.push(node.clone());
        self.concrete.push(concrete);
        self.index.insert(node, s);
        s
    }

    pub fn undefined(&mut self) -> Sym {
        self.add(Node::Undefined)
    }

    pub fn is_undefined(&self, s: Sym) -> bool {
        matches!(self.node(s), Node::Undefined)
    }

    pub fn bool(&mut self, t: Term) -> Sym {
        self.add(Node::Bool(t))
    }

    pub fn int(&mut self, value: i64) -> Sym {
        self.add(Node::Int(Scalar::constant(value)))
    }

    pub fn scalar(&mut self, n: Scalar) -> Sym {
        self.add(Node::Int(n))
    }

    /// A tuple of constant length.
    pub fn tuple(&mut self, items: Vec<Sym>) -> Sym {
        self.add(Node::Tuple { length: Scalar::constant(items.len() as i64), items: items.into() })
    }

    pub fn class(&self, s: Sym) -> Class {
        match self.node(s) {
            Node::Undefined => Class::Undefined,
            Node::Bool(_) => Class::Bool,
            Node::Int(_) => Class::Int,
            Node::Atom(_) => Class::Atom,
            Node::Set(_) => Class::Set,
            Node::Tuple { .. } => Class::Tuple,
            Node::Record(v) => Class::Record(v.iter().map(|f| f.0).collect()),
            Node::Function(_) => Class::Function,
            Node::Union(_) => Class::Union,
            Node::Lazy(_) | Node::Rule(_) => Class::Single(s),
        }
    }

    /// The value as alternatives: itself under TRUE unless it is a union.
    pub fn alternatives(&self, s: Sym) -> Vec<Guarded> {
        match self.node(s) {
            Node::Union(v) => v.to_vec(),
            Node::Undefined
            | Node::Bool(_)
            | Node::Int(_)
            | Node::Atom(_)
            | Node::Set(_)
            | Node::Tuple { .. }
            | Node::Record(_)
            | Node::Function(_)
            | Node::Lazy(_)
            | Node::Rule(_) => vec![(Term::TRUE, s)],
        }
    }
}

/// Dense numbers for the strings and model values of a model, in TLC's order, so that comparing codes compares atoms.
#[derive(Default)]
pub struct Codes {
    atoms: Vec<(Atom, bool)>,
    index: FxHashMap<(Atom, bool), i64>,
    /// An atom that was added comes before others in TLC's order.
    disordered: bool,
    /// Some atom was added.
    grown: bool,
}

impl Codes {
    /// Of all atoms that the model mentions; the flag tells model values from strings.
    pub fn new(atoms: impl IntoIterator<Item = (Atom, bool)>) -> Codes {
        let mut v: Vec<(Atom, bool)> = atoms.into_iter().collect();
        // model values before strings where both kinds meet, as in `value::order`
        v.sort_unstable_by_key(|(a, is_model)| (!is_model, *a));
        v.dedup();
        let index = v.iter().enumerate().map(|(i, a)| (*a, i as i64)).collect();
        Codes { atoms: v, index, disordered: false, grown: false }
    }

    /// Gives a code to an atom that evaluation made.
    pub fn add(&mut self, atom: Atom, is_model: bool) {
        if self.index.contains_key(&(atom, is_model)) {
            return;
        }
        let last = self.atoms.last().copied();
        self.disordered |= last.is_some_and(|(a, m)| (!m, a) > (!is_model, atom));
        self.grown = true;
        self.index.insert((atom, is_model), self.atoms.len() as i64);
        self.atoms.push((atom, is_model));
    }

    /// Whether comparing codes compares atoms.
    pub fn in_order(&self) -> bool {
        !self.disordered
    }

    /// Whether an atom was added that the model does not mention. Its code differs in another encoder.
    pub fn have_grown(&self) -> bool {
        self.grown
    }

    pub fn code(&self, atom: Atom, is_model: bool) -> Option<i64> {
        self.index.get(&(atom, is_model)).copied()
    }

    pub fn value(&self, code: i64) -> Value {
        let (a, is_model) = self.atoms[code as usize];
        if is_model { Value::Model(a) } else { Value::Str(a) }
    }

    /// `T` of a typed model value `T_x`.
    pub fn model_type(&self, code: i64) -> Option<u8> {
        let (atom, is_model) = self.atoms[code as usize];
        if is_model { atom.letter() } else { None }
    }

    pub fn is_model(&self, code: i64) -> bool {
        self.atoms[code as usize].1
    }
}
