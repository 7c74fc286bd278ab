//! Clauses of terms, made when a query first reaches them (Tseitin's transformation, both directions).
//!
//! `t <=> a1 /\ … /\ an` becomes `~t \/ ai` for each i, and `t \/ ~a1 \/ … \/ ~an`; chains of And with one
//! use are merged into one such definition. Xor takes four clauses, Ite six (two of them redundant, for
//! propagation). Definitions stay for the whole run, so that all depths share them.
//!
//! With the first term that compares integers, all that was asserted goes to a solver of that theory ([`super::theory`]), and all
//! later queries do.

use super::certify;
use super::solver::{Answer, Literal, SatSolver};
use super::theory::Theory;
use crate::logic::Assignment;
use crate::logic::graph::{Graph, Node, Term};
use crate::logic::number::Comparison;
use crate::util::work::{self, Work};

/// The work of making a clause.
const CLAUSE: u64 = 2;

/// A solver with the variables of the terms that queries have reached.
pub struct Cnf {
    solver: Box<dyn SatSolver>,
    /// The solver's variable for each node, 0 where there is none yet.
    variable: Vec<Literal>,
    clauses: usize,
    variables: usize,
    /// A contradiction was asserted.
    inconsistent: bool,
    asserted: Vec<Term>,
    /// The solver of queries with integers, once there was one.
    theory: Option<Theory>,
}

impl Cnf {
    pub fn new(solver: Box<dyn SatSolver>) -> Cnf {
        Cnf { solver, variable: Vec::new(), clauses: 0, variables: 0, inconsistent: false, asserted: Vec::new(), theory: None }
    }

    pub fn solver_name(&self) -> String {
        self.theory.as_ref().map_or_else(|| self.solver.name(), Theory::name)
    }

    pub fn clauses(&self) -> usize {
        self.clauses
    }

    pub fn variables(&self) -> usize {
        self.variables
    }

    /// The solver for these terms, if they are not propositional.
    fn theory_of(&mut self, graph: &Graph, terms: &[Term]) -> Option<&mut Theory> {
        if self.theory.is_none() && terms.iter().any(|t| graph.is_arithmetic(*t)) {
            let mut theory = Theory::new();
            self.asserted.iter().for_each(|t| theory.assert(graph, *t));
            self.theory = Some(theory);
        }
        self.theory.as_mut()
    }

    /// Requires `term` from now on.
    pub fn assert(&mut self, graph: &Graph, term: Term) {
        if let Some(theory) = self.theory_of(graph, &[term]) {
            theory.assert(graph, term);
            return;
        }
        self.asserted.push(term);
        self.assert_clauses(graph, term);
    }

    fn assert_clauses(&mut self, graph: &Graph, term: Term) {
        match term.as_constant() {
            Some(true) => return,
            Some(false) => {
                self.inconsistent = true;
                return;
            }
            None => {}
        }
        // A conjunction is asserted part by part, a disjunction as one clause: neither needs a variable.
        if let Node::And(a, b) = graph.node(term) {
            if !term.is_negated() {
                self.assert_clauses(graph, a);
                self.assert_clauses(graph, b);
                return;
            }
            let mut parts = Vec::new();
            conjuncts(graph, term.positive(), &mut parts, &|_| false);
            let clause: Vec<Literal> = parts.into_iter().map(|p| -self.literal(graph, p)).collect();
            self.clause(&clause);
            return;
        }
        let l = self.literal(graph, term);
        self.clause(&[l]);
    }

    /// Satisfiability of everything asserted together with `terms`.
    pub fn solve(&mut self, graph: &Graph, terms: &[Term], limit: Work) -> Answer {
        if let Some(theory) = self.theory_of(graph, terms) {
            return without_proof(theory.solve(graph, terms, limit));
        }
        match self.assumptions(graph, terms) {
            Some(assumptions) => self.solver.solve(&assumptions, limit.min(work::left())),
            None => Answer::Unsatisfiable,
        }
    }

    /// As [`Cnf::solve`], and no values of the inputs from `first` on make `possible` true. Only for queries with integers.
    pub fn solve_without(&mut self, graph: &Graph, terms: &[Term], possible: Term, first: u32, limit: Work) -> Answer {
        match self.theory_of(graph, &[possible]) {
            Some(theory) => without_proof(theory.solve_without(graph, terms, possible, first, limit)),
            None => Answer::Unknown("a quantifier over choices".into()),
        }
    }

    /// After [`Answer::Unsatisfiable`]: whether this term of the query was needed for that.
    pub fn was_needed(&self, term: Term) -> bool {
        if let Some(theory) = &self.theory {
            return theory.was_needed(term);
        }
        self.known(term).is_none_or(|l| self.solver.failed(l))
    }

    /// The literals of the terms; `None` if one of them, or what is asserted, is FALSE.
    fn assumptions(&mut self, graph: &Graph, terms: &[Term]) -> Option<Vec<Literal>> {
        if self.inconsistent || terms.contains(&Term::FALSE) {
            return None;
        }
        Some(terms.iter().filter(|t| **t != Term::TRUE).map(|t| self.literal(graph, *t)).collect())
    }

    /// The inputs' values after [`Answer::Satisfiable`]; TRUE, the first choice, for inputs that no query has reached.
    pub fn model(&mut self, graph: &Graph) -> Assignment {
        if let Some(theory) = &mut self.theory {
            return theory.model(graph);
        }
        let mut model = Assignment::of(vec![true; graph.inputs() as usize]);
        for (n, &v) in self.variable.iter().enumerate() {
            if v != 0
                && let Node::Input(i) = graph.node(graph.term_of_node(n as u32))
            {
                model.inputs[i as usize] = self.solver.value(v);
            }
        }
        model
    }

