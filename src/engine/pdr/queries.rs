//! The questions that property-directed reachability asks, with their cores and models.
//!
//! In: a [`Formula`], cubes of atoms, lemmas. Out: answers about
//!
//! ```text
//!     relative(k, c)   F_k /\ ~c /\ T /\ c'         is there a step from F_k, outside c, into c?
//!     bad(k)           F_k /\ bad                   can a state of F_k be bad, or take a bad step?
//!     initial(c)       Init /\ c                    is an initial state in c?
//!     lifted(s, t)     which atoms of s, with these choices, force the step into t, or force one bad condition?
//! ```
//!
//! `F_0` is Init; `F_k` for k > 0 is the conjunction of the lemmas of level k and above. Each level has a solver of its own.

use super::formula::{AtomLit, Formula, Lit};
use crate::sat::Answer;
use crate::sat::small::Small;
use crate::util::work::Work;

/// A conjunction of atoms or their negations, sorted.
pub type Cube = Vec<AtomLit>;

/// Retired literals of a solver after which it is made anew.
const MOST_RETIRED: usize = 3000;

/// Retired literals after which clauses that they satisfy are dropped.
const SIMPLIFY_EVERY: usize = 200;

/// A state, as far as a question depends on it, with the choices of the step from it.
pub struct Found {
    pub state: Cube,
    pub choices: Vec<Lit>,
}

pub enum Relative {
    /// There is none; the part of the cube that is needed for that.
    Blocked(Cube),
    From(Found),
}

/// One level.
struct Level {
    solver: Small,
    retired: usize,
    /// The lemmas whose highest level this is, as cubes that no state of the level is in.
    lemmas: Vec<Cube>,
    /// For each of them its literals in 64 bits.
    prints: Vec<u64>,
}

pub struct Queries<'f> {
    pub formula: &'f Formula,
    levels: Vec<Level>,
    first: Small,
    lift: Small,
    lift_retired: usize,
    pub asked: u64,
}

