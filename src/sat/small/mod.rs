//! A small solver for very many easy queries: conflict-driven clause learning, assumptions, cores, and a domain.
//!
//! In: clauses, then queries under assumptions. Out: an answer, with a model or with the assumptions that were needed. Property-directed
//! reachability asks tens of thousands of queries, each of which takes microseconds: what a large solver does between two queries
//! (simplification, bookkeeping for proofs) costs more than the search.
//!
//! The *domain* of a query is a set of variables outside of which nothing is decided. The caller guarantees that each assignment of the domain that
//! satisfies all clauses inside it can be extended to the other variables. That holds where the others are definitions (Tseitin's) of terms
//! that the query does not mention. A query about one next-state function then leaves all the other ones alone.
//!
//! | file | what it does |
//! | --- | --- |
//! | `mod` | clauses, queries, the search |
//! | `analyze` | what a conflict teaches, and which assumptions it needs |
//! | `heap` | the order of decisions |
//! | `store` | clauses in one vector, watched literals |
//! | `reduce` | clauses that are dropped between queries |
//! | `proof` | the log of a proof, if one is kept |
//!
//! Sources: N. Eén, N. Sörensson, "An extensible SAT-solver" (SAT 2003), for all of it but the domain; Y. Su, Q. Yang, Y. Ci, T. Bu,
//! Z. Huang, "The rIC3 hardware model checker" (CAV 2025), for domains.
//!
//! Invariants: between two queries no variable is assigned but by unit clauses. The same calls give the same answers and models.

mod analyze;
mod heap;
mod proof;
mod reduce;
mod store;
#[cfg(test)]
mod tests;

use super::solver::{Answer, Literal, SatSolver};
use crate::util::interrupt::{self, Cancel};
use crate::util::work::{self, Work};
use heap::Heap;
pub use proof::ProofLog;
use store::{ClauseRef, Store};

/// A literal inside: twice the variable, plus one where negated.
type Lit = u32;

/// Conflicts before the first restart.
const RESTART: u64 = 100;

/// Learnt clauses that are kept at least.
const LEAST_LEARNT: usize = 4000;

/// Looks at clauses between two looks at the flag that ends the run.
const POLL_INTERVAL: u64 = 1_000_000;

/// The work of a look at a watched clause, in hundredths.
const LOOK: u64 = 30;

const NO_REASON: ClauseRef = ClauseRef(u32::MAX);

/// The solver.
pub struct Small {
    store: Store,
    /// 0 open, 1 TRUE, -1 FALSE, by literal.
    value: Vec<i8>,
    level: Vec<u32>,
    reason: Vec<ClauseRef>,
    /// The last value of each variable.
    phase: Vec<bool>,
    trail: Vec<Lit>,
    limits: Vec<usize>,
    head: usize,
    heap: Heap,
    /// The query in whose domain the variable is, or that it is in all.
    in_domain: Vec<u32>,
    always: Vec<u32>,
    /// The variable is an input: all definitions follow from inputs.
    is_input: Vec<bool>,
    inputs: Vec<u32>,
    query: u32,
    whole: bool,
    seen: Vec<bool>,
    /// The assumptions that were needed.
    core: Vec<Lit>,
    /// The value of each variable, as in `value`.
    model: Vec<i8>,
    inconsistent: bool,
    learnt: usize,
    looks: u64,
    cancel: Cancel,
    /// The log of the proof.
    proof: Option<Box<proof::Proof>>,
}

impl Default for Small {
    fn default() -> Small {
        Small::new()
    }
}

fn inside(l: Literal) -> Lit {
    l.unsigned_abs() * 2 + u32::from(l < 0)
}

fn var(l: Lit) -> usize {
    (l >> 1) as usize
}

