//! Case distinction: each possible value with its condition, where there are few.

use crate::logic::Term;
use crate::symbolic::value::Values;
use crate::symbolic::value::rules::Rules;
use crate::symbolic::value::sym::{Guarded, Node, Sym};

/// Most values of what counts as having few.
pub(in crate::symbolic) const FEW: u64 = 256;

impl<C: Rules> Values<C> {
    /// An upper bound on the number of values, for scalars, and for records and tuples of them.
    pub(in crate::symbolic) fn possible(&self, e: Sym) -> Option<u64> {
        match self.syms.node(e) {
            Node::Bool(t) => Some(if t.as_constant().is_some() { 1 } else { 2 }),
            Node::Int(n) | Node::Atom(n) => Some(n.domain().size()),
            Node::Record(fields) => fields.iter().try_fold(1u64, |n, f| n.checked_mul(self.possible(f.1)?)),
            Node::Tuple { length, items } if length.as_constant().is_some() => {
                items.iter().try_fold(1u64, |n, x| n.checked_mul(self.possible(*x)?))
            }
            Node::Set(_) if self.syms.is_concrete(e) => Some(1),
            Node::Function(_) if self.syms.is_concrete(e) => Some(1),
            Node::Undefined
            | Node::Set(_)
            | Node::Tuple { .. }
            | Node::Function(_)
            | Node::Union(_)
            | Node::Lazy(_)
            | Node::Rule(_) => None,
        }
    }

    /// Every value of `e` (for which `possible` has a bound) with its condition.
    pub(in crate::symbolic) fn cases(&mut self, e: Sym) -> Vec<Guarded> {
        match self.syms.node(e).clone() {
            Node::Bool(t) if t.as_constant().is_none() => {
                vec![(t, self.syms.bool(Term::TRUE)), (!t, self.syms.bool(Term::FALSE))]
            }
            Node::Int(n) => {
                let cases = n.cases(&mut self.graph);
                cases.into_iter().map(|(c, v)| (c, self.syms.int(v))).collect()
            }
            Node::Atom(n) => {
                let cases = n.cases(&mut self.graph);
                cases.into_iter().map(|(c, v)| (c, self.atom_of_code(v))).collect()
            }
            Node::Record(fields) => {
                let values: Vec<Sym> = fields.iter().map(|f| f.1).collect();
                let rows = self.all_rows(&values);
                rows.into_iter()
                    .map(|(c, row)| {
                        let fields = fields.iter().zip(row).map(|(f, v)| (f.0, v)).collect();
                        (c, self.syms.add(Node::Record(fields)))
                    })
                    .collect()
            }
            Node::Tuple { items, .. } => {
                let rows = self.all_rows(&items);
                rows.into_iter().map(|(c, row)| (c, self.syms.tuple(row))).collect()
            }
            Node::Bool(_)
            | Node::Undefined
            | Node::Set(_)
            | Node::Function(_)
            | Node::Union(_)
            | Node::Lazy(_)
            | Node::Rule(_) => vec![(Term::TRUE, e)],
        }
    }

    /// Every value of `v` with its condition; `None` if there are more than [`FEW`].
    pub(in crate::symbolic) fn few_cases(&mut self, v: Sym) -> Option<Vec<Guarded>> {
        if self.syms.is_concrete(v) {
            return Some(vec![(Term::TRUE, v)]);
        }
        match self.syms.node(v).clone() {
            Node::Union(alternatives) => {
                let mut all = Vec::new();
                for (g, alt) in alternatives.iter() {
                    for (h, value) in self.few_cases(*alt)? {
                        all.push((self.graph.and(*g, h), value));
                    }
                }
                Some(all)
            }
            // each element that may be there, or not
            Node::Set(entries) if entries.iter().all(|e| self.syms.is_concrete(e.1)) => {
                let mut rows = vec![(Term::TRUE, Vec::new())];
                for (g, e) in entries.iter() {
                    let mut longer = Vec::new();
                    for (c, row) in rows {
                        let (with, without) = (self.graph.and(c, *g), self.graph.and(c, !*g));
                        if with != Term::FALSE {
                            longer.push((with, row.iter().copied().chain([(Term::TRUE, *e)]).collect()));
                        }
                        if without != Term::FALSE {
                            longer.push((without, row));
                        }
                    }
                    rows = longer;
                    if rows.len() as u64 > FEW {
                        return None;
                    }
                }
                Some(rows.into_iter().map(|(c, row)| (c, self.set_of(row))).collect())
            }
            Node::Tuple { length, items } if length.as_constant().is_some() => {
                let rows = self.rows(&items, FEW, Self::few_cases)?;
                Some(rows.into_iter().map(|(c, row)| (c, self.syms.tuple(row))).collect())
            }
            Node::Record(fields) => {
                let values: Vec<Sym> = fields.iter().map(|f| f.1).collect();
                let rows = self.rows(&values, FEW, Self::few_cases)?;
                let record = |row: Vec<Sym>| Node::Record(fields.iter().zip(row).map(|(f, v)| (f.0, v)).collect());
                Some(rows.into_iter().map(|(c, row)| (c, self.syms.add(record(row)))).collect())
            }
            Node::Undefined
            | Node::Bool(_)
            | Node::Int(_)
            | Node::Atom(_)
            | Node::Set(_)
            | Node::Tuple { .. }
            | Node::Function(_)
            | Node::Lazy(_)
            | Node::Rule(_) => {
                if self.possible(v).is_none_or(|n| n > FEW) {
                    return None;
                }
                Some(self.cases(v))
            }
        }
    }

    fn all_rows(&mut self, parts: &[Sym]) -> Vec<(Term, Vec<Sym>)> {
        self.rows(parts, u64::MAX, |values, part| Some(values.cases(part))).unwrap_or_default()
    }

    /// The combinations of one entry for each part, with their conditions; `None` if there are more than `most`, or if a part has no
    /// entries.
    pub(in crate::symbolic) fn rows<P: Copy>(
        &mut self,
        parts: &[P],
        most: u64,
        entries: impl Fn(&mut Self, P) -> Option<Vec<Guarded>>,
    ) -> Option<Vec<(Term, Vec<Sym>)>> {
        let mut rows = vec![(Term::TRUE, Vec::new())];
        for p in parts {
            let entries = entries(self, *p)?;
            let mut longer = Vec::new();
            for (c, row) in &rows {
                for (d, v) in &entries {
                    let both = self.graph.and(*c, *d);
                    if both != Term::FALSE {
                        longer.push((both, row.iter().copied().chain([*v]).collect()));
                    }
                }
            }
            rows = longer;
            if rows.len() as u64 > most {
                return None;
            }
        }
        Some(rows)
    }
}
