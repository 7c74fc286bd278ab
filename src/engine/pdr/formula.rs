//! A finite system as clauses: what the solvers of property-directed reachability are loaded with.
//!
//! In: a [`Finite`] system. Out: definitions of all its terms (Tseitin's), and the literals of its parts. Nothing is asserted: each solver
//! asserts what its questions are about.

use super::queries::Cube;
use crate::logic::{Graph, Term};
use crate::sat::cnf::Cnf;
use crate::sat::small::Small;
use crate::sat::{Answer, SatSolver};
use crate::transition::finite::Finite;
use crate::util::work::Work;
use std::cell::RefCell;
use std::rc::Rc;

/// A literal of a solver.
pub type Lit = i32;

/// A literal of an atom: twice the atom, plus one where negated.
pub type AtomLit = u32;

/// A system as clauses.
pub struct Formula {
    clauses: Vec<Vec<Lit>>,
    variables: usize,
    pub current: Vec<Lit>,
    pub next: Vec<Lit>,
    pub initial: Vec<Lit>,
    pub fits: Lit,
    pub initial_guard: Lit,
    pub taken: Lit,
    /// Some bad condition before or in a step, or that the step leaves the shape.
    pub bad: Lit,
    /// The same for an initial state.
    pub initial_bad: Lit,
    /// Each bad condition, the last one that the step leaves the shape.
    pub each_bad: Vec<Lit>,
    /// The choices of a step.
    pub choices: Vec<Lit>,
    /// The inputs of the graph that clauses mention, with their numbers.
    pub inputs: Vec<(Lit, u32)>,
    /// The variables that a step depends on.
    pub step_cone: Vec<u32>,
    pub bad_cone: Vec<u32>,
    /// The variables that the next value of an atom depends on, without those of `step_cone`.
    pub next_cones: Vec<Vec<u32>>,
    pub current_cones: Vec<Vec<u32>>,
    /// Cubes that are known to contain no reachable state.
    pub known: Vec<Cube>,
}

/// Notes clauses.
struct Recorder {
    clauses: Rc<RefCell<Vec<Vec<Lit>>>>,
    variables: Lit,
}

impl SatSolver for Recorder {
    fn name(&self) -> String {
        "clauses".into()
    }

    fn new_variable(&mut self) -> Lit {
        self.variables += 1;
        self.variables
    }

    fn add_clause(&mut self, clause: &[Lit]) {
        self.clauses.borrow_mut().push(clause.to_vec());
    }

    fn solve(&mut self, _: &[Lit], _: Work) -> Answer {
        Answer::Unknown("nothing is asked while clauses are noted".into())
    }

    fn value(&self, _: Lit) -> bool {
        false
    }
}

impl Formula {
    pub fn of(finite: &mut Finite<'_>) -> Formula {
        let mut all: Vec<Term> = finite.bad.iter().map(|b| b.condition).chain([finite.leaves]).collect();
        let mut first: Vec<Term> = finite.initial_bad.iter().map(|b| b.condition).chain([finite.initial_leaves]).collect();
        let graph = &mut finite.encoder.graph;
        let bad = graph.any(all.iter().copied());
        let initial_bad = graph.any(first.drain(..));
        let graph: &Graph = &finite.encoder.graph;
        let noted = Rc::new(RefCell::new(Vec::new()));
        let mut cnf = Cnf::new(Box::new(Recorder { clauses: noted.clone(), variables: 0 }));
        // the first variable is TRUE
        cnf.defined(graph, Term::TRUE);
        let mut define = |terms: &[Term]| -> Vec<Lit> { terms.iter().map(|t| cnf.defined(graph, *t)).collect() };
        let (current, next, initial) = (define(&finite.current), define(&finite.next), define(&finite.initial));
        let one = define(&[finite.fits, finite.initial_guard, finite.taken, bad, initial_bad]);
        let each_bad = define(&std::mem::take(&mut all));
        let step_cone = cnf.cone(graph, [finite.taken, finite.fits]);
        let bad_cone = cnf.cone(graph, [bad, finite.fits]);
        let mut in_step = vec![false; cnf.variables() + 1];
        step_cone.iter().for_each(|v| in_step[*v as usize] = true);
        let beyond = |t: &Term| cnf.cone(graph, [*t]).into_iter().filter(|v| !in_step[*v as usize]).collect();
        let next_cones = finite.next.iter().map(beyond).collect();
        let current_cones = finite.current.iter().map(|t| cnf.cone(graph, [*t])).collect();
        let known: Vec<(u32, Term)> =
            (0..graph.inputs()).map(|i| (i, graph.input_term(i))).filter(|(_, t)| cnf.is_known(graph, *t)).collect();
        let inputs: Vec<(Lit, u32)> = known.into_iter().map(|(i, t)| (cnf.defined(graph, t), i)).collect();
        let choices = inputs.iter().filter(|(_, i)| finite.choices.iter().any(|r| r.contains(i))).map(|(l, _)| *l).collect();
        let variables = cnf.variables();
        drop(cnf);
        let clauses = noted.take();
        Formula {
            clauses,
            variables,
            current,
            next,
            initial,
            fits: one[0],
            initial_guard: one[1],
            taken: one[2],
            bad: one[3],
            initial_bad: one[4],
            each_bad,
            choices,
            inputs,
            step_cone,
            bad_cone,
            next_cones,
            current_cones,
            known: Vec::new(),
        }
    }

    /// A solver with all definitions.
    pub fn solver(&self) -> Small {
        let mut solver = Small::new();
        self.load(&mut solver);
        solver.decide_inputs(self.inputs.iter().map(|i| i.0));
        solver
    }

    /// Adds all definitions to an empty solver.
    pub fn load(&self, solver: &mut dyn SatSolver) {
        for _ in 0..self.variables {
            solver.new_variable();
        }
        for c in &self.clauses {
            solver.add_clause(c);
        }
    }

    /// The number of clauses.
    pub fn size(&self) -> usize {
        self.clauses.len()
    }

    pub fn atoms(&self) -> usize {
        self.current.len()
    }

    pub fn before(&self, l: AtomLit) -> Lit {
        signed(&self.current, l)
    }

    pub fn after(&self, l: AtomLit) -> Lit {
        signed(&self.next, l)
    }

    pub fn first(&self, l: AtomLit) -> Lit {
        signed(&self.initial, l)
    }
}

fn signed(literals: &[Lit], l: AtomLit) -> Lit {
    let v = literals[(l >> 1) as usize];
    if l & 1 == 1 { -v } else { v }
}
