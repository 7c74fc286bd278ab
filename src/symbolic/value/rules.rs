//! The interface between values and the evaluator: the meaning of rules.
//!
//! `[x \in Nat |-> e]`, `{x \in S : p}` and `{f(x) : x \in S}` stay as they are written where S is infinite or large. As a value
//! each is a [`RuleId`]; this trait gives its meaning. `symbolic::eval::rule` implements it over expressions.

use crate::logic::Term;
use crate::source::Span;
use crate::symbolic::value::Values;
use crate::symbolic::value::sym::{Guarded, RuleId, Sym};

/// What of a value is needed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Need {
    Whole,
    /// The value is a function that is about to be applied: of `f[x][y]` the whole of `f[x]` is not needed, and what goes wrong for
    /// other arguments does not count, as in `eval`.
    Applied,
}

/// The meaning of rules.
pub trait Rules: Sized {
    /// The side effects of an evaluation. They are repeated where a memoized value is used again.
    type Effects;

    /// The result of `f` and its effects.
    fn traced<T>(values: &mut Values<Self>, f: impl FnOnce(&mut Values<Self>) -> T) -> (T, Self::Effects);

    /// Repeats effects.
    fn replay(&mut self, effects: &Self::Effects);

    /// The filter's predicate of `x`.
    fn keeps(values: &mut Values<Self>, filter: RuleId, x: Sym, span: Span) -> Term;

    /// The elements of the image of the sets `of`.
    fn elements_of_image(values: &mut Values<Self>, of: &[Sym], image: RuleId, span: Span) -> Vec<Guarded>;

    /// A free choice from the image of the sets `of`: that it is one, and the value.
    fn choose_from_image(values: &mut Values<Self>, of: &[Sym], image: RuleId, span: Span) -> Guarded;

    /// The function applied to `x`.
    fn apply(values: &mut Values<Self>, need: Need, function: RuleId, x: Sym, span: Span) -> Sym;

    /// The function's domain.
    fn domain(values: &mut Values<Self>, function: RuleId, span: Span) -> Sym;

    /// Whether the function's value at one argument may need its value at another.
    fn is_recursive(&self, function: RuleId) -> bool;

    /// Whether a condition can hold in some behavior; TRUE if that takes too much work to decide.
    fn can_hold(values: &mut Values<Self>, condition: Term) -> bool;
}
