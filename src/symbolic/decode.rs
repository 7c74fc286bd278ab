//! Conversion between concrete and symbolic states.

use super::shape::{NoShape, Shape};
use super::{Encoder, Sym, SymState};
use crate::logic::{Assignment, Term};
use crate::source::Span;
use crate::value::Value;
use rustc_hash::FxHashMap;

impl<'m> Encoder<'m> {
    /// The outline of a state for the log, one line a variable.
    pub fn outline(&self, state: &SymState) -> String {
        let names = self.cx.model.vars.iter();
        names.zip(&state.0).map(|(v, s)| format!("\n  {}: {}", v.name, self.outline_of(*s))).collect()
    }

    /// A concrete state as a symbolic one.
    pub fn known_state(&mut self, values: &[Value]) -> SymState {
        SymState(values.iter().map(|v| self.of_value(v)).collect())
    }

    /// The shapes that contain these values and no others.
    pub fn shapes_of(&mut self, values: &[Value]) -> Result<Vec<Shape>, NoShape> {
        let state = SymState(values.iter().map(|v| self.of_new_value(v)).collect());
        self.shapes(&state)
    }

    /// The condition that a symbolic state equals a concrete one.
    pub fn is_state(&mut self, state: &SymState, values: &[Value]) -> Term {
        let known: Vec<Sym> = values.iter().map(|v| self.of_new_value(v)).collect();
        let same: Vec<Term> = state.0.iter().zip(known).map(|(s, v)| self.apart(|enc| enc.equal(*s, v, Span::NONE)).0).collect();
        self.graph.all(same)
    }

    /// The condition that two symbolic states differ.
    pub fn differ(&mut self, a: &SymState, b: &SymState) -> Term {
        let pairs: Vec<(Sym, Sym)> = a.0.iter().copied().zip(b.0.iter().copied()).filter(|(x, y)| x != y).collect();
        let same: Vec<Term> = pairs.into_iter().map(|(x, y)| self.apart(|enc| enc.equal(x, y, Span::NONE)).0).collect();
        !self.graph.all(same)
    }

    /// The state under an assignment of the choices; `None` if a variable has no value there.
    pub fn decode(&self, state: &SymState, model: &Assignment) -> Option<Vec<Value>> {
        let mut memo = FxHashMap::default();
        state.0.iter().map(|s| self.value(*s, model, &mut memo)).collect()
    }

    /// The value under an assignment of the choices. Lazy sets and rules are enumerated.
    pub fn decode_value(&mut self, s: Sym, model: &Assignment) -> Option<Value> {
        let s = self.settled(s, Span::NONE);
        self.value(s, model, &mut FxHashMap::default())
    }
}
