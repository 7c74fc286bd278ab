//! The shape of a symbolic value: all values that it may have, as far as folding and domains tell.
//!
//! In: a symbolic value. Out: the least [`Shape`] that contains every combination of its parts' values. Parts are taken apart, so a record whose
//! fields depend on each other gets all combinations; the elements of a set are written out one by one.

use super::{Key, MOST_VALUES, NoShape, Shape, sorted};
use crate::logic::Term;
use crate::symbolic::value::rules::Rules;
use crate::symbolic::value::scalar::Scalar;
use crate::symbolic::value::sym::{Node, Sym};
use crate::symbolic::value::{SymState, Values};
use crate::value::Value;
use itertools::Itertools;

impl<C: Rules> Values<C> {
    /// The shape of each variable's value.
    pub fn shapes(&self, state: &SymState) -> Result<Vec<Shape>, NoShape> {
        if self.codes.have_grown() {
            return Err(NoShape::because("strings that evaluation makes"));
        }
        state.0.iter().map(|s| self.shape_of(*s)).collect()
    }

    pub(in crate::symbolic) fn shape_of(&self, s: Sym) -> Result<Shape, NoShape> {
        let shape = match self.syms.node(s) {
            Node::Undefined => return Err(NoShape::because("a variable without a value")),
            Node::Lazy(_) => return Err(NoShape::because("a set that is not written out")),
            Node::Rule(_) => return Err(NoShape::because("a function that is not written out")),
            Node::Bool(_) | Node::Int(_) | Node::Atom(_) => Shape::OneOf(sorted(self.all_values(s)?)),
            Node::Set(entries) => {
                let mut all = Vec::new();
                for (_, e) in entries.iter() {
                    all.extend(self.all_values(*e)?);
                    if all.len() > 4 * MOST_VALUES {
                        return Err(too_many());
                    }
                }
                Shape::Set(sorted(all))
            }
            Node::Tuple { length, items } => {
                let lengths: Vec<usize> = length.domain().values().into_iter().filter_map(|n| usize::try_from(n).ok()).collect();
                let most = lengths.last().copied().unwrap_or(0);
                let items = items.iter().take(most).map(|i| self.shape_of(*i)).collect::<Result<_, _>>()?;
                Shape::Tuple { lengths, items }
            }
            Node::Record(fields) => {
                Shape::Record(fields.iter().map(|(f, x)| Ok((*f, self.shape_of(*x)?))).collect::<Result<_, NoShape>>()?)
            }
            Node::Function(entries) => {
                let mut keys: Vec<Key> = Vec::new();
                for (g, k, x) in entries.iter() {
                    let (values, inside) = (self.all_values(*k)?, self.shape_of(*x)?);
                    let always = *g == Term::TRUE && values.len() == 1;
                    for key in values {
                        match keys.iter_mut().find(|old| old.key == key) {
                            Some(old) => {
                                old.always |= always;
                                old.shape = old.shape.clone().join(inside.clone())?;
                            }
                            None => keys.push(Key { key, always, shape: inside.clone() }),
                        }
                    }
                    if keys.len() > MOST_VALUES {
                        return Err(too_many());
                    }
                }
                keys.sort_by(|a, b| crate::value::order::compare(&a.key, &b.key));
                Shape::Function(keys)
            }
            Node::Union(alternatives) => {
                let shapes = alternatives.iter().map(|a| self.shape_of(a.1));
                return shapes.reduce(|a, b| a?.join(b?)).unwrap_or_else(|| Err(too_many()));
            }
        };
        shape.checked()
    }

    /// Every value, one by one.
    fn all_values(&self, s: Sym) -> Result<Vec<Value>, NoShape> {
        if self.syms.is_concrete(s) {
            return Ok(vec![self.concrete_value(s)]);
        }
        Ok(match self.syms.node(s) {
            Node::Undefined => Vec::new(),
            Node::Lazy(_) | Node::Rule(_) => return Err(NoShape::because("an element that is not written out")),
            Node::Bool(_) => vec![Value::Bool(false), Value::Bool(true)],
            Node::Int(n) => self.codes_of(n)?.into_iter().map(Value::Int).collect(),
            Node::Atom(n) => self.codes_of(n)?.into_iter().map(|c| self.codes.value(c)).collect(),
            Node::Set(entries) => {
                let mut elements = Vec::new();
                for (_, e) in entries.iter() {
                    elements.extend(self.all_values(*e)?);
                }
                let elements = sorted(elements);
                if elements.len() > MOST_VALUES.ilog2() as usize {
                    return Err(too_many());
                }
                elements.into_iter().powerset().map(Value::set).collect()
            }
            Node::Tuple { length, items } => {
                let columns: Vec<Vec<Value>> = items.iter().map(|i| self.all_values(*i)).collect::<Result<_, _>>()?;
                let mut all = Vec::new();
                for n in length.domain().values() {
                    let n = usize::try_from(n).unwrap_or(0).min(columns.len());
                    all.extend(rows(&columns[..n])?.into_iter().map(Value::tuple));
                }
                all
            }
            Node::Record(fields) => {
                let columns: Vec<Vec<Value>> = fields.iter().map(|f| self.all_values(f.1)).collect::<Result<_, _>>()?;
                let names = fields.iter().map(|f| f.0).collect_vec();
                rows(&columns)?.into_iter().map(|row| Value::record(names.iter().copied().zip(row))).collect()
            }
            Node::Function(entries) => {
                let mut columns: Vec<Vec<Value>> = Vec::new();
                let mut keys = Vec::new();
                for (g, k, x) in entries.iter() {
                    if *g != Term::TRUE || !self.syms.is_concrete(*k) {
                        return Err(NoShape::because("an element that is a partial function"));
                    }
                    keys.push(self.concrete_value(*k));
                    columns.push(self.all_values(*x)?);
                }
                rows(&columns)?.into_iter().map(|row| Value::function(keys.iter().cloned().zip(row))).collect()
            }
            Node::Union(alternatives) => {
                let mut all = Vec::new();
                for (_, x) in alternatives.iter() {
                    all.extend(self.all_values(*x)?);
                }
                all
            }
        })
    }

    /// Every value, one by one; `None` if there are too many.
    pub(super) fn possible_values(&self, s: Sym) -> Option<Vec<Value>> {
        self.all_values(s).ok()
    }

    fn codes_of(&self, n: &Scalar) -> Result<Vec<i64>, NoShape> {
        if n.domain().size() > MOST_VALUES as u64 { Err(too_many()) } else { Ok(n.domain().values()) }
    }
}

/// Every row of one value from each column.
fn rows(columns: &[Vec<Value>]) -> Result<Vec<Vec<Value>>, NoShape> {
    let count = columns.iter().try_fold(1usize, |n, c| n.checked_mul(c.len()).filter(|n| *n <= MOST_VALUES));
    if count.is_none() {
        return Err(too_many());
    }
    if columns.is_empty() {
        return Ok(vec![Vec::new()]);
    }
    Ok(columns.iter().map(|c| c.iter().cloned()).multi_cartesian_product().collect())
}

fn too_many() -> NoShape {
    NoShape::because(format!("a place with more than {MOST_VALUES} values or elements"))
}
