//! The arena of terms: what a term is, its sort, and the one place where terms are made.
//!
//! In: an operator and operands ([`Terms::apply`]), literals, symbols, quantifiers. Out: a [`Term`], the number of a [`Node`].
//! The constructors that fold are in [`super::build`].

use super::Sort;
use crate::util::work;
use hashbrown::HashTable;
use num_bigint::{BigInt, BigUint};
use rustc_hash::{FxBuildHasher, FxHashMap};
use std::hash::BuildHasher;
use std::sync::Arc;

/// A term of one [`Terms`]. Terms are ordered by when they were built.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Term(pub(super) u32);

/// A declared function symbol. Constants are functions without parameters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Function(pub(super) u32);

/// A variable for a quantifier to bind.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Variable(pub(super) u32);

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Quantifier {
    Forall,
    Exists,
}

/// An operator, with SMT-LIB's meaning.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Op {
    Not,
    And,
    Or,
    Xor,
    Implies,
    Ite,
    Eq,
    Distinct,
    Add,
    Sub,
    Mul,
    Neg,
    /// Euclidean, as `Mod`.
    Div,
    Mod,
    Less,
    LessEqual,
    BvNot,
    BvNeg,
    BvAnd,
    BvOr,
    BvXor,
    BvAdd,
    BvSub,
    BvMul,
    /// All ones where the divisor is 0.
    BvUDiv,
    /// The dividend where the divisor is 0.
    BvURem,
    /// Rounds to 0.
    BvSDiv,
    /// Has the dividend's sign.
    BvSRem,
    BvShl,
    BvLShr,
    BvAShr,
    BvULess,
    BvULessEqual,
    BvSLess,
    BvSLessEqual,
    /// The first operand has the high bits.
    Concat,
    /// Bits `low` to `high`, both included.
    Extract {
        high: u32,
        low: u32,
    },
    /// By so many bits.
    ZeroExtend(u32),
    SignExtend(u32),
    Select,
    Store,
    /// The array with this index sort that is its operand everywhere.
    ConstArray(Sort),
    Apply(Function),
}

/// What a term is made of.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Node {
    Bool(bool),
    Int(BigInt),
    /// The value is less than 2 to the width.
    Bits {
        width: u32,
        value: BigUint,
    },
    Variable(Variable),
    App(Op, Box<[Term]>),
    Quantified(Quantifier, Box<[Variable]>, Term),
}

/// The declaration of a [`Function`].
#[derive(PartialEq, Eq, Debug)]
pub struct Declaration {
    pub name: Arc<str>,
    pub domain: Box<[Sort]>,
    pub range: Sort,
}

/// All terms of a formula, and its symbols.
pub struct Terms {
    nodes: Vec<Node>,
    sorts: Vec<Sort>,
    /// The variables that occur free in each term, ordered.
    free: Vec<Box<[Variable]>>,
    /// The terms by their nodes.
    index: HashTable<u32>,
    functions: Vec<Declaration>,
    by_name: FxHashMap<Arc<str>, Function>,
    /// A hint for the name, and the sort of each variable.
    variables: Vec<(Arc<str>, Sort)>,
}

fn hash(node: &Node) -> u64 {
    FxBuildHasher.hash_one(node)
}

impl Default for Terms {
    fn default() -> Terms {
        Terms::new()
    }
}

impl Terms {
    pub const FALSE: Term = Term(0);
    pub const TRUE: Term = Term(1);

    pub fn new() -> Terms {
        let mut terms = Terms {
            nodes: Vec::new(),
            sorts: Vec::new(),
            free: Vec::new(),
            index: HashTable::new(),
            functions: Vec::new(),
            by_name: FxHashMap::default(),
            variables: Vec::new(),
        };
        for value in [false, true] {
            terms.intern(Node::Bool(value), Sort::Bool, Vec::new());
        }
        terms
    }

