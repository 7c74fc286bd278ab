//! The registers of TLCSet and TLCGet.
//!
//! In: keys and values. A number, or a string that begins with `s:`, is a register of the worker that sets it; set where no
//! worker works (in an ASSUME or an initial state), it is set for all. Everything else is one for all: what the engine tells (`"level"`),
//! and wishes (`"exit"`). Workers take turns where a specification asks for such things: see `engine::explicit`.

use crate::value::State;
use crate::value::{Atoms, Value};
use rustc_hash::FxHashMap;
use std::sync::Arc;

#[derive(Clone, Debug)]
pub struct Registers {
    told: FxHashMap<Value, Value>,
    /// By worker; there is at least one.
    own: Vec<FxHashMap<Value, Value>>,
    /// The worker whose turn it is, if any.
    worker: Option<usize>,
    /// States on the way to the one that is looked at, from an initial one on: what Trace tells, up to its level.
    pub way: Arc<[State]>,
}

/// The name of a register of workers.
fn is_own(key: &Value) -> bool {
    match key {
        Value::Int(_) => true,
        Value::Str(name) => name.text().starts_with("s:"),
        _ => false,
    }
}

impl Registers {
    pub fn new(workers: usize) -> Registers {
        Registers { told: FxHashMap::default(), own: vec![FxHashMap::default(); workers.max(1)], worker: None, way: Arc::new([]) }
    }

    pub fn workers(&self) -> usize {
        self.own.len()
    }

    /// Selects the worker whose registers are used, modulo their number; `None` selects all.
    pub fn turn_of(&mut self, worker: Option<usize>) {
        self.worker = worker.map(|w| w % self.own.len());
    }

    pub fn get(&self, key: &Value) -> Option<&Value> {
        if is_own(key) { self.own[self.worker.unwrap_or(0)].get(key) } else { self.told.get(key) }
    }

    pub fn set(&mut self, key: Value, value: Value) {
        if !is_own(&key) {
            self.told.insert(key, value);
            return;
        }
        match self.worker {
            Some(w) => drop(self.own[w].insert(key, value)),
            None => self.own.iter_mut().for_each(|o| drop(o.insert(key.clone(), value.clone()))),
        }
    }

    /// `TLCGet("all")`: `[i |-> <<what worker 1 has set, …>>]` for the numbers that all workers have set.
    pub fn all(&self) -> Value {
        Value::function(self.everybodys(|k| matches!(k, Value::Int(_))))
    }

    /// `TLCGet("all:named")`, likewise of the strings.
    pub fn all_named(&self) -> Value {
        Value::record(self.everybodys(|k| matches!(k, Value::Str(_))).filter_map(|(k, v)| match k {
            Value::Str(name) => Some((name, v)),
            _ => None,
        }))
    }

    fn everybodys(&self, wanted: impl Fn(&Value) -> bool) -> impl Iterator<Item = (Value, Value)> {
        let keys = self.own[0].keys().filter(move |k| wanted(k));
        keys.filter_map(|k| {
            let values: Option<Vec<Value>> = self.own.iter().map(|o| o.get(k).cloned()).collect();
            Some((k.clone(), Value::Tuple(values?.into())))
        })
    }

    /// Takes over the registers of another evaluator.
    pub fn go_on_with(&mut self, other: &Registers) {
        self.told.extend(other.told.iter().map(|(k, v)| (k.clone(), v.clone())));
        self.own.clone_from(&other.own);
    }

    /// Whether `TLCSet("exit", TRUE)` has been evaluated.
    pub fn asks_to_end(&self, atoms: &Atoms) -> bool {
        self.told.get(&Value::Str(atoms.intern("exit"))) == Some(&Value::Bool(true))
    }
}
