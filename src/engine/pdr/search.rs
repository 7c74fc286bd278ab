//! Property-directed reachability (IC3) over atoms.
//!
//! In: a [`Formula`]. Out: lemmas that are an inductive invariant without bad states, or that a bad state is reachable.
//!
//! ```text
//!     F_0 = Init,  F_k => F_(k+1),  F_k /\ T => F_(k+1)',  F_k => ~bad for k < top
//!     a state of F_top that is bad becomes an obligation: exclude it from F_top, or find a path to it
//!     an obligation (c, k): if F_(k-1) /\ ~c /\ T /\ c' has no model, a part of c is excluded from F_k; else the state before is an
//!       obligation of level k - 1
//!     then each lemma moves up while F_k /\ T implies it; if all of a level did, the lemmas above it are inductive
//! ```
//!
//! - *Lifting*: a state before a step is generalized to those atoms that force the step with the same choices.
//! - *Generalization*: atoms are dropped from an excluded cube one by one. A state that prevents it (a counterexample to generalization)
//!   is excluded itself, if that is possible, or joined with the cube.
//!
//! Soundness rests on none of these: [`super::confirm`] asks the three obligations of the final lemmas of a solver that took no part.
//!
//! Sources: A. Bradley, "SAT-based model checking without unrolling" (VMCAI 2011); N. Eén, A. Mishchenko, R. Brayton, "Efficient
//! implementation of property directed reachability" (FMCAD 2011); Z. Hassan, A. Bradley, F. Somenzi, "Better generalization in IC3"
//! (FMCAD 2013).

use super::formula::{AtomLit, Formula};
use super::orbit::Orbits;
use super::queries::{Cube, Found, Queries, Relative, is_part};
use crate::util::interrupt::Cancel;
use crate::util::work;
use rustc_hash::FxHashSet;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Counterexamples to generalization that are excluded in a row.
const MOST_CTGS: usize = 3;

/// Clauses in the solvers of all levels together: one to two gigabytes.
const MOST_CLAUSES: usize = 30_000_000;

/// How deep the exclusion of a counterexample to generalization may nest.
const CTG_DEPTH: usize = 1;

/// A path from an initial state to a bad one.
pub struct Path {
    /// The number of steps before the bad state.
    pub steps: u32,
    /// A bad condition of its last state, as an index.
    pub bad: usize,
    /// The inputs of the graph that are TRUE in such a state, perhaps another one.
    pub inputs: Vec<u32>,
}

pub enum Answer {
    /// No state of these cubes is reachable, and all others are not bad.
    Invariant(Vec<Cube>),
    Reached(Path),
    /// An initial state is bad.
    InitialBad,
    /// The solvers of all levels would have more than [`MOST_CLAUSES`] clauses.
    TooLarge,
}

/// A cube from whose states a bad one is reached.
struct Obligation {
    cube: Cube,
    /// The steps from there to the bad state.
    distance: u32,
    /// The bad state that it leads to.
    root: usize,
}

/// The bad states found.
struct Root {
    bad: usize,
    inputs: Vec<u32>,
}

pub struct Search<'f> {
    pub q: Queries<'f>,
    activity: Vec<f64>,
    obligations: Vec<Obligation>,
    roots: Vec<Root>,
    cancel: Cancel,
    pub orbits: Orbits,
    pub progress: Box<dyn FnMut(usize, usize) + 'f>,
}

