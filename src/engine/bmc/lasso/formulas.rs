//! The truth of temporal formulas on a lasso, as terms: linear in its length, and extended as it gets longer.
//!
//! In: for each position the truth of the atoms there, and whether the position belongs to the loop. Out: facts that always hold
//! (claims passed on from one position to the next), and for the present length the condition that all fairness holds and a property
//! does not. `docs/liveness.md` has the equations and the proof; in short, for f below a temporal operator:
//!
//! ```text
//! some_k(f) = f_0 \/ … \/ f_(k-1)      loop_some_k(f) = the same, of positions in the loop      all_k(f), loop_all_k(f) likewise
//! x_i claims <>f at i, where <>f is below an operator:      x_i => f_i \/ x_(i+1)  always;      x_k => loop_some_k(f)  at length k
//! ```

use crate::logic::{Graph, Term};
use crate::property::{Formula, Temporal};
use std::collections::BTreeMap;

/// The end of the behavior, after the positions before the last state.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Suffix {
    /// The loop.
    Loop,
    /// The last state for ever.
    Stuttering,
    /// The last state, and then any continuation.
    Nothing,
}

/// The truth of a formula below a temporal operator over the positions so far.
struct Chains {
    some: Term,
    all: Term,
    loop_some: Term,
    loop_all: Term,
}

pub struct Formulas {
    fairness: Vec<Formula>,
    /// The negations of the properties, each with whether a beginning of a behavior can show that it is true: it has no `[]`, and there is
    /// no fairness.
    violations: Vec<(Formula, bool)>,
    /// The truth of each atom about steps for a stuttering step.
    idle: Vec<Option<bool>>,
    /// The truth of each atom at each position, and in the last state; there only of atoms about states.
    truth: Vec<Vec<Term>>,
    /// The formulas below temporal operators.
    below: BTreeMap<Formula, Chains>,
    /// `<>f` and `[]f` below temporal operators: a claim for each position and the last state.
    claims: BTreeMap<Formula, Vec<Term>>,
    /// `[]<>f` and `<>[]f` below temporal operators: one claim for all positions.
    tails: BTreeMap<Formula, Option<Term>>,
}

/// The outer temporal operator of a formula: must some position satisfy the formula below it, or all? A tail is about the loop only.
struct Operator<'f> {
    some: bool,
    is_tail: bool,
    below: &'f Formula,
}

/// `None` for atoms and connectives.
fn operator(f: &Formula) -> Option<Operator<'_>> {
    Some(match f {
        Formula::Atom { .. } | Formula::And(_) | Formula::Or(_) => return None,
        Formula::Always(inner) => match &**inner {
            Formula::Eventually(below) => Operator { some: true, is_tail: true, below },
            below => Operator { some: false, is_tail: false, below },
        },
        Formula::Eventually(inner) => match &**inner {
            Formula::Always(below) => Operator { some: false, is_tail: true, below },
            below => Operator { some: true, is_tail: false, below },
        },
    })
}

impl Formulas {
    pub fn new(temporal: &Temporal) -> Formulas {
        let mut all = Formulas {
            fairness: temporal.fairness.clone(),
            violations: temporal
                .properties
                .iter()
                .map(|p| p.formula.negated())
                .map(|f| (f.clone(), temporal.fairness.is_empty() && !has_always(&f)))
                .collect(),
            idle: temporal.atoms.iter().map(|a| a.on_stuttering()).collect(),
            truth: Vec::new(),
            below: BTreeMap::new(),
            claims: BTreeMap::new(),
            tails: BTreeMap::new(),
        };
        for f in all.fairness.clone().iter().chain(all.violations.clone().iter().map(|v| &v.0)) {
            all.collect(f, false);
        }
        all
    }

    fn collect(&mut self, f: &Formula, nested: bool) {
        if let Formula::And(parts) | Formula::Or(parts) = f {
            parts.iter().for_each(|p| self.collect(p, nested));
        }
        let Some(op) = operator(f) else { return };
        if nested && op.is_tail {
            self.tails.insert(f.clone(), None);
        } else if nested {
            self.claims.insert(f.clone(), Vec::new());
        }
        let none = Chains { some: Term::FALSE, all: Term::TRUE, loop_some: Term::FALSE, loop_all: Term::TRUE };
        self.below.entry(op.below.clone()).or_insert(none);
        self.collect(op.below, true);
    }

