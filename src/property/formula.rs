//! Temporal formulas in negation normal form, over atoms.
//!
//! The constructors keep a normal form: conjunctions and disjunctions are flat, sorted, without duplicates, and have
//! never one part; `[]` is distributed over conjunctions and `<>` over disjunctions, unless these are *plain* (about one
//! step, without temporal operators): plain formulas stay together, and come together. Doubled operators are dropped.
//! A constant below `[]` or `<>` stays there, as with the reference checker (`LNAll.java`, `LNEven.java`, `simplify`): `[]<>FALSE` speaks of
//! whole behaviors, so a lasso shows that it is false. [`Formula::value`] decides it where its form does.
//!
//! ```text
//! [](f /\ g) = []f /\ []g      [][]f = []f      []<>[]f = <>[]f      p, q plain:
//! <>(f \/ g) = <>f \/ <>g      <><>f = <>f      <>[]<>f = []<>f      []<>p \/ []<>q = []<>(p \/ q)
//! ```

/// An atom: a predicate of states or of steps, see [`super::Atom`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct AtomId(pub u32);

impl AtomId {
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Formula {
    Atom {
        atom: AtomId,
        /// Not its negation.
        holds: bool,
    },
    /// Of none: TRUE.
    And(Vec<Formula>),
    /// Of none: FALSE.
    Or(Vec<Formula>),
    Always(Box<Formula>),
    Eventually(Box<Formula>),
}

impl Formula {
    pub const TRUE: Formula = Formula::And(Vec::new());
    pub const FALSE: Formula = Formula::Or(Vec::new());

    pub fn truth(truth: bool) -> Formula {
        if truth { Formula::TRUE } else { Formula::FALSE }
    }

    pub fn and(parts: impl IntoIterator<Item = Formula>) -> Formula {
        let mut all = Vec::new();
        for p in parts {
            match p {
                Formula::And(inner) => all.extend(inner),
                p if p == Formula::FALSE => return p,
                p => all.push(p),
            }
        }
        gather(&mut all, |f| inside(f, false), |parts| Formula::always(Formula::and(parts)));
        gather(&mut all, |f| twice(f, true), |parts| Formula::eventually(Formula::always(Formula::and(parts))));
        if all.contains(&Formula::FALSE) || contradictory(&mut all) { Formula::FALSE } else { one_or(all, Formula::And) }
    }

    pub fn or(parts: impl IntoIterator<Item = Formula>) -> Formula {
        let mut all = Vec::new();
        for p in parts {
            match p {
                Formula::Or(inner) => all.extend(inner),
                p if p == Formula::TRUE => return p,
                p => all.push(p),
            }
        }
        gather(&mut all, |f| inside(f, true), |parts| Formula::eventually(Formula::or(parts)));
        gather(&mut all, |f| twice(f, false), |parts| Formula::always(Formula::eventually(Formula::or(parts))));
        if all.contains(&Formula::TRUE) || contradictory(&mut all) { Formula::TRUE } else { one_or(all, Formula::Or) }
    }

    pub fn always(f: Formula) -> Formula {
        match f {
            f if f.is_plain() => Formula::Always(Box::new(f)),
            Formula::And(parts) => Formula::and(parts.into_iter().map(Formula::always)),
            Formula::Always(_) => f,
            Formula::Eventually(inner) if matches!(*inner, Formula::Always(_)) => Formula::Eventually(inner),
            f => Formula::Always(Box::new(f)),
        }
    }

    pub fn eventually(f: Formula) -> Formula {
        match f {
            f if f.is_plain() => Formula::Eventually(Box::new(f)),
            Formula::Or(parts) => Formula::or(parts.into_iter().map(Formula::eventually)),
            Formula::Eventually(_) => f,
            Formula::Always(inner) if matches!(*inner, Formula::Eventually(_)) => Formula::Always(inner),
            f => Formula::Eventually(Box::new(f)),
        }
    }

    pub fn negated(&self) -> Formula {
        match self {
            Formula::Atom { atom, holds } => Formula::Atom { atom: *atom, holds: !holds },
            Formula::And(parts) => Formula::or(parts.iter().map(Formula::negated)),
            Formula::Or(parts) => Formula::and(parts.iter().map(Formula::negated)),
            Formula::Always(f) => Formula::eventually(f.negated()),
            Formula::Eventually(f) => Formula::always(f.negated()),
        }
    }

    /// The truth of the formula for all behaviors, if its form decides it.
    pub fn value(&self) -> Option<bool> {
        let several = |parts: &[Formula], stop: bool| {
            let values: Vec<Option<bool>> = parts.iter().map(Formula::value).collect();
            if values.contains(&Some(stop)) {
                return Some(stop);
            }
            values.iter().all(|v| *v == Some(!stop)).then_some(!stop)
        };
        match self {
            Formula::Atom { .. } => None,
            Formula::And(parts) => several(parts, false),
            Formula::Or(parts) => several(parts, true),
            Formula::Always(inner) | Formula::Eventually(inner) => inner.value(),
        }
    }

    /// Whether it is about one step (or state) only.
    pub fn is_plain(&self) -> bool {
        match self {
            Formula::Atom { .. } => true,
            Formula::And(parts) | Formula::Or(parts) => parts.iter().all(Formula::is_plain),
            Formula::Always(_) | Formula::Eventually(_) => false,
        }
    }

