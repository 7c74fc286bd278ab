//! The interface of a solver for terms: assertions, queries under assumptions, values of a model, a core.

use super::{Answer, Term, Terms};
use crate::util::work::Work;
use num_bigint::{BigInt, BigUint};
use std::collections::BTreeMap;
use std::fmt::{Display, Formatter, Result};

/// An incremental solver for the terms of one arena. Terms with free variables are a bug in the caller.
pub trait SmtSolver {
    /// A name for reports, with the version.
    fn name(&self) -> String;

    /// Requires the term from now on.
    fn assert(&mut self, terms: &Terms, term: Term);

    /// Satisfiability of everything asserted together with the assumptions. It stops after about as much work as `limit`; the
    /// work that it did is counted ([`crate::util::work`]).
    fn check(&mut self, terms: &Terms, assumptions: &[Term], limit: Work) -> Answer;

    /// After [`Answer::Unsatisfiable`]: assumptions of the query that suffice for that, in their order. They need not be few.
    fn core(&self) -> Vec<Term>;

    /// After [`Answer::Satisfiable`]: the term's value in the model; one value of several if the model leaves it open. [`None`] if the
    /// solver's value has no finite form.
    fn value(&mut self, terms: &Terms, term: Term) -> Option<Value>;
}

/// The value of a term in a model.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Value {
    Bool(bool),
    Int(BigInt),
    Bits {
        width: u32,
        value: BigUint,
    },
    /// `default` but for the entries, all of which are different from it.
    Array {
        entries: BTreeMap<Value, Value>,
        default: Box<Value>,
    },
    /// An element of an uninterpreted sort. Two elements are different if their names are.
    Element(String),
}

impl Value {
    /// The array that has these entries, and `default` elsewhere.
    pub(super) fn array(mut entries: BTreeMap<Value, Value>, default: Value) -> Value {
        entries.retain(|_, element| *element != default);
        Value::Array { entries, default: Box::new(default) }
    }

    /// The element of an array at this index.
    ///
    /// ```
    /// use tlaloc::internals::smt::Value;
    /// let (zero, one) = (Value::Int(0.into()), Value::Int(1.into()));
    /// let array = Value::Array { entries: [(one.clone(), zero.clone())].into(), default: Box::new(one.clone()) };
    /// assert_eq!((array.at(&one), array.at(&zero)), (Some(&zero), Some(&one)));
    /// assert_eq!(zero.at(&one), None);
    /// ```
    pub fn at(&self, index: &Value) -> Option<&Value> {
        match self {
            Value::Array { entries, default } => Some(entries.get(index).unwrap_or(default)),
            Value::Bool(_) | Value::Int(_) | Value::Bits { .. } | Value::Element(_) => None,
        }
    }
}

/// As in `[1 -> 5, else -> 0]`; bit-vectors as SMT-LIB writes them.
impl Display for Value {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Value::Bool(b) => write!(f, "{b}"),
            Value::Int(n) => write!(f, "{n}"),
            Value::Bits { width, value } => write!(f, "(_ bv{value} {width})"),
            Value::Array { entries, default } => {
                f.write_str("[")?;
                for (index, element) in entries {
                    write!(f, "{index} -> {element}, ")?;
                }
                write!(f, "else -> {default}]")
            }
            Value::Element(name) => f.write_str(name),
        }
    }
}
