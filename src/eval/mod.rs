//! The reference semantics: what a core expression means on concrete values, as TLC evaluates it.
//!
//! In: an [`ir::Model`](crate::ir::Model) and states. Out: values, truth values, initial states and successors, or an
//! [`EvalError`] exactly where TLC reports one. It is the oracle of `symbolic` and `vm`, certifies every trace, and decides where
//! `vm` gives up, so it is exact first and fast second.
//!
//! Files: `machine` (stack, call-by-need, calls), `expr` (the value of each kind of expression), `binder` (quantifiers, CHOOSE,
//! functions), `member`, `set` and `set_operator` (lazy sets), `function`, `builtin`, `tlc` with `registers` and `described`,
//! `action` and `assign` (enumeration of states), `label` (TLC's action names), `peek` (reading without copying), `frame`
//! (evaluation of any expression in an explicit frame).
//!
//! ```text
//! let mut e = Evaluator::new(&model);
//! e.initial_states(init, &mut |state| { queue.push(state); Ok(()) })?;
//! e.successors(next, &state, &mut |label, successor| …)?;
//! e.predicate(invariant, Some(&state), None)?;
//! ```

mod action;
mod assign;
mod binder;
mod builtin;
mod compose;
mod described;
mod empty;
pub mod error;
mod expr;
mod fail;
mod frame;
mod function;
mod json;
mod label;
mod lazy;
mod library;
mod machine;
mod member;
mod parts;
mod peek;
mod random;
mod registers;
mod set;
mod set_operator;
pub(crate) mod size;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
mod tlc;
mod witness;

pub use frame::{Binding, Frame, Row};
pub use label::Label;
pub use registers::Registers;
pub use tlc::mix;

use crate::ir::{DefId, ExprId, Model};
use crate::util::interrupt;
use crate::value::State;
use crate::value::{Integers, Value};
use error::{ErrorKind, EvalError};
use fail::{Abort, R};
use machine::Machine;
use rustc_hash::FxHashMap;

/// A visitor's request to end the enumeration.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stop;

/// Why an enumeration ended early.
#[derive(Debug)]
pub enum Halt {
    /// The visitor returned [`Stop`].
    Stopped,
    Error(Box<EvalError>),
}

/// Evaluates the definitions of one model. Reusable: constant definitions are evaluated once.
pub struct Evaluator<'m> {
    machine: Machine<'m>,
}

impl<'m> Evaluator<'m> {
    pub fn new(model: &'m Model) -> Evaluator<'m> {
        Evaluator { machine: Machine::new(model) }
    }

    /// Another evaluator of the model, for evaluations while this one enumerates. The registers of TLCSet are shared.
    pub fn beside(&self) -> Evaluator<'m> {
        let mut other = Evaluator::new(self.machine.model);
        other.machine.registers = self.machine.registers.clone();
        other
    }

    /// Sends what `Print` and `PrintT` print to `sink`. Without a sink it is dropped.
    pub fn on_print(&mut self, sink: impl FnMut(&str) + 'm) {
        self.machine.print = Some(Box::new(sink));
    }

    /// A copy of the registers of TLCSet, for another evaluator.
    pub fn registers(&self) -> Registers {
        self.machine.registers.borrow().clone()
    }

    pub fn go_on_with(&mut self, registers: &Registers) {
        self.machine.registers.borrow_mut().go_on_with(registers);
    }

    /// Selects the registers of TLCSet and TLCGet: those of one worker, or of all.
    pub fn turn_of(&mut self, worker: Option<usize>) {
        self.machine.registers.borrow_mut().turn_of(worker);
    }

    /// Sets how often each action has led to a state, and to a new one.
    pub fn tell_taken(&mut self, taken: &FxHashMap<DefId, (u64, u64)>) {
        self.machine.taken.clone_from(taken);
    }

    /// Sets the value of `TLCGet(name)`, `"level"` for example.
    pub fn set_register(&mut self, name: &str, value: i64) {
        self.set_register_to(name, Value::Int(value));
    }

