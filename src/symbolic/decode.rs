//! Between concrete and symbolic: constants in, models out.

use super::value::scalar::Scalar;
use super::value::sym::Node;
use super::{Encoder, Sym, SymState};
use crate::logic::{Assignment, Term};
use crate::source::Span;
use crate::value::{Atom, Value};
use rustc_hash::FxHashMap;

impl<'m> Encoder<'m> {
    /// A state that is known, as a symbolic one.
    pub fn known_state(&mut self, values: &[Value]) -> SymState {
        SymState(values.iter().map(|v| self.of_value(v)).collect())
    }

    /// The condition that a symbolic state is this one.
    pub fn is_state(&mut self, state: &SymState, values: &[Value]) -> Term {
        let known: Vec<Sym> = values.iter().map(|v| self.of_new_value(v)).collect();
        let same: Vec<Term> = state.0.iter().zip(known).map(|(s, v)| self.apart(|enc| enc.equal(*s, v, Span::NONE)).0).collect();
        self.graph.all(same)
    }

    /// The condition that two symbolic states are not one.
    pub fn differ(&mut self, a: &SymState, b: &SymState) -> Term {
        let pairs: Vec<(Sym, Sym)> = a.0.iter().copied().zip(b.0.iter().copied()).filter(|(x, y)| x != y).collect();
        let same: Vec<Term> = pairs.into_iter().map(|(x, y)| self.apart(|enc| enc.equal(x, y, Span::NONE)).0).collect();
        !self.graph.all(same)
    }

    /// A concrete value as a symbolic one.
    pub(super) fn of_value(&mut self, value: &Value) -> Sym {
        match value {
            Value::Bool(b) => self.syms.bool(Term::constant(*b)),
            Value::Int(i) => self.syms.int(*i),
            Value::Str(a) => self.atom(*a, false),
            Value::Model(a) => self.atom(*a, true),
            Value::Set(v) => {
                let elements = v.iter().map(|x| (Term::TRUE, self.of_value(x))).collect();
                self.set_of(elements)
            }
            Value::Tuple(v) => {
                let items = v.iter().map(|x| self.of_value(x)).collect();
                self.syms.tuple(items)
            }
            Value::Record(v) => {
                let fields = v.iter().map(|(a, x)| (*a, self.of_value(x))).collect();
                self.syms.add(Node::Record(fields))
            }
            Value::Function(v) => {
                let entries = v.iter().map(|(k, x)| (Term::TRUE, self.of_value(k), self.of_value(x))).collect();
                self.function_of(entries)
            }
        }
    }

    /// A concrete value that may hold strings which the model does not mention.
    pub(super) fn of_new_value(&mut self, value: &Value) -> Sym {
        let mut atoms = Vec::new();
        super::atoms_of(value, &mut atoms);
        for (atom, is_model) in atoms {
            self.codes.add(atom, is_model);
        }
        self.of_value(value)
    }

    fn atom(&mut self, a: Atom, is_model: bool) -> Sym {
        let code = self.codes.code(a, is_model).expect("encode: every atom of the model has a code");
        self.atom_of_code(code)
    }

    pub(super) fn atom_of_code(&mut self, code: i64) -> Sym {
        self.syms.add(Node::Atom(Scalar::constant(code)))
    }

    pub(super) fn string(&mut self, a: Atom) -> Sym {
        self.atom(a, false)
    }

    /// The value of a concrete symbolic value.
    pub(super) fn concrete_value(&self, s: Sym) -> Value {
        let model = Assignment::default();
        self.value(s, &model, &mut FxHashMap::default()).expect("encode: a concrete value is a value")
    }

    /// The state that a symbolic state is under a model of the choices; `None` if a variable has no value there.
    pub fn decode(&self, state: &SymState, model: &Assignment) -> Option<Vec<Value>> {
        let mut memo = FxHashMap::default();
        state.0.iter().map(|s| self.value(*s, model, &mut memo)).collect()
    }

    /// The value that a symbolic value is under a model; a set that is not written out is written out.
    pub fn decode_value(&mut self, s: Sym, model: &Assignment) -> Option<Value> {
        let s = self.settled(s, Span::NONE);
        self.value(s, model, &mut FxHashMap::default())
    }

    pub(super) fn value(&self, s: Sym, model: &Assignment, memo: &mut FxHashMap<u32, bool>) -> Option<Value> {
        let g = &self.graph;
        Some(match self.syms.node(s) {
            Node::Undefined | Node::Lazy(_) | Node::Rule(_) => return None,
            Node::Bool(t) => Value::Bool(g.evaluate(*t, model, memo)),
            Node::Int(n) => Value::Int(n.evaluate(g, model, memo)),
            Node::Atom(n) => self.codes.value(n.evaluate(g, model, memo)),
            Node::Set(entries) => {
                let mut elements = Vec::new();
                for (c, e) in entries.iter() {
                    if g.evaluate(*c, model, memo) {
                        elements.push(self.value(*e, model, memo)?);
                    }
                }
                Value::set(elements)
            }
            Node::Tuple { length, items } => {
                let n = length.evaluate(g, model, memo).max(0) as usize;
                let items: Option<Vec<Value>> = items.iter().take(n).map(|i| self.value(*i, model, memo)).collect();
                Value::tuple(items?)
            }
            Node::Record(fields) => {
                let fields: Option<Vec<(Atom, Value)>> =
                    fields.iter().map(|(a, x)| Some((*a, self.value(*x, model, memo)?))).collect();
                Value::record(fields?)
            }
            Node::Function(entries) => {
                let mut pairs: Vec<(Value, Value)> = Vec::new();
                for (c, k, x) in entries.iter() {
                    if g.evaluate(*c, model, memo) {
                        let key = self.value(*k, model, memo)?;
                        if !pairs.iter().any(|p| p.0 == key) {
                            pairs.push((key, self.value(*x, model, memo)?));
                        }
                    }
                }
                Value::function(pairs)
            }
            Node::Union(alternatives) => {
                let (_, chosen) = alternatives.iter().find(|(c, _)| g.evaluate(*c, model, memo))?;
                self.value(*chosen, model, memo)?
            }
        })
    }
}