impl<'f> Queries<'f> {
    pub fn new(formula: &'f Formula) -> Queries<'f> {
        let mut first = formula.solver();
        first.add([formula.initial_guard]);
        let mut q = Queries { formula, levels: Vec::new(), first, lift: lifting(formula), lift_retired: 0, asked: 0 };
        q.push_level();
        q
    }

    /// The highest level.
    pub fn top(&self) -> usize {
        self.levels.len() - 1
    }

    pub fn push_level(&mut self) {
        let k = self.levels.len();
        self.levels.push(Level { solver: level_solver(self.formula, k), retired: 0, lemmas: Vec::new(), prints: Vec::new() });
    }

    pub fn lemmas(&self, level: usize) -> &[Cube] {
        &self.levels[level].lemmas
    }

    /// Some lemma of this level or above excludes the cube.
    pub fn is_blocked(&self, level: usize, cube: &[AtomLit]) -> bool {
        let all = print(cube);
        let within = |l: &Level| l.prints.iter().zip(&l.lemmas).any(|(p, c)| p & !all == 0 && is_part(c, cube));
        self.levels[level..].iter().any(within)
    }

    /// No state of the levels up to this one is in the cube.
    pub fn add_lemma(&mut self, level: usize, cube: Cube) {
        for k in 1..=level {
            self.levels[k].drop_parts(&cube);
        }
        for k in 1..=if mutant!("pdr-lemma-one-level-up") { (level + 1).min(self.top()) } else { level } {
            assert_lemma(self.formula, &mut self.levels[k].solver, &cube);
        }
        self.levels[level].keep(cube);
    }

    /// The same for a cube that is excluded from the level below already.
    pub fn raise_lemma(&mut self, level: usize, cube: Cube) {
        self.levels[level - 1].drop_parts(&cube);
        self.levels[level].drop_parts(&cube);
        assert_lemma(self.formula, &mut self.levels[level].solver, &cube);
        self.levels[level].keep(cube);
    }

    /// A step from the level, outside the cube, into it.
    pub fn relative(&mut self, level: usize, cube: &[AtomLit]) -> Relative {
        self.asked += 1;
        self.refresh(level);
        let f = self.formula;
        let l = &mut self.levels[level];
        let mut assumptions = vec![f.taken];
        if level > 0 {
            let on = l.fresh();
            l.solver.add(cube.iter().map(|a| -f.before(*a)).chain([-on]));
            assumptions.push(on);
        }
        let retired = assumptions.last().copied().filter(|_| level > 0);
        assumptions.extend(cube.iter().map(|a| f.after(*a)));
        let cones = cube.iter().flat_map(|a| {
            let i = (*a >> 1) as usize;
            [f.next_cones[i].as_slice(), f.current_cones[i].as_slice()]
        });
        let answer = l.solver.ask(&assumptions, Some(cones.chain([f.step_cone.as_slice()])), Work::MAX);
        let result = match answer {
            Answer::Satisfiable => Relative::From(found(f, &l.solver)),
            _ => Relative::Blocked(cube.iter().copied().filter(|a| l.solver.needed(f.after(*a))).collect()),
        };
        if let Some(on) = retired {
            l.solver.add([-on]);
        }
        result
    }

    /// A bad state of the level.
    pub fn bad(&mut self, level: usize) -> Option<Found> {
        self.asked += 1;
        let f = self.formula;
        let l = &mut self.levels[level];
        match l.solver.ask(&[f.bad], Some([f.bad_cone.as_slice()]), Work::MAX) {
            Answer::Satisfiable => Some(found(f, &l.solver)),
            _ => None,
        }
    }

    /// After [`Queries::bad`]: the bad conditions that hold, and the inputs.
    pub fn which_bad(&self, level: usize) -> Vec<usize> {
        let solver = &self.levels[level].solver;
        (0..self.formula.each_bad.len()).filter(|i| solver.assigned(self.formula.each_bad[*i]) == Some(true)).collect()
    }

    /// After [`Queries::bad`]: the inputs of the graph that are TRUE.
    pub fn inputs(&self, level: usize) -> Vec<u32> {
        let solver = &self.levels[level].solver;
        self.formula.inputs.iter().filter(|(l, _)| solver.holds(*l)).map(|(_, i)| *i).collect()
    }

    /// There is an initial state.
    pub fn has_initial(&mut self) -> bool {
        self.first.ask(&[], None::<[&[u32]; 0]>, Work::MAX) == Answer::Satisfiable
    }

    /// Some initial state is bad.
    pub fn initial_bad(&mut self) -> bool {
        self.asked += 1;
        self.first.ask(&[self.formula.initial_bad], None::<[&[u32]; 0]>, Work::MAX) == Answer::Satisfiable
    }

    /// Whether an initial state is in the cube. Otherwise some atoms of it that no initial state has together.
    pub fn initial(&mut self, cube: &[AtomLit]) -> Result<(), Cube> {
        self.asked += 1;
        let f = self.formula;
        let assumptions: Vec<Lit> = cube.iter().map(|a| f.first(*a)).collect();
        match self.first.ask(&assumptions, None::<[&[u32]; 0]>, Work::MAX) {
            Answer::Satisfiable => Ok(()),
            _ => Err(cube.iter().copied().filter(|a| self.first.needed(f.first(*a))).collect()),
        }
    }

    /// The atoms of a state that, with these choices, force a step into the cube.
    pub fn lifted(&mut self, found: &Found, cube: &[AtomLit]) -> Cube {
        let f = self.formula;
        if mutant!("pdr-lift-to-any-state") {
            return self.forced(found, vec![-f.taken]);
        }
        self.forced(found, cube.iter().map(|a| -f.after(*a)).chain([-f.taken]).collect())
    }

    /// The atoms of a state that, with these choices, force this bad condition. A cube that forces some bad condition is not enough: its
    /// states may differ in which one.
    pub fn lifted_bad(&mut self, found: &Found, condition: usize) -> Cube {
        let f = self.formula;
        let bad = if mutant!("pdr-lift-to-any-bad") { f.bad } else { f.each_bad[condition] };
        self.forced(found, vec![-bad])
    }

    /// The atoms of a state that, with these choices, contradict the clause.
    fn forced(&mut self, found: &Found, mut clause: Vec<Lit>) -> Cube {
        self.asked += 1;
        let f = self.formula;
        self.lift_retired += 1;
        if self.lift_retired > MOST_RETIRED {
            self.lift = lifting(f);
            self.lift_retired = 0;
        }
        if self.lift_retired.is_multiple_of(SIMPLIFY_EVERY) {
            self.lift.simplify();
        }
        let on = crate::sat::SatSolver::new_variable(&mut self.lift);
        clause.push(-on);
        self.lift.add(clause);
        let mut state = found.state.clone();
        for _ in 0..2 {
            let mut assumptions = vec![on];
            assumptions.extend(&found.choices);
            assumptions.extend(state.iter().map(|a| f.before(*a)));
            if self.lift.ask(&assumptions, None::<[&[u32]; 0]>, Work::MAX) != Answer::Unsatisfiable {
                break;
            }
            let kept: Cube = state.iter().copied().filter(|a| self.lift.needed(f.before(*a))).collect();
            let less = kept.len() < state.len();
            state = kept;
            state.reverse();
            if !less {
                break;
            }
        }
        self.lift.add([-on]);
        state.sort_unstable();
        if mutant!("pdr-lift-drops-an-atom") && state.len() > 1 {
            state.pop();
        }
        state
    }

    /// Makes a solver anew that has many retired literals.
    fn refresh(&mut self, level: usize) {
        let l = &mut self.levels[level];
        if l.retired > MOST_RETIRED {
            l.solver = level_solver(self.formula, level);
            l.retired = 0;
            if level > 0 {
                for k in level..self.levels.len() {
                    let lemmas = self.levels[k].lemmas.clone();
                    for c in &lemmas {
                        assert_lemma(self.formula, &mut self.levels[level].solver, c);
                    }
                }
            }
        } else if l.retired > 0 && l.retired.is_multiple_of(SIMPLIFY_EVERY) {
            l.solver.simplify();
        }
    }
}

impl Level {
    fn keep(&mut self, cube: Cube) {
        self.prints.push(print(&cube));
        self.lemmas.push(cube);
    }