    /// The truth of a formula about one step, given that of the atoms.
    pub fn plain_truth(&self, atom: &impl Fn(AtomId) -> bool) -> bool {
        match self {
            Formula::Atom { atom: a, holds } => atom(*a) == *holds,
            Formula::And(parts) => parts.iter().all(|p| p.plain_truth(atom)),
            Formula::Or(parts) => parts.iter().any(|p| p.plain_truth(atom)),
            Formula::Always(_) | Formula::Eventually(_) => panic!("temporal: a formula about one step has no temporal operator"),
        }
    }

    /// Calls `f` with every atom in it.
    pub fn atoms(&self, f: &mut impl FnMut(AtomId)) {
        match self {
            Formula::Atom { atom, .. } => f(*atom),
            Formula::And(parts) | Formula::Or(parts) => parts.iter().for_each(|p| p.atoms(f)),
            Formula::Always(inner) | Formula::Eventually(inner) => inner.atoms(f),
        }
    }

    /// The truth at every position of a lasso whose last position is followed by `back`. `atom` tells the truth of an
    /// atom at a position.
    pub fn on_lasso(&self, length: usize, back: usize, atom: &impl Fn(AtomId, usize) -> bool) -> Vec<bool> {
        let scan = |f: &Formula, whether: bool| {
            let inner = f.on_lasso(length, back, atom);
            // From a position of the loop every other one is reached.
            let mut found = inner[back..].contains(&whether);
            let mut truth = vec![false; length];
            for i in (0..length).rev() {
                found |= inner[i] == whether;
                truth[i] = found == whether;
            }
            truth
        };
        match self {
            Formula::Atom { atom: a, holds } => (0..length).map(|i| atom(*a, i) == *holds).collect(),
            Formula::And(parts) => join(parts, length, true, &|p| p.on_lasso(length, back, atom)),
            Formula::Or(parts) => join(parts, length, false, &|p| p.on_lasso(length, back, atom)),
            Formula::Eventually(f) => scan(f, true),
            Formula::Always(f) => scan(f, false),
        }
    }
}

/// `p` of `<>p` (`eventually`) or `[]p`, if it is plain.
fn inside(f: &Formula, eventually: bool) -> Option<&Formula> {
    match f {
        Formula::Eventually(p) if eventually && p.is_plain() => Some(p),
        Formula::Always(p) if !eventually && p.is_plain() => Some(p),
        _ => None,
    }
}

/// `p` of `<>[]p` (`eventually`) or `[]<>p`, if it is plain.
fn twice(f: &Formula, eventually: bool) -> Option<&Formula> {
    match f {
        Formula::Eventually(p) if eventually => inside(p, false),
        Formula::Always(p) if !eventually => inside(p, true),
        _ => None,
    }
}

/// Puts the parts of one form together, if there are several.
fn gather(all: &mut Vec<Formula>, form: fn(&Formula) -> Option<&Formula>, joined: fn(Vec<Formula>) -> Formula) {
    if all.iter().filter(|f| form(f).is_some()).count() < 2 {
        return;
    }
    let (several, rest): (Vec<Formula>, Vec<Formula>) = all.drain(..).partition(|f| form(f).is_some());
    *all = rest;
    all.push(joined(several.iter().filter_map(form).cloned().collect()));
}

fn join(parts: &[Formula], length: usize, neutral: bool, truth: &dyn Fn(&Formula) -> Vec<bool>) -> Vec<bool> {
    let mut all = vec![neutral; length];
    for p in parts {
        for (a, b) in all.iter_mut().zip(truth(p)) {
            *a = if neutral { *a && b } else { *a || b };
        }
    }
    all
}

/// Sorts the parts. Returns whether there is an atom beside its negation.
fn contradictory(parts: &mut Vec<Formula>) -> bool {
    parts.sort();
    parts.dedup();
    // An atom and its negation are neighbors.
    parts.windows(2).any(|w| match (&w[0], &w[1]) {
        (Formula::Atom { atom: a, .. }, Formula::Atom { atom: b, .. }) => a == b,
        _ => false,
    })
}

fn one_or(mut parts: Vec<Formula>, several: fn(Vec<Formula>) -> Formula) -> Formula {
    if parts.len() == 1 { parts.remove(0) } else { several(parts) }
}

impl std::fmt::Display for Formula {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let list = |f: &mut std::fmt::Formatter<'_>, parts: &[Formula], op: &str| {
            f.write_str("(")?;
            for (i, p) in parts.iter().enumerate() {
                write!(f, "{}{p}", if i > 0 { op } else { "" })?;
            }
            f.write_str(")")
        };
        match self {
            Formula::Atom { atom, holds } => write!(f, "{}a{}", if *holds { "" } else { "~" }, atom.0),
            Formula::And(parts) if parts.is_empty() => f.write_str("TRUE"),
            Formula::Or(parts) if parts.is_empty() => f.write_str("FALSE"),
            Formula::And(parts) => list(f, parts, " /\\ "),
            Formula::Or(parts) => list(f, parts, " \\/ "),
            Formula::Always(inner) => write!(f, "[]{inner}"),
            Formula::Eventually(inner) => write!(f, "<>{inner}"),
        }
    }
}