    /// Adds the next state, with the truth of the atoms about states in it.
    pub fn begin_position(&mut self, graph: &mut Graph, atoms: Vec<(usize, Term)>) {
        let mut row = vec![Term::FALSE; self.idle.len()];
        atoms.into_iter().for_each(|(a, t)| row[a] = t);
        self.truth.push(row);
        self.claims.values_mut().for_each(|c| c.push(graph.input()));
        self.tails.values_mut().for_each(|c| {
            c.get_or_insert_with(|| graph.input());
        });
    }

    /// The truth of the atoms about the step from the last state but one, which is a position now, and whether the loop has it. What it returns
    /// holds always.
    pub fn end_position(&mut self, graph: &mut Graph, atoms: Vec<(usize, Term)>, in_loop: Term) -> Term {
        let position = self.truth.len() - 2;
        atoms.into_iter().for_each(|(a, t)| self.truth[position][a] = t);
        let mut below = std::mem::take(&mut self.below);
        for (f, c) in &mut below {
            let here = self.at(graph, f, position);
            c.some = graph.or(c.some, here);
            c.all = graph.and(c.all, here);
            let (there, through) = (graph.and(in_loop, here), graph.implies(in_loop, here));
            let there = if mutant!("lasso-loop-has-all-positions") { here } else { there };
            c.loop_some = graph.or(c.loop_some, there);
            c.loop_all = graph.and(c.loop_all, through);
        }
        self.below = below;
        let mut always = Vec::new();
        for (f, claims) in &self.claims {
            let Some(op) = operator(f) else { continue };
            let here = self.at(graph, op.below, position);
            let later = claims[position + 1];
            let step = if op.some { graph.or(here, later) } else { graph.and(here, later) };
            if !mutant!("lasso-claims-not-passed-on") {
                always.push(graph.implies(claims[position], step));
            }
        }
        graph.all(always)
    }

    /// The condition that all fairness holds and some property does not, on a loop that closes, or with stuttering in the last state.
    pub fn any(&self, graph: &mut Graph, closed: Term) -> Term {
        let ends = [(Suffix::Loop, closed), (Suffix::Stuttering, Term::TRUE)].map(|(suffix, condition)| {
            let violated: Vec<Term> = (0..self.violations.len()).map(|i| self.violation(graph, i, suffix)).collect();
            let violated = graph.any(violated);
            let frame = self.frame(graph, suffix);
            graph.all([condition, violated, frame])
        });
        graph.any(ends)
    }

    /// All fairness holds, and this property does not. `Nothing` is only for where there is no fairness.
    pub fn violated(&self, graph: &mut Graph, property: usize, suffix: Suffix) -> Term {
        if suffix == Suffix::Nothing && !self.fairness.is_empty() {
            return Term::FALSE;
        }
        let frame = self.frame(graph, suffix);
        let violated = self.violation(graph, property, suffix);
        graph.and(frame, violated)
    }

    fn violation(&self, graph: &mut Graph, property: usize, suffix: Suffix) -> Term {
        let (formula, is_finite) = &self.violations[property];
        if (*is_finite || mutant!("lasso-stuttering-only")) && suffix == Suffix::Loop {
            return Term::FALSE;
        }
        self.whole(graph, formula, suffix)
    }

    /// All fairness holds, and what is claimed at the end is true.
    fn frame(&self, graph: &mut Graph, suffix: Suffix) -> Term {
        let fairness = self.fairness.iter().skip(usize::from(mutant!("lasso-first-fairness-left-out")));
        let mut all: Vec<Term> = fairness.map(|f| self.whole(graph, f, suffix)).collect();
        let at_end = |(f, claims): (_, &Vec<Term>)| claims.last().map(|c| (f, *c));
        let claims = self.claims.iter().filter_map(at_end).chain(self.tails.iter().filter_map(|(f, c)| Some((f, (*c)?))));
        for (f, claim) in claims.filter(|_| !mutant!("lasso-claims-not-kept-at-the-end")) {
            let truth = self.last(graph, f, suffix);
            all.push(graph.implies(claim, truth));
        }
        graph.all(all)
    }