    /// Sets the states before those evaluated from now on: the value of Trace, up to the level of each.
    pub fn set_way(&mut self, states: &[State]) {
        self.machine.registers.borrow_mut().way = states.into();
    }

    /// From now on each evaluation of RandomElement draws anew. The draw is a function of this seed and of the number of draws
    /// since the evaluation of a predicate, an action or a value began. Without a seed, one expression always draws the same
    /// element of one set.
    pub fn draw_from(&mut self, seed: u64) {
        self.machine.draws = Some(seed);
    }

    /// Sets the size of integers.
    pub fn set_integers(&mut self, integers: Integers) {
        self.machine.integers = integers;
    }

    /// From now on, initial predicates and actions try only these values of sets too large to enumerate.
    pub fn try_witnesses(&mut self, values: Vec<Value>) {
        self.machine.try_witnesses(values);
    }

    pub fn set_register_to(&mut self, name: &str, value: Value) {
        let key = Value::Str(self.machine.model.atoms.intern(name));
        self.machine.registers.borrow_mut().set(key, value);
    }

    /// Visits every initial state, as often as the predicate can be satisfied by it.
    pub fn initial_states(&mut self, init: DefId, visit: &mut dyn FnMut(State) -> Result<(), Stop>) -> Result<(), Halt> {
        self.start(None, None);
        self.machine.initial = true;
        let r = self.machine.walk(init, &mut |m| {
            let state = complete(m, true)?;
            visit(state).map_err(|Stop| Abort::Stop)
        });
        self.finish();
        r.map_err(Halt::from)
    }

    /// Visits every successor, as often as the action can be satisfied by it.
    pub fn successors(
        &mut self,
        next: DefId,
        state: &State,
        visit: &mut dyn FnMut(&mut Label<'_, 'm>, State) -> Result<(), Stop>,
    ) -> Result<(), Halt> {
        self.start(Some(state), None);
        self.machine.keep_rigid();
        let r = self.machine.walk(next, &mut |m| {
            let successor = complete(m, false)?;
            visit(&mut Label(m), successor).map_err(|Stop| Abort::Stop)
        });
        self.finish();
        r.map_err(Halt::from)
    }

    /// The number of states between the halves of `\cdot` since the last call.
    pub fn passed(&mut self) -> u32 {
        std::mem::take(&mut self.machine.passed)
    }

    /// The truth of a definition without parameters.
    pub fn predicate(&mut self, def: DefId, state: Option<&State>, next: Option<&State>) -> Result<bool, EvalError> {
        self.run(def, state, next, |m, base| m.test(m.model.def(def).body, base))
    }

    /// The truth of a predicate of behaviors: its parameter is a sequence of records, one for each state.
    pub fn holds_of_behavior(&mut self, def: DefId, states: &[State]) -> Result<bool, EvalError> {
        let model = self.machine.model;
        let names: Vec<_> = model.vars.iter().map(|v| model.atoms.intern(&v.name)).collect();
        let record = |s: &State| Value::record(names.iter().copied().zip(s.0.iter().cloned()));
        let history = Value::tuple(states.iter().map(record));
        self.run(def, states.last(), None, |m, base| {
            m.set(base, crate::ir::Slot(0), lazy::Val::V(history));
            m.test(m.model.def(def).body, base)
        })
    }

    /// The truth of an expression below a definition without parameters, outside its binders.
    pub fn holds(&mut self, def: DefId, expr: ExprId, state: Option<&State>, next: Option<&State>) -> Result<bool, EvalError> {
        self.run(def, state, next, |m, base| m.test(expr, base))
    }

    /// The value of a definition without parameters.
    pub fn value(&mut self, def: DefId, state: Option<&State>, next: Option<&State>) -> Result<Value, EvalError> {
        self.run(def, state, next, |m, base| m.value(m.model.def(def).body, base))
    }

    /// The value of a definition that depends on nothing. `None` if there is none, if it is not written out where it stands (a
    /// set of subsets, a function on an infinite set), or if anything was read so far that may change.
    pub fn constant(&mut self, def: DefId) -> Option<Value> {
        self.machine.cancel = interrupt::current();
        let value = self.run(def, None, None, |m, base| m.constant(def, base)).ok()??;
        (self.machine.volatile_reads == 0).then_some(value)
    }

