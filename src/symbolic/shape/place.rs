//! Places in a TLA+ state, and atoms: what a clause of a proof is made of.
//!
//! In: a path from a variable. Out: TLA+ text.

use crate::value::{self, Value};
use std::fmt;
use std::sync::Arc;

/// A part of a state.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Place {
    /// The index of the variable.
    pub variable: usize,
    pub path: Vec<Selector>,
}

/// A step from a value to a part of it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Selector {
    /// `f[key]`
    Key(Value),
    /// `r.field`
    Field(value::Atom),
    /// `s[i]`, counted from 1.
    Item(usize),
    /// The value itself, where it is of this alternative of its union.
    Alternative(usize),
}

/// A condition on a state.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Atom {
    pub place: Place,
    pub is: Is,
}

/// A condition on a part of a state.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Is {
    /// `place = v`
    Equal(Value),
    /// `v \in place`
    Has(Value),
    /// `Len(place) = n`
    Length(usize),
    /// `k \in DOMAIN place`
    HasKey(Value),
    /// The place has a value of this alternative of its union; `set` is the text of a set that contains them.
    Within { alternative: usize, set: Arc<str> },
}

impl Place {
    pub fn of(variable: usize) -> Place {
        Place { variable, path: Vec::new() }
    }

    pub fn then(&self, selector: Selector) -> Place {
        let path = self.path.iter().cloned().chain([selector]).collect();
        Place { variable: self.variable, path }
    }

    /// The place in TLA+, under these names of the variables.
    pub fn text(&self, names: &dyn Fn(usize) -> String) -> String {
        let mut out = names(self.variable);
        for s in &self.path {
            out += &match s {
                Selector::Key(k) => format!("[{k}]"),
                Selector::Field(f) => format!(".{}", f.text()),
                Selector::Item(i) => format!("[{i}]"),
                Selector::Alternative(_) => String::new(),
            };
        }
        out
    }
}

impl Atom {
    /// The atom, or its negation, in TLA+, under these names of the variables.
    pub fn text(&self, holds: bool, names: &dyn Fn(usize) -> String) -> String {
        let place = self.place.text(names);
        let (is, is_not) = ("\\in", "\\notin");
        let member = if holds { is } else { is_not };
        match &self.is {
            Is::Equal(Value::Bool(b)) => format!("{}{place}", if *b == holds { "" } else { "~" }),
            Is::Equal(v) => format!("{place} {} {v}", if holds { "=" } else { "#" }),
            Is::Has(v) => format!("{v} {member} {place}"),
            Is::Length(n) => format!("Len({place}) {} {n}", if holds { "=" } else { "#" }),
            Is::HasKey(k) => format!("{k} {member} DOMAIN {place}"),
            Is::Within { set, .. } => format!("{place} {member} {set}"),
        }
    }
}

impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Selector::Key(k) => write!(f, "[{k}]"),
            Selector::Field(a) => write!(f, ".{}", a.text()),
            Selector::Item(i) => write!(f, "[{i}]"),
            Selector::Alternative(_) => Ok(()),
        }
    }
}