    /// The truth of a formula at the beginning.
    fn whole(&self, graph: &mut Graph, f: &Formula, suffix: Suffix) -> Term {
        match f {
            Formula::Atom { atom, holds } => literal(self.truth[0][atom.index()], *holds),
            Formula::And(parts) => {
                let parts: Vec<Term> = parts.iter().map(|p| self.whole(graph, p, suffix)).collect();
                graph.all(parts)
            }
            Formula::Or(parts) => {
                let parts: Vec<Term> = parts.iter().map(|p| self.whole(graph, p, suffix)).collect();
                graph.any(parts)
            }
            Formula::Always(_) | Formula::Eventually(_) => {
                let op = operator(f).expect("bmc: it is a temporal operator");
                // every position of the loop is one of those before the last state
                if op.is_tail {
                    return self.last(graph, f, suffix);
                }
                let chains = &self.below[op.below];
                let before = if op.some { chains.some } else { chains.all };
                if suffix == Suffix::Loop {
                    return before;
                }
                let end = self.last(graph, f, suffix);
                if op.some { graph.or(before, end) } else { graph.and(before, end) }
            }
        }
    }

    /// The truth of a formula at a position before the last state.
    fn at(&self, graph: &mut Graph, f: &Formula, position: usize) -> Term {
        match f {
            Formula::Atom { atom, holds } => literal(self.truth[position][atom.index()], *holds),
            Formula::And(parts) => {
                let parts: Vec<Term> = parts.iter().map(|p| self.at(graph, p, position)).collect();
                graph.all(parts)
            }
            Formula::Or(parts) => {
                let parts: Vec<Term> = parts.iter().map(|p| self.at(graph, p, position)).collect();
                graph.any(parts)
            }
            Formula::Always(_) | Formula::Eventually(_) => match self.tails.get(f) {
                Some(claim) => claim.expect("bmc: a claim is made with the first position"),
                None => self.claims[f][position],
            },
        }
    }

    /// The truth of a formula in the last state, given the suffix. If that is the loop, the formula must be temporal: the last state is the one
    /// where the loop begins.
    fn last(&self, graph: &mut Graph, f: &Formula, suffix: Suffix) -> Term {
        match f {
            Formula::Atom { atom, holds } => {
                let row = self.truth.last().expect("bmc: there is a state");
                let own = row[atom.index()];
                let idle = self.idle[atom.index()].map(|t| t || mutant!("lasso-stuttering-takes-actions"));
                literal(idle.map_or(own, Term::constant), *holds)
            }
            Formula::And(parts) => {
                let parts: Vec<Term> = parts.iter().map(|p| self.last(graph, p, suffix)).collect();
                graph.all(parts)
            }
            Formula::Or(parts) => {
                let parts: Vec<Term> = parts.iter().map(|p| self.last(graph, p, suffix)).collect();
                graph.any(parts)
            }
            Formula::Always(_) | Formula::Eventually(_) => {
                let op = operator(f).expect("bmc: it is a temporal operator");
                match suffix {
                    Suffix::Loop if op.some => self.below[op.below].loop_some,
                    Suffix::Loop => self.below[op.below].loop_all,
                    Suffix::Nothing if op.is_tail || !op.some => Term::FALSE,
                    Suffix::Stuttering | Suffix::Nothing => self.last(graph, op.below, suffix),
                }
            }
        }
    }
}

fn has_always(f: &Formula) -> bool {
    match f {
        Formula::Atom { .. } => false,
        Formula::And(parts) | Formula::Or(parts) => parts.iter().any(has_always),
        Formula::Always(_) => true,
        Formula::Eventually(inner) => has_always(inner),
    }
}

fn literal(t: Term, holds: bool) -> Term {
    if holds { t } else { !t }
}