impl Small {
    pub fn new() -> Small {
        let mut s = Small {
            store: Store::default(),
            value: Vec::new(),
            level: Vec::new(),
            reason: Vec::new(),
            phase: Vec::new(),
            trail: Vec::new(),
            limits: Vec::new(),
            head: 0,
            heap: Heap::default(),
            in_domain: Vec::new(),
            always: Vec::new(),
            is_input: Vec::new(),
            inputs: Vec::new(),
            query: 0,
            whole: true,
            seen: Vec::new(),
            core: Vec::new(),
            model: Vec::new(),
            inconsistent: false,
            learnt: 0,
            looks: 0,
            cancel: interrupt::current(),
            proof: None,
        };
        // variables count from 1
        s.push_variable();
        s
    }

    fn push_variable(&mut self) {
        self.value.extend([0, 0]);
        self.level.push(0);
        self.reason.push(NO_REASON);
        self.phase.push(false);
        self.in_domain.push(0);
        self.is_input.push(false);
        self.seen.push(false);
        self.store.push_variable();
        self.heap.push_variable();
        self.log_variable();
    }

    pub fn variables(&self) -> usize {
        self.level.len() - 1
    }

    /// Adds a clause. There must be no query under way.
    pub fn add(&mut self, clause: impl IntoIterator<Item = Literal>) {
        let id = self.log_given();
        let mut lits: Vec<Lit> = clause.into_iter().map(inside).collect();
        lits.sort_unstable();
        lits.dedup();
        if self.inconsistent || lits.windows(2).any(|w| w[0] ^ 1 == w[1]) || lits.iter().any(|l| self.value[*l as usize] == 1) {
            self.log_dropped(id);
            return;
        }
        let all = if self.proof.is_some() { lits.clone() } else { Vec::new() };
        lits.retain(|l| self.value[*l as usize] == 0);
        let id = self.log_shortened(id, &all, &lits);
        match lits.as_slice() {
            [] => self.inconsistent = true,
            [unit] => {
                self.log_unit(*unit, id);
                self.assign(*unit, NO_REASON);
                let conflict = self.propagate();
                conflict.into_iter().for_each(|c| self.log_contradiction(c));
                self.inconsistent |= conflict.is_some();
            }
            _ => {
                let stored = self.store.add(&lits, false);
                self.log_stored(stored, id);
            }
        }
    }

    fn assign(&mut self, l: Lit, reason: ClauseRef) {
        self.value[l as usize] = 1;
        self.value[(l ^ 1) as usize] = -1;
        self.level[var(l)] = self.limits.len() as u32;
        self.reason[var(l)] = reason;
        self.log_position(l);
        self.trail.push(l);
    }