    /// Drops the lemmas that this one implies.
    fn drop_parts(&mut self, cube: &[AtomLit]) {
        let own = print(cube);
        for i in (0..self.lemmas.len()).rev() {
            if own & !self.prints[i] == 0 && is_part(cube, &self.lemmas[i]) {
                self.lemmas.swap_remove(i);
                self.prints.swap_remove(i);
            }
        }
    }

    fn fresh(&mut self) -> Lit {
        self.retired += 1;
        crate::sat::SatSolver::new_variable(&mut self.solver)
    }
}

/// What the model says of the atoms and choices; what it leaves open does not matter.
fn found(f: &Formula, solver: &Small) -> Found {
    let mut state = Vec::new();
    for (i, l) in f.current.iter().enumerate() {
        if let Some(b) = solver.assigned(*l) {
            state.push(2 * i as AtomLit + u32::from(!b));
        }
    }
    let choices = f.choices.iter().filter_map(|l| solver.assigned(*l).map(|b| if b { *l } else { -*l })).collect();
    Found { state, choices }
}

fn lifting(f: &Formula) -> Small {
    let mut solver = f.solver();
    solver.add([f.fits]);
    f.known.iter().for_each(|c| assert_lemma(f, &mut solver, c));
    solver
}

fn level_solver(f: &Formula, level: usize) -> Small {
    let mut solver = f.solver();
    solver.add([f.fits]);
    f.known.iter().for_each(|c| assert_lemma(f, &mut solver, c));
    if level == 0 {
        solver.add([f.initial_guard]);
        for (c, i) in f.current.iter().zip(&f.initial) {
            solver.add([-c, *i]);
            solver.add([*c, -i]);
        }
        // an initial state is a whole state
        solver.always_decide(1..=solver.variables() as Lit);
    }
    solver
}

fn assert_lemma(f: &Formula, solver: &mut Small, cube: &[AtomLit]) {
    solver.add(cube.iter().map(|a| -f.before(*a)));
    for a in cube {
        let cone = &f.current_cones[(*a >> 1) as usize];
        solver.always_decide(cone.iter().map(|v| *v as Lit));
    }
}

/// The literals in 64 bits: those of a part are among those of the whole.
fn print(cube: &[AtomLit]) -> u64 {
    cube.iter().fold(0, |all, a| all | 1 << (a.wrapping_mul(0x9e37_79b1) >> 26))
}

/// Is every literal of `part` in `whole`? Both are sorted.
pub fn is_part(part: &[AtomLit], whole: &[AtomLit]) -> bool {
    let mut rest = whole.iter();
    part.len() <= whole.len() && part.iter().all(|p| rest.by_ref().any(|w| w == p))
}
