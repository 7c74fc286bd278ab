//! Sorts, the types of terms.

use std::sync::Arc;

/// The set that a term's value is taken from. It is never empty.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Sort {
    Bool,
    /// All integers.
    Int,
    /// Bit-vectors of this width, at least 1.
    BitVec(u32),
    /// Total functions from the first sort to the second.
    Array(Box<Sort>, Box<Sort>),
    /// A set of which only the name is known.
    Uninterpreted(Arc<str>),
}

impl Sort {
    /// ```
    /// use tlaloc::internals::smt::Sort;
    /// assert_eq!(Sort::array(Sort::Int, Sort::BitVec(8)).to_string(), "(Array Int (_ BitVec 8))");
    /// ```
    pub fn array(index: Sort, element: Sort) -> Sort {
        Sort::Array(Box::new(index), Box::new(element))
    }

    pub fn uninterpreted(name: &str) -> Sort {
        Sort::Uninterpreted(name.into())
    }
}

/// As SMT-LIB writes it.
impl std::fmt::Display for Sort {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Sort::Bool => f.write_str("Bool"),
            Sort::Int => f.write_str("Int"),
            Sort::BitVec(width) => write!(f, "(_ BitVec {width})"),
            Sort::Array(index, element) => write!(f, "(Array {index} {element})"),
            Sort::Uninterpreted(name) => f.write_str(&super::print::symbol(name)),
        }
    }
}