impl<'f> Search<'f> {
    pub fn new(formula: &'f Formula, cancel: Cancel) -> Search<'f> {
        Search {
            q: Queries::new(formula),
            activity: vec![0.0; formula.atoms()],
            obligations: Vec::new(),
            roots: Vec::new(),
            cancel,
            orbits: Orbits::default(),
            progress: Box::new(|_, _| {}),
        }
    }

    /// Unwinds the stack if the search is cancelled, or has done all the work that it may do.
    fn go_on(&self) {
        self.cancel.check();
        work::step(1);
    }

    pub fn run(mut self) -> Answer {
        if self.q.initial_bad() {
            return Answer::InitialBad;
        }
        loop {
            let top = self.q.top();
            while let Some(found) = self.q.bad(top) {
                self.go_on();
                // an error comes before leaving the shape, which is the last condition
                let last = self.q.formula.each_bad.len() - 1;
                let bad = self.q.which_bad(top).first().copied().unwrap_or(last);
                self.roots.push(Root { bad, inputs: self.q.inputs(top) });
                let cube = self.q.lifted_bad(&found, bad);
                if let Some(path) = self.exclude(cube, top) {
                    return Answer::Reached(path);
                }
            }
            if (self.q.top() + 1) * self.q.formula.size() > MOST_CLAUSES {
                return Answer::TooLarge;
            }
            self.q.push_level();
            if let Some(lemmas) = self.push() {
                return Answer::Invariant(lemmas);
            }
            let count = (1..=self.q.top()).map(|k| self.q.lemmas(k).len()).sum();
            (self.progress)(self.q.top(), count);
            log::debug!(target: "tlaloc::pdr", "level {}: {count} lemmas, {} queries", self.q.top(), self.q.asked);
        }
    }

    /// Excludes a bad cube from the level, with all that leads to it; or finds a path from an initial state.
    fn exclude(&mut self, cube: Cube, level: usize) -> Option<Path> {
        let root = self.roots.len() - 1;
        if level == 0 || self.q.initial(&cube).is_ok() {
            return Some(self.path(0, root));
        }
        let mut open: BinaryHeap<Reverse<(usize, u32, usize)>> = BinaryHeap::new();
        self.obligations.clear();
        self.obligations.push(Obligation { cube, distance: 0, root });
        open.push(Reverse((level, 0, 0)));
        while let Some(Reverse((k, distance, i))) = open.pop() {
            self.go_on();
            let cube = self.obligations[i].cube.clone();
            if self.q.is_blocked(k, &cube) {
                if k < self.q.top() {
                    open.push(Reverse((k + 1, distance, i)));
                }
                continue;
            }
            match self.q.relative(k - 1, &cube) {
                Relative::Blocked(core) => {
                    let core = self.outside_init(core, &cube);
                    let (cube, at) = self.generalized(core, k, 0);
                    let at = self.learn(cube, at);
                    if at < self.q.top() {
                        open.push(Reverse((at + 1, distance, i)));
                    }
                }
                Relative::From(found) => {
                    let before = self.q.lifted(&found, &cube);
                    let root = self.obligations[i].root;
                    if k == 1 || self.q.initial(&before).is_ok() {
                        return Some(self.path(distance + 1, root));
                    }
                    let distance = self.obligations[i].distance + 1;
                    self.obligations.push(Obligation { cube: before, distance, root });
                    open.push(Reverse((k - 1, distance, self.obligations.len() - 1)));
                    open.push(Reverse((k, self.obligations[i].distance, i)));
                }
            }
        }
        None
    }

    fn path(&self, steps: u32, root: usize) -> Path {
        Path { steps, bad: self.roots[root].bad, inputs: self.roots[root].inputs.clone() }
    }

    /// A part of `cube` that contains `core` and no initial state.
    fn outside_init(&mut self, core: Cube, cube: &[AtomLit]) -> Cube {
        match self.q.initial(&core) {
            _ if mutant!("pdr-core-with-initial-states") => core,
            Err(_) => core,
            Ok(()) => match self.q.initial(cube) {
                Err(needed) => merged(&core, &needed),
                Ok(()) => cube.to_vec(),
            },
        }
    }

    /// Notes that the cube is excluded, as high as steps from one level keep it so. Returns that level.
    fn learn(&mut self, cube: Cube, mut level: usize) -> usize {
        let mut cube = cube;
        while level < self.q.top() {
            match self.q.relative(level, &cube) {
                Relative::Blocked(core) => {
                    cube = self.outside_init(core, &cube);
                    level += 1;
                }
                Relative::From(_) => break,
            }
        }
        for a in &cube {
            self.activity[(*a >> 1) as usize] += 1.0;
        }
        self.q.add_lemma(level, cube.clone());
        self.learn_images(cube, level);
        level
    }

    /// Notes the images of a lemma that hold at the same level, and theirs.
    fn learn_images(&mut self, cube: Cube, level: usize) {
        let mut seen: FxHashSet<Cube> = [cube.clone()].into_iter().collect();
        let mut open = vec![cube];
        while let Some(cube) = open.pop() {
            for (class, image) in self.orbits.images(&cube) {
                if !seen.insert(image.clone()) || self.q.is_blocked(level, &image) {
                    continue;
                }
                self.go_on();
                let unasked = mutant!("pdr-images-unasked");
                let confirmed = match self.q.initial(&image) {
                    _ if unasked => Some(image.clone()),
                    Ok(()) if !mutant!("pdr-images-unasked-initially") => None,
                    _ => match self.q.relative(level - 1, &image) {
                        Relative::Blocked(core) => Some(core),
                        Relative::From(_) => None,
                    },
                };
                self.orbits.note(class, confirmed.is_some());
                if let Some(core) = confirmed {
                    let core = self.outside_init(core, &image);
                    self.q.add_lemma(level, core);
                    open.push(image);
                }
            }
        }
    }

    /// A cube with fewer atoms that steps from the level below do not reach either; and a level from which it is excluded.
    fn generalized(&mut self, mut cube: Cube, level: usize, depth: usize) -> (Cube, usize) {
        self.activity.iter_mut().for_each(|a| *a *= 0.99);
        let mut order = cube.clone();
        order.sort_by(|a, b| self.activity[(*a >> 1) as usize].total_cmp(&self.activity[(*b >> 1) as usize]).then(b.cmp(a)));
        let mut keep: Vec<AtomLit> = Vec::new();
        for a in order {
            if !cube.contains(&a) || cube.len() == 1 {
                continue;
            }
            let fewer: Cube = cube.iter().copied().filter(|b| *b != a).collect();
            match self.down(fewer, level, &keep, depth) {
                Some(smaller) => cube = smaller,
                None => keep.push(a),
            }
        }
        (cube, level)
    }

    /// A part of the cube that steps from the level below do not reach and that has no initial state, if one is found without giving up
    /// atoms of `keep`.
    fn down(&mut self, mut cube: Cube, level: usize, keep: &[AtomLit], depth: usize) -> Option<Cube> {
        let mut ctgs = 0;
        loop {
            if mutant!("pdr-generalize-unasked") {
                return Some(cube);
            }
            if self.q.initial(&cube).is_ok() && !mutant!("pdr-generalize-to-initial-states") {
                return None;
            }
            let found = match self.q.relative(level - 1, &cube) {
                Relative::Blocked(core) => return Some(self.outside_init(core, &cube)),
                Relative::From(found) => found,
            };
            if depth >= CTG_DEPTH {
                return None;
            }
            if ctgs < MOST_CTGS && level > 1 && self.excluded(&found, &cube, level - 1, depth) {
                ctgs += 1;
                continue;
            }
            ctgs = 0;
            let joined: Cube = cube.iter().copied().filter(|a| found.state.contains(a)).collect();
            if joined.len() == cube.len() || joined.is_empty() || keep.iter().any(|a| cube.contains(a) && !joined.contains(a)) {
                return None;
            }
            cube = joined;
        }
    }

    /// Excludes a counterexample to generalization from the level, if the steps from the level below do not reach it.
    fn excluded(&mut self, found: &Found, target: &[AtomLit], level: usize, depth: usize) -> bool {
        let state = self.q.lifted(found, target);
        if self.q.initial(&state).is_ok() {
            return false;
        }
        match self.q.relative(level - 1, &state) {
            Relative::From(_) => false,
            Relative::Blocked(core) => {
                let core = self.outside_init(core, &state);
                let (core, at) = self.generalized(core, level, depth + 1);
                self.learn(core, at);
                true
            }
        }
    }

    /// Moves lemmas up. Returns the lemmas above a level that has none left.
    fn push(&mut self) -> Option<Vec<Cube>> {
        for k in 1..self.q.top() {
            for cube in self.q.lemmas(k).to_vec() {
                self.go_on();
                match self.q.relative(k, &cube) {
                    _ if mutant!("pdr-push-unasked") => self.q.raise_lemma(k + 1, cube),
                    Relative::Blocked(core) => {
                        let core = self.outside_init(core, &cube);
                        if core == cube {
                            self.q.raise_lemma(k + 1, core);
                        } else {
                            self.q.add_lemma(k + 1, core);
                        }
                    }
                    Relative::From(_) => {}
                }
            }
            if self.q.lemmas(k).is_empty() {
                let above = (k + 1..=self.q.top()).flat_map(|j| self.q.lemmas(j).to_vec());
                let mut all: Vec<Cube> = above.collect();
                all.sort_by_key(Vec::len);
                let mut least: Vec<Cube> = Vec::new();
                for c in all {
                    if !least.iter().any(|l| is_part(l, &c)) {
                        least.push(c);
                    }
                }
                return Some(least);
            }
        }
        None
    }
}

/// The atoms of both, sorted.
fn merged(a: &[AtomLit], b: &[AtomLit]) -> Cube {
    let mut all: Cube = a.iter().chain(b).copied().collect();
    all.sort_unstable();
    all.dedup();
    all
}