    /// The terms that fix the inputs before `first` to their values in `choices`. Inputs that no query has reached do not matter.
    pub fn pinned(&self, graph: &mut Graph, first: u32, choices: &Assignment) -> Vec<Term> {
        let known: Vec<u32> = (0..first).filter(|i| self.is_known(graph, graph.input_term(*i))).collect();
        let mut pin = |i| match graph.number_of_input(i) {
            Some(n) => {
                let value = graph.number_constant(choices.number(i));
                graph.compare(Comparison::Equal, n, value)
            }
            None => graph.input_term(i).negate_if(!choices.input(i)),
        };
        known.into_iter().map(&mut pin).collect()
    }

    /// The solver's literal for a term, whose definition is added.
    pub fn defined(&mut self, graph: &Graph, term: Term) -> Literal {
        self.literal(graph, term)
    }

    /// The solver's variables for the terms that these depend on, themselves included.
    pub fn cone(&self, graph: &Graph, terms: impl IntoIterator<Item = Term>) -> Vec<u32> {
        let needed = graph.cone(terms);
        let variables = self.variable.iter().zip(needed);
        variables.filter(|(v, needed)| **v != 0 && *needed).map(|(v, _)| v.unsigned_abs()).collect()
    }

    fn clause(&mut self, clause: &[Literal]) {
        self.clauses += 1;
        work::spend(CLAUSE);
        self.solver.add_clause(clause);
    }

    /// Whether a query has reached this term.
    pub fn is_known(&self, graph: &Graph, term: Term) -> bool {
        match &self.theory {
            Some(theory) => theory.is_known(graph, term),
            None => self.known(term).is_some(),
        }
    }

    fn known(&self, term: Term) -> Option<Literal> {
        match self.variable.get(term.node() as usize) {
            Some(&v) if v != 0 => Some(if term.is_negated() { -v } else { v }),
            _ => None,
        }
    }

    /// The literal of a term. Terms below it are defined first.
    fn literal(&mut self, graph: &Graph, term: Term) -> Literal {
        if self.variable.len() < graph.len() {
            self.variable.resize(graph.len(), 0);
        }
        let mut stack = vec![term.positive()];
        while let Some(&t) = stack.last() {
            if self.known(t).is_some() {
                stack.pop();
                continue;
            }
            let mut operands: Vec<Term> = Vec::new();
            match graph.node(t) {
                Node::True | Node::Input(_) | Node::Compare(..) => {}
                Node::And(..) => conjuncts(graph, t, &mut operands, &|c| self.known(c).is_some()),
                Node::Xor(a, b) => operands.extend([a, b]),
                Node::Ite(c, a, b) => operands.extend([c, a, b]),
            }
            let before = stack.len();
            stack.extend(operands.iter().filter(|o| self.known(**o).is_none()).map(|o| o.positive()));
            if stack.len() > before {
                continue;
            }
            let lits: Vec<Literal> = operands.iter().map(|o| self.known(*o).expect("sat: operands were just defined")).collect();
            self.define(graph.node(t), t, &lits);
            stack.pop();
        }
        self.known(term).expect("sat: the term was just defined")
    }

    fn define(&mut self, node: Node, t: Term, operands: &[Literal]) {
        let v = self.solver.new_variable();
        self.variables += 1;
        self.variable[t.node() as usize] = v;
        match node {
            Node::True => self.clause(&[v]),
            Node::Input(_) => {}
            Node::Compare(..) => panic!("sat: a comparison of integers has no clauses"),
            Node::And(..) => {
                let mut long = vec![v];
                for &o in operands {
                    self.clause(&[-v, o]);
                    long.push(-o);
                }
                self.clause(&long);
            }
            Node::Xor(..) => {
                let (a, b) = (operands[0], operands[1]);
                for c in [[-v, a, b], [-v, -a, -b], [v, -a, b], [v, a, -b]] {
                    self.clause(&c);
                }
            }
            Node::Ite(..) => {
                let (c, a, b) = (operands[0], operands[1], operands[2]);
                for clause in [[-c, -a, v], [-c, a, -v], [c, -b, v], [c, b, -v], [-a, -b, v], [a, b, -v]] {
                    self.clause(&clause);
                }
            }
        }
    }
}

/// The answer of a theory solver, which cannot be certified.
fn without_proof(answer: Answer) -> Answer {
    if answer == Answer::Unsatisfiable {
        certify::without_proof("a query has integers without bounds, for which Z3 gives no proof that could be checked here");
    }
    answer
}

/// The operands of the conjunction `t`. And nodes with one use that `stop` does not name are replaced by their operands.
fn conjuncts(graph: &Graph, t: Term, out: &mut Vec<Term>, stop: &dyn Fn(Term) -> bool) {
    let mut stack = vec![t];
    let mut first = true;
    while let Some(u) = stack.pop() {
        match graph.node(u) {
            Node::And(a, b) if !u.is_negated() && (first || (graph.uses(u) == 1 && !stop(u))) => {
                stack.push(b);
                stack.push(a);
            }
            Node::True | Node::Input(_) | Node::And(..) | Node::Xor(..) | Node::Ite(..) | Node::Compare(..) => out.push(u),
        }
        first = false;
    }
}