    /// Assigns what follows. Returns a clause that became FALSE.
    fn propagate(&mut self) -> Option<ClauseRef> {
        while self.head < self.trail.len() {
            let falsified = self.trail[self.head] ^ 1;
            self.head += 1;
            let mut watches = self.store.take_watches(falsified);
            self.looks += 1 + watches.len() as u64;
            let (mut from, mut to) = (0, 0);
            let mut conflict = None;
            'watches: while from < watches.len() {
                let w = watches[from];
                from += 1;
                if self.value[w.blocker as usize] == 1 {
                    watches[to] = w;
                    to += 1;
                    continue;
                }
                let lits = self.store.lits_mut(w.clause);
                if lits[0] == falsified {
                    lits.swap(0, 1);
                }
                let first = lits[0];
                if self.value[first as usize] == 1 {
                    watches[to] = store::Watch { blocker: first, ..w };
                    to += 1;
                    continue;
                }
                let value = &self.value;
                let (new, looked) = self.store.replace_watched(w.clause, |l| value[l as usize] != -1);
                self.looks += looked / 4;
                if let Some(new) = new {
                    self.store.watch(new, store::Watch { clause: w.clause, blocker: first });
                    continue 'watches;
                }
                watches[to] = store::Watch { blocker: first, ..w };
                to += 1;
                if self.value[first as usize] == -1 {
                    conflict = Some(w.clause);
                    self.head = self.trail.len();
                    while from < watches.len() {
                        watches[to] = watches[from];
                        to += 1;
                        from += 1;
                    }
                } else {
                    if self.limits.is_empty() {
                        self.log_implied_unit(first, w.clause);
                    }
                    self.assign(first, w.clause);
                }
            }
            watches.truncate(to);
            self.store.put_watches(falsified, watches);
            if conflict.is_some() {
                return conflict;
            }
        }
        None
    }

    fn backtrack(&mut self, level: usize) {
        if self.limits.len() <= level {
            return;
        }
        let start = self.limits[level];
        for i in (start..self.trail.len()).rev() {
            let l = self.trail[i];
            self.value[l as usize] = 0;
            self.value[(l ^ 1) as usize] = 0;
            self.phase[var(l)] = l & 1 == 0;
            if self.is_decidable(var(l)) {
                self.enter(var(l));
            }
        }
        self.trail.truncate(start);
        self.limits.truncate(level);
        self.head = start;
    }

    fn is_decidable(&self, v: usize) -> bool {
        self.whole || self.in_domain[v] == self.query || self.in_domain[v] == u32::MAX
    }

    /// Lets every query decide these variables.
    pub fn always_decide(&mut self, variables: impl IntoIterator<Item = Literal>) {
        for l in variables {
            if mutant!("small-lemmas-not-in-the-domain") {
                break;
            }
            let v = l.unsigned_abs();
            if std::mem::replace(&mut self.in_domain[v as usize], u32::MAX) != u32::MAX {
                self.always.push(v);
            }
        }
    }

    /// Satisfiability under assumptions. Nothing but `domain`, the assumptions, and [`Small::always_decide`] is decided; without a domain
    /// everything is. After [`Answer::Unsatisfiable`], [`Small::needed`] tells the core.
    pub fn ask<'d>(
        &mut self,
        assumptions: &[Literal],
        domain: Option<impl IntoIterator<Item = &'d [u32]>>,
        limit: Work,
    ) -> Answer {
        self.core.clear();
        if self.inconsistent {
            return Answer::Unsatisfiable;
        }
        self.query += 1;
        self.whole = domain.is_none();
        self.heap.clear();
        match domain {
            Some(parts) => {
                for part in parts {
                    for v in part {
                        let v = *v as usize;
                        if self.in_domain[v] != u32::MAX {
                            self.in_domain[v] = self.query;
                        }
                        self.enter(v);
                    }
                }
                for i in 0..self.always.len() {
                    self.enter(self.always[i] as usize);
                }
            }
            None if self.inputs.is_empty() => (1..self.level.len()).for_each(|v| self.heap.insert(v)),
            None => (0..self.inputs.len()).for_each(|i| self.enter(self.inputs[i] as usize)),
        }
        let looks = self.looks;
        let answer = self.search(assumptions, limit);
        if answer == Answer::Satisfiable {
            self.model.clear();
            self.model.extend((0..self.level.len()).map(|v| self.value[2 * v]));
        }
        self.backtrack(0);
        if self.learnt > LEAST_LEARNT + self.store.clauses() / 2 {
            self.reduce();
        }
        work::spend((self.looks - looks) * LOOK / 100 + 1);
        answer
    }

    /// Makes a variable of the domain a candidate for decisions, unless it is a definition without a part in recent conflicts.
    fn enter(&mut self, v: usize) {
        if self.value[2 * v] == 0 && (self.is_input[v] || self.inputs.is_empty() || self.heap.is_active(v)) {
            self.heap.insert(v);
        }
    }

    /// Names the inputs: when they have values, all other variables follow. They are decided before variables that are not involved in conflicts.
    pub fn decide_inputs(&mut self, inputs: impl IntoIterator<Item = Literal>) {
        for l in inputs {
            let v = l.unsigned_abs();
            if !std::mem::replace(&mut self.is_input[v as usize], true) {
                self.inputs.push(v);
            }
        }
    }

    fn search(&mut self, assumptions: &[Literal], limit: Work) -> Answer {
        let (mut conflicts, mut restarts) = (0u64, 0u64);
        let mut until = RESTART;
        let mut poll = self.looks + POLL_INTERVAL;
        let end = self.looks + limit.count().saturating_mul(100) / LOOK;
        loop {
            if let Some(conflict) = self.propagate() {
                if self.limits.is_empty() {
                    self.log_contradiction(conflict);
                    self.inconsistent = true;
                    return Answer::Unsatisfiable;
                }
                conflicts += 1;
                let (learnt, level, lbd) = self.analyze(conflict);
                let id = self.log_learnt(&learnt);
                self.backtrack(level);
                let reason = match learnt.len() {
                    1 => {
                        self.log_unit(learnt[0], id);
                        NO_REASON
                    }
                    _ => {
                        self.learnt += 1;
                        let stored = self.store.add_learnt(&learnt, lbd);
                        self.log_stored(stored, id);
                        stored
                    }
                };
                self.assign(learnt[0], reason);
                self.heap.decay();
                continue;
            }
            if self.looks > end {
                return Answer::Stopped;
            }
            if self.looks > poll {
                self.cancel.check();
                poll = self.looks + POLL_INTERVAL;
            }
            if conflicts >= until {
                self.cancel.check();
                restarts += 1;
                until = conflicts + RESTART * luby(restarts);
                self.backtrack(0);
                continue;
            }
            let mut decision = None;
            while self.limits.len() < assumptions.len() {
                let a = inside(assumptions[self.limits.len()]);
                match self.value[a as usize] {
                    1 => self.limits.push(self.trail.len()),
                    -1 => {
                        self.analyze_final(a ^ 1);
                        return Answer::Unsatisfiable;
                    }
                    _ => {
                        decision = Some(a);
                        break;
                    }
                }
            }
            let decision = decision.or_else(|| {
                while let Some(v) = self.heap.pop() {
                    if self.value[2 * v] == 0 {
                        return Some(2 * v as u32 + u32::from(!self.phase[v]));
                    }
                }
                None
            });
            let Some(decision) = decision else { return Answer::Satisfiable };
            self.limits.push(self.trail.len());
            self.assign(decision, NO_REASON);
        }
    }

    /// After [`Answer::Unsatisfiable`]: was the assumption needed?
    pub fn needed(&self, assumption: Literal) -> bool {
        self.core.contains(&inside(assumption))
    }

    /// After [`Answer::Satisfiable`]: the literal is TRUE. A variable outside the domain that nothing implies counts as FALSE.
    pub fn holds(&self, l: Literal) -> bool {
        (self.model[l.unsigned_abs() as usize] == 1) == (l > 0)
    }

    /// After [`Answer::Satisfiable`]: the value of a literal; `None` if the model leaves it open.
    pub fn assigned(&self, l: Literal) -> Option<bool> {
        match self.model[l.unsigned_abs() as usize] {
            0 => None,
            v => Some((v == 1) == (l > 0)),
        }
    }
}

/// The n-th number of 1 1 2 1 1 2 4 …, counted from 1.
fn luby(mut n: u64) -> u64 {
    loop {
        let k = 64 - u64::from(n.leading_zeros());
        if n == (1 << k) - 1 {
            return 1 << (k - 1);
        }
        n -= (1 << (k - 1)) - 1;
    }
}

impl SatSolver for Small {
    fn name(&self) -> String {
        format!("small {}", env!("CARGO_PKG_VERSION"))
    }

    fn new_variable(&mut self) -> Literal {
        self.push_variable();
        self.variables() as Literal
    }

    fn add_clause(&mut self, clause: &[Literal]) {
        self.add(clause.iter().copied());
    }

    fn solve(&mut self, assumptions: &[Literal], limit: Work) -> Answer {
        self.ask(assumptions, None::<[&[u32]; 0]>, limit)
    }

    fn failed(&self, assumption: Literal) -> bool {
        self.needed(assumption)
    }

    fn value(&self, literal: Literal) -> bool {
        self.holds(literal)
    }
}