    /// The value of an expression that mentions neither variables nor locals it does not bind.
    pub fn closed(&mut self, expr: ExprId) -> Result<Value, EvalError> {
        self.start(None, None);
        let m = &mut self.machine;
        let size = m.analysis.locals(expr).size;
        let base = m.push_frame(size);
        let r = m.value(expr, base);
        self.finish();
        r.map_err(|e| match e {
            Abort::Error(p) => p.error,
            Abort::Stop => panic!("eval: nothing was visited that could stop"),
        })
    }

    /// Whether the action is enabled in a state.
    pub fn enabled(&mut self, action: DefId, state: &State) -> Result<bool, EvalError> {
        self.run(action, Some(state), None, |m, base| m.is_enabled(m.model.def(action).body, base))
    }

    fn run<T>(
        &mut self,
        def: DefId,
        state: Option<&State>,
        next: Option<&State>,
        f: impl FnOnce(&mut Machine<'m>, usize) -> R<T>,
    ) -> Result<T, EvalError> {
        self.start(state, next);
        let m = &mut self.machine;
        let base = m.push_frame(m.model.def(def).slots.len());
        let r = f(m, base).map_err(|e| m.locate(e, def, base));
        self.finish();
        r.map_err(|e| match e {
            Abort::Error(p) => p.error,
            Abort::Stop => panic!("eval: nothing was visited that could stop"),
        })
    }

    fn start(&mut self, state: Option<&State>, next: Option<&State>) {
        let m = &mut self.machine;
        m.limit = crate::util::stack::Limit::here();
        m.drawn = 0;
        m.primed = false;
        m.initial = false;
        load(&mut m.current, state);
        load(&mut m.next, next);
    }

    fn finish(&mut self) {
        self.machine.stack.clear();
        self.machine.initial = false;
        self.machine.primed = false;
    }
}

fn load(variables: &mut [Option<Value>], state: Option<&State>) {
    match state {
        Some(s) => variables.iter_mut().zip(s.0.iter()).for_each(|(v, x)| *v = Some(x.clone())),
        None => variables.fill(None),
    }
}

/// The state that the walk has assigned, or the error that it is incomplete.
fn complete(m: &mut Machine<'_>, initial: bool) -> R<State> {
    let values = if initial { &m.current } else { &m.next };
    let values = &values[..m.model.vars.len()];
    if values.iter().all(Option::is_some) {
        // An iterator of known length is collected without a detour.
        let value = |v: &Option<Value>| v.clone().expect("eval: every variable has a value");
        return Ok(State(values.iter().map(value).collect()));
    }
    let missing: Vec<&str> = values.iter().zip(&m.model.vars).filter(|(v, _)| v.is_none()).map(|(_, d)| &*d.name).collect();
    let (what, whose) = if initial { ("initial predicate", "") } else { ("next-state action", "'") };
    let names: Vec<String> = missing.iter().map(|n| format!("{n}{whose}")).collect();
    let message = format!("the {what} gives no value to {}", names.join(", "));
    let help = match &*missing {
        [v, ..] if initial => format!("write `{v} = …` or `{v} \\in …`"),
        [v] => format!("add `UNCHANGED {v}`, or write `{v}' = …`"),
        several => format!("add `UNCHANGED <<{}>>`, or write `{}' = …`", several.join(", "), several[0]),
    };
    let at = m.label.stop.or_else(|| m.label.named.map(|(d, _)| m.model.def(d).body));
    let failed = m.fail(at.expect("eval: a walk starts at a definition"), ErrorKind::IncompleteState, message);
    failed.map_err(|abort| abort.with_help(help))
}

impl From<Abort> for Halt {
    fn from(abort: Abort) -> Halt {
        match abort {
            Abort::Stop => Halt::Stopped,
            Abort::Error(p) => Halt::Error(Box::new(p.error)),
        }
    }
}
