//! States one by one, and values of definitions in them.
//!
//! In: a [`Spec`]. Out: its initial states, the successors of a state with their actions, and the value of any definition without
//! parameters, all by the reference semantics. An expression that the module does not define is given to [`Load::define`] before.
//!
//! Evaluation that recurses too deeply for the caller's stack ends with an error.

use super::{Error, Load, Spec};
use crate::diag::{Code, Diagnostic};
use crate::eval::error::EvalError;
use crate::eval::{Evaluator, Halt};
use crate::ir::DefId;
use crate::report::finding;
use crate::report::kind::{Evaluation, Kind};
use crate::value::{ActionLabel, State, Value};

/// Walks through the states of a specification.
///
/// ```
/// use tlaloc::{Explorer, Load};
///
/// let spec = Load::text("---- MODULE Counter ----
///     EXTENDS Naturals
///     VARIABLE x
///     Init == x = 0
///     Up == x' = x + 1
///     Reset == x > 0 /\\ x' = 0
///     Next == Up \\/ Reset
///     ====")
///     .config_text("INIT Init NEXT Next")
///     .define("Double", "2 * x")
///     .read()?;
/// let mut explorer = Explorer::new(&spec);
/// let first = explorer.initial_states()?.remove(0);
/// let (action, second) = explorer.successors(&first)?.remove(0);
/// assert_eq!(&*action.name, "Up");
/// assert_eq!(explorer.value("Double", &second)?.to_string(), "2");
/// assert_eq!(explorer.successors(&second)?.len(), 2);
/// # Ok::<(), tlaloc::Error>(())
/// ```
pub struct Explorer<'s> {
    spec: &'s Spec,
    evaluator: Evaluator<'s>,
}

impl<'s> Explorer<'s> {
    pub fn new(spec: &'s Spec) -> Explorer<'s> {
        Explorer { spec, evaluator: Evaluator::new(&spec.model) }
    }

    /// The initial states, each once.
    pub fn initial_states(&mut self) -> Result<Vec<State>, Error> {
        let init = self.role(self.spec.model.init, "initial predicate")?;
        let mut found: Vec<State> = Vec::new();
        let r = self.evaluator.initial_states(init, &mut |state| {
            if !found.contains(&state) {
                found.push(state);
            }
            Ok(())
        });
        self.finished(r, "evaluating the initial states")?;
        Ok(found)
    }

    /// The steps from a state, each once: the action and the next state.
    pub fn successors(&mut self, state: &State) -> Result<Vec<(ActionLabel, State)>, Error> {
        let next = self.role(self.spec.model.next, "next-state action")?;
        let mut found: Vec<(ActionLabel, State)> = Vec::new();
        let r = self.evaluator.successors(next, state, &mut |label, next| {
            let step = (label.get(), next);
            if !found.contains(&step) {
                found.push(step);
            }
            Ok(())
        });
        self.finished(r, "evaluating the next step")?;
        Ok(found)
    }

    /// The value of a definition without parameters in a state.
    pub fn value(&mut self, name: &str, state: &State) -> Result<Value, Error> {
        let def = self.definition(name)?;
        self.evaluator.value(def, Some(state), None).map_err(|e| self.error(&e, &format!("evaluating {name}")))
    }

    /// The value of a definition without parameters for a step: `x'` is `x` in the second state.
    pub fn value_of_step(&mut self, name: &str, from: &State, to: &State) -> Result<Value, Error> {
        let def = self.definition(name)?;
        self.evaluator.value(def, Some(from), Some(to)).map_err(|e| self.error(&e, &format!("evaluating {name}")))
    }

    /// The value of a definition that depends on no state.
    pub fn constant(&mut self, name: &str) -> Result<Value, Error> {
        let def = self.definition(name)?;
        self.evaluator.value(def, None, None).map_err(|e| self.error(&e, &format!("evaluating {name}")))
    }

    fn definition(&self, name: &str) -> Result<DefId, Error> {
        let unknown = || {
            let message = format!("{} has no definition `{name}` without parameters", self.spec.name());
            let help = "give the expression to `Load::define` before the specification is read";
            self.refuse(Diagnostic::error(Code::UNKNOWN_NAME, message).help(help))
        };
        self.spec.definition(name).ok_or_else(unknown)
    }

    fn role(&self, def: Option<DefId>, what: &str) -> Result<DefId, Error> {
        let name = self.spec.name();
        def.ok_or_else(|| self.refuse(Diagnostic::error(Code::CONFIG, format!("no {what} is configured for {name}"))))
    }

    fn refuse(&self, d: Diagnostic) -> Error {
        Error::new(Kind::Config { readable: true }, &[d], true, &self.spec.sources)
    }

    fn finished(&self, r: Result<(), Halt>, doing: &str) -> Result<(), Error> {
        match r {
            Ok(()) | Err(Halt::Stopped) => Ok(()),
            Err(Halt::Error(e)) => Err(self.error(&e, doing)),
        }
    }

    fn error(&self, e: &EvalError, doing: &str) -> Error {
        let d = finding::of_error(doing, e);
        Error::new(Kind::Evaluation(Evaluation::Next), &[d], false, &self.spec.sources)
    }
}

/// The value of an expression without variables. It may use what Integers, Sequences, FiniteSets, Bags and TLC define.
///
/// ```
/// assert_eq!(tlaloc::evaluate("{x * x : x \\in 1..3}")?.to_string(), "{1, 4, 9}");
/// assert_eq!(tlaloc::evaluate("Len(<<1, 2>>) + 1")?.as_int(), Some(3));
/// let error = tlaloc::evaluate("Head(<<>>)").unwrap_err();
/// assert!(error.messages[0].text.contains("Head"), "{error}");
/// # Ok::<(), tlaloc::Error>(())
/// ```
pub fn evaluate(expression: &str) -> Result<Value, Error> {
    let module = "---- MODULE Expression ----\nEXTENDS Integers, Sequences, FiniteSets, Bags, TLC\n====\n";
    let spec = Load::text(module).define("Given_", expression).read()?;
    Explorer::new(&spec).constant("Given_")
}