    /// Terms so far, the measure of a formula's size.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    pub fn is_empty(&self) -> bool {
        self.nodes.len() == 2
    }

    pub fn node(&self, term: Term) -> &Node {
        &self.nodes[term.0 as usize]
    }

    pub fn sort(&self, term: Term) -> &Sort {
        &self.sorts[term.0 as usize]
    }

    /// The variables that occur free in the term.
    pub fn free(&self, term: Term) -> &[Variable] {
        &self.free[term.0 as usize]
    }

    /// The terms right below this one.
    pub fn operands(&self, term: Term) -> &[Term] {
        match self.node(term) {
            Node::Bool(_) | Node::Int(_) | Node::Bits { .. } | Node::Variable(_) => &[],
            Node::App(_, operands) => operands,
            Node::Quantified(_, _, body) => std::slice::from_ref(body),
        }
    }

    pub fn declaration(&self, function: Function) -> &Declaration {
        &self.functions[function.0 as usize]
    }

    /// A hint for the variable's name, and its sort.
    pub fn variable(&self, variable: Variable) -> (&str, &Sort) {
        let (hint, sort) = &self.variables[variable.0 as usize];
        (hint, sort)
    }

    /// The function symbol with this name and these sorts. The same name with other sorts is a bug in the caller, as is a name
    /// that SMT-LIB cannot quote or that begins with `!`, which the printer uses.
    #[track_caller]
    pub fn declare(&mut self, name: &str, domain: &[Sort], range: Sort) -> Function {
        let quotable = !name.is_empty() && !name.starts_with('!') && !name.contains(['|', '\\']);
        assert!(quotable, "smt: {name:?} cannot name a function");
        let declaration = Declaration { name: name.into(), domain: domain.into(), range };
        if let Some(known) = self.by_name.get(name) {
            assert_eq!(self.declaration(*known), &declaration, "smt: {name} is declared twice");
            return *known;
        }
        let function = Function(self.functions.len() as u32);
        self.by_name.insert(declaration.name.clone(), function);
        self.functions.push(declaration);
        function
    }

    /// The constant symbol with this name and sort.
    #[track_caller]
    pub fn constant(&mut self, name: &str, sort: Sort) -> Term {
        let function = self.declare(name, &[], sort);
        self.apply(Op::Apply(function), &[])
    }

    pub fn bool(&self, value: bool) -> Term {
        if value { Terms::TRUE } else { Terms::FALSE }
    }

    pub fn int(&mut self, value: impl Into<BigInt>) -> Term {
        self.intern(Node::Int(value.into()), Sort::Int, Vec::new())
    }

    /// The bit-vector of this width with this value, which must fit.
    #[track_caller]
    pub fn bits(&mut self, width: u32, value: impl Into<BigUint>) -> Term {
        let value = value.into();
        assert!(width > 0 && value.bits() <= u64::from(width), "smt: {value} does not fit into {width} bits");
        self.intern(Node::Bits { width, value }, Sort::BitVec(width), Vec::new())
    }

    /// A new variable, different from all others. `hint` becomes a part of its name in scripts.
    pub fn fresh_variable(&mut self, hint: &str, sort: Sort) -> Term {
        let variable = Variable(self.variables.len() as u32);
        let hint: String = hint.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
        self.variables.push((hint.into(), sort.clone()));
        self.intern(Node::Variable(variable), sort, vec![variable])
    }

    /// The operator applied, without folding. Operands that it does not take are a bug in the caller.
    #[track_caller]
    pub fn apply(&mut self, op: Op, operands: &[Term]) -> Term {
        let sorts: Vec<&Sort> = operands.iter().map(|t| self.sort(*t)).collect();
        let Some(sort) = self.result(&op, &sorts) else { panic!("smt: {op:?} does not take {sorts:?}") };
        let mut free: Vec<Variable> = operands.iter().flat_map(|t| self.free(*t)).copied().collect();
        free.sort_unstable();
        free.dedup();
        self.intern(Node::App(op, operands.into()), sort, free)
    }

    /// The quantifier applied to those of the variables that occur in the body. All sorts are inhabited, so the others do not matter.
    #[track_caller]
    pub fn quantify(&mut self, quantifier: Quantifier, variables: &[Term], body: Term) -> Term {
        assert_eq!(self.sort(body), &Sort::Bool, "smt: a quantifier takes a Boolean body");
        let free = self.free(body);
        let mut bound = Vec::new();
        for v in variables {
            let Node::Variable(v) = self.node(*v) else { panic!("smt: a quantifier binds variables, not {:?}", self.node(*v)) };
            if free.contains(v) && !bound.contains(v) {
                bound.push(*v);
            }
        }
        if bound.is_empty() {
            return body;
        }
        let free = free.iter().filter(|v| !bound.contains(v)).copied().collect();
        self.intern(Node::Quantified(quantifier, bound.into(), body), Sort::Bool, free)
    }

    /// The term with this node, if it was built.
    pub(super) fn find(&self, node: &Node) -> Option<Term> {
        self.index.find(hash(node), |n| self.nodes[*n as usize] == *node).map(|n| Term(*n))
    }

    fn intern(&mut self, node: Node, sort: Sort, free: Vec<Variable>) -> Term {
        work::step(1);
        let nodes = &self.nodes;
        if let Some(known) = self.index.find(hash(&node), |n| nodes[*n as usize] == node) {
            return Term(*known);
        }
        let n = nodes.len() as u32;
        self.index.insert_unique(hash(&node), n, |n| hash(&nodes[*n as usize]));
        self.nodes.push(node);
        self.sorts.push(sort);
        self.free.push(free.into());
        Term(n)
    }

    /// The sort of an application, if the operator takes operands of these sorts.
    fn result(&self, op: &Op, operands: &[&Sort]) -> Option<Sort> {
        use Sort::{Array, BitVec, Bool, Int};
        let all = |sort: &Sort| operands.iter().all(|s| *s == sort);
        match (op, operands) {
            (Op::Not, [Bool]) | (Op::Xor | Op::Implies, [Bool, Bool]) => Some(Bool),
            (Op::And | Op::Or, _) if all(&Bool) => Some(Bool),
            (Op::Ite, [Bool, a, b]) if a == b => Some((*a).clone()),
            (Op::Eq, [a, b]) if a == b => Some(Bool),
            (Op::Distinct, [a, ..]) if all(a) => Some(Bool),
            (Op::Neg, [Int]) | (Op::Sub | Op::Div | Op::Mod, [Int, Int]) => Some(Int),
            (Op::Add | Op::Mul, [_, _, ..]) if all(&Int) => Some(Int),
            (Op::Less | Op::LessEqual, [Int, Int]) => Some(Bool),
            (Op::BvNot | Op::BvNeg, [BitVec(n)]) => Some(BitVec(*n)),
            (
                Op::BvAnd
                | Op::BvOr
                | Op::BvXor
                | Op::BvAdd
                | Op::BvSub
                | Op::BvMul
                | Op::BvUDiv
                | Op::BvURem
                | Op::BvSDiv
                | Op::BvSRem
                | Op::BvShl
                | Op::BvLShr
                | Op::BvAShr,
                [BitVec(n), BitVec(m)],
            ) if n == m => Some(BitVec(*n)),
            (Op::BvULess | Op::BvULessEqual | Op::BvSLess | Op::BvSLessEqual, [BitVec(n), BitVec(m)]) if n == m => Some(Bool),
            (Op::Concat, [BitVec(n), BitVec(m)]) => n.checked_add(*m).map(BitVec),
            (Op::Extract { high, low }, [BitVec(n)]) if low <= high && high < n => Some(BitVec(high - low + 1)),
            (Op::ZeroExtend(by) | Op::SignExtend(by), [BitVec(n)]) => n.checked_add(*by).map(BitVec),
            (Op::Select, [Array(index, element), i]) if **index == **i => Some((**element).clone()),
            (Op::Store, [array @ Array(index, element), i, e]) if **index == **i && **element == **e => Some((*array).clone()),
            (Op::ConstArray(index), [element]) => Some(Sort::array(index.clone(), (*element).clone())),
            (Op::Apply(f), _) => {
                let declaration = self.declaration(*f);
                let fits = declaration.domain.len() == operands.len() && declaration.domain.iter().eq(operands.iter().copied());
                fits.then(|| declaration.range.clone())
            }
            // the operator does not take these operands
            _ => None,
        }
    }
}
