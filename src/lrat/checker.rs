//! The clauses that are alive, and the check of one step.

use std::collections::HashMap;
use std::fmt;
use std::hash::{BuildHasherDefault, Hasher};

/// The number of a clause. It is positive.
pub type Id = u64;

/// A literal as in DIMACS: the number of a variable, negative where it is negated.
pub type Literal = i32;

/// Why a step is rejected.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    /// 0 is no number of a clause, and no literal; nor is the smallest integer.
    NoNumber,
    /// There is a clause with this number already.
    Taken(Id),
    /// There is no clause with this number, or no more.
    Missing(Id),
    /// The hint has two literals that are not FALSE, or one that is TRUE.
    NotUnit(Id),
    /// The hints before this one show already that the clause follows.
    NotNeeded(Id),
    /// All hints were followed, and no clause is FALSE.
    NoConflict,
    /// A step of a kind that is not supported.
    Rat,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::NoNumber => write!(f, "0 is no number of a clause or literal"),
            Fault::Taken(id) => write!(f, "clause {id} exists already"),
            Fault::Missing(id) => write!(f, "clause {id} does not exist"),
            Fault::NotUnit(id) => write!(f, "the hint {id} is not unit: not all but one of its literals are false"),
            Fault::NotNeeded(id) => write!(f, "the hint {id} is not needed: the hints before it suffice"),
            Fault::NoConflict => write!(f, "the hints do not show that the clause follows"),
            Fault::Rat => write!(f, "RAT steps are not supported: a hint is negative"),
        }
    }
}

/// The clauses that are alive.
///
/// ```
/// use lrat::{Checker, Fault};
///
/// let mut checker = Checker::new();
/// checker.add(1, &[1, 2])?;
/// checker.add(2, &[1, -2])?;
/// checker.add(3, &[-1])?;
/// assert_eq!(checker.derive(4, &[1], &[1]), Err(Fault::NoConflict));
/// checker.derive(4, &[1], &[1, 2])?;
/// checker.derive(5, &[], &[4, 3])?;
/// assert!(checker.is_refuted());
/// # Ok::<(), Fault>(())
/// ```
#[derive(Default)]
pub struct Checker {
    clauses: HashMap<Id, Box<[Literal]>, BuildHasherDefault<IdHasher>>,
    /// Whether each literal is FALSE, within a step.
    is_false: Vec<bool>,
    /// The literals that are FALSE, in the order in which they became it.
    trail: Vec<Literal>,
    refuted: bool,
}

impl Checker {
    pub fn new() -> Checker {
        Checker::default()
    }

    /// Adds a clause of the formula.
    pub fn add(&mut self, id: Id, clause: &[Literal]) -> Result<(), Fault> {
        self.insert(id, clause)
    }

    /// Adds a clause that follows, as the hints show.
    pub fn derive(&mut self, id: Id, clause: &[Literal], hints: &[Id]) -> Result<(), Fault> {
        self.implied(clause, hints)?;
        self.insert(id, clause)
    }

    /// Whether a clause follows, as the hints show. It is not added. For a clause of the negations of assumptions this shows that the clauses
    /// are unsatisfiable together with the assumptions.
    pub fn implied(&mut self, clause: &[Literal], hints: &[Id]) -> Result<(), Fault> {
        let result = self.propagate(clause, hints);
        for l in self.trail.drain(..) {
            self.is_false[index(l)] = false;
        }
        result
    }

    /// Removes a clause.
    pub fn delete(&mut self, id: Id) -> Result<(), Fault> {
        self.clauses.remove(&id).map(|_| ()).ok_or(Fault::Missing(id))
    }

    /// The empty clause was given, or derived.
    pub fn is_refuted(&self) -> bool {
        self.refuted
    }

    /// The number of clauses that are alive.
    pub fn alive(&self) -> usize {
        self.clauses.len()
    }

    fn insert(&mut self, id: Id, clause: &[Literal]) -> Result<(), Fault> {
        if id == 0 || !clause.iter().all(|l| is_literal(*l)) {
            return Err(Fault::NoNumber);
        }
        if self.clauses.contains_key(&id) {
            return Err(Fault::Taken(id));
        }
        let most = clause.iter().map(|l| index(l.abs()) + 2).max().unwrap_or(0);
        if self.is_false.len() < most {
            self.is_false.resize(most, false);
        }
        self.refuted |= clause.is_empty();
        self.clauses.insert(id, clause.into());
        Ok(())
    }

    fn propagate(&mut self, clause: &[Literal], hints: &[Id]) -> Result<(), Fault> {
        for l in clause {
            if !is_literal(*l) {
                return Err(Fault::NoNumber);
            }
            if self.falsify(*l) {
                // with its negation in the clause, which is TRUE
                return Ok(());
            }
        }
        for (i, id) in hints.iter().enumerate() {
            let hint = self.clauses.get(id).ok_or(Fault::Missing(*id))?;
            let mut open = hint.iter().filter(|l| !self.is_false[index(**l)]);
            let unit = open.next().copied();
            if open.any(|l| Some(*l) != unit) && !mutant!("lrat-hint-not-unit") {
                return Err(Fault::NotUnit(*id));
            }
            match unit {
                None if i + 1 < hints.len() => return Err(Fault::NotNeeded(hints[i + 1])),
                None => return Ok(()),
                Some(l) if self.is_false[index(-l)] => return Err(Fault::NotUnit(*id)),
                Some(l) => _ = self.falsify(-l),
            }
        }
        if mutant!("lrat-without-conflict") { Ok(()) } else { Err(Fault::NoConflict) }
    }

    /// Makes a literal FALSE. Returns whether its negation is FALSE already.
    fn falsify(&mut self, l: Literal) -> bool {
        let most = index(l.abs()) + 2;
        if self.is_false.len() < most {
            self.is_false.resize(most, false);
        }
        if self.is_false[index(-l)] {
            return true;
        }
        if !std::mem::replace(&mut self.is_false[index(l)], true) {
            self.trail.push(l);
        }
        false
    }
}

fn is_literal(l: Literal) -> bool {
    l != 0 && l != Literal::MIN
}

/// The place of a literal in a table: twice the variable, plus one where negated.
fn index(l: Literal) -> usize {
    l.unsigned_abs() as usize * 2 + usize::from(l < 0)
}

/// Spreads consecutive numbers. Collisions cost time only.
#[derive(Default)]
pub(crate) struct IdHasher(u64);

impl Hasher for IdHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|b| self.write_u64(u64::from(*b)));
    }

    fn write_u64(&mut self, id: u64) {
        self.0 = (self.0 ^ id).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(26);
    }
}
