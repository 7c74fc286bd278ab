//! Between concrete and symbolic values.

use crate::logic::{Assignment, Term};
use crate::symbolic::value::Values;
use crate::symbolic::value::rules::Rules;
use crate::symbolic::value::scalar::Scalar;
use crate::symbolic::value::sym::Node;
use crate::symbolic::value::sym::Sym;
use crate::value::{Atom, Value};
use rustc_hash::FxHashMap;

impl<C: Rules> Values<C> {
    /// A concrete value as a symbolic one.
    pub(in crate::symbolic) fn of_value(&mut self, value: &Value) -> Sym {
        match value {
            Value::Bool(b) => self.syms.bool(Term::constant(*b)),
            Value::Int(i) => self.syms.int(*i),
            Value::Big(i) => {
                let n = self.graph.number_constant((**i).clone());
                let n = Scalar::of_number(&self.graph, n);
                self.syms.scalar(n)
            }
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
    pub(in crate::symbolic) fn of_new_value(&mut self, value: &Value) -> Sym {
        let mut atoms = Vec::new();
        atoms_of(value, &mut atoms);
        for (atom, is_model) in atoms {
            self.codes.add(atom, is_model);
        }
        self.of_value(value)
    }

    fn atom(&mut self, a: Atom, is_model: bool) -> Sym {
        let code = self.codes.code(a, is_model).expect("symbolic: every atom of the model has a code");
        self.atom_of_code(code)
    }

    pub(in crate::symbolic) fn atom_of_code(&mut self, code: i64) -> Sym {
        self.syms.add(Node::Atom(Scalar::constant(code)))
    }

    pub(in crate::symbolic) fn string(&mut self, a: Atom) -> Sym {
        self.atom(a, false)
    }

    /// The value of a concrete symbolic value.
    pub(in crate::symbolic) fn concrete_value(&self, s: Sym) -> Value {
        let model = Assignment::default();
        self.value(s, &model, &mut FxHashMap::default()).expect("symbolic: a concrete value is a value")
    }

    pub(in crate::symbolic) fn value(&self, s: Sym, model: &Assignment, memo: &mut FxHashMap<u32, bool>) -> Option<Value> {
        let g = &self.graph;
        Some(match self.syms.node(s) {
            Node::Undefined | Node::Lazy(_) | Node::Rule(_) => return None,
            Node::Bool(t) => Value::Bool(g.evaluate(*t, model, memo)),
            Node::Int(n) if n.number().is_none() => Value::Int(n.evaluate(g, model, memo)),
            Node::Int(n) => Value::integer(n.evaluate_integer(g, model, memo)),
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

/// The strings (`false`) and model values (`true`) in a value.
pub(in crate::symbolic) fn atoms_of(value: &Value, out: &mut Vec<(Atom, bool)>) {
    match value {
        Value::Bool(_) | Value::Int(_) | Value::Big(_) => {}
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
