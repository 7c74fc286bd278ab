//! Terms with integers, bit-vectors, arrays, uninterpreted functions and quantifiers, and solvers for them.
//!
//! In: symbols and operators. Out: hash-consed, well-sorted [`Term`]s in one arena ([`Terms`]); a script in SMT-LIB 2.6
//! ([`print::script`]); an [`Answer`] with a model or an unsatisfiable core ([`SmtSolver`], [`z3::Z3`]). Knows no TLA+.
//!
//! [`crate::logic`] and [`crate::sat`] are for propositional queries. This folder is for queries that have no propositional form:
//! integers without bounds (`sat::theory`).
//!
//! # Invariants
//!
//! - **Hash-consed**: two calls that build the same term return the same [`Term`]. Operands have smaller numbers than the term.
//!   Bound variables are compared by identity, so two quantified terms that differ in the names only are two terms.
//! - **Well-sorted by construction**: every term has a [`Sort`], which [`Terms::apply`] computes in one match over the operators.
//!   Operands of other sorts are a bug in the caller, and the constructor panics at its place. A solver and the printer check no sorts.
//! - **Folding**: constructors fold the Boolean constants, repeated and contradictory operands, equal branches, and integer
//!   operators on literals. Bit-vectors, arrays and functions are not folded: the solver does it.
//! - **Total**: `div` and `mod` are those of SMT-LIB, Euclidean (`0 <= x mod y < |y|`), and have some value where y is 0. TLA+'s
//!   `\div` rounds down and is undefined there: a translation adds the condition, and is equal to `div` for y > 0 only.
//! - **Budgets are work**: a query takes a [`Work`](crate::util::work::Work) limit, which Z3 counts as resources. No query has a time limit.
//!   A cancelled run ends the query ([`crate::util::interrupt`]).
//! - A solver reads one arena only, and keeps what it has translated of it.
//!
//! # Example
//!
//! An even number and an odd number are never equal; without the odd one there is a model.
//!
//! ```
//! use tlaloc::internals::smt::{Answer, SmtSolver, Sort, Terms, Value, z3::Z3};
//! use tlaloc::internals::util::work::Work;
//!
//! let mut t = Terms::new();
//! let (x, y) = (t.constant("x", Sort::Int), t.constant("y", Sort::Int));
//! let (one, two) = (t.int(1), t.int(2));
//! let (half, other) = (t.mul([two, y]), t.sub(x, one));
//! let even = t.eq(x, half);
//! let big = t.lt(two, x);
//! let rest = t.modulo(other, two);
//! let zero = t.int(0);
//! let odd = t.eq(rest, zero);
//!
//! let mut solver = Z3::new();
//! solver.assert(&t, even);
//! assert_eq!(solver.check(&t, &[big, odd], Work::MAX), Answer::Unsatisfiable);
//! assert_eq!(solver.core(), [odd]);
//! assert_eq!(solver.check(&t, &[big], Work::MAX), Answer::Satisfiable);
//! assert_eq!(solver.value(&t, big), Some(Value::Bool(true)));
//! ```
//!
//! The same as text, with the terms that occur twice defined once:
//!
//! ```
//! # use tlaloc::internals::smt::{Sort, Terms, print};
//! let mut t = Terms::new();
//! let (x, p) = (t.constant("x", Sort::Int), t.constant("p", Sort::Bool));
//! let five = t.int(-5);
//! let sum = t.add([x, five]);
//! let (a, b) = (t.lt(sum, x), t.eq(sum, x));
//! let either = t.ite(p, a, b);
//! let text = "\
//! (set-logic ALL)
//! (declare-fun x () Int)
//! (declare-fun p () Bool)
//! (define-fun !5 () Int (+ x (- 5)))
//! (assert (ite p (< !5 x) (= x !5)))
//! (check-sat)
//! ";
//! assert_eq!(print::script(&t, &[either]), text);
//! ```

mod build;
pub mod print;
pub mod solver;
mod sort;
mod term;
pub mod z3;

#[cfg(test)]
mod tests;

/// A new solver for terms.
pub fn solver() -> Box<dyn SmtSolver> {
    Box::new(self::z3::Z3::new())
}

pub use crate::util::answer::Answer;
pub use solver::{SmtSolver, Value};
pub use sort::Sort;
pub use term::{Function, Node, Op, Quantifier, Term, Terms, Variable};
